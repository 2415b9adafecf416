"""Helpers of the autoencoder course: data sets, Keras models, an autoencoder with PCA's interface,
fair comparisons, figures with text alternatives.

TensorFlow is loaded when a model is first needed, not by ``import aeutils``.
"""

from importlib import import_module

__version__ = "0.1.0"

_HOME = {
    **dict.fromkeys(["Dataset", "load", "load_digits", "load_breast_cancer", "load_sensors",
                     "make_curves", "make_patches", "fetch_mnist", "fetch_fashion_mnist"],
                    "datasets"),
    "corrupt": "corruption",
    "Autoencoder": "estimators",
    "VariationalAutoencoder": "variational",
    "ReconstructionDetector": "anomaly",
    **dict.fromkeys(["compare", "sweep"], "comparison"),
    "show": "plots",
    "explore": "explorer",
}
_MODULES = ["datasets", "models", "corruption", "elbo", "training", "base", "fitting",
            "estimators", "variational", "anomaly", "comparison", "plots", "explorer", "checks"]

__all__ = [*_HOME, *_MODULES]


def __getattr__(name):
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module 'aeutils' has no attribute '{name}'; it has {', '.join(__all__)}")


def __dir__():
    return __all__
