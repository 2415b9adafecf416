"""Noise: corruptions of the input, which a denoising autoencoder learns to undo.

Each is written once, in Keras' operations: `corrupt` runs it on an array, the training engine
makes it part of its compiled epoch.
"""

from functools import partial
from numbers import Real

import numpy as np
from sklearn.utils import check_array, check_random_state

from ._keras import keras, start
from ._validation import check_image_shape

ops = keras.ops
KINDS = ("gaussian", "salt_and_pepper", "masking", "occlusion")


def corrupt(X, kind, level, *, image_shape=None, random_state=None):
    """Corrupt rows of data, each entry or image by a draw of its own.

    Parameters
    ----------
    X : array-like of shape (n_samples, n_features)
    kind : {"gaussian", "salt_and_pepper", "masking", "occlusion"}
        "gaussian" adds normal noise; the result is not clipped. "salt_and_pepper" sets entries to
        0 or 1, half of them each, so X is taken to lie in [0, 1]. "masking" sets entries to 0.
        "occlusion" sets to 0 one square patch at a random place of each image.
    level : float
        Standard deviation, in the units of X, of Gaussian noise; of the others the expected share
        of entries, or the share of the image's area, rounded to a square of whole pixels.
    image_shape : (int, int), optional
        Height and width of the images that are the rows of X; for "occlusion" only.
    random_state : int, RandomState or None
        Seed of the draws.

    Returns
    -------
    ndarray of shape (n_samples, n_features)
        Of X's own float type.

    Raises
    ------
    ValueError
        If there is no such kind, the level is out of its range, or the images do not fit X.

    References
    ----------
    Vincent, Larochelle, Bengio, Manzagol (2008), "Extracting and composing robust features with
    denoising autoencoders", ICML: masking.

    Examples
    --------
    >>> import numpy as np
    >>> from aeutils import corrupt
    >>> corrupt(np.ones((2, 6)), "masking", 0.25, random_state=0)
    array([[1., 1., 0., 1., 0., 1.],
           [1., 1., 1., 0., 1., 1.]])
    """
    X = check_array(X, dtype=[np.float64, np.float32], input_name="X")
    corruption = make_corruption(kind, level, image_shape, n_features=X.shape[1])
    seed = check_random_state(random_state).randint(2**31 - 1)
    start()
    return np.asarray(corruption(X, keras.random.SeedGenerator(seed)))


def make_corruption(kind, level, image_shape=None, *, n_features, mean=0.0, scale=1.0):
    """Check a corruption's settings and return it as a function.

    It takes x of shape (n, n_features), an array or a tensor, also one in a graph, and a
    `keras.random.SeedGenerator` to x corrupted; each call draws anew. The rows of x have been
    centred by `mean` and divided by `scale`; `level` is in the units that they had before.
    """
    if kind not in KINDS:
        raise ValueError(f"There is no corruption {kind!r}: take one of {', '.join(KINDS)}.")
    highest = np.inf if kind == "gaussian" else 1
    if not isinstance(level, Real) or not 0 <= level <= highest:
        what = ("the standard deviation, a number from 0 up" if kind == "gaussian" else
                "a share, a number from 0 to 1")
        raise ValueError(f"The level of the corruption {kind!r} must be {what}, not {level!r}.")
    black, white = ((colour - np.asarray(mean)) / scale for colour in (0, 1))
    if kind == "gaussian":
        return partial(_gaussian, level=np.asarray(level / scale))
    if kind == "masking":
        return partial(_masking, level=float(level), black=black)
    if kind == "salt_and_pepper":
        return partial(_salt_and_pepper, level=float(level), black=black, white=white)
    if image_shape is None:
        raise ValueError("The corruption 'occlusion' hides a part of an image: say how high and "
                         "wide it is by image_shape=(height, width).")
    height, width = check_image_shape(image_shape, n_features)
    side = round((level * height * width) ** 0.5)
    if side > min(height, width):
        raise ValueError(f"No square fits into {height} x {width} pixels that covers {level} of "
                         "them: take a lower level.")
    return partial(_occlusion, side=side, image_shape=(height, width), black=black)


def _gaussian(x, seeds, level):
    draw = keras.random.normal(ops.shape(x), dtype="float32", seed=seeds)
    return x + ops.cast(level * draw, x.dtype)


def _salt_and_pepper(x, seeds, level, black, white):
    draw = keras.random.uniform(ops.shape(x), dtype="float32", seed=seeds)
    return _replace(x, draw < level, ops.where(draw < level / 2, white, black))


def _masking(x, seeds, level, black):
    draw = keras.random.uniform(ops.shape(x), dtype="float32", seed=seeds)
    return _replace(x, draw < level, black)


def _replace(x, where, value):
    return ops.where(where, ops.cast(value, x.dtype), x)


def _occlusion(x, seeds, side, image_shape, black):
    def covered(length):
        """Whether the patch reaches over each row (or column) of pixels, shape (n, length)."""
        first = keras.random.randint((ops.shape(x)[0], 1), 0, length - side + 1, seed=seeds)
        pixels = ops.arange(length)
        return ops.logical_and(first <= pixels, pixels < first + side)

    height, width = image_shape
    patch = ops.logical_and(covered(height)[:, :, None], covered(width)[:, None, :])
    return _replace(x, ops.reshape(patch, ops.shape(x)), black)
