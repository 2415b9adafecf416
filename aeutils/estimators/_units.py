"""Rows in the units that a network sees, centred and of deviation 1, and back: all in float64."""

import numpy as np
from sklearn.utils import gen_batches

from .._validation import listed

ROWS_AT_ONCE = 2048             # what is made of all rows need not be in memory at once


def mean_and_scale(X):
    """Mean of each feature, and one standard deviation for all (1 where X is constant).

    Parameters
    ----------
    X : array of shape (n_samples, n_features)

    Returns
    -------
    mean : array of shape (n_features,), float64
    scale : float

    Raises
    ------
    ValueError
        When the rows differ in the last digits of their numbers only.
    """
    parts = [X[rows] for rows in gen_batches(len(X), ROWS_AT_ONCE)]
    mean = X.mean(axis=0, dtype=np.float64)
    mean += sum((part - mean).sum(axis=0) for part in parts) / len(X)     # what rounding has left
    largest = max(np.abs(part - mean).max() for part in parts) or 1.0     # no square overflows
    variances = sum(np.square((part - mean) / largest).sum(axis=0) for part in parts) / len(X)
    resolution = np.finfo(X.dtype).eps * np.abs(X).max(axis=0)
    if (largest * np.sqrt(variances) > 4 * resolution).any():
        return mean, float(largest * np.sqrt(variances.mean()))
    if (X == X[0]).all():
        return X[0].astype(np.float64), 1.0
    raise ValueError(f"The rows of X differ in the last digits of their {X.dtype} numbers only: "
                     "subtract a common value, such as the first row, where they come from.")


def standardise(X, mean, scale, dtype):
    """X centred and in units of its deviation.

    In float64, part by part, and only then float32: at an offset of 1e5 deviations float32 has two
    digits left for what differs.
    """
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
