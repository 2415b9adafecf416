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
# # Is it any good, and how would you know?
#
# > **After this lesson you can** *judge* a reconstruction against references that give its error a
# > meaning, *test* whether a difference is more than luck, and *find* what an average hides.
# >
# > **Time:** 75 minutes, one of them the computer's. **Read before:**
# > [01 Preprocessing](01_preprocessing.ipynb), [03 Training](03_training.ipynb).
# > **Data:** 1,797 handwritten digits of 8 × 8 pixels; pure noise.
#
# The program of [lesson 00](00_start_here.ipynb) ended with one number, an error, and nothing to
# hold it against. Lessons 01 to 03 repaired its parts. Now you sit in judgement: first over a
# network that deserves it, in the end over that program. (Cells that draw or repeat are folded, and so are the
# claims near the end: click on the dots to open one.)

# %%
import warnings

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.ndimage import gaussian_filter
from scipy.special import entr, xlogy
from scipy.stats import bootstrap
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from aeutils import Autoencoder, compare, datasets, plots, sweep

import keras

# %% [markdown]
# Two contestants, PCA and an autoencoder, both with a code $z$ of $k = 8$ numbers for an image $x$
# of $d = 64$ pixels. Both are fitted on the training rows and only asked about the others. The
# autoencoder is lesson 03's estimator with its default layers, 64-128-64-8-64-128-64. Its defaults
# let it start out *as* PCA and learn from there; lesson 05 builds that start in the open.

# %%
DATASET = "digits"               # or "mnist": some minutes instead of one
K, EPOCHS = 8, 30

data = datasets.load(DATASET)[:10_000]
data = replace(data, X=data.X.astype(float))     # float64, as `compare` works below
train, test = data.split(random_state=0)
pca = PCA(K).fit(train.X)
autoencoder = Autoencoder(K, epochs=EPOCHS, random_state=0).fit(train.X)
train, test

# %% [markdown]
# ## An error: compared with what?
#
# The squared error of one image $x$, shape $(d,)$, and its reconstruction $\hat x$ is the mean over
# the pixels of $(x - \hat x)^2$. Is 0.03 small? You cannot say. You need somebody who answers
# without looking.
#
# The laziest answer is the same for every image: the mean of the training images, a code of no
# numbers at all. What it leaves is what there was to explain.
#
# **Predict first.** With 8 numbers instead of 64, what share of the mean image's error does PCA
# remove? And the autoencoder? Write down two percentages.

# %%
def squared_error(x, x_hat):
    """Mean over the pixels of (x - x̂)²: one number for each image."""
    return np.mean((x - x_hat) ** 2, axis=1)


rebuilt = {"mean image": np.tile(train.X.mean(axis=0), (len(test), 1)),
           "PCA": pca.inverse_transform(pca.transform(test.X)),
           "Autoencoder": autoencoder.inverse_transform(autoencoder.transform(test.X))}
errors = {name: squared_error(test.X, x_hat) for name, x_hat in rebuilt.items()}
table = pd.DataFrame({"test error": {name: e.mean() for name, e in errors.items()}})
table["summed over pixels"] = table["test error"] * test.X.shape[1]
table["variance kept"] = 1 - table["test error"] / table["test error"]["mean image"]
table.round(4)

# %% [markdown]
# The last column has your percentages. With an eighth of the numbers PCA removes about two thirds of the
# lazy answer's error, and the network a good part of what PCA leaves. This share is called the **variance
# kept**: 0 for the lazy answer, 1 for a perfect copy, the same in every unit. It is the number to remember.
# (Papers often sum over the pixels instead of averaging. The middle column lets you compare.)
#
# PCA is the reference that matters. It is fast, it has no setting but $k$, and for the rows it was fitted
# on it is the best **linear code** there is: code and answer are weighted sums, plus constants. A network that does
# not beat it at the same $k$ has nothing to show.
#
# ## What does the average hide?
#
# Sort the test images by the autoencoder's error, and walk from the easiest to the hardest.
#
# **Predict first.** What will the worst images have in common: a digit, a style, a blemish?

# %%
order = np.argsort(errors["Autoencoder"])


def draw_rank(rank):
    rows = order[rank : rank + 8]
    fig = plots.reconstructions(
        test.images[rows], {name: rebuilt[name][rows] for name in ("PCA", "Autoencoder")})
    for i, c in enumerate(test.y[rows]):
        fig.axes[0].text(i + 0.5, -0.05, f"a {test.target_names[c]}", ha="center", va="bottom", fontsize=8)
    return fig


ranks = np.linspace(0, len(test) - 8, 12).astype(int).tolist()
plots.steer(draw_rank, rank=ranks)

# %%
plots.show(draw_rank(ranks[-1]))
worst = errors["Autoencoder"].max() / np.median(errors["Autoencoder"])
print(f"The worst test image costs the autoencoder {worst:.1f} times as much as the median one.")

# %% [markdown]
# Above the easiest (or wherever you left the slider), here the hardest. Partly it is the digit: about half are 8s.
# But other digits stand here too, written so that the network pulls them towards handwriting that it knows. In some
# answers you can no longer tell the digit. Know that before anybody reads a cheque with it. An average tells you
# nothing of this: the worst costs several times as much as the median.
#
# > **Try it.** How many of the hardest 36, a tenth, are among PCA's hardest 36 as well?
# > `len(set(order[-36:]) & set(np.argsort(errors["PCA"])[-36:]))` counts them.
#
# <details><summary>Answer</summary>
#
# Not even half of them. What is hard for straight axes need not be hard for a network.
#
# </details>
#
# ## Where on the page, and on which digits?
#
# You have a table of squared differences: a row per image, a column per pixel. Averaged along a row
# it gave the error of an image. Averaged down a column it gives the error of a pixel, and you can
# look at it.

# %%
maps = {name: np.mean((test.X - x_hat) ** 2, axis=0) for name, x_hat in rebuilt.items()}

# %% jupyter={"source_hidden": true}
fig, axes = plots.figure(1, 3, size=(9, 2.9))
for ax, (name, pixels) in zip(axes, maps.items(), strict=True):
    picture = ax.imshow(pixels.reshape(test.image_shape), cmap="viridis", vmin=0,
                        vmax=maps["mean image"].max())
    ax.set_title(name)
    ax.set_axis_off()
fig.colorbar(picture, ax=axes, label="mean squared error of the pixel")
plots.show(fig, alt="Error of each pixel; the worst pixel has " + ", ".join(
    f"{pixels.max():.3f} with {name}" for name, pixels in maps.items()) + ".")

# %% [markdown]
# The first map is the variance of each pixel (around the training mean): all there is to explain. Its dark
# edges left and right are paper that no pen reaches, and everybody gets it right for free. Pad your images with
# a wide white frame and the error per pixel falls, though nothing has improved. Variance kept is not fooled.
#
# Averaged over the images of one class, the same table shows whom the model serves badly.
#
# **Predict first.** Which digit is the easiest to rebuild, and which the hardest? The same for both contestants?

# %%
plots.show(plots.errors_by_class({name: errors[name] for name in ("PCA", "Autoencoder")},
                                 test.y, test.target_names))

# %% [markdown]
# The bars answer, and not the same for both. PCA has least trouble with the 0, the autoencoder most with the 8.
#
# <details><summary>In depth: is the digit that varies least the easiest?</summary>
#
# No. Around its own mean image the 1 varies most of all, and both rebuild it better than most. It varies in few
# ways: fit PCA to the images of one digit alone, and two numbers keep more of the 1 than of any other. Look at both,
# variance and share kept:
#
# ```python
# own_digit = {c: data.X[data.y == c] for c in range(10)}
# pd.DataFrame({c: [X.var(axis=0).mean(), PCA(2).fit(X).explained_variance_ratio_.sum()]
#               for c, X in own_digit.items()}).round(3)
# ```
#
# </details>
#
# If one class matters more to you than the others, report it by itself.
#
# ## Can a loss reach zero?
#
# For images, many report another number: the **cross-entropy** of the pixels,
#
# $$L(x, \hat x) = \frac 1 d \sum_{i=1}^{d} \bigl(-x_i \ln \hat x_i - (1 - x_i) \ln (1 - \hat x_i)
# \bigr), \qquad x_i, \hat x_i \in [0, 1].$$
#
# You met it in lessons 01 and 02. Its unit is the *nat*, since $\ln$ is the natural logarithm.
#
# **Predict first.** A perfect network answers $\hat x = x$. Its squared error is 0. Its
# cross-entropy is …?

# %%
def cross_entropy(x, x_hat):
    """Mean over the pixels, in nats. xlogy(x, y) is x ln y, and 0 where x is 0."""
    x_hat = np.clip(x_hat, 0.001, 0.999)      # ln 0 is no number, and PCA even leaves [0, 1]
    return np.mean(-xlogy(x, x_hat) - xlogy(1 - x, 1 - x_hat), axis=-1)


# %% jupyter={"source_hidden": true}
fig, ax = plots.figure(size=(6.2, 3.4))
answers = np.linspace(0.001, 0.999, 999)
for x, dash in zip((0, 0.25, 0.5), ("-", "--", ":"), strict=True):
    loss = cross_entropy(x, answers[:, None])            # 999 images of one pixel
    ax.plot(answers, loss, color=plots.BLACK, linestyle=dash, label=f"a pixel x of {x}")
    ax.plot(answers[loss.argmin()], loss.min(), "o", color=plots.PURPLE)
ax.set(xlabel="answer x̂", ylabel="cross-entropy (nats)", ylim=(-0.1, 2.5))
ax.legend()
plots.show(fig, alt=f"Cross-entropy by answer: lowest at x̂ = x, {2 * entr(0.5):.2f} for x = 0.5.")

# %% [markdown]
# Each curve is lowest at the right answer (the dots). But the lowest value is zero only for a pixel of exactly
# 0 or 1. For a grey one it is its **entropy** $H(x) = -x \ln x - (1-x) \ln(1-x)$. The mean of that
# over all pixels is the **floor** of your data. You can compute it before you train anything; `entr(x)` is
# $-x \ln x$, and 0 at 0.

# %%
floor = np.mean(entr(test.X) + entr(1 - test.X))
ce = pd.DataFrame({"cross-entropy": {name: cross_entropy(test.X, x_hat).mean()
                                     for name, x_hat in rebuilt.items()} | {"perfect copy": floor}})
ce["excess over floor"] = ce["cross-entropy"] - floor
shares = ce / ce.loc["PCA"]
pd.concat([ce, shares.add_suffix(" / PCA")], axis=1).round(3)

# %% [markdown]
# A perfect copy does not get 0, but the floor. Now compare the last two columns. By the raw loss, the
# autoencoder is a little better than PCA. By what is above the floor, it removes a large part of what PCA
# leaves, as the squared error said. Of both losses most *is* the floor.
#
# So a cross-entropy of 0.00 on grey images means that something is broken. And *below* the floor
# you can only come with data outside $[0, 1]$: that is how the loss of lesson 00 fell for ever.
#
# <details><summary>In depth: what the excess measures</summary>
#
# Read a pixel $x$ as the probability that it is black. Then
# $-x \ln \hat x - (1-x) \ln(1-\hat x) = H(x) + D(x \,\|\, \hat x)$ with
# $D(x \,\|\, \hat x) = x \ln\frac{x}{\hat x} + (1-x) \ln\frac{1-x}{1-\hat x}$,
# the Kullback–Leibler divergence of two answers to "is it black?", yes with probability $x$ and yes with probability
# $\hat x$. It is never negative, and zero only for $\hat x = x$. Near there it is about
# $(x-\hat x)^2 / (2x(1-x))$: a squared error that weighs a slip on a nearly white pixel more than one on a grey pixel.
# The excess is its mean.
#
# </details>
#
# ## Which rows did you ask?
#
# Here is how to beat PCA by nearly any factor you like. Take few rows. Train long, hold nothing out, and
# report the error on the rows you trained on.
#
# **Predict first.** The boaster below has 40 rows and 200 epochs. (It starts from random weights, not as PCA, and
# `validation=0` holds nothing out.) Its error on those rows, as a share of PCA's? And on rows that it never saw?

# %%
few = train.X[:40]
contest = {"PCA": PCA(K), "boaster": Autoencoder(K, init="random", validation=0,
                                                 epochs=200, random_state=0),
           "Autoencoder": Autoencoder(K, epochs=EPOCHS, random_state=0)}
asked = {"its own 40 rows": few, "rows it never saw": test.X}
boast = pd.DataFrame(index=contest, columns=list(asked), dtype=float)
for name, model in contest.items():
    model.fit(few)
    for rows, X in asked.items():
        boast.loc[name, rows] = squared_error(X, model.inverse_transform(model.transform(X))).mean()
pd.concat([boast, boast.div(boast.loc["PCA"]).add_suffix(" / PCA")], axis=1).round(4)

# %% [markdown]
# The boaster knows 40 pictures by heart: less than a fiftieth is left of PCA's error. On new ones it errs more than
# PCA, the worst of the three. The column *its own 40 rows* would have made a fine headline, and it is worthless.
#
# The repair has two halves. *Yours:* never report rows that took part in the fitting, not even in
# choosing when to stop. *The network's:* the third contestant has the same 40 rows. It starts as PCA, holds some
# rows out, finds too little that helps there, and stays PCA: both its errors are PCA's. With so few rows, that is
# the right answer. (Start, held-out rows and epochs differ at once: the table does not say which of them counts.)
#
# ## Is the code good for anything?
#
# You do not store codes to admire reconstructions. You want to search with them, or to learn from
# few labels. So ask the code itself:
#
# - **nearest neighbour:** does the training image with the closest code show the same digit?
# - **linear probe:** can weighted sums of the code's numbers tell the digit, one sum for each? (That is a
#   *logistic regression*; it learns the weights from the training labels.)
#
# The labels serve the judge; no encoder has seen them. A third contestant is no code at all:
# the raw pixels.
#
# **Predict first.** You know how far apart the two errors are. Of 100 test images, how many more will have
# the right neighbour with the autoencoder than with PCA?

# %%
judges = {"nearest neighbour": KNeighborsClassifier(1),
          "linear probe": make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))}
codes = {"PCA": (pca.transform(train.X), pca.transform(test.X)),
         "Autoencoder": (autoencoder.transform(train.X), autoencoder.transform(test.X)),
         "pixels": (train.X, test.X)}


def accuracy(judge, name, rows=slice(None)):
    """Share of the test images judged right, from the labels of these training rows."""
    Z_train, Z_test = codes[name]
    return judges[judge].fit(Z_train[rows], train.y[rows]).score(Z_test, test.y)


full = pd.DataFrame({judge: {name: accuracy(judge, name) for name in codes} for judge in judges})
full.round(3)

# %% [markdown]
# The error nearly halves, and the share of right neighbours hardly moves. PCA's numbers were good neighbours
# already. The linear probe gains more. If search is your purpose, this table decides, not the
# error. And look at the pixels: a short code costs you accuracy. It must earn its place by being short.
#
# Now take labels away: 2, 5, 20 for each digit. Which images are labelled is luck, so draw them six
# times. It is *shared* luck: a bad draw is bad for everybody. So the folded cells give each contestant the same
# draws and compare draw by draw.

# %% jupyter={"source_hidden": true}
label_luck = np.random.default_rng(0)
per_class = [2, 5, 20]


def draw_labelled(n):
    """Training rows whose labels we keep: n of each digit."""
    return np.concatenate([label_luck.choice(np.flatnonzero(train.y == c), n, replace=False)
                           for c in range(10)])


drawn = [[draw_labelled(n) for _ in range(6)] for n in per_class]
right = {judge: {name: np.array([[accuracy(judge, name, rows) for rows in draws]
                                 for draws in drawn]) for name in codes} for judge in judges}
gains = {judge: {name: 100 * (found[name] - found["PCA"]) for name in ("Autoencoder", "pixels")}
         for judge, found in right.items()}                # each of shape (3 sizes, 6 draws)

# %% jupyter={"source_hidden": true}
fig, axes = plots.figure(1, 2, size=(8.6, 3.5), sharey=True)
for ax, (judge, found) in zip(axes, gains.items(), strict=True):
    for i, (name, points) in enumerate(found.items()):
        colour, marker = plots.looks(codes)[name]
        ax.plot(np.arange(3) - 0.1 + 0.2 * i, points, marker, color=colour, alpha=0.7,
                label=[f"{name} - PCA", *5 * ["_"]])
    ax.axhline(0, color=plots.BLUE, label="PCA")
    ax.set_xticks(range(3), [f"{n}\n(PCA: {a.mean():.0%} right)" for n, a in
                             zip(per_class, right[judge]["PCA"], strict=True)])
    ax.set(title=judge, xlabel="labels per digit", ylabel="gain over PCA\n(percentage points)")
axes[0].legend(loc="upper left", fontsize=8)
plots.show(fig, alt="Autoencoder minus PCA with 2, 5 and 20 labels per digit, points: " + "; ".join(
    f"{judge} {found['Autoencoder'].mean(axis=1).round(1)}" for judge, found in gains.items()))

# %% [markdown]
# A mark is a draw; above the blue line it beats PCA with the same labels. For the neighbours (left) the two codes
# are close to a tie: whoever shows you one draw can show you what they like. The linear probe (right) is clearer:
# what a digit is can be read off the autoencoder's numbers more directly. With two labels a digit the probe does
# better, on average, on its eight numbers than on all 64 pixels; with twenty the pixels lead.
#
# ## Must you write all this every time?
#
# No. You know what each column means, so here is the same in one call. `compare` takes *reducers*, models that
# shorten rows as PCA does. It fits a fresh copy of each on the first data set and measures it on the second.

# %%
result = compare({"PCA": PCA(K), "Autoencoder": Autoencoder(K, epochs=EPOCHS, random_state=0)},
                 train, test)
result.table[["k", "test error", "variance kept", "neighbour accuracy", "parameters"]].round(4)

# %% [markdown]
# The same numbers as above, and a new column: how many were fitted. Eight numbers per image are cheap only if you
# need not send the decoder along.
#
# ## Was the loser well served?
#
# A comparison is worth what its baseline is worth. Six barometers follow two patterns of weather, so
# their readings lie near a plane, and two components are all there is to find. The pressures are kept
# once with 16 digits (`float64`) and once with 7 (`float32`), which is still to 0.008 pascal.
#
# **Predict first.** Which of the four errors will be the odd one out?

# %%
draw = np.random.default_rng(0)
patterns = 10 * draw.normal(size=(500, 2)) @ draw.normal(size=(2, 6))
pressures = 101_325 + patterns + draw.normal(size=(500, 6))                  # pascal
served = pd.DataFrame(index=["PCA", "Autoencoder"])
for digits, dtype in {"16 digits": np.float64, "7 digits": np.float32}.items():
    past, future = pressures[:400].astype(dtype), pressures[400:].astype(dtype)
    for name, reducer in {"PCA": PCA(2), "Autoencoder": Autoencoder(2, random_state=0)}.items():
        Z = reducer.fit(past).transform(future)
        served.loc[name, digits] = np.mean((future - reducer.inverse_transform(Z)) ** 2, dtype=float)
served.round(2)

# %% [markdown]
# PCA with seven digits. There the autoencoder wins by a factor of more than ten, on data in which there is
# nothing to win. PCA is not worse; it was badly served. `compare` hands `float64` to everyone, and warns where even
# that is not enough. Rows far from zero are everywhere: pressures, kelvins, years, seconds since 1970.
#
# <details><summary>In depth: where the digits went</summary>
#
# Of a table with many rows scikit-learn takes, for each two columns, the mean of their product and subtracts the
# product of their means. Both are near ten billion, seven digits of them are kept, and what should be left over is
# a few hundred. The autoencoder subtracts the means first.
#
# </details>
#
# > **Try it.** `PCA(2, svd_solver="full")` subtracts the mean first. Put it in place of `PCA(2)` in the cell above.
# > Does it repair the seven digits?
#
# <details><summary>Answer</summary>
#
# It does: the error is that of the 16 digits again. (So the claim of a false win, at the end of this lesson, no longer
# holds, as it should be.)
#
# </details>
#
# ## Would other images say the same?
#
# Your test images are a draw from all the digits people write. Another draw gives another error.
# How much another? You have one test set, but you can make new ones *from it*: draw as many images,
# with replacement, so that some come twice and some not at all. That is the **bootstrap**. Draw 2,000 such
# sets, and note the mean error of each. The **95 % interval** is where 95 of 100 of these means lie: cut off the
# lowest 2.5 and the highest 2.5 of 100.
#
# Two contestants can be redrawn in two ways. *Unpaired*, each gets images of its own. *Paired*, both get
# the same, so you redraw the differences, image by image. An image that is hard for PCA is often hard
# for the autoencoder too, and the difference cancels that.
#
# **Predict first.** Is zero inside the interval of the difference? And how much narrower does pairing make it?
# (The next folded cell does the same by scipy's `bootstrap`.)

# %%
difference = errors["PCA"] - errors["Autoencoder"]
rng, n = np.random.default_rng(0), len(test)
paired = [rng.choice(difference, n).mean() for _ in range(2000)]
unpaired = [rng.choice(errors["PCA"], n).mean() - rng.choice(errors["Autoencoder"], n).mean()
            for _ in range(2000)]

# %% jupyter={"source_hidden": true}
def interval(values):
    """What we did by hand, by scipy: the ends between which 95 of 100 redrawn means lie."""
    return bootstrap((np.asarray(values, float),), np.mean, n_resamples=2000, batch=200,
                     method="percentile", rng=np.random.default_rng(0)).confidence_interval


bars = {name: interval(errors[name]) for name in ("PCA", "Autoencoder")}
bars |= {f"difference, {how}": np.quantile(redrawn, [0.025, 0.975])
         for how, redrawn in {"unpaired": unpaired, "paired": paired}.items()}

# %% jupyter={"source_hidden": true}
fig, ax = plots.figure(size=(7.2, 3))
for i, (name, (colour, marker)) in enumerate(plots.looks(bars).items()):
    ax.plot(bars[name], [i, i], color=colour, linewidth=4)
    ax.plot((errors[name] if name in errors else difference).mean(), i, marker, color=colour, markersize=9)
    ax.text(1.02, i, f"{np.ptp(bars[name]):.4f} wide", transform=ax.get_yaxis_transform(), va="center")
ax.axvline(0, color=plots.GREY, linestyle="--")
ax.set_yticks(range(4), bars)
ax.set(ylim=(3.5, -0.5), xlabel="mean squared error, with 95 % interval over test images")
plots.show(fig, alt="95 % intervals: " + "; ".join(
    "{} {:.4f} to {:.4f}".format(name, *e) for name, e in bars.items()) + ".")

# %% [markdown]
# The paired interval is about a quarter to a third narrower than the unpaired one: what is hard for both has
# cancelled. And zero is far outside: on other images of this kind, *these two fitted
# models* would stand in the same order. Mind the words in italics.
#
# ## Would another seed say the same?
#
# A trained network is luck as well: its first weights and the order of its rows come from a seed.
# Here are five **twins**: same recipe, same training rows, five seeds. None deserves to be called
# better than another. Few training rows and $k = 2$ give luck some room; many test images make the
# intervals sharp.
#
# **Predict first.** Five twins make ten pairs. If the interval spoke about recipes, zero would be
# outside it in one pair of twenty, so hardly ever here. In how many of the ten will it be?

# %%
train_few, test_many = data.split(test_size=0.8, random_state=0)
twins = [Autoencoder(2, epochs=60, batch_size=16, random_state=seed).fit(train_few.X)
         .reconstruction_error(test_many.X) for seed in range(5)]
pairs = [(a, b) for a in range(5) for b in range(a + 1, 5)]
spans = np.array([interval(twins[a] - twins[b]) for a, b in pairs])
apart = (spans[:, 0] > 0) | (spans[:, 1] < 0)

# %% jupyter={"source_hidden": true}
fig, ax = plots.figure(size=(6.6, 3.4))
for i, ends in enumerate(1000 * spans):
    ax.plot(ends, [i, i], linewidth=4, color=plots.BLACK if apart[i] else plots.GREY)
    ax.text(1.01, i, "zero is outside" if apart[i] else "inside", transform=ax.get_yaxis_transform(),
            va="center", fontsize=8)
ax.axvline(0, color=plots.GREY, linestyle="--")
ax.set_yticks(range(len(pairs)), [f"seed {a} - seed {b}" for a, b in pairs])
ax.set(xlabel="difference of mean squared error (thousandths), 95 % over test images")
plots.show(fig, alt=f"Intervals of the ten pairs of twins; zero is outside {apart.sum()} of them.")

# %% [markdown]
# Far more than one in twenty. The intervals are not wrong: those *networks* do differ, and a
# million more images would confirm it. But every one of those images was judged by the same two
# networks. A thousand images are a thousand pieces of evidence about images, and **one** about the
# luck of training. To learn about the recipe, train it again.
#
# | question | what to vary | how |
# |---|---|---|
# | Will this fitted model do as well on other images? | the test images | bootstrap |
# | Will this recipe do as well when I train again? | seed and training rows | five seeds, five splits |
#
# So the folded cell lets both contestants start afresh five times, each time with another split and another seed,
# and pairs them split by split.

# %% jupyter={"source_hidden": true}
gaps = [difference.mean()]
for seed in range(1, 5):
    train_s, test_s = data.split(random_state=seed)
    found = compare({"PCA": PCA(K), "Autoencoder": Autoencoder(K, epochs=EPOCHS, random_state=seed)},
                    train_s, test_s).errors
    gaps.append(np.mean(found["PCA"] - found["Autoencoder"]))
print("PCA - Autoencoder, five splits:", *np.round(gaps, 4))
print(f"mean {np.mean(gaps):.4f}, standard deviation over the splits {pd.Series(gaps).std():.4f}")

# %% [markdown]
# *That* you may report about the recipe: mean and spread over splits, beside the interval of one of
# them. The splits share many rows, so they are not five independent witnesses: by Nadeau and Bengio's rule you know
# this mean one and a half times less exactly than five witnesses would tell you. Here there is nothing left to argue.
#
# ## Does the error see what you see?
#
# Move a digit by one pixel: you read it as well as before. Or blur it until it is hard to read.
#
# **Predict first.** Three answers to the same image: the image moved by one pixel, the image
# blurred a little, the mean of all training images. Order them by squared error.

# %%
side = test.image_shape[0]
pixel = side // 8                                # one pixel here, three in MNIST's finer grid
shifts, blurs = [1, 2, 3], [0.7, 1.0, 1.5, 2.0, 3.0]
moved = {n: np.pad(test.images, ((0, 0), (0, 0), (n * pixel, 0)))[:, :, :side] for n in shifts}
blurred = {b: gaussian_filter(test.images, (0, b * pixel, b * pixel)) for b in blurs}


def draw_change(shift, blur):
    return plots.reconstructions(test.images[:8], {
        "moved": moved[shift][:8], "blurred": blurred[blur][:8],
        "mean image": rebuilt["mean image"][:8]})


plots.steer(draw_change, shift=shifts, blur=blurs)

# %% jupyter={"source_hidden": true}
cost = {f"moved by {n * pixel}": np.mean((x - test.images) ** 2) for n, x in moved.items()}
cost |= {f"blurred, {b * pixel:g} wide": np.mean((x - test.images) ** 2) for b, x in blurred.items()}
cost["mean image"] = errors["mean image"].mean()
pd.Series(cost, name="mean squared error, all test images").round(3).to_frame()

# %% [markdown]
# A little blur is cheap, the mean image costs more, and the moved digit, which you read at a glance, costs
# most: more than an answer that never looks at the image. Squared error compares pixel with pixel. A stroke out
# of place is paid for twice, where ink is missing and where there is too much. A blur hedges, and pays a little
# everywhere.
#
# That is why networks trained on squared error blur *where they are unsure*: of a stroke whose place
# the code does not say, a smear is cheaper than a sharp one in the wrong place.
#
# > **Try it.** Move `blur` to its end. Can you make the blurred digits cost as much as those moved by one?
#
# <details><summary>Answer</summary>
#
# No. Three pixels wide, nobody can read them any more, they cost more than the mean image, and still less than
# the moved ones: the table says so for all test images.
#
# </details>
#
# ## Does a low error mean "I know this"?
#
# It is tempting: large error, strange image; small error, familiar one. Anomaly detection lives on
# that. Test it. Fit both on every digit *except 3*. Then show them what they have never met: 3s,
# digits upside down, two digits printed on top of each other (their average), and noise. An image
# **passes** if its error is no larger than that of 95 % of the ordinary test digits. (So 95 % of those
# pass by construction. An alarm for real use sets its limit by other rows: the exercise does.)
#
# **Predict first.** Which kind will pass most often? Which never?

# %%
ordinary = test[test.y != 3]
rng = np.random.default_rng(0)
kinds = {"ordinary": ordinary.X, "3s": test.X[test.y == 3],
         "upside down": ordinary.X[:, ::-1],             # the row of pixels read backwards
         "two at once": (ordinary.X + rng.permutation(ordinary.X)) / 2,
         "noise": rng.random(ordinary.X.shape, dtype=np.float32)}
no_threes = compare({"PCA": PCA(K), "Autoencoder": Autoencoder(K, epochs=EPOCHS, random_state=0)},
                    train[train.y != 3], ordinary).reducers
strange = {name: {kind: squared_error(X, r.inverse_transform(r.transform(X)))
                  for kind, X in kinds.items()} for name, r in no_threes.items()}
limits = {name: np.quantile(found["ordinary"], 0.95) for name, found in strange.items()}
passed = {name: {kind: e <= limits[name] for kind, e in found.items()} for name, found in strange.items()}

# %% jupyter={"source_hidden": true}
shown = np.concatenate([X[:2] for kind, X in kinds.items() if kind != "ordinary"])
plots.show(plots.reconstructions(shown.reshape(-1, side, side), {
    name: r.inverse_transform(r.transform(shown)) for name, r in no_threes.items()}))
strangers = pd.DataFrame(index=kinds)
for name in no_threes:
    strangers[f"{name}: error"] = [strange[name][kind].mean().round(3) for kind in kinds]
    strangers[f"{name}: passed"] = [f"{passed[name][kind].mean():.0%}" for kind in kinds]
strangers.loc["limit"] = [cell for limit in limits.values() for cell in (limit.round(3), "")]
strangers

# %% [markdown]
# The pictures, in pairs: 3s, upside down, two at once, noise.
#
# - **Noise** never passes: who has learned strokes cannot draw it.
# - **Two at once** is no digit, and it passes most often of all that is strange. For PCA it is even *easier* than
#   a real one, and it must be: what is left of an average, $x - \hat x$, is the average of what is left of the two,
#   and two such rests that point different ways partly cancel. The autoencoder is not linear, so nothing
#   forces it; it lets most of them pass all the same.
# - **3s** are rebuilt about as badly by both: compare the errors. Most pass with PCA and few with the autoencoder,
#   because of the *limit*. PCA errs so much on ordinary digits that a 3 does not stand out. The autoencoder
#   errs half as much on those, so its limit is far lower.
# - **Upside down** passes where it comes close to a digit again.
#
# **Predict first.** Which digits are those? And which pass least?

# %% jupyter={"source_hidden": true}
upside_down = pd.DataFrame({name: {c: p["upside down"][ordinary.y == c].mean()
                                   for c in np.unique(ordinary.y)} for name, p in passed.items()})
upside_down.T.map("{:.0%}".format)

# %% [markdown]
# The 0 passes most often: turned round it is a 0. Most 1s pass as well. The 2 and the 7 pass least. Did you name the 6
# and the 9? To you one becomes the other. PCA lets about half of them pass, the autoencoder fewer: it has learned how
# people write a 9, and they do not write it as a 6 on its head.
#
# So a low error means "my decoder can draw this". It does not mean "I have seen its like".
#
# ## And the program of lesson 00?
#
# Its data were 100 rows of 10 features, each number drawn by itself: pure noise. What could the
# best code of $k$ numbers do?
#
# Here is one without training: *keep the first $k$ columns, answer the mean of the others.* It
# leaves the share $1 - k/10$ of the variance. (*Left* is one minus *kept*.) No direction in this cloud is better than
# another, so no linear code does better. That is the line to judge by. (Scaled by only 100 rows, the ten columns
# spread not quite alike: read it to a hundredth or two.)
#
# **Predict first.** The old program (its rows scaled without the leak), PCA with 5, the
# repaired autoencoder with 5: what share of the variance does each leave?

# %%
ROWS = 100
rng = np.random.default_rng(0)
raw_train, raw_test = rng.random((ROWS, 10)), rng.random((2000, 10))
scaler = StandardScaler().fit(raw_train)
noise_train, noise_test = scaler.transform(raw_train), scaler.transform(raw_test)
zero_error = np.mean(noise_test**2)                    # of always answering zero

keras.utils.set_random_seed(0)
old = keras.Sequential([keras.Input((10,)), *(keras.layers.Dense(n, "relu") for n in (64, 32, 32, 64)),
                        keras.layers.Dense(10, "sigmoid")])
old.compile(optimizer="adam", loss="binary_crossentropy")
hundredfold = np.tile(noise_train[:100], (100, 1))     # its 100 epochs of 4 steps as one of 400: quicker
old.fit(hundredfold, hundredfold, batch_size=25, verbose=0)
loss = old.evaluate(noise_train, noise_train, verbose=0)
old_left = squared_error(noise_test, old(noise_test).numpy()).mean() / zero_error

# %% [markdown]
# Now the repaired one: linear output, squared error, a code smaller than the data. `sweep` is
# `compare` at several sizes $k$ (and seeds, if you like). Beside it stands the old program's shape,
# 32 numbers for 10 features.

# %%
noise = sweep({"PCA": PCA(), "Autoencoder": Autoencoder(epochs=EPOCHS)}, noise_train, noise_test,
              n_components=[2, 5, 8])

# %% jupyter={"source_hidden": true}
noise["left"] = noise["test error"] / zero_error
left = noise.pivot(index="k", columns="reducer", values="left")
stayed = noise.pivot(index="k", columns="reducer", values="stayed on PCA")["Autoencoder"].astype(bool)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    wide = Autoencoder(32, epochs=5, random_state=0).fit(noise_train)
wide_left = -wide.score(noise_test) / zero_error
print(f"Old program: training loss {loss:,.0f}, variance left {old_left:.2f}")
print("The wide one warns:", caught[0].message)
left.round(3).assign(**{"stayed on PCA": stayed})

# %% jupyter={"source_hidden": true}
fig, ax = plots.figure(size=(7.2, 3.7))
ax.plot([0, 10, 34], [1, 0, 0], color=plots.GREY, linestyle="--", label="best linear code: 1 - k/10")
ax.plot(left["PCA"], "o", color=plots.BLUE, markersize=13, fillstyle="none", label="PCA")
ax.plot([*left.index, 32], [*left["Autoencoder"], wide_left], "s", color=plots.VERMILLION,
        label="Autoencoder")
ax.plot(32, old_left, "X", color=plots.BLACK, markersize=10, label="old program")
ax.axhline(1, color=plots.GREY, linewidth=1, linestyle=":", label="always answering zero")
ax.axvspan(10, 34, color=plots.YELLOW, alpha=0.15)
ax.text(10.5, 0.5, "no compression:\nas many numbers\nas the data have", fontsize=9)
ax.set(xlabel="numbers per code, k", ylabel="share of variance left", ylim=(-0.05, 1.3))
ax.legend(loc="center right")
plots.show(fig, alt=f"Variance left of noise: PCA-5 {left['PCA'][5]:.2f}, autoencoder-5 "
                    f"{left['Autoencoder'][5]:.2f}, old program {old_left:.2f}.")

# %% [markdown]
# The verdict:
#
# - **The old program** spends 32 numbers and does no better than ten printed zeros, which leave 1. Its loss said
#   the opposite, as in lesson 00. (There the rows and first weights were others, so the number was another.)
# - **The repaired autoencoder** stays with PCA, at the line. Where the last column says `True` it *is* PCA: the
#   rows that it kept back saw no gain. Where it says `False`, they saw one that new rows do not confirm:
#   the rows kept back are a third of the 100, and so few are lucky now and then. Nowhere is it clearly below the line:
#   it invented no structure. That is a success.
# - **The wide one** has the lowest error in the picture and is the most useless. It copies. An error
#   without its $k$ means nothing.
#
# ## Can nothing beat that line?
#
# Nothing *linear*. Read your own claims as strictly as those of others. Here is noise of two
# features, coded by one number, and this time plenty of rows. The decoder of one number draws a
# curve, and each point is answered by a place on it.
#
# **Predict first.** PCA's curve is a straight line and leaves half. What would you draw?

# %%
rng = np.random.default_rng(0)
square, fresh = rng.uniform(-1, 1, (2000, 2)), rng.uniform(-1, 1, (2000, 2))
winding = Autoencoder(1, hidden_units=(64, 32), init="random",           # random first weights, not PCA's
                      epochs=40, random_state=0)

# %% jupyter={"source_hidden": true}
fig, axes = plots.figure(1, 2, size=(7.8, 4.1), sharey=True)
one_left = {}
for ax, (name, model) in zip(axes, {"PCA": PCA(1), "Autoencoder": winding}.items(), strict=True):
    Z = model.fit(square).transform(fresh)
    one_left[name] = squared_error(fresh, model.inverse_transform(Z)).mean() / np.mean(fresh**2)
    ax.plot(*fresh[:400].T, ".", color=plots.GREY, markersize=3)
    ax.plot(*model.inverse_transform(np.linspace(Z.min(), Z.max(), 500)[:, None]).T,
            color=plots.LOOKS[name][0], linewidth=3)
    ax.set(title=f"{name} leaves {one_left[name]:.2f}", xlabel="feature 1", ylabel="feature 2")
plots.show(fig, alt="Noise in a square, and the curve that one number draws; variance left: "
           + ", ".join(f"{name} {share:.2f}" for name, share in one_left.items()) + ".")

# %% [markdown]
# The network winds its curve through the square, so that some piece of it is near every point. It
# has found no structure; there is none. It uses that one real number has room for two, if you read
# enough of its decimals. Claude Shannon drew such a curve in 1949.
#
# So "noise cannot be compressed" is too strong. What holds: where no direction is better than another, no linear
# code beats the line, and a network needs many rows and many steps to learn where to wind. The repaired one had few
# rows.
#
# > **Try it.** Where the noise was drawn, put `ROWS = 4000`, and run that cell and the next three. Which of the
# > autoencoder's squares at 2, 5 and 8 leave the line, and to which side? And PCA's circles?
#
# <details><summary>Answer</summary>
#
# All three squares leave it, downwards: now there are rows to learn from, and in the same 30 epochs many more steps.
# PCA's circles stay on it. (And the claim "nowhere clearly below the line", near the end, no longer holds.)
#
# </details>
#
# ## The claims of this lesson
#
# What the text has said, as conditions, folded. If a sentence above is not so, the last of these cells stops and
# names it.

# %% jupyter={"source_hidden": true}
not_so = []


def claim(sentence, holds):
    """Note the sentence if it does not hold."""
    if not holds:
        not_so.append(sentence)


e_mean, e_pca, e_ae = (errors[name].mean() for name in rebuilt)
by_class = pd.DataFrame(errors).groupby(test.y).mean()[["PCA", "Autoencoder"]]
claim("the autoencoder removes a good part of what PCA leaves", e_ae < 0.8 * e_pca < 0.8 * e_mean)
claim("errors by hand are those of the estimator",
      np.allclose(errors["Autoencoder"], autoencoder.reconstruction_error(test.X), atol=1e-5))

# %% jupyter={"source_hidden": true}
claim("the worst image costs several times the median", worst > 2)
claim("several digits are among the hardest", len(set(test.y[order[-8:]])) > 2)
claim("some digits are harder than others", (by_class.max() > 1.3 * by_class.min()).all())
claim("the corner is white paper", maps["mean image"][0] < 0.01 * maps["mean image"].max())
claim("a perfect copy gets the floor", abs(cross_entropy(test.X, test.X).mean() - floor) < 0.002)
claim("the gain above the floor is larger than in the raw loss",
      shares["excess over floor"]["Autoencoder"] < shares["cross-entropy"]["Autoencoder"] - 0.1)
own, new = boast["its own 40 rows"], boast["rows it never saw"]
claim("the boaster knows its rows by heart", own["boaster"] < (0.02 if DATASET == "digits" else 0.1) * own["PCA"])
claim("on new rows the boaster is the worst", new["boaster"] > max(new["PCA"], new["Autoencoder"]))
claim("with 40 rows the third contestant stays PCA", contest["Autoencoder"].stayed_on_pca_
      and np.isclose(new["Autoencoder"], new["PCA"], rtol=1e-3))

# %% jupyter={"source_hidden": true}
neighbours = full["nearest neighbour"]
claim("the share of right neighbours hardly moves",
      abs(neighbours["Autoencoder"] - neighbours["PCA"]) < (0.035 if DATASET == "digits" else 0.06))
claim("a short code costs accuracy", (full.loc["pixels"] > full.loc["PCA"]).all())
found = gains["linear probe"]["Autoencoder"] - gains["linear probe"]["pixels"]
tie = 6 if DATASET == "digits" else 15                  # on MNIST the autoencoder's are better
claim("few labels: the neighbours are close to a tie",
      np.abs(gains["nearest neighbour"]["Autoencoder"].mean(axis=1)).max() < tie)
claim("few labels: the probe gains", (gains["linear probe"]["Autoencoder"].mean(axis=1) > 0).all())
claim("compare says the same", all(np.allclose(e, errors[name], atol=1e-5) and np.isclose(
    result.table["neighbour accuracy"][name], neighbours[name]) for name, e in result.errors.items()))

# %% jupyter={"source_hidden": true}
parameters = result.table["parameters"]
claim("the network has many more parameters", parameters["Autoencoder"] > 10 * parameters["PCA"])
claim("a false win: with 7 digits the autoencoder's error is less than a tenth of PCA's",
      served.loc["PCA", "7 digits"] > 10 * served.loc["Autoencoder", "7 digits"])
centred = PCA(2, svd_solver="full").fit(past)                       # 7 digits, the mean subtracted first
centred_error = np.mean((future - centred.inverse_transform(centred.transform(future))) ** 2, dtype=float)
claim("PCA that subtracts the mean first is repaired",
      np.isclose(centred_error, served.loc["PCA", "16 digits"], rtol=0.02))
claim("with 16 digits there is nothing to win",
      served["16 digits"].max() < 1.03 * served["16 digits"].min())
narrower = np.ptp(bars["difference, paired"]) / np.ptp(bars["difference, unpaired"])
claim("pairing narrows the interval", narrower < 0.9)

# %% jupyter={"source_hidden": true}
claim("by hand as by scipy", np.allclose(interval(difference), bars["difference, paired"], rtol=0.02))
claim("zero is far outside", bars["difference, paired"][0] > 0.5 * difference.mean())
claim("zero is outside of far more than one pair of twins in twenty", apart.sum() >= 3)
claim("nothing left to argue", min(gaps) > 0 and np.mean(gaps) > 5 * np.std(gaps, ddof=1))
claim("one and a half times: of five splits with a fifth of the rows to test",
      np.isclose(np.sqrt(1 + 5 * len(test) / len(train)), 1.5, rtol=0.01))
little, much = (cost[f"blurred, {b * pixel:g} wide"] for b in (blurs[0], blurs[-1]))
claim("blur, mean image, much blur, moved: in this order",
      little < cost["mean image"] < much < cost[f"moved by {pixel}"])
claim("the sliders draw at each place",
      all("8 pictures" in draw_rank(rank).get_label() for rank in ranks)
      and all("moved" in draw_change(shift, blur).get_label() for shift in shifts for blur in blurs))

# %% jupyter={"source_hidden": true}
share = {name: {kind: ok.mean() for kind, ok in p.items()} for name, p in passed.items()}
claim("two at once pass better with PCA than real digits", share["PCA"]["two at once"] > share["PCA"]["ordinary"])
claim("two at once are easier for PCA than a real one",
      strange["PCA"]["two at once"].mean() < 0.7 * strange["PCA"]["ordinary"].mean())
claim("fewer 3s pass with the autoencoder", share["Autoencoder"]["3s"] < share["PCA"]["3s"])
claim("noise never passes", max(share[name]["noise"] for name in share) < 0.01)
claim("upside down passes for some digits, not for all",
      (upside_down.max() > upside_down.min() + 0.3).all())

# %% jupyter={"source_hidden": true}
claim("the old program's loss says triumph, its error ten zeros", loss < 0 and old_left > 0.9)
claim("all are near the line",
      np.abs(left.sub(1 - left.index.to_numpy() / 10, axis=0)).max(axis=None) < 0.1)
claim("the wide one copies, and warns",
      wide_left < 0.01 and "nothing is compressed" in str(caught[0].message))
claim("the repaired one is near PCA", np.abs(left["Autoencoder"] - left["PCA"]).max() < 0.05)
claim("nowhere clearly below the line", (left["Autoencoder"] > 0.95 - left.index / 10).all())
claim("where it stayed, it is PCA",
      np.allclose(left["Autoencoder"][stayed], left["PCA"][stayed], atol=1e-3))
claim("a straight line leaves half, a winding one less",
      abs(one_left["PCA"] - 0.5) < 0.06 and one_left["Autoencoder"] < 0.4)

# %% jupyter={"source_hidden": true}
if DATASET == "digits":                                             # what is said of these images only
    claim("PCA removes about two thirds", 0.6 < 1 - e_pca / e_mean < 0.72)
    claim("the error nearly halves", e_ae < 0.6 * e_pca)
    claim("about half of the hardest are 8s", 3 <= np.sum(test.y[order[-8:]] == 8) <= 5)
    hardest = {name: set(np.argsort(e)[-36:]) for name, e in errors.items()}
    claim("not even half are hard for both", len(hardest["PCA"] & hardest["Autoencoder"]) < 18)
    claim("PCA has least trouble with the 0", by_class["PCA"].idxmin() == 0)
    claim("the autoencoder has most trouble with the 8", by_class["Autoencoder"].idxmax() == 8)
    claim("both rebuild the 1 better than most", (by_class.loc[1] < by_class.median()).all())
    own_digit = {c: data.X[data.y == c] for c in range(10)}
    claim("the 1 varies most", max(own_digit, key=lambda c: own_digit[c].var(axis=0).mean()) == 1)
    claim("the 1 varies in few ways", 1 == max(
        own_digit, key=lambda c: PCA(2).fit(own_digit[c]).explained_variance_ratio_.sum()))

# %% jupyter={"source_hidden": true}
if DATASET == "digits":
    claim("the linear probe gains more", np.diff(full["linear probe"])[0] > np.diff(neighbours)[0])
    claim("pairing narrows it by a quarter to a third", 0.63 < narrower < 0.78)
    claim("most of both losses is the floor", floor > 0.5 * ce["cross-entropy"][["PCA", "Autoencoder"]].max())
    claim("two labels: the probe is better on the code than on pixels", found[0].mean() > 0)
    claim("twenty labels: the pixels lead", found[2].mean() < 0)
    claim("both err about as much on 3s",
          abs(strange["Autoencoder"]["3s"].mean() / strange["PCA"]["3s"].mean() - 1) < 0.25)
    claim("the autoencoder errs half as much on ordinary digits",
          strange["Autoencoder"]["ordinary"].mean() < 0.6 * strange["PCA"]["ordinary"].mean())
    claim("its limit is far lower", limits["Autoencoder"] < 0.75 * limits["PCA"])
    claim("most 3s pass with PCA, few with the autoencoder",
          share["PCA"]["3s"] > 0.7 and share["Autoencoder"]["3s"] < 0.3)

# %% jupyter={"source_hidden": true}
if DATASET == "digits":
    claim("of all that is strange, two at once pass most often", all(max(
        p, key=lambda kind: p[kind] if kind != "ordinary" else 0) == "two at once" for p in share.values()))
    claim("upside down, the 0 passes most often", (upside_down.idxmax() == 0).all())
    claim("upside down, most 1s pass", (upside_down.loc[1] > 0.5).all())
    claim("upside down, the 2 and the 7 pass least",
          all(set(upside_down[name].nsmallest(2).index) == {2, 7} for name in upside_down))
    claim("upside down, PCA passes about half of the 6s and 9s",
          upside_down["PCA"][[6, 9]].between(0.35, 0.65).all())
    claim("upside down, the autoencoder passes fewer of them",
          (upside_down["Autoencoder"] < upside_down["PCA"])[[6, 9]].all())
print(f"{len(not_so)} of the claims are not so.")

# %% jupyter={"source_hidden": true}
assert not not_so, "Not so here:\n" + "\n".join(not_so)

# %% [markdown]
# ## Check yourself
#
# 1. A paper reports a cross-entropy of 0.26 for an autoencoder on grey images, and 0.30 for PCA. What
#    do you ask before you call that a small improvement?
#
# <details><summary>Answer</summary>
#
# What is the floor, the mean entropy of the pixels? If it is 0.21, the excess fell from 0.09 to
# 0.05, almost by half. If it is 0.05, it fell from 0.25 to 0.21.
#
# </details>
#
# 2. Two fitted networks, 100,000 test images, a tiny paired interval without zero. May you write "our
#    new activation function is better"?
#
# <details><summary>Answer</summary>
#
# No. This network is better than that one. About the activation function you have one piece of
# evidence: one training of each. Train both again with several seeds and splits, and look at the
# differences.
#
# </details>
#
# 3. Why does PCA leave about half the error on the average of two unrelated digits?
#
# <details><summary>Answer</summary>
#
# PCA is linear around the mean, so what it leaves of the average is $(r_1 + r_2) / 2$, the average of
# what it leaves of the two, $r = x - \hat x$. Its squared length is
# $\frac14 (\|r_1\|^2 + \|r_2\|^2 + 2\, r_1 \cdot r_2)$, and the last term is about zero.
#
# </details>
#
# 4. Your images get a white frame two pixels wide. What happens to the error per pixel, to the sum
#    over the pixels, and to the variance kept?
#
# <details><summary>Answer</summary>
#
# The error per pixel falls: there are more pixels, and the new ones are right for free. The other
# two stay as they are.
#
# </details>
#
# ## Summary
#
# 1. An error means something beside references: the mean image, PCA at the same $k$, and for
#    cross-entropy the floor.
# 2. Ask rows that took no part in the fitting, and look: by pixel, by class, at the worst.
# 3. Images and seeds are two kinds of luck. Bootstrap paired differences for the first; train again
#    for the second.
# 4. A low error is not a useful code, nor a familiar image, nor a picture that looks right. Measure
#    what you need.
# 5. The old program was no better than ten zeros. Repaired, it does what the best linear code does,
#    and with 100 rows of noise it could find no more.
#
# **Exercise.** Now you: [Exercise 04](exercises/04_evaluation.ipynb). You judge in the right units, repair an
# unfair comparison, set an alarm that keeps its promise. Each task checks itself.
#
# **One more experiment.** Set `K = 2` at the top and run all cells. The last cell of claims names those that fail. Say
# of each what it has to do with how much two numbers can hold.
#
# <details><summary>Answer</summary>
#
# - The boaster: forty pictures do not fit through two numbers, so it no longer knows them by heart.
# - The errors: PCA keeps less than a third, and the autoencoder leaves more than half of PCA's error. Two numbers do
#   not even tell ten digits apart, so whole digits come out wrong: others are the hardest, the 1 is no longer among
#   the easy ones, and what the two get wrong is less alike, so pairing gains less.
# - The neighbours are no tie any more, and gain more than the probe. PCA lays digits on top of each other; the
#   autoencoder's two numbers keep more of them apart. The pixels leave both behind, even with two labels.
# - Who errs so much on ordinary digits needs a high limit, and more passes under it: most 3s with both (with PCA all
#   of them, even more than two at once), and with PCA most 2s, 6s and 9s upside down.
#
# </details>
#
# **Before:** [03 Training](03_training.ipynb). **Next:**
# [05 Autoencoder and PCA](05_autoencoder_and_pca.ipynb): when the gap that you can now measure opens,
# and when it closes.
#
# ## References
#
# - B. Efron and R. Tibshirani (1993). *An Introduction to the Bootstrap.* Chapman & Hall.
# - C. Nadeau and Y. Bengio (2003). Inference for the generalization error. *Machine Learning* 52.
# - Z. Wang and A. C. Bovik (2009). Mean squared error: love it or leave it? *IEEE Signal Processing
#   Magazine* 26.
# - C. E. Shannon (1949). Communication in the presence of noise. *Proceedings of the IRE* 37.
# - I. Goodfellow, Y. Bengio and A. Courville (2016). *Deep Learning*, chapter 14. MIT Press.
