"""`ReconstructionDetector`: flags the rows whose reconstruction error is above a threshold."""

import warnings
from numbers import Real

import numpy as np
from sklearn.base import BaseEstimator, OutlierMixin, _fit_context, clone
from sklearn.utils import check_random_state
from sklearn.utils._param_validation import HasMethods, Interval, StrOptions
from sklearn.utils.validation import check_is_fitted, validate_data

from .. import _pipelines
from .._validation import check_rows, check_whole, listed
from ._held_out import hold_out
from ._threshold import basis_of, threshold

ABOUT_VALUES = ("convert", "float()", "sequence", "infinity", "omplex", "type")   # as others say it
LARGEST_SHARE = 0.2      # of the false alarms: at most about so many by a single feature's error


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
        Where its first steps scale each feature by itself, or cannot be undone (they impute
        missing values or encode text), errors are measured behind them.
    contamination : float, default=0.05
        False-alarm rate, in (0, 0.5]: the share of normal rows that may be flagged.
    validation : float, "last" or splitter, default=0.2
        Rows held out of the reducer's fit: a share in (0, 0.5], drawn at random; the last fifth,
        for rows in order of time; or the last split of a splitter of scikit-learn.
    random_state : int, RandomState or None, default=None
        Seed of the held-out rows, and of the reducer where its own `random_state` is None.

    Attributes
    ----------
    reducer_ : estimator
        The fitted reducer.
    offset_ : float
        The threshold: a row whose `score_samples` is lower is flagged.
    limits_ : (float, float)
        What a row's mean squared error, and the largest of its `feature_errors`, may be: by itself
        each would flag a share `contamination`, and a fifth of that, of normal rows.
    usual_errors_ : ndarray of shape (n_features,), or as many as the reducer rebuilds
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

    The mean over many features hides a fault in one of them. So in a row whose largest feature
    error is above its limit, for which a rate of c/5 is set aside, the score tells how far above.
    The threshold is that of all these scores, so that the false-alarm rate stays c.

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
        "reducer": [HasMethods(["fit", "transform"])],
        "contamination": [Interval(Real, 0, 0.5, closed="right")],
        "validation": [Interval(Real, 0, 0.5, closed="right"), StrOptions({"last"}),
                       HasMethods(["split", "get_n_splits"])],
        "random_state": ["random_state"],
    }

    def __init__(self, reducer, *, contamination=0.05, validation=0.2, random_state=None):
        self.reducer = reducer
        self.contamination = contamination
        self.validation = validation
        self.random_state = random_state

    @_fit_context(prefer_skip_nested_validation=False)
    def fit(self, X, y=None):
        """Fit the reducer on normal rows and set the threshold by rows held out of that.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Normal rows. Anomalies among them, if any, make the detector more lenient.
        y : ignored

        Returns
        -------
        self

        Raises
        ------
        ValueError
            For text, missing and infinite values that the reducer's first steps do not take away,
            fewer than three rows, or a reducer that needs labels, cannot rebuild rows, or rebuilds
            other features or too many rows as NaN. An earlier fit is kept.

        Warns
        -----
        UserWarning
            When there are too few rows for so low a false-alarm rate.
        """
        earlier = vars(self).copy()
        try:
            with np.errstate(divide="ignore", invalid="ignore"):    # PCA of constant rows
                return self._fit(X)
        except BaseException:
            self.__dict__ = earlier
            raise

    def _fit(self, X):
        reducer = clone(self.reducer)
        first, _ = _pipelines.parts_to_measure(reducer)
        for step in _pipelines.steps(reducer):
            if _pipelines.needs_labels(step):
                raise ValueError(f"The reducer's {type(step).__name__} needs labels y, which a "
                                 "detector never has: take one that learns from rows alone.")
        X, encoded = self._check(X, [clone(step) for step in first], reset=True)
        random = check_random_state(self.random_state)
        rows, held_out = hold_out(self.validation, X, random.permutation(len(X)), 0.2, 1)
        held_out = np.isin(np.arange(len(X)), held_out)
        reducer = _pipelines.with_exact_solver(reducer, _numbers(encoded))
        reducer = _pipelines.with_seeds(reducer, random)

        self.reducer_ = reducer.fit(getattr(X, "iloc", X)[rows])
        errors = self._squared_errors(_pipelines.encode(_pipelines.parts_to_measure(reducer)[0], X))
        rebuilt = np.isfinite(errors).all(axis=1)
        usual = errors[held_out & rebuilt].sum(axis=0) / max(1, np.sum(held_out & rebuilt))
        self.usual_errors_ = np.maximum(usual, usual.mean() / 10 + np.finfo(float).tiny)
        self.limits_ = self._limits(errors[rebuilt], held_out[rebuilt])
        basis = basis_of(self._scores(errors), held_out, self.contamination)
        self.offset_ = threshold(basis, self.contamination)
        if not np.isfinite(self.offset_):
            raise ValueError(
                f"The reducer ({_pipelines.names(_pipelines.steps(reducer))}) makes NaN or "
                f"infinity of {_listed(np.flatnonzero(~rebuilt))}, too many for a threshold at "
                f"contamination={self.contamination:g}: scale X otherwise or leave those rows out.")
        if self.contamination * (len(basis) + 1) < 1:
            warnings.warn(f"contamination={self.contamination:g} is less than one of the "
                          f"{len(basis)} rows that set the threshold, so a larger share of normal "
                          "rows may be flagged: fit on more rows.", stacklevel=4)
        return self

    def score_samples(self, X):
        """Minus the reconstruction error, the mean over features of (x − x̂)²: larger is normal.

        In a few rows one feature's error is above its own limit, whatever the mean is: if it is n
        times that limit, the error counts as at least n times the limit of the mean (`limits_`).

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples,)
            In the squared units of what the reducer's first steps make of X; −∞ for rebuilt NaN.

        Raises
        ------
        NotFittedError
            Before `fit`.
        ValueError
            For missing or infinite values and text that the reducer's first steps do not take away,
            or other features than in `fit`.
        """
        return self._scores(self._errors(X))

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
        ndarray of shape (n_samples, n_features), or as many as the reducer rebuilds
            About 1 on average for normal rows; the features that raised the alarm are far above.
        """
        return self._relative(self._errors(X))

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
            Highest first; names if the X of `fit` had column names, else column numbers. They are
            those that the reducer rebuilds, such as ``"city_Oslo"`` behind an encoder of text.

        Raises
        ------
        ValueError
            If there are not so many features, or as `score_samples` does.
        """
        errors = self.feature_errors(X)
        check_whole("n", n, highest=errors.shape[1])
        columns = np.argsort(-errors, axis=1, kind="stable")[:, :n]
        names = getattr(self, "feature_names_in_", None)
        if names is not None:
            names = _pipelines.output_names(_pipelines.parts_to_measure(self.reducer_)[0], names)
        return columns if names is None or len(names) != errors.shape[1] else names[columns]

    def _check(self, X, first, reset=False):
        """X as the reducer takes it, and what its first steps make of that: finite numbers.

        A DataFrame stays one, with its names, and all else becomes float64. Text and missing values
        pass if the first steps encode, impute or leave them out. With `reset` these are fitted.
        """
        fewest, table = 3 if reset else 1, hasattr(X, "iloc")
        try:
            rows, refusal = np.asarray(check_rows(self, X, reset=reset, fewest=fewest)), None
        except (ValueError, TypeError) as error:
            choose = table and any(hasattr(step, "transformers") for step in first)
            if not choose and (isinstance(error, TypeError) or all(map(_pipelines.undone, first))):
                raise
            refusal = error
        try:
            if refusal:
                X = np.ma.filled(X.astype(float), np.nan) if np.ma.isMA(X) else X
                rows = validate_data(self, X.astype(object) if table else X, reset=reset,
                                     dtype=object if table else None, ensure_all_finite=False,
                                     ensure_min_samples=fewest)
            if table and X.columns.is_unique:
                rows = X.astype(dict.fromkeys(X.select_dtypes(["float16", "float32"]), float))
            elif rows.dtype.kind == "f":
                rows = rows.astype(float, copy=False)
            encoded = _pipelines.encode(first, rows, fit=reset)
            bad = np.flatnonzero(~np.isfinite(_numbers(encoded)).all(axis=1))
        except (ValueError, TypeError) as error:
            about_values = any(words in str(error) for words in ABOUT_VALUES)
            raise refusal if refusal and about_values else error from None
        if len(bad):
            raise refusal or ValueError(
                f"The reducer's first steps ({_pipelines.names(first)}) make NaN or infinity of "
                f"{_listed(bad)}: take others, or leave those rows out.")
        return rows, encoded

    def _errors(self, X):
        check_is_fitted(self)
        first, _ = _pipelines.parts_to_measure(self.reducer_)
        return self._squared_errors(self._check(X, first)[1])

    def _squared_errors(self, encoded):
        """(x − x̂)² of each entry of what the first steps have made; infinite where x̂ is not finite.

        The first steps are not undone and done again, since that loses digits.
        """
        _, rest = _pipelines.parts_to_measure(self.reducer_)
        x, codes = _numbers(encoded), _pipelines.encode(rest, encoded)
        x_hat = _numbers(_pipelines.rebuild("The reducer", rest, codes, x))
        with np.errstate(all="ignore"):
            errors = np.square(x - x_hat)
        return np.where(np.isfinite(errors), errors, np.inf)

    def _limits(self, errors, held_out):
        if not held_out.any():
            return np.inf, np.inf
        measures = [(errors.mean(axis=1), self.contamination),
                    (self._relative(errors).max(axis=1), self.contamination * LARGEST_SHARE)]
        return tuple(-float(threshold(basis_of(-values, held_out, rate), rate))
                     for values, rate in measures)

    def _scores(self, errors):
        mean, largest = errors.mean(axis=1), self._relative(errors).max(axis=1)
        mean_limit, largest_limit = self.limits_
        odd = largest > largest_limit
        with np.errstate(all="ignore"):                 # a limit is 0 where X is rebuilt exactly
            mean[odd] = np.fmax(mean[odd], mean_limit * (largest[odd] / largest_limit))
        return -mean

    def _relative(self, errors):
        with np.errstate(over="ignore"):
            return errors / self.usual_errors_


def _numbers(rows):
    return _pipelines.as_array(rows).astype(float, copy=False)


def _listed(rows):
    return f"{len(rows)} row(s) ({listed(rows)})"
