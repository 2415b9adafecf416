"""Every check of input: what is wrong becomes one sentence that says what to do."""

from numbers import Integral

import numpy as np

from ._on_disk import ROWS_AT_ONCE, on_disk

LARGEST = np.float64(1e150)     # squares of larger numbers are infinite


def as_floats(X, name="X"):
    """X as an array of float32, if it is one, or of float64; what is missing becomes NaN."""
    if hasattr(X, "toarray"):
        raise TypeError(f"{name} is a sparse matrix, and dense rows are needed: pass "
                        f"{name}.toarray(), or the dense codes of TruncatedSVD.")
    pair = isinstance(X, tuple) and len(X) == 2 and getattr(X[0], "ndim", 0) == 2
    if pair or (hasattr(X, "target_names") and not hasattr(X, "columns")):    # such as a Dataset
        raise TypeError(f"{name} is a {type(X).__name__} of rows and labels: pass the rows alone, "
                        f"such as {name}[0] of a pair or train.X of a Dataset.")
    try:
        values = np.ma.filled(X.astype(float), np.nan) if np.ma.isMA(X) else np.asarray(X)
        if values.dtype == object:                  # such as pd.NA or None among numbers
            import pandas as pd
            values = np.where(pd.isna(values), np.nan, values).astype(float)
        if values.dtype.kind == "c":
            raise ValueError("Complex data not supported")
        if values.dtype.kind in "mM":
            raise TypeError(f"{values.dtype} is no real number")
        return values if values.dtype in (np.float32, np.float64) else values.astype(float)
    except (TypeError, ValueError, OverflowError) as error:
        kind = TypeError if isinstance(error, TypeError) else ValueError
        reason = str(error).split(". ")[0]
        raise kind(f"{name} holds text or dates, or rows of different lengths ({reason}): leave "
                   "those columns out or encode them as numbers.") from None


def check_rows(estimator, X, *, reset, fewest=1):
    """X as a float64 or float32 array of finite numbers, of shape (n_samples, n_features).

    A `numpy.memmap` or a Dask array becomes `RowsOnDisk`.

    `estimator` keeps (with `reset`, in its `fit`) or compares the number of features and their
    names; `fewest` is the number of rows it needs.
    """
    from sklearn.utils.validation import validate_data

    rows = on_disk(X)
    if rows is not None:
        first = as_floats(rows[: max(1, fewest)])
        validate_data(estimator, first, reset=reset, ensure_min_samples=fewest,
                      ensure_all_finite=False)
        check_finite(rows)
        return rows
    columns = list(getattr(X, "columns", ()))
    if columns and len(set(columns)) == len(columns):           # else they are no names
        import pandas as pd
        X = pd.DataFrame(as_floats(X), columns=columns)
    else:
        X = as_floats(X)
    X = validate_data(estimator, X, reset=reset, dtype=[np.float64, np.float32], order="C",
                      ensure_all_finite=False, ensure_min_samples=fewest)
    check_finite(X, getattr(estimator, "feature_names_in_", None))
    return X


def check_finite(X, names=None):
    """Refuse what is no finite number, by the names of the columns if there are any."""
    largest = min(LARGEST, float(np.finfo(X.dtype).max))
    parts = (X[start : start + ROWS_AT_ONCE] for start in range(0, len(X), ROWS_AT_ONCE))
    bad = np.flatnonzero(~np.all([(np.abs(part) <= largest).all(axis=0) for part in parts], axis=0))
    if len(bad):
        columns = listed(bad if names is None else [names[i] for i in bad])
        raise ValueError("X contains NaN, infinity or numbers too large to be squared in "
                         f"{len(bad)} column(s) ({columns}): impute them or drop those rows.")


def listed(names):
    """The first five names as text."""
    return ", ".join(map(str, names[:5])) + (", …" if len(names) > 5 else "")


def check_codes(estimator, Z):
    """Z as a float64 or float32 array, as many columns as a fitted estimator's codes have."""
    from sklearn.utils import check_array

    Z = check_array(as_floats(Z, "Z"), dtype=[np.float64, np.float32], input_name="Z")
    if Z.shape[1] != estimator.n_components_:
        raise ValueError(f"Z has {Z.shape[1]} columns, but the codes of this "
                         f"{type(estimator).__name__} have {estimator.n_components_}: pass what "
                         "transform returned.")
    return Z


def check_unit_interval(X, needed_by, way_out):
    """Refuse values outside [0, 1]."""
    if X.min() < 0 or X.max() > 1:
        raise ValueError(f"X ranges from {X.min():.3g} to {X.max():.3g}, but {needed_by} values in "
                         f"[0, 1]: scale X with MinMaxScaler, or use {way_out}.")


def check_image_shape(image_shape, n_features):
    """Height and width as plain int; they must make `n_features` pixels."""
    sizes = list(image_shape) if np.iterable(image_shape) else []
    if len(sizes) != 2 or not all(isinstance(n, Integral) and n > 0 for n in sizes):
        raise ValueError("image_shape must be height and width in pixels, such as (28, 28), not "
                         f"{image_shape!r}.")
    height, width = map(int, sizes)
    if height * width != n_features:
        raise ValueError(f"image_shape {height} x {width} makes {height * width} pixels, but X has "
                         f"{n_features} features: give the size of the images in X.")
    return height, width


def check_sizes(parameter, sizes):
    """Sizes of layers as a list of plain int."""
    if not (np.iterable(sizes) and all(isinstance(n, Integral) and n > 0 for n in sizes)):
        raise ValueError(f"{parameter} must be whole numbers from 1 up, such as (64, 32), "
                         f"not {sizes!r}.")
    return [int(n) for n in sizes]


def check_whole(parameter, value, lowest=1, highest=np.inf):
    """Refuse what is no whole number between two bounds."""
    if not isinstance(value, Integral) or not lowest <= value <= highest:
        end = "up" if highest == np.inf else f"to {highest}"
        raise ValueError(f"{parameter} must be a whole number from {lowest} {end}, not {value!r}.")
