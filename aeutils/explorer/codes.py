"""What reducers make of the rows: their codes, behind the steps that all of them share."""

import warnings

import numpy as np
import pandas as pd
from sklearn.neighbors import NearestNeighbors

from .. import _pipelines
from .._validation import as_floats, listed
from ..datasets import Dataset
from .decoders import can_undo


def behind(reducers, X, names):
    """Reducers, X and its names behind the first steps that all share, and what these steps are.

    They are none if the page can undo them, else all up to the last one that it cannot.
    """
    made, n = {}, 0
    n_shared = _pipelines.count_shared(reducers.values())
    if not n_shared:
        return reducers, X, names, ""
    table, known = (X.X, X.feature_names) if isinstance(X, Dataset) else (
        X, [str(name) for name in getattr(X, "columns", ())])
    for name, reducer in reducers.items():
        rows, columns = table, getattr(reducer, "feature_names_in_", None)
        if columns is None:
            rows = rows.to_numpy() if hasattr(rows, "iloc") else rows
        elif not hasattr(rows, "iloc"):
            rows = pd.DataFrame(rows, columns=list(known or columns))
        shared = _pipelines.steps(reducer)[:n_shared]
        for i, step in enumerate(shared, start=1):
            rows = made[name, i] = _transformed(name, step, rows)
            n = n if can_undo(step, rows.shape[1]) else i
    if not n:
        return reducers, X, names, ""
    *others, rows = [as_floats(_pipelines.as_array(made[name, n])) for name in reducers]
    if not all(np.allclose(rows, same, equal_nan=True) for same in others):
        raise ValueError(f"The reducers begin with the same steps ({_pipelines.names(shared[:n])})"
                         ", but those were fitted on different rows: fit all on the same.")
    if isinstance(X, Dataset) or names is None or len(names) != rows.shape[1]:
        if columns is None:
            columns = known or names
        names = _pipelines.output_names(shared[:n], columns)
    if isinstance(X, Dataset):
        rows = Dataset(rows, X.y, X.image_shape, names, X.target_names, X.index)
    reducers = {name: _pipelines.cut(reducer, n)[1] for name, reducer in reducers.items()}
    return reducers, rows, names, _pipelines.names(shared[:n])


def _transformed(name, step, rows):
    """What a step of the reducer of this name makes of the rows."""
    from sklearn.exceptions import NotFittedError

    try:
        return step.transform(rows)
    except AttributeError as error:             # NotFittedError is one; older PCAs have another
        if not isinstance(error, NotFittedError) and error.obj is not step:
            raise
        raise ValueError(f"'{name}' is not fitted: call its fit first.") from error
    except ValueError as error:
        if "feature names should match" in str(error):
            raise ValueError(f"The columns of X are not those that '{name}' was fitted on, in "
                             "their order: pass X[list(reducer.feature_names_in_)].") from error
        if "NaN" not in str(error):
            raise
        raise ValueError(f"X contains NaN, which '{name}' does not take: impute them in a "
                         "pipeline, or drop those rows.") from error


def codes_of(name, reducer, data, shown, n_samples):
    """The codes of data, the shown ones of so many rows.

    The reducer was fitted on an array or on a DataFrame.
    """
    last = (_pipelines.steps(reducer) or [reducer])[-1]
    if hasattr(reducer, "transform") and not isinstance(reducer, type):
        rows, columns = data.X, getattr(reducer, "feature_names_in_", None)
        if columns is not None:
            names = columns if data.feature_names is None else list(data.feature_names)
            rows = pd.DataFrame(rows, columns=names)
        codes = np.asarray(_pipelines.as_array(_transformed(name, reducer, rows)), dtype=float)
    elif hasattr(last, "embedding_"):
        codes = np.asarray(last.embedding_, dtype=float)
        if len(codes) != n_samples:
            raise ValueError(f"'{name}' maps the {len(codes)} rows that it was fitted on and, since"
                             f" it has no transform, no others, but X has {n_samples}: pass those.")
        codes = codes[shown]
    else:
        raise ValueError(f"'{name}' is no fitted reducer with transform or embedding_: take one "
                         "such as PCA(2).fit(X).")
    if codes.ndim != 2 or not codes.shape[1]:
        raise ValueError(f"'{name}' answers codes of the shape {codes.shape}: take a reducer that "
                         "makes at least one number of each row, in columns.")
    bad = np.flatnonzero(~np.isfinite(codes).all(axis=1))
    if len(bad):
        raise ValueError(f"'{name}' answers NaN or infinity for {len(bad)} row(s) of X "
                         f"({listed(shown[bad])}): drop them, or take another reducer or scaler.")
    if not hasattr(reducer, "transform"):
        _warn_of_other_rows(name, codes, data.X)
    return codes


def _warn_of_other_rows(name, codes, X):
    """Warn where neighbours on a map are no closer in X than any two rows, by three deviations."""
    if len(X) < 30 or np.isnan(X).any():
        return
    X = (X - X.mean(axis=0)) / np.where(X.std(axis=0) > 0, X.std(axis=0), 1)
    neighbours = NearestNeighbors(n_neighbors=1).fit(codes).kneighbors(return_distance=False)[:, 0]
    others = np.random.default_rng(0).permutation(len(X))
    near, far = (np.linalg.norm(X - X[rows], axis=1) for rows in (neighbours, others))
    closer, further = (near < far).sum(), (near > far).sum()
    if closer - further < 3 * np.sqrt(closer + further):
        warnings.warn(f"Neighbours on the map of '{name}' have nothing in common in X: was it "
                      "fitted on these rows, in this order?", stacklevel=5)
