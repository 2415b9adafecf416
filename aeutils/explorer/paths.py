"""A decoder as a sum of paths, each a stack of dense layers: x̂ = scale · Σ path(z) + offset.

That is all that a page needs to decode. PCA is one path of one layer; an autoencoder that starts as
PCA is that path plus a nonlinear one.
"""

import numpy as np

from .._pipelines import steps

ACTIVATIONS = {"linear", "relu", "relu6", "leaky_relu", "elu", "selu", "gelu", "silu", "mish",
               "softplus", "softsign", "tanh", "sigmoid", "hard_sigmoid", "exponential"}


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
    *before, last = steps(reducer)
    if hasattr(last, "decoder_"):
        paths, scale, offset = _keras_paths(last.decoder_)
        if getattr(last, "standardised_output_", False):
            scale, offset = scale * last.scale_, offset * last.scale_ + last.mean_
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
    probes = np.concatenate([np.zeros((1, width)), np.eye(width),
                          np.random.default_rng(0).normal(size=(3, width))])
    answer = np.asarray(step.inverse_transform(probes), float)
    offset, kernel = answer[0], answer[1 : width + 1] - answer[0]
    expected = probes[width + 1 :] @ kernel + offset
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
    from .._keras import keras
    from ..networks import TransposedDense

    layers = keras.layers
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
