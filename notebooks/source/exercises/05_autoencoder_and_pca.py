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
# > **You will** find PCA's axes inside a linear autoencoder, count the numbers PCA needs to catch up, repair an
# > unfair comparison, build a network that starts as PCA, and defend a choice by an interval.
# >
# > **Time** 40 minutes · **14 points** · **Lesson** [05 Autoencoder and PCA](../05_autoencoder_and_pca.ipynb)
#
# Write your code where it says `YOUR CODE HERE`, run that cell, then the check below it, and read its hint. The
# checks cannot be edited. "Passed" here is most of the way: hidden checks with other data give the points.
# No task needs the answer to another. If you are stuck in one, go on.

# %% nbgrader={"schema_version": 3, "grade_id": "setup", "grade": false, "solution": false, "locked": true, "task": false}
import warnings

import numpy as np
import pandas as pd
from scipy.linalg import subspace_angles
from scipy.optimize import minimize
from scipy.stats import bootstrap
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import PCA
from sklearn.neural_network import MLPRegressor
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from aeutils import compare, datasets, plots
from aeutils.checks import task

threadpool_limits(1)                              # with matrices this small, threads mostly wait for each other
digits, _, digits_test = datasets.load_digits().split(validation_size=0)
sensors = datasets.load_sensors()
pump = sensors.X[sensors.y == 0]                  # normal readings, twelve sensors, in order of time

# %% [markdown]
# ## Task 1. Find the axes in the decoder (2 points)
#
# A linear autoencoder finds PCA's subspace, but its axes are any mixture. The lesson straightened them with a
# penalty, before training. Can you do it afterwards?
#
# Here a colleague has trained one on the digits, without a penalty. `angle` measures how far apart two subspaces are.

# %% nbgrader={"schema_version": 3, "grade_id": "linear", "grade": false, "solution": false, "locked": true, "task": false}
def train_linear(X, k, seed=0):
    """W (d, k) and V (k, d) of a linear autoencoder of the centred rows X, trained as in the lesson."""
    (n, d), size = X.shape, X.shape[1] * k

    def loss_and_gradient(weights):
        W, V = weights[:size].reshape(d, k), weights[size:].reshape(k, d)
        residual = X - X @ W @ V
        slopes = X.T @ (residual @ V.T), (X @ W).T @ residual
        return np.sum(residual**2) / n, -2 / n * np.concatenate([s.ravel() for s in slopes])

    start = 0.5 * np.random.default_rng(seed).standard_normal(2 * size)
    weights = minimize(loss_and_gradient, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return weights[:size].reshape(d, k), weights[size:].reshape(k, d)

# %% nbgrader={"schema_version": 3, "grade_id": "ruler-untwist", "grade": false, "solution": false, "locked": true, "task": false}
def check_axes(V, Z, axes):
    """For the check below. No need to read it now."""
    found = np.asarray(untwist(V.copy(), Z.copy()))
    assert found.shape == V.shape, \
        f"your axes have shape {found.shape}, not {V.shape}: one axis in each row, as in V."
    lengths = np.linalg.norm(found, axis=1)
    assert np.allclose(lengths, 1, atol=1e-3), f"your axes have lengths {lengths.round(2)}. Make each 1."
    between = np.abs(found @ found.T - np.eye(len(V))).max()
    assert between < 0.01, (f"two of your axes have a cosine of {between:.2f}, but principal axes are at right "
                            "angles. To scale the rows of V is not enough: they are mixtures.")
    assert angle(found, V) < 1, (f"your axes have left the decoder's subspace, by {angle(found, V):.0f} degrees. "
                                 "Each of them must be a mixture of the rows of V.")
    cosines = np.abs(found @ axes.T)
    assert cosines.max(axis=0).min() > 0.99, (
        f"the right subspace, but other axes: PCA's meet yours with cosines {cosines.max(axis=0).round(2)}. How "
        "long a row of V is says nothing about the data. The spread of the data in each direction is in Z.")
    assert np.diag(cosines).min() > 0.99, "the right axes in another order. The largest variance comes first."

# %% nbgrader={"schema_version": 3, "grade_id": "twisted", "grade": false, "solution": false, "locked": true, "task": false}
def angle(A, B):
    """The largest angle, in degrees, between what the rows of A and the rows of B can reach."""
    return np.rad2deg(subspace_angles(np.transpose(A), np.transpose(B))).max()


centred = (digits.X - digits.X.mean(axis=0)).astype(float)
W, V = train_linear(centred, 3)
Z = centred @ W
digit_axes = PCA(3).fit(centred).components_
rows_of_V = V / np.linalg.norm(V, axis=1, keepdims=True)
print(f"angle between the subspaces: {angle(V, digit_axes):.2f} degrees")
print("cosines of the rows of V (down) with PCA's axes (across):")
print(np.abs(rows_of_V @ digit_axes.T).round(2))
assert angle(V, digit_axes) < 1

# %% [markdown]
# One subspace, and no row of `V` is a principal axis.
#
# Your colleague may not hand out the digits. All you get is the decoder `V`, shape (k, d), and the codes `Z` of the
# training rows, shape (n, k), each code with mean 0. Write `untwist`, which returns PCA's axes: shape (k, d), rows
# of length 1 at right angles to each other, the direction with the largest variance first. Their signs are free.
#
# **Think first.** The decoder alone does not know the variances. Who does?

# %% nbgrader={"schema_version": 3, "grade_id": "untwist", "grade": false, "solution": true, "locked": false, "task": false}
def untwist(V, Z):
    """PCA's axes, shape (k, d), from the decoder V (k, d) and the codes Z (n, k) of a linear autoencoder."""
    ### BEGIN SOLUTION
    return PCA(len(V)).fit(Z @ V).components_
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-untwist", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 1"):
    W, V = train_linear(centred, 3)
    check_axes(V, centred @ W, digit_axes)
    ### BEGIN HIDDEN TESTS
    tumours = StandardScaler().fit_transform(datasets.load_breast_cancer().X.astype(float))
    for rows, k in [(tumours, 4), (StandardScaler().fit_transform(pump[:500].astype(float)), 2)]:
        axes = PCA(k).fit(rows).components_
        G = np.random.default_rng(k).standard_normal((k, k)) + 0.1 * np.eye(k)
        check_axes(np.linalg.inv(G) @ axes, rows @ axes.T @ G, axes)
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 2. How many numbers does PCA need? (2 points)
#
# "PCA needs so many numbers to match the autoencoder's six" says more than "the error is so many times lower".
# Write the function behind such a sentence: the smallest whole k with which PCA, fitted on the rows `train`, has a mean
# squared error per entry of at most `error` on the rows `test`. (In the checks some k is always enough.)
#
# **Predict first.** Would the rows of `train` ask for more numbers, or for fewer?

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
with task("Task 2"):
    # PCA's axes here are the five columns. Each number kept takes 0.2 off the error of the two test rows.
    spread = np.diag([9.5, 9, 1, 0.5, 0.2])
    k = numbers_needed(np.vstack([spread, -spread]) + 10, np.array([5 * [11.0], 5 * [9.0]]), 0.45)
    assert k is not None, "your function returns nothing. End it with `return` and the number."
    assert float(k).is_integer(), f"{k:.2f} is no size of a code. Try whole numbers, beginning with 1."
    assert k != 1, ("1 is enough only if PCA has seen the test rows. Fit it on the training rows, and let it "
                    "rebuild the test rows.")
    assert k != 2, ("2 is what the training rows (or their variance ratios) ask for. On the test rows the error "
                    "with 2 numbers is still 0.60, and 0.45 was allowed.")
    assert k != 5, ("5 is too many: with 3 the error is 0.40, and 0.45 was allowed. Do you take the mean over "
                    "all entries, not a sum over the columns?")
    assert k == 3, f"{int(k)} may be enough, but so is 3. Begin at k = 1, try every k, return the first that does."
    k = numbers_needed(digits.X[:100], digits_test.X, 0.02)
    assert k == 12, f"with 100 digits to fit on, an error of 0.02 on the test digits takes 12 numbers, not {k}."
    print(f"PCA fitted on 100 digits needs {k} numbers for an error of 0.02 on new ones.")
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
# ## Task 3. Repair a comparison (3 points)
#
# This function compares the two the way a tutorial might. It has **three mistakes**, the kind that gets into print. The
# `autoencoder` is any object with `n_components`, `fit`, `transform` and `inverse_transform`, such as `Autoencoder(3)`.

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

# %% nbgrader={"schema_version": 3, "grade_id": "poor-autoencoder", "grade": false, "solution": false, "locked": true, "task": false}
class FirstColumns(TransformerMixin, BaseEstimator):
    """A poor autoencoder, to check with: it keeps the first columns and answers the mean of the others."""

    def __init__(self, n_components=2):
        self.n_components = n_components

    def fit(self, X, y=None):
        self.mean_ = np.mean(X, axis=0)
        return self

    def transform(self, X):
        return X[:, :self.n_components]

    def inverse_transform(self, Z):
        return np.hstack([Z, np.tile(self.mean_[self.n_components:], (len(Z), 1))])

# %% nbgrader={"schema_version": 3, "grade_id": "ruler-fair", "grade": false, "solution": false, "locked": true, "task": false}
def both(A, B, autoencoder):
    """For the check below. No need to read it now."""
    found = fair(A.copy(), B.copy(), autoencoder)
    assert isinstance(found, dict) and set(found) == {"PCA", "Autoencoder"}, \
        'return a dict with the keys "PCA" and "Autoencoder", as `published` does.'
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
# error over all entries. (Which mistakes flatter PCA, and which the autoencoder?)

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
with task("Task 3"):
    A, B = pump[:600], pump[1200:1800]
    three, thousandths = both(A, B, PCA(3)), np.where(np.arange(12) % 2, 1000, 1)
    growth = both(A * thousandths, B * thousandths, PCA(3)) / three
    assert np.allclose(growth, 1, rtol=0.01), (
        f"units: write every second sensor in thousandths, and PCA's error is {growth[0]:.3g} times as large, the "
        f"autoencoder's {growth[1]:.3g} times. Standardise once, then fit and judge both on that.")
    assert both(A, B, PCA(1))[0] > 1.05 * three[0], (
        "size: your PCA has the same error beside 1 code and beside 3. Give it as many as the autoencoder has.")
    halves = (both(A, B[:300], PCA(3)) + both(A, B[300:], PCA(3))) / 2
    assert np.allclose(halves, three, rtol=0.01), (
        f"rows: judged in two halves, the test rows give {halves.round(4)} on average, all at once {three.round(4)}. "
        "So something is fitted on them. Scaler, PCA and autoencoder may learn from the training rows only.")
    assert np.isclose(*three, rtol=0.01), f"PCA in both places is no tie yet: {three.round(4)}."
    poor = both(A, B, FirstColumns(3))
    assert poor[1] > 1.05 * poor[0], "the second error is not that of the autoencoder that was passed."
    print(f"A tie: PCA in both places has {three[0]:.3f} twice. Keeping the first three columns has {poor[1]:.3f}.")
    ### BEGIN HIDDEN TESTS
    raw = datasets.load_breast_cancer().X.astype(float)
    A, B = raw[:300], raw[300:]
    mean, std = A.mean(axis=0), A.std(axis=0)
    for k in [2, 7]:
        pca = PCA(k).fit((A - mean) / std)
        T = (B - mean) / std
        wanted = [np.mean((T - pca.inverse_transform(pca.transform(T))) ** 2), np.mean(T[:, k:] ** 2) * (1 - k / 30)]
        found = both(A, B, FirstColumns(k))
        assert np.allclose(found, wanted, rtol=0.01), (
            f"on other data your errors are {found.round(4)}, not {np.round(wanted, 4)}. Is it the mean of squares, in standardised units?")
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 4. Begin as PCA (3 points)
#
# Each half of the network adds a straight path and a bent one. With matrices and vectors it is one line (tanh in
# place of gelu, one hidden layer in place of two):

# %% nbgrader={"schema_version": 3, "grade_id": "run", "grade": false, "solution": false, "locked": true, "task": false}
def run(rows, half):
    """What one half of the network, encoder or decoder, makes of these rows."""
    (W, b), (A, a, B, c) = half["straight"], half["bent"]
    return rows @ W + b + np.tanh(rows @ A + a) @ B + c

# %% nbgrader={"schema_version": 3, "grade_id": "ruler-start-as-pca", "grade": false, "solution": false, "locked": true, "task": false}
def check_start(X, new, k, units):
    """For the check below. No need to read it now."""
    halves = start_as_pca(X.copy(), k, units, np.random.default_rng(units))
    assert isinstance(halves, (tuple, list)) and len(halves) == 2 and all(
        isinstance(half, dict) and set(half) == {"straight", "bent"} for half in halves), (
        'return encoder and decoder, each of the form {"straight": (W, b), "bent": (A, a, B, c)}.')
    assert [len(half[part]) for half in halves for part in ("straight", "bent")] == [2, 4, 2, 4], \
        "`straight` holds two arrays, (W, b), and `bent` four, (A, a, B, c), in both halves."
    d, rows, pca = X.shape[1], X, PCA(k).fit(X)
    for name, half, p, q in zip(["encoder", "decoder"], halves, [d, k], [k, d], strict=True):
        shapes = [np.shape(part) for part in (*half["straight"], *half["bent"])]
        wanted = [(p, q), (q,), (p, units), (units,), (units, q), (q,)]
        assert shapes == wanted, f"{name}: W, b, A, a, B, c have shapes {shapes}, not {wanted}."
        A, a, B, c = half["bent"]
        hidden = np.tanh(rows @ A + a)
        assert np.abs(hidden @ B + c).max() < 1e-6, (
            f"{name}: the bent path is not silent. Its last layer, B and c, must begin at zero.")
        assert np.ptp(hidden, axis=0).max() > 1e-3, (
            f"{name}: its hidden units give every row the same answer, so B gets no gradient that could bend "
            "anything. Only the last layer may be zero: draw A with rng.")
        assert np.ptp(hidden, axis=1).max() > 1e-3, (
            f"{name}: all hidden units are twins: equal weights, equal gradients, for ever. Draw A with rng.")
        rows = run(rows, half)
        if name == "encoder":
            codes = rows
    middle = X.mean(axis=0)
    moved = np.abs(run(run(middle[None], halves[0]), halves[1]) - middle).max()
    assert moved < 1e-3, (f"the mean row comes back changed by up to {moved:.2f}. PCA takes the mean off before it "
                          "multiplies, and adds it at the end: what must b be in each half?")
    assert np.allclose(codes.mean(axis=0), 0, atol=0.01), f"the codes have means {codes.mean(axis=0).round(2)}, not 0."
    assert np.allclose(codes.var(axis=0), 1, rtol=0.05), (
        f"the codes have variances {codes.var(axis=0).round(3)}, not 1. The spread of a component is the square "
        "root of its variance: divide by it in the encoder.")
    errors = [np.mean((new - x) ** 2) for x in (run(run(new, halves[0]), halves[1]),
                                                pca.inverse_transform(pca.transform(new)))]
    assert np.isclose(*errors, rtol=1e-3), (
        f"on rows not fitted your untrained network has error {errors[0]:.4f}, PCA {errors[1]:.4f}. The mean comes "
        "back right, so look at the decoder's W: it must undo what the encoder's did, stretch included.")
    return errors

# %% [markdown]
# Write `start_as_pca`. It returns `encoder` and `decoder`, two dicts as `run` takes them, such that before training
#
# 1. `run(run(X, encoder), decoder)` equals PCA's reconstruction with k components, for every row;
# 2. each code has mean 0 and variance 1 over the rows of `X`;
# 3. both bent paths are silent. But training must be able to wake them: if the hidden units answer nothing, or
#    all the same, their gradients are zero or equal, and nothing ever bends.
#
# Shapes, where a half leads from p numbers to q (encoder: d to k, decoder: k to d):
# W (p, q), b (q,), A (p, units), a (units,), B (units, q), c (q,).

# %% nbgrader={"schema_version": 3, "grade_id": "start-as-pca", "grade": false, "solution": true, "locked": false, "task": false}
def start_as_pca(X, k, units, rng):
    """Encoder and decoder that are PCA of the rows X (n, d), and can learn more; rng draws what is random."""
    ### BEGIN SOLUTION
    d = X.shape[1]
    pca = PCA(k).fit(X)
    spread = np.sqrt(pca.explained_variance_)
    W, V = pca.components_.T / spread, pca.components_ * spread[:, None]

    def silent(p, q):
        A = rng.standard_normal((p, units)) / np.sqrt(p)
        return A, np.zeros(units), np.zeros((units, q)), np.zeros(q)

    encoder = {"straight": (W, -pca.mean_ @ W), "bent": silent(d, k)}
    decoder = {"straight": (V, pca.mean_), "bent": silent(k, d)}
    return encoder, decoder
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-start-as-pca", "grade": true, "solution": false, "locked": true, "task": false, "points": 3}
with task("Task 4"):
    errors = check_start(digits.X.astype(float), digits_test.X.astype(float), k=2, units=16)
    print(f"PCA {errors[1]:.6f}, your untrained network {errors[0]:.6f}.")
    ### BEGIN HIDDEN TESTS
    shifted = StandardScaler().fit_transform(pump.astype(float)) + 1
    for k, units in [(1, 5), (4, 40)]:
        check_start(shifted[:400], shifted[2000:], k, units)
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 5. Is the gain more than luck? (2 points)
#
# Back to the pump. The first 1,200 hours to fit on, the hours after them to judge by, twelve sensors standardised. The
# network is a plain one, 12-32-k-32-12 units from a random start: scikit-learn's regressor, asked for its own input.
# The cell keeps the squared error of every later hour (mean over the sensors).

# %% nbgrader={"schema_version": 3, "grade_id": "pump-errors", "grade": false, "solution": false, "locked": true, "task": false}
scaler = StandardScaler().fit(pump[:1200])
past, future = scaler.transform(pump[:1200]), scaler.transform(pump[1200:])
sizes = [2, 3, 4, 5, 8]
hourly = {"PCA": {}, "Autoencoder": {}}                        # hourly[name][k]: one error for each hour
for k in sizes:
    pca = PCA(k).fit(past)
    network = MLPRegressor(hidden_layer_sizes=(32, k, 32), activation="tanh", solver="lbfgs", max_iter=300,
                           random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")                        # that it would like more than 300 steps
        network.fit(past, past)
    hourly["PCA"][k] = np.mean((future - pca.inverse_transform(pca.transform(future))) ** 2, axis=1)
    hourly["Autoencoder"][k] = np.mean((future - network.predict(future)) ** 2, axis=1)

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
with task("Task 5"):
    # 400 rows, some much harder than others. The autoencoder gains 0.02 on average, 0.05 more or less in each row.
    hard = np.random.default_rng(0).exponential(1.0, 400)
    choice, low, high = verdict(hard + 0.02 + 0.05 * np.resize([1, -1], 400), hard)
    assert low < high, f"your interval goes from {low:.4f} to {high:.4f}: the lower end comes first."
    assert high > 0, "the gain is PCA's error minus the autoencoder's: positive where the autoencoder is better."
    width = high - low
    assert width < 0.08 or width > 0.22, (
        f"your interval is {width:.3f} wide. That is where single rows lie. The mean of n rows is surer, by the root of n.")
    assert width < 0.05, (f"your interval is {width:.2f} wide, but the gains of the rows hardly differ. Take the "
                          "difference row by row first, then its mean and its interval: paired.")
    assert abs(width / 0.0098 - 1) < 0.2, f"your interval is {width:.4f} wide, a 95 % interval about 0.0098."
    assert abs((low + high) / 2 - 0.02) < 0.001, f"the mean gain is 0.02, the middle of your interval {(low + high) / 2:.4f}."
    assert choice == "Autoencoder", f"the interval, {low:.4f} to {high:.4f}, lies above zero, and you choose {choice!r}."
    choice, low, high = verdict(hard + 0.003 + 0.05 * np.resize([1, -1], 400), hard)
    assert choice == "PCA", (f"you choose {choice!r} for a mean gain of 0.003 whose interval, {low:.4f} to {high:.4f}, "
                             "has zero in it. That gain may be luck.")
    print("The pump with 3 numbers: {}, gain {:.3f} to {:.3f}".format(*verdict(hourly["PCA"][3], hourly["Autoencoder"][3])))
    ### BEGIN HIDDEN TESTS
    for n, mean, wanted in [(64, -0.3, "PCA"), (2500, 0.01, "Autoencoder"), (50, 0.04, "PCA"), (100, 0.06, "Autoencoder")]:
        hard = np.random.default_rng(n).exponential(3.0, n)
        choice, low, high = verdict(hard + mean + 0.2 * np.resize([1, -1], n), hard)
        assert abs((high - low) * np.sqrt(n) / 0.784 - 1) < 0.2, (
            f"for {n} rows your interval is {high - low:.4f} wide, but it should be about {0.784 / np.sqrt(n):.4f}.")
        assert choice == wanted, (f"{n} rows, mean gain {mean}, your interval {low:.4f} to {high:.4f}: "
                                  f"choose {wanted}, not {choice!r}.")
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 6. Which would you send? (2 points, written)
#
# The pump is to report by radio once an hour. Each number sent costs battery. Here is the mean error of both methods
# in the hours that came after the training (always answering the mean would have about 1). The table adds the mean gain,
# with its 95 % interval over the hours.

# %% nbgrader={"schema_version": 3, "grade_id": "figure", "grade": false, "solution": false, "locked": true, "task": false}
plots.show(plots.curve_by_size(sizes, {name: [errors[k].mean() for k in sizes] for name, errors in hourly.items()}))
table = pd.DataFrame({name: {k: errors[k].mean() for k in sizes} for name, errors in hourly.items()})
for k in sizes:
    gain = hourly["PCA"][k] - hourly["Autoencoder"][k]
    ends = bootstrap((gain,), np.mean, n_resamples=500, method="percentile", rng=np.random.default_rng(0))
    table.loc[k, ["gain", "low", "high"]] = gain.mean(), *ends.confidence_interval
assert table["low"][3] > 0 > table["high"][8]
table.rename_axis("k").round(4)

# %% [markdown]
# Answer in about six sentences.
#
# - **a.** Three numbers per reading are paid for. Whose codes do you send? Defend it by one number of the table, with
#   its interval. And read the figure sideways: with how many numbers would PCA do as well?
# - **b.** Now eight numbers are paid for. What do you send, by which number? This network has more room with eight
#   than with three: how can it end behind PCA, and what did the lesson do about that?
# - **c.** Each network was trained once, and the readings of neighbouring hours resemble each other. What does the
#   interval not know, then? Name one more measurement that you would make before you build the radio.

# %% [markdown] nbgrader={"schema_version": 3, "grade_id": "reading-pump", "grade": true, "solution": true, "locked": false, "task": false, "points": 2}
# ### BEGIN SOLUTION
# **a** (1 point). The autoencoder's. The row of three numbers has the mean gain, and an interval far above zero: well
# over half of PCA's error is gone, in hours after the training. PCA comes down to that height only with five numbers.
# *Half a point for the choice with gain and interval of one and the same k, half for the sideways reading ("between
# four and five" is as good).*
#
# **b** (half a point). PCA's: the gain is negative there, and so is its whole interval. With eight straight axes hardly
# anything is left to bend to. The network has to learn by small steps from a random start what PCA computes in one,
# and does not get there. The lesson starts the network as PCA and lets it leave only for a gain on held-out rows that
# is larger than its standard error. *A quarter for the choice with its number, a quarter for reason and remedy.*
#
# **c** (half a point). The interval is about other hours, judged by *these* fitted networks. It does not know the luck
# of training. And it takes the hours as independent, which they are not, so it is too narrow. Train with other seeds
# and on other stretches of time, and compare pair by pair; or draw whole days instead of hours. *A quarter for what
# is missing, a quarter for a measurement that fits it.*
# ### END SOLUTION
