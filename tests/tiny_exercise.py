# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---
# %% [markdown]
# # Exercise 99: Tiny

# %% nbgrader={"schema_version": 3, "grade_id": "setup", "grade": false, "solution": false, "locked": true, "task": false}
import numpy as np

from aeutils.exercises import task

given = np.arange(6.0)

def told(x):
    return f"{np.size(x)} numbers"

# %% nbgrader={"schema_version": 3, "grade_id": "centre", "grade": false, "solution": true, "locked": false, "task": false}
def centre(x):
    ### BEGIN SOLUTION
    return x - x.mean()
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-centre", "grade": true, "solution": false, "locked": true, "task": false, "points": 3}
with task("Task 1"):
    assert np.allclose(centre(given), given - 2.5), f"{told(given)}: their mean is not subtracted."
    ### BEGIN HIDDEN TESTS
    assert np.allclose(centre(given**2), given**2 - (given**2).mean()), "the squares differ."
    ### END HIDDEN TESTS

# %% nbgrader={"schema_version": 3, "grade_id": "rate", "grade": false, "solution": true, "locked": false, "task": false}
rate = None
### BEGIN SOLUTION
rate = 0.25
### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-rate", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 2"):
    assert 0 < rate < 1, "choose one between 0 and 1."
    ### BEGIN HIDDEN TESTS
    assert rate < 0.5, "it is too large."
    ### END HIDDEN TESTS

# %% [markdown] nbgrader={"schema_version": 3, "grade_id": "reading", "grade": true, "solution": true, "locked": false, "task": false, "points": 1}
# *Your answer here.*
