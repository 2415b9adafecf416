"""What every `fit` does around the training engine: check, hold out, train, keep the result."""

import warnings
from numbers import Integral, Real

import numpy as np
from sklearn.base import _fit_context
from sklearn.utils import check_random_state
from sklearn.utils._param_validation import Interval, StrOptions

from . import training
from .base import KerasReducer, parts

FEWEST_VALIDATION_ROWS = 40


class TrainedReducer(KerasReducer):
    """Base of the estimators whose network `training.train` fits.

    A subclass has the parameters below, described in `Autoencoder`, and three methods:
    `_check_settings` refuses data that they do not suit, `_start` makes the network, and
    `_objective` says what training minimises.
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
        """The network before its first step."""
        raise NotImplementedError

    def _objective(self, X, model, random):
        """The loss's unit in `history_`, and what `training.train` needs to know of the loss."""
        raise NotImplementedError

    def _hold_out(self, n_samples, random):
        """Numbers of the rows to learn from and of those to choose the best epoch by."""
        n_held_out = 0
        if self.validation_fraction:
            n_held_out = max(int(self.validation_fraction * n_samples),
                             min(FEWEST_VALIDATION_ROWS, n_samples // 3))
        rows = random.permutation(n_samples)
        return rows[n_held_out:], rows[:n_held_out]


def mean_and_scale(X):
    """Mean of each feature, and one standard deviation for all (1 where X is constant)."""
    mean = X.mean(axis=0, dtype=np.float64)
    variance = sum(np.square(part - mean).sum() for part in parts(X)) / X.size
    return mean, float(np.sqrt(variance)) or 1.0
