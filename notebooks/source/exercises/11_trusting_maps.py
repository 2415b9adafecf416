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
# # Exercise 11: Trusting maps
#
# > **You will** count kept neighbours, walk along a shape as Isomap does, repair a published reading of a map, test a
# > story against an empty control, and say what a colleague's map may be read as.
# >
# > **Time** 40 minutes · **12 points** · **Lesson** [11 Trusting maps](../11_trusting_maps.ipynb)
#
# Write your code where it says `YOUR CODE HERE`, run that cell, then the check below it, and read its hint. The
# checks cannot be edited. "Passed" here is most of the way: hidden checks with other data give the points of tasks 1 to
# 4, your teacher gives those of task 5.
# No task needs the answer to another. If you are stuck in one, go on.

# %% nbgrader={"schema_version": 3, "grade_id": "setup", "grade": false, "solution": false, "locked": true, "task": false}
import numpy as np
import pandas as pd
from scipy.sparse.csgraph import shortest_path
from scipy.spatial.distance import pdist, squareform
from threadpoolctl import threadpool_limits

from aeutils.exercises import task

threadpool_limits(1)                              # with data this small, threads mostly wait for each other


def distances(places):
    """The distance of every row of places (n, d) to every other one: shape (n, n), zero on the diagonal."""
    return squareform(pdist(places))

# %% [markdown]
# ## Task 1. Which neighbours are kept? (2 points)
#
# Trustworthiness charges each intruder by its rank. Here is a simpler number, easy to explain to anybody: of the `k`
# nearest rows in truth, which share are also among the `k` nearest on the map? Take the share for each row, and return
# the mean over the rows.
#
# `true` (n, d) holds where the rows are, `Z` (n, 2) where the map puts them. No row is its own neighbour. No two
# distances of a row are equal. `distances` is there for you.
#
# **Predict first.** A map that puts every row at a random place: which share is kept, for n = 101 and k = 10?

# %% nbgrader={"schema_version": 3, "grade_id": "kept-neighbours", "grade": false, "solution": true, "locked": false, "task": false}
def kept_neighbours(true, Z, k):
    """Share of each row's k nearest rows in `true` that are among its k nearest in Z, mean over the rows."""
    ### BEGIN SOLUTION
    near = np.argsort(distances(true), axis=1)[:, 1:k + 1]
    near_on_map = np.argsort(distances(Z), axis=1)[:, 1:k + 1]
    return np.mean([np.isin(near[i], near_on_map[i]) for i in range(len(Z))])
    ### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "ruler-kept-neighbours", "grade": false, "solution": false, "locked": true, "task": false}
def share_kept(function, true, Z, k):
    """For the check below. No need to read it now."""
    true, Z = np.array(true, float), np.array(Z, float)
    before = true.copy(), Z.copy()
    try:
        found = function(true, Z, k)
    except ZeroDivisionError:
        raise AssertionError(
            f"k = {k}, and you divide by 0. Is it by k - 1, since your lists hold one row too few? `[:, 1:k]` stops before "
            "place k; places 1 to k are `[:, 1:k + 1]`, and divided is by k.") from None
    assert found is not None, "your function returns nothing. End it with `return` and the share."
    assert np.ndim(found) == 0, (
        f"return one number, the mean over the rows. Yours has shape {np.shape(found)}.")
    assert np.array_equal(true, before[0]) and np.array_equal(Z, before[1]), (
        "your function changes an array that it is given. Make new ones.")
    assert not np.isnan(found), (
        f"k = {k}: your share is not a number (NaN). Do your lists hold one row too few, none for k = 1? `[:, 1:k]` "
        "stops before place k.")
    return float(found)


def on_a_line(*numbers):
    """Rows (n, 2) on a line, at these places."""
    return np.column_stack([numbers, np.zeros(len(numbers))])

# %% nbgrader={"schema_version": 3, "grade_id": "check-kept-neighbours", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 1"):
    dice = np.random.default_rng(1)
    some = dice.standard_normal((30, 2))
    share = share_kept(kept_neighbours, some, 7 * some[:, ::-1] + 3, 4)
    said = (
        f"a map that is only turned, moved and seven times as large keeps all neighbours: 1, and you say {share:.3f}. ")
    assert not np.isclose(share, 4), said + "That is their number. Divide by k."
    assert not np.isclose(share, 120) and not np.isclose(share, 30), said + "Take the mean over the rows, not the sum."
    assert not np.isclose(share, 4 / 30), said + (
        "Divide by k, the number of neighbours, not by the number of rows. (Or is only one of the two sorted along `axis=1`?)")
    assert not np.isclose(share, 3 / 4), said + (
        "Your lists hold one row too few: `[:, 1:k]` stops before place k. Places 1 to k are `[:, 1:k + 1]`.")
    assert not np.isclose(share, 4 / 5), said + (
        "One of your lists holds one row too many. Places 1 to k, without the row itself, are `[:, 1:k + 1]`.")
    assert share <= 1, said + (
        "More than all? Your lists hold more than k. Is the row itself among them (place 0 in `argsort`: no neighbour of "
        "its own), or one too many at the end? Places 1 to k are `[:, 1:k + 1]`. (What `argsort` gives are row numbers in "
        "order, and no ranks: `<= k` of it means nothing.)")
    assert not 0.9 < share < 0.999, said + (
        "Nearly all, but not all. Is each row sorted for itself, `axis=1`? `axis=0` goes down the columns.")
    assert share, said + "None at all? Neighbours are the *nearest*, and `argsort` gives their row numbers."
    assert np.isclose(share, 1), (
        said + "For each row (`axis=1`): the row numbers of its k nearest, in truth and on the map. How many are in both?")
    line, moved = on_a_line(0, 1, 3, 7, 15), on_a_line(0, 15, 1, 3, 7)
    share = share_kept(kept_neighbours, line, moved, 1)
    said = (
        "five rows on a line, at 0, 1, 3, 7, 15; the map puts them at 0, 15, 1, 3, 7. With k = 1 the nearest rows are "
        f"1, 0, 1, 2, 3 in truth and 2, 4, 0, 2, 3 on the map: two of five are kept, 0.4, and you say {share:.3f}. ")
    assert not np.isclose(share, 1), said + (
        "Each row is nearest to itself, at distance 0: it is not its own neighbour. (Or do you take the same rows twice, "
        "or compare numbers of neighbours, not which?)")
    assert share, said + (
        "The nearest come first in `argsort`, the farthest last. And return when all rows are done, not after the first.")
    assert not np.isclose(share, 2 / 3), said + "Is that `trustworthiness`? Asked for is a simpler number."
    assert not np.isclose(share, 0.5), said + "Your k nearest hold one row too many: how many has `[:, 1:k + 1]`?"
    assert not np.isclose(share, 0.2), said + (
        "`argsort` gives row numbers, in the order of the distances. They are no ranks, to be compared with k (ranks are the "
        "argsort of the argsort); and each row's stand along `axis=1`.")
    assert not np.isclose(share, 0.6), said + (
        "Is a neighbour looked for among the neighbours of *all* rows (`np.isin` of whole arrays, or `axis=0`)? Compare each "
        "row's with those of the *same* row.")
    assert share < 0.69, said + "Your k nearest hold the row itself. Leave it out."
    assert np.isclose(share, 0.4), (
        said + "Which are the k nearest of each row, itself left out? `np.argsort(…, axis=1)`. Compare each row's with "
        "those of the *same* row.")
    share = share_kept(kept_neighbours, line, moved, 2)
    said = (
        "the same with k = 2: nearest in truth are {1, 2}, {0, 2}, {1, 0}, {2, 1}, {3, 2}; on the map {2, 3}, {4, 3}, "
        f"{{0, 3}}, {{2, 0}}, {{3, 2}}. Kept are 1, 0, 1, 1 and 2 of 2: 0.5, and you say {share:.3f}. ")
    assert not np.isclose(share, 0.4), (
        said + "Do you divide by all that are near in one or the other? Divide by k. Or is a k = 1 written in?")
    assert not np.isclose(share, 0.8), said + "A share for each row, not whether any neighbour is kept."
    assert not np.isclose(share, 0.3), said + "Their order does not count: compare *sets* of row numbers (`np.isin`)."
    assert np.isclose(share, 0.5), (
        said + "Compare the *sets* of row numbers of each row with those of the same row; their order does not count.")
    share = share_kept(kept_neighbours, np.column_stack([0.01 * moved, line[:, 0]]), line, 1)
    assert np.isclose(share, 1), (
        f"rows in three dimensions, of which the third tells most: 1, and you say {share:.3f}. Do you use all columns "
        "of `true`?")
    print("By chance each of the 100 others is as likely as any: 10 in 100 are kept, a share of 0.1.")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(4)
    for n, d, k in [(20, 5, 4), (50, 3, 10), (9, 2, 8), (12, 10, 1)]:
        true, Z = rng.normal(size=(n, d)), rng.normal(size=(n, 2))
        Z += true[:, :2]
        wanted = 0
        for i in range(n):
            sets = [set(sorted((j for j in range(n) if j != i), key=lambda j, i=i, P=P: np.sum((P[i] - P[j]) ** 2))[:k])
                    for P in (true, Z)]
            wanted += len(sets[0] & sets[1]) / k / n
        found = share_kept(kept_neighbours, true, Z, k)
        assert np.isclose(found, wanted), f"{n} rows, k = {k}: {wanted:.3f}, and you say {found:.3f}."
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 2. Walk along the shape (3 points)
#
# Isomap measures distances by walking. Write `walks`: the length of the shortest walk from each row of `X` to every
# other one, an array of shape (n, n).
#
# 1. Make an array `links` (n, n). In row i it has the distance from i to each of i's `k` nearest rows (not i itself),
#    and 0 everywhere else: no link.
# 2. A link may be walked in **both** directions, even if only one end has the other among its nearest. So what is in
#    row i and column j must be in row j and column i too.
# 3. `shortest_path(links)` finds the lengths of the shortest walks. Where no walk leads the answer is `np.inf`.
#
# For instance the rows 0, 1, 3, 7 on a line with k = 1: 0 and 1 link each other, 3 links to 1, and 7 to 3. So the walk
# from 0 to 7 is 1 + 2 + 4 = 7 long.
#
# **Predict first.** Two groups of ten rows, far apart, k = 3. How long is the walk from one to the other?

# %% nbgrader={"schema_version": 3, "grade_id": "walks", "grade": false, "solution": true, "locked": false, "task": false}
def walks(X, k):
    """Lengths (n, n) of the shortest walks between the rows of X (n, d) along links to the k nearest."""
    ### BEGIN SOLUTION
    D = distances(X)
    links = np.zeros_like(D)
    for i, near in enumerate(np.argsort(D, axis=1)[:, 1:k + 1]):
        links[i, near] = D[i, near]
    return shortest_path(np.maximum(links, links.T))
    ### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "ruler-walks", "grade": false, "solution": false, "locked": true, "task": false}
def lengths(function, X, k):
    """For the check below. No need to read it now."""
    X = np.array(X, float)
    before = X.copy()
    found = function(X, k)
    assert found is not None, "your function returns nothing. End it with `return` and the lengths."
    assert np.array_equal(X, before), "your function changes the array that it is given. Make a new one."
    found = np.asarray(found, float)
    assert found.shape == (len(X), len(X)), (
        f"return a length for each pair of rows, shape {(len(X), len(X))}. Yours has shape {found.shape}.")
    assert not np.isnan(found).any(), "some of your lengths are no numbers (NaN). Where no walk leads it is `np.inf`."
    return found

# %% nbgrader={"schema_version": 3, "grade_id": "check-walks", "grade": true, "solution": false, "locked": true, "task": false, "points": 3}
with task("Task 2"):
    line = on_a_line(0, 1, 3, 7)
    found = lengths(walks, line, 1)
    said = f"the example of the text: the walk from 0 to 7 is 7 long, and you say {found[0, 3]:.4g}. "
    assert not np.isclose(found[0, 3], 3), said + "You count links. Their lengths are distances."
    assert not np.isclose(found[0, 3], 21), said + "The length of a link is the distance, not its square."
    assert not np.isclose(found[0, 3], 0), said + "0 stands for no link: let `shortest_path` find the walk."
    assert not np.isclose(found[0, 3], 8), said + (
        "`links + links.T` doubles what is linked from both ends, as 0 and 1 are. Take the larger of the two.")
    assert not (np.isclose(found[0, 3], 4) and np.isclose(found[2, 3], 6)), said + (
        "You fill the places 0 to k - 1 of each row of `links`. Fill the places of its nearest rows: `links[i, near]`, where "
        "`near` holds their numbers.")
    assert not (np.isclose(found[0, 3], 4) and np.isclose(found[2, 3], 2)), said + (
        "Half of `links + links.T` halves what is linked from one end only, as 3 and 7 are. Take the larger of the two.")
    assert not np.isinf(found[0, 3]) or not np.isclose(found[3, 0], 7), (
        said + "From 7 to 0 you do find one. Links may be walked in both directions: for instance the larger of "
        "`links` and `links.T`.")
    assert not (np.isinf(found[0, 3]) and np.isclose(found[0, 1], 1)), (
        said + "Some links are missing. Does `links` begin with `inf`? No link is 0, not `inf`: the larger of 2 and inf is "
        "inf. Or must both ends have each other among their nearest? 3 links to 1, though 1 does not have 3. One end is "
        "enough.")
    assert not np.isinf(found[0, 3]), said + (
        "No links at all, or all of length 0? Each row is nearest to itself, at distance 0: leave it out, and take the k "
        "*after* it: places 1 to k, `[1:k + 1]`, of the rows and of their distances too.")
    assert np.isclose(found[0, 3], 7), said + "Which links are there, and which length has each?"
    assert np.isclose(found[0, 1], 1), (
        f"in the same example the walk from 0 to 1 is 1 long, and you say {found[0, 1]:.4g}. Each row links to its "
        "*nearest* rows.")
    corner = np.array([[0.0, 0], [4, 0], [4, 3], [4, 8.1]])
    found = lengths(walks, corner, 1)
    said = (
        "four rows (0, 0), (4, 0), (4, 3), (4, 8.1) with k = 1: from the first to the third one walks round the "
        f"corner, 4 + 3 = 7, and you say {found[0, 2]:.4g}. ")
    assert not np.isclose(found[0, 2], 5), (
        said + "That is the straight way. Only links may be walked: how many does a row have? In row i of `links` only "
        "the places of *its* nearest are filled, `links[i, near]`.")
    assert not np.isclose(found[0, 2], 0), said + (
        "0 stands for no link: let `shortest_path` find the walk, and return what it finds.")
    assert np.isclose(found[0, 2], 7), said + "Each row links to its k nearest, itself left out."
    assert np.isclose(found[0, 3], 12.1), (
        f"the walk from the first to the last is 4 + 3 + 5.1 = 12.1, and you say {found[0, 3]:.4g}.")
    assert np.allclose(found, found.T) and np.allclose(np.diag(found), 0), (
        "the way back is as long as the way there, and from a row to itself it is 0. Yours are not.")
    found = lengths(walks, corner, 2)
    assert np.isclose(found[0, 2], 5), (
        f"the same with k = 2: now (0, 0) links to (4, 3), 5 away, and you say {found[0, 2]:.4g}. k nearest, itself "
        "not counted.")
    assert np.isclose(found[0, 3], 10.1), (
        f"and the walk to (4, 8.1) is 5 + 5.1 = 10.1, and you say {found[0, 3]:.4g}. More links than k for each row?")
    apart = lengths(walks, on_a_line(0, 1, 3, 100, 101, 103), 2)
    assert np.isinf(apart[0, 3]) and np.isinf(apart[5, 2]), (
        f"two groups of three, k = 2: no walk leads from one to the other, `np.inf`, and you say {apart[0, 3]:.4g}.")
    assert np.isclose(apart[0, 2], 3), (
        f"within a group there is one: from 0 to 3 it is 3, and you say {apart[0, 2]:.4g}.")
    turn = np.linspace(0, 1.5 * np.pi, 40)
    found = lengths(walks, np.column_stack([np.cos(turn), np.sin(turn), 0 * turn]), 4)
    assert np.isclose(found[0, -1], 1.5 * np.pi, rtol=0.01), (
        "40 rows on three quarters of a circle: from end to end one walks along it, about 4.71, and you say "
        f"{found[0, -1]:.3f}.")
    print("From one group to the other no walk leads: infinitely long. So Isomap has to add a link, and warns.")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(5)
    for n, d, k in [(25, 3, 3), (40, 2, 5), (10, 6, 2), (6, 2, 5)]:
        X = rng.normal(size=(n, d))
        wanted = np.full((n, n), np.inf)
        for i in range(n):
            wanted[i, i] = 0
            others = sorted((j for j in range(n) if j != i), key=lambda j, i=i: np.sum((X[i] - X[j]) ** 2))
            for j in others[:k]:
                wanted[i, j] = wanted[j, i] = np.sqrt(np.sum((X[i] - X[j]) ** 2))
        for between in range(n):
            wanted = np.minimum(wanted, wanted[:, [between]] + wanted[[between]])
        found = lengths(walks, X, k)
        assert np.allclose(found, wanted), (
            f"{n} rows, k = {k}: some of your lengths are not those of the shortest walks.")
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 3. Repair a published reading (3 points)
#
# This function reads a map of groups as an article might: how large is each group, how far are the groups apart? It has
# **three mistakes**, besides that it is applied to a t-SNE map `Z` and not to the data.

# %% nbgrader={"schema_version": 3, "grade_id": "published", "grade": false, "solution": false, "locked": true, "task": false}
def published(Z, labels):
    """Size of each group, and gap between each two, the way an article might read them off a map."""
    groups = np.unique(labels)
    centres = np.array([Z.mean(axis=0) for group in groups])
    size = np.array([np.sqrt(np.sum((Z[labels == group] - centre) ** 2))
                     for group, centre in zip(groups, centres, strict=True)])
    gap = np.array([[np.sum((a - b) ** 2) for b in centres] for a in centres])
    return size, gap

# %% [markdown]
# How do you catch such a thing? By rows of which you know the answer. A group of two rows at −1 and 1 has size 1. Four
# rows, two at 7 and two at 13, have size 3, and their centre is 10 away. With each row twice nothing is larger; with
# everything twice as far all is twice as large.

# %% nbgrader={"schema_version": 3, "grade_id": "known-answers", "grade": false, "solution": false, "locked": true, "task": false}
two, labels_of_two = on_a_line(-1, 1, 7, 13, 7, 13), np.array([0, 0, 1, 1, 1, 1])
cases = {"two groups": (two, labels_of_two), "each row twice": (np.repeat(two, 2, axis=0), np.repeat(labels_of_two, 2)),
         "twice as far": (2 * two, labels_of_two)}
known = {"two groups": "[1. 3.], gap 10", "each row twice": "[1. 3.], gap 10", "twice as far": "[2. 6.], gap 20"}
for name, case in cases.items():
    size, gap = published(*case)
    print(f"{name:15s} sizes {size.round(2)}, gap {gap[0, 1]:.2f}, and should be {known[name]}")

# %% [markdown]
# Write `read_groups(X, labels)` for rows `X` of any dimension. It returns two arrays:
#
# - `size`, one number for each group in the order of `np.unique(labels)`: the **root mean square distance** of its
#   rows to the group's own centre (mean over the rows of the *squared* distance, then the root);
# - `gap`, shape (groups, groups): the **distance** between two centres.
#
# **Predict first.** Suppose that the centres in `published` are repaired already, and the sum is not. Of three groups
# with the same spread the first has ten times as many rows. By what factor is it called larger?

# %% nbgrader={"schema_version": 3, "grade_id": "read-groups", "grade": false, "solution": true, "locked": false, "task": false}
def read_groups(X, labels):
    """Size (groups,) and gap (groups, groups) of the groups of rows X (n, d) that labels (n,) tell apart."""
    ### BEGIN SOLUTION
    groups = np.unique(labels)
    centres = np.array([X[labels == group].mean(axis=0) for group in groups])
    size = [np.sqrt(np.mean(np.sum((X[labels == group] - centre) ** 2, axis=1)))
            for group, centre in zip(groups, centres, strict=True)]
    return np.array(size), distances(centres)
    ### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "ruler-read-groups", "grade": false, "solution": false, "locked": true, "task": false}
def size_and_gap(function, X, labels):
    """For the check below. No need to read it now."""
    X, labels = np.array(X, float), np.array(labels)
    before, groups = X.copy(), len(np.unique(labels))
    try:
        found = function(X, labels)
    except ValueError as error:
        assert "2-dimensional" not in str(error) and "inhomogeneous" not in str(error), (
            "a centre has a number for each feature, so the centres are an array (groups, d): `mean(axis=0)`.")
        raise
    except IndexError as error:
        assert "out of bounds" not in str(error), (
            f"labels {np.unique(labels).tolist()}, and {str(error).rstrip(' .')}. A label is a name, not a place: go through "
            "`zip(groups, centres)` or `enumerate(groups)`.")
        raise
    assert found is not None, "your function returns nothing. End it with `return size, gap`."
    assert isinstance(found, (tuple, list)) and len(found) == 2, "return two arrays, `return size, gap`."
    assert np.array_equal(X, before), "your function changes the array that it is given. Make a new one."
    size, gap = (np.asarray(part, float) for part in found)
    assert size.ndim <= gap.ndim, "first `size`, then `gap`: yours come the other way round."
    assert size.shape == (groups,), f"`size` has one number for each group, shape ({groups},). Yours has {size.shape}."
    assert gap.shape == (groups, groups), (
        f"`gap` has a number for each two groups, shape {(groups, groups)}. Yours has {gap.shape}.")
    return size, gap

# %% nbgrader={"schema_version": 3, "grade_id": "check-read-groups", "grade": true, "solution": false, "locked": true, "task": false, "points": 3}
with task("Task 3"):
    size, gap = size_and_gap(read_groups, two, labels_of_two)
    said = f"rows at -1 and 1, and two each at 7 and 13: the gap is 10, and you say {gap[0, 1]:.4g}. "
    assert gap[0, 1], said + "Each group has a centre of its own: the mean of *its* rows."
    assert not np.isclose(gap[0, 1], 100), said + "A distance is the *root* of the sum of squares."
    assert not np.isclose(gap[0, 1], 6), said + "The gap is that of the centres, not of the nearest rows."
    assert not np.isclose(gap[0, 1], 5), said + (
        "Is your centre *one* number, the mean over rows and features? It has one for each feature: `mean(axis=0)`.")
    assert not np.isclose(gap[0, 1], np.sqrt(50)), said + (
        "Is it the root of the *mean* of the squares? A distance is the root of their sum over the features.")
    assert np.isclose(gap[0, 1], 10), said + "It is the distance between the two centres."
    said = f"rows at -1 and 1, and two each at 7 and 13: the sizes are 1 and 3, and you say {size.round(3)}. "
    assert not np.allclose(size, [1, 9]), said + "You forget the root: mean square, then root."
    assert not np.allclose(size, np.sqrt([2, 36])), said + "The *mean* over the rows, not the sum."
    assert not np.allclose(size, np.sqrt([2 / 6, 36 / 6])), said + (
        "You divide by the number of all rows. Divide by the number of rows *of this group*.")
    assert not np.allclose(size, np.sqrt([2, 12])), said + "Divide by the number of rows, not by their number less one."
    assert not np.allclose(size, np.sqrt([0.5, 4.5])), (
        said + "Sum the squares over the features, and take the mean over the *rows*, not over all numbers.")
    assert not np.allclose(size, [2, 6]), said + "Distances to the centre, not from end to end."
    assert not np.allclose(size, np.sqrt([1, 3])), said + "Is nothing squared, or is the root taken twice?"
    assert not np.allclose(size, np.sqrt([0.5, 29.5])), said + (
        "Is it `std()` of all numbers of a group? That takes *one* mean for all features. Each feature has its own, "
        "`mean(axis=0)`, and the squares are summed over the features.")
    assert not np.allclose(size, [0.5, 1.5]), said + (
        "Is it a mean of the spreads of the features? The squares are summed over the features, before the root.")
    assert not np.allclose(size, np.sqrt([1, 18])), said + (
        "You sum over the rows, and take the mean over the features. Sum over the features (`axis=1`), mean over the rows.")
    assert not np.allclose(size, np.sqrt([45 + 4 / 9, 20 + 1 / 9]), atol=0.01), said + (
        "Is the centre that of all rows? Each group has a centre of its own, in the size too.")
    assert np.allclose(size, [1, 3]), said + (
        "Distances of a group's rows to the centre of the same group, which has a number for each feature.")
    size, _ = size_and_gap(read_groups, np.repeat(two, 2, axis=0), np.repeat(labels_of_two, 2))
    assert np.allclose(size, [1, 3]), (
        f"the same with each row twice: still 1 and 3, and you say {size.round(3)}. The *mean* over the rows.")
    size, gap = size_and_gap(read_groups, [[0, 0], [0, 0], [0, 0], [0, 8], [5, 5]], [0, 0, 0, 0, 1])
    said = f"rows (0, 0) three times and (0, 8): the size is √12 = 3.464, and you say {size[0]:.3f}. "
    assert not np.isclose(size[0], 3), said + "That is the mean distance. Square first, then mean, then root."
    assert not np.isclose(size[0], 4), said + "The centre is the mean of the rows."
    assert np.isclose(size[0], np.sqrt(12)), said + "The mean is over rows, the sum over features, the root at the end."
    assert np.isclose(size[1], 0), f"a group of one row has size 0, and you say {size[1]:.3f}."
    assert not np.isclose(gap[0, 1], 8), (
        f"the centres (0, 2) and (5, 5) are √34 = 5.831 apart, and you say {gap[0, 1]:.3f}: along the sides. The root of "
        "the sum of squares is the straight way.")
    assert np.isclose(gap[0, 1], np.hypot(5, 3)), (
        f"the centres (0, 2) and (5, 5) are √34 = 5.831 apart, and you say {gap[0, 1]:.3f}.")
    three = [[0, 0, 0], [0, 0, 4], [0, 9, 0], [0, 9, 4], [12, 0, 0], [12, 0, 4]]
    size, gap = size_and_gap(read_groups, three, [70, 70, 20, 20, 50, 50])
    assert np.allclose(size, 2), (
        f"three groups of size 2 in three dimensions, and you say {size.round(3)}. Do you use all features, and labels "
        "that are not 0, 1, 2?")
    assert np.allclose(gap, [[0, 15, 9], [15, 0, 12], [9, 12, 0]]), (
        "three groups with labels 70, 20 and 50, in the order of `np.unique`: 20 and 50 are 15 apart, 20 and 70 are 9, 50 "
        f"and 70 are 12. You say {gap.round(2).tolist()}.")
    size, _ = size_and_gap(read_groups, [[0, 0], [6, 8], [100, 0]], [1, 1, 0])
    assert np.isclose(size[1], 5), (
        f"rows (0, 0) and (6, 8) are both 5 from their centre (3, 4), and you say {size[1]:.3f}. A distance takes the "
        "squares of all features.")
    print("By √10, more than three: the root of a *sum* grows with the number of rows. (And t-SNE itself does so too.)")
    print("With *one* centre for all groups it is worse: then a group is large that lies far out.")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(6)
    for counts, d in [((4, 9, 2), 3), ((30, 5), 6), ((3, 3, 3, 8), 2)]:
        labels = rng.permutation(np.repeat(np.arange(len(counts)), counts))
        X = rng.normal(size=(len(labels), d)) + 3 * labels[:, None]
        centres = [[sum(row[j] for row in X[labels == g]) / counts[g] for j in range(d)] for g in range(len(counts))]
        square = [sum((row[j] - centres[g][j]) ** 2 for row in X[labels == g] for j in range(d)) / counts[g]
                  for g in range(len(counts))]
        size, gap = size_and_gap(read_groups, X, labels)
        assert np.allclose(size, np.sqrt(square)), (
            f"groups of {counts} rows, {d} features: {np.sqrt(square).round(3)}, and you say {size.round(3)}.")
        wanted = [[sum((one[j] - other[j]) ** 2 for j in range(d)) ** 0.5 for other in centres] for one in centres]
        assert np.allclose(gap, wanted), (
            f"groups of {counts} rows, {d} features: the gaps are not those of the centres.")
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 4. Would nothing have looked like this too? (2 points)
#
# You see something on a map and measure it: `statistic(data)` is one number, large if your story holds. You also have
# a maker of *empty* data, `simulate(seed)`, in which your story is false by construction (the valley of the lesson is
# one). Write `control_share`: the share of **all** data sets, `runs` empty ones *and the real one*, whose number
# is **at least as large** as that of the real one.
#
# - The empty ones have the seeds 0, 1, …, runs − 1.
# - The real one counts itself, so the share is never 0: with c empty ones at least as large it is (1 + c) / (1 + runs).
#
# A small share: nothing rarely looks like this. A large one: no need for a story.
#
# **Predict first.** What is the smallest share that 19 runs can give?

# %% nbgrader={"schema_version": 3, "grade_id": "control-share", "grade": false, "solution": true, "locked": false, "task": false}
def control_share(data, simulate, statistic, runs):
    """Share of runs empty data sets and the real one whose statistic is at least that of the real one."""
    ### BEGIN SOLUTION
    seen = statistic(data)
    at_least = sum(statistic(simulate(seed)) >= seen for seed in range(runs))
    return (1 + at_least) / (1 + runs)
    ### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "ruler-control-share", "grade": false, "solution": false, "locked": true, "task": false}
def control(function, seen, empty, statistic=float):
    """For the check below: your share, if the empty data with seeds 0, 1, … are these, and the seeds you asked for."""
    asked = []

    def simulate(seed):
        assert np.ndim(seed) == 0, "you ask `simulate` for several seeds at once. It takes one: ask in a loop."
        asked.append(int(seed))
        assert 0 <= seed < len(empty), (
            f"you ask for the seed {seed}. The seeds are 0 to runs - 1, here {len(empty) - 1}, and each run has one of its "
            "own: `for seed in range(runs)`.")
        return empty[seed]

    found = function(seen, simulate, statistic, len(empty))
    assert found is not None, "your function returns nothing. End it with `return` and the share."
    assert np.ndim(found) == 0, f"return one number, a share. Yours has shape {np.shape(found)}."
    return float(found), asked

# %% nbgrader={"schema_version": 3, "grade_id": "check-control-share", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 4"):
    share, asked = control(control_share, 5, [1, 9, 2, 8, 3, 4, 4, 0, 6])
    assert asked != [0], (
        "with runs = 9 the seeds are 0 to 8, and you ask for the first only. Each run has a seed of its own: ask in the "
        "loop, and return after it.")
    assert len(set(asked)) == len(asked), (
        f"you ask for the seeds {asked}: the same data again and again. Each run has a seed of its own.")
    assert sorted(asked) == list(range(9)), (
        f"with runs = 9 the seeds are 0 to 8, and you ask for {asked}.")
    said = (
        "the real one has 5; nine empty ones 1, 9, 2, 8, 3, 4, 4, 0, 6. Three are as large or larger: (1 + 3) / (1 + 9) "
        f"= 0.4, and you say {share:.3f}. ")
    assert not np.isclose(share, 3 / 9), said + "The real one counts too, above and below the line."
    assert not np.isclose(share, 3 / 10), said + "The real one is at least as large as itself: 1 + c above the line."
    assert not np.isclose(share, 4 / 9), said + "The real one is one of all: 1 + runs below the line."
    assert not np.isclose(share, 7 / 10), said + "You count those that are smaller."
    assert not np.isclose(share, 6 / 10), said + "That is the share of the smaller ones, 1 minus what is asked for."
    assert not np.isclose(share, 4), said + "That is their number. Divide by 1 + runs."
    assert share <= 1, said + "A share is at most 1 (no percent). Are the brackets there, (1 + c) / (1 + runs)?"
    assert np.isclose(share, 0.4), said + "Count the empty ones with a statistic of at least that of the real one."
    share, _ = control(control_share, 5, [5, 5, 4])
    assert np.isclose(share, 0.75), (
        f"empty ones 5, 5 and 4, the real one 5: (1 + 2) / (1 + 3) = 0.75, and you say {share:.3f}. *At least* as "
        "large: those that are equal count.")
    share, _ = control(control_share, -1, [-3, 2, 0.5, -7])
    assert np.isclose(share, 0.6), (
        f"empty ones -3, 2, 0.5 and -7, the real one -1: 2 and 0.5 are at least as large, 3 / 5, and you say {share:.3f}. "
        "Numbers as they are, with their sign.")
    share, _ = control(control_share, -2, [-1, -3, -2.5], statistic=lambda data: -data)
    assert np.isclose(share, 0.75), (
        "with a statistic that turns the sign, the real one has 2 and the empty ones 1, 3, 2.5: 3 / 4, and you say "
        f"{share:.3f}. Is the statistic taken of *both*, as it is?")
    share, _ = control(control_share, 9, list(range(9)))
    assert np.isclose(share, 0.1), f"nobody of nine comes near: 1 / 10, never 0, and you say {share:.3f}."
    arrays = [np.array([5.0, 0]), np.array([0.0, 1])]
    share, _ = control(control_share, np.array([3.0, 4]), arrays, statistic=np.linalg.norm)
    assert np.isclose(share, 2 / 3), f"data may be arrays; two of three here, and you say {share:.3f}."
    print("With 19 runs the smallest share is 1 / 20. Who wants to claim 1 in 1,000 needs 999 runs.")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(7)
    for runs in (1, 4, 30, 99):
        empty, seen = rng.integers(0, 8, runs).tolist(), int(rng.integers(0, 8))
        above = 1
        for one in empty:
            above += 0 if one**3 < seen**3 else 1
        found, asked = control(control_share, seen, empty, statistic=lambda number: number**3)
        assert np.isclose(found, above / (runs + 1)), f"{runs} runs: {above / (runs + 1):.3f}, and you say {found:.3f}."
        assert sorted(asked) == list(range(runs)), f"{runs} runs: the seeds are 0 to {runs - 1}, each once."
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 5. What may she claim? (2 points, marked by your teacher)
#
# A colleague has measured customers, 15 numbers each, and drawn them by PCA and by t-SNE. A program found four groups
# **on the t-SNE map**. Here is what you measured; look at the numbers, not at the code that makes them.
#
# - "size" and "gap to 1": root mean square distance of a group's rows to its centre, and distance of that centre to
#   group 1's, on the map and in the data; both divided by the size of group 1
# - "silhouette": how well a group is separated, near 1 for an island, near 0 for none (mean over its rows)
# - "distances": rank correlation of the distances in the data with those on the map

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "customers", "grade": false, "solution": false, "locked": true, "task": false}
from scipy.stats import spearmanr
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE, trustworthiness
from sklearn.metrics import silhouette_samples

threadpool_limits(1)
dice = np.random.default_rng(8)
kind = np.repeat([1, 2, 3], [150, 50, 100])
centres = np.zeros((4, 15))
centres[2, 0], centres[3, 1] = 10, 30
customers = centres[kind] + np.array([0, 0.3, 1.0, 0.7])[kind, None] * dice.standard_normal((300, 15))
tsne = TSNE(perplexity=15, random_state=0).fit_transform(customers)
pca = PCA(2).fit_transform(customers)
half = tsne[kind == 3] - tsne[kind == 3].mean(axis=0)
found = kind.copy()                                          # group 3 is cut in two, as k-means with k = 4 does
found[kind == 3] += half @ np.linalg.svd(half)[2][0] > 0
readings = {}
for g in range(1, 5):
    row = {"rows": np.sum(found == g)}
    for where, places in {"t-SNE": tsne, "data": customers}.items():
        size = {h: np.sqrt(np.mean(np.sum((places[found == h] - places[found == h].mean(axis=0)) ** 2, axis=1)))
                for h in (1, g)}
        gap = np.linalg.norm(places[found == g].mean(axis=0) - places[found == 1].mean(axis=0))
        row |= {f"size, {where}": size[g] / size[1], f"gap to 1, {where}": gap / size[1],
                f"silhouette, {where}": silhouette_samples(places, found)[found == g].mean()}
    readings[g] = row
readings = pd.DataFrame(readings).T.rename_axis("group").astype({"rows": int})
kept = pd.DataFrame({name: {"trustworthiness": trustworthiness(customers, Z, n_neighbors=10),
                            "distances": spearmanr(pdist(customers), pdist(Z)).statistic}
                     for name, Z in {"PCA": pca, "t-SNE": tsne}.items()}).T
print(kept.round(2), end="\n\n")
readings.round(2)

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "figure-claims", "grade": false, "solution": false, "locked": true, "task": false}
assert readings["size, t-SNE"][2] < 0.7 and readings["size, data"][2] > 3           # what the questions below rely on
assert readings["gap to 1, data"][3] > 2.5 * readings["gap to 1, data"][2]
assert readings["gap to 1, t-SNE"][3] < 1.2 * readings["gap to 1, t-SNE"][2]
assert readings["silhouette, data"].loc[[3, 4]].max() < 0.1 < 0.4 < readings["silhouette, data"].loc[[1, 2]].min()
assert readings["silhouette, t-SNE"].min() > 0.25 and readings["size, t-SNE"].idxmin() == 2
assert readings["size, data"].idxmax() == 2
assert kept["trustworthiness"]["t-SNE"] > kept["trustworthiness"]["PCA"] + 0.05
assert kept["distances"]["PCA"] > kept["distances"]["t-SNE"] + 0.1
said = [readings["size, data"][2], readings["gap to 1, data"][2], readings["gap to 1, data"][3]]       # typed below
assert np.allclose(said, [3.35, 8.4, 25.3], atol=0.05)
assert np.allclose(kept["trustworthiness"], [0.87, 0.93], atol=0.02)

# %% [markdown]
# She writes: "There are four groups. Group 2 is the most uniform of all. It is as far from group 1 as group 3 is."
#
# Two short answers, two or three sentences each, a point for each. (Without a teacher: compare with the model answer.)
#
# - **a.** Which of her three sentences are wrong? Name the number for each.
# - **b.** She wants to send each customer the offer that the most similar customer took. Which map would you use, if
#   any, and by which number?

# %% [markdown] nbgrader={"schema_version": 3, "grade_id": "reading-claims", "grade": true, "solution": true, "locked": false, "task": false, "points": 2}
# ### BEGIN SOLUTION
# **a** (1 point). All three. Four groups: 3 and 4 have silhouettes of nearly 0 in the data, they are one group, cut in
# two. Most uniform: in the data group 2 is the widest, 3.35 times group 1; size on a t-SNE map says nothing of spread.
# As far: in the data group 2 is 8.4 away from group 1, group 3 is 25.3. *A third of a point for each, with its
# number. Who argues by the t-SNE columns has none.*
#
# **b** (1 point). t-SNE, by its trustworthiness (0.93, PCA 0.87); or better the distances in the data themselves, for
# which no map is needed. *Half for the choice, half for the number or, with "no map, the data", for the reason. PCA by
# its "distances" has a quarter: that is about all pairs, not about the nearest.*
# ### END SOLUTION

# %% [markdown]
# <details><summary>A model answer. (Write your own first.)</summary>
#
# **a.** All three are wrong. "Four groups": groups 3 and 4 have a silhouette of nearly 0 in the data; they are halves of
# one group. "Most uniform": in the data group 2 is the *widest*, 3.35 times as wide as group 1. It is the smallest on the
# t-SNE map, where size says nothing of spread: groups 3 and 4 with as few rows are larger there, and narrower in the data.
# "As far": in the data group 2 is 8.4 away from group 1, and group 3 is 25.3; on the t-SNE map gaps say nothing.
#
# **b.** The neighbours must be real: t-SNE has the higher trustworthiness, 0.93 against 0.87. (PCA's "distances" are
# better, but they are about all pairs, most of them far apart.) Better still, take the nearest row in the data: no map
# is needed to find it.
# </details>
