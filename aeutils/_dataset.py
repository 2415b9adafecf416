"""`Dataset`: samples, and what is known about them."""

import math
import numbers
from dataclasses import dataclass, replace

import numpy as np


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
                "of all samples, such as 0.2, that leave some for training.")
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
                    "cannot be in every part: take larger shares, add samples, or leave y out.")
        return train_test_split(rows, test_size=size, random_state=random_state, stratify=y)
