"""`ReconstructionDetector`: flags the rows whose reconstruction error is above a threshold."""

import warnings
from numbers import Real

import numpy as np
from sklearn.base import BaseEstimator, OutlierMixin, _fit_context, clone
from sklearn.utils import check_random_state
from sklearn.utils._param_validation import HasMethods, Interval
from sklearn.utils.validation import check_is_fitted

from .. import _pipelines
from .._validation import check_rows, check_whole


class ReconstructionDetector(OutlierMixin, BaseEstimator):
    """Outlier detector over any reducer: a row that it rebuilds badly is flagged.

    The reducer learns from normal rows to squeeze a row into a code and to rebuild it. A row of
    another kind does not fit through the code, and its reconstruction error is high. How high is
    too high is told by normal rows held out of the reducer's fit, since it may have overfitted the
    others; labels are never used.

    Parameters
    ----------
    reducer : estimator with `fit`, `transform` and `inverse_transform`
        Such as PCA, an `Autoencoder`, or a pipeline with a scaler before one of them; it is cloned.
        Where its first steps scale each feature by itself, errors are measured behind them.
    contamination : float, default=0.05
        False-alarm rate, in (0, 0.5]: the share of normal rows that may be flagged.
    validation_fraction : float, default=0.2
        Share of the rows held out of the reducer's fit, in (0, 0.5].
    random_state : int, RandomState or None, default=None
        Seed of the held-out rows, and of the reducer where its own `random_state` is None.

    Attributes
    ----------
    reducer_ : estimator
        The fitted reducer.
    offset_ : float
        The threshold: a row whose `score_samples` is lower is flagged.
    usual_errors_ : ndarray of shape (n_features,)
        Mean squared error of each feature in the held-out rows, but no less than a tenth of the
        features' average: in a pixel that is always dark any error is unusual.
    n_features_in_ : int
    feature_names_in_ : array of str, only if X had column names

    See Also
    --------
    sklearn.ensemble.IsolationForest : An outlier detector that rebuilds nothing.

    Notes
    -----
    The threshold is the quantile at `contamination` c of the scores of the m held-out rows, unless
    all rows can give a steadier one: of 50 rows the lowest twentieth are two or three. The quantile
    of all rows is taken, so that a share c of them is flagged, as scikit-learn has it, if at most c
    plus one standard error, √(c(1 − c)/m), of the held-out rows are flagged by it. More are where
    the reducer has overfitted its rows. Either quantile of n scores is at place c(n + 1), below
    which in the mean a share c of new rows falls (type 6 of Hyndman & Fan).

    References
    ----------
    Hyndman, Fan (1996), "Sample quantiles in statistical packages", The American Statistician 50.

    Examples
    --------
    >>> from sklearn.decomposition import PCA
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> from aeutils import ReconstructionDetector, load_sensors
    >>> sensors = load_sensors()
    >>> normal = sensors.frame[sensors.y == 0]
    >>> detector = ReconstructionDetector(make_pipeline(StandardScaler(), PCA(3)), random_state=0)
    >>> faulty = normal.iloc[[7]].assign(power=0)
    >>> detector.fit(normal).predict(faulty)
    array([-1])
    >>> detector.top_features(faulty)
    array([['power']], dtype=object)
    """

    _parameter_constraints = {
        "reducer": [HasMethods(["fit", "transform", "inverse_transform"])],
        "contamination": [Interval(Real, 0, 0.5, closed="right")],
        "validation_fraction": [Interval(Real, 0, 0.5, closed="right")],
        "random_state": ["random_state"],
    }

    def __init__(self, reducer, *, contamination=0.05, validation_fraction=0.2, random_state=None):
        self.reducer = reducer
        self.contamination = contamination
        self.validation_fraction = validation_fraction
        self.random_state = random_state

    @_fit_context(prefer_skip_nested_validation=False)
    def fit(self, X, y=None):
        """Fit the reducer on normal rows and set the threshold by rows held out of that.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Normal rows. Anomalies among them, if any, make the detector more lenient.
        y : ignored
            Labels are never looked at.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            For missing or infinite values, text, fewer than three rows, or a reducer that does not
            rebuild all features.

        Warns
        -----
        UserWarning
            When there are too few rows for so low a false-alarm rate.
        """
        X = self._check(X, reset=True)
        random = check_random_state(self.random_state)
        rows = random.permutation(len(X))
        n_held_out = max(1, int(self.validation_fraction * len(X)))
        held_out, fitted = rows[:n_held_out], rows[n_held_out:]

        self.reducer_ = _with_seeds(clone(self.reducer), random).fit(X[fitted])
        errors = self._squared_errors(X)
        usual = errors[held_out].mean(axis=0, dtype=np.float64)
        self.usual_errors_ = np.maximum(usual, usual.mean() / 10 + np.finfo(float).tiny)
        scores = _scores(errors)
        basis = _basis(scores, scores[held_out], self.contamination)
        self.offset_ = np.quantile(basis, self.contamination, method="weibull")
        if self.contamination * (len(basis) + 1) < 1:
            warnings.warn(f"contamination={self.contamination:g} is less than one of the "
                          f"{len(basis)} rows that set the threshold, so a larger share of normal "
                          "rows may be flagged: fit on more rows.", stacklevel=3)
        return self

    def score_samples(self, X):
        """Minus the reconstruction error, the mean over features of (x − x̂)²: larger is normal.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples,)
            In the squared units of X, or of what the reducer's scaler makes of it.

        Raises
        ------
        NotFittedError
            Before `fit`.
        ValueError
            For missing or infinite values, text, or other features than in `fit`.
        """
        check_is_fitted(self)
        return _scores(self._squared_errors(self._check(X)))

    def decision_function(self, X):
        """How far a row is from being flagged: `score_samples` less the threshold `offset_`.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples,)
            Negative for rows that are flagged.
        """
        return self.score_samples(X) - self.offset_

    def predict(self, X):
        """Tell which rows are flagged.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples,), int
            -1 for a row that is flagged, an anomaly; 1 for a normal one.
        """
        return np.where(self.decision_function(X) < 0, -1, 1)

    def feature_errors(self, X):
        """Squared error of each feature, as a multiple of its usual error on held-out rows.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples, n_features)
            About 1 on average for normal rows; the features that raised the alarm are far above.
        """
        check_is_fitted(self)
        return self._squared_errors(self._check(X)) / self.usual_errors_

    def top_features(self, X, n=1):
        """Name the features that raised the alarm: those with the highest `feature_errors`.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
        n : int, default=1
            How many to name for each row.

        Returns
        -------
        ndarray of shape (n_samples, n)
            Highest first; names if the X of `fit` had column names, else column numbers.

        Raises
        ------
        ValueError
            If there are not so many features, or as `score_samples` does.
        """
        errors = self.feature_errors(X)
        check_whole("n", n, highest=errors.shape[1])
        columns = np.argsort(-errors, axis=1, kind="stable")[:, :n]
        names = getattr(self, "feature_names_in_", None)
        return columns if names is None else names[columns]

    def _check(self, X, reset=False):
        return check_rows(self, X, reset=reset, fewest=3 if reset else 1)

    def _squared_errors(self, X):
        """(x − x̂)² of each entry, in the units that the reducer's scaler, if any, makes."""
        x_hat = np.asarray(self.reducer_.inverse_transform(self.reducer_.transform(X)))
        if x_hat.shape != X.shape:
            raise ValueError(f"The reducer rebuilds rows of {x_hat.shape[1]} columns from rows of "
                             f"{X.shape[1]}: take one whose inverse_transform undoes transform.")
        scaler = _pipelines.scaler(self.reducer_)
        if scaler is not None:
            X, x_hat = np.asarray(scaler.transform(X)), np.asarray(scaler.transform(x_hat))
        return np.square(X - x_hat)


def _scores(errors):
    return -errors.mean(axis=1, dtype=np.float64)


def _basis(scores, held_out, rate):
    """The scores whose quantile at `rate` is the threshold; see the detector's Notes."""
    flagged = np.mean(held_out < np.quantile(scores, rate, method="weibull"))
    standard_error = np.sqrt(rate * (1 - rate) / len(held_out))
    return scores if flagged <= rate + standard_error else held_out


def _with_seeds(reducer, random):
    """The reducer with a seed drawn for each `random_state` that is None."""
    parameters = reducer.get_params()
    return reducer.set_params(**{name: random.randint(2**31 - 1)
                                 for name in _pipelines.seed_parameters(reducer)
                                 if parameters[name] is None})
