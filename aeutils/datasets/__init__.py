"""Data sets of the course: bundled (load_*), generated (make_*) and downloaded (fetch_*).

Every function but `load_docstrings`, whose documents are a table of texts, returns a `Dataset`;
`load` finds one by its name.
"""

import difflib

from .bundled import load_breast_cancer, load_digits, load_sensors
from .dataset import Dataset
from .documents import load_docstrings
from .downloaded import fetch_fashion_mnist, fetch_mnist
from .generated import make_curves, make_patches

__all__ = ["Dataset", "fetch_fashion_mnist", "fetch_mnist", "load", "load_breast_cancer",
           "load_digits", "load_docstrings", "load_sensors", "make_curves", "make_patches"]

_BY_NAME = {"digits": load_digits, "breast_cancer": load_breast_cancer, "sensors": load_sensors,
            "curves": make_curves, "patches": make_patches, "mnist": fetch_mnist,
            "fashion_mnist": fetch_fashion_mnist}


def load(name, **kwargs):
    """Load a data set by its name.

    Parameters
    ----------
    name : str
        digits, breast_cancer, sensors, curves, patches, mnist or fashion_mnist.
    **kwargs
        Passed on to that function, such as ``dirty=True`` or ``subset="train"``.

    Returns
    -------
    Dataset

    Raises
    ------
    ValueError
        If there is no data set of this name.

    Examples
    --------
    >>> from aeutils.datasets import load
    >>> load("curves", n_samples=3)
    <Dataset curves: 3 samples, 784 features, images 28 x 28>
    """
    if name not in _BY_NAME:
        close = difflib.get_close_matches(str(name).lower(), _BY_NAME, n=1)
        hint = f" (did you mean {close[0]!r}?)" if close else ""
        raise ValueError(
            f"There is no data set {name!r}{hint}: choose one of {', '.join(_BY_NAME)}.")
    return _BY_NAME[name](**kwargs)
