"""Convolutional autoencoders, for images."""

import math

from .._keras import own_settings
from ._shared import check_layers, initializers, layers, two_halves


@own_settings()
def build_convolutional(image_shape, n_components, *, filters=(16, 32), activation="gelu",
                        output_activation="sigmoid", linear_path=False, seed=None):
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
    activation, output_activation, linear_path, seed
        As in `build_dense`; the linear paths are Dense layers here too.

    Returns
    -------
    keras.Model
        From (n, height · width) to (n, height · width).

    Raises
    ------
    ValueError
        As `build_dense` does.

    Examples
    --------
    >>> from aeutils.networks import build_convolutional
    >>> build_convolutional((8, 8), 2).get_layer("decoder").output_shape
    (None, 64)
    """
    filters = check_layers("filters (hidden_units of an Autoencoder)", filters, activation,
                           output_activation)
    weights = initializers(seed)
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

    return two_halves(encode, decode, height * width, n_components, weights, linear_path)
