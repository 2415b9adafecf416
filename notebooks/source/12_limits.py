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
# # What can autoencoders not do, and what comes next?
#
# > **After this lesson you can** measure four limits of an autoencoder, and what a remedy gains; write a block of
# > attention; draw digits by removing noise, again and again.
# >
# > **Time** 60 minutes · **Read before** [05 Autoencoder and PCA](05_autoencoder_and_pca.ipynb),
# > [06 Denoising](06_denoising.ipynb), [08 Generation](08_generation.ipynb) up to and with *How do you
# > measure a drawing?* · **Data** digits

# %% [markdown]
# Few rows, rare kinds, too many parameters, too slow: these four complaints you will hear about every network. The
# first half of this lesson measures each on a model of this course, tries a remedy, and measures again. The second
# half shows three roads that lead on: attention, diffusion, and many computers.
#
# Much of the code is folded; a click on the three dots opens it. You need not: the text says what it does.

# %%
import time
from itertools import pairwise

import joblib
import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle
from scipy.ndimage import rotate, shift
from sklearn.decomposition import PCA
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import NearestNeighbors

from aeutils import Autoencoder, VariationalAutoencoder, datasets, plots, sweep
import keras
import tensorflow as tf
from keras import ops

tf.get_logger().setLevel("ERROR")              # it warns of every network that is compiled anew
train, others, test = datasets.load("digits").split(test_size=0.25, validation_size=0.25)
d, k = train.X.shape[1], 8

# %% [markdown]
# ## What if you have few rows?
#
# Take 150 images, and a network with nearly seventy thousand parameters. It has more parameters than there are pixels
# to rebuild, so it could learn them by heart: **overfitting** (lesson 03). There you stopped early. But held-out rows
# to stop by are dear when you have 150. Two remedies do without, once their strength is set.
#
# - **Weight decay**: every step also takes a small share off each weight; `weight_decay` says how much. Large weights,
#   which sharp bends need, must earn their keep (Krogh and Hertz 1992). (1.0 was chosen among 0.3, 1 and 3 on `others`,
#   a part of the images that no network here is trained or judged on.)
# - **Augmentation**: make more rows from those you have, by changes that keep a digit a digit. Here nine copies of
#   each image, turned by up to ten degrees and moved by up to half a pixel.
#
# All networks take the same number of steps. PCA stands beside them, as always, with as many numbers ($k = 8$).
#
# **Predict first.** Without a remedy: how many times the training error will the test error be? Will the network beat
# PCA on test images? And what will the remedies do to the *training* error?

# %% jupyter={"source_hidden": true}
def moved(X, copies, rng):
    """The images, and so many copies of each, a little turned and a little shifted."""
    pictures, rows = X.reshape(-1, 8, 8), [X]
    for _ in range(copies):
        turned = [rotate(picture, rng.uniform(-10, 10), reshape=False, order=1) for picture in pictures]
        rows.append(np.reshape([shift(picture, rng.uniform(-0.5, 0.5, 2), order=1) for picture in turned], X.shape))
    return np.vstack(rows)

def error(model, X):
    """Mean squared error of what a fitted model rebuilds."""
    return np.mean((model.inverse_transform(model.transform(X)) - X) ** 2)

few = train.X[:150]
copies = moved(few, 9, np.random.default_rng(0))

# %%
def network(X, seed=0, steps=1500, **changes):
    """An autoencoder that is told to stop at nothing: no held-out rows, a fixed number of steps."""
    settings = {"init": "random", "hidden_units": (256, 64), "validation": 0, "batch_size": 32, "weight_decay": 0}
    epochs = round(steps / np.ceil(len(X) / 32))
    return Autoencoder(k, epochs=epochs, random_state=seed, **(settings | changes)).fit(X)

models = {"PCA": PCA(k).fit(few), "no remedy": network(few), "weight decay": network(few, weight_decay=1.0),
          "augmentation": network(copies), "both": network(copies, weight_decay=1.0)}
overfit = pd.DataFrame({name: {"training error": error(model, few), "test error": error(model, test.X)}
                        for name, model in models.items()}).T
overfit["test / training"] = overfit["test error"] / overfit["training error"]
overfit.map(lambda number: f"{number:,.0f}" if number > 20 else f"{number:.3g}")

# %% [markdown]
# Without a remedy the network knows its 150 images by heart, and is no better than PCA on new ones. Both remedies
# *raise* the training error, and lower the test error; together they do more than each alone. That is how a remedy
# against overfitting looks: worse where you can see it, better where it counts. (One seed each, here and below: what
# differs by a few percent may turn round with another. The last section says how to check.)
#
# ## What if one kind is rare?
#
# An autoencoder minimises the *mean* error. A kind of row that is one in a hundred weighs a hundredth: the network can
# fail on it and hardly be poorer. So let the eights be rare: keep ten of them, and all images of the other digits.
#
# The remedy is to make each of the ten weigh more. You can multiply its error by a number (**reweighting**) or put it
# into the training set that many times (**resampling**): in the mean over the rows both are the same sum (He and Garcia
# 2009).
#
# **Predict first.** By what factor is the error on eights larger when they are rare? How much of it comes back? And who
# pays?

# %% jupyter={"source_hidden": true}
is_rare = train.y == 8
rest, rare = train.X[~is_rare], train.X[is_rare]
ten, times = rare[:10], len(rare) // 10
diets = {"all eights": train.X, "ten eights": np.vstack([rest, ten]),
         f"ten, each {times} times": np.vstack([rest, *[ten] * times])}
balance = pd.DataFrame({name: {"error on eights": error(model, test.X[test.y == 8]),
                               "error on the others": error(model, test.X[test.y != 8]),
                               "error on all": error(model, test.X)}
                        for name, model in ((name, network(X, weight_decay=1.0)) for name, X in diets.items())}).T
balance.round(4)

# %% [markdown]
# With ten eights the error on eights is larger by more than half. Counting each of the ten several times brings about a
# third of that back, not all: ten images repeated are still ten images. Everybody else pays a little: the capacity of
# the network is shared out anew. The mean over all test images (last column) shows next to
# nothing of it. **Look at the error by kind.**

# %% [markdown]
# ## Do you need all these parameters?
#
# Now **size**. To show digits on a small device you need only a decoder. Take lesson 08's, from 8 codes over 64 and 128
# units to 64 pixels. How few parameters would do?
#
# **Pruning**: set the parameters to zero that are smallest in absolute value, and keep less than a quarter. Whoever is
# left is then trained on, so that they learn to do the work of those that have gone (Han et al. 2015).
#
# What do you train them on? You own the full decoder, the *teacher*, so you have its answer to **any** code, also to
# such as no image ever had. So draw as many codes as you like, near those of the images, and ask the teacher. This is
# **distillation** (Hinton, Vinyals and Dean 2015): a smaller network, the *student*, learns from a network, not from
# data. First the pruned decoder is this student.
#
# `train_on(batch_loss, weights, steps)`, folded, is lesson 06's engine with one change: `batch_loss(seed)` makes a
# batch of its own at every step. All that is random in it comes from `seed`, two numbers, of which the second is the
# number of the step. You will use it for every network from here on. `some(rows, seed)` draws some rows.

# %% jupyter={"source_hidden": true}
def train_on(batch_loss, weights, steps, rate=3e-3):
    """So many steps of Adam; the rate falls to zero as a cosine."""
    optimizer = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(rate, steps))
    optimizer.build(weights)

    @tf.function
    def run():
        for step in tf.range(steps):
            with tf.GradientTape() as tape:
                loss = batch_loss(tf.stack([0, step]))
            optimizer.apply(tape.gradient(loss, weights), weights)
    run()

def some(rows, seed, n=64):
    return tf.gather(rows, tf.random.stateless_uniform((n,), seed, 0, len(rows), tf.int32))

# %%
plain = Autoencoder(k, init="random", output_activation="sigmoid", loss="binary_crossentropy",
                    epochs=80, random_state=0).fit(train.X)
Z, Z_test = (plain.transform(X).astype(np.float32) for X in (train.X, test.X))
teacher, spread = plain.decoder_, Z.std(axis=0)

def imitate(student, weights, steps=6000):
    """Train the weights so that student(z) is what the teacher answers, for codes around those of the images."""
    def batch_loss(seed):                                                     # seed + 1: other numbers than those for Z
        z = some(Z, seed) + spread * tf.random.stateless_normal((64, k), seed + 1) / 4          # a quarter of the spread
        return tf.reduce_mean((student(z) - teacher(z)) ** 2)
    train_on(batch_loss, weights, steps, rate=0.01)

# %% jupyter={"source_hidden": true}
layers = [[tf.Variable(values) for values in layer.get_weights()] for layer in teacher.layers if layer.weights]
size = np.concatenate([abs(kernel.numpy()).ravel() for kernel, bias in layers])
cut = np.quantile(size, 1 - 0.215)            # biases are few, and all stay: with them less than a quarter is left
masks = [tf.cast(abs(kernel) > cut, tf.float32) for kernel, bias in layers]

def pruned(z):
    """The decoder by hand, with a mask on each kernel: what is masked is zero, and has no gradient."""
    for (kernel, bias), mask in zip(layers, masks, strict=True):
        z = z @ (kernel * mask) + bias
        z = ops.sigmoid(z) if kernel.shape[1] == d else ops.gelu(z, approximate=False)
    return z

# %% jupyter={"source_hidden": true}
def score(decoder):
    """Error of what it decodes from the codes of test images."""
    return np.mean((decoder(Z_test).numpy() - test.X) ** 2)

n_full, n_kept = teacher.count_params(), int(sum(map(tf.reduce_sum, masks))) + sum(bias.shape[0] for _, bias in layers)
sizes = {"full": (n_full, score(teacher)), "pruned": (n_kept, score(pruned))}
imitate(pruned, [variable for layer in layers for variable in layer])
sizes["pruned, trained on"] = n_kept, score(pruned)
pruning = pd.DataFrame(sizes, ["parameters", "test error"]).T
pruning["share of parameters"] = pruning["parameters"] / n_full
pruning["error / full"] = pruning["test error"] / score(teacher)
pruning.astype({"parameters": int}).round(4)

# %% [markdown]
# Cut, and nothing else, the decoder is ruined. Trained on, it is nearly the old one with a quarter of its parameters.
#
# ## Is it quicker now?
#
# No. The matrices have their old shape, and a processor multiplies by zero as slowly as by anything else, unless it
# has a special way with matrices that are mostly zero. **A smaller file is not a quicker answer.** (And the file must
# say where the kept ones stand.) Count the **cost**
# of an answer in multiplications: one for each entry of a kernel.
#
# For fewer of these take a smaller network from the start, as the student: one hidden layer of 56 units. It can learn
# from the images (codes in, images out), or from the teacher.
#
# **Predict first.** Who teaches it better?

# %% jupyter={"source_hidden": true}
def small():
    keras.utils.set_random_seed(0)
    dense = keras.layers.Dense
    return keras.Sequential([keras.Input((k,)), dense(56, "gelu"), dense(d, "sigmoid")])

def from_images(seed):
    rows = some(np.arange(len(Z)), seed)
    return tf.reduce_mean((by_images(tf.gather(Z, rows)) - tf.gather(train.X.astype(np.float32), rows)) ** 2)

by_images, by_teacher = small(), small()
train_on(from_images, by_images.trainable_variables, 6000, rate=0.01)
imitate(by_teacher, by_teacher.trainable_variables)

# %% jupyter={"source_hidden": true}
cost = {"full": (n_full, score(teacher)), "pruned, trained on": (n_kept, score(pruned)),
        "student, from images": (by_images.count_params(), score(by_images)),
        "student, from the teacher": (by_teacher.count_params(), score(by_teacher))}
distilled = pd.DataFrame(cost, ["parameters", "test error"]).T
distilled["multiplications"] = [full_size := sum(np.prod(kernel.shape) for kernel, _ in layers)] * 2 + [
    k * 56 + 56 * d] * 2
distilled["error / full"] = distilled["test error"] / score(teacher)
distilled.astype({"parameters": int}).round(4)

# %% [markdown]
# The student needs a quarter of the multiplications, and its error is a few percent larger than the full decoder's. It
# learns a little better from the teacher than from the images: there are only so many images, and as many questions as
# you like.
#
# That ends the complaints. Each had a remedy, and a table showed what it does. Now for what comes next.
#
# ## What is behind the hidden half?
#
# Cut a digit into 16 **patches** of 2 × 2 pixels and hide eight of them, chosen by chance. What was there? Whoever can
# answer that knows what digits look like. A **masked autoencoder** (He et al. 2022) is trained on nothing else: lesson
# 06's idea, with hiding in place of noise.
#
# Four rivals first.
#
# - *Mean*: a hidden pixel gets the mean of the training images.
# - *PCA*: which code explains the visible pixels, and what does it say of the hidden ones? If pixels and codes are
#   Gaussian, as in probabilistic PCA (lesson 08), the best such code is a few lines of algebra, folded. PCA gets its
#   best number of components, chosen on `others`.
# - *Five nearest*: the mean of the five training images that are nearest in the visible pixels.
# - *Dense*: a network of dense layers, with as many parameters as the one below, trained as long on the same task. Its
#   inputs are the visible pixels, and for each patch whether it can be seen.

# %% jupyter={"source_hidden": true}
def patches(X):
    """(n, 64) to (n, 16, 4): sixteen patches of four pixels."""
    return X.reshape(-1, 4, 2, 4, 2).transpose(0, 1, 3, 2, 4).reshape(-1, 16, 4)

def pixels(P):
    """The way back."""
    return P.reshape(-1, 4, 4, 2, 2).transpose(0, 1, 3, 2, 4).reshape(-1, 64)

def random_mask(n, hidden, rng):
    """(n, 16): 1 where a patch is visible, 0 where it is hidden."""
    return (rng.permuted(np.tile(np.arange(16), (n, 1)), axis=1) >= hidden).astype(np.float32)

def on_pixels(visible):
    return pixels(np.repeat(visible[:, :, None], 4, axis=2)) == 1

# %% jupyter={"source_hidden": true}
def fill_pca(X, seen, size):
    pca, filled = PCA(size).fit(train.X), X.copy()
    prior, noise = pca.explained_variance_ - pca.noise_variance_, pca.noise_variance_
    for x, shown in zip(filled, seen, strict=True):
        V = pca.components_[:, shown]
        code = np.linalg.solve(V @ V.T + np.diag(noise / prior), V @ (x - pca.mean_)[shown])
        x[~shown] = (pca.mean_ + code @ pca.components_)[~shown]
    return np.clip(filled, 0, 1)

def fill_nearest(X, seen, n=5):
    gaps = [np.square((train.X - x)[:, shown]).sum(axis=1) for x, shown in zip(X, seen, strict=True)]
    return np.where(seen, X, [train.X[np.argsort(gap)[:n]].mean(axis=0) for gap in gaps])

# %% [markdown]
# ## How does a patch ask the others?
#
# By **attention** (Vaswani et al. 2017). Each patch becomes a *token*, a vector of numbers. From its token three dense
# layers make three vectors of $s$ numbers: a **query** $q$ (what do I ask for?), a **key** $k$ (what do I have to
# offer? a vector here, not the size of a code) and a **value** $v$ (what do I hand out?). Patch $i$ looks at patch $j$
# by how well query and key agree:
#
# $$a_{ij} = \frac{e^{u_{ij}}}{\sum_{j'} e^{u_{ij'}}}, \qquad u_{ij} = \frac{q_i \cdot k_j}{\sqrt{s}},$$
#
# where the sum goes over the *visible* patches $j'$ only. So the $a_{ij}$ of a row are shares, with the sum 1; this is
# called a **softmax**. Then patch $i$ receives $\sum_j a_{ij} v_j$: the mean of the values, weighted by where it
# looked. A dense layer mixes its inputs by fixed weights. Here the weights are computed anew for each image, from what
# can be seen. (A hidden patch comes in as zeros, so at one place it asks the same in every image. What differs is who
# answers.)
#
# In a block, four *heads* do this side by side, each with $s = 16$ of 64 numbers, and a dense layer joins them. Then a
# small network works on each token for itself. Both add their answer to the token. (`LayerNormalization` brings the
# numbers of a token to mean 0 and spread 1 first. A hidden patch gets $-10^9$ in its $u$, so its share is 0.) Attention
# knows no places, so each place has a layer of its own on the way in and out.
#
# **Predict first.** The dense network has the same inputs. Which of the two fills better?

# %%
def block(tokens, visible, heads=4):
    """Attention, then a small network for each token. What they answer is added."""
    dense, norm, width = keras.layers.Dense, keras.layers.LayerNormalization, tokens.shape[-1]

    def by_head(h):
        return ops.transpose(ops.reshape(dense(width)(h), (-1, 16, heads, width // heads)), (0, 2, 1, 3))

    h = norm()(tokens)
    query, key, value = by_head(h), by_head(h), by_head(h)                   # each (n, heads, 16, width / heads)
    scores = query @ ops.transpose(key, (0, 1, 3, 2)) / np.sqrt(width // heads)
    looks = ops.softmax(scores - 1e9 * (1 - visible[:, None, None, :]))      # (n, heads, who looks, at whom)
    heard = ops.reshape(ops.transpose(looks @ value, (0, 2, 1, 3)), (-1, 16, width))
    tokens = tokens + dense(width)(heard)
    return tokens + dense(width)(dense(4 * width, "gelu")(norm()(tokens))), looks

# %% jupyter={"source_hidden": true}
keras.utils.set_random_seed(0)
seen_patches, visible = keras.Input((16, 4)), keras.Input((16,))

def own_layer(n_out):                                       # sixteen dense layers: one for each place
    return keras.layers.EinsumDense("npi,pio->npo", (16, n_out), bias_axes="po")
tokens = own_layer(64)(ops.concatenate([seen_patches * visible[:, :, None], visible[:, :, None]], axis=-1))
tokens, looks = block(tokens, visible)
masked_autoencoder = keras.Model([seen_patches, visible], [own_layer(4)(tokens), looks])

# %% jupyter={"source_hidden": true}
P = patches(train.X.astype(np.float32))

def learn_to_fill(network):
    """Train it on the error of hidden patches; each patch is hidden by a coin."""
    def batch_loss(seed, n=64):
        x, there = some(P, seed, n), tf.cast(tf.random.stateless_uniform((n, 16), seed + 1) < 0.5, tf.float32)
        error = tf.reduce_mean((network([x, there])[0] - x) ** 2, axis=-1)
        return tf.reduce_sum((1 - there) * error) / tf.reduce_sum(1 - there)
    train_on(batch_loss, network.trainable_variables, 1500)
learn_to_fill(masked_autoencoder)

# %% jupyter={"source_hidden": true}
def hidden_error(filled, X, seen):
    return np.mean((filled - X)[~seen] ** 2)

def fill_all(X, there, size):
    """What each makes of the hidden patches."""
    seen, networks = on_pixels(there), {"dense": dense, "masked autoencoder": masked_autoencoder}
    answers = {name: pixels(network([patches(X), there])[0].numpy()) for name, network in networks.items()}
    return {"mean": np.where(seen, X, train.X.mean(axis=0)), "PCA": fill_pca(X, seen, size),
            "five nearest": fill_nearest(X, seen)} | {
        name: np.clip(np.where(seen, X, answer), 0, 1) for name, answer in answers.items()}

there, there_others = (random_mask(len(X), 8, np.random.default_rng(seed)) for seed, X in enumerate((test.X, others.X)))
pca_errors = {size: hidden_error(fill_pca(others.X, on_pixels(there_others), size), others.X, on_pixels(there_others))
              for size in (10, 20, 30, 40, 50, 55, 60)}
best_size = min(pca_errors, key=pca_errors.get)

# %% jupyter={"source_hidden": true}
keras.utils.set_random_seed(0)
h = ops.concatenate([ops.reshape(seen_patches * visible[:, :, None], (-1, 64)), visible], axis=-1)
for _ in range(2):
    h = keras.layers.Dense(192, "gelu")(h)
dense = keras.Model([seen_patches, visible], [ops.reshape(keras.layers.Dense(64)(h), (-1, 16, 4)), visible])
learn_to_fill(dense)
assert abs(dense.count_params() / masked_autoencoder.count_params() - 1) < 0.1

hiding = {8: there, 12: random_mask(len(test.X), 12, np.random.default_rng(12))}
filling = pd.DataFrame({f"{hidden} of 16 hidden": {
    name: hidden_error(filled, test.X, on_pixels(mask)) for name, filled in fill_all(test.X, mask, best_size).items()}
    for hidden, mask in hiding.items()})
masks_shown = {hidden: random_mask(10, hidden, np.random.default_rng(hidden)) for hidden in (4, 8, 12)}
shown = {hidden: fill_all(test.X[:10], mask, best_size) for hidden, mask in masks_shown.items()}
filling.rename(index={"PCA": f"PCA, {best_size} components"}).round(4)

# %% jupyter={"source_hidden": true}
def draw_filled(hidden):
    """Ten test images with so many of their sixteen patches hidden, and what is made of it."""
    visible_part = np.where(on_pixels(masks_shown[hidden]), test.X[:10], 0.35)
    rows = {"original": test.X[:10], "what is seen": visible_part} | shown[hidden]
    tiles = np.pad(np.reshape([*rows.values()], (7, 10, 8, 8)), [(0, 0), (0, 0), (1, 1), (1, 1)])
    fig, ax = plots.figure(size=(7, 4.6))
    ax.imshow(tiles.transpose(0, 2, 1, 3).reshape(70, 100), cmap="gray_r", vmin=0, vmax=1)
    ax.set_yticks(4.5 + 10 * np.arange(7), list(rows))
    ax.set(xticks=[], xlabel=f"{hidden} of 16 patches hidden")
    ax.grid(False)
    fig.set_label(f"Ten digits with {hidden} of 16 patches hidden, and filled by {', '.join(shown[hidden])}.")
    return fig

plots.steer(draw_filled, at={"hidden": 8}, hidden=list(masks_shown))

# %% [markdown]
# The table has the error of hidden pixels. The masked autoencoder is well ahead of the mean and of PCA, and a little of
# the dense network with the same inputs. The dense network has one set of weights for all masks; attention gives its
# weights to whoever is visible this time. In the picture (slider: how many are hidden) the last four rows look much
# alike: trust the table.
#
# And *five nearest*, a look-up that learns nothing, is even a little better, with eight hidden and with twelve. Keep
# such a rival in the room. (It has to keep all training images, and to search them anew for every question.)
#
# ## Where does a hidden patch look?
#
# Below, the same patch is hidden in eight images, and everything else can be seen. Dark is where it looks most (mean
# over the heads), in each image by itself: mostly next door. The white gap is the hidden patch itself.

# %% jupyter={"source_hidden": true}
one_hidden, asked = np.ones((len(test), 16), np.float32), 6
one_hidden[:, asked] = 0
attention = masked_autoencoder([patches(test.X), one_hidden])[1].numpy().mean(axis=1)[:, asked]      # (n, 16)
to_neighbours = attention[:, [1, 2, 3, 5, 7, 9, 10, 11]].sum(axis=1).mean()     # around number 6, in rows of four
maps = np.repeat(np.repeat(attention.reshape(-1, 4, 4), 2, axis=1), 2, axis=2) / attention.max(axis=1)[:, None, None]
tiles = np.pad(np.stack([test.X[:8].reshape(8, 8, 8), maps[:8]]), [(0, 0), (0, 0), (1, 1), (1, 1)])
fig, ax = plots.figure(size=(7.6, 2.1))
ax.imshow(tiles.transpose(0, 2, 1, 3).reshape(20, 80), cmap="gray_r", vmin=0, vmax=1)
for i in range(8):
    ax.add_patch(Rectangle((10 * i + 4.5, 2.5), 2, 2, facecolor="none", edgecolor=plots.VERMILLION, linewidth=2))
ax.set(xticks=[], yticks=[4.5, 14.5], yticklabels=["image, and the\nhidden patch", "where it looks"])
ax.grid(False)
said = f"{to_neighbours:.0%} of its attention goes to the 8 patches around it; spread evenly, it would be {8 / 15:.0%}"
plots.show(fig, alt=f"Eight digits with one patch hidden, and where it looks. {said}.")
print(said)

# %% [markdown]
# ## Can a denoiser draw?
#
# Lesson 06 took noise away. Start with an image that is *nothing but* noise, take the noise away, and you have made a
# digit? Try it with the network of that lesson, with two changes.
#
# - It is **told the level** of the noise, the standard deviation σ, and is trained at all levels between hardly any
#   and so much that nothing of the digit can be seen.
# - It is used **many times**. A step goes from level $a$ to a lower level $b$. The network's guess of the clean image
#   is $D(x, a)$. If it were right, what lies between, $x - D$, would be noise, of standard deviation $a$; multiplied by
#   $b/a$ it would have the standard deviation $b$, just what belongs to the new level. It is not quite right, so the
#   steps are small:
#
# $$x \leftarrow D(x, a) + \frac{b}{a} \bigl(x - D(x, a)\bigr).$$
#
# That is a **diffusion model** (Ho, Jain and Abbeel 2020; the step in this form: Song, Meng and Ermon 2021). There is
# no encoder and no code. The code, if you like, is the noise you start with, 64 numbers of it.
#
# **Predict first.** What does it draw in a single step, from pure noise to level 0?

# %%
HIGH, LOW, TRAINING_STEPS = 3.0, 0.03, 4000
centre = train.X.mean(axis=0).astype(np.float32)
clean = (train.X - centre).astype(np.float32)               # numbers around zero, as noise is

def told(width=256):
    """x of shape (n, 64) with noise of standard deviation level (n, 1), to a guess of the clean rows."""
    keras.utils.set_random_seed(0)
    x, level = keras.Input((d,)), keras.Input((1,))
    where = ops.log(level)                                  # levels differ by factors; with two waves of it
    where = ops.concatenate([where, ops.sin(2 * where), ops.cos(2 * where)], axis=-1)
    h = x / ops.sqrt(level**2 + 0.1)                        # clean rows have a variance below 0.1
    for _ in range(3):
        h = keras.layers.Dense(width, "gelu")(ops.concatenate([h, where], axis=-1))
    return keras.Model([x, level], keras.layers.Dense(d)(h))

# %%
denoiser = told()                                           # anew, whenever this cell runs
def denoising_loss(seed, n=128):
    level = tf.exp(tf.random.stateless_uniform((n, 1), seed + 1, np.log(LOW), np.log(HIGH)))
    x = some(clean, seed, n)
    return tf.reduce_mean((denoiser([x + level * tf.random.stateless_normal((n, d), seed + 2), level]) - x) ** 2)
train_on(denoising_loss, denoiser.trainable_variables, TRAINING_STEPS, rate=2e-3)

# %%
def on_the_way(n, rng, steps):
    """Level, rows and guess at each step, from pure noise to the last level above 0."""
    levels = np.append(np.geomspace(HIGH, LOW, steps), 0).astype(np.float32)
    x = tf.constant(HIGH * rng.standard_normal((n, d)), tf.float32)
    for a, b in pairwise(levels):
        guess = denoiser([x, tf.fill((n, 1), a)])
        yield a, x, guess
        x = guess + b / a * (x - guess)

def diffuse(n, rng, steps=20):
    """n images, from pure noise by so many steps."""
    guesses = [guess.numpy() for _, _, guess in on_the_way(n, rng, steps)]
    return np.clip(guesses[-1] + centre, 0, 1)              # the last step goes to level 0: only the guess is left

# %% jupyter={"source_hidden": true}
drawn = {steps: diffuse(15, np.random.default_rng(0), steps) for steps in (1, 5, 20)}
one = [*on_the_way(15, np.random.default_rng(0), 20)][:15]
way = {"rows": [x.numpy()[1] + centre for _, x, _ in one], "guess": [guess.numpy()[1] + centre for *_, guess in one]}
fig, axes = plots.figure(2, 1, size=(8, 4), height_ratios=[3, 2])
for ax, rows in zip(axes, ({f"{n} step{'s' * (n > 1)}": images for n, images in drawn.items()}, way), strict=True):
    tiles = np.pad(np.reshape([*rows.values()], (len(rows), 15, 8, 8)), [(0, 0), (0, 0), (1, 1), (1, 1)])
    ax.imshow(tiles.transpose(0, 2, 1, 3).reshape(-1, 150), cmap="gray_r", vmin=0, vmax=1)
    ax.set_yticks(4.5 + 10 * np.arange(len(rows)), list(rows))
    ax.set_xticks([])
    ax.grid(False)
axes[0].set(title="finished, from the same noise")
axes[1].set_xticks(4.5 + 10 * np.arange(15), [f"{level:.2g}" for level, *_ in one], fontsize=7)
axes[1].set(title="the second of them on its way: the first 15 of 20 steps", xlabel="level of the noise")
plots.show(fig, alt="Fifteen images drawn in 1, 5 and 20 steps: in one step grey blots, much alike; in 20 "
           "mostly digits. Below, one of them on its way: the guess is a blot at high levels, and a digit at the end.")

# %% [markdown]
# One step draws pale blots, alike, each with at most a hint of what comes of it later. In the squared error the best
# guess is a mean, and behind such noise nearly anything could be. The more steps, the more often the network may look
# again at what it has begun. Below you see how: while there is much noise its guess is a blot; then it decides, and
# at the low levels it only sharpens.
#
# ## Is it any good?
#
# Looks are no measurement. Here is lesson 08's test as it was (folded): how often do drawings find their own, how often
# do real images (0.5 is best), and how far is a drawing from its nearest test image. One column is new and came from
# its exercise: how far from the nearest *training* image. Both distances are multiples of that of a real image. Well
# below 1 in the new column means: it hands out what it has seen.
#
# Beside it stand lesson 08's plain autoencoder with a mixture of Gaussians, and its variational autoencoder. *Calls*
# is the cost: how often a network is asked for one drawing.

# %% jupyter={"source_hidden": true}
def nearest(of, to, skip=0):
    """Distance from each row to its nearest in `to`; skip=1 where it would find itself."""
    return NearestNeighbors(n_neighbors=1 + skip).fit(to).kneighbors(of)[0][:, -1]

def judge(draw, repeats=3):
    """What the test says of a generator, as the mean over some draws."""
    T, n, rows = test.X, len(test), []
    for seed in range(repeats):
        S = draw(n, np.random.default_rng(seed))
        own_drawn, own_real = np.mean(nearest(S, S, 1) < nearest(S, T)), np.mean(nearest(T, T, 1) < nearest(T, S))
        rows.append([own_drawn, own_real, (own_drawn + own_real) / 2,
                     np.median(nearest(S, T)) / np.median(nearest(T, T, 1)),
                     np.median(nearest(S, train.X)) / np.median(nearest(T, train.X))])
    return pd.Series(np.mean(rows, axis=0),
                     ["drawn find own", "real find own", "told apart", "distance", "to training"])

# %% jupyter={"source_hidden": true}
mixture = GaussianMixture(30, reg_covar=1e-3, random_state=0).fit(Z.astype(float))
vae = VariationalAutoencoder(k, likelihood="bernoulli", epochs=40, random_state=0).fit(train.X)

def from_mixture(n, rng):
    mixture.set_params(random_state=int(rng.integers(2**31)))
    return plain.inverse_transform(mixture.sample(n)[0])

draws = {"real": lambda n, rng: rng.permutation(others.X)[:n],
         "VAE": lambda n, rng: vae.sample(n, random_state=int(rng.integers(2**31))), "mixture": from_mixture}
calls = {"real": 0, "VAE": 1, "mixture": 1}
for steps in (1, 5, 20, 50):
    name = f"diffusion, {steps} step{'s' * (steps > 1)}"
    draws[name], calls[name] = lambda n, rng, steps=steps: diffuse(n, rng, steps), steps
generators = pd.DataFrame({name: judge(draw) for name, draw in draws.items()}).T.assign(calls=calls)
generators.round(2)

# %% [markdown]
# More steps, better drawings, up to some twenty; after that only the cost grows. With twenty the diffusion model is
# told apart less often than the VAE, and about as often as the mixture, which needs a single call. Nobody passes: of
# all three, drawings mostly find their own. On images of 8 × 8 pixels the simple rival keeps up. On large ones
# diffusion is what draws pictures today, and often in the *code of an autoencoder*: that has fewer numbers to draw than
# the picture has pixels (Rombach et al. 2022).
#
# "To training" is somewhat below 1 for diffusion (from twenty steps on) and for the mixture: they stay nearer to what
# they have seen than a new digit would. A denoiser that fitted its training images perfectly would hand out exactly
# these (the exercise builds it). So this number is the one to watch when you train for longer.
#
# > **Try it.** Write `TRAINING_STEPS = 1000`, then 12,000 (three times as long), and run from there to the table. What
# > becomes of "told apart", and of "to training"?
#
# <details><summary>Answer</summary>
#
# From 1,000 steps to 12,000 "told apart" falls a little, and "to training" much, from above 1 to about three quarters:
# part of the gain is bought by copying.
# </details>
#
# ## What if one computer is too slow?
#
# Each network above was trained once, with one seed. A small difference, such as that between a student of the images
# and one of the teacher, may turn round with another seed. To believe it you need several; to find a good size, several
# sizes. Twelve fits instead of one, and none needs to know of another: run them **side by side**. `sweep` (lesson 05's
# table) hands its fits to joblib, and joblib asks one line *where* they are to run.

# %%
reducers = {"PCA": PCA(), "Autoencoder": Autoencoder(epochs=5)}
tables, seconds = {}, {}
keras.backend.clear_session()                         # room for them: what was compiled above is let go
for place in ("sequential", "threading"):
    start = time.perf_counter()
    with joblib.parallel_config(place, n_jobs=2):
        tables[place] = sweep(reducers, train, test, n_components=[2, 8], seeds=range(3))
    seconds[place] = time.perf_counter() - start
print(", ".join(f"{place}: {time:.1f} s" for place, time in seconds.items()))
tables["threading"].groupby(["reducer", "k"])["test error"].agg(["mean", "min", "max"]).round(4)

# %% [markdown]
# A spread beside each mean. (PCA has none: there is no chance in it.) The errors are the same to the last digit
# wherever a fit has run, since each has its own seed. What you gain in time depends on the cores that are idle, and on
# the fits: with fits as short as these, little or nothing.
#
# Where more computers are at hand, **the same `with`** sends the fits there, for example to a cluster that
# [Dask](https://docs.dask.org) looks after (`pip install "dask[distributed]"`):
#
# ```python
# from dask.distributed import Client
#
# client = Client("scheduler.example.org:8786")      # Client() alone makes a little cluster of this computer
# with joblib.parallel_config("dask"):
#     table = sweep(reducers, train, test, n_components=[2, 8], seeds=range(3))
# ```
#
# Every worker needs the same packages. What is spread here are *fits*, many small ones. To spread a single large fit
# over machines is another trade, and no network of this course is large enough to need it.
#
# ## Claims
#
# What the text says without a number beside it is asserted here, for whoever changes this lesson.

# %% jupyter={"source_hidden": true}
test_error, training_error = overfit["test error"], overfit["training error"]
assert 65_000 < models["no remedy"].model_.count_params() < 70_000 and training_error["no remedy"] < 1e-4
assert abs(test_error["no remedy"] / test_error["PCA"] - 1) < 0.15
assert training_error.drop(["PCA", "no remedy"]).min() > training_error["no remedy"]
single = test_error[["weight decay", "augmentation"]]
assert test_error["both"] < single.min() - 0.001 and single.max() < test_error["no remedy"] - 0.0005
full_diet, thin_diet, repaired = balance.to_numpy()
assert thin_diet[0] > 1.5 * full_diet[0] and np.ptp(balance["error on all"]) < 0.1 * full_diet[2]
assert 0.25 < (thin_diet[0] - repaired[0]) / (thin_diet[0] - full_diet[0]) < 0.45
assert thin_diet[1] < repaired[1] < 1.15 * thin_diet[1] and repaired[0] > full_diet[0]
assert pruning["error / full"]["pruned"] > 2 and pruning["share of parameters"]["pruned"] < 0.25
assert pruning["error / full"]["pruned, trained on"] <= 1.1

# %% jupyter={"source_hidden": true}
student = distilled.loc["student, from the teacher"]
assert max(student["parameters"] / n_full, student["multiplications"] / distilled["multiplications"]["full"]) <= 0.25
assert student["error / full"] <= 1.1 and student["test error"] < distilled["test error"]["student, from images"]
of_hidden = filling["8 of 16 hidden"]
assert of_hidden["masked autoencoder"] < 0.9 * of_hidden["PCA"] < of_hidden["mean"] and 10 < best_size < 60
assert (filling.loc["five nearest"] < filling.loc["masked autoencoder"]).all() and to_neighbours > 8 / 15 + 0.1
assert of_hidden["masked autoencoder"] < of_hidden["dense"] < 0.95 * of_hidden["PCA"]
assert drawn[1].std(axis=0).mean() < 0.5 * drawn[20].std(axis=0).mean() and 0.06 < clean.var() < 0.1
generators.index = generators.index.str.removeprefix("diffusion, ")
apart, copied = generators["told apart"], generators["to training"]
assert apart["1 step"] > apart["5 steps"] > apart["20 steps"] > apart["50 steps"] - 0.04 > apart["20 steps"] - 0.08
assert abs(apart["20 steps"] - apart["mixture"]) < 0.06 < apart["VAE"] - apart["20 steps"]
assert generators["drawn find own"].drop("real").min() > 0.7 and copied[["1 step", "5 steps"]].min() > 1
assert copied[["20 steps", "mixture"]].between(0.7, 1).all()
assert np.array_equal(*(table["test error"] for table in tables.values()))                  # wherever a fit has run

# %% [markdown]
# ## Check yourself
#
# **1.** A colleague adds weight decay, and the training error rises fourfold. "It has broken the network." What do you
# ask to see?
#
# <details><summary>Answer</summary>
#
# The test error, before and after. A remedy against overfitting takes away what was learned by heart, so the training
# error *has* to rise. If the test error rises too, the decay is too strong.
# </details>
#
# **2.** Why does attention divide by the sum over the *visible* patches only?
#
# <details><summary>Answer</summary>
#
# The shares of a patch are to have the sum 1 over those that have something to say. Were the hidden ones among them,
# they would get a share too, and what is heard would be mixed with what comes of their zeros, the more so the more is
# hidden.
# </details>
#
# **3.** Your diffusion model's drawings are told apart in half of the cases, and "to training" is 0.1. Do you
# celebrate?
#
# <details><summary>Answer</summary>
#
# No. The drawings lie ten times nearer to training images than real digits do: it hands out what it has seen. A
# denoiser that overfits makes a generator that copies.
# </details>

# %% [markdown]
# ## Summary
#
# - Overfitting: a training error near zero says nothing. Weight decay and moved copies raise it, and lower the test
#   error.
# - A rare kind weighs as little as it is rare. Let it weigh more, and see who pays.
# - Pruned and trained on, a quarter of the parameters does nearly the same, but no quicker. A student taught by the
#   full network is smaller *and* quicker.
# - Attention computes its weights from what is there. One block of it, trained to fill what is hidden, beats PCA at
#   that; a look-up of the five nearest images keeps up.
# - A denoiser that is told the level, used many times, draws. Judge it as you would judge any generator, and count what
#   a drawing costs.
#
# **Exercise.** Now you: [Exercise 12](exercises/12_limits.ipynb).
#
# **This was the last lesson.** You began with a program that was proud of a loss of minus two hundred thousand. You can
# now say what is wrong with it, mend it, and tell whether the repair was worth it. That carries over to networks that
# are a million times as large.
#
# ## References
#
# - Krogh and Hertz 1992, "A simple weight decay can improve generalization", *NeurIPS*.
# - He and Garcia 2009, "Learning from imbalanced data", *IEEE Transactions on Knowledge and Data Engineering* 21.
# - Han, Pool, Tran and Dally 2015, "Learning both weights and connections for efficient neural networks", *NeurIPS*.
# - Hinton, Vinyals and Dean 2015, "Distilling the knowledge in a neural network", arXiv:1503.02531.
# - Vaswani et al. 2017, "Attention is all you need", *NeurIPS*.
# - He, Chen, Xie, Li, Dollár and Girshick 2022, "Masked autoencoders are scalable vision learners", *CVPR*.
# - Ho, Jain and Abbeel 2020, "Denoising diffusion probabilistic models", *NeurIPS*.
# - Song, Meng and Ermon 2021, "Denoising diffusion implicit models", *ICLR*.
# - Rombach, Blattmann, Lorenz, Esser and Ommer 2022, "High-resolution image synthesis with latent diffusion models",
#   *CVPR*.
