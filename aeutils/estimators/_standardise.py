"""Rows in the units that a network sees, centred and of deviation 1, and back: all in float64."""

from functools import partial

import numpy as np
from sklearn.utils import gen_batches

from .._on_disk import ROWS_AT_ONCE, RowsOnDisk
from .._validation import listed


def mean_and_scale(X):
    """Mean of each feature, and one standard deviation for all (1 where X is constant)."""
    def parts():
        return (X[rows] for rows in gen_batches(len(X), ROWS_AT_ONCE))

    mean = (X.mean(axis=0, dtype=np.float64) if isinstance(X, np.ndarray) else
            sum(part.sum(axis=0, dtype=np.float64) for part in parts()) / len(X))
    mean += sum((part - mean).sum(axis=0) for part in parts()) / len(X)   # what rounding has left
    largest = max(np.abs(part - mean).max() for part in parts()) or 1.0   # no square overflows
    variances = sum(np.square((part - mean) / largest).sum(axis=0) for part in parts()) / len(X)
    resolution = np.finfo(X.dtype).eps * np.max([np.abs(part).max(axis=0) for part in parts()],
                                                axis=0)
    if (largest * np.sqrt(variances) > 4 * resolution).any():
        return mean, float(largest * np.sqrt(variances.mean()))
    first = X[:1][0]
    if all((part == first).all() for part in parts()):
        return first.astype(np.float64), 1.0
    raise ValueError(f"The rows of X differ in the last digits of their {X.dtype} numbers only: "
                     "subtract a common value, such as the first row, where they come from.")


def standardise(X, mean, scale, dtype):
    """X centred and in units of its deviation.

    In float64, part by part, and only then float32: at an offset of 1e5 deviations float32 has two
    digits left for what differs. Rows on a disk will be standardised as they are read.
    """
    if isinstance(X, RowsOnDisk):
        return X.changed(partial(standardise, mean=mean, scale=scale, dtype=dtype), dtype)
    standardised = np.empty(X.shape, dtype)
    with np.errstate(over="ignore"):                # see `finite`
        for rows in gen_batches(len(X), ROWS_AT_ONCE):
            standardised[rows] = (X[rows] - mean) / scale
    return standardised


def restore(standardised, mean, scale):
    """Undo `standardise`."""
    with np.errstate(over="ignore"):
        return (standardised * np.float64(scale) + mean).astype(standardised.dtype, copy=False)


def finite(answers):
    """What a network has made of some rows, if it is a number for each of them."""
    bad = np.flatnonzero(~np.isfinite(answers.reshape(len(answers), -1)).all(axis=1))
    if len(bad):
        raise ValueError(f"The network's answer to {len(bad)} row(s) ({listed(bad)}) is NaN or "
                         "infinity, since they are too far from those of fit: leave them out, or "
                         "fit on rows such as these.")
    return answers
