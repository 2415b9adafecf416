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
# # What shape should an autoencoder have?
#
# > **After this lesson you can**
# > *build* an autoencoder in raw Keras and count its numbers by hand ·
# > *choose* loss, activation and kind of layer for a reason ·
# > *recognise* a code that is too wide, or dead.
# >
# > **Time:** about 75 minutes to read and try; the cells run in about half a minute.
# > **Read before:** [00 Start here](00_start_here.ipynb),
# > [01 Preprocessing](01_preprocessing.ipynb).
# > **Next:** [03 Training](03_training.ipynb).
# > **Data:** the handwritten digits of scikit-learn, 8 × 8 pixels, ink from 0 to 1.
#
# Two of the three suspects are caught: since lesson 01 the scale of the data, the output and the
# loss fit each other. The third is the shape of the article's network. It spends 32 numbers on
# describing rows of 10, and asked for its encoder it answers that it has none.
#
# Before you can say what is wrong with a shape, you need to build one. (Cells that only draw or check are
# folded: click on the dots to open one.)

# %%
from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle
from scipy import stats
from sklearn.decomposition import PCA

from aeutils import datasets, networks, plots
import keras  # after aeutils.networks, which loads it without TensorFlow's start-up messages

DATASET = "digits"  # "mnist" works too and takes some minutes
SEED, EPOCHS = 0, 30

data = datasets.load(DATASET)[:6000]
train, validation, test = data.split(validation_size=0.2)
d = train.X.shape[1]  # features: 64 pixels
pca = PCA(2, random_state=0).fit(train.X)
data

# %% [markdown]
# You will compare many networks here. Every choice is made on the validation rows. The test rows
# wait until the end.
#
# ## What is inside an autoencoder?
#
# Two functions, one after the other. The **encoder** $f$ takes a row $x$ of $d$ numbers to a
# **code** $z$ of $k$ numbers. The **decoder** $g$ takes the code back to $d$ numbers, the
# **reconstruction** $\hat x$:
#
# $$z = f(x;\,\theta), \qquad \hat x = g(z;\,\phi), \qquad
# x, \hat x \in \mathbb{R}^d,\quad z \in \mathbb{R}^k .$$
#
# The letters $\theta$ and $\phi$ stand for all the numbers that training may change.
# Here $d$ is 64 and $k$ is 2. All that the decoder ever learns about a digit has to pass through
# those two numbers: the **bottleneck**.
#
# Each function is a stack of `Dense` layers. A `Dense` layer multiplies its input by a table of
# weights, the **kernel**, adds one **bias** per unit, and bends the result with an
# **activation**. The output is a sigmoid because pixels lie between 0 and 1 (lesson 01).
#
# **Predict first.** A layer has one weight for each pair (input, unit) and one bias for each
# unit. How many numbers are in `Dense(32)` on 64 pixels? How many in all four layers? Write both
# down.

# %%
keras.utils.set_random_seed(SEED)
x = keras.Input((d,))
hidden = keras.layers.Dense(32, activation="relu")(x)
z = keras.layers.Dense(2)(hidden)
encoder = keras.Model(x, z, name="encoder")

code = keras.Input((2,))
hidden = keras.layers.Dense(32, activation="relu")(code)
x_hat = keras.layers.Dense(d, activation="sigmoid")(hidden)
decoder = keras.Model(code, x_hat, name="decoder")

autoencoder = keras.Model(x, decoder(encoder(x)), name="autoencoder")

# %% jupyter={"source_hidden": true}
sizes = [d, 32, 2, 32, d]
layers = encoder.layers[1:] + decoder.layers[1:]  # the first of each is its Input
counts = pd.DataFrame({
    "kernel": [f"{n_in} × {n_out}" for n_in, n_out in pairwise(sizes)],
    "by hand": [n_in * n_out + n_out for n_in, n_out in pairwise(sizes)],
    "Keras": [layer.count_params() for layer in layers],
}, index=["x → hidden", "hidden → z", "z → hidden", "hidden → x̂"])
assert counts["by hand"].sum() == autoencoder.count_params()
print("altogether", autoencoder.count_params())
counts

# %% [markdown]
# The first row is your `Dense(32)`, the line above the table all four layers. The two outer layers
# hold nearly everything. The bottleneck costs next to nothing: it is narrow in information, not in
# parameters. Steer the shape and watch where the numbers go.

# %% jupyter={"source_hidden": true}
def draw_shape(width, k):
    sizes = [d, width, k, width, d]
    params = [n_in * n_out + n_out for n_in, n_out in pairwise(sizes)]
    fig, ax = plots.figure(size=(7, 3.2))
    for i, (a, b) in enumerate(pairwise(sizes)):
        ax.fill([i, i + 1, i + 1, i], [a, b, -b, -a], color=plots.SKY, alpha=0.35, linewidth=0)
        ax.text(i + 0.5, 0, f"{params[i]:,}", ha="center", va="center")
    ax.bar(range(5), [2 * n for n in sizes], 0.06, [-n for n in sizes], color=plots.BLACK)
    ax.set_xticks(range(5), [f"$x$\n{d}", width, f"$z$\n{k}", width, f"$\\hat{{x}}$\n{d}"])
    ax.set(yticks=[], title=f"{sum(params):,} parameters")
    fig.set_label(f"A network with layers of {sizes} numbers; parameters between them: {params}.")
    return fig


# %%
plots.steer(draw_shape, at={"width": 128, "k": 2},
            width=[32, 64, 128, 256], k=[2, 8, 32, 64, 100])

# %% [markdown]
# > **Try it.** With `width` at 128, move `k` from 2 to 100. From which value on is there no
# > bottleneck left? With more numbers in the code than in the row, the network is called
# > **overcomplete**; with fewer, **undercomplete**. At $k = d = 64$ it is neither, but a copy
# > already fits. Then go back to `width` 32: a wide code does not help behind a narrow layer.
#
# ## What happens to a row on its way through?
#
# You could take Keras' word for it. Better to do what it does, with NumPy and nothing else: a
# product with a kernel, plus a bias, then the bend. ReLU, the bend of the hidden layers, is
# $\max(0, a)$. The sigmoid at the end is $1/(1+e^{-a})$.
#
# **Predict first.** Five rows go in, as a table of shape (5, 64). Write down its shape after each
# of the four layers.

# %%
rows = validation.X[:5]
W1, b1, W2, b2 = encoder.get_weights()
W3, b3, W4, b4 = decoder.get_weights()

h = np.maximum(0, rows @ W1 + b1)
codes = h @ W2 + b2
h_back = np.maximum(0, codes @ W3 + b3)
answers = 1 / (1 + np.exp(-(h_back @ W4 + b4)))
print(" → ".join(str(table.shape) for table in [rows, h, codes, h_back, answers]))

assert np.allclose(codes, encoder(rows), atol=1e-5)
assert np.allclose(answers, autoencoder(rows), atol=1e-5)

# %% [markdown]
# The 5 stays, the other number changes from layer to layer. The two `assert` lines hold, so that is
# all there is: four matrix products and two kinds of bend.
#
# ## Where did the encoder go?
#
# The article builds its two halves with `Sequential`, joins them, and then asks the result for
# `autoencoder.encoder`. Lesson 00 met both errors. Here they are again, caught this time, so that
# you can read them side by side.
#
# **Predict first.** `article` is a model made from two models. Which layers will it list?

# %%
Dense = keras.layers.Dense
article_encoder = keras.Sequential(
    [keras.Input((10,)), Dense(64, "relu"), Dense(32, "relu")], name="encoder")
article_decoder = keras.Sequential(
    [keras.Input((32,)), Dense(32, "relu"), Dense(64, "relu"), Dense(10, "sigmoid")],
    name="decoder")
article = keras.Model(article_encoder.inputs, article_decoder(article_encoder.outputs[0]))

for name, question in {"encoder.input": lambda: article_encoder.input,
                       "autoencoder.encoder": lambda: article.encoder}.items():
    try:
        question()
    except AttributeError as error:
        print(f"{name}: {error}")
print("layers of the article's model:", [layer.name for layer in article.layers])

# %% [markdown]
# It lists the encoder's layers one by one, and the decoder whole. The two errors are two different
# mistakes.
#
# - `input` is what a layer was **called** on. Nobody has called this encoder on anything yet. `inputs`, in the plural,
#   is another thing: the list of Inputs that a model was *built* from, and `outputs` the list of what comes out.
#   Both lists have one entry here; `[0]` takes it.
# - A model knows its layers. It knows nothing of the names of *your variables*. And this one does
#   not even hold the encoder as a layer: it was wired from the encoder's inputs to its outputs, so
#   its layers were taken in one by one.
#
# The repair is one habit: make an `Input` yourself, **call** both halves, and give them names. It
# is what you did with the digits.

# %%
x = keras.Input((10,))
repaired = keras.Model(x, article_decoder(article_encoder(x)))
print("layers of the repaired model:", [layer.name for layer in repaired.layers])

assert repaired.get_layer("encoder") is article_encoder
assert repaired.get_layer("encoder")(np.zeros((1, 10))).shape == (1, 32)
assert autoencoder.get_layer("decoder") is decoder

# %% [markdown]
# `is`, not "equal to": the half and the whole share one set of weights. Train the whole, and the
# half is trained. So keep the variable, or ask `get_layer("encoder")` later, from a saved file say.
#
# ## What does "good" mean?
#
# A sentence says "make the reconstruction resemble the input". In symbols: for $n$ rows
# $x_1, \dots, x_n$ look for the parameters that make the mean **loss** $L$ smallest:
#
# $$\min_{\theta,\,\phi}\ \frac1n \sum_{i=1}^{n}
# L\bigl(x_i,\ g(f(x_i;\,\theta);\,\phi)\bigr).$$
#
# $L$ takes a row and its reconstruction and gives one number. Two choices are common, each a mean over the $d$
# entries: the squared error $(x-\hat x)^2$, and the cross-entropy $-x\log\hat x-(1-x)\log(1-\hat x)$ ($\log$ is
# the natural logarithm). Do they want the same thing? Take everything away from the decoder but one number: for
# one pixel it must answer the same constant, whatever the picture.
#
# **Predict first.** Which constant does each loss like best?

# %%
pixel = train.X[:, train.X.var(axis=0).argmax()][:, None]  # the pixel that varies most
constant = np.linspace(0.02, 0.98, 193)
losses = {"squared error": (pixel - constant) ** 2,
          "cross-entropy": -pixel * np.log(constant) - (1 - pixel) * np.log(1 - constant)}
best = {name: constant[loss.mean(axis=0).argmin()] for name, loss in losses.items()}

# %% jupyter={"source_hidden": true}
fig, axes = plots.figure(1, 2, size=(8, 3))
for ax, (name, loss) in zip(axes, losses.items(), strict=True):
    ax.plot(constant, loss.mean(axis=0), color=plots.BLACK)
    ax.axvline(pixel.mean(), color=plots.GREEN, linestyle="--", label="mean of the pixel")
    ax.set(xlabel="constant answer (ink)", ylabel=f"{name} (mean)", ylim=(0, None))
axes[0].legend()
plots.show(fig, alt=f"The pixel's mean is {pixel.mean():.2f}. Both losses have one valley: " +
           ", ".join(f"{name} lowest at {c:.2f}" for name, c in best.items()))

# %% [markdown]
# Both like the mean best. They differ in what they charge for being sure and wrong. The curves stop at 0.02 and
# 0.98: beyond, the cross-entropy climbs without limit, the squared error never passes 1.
#
# Where do the two come from? Each is the answer to one question: *how probable is $x$, if the decoder's answer
# is $\hat x$?* That probability is called the **likelihood**. Bell-shaped (Gaussian) errors lead to the squared
# error. Pixels that are black with probability $\hat x$ and white otherwise lead to the cross-entropy; such a
# coin toss is called a **Bernoulli** variable.
#
# <details>
# <summary>In depth: two losses, two likelihoods</summary>
#
# Say each entry is the decoder's answer plus Gaussian noise of standard deviation $\sigma$:
# $p(x \mid \hat x) = \prod_{j=1}^{d} \frac{1}{\sqrt{2\pi}\,\sigma}
# e^{-(x_j - \hat x_j)^2 / 2\sigma^2}$.
# To make $x$ as probable as possible, make minus the logarithm as small as possible:
#
# $$-\log p(x \mid \hat x) = \frac{1}{2\sigma^2}\sum_{j=1}^{d} (x_j - \hat x_j)^2
# + \frac d2 \log (2\pi\sigma^2).$$
#
# The second term does not know $\hat x$. With $\sigma$ fixed, the first is the squared error times
# a constant, and a constant factor does not move a minimum.
#
# Now say each pixel is a Bernoulli variable, black (1) with probability $\hat x_j$ and white (0)
# otherwise: $p(x \mid \hat x) = \prod_j \hat x_j^{\,x_j} (1 - \hat x_j)^{1 - x_j}$. Then
#
# $$-\log p(x \mid \hat x) = -\sum_{j=1}^{d} \bigl[x_j \log \hat x_j
# + (1 - x_j) \log (1 - \hat x_j)\bigr],$$
#
# the cross-entropy. For grey pixels it is no longer a probability, but its minimum stays in the
# right place. Differentiate the mean over rows with respect to a constant $c$:
# $-\bar x / c + (1 - \bar x)/(1 - c)$ is zero at $c = \bar x$, the mean you saw in the picture.
# </details>
#
# SciPy knows both distributions and nothing of autoencoders. Does it agree? (Bell with $\sigma = 0.3$; for the coin
# toss, ink above one half counts as black.)

# %% jupyter={"source_hidden": true}
sigma = 0.3
gaussian = -stats.norm(answers, sigma).logpdf(rows).sum(axis=1)
from_squares = ((rows - answers) ** 2).sum(axis=1, dtype=float) / (2 * sigma**2)
from_squares += d / 2 * np.log(2 * np.pi * sigma**2)

ink = (rows > 0.5).astype(int)  # black or white
bernoulli = -stats.bernoulli(answers).logpmf(ink).sum(axis=1)
from_keras = d * np.asarray(keras.losses.binary_crossentropy(ink, answers), float)

assert np.allclose(gaussian, from_squares, rtol=1e-5)
assert np.allclose(bernoulli, from_keras, rtol=1e-5)
assert np.allclose(bernoulli, d * np.log(2), rtol=0.1)  # not trained yet: see below
pd.DataFrame({"−log Gaussian": gaussian, "from squares": from_squares,
              "−log Bernoulli": bernoulli, "from Keras": from_keras}).round(3)

# %% [markdown]
# It agrees, row by row. Why are all the Bernoulli entries about $64 \log 2 \approx 44.4$? The network is not
# trained yet and says about one half everywhere, and each pixel then costs $-\log \frac12 = \log 2$.
#
# This course trains with the squared error unless it says otherwise: PCA minimises it too, so the
# two can be compared.
#
# ## Are two numbers enough for a digit?
#
# Time to train. `fit` gets the rows twice, as input and as target, and changes every weight a
# little after each batch so that the loss falls. How it does that is the subject of
# [lesson 03](03_training.ipynb).
#
# **Predict first.** PCA and your network both keep two numbers per digit. Whose squared error on
# the validation rows is lower? By how much?

# %%
def squared_error(X, X_hat):
    """Mean over rows and features of (x − x̂)²."""
    return float(np.mean((X - np.asarray(X_hat)) ** 2))


def through(pca, X):
    """The rows after PCA has encoded and decoded them."""
    return pca.inverse_transform(pca.transform(X))


autoencoder.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse")
history = autoencoder.fit(train.X, train.X, epochs=EPOCHS, batch_size=64, verbose=0)

# %%
X_hat = {"PCA": through(pca, validation.X), "Autoencoder": np.asarray(autoencoder(validation.X))}
error = {name: squared_error(validation.X, X_hat[name]) for name in X_hat}
one_of_each = [np.flatnonzero(validation.y == digit)[0] for digit in range(10)]
plots.show(plots.reconstructions(validation.images[one_of_each],
                                 {name: X_hat[name][one_of_each] for name in X_hat}))
print(", ".join(f"{name} {value:.4f}" for name, value in error.items()),
      f"→ lower by {1 - error['Autoencoder'] / error['PCA']:.0%}")
assert error["Autoencoder"] < 0.9 * error["PCA"]

# %% [markdown]
# The network's is lower; the line below the pictures says by how much, over all validation rows.
# (The numbers under each row are the errors of these ten.) Same two numbers, same rows, and
# the network loses less. But not on every picture: PCA has the lower error on some of these ten. Look at what
# the autoencoder drew there. It commits itself more than PCA, now and then to the wrong digit.
# (The autoencoder of lesson 00 got lower, also with two numbers: it has more layers and trains longer. Here everything
# stays small enough to see through.)
#
# ## What can two numbers say?
#
# You kept the decoder. So you can ask it about codes that no digit has. The next cell decodes a
# grid of them once, so that the sliders only have to look up. Above the large picture stands the digit of the training
# row whose code is nearest.
#
# **Predict first.** Somewhere on the way from the zeros to the ones the picture has to change.
# Will it jump or melt?

# %%
train_codes = np.asarray(encoder(train.X))
low, high = np.percentile(train_codes, [2, 98], axis=0)
z1_values, z2_values = np.linspace(low, high, 11).round(1).T
grid = np.array([[z1, z2] for z2 in z2_values for z1 in z1_values])
decoded = np.asarray(decoder(grid)).reshape(11, 11, *data.image_shape)  # [row z2, column z1]

# %% jupyter={"source_hidden": true}
tiles = np.pad(decoded, [(0, 0), (0, 0), (1, 1), (1, 1)])[::-1]  # white frames; largest z2 on top
sheet = tiles.transpose(0, 2, 1, 3).reshape(11 * tiles.shape[2], -1)
distances = np.linalg.norm(grid[:, None] - train_codes, axis=2)
nearest = train.y[distances.argmin(axis=1)].reshape(11, 11)  # class of the nearest training row


# %% jupyter={"source_hidden": true}
def draw_decoded(z1, z2):
    column, row = np.abs(z1_values - z1).argmin(), np.abs(z2_values - z2).argmin()
    fig, ax = plots.figure(size=(7.4, 3.8))
    ax.imshow(sheet, extent=(0, 11, 0, 11), vmin=0, vmax=1, cmap="gray_r")
    ax.imshow(decoded[row, column], extent=(12, 21, 1, 10), vmin=0, vmax=1, cmap="gray_r")
    ax.add_patch(Rectangle((column, row), 1, 1, fill=False, edgecolor=plots.VERMILLION, lw=3))
    ax.text(5.5, -0.3, "$z_1$ →", ha="center", va="top")
    ax.text(-0.1, 5.5, "$z_2$ →", ha="right", va="center", rotation=90)
    ax.text(16.5, 10.3, f"g({z1}, {z2}), near digit {nearest[row, column]}", ha="center")
    ax.set(xlim=(-1, 21.2), ylim=(-1.2, 11.2))
    ax.set_axis_off()
    fig.set_label(f"Decoded code ({z1}, {z2}), near the code of a digit {nearest[row, column]}.")
    return fig


# %%
plots.steer(draw_decoded, z1=z1_values.tolist(), z2=z2_values.tolist(),
            at={"z1": float(z1_values[5]), "z2": float(z2_values[5])})

# %% [markdown]
# It melts. A decoder built of products and continuous bends is a continuous function: a small step
# in the code is a small step in the picture. So between two digits lie shapes that are neither.
#
# > **Try it.** Go from one digit to another along one slider and find a picture that you cannot
# > name. Which digits have no place of their own on the sheet?
#
# <details><summary>Answer</summary>
#
# Ask each tile of the sheet which training picture is most like it:
# `seen = train.y[[np.linalg.norm(train.X - tile, axis=1).argmin() for tile in decoded.reshape(121, -1)]]`, then
# `np.bincount(seen)`. With seeds 0 to 2 the 5 has hardly a tile, and each time one or two others are nearly gone
# (7 and 8, or 9). Two numbers do not leave room for ten digits.
#
# </details>
#
# ## Why bend at all?
#
# Leave the bends out and a layer computes $xA$ (biases aside), the next one $(xA)B$. But
# $(xA)B = x(AB)$: the two kernels melt into one. A hundred layers without activations are one
# layer, and no such **linear network** has a smaller squared error on the training rows than PCA.
# ([Lesson 05](05_autoencoder_and_pca.ipynb) returns to this.)
#
# These are the usual bends, and their derivatives, which tell how much of a change gets through.

# %% jupyter={"source_hidden": true}
a = np.linspace(-4, 4, 801)
bends = {"relu": np.maximum(0, a), "gelu": a * stats.norm.cdf(a),
         "tanh": np.tanh(a), "sigmoid": 1 / (1 + np.exp(-a))}
slopes = {name: np.gradient(values, a) for name, values in bends.items()}

fig, axes = plots.figure(1, 2, size=(8.4, 3.2))
styles = ["-", "--", "-.", ":"]
for (name, (colour, _)), style in zip(plots.looks(bends).items(), styles, strict=True):
    axes[0].plot(a, bends[name], style, color=colour, label=name)
    axes[1].plot(a, slopes[name], style, color=colour)
axes[0].set(xlabel="input a", ylabel="activation", ylim=(-1.2, 3))
axes[1].set(xlabel="input a", ylabel="derivative")
axes[0].legend()
plots.show(fig, alt="Largest derivatives: " + ", ".join(
    f"{name} {slope.max():.2f}" for name, slope in slopes.items()))

# %% [markdown]
# ReLU is cheapest: slope 1, or 0. Remember the 0, it will bite below. GELU is ReLU with the corner
# rounded off, $a$ times the chance that a standard normal number is below $a$. Tanh and sigmoid
# flatten on both sides, and the sigmoid lets at most a quarter of a change through. Four of them in
# a row leave at most one part in 256, weights apart, so deep networks are rarely built from them.
#
# Does it matter for your small network? `networks.build_dense` puts together what you wrote above,
# in one line. And one `fit` can train several networks at once: a model with five outputs adds up
# their five losses, and each weight feels only the loss that depends on it.
#
# **Predict first.** No bend, ReLU, GELU, tanh, sigmoid in the hidden layers. Which one comes last?
# How far apart will the other four be?

# %%
def fit_side_by_side(nets, seed=SEED):
    """Train networks in one fit, on the same batches; return their validation errors."""
    keras.utils.set_random_seed(seed)
    x = keras.Input((d,))
    for name, net in nets.items():
        net.name = name.replace(" ", "_")  # layers of one model need different names
    together = keras.Model(x, [net(x) for net in nets.values()])
    together.compile(optimizer=keras.optimizers.Adam(0.01), loss=["mse"] * len(nets))
    together.fit(train.X, [train.X] * len(nets), epochs=EPOCHS, batch_size=64, verbose=0)
    return {name: squared_error(validation.X, net(validation.X)) for name, net in nets.items()}


# %%
bent = {name: networks.build_dense(d, 2, hidden_units=(32,), activation=name, seed=SEED,
                                 output_activation="sigmoid") for name in bends}
linear, output_only = (
    networks.build_dense(d, 2, hidden_units=(32,), activation="linear", seed=SEED,
                       output_activation=output) for output in ["linear", "sigmoid"])
assert bent["relu"].count_params() == autoencoder.count_params()
by_activation = fit_side_by_side({"linear": linear, "output only": output_only, **bent})

# %% jupyter={"source_hidden": true}
fig, ax = plots.figure(size=(6.4, 2.8))
bars = ax.barh(list(by_activation), by_activation.values(), 0.6, color=plots.VERMILLION)
ax.bar_label(bars, fmt="%.4f", padding=-44, color="white")
ax.axvline(error["PCA"], color=plots.BLUE, linestyle="--")
ax.text(error["PCA"], 1.02, "PCA", color=plots.BLUE, ha="center",
        transform=ax.get_xaxis_transform())
ax.set(xlabel="validation error (MSE), k = 2")
ax.invert_yaxis()
plots.show(fig, alt=f"Validation errors: PCA {error['PCA']:.4f}, " + ", ".join(
    f"{name} {value:.4f}" for name, value in by_activation.items()))

# %% [markdown]
# Without a bend the network comes last: it ends where PCA stands, after all that training. The four
# also have a sigmoid at the output. Is that what helps? "Output only" has that one bend and linear
# hidden layers, and reaches about the same as the linear one. Bend the hidden layers, in any of the
# four ways, and the network gets past. On the digits that gap is wider than any between the four, which lie too close
# together to call one of them best.
#
# (ReLU with 32 units and a code of 2, that is your network from above once more. It ends at another error, for it
# started from other random weights and met the rows in another order. How much of that to expect,
# [lesson 04](04_evaluation.ipynb) measures.)
#
# ## Does every weight earn its place?
#
# PCA encodes with a matrix $V$ and decodes with the same matrix, turned: $\hat x = V V^\top x$
# (centred data). An autoencoder can do likewise. It is then **tied**: each decoder layer has a
# partner, the encoder layer that it undoes. It borrows the partner's kernel, transposed, and owns
# only its bias.
#
# In Keras a layer of your own is a class with two methods: `__init__` makes the numbers it owns,
# with `add_weight`, and `call` says what becomes of its input. `keras.ops` is NumPy for Keras.
#
# **Predict first.** `autoencoder.count_params()` you know. How many numbers are left when the
# decoder owns only biases?

# %%
class Turned(keras.layers.Layer):
    """activation(z Kᵀ + b) with the kernel K of another layer."""

    def __init__(self, partner, activation):
        super().__init__()
        self.partner, self.activation = partner, keras.activations.get(activation)
        self.bias = self.add_weight(shape=(partner.kernel.shape[0],), initializer="zeros")

    def call(self, z):
        return self.activation(z @ keras.ops.transpose(self.partner.kernel) + self.bias)

# %%
first, second = Dense(32, "relu"), Dense(2)
x = keras.Input((d,))
z = second(first(x))
tied = keras.Model(x, Turned(first, "sigmoid")(Turned(second, "relu")(z)))

kernels, biases = d * 32 + 32 * 2, 32 + 2 + 32 + d
assert tied.count_params() == kernels + biases
assert autoencoder.count_params() == 2 * kernels + biases
assert networks.build_tied(d, 2, hidden_units=(32,)).count_params() == tied.count_params()
print(f"untied {2 * kernels + biases:,}, tied {kernels + biases:,}")

# %% [markdown]
# About half are left: each kernel counts once, all biases stay. There is a second way to save. A
# `Dense` layer does not know that pixels have neighbours: put the columns into another order before
# training, the same for all rows, and it learns as well as before. A **convolution** knows. It slides one small kernel over the picture and
# takes a weighted sum at every place, the same weights everywhere. Here is one with nine weights,
# chosen by hand: −1, 0, 1 in each row (white, grey, black), so right minus left.

# %%
picture = validation.images[one_of_each[1]]
kernel = np.array([[-1, 0, 1]] * 3, dtype="float32")
windows = np.lib.stride_tricks.sliding_window_view(picture, (3, 3))  # (6, 6, 3, 3) for a digit
edges_found = (windows * kernel).sum(axis=(2, 3))
by_keras = keras.ops.conv(picture[None, :, :, None], kernel[:, :, None, None])
assert np.allclose(edges_found, by_keras[0, :, :, 0], atol=1e-5)

# %% jupyter={"source_hidden": true}
fig, axes = plots.figure(1, 3, size=(7.2, 2.6))
titles = ["picture", "kernel", "weighted sums"]
for ax, title, values in zip(axes, titles, [picture, kernel, edges_found], strict=True):
    ax.imshow(values, cmap="gray_r")
    ax.set(title=f"{title} ({values.shape[0]} × {values.shape[1]})", xticks=[], yticks=[])
    ax.spines[:].set_visible(True)
plots.show(fig, alt=f"A digit, a 3 × 3 kernel of right minus left, and the weighted sums, from "
                    f"{edges_found.min():.1f} at right edges to {edges_found.max():.1f} at left.")

# %% [markdown]
# Dark where ink begins, white where it ends: an edge finder. In a network the nine weights are
# learned, and a layer has several such kernels, its **filters**. `networks.build_convolutional`
# moves its kernels by two pixels at a time (a **stride** of 2). That halves the picture, twice on the
# way in (8 × 8, 4 × 4, 2 × 2), before a `Dense` code. On the way out it doubles twice, with
# **transposed convolutions**: each number paints a small patch, its kernel in its own strength;
# overlapping patches add up. In the table below, the package builds the tied network as you did.
# All three networks bend with GELU, the package's usual bend; "dense" is the one of that name above.
#
# **Predict first.** Rank by validation error: dense, tied, convolutional, PCA. Then by number of
# parameters.

# %%
nets = {"tied": networks.build_tied(d, 2, hidden_units=(32,), output_activation="sigmoid", seed=SEED),
        "convolutional": networks.build_convolutional(data.image_shape, 2, filters=(8, 16),
                                                    seed=SEED)}
table = pd.DataFrame({"validation error": {
    "PCA": error["PCA"], "dense": by_activation["gelu"], **fit_side_by_side(nets)}})
nets["dense"] = bent["gelu"]  # trained above, with the same bend as these two
table["parameters"] = pd.Series({"PCA": pca.components_.size + pca.mean_.size} | {
    name: net.count_params() for name, net in nets.items()})
table.round(4)

# %% [markdown]
# PCA comes last in error and needs by far the fewest numbers, two components and a mean of one number
# per pixel each: all three networks pass it, and all three pay. Among the three, size does not decide.
# The tied network does about as well as the dense one with half its numbers. The convolutional
# one has fewer numbers than the dense one too, and loses nothing by it: it was told something true about
# pictures, and what a network is told it need not learn.
#
# ## Can a code be too wide?
#
# Now the article's shape: rows of 10 numbers, codes of 32. More room should be better, should it
# not?
#
# **Predict first.** Rows of pure noise, 10 numbers each. What is the smallest error that *any* pair
# of linear maps with 32 numbers in between can reach? How much training does it take?

# %%
noise = (np.random.default_rng(SEED).random((200, 10)) - 0.5) * 12**0.5  # mean 0, variance 1
copy = np.hstack([np.eye(10), np.zeros((10, 22))])  # encoder: (10, 32)
codes = noise @ copy
print("linear:", squared_error(noise, codes @ copy.T))

# The article's code is a ReLU, which deletes what is negative. Does that stop it?
both_signs = np.hstack([np.eye(10), -np.eye(10), np.zeros((10, 12))])
codes = np.maximum(0, noise @ both_signs)
print("relu:  ", squared_error(noise, codes @ both_signs.T))

narrow = PCA(5).fit(noise[:100])
print("PCA with 5, held out:", round(squared_error(noise[100:], through(narrow, noise[100:])), 2))

# %% [markdown]
# Zero, and no training at all. The first map writes the 10 numbers into the code and leaves 22
# places empty. The ReLU deletes negative numbers, so the second map writes each number twice, once
# with its sign turned: $x = \max(0, x) - \max(0, -x)$. That takes 20 places of 32, and the copy is
# perfect again. Nobody looked at a single row to find these weights. Zero error, nothing learned.
# In this shape, no fall of the loss could have proved that the article's program had learned
# something. PCA with half the numbers leaves about half of the variance: noise has nothing in common to save on.
#
# What is bad about a perfect copy? It copies anything. Give a copier for digits a digit, then the same
# pixels *scrambled*: one other order, the same for all pictures, that nobody was trained on. Compare it with the two
# that had to choose.
#
# **Predict first.** Scrambled pixels: whose error grows?

# %%
scramble = np.random.default_rng(SEED).permutation(d)
shown = validation.X[one_of_each[:5]]
shown = np.vstack([shown, shown[:, scramble]])  # five digits, then the same, scrambled
wide = np.hstack([np.eye(d), np.zeros((d, d))])  # a code twice as wide as the picture
reconstruct = {"Copier": lambda X: X @ wide @ wide.T,
               "PCA": lambda X: through(pca, X),
               "Autoencoder": lambda X: np.asarray(autoencoder(X))}
plots.show(plots.reconstructions(shown.reshape(10, *data.image_shape),
                                 {name: f(shown) for name, f in reconstruct.items()}))
tests = {"digits": validation.X, "scrambled pixels": validation.X[:, scramble]}
strange = pd.DataFrame({kind: {name: squared_error(X, f(X)) for name, f in reconstruct.items()}
                        for kind, X in tests.items()})
strange.round(4)

# %% [markdown]
# PCA's and the autoencoder's. The copier cannot tell the two apart; they can, since neither has
# room for everything: two numbers force a choice, and they chose what digits have in common.
# Scrambled pixels have none of it. A reconstruction error is worth something only where it could
# have been bad.
#
# Narrow is one way to force a choice. Later lessons show others: noise on the input, or a price on
# the code.
#
# ## Can a code be dead?
#
# The article's encoder ends in a ReLU. Outside the bottleneck that is common. Inside it is a risk:
# where the input of a ReLU is negative for *every* row, its output is 0 for every row. You pay for
# a number of code and get a constant.
#
# So here is the failure on purpose and its repair, with 8 numbers of code. Both start from the same
# weights. The only difference is one ReLU behind the encoder. (A **linear code** means only that
# the code layer has no activation; the hidden layers still bend.)
#
# **Predict first.** How many of the 8 will always be zero after training?

# %%
options = {"hidden_units": (32,), "activation": "relu", "output_activation": "sigmoid"}
linear_code, inner = (networks.build_dense(d, 8, seed=SEED, **options) for _ in range(2))
before_relu, decode = inner.get_layer("encoder"), inner.get_layer("decoder")
x = keras.Input((d,))
relu_code = keras.Model(x, decode(keras.layers.ReLU()(before_relu(x))))

pca_8 = PCA(8, random_state=0).fit(train.X)
eight = {"PCA": squared_error(validation.X, through(pca_8, validation.X)),
         **fit_side_by_side({"linear code": linear_code, "ReLU code": relu_code})}
codes_8 = {"linear code": np.asarray(linear_code.get_layer("encoder")(train.X)),
           "ReLU code": np.maximum(0, before_relu(train.X))}
dead = np.all(codes_8["ReLU code"] == 0, axis=0)
print("always zero:", dead.sum(), "of 8")

# %% jupyter={"source_hidden": true}
fig, (left, right) = plots.figure(1, 2, size=(8.4, 3), width_ratios=[3, 2])
for i, (name, Z) in enumerate(codes_8.items()):
    left.bar(np.arange(8) + 0.4 * i - 0.2, np.mean(Z != 0, axis=0), 0.36, label=name,
             color=[plots.VERMILLION, plots.ORANGE][i], hatch=["", "//"][i], edgecolor="white")
left.set(xlabel="which of the 8 code numbers", ylabel="share of rows, not zero", ylim=(0, 1.3))
left.legend(ncols=2, loc="upper center")
bars = right.barh(list(eight), eight.values(), 0.6, color=[plots.BLUE, plots.VERMILLION, plots.ORANGE])
right.bar_label(bars, fmt="%.4f", padding=3)
right.set(xlim=(0, 1.3 * max(eight.values())), xlabel="validation error (MSE), k = 8")
right.invert_yaxis()
right.locator_params(axis="x", nbins=4)
plots.show(fig, alt=f"Share of rows that are not zero; always zero are {dead.sum()} of 8 numbers "
           "of the ReLU code. Errors: " + ", ".join(f"{n} {e:.4f}" for n, e in eight.items()))

# %% [markdown]
# As many as bars are missing: there the ReLU code is dead. The network was given eight numbers and
# works with fewer, and loses even to PCA. The linear code uses all eight and passes PCA with room to spare. (A living
# ReLU loses something too: it cannot answer with less than zero.)
#
# Why does training not wake the dead up? Training follows slopes. So nudge the input of a dead unit
# up and down, the same amount for all rows, and look at the loss. Take the deadest, whose inputs stay farthest
# below zero, and a living one.
#
# **Predict first.** Draw both curves before you run the cell.

# %%
inputs = np.asarray(before_relu(train.X))  # what goes into the ReLU, (n, 8)
units = {"living": np.mean(inputs > 0, axis=0).argmax(), "dead": inputs.max(axis=0).argmin()}
nudges = np.linspace(-0.5, 0.5, 21)
curves = {name: [squared_error(train.X, decode(np.maximum(0, inputs + nudge * np.eye(8)[unit])))
                 for nudge in nudges] for name, unit in units.items()}
spread = {name: max(values) - min(values) for name, values in curves.items()}

# %% jupyter={"source_hidden": true}
fig, ax = plots.figure(size=(6.2, 3))
ax.plot(nudges, curves["living"], color=plots.GREEN, label="a living number")
ax.plot(nudges, curves["dead"], "--", color=plots.ORANGE, label="a dead number")
ax.set(xlabel="nudge of the input of the ReLU", ylabel="training error (MSE)")
ax.legend()
plots.show(fig, alt=f"Over the nudges the training error varies by {spread['living']:.2g} for the "
                    f"living number and by {spread['dead']:.2g} for the dead one.")

# %% [markdown]
# A valley, and a perfectly flat line. (The valley's lowest point need not stand at exactly 0: training stopped before
# everything had settled.) A flat line has slope zero, so the loss gives the dead unit's weights no push in any
# direction. Other dead units may lie so near to zero that a nudge of 0.5 would wake them. But training takes no such
# jump: it feels the slope where it stands, and that is zero for all of them. Only if the layers before it move far
# enough can a unit come back.
# A linear code has slope 1 everywhere and cannot die. That is why your own networks in this lesson
# all have a code layer without activation.
#
# ## Is suspect three caught?
#
# The charge: a code wider than the row, with a ReLU that may kill part of it, in a model that has
# lost its halves. Here is the article's network with that repaired: 5 numbers for 10, a linear
# code, two named halves, and the linear output that its standardised data call for (lesson 01).
# (`build_dense` makes code and output linear unless told otherwise; the printed lines say so.)

# %%
repaired = networks.build_dense(10, 5, hidden_units=(64, 32), activation="relu", seed=SEED)
halves = [repaired.get_layer(name) for name in ("encoder", "decoder")]
for half in halves:
    dense = [f"{layer.units} {layer.activation.__name__}" for layer in half.layers if isinstance(layer, Dense)]
    print(f"{half.name}:", " → ".join([str(half.input_shape[1]), *dense]))
z = halves[0](noise)
assert z.shape == (200, 5)
assert np.allclose(halves[1](z), repaired(noise), atol=1e-5)

# %% [markdown]
# The shape is right. Whether it learns anything on the article's data is another question: they are
# noise, and you have seen what PCA makes of noise. Lesson 03 trains, lesson 04 passes judgement.
#
# ## What this lesson claims
#
# The test rows come out now, for the first time. (What else the text has said, these cells hold. They are folded.)

# %% jupyter={"source_hidden": true}
pca_test = squared_error(test.X, through(pca, test.X))
ae_test = squared_error(test.X, autoencoder(test.X))
print(f"two numbers, test rows: PCA {pca_test:.4f}, autoencoder {ae_test:.4f}")
assert ae_test < 0.9 * pca_test
assert np.allclose(list(best.values()), pixel.mean(), atol=0.005)  # both losses like the mean
four = [by_activation[name] for name in bends]
pca_train = squared_error(train.X, through(pca, train.X))
assert squared_error(train.X, linear(train.X)) > 0.999 * pca_train  # no bend: PCA is the limit
assert by_activation["linear"] < 1.05 * error["PCA"]  # and it gets there
assert max(four) < 0.95 * error["PCA"]  # any bend of the hidden layers gets past it
assert DATASET != "digits" or abs(by_activation["output only"] / by_activation["linear"] - 1) < 0.05
assert DATASET != "digits" or max(four) - min(four) < by_activation["linear"] - max(four)
assert all(np.allclose(bends[name], keras.activations.get(name)(a), atol=1e-4) for name in bends)
assert slopes["sigmoid"].max() <= 0.25 + 1e-9 and 0.25**4 == 1 / 256

# %% jupyter={"source_hidden": true}
assert np.allclose(rows[:, scramble] @ W1[scramble], rows @ W1, atol=1e-5)  # Dense: any order
errors = table["validation error"]
assert (errors.drop("PCA") < 0.95 * errors["PCA"]).all()
assert errors["tied"] < 1.2 * errors["dense"]  # half the numbers, about as good
assert errors["convolutional"] < 1.05 * errors["dense"]  # fewer numbers, no worse
assert table.loc["tied", "parameters"] < 0.6 * table.loc["dense", "parameters"]
assert table.loc["convolutional", "parameters"] < table.loc["dense", "parameters"]
assert table.loc["PCA", "parameters"] < 0.5 * table["parameters"].drop("PCA").min()
assert np.array_equal(noise @ copy @ copy.T, noise) and (strange.loc["Copier"] == 0).all()
assert (strange["scrambled pixels"] > 1.5 * strange["digits"]).drop("Copier").all()

assert dead.any() and not np.all(codes_8["linear code"] == 0, axis=0).any()
assert eight["linear code"] < 0.9 * min(eight["ReLU code"], eight["PCA"])
assert DATASET != "digits" or eight["ReLU code"] > eight["PCA"]
assert spread["dead"] == 0 < spread["living"]

# %% jupyter={"source_hidden": true}
for width in [32, 64, 128, 256]:  # every position of the sliders draws
    for k in [2, 8, 32, 64, 100]:
        assert draw_shape(width, k).get_label()
for z1 in z1_values:
    for z2 in z2_values:
        assert draw_decoded(z1, z2).get_label()

# %% jupyter={"source_hidden": true}
# Some digit has hardly a tile on the sheet, and PCA beats the network on some of the ten pictures shown.
seen = train.y[[np.linalg.norm(train.X - tile, axis=1).argmin() for tile in decoded.reshape(121, -1)]]
assert DATASET != "digits" or np.bincount(seen, minlength=10).min() <= 5
shown_error = {name: np.mean((X - validation.X)[one_of_each] ** 2, axis=1) for name, X in X_hat.items()}
assert (shown_error["Autoencoder"] > shown_error["PCA"]).any()

# Melts, not jumps: along a line through the codes, half the step changes the picture half as much.
line = low + np.linspace(0, 1, 401)[:, None] * (high - low)
along = np.asarray(decoder(line))
small, twice = np.abs(np.diff(along, axis=0)).max(), np.abs(np.diff(along[::2], axis=0)).max()
assert small < 0.7 * twice

# %% [markdown]
# ## Check yourself
#
# 1. How many parameters has the encoder 784-100-10, with biases?
#
# <details>
# <summary>Answer</summary>
#
# $784 \cdot 100 + 100 + 100 \cdot 10 + 10 = 79{,}510$. Tied, its decoder would add only the biases,
# $100 + 784$.
# </details>
#
# 2. A friend replaces every activation by "linear" and adds ten layers. What happens to the error
#    on the training rows?
#
# <details>
# <summary>Answer</summary>
#
# At best it equals PCA's at the same $k$. All layers of the encoder multiply into one matrix, all
# of the decoder into another, and no pair of matrices does better than PCA's.
# </details>
#
# 3. Reconstruction error zero on validation rows. Good news?
#
# <details>
# <summary>Answer</summary>
#
# Suspicious news. Count the code: with $k \ge d$ a copy needs no learning. Feed the trained network scrambled
# rows, their columns in another order. If that error is zero too, it has learned nothing about your data.
# </details>
#
# 4. Two of five code columns are 0.0 in all rows. What do you look at first?
#
# <details>
# <summary>Answer</summary>
#
# The activation of the code layer. If it is a ReLU, look at its inputs: negative for all rows means
# dead. Make the code linear and train again.
# </details>
#
# 5. Your pixels are 0 or 1, nothing between. Which loss follows from a likelihood, and which output
#    activation keeps it finite?
#
# <details>
# <summary>Answer</summary>
#
# The cross-entropy, a Bernoulli likelihood. It needs answers strictly between 0 and 1: a sigmoid.
# </details>
#
# ## Summary
#
# - An autoencoder is $g(f(x))$ with a code between. Products, biases, bends: you can do it by hand.
# - Make an `Input`, call both halves, name them. Then encoder and decoder stay yours.
# - Squared error is a Gaussian likelihood, cross-entropy a Bernoulli one. Both like the mean best.
# - Without a bend you get PCA at most. Tying and convolution save numbers at little or no loss.
# - The code must force a choice: narrower than the row, and linear, so that no part of it dies.
#
# **Exercise.** Now you: [Exercise 02](exercises/02_model_construction.ipynb). You count, build, tie and repair models with your own hands.
# Each task checks itself.
#
# **One more experiment.** Suspect three on trial: put a ReLU behind the encoder of the *two*-number network,
# train it with seeds 0 to 4 (give the seed both to `build_dense` and to `fit_side_by_side`), and
# note the dead numbers and the error beside PCA's. Would you have noticed without counting?
#
# <details>
# <summary>What to expect</summary>
#
# A dead number in about two of five seeds. Here you would notice: with one number left of two, the
# error is worse than PCA's every time. Where both live, it is better.
# </details>
#
# ## References
#
# - I. Goodfellow, Y. Bengio, A. Courville (2016). *Deep Learning*, chapter 14: Autoencoders.
#   MIT Press.
# - H. Bourlard, Y. Kamp (1988). Auto-association by multilayer perceptrons and singular value
#   decomposition. *Biological Cybernetics* 59.
# - G. E. Hinton, R. R. Salakhutdinov (2006). Reducing the dimensionality of data with neural
#   networks. *Science* 313, 504–507.
