"""Data sets of the course: bundled (load_*), generated (make_*) and downloaded (fetch_*).

Every function returns a `Dataset`; `load` finds one by its name.
"""

import difflib
import math
import numbers
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from aeutils import _fetch

_DATA = Path(__file__).resolve().parent.parent / "data"
_DIGIT_NAMES = tuple("0123456789")


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """Samples, and what is known about them.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
        The samples, kept as float32.
    y : int ndarray of shape (n_samples,), optional
        Class of each sample.
    image_shape : tuple of int, optional
        Height and width, where a row of X is an image.
    feature_names, target_names : tuple of str, optional
        Names of the columns of X, and of the classes 0, 1, ... in y.
    index : int ndarray of shape (n_samples,), optional
        Row ids that survive selecting and splitting.
    name, description : str
        Short name, and a sentence or two on origin and units.

    Raises
    ------
    ValueError
        If the parts do not fit together.

    Examples
    --------
    >>> from aeutils.datasets import Dataset
    >>> points = Dataset([[0, 1], [2, 3], [4, 5]], y=[0, 1, 1], name="points")
    >>> points[1:]
    <Dataset points: 2 samples, 2 features, y 1 to 1>
    >>> points[points.y == 1].X[:, 0]
    array([2., 4.], dtype=float32)
    """

    X: np.ndarray
    y: np.ndarray | None = None
    image_shape: tuple | None = None
    feature_names: tuple | None = None
    target_names: tuple | None = None
    index: np.ndarray | None = None
    name: str = "data"
    description: str = ""

    def __post_init__(self):
        try:
            X = np.asarray(self.X, dtype=np.float32)
        except (TypeError, ValueError) as error:
            raise ValueError("X must hold numbers only: encode text and dates first.") from error
        if X.ndim != 2:
            raise ValueError(f"X must have two dimensions, not {X.ndim}: reshape it to rows.")
        object.__setattr__(self, "X", X)
        for field in ("image_shape", "feature_names", "target_names"):
            if getattr(self, field) is not None:
                object.__setattr__(self, field, tuple(getattr(self, field)))
        for field in ("y", "index"):
            if getattr(self, field) is None:
                continue
            values = np.asarray(getattr(self, field))
            if values.shape != (len(X),):
                raise ValueError(f"{field} must hold one value for each of the {len(X)} rows of X.")
            if values.dtype.kind not in "biu" and len(values):
                raise ValueError(f"{field} must hold integers, not {values.dtype}: convert it.")
            object.__setattr__(self, field, values.astype(int))
        n_features = X.shape[1]
        if self.image_shape is not None and math.prod(self.image_shape) != n_features:
            raise ValueError(f"image_shape {self.image_shape} must have {n_features} pixels, as X.")
        if self.feature_names is not None and len(self.feature_names) != n_features:
            raise ValueError(f"feature_names must name each of the {n_features} columns of X.")
        if self.target_names is not None and self.y is not None:
            if not np.isin(self.y, range(len(self.target_names))).all():
                raise ValueError(
                    f"y must count from 0 to {len(self.target_names) - 1}, one number "
                    "for each of the target_names."
                )

    def __len__(self):
        return len(self.X)

    def __getitem__(self, rows):
        """Dataset of some rows: a slice, a boolean mask or an array of row numbers."""
        rows = np.atleast_1d(np.arange(len(self))[rows])
        return replace(
            self,
            X=self.X[rows],
            y=None if self.y is None else self.y[rows],
            index=rows if self.index is None else self.index[rows],
        )

    def __repr__(self):
        parts = [f"{len(self):,} samples", f"{self.X.shape[1]} features"]
        if self.image_shape is not None:
            parts.append("images " + " x ".join(map(str, self.image_shape)))
        if self.y is not None and len(self):
            parts.append(f"y {self.y.min()} to {self.y.max()}")
        return f"<Dataset {self.name}: {', '.join(parts)}>"

    @property
    def images(self):
        """X as pictures, shape (n_samples, *image_shape); ValueError if it holds none."""
        if self.image_shape is None:
            raise ValueError(f"The rows of {self.name} are not images: use X instead.")
        return self.X.reshape(len(self), *self.image_shape)

    @property
    def frame(self):
        """X as a pandas DataFrame of its own, columns and rows named."""
        import pandas as pd

        columns = self.feature_names or [f"x{i}" for i in range(self.X.shape[1])]
        return pd.DataFrame(self.X, columns=list(columns), index=self.index, copy=True)

    def split(self, *, test_size=0.2, validation_size=0.2, random_state=0):
        """Cut into training, validation and test part, each class in proportion where y is known.

        The test part is that of scikit-learn's ``train_test_split`` with the same ``test_size``
        and ``random_state``, whatever ``validation_size`` is.

        Parameters
        ----------
        test_size, validation_size : float
            Shares of all samples. With ``validation_size=0`` that part is empty.
        random_state : int, RandomState or None
            Seed of the shuffle.

        Returns
        -------
        train, validation, test : Dataset
            Their ``index`` tells which rows of this one they hold.

        Raises
        ------
        ValueError
            If a size is no such share, or too few samples (of a class) are left for a part.

        Examples
        --------
        >>> from aeutils.datasets import load_digits
        >>> [len(part) for part in load_digits().split()]
        [1077, 360, 360]
        """
        sizes = test_size, validation_size
        numeric = all(isinstance(size, numbers.Real) for size in sizes)
        if not (numeric and 0 < test_size and 0 <= validation_size and sum(sizes) < 1):
            raise ValueError(
                f"test_size={test_size!r} and validation_size={validation_size!r} must be shares "
                "of all samples, such as 0.2, that leave some for training."
            )
        n_test, n_validation = (math.ceil(size * len(self)) for size in sizes)
        if n_test + n_validation >= len(self):
            raise ValueError(f"{len(self)} samples leave none for training: take smaller shares.")
        rest, test = self._cut(np.arange(len(self)), n_test, random_state)
        train, validation = rest, rest[:0]
        if n_validation:
            train, validation = self._cut(rest, n_validation, random_state)
        return self[train], self[validation], self[test]

    def _cut(self, rows, size, random_state):
        """Cut ``size`` of these rows off at random; return what stays and what was cut off."""
        from sklearn.model_selection import train_test_split

        y = None if self.y is None else self.y[rows]
        if y is not None:
            classes, counts = np.unique(y, return_counts=True)
            if counts.min() < 2 or min(size, len(rows) - size) < len(classes):
                raise ValueError(
                    f"Class {classes[counts.argmin()]} ({counts.min()} of {len(rows)} samples) "
                    "cannot be in every part: take larger shares, add samples, or leave y out."
                )
        return train_test_split(rows, test_size=size, random_state=random_state, stratify=y)


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
        bunch.data / 16,
        bunch.target,
        image_shape=(8, 8),
        target_names=_DIGIT_NAMES,
        name="digits",
        description="Handwritten digits, 8 x 8 pixels, ink from 0 to 1 (scikit-learn, UCI).",
    )


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
        bunch.data,
        1 - bunch.target,
        feature_names=map(str, bunch.feature_names),
        target_names=("benign", "malignant"),
        name="breast_cancer",
        description="Cell nuclei of 569 tumours, measured on images; raw units (Wisconsin, UCI).",
    )


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
        raise FileNotFoundError(
            f"{path} is missing: install aeutils with 'pip install -e .' in a clone of its "
            "repository, which has the table."
        )
    table = pd.read_csv(path, index_col="reading")
    fault = table.pop("fault")
    return Dataset(
        table,
        fault,
        feature_names=table.columns,
        target_names=("normal", *table.columns),
        index=table.index,
        name="sensors",
        description="Twelve sensors of a simulated water pump, hourly; units in data/README.md.",
    )


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
        image_shape=(28, 28),
        name="curves",
        description="Quadratic strokes through three random points, 28 x 28 pixels from 0 to 1.",
    )


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
        for dabs in (x, y)
    )
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
        X,
        y,
        image_shape=(28, 28),
        target_names=_DIGIT_NAMES,
        name="mnist",
        description="Handwritten digits, 28 x 28 pixels, ink from 0 to 1 (LeCun, Cortes, Burges).",
    )


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
        X,
        y,
        image_shape=(28, 28),
        target_names=(
            *("t-shirt", "trouser", "pullover", "dress", "coat"),
            *("sandal", "shirt", "sneaker", "bag", "ankle boot"),
        ),
        name="fashion_mnist",
        description="Pictures of clothes, 28 x 28 pixels from 0 to 1 (Zalando Research).",
    )


_BY_NAME = {
    "digits": load_digits,
    "breast_cancer": load_breast_cancer,
    "sensors": load_sensors,
    "curves": make_curves,
    "mnist": fetch_mnist,
    "fashion_mnist": fetch_fashion_mnist,
}


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
            f"There is no data set {name!r}{hint}: choose one of {', '.join(_BY_NAME)}."
        )
    return _BY_NAME[name](**kwargs)
