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
# # Exercise 05: Autoencoder and PCA
#
# > **You will** count the numbers PCA needs to catch up, repair an unfair comparison, build a network that starts
# > as PCA, and defend a choice by an interval.
# >
# > **Time** 40 minutes · **12 points** · **Lesson** [05 Autoencoder and PCA](../05_autoencoder_and_pca.ipynb)
#
# Write your code where it says `YOUR CODE HERE`, run that cell, then the check below it, and read its hint. The
# checks cannot be edited. "Passed" here is most of the way: hidden checks with other data give the points of tasks 1 to
# 4, your teacher gives those of task 5.
# No task needs the answer to another. If you are stuck in one, go on. (Some cells are folded. Run them; you need not
# open them.)

# %% nbgrader={"schema_version": 3, "grade_id": "setup", "grade": false, "solution": false, "locked": true, "task": false}
import traceback
import warnings

import numpy as np
import pandas as pd
from scipy.stats import bootstrap
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import PCA
from sklearn.exceptions import NotFittedError
from sklearn.neural_network import MLPRegressor
from sklearn.preprocessing import StandardScaler
from sklearn.utils.validation import check_is_fitted
from threadpoolctl import threadpool_limits

from aeutils import datasets, plots
from aeutils.exercises import task

threadpool_limits(1)                              # with matrices this small, threads mostly wait for each other
digits, digits_test = datasets.load_digits().split()
sensors = datasets.load_sensors()
pump = sensors.X[sensors.y == 0]                  # normal readings, twelve sensors, in order of time

# %% [markdown]
# ## Task 1. How many numbers does PCA need? (2 points)
#
# "PCA needs so many numbers to match the autoencoder's six" says more than "the error is so many times lower".
# Write the function behind such a sentence: the smallest whole k with which PCA, fitted on the rows `train`, has a mean
# squared error per entry of at most `error` on the rows `test`. (In the checks some k is always enough, and `train` has
# more rows than columns.)
#
# **Predict first.** The check fits PCA on 100 digits, and 12 numbers turn out to be enough for an error of 0.02 on new
# digits. For the same error on those 100 themselves: more than 12, or fewer?

# %% nbgrader={"schema_version": 3, "grade_id": "numbers-needed", "grade": false, "solution": true, "locked": false, "task": false}
def numbers_needed(train, test, error):
    """Smallest k with which PCA, fitted on train (n, d), reaches this error on test (m, d)."""
    ### BEGIN SOLUTION
    for k in range(1, train.shape[1] + 1):
        pca = PCA(k).fit(train)
        if np.mean((test - pca.inverse_transform(pca.transform(test))) ** 2) <= error:
            return k
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-numbers-needed", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 1"):
    # PCA's axes here are the six columns, and the training rows have the mean 10. The test rows lie 1 above and 1
    # below it in each column: each number kept takes a sixth off their error.
    spread = np.diag([9.5, 9, 1, 0.5, 0.3, 0.2])
    around_10, first = np.vstack([spread, -spread]) + 10, digits.X[:100].astype(float)

    def needed(*rows, error, train=around_10):
        try:
            return numbers_needed(train.copy(), np.array([6 * [row] for row in rows]), error)
        except ValueError as stopped:
            assert "0 feature" not in str(stopped), (
                "your function stopped at an error: it asks PCA for a code of 0 numbers. Begin at k = 1. (`range` with "
                "one number in it begins at 0.)")
            raise

    k = needed(11.0, 9.0, error=0.45)
    assert k is not None, (
        "your function returns nothing. End it with `return` and the number. Or, if the `return` is in a loop: no k "
        "reached the error. Is the reconstruction right, the mean added back, and does the loop reach every k?")
    assert float(k).is_integer(), f"{k:.2f} is no size of a code. Try whole numbers, beginning with 1."
    assert k != 1 or needed(10.8, 11.0, error=0.45) == 1, (
        "differences up and down cancel in your mean. Square each before you take it.")
    assert k != 1 or needed(11.0, 9.0, error=0.9), "with 1 number the error is 0.83. That is not *at most* 0.45."
    assert k != 1, ("1 is enough only if PCA has seen the test rows. Fit it on the training rows, and let it "
                    "rebuild the test rows. Or did you pass `error` to PCA? It would take it for a share of variance.")
    assert k != 2, ("2 is what the training rows (or their variance ratios) ask for. On the test rows the error "
                    "with 2 numbers is still 0.67, and 0.45 was allowed.")
    assert k != 3 or needed(11.0, 9.0, error=0.9), (
        "3 is one too few: with 3 numbers the error is 0.50, and 0.45 was allowed. Do you return a position in a list, "
        "which counts from 0? Or the last k that was not enough?")
    assert k != 3, ("with 3 numbers the error is 0.50, and 0.45 was allowed. Is PCA fitted on the training rows alone? "
                    "Do you stop at the first error that is *at most* the allowed one, not at the nearest?")
    assert k != 5, ("5 is one too many: with 4 the error is 0.33, and 0.45 was allowed. Do you compare the mean "
                    "squared error itself, no root of it? Do you return the k that reached it, not the next?")
    assert k != 6 or needed(11.0, 9.0, error=100) == 1, "4 numbers are enough, not only 6. Return the *first* such k."
    assert k != 6 or needed(1.0, -1.0, error=0.45, train=around_10 - 10) != 4, (
        "your function finds the right k only where the training rows have the mean 0. Take their mean off before you "
        "multiply, and add it back at the end, as PCA's two methods do.")
    assert k != 6, ("6 is too many: with 4 the error is 0.33, and 0.45 was allowed. Do you take the mean over all "
                    "entries, no sum and no largest one?")
    assert k == 4, f"{int(k)} is not the smallest k: 4 is. Begin at 1, try every k, return the first that does."
    k = needed(11.0, 12.0, error=1.1)
    assert k != 1 or needed(11.0, 11.0, error=0.95) == 1, "the median of the squares is not their mean."
    assert k != 1, ("all these test rows lie above the mean of the training rows, and you find 1 enough. Whose mean is "
                    "taken off and added back? It has to be that of the training rows. (And `error` is no share of "
                    "another error.)")
    assert k != 2, ("2 is what the mean *absolute* error asks for, where test rows lie 1 and 2 away from the mean of "
                    "the training rows. Square the differences.")
    assert k == 4, ("with test rows 1 and 2 away from the mean of the training rows, an error of 1.1 takes 4 numbers, "
                    f"not {k}. Is it the mean over all entries of all test rows, divided by nothing else? Does PCA, "
                    "its mean included, come from the training rows alone?")
    k = needed(11.0, 9.0, error=0.9, train=np.tile(around_10, (3, 1)))
    assert k == 1, f"for an error of 0.9 a single number is enough (it leaves 0.83), and you say {k}. Begin at k = 1."
    assert needed(11.0, 9.0, error=1e-9) == 6, \
        "for an error of next to nothing all six numbers are needed. Does your loop reach them?"
    k = numbers_needed(first.copy(), digits_test.X.astype(float), 0.02)
    assert k == 12, (f"with 100 digits to fit on, an error of 0.02 on the test digits takes 12 numbers, not {k}. "
                     "Do you try every k?")
    own = numbers_needed(first.copy(), first.copy(), 0.02)
    assert own == 9, f"on the 100 digits that PCA was fitted on, 9 numbers are enough for that error, not {own}."
    print(f"Fitted on 100 digits, PCA needs {k} numbers for an error of 0.02 on new ones. On those 100 themselves, "
          f"{own} would do: the axes were made for them.")
    ### BEGIN HIDDEN TESTS
    for train, test, error in [(digits.X, digits_test.X[:200], 0.01), (pump[:300], pump[2000:], 1.0),
                               (digits.X[:60, 8:40], digits.X[60:400, 8:40], 0.02)]:
        full = PCA().fit(train)
        codes = full.transform(test)
        left = [np.mean((test - full.mean_ - codes[:, :k] @ full.components_[:k]) ** 2)
                for k in range(1, len(full.components_) + 1)]
        wanted = int(np.argmax(np.array(left) <= error)) + 1
        found = numbers_needed(train, test, error)
        assert found == wanted, f"for other data your function says {found}, but {wanted} is the smallest k."
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 2. Repair a comparison (3 points)
#
# This function compares the two the way a tutorial might. It has **three mistakes**, the kind that gets into print. The
# `autoencoder` is any object with `n_components`, `fit`, `transform` and `inverse_transform`, such as the lesson's
# `Autoencoder(3)`. It comes unfitted.

# %% nbgrader={"schema_version": 3, "grade_id": "published", "grade": false, "solution": false, "locked": true, "task": false}
def published(X_train, X_test, autoencoder):
    """The test errors of PCA and of an autoencoder, the way a tutorial might have them."""
    pca = PCA(0.95).fit(X_test)                               # enough axes for 95 % of the variance
    rebuilt = pca.inverse_transform(pca.transform(X_test))
    pca_error = np.mean((X_test - rebuilt) ** 2)

    scaler = StandardScaler().fit(X_train)
    scaled_test = scaler.transform(X_test)
    autoencoder.fit(scaler.transform(X_train))
    rebuilt = autoencoder.inverse_transform(autoencoder.transform(scaled_test))
    return {"PCA": pca_error, "Autoencoder": np.mean((scaled_test - rebuilt) ** 2)}

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "poor-autoencoder", "grade": false, "solution": false, "locked": true, "task": false}
class FirstColumns(TransformerMixin, BaseEstimator):
    """A poor autoencoder, to check with: it keeps the first columns and answers the mean of the others."""

    def __init__(self, n_components=2):
        self.n_components = n_components

    def fit(self, X, y=None):
        self.mean_ = np.mean(X, axis=0)
        return self

    def transform(self, X):
        check_is_fitted(self)
        return X[:, :self.n_components]

    def inverse_transform(self, Z):
        return np.hstack([Z, np.tile(self.mean_[self.n_components:], (len(Z), 1))])

class Bent(FirstColumns):
    """A poorer one: its codes never fall below 0, as behind a ReLU."""

    def transform(self, X):
        return np.maximum(super().transform(X), 0)

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "ruler-fair", "grade": false, "solution": false, "locked": true, "task": false}
def both(judge, A, B, autoencoder):
    """For the check below. No need to read it now."""
    try:
        found = judge(A.copy(), B.copy(), autoencoder)
    except NotFittedError as error:
        what = str(error).split()[1]
        what = "the autoencoder that was passed" if what == "FirstColumns" else f"a {what} that you use"
        raise AssertionError(f"you never fitted {what}.") from None
    assert found is not None, "your function returns nothing. End it with `return` and the dict."
    assert isinstance(found, dict) and set(found) == {"PCA", "Autoencoder"}, \
        'return a dict with the keys "PCA" and "Autoencoder", as `published` does.'
    assert all(np.ndim(error) == 0 for error in found.values()), "return one number for each of the two, a mean."
    return np.array([found["PCA"], found["Autoencoder"]], float)

# %% [markdown]
# How do you catch such a judge? Let PCA take *both* places. A fair comparison calls a tie.

# %% nbgrader={"schema_version": 3, "grade_id": "both-places", "grade": false, "solution": false, "locked": true, "task": false}
verdict_on_itself = published(pump[:1200], pump[1200:], PCA(3))
print(f"PCA: {verdict_on_itself['PCA']:.2f}. "
      f"PCA in the autoencoder's place: {verdict_on_itself['Autoencoder']:.2f}.")

# %% [markdown]
# No tie. Write `fair`, which returns the same dict without the three mistakes: both methods with the same number of
# codes, fitted on the same rows, judged on the same other rows, both in *standardised* units, by the mean squared
# error over all entries.
#
# **Predict first.** Two of the mistakes can go either way. Which of the three *always* flatters PCA?

# %% nbgrader={"schema_version": 3, "grade_id": "fair", "grade": false, "solution": true, "locked": false, "task": false}
def fair(X_train, X_test, autoencoder):
    """{"PCA": …, "Autoencoder": …}: comparable test errors, in standardised units."""
    ### BEGIN SOLUTION
    scaler = StandardScaler().fit(X_train)
    train, test = scaler.transform(X_train), scaler.transform(X_test)
    errors = {}
    for name, reducer in {"PCA": PCA(autoencoder.n_components), "Autoencoder": autoencoder}.items():
        reducer.fit(train)
        errors[name] = np.mean((test - reducer.inverse_transform(reducer.transform(test))) ** 2)
    return errors
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-fair", "grade": true, "solution": false, "locked": true, "task": false, "points": 3}
with task("Task 2"):
    A, B = pump[:600], pump[1200:1800]
    poor, three = both(fair, A, B, FirstColumns(3)), both(fair, A, B, PCA(3))
    assert abs(three[0]) > 1e-6, (
        "size: your PCA has next to no error. It keeps as many numbers as there are columns. Give it as many as the "
        "autoencoder has.")
    thousandths = np.where(np.arange(12) % 2, 1000, 1)
    growth = both(fair, A * thousandths, B * thousandths, PCA(3)) / three
    assert np.allclose(growth, 1, rtol=0.01), (
        f"units: write every second sensor in thousandths, and PCA's error is {growth[0]:.3g} times as large, the "
        f"autoencoder's {growth[1]:.3g} times. Standardise once, then fit and judge both on that.")
    other_measures = [0.189 * 12, 0.189 * B.size, 0.189**0.5, 0.376, 1.302, 0.309, 0.0233, 0.0505, 0.118, 0.231]
    assert not np.isclose(np.abs(three)[:, None], other_measures, rtol=0.02).any(), (
        f"PCA in both places has {three.round(4)}. Take the mean of the squares over all entries: no sum and no root, "
        "no absolute values, no median, no share of a variance.")
    assert three.max() < 0.7, (
        f"PCA in both places has {three.round(4)}, and always answering the mean has 0.8. Is each row compared with "
        "its own reconstruction, by the mean of the squared differences?")
    assert both(fair, A, B, PCA(1))[0] > 1.05 * three[0], (
        "size: your PCA has the same error beside 1 code and beside 3. Give it as many as the autoencoder has.")
    assert not np.isclose(both(fair, A, pump[1800:2400], PCA(3)), three, rtol=1e-3).any(), (
        "rows: with other test rows you say the same error. Are both judged on the *test* rows?")
    far = np.repeat([1, 10], 300)[:, None]
    halves = (both(fair, A, B[:300], PCA(3)) + both(fair, A, B[300:] * 10, PCA(3))) / 2
    at_once = both(fair, A, B * far, PCA(3))
    assert np.allclose(halves, at_once, rtol=1e-3), (
        f"rows: judged in two halves, the test rows give {halves.round(2)} on average, all at once {at_once.round(2)}. "
        "So something is fitted on them. Scaler, PCA and autoencoder may learn from the training rows only.")
    assert not any(np.isclose(three[0], both(fair, A, B, PCA(k))[1], rtol=1e-3) for k in (2, 4)), (
        "size: beside 3 codes your PCA does not have 3. Give it as many as the autoencoder has.")
    assert np.isclose(*three, rtol=0.01), (
        f"PCA in both places is no tie yet: {three.round(4)}. Treat both alike: size, rows, units, error.")
    assert np.isclose(three[0], 0.189, rtol=0.01), (
        f"a tie, but PCA in both places has {three[0]:.4f}, not 0.1890. Is it the mean squared error over all entries? "
        "*Standardised* means minus the mean, over the deviation: what `StandardScaler` does.")
    assert poor[1] > 1.05 * poor[0], "the second error is not that of the autoencoder that was passed."
    T = (B - A.mean(axis=0)) / A.std(axis=0)
    bent, wanted = both(fair, A, B, Bent(3))[1], (np.sum(np.minimum(T[:, :3], 0) ** 2) + np.sum(T[:, 3:] ** 2)) / T.size
    assert np.isclose(bent, wanted, rtol=0.01), (
        f"an autoencoder whose codes never fall below 0 has the error {wanted:.3f}, and you say {bent:.3f}. Is it "
        "given the test rows as it was given the training rows, in their order, minus the mean, and not the mean minus them?")
    print(f"A tie: PCA in both places has {three[0]:.3f} twice. Keeping the first three columns has {poor[1]:.3f}. "
          "What always flatters PCA is to fit it on the test rows; its size and the units can go either way.")
    ### BEGIN HIDDEN TESTS
    raw = datasets.load_breast_cancer().X.astype(float)
    A, B = raw[:300], raw[300:]
    mean, std = A.mean(axis=0), A.std(axis=0)
    for k in [2, 7]:
        pca = PCA(k).fit((A - mean) / std)
        T = (B - mean) / std
        wanted = [np.mean((T - pca.inverse_transform(pca.transform(T))) ** 2), np.mean(T[:, k:] ** 2) * (1 - k / 30)]
        found = both(fair, A, B, FirstColumns(k))
        assert np.allclose(found, wanted, rtol=0.01), (
            f"on other data your errors are {found.round(4)}, not {np.round(wanted, 4)}. "
            "Is it the mean of squares, in standardised units?")
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 3. Begin as PCA (3 points)
#
# Each half of the network adds a straight path and a bent one. With matrices and vectors it is one line (tanh in
# place of gelu, one hidden layer in place of two):

# %% nbgrader={"schema_version": 3, "grade_id": "run", "grade": false, "solution": false, "locked": true, "task": false}
def run(rows, half):
    """What one half of the network, encoder or decoder, makes of these rows."""
    (matrix, shift), (A, a, B, c) = half["straight"], half["bent"]
    return rows @ matrix + shift + np.tanh(rows @ A + a) @ B + c

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "ruler-start-as-pca", "grade": false, "solution": false, "locked": true, "task": false}
def check_start(start, X, new, k, units):
    """For the check below. No need to read it now."""
    d = X.shape[1]
    try:
        halves = start(X.copy(), k, units, np.random.default_rng(units))
    except ValueError as error:
        if not any(word in str(error) for word in ("shape", "mismatch", "aligned", "dimension")):
            raise
        line = [frame for frame in traceback.extract_tb(error.__traceback__)
                if frame.filename == start.__code__.co_filename][-1]
        raise AssertionError(
            f"your function stopped at an error in its line `{line.line or line.lineno}`: two shapes do not fit. Here "
            f"d is {d} and k is {k}. PCA's `components_` is (k, d), a row for each axis. So is V, but W is (d, k). "
            "What you divide or multiply them by is one number for each *axis*: (k,) for the columns of W, and (k, 1), "
            "by `[:, None]`, for the rows of V.") from None
    assert halves is not None, "your function returns nothing. Put its last line back: `return encoder, decoder`."
    rows, pca = X, PCA(k).fit(X)
    for name, half, p, q in zip(["encoder", "decoder"], halves, [d, k], [k, d], strict=True):
        assert half["bent"] is not None, "`bent` returns nothing. End it with `return A, a, B, c`."
        assert len(half["bent"]) == 4, "`bent` returns four arrays, A, a, B, c."
        shapes = [np.shape(part) for part in (*half["straight"], *half["bent"])]
        wanted = [(p, q), (q,), (p, units), (units,), (units, q), (q,)]
        names = "W, b, A, a, B, c" if name == "encoder" else "V, mu, A, a, B, c"
        assert shapes == wanted, f"{name}: {names} have shapes {shapes}, not {wanted}."
        A, a, B, c = half["bent"]
        hidden = np.tanh(rows @ A + a)
        assert np.abs(hidden @ B + c).max() < 1e-6, (
            f"{name}: the bent path is not silent. Its last layer, B and c, must begin at zero.")
        assert np.ptp(hidden, axis=0).max() > 1e-3, (
            f"{name}: its hidden units give every row the same answer, so B gets no gradient that could bend "
            "anything. " + ("They are stuck at 1 or -1, where tanh is flat: draw A around zero, and smaller."
                            if np.any(A) else "Only the last layer may be zero: draw A with rng."))
        assert np.mean(np.abs(hidden) > 0.999) < 0.7, (
            f"{name}: most hidden units are stuck at 1 or -1, where tanh is flat and lets no gradient through. Draw A "
            "smaller.")
        assert np.ptp(hidden, axis=1).max() > 1e-3, (
            f"{name}: all hidden units are twins: equal weights, equal gradients, for ever. Draw A with rng.")
        rows = run(rows, half)
        if name == "encoder":
            codes = rows
    again = start(X.copy(), k, units, np.random.default_rng(units))
    assert all(np.array_equal(a, b) for p, q in zip(halves, again, strict=True) for part in ("straight", "bent")
               for a, b in zip(p[part], q[part], strict=True)), (
        "called twice with the same seed, your function gives two different networks. Draw what is random with the "
        "`rng` that was passed.")
    middle = X.mean(axis=0)
    moved = np.abs(run(run(middle[None], halves[0]), halves[1]) - middle).max()
    assert moved < 1e-3, (f"the mean row comes back changed by up to {moved:.2f}. PCA takes the mean off before it "
                          "multiplies, and adds it at the end. What do b and mu have to be?")
    assert np.allclose(codes.mean(axis=0), 0, atol=0.01), f"the codes have means {codes.mean(axis=0).round(2)}, not 0."
    assert np.allclose(codes.var(axis=0), 1, rtol=0.05), (
        f"the codes have variances {codes.var(axis=0).round(3)}, not 1. The spread of a component is the square "
        "root of its variance: divide by it in the encoder.")
    errors = [np.mean((new - x) ** 2) for x in (run(run(new, halves[0]), halves[1]),
                                                pca.inverse_transform(pca.transform(new)))]
    assert np.isclose(*errors, rtol=1e-3), (
        f"on rows not fitted your untrained network has error {errors[0]:.4f}, PCA {errors[1]:.4f}. The mean comes "
        "back right, so look at V: it must undo what W did, stretch included.")
    return errors

# %% [markdown]
# Complete `start_as_pca` in its two places. The letters are the lesson's: `W` and `b` lead from the rows to the codes,
# `V` and `mu` back. Only `b` is new: the lesson's $(x - \mu) W$ is written as $x W + b$ here. Multiply it out, and
# you see what b is. Before training
#
# 1. `run(run(X, encoder), decoder)` equals PCA's reconstruction with k components, for every row;
# 2. each code has mean 0 and variance 1 over the rows of `X`;
# 3. both bent paths are silent, but can be woken by training: if the hidden units answer nothing, or all the same,
#    their gradients are zero or equal, and nothing ever bends.
#
# Shapes: W (d, k), b (k,), V (k, d), mu (d,); and in a bent path from p numbers to q:
# A (p, units), a (units,), B (units, q), c (q,).

# %% nbgrader={"schema_version": 3, "grade_id": "start-as-pca", "grade": false, "solution": true, "locked": false, "task": false}
def start_as_pca(X, k, units, rng):
    """Encoder and decoder that are PCA of the rows X (n, d), and can learn more; rng draws what is random."""
    d = X.shape[1]

    def bent(p, q):
        """A, a, B, c of a path from p numbers to q that is silent, and can be woken."""
        ### BEGIN SOLUTION
        A = rng.standard_normal((p, units)) / np.sqrt(p)
        return A, np.zeros(units), np.zeros((units, q)), np.zeros(q)
        ### END SOLUTION

    # the straight paths: W, b, V, mu
    ### BEGIN SOLUTION
    pca = PCA(k).fit(X)
    spread = np.sqrt(pca.explained_variance_)
    W, V = pca.components_.T / spread, pca.components_ * spread[:, None]
    b, mu = -pca.mean_ @ W, pca.mean_
    ### END SOLUTION
    encoder = {"straight": (W, b), "bent": bent(d, k)}
    decoder = {"straight": (V, mu), "bent": bent(k, d)}
    return encoder, decoder

# %% nbgrader={"schema_version": 3, "grade_id": "check-start-as-pca", "grade": true, "solution": false, "locked": true, "task": false, "points": 3}
with task("Task 3"):
    errors = check_start(start_as_pca, digits.X.astype(float), digits_test.X.astype(float), k=2, units=16)
    shifted = StandardScaler().fit_transform(pump.astype(float)) + 1
    check_start(start_as_pca, shifted[:400], shifted[2000:], k=5, units=4)
    print(f"PCA {errors[1]:.6f}, your untrained network {errors[0]:.6f}.")
    ### BEGIN HIDDEN TESTS
    for k, units in [(1, 7), (4, 40)]:
        check_start(start_as_pca, shifted[:400], shifted[2000:], k, units)
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 4. Is the gain more than luck? (2 points)
#
# Back to the pump. The first 1,200 hours to fit on, the 1,800 after them to judge by, twelve sensors standardised. The
# network is a plain one, 12-32-k-32-12 units from a random start: scikit-learn's regressor, asked for its own input
# (another network than the lesson's, so other numbers). The cell keeps the squared error of every hour (mean over the
# sensors).

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "pump-errors", "grade": false, "solution": false, "locked": true, "task": false}
scaler = StandardScaler().fit(pump[:1200])
past, future = scaler.transform(pump[:1200]), scaler.transform(pump[1200:])
sizes = [2, 3, 4, 5, 6, 8]
hourly = {"PCA": {}, "Autoencoder": {}}                        # hourly[name][k]: one error for each later hour
fitted = {"PCA": {}, "Autoencoder": {}}                        # the same for each hour that was fitted on
for k in sizes:
    pca = PCA(k).fit(past)
    network = MLPRegressor(hidden_layer_sizes=(32, k, 32), activation="tanh", solver="lbfgs", max_iter=300,
                           random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")                        # that it would like more than 300 steps
        network.fit(past, past)
    for errors_of, rows in [(fitted, past), (hourly, future)]:
        errors_of["PCA"][k] = np.mean((rows - pca.inverse_transform(pca.transform(rows))) ** 2, axis=1)
        errors_of["Autoencoder"][k] = np.mean((rows - network.predict(rows)) ** 2, axis=1)

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "ruler-verdict", "grade": false, "solution": false, "locked": true, "task": false}
def opened(answer):
    """For the check below. No need to read it now."""
    assert answer is not None, "your function returns nothing. End it with `return choice, low, high`."
    assert isinstance(answer, (tuple, list)) and len(answer) == 3 and isinstance(answer[0], str), \
        "return choice, low, high, in this order: a string, then two numbers."
    choice, low, high = answer
    assert choice in ("PCA", "Autoencoder"), f'your choice is {choice!r}. It can be "PCA" or "Autoencoder".'
    assert low <= high, f"your interval goes from {low:.4f} to {high:.4f}: the lower end comes first."
    return choice, low, high

# %% [markdown]
# Write `verdict`. It gets two arrays, `pca_errors` and `ae_errors`, the errors of the same n rows under both methods,
# and returns three things, `choice, low, high`:
#
# - `low, high`: a 95 % interval of the mean **gain**, which is PCA's error minus the autoencoder's. *Paired*, as in
#   lesson 04: a row that is hard for one is hard for the other. Bootstrap it, or take the mean plus and minus 1.96
#   standard errors (the spread of the single gains, divided by the root of n).
# - `choice`: `"Autoencoder"` if the whole interval lies above zero, otherwise `"PCA"`, which is the simpler one.

# %% nbgrader={"schema_version": 3, "grade_id": "verdict", "grade": false, "solution": true, "locked": false, "task": false}
def verdict(pca_errors, ae_errors):
    """choice, low, high: what to use, and the 95 % interval of the mean gain over PCA."""
    ### BEGIN SOLUTION
    gain = pca_errors - ae_errors
    reach = 1.96 * gain.std() / np.sqrt(len(gain))
    low, high = gain.mean() - reach, gain.mean() + reach
    return "Autoencoder" if low > 0 else "PCA", low, high
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-verdict", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 4"):
    # 400 rows, some much harder than others. In every fifth the autoencoder is better by 0.1, in the others as good.
    hard, better = np.random.default_rng(0).exponential(1.0, 400), np.resize([0.1, 0, 0, 0, 0], 400)
    choice, low, high = opened(verdict(hard + better, hard))
    middle, width = (low + high) / 2, high - low
    assert middle > -0.01, "the gain is PCA's error minus the autoencoder's: positive where the autoencoder is better."
    assert middle < 0.12, (
        f"the middle of your interval is {middle:.3g}, and no row gains more than 0.1. Is it the mean of the gains, no "
        "sum and no root? And is a gain PCA's error minus the autoencoder's, row by row?")
    assert width < 0.06 or width > 0.22, (
        f"your interval is {width:.3f} wide. That is where single rows lie. The mean of n rows is surer, by the "
        "root of n.")
    assert width < 0.06, (f"your interval is {width:.2f} wide, but the gains of the rows hardly differ. Take the "
                          "difference row by row first, then its mean and its interval: paired.")
    assert abs(middle - 0.02) < 0.001, (
        f"the gain is 0.1 in every fifth row and 0 in the others. The middle of your interval is {middle:.4f}, and "
        "should be their mean, 0.02. Is it the mean of the differences themselves, no median and no share? Does the "
        "interval reach as far down from it as up?")
    for place in (0, -1):
        one = np.zeros(40)
        one[place] = 1
        ends = opened(verdict(1 + one, np.ones(40)))[1:]
        assert sum(ends) > 0.02, f"only the {'last' if place else 'first'} of 40 rows had a gain, and you lost it."
    assert width > 1e-6, "your interval has no width. If you redraw rows: draw them *with* replacement."
    assert width > 0.002, (
        f"your interval is {0.00784 / max(width, 1e-6):,.0f} times too narrow. Divide by the root of n, not by n, and "
        "take the spread of the gains, not its square, the variance.")
    assert not 0.0031 < width < 0.0051, "your interval is half as wide as it should be. Did you forget 1.96?"
    assert abs(width / 0.00784 - 1) < 0.14, (
        f"your interval is {width:.4f} wide, a 95 % interval about 0.0078. Take 1.96 standard errors to each side, or "
        "the middle 95 % of at least 1,000 means, each of as many redrawn rows as there are.")
    assert choice == "Autoencoder", \
        f"the interval, {low:.4f} to {high:.4f}, lies above zero, and you choose {choice!r}."
    choice, low, high = opened(verdict(hard[:64] + 0.009 + 0.05 * np.resize([1, -1], 64), hard[:64]))
    assert abs((high - low) / 0.0245 - 1) < 0.2, (
        f"for 64 rows with gains of 0.059 and -0.041 your interval is {high - low:.4f} wide, not about 0.0245. "
        "Is n the number of rows that you were given?")
    assert choice == "PCA", (f"you choose {choice!r} for a mean gain of 0.009 whose interval, {low:.4f} to {high:.4f}, "
                             "has zero in it. That gain may be luck.")
    choice, low, high = opened(verdict(hard + 0.0065 + 0.05 * np.resize([1, -1], 400), hard))
    assert choice == "Autoencoder", \
        f"the interval, {low:.4f} to {high:.4f}, lies above zero, if barely, and you choose {choice!r}."
    choice, low, high = opened(verdict(hard, hard + better))
    assert choice == "PCA", (f"you choose {choice!r}, but the whole interval, {low:.4f} to {high:.4f}, is below zero: "
                             "that gain is a loss.")
    wide = np.mean([(high - low) / 3.92 / 0.03 * np.sqrt(n) for n in range(300, 600, 25) for _, low, high in [
        verdict(1 + 0.03 * np.resize([2, 0], n), np.ones(n))]])
    assert 0.955 < wide < 1.05, (f"on average over twelve sets of rows your interval is {wide:.2f} times as wide as "
                                 "one of 95 %. Leave 2.5 % out on each side.")
    choice, low, high = verdict(hourly["PCA"][3], hourly["Autoencoder"][3])
    print(f"The pump with 3 numbers: {choice}, gain {low:.3f} to {high:.3f}")
    ### BEGIN HIDDEN TESTS
    for n, mean, wanted in [(64, -0.3, "PCA"), (2500, 0.01, "Autoencoder"), (50, 0.04, "PCA"),
                            (100, 0.06, "Autoencoder")]:
        hard = np.random.default_rng(n).exponential(3.0, n)
        choice, low, high = opened(verdict(hard + mean + 0.2 * np.resize([1, -1], n), hard))
        assert abs((high - low) * np.sqrt(n) / 0.784 - 1) < 0.2, (
            f"for {n} rows your interval is {high - low:.4f} wide, but it should be about {0.784 / np.sqrt(n):.4f}.")
        assert choice == wanted, (f"{n} rows, mean gain {mean}, your interval {low:.4f} to {high:.4f}: "
                                  f"choose {wanted}, not {choice!r}.")
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 5. Which would you send? (2 points, marked by your teacher)
#
# The pump is to report by radio once an hour. Each number sent costs battery. Here is the mean error of both methods
# in the 1,800 hours that came after the training (always answering the mean would have about 1.1). The table adds the
# mean gain, with its 95 % interval over the hours.

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "figure", "grade": false, "solution": false, "locked": true, "task": false}
table = pd.DataFrame({name: {k: errors[k].mean() for k in sizes} for name, errors in hourly.items()})
plots.show(plots.curve_by_size(sizes, {name: table[name] for name in table}))
for k in sizes:
    gain = hourly["PCA"][k] - hourly["Autoencoder"][k]
    ends = bootstrap((gain,), np.mean, n_resamples=500, method="percentile", rng=np.random.default_rng(0))
    table.loc[k, ["gain", "low", "high"]] = gain.mean(), *ends.confidence_interval
print("k = 8, in the 1,200 hours that both were fitted on: "
      + ", ".join(f"{name} {errors[8].mean():.5f}" for name, errors in fitted.items()))
assert table["low"][3] > 0 > table["high"][8] and fitted["PCA"][8].mean() < fitted["Autoencoder"][8].mean()
table.rename_axis("k").round(5)

# %% [markdown]
# Answer in six sentences, two for each.
#
# - **a.** Three numbers per reading are paid for. Whose codes do you send, by which gain with which interval? And with
#   how many whole numbers would PCA do as well?
# - **b.** Eight numbers are paid for. What do you send? The network is behind although it could bend. Is
#   overfitting the reason? Compare the two in the hours they were fitted on: the line above the table.
# - **c.** Each network was trained once, and the readings of neighbouring hours resemble each other. Choose one of the
#   two: what does the interval not know, and what would you measure?

# %% [markdown] nbgrader={"schema_version": 3, "grade_id": "reading-pump", "grade": true, "solution": true, "locked": false, "task": false, "points": 2}
# ### BEGIN SOLUTION
# **a** (1 point). The autoencoder's. The row of three numbers has the mean gain, and an interval far above zero: well
# over half of PCA's error is gone, in hours after the training. PCA comes down to that height only with five numbers.
# *Half a point for the choice with gain and interval of one and the same k, half for the sideways reading ("between
# four and five" is as good).*
#
# **b** (half a point). PCA's: the gain is negative there, and so is its whole interval. It is no overfitting, for the
# network is behind in the hours it was fitted on too, with about twice PCA's error. It has to learn by small steps from
# a random start what PCA computes in one, and has not got there. *A quarter for PCA with a reason: the negative
# interval, or "0.001 of a variance of 1 is nothing, and eight PCA numbers are simply cheaper". A quarter for "no,
# behind on the fitted hours too", also beside "there is some gap, but it is not the reason".*
#
# **c** (half a point). Either: it does not know the luck of training. Train with other seeds and compare the gains.
# (With three numbers, seeds 0 to 4 gave gains from about 0.06 to 0.10, a far wider range than the interval of this
# one.) Or: it takes the hours as independent, which they are not, so it is too narrow. (The gains of
# neighbouring hours correlate by about 0.35 with three numbers, 0.7 to 0.8 with eight.) Draw whole days instead of
# hours, or judge by other stretches of time. *A quarter for what is missing, a quarter for a measurement that fits it.*
# ### END SOLUTION

# %% [markdown]
# <details><summary>A model answer. (Write your own first.)</summary>
#
# **a.** The autoencoder's. In the row of three numbers the mean gain and its whole interval lie far above zero, and
# well over half of PCA's error is gone, in hours after the training. PCA comes down to that height only with five.
#
# **b.** PCA's: with eight numbers the gain is negative, and so is its whole interval. It is no overfitting, for the
# network is behind in the hours it was fitted on too. It has to learn by small steps from a random start what PCA
# computes in one, and has not got there.
#
# **c.** Either: the interval does not know the luck of training. Train with other seeds, and compare the gains. Or: it
# takes the hours as independent, and is too narrow if neighbours are alike. Draw whole days instead of single hours,
# or judge by other stretches of time.
# </details>
