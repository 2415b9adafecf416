"""Bundled data sets: load_* read what comes with scikit-learn or with this package."""

from importlib import resources

import numpy as np

from .dataset import Dataset

DIGIT_NAMES = tuple("0123456789")


def load_digits():
    """Handwritten digits of scikit-learn: 1,797 images of 8 x 8 pixels in [0, 1], 10 classes.

    Returns
    -------
    Dataset
        X (1797, 64), float32 as in all sets of images, y the digit.

    Examples
    --------
    >>> from aeutils.datasets import load_digits
    >>> load_digits()
    <Dataset digits: 1,797 samples, 64 features, images 8 x 8, y 0 to 9>
    """
    from sklearn import datasets

    bunch = datasets.load_digits()
    return Dataset(
        np.float32(bunch.data / 16), bunch.target, image_shape=(8, 8), target_names=DIGIT_NAMES,
        name="digits",
        description="Handwritten digits, 8 x 8 pixels, ink from 0 to 1 (scikit-learn, UCI).")


def load_breast_cancer():
    """Wisconsin breast cancer data: 569 tumours, 30 features in raw units, 1 = malignant.

    scikit-learn has 0 for malignant; here the anomaly is the positive class.

    Returns
    -------
    Dataset
        X (569, 30), y 0 for benign and 1 for malignant.

    Examples
    --------
    >>> from aeutils.datasets import load_breast_cancer
    >>> int(load_breast_cancer().y.sum())
    212
    """
    from sklearn import datasets

    bunch = datasets.load_breast_cancer()
    return Dataset(
        bunch.data, 1 - bunch.target, feature_names=map(str, bunch.feature_names),
        target_names=("benign", "malignant"), name="breast_cancer",
        description="Cell nuclei of 569 tumours, measured on images; raw units (Wisconsin, UCI).")


def load_sensors(dirty=False):
    """Twelve sensors of a simulated water pump, driven by three hidden factors.

    Parameters
    ----------
    dirty : bool
        False: 3,300 true readings. True: 3,360 rows with missing values, repeated rows, a wrong
        unit, a stuck sensor and outliers; ``index`` is the number of the true reading.

    Returns
    -------
    Dataset
        X (n_samples, 12) in the units that data/README.md lists; y is 0 for a normal reading and
        i where sensor i - 1 is faulty (25 readings each).

    Raises
    ------
    ModuleNotFoundError
        If the package was not installed, only found.

    Examples
    --------
    >>> from aeutils.datasets import load_sensors
    >>> load_sensors().feature_names[:3]
    ('flow', 'inlet_pressure', 'outlet_pressure')
    """
    import pandas as pd

    name = f"sensors_{'dirty' if dirty else 'clean'}.csv"
    try:
        path = resources.files("aeutils.data") / name
    except ModuleNotFoundError:
        raise ModuleNotFoundError("The tables of aeutils are not installed: run 'pip install -e .' "
                                  "in the folder of its repository.") from None
    with path.open(encoding="utf-8") as file:
        table = pd.read_csv(file, index_col="reading")
    fault = table.pop("fault")
    return Dataset(
        table, fault, target_names=("normal", *table.columns), index=table.index, name="sensors",
        description="Twelve sensors of a simulated water pump, hourly; units in data/README.md.")
