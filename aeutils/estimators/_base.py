"""What every fit does around the training, such as holding rows out, and what can be done after it.

Rows are checked, some are held out, the network is built and trained, the result is kept; then it
encodes, decodes and is judged like `sklearn.decomposition.PCA`.
"""

import warnings
from numbers import Integral, Real

import numpy as np
from sklearn.base import (
    BaseEstimator,
    ClassNamePrefixFeaturesOutMixin,
    TransformerMixin,
    _fit_context,
)
from sklearn.utils import check_random_state, gen_batches
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import check_is_fitted

from .. import training
from .._validation import check_codes, check_rows
from ._saving import load_estimator, save_estimator

FEWEST_VALIDATION_ROWS = 40
ROWS_AT_ONCE = 2048             # what a network makes of all rows need not be in memory at once


class KerasReducer(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Base of the estimators: PCA's methods over ``model_``, a Keras model made of two halves.

    A subclass has the parameters below, described in `Autoencoder`, and three methods:
    `_check_settings` refuses data that they do not suit, `_start` makes the network (with layers
    or parts "encoder" and "decoder"), and `_objective` says what training minimises.
    """

    _parameter_constraints = {
        "n_components": [Interval(Integral, 1, None, closed="left")],
        "hidden_units": ["array-like"],
        "activation": [str],
        "optimizer": [str, dict],
        "learning_rate": [Interval(Real, 0, None, closed="neither")],
        "weight_decay": [Interval(Real, 0, None, closed="left")],
        "epochs": [Interval(Integral, 0, None, closed="left")],
        "batch_size": [StrOptions({"auto"}), Interval(Integral, 1, None, closed="left")],
        "validation_fraction": [Interval(Real, 0, 1, closed="left")],
        "patience": [Interval(Integral, 1, None, closed="left"), None],
        "warm_start": ["boolean"],
        "callbacks": [list, None],
        "random_state": ["random_state"],
        "verbose": ["verbose"],
    }

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None):
        """Learn to reproduce the rows of X.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
        y : ignored

        Returns
        -------
        self

        Raises
        ------
        ValueError
            For missing or infinite values, text, fewer than two rows, values outside [0, 1] where
            the output or the likelihood forbids them, an `image_shape` or `noise` that does not
            fit X, or (with `warm_start`) other features than before.
        FloatingPointError
            When the loss is no longer a finite number; an earlier fit is kept.

        Warns
        -----
        UserWarning
            When there are more components than features, or the keyboard interrupts.
        """
        go_on = self.warm_start and hasattr(self, "model_")
        if go_on and self.n_components != self.n_components_:
            raise ValueError(f"n_components is {self.n_components}, but the network to go on with "
                             f"has {self.n_components_}: set warm_start=False to begin anew.")
        earlier = vars(self).copy()
        X = self._check(X, reset=not go_on)
        self._check_settings(X)
        if not go_on and self.n_components > X.shape[1]:
            warnings.warn(f"n_components={self.n_components} is more than the {X.shape[1]} "
                          "features: nothing is compressed.", stacklevel=3)
        random = check_random_state(self.random_state)
        train_rows, validation_rows = self._hold_out(len(X), random)
        model = self.model_ if go_on else self._start(X, random)
        unit, objective = self._objective(X, model, random)

        batch_size = self.batch_size
        if batch_size == "auto":
            n = len(train_rows)
            batch_size = int(np.clip(n // 40, np.clip(n // 16, 32, 64), 256))
        n_steps = self.epochs * -(-len(train_rows) // batch_size)
        try:
            history = training.train(
                model, X, train_rows, validation_rows, **objective,
                optimizer=training.make_optimizer(self.optimizer, self.learning_rate, n_steps),
                epochs=self.epochs, batch_size=batch_size, patience=self.patience,
                weight_decay=self.weight_decay, random_state=random, callbacks=self.callbacks,
                verbose=self.verbose)
        except FloatingPointError:
            self.__dict__ = earlier
            raise

        history = {key: [unit * value for value in values] for key, values in history.items()}
        epochs_run = len(history["loss"]) - 1
        if go_on:
            history = {key: self.history_.get(key, []) + values[1:]
                       for key, values in history.items()}
        self.model_ = model
        self.history_ = history
        self.n_iter_ = epochs_run + (self.n_iter_ if go_on else 0)
        self.n_components_ = int(self.n_components)
        self.reconstruction_err_ = float(np.mean(self._row_errors(X)))
        return self

    def _check_settings(self, X):
        """Refuse, with a ValueError, settings that clash and data that they do not suit."""

    def _start(self, X, random):
        """Return the network before its first step."""
        raise NotImplementedError

    def _objective(self, X, model, random):
        """Return the loss's unit in `history_`, and what `training.train` must know of the loss."""
        raise NotImplementedError

    def _hold_out(self, n_samples, random):
        """Indices of the rows to learn from, and of the rows to choose the best epoch by."""
        n_held_out = 0
        if self.validation_fraction:
            n_held_out = max(int(self.validation_fraction * n_samples),
                             min(FEWEST_VALIDATION_ROWS, n_samples // 3))
        rows = random.permutation(n_samples)
        return rows[n_held_out:], rows[:n_held_out]

    def transform(self, X):
        """Encode: the code z of each row.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples, n_components), float32

        Raises
        ------
        NotFittedError
            Before `fit`.
        ValueError
            For missing or infinite values, text, or other features than in `fit`.
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

        Raises
        ------
        NotFittedError
            Before `fit`.
        ValueError
            For missing or infinite values, or codes of another size.
        """
        check_is_fitted(self)
        return self._apply(self.decoder_, check_codes(self, Z))

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

        Raises
        ------
        NotFittedError
            Before `fit`.
        ValueError
            When the path does not end in ``.keras``.
        FileNotFoundError
            When there is no such folder.
        """
        check_is_fitted(self)
        save_estimator(self, path)

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
            When the file is damaged or something else.
        """
        return load_estimator(cls, path)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float32"]
        return tags

    @property
    def _n_features_out(self):
        return self.n_components_

    def _check(self, X, reset=False):
        return check_rows(self, X, dtype=np.float32, reset=reset, fewest=2 if reset else 1)

    def _row_errors(self, X):
        # A plain call: predict_on_batch would compile the model first, at the end of every fit.
        return np.concatenate([
            np.mean(np.square(X[rows] - np.asarray(self.decoder_(self.encoder_(X[rows])))), axis=1)
            for rows in gen_batches(len(X), ROWS_AT_ONCE)])

    @staticmethod
    def _apply(model, X):
        """Outputs of a Keras model for all rows; `model.predict` is 100 times slower for one."""
        return np.concatenate([model.predict_on_batch(X[rows])
                               for rows in gen_batches(len(X), ROWS_AT_ONCE)])

    @staticmethod
    def _mean_and_scale(X):
        """Mean of each feature, and one standard deviation for all (1 where X is constant)."""
        mean = X.mean(axis=0, dtype=np.float64)
        variance = sum(np.square(X[rows] - mean).sum()
                       for rows in gen_batches(len(X), ROWS_AT_ONCE)) / X.size
        return mean, float(np.sqrt(variance)) or 1.0
