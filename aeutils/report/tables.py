"""Read a table from a file; what is no table becomes one sentence that says what to do."""

import csv
import re
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pandas as pd

from .._validation import listed

TEXT = {".csv": None, ".tsv": "\t", ".tab": "\t", ".txt": None}     # ending -> separator, if known
BINARY = {".parquet": "pyarrow", ".pq": "pyarrow", ".xlsx": "openpyxl", ".xlsm": "openpyxl"}
SEPARATORS = ",;\t|"
STARTS = {b"PK\x03\x04": "an Excel or zip file", b"\xd0\xcf\x11\xe0": "an old Excel file",
          b"PAR1": "a Parquet file", b"\x1f\x8b": "a gzip file", b"SQLite": "a database",
          b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"%PDF": "a PDF",
          b"\x93NUMPY": "an array of NumPy", b"\x89HDF": "an HDF5 file"}
SAMPLE = 20                 # lines by which the separator is found


def read(path):
    r"""A table from a file of text (CSV, TSV), Parquet or Excel (its first sheet).

    Text is UTF-8, with the names of the columns in the first line. The separator, and whether
    decimals have a comma, are seen from the file. No column becomes the index.

    Parameters
    ----------
    path : str or path

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    ValueError
        When the file holds no table, lines of different lengths, or names that are not unique.
    OSError
        When it cannot be read.
    ImportError
        When a package that reads such files is not installed.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from aeutils.report import tables
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "prices.csv"
    ...     characters = path.write_text("item;price\nbread;2,50\nsalt;0,99\n")
    ...     tables.read(path)
        item  price
    0  bread   2.50
    1   salt   0.99
    """
    path = Path(path)
    ending = path.suffix.lower()
    if path.is_dir():
        raise ValueError(f"{path} is a folder: name a file in it.")
    if not path.exists():
        raise FileNotFoundError(f"There is no file {path}: check its name, and the folder you are "
                                "in.")
    if ending not in {**TEXT, **BINARY}:
        raise ValueError(f"{path.name} ends in '{ending}', which is not read: save it as one of "
                         f"{', '.join([*TEXT, *BINARY])}.")
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise ValueError(f"{path.name} is empty: save the table again.")
    if ending in TEXT:
        table = _read_text(path, start, TEXT[ending])
    else:
        table = _read_binary(path, BINARY[ending])
    if table.empty:
        raise ValueError(f"{path.name} has {len(table)} rows and {table.shape[1]} columns: it "
                         "needs a line of names, and lines of values below.")
    return table


def _read_text(path, start, separator):
    kind = next((kind for first, kind in STARTS.items() if start.startswith(first)), None)
    if kind:
        raise ValueError(f"{path.name} is {kind} by its content: rename it, or save the table as "
                         "CSV.")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError(f"{path.name} is text in UTF-16: save it as CSV in UTF-8.")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[:error.start].count(b"\n") + 1
        raise ValueError(f"{path.name} is not text in UTF-8 (line {line}): save it as CSV in "
                         "UTF-8.") from None
    if "\0" in text:
        raise ValueError(f"{path.name} holds bytes that are no text: save the table as CSV in "
                         "UTF-8.")
    lines = [line for line in text.splitlines()[:SAMPLE] if line.strip()]
    if not lines:
        raise ValueError(f"{path.name} holds blank lines only: save the table again.")
    separator = separator or max(SEPARATORS, key=lambda one: _fewest_fields(lines, one))
    header = _check_fields(path.name, text, separator)
    _check_names(path.name, header)
    comma = separator != "," and _has_decimal_comma(text, separator)
    style = {"decimal": ",", "thousands": "."} if comma else {}
    try:
        table = pd.read_csv(path, sep=separator, encoding="utf-8-sig", index_col=False,
                            low_memory=False, **style)
    except pd.errors.ParserError as error:
        reason = str(error).strip().split(". ")[-1]
        raise ValueError(f"{path.name} cannot be split into fields ({reason}): look for a quote "
                         "that is not closed.") from None
    return table.set_axis(_names(header), axis=1)


def _fewest_fields(lines, separator):
    try:
        return min(map(len, csv.reader(lines, delimiter=separator)))
    except csv.Error:                                               # is said with the line
        return 0


def _check_fields(name, text, separator):
    """The first line's fields, if all lines have as many."""
    header = None
    reader = csv.reader(text.splitlines(keepends=True), delimiter=separator)
    try:
        for row in reader:
            if not "".join(row).strip() and len(row) < 2:
                continue                                            # pandas skips blank lines too
            header = header or row
            if len(row) != len(header):
                raise ValueError(f"{name} has {len(row)} fields in line {reader.line_num} and "
                                 f"{len(header)} in its first one: put values that hold the "
                                 "separator in quotes, and give every line as many fields.")
    except csv.Error as error:
        raise ValueError(f"{name} cannot be split into fields at line {reader.line_num} ({error}): "
                         "look for a quote that is not closed.") from None
    return header


def _has_decimal_comma(text, separator):
    ends = rf"(?=\s*(?:{re.escape(separator)}|$))"
    begins = rf"(?:^|{re.escape(separator)})\s*[-+]?\d+"
    comma, point = (re.search(rf'{begins}{mark}(?:\d{{1,2}}|\d{{4,}}){ends}', text, re.MULTILINE)
                    for mark in (",", r"\."))
    return bool(comma and not point)


def _read_binary(path, package):
    if not find_spec(package):
        raise ImportError(f"{path.name} is read by {package}, which is not installed: run python "
                          "-m pip install 'aeutils[tables]', or save the table as CSV.")
    try:
        if package == "pyarrow":
            table = pd.read_parquet(path)
            if table.index.name is not None or table.index.nlevels > 1:
                table = table.reset_index()                         # what pandas had put aside
            header = [str(name) for name in table.columns]
            _check_names(path.name, header)
            return table.set_axis(_names(header), axis=1)
        cells = pd.read_excel(path, header=None, engine=package)
    except Exception as error:      # each package has its own for a damaged file
        reason = str(error).split("\n")[0].split(". ")[0].rstrip(".")
        raise ValueError(f"{path.name} cannot be read ({reason}): save it again, or as CSV."
                         ) from None
    if cells.empty:
        return cells
    header = ["" if pd.isna(name) else str(name) for name in cells.iloc[0]]
    _check_names(path.name, header)
    return cells.iloc[1:].reset_index(drop=True).infer_objects().set_axis(_names(header), axis=1)


def _check_names(name, header):
    header = [field.strip() for field in header]
    named = [field for field in header if field]
    twice = [field for field, count in Counter(named).items() if count > 1]
    if named and all(map(_is_number, named)) and (twice or not all(map(str.isdecimal, named))):
        raise ValueError(f"{name} has numbers in its first line ({listed(named)}): put a line with "
                         "the names of the columns above them.")
    if twice:
        raise ValueError(f"{name} has more than one column named {listed(twice)}: give each a name "
                         "of its own.")
    if 2 * len(named) < len(header):
        raise ValueError(f"{name} names {len(named)} of its {len(header)} columns in the first "
                         "line: let the names stand there, and no title above them.")


def _is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


def _names(header):
    return [field.strip() or f"column {i}" for i, field in enumerate(header, start=1)]
