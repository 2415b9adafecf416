"""What a reducer is made of, a pipeline or not: its steps, its scaler, its numbers, its seeds."""

import inspect
from itertools import takewhile

import numpy as np
from sklearn.base import BaseEstimator, OneToOneFeatureMixin
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder
from sklearn.utils import get_tags

# Arrays that describe a fit, or repeat it in other units: `transform` does without them.
DESCRIPTIONS = {"explained_variance_", "explained_variance_ratio_", "singular_values_", "var_",
                "variances_", "data_min_", "data_max_", "data_range_", "max_abs_", "references_",
                "whitening_", "scores_", "pvalues_", "error_"}


def steps(reducer):
    """The steps of a pipeline, those of pipelines in it included, or the reducer alone."""
    if not isinstance(reducer, Pipeline):
        return [] if reducer in (None, "passthrough") else [reducer]
    return [inner for _, step in reducer.steps for inner in steps(step)]


def can_be_undone(step):
    """Whether a step's `inverse_transform` gives back what it was given."""
    return (hasattr(step, "inverse_transform")
            and getattr(step, "fit_inverse_transform", True)        # KernelPCA
            and getattr(step, "inverse_func", True) is not None     # FunctionTransformer
            and not imputes(step))


def imputes(step):
    """Whether a step fills in what is missing."""
    return hasattr(step, "add_indicator")


def needs_labels(step):
    """Whether a step cannot be fitted without y."""
    y, tags = inspect.signature(step.fit).parameters.get("y"), get_tags(step)
    learns = tags.target_tags.required or tags.estimator_type in ("classifier", "regressor")
    return learns or (y is not None and y.default is y.empty)


def preparation(reducer):
    """Its first steps as far as they scale, fill in or encode columns, but not the last one."""
    kinds = (OneToOneFeatureMixin, ColumnTransformer, OneHotEncoder)
    return list(takewhile(lambda step: isinstance(step, kinds) or imputes(step),
                          steps(reducer)[:-1]))


def count_shared(reducers):
    """How many steps of their preparation are the same in all reducers."""
    described = [[(type(step), repr(step.get_params())) for step in preparation(reducer)]
                 for reducer in reducers]
    return len(list(takewhile(lambda same: len(set(same)) == 1, zip(*described, strict=False))))


def cut(reducer, n):
    """The first n steps and the others, each as a pipeline; the first may be None."""
    parts = steps(reducer)
    return (make_pipeline(*parts[:n]), make_pipeline(*parts[n:])) if n else (None, reducer)


def lasting(parts):
    """The first of these steps whose work cannot be undone, or None."""
    return next((step for step in parts if not can_be_undone(step)), None)


def names(parts):
    """The kinds of these steps, as text."""
    return ", ".join(type(step).__name__ for step in parts)


def as_array(values):
    """What a step answers, a DataFrame or a sparse matrix too, as an array."""
    return values.toarray() if hasattr(values, "toarray") else np.asarray(values)


def parts_to_measure(reducer):
    """Its first steps, behind which errors are measured, and the others, which rebuild rows.

    First steps are those up to the last one that cannot be undone, and those after them that treat
    every feature by itself. Those of a search such as GridSearchCV are the ones of what it found.
    """
    if hasattr(reducer, "refit"):
        reducer = getattr(reducer, "best_estimator_", reducer.estimator)
    parts = steps(reducer)
    n = max((i + 1 for i, step in enumerate(parts) if not undone(step)), default=0)
    while n < len(parts) - 1 and isinstance(parts[n], OneToOneFeatureMixin):
        n += 1
    if n == len(parts):
        raise ValueError(f"The reducer ({names(parts)}) has no inverse_transform in its last "
                         "step: take one that rebuilds rows, such as PCA, an Autoencoder, or "
                         "KernelPCA with fit_inverse_transform=True.")
    return parts[:n], parts[n:]


def undone(step):
    """Whether errors can be measured before this step: not before what encodes text."""
    return can_be_undone(step) and not get_tags(step).input_tags.categorical


def output_names(parts, names=None):
    """What these steps call the features that they make of some with these names; None if unknown.

    A step that says nothing of names leaves them.
    """
    try:
        for step in parts:
            names = getattr(step, "get_feature_names_out", lambda names: names)(names)
    except AttributeError:                      # a function inside a ColumnTransformer says nothing
        return None
    return None if names is None else np.asarray(names, dtype=object)


def encode(parts, X, fit=False):
    """What these steps make of X, one after the other."""
    for step in parts:
        X = step.fit_transform(X) if fit else step.transform(X)
    return X


def rebuild(name, parts, codes, rows):
    """What these steps, the last one first, make of the codes of rows: an array of their shape."""
    for step in reversed(parts):
        codes = step.inverse_transform(codes)
    x_hat = as_array(codes)
    if x_hat.shape != rows.shape:
        raise ValueError(f"{name} rebuilds rows of {x_hat.shape[-1]} columns from rows of "
                         f"{rows.shape[1]}: take one whose inverse_transform undoes transform.")
    return x_hat


def count_parameters(fitted):
    """Numbers that `fit` has set: in all that is held in `fitted`, as `compare` describes them."""
    counted = {}                            # by id: what is held twice counts once

    def count(name, value):
        if id(value) in counted:
            return
        if hasattr(value, "model_"):
            counted[id(value)] = value.model_.count_params()
        elif isinstance(value, np.ndarray):
            if name.endswith("_") and name not in DESCRIPTIONS and value.dtype.kind == "f":
                counted[id(value)] = value.size
        elif isinstance(value, BaseEstimator) or name == "":
            counted[id(value)] = 0
            for inner in vars(value).items():
                count(*inner)
        elif isinstance(value, (list, tuple)):
            for inner in value:
                count(name, inner)

    count("", fitted)
    return sum(counted.values())


def size_parameter(reducer, prefix=""):
    """Name of the parameter that sets the size of the code: of the last step that has one."""
    if isinstance(reducer, Pipeline):
        names = (size_parameter(step, f"{prefix}{name}__") for name, step in reducer.steps[::-1])
        return next(filter(None, names), None)
    names = getattr(reducer, "get_params", dict)()
    names = [name for name in names if name.split("__")[-1] == "n_components"]
    return prefix + min(names, key=len) if names else None


def seed_parameters(reducer):
    """Names of the parameters, at any depth, that seed something."""
    return [name for name in sorted(reducer.get_params()) if name.split("__")[-1] == "random_state"]


def with_seeds(reducer, random):
    """The reducer with a seed drawn for each `random_state` that is None."""
    parameters = reducer.get_params()
    return reducer.set_params(**{name: random.randint(2**31 - 1)
                                 for name in seed_parameters(reducer) if parameters[name] is None})


def with_exact_solver(reducer, rows):
    """The reducer, in which no PCA chooses a solver that loses the digits of rows far from zero."""
    far = np.abs(rows.mean(axis=0)).max() > 1e4 * np.sqrt(rows.var(axis=0).mean())
    return reducer.set_params(**{name: "full" for name, value in reducer.get_params().items()
                                 if far and name.endswith("svd_solver") and value == "auto"})
