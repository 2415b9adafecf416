"""`aeutils report`: what becomes of a table, what is said of it, and what no table is told."""

import html
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from aeutils import Autoencoder, compare
from aeutils.__main__ import main
from aeutils.report import analysis, columns, tables
from broken import TABLES
from helpers import curved_sheet

ROOT = Path(__file__).resolve().parents[1]
N = 80


@pytest.fixture(autouse=True)
def quick(monkeypatch, tmp_path):
    """Three epochs, and a folder of its own to work in."""
    monkeypatch.setattr(analysis, "EPOCHS", (3, 3))
    monkeypatch.chdir(tmp_path)


def messy():
    """A table such as people have: a curved sheet among ids, dates, signs, words and gaps."""
    random = np.random.default_rng(0)
    sheet = pd.DataFrame(curved_sheet(N), columns=list("abcdef"))
    sheet.loc[::9, "b"] = np.nan
    return pd.DataFrame(
        {
            "id": range(100, 100 + N),
            "day": pd.date_range("2024-01-01", periods=N).strftime("%d.%m.%Y"),
            **sheet,
            "share": (sheet["a"] * 10 + 50).map("{:.1f}%".format),
            "income": (sheet["c"] * 9000).map("{:,.0f}".format),
            "colour <b>": random.choice(["red", "green & blue", "grey"], N),
            "member": random.choice(["yes", "no"], N),
            "note": [f"remark {i}" for i in range(N)],
            "planet": "Earth",
            "kind": np.where(sheet["a"] > 0, "warm", "cold"),
        }
    )


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The page of that table, what was printed, and the folder that holds both files."""
    folder = tmp_path_factory.mktemp("report")
    messy().to_csv(folder / "my table.csv", index=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(analysis, "EPOCHS", (3, 3))
        patch.chdir(folder)
        run = ["report", "my table.csv", "--label", "kind", "--drop", "f", "--k", "4", "2"]
        assert main([*run, "--seed", "3", "--out", "page.html"]) == 0
    return folder, (folder / "page.html").read_text(encoding="utf-8")


def cells(page, heading):
    """The rows of the first table below a heading, as lists of text."""
    body = page.split(heading, 1)[1].split("<tbody>", 1)[1].split("</tbody>", 1)[0]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [list(map(html.unescape, re.findall(r"<td>(.*?)</td>", row))) for row in rows]


# ---- the page ----------------------------------------------------------------------------------


def test_the_page_says_what_was_done_to_every_column(written):
    _, page = written
    done = {name: (used, what) for name, used, what in cells(page, "What was done to the columns")}
    assert list(done) == list(messy())
    assert done["id"] == ("left out", "it numbers the rows")
    assert done["day"] == ("left out", "a date tells when, not what")
    assert done["b"] == ("number", "9 gaps (11.2%) filled by the median; standardised")
    assert done["f"] == ("left out", "you asked for it")
    assert done["share"][0] == done["income"][0] == "number"
    assert re.match(r"text read as numbers, '[\d.]+%' as [\d.]+; standardised", done["share"][1])
    assert re.match(r"text read as numbers, '-?\d+,\d+' as -?\d+; stand", done["income"][1])
    assert done["colour <b>"] == ("category", "3 categories, a column of 0 and 1 for each")
    assert done["member"] == ("category", "2 values, told by 0 and 1")
    assert done["note"][0] == done["planet"][0] == "left out"
    assert done["kind"] == ("label", "2 classes, never learned from")


def test_the_page_shows_figure_maps_and_worst_rows(written):
    _, page = written
    figure, maps = re.findall(r'<img alt="([^"]*)" src="data:image/png;base64,', page)
    assert "PCA" in figure and "at 2 to" in figure and "at 4" in figure
    assert "2 classes" in maps and page.count("<iframe") == 1
    assert [row[0] for row in cells(page, "Errors by code size")] == ["2", "4"]
    worst = cells(page, "rows that are rebuilt worst, from 4 numbers")
    table = messy()
    for row, *_, first, second, third in worst:
        for cell in (first, second, third):
            name, was = re.match(r"(.*): (\S+), rebuilt as \S+", cell).groups()
            if name in "abcde":
                assert float(was) == pytest.approx(table[name][int(row) - 1], rel=1e-3)
    assert not re.search(r"(?:src|href)=\"(?!data:)|https?://|url\(", page.split("<iframe")[0])


def test_the_python_on_the_page_gives_the_same_numbers(written, monkeypatch, capsys):
    folder, page = written
    monkeypatch.chdir(folder)
    code = html.unescape(re.search(r"<pre><code>(.*?)</code></pre>", page, re.DOTALL)[1])
    names = {}
    exec(code, names)
    said = capsys.readouterr().out.strip().splitlines()[-1]
    assert said == html.unescape(re.search(r'class="verdict">(.*?)</p>', page)[1])
    for (k, row), shown in zip(
        names["verdicts"].iterrows(), cells(page, "Errors by code size"), strict=True
    ):
        numbers = [f"{row['PCA']:.4g}", f"{row['Autoencoder']:.4g}", f"{row['gain']:+z.1%}"]
        assert shown[:4] == [str(k), *numbers]
        assert shown[4] == f"{row['low']:+z.1%} to {row['high']:+z.1%}"


def test_the_verdict_is_that_of_compare_by_hand():
    """By scikit-learn's own steps, and the interval of Nadeau and Bengio written out."""
    table = messy().drop(columns=["id", "day", "note", "planet", "share", "income", "kind"])
    findings = analysis.measure(columns.prepare(table), [2], seed=5)
    numbers, words = list("abcdef"), ["colour <b>", "member"]
    prepare = ColumnTransformer(
        [
            ("n", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
            ("w", OneHotEncoder(drop="if_binary", sparse_output=False), words),
        ]
    )
    gains = []
    for i, (train, test) in enumerate(analysis.splits(findings.X, seed=5)):
        rivals = {"PCA": PCA(2), "Autoencoder": Autoencoder(2, epochs=3, random_state=5 + i)}
        rivals = {name: make_pipeline(prepare, rival) for name, rival in rivals.items()}
        pca, autoencoder = compare(rivals, table.iloc[train], table.iloc[test]).table["test error"]
        gains.append(1 - autoencoder / pca)
    assert len(gains) == 5
    half = t.ppf(0.975, 4) * np.std(gains, ddof=1) * np.sqrt(1 / 5 + len(test) / len(train))
    expected = [np.mean(gains), np.mean(gains) - half, np.mean(gains) + half]
    found = findings.verdicts.loc[2, ["gain", "low", "high"]].to_numpy(float)
    assert found == pytest.approx(expected, rel=1e-5, abs=1e-9)  # columns in another order


def test_the_page_lives_without_a_network(written, browser):
    folder, _ = written
    for width in (1280, 360):
        tab = browser.new_page(viewport={"width": width, "height": 800})
        asked, said = [], []
        tab.on("request", lambda request, asked=asked: asked.append(request.url))
        tab.on("console", lambda message, said=said: said.append(message.text))
        tab.on("pageerror", lambda error, said=said: said.append(str(error)))
        tab.goto((folder / "page.html").as_uri())
        maps = tab.frame_locator("iframe")
        tab.locator("iframe").scroll_into_view_if_needed()  # what is out of sight is not drawn
        maps.locator("#values").get_by_text("colour <b> = grey").first.wait_for()
        assert said == [] and all(url.startswith(("file:", "about:", "data:")) for url in asked)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        tab.close()


# ---- the verdict -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ours", "kept", "verdict", "words"),
    [
        ([0.7, 0.72, 0.71, 0.7, 0.69], 0.5, "wins", "beats PCA with 2 numbers per row (its error"),
        ([1.2, 1.22, 1.21, 1.2, 1.19], 0.5, "loses", "loses to PCA with 2 numbers per row (its er"),
        ([0.7, 1.3, 1.0, 0.8, 1.1], 0.5, "no difference", "makes no clear difference with 2 numb"),
        ([0.995] * 5, 0.5, "no difference", "makes no clear difference with 2"),
        ([1e3] * 5, 1 - 1e-9, "nothing to gain", "has nothing to gain with 2 numbers per row"),
    ],
)
def test_verdicts(ours, kept, verdict, words):
    lines = [("PCA", 2, seed, 1.0, kept, np.nan) for seed in range(5)]
    lines += [("Autoencoder", 2, seed, error, kept, False) for seed, error in enumerate(ours)]
    names = ["reducer", "k", "seed", "test error", "variance kept", "stayed on PCA"]
    parts = [(np.arange(80), np.arange(80, 100))] * 5
    found = analysis.verdicts(pd.DataFrame(lines, columns=names), parts)
    assert found.loc[2, "verdict"] == verdict
    assert words in analysis.sentence(found)


def test_a_curved_sheet_is_won_and_a_flat_one_is_not(monkeypatch):
    monkeypatch.setattr(analysis, "EPOCHS", (40, 40))
    random = np.random.default_rng(0)
    flat = random.normal(size=(150, 2)) @ random.normal(size=(2, 6))
    flat += 0.1 * random.normal(size=flat.shape)
    for X, verdict in ((curved_sheet(300), "wins"), (flat, "no difference")):
        prepared = columns.prepare(pd.DataFrame(X, columns=list("abcdef")))
        assert analysis.measure(prepared, [2]).verdicts.loc[2, "verdict"] == verdict


# ---- columns -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        (["12%", "7 %", "0.5%"], [12, 7, 0.5]),
        (["1,234", "999", "12,345,678.5"], [1234, 999, 12345678.5]),
        (["$5", "-$1,000", "€ 2.5"], [5, -1000, 2.5]),
        (["1.234,5", "999", "2,5"], [1234.5, 999, 2.5]),
        (["12,5 %", "3 %", "1.200,5 %"], [12.5, 3, 1200.5]),
        (["1 000", "2\u00a0500", "7"], [1000, 2500, 7]),
        (["1e-3", "+2", ".5"], [0.001, 2, 0.5]),
        ([1.5, "2", 3], [1.5, 2, 3]),
    ],
)
def test_numbers_as_people_write_them(written, numbers):
    table = pd.DataFrame({"a": written * 10, "b": np.random.default_rng(0).normal(size=30)})
    prepared = columns.prepare(table)
    assert prepared.X["a"].tolist() == numbers * 10


def test_words_among_numbers_are_gaps_and_numbers_among_words_are_not():
    random = np.random.default_rng(0)
    mostly = [str(i % 7) for i in range(97)] + ["?", "n/a", "?"]
    half = [str(i % 7) if i % 2 else "low" for i in range(100)]
    table = pd.DataFrame({"mostly": mostly, "half": half, "b": random.normal(size=100)})
    prepared = columns.prepare(table)
    done = prepared.log.set_index("column")["what was done"]
    assert prepared.X["mostly"].isna().sum() == 3
    assert "3 cells that are no number ('?', 'n/a') count as gaps" in done["mostly"]
    assert prepared.X["half"].nunique() == 8 and "8 categories" in done["half"]


def test_ids_are_known_and_numbers_that_are_all_different_are_kept():
    random = np.random.default_rng(0)
    table = pd.DataFrame(
        {
            "shuffled": random.permutation(200),
            "customer_id": random.permutation(10**6)[:200],
            "people": random.permutation(10**6)[:200],
            "twice": np.sort([*range(195), 3, 50, 60, 61, 90]),
            "year": 2000 + np.arange(200) % 7,
        }
    )
    used = columns.prepare(table).log.set_index("column")["used as"]
    assert used[used == "number"].index.tolist() == ["people", "year"]


def test_a_number_that_may_be_no_value_is_asked_about_and_left():
    values = np.random.default_rng(0).normal(size=50)
    values[:3] = -999
    prepared = columns.prepare(pd.DataFrame({"a": values, "b": values[::-1] ** 2}))
    assert "-999 stands there 3 times, is it no value?" in prepared.log["what was done"][0]
    assert (prepared.X["a"] == -999).sum() == 3


def test_labels_of_every_kind():
    random = np.random.default_rng(0)
    table = pd.DataFrame(random.normal(size=(60, 2)), columns=["a", "b"])
    labels = {
        "price": random.normal(size=60),
        "grade": [1.0, 2.0, np.nan] * 20,
        "same": "x",
        "flag": [True, False] * 30,
    }
    found = {
        name: columns.prepare(table.assign(**{name: values}), label=name).y
        for name, values in labels.items()
    }
    assert found["price"].value_counts().tolist() == [12] * 5
    assert set(found["grade"]) == {"1", "2", "(none)"}
    assert found["same"] is None and set(found["flag"]) == {"True", "False"}


def test_gaps_and_rare_words_that_some_rows_never_show():
    """What one split lacks is no error in it: a category, all values of a column."""
    table = pd.DataFrame({"a": curved_sheet(40)[:, 0], "b": curved_sheet(40)[:, 1]})
    table["rare"] = ["x"] * 20 + ["y"] * 19 + ["z"]
    table.loc[1:19, "b"] = np.nan
    findings = analysis.measure(columns.prepare(table), [1])
    assert np.isfinite(findings.verdicts["gain"]).all()


# ---- splits ------------------------------------------------------------------------------------


def test_rows_that_are_alike_are_on_one_side():
    rows = pd.DataFrame(curved_sheet(60), columns=list("abcdef"))
    X = columns.prepare(pd.concat([rows, rows, rows], ignore_index=True)).X
    for train, test in analysis.splits(X):
        assert not set(X["a"].iloc[train]) & set(X["a"].iloc[test])


def test_in_the_order_of_time_later_rows_judge(capsys):
    table = messy().iloc[::-1]
    table.to_csv("table.csv", index=False)
    assert main(["report", "table.csv", "--time", "--k", "2"]) == 0
    page = Path("table_report.html").read_text(encoding="utf-8")
    assert "Rows are sorted by their dates." in page and "order of time" in page
    assert "validation='last'" in html.unescape(page) and "in_order=True" in page
    prepared = columns.prepare(table, in_order=True)
    assert prepared.X["a"].tolist() == messy()["a"].tolist()
    for train, test in analysis.splits(prepared.X, in_order=True):
        assert max(train) < min(test)


def test_of_a_large_table_some_rows_are_compared(monkeypatch):
    prepared = columns.prepare(pd.DataFrame(curved_sheet(1500), columns=list("abcdef")))
    monkeypatch.setattr(analysis, "MOST_ROWS", 1000)
    X, y = analysis.some_rows(prepared)
    assert len(X) == 1000 and y is None and X.index.is_monotonic_increasing
    assert analysis.some_rows(prepared, in_order=True)[0].index[0] == 501
    assert len(analysis.some_rows(columns.prepare(prepared.X[:900]))[0]) == 900


@pytest.mark.parametrize("ending", ["tsv", "parquet", "xlsx"])
def test_every_kind_of_file_is_the_same_table(ending):
    if ending == "parquet":  # not in [dev]: pandas would load it everywhere
        pytest.importorskip("pyarrow")
    table = messy()
    table.to_csv("t.csv", index=False)
    save = {
        "tsv": lambda path: table.to_csv(path, sep="\t", index=False),
        "parquet": table.to_parquet,
        "xlsx": lambda path: table.to_excel(path, index=False),
    }
    save[ending](f"t.{ending}")
    expected, found = (
        columns.prepare(tables.read(f"t.{kind}"), label="kind") for kind in ("csv", ending)
    )
    pd.testing.assert_frame_equal(found.X, expected.X, check_dtype=False)
    assert found.log.equals(expected.log)


# ---- what is no table --------------------------------------------------------------------------


@pytest.mark.parametrize("case", TABLES)
def test_every_broken_table_gets_one_sentence(case, capsys):
    name, make, arguments, words = TABLES[case]
    if "arquet" in case + name:
        pytest.importorskip("pyarrow")
    make(Path(name))
    before = sorted(Path().iterdir())
    assert main(["report", name, *arguments.split()]) == 1
    printed, said = capsys.readouterr()
    assert printed == "" and said.count("\n") == 1 and said.endswith(".\n")
    assert said.startswith("aeutils: ") and ". " not in said and len(said) < 500
    assert re.search(words, said), said
    assert sorted(Path().iterdir()) == before


def test_there_are_fifty_of_them():
    assert len(TABLES) >= 50


@pytest.mark.parametrize("arguments", ["", "report", "report t.csv --k 0", "report t.csv --k two"])
def test_wrong_arguments_end_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments.split())
    assert stop.value.code == 2 and "usage: aeutils" in capsys.readouterr().err


def test_an_interrupt_ends_with_130_and_writes_nothing(monkeypatch, capsys):
    messy().to_csv("t.csv")

    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(analysis, "measure", interrupt)
    assert main(["report", "t.csv"]) == 130
    assert "nothing was written" in capsys.readouterr().err and not list(Path().glob("*.html"))


@pytest.mark.parametrize(("ending", "package"), [("xlsx", "openpyxl"), ("parquet", "pyarrow")])
def test_a_missing_package_is_named(ending, package, monkeypatch, capsys):
    Path(f"t.{ending}").write_bytes(b"123")
    monkeypatch.setattr(tables, "find_spec", lambda name: None)
    assert main(["report", f"t.{ending}"]) == 1
    assert f"{package}, which is not installed: run python -m pip install 'aeutils[tables]'" in (
        capsys.readouterr().err
    )


def test_as_a_program():
    """What is no table is refused before TensorFlow is loaded."""
    code = "import sys; from aeutils.__main__ import main; code = main(); "
    code += "sys.exit(code + 10 * ('tensorflow' in sys.modules))"
    for program in (["-m", "aeutils"], ["-c", code]):
        result = subprocess.run(
            [sys.executable, *program, "report", "missing.csv"],
            capture_output=True,
            text=True,
            env={"PYTHONPATH": str(ROOT), "PATH": ""},
        )
        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr.startswith("aeutils: There is no file missing.csv")
