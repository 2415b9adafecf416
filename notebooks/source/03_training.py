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
# # How does a network learn its weights?
#
# > **After this lesson you can**
# > - **write** an autoencoder and its training by hand, and check its gradient;
# > - **choose** an optimiser, a learning rate and the moment to stop by looking at curves;
# > - **interrupt**, save and resume a training, by hand and with `Autoencoder`.
# >
# > **Time:** 75 minutes of reading, with a good place for a break before *When should you stop?*;
# > the running takes less than one.
# > **Read before:** [02 Model construction](02_model_construction.ipynb).
# > **Data:** handwritten digits, 8 × 8 pixels. **Next:** [04 Evaluation](04_evaluation.ipynb).
#
# In lesson 02 you built a network, and `fit` did the rest. Here you write all of `fit` in NumPy, break it
# in five ways (gradient, rate, end, start, memory), and then meet the same lines again behind an interface
# that you know from PCA. Cells that only import, help, draw or check are folded: click on the dots to read one.

# %% jupyter={"source_hidden": true}
import inspect
import tempfile
import textwrap
import warnings
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.decomposition import PCA
from threadpoolctl import threadpool_limits

from aeutils import Autoencoder, datasets, engine, playground, plots, training
from aeutils.networks import build_dense
import keras
import tensorflow as tf

threadpool_limits(1)        # one processor: sharing out matrices this small costs more than it saves
np.seterr(over="ignore", invalid="ignore")      # no warnings when a network blows up: it is meant to

# %% [markdown]
# Everything is fitted on training rows and judged on others. The mean image of the training rows
# is subtracted, as PCA does it too. Two lines go into most pictures: the error of always answering
# the mean image, and that of PCA with as many numbers per code as your network.

# %%
SEED, K = 0, 8                                  # K numbers per code
train_set, valid_set, test_set = datasets.load_digits().split(validation_size=0.2)
mean_image = train_set.X.mean(axis=0, dtype=float)
X_train, X_valid, X_test = (part.X - mean_image for part in (train_set, valid_set, test_set))

# %% jupyter={"source_hidden": true}
def pca_error(rows, judged_on, k=K):
    pca = PCA(k, random_state=0).fit(rows)
    return np.mean((judged_on - pca.inverse_transform(pca.transform(judged_on))) ** 2)

references = {"PCA": pca_error(X_train, X_valid), "mean image": np.mean(X_valid**2)}
LINES = [(plots.BLUE, "--"), (plots.GREY, ":")]         # what these two look like
print({name: round(float(error), 4) for name, error in references.items()})

# %% [markdown]
# ## Watch one learn
#
# Before you write it, watch it. The page below trains an autoencoder in your browser, beside PCA, and needs no
# Python for it. The dashed line is its error on the rows that it learns from, the thick one on rows held out;
# *the mean* and *PCA* are the two lines of this lesson.
#
# **Predict first.** In the settings, let it *start at random*. Near which of the two lines will the error begin,
# and will it ever get below the other? Press *Play*.

# %%
playground(title="Watch one learn")

# %% [markdown]
# Weights at random say nothing about a picture, so the error begins near the mean's line. Then the thick line
# falls below PCA's within a few epochs, and the maps fall into groups though nobody told the network about digits.
# Two questions to keep for this lesson: *who tells each weight where to go*, and *why do the dashed and the thick
# line part?*

# %% [markdown]
# ## What has to be learned?
#
# The network is a small one of lesson 02: *d* features, a hidden layer of 32 tanh units, a code
# *z* of *k* numbers, and the same way back. Put the weights of encoder f and decoder g, kernels $W_i$
# and biases $b_i$, into one long vector *w*. Then an optimiser is a function from one vector to the
# next, and saving a network is saving an array. Two helpers are folded: `unpack(w)` cuts the vector into
# $W_1, b_1, W_2, b_2, \dots$ again, and `new_weights(seed)` draws a first one: biases 0, kernels random, of
# standard deviation $1/\sqrt{n_{in}}$, where $n_{in}$ numbers enter the layer.

# %%
SIZES = [X_train.shape[1], 32, K, 32, X_train.shape[1]]         # d, 32, k, 32, d

# %% jupyter={"source_hidden": true}
def unpack(w, sizes=SIZES):
    """Cut w into W1, b1, W2, b2, …: kernels (n, m) and biases (m,)."""
    parts, start = [], 0
    for n, m in pairwise(sizes):
        end = start + n * m
        parts += [w[start:end].reshape(n, m), w[end : end + m]]
        start = end + m
    return parts

# %% jupyter={"source_hidden": true}
def new_weights(seed=SEED, sizes=SIZES, scale=1.0):
    """Zero biases; random kernels of standard deviation scale / √n_in."""
    random = np.random.default_rng(seed)
    parts = [part for n, m in pairwise(sizes)
             for part in (random.normal(0, scale / np.sqrt(n), (n, m)), np.zeros(m))]
    return np.concatenate([part.ravel() for part in parts])

# %% [markdown]
# Now the way of the data, and the loss: the mean over rows and pixels of the squared error,
#
# $$L(w) = \frac{1}{nd}\sum_{r=1}^{n} \lVert x_r - \hat x_r \rVert^2, \qquad \hat x_r = g(f(x_r)).$$
#
# **Predict first.** The network is still untrained. Is its error above or below the mean image's?

# %%
def forward(w, x):
    W1, b1, W2, b2, W3, b3, W4, b4 = unpack(w)
    h1 = np.tanh(x @ W1 + b1)               # (n, 32)
    z = h1 @ W2 + b2                        # (n, k), the code
    h2 = np.tanh(z @ W3 + b3)               # (n, 32)
    x_hat = h2 @ W4 + b4                    # (n, d)
    return h1, z, h2, x_hat

def loss(w, x):
    return np.mean((x - forward(w, x)[-1]) ** 2)

w0 = new_weights()
print(f"{len(w0)} weights; untrained error {loss(w0, X_valid):.4f}, mean image {references['mean image']:.4f}")

# %% [markdown]
# Above. The untrained network answers at random, and the variance of its answers comes on top of the
# data's own. Silence (always zero: the mean image was subtracted) would be better.
#
# ## Which way is down?
#
# You need $\partial L/\partial w_i$ for each of thousands of weights: the slope of L when only $w_i$
# moves. The chain rule gives all of them in one walk back through the network, called *backpropagation*.
# It costs about as much as two walks forward.
#
# Carry one array along: for each number of the layer that you have reached, the slope of L by that
# number. At the end of the network it is $2(\hat x - x)/(nd)$: 2 from the square, *nd* from the mean. Now step
# back through a layer $a = hW + b$. You know *s*, the slopes of L by *a*, and ask two things. (Row *r*,
# numbers *i* that enter and *j* that leave.)
#
# - **How does L change with $W_{ij}$?** This weight adds $h_{ri}W_{ij}$ to $a_{rj}$, in each row. Move it
#   by a little δ: $a_{rj}$ moves by $h_{ri}\delta$, and L by $s_{rj}$ times that, row after row. So the
#   slope is $\sum_r h_{ri}s_{rj}$, and in NumPy, for all *i* and *j* at once, `h.T @ s`. A bias is a
#   weight on a constant 1: `s.sum(axis=0)`.
# - **How does L change with $h_{ri}$?** It enters each $a_{rj}$ of its row, times $W_{ij}$. So the slope is
#   $\sum_j s_{rj}W_{ij}$: that is `s @ W.T`, the array to carry on.
#
# Back through tanh = sinh/cosh, each slope is multiplied by tanh's own: by the quotient rule, $1 - \tanh^2$. Read
# the next cell downwards and `forward` upwards. `d_h1` is the slope of L by `h1` and has its shape; `a1` and `a2`
# are what enters tanh.

# %%
def tanh_slope(h):
    return 1 - h**2                         # from tanh's value h

def gradient(w, x, slope=tanh_slope):
    W1, b1, W2, b2, W3, b3, W4, b4 = unpack(w)
    h1, z, h2, x_hat = forward(w, x)
    d_x_hat = 2 * (x_hat - x) / x.size      # the square and the mean
    d_h2 = d_x_hat @ W4.T                   # back through the last layer
    d_a2 = d_h2 * slope(h2)                 # back through tanh
    d_z = d_a2 @ W3.T
    d_h1 = d_z @ W2.T                       # no tanh on the way: the code is linear
    d_a1 = d_h1 * slope(h1)
    pairs = [(x, d_a1), (h1, d_z), (z, d_a2), (h2, d_x_hat)]    # h and s of each layer
    return np.concatenate([part.ravel() for h, s in pairs for part in (h.T @ s, s.sum(axis=0))])

# %% [markdown]
# ## How do you know that it is right?
#
# Ask the loss. Move one weight by a little δ to either side and look at what L does:
# $\partial L/\partial w_i \approx (L(w + \delta e_i) - L(w - \delta e_i))/2\delta$, where $e_i$ is 1 at
# place *i* and 0 elsewhere. Two passes per weight: too slow to train with, good to check some weights drawn
# at random. Folded: this `numeric_gradient`, and `disagreement`, which is 0 for equal vectors and 1 for opposite
# ones; a right gradient comes out below a millionth.
#
# **Predict first.** Which δ gives the best agreement: 0.1, a hundred-thousandth, or a trillionth?

# %% jupyter={"source_hidden": true}
def disagreement(a, b):
    return np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b))

def numeric_gradient(w, x, which, delta):
    slopes = []
    for i in which:
        step = np.zeros(len(w))
        step[i] = delta
        slopes.append((loss(w + step, x) - loss(w - step, x)) / (2 * delta))
    return np.array(slopes)

# %%
some = np.random.default_rng(SEED).choice(len(w0), 200, replace=False)
few = X_train[:10]
check = {delta: disagreement(gradient(w0, few)[some], numeric_gradient(w0, few, some, delta))
         for delta in (1e-1, 1e-3, 1e-5, 1e-8, 1e-12)}
print({delta: f"{difference:.0e}" for delta, difference in check.items()})

# %% [markdown]
# A hundred-thousandth, the one in the middle. A large δ sees the curve bend; a tiny one subtracts two
# numbers that agree in nearly all their digits, and what is left is rounding.
#
# ### Would you have noticed a mistake?
#
# Forget the slope of tanh, as people do: pass the array through as if tanh were a straight line.
#
# Train with it: a hundred times, subtract the gradient from *w*, since the slope points uphill. (That is *gradient
# descent*, and the 1.0 in the loop its *rate*.)
#
# **Predict first.** Will the loss rise, stand still, or fall?

# %%
def no_slope(h):
    return 1.0                              # the mistake

trained = {}
for name, slope in {"right gradient": tanh_slope, "wrong gradient": no_slope}.items():
    w, trained[name] = w0, [loss(w0, X_valid)]
    for _ in range(100):
        w = w - 1.0 * gradient(w, X_train, slope)
        trained[name].append(loss(w, X_valid))

# %% jupyter={"source_hidden": true}
fig = plots.learning_curves(trained, references, xlabel="step", ylabel="validation error (MSE)")
fig.axes[0].lines[1].set(linestyle="--", color=plots.BLACK)
fig.axes[0].legend(loc="upper left", bbox_to_anchor=(1, 1))
plots.show(fig)
wrong = disagreement(gradient(w0, few, no_slope)[some], numeric_gradient(w0, few, some, 1e-5))
print(f"gradient check: right {check[1e-5]:.0e}, wrong {wrong:.0e}")

# %% [markdown]
# It falls, and in these hundred steps you cannot tell which is which. A wrong gradient that points
# roughly downhill still trains: a falling loss proves nothing. The check tells the two apart by
# many powers of ten. Check first, train second.
#
# (The loop says `w = w - …`, which makes a new array. `w -= …` would overwrite `w0` too: both names stand for one.)
#
# ## How do you walk down?
#
# Four ways in three functions, each from the weights *w* and the gradient *g* to the next weights; `memory` is a dict
# for what a way has to remember. **Gradient descent** takes a step against *g*, computed on all rows. **SGD**
# (stochastic gradient descent) takes the same step, but after every 32 rows, a *mini-batch*: a rougher *g*, many more
# steps. The other two take 32 rows as well. **Momentum** steps along a running sum of past gradients: what they agree
# on grows, what they disagree on cancels. **Adam** divides a running mean of *g* by the running size of *g* (the root
# of a running mean of squares), weight by weight. So a weight moves at most about one `rate` per step, however steep
# its slope, and less where past gradients disagree.

# %%
def descent(w, g, memory, rate):
    return w - rate * g

def momentum(w, g, memory, rate, beta=0.9):
    memory["sum"] = beta * memory.get("sum", 0) + g
    return w - rate * memory["sum"]

def adam(w, g, memory, rate, beta1=0.9, beta2=0.999):
    memory["steps"] = steps = memory.get("steps", 0) + 1
    memory["mean"] = beta1 * memory.get("mean", 0) + (1 - beta1) * g
    memory["square"] = beta2 * memory.get("square", 0) + (1 - beta2) * g**2
    mean = memory["mean"] / (1 - beta1**steps)          # both means began at 0 and are too small
    square = memory["square"] / (1 - beta2**steps)      # by these factors, most of all at first
    return w - rate * mean / (np.sqrt(square) + 1e-8)

# %% [markdown]
# The loop around them: an *epoch* visits every row once, in a shuffled order, and then looks at the
# validation rows. The order follows from the epoch's number.

# %%
def train(w, step, rate, epochs, batch=32, rows=X_train, memory=None, first=0, seed=SEED,
          loss=loss, gradient=gradient):        # or those of another network
    memory = {} if memory is None else memory
    curve = [loss(w, X_valid)]
    for epoch in range(first, first + epochs):
        order = np.random.default_rng([seed, epoch]).permutation(len(rows))
        now = rate(epoch) if callable(rate) else rate
        for start in range(0, len(rows), batch):
            x = rows[order[start : start + batch]]
            w = step(w, gradient(w, x), memory, now)
        curve.append(loss(w, X_valid))
        if not curve[-1] < 10:                  # it has blown up (nan is not below 10 either)
            break
    return w, curve

# %% [markdown]
# ## How large a step?
#
# The *learning rate* is the one number that you must get right. Start with plain gradient descent
# (one step per epoch) and three rates.
#
# **Predict first.** With one of them the network blows up. From the first step on, or after some that look well?

# %%
three = {f"rate {rate:g}, {verdict}": train(w0, descent, rate, 40, batch=len(X_train))[1]
         for rate, verdict in [(0.1, "too small"), (3, "right"), (12, "too large")]}

# %% jupyter={"source_hidden": true}
fig = plots.learning_curves(three, references, ylabel="validation error (MSE)")
fig.axes[0].set_ylim(0.02, 5)
plots.show(fig)

# %% [markdown]
# After some: it falls below its start before it rises. A quarter of the rate repairs it. Along the most sharply
# curved direction each step leaps across the valley and lands higher on the other wall, from so small that at first
# you do not see it. So this one direction sets the *cliff*, the rate from which on training blows up.
#
# <details>
# <summary>In depth: where the cliff stands</summary>
#
# Near a minimum the loss along one direction is a parabola, $L = \frac{1}{2}\lambda u^2$, with λ its curvature
# and *u* the distance. One step makes *u* into $(1 - \text{rate}\cdot\lambda)\,u$. Up to a rate of $1/\lambda$ you
# slide down. Between $1/\lambda$ and $2/\lambda$ you hop from wall to wall, lower each time. Beyond $2/\lambda$, with
# the largest λ of all directions, each hop lands higher.
#
# </details>
#
# Which rate for which optimiser? Try each of the four at ten rates, 25 epochs.
#
# **Predict first.** All four want a rate of about the same size: true or false?

# %%
RATES = [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10]
WAYS = {"gradient descent": (descent, len(X_train)), "SGD": (descent, 32),
        "momentum": (momentum, 32), "Adam": (adam, 32)}
runs = {(name, rate): train(w0, step, rate, 25, batch)[1]
        for name, (step, batch) in WAYS.items() for rate in RATES}

# %% jupyter={"source_hidden": true}
ends = {name: np.minimum(np.nan_to_num([runs[name, rate][-1] for rate in RATES], nan=1), 1)
        for name in WAYS}                       # 1 stands for 1 or more
best = {name: RATES[np.argmin(errors)] for name, errors in ends.items()}
fig = plots.curve_by_size(RATES, ends, xlabel="learning rate", ylabel="error after 25 epochs (MSE)")
fig.set_size_inches(7.4, 3.6)
fig.axes[0].axhline(references["PCA"], color=plots.BLUE, linestyle=(0, (5, 2)), label="PCA")
fig.axes[0].legend(loc="upper left", bbox_to_anchor=(1, 1))
plots.show(fig, alt="Validation error after 25 epochs against the learning rate: each curve falls, "
           "turns and jumps to the upper edge, 1 or more.")
print("best rates:", best)

# %% [markdown]
# False: Adam's is smaller by a hundred times or more. It bounds how far a weight moves. The others' is multiplied by a
# slope, and slopes of a mean over rows and pixels are small. So a rate from one recipe says nothing about
# another. Look at the shape instead: too slow on the left, a valley, and then up (the upper edge stands for "1
# or more"). For three of the four that is a cliff, and the best rate stands one or two tries before it.
#
# <details>
# <summary>In depth: what momentum buys</summary>
#
# On the left momentum's curve is SGD's, moved by a factor of ten: a sum in which each term fades by β = 0.9 is
# worth $1/(1-\beta) = 10$ gradients. But the cliff stands between the same two rates. So momentum buys strides ten
# times as long, on the same ground.
#
# </details>
#
# Walk along the rates yourself. Grey lines are the other rates of the same optimiser.

# %% jupyter={"source_hidden": true}
def draw(optimiser, rate):
    fig, ax = plots.figure(size=(6.2, 3.0))
    for other in RATES:
        ax.plot(np.nan_to_num(runs[optimiser, other], nan=1e9), color="#CCCCCC", linewidth=1)
    curve = runs[optimiser, rate]
    end = f"ends at {curve[-1]:.4f}" if curve[-1] < 10 else f"blows up in epoch {len(curve) - 1}"
    ax.plot(np.nan_to_num(curve, nan=1e9), color=plots.BLACK)
    for (name, value), (colour, dash) in zip(references.items(), LINES, strict=True):
        ax.axhline(value, color=colour, linestyle=dash)
        ax.text(25.4, value, name, color=colour, va="center")
    ax.set(title=f"{optimiser}, rate {rate:g}: {end}", xlabel="epoch", xlim=(0, 25),
           ylabel="validation error (MSE)", yscale="log", ylim=(0.02, 3))
    ax.set_yticks([0.02, 0.05, 0.1, 0.2, 0.5, 1, 2], ["0.02", "0.05", "0.1", "0.2", "0.5", "1", "2"])
    fig.set_label(f"{optimiser}, rate {rate:g}: {end}; PCA {references['PCA']:.4f}.")
    return fig

# %%
plots.steer(draw, at={"rate": 0.3}, optimiser=["SGD", "gradient descent", "momentum", "Adam"], rate=RATES)

# %% [markdown]
# > **Try it.** SGD from 0.1 to 10: how much warning do you get before the cliff? Then Adam at 0.3: does it fall off?
# >
# > <details><summary>Answer</summary>None: the last rate before it is the best. Adam does not fall off. It stumbles
# > about, as its steps do not shrink where the slope does.</details>
#
# ## Who wins the race?
#
# Each optimiser at its own best rate, a hundred epochs. And SGD once more, with the gradient that forgot the
# slope of tanh.
#
# **Predict first.** Write down the order at the finish. Who gets below PCA's line?

# %%
race = {f"{name} ({best[name]:g})": train(w0, step, best[name], 100, batch)[1]
        for name, (step, batch) in WAYS.items()}
race["SGD, wrong gradient"] = train(w0, descent, best["SGD"], 100,
                                    gradient=lambda w, x: gradient(w, x, no_slope))[1]

# %% jupyter={"source_hidden": true}
fig = plots.learning_curves(race, references, ylabel="validation error (MSE)")
fig.axes[0].set_ylim(0.015, 0.09)
fig.axes[0].lines[len(race) - 1].set_linestyle("--")         # or it hides SGD's own
fig.axes[0].legend(loc="upper left", bbox_to_anchor=(1, 1))
plots.show(fig)

# %% [markdown]
# Momentum and Adam lead; then comes SGD; all three end below PCA's line. Gradient descent is last and
# stays above it. It had a hundred steps, the others thousands, at the same price in arithmetic:
# that is the whole case for mini-batches.
#
# The quick ones fall to PCA's line and then *rest on it* before they go on. Tanh is nearly a straight line for
# small numbers, so a young network is nearly linear, and the best a linear one can do is PCA. Then it has to
# learn to bend. The wrong gradient thinks that tanh is straight: it gets as far as PCA's line and stays.
#
# ## How many rows per step?
#
# The batch size trades the quality of a step against their number. SGD at rate 1, 20 epochs, four batch sizes.
#
# **Predict first.** Plotted over epochs, which is best? And plotted over steps?

# %%
batches = [8, 32, 128, len(X_train)]
by_batch = {batch: train(w0, descent, 1.0, 20, batch)[1] for batch in batches}

# %% jupyter={"source_hidden": true}
fig, axes = plots.figure(1, 2, size=(9.2, 3.4), sharey=True)
for (batch, curve), (colour, marker) in zip(by_batch.items(), plots.OTHERS, strict=False):
    steps = np.arange(21) * -(-len(X_train) // batch)
    for ax, x in zip(axes, [np.arange(21), steps], strict=True):
        ax.plot(x[1:], curve[1:], color=colour, marker=marker, markersize=4, label=f"{batch} rows per step")
axes[0].axhline(references["PCA"], color=plots.BLUE, linestyle="--")
axes[1].axhline(references["PCA"], color=plots.BLUE, linestyle="--", label="PCA")
axes[0].set(xlabel="epochs", ylabel="validation error (MSE)", xticks=[0, 5, 10, 15, 20])
axes[1].set(xlabel="steps", xscale="log")
axes[1].legend(loc="upper left", bbox_to_anchor=(1, 1))
plots.show(fig, alt="SGD after 20 epochs: " + ", ".join(
    f"{batch} rows per step {curve[-1]:.4f}" for batch, curve in by_batch.items()) + ".")

# %% [markdown]
# Over epochs the smallest batch wins; over steps there is hardly more than one curve. Far from the goal a rough
# direction is as good as an exact one, and 8 rows buy it. Near the goal, and at a higher rate, roughness makes the
# network jitter: see the next picture, four rows per step. The repair is a rate that falls, here along a cosine
# from full to almost zero.

# %%
def falling(epoch, highest=3.0, epochs=25):
    return highest * (1 + np.cos(np.pi * epoch / epochs)) / 2

# %% jupyter={"source_hidden": true}
noisy = {"constant rate": train(w0, descent, 3.0, 25, batch=4)[1],
         "falling rate": train(w0, descent, falling, 25, batch=4)[1]}
fig = plots.learning_curves(noisy, {"PCA": references["PCA"]}, ylabel="validation error (MSE)")
fig.axes[0].set_ylim(0.02, 0.04)
plots.show(fig)

# %% [markdown]
# Same rows, same order: as the rate falls the jitter goes, and the error ends lower.
#
# ## When should you stop?
#
# So far more epochs were better. Give the same network 40 rows instead of a thousand. *Early
# stopping* keeps the weights that did best on the validation rows. (Programs also give up after so
# many epochs without a new best: their *patience*.) `train_and_watch` (folded: your loop with Adam)
# returns three things: the best weights, the last weights, and both curves. Few rows make few steps
# per epoch, so they get more epochs.
#
# **Predict first.** Draw both curves, error on the 40 rows and on the validation rows. Then: will
# the best moment beat PCA, fitted on the same 40 rows?

# %% jupyter={"source_hidden": true}
def train_and_watch(rows, epochs):
    w, kept, memory = w0, w0, {}
    curves = {"training": [loss(w0, rows)], "validation": [loss(w0, X_valid)]}
    for epoch in range(epochs):
        w, (_, error) = train(w, adam, 0.003, 1, rows=rows, memory=memory, first=epoch)
        curves["training"].append(loss(w, rows))
        curves["validation"].append(error)
        if error == min(curves["validation"]):
            kept = w                            # early stopping goes home with these
    return kept, w, curves

# %%
amounts = [40, 100, 300, len(X_train)]
watched = {n: train_and_watch(X_train[:n], epochs=100 + 40_000 // n) for n in amounts}

# %% jupyter={"source_hidden": true}
kept, last, curves = watched[40]
best_epoch = int(np.argmin(curves["validation"]))
fig = plots.learning_curves(curves, {"PCA": pca_error(X_train[:40], X_valid)},
                            ylabel="MSE (network trained on 40 rows)")
fig.axes[0].plot(best_epoch, curves["validation"][best_epoch], "o", color=plots.BLACK, zorder=3)
fig.axes[0].annotate("stop here", (best_epoch, curves["validation"][best_epoch]), (0, 22),
                     textcoords="offset points", ha="center", arrowprops={"arrowstyle": "-"})
plots.show(fig)

# %% jupyter={"source_hidden": true}
by_amount = {"Autoencoder": [loss(watched[n][0], X_test) for n in amounts],
             "Autoencoder, never stopped": [loss(watched[n][1], X_test) for n in amounts],
             "PCA": [pca_error(X_train[:n], X_test) for n in amounts]}
fig = plots.curve_by_size(amounts, by_amount, xlabel="training rows")
plots.show(fig)

# %% [markdown]
# No: where "stop here" stands, PCA's line is still below. Up to there both errors fall: the network *underfits*,
# and what it learns is common to all digits. From there on it *overfits*: it learns the 40 by heart, and pays on all
# others. Its own rows never tell it so; their error falls all the way.
#
# The second picture uses the test rows, as the moment was chosen on the validation rows. Stopping early helps where
# rows are fewest, and PCA wins there all the same: it has far fewer numbers to get wrong. With more rows the lines
# cross, and in as many epochs as these stopping early has nothing left to do.
#
# ## Where should you start?
#
# Why $1/\sqrt{n_{in}}$, why not smaller or larger? Depth shows it, so stack twelve layers. (Folded: your two
# functions once more, as a loop over any number of layers.)

# %% jupyter={"source_hidden": true}
DEEP = [SIZES[0], 48, 40, 32, 24, 16, K, 16, 24, 32, 40, 48, SIZES[0]]

def deep_forward(w, x, sizes=DEEP):
    outputs, parts = [x], unpack(w, sizes)
    for i, (W, b) in enumerate(zip(parts[::2], parts[1::2], strict=True)):
        a = outputs[-1] @ W + b
        linear = i in (len(sizes) // 2 - 1, len(sizes) - 2)       # the code and the last layer
        outputs.append(a if linear else np.tanh(a))
    return outputs

def deep_loss(w, x):
    return np.mean((x - deep_forward(w, x)[-1]) ** 2)

# %% jupyter={"source_hidden": true}
def deep_gradient(w, x, sizes=DEEP):
    h, parts, gradients = deep_forward(w, x, sizes), unpack(w, sizes), []
    d = 2 * (h[-1] - x) / x.size
    for i in reversed(range(len(sizes) - 1)):
        if i not in (len(sizes) // 2 - 1, len(sizes) - 2):
            d = d * tanh_slope(h[i + 1])
        gradients = [(h[i].T @ d).ravel(), d.sum(axis=0), *gradients]
        d = d @ parts[2 * i].T
    return np.concatenate(gradients)

assert disagreement(deep_gradient(w0, few, SIZES), gradient(w0, few)) < 1e-14

# %% [markdown]
# Now multiply all starting kernels by a scale: 0.05, 0.5, 1 or 3 (after Sutskever and others, 2013).
#
# **Predict first.** A factor of one half, in each of twelve layers: will you notice it at all?

# %%
signal, learned = {}, {}
for scale in [0.05, 0.5, 1, 3]:
    w = new_weights(sizes=DEEP, scale=scale)
    signal[f"scale {scale:g}"] = [h.std() for h in deep_forward(w, X_valid)]
    learned[f"scale {scale:g}"] = train(w, momentum, 0.3, 40, loss=deep_loss, gradient=deep_gradient)[1]
learned["scale 0.5, Adam"] = train(new_weights(sizes=DEEP, scale=0.5), adam, 0.003, 40,
                                   loss=deep_loss, gradient=deep_gradient)[1]

# %% jupyter={"source_hidden": true}
fig, (left, right) = plots.figure(1, 2, size=(9.6, 3.5))
for i, (name, (colour, marker)) in enumerate(plots.looks(learned).items()):
    left.plot(signal.get(name, []), color=colour, marker=marker, markersize=4)
    right.plot(learned[name], color=colour, marker=marker, markevery=(2 * i, 10), label=name)
for (name, value), (colour, dash) in zip(references.items(), LINES, strict=True):
    right.axhline(value, color=colour, linestyle=dash, label=name)
left.set(yscale="log", xlabel="layer (0: input, 6: code, 12: output)", ylabel="standard deviation of its output")
right.text(20, 0.09, "scales 0.05, 0.5 and 3", ha="center", va="bottom")
right.set(ylim=(0, 0.15), xlabel="epoch", ylabel="validation error (MSE)")
right.legend(loc="upper left", bbox_to_anchor=(1, 1))
plots.show(fig, alt="Standard deviation after the last layer: " + ", ".join(
    f"{name} {s[-1]:.0e}" for name, s in signal.items()) + ". Error after 40 epochs: " + ", ".join(
    f"{name} {c[-1]:.4f}" for name, c in learned.items()) + f"; PCA {references['PCA']:.4f}.")

# %% jupyter={"source_hidden": true}
def share_at_the_ends(w):
    outputs = deep_forward(w, X_train)
    tanh_layers = [h for i, h in enumerate(outputs) if i not in (0, len(DEEP) // 2, len(DEEP) - 1)]
    return np.mean(np.hstack([np.abs(h) > 0.99 for h in tanh_layers]))

starts = {scale: new_weights(sizes=DEEP, scale=scale) for scale in [0.5, 1, 3]}
slopes = {scale: np.linalg.norm(deep_gradient(w, X_train)) for scale, w in starts.items()}
print("length of the first gradient:", {f"scale {scale:g}": f"{length:.0e}" for scale, length in slopes.items()})
thrown, _ = train(starts[3], momentum, 0.3, 1, loss=deep_loss, gradient=deep_gradient)
_, gentle = train(starts[3], momentum, 0.03, 40, loss=deep_loss, gradient=deep_gradient)
ends_at_first, ends_then = share_at_the_ends(starts[3]), share_at_the_ends(thrown)
print(f"scale 3: first error {gentle[0]:.1f}; units beyond ±0.99 at first {ends_at_first:.0%}, after one epoch "
      f"{ends_then:.0%}; error at a tenth of the rate {gentle[-1]:.3f} (mean image {references['mean image']:.3f})")

# %% [markdown]
# You will. Half a kernel is half a signal, twelve times over: what arrives at the end is thousands of
# times weaker. The gradient is multiplied by the same kernels on its way back, and is as faint. The
# network answers the mean image and has hardly any slope to leave it by.
#
# Three times the kernel makes the first answers far worse than silence (beyond the upper edge). The gradient is
# large, and the first steps are violent: they throw most units to the ends of tanh, ±1, where its slope is nearly 0
# and little more is learned. The units are *saturated*. A tenth of the rate hardly helps. (In the left picture
# tanh holds scale 3 below 1; code and output have no tanh and jump.)
#
# At scale 1 a sum over $n_{in}$ inputs, each times a weight of about $1/\sqrt{n_{in}}$, is about as large as one
# input, since squares add up: $n_{in} \cdot 1/n_{in} = 1$. And Adam, which divides by the size of the gradient, frees
# the half-scale network.
#
# **Predict first.** Its curve comes down in stairs. At which heights does it rest?

# %% jupyter={"source_hidden": true}
stairs = [pca_error(X_train, X_valid, k) for k in range(1, K + 1)]
fig, ax = plots.figure(size=(6.2, 3.4))
for k, height in enumerate(stairs[:6], start=1):
    ax.axhline(height, color=plots.BLUE, linestyle="--", linewidth=1)
    ax.text(40.5, height, f"PCA, k = {k}", color=plots.BLUE, va="center")
ax.plot(learned["scale 0.5, Adam"], color=plots.BLACK)
ax.set(xlabel="epoch", xlim=(0, 40), ylim=(0.025, 0.08), ylabel="validation error (MSE)")
plots.show(fig, alt="Half-scale network with Adam, validation error after each fifth epoch: " + ", ".join(
    f"{error:.4f}" for error in learned["scale 0.5, Adam"][::5]) + ". PCA with 1 to 6 numbers: " + ", ".join(
    f"{height:.4f}" for height in stairs[:6]) + ".")

# %% [markdown]
# On PCA's lines with fewer numbers. The network is nearly linear there, and it learns one direction after the
# other, or two at once, the largest first. A level stretch is where the next direction is still too faint to be felt.
#
# ## Can you interrupt it?
#
# What does a training consist of, so that you can put it in a file and go on tomorrow? Weights. The order of rows
# follows from the epoch's number. And there is `memory`. (The rate is a large one, to make the effect plain.)
#
# **Predict first.** You resume Adam and forget its memory. Nothing to see, a bump, or a new start?

# %%
memory = {}
w_20, _ = train(w0, adam, 0.01, 20, memory=memory)
with tempfile.TemporaryDirectory() as folder:
    np.savez(Path(folder) / "stopped.npz", w=w_20, **memory)        # good night
    with np.load(Path(folder) / "stopped.npz") as saved:            # good morning
        state = {name: saved[name] for name in saved.files}
w_saved, state["steps"] = state.pop("w"), int(state["steps"])       # a file returns arrays

straight, _ = train(w0, adam, 0.01, 21)
resumed, _ = train(w_saved, adam, 0.01, 1, memory=state, first=20)
print("resumed equals never stopped, to the last bit:", np.array_equal(straight, resumed))

# %% jupyter={"source_hidden": true}
def step_by_step(memory, n_steps=68):
    w, errors = w_saved, [loss(w_saved, X_valid)]
    random = np.random.default_rng(SEED)
    for _ in range(n_steps):
        w = adam(w, gradient(w, X_train[random.permutation(len(X_train))[:32]]), memory, 0.01)
        errors.append(loss(w, X_valid))
    return errors

# %% jupyter={"source_hidden": true}
with_memory, without = step_by_step(dict(memory)), step_by_step({})
fig = plots.learning_curves({"with memory": with_memory, "without": without}, log=False,
                            xlabel="step", ylabel="validation error (MSE)")
plots.show(fig)
print(f"highest above the start: with memory {max(with_memory) / with_memory[0] - 1:.0%}, "
      f"without {max(without) / without[0] - 1:.0%}")
g = gradient(w_saved, X_train[:32])
strides = [np.median(np.abs(adam(w_saved, g, dict(past), 0.01) - w_saved)) / 0.01 for past in (memory, {})]
print("typical weight, first step over rate: with memory {:.2f}, without {:.2f}".format(*strides))

# %% [markdown]
# A bump, and it heals. Without memory Adam's first step goes the full rate in nearly every weight, however small
# its slope. With memory, where past gradients disagree, a typical weight goes a fraction of that. Some tens of
# steps later the curves have met again. (The one with memory rises too, as 32 rows at a time are rough.)
#
# ## Can you read somebody else's training?
#
# The course has a class `Autoencoder`. This is the heart of its engine, printed from the installed source. A
# `GradientTape` notes each operation on the way forward, and then plays the chain rule backwards, as you did.

# %%
source = inspect.getsource(engine.compile_epoch)
start, end = source.index("        for step in tf.range"), source.index("            total +=")
print(textwrap.dedent(source[start:end]))

# %% [markdown]
# | yours | the engine's |
# |---|---|
# | `for start in range(…)` | `for step in tf.range(n_steps)` |
# | `x = rows[order[start : start + batch]]` | `x[step]`, `_at(step, x_in)`: the batches are cut beforehand |
# | `loss(w, x)` | `loss(x[step], x_hat)` and its mean, while the tape watches |
# | `gradient(w, x)` | `tape.gradient(mean_loss, weights)` |
# | `w = step(w, …, memory, now)` | `….assign(rates[step])`, and `optimizer.apply(…)`, which keeps its memory itself |
#
# `counts` is 0 for rows that fill up a last, smaller batch; what else is new has no effect here. Around the loop
# stands `@tf.function`: it makes a *graph* of it once, a recorded list of operations that runs without Python.
#
# Do not believe the table. Give the engine your weights, your order, your rate, and let it run.

# %%
model = build_dense(SIZES[0], K, hidden_units=(32,), activation="tanh")
model.set_weights(unpack(w0))
train_epoch = engine.compile_epoch(model, training.squared_error, keras.optimizers.SGD(3.0), batch_size=32)
_ = train_epoch(tf.constant(X_train, tf.float32), np.random.default_rng([SEED, 0]).permutation(len(X_train)))

# %% jupyter={"source_hidden": true}
theirs = np.concatenate([part.ravel() for part in model.get_weights()])
yours, _ = train(w0, descent, 3.0, 1)
print(f"moved by {disagreement(yours, w0):.2f}, apart by less than 0.00001:", disagreement(yours, theirs) < 1e-5)

# %% [markdown]
# The same weights, up to the rounding of 32-bit numbers. You wrote this engine.
#
# Why does the course not call Keras' `model.fit`? It asks Python for every batch, and for networks as small as ours
# the asking takes longer than the arithmetic. A *first* fit has to make the graph; a later one finds it made.
# scikit-learn's `MLPRegressor` needs none: it is plain NumPy, like yours.
#
# **Predict first.** Another network on the digits (sizes below). A later `model.fit` takes how many times as long as
# a later fit of `Autoencoder`?

# %% jupyter={"source_hidden": true}
import json

measured = json.loads(Path("../benchmarks/results/fit.json").read_text())
fits, problem = measured["tables"]["digits"], measured["problems"]["digits"]
print(f"hidden layers {problem['hidden']}, k = {problem['k']}, {problem['epochs']} epochs; Autoencoder's time is 1")
for name in ["keras model.fit", "scikit-learn MLPRegressor"]:
    print(f"{name}: first fit {fits[name]['first fit, ratio']:.1f}, later fits {fits[name]['later fit, ratio']:.1f}")

# %% [markdown]
# About a dozen times. In a first fit the graph eats most of that lead, and against scikit-learn all of it:
# `Autoencoder` loses there. More is in `benchmarks/RESULTS.md`; `make bench` measures it on your machine.
#
# ## What does it look like in PCA's clothes?
#
# `Autoencoder` has PCA's methods. It keeps the best weights by validation rows of its own, and its rate falls,
# after a short rise. It also divides the data by one overall deviation. `init="random"` is the network of this
# lesson; the default, `init="pca"`, is the subject of lesson 05.
#
# **Predict first.** Same layers, same k. Will it beat PCA on the test rows? And your own network, the one that you
# stopped in time, with all rows?

# %%
autoencoder = Autoencoder(K, hidden_units=(32,), activation="tanh", init="random", epochs=60,
                          learning_rate=0.01, batch_size=32, random_state=SEED).fit(train_set.X)

# %% jupyter={"source_hidden": true}
test_errors = {}
for name, reducer in {"PCA": PCA(K, random_state=0).fit(train_set.X), "Autoencoder": autoencoder}.items():
    codes = reducer.transform(test_set.X)
    test_errors[name] = np.mean((test_set.X - reducer.inverse_transform(codes)) ** 2)
test_errors["by hand"] = loss(watched[len(X_train)][0], X_test)
pd.Series(test_errors, name="test error").round(4).to_frame()

# %% [markdown]
# Both networks beat PCA. Which of the two is ahead says nothing: they did not train equally long, and one seed
# decides nothing (lesson 04).
#
# ## And if you interrupt that?
#
# In Jupyter you press ■. Here a *callback* presses it after epoch 15 (folded): Keras' name for an object that is
# called after each epoch. (`Autoencoder.score` is minus the squared error. PCA's is something else.)

# %% jupyter={"source_hidden": true}
from contextlib import suppress

class PressStop(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if epoch + 1 == 15:
            raise KeyboardInterrupt

stopped = clone(autoencoder).set_params(callbacks=[PressStop()])
with warnings.catch_warnings(record=True) as caught, suppress(KeyboardInterrupt):
    warnings.simplefilter("always", UserWarning)
    stopped.fit(train_set.X)                            # it keeps what it has learned, then ends
print(caught[0].message)
print("fitted all the same, test error", round(-stopped.score(test_set.X), 4))
error_at_15 = -stopped.score(test_set.X)

# %% [markdown]
# With `warm_start=True` the next `fit` goes on from those weights. Like the forgetful Adam, it keeps
# weights and not memory, and its rate rises and falls anew.
#
# **Predict first.** 45 more epochs, 60 in all. Will the curve show the seam?

# %%
stopped.set_params(callbacks=None, warm_start=True, epochs=45).fit(train_set.X)
print(stopped.n_iter_, "epochs in all; test error", round(-stopped.score(test_set.X), 4))

# %% jupyter={"source_hidden": true}
curves = {"training": stopped.history_["loss"], "validation": stopped.history_["val_loss"],
          "validation, never stopped": autoencoder.history_["val_loss"]}
fig = plots.learning_curves(curves)
fig.axes[0].lines[2].set(linestyle="--", color=plots.BLACK)         # or it hides the other one before 15
fig.axes[0].legend(loc="upper left", bbox_to_anchor=(1, 1))
fig.axes[0].axvline(15, color=plots.BLACK, linewidth=1)
fig.axes[0].text(15.5, 0.06, "stopped,\nwent on")
plots.show(fig)

# %% [markdown]
# At most a ripple, and nearly the same end. Last, a file: `save` writes one, `load` reads it. Are the codes the
# same numbers?

# %%
with tempfile.TemporaryDirectory() as folder:
    stopped.save(Path(folder) / "digits.keras")
    loaded = Autoencoder.load(Path(folder) / "digits.keras")

# %% jupyter={"source_hidden": true}
same = np.array_equal(loaded.transform(test_set.X), stopped.transform(test_set.X))
print("same codes:", same, "- same history:", loaded.history_ == stopped.history_)

# %% [markdown]
# The same, to the last bit.
#
# ## Claims
#
# Folded: what this lesson has said, as one `assert` after the other. Open a cell where you doubt a sentence.

# %% jupyter={"source_hidden": true}
assert loss(w0, X_valid) > references["mean image"]                 # untrained is worse than silent
assert min(check, key=check.get) == 1e-5 and check[1e-5] < 1e-7
assert check[1e-1] > 1e-5 and check[1e-12] > 1e-5                   # δ too large, δ too small
assert wrong > 1e5 * check[1e-5]                                    # the check sees the mistake …
assert np.allclose(trained["wrong gradient"], trained["right gradient"], rtol=0.05)     # … the loss does not
slow, right_rate, blown = three.values()
assert slow[-1] > right_rate[-1] < 0.5 * blown[0] and not blown[-1] < 10
assert blown[2] < blown[0]                                          # not from the first step on
assert min(best[name] for name in WAYS if name != "Adam") >= 100 * best["Adam"]     # no common rate
stumbling = np.array(runs["Adam", 0.3])
assert len(stumbling) == 26 and stumbling[2:].min() > references["mean image"] and stumbling[-1] < 1
assert (np.diff(stumbling) > 0).sum() >= 5                          # ups and downs, no explosion

# %% jupyter={"source_hidden": true}
assert np.allclose(ends["momentum"][:6], ends["SGD"][2:8], rtol=0.1)            # a factor of ten,
assert max(ends["momentum"][:-1]) < ends["momentum"][-1] == ends["SGD"][-1] == 1    # the same cliff
for name, errors in ends.items():                                   # too slow on the left, the edge on the right,
    assert errors[0] > 1.1 * errors.min() and errors[-1] == 1       # and for three the best beside it
    assert (np.argmax(errors == 1) - np.argmin(errors) <= 2) == (name != "Adam")
assert best["SGD"] == RATES[-2]                                     # no warning

# %% jupyter={"source_hidden": true}
relative = {name.split(" (")[0]: np.array(curve) / references["PCA"] for name, curve in race.items()}
order = sorted(set(relative) - {"SGD, wrong gradient"}, key=lambda name: relative[name][-1])
assert set(order[:2]) == {"momentum", "Adam"} and order[2:] == ["SGD", "gradient descent"]
assert relative["gradient descent"][-1] > 1.1                       # too few steps
for name in ["momentum", "Adam"]:
    assert (np.abs(relative[name] - 1) < 0.1).sum() >= 10 and relative[name][-1] < 0.97     # rests, passes
assert np.abs(relative["SGD, wrong gradient"][-20:] - 1).max() < 0.03           # gets there and stays
assert relative["SGD"][-1] < 0.96
for optimiser in WAYS:
    assert all(draw(optimiser, rate).get_label() for rate in RATES)

# %% jupyter={"source_hidden": true}
assert by_batch[8][-1] < by_batch[32][-1] < by_batch[128][-1] < by_batch[len(X_train)][-1]
assert np.std(noisy["falling rate"][-5:]) < 0.5 * np.std(noisy["constant rate"][-5:])
assert noisy["falling rate"][-1] < min(noisy["constant rate"][-5:])
assert abs(by_batch[128][20] / by_batch[32][5] - 1) < 0.1           # after as many steps

# %% jupyter={"source_hidden": true}
tested = {name: np.array(errors) for name, errors in by_amount.items()}
assert tested["PCA"][0] < tested["Autoencoder"][0] < tested["Autoencoder, never stopped"][0]
assert tested["Autoencoder"][-1] < 0.9 * tested["PCA"][-1]          # with many rows it turns
assert abs(tested["Autoencoder, never stopped"][-1] / tested["Autoencoder"][-1] - 1) < 0.05
assert signal["scale 0.5"][-1] < 1e-3 * signal["scale 1"][-1]
for name, curve in learned.items():                                 # one scale of four learns
    assert (curve[-1] < references["PCA"]) == (name == "scale 1")
assert learned["scale 3"][0] > 10 * references["mean image"]
assert 1000 * slopes[0.5] < slopes[1] < 0.2 * slopes[3]
assert ends_at_first < 0.4 < 0.6 < ends_then
assert gentle[-1] > 0.85 * references["mean image"]                 # a smaller rate hardly helps
assert all(s < 1 for i, s in enumerate(signal["scale 3"]) if i not in (6, 12)) and signal["scale 3"][6] > 1

# %% jupyter={"source_hidden": true}
ratio = np.array(learned["scale 0.5, Adam"])[2:, None] / np.array(stairs)     # mostly on one of PCA's lines
assert (np.abs(ratio - 1).min(axis=1) < 0.03).mean() > 0.6 and ratio[-1, 1] < 1
assert np.array_equal(straight, resumed)
assert strides[0] < 0.3 < 0.9 < strides[1] and np.abs(adam(w_saved, g, dict(memory), 1) - w_saved).max() < 1.5
bump, wobble = (max(errors) / errors[0] - 1 for errors in (without[:20], with_memory))
assert bump > 3 * wobble > 0 and abs(without[-1] / with_memory[-1] - 1) < 0.03

# %% jupyter={"source_hidden": true}
for part in ["tf.range(n_steps)", "GradientTape", "tape.gradient(mean_loss", "optimizer.apply", "x_in", "counts"]:
    assert part in source[start:end]                                # the table is still true
assert disagreement(yours, theirs) < 1e-5 < 0.01 < disagreement(yours, w0)
keras_fit, sklearn_fit = fits["keras model.fit"], fits["scikit-learn MLPRegressor"]     # measured then and there
assert 9 < keras_fit["later fit, ratio"] < 16 and keras_fit["first fit, ratio"] < keras_fit["later fit, ratio"] / 2
assert sklearn_fit["first fit, ratio"] < 1 < sklearn_fit["later fit, ratio"]
assert max(test_errors["Autoencoder"], test_errors["by hand"]) < 0.9 * test_errors["PCA"]
assert np.isclose(autoencoder.score(test_set.X), -test_errors["Autoencoder"], rtol=1e-4)

# %% jupyter={"source_hidden": true}
assert same and loaded.history_ == stopped.history_
assert len(caught) == 1 and "15 of 60" in str(caught[0].message)
assert stopped.n_iter_ == 60 and len(stopped.history_["loss"]) == 61
assert -stopped.score(test_set.X) < error_at_15
assert abs(stopped.score(test_set.X) / autoencoder.score(test_set.X) - 1) < 0.1

# %% [markdown]
# ## Check yourself
#
# **1.** Your loss is lower after every epoch. Is your gradient right?
#
# <details><summary>Answer</summary>
#
# You do not know. For a hundred steps the gradient without the slope of tanh did as well as the right one.
# Only a comparison with finite differences, or with another program, can tell.
#
# </details>
#
# **2.** A friend stops early by the *test* rows and reports the error on the same rows. Too high, too
# low, or fair?
#
# <details><summary>Answer</summary>
#
# Too low. The moment was chosen so that exactly these rows look good. Choose on validation rows,
# report on test rows, as this lesson did with 40, 100, 300 and all rows.
#
# </details>
#
# **3.** You train a stack of twenty layers, and its loss does not move. Name two suspects from this lesson and how
# to question each.
#
# <details><summary>Answer</summary>
#
# Two of three. Kernels too small: print the standard deviation of each layer's output; a line that falls layer by
# layer convicts them. Saturation: count the units near ±1. A rate far too small: multiply it by ten a few times and
# look for the cliff.
#
# </details>
#
# ## Summary
#
# - Backpropagation is the chain rule, walked backwards with one array; finite differences check it.
# - The rate has a valley and a way up behind it; where they lie depends on the optimiser. Look for both.
# - Mini-batches buy many rough steps for the price of one; a falling rate removes the roughness.
# - Stop where *validation* is best; a signal must neither fade nor saturate on its way through.
# - `Autoencoder` is this lesson behind PCA's methods; interrupted, it is fitted; saved, it is the same.
#
# **Exercise.** Now you: [Exercise 03](exercises/03_training.ipynb). You write a gradient, find two mistakes in a
# training loop, stop at the right epoch. Each task checks itself.
#
# **One more experiment.** Nesterov's momentum asks for the gradient where momentum is about to land, ahead of the
# weights. Here *w* stands for these places, so only the last line changes.
#
# **Predict first.** Does it move the cliff, and which way?

# %%
def nesterov(w, g, memory, rate, beta=0.9):
    momentum(w, g, memory, rate, beta)                  # brings the sum up to date
    return w - rate * (g + beta * memory["sum"])

cliff = {rate: [train(w0, way, rate, 3)[1][-1] for way in (momentum, nesterov)] for rate in (2, 3, 5, 7, 10)}
pd.DataFrame(cliff, ["momentum", "Nesterov"]).map("{:.2g}".format).rename_axis(columns="rate")

# %% jupyter={"source_hidden": true}
for i, last_rate in enumerate([5, 3]):                  # momentum, Nesterov
    assert all((errors[i] < 1) == (rate <= last_rate) for rate, errors in cliff.items())

# %% [markdown]
# Towards you: at rate 5 momentum still trains, and Nesterov's has blown up. (On a parabola the one stays below
# $2(1 + \beta)/\lambda$, the other below that divided by $1 + 2\beta$, with the λ of the fold above.)
#
# **Next:** [04 Evaluation](04_evaluation.ipynb). Your network beats PCA by a number. Is the difference
# real, and is the number the right one?
#
# ## References
#
# - Sutskever, Martens, Dahl, Hinton (2013). On the importance of initialization and momentum in deep
#   learning. *ICML*.
# - Kingma, Ba (2015). Adam: a method for stochastic optimization. *ICLR*.
# - Goodfellow, Bengio, Courville (2016). *Deep Learning*, chapters 6 to 8 and 14. MIT Press.
