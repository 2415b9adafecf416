"""Rows are checked, some held out, a network is built, trained, kept; then it acts as PCA does."""

import warnings
from functools import partial
from numbers import Integral, Real

import numpy as np
from sklearn.base import (
    BaseEstimator,
    ClassNamePrefixFeaturesOutMixin,
    TransformerMixin,
    _fit_context,
)
from sklearn.utils import check_random_state, gen_batches
from sklearn.utils._param_validation import HasMethods, Interval, StrOptions
from sklearn.utils.validation import check_is_fitted

from .. import optimizers, training
from .._keras import no_advice, start
from .._validation import check_codes, check_rows
from ._held_out import hold_out
from ._saving import SavedEstimator, plain
from ._standardise import ROWS_AT_ONCE, finite, mean_and_scale, restore, standardise

SHARE, FEWEST_VALIDATION_ROWS = 0.1, 40         # of the rows, held out by default


class KerasReducer(
        SavedEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Base of the estimators: PCA's methods over ``model_``, a Keras model made of two halves.

    The network sees standardised rows: centred, and divided by one overall deviation, in float64.
    A subclass has the parameters below, described in `Autoencoder`, a property `_linear_output`,
    which says whether the network answers in the same units, and three methods: `_check_settings`
    refuses settings that clash and data that they do not suit, `_start` makes the network (with
    layers or parts "encoder" and "decoder") from standardised rows, and `_objective` returns what
    its loss is in `history_`, and what `training.train` must know.
    """

    _starts_as_pca = False
    _structure = ("n_components", "hidden_units", "activation")   # what `warm_start` cannot change
    _parameter_constraints = {
        "n_components": [Interval(Integral, 1, None, closed="left")],
        "hidden_units": ["array-like"],
        "activation": [str],
        "optimizer": [str, dict],
        "learning_rate": [Interval(Real, 0, None, closed="neither")],
        "weight_decay": [Interval(Real, 0, None, closed="left")],
        "epochs": [Interval(Integral, 0, None, closed="left")],
        "batch_size": [StrOptions({"auto"}), Interval(Integral, 1, None, closed="left")],
        "validation": [Interval(Real, 0, 1, closed="left"), StrOptions({"last"}),
                       HasMethods(["split", "get_n_splits"])],
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
            A `numpy.memmap` or a Dask array may be larger than memory: a part at a time is read,
            the next one while the network learns, and PCA is an `IncrementalPCA`.
        y : ignored

        Returns
        -------
        self

        Raises
        ------
        ValueError
            For missing or infinite values, text, fewer than two rows, values outside [0, 1] where
            they are forbidden, an `image_shape` or `noise` that does not fit X, or (with
            `warm_start`) other features, layers or loss than before.
        TypeError
            For a callback that waits for single batches.
        RuntimeError
            In a process forked from one that had used TensorFlow.
        FloatingPointError
            When the loss is no longer a finite number.
        KeyboardInterrupt
            After what was learned by then is kept, if the training had begun.

        Whatever else is raised, an earlier fit is kept as it was.

        Warns
        -----
        UserWarning
            When there are more components than features, or the keyboard interrupts.
        """
        start()
        earlier = vars(self).copy()
        weights = self.model_.get_weights() if hasattr(self, "model_") else None
        try:
            with no_advice():
                interrupted = self._fit(X)
        except BaseException:
            self.__dict__ = earlier
            if weights:                                 # `warm_start` trains the same network
                self.model_.set_weights(weights)
            raise
        if interrupted:
            raise KeyboardInterrupt
        return self

    def partial_fit(self, X, y=None):
        """Go on with these rows: one pass over them, in which no rows are held out.

        What the first call is given tells the units and the start, so let it be many rows. Nothing
        is chosen afterwards, as `fit` does: look at `reconstruction_error` of other rows.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
        y : ignored

        Returns
        -------
        self

        Raises
        ------
        ValueError, TypeError, RuntimeError, FloatingPointError, KeyboardInterrupt
            As `fit` does with `warm_start`.
        """
        settings = {"warm_start": True, "epochs": 1, "validation": 0}
        own = {name: getattr(self, name) for name in settings}
        try:
            return self.set_params(**settings).fit(X)
        finally:
            self.set_params(**own)

    def _fit(self, X):
        """Fit, and return whether the keyboard interrupted the training."""
        go_on = self.warm_start and hasattr(self, "model_")
        structure = {name: plain(getattr(self, name)) for name in self._structure}
        for name, value in structure.items() if go_on else ():
            if value != self.structure_[name]:
                raise ValueError(f"{name} is {value!r}, but the network to go on with has "
                                 f"{self.structure_[name]!r}: set warm_start=False to begin anew.")
        X = self._check(X, reset=not go_on)
        self._check_settings(X)
        if not go_on and self.n_components > X.shape[1]:
            warnings.warn(f"n_components={self.n_components} is more than the {X.shape[1]} "
                          "features: nothing is compressed.", stacklevel=4)
        seed = self.random_state
        if not isinstance(seed, Integral):
            seed = check_random_state(seed).randint(2**31 - 1)
        random = np.random.RandomState(seed)
        order = random.permutation(len(X))
        if go_on:                                       # the rows held out before stay held out
            order = np.random.RandomState(self.seed_).permutation(len(X))
        train_rows, validation_rows = hold_out(
            self.validation, X, order, SHARE, min(FEWEST_VALIDATION_ROWS, len(X) // 3))
        if not go_on:
            self.structure_, self.seed_ = structure, int(seed)
            judged = self._starts_as_pca and len(validation_rows)
            seen = X[train_rows] if judged else X               # what judges a start is none of it
            self.mean_, self.scale_ = mean_and_scale(seen)
            self.standardised_output_ = self._linear_output
            self.model_ = self._start(self._standardise(seen, X.dtype), random)
            del seen                                            # most of the memory there is
        unit, objective = self._objective(X.shape[1], random)

        n, batch_size = len(train_rows), self.batch_size
        if batch_size == "auto":
            batch_size = int(np.clip(n // 40, np.clip(n // 16, 32, 64), 256))
        train = partial(
            training.train, X=self._standardise(X), train_rows=train_rows,
            validation_rows=validation_rows, **objective,
            optimizer=optimizers.make_optimizer(self.optimizer, self.learning_rate),
            epochs=self.epochs, batch_size=batch_size, patience=self.patience,
            weight_decay=self.weight_decay, random_state=random.randint(2**31 - 1),
            callbacks=self.callbacks, verbose=self.verbose,
            kind=(type(self), X.shape[1], repr(structure)))
        run = self._train(train, X, validation_rows, random, go_on)

        history = {key: [float(unit(value)) for value in values]
                   for key, values in run.history.items()}
        self.n_iter_ = len(history["loss"]) - 1 + (self.n_iter_ if go_on else 0)
        if go_on:
            before, now = ([np.nan] * len(each["loss"]) for each in (self.history_, history))
            history = {key: self.history_.get(key, before) + history.get(key, now)[1:]
                       for key in {**self.history_, **history}}
        self.history_ = history
        self.n_components_ = int(self.n_components)
        self.reconstruction_err_ = float(np.mean(self._row_errors(X)))
        return run.interrupted

    def _train(self, train, X, validation_rows, random, go_on):
        """Train the network, by a function of it, and return the `training.Run` that is kept."""
        run = train(self.model_)
        self.model_.set_weights(run.weights)
        return run

    def transform(self, X):
        """Encode: the code z of each row.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples, n_components), of X's own float type

        Raises
        ------
        NotFittedError
            Before `fit`.
        ValueError
            For missing or infinite values, text, or other features than in `fit`.
        """
        check_is_fitted(self)
        X = self._check(X)
        return finite(self._apply(self.encoder_, X, lambda rows: self._standardise(X[rows])))

    def inverse_transform(self, Z):
        """Decode: the row x̂ that each code stands for.

        Parameters
        ----------
        Z : array-like of shape (n_samples, n_components)

        Returns
        -------
        ndarray of shape (n_samples, n_features), of the float type that came in

        Raises
        ------
        NotFittedError
            Before `fit`.
        ValueError
            For missing or infinite values, or codes of another size.
        """
        check_is_fitted(self)
        start()
        Z = check_codes(self, Z)
        return finite(self._restore(self._apply(self.decoder_, Z, lambda rows: Z[rows])))

    def reconstruct(self, X):
        """Encode and decode.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples, n_features), of the float type that came in
        """
        return self.inverse_transform(self.transform(X))

    def reconstruction_error(self, X):
        """Mean over features of (x − x̂)², whatever the training loss was.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples,), float64
        """
        check_is_fitted(self)
        return self._row_errors(self._check(X))

    def score(self, X, y=None):
        """Minus the mean reconstruction error: larger is better.

        PCA's `score` is a log-likelihood, so a search over both compares nothing: give it
        ``scoring=aeutils.reconstruction_score``.

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
        """The half of `model_` from ``(x - mean_) / scale_`` to z, a keras.Model."""
        return self.model_.get_layer("encoder")

    @property
    def decoder_(self):
        """The half from z to x̂ or, if `standardised_output_`, to ``(x̂ - mean_) / scale_``."""
        return self.model_.get_layer("decoder")

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags

    @property
    def _n_features_out(self):
        return self.n_components_

    def _check(self, X, reset=False):
        start()
        return check_rows(self, X, reset=reset, fewest=2 if reset else 1)

    def _standardise(self, X, dtype=np.float32):
        return standardise(X, self.mean_, self.scale_, dtype)

    def _restore(self, x_hat):
        """What the decoder answers, in the units of X."""
        return restore(x_hat, self.mean_, self.scale_) if self.standardised_output_ else x_hat

    def _row_errors(self, X):
        # A plain call: predict_on_batch would compile the model first, at the end of every fit.
        errors = []
        for rows in gen_batches(len(X), ROWS_AT_ONCE):
            x = X[rows]
            x_hat = np.asarray(self.decoder_(self.encoder_(self._standardise(x))))
            errors.append(np.mean(np.square(x - self._restore(x_hat.astype(float))), axis=1))
        return finite(np.concatenate(errors))

    @staticmethod
    def _apply(model, X, rows_of):
        """A Keras model's outputs for all rows; `model.predict` is 100 times slower for one."""
        with no_advice():
            return np.concatenate([model.predict_on_batch(rows_of(rows)).astype(X.dtype, copy=False)
                                   for rows in gen_batches(len(X), ROWS_AT_ONCE)])
