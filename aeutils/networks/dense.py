"""Dense autoencoders, with kernels of their own or tied ones."""

from .._keras import keras, own_settings
from ._shared import Rebuilt, check_layers, dense_path, initializers, layers, two_halves


@own_settings()
def build_dense(n_features, n_components, *, hidden_units=(128, 64), activation="gelu",
                output_activation="linear", linear_path=False, seed=None):
    """Build an autoencoder of Dense layers.

    The encoder goes ``n_features → hidden_units → n_components``, the decoder the same way back.

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
    seed : int, optional
        Seed of the initial weights.

    Returns
    -------
    keras.Model
        From (n, n_features) to (n, n_features).

    Raises
    ------
    ValueError
        If a size is no whole number from 1 up, or Keras does not know an activation.

    See Also
    --------
    build_tied : The decoder uses the encoder's kernels.
    build_convolutional : For images.

    Examples
    --------
    >>> from aeutils.networks import build_dense
    >>> model = build_dense(64, 2, hidden_units=(32,), seed=0)
    >>> model.get_layer("encoder").output_shape
    (None, 2)
    """
    hidden_units = check_layers("hidden_units", hidden_units, activation, output_activation)
    weights = initializers(seed)
    last_weights = "zeros" if linear_path else None

    def encode(x):
        return dense_path(x, hidden_units, n_components, activation, "linear", weights,
                          last_weights)

    def decode(z):
        return dense_path(z, hidden_units[::-1], n_features, activation, output_activation,
                          weights, last_weights)

    return two_halves(encode, decode, n_features, n_components, weights, linear_path)


@keras.saving.register_keras_serializable("aeutils")
class TransposedDense(layers.Layer):
    """A Dense layer that borrows the kernel K of another built one: y = activation(x Kᵀ + b)."""

    def __init__(self, dense, activation=None, **kwargs):
        super().__init__(**kwargs)
        self.dense = dense
        self.activation = keras.activations.get(activation)
        self.bias = self.add_weight(shape=(dense.kernel.shape[0],), initializer="zeros",
                                    name="bias")

    def call(self, x):
        """Take x of shape (n, units of `dense`) to (n, features that `dense` takes)."""
        return self.activation(keras.ops.matmul(x, keras.ops.transpose(self.dense.kernel))
                               + self.bias)


@keras.saving.register_keras_serializable("aeutils")
class TiedAutoencoder(Rebuilt, keras.Model):
    """The model that `build_tied` returns, whose two halves share every kernel."""

    @own_settings()
    def __init__(self, n_features, n_components, hidden_units=(128, 64), activation="gelu",
                 output_activation="linear", seed=None, **kwargs):
        hidden_units = check_layers("hidden_units", hidden_units, activation, output_activation)
        weights = initializers(seed)
        x = h = keras.Input((n_features,), name="x")
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
        decoder = keras.Model(code, out, name="decoder")
        super().__init__(x, decoder(encoder(x)), **kwargs)
        self._arguments = {
            "n_features": n_features, "n_components": n_components, "hidden_units": hidden_units,
            "activation": activation, "output_activation": output_activation,
            "seed": seed}


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

    Raises
    ------
    ValueError
        As `build_dense` does.

    Examples
    --------
    >>> from aeutils.networks import build_tied
    >>> build_tied(64, 2, hidden_units=(32,)).count_params()    # 64·32 + 32·2 kernels, 130 biases
    2242
    """
    return TiedAutoencoder(n_features, n_components, name="autoencoder", **options)
