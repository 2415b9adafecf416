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
# > **After this lesson you can** *judge* a reconstruction against the references that give its
# > error a meaning, *test* whether a difference is more than luck, and *find* what an average
# > hides.
# >
# > **Time:** 60 minutes, of which the computer needs one. **Read before:**
# > [01 Preprocessing](01_preprocessing.ipynb), [03 Training](03_training.ipynb).
# > **Data:** 1,797 handwritten digits of 8 × 8 pixels; pure noise.
#
# The program of [lesson 00](00_start_here.ipynb) ended with one number, an error, and nothing to
# hold it against. Lessons 01 to 03 repaired its parts. Now you sit in judgement: first over a
# network that deserves it, in the end over that program.

# %%
import warnings

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
# Two contestants: PCA and an autoencoder, both with codes of $k = 8$ numbers for images of
# $d = 64$ pixels. Both are fitted on the training rows, and only asked about the others.

# %%
DATASET = "digits"               # or "mnist": slower, and no other cell needs a change
K, EPOCHS = 8, 30

data = datasets.load(DATASET)[:10_000]
train, _, test = data.split(validation_size=0, random_state=0)
pca = PCA(K).fit(train.X)
autoencoder = Autoencoder(K, epochs=EPOCHS, random_state=0).fit(train.X)
test

# %% [markdown]
# ## An error: compared with what?
#
# The squared error of one image $x$ (shape $(d,)$) and its reconstruction $\hat x$ is the mean over
# its pixels of $(x - \hat x)^2$. Pixels lie between 0 and 1. Is an error of 0.03 small?
# You cannot say. You need somebody who answers without looking.
#
# The laziest answer is the same for every image: the mean of the training images. It uses a code
# of no numbers at all. Whatever it leaves is what there was to explain.
#
# **Predict first.** With 8 numbers instead of 64, which share of the mean image's error does
# PCA remove? And the autoencoder? Write down two percentages.

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
# **Variance kept** is the number to remember: 0 for answering the mean, 1 for a perfect copy, and
# the same whatever the unit of the data. Papers often print the error summed over the pixels, so
# the middle column is there for you to compare with them: the same thing, $d$ times as large.
#
# PCA is the reference that matters. It costs a fraction of a second, it has no settings, and it
# is the best linear code there is for the rows it was fitted on. A network that does not beat it
# at the same $k$ has nothing to show.

# %%
e_mean, e_pca, e_ae = (errors[name].mean() for name in rebuilt)
assert e_ae < 0.8 * e_pca < 0.8 * e_mean
assert np.allclose(errors["Autoencoder"], autoencoder.reconstruction_error(test.X), atol=1e-6)

# %% [markdown]
# ## What does the average hide?
#
# A mean over the test images says nothing about any of them. Sort them by the autoencoder's
# error and walk from the easiest to the hardest.
#
# **Predict first.** What will the worst images have in common: a digit, a style, a blemish?

# %%
order = np.argsort(errors["Autoencoder"])


def draw_rank(start):
    rows = order[start : start + 8]
    return plots.reconstructions(
        test.images[rows], {name: rebuilt[name][rows] for name in ("PCA", "Autoencoder")})


starts = np.linspace(0, len(test) - 8, 12).astype(int).tolist()
plots.steer(draw_rank, start=starts)

# %%
plots.show(draw_rank(starts[-1]))
worst = errors["Autoencoder"].max() / np.median(errors["Autoencoder"])
print(f"The worst test image costs the autoencoder {worst:.1f} times as much as the median one.")

# %% [markdown]
# The easy ones are clean, upright, textbook digits. The hard ones are written in a way of
# their own, and the reconstruction shows you what the network did with that: it pulled them back
# towards handwriting that it knows. A missing stroke is added, a flourish is dropped.
# That is worth knowing before anybody reads a cheque with it, and no average tells you.
#
# > **Try it.** Sort by PCA's error instead, `np.argsort(errors["PCA"])`. Are the same images at
# > the end?

# %% [markdown]
# ## Where on the page, and on which digits?
#
# You have a table of squared differences, one row per image and one column per pixel. Averaged
# along a row it gave the error of an image. Averaged down a column, it gives the error of a pixel,
# and you can look at it.

# %%
maps = {name: np.mean((test.X - x_hat) ** 2, axis=0) for name, x_hat in rebuilt.items()}
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
# The first map is the variance of each pixel: all there is to explain. Its corners are dark
# because no digit ever reaches them, and a model gets them right for free. So if you pad your
# images with a wide white frame, the error per pixel falls and nothing has improved. Variance
# kept does not fall for it: the frame adds nothing to its numerator or its denominator.
#
# The same table, averaged over the images of one class, shows whom the model serves badly.

# %%
plots.show(plots.errors_by_class({name: errors[name] for name in ("PCA", "Autoencoder")},
                                 test.y, test.target_names))

# %% [markdown]
# The classes differ by far more than any two seeds will (you will measure that below). If one
# class matters more to you than the others, report it by itself.

# %%
by_class = {name: np.array([e[test.y == c].mean() for c in range(10)])
            for name, e in errors.items()}
assert maps["mean image"].reshape(test.image_shape)[0, 0] < 0.01 * maps["mean image"].max()
assert (by_class["Autoencoder"] < by_class["PCA"]).all()
assert by_class["Autoencoder"].max() > 1.5 * by_class["Autoencoder"].min()

# %% [markdown]
# ## Can a loss reach zero?
#
# Many autoencoders for images report another number, the cross-entropy of the pixels, with $x$
# and $\hat x$ in $[0, 1]$:
#
# $$L(x, \hat x) = \frac 1 d \sum_{i=1}^{d} -x_i \ln \hat x_i - (1 - x_i) \ln (1 - \hat x_i)$$
#
# **Predict first.** A perfect network answers $\hat x = x$. Its squared error is 0. Its
# cross-entropy is …?

# %%
def cross_entropy(x, x_hat):
    x_hat = np.clip(x_hat, 0.001, 0.999)      # ln 0 is no number; PCA even leaves [0, 1]
    return np.mean(-xlogy(x, x_hat) - xlogy(1 - x, 1 - x_hat), axis=1)


fig, ax = plots.figure(size=(6.2, 3.4))
guesses = np.linspace(0.01, 0.99, 99)
for x, dash in zip((0, 0.25, 0.5), ("-", "--", ":"), strict=True):
    loss = -xlogy(x, guesses) - xlogy(1 - x, 1 - guesses)
    ax.plot(guesses, loss, color=plots.BLACK, linestyle=dash, label=f"a pixel of {x}")
    ax.plot(guesses[loss.argmin()], loss.min(), "o", color=plots.PURPLE)
ax.set(xlabel="answer x̂", ylabel="cross-entropy (nats)", ylim=(-0.1, 2.5))
ax.legend()
plots.show(fig, alt="Cross-entropy against the answer: lowest at 0 for a white pixel, at 0.25 with "
                    f"{entr(0.25) + entr(0.75):.2f} and at 0.5 with {2 * entr(0.5):.2f} nats.")

# %% [markdown]
# Each curve is lowest at the right answer. But only for a pixel of exactly 0 or 1 is the
# lowest value zero. For a grey pixel, the best possible loss is its **entropy**
# $H(x) = -x \ln x - (1-x) \ln(1-x)$. The mean of that over all pixels is the **floor** of your data
# set. You can compute it before you train anything.

# %%
floor = np.mean(entr(test.X) + entr(1 - test.X))
ce = pd.DataFrame({"cross-entropy": {name: cross_entropy(test.X, x_hat).mean()
                                     for name, x_hat in rebuilt.items()}})
ce.loc["perfect copy"] = floor
ce["excess over the floor"] = ce["cross-entropy"] - floor
ce["share of PCA's"] = ce["cross-entropy"] / ce["cross-entropy"]["PCA"]
ce["share of PCA's excess"] = ce["excess over the floor"] / ce["excess over the floor"]["PCA"]
ce.round(3)

# %% [markdown]
# Compare the last two columns. Judged by the raw loss, the autoencoder is a little better than
# PCA. Judged by what is above the floor, it removes a large part of what PCA leaves, and that
# agrees with the squared error. The floor hid the difference, because most of the loss was the
# floor.
#
# So if somebody shows you a cross-entropy of 0.00 on grey images, something is broken. And if it
# is *below* the floor, the data are not in $[0, 1]$: that is how the loss of lesson 00 could fall
# for ever.

# %%
excess = ce["share of PCA's excess"]["Autoencoder"]
assert floor > 0.01 and (ce["cross-entropy"] >= floor).all()
assert abs(cross_entropy(test.X, test.X).mean() - floor) < 0.002    # only the clipping is between
assert excess < 0.8 and excess < ce["share of PCA's"]["Autoencoder"] - 0.1

# %% [markdown]
# <details><summary>In depth: what the excess measures</summary>
#
# Read a pixel $x$ as the probability that it is black. Then
# $-x \ln \hat x - (1-x) \ln(1-\hat x) = H(x) + D(x \,\|\, \hat x)$ with
# $D(x \,\|\, \hat x) = x \ln\frac{x}{\hat x} + (1-x) \ln\frac{1-x}{1-\hat x}$,
# the Kullback–Leibler divergence of two coins. It is never negative, and zero only for
# $\hat x = x$. The excess is its mean. Close to $\hat x = x$ it behaves like
# $(x-\hat x)^2 / (2x(1-x))$: a squared error that weighs a slip on a white pixel much more than one
# on a grey pixel.
#
# Neither contestant was trained on this loss, and both can answer outside $[0, 1]$, so we had to
# clip. If cross-entropy is what you care about, train on it:
# `Autoencoder(loss="binary_crossentropy", output_activation="sigmoid")`.
#
# </details>

# %% [markdown]
# ## Which rows did you ask?
#
# Here is a way to beat PCA by any factor you like. Take few rows. Train a large network for a long
# time, with no rows held out. Report its error on the rows it was trained on.
#
# **Predict first.** The boaster below has 40 rows and 300 epochs. Its error on those rows, as a
# share of PCA's? And on rows that it never saw?

# %%
few = train.X[:40]
contest = {"PCA": PCA(K), "boaster": Autoencoder(K, init="random", validation_fraction=0,
                                                 epochs=300, random_state=0),
           "Autoencoder": Autoencoder(K, epochs=EPOCHS, random_state=0)}
seen, unseen = {}, {}
for name, model in contest.items():
    model.fit(few)
    seen[name], unseen[name] = (
        squared_error(rows, model.inverse_transform(model.transform(rows))).mean()
        for rows in (few, test.X))

# %%
fig, ax = plots.figure(size=(6.2, 3.2))
for i, (name, (colour, _)) in enumerate(plots.looks(contest).items()):
    ax.bar(np.arange(2) + 0.27 * (i - 1), [seen[name], unseen[name]], 0.25, color=colour,
           hatch=("", "xx", "//")[i], edgecolor="white", label=name)
ax.set_xticks([0, 1], ["the 40 rows it was fitted on", "rows it never saw"])
ax.set(ylabel="mean squared error")
ax.grid(axis="x", visible=False)
ax.legend(loc="upper left")
plots.show(fig, alt="Error on the 40 rows and on new ones: " + "; ".join(
    f"{name} {seen[name]:.4f} and {unseen[name]:.4f}" for name in contest) + ".")

# %% [markdown]
# On its own rows the boaster makes hardly any error at all: it has learned 40 pictures by heart.
# On new rows it is the worst of the three. The left group of bars would have made a fine
# headline, and it is worthless.
#
# The repair has two halves. *Yours:* never report an error on rows that took part in the fitting,
# not even in choosing when to stop. *The network's:* the third contestant has the same 40 rows and
# the default settings. It starts as PCA, holds some rows out, finds that nothing it learns
# helps there, and stays PCA. With so few rows, that is the right answer.

# %%
assert seen["boaster"] < 0.1 * seen["PCA"]              # beats PCA tenfold where it does not count
assert unseen["boaster"] > unseen["PCA"]                # and loses where it does
assert unseen["Autoencoder"] < unseen["boaster"]        # the repaired one does not

# %% [markdown]
# ## Is the code good for anything?
#
# Nobody stores codes to admire reconstructions. You want to search with them, or to learn from few
# labels. So ask the code itself, not the picture it decodes to:
#
# - **nearest neighbour:** does the training image with the closest code show the same digit?
# - **linear probe:** can a logistic regression read the digit off the code?
#
# The labels serve the judge only; neither encoder has seen them. The third contestant is no code
# at all: the raw pixels.
#
# **Predict first.** The autoencoder's error is about half of PCA's. By how many percentage points
# will its neighbours be better? And where will a good code help more, with 2 labels per digit or
# with all of them?

# %%
judges = {"nearest neighbour": KNeighborsClassifier(1),
          "linear probe": make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))}
codes = {"PCA": (pca.transform(train.X), pca.transform(test.X)),
         "Autoencoder": (autoencoder.transform(train.X), autoencoder.transform(test.X)),
         "pixels": (train.X, test.X)}


def accuracy(judge, name, rows):
    Z_train, Z_test = codes[name]
    return judges[judge].fit(Z_train[rows], train.y[rows]).score(Z_test, test.y)


every_row = np.arange(len(train))
full = pd.DataFrame({judge: {name: accuracy(judge, name, every_row) for name in codes}
                     for judge in judges})
full.round(3)

# %% [markdown]
# Half the error does not mean half the mistakes. PCA's eight numbers were already good neighbours,
# for they keep the strokes that tell digits apart; much of what the autoencoder adds is sharpness.
# If search is your purpose, this table decides, and not the error.
#
# Now take labels away. Which images happen to be labelled is luck, so draw them ten times, and
# give every contestant the same draws.

# %%
rng = np.random.default_rng(0)
per_class = [2, 5, 20]
drawn = {n: [np.concatenate([rng.choice(np.flatnonzero(train.y == c), n, replace=False)
                             for c in range(10)]) for _ in range(10)] for n in per_class}
scores = {judge: {name: np.array([[accuracy(judge, name, rows) for rows in drawn[n]]
                                  for n in per_class]) for name in codes} for judge in judges}

# %%
fig, axes = plots.figure(1, 2, size=(8.6, 3.4), sharey=True)
for ax, (judge, found) in zip(axes, scores.items(), strict=True):
    for i, (name, (colour, marker)) in enumerate(plots.looks(codes).items()):
        ax.errorbar(np.arange(4) + 0.12 * (i - 1), [*found[name].mean(axis=1), full[judge][name]],
                    [*found[name].std(axis=1), 0], color=colour, marker=marker, label=name,
                    linewidth=1.2, capsize=2)
    ax.set_xticks(range(4), [*map(str, per_class), "all"])
    ax.set(title=judge, xlabel="labels per class", ylabel="share of test images right")
axes[1].legend(loc="lower right")
plots.show(fig, alt="Accuracy with 2 labels per class: " + "; ".join(
    f"{judge} " + ", ".join(f"{name} {a[0].mean():.2f}" for name, a in found.items())
    for judge, found in scores.items()) + ".")

# %% [markdown]
# The whiskers span one standard deviation over the ten draws, and with two labels per class they
# are as long as the gaps. That is the luck of the draw, and it is shared: a bad set of labels is
# bad for everybody. So compare draw by draw, and look at the *differences*.

# %%
gain = {judge: found["Autoencoder"] - found["PCA"] for judge, found in scores.items()}
for judge, g in gain.items():
    for n, differences in zip(per_class, g, strict=True):
        print(f"{judge:18s}{n:3d} labels: Autoencoder - PCA {100 * differences.mean():+5.1f} "
              f"points, better in {np.sum(differences > 0)} of 10 draws")

# %% [markdown]
# The linear probe gains most from the autoencoder, and clearly so once there are enough labels for
# the draw to matter less. For the neighbours the two codes are close to a tie. And with every label
# at hand, look at what the pixels do: eight numbers cost you some accuracy against sixty-four. A
# code must earn its place by being small.

# %%
points = full.loc["Autoencoder"] - full.loc["PCA"]
assert e_ae / e_pca < 0.8 and abs(points["nearest neighbour"]) < 0.06   # error and use part ways
assert gain["linear probe"][-1].mean() > 0                              # 20 labels per class
assert full["nearest neighbour"]["pixels"] > full["nearest neighbour"]["PCA"]

# %% [markdown]
# ## Must you write all this every time?
#
# No. You know what each column means now, so here is the same in one call. `compare` clones each
# reducer, fits it on the first data set, and measures it on the second.

# %%
fair = {"PCA": PCA(K), "Autoencoder": Autoencoder(K, epochs=EPOCHS, random_state=0)}
result = compare(fair, train, test)
result.table.drop(columns="seconds").round(4)

# %%
for name in fair:
    assert np.allclose(result.errors[name], errors[name], atol=1e-5)
    assert np.isclose(result.table["variance kept"][name], table["variance kept"][name], atol=1e-4)

# %% [markdown]
# Look at the column `parameters` too. The network needs many times as many numbers as PCA. A code
# of 8 numbers is only cheap if you need not send the decoder along.

# %% [markdown]
# ## Would other images say the same?
#
# Your test images are a draw from all the digits people write. Another draw would give another
# error. How much another? You have only one test set, but you can make new ones *from it*: draw as
# many images, with replacement, so that some come twice and some not at all. That is the
# **bootstrap**.
#
# Do it with the differences. An image that is hard for PCA is hard for the autoencoder too, and the
# difference, image by image, cancels that. It is called a *paired* comparison.
#
# **Predict first.** Which interval is narrower: that of PCA's error, or that of the difference?

# %%
difference = errors["PCA"] - errors["Autoencoder"]
rng = np.random.default_rng(0)
by_hand = [rng.choice(difference, len(difference)).mean() for _ in range(2000)]
print("by hand: {:.5f} to {:.5f}".format(*np.quantile(by_hand, [0.025, 0.975])))


def interval(values):
    """Interval of the mean that 95 of 100 redrawn test sets fall into."""
    found = bootstrap((np.asarray(values, float),), np.mean, n_resamples=2000, batch=200,
                      method="percentile", rng=np.random.default_rng(0)).confidence_interval
    return found.low, found.high


print("scipy:   {:.5f} to {:.5f}".format(*interval(difference)))

# %%
fig, ax = plots.figure(size=(6.6, 2.7))
rows = {"PCA": errors["PCA"], "Autoencoder": errors["Autoencoder"], "difference": difference}
for i, (name, (colour, marker)) in enumerate(plots.looks(rows).items()):
    ax.plot(interval(rows[name]), [i, i], color=colour, linewidth=4)
    ax.plot(rows[name].mean(), i, marker, color=colour, markersize=9)
ax.axvline(0, color=plots.GREY, linestyle="--")
ax.set_yticks(range(3), rows)
ax.set(ylim=(2.5, -0.5), xlabel="mean squared error, with 95 % interval over test images")
plots.show(fig, alt="95 % intervals: " + "; ".join(
    "{} {:.4f} to {:.4f}".format(name, *interval(e)) for name, e in rows.items()) + ".")

# %% [markdown]
# The interval of the difference is far from zero: on other images of this kind, *these two fitted
# models* would stand in the same order. Mind the words in italics.

# %%
width = {name: np.ptp(interval(e)) for name, e in rows.items()}
assert interval(difference)[0] > 0
assert width["difference"] < np.hypot(width["PCA"], width["Autoencoder"])   # what pairing gains
assert np.allclose(interval(difference), np.quantile(by_hand, [0.025, 0.975]), rtol=0.02)

# %% [markdown]
# ## Would another seed say the same?
#
# A trained network is luck as well: its first weights and the order of its rows came from a seed.
# Here are five **twins**: the same recipe, the same training rows, five seeds. No twin deserves to
# be called better than another. To give luck room, they get few rows and two numbers per code; to
# make the interval sharp, they get many test images.
#
# **Predict first.** There are ten pairs of twins. If a 95 % interval speaks about recipes, zero
# should be outside it in about one pair of twenty. In how many of the ten will it be?

# %%
train_few, _, test_many = data.split(test_size=0.8, validation_size=0, random_state=0)
twins = [Autoencoder(2, epochs=20, random_state=seed).fit(train_few.X)
         .reconstruction_error(test_many.X) for seed in range(5)]
pairs = [(a, b) for a in range(5) for b in range(a + 1, 5)]
spans = np.array([interval(twins[a] - twins[b]) for a, b in pairs])
apart = (spans[:, 0] > 0) | (spans[:, 1] < 0)

# %%
fig, ax = plots.figure(size=(6.6, 3.4))
for i, (low, high) in enumerate(spans):
    ax.plot([low, high], [i, i], linewidth=4, color=plots.BLACK if apart[i] else plots.GREY)
    ax.text(high, i, "  zero is outside" if apart[i] else "", va="center", fontsize=8)
ax.axvline(0, color=plots.GREY, linestyle="--")
ax.set_yticks(range(len(pairs)), [f"seed {a} - seed {b}" for a, b in pairs])
ax.margins(x=0.15)
ax.set(xlabel="difference of mean squared error, with 95 % interval over test images")
plots.show(fig, alt=f"Intervals of the ten pairs of twins; zero is outside {apart.sum()} of them.")

# %% [markdown]
# Many more than one in twenty. The interval is not wrong: those two *networks* do differ, and a
# hundred thousand more test images would confirm it. But every one of these images was judged by
# the same pair of networks. A thousand of them are a thousand pieces of evidence about the images
# and **one** about the luck of training. To learn about the recipe, you must train it again.
#
# | question | what to vary | what the lesson used |
# |---|---|---|
# | Will this fitted model do as well on other images? | the test images | bootstrap |
# | Will this recipe do as well when I train it again? | seed, and training rows | five seeds, five splits |
#
# So train both contestants five times, each time on another split and with another seed, and pair
# them split by split.

# %%
gaps = [difference.mean()]
for seed in range(1, 5):
    train_s, _, test_s = data.split(validation_size=0, random_state=seed)
    fair["Autoencoder"].set_params(random_state=seed)
    found = compare(fair, train_s, test_s).errors
    gaps.append(np.mean(found["PCA"] - found["Autoencoder"]))
print("PCA - Autoencoder, five splits:", *np.round(gaps, 5))
print(f"mean {np.mean(gaps):.5f}, standard deviation over splits {np.std(gaps, ddof=1):.5f}")

# %% [markdown]
# Five of five, with a spread that is small against the mean. *That* you may report about the
# recipe: mean and spread over splits, beside the bootstrap interval of one of them. The five share
# many of their rows, so they are not quite five independent witnesses (Nadeau and Bengio tell you
# how much to widen the interval), but here there is nothing left to argue.

# %%
assert apart.sum() >= 2                             # twins "differ" far oftener than 1 in 20
assert min(gaps) > 0 and np.mean(gaps) > 5 * np.std(gaps, ddof=1)

# %% [markdown]
# ## Does the error see what you see?
#
# You take a digit and move it by one pixel. It is the same digit; you would not notice. Or you blur
# it until you have to squint.
#
# **Predict first.** Three answers to the same image: the image moved by one pixel, the image
# blurred, and the mean of all training images. Order them by squared error.

# %%
step = test.image_shape[0] // 8                  # one pixel here, three for MNIST


def moved(images, shift):
    """Every image moved to the right, paper coming in from the left."""
    padded = np.pad(images, ((0, 0), (0, 0), (shift * step, 0)))
    return padded[:, :, : images.shape[2]]


def blurred(images, sigma):
    return gaussian_filter(images, (0, sigma * step, sigma * step)) if sigma else images


shifts, sigmas = [1, 0, 2], [1.0, 0.0, 0.5, 1.5, 2.0]
changed = {"moved": {s: moved(test.images, s) for s in shifts},
           "blurred": {s: blurred(test.images, s) for s in sigmas}}
cost = {way: {s: np.mean((images - test.images) ** 2) for s, images in versions.items()}
        for way, versions in changed.items()}

# %%
def draw_change(shift, blur):
    pictures = [test.images[3], changed["moved"][shift][3], changed["blurred"][blur][3],
                rebuilt["mean image"][3].reshape(test.image_shape)]
    titles = ["original", f"moved by {shift * step}\n{cost['moved'][shift]:.3f}",
              f"blurred\n{cost['blurred'][blur]:.3f}", f"mean image\n{e_mean:.3f}"]
    return plots.images(pictures, titles, columns=4)


plots.steer(draw_change, shift=shifts, blur=sigmas)

# %% [markdown]
# The error below each picture is the mean over all test images. The moved digit, which you would
# call perfect, has the largest error of all: it does worse than an answer that never looks at the
# image. Squared error compares pixel with pixel. A stroke one pixel off is paid for twice, where
# the ink is missing and where it is too much. A blur hedges its bets and pays a little everywhere.
#
# That is why networks trained on squared error are blurry: where they are unsure of the place of a
# stroke, smearing it is cheaper than drawing it sharp in the wrong one.
#
# > **Try it.** Move the slider `blur` to its end. Can you make the blurred digit cost as much as the
# > moved one?

# %%
assert cost["moved"][1] > e_mean > cost["blurred"][1.0]
assert max(cost["blurred"].values()) < cost["moved"][1]

# %% [markdown]
# ## Does a low error mean that it knows this kind of thing?
#
# It is tempting to turn the argument round: large error, strange image; small error, familiar one.
# [Anomaly detection](00_start_here.ipynb) lives on that. Test it. Fit both contestants on every
# digit *except 3*, then show them images that they have never met: 3s, digits upside down, two
# digits printed on top of each other (their average), and noise.
#
# Call an image **passed** if its error is no larger than that of 95 % of ordinary test digits.
#
# **Predict first.** Which kind will pass most often? Which never?

# %%
ordinary, threes = test[test.y != 3], test[test.y == 3]
rng = np.random.default_rng(0)
partner = rng.permutation(len(ordinary))
kinds = {"ordinary": ordinary.X, "3s": threes.X,
         "upside down": ordinary.images[:, ::-1, ::-1].reshape(len(ordinary), -1),
         "two at once": (ordinary.X + ordinary.X[partner]) / 2,
         "noise": rng.random(ordinary.X.shape, dtype=np.float32)}
no_threes = compare(fair, train[train.y != 3], ordinary).reducers
strange = {name: {kind: squared_error(X, r.inverse_transform(r.transform(X)))
                  for kind, X in kinds.items()} for name, r in no_threes.items()}
passed = {name: {kind: np.mean(e <= np.quantile(found["ordinary"], 0.95))
                 for kind, e in found.items()} for name, found in strange.items()}

# %%
chosen = np.stack([X[i] for kind, X in kinds.items() if kind != "ordinary" for i in (0, 1)])
plots.show(plots.reconstructions(chosen.reshape(-1, *test.image_shape), {
    name: r.inverse_transform(r.transform(chosen)) for name, r in no_threes.items()}))
pd.DataFrame(passed).style.format("{:.0%}").set_caption("share that passes as ordinary")

# %% [markdown]
# Noise is caught: nobody who has learned strokes can draw it. Everything else gets through, more or
# less.
#
# - **Two at once** is no digit at all, and for PCA it is *easier* than a real one. It must be: the
#   residual of the average is the average of the residuals, and two residuals that point in
#   different directions partly cancel. A linear code can not tell a thing from a mixture of things.
# - **Upside down** passes where upside down is a digit again, or nearly so: look at 0, 1 and 8.
# - **3s** look to PCA like something between digits that it knows. The autoencoder is much
#   stricter here: it has learned where the digits are, and not only which plane they lie near.
#
# So a low error means "my decoder can draw this". It does not mean "I have seen its like". Lesson
# 07 builds detectors with that in mind.

# %%
assert passed["PCA"]["two at once"] > passed["PCA"]["ordinary"]            # too well!
assert strange["PCA"]["two at once"].mean() < 0.7 * strange["PCA"]["ordinary"].mean()
assert passed["Autoencoder"]["3s"] < passed["PCA"]["3s"] - 0.2
assert max(passed[name]["noise"] for name in passed) < 0.05
assert 0.05 < passed["PCA"]["upside down"] < 0.95

# %% [markdown]
# ## And the program of lesson 00?
#
# Its data were 100 rows of 10 features, every number drawn by itself: pure noise. The features know
# nothing of each other. What could the best code of $k$ numbers do?
#
# Here is one that needs no training: *keep the first $k$ columns, throw the others away, and
# answer their mean.* It leaves the share $1 - k/10$ of the variance. No direction in this cloud is
# better than another, so no **linear** code does better. That is the line to judge by.
#
# **Predict first.** Three programs: the old one with its loss and sigmoid (on properly scaled rows,
# which is kind), PCA with 5, the repaired autoencoder with 5. Which share of the variance will each
# leave?

# %%
rng = np.random.default_rng(0)
raw_train, raw_test = rng.random((100, 10)), rng.random((2000, 10))
scaler = StandardScaler().fit(raw_train)
noise_train, noise_test = scaler.transform(raw_train), scaler.transform(raw_test)
zero_error = np.mean(noise_test**2)                 # of always answering zero, the mean

keras.utils.set_random_seed(0)
old = keras.Sequential([keras.Input((10,)), *[keras.layers.Dense(n, "relu") for n in
                                              (64, 32, 32, 64)], keras.layers.Dense(10, "sigmoid")])
old.compile(optimizer="adam", loss="binary_crossentropy", steps_per_execution=4)
fitted = old.fit(noise_train, noise_train, epochs=100, batch_size=32, verbose=0)
old_share = squared_error(noise_test, old(noise_test).numpy()).mean() / zero_error
print(f"Old program: loss {fitted.history['loss'][-1]:,.0f}, variance left {old_share:.2f}")

# %% [markdown]
# Now the repaired one: rows standardised, linear output, squared error, and a code that is smaller
# than the data. `sweep` is `compare` at several sizes $k$ (and seeds, if you want). Beside it stands
# the shape that the old program had, 32 numbers for 10 features.

# %%
noise = sweep({"PCA": PCA(), "Autoencoder": Autoencoder(epochs=40)}, noise_train, noise_test,
              n_components=[2, 5, 8])
noise["left"] = noise["test error"] / zero_error
left = noise.pivot(index="k", columns="reducer", values="left")
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    wide = Autoencoder(32, epochs=5, random_state=0).fit(noise_train)
print("It warns:", caught[0].message)
wide_share = -wide.score(noise_test) / zero_error
left.round(3)

# %%
fig, ax = plots.figure(size=(7.2, 3.7))
ax.plot([0, 10, 34], [1, 0, 0], color=plots.GREY, linestyle="--", label="best linear code: 1 - k/10")
ax.plot(left.index, left["PCA"], "o", color=plots.BLUE, markersize=13, fillstyle="none",
        label="PCA")
ax.plot([*left.index, 32], [*left["Autoencoder"], wide_share], "s", color=plots.VERMILLION,
        label="Autoencoder")
ax.plot(32, old_share, "X", color=plots.BLACK, markersize=10, label="old program")
ax.axhline(1, color=plots.GREY, linewidth=1, linestyle=":", label="always answering zero")
ax.axvspan(10, 34, color=plots.YELLOW, alpha=0.15)
ax.text(10.5, 0.5, "no compression:\nas many numbers\nas the data have", fontsize=9)
ax.set(xlabel="numbers per code, k", ylabel="share of variance left", ylim=(-0.05, 1.3))
ax.legend(loc="center right")
plots.show(fig, alt=f"Variance left of noise: with 5 numbers PCA {left['PCA'][5]:.2f}, autoencoder "
                    f"{left['Autoencoder'][5]:.2f}, theory 0.50; with 32 the old program "
                    f"{old_share:.2f}, the repaired autoencoder {wide_share:.2f}.")

# %% [markdown]
# The verdict, point by point:
#
# - **The old program** spends 32 numbers and is no better than a program that prints ten zeros. Its
#   loss, far below any floor, said the opposite.
# - **The repaired autoencoder** lands where PCA lands, on the line. In 100 rows of noise there is
#   nothing that helps on rows held out, so it stays PCA. That is a success: it did not invent
#   structure where there is none.
# - **The wide one** has the lowest error in the picture, and it is the most useless. It copies. An
#   error without its $k$ means nothing.

# %%
theory = 1 - left.index.to_numpy() / 10
assert old_share > 0.9                                          # as bad as answering zero
assert np.abs(left.to_numpy() - theory[:, None]).max() < 0.1    # both on the line
assert wide_share < 0.01 and "nothing is compressed" in str(caught[0].message)

# %% [markdown]
# ## Can nothing beat that line?
#
# Nothing *linear*. Read your own claims as strictly as those of others. Here is noise of two
# features, to be coded by one number, and this time plenty of rows. A decoder of one number draws a
# curve; each point is answered by a place on it.
#
# **Predict first.** PCA's curve is a straight line and leaves half. What would you draw?

# %%
rng = np.random.default_rng(0)
square, fresh = rng.uniform(-1, 1, (1000, 2)), rng.uniform(-1, 1, (2000, 2))
one = {"PCA": PCA(1).fit(square),
       "Autoencoder": Autoencoder(1, init="random", epochs=40, random_state=0).fit(square)}
fig, axes = plots.figure(1, 2, size=(7.6, 3.9), sharey=True)
one_left = {}
for ax, (name, r) in zip(axes, one.items(), strict=True):
    Z, colour = r.transform(fresh), plots.LOOKS[name][0]
    one_left[name] = squared_error(fresh, r.inverse_transform(Z)).mean() / np.mean(fresh**2)
    ax.scatter(*fresh[:400].T, s=5, color=plots.GREY)
    ax.plot(*r.inverse_transform(np.linspace(Z.min(), Z.max(), 500)[:, None]).T, color=colour, lw=3)
    ax.set(title=f"{name} leaves {one_left[name]:.2f}", xlabel="feature 1", ylabel="feature 2")
plots.show(fig, alt="Noise in a square and the curve that one number draws; variance left: "
                    + ", ".join(f"{name} {share:.2f}" for name, share in one_left.items()) + ".")

# %% [markdown]
# The network winds its curve through the square, so that some piece of it passes near every point.
# It has found no structure; there is none. It uses that a real number has room for two, if you
# look closely enough: the further the curve winds, the more decimals of $z$ you need. Claude
# Shannon drew this picture in 1949.
#
# So "nothing can compress noise" is too strong. What holds: no linear code beats the line, and a
# network needs many rows to learn where to wind. On the article's 100 rows of ten features,
# nothing it found held on other rows.
#
# > **Try it.** Put `1000` → `100` and `init="random"` → `init="pca"`. Which curve do you get, and
# > why does the validation not let it bend?

# %%
assert abs(one_left["PCA"] - 0.5) < 0.05
assert one_left["Autoencoder"] < 0.35

# %% [markdown]
# ## The claims of this lesson
#
# Most stand beside their results above. Here are those that remain: the sliders work over their
# whole range, and the conclusions hold together.

# %%
for start in starts:
    assert "mean squared error" in draw_rank(start).get_label()
for shift in shifts:
    for blur in sigmas:
        assert f"{cost['moved'][shift]:.3f}" in draw_change(shift, blur).get_label()
assert errors["Autoencoder"][order[-8:]].min() >= errors["Autoencoder"][order[:8]].max()
assert worst > 1.5                                      # the mean speaks for few of the worst
# Squared error and cross-entropy above the floor name the same winner, on the same images
assert (e_ae < e_pca) == (excess < 1)
# Training luck is small beside the gap to PCA, though it fools an interval over images
assert np.std([e.mean() for e in twins], ddof=1) < 0.2 * np.mean(gaps)

# %% [markdown]
# ## Check yourself
#
# 1. A paper reports a cross-entropy of 0.26 for an autoencoder on grey images, and 0.30 for PCA.
#    What do you ask for before you call that a small improvement?
#
# <details><summary>Answer</summary>
#
# The floor: the mean entropy of the pixels. If it is 0.21, the excess went from 0.09 to 0.05, which
# is almost half. If it is 0.05, it went from 0.25 to 0.21.
#
# </details>
#
# 2. You test two fitted networks on 100,000 images. The paired interval is tiny and does not
#    contain zero. May you write "our new activation function is better"?
#
# <details><summary>Answer</summary>
#
# No. You may write that this network is better than that one. About the activation function you
# have one piece of evidence: one training of each. Train both again, with several seeds and splits,
# and look at the differences.
#
# </details>
#
# 3. Why does PCA reconstruct the average of two digits *better* than the digits themselves?
#
# <details><summary>Answer</summary>
#
# PCA is linear (up to the mean), so the residual of the average is the average of the two
# residuals $r_1$ and $r_2$. Its squared length is
# $\frac14(\|r_1\|^2 + \|r_2\|^2 + 2 r_1 \cdot r_2)$. For unrelated images the last term is about
# zero, so about half the mean squared length is left.
#
# </details>
#
# 4. An autoencoder with 12 numbers per code has an error near zero on data with 10 features. Good?
#
# <details><summary>Answer</summary>
#
# No: it can copy. PCA with 10 does the same without training. The error says something only for
# $k < d$, and only beside PCA at the same $k$.
#
# </details>
#
# 5. Your test images get a white frame two pixels wide. What happens to the error per pixel, to the
#    summed error, and to the variance kept?
#
# <details><summary>Answer</summary>
#
# The error per pixel falls, for there are more pixels and the new ones are right for free. The
# summed error and the variance kept stay as they are.
#
# </details>
#
# ## Summary
#
# 1. An error means something only beside references: the mean image, PCA at the same $k$, and for
#    cross-entropy the floor.
# 2. Report rows that took no part in the fitting, and look at them: by pixel, by class, the worst.
# 3. Images and seeds are two kinds of luck. Bootstrap the paired differences for the first, train
#    again for the second.
# 4. A low error is not a useful code, a familiar image, or a picture that looks right. Measure what
#    you want the code for.
# 5. The program of lesson 00 was no better than ten zeros. Repaired, it does what the best linear
#    code does, and on 100 rows of noise that is all there is.
#
# **Exercise.** Set `K = 2` at the top and run all cells. Which conclusions change, which assertion
# fails first, and what does that tell you about codes of two numbers? Then set it back.
#
# **Next:** [05 Autoencoder and PCA](05_autoencoder_and_pca.ipynb) asks when the gap you learned to
# measure here opens, and when it closes. **Before:** [03 Training](03_training.ipynb).
#
# ## References
#
# - B. Efron and R. Tibshirani (1993). *An Introduction to the Bootstrap.* Chapman & Hall.
# - C. Nadeau and Y. Bengio (2003). Inference for the generalization error. *Machine Learning* 52.
# - Z. Wang and A. C. Bovik (2009). Mean squared error: love it or leave it? *IEEE Signal Processing
#   Magazine* 26(1).
# - C. E. Shannon (1949). Communication in the presence of noise. *Proceedings of the IRE* 37.
# - I. Goodfellow, Y. Bengio and A. Courville (2016). *Deep Learning*, chapter 14. MIT Press.
