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
# # Exercise 06: Denoising
#
# > **You will** write a corruption and a measure of quality, repair the training of a denoiser, choose k for the
# > noise you have, and say when an image is best left alone.
# >
# > **Time** 40 minutes · **11 points** · **Lesson** [06 Denoising](../06_denoising.ipynb)
#
# Write your code where it says `YOUR CODE HERE`, run that cell, then the check below it, and read its hint. The
# checks cannot be edited. "Passed" here is most of the way: hidden checks with other data give the points of tasks 1 to
# 4, your teacher gives those of task 5.
# No task needs the answer to another. If you are stuck in one, go on. Folded cells need no reading: run them.

# %% nbgrader={"schema_version": 3, "grade_id": "setup", "grade": false, "solution": false, "locked": true, "task": false}
import numpy as np
import pandas as pd
from scipy.linalg import hadamard
from sklearn.decomposition import PCA
from sklearn.neural_network import MLPRegressor
from threadpoolctl import threadpool_limits

from aeutils import datasets, plots
from aeutils.exercises import task

threadpool_limits(1)                              # with matrices this small, threads mostly wait for each other
train, validation, test = datasets.load_digits().split(validation_size=0.2)  # X: 64 pixels, 0 to 1
print(train, validation, test, sep="\n")

# %% [markdown]
# ## Task 1. Hide some pixels (2 points)
#
# Write the lesson's "masking" in NumPy alone, without `corrupt`:
#
# - Each entry of `X` becomes 0 with probability `share`, by a draw of its own. The others stay as they are.
# - The answer is a new array. `X` itself stays as it was.
# - The same `seed` gives the same answer, another seed another one.
#
# **Predict first.** With a share of 0.3, in how many of a digit's pixels will you *see* a difference: in 30 %?

# %% nbgrader={"schema_version": 3, "grade_id": "mask", "grade": false, "solution": true, "locked": false, "task": false}
def mask(X, share, seed):
    """A copy of X, shape (n, d), in which about this share of the entries is 0; seed is a whole number."""
    ### BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    return np.where(rng.random(X.shape) < share, 0, X)
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-mask", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 1"):
    X = np.random.default_rng(1).uniform(0.5, 1.5, (500, 40))                  # nothing is 0 before
    given = X.copy()
    noisy = mask(given, 0.3, 0)
    assert noisy is not None, "your function returns nothing. End it with `return` and the corrupted copy."
    assert np.array_equal(given, X), (
        "after the call X itself has changed, and the clean images are lost. Work on a copy.")
    assert np.shape(noisy) == X.shape, f"X has shape {X.shape}, your answer {np.shape(noisy)}."
    hidden = np.asarray(noisy) == 0
    assert hidden.any(), "nothing is hidden: no entry of your answer is 0."
    assert not hidden.all(), "everything is hidden: all entries of your answer are 0."
    assert np.allclose(np.asarray(noisy)[~hidden], X[~hidden], rtol=1e-5), (
        "some entries are neither 0 nor what they were. What is not hidden stays as it is; return the images.")
    assert not (hidden.all(axis=1) | ~hidden.any(axis=1)).all(), (
        "whole images are hidden, others not at all. Draw for each entry, not for each row.")
    assert not (hidden == hidden[0]).all(), (
        "every image loses the same pixels. How many numbers do you draw, and how many entries has X? And is the "
        "generator made only once?")
    assert hidden.sum(axis=1).std() > 0, (
        f"every image loses exactly {hidden[0].sum()} pixels. If each entry has a draw of its own, some images "
        "lose more, some fewer.")
    assert abs(hidden.mean() - 0.7) > 0.02, "you hide 70 % for a share of 0.3: what should go, stays."
    assert abs(hidden.mean() - 0.3) < 0.02, (                                  # luck moves it by 0.003
        f"for a share of 0.3 you hide {hidden.mean():.1%} of the entries. Are your draws uniform from 0 to 1? Can an "
        "entry be picked twice?")
    assert np.array_equal(noisy, mask(X.copy(), 0.3, 0)), (
        "the same seed, two answers. Make the generator inside the function, from `seed`.")
    assert not np.array_equal(noisy, mask(X.copy(), 0.3, 1)), "seeds 0 and 1 give the same answer. Is `seed` used?"
    for share in [0.15, 0.8]:
        said = np.mean(np.asarray(mask(X.copy(), share, 0)) == 0)
        assert abs(said - share) < 0.02, (
            f"for a share of {share} you hide {said:.1%} of the entries. Is `share` used as it is?")
    totals = {int(np.sum(np.asarray(mask(X.copy(), 0.3, seed)) == 0)) for seed in range(5)}
    assert len(totals) > 1, (
        f"with five seeds you hide {min(totals)} entries each time. If each entry has a draw of its own, the total "
        "too is a matter of luck.")
    seen = np.mean(mask(test.X.copy(), 0.3, 0) != test.X)
    print(f"In {seen:.0%} of a digit's pixels you see a difference. The others that were drawn were blank before.")
    ### BEGIN HIDDEN TESTS
    for shape, axis, share in [((2000, 10), 1, 0.1), ((30, 700), 0, 0.85)]:
        X = np.random.default_rng(shape[0]).normal(size=shape).astype(np.float32) + 9
        noisy = np.asarray(mask(X.copy(), share, shape[1]))
        hidden = noisy == 0
        assert np.allclose(noisy[~hidden], X[~hidden], rtol=1e-5), "other data: what is not hidden has changed."
        assert abs(hidden.mean() - share) < 0.02, (
            f"other data: for a share of {share} you hide {hidden.mean():.1%} of the entries.")
        spread = hidden.sum(axis=axis).var() / (shape[axis] * share * (1 - share))
        assert 0.7 < spread < 1.3, "other data: the entries are not hidden independently of each other."
    assert np.array_equal(mask(X.copy(), 0, 3), X) and not np.any(mask(X.copy(), 1, 3)), (
        "a share of 0 should hide nothing, a share of 1 everything.")
    assert not np.shares_memory(X, mask(X, 0, 3)), "with a share of 0 your answer is X itself, not a copy."
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 2. How many decibels? (2 points)
#
# The lesson's `psnr` is for pixels from 0 to 1. Write one for pixels from 0 to `peak`; in scikit-learn's own file of
# the digits, for instance, they go up to 16. It returns one number, in dB:
#
# 1. cut `found` to the range from 0 to `peak`;
# 2. for each image by itself: 10 · log₁₀(`peak`² / its mean squared error);
# 3. the mean over the images. Two images with 20 dB and 40 dB make 30 dB.
#
# (No image in the checks is perfect.)
#
# **Predict first.** What if you take the mean of the two errors first, and one logarithm then: still 30, more, or less?

# %% nbgrader={"schema_version": 3, "grade_id": "psnr", "grade": false, "solution": true, "locked": false, "task": false}
def psnr(clean, found, peak):
    """Mean over the images of their PSNR in dB; clean and found are arrays of shape (n, d)."""
    ### BEGIN SOLUTION
    wrong = np.clip(found, 0, peak) - clean
    return np.mean(10 * np.log10(peak**2 / np.mean(wrong**2, axis=1)))
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-psnr", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 2"):
    clean = np.tile([4.0, 12], (3, 6))                                         # three images of twelve pixels
    size = 16 * 10 ** (-np.array([[20], [24], [46]]) / 20)                     # with 20, 24 and 46 dB
    found = clean + size * np.tile([3, -1, -1], 4) / (11 / 3) ** 0.5
    said = psnr(clean.copy(), found.copy(), 16)
    assert said is not None, "your function returns nothing. End it with `return` and the mean."
    assert np.ndim(said) == 0, f"return one number, the mean over the images. Yours has shape {np.shape(said)}."
    told = f"the images have 20, 24 and 46 dB, the peak is 16, and you say {said:.2f} dB"
    for mistake, hint in {
            -18.13: "that is for pixels from 0 to 1, as in the lesson. Two places depend on the range",
            5.95: "`found` is cut to the range from 0 to 1. Here it goes up to 16",
            5.92: "that is for a peak of 1", 54.05: "that is for a peak of 255",
            54.08: "the images are divided by the peak, and the peak is in the fraction too. Once is enough",
            27.50: "that takes the brightest pixel in the data for the peak",
            29.15: "that takes the brightest pixel in the data for the peak",
            29.79: "that takes the brightest clean pixel for the peak",
            23.31: "that is one logarithm of a joint error. Each image has its own error: its mean over *its* pixels",
            41.27: "that is one logarithm of a joint fraction. Each image has its own logarithm; the mean comes last",
            25.77: "that is a mean over the images for each pixel, not over the pixels of each image: look at the axis",
            25.03: "that is one logarithm of a mean over the images. Each has its own logarithm; the mean comes last",
            90: "that is the sum over the images. Take their mean",
            20: "that is the worst image. Take the mean", 46: "that is the best image. Take the mean",
            24: "that is the median of the images. Take their mean",
            69.08: "that is the natural logarithm", 99.66: "that is the logarithm to base 2",
            -30: "that is the logarithm of the fraction upside down",
            3: "the factor of 10 before the logarithm is missing",
            17.96: "the peak is not squared", 20.97: "the peak is doubled, not squared",
            19.21: "that sums over the pixels. Take their mean",
            18.54: "that sums over the images. Each image has its own error, and its own logarithm",
            27.04: "that takes the root of the squared error. With 10 before the logarithm no root is taken",
            27.64: "that takes absolute errors. They should be squared",
            31.21: "that takes absolute errors. They should be squared",
            15.60: "that takes absolute errors, and no squares. Peak and errors should be squared",
            35.64: "that is the median over the pixels. Take their mean",
            45.19: "that is the square of a mean error. Square the errors first",
            30.13: "that is the variance of the errors, without their mean. Square the errors themselves",
            30.87: "you cut the differences. Cut `found`, before you subtract: a difference may be negative",
            60: "10 times the logarithm of the squares is 20 times that of their roots. You have 20 and the squares",
            35.92: "10 times the logarithm of the squares is 20 times that of their roots. You mix the two",
            15: "10 times the logarithm of the squares is 20 times that of their roots. You have 10 and the roots",
            }.items():
        assert not abs(said - mistake) < 0.01, f"{told}: {hint}."
    assert abs(said - 30) < 0.01, (
        f"{told}. Their mean is 30. Go through it with the first image: its mean squared error should be 2.56.")
    edge = psnr(np.tile([0.0, 16], (5, 4)), np.tile([-1.6, 17.6, 1.6, 14.4], (5, 2)), 16)
    assert not abs(edge - 20) < 0.01, (
        "the image has pixels below 0 and above the peak, and you count them as errors. What is white or black "
        "enough is right: cut first.")
    assert not abs(edge - 21.25) < 0.01, "`found` is cut at one end only: both below 0 and above the peak it should be."
    assert abs(edge - 23.0103) < 0.005, (
        f"with five images of 8 pixels, some of them outside 0 to 16, you say {edge:.2f} dB, and 23.01 is right.")
    brighter = psnr(clean * 4, found * 4, 64)
    assert abs(brighter - 30) < 0.01, (
        f"the same images, all pixels and the peak four times as large: you say {brighter:.2f} dB. That should not "
        "change it. Is 16 in your code, in place of `peak`?")
    noisy = test.X + 0.2 * np.random.default_rng(2).standard_normal(test.X.shape)
    print(f"20 dB and 40 dB: one logarithm of the mean error makes 23. The worse image drowns the better one.\n"
          f"Digits with noise of 0.2 have {psnr(test.X, noisy, 1):.1f} dB.")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(22)
    for peak in [1, 16, 100]:
        clean = rng.random((7, 30)) * peak
        found = clean + rng.normal(size=(7, 30)) * np.geomspace(0.05, 0.4, 7)[:, None] * peak
        rest = np.linalg.norm(np.clip(found, 0, peak) - clean, axis=1) / peak
        wanted, said = -20 * np.log10(rest / np.sqrt(30)).mean(), psnr(clean.copy(), found.copy(), peak)
        assert abs(said - wanted) < 0.02, f"seven other images, peak {peak}: you say {said:.2f} dB, not {wanted:.2f}."
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 3. Repair a training (3 points)
#
# A program as you find them on the web, shortened. It promises a network trained to remove Gaussian noise of standard
# deviation `level`, and test images with noise of *that* level. The `network` is any object with scikit-learn's
# `partial_fit(inputs, targets)`, which makes one pass over the images it is given, and `predict(inputs)`.
#
# There are **three mistakes**.

# %% nbgrader={"schema_version": 3, "grade_id": "published", "grade": false, "solution": false, "locked": true, "task": false}
def published(network, X_train, X_test, level, epochs, rng):
    """Train the network to denoise; return the noisy test images, and what it makes of them."""
    noisy = X_train + level * rng.standard_normal(X_train.shape)
    for _ in range(epochs):
        network.partial_fit(noisy, noisy)                         # one pass over all images
    noisy_test = np.clip(X_test + level * rng.standard_normal(X_test.shape), 0, 1)
    return noisy_test, network.predict(noisy_test)

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "errors-published", "grade": false, "solution": false, "locked": true, "task": false}
def errors_with(program, level=0.2):
    """Mean squared errors of the digits: with their noise, and as the network gives them back."""
    network = MLPRegressor(hidden_layer_sizes=[256], learning_rate_init=2e-3, batch_size=32, random_state=0)
    pictures = program(network, train.X.copy(), test.X.copy(), level, 40, np.random.default_rng(0))
    return [np.mean((X - test.X) ** 2) for X in pictures]


print("Error of the noisy digits {:.4f}, of those given back {:.4f}. "
      "Noise of 0.2 should have 0.0400.".format(*errors_with(published)))

# %% [markdown]
# Write `repaired`. It takes and returns the same as `published`, calls `partial_fit` once in each epoch, draws all its
# noise with `rng`, and has none of the mistakes. (What the network gives back you may cut to 0 to 1, or leave: cut, its
# error is a little lower.)
#
# **Predict first.** Below `published` stand two errors, before and after cleaning. Which of them will a repair *raise*?

# %% nbgrader={"schema_version": 3, "grade_id": "repaired", "grade": false, "solution": true, "locked": false, "task": false}
def repaired(network, X_train, X_test, level, epochs, rng):
    """Train the network to denoise; return the noisy test images, and what it makes of them."""
    ### BEGIN SOLUTION
    for _ in range(epochs):
        network.partial_fit(X_train + level * rng.standard_normal(X_train.shape), X_train)
    noisy_test = X_test + level * rng.standard_normal(X_test.shape)
    return noisy_test, network.predict(noisy_test)
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-repaired", "grade": true, "solution": false, "locked": true, "task": false, "points": 3}
class Recorder:
    """A network that learns nothing and notes what it is given."""

    def __init__(self):
        self.inputs, self.targets, self.asked = [], [], []

    def partial_fit(self, X, y):
        self.inputs.append(np.array(X, float))
        self.targets.append(np.array(y, float))
        return self

    def fit(self, X, y):
        raise AssertionError("`fit` would begin anew each time. Keep `partial_fit`, one call in each epoch.")

    def predict(self, X):
        self.asked.append(np.array(X, float))
        return np.full(np.shape(X), 0.5)


def watch(program, X, T, level, epochs, seed):
    """The noise that a program adds in training, shape (epochs, n, d), and to its test images."""
    network, A, B = Recorder(), X.copy(), T.copy()
    answer = program(network, A, B, level, epochs, np.random.default_rng(seed))
    assert answer is not None and len(answer) == 2, (
        "return two things, as `published` does: noisy_test, then predicted.")
    assert np.array_equal(A, X) and np.array_equal(B, T), (
        "after the call X_train or X_test is no longer what it was: noise was written into the clean images.")
    assert len(network.inputs) == epochs, (
        f"in {epochs} epochs `partial_fit` is called {len(network.inputs)} times. One call in each, with all images.")
    assert all(np.shape(a) == X.shape for a in network.inputs + network.targets), (
        "`partial_fit` should get all images in each epoch: as many inputs and targets as X_train has rows.")
    assert not np.allclose(np.sort(network.inputs[0][:, 0]), X[:, 0]), (
        "input: the network is given clean images, so nothing is there to be removed. Noise belongs into the input.")
    orders = [np.argsort(y[:, 0]) for y in network.targets]                    # the rows may come in any order
    inputs, targets = (np.array([a[order] for a, order in zip(arrays, orders, strict=True)])
                       for arrays in (network.inputs, network.targets))
    assert np.allclose(targets, X, atol=1e-5), (
        "target: the network is asked to give back something else than the clean images. If that has noise in "
        "it, noise is what the network learns to keep.")
    noisy_test, predicted = (np.asarray(a, float) for a in answer)
    assert noisy_test.shape == predicted.shape == T.shape, (
        f"X_test has shape {T.shape}; you return shapes {noisy_test.shape} and {predicted.shape}.")
    assert network.asked and np.allclose(network.asked[-1], noisy_test, atol=1e-5), (
        "the first thing you return should be the noisy test images, the same that the network was asked to clean.")
    assert np.allclose(predicted, 0.5), "the second thing you return should be what the network makes of them."
    return inputs - X, noisy_test - T


def check_noise(program, X, T, level, epochs):
    noise, test_noise = watch(program, X, T, level, epochs, 3)
    epoch_by_epoch = [(f"training images, epoch {n}", added, X) for n, added in enumerate(noise, 1)]
    both = [*epoch_by_epoch, ("test images", test_noise, T)]
    for part, added, _ in both:
        assert added.std() > 0.01 * level, f"{part}: there is no noise."
    drawn = np.sort(noise.reshape(epochs, -1), axis=1)                         # whatever their order
    assert not any(np.allclose(drawn[i], drawn[j], atol=1e-5) for i in range(epochs) for j in range(i)), (
        "training images: two epochs get the same noise. A network that sees it again and again learns it by heart.")
    for part, added, clean in both:
        spread = added.std()
        assert added.mean() > -0.2, f"{part}: only noise is there. It should be added to the images."
        assert added.min() < -0.5 * spread, f"{part}: the noise is hardly ever negative. Normal noise goes up and down."
        low, high = (clean + added).min(), (clean + added).max()
        cut = np.isclose([low, high], [0, 1], atol=1e-9).any()
        assert low < -1e-6 and high > 1 + 1e-6, f"{part}: no pixel lies below 0, or none above 1. " + (
            "So the noise has been cut, and on blank paper half of it is gone. A measure may cut, as the lesson's does. "
            "Images that promise a level of noise may not." if cut else
            "Is the noise multiplied with the images? It should be added.")
    growth = noise[-1].std() / noise[0].std()
    assert growth < 1.3, f"training images: the noise of the last epoch is {growth:.1f} times that of the first. It piles up."
    for part, added, _ in both:
        assert max(added.mean(axis=0).std(), added.mean(axis=1).std()) < 0.5 * added.std(), (
            f"{part}: pixels or images share their noise. Each entry needs a draw of its own.")
        assert abs(added.mean()) < 0.1 * level, f"{part}: the noise has mean {added.mean():.3f}. Normal noise has 0."
        assert abs(added.std() / level - 1) < 0.06, (                          # luck moves it by 0.01
            f"{part}: level is {level}, and the standard deviation of your noise is {added.std():.3f}.")
        assert 0.03 < np.mean(np.abs(added) > 2 * level) < 0.06, (
            f"{part}: the noise has the right spread, but it is not normal.")
    for seed in (3, 4):
        again, test_again = watch(program, X, T, level, epochs, seed)
        for (part, one, _), other in zip(both, [*again, test_again], strict=True):
            assert np.array_equal(one, other) == (seed == 3), (
                f"{part}: two generators with the same seed should give the same noise, with another seed another one. "
                "Draw with `rng`.")


with task("Task 3"):
    X, T = (np.random.default_rng(n).random((n, 20)) for n in (300, 200))
    X[:, 0] = np.linspace(0, 1, 300)
    check_noise(repaired, X, T, 0.2, 4)
    check_noise(repaired, X, T, 0.5, 2)
    print("Error of the noisy digits {:.4f}, raised, now that nothing is cut; of those given back {:.4f}."
          .format(*errors_with(repaired)))
    ### BEGIN HIDDEN TESTS
    X, T = (np.random.default_rng(n).random((n, 30)) ** 3 for n in (250, 400))
    X[:, 0] = np.linspace(0, 1, 250) ** 2
    for level, epochs in [(0.5, 3), (0.08, 7)]:
        check_noise(repaired, X, T, level, epochs)
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 4. How many components for this noise? (2 points)
#
# PCA denoises too: fit it on *clean* images, let it rebuild *noisy* ones from k components. Every component kept lets
# some noise through, every one dropped takes some of the picture away.
#
# Write `best_k`. It gets three arrays with d columns: clean training images `X_train`, and validation images, `clean`
# and with noise, `noisy`. PCA learns from `X_train` alone. Of all k from 1 to d, return the one with the lowest mean
# squared error on the validation images. Nothing is cut here, and PSNR is not asked. (In the checks `X_train` has more
# rows than columns.)
#
# **Predict first.** More noise: more components, or fewer?

# %% nbgrader={"schema_version": 3, "grade_id": "best-k", "grade": false, "solution": true, "locked": false, "task": false}
def best_k(X_train, clean, noisy):
    """The number of components with which PCA, fitted on X_train, best makes clean of noisy."""
    ### BEGIN SOLUTION
    def error(k):
        pca = PCA(k).fit(X_train)
        return np.mean((clean - pca.inverse_transform(pca.transform(noisy))) ** 2)

    return min(range(1, X_train.shape[1] + 1), key=error)
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-best-k", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
def pair(sizes, noise, weak=1.0):
    """256 rows, clean and noisy; sizes and noise are the columns' standard deviations; weak < 1: half have less."""
    d, waves = len(sizes), hadamard(256)[:, 1:]                    # of 1 and -1, no two of them correlated
    ink = np.where(waves[:, -1:] > 0, weak, 2 - weak) ** 0.5
    clean = 30 + 4 * np.cos(np.pi * np.arange(d)) + ink * waves[:, :d] * sizes    # means 34, 26, 34, 26 ...
    return clean, clean + waves[:, d : 2 * d] * noise


def chosen_k(*images):
    k = best_k(*(rows.copy() for rows in images))
    assert k is not None, "your function returns nothing. End it with `return` and k."
    assert np.size(k) == 1, f"return k alone, one number. Yours has shape {np.shape(k)}."
    k = np.asarray(k).item()
    assert k == int(k), f"you return {k:.3f}, which is no number of components. Is it the error? Return its k."
    return int(k)


with task("Task 4"):
    # PCA's axes are the columns. Keeping one lets in the variance of its noise, dropping it loses its own variance.
    A, _ = pair(range(9, 1, -1), 0)
    k = chosen_k(A, *pair([5, 7, 2, 2, 6, 1, 3, 1], [1, 5, 3, 4, 1, 3, 3, 1]))
    if k == 8:
        B, noisy = pair([5, 7, 2, 2, 6, 1, 3, 1], [1, 5, 3, 4, 1, 3, 3, 1])
        assert chosen_k(*(rows - rows.mean(axis=0) for rows in [A, B, noisy])) != 5, (
            "8 of 8 components, and 5 if every column has the mean 0. Is PCA's mean, one number for each column, left "
            "out? It is taken off before the code, and added after.")
        raise AssertionError("8 of 8 components: nothing is taken off. That looks best if the clean images are rebuilt, or "
                             "if the result is compared with the noisy ones. Rebuild noisy images, compare with clean ones.")
    assert k != 3, ("3 components would be best if PCA had seen the validation images. Fit it on X_train alone. (Or do "
                    "you try only some k, and return a position among these?)")
    assert k != 4, ("4 is one too few. Is it a position in a list, which counts from 0? (Or has PCA been fitted on noisy "
                    "images too?)")
    assert k != 6, ("6 is one too many. Is 1 added to what was already a number of components? Or does k come from "
                    "X_train alone, by a share of its variance? It should be measured on the validation images.")
    assert k != 2, ("with 2 components the error is lower than with 1 or 3, but it falls again later. Do you stop at "
                    "the first rise?")
    assert k != 1, ("1 component has the *largest* error. Do you take the largest? Or do you cut? (The pixels here lie "
                    "around 30, and nothing should be cut.) Or compare codes, not images? Or begin each k with what "
                    "the last one left?")
    assert k != 7, ("7 components have, in X_train, more variance than the noise. That is a rule for the expected "
                    "error. Here you measure, on the validation images.")
    assert k == 5, f"of 8 components 5 have the lowest error, not {k}. Do you try every k?"
    k = chosen_k(pair([9, 7, 5, 3, 2], 0)[0], *pair([9, 7, 5, 3, 2], 0.1))
    assert k == 5, (f"5 columns with hardly any noise: to keep all 5 has the lowest error, and you keep {k}. "
                    "Is the last k, d itself, among those you try?")
    k = chosen_k(pair([20, 15, 3.6, 3.2, 1], 0)[0], *pair([20, 15, 3.6, 3.2, 1], 3, weak=0.05))
    assert k != 2, ("2 of 5 components have the best PSNR, averaged over the images, and the lowest absolute error. By "
                    "the mean squared error of all entries it is another k.")
    assert k == 4, f"of 5 components 4 have the lowest error, not {k}. Do you try every k?"
    k = chosen_k(pair([9, 8, 7, 6], 0)[0], *pair([2, 1, 1, 0.5], 3))
    assert k != 0, "with much noise you keep 0 components. Asked is the best k from 1 to d."
    assert k == 1, f"of 4 components and much noise 1 has the lowest error, and you keep {k}. Do you try k = 1?"
    B = A.mean(axis=0)[:4]
    for signal, noise in [                                         # of three validation images
            ([[9, 8, 1, 1], [9, 8, 3, 3], [9, 8, 1, 1]], [[2, -2, 2.4, -2.4], [0.5, 0.5, 0.5, 0.5], [-2, 2, 2.4, 2.4]]),
            ([[9, 8, 2, 2], [9, 8, 1, 1], [9, 8, 2, 2]], [[1, -1, 1, -1], [-1, 1, 3, 3], [1, 1, 1, 1]])]:
        k = chosen_k(pair([9, 8, 7, 6], 0)[0], B + signal, B + signal + noise)
        assert k == 2, (f"three validation images: 2 of 4 components have the lowest error, and you keep {k}. Do you "
                        "try every k? Is the first or the last image left out? Do you take a root, a median or a "
                        "maximum of each image?")
    sizes = np.linspace(20, 4, 80)
    turn = np.linalg.qr(np.random.default_rng(8).normal(size=(80, 80)))[0]     # now PCA's axes lie askew
    k = chosen_k(*(rows @ turn for rows in [pair(sizes, 0)[0], *pair(np.where(sizes > 4.7, sizes, 1.9), 2)]))
    assert k == 76, (f"of 80 components 76 have the lowest error, and you keep {k}. Do you try every k up to d, "
                     "however many columns there are? By hand: is nothing turned the wrong way, and what is dropped 0?")
    rng = np.random.default_rng(4)
    for level in [0.1, 0.4]:
        k = chosen_k(train.X, validation.X, validation.X + level * rng.standard_normal(validation.X.shape))
        print(f"Digits, noise {level}: {k} of 64 components.")
    print("More noise, fewer components.")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(40)
    axes = np.linalg.qr(rng.normal(size=(12, 12)))[0] * np.geomspace(5, 0.2, 12)[:, None]
    for level in [0.02, 0.5, 2]:
        A, B = (rng.normal(size=(n, 12)) @ axes + 3 for n in (300, 80))
        noisy, full = B + level * rng.normal(size=B.shape), PCA().fit(A)
        left = [np.mean((B - full.mean_ - (noisy - full.mean_) @ full.components_[:k].T @ full.components_[:k]) ** 2)
                for k in range(1, 13)]
        k, wanted = chosen_k(A, B, noisy), int(np.argmin(left)) + 1
        assert k == wanted, f"other data with 12 columns, noise {level}: you choose {k} components, not {wanted}."
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 5. When would you leave it alone? (2 points, marked by your teacher)
#
# Digits come with Gaussian noise from 0.025 to 0.4. What is best done with them? The figure has four answers, in dB on
# test images (all cut to 0 to 1):
#
# - **nothing**: the noisy image, left alone;
# - **Autoencoder**: a network 64-256-64, trained for noise of **0.2**, whatever it meets now (not the lesson's, so
#   other numbers);
# - **PCA, k for 0.2**: k chosen on validation images with noise of **0.2**, whatever it meets now (the autoencoder's
#   fair rival: both know of 0.2 and no more);
# - **PCA, k for each level**: k chosen on validation images with the noise that it meets now.
#
# (Close to the best k the error hardly changes. So another draw of noise moves k by some places, here against Task 4
# and the lesson.)
#
# Run the next two cells. Look at what they show, not at their code.

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "figure", "grade": false, "solution": false, "locked": true, "task": false}
levels, rng, full = [0.025, 0.05, 0.1, 0.2, 0.4], np.random.default_rng(6), PCA().fit(train.X)
network = MLPRegressor(hidden_layer_sizes=[256], learning_rate_init=2e-3, batch_size=32, random_state=0)
for _ in range(40):
    network.partial_fit(train.X + 0.2 * rng.standard_normal(train.X.shape), train.X)

def decibels(pictures):
    return -20 * np.log10(np.linalg.norm(np.clip(pictures, 0, 1) - test.X, axis=1) / 8).mean()

def keep(rows, k):
    return (rows - full.mean_) @ full.components_[:k].T @ full.components_[:k] + full.mean_

noisy = {level: [part.X + level * rng.standard_normal(part.X.shape) for part in (validation, test)] for level in levels}
codes, chosen = full.transform(validation.X), {}
for level in levels:                              # each component kept brings its signal, and its noise
    gains = codes**2 - (full.transform(noisy[level][0]) - codes) ** 2
    chosen[level] = int(np.cumsum(gains.mean(axis=0)).argmax()) + 1
table = pd.DataFrame({level: {
    "nothing": decibels(met), "Autoencoder": decibels(network.predict(met)),
    "PCA, k for 0.2": decibels(keep(met, chosen[0.2])), "PCA, k for each level": decibels(keep(met, chosen[level]))}
    for level, (_, met) in noisy.items()})
table.columns.name = "noise met"

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "figure-shown", "grade": false, "solution": false, "locked": true, "task": false}
fig = plots.curve_by_size(levels, dict(zip(table.index, table.to_numpy(), strict=True)), log=False,
                          xlabel="noise met, standard deviation", ylabel="PSNR in dB, test images")
fig.axes[0].set_xscale("log")
fig.axes[0].set_xticks(levels, levels)
fig.axes[0].minorticks_off()
plots.show(fig)
print("components kept for each level:", chosen)
gain = table - table.loc["nothing"]
assert gain.loc["Autoencoder", 0.1] < 0 < gain.loc["Autoencoder", 0.2] > gain.loc["PCA, k for 0.2", 0.2]
assert gain.loc["PCA, k for each level"].min() > 0, "on this machine the lines lie otherwise: tell your teacher."
table.round(1)

# %% [markdown]
# Answer in four sentences, two for each.
#
# - **a.** Between which two levels does it begin to pay to use this autoencoder instead of doing nothing? How many dB
#   does it gain or lose at noise 0.05, how many at 0.2? (Each against "nothing" at the same level.)
# - **b.** A colleague reads the autoencoder's line and says: "So noise of 0.05 cannot be removed." Which line says
#   otherwise, and by how many dB? That method was told something about the noise it meets, and the autoencoder was
#   not: what?

# %% [markdown] nbgrader={"schema_version": 3, "grade_id": "reading-noise", "grade": true, "solution": true, "locked": false, "task": false, "points": 2}
# ### BEGIN SOLUTION
# **a** (1 point). Between 0.1 and 0.2: at 0.1 it is still a little worse than nothing, at 0.2 much better. At 0.05 it
# loses almost 6 dB, at 0.2 it gains about 3 dB. *Half a point for the two levels ("just above 0.1" is as good), half
# for loss and gain, each the difference from "nothing" at the same level, within half a decibel.*
#
# **b** (1 point). PCA with k for each level: about 0.7 dB above nothing at 0.05. It was told the level: its k, 49, was
# chosen on validation images with noise of 0.05. The autoencoder was made for 0.2 and cleans every
# image as if it had that. So the fault is not in the noise but in the level that the network was trained for. *Half a
# point for the line with its number (0.5 to 0.9), half for the level.*
# ### END SOLUTION

# %% [markdown]
# <details><summary>A model answer. (Write your own first.)</summary>
#
# **a.** Between 0.1 and 0.2: at 0.1 it is still a little worse than doing nothing, at 0.2 much better. At 0.05 it loses
# almost 6 dB, at 0.2 it gains about 3 dB.
#
# **b.** The line of PCA with k for each level: at 0.05 it lies about 0.7 dB above nothing. It was told how strong the
# noise is that it meets, for its k was chosen on images with that noise. The autoencoder was made for 0.2, and cleans
# every image as if it had 0.2. So the fault is not in the noise but in the level it was trained for.
# </details>
