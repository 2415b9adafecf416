"""The explorer's page in a real browser, against what Python says."""

import json
import pickle
import re
import shutil
import subprocess
import sys
import tracemalloc
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import sklearn
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import NMF, PCA, KernelPCA, TruncatedSVD
from sklearn.feature_selection import VarianceThreshold
from sklearn.impute import KNNImputer, SimpleImputer
from sklearn.manifold import TSNE, Isomap, SpectralEmbedding
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    MaxAbsScaler,
    MinMaxScaler,
    Normalizer,
    OneHotEncoder,
    PowerTransformer,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
)

from aeutils import (
    Autoencoder,
    Dataset,
    VariationalAutoencoder,
    compare,
    explore,
    load_digits,
)
from aeutils._keras import keras
from aeutils.explorer import Snapshots, play
from aeutils.explorer import page as page_module
from aeutils.explorer.decoders import ACTIVATIONS, decoder_paths
from aeutils.explorer.page import one_script
from helpers import one_sentence
from lab import jupyterlab

ROOT = Path(__file__).resolve().parent.parent
HOSTILE = [
    "</script><script>window.hacked = 1</script>",
    "\"'><img src=x onerror=hacked=1>",
    "\u202eright to left",
    "<!--",
    "%SCRIPT%",
    "&amp;",
]


@pytest.fixture
def open_page(browser, tmp_path):
    """Open an explorer saved to disk, without a network; complain of requests and of errors."""
    contexts, complaints = [], []

    def open_it(explorer, width=1000, scheme="light", touch=False):
        path = tmp_path / f"page {len(contexts)}.html"
        explorer.save(path)
        contexts.append(
            browser.new_context(
                viewport={"width": width, "height": 900},
                color_scheme=scheme,
                offline=True,
                has_touch=touch,
                reduced_motion="reduce",
            )
        )
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda line: (
                "readback" in line.text  # what tests themselves do
                or complaints.append(line.text)
            ),
        )
        page.on(
            "request",
            lambda request: request.url == path.as_uri() or complaints.append(request.url),
        )
        page.goto(path.as_uri())
        page.evaluate("async () => { window.ready = await window.explorer; }")
        settle(page)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == []


def settle(page):
    """Wait until what was asked for is drawn."""
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )


@pytest.fixture(scope="module")
def digits():
    return load_digits()[:400]


@pytest.fixture(scope="module")
def pair(digits):
    """Two maps of images; the autoencoder has left PCA."""
    return {
        "PCA": PCA(2).fit(digits.X),
        "Autoencoder": Autoencoder(
            2, epochs=8, hidden_units=(32,), random_state=0, validation=0
        ).fit(digits.X),
    }


@pytest.fixture(scope="module")
def triple():
    """Two maps of rows that are no images, three numbers per code, four features, two classes."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 4)).astype(np.float32) * [1, 2, 3, 4] + 5
    data = Dataset(
        X,
        np.arange(60) % 2,
        feature_names=["flow", "power", "torque", "noise"],
        target_names=["calm", "storm"],
    )
    return data, {"PCA": PCA(3).fit(X), "scaled": make_pipeline(StandardScaler(), PCA(3)).fit(X)}


def move(page, m, across, up, **options):
    """Put the pointer on a map, at shares of its width and height from the lower left corner."""
    box = page.locator("canvas.front").nth(m).bounding_box()
    x, y = box["x"] + across * box["width"], box["y"] + (1 - up) * box["height"]
    page.mouse.move(x, y, **options)
    settle(page)


def decoded(page, m):
    """What map m says: its code, its decoded row, and the number of the nearest sample."""
    z, x, nearest = page.evaluate(
        f"() => [[...ready.maps[{m}].z], [...ready.maps[{m}].here], ready.state.nearest]"
    )
    return np.array(z), np.array(x), nearest


# ---- the decoders ----------------------------------------------------------------------------


def reducers_of_every_kind(X):
    tested = {
        "PCA": PCA(3),
        "whitened": PCA(3, whiten=True),
        "SVD": TruncatedSVD(3),
        "factors": NMF(3, max_iter=500),
        "tied": Autoencoder(3, tied=True, epochs=1),
        "starts as PCA": Autoencoder(3, epochs=3, validation=0),
        "sigmoid out": Autoencoder(3, output_activation="sigmoid", epochs=1),
        "no layers": Autoencoder(3, hidden_units=(), init="random", epochs=1),
        "variational": VariationalAutoencoder(3, epochs=1),
        "Bernoulli": VariationalAutoencoder(3, likelihood="bernoulli", epochs=1),
        "scaled": make_pipeline(StandardScaler(), PCA(3)),
        "scaled twice": make_pipeline(
            MinMaxScaler(), StandardScaler(), Autoencoder(3, init="random", epochs=1)
        ),
        "after PCA": make_pipeline(PCA(10, whiten=True), Autoencoder(3, epochs=1)),
    }
    for activation in sorted(ACTIVATIONS):
        tested[activation] = Autoencoder(
            3, activation=activation, init="random", epochs=0, hidden_units=(16,), random_state=0
        )
    return {name: reducer.fit(X) for name, reducer in tested.items()}


def test_javascript_decodes_like_python(open_page):
    data = load_digits()[:200]
    reducers = reducers_of_every_kind(data.X)
    page = open_page(explore(reducers, data))
    Z = np.random.default_rng(0).normal(size=(200, 3)).astype(np.float32)
    answers = page.evaluate(
        "Z => ready.maps.map(map => Z.map(z => [...ready.decode(map.reducer, z)]))", Z.tolist()
    )
    assert len(answers) == 13 + 15
    for (name, reducer), answer in zip(reducers.items(), answers, strict=True):
        np.testing.assert_allclose(answer, reducer.inverse_transform(Z), atol=1e-5, err_msg=name)


def test_keras_decoder_with_what_can_be_folded_in(open_page):
    layers = keras.layers
    x = keras.Input((4,))
    z = layers.Dense(2)(x)
    code = keras.Input((2,))
    h = layers.BatchNormalization()(layers.Dense(5)(code))
    h = layers.BatchNormalization(scale=False)(layers.Dropout(0.5)(layers.Activation("relu")(h)))
    linear = layers.Dense(4, use_bias=False)(code)
    out = layers.Rescaling(3.0, offset=1.0)(layers.Add()([layers.Dense(4, "tanh")(h), linear]))

    class Fitted:
        encoder_ = keras.Model(x, z)
        decoder_ = keras.Model(code, layers.BatchNormalization()(out))

        def transform(self, X):
            return self.encoder_.predict_on_batch(X)

    rng = np.random.default_rng(0)
    decoder = Fitted.decoder_
    decoder.set_weights([rng.uniform(0.5, 2, w.shape) for w in decoder.get_weights()])
    page = open_page(explore({"folded": Fitted()}, rng.normal(size=(9, 4))))
    Z = rng.normal(size=(20, 2))
    answer = page.evaluate(
        "Z => Z.map(z => [...ready.decode(ready.maps[0].reducer, z)])", Z.tolist()
    )
    np.testing.assert_allclose(answer, decoder.predict_on_batch(Z), atol=1e-5)


def test_decoders_that_cannot_be_run(digits):
    from aeutils.networks import build_convolutional

    class Convolutional:
        decoder_ = build_convolutional((8, 8), 2).get_layer("decoder")

    with pytest.raises(ValueError, match=r"layer 'conv2d_transpose\w*' \(Conv2DTranspose\).* take"):
        decoder_paths(Convolutional(), 2)


@pytest.mark.parametrize(
    ("reducers", "X", "message"),
    [
        ({}, np.ones((3, 64)), "pass a dict of at least one fitted reducer"),
        ("pair", np.ones((0, 64)), "X has no rows: pass at least one"),
        ("pair", np.full((3, 64), np.nan), "NaN"),
    ],
)
def test_bad_input(pair, reducers, X, message):
    with pytest.raises(ValueError, match=message):
        explore(pair if reducers == "pair" else reducers, X)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda X: explore([PCA(2).fit(X)], X), "pass a dict"),
        (lambda X: explore({"my PCA": PCA(2)}, X), "'my PCA' is not fitted: call its fit first"),
        (lambda X: explore({"a": make_pipeline(StandardScaler(), PCA(2))}, X), "'a' is not fitted"),
        (lambda X: explore({"a": PCA}, X), r"'a' is no fitted reducer .* PCA\(2\)\.fit\(X\)"),
        (lambda X: explore({"a": TSNE(2)}, X), "'a' is no fitted reducer"),
        (
            lambda X: explore({"a": TSNE(2, perplexity=9).fit(X)}, X[:20]),
            "'a' maps the 50 rows that it was fitted on .* X has 20: pass those",
        ),
        (
            lambda X: explore(
                {"a": make_pipeline(PowerTransformer(), PCA(2)).fit(X), "b": PCA(2).fit(X)}, X
            ),
            r"'a': .* cannot undo PowerTransformer, .*: explore the steps after .*pipeline\[1:\]",
        ),
        (
            lambda X: explore(
                {
                    "a": make_pipeline(PowerTransformer(), PCA(2)).fit(X),
                    "b": make_pipeline(PowerTransformer(), PCA(1)).fit(X[:40]),
                },
                X,
            ),
            r"begin with the same steps \(PowerTransformer\), .* different rows: fit all on the",
        ),
        (
            lambda X: explore({"a": make_pipeline(PowerTransformer(), PCA(2))}, X),
            "'a' is not fitted: call its fit first",
        ),
        (
            lambda X: explore(
                {"a": make_pipeline(Normalizer(), PCA(2)).fit(X)}, np.where(X > 1, np.nan, X)
            ),
            "NaN, which 'a' does not take",
        ),
        (lambda X: explore({"a": PCA(2).fit(X)}, X, image_shape=6), "image_shape 6 must be height"),
        (
            lambda X: explore({"a": PCA(2).fit(X)}, X, image_shape=(6,)),
            r"shape \(6,\) must be height",
        ),
        (
            lambda X: explore({"a": PCA(2).fit(X)}, X, image_shape=(1, 1, 2, 3)),
            "must be height and width",
        ),
        (lambda X: explore({"a": PCA(2).fit(X)}, X, image_shape=(3, 1, 2)), "image_shape must be"),
        (lambda X: explore({"a": PCA(2).fit(X)}, np.where(X > 1, np.inf, X)), "infinity"),
        (
            lambda X: explore({"a": PCA(2).fit(X)}, np.where(X > 1, np.nan, X)),
            "NaN, which 'a' does not take: impute them in a pipeline",
        ),
        (
            lambda X: explore(
                {"a": PCA(2).fit(pd.DataFrame(X, columns=list("uvwxyz")))},
                pd.DataFrame(X, columns=list("zyxwvu")),
            ),
            "columns .* 'a' was fitted on",
        ),
        (
            lambda X: explore({"a": PCA(2).fit(X)}, pd.DataFrame(X).assign(word="text")),
            r"no numbers \(word\): let all reducers begin with the same step that encodes them",
        ),
        (
            lambda X: explore({"a": Astray(2).fit(X)}, X),
            r"'a' answers NaN .* 2 row\(s\) .*\(3, 5\)",
        ),
    ],
)
def test_what_cannot_be_explored_is_one_sentence(make, message):
    with pytest.raises(ValueError, match=message) as caught:
        make(np.random.default_rng(0).normal(size=(50, 6)))
    assert one_sentence(caught)


class Astray(PCA):
    """Loses two rows, as a scaler may that divides by zero."""

    def transform(self, X):
        Z = super().transform(X)
        Z[3, 0], Z[5, 1] = np.nan, np.inf
        return Z


def paths_in_python(reducer, Z):
    """What a linear decoder's paths make of codes."""
    paths, scale, offset = decoder_paths(reducer, Z.shape[1])
    total = 0
    for path in paths:
        h = Z
        for kernel, bias, _ in path:
            h = (h * kernel if kernel.ndim == 1 else h @ kernel) + bias
        total = total + h
    return total * scale + offset


@pytest.mark.parametrize(
    "before",
    [
        [StandardScaler()],
        [RobustScaler(), MaxAbsScaler()],
        [make_pipeline(MinMaxScaler()), None],
        [VarianceThreshold(0.5), StandardScaler()],
        [PCA(4, whiten=True)],
        [FunctionTransformer(np.negative, np.negative)],
    ],
    ids=str,
)
def test_steps_before_a_linear_reducer_are_undone(before):
    X = np.random.default_rng(0).normal(size=(80, 6)) * [1, 2, 0.1, 3, 4, 5] + 1e6
    reducer = make_pipeline(*[step or "passthrough" for step in before], PCA(2)).fit(X)
    Z = reducer.transform(X)
    np.testing.assert_allclose(
        paths_in_python(reducer, Z), reducer.inverse_transform(Z), rtol=1e-12
    )


@pytest.mark.parametrize(
    "steps",
    [
        [StandardScaler(), PCA(2)],
        [VarianceThreshold(0.01), StandardScaler(), PCA(2)],
        [StandardScaler(), Autoencoder(2, epochs=0, random_state=0)],
    ],
    ids=["PCA", "selected", "network"],
)
def test_memory_grows_with_the_features_only(steps):
    """A matrix of features by features would be 512 MB, one of rows by features is 3 MB."""
    X = np.random.default_rng(0).normal(size=(50, 8_000)).astype(np.float32)
    reducer = make_pipeline(*steps).fit(X)
    tracemalloc.start()
    try:
        explore({"wide": reducer}, X)
        assert tracemalloc.get_traced_memory()[1] < 1e8
    finally:
        tracemalloc.stop()


# ---- the page --------------------------------------------------------------------------------


def test_pointer_decodes_its_place(open_page, pair, digits):
    page = open_page(explore(pair, digits))
    for m, name in enumerate(pair):
        seen = []
        for place in [(0.2, 0.3), (0.7, 0.8)]:
            move(page, m, *place)
            z, x, nearest = decoded(page, m)
            codes = pair[name].transform(digits.X)
            low, high = codes.min(axis=0), codes.max(axis=0)
            margin = 0.06 * (high - low)
            expected = low - margin + np.array(place) * (high - low + 2 * margin)
            np.testing.assert_allclose(z, expected, atol=0.02 * (high - low).max())  # pixels
            np.testing.assert_allclose(x, pair[name].inverse_transform([z])[0], atol=1e-5)
            apart = (codes - z) / (high - low) * [5, 4]  # the map's proportions
            distance = np.linalg.norm(apart, axis=1)
            assert distance[nearest] <= distance.min() + 0.05
            seen.append(x)
        assert np.abs(seen[0] - seen[1]).max() > 0.1
        # What the other map decodes is the nearest sample's own code there.
        other = list(pair)[1 - m]
        z, x, nearest = decoded(page, 1 - m)
        np.testing.assert_allclose(
            z, pair[other].transform(digits.X[[nearest]])[0], rtol=1e-4, atol=1e-5
        )
        status = page.locator("#status")
        status.filter(
            has_text=re.compile(
                rf"^{name} at .*Nearest sample: "
                rf"{digits.y[nearest]}, row {nearest}\."
            )
        ).wait_for()
        for each, reducer in pair.items():
            row = digits.X[[nearest]]
            error = np.mean((row - reducer.inverse_transform(reducer.transform(row))) ** 2) ** 0.5
            shown = float(
                re.search(
                    rf"{each} ([\d.e-]+)[,.]", status.text_content().split("error: ")[1] + ","
                )
                .group(1)
                .rstrip(".")
            )
            assert shown == pytest.approx(error, rel=0.02)  # three digits are shown


def test_picture_shows_what_was_decoded(open_page, pair, digits):
    page = open_page(explore(pair, digits))
    move(page, 1, 0.6, 0.6)
    _, x, _ = decoded(page, 1)
    pixels = page.evaluate("""() => {
        const canvas = ready.maps[1].box.querySelector("figure canvas");
        const pen = canvas.getContext("2d"), side = canvas.width / 8;
        return Array.from({length: 64}, (_, i) => pen.getImageData(
            ((i % 8) + 0.5) * side, (Math.floor(i / 8) + 0.5) * side, 1, 1).data[0]); }""")
    np.testing.assert_allclose(pixels, 255 * (1 - np.clip(x, 0, 1)), atol=2)  # whole greys


def test_keyboard(open_page, pair, digits):
    page = open_page(explore(pair, digits))
    for _ in range(40):  # Tab reaches the second map
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == (
            "Map of Autoencoder"
        ):
            break
    before = decoded(page, 1)[0]
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    settle(page)
    z, x, _ = decoded(page, 1)
    assert z[0] > before[0] and z[1] > before[1]
    np.testing.assert_allclose(x, pair["Autoencoder"].inverse_transform([z])[0], atol=1e-5)
    page.keyboard.press("Enter")
    settle(page)
    z, _, nearest = decoded(page, 1)
    np.testing.assert_allclose(
        z, pair["Autoencoder"].transform(digits.X[[nearest]])[0], rtol=1e-4, atol=1e-5
    )
    page.keyboard.press("s")
    for _ in range(5):
        page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("e")
    settle(page)
    start, end = page.evaluate("ready.state.walk")
    assert start == nearest != end
    assert page.locator("#walk figure").count() == 16


def test_everything_is_reached_by_tab(open_page, triple):
    data, reducers = triple
    page = open_page(explore(reducers, data))
    wanted = page.locator("button, select, input, canvas.front").count()
    reached = set()
    for _ in range(wanted):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "[...document.querySelectorAll('button, select, input, "
                "canvas.front')].indexOf(document.activeElement)"
            )
        )
    assert reached == set(range(wanted))


def test_walk_between_two_samples(open_page, pair, digits):
    page = open_page(explore(pair, digits))
    move(page, 0, 0.2, 0.5)
    page.mouse.down()
    move(page, 0, 0.8, 0.5, steps=4)
    page.mouse.up()
    start, end = page.evaluate("ready.state.walk")
    assert start != end and page.locator("#walk h2").text_content() == (
        f"From {digits.y[start]}, row {start} to {digits.y[end]}, row {end}"
    )
    middles = page.evaluate("""() => [...document.querySelectorAll("#walk canvas")].map(canvas => {
        const side = canvas.width / 8, pen = canvas.getContext("2d");
        return Array.from({length: 64}, (_, i) => pen.getImageData(
            ((i % 8) + 0.5) * side, (Math.floor(i / 8) + 0.5) * side, 1, 1).data[0]); })""")
    for m, reducer in enumerate(pair.values()):
        a, b = reducer.transform(digits.X[[start, end]])
        steps = reducer.inverse_transform([a + (b - a) * i / 7 for i in range(8)])
        np.testing.assert_allclose(
            middles[8 * m : 8 * m + 8], 255 * (1 - np.clip(steps, 0, 1)), atol=2
        )


def test_legend_filters(open_page, pair, digits):
    page = open_page(explore(pair, digits))
    blank = "() => ready.maps[0].box.querySelector('canvas').getContext('2d')"

    def inked():
        return page.evaluate(
            f"({blank})().getImageData(0, 0, 400, 300).data.filter("
            "(value, i) => i % 4 === 3 && value).length"
        )

    full = inked()
    for digit in range(1, 10):
        page.get_by_role("button", name=str(digit)).click()
    settle(page)
    assert 0 < inked() < 0.4 * full
    for place in [(0.1, 0.1), (0.5, 0.5), (0.9, 0.9)]:
        move(page, 0, *place)
        assert digits.y[decoded(page, 0)[2]] == 0  # hidden points are not nearest
    page.get_by_role("button", name="3").click()
    assert page.get_by_role("button", name="3").get_attribute("aria-pressed") == "true"


def test_grid_shows_decoded_places(open_page, pair, digits):
    page = open_page(explore(pair, digits))
    page.get_by_label("decoder's grid").check()
    settle(page)
    centre, x = page.evaluate("""() => {
        const map = ready.maps[1], size = map.width / 9, down = Math.floor(map.height / size);
        const pen = map.box.querySelector("canvas").getContext("2d");
        const z = [map.toValue(0.5 * size, 0), map.toValue(0.5 * map.height / down, 1)];
        const w = size - 2, h = map.height / down - 2;
        return [Array.from({length: 64}, (_, i) => pen.getImageData(1 + ((i % 8) + 0.5) * w / 8,
            1 + (Math.floor(i / 8) + 0.5) * h / 8, 1, 1).data[0]), z]; }""")
    expected = 255 * (1 - np.clip(pair["Autoencoder"].inverse_transform([x])[0], 0, 1))
    # a label and some points may lie over the cell in the corner
    assert np.median(np.abs(np.array(centre) - expected)) < 3


def test_fading_the_nonlinear_path(open_page, pair, digits):
    page = open_page(explore(pair, digits))
    move(page, 1, 0.4, 0.4)
    z, whole, _ = decoded(page, 1)
    page.get_by_label("nonlinear path").fill("0")
    settle(page)
    _, straight, _ = decoded(page, 1)
    V, b = pair["Autoencoder"].decoder_.get_layer("linear").get_weights()
    in_units = (z @ V + b) * pair["Autoencoder"].scale_ + pair["Autoencoder"].mean_
    np.testing.assert_allclose(straight, in_units, atol=1e-5)
    assert np.abs(straight - whole).max() > 0.05
    assert page.get_by_label("nonlinear path").count() == 1
    lines = open_page(explore({"PCA": pair["PCA"]}, digits))
    assert lines.get_by_label("nonlinear path").count() == 0  # nothing there to be faded


def test_axes_and_sliders(open_page, triple):
    data, reducers = triple
    page = open_page(explore(reducers, data))
    first = page.locator("section[aria-label=PCA]")
    first.get_by_label("across").select_option("code 3")
    settle(page)
    assert page.evaluate("ready.maps[0].axes") == [2, 1]
    move(page, 0, 0.5, 0.5)
    before, x, _ = decoded(page, 0)
    slider = first.get_by_label("code 1", exact=False).last
    slider.fill(str(before[0] + 1))
    settle(page)
    z, x, _ = decoded(page, 0)
    assert z[0] == pytest.approx(before[0] + 1, abs=0.01)
    np.testing.assert_allclose(z[1:], before[1:])
    np.testing.assert_allclose(x, reducers["PCA"].inverse_transform([z])[0], rtol=1e-5, atol=1e-5)
    first.get_by_label("up").select_option("code 3")  # the same twice: the other gives way
    assert sorted(page.evaluate("ready.maps[0].axes")) == [0, 2]


def test_rows_that_are_no_images_are_listed_by_name(open_page, triple):
    data, reducers = triple
    page = open_page(explore(reducers, data))
    move(page, 1, 0.3, 0.6)
    cells = [row.split("\t") for row in page.locator("#values table").inner_text().splitlines()]
    assert cells[0] == ["feature", "nearest sample", "PCA", "scaled"]
    _, x, nearest = decoded(page, 1)
    for j, (name, sample, _, scaled) in enumerate(cells[1:]):
        assert name == data.feature_names[j]
        assert float(sample) == pytest.approx(data.X[nearest, j], rel=0.01)
        assert float(scaled) == pytest.approx(x[j], rel=0.01)


@pytest.mark.parametrize("kind", ["PCA", "SVD", "Autoencoder", "scaled"])
@pytest.mark.parametrize(("offset", "spread"), [(101_325, 3), (1.7e9, 60), (1e9, 1), (-1e5, 1e-3)])
def test_digits_survive_an_offset(open_page, kind, offset, spread):
    rng = np.random.default_rng(0)
    X = offset + spread * (rng.normal(size=(60, 2)) @ rng.normal(size=(2, 5)))
    network = Autoencoder(2, epochs=1, random_state=0)
    reducer = {
        "PCA": PCA(2),
        "SVD": TruncatedSVD(2),
        "Autoencoder": network,
        "scaled": make_pipeline(StandardScaler(), network),
    }[kind].fit(X)
    page = open_page(explore({kind: reducer}, X))
    stored, codes, answer = page.evaluate("""() => [
        [...ready.data.X], [...ready.maps[0].reducer.codes],
        Array.from({length: 60}, (_, i) => [...ready.decode(ready.maps[0].reducer,
            ready.maps[0].reducer.codes.subarray(2 * i, 2 * i + 2))])]""")
    # a hundredth of what is shown, which is a thousandth of the spread
    close = {"rtol": 0, "atol": 1e-5 * spread + 4 * np.spacing(abs(offset))}
    np.testing.assert_allclose(np.reshape(stored, X.shape), X, **close)
    Z = reducer.transform(X)
    np.testing.assert_allclose(np.reshape(codes, Z.shape), Z, **close)
    np.testing.assert_allclose(answer, reducer.inverse_transform(Z), **close)


# ---- many rows -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many():
    """3,000 rows that differ, their labels, and a map of another kind for each way to get codes."""
    rng = np.random.default_rng(0)
    X = pd.DataFrame(
        np.arange(3000)[:, None] + [0.0, 0.25] + rng.normal(size=(3000, 1)), columns=["a", "b"]
    ).set_index("r" + pd.Index(range(3000)).astype(str))
    embedded = TSNE(2)
    embedded.embedding_ = X.to_numpy()  # fitting it on as many takes too long
    return X, {"PCA": PCA(1).fit(X), "t-SNE": embedded}


def test_of_many_rows_some_are_drawn_and_the_page_says_so(open_page, many):
    X, reducers = many
    made = explore(reducers, X, np.arange(3000) // 1500, target_names=["early", "late"])
    said = "Shown are 2,000 of 3,000 rows, drawn at random."
    assert repr(made) == "<Explorer: 2,000 samples, maps of PCA, t-SNE>"
    page = open_page(made)
    assert page.get_by_text(said, exact=True).is_visible()
    shown, ids, labels, codes = page.evaluate("""() => [[...ready.data.X], ready.data.ids,
        ready.data.labels, ready.maps.map(map => [...map.reducer.codes])]""")
    rows = [int(name[1:]) for name in ids]
    assert len(set(rows)) == 2000 and rows == sorted(rows)
    np.testing.assert_allclose(np.reshape(shown, (-1, 2)), X.iloc[rows], atol=1e-3)
    np.testing.assert_array_equal(labels, np.array(rows) // 1500)
    np.testing.assert_allclose(codes[0], reducers["PCA"].transform(X)[rows, 0], atol=1e-2)
    np.testing.assert_allclose(np.reshape(codes[1], (-1, 2)), X.iloc[rows], atol=1e-2)
    assert said in made._repr_mimebundle_()["text/plain"]
    # At random: as many of every part as there should be, give or take five deviations.
    assert np.abs(np.bincount(np.array(rows) // 300) - 200).max() < 5 * np.sqrt(200 / 3)


def test_all_of_two_thousand_rows_are_shown(open_page, many):
    X, reducers = many
    page = open_page(explore({"PCA": reducers["PCA"]}, X[:2000]))
    assert page.evaluate("ready.data.count") == 2000
    assert page.get_by_text("Shown are").count() == 0


def test_a_map_of_other_rows_than_the_many(many):
    X, reducers = many
    with pytest.raises(ValueError, match="'t-SNE' maps the 3000 rows .* X has 2500: pass those"):
        explore(reducers, X[:2500])


class LosesTheLast(PCA):
    def transform(self, X):
        return np.where(X[:, [0]] > 2_900, np.nan, super().transform(X))


def test_rows_that_are_lost_are_named_by_their_place_in_all(many):
    X = many[0].to_numpy()
    with pytest.raises(ValueError, match=r"'a' answers NaN .* row\(s\) of X \([\d, …]+\)") as told:
        explore({"a": LosesTheLast(1).fit(X)}, X)
    named = [int(row) for row in re.findall(r"\d+", str(told.value).split("of X")[1])]
    assert (X[named, 0] > 2_900).all()


# ---- epochs --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def watched(digits):
    """An autoencoder and a variational one with their snapshots, on all of their rows."""
    options = {"hidden_units": (16,), "epochs": 4, "random_state": 0, "validation": 0}
    return digits[:150], {
        name: make_pipeline(StandardScaler(), kind(2, callbacks=[Snapshots()], **options)).fit(
            digits.X[:150]
        )
        for name, kind in {"AE": Autoencoder, "VAE": VariationalAutoencoder}.items()
    }


def show_epoch(page, name, i):
    """Put a map's slider to its i-th place, counted from the end if it is negative."""
    slider = page.get_by_role("region", name=name, exact=True).get_by_label("epoch")
    slider.fill(str(i % (1 + int(slider.get_attribute("max")))))
    settle(page)
    return slider.get_attribute("aria-valuetext")


def test_epoch_zero_is_pca(open_page, watched):
    digits, reducers = watched
    page = open_page(explore(reducers, digits))
    assert show_epoch(page, "AE", 0) == "0"
    codes, answer = page.evaluate("""() => { const { reducer } = ready.maps[0]; return [
        [...reducer.codes],
        Array.from({length: 150}, (_, i) => [...ready.decode(reducer,
            reducer.codes.subarray(2 * i, 2 * i + 2))])]; }""")
    pca = make_pipeline(StandardScaler(), PCA(2)).fit(digits.X)
    scores = pca.transform(digits.X)
    for Z, score in zip(np.reshape(codes, (-1, 2)).T, scores.T, strict=True):
        assert abs(np.corrcoef(Z, score)[0, 1]) > 0.99999  # another unit, perhaps another sign
    # Old kernels are kept in two bytes, of which each is off by 1 / 2048 at most.
    np.testing.assert_allclose(answer, pca.inverse_transform(scores), atol=5e-3)


@pytest.mark.parametrize("name", ["AE", "VAE"])
def test_every_epoch_decodes_as_it_did(open_page, watched, name):
    digits, reducers = watched
    page = open_page(explore(reducers, digits))
    m = list(reducers).index(name)
    move(page, m, 0.3, 0.6)
    before, fitted = clone_with_weights(reducers[name]), reducers[name]
    for i, (epoch, weights) in enumerate(fitted[-1].callbacks[0].kept.items()):
        assert i == epoch and show_epoch(page, name, i) == str(epoch)
        before[-1].model_.set_weights(weights)
        z, x, nearest = decoded(page, m)
        codes = before.transform(digits.X)
        spread = np.ptp(codes, axis=0).max()
        np.testing.assert_allclose(z, codes[nearest], atol=1e-3 * spread)
        np.testing.assert_allclose(x, before.inverse_transform([z])[0], atol=5e-3)
        page.locator("#status").filter(has_text=f"{name} (epoch {epoch}) at").wait_for()
    assert show_epoch(page, name, -1) == "as fitted"
    z, x, nearest = decoded(page, m)
    np.testing.assert_allclose(z, fitted.transform(digits.X)[nearest], rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(x, fitted.inverse_transform([z])[0], atol=1e-5)
    page.locator("#status").filter(has_text=f"{name} at").wait_for()


def clone_with_weights(pipeline):
    return pickle.loads(pickle.dumps(pipeline))


def test_slider_over_epochs_by_keyboard(open_page, watched, pair):
    digits, reducers = watched
    page = open_page(explore(reducers | {"PCA": pair["PCA"]}, digits))
    assert page.get_by_label("epoch").count() == 2  # PCA has none
    slider = page.get_by_role("slider", name="epoch").first
    assert slider.get_attribute("aria-valuetext") == "as fitted"
    slider.focus()
    page.keyboard.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") == "4"
    page.keyboard.press("Home")
    assert slider.get_attribute("aria-valuetext") == "0"
    assert page.evaluate("document.activeElement.getAttribute('aria-valuetext')") == "0"
    page.locator("#status").filter(has_text=r"AE (epoch 0) at").wait_for()
    assert "VAE (epoch" not in page.locator("#status").inner_text()


def test_snapshots_are_few_and_the_page_stays_small():
    X = np.random.default_rng(0).random((60, 784)).astype(np.float32)
    network = Autoencoder(2, epochs=40, patience=None, callbacks=[Snapshots()], random_state=0)
    with_them = explore({"network": network.fit(X)}, X)
    epochs = list(network.callbacks[0].kept)
    assert (epochs[0], epochs[-1]) == (0, 40) and 12 <= len(epochs) <= 16
    assert (np.diff(epochs)[:4] <= np.diff(epochs)[-4:]).all()
    network.set_params(callbacks=None)
    without = explore({"network": network}, X)
    assert len(with_them.html) - len(without.html) < 3_000_000


def test_each_fit_has_snapshots_of_its_own(digits):
    X = digits.X[:60]
    network = Autoencoder(2, epochs=2, hidden_units=(8,), callbacks=[Snapshots()], random_state=0)
    twin = clone(network.fit(X)).set_params(hidden_units=(4,)).fit(X)
    shapes = [each.callbacks[0].kept[2][0].shape for each in (network, twin)]
    assert shapes[0] != shapes[1]
    explore({"network": network, "twin": twin}, X)
    shared = Autoencoder(
        2, epochs=1, hidden_units=(4,), callbacks=network.callbacks, random_state=0
    ).fit(X)
    explore({"shared": shared}, X)
    with pytest.raises(ValueError, match="Snapshots of 'network' are of another network") as caught:
        explore({"network": network}, X)
    assert one_sentence(caught)


def test_snapshots_come_through_compare_and_pickle(open_page, digits):
    network = Autoencoder(
        2, epochs=3, hidden_units=(8,), callbacks=[Snapshots()], random_state=0, patience=None
    )
    made = compare({"PCA": PCA(2), "network": network}, digits[:60], digits[60:90]).reducers
    page = open_page(explore(pickle.loads(pickle.dumps(made)), digits[60:90]))
    assert [show_epoch(page, "network", i) for i in (0, 1, -1)] == ["0", "1", "as fitted"]
    assert network.callbacks[0].kept == {}  # what was handed in stays as it was


# ---- maps without a way back -------------------------------------------------------------------


@pytest.fixture(scope="module")
def misfits(digits):
    """A map that decodes, and one of each kind that does not."""
    X = digits.X[:150]
    return digits[:150], {
        "PCA": PCA(2).fit(X),
        "t-SNE": TSNE(2, perplexity=20, random_state=0).fit(X),
        "spectral": SpectralEmbedding(3).fit(X),
        "Isomap": make_pipeline(MinMaxScaler(), Isomap(n_neighbors=15)).fit(X),
        "kernels": KernelPCA(2, kernel="rbf", fit_inverse_transform=True).fit(X),
    }


def test_a_map_without_a_way_back_shows_the_nearest_sample(open_page, misfits):
    digits, reducers = misfits
    page = open_page(explore(reducers, digits))
    codes = [reducers["t-SNE"].embedding_, reducers["spectral"].embedding_[:, :2]]
    codes += [reducers[name].transform(digits.X) for name in ("Isomap", "kernels")]
    for m, Z in enumerate(codes, start=1):
        name = list(reducers)[m]
        for place in [(0.2, 0.3), (0.7, 0.6)]:
            move(page, m, *place)
            low, high = Z.min(axis=0), Z.max(axis=0)
            share = (Z - low) / (high - low) * (1 / 1.12) + 0.06 / 1.12
            distance = np.linalg.norm((share - place) * [5, 4], axis=1)  # the map's proportions
            nearest = page.evaluate("ready.state.nearest")
            assert distance[nearest] <= distance.min() + 0.05  # pixels
            box = page.get_by_role("region", name=name, exact=True)
            assert box.locator("figure").all_inner_texts() == [
                f"nearest sample\n{digits.y[nearest]}, row {nearest}"
            ]
            # The map that decodes goes there too, and its error is the only one.
            np.testing.assert_allclose(
                decoded(page, 0)[0],
                reducers["PCA"].transform(digits.X[[nearest]])[0],
                rtol=1e-4,
                atol=1e-5,
            )
            said = re.compile(
                rf"^{name} at [^:]*\. Nearest sample: {digits.y[nearest]}, row {nearest}\. "
                r"Its error: PCA [\d.]+\.$"
            )
            page.locator("#status").filter(has_text=said).wait_for()


def test_the_page_says_where_nothing_can_be_decoded(open_page, misfits):
    digits, reducers = misfits
    page = open_page(explore(reducers, digits))
    sentences = {
        "t-SNE": "TSNE has no way back from its map to rows: nothing can be decoded here.",
        "spectral": "SpectralEmbedding has no way back from its map to rows: nothing can be "
        "decoded here.",
        "Isomap": "Isomap has no way back from its map to rows: nothing can be decoded here.",
        "kernels": "This page cannot run KernelPCA's way back from its map to rows: nothing is "
        "decoded here.",
    }
    for name, sentence in sentences.items():
        box = page.get_by_role("region", name=name, exact=True)
        assert box.get_by_text(sentence, exact=True).is_visible()
        described = box.get_by_role("application").get_attribute("aria-describedby").split()
        assert page.locator(f"#{described[-1]}").inner_text() == sentence  # read out too
    assert page.get_by_role("region", name="PCA").locator("p").count() == 0
    # Three numbers: which are across and up can be chosen; no slider decodes the third.
    box = page.get_by_role("region", name="spectral")
    assert box.get_by_role("combobox").count() == 2 and box.get_by_role("slider").count() == 0
    page.get_by_label("decoder's grid").check()
    page.mouse.down()
    move(page, 1, 0.9, 0.9)
    page.mouse.up()
    assert page.locator("#walk figure").count() == 8  # of PCA


class Placed:
    """A fitted reducer with a map and nothing else."""

    def __init__(self, places):
        self.embedding_ = np.asarray(places)


@pytest.mark.parametrize(
    "places",
    {
        "as they are": lambda X: X,
        "one row": lambda X: X[:1],
        "each row twice": lambda X: np.repeat(X, 2, axis=0),
        "all in one place": lambda X: np.zeros_like(X),
        "all on a line": lambda X: X * [1, 0],
        "whole numbers": lambda X: X.astype(int),
        "huge": lambda X: 1e300 * X,
        "tiny": lambda X: 1e-300 * X,
        "far away": lambda X: X + 1e12,
        "one far away": lambda X: np.vstack([X[:-1], [[1e9, -1e9]]]),
        "one number": lambda X: X[:, :1],
        "nine numbers": lambda X: np.tile(X, 5)[:, :9],
    }.items(),
    ids=lambda item: item[0],
)
@pytest.mark.filterwarnings("error", "ignore:Neighbours on the map")
def test_odd_maps(open_page, places):
    X = 10 * np.random.default_rng(0).normal(size=(20, 2))
    Z = places[1](X)
    rows = np.resize(X, (len(Z), 2)) if len(Z) != 40 else np.repeat(X, 2, axis=0)
    page = open_page(explore({"map": Placed(Z), "PCA": PCA(1).fit(X)}, rows))
    spread = (np.arange(len(Z)) * 0.618034) % 1  # what a single number is drawn against
    Z = np.column_stack([Z.astype(float), spread])[:, :2]
    low, width = Z.min(axis=0), np.ptp(Z, axis=0)
    shares = np.where(width > 0, (Z - low) / np.where(width > 0, width, 1), 0.5)
    for i in (0, len(Z) - 1):
        move(page, 0, *(0.06 + shares[i]) / 1.12)
        nearest = page.evaluate("ready.state.nearest")
        np.testing.assert_allclose(shares[nearest], shares[i], atol=0.01)  # one may hide another
        assert f"row {nearest}" in page.locator("figcaption").first.inner_text()


def test_map_of_the_wrong_shape():
    X = np.random.default_rng(0).normal(size=(20, 3))
    for places in (X[:, 0], X[:, :0], X[None]):
        with pytest.raises(ValueError, match=r"'map' (answers codes of the shape|maps)") as caught:
            explore({"map": Placed(places)}, X)
        assert one_sentence(caught)
    with pytest.raises(ValueError, match=r"'map' answers NaN or infinity for 1 row.* \(4\)"):
        explore({"map": Placed(np.where(np.arange(20)[:, None] == 4, np.nan, X))}, X)


@pytest.mark.filterwarnings("error")
def test_a_map_of_rows_in_another_order_is_warned_of(misfits):
    digits, reducers = misfits
    tsne = reducers["t-SNE"]
    explore({"t-SNE": tsne}, digits)
    scaled = make_pipeline(StandardScaler(), TSNE(2, perplexity=20, random_state=0))
    explore({"scaled": scaled.fit(digits.X)}, digits)
    noise = np.random.default_rng(0).normal(size=(100, 50))
    explore({"noise": TSNE(2, perplexity=20, random_state=0).fit(noise)}, noise)
    shuffled = digits[np.random.default_rng(1).permutation(150)]
    with pytest.warns(UserWarning, match="Neighbours on the map of 't-SNE'") as told:
        explore({"t-SNE": tsne}, shuffled)
    assert [warning.filename for warning in told] == [__file__]


def test_convolutions_are_maps_without_a_way_back(open_page, digits):
    network = Autoencoder(
        2, image_shape=(8, 8), hidden_units=(4,), epochs=2, callbacks=[Snapshots()], random_state=0
    ).fit(digits.X[:60])
    page = open_page(explore({"network": network, "PCA": PCA(2).fit(digits.X)}, digits[:60]))
    box = page.get_by_role("region", name="network")
    assert re.search(r"layer 'conv2d_transpose.* is none that the explorer", box.inner_text())
    assert box.locator("figure").count() == 1
    assert show_epoch(page, "network", 0) == "0"  # the map moves all the same
    codes = page.evaluate("[...ready.maps[0].reducer.codes]")
    start = clone_with_weights(network)
    start.model_.set_weights(network.callbacks[0].kept[0])
    Z = start.transform(digits.X[:60])
    np.testing.assert_allclose(np.reshape(codes, Z.shape), Z, atol=1e-3 * np.ptp(Z))


def test_a_page_that_decodes_nothing_offers_nothing_of_it(open_page, triple):
    data, _ = triple
    made = explore({"t-SNE": TSNE(2, perplexity=9, random_state=0).fit(data.X)}, data)
    page = open_page(made)
    assert page.get_by_label("decoder's grid").count() == 0
    told = page.locator("#help").inner_text()
    assert "nearest sample" in told and not re.search("decode|walk|Errors", told)
    move(page, 0, 0.2, 0.2)
    page.mouse.down()
    move(page, 0, 0.8, 0.8, steps=3)
    page.mouse.up()
    nearest = page.evaluate("ready.state.nearest")
    assert page.locator("#walk").is_hidden()
    name = ["calm", "storm"][data.y[nearest]]
    page.locator("#status").filter(has_text=f"Nearest sample: {name}, row {nearest}.").wait_for()
    assert "error" not in page.locator("#status").inner_text()
    table = table_of(page)
    assert table["feature"] == ["nearest sample"]
    np.testing.assert_allclose(
        [float(table[feature][0]) for feature in data.feature_names], data.X[nearest], rtol=0.01
    )
    alternative = made._repr_mimebundle_()["text/plain"]
    assert "the nearest sample where you point" in alternative and "decodes" not in alternative


def test_a_map_of_prepared_rows_needs_no_names_of_theirs(open_page):
    """t-SNE is often fitted on what PCA makes of the rows, whose columns have other names."""
    frame = pd.DataFrame(np.random.default_rng(0).normal(size=(40, 4)), columns=list("abcd"))
    scores = pd.DataFrame(PCA(3).fit_transform(frame), columns=["pc1", "pc2", "pc3"])
    made = explore({"t-SNE": TSNE(2, perplexity=9).fit(scores)}, frame.to_numpy())
    assert list(table_of(open_page(made)))[1:] == [f"feature {i}" for i in range(1, 5)]


TABLE = pd.DataFrame(
    {
        "year": [2007, 2008, 2009, 2008.0],
        "pressure": [101_325.0, 101_325.5, 101_324.25, 101_326],
        "seconds": [1.7e9, 1.7e9 + 1, 1.7e9 + 2, 1.7e9 + 5],
        "flow": [0, 1.25e-9, 3e-9, 2e-9],
        "zero": [-0.0, 0, 0, 1],
        "constant": [101.325] * 4,
        "income": [1.5, 2.25, 1e6, 3],
        "large": [1e15, 2e15, 3e15, 5e15],
    },
    index=["Mon", "Tue", "Wed", "Thu"],
)


def table_of(page):
    return {
        name: values
        for name, *values in (
            line.split("\t") for line in page.locator("#values table").inner_text().splitlines()
        )
    }


def test_values_are_told_apart_and_rows_named(open_page):
    reducer = PCA(2).fit(StandardScaler().fit_transform(TABLE))
    pipeline = make_pipeline(StandardScaler(), reducer).fit(TABLE)
    page = open_page(explore({"PCA": pipeline}, TABLE))
    shown = [table_of(page)]
    for i in range(1, 4):
        page.evaluate(
            f"() => {{ ready.state.nearest = {i}; ready.maps[0].goToNearest();"
            " ready.maps[0].callbacks.draw(); }"
        )
        settle(page)
        shown.append(table_of(page))
    for column, expected in {
        "year": ["2007", "2008", "2009", "2008"],
        "zero": ["0", "0", "0", "1"],
        "pressure": ["101325", "101325.5", "101324.25", "101326"],
        "seconds": ["1700000000", "1700000001", "1700000002", "1700000005"],
        "flow": ["0", "1.25e-9", "3e-9", "2e-9"],
        "constant": ["101.325"] * 4,
        "income": ["1.5", "2.3", "1000000", "3"],
        "large": ["1e+15", "2e+15", "3e+15", "5e+15"],
    }.items():
        assert [table[column][0] for table in shown] == expected
    assert "row Thu" in page.locator("figcaption").nth(1).inner_text()
    rebuilt = pipeline.inverse_transform(pipeline.transform(TABLE))[3]
    deviations = np.where(TABLE.std(ddof=0) > 1e-9, TABLE.std(ddof=0), 1e-9) + (
        TABLE.nunique() == 1
    )
    error = np.sqrt(np.mean(((TABLE.iloc[3] - rebuilt) / deviations) ** 2))
    words = page.locator("figcaption").nth(2).inner_text()
    assert float(re.search(r"error ([\d.e-]+) SD", words)[1]) == pytest.approx(error, rel=0.005)
    assert "standard deviations (SD)" in page.locator("#help").inner_text()


@pytest.mark.parametrize("output", ["default", "pandas"])
@pytest.mark.filterwarnings("error")
def test_tables_keep_their_names(open_page, output):
    frame = pd.DataFrame(np.random.default_rng(0).normal(size=(30, 3)), columns=["a", "b", "c"])
    with sklearn.config_context(transform_output=output):
        reducers = {
            "named": make_pipeline(StandardScaler(), PCA(2)).fit(frame),
            "plain": PCA(2).fit(frame.to_numpy()),
            "network": Autoencoder(2, epochs=0, random_state=0).fit(frame),
        }
        pages = [explore(reducers, X) for X in (frame, Dataset(frame), frame.to_numpy())]
    for made in pages:
        assert list(table_of(open_page(made))) == ["feature", "a", "b", "c"]
    years = frame.set_axis([2001, 2002, 2003], axis=1)
    numbered = explore({"PCA": PCA(2).fit(frame.to_numpy())}, years)
    assert list(table_of(open_page(numbered)))[1:] == ["2001", "2002", "2003"]


def test_rows_are_named_as_in_the_data_set(open_page, digits):
    part = digits[100:130]
    page = open_page(explore({"PCA": PCA(2).fit(part.X)}, part))
    assert page.locator("figcaption").nth(1).inner_text().splitlines()[1] == (
        f"{part.y[0]}, row 100"
    )


def test_missing_values_are_shown_as_such(open_page):
    X = np.random.default_rng(0).normal(size=(40, 3))
    X[0, 1] = np.nan
    reducers = {
        "a": make_pipeline(SimpleImputer(), StandardScaler(), PCA(2)).fit(X),
        "b": make_pipeline(StandardScaler(), KNNImputer(), PCA(2)).fit(X),
    }
    page = open_page(explore(reducers, X))
    table = table_of(page)
    assert table["feature 2"][0] == "missing" != table["feature 2"][1]
    x = reducers["a"][1].inverse_transform(
        reducers["a"][2].inverse_transform(reducers["a"].transform(X))
    )
    np.testing.assert_allclose(decoded(page, 0)[1], x[0], atol=1e-6)
    error = np.sqrt(np.nanmean(((X[0] - x[0]) / np.nanstd(X, axis=0)) ** 2))
    words = page.locator("figcaption").nth(2).inner_text()
    assert float(re.search(r"error ([\d.e-]+) SD", words)[1]) == pytest.approx(error, rel=0.005)


PENGUINS = pd.DataFrame(
    {
        "day": pd.date_range("2007-01-01", periods=40),
        "mm": np.random.default_rng(0).normal(200, 10, 40),
        "g": np.random.default_rng(1).lognormal(8, 0.5, 40),
        "island": ["Biscoe", "Dream"] * 20,
    },
    index=[f"penguin {i}" for i in range(40)],
)
PENGUINS.loc["penguin 7", "mm"] = np.nan


def prepare_words():
    numbers = make_pipeline(SimpleImputer(), PowerTransformer())
    return ColumnTransformer([("size", numbers, ["mm", "g"]), ("", OneHotEncoder(), ["island"])])


@pytest.mark.parametrize(
    ("prepare", "columns", "steps"),
    [
        (prepare_words, list(PENGUINS), "ColumnTransformer"),
        (
            lambda: make_pipeline(SimpleImputer(), PowerTransformer()),
            ["mm", "g"],
            "SimpleImputer, PowerTransformer",
        ),
    ],
    ids=["words", "power"],
)
@pytest.mark.filterwarnings("error")
def test_what_cannot_be_undone_is_looked_at_from_behind(open_page, prepare, columns, steps):
    """In the units that `compare` measures in, and the page says so."""
    table = PENGUINS[columns]
    reducers = {
        "PCA": make_pipeline(prepare(), StandardScaler(), PCA(2)).fit(table),
        "network": make_pipeline(prepare(), Autoencoder(2, epochs=1, random_state=0)).fit(table),
    }
    page = open_page(explore(reducers, table, PENGUINS["island"]))
    assert f"Values are shown as {steps} made them" in page.locator("#help").inner_text()
    prepared = prepare().fit(table)
    rows = prepared.transform(table)
    shown = table_of(page)
    assert list(shown)[1:] == list(prepared.get_feature_names_out())
    assert [float(values[0]) for values in list(shown.values())[1:]] == pytest.approx(
        rows[0], abs=0.01
    )
    page.evaluate(
        "() => { ready.state.nearest = 7; ready.maps[1].goToNearest();"
        " ready.maps[1].callbacks.draw(); }"
    )
    settle(page)
    network = reducers["network"][-1]
    np.testing.assert_allclose(
        decoded(page, 1)[1], network.reconstruct(rows)[7], rtol=1e-4, atol=1e-5
    )
    assert "Dream, row penguin 7" in page.locator("figcaption").nth(1).inner_text()


def test_pictures_behind_what_cannot_be_undone(open_page, digits):
    """A Dataset brings its labels and the numbers of its rows along."""
    part = digits[100:180]
    reducer = make_pipeline(QuantileTransformer(n_quantiles=20), PCA(2)).fit(part.X)
    page = open_page(explore({"PCA": reducer}, part))
    pixels = page.evaluate("[...ready.data.X].slice(0, 64)")
    np.testing.assert_allclose(pixels, reducer[0].transform(part.X[:1])[0], atol=1 / 255)
    assert f"{part.y[0]}, row 100" in page.locator("figcaption").nth(1).inner_text()


NUMBERS = PENGUINS[["mm", "g"]].dropna()
ARRAY = NUMBERS.to_numpy()


@pytest.mark.parametrize(
    ("fitted_on", "rows", "given", "expected"),
    [
        (NUMBERS, NUMBERS, None, ["mm", "g"]),
        (NUMBERS, ARRAY, None, ["mm", "g"]),
        (NUMBERS, Dataset(ARRAY), None, ["mm", "g"]),
        (ARRAY, NUMBERS, None, ["mm", "g"]),
        (ARRAY, Dataset(NUMBERS), None, ["mm", "g"]),
        (NUMBERS, NUMBERS, np.array(["left", "right"]), ["left", "right"]),
        (ARRAY, ARRAY, np.array(["left", "right"]), ["left", "right"]),
    ],
)
@pytest.mark.filterwarnings("error")
def test_names_behind_what_cannot_be_undone(open_page, fitted_on, rows, given, expected):
    pipeline = make_pipeline(PowerTransformer(), PCA(2)).fit(fitted_on)
    page = open_page(explore({"PCA": pipeline}, rows, feature_names=given))
    assert list(table_of(page))[1:] == expected


def test_what_can_be_undone_is_shown_in_the_units_of_x(open_page):
    reducers = {
        name: make_pipeline(StandardScaler(), reducer).fit(NUMBERS)
        for name, reducer in {"one": PCA(1), "two": PCA(2)}.items()
    }
    page = open_page(explore(reducers, NUMBERS))
    assert float(table_of(page)["mm"][0]) == pytest.approx(NUMBERS["mm"].iloc[0], abs=0.1)
    assert "Values are shown" not in page.locator("#help").inner_text()


@pytest.mark.parametrize("high", [1, 255])
def test_coloured_pictures(open_page, high):
    X = np.random.default_rng(0).random((30, 48)) * high
    reducer = PCA(2).fit(X)
    page = open_page(explore({"PCA": reducer}, X, image_shape=(4, 4, 3)))
    pixels = page.evaluate("""() => {
        const canvas = ready.maps[0].box.querySelectorAll("figure canvas")[2];
        const pen = canvas.getContext("2d"), side = canvas.width / 4;
        return Array.from({length: 16}, (_, i) => [...pen.getImageData(
            ((i % 4) + 0.5) * side, (Math.floor(i / 4) + 0.5) * side, 1, 1).data].slice(0, 3));
    }""")
    expected = reducer.inverse_transform(reducer.transform(X[:1]))[0] / high
    np.testing.assert_allclose(np.ravel(pixels), 255 * np.clip(expected, 0, 1), atol=2)
    grey = explore({"PCA": PCA(2).fit(X[:, :16])}, X[:, :16], image_shape=(4, 4, 1))
    assert open_page(grey).locator("#status").count() == 1


def test_sixty_classes_look_different(open_page):
    X = np.random.default_rng(0).normal(size=(60, 3))
    names = ["", "_a", *[f"${i}-$9" for i in range(58)]]
    page = open_page(explore({"PCA": PCA(2).fit(X)}, X, np.arange(60), target_names=names))
    symbols = page.evaluate("""[...document.querySelectorAll("#controls button canvas")].map(
        canvas => canvas.toDataURL())""")
    assert len(set(symbols)) == 60
    buttons = page.locator("#controls button").all_inner_texts()
    assert [text.strip() for text in buttons] == ["(empty)", *names[1:]]


def test_one_number_per_code_and_no_classes(open_page):
    X = np.random.default_rng(0).normal(size=(50, 4))
    page = open_page(explore({"PCA": PCA(1).fit(X)}, X))
    move(page, 0, 0.9, 0.1)
    z, x, _ = decoded(page, 0)
    np.testing.assert_allclose(x, PCA(1).fit(X).inverse_transform([z])[0], atol=1e-5)
    assert page.get_by_role("button").count() == 0


def test_finger(open_page, pair, digits):
    page = open_page(explore(pair, digits), width=360, touch=True)
    box = page.locator("canvas.front").first.bounding_box()
    page.touchscreen.tap(box["x"] + 0.8 * box["width"], box["y"] + 0.5 * box["height"])
    settle(page)
    z, _, _ = decoded(page, 0)
    assert z[0] > np.median(pair["PCA"].transform(digits.X)[:, 0])


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessible(open_page, barriers, pair, digits, triple, watched, misfits, width, scheme):
    pages = [(pair, digits), (triple[1], triple[0]), (watched[1] | misfits[1], digits[:150])]
    for made in (explore(*each) for each in pages):
        page = open_page(made, width=width, scheme=scheme)
        move(page, 0, 0.2, 0.5)
        page.mouse.down()
        move(page, 0, 0.8, 0.5)
        page.mouse.up()
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_light_and_dark_are_followed(open_page, pair, digits):
    paper = "getComputedStyle(document.body).backgroundColor"
    light, dark = (open_page(explore(pair, digits), scheme=s) for s in ("light", "dark"))
    assert light.evaluate(paper) == "rgb(255, 255, 255)" != dark.evaluate(paper)
    before = dark.evaluate("ready.maps[0].box.querySelector('canvas').toDataURL()")
    dark.emulate_media(color_scheme="light")
    settle(dark)
    assert dark.evaluate("ready.maps[0].box.querySelector('canvas').toDataURL()") != before


def test_hostile_names_are_text(open_page):
    X = np.random.default_rng(0).normal(size=(12, 6))
    data = Dataset(X, np.arange(12) % 6, feature_names=HOSTILE, target_names=HOSTILE)
    page = open_page(explore({name: PCA(2).fit(X) for name in HOSTILE}, data, title=HOSTILE[0]))
    assert page.evaluate("window.hacked") is None
    assert page.locator("img").count() == 0 and page.title() == HOSTILE[0]
    for name in HOSTILE:
        assert page.get_by_role("heading", name=name, exact=True).count() >= 1
        assert page.get_by_role("button", name=name, exact=True).count() == 1
        assert page.get_by_role("rowheader", name=name, exact=True).count() == 1
    notebook = explore({"PCA": PCA(2).fit(X)}, data, title=HOSTILE[1])._repr_mimebundle_()
    assert "<script" not in notebook["text/html"] and "onerror=hacked" in notebook["text/html"]


def test_page_is_small():
    from aeutils import make_curves

    curves = make_curves(2000, random_state=0)
    made = explore(
        {
            "PCA": PCA(2).fit(curves.X),
            "Autoencoder": Autoencoder(2, epochs=0, random_state=0).fit(curves.X),
        },
        curves,
    )
    assert len(made.html.encode()) <= 2_000_000


# ---- the page's script -----------------------------------------------------------------------


def test_modules_become_one_script():
    first = "export const a = 1;\nexport function f() {}\nexport class C {}\nasync function g() {}"
    second = (
        'import { a, f } from "./first.js";\nimport {\n  C,\n} from "./first.js";\n'
        'f(a, "export b; import c;");\n'
    )
    assert one_script([first, second]) == (
        "const a = 1;\nfunction f() {}\nclass C {}\nasync function g() {}\n"
        'f(a, "export b; import c;");\n'
    )


def test_modules_fit_together():
    """Each imports what earlier ones export, and no name is declared at the top of two."""
    folder = Path(page_module.__file__).parent
    files = {path.name for path in folder.glob("*.js")}
    assert files == {*page_module.MODULES, *play.MODULES, *play.WORKER, "support.js"}
    exports, declared = {}, []
    for name in page_module.MODULES:
        source = (folder / name).read_text(encoding="utf-8")
        for imported, file in re.findall(r'^import \{([^}]*)\} from "\./(.+)";$', source, re.M):
            assert set(re.findall(r"\w+", imported)) <= exports[file], f"{name} imports from {file}"
        tops = re.findall(r"^(export )?(?:async )?(?:const|let|class|function) (\w+)", source, re.M)
        exports[name] = {top for export, top in tops if export}
        declared += [top for _, top in tops]
    assert "decode" in exports["decode.js"]
    assert [top for top, times in Counter(declared).items() if times > 1] == []


@pytest.mark.skipif(not shutil.which("node"), reason="needs node")
def test_decoding_needs_no_browser(pair, digits):
    made = explore(pair, digits)
    description, store = (
        re.search(rf'id="{name}">(.*?)</script>', made.html)[1] for name in ("data", "store")
    )
    program = (
        one_script(map(page_module.read, ["decode.js", "data.js"]))
        + f"""
        const data = await unpack({json.dumps(description)}, {json.dumps(store)});
        console.log(JSON.stringify(data.reducers.map(reducer => Array.from({{length: data.count}},
            (_, i) => [...decode(reducer, codeAt(reducer, i))]))));"""
    )
    answer = subprocess.run(
        ["node", "--input-type=module"], input=program, capture_output=True, text=True, check=True
    )
    for reducer, rows in zip(pair.values(), json.loads(answer.stdout), strict=True):
        np.testing.assert_allclose(
            rows, reducer.inverse_transform(reducer.transform(digits.X)), atol=1e-5
        )


def open_text(browser, path, text, before=""):
    """Open a page that is expected to fail, and wait for what it says; `before` runs first."""
    path.write_text(text, encoding="utf-8")
    page = browser.new_page()
    page.add_init_script(before)
    page.goto(path.as_uri())
    page.locator("#status").filter(has_text=".").wait_for()
    return page


@pytest.mark.parametrize(
    ("before", "missing"),
    [
        ("delete window.DecompressionStream", "DecompressionStream"),
        (
            "delete window.ResizeObserver; delete window.DecompressionStream",
            "DecompressionStream, ResizeObserver",
        ),
        ("delete HTMLScriptElement.prototype.noModule", "JavaScript modules"),
        ("CSS.supports = () => false", "the CSS property aspect-ratio"),
        ("delete window.CSS", "the CSS property aspect-ratio"),
    ],
)
def test_a_browser_that_lacks_something_is_told(browser, tmp_path, pair, digits, before, missing):
    page = open_text(browser, tmp_path / "page.html", explore(pair, digits).html, before)
    assert page.locator("#status").inner_text() == (
        f"This page needs what this browser lacks: {missing}. "
        "Open it in a current Firefox, Chrome, Safari or Edge."
    )
    assert page.evaluate("window.explorer === undefined")  # not even tried
    page.close()


def test_what_says_so_runs_in_old_browsers():
    """Syntax that came with or before modules would keep the sentence from them."""
    assert not re.search(
        r"\b(const|let|class|async)\b|=>|`|\?\.|\?\?|\.\.\.", page_module.read("support.js")
    )


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: re.sub('(id="store">.{99}).', r"\1!", text),  # no base64
        lambda text: re.sub('(id="store">.{99})....', r"\1AAAA", text),  # other numbers
        lambda text: re.sub('(id="store">.{400}).*?<', r"\1<", text),  # numbers cut off
        lambda text: text.replace('"imageShape"', ""),  # no JSON
        lambda text: text.replace('"imageShape": [8, 8]', '"imageShape": [0, 0]'),
        lambda text: text.replace("function decode(", "function ("),
        lambda text: text[: text.index('id="store"') + 400],  # the file cut off
        lambda text: text[: text.index("async function start(")],
    ],
)
def test_a_damaged_page_says_so(browser, tmp_path, pair, digits, damage):
    text = explore(pair, digits).html
    damaged = damage(text)
    assert damaged != text
    page = open_text(browser, tmp_path / "page.html", damaged)
    assert re.fullmatch(
        r"This page stopped, perhaps because its file is damaged: save or download "
        r"it again\. \(.+\)",
        page.locator("#status").inner_text(),
    )
    page.close()


# ---- in notebooks ----------------------------------------------------------------------------


def use_in_frame(iframe):
    """Move the pointer over the second map in a frame; return what the page said at two places."""
    iframe.scroll_into_view_if_needed()  # a frame out of sight does not draw
    frame = iframe.content_frame
    frame.locator("canvas.front").nth(1).hover(position={"x": 60, "y": 60})
    first = frame.locator("#status").filter(has_text="Autoencoder at")
    first.wait_for()
    before = first.text_content()
    frame.locator("canvas.front").nth(1).hover(position={"x": 150, "y": 150})
    frame.locator("#status").filter(has_not_text=before).wait_for()
    return before, frame.locator("#status").text_content()


def test_frame_covers_its_picture_where_frames_live(browser, pair, digits, tmp_path):
    bundle = explore(pair, digits)._repr_mimebundle_()
    assert "Map of 400 points" in bundle["text/plain"] and bundle["image/png"]
    path = tmp_path / "notebook.html"
    path.write_text(f"<h1>above</h1>{bundle['text/html']}<p>below</p>")
    page = browser.new_page()
    page.goto(path.as_uri())
    before, after = use_in_frame(page.locator("iframe"))
    assert before != after
    covered = page.evaluate("""() => {
        const box = document.querySelector("img").getBoundingClientRect();
        return document.elementFromPoint(box.x + 9, box.y + 9).tagName; }""")
    assert covered == "IFRAME"
    stripped = re.sub(r"<iframe.*</iframe>", "", bundle["text/html"], flags=re.DOTALL)
    path.write_text(re.sub(' style="[^"]*"', "", stripped))
    page.goto(path.as_uri())
    assert page.get_by_role("img", name="Map of 400 points").is_visible()
    page.close()


def test_exported_lesson(browser, tmp_path):
    subprocess.run(
        [
            sys.executable,
            "-m",
            "nbconvert",
            "--to",
            "html",
            "--output-dir",
            tmp_path,
            ROOT / "notebooks" / "05_autoencoder_and_pca.ipynb",
        ],
        check=True,
        capture_output=True,
    )
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((tmp_path / "05_autoencoder_and_pca.html").as_uri(), wait_until="domcontentloaded")
    before, after = use_in_frame(page.locator("iframe[title='Two maps of the same pictures']"))
    assert before != after
    context.close()


def test_lesson_in_a_running_jupyterlab(browser, tmp_path):
    """Open lesson 05 in JupyterLab, run all its cells, and use the explorer in their output."""
    from playwright.sync_api import TimeoutError as PlaywrightTimeout

    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    (tmp_path / "benchmarks").symlink_to(ROOT / "benchmarks")
    settings = {"PYTHONPATH": ROOT, "JUPYTER_CONFIG_DIR": tmp_path / "config"}
    with jupyterlab(tmp_path, **settings) as address:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.goto(f"{address}/lab/tree/notebooks/05_autoencoder_and_pca.ipynb?token=t")
        page.locator(".jp-Notebook").wait_for()
        kernel = "document.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status"
        page.wait_for_function(f"{kernel} === 'idle'")
        for attempt in range(4):  # on a busy machine the first click may come too early
            page.locator(".jp-Notebook .jp-Cell").first.click()
            page.get_by_role("menuitem", name="Run", exact=True).click()
            page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
            try:
                page.wait_for_function(f"{kernel} === 'busy'", timeout=15_000)
                break
            except PlaywrightTimeout:
                assert attempt < 3, "JupyterLab never began to run the cells"
        page.wait_for_function(f"{kernel} === 'idle'", timeout=240_000)
        before, after = use_in_frame(
            page.locator(".jp-OutputArea iframe[title='Two maps of the same pictures']")
        )
        assert before != after
        context.close()
