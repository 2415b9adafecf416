"""What `compare` and `sweep` are given: reducers that rebuild rows, and rows with their names."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.decomposition import IncrementalPCA
from sklearn.utils.validation import has_fit_parameter

from . import _pipelines
from ._on_disk import RowsOnDisk, on_disk
from ._validation import check_finite, listed
from .datasets import Dataset


@dataclass(frozen=True)
class Part:
    """Rows as reducers are given them, and labels, if any."""

    X: np.ndarray | pd.DataFrame
    y: np.ndarray | None
    later: bool = False                     # than all rows to learn from, by their ids

    def rows(self, shared=None):
        """In the units that these steps, if any, make of X."""
        return _pipelines.as_array(self.X if shared is None else shared.transform(self.X.copy()))

    def parts(self):
        """X in one piece, or of a file some rows at a time."""
        return self.X.parts() if isinstance(self.X, RowsOnDisk) else [self.X]

    def mean(self, shared=None):
        """Mean of each column of `rows`."""
        parts = self.parts if shared is None else lambda: [self.rows(shared)]
        mean = sum(_pipelines.as_array(part).sum(axis=0) for part in parts()) / len(self.X)
        left = sum((_pipelines.as_array(part) - mean).sum(axis=0) for part in parts())
        return mean + left / len(self.X)                # what rounding has left


def check_inputs(reducers, train, test, units):
    """Train and test as a `Part` each, and how many first steps all reducers share."""
    if not isinstance(reducers, Mapping) or not reducers:
        raise ValueError("reducers must be a dict of names and reducers, such as "
                         "{'PCA': PCA(2)}.")
    if units not in ("scaled", "X"):
        raise ValueError(f"units must be 'scaled' or 'X', not {units!r}.")
    n_shared = _pipelines.count_shared(reducers.values()) if units == "scaled" else 0
    for name, reducer in reducers.items():
        step = _pipelines.lasting(_pipelines.steps(reducer)[n_shared:])
        if step is not None:
            raise ValueError(
                f"{name} cannot rebuild rows, since {type(step).__name__} cannot be undone by "
                "inverse_transform: leave it out, or, if it prepares rows, let all reducers begin "
                "with the same such steps and keep units='scaled'.")
    first = next(iter(reducers.values()))
    encoded = _pipelines.lasting(_pipelines.steps(first)[:n_shared]) is not None
    tables, parts = zip(_read(train, encoded, may_stay=True), _read(test, encoded),
                        strict=True)
    for part, table in zip(("train", "test"), tables, strict=True):
        if 0 in table.shape:
            raise ValueError(f"{part} has {table.shape[0]} rows and {table.shape[1]} columns: give "
                             "it at least one of each.")
    if tables[0].shape[1] != tables[1].shape[1]:
        raise ValueError(f"train has {tables[0].shape[1]} features and test {tables[1].shape[1]}: "
                         "take both from one split.")
    names, others = (list(part.feature_names or getattr(table, "columns", ()))
                     for part, table in zip(parts, tables, strict=True))
    different = [b for a, b in zip(names, others, strict=False) if a != b]
    if different:
        raise ValueError("The feature names of test should match those of train, in the same "
                         f"order, but {listed(different)} do not: select test's columns by "
                         "train's names.")
    labels = [part.y for part in parts]
    if not any(part.y is None or part.target_names is None for part in parts):
        labels = [np.array(part.target_names)[part.y] for part in parts]    # text as text
    later = _are_later(*(getattr(data, "index", None) for data in (train, test)))
    return Part(tables[0], labels[0]), Part(tables[1], labels[1], later), n_shared


def _are_later(ids, others):
    """Whether the second ids come after all of the first, if there are any that can be compared."""
    try:
        return bool(np.max(ids) < np.min(others))
    except (TypeError, ValueError):                                     # a list has a method index
        return False


def _read(data, encoded, may_stay=False):
    """What reducers are given, float64 or a DataFrame, and a Dataset that holds the labels.

    With `encoded`, text and missing values are let through; rows on a disk `may_stay` there.
    """
    X, y = data, None
    if isinstance(data, tuple) and len(data) == 2 and np.ndim(data[0]) == 2:
        X, y = data
    if encoded and hasattr(X, "select_dtypes"):
        numbers = X.select_dtypes("number").columns
        return X.astype(dict.fromkeys(numbers, np.float64)), Dataset(np.empty((len(X), 0)), y)
    there = on_disk(X) if may_stay else None
    if there is not None:
        check_finite(there)
        return there.changed(None, np.float64), Dataset(np.empty((len(there), 0)), y)
    data = X if isinstance(X, Dataset) else Dataset(X, y)
    if not encoded:
        check_finite(data.X, data.feature_names)
    rows = data.X.astype(np.float64)
    if not data.feature_names or len(set(data.feature_names)) < rows.shape[1]:
        return rows, data
    return pd.DataFrame(rows, columns=list(data.feature_names)), data


def fit(name, reducer, train):
    """Fit on a copy of the rows, or on those of a file, and with labels if it takes any."""
    if isinstance(train.X, RowsOnDisk) and isinstance(reducer, IncrementalPCA):
        size = reducer.batch_size or 5 * train.X.shape[1]       # its own `fit` reads all at once
        for part in train.X.parts(size, fewest=reducer.n_components or 0):
            reducer.partial_fit(part)
        return
    labels = {}
    if train.y is not None and has_fit_parameter(reducer, "y"):
        labels["y"] = train.y
    try:
        reducer.fit(train.X.copy(), **labels)
    except (TypeError, ValueError) as error:
        asks = any(words in str(error) for words in ("'y'", "requires y", "y is required"))
        if labels or not asks:
            raise
        raise ValueError(f"{name} learns from labels, and train has none: pass Dataset(X, y), or "
                         "leave it out.") from None
