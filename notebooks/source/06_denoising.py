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
# > **Time** 60 minutes, of which the computer needs one · **Read before**
# > [05 Autoencoder against PCA](05_autoencoder_and_pca.ipynb) · **Data** digits, patches of two
# > photographs

# %% [markdown]
# A form comes out of the scanner with speckles all over. Nobody will ever scan that form again with those
# same speckles. So whatever cleans it has to undo noise that it has never seen.
#
# How can that be possible at all? From the speckled picture alone, it is not: any grey dot might be
# ink. You have to *know something about clean pictures*. Each method of this lesson knows a little more
# than the one before. Watch what each of them knows.

# %%
import json
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.ndimage import median_filter
from scipy.special import softmax
from scipy.stats import bootstrap
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import euclidean_distances
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from aeutils import Autoencoder, corrupt, datasets, plots
import keras
import tensorflow as tf

# %% [markdown]
# ## What does noise do to a picture?
#
# Noise comes in kinds. Four of them, by hand, each in a line or two: add a normal number to each pixel
# (**Gaussian**); turn some pixels white or black (**salt and pepper**); turn some white
# (**masking**); hide a square (**occlusion**). A digit here is ink from 0 to 1, so white is 0.

# %%
DATASET, SIGMA = "digits", 0.2           # or "mnist": some minutes instead of one
train, valid, test = datasets.load(DATASET)[:4000].split(random_state=0)
d, image_shape = train.X.shape[1], train.image_shape

rng = np.random.default_rng(0)
draw = rng.random(test.X.shape)
by_hand = {"gaussian": test.X + SIGMA * rng.standard_normal(test.X.shape),
           "salt_and_pepper": np.where(draw < 0.1, draw < 0.05, test.X),
           "masking": np.where(draw < 0.25, 0, test.X),
           "occlusion": test.X.copy()}
side = round((0.14 * d) ** 0.5)          # a square that covers 14 % of the picture
for picture in by_hand["occlusion"].reshape(-1, *image_shape):
    top, left = rng.integers(0, image_shape[0] - side + 1, 2)
    picture[top : top + side, left : left + side] = 0

# %% [markdown]
# `corrupt` is the same in one call, with a seed.
#
# **Predict first.** Below each picture stands its squared error. Which of the four kinds looks worst to
# you, and is it also the one with the largest error?

# %%
LEVELS = {"gaussian": SIGMA, "salt_and_pepper": 0.1, "masking": 0.25, "occlusion": 0.14}
damaged = {kind: corrupt(test.X, kind, level, image_shape=image_shape, random_state=0)
           for kind, level in LEVELS.items()}
damage = {kind: np.mean((rows - test.X) ** 2) for kind, rows in damaged.items()}
plots.show(plots.reconstructions(
    test.images[:9], {kind.replace("_and_", " and\n"): rows[:9] for kind, rows in damaged.items()}))
for kind, rows in by_hand.items():
    assert 0.85 < np.mean((rows - test.X) ** 2) / damage[kind] < 1.15          # as by hand
assert max(damage.values()) < 2 * min(damage.values())

# %% [markdown]
# On average the four are within a factor of two, and to the eye they have little in common. In the last
# row the error depends on luck: a square over white paper costs nothing, a square over a stroke a lot.
#
# ## How much noise is that?
#
# People who clean pictures report **PSNR**, the peak signal-to-noise ratio. It is the squared error on
# a logarithmic scale, in decibels: for pixels from 0 to 1,
#
# $$\mathrm{PSNR}(x, \hat x) = 10 \log_{10} \frac{1}{\frac 1 d \lVert x - \hat x \rVert^2}.$$
#
# Ten decibels more are a tenth of the error; 3 dB more are half of it. Take it for each image, then
# average.
#
# Its companion is **SSIM**, the structural similarity (Wang et al. 2004), 1 for a perfect copy. In a
# small window that slides over both pictures it compares mean, contrast and correlation, so that a
# lost stroke costs more than an even veil. The first you build, the second comes from TensorFlow.
#
# **Predict first.** The noise has a standard deviation of 0.2. Work out the PSNR of the noisy pictures in
# your head. Then guess: what is there to gain by cutting every pixel to [0, 1]?

# %%
def psnr(clean, found, cut=True):
    """Decibels, one number for each image."""
    found = np.clip(found, 0, 1) if cut else found
    with np.errstate(divide="ignore"):                   # a perfect copy has infinitely many
        return -10 * np.log10(np.mean((clean - found) ** 2, axis=1, dtype=float))


def as_images(rows):
    side = int(rows.shape[1] ** 0.5)
    return np.asarray(rows, np.float32).reshape(-1, side, side, 1)


def ssim(clean, found):
    pair = as_images(clean), as_images(np.clip(found, 0, 1))
    return tf.image.ssim(*pair, max_val=1.0, filter_size=7).numpy().astype(float)


# %%
noisy = damaged["gaussian"]
assert np.allclose(psnr(test.X, noisy, cut=False),
                   tf.image.psnr(as_images(test.X), as_images(noisy), 1.0), atol=1e-3)
raw, cut = psnr(test.X, noisy, cut=False).mean(), psnr(test.X, noisy).mean()
print(f"as it is {raw:.2f} dB, cut to [0, 1] {cut:.2f} dB; SSIM {ssim(test.X, noisy).mean():.3f}")

# %% [markdown]
# The squared error of the noise is $0.2^2 = 0.04$, and $10 \log_{10} 25$ is about 14. So far, arithmetic.
#
# The cut is the surprise. Many pixels of a digit are pure paper or full ink, and there half of the noise
# points out of the range. You have denoised for the first time, because you knew that *ink lies between
# 0 and 1*. From here on everybody gets the cut for free; "nothing" means nothing but the cut.
#
# ## Does a median filter help?
#
# The classic of image processing: replace each pixel by the median of the 3 × 3 pixels around it. It
# knows that *neighbours resemble each other*, and a lonely speckle is voted down by its eight neighbours.
#
# **Predict first.** At which of the four noise levels does it do better than nothing?

# %%
def median(rows, width=3):
    return median_filter(as_images(rows)[..., 0], (1, width, width)).reshape(rows.shape)


levels = [0.05, 0.1, 0.2, 0.4]
by_level = {level: corrupt(test.X, "gaussian", level, random_state=0) for level in levels}
with_median = pd.DataFrame({level: {"nothing": psnr(test.X, rows).mean(),
                                    "median filter": psnr(test.X, median(rows)).mean()}
                            for level, rows in by_level.items()})
with_median.columns.name = "PSNR (dB) at noise"
with_median.round(1)

# %% [markdown]
# Only at the last, where hardly anything is left to spoil. In 8 × 8 pixels a stroke is one or two pixels
# wide: *it* is the minority in its window, and is voted down like a speckle. What the filter
# knows about pictures is true of larger ones and false here. You will meet it again on photographs.
#
# ## What does PCA know about noise?
#
# PCA keeps $k$ directions and throws the others away. The picture lies mostly in the first directions.
# The noise does not care: it spreads evenly over all $d$. So keep few directions, and most of the noise
# goes.
#
# The squared error has two parts. Each direction kept lets its share of the noise in, $\sigma^2 / d$.
# Each direction dropped loses the picture's variance in it, $\lambda_i / d$, with $\lambda_i$ the $i$-th
# eigenvalue. One part rises with $k$, the other falls.
#
# **Predict first.** From that alone: by which rule would you keep or drop direction $i$? And which way
# does the best $k$ move when the noise grows?

# %%
pca, noisy_valid = PCA().fit(train.X), corrupt(valid.X, "gaussian", SIGMA, random_state=1)


def keep(rows, k, pca=pca):
    """Project on the first k components, and come back."""
    Z = pca.transform(rows)
    Z[:, k:] = 0
    return pca.inverse_transform(Z)


ks = np.unique(np.linspace(1, d, 64).astype(int))
total = [np.mean((valid.X - keep(noisy_valid, k)) ** 2) for k in ks]
lost = np.array([np.mean((valid.X - keep(valid.X, k)) ** 2) for k in ks])
let_in = SIGMA**2 * ks / d
best_k = int(max(ks, key=lambda k: psnr(valid.X, keep(noisy_valid, k)).mean()))

# %%
fig, ax = plots.figure(size=(7, 3.5))
ax.plot(ks, lost, color=plots.GREY, linestyle="--", label="picture lost")
ax.plot(ks, let_in, color=plots.GREY, linestyle=":", label="noise let in, σ²k/d")
ax.plot(ks, lost + let_in, color=plots.BLACK, linewidth=1, label="sum of the two")
ax.plot(ks, total, "o", color=plots.BLUE, markersize=4, label="PCA, measured")
ax.axvline(best_k, color=plots.BLUE, linewidth=1, alpha=0.5)
ax.set(xlabel="components kept, k", ylabel="validation error (MSE), uncut", ylim=(0, None))
ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
above = int(np.sum(pca.explained_variance_ > SIGMA**2))
plots.show(fig, alt=f"PCA's error has its valley at k = {ks[np.argmin(total)]}, where what it loses of the "
                    "picture and what it lets in of the noise add up to least.")
print(f"lowest error at k = {ks[np.argmin(total)]}, best PSNR after the cut at k = {best_k}; "
      f"{above} eigenvalues are above σ²")
assert np.allclose(total, lost + let_in, rtol=0.06)

# %% [markdown]
# The dots lie on the sum. So **keep a direction if its variance is larger than the noise's.** More noise,
# fewer directions. (The cut removes some noise by itself, so with it a few more directions pay. The $k$
# that PCA gets in this lesson is the best by PSNR on validation rows.)
#
# To keep or to drop is crude. Why not *shrink* each direction by a factor $w_i$ between 0 and 1? Then it
# costs $\bigl((1 - w_i)^2 \lambda_i + w_i^2 \sigma^2\bigr) / d$, which is least for
# $w_i = \lambda_i / (\lambda_i + \sigma^2)$.
# That is the Wiener filter, and no linear map does better. Whoever says that a network's *bends* are
# worth their price must beat this one.

# %%
def shrink(rows, sigma, pca=pca):
    """Shrink each component by its share of picture in picture plus noise."""
    share = pca.explained_variance_ / (pca.explained_variance_ + sigma**2)
    return pca.inverse_transform(share * pca.transform(rows))


found = {"nothing": noisy, "median filter": median(noisy), "PCA": keep(noisy, best_k),
         "shrunk PCA": shrink(noisy, SIGMA)}


def scores(clean, found):
    return pd.DataFrame({"PSNR (dB)": {name: psnr(clean, x).mean() for name, x in found.items()},
                         "SSIM": {name: ssim(clean, x).mean() for name, x in found.items()}})

scores(test.X, found).round(3)

# %% [markdown]
# ## Will an autoencoder do it by itself?
#
# An autoencoder knows handwriting better than PCA does; lesson 05 showed it. So take a roomy one, its
# code as wide as the picture so that nothing gets lost. Train it on the clean digits until it
# reproduces them nearly perfectly. Give it noisy ones, and it will draw what it has learned: clean
# digits. Will it?
#
# **Predict first.** Its PSNR on noisy digits: above PCA's, between PCA's and nothing's, or below?
#
# Here is lesson 03's engine with one change: input and target are two arrays.

# %%
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
scores(test.X, found).loc[["nothing", "PCA", "copier"]].round(3)

# %% [markdown]
# It copies the noise about as faithfully as the digit. Why should it not? To copy is the easiest way to
# reproduce, and nothing in its training asked for more. It does not know handwriting. It knows copying.
#
# ## What is the repair?
#
# One line. Noise in, **clean out** (Vincent et al. 2008). Now copying is no solution; to lower the
# loss, the network has to learn what digits look like.
#
# There are two ways to write the line. You can corrupt the training rows once and keep them. Or you can
# corrupt them anew in every epoch.
#
# **Predict first.** The first of these gets the same noisy rows fifty times. What will its training error
# do, and what its error on validation rows?

# %%
once = corrupt(train.X, "gaussian", SIGMA, random_state=0)
recipes = {"clean in (copier)": (copier, copy_curve, copy_loss),
           "noise in, drawn once": train_recipe(lambda epoch: once),
           "noise in, fresh every epoch": train_recipe(
               lambda epoch: corrupt(train.X, "gaussian", SIGMA, random_state=epoch))}
references = {"PCA": min(total), "nothing (uncut)": np.mean((valid.X - noisy_valid) ** 2)}
plots.show(plots.learning_curves({name: curve for name, (_, curve, _) in recipes.items()}, references,
                                 ylabel="validation error (MSE), uncut"))
pd.DataFrame({"training error": {name: loss for name, (_, _, loss) in recipes.items()},
              "validation error": {name: curve[-1] for name, (_, curve, _) in recipes.items()}}).round(4)

# %% [markdown]
# - **The copier** denoises a little at first, by accident: it cannot copy well yet. Then it learns to.
# - **Noise drawn once** beats PCA, turns, and rises. Its training error says why: far below what it
#   reaches on new noise. It has learned by heart which speckles belong to which digit.
# - **Fresh noise** leaves nothing to learn by heart. Training and validation error stay close.
#
# That is all that is new in `Autoencoder(noise=0.2)`: the engine corrupts every batch anew and compares
# with the clean rows. It starts as PCA, as you know it. And its code may be as wide as the picture. What
# prevents copying now is the noise, not the bottleneck.
#
# > **Try it.** A *narrow* code throws noise away too, as PCA does. Fit `Autoencoder(16, epochs=60)`
# > without noise and give it `noisy`. Does it beat PCA at its best k?
#
# ## Who cleans best?
#
# Two networks, one dense, one with convolutions (lesson 02), which needs to know how the pixels lie:
# `image_shape`. Everybody is made for Gaussian noise of 0.2, and judged on test rows.
#
# **Predict first.** Which of the two is the better denoiser on pictures of 8 × 8?

# %%
models = {"Autoencoder": Autoencoder(d, hidden_units=(256, 256), noise=SIGMA, epochs=60,
                                     patience=None, random_state=0),
          "convolutional": Autoencoder(d, hidden_units=(16, 32), noise=SIGMA, epochs=40,
                                       patience=None, image_shape=image_shape, random_state=0)}
for name, model in models.items():
    found[name] = model.fit(train.X).reconstruct(noisy)
board = scores(test.X, found).drop(index="copier")
shown = {name: np.clip(found[name][:9], 0, 1)
         for name in ("nothing", "median filter", "PCA", "Autoencoder")}
plots.show(plots.reconstructions(test.images[:9], shown))
board.round(3)

# %%
leads = {}
for rival in ("PCA", "shrunk PCA"):
    lead = psnr(test.X, found["Autoencoder"]) - psnr(test.X, found[rival])
    low, high = bootstrap((lead,), np.mean, n_resamples=2000, method="percentile",
                          rng=np.random.default_rng(0)).confidence_interval
    leads[rival] = low
    print(f"Autoencoder - {rival}: {lead.mean():.2f} dB, 95 % interval {low:.2f} to {high:.2f}; "
          f"better on {np.mean(lead > 0):.0%} of the images")
paper = test.X == 0
left = {name: [float(np.mean((np.clip(found[name], 0, 1) - test.X)[where] ** 2))
               for where in (paper, ~paper)] for name in ("PCA", "Autoencoder")}
print("squared error on paper and on ink:", {name: np.round(e, 4).tolist() for name, e in left.items()})
sizes = {"PCA": (best_k + 1) * d} | {name: m.model_.count_params() for name, m in models.items()}
print("parameters:", sizes)
assert sizes["PCA"] < sizes["convolutional"] < sizes["Autoencoder"] / 4

# %% [markdown]
# Both networks lead, and by far more than the luck of the test images. The gain is on paper and on ink.
# PCA adds fixed pictures, and each lets the same noise in, whatever the digit. A network can decide for
# each picture anew: here is paper, here runs a stroke.
#
# The price is many times the numbers of PCA. The convolutions come close with a fraction of that. Their
# strength is that a stroke is a stroke wherever it lies, and that is worth less in 8 × 8 pixels with the
# digit always in the middle.
#
# ## How good can anybody be?
#
# There is a best answer. Of all functions of the noisy picture $\tilde x$, the one with the lowest
# expected squared error is the **mean of all clean pictures that could be behind it**, each weighted by
# its probability: $\mathrm E[x \mid \tilde x]$. It is what your network is trying to learn.
#
# If the training pictures were all the pictures there are, you could write it down. A clean $x_i$ turns
# into $\tilde x$ with a density proportional to $\exp(-\lVert \tilde x - x_i \rVert^2 / 2\sigma^2)$.
# So weigh with that, and average. No training, only looking up.
#
# **Predict first.** This look-up knows every training picture, to the pixel. Where will it stand?

# %%
def look_up(rows, sigma, memory=train.X):
    """Mean of the pictures in memory, each weighted by how likely it is to lie behind the noise."""
    distances = euclidean_distances(rows, memory, squared=True)
    return softmax(-distances / (2 * sigma**2), axis=1) @ memory


found["look-up"] = look_up(noisy, SIGMA)
scores(test.X, found).loc[["PCA", "look-up", "Autoencoder"]].round(3)

# %% [markdown]
# It loses even to PCA. It knows a thousand digits of the past, and the test digits are none of them:
# nobody writes the same 3 twice. So the network is no look-up table. What it has learned carries over
# to digits that are new.
#
# <details><summary>In depth: why the best answer is a mean, and why a mean is blurred</summary>
#
# Fix a noisy picture $\tilde x$, and let the answer be $a$. Write $m = \mathrm E[x \mid \tilde x]$. Then
#
# $$\mathrm E\bigl[\lVert x - a \rVert^2 \mid \tilde x\bigr]
# = \mathrm E\bigl[\lVert x - m \rVert^2 \mid \tilde x\bigr] + \lVert m - a \rVert^2,$$
#
# since the mixed term $2\,(m - a) \cdot \mathrm E[x - m \mid \tilde x]$ is zero. The first part is
# nobody's fault: the noise has destroyed what tells the candidates apart. The second is zero only for
# $a = m$. So a network that minimises squared error over fresh noise is drawn towards $m$, whatever its
# layers are. If picture and noise are both Gaussian, $m$ is linear in $\tilde x$, up to a constant: the
# Wiener filter above, and bends have nothing to add.
#
# A mean of sharp pictures is not sharp. Where the candidates disagree about a stroke's place, $m$ has a
# grey smear over all the places. The blur is what squared error *asks for*. For sharp pictures you have
# to ask for one candidate instead of the mean of all; lesson 08 draws pictures in this way.
# </details>
#
# ## What about noise it was not trained for?
#
# So far everybody was tuned for a level of 0.2. Scanners do not tell you their level. So leave the
# methods as they are, and turn the noise. (The look-up alone is told the level.)
#
# **Predict first.** Sketch two lines: the network's PSNR by level, and nothing's. Do they cross?

# %%
strangers = {"nothing": lambda rows, level: rows,
             "PCA": lambda rows, level: keep(rows, best_k),
             "Autoencoder": lambda rows, level: models["Autoencoder"].reconstruct(rows),
             "look-up": look_up}
curves = {name: np.array([psnr(test.X, clean(rows, level)).mean() for level, rows in by_level.items()])
          for name, clean in strangers.items()}
ceiling = psnr(test.X, models["Autoencoder"].reconstruct(test.X)).mean()
fig = plots.curve_by_size(levels, curves, xlabel="noise met (standard deviation)", ylabel="PSNR (dB)",
                          log=False)
fig.set_size_inches(7.4, 3.6)
fig.axes[0].axhline(ceiling, color=plots.VERMILLION, linestyle=":", label="Autoencoder, clean input")
fig.axes[0].axvline(SIGMA, color=plots.GREY, linewidth=1)
fig.axes[0].legend(loc="upper left", bbox_to_anchor=(1, 1))
plots.show(fig, alt=f"{fig.get_label()} On clean input the autoencoder reaches {ceiling:.1f} dB.")

# %% [markdown]
# They cross. **Where the noise is much weaker than the one trained for, the best cleaner is nobody**, and
# PCA does less harm than the network. The dotted line tells why. Give the network a perfectly clean
# digit, and it changes it. Nobody ever told it that a picture may be clean, so it always cleans.
#
# On stronger noise than it was trained for it goes on leading PCA. And the look-up, which lost, now wins:
# where the noise hides all detail, it is worth more to know the true level and the old pictures by heart.
#
# That was another *level*. Now for another *kind*. The network has seen Gaussian noise, no speckle and no
# hole. Beside it stands an **all-rounder**, trained by the recipe above; each of its rows gets one of the
# four kinds, at a level drawn up to 0.4.
#
# **Predict first.** On which kinds will the Gaussian network still help? What does the all-rounder pay
# for its breadth?

# %%
dice = np.random.default_rng(0)


def any_noise(epoch):
    """Each row with one of the four kinds; dice choose it, and for each kind a level."""
    kinds = [corrupt(train.X, kind, dice.uniform(0, 0.4), image_shape=image_shape, random_state=epoch)
             for kind in LEVELS]
    return np.stack(kinds)[dice.integers(4, size=len(train)), np.arange(len(train))]


all_rounder = train_recipe(any_noise, epochs=60)[0]
cleaners = {"nothing": lambda rows: rows, "median filter": median, "PCA": lambda rows: keep(rows, best_k),
            "Autoencoder": models["Autoencoder"].reconstruct,
            "all-rounder": lambda rows: all_rounder(rows).numpy()}

# %%
met = {(kind, level): corrupt(test.X, kind, level, image_shape=image_shape, random_state=0)
       for kind in LEVELS for level in levels}
answers = {state: {name: np.clip(clean(rows), 0, 1) for name, clean in cleaners.items()}
           for state, rows in met.items()}
errors = pd.DataFrame({state: {name: np.mean((test.X - x) ** 2) for name, x in found_here.items()}
                       for state, found_here in answers.items()})
print("PSNR of the masked pictures, mean:", psnr(test.X, met["masking", 0.05]).mean())
unseen = errors.drop(columns="gaussian", level=0)
hole, known = errors["occlusion", 0.2], errors["gaussian", 0.2]
assert (unseen.loc["Autoencoder"] < unseen.loc[["nothing", "PCA"]].min()).all()   # each kind and level
assert hole["all-rounder"] < 0.75 * hole["Autoencoder"] and known["all-rounder"] > known["Autoencoder"]
assert hole["Autoencoder"] == errors.xs(0.2, axis=1, level=1).loc["Autoencoder"].max()
errors.xs(0.2, axis=1, level=1).round(4)

# %% [markdown]
# (Why squared errors now? Masking hit some pictures only where they were white anyway. Their error is
# zero, their PSNR infinite, and with one of them so is the mean.)
#
# So, can it remove noise that it has never seen? **Yes.** On the three kinds that it met for the first
# time, it beats PCA and it beats doing nothing, here and at all four levels. What it has learned is
# less the noise than the digits, and what is no digit goes. It is weakest on holes: it takes a hole for
# paper.
#
# The all-rounder has seen holes, and fills them. It pays on Gaussian noise, where the specialist is
# ahead.
#
# Turn both sliders. The level of Gaussian noise is its standard deviation, that of the others the share
# of pixels that they hit.
#
# > **Try it.** Begin with `occlusion`. From which level on does the all-rounder draw a *wrong* digit?
# > Then find a state in which you would rather have the damaged picture than any repair.

# %%
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
# validation and test patches come from different blocks and share no pixel. The noise is again 0.2.
#
# **Predict first.** On digits the median filter came last. And here?

# %%
patches = {subset: datasets.make_patches(n, subset=subset)
           for subset, n in [("train", 15_000), ("validation", 500), ("test", 1000)]}
clean, clean_valid = patches["test"].X, patches["validation"].X
noisy_patches, tuning = (corrupt(x, "gaussian", SIGMA, random_state=0) for x in (clean, clean_valid))
patch_pca = PCA().fit(patches["train"].X)
patch_k = max(range(1, 145), key=lambda k: psnr(clean_valid, keep(tuning, k, patch_pca)).mean())
width = max((3, 5), key=lambda width: psnr(clean_valid, median(tuning, width)).mean())
patch_net = Autoencoder(144, hidden_units=(256, 256), noise=SIGMA, epochs=10, random_state=0)
cleaned = {"nothing": noisy_patches, "median filter": median(noisy_patches, width),
           "PCA": keep(noisy_patches, patch_k, patch_pca),
           "shrunk PCA": shrink(noisy_patches, SIGMA, patch_pca),
           "Autoencoder": patch_net.fit(patches["train"].X).reconstruct(noisy_patches)}
patch_board = scores(clean, cleaned)

# %%
plots.show(plots.reconstructions(patches["test"].images[:9], {
    name: np.clip(rows[:9], 0, 1) for name, rows in cleaned.items()}))
photo = patch_board["PSNR (dB)"]
assert photo["nothing"] + 2 < photo["median filter"] < photo["PCA"] + 0.3
assert patch_board.loc["median filter", "SSIM"] < patch_board.loc["nothing", "SSIM"]
assert photo["PCA"] + 0.5 < photo["shrunk PCA"] < photo["Autoencoder"] < photo["shrunk PCA"] + 0.6
patch_board.round(3)

# %% [markdown]
# It is far better than nothing, and close to PCA: in a photograph neighbours *do* resemble each other.
# By SSIM it loses to nothing: it smooths the structure away with the noise.
#
# The big step is the one from keeping to shrinking. Stripes live in many faint directions; PCA drops them
# all, the shrunk PCA keeps a little of each. Between the last two rows you have to search. Of so small a patch
# most of what can be known is linear (smooth is likely, rough is not), and little is left to the bends.
#
# ## Does noise make a better code?
#
# Vincent and colleagues were not after clean pictures. They wanted *codes*: who can undo damage must have
# noticed what goes with what. Test it, with nearest neighbours and the linear probe of lesson 04, five
# labels per digit, three splits, each with six draws of the labels. The code is as wide as the picture.
#
# (`init="random"` here. A wide code that starts as PCA starts *whitened*, with all directions equally
# long, the faint ones full of chance. "PCA, whitened" shows what that does to neighbours.)
#
# **Predict first.** Order the six.

# %%
coders = {"pixels": None, "PCA, k = 16": PCA(16), "PCA, whitened": PCA(0.999, whiten=True)}
for name, noise in [("no noise", 0.0), ("Gaussian 0.2", 0.2), ("masking 0.5", ("masking", 0.5))]:
    coders[name] = Autoencoder(d, init="random", noise=noise, epochs=40, patience=None)
judges = {"nearest neighbour": KNeighborsClassifier(1),
          "linear probe": make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))}


def few_labels(Z, y, Z_test, y_test, judge, draws=6):
    """Accuracy on test codes from five labels of each class, mean over some draws of these."""
    rng, right = np.random.default_rng(0), []
    for _ in range(draws):
        rows = np.concatenate([rng.choice(np.flatnonzero(y == c), 5, replace=False) for c in range(10)])
        right.append(judge.fit(Z[rows], y[rows]).score(Z_test, y_test))
    return np.mean(right)


# %%
accuracy = {judge: {name: [] for name in coders} for judge in judges}
for seed in range(3):
    fit_on, _, ask = datasets.load(DATASET)[:4000].split(validation_size=0, random_state=seed)
    for name, coder in coders.items():
        codes = fit_on.X, ask.X
        if coder is not None:
            if isinstance(coder, Autoencoder):
                coder.set_params(random_state=seed)
            codes = coder.fit(fit_on.X).transform(fit_on.X), coder.transform(ask.X)
        for judge, model in judges.items():
            accuracy[judge][name].append(few_labels(codes[0], fit_on.y, codes[1], ask.y, model))

# %%
fig, axes = plots.figure(1, 2, size=(8.4, 3.1), sharey=True)
for ax, (judge, by_coder) in zip(axes, accuracy.items(), strict=True):
    for i, values in enumerate(by_coder.values()):
        look = ("s", plots.VERMILLION) if i > 2 else ("o", plots.BLUE) if i else ("^", plots.GREEN)
        ax.plot(100 * np.array(values), [i] * 3, look[0], color=look[1], alpha=0.8)
    ax.set(title=judge, xlabel="accuracy, 5 labels per digit (%)", ylim=(5.5, -0.5))
    ax.set_yticks(range(len(coders)), coders)
means = {judge: {name: np.mean(values) for name, values in by.items()} for judge, by in accuracy.items()}
plots.show(fig, alt="Accuracy with five labels per digit, mean of three splits: " + "; ".join(
    f"{judge}: " + ", ".join(f"{name} {mean:.0%}" for name, mean in by.items())
    for judge, by in means.items()))

# %% [markdown]
# Three marks are three splits. Without noise the wide code is not worth the trouble: the linear probe
# does no better with it than with pixels, and neighbours do worse. With Gaussian noise it has the best
# linear probe in every split. Masking lies between. No label was used for that, and the code is no
# shorter.
#
# Why? Without noise the encoder has one duty, to lose nothing. With noise, pictures that differ by
# chance alone must come out alike, so their codes had better be alike. For *neighbours* plain PCA has
# nearly the same gain: it threw much of the chance away with the faint directions.
#
# > **Try it.** Put 50 in place of 5 in `few_labels`. What is left of the lead?
#
# ## What does the full benchmark say?
#
# One level, one split, short training: that was your minute. The next cell reads a file with longer
# training at four levels, each with networks trained for it, over three seeds (split, noise, start);
# `make bench-full` writes it anew. *Best linear map* is a regression from noisy to clean pictures,
# close kin of the shrunk PCA. A *lead* is the network's score less that of PCA at its best k, in the
# least favourable of the three seeds.
#
# **Predict first.** At which level is the lead over PCA smallest? And is it ever negative?

# %%
bench = json.loads(Path("../benchmarks/results/denoising.json").read_text())
print(f"{bench['date']}, seeds {bench['seeds']}")
full = pd.concat({data: pd.concat({measure: pd.DataFrame(bench["tables"][f"{data}: {measure}"]).T
                                   for measure in ("PSNR, dB", "SSIM")}, axis=1)
                  for data in bench["networks"]})
least = full[full.index.get_level_values(1).str.startswith("lead")]["PSNR, dB"]
assert (least > 0).all(axis=None) and (least.loc["digits"].idxmin(axis=1) == "noise 0.05").all()
weakest = full.loc["digits", "SSIM"]["noise 0.05"]
assert np.ptp(weakest[["nothing", "PCA", "dense", "convolutional"]]) < 0.001
for data in bench["networks"]:
    db = full.loc[data, "PSNR, dB"]
    assert (db.loc[["dense", "convolutional"]].min() > db.loc["best linear map"]).all()
full.rename(columns=lambda name: name.removeprefix("noise ")).round(3)

# %% [markdown]
# In decibels both networks lead PCA at every level, with every seed, and the best linear map on
# average. On digits the lead is smallest where the noise is weakest. There SSIM sees no winner at all:
# networks and PCA are within a thousandth of doing nothing. If your scanner is that good, leave its
# pictures alone.
#
# ## Claims

# %%
DB, small = "PSNR (dB)", DATASET == "digits"
assert cut > raw + 1.5                                              # the cut alone denoises
assert np.all(with_median.idxmax()[:3] == "nothing") or not small   # the filter harms thin strokes
assert abs(above - ks[np.argmin(total)]) < 0.1 * d                  # the rule: variance above σ²
assert board.loc["shrunk PCA", DB] > board.loc["PCA", DB] + 0.3
copied = psnr(test.X, found["copier"]).mean() - board[DB]
assert copy_loss < 0.002 and copied["PCA"] < -0.5 and abs(copied["nothing"]) < 1
assert np.argmin(copy_curve) < 10 and min(copy_curve) < 0.8 * copy_curve[-1]    # by accident, early
(_, once_curve, once_loss), (fresh_net, fresh_curve, fresh_loss) = list(recipes.values())[1:]
assert 1.03 * min(once_curve) < once_curve[-1] < min(total) and once_loss < 0.6 * once_curve[-1]
assert fresh_curve[-1] < 0.85 * once_curve[-1] and fresh_loss > 0.7 * fresh_curve[-1]
assert board.loc[["Autoencoder", "convolutional"], DB].min() > board.loc["PCA", DB] + 0.5
assert min(leads.values()) > 0 and np.all(np.array(left["Autoencoder"]) < 0.85 * np.array(left["PCA"]))
assert psnr(test.X, found["look-up"]).mean() < board.loc["PCA", DB] or not small

# %%
at = pd.DataFrame(curves, index=levels).T
assert at[0.05].sort_values().index[::-1][:3].tolist() == ["nothing", "PCA", "Autoencoder"] or not small
assert at[0.4].sort_values().index[::-1].tolist() == ["look-up", "Autoencoder", "PCA", "nothing"] or not small
assert ceiling < at[0.05]["nothing"]                                # it cleans the clean
assert known["all-rounder"] > np.mean((test.X - np.clip(fresh_net(noisy), 0, 1)) ** 2)    # same recipe
for state in met:
    assert "mean squared error" in draw(*state).get_label()
for rival in ("pixels", "PCA, k = 16", "no noise"):                         # in every split
    better = np.array(accuracy["linear probe"]["Gaussian 0.2"]) > accuracy["linear probe"][rival]
    assert np.all(better) or not small
probe, near = pd.Series(means["linear probe"]), pd.Series(means["nearest neighbour"])
for mean in (probe, near):
    assert mean["no noise"] < mean["masking 0.5"] < mean["Gaussian 0.2"] or not small
assert probe["no noise"] < probe["pixels"] + 0.03 and near["no noise"] < near["pixels"]
assert abs(near["Gaussian 0.2"] - near["PCA, k = 16"]) < 0.06 and near.idxmin() == "PCA, whitened"

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
# **3.** The noise grows until $\sigma^2$ is larger than every eigenvalue. What does PCA do by the rule,
# and what does the shrunk PCA?
#
# <details><summary>Answer</summary>
#
# PCA keeps no direction: it answers the mean picture. The shrunk PCA stays near the mean too, but still
# moves a little towards what it sees, most along the first direction.
# </details>
#
# **4.** Two methods differ by 3 dB, and the worse one has the sharper pictures. Can that be?
#
# <details><summary>Answer</summary>
#
# Yes. 3 dB are twice the squared error, and squared error is least for the mean of all candidates,
# which is blurred. A sharp stroke in the wrong place is paid for twice.
# </details>
#
# **5.** Your scans have weak noise, and you own a network trained for strong noise. Name two things
# that are better than using it.
#
# <details><summary>Answer</summary>
#
# To do nothing but cut, or PCA with a $k$ chosen for that level. Best of all: train for the level, or the
# range of levels, that you will meet.
# </details>

# %% [markdown]
# ## Summary
#
# - To denoise is to know clean pictures: their range, their neighbours, their directions, their shapes.
# - PCA keeps the directions with more variance than the noise; shrinking them is the best that is linear.
# - A wide network trained on clean pairs copies. Noise in, clean out, and fresh in every epoch: then it
#   learns.
# - It beat PCA on the noise it was trained for and on kinds that it had never met; where the noise is
#   much weaker, it harms.
# - On photographs the gain over the best linear method is small. Noise in training also made the codes
#   better with few labels.
#
# **Exercise.** Now you: [Exercise 06](exercises/06_denoising.ipynb). You hide pixels, count decibels, repair
# a training, choose k for the noise you have, and say when to leave a picture alone.
# Each task checks itself.
#
# **One more experiment.** Give `train_recipe` Gaussian noise whose level is drawn for every row, from 0
# to 0.4. Draw its line into the figure of levels. Is the left end repaired? Compare it with the ceiling
# of the clean input.
#
# **Before:** [05 Autoencoder against PCA](05_autoencoder_and_pca.ipynb). **Next:** [07 Anomaly
# detection](07_anomaly_detection.ipynb): a network that cleans away what is no digit can also *tell*
# you that something was no digit.
#
# ## References
#
# - Vincent, Larochelle, Bengio and Manzagol 2008, "Extracting and composing robust features with
#   denoising autoencoders", *ICML*.
# - Wang, Bovik, Sheikh and Simoncelli 2004, "Image quality assessment: from error visibility to
#   structural similarity", *IEEE Transactions on Image Processing* 13.
# - Goodfellow, Bengio and Courville 2016, *Deep Learning*, chapter 14. MIT Press.
