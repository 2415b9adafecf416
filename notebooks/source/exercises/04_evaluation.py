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
# # Exercise 04: Evaluation
#
# > **You will** measure a reconstruction in the right units, repair a comparison that was published
# > unfairly, say whether a difference is luck, set an alarm that keeps its promise, and ask whether
# > a code is useful.
# >
# > **Time:** 40 minutes. **Points:** 14. **Read before:** [04 Evaluation](../04_evaluation.ipynb).
#
# **How it works.** Write your code where it says so, run that cell, then the cell below it. If
# something is wrong, that cell prints a hint and nothing else. You cannot edit the check cells.
# "The checks here are passed" is most of the way: hidden checks with other data give the grade. The
# tasks do not depend on each other.

# %% nbgrader={"schema_version": 3, "grade_id": "setup", "grade": false, "solution": false, "locked": true, "task": false}
import numpy as np
import pandas as pd
from scipy.stats import bootstrap
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from aeutils import Autoencoder, compare, datasets, plots
from aeutils.checks import task

# %% [markdown]
# Tasks 1, 2 and 6 end on the lesson's two contestants: PCA and an autoencoder, eight numbers for
# an image of 64 pixels. They have been fitted on the training rows, and only on those.

# %% nbgrader={"schema_version": 3, "grade_id": "contestants", "grade": false, "solution": false, "locked": true, "task": false}
train, _, test = datasets.load("digits").split(validation_size=0, random_state=0)
digits_network = Autoencoder(8, epochs=15, random_state=0).fit(train.X)
reducers = {"PCA, 2 numbers": PCA(2).fit(train.X), "PCA, 8 numbers": PCA(8).fit(train.X),
            "Autoencoder, 8 numbers": digits_network}
digits_rebuilt = {name: r.inverse_transform(r.transform(test.X)) for name, r in reducers.items()}
train, test

# %% [markdown]
# ## Task 1. Three answers from one table (2 points)
#
# The squared differences of test images and their reconstructions are a table: a row for each
# image, a column for each pixel. From it you get the error of each image, the error of each pixel,
# and the **variance kept**: 1 for a perfect copy, and 0 for the lazy answer, which knows only the
# training images and gives their mean every time.
#
# **Predict first.** PCA gets two numbers for each image instead of eight. How much variance will it
# keep? The check tells you in the end.

# %% nbgrader={"schema_version": 3, "grade_id": "judge", "grade": false, "solution": true, "locked": false, "task": false}
def judge(X_train, X_test, X_hat):
    """Judge X_hat, the reconstructions of X_test; all are arrays with d columns.

    Returns three things:
    per_image: mean squared error of each test image, shape (n_test,)
    per_pixel: mean squared error of each pixel, shape (d,)
    kept:      the variance kept, one number
    """
    ### BEGIN SOLUTION
    squares = (X_test - X_hat) ** 2
    lazy = (X_test - X_train.mean(axis=0)) ** 2
    return squares.mean(axis=1), squares.mean(axis=0), 1 - squares.mean() / lazy.mean()
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-judge", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 1"):
    A = np.array([[0.0, 2, 4, 8], [2, 2, 8, 8], [4, 2, 6, 2]])                # the mean is 2 2 6 6
    B = np.array([[2.0, 2, 6, 7], [2, 5, 6, 6]])
    off = np.array([[0.2, -0.2, 0.2, -0.2], [0, 0, 0, 0.4]])
    per_image, per_pixel, kept = judge(A, B, B + off)
    assert np.shape(per_image) == (2,) and np.shape(per_pixel) == (4,), (
        f"for 2 images of 4 pixels, per_image has shape {np.shape(per_image)} and per_pixel "
        f"{np.shape(per_pixel)}. Along which axis do you average to keep one number per image?")
    assert not np.allclose(per_image, 0.16), "you sum over the pixels. Take their mean."
    assert not np.allclose(per_image, 0.2), "you take the root. The mean *squared* error is asked for."
    assert np.allclose(per_image, 0.04, atol=1e-6), \
        f"every pixel of an image is off by 0.2, and you say its error is {per_image[0]:.3g}."
    assert np.allclose(per_pixel, [0.02, 0.02, 0.02, 0.1], atol=1e-6), \
        f"a pixel is off by -0.2 in one image and by 0.4 in the other. You say {per_pixel[3]:.3g}."
    assert np.ndim(kept) == 0, f"kept is one number, yours has shape {np.shape(kept)}."
    copy, lazy, mixed = (judge(A, B, np.array(x, float))[2] for x in (
        B, [[2, 2, 6, 6]] * 2, [[2, 2, 6, 7], [2, 2, 6, 6]]))
    assert np.isfinite(copy), "you divide by zero: some pixels never vary. Average first, then divide."
    assert np.isclose(copy, 1, atol=1e-6), f"a perfect copy keeps 1, and you say {copy:.3g}."
    assert not np.isclose(lazy, -1), \
        "your lazy answer is the mean of the *test* images. Nobody knows it before they come."
    assert np.isclose(lazy, 0, atol=1e-6), (
        f"answering the mean of the training images must keep 0, and you say {lazy:.3g}. What is the "
        "error of that answer, on the rows that you judge?")
    assert np.isclose(mixed, 0.1, atol=1e-6), (
        f"one image was copied, one answered lazily, and you say {mixed:.3g}. First average each "
        "squared error over all images and pixels, then divide.")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(10)
    A, B = (rng.random((n, 7)) + np.arange(7) + n / 100 for n in (50, 20))
    B_hat = B + 0.1 * rng.normal(size=(20, 7))
    per_image, per_pixel, kept = judge(A.astype(np.float32), B.astype(np.float32), B_hat)
    assert np.allclose(per_image, ((B - B_hat) ** 2).mean(1), rtol=1e-3), "per_image, other data."
    assert np.allclose(per_pixel, ((B - B_hat) ** 2).mean(0), rtol=1e-3), "per_pixel, other data."
    right = 1 - ((B - B_hat) ** 2).sum() / ((B - A.mean(0)) ** 2).sum()
    assert np.isclose(kept, right, atol=1e-3), f"kept, other data: you say {kept:.3f}, not {right:.3f}."
    ### END HIDDEN TESTS
    for name, x_hat in digits_rebuilt.items():
        print(f"{name} keeps {judge(train.X, test.X, x_hat)[2]:.1%} of the test images' variance.")

# %% [markdown]
# ## Task 2. The headline (3 points)
#
# Somebody compares a network with PCA, by a function whose mistakes you can all find in print. Below
# it stands the headline that it led to.

# %% nbgrader={"schema_version": 3, "grade_id": "published", "grade": false, "solution": false, "locked": true, "task": false}
def published(network, X_train, X_test):
    """Error of PCA, and of a network that has been fitted on X_train before."""
    pca = PCA(2).fit(np.concatenate([X_train, X_test]))
    X_pca = pca.inverse_transform(pca.transform(X_test))
    X_network = network.inverse_transform(network.transform(X_train))
    return {"PCA": np.mean(np.sum((X_test - X_pca) ** 2, axis=1)),
            "network": np.mean((X_train - X_network) ** 2)}


headline = published(digits_network, train.X, test.X)
print(f"OUR NETWORK IS {headline['PCA'] / headline['network']:.0f} TIMES AS GOOD AS PCA")

# %% [markdown]
# It is unfair in four ways. Three flatter the network, one flatters PCA. Find them, and write the
# fair comparison: **mean squared error per entry**, on rows that neither has seen, at the same code
# size. It has to work for a network with a code of any size.
#
# A tip that will serve you elsewhere: hand a comparison two equals, and see whether it says so.
# What must `fair` answer if the network *is* a PCA?

# %% nbgrader={"schema_version": 3, "grade_id": "fair", "grade": false, "solution": true, "locked": false, "task": false}
def fair(network, X_train, X_test):
    """Mean squared error per entry of both: {"PCA": a number, "network": a number}.

    network has been fitted on X_train; it has transform and inverse_transform, as PCA has.
    """
    ### BEGIN SOLUTION
    pca = PCA(network.transform(X_test).shape[1]).fit(X_train)
    return {name: np.mean((X_test - r.inverse_transform(r.transform(X_test))) ** 2)
            for name, r in {"PCA": pca, "network": network}.items()}
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-fair", "grade": true, "solution": false, "locked": true, "task": false, "points": 3}
with task("Task 2"):
    A = np.concatenate([np.diag([6.0, 5, 4, 3, 2, 1]), -np.diag([6.0, 5, 4, 3, 2, 1])])
    B = np.array([[1.0, 1, 1, 2, 2, 30], [1, 1, 1, 2, 2, -30]])     # far out, where A hardly goes
    found = fair(PCA(3).fit(A), A, B)
    assert isinstance(found, dict) and set(found) == {"PCA", "network"}, \
        'return {"PCA": a number, "network": a number}.'
    assert all(np.ndim(e) == 0 for e in found.values()), "return one number for each, not one per row."
    told = (f"the network was a PCA with 3 numbers; you say {found['PCA']:.4g} for PCA and "
            f"{found['network']:.4g} for the network.")
    assert found["network"] > 10, \
        f"{told} These test rows are hard for it. By which rows do you judge the network?"
    assert found["PCA"] > 10, (f"{told} PCA does well on rows that are hard: it has met them. Which "
                               "rows is it fitted on, and which is it judged by?")
    assert 1 / 4 < found["PCA"] / found["network"] < 4, \
        f"{told} Look at the units: one is summed over the columns, the other averaged."
    assert np.isclose(found["PCA"], found["network"], rtol=1e-4), \
        f"{told} Nearly equal, but not quite. How many numbers has the code of each?"
    assert np.isclose(found["PCA"], 454 / 3, rtol=1e-4), \
        f"{told} Equal at last, but in which unit? The mean squared error per entry is {454 / 3:.4g}."
    ### BEGIN HIDDEN TESTS
    class Drowsy(PCA):
        def inverse_transform(self, Z):
            return 0.8 * super().inverse_transform(Z)

    rng = np.random.default_rng(20)
    A, B = (rng.normal(size=(n, 12)) * np.arange(1, 13) + 3 for n in (90, 40))
    for k in (1, 4, 9):
        found, x_hat = fair(Drowsy(k).fit(A), A, B), PCA(k).fit(A)
        x_hat = x_hat.inverse_transform(x_hat.transform(B))
        right = np.mean((B - x_hat) ** 2), np.mean((B - 0.8 * x_hat) ** 2)
        assert np.allclose([found["PCA"], found["network"]], right, rtol=1e-3), \
            (f"a network with {k} numbers, other data: you say {found['PCA']:.4g} for PCA, not "
             f"{right[0]:.4g}, and {found['network']:.4g} for the network, not {right[1]:.4g}.")
    ### END HIDDEN TESTS
    found = fair(digits_network, train.X, test.X)
    print(f"Repaired: our network is {found['PCA'] / found['network']:.1f} times as good as PCA.")

# %% [markdown]
# ## Task 3. Is it luck of the test rows? (2 points)
#
# You have the errors of two fitted models on the same test rows. How far could the mean of their
# difference move if other rows had come? Write the bootstrap of the lesson. Compare row by row:
# what is hard for one is hard for the other.

# %% nbgrader={"schema_version": 3, "grade_id": "paired-interval", "grade": false, "solution": true, "locked": false, "task": false}
def paired_interval(errors_a, errors_b, rng):
    """Both ends, (low, high), of the 95 % bootstrap interval of the mean of errors_a - errors_b.

    errors_a, errors_b: shape (n_test,), for the same rows in the same order
    rng: a generator, np.random.default_rng(…). Redraw about 2,000 times.
    """
    ### BEGIN SOLUTION
    difference = errors_a - errors_b
    means = [rng.choice(difference, len(difference)).mean() for _ in range(2000)]
    return np.quantile(means, [0.025, 0.975])
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-paired-interval", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 3"):
    hard = np.linspace(0, 4, 900)                     # how hard each row is, for both
    ends = paired_interval(hard + 0.05 + 0.2 * (-1.0) ** np.arange(900), hard, np.random.default_rng(3))
    assert np.shape(ends) == (2,), f"return two numbers, (low, high). Yours has shape {np.shape(ends)}."
    low, high = ends
    told = f"Yours runs from {low:.4f} to {high:.4f}."
    assert high - low > 1e-6, (
        f"{told} It must have a width, from low to high. Redraw *with* replacement: some rows "
        "come twice, others not at all.")
    assert low > -0.03 or high > 0.03, f"{told} The mean of errors_a - errors_b is 0.05. Which minus which?"
    assert high - low < 0.35, (
        f"{told} That is where the differences of *single rows* lie. Where does their *mean* lie, if "
        "you draw as many rows again and again?")
    assert high - low < 0.1, (
        f"{told} That is far too wide: do you redraw the rows of each model by itself? Take the "
        "difference row by row first, then what is hard for both cancels.")
    assert 0.0235 < high - low < 0.0287, (
        f"{told} It should be about 0.026 wide, and is {high - low:.4f}. 95 of 100 means lie inside, "
        "as many below as above. Do you draw as many rows as there are?")
    assert abs((low + high) / 2 - 0.05) < 0.004, f"{told} It should have the mean, 0.05, in its middle."
    ### BEGIN HIDDEN TESTS
    for n, seed in ((150, 30), (2500, 31)):
        rng = np.random.default_rng(seed)
        a, b = rng.gamma(2, 1, n) + rng.normal(0, 0.1, (2, n)) + [[0.0], [0.01]]
        low, high = paired_interval(a, b, np.random.default_rng(0))
        width = 2 * 1.96 * np.std(a - b) / np.sqrt(n)
        assert 0.88 < (high - low) / width < 1.12, \
            f"for {n} other rows the interval is {high - low:.4f} wide; about {width:.4f} is right."
        assert abs((low + high) / 2 - np.mean(a - b)) < 0.15 * width, \
            f"for {n} other rows the mean of the difference is not in the middle of the interval."
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 4. Five splits, and a sentence (2 points, marked by your teacher)
#
# Other data: 569 tumours, 30 measurements each, a code of five numbers. The next cell splits them
# five times. For each split it fits PCA and an autoencoder on the training rows and computes the
# interval of Task 3 over the test rows. Right of zero, the autoencoder has the smaller error.

# %% nbgrader={"schema_version": 3, "grade_id": "five-splits", "grade": false, "solution": false, "locked": true, "task": false}
tumours, splits = datasets.load("breast_cancer"), {}
for seed in range(5):
    part, _, rest = tumours.split(validation_size=0, random_state=seed)
    scaler = StandardScaler().fit(part.X)
    by = compare({"PCA": PCA(5), "Autoencoder": Autoencoder(
        5, hidden_units=(64,), epochs=30, batch_size=64, random_state=seed)},
        scaler.transform(part.X), scaler.transform(rest.X)).errors
    gain = by["PCA"] - by["Autoencoder"]
    low, high = bootstrap((gain.astype(float),), np.mean, n_resamples=2000, method="percentile",
                          rng=np.random.default_rng(0)).confidence_interval
    splits[f"split {seed}"] = {"PCA": by["PCA"].mean(), "PCA - Autoencoder": gain.mean(),
                               "low": low, "high": high}
splits = pd.DataFrame(splits).T

# %% nbgrader={"schema_version": 3, "grade_id": "five-splits-figure", "grade": false, "solution": false, "locked": true, "task": false}
fig, ax = plots.figure(size=(6.6, 2.9))
for i, row in enumerate(splits.itertuples()):
    ax.plot([row.low, row.high], [i, i], color=plots.BLACK, linewidth=4)
    ax.plot(row[2], i, "o", color=plots.BLACK, markersize=9)
ax.axvline(0, color=plots.GREY, linestyle="--")
ax.set_yticks(range(5), splits.index)
ax.set(ylim=(4.5, -0.5), xlabel="PCA - Autoencoder, mean squared error, 95 % over test rows")
plots.show(fig, alt="PCA minus autoencoder, 95 % intervals: " + "; ".join(
    f"{row.Index} {row.low:z.3f} to {row.high:z.3f}" for row in splits.itertuples()) + ".")
gains = splits["PCA - Autoencoder"]
print(f"PCA - Autoencoder over the splits: mean {gains.mean():.4f}, standard deviation {gains.std():.4f}")
assert splits["low"].max() > 0
print("The colleague's split, whose interval begins highest:", splits["low"].idxmax())
splits.round(4) + 0.0

# %% [markdown]
# A colleague shows only the split whose interval begins highest, and writes: "Zero is outside the
# interval. So on such data, autoencoders trained like this one beat PCA."
#
# 1. What does that one interval support, and what not?
# 2. Write the sentence that you would publish. Use numbers from the figure or the table.
#
# Three to five sentences in all.

# %% [markdown] nbgrader={"schema_version": 3, "grade_id": "reading-five-splits", "grade": true, "solution": true, "locked": false, "task": false, "points": 2}
# ### BEGIN SOLUTION
# **A model answer.** The interval says: these two *fitted* models would stand in the same order on
# other test rows of this kind. It varies the test rows only. Of the recipe (another training, another
# split) it is one piece of evidence, and the best of five at that, chosen after looking. I would write:
# "Over five splits, the mean squared error of the autoencoder was lower than that of PCA with 5 numbers by
# … on average (standard deviation … over the splits); by split the gain was between … and …, and the
# interval over test rows was wholly above zero in … of five", with the numbers of the table, and beside it
# PCA's own error, so that the gain has a size.
#
# **Marking.** 1 point: the interval is about other test rows for these two fitted models, *not* about
# training again. (Half of it for only "one split is not enough" or "it was picked".) 1 point: a sentence
# about the recipe from all five splits, with the mean and its spread over splits (or all five gains)
# quoted rightly, that claims no more than they show. Where a gain is zero to all digits shown, the
# network stayed PCA: no mark depends on seeing that. No point for pooling the rows of the five
# test sets into one narrow interval.
# ### END SOLUTION

# %% [markdown]
# ## Task 5. An alarm that keeps its promise (2 points)
#
# A water pump has twelve sensors. A model has learned to rebuild ordinary readings, with a code of three
# numbers. When a reading comes that it rebuilds badly, an alarm shall ring. You promise the operator a
# **false-alarm rate**: of the ordinary readings still to come, 5 in 100 will ring, or whatever rate
# they ask for.

# %% nbgrader={"schema_version": 3, "grade_id": "pump", "grade": false, "solution": false, "locked": true, "task": false}
pump = datasets.load("sensors")
rows = np.random.default_rng(0).permutation(np.flatnonzero(pump.y == 0))        # ordinary ones
parts = {"train": rows[:1200], "held-out": rows[1200:2100],
         "new": np.concatenate([rows[2100:], np.flatnonzero(pump.y > 0)])}
X = StandardScaler().fit(pump.X[parts["train"]]).transform(pump.X)
small = Autoencoder(3, hidden_units=(32,), epochs=15, random_state=0)
pump_models = {"PCA": PCA(3).fit(X[parts["train"]]), "Autoencoder": small.fit(X[parts["train"]])}
squares = {name: (X - r.inverse_transform(r.transform(X))) ** 2 for name, r in pump_models.items()}
pump_errors = {name: {part: table.mean(axis=1)[i] for part, i in parts.items()}
               for name, table in squares.items()}
pump_faulty = pump.y[parts["new"]] > 0
pd.DataFrame({name: {part: e.mean() for part, e in found.items()}
              for name, found in pump_errors.items()}).round(3)

# %% [markdown]
# These are the mean errors of both models on three sets of rows. You are handed all of it, and more
# than you may use. The alarm rings when the error of a row is *above* your threshold.
#
# **Predict first.** PCA and the autoencoder have three numbers each, and get the same promise. What
# will differ, the false alarms or the faults that are caught? The check tells you in the end.

# %% nbgrader={"schema_version": 3, "grade_id": "choose-threshold", "grade": false, "solution": true, "locked": false, "task": false}
def choose_threshold(errors, faulty, rate):
    """The threshold for a false-alarm rate such as 0.02, one number.

    errors["train"]:    errors of the ordinary rows that the model was fitted on
    errors["held-out"]: errors of ordinary rows that it has not seen
    errors["new"]:      errors of the rows that are to be judged, ordinary and faulty ones
    faulty:             for each new row, True if it is faulty (found out later)
    """
    ### BEGIN SOLUTION
    return np.quantile(errors["held-out"], 1 - rate)
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-choose-threshold", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 5"):
    ordinary = -np.log(np.linspace(0, 1, 2001)[1:])           # many small errors, a few large
    errors = {"train": 0.5 * ordinary, "held-out": ordinary[::-1],
              "new": np.concatenate([ordinary[::9], ordinary[::20] + 2])}
    faulty = np.arange(len(errors["new"])) >= len(ordinary[::9])
    limit = choose_threshold(errors, faulty, 0.02)
    assert np.ndim(limit) == 0, f"return one number. Yours has shape {np.shape(limit)}."
    assert np.isclose(limit, choose_threshold(errors, ~faulty, 0.02)), \
        "your threshold moves with the labels of the new rows. When you set it, nobody has them."
    assert np.isclose(limit, choose_threshold(errors | {"new": 3 * errors["new"]}, faulty, 0.02)), (
        "your threshold moves with the errors of the new rows. A day with many faults would raise "
        "it and let them pass. Set it before they come.")
    limits = [choose_threshold(errors, faulty, rate) for rate in (0.02, 0.1)]
    assert limits[0] != limits[1], "your threshold is the same for 2 % and for 10 % of false alarms."
    rang = [float(np.mean(ordinary > limit)) for limit in limits]
    told = f"promised: 2 % and 10 %. Of fresh ordinary rows {rang[0]:.1%} and {rang[1]:.1%} ring."
    assert rang[0] < 0.5, (f"{told} The rate is the share *above* the threshold. (And np.quantile "
                           "takes a share, np.percentile a number up to 100.)")
    assert rang[1] < 0.13, (
        f"{told} Too many: rows that the model was fitted on have smaller errors than others. Which "
        "ordinary rows are like those still to come?")
    assert np.allclose(rang, [0.02, 0.1], rtol=0.2), \
        f"{told} No formula for bell curves: count how many held-out errors lie above."
    ### BEGIN HIDDEN TESTS
    held = np.random.default_rng(50).lognormal(0, 1.5, 20_000)
    for scale, rate in ((1, 0.01), (1000, 0.05), (1, 0.3)):
        limit = choose_threshold({"train": 0.3 * scale * held, "held-out": scale * held[:9000],
                                  "new": scale * held[:500] ** 2}, np.arange(500) > 400, rate)
        rang = np.mean(scale * held[9000:] > limit)
        assert abs(rang - rate) < 0.4 * rate, f"other errors, rate {rate:.0%}: {rang:.1%} ring."
    ### END HIDDEN TESTS
    for name, errors in pump_errors.items():
        rings = errors["new"] > choose_threshold(errors, pump_faulty, 0.05)
        print(f"Pump, promise 5 %. {name}: {rings[~pump_faulty].mean():.1%} false alarms, "
              f"{rings[pump_faulty].mean():.0%} of the faults caught.")

# %% [markdown]
# ## Task 6. Is the code useful? (3 points)
#
# You have many images, and labels for twenty of them. Can a linear probe read the digit off the
# code? Compare the network's code with PCA's **of the same size**, and do it draw by draw: which
# twenty images are labelled is luck, and both must share it.
#
# No encoder has seen a label. So PCA may be fitted on *all* training rows. The probe may learn only from the
# rows whose labels were drawn, a fresh `make_probe()` for each code and each draw. It is judged on the
# test rows.

# %% nbgrader={"schema_version": 3, "grade_id": "draws", "grade": false, "solution": false, "locked": true, "task": false}
def make_probe():
    """A fresh probe: fit(codes, labels), then score(codes, labels) is its share of right answers."""
    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))


rng = np.random.default_rng(0)
draws = [np.concatenate([rng.choice(np.flatnonzero(train.y == c), 2, replace=False)
                         for c in range(10)]) for _ in range(6)]
print(f"{len(draws)} draws, each of {len(draws[0])} rows of train. The first:", draws[0])


class LastColumns:
    """A "network" for the check: its code is the last three columns of X."""
    n_components = n_components_ = 3

    def transform(self, X):
        return X[:, -3:]

# %% nbgrader={"schema_version": 3, "grade_id": "probe-gains", "grade": false, "solution": true, "locked": false, "task": false}
def probe_gains(network, X_train, y_train, X_test, y_test, draws):
    """Accuracy with the network's code minus that with PCA's, in percentage points, for each draw.

    network: has been fitted on X_train; it has transform, and a code of any size
    draws:   a list of arrays of row numbers; labels are known for these rows of X_train only
    Returns an array of shape (len(draws),): above 0 where the network's code is the better one.
    """
    ### BEGIN SOLUTION
    pca = PCA(network.transform(X_test).shape[1]).fit(X_train)

    def accuracies(reducer):
        Z_train, Z_test = reducer.transform(X_train), reducer.transform(X_test)
        return np.array([make_probe().fit(Z_train[rows], y_train[rows]).score(Z_test, y_test)
                         for rows in draws])

    return 100 * (accuracies(network) - accuracies(pca))
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-probe-gains", "grade": true, "solution": false, "locked": true, "task": false, "points": 3}
with task("Task 6"):
    rng = np.random.default_rng(6)
    y, y_new = np.arange(300) % 3, np.arange(150) % 3         # told by the last columns, else noise
    X, X_new = (np.hstack([2 * rng.normal(size=(len(c), 8)), np.eye(3)[c]]) for c in (y, y_new))
    few = [np.arange(i, i + 30) for i in (0, 90, 180)]
    gains = probe_gains(LastColumns(), X, y, X_new, y_new, few)
    assert np.shape(gains) == (3,), f"there are 3 draws; your result has shape {np.shape(gains)}."
    told = f"the network's code gave the class away, PCA's did not. Your gains: {np.round(gains, 2)}."
    assert np.mean(gains) > 0, f"{told} Take the network's accuracy minus PCA's."
    assert np.mean(gains) > 1, f"{told} In percentage points: from 0.5 to 0.7 are 20."
    blind = probe_gains(LastColumns(), X, y, X_new, (y_new + 1) % 3, few)
    assert np.mean(blind) < 0, ("every label of the test rows was changed to a wrong one, and the "
                                "network still wins. By which rows do you judge?")
    secret = (y + 1) % 3
    secret[np.concatenate(few)] = y[np.concatenate(few)]
    assert np.allclose(gains, probe_gains(LastColumns(), X, secret, X_new, y_new, few)), \
        "your result depends on labels of rows that were not drawn. Those labels nobody has."
    own = {k: probe_gains(PCA(k).fit(train.X), train.X, train.y, test.X, test.y, draws[:3])
           for k in (2, 16)}
    told = "a network that is itself a PCA gains nothing. Yours gains"
    assert np.mean(own[16]) - np.mean(own[2]) < 12, (
        f"{told} {np.mean(own[2]):.0f} points with 2 numbers and {np.mean(own[16]):.0f} with 16. How "
        "many numbers has the code of your PCA?")
    assert np.abs(own[16]).max() < 0.6, (
        f"{told} {np.round(own[16], 1)} in three draws. Are both probes given the same rows? Is PCA "
        "fitted on all rows of X_train, and on no others?")
    ### BEGIN HIDDEN TESTS
    part = train[np.random.default_rng(60).permutation(len(train))[:700]]
    pca, other = PCA(5).fit(part.X), PCA(5).fit(part.X ** 3)
    for n in (15, 60):
        few = [np.random.default_rng(seed).choice(700, n, replace=False) for seed in range(2)]
        mine = probe_gains(other, part.X, part.y, test.X[:200], test.y[:200], few)
        right = [100 * np.subtract(*(make_probe().fit(r.transform(part.X[i]), part.y[i]).score(
            r.transform(test.X[:200]), test.y[:200]) for r in (other, pca))) for i in few]
        assert np.shape(mine) == (2,) and np.abs(np.mean(mine) - np.mean(right)) < 4, \
            f"other draws, of {n} rows: you find {np.round(mine, 1)}, not {np.round(right, 1)}."
    ### END HIDDEN TESTS
    gains = probe_gains(digits_network, train.X, train.y, test.X, test.y, draws)
    print(f"Two labels per digit: the autoencoder gains {np.mean(gains):.1f} points on average, draw by "
          f"draw {np.round(gains, 1)}.")

# %% [markdown]
# Done? Read your own function of Task 2 once more, and think of the last comparison of two methods
# that you believed. Which of the four faults could you have seen from the outside?
