"""What the cells of a column stand for, if they are text: numbers or dates."""

import re
import warnings

import numpy as np
import pandas as pd

from .._validation import listed

FEWEST_NUMBERS = 0.9        # of the cells of a column: then its words are gaps
# Numbers as people write them: thousands apart or not, with a decimal point or a decimal comma.
POINT = r"(?=.*\d)[-+]?(?:\d{1,3}(?:[, ']\d{3})+|\d*)(?:\.\d*)?(?:[eE][-+]?\d+)?"
COMMA = r"[-+]?(?:\d{1,3}(?:[. ']\d{3})+|\d+)(?:,\d+)?"
SIGNS = r"^([-+]?)\s*[$€£¥]\s*|\s*[%$€£¥]$"
DATE = (r"^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|^\d{1,2}:\d{2}|^\d{1,2}\.? [A-Za-z]{3,9}\.? \d{4}|"
        r"^[A-Za-z]{3,9}\.? \d{1,2}, \d{4}")


def _text(values):
    """The values that are text, if any, without what stands around numbers."""
    if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_datetime64_any_dtype(values):
        return pd.Series([], dtype=object)
    text = values[[isinstance(value, str) for value in values]].astype(object).str.strip()
    text = text.str.replace(SIGNS, r"\1", regex=True).str.replace("[\u00a0\u202f]", " ", regex=True)
    return text[text != ""].str.strip()


def _fits(text, pattern):
    return np.array([re.fullmatch(pattern, value) is not None for value in text], bool)


def to_numbers(values, decimal_comma):
    """The numbers that cells stand for and what was done, or None if they are something else."""
    text = _text(values)
    is_text = pd.Series([isinstance(value, str) for value in values], values.index)
    others = values[~is_text & values.notna()]
    if any(isinstance(value, (bool, np.bool_)) for value in others):
        return None, []
    numbers = pd.to_numeric(others.astype(object), errors="coerce").astype(float)
    fits = text[_fits(text, COMMA if decimal_comma else POINT)]
    if len(fits) + numbers.notna().sum() < FEWEST_NUMBERS * (len(text) + len(others)):
        return None, []
    bare = fits.str.replace("[. ']" if decimal_comma else "[, ']", "", regex=True)
    bare = bare.str.replace(",", ".").astype(float)
    read = pd.concat([bare, numbers]).reindex(values.index)
    done = []
    if len(fits):
        written = values[fits.index].astype(str).str.strip()
        odd = written[written != bare.map("{:g}".format)]
        example = (odd if len(odd) else written).index[0]
        done.append(f"text read as numbers, '{written[example]}' as {bare[example]:g}")
    words = text.drop(fits.index)
    if len(words):
        done.append(f"{len(words):,} cells that are no number "
                    f"({listed([repr(str(word)) for word in words.unique()])}) count as gaps")
    return read, done


def to_dates(values):
    """Dates, if a column holds them and little else; they may be text."""
    if pd.api.types.is_datetime64_any_dtype(values):
        return values
    if isinstance(values.dtype, pd.PeriodDtype):
        return values.dt.to_timestamp()
    text = values.dropna().astype(str).str.strip()
    if not text.head(500).str.contains(DATE).mean() >= FEWEST_NUMBERS:
        return None
    first = pd.to_numeric(text.str.extract(r"^(\d{1,2})[/.]")[0])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")                     # that formats are mixed
        dates = pd.to_datetime(text, format="mixed", errors="coerce", utc=True,
                               dayfirst=bool(first.max() > 12))
    if dates.notna().mean() < FEWEST_NUMBERS:
        return None
    return dates.reindex(values.index)


def has_decimal_comma(values):
    """Whether cells are numbers if commas are decimal ones, and else are not."""
    text = _text(values)
    return len(text) > 0 and (
        _fits(text, COMMA).mean() >= FEWEST_NUMBERS > _fits(text, POINT).mean())
