"""The explorer's page: one self-contained file, which decodes in the browser without a kernel."""

import html
from functools import partial

import numpy as np
import pandas as pd

from .. import plots
from .._pipelines import steps
from ..datasets import Dataset
from .codes import behind, codes_of
from .decoders import decoder_paths, no_way_back
from .self_contained import Page, Store, as_json, filled, one_script, read

MOST_SAMPLES = 2000
SNAPSHOT_NUMBERS, HALF = 2**20, 2**-11          # for each reducer; how exact two bytes are
IMAGES = ((2,), (3, 1), (3, 3))                 # numbers of an image_shape, and of its channels
MODULES = ("words.js", "decode.js", "data.js", "draw.js", "controls.js", "values.js", "map.js",
           "page.js")
# each imports from earlier ones


def explore(reducers, X, y=None, image_shape=None, *, feature_names=None, target_names=None,
            title="Explorer"):
    """Maps of the rows of `X`, one for each reducer, on a page that decodes where you point.

    Maps without a way back, such as those of t-SNE, show the nearest sample where you point, and
    the page says that nothing can be decoded there.

    Parameters
    ----------
    reducers : dict of str to fitted reducer
        Linear ones such as PCA, those of this package with dense layers, and pipelines that end in
        one and otherwise only impute, select, shift and scale features. If all begin with the same
        steps that do more, such as to encode words, rows are shown as these have made them.
        Any other that encodes is a map without a way back: UMAP, Isomap, `KernelPCA` with a curved
        kernel, a convolutional network. Where it has no ``transform`` for new rows (`TSNE`, `MDS`,
        `SpectralEmbedding`), X must be the rows that it was fitted on, in their order: its map is
        its ``embedding_``.
        An estimator fitted with ``callbacks=[explorer.Snapshots()]`` gets a slider over its epochs.
    X : Dataset, DataFrame, or array of shape (n_samples, n_features)
        Rows to show; a data set brings the next four with it. Of more than 2,000, so many are drawn
        at random, and the page says so. Missing values are allowed where every reducer imputes
        them.
    y : int array of shape (n_samples,), optional
    image_shape : (int, int) or (int, int, 3), optional
        Height and width, where a row of X is a picture, grey or coloured; otherwise rows are shown
        as bars.
    feature_names, target_names : sequence of str, optional
    title : str

    Returns
    -------
    Explorer
        Shown by Jupyter; ``save(path)`` writes the page to a file.

    Raises
    ------
    ValueError
        When there are no rows, a reducer gives no finite codes, or has no ``transform`` and
        was fitted on another number of rows, or steps before it cannot be undone.

    Warns
    -----
    UserWarning
        When neighbours on the map of a reducer without ``transform`` have nothing in common in X.

    Examples
    --------
    >>> from sklearn.decomposition import PCA
    >>> from aeutils import explore, load_digits
    >>> digits = load_digits()[:200]
    >>> explore({"PCA": PCA(2).fit(digits.X)}, digits)
    <Explorer: 200 samples, maps of PCA>
    >>> from sklearn.manifold import TSNE
    >>> explore({"t-SNE": TSNE(random_state=0).fit(digits.X)}, digits)
    <Explorer: 200 samples, maps of t-SNE>
    """
    if not isinstance(reducers, dict) or not reducers:
        raise ValueError("There is nothing to explore: pass a dict of at least one fitted reducer, "
                         "such as {'PCA': pca}.")
    ids = getattr(X, "index", None)
    reducers, X, feature_names, prepared = behind(
        {str(name): reducer for name, reducer in reducers.items()}, X, feature_names)
    if not isinstance(X, Dataset):
        if feature_names is None and hasattr(X, "columns"):
            feature_names = [str(name) for name in X.columns]
        try:
            X = Dataset(X, y, image_shape, feature_names, target_names)
        except (TypeError, ValueError) as error:
            words = [str(name) for name, dtype in getattr(X, "dtypes", pd.Series()).items()
                     if not pd.api.types.is_numeric_dtype(dtype)]
            if not words:
                raise
            raise ValueError(f"X has columns that are no numbers ({', '.join(words)}): let all "
                             "reducers begin with the same step that encodes them, or leave them "
                             "out.") from error
    if not len(X):
        raise ValueError("X has no rows: pass at least one.")
    if X.image_shape is not None and (len(X.image_shape), *X.image_shape[2:]) not in IMAGES:
        raise ValueError("image_shape must be (height, width), or (height, width, 3) for colours, "
                         f"not {X.image_shape}: reorder the columns of X, or leave it out.")
    if np.isinf(X.X).any() or (X.image_shape is not None and np.isnan(X.X).any()):
        raise ValueError("X contains infinity, or NaN in pictures: impute them or drop those rows.")
    ids = np.arange(len(X)) if ids is None or callable(ids) else ids
    shown = np.arange(len(X))
    if len(X) > MOST_SAMPLES:
        shown = np.sort(np.random.default_rng(0).choice(len(X), MOST_SAMPLES, replace=False))
    return Explorer(reducers, X[shown], title, ids[shown], prepared, shown, len(X))


class Explorer(Page):
    """What `explore` returns: a page, and what Jupyter needs to show it."""

    def __init__(self, reducers, data, title, ids, prepared, shown, n_samples):
        encode = partial(codes_of, data=data, shown=shown, n_samples=n_samples)
        self.codes = {}
        for name, reducer in reducers.items():       # a loop: a warning counts the frames above it
            self.codes[name] = encode(name, reducer)
        self._data = data
        self._no_ways = {name: no_way_back(reducer, self.codes[name].shape[1])
                         for name, reducer in reducers.items()}
        self._thinned = "" if len(data) == n_samples else (
            f"Shown are {len(data):,} of {n_samples:,} rows, drawn at random.")
        page = _page(reducers, data, self.codes, encode, self._no_ways, title, ids, prepared,
                     self._thinned)
        super().__init__(page, title, 860 if len(reducers) < 3 else 1300)

    def __repr__(self):
        return f"<Explorer: {len(self._data):,} samples, maps of {', '.join(self.codes)}>"

    def _picture(self):
        axes = {name: np.column_stack([Z, np.zeros(len(Z))])[:, :2]
                for name, Z in self.codes.items()}
        fig = plots.maps(axes, self._data.y, self._data.target_names)
        shown = ("the nearest sample" if any(self._no_ways.values())
                 else "what each reducer decodes")
        alt = " ".join(filter(None, [fig.get_label(), self._thinned]))
        return fig, f"{alt} The live page shows {shown} where you point."


def _decimals(X):
    """For each feature, decimals that show a thousandth of its range and tell its values apart.

    All but the closest ones, that is: of the gaps between them a twentieth may be smaller.
    """
    decimals = []
    for values in X.T:
        values = np.unique(values[np.isfinite(values)])
        largest = np.abs(values).max(initial=0)
        gaps = np.sort(np.diff(values))
        gaps = gaps[gaps > 1e-12 * largest]                                # others are rounding
        step = min(gaps[len(gaps) // 20], gaps.sum() / 1000) if len(gaps) else (
            largest / 1e6 or 1)
        decimals.append(int(np.ceil(-np.log10(step))))
    return decimals


def _states(store, name, reducer, width, codes, encode, no_way):
    """Codes and decoder of a reducer as it was after some epochs, if known, and as it is."""
    # Numbers may be off by a share of the largest beside them.
    def state(reducer, codes, epoch=None, share=0):
        described = {"epoch": epoch,
                     "codes": store.keep(codes, max(share, 1e-6) * np.ptp(codes, axis=0))}
        if no_way:
            return described
        try:
            paths, scale, offset = decoder_paths(reducer, codes.shape[1])
        except ValueError as error:
            raise ValueError(f"'{name}': {error}") from error
        if len(scale) != width:
            raise ValueError(f"'{name}' decodes {len(scale)} features, but X has {width}: "
                             "pass the rows that it sees.")
        return described | {
            "scale": store.keep(scale), "offset": store.keep(offset),
            "paths": [[{"kernel": store.keep(kernel, share * np.abs(kernel).max(initial=0)),
                        "bias": store.keep(bias), "activation": activation}
                       for kernel, bias, activation in path] for path in paths]}

    now = state(reducer, codes)
    if not isinstance(getattr((steps(reducer) or [None])[-1], "callbacks", None), list):
        return [now]
    from .snapshots import earlier

    size = codes.size + sum(layer["kernel"][1] for path in now.get("paths", ()) for layer in path)
    return [*(state(then, encode(name, then), epoch, HALF)
              for epoch, then in earlier(name, reducer, max(1, SNAPSHOT_NUMBERS // size))), now]


def _page(reducers, data, codes, encode, no_ways, title, ids, prepared, thinned):
    """The whole page as text."""
    store = Store()
    keep = store.keep
    X = data.X.astype(float)
    labels, classes = plots.classes(data.y, data.target_names, len(X))
    known = np.ma.masked_invalid(X)
    deviations, largest = known.std(axis=0).filled(0), np.abs(known).max(axis=0).filled(0)
    names = next((reducer.feature_names_in_ for reducer in reducers.values()
                  if len(getattr(reducer, "feature_names_in_", ())) == X.shape[1]),
                 [f"feature {i + 1}" for i in range(X.shape[1])])
    described = {
        "imageShape": data.image_shape,
        "features": list(data.feature_names or names),
        "classes": classes if data.y is not None else [],
        "labels": labels.tolist() if data.y is not None else [],
        "ids": [str(row) for row in ids],
        "prepared": prepared,
        "thinned": thinned,
        "range": (plots.picture_range(X, data.image_shape[2:] == (3,)) if data.image_shape
                  else (0, 1)),
        "reducers": [],
    }
    for name, reducer in reducers.items():
        Z = codes[name]
        described["reducers"].append({
            "name": name, "k": Z.shape[1], "noWayBack": no_ways[name],
            "decimals": _decimals(np.stack([Z.min(axis=0), Z.max(axis=0)])),
            "states": _states(store, name, reducer, X.shape[1], Z, encode, no_ways[name])})
    if data.image_shape is None:
        described["X"] = keep(X, 1e-6 * np.ma.ptp(known, axis=0).filled(0))
        described["deviations"] = keep(np.where(deviations > 1e-12 * largest, deviations, 1))
        described["decimals"] = _decimals(X)
    else:                                                    # as fine as a screen shows them
        low, high = described["range"]
        described["X"] = store.keep_bytes(np.round(255 * (X - low) / (high - low)))
    return filled("page.html", TITLE=html.escape(title), STYLE=read("base.css"),
                  DATA=as_json(described), STORE=store.text, SUPPORT=read("support.js"),
                  SCRIPT=one_script(map(read, MODULES)))
