"""How the images of the make_* functions come about."""

import numpy as np

BLOCK = (61, 64)            # both photographs, 427 x 640 pixels, are 7 x 10 of them
CONTRAST = 0.05             # patches of a lower standard deviation are flat: their mean says it all
SHARES = {"train": (2, 3, 4), "validation": (1,), "test": (0,)}     # which of every five blocks


def strokes(six, side=28, sigma=0.05, n_dabs=50):
    """Images (n, side * side) of the strokes through (six[:, :3], six[:, 3:]), in unit square."""
    x1, x2, x3, y1, y2, y3 = six.T[:, :, None]
    slope = (y2 - y1) / (x2 - x1)
    bend = ((y3 - y2) / (x3 - x2) - slope) / (x3 - x1)

    # Follow the curve on a fine grid; what lies far outside the picture need not be drawn.
    x = np.linspace(x1, x3, 200, axis=1)[:, :, 0]
    y = np.clip(y1 + (x - x1) * (slope + (x - x2) * bend), -0.2, 1.2)  # Newton's form
    length = np.cumsum(np.hypot(np.diff(x), np.diff(y)), axis=1)
    length = np.pad(length, [(0, 0), (1, 0)])

    # Dabs of the pen at equal steps along it. One call of interp does, for rows kept apart by 2.
    row = 2 * np.arange(len(six))[:, None]
    grid = (row + length / length[:, -1:]).ravel()
    steps = row + (np.arange(n_dabs) + 0.5) / n_dabs
    x, y = np.interp(steps, grid, x.ravel()), np.interp(steps, grid, y.ravel())

    # A Gaussian dab is a column times a row. The weight lets a straight stroke peak at 1.
    pixels = (np.arange(side) + 0.5) / side
    weight = length[:, -1:] / n_dabs / (sigma * np.sqrt(2 * np.pi))
    across, down = (
        np.exp(-0.5 * np.square(((dabs[:, :, None] - pixels) / sigma).astype(np.float32)))
        for dabs in (x, y))
    images = down.swapaxes(1, 2) @ across * weight[:, :, None].astype(np.float32)
    return np.minimum(images, 1).reshape(len(six), -1)


def patches(n_samples, size, subset, rng):
    """Patches (n_samples, size * size) at random places of the subset's blocks; their pictures."""
    from scipy.ndimage import uniform_filter
    from sklearn.datasets import load_sample_images

    colours = np.stack(load_sample_images().images)                     # (2, 427, 640, 3), 0 to 255
    grey = (colours @ np.array([0.299, 0.587, 0.114]) / 255).astype(np.float32)
    height, width = BLOCK
    blocks = grey.reshape(2, 7, height, 10, width).swapaxes(2, 3)       # (2, 7, 10, 61, 64)
    down, across = np.indices((7, 10))
    chosen = np.isin((2 * down + across) % 5, SHARES[subset])
    blocks = blocks[:, chosen].reshape(-1, height, width)

    # Mean and deviation of every patch: the filter's windows begin at their top left pixel.
    near = {"size": (1, size, size), "origin": (0, -(size // 2), -(size // 2)), "mode": "nearest"}
    mean, mean_square = (uniform_filter(values, **near) for values in (blocks, blocks**2))
    contrast = np.sqrt(np.maximum(mean_square - mean**2, 0))
    places = np.argwhere(contrast[:, : height - size + 1, : width - size + 1] >= CONTRAST)
    block, top, left = places[rng.integers(len(places), size=n_samples)].T
    windows = np.lib.stride_tricks.sliding_window_view(blocks, (size, size), axis=(1, 2))
    return windows[block, top, left].reshape(n_samples, -1), block * 2 // len(blocks)
