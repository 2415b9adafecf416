"""A fitted estimator as one file: Keras' own format, with the rest of the estimator as JSON."""

import json
import os
import tempfile
import zipfile
from numbers import Integral
from pathlib import Path

import numpy as np

from .._keras import keras


def save_estimator(estimator, path):
    """Write the file, whole or not at all; see `KerasReducer.save`."""
    path = Path(path)
    if path.suffix != ".keras":
        raise ValueError(f"'{path}' does not end in .keras: call it '{path.stem}.keras'.")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"There is no folder '{path.parent}': make it first.")
    parameters = estimator.get_params() | {"callbacks": None}
    if not isinstance(estimator.random_state, Integral):
        parameters["random_state"] = None
    fitted = {key: value for key, value in vars(estimator).items()
              if key.endswith("_") and key != "model_"}
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        draft = Path(folder) / "draft.keras"
        estimator.model_.save(draft)
        with zipfile.ZipFile(draft, "a") as archive:
            archive.writestr("autoencoder.json", json.dumps(
                {"parameters": parameters, "fitted": fitted}, default=lambda v: v.tolist()))
        os.replace(draft, path)


def load_estimator(cls, path):
    """Read the file in Keras' safe mode, and unpickle nothing; see `KerasReducer.load`."""
    if not Path(path).exists():
        raise FileNotFoundError(f"There is no file '{path}': check the path, or save a fitted "
                                f"{cls.__name__} there first.")
    try:
        with zipfile.ZipFile(path) as archive:
            stored = json.loads(archive.read("autoencoder.json"))
        estimator = cls(**stored["parameters"])
        vars(estimator).update(stored["fitted"])
        estimator.model_ = keras.models.load_model(path, compile=False)
    except Exception as error:
        raise ValueError(f"'{path}' is damaged or was not written by {cls.__name__}.save: save "
                         f"the estimator again ({type(error).__name__}).") from error
    if hasattr(estimator, "feature_names_in_"):
        estimator.feature_names_in_ = np.array(estimator.feature_names_in_, dtype=object)
    return estimator
