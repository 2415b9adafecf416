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
# # When does an autoencoder beat PCA?
#
# > **After this lesson you can** show that a linear autoencoder *is* PCA, predict on which data a
# > nonlinear one pays, and build a network that starts as PCA and leaves it only for a measured gain.
# >
# > **Time** 75 minutes, of which the computer needs one · **Read before**
# > [04 Evaluation](04_evaluation.ipynb) · **Data** digits, drawn curves, pump sensors, tumour measurements

# %% [markdown]
# Five lessons ago a program with 32 numbers lost to PCA with 5. You have convicted its three suspects
# since. One question is left, and it is the one that people ask you at work: *here are my data; is an
# autoencoder worth it, or does PCA do?*
#
# Set `DATASET = "mnist"` to run the digit parts on the large ones (a few minutes). Code that only draws or checks is
# folded: a click on the three dots opens it.

# %%
import json
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.linalg import subspace_angles
from scipy.optimize import minimize
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

from aeutils import Autoencoder, compare, datasets, explore, explorer, playground, plots, sweep
from aeutils.explorer.decoders import decoder_paths
from aeutils.engine import compile_epoch
from aeutils.training import squared_error
import keras
import tensorflow as tf

DATASET = "digits"
train, test = datasets.load(DATASET)[:10_000].split()
print(train)

# %% [markdown]
# The first bets are yours. Take two of the walks above the page: *Nothing to gain* and *What PCA cannot*. Each asks
# for your guess and then lets a network learn, in your browser.

# %%
playground(title="Bet before you look")

# %% [markdown]
# On sums of a few causes nothing was gained, on a rolled-up sheet a lot. This lesson says why, in that order: first
# networks that cannot bend, then data that does.

# %% [markdown]
# ## What if the network has no bends?
#
# Take away every activation function. The encoder is a matrix $W$ ($d \times k$), the decoder a matrix
# $V$ ($k \times d$). Take the mean off the $n$ rows $x_i$ beforehand, and the loss is the squared error
#
# $$L(W, V) = \frac{1}{n} \sum_i \lVert x_i - x_i W V \rVert^2.$$
#
# You wrote such gradients in lesson 03. This one knows of two matrices, and nothing of principal components. (To
# save time the steps are taken by L-BFGS, a quicker relative of gradient descent from SciPy.)
#
# **Predict first.** With $k$ numbers no linear method has a lower error than PCA on the rows it was fitted on.
# Will following the gradient get there? And will the rows of $V$ be PCA's axes?

# %%
rows = train.X[:1500]                    # all of the small digits, and enough of the large ones
mean = rows.mean(axis=0)
X, X_test = (rows - mean).astype(float), (test.X - mean).astype(float)
n, d = X.shape
k = 3


def loss_and_gradient(weights, l2):
    """The loss of a linear autoencoder, plus l2 times all its squared weights."""
    W, V = weights[:d * k].reshape(d, k), weights[d * k:].reshape(k, d)
    residual = X - X @ W @ V
    loss = np.sum(residual**2) / n + l2 * np.sum(weights**2)
    grad_W = -2 / n * X.T @ (residual @ V.T)
    grad_V = -2 / n * (X @ W).T @ residual
    return loss, np.concatenate([grad_W.ravel(), grad_V.ravel()]) + 2 * l2 * weights


# %%
start = 0.5 * np.random.default_rng(0).standard_normal(2 * d * k)
linear = {}
for l2 in [0, 0.05]:
    weights = minimize(loss_and_gradient, start, args=(l2,), jac=True, method="L-BFGS-B",
                       options={"maxiter": 300}).x
    linear[l2] = weights[:d * k].reshape(d, k), weights[d * k:].reshape(k, d)

# %%
pca = PCA(k).fit(rows)
W, V = linear[0]
for name, whole, centred in [("rows of the fit", rows, X), ("test rows", test.X, X_test)]:
    pca_error = np.mean((whole - pca.inverse_transform(pca.transform(whole))) ** 2)
    linear_error = np.mean((centred - centred @ W @ V) ** 2)
    print(f"{name}: error of PCA {pca_error:.5f}, of the linear autoencoder {linear_error:.5f}")
    assert abs(linear_error / pca_error - 1) < 0.01
angle = np.rad2deg(subspace_angles(V.T, pca.components_.T)).max()
print(f"largest angle between the two subspaces: {angle:.3f} degrees")
assert angle < 1

# %% [markdown]
# It gets there, on the rows of the fit and on others. The gradient has found PCA's *subspace*, the flat board that the
# $k$ axes span: the angle says that the two boards are one. Baldi and Hornik proved in 1989 that it must: this loss has
# no local minima, only saddle points (level, but a way down is left) and one valley floor, and the floor is PCA.
#
# But a *floor* is flat. If $W, V$ is a solution, so is $WG, G^{-1}V$ for every invertible $G$ ($k \times k$):
# the encoder turns and stretches the code, and the decoder undoes it. So which axes did you get? The
# rows of $V$ need not even stand at right angles. So look also at its *strongest directions*, which do. Send all
# codes of length 1 through $V$: the longest result points along the first, the longest at a right angle to it along
# the second, and so on. NumPy's `svd` (singular value decomposition) finds them.

# %%
def cosines(directions):
    """Of these rows with PCA's axes, without the sign: 1 is the same direction, 0 a right angle."""
    return np.abs(directions @ pca.components_.T) / np.linalg.norm(directions, axis=1)[:, None]


free, pulled = (V for _, V in linear.values())
# The third part of what svd returns has these directions as rows, the strongest first.
turned = {"rows of V": cosines(free),
          "its strongest directions": cosines(np.linalg.svd(free)[2][:k]),
          "these, with L2 penalty": cosines(np.linalg.svd(pulled)[2][:k])}

# %% jupyter={"source_hidden": true}
fig, axes = plots.figure(1, 3, size=(9, 3), sharey=True)
for ax, (name, C) in zip(axes, turned.items(), strict=True):
    ax.imshow(C, cmap="cividis", vmin=0, vmax=1)
    for i, j in np.ndindex(k, k):
        ax.text(j, i, f"{C[i, j]:.2f}", ha="center", color="white" if C[i, j] < 0.6 else "black")
    ax.set(title=name, xlabel="PCA's axis", xticks=range(k), xticklabels=range(1, k + 1))
    ax.grid(False)
axes[0].set(ylabel="direction", yticks=range(k), yticklabels=range(1, k + 1))
plots.show(fig, alt="Cosines of the decoder's directions with PCA's axes, on the diagonal: "
           + "; ".join(f"{name} {np.diag(C).round(2)}" for name, C in turned.items()))

# %% [markdown]
# Without a penalty you get the right board and mixed axes, whichever way you look. A small penalty on the squared
# weights makes the twisted solutions dearer than the straight ones, and the strongest directions fall
# onto PCA's axes (Kunin et al. 2019). So **a linear autoencoder is PCA with more electricity**.
# Everything an autoencoder can do beyond PCA, it does by bending.
#
# <details><summary>In depth: why the penalty straightens the axes</summary>
#
# On the valley floor $WV$ is fixed: it is the projection on PCA's subspace. Write $V = GQ$ with $Q$ ($k \times d$)
# the axes as rows. Then $W = Q^\top G^{-1}$, and the squared weights add up to
# $\lVert G \rVert^2 + \lVert G^{-1} \rVert^2$, least when $G$ is orthogonal: no axis is stretched.
# With the penalty inside the loss, each direction is shrunk a little too. Call the penalty's weight $\lambda$
# (`l2` in the code) and the variance along axis $i$ $\sigma_i^2$: what is rebuilt along it keeps the share
# $1 - \lambda / \sigma_i^2$ of its length, so weak directions lose more than strong ones. Different lengths make
# the directions distinguishable, and the strongest directions of $V$ (its singular vectors) become PCA's axes.
# A rotation of the *code* stays free: it changes no length. So the rows of $V$ may stay mixed.
# </details>
#
# ## Where do bends pay?
#
# Imagine data made from six numbers. A curve is drawn through three random points; each picture has
# 784 pixels, but six coordinates say everything. A perfect method would need a code of six.
#
# **Predict first.** PCA with six numbers on these pictures: what will you still recognise? And how many numbers
# will PCA need to match an autoencoder with six?

# %%
curves = datasets.make_curves(5000, random_state=0)
curves_train, curves_test = curves[:4000], curves[4000:]
on_curves = compare({"PCA": PCA(6),
                     "Autoencoder": Autoencoder(6, hidden_units=(256, 128), epochs=30, batch_size=64,
                                                random_state=0)}, curves_train, curves_test)
plots.show(plots.reconstructions(curves_test.images[:9],
                                 {name: x[:9] for name, x in on_curves.reconstructions.items()}))
on_curves.table[["k", "test error", "variance kept"]].round(4)

# %% [markdown]
# With PCA you see where a stroke lies, not what it is like: a smear, with about half of the variance lost. The
# autoencoder's strokes are strokes. (`Autoencoder` runs here as it comes, and that is more careful than a textbook
# network. You will build in a moment what it does.) Now give PCA more numbers.

# %%
many = PCA(64).fit(curves_train.X)
codes = many.transform(curves_test.X)
sizes = np.array([1, 2, 4, 6, 10, 18, 32, 48, 64])
pca_errors = [np.mean((curves_test.X - many.mean_ - codes[:, :k] @ many.components_[:k]) ** 2)
              for k in sizes]
curves_error = on_curves.errors["Autoencoder"].mean()
needed = np.exp(np.interp(-np.log(curves_error), -np.log(pca_errors), np.log(sizes)))

# %% jupyter={"source_hidden": true}
fig = plots.curve_by_size(sizes, {"PCA": pca_errors})
fig.axes[0].plot(6, curves_error, "s", color=plots.VERMILLION, markersize=9, label="Autoencoder")
fig.axes[0].axhline(curves_error, color=plots.VERMILLION, linestyle=":")
fig.axes[0].legend()
plots.show(fig, alt=f"PCA's error falls slowly with k and meets the autoencoder's, reached with 6 "
                    f"numbers, at about k = {needed:.0f}.")
print(f"PCA needs about {needed:.0f} numbers to match the autoencoder's 6.")

# %% [markdown]
# Why? Move an upright stroke sideways by its own width and not one black pixel stays where it was. To PCA
# these are two unrelated pictures: it can only *add* fixed pictures, and "shifted" is not a sum. The
# set of all curves is a six-dimensional sheet, rolled up in 784 dimensions. PCA lays a flat board
# through the roll; an autoencoder bends along with it.
#
# ## And on real data?
#
# Handwriting also has few causes (slant, width, how the pen turns), but nobody knows how many. So try
# several sizes. Both get the same rows and the same k; the error is on held-out rows.
#
# **Predict first.** With 32 numbers, will the advantage be larger or smaller than with 2?

# %%
ks = [1, 2, 4, 8, 16, 32]
results = sweep({"PCA": PCA(), "Autoencoder": Autoencoder(epochs=40, random_state=0)},
                train, test, ks)
table = results.pivot(index="k", columns="reducer", values="test error")[["PCA", "Autoencoder"]]
plots.show(plots.curve_by_size(ks, {name: table[name] for name in table}))
table.assign(ratio=table["Autoencoder"] / table["PCA"]).round(4)

# %% [markdown]
# The autoencoder is ahead at every size, and with 32 numbers by less than with 2, as a ratio and as a difference.
# The ratio is best in between: a single number draws one thread, which would have to wind a lot to pass near all
# the digits (lesson 04), and with very many numbers little is left for the bends to explain. Read the picture
# sideways too: choose an error, and see how many numbers each method needs for it. Up to four numbers, even PCA
# with twice as many stays behind.
#
# ## Where does the plain network lose?
#
# In this lesson the autoencoder has won everywhere so far, on pictures and with the careful default. Now both
# change. A textbook network, which starts at random weights (`init="random"`), meets rows that *are* linear (five
# hidden causes, added up, and noise), very few rows (40 tumours), and the pump, whose laws are not linear. Further down
# the default meets the same three, so that you can tell what the start does from what the data do.
#
# `ratios_to_pca`, folded, takes the rows, how many of them to fit on (the others judge), and k. It standardises, fits
# both, and divides the network's error by PCA's.
#
# **Predict first.** For each of the three the ratio of test errors, network over PCA. Below 1 the network wins.

# %%
rng = np.random.default_rng(0)
linear_rows = rng.standard_normal((800, 5)) @ rng.standard_normal((5, 20))
linear_rows += 0.3 * rng.standard_normal(linear_rows.shape)          # five causes, no bend, some noise
sensors = datasets.load_sensors()
tumours = datasets.load_breast_cancer()
problems = {"linear, 320 rows": (linear_rows, 320, 5),
            "tumours, 40 rows": (rng.permutation(tumours.X), 40, 5),
            "pump, 1,200 rows": (sensors.X[sensors.y == 0], 1200, 3)}     # the past, and the future


# %% jupyter={"source_hidden": true}
def ratios_to_pca(X, n_fit, k, **options):
    """Error of an autoencoder over PCA's, in standardised units: on the rows of the fit, on all others."""
    rows, errors = StandardScaler().fit(X[:n_fit]).transform(X), []
    for reducer in PCA(k), Autoencoder(k, random_state=0, epochs=60, **options):
        codes = reducer.fit(rows[:n_fit]).transform(rows)
        errors.append(np.mean((rows - reducer.inverse_transform(codes)) ** 2, axis=1))
    return [errors[1][part].mean() / errors[0][part].mean() for part in (slice(n_fit), slice(n_fit, None))]


# %%
where = ["rows of the fit", "other rows"]
plain = pd.DataFrame({name: ratios_to_pca(*problem, init="random") for name, problem in problems.items()}, where).T
plain.round(2)

# %% [markdown]
# On linear data there is nothing to bend to but the noise, and that is what the network has done: on the rows of the
# fit it is ahead of PCA, on others behind. The best it could do is to *become* PCA. From 40 tumours with 30
# measurements each it cannot tell shape from chance. It trails even on the rows of the fit. Some of these it
# never learned from: to know when to stop, `Autoencoder` holds out a tenth of its rows, of a small set more, up to a
# third. And on the pump it is PCA that has no chance.
#
# So the honest answer would be "it depends, try both". You can do better.
#
# ## The remedy: begin as PCA
#
# Write encoder and decoder each as a **sum of two paths**: a linear one and a stack of layers,
#
# $$f(x) = (x - \mu) W + \mathrm{MLP}(x), \qquad g(z) = z V + \mu + \mathrm{MLP}(z),$$
#
# with a row $x$, its code $z$, and $\mu$ the mean row. An MLP (multi-layer perceptron) is a stack of dense layers
# with bends; there are two of them here, one in each half. Set the linear paths to PCA. Set the last layer of each
# stack to zero, so that the stacks are silent. Before its first step this network *is* PCA. Then train everything.

# %%
def stack(x, units):
    """Hidden layers, and a last layer that is silent at first."""
    for size in units[:-1]:
        x = keras.layers.Dense(size, "gelu")(x)
    return keras.layers.Dense(units[-1], kernel_initializer="zeros", name="bend")(x)


keras.utils.set_random_seed(0)
x = keras.Input((d,))
encoder = keras.Model(x, keras.layers.Dense(2, name="linear")(x) + stack(x, [128, 64, 2]))
z = keras.Input((2,))
decoder = keras.Model(z, keras.layers.Dense(d, name="linear")(z) + stack(z, [64, 128, d]))
network = keras.Sequential([encoder, decoder])

# %%
pca = PCA(2).fit(train.X)
spread = np.sqrt(pca.explained_variance_)             # W divides by it, V multiplies: PCA all the same
W, V = pca.components_.T / spread, pca.components_ * spread[:, None]
encoder.get_layer("linear").set_weights([W, -pca.mean_ @ W])
decoder.get_layer("linear").set_weights([V, pca.mean_])

pca_error = np.mean((test.X - pca.inverse_transform(pca.transform(test.X))) ** 2)
first_error = np.mean((test.X - network(test.X)) ** 2)
print(f"PCA {pca_error:.6f}, the untrained network {first_error:.6f}")
assert abs(first_error / pca_error - 1) < 1e-4

# %% [markdown]
# An untrained network with PCA's error, to the last digits that matter. (W divides the codes by their spread and V
# undoes it, since a stack likes numbers of about 1.) Now train it with the engine that you met in lesson 03.
#
# **Predict first.** Where does the curve of the test error start, and which way can it go?

# %%
train_epoch = compile_epoch(network, squared_error, keras.optimizers.Adam(1e-3), batch_size=32)
rng = np.random.default_rng(0)
curve = [first_error]
for _ in range(30):
    train_epoch(tf.constant(train.X), rng.permutation(len(train)))
    curve.append(np.mean((test.X - network(test.X)) ** 2))
mean_error = np.mean((test.X - train.X.mean(axis=0)) ** 2)
plots.show(plots.learning_curves({"Autoencoder": curve}, {"PCA": pca_error, "mean image": mean_error},
                                 ylabel="test error (MSE)"))

# %% [markdown]
# The curve starts on PCA's line and goes down from there. No epochs are wasted on finding out what PCA
# already knows. But it could have gone up: training lowers the error on the rows that it learns from, and these
# are others.
#
# ### The first danger: noise
#
# On linear data the stacks would still find *something* in the training rows. The defence is the held-out part you know
# from lesson 03, with a rule: **leave PCA only if the mean gain on held-out rows is larger than three of its standard
# errors**. A standard error is the spread of the single rows' gains, divided by the root of their number. Chance alone
# reaches three of them about once in seven hundred times. A rough guard, not a proof: the proof is the test error.
# A gain of between one and three is an open question. So the estimator trains again with other rows held out, up to
# five times in all, until enough rows have judged.
#
# One trap is left in the rule: the best of many epochs is the luckiest one too. So each half of the held-out rows is
# judged by the epoch that the other half has chosen.
#
# ### The second danger: a saddle
#
# Think of points on a circle, and one number for each. The next cell, folded, draws it.

# %% jupyter={"source_hidden": true}
turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
points = np.c_[np.cos(turn), np.sin(turn)]
along = np.c_[points[:, 0], 0 * turn]                          # the code of the first two: where along the diameter
ways = {"PCA": along, "a small bend": along + np.c_[0 * turn, 0.3 * (1 - along[:, 0] ** 2)],
        "all the way around": points}
on_circle = {way: np.sum((points - rebuilt) ** 2, axis=1).mean() for way, rebuilt in ways.items()}
fig, axes = plots.figure(1, 3, size=(9, 3.2), sharey=True)
for ax, (way, rebuilt) in zip(axes, ways.items(), strict=True):
    ax.plot(*np.transpose([points, rebuilt], (2, 0, 1)), color=plots.GREY, linewidth=1)
    ax.plot(*rebuilt[np.arange(25) % 24].T, color=plots.VERMILLION, linewidth=2.5)
    ax.plot(*points.T, "o", color=plots.BLUE, markersize=5)
    ax.set(title=f"{way}: error {on_circle[way]:.2f}", aspect="equal", xticks=[-1, 0, 1], yticks=[-1, 0, 1])
plots.show(fig, alt="Points on a circle, what one number each is decoded to, and the mean squared distance: "
           + "; ".join(f"{way} {error:.2f}" for way, error in on_circle.items()))

# %% [markdown]
# The orange line is what the decoder can draw, each grey line the way from a point to its reconstruction. PCA keeps the
# place along a diameter. Bend the diameter a little, and the points on one side come nearer by as much as the others
# move away: the slope is zero. So PCA is a *saddle* here, level in every direction, and gradient descent may stay. What
# pays is far away: all the way around. There the one number is the angle, and nothing is lost.
#
# The defence is a second start. Where the one at PCA gains less than half of PCA's error, the network is trained once
# more from random weights, and the held-out rows choose between the two. (Half is a choice, no law. A start that
# has gained so much is not stuck, and a second training takes as long as the first.) The curve above is such a
# case: it has not come down to half of PCA's line. You will meet its second start below.
#
# That is all. It is what `Autoencoder` does unless you tell it otherwise: `init="pca"` is its default.
#
# **Predict first.** The same three sets. Where will it stay PCA?

# %%
cautious = pd.DataFrame({name: ratios_to_pca(*problem) for name, problem in problems.items()}, where).T

# %% jupyter={"source_hidden": true}
fig, ax = plots.figure(size=(6.6, 2.6))
for ratios, colour, marker, label in [(plain, plots.GREY, "X", "plain network, random start"),
                                      (cautious, plots.VERMILLION, "s", "starts as PCA")]:
    ax.plot(ratios["other rows"], ratios.index, marker, color=colour, markersize=9, label=label)
ax.axvline(1, color=plots.BLUE, linestyle="--", label="PCA")
ax.set(xlabel="error on other rows, divided by PCA's", xscale="log", ylim=(2.5, -0.5))
ax.set_xticks([0.1, 0.3, 1, 2], ["0.1", "0.3", "1", "2"])
ax.set_xticks([], minor=True)
ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
plots.show(fig, alt="Times PCA's error on other rows: " + "; ".join(
    f"{name}: plain {plain['other rows'][name]:.2f}, starting as PCA {cautious['other rows'][name]:.2f}"
    for name in problems))

# %% [markdown]
# On the linear rows and the few it stays on PCA's line, on the pump it gains. You can start without knowing which
# case is yours. (To stay is still no proof that nothing is bent: two starts are not all starts.) Afterwards the
# estimator says what it chose, and by what evidence; the number after ± is one standard error.

# %%
X, n_fit, k = problems["pump, 1,200 rows"]
rows = StandardScaler().fit(X[:n_fit]).transform(X)
on_pump = Autoencoder(k, epochs=60, random_state=0).fit(rows[:n_fit])
print(on_pump.summary())
print(f"On the later rows, in the figure: {1 - cautious['other rows']['pump, 1,200 rows']:.1%} lower.")

# %% [markdown]
# "Starting at PCA" names the start. It gained more than half of PCA's error, so no second start was needed. And the
# later rows, which no fit has seen, confirm the gain.
#
# Twice the ± may reach past 100 %, more than there is to gain. How? Rows that PCA rebuilds badly have much to gain, the
# others little, so the single gains differ widely even if nearly all of each error is gone. The ± measures their
# spread, and knows of no upper end. Read it downwards: the rule asks only how far the gain is from zero.
#
# ## What if the rows come one after the other?
#
# The pump's readings are in order of time. Held-out rows drawn at random lie *between* rows that were learned from, so
# they resemble them. What you will ask about are *later* rows. On the pump that did no harm. Here it does.
#
# Three hidden causes wander at random, and eight instruments add them up. No law is bent here. But the path that the
# causes have walked winds, and a code of two numbers has one too few for it.
#
# **Predict first.** One network holds out random rows, as before, one the last rows. Which of them should you trust
# on the 50 rows that come next, and will it leave PCA?

# %%
random = np.random.default_rng(0)
causes = np.cumsum(random.normal(0.05, 1, size=(500, 3)), axis=0)
series = datasets.Dataset(causes @ random.normal(size=(3, 8)) + random.normal(size=(500, 8)))
past, future = series.split(test_size=0.1, shuffle=False)
later = compare({"PCA": PCA(2), "random rows held out": Autoencoder(2, epochs=60, random_state=0),
                 "last rows held out": Autoencoder(2, epochs=60, random_state=0, validation="last")},
                past, future)
later.table[["test error", "test rows", "stayed on PCA"]].round(2)

# %%
for name in ["random rows held out", "last rows held out"]:
    print(f"{name}: {later.reducers[name].summary()}")

# %% [markdown]
# The rows held out at random promise a gain, and the future does not keep it. The network has bent along the path
# walked so far. The path goes on elsewhere, and out there a bend is wrong more badly than a straight line. The last
# rows are asked what you will ask, so they say: stay. (Even they can be wrong: tomorrow may be new.)
#
# ## Two maps of the same pictures
#
# You met this pair in lesson 00 (there with up to 100 epochs), before you knew what was inside. Look again, now that
# you could build it.
#
# **Predict first.** On which map does the nearest training point carry the same digit more often, and how often on
# each? Nobody told either method which digit is which.

# %%
pair = compare({"PCA": PCA(2), "Autoencoder": Autoencoder(2, epochs=60, random_state=0)}, train, test)
print(pair.reducers["Autoencoder"].summary())
pair.table[["k", "test error", "variance kept", "neighbour accuracy"]].round(3)

# %% [markdown]
# The answer is in the column *neighbour accuracy*: bending also sorts. See it on the maps below.
#
# The line above the table says "starting at random weights". That is the second danger, met: with two numbers for the
# digits the start at PCA gains less than half, as in your curve. So a second network was trained from random weights,
# and the held-out rows chose that one. This network never was PCA.

# %%
explore(pair.reducers, test[:400], title="Two maps of the same pictures")

# %% [markdown]
# The page above decodes without Python, wherever you point. That takes one short function, because **a
# decoder is a sum of paths, each a stack of dense layers**. PCA is one path of one layer. The autoencoder
# has such a path too, plus a bent one. Here is the function, in JavaScript; read it as Python with braces. (`dense`
# is one layer, `reduce` hands z from layer to layer; `scale` and `offset` bring the sum back to the data's units.)

# %% jupyter={"source_hidden": true}
script = (Path(explorer.__file__).parent / "decode.js").read_text(encoding="utf-8")
start = script.index("function decode(")
print(script[start : script.index("\n}\n", start) + 3])

# %% [markdown]
# ## Turn the bends up and down
#
# A sum can lose a summand. The slider *nonlinear path* multiplies the decoder's bent path (that is `fade` above).
# At 1 you have the trained network, at 0 its straight path alone. The encoder stays as it is, so the points stay
# where they are; and PCA has nothing to fade.
#
# **Predict first.** With the slider at 0, does the autoencoder decode what PCA decodes? And what of the network that
# you built: its straight path *was* PCA before the training.
#
# > **Try it.** Tick *decoder's grid*, and move the slider from 1 to 0. What do all places come to show, and which
# > digit loses least?
#
# <details><summary>Answer</summary>
#
# All places come to show nearly the same grey mixture, which changes slowly and evenly across the map: a straight path
# can only add a bit of one fixed picture or another. The 0 loses its hole, the 1 its white sides. The 8 loses least,
# for the mixture looks like one.
# </details>

# %% jupyter={"source_hidden": true}
paths, scale, offset = decoder_paths(pair.reducers["Autoencoder"], 2)
(kernel, bias, activation), = min(paths, key=len)                  # the path of one layer
straight = (pair.codes["Autoencoder"] @ kernel + bias) * scale + offset
straight_error = np.mean((test.X - straight) ** 2)
yours = np.mean((test.X - decoder.get_layer("linear")(encoder(test.X))) ** 2)
whole = pair.errors["Autoencoder"].mean()
print(f"on the map: straight path alone {straight_error:.4f}, whole network {whole:.4f}")
print(f"built by you: straight path alone {yours:.4f}, whole network {curve[-1]:.4f}")
print(f"PCA {pair.errors['PCA'].mean():.4f}, mean image {mean_error:.4f}")
assert activation == "linear"

# %% [markdown]
# It does not: alone it is worse than PCA. It never was PCA, for it started at random. But yours began as PCA, and its
# straight path alone is worse than PCA now, too. The two paths are trained together, and what one overdoes or leaves
# undone the other makes good. Nobody asks the straight one for the best straight answer, only for the best partner's.
#
# ## What about the famous table?
#
# In 2006 Hinton and Salakhutdinov put deep autoencoders beside PCA in *Science*, and brought them back. MNIST in 30
# numbers, by layers of 1000, 500 and 250 units; pictures of curves in 6. The errors are squared errors summed over
# the pixels of a test image. A third method stands in their table, *logistic PCA*: a linear code whose output goes
# through a sigmoid. You could build it: an autoencoder without hidden layers.
#
# Training all that with three seeds takes half an hour or more. So the next cell, folded, reads a file, which
# `make bench-full` writes anew on your machine. Its *minutes* are those of one training, the mean of the seeds.
#
# **Predict first.** On MNIST the paper has 13.87 for PCA and 3.00 for the autoencoder. The same layers,
# optimisers of today, two cores: what will it be, after how many minutes?

# %% jupyter={"source_hidden": true}
science = json.loads(Path("../benchmarks/results/science2006.json").read_text())
print(f"{science['date']}, {science['machine']['cores']} cores of {science['machine']['processor']}")
famous = pd.concat({data: pd.DataFrame(rows).T for data, rows in science["tables"].items()})
famous = famous.apply(pd.to_numeric, errors="coerce")            # the paper does not have every row
famous[["paper", "ours", "lowest seed", "highest seed", "minutes"]].map(
    lambda value: "" if np.isnan(value) else f"{value:.2f}")

# %% jupyter={"source_hidden": true}
fig, ax = plots.figure(size=(7, 3.4))
for seed, points in zip(science["seeds"], science["mnist_minutes_and_error"], strict=True):
    ax.plot(*np.transpose(points), color=plots.VERMILLION, alpha=0.6,
            label="" if seed else "Autoencoder, three seeds")
for name, colour in [("PCA-30", plots.BLUE), ("autoencoder", plots.BLACK)]:
    ax.axhline(science["tables"]["mnist"][name]["paper"], color=colour, linestyle="--",
               label=f"{name}, paper")
ax.set(xlabel="minutes of training", ylabel="summed squared error, test", yscale="log")
ax.set_yticks([2.5, 3, 5, 10, 20, 33], ["2.5", "3", "5", "10", "20", "33"])
ax.set_yticks([], minor=True)
ax.legend()
passed = [min(t for t, e in points if e <= 3) for points in science["mnist_minutes_and_error"]]
plots.show(fig, alt=f"MNIST error by minutes: up at first, below PCA after a third, below 3.00 after {max(passed):.1f}, "
           f"at the end {famous.loc[('mnist', 'autoencoder'), 'ours']:.2f}.")
print(f"Below 3.00 after {min(passed):.1f} to {max(passed):.1f} minutes.")

# %% [markdown]
# PCA's error on MNIST is the paper's to the second decimal, so the units agree. One pass over the images brings the
# autoencoder to 20. The second takes it up again, to 33: there the learning rate, which begins small, is at its
# highest. As the rate falls, so does the error: past PCA after a third of the time, past the paper's 3.00 after as many
# minutes as the line above says, and on. The pictures of curves are drawn afresh, of the same kind but not the same, so
# compare their order and not their numbers. It is the paper's.
#
# > **Try it.** `science["recipes"]["mnist"]["autoencoder"]` holds every setting. Which of them have the lessons so far
# > not explained?
#
# <details><summary>Answer</summary>
#
# `noise`: some is added to each input, never to what is asked for. That is lesson 06. `weight_decay`: each
# step also pulls the weights a little towards zero, as the penalty above did. `silu` is a bend much like gelu. And
# `muon`, an optimiser of 2024, makes a step equally long in all directions of a layer's kernel (Jordan 2024); it costs
# more a step and needs fewer.
# The others you know: a sigmoid output with cross-entropy, a random start, no rows held out, so no `patience`.
# </details>
#
# ## What does it cost?
#
# **Predict first.** How many times more parameters, how many times more seconds?

# %%
cost = pair.table[["parameters", "seconds"]].T
cost.assign(ratio=cost["Autoencoder"] / cost["PCA"]).map(lambda x: f"{x:,.0f}" if x >= 100 else f"{x:.2g}")

# %% [markdown]
# Far more of both. PCA is one formula, has no setting but k and gives the same answer to everyone. It is also what you
# can explain in a meeting: each axis is a picture you can look at. These are reasons to prefer it whenever
# the gain is small.
#
# ## So which should you use?
#
# You have seen an autoencoder win on curves and stay on PCA's line elsewhere. But those were data that somebody
# chose. So a benchmark took all tables that a rule, written down beforehand, admitted: several hundred, of economics,
# medicine, sport, biology. Each was split at random, and the defaults of `Autoencoder` met PCA with as many numbers.
#
# **Predict first.** On how many tables out of ten does the autoencoder win? And is that more, or fewer, where a table
# has less than 200 rows?

# %% jupyter={"source_hidden": true}
panel = json.loads(Path("../benchmarks/results/tables.json").read_text())
judged = pd.DataFrame(panel["sets"]).T.query("half == 'held back'")      # the half on which nothing was tuned
ratio = judged["Autoencoder"].astype(float)
few = judged["rows"].astype(int) < 200
print(f"{panel['date']}: {len(judged)} comparisons on {len(set(judged.index.str.split(',').str[0]))} tables. "
      f"Below 0.97: {np.mean(ratio < 0.97):.0%} (fewer than 200 rows: {np.mean(ratio[few] < 0.97):.0%}). "
      f"Above 1.03: {np.sum(ratio > 1.03)}, the worst {ratio.max():.2f}.")

# %% jupyter={"source_hidden": true}
fig, ax = plots.figure(size=(7, 3.2))
for some, label, marker, colour in [(ratio[few], "100 to 199 rows", "v", plots.BLACK),
                                    (ratio[~few], "200 rows and more", "s", plots.VERMILLION)]:
    ax.plot((np.arange(len(some)) + 0.5) / len(some), np.sort(some), marker, ms=3, color=colour, label=label)
ax.axhline(1, color=plots.BLUE, linestyle="--", label="PCA")
ax.set(yscale="log", xlabel="share of the comparisons", ylabel="test error / PCA's")
ax.set_yticks([0.1, 0.2, 0.5, 1], ["0.1", "0.2", "0.5", "1"])
ax.set_yticks([], minor=True)
ax.legend()
plots.show(fig, alt=f"Ratios, sorted: {np.mean(ratio < 0.97):.0%} below 0.97, {np.mean(ratio > 1.03):.1%} above 1.03, "
           f"half below {ratio.median():.2f}; with fewer than 200 rows half below {ratio[few].median():.2f}.")

# %% [markdown]
# On most tables the network wins, and hardly ever does it end above PCA. But look at the triangles: with fewer than 200
# rows it gains in half of the comparisons only, elsewhere in six of seven. The others stay on PCA's line, for with few
# rows a gain cannot be told from luck. These are the tables on which no default was tuned; each was split three times.
# The names, and the one where it lost, are in [RESULTS.md](../benchmarks/RESULTS.md).
#
# The first six lines of the table below say what this lesson and the last one have measured.
#
# | your data | use | because |
# |---|---|---|
# | few rows | PCA | bends cannot be told from chance |
# | linear laws plus noise | PCA | there is nothing to bend to; the autoencoder will stay on it |
# | independent noise | PCA, or neither | each number kept saves one number's worth (lesson 04) |
# | pictures of what moves or turns: strokes, curves | autoencoder | moving is not adding |
# | sensors under physical laws | autoencoder, if the held-out gain is clear | products and powers bend |
# | rows in order of time | what the *last* rows say | tomorrow need not lie where yesterday was |
# | you need axes with names, or an answer at once | PCA | nothing is simpler to explain |
# | you do not know | both, `compare`, held out | one call; the cautious start costs only seconds |
#
# ## Claims
#
# What the text has said, as asserts, folded. If a sentence above were not so, one of these cells would stop.

# %% jupyter={"source_hidden": true}
mixed, strongest, aligned = (C.max(axis=1) for C in turned.values())
assert max(*mixed, *strongest) < 0.95 < turned["these, with L2 penalty"].diagonal().min()     # L2 aligns axes
assert curves_error < 0.15 * on_curves.errors["PCA"].mean()                  # bends pay on curves
assert needed > 5 * 6 and 0.4 < on_curves.table.loc["PCA", "variance kept"] < 0.6
gap = table["PCA"] - table["Autoencoder"]
ratios = table["Autoencoder"] / table["PCA"]
assert (gap > 0).all() and gap[32] < gap[2] and ratios[32] > ratios[2]       # digits, at every size
assert ratios.idxmin() not in (1, 32)
assert all(table["Autoencoder"][k] < table["PCA"][2 * k] for k in (1, 2, 4))

# %% jupyter={"source_hidden": true}
linear_ratios, tumour_ratios, pump_ratios = plain.to_numpy()
assert linear_ratios[0] < 1 < linear_ratios[1] and min(tumour_ratios) > 1    # the plain network loses
assert pump_ratios[1] < 0.65 and cautious["other rows"].iloc[2] < 0.65
assert np.allclose(cautious["other rows"].iloc[:2], 1, atol=0.01)            # the cautious one stays on PCA
assert on_pump.start_ == "pca" and on_pump.gain_ > 0.5
assert abs(1 - cautious["other rows"].iloc[2] - on_pump.gain_) < 2 * on_pump.gain_error_
errors = later.table["test error"]                                           # the future of a random walk
assert errors["random rows held out"] > 1.5 * errors["PCA"] and later.reducers["random rows held out"].gain_ > 0.2
assert errors["last rows held out"] < 1.05 * errors["PCA"]
assert min(curve) < 0.8 * pca_error                                            # from PCA's line downwards
assert DATASET != "digits" or (min(curve) > 0.5 * pca_error and pair.reducers["Autoencoder"].start_ == "random")
assert abs(on_circle["PCA"] - 0.5) < 1e-9 < on_circle["a small bend"] - on_circle["PCA"] < 0.05

# %% jupyter={"source_hidden": true}
accuracy = pair.table["neighbour accuracy"]
assert accuracy["Autoencoder"] > accuracy["PCA"] and pair.reducers["Autoencoder"].gain_ < 0.5
assert famous.loc[("mnist", "autoencoder"), "highest seed"] < 3.00            # the table of 2006
assert abs(famous.loc[("mnist", "PCA-30"), "ours"] - 13.87) < 0.01
for points in science["mnist_minutes_and_error"]:
    assert 0.2 < min(t for t, e in points if e < 13.87) / points[-1][0] < 0.4  # past PCA after a third
papers = famous.loc["curves", "paper"].dropna().sort_values().index
assert famous.loc["curves", "ours"][papers].is_monotonic_increasing            # in the paper's order

# %% jupyter={"source_hidden": true}
assert np.mean(ratio < 0.97) > 0.5 and np.mean(ratio > 1.03) < 0.02            # tables nobody chose
assert 0.45 < np.mean(ratio[few] < 0.97) < 0.55 and 0.8 < np.mean(ratio[~few] < 0.97) < 0.9 and panel["seeds"] == [0, 1, 2]
assert cost["Autoencoder"]["parameters"] > 50 * cost["PCA"]["parameters"]
assert straight_error > 1.2 * pair.errors["PCA"].mean() and yours > 1.05 * pair.errors["PCA"].mean()
for (_, first), (_, second), *_ in science["mnist_minutes_and_error"]:         # and up again for a while
    assert 19.5 < first < 21 and 32 < second < 34.5
lost = np.mean((test.X - straight) ** 2, axis=1) - pair.errors["Autoencoder"]
assert DATASET != "digits" or np.argmin([lost[test.y == c].mean() for c in range(10)]) == 8
assert pair.errors["PCA"].mean() > pair.errors["Autoencoder"].mean()

# %% [markdown]
# ## Check yourself
#
# **1.** A colleague trains an autoencoder without activation functions and finds that code 1 is not the
# first principal component. Is the training broken?
#
# <details><summary>Answer</summary>
#
# No. Without a penalty any invertible mixing of the codes gives the same reconstruction. Compare
# *subspaces* (the angle between them) or reconstruction errors, not axes.
# </details>
#
# **2.** Why does "PCA needs this many numbers to match six" say more than "the autoencoder's error is so
# many times lower"?
#
# <details><summary>Answer</summary>
#
# It compares at equal quality instead of equal size, in units that mean something: numbers to store. Both
# are fair if the size, the split and the rows are stated.
# </details>
#
# **3.** The network starts as PCA, and training lowers the *training* loss on purely linear data. Why not
# keep that?
#
# <details><summary>Answer</summary>
#
# On linear data the rest is noise. What lowers the training loss is fitted noise, and it raises the error
# on new rows. The rule looks only at held-out rows, and asks for more than a chance improvement.
# </details>
#
# **4.** When does the rule make a mistake in the *other* direction?
#
# <details><summary>Answer</summary>
#
# With few held-out rows a true but small gain is within its standard error, and the network stays PCA
# although it could have been a little better. That is the price of caution; more rows lower it.
# </details>

# %% [markdown]
# ## Summary
#
# - A linear autoencoder finds PCA's subspace; its axes are arbitrary unless a penalty straightens them.
# - Bends pay where a cause moves or turns things. On curves PCA needs many times more numbers.
# - On linear data and few rows a plain network loses to PCA. One that starts as PCA, and leaves it only for a
#   measured gain, stays on its line.
# - Hold out what you will ask about: where rows have an order, the last ones.
# - PCA is smaller, faster and easier to explain. Prove the gain on held-out rows before you pay for it.
#
# **Exercise.** Now you: [Exercise 05](exercises/05_autoencoder_and_pca.ipynb). You count the numbers that PCA needs,
# repair a comparison, build a network that starts as PCA, defend a choice. Each task with code checks itself.
#
# **One more experiment.** `sklearn.datasets.make_swiss_roll(1500, random_state=0)[0]` is a rolled-up sheet, three
# numbers per row. Make a `datasets.Dataset` of it, split it, and `compare` PCA and the autoencoder at k = 1, 2 and 3.
# Predict the three pairs of errors first. Which pair proves nothing, and why?
#
# <details><summary>Answer</summary>
#
# Three numbers per row in three numbers per code: both errors are zero, up to rounding, and nothing is compressed. With
# two the autoencoder unrolls the sheet, and most of PCA's error is gone. With one it has less to win: a single thread
# has to pass near the whole sheet, along the spiral and across, and much error is left, though far less than PCA's.
# </details>
#
# **Back to** [00 Start here](00_start_here.ipynb): change its program line by line, until it compares itself with PCA
# on rows it has not seen. You know every line of that program now.
#
# **Next:** [06 Denoising](06_denoising.ipynb). What autoencoders are good for, three lessons of it: noise, faults that
# nobody has seen, digits that nobody wrote.
#
# ## References
#
# - Bourlard and Kamp 1988, "Auto-association by multilayer perceptrons and singular value
#   decomposition", *Biological Cybernetics* 59.
# - Baldi and Hornik 1989, "Neural networks and principal component analysis: learning from examples
#   without local minima", *Neural Networks* 2.
# - Hinton and Salakhutdinov 2006, "Reducing the dimensionality of data with neural networks", *Science*
#   313, 504–507.
# - Jordan, Jin, Boza, You, Cesista, Newhouse and Bernstein 2024, "Muon: an optimizer for hidden layers in neural
#   networks", https://kellerjordan.github.io/posts/muon/.
# - Kunin, Bloom, Goeva and Seed 2019, "Loss landscapes of regularized linear autoencoders", *ICML*.
