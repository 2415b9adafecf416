"""The check of X that every estimator here makes: an error is one sentence that says what to do."""

import numpy as np
from sklearn.utils.validation import validate_data


def check_rows(estimator, X, *, dtype, reset, ensure_min_samples=1):
    """X as an array of finite numbers, or an error in one sentence.

    Parameters
    ----------
    estimator : estimator
        Keeps, or compares, the number of features and their names.
    X : array-like of shape (n_samples, n_features)
    dtype : dtype or list of dtype
        As in scikit-learn's `check_array`.
    reset : bool
        True in `fit`.
    ensure_min_samples : int

    Returns
    -------
    ndarray of shape (n_samples, n_features)

    Raises
    ------
    ValueError
        For text, missing or infinite values, too few rows, or other features than in `fit`.
    """
    try:
        X = validate_data(estimator, X, reset=reset, dtype=dtype, order="C",
                          ensure_all_finite=False, ensure_min_samples=ensure_min_samples)
    except ValueError as error:
        if "could not convert string" not in str(error):
            raise
        raise ValueError(f"X holds text ({error}): leave those columns out or encode them as "
                         "numbers.") from None
    bad = np.flatnonzero(~np.isfinite(X).all(axis=0))
    if len(bad):
        names = getattr(estimator, "feature_names_in_", np.arange(X.shape[1]))[bad]
        columns = ", ".join(map(str, names[:5])) + (", …" if len(bad) > 5 else "")
        raise ValueError(f"X contains NaN, infinity or numbers too large for {X.dtype} in "
                         f"{len(bad)} column(s) ({columns}): impute them or drop those rows.")
    return X
