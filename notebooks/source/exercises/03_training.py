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
# # Exercise 03: Training
#
# > **You will** write a gradient for a network that the lesson did not have, repair a training that somebody
# > published, stop in time, choose a rate, and read three curves.
# >
# > **Time:** 40 minutes. **Points:** 12. **Belongs to:** [03 Training](../03_training.ipynb).
#
# - Write your code in place of `raise NotImplementedError()`, run the cell and those below it, up to the one
#   that says `with task(…)`: it prints "passed" or a hint. The cells that check cannot be edited. The tasks do not
#   need each other.
# - "The checks here are passed" is most of the way: what grades you are more checks of the same kind, on
#   other data.
# - NumPy is all you need. Look into the lesson as often as you like. Folded cells are run, not read.

# %% nbgrader={"schema_version": 3, "grade_id": "setup", "grade": false, "solution": false, "locked": true, "task": false}
from functools import cache, partial
from itertools import pairwise

import numpy as np
from sklearn.decomposition import PCA
from threadpoolctl import threadpool_limits

from aeutils import datasets, plots
from aeutils.exercises import task

threadpool_limits(1)                        # as in the lesson: small matrices, one processor
_ = np.seterr(all="ignore")                 # and no warnings when a network blows up

# %% [markdown]
# Folded: the lesson's network, for any sizes, and its digits. Run them.

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "network", "grade": false, "solution": false, "locked": true, "task": false}
def unpack(w, sizes):
    assert len(w) == sum((n + 1) * m for n, m in pairwise(sizes)), (
        "these are not the weights of the digits' network. Call the `loss` and `gradient` that your function is given, "
        "not `error_of` and `slopes_of`.")
    parts, start = [], 0
    for n, m in pairwise(sizes):
        parts += [w[start : start + n * m].reshape(n, m), w[start + n * m : start + (n + 1) * m]]
        start += (n + 1) * m
    return parts

def new_weights(seed, sizes):
    random = np.random.default_rng(seed)
    return np.concatenate([part.ravel() for n, m in pairwise(sizes)
                           for part in (random.normal(0, 1 / np.sqrt(n), (n, m)), np.zeros(m))])

def squared_error(w, x, sizes):
    W1, b1, W2, b2, W3, b3, W4, b4 = unpack(w, sizes)
    z = np.tanh(x @ W1 + b1) @ W2 + b2
    return np.mean((np.tanh(z @ W3 + b3) @ W4 + b4 - x) ** 2)

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "network-gradient", "grade": false, "solution": false, "locked": true, "task": false}
def squared_error_gradient(w, x, sizes):
    W1, b1, W2, b2, W3, b3, W4, b4 = unpack(w, sizes)
    h1 = np.tanh(x @ W1 + b1)
    z = h1 @ W2 + b2
    h2 = np.tanh(z @ W3 + b3)
    d_x_hat = 2 * (h2 @ W4 + b4 - x) / x.size
    d_a2 = d_x_hat @ W4.T * (1 - h2**2)
    d_z = d_a2 @ W3.T
    d_a1 = d_z @ W2.T * (1 - h1**2)
    pairs = [(x, d_a1), (h1, d_z), (z, d_a2), (h2, d_x_hat)]
    return np.concatenate([part.ravel() for h, s in pairs for part in (h.T @ s, s.sum(axis=0))])

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "digits", "grade": false, "solution": false, "locked": true, "task": false}
train_set, valid_set, test_set = datasets.load_digits().split(validation_size=0.2)
digits = [part.X - train_set.X.mean(axis=0, dtype=float) for part in (train_set, valid_set, test_set)]
DIGITS = [64, 32, 8, 32, 64]
error_of, slopes_of = (partial(f, sizes=DIGITS) for f in (squared_error, squared_error_gradient))

# %% [markdown]
# ## Task 1. Walk back through another network (3 points)
#
# Ink lies between 0 and 1, so here is a network whose answers do too: a sigmoid at the end, judged by
# cross-entropy (lesson 02). Its code is bent by *softplus*, log(1 + eᵃ), a ReLU with its corner rounded off.
#
# *x* has shape (n, d), the code *z* (n, k); `a1` and `a2` are what enters the two bends. `parts` holds `W1` (d, k),
# `b1` (k,), `W2` (k, d) and `b2` (d,).

# %% nbgrader={"schema_version": 3, "grade_id": "ink-network", "grade": false, "solution": false, "locked": true, "task": false}
def sigmoid(a):
    return 1 / (1 + np.exp(-a))

def forward(parts, x):
    W1, b1, W2, b2 = parts
    a1 = x @ W1 + b1                                    # (n, k)
    z = np.log(1 + np.exp(a1))                          # (n, k), softplus: the code
    a2 = z @ W2 + b2                                    # (n, d)
    return a1, z, sigmoid(a2)                           # the last is x̂, (n, d)

def cross_entropy(parts, x):
    x_hat = forward(parts, x)[-1]
    return np.mean(-x * np.log(x_hat) - (1 - x) * np.log(1 - x_hat))

# %% [markdown]
# Write the middle of its gradient with the chain rule, as in the lesson: start at x̂ and walk back.
#
# - `d_a2` (n, d) is the slope of `cross_entropy` by `a2`, and `d_a1` (n, k) that by `a1`. These two are yours. As in
#   the lesson the loss is a mean over all n·d entries: the walk back starts with that.
# - The last line makes the slopes by the weights from them, and is given. The lesson put them into *one*
#   vector; here they stay a list of four arrays, one for each of W1, b1, W2, b2.
#
# You need three derivatives, entry by entry:
#
# | of | by | is |
# |---|---|---|
# | −x log x̂ − (1 − x) log(1 − x̂) | x̂ | (x̂ − x) / (x̂ (1 − x̂)) |
# | sigmoid(a) | a | sigmoid(a) · (1 − sigmoid(a)) |
# | softplus(a) | a | sigmoid(a) |
#
# (`forward` does not hand back a₂, and you do not need it: sigmoid(a₂) is `x_hat`. Softplus's a is a₁.)
#
# **Predict first.** On paper: multiply the first two. What is left of them?

# %% nbgrader={"schema_version": 3, "grade_id": "ink-gradient", "grade": false, "solution": true, "locked": false, "task": false}
def ink_gradient(parts, x):
    """Slopes of cross_entropy(parts, x) by W1, b1, W2, b2: a list of four arrays of their shapes."""
    W1, b1, W2, b2 = parts
    a1, z, x_hat = forward(parts, x)
    ### BEGIN SOLUTION
    d_a2 = (x_hat - x) / x.size                         # cross-entropy and sigmoid: the rest cancels
    d_a1 = d_a2 @ W2.T * sigmoid(a1)
    ### END SOLUTION
    return [x.T @ d_a1, d_a1.sum(axis=0), z.T @ d_a2, d_a2.sum(axis=0)]

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "ink-ratios", "grade": false, "solution": false, "locked": true, "task": false}
def ratios(n, d, k, seed):
    """By part: how the loss would change by your slopes in a small move, over how it does change."""
    random = np.random.default_rng(seed)
    x, shapes = random.random((n, d)), {"W1": (d, k), "b1": (k,), "W2": (k, d), "b2": (d,)}
    parts, found = [random.normal(size=shape) for shape in shapes.values()], []
    given = [part.copy() for part in parts], x.copy()
    slopes = ink_gradient(*given)
    for name, before, after in zip([*shapes, "x"], [*parts, x], [*given[0], given[1]], strict=True):
        assert np.array_equal(before, after), (
            f"your code writes into the `{name}` that it was given, and whoever called it goes on with other numbers. "
            "Which line changes an array in place (`-=`, `*=`, `[...] =`)?")
    assert slopes is not None and len(slopes) == 4, "return four arrays: by W1, b1, W2 and b2."
    for i, ((name, shape), slope) in enumerate(zip(shapes.items(), slopes, strict=True)):
        assert np.shape(slope) == shape, (f"your slopes by {name} have shape {np.shape(slope)}. Each weight "
                                          f"has one slope, so it must be {shape}.")
        move = np.where(np.asarray(slope) < 0, -1, 1) * random.uniform(0.5, 1.5, shape)
        there, back = ([part + t * move if i == j else part for j, part in enumerate(parts)]
                       for t in (1e-5, -1e-5))
        measured = (cross_entropy(there, x) - cross_entropy(back, x)) / 2e-5
        found.append(float(np.sum(slope * move) / measured))
    return found

# %% nbgrader={"schema_version": 3, "grade_id": "check-ink-gradient", "grade": true, "solution": false, "locked": true, "task": false, "points": 3}
def judge_slopes(n=30, d=8, k=3, seed=0):
    W1, b1, W2, b2 = ratios(n, d, k, seed)
    assert W2 != 0 or b2 != 0, "the slopes by W2 and b2 are all 0. Which two do you subtract in `d_a2`?"
    if np.isclose(W2, b2, rtol=0.01):                       # the whole second layer is off by one factor
        assert not b2 < 0, "all slopes point the other way. Which of x̂ and x comes first?"
        for factor, why in {n * d: f"n·d = {n * d} times too long. The loss is a mean over rows and features",
                            d: f"d = {d} times too long. The loss is a mean over rows *and* features",
                            n: f"n = {n} times too long. The loss is a mean over features *and* rows",
                            2: "twice too long. Nothing is squared here"}.items():
            assert factor == 1 or not np.isclose(b2, factor, rtol=0.01), f"the slopes by W2 and b2 are {why}."
        assert abs(b2 - 1) < 1e-3, (f"for x of shape {n, d} the slopes by W2 and b2 are {b2:.3g} times what they "
                                    "should be. What do you divide by?")
    assert abs(b2 - 1) < 1e-3, (
        f"the walk starts wrong, in `d_a2`: b2's slopes are {b2:.3g} times what they should be. It needs the first two "
        "derivatives of the table, each of them once. (Squared error has another.)")
    assert abs(b1 - 1) < 1e-3, (
        f"`d_a2` is right, `d_a1` is not: b1's slopes are {b1:.3g} times what they should be. In between lie W2 and "
        "softplus. Is its derivative in, taken at a1 and not at z? "
        "(Start from `d_a2`, and do not divide a second time.)")
    assert max(abs(W1 - 1), abs(W2 - 1)) < 1e-3, "the biases are right. Is the last line as it was given?"

with task("Task 1"):
    judge_slopes()
    judge_slopes(16, 5, 2, seed=2)
    ### BEGIN HIDDEN TESTS
    for sizes in [(1, 8, 3), (50, 5, 5), (7, 20, 2), (16, 3, 1)]:
        judge_slopes(*sizes, seed=1)
    ### END HIDDEN TESTS

# %% [markdown]
# <details><summary>What was left of them? (Open it when the check is passed.)</summary>
#
# x̂ − x, as after squared error, without the 2. The factor x̂ (1 − x̂) stands once above and once below. Whoever
# cancels it on paper spares the computer a division by nearly 0, wherever the network is sure of its answer.
#
# </details>
#
# ## Task 2. Find the mistakes (3 points)
#
# This training keeps the best weights, says its docstring. It has **two mistakes**, and you find both of
# them in many published programs. One is about arrays, the other about rows. Only the first shows in the numbers
# below.

# %% nbgrader={"schema_version": 3, "grade_id": "published", "grade": false, "solution": false, "locked": true, "task": false}
def train_published(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    """The weights that were best, and their test error."""
    best, lowest = w, loss(w, X_test)
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(X_train))
        for start in range(0, len(X_train), batch):
            w -= rate * gradient(w, X_train[order[start : start + batch]])
        error = loss(w, X_test)
        if error < lowest:
            best, lowest = w, error
    return best, lowest

# %% [markdown]
# Let it train the network of the lesson on few digits: 40 rows to learn from, 20 to choose by, 20 to test.
#
# **Predict first.** Four test errors will be printed: the untrained network's, the one that is reported,
# that of the weights that were returned, and once more that of the untrained network. Which should be equal?

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "symptoms", "grade": false, "solution": false, "locked": true, "task": false}
few = digits[0][:40], digits[1][:20], digits[2][:20]
plan = {"rate": 3, "epochs": 300, "batch": 4}

untrained = new_weights(0, DIGITS)
print(f"untrained: test error {error_of(untrained, few[2]):.4f}")
weights, published_error = train_published(untrained, error_of, slopes_of, *few, **plan)
print(f"published: reports {published_error:.4f} for the weights it returns")
print(f"measured:  the weights it returns have {error_of(weights, few[2]):.4f}")
print(f"and the untrained network now has {error_of(untrained, few[2]):.4f}")

# %% [markdown]
# <details><summary>What should be equal?</summary>
#
# The first and the fourth, and the second and the third. Instead the third and the fourth are: the weights that were
# returned and the untrained ones are one array with two names.
#
# </details>
#
# Copy it into the next cell, under its new name, and mend it: few words have to change. What it promises:
#
# - it trains on the training rows only, each of them once an epoch, all epochs long. After each epoch it looks at
#   the rows that are there for choosing. The weights it returns are the best by these; the weights at the start are
#   in the running;
# - the error it returns is an honest one, of these weights, on rows that had no part in the choice;
# - the caller's `w` is afterwards what it was before.
#
# `loss(w, x)` and `gradient(w, x)` are functions, as in the lesson. The check brings its own.

# %% nbgrader={"schema_version": 3, "grade_id": "train-repaired", "grade": false, "solution": true, "locked": false, "task": false}
def train_repaired(w, loss, gradient, X_train, X_valid, X_test, rate, epochs, batch=32):
    """The weights that were best, and their test error."""
    ### BEGIN SOLUTION
    # In PyTorch the first mistake is written `best = model.state_dict()`, without a deep copy; in
    # Keras the second is `validation_data=(x_test, x_test)`.
    best, lowest = w, loss(w, X_valid)
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(X_train))
        for start in range(0, len(X_train), batch):
            w = w - rate * gradient(w, X_train[order[start : start + batch]])
        error = loss(w, X_valid)
        if error < lowest:
            best, lowest = w, error
    return best, loss(best, X_test)
    ### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "walks", "grade": false, "solution": false, "locked": true, "task": false}
def start_walk(valid, test, spread=0.01, wave=0, pull=0.04, epochs=50, batch=32, n=64, d=4, seed=0):
    """The network answers w, whatever it sees. Training rows lie at 1 and pull w there from 0."""
    random, start, calls = np.random.default_rng(seed), np.zeros(d), []
    rows = [place + width * random.normal(size=(size, d)) for place, width, size in
            [(1, 0.01, n), (valid, spread, n + 9), (test, 0.01, n - 33)]]

    def loss(w, x):                         # with a wave in it, it falls, rises and falls again
        assert np.shape(w) == (d,), f"`loss(w, x)` takes weights, of shape {(d,)} here, and then rows."
        return np.mean((x - w) ** 2) - wave * np.cos(5 * np.pi * (np.mean(w) - valid))

    def gradient(w, x):
        assert np.shape(w) == (d,), f"`gradient(w, x)` takes weights, of shape {(d,)} here, and then rows."
        assert len(x), ("`gradient` was called without rows. Where in `order` does that batch begin, and where does it "
                        "end?")
        x = np.atleast_2d(x)
        which = np.abs(rows[0][:, :1] - x[:, 0]).argmin(axis=0)
        if np.abs(rows[0][which] - x).max() > 1e-5:
            assert_untouched()
            raise AssertionError("`gradient` was called on rows that are not training rows.")
        slopes = 2 * (w - x.mean(axis=0)) / d
        calls.append((np.array(w), w - pull * d / 2 * slopes, which))
        return slopes

    def assert_untouched():
        for name, before, after in zip(["X_train", "X_valid", "X_test"], rows, given, strict=True):
            assert np.allclose(np.sort(before, axis=0), np.sort(after, axis=0)), (
                f"your code writes into the `{name}` that it was given. Which line changes it in place?")

    given = [part.copy() for part in rows]
    answer = train_repaired(start, loss, gradient, *given, rate=pull * d / 2, epochs=epochs, batch=batch)
    assert_untouched()
    return answer, loss, rows, start, visited(calls, epochs, batch, n)

def visited(calls, epochs, batch, n):
    """The weights before the first step and after each; whether the steps are what they should be."""
    steps = -(-n // batch)
    if len(calls) > epochs * steps and np.allclose(calls[epochs * steps][0], 0):
        calls = calls[: epochs * steps]                                 # what begins anew has trained before
    assert calls, "`gradient` was never called: nothing has been trained."
    before, after, which = zip(*calls, strict=True)
    assert np.allclose(before[0], 0), "training does not begin at the `w` that it was given."
    for place, wanted in zip(before[1:], after[:-1], strict=True):
        assert np.abs(place - wanted).max() < 1e-5, (
            "a step leads from w to w - rate * gradient(w, rows), and the next one begins there: at "
            f"{np.mean(wanted):.3f}. Yours begins at {np.mean(place):.3f}.")
    largest, seen = max(map(len, which)), np.bincount(np.concatenate(which), minlength=n)
    assert largest <= batch, (
        f"a step is given {largest} rows, but `batch` is {batch}. Where does its slice of `order` end?")
    assert seen.min() == seen.max(), (
        f"there are {n} training rows and {epochs} epochs, so each row takes part {epochs} times. Of yours some take "
        f"part {seen.min()} times, some {seen.max()}. Which rows are in `order`, and which does a batch take of it?")
    assert seen[0] not in {epochs - 1, epochs + 1}, (
        f"your training is {seen[0]} epochs long, but `epochs` is {epochs}. "
        "Where does the loop begin, and where does it end?")
    assert seen[0] == epochs, (
        f"your training is {seen[0]} epochs long, but `epochs` is {epochs}. Did you end at the first rise of the "
        "validation error, or after some of them? A lower one may come later.")
    assert len(which) == epochs * steps, (
        f"an epoch is {steps} steps for {n} rows in batches of {batch}, yours is {len(which) / epochs:g}.")
    return np.array([before[0], *after])

# %% nbgrader={"schema_version": 3, "grade_id": "check-train-repaired", "grade": true, "solution": false, "locked": true, "task": false, "points": 3}
def walk(*places, batch=32, n=64, **settings):
    answer, loss, rows, start, visits = start_walk(*places, batch=batch, n=n, **settings)
    path = visits[:: -(-n // batch)]                                            # after each epoch
    assert isinstance(answer, tuple | list) and len(answer) == 2, "return two: the weights, their test error."
    weights, reported = answer
    assert np.shape(weights) == np.shape(start) and np.shape(reported) == (), (
        f"return the weights, of shape {np.shape(start)}, and then their test error, a number. Yours have the shapes "
        f"{np.shape(weights)} and {np.shape(reported)}.")
    valid, test = ([loss(w, x) for w in path] for x in rows[1:])
    best, by_test, last = int(np.argmin(valid)), int(np.argmin(test)), len(path) - 1
    yours = np.flatnonzero(np.abs(path - weights).max(axis=1) < 1e-5)
    assert len(yours) or np.abs(visits - weights).max(axis=1).min() > 1e-5, (
        "you return weights from the middle of an epoch. Choose after each epoch, not after each batch.")
    assert len(yours), f"you return {np.round(weights, 2)}: weights that your training never had."
    where = yours[0]
    why = f"the validation error is lowest after epoch {best}, you return the weights of epoch {where}"
    assert where in {best, last} or where != by_test, "you chose the weights that are best on the test rows."
    assert where == best or where != last, (
        "you return the weights of the last epoch. Either `best` is a second name for `w`, as a slice `w[:]` is too "
        "(which line then writes into that array?), or `lowest` never falls, or you chose by rows on which the error "
        "always falls.")
    assert where == best or best != 0, (
        f"{why}. The weights at the start (epoch 0) are in the running, by their error on the validation rows. "
        "What is `lowest` before the first epoch?")
    assert where == best or where != 0, (
        f"{why}, the start. Which way does the comparison point, and by which rows is the start judged?")
    assert where > best or where == best or valid[where + 1] < valid[where], f"{why}. Did you end at the first rise?"
    assert abs(where - best) != 1, f"{why}. Are `error` and `best` taken at the same moment, after the steps?"
    assert where == best, f"{why}. By which rows, and which comparison, do you choose?"
    assert np.all(start == 0), ("the caller's starting weights have changed: they were 0, and are now "
                                f"{start.mean():.2f}. Which line writes into the array it was given?")
    said = f"you report {reported:.4f}, but on the test rows your weights have {test[best]:.4f}."
    assert np.isclose(reported, test[best], rtol=1e-3) or not np.isclose(reported, valid[best], rtol=1e-3), (
        "you report the validation error. It was used to choose, so it is too low. Which rows are left?")
    for other, what in (test[-1], "test error of the last epoch's weights"), (test[0], "test error of the start"), (
            min(test), "lowest test error on the way"), (loss(path[best], rows[0]), "error on the training rows"):
        assert np.isclose(reported, test[best], rtol=1e-3) or not np.isclose(reported, other, rtol=1e-3), (
            f"{said} Yours is the {what}.")
    assert np.isclose(reported, test[best], rtol=1e-3), said

with task("Task 2"):
    walk(0.6, 0.3)
    walk(0.6, 0.1, spread=0.3, n=65)                        # a last batch of one row
    walk(0.3, 2.0, pull=0.0725, epochs=3, batch=4)          # long strides: 0, 0.7, 0.91, 0.97
    walk(0.6, 1.5, wave=0.3, n=50, d=3)                     # two valleys, and a last batch of 18
    _, honest = train_repaired(new_weights(0, DIGITS), error_of, slopes_of, *few, **plan)
    print(f"On the digits: yours reports {honest:.4f}, the published one {published_error:.4f}.")
    ### BEGIN HIDDEN TESTS
    walk(0.3, 0.75, n=50, d=3, seed=1)
    walk(0.5, 2.0, n=70, d=6, seed=2)
    walk(-0.5, 0.4, seed=3)
    walk(0.5, 0.8, pull=0.0725, epochs=3, batch=4, seed=4)
    walk(0.6, 1.5, wave=0.1, seed=5)
    ### END HIDDEN TESTS

# %% [markdown]
# Does yours report more than the published one? Among hundreds of epochs one suits those 20 test rows best, partly
# by luck, and the published training reports the luck too. With many test rows the difference may vanish: then
# the mistake happened to cost nothing. You cannot know that beforehand.
#
# ## Task 3. When would it have stopped? (2 points)
#
# `curve` is a list: `curve[0]` is the validation error before training, `curve[e]` the one after epoch *e*. With
# a *patience* of *p*, training ends as soon as the best epoch so far lies *p* epochs back. If that never
# happens, it ends with the curve. It cannot see the future. Return the epoch it ends with and the best one by then,
# whose weights it keeps.
#
# - An error that only equals the lowest is no new best. Nor is `nan`, which a network writes that has blown up
#   (`curve[0]` is always a number, the curve has at least two, patience is at least 1).
# - `[5, 4, 3, 3.5, 3.2, 2, 1]` with patience 2 gives `(4, 2)`; with patience 3 it gives `(6, 6)`.

# %% nbgrader={"schema_version": 3, "grade_id": "early-stop", "grade": false, "solution": true, "locked": false, "task": false}
def early_stop(curve, patience):
    """(last, best): the epoch training ends with, and the epoch whose weights it keeps."""
    ### BEGIN SOLUTION
    best = 0
    for epoch, error in enumerate(curve):
        if error < curve[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return epoch, best
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-early-stop", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
def stops(curve, patience, expected, hint):
    got = early_stop(list(curve), patience)
    assert got is not None and np.shape(got) == (2,), f"return two epochs, (last, best), not {got!r}."
    assert all(float(place).is_integer() for place in got), (
        f"you return {tuple(got)}. Those are errors; return their places: epochs, counted from 0.")
    assert tuple(got) != expected[::-1] or got[0] == got[1], "last comes first, then best."
    assert tuple(got) == expected, (f"{hint} For {list(curve)} with patience {patience} you return "
                                    f"({got[0]}, {got[1]}), not {expected}.")

def random_stops(seed):
    random = np.random.default_rng(seed)
    for _ in range(40):
        curve, patience = [int(error) for error in random.integers(0, 20, 14)], int(random.integers(1, 6))
        best_at = [min(range(e + 1), key=lambda i: (curve[i], i)) for e in range(14)]
        last = next((e for e in range(14) if e - best_at[e] >= patience), 13)
        stops(curve, patience, (last, best_at[last]), "another curve: follow it by hand, epoch by epoch.")

with task("Task 3"):
    stops([0.5, 0.4, 0.3, 0.2], 2, (3, 3),
          "each epoch is a new best, so nothing ends it before the curve's last epoch, counted from 0.")
    stops([4, 2, 3, 3.5], 9, (3, 1), "best is the epoch with the lowest error, not the last one, nor the first.")
    stops([4, 2, 3, 3, 3, 3], 2, (3, 1), "count again: in which epoch does the best lie 2 epochs back?")
    stops([1, 2, 3, 4], 2, (2, 0), "the untrained weights can be the best.")
    stops([4, 2, 3, 5, 1, 1], 2, (3, 1), "training may not look ahead: what it never reached cannot be best.")
    stops([5, 2, 4, 3.9, 3.8, 3.7, 1], 3, (4, 1),
          "lower than the epoch before is not a new best. Compare with the lowest so far.")
    stops([5, 3, 4, 2, 3, 1, 2], 2, (6, 5), "each new best starts the waiting anew.")
    stops([5, 4, 4, 4, 3], 2, (3, 1), "an equal error is no new best.")
    stops([5, 4, np.nan, np.nan, np.nan], 2, (3, 1),
          "nan is no new best (np.argmin thinks it is), and no end: you go on waiting.")
    stops([5, np.nan, 3, 4, 4.5], 3, (4, 2), "after a nan there can be a new best.")
    stops([1, 2, 3], 9, (2, 0), "a patience longer than the curve never runs out.")
    random_stops(0)
    ### BEGIN HIDDEN TESTS
    stops([1, 2, 3, 4], 1, (1, 0), "the untrained weights can be the best.")
    stops([2, 2, 3, 1], 2, (2, 0), "an equal error is no new best.")
    for seed in range(1, 4):
        random_stops(seed)
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 4. A rate that you can defend (2 points)
#
# Other data, so measure before you trust the lesson's rates: the pump of lesson 01, twelve sensors, standardised, three
# numbers per code. `validation_error(rate, start)` trains with momentum from random weights number `start`
# (0, 1, 2, …) and gives the error afterwards; `inf` stands for 10 or more. PCA's error is printed.

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "pump", "grade": false, "solution": false, "locked": true, "task": false}
def train(sizes, X, X_valid, rate, epochs, batch=32, start=0, beta=0.9):
    """Momentum: training and validation error, before the first epoch and after each."""
    w, total = new_weights(start, sizes), 0
    curves = {"training": [], "validation": []}
    for epoch in range(epochs + 1):
        curves["training"].append(squared_error(w, X, sizes))
        curves["validation"].append(squared_error(w, X_valid, sizes))
        order = np.random.default_rng([start, epoch]).permutation(len(X))
        for first in range(0, len(X) * (epoch < epochs), batch):
            x = X[order[first : first + batch]]
            total = beta * total + squared_error_gradient(w, x, sizes)
            w = w - rate * total
    return curves

# %% nbgrader={"schema_version": 3, "grade_id": "pump-data", "grade": false, "solution": false, "locked": true, "task": false}
PUMP = [12, 16, 3, 16, 12]
readings = datasets.load_sensors().X.astype(float)
past, future = readings[:600], readings[600:1000]
past, future = ((part - past.mean(axis=0)) / past.std(axis=0) for part in (past, future))
pca = PCA(3, random_state=0).fit(past)
print(f"PCA: {np.mean((future - pca.inverse_transform(pca.transform(future))) ** 2):.3f}")

@cache                                      # it remembers what it has measured
def validation_error(rate, start):
    error = train(PUMP, past, future, rate, epochs=10, batch=16, start=start)["validation"][-1]
    return float(error) if error < 10 else np.inf

# %% [markdown]
# Measure, then choose. A rate that is best from *one* start may stand too close to the cliff for the next.
# So leave evidence:
#
# - `evidence`: for each rate that you tried, a list of three errors, from the starts 0, 1 and 2. Show both sides of
#   the valley: below and above your choice, a rate whose mean error is higher by a tenth or more. Neighbouring rates
#   differ by a factor of 4 at most;
# - `my_rate`: your choice, one of these. Its mean error may be up to a quarter above your lowest, so you may step back
#   from the cliff. The check tries it from further starts, beside a rate known to be good: no blow-up, and again at
#   most a quarter above.

# %% nbgrader={"schema_version": 3, "grade_id": "my-rate", "grade": false, "solution": true, "locked": false, "task": false}
evidence = {}                               # evidence[rate] = [validation_error(rate, start) for start in range(3)]
my_rate = None
### BEGIN SOLUTION
for rate in [0.01, 0.03, 0.1, 0.3, 1]:
    evidence[rate] = [validation_error(rate, start) for start in range(3)]
    print(f"{rate:5g}", np.round(evidence[rate], 3))
my_rate = 0.1
### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-my-rate", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
def try_further(rate, starts):
    further, known = ([validation_error(r, start) for start in starts] for r in (rate, 0.15))
    assert np.isfinite(further).all(), "from a further start your rate blows up: too close to the cliff."
    assert np.mean(further) <= 1.25 * np.mean(known), (
        f"from six further starts another rate reaches {np.mean(known):.3f}, yours {np.mean(further):.3f}.")

with task("Task 4"):
    assert my_rate is not None and evidence, "nothing here yet. Measure some rates, and choose one."
    assert isinstance(evidence, dict), "`evidence` is a dict, from each rate to its three errors."
    assert my_rate in evidence, f"your rate {my_rate} is not among those you measured: {list(evidence)}."
    assert all(np.shape(errors) == (3,) for errors in evidence.values()), (
        "three errors for each rate, please: one start can be luck.")
    rates = sorted(evidence)
    means = np.array([np.mean(evidence[rate]) for rate in rates])
    mine, limit = rates.index(my_rate), 1.1 * means[rates.index(my_rate)]
    assert np.isfinite(limit), "from at least one of the three starts your rate blows up. Go back from the cliff."
    assert means[mine] <= 1.25 * means.min(), (
        f"by your own numbers another rate is better by more than a quarter: {rates[means.argmin()]}.")
    slower, faster = np.flatnonzero(means[:mine] >= limit), mine + 1 + np.flatnonzero(means[mine + 1:] >= limit)
    assert len(slower), "you have not seen the slow side. Try smaller rates."
    assert len(faster), "you have not seen the fast side. Try larger rates."
    wide = [f"{a} and {b}" for a, b in pairwise(rates) if b > 4.01 * a]
    assert not wide, f"between {wide[0]} lies more than a factor of 4. What happens in there?"
    for rate in dict.fromkeys((my_rate, rates[slower[-1]], rates[faster[0]], *rates)):
        again = [validation_error(rate, start) for start in range(3)]
        assert np.allclose(evidence[rate], again, rtol=0.02), (
            f"your evidence for {rate} says {np.round(evidence[rate], 4)}, measured again it is "
            f"{np.round(again, 4)}, from the starts 0, 1 and 2.")
    try_further(my_rate, range(3, 9))
    ### BEGIN HIDDEN TESTS
    try_further(my_rate, range(9, 15))
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 5. Read somebody else's curves (2 points, marked by your teacher)
#
# Three trainings of the lesson's network on digits, each spoilt in its own way: the rate was **too small** in one,
# **too large** in another, and the third had **too few training rows**. The next two cells, folded, train them under
# mixed letters and draw. (Leave them folded until you have answered.)

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "three-trainings", "grade": false, "solution": false, "locked": true, "task": false}
choices = [{"rows": 40, "rate": 0.4, "epochs": 300, "batch": 4},
           {"rows": 1077, "rate": 0.002, "epochs": 30, "batch": 32},
           {"rows": 1077, "rate": 10, "epochs": 30, "batch": 1077, "beta": 0.5}]
mixed = sorted(choices, key=lambda choice: np.cos(choice["rate"]))
trainings = {letter: train(DIGITS, digits[0][: choice.pop("rows")], digits[1], **choice)
             for letter, choice in zip("ABC", mixed, strict=True)}
pca = PCA(8, random_state=0).fit(digits[0])
lines = {"mean image": np.mean(digits[1] ** 2),
         "PCA": np.mean((digits[1] - pca.inverse_transform(pca.transform(digits[1]))) ** 2)}

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "three-curves", "grade": false, "solution": false, "locked": true, "task": false}
fig, axes = plots.figure(1, 3, size=(10.4, 3.3), sharey=True)
said = ", ".join(f"{name} at {value:.3f}" for name, value in lines.items()) + ". "
for ax, (letter, curves) in zip(axes, trainings.items(), strict=True):
    seen, valid = (np.nan_to_num(curve, nan=9).clip(0, 9) for curve in curves.values())
    ax.plot(seen, color=plots.GREEN, linestyle="--", label="training")
    ax.plot(valid, color=plots.PURPLE, label="validation")
    ax.axhline(lines["mean image"], color=plots.GREY, linestyle=":", label="mean image")
    ax.axhline(lines["PCA"], color=plots.BLUE, linestyle="-.", label="PCA, all rows")
    ax.set(title=f"{letter}: {len(valid) - 1} epochs", xlabel="epoch", ylim=(0, 0.2))
    if valid[-1] == 9:
        ax.text(np.argmax(valid > 0.2) + 1, 0.19, "to 9 and\nbeyond", va="top")
    said += (f"{letter}: validation from {valid[0]:.3f} to {valid[-1]:.3f} after {len(valid) - 1} epochs, lowest "
             f"{valid.min():.3f} in epoch {valid.argmin()}, {np.sum(np.diff(valid[:16]) > 0)} rises in the first 15; "
             f"training ends at {seen[-1]:.3f}. ")
axes[0].set_ylabel("mean squared error")
axes[2].legend(loc="upper left", bbox_to_anchor=(1, 1))
plots.show(fig, alt=said.replace("9.000", "9 or more").strip())

# %% [markdown]
# **1.** One line for each letter: which of the three is it, and by what in the *two* curves do you know?
#
# **2.** In two of the three the validation error was clearly lower before it ended. Which two? From one of them you
# would go home with the weights of its best epoch, from the other not. Which, and why?

# %% [markdown] nbgrader={"schema_version": 3, "grade_id": "reading-curves", "grade": true, "solution": true, "locked": false, "task": false, "points": 2}
# ### BEGIN SOLUTION
# **A: the rate is too large.** Both curves hop up and down, higher and higher, and leave the picture together: this is
# no overfitting. **B: too few rows.** Training keeps falling while validation turns and rises: the gap opens, it
# learns its few rows by heart. **C: the rate is too small.** Both curves fall together, smoothly and slowly, and have
# only just passed the mean image after as many epochs as were enough for the lesson's networks.
#
# **2.** A and B. Home with B's: its best weights are far below the mean image's line, and 40 rows have little more to
# give. In the lesson PCA, fitted on 40, was hardly better. (The line drawn here is PCA on all rows.) Not with A's: its
# best epoch is no better than the mean image. Stopping hides that the rate was wrong.
#
# **Marking.** Half a point for each letter, with a feature of the curves (nothing for the letter alone, as the settings
# stand in the folded code). Half a point for question 2: both letters, B and a reason. "B trained too long" beside "too
# few rows" is no mistake.
# ### END SOLUTION

# %% [markdown]
# <details><summary>A model answer (open it when yours is written)</summary>
#
# **1.** A is the rate that is too large: both curves hop up and down, higher and higher, until they leave the picture.
# They do so together, so it is no overfitting. B has too few rows: training falls and falls, validation turns and
# rises, and the gap between them opens. C is the rate that is too small: both curves fall together, smoothly, and
# after all epochs have hardly passed the mean image.
#
# **2.** A and B. B's best weights are worth taking home: they are far below the mean image's line, and its few rows
# have little more to give. In the lesson PCA, fitted on 40, was hardly better. (The line drawn here is PCA on all
# rows.) A's best epoch is no better than the mean image. To stop there hides the mistake; a smaller rate repairs it.
#
# </details>
