"""Data sets of the course: bundled (load_*), generated (make_*) and downloaded (fetch_*).

Every function returns a `Dataset`; `load` finds one by its name.
"""

import difflib
import numbers
from pathlib import Path

import numpy as np

from . import _fetch, _generate
from ._dataset import Dataset

_DATA = Path(__file__).resolve().parent.parent / "data"
_DIGIT_NAMES = tuple("0123456789")
_CLOTHES = ("t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag",
            "ankle boot")


def load_digits():
    """Handwritten digits of scikit-learn: 1,797 images of 8 x 8 pixels in [0, 1], 10 classes.

    Examples
    --------
    >>> from aeutils.datasets import load_digits
    >>> load_digits()
    <Dataset digits: 1,797 samples, 64 features, images 8 x 8, y 0 to 9>
    """
    from sklearn import datasets

    bunch = datasets.load_digits()
    return Dataset(
        bunch.data / 16, bunch.target, image_shape=(8, 8), target_names=_DIGIT_NAMES, name="digits",
        description="Handwritten digits, 8 x 8 pixels, ink from 0 to 1 (scikit-learn, UCI).")


def load_breast_cancer():
    """Wisconsin breast cancer data: 569 tumours, 30 features in raw units, 1 = malignant.

    scikit-learn has 0 for malignant; here the anomaly is the positive class.

    Examples
    --------
    >>> from aeutils.datasets import load_breast_cancer
    >>> int(load_breast_cancer().y.sum())
    212
    """
    from sklearn import datasets

    bunch = datasets.load_breast_cancer()
    return Dataset(
        bunch.data, 1 - bunch.target, feature_names=map(str, bunch.feature_names),
        target_names=("benign", "malignant"), name="breast_cancer",
        description="Cell nuclei of 569 tumours, measured on images; raw units (Wisconsin, UCI).")


def load_sensors(dirty=False):
    """Twelve sensors of a simulated water pump, driven by three hidden factors.

    Parameters
    ----------
    dirty : bool
        False: 3,300 true readings. True: 3,360 rows with missing values, repeated rows, a wrong
        unit, a stuck sensor and outliers; ``index`` is the number of the true reading.

    Returns
    -------
    Dataset
        X (n_samples, 12) in the units that data/README.md lists; y is 0 for a normal reading and
        i where sensor i - 1 is faulty (25 readings each).

    Raises
    ------
    FileNotFoundError
        If the table does not stand beside the package.

    Examples
    --------
    >>> from aeutils.datasets import load_sensors
    >>> load_sensors().feature_names[:3]
    ('flow', 'inlet_pressure', 'outlet_pressure')
    """
    import pandas as pd

    path = _DATA / f"sensors_{'dirty' if dirty else 'clean'}.csv"
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: install aeutils with 'pip install -e .' in a "
                                "clone of its repository, which has the table.")
    table = pd.read_csv(path, index_col="reading")
    fault = table.pop("fault")
    return Dataset(
        table, fault, feature_names=table.columns, target_names=("normal", *table.columns),
        index=table.index, name="sensors",
        description="Twelve sensors of a simulated water pump, hourly; units in data/README.md.")


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
    _check_whole("n_samples", n_samples)
    six = np.random.default_rng(random_state).random((n_samples, 6))
    six[:, :3] = (np.arange(3) + six[:, :3]) / 3  # across: one point in each third
    six[:, 3:] = 0.15 + 0.7 * six[:, 3:]  # down: away from the edges
    return Dataset(
        np.concatenate([_generate.strokes(six[i : i + 500]) for i in range(0, n_samples, 500)]),
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
    _check_whole("n_samples", n_samples)
    _check_whole("size", size, lowest=2, highest=_generate.BLOCK[0])
    if subset not in _generate.SHARES:
        raise ValueError(f"There is no subset {subset!r}: choose one of "
                         f"{', '.join(_generate.SHARES)}.")
    X, y = _generate.patches(n_samples, size, subset, np.random.default_rng(random_state))
    return Dataset(
        X, y, image_shape=(size, size), target_names=("temple", "flower"), name="patches",
        description=f"Patches of two photographs, {size} x {size} pixels from 0 to 1, grey "
                    "(scikit-learn).")


def fetch_mnist(subset="all"):
    """MNIST: handwritten digits, 28 x 28 pixels in [0, 1], from `mnist.npz` or the network.

    The file is looked for in the folder that the environment variable ``AEUTILS_DATA`` names,
    else in the user's cache folder, and downloaded there (11 MB) if it is missing.

    Parameters
    ----------
    subset : {"all", "train", "test"}
        The standard 60,000 training images, the 10,000 test images, or both in this order.

    Returns
    -------
    Dataset
        X (n_samples, 784), y the digit.

    Raises
    ------
    ValueError
        If there is no such subset.
    OSError
        If the download fails, or the file is damaged or holds something else.

    Examples
    --------
    >>> from aeutils.datasets import fetch_mnist
    >>> fetch_mnist("test")  # doctest: +SKIP
    <Dataset mnist: 10,000 samples, 784 features, images 28 x 28, y 0 to 9>
    """
    X, y = _fetch.pixels_and_labels(_fetch.mnist_arrays, subset)
    return Dataset(
        X, y, image_shape=(28, 28), target_names=_DIGIT_NAMES, name="mnist",
        description="Handwritten digits, 28 x 28 pixels, ink from 0 to 1 (LeCun, Cortes, Burges).")


def fetch_fashion_mnist(subset="all"):
    """Fashion-MNIST: clothes, 28 x 28 pixels in [0, 1], laid out as MNIST is.

    Parameters, returns and errors are those of `fetch_mnist`; the four files (31 MB) are in the
    subfolder `fashion-mnist`.

    Examples
    --------
    >>> from aeutils.datasets import fetch_fashion_mnist
    >>> fetch_fashion_mnist("test")  # doctest: +SKIP
    <Dataset fashion_mnist: 10,000 samples, 784 features, images 28 x 28, y 0 to 9>
    """
    X, y = _fetch.pixels_and_labels(_fetch.fashion_mnist_arrays, subset)
    return Dataset(
        X, y, image_shape=(28, 28), target_names=_CLOTHES, name="fashion_mnist",
        description="Pictures of clothes, 28 x 28 pixels from 0 to 1 (Zalando Research).")


_BY_NAME = {"digits": load_digits, "breast_cancer": load_breast_cancer, "sensors": load_sensors,
            "curves": make_curves, "patches": make_patches, "mnist": fetch_mnist,
            "fashion_mnist": fetch_fashion_mnist}


def load(name, **kwargs):
    """Data set of this name.

    Parameters
    ----------
    name : str
        digits, breast_cancer, sensors, curves, patches, mnist or fashion_mnist.
    **kwargs
        Passed on, such as ``dirty=True`` or ``subset="train"``.

    Raises
    ------
    ValueError
        If there is no data set of this name.

    Examples
    --------
    >>> from aeutils.datasets import load
    >>> load("curves", n_samples=3)
    <Dataset curves: 3 samples, 784 features, images 28 x 28>
    """
    if name not in _BY_NAME:
        near = difflib.get_close_matches(str(name).lower(), _BY_NAME, n=1)
        hint = f" (did you mean {near[0]!r}?)" if near else ""
        raise ValueError(
            f"There is no data set {name!r}{hint}: choose one of {', '.join(_BY_NAME)}.")
    return _BY_NAME[name](**kwargs)


def _check_whole(parameter, value, lowest=1, highest=np.inf):
    """Refuse what is no whole number between two bounds."""
    if not isinstance(value, numbers.Integral) or not lowest <= value <= highest:
        end = "up" if highest == np.inf else f"to {highest}"
        raise ValueError(f"{parameter} must be a whole number from {lowest} {end}, not {value!r}.")
