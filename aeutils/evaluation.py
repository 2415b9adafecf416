"""The same measurements for every reducer: fitted on the same rows, judged on the same other rows.

A reducer is anything with `fit`, `transform` and `inverse_transform`.
"""

import time
import warnings
from dataclasses import dataclass
from functools import reduce
from operator import or_

import numpy as np
import pandas as pd
from sklearn.base import OneToOneFeatureMixin, clone
from sklearn.decomposition import PCA
from sklearn.neighbors import KNeighborsClassifier

from . import _fits, _pipelines
from ._inputs import check_inputs, fit
from ._pipelines import as_array
from ._validation import LARGEST, check_finite, listed
from .datasets import Dataset

OFFSET = 100                # spreads from zero, below which PCA loses no digits that matter


@dataclass(frozen=True)
class Comparison:
    """The results of `compare`. Every dict has the names of the reducers as keys.

    Attributes
    ----------
    reducers : dict
        The fitted reducers.
    codes : dict of arrays of shape (n_test, k)
    reconstructions : dict of arrays of shape (n_test, n_features)
        In the units of X; where a step such as an encoder cannot be undone, in those it makes.
    errors : dict of arrays of shape (n_test,)
        Mean over features of (x − x̂)² for each test row.
    feature_errors : pandas.DataFrame
        Mean over test rows of (x − x̂)²: one row per reducer, one column per feature.
    table : pandas.DataFrame
        One row per reducer, see `compare`.
    """

    reducers: dict
    codes: dict
    reconstructions: dict
    errors: dict
    feature_errors: pd.DataFrame
    table: pd.DataFrame


def compare(reducers, train, test, *, units="scaled", n_jobs=None, memory=None):
    """Fit each reducer on `train`, in float64, and measure it on `test`.

    Parameters
    ----------
    reducers : dict of str to reducer
        They are cloned before they are fitted, so that yours stay as they are.
    train, test : Dataset, DataFrame, array of shape (n_samples, n_features), or pair (X, y)
        With names of columns the reducers get DataFrames. Reducers that learn from labels get
        those of `train`. With a `numpy.memmap` or Dask array to train on, an `Autoencoder` and
        `IncrementalPCA` read some rows at a time; others get it whole.
    units : {"scaled", "X"}
        What errors are measured in. "scaled": as they are behind the first steps that all reducers
        share, if they are pipelines that begin with the same scalers, imputers or encoders; else,
        and with "X", in the units of X, so that the feature of the largest numbers weighs most.
    n_jobs, memory
        As in `sweep`.

    Returns
    -------
    Comparison
        Its table has the columns ``k`` (numbers per code), ``test error`` (mean squared error per
        entry), ``units`` (of this error: "X", or the steps that made them), ``variance kept`` (1
        for a perfect reconstruction, 0 for always answering the training mean), ``neighbour
        accuracy`` where there are labels (share of test rows whose nearest training row, measured
        between codes, has the same label), ``parameters`` (numbers that were fitted: a network's
        weights; of all else the float arrays that fit has set, in every step, but those that only
        describe the fit, such as ``explained_variance_``), ``stayed on PCA`` for an `Autoencoder`
        that had the choice, ``test rows`` where they are later rows than those of train, by their
        index, and ``seconds`` (of fitting, with one thread for linear algebra).

    Raises
    ------
    ValueError
        When train and test have different features, or there are missing values, text or no rows;
        when a reducer cannot rebuild rows, or what it rebuilds is not finite.

    Warns
    -----
    UserWarning
        When numbers are so far from zero that PCA, which does not centre before it multiplies,
        loses digits of its error: columns are named.

    See Also
    --------
    sweep : The same at several code sizes and seeds.
    reconstruction_score : The same error, to search with.

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
    train, test, n_shared = check_inputs(reducers, train, test, units)
    parts = _fits.run(_measure, [{name: reducer} for name, reducer in reducers.items()],
                      (train, test, n_shared), n_jobs=n_jobs, memory=memory)
    for _, messages in parts:
        for message in messages:
            warnings.warn(message, stacklevel=2)
    # What belongs to each reducer, side by side again: dicts as one, tables below each other.
    together = [reduce(or_, values) if isinstance(values[0], dict) else pd.concat(values)
                for values in zip(*(vars(part).values() for part, _ in parts), strict=True)]
    comparison = Comparison(*together)
    comparison.table["seconds"] = comparison.table.pop("seconds")       # last
    return comparison


def sweep(reducers, train, test, n_components, seeds=(0,), n_jobs=None, *, units="scaled",
          memory=None, verbose=0):
    """`compare` at every code size and seed.

    Parameters
    ----------
    reducers : dict of str to reducer
        Reducers with a parameter `n_components`, or pipelines, where that of the last step that
        has one is set, and each `random_state`, if any.
    train, test : Dataset, DataFrame, array of shape (n_samples, n_features), or pair (X, y)
    n_components : sequence of int
        Code sizes k.
    seeds : sequence of int
        Values for `random_state`.
    n_jobs : int, optional
        Fits to run at once, each in a process of its own, as in `joblib.Parallel`: -1 for as many
        as there are cores. In a block ``with joblib.parallel_config("dask"):`` they run on a
        cluster. Errors are the same to the bit wherever processors are of one kind; those of
        convolutions need as many threads, too (``TF_NUM_INTRAOP_THREADS``).
    units : {"scaled", "X"}
        What errors are measured in, as in `compare`.
    memory : path or joblib.Memory, optional
        A folder in which finished fits are kept, so that the same call goes on where an earlier
        one was stopped. Give another one when the code of a reducer has changed.
    verbose : int
        1 shows a progress bar.

    Returns
    -------
    pandas.DataFrame
        The rows of the tables of `compare`, with the further columns ``reducer`` and ``seed``.

    Raises
    ------
    ValueError
        As `compare` does, or when a reducer has no `n_components`, or there are none to try.

    Warns
    -----
    UserWarning
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
    if not np.size(n_components) or not np.size(seeds):
        raise ValueError("There is nothing to sweep: give at least one code size and one seed.")
    train, test, n_shared = check_inputs(reducers, train, test, units)
    sizes = {name: _pipelines.size_parameter(reducer) for name, reducer in reducers.items()}
    for name, parameter in sizes.items():
        if parameter is None:
            raise ValueError(f"{name} has no parameter n_components to sweep over: leave it out, "
                             "or pass it to compare.")

    settings = [(name, k, seed) for name in reducers for k in n_components for seed in seeds]
    jobs = [{name: clone(reducers[name]).set_params(**{sizes[name]: k}, **dict.fromkeys(
        _pipelines.seed_parameters(reducers[name]), seed))} for name, k, seed in settings]
    results = _fits.run(_measure_table, jobs, (train, test, n_shared), n_jobs=n_jobs,
                        memory=memory, verbose=verbose)
    for message in dict.fromkeys(message for _, messages in results for message in messages):
        warnings.warn(message, stacklevel=2)
    return pd.concat([table.rename_axis("reducer").reset_index().assign(seed=seed) for
                      (table, _), (*_, seed) in zip(results, settings, strict=True)],
                     ignore_index=True)


def reconstruction_score(estimator, X, y=None):
    """Minus the mean squared error per entry, for `scoring` in scikit-learn's searches.

    PCA's own `score` is a log-likelihood and that of an `Autoencoder` minus an error, so a search
    over both compares nothing; this is the same for every reducer, in the units of X.

    Parameters
    ----------
    estimator : fitted reducer
    X : array-like of shape (n_samples, n_features)
    y : ignored

    Returns
    -------
    float

    Raises
    ------
    ValueError
        When it does not rebuild rows of X, or not as finite numbers.

    Examples
    --------
    >>> from sklearn.decomposition import PCA
    >>> from sklearn.model_selection import cross_val_score
    >>> from aeutils import load_digits
    >>> from aeutils.evaluation import reconstruction_score
    >>> cross_val_score(PCA(2), load_digits().X, scoring=reconstruction_score).round(3)
    array([-0.054, -0.055, -0.054, -0.053, -0.052])
    """
    data = Dataset(X)
    check_finite(data.X, data.feature_names)
    rows = data.X.astype(np.float64)
    x_hat = _rebuilt(type(estimator).__name__, estimator, as_array(estimator.transform(X)), rows)
    return -float(np.square(rows - x_hat).mean())


@np.errstate(divide="ignore", invalid="ignore")     # constant rows; what is not finite is refused
def _measure(reducers, train, test, n_shared):
    """A Comparison, and what is to be warned of."""
    fitted, codes, reconstructions, errors, per_feature, table = {}, {}, {}, {}, {}, {}
    messages = []
    for name, reducer in reducers.items():
        fitted[name] = reducer = clone(reducer)
        start = time.perf_counter()
        fit(name, reducer, train)
        seconds = time.perf_counter() - start

        shared, rest = _pipelines.cut(reducer, n_shared)
        rows = test.rows(shared)
        # Everyone gets a copy: with copy=False a reducer may overwrite what it is given.
        codes[name] = as_array(reducer.transform(test.X.copy()))
        x_hat = _rebuilt(name, rest, codes[name], rows)
        reconstructions[name] = x_hat
        if shared is not None and _pipelines.lasting(_pipelines.steps(shared)) is None:
            reconstructions[name] = _rebuilt(name, reducer, codes[name], test.rows())
        squares = np.square(rows - x_hat)
        errors[name], per_feature[name] = squares.mean(axis=1), squares.mean(axis=0)

        error, baseline = squares.mean(), np.square(rows - train.mean(shared)).mean()
        steps = [] if shared is None else _pipelines.steps(shared)
        row = {"k": codes[name].shape[1], "test error": float(error),
               "units": " + ".join(type(step).__name__ for step in steps) or "X",
               "variance kept": float(1 - error / baseline) if baseline else float("nan")}
        if train.y is not None and test.y is not None:
            neighbour = KNeighborsClassifier(n_neighbors=1).fit(
                np.concatenate([as_array(reducer.transform(part.copy()))
                                for part in train.parts()]), train.y)
            row["neighbour accuracy"] = neighbour.score(codes[name], test.y)
        row["parameters"] = _pipelines.count_parameters(reducer)
        stayed = getattr(_pipelines.steps(reducer)[-1], "stayed_on_pca_", None)
        row |= {"stayed on PCA": stayed} if stayed is not None else {}
        row |= {"test rows": "later rows"} if test.later else {}
        table[name] = row | {"seconds": seconds}
        messages += _lost_digits(name, reducer, train, test)
    columns = getattr(train.X, "columns", range(train.X.shape[1]))
    if rows.shape[1] != len(columns) or not all(
            isinstance(step, OneToOneFeatureMixin) for step in steps):
        columns = _pipelines.output_names(steps)
    columns = range(rows.shape[1]) if columns is None else columns
    table, per_feature = (pd.DataFrame.from_dict(values, orient="index")
                          for values in (table, per_feature))
    return Comparison(fitted, codes, reconstructions, errors,
                      per_feature.set_axis(columns, axis=1), table), messages


def _measure_table(*job):
    """Its table, and what is to be warned of: fitted reducers stay where they were made."""
    comparison, messages = _measure(*job)
    return comparison.table, messages


def _rebuilt(name, reducer, codes, rows):
    """What the reducer makes of the codes of these rows, if it is finite."""
    x_hat = _pipelines.rebuild(name, [reducer], codes.copy(), rows)
    bad = np.flatnonzero(~(np.abs(x_hat) <= LARGEST).all(axis=1))
    if len(bad):
        raise ValueError(f"{name} rebuilds {len(bad)} of {len(rows)} rows ({listed(bad)}) as NaN "
                         "or infinity: take steps that can be undone for all numbers, such as "
                         "StandardScaler in place of PowerTransformer.")
    return x_hat


def _lost_digits(name, reducer, train, test):
    """A list of one sentence, if the error of a PCA differs from that on centred rows, or none."""
    preparation = _pipelines.preparation(reducer)
    pca = _pipelines.steps(reducer)[len(preparation)]
    if not isinstance(pca, PCA):
        return []
    shared, _ = _pipelines.cut(reducer, len(preparation))
    seen, rows = train.rows(shared), test.rows(shared)
    mean = train.mean(shared)
    spread = (seen - mean).std(axis=0)
    far = np.flatnonzero(np.abs(mean) > OFFSET * spread)
    if not len(far):
        return []

    def error(pca, rows):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")             # rows without the names of the fit
            return np.square(rows - as_array(pca.inverse_transform(as_array(pca.transform(rows))))
                             ).mean()

    found, true = error(pca, rows), error(clone(pca).fit(seen - mean), rows - mean)
    if abs(found - true) <= 1e-6 * true + 1e-20 * np.square(spread).mean():
        return []
    columns = getattr(train.X, "columns", ())
    names = [columns[i] for i in far] if len(columns) == len(mean) else far
    return [f"{name} has an error of {found:.7g}, but {true:.7g} on centred rows, since numbers in "
            f"column(s) {listed(names)} are large beside their spread: subtract the mean first, as "
            "in make_pipeline(StandardScaler(with_std=False), PCA())."]
