"""The playground's page in a real browser, against what Python says."""

import contextlib
import csv
import io
import json
import re
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from aeutils import Autoencoder, Dataset, load_digits, playground
from aeutils._keras import keras, tf
from aeutils.explorer import play
from aeutils.explorer.self_contained import one_script, read
from build import ROOT
from helpers import one_sentence
from lab import jupyterlab

KEYS = [each[0] for each in play.BUNDLED]
STARTED = "ready.run && ready.run.heldOut.length && ready.maps"
QUICK = {"epochs": "25"}


@pytest.fixture
def open_page(browser, tmp_path):
    """Open a playground saved to disk, without a network; complain of requests and of errors."""
    contexts, complaints = [], []

    def open_it(made=None, address="", width=1280, scheme="light", **options):
        path = tmp_path / f"page {len(contexts)}.html"
        (made or playground()).save(path)
        contexts.append(
            browser.new_context(
                viewport={"width": width, "height": 900},
                color_scheme=scheme,
                offline=True,
                **options,
            )
        )
        page = contexts[-1].new_page()
        page.set_default_timeout(120_000)  # where many tests share a processor
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text))
        page.on(
            "request",
            lambda request: (
                request.url.split("#")[0] == path.as_uri()
                or request.url.startswith("blob:")  # the worker, out of the page itself
                or complaints.append(request.url)
            ),
        )
        page.goto(path.as_uri() + address)
        page.evaluate("async () => { window.ready = await window.playground; }")
        if address != "#nothing":
            page.wait_for_function(STARTED)
        page.get_by_label("Speed").select_option("full speed")
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == []


def choose(page, key, **settings):
    """Choose data and settings, the others as at first, and wait for PCA."""
    page.evaluate("([key, settings]) => ready.choose(key, settings)", [key, settings])
    page.wait_for_function(STARTED)


def train(page):
    """Play to the end; return the verdict and the errors by epoch."""
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("ready.over")
    return page.evaluate("ready.verdict"), page.evaluate("ready.run")


def paste(page, text):
    """Paste a table, and wait for what becomes of it."""
    box = page.get_by_label("A table to paste here")
    if not box.is_visible():
        page.locator("summary", has_text="Your own table").click()
    page.evaluate("ready.rows.said.textContent = 'waiting'")
    box.fill(text)
    page.wait_for_function("!/waiting|Reading/.test(ready.rows.said.textContent)")
    page.wait_for_function(f"ready.rows.said.textContent || ({STARTED})")


def rows_of(key):
    """What the lines make that the page offers as Python."""
    made = {}
    exec(dict((each[0], each[3]) for each in play.BUNDLED)[key], made)
    return np.asarray(made["X"], float)


def pca_error(X, k, seed=0, before=()):
    train, test = train_test_split(X, test_size=0.2, random_state=seed)
    if before:
        scale = make_pipeline(*before).fit(train)
        train, test = scale.transform(train), scale.transform(test)
    pca = PCA(k, svd_solver="full").fit(train)
    return np.mean((test - pca.inverse_transform(pca.transform(test))) ** 2)


# ---- the numbers, against Python -------------------------------------------------------------


def test_pca_is_that_of_scikit_learn(open_page):
    page = open_page()
    for key in KEYS:
        X = rows_of(key)
        for k in {1, min(3, X.shape[1] - 1)}:
            choose(page, key, k=str(k), seed=str(7 * k))
            before = [StandardScaler()] if key in play.STANDARDISED else []
            # numbers are kept in four bytes where that changes none by a millionth of their range
            assert page.evaluate("ready.run.pca") == pytest.approx(
                pca_error(X, k, 7 * k, before), rel=1e-6
            ), f"{key}, k={k}"


def test_pca_map_is_that_of_scikit_learn(open_page):
    page = open_page()
    train, test = train_test_split(load_digits().X.astype(float), test_size=0.2, random_state=0)
    codes = np.reshape(page.evaluate("[...ready.maps[0].reducer.codes]"), (-1, 2))
    np.testing.assert_allclose(
        codes[: len(test)], PCA(2, svd_solver="full").fit(train).transform(test), atol=1e-6
    )
    # The autoencoder begins as the same map, each axis in its deviation.
    start = np.reshape(page.evaluate("[...ready.maps[1].reducer.codes]"), (-1, 2))
    np.testing.assert_allclose(start / start.std(axis=0), codes / codes.std(axis=0), atol=1e-6)


def numbers_of(page, call):
    """What a function of the worker's modules answers, run in the page."""
    modules = one_script(map(read, play.WORKER[:-1]))
    body = f"{modules}; return ({call})(...arguments);"
    return lambda *arguments: page.evaluate(
        "([body, given]) => new Function(body)(...given)", [body, list(arguments)]
    )


ACTIVATIONS = ["linear", "relu", "tanh", "sigmoid", "softplus", "elu", "silu", "gelu"]


def test_gradients_are_those_of_tensorflow(open_page):
    page = open_page(address="#nothing")
    ask = numbers_of(
        page,
        """(rows, width, activation, start) => {
        const random = new Random(3), X = Float64Array.from(rows);
        const pca = start === "pca" && fitPCA(X, width, 2);
        const network = makeNetwork(width, { k: 2, hidden: [7, 4], activation }, random, pca);
        const layers = half => network[half].map(path => path.map(layer => layer));
        for (const layer of [...layers("encoder"), ...layers("decoder")].flat()) {
            for (const weights of [layer.kernel, layer.bias]) {    // last layers start at zero
                weights.forEach((value, i) => { weights[i] = value + 0.1 * random.normal(); });
            }
        }
        const { loss, gradients } = gradient(network, X);
        const told = half => network[half].map(path => path.map(layer => ({
            kernel: [...layer.kernel], bias: [...layer.bias], activation: layer.activation,
            dKernel: [...gradients.get(layer).kernel], dBias: [...gradients.get(layer).bias] })));
        return { loss, encoder: told("encoder"), decoder: told("decoder") };
    }""",
    )
    X = np.random.default_rng(0).normal(size=(13, 5))
    offered = page.get_by_label("Activation").locator("option").all_inner_texts()
    assert sorted(offered) == sorted(ACTIVATIONS)
    for activation in ACTIVATIONS:
        for start in ("pca", "random"):
            told = ask(X.ravel().tolist(), 5, activation, start)
            layers = [layer for half in ("encoder", "decoder") for path in told[half]
                      for layer in path]  # fmt: skip
            for layer in layers:
                bias = np.array(layer["bias"])
                kernel = np.reshape(layer["kernel"], (-1, len(bias)))
                layer["variables"] = [tf.Variable(kernel), tf.Variable(bias)]

            def half(paths, h):
                total = 0
                for path in paths:
                    z = h
                    for layer in path:
                        kernel, bias = layer["variables"]
                        z = keras.activations.get(layer["activation"])(z @ kernel + bias)
                    total = total + z
                return total

            with tf.GradientTape() as tape:
                x_hat = half(told["decoder"], half(told["encoder"], tf.constant(X)))
                loss = tf.reduce_mean((x_hat - X) ** 2)
            assert told["loss"] == pytest.approx(float(loss), rel=1e-6)
            slopes = tape.gradient(loss, [layer["variables"] for layer in layers])
            for layer, (kernel, bias) in zip(layers, slopes, strict=True):
                for ours, theirs in ((layer["dKernel"], kernel), (layer["dBias"], bias)):
                    theirs = np.ravel(theirs)
                    np.testing.assert_allclose(
                        ours, theirs, rtol=0, atol=1e-5 * max(np.abs(theirs).max(), 1e-3),
                        err_msg=f"{activation}, {start}",
                    )  # fmt: skip


def test_a_step_is_that_of_the_package(open_page):
    """The rate's course, and the automatic number of rows a step."""
    from aeutils.optimizers import warm_cosine

    page = open_page(address="#nothing")
    shares = numbers_of(page, "n => Array.from({length: n}, (_, i) => rateShare(i, n))")(90)
    np.testing.assert_allclose(shares, warm_cosine(90), atol=1e-12)


@pytest.mark.long
@pytest.mark.parametrize("start", ["pca", "random"])
def test_trains_as_the_package_does(open_page, start):
    """The mean of five seeds: single ones differ by their weights and their order of rows."""
    page, ratios = open_page(), []
    X = load_digits().X.astype(float)
    for seed in range(5):
        choose(page, "digits", seed=str(seed), start=start, **QUICK)
        _, run = train(page)
        learned, test = train_test_split(X, test_size=0.2, random_state=seed)
        network = Autoencoder(
            2, hidden_units=(32, 16), init=start, epochs=25, validation=0, random_state=seed
        ).fit(learned)
        ratios.append(run["heldOut"][-1] / network.reconstruction_error(test).mean())
    assert np.mean(ratios) == pytest.approx(1, abs=0.05)


def run_python(text):
    """Run what was copied; return what it says of each."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(text, {})
    return {name: float(value) for name, value in map(str.split, printed.getvalue().splitlines())}


def copied(page):
    page.get_by_role("button", name="Copy as Python").click()
    text = page.get_by_role("textbox", name="The same in Python").input_value()
    page.get_by_role("button", name="Close").click()
    return text


@pytest.mark.parametrize(
    ("key", "settings"),
    [
        ("sensors", {"k": "3", "rows": "1000", "batch": "16"}),
        ("digits", {"k": "4", "hidden": "24", "activation": "tanh", "noise": "0.1", "seed": "4"}),
    ],
)
def test_copied_python_agrees(open_page, key, settings):
    page = open_page()
    choose(page, key, **(QUICK | settings))
    verdict, run = train(page)
    said = run_python(copied(page))
    assert said["PCA"] == pytest.approx(run["pca"], rel=1e-5)  # sensors: float32 in the page
    # Python holds out a tenth of the rows to choose its epoch by, and has other random weights.
    assert said["Autoencoder"] == pytest.approx(verdict["autoencoder"], rel=0.15)


@pytest.mark.parametrize("fill", [False, True])
def test_copied_python_reads_the_table(open_page, tmp_path, monkeypatch, fill):
    table = pd.DataFrame(
        np.random.default_rng(0).normal(size=(90, 4)).round(3), columns=["a", "b", "c", "d"]
    )
    table["kind"] = np.where(np.arange(90) % 3, "x", "y")
    table.loc[[3, 40], "b"] = np.nan
    text = table.to_csv(sep=";", decimal=",", index=False)
    page = open_page()
    paste(page, text)
    choose(page, "own", k="2", epochs="25", hidden="8")
    if fill:
        page.get_by_label("rows have gaps").select_option("fill")
        page.wait_for_function(STARTED)
    monkeypatch.chdir(tmp_path)
    Path("pasted.csv").write_text(text)
    said = run_python(copied(page))
    assert said["PCA"] == pytest.approx(page.evaluate("ready.run.pca"), rel=1e-9)
    X = table[["a", "b", "c", "d"]].to_numpy()
    steps = [*([SimpleImputer()] if fill else []), StandardScaler()]
    X = X if fill else X[~np.isnan(X).any(axis=1)]
    assert said["PCA"] == pytest.approx(pca_error(X, 2, 0, steps), rel=1e-9)


# ---- the verdict -----------------------------------------------------------------------------


def test_the_verdict_is_unflattered(open_page):
    """Each half of the rows is judged at the epoch that the other half has chosen."""
    page = open_page(address="#nothing")
    judge = numbers_of(page, "(losses, pca) => judge(losses, Float64Array.from(pca))")
    rng = np.random.default_rng(0)
    pca = rng.uniform(1, 2, 30)
    losses = [pca, *(pca * rng.uniform(0.5, 1.5, (60, 30)))]
    told = judge([list(each) for each in losses], list(pca))
    odd, even = (int(np.argmin([each[i::2].mean() for each in losses])) for i in (1, 0))
    assert told["epochs"] == [odd, even] and odd != even
    errors = np.where(np.arange(30) % 2, losses[even], losses[odd])
    ratio = errors.mean() / pca.mean()
    assert told["ratio"] == pytest.approx(ratio)
    spread = np.std(errors - ratio * pca, ddof=1) / np.sqrt(30) / pca.mean()
    assert told["standardError"] == pytest.approx(spread, rel=1e-6)
    assert told["gain"] == bool(1 - ratio > 2 * spread)


def test_verdict_in_words(open_page):
    page = open_page()
    choose(page, "digits", **QUICK)
    assert "Still at the start" in page.locator("#answer").inner_text()
    verdict, run = train(page)
    words = page.locator("#answer").inner_text()
    assert "The autoencoder beats PCA here" in words and verdict["gain"]
    said = re.search(
        r"Autoencoder (\S+), PCA (\S+), on 360 rows that neither has seen: (\S+) ±", words
    )
    assert float(said[1]) == pytest.approx(verdict["autoencoder"], rel=0.01)
    assert float(said[2]) == pytest.approx(run["pca"], rel=0.01)
    assert float(said[3]) == pytest.approx(verdict["ratio"], abs=0.001)
    choose(page, "linear", k="3", **QUICK)
    verdict, _ = train(page)
    assert not verdict["gain"]
    assert "No gain: PCA" in page.locator("#answer").inner_text()
    page.wait_for_function("/^No gain: PCA/.test(document.getElementById('status').textContent)")


# ---- tables as people have them --------------------------------------------------------------


def tables():
    """Fifty texts, as Excel, R, pandas and hands write them, with how pandas is to read each."""
    rng = np.random.default_rng(5)
    made = []
    for i in range(50):
        n, width = int(rng.integers(5, 40)), int(rng.integers(2, 7))
        table = pd.DataFrame(rng.normal(0, 10.0 ** rng.integers(-3, 5), (n, width)).round(4))
        table.columns = [f"col {j}" for j in range(width)]
        if i % 3 == 0:
            table["kind"] = rng.choice(["left", "right, or not", 'a "quoted" one'], n)
        if i % 4 == 0:
            table.iloc[rng.integers(0, n, 2), 0] = np.nan
        if i % 5 == 0:
            table["whole"] = rng.integers(-5, 900, n)
        if i % 7 == 0:
            table.columns = [f"größe; {name}" for name in table.columns]
        elif i % 6 == 1 and table.shape[1] > 2:
            table.columns = range(table.shape[1])  # as pandas does where nobody has names
        sep = [",", ";", "\t", "|"][i % 4]
        decimal = "," if sep in ";\t" and i % 8 > 3 else "."
        header = i % 6 != 5
        options = {"sep": sep, "decimal": decimal}
        text = table.to_csv(
            index=False,
            header=header,
            na_rep=["", "NA", "NaN", "null"][i % 4 if i % 8 else 0],
            quoting=[csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC][i % 2] if decimal == "." else 0,
            lineterminator=["\n", "\r\n"][i % 3 == 1],
            **options,
        )
        if i % 10 == 4:  # R's write.table: names of rows without a name above them
            lines = table.to_csv(header=True, **options).splitlines()
            text, header = "\n".join([lines[0].lstrip('"').lstrip(sep), *lines[1:]]), True
        if i % 9 == 2:
            text = "\ufeff" + text
        if i % 11 == 3:
            text = text.rstrip("\n")
        if i % 13 == 6:
            text = text + "\n\n"
        options["header"] = 0 if header else None
        made.append((text, options))
    return made


def test_tables_are_read_as_pandas_reads_them(open_page):
    page = open_page(address="#nothing")
    parse = numbers_of(
        page,
        """text => {
        const { columns, count, header, separator } = parseTable(text);
        return { count, header, separator, columns: columns.map(({ name, numbers, words }) =>
            ({ name, words, numbers: numbers && Array.from(numbers, String) })) };
    }""",
    )
    for i, (text, options) in enumerate(tables()):
        told = parse(text)
        table = pd.read_csv(io.StringIO(text.lstrip("\ufeff")), **options)
        assert told["separator"] == options["sep"], f"table {i}"
        assert told["header"] == (options["header"] == 0) and told["count"] == len(table)
        columns = told["columns"]
        if len(columns) == table.shape[1] + 1:  # pandas makes R's row names the index
            columns = columns[1:]
        assert len(columns) == table.shape[1]
        for column, (name, values) in zip(columns, table.items(), strict=True):
            if told["header"]:
                assert column["name"] == name
            if pd.api.types.is_numeric_dtype(values):
                np.testing.assert_array_equal(np.array(column["numbers"], float), values)
            else:
                assert column["words"] == values.fillna("").astype(str).str.strip().tolist()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n3,4,5\n" + "1,2\n" * 20, r"Line 3 has 3 fields, but the table has 2 columns"),
        ('a,b\n1,"2\n3,4\n', r"The quote that opens in line 2 is never closed"),
        ("a,b\n", r"no row below the names"),
        ("name,place\n" + "ann,rome\nbob,oslo\n" * 9, r"no column of numbers to learn from"),
        ("x,name\n" + "1.5,rome\n2.5,oslo\n" * 9, r"only one column of numbers, “x”"),
        (
            ",".join(f"c{j}" for j in range(10_000)) + "\n" + ("1.5," * 9_999 + "2\n") * 3
            + ("2.5," * 9_999 + "1\n") * 9,
            r"10,000 columns of numbers, and the page bears 300",
        ),
    ],
    ids=["ragged", "quote", "header only", "words", "one column", "10,000 columns"],
)  # fmt: skip
def test_what_is_no_table_is_said(open_page, text, said):
    page = open_page(address="#nothing")
    paste(page, text)
    words = page.locator("#data .problem").inner_text()
    assert re.search(said, words) and words.endswith(".") and words.count(". ") == 0
    page.wait_for_function("ready.rows.chosen.key === 'digits'")  # what was there stays


def test_a_column_that_is_nearly_numbers_is_named_with_its_line(open_page):
    page = open_page(address="#nothing")
    rng = np.random.default_rng(0)
    lines = [
        f"{i + 1},{a:.3f},{b:.3f},{c:.3f}" for i, (a, b, c) in enumerate(rng.normal(size=(60, 3)))
    ]
    lines[7] = lines[7].rsplit(",", 1)[0] + ",12 mm"
    paste(page, "id,a,b,c\n" + "\n".join(lines))
    words = page.locator("#data").inner_text()
    assert "“c” is left out" in words
    assert "“12 mm” in line 9 is no number" in words
    assert "“id” only counts the rows and is left out" in words
    assert page.evaluate("ready.set.features") == ["a", "b"]


def test_label_and_columns_can_be_chosen(open_page):
    page = open_page(address="#nothing")
    rng = np.random.default_rng(0)
    table = pd.DataFrame(rng.normal(size=(60, 4)), columns=["a", "b", "c", "d"])
    table["species"] = np.repeat(["one", "two", "three"], 20)
    table["site"] = np.tile(["north", "south"], 30)
    paste(page, table.to_csv(index=False))
    assert page.evaluate("ready.data.classes") == ["one", "three", "two"]
    page.get_by_label("Marked by").select_option("site")
    page.wait_for_function("ready.data.classes.length === 2")
    page.locator("summary", has_text="Columns to learn from").click()
    page.get_by_label("c", exact=True).uncheck()
    page.wait_for_function("ready.set.width === 3")
    assert page.evaluate("ready.set.features") == ["a", "b", "d"]


def test_it_is_said_what_became_of_words_dates_and_gaps(open_page):
    page = open_page(address="#nothing")
    table = pd.DataFrame(
        np.random.default_rng(0).normal(size=(100, 5)), columns=["a", "b", "c", "d", "gust"]
    )
    table.loc[20:, "gust"] = np.nan
    table.insert(0, "day", pd.date_range("2026-01-05", periods=100).strftime("%d.%m.%Y"))
    table["site"] = np.tile(["JFK", "LGA", "EWR", "LGA"], 25)
    table["remark"] = np.where(np.arange(100) % 9, "", "storm")
    table["nothing"] = ""
    paste(page, table.to_csv(index=False, sep=";", decimal=","))
    assert page.evaluate("ready.data.classes") == ["EWR", "JFK", "LGA"]  # no remarks
    assert page.evaluate("ready.set.features") == ["a", "b", "c", "d", "gust"]
    words = page.locator("#data").inner_text()
    for said in (
        "Left out, since they hold words or dates: “day”, “remark”.",
        "“nothing” is empty and left out.",
        "80 rows have gaps, in 1 column",
        "“gust” alone has gaps in 80 rows",
        "20 of 100 rows are used.",
    ):
        assert said in words, said
    page.get_by_label("rows have gaps").select_option("fill")
    page.wait_for_function(STARTED)
    assert "are used" not in page.locator("#data").inner_text()
    train(page)
    assert "80% of “gust” are filled in" in page.locator("#answer").inner_text()
    # a row is named as one finds it in a spreadsheet, under the line of the names
    held_out = train_test_split(np.arange(100), test_size=0.2, random_state=0)[1]
    named = page.locator("#worst .triple p").all_inner_texts()
    lines = {int(re.search(r"line (\d+)$", name)[1]) for name in named}
    assert len(lines) == 8 and lines <= {row + 2 for row in held_out}
    page.locator("summary", has_text="Columns to learn from").click()
    page.get_by_label("gust", exact=True).uncheck()
    page.wait_for_function("ready.set.width === 4")
    assert "gaps" not in page.locator("#data").inner_text()
    table.loc[3:, "a"] = np.nan  # too few rows are left
    paste(page, table.to_csv(index=False))
    page.get_by_label("rows have gaps").select_option("leave")
    problem = page.locator("#settings .problem")
    problem.get_by_text("Only 3 rows have no gaps, and at least 10 are needed").wait_for()


def test_hostile_cells_run_nothing_and_stop_nothing(open_page):
    page = open_page(address="#nothing")
    nasty = [
        "</script><script>window.hacked = 1</script>",
        "<img src=x onerror=window.hacked=1>",
        "=cmd|' /C calc'!A0",
        "%STORE%",
        "__proto__",
        "\u202eright to left",
    ]
    rng = np.random.default_rng(0)
    table = pd.DataFrame(rng.normal(size=(60, 4)), columns=nasty[:4])
    table["kind"] = [nasty[i % 6] for i in range(60)]
    paste(page, table.to_csv(index=False))
    page.get_by_label("Hidden layers").fill("4")
    page.locator("#set-epochs").select_option("25")
    page.wait_for_function(STARTED)
    train(page)
    assert page.evaluate("window.hacked") is None and page.locator("img").count() == 0
    assert set(nasty) == set(page.evaluate("ready.data.classes"))
    with page.expect_download() as download:
        page.get_by_role("button", name="Codes of all rows, CSV").click()
    codes = pd.read_csv(download.value.path())
    assert len(codes) == 60 and not codes["label"].str.match("[=+@-]").any()
    table["kind"] = "x" * 5_000_000 + "y"
    table.loc[1:, "kind"] = "z"
    paste(page, table.to_csv(index=False))
    assert page.evaluate("ready.set.count") == 60


# ---- the page --------------------------------------------------------------------------------


def test_play_pause_step_epoch_and_from_the_start(open_page):
    page = open_page()
    choose(page, "digits", epochs="400")
    page.get_by_role("button", name="One step").click()
    page.wait_for_function("ready.epoch > 0 && ready.epoch < 1")
    page.get_by_role("button", name="One epoch").click()
    page.wait_for_function("ready.run.heldOut.length === 2 && ready.epoch === 1")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("ready.run.heldOut.length > 4")
    page.get_by_role("button", name="Pause").click()
    page.wait_for_function("!ready.playing")
    page.get_by_role("button", name="Play", exact=False).wait_for()
    here = page.evaluate("ready.run.heldOut.length")
    page.wait_for_timeout(300)
    assert page.evaluate("ready.run.heldOut.length") == here
    page.get_by_role("button", name="From the start").click()
    page.wait_for_function("ready.run && ready.run.heldOut.length === 1")
    assert page.locator(".count").inner_text() == "epoch 0 of 400"


def test_orders_wait_for_the_network(open_page):
    """Play, then another speed, while PCA is still being fitted."""
    page = open_page()
    page.evaluate("""() => {
        ready.restart();
        ready.buttons.play.click();
        ready.buttons.speed.value = 20;
        ready.buttons.speed.dispatchEvent(new Event("change"));
    }""")
    page.wait_for_function("ready.run && ready.run.heldOut.length > 3")


def test_k_comes_back_with_the_columns(open_page):
    page = open_page()
    choose(page, "digits", k="4")
    codes = page.get_by_label("Numbers in a code, k")
    for key, k in (("moons", "1"), ("roll", "2"), ("digits", "4")):
        page.locator("#data select").first.select_option(key)
        page.wait_for_function(f"ready.set.key === '{key}' && {STARTED}")
        assert codes.input_value() == k
    codes.select_option("3")
    page.wait_for_function(STARTED)
    assert page.evaluate("ready.run.components") == 3


def test_the_same_seed_does_the_same(open_page):
    page, ends = open_page(), []
    for seed in ("3", "3", "4"):
        choose(page, "moons", k="1", seed=seed, noise="0.1", **QUICK)
        ends.append(train(page)[1]["heldOut"])
    assert ends[0] == ends[1] != ends[2]


def test_slider_goes_back_to_pca(open_page):
    page = open_page()
    choose(page, "digits", **QUICK)
    start = page.evaluate("[...ready.maps[1].reducer.codes]")
    train(page)
    end = page.evaluate("[...ready.maps[1].reducer.codes]")
    slider = page.get_by_label("Back through the epochs")
    slider.fill("0")
    page.wait_for_function("ready.back && ready.epoch === 0")
    np.testing.assert_allclose(page.evaluate("[...ready.maps[1].reducer.codes]"), start, atol=1e-5)
    slider.fill("25")
    page.wait_for_function("!ready.back")
    assert page.evaluate("[...ready.maps[1].reducer.codes]") == end


def test_pointer_decodes_and_rows_are_rebuilt(open_page):
    page = open_page()
    choose(page, "digits", **QUICK)
    train(page)
    box = page.locator("canvas.front").nth(1).bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.4 * box["height"])
    page.wait_for_function("ready.state.active === ready.maps[1]")
    page.wait_for_timeout(200)
    z, here, paths = page.evaluate("""() => { const map = ready.maps[1]; return [[...map.z],
        [...map.here], map.reducer.paths.map(path => path.map(
            ({ kernel, bias }) => [[...kernel], [...bias]]))]; }""")
    scale, offset = page.evaluate(
        "[[...ready.maps[1].reducer.scale], [...ready.maps[1].reducer.offset]]"
    )
    total = 0
    for path in paths:
        h = np.array(z)
        for i, (kernel, bias) in enumerate(path):
            h = h @ np.reshape(kernel, (len(h), -1)) + bias
            if i < len(path) - 1:
                h = np.asarray(keras.activations.gelu(tf.constant(h)))
        total = total + h
    np.testing.assert_allclose(here, total * scale + offset, atol=1e-5)
    assert page.locator("#worst .triple").count() == 8


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"k": "3"}, "A code of 3 numbers for rows of 2 squeezes nothing"),
        ({"k": "1", "hidden": "many"}, "Hidden layers are up to four whole numbers"),
        ({"k": "1", "seed": "-1"}, "The seed is a whole number"),
    ],
)
def test_what_cannot_be_meant_is_said(open_page, settings, said):
    page = open_page()
    page.evaluate("ready.choose('moons', {k: '1'})")
    for name, value in settings.items():
        page.evaluate("([name, value]) => ready.change(name, value)", [name, value])
    assert said in page.locator("#settings .problem").inner_text()
    assert page.get_by_role("button", name="Play").is_disabled()
    page.evaluate("ready.choose('moons', {k: '1'})")
    page.wait_for_function(STARTED)
    assert not page.locator("#settings .problem").is_visible()


def test_the_address_holds_the_settings_and_no_rows(open_page):
    page = open_page(address="#data=moons&k=1&hidden=8&activation=tanh&seed=5&epochs=25")
    assert page.evaluate("ready.set.key") == "moons"
    assert page.get_by_label("Activation").input_value() == "tanh"
    page.get_by_label("Learning rate").select_option("0.008")
    page.wait_for_function("location.hash.includes('rate=0.008')")
    told = dict(pair.split("=") for pair in page.evaluate("location.hash.slice(1)").split("&"))
    assert told == {
        "data": "moons", "k": "1", "hidden": "8", "activation": "tanh", "seed": "5",
        "epochs": "25", "rate": "0.008",
    }  # fmt: skip
    paste(page, "a,b,c\n" + "".join(f"{i},{i * i % 7},{i % 5}.5\n" for i in range(5, 60, 2)))
    address = page.evaluate("location.hash")
    assert "data=own" in address and len(address) < 150
    page = open_page(address="#data=own&k=9&activation=<img>")
    assert "rows never leave a page" in page.locator("#data .problem").inner_text()
    assert page.evaluate("[ready.set.key, ready.settings.k]") == ["digits", "2"]


def test_codes_and_pictures_can_be_saved(open_page):
    page = open_page()
    choose(page, "digits", **QUICK)
    train(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Codes of all rows, CSV").click()
    codes = pd.read_csv(download.value.path())
    assert list(codes) == [
        "row", "label", "held_out", "pca_1", "pca_2", "autoencoder_1", "autoencoder_2",
    ]  # fmt: skip
    X = load_digits().X.astype(float)
    train_rows, test_rows = train_test_split(np.arange(len(X)), test_size=0.2, random_state=0)
    assert set(codes.index[codes["held_out"] == 1]) == set(test_rows)
    pca = PCA(2, svd_solver="full").fit(X[train_rows])
    np.testing.assert_allclose(codes[["pca_1", "pca_2"]], pca.transform(X), atol=1e-6)
    with page.expect_download() as download:
        page.get_by_role("button", name="Autoencoder’s map, PNG").click()
    assert Path(download.value.path()).read_bytes()[:4] == b"\x89PNG"


@pytest.mark.parametrize("walk", range(3))
def test_guided_walk(open_page, walk):
    page = open_page()
    page.locator("#walks button").nth(walk).click()
    box = page.locator("#walk")
    for step in range(1, 6):
        assert f"step {step} of 5" in box.locator("h2").inner_text()
        following = box.locator("button.main")
        if box.get_by_role("radio").count():
            assert following.is_disabled()  # first a guess
            box.get_by_role("radio").nth([2, 2, 1][walk]).check()
        page.wait_for_function(
            "!document.querySelector('#walk button.main').disabled", timeout=240_000
        )
        if step == 4:
            assert box.locator(".headline").inner_text().startswith("As you said")
        following.click()
    assert not box.is_visible()


def test_points_drawn_by_hand(open_page):
    page = open_page()
    page.get_by_label("Data", exact=True).locator("visible=true").last.select_option("hand")
    page.wait_for_function("ready.set.key === 'hand'")
    before = page.evaluate("ready.set.count")
    pad = page.locator("canvas.hand")
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 20, steps=20)
    page.mouse.up()
    page.wait_for_function(f"ready.set.count > {before + 8}")
    page.get_by_role("button", name="Take all away").click()
    page.wait_for_function("ready.set.count === 0")
    assert "at least 10 are needed" in page.locator("#settings .problem").inner_text()
    pad.focus()
    for key in ["ArrowRight", "ArrowUp", "ArrowRight"] * 4:
        page.keyboard.press(key)
        page.keyboard.press("Space")
    page.wait_for_function("ready.set.count === 12")
    page.wait_for_function(STARTED)
    assert page.evaluate("[ready.set.width, ready.settings.k]") == [2, "1"]


# ---- for everyone ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")]
)
def test_accessible(open_page, barriers, width, scheme):
    page = open_page(width=width, scheme=scheme, reduced_motion="reduce")
    table = pd.DataFrame(np.random.default_rng(0).normal(size=(60, 4))).assign(kind="a")
    table.iloc[:30, 3:] = [np.nan, "b"]
    paste(page, table.to_csv())
    page.locator("summary", has_text="Columns to learn from").click()
    for key in ("own", "moons", "sensors", "digits"):
        choose(page, key, k="1", hidden="8", **QUICK)
        train(page)
        page.wait_for_timeout(200)
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_keyboard_alone(open_page):
    page = open_page()
    choose(page, "moons", k="1", **QUICK)
    wanted = "button, select, input, textarea, summary, canvas.front"
    page.evaluate("document.activeElement.blur()")
    reached = set()
    visible = page.evaluate(
        f"""() => [...document.querySelectorAll("{wanted}")].filter(each => !each.disabled
            && each.checkVisibility({{ visibilityProperty: true }}) && !each.closest("dialog")
            && !each.closest("details:not([open])") || each.tagName === "SUMMARY").length"""
    )
    for _ in range(visible + 5):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                f'[...document.querySelectorAll("{wanted}")].indexOf(document.activeElement)'
            )
        )
    assert len(reached - {-1}) >= visible
    page.get_by_role("button", name="Play").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("ready.over")
    page.wait_for_function("document.getElementById('status').textContent.includes('PCA')")
    page.locator("canvas.front").nth(1).focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "/^Autoencoder at .*Nearest row: .*Its error: PCA/.test("
        "document.getElementById('status').textContent)"
    )


def test_frame_in_a_notebook(browser, tmp_path):
    """A sandboxed frame without an address of its own, as Jupyter shows it."""
    bundle = playground()._repr_mimebundle_()
    assert bundle["image/png"] and "PCA" in bundle["text/plain"]
    page = browser.new_page()
    (tmp_path / "frame.html").write_text(bundle["text/html"], encoding="utf-8")
    page.goto((tmp_path / "frame.html").as_uri())
    frame = page.frame_locator("iframe")
    frame.get_by_label("Speed").select_option("full speed")
    frame.get_by_role("button", name="One epoch").click()
    frame.locator(".count", has_text="epoch 1 of 100").wait_for(timeout=120_000)
    page.close()


def test_in_a_running_jupyterlab(browser, barriers, tmp_path):
    """Run a cell, play in its output, and paste what was copied there into another cell."""
    from playwright.sync_api import TimeoutError as PlaywrightTimeout

    cell = nbformat.v4.new_code_cell("from aeutils import playground\n\nplayground()")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata=kernel)
    nbformat.write(notebook, tmp_path / "page.ipynb")
    table = pd.DataFrame(np.random.default_rng(0).normal(size=(60, 3)), columns=["a", "b", "c"])
    table.to_csv(tmp_path / "own.csv", index=False)
    own = {
        "PYTHONPATH": ROOT,
        "JUPYTER_CONFIG_DIR": tmp_path,
        "JUPYTER_CONFIG_PATH": ROOT / ".jupyter",
    }
    with jupyterlab(tmp_path, **own) as address:
        page = browser.new_page()
        page.set_default_timeout(120_000)
        page.goto(f"{address}/lab/tree/page.ipynb?token=t")
        page.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']").wait_for()
        source = page.locator(".jp-Notebook .cm-content").first
        for _ in range(8):  # on a busy machine the first click may come too early
            source.click()
            page.keyboard.press("Shift+Enter")
            with contextlib.suppress(PlaywrightTimeout):
                page.locator(".jp-OutputArea iframe").wait_for(timeout=15_000)
                break
        frame = page.frame_locator(".jp-OutputArea iframe")
        frame.locator(".headline").wait_for()
        frame.get_by_label("Speed").select_option("full speed")
        frame.locator("summary", has_text="Your own table").click()
        frame.get_by_label("CSV file").set_input_files(tmp_path / "own.csv")
        frame.get_by_text("60 rows, 3 columns of numbers.").wait_for()
        frame.locator("#play").get_by_role("button", name="Play").click()
        frame.locator(".count", has_text="epoch 100 of 100").wait_for()
        assert frame.locator("#answer .headline").inner_text().startswith("No gain")
        (within,) = [
            each for each in page.frames if each.parent_frame and each.locator("#play").count()
        ]
        assert barriers(within) == []
        with page.expect_download() as download:
            frame.get_by_role("button", name="Codes of all rows, CSV").click()
        assert len(pd.read_csv(download.value.path())) == 60
        frame.get_by_role("button", name="Copy as Python").click()
        frame.get_by_role("button", name="Copy", exact=True).click()
        frame.get_by_text("Copied.", exact=True).wait_for()
        source.click()
        page.keyboard.press("Control+a")
        page.keyboard.press("Control+v")
        source.get_by_text('table = pd.read_csv("own.csv")').wait_for()
        page.close()


def test_page_is_small():
    assert len(playground().html.encode()) <= 600_000


def test_modules_fit_together():
    """Each imports what earlier ones export, and no name is declared at the top of two."""
    for modules in (play.MODULES, play.WORKER):
        exports, declared = {}, []
        for name in modules:
            source = read(name)
            for imported, file in re.findall(r'^import \{([^}]*)\} from "\./(.+)";$', source, re.M):
                assert set(re.findall(r"\w+", imported)) <= exports[file], f"{name} of {file}"
            tops = re.findall(
                r"^(export )?(?:async )?(?:const|let|class|function) (\w+)", source, re.M
            )
            exports[name] = {top for export, top in tops if export}
            declared += [top for _, top in tops]
        assert len(set(declared)) == len(declared)


# ---- Python's side ---------------------------------------------------------------------------


def test_own_rows_come_first(open_page):
    digits = load_digits()[:100]
    made = playground(digits)
    assert repr(made) == "<Playground: 100 rows of 64 features, and 8 data sets>"
    page = open_page(made)
    assert page.evaluate("[ready.set.key, ready.set.count]") == ["given", 100]
    np.testing.assert_allclose(page.evaluate("[...ready.set.X]"), digits.X.ravel(), atol=1e-7)
    assert page.evaluate("ready.data.imageShape") == [8, 8]
    frame = pd.DataFrame(np.random.default_rng(0).normal(size=(40, 3)), columns=["a", "b", "c"])
    frame.iloc[3, 1] = np.nan
    page = open_page(playground(frame, np.arange(40) % 2, target_names=["no", "yes"]))
    assert page.evaluate("[ready.set.count, ready.standardise]") == [39, True]
    assert page.evaluate("ready.data.classes") == ["no", "yes"]
    assert "1 row has gaps, in 1 column" in page.locator("#data").inner_text()


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (lambda X: X[:5], ValueError, "X has 5 rows, the page bears 10 to 20,000"),
        (lambda X: X[:, :1], ValueError, "X has 1 features, the page bears 2 to 300"),
        (lambda X: np.tile(X, 100), ValueError, "X has 600 features"),
        (lambda X: np.where(X > 2, np.inf, X), ValueError, "X contains infinity"),
        (lambda X: pd.DataFrame(X).assign(word="text"), TypeError, r"no numbers \(word\)"),
        (lambda X: Dataset(X, image_shape=(1, 2, 3)), ValueError, r"image_shape must be \(height"),
    ],
)
def test_rows_that_the_page_does_not_bear(make, kind, message):
    X = np.random.default_rng(0).normal(size=(500, 6))
    with pytest.raises(kind, match=message) as caught:
        playground(make(X))
    assert one_sentence(caught)


def test_names_are_text_in_the_page(open_page):
    bad = "</script><script>window.hacked = 1</script>"
    data = Dataset(
        np.random.default_rng(0).normal(size=(40, 4)), np.arange(40) % 2, name=bad,
        feature_names=[bad, "%STORE%", "<!--", "b"], target_names=[bad, "x"], description=bad,
    )  # fmt: skip
    page = open_page(playground(data, title=bad))
    assert page.evaluate("window.hacked") is None and page.title() == bad
    assert page.evaluate("ready.set.features") == [bad, "%STORE%", "<!--", "b"]


def test_it_is_json_that_the_page_reads():
    made = playground().html
    described = json.loads(re.search(r'id="sets">(.*?)</script>', made)[1])
    assert [each["key"] for each in described["sets"]] == KEYS
