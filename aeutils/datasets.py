"""Data sets of the course: bundled (load_*), generated (make_*) and downloaded (fetch_*).

Every function returns a `Dataset`; `load` finds one by its name.
"""

import difflib
import numbers
from pathlib import Path

import numpy as np

from . import _fetch
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
    if not isinstance(n_samples, numbers.Integral) or n_samples < 1:
        raise ValueError(f"n_samples must be a whole number from 1 up, not {n_samples!r}.")
    six = np.random.default_rng(random_state).random((n_samples, 6))
    six[:, :3] = (np.arange(3) + six[:, :3]) / 3  # across: one point in each third
    six[:, 3:] = 0.15 + 0.7 * six[:, 3:]  # down: away from the edges
    return Dataset(
        np.concatenate([_draw(six[i : i + 500]) for i in range(0, n_samples, 500)]),
        image_shape=(28, 28), name="curves",
        description="Quadratic strokes through three random points, 28 x 28 pixels from 0 to 1.")


def _draw(six, side=28, sigma=0.05, n_dabs=50):
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
            "curves": make_curves, "mnist": fetch_mnist, "fashion_mnist": fetch_fashion_mnist}


def load(name, **kwargs):
    """Data set of this name: digits, breast_cancer, sensors, curves, mnist or fashion_mnist.

    Parameters
    ----------
    name : str
        One of the names above.
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
