"""Would an autoencoder beat PCA on a table? `compare` at several code sizes and splits."""

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd
from joblib import Parallel, delayed, parallel_config
from scipy.stats import t
from sklearn.decomposition import PCA
from sklearn.model_selection import GroupShuffleSplit, TimeSeriesSplit
from sklearn.pipeline import make_pipeline

from .._validation import listed
from ..estimators import Autoencoder
from ..evaluation import compare
from .columns import preparation

__all__ = ["Findings", "code_sizes", "epochs", "measure", "reducers", "sentence",
           "some_rows", "splits", "verdicts"]

SPLITS, TEST_SIZE = 5, 0.2
CONFIDENCE, WORTH = 0.95, 0.01          # a difference of less than one percent is none in practice
EXACT = 1e-6                            # of the variance: PCA that leaves less has rebuilt all
N_SIZES, LARGEST_SIZE = 3, 32
MOST_ROWS, MOST_CELLS = 10_000, 1_000_000
EFFORT, EPOCHS = 16_000_000, (20, 200)  # numbers that a training may see; bounds of its epochs


@dataclass(frozen=True)
class Findings:
    """What `measure` returns.

    Attributes
    ----------
    X : pandas.DataFrame
    y : pandas.Series or None
        The rows that were compared, and their classes.
    table : pandas.DataFrame
        The tables of `compare`, with the further columns ``reducer`` and ``seed``.
    verdicts : pandas.DataFrame
        See `verdicts`.
    comparisons : dict of int to Comparison
        By code size, those of the first split.
    test : pandas.DataFrame
        The rows to be judged by in the first split.
    """

    X: pd.DataFrame
    y: pd.Series | None
    table: pd.DataFrame
    verdicts: pd.DataFrame
    comparisons: dict
    test: pd.DataFrame


def measure(prepared, sizes=None, *, seed=0, in_order=False, progress=iter):
    """Compare PCA and an autoencoder at several code sizes and splits, as joblib is told to.

    Parameters
    ----------
    prepared : Prepared
        Columns chosen by `columns.prepare`.
    sizes : sequence of int, optional
        Code sizes k. Default: `code_sizes`.
    seed : int
        Of the first split and its networks; the others have the next ones.
    in_order : bool
        Whether rows have an order in time: then those judged by are later than those learned from.
    progress : callable
        Wraps the list of what is to be done, such as `tqdm.tqdm`.

    Returns
    -------
    Findings

    Raises
    ------
    ValueError
        When a code size is too large for the table.
    """
    X, y = some_rows(prepared, seed=seed, in_order=in_order)
    possible = _largest_size(X)
    sizes = code_sizes(X) if sizes is None else sorted(set(sizes))
    if sizes[-1] > possible or sizes[0] < 1:
        bad = sizes[-1] if sizes[-1] > possible else sizes[0]
        raise ValueError(f"A code of {bad} numbers does not suit this table: choose --k from 1 to "
                         f"{possible}.")
    parts = splits(X, seed=seed, in_order=in_order)
    work = [(i, k) for i in range(len(parts)) for k in sizes]
    found = Parallel(batch_size=1, return_as="generator")(
        delayed(_compare)(X, y, parts[i], k, seed + i, in_order, whole=i == 0) for i, k in work)
    tables, comparisons = [], {}
    for (i, k), (table, comparison) in zip(progress(work), found, strict=True):
        tables.append(table.rename_axis("reducer").reset_index().assign(seed=seed + i))
        if i == 0:
            comparisons[k] = comparison
    table = pd.concat(tables, ignore_index=True)
    return Findings(X, y, table, verdicts(table, parts), comparisons, X.iloc[parts[0][1]])


def _compare(X, y, part, k, seed, in_order, whole):
    """The table of one comparison and, for a page to show, the whole of it."""
    train, test = ((X.iloc[rows], y.iloc[rows]) if y is not None else X.iloc[rows]
                   for rows in part)
    with warnings.catch_warnings(), parallel_config("sequential"):
        # They advise to judge by other rows, as is done here.
        warnings.simplefilter("ignore", UserWarning)
        comparison = compare(reducers(X, k, seed, in_order), train, test)
    return comparison.table, comparison if whole else None


def some_rows(prepared, *, seed=0, in_order=False):
    """The rows to compare: all, or of a large table some 10,000, fewer where it is wide.

    Parameters
    ----------
    prepared : Prepared
    seed : int
        Of the choice, which is at random.
    in_order : bool
        Take the last ones instead.

    Returns
    -------
    X, y : DataFrame, Series or None
    """
    X, y = prepared.X, prepared.y
    most = int(np.clip(MOST_CELLS // X.shape[1], 1_000, MOST_ROWS))
    if len(X) <= most:
        return X, y
    rows = (np.arange(len(X))[-most:] if in_order else
            np.sort(np.random.default_rng(seed).permutation(len(X))[:most]))
    return X.iloc[rows], None if y is None else y.iloc[rows]


def splits(X, *, seed=0, in_order=False):
    """Five splits into rows to learn from and rows to judge by; rows that are alike stay together.

    Parameters
    ----------
    X : pandas.DataFrame
    seed : int
    in_order : bool
        Judge by the last tenth of the rows, by the tenth before it and so on, and learn from all
        rows that are earlier; the seed then changes nothing.

    Returns
    -------
    list of (array of int, array of int)
        Places of the rows.
    """
    if in_order:
        return list(TimeSeriesSplit(SPLITS, test_size=len(X) // 10).split(X))
    alike = pd.util.hash_pandas_object(X, index=False)
    return list(GroupShuffleSplit(SPLITS, test_size=TEST_SIZE, random_state=seed
                                  ).split(X, groups=alike))


def code_sizes(X):
    """A few code sizes, from 2 up to half of the features or 32.

    Parameters
    ----------
    X : pandas.DataFrame

    Returns
    -------
    list of int
    """
    top = max(1, min((_largest_size(X) + 1) // 2, LARGEST_SIZE))
    sizes = np.geomspace(min(2, top), top, N_SIZES).round().astype(int)
    return sorted(set(sizes.tolist()))


def epochs(X):
    """Passes over the rows, fewer for a large table.

    Parameters
    ----------
    X : pandas.DataFrame

    Returns
    -------
    int
    """
    return int(np.clip(EFFORT / (len(X) * max(X.shape[1], 50)), *EPOCHS))


def reducers(X, k, seed, in_order=False):
    """PCA and an `Autoencoder`, each behind the same `columns.preparation`.

    Parameters
    ----------
    X : pandas.DataFrame
    k : int
    seed : int
    in_order : bool

    Returns
    -------
    dict of str to Pipeline
    """
    prepare = preparation(X)
    return {"PCA": make_pipeline(prepare, PCA(k, random_state=seed)),
            "Autoencoder": make_pipeline(prepare, Autoencoder(
                k, epochs=epochs(X), validation="last" if in_order else 0.1, random_state=seed))}


def verdicts(table, parts):
    """What the splits say at each code size.

    The gain is 1 - (the autoencoder's error) / (PCA's error), on rows that neither has seen. Its
    interval of 95 % allows for splits that share rows, by the rule of Nadeau and Bengio (2003),
    "Inference for the generalization error", Machine Learning 52. A verdict needs an interval
    without zero and a gain, or loss, of at least one percent.

    Parameters
    ----------
    table : pandas.DataFrame
        As `sweep` returns it: one split for each seed.
    parts : list of (array, array)
        The splits.

    Returns
    -------
    pandas.DataFrame
        One row for each k: mean errors, ``gain``, its ``low`` and ``high`` end, ``verdict``
        ("wins", "loses", "no difference", or "nothing to gain" where PCA rebuilds all), and in how
        many splits the autoencoder ``stayed on PCA``.
    """
    n = len(parts)
    overlap = np.mean([len(test) / len(train) for train, test in parts])
    lines = {}
    for k, rows in table.groupby("k"):
        errors = rows.pivot(index="seed", columns="reducer", values="test error")
        left = 1 - rows.loc[rows["reducer"] == "PCA", "variance kept"].mean()
        gains = 1 - errors["Autoencoder"] / errors["PCA"] if left > EXACT else 0 * errors["PCA"]
        half = t.ppf((1 + CONFIDENCE) / 2, n - 1) * np.sqrt((1 / n + overlap) * gains.var())
        gain, low, high = gains.mean(), gains.mean() - half, gains.mean() + half
        verdict = ("nothing to gain" if left <= EXACT else
                   "wins" if low > 0 and gain >= WORTH else
                   "loses" if high < 0 and gain <= -WORTH else "no difference")
        lines[k] = [errors["PCA"].mean(), errors["Autoencoder"].mean(), gain, low, high, verdict,
                    int(rows["stayed on PCA"].eq(True).sum())]
    names = ["PCA", "Autoencoder", "gain", "low", "high", "verdict", "stayed on PCA"]
    return pd.DataFrame.from_dict(lines, orient="index", columns=names).rename_axis("k")


def sentence(verdicts):
    """The verdicts in one sentence.

    Parameters
    ----------
    verdicts : pandas.DataFrame

    Returns
    -------
    str

    Examples
    --------
    >>> import pandas as pd
    >>> from aeutils.report import analysis
    >>> print(analysis.sentence(pd.DataFrame(
    ...     [[0.3, 0.25, 0.35, "wins"], [0.01, -0.1, 0.12, "no difference"]], index=[2, 5],
    ...     columns=["gain", "low", "high", "verdict"])))
    On this table an autoencoder beats PCA with 2 numbers per row (its error is 30% lower, 95% \
interval 25% to 35%), and makes no clear difference with 5.
    """
    said = []
    for verdict, words in (("wins", "beats PCA with {}"), ("loses", "loses to PCA with {}"),
                           ("no difference", "makes no clear difference with {}"),
                           ("nothing to gain", "has nothing to gain with {}, as PCA rebuilds all")):
        rows = verdicts[verdicts["verdict"] == verdict]
        sizes = [str(k) for k in rows.index]
        unit = "" if said or not sizes else f" number{'s' * (sizes != ['1'])} per row"
        if verdict in ("wins", "loses"):
            sizes = [f"{k}{unit if i == 0 else ''} ({'its error is ' * (i == 0)}{_difference(row)})"
                     for i, (k, (_, row)) in enumerate(zip(sizes, rows.iterrows(), strict=True))]
            unit = ""
        if sizes:
            said.append(words.format(_enumerated(sizes) + unit))
    return f"On this table an autoencoder {', and '.join(said)}."


def _difference(row):
    low, high = sorted((abs(row["low"]), abs(row["high"])))
    return (f"{abs(row['gain']):.0%} {'lower' if row['gain'] > 0 else 'higher'}, "
            f"95% interval {low:.0%} to {high:.0%}")


def _enumerated(words):
    return " and ".join([", ".join(words[:-1])] * (len(words) > 1) + words[-1:])


def _largest_size(X):
    """The largest code that is smaller than a row, and that the rows can tell."""
    n_features = len(preparation(X).fit(X).get_feature_names_out())
    if n_features < 2:
        raise ValueError(f"The columns {listed(list(X))} make {n_features} feature only: give the "
                         "table more columns.")
    return min(n_features - 1, len(X) // 2)
