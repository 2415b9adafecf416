"""Keras models of autoencoders: dense, tied, convolutional and variational.

Every builder returns a `keras.Model` from x to x̂ made of two named sub-models:
``model.get_layer("encoder")`` takes x to the code z, ``model.get_layer("decoder")`` takes z to x̂.
Nothing here knows about data, training or pictures.
"""

from .convolutional import build_convolutional
from .dense import TiedAutoencoder, TransposedDense, build_dense, build_tied
from .variational import VariationalModel

__all__ = ["TiedAutoencoder", "TransposedDense", "VariationalModel", "build_convolutional",
           "build_dense", "build_tied"]
