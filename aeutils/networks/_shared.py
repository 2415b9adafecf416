"""What the networks share: checked sizes, initial weights, Dense layers, two joined halves."""

import numpy as np

from .._keras import keras, start
from .._validation import check_sizes

layers = keras.layers


class Rebuilt:
    """For a model that is rebuilt from its arguments when it is loaded, not copied layer by layer.

    A copy would hold layers that two of its parts share twice, and they would part ways.
    """

    def get_config(self):
        return {**self._arguments, "name": self.name}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        return cls(**config)


def check_layers(parameter, sizes, *activations):
    """Sizes of layers as a list of plain int; the activations must be known to Keras."""
    for name in activations:
        try:
            keras.activations.get(name)
        except ValueError:
            raise ValueError(f"Keras has no activation '{name}': take one such as 'gelu', 'relu' "
                             "or 'tanh'.") from None
    return check_sizes(parameter, sizes)


def initializers(seed):
    """Yield Glorot-uniform initializers, each with a seed of its own that `seed` determines.

    Source: Glorot & Bengio 2010, "Understanding the difficulty of training deep feedforward neural
    networks", AISTATS.
    """
    start()
    random = np.random.RandomState(seed)
    while True:
        yield keras.initializers.GlorotUniform(seed=int(random.randint(2**31 - 1)))


def dense_path(x, hidden_units, n_out, activation, output_activation, weights, last_weights=None):
    """Apply Dense layers of `hidden_units`, then one of `n_out` units."""
    for units in hidden_units:
        x = layers.Dense(units, activation, kernel_initializer=next(weights))(x)
    return layers.Dense(n_out, output_activation,
                        kernel_initializer=last_weights or next(weights))(x)


def two_halves(encode, decode, n_features, n_components, weights, linear_path):
    """Encoder and decoder, joined; each with a linear path beside the nonlinear one, if asked."""
    def half(name, path, tensor, n_out, use_bias):
        out = path(tensor)
        if linear_path:
            linear = layers.Dense(n_out, use_bias=use_bias, name="linear",
                                  kernel_initializer=next(weights))
            out = layers.Add(name="sum")([linear(tensor), out])
        return keras.Model(tensor, out, name=name)

    x, z = keras.Input((n_features,), name="x"), keras.Input((n_components,), name="z")
    encoder = half("encoder", encode, x, n_components, use_bias=False)
    decoder = half("decoder", decode, z, n_features, use_bias=True)
    x = keras.Input((n_features,), name="x")
    return keras.Model(x, decoder(encoder(x)), name="autoencoder")
