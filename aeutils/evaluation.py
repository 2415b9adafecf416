"""The same measurements for every reducer: fitted on the same rows, judged on the same other rows.

A reducer is anything with `fit`, `transform` and `inverse_transform`.
"""

import time
from dataclasses import dataclass

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from sklearn.base import clone
from sklearn.neighbors import KNeighborsClassifier

from ._pipelines import count_parameters
from .datasets import Dataset


@dataclass(frozen=True)
class Comparison:
    """The results of `compare`. Every dict has the names of the reducers as keys.

    Attributes
    ----------
    reducers : dict
        The fitted reducers.
    codes : dict of arrays of shape (n_test, k)
    reconstructions : dict of arrays of shape (n_test, n_features)
    errors : dict of arrays of shape (n_test,)
        Mean over features of (x − x̂)² for each test row.
    table : pandas.DataFrame
        One row per reducer, see `compare`.
    """

    reducers: dict
    codes: dict
    reconstructions: dict
    errors: dict
    table: pd.DataFrame


def compare(reducers, train, test):
    """Fit each reducer on `train` and measure it on `test`.

    Parameters
    ----------
    reducers : dict of str to reducer
        They are cloned before they are fitted, so that yours stay as they are.
    train, test : Dataset, or array of shape (n_samples, n_features)

    Returns
    -------
    Comparison
        Its table has the columns ``k`` (numbers per code), ``test error`` (mean squared error per
        entry), ``variance kept`` (1 for a perfect reconstruction, 0 for always answering the
        training mean), ``neighbour accuracy`` where there are labels (share of test rows whose
        nearest training row, measured between codes, has the same label), ``parameters``
        (numbers that were fitted) and ``seconds`` (of fitting).

    Raises
    ------
    ValueError
        When train and test have different features.

    See Also
    --------
    sweep : The same at several code sizes and seeds.

    Examples
    --------
    >>> from sklearn.decomposition import PCA
    >>> from aeutils import compare, load_digits
    >>> train, test = load_digits().split()
    >>> compare({"PCA": PCA(2), "PCA-8": PCA(8)}, train, test).table["test error"].round(4)
    PCA      0.0532
    PCA-8    0.0246
    Name: test error, dtype: float64
    """
    train, test = _as_dataset(train), _as_dataset(test)
    if train.X.shape[1] != test.X.shape[1]:
        raise ValueError(f"train has {train.X.shape[1]} features and test {test.X.shape[1]}: "
                         "take both from one split.")
    fitted, codes, reconstructions, errors, rows = {}, {}, {}, {}, {}
    for name, reducer in reducers.items():
        start = time.perf_counter()
        fitted[name] = clone(reducer).fit(train.X)
        seconds = time.perf_counter() - start
        codes[name] = fitted[name].transform(test.X)
        reconstructions[name] = fitted[name].inverse_transform(codes[name])
        errors[name] = np.mean((test.X - reconstructions[name]) ** 2, axis=1)
        rows[name] = _row(fitted[name], train, test, codes[name], errors[name]) | {
            "seconds": seconds}
    table = pd.DataFrame.from_dict(rows, orient="index")
    return Comparison(fitted, codes, reconstructions, errors, table)


def sweep(reducers, train, test, n_components, seeds=(0,), n_jobs=None):
    """`compare` at every code size and seed.

    Parameters
    ----------
    reducers : dict of str to reducer
        Reducers with a parameter `n_components`, and `random_state` where they have a seed.
    train, test : Dataset, or array of shape (n_samples, n_features)
    n_components : sequence of int
        Code sizes k.
    seeds : sequence of int
        Values for `random_state`.
    n_jobs : int, optional
        Fits to run at once, each in a process of its own, as in `joblib.Parallel`.

    Returns
    -------
    pandas.DataFrame
        The rows of the tables of `compare`, with the further columns ``reducer`` and ``seed``.

    Raises
    ------
    ValueError
        As `compare` does.

    Examples
    --------
    >>> from sklearn.decomposition import PCA
    >>> from aeutils import load_digits, sweep
    >>> train, test = load_digits().split()
    >>> sweep({"PCA": PCA()}, train, test, [2, 8])[["reducer", "k", "test error"]].round(4)
      reducer  k  test error
    0     PCA  2      0.0532
    1     PCA  8      0.0246
    """
    def one(name, k, seed):
        reducer = clone(reducers[name]).set_params(n_components=k)
        if "random_state" in reducer.get_params():
            reducer.set_params(random_state=seed)
        table = compare({name: reducer}, train, test).table
        return table.rename_axis("reducer").reset_index().assign(seed=seed)

    tables = Parallel(n_jobs=n_jobs)(
        delayed(one)(name, k, seed) for name in reducers for k in n_components for seed in seeds)
    return pd.concat(tables, ignore_index=True)


def _as_dataset(data):
    return data if isinstance(data, Dataset) else Dataset(data)


def _row(reducer, train, test, codes, errors):
    """The table's entries for one fitted reducer."""
    baseline = np.mean((test.X - train.X.mean(axis=0)) ** 2)
    row = {"k": codes.shape[1], "test error": float(errors.mean()),
           "variance kept": float(1 - errors.mean() / baseline) if baseline else float("nan")}
    if train.y is not None and test.y is not None:
        neighbour = KNeighborsClassifier(n_neighbors=1).fit(reducer.transform(train.X), train.y)
        row["neighbour accuracy"] = neighbour.score(codes, test.y)
    row["parameters"] = count_parameters(reducer)
    return row
