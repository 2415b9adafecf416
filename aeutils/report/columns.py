"""What becomes of a table's columns: which are used, as what, and why others are left out.

What needs other rows, such as the value that fills a gap, is left to `preparation`, a step of
scikit-learn that is fitted on the rows to learn from.
"""

import re
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from .._validation import LARGEST, listed
from ._cells import has_decimal_comma, to_dates, to_numbers

MOST_GAPS = 0.5             # of the rows
MOST_WORDS = 0.5            # different ones, as a share of the values: more are no categories
MOST_DIFFERENT = 0.95       # numbers, as a share of the values: more may be ids
MOST_CATEGORIES = 12        # of a column; the rarer ones become one
MOST_CLASSES, BANDS = 30, 5
FEWEST_ROWS = 20
GAP = "(none)"
SENTINELS = (-999, -9999, -99999, 999, 9999, 99999)
ID_NAME = re.compile(r"(^|[_\W])(id|uuid|guid|key|index|row|nr|no|number|code|zip)$|^id([_\W]|$)",
                     re.IGNORECASE)


@dataclass(frozen=True)
class Prepared:
    """What `prepare` returns.

    Attributes
    ----------
    X : pandas.DataFrame
        The columns that are used: numbers, NaN where they are missing, and categories as text.
    y : pandas.Series or None
        The class of each row, as text.
    log : pandas.DataFrame
        A row for each column of the table: ``column``, ``used as`` and ``what was done``.
    remarks : list of str
        Sentences on the rows.
    """

    X: pd.DataFrame
    y: pd.Series | None
    log: pd.DataFrame
    remarks: list


def prepare(table, *, label=None, drop=(), in_order=False):
    """Choose the columns of a table that reducers can learn from, and make them numbers or words.

    Left out are constants, columns with gaps in more than half of the rows, ids (numbers that
    count the rows, or are all different and named like an id), dates, and text with so many
    different values that they are no categories. Text that stands for numbers is read as such: with
    percent signs, currencies, thousands apart, a decimal comma. A column of two values is a
    category. Rows without any value are left out.

    Parameters
    ----------
    table : pandas.DataFrame
    label : str, optional
        Column of classes, which are never learned from. Of a column of more than 30 numbers the
        classes are five of equal size.
    drop : sequence of str
        Columns to leave out.
    in_order : bool
        Whether rows have an order in time: they are sorted by the column of dates, if there is one
        and no other.

    Returns
    -------
    Prepared

    Raises
    ------
    ValueError
        When a column is unknown, a label is no class, or too few rows or columns remain.

    Examples
    --------
    >>> import pandas as pd
    >>> from aeutils.report import columns
    >>> table = pd.DataFrame({"nr": range(30), "share": [f"{i * i}%" for i in range(30)],
    ...                       "size": [2, 9, 4] * 10})
    >>> columns.prepare(table).log["used as"].tolist()
    ['left out', 'number', 'number']
    """
    _check_names(table, [label] * (label is not None) + list(drop))
    table = table.set_axis(range(1, len(table) + 1))                 # as people count rows
    y, kept, lines, dates = None, {}, [], []
    decimal_comma = any(has_decimal_comma(table[name]) for name in table)
    for name in table:
        values, used, done = table[name], "left out", "you asked for it"
        if name == label:
            used, (y, done) = "label", _classes(name, values, decimal_comma)
        elif name not in drop:
            used, values, done = _column(name, values, decimal_comma)
            if used == "date":
                dates.append(values)
                used = "left out"
            elif used != "left out":
                kept[name] = values
        lines.append([name, used, done])
    log = pd.DataFrame(lines, columns=["column", "used as", "what was done"])
    if len(kept) < 2:
        reasons = log[log["used as"] == "left out"]
        reasons = listed([f"{name}: {why}" for name, _, why in reasons.to_numpy()])
        raise ValueError(f"{len(kept)} of {len(log)} columns can be used, and two are needed to "
                         f"compress anything (left out are {reasons or 'none'}): give the table "
                         "more columns of numbers or categories.")
    X, remarks = pd.DataFrame(kept), []
    if in_order and len(dates) == 1 and not dates[0].is_monotonic_increasing:
        order = dates[0].argsort(kind="stable")
        X, y = X.iloc[order], None if y is None else y.iloc[order]
        remarks.append("Rows are sorted by their dates.")
    if dates and not in_order:
        remarks.append("Rows have dates: if later rows may differ from earlier ones, compare with "
                       "--time, which tests on the last rows.")
    empty = (X.isna() | (X == GAP)).all(axis=1)
    if empty.any():
        X, y = X[~empty], None if y is None else y[~empty]
        remarks.append(f"{empty.sum():,} row(s) without any value are left out.")
    copies = int(X.duplicated().sum())
    if len(X) - copies < FEWEST_ROWS:
        raise ValueError(f"The table has {len(X) - copies:,} different rows, and {FEWEST_ROWS} are "
                         "needed to learn from some and judge by others: bring more rows.")
    if copies:
        apart = "" if in_order else "; rows that are alike are always on the same side of a split"
        remarks.append(f"{copies:,} row(s) repeat an earlier one in all columns used{apart}.")
    return Prepared(X, y, log, remarks)


def preparation(X):
    """A step that fills gaps, encodes categories and scales numbers, by the rows it is fitted on.

    Gaps of numbers are filled by the median, then numbers are standardised. Each category becomes a
    column of 0 and 1 (a column of two needs one), the rarest of more than twelve together. These
    are not scaled, so that all columns of a category weigh less than a number.

    Parameters
    ----------
    X : pandas.DataFrame
        As `prepare` makes it.

    Returns
    -------
    Pipeline or ColumnTransformer, not fitted

    Examples
    --------
    >>> import pandas as pd
    >>> from aeutils.report import columns
    >>> X = pd.DataFrame({"size": [2.0, None, 4.0], "kind": ["oak", "oak", "elm"]})
    >>> columns.preparation(X).fit(X).get_feature_names_out().tolist()
    ['size', 'kind = oak']
    """
    numbers = list(X.select_dtypes("number"))
    words = [name for name in X if name not in numbers]
    scale = make_pipeline(SimpleImputer(strategy="median", keep_empty_features=True),
                          StandardScaler())
    if not words:
        return scale
    encode = OneHotEncoder(drop="if_binary", sparse_output=False, max_categories=MOST_CATEGORIES,
                           handle_unknown="infrequent_if_exist", feature_name_combiner=equals)
    return ColumnTransformer([("numbers", scale, numbers), ("categories", encode, words)],
                             verbose_feature_names_out=False)


def units(fitted):
    """What the features that a fitted `preparation` makes were before: offset + scale * feature.

    Parameters
    ----------
    fitted : Pipeline or ColumnTransformer

    Returns
    -------
    offset, scale : array of shape (n_features,)
        0 and 1 for a category.
    """
    numbers = getattr(fitted, "named_transformers_", {"numbers": fitted})["numbers"]
    n = len(fitted.get_feature_names_out())
    offset, scale = np.zeros(n), np.ones(n)
    scaler = getattr(numbers, "steps", [[None]])[-1][-1]            # numbers stand first, if any
    for values, found in ((offset, "mean_"), (scale, "scale_")):
        values[:len(getattr(scaler, found, []))] = getattr(scaler, found, [])
    return offset, scale


def equals(column, category):
    """The name of the column of 0 and 1 that tells a category."""
    return f"{column} = {'another' if category == 'infrequent_sklearn' else category}"


def _check_names(table, names):
    twice = table.columns[table.columns.duplicated()]
    if len(twice):
        raise ValueError(f"The table has more than one column named {listed(list(twice))}: give "
                         "each a name of its own.")
    for name in names:
        if name not in table.columns:
            close = get_close_matches(str(name), list(map(str, table.columns)), n=1)
            raise ValueError(f"The table has no column '{name}': name one of "
                             f"{listed(close or list(table.columns))}.")


def _column(name, values, decimal_comma):
    """How a column is used, its values as they are used, and what was done, in words."""
    done = []
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype(object)
    if not pd.api.types.is_numeric_dtype(values) and values.notna().any():
        dates = to_dates(values)
        if dates is not None:
            return "date", dates, "a date tells when, not what"
        numbers, done = to_numbers(values, decimal_comma)
        values = values if numbers is None else numbers
    if values.isna().all():
        return "left out", None, "it is empty"
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        values = pd.Series(values.to_numpy(float, na_value=np.nan), values.index)
        large = values.abs() > LARGEST
        if large.any():
            values = values.mask(large)
            done = [*done, f"{large.sum():,} infinite numbers count as gaps"]
    else:
        text = values.astype(object).map(lambda value: str(value).strip(), na_action="ignore")
        values = text.mask(text == "").astype(object)
    share = values.isna().mean()
    if share > MOST_GAPS:
        return "left out", None, f"{share:.0%} of its values are missing"
    n, n_known = values.nunique(), values.notna().sum()
    if n == 1 and not share:
        return "left out", None, "it is constant"
    if values.dtype == float and n > 2:
        if n > MOST_DIFFERENT * n_known and not share and _is_id(name, values):
            return "left out", None, "it numbers the rows"
        return "number", values, "; ".join([*done, *_gaps(share, len(values)), *_sentinels(values),
                                            "standardised"])
    if n > MOST_WORDS * n_known and n > 2:
        return "left out", None, (f"text with {n:,} different values in {n_known:,} rows: an id, "
                                  "or free text")
    done = [*done, f"{n} values, told by 0 and 1" if n + (share > 0) == 2 else
            f"{n} categories, a column of 0 and 1 for each"]
    if n > MOST_CATEGORIES:
        done[-1] = f"{n} categories, a column of 0 and 1 for the most frequent and one for the rest"
    if share:
        done.append(f"gaps ({share:.1%}) are a category of their own")
    if values.dtype == float:
        values = values.map("{:g}".format, na_action="ignore").astype(object)
    return "category", values.fillna(GAP), "; ".join(done)


def _gaps(share, n):
    return [f"{round(share * n):,} gaps ({share:.1%}) filled by the median"] if share else []


def _sentinels(values):
    """A question, if a number that often stands for "no value" is at the end of a column."""
    found = [value for value in SENTINELS if (values == value).sum() > 1
             and value in (values.min(), values.max())
             and np.ptp(values[values != value].dropna()) < abs(value) / 2]
    return [f"look: {value} stands there {(values == value).sum():,} times, is it no value?"
            for value in found]


def _is_id(name, values):
    """Whether numbers, nearly all of them different, count the rows or name them."""
    values = values.to_numpy()
    steps = np.diff(values)
    if np.allclose(steps, steps[0], rtol=1e-6, atol=0) or (np.diff(np.unique(values)) == 1).all():
        return True
    return bool((values == values.round()).all() and ID_NAME.search(str(name)))


def _classes(name, values, decimal_comma):
    """Classes as text, or None if there is only one; and what was done, in words."""
    numbers, n = values, values.nunique()
    if not pd.api.types.is_numeric_dtype(values) and n:
        numbers, _ = to_numbers(values.astype(object), decimal_comma)
    if n < 2:
        return None, "it has one class only, so there is nothing to tell apart"
    gaps = f"; {values.isna().sum():,} rows without one are the class {GAP}" * values.hasnans
    if n > MOST_CLASSES:
        if numbers is None:
            raise ValueError(f"The label '{name}' has {n:,} different values, which are no classes:"
                             " name another column, or leave it out with --drop.")
        bands = pd.qcut(numbers.astype(float), BANDS, duplicates="drop").astype(object)
        values = bands.map(lambda band: f"{band.left:g} to {band.right:g}", na_action="ignore")
        return values.fillna(GAP), f"{n:,} numbers cut into {BANDS} classes of equal size{gaps}"
    if pd.api.types.is_float_dtype(values):
        values = values.astype(object).map("{:g}".format, na_action="ignore")
    values = values.astype(object).map(lambda value: str(value).strip(), na_action="ignore")
    return values.fillna(GAP), f"{n} classes, never learned from{gaps}"
