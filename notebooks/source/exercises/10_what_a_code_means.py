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
# # Exercise 10: What a code means
#
# > **You will** count recovered causes, keep the largest codes, repair a published loss, revive dead units, and say
# > which dictionary you believe.
# >
# > **Time** 40 minutes · **12 points** · **Lesson** [10 What a code means](../10_what_a_code_means.ipynb)
#
# Write your code where it says `YOUR CODE HERE`, run that cell, then the check below it, and read its hint. The
# checks cannot be edited. "Passed" here is most of the way: hidden checks with other data give the points of tasks 1 to
# 4, your teacher gives those of task 5.
# No task needs the answer to another. If you are stuck in one, go on.

# %% nbgrader={"schema_version": 3, "grade_id": "setup", "grade": false, "solution": false, "locked": true, "task": false}
import re

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from aeutils.exercises import task

threadpool_limits(1)                              # with matrices this small, threads mostly wait for each other


def encode(X, W, c):
    """The codes of a sparse autoencoder, shape (n, units), for the checks and for you."""
    return np.maximum(X @ W + c, 0)

# %% [markdown]
# ## Task 1. How many causes were found? (2 points)
#
# `A` holds the true causes as rows, shape (causes, d), and `D` the directions that a method has found, shape
# (units, d). Rows may have any length. A cause is *recovered* if some direction has a cosine **above** 0.9 with it, up
# to the sign. Return the share of the causes that are recovered, from 0 to 1.
#
# The cosine of two vectors is their inner product divided by both lengths. No row is zero.
#
# **Predict first.** A method has 40 directions, and all 40 are the same cause, one of ten. What share does it get?

# %% nbgrader={"schema_version": 3, "grade_id": "recovered", "grade": false, "solution": true, "locked": false, "task": false}
def recovered(A, D):
    """Share of the rows of A (causes, d) that have a row of D (units, d) with |cosine| > 0.9."""
    ### BEGIN SOLUTION
    A_one = A / np.linalg.norm(A, axis=1, keepdims=True)
    D_one = D / np.linalg.norm(D, axis=1, keepdims=True)
    return np.mean(np.abs(A_one @ D_one.T).max(axis=1) > 0.9)
    ### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "ruler-recovered", "grade": false, "solution": false, "locked": true, "task": false}
def share_of(function, A, D):
    """For the check below. No need to read it now."""
    A, D = np.array(A, float), np.array(D, float)
    A_before, D_before = A.copy(), D.copy()
    try:
        with np.errstate(all="ignore"):
            found = function(A, D)
    except ValueError as error:
        assert not any(word in str(error) for word in ("matmul", "aligned")), (
            f"a matrix product does not fit: {str(error).rstrip(' .')}. The inner products of all causes with all directions "
            "are `A @ D.T`: one row for each cause, one column for each direction.")
        assert not any(word in str(error) for word in ("broadcast", "shapes", "ambiguous")), (
            f"your arrays do not fit together: {str(error).rstrip(' .')}. There are {len(A)} causes and {len(D)} "
            "directions. Is a length taken for each row, and kept as a column (`keepdims=True`)? And the matrix of cosines "
            "has one row for each cause, one column for each direction.")
        raise
    assert found is not None, "your function returns nothing. End it with `return` and the share."
    assert np.ndim(found) == 0, f"return one number, a share. Yours has shape {np.shape(found)}."
    assert np.array_equal(A, A_before) and np.array_equal(D, D_before), (
        "your function changes the arrays that it is given (`A /= …`?). Make new ones: `A = A / …`.")
    return float(found)

# %% nbgrader={"schema_version": 3, "grade_id": "check-recovered", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 1"):
    axes = np.eye(4)
    share = share_of(recovered, axes, [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0.6, 0.8, 0]])
    said = (
        f"four causes, the axes, and three directions, of which two are causes: the share is 0.5, you say {share:.3f}. "
        "")
    assert not np.isclose(share, 2 / 3), said + "You count directions that meet a cause. Count causes that are met."
    assert not np.isclose(share, 50), said + "A share lies between 0 and 1; this is a percentage."
    assert not np.isclose(share, 2), said + "That is their number. Divide by the number of causes."
    assert not np.isclose(share, 2 / 12), (
        said + "That is a share of all pairs. First ask of each cause whether *some* one meets it.")
    assert not np.isclose(share, 0.7), (
        said + "That is a mean of cosines. First ask which are above 0.9, then take the share.")
    assert share, said + "None at all? Each *row* is divided by its own length, so that it has length 1."
    assert np.isclose(share, 0.5), said + "For each cause: its largest cosine over the directions. Is it above 0.9?"
    share = share_of(recovered, axes, -axes)
    assert share == 1, (
        f"directions with all signs turned: every cause is recovered, and you say {share:.2f}. The sign does not "
        "count.")
    share = share_of(recovered, axes, [[0.2, 0, 0, 0], [0, 5, 5, 0]])
    said = f"directions (0.2, 0, 0, 0) and (0, 5, 5, 0): one of four causes is recovered, and you say {share:.2f}. "
    assert share != 0 and share <= 0.25, (
        said + "A cosine is divided by the length of the *direction* too, whatever it is.")
    assert np.isclose(share, 0.25), said + "Is a cosine divided by both lengths?"
    share = share_of(recovered, axes, [[0, 4, 0, 0]])
    assert np.isclose(share, 0.25), (
        f"one direction, (0, 4, 0, 0): one of four causes is recovered, and you say {share:.2f}. A length is the *root* of "
        "the sum of squares, here 4.")
    share = share_of(recovered, 3 * axes, [[0.6, 0.6, 0.53, 0], [0, 0, 0.1, 0]])
    assert np.isclose(share, 0.25), (
        f"causes of length 3: one of four is recovered, and you say {share:.2f}. Divide by the length of the *causes* "
        "too.")
    share = share_of(recovered, axes[:2, :2], np.tile([1.0, 0.1], (8, 1)))
    assert np.isclose(share, 0.5), (
        f"eight times nearly the same direction, (1, 0.1), and two causes: 0.5, and you say {share:.2f}. A cause "
        "counts once.")
    share = share_of(recovered, axes[:1, :2], [[0.89, np.sqrt(1 - 0.89**2)]])
    assert share == 0, f"a cosine of 0.89 is not above 0.9, and you say {share:.2f}."
    share = share_of(recovered, axes[:1, :2], [[0.91, np.sqrt(1 - 0.91**2)]])
    assert share == 1, (
        f"a cosine of 0.91 is above 0.9, and you say {share:.2f}. Is something squared? Are the lengths those of the "
        "*rows*?")
    share = share_of(recovered, [[1, 0], [1, 0.1], [1, 0.2], [0, 1]], [[2, 0]])
    assert np.isclose(share, 0.75), (
        f"one direction that meets three of four similar causes: 0.75, and you say {share:.2f}. Each cause is asked "
        "for itself.")
    print("Forty times the same cause, one of ten: a share of 0.1. So count causes, not directions.")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(4)
    for causes, units, d in [(12, 30, 5), (30, 8, 4), (7, 7, 3), (1, 20, 2)]:
        A, D = rng.normal(size=(causes, d)), 10 * rng.normal(size=(units, d))
        wanted = np.mean([max(abs(a @ b) / np.sqrt(a @ a * (b @ b)) for b in D) > 0.9 for a in A])
        found = share_of(recovered, A, D)
        assert np.isclose(found, wanted), f"{causes} causes, {units} directions: {wanted:.3f}, and you say {found:.3f}."
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 2. Keep the largest (2 points)
#
# `z` holds codes that are zero or positive, shape (n, units). Return a **new** array of the same shape, in which each
# row keeps its `k` largest codes, at their places, and all others are zero. (k is from 1 to the number of units. No two
# positive codes of a row are equal. A row with fewer than k positive codes stays as it is.)
#
# `np.sort`, `np.argsort` and `np.partition` take an `axis`.
#
# **Predict first.** A row (0, 5, 0, 1) with k = 3. How many of its codes are active afterwards?

# %% nbgrader={"schema_version": 3, "grade_id": "keep-largest", "grade": false, "solution": true, "locked": false, "task": false}
def keep_largest(z, k):
    """The codes (n, units) with all but the k largest of each row set to zero, as a new array."""
    ### BEGIN SOLUTION
    smallest_kept = np.sort(z, axis=1)[:, [-k]]
    return np.where(z >= smallest_kept, z, 0)
    ### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "ruler-keep-largest", "grade": false, "solution": false, "locked": true, "task": false}
def kept_by(function, z, k):
    """For the check below. No need to read it now."""
    given = z.copy()
    try:
        found = function(given, k)
    except ValueError as error:
        assert "indexing result" not in str(error), (
            f"what you write does not fit where you write it: {str(error).rstrip(' .')}. `out[places]` picks whole *rows* of "
            "`out`; `out[i, places]` are the places in row i.")
        assert not any(word in str(error) for word in ("broadcast", "shape", "ambiguous")), (
            f"your arrays do not fit together: {str(error).rstrip(' .')}. Is one number for each row kept as a column? "
            "`np.sort(z, axis=1)[:, -k]` has lost it; `[:, [-k]]` keeps it.")
        raise
    except IndexError as error:
        assert f"axis 0 with size {len(z)}" not in str(error), (
            f"{len(z)} rows: {error}. `z[places]` picks whole *rows*, and places are of units. Pair each row with its own "
            "places, as `np.take_along_axis` and `np.put_along_axis` do, or go row by row.")
        raise AssertionError(f"{z.shape[1]} units, k = {k}: {error}. In `np.sort` the largest has the place -1, the k-th "
                             "largest -k; k and -k - 1 are other places.") from None
    assert found is not None, "your function returns nothing. End it with `return` and the codes."
    assert np.array_equal(given, z), "your function changes the array that it is given. Work on a copy: `z.copy()`."
    assert np.shape(found) == z.shape, (
        f"of (1, 4, 3, 2, 0.5) the two largest are kept: (0, 4, 3, 0, 0). Yours has shape {np.shape(found)}, not {z.shape}: "
        "the codes keep their places.")
    return np.asarray(found, float)

# %% nbgrader={"schema_version": 3, "grade_id": "check-keep-largest", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 2"):
    z = np.array([[1.0, 4, 3, 2, 0.5], [0.1, 0.2, 0.4, 0.05, 0.3], [0, 5, 0, 1, 0]])
    kept = kept_by(keep_largest, z, 2)
    wanted = np.array([[0, 4.0, 3, 0, 0], [0, 0, 0.4, 0, 0.3], [0, 5, 0, 1, 0]])
    said = f"of (1, 4, 3, 2, 0.5) the two largest are kept: (0, 4, 3, 0, 0). You say {tuple(map(float, kept[0].round(2)))}. "
    assert not np.array_equal(kept[:2] > 0, [[True, False, False, False, True], [True, False, False, True, False]]), said + "These are the smallest."
    assert not np.array_equal(kept > 0, (z > 0) & (wanted == 0)), said + "You set the largest to zero, and keep the others."
    assert not np.array_equal(kept[0], [4, 3, 0, 0, 0]) and not np.array_equal(kept[0], [0, 0, 0, 3, 4]), (
        said + "The codes are sorted. They must keep their places, or nobody knows which unit spoke.")
    assert not np.array_equal(kept[0], [0, 1, 1, 0, 0]), said + "Yours says which are kept. Keep their values."
    assert not any(np.array_equal(kept > 0, z >= bar) for bar in (4, 1)), (
        said + "You go by the largest of the whole array. *Each row* keeps two, whatever stands in other rows.")
    assert not np.array_equal(kept > 0, (z > 0) & [False, True, True, True, True]), (
        said + "In every row you keep the places of all three rows: `out[:, places]`. Pair each row with its own places, "
        "as `np.take_along_axis` and `np.put_along_axis` do.")
    assert not any(np.array_equal(kept > 0, (np.argsort(turn * z, axis=1, kind="stable") < 2) & (z > 0)) or np.array_equal(
        kept > 0, (np.argsort(turn * z, axis=1, kind="stable") >= 3) & (z > 0)) for turn in (1, -1)), (
        said + "`np.argsort` gives the places in the order of size, not the rank of each place. (The argsort of it gives "
        "ranks.)")
    assert np.count_nonzero(kept[0]) < 4 or np.array_equal(kept[0], z[0]), said + "The others are set to zero, exactly."
    assert np.count_nonzero(kept[0]) != 1, (
        said + "You keep one too few. Is the smallest of the kept compared by `>`? Or is the place in the order off by "
        "one?")
    assert np.count_nonzero(kept[0]) != 3, (
        said + "You keep one too many. In `np.sort` the largest has the place -1 and the k-th largest -k; the place k "
        "is counted from the smallest.")
    assert np.array_equal(kept[0], wanted[0]) or np.count_nonzero(kept[0]) >= 4 or np.count_nonzero(kept[1]), (
        said + "Go along each row: which axis?")
    assert np.array_equal(kept[0], wanted[0]), said + "Each *row* keeps its two largest: which axis do you go along?"
    assert kept[1:].any(), (
        "the first row is right, and all other rows are zeros. Does `return` stand inside the loop over the rows?")
    assert np.array_equal(kept[1], wanted[1]), (
        "of (0.1, 0.2, 0.4, 0.05, 0.3) 0.4 and 0.3 are kept, whatever stands in other rows. You say "
        f"{tuple(map(float, kept[1].round(2)))}.")
    assert np.array_equal(kept[2], wanted[2]), f"(0, 5, 0, 1, 0) with k = 2 stays as it is, and you say {kept[2]}."
    one, all_of_them = kept_by(keep_largest, z, 1), kept_by(keep_largest, z, 5)
    assert np.array_equal(one, [[0, 4, 0, 0, 0], [0, 0, 0.4, 0, 0], [0, 5, 0, 0, 0]]), (
        f"with k = 1 only the largest of each row is kept, and you say {one[0]} of the first. Is a 2 written into it?")
    assert np.array_equal(all_of_them, z), (
        f"with k = 5, the number of units, all is kept, and you say {all_of_them[0]} of the first.")
    three = kept_by(keep_largest, z, 3)
    assert np.array_equal(three, [[0, 4, 3, 2, 0], [0, 0.2, 0.4, 0, 0.3], [0, 5, 0, 1, 0]]), (
        f"with k = 3 you say {three[0]} of the first row and {three[2]} of the last. A row with fewer positive codes "
        "stays.")
    wide = np.arange(1.0, 13)[None] / 10
    five = kept_by(keep_largest, wide, 5)
    assert np.array_equal(five[0, 7:], wide[0, 7:]) and np.count_nonzero(five) == 5, (
        "one row of twelve codes with k = 5: the last five are kept.")
    many = np.random.default_rng(1).permutation(np.arange(1.0, 301))[None]
    assert np.array_equal(kept_by(keep_largest, many, 40) > 0, many > 260), (
        "one row with the codes 1 to 300, shuffled, k = 40: those above 260 are kept, and others are kept by you. (Is it "
        "`np.partition`? It puts only the place that you name in order.)")
    print("(0, 5, 0, 1) with k = 3 has two active codes: k is the most a row may have.")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(5)
    for n, units, k in [(20, 9, 4), (3, 50, 1), (1, 6, 6), (40, 5, 3)]:
        z = np.maximum(rng.normal(size=(n, units)), 0)
        found = kept_by(keep_largest, z, k)
        for row, codes in zip(found, z, strict=True):
            wanted = np.zeros(units)
            order = np.argsort(-codes)[:k]
            wanted[order] = codes[order]
            assert np.array_equal(row, wanted), (
                f"{n} rows, {units} units, k = {k}: of {codes.round(2)} you keep {row.round(2)}.")
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 3. Repair a published loss (3 points)
#
# This is the loss of a sparse autoencoder as a tutorial might have it, for encoder `W` (d, units), biases `c`
# (units,), decoder `D` (units, d) and L1 penalty λ = `penalty`. It has **three mistakes**. (That the codes are
# `encode(x, W, c)` is right, and so is the mean over the rows.)

# %% nbgrader={"schema_version": 3, "grade_id": "published", "grade": false, "solution": false, "locked": true, "task": false}
def published(x, W, c, D, penalty):
    """The loss of a sparse autoencoder on rows x (n, d), the way a tutorial might have it."""
    z = encode(x, W, c)
    x_hat = z @ D
    error = np.sum((x - x_hat) ** 2)
    return error / len(x) + penalty * np.mean(np.abs(W))

# %% [markdown]
# How do you catch such a loss? Change what must not matter. First, stretch the rows of D. To the loss of the lesson they
# have length 1, however long they are: else codes a tenth as loud would answer the same by a D ten times as long, and
# pay a tenth. Second, put each unit there twice, at half its strength: that answers the same, and the codes of a row are
# as loud together as before.

# %% nbgrader={"schema_version": 3, "grade_id": "two-networks", "grade": false, "solution": false, "locked": true, "task": false}
dice = np.random.default_rng(0)
some_D = dice.standard_normal((6, 3))
some_D /= np.linalg.norm(some_D, axis=1, keepdims=True)
some_x, some_W, some_c = dice.standard_normal((50, 3)), some_D.T, np.full(6, -0.1)
networks = {"as it is": (some_W, some_c, some_D), "D times 10": (some_W, some_c, 10 * some_D),
            "each unit twice": (np.hstack([some_W, some_W]) / 2, np.tile(some_c, 2) / 2, np.vstack([some_D, some_D]))}
for name, network in networks.items():
    print(f"{name:16s} loss {published(some_x, *network, penalty=1):.3f}")

# %% [markdown]
# Three numbers, and they should be the same: at least one mistake for each change. Find the three mistakes (the loss of
# the lesson is in its section "How do you write a sparse autoencoder?"), then write `sparse_loss` as it should be, a mean
# over the rows: before anything else, give the rows of D length 1. (Do not change `D` itself.) It gives three times the
# same: in a cell of your own, `[sparse_loss(some_x, *network, penalty=1) for network in networks.values()]`.
#
# <details><summary>The three mistakes. (Find your own first.)</summary>
#
# D is taken as it is: bring its rows to length 1. The penalty is one of the encoder's weights, and not λ times the codes of
# a row. And it is a mean where it should be a sum, so that two units are cheaper than one; the squared error of a row is
# summed over its d features, and the codes of a row are summed over the units.
# </details>
#
# Return one number. For instance the single row x = (3, 0), one unit with W = (1, 0), c = −1, D = (4, 0), λ = 0.25:
# the code is 2, D becomes (1, 0), the answer (2, 0), the error 1, the penalty 0.25 · 2: the loss is 1.5.
#
# **Predict first.** The published loss is made as small as possible with a large λ. Which will be zero: codes, or
# weights of the encoder?

# %% nbgrader={"schema_version": 3, "grade_id": "sparse-loss", "grade": false, "solution": true, "locked": false, "task": false}
def sparse_loss(x, W, c, D, penalty):
    """Squared error plus penalty times the sum of the codes, mean over the rows of x; rows of D at length 1."""
    ### BEGIN SOLUTION
    D = D / np.linalg.norm(D, axis=1, keepdims=True)
    z = encode(x, W, c)
    return np.mean(np.sum((x - z @ D) ** 2, axis=1) + penalty * np.sum(z, axis=1))
    ### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "ruler-sparse-loss", "grade": false, "solution": false, "locked": true, "task": false}
def loss_of(function, x, W, c, D, penalty):
    """For the check below. No need to read it now."""
    arrays = [np.array(array, float) for array in (x, W, c, D)]
    before = [array.copy() for array in arrays]
    try:
        with np.errstate(all="ignore"):
            found = function(*arrays, penalty)
    except ValueError as error:
        assert not any(word in str(error) for word in ("broadcast", "matmul", "shapes")), (
            f"your arrays do not fit together: {str(error).rstrip(' .')}. x is (n, d), the codes (n, units), D (units, "
            "d). "
            "Over which axis does a *row* of D have its length, and is it kept (`keepdims=True`)?")
        raise
    assert found is not None, "your function returns nothing. End it with `return` and the loss."
    assert np.ndim(found) == 0, f"return one number, the mean over the rows. Yours has shape {np.shape(found)}."
    assert np.isfinite(found), (
        f"you say {float(found)}: something was divided by a length of 0. Each *row* of D has its own length: `axis=1`.")
    assert all(map(np.array_equal, arrays, before)), (
        "your function changes an array that it is given (`D /= …`?). Make a new one: `D = D / …`.")
    return float(found)

# %% nbgrader={"schema_version": 3, "grade_id": "check-sparse-loss", "grade": true, "solution": false, "locked": true, "task": false, "points": 3}
with task("Task 3"):
    example = loss_of(sparse_loss, [[3, 0]], [[1], [0]], [-1], [[4, 0]], 0.25)
    unpaid = loss_of(sparse_loss, [[3, 0]], [[1], [0]], [-1], [[4, 0]], 0.0)
    said = (
        "the example without a penalty, λ = 0, has a loss of 1: the code is 2, the answer (2, 0). You say "
        f"{unpaid:.3f}. ")
    assert not np.isclose(unpaid, 0.5), said + "Sum over the features, no mean, and along which axis?"
    assert not np.isclose(unpaid, 3) and not np.isclose(unpaid, 5), said + (
        "Is the penalty multiplied by λ? Without λ it costs nothing to speak.")
    assert not np.isclose(unpaid, 25), said + (
        "D is taken as it is, and the answer is (8, 0). Its rows are brought to length 1 before the answer z D is made. (To "
        "multiply the codes in the penalty by the lengths of D would stop the stretching too, but is another loss.)")
    assert np.isclose(unpaid, 1), said + "Are the rows of D brought to length 1 before the answer z D is made?"
    said = f"the example of the text has a loss of 1.5, and you say {example:.3f}. "
    assert not np.isclose(example, 1), said + "Where is the penalty?"
    assert not np.isclose(example, 3), said + (
        "Are the codes in the penalty multiplied by the length of D, here 4? It is λ times the codes as they are.")
    assert not np.isclose(example, 0.5), said + "The penalty is added. Or it would pay to be loud."
    assert not np.isclose(example, 2), said + "L1: nothing is squared in the penalty. It is the sum of the codes."
    assert not np.isclose(example, 1.25), (
        said + "Is the penalty one of the codes? Not of W or D, and not the number of active units.")
    assert np.isclose(example, 1.5), said + "The penalty is λ times the sum of the codes."
    two_D = [[1, 0], [0, 1]]
    units = loss_of(sparse_loss, [[1, 2]], two_D, [0, 0], two_D, 1.0)
    assert not np.isclose(units, 1.5), (
        f"x = (1, 2), W and D the identity, λ = 1: the loss is 3, and you say {units:.3f}. That is the mean of the "
        "codes. "
        "Sum over the units: two units must not be cheaper than one.")
    assert not np.isclose(units, 5), (
        f"codes (1, 2) cost 3 at λ = 1, and you say {units:.3f}. L1: nothing is squared in the penalty.")
    assert np.isclose(units, 3), (
        "x = (1, 2), W and D the identity, λ = 1: nothing is lost, the codes cost 3. Each row of D has a length of "
        f"its own. You say {units:.3f}.")
    negative = loss_of(sparse_loss, [[-3, 2]], two_D, [0, 0], two_D, 1.0)
    assert np.isclose(negative, 9 + 2), (
        f"x = (-3, 2), W and D the identity, c = 0, λ = 1: the codes are (0, 2), the loss 9 + 2 = 11, and you say "
        f"{negative:.3f}. Codes are never negative: use `encode`. And the error is squared.")
    rows = loss_of(sparse_loss, [[1, 2], [4, 0], [0, 0]], two_D, [0, 0], two_D, 1.0)
    said = (
        "three rows whose codes are (1, 2), (4, 0) and (0, 0), rebuilt without error, λ = 1: 7 / 3 = 2.333. You say "
        f"{rows:.3f}. ")
    assert not np.isclose(rows, 7), said + "The penalty too is a mean over the rows."
    assert np.isclose(rows, 7 / 3), said + "Sum over the units, mean over the rows."
    errors = loss_of(sparse_loss, [[-1, -2], [-4, 0]], two_D, [0, 0], two_D, 1.0)
    assert np.isclose(errors, 10.5), (
        f"two silent rows, (-1, -2) and (-4, 0), have errors 5 and 16: 10.5, and you say {errors:.3f}. Sum over the "
        "features, mean over the rows.")
    normal, stretched, double = (loss_of(sparse_loss, some_x, *network, 1.0) for network in (
        (some_W, some_c, some_D), (some_W, some_c, np.linspace(0.5, 8, 6)[:, None] * some_D),
        (np.hstack([some_W, some_W]) / 2, np.tile(some_c, 2) / 2, np.vstack([some_D, some_D]))))
    assert np.isclose(normal, stretched), (
        f"with the rows of D stretched, each by another factor, the loss must stay {normal:.3f}, and you say "
        f"{stretched:.3f}. Each *row* of D is divided by its own length: which axis?")
    assert np.isclose(normal, double), (
        f"each unit twice, at half its strength: the loss must stay {normal:.3f}, and you say {double:.3f}.")
    one_unit = loss_of(sparse_loss, [[3, 4]], [[0.6], [0.8]], [0], [[0.6, 0.8]], 1.0)
    assert np.isclose(one_unit, 5), (
        f"x = (3, 4), one unit with W = D = (0.6, 0.8), λ = 1: the code is 5, nothing is lost, the loss is 5, and you say "
        f"{one_unit:.3f}. The penalty is one of the codes, not of the answer.")
    weights = loss_of(sparse_loss, -np.ones((4, 3)), np.abs(some_W), some_c, some_D, 5.0)
    assert np.isclose(weights, 3), (
        f"four rows (-1, -1, -1) on which no unit speaks cost 3, the error alone. You say {weights:.3f}.")
    print("With a large λ the published loss makes the encoder's *weights* zero. Yours makes codes zero, row by row.")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(6)
    for n, d, units, penalty in [(7, 4, 9, 0.3), (1, 3, 2, 2.0), (30, 5, 5, 0.0)]:
        x, W, c, D = (rng.normal(size=size) for size in ((n, d), (d, units), units, (units, d)))
        wanted = 0
        for row in x:
            codes = [max(0, row @ W[:, j] + c[j]) for j in range(units)]
            answer = sum(code * D[j] / np.sqrt(D[j] @ D[j]) for j, code in enumerate(codes))
            wanted += (np.sum((row - answer) ** 2) + penalty * sum(codes)) / n
        found = loss_of(sparse_loss, x, W, c, D, penalty)
        assert np.isclose(found, wanted), (
            f"{n} rows, {d} features, {units} units: {wanted:.3f}, and you say {found:.3f}.")
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 4. Wake the dead (3 points)
#
# A unit is **dead** if it speaks on no row of X: its code is zero everywhere. Write `revive`: it returns new `W`, `c`
# and `D` in which each dead unit has got a new life. The lesson drew the rows by chance; here it goes by rank, so
# that there is one right answer.
#
# 1. Which units are dead, by their codes `z = encode(X, W, c)`?
# 2. Which rows are rebuilt worst? The *residual* of a row is x − x̂, with x̂ = z D. Rank the rows by the squared length of
#    their residuals.
# 3. The first dead unit (lowest number) gets the residual of the worst row, the second one that of the second worst row,
#    and so on. Its row of D becomes this residual at length 1, its column of W becomes the same, and its c becomes 0.
#
# The other units stay as they are, and so do the arrays that are passed. (There are never more dead units than rows.)
#
# **Predict first.** Why the residual, and not the row x itself?

# %% nbgrader={"schema_version": 3, "grade_id": "revive", "grade": false, "solution": true, "locked": false, "task": false}
def revive(X, W, c, D):
    """New (W, c, D), shapes (d, units), (units,), (units, d), with each dead unit aimed at a badly rebuilt row of X."""
    W, c, D = W.copy(), c.copy(), D.copy()                             # write into these, not into what was passed
    z = encode(X, W, c)
    ### BEGIN SOLUTION
    dead = np.flatnonzero(~(z > 0).any(axis=0))
    residual = X - z @ D
    size = np.linalg.norm(residual, axis=1)
    worst = np.argsort(-size)[:len(dead)]
    D[dead] = residual[worst] / size[worst, None]
    W[:, dead] = D[dead].T
    c[dead] = 0
    return W, c, D
    ### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "ruler-revive", "grade": false, "solution": false, "locked": true, "task": false}
def new_network(function, X, W, c, D):
    """For the check below. No need to read it now."""
    arrays = [np.array(array, float) for array in (X, W, c, D)]
    before = [array.copy() for array in arrays]
    try:
        with np.errstate(all="ignore"):
            found = function(*arrays)
    except (ValueError, IndexError) as error:
        shapes = [shape.split(",") for shape in re.findall(r"\(([\d,]+)\)", str(error))]
        assert not any("0" in shape for shape in shapes), (
            f"in this network no unit is dead, and your function stops: {str(error).rstrip(' .')}. Is it `[-len(dead):]`? "
            "With 0 this is `[-0:]`, which is everything.")
        said = f"your arrays do not fit together: {str(error).rstrip(' .')}. "
        written = "indexing result" in str(error)
        assert not (written and any(len(shape) == 3 for shape in shapes)), said + (
            "Is `dead` what `np.where` gives? That is a tuple: the numbers are in its first part, `np.where(…)[0]`, or take "
            "`np.flatnonzero(…)`.")
        assert not (written and [str(size) for size in np.shape(D)] in shapes), said + (
            "There are as many new directions as dead units. Is `dead` a mask, True and False for every unit? Then their "
            "number is `dead.sum()`, and `len(dead)` is that of all.")
        assert not any(word in str(error) for word in ("broadcast", "matmul", "shape", "index")), said + (
            "Units are the *columns* of W and the *rows* of D; there are as many new directions as dead units, and each is "
            "divided by a length of its own, kept as a column (`keepdims=True`). (`np.where` gives the dead in a tuple, "
            "`np.flatnonzero` their numbers.)")
        raise
    assert all(map(np.array_equal, arrays, before)), (
        "your function changes the arrays that are passed. Begin with copies: `W, c, D = W.copy(), c.copy(), "
        "D.copy()`.")
    assert isinstance(found, (tuple, list)) and len(found) == 3, "return the three arrays, `return W, c, D`."
    found = [np.asarray(array, float) for array in found]
    for name, array, old in zip("WcD", found, before[1:], strict=True):
        assert array.shape == old.shape, f"your {name} has shape {array.shape}, and had {old.shape}."
        assert np.isfinite(array).all(), (
            f"your {name} has numbers in it that are none: a residual of length 0 was divided by it. Are lengths those of the "
            "*rows* of the residuals, `axis=1`, when you rank and when you divide? (The worst rows have none of 0.)")
    return found

# %% nbgrader={"schema_version": 3, "grade_id": "check-revive", "grade": true, "solution": false, "locked": true, "task": false, "points": 3}
with task("Task 4"):
    # Unit 1 hears and draws feature 0. Unit 3 draws feature 1 where it is above 4, on one row. 0 and 2 are dead.
    X = np.array([[4.0, 0, 3], [2, 0, 0.5], [1, 5, 12], [0, 0, 2], [0.5, 2.5, 0], [9, 1, 0]])
    W = np.array([[1.0, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 0]])
    c, D = np.array([-9.0, 0, -9, -4]), np.array([[0, 0, 1.0], [1, 0, 0], [0, 0, 1], [0, 1, 0]])
    new_W, new_c, new_D = new_network(revive, X, W, c, D)
    changed = np.flatnonzero((new_D != D).any(axis=1) | (new_W != W).any(axis=0) | (new_c != c))
    said = f"units 0 and 2 (counted from 0) speak on no row. You change {changed.tolist() or 'none'}. "
    assert len(changed), said + (
        "Dead is whose codes are 0 on every row. Is 0 compared by `<`? Codes are never below 0. And is what you compute "
        "written into W, c and D?")
    assert set(changed) != {1, 3}, said + "These are the units that live. Dead is who is *not* above 0 on any row."
    assert not set(changed) <= {1, 3}, said + (
        "These live. A unit is a column of the codes: which axis do you go along?")
    assert 3 not in changed, said + "Unit 3 speaks on one row: it lives. Dead is who is zero on *every* row."
    assert set(changed) <= {0, 2} and 0 in changed, (
        said + "A unit is a column of the codes: which axis do you go along?")
    lengths = np.linalg.norm(new_D[[0, 2]], axis=1)
    first, second = new_D[[0, 2]] / np.maximum(lengths, 1e-12)[:, None]
    wanted = np.array([0, 4, 12]) / np.sqrt(160)
    said = (
        f"unit 0 gets the residual of the worst row, (0, 4, 12), at length 1: {wanted.round(3)}. You give it "
        f"{new_D[0].round(3)}. ")
    assert not np.allclose(first, np.array([1, 5, 12]) / np.sqrt(170), atol=1e-3), (
        said + "That is the row itself. Asked for is what the living leave over, x - x̂.")
    assert not np.allclose(first, -wanted, atol=1e-3), said + "The sign is turned: the residual is x - x̂."
    assert np.abs(np.abs(first) - [0, 0, 1]).max() > 1e-3, (
        said + "Rank the rows by the squared length of the *residual*, the largest first, the first dead unit gets the "
        "first.")
    assert np.allclose(first, wanted, atol=1e-3), said + (
        "What is left of row 2, (1, 5, 12), when units 1 and 3 have drawn (1, 1, 0)? Is it the row with the largest "
        "residual?")
    assert not np.allclose(second, wanted, atol=1e-3), (
        "both dead units get the same row. The second one gets the second worst row's residual.")
    assert np.allclose(second, [0, 0, 1], atol=1e-3), (
        f"unit 2 gets the residual of the second worst row, (0, 0, 3), at length 1. You give it {new_D[2].round(3)}. "
        "Do you count the *dead* units only? Unit 2 is the second of them, though its number is 2. And do you rank by the "
        "*residual*, by its squared length?")
    assert np.allclose(lengths, 1, atol=1e-3), (
        f"your new rows of D have the lengths {lengths.round(3)}. Bring each to length 1, by its own length: the root of the "
        "sum of its squares, one for each *row* of residuals (`axis=1`).")
    heard = new_W[:, [0, 2]]
    assert np.allclose(heard, new_D[[0, 2]].T, atol=1e-6), (
        f"the new column of W is the same direction: unit 0 has {new_D[0].round(3)} in D and {new_W[:, 0].round(3)} in "
        "W. "
        "Else it does not hear what it draws.")
    assert np.all(new_c[[0, 2]] == 0), (
        f"the biases of the new units are {new_c[[0, 2]]}. Set them to 0, or they stay deaf.")
    assert np.array_equal(np.r_[new_W[:, [1, 3]].ravel(), new_D[[1, 3]].ravel(), new_c[[1, 3]]],
                          np.r_[W[:, [1, 3]].ravel(), D[[1, 3]].ravel(), c[[1, 3]]]), (
        "units 1 and 3 live: leave them as they are.")
    rows = np.array([[0, 0, 0, 0], [2.9, 2.9, 2.9, 0], [5, 0.5, 0, 0], [0, 4, 0, 0], [3, 3, 3, 0]])
    _, _, all_dead = new_network(revive, rows, np.zeros((4, 3)), -np.ones(3), np.eye(4)[:3])
    wanted = rows[[4, 2, 1]] / np.linalg.norm(rows[[4, 2, 1]], axis=1, keepdims=True)
    assert np.allclose(all_dead, wanted, atol=1e-3), (
        "three units, all dead: the residuals are the rows, with squared lengths 0, 25.23, 25.25, 16 and 27. The units "
        "get "
        f"rows 4, 2 and 1, in this order. Yours are {all_dead.round(2).tolist()}. Squared length: sum of squares, "
        "largest first.")
    _, _, small = new_network(revive, rows / 100, np.zeros((4, 3)), -np.ones(3), np.eye(4)[:3])
    assert np.allclose(small, wanted, atol=1e-3), (
        f"the same rows, divided by 100: the directions stay the same, at length 1. Yours are {small.round(2).tolist()}.")
    ends = np.array([[2.0, 0, 0], [0, 0, 9], [0, 2, 0]])                 # unit 0 speaks on the first row, unit 1 on the last
    _, _, kept_alive = new_network(revive, ends, np.eye(3)[:, :2], -np.ones(2), np.eye(3)[:2])
    assert np.array_equal(kept_alive, np.eye(3)[:2]), (
        "one unit speaks on the first row alone, one on the last alone: both live, and you change them. Are all rows asked?")
    alive = new_network(revive, X, np.abs(W) + 0.1, np.zeros(4), D)
    assert np.array_equal(alive[2], D) and np.array_equal(alive[1], np.zeros(4)), (
        "where all units live nothing changes. Is a number of dead units written into your function, or `[-0:]` in it?")
    print("The residual, since what the living draw already needs nobody new. The row itself might copy one of them.")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(7)
    for n, d, units in [(30, 5, 9), (12, 3, 4), (50, 8, 6)]:
        X, W, D = rng.normal(size=(n, d)), rng.normal(size=(d, units)), rng.normal(size=(units, d))
        c = np.where(rng.random(units) < 0.5, -99.0, -0.5)
        found = new_network(revive, X, W, c, D)
        left = [x - sum(max(0, x @ W[:, j] + c[j]) * D[j] for j in range(units)) for x in X]
        left.sort(key=lambda r: -(r @ r))
        place = 0
        for j in range(units):
            if any(x @ W[:, j] + c[j] > 0 for x in X):
                wanted = W[:, j], c[j], D[j]
            else:
                direction = left[place] / np.sqrt(left[place] @ left[place])
                wanted = direction, 0, direction
                place += 1
            same = map(np.allclose, (found[0][:, j], found[1][j], found[2][j]), wanted)
            assert all(same), f"{n} rows, {d} features, {units} units: unit {j} is not as it should be."
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 5. Which dictionary do you believe? (2 points, marked by your teacher)
#
# Three colleagues have trained sparse autoencoders with 36 units on data of their own, 16 numbers a row. Each row keeps
# its three largest codes. One of the three has data that are mixtures of rarely active causes; you do not know
# which. Run the next cells. Look at what they show, not at their code.
#
# - "active": codes of a row that are not zero, mean
# - "unexplained": mean squared error on the rows, divided by the mean square of the rows (answering zero has 1)
# - "found twice": share of the directions (rows of D) for which a second run, with another seed, has one with
#   |cosine| > 0.9

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "three-data", "grade": false, "solution": false, "locked": true, "task": false}
dice = np.random.default_rng(3)
causes = dice.standard_normal((30, 16))
causes /= np.linalg.norm(causes, axis=1, keepdims=True)


def mixed(share, n=3000):
    rows = (dice.random((n, 30)) < share) * dice.uniform(0.5, 1.5, (n, 30)) @ causes
    return rows - rows.mean(axis=0) + 0.2 * dice.standard_normal((n, 16))


tables = {"Bo": mixed(0.06), "Cy": mixed(0.6)}
tables["Ada"] = np.linalg.cholesky(np.cov(tables["Bo"].T)) @ dice.standard_normal((16, 3000))
colleagues = {"Ada": tables["Ada"].T} | {name: tables[name] for name in ("Bo", "Cy")}
colleagues = {name: X / X.std() for name, X in colleagues.items()}


def train(X, seed, units=36, k=3, steps=2000):
    """The lesson's sparse autoencoder, with the k largest: codes and directions."""
    rng = np.random.default_rng(seed)
    D = rng.standard_normal((units, 16))
    weights = [D.T / np.linalg.norm(D, axis=1), np.zeros(units), D / np.linalg.norm(D, axis=1, keepdims=True)]
    memory = [(np.zeros_like(w), np.zeros_like(w)) for w in weights]
    for t in range(1, steps + 1):
        x, (W, c, D) = X[rng.integers(len(X), size=256)], weights
        z = encode(x, W, c)
        z[z < np.partition(z, -k, axis=1)[:, [-k]]] = 0
        residual = z @ D - x
        back = 2 * residual @ D.T * (z > 0) / len(x)
        slopes = x.T @ back, back.sum(axis=0), 2 * z.T @ residual / len(x)
        for w, slope, (mean, square) in zip(weights, slopes, memory, strict=True):
            mean += 0.1 * (slope - mean)
            square += 0.001 * (slope**2 - square)
            w -= 0.004 * (1 - t / steps) * mean / (1 - 0.9**t) / (np.sqrt(square / (1 - 0.999**t)) + 1e-8)
        D /= np.linalg.norm(D, axis=1, keepdims=True)
    z = encode(X, weights[0], weights[1])
    z[z < np.partition(z, -k, axis=1)[:, [-k]]] = 0
    return z, weights[2]


table = {}
for name, X in colleagues.items():
    (z, D), (_, again) = train(X, 0), train(X, 1)
    table[name] = {"active": np.mean((z != 0).sum(axis=1)), "unexplained": np.mean((X - z @ D) ** 2) / np.mean(X**2),
                   "found twice": np.mean(np.abs(D @ again.T).max(axis=1) > 0.9)}
table = pd.DataFrame(table).T[["active", "unexplained", "found twice"]]
table.round(2)

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "figure-claims", "grade": false, "solution": false, "locked": true, "task": false}
assert (table["active"] > 2.9).all() and table["unexplained"].max() < 0.6         # what the questions below rely on
assert table["found twice"]["Bo"] > 0.4 > 0.2 > table["found twice"].drop("Bo").max()

# %% [markdown]
# Two short answers, two or three sentences each, a point for each. (Without a teacher: compare with the model answer.)
#
# - **a.** Which colleague's directions may be causes? Which column says so, and why do the other two columns not?
# - **b.** Ada shows you unit 17, and the ten rows on which it is loudest: all ten were measured at night. "Unit 17
#   stands for night." Name two measurements of hers, or new ones, that could prove her wrong.

# %% [markdown] nbgrader={"schema_version": 3, "grade_id": "reading-dictionaries", "grade": true, "solution": true, "locked": false, "task": false, "points": 2}
# ### BEGIN SOLUTION
# **a** (1 point). Bo's: "found twice" is high, and near zero for the others. "Active" is three because three were asked
# for. "Unexplained" is far below 1 for all: 36 directions rebuild something of any rows. Bo's is lowest, but how low
# would prove causes? Noise on his instruments raises it. *Half a point for Bo by "found twice", a quarter for each
# other column. Who adds that "found twice" does not prove causes (k = 1 on digits) has understood most.*
#
# **b** (1 point). Of **all** rows on which unit 17 speaks, the share measured at night, beside the share of night in
# all rows; of all night rows, on how many it speaks; whether a second seed has such a unit; a control (Gaussian,
# shuffled columns) whose units are looked at in the same way; turning the unit up and looking whether what is decoded
# becomes more like night. *Half a point for each of two that could come out against her. Another ten loud rows is
# none.* ### END SOLUTION

# %% [markdown]
# <details><summary>A model answer. (Write your own first.)</summary>
#
# **a.** Bo's. In his data two runs with other seeds find more than half of the directions again ("found twice"); the
# others' depend on the seed. (Noise lowers it: his rows without their noise have about 0.7.) "Active" is 3 everywhere
# because three were asked for. "Unexplained" is far below 1 everywhere: 36 directions always rebuild something, causes
# or not. Bo's is the lowest, but no number says how low it must be: noise would raise it. (To be found twice is needed,
# and is no proof: whole digits were found twice.)
#
# **b.** First, of *all* rows on which the unit speaks, the share at night, compared with the share of night in the
# data; the ten loudest flatter every unit. Second, another seed: is there such a unit again? In her data hardly any
# direction comes back. Also good: a control without causes, looked at in the same way; or turning the unit up and
# measuring what changes.
# </details>
