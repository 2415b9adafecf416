"""The playground: PCA beside an autoencoder that trains in the browser, on a page of its own."""

import html

import numpy as np
import pandas as pd

from .. import plots
from ..datasets import Dataset
from .self_contained import Page, Store, as_json, filled, one_script, read

MOST_ROWS, FEWEST_ROWS, MOST_COLUMNS = 20_000, 10, 300
WORKER = ("words.js", "random.js", "decode.js", "matrix.js", "pca.js", "prepare.js", "train.js",
          "verdict.js", "csv.js", "worker.js")
MODULES = ("words.js", "random.js", "decode.js", "data.js", "draw.js", "controls.js", "values.js",
           "map.js", "csv.js", "sets.js", "table.js", "hand.js", "rows.js", "settings.js",
           "python.js", "out.js", "start_worker.js", "buttons.js", "chart.js", "languages.js",
           "live.js", "answer.js", "walks.js", "playground.js")

# Name, title, a sentence, and the lines that make X, which the page offers as Python. Labels, which
# only colour the maps, are made of what these lines leave.
BUNDLED = [
    ("digits", "Handwritten digits",
     "1,797 pictures of 8 × 8 pixels, ink from 0 to 1.",
     "from aeutils import load_digits\n\nX = load_digits().X",
     lambda made: made["load_digits"]().y),
    ("curves", "Drawn curves",
     "1,000 strokes through three random points, 14 × 14 pixels: six numbers behind each.",
     "import numpy as np\nfrom aeutils import make_curves\n\n"
     "small = make_curves(1000).images.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4))\n"
     "X = np.uint8(255 * small.reshape(-1, 196)) / 255",
     None),
    ("sensors", "Pump sensors",
     "1,650 readings of twelve sensors of a simulated water pump; three hidden causes behind them.",
     "from aeutils import load_sensors\n\nX = load_sensors().X[::2]",
     lambda made: (made["load_sensors"]().y[::2] > 0).astype(int)),
    ("roll", "Swiss roll",
     "A rolled-up sheet: 1,000 points in space. Its symbols count along the roll.",
     "from sklearn.datasets import make_swiss_roll\n\n"
     "X, place = make_swiss_roll(1000, random_state=0)",
     lambda made: _eighths(made["place"])),
    ("s_curve", "S curve",
     "A sheet bent to an S: 1,000 points in space. Its symbols count along the S.",
     "from sklearn.datasets import make_s_curve\n\n"
     "X, place = make_s_curve(1000, random_state=0)",
     lambda made: _eighths(made["place"])),
    ("moons", "Two moons",
     "600 points of the plane, in two arcs with a little noise.",
     "from sklearn.datasets import make_moons\n\n"
     "X, arc = make_moons(600, noise=0.08, random_state=0)",
     lambda made: made["arc"]),
    ("linear", "Straight, with noise",
     "800 rows of ten columns: sums of three causes, plus noise. Nothing in them is bent.",
     "import numpy as np\n\nrandom = np.random.RandomState(0)\n"
     "causes = random.normal(size=(800, 3))\n"
     "X = causes @ random.normal(size=(3, 10)) + 0.5 * random.normal(size=(800, 10))",
     None),
    ("noise", "Nothing but noise",
     "1,000 rows of ten random numbers, as in the article whose program opens the course.",
     "import numpy as np\n\nX = np.random.RandomState(0).rand(1000, 10)",
     None),
]
SHAPES = {"digits": (8, 8), "curves": (14, 14)}
CLASSES = {"digits": list("0123456789"), "sensors": ["normal", "a sensor is faulty"],
           "moons": ["upper", "lower"], "roll": list("12345678"), "s_curve": list("12345678")}
STANDARDISED = {"sensors", "noise"}
ORDERED = {"roll", "s_curve"}                   # classes that count along something


def playground(X=None, y=None, image_shape=None, *, feature_names=None, target_names=None,
               title="Playground"):
    """Watch an autoencoder leave PCA: both on a page that trains in the browser.

    The page holds eight small data sets, and takes a table of the reader's own, which never leaves
    it. It needs neither Python nor a network. It speaks English, or Chinese where the browser does;
    a button changes that, and so does ``#language=zh`` or ``#language=en`` behind its address.

    Parameters
    ----------
    X : Dataset, DataFrame, or array of shape (n_samples, n_features), optional
        Rows to begin with, 10 to 20,000 of 2 to 300 features; a data set brings the next four with
        it. Missing values are allowed: the page asks what to do with them.
    y : int array of shape (n_samples,), optional
        Classes, which only colour the maps.
    image_shape : (int, int), optional
        Height and width, where a row of X is a grey picture; otherwise columns are standardised,
        unless the reader chooses not to.
    feature_names, target_names : sequence of str, optional
    title : str

    Returns
    -------
    Playground
        Shown by Jupyter; ``save(path)`` writes the page to a file.

    Raises
    ------
    ValueError
        When there are too few or too many rows or features, or X holds infinity, or gaps in
        pictures.
    TypeError
        When X holds text.

    Examples
    --------
    >>> from aeutils import load_sensors, playground
    >>> playground(load_sensors()[:500])
    <Playground: 500 rows of 12 features, and 8 data sets>
    """
    if X is not None and not isinstance(X, Dataset):
        if feature_names is None and hasattr(X, "columns"):
            feature_names = [str(name) for name in X.columns]
        words = [str(name) for name, dtype in getattr(X, "dtypes", pd.Series()).items()
                 if not pd.api.types.is_numeric_dtype(dtype)]
        if words:
            raise TypeError(f"X has columns that are no numbers ({', '.join(words)}): leave them "
                            "out, or pass one of them as y.")
        X = Dataset(X, y, image_shape, feature_names, target_names, name="your rows")
    if X is not None:
        _check(X)
    return Playground(X, title)


def _check(data):
    n, width = data.X.shape
    if not FEWEST_ROWS <= n <= MOST_ROWS:
        raise ValueError(f"X has {n:,} rows, the page bears {FEWEST_ROWS} to {MOST_ROWS:,}: pass "
                         "some of them, such as X[:10_000].")
    if not 2 <= width <= MOST_COLUMNS:
        raise ValueError(f"X has {width:,} features, the page bears 2 to {MOST_COLUMNS}: choose "
                         "among them, or pass their first principal components.")
    if data.image_shape is not None and len(data.image_shape) != 2:
        raise ValueError(f"image_shape must be (height, width), not {data.image_shape}: make the "
                         "pictures grey, or leave it out.")
    if np.isinf(data.X).any() or (data.image_shape is not None and np.isnan(data.X).any()):
        raise ValueError("X contains infinity, or NaN in pictures: impute them or drop those rows.")


class Playground(Page):
    """What `playground` returns: a page, and what Jupyter needs to show it."""

    allow = "allow-scripts allow-downloads"

    def __init__(self, data, title):
        self._data = data
        store = Store()
        sets = [_bundled(store, *each) for each in BUNDLED]
        if data is not None:
            sets.insert(0, _own(store, data))
        limits = {"mostRows": MOST_ROWS, "fewestRows": FEWEST_ROWS, "mostColumns": MOST_COLUMNS}
        page = filled(
            "playground.html", TITLE=html.escape(title), STYLE=read("base.css"),
            LAYOUT=read("playground.css"), DATA=as_json({"sets": sets, "limits": limits}),
            CHINESE=read("chinese.json"), STORE=store.text, SUPPORT=read("support.js"),
            WORKER=one_script(map(read, WORKER)), SCRIPT=one_script(map(read, MODULES)))
        super().__init__(page, title, 1250)

    def __repr__(self):
        n_sets = f"{len(BUNDLED)} data sets"
        if self._data is None:
            return f"<Playground: {n_sets}>"
        n, width = self._data.X.shape
        return f"<Playground: {n:,} rows of {width} features, and {n_sets}>"

    def _picture(self):
        from sklearn.decomposition import PCA

        from ..datasets import load_digits

        data = load_digits() if self._data is None else self._data
        rows = np.nan_to_num(data.X - np.nanmean(data.X, axis=0))
        fig = plots.maps({"PCA": PCA(2).fit_transform(rows)}, data.y, data.target_names)
        return fig, (f"{fig.get_label()} The live page trains an autoencoder beside it: save it "
                     "with playground().save('playground.html') and open the file in a browser.")


def _eighths(values):
    return np.digitize(values, np.quantile(values, np.arange(1, 8) / 8))


def _bundled(store, key, title, sentence, python, labels):
    """A data set as the page wants it described; its rows go into the store."""
    made = {}
    exec(python, made)                          # so the rows are what the copied lines make
    X = np.asarray(made["X"], float)
    return _described(store, X, key=key, title=title, sentence=sentence, python=python,
                      features=list(made["load_sensors"]().feature_names)
                      if key == "sensors" else None,
                      labels=labels(made) if labels else None, classes=CLASSES.get(key),
                      image_shape=SHAPES.get(key), standardise=key in STANDARDISED,
                      ordered=key in ORDERED)


def _own(store, data):
    labels, classes = plots.classes(data.y, data.target_names, len(data))
    n, width = data.X.shape
    return _described(
        store, data.X.astype(float), key="given", title=data.name,
        sentence=data.description or f"{n:,} rows of {width} columns.",
        python="X = ...                                   # the rows given to playground(X)",
        features=data.feature_names, labels=None if data.y is None else labels,
        classes=None if data.y is None else classes, image_shape=data.image_shape,
        standardise=data.image_shape is None)


def _described(store, X, *, features, labels, classes, image_shape, **described):
    known = np.ma.masked_invalid(X)
    levels = next((levels for levels in (16, 255) if image_shape and X.min() >= 0 and X.max() <= 1
                   and np.allclose(levels * X, np.round(levels * X), rtol=0, atol=1e-9)), None)
    return described | {
        "imageShape": image_shape, "width": X.shape[1],
        "features": list(features or [f"x{j + 1}" for j in range(X.shape[1])]),
        "labels": [] if labels is None else np.asarray(labels).tolist(),
        "classes": [] if labels is None else [str(name) for name in classes],
        "range": plots.picture_range(X, False) if image_shape else (0, 1),
        "levels": levels or 1,
        "X": (store.keep_bytes(np.round(levels * X)) if levels
              else store.keep(X, 1e-6 * np.ma.ptp(known, axis=0).filled(0)))}
