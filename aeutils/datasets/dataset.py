"""`Dataset`: samples, what is known about them, and how they are split."""

import math
from dataclasses import dataclass, replace
from numbers import Real

import numpy as np

from .._validation import as_floats


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """Samples, and what is known about them.

    Parameters
    ----------
    X : array-like of shape (n_samples, n_features)
        The samples, kept in their float type; other numbers become float64.
    y : array-like of shape (n_samples,), optional
        Class of each sample: whole numbers, which are kept as int, or text and the like, which
        become the places of their names in `target_names` (sorted, if you give none).
    image_shape : tuple of int, optional
        Height and width, where a row of X is an image.
    feature_names, target_names : tuple of str, optional
        Names of the columns of X, and of the classes 0, 1, ... in y. A DataFrame brings the names
        of its columns, where these are text.
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
    array([2., 4.])
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
        columns = getattr(self.X, "columns", ())
        if self.feature_names is None and all(isinstance(name, str) for name in columns):
            object.__setattr__(self, "feature_names", tuple(columns) or None)
        X = as_floats(self.X)
        if X.ndim != 2:
            raise ValueError(f"X must have two dimensions, not {X.ndim}: reshape it to rows.")
        object.__setattr__(self, "X", X)
        for field in ("feature_names", "target_names"):
            if getattr(self, field) is not None:
                object.__setattr__(self, field, tuple(map(str, getattr(self, field))))
        for field in ("y", "index"):
            values = getattr(self, field)
            if values is None:
                continue
            if np.shape(values) == (len(X), 1):                 # a table of one column
                values = values.iloc[:, 0] if hasattr(values, "iloc") else np.ravel(values)
            if np.shape(values) != (len(X),):
                raise ValueError(f"{field} must hold one value for each of the {len(X)} rows of X.")
            if not (isinstance(values, np.ndarray) and values.dtype.kind in "biu"):
                values, names = _whole(field, values, self.target_names)
                if field == "y":
                    object.__setattr__(self, "target_names", names)
            object.__setattr__(self, field, values.astype(int))
        n_features = X.shape[1]
        if self.image_shape is not None:
            shape = tuple(np.atleast_1d(self.image_shape).tolist())
            if len(shape) not in (2, 3) or math.prod(shape) != n_features or min(shape) < 1:
                raise ValueError(f"image_shape {self.image_shape} must be height and width, and "
                                 f"channels if any, and make {n_features} pixels, as X.")
            object.__setattr__(self, "image_shape", shape)
        if self.feature_names is not None and len(self.feature_names) != n_features:
            raise ValueError(f"feature_names must name each of the {n_features} columns of X.")
        if self.target_names is not None and self.y is not None:
            if not np.isin(self.y, range(len(self.target_names))).all():
                raise ValueError(f"y must count from 0 to {len(self.target_names) - 1}, one number "
                                 "for each of the target_names.")

    def __len__(self):
        return len(self.X)

    def __getitem__(self, rows):
        """Dataset of some rows: a slice, a boolean mask or an array of row numbers."""
        rows = np.atleast_1d(np.arange(len(self))[rows])
        return replace(self, X=self.X[rows], y=None if self.y is None else self.y[rows],
                       index=rows if self.index is None else self.index[rows])

    def __repr__(self):
        parts = [f"{len(self):,} samples", f"{self.X.shape[1]} features"]
        if self.image_shape is not None:
            parts.append("images " + " x ".join(map(str, self.image_shape)))
        if self.y is not None and len(self):
            parts.append(f"y {self.y.min()} to {self.y.max()}")
        return f"<Dataset {self.name}: {', '.join(parts)}>"

    @property
    def images(self):
        """X as pictures, of shape ``(n_samples, *image_shape)``; ValueError if it holds none."""
        if self.image_shape is None:
            raise ValueError(f"The rows of {self.name} are not images: use X instead.")
        return self.X.reshape(len(self), *self.image_shape)

    @property
    def frame(self):
        """X as a pandas DataFrame of its own, columns and rows named."""
        import pandas as pd

        columns = self.feature_names or [f"x{i}" for i in range(self.X.shape[1])]
        return pd.DataFrame(self.X, columns=list(columns), index=self.index, copy=True)

    def split(self, *, test_size=0.2, validation_size=None, shuffle=True, random_state=0):
        """Cut into a training and a test part, each class in proportion where y is known.

        The test part is that of scikit-learn's ``train_test_split`` with the same ``test_size``
        and ``random_state``, whatever ``validation_size`` is.

        Parameters
        ----------
        test_size : float
            Share of all samples.
        validation_size : float, optional
            Share of all samples; with it there is a validation part between the two.
        shuffle : bool
            False cuts in the order of the rows: the last ones are for the test, as suits rows in
            order of time.
        random_state : int, RandomState or None
            Seed of the shuffle.

        Returns
        -------
        train, test : Dataset
            Or train, validation, test. Their ``index`` tells which rows of this one they hold.

        Raises
        ------
        ValueError
            If a size is no such share, or too few samples (of a class) are left for a part.

        Examples
        --------
        >>> from aeutils.datasets import load_digits
        >>> [len(part) for part in load_digits().split()]
        [1437, 360]
        >>> [len(part) for part in load_digits().split(validation_size=0.2)]
        [1077, 360, 360]
        """
        sizes = [test_size] if validation_size is None else [test_size, validation_size]
        if not all(isinstance(size, Real) and size > 0 for size in sizes) or not sum(sizes) < 1:
            raise ValueError(
                f"test_size={test_size!r} and validation_size={validation_size!r} must be shares "
                "of all samples, such as 0.2, that leave some for training.")
        counts = [math.ceil(size * len(self)) for size in sizes]
        if sum(counts) >= len(self):
            raise ValueError(f"{len(self)} samples leave none for training: take smaller shares.")
        rest, parts = np.arange(len(self)), []
        for count in counts:
            rest, part = (self._cut(rest, count, random_state) if shuffle else
                          np.split(rest, [len(rest) - count]))
            parts.insert(0, part)
        return tuple(self[rows] for rows in (rest, *parts))

    def _cut(self, rows, size, random_state):
        """Cut ``size`` of these rows off at random; return what stays and what was cut off."""
        from sklearn.model_selection import train_test_split

        y = None if self.y is None else self.y[rows]
        if y is not None:
            classes, counts = np.unique(y, return_counts=True)
            if counts.min() < 2 or min(size, len(rows) - size) < len(classes):
                raise ValueError(
                    f"Class {classes[counts.argmin()]} ({counts.min()} of {len(rows)} samples) "
                    "cannot be in every part: take larger shares, add samples, or leave y out.")
        return train_test_split(rows, test_size=size, random_state=random_state, stratify=y)


def _whole(field, values, names):
    """Whole numbers as an array, or the places of labels in `names`; and the names."""
    import pandas as pd

    values = pd.Series(values)
    categories = getattr(values.dtype, "categories", None)      # in their own order
    values = pd.Series(np.asarray(values)).convert_dtypes()
    if values.isna().any():
        raise ValueError(f"{field} is missing for {values.isna().sum()} of {len(values)} rows: "
                         "drop those rows, or leave it out.")
    if pd.api.types.is_integer_dtype(values) or pd.api.types.is_bool_dtype(values):
        return values.to_numpy(dtype=int), names
    if field != "y" or pd.api.types.is_float_dtype(values):
        raise ValueError(f"{field} must hold integers"
                         f"{' or names of classes' * (field == 'y')}, not {values.dtype}: "
                         "convert it.")
    values = values.astype(str)
    if names is None:
        names = tuple(sorted(set(values)) if categories is None else map(str, categories))
    return pd.Index(names).get_indexer(values), names
