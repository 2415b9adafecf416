"""What a fitted reducer with a Keras model can do, whichever way it was fitted."""

import json
import os
import tempfile
import zipfile
from numbers import Integral
from pathlib import Path

import numpy as np
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils import check_array
from sklearn.utils.validation import check_is_fitted

from ._backend import keras
from ._rows import check_rows


class KerasReducer(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Base of the estimators: PCA's methods over ``model_``, a Keras model made of two halves.

    A subclass has a `fit` that sets ``model_`` (with layers "encoder" and "decoder") and
    ``n_components_``.
    """

    def transform(self, X):
        """Encode: the code z of each row.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples, n_components), float32
        """
        check_is_fitted(self)
        return self._apply(self.encoder_, self._check(X))

    def inverse_transform(self, Z):
        """Decode: the row x̂ that each code stands for.

        Parameters
        ----------
        Z : array-like of shape (n_samples, n_components)

        Returns
        -------
        ndarray of shape (n_samples, n_features), float32
        """
        check_is_fitted(self)
        Z = check_array(Z, dtype=np.float32, input_name="Z")
        if Z.shape[1] != self.n_components_:
            raise ValueError(f"Z has {Z.shape[1]} columns, but the codes of this "
                             f"{type(self).__name__} have {self.n_components_}: pass what "
                             "transform returned.")
        return self._apply(self.decoder_, Z)

    def reconstruct(self, X):
        """Encode and decode.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples, n_features), float32
        """
        return self.inverse_transform(self.transform(X))

    def reconstruction_error(self, X):
        """Mean over features of (x − x̂)², whatever the training loss was.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples,), float32
        """
        check_is_fitted(self)
        return self._row_errors(self._check(X))

    def score(self, X, y=None):
        """Minus the mean reconstruction error: larger is better.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
        y : ignored

        Returns
        -------
        float
        """
        return -float(np.mean(self.reconstruction_error(X)))

    @property
    def encoder_(self):
        """The half of `model_` from x to z, a keras.Model."""
        return self.model_.get_layer("encoder")

    @property
    def decoder_(self):
        """The half of `model_` from z to x̂, a keras.Model."""
        return self.model_.get_layer("decoder")

    def save(self, path):
        """Write the fitted estimator to one file, whole or not at all.

        It is Keras' own format with the estimator's parameters and attributes added as JSON.
        Callbacks, and a `random_state` that is not a number, are not kept.

        Parameters
        ----------
        path : str or path
            Must end in ``.keras``.
        """
        check_is_fitted(self)
        path = Path(path)
        if path.suffix != ".keras":
            raise ValueError(f"'{path}' does not end in .keras: call it '{path.stem}.keras'.")
        if not path.parent.is_dir():
            raise FileNotFoundError(f"There is no folder '{path.parent}': make it first.")
        parameters = self.get_params() | {"callbacks": None}
        if not isinstance(self.random_state, Integral):
            parameters["random_state"] = None
        fitted = {key: value for key, value in vars(self).items()
                  if key.endswith("_") and key != "model_"}
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            draft = Path(folder) / "draft.keras"
            self.model_.save(draft)
            with zipfile.ZipFile(draft, "a") as archive:
                archive.writestr("autoencoder.json", json.dumps(
                    {"parameters": parameters, "fitted": fitted}, default=lambda v: v.tolist()))
            os.replace(draft, path)

    @classmethod
    def load(cls, path):
        """Read an estimator that `save` wrote; no code in the file is run.

        Parameters
        ----------
        path : str or path

        Returns
        -------
        Autoencoder

        Raises
        ------
        FileNotFoundError
            When there is no such file.
        ValueError
            When the file is damaged or something else.
        """
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

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float32"]
        return tags

    @property
    def _n_features_out(self):
        return self.n_components_

    def _check(self, X, reset=False):
        """X as a float32 array, or an error in one sentence."""
        return check_rows(self, X, dtype=np.float32, reset=reset,
                          ensure_min_samples=2 if reset else 1)

    def _row_errors(self, X):
        # A plain call: predict_on_batch would compile the model first, at the end of every fit.
        return np.concatenate([
            np.mean(np.square(part - np.asarray(self.decoder_(self.encoder_(part)))), axis=1)
            for part in parts(X)])

    @staticmethod
    def _apply(model, X):
        """Outputs of a Keras model for all rows; `model.predict` is 100 times slower for one."""
        return np.concatenate([model.predict_on_batch(part) for part in parts(X)])


def parts(X, rows=2048):
    """X in pieces, so that what a network makes of them need not be in memory at once."""
    return (X[start : start + rows] for start in range(0, len(X), rows))
