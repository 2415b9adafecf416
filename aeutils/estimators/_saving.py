"""A fitted estimator as a pickle, and as one file: Keras' own format, with the rest as JSON."""

import json
import pickle
import zipfile
from pathlib import Path

import numpy as np
from sklearn.utils.validation import check_is_fitted

from .. import __version__
from .._files import whole
from .._keras import keras, lost, start

# All that networks of this package are made of. Keras has layers that run what a file tells them.
PARTS = {"__keras_tensor__", "Activation", "Add", "Conv2D", "Conv2DTranspose", "Cropping2D",
         "DTypePolicy", "Dense", "Flatten", "Functional", "GlorotUniform", "InputLayer",
         "Rescaling", "Reshape", "TiedAutoencoder", "VariationalModel", "Zeros"}
FILES = {"metadata.json", "config.json", "model.weights.h5", "autoencoder.json"}


class SavedEstimator:
    """For an estimator with a network, `model_`, which is pickled apart from the rest."""

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

    def save(self, path):
        """Write the fitted estimator to one file, whole or not at all.

        It is Keras' own format with the estimator's parameters and attributes added as JSON.
        Callbacks, a splitter, and a `random_state` that is not a number, are not kept. To read a
        pickle is to run it, so pass on this file to others, and take none but this from them.

        Parameters
        ----------
        path : str or path
            Must end in ``.keras``.

        Raises
        ------
        NotFittedError
            Before `fit`.
        ValueError
            When the path does not end in ``.keras``.
        FileNotFoundError
            When there is no such folder.
        OSError
            When it cannot be written; an earlier file is as it was.
        """
        check_is_fitted(self)
        path = Path(path)
        if path.suffix != ".keras":
            raise ValueError(f"'{path}' does not end in .keras: call it '{path.stem}.keras'.")
        if not path.parent.is_dir():
            raise FileNotFoundError(f"There is no folder '{path.parent}': make it first.")
        parameters = self.get_params(deep=False)
        state = {key: value for key, value in vars(self).items()
                 if key not in parameters and key != "model_"}
        parameters = {name: value for name, value in parameters.items()
                      if name != "callbacks" and not hasattr(value, "get_n_splits")
                      and not isinstance(value, np.random.RandomState)}
        content = {"aeutils": __version__, "parameters": parameters, "state": state}
        with whole(path) as draft:
            self.model_.save(draft)
            with zipfile.ZipFile(draft, "a") as archive:
                archive.writestr("autoencoder.json", json.dumps(content, default=_to_json))

    @classmethod
    def load(cls, path):
        """Read an estimator that `save` wrote; no code in the file is run.

        Parameters
        ----------
        path : str or path

        Returns
        -------
        estimator
            Of this class, fitted.

        Raises
        ------
        FileNotFoundError
            When there is no such file.
        ValueError
            When the file is damaged or something else, or a stranger has put code into it.
        """
        start()
        if not Path(path).exists():
            raise FileNotFoundError(f"There is no file '{path}': check the path, or save a fitted "
                                    f"{cls.__name__} there first.")
        damaged = (f"'{path}' is damaged or was not written by {cls.__name__}.save: save the "
                   "estimator again ({}).")
        try:
            with zipfile.ZipFile(path) as archive:
                content = json.loads(archive.read("autoencoder.json"), object_hook=_from_json)
                foreign = set(archive.namelist()) - FILES
                foreign |= _foreign(json.loads(archive.read("config.json")))
        except Exception as error:
            raise ValueError(damaged.format(type(error).__name__)) from error
        if foreign:
            raise ValueError(f"'{path}' was not loaded, since it holds what {cls.__name__}.save "
                             f"never writes and what could run code ({min(foreign)}): load only "
                             "what it has written.")
        try:
            estimator = cls(**content["parameters"])
            vars(estimator).update(content["state"])
            estimator.model_ = keras.models.load_model(path, compile=False)
        except Exception as error:
            raise ValueError(damaged.format(type(error).__name__)) from error
        return estimator


def _foreign(config):
    """Names of what a network's description wants to have made, other than layers of ours."""
    if isinstance(config, list):
        return set().union(*map(_foreign, config))
    if not isinstance(config, dict):
        return set()
    name, module = config.get("class_name", "Dense"), config.get("module") or "keras"
    ours = name in PARTS and module.partition(".")[0] in ("keras", "aeutils")
    return _foreign(list(config.values())) | ({str(name)} if not ours else set())


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
