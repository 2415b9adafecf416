"""Keras models of autoencoders: dense, tied and convolutional.

Every builder returns a `keras.Model` from x to x̂ made of two named sub-models:
``model.get_layer("encoder")`` takes x to the code z, ``model.get_layer("decoder")`` takes z to x̂.
Nothing here knows about data, training or pictures.
"""

import math
from numbers import Integral

import numpy as np

from ._backend import keras

layers = keras.layers


def build_dense(n_features, n_components, *, hidden_units=(128, 64), activation="gelu",
                output_activation="linear", linear_path=False, mean=0.0, scale=1.0, seed=None):
    """Build an autoencoder of Dense layers.

    The encoder goes ``n_features → hidden_units → n_components``, the decoder the same way back.
    Data are centred by `mean` and divided by `scale` on the way in; with a linear output the
    result is scaled back on the way out.

    With ``linear_path=True`` encoder and decoder are each the sum of two paths, one Dense layer
    without activation and a stack of them: f(x) = Wx + MLP(x) and g(z) = Vz + b + MLP(z). The
    last layer of each MLP starts at zero, so that the network starts as its linear paths alone.

    Parameters
    ----------
    n_features, n_components : int
        Sizes d of the data and k of the code.
    hidden_units : sequence of int
        Sizes of the encoder's hidden layers; the decoder has them in reverse order.
    activation, output_activation : str
        Keras activations of the hidden layers and of the output.
    linear_path : bool
        Whether to add the linear paths (Dense layers named "linear").
    mean, scale : float or array of shape (n_features,), float
        Centre and unit of the data.
    seed : int, optional
        Seed of the initial weights.

    Returns
    -------
    keras.Model
        From (n, n_features) to (n, n_features).

    Examples
    --------
    >>> from aeutils.models import build_dense
    >>> model = build_dense(64, 2, hidden_units=(32,), seed=0)
    >>> model.get_layer("encoder").output_shape
    (None, 2)
    """
    hidden_units = _check_layers("hidden_units", hidden_units, activation, output_activation)
    weights = _initializers(seed)
    last_weights = "zeros" if linear_path else None

    def encode(x):
        return _dense_path(x, hidden_units, n_components, activation, "linear", weights,
                           last_weights)

    def decode(z):
        return _dense_path(z, hidden_units[::-1], n_features, activation, output_activation,
                           weights, last_weights)

    return _two_halves(encode, decode, n_features, n_components, weights, linear_path=linear_path,
                       mean=mean, scale=scale, scale_back=output_activation == "linear")


@keras.saving.register_keras_serializable("aeutils")
class TransposedDense(layers.Layer):
    """A Dense layer that borrows the kernel K of another one: y = activation(x Kᵀ + b)."""

    def __init__(self, dense, activation=None, **kwargs):
        super().__init__(**kwargs)
        self.dense = dense
        self.activation = keras.activations.get(activation)
        self.bias = self.add_weight(shape=(dense.kernel.shape[0],), initializer="zeros",
                                    name="bias")

    def call(self, x):
        return self.activation(keras.ops.matmul(x, keras.ops.transpose(self.dense.kernel))
                               + self.bias)


@keras.saving.register_keras_serializable("aeutils")
class TiedAutoencoder(keras.Model):
    """The model that `build_tied` returns; it is rebuilt, not copied, when it is loaded.

    A saved copy of encoder and decoder would hold every kernel twice and stop sharing them.
    """

    def __init__(self, n_features, n_components, hidden_units=(128, 64), activation="gelu",
                 output_activation="linear", mean=0.0, scale=1.0, seed=None, **kwargs):
        hidden_units = _check_layers("hidden_units", hidden_units, activation, output_activation)
        mean, scale = _plain(mean), float(scale)
        config = {"n_features": n_features, "n_components": n_components,
                  "hidden_units": hidden_units, "activation": activation,
                  "output_activation": output_activation, "mean": mean, "scale": scale,
                  "seed": seed}
        weights = _initializers(seed)
        x = keras.Input((n_features,), name="x")
        h = layers.Rescaling(1 / scale, offset=_plain(-np.divide(mean, scale)), name="scale")(x)
        dense = [layers.Dense(units, activation, kernel_initializer=next(weights))
                 for units in hidden_units]
        dense.append(layers.Dense(n_components, kernel_initializer=next(weights)))
        for layer in dense:
            h = layer(h)
        encoder = keras.Model(x, h, name="encoder")

        code = out = keras.Input((n_components,), name="z")
        for layer in dense[:0:-1]:
            out = TransposedDense(layer, activation)(out)
        out = TransposedDense(dense[0], output_activation)(out)
        if output_activation == "linear":
            out = layers.Rescaling(scale, offset=mean, name="scale_back")(out)
        decoder = keras.Model(code, out, name="decoder")
        super().__init__(x, decoder(encoder(x)), **kwargs)
        self._arguments = config

    def get_config(self):
        return {**self._arguments, "name": self.name}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        return cls(**config)


def build_tied(n_features, n_components, **options):
    """Build a dense autoencoder whose decoder uses the encoder's kernels, transposed.

    Half the kernels of `build_dense`, each decoder layer with a bias of its own.

    Parameters
    ----------
    n_features, n_components, **options
        As in `build_dense`, without ``linear_path``.

    Returns
    -------
    keras.Model
        From (n, n_features) to (n, n_features).

    Examples
    --------
    >>> from aeutils.models import build_tied
    >>> build_tied(64, 2, hidden_units=(32,)).count_params()    # 64·32 + 32·2 kernels, 130 biases
    2242
    """
    return TiedAutoencoder(n_features, n_components, name="autoencoder", **options)


def build_convolutional(image_shape, n_components, *, filters=(16, 32), activation="gelu",
                        output_activation="sigmoid", linear_path=False, mean=0.0, scale=1.0,
                        seed=None):
    """Build a convolutional autoencoder for images given as rows of pixels.

    Each of the encoder's convolutions halves height and width and is undone by a transposed
    one in the decoder.

    Parameters
    ----------
    image_shape : (int, int)
        Height and width; rows of data have height · width entries.
    n_components : int
        Size k of the code.
    filters : sequence of int
        Channels after each convolution of the encoder.
    activation, output_activation, linear_path, mean, scale, seed
        As in `build_dense`; the linear paths are Dense layers here too.

    Returns
    -------
    keras.Model
        From (n, height · width) to (n, height · width).

    Examples
    --------
    >>> from aeutils.models import build_convolutional
    >>> build_convolutional((8, 8), 2).get_layer("decoder").output_shape
    (None, 64)
    """
    filters = _check_layers("filters (hidden_units of an Autoencoder)", filters, activation,
                            output_activation)
    weights = _initializers(seed)
    last_weights = "zeros" if linear_path else None
    height, width = image_shape
    small = (*(-(-side // 2 ** len(filters)) for side in image_shape), [1, *filters][-1])

    def encode(x):
        h = layers.Reshape((height, width, 1))(x)
        for channels in filters:
            h = layers.Conv2D(channels, 3, strides=2, padding="same", activation=activation,
                              kernel_initializer=next(weights))(h)
        return layers.Dense(n_components, kernel_initializer=last_weights or next(weights))(
            layers.Flatten()(h))

    def decode(z):
        out = layers.Dense(math.prod(small), activation, kernel_initializer=next(weights))(z)
        out = layers.Reshape(small)(out)
        for channels in [*filters[-2::-1], *filters[:1]]:
            out = layers.Conv2DTranspose(
                channels, 3, strides=2, padding="same", activation=activation,
                kernel_initializer=next(weights))(out)
        extra = (out.shape[1] - height, out.shape[2] - width)   # odd sizes were rounded up
        out = layers.Cropping2D(((0, extra[0]), (0, extra[1])))(out)
        out = layers.Conv2D(1, 3, padding="same", activation=output_activation,
                            kernel_initializer=last_weights or next(weights))(out)
        return layers.Flatten()(out)

    return _two_halves(encode, decode, height * width, n_components, weights,
                       linear_path=linear_path, mean=mean, scale=scale,
                       scale_back=output_activation == "linear")


def _check_layers(parameter, sizes, *activations):
    """Sizes of layers as a list of plain int, or an error in one sentence."""
    if not (np.iterable(sizes) and all(isinstance(n, Integral) and n > 0 for n in sizes)):
        raise ValueError(f"{parameter} must be whole numbers from 1 up, such as (64, 32), "
                         f"not {sizes!r}.")
    for name in activations:
        try:
            keras.activations.get(name)
        except ValueError:
            raise ValueError(f"Keras has no activation '{name}': take one such as 'gelu', 'relu' "
                             "or 'tanh'.") from None
    return [int(n) for n in sizes]


def _initializers(seed):
    """Yield Glorot-uniform initializers, each with a seed of its own that `seed` determines."""
    random = np.random.RandomState(seed)
    while True:
        yield keras.initializers.GlorotUniform(seed=int(random.randint(2**31 - 1)))


def _dense_path(x, hidden_units, n_out, activation, output_activation, weights, last_weights):
    """Apply Dense layers of `hidden_units`, then one of `n_out` units."""
    for units in hidden_units:
        x = layers.Dense(units, activation, kernel_initializer=next(weights))(x)
    return layers.Dense(n_out, output_activation,
                        kernel_initializer=last_weights or next(weights))(x)


def _two_halves(encode, decode, n_features, n_components, weights, *, linear_path, mean, scale,
                scale_back):
    """Encoder and decoder, each with a linear path beside the bent one where asked for, joined."""
    x = keras.Input((n_features,), name="x")
    h = layers.Rescaling(1 / scale, offset=_plain(-np.divide(mean, scale)), name="scale")(x)
    z = encode(h)
    if linear_path:
        linear = layers.Dense(n_components, use_bias=False, name="linear",
                              kernel_initializer=next(weights))
        z = layers.Add(name="code")([linear(h), z])
    encoder = keras.Model(x, z, name="encoder")

    code = keras.Input((n_components,), name="z")
    out = decode(code)
    if linear_path:
        linear = layers.Dense(n_features, name="linear", kernel_initializer=next(weights))
        out = layers.Add(name="sum")([linear(code), out])
    if scale_back:
        out = layers.Rescaling(scale, offset=_plain(mean), name="scale_back")(out)
    decoder = keras.Model(code, out, name="decoder")

    x = keras.Input((n_features,), name="x")
    return keras.Model(x, decoder(encoder(x)), name="autoencoder")


def _plain(values):
    """Numbers as plain Python, which a saved model's configuration can hold."""
    return np.asarray(values, dtype=float).tolist()
