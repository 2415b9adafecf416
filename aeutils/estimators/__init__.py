"""Estimators with scikit-learn's interface: two that reduce, one that detects outliers.

Each is loaded on first use: the detector needs no TensorFlow, the others do.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .autoencoder import Autoencoder
    from .detector import ReconstructionDetector
    from .variational import Elbo, VariationalAutoencoder

_HOME = {"Autoencoder": "autoencoder", "ReconstructionDetector": "detector",
         "Elbo": "variational", "VariationalAutoencoder": "variational"}

__all__ = ["Autoencoder", "Elbo", "ReconstructionDetector", "VariationalAutoencoder"]


def __getattr__(name):
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")


def __dir__():
    return __all__
