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
# > unfairly, say whether a difference is luck, and set an alarm that keeps its promise.
# >
# > **Time:** 40 minutes. **Points:** 11 in five tasks. **Read before:**
# > [04 Evaluation](../04_evaluation.ipynb).
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
from sklearn.preprocessing import StandardScaler

from aeutils import Autoencoder, compare, datasets, plots
from aeutils.exercises import task

# %% [markdown]
# Tasks 1 and 2 end on the lesson's contestants with eight numbers for an image (the network trained half as long, so
# it keeps a little less), and on PCA with two. The next cell, folded, fits them on the training rows.

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "contestants", "grade": false, "solution": false, "locked": true, "task": false}
train, test = datasets.load("digits").split(random_state=0)
digits_network = Autoencoder(8, epochs=15, random_state=0).fit(train.X)
reducers = {"PCA, 2 numbers": PCA(2).fit(train.X), "PCA, 8 numbers": PCA(8).fit(train.X),
            "Autoencoder, 8 numbers": digits_network}
digits_rebuilt = {name: r.inverse_transform(r.transform(test.X)) for name, r in reducers.items()}

# %% [markdown]
# ## Task 1. Three answers from one table (2 points)
#
# From the table of squared differences, a row for each image and a column for each pixel, you get the error of
# each image, the error of each pixel, and the **variance kept**: 1 for a perfect copy, and 0 for the lazy answer,
# which gives the mean of the training images every time.
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
    given = A.copy(), B.copy(), B + off
    answer = judge(*given)
    assert answer is not None, "you return None: is `return` missing?"
    assert all(map(np.array_equal, given, (A, B, B + off))), (
        "your function changes the arrays that it was given: `x -= y` writes into x, `x = x - y` does not.")
    assert len(answer) == 3, "return three things: per_image, per_pixel, kept."
    per_image, per_pixel, kept = answer
    assert np.shape(per_image) == (2,) and np.shape(per_pixel) == (4,), (
        f"for 2 images of 4 pixels, per_image has shape {np.shape(per_image)} and per_pixel "
        f"{np.shape(per_pixel)}. Along which axis do you average to keep one number per image?")
    assert not np.allclose(per_image, 0.16), "you sum over the pixels. Take their mean."
    assert not np.allclose(per_image, 0.2), "you take the root. The mean *squared* error is asked for."
    assert not np.allclose(per_image, [0.2, 0.1]), "you average distances. First square each of them."
    assert np.allclose(per_image, 0.04, atol=1e-6), \
        f"every pixel of an image is off by 0.2 or -0.2, and you say its error is {per_image[0]:.3g}, not 0.04."
    assert np.allclose(per_pixel, [0.02, 0.02, 0.02, 0.1], atol=1e-6), \
        (f"a pixel is off by -0.2 in one image and by 0.4 in the other. The mean of the two squares is 0.1, and "
         f"you say {per_pixel[3]:.3g}.")
    assert np.ndim(kept) == 0, f"kept is one number, yours has shape {np.shape(kept)}."
    copy, lazy, shifted = (judge(A, B, np.array(x, float))[2] for x in (B, [[2, 2, 6, 6]] * 2, B + 1))
    mixed = judge(A, B[[0, 0, 1]], np.array([[2.0, 2, 6, 7], [2, 2, 6, 7], [2, 2, 6, 6]]))[2]
    assert copy != -np.inf, "you divide by the error of the reconstruction, and a perfect copy has none. Turn it over."
    assert np.isfinite(copy), "you divide by zero: some pixels never vary. Average first, then divide."
    assert np.isclose(copy, 1, atol=1e-6), f"a perfect copy keeps 1, and you say {copy:.3g}."
    assert not np.isclose(lazy, -1), \
        "your lazy answer is the mean of the *test* images. Nobody knows it before they come."
    assert not np.isclose(lazy, [-7, 0.875]).any(), \
        "of two errors you divide one is summed and the other averaged. Take the mean of both."
    assert not np.isclose(lazy, 1 - 10 / 34), (
        "your lazy answer is one number, the mean over all images and all pixels. The mean image has a mean of its "
        "own for each pixel. Along which axis?")
    assert np.isclose(lazy, 0, atol=1e-6), (
        f"answering the mean of the training images must keep 0, and you say {lazy:.3g}. What is the "
        "error of that answer, on the rows that you judge?")
    assert not np.isclose(shifted, 1), (
        "every answer was 1 too high, and you say that it keeps all. A shift is an error too, and the variance of "
        "the difference does not see it. Take the mean of its squares.")
    assert not np.isclose(mixed, 1 - (9 / 11) ** 0.5, atol=1e-6), \
        "you divide roots. The variance is a mean of squares, so divide the mean *squared* errors."
    assert np.isclose(mixed, 2 / 11, atol=1e-6), (
        f"two images were copied, one answered lazily. That keeps 0.182, and you say {mixed:.3g}. First average each "
        "squared error over all images and pixels, then divide.")
    assert np.isclose(shifted, 0.2, atol=1e-6), \
        f"every answer was 1 too high. That keeps 0.2, and you say {shifted:.3g}. Take the mean of the squares."
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
# It is unfair in four ways. Three flatter the network, one flatters PCA. Write the fair comparison: **mean squared
# error per entry**, on rows that neither has seen, at the same code size, whatever that is. The network has been
# fitted before: only ask it.
#
# A tip for elsewhere: hand a comparison two equals, here a network that *is* a PCA, and see whether it says so.

# %% nbgrader={"schema_version": 3, "grade_id": "fair", "grade": false, "solution": true, "locked": false, "task": false}
def fair(network, X_train, X_test):
    """Mean squared error per entry of both: {"PCA": a number, "network": a number}.

    network has been fitted on X_train. It has transform and inverse_transform, as PCA has, and
    n_components: so many numbers has its code.
    """
    ### BEGIN SOLUTION
    pca = PCA(network.n_components).fit(X_train)
    return {name: np.mean((X_test - r.inverse_transform(r.transform(X_test))) ** 2)
            for name, r in {"PCA": pca, "network": network}.items()}
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-fair", "grade": true, "solution": false, "locked": true, "task": false, "points": 3}
with task("Task 2"):
    class Knows(PCA):
        def transform(self, X):
            return X[:, :5]

        def inverse_transform(self, Z):                 # where the other columns are the squares
            return np.hstack([Z, Z**2])

    Z = np.random.default_rng(2).normal(size=(500, 5))
    C, D = np.split(np.hstack([Z, Z**2]), [400])

    A = np.concatenate([np.diag(np.arange(10.0, 0, -1)), -np.diag(np.arange(10.0, 0, -1))])
    B = np.array([[1.0, 1, 1, 2, 2, 2, 2, 2, 2, 30], [1, 1, 1, 2, 2, 2, 2, 2, 2, -30]] * 6)
    network, given = PCA(3).fit(A), (A.copy(), B.copy())
    fitted, axes = network.components_, network.components_.copy()
    found = fair(network, *given)                       # B is far out, where A hardly goes
    assert isinstance(found, dict) and set(found) == {"PCA", "network"}, (
        "you return None: is `return` missing?" if found is None else
        'return {"PCA": a number, "network": a number}.')
    assert all(np.ndim(e) == 0 for e in found.values()), "return one number for each, not one per row."
    assert np.array_equal(given[0], A) and np.array_equal(given[1], B), (
        "your function changes the rows that it was given: `x -= y` writes into x, `x = x - y` does not.")
    told = (f"the network was a PCA with 3 numbers; you say {found['PCA']:.4g} for PCA and "
            f"{found['network']:.4g} for the network.")
    assert network.components_ is fitted and np.array_equal(fitted, axes), (
        f"{told} The network has been fitted before, and you fit it again. That changes it for everybody who uses it "
        "later. Only ask it.")
    for value, hint in {92.4**0.5: "You take a root. The mean *squared* error is asked for.",
                        4.2: "You average distances. First square each of them.",
                        1.2: "You average differences, and their signs cancel. First square each of them.",
                        4.0: "You take a median. The *mean* squared error is asked for."}.items():
        assert not np.isclose([*found.values()], value, rtol=1e-3).any(), f"{told} {hint}"
    assert found["network"] > 10, \
        f"{told} These test rows are hard for it. By which rows do you judge the network?"
    assert found["PCA"] > 10 or fair(Knows(5).fit(C), C, D)["PCA"] > 1e-9, \
        f"{told} PCA makes no mistake at all: it may use as many numbers as there are columns. How many has the network?"
    assert found["PCA"] > 10, (f"{told} PCA does well on rows that are hard: it has met them. Which "
                               "rows is it fitted on, and which is it judged by?")
    assert 1 / 4 < found["PCA"] / found["network"] < 4, \
        f"{told} Look at the units: one is summed over the columns, the other averaged."
    assert np.isclose(found["PCA"], found["network"], rtol=1e-4), \
        f"{told} Nearly equal, but not quite. How many numbers has the code of each?"
    assert np.isclose(found["PCA"], 92.4, rtol=1e-4), \
        f"{told} Equal at last, but in which unit? The mean squared error per entry is 92.4."

    found = fair(Knows(5).fit(C), C, D)
    told = (f"this network, with 5 numbers, copies every row perfectly. PCA cannot. You say "
            f"{found['PCA']:.3g} for PCA and {found['network']:.3g} for the network.")
    assert found["network"] < 1e-6 < found["PCA"], f"{told} Does each name get its own error?"
    assert 0.4 < found["PCA"] < 0.6, f"{told} How many numbers may PCA have against this one?"
    for k in (1, 7):
        found = fair(PCA(k).fit(C), C, D)
        assert np.isclose(found["PCA"], found["network"], rtol=1e-4), (
            f"the network was a PCA whose codes have length {k}; you say {found['PCA']:.4g} for PCA and "
            f"{found['network']:.4g} for the network. How many numbers may PCA have against this one?")
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
            (f"other data, and a network with a code of {k}: you say {found['PCA']:.4g} for PCA, not "
             f"{right[0]:.4g}, and {found['network']:.4g} for the network, not {right[1]:.4g}.")
    ### END HIDDEN TESTS
    found = fair(digits_network, train.X, test.X)
    print(f"Repaired: our network is {found['PCA'] / found['network']:.1f} times as good as PCA.")

# %% [markdown]
# ## Task 3. Is it luck of the test rows? (2 points)
#
# You have the errors of two fitted models on the same test rows. How far could the mean of their difference move if
# other rows had come? Write the lesson's bootstrap, paired. (Redraw with `rng.choice(values, n)`, `rng.integers` or
# scipy's `bootstrap`.)

# %% nbgrader={"schema_version": 3, "grade_id": "paired-interval", "grade": false, "solution": true, "locked": false, "task": false}
def paired_interval(errors_a, errors_b, rng):
    """Both ends, (low, high), of the 95 % bootstrap interval of the mean of errors_a - errors_b.

    errors_a, errors_b: shape (n_test,), for the same rows in the same order
    rng: a generator, np.random.default_rng(…). Redraw about 2,000 times, and of the 2,000 means cut off
         the lowest 2.5 % and the highest 2.5 %.
    """
    ### BEGIN SOLUTION
    difference = errors_a - errors_b
    means = [rng.choice(difference, len(difference)).mean() for _ in range(2000)]
    return np.quantile(means, [0.025, 0.975])
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-paired-interval", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 3"):
    n, hard = 900, np.linspace(0, 4, 900)             # how hard each row is, for both
    luck = np.random.default_rng(1).permutation(-np.log1p(-(np.arange(n) + 0.5) / n))     # many small, few large
    gap = 0.05 + 0.2 * (luck - luck.mean()) / luck.std()                                  # its mean is 0.05

    def ends_for(seed, gap=gap, hard=hard):
        return paired_interval(hard + gap, hard.copy(), np.random.default_rng(seed))

    a, b = hard + gap, hard.copy()
    try:
        ends = paired_interval(a, b, np.random.default_rng(3))
    except np.exceptions.AxisError as error:
        raise AssertionError(
            f"it stopped with AxisError: {error}. Do you call scipy's bootstrap? It takes a tuple of samples, here of "
            "one: `(errors_a - errors_b,)`. The comma makes the tuple.") from None
    assert ends is not None, "you return None: is `return` missing?"
    assert not hasattr(ends, "confidence_interval"), \
        "that is all that scipy found. It keeps the two ends in .confidence_interval."
    assert np.shape(ends) == (2,), f"return two numbers, (low, high). Yours has shape {np.shape(ends)}."
    assert np.array_equal(a, hard + gap) and np.array_equal(b, hard), (
        "your function changes the errors that it was given: `x -= y` writes into x, `x = x - y` does not.")
    low, high = ends
    told, middle, wide = f"Yours runs from {low:.4f} to {high:.4f}.", (low + high) / 2, high - low
    assert wide > -1e-6, f"{told} The lower end comes first."
    assert wide > 1e-6, \
        (f"{told} It has no width. Redraw *with* replacement: some rows come twice, others not at all. (Or do you cut "
         "twice at the same place?)")
    assert not 1 < middle < 5, f"{told} The errors lie there, not their differences. Take errors_a - errors_b first."
    assert abs(middle) < 1, f"{told} That is where *sums* of redrawn differences lie. Take the mean of each set."
    assert low > -0.03 or high > 0.03, f"{told} The mean of errors_a - errors_b is 0.05. Which minus which?"
    assert wide < 0.35, (
        f"{told} That is where the differences of *single rows* lie. Where does their *mean* lie, if "
        "you draw as many rows again and again?")
    assert wide < 0.1, (
        f"{told} That is far too wide: do you redraw the rows of each model by itself? Take the "
        "difference row by row first, then what is hard for both cancels.")
    assert abs(middle - np.median(gap)) > 0.006, (
        f"{told} There lies the *median* of the differences. Take the mean of each redrawn set.")
    assert low < 0.05 < high or abs(middle - 0.05) > 0.03, (
        f"{told} The mean, 0.05, lies outside. Which shares of the redrawn means do you cut off, and does your "
        "function take shares or percents?")
    assert abs(middle - 0.05) < 0.0065, (
        f"{told} The mean of errors_a - errors_b is 0.05, and belongs in the middle. Are the "
        "differences still what they were, with their signs?")
    assert wide > 0.0235, (
        f"{told} It should be about 0.026 wide, and is {wide:.4f}. 95 of 100 means lie inside, so cut off 2.5 below "
        "and as many above. Do you draw more rows than there are?")
    assert wide < 0.0287, (
        f"{told} It should be about 0.026 wide, and is {wide:.4f}. Do you draw as many rows as there are? 95 of 100 "
        "means lie inside: cut off 2.5 below, and as many above.")
    again = np.array([ends_for(seed) for seed in range(5)])
    assert np.array_equal(ends, again[3]), (
        "twice the same generator, and two different intervals. You draw from something else than `rng`: it has "
        "rng.choice and rng.integers, and scipy's bootstrap takes rng=rng.")
    by_formula = np.isclose(again[0].mean(), gap.mean(), rtol=0, atol=1e-9)     # it draws nothing
    assert len(np.unique(again[:, 0])) > 1 or by_formula, (
        "five generators, and five times the same interval to the last digit. Draw from the `rng` that you are given: "
        "do you make one of your own?")
    assert np.allclose(again.mean(axis=0), [0.0371, 0.0632], atol=0.0012), (   # luck moves it by 0.0002
        f"{told} 2.5 of 100 means lie below, 2.5 above. Do you cut off as many on both sides?")
    assert again.std(axis=0).max() < 0.0010, (
        f"from five seeds come lower ends from {again[:, 0].min():.4f} to {again[:, 0].max():.4f}: too much luck. "
        "How many times do you redraw?")
    few = np.array([4.0, *[1, -1] * 14, -4])             # 30 rows; the first and the last are far out
    low, high = ends_for(4, few, np.zeros(30))
    assert 0.8 < high - low < 1.25, (
        f"for 30 other rows yours is {high - low:.2f} wide, and about 1 is right. Do you draw as many rows as there "
        "are, however many?")
    assert abs(low + high) / 2 < 0.06, (
        f"the mean difference of 30 other rows is 0, and the middle of yours is {(low + high) / 2:.2f}. Has each row "
        "the same chance to be drawn, the first and the last too?")
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
# Other data: 569 tumours, 30 measurements each, a code of five numbers. The next two cells, folded, split them five
# times, fit PCA and an autoencoder each time, and draw Task 3's interval over the test rows. Right of zero, the
# autoencoder has the smaller error.

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "five-splits", "grade": false, "solution": false, "locked": true, "task": false}
tumours, splits = datasets.load("breast_cancer"), {}
for seed in range(5):
    part, rest = tumours.split(random_state=seed)
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

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "five-splits-figure", "grade": false, "solution": false, "locked": true, "task": false}
fig, ax = plots.figure(size=(6.6, 2.9))
ax.axvline(0, color=plots.GREY, linestyle="--")
for i, row in enumerate(splits.itertuples()):
    ax.plot([row.low, row.high], [i, i], color=plots.BLACK, linewidth=4)
    ax.plot(row[2], i, "o", color=plots.BLACK, markersize=9)
ax.set_yticks(range(5), splits.index)
ax.set(ylim=(4.5, -0.5), xlabel="PCA - Autoencoder, mean squared error, 95 % over test rows")
plots.show(fig, alt="PCA minus autoencoder, 95 % intervals: " + "; ".join(
    f"{row.Index} {row.low:z.3f} to {row.high:z.3f}" for row in splits.itertuples()) + ".")
gains = splits["PCA - Autoencoder"]
print(f"PCA - Autoencoder over the splits: mean {gains.mean():.4f}, standard deviation {gains.std():.4f}. "
      f"PCA's own error: mean {splits['PCA'].mean():.4f}.")
assert splits["low"].max() > 0, "on this machine no interval lies above zero: tell your teacher."
print("The colleague's split, whose interval begins highest:", splits["low"].idxmax())
odd = splits.index[gains.abs() < 1e-5]
if len(odd):
    print(f"A dot without a bar, no gain on any row: {', '.join(odd)}. There the network stayed PCA, as the lesson's "
          "third contestant did on 40 rows. Zero is the interval.")
model_sentence = (
    f"Over five splits, the mean squared error of the autoencoder was lower than that of PCA with 5 numbers by "
    f"{gains.mean():.4f} on average (standard deviation over the splits {gains.std():.4f}; PCA's own error is "
    f"{splits['PCA'].mean():.4f}): on {(splits['low'] > 0).sum()} of the five the interval over test rows was wholly "
    f"above zero, on {len(odd)} the network stayed PCA and nothing was gained.")

# %% [markdown]
# A colleague shows only the split whose interval begins highest, and writes: "Zero is outside the
# interval. So on such data, autoencoders trained like this one beat PCA."
#
# Answer in two or three sentences:
#
# 1. Which luck does that one interval know of, and which not? Who chose the split, and when?
# 2. What would you publish about all five splits? The printed line has the numbers.

# %% [markdown] nbgrader={"schema_version": 3, "grade_id": "reading-five-splits", "grade": true, "solution": true, "locked": false, "task": false, "points": 2}
# ### BEGIN SOLUTION
# **A model answer.** The interval knows the luck of the test rows: on others of this kind, these two
# *fitted* models would stand in the same order. It knows nothing of the luck of training and of the split.
# The colleague chose the split, the best of five, after looking. I would write: what
# `print(model_sentence)` shows, with the numbers of this machine.
#
# **Marking.** 1 point: the interval is about other test rows for these two fitted models, *not* about
# training again or splitting again (½; nothing for only "one split is not enough"); the colleague chose,
# after looking (½). 1 point: a sentence about the recipe from all five splits, with the mean and its spread
# over splits (or all five gains) quoted rightly, that claims no more than they show. Without a size to
# compare the gain with, such as PCA's own error, ½. Where a gain is zero to all digits shown, the network
# stayed PCA: the mean is of a few gains and some zeros; no mark depends on saying that. No point for pooling
# the rows of the five test sets into one narrow interval.
# ### END SOLUTION

# %% [markdown]
# <details><summary>A model answer. (Write your own first.)</summary>
#
# The interval knows the luck of the test rows: on other rows of this kind, these two *fitted* models would stand in
# the same order. It knows neither the luck of training nor that of the split. The colleague chose the split, the best
# of five, after looking at all of them. What I would publish, with your numbers: run `print(model_sentence)` in a cell
# of your own. It says in how many splits nothing was gained, for a mean of some gains and some zeros
# is like none of them.
#
# </details>
#
# ## Task 5. An alarm that keeps its promise (2 points)
#
# A model has learned to rebuild the ordinary readings of a water pump, twelve sensors by three numbers. When it
# rebuilds one badly, an alarm shall ring. You promise the operator a **false-alarm rate**: of the ordinary readings
# still to come, 5 in 100 will ring, or whatever rate they ask for. (The next cell, folded, fits two models.)

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "pump", "grade": false, "solution": false, "locked": true, "task": false}
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

# %% [markdown]
# You are handed more errors than you may use. The alarm rings when the error of a row is *above* your threshold.
#
# **Predict first.** PCA and the autoencoder get the same promise. What will differ, the false alarms or the faults
# that are caught? The check tells you in the end.

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
    u = np.random.default_rng(5).permutation(np.linspace(0, 1, 2001)[1:])
    ordinary = u + 20 * np.maximum(u - 0.85, 0)                # many small errors, some large
    errors = {"train": 0.6 * u + 8 * np.maximum(u - 0.9, 0), "held-out": ordinary,
              "new": np.concatenate([ordinary[::9], ordinary[::20] + 2])}
    faulty = np.arange(len(errors["new"])) >= len(ordinary[::9])
    limit = choose_threshold(errors, faulty, 0.02)
    assert limit is not None, "you return None: is `return` missing?"
    assert np.ndim(limit) == 0, f"return one number. Yours has shape {np.shape(limit)}."
    assert np.isclose(limit, choose_threshold(errors, ~faulty, 0.02)), \
        "your threshold moves with the labels of the new rows. When you set it, nobody has them."
    assert np.isclose(limit, choose_threshold(errors | {"new": 3 * errors["new"]}, faulty, 0.02)), (
        "your threshold moves with the errors of the new rows. A day with many faults would raise "
        "it and let them pass. Set it before they come.")
    assert np.isclose(limit, choose_threshold(errors | {"held-out": np.sort(ordinary)}, faulty, 0.02)), (
        "your threshold moves when the same held-out errors come in another order. Do you count along "
        "a list that is not sorted?")
    assert np.isclose(limit, choose_threshold(errors | {"train": 10 * errors["train"] ** 2}, faulty, 0.02)), (
        "your threshold moves with the errors of the rows that the model was fitted on. Those are smaller than "
        "others. Which ordinary rows are like those still to come?")
    limits = [choose_threshold(errors, faulty, rate) for rate in (0.02, 0.1, 0.3)]
    assert len(set(limits)) > 1, \
        "your threshold is the same for all three rates, 2 %, 10 % and 30 %. Where does `rate` come in?"
    assert len(set(limits)) == 3, \
        "your threshold is the same for two of these shares of false alarms: 2 %, 10 % and 30 %."
    rang = [float(np.mean(ordinary > limit)) for limit in limits]
    told = "promised: 2 %, 10 %, 30 %. Of held-out rows ring " + ", ".join(f"{share:.1%}" for share in rang) + "."
    assert rang[0] < 0.5, (f"{told} The rate is the share *above* the threshold. (And np.quantile "
                           "takes a share, np.percentile a number up to 100.)")
    assert rang[1] > 0.01, f"{told} `rate` is a share: 0.02 stands for 2 %. Do you take it for percents?"
    assert not np.allclose(rang, [0.01, 0.05, 0.15], rtol=0.2), \
        f"{told} That is half of it. Only errors *above* the threshold ring: one side."
    assert not np.allclose(rang, [0.04, 0.2, 0.6], rtol=0.2), f"{told} That is twice as many."
    assert np.allclose(rang, [0.02, 0.1, 0.3], rtol=0.2), (
        f"{told} Count how many held-out errors lie above, and add no margin. No formula for bell curves or others: nobody "
        "knows the shape of the errors.")
    few = np.arange(30.0)
    over = int(np.sum(few > choose_threshold(errors | {"held-out": few}, faulty, 0.02)))
    assert over < 2, (f"with only 30 held-out rows and a promise of 2 %, {over} of them ring. Which index do you take "
                      "when rate times rows is less than 1?")
    ### BEGIN HIDDEN TESTS
    held = np.random.default_rng(50).lognormal(0, 1.5, 20_000)
    for scale, rate in ((1, 0.01), (1000, 0.05), (1, 0.3)):
        limit = choose_threshold({"train": 0.3 * scale * held**0.7, "held-out": scale * held[:9000],
                                  "new": scale * held[:500] ** 2}, np.arange(500) > 400, rate)
        rang = np.mean(scale * held[9000:] > limit)
        assert abs(rang - rate) < 0.4 * rate, f"other errors, rate {rate:.0%}: {rang:.1%} ring."
    ### END HIDDEN TESTS
    for name, errors in pump_errors.items():
        rings = errors["new"] > choose_threshold(errors, pump_faulty, 0.05)
        print(f"Pump, promise 5 %. {name}: {rings[~pump_faulty].mean():.1%} false alarms, "
              f"{rings[pump_faulty].mean():.0%} of the faults caught.")

# %% [markdown]
# <details><summary>What differed? (Open it when the check is passed.)</summary>
#
# With both, about as many ordinary readings ring as were promised: the threshold sees to that, whatever the model.
# What a better model gives you is more faults caught. It knows ordinary readings more closely, so its threshold is
# lower, and faults stand out.
#
# </details>
