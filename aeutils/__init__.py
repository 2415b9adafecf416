"""The package behind the autoencoder course: its names, each loaded on first use.

Data sets, Keras models, an autoencoder with PCA's interface, fair comparisons, figures with text
alternatives.

TensorFlow is loaded when a model is first needed, not by ``import aeutils``.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:           # for editors and type checkers: the names that __getattr__ finds
    from . import datasets, engine, estimators, evaluation, exercises  # noqa: I001
    from . import explorer, networks, noise, optimizers, plots, report, training
    from .datasets import Dataset, fetch_fashion_mnist, fetch_mnist, load, load_breast_cancer
    from .datasets import load_digits, load_docstrings, load_sensors, make_curves, make_patches
    from .estimators import Autoencoder, ReconstructionDetector, VariationalAutoencoder
    from .evaluation import compare, reconstruction_score, sweep
    from .explorer import explore, playground
    from .noise import corrupt
    from .plots import show

__version__ = "0.1.0"

_HOME = {
    **dict.fromkeys(["Dataset", "load", "load_digits", "load_breast_cancer", "load_docstrings",
                     "load_sensors", "make_curves", "make_patches", "fetch_mnist",
                     "fetch_fashion_mnist"], "datasets"),
    **dict.fromkeys(["Autoencoder", "VariationalAutoencoder", "ReconstructionDetector"],
                    "estimators"),
    **dict.fromkeys(["compare", "sweep", "reconstruction_score"], "evaluation"),
    "corrupt": "noise", "show": "plots",
    **dict.fromkeys(["explore", "playground"], "explorer"),
}
_MODULES = ["datasets", "networks", "noise", "optimizers", "engine", "training", "estimators",
            "evaluation", "plots", "explorer", "exercises", "report"]

__all__ = [*_HOME, *_MODULES]


def __getattr__(name):
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module 'aeutils' has no attribute '{name}'; it has {', '.join(__all__)}")


def __dir__():
    return __all__
