"""What a reducer is made of, a pipeline or not: its steps, its scaler, its numbers, its seeds."""

from itertools import takewhile

import numpy as np
from sklearn.base import BaseEstimator, OneToOneFeatureMixin
from sklearn.compose import ColumnTransformer
from sklearn.impute._base import _BaseImputer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder

# Arrays that describe a fit, or repeat it in other units: `transform` does without them.
DESCRIPTIONS = {"explained_variance_", "explained_variance_ratio_", "singular_values_", "var_",
                "variances_", "data_min_", "data_max_", "data_range_", "max_abs_", "references_",
                "whitening_", "scores_", "pvalues_", "error_"}


def steps(reducer):
    """The steps of a pipeline, those of pipelines in it included, or the reducer alone."""
    if not isinstance(reducer, Pipeline):
        return [] if reducer in (None, "passthrough") else [reducer]
    return [inner for _, step in reducer.steps for inner in steps(step)]


def scaler(reducer):
    """A pipeline of its first steps, as far as each treats every feature by itself, or None."""
    if not isinstance(reducer, Pipeline):
        return None
    first = list(takewhile(lambda step: isinstance(step, OneToOneFeatureMixin), steps(reducer)))
    return make_pipeline(*first) if first else None


def preparation(reducer):
    """Its first steps as far as they scale, fill in or encode columns, but not the last one."""
    kinds = (OneToOneFeatureMixin, _BaseImputer, ColumnTransformer, OneHotEncoder)
    return list(takewhile(lambda step: isinstance(step, kinds), steps(reducer)[:-1]))


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
    for step in parts:
        if (isinstance(step, _BaseImputer) or not hasattr(step, "inverse_transform")
                or getattr(step, "fit_inverse_transform", True) is False        # KernelPCA
                or (getattr(step, "func", None) and step.inverse_func is None)):
            return step
    return None


def count_parameters(fitted):
    """Numbers that `fit` has set.

    Of a network its weights, else of all that is held in `fitted` the float arrays whose names end
    in "_", but those that only describe (`DESCRIPTIONS`).
    """
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
