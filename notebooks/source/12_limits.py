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
# > **After this lesson you can** measure four limits of an autoencoder, and what each remedy costs; write a block of
# > attention; draw digits by removing noise, again and again.
# >
# > **Time** 60 minutes · **Read before** [05 Autoencoder and PCA](05_autoencoder_and_pca.ipynb),
# > [06 Denoising](06_denoising.ipynb), [08 Generation](08_generation.ipynb) up to *How do you measure a drawing?*
# > · **Data** digits

# %% [markdown]
# Few rows, rare kinds, too many parameters, too slow: these four complaints you will hear about every network. The
# first half of this lesson measures each on a model of this course, tries a remedy, and measures again. The second
# half shows three roads that lead on: attention, diffusion, and many computers.
#
# Code that only draws or counts is folded: a click on the three dots opens it.

# %%
import joblib
import numpy as np
import pandas as pd
from scipy.ndimage import rotate, shift
from sklearn.decomposition import PCA
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import NearestNeighbors

from aeutils import Autoencoder, VariationalAutoencoder, datasets, plots, sweep
import keras
import tensorflow as tf
from keras import ops

train, others, test = datasets.load("digits").split(test_size=0.25, validation_size=0.25)
d, k = train.X.shape[1], 8


def error(model, X):
    """Mean squared error of what a fitted model rebuilds."""
    return np.mean((model.inverse_transform(model.transform(X)) - X) ** 2)


# %% [markdown]
# ## What if you have few rows?
#
# Take 150 images, and a network with some fifty thousand parameters. It has more parameters than there are pixels to
# rebuild, so it could learn them by heart: **overfitting** (lesson 03). There you stopped early. But held-out rows to
# stop by are dear when you have 150. Two remedies need none.
#
# - **Weight decay**: every step also takes a small share off each weight. Large weights, which sharp bends need, must
#   earn their keep.
# - **Augmentation**: make more rows from those you have, by changes that keep a digit a digit. Here nine copies of
#   each image, turned by up to ten degrees and moved by up to half a pixel.
#
# All networks take the same number of steps. PCA stands beside them, as always, with as many numbers ($k = 8$).
#
# **Predict first.** Without a remedy: how many times the training error will the test error be? Will the network beat
# PCA on test images? And what will the remedies do to the *training* error?

# %%
def moved(X, copies, rng):
    """The images, and so many copies of each, a little turned and a little shifted."""
    pictures, rows = X.reshape(-1, 8, 8), [X]
    for _ in range(copies):
        turned = [rotate(picture, rng.uniform(-10, 10), reshape=False, order=1) for picture in pictures]
        rows.append(np.reshape([shift(picture, rng.uniform(-0.5, 0.5, 2), order=1) for picture in turned], X.shape))
    return np.vstack(rows)


def network(X, seed=0, steps=1500, **changes):
    """An autoencoder that is told to stop at nothing: no held-out rows, a fixed number of steps."""
    settings = {"init": "random", "hidden_units": (256, 64), "validation": 0, "batch_size": 32, "weight_decay": 0}
    epochs = round(steps / np.ceil(len(X) / 32))
    return Autoencoder(k, epochs=epochs, random_state=seed, **(settings | changes)).fit(X)


# %%
few, rng = train.X[:150], np.random.default_rng(0)
copies = moved(few, 9, rng)
models = {"PCA": PCA(k).fit(few), "no remedy": network(few), "weight decay": network(few, weight_decay=1.0),
          "augmentation": network(copies), "both": network(copies, weight_decay=1.0)}
overfit = pd.DataFrame({name: {"training error": error(model, few), "test error": error(model, test.X)}
                        for name, model in models.items()}).T
overfit["test / training"] = overfit["test error"] / overfit["training error"]
overfit.round(4)

# %% [markdown]
# Without a remedy the network knows its 150 images nearly by heart, and is no better than PCA on others. Both remedies
# *raise* the training error, and lower the test error. That is how a remedy against overfitting looks.
#
# ## What if one kind is rare?
#
# An autoencoder minimises the *mean* error. A kind of row that is one in a hundred weighs a hundredth: the network can
# fail on it and hardly be poorer. So let the eights be rare: keep ten of them, and all images of the other digits.
#
# The remedy is to make each of the ten weigh more. You can multiply its error by a number (**reweighting**) or put it
# into the training set that many times (**resampling**): in the mean over the rows both are the same sum. Or you can
# put in moved copies instead of exact ones.
#
# **Predict first.** By what factor is the error on eights larger when they are rare? How much of it comes back? And who
# pays?

# %%
is_rare = train.y == 8
rest, rare = train.X[~is_rare], train.X[is_rare]
ten, times = rare[:10], len(rare) // 10
diets = {"all eights": train.X, "ten eights": np.vstack([rest, ten]),
         f"ten, each {times} times": np.vstack([rest, *[ten] * times]),
         "ten, and moved copies": np.vstack([rest, moved(ten, times - 1, rng)])}
balance = pd.DataFrame({name: {"error on eights": error(model, test.X[test.y == 8]),
                               "error on the others": error(model, test.X[test.y != 8])}
                        for name, model in ((name, network(X, weight_decay=1.0)) for name, X in diets.items())}).T
balance.round(4)
