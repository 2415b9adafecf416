"""Generated data sets: make_* draw or cut images, the same for the same seed."""

import numpy as np

from .._validation import check_whole
from .dataset import Dataset

BLOCK = (61, 64)            # both photographs, 427 x 640 pixels, are 7 x 10 of them
CONTRAST = 0.05             # patches of a lower standard deviation are flat: their mean says it all
SHARES = {"train": (2, 3, 4), "validation": (1,), "test": (0,)}     # which of every five blocks


def make_curves(n_samples=10_000, random_state=0):
    """Draw images of smooth strokes: 784 pixels, but six numbers behind each image.

    Each stroke is a quadratic through three random points, one in each third of the width,
    drawn from the first to the last with a Gaussian pen (sigma: 0.05 of the width).

    Parameters
    ----------
    n_samples : int
        Number of images.
    random_state : int, Generator or None
        Seed; the first images of a longer series are those of a shorter one.

    Returns
    -------
    Dataset
        X (n_samples, 784) in [0, 1], image_shape (28, 28), no y.

    Raises
    ------
    ValueError
        If n_samples is not a whole number of at least 1.

    Examples
    --------
    >>> from aeutils.datasets import make_curves
    >>> make_curves(5).images.shape
    (5, 28, 28)
    """
    check_whole("n_samples", n_samples)
    points = np.random.default_rng(random_state).random((n_samples, 6))
    points[:, :3] = (np.arange(3) + points[:, :3]) / 3      # across: one point in each third
    points[:, 3:] = 0.15 + 0.7 * points[:, 3:]              # down: away from the edges
    return Dataset(
        np.concatenate([_strokes(points[i : i + 500]) for i in range(0, n_samples, 500)]),
        image_shape=(28, 28), name="curves",
        description="Quadratic strokes through three random points, 28 x 28 pixels from 0 to 1.")


def make_patches(n_samples=5000, size=12, subset="train", random_state=0):
    """Cut square patches at random from the two photographs of scikit-learn, in grey.

    Each photograph is first divided into 7 x 10 blocks of 61 x 64 pixels, three of every five for
    training, one for validation, one for testing, spread like a knight's moves. A patch stays
    within a block, so patches of two subsets have no pixel in common. Patches that are nearly flat
    (standard deviation below 0.05), such as those of sky, are left out.

    Parameters
    ----------
    n_samples : int
        Number of patches.
    size : int
        Height and width of a patch, 2 to 61 pixels.
    subset : {"train", "validation", "test"}
        Blocks to cut from.
    random_state : int, Generator or None
        Seed; the first patches of a longer series are those of a shorter one.

    Returns
    -------
    Dataset
        X (n_samples, size * size) in [0, 1], luma of ITU-R BT.601; y is 0 for the Chinese temple
        and 1 for the flower.

    Raises
    ------
    ValueError
        If there is no such subset, or a number is out of its range.

    Examples
    --------
    >>> from aeutils.datasets import make_patches
    >>> make_patches(5, subset="test").images.shape
    (5, 12, 12)
    """
    check_whole("n_samples", n_samples)
    check_whole("size", size, lowest=2, highest=BLOCK[0])
    if subset not in SHARES:
        raise ValueError(f"There is no subset {subset!r}: choose one of {', '.join(SHARES)}.")
    X, y = _patches(n_samples, size, subset, np.random.default_rng(random_state))
    return Dataset(
        X, y, image_shape=(size, size), target_names=("temple", "flower"), name="patches",
        description=f"Patches of two photographs, {size} x {size} pixels from 0 to 1, grey "
                    "(scikit-learn).")


def _strokes(points, side=28, sigma=0.05, n_dabs=50):
    """Images (n, side * side) of the strokes through points (x1, x2, x3, y1, y2, y3) in [0, 1]."""
    x1, x2, x3, y1, y2, y3 = points.T[:, :, None]
    slope = (y2 - y1) / (x2 - x1)
    curvature = ((y3 - y2) / (x3 - x2) - slope) / (x3 - x1)

    # Follow the curve on a fine grid; what lies far outside the picture need not be drawn.
    x = np.linspace(x1, x3, 200, axis=1)[:, :, 0]
    y = np.clip(y1 + (x - x1) * (slope + (x - x2) * curvature), -0.2, 1.2)  # Newton's form
    length = np.cumsum(np.hypot(np.diff(x), np.diff(y)), axis=1)
    length = np.pad(length, [(0, 0), (1, 0)])

    # Dabs of the pen at equal steps along it. One call of interp does, for rows kept apart by 2.
    row = 2 * np.arange(len(points))[:, None]
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
    return np.minimum(images, 1).reshape(len(points), -1)


def _patches(n_samples, size, subset, rng):
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
    window = {"size": (1, size, size), "origin": (0, -(size // 2), -(size // 2)), "mode": "nearest"}
    mean, mean_square = (uniform_filter(values, **window) for values in (blocks, blocks**2))
    contrast = np.sqrt(np.maximum(mean_square - mean**2, 0))
    places = np.argwhere(contrast[:, : height - size + 1, : width - size + 1] >= CONTRAST)
    block, top, left = places[rng.integers(len(places), size=n_samples)].T
    windows = np.lib.stride_tricks.sliding_window_view(blocks, (size, size), axis=(1, 2))
    return windows[block, top, left].reshape(n_samples, -1), block * 2 // len(blocks)
