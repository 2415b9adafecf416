"""Tables that cannot be compared, and what is said of each: files, arguments, a part of a sentence.

A maker writes the file `path`, or something else in its place. `ROWS` are sixty good lines.
"""

import gzip
import io
import sqlite3

import numpy as np
import pandas as pd

N = 60
RNG = np.random.default_rng(0)
GOOD = pd.DataFrame(RNG.normal(size=(N, 3)).round(3), columns=["a", "b", "c"])
TEXT = GOOD.to_csv(index=False)
WORDS = ["".join(RNG.choice(list("abcdefgh"), 12)) for _ in range(N)]
DAYS = pd.date_range("2020-01-01", periods=N).strftime("%Y-%m-%d")


def text(content, encoding="utf-8"):
    return lambda path: path.write_bytes(content.encode(encoding))


def raw(content):
    return lambda path: path.write_bytes(content() if callable(content) else content)


def csv(**columns):
    return lambda path: pd.DataFrame(columns).to_csv(path, index=False)


def without_lines(n):
    return text("".join(TEXT.splitlines(keepends=True)[: n + 1]))


def good(path):
    if path.suffix == ".xlsx":
        GOOD.to_excel(path, index=False)
    elif path.suffix == ".parquet":
        GOOD.to_parquet(path)
    else:
        path.write_text(TEXT)


def excel(frame, **options):
    return lambda path: frame.to_excel(path, index=False, **options)


def database(path):
    other = path.with_name("other")
    connection = sqlite3.connect(other)
    connection.execute("create table t (a)")
    connection.commit()
    connection.close()
    other.replace(path)


def array():
    buffer = io.BytesIO()
    np.save(buffer, GOOD.to_numpy())
    return buffer.getvalue()


def as_bytes(ending):
    buffer = io.BytesIO()
    (GOOD.to_excel if ending == "xlsx" else GOOD.to_parquet)(buffer, index=False)
    return buffer.getvalue()


def nothing(path):
    pass


ONE = "two are needed to compress"
# What is wrong: (name of the file, what makes it, further arguments, a part of the sentence)
TABLES = {
    # no text, or none that is read
    "empty": ("t.csv", text(""), "", r"t\.csv is empty: save"),
    "blank lines": ("t.csv", text("\n \n\n"), "", "blank lines only"),
    "latin-1": (
        "t.csv",
        text("a,b\n1,2\nMüller,2\n", "latin-1"),
        "",
        r"not text in UTF-8 \(line 3",
    ),
    "utf-16": ("t.csv", text(TEXT, "utf-16"), "", "UTF-16: save it as CSV in UTF-8"),
    "null bytes": ("t.csv", raw(b"a,b\n1,\0\n"), "", "bytes that are no text"),
    "a picture": ("t.csv", raw(b"\x89PNG\r\n\x1a\n123"), "", "is a picture by its content"),
    "a PDF": ("t.csv", raw(b"%PDF-1.7 123"), "", "is a PDF by its content"),
    "an Excel file named CSV": ("t.csv", raw(lambda: as_bytes("xlsx")), "", "is an Excel or zip"),
    "a Parquet file named CSV": (
        "t.tsv",
        raw(lambda: as_bytes("parquet")),
        "",
        "is a Parquet file",
    ),
    "compressed": ("t.csv", raw(gzip.compress(TEXT.encode())), "", "is a gzip file"),
    "a database": ("t.csv", database, "", "is a database"),
    "an array": ("t.csv", raw(array), "", "is an array of NumPy"),
    "random bytes": ("t.csv", raw(RNG.bytes(999)), "", r"not text in UTF-8 \(line"),
    "a web page": (
        "t.csv",
        text("<html>\n<p>not, found\n</html>\n"),
        "",
        "2 fields in line 2 and 1",
    ),
    "JSON": (
        "t.csv",
        text('[{"a": 1, "b": 2},\n {"a": 2, "b": 3}]\n'),
        "",
        "fields in line 2 and 3",
    ),
    "another ending": (
        "t.json",
        good,
        "",
        r"ends in '\.json', which is not read: save it as one o",
    ),
    "no ending": ("table", good, "", r"ends in '', which is not read"),
    "an old Excel file": ("t.xls", raw(b"\xd0\xcf\x11\xe0 123"), "", r"ends in '\.xls'"),
    "no file": ("t.csv", nothing, "", "There is no file"),
    "a folder": ("t.csv", lambda path: path.mkdir(), "", "is a folder: name a file in it"),
    "text named Excel": ("t.xlsx", text(TEXT), "", r"t\.xlsx cannot be read \(File is not a zip"),
    "half an Excel file": ("t.xlsx", raw(lambda: as_bytes("xlsx")[:2000]), "", "cannot be read"),
    "text named Parquet": ("t.parquet", text(TEXT), "", r"t\.parquet cannot be read"),
    "half a Parquet file": (
        "t.parquet",
        raw(lambda: as_bytes("parquet")[:900]),
        "",
        "cannot be rea",
    ),
    # no table
    "names only": (
        "t.csv",
        text("a,b,c\n"),
        "",
        "has 0 rows and 3 columns: it needs a line of names",
    ),
    "names only, Excel": ("t.xlsx", excel(GOOD[:0]), "", "has 0 rows and 3 columns"),
    "an empty sheet": ("t.xlsx", excel(pd.DataFrame()), "", "has 0 rows and 0 columns"),
    "no columns": ("t.parquet", lambda path: GOOD[[]].to_parquet(path), "", "0 columns"),
    "no names": (
        "t.csv",
        text(TEXT.split("\n", 1)[1]),
        "",
        "numbers in its first line .* put a line",
    ),
    "no names, Excel": ("t.xlsx", excel(GOOD, header=False), "", "numbers in its first line"),
    "a title above": (
        "t.csv",
        text("My table,,\n" + TEXT),
        "",
        "names 1 of its 3 columns in the f",
    ),
    "two names alike": (
        "t.csv",
        text(TEXT.replace("b", "a", 1)),
        "",
        "more than one column named a",
    ),
    "alike but for spaces": (
        "t.csv",
        text(TEXT.replace("b", " a ", 1)),
        "",
        "than one column named a",
    ),
    "alike, Excel": ("t.xlsx", excel(GOOD.set_axis(["a", "b", "b"], axis=1)), "", "column named b"),
    "a short line": (
        "t.csv",
        text(TEXT + "1,2\n"),
        "",
        "2 fields in line 62 and 3 in its first one",
    ),
    "a long line": ("t.csv", text(TEXT + "1,2,3,4\n"), "", "4 fields in line 62"),
    "lines longer than names": (
        "t.csv",
        text(TEXT.replace(",c", "", 1)),
        "",
        "3 fields in line 2 and",
    ),
    "two tables": ("t.csv", text(TEXT + "x,y\n1,2\n"), "", "2 fields in line 62"),
    "an open quote": ("t.csv", text(TEXT + '1,2,"3\n'), "", "quote that is not closed"),
    "an endless field": (
        "t.csv",
        text('a,b\n"' + "1," * 99_999 + '",2\n'),
        "",
        "quote that is not c",
    ),
    "another separator": ("t.csv", text(TEXT.replace(",", ":")), "", ONE),
    "commas in a TSV": ("t.tsv", good, "", ONE),
    # nothing to learn from
    "one column": ("t.csv", csv(a=GOOD["a"]), "", f"1 of 1 columns can be used, and {ONE}"),
    "one column of text": (
        "t.csv",
        csv(a=WORDS),
        "",
        "left out are a: text with 60 different valu",
    ),
    "text only": ("t.csv", csv(a=WORDS, b=WORDS[::-1]), "", f"0 of 2 .*{ONE}"),
    "dates only": ("t.csv", csv(a=DAYS, b=DAYS), "", "a: a date tells when, not what"),
    "ids only": ("t.csv", csv(id=range(N), nr=range(7, N + 7)), "", "id: it numbers the rows"),
    "constants only": (
        "t.csv",
        csv(a=[1.5] * N, b=["x"] * N),
        "",
        "a: it is constant, b: it is con",
    ),
    "all missing": (
        "t.csv",
        csv(a=[np.nan] * N, b=[np.nan] * N),
        "",
        "a: it is empty, b: it is em",
    ),
    "all missing but one": ("t.csv", csv(a=GOOD["a"], b=[np.nan] * N), "", "1 of 2 columns can be"),
    "mostly missing": (
        "t.csv",
        csv(a=GOOD["a"], b=[1, 2] + [np.nan] * (N - 2)),
        "",
        "97% of its va",
    ),
    "infinite": (
        "t.csv",
        csv(a=GOOD["a"], b=[np.inf] * N),
        "",
        "b: 100% of its values are missing",
    ),
    "errors of a spreadsheet": (
        "t.csv",
        csv(a=GOOD["a"], b=["#DIV/0!"] * N),
        "",
        "b: it is constan",
    ),
    "one of each": (
        "t.csv",
        csv(id=range(N), day=DAYS, w=WORDS, a=GOOD["a"]),
        "",
        "1 of 4 columns",
    ),
    "one row": ("t.csv", without_lines(1), "", "0 of 3 columns|1 different rows"),
    "few rows": ("t.csv", without_lines(19), "", "has 19 different rows, and 20 are needed"),
    "few that differ": (
        "t.csv",
        text(TEXT[: TEXT.index("\n") + 1] + "1,2,5\n3,1,1\n2,9,2\n" * 30),
        "",
        "has 3 different rows",
    ),
    "lines without values": (
        "t.csv",
        text(TEXT.split("\n")[0] + "\n1,2,3\n2,3,1\n" + ",,\n" * N),
        "",
        "of its values are missing",
    ),
    # arguments
    "an unknown label": (
        "t.csv",
        good,
        "--label species",
        "no column 'species': name one of a, b, c",
    ),
    "a mistyped label": (
        "t.csv",
        csv(size=GOOD["a"], b=GOOD["b"]),
        "--label sice",
        "name one of size",
    ),
    "a label without classes": (
        "t.csv",
        csv(**GOOD, w=WORDS),
        "--label w",
        "60 different values, wh",
    ),
    "an unknown column": ("t.csv", good, "--drop a d", "no column 'd'"),
    "all dropped": ("t.csv", good, "--drop a b c", "0 of 3 columns .* a: you asked for it"),
    "too many dropped": ("t.csv", good, "--drop a b", "1 of 3 columns"),
    "a large code": ("t.csv", good, "--k 3", "A code of 3 numbers does not suit .* from 1 to 2"),
    "a folder that is not": (
        "t.csv",
        good,
        "--out no/such.html",
        "cannot be written: name a file in",
    ),
    "a page that is a folder": ("t.csv", good, "--out .", "cannot be written"),
    "a page over the table": ("t.csv", good, "--out t.csv", "is the table itself"),
}
