"""The explorer's page: one self-contained file, which decodes in the browser without a kernel."""

import base64
import html
import json
import re
import zlib
from importlib import resources

import numpy as np

from .. import plots
from ..datasets import Dataset
from .paths import decoder_paths

MOST_SAMPLES = 2000
MODULES = ("decode.js", "data.js", "draw.js", "map.js", "page.js")    # each imports earlier ones


def explore(reducers, X, y=None, image_shape=None, *, feature_names=None, target_names=None,
            title="Explorer"):
    """Maps of the rows of `X`, one for each reducer, on a page that decodes where you point.

    Parameters
    ----------
    reducers : dict of str to fitted reducer
        Linear ones such as PCA, those of this package with dense layers, and pipelines that end in
        one and otherwise only shift and scale features.
    X : Dataset, or array of shape (n_samples, n_features)
        Rows to show, at most 2,000; a data set brings the next four with it.
    y : int array of shape (n_samples,), optional
    image_shape : (int, int), optional
        Height and width, where a row of X is an image; otherwise rows are shown as bars.
    feature_names, target_names : sequence of str, optional
    title : str

    Returns
    -------
    Explorer
        Shown by Jupyter; ``save(path)`` writes the page to a file.

    Raises
    ------
    ValueError
        When there are too many rows, or a decoder is neither linear nor made of dense layers.

    Examples
    --------
    >>> from sklearn.decomposition import PCA
    >>> from aeutils import explore, load_digits
    >>> digits = load_digits()[:200]
    >>> explore({"PCA": PCA(2).fit(digits.X)}, digits)
    <Explorer: 200 samples, maps of PCA>
    """
    if not isinstance(X, Dataset):
        X = Dataset(X, y, image_shape, feature_names, target_names)
    if not reducers:
        raise ValueError("There is nothing to explore: pass at least one fitted reducer, such as "
                         "{'PCA': pca}.")
    if not 1 <= len(X) <= MOST_SAMPLES:
        raise ValueError(f"X has {len(X)} rows, the page bears 1 to {MOST_SAMPLES:,}: pass some of "
                         "them, such as X[:1000].")
    if not np.isfinite(X.X).all():
        raise ValueError("X contains NaN or infinity: impute them or drop those rows.")
    return Explorer(reducers, X, title)


class Explorer:
    """What `explore` returns: a page, and what Jupyter needs to show it."""

    def __init__(self, reducers, data, title):
        self.codes = {name: np.asarray(reducer.transform(data.X), np.float32)
                      for name, reducer in reducers.items()}
        self._data, self._title = data, title
        self.html = _page(reducers, data, self.codes, title)

    def save(self, path):
        """Write the page to a file that any browser opens, with or without a network.

        Parameters
        ----------
        path : str or path
        """
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.html)

    def __repr__(self):
        return f"<Explorer: {len(self._data)} samples, maps of {', '.join(self.codes)}>"

    def _repr_mimebundle_(self, include=None, exclude=None):
        """The page in a frame, over a picture that remains where frames are taken out."""
        axes = {name: np.column_stack([Z, np.zeros(len(Z))])[:, :2]
                for name, Z in self.codes.items()}
        fig = plots.maps(axes, self._data.y, self._data.target_names)
        alt = f"{fig.get_label()} The live page shows what each reducer decodes where you point."
        data = base64.b64encode(plots.png(fig)).decode()
        height = 860 if len(self.codes) < 3 else 1300
        fill = "position:absolute;inset:0;width:100%;height:100%;border:0;background:#fff"
        page = (f'<div style="position:relative;height:{height}px;overflow:hidden">'
                f'<img alt="{html.escape(alt)}" src="data:image/png;base64,{data}" '
                'style="max-width:100%">'
                f'<iframe title="{html.escape(self._title)}" sandbox="allow-scripts" '
                f'style="{fill}" srcdoc="{html.escape(self.html)}"></iframe></div>')
        return {"text/html": page, "image/png": data, "text/plain": alt}


def _page(reducers, data, codes, title):
    """The whole page as text."""
    arrays = []

    def keep(values):
        """Put numbers into the page's store and return where: (start, length)."""
        values = np.ravel(values).astype("<f4")
        start = sum(map(len, arrays))
        arrays.append(values)
        return [start, len(values)]

    names = data.target_names
    classes = [] if data.y is None else np.unique(data.y).tolist()
    described = {
        "imageShape": data.image_shape,
        "features": data.feature_names or [f"feature {i + 1}" for i in range(data.X.shape[1])],
        "classes": [str(c) if names is None else names[c] for c in classes],
        "labels": [] if data.y is None else [classes.index(label) for label in data.y],
        "range": [float(data.X.min()), float(data.X.max())],
        "reducers": [],
    }
    for name, reducer in reducers.items():
        paths, scale, offset = decoder_paths(reducer, codes[name].shape[1])
        described["reducers"].append({
            "name": name, "k": codes[name].shape[1], "codes": keep(codes[name]),
            "scale": keep(scale), "offset": keep(offset),
            "paths": [[{"kernel": keep(kernel), "bias": keep(bias), "activation": activation}
                       for kernel, bias, activation in path] for path in paths]})
    if data.image_shape is None:
        described["X"] = keep(data.X)
        pixels = b""
    else:                                                    # as fine as a screen shows them
        low, high = described["range"]
        pixels = np.round(255 * (data.X - low) / ((high - low) or 1)).astype(np.uint8).tobytes()
    numbers = np.concatenate(arrays).tobytes()
    described["pixelsStart"] = len(numbers)
    store = base64.b64encode(zlib.compress(numbers + pixels, 9)).decode()
    # json.dumps leaves no character beyond ASCII; these three could end the script element.
    text = json.dumps(described).translate({ord(c): f"\\u{ord(c):04x}" for c in "<>&"})
    parts = {"TITLE": html.escape(title), "DATA": text, "STORE": store,
             "SUPPORT": _read("support.js"), "SCRIPT": one_script(map(_read, MODULES))}
    return re.sub(f"%({'|'.join(parts)})%", lambda mark: parts[mark[1]], _read("page.html"))


def _read(name):
    return (resources.files(__package__) / name).read_text(encoding="utf-8")


def one_script(modules):
    """JavaScript modules in one, which needs no other file.

    Parameters
    ----------
    modules : iterable of str
        Each imports from earlier ones only, and no name stands at the top of two.

    Returns
    -------
    str
    """
    return "\n".join(re.sub(r"^import [^;]*;\n|^export ", "", module, flags=re.MULTILINE)
                     for module in modules)
