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
# # Can a network remove noise that it has never seen?
#
# > **After this lesson you can** *measure* how clean a picture is, *train* a network to clean it without
# > teaching it to copy, and *say* on which noise it will help, on which it will harm.
# >
# > **Time** 75 minutes, of which the computer needs one; four more to read an optional section · **Read before**
# > [05 Autoencoder and PCA](05_autoencoder_and_pca.ipynb) · **Data** digits, patches of two photographs

# %% [markdown]
# A form comes out of the scanner with speckles all over. Nobody will ever scan that form again with those
# same speckles. So whatever cleans it has to undo noise that it has never seen.
#
# How can that be possible at all? From the speckled picture alone, it is not: any grey dot might be
# ink. You have to *know something about clean pictures*. Each method of this lesson knows a little more
# than the one before. Code that only draws, counts, checks, or that you know already, is folded: a click on
# the three dots opens it.

# %%
import json
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.ndimage import median_filter
from scipy.special import softmax
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import euclidean_distances
from sklearn.model_selection import StratifiedShuffleSplit, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from aeutils import Autoencoder, corrupt, datasets, plots
import keras
import tensorflow as tf

OPTIONAL = True          # False leaves out "Does noise make a better code?"

# %% [markdown]
# ## What does noise do to a picture?
#
# Noise comes in kinds. Four of them, by hand, each in a line or two: add a normal number to each pixel
# (**Gaussian**); turn some pixels white or black (**salt and pepper**); turn some white
# (**masking**); hide a square (**occlusion**). A digit here is ink from 0 to 1, so white is 0.

# %%
SIGMA = 0.2
train, valid, test = datasets.load_digits().split(validation_size=0.2, random_state=0)
d, image_shape = train.X.shape[1], train.image_shape

rng = np.random.default_rng(0)
draw = rng.random(test.X.shape)
by_hand = {"gaussian": test.X + SIGMA * rng.standard_normal(test.X.shape),
           "salt_and_pepper": np.where(draw < 0.1, draw < 0.05, test.X),    # below 0.05 True, which is 1
           "masking": np.where(draw < 0.25, 0, test.X),
           "occlusion": test.X.copy()}
side = round((0.14 * d) ** 0.5)          # a square that covers 14 % of the picture
for picture in by_hand["occlusion"].reshape(-1, *image_shape):     # a view: this writes into the rows
    top, left = rng.integers(0, image_shape[0] - side + 1, 2)
    picture[top : top + side, left : left + side] = 0

# %% [markdown]
# `corrupt` is the same in one call, with a seed.
#
# **Predict first.** Below each picture stands its squared error, at the end the mean over all test pictures.
# Which of the four kinds looks worst to you, and will it have the largest mean?

# %%
LEVELS = {"gaussian": SIGMA, "salt_and_pepper": 0.1, "masking": 0.25, "occlusion": 0.14}
damaged = {kind: corrupt(test.X, kind, level, image_shape=image_shape, random_state=0)
           for kind, level in LEVELS.items()}
damage = {kind: np.mean((rows - test.X) ** 2) for kind, rows in damaged.items()}
fig = plots.reconstructions(
    test.images[:9], {kind.replace("_and_", " and\n"): rows[:9] for kind, rows in damaged.items()})
plots.show(fig, alt=fig.get_label().replace("and their reconstructions", "and what four kinds of noise make of them"))
print("mean over all test pictures:", {kind: round(float(error), 3) for kind, error in damage.items()})

# %% [markdown]
# Gaussian noise costs each picture about the same; with the other kinds it depends on where they hit. (An occlusion
# with error 0.000 is a hole in white paper.) So look at the means. Masking has the largest: it hits a quarter of the
# pixels, occlusion a seventh, salt and pepper a tenth. Perhaps you named another. The means lie within a factor of
# two, and to the eye the four have little in common: the error does not know that a hole can turn one digit into
# another.
#
# ## How much noise is that?
#
# People who clean pictures report **PSNR**, the peak signal-to-noise ratio. It is the squared error on
# a logarithmic scale, in decibels: for pixels from 0 to 1,
#
# $$\mathrm{PSNR}(x, \hat x) = 10 \log_{10} \frac{1}{\frac 1 d \lVert x - \hat x \rVert^2}.$$
#
# Ten decibels more are a tenth of the error; 3 dB more are half of it. Take it for each image, then average. (One
# logarithm of the mean error would tell mostly of the worst images.)
#
# **Predict first.** The noise has a standard deviation of 0.2, a squared error of 0.04: a hundredth,
# doubled twice. How many decibels is that? And what is there to gain by cutting every pixel to [0, 1]?

# %%
def psnr(clean, found, cut=True):
    """Decibels, one number for each image."""
    found = np.clip(found, 0, 1) if cut else found
    with np.errstate(divide="ignore"):                   # a perfect copy has infinitely many
        return -10 * np.log10(np.mean((clean - found) ** 2, axis=1, dtype=float))


noisy = damaged["gaussian"]
raw, cut = psnr(test.X, noisy, cut=False).mean(), psnr(test.X, noisy).mean()
print(f"as it is {raw:.1f} dB, cut to [0, 1] {cut:.1f} dB; "
      f"pure paper or full ink: {np.mean((test.X == 0) | (test.X == 1)):.0%} of the clean pixels")

# %% [markdown]
# A hundredth is 20 dB, and each doubling takes 3: that leaves 14.
#
# The cut is the surprise. More than half of a digit's pixels are pure paper or full ink, and there half of
# the noise points out of the range. You have denoised for the first time, because you knew that *ink lies
# between 0 and 1*. From here on everybody gets the cut for free; "nothing" means nothing but the cut.
#
# ## Does a median filter help?
#
# The classic of image processing: replace each pixel by the median of the 3 × 3 pixels around it. It
# knows that *neighbours resemble each other*, and a lonely speckle is voted down by its eight neighbours.
#
# **Predict first.** Take Gaussian noise of 0.05, 0.1, 0.2 and 0.4. At which of these does the filter do
# better than nothing?

# %%
def median(rows, width=3):
    side = int(rows.shape[1] ** 0.5)
    return median_filter(rows.reshape(-1, side, side), (1, width, width)).reshape(rows.shape)


levels = [0.05, 0.1, 0.2, 0.4]
by_level = {level: corrupt(test.X, "gaussian", level, random_state=0) for level in levels}
with_median = pd.DataFrame({level: {"nothing": psnr(test.X, rows).mean(),
                                    "median filter": psnr(test.X, median(rows)).mean()}
                            for level, rows in {0: test.X, **by_level}.items()})
with_median.columns.name = "PSNR (dB) at noise"
with_median.round(1)

# %% [markdown]
# Only at the last, where hardly anything is left to spoil. At weak noise nearly all of its error is its own work:
# clean digits, in the first column, come out no better. In 8 × 8 pixels a stroke has ends, corners and gaps of a
# pixel or two: *they* are the minority in their window, and are voted down like a speckle. What the filter knows
# about pictures is true of larger ones and false here. You will meet it again on photographs.
#
# ## What does PCA know about noise?
#
# PCA keeps $k$ directions and throws the others away. The picture lies mostly in the first directions.
# The noise spreads evenly over all $d = 64$. So keep few directions, and most of the noise goes.
#
# The squared error has two parts. Each direction kept lets its share of the noise in, $\sigma^2 / d$, where
# $\sigma$ is the noise's standard deviation (`SIGMA`, 0.2). Each direction dropped loses its share of the
# picture, $\lambda_i / d$, where $\lambda_i$ is the variance of clean pictures along direction $i$: the $i$-th
# eigenvalue of their covariance matrix. One part rises with $k$, the other falls.
#
# **Predict first.** From that alone: by which rule would you keep or drop direction $i$? And which way
# does the best $k$ move when the noise grows?
#
# (The figure shows the error before the cut: only that splits into two parts.)

# %%
pca, noisy_valid = PCA().fit(train.X), corrupt(valid.X, "gaussian", SIGMA, random_state=1)


def keep(rows, k, pca=pca):
    """Project on the first k components, and come back."""
    Z = pca.transform(rows)
    Z[:, k:] = 0
    return pca.inverse_transform(Z)


ks = np.arange(1, d + 1)
total = [np.mean((valid.X - keep(noisy_valid, k)) ** 2) for k in ks]
lost = np.array([np.mean((valid.X - keep(valid.X, k)) ** 2) for k in ks])
let_in, low_k = SIGMA**2 * ks / d, ks[np.argmin(total)]
best_k = int(max(ks, key=lambda k: psnr(valid.X, keep(noisy_valid, k)).mean()))

# %% jupyter={"source_hidden": true}
fig, ax = plots.figure(size=(7, 3.5))
ax.plot(ks, lost, color=plots.GREY, linestyle="--", label="picture lost")
ax.plot(ks, let_in, color=plots.GREY, linestyle=":", label="noise let in, σ²k/d")
ax.plot(ks, lost + let_in, color=plots.BLACK, linewidth=1, label="sum of the two")
ax.plot(ks, total, "o", color=plots.BLUE, markersize=4, label="PCA, measured")
ax.axvline(low_k, color=plots.BLACK, linewidth=1, linestyle=":", label=f"lowest error, k = {low_k}")
ax.axvline(best_k, color=plots.BLUE, linewidth=1, label=f"best after the cut, k = {best_k}")
ax.set(xlabel="components kept, k", ylabel="validation error (MSE), uncut", ylim=(0, None))
ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
above = int(np.sum(pca.explained_variance_ > SIGMA**2))
plots.show(fig, alt=f"PCA's error has its valley at k = {low_k}, where what it loses of the picture and "
                    f"what it lets in of the noise add up to least; after the cut k = {best_k} is best.")
print(f"{above} eigenvalues are above σ²")

# %% [markdown]
# The dots lie on the sum. So **keep a direction if its variance is larger than the noise's.** More noise,
# fewer directions. (The valley is flat, so on these validation rows the lowest dot may stand a few places
# beside the number that the rule gives.) The cut removes some noise by itself, so with it more directions
# pay; from here on PCA gets that larger $k$.
#
# To keep or to drop is crude. Why not *shrink* each direction by a factor between 0 and 1, its share of picture
# in picture plus noise, $w_i = \lambda_i / (\lambda_i + \sigma^2)$? That is the Wiener filter. If the
# eigenvalues are right, no linear map has a lower expected error (before the cut). Whoever says that a
# network's *bends* are worth their price must beat this one.
#
# <details><summary>In depth: why this share?</summary>
#
# A direction that is shrunk by $w$ loses $(1 - w)^2 \lambda_i / d$ of the picture and lets in
# $w^2 \sigma^2 / d$ of the noise. The sum is least where its derivative is zero:
# $(1 - w) \lambda_i = w \sigma^2$, so $w = \lambda_i / (\lambda_i + \sigma^2)$.
# </details>

# %%
def shrink(rows, sigma, pca=pca):
    """Shrink each component by its w, and come back."""
    share = pca.explained_variance_ / (pca.explained_variance_ + sigma**2)
    return pca.inverse_transform(share * pca.transform(rows))


found = {"nothing": noisy, "median filter": median(noisy), "PCA": keep(noisy, best_k),
         "shrunk PCA": shrink(noisy, SIGMA)}


def scores(clean, found):
    return pd.DataFrame({"PSNR (dB)": {name: psnr(clean, x).mean() for name, x in found.items()}})

scores(test.X, found).round(1)

# %% [markdown]
# To shrink is better than to drop, after the cut too.
#
# ## Will an autoencoder do it by itself?
#
# An autoencoder knows handwriting better than PCA does; lesson 05 showed it. So take a roomy one, its
# code as wide as the picture. Train it on the clean digits until it reproduces them nearly perfectly.
# Give it noisy ones, and it will draw what it has learned: clean digits. Will it?
#
# **Predict first.** Its PSNR on noisy digits: above PCA's, between PCA's and nothing's, or below?
#
# The folded cell holds lesson 03's epoch with one change: input and target are two arrays.

# %% jupyter={"source_hidden": true}
def compile_pairs(network, batch_size=32):
    """An epoch of Adam over pairs: row i of x_in goes in, row i of x ought to come out."""
    weights, optimizer = network.trainable_variables, keras.optimizers.Adam(2e-3)
    optimizer.build(weights)

    @tf.function
    def train_epoch(x_in, x, order):
        for start in tf.range(0, len(order), batch_size):
            rows = order[start : start + batch_size]
            with tf.GradientTape() as tape:
                residual = tf.gather(x, rows) - network(tf.gather(x_in, rows))
                loss = tf.reduce_mean(tf.square(residual))
            optimizer.apply(tape.gradient(loss, weights), weights)
    return train_epoch


# %%
def train_recipe(make_input, epochs=50):
    """A new network, trained from make_input(epoch) to the clean rows, and its errors."""
    keras.utils.set_random_seed(0)
    dense = keras.layers.Dense
    network = keras.Sequential([keras.Input((d,)), dense(256, "gelu"), dense(d),      # the code
                                dense(256, "gelu"), dense(d)])
    train_epoch, rng = compile_pairs(network), np.random.default_rng(0)
    curve = [np.mean((valid.X - network(noisy_valid)) ** 2)]
    for epoch in range(epochs):
        x_in = make_input(epoch)
        train_epoch(x_in, train.X, rng.permutation(len(train)))
        curve.append(np.mean((valid.X - network(noisy_valid)) ** 2))
    return network, curve, np.mean((train.X - network(x_in)) ** 2)


# %%
copier, copy_curve, copy_loss = train_recipe(lambda epoch: train.X)
found["copier"] = copier(noisy).numpy()
print(f"error on the clean training rows {copy_loss:.4f}")
scores(test.X, found).loc[["nothing", "PCA", "copier"]].round(1)

# %% [markdown]
# Hardly better than nothing, far below PCA: it copies the noise too. To copy is the easiest way to
# reproduce, and nothing in its training asked for more.
#
# ## What is the repair?
#
# One line. Noise in, **clean out** (Vincent et al. 2008). Now copying is no solution; to lower the
# loss, the network has to learn what digits look like.
#
# There are two ways to write the line. You can corrupt the training rows once and keep them. Or you can
# corrupt them anew in every epoch.
#
# **Predict first.** Once: the same noisy rows come fifty times. What will the training error do, and what the
# error on validation rows?

# %%
once = corrupt(train.X, "gaussian", SIGMA, random_state=0)
recipes = {"clean in (copier)": (copier, copy_curve, copy_loss),
           "noise in, drawn once": train_recipe(lambda epoch: once),
           "noise in, fresh every epoch": train_recipe(
               lambda epoch: corrupt(train.X, "gaussian", SIGMA, random_state=epoch))}
references = {"PCA": min(total), "nothing (uncut)": np.mean((valid.X - noisy_valid) ** 2)}
fig = plots.learning_curves({name: curve for name, (_, curve, _) in recipes.items()}, references,
                            ylabel="validation error (MSE), uncut", log=False)
fig.axes[0].set_ylim(0, 0.045)                   # the error before the first epoch is far above
plots.show(fig)

# %%
again = corrupt(train.X, "gaussian", SIGMA, random_state=1000)
table = pd.DataFrame({name: {"training error": loss,
                             "same digits, new noise": np.mean((train.X - net(again)) ** 2),
                             "validation error": curve[-1]}
                      for name, (net, curve, loss) in recipes.items()}).T
table.round(4)

# %% [markdown]
# - **The copier** denoises at first, by accident: it cannot copy well yet. Then it learns to.
# - **Noise drawn once** beats PCA (here with the $k$ that is best uncut), turns, and rises. Its training error goes
#   far below that of fresh noise. Put new noise on *the same digits*, and it is far above. The network has learned by
#   heart which speckles belong to which digit.
# - **Fresh noise** leaves no speckle to learn by heart. The three errors stay close.
#
# That is all that is new in `Autoencoder(noise=0.2)`: the engine corrupts every batch anew and compares
# with the clean rows. It starts as PCA, as you know it. And its code may be as wide as the picture. What
# prevents copying now is the noise, not the bottleneck.
#
# > **Try it.** A *narrow* code throws noise away too, as PCA does. Fit
# > `narrow = Autoencoder(16, epochs=60, random_state=0).fit(train.X)`, without noise, and take
# > `psnr(test.X, narrow.reconstruct(noisy)).mean()`. Does it beat PCA at its best k?
#
# <details><summary>Answer</summary>
#
# No. It lands about midway between the copier and PCA at its best k. It throws away what does not fit into
# 16 numbers, but nobody ever showed it noise, and 16 was not chosen for this noise.
# </details>
#
# ## Who cleans best?
#
# Two networks, one dense, one with convolutions (lesson 02), which needs to know how the pixels lie:
# `image_shape`. Everybody is made for Gaussian noise of 0.2, and judged on test rows. The table has the mean
# over all of them, the picture the first nine.
#
# **Predict first.** Which of the two is the better denoiser on pictures of 8 × 8?

# %%
models = {"Autoencoder": Autoencoder(d, hidden_units=(256, 256), noise=SIGMA, epochs=40,
                                     patience=None, random_state=0),
          "convolutional": Autoencoder(d, hidden_units=(16, 32), noise=SIGMA, epochs=40,
                                       patience=None, image_shape=image_shape, random_state=0)}
for name, model in models.items():
    found[name] = model.fit(train.X).reconstruct(noisy)
board = scores(test.X, found).drop(index="copier")
shown = {"nothing (cut)" if name == "nothing" else name: np.clip(found[name][:9], 0, 1) for name in board.index}
plots.show(plots.reconstructions(test.images[:9], shown))
print("parameters:", {"PCA": (best_k + 1) * d} | {name: m.model_.count_params() for name, m in models.items()})
board.round(1)

# %% [markdown]
# The dense network is the better one here. Both lead even the shrunk PCA. In the picture compare the white paper: PCA
# leaves more grey specks in it than the networks do (see the 6, second from the left). PCA adds fixed pictures, and
# each lets the same noise in, whatever the digit. A network can decide for each picture anew: here is paper, here
# runs a stroke.
#
# The price is many times the numbers of PCA. The convolutions come close to the dense network with a fraction
# of its numbers. Their strength is that a stroke is a stroke wherever it lies. That may be worth less with the
# digit always in the middle.
#
# ## What would the best answer be?
#
# There is a best answer. Of all functions of the noisy picture $\tilde x$, the one with the lowest
# expected squared error is the **mean of all clean pictures that could be behind it**, each weighted by
# its probability. One writes $\mathrm E[x \mid \tilde x]$, the expected $x$ if you have seen $\tilde x$. It is
# what your network is trying to learn.
#
# If the training pictures were all the pictures there are, you could write it down. The noise in each pixel
# follows a bell curve. So a clean $x_i$ turns into $\tilde x$ more rarely the further away it is: in proportion to
# $\exp(-\lVert \tilde x - x_i \rVert^2 / 2\sigma^2)$. Weigh with that, and average. No training, only looking up.
#
# **Predict first.** This look-up knows every training picture, to the pixel. Where will it stand?

# %%
def look_up(rows, sigma, memory=train.X):
    """Mean of the pictures in memory, each weighted by how likely it is to lie behind the noise."""
    distances = euclidean_distances(rows, memory, squared=True)
    # softmax: the weights exp(…), divided by their sum, so that they add up to 1
    return softmax(-distances / (2 * sigma**2), axis=1) @ memory


found["look-up"] = look_up(noisy, SIGMA)
print(f"{len(train.X):,} pictures to look up")
scores(test.X, found).loc[["PCA", "look-up", "Autoencoder"]].round(1)

# %% [markdown]
# It loses even to PCA. It knows a thousand digits, and the test digits are none of them: nobody writes
# the same 3 twice. So the network is no look-up table. What it has learned carries over to new digits.
#
# <details><summary>In depth: why the best answer is a mean, and why a mean is blurred</summary>
#
# Let the answer to $\tilde x$ be $a$, and write $m = \mathrm E[x \mid \tilde x]$. Then
#
# $$\mathrm E\bigl[\lVert x - a \rVert^2 \mid \tilde x\bigr]
# = \mathrm E\bigl[\lVert x - m \rVert^2 \mid \tilde x\bigr] + \lVert m - a \rVert^2,$$
#
# since the mixed term $2\,(m - a) \cdot \mathrm E[x - m \mid \tilde x]$ is zero. The first part is nobody's fault:
# the noise has destroyed what tells the candidates apart. The second is zero only for $a = m$. (If picture and noise
# are both Gaussian, $m$ is the Wiener filter above, and bends have nothing to add.)
#
# A mean of sharp pictures is not sharp. Where the candidates disagree about a stroke's place, $m$ has a grey smear
# over all the places. The blur is what squared error *asks for*.
# </details>
#
# ## What about noise it was not trained for?
#
# So far everybody was made for a level of 0.2. Scanners do not tell you their level. So leave the
# methods as they are, and change the noise. Beside them stands a second PCA, which is told the level and
# takes the best $k$ for it (at 0.2 the two are the same).
#
# **Predict first.** Sketch two lines: the network's PSNR by level, and nothing's. Do they cross?

# %%
def told(rows, level):
    """PCA with the k that is best for this level on validation rows."""
    tuning = corrupt(valid.X, "gaussian", level, random_state=1)
    return keep(rows, max(ks, key=lambda k: psnr(valid.X, keep(tuning, k)).mean()))


strangers = {"nothing": lambda rows, level: rows, "PCA": lambda rows, level: keep(rows, best_k),
             "Autoencoder": lambda rows, level: models["Autoencoder"].reconstruct(rows),
             "PCA, k for each level": told}
at = pd.DataFrame({level: {name: psnr(test.X, clean(rows, level)).mean() for name, clean in strangers.items()}
                   for level, rows in by_level.items()})
ceiling = psnr(test.X, models["Autoencoder"].reconstruct(test.X)).mean()

# %% jupyter={"source_hidden": true}
fig = plots.curve_by_size(levels, dict(zip(at.index, at.to_numpy(), strict=True)), log=False,
                          xlabel="noise met (standard deviation)", ylabel="PSNR (dB)")
fig.set_size_inches(7.4, 3.6)
ax = fig.axes[0]
ax.set_xscale("log")
ax.set_xticks(levels, [str(level) for level in levels])
ax.set_xticks([], minor=True)
ax.axhline(ceiling, color=plots.VERMILLION, linestyle=":", label="Autoencoder, clean input")
ax.axvline(SIGMA, color=plots.GREY, linewidth=1, label="the level they were made for")
ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
plots.show(fig, alt=f"{fig.get_label()} On clean input the autoencoder reaches {ceiling:.1f} dB.")
at.round(1)

# %% [markdown]
# They cross. **Where the noise is much weaker than the one they were made for, both cleaners harm**, PCA
# less than the network. The dotted line tells why. Give the network a perfectly clean digit, and it
# changes it. Nobody ever told it that a picture may be clean, so it always cleans.
#
# That is no reason to leave weak noise alone: the PCA that was told the level gains at every one. On
# stronger noise than it was trained for the network goes on leading, even over that PCA.
#
# ## And noise of another kind?
#
# Take the network that you trained with fresh noise: a **specialist** for Gaussian noise, which has seen no
# speckle and no hole. Beside it stands an **all-rounder**, trained by the same recipe; each of its rows gets one
# of the four kinds, and each epoch draws for each kind a level up to 0.4.
#
# The level of Gaussian noise is its standard deviation, that of the others the share of pixels that they hit. The table
# has ratios of two squared errors; below 1 is a gain. Its first rows compare the specialist with the best of nothing,
# the filter and PCA, the next ones the all-rounder with the specialist. The last row compares the specialist with
# nothing alone, on Gaussian noise. (No PSNR here: masking hits some pictures only where they are white anyway. Their
# error is zero, their PSNR infinite, and so would be the mean.)
#
# **Predict first.** On which kinds will the specialist still help? What does the all-rounder pay for its
# breadth?

# %% jupyter={"source_hidden": true}
dice = np.random.default_rng(0)


def any_noise(epoch):
    """Each row with one of the four kinds; dice choose it, and for each kind the epoch's level."""
    kinds = [corrupt(train.X, kind, dice.uniform(0, 0.4), image_shape=image_shape, random_state=epoch)
             for kind in LEVELS]
    return np.stack(kinds)[dice.integers(4, size=len(train)), np.arange(len(train))]


specialist, all_rounder = recipes["noise in, fresh every epoch"][0], train_recipe(any_noise)[0]
cleaners = {"nothing": lambda rows: rows, "median filter": median, "PCA": lambda rows: keep(rows, best_k),
            "specialist": lambda rows: specialist(rows).numpy(),
            "all-rounder": lambda rows: all_rounder(rows).numpy()}

# %% jupyter={"source_hidden": true}
met = {(kind, level): corrupt(test.X, kind, level, image_shape=image_shape, random_state=0)
       for kind in LEVELS for level in levels}
answers = {state: {name: np.clip(clean(rows), 0, 1) for name, clean in cleaners.items()}
           for state, rows in met.items()}
errors = pd.DataFrame({state: {name: np.mean((test.X - x) ** 2) for name, x in found_here.items()}
                       for state, found_here in answers.items()})
known = errors.loc[["nothing", "median filter", "PCA"]].min()
ratios = pd.concat({"specialist / best without a network": errors.loc["specialist"] / known,
                    "all-rounder / specialist": errors.loc["all-rounder"] / errors.loc["specialist"],
                    "specialist / nothing": (errors.loc["specialist"] / errors.loc["nothing"])[["gaussian"]]})
ratios = ratios.unstack(sort=False).rename_axis(columns="ratio of errors at level")
ratios.round(2)

# %% [markdown]
# So, can it remove *kinds* of noise that it has never seen? **Yes.** On the three that it met for the first
# time the specialist beats all that is no network, at each level: no number of theirs in the upper half reaches
# 1. What it has learned is less the noise than the digits, and what is no digit goes. From level 0.1 on it helps
# least with holes, which look to it like paper. And the kind that it knows best? Where that is weaker than 0.2 it
# harms, as the last row says: much at 0.05, a little at 0.1. (There `Autoencoder` was a hair better than nothing,
# above: another network, and counted in dB.)
#
# The all-rounder has seen holes, and fills them. It pays elsewhere: at 0.05 the specialist stays ahead even on salt and
# pepper and on masking, which it has never seen. On Gaussian noise its lead shrinks with the level, until the two are
# about level. At worst the price of breadth is a quarter more error, or a little over.
#
# Turn both sliders. The number beside each row is the mean over all test pictures.
#
# > **Try it.** Begin with `occlusion`. From which level on does the all-rounder draw a *wrong* digit?
# > Then find a state in which you would rather have the damaged picture than any repair.
#
# <details><summary>Answer</summary>
#
# From 0.1 on. There the hole has turned the last 9 into a good 5, at 0.2 into a good 3, and that is what it
# draws. Nothing in the picture says that it was a 9. (Grey smears are means of what could be there, as the
# fold above says.)
#
# Gaussian noise of 0.05 is the one state in which "nothing" has the lowest error.
# </details>

# %% jupyter={"source_hidden": true}
def draw(kind, level):
    """The first test pictures, damaged and cleaned by each method, and the error of all of them."""
    rows = [test.X, *answers[kind, level].values()]
    labels = ["original", *[f"{name}  {error:.4f}" for name, error in errors[kind, level].items()]]
    tiles = np.vstack([np.hstack([np.pad(x.reshape(image_shape), 1, constant_values=0.13)
                                  for x in pictures[:9]]) for pictures in rows])
    fig, ax = plots.figure(size=(7.6, 4.3))
    ax.imshow(tiles, cmap="gray_r", vmin=0, vmax=1)
    ax.grid(False)
    ax.set(frame_on=False, xticks=[])
    ax.set_yticks((image_shape[0] + 2) * (np.arange(len(rows)) + 0.5) - 0.5, labels)
    ax.tick_params(length=0)
    fig.set_label(f"Digits with {kind} {level}, mean squared error: {', '.join(labels[1:])}.")
    return fig


# %%
plots.steer(draw, {"kind": "occlusion", "level": 0.2}, kind=list(LEVELS), level=levels)

# %% [markdown]
# ## Does it work on photographs?
#
# `make_patches` cuts squares of 12 × 12 pixels from two photographs, a temple and a flower. Training,
# validation and test patches come from different blocks and share no pixel. The noise is again 0.2. PCA's
# $k$, which is printed, is the best on validation patches; the filter looks at 5 × 5 pixels, which is better here.
#
# **Predict first.** On digits the median filter came last. And here?

# %% jupyter={"source_hidden": true}
patches = {subset: datasets.make_patches(n, subset=subset)
           for subset, n in [("train", 15_000), ("validation", 500), ("test", 1000)]}
clean, clean_valid = patches["test"].X, patches["validation"].X
noisy_patches, tuning = (corrupt(x, "gaussian", SIGMA, random_state=0) for x in (clean, clean_valid))
patch_pca = PCA().fit(patches["train"].X)
patch_k = max(range(1, 145), key=lambda k: psnr(clean_valid, keep(tuning, k, patch_pca)).mean())
patch_net = Autoencoder(144, hidden_units=(256, 256), noise=SIGMA, epochs=10, random_state=0)
cleaned = {"nothing": noisy_patches, "median filter": median(noisy_patches, 5),
           "PCA": keep(noisy_patches, patch_k, patch_pca),
           "shrunk PCA": shrink(noisy_patches, SIGMA, patch_pca),
           "Autoencoder": patch_net.fit(patches["train"].X).reconstruct(noisy_patches)}
patch_board = scores(clean, cleaned)

# %%
plots.show(plots.reconstructions(patches["test"].images[:9], {
    name: np.clip(rows[:9], 0, 1) for name, rows in cleaned.items()}))
lead = psnr(clean, cleaned["Autoencoder"]) - psnr(clean, cleaned["shrunk PCA"])
luck = 2 * lead.std() / len(lead) ** 0.5                       # two standard errors
print(f"PCA keeps {patch_k} of 144; Autoencoder - shrunk PCA: {lead.mean():.2f} dB, give or take {luck:.2f}; "
      f"median filter of 3 × 3 pixels: {psnr(clean, median(noisy_patches)).mean():.2f} dB")
patch_board.round(2)

# %% [markdown]
# The median filter is far better than nothing, and close to PCA. With 3 × 3 pixels, as on the digits, it is better than
# nothing by more than 2 dB as well: in a photograph neighbours *do* resemble each other.
#
# From PCA on, the larger step is the one from keeping to shrinking. Look at the stripes: they live in many
# faint directions. PCA drops them all, the shrunk PCA keeps a little of each. What the bends add is more than the luck
# of the patches (the printed *give or take* is two standard errors), but small at this level and after ten epochs. The
# last table will say more.
#
# ## Does noise make a better code?
#
# *Optional, four minutes to read; nothing below needs it (`OPTIONAL = False` in the first cell leaves it out).*
# Vincent and colleagues wanted *codes*: who can undo damage must have noticed what goes with what. Lesson 04's linear
# probe tests it: told for five pictures of each digit which it is, a logistic regression names the others by their
# codes. The networks' codes are as wide as the picture.
#
# **Predict first.** Order the four: pixels, PCA's codes, those of a network trained without noise, and those
# of one trained with.

# %% jupyter={"source_hidden": true}
coders = {"pixels": FunctionTransformer(), "PCA, k = 16": PCA(16)} | {        # the first changes nothing
    name: Autoencoder(d, init="random", noise=noise, epochs=30, patience=None)
    for name, noise in [("no noise", 0.0), ("Gaussian 0.2", 0.2)]}
probe = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))
few_labels = StratifiedShuffleSplit(10, train_size=50, random_state=0)       # five of each digit, ten times

# %% jupyter={"source_hidden": true}
accuracy = pd.DataFrame(index=list(coders), columns=pd.RangeIndex(3, name="% right in split"), dtype=float)
for split in accuracy if OPTIONAL else []:
    fit_on, ask = datasets.load_digits().split(random_state=split)
    for name, coder in coders.items():
        if isinstance(coder, Autoencoder):
            coder.set_params(random_state=split)
        codes = coder.fit(fit_on.X).transform(ask.X)
        accuracy.loc[name, split] = 100 * cross_val_score(probe, codes, ask.y, cv=few_labels).mean()
accuracy.round(1)

# %% [markdown]
# With noise the code is the best in every split, though the network that makes it has seen no label. The other three
# lie close together: without noise the wide code is, on the whole, no better than pixels. A likely reason: pictures
# that differ by chance alone must now come out alike, so their codes had better be alike.
#
# ## What does the full benchmark say?
#
# The folded cell reads a file (`make bench-full` writes it anew): four levels, networks trained longer and for each
# level anew, three seeds. *Best linear map* is a linear regression from noisy to clean pictures, close kin of the
# shrunk PCA. The table holds differences in dB. The leads over PCA at its best k are from the least favourable seed,
# the others are means.
#
# **Predict first.** At which level is the lead over PCA smallest, on digits and on photographs? And is it
# ever negative?

# %% jupyter={"source_hidden": true}
bench = json.loads(Path("../benchmarks/results/denoising.json").read_text())
steps = {}
for data in bench["networks"]:
    db = pd.DataFrame(bench["tables"][f"{data}: PSNR, dB"]).T.rename(columns=lambda name: name.removeprefix("noise "))
    steps[data] = pd.DataFrame(
        {f"{name} - PCA, worst seed": db.loc[f"lead of {name}"] for name in ("dense", "convolutional")}
        | {f"{better} - {than}": db.loc[better] - db.loc[than]
           for than, better in [("PCA", "best linear map"), ("best linear map", "dense")]}).T
steps = pd.concat(steps)
steps.rename_axis(columns=f"{bench['date']}, dB at noise").round(2)

# %% [markdown]
# Never negative: both networks lead PCA at every level, with every seed. The lead is smallest at the weakest noise
# on digits, at the strongest on photographs. (And trained longer, the convolutions pass the dense network at some
# levels.)
#
# How much of it is due to bends? Compare two steps: from PCA to the best linear map, and from there to
# the dense network. On photographs the first is the larger at every level, on digits the second at most
# levels. A digit has a shape that can be known; a patch of a temple hardly has.
#
# ## Claims
#
# The next cells, folded, check what the text says. You may skip them.

# %% jupyter={"source_hidden": true}
db_now, photo = board["PSNR (dB)"], patch_board["PSNR (dB)"]
for kind, rows in by_hand.items():
    assert 0.85 < np.mean((rows - test.X) ** 2) / damage[kind] < 1.15          # corrupt does it as by hand
assert max(damage.values()) < 2 * min(damage.values()) and max(damage, key=damage.get) == "masking"
assert np.allclose(psnr(test.X, noisy, cut=False), tf.image.psnr(
    *(x.reshape(-1, *image_shape, 1) for x in (test.X, noisy)), 1.0), atol=1e-3)
assert cut > raw + 1.5 and np.mean((test.X == 0) | (test.X == 1)) > 0.5        # the cut alone denoises
assert np.all(with_median.idxmax()[:4] == "nothing") and with_median[0.4].idxmax() == "median filter"
assert np.ptp(with_median.loc["median filter", :0.05]) < 0.5      # the filter harms thin strokes
assert np.mean((damaged["occlusion"][:9] - test.X[:9]) ** 2, axis=1).min() < 0.0005       # a hole in white paper
spread = np.std([np.mean((rows[:100] - test.X[:100]) ** 2, axis=1) for rows in damaged.values()], axis=1)
assert 2 * spread[0] < spread[1:].min()                 # Gaussian noise costs all pictures about the same
assert np.allclose(total, lost + let_in, rtol=0.06)                 # the dots lie on the sum
assert abs(above - low_k) < 0.1 * d and low_k < best_k              # the rule: variance above σ²

# %% jupyter={"source_hidden": true}
copied = psnr(test.X, found["copier"]).mean()
assert copy_loss < 0.002 and abs(copied - cut) < 1 and copied < db_now["PCA"] - 0.5
assert np.argmin(copy_curve) < 10 and min(copy_curve) < 0.8 * copy_curve[-1]   # by accident, early
once_curve, (trained, renewed, _) = recipes["noise in, drawn once"][1], table.iloc[1]
assert 1.03 * min(once_curve) < once_curve[-1] < min(total) and trained < 0.6 * renewed
assert trained < 0.8 * table.iloc[2, 0]                             # drawn once: a lower training error
assert table.iloc[2].max() < 1.4 * table.iloc[2].min()              # fresh: the three errors are close
assert db_now[["Autoencoder", "convolutional"]].min() > db_now["shrunk PCA"] > db_now["PCA"] + 0.3
assert db_now["Autoencoder"] > db_now["convolutional"]
sizes = [(best_k + 1) * d, *(m.model_.count_params() for m in models.values())]
assert 10 * sizes[0] < sizes[2] < sizes[1] / 4
assert psnr(test.X, found["look-up"]).mean() < db_now["PCA"]
assert at[0.05].sort_values().index[:3].tolist() == ["Autoencoder", "PCA", "nothing"]
assert ceiling < at.loc["nothing", 0.05] and np.all(at.loc["PCA, k for each level"] > at.loc["nothing"])
assert at[0.4].idxmax() == "Autoencoder"

# %% jupyter={"source_hidden": true}
unseen, breadth, against_nothing = (ratios.loc[name] for name in ratios.index.unique(0))
assert unseen.drop("gaussian").max(axis=None) < 1                   # each kind that is new, each level
assert (unseen.drop("gaussian").loc[:, 0.1:].idxmax() == "occlusion").all() and breadth.loc["occlusion", 0.2] < 0.75
against_nothing = against_nothing.loc["gaussian"]                   # its own kind: much, a little, and no harm
assert against_nothing[0.05] > 2 and 1 < against_nothing[0.1] < 1.4 and against_nothing[0.2:].max() < 1
assert 0 < at.loc["Autoencoder", 0.1] - at.loc["nothing", 0.1] < 0.5
assert breadth.loc[["gaussian", "salt_and_pepper", "masking"], 0.05].min() > 1
assert (np.diff(breadth.loc["gaussian"]) < 0).all() and abs(breadth.loc["gaussian", 0.4] - 1) < 0.1
assert 1.2 < breadth.max(axis=None) < 1.35                          # the price of breadth, at worst
assert photo["nothing"] + 2 < photo["median filter"] < photo["PCA"] + 0.3
assert photo["PCA"] + 0.5 < photo["shrunk PCA"] and luck < lead.mean() < 0.5
assert psnr(clean, median(noisy_patches)).mean() > photo["nothing"] + 2      # with 3 x 3 pixels too
assert psnr(clean_valid, median(tuning, 5)).mean() > psnr(clean_valid, median(tuning, 3)).mean()

# %% jupyter={"source_hidden": true}
if "accuracy" in globals() and OPTIONAL:                   # else the optional section was left out
    best, others = accuracy.loc["Gaussian 0.2"], accuracy[:-1]
    assert (best > others.max() + 1).all()                 # with noise: best in every split
    means = others.mean(axis=1)
    assert best.mean() - means.max() > np.ptp(means)       # the other three close together
    assert abs(means["no noise"] - means["pixels"]) < 1

# %% jupyter={"source_hidden": true}
specks = {name: np.mean(np.clip(found[name], 0, 1)[test.X == 0] ** 2)
          for name in ("PCA", "Autoencoder", "convolutional")}
assert max(specks, key=specks.get) == "PCA"                         # grey in white paper
for data, smallest, levels_of_bends in [("digits", "0.05", 3), ("patches", "0.4", 0)]:
    over_pca, (linear, dense) = steps.loc[data][:2], steps.loc[data][2:].to_numpy()
    assert over_pca.min(axis=None) > 0 and (over_pca.idxmin(axis=1) == smallest).all()
    assert (over_pca.iloc[1] > over_pca.iloc[0]).any()              # the convolutions, trained longer
    assert min(dense) > 0 and np.sum(dense > linear) == levels_of_bends
assert errors.columns[errors.idxmin() == "nothing"].tolist() == [("gaussian", 0.05)]
assert all("mean squared error" in draw(*state).get_label() for state in met)
narrow = Autoencoder(16, epochs=60, random_state=0).fit(train.X).reconstruct(noisy)
assert copied + 0.3 < psnr(test.X, narrow).mean() < db_now["PCA"] - 0.3

# %% [markdown]
# ## Check yourself
#
# **1.** A colleague trains a network with a wide code on clean pictures. On clean test pictures its
# error is nearly zero. "It knows our forms by heart; it will remove the speckles." What do you ask?
#
# <details><summary>Answer</summary>
#
# For the error on *speckled* test pictures, beside nothing and PCA. An error near zero with a wide code
# is what a copier has, and a copier copies speckles too.
# </details>
#
# **2.** A denoising network's training error is half of its validation error, and the gap grows. The
# rows were not many, but enough last time. Where do you look first?
#
# <details><summary>Answer</summary>
#
# Whether the noise is drawn anew in every epoch. Drawn once, it is part of the training set, and can be
# learned by heart.
# </details>
#
# **3.** Your scans have weak noise, and you own a network trained for strong noise. Name two things
# that are better than using it.
#
# <details><summary>Answer</summary>
#
# To do nothing but cut, or PCA with a $k$ chosen for that level. Best: train for the levels that you will meet.
# </details>

# %% [markdown]
# ## Summary
#
# - To denoise is to know clean pictures: their range, their neighbours, their directions, their shapes.
# - PCA keeps the directions with more variance than the noise; shrinking them is better.
# - A wide network trained on clean pairs copies. Noise in, clean out, and fresh in every epoch: then it
#   learns.
# - It beat PCA on the noise it was trained for and on kinds that it had never met. Where the noise was
#   much weaker, it harmed.
# - On photographs shrinking is the larger step, and the bends add to it. (If you read the optional section: noise in
#   training also made the codes better with few labels.)
#
# **Exercise.** Now you: [Exercise 06](exercises/06_denoising.ipynb). You hide pixels, count decibels, repair
# a training, choose k for the noise you have, and say when to leave a picture alone.
# Each task checks itself.
#
# **Before:** [05 Autoencoder and PCA](05_autoencoder_and_pca.ipynb). **Next:** [07 Anomaly
# detection](07_anomaly_detection.ipynb): a network that cleans away what is no digit can also *tell*
# you that something was no digit.
#
# ## References
#
# - Vincent, Larochelle, Bengio and Manzagol 2008, "Extracting and composing robust features with
#   denoising autoencoders", *ICML*.
# - Goodfellow, Bengio and Courville 2016, *Deep Learning*, chapter 14. MIT Press.
