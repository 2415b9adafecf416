"""A decoder as a sum of paths, each a stack of dense layers: x̂ = scale · Σ path(z) + offset.

That is all that a page needs to decode. PCA is one path of one layer; an autoencoder that starts as
PCA is that path plus a nonlinear one.
"""

import numpy as np
from sklearn.preprocessing import FunctionTransformer

from .._pipelines import can_be_undone, imputes, steps

ACTIVATIONS = {"linear", "relu", "relu6", "leaky_relu", "elu", "selu", "gelu", "silu", "mish",
               "softplus", "softsign", "tanh", "sigmoid", "hard_sigmoid", "exponential"}


def no_way_back(reducer, k):
    """Why no page can decode what a reducer's last step encodes: a sentence, or "" where one can.

    Parameters
    ----------
    reducer : fitted reducer or pipeline
    k : int
        Numbers per code.

    Returns
    -------
    str
    """
    last = (_without_imputers(reducer) or [FunctionTransformer()])[-1]
    kind = type(last).__name__
    if hasattr(last, "decoder_"):
        try:
            _keras_paths(last.decoder_)
        except ValueError as error:
            return str(error)
        return ""
    if can_undo(last, k):
        return ""
    if not can_be_undone(last):
        return f"{kind} has no way back from its map to rows: nothing can be decoded here."
    return f"This page cannot run {kind}'s way back from its map to rows: nothing is decoded here."


def decoder_paths(reducer, k):
    """A fitted reducer's decoder as x̂ = scale · Σ path(z) + offset.

    Parameters
    ----------
    reducer : fitted reducer or pipeline
        Imputers in it decode to what they answered.
    k : int
        Numbers per code.

    Returns
    -------
    paths : list of lists of (kernel, bias, activation)
        Dense layers; a path of one layer without activation is linear. A kernel of one dimension
        is a diagonal: the layer treats each feature by itself.
    scale, offset : arrays of shape (n_features,)

    Raises
    ------
    ValueError
        When the decoder is something else.
    """
    *before, last = _without_imputers(reducer) or [FunctionTransformer()]
    if hasattr(last, "decoder_"):
        paths, scale, offset = _keras_paths(last.decoder_)
        if getattr(last, "standardised_output_", False):
            scale, offset = scale * last.scale_, offset * last.scale_ + last.mean_
    else:
        paths, scale, offset = _undone(last, [[]], np.ones(k), np.zeros(k), "take PCA or an "
                                       "Autoencoder, after scalers such as StandardScaler")
    for step in reversed(before):
        paths, scale, offset = _undone(step, paths, scale, offset, "explore the steps after it, "
                                       "such as pipeline[1:], with the rows that these see, "
                                       "pipeline[:1].transform(X)")
    return paths, scale, offset


def _without_imputers(reducer):
    return [step for step in steps(reducer) if not imputes(step)]


def can_undo(step, width):
    """Whether a decoder can go on through a fitted step of a pipeline.

    Parameters
    ----------
    step : transformer
    width : int
        Number of features that it makes.

    Returns
    -------
    bool
    """
    try:
        return bool(_undone(step, [[]], np.ones(width), np.zeros(width), "take another"))
    except (TypeError, ValueError):
        return imputes(step)


def _undone(step, paths, scale, offset, way_out):
    """Paths, scale and offset after an `inverse_transform` that is linear, found by asking it."""
    def ask(Z):
        try:
            return np.asarray(step.inverse_transform(np.asarray(Z)))
        except Exception as error:
            raise refusal from error

    refusal = ValueError(f"The explorer cannot undo {type(step).__name__}, whose inverse_transform "
                         f"is missing, fails or is not linear: {way_out}.")
    width = len(scale)
    a, b = np.random.default_rng(0).normal(size=(2, width))
    answers = ask([np.zeros(width), np.ones(width), a, b, a - 2 * b])
    rounding = np.finfo(np.result_type(answers.dtype, np.float16)).eps * np.abs(answers[0])
    shift, (ones, of_a, of_b, of_both) = answers[0], answers[1:] - answers[0]
    tolerance = 1e-4 * (np.abs(of_a) + np.abs(of_b)) + 100 * rounding
    if not (np.abs(of_both - (of_a - 2 * of_b)) <= tolerance).all():               # NaN is not
        raise refusal
    if len(ones) == width and (np.abs(of_a - a * ones) <= tolerance).all():        # a scaler
        return paths, scale * ones, offset * ones + shift
    ends = [path[-1] if path else (np.ones(0), None, None) for path in paths]
    if all(kernel.ndim == 2 and activation == "linear" for kernel, _, activation in ends):
        paths = [[*path, (ask(kernel * scale) - shift, ask([bias * scale])[0] - shift, "linear")]
                 for *path, (kernel, bias, _) in paths]
        offset = ask([offset])[0]
    else:
        kernel = ask(np.eye(width)) - shift
        paths = _with_layer(paths, scale[:, None] * kernel, offset @ kernel + shift)
        offset = np.zeros(len(shift))
    return paths, np.ones(len(shift)), offset


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
                 for path in (paths if (scale == 1).all() and not offset.any()
                              else _with_layer(paths, scale, offset))]
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
        kernel = np.ones(len(scale))
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
    bias = np.zeros(kernel.shape[-1]) if bias is None else np.asarray(bias, float)
    if kernel.ndim == 1:
        kernel, bias = scale, offset
    else:
        kernel, bias = scale[:, None] * kernel, offset @ kernel + bias
    (*path, (kernel, bias, _)), = _with_layer(paths, kernel, bias)
    return [[*path, (kernel, bias, activation)]], np.ones(len(bias)), np.zeros(len(bias))


def _with_layer(paths, kernel, bias):
    """The paths with a linear layer after their sum, which is one after each."""
    longer = []
    for i, path in enumerate(paths):
        shift = np.zeros(len(bias)) if i else bias
        if kernel.ndim == 1 and path and path[-1][2] == "linear":      # one layer does what two did
            *path, (first_kernel, first_bias, _) = path
            longer.append([*path, (first_kernel * kernel, first_bias * kernel + shift, "linear")])
        else:
            longer.append([*path, (kernel, shift, "linear")])
    return longer
