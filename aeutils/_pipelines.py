"""What a reducer is made of, a pipeline or not: its steps, its scaler, its numbers, its seeds."""

from itertools import takewhile

import numpy as np
from sklearn.base import OneToOneFeatureMixin
from sklearn.pipeline import Pipeline, make_pipeline


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


def count_parameters(reducer):
    """Numbers that `fit` has set: a network's weights, or a linear reducer's axes and mean."""
    return sum(step.model_.count_params() if hasattr(step, "model_")
               else sum(np.size(getattr(step, name, ())) for name in ("components_", "mean_"))
               for step in steps(reducer))


def seed_parameters(reducer):
    """Names of the parameters, at any depth, that seed something."""
    return [name for name in sorted(reducer.get_params()) if name.split("__")[-1] == "random_state"]
