"""A fitted estimator as one file: Keras' own format, with the rest of the estimator as JSON."""

import json
import os
import pickle
import tempfile
import zipfile
from numbers import Integral
from pathlib import Path

import numpy as np

from .. import __version__
from .._keras import keras, lost, start


class PickledNetwork:
    """For an estimator whose `model_` is pickled apart from the rest."""

    def __getstate__(self):
        state = super().__getstate__()
        if "model_" in state:
            state = state | {"model_": pickle.dumps(state["model_"])}
        return state

    def __setstate__(self, state):
        # Where TensorFlow cannot go on, the network stays packed, and whatever needs it says why.
        if "model_" in state and not lost():
            state = state | {"model_": pickle.loads(state["model_"])}
        super().__setstate__(state)


def save_estimator(estimator, path):
    """Write the file, whole or not at all; see `KerasReducer.save`."""
    path = Path(path)
    if path.suffix != ".keras":
        raise ValueError(f"'{path}' does not end in .keras: call it '{path.stem}.keras'.")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"There is no folder '{path.parent}': make it first.")
    parameters = estimator.get_params(deep=False) | {"callbacks": None}
    if not isinstance(estimator.random_state, Integral):
        parameters["random_state"] = None
    state = {key: value for key, value in vars(estimator).items()
             if key not in parameters and key != "model_"}
    content = {"aeutils": __version__, "parameters": parameters, "state": state}
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        draft = Path(folder) / "draft.keras"
        estimator.model_.save(draft)
        with zipfile.ZipFile(draft, "a") as archive:
            archive.writestr("autoencoder.json", json.dumps(content, default=_to_json))
        os.replace(draft, path)


def load_estimator(cls, path):
    """Read the file in Keras' safe mode, and unpickle nothing; see `KerasReducer.load`."""
    start()
    if not Path(path).exists():
        raise FileNotFoundError(f"There is no file '{path}': check the path, or save a fitted "
                                f"{cls.__name__} there first.")
    try:
        with zipfile.ZipFile(path) as archive:
            content = json.loads(archive.read("autoencoder.json"), object_hook=_from_json)
        estimator = cls(**content["parameters"])
        vars(estimator).update(content["state"])
        estimator.model_ = keras.models.load_model(path, compile=False)
    except Exception as error:
        raise ValueError(f"'{path}' is damaged or was not written by {cls.__name__}.save: save "
                         f"the estimator again ({type(error).__name__}).") from error
    return estimator


def _to_json(value):
    """What JSON does not know: arrays, NumPy's numbers, ranges and other sequences."""
    if isinstance(value, np.ndarray):
        return {"array": value.tolist(), "dtype": value.dtype.str}
    return value.item() if isinstance(value, np.generic) else list(value)


def _from_json(value):
    return np.array(value["array"], value["dtype"]) if value.keys() == {"array", "dtype"} else value


def plain(value):
    """A parameter as what JSON keeps, to be compared with what was kept."""
    return list(value) if np.iterable(value) and not isinstance(value, str) else value
