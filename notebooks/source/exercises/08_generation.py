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
# # Exercise 08: Generation
#
# > **You will** draw codes from their clouds, repair a published loss, find the σ that a program hides, ask
# > whether drawings are copies, and defend a generator by its numbers.
# >
# > **Time** 40 minutes · **11 points** · **Lesson** [08 Generation](../08_generation.ipynb)
#
# Write your code where it says `YOUR CODE HERE`, run that cell, then the check below it, and read its hint. The
# checks cannot be edited. "Passed" here is most of the way: hidden checks with other data give the points of tasks 1 to
# 4, your teacher gives those of task 5.
# No task needs the answer to another. If you are stuck in one, go on.

# %% nbgrader={"schema_version": 3, "grade_id": "setup", "grade": false, "solution": false, "locked": true, "task": false}
import numpy as np
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors
from threadpoolctl import threadpool_limits

from aeutils import datasets, plots
from aeutils.exercises import task

threadpool_limits(1)                              # with matrices this small, threads mostly wait for each other
digits, others, digits_test = datasets.load_digits().split(test_size=0.25, validation_size=0.25)

# %% [markdown]
# ## Task 1. Draw from the clouds (2 points)
#
# For every row the encoder of a variational autoencoder answers with a cloud of codes, q(z|x) = N(μ, σ²). It gives
# μ as `mean` and log σ² as `log_variance` (natural logarithm), both of shape (n, k): one of each for every row and
# code. Write the step between encoder and decoder, z = μ + σ ε.
#
# All that is random must come from the generator `rng` (`rng.normal` and its relatives). Then the same seed gives
# the same codes.

# %% nbgrader={"schema_version": 3, "grade_id": "reparameterise", "grade": false, "solution": true, "locked": false, "task": false}
def reparameterise(mean, log_variance, rng):
    """One code from the cloud of each row, shape (n, k), as mean and log_variance have."""
    ### BEGIN SOLUTION
    return mean + np.exp(log_variance / 2) * rng.standard_normal(mean.shape)
    ### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "ruler-reparameterise", "grade": false, "solution": false, "locked": true, "task": false}
def codes_of(function, mean, log_variance, seed=0):
    """For the check below. No need to read it now."""
    try:
        with np.errstate(all="ignore"):
            z = function(mean.copy(), log_variance.copy(), np.random.default_rng(seed))
    except ValueError as error:
        assert "broadcast" not in str(error), (
            f"your draws do not fit `mean`: {str(error).rstrip(' .')}. How many draws, in which shape? One for every "
            "row and code, `mean.shape`. (`rng.standard_normal` takes the shape first, `rng.normal` third, as `size=`.)")
        raise
    except TypeError as error:
        assert not any(words in str(error) for words in ("only length-1", "only 0-dim", "converted to Python scalar")), (
            "a function in your line takes a single number, not an array. The functions of `math` do, such as `math.exp` "
            "or `math.sqrt`; NumPy's, such as `np.exp`, take whole arrays.")
        raise
    assert z is not None, "your function returns nothing. End it with `return` and the codes."
    assert np.shape(z) == mean.shape, f"your codes have shape {np.shape(z)}, but `mean` has {mean.shape}."
    return np.asarray(z, float)

# %% nbgrader={"schema_version": 3, "grade_id": "check-reparameterise", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 1"):
    mean, log_nine = np.tile([5.0, -5.0, 0.0], (4000, 1)), np.full((4000, 3), np.log(9))        # σ = 3
    z, again, other = (codes_of(reparameterise, mean, log_nine, seed) for seed in (0, 0, 1))
    assert np.isfinite(z).all(), "some of your codes are no numbers. What do you do with `log_variance` to come to σ?"
    assert not np.allclose(z, mean), "your codes are the means. Where is the draw, σ ε?"
    assert np.ptp(z, axis=0).max() > 1e-3 or np.abs(other - z).max() > 1e-3, (
        f"nothing in your codes is drawn with `rng`: where μ = {mean[0]} and σ = 3, each row gets {z[0].round(2)}, "
        "whatever the seed. Where is ε?")
    assert np.array_equal(again, z) and np.abs(other - z).max() > 1e-3, (
        "same seed, same codes; other seed, other codes: yours do not follow that. Draw with the `rng` that is passed.")
    assert np.ptp(z - mean, axis=0).max() > 1e-3, "every row gets the same ε. Each row needs a draw of its own."
    assert np.ptp(z - mean, axis=1).max() > 1e-3, "the codes of a row all get the same ε. Each needs a draw of its own."
    centre, spread = z.mean(axis=0) - mean[0], z.std(axis=0).mean()      # of 12,000 draws: sure to about 0.02
    assert np.abs(centre).max() < max(0.3, spread / 10), (
        f"the clouds lie at {mean[0]}, your codes on average at {z.mean(axis=0).round(1)}. Is μ added? Is the mean "
        "of your ε 0?")
    share = np.mean(np.abs(z - mean) > 2 * spread)
    assert share > 0.03, (f"no Gaussian: {share:.1%} of your codes lie further out than twice their spread, and "
                          "should be 4.6 %. Which distribution does ε come from?")
    assert abs(spread - 9) > 0.3, "σ² = 9, and your codes spread by 9. That is the variance; ε is multiplied by σ."
    assert abs(spread - 1) > 0.05, "σ = 3, and your codes spread by 1, as ε does. Where is σ?"
    assert abs(spread - 3) < 0.15, (
        f"σ² = 9, so log_variance = {np.log(9):.2f} and σ = 3, but your codes spread by {spread:.2f}. How do you "
        "come from log σ² to σ?")
    z = codes_of(reparameterise, mean, np.full((4000, 3), -60.0))
    assert np.allclose(z, mean, atol=1e-3), ("for log_variance = -60 the clouds are points, σ² is nearly 0. Yours "
                                             f"still reach {np.abs(z - mean).max():.2g} from μ.")
    centres = np.tile([[5.0, -5.0, 0.0], [0.0, 2.0, -2.0]], (4000, 1))              # two kinds of rows, in turn
    spreads = np.tile([[1.0, 3.0, 0.5], [2.0, 0.2, 1.0]], (4000, 1))
    noise = (codes_of(reparameterise, centres, 2 * np.log(spreads)) - centres) / spreads
    assert all(np.abs(kind.mean(axis=0)).max() < 0.1 and np.abs(kind.std(axis=0) - 1).max() < 0.1
               for kind in (noise[::2], noise[1::2])), (
        "where every row and code has a μ and a σ of its own, yours do not lie around it or do not spread by it. Does "
        "one row decide for all?")
    assert np.abs(np.corrcoef(noise.T) - np.eye(3)).max() < 0.1, "the draws of different codes hang together."
    ### BEGIN HIDDEN TESTS
    rows = np.random.default_rng(3)
    mean, log_variance = rows.normal(size=(3000, 5)), rows.uniform(-5, 3, (3000, 5))
    noise = (codes_of(reparameterise, mean, log_variance, seed=7) - mean) / np.exp(log_variance / 2)
    assert np.allclose(noise.std(axis=0), 1, atol=0.07) and np.allclose(noise[log_variance > 2].std(), 1, atol=0.1), (
        "rows with a σ of their own, others than above: yours do not spread by it.")
    assert np.allclose(np.cov(noise.T), np.eye(5), atol=0.12), "the draws of different codes hang together."
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 2. Repair a published loss (3 points)
#
# Losses like this one stand in many tutorials. It has **three mistakes**. `np.clip` is none of them: it keeps
# the logarithms finite. Nor is `axis=1`: one number for each row is what we want here.

# %% nbgrader={"schema_version": 3, "grade_id": "published", "grade": false, "solution": false, "locked": true, "task": false}
def published(x, x_hat, mean, log_variance):
    """Minus the ELBO of each row, the way a tutorial might have it."""
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    cross_entropy = -np.mean(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    kl = 0.5 * np.mean(1 + log_variance - mean**2 - np.exp(log_variance), axis=1)
    return cross_entropy + kl

# %% [markdown]
# How do you catch such a loss? Feed it what you know the answer to. Here every image is answered by the mean image,
# with eight codes. Between the lines only one thing changes: all clouds move away from the prior, N(0, 1).

# %% nbgrader={"schema_version": 3, "grade_id": "clouds-move-away", "grade": false, "solution": false, "locked": true, "task": false}
answer = np.tile(digits.X.mean(axis=0), (len(digits), 1))
for place in [0.0, 1.0, 2.0]:
    clouds = np.full((len(digits), 8), place)
    loss = published(digits.X, answer, clouds, np.zeros_like(clouds)).mean()
    print(f"all clouds at {place}: loss {loss:.2f}")

# %% [markdown]
# The further off, the better? One mistake is caught. Copy the lines of `published` into `minus_elbo`, and mend all
# three: it returns minus the ELBO of each row, in nats, as the lesson defines it.
#
# | argument | shape | what it is |
# |---|---|---|
# | `x` | (n, d) | the images, pixels from 0 to 1, also grey ones |
# | `x_hat` | (n, d) | the decoder's *probabilities* (not logits) |
# | `mean`, `log_variance` | (n, k) | μ and log σ² of the clouds |
# | returned | (n,) | one number for each row |
#
# For instance: 4 pixels, each answered by 0.5, and a cloud that equals the prior, cost 4 ln 2 = 2.77 nats.
#
# **Predict first.** Images of 784 pixels, 2 codes, and the mistake that you just saw repaired: how many times too much
# do the other two then weigh the KL divergence beside the likelihood?

# %% nbgrader={"schema_version": 3, "grade_id": "minus-elbo", "grade": false, "solution": true, "locked": false, "task": false}
def minus_elbo(x, x_hat, mean, log_variance):
    """Minus the ELBO of each row, in nats, shape (n,)."""
    ### BEGIN SOLUTION
    x_hat = np.clip(x_hat, 1e-7, 1 - 1e-7)
    log_likelihood = np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    kl = 0.5 * np.sum(mean**2 + np.exp(log_variance) - log_variance - 1, axis=1)
    return kl - log_likelihood
    ### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "ruler-minus-elbo", "grade": false, "solution": false, "locked": true, "task": false}
def nats(function, *arrays):
    """For the check below. No need to read it now."""
    try:
        with np.errstate(all="ignore"):
            found = function(*(np.array(a, float) for a in arrays))
    except ValueError as error:
        assert "broadcast" not in str(error), (
            f"two of your arrays do not fit together: {str(error).rstrip(' .')}. Over which axis of (n, d), and of "
            "(n, k), do you go? One number for each of the n rows shall remain.")
        raise
    n = len(arrays[0])
    assert found is not None, "your function returns nothing. End it with `return` and the numbers."
    assert np.size(found) == n, (
        f"for {n} rows your answer has {np.size(found)} in it, shape {np.shape(found)}. Return one number for each "
        "row. Over which axis of (n, d), and of (n, k), do you go?")
    return np.asarray(found, float).ravel()

# %% nbgrader={"schema_version": 3, "grade_id": "check-minus-elbo", "grade": true, "solution": false, "locked": true, "task": false, "points": 3}
with task("Task 2"):
    x, half, prior = np.tile([0, 1, 1, 0.75], (5, 1)), np.full((5, 4), 0.5), np.zeros((5, 3))
    grey, coins = (nats(minus_elbo, pixels, half, prior, prior) for pixels in (half, x))
    assert not np.isnan(grey).any(), (
        "grey pixels answered by 0.5, clouds that equal the prior, and you say nan: a logarithm of something below 0. "
        "Logarithms are of x_hat and of 1 - x_hat, and `np.clip` keeps both between 0 and 1.")
    assert np.isfinite(grey).all(), (
        f"clouds that equal the prior have log_variance = 0, and you say {grey[0]}. The log of 0: did you take the "
        "logarithm of `log_variance`? It is one already.")
    assert np.isfinite(coins).all(), (
        f"images with pixels of 0 and 1, and you say {coins[0]}. Logarithms are of `x_hat` only: is one of `x`?")
    said = f"4 pixels answered by 0.5, clouds that equal the prior: this costs 2.773 nats, and you say {coins[0]:.3f}. "
    turned = min(abs(coins[0] + 2.773), abs(coins[0] + 0.693)) < 0.003           # all pixels, or their mean
    assert not turned or nats(minus_elbo, x, half, prior + 1, prior)[0] <= coins[0], said + (
        "Half of it has the ELBO's sign: your KL divergence is added, as it should be in minus the ELBO, but the "
        "log-likelihood is added too. It has to be taken away.")
    for number, hint in {
            -2.773: "That is the ELBO's sign. Asked for is minus the ELBO: minus log-likelihood, plus KL divergence.",
            0.693: "That is the mean of the pixels. What is log p of them all?",
            13.863: "That is all five rows together. Keep the rows apart.",
            2.521: "Such a formula is for logits. x_hat are probabilities.",
            0.562: "That is what x costs as its own answer. Where is x_hat?",
            0.555: "That is divided by the number of rows. Each row keeps a number of its own.",
            4.0: "That is in bits, by log2. Nats come from the natural logarithm.",
            1.204: "That is by log10. Nats come from the natural logarithm.",
            0.812: "That is the squared error. Here a pixel is a coin: where is log p?"}.items():
        assert not np.allclose(coins, number, atol=0.003), said + hint
    black_white = np.tile([0, 1, 1, 0], (5, 1))
    surely = np.clip(black_white, 1e-6, 1 - 1e-6)
    sure, twice = (nats(minus_elbo, np.tile(black_white, times), np.tile(surely, times), prior, prior)[0]
                   for times in (1, 2))
    said_sure = f"images answered rightly, clouds that equal the prior: this costs 0 nats, and you say {sure:.3f}. "
    assert abs(twice - sure) < 0.3, said_sure + (
        f"With twice as many pixels you say {twice:.3f}: it is the cross-entropy. x belongs to log x_hat, and 1 - x to "
        "log(1 - x_hat).")
    assert abs(sure) < 0.3, said_sure + (
        "So it is the KL divergence that is not 0. Compare its terms with the lesson's, one by one, for each code: is "
        "one missing?")
    assert np.allclose(coins, 2.773, atol=0.01), (
        said + "Is the cross-entropy whole, for dark, light and grey pixels, and both its signs the same?")
    pale = nats(minus_elbo, half / 2, half + 0.3, prior, prior)[0]
    assert abs(pale - 5.051) < 0.01, (f"4 grey pixels of 0.25, each answered by 0.8, cost 5.051 nats, and you say "
                                      f"{pale:.3f}. A grey pixel counts in part as dark, in part as light.")
    away, far = (nats(minus_elbo, x, half, prior + place, prior)[0] - coins[0] for place in (1, -2))
    said = f"3 codes whose clouds have μ = 1, σ = 1, half a nat each: your loss changes by {away:.3f}. "
    assert abs(away) > 0.01, said + "Is the KL divergence in it, and μ?"
    assert away > 0, said + "It has to rise: clouds far from the prior cost something. Look at the signs."
    assert abs(away - 0.5) > 0.01, said + "That is the mean of the codes. What do all of them cost together?"
    assert abs(away - 3) > 0.01, said + "That is twice too much. Compare with the lesson's formula."
    assert abs(away - 7.5) > 0.01, said + "That is all five rows together. Keep the rows apart."
    assert abs(away - 1.5) < 0.01, said + "It should be 1.5."
    assert abs(far - 6) < 0.01, f"3 codes with μ = -2, σ = 1 cost 6 nats together, and you say {far:.3f}: μ is squared."
    wide = nats(minus_elbo, x, half, prior, prior + np.log(4))[0] - coins[0]
    said = f"3 codes with μ = 0 and σ² = 4 cost 2.421 nats, and you say {wide:.3f}. "
    assert abs(wide - 0.090) > 0.01, said + "Did you take `log_variance` for the variance itself? It is the log of it."
    assert abs(wide - 18.34) > 0.01, said + "Did you take `log_variance` for log σ? It is log σ²."
    assert abs(wide - 2.421) < 0.01, said + "Check the terms with σ² one by one. log is the natural logarithm."
    two = nats(minus_elbo, [[1, 0, 1], [0, 1, 1]], [[0.5, 0.5, 0.5], [0.1, 0.8, 0.6]], [[0, 0, 0], [3, 1, 0]],
               [[0, 0, 0], [np.log(4), 0, 0]])
    assert np.allclose(two, [2.079, 6.646], atol=0.01), (
        f"two rows, with clouds of their own, cost 2.079 and 6.646 nats, and you say {two[0]:.3f} and {two[1]:.3f}. "
        "Keep the rows apart: does anything go over all rows? And is a number of pixels or codes written into it?")
    worst = nats(minus_elbo, [[1, 0]], [[0, 1]], [[0]], [[0]])[0]
    assert np.isfinite(worst), "an answer of exactly 0 or 1 gives ln 0. Keep the line with `np.clip`."
    assert abs(worst - 32.24) < 0.5, f"two pixels, all wrong: {worst:.1f} nats, not 32.2. Clip as `published` does."
    print("784 pixels, 2 codes: the means divide the likelihood by 784, and the KL divergence only by 2. "
          f"So it weighs {784 / 2:.0f} times too much: a β that nobody chose.")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(5)
    for n, d, k in [(7, 10, 2), (1, 6, 5), (4, 64, 8)]:
        x, p = rng.random((n, d)), rng.uniform(0.01, 0.99, (n, d))
        m, s = rng.normal(size=(n, k)), rng.uniform(-3, 1, (n, k))
        wanted = [-sum(x[i] * np.log(p[i]) + (1 - x[i]) * np.log1p(-p[i]))
                  + sum(m[i] ** 2 + np.expm1(s[i]) - s[i]) / 2 for i in range(n)]
        found = nats(minus_elbo, x, p, m, s)
        assert np.allclose(found, wanted, rtol=1e-3), (
            f"{n} rows, {d} pixels, {k} codes: the first row costs {wanted[0]:.3f} nats, you say {found[0]:.3f}.")
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 3. The σ that nobody mentions (2 points)
#
# Many programs minimise `squared error + KL divergence`, each of the two summed or averaged: the error over d pixels,
# the divergence over k codes. No σ anywhere. But there is one: a Gaussian likelihood counts every squared error as
# (x - x̂)² / (2σ²) nats, so its weight *is* a choice of σ. Two steps find it.
#
# 1. In the ELBO the KL divergence is *summed* over the codes, and weighs 1. A mean over k codes is the sum divided by
#    k, so it weighs 1/k. Multiply the whole loss by the number that brings this back to 1; the error is multiplied
#    with it. (The same network stays the best one.)
# 2. What does one squared error weigh now? That is 1 / (2σ²). Solve for σ.
#
# For instance a mean over 64 pixels, and a sum over the codes. Step 1: nothing to do. Step 2: one squared error weighs
# 1/64, so σ² = 32 and σ = 5.66. The function is begun with this. What is missing is step 1 for a mean over the codes,
# and the end of step 2.
#
# **Predict first.** A code can speak if PCA's variance, printed below, is above σ². Sum or mean, twice: which of the
# four programs silence all eight?

# %% nbgrader={"schema_version": 3, "grade_id": "variances", "grade": false, "solution": false, "locked": true, "task": false}
variances = PCA(8).fit(digits.X).explained_variance_
print("PCA's variances of the digits:", variances.round(2))

# %% nbgrader={"schema_version": 3, "grade_id": "hidden-sigma", "grade": false, "solution": true, "locked": false, "task": false}
def hidden_sigma(over_pixels, over_codes, d, k):
    """The σ of a program with d pixels and k codes; over_pixels and over_codes are "sum" or "mean"."""
    weight = 1 / d if over_pixels == "mean" else 1                 # of one squared error, before step 1
    ### BEGIN SOLUTION
    if over_codes == "mean":
        weight = weight * k
    return np.sqrt(1 / (2 * weight))
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-hidden-sigma", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 3"):
    def near(a, b):
        return abs(a - b) < 0.01 * b

    programs = [("sum", "sum"), ("mean", "sum"), ("sum", "mean"), ("mean", "mean")]
    sigmas = [hidden_sigma(*program, 64, 8) for program in programs]
    assert None not in sigmas, "for some of the four programs your function returns nothing."
    both_sums, pixels, codes, both_means = sigmas
    said = f"both summed: you say {both_sums:.3f}. "
    assert not near(both_sums, 0.5), said + "That is σ². Its root is asked for."
    assert not near(both_sums, 1), said + "The error counts (x - x̂)² / (2σ²): where is the 2?"
    assert not near(both_sums, 0.25), said + "Step 1 is for a mean over the codes. Here they are summed: nothing to do."
    assert near(both_sums, 0.7071), said + "The squared error weighs 1, so 1 / (2σ²) = 1. Solve for σ."
    said = f"mean over 64 pixels, sum over the codes: you say {pixels:.3f}. "
    assert not near(pixels, both_sums), said + "That is as if both were summed. What does one squared error weigh now?"
    assert not near(pixels, 0.0884), said + "Upside down: errors that weigh less belong to a larger σ."
    assert near(pixels, 5.657), said + "Each squared error weighs 1/64, and 1 / (2σ²) is that weight."
    said = f"sum over the pixels, mean over 8 codes: you say {codes:.3f}. "
    assert not near(codes, both_sums), said + "That is as if both were summed. Where is step 1?"
    assert not near(codes, 2), said + "Upside down: does step 1 make a squared error weigh more, or less?"
    assert near(codes, 0.25), said + "Step 1 makes the KL divergence weigh 1. What does it do to a squared error?"
    said = f"mean over 64 pixels and over 8 codes: you say {both_means:.3f}. "
    assert not near(both_means, both_sums), said + "The two means do not cancel: one divides by 64, the other by 8."
    assert near(both_means, 2), said + "Step 1 as for the codes, step 2 as for the pixels. Are both in it?"
    other = hidden_sigma("mean", "mean", 784, 2)
    assert other is not None and near(other, 14), (
        f"mean over 784 pixels and over 2 codes: σ is 14, and you say {other}. Are `d` and `k` in it, or 64 and 8?")
    for (over_pixels, over_codes), sigma in zip(programs, sigmas, strict=True):
        print(f"{over_pixels:4} over pixels, {over_codes:4} over codes: σ = {sigma:.2f}, "
              f"at most {np.sum(variances > sigma**2)} of 8 codes can speak")
    ### BEGIN HIDDEN TESTS
    for d, k in [(784, 2), (12, 3), (30, 30)]:
        for program, square in zip(programs, [1 / 2, d / 2, 1 / k / 2, d / k / 2], strict=True):
            sigma = hidden_sigma(*program, d, k)
            assert near(sigma, square**0.5), (
                f"{program} with {d} pixels and {k} codes: σ is {square**0.5:.3f}, and you say {sigma:.3f}.")
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 4. Are they copies? (2 points)
#
# A generator that hands out its training images draws perfectly. The sure sign is a distance of zero to the nearest of
# *all* training images. A generator that leans on them more softly shows in the lesson's other test: is a drawing
# nearer to a training image than to any *test* image, of as many to choose from? By chance, in half of the cases.
#
# "Of as many" is easily forgotten. So write it once, for any numbers. `share_nearer` returns the share, from 0 to 1, of
# the rows of `drawn` whose nearest row of `train` is nearer than their nearest row of `test`. Of the longer of the two,
# `train` or `test`, it uses only the first rows, as many as the shorter one has. All rows of `drawn` count, be they few
# or many. Ties do not matter. `nearest`, below, is as in the lesson.
#
# **Predict first.** Copies of the training rows that are used have a share of 1. Now 450 real digits that no model has
# seen, 897 training images, 450 test images, and nobody cuts anything. What share is nearer to training?

# %% nbgrader={"schema_version": 3, "grade_id": "nearest", "grade": false, "solution": false, "locked": true, "task": false}
def nearest(of, to):
    """From each row of `of`, the distance to its nearest row of `to`."""
    return NearestNeighbors(n_neighbors=1).fit(to).kneighbors(of)[0][:, 0]


nearest(of=np.array([[0.0], [10.0]]), to=np.array([[1.0], [7.0], [99.0]]))          # 1 and 3

# %% nbgrader={"schema_version": 3, "grade_id": "share-nearer", "grade": false, "solution": true, "locked": false, "task": false}
def share_nearer(drawn, train, test):
    """Share of drawn rows that are nearer to a training row than to any of as many test rows."""
    ### BEGIN SOLUTION
    n = min(len(train), len(test))
    return np.mean(nearest(drawn, train[:n]) < nearest(drawn, test[:n]))
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-share-nearer", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 4"):
    # Five rows on a line. 0 and 40 have a training row nearest; 10, 20 and 30 a test row.
    drawn = np.array([[0.0], [10], [20], [30], [40]])
    train, test = np.array([[1.0], [13], [12], [39.5]]), np.array([[11.0], [4], [23], [34]])
    more = np.array([[9.9], [30.1]])
    share = share_nearer(drawn, train, test)
    assert share is not None, "your function returns nothing. End it with `return` and the share."
    assert np.ndim(share) == 0, f"return one number, a share. Yours has shape {np.shape(share)}."
    assert not isinstance(share, (bool, np.bool_)), (
        "you return yes or no. Compare row by row first, then take the share of yes.")
    assert share <= 1, f"2 of 5 rows are nearer to training: the share is 0.4. You return {share:.2f}."
    assert abs(share - 0.6) > 1e-6 or share_nearer(drawn[:1], train, test) == 1, (
        "2 of 5 rows are nearer to training. You say 3: those nearer to a test row.")
    assert abs(share - 0.5) > 1e-6, "2 of 5 rows are nearer to training. You divide by 4. It is a share of the drawn."
    assert abs(share - 0.25) > 1e-6, "all five drawn rows count. Only `train` and `test` are cut to equal numbers."
    assert abs(share - 0.4) < 1e-6, (
        f"2 of 5 drawn rows are nearer to training: 0.4, and you say {share:.2f}. For each *drawn* row: its nearest in "
        "`train`, its nearest in `test`. Which is less? (Both have four rows: here none is cut off.)")
    assert share_nearer(np.array([[23.1], [34.1]]), train, test) == 0, (
        "two drawn rows beside the third and the fourth test row: a share of 0. How many rows are *drawn* must not "
        "matter: only `train` and `test` decide how many are used.")
    share = share_nearer(drawn, np.vstack([train, more]), test)
    share_one, share_two = (share_nearer(drawn, np.vstack([train, [[row]]]), test) for row in (9.9, 0.1))
    copies, every, real = (share_nearer(X, digits.X, digits_test.X) for X in (digits.X[:100], digits.X, others.X))
    assert real > 0.4, (
        f"450 real digits that no model has seen, and you find {real:.2f} of them nearer to training. By chance it would "
        "be half of them. Do you measure both distances alike, over all columns, and to equally many rows?")
    assert real < 0.6, (
        f"450 real digits that no model has seen, and you find {real:.2f} of them nearer to training. Did somebody "
        "copy? 897 training images were compared with 450 test images.")
    assert abs(share - 0.4) < 1e-6 and copies == 1, (
        f"with six training rows and four test rows you say {share:.2f} (it is 0.40), of copies of the first 100 "
        f"training rows {copies:.2f} (it is 1). You cut, but not to the *first* rows, as many as the shorter of "
        "`train` and `test` has.")
    assert np.allclose([share_one, share_two], 0.4, atol=1e-6), (
        f"with five training rows and four test rows you say {share_one:.2f} or {share_two:.2f}, and it is 0.40. The "
        "fifth training row, one more than the test has, must change nothing.")
    assert share_nearer(np.array([[1.1], [39.4]]), train, test) == 1, (
        "two drawn rows beside the first and the last training row: a share of 1. Are all training rows in it?")
    share = share_nearer(drawn, train, np.vstack([test[[1, 0, 2, 3]], [[0.1], [40.1], [9.9], [30.1]]]))
    assert abs(share - 0.4) < 1e-6, (
        "with four training rows and eight test rows, the last four test rows must change nothing. Yours is "
        f"{share:.2f}, not 0.40. Either of the two can be the longer.")
    print(f"Nearer to training: {real:.2f} of the real digits. If nobody cuts, 897 of 1,347 images are training "
          f"images: {897 / 1347:.2f} by chance alone. Copies of the first 100 training rows: {copies:.2f}. Copies of "
          f"all 897: {every:.2f} only, as the test looks at 450 of them. Their distance to the nearest of all is 0.")
    ### BEGIN HIDDEN TESTS
    rng = np.random.default_rng(9)
    for sizes in [(90, 50, 20), (30, 25, 60), (10, 40, 40)]:
        drawn, train, test = (rng.normal(size=(size, 4)) for size in sizes)
        to = [np.linalg.norm(drawn[:, None] - rows[: min(sizes[1:])], axis=2).min(axis=1) for rows in (train, test)]
        found = share_nearer(drawn, train, test)
        assert abs(found - np.mean(to[0] < to[1])) < 1e-6, (
            f"{sizes[0]} drawn, {sizes[1]} training, {sizes[2]} test rows: {np.mean(to[0] < to[1]):.3f}, "
            f"and you say {found:.3f}.")
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 5. Which generator would you take? (2 points, marked by your teacher)
#
# Two generators with eight codes: a variational autoencoder (trained for a shorter time than the lesson's, so other
# numbers), and probabilistic PCA, with its noise and without. With them two that are none: training images handed
# out again, and real digits that no model has seen. Run the next cells. Look at what they show, not at their code.
# (TensorFlow starts here. That takes some seconds.)

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "generators", "grade": false, "solution": false, "locked": true, "task": false}
from aeutils import VariationalAutoencoder

n, rng = len(others), np.random.default_rng(0)
vae = VariationalAutoencoder(8, likelihood="bernoulli", epochs=60, random_state=0).fit(digits.X)
pca = PCA(8, whiten=True).fit(digits.X)
spread = np.sqrt(1 - pca.noise_variance_ / pca.explained_variance_)             # as in the lesson
smooth = pca.inverse_transform(spread * rng.standard_normal((n, 8)))
noise = pca.noise_variance_**0.5 * rng.standard_normal(smooth.shape)
drawings = {"VAE": vae.sample(n, random_state=0), "PCA": smooth + noise, "PCA without noise": smooth,
            "training images": digits.X[:n], "real": others.X}

fig, axes = plots.figure(len(drawings), 1, size=(8, 3.6))
for ax, (name, X) in zip(axes, drawings.items(), strict=True):
    ax.imshow(np.hstack(np.pad(X[:12].reshape(12, 8, 8), [(0, 0), (0, 0), (1, 1)])), cmap="gray_r", vmin=0, vmax=1)
    ax.set(xticks=[], yticks=[])
    ax.set_ylabel(name, rotation=0, ha="right", va="center")
    ax.grid(False)
    ax.spines[:].set_visible(False)
plots.show(fig, alt=f"Twelve images of each kind: {', '.join(drawings)}. PCA's with noise are speckled all over.")

# %% [markdown]
# The table has the lesson's columns, and one more.
#
# - "drawn find own": share of the drawings whose nearest neighbour, among drawings and test images, is a drawing
# - "real find own": share of the test images whose nearest neighbour, among the same, is a test image
# - "told apart": the mean of the two
# - "distance": from a drawing to its nearest test image, as a multiple of the same for a real one (medians)
# - "to training": from a drawing to its nearest *training* image, as a multiple of the same for a test image

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "figure", "grade": false, "solution": false, "locked": true, "task": false}
def judge(drawn, real):
    """What the lesson's test says: drawn find own, real find own, told apart, distance, to training."""
    kind = np.repeat([True, False], [len(drawn), len(real)])
    gap, place = NearestNeighbors(n_neighbors=1).fit(np.vstack([drawn, real])).kneighbors()    # of others than itself
    own = kind == kind[place[:, 0]]
    alone = NearestNeighbors(n_neighbors=1).fit(real).kneighbors()[0]
    return (own[kind].mean(), own[~kind].mean(), (own[kind].mean() + own[~kind].mean()) / 2,
            np.median(nearest(drawn, real)) / np.median(alone),
            np.median(nearest(drawn, digits.X)) / np.median(nearest(real, digits.X)))


table = pd.DataFrame({name: judge(X, digits_test.X) for name, X in drawings.items()},
                     index=["drawn find own", "real find own", "told apart", "distance", "to training"]).T
table.round(2)

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "figure-claims", "grade": false, "solution": false, "locked": true, "task": false}
assert table["told apart"]["VAE"] > table["told apart"]["PCA"] + 0.02          # what the questions below rely on
assert table["real find own"]["PCA"] > 0.95 > 0.8 > table["real find own"]["VAE"]
assert table["distance"]["PCA"] > 1.4 > 1.25 > table["distance"]["VAE"]
assert table["to training"]["training images"] < 1e-3
blot = judge(np.tile(digits.X.mean(axis=0), (n, 1)), digits_test.X)            # the mean image, again and again
assert blot[1] > 0.95 and blot[3] < table["distance"]["PCA"] - 0.1
assert np.abs(table.loc["training images"].iloc[:3] - 0.5).max() < 0.05 > abs(table["distance"]["training images"] - 1)
assert table["told apart"]["PCA without noise"] > table["told apart"]["VAE"] and (
    table["drawn find own"]["PCA"] < table["drawn find own"]["PCA without noise"])

# %% [markdown]
# Two short answers, two or three sentences each.
#
# - **a.** By "told apart" alone, who is better, the VAE or PCA? Which one would you take to make digits for people
#   to read? Defend it by a number of *another* column, and say what that number means. "Distance" alone will not do:
#   the mean image, handed out 450 times, has a shorter one than PCA's drawings with noise. Blur is near to everything.
# - **b.** Which row besides "real" passes the test of "told apart", and is useless as a generator? Which number gives
#   it away?

# %% [markdown] nbgrader={"schema_version": 3, "grade_id": "reading-generators", "grade": true, "solution": true, "locked": false, "task": false, "points": 2}
# ### BEGIN SOLUTION
# **a** (1 point). By "told apart" PCA is better: 0.81 is nearer to 0.5 than 0.85. I take the VAE all the same. Beside
# PCA's drawings practically every test image finds its own, so hardly one has a drawing nearby; beside the VAE's 0.71
# do, so three in ten have one. (The mean image has 1 here.) And its drawings are about as far from the nearest test
# image as a real one is (1.04), PCA's 1.6 times as far. *A quarter for reading "told apart" right (lower is better), a
# quarter for the choice with a number of another column, half for what the number means. "Distance" alone, without a
# second reason, gives half of that last half: the mean image has 1.26.*
#
# *Who takes PCA for its "drawn find own" (0.62 against 1.00) has fallen for the noise: each drawing has its own, so two
# of them lie far apart and some clean image is nearer. That is no likeness: without the noise "told apart" is 0.94. Give
# the quarter for reading "told apart", and another if it says that the drawings do not find each other. Who sees that
# it is the noise has the full point, whichever is taken. The speckles in the figure are a reason to look, and no
# number.*
#
# **b** (1 point). The training images handed out again: all three shares about 0.5, as good as real ones, and the
# distance is 1. "To training" gives them away: 0. *Half a point for the row, half for the number.*
# ### END SOLUTION

# %% [markdown]
# <details><summary>A model answer. (Write your own first.)</summary>
#
# **a.** Lower is better, so by "told apart" alone it is PCA. I would take the VAE. Beside its drawings fewer real
# images find their own ("real find own"): some have a drawing as their nearest neighbour. Beside PCA's practically all
# find their own, as they would beside the mean image. "Distance" agrees, but is the weaker reason, for it is kind to
# blur. PCA owes its good mean to its noise: speckled drawings lie far even from each other, so fewer of them find
# their own. Without the noise, its drawings are told apart more often than the VAE's.
#
# **b.** The training images. All three shares are about one half and the distance is about 1, as for real digits; but
# "to training" is 0: each of them *is* a training image. Who has those needs no generator.
# </details>
