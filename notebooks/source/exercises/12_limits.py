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
# # Exercise 12: What can autoencoders not do, and what comes next?
#
# > **You will** weigh rare rows, prune a decoder, write attention in NumPy, draw by removing noise, and choose a model
# > that fits on a phone.
# >
# > **Time** 40 minutes · **12 points** · **Lesson** [12 What can autoencoders not do?](../12_limits.ipynb)
#
# Write your code where it says `YOUR CODE HERE`, run that cell, then the check below it, and read its hint. The
# checks cannot be edited. "Passed" here is most of the way: hidden checks with other data give the points of tasks 1 to
# 4, your teacher gives those of task 5.
# No task needs the answer to another. If you are stuck in one, go on.

# %% nbgrader={"schema_version": 3, "grade_id": "setup", "grade": false, "solution": false, "locked": true, "task": false}
from itertools import pairwise

import numpy as np
import pandas as pd
from sklearn.decomposition import PCA
from threadpoolctl import threadpool_limits

from aeutils import datasets
from aeutils.exercises import task

threadpool_limits(1)                              # with matrices this small, threads mostly wait for each other
digits, digits_test = datasets.load("digits").split()

# %% [markdown]
# ## Task 1. Every kind weighs the same (2 points)
#
# `y` holds the kind of each row, shape (n,), as numbers or as words. Return one weight for each row, shape (n,), such
# that
#
# - rows of the same kind have the same weight,
# - the weights of each kind have the same *sum*,
# - the *mean* of all weights is 1.
#
# `kinds, place, count = np.unique(y, return_inverse=True, return_counts=True)` gives the kinds, for each row the place of
# its kind among them, and how many rows each kind has, in this order.
#
# **Predict first.** Nine sensors are "fine", one is "broken". What does the broken one weigh?

# %% nbgrader={"schema_version": 3, "grade_id": "weights", "grade": false, "solution": true, "locked": false, "task": false}
def weights(y):
    """A weight for each row, shape (n,): the same sum for each kind, and a mean of 1."""
    ### BEGIN SOLUTION
    kinds, place, count = np.unique(y, return_inverse=True, return_counts=True)
    return len(y) / (len(kinds) * count[place])
    ### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "ruler-weights", "grade": false, "solution": false, "locked": true, "task": false}
def weights_of(function, y):
    """For the check below. No need to read it now."""
    y = np.array(y)
    before = y.copy()
    try:
        with np.errstate(all="ignore"):
            found = function(y)
    except IndexError:
        raise AssertionError(
            f"y = {y.tolist()}: a kind is a name, not a place (IndexError). Which place the kind of each row has among "
            "the kinds says `return_inverse=True`; count[place] is then the number for each row.") from None
    assert found is not None, "your function returns nothing. End it with `return` and the weights."
    assert np.shape(found) == (len(y),), (
        f"{len(y)} rows of {len(np.unique(y))} kinds, and your answer has shape {np.shape(found)}. Return one weight "
        "for each *row*, not for each kind. (`np.unique` gives kinds, places, counts, in this order; `count[place]` is one "
        "number for each row.)")
    assert np.array_equal(y, before), "your function changes `y`. Make new arrays."
    found = np.asarray(found, float)
    assert np.isfinite(found).all(), f"some of your weights are no numbers: {found.round(2)}. Do you divide by zero?"
    return found

# %% nbgrader={"schema_version": 3, "grade_id": "check-weights", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 1"):
    found = weights_of(weights, [0, 0, 0, 1])
    said = f"for y = [0, 0, 0, 1] you answer {found.round(3)}. "
    assert np.isclose(np.ptp(found[:3]), 0), said + "The three rows of kind 0 should all weigh the same."
    assert found.min() > 0, said + "A weight is above zero."
    assert found[3] > found[0], said + "The rare row, the last, should weigh more than the frequent ones, not less."
    assert np.isclose(found[:3].sum(), found[3]), said + (
        f"The three rows of kind 0 weigh {found[:3].sum():.3f} together, the one of kind 1 {found[3]:.3f}. Both sums "
        "should be the same.")
    assert not np.isclose(found.sum(), 1), said + "They add up to 1. Asked for is a *mean* of 1: a sum of 4."
    assert np.isclose(found.mean(), 1), said + (
        f"The sums of both kinds are the same here, but the mean is {found.mean():.3f}, and not 1.")
    for y in [[5, 5, 2, 2, 2, 9], ["fine"] * 9 + ["broken"], [7, 7, 7], [3, -1, 0, 4], [2, 0, 2, 1, 2, 0, 2]]:
        found, kinds = weights_of(weights, y), sorted(set(y))
        sums = {kind: round(float(found[np.array(y) == kind].sum()), 3) for kind in kinds}
        said = f"for y = {y} you answer {found.round(3)}. "
        assert all(np.isclose(np.ptp(found[np.array(y) == kind]), 0) for kind in kinds), (
            said + "Rows of the same kind should weigh the same. Does each row get the weight of *its* kind? Kinds "
            "need not be 0, 1, 2, …")
        assert np.isclose(np.ptp(list(sums.values())), 0), said + (
            f"The sums by kind differ: {sums}. They are the same if a row's weight is some number / how many rows its kind has. "
            "(1 − share does it for two kinds only.)")
        assert np.isclose(found.mean(), 1), said + f"The mean is {found.mean():.3f}, and not 1, with {len(kinds)} kinds."
    print("Nine fine, one broken: the broken one weighs 5, a fine one 0.56. Each kind has half of the sum.")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(1)
    for n, kinds in [(200, 7), (31, 2), (12, 12)]:
        y = np.r_[np.arange(kinds), rng.integers(0, kinds, n - kinds) ** 2 // kinds]
        found = weights_of(weights, y)
        wanted = np.array([n / len(set(y.tolist())) / np.sum(y == kind) for kind in y])
        assert np.allclose(found, wanted), f"{n} rows, {len(set(y.tolist()))} kinds: other weights than they should be."
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 2. Prune (2 points)
#
# `matrices` is a list of arrays, the kernels of a network. Return a **new** list of new arrays of the same shapes, in
# which only the share `keep` of all numbers is left, at their places, and the others are zero. Those are kept that are
# largest **in absolute value, over all matrices together**.
#
# Of N numbers in all, `round(keep * N)` are kept, **at least one**. No two have the same absolute value, and none is
# zero. So sort the absolute values of all: the limit is the `round(keep * N)`-th largest.
#
# **Predict first.** The kernels [3, 4] and [0.1, 0.2], keep = 0.5. What is left of the second?

# %% nbgrader={"schema_version": 3, "grade_id": "prune", "grade": false, "solution": true, "locked": false, "task": false}
def prune(matrices, keep):
    """New matrices with the share `keep` of all numbers, the largest in absolute value; the others are 0."""
    ### BEGIN SOLUTION
    sizes = np.sort(np.concatenate([np.abs(matrix).ravel() for matrix in matrices]))
    smallest_kept = sizes[-max(1, round(keep * len(sizes)))]
    return [np.where(np.abs(matrix) >= smallest_kept, matrix, 0) for matrix in matrices]
    ### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "ruler-prune", "grade": false, "solution": false, "locked": true, "task": false}
def pruned_by(function, matrices, keep):
    """For the check below. No need to read it now."""
    given = [np.array(matrix, float) for matrix in matrices]
    try:
        found = function(given, keep)
    except ValueError as error:
        assert "inhomogeneous" not in str(error) and "dimensions" not in str(error), (
            "the matrices have different shapes, so they do not fit into one array. Bring the *numbers* of all into "
            "one row: `np.concatenate` of what `ravel` gives for each.")
        raise
    except IndexError as error:
        raise AssertionError(
            f"keep = {keep} of {sum(matrix.size for matrix in given)} numbers: {error}. Of N sorted numbers the n-th "
            "largest is number N - n, or -n from the end.") from None
    assert found is not None, "your function returns nothing. End it with `return` and the list."
    assert isinstance(found, (list, tuple)) and len(found) == len(given), (
        f"{len(given)} matrices go in, so a list of {len(given)} comes out. Yours is a {type(found).__name__}"
        + (f" of {len(found)}." if hasattr(found, "__len__") else "."))
    for matrix, before, left in zip(given, matrices, found, strict=True):
        assert np.array_equal(matrix, before), (
            "your function changes the matrices that it is given. Whoever called it still needs them: make new ones.")
        assert np.shape(left) == np.shape(before), (
            f"a matrix of shape {np.shape(before)} comes out as {np.shape(left)}. Zeros stay at their places.")
        assert left is not matrix and not np.shares_memory(left, matrix), (
            "one of your matrices is the given one itself. Return new arrays.")
    return [np.asarray(left, float) for left in found]

# %% nbgrader={"schema_version": 3, "grade_id": "check-prune", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 2"):
    first, second = np.array([[3.0, -4.0], [0.5, 2.0]]), np.array([[0.1, -0.2]])
    left = pruned_by(prune, [first, second], 0.5)
    flat = np.concatenate([matrix.ravel() for matrix in left])
    said = (f"kernels {first.tolist()} and {second.tolist()}, keep = 0.5: three numbers stay, 3, -4 and 2, and you "
            f"leave {flat[flat != 0].tolist()}. ")
    assert -4 in flat or 4 not in np.abs(flat) or -0.2 in flat, said + "Numbers that stay keep their sign."
    assert 0.1 not in flat or -4 in flat, said + "You keep the smallest."
    assert -4 in flat, said + "-4 is the largest of all in absolute value."
    assert -0.2 not in flat, said + (
        "You take a share of each matrix for itself. Asked for is *one* limit for all matrices together.")
    assert np.count_nonzero(flat) <= 3, said + (
        "Those are too many: `round(keep * N)` of N are kept. The third largest *absolute* value is the limit: in the "
        "sorted ones it is number -3, and sorted downwards it has the place 2.")
    assert np.count_nonzero(flat) == 3, said + (
        "Those are too few: `round(keep * N)` of N are kept, and N is how many numbers *all* matrices have. The limit itself, "
        "the third largest, stays too: `>=`.")
    assert np.array_equal(left[0], [[3, -4], [0, 2]]), said + (
        f"The first kernel comes out as {left[0].tolist()}: what is kept, is kept as it was and where it was.")
    rows = [np.array([[1.0, -2.0, 3.0], [-8.0, 5.0, -6.0]]), np.array([[7.0], [-4.0]]), np.array([[9.0, -10.0]])]
    for keep in (1.0, 0.9, 0.75, 0.5, 0.4, 0.3, 0.1, 0.29, 0.31, 0.01):
        left = pruned_by(prune, rows, keep)
        flat, before = (np.concatenate([matrix.ravel() for matrix in matrices]) for matrices in (left, rows))
        n = max(1, round(keep * 10))
        wanted = np.where(np.abs(before) > 10 - n, before, 0)
        said = f"the numbers {before.tolist()} in three kernels, keep = {keep}: "
        assert keep > 0.05 or np.count_nonzero(flat) == 1, (
            said + f"round({keep} * 10) is 0, but *at least one* stays, and you leave {np.count_nonzero(flat)}. (In Python "
            "-0 is 0, and so the first from the *front*.)")
        assert keep < 1 or np.count_nonzero(flat) > 1, said + (
            "all stay, and you leave one. `keep` is the share that stays, not the one that goes.")
        assert np.count_nonzero(flat) == n, (
            said + f"`round({keep} * 10)`, so {n} stay, and you leave {np.count_nonzero(flat)}. Sort the absolute values: "
            f"the {n}-th largest is the limit, and stays too. (`int` cuts off, `ceil` goes up, `np.quantile` lies in between.)")
        assert np.array_equal(flat, wanted), said + f"{wanted.tolist()} is left, and you have {flat.tolist()}."
    print("Of [3, 4] and [0.1, 0.2] the second loses everything: one limit for all, and a matrix may fall silent.")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(2)
    for shapes, keep in [([(8, 5), (5, 3)], 0.25), ([(4, 4)], 0.7), ([(2, 9), (9, 1), (1, 6)], 0.06), ([(3, 3)], 0.02)]:
        kernels = [rng.normal(size=shape) * 3**i for i, shape in enumerate(shapes)]
        before = np.concatenate([kernel.ravel() for kernel in kernels])
        order = np.argsort(-np.abs(before))[: max(1, round(keep * before.size))]
        left = np.concatenate([matrix.ravel() for matrix in pruned_by(prune, kernels, keep)])
        assert np.array_equal(np.flatnonzero(left), np.sort(order)) and np.array_equal(left[order], before[order]), (
            f"kernels of shapes {shapes}, keep = {keep}: others are left than should be.")
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 3. Attention (3 points)
#
# Write attention for one image, in NumPy. There are t tokens.
#
# | argument | shape | what it is |
# |---|---|---|
# | `query`, `key` | (t, s) | what each token asks for, and what each offers |
# | `value` | (t, w) | what each token hands out |
# | `visible` | (t,) | the number 1 where a token may be asked, 0 where it may not; at least one is 1 |
# | returned | (t, w) | for each token, the mean of the values, weighted by its attention |
#
# 1. Token i (row) looks at token j (column) by the score $q_i \cdot k_j / \sqrt{s}$.
# 2. Who is not visible gets the score $-\infty$ from everybody: `np.where(visible > 0, scores, -np.inf)`. Its weight is then
#    $e^{-\infty} = 0$. But it asks like the others.
# 3. Scores may be in the thousands, where $e^{\text{score}}$ overflows. So take each row's largest score off its scores. That
#    changes no weight: above and below the line it is the same factor.
# 4. The weights of a row are its $e^{\text{score}}$, divided by their sum.
#
# **Predict first.** All queries are zero. What does each token get?

# %% nbgrader={"schema_version": 3, "grade_id": "attend", "grade": false, "solution": true, "locked": false, "task": false}
def attend(query, key, value, visible):
    """For each token the weighted mean of the values of the visible ones, shape (t, w)."""
    ### BEGIN SOLUTION
    scores = query @ key.T / np.sqrt(query.shape[1])
    scores = np.where(visible > 0, scores, -np.inf)
    weight = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weight / weight.sum(axis=1, keepdims=True) @ value
    ### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "ruler-attend", "grade": false, "solution": false, "locked": true, "task": false}
def heard(function, query, key, value, visible):
    """For the check below. No need to read it now."""
    given = [np.array(array, float) for array in (query, key, value, visible)]
    before = [array.copy() for array in given]
    try:
        with np.errstate(all="ignore"):
            found = function(*given)
    except IndexError:
        raise AssertionError(
            "`visible` holds the numbers 1.0 and 0.0, and numbers pick rows by place. `visible > 0` is True and False.")\
            from None
    except ValueError as error:
        assert not any(word in str(error) for word in ("broadcast", "matmul", "shapes")), (
            f"your arrays do not fit together: {str(error).rstrip(' .')}. The scores have shape (t, t): a row for the "
            "token that asks, a column for the one that is asked. (A sum or a maximum over each row needs "
            "`axis=1, keepdims=True`.)")
        raise
    assert found is not None, "your function returns nothing. End it with `return` and the result."
    assert all(np.array_equal(array, old) for array, old in zip(given, before, strict=True)), (
        "your function changes the arrays that it is given. Make new ones.")
    t, w = given[2].shape
    assert np.shape(found) == (t, w), (
        f"{t} tokens with values of {w} numbers: the result has shape {(t, w)}, and yours {np.shape(found)}.")
    return np.asarray(found, float)

# %% nbgrader={"schema_version": 3, "grade_id": "check-attend", "grade": true, "solution": false, "locked": true, "task": false, "points": 3}
with task("Task 3"):
    value, all_visible = np.array([[0.0, 6.0], [3.0, 0.0], [6.0, 3.0]]), np.ones(3)
    found = heard(attend, np.zeros((3, 4)), np.ones((3, 4)), value, all_visible)
    said = f"three tokens whose queries are zero, with the values {value.tolist()}: you answer {found.round(3).tolist()}. "
    assert not np.isnan(found).any(), said + "That is not a number. Where is 0 divided by 0, or infinity taken off?"
    assert not np.allclose(found, value), said + "Those are the values, unmixed."
    assert not np.allclose(found, value.sum(axis=0)), said + (
        "That is the sum. The weights of a row are to have the sum 1: divide by their sum.")
    assert np.allclose(found, 3), said + "All scores are equal, so each token gets the plain mean, (3, 3)."
    key = np.array([[2.0, 0, 0, 0], [0, 2, 0, 0], [0, 0, 2, 0]])
    query = np.array([[2.0, 0, 0, 0], [2, 2, 0, 0], [0, 0, 0, 5]])
    ones = np.eye(3, 5)                                                   # the first three of five columns: the weights
    found = heard(attend, query, key, ones, all_visible)[:, :3]
    raw = np.exp(query @ key.T / 2)
    right = raw / raw.sum(axis=1, keepdims=True)
    said = (f"the queries {query.tolist()} and keys {key.tolist()}: the first token's weights are "
            f"{right[0].round(3)}, and yours {found[0].round(3)}. ")
    for scale, hint in {1: "Those are without the division by √s.", 4: "You divide by s, not by its root.",
                        3**0.5: "You divide by √t, the number of tokens. s is how many numbers a query has.",
                        5**0.5: "You divide by √w, of the values. s is how many numbers a query has.",
                        0.5: "You multiply by √s, and should divide."}.items():
        other = np.exp(query @ key.T / scale)
        assert not np.allclose(found, other / other.sum(axis=1, keepdims=True)), said + hint
        assert not np.allclose(found, other / other.sum(axis=0)), said + "Each *row* of the weights has the sum 1."
    assert not np.allclose(found, right.T), said + "Who asks, and who is asked, are exchanged."
    assert not np.allclose(found, raw / raw.sum(axis=0)), said + (
        "In yours each column has the sum 1. Each *row* should: the softmax is over those who are asked.")
    below = raw / raw.max(axis=1, keepdims=True)
    turned = raw / raw.max(axis=1)
    for other in (raw / raw.sum(axis=1), below / below.sum(axis=1), right / np.exp(np.log(raw).max(axis=1)),
                  turned / turned.sum(axis=1)):
        assert not np.allclose(found / found.sum(axis=1, keepdims=True), other / other.sum(axis=1, keepdims=True)), said + (
            "You take the sum or the largest of a *row* and apply it to a column. `axis=1, keepdims=True` keeps it upright.")
    assert not np.allclose(found, raw / raw.sum()), said + (
        "In yours all weights together have the sum 1. Each *row* should have it.")
    assert np.allclose(found, right), said + (
        f"In whole, the weights are {right.round(3).tolist()}, and yours {found.round(3).tolist()}. Query times key, "
        "by √s, then a softmax over each row?")
    found = heard(attend, query, key, ones, [0, 1, 1])[:, :3]
    seen = raw * [0, 1, 1]
    seen_right = seen / seen.sum(axis=1, keepdims=True)
    said = (f"the same, but the first token is not visible: the weights are {seen_right.round(3).tolist()}, and yours "
            f"{found.round(3).tolist()}. ")
    zeroed = np.exp(query @ key.T / 2 * [0, 1, 1])
    assert not np.isnan(found).any(), said + (
        "That is not a number. Hide *columns*, those who are asked: a token that is hidden still asks, so its row stays.")
    assert not np.allclose(found, right), said + "`visible` changes nothing in your answer."
    assert not np.allclose(found, zeroed / zeroed.sum(axis=1, keepdims=True)), said + (
        "A score of 0 is no weight of 0: e to 0 is 1. Hide by a score of minus infinity, or make the weights 0 before "
        "you divide by their sum.")
    assert not np.allclose(found, right * [0, 1, 1]), said + (
        "The first one's value is gone, but not its weight. The softmax is over the visible tokens only: their weights "
        "have the sum 1.")
    assert not np.allclose(found, [1, 0, 0]), said + "You hide those that are visible, and ask the hidden one."
    assert not (np.allclose(found[1:], right[1:]) or np.allclose(found[0], 0)), said + (
        "Hide *columns*, those who are asked. The first may not be asked, but it asks: its row is like the others.")
    assert np.allclose(found, seen_right), said + "Each row has the sum 1, with nothing for the first."
    found = heard(attend, 1000 * query, 1000 * key, np.eye(3), all_visible)
    said = f"queries and keys a thousand times as large: you answer {found.round(3).tolist()}. "
    assert np.isfinite(found).all(), said + "e to a large number overflows. Take off each *row's* largest score first (`axis=1`)."
    assert np.allclose(found, [[1, 0, 0], [0.5, 0.5, 0], [1 / 3, 1 / 3, 1 / 3]]), said + (
        "The first token looks at the first only, the second at the first two, half and half.")
    found = heard(attend, 1000 * query, 1000 * key, np.eye(3), [0, 1, 1])
    said = f"the same, and the first token is not visible: you answer {found.round(3).tolist()}. "
    ahead = heard(attend, np.eye(3, 4)[[0, 0, 0]], 1440 * np.eye(3, 4), np.eye(3), [0, 1, 1])    # by 720: e to -720 is not 0
    assert np.isfinite(found).all() or np.isfinite(ahead).all(), said + (
        "e to the score of a hidden token is infinite here, and infinity times 0 is no number. Do not multiply by `visible`: "
        "give hidden tokens the score minus infinity before you take e to it.")
    assert np.isfinite(found).all(), said + (
        "A hidden token has the largest score of a row here, and once it is taken off, all the others become 0. Hide first: "
        "take off the largest of the *visible* ones.")
    assert np.allclose(found, [[0, 0.5, 0.5], [0, 1, 0], [0, 0.5, 0.5]]), said + (
        "The first sees two that score the same, half and half; the second looks at the second.")
    far = -1000 * np.array([[2.0, 0, 0, 0], [0, 2, 0, 0], [0, 0, 3, 0]])
    found = heard(attend, np.full((3, 4), 2.0), far, np.eye(3), [0, 1, 1])
    said = f"scores of -2000 and -3000, and the first token is not visible: you answer {found.round(3).tolist()}. "
    assert np.isfinite(found).all(), said + (
        "All your weights of a row become 0. Take off the row's largest score first: the largest of the visible ones. (Is it "
        "sought in `scores * visible`? There hidden ones have 0, and that is more than -2000.)")
    assert np.allclose(found, [0, 1, 0]), said + (
        "Everybody looks at the second. A hidden token gets the weight 0 whatever the scores are: a score of 0 does not "
        "hide it, nor one of -1000.")
    rng = np.random.default_rng(0)
    query, key, value = rng.normal(size=(5, 2)), rng.normal(size=(5, 2)), rng.normal(size=(5, 3))
    visible = np.array([0, 1, 1, 0, 1])
    raw = np.exp(query @ key.T / 2**0.5) * visible
    found, right = heard(attend, query, key, value, visible), raw / raw.sum(axis=1, keepdims=True) @ value
    assert np.allclose(found, right), (
        f"five tokens of random numbers, two hidden: the first token gets {right[0].round(3)}, and from you "
        f"{found[0].round(3)}.")
    print("With queries of zero all scores are equal: each token gets the plain mean of the visible values.")
    ### BEGIN HIDDEN TESTS
    for t, s, w in [(6, 3, 6), (16, 8, 2), (1, 1, 1)]:
        query, key, value = (rng.normal(size=shape) for shape in [(t, s), (t, s), (t, w)])
        visible = (np.arange(t) % 3 != 1).astype(float)
        raw = np.exp(query @ key.T / s**0.5) * visible
        found = heard(attend, query, key, value, visible)
        assert np.allclose(found, raw / raw.sum(axis=1, keepdims=True) @ value), (
            f"{t} tokens of random numbers: other results than they should be.")
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 4. Draw by removing noise (3 points)
#
# `denoise(x, level)` answers, for rows x with noise of that standard deviation, its guess of the clean rows. (Unlike the
# lesson's network it takes two arguments, and `level` is one number.) `levels` are falling numbers, the last of them 0,
# such as [3.0, 1.0, 0.3, 0.0]. Write the lesson's loop:
#
# 1. Start with Gaussian noise of standard deviation `levels[0]`, shape (n, d), drawn with `rng`.
# 2. For each level and the one after it: ask `denoise` for its guess at this level. What lies between the guess and
#    the rows is noise. Keep of it the share *next level / this level*, and add that to the guess.
# 3. Return the rows, when the level is 0.
#
# `denoise` is called as often as there are steps: one time less than there are levels.
#
# **Predict first.** The last step goes to level 0. What is left of the noise, and what do you return?

# %% nbgrader={"schema_version": 3, "grade_id": "draw", "grade": false, "solution": true, "locked": false, "task": false}
def draw(denoise, levels, n, d, rng):
    """n rows of d numbers, drawn by removing noise from the first of the levels to the last, 0."""
    ### BEGIN SOLUTION
    x = levels[0] * rng.standard_normal((n, d))
    for level, next_level in pairwise(levels):
        guess = denoise(x, level)
        x = guess + (x - guess) * next_level / level
    return x
    ### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "ruler-draw", "grade": false, "solution": false, "locked": true, "task": false}
def drawn_by(function, denoise, levels, n=4000, d=3, seed=0):
    """For the check below: the rows, and the levels and rows that `denoise` was asked for."""
    asked = []

    def spy(x, level):
        assert np.shape(x) == (n, d), f"`denoise` is asked for rows of shape {np.shape(x)}, and should be for {(n, d)}."
        assert np.ndim(level) == 0, f"`denoise` takes one level, a number, and is given an array {np.shape(level)}."
        assert level > 0, (
            "`denoise` is asked at level 0, where there is no noise left. Ask at *this* level, the one the rows are at, "
            "not at the next; and the last step *goes to* 0.")
        asked.append((float(level), np.array(x)))
        return denoise(np.array(x), level)

    try:
        with np.errstate(all="ignore"):
            found = function(spy, list(levels), n, d, np.random.default_rng(seed))
    except TypeError as error:
        assert "'level'" not in str(error), (
            "`denoise` takes two arguments, the rows and the level: `denoise(x, level)`. It is not the lesson's network, "
            "which takes a list.")
        raise
    except ZeroDivisionError:
        raise AssertionError(
            "you divide by the next level, and the last one is 0: the wrong way round. The share is *next* level / *this* "
            "level.") from None
    assert found is not None, "your function returns nothing. End it with `return` and the rows."
    assert np.shape(found) == (n, d), f"the rows should have shape {(n, d)}, and yours have {np.shape(found)}."
    assert asked, "your function never asks `denoise`."
    assert np.isfinite(found).all(), "some of your numbers are not finite. By what do you divide?"
    return np.asarray(found, float), [level for level, _ in asked], [rows for _, rows in asked]

# %% nbgrader={"schema_version": 3, "grade_id": "check-draw", "grade": true, "solution": false, "locked": true, "task": false, "points": 3}
with task("Task 4"):
    levels = [3.0, 1.2, 0.3, 0.0]
    found, asked, rows = drawn_by(draw, lambda x, level: np.full_like(x, 7.0), levels)
    start = rows[0]
    assert start.any(), "at the start all your numbers are 0. The noise has the standard deviation of the *first* level."
    assert np.ptp(start, axis=0).max() > 0 and np.ptp(start, axis=1).max() > 0, (
        "at the start all your rows, or all numbers of a row, are the same. Each number is drawn for itself.")
    again, other = (drawn_by(draw, lambda x, level: np.full_like(x, 7.0), levels, seed=seed)[2][0] for seed in (0, 1))
    assert np.array_equal(start, again) and not np.array_equal(start, other), (
        "same seed, same start; other seed, other start: yours do not follow that. Draw with the `rng` that is passed.")
    spread = start.std()
    assert abs(start.mean()) < 0.2, f"the noise at the start has the mean {start.mean():.2f}, and should have 0."
    assert abs(spread - 1) > 0.05, "levels[0] = 3, and your noise starts with a standard deviation of 1. Is it multiplied?"
    assert abs(spread - 3**0.5) > 0.05, (
        "levels[0] = 3 is a standard deviation, and your noise starts with a *variance* of 3.")
    assert abs(spread - 3) < 0.1, f"levels[0] = 3, and your noise starts with a standard deviation of {spread:.2f}."
    share = np.mean(np.abs(start) > 6)
    assert share > 0.03, f"no Gaussian: {share:.1%} of your noise lies beyond two standard deviations, not 4.6 %."
    said = f"for levels = {levels} you ask `denoise` at {asked}. "
    assert len(asked) != 4, said + "That is once too often: the last level, 0, is where you arrive."
    assert asked == levels[:-1], said + (
        "Asked for is each level but the last, in this order." + " Is `return` inside the loop?" * (len(asked) == 1))
    second = (rows[1] - 7) / (rows[0] - 7)
    said = ("the guess is always 7, the first step goes from level 3 to 1.2. Of what lies between guess and rows a share "
            f"of 0.4 stays, and in yours {second.mean():.3f}. ")
    assert not np.allclose(np.clip(rows[1], 0, 1), rows[1]) and not np.allclose(rows[1], 1 + 0.4 * (rows[0] - 1)), said + (
        "Are rows or guesses clipped to 0 to 1? Leave them as they are: not all data lie there.")
    assert not np.allclose(rows[1], 7 + 0.4 * rows[0]), said + (
        "You keep a share of the rows themselves. Noise is what lies between guess and rows: rows − guess.")
    assert not np.allclose(rows[1], 7), said + "You go to the guess at once. Then there is nothing left to remove."
    assert not np.allclose(rows[1], rows[0]), said + "Your rows stay as they were. Is `x` replaced?"
    new = rows[1] - 7
    assert np.allclose(second, second.mean()) or abs(np.corrcoef(new.ravel(), start.ravel())[0, 1]) > 0.1, said + (
        "You add *new* noise. Here part of the old noise is kept: of what lies between guess and rows.")
    assert not np.allclose(second, 2.5), said + "You divide the wrong way round: next level by this level."
    assert not np.allclose(second, 0.6), said + "That is the share to take away. The rest is kept."
    assert not np.allclose(second, -0.4), said + "The noise is rows − guess, not guess − rows."
    assert not np.allclose(second, 1.4), said + "The share is added to the *guess*, not to the rows."
    assert not np.allclose(second, 1.2), said + "That is the next level itself. The share is next level / this level."
    assert not np.allclose(second, 1.8), said + "That is the difference of the levels. The share is their quotient."
    assert not np.allclose(second, 0.16), said + "The share is next level / this level, and not its square."
    assert np.allclose(second, 0.4), said + (
        "Begin with the guess, and add what stays of the noise. What is the noise here, and which share of it stays?")
    assert np.allclose((rows[2] - 7) / (rows[1] - 7), 0.25), (
        "the second step goes from level 1.2 to 0.3: a share of 0.25 stays, and in yours "
        f"{np.mean((rows[2] - 7) / (rows[1] - 7)):.3f}. Each step has its own two levels.")
    assert not np.allclose(found, 1), "the guess is always 7, and you return 1. Do not clip what you return."
    assert np.allclose(found, 7), (
        "the last step goes to level 0: nothing of the noise is left, and you return the guess. Yours still differ by "
        f"{np.abs(found - 7).max():.3f}.")
    found, *_ = drawn_by(draw, lambda x, level: 2 + (x - 2) * 0.25 / (0.25 + level**2), [*np.geomspace(20, 0.01, 200), 0])
    assert abs(found.mean() - 2) < 0.1 and abs(found.std() - 0.5) < 0.03, (
        "a perfect denoiser of numbers with mean 2 and standard deviation 0.5: what you draw has mean "
        f"{found.mean():.2f} and standard deviation {found.std():.2f}.")
    print("At the last step the share is 0 / level = 0: what you return is the network's last guess.")
    print("With a perfect denoiser and small steps, what is drawn has the distribution of the data.")
    ### BEGIN HIDDEN TESTS
    for levels, n, d in [([5.0, 0.0], 2, 6), ([2.0, 1.9, 1.0, 0.2, 0.0], 7, 2)]:
        found, asked, rows = drawn_by(draw, lambda x, level: np.tanh(x) * level, levels, n, d, seed=3)
        x = rows[0]
        for level, after in pairwise(levels):
            x = np.tanh(x) * level * (1 - after / level) + x * (after / level)
        assert asked == levels[:-1] and np.allclose(found, x), f"levels {levels}: other rows than they should be."
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 5. What goes on the phone? (2 points, marked by your teacher)
#
# Digits arrive with noise of standard deviation 0.2 on every pixel. Three denoisers are offered:
#
# - **look-up of all**: keeps all training images, and answers a mean of them in which an image counts the more, the nearer
#   it is to the noisy one (nothing could be better, if every image to come were one of these);
# - **look-up of 100**: the same with 100 of them;
# - **PCA, shrunk**: lesson 06's, with 20 components.

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "phone", "grade": false, "solution": false, "locked": true, "task": false}
sigma, rng = 0.2, np.random.default_rng(0)
noisy = {name: X + sigma * rng.standard_normal(X.shape) for name, X in
         {"training": digits.X, "test": digits_test.X}.items()}


def look_up(images):
    def clean(x):
        gap = np.square(x).sum(axis=1)[:, None] - 2 * x @ images.T + np.square(images).sum(axis=1)
        nearness = np.exp(-(gap - gap.min(axis=1, keepdims=True)) / (2 * sigma**2))
        return nearness @ images / nearness.sum(axis=1, keepdims=True)
    return clean


pca = PCA(20).fit(digits.X)
shrink = pca.explained_variance_ / (pca.explained_variance_ + sigma**2)
offers = {"look-up of all": (look_up(digits.X), digits.X.size), "look-up of 100": (look_up(digits.X[:100]), 6400),
          "PCA, shrunk": (lambda x: pca.inverse_transform(shrink * pca.transform(x)), 20 * 64 + 64 + 20)}
phone = pd.DataFrame({name: {
    "first 100 training images": np.mean((clean(noisy["training"][:100]) - digits.X[:100]) ** 2),
    "all training images": np.mean((clean(noisy["training"]) - digits.X) ** 2),
    "test images": np.mean((clean(noisy["test"]) - digits_test.X) ** 2),
    "numbers kept": size} for name, (clean, size) in offers.items()}).T
phone.style.format("{:.4f}").format("{:,.0f}", subset="numbers kept")

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "phone-claims", "grade": false, "solution": false, "locked": true, "task": false}
errors = phone.iloc[:, :3]                                          # what the questions below rely on
assert (errors.loc["look-up of all"].iloc[:2] < 0.001).all() and errors["first 100 training images"]["look-up of 100"] < 0.001
assert errors["test images"]["PCA, shrunk"] < errors["test images"]["look-up of all"] < 0.03
assert errors["all training images"]["look-up of 100"] > 0.9 * errors["test images"]["look-up of 100"] > 0.03
assert abs(errors["all training images"]["PCA, shrunk"] / errors["test images"]["PCA, shrunk"] - 1) < 0.1
assert phone["numbers kept"]["PCA, shrunk"] < phone["numbers kept"]["look-up of 100"] / 4

# %% [markdown]
# Two short answers, two or three sentences each, a point for each. (Without a teacher: compare with the model answer.)
#
# - **a.** A colleague takes the look-up of all: "Its error on all training images is practically zero. Nobody beats
#   that." What has the look-up learned? Which number do you show them, and what does it say?
# - **b.** The phone has room for 10,000 numbers. Which do you take? Defend it by two numbers. And why is the error of
#   the look-up of 100 on *all* training images so close to its error on test images?

# %% [markdown] nbgrader={"schema_version": 3, "grade_id": "choice-for-the-phone", "grade": true, "solution": true, "locked": false, "task": false, "points": 2}
# ### BEGIN SOLUTION
# **a** (1 point). It has learned the training images by heart: it finds the one that was made noisy, and hands it out.
# The error on test images is about a hundred times as large, and larger than that of shrunk PCA (0.019 against 0.0175).
# On rows to come, that is the number that counts. *A quarter for "by heart" or overfitting, a quarter for the test
# error, half for comparing it: with its own training error or with PCA's.*
#
# **b** (1 point). Shrunk PCA: the lowest test error of all, 0.0175, with 1,364 numbers. The look-up of all does not fit
# (91,968), that of 100 fits, with twice the error. Of the training images the look-up of 100 keeps the first hundred
# only; the others are as new to it as test images are. *Half for the choice with two numbers (error and size; a
# quarter with one), half for the reason. "They are training images, so it knows them" gives nothing.*
# ### END SOLUTION

# %% [markdown]
# <details><summary>A model answer. (Write your own first.)</summary>
#
# **a.** It knows the training images by heart. Whatever noisy training image comes, it finds the clean one and hands it
# out. That is overfitting at its purest, and the error on training images cannot see it. I would show the error on
# *test* images: many times as large, and larger than that of shrunk PCA, whose two errors are alike.
#
# **b.** Shrunk PCA: its test error is the lowest of the three, and it keeps some 1,400 numbers. The look-up of all does
# not fit. That of 100 would, but has twice the error. It has seen the first hundred training images only: the others
# are as new to it as test images, and the small gap between its two errors is just those hundred. "Training image"
# means something only for the model that was fitted on it.
# </details>
