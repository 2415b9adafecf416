"""The explorer: maps of the same data, one for each reducer; point at a place and see it decoded.

`explore` writes one self-contained page, which decodes in the browser. That takes little, because
a decoder is a sum of paths, each a stack of dense layers: x̂ = scale · Σ path(z) + offset. PCA is
one path of one layer. An autoencoder that starts as PCA is that path plus a nonlinear one.
"""

import base64
import html
import json
import re
import zlib
from importlib import resources

import numpy as np

from .. import plots
from ..datasets import Dataset

ACTIVATIONS = {"linear", "relu", "relu6", "leaky_relu", "elu", "selu", "gelu", "silu", "mish",
               "softplus", "softsign", "tanh", "sigmoid", "hard_sigmoid", "exponential"}
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
    page = _read("page.html")
    return re.sub(f"%({'|'.join(parts)})%", lambda mark: parts[mark[1]], page)


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


def decoder_paths(reducer, k):
    """A fitted reducer's decoder as x̂ = scale · Σ path(z) + offset.

    Parameters
    ----------
    reducer : fitted reducer or pipeline
    k : int
        Numbers per code.

    Returns
    -------
    paths : list of lists of (kernel, bias, activation)
        Dense layers; a path of one layer without activation is linear.
    scale, offset : arrays of shape (n_features,)

    Raises
    ------
    ValueError
        When the decoder is something else.
    """
    *before, last = [step for _, step in getattr(reducer, "steps", [(None, reducer)])
                     if step not in (None, "passthrough")]
    if hasattr(last, "decoder_"):
        paths, scale, offset = _keras_paths(last.decoder_)
    else:
        kernel, offset = _probe(last, k, "decodes along straight lines")
        paths, scale = [[(kernel, np.zeros(kernel.shape[1]), "linear")]], np.ones(kernel.shape[1])
    for step in reversed(before):                                     # undoing it: one more layer
        kernel, shift = _probe(step, len(scale), "is undone along straight lines")
        stretch = np.diag(kernel)
        if kernel.shape == (len(scale),) * 2 and np.array_equal(kernel, np.diag(stretch)):
            scale, offset = scale * stretch, offset * stretch + shift           # a scaler
        else:
            paths = _with_layer(paths, scale[:, None] * kernel, offset @ kernel + shift)
            scale, offset = np.ones(len(shift)), np.zeros(len(shift))
    return paths, scale, offset


def _probe(step, width, claim):
    """Kernel and offset of an `inverse_transform` that is linear, found by asking it."""
    ask = np.concatenate([np.zeros((1, width)), np.eye(width),
                          np.random.default_rng(0).normal(size=(3, width))])
    answer = np.asarray(step.inverse_transform(ask), float)
    offset, kernel = answer[0], answer[1 : width + 1] - answer[0]
    expected = ask[width + 1 :] @ kernel + offset
    if not np.allclose(answer[width + 1 :], expected, rtol=1e-4, atol=1e-5 * np.abs(answer).max()):
        raise ValueError(f"The explorer needs a step that {claim}, and {step!r} does not: take PCA "
                         "or an Autoencoder, after scalers such as StandardScaler.")
    return kernel, offset


def _keras_paths(decoder):
    """The paths of a Keras model that is made of dense layers and sums.

    Every tensor in it is a sum of paths, then scaled and shifted; a layer takes those that come in
    to the one that goes out.
    """
    width = decoder.inputs[0].shape[1]
    sums = {id(decoder.inputs[0]): ([[]], np.ones(width), np.zeros(width))}
    for layer in decoder.operations:
        for node in layer._inbound_nodes:
            if node.input_tensors and all(id(tensor) in sums for tensor in node.input_tensors):
                come_in = [sums[id(tensor)] for tensor in node.input_tensors]
                sums[id(node.outputs[0])] = _after(layer, *come_in)
    return sums[id(decoder.outputs[0])]


def _after(layer, first, *others):
    """The sum of paths that goes out of a Keras layer."""
    from ..models import TransposedDense, layers

    paths, scale, offset = first
    if isinstance(layer, layers.Add):
        paths = [path for paths, scale, offset in (first, *others)
                 for path in _with_layer(paths, np.diag(scale), offset)]
        return paths, np.ones(len(scale)), np.zeros(len(scale))
    if isinstance(layer, (layers.Dropout, layers.Reshape)):         # the numbers stay what they are
        return first
    if isinstance(layer, layers.Rescaling):
        return paths, scale * layer.scale, offset * layer.scale + np.asarray(layer.offset)
    if isinstance(layer, layers.BatchNormalization):
        stretch = np.asarray(layer.gamma) if layer.scale else 1.0
        stretch = stretch / np.sqrt(np.asarray(layer.moving_variance) + layer.epsilon)
        shift = np.asarray(layer.beta) if layer.center else 0.0
        return paths, scale * stretch, (offset - np.asarray(layer.moving_mean)) * stretch + shift
    if isinstance(layer, TransposedDense):
        kernel = np.asarray(layer.dense.kernel).T
    elif isinstance(layer, layers.Dense):
        kernel = np.asarray(layer.kernel)
    elif isinstance(layer, layers.Activation):
        kernel = np.eye(len(scale))
    else:
        raise ValueError(f"The decoder's layer '{layer.name}' ({type(layer).__name__}) is none "
                         "that the explorer can run: take a network of dense layers, or show its "
                         "pictures with plots.reconstructions.")
    activation = layer.activation.__name__
    if activation not in ACTIVATIONS or len(paths) > 1 or len(kernel) != len(scale):
        known = ", ".join(sorted(ACTIVATIONS))
        raise ValueError(f"The decoder's layer '{layer.name}' ({activation}) does what the "
                         f"explorer cannot: use activations out of {known}, and sum paths only "
                         "before the output.")
    bias = getattr(layer, "bias", None)
    bias = offset @ kernel + (0.0 if bias is None else np.asarray(bias))
    before, kernel = paths[0], scale[:, None] * kernel
    if isinstance(layer, layers.Activation) and before and before[-1][2] == "linear":
        *before, (first_kernel, first_bias, _) = before              # one layer does what two did
        kernel, bias = first_kernel * scale, first_bias * scale + bias
    return [[*before, (kernel, bias, activation)]], np.ones(len(bias)), np.zeros(len(bias))


def _with_layer(paths, kernel, bias):
    """The paths with a linear layer after their sum, which is one after each."""
    if np.array_equal(kernel, np.eye(len(kernel))) and not bias.any():
        return paths
    return [[*path, (kernel, np.zeros(len(bias)) if i else bias, "linear")]
            for i, path in enumerate(paths)]
