"""Figures: what is shown, in which colours, and what their text alternatives say."""

import base64
import io
import itertools
from html.parser import HTMLParser

import ipywidgets
import matplotlib.colors
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from aeutils import plots
from helpers import one_sentence

PCA_LOOK, AE_LOOK = (plots.BLUE, "o"), (plots.VERMILLION, "s")
HOSTILE = '"><script>alert("x")</script> & <img src=x onerror=\'y\'> 5 < 6'


@pytest.fixture(scope="module")
def pictures():
    return np.random.default_rng(0).random((6, 8, 8))


@pytest.fixture(scope="module")
def codes():
    random = np.random.default_rng(0)
    return {"PCA": random.normal(size=(60, 2)), "Autoencoder": random.normal(size=(60, 3))}


LABELS = np.arange(60) % 10
ERRORS = {"Autoencoder": np.linspace(0.01, 0.0395, 60), "PCA": np.linspace(0.05, 0.109, 60)}


def every_figure():
    pixels = np.random.default_rng(0).random((6, 8, 8))
    codes = np.random.default_rng(1).normal(size=(60, 2))
    return {
        "images": plots.images(pixels, ["a", "b", "c", "d", "e", "f"], columns=4),
        "reconstructions": plots.reconstructions(pixels, {"PCA": pixels / 2}),
        "maps": plots.maps({"PCA": codes, "Autoencoder": -codes}, LABELS),
        "curve_by_size": plots.curve_by_size([1, 2, 4], {"PCA": [3, 2, 1]}),
        "learning_curves": plots.learning_curves({"Autoencoder": [3, 2, 1]}, {"PCA": 2.5}),
        "errors_by_class": plots.errors_by_class(ERRORS, LABELS),
    }


@pytest.fixture(scope="module")
def figures():
    return every_figure()


@pytest.fixture
def displayed(monkeypatch):
    """The arguments of each call of IPython's display."""
    calls = []
    monkeypatch.setattr("IPython.display.display", lambda *args, **kw: calls.append((args, kw)))
    return calls


def alt_of(html):
    tags = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: tags.append((tag, dict(attributes)))
    parser.feed(html)
    assert [tag for tag, _ in tags] == ["img"], html[:200]
    return tags[0][1]["alt"]


def colour(thing):
    return matplotlib.colors.to_hex(thing).upper()


def lines(fig):
    return {line.get_label(): line for line in fig.axes[0].lines}


# ---- every figure ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", every_figure())
def test_figure_has_words_and_is_small(figures, name):
    fig = figures[name]
    assert isinstance(fig, Figure) and len(fig.get_label()) >= 20
    content = plots.png(fig)
    assert len(content) < 150_000
    picture = Image.open(io.BytesIO(content))
    assert picture.format == "PNG" and picture.mode == "P"  # 256 colours at most
    np.testing.assert_allclose(picture.size, fig.get_size_inches() * 100, atol=1)  # whole pixels
    assert np.ptp(np.asarray(picture.convert("L"))) > 100  # not a blank page


@pytest.mark.parametrize("name", ["maps", "curve_by_size", "learning_curves", "errors_by_class"])
def test_axes_are_labelled(figures, name):
    for ax in figures[name].axes:
        assert ax.get_xlabel() and ax.get_ylabel()


def test_no_figure_stays_open_behind_the_scenes(figures):
    """pyplot would keep each figure in memory, and show it once more at the end of a cell."""
    import matplotlib.pyplot

    assert matplotlib.pyplot.get_fignums() == []


def test_style_of_others_is_left_alone():
    before = dict(matplotlib.rcParams)
    plots.png(plots.figure(1, 2)[0])
    assert dict(matplotlib.rcParams) == before


def test_figure_gives_axes():
    fig, axes = plots.figure(2, 3, size=(6, 4), sharex=True)
    assert axes.shape == (2, 3) and tuple(fig.get_size_inches()) == (6, 4)
    assert not axes[0, 0].spines["top"].get_visible()


def test_looks():
    names = ["first", "PCA", "second", "Autoencoder", *"abcdefg"]
    looks = plots.looks(names)
    assert list(looks) == names
    assert looks["PCA"] == PCA_LOOK and looks["Autoencoder"] == AE_LOOK
    others = [looks[name] for name in ("first", "second", "a", "b", "c")]
    assert len({look[0] for look in [*others, PCA_LOOK, AE_LOOK]}) == 7
    assert len({look[1] for look in [*others, PCA_LOOK, AE_LOOK]}) == 7


MANY = [26, 60]


def boxes_inside(fig, artists):
    """Whether each of these is drawn inside the figure."""
    plots.png(fig)
    page = fig.bbox
    return all(
        page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1
        for box in (artist.get_window_extent() for artist in artists)
    )


@pytest.mark.parametrize("n", MANY)
def test_legends_of_many_names_are_whole(n):
    random = np.random.default_rng(0)
    names = ["_hidden", "", *[f"${i}-${i + 10}" for i in range(n - 2)]]
    shown = ["_hidden", "(empty)", *names[2:]]
    codes = {"$PCA$": random.normal(size=(600, 2)), "_b": random.normal(size=(600, 2))}
    curves = {name: [3, 2, 1.5] for name in names}
    for fig, width, height in [
        (plots.maps(codes, np.arange(600) % n, names, axes_names=("$a$", "$b$")), 3.5, 3.1),
        (plots.curve_by_size([1, 2, 4], curves, xlabel="$a$", ylabel="$b$"), 4.5, 2.5),
        (plots.learning_curves(curves, {"_r": 2.0, "": 1.0}, ylabel="$b$"), 3.4, 2.5),
    ]:
        legend = fig.axes[-1].get_legend()
        texts = [text.get_text() for text in legend.get_texts()]
        assert texts[:n] == shown and texts[n:] in ([], ["_r", "(empty)"])
        assert boxes_inside(fig, [legend])
        assert legend.get_window_extent().x0 >= fig.axes[-1].bbox.x1  # beside it
        assert min(ax.bbox.width for ax in fig.axes) >= 100 * width
        assert min(ax.bbox.height for ax in fig.axes) >= 100 * height
        dollars = [text for text in fig.findobj(Text) if "$" in text.get_text()]
        assert dollars and not any(text.get_parse_math() for text in dollars)


@pytest.mark.parametrize("n", MANY)
def test_bars_of_many_classes(n):
    names = ["_hidden", "", *[f"${i}-${i + 10} a year" for i in range(n - 2)]]
    fig = plots.errors_by_class(
        {"PCA": np.arange(120.0), "_b": np.ones(120)}, np.arange(120) % n, names
    )
    labels = fig.axes[0].get_xticklabels()
    assert [text.get_text() for text in labels] == ["_hidden", "(empty)", *names[2:]]
    assert boxes_inside(fig, [*labels, fig.axes[0].get_legend()])
    extents = [text.get_window_extent() for text in labels]
    assert all(a.x1 <= b.x0 + 1 for a, b in itertools.pairwise(extents))  # legible
    assert fig.axes[0].bbox.height >= 240 and fig.get_size_inches()[0] <= 0.25 * n + 5
    assert not any(text.get_parse_math() for text in labels)


def test_long_names_do_not_squeeze_pictures(pictures):
    short = plots.reconstructions(pictures, {"PCA": pictures})
    long = plots.reconstructions(pictures, {"$0-$10 and a name as long as a line": pictures})
    plots.png(short), plots.png(long)
    assert long.axes[0].bbox.width >= 0.9 * short.axes[0].bbox.width
    assert boxes_inside(long, long.axes[0].texts)


def test_titles_are_text(pictures):
    titles = ["$0-$10", "_", "", "a", "b", "c"]
    fig = plots.images(pictures, titles)
    assert [text.get_text() for text in fig.axes[0].texts] == titles
    assert not any(text.get_parse_math() for text in fig.axes[0].texts)


@pytest.mark.parametrize(
    ("y", "names"),
    [
        (["b", "a", "b", "a"], ["a", "b"]),
        (np.array(["b", "a", "b", "a"]), ["a", "b"]),
        (pd.Series(["b", "a", None, "a"], index=[9, 8, 7, 6]), ["a", "b", "none"]),
        (["b", "a", float("nan"), "a"], ["a", "b", "none"]),
        ([1.0, 0.0, np.nan, 2.5], ["0", "1", "2.5", "none"]),
        (
            pd.Categorical(["low", "high", "low", "high"], ["low", "high", "unused"]),
            ["low", "high"],
        ),
        (pd.DataFrame({"y": [3, 1, 3, 1]}), ["1", "3"]),
        ([True, False, True, True], ["False", "True"]),
        (pd.array([1, None, 2, 2]), ["1", "2", "none"]),
        ([None] * 4, ["none"]),
    ],
)
def test_labels_of_any_kind(y, names):
    Z = np.arange(8.0).reshape(4, 2)
    points = plots.maps({"PCA": Z}, y).axes[0].collections
    assert [p.get_label() for p in points] == names
    assert sum(len(p.get_offsets()) for p in points) == 4
    bars = plots.errors_by_class({"PCA": [1, 2, 3, 4]}, y)
    assert [text.get_text() for text in bars.axes[0].get_xticklabels()] == names


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: plots.maps({"PCA": np.ones((4, 2))}, [1, 2]), "2 labels for 4 samples"),
        (lambda: plots.maps({"PCA": np.ones((4, 1))}), "needs two numbers for each row"),
        (lambda: plots.maps({"PCA": np.ones((2, 2))}, ["a", "b"], ["x", "y"]), "leave them out"),
        (lambda: plots.maps({"PCA": np.ones((2, 2))}, [0, 5], ["x", "y"]), "count from 0 to 1"),
        (lambda: plots.errors_by_class({"PCA": np.ones(3)}, [0, 1]), "2 labels for 3 samples"),
        (lambda: plots.images(np.ones((3, 64))), "shape .*3. for colours, not"),
        (lambda: plots.images(np.ones((3, 8, 8, 2))), "for colours, not"),
        (lambda: plots.images(np.ones((3, 3, 8, 8))), "for colours, not"),
        (
            lambda: plots.reconstructions(np.ones((3, 8, 8)), {"PCA": np.ones((4, 64))}),
            "the same rows",
        ),
    ],
)
def test_bad_input_is_one_sentence(make, message):
    with pytest.raises(ValueError, match=message) as caught:
        make()
    assert one_sentence(caught)


@pytest.mark.parametrize(("high", "kind"), [(1, float), (255, np.uint8)])
def test_coloured_pictures(high, kind):
    colours = (np.random.default_rng(0).random((4, 5, 6, 3)) * high).astype(kind)
    shown = plots.images(colours).axes[0].images
    np.testing.assert_allclose([image.get_array() for image in shown], colours / high)
    darker = (colours / 2).astype(kind)
    fig = plots.reconstructions(colours, {"PCA": pd.DataFrame(darker.reshape(4, -1))})
    rebuilt = [image.get_array() for image in fig.axes[0].images[4:]]
    np.testing.assert_allclose(rebuilt, darker / high)
    error = np.mean((colours.astype(float) - darker) ** 2)
    assert f"{error:.3f}." in fig.get_label()
    assert plots.images(colours[..., :1]).axes[0].images[0].get_array().shape == (5, 6)


# ---- show ------------------------------------------------------------------------------------


def test_show_says_the_same_to_everyone(figures, displayed):
    fig = figures["learning_curves"]
    assert plots.show(fig) is None
    (((bundle,), options),) = displayed
    assert options == {"raw": True}
    assert set(bundle) == {"text/html", "image/png", "text/plain"}
    assert bundle["text/plain"] == alt_of(bundle["text/html"]) == fig.get_label()
    assert f"data:image/png;base64,{bundle['image/png']}" in bundle["text/html"]
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")


def test_a_cell_that_ends_with_a_figure_shows_it_once(figures):
    from IPython.core.interactiveshell import InteractiveShell

    fig = figures["maps"]
    data, _ = InteractiveShell.instance().display_formatter.format(fig)
    assert alt_of(data["text/html"]) == data["text/plain"] == fig.get_label()
    assert base64.b64decode(data["image/png"]) == plots.png(fig)
    assert "image/png" in plots.figure()[0]._repr_mimebundle_()  # without words, too


def test_show_takes_an_alt_of_its_own_and_escapes_it(figures, displayed):
    plots.show(figures["maps"], alt=HOSTILE)
    bundle = displayed[0][0][0]
    assert bundle["text/plain"] == HOSTILE == alt_of(bundle["text/html"])
    assert "<script" not in bundle["text/html"]


def test_names_are_escaped_too(displayed):
    plots.show(plots.curve_by_size([1, 2], {HOSTILE: [2, 1]}))
    html = displayed[0][0][0]["text/html"]
    assert HOSTILE in alt_of(html) and "<script" not in html


def test_show_refuses_a_figure_without_words(displayed):
    fig, _ = plots.figure()
    with pytest.raises(ValueError, match="no text alternative: pass alt='what it shows'"):
        plots.show(fig)
    assert displayed == []


# ---- steer -----------------------------------------------------------------------------------


@pytest.fixture
def steered(displayed, monkeypatch):
    """A steered figure: the calls of `draw`, the widgets, and what was displayed."""
    boxes, calls = [], []
    real = ipywidgets.VBox
    monkeypatch.setattr(ipywidgets, "VBox", lambda parts: boxes.append(parts) or real(parts))

    def draw(k, name):
        calls.append((k, name))
        fig, ax = plots.figure()
        ax.plot([0, k])
        fig.set_label(f"A line up to {k} for {name}, <b>.")
        return fig

    plots.steer(draw, k=[2, 8, 16], name=("PCA", "Autoencoder"))
    (((bundle,), options),) = displayed
    assert options == {"raw": True}
    return calls, boxes[0], bundle


def test_steer_shows_the_first_choices_with_and_without_a_kernel(steered):
    calls, (*sliders, picture), bundle = steered
    assert calls == [(2, "PCA")]
    assert [slider.description for slider in sliders] == ["k", "name"]
    assert [list(slider.options) for slider in sliders] == [[2, 8, 16], ["PCA", "Autoencoder"]]
    assert "application/vnd.jupyter.widget-view+json" in bundle
    alt = "A line up to 2 for PCA, <b>."
    assert alt_of(bundle["text/html"]) == alt_of(picture.value) == alt == bundle["text/plain"]
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")


def test_steer_redraws_when_a_slider_moves(steered):
    calls, (k, name, picture), _ = steered
    first = picture.value
    k.value = 16
    assert calls[1:] == [(16, "PCA")] and alt_of(picture.value) == "A line up to 16 for PCA, <b>."
    name.value = "Autoencoder"
    assert calls[2:] == [(16, "Autoencoder")]
    assert alt_of(picture.value) == "A line up to 16 for Autoencoder, <b>."
    k.value, name.value = 2, "PCA"
    assert picture.value == first  # the same figure, to the byte


def test_steer_refuses_a_figure_without_words(displayed):
    with pytest.raises(ValueError, match="no text alternative"):
        plots.steer(lambda k: plots.figure()[0], k=[1, 2])
    assert displayed == []


# ---- each figure -----------------------------------------------------------------------------


def test_images(pictures):
    titles = [f"t{i}" for i in range(6)]
    fig = plots.images(pictures, titles, columns=4)
    (ax,) = fig.axes
    assert fig.get_label() == "6 pictures: t0, t1, t2, t3, t4, t5."
    assert [text.get_text() for text in ax.texts] == titles
    for shown, picture in zip(ax.images, pictures, strict=True):
        np.testing.assert_array_equal(shown.get_array(), picture)
        assert shown.get_clim() == (pictures.min(), pictures.max())  # one scale for all
        assert shown.get_cmap().name == "gray_r"
    corners = np.array([image.get_extent() for image in ax.images])
    assert len(set(corners[:4, 3])) == 1 and corners[4, 3] > corners[3, 3]  # four, then a new row
    assert (np.diff(corners[:4, 0]) == 1).all() and corners[4, 0] == corners[0, 0]
    assert plots.images(pictures).get_label() == "6 pictures."
    assert plots.images(pictures, alt="Six.").get_label() == "Six."


def test_reconstructions(pictures):
    halves, same = pictures / 2, pictures.reshape(6, 64)
    fig = plots.reconstructions(pictures, {"Autoencoder": same, "PCA": halves})
    (ax,) = fig.axes
    error = np.mean((pictures / 2) ** 2, axis=(1, 2))
    assert len(ax.images) == 18
    for i in range(6):
        for row, expected in enumerate((pictures, pictures, halves)):
            np.testing.assert_array_equal(ax.images[6 * row + i].get_array(), expected[i])
    assert {image.get_clim() for image in ax.images} == {(pictures.min(), pictures.max())}
    words = [text.get_text() for text in ax.texts]
    assert words == [
        "Original",
        "Autoencoder",
        *["0.000"] * 6,
        "PCA",
        *[f"{value:.3f}" for value in error],
    ]
    colours = {text.get_text(): text.get_color().upper() for text in ax.texts}
    assert (colours["PCA"], colours["Autoencoder"]) == (PCA_LOOK[0], AE_LOOK[0])
    assert fig.get_label() == (
        "6 pictures and their reconstructions; mean squared error of these: "
        f"Autoencoder 0.000, PCA {error.mean():.3f}."
    )


def test_reconstructions_with_errors_of_your_own(pictures):
    """As `compare` gives them: for all test rows, of which the first are shown."""
    errors = {"PCA": np.array([1, 2, 3, 4, 5, 6, 1000.0])}
    fig = plots.reconstructions(pictures, {"PCA": pictures}, errors)
    assert [text.get_text() for text in fig.axes[0].texts[2:]] == [
        "1.000",
        "2.000",
        "3.000",
        "4.000",
        "5.000",
        "6.000",
    ]
    assert "PCA 3.500." in fig.get_label()


def test_maps_tell_classes_by_marker_and_colour(codes):
    names = ["benign", "malignant", "unknown"]
    fig = plots.maps(codes, LABELS % 3, names, axes_names=("first", "second"))
    assert [ax.get_title() for ax in fig.axes] == ["PCA", "Autoencoder"]
    assert fig.get_label() == (
        "Map of 60 points for each of PCA, Autoencoder, 3 classes told by shape and colour."
    )
    for ax, Z in zip(fig.axes, codes.values(), strict=True):
        assert (ax.get_xlabel(), ax.get_ylabel()) == ("first", "second")
        for cls, points in enumerate(ax.collections):
            np.testing.assert_array_equal(points.get_offsets(), Z[LABELS % 3 == cls, :2])
            assert points.get_label() == names[cls]
        assert len({colour(points.get_facecolor()[0]) for points in ax.collections}) == 3
        assert len({points.get_paths()[0].vertices.tobytes() for points in ax.collections}) == 3
    assert [text.get_text() for text in fig.axes[-1].get_legend().get_texts()] == names


def test_maps_of_digits_draw_digits(codes):
    fig = plots.maps(codes, LABELS)
    points = fig.axes[0].collections
    assert [p.get_label() for p in points] == list("0123456789")
    assert len({colour(p.get_facecolor()[0]) for p in points}) == 10
    assert len({p.get_paths()[0].vertices.tobytes() for p in points}) == 10
    assert fig.axes[-1].get_legend() is None  # the points say it themselves


def test_maps_without_classes(codes):
    fig = plots.maps(codes)
    assert fig.get_label() == "Map of 60 points for each of PCA, Autoencoder."
    assert len(fig.axes[0].collections) == 1 and fig.axes[-1].get_legend() is None


def test_maps_of_many_classes(codes):
    """Colours and markers come round again, but not together."""
    points = plots.maps(codes, np.arange(60) % 13).axes[0].collections
    looks = {(colour(p.get_facecolor()[0]), p.get_paths()[0].vertices.tobytes()) for p in points}
    assert len(looks) == 13


@pytest.mark.parametrize("names", [["$", "_"], ["^", "\\"], ["{", "%"], ["é", "ß"], ["", " "]])
def test_maps_take_any_class_name(codes, names):
    fig = plots.maps(codes, LABELS % 2, names)
    assert plots.png(fig)
    assert len({p.get_paths()[0].vertices.tobytes() for p in fig.axes[0].collections}) == 2


def test_curve_by_size():
    curves = {"Autoencoder": np.array([[4, 6], [2, 4], [1, 1.0]]), "PCA": [8, 4.0, 2.0]}
    fig = plots.curve_by_size([1, 2, 8], curves)
    (ax,) = fig.axes
    shown = lines(fig)
    np.testing.assert_allclose(shown["Autoencoder"].get_ydata(), [5, 3, 1])
    np.testing.assert_allclose(shown["PCA"].get_ydata(), [8, 4, 2])
    for name, (hue, marker) in (("PCA", PCA_LOOK), ("Autoencoder", AE_LOOK)):
        np.testing.assert_array_equal(shown[name].get_xdata(), [1, 2, 8])
        assert (shown[name].get_color(), shown[name].get_marker()) == (hue, marker)
    band = ax.collections[0].get_paths()[0].get_extents()  # spans the seeds
    assert (band.y0, band.y1, band.x0, band.x1) == (1, 6, 1, 8)
    assert ax.get_xscale() == ax.get_yscale() == "log"
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["1", "2", "8"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == list(curves)
    assert fig.get_label() == (
        "test error (MSE) against numbers per code, k: "
        "Autoencoder 5 at 1 to 1 at 8; PCA 8 at 1 to 2 at 8."
    )
    plain = plots.curve_by_size([1, 2], {"PCA": [1, -2]}, xlabel="rows", ylabel="gain", log=False)
    assert plain.axes[0].get_yscale() == "linear"
    assert plain.get_label() == "gain against rows: PCA 1 at 1 to -2 at 2."


def test_learning_curves():
    fig = plots.learning_curves(
        {"plain": [9, 3.0], "Autoencoder": [8, 4, 2.0]},
        {"PCA": 5.0, "mean image": 9.5},
        ylabel="error per pixel",
    )
    (ax,) = fig.axes
    shown = lines(fig)
    np.testing.assert_array_equal(shown["Autoencoder"].get_xdata(), [0, 1, 2])
    np.testing.assert_array_equal(shown["Autoencoder"].get_ydata(), [8, 4, 2])
    assert shown["Autoencoder"].get_color() == AE_LOOK[0]
    assert shown["PCA"].get_color() == PCA_LOOK[0] and set(shown["PCA"].get_ydata()) == {5.0}
    assert shown["PCA"].get_linestyle() != shown["Autoencoder"].get_linestyle()
    assert shown["mean image"].get_color() not in (PCA_LOOK[0], AE_LOOK[0])
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_yscale()) == (
        "epoch",
        "error per pixel",
        "log",
    )
    assert fig.get_label() == (
        "error per pixel over 2 epochs: plain from 9 to 3; Autoencoder from "
        "8 to 2; PCA at 5; mean image at 9.5."
    )
    assert plots.learning_curves({"a": [1, -1]}, log=False).axes[0].get_yscale() == "linear"


def test_errors_by_class():
    names = ["even", "odd"]
    errors = {"Autoencoder": np.array([1, 2, 3, 4.0]), "PCA": np.array([9, 5, 7, 7.0])}
    y = np.array([0, 1, 0, 1])
    fig = plots.errors_by_class(errors, y, names)
    (ax,) = fig.axes
    heights = [[bar.get_height() for bar in bars] for bars in ax.containers]
    assert heights == [[2, 3], [8, 6]]
    assert [{colour(bar.get_facecolor()) for bar in bars} for bars in ax.containers] == [
        {AE_LOOK[0]},
        {PCA_LOOK[0]},
    ]
    assert len({bars[0].get_hatch() for bars in ax.containers}) == 2  # and not colour alone
    edges = [(bar.get_x(), bar.get_x() + bar.get_width()) for bars in ax.containers for bar in bars]
    edges.sort()
    assert all(right <= left for (_, right), (left, _) in itertools.pairwise(edges))
    assert [tick.get_text() for tick in ax.get_xticklabels()] == names
    assert fig.get_label() == (
        "Mean squared error by class: Autoencoder from 2 (even) to 3 (odd); "
        "PCA from 6 (odd) to 8 (even)."
    )
    again = plots.errors_by_class(errors, y.tolist(), names)
    assert again.get_label() == fig.get_label()
    assert "from 2 (0) to 3 (1)" in plots.errors_by_class(errors, y).get_label()
