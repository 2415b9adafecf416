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
# # Can you draw a digit that nobody wrote?
#
# > **After this lesson you can** judge drawn images by a test that is hard to fool, write a variational
# > autoencoder, work out the new part of its gradient on paper, and see from numbers in nats which of its usual
# > mistakes was made.
# >
# > **Time** two sittings of 60 minutes; the first ends with drawings of your own network · **Read before**
# > [03 Training](03_training.ipynb), [04 Evaluation](04_evaluation.ipynb),
# > [05 Autoencoder and PCA](05_autoencoder_and_pca.ipynb), [07 Anomaly detection](07_anomaly_detection.ipynb)
# > · **Data** digits, a ring of points

# %% [markdown]
# A decoder turns any code into an image. So make up a code, decode it, and you have a digit that nobody
# ever wrote. You need a way to make up codes, and an honest way to say how good the drawings are. The second
# is harder, so it comes early. Code that only draws or counts is folded: a click on the three dots opens it.

# %%
import json
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import entr, expit, xlogy
from sklearn.decomposition import PCA
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors

from aeutils import Autoencoder, VariationalAutoencoder, datasets, explore, plots
import keras
import tensorflow as tf
from keras import ops

data = datasets.load("digits")
train, others, test = data.split(test_size=0.25, validation_size=0.25)
n, d, k = min(len(others), len(test)), train.X.shape[1], 8

# %% [markdown]
# Half of the images are for fitting. Drawings are judged against `test`. `others`, real images that no
# model has seen, play the perfect generator.
#
# A plain autoencoder never says where codes come from. Be fair to it: fit a Gaussian to the codes of
# its training images and draw from that. PCA has a generator too, **probabilistic PCA** (Tipping and
# Bishop 1999): codes from $N(0, I)$, stretched along the principal axes, plus noise on every pixel, as much
# as PCA leaves unexplained. Both have $k = 8$ numbers.
#
# **Predict first.** Which will draw the better digits? Will you recognise one drawing in two?

# %%
plain = Autoencoder(k, init="random", output_activation="sigmoid", loss="binary_crossentropy",
                    epochs=80, random_state=0).fit(train.X)
pca = PCA(k).fit(train.X)
Z = plain.transform(train.X)


def from_plain(n, rng):
    return plain.inverse_transform(rng.multivariate_normal(Z.mean(axis=0), np.cov(Z.T), n))


# %% jupyter={"source_hidden": true}
def from_pca(n, rng, noise=1.0):
    spread = np.sqrt(pca.explained_variance_ - pca.noise_variance_)       # the noise brings the rest
    means = pca.inverse_transform(spread * rng.standard_normal((n, k)))
    return means + noise * np.sqrt(pca.noise_variance_) * rng.standard_normal(means.shape)


# %% jupyter={"source_hidden": true}
def gallery(strips, alt):
    fig, axes = plots.figure(len(strips), 1, size=(8.6, 0.72 * len(strips)), squeeze=False)
    for ax, (name, X) in zip(axes.flat, strips.items(), strict=True):
        tiles = np.pad(np.reshape(X, (-1, *test.image_shape)), [(0, 0), (0, 0), (1, 1)])
        ax.imshow(np.hstack(list(tiles)), cmap="gray_r", vmin=0, vmax=1)
        ax.set_ylabel(name, rotation=0, ha="right", va="center")
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
    fig.set_label(alt)
    return fig


draws = {"real": lambda n, rng: rng.permutation(others.X)[:n], "PCA": from_pca, "Autoencoder": from_plain}
plots.show(gallery({name: draw(13, np.random.default_rng(0)) for name, draw in draws.items()},
                   "Thirteen real digits, thirteen drawn by probabilistic PCA, thirteen by the autoencoder."))

# %% [markdown]
# Count those that you would swear to. Some can be read, many are knots of ink. The autoencoder's ink is black and its
# paper white; PCA's drawings are grey, and speckled by their noise. But your neighbour's count will differ: looks are
# no measurement, and everybody shows their best dozen.
#
# ## How do you measure a drawing?
#
# Put as many drawings as test images into one bag. Take one out and look at its nearest neighbour in
# the bag. Were the drawings perfect, the neighbour would be drawn or real by the toss of a coin. If they
# are not, each kind finds its own. So ask both kinds how often they find their own: 0.5 is best,
# 1 is worst, and the mean of the two shares is how often you can **tell them apart**. The last column is how
# far a drawing lies from its nearest *test* image, as a multiple of the same for a real one (medians).
#
# Two rows more are no generators at all: real images with noise of 0.2 on every pixel; and the mean of the training
# images, one grey blot, handed out again and again.
#
# **Predict first.** Whose drawings are easiest to tell: PCA's with its noise, PCA's without, the autoencoder's?

# %%
def nearest(of, to, skip=0):
    """Distance from each row to its nearest in `to`; skip=1 where it would find itself."""
    return NearestNeighbors(n_neighbors=1 + skip).fit(to).kneighbors(of)[0][:, -1]


def judge(draw, repeats=3):
    """What the test says of a generator, as the mean over some draws."""
    T, rows = test.X[:n], []
    for seed in range(repeats):
        S = draw(n, np.random.default_rng(seed))
        own_drawn = np.mean(nearest(S, S, 1) < nearest(S, T))
        own_real = np.mean(nearest(T, T, 1) < nearest(T, S))
        rows.append([own_drawn, own_real, (own_drawn + own_real) / 2,
                     np.median(nearest(S, T)) / np.median(nearest(T, T, 1))])
    return pd.Series(np.mean(rows, axis=0), ["drawn find own", "real find own", "told apart", "distance"])


# %%
draws["PCA without noise"] = lambda n, rng: from_pca(n, rng, noise=0)
draws["real + noise"] = lambda n, rng: others.X[:n] + 0.2 * rng.standard_normal((n, d))
draws["mean image"] = lambda n, rng: np.tile(train.X.mean(axis=0), (n, 1))
table = pd.DataFrame({name: judge(draw) for name, draw in draws.items()}).T
table.round(2)

# %% [markdown]
# Real images pass, as they must. Neither model does. Of the models' drawings, easiest to tell are PCA's without noise.
# With its noise, the drawings that look worst are told apart about as often as the autoencoder's. How can that be?
#
# The row "real + noise" shows how. Its mean looks like a pass, and is made of two failures. Two noisy images differ by
# two noises, a noisy one and a clean one only by one. So a noisy image's neighbour is a clean one; and the clean ones
# find each other. **A mean of one half can hide two failures: read both columns.** Probabilistic PCA profits from the
# same trick: with noise fewer of its drawings find their own, and more real images do.
#
# "Distance" is blind in another way. The blot gets about the same as the autoencoder: blur lies in the middle, near to
# everything. A large distance is a bad sign; a small one is a good sign only if "real find own" is low too. (Beside
# the blot, real images practically always find their own.)
#
# ## Where do the bad ones come from?
#
# How far is a code drawn for the plain autoencoder from the nearest code of a training image? And
# the code of an unseen image?

# %%
made_up = np.random.default_rng(0).multivariate_normal(Z.mean(axis=0), np.cov(Z.T), n)
holes = {"codes of test images": nearest(plain.transform(test.X), Z),
         "drawn from the Gaussian": nearest(made_up, Z)}

# %% jupyter={"source_hidden": true}
fig, ax = plots.figure(size=(6.6, 2.8))
for (name, gap), hatch in zip(holes.items(), ("", "//"), strict=True):
    colour = plots.GREY if name.startswith("codes") else plots.VERMILLION
    ax.hist(gap, bins=np.linspace(0, 20, 41), alpha=0.6, color=colour, hatch=hatch, label=name)
ax.set(xlabel="distance to the nearest training code", ylabel="codes", xlim=(0, 20))
ax.legend()
plots.show(fig, alt="; ".join(f"{name}: median distance {np.median(gap):.1f}"
                              for name, gap in holes.items()))

# %% [markdown]
# Most drawn codes lie farther from every training code than the code of a usual test image does. The Gaussian puts
# codes into places where no digit's code lies: **holes**. The decoder was never asked about those. See what it
# answers there:

# %% jupyter={"source_hidden": true}
by_gap = np.argsort(holes["drawn from the Gaussian"])
ranked = {"nearest codes": plain.inverse_transform(made_up[by_gap[:13]]),
          "farthest codes": plain.inverse_transform(made_up[by_gap[-13:]])}
plots.show(gallery(ranked, "Drawings of the thirteen drawn codes nearest to training codes, and of the farthest."))
S, usual = plain.inverse_transform(made_up), np.median(nearest(test.X, test.X, 1))
own, off = nearest(S, S, 1) < nearest(S, test.X[:n]), nearest(S, test.X) / usual
thirds = pd.DataFrame({name: {"drawn find own": np.mean(own[rows]), "distance": np.median(off[rows])}
                       for name, rows in zip(("nearest third of codes", "middle third", "farthest third"),
                                             np.array_split(by_gap, 3), strict=True)}).T
thirds.round(2)

# %% [markdown]
# Thirteen do not decide it, for some far codes give digits too. The table counts them all: where codes lie far from
# training codes, drawings find their own more often, and lie farther from real digits. (The near third is no pass
# either. Holes are part of the trouble, not all.)
#
# Two remedies. **Describe the codes better** after training, say by a mixture of 30 Gaussians instead of one. Or
# **make the codes lie where a known distribution is**, during training. The first is short:

# %%
mixture = GaussianMixture(30, reg_covar=1e-3, random_state=0).fit(Z.astype(float))


def from_mixture(n, rng):
    mixture.set_params(random_state=int(rng.integers(2**31)))
    return plain.inverse_transform(mixture.sample(n)[0])


draws["mixture"] = from_mixture
table.loc["mixture"] = judge(from_mixture)
table.loc[["Autoencoder", "mixture"]].round(2)

# %% [markdown]
# Keep this rival in mind: the same decoder, and drawings that are told apart less often. Both columns, then. *Real*
# images now find their own in fewer than half of the cases: their nearest is more often a drawing, as the decoder
# leaves out a hand's accidents (so "distance" is below 1 too). The *drawings* find each other about as often as
# before: the gain is one-sided. And it takes a second fit, with a size to choose. Now for the other remedy, which
# gives more than drawings.
#
# ## What if an image had a cloud instead of a point?
#
# Holes are there because each image owns a point and nothing around it. So let the encoder answer with a
# *cloud*: a mean $\mu(x)$ and a standard deviation $\sigma(x)$ for each of the $k$ numbers. In training, the code is
# drawn from the cloud, anew each time. Write $q(z|x)$ for the distribution of $z$ when the image is $x$ (the bar reads
# "given"):
#
# $$q(z|x) = N(\mu(x), \sigma^2(x)).$$
#
# The decoder must now serve every place that a cloud reaches, and where clouds overlap, images must
# be alike. That is the whole idea. One obstacle: if σ had been a little larger, what
# would $z$ have been? A number that came out of a random generator has no slope. Write it in another way, and it has:
#
# $$z = \mu + \sigma \varepsilon, \qquad \varepsilon \sim N(0, 1).$$
#
# The same distribution, but the dice are thrown first. For given ε, $\partial z / \partial \mu = 1$ and
# $\partial z / \partial \sigma = \varepsilon$. This is the **reparameterisation**. Try it where you know the answer:
# the mean of $z^2$ is $\mu^2 + \sigma^2$, so its slope by σ is $2\sigma$. By the chain rule, draw by draw, it is
# $2 z \varepsilon$. The folded cell takes the mean of that:

# %% jupyter={"source_hidden": true}
epsilon = np.random.default_rng(0).standard_normal(200_000)
mu, sigma = 0.5, 1.5
slope = np.mean(2 * (mu + sigma * epsilon) * epsilon)
print(f"slope of the mean of z² by σ: {slope:.3f} from draws, {2 * sigma:.3f} in theory")
assert abs(slope / (2 * sigma) - 1) < 0.02

# %% [markdown]
# ## What stops the clouds from shrinking to points?
#
# Nothing yet. A narrow cloud reconstructs best, so training would shrink all σ to zero, and you would have a plain
# autoencoder again. So demand that the clouds together fill $N(0, I)$, the **prior** $p(z)$ that you will draw
# from. Charge each cloud for how far it is from that: the Kullback–Leibler divergence (KL) of lesson 04, now of
# Gaussians.
#
# $$\mathrm{KL} = \sum_{j=1}^{k} \tfrac12 \bigl(\mu_j^2 + \sigma_j^2 - \ln \sigma_j^2 - 1\bigr) \text{ nats}.$$
#
# It is zero for $\mu = 0, \sigma = 1$: a code that tells nothing of $x$. A **nat** is the unit of information that
# belongs to the natural logarithm: a coin toss tells ln 2 = 0.69 nats. Each nat of KL is information about $x$, paid
# for. Never believe a formula unchecked: the folded cell compares it with the mean of $\ln q(z) - \ln p(z)$ over draws.

# %%
def kl_from_prior(mu, log_variance):
    return (mu**2 + np.exp(log_variance) - log_variance - 1) / 2       # for each code


# %% jupyter={"source_hidden": true}
m, v = np.array([1.0, -0.3]), np.array([-2.0, 0.4])                   # two codes: mean, ln σ²
drawn_z = m + np.exp(v / 2) * np.random.default_rng(0).standard_normal((200_000, 2))
log_q = -((drawn_z - m) ** 2 / np.exp(v) + v) / 2                      # the ln 2π of both cancel
monte_carlo, analytic = np.mean(np.sum(log_q + drawn_z**2 / 2, axis=1)), kl_from_prior(m, v).sum()
print(f"KL: {analytic:.4f} nats by formula, {monte_carlo:.4f} by draws")
assert abs(monte_carlo / analytic - 1) < 0.01

# %% [markdown]
# ## What does the information buy?
#
# Pixels that the decoder foretells better. Let pixel $i$ be a coin that shows black with probability $\hat x_i$ (a
# **Bernoulli** likelihood; a grey pixel counts in part as both). The logarithm of the probability that this gives to
# the whole image is
#
# $$\ln p(x|z) = \sum_{i=1}^{d} x_i \ln \hat x_i + (1 - x_i) \ln (1 - \hat x_i),$$
#
# minus the cross-entropy of lesson 04, *summed* over the pixels. This too is in nats. So you can take the price from
# the gain, and the difference is the **evidence lower bound** ($\mathrm{E}_{z \sim q}$ is the mean over draws from
# the cloud; β is the price of a nat):
#
# $$\mathrm{ELBO} = \mathrm{E}_{z \sim q}\bigl[\ln p(x|z)\bigr] - \beta\,\mathrm{KL}, \qquad \beta = 1.$$
#
# An example. Without any code an image has a log-likelihood of −27. A code that costs 3 nats lifts it to −22: the
# ELBO is −25, so the code is worth its price. A second one costs 1 nat and lifts by half a nat: better silent.
#
# With β = 1 the ELBO never exceeds $\ln p(x)$, the logarithm of the probability that the decoder would draw $x$ from
# codes of the prior. Another β (Higgins et al. 2017: the β-VAE, with more than 1) is another price of information,
# and the sum is then no longer the model's bound.
#
# <details><summary>In depth: why it is a bound</summary>
#
# $\ln p(x) = \mathrm{E}_q[\ln p(x)] = \mathrm{E}_q\bigl[\ln \tfrac{p(x|z)\,p(z)}{p(z|x)}\bigr]$, for any $q$. Put
# $q(z|x)$ above and below:
# $\ln p(x) = \mathrm{E}_q[\ln p(x|z)] - \mathrm{KL}(q \,\|\, p(z)) + \mathrm{KL}(q \,\|\, p(z|x))$. The last term is
# never negative. Leave it out, and what remains is at most $\ln p(x)$. The gap is how badly the cloud
# fits the true distribution of codes behind $x$.
#
# The formula for KL: with $u = (z-\mu)/\sigma$, $\ln q - \ln p = -\ln \sigma - u^2/2 + z^2/2$, and
# $\mathrm{E}_q[u^2] = 1$, $\mathrm{E}_q[z^2] = \mu^2 + \sigma^2$.
# </details>
#
# ## Can you write its gradient yourself?
#
# Up to μ and $s = \ln\sigma^2$ (a logarithm may be any number, a variance may not) the encoder is as in lesson 03.
# New is what comes after. Take a linear decoder, $z C + c$, to **logits**, $\hat x = 1/(1 + e^{-\text{logit}})$: the
# slope of the log-likelihood by a logit is $x - \hat x$. One junction is new: μ and $s$ feel the loss in two ways,
# through $z$ and through the KL.
#
# **On paper first.** With $z = \mu + e^{s/2} \varepsilon$: what is the slope of $z$ by $s$? And those of
# $\tfrac12 (\mu^2 + e^s - s - 1)$, by μ and by $s$? You find them in `d_mu` and `d_s`.
#
# <details><summary>Answer</summary>
#
# $\partial z / \partial s = \tfrac12 e^{s/2} \varepsilon$, which is $\sigma \varepsilon / 2$. The KL's slopes are
# $\mu$ and $(e^s - 1)/2$: zero for a cloud like the prior. (By μ, the slope of $z$ is 1.)
# </details>
#
# The second cell, folded, asks TensorFlow for the same slopes.

# %%
def by_hand(mu, s, C, c, x, epsilon):
    """The slopes of minus the ELBO, mean over the rows."""
    z = mu + np.exp(s / 2) * epsilon
    d_logits = (expit(z @ C + c) - x) / len(x)
    d_z = d_logits @ C.T
    d_mu = d_z + mu / len(x)                                                   # by z, and by the KL
    d_s = d_z * epsilon * np.exp(s / 2) / 2 + (np.exp(s) - 1) / (2 * len(x))   # the same
    return d_mu, d_s, z.T @ d_logits, d_logits.sum(axis=0)


# %% jupyter={"source_hidden": true}
rng = np.random.default_rng(0)
values = [rng.normal(0, 0.3, shape).astype(np.float32) for shape in [(50, 2), (50, 2), (2, d), (d,)]]
x50, dice = train.X[:50], rng.standard_normal((50, 2)).astype(np.float32)
mu, s, C, c = map(tf.Variable, values)
with tf.GradientTape() as tape:
    logits = (mu + ops.exp(s / 2) * dice) @ C + c
    surprise = ops.sum(ops.binary_crossentropy(x50, logits, from_logits=True), axis=1)
    loss = ops.mean(surprise + ops.sum((mu**2 + ops.exp(s) - s - 1) / 2, axis=1))
pairs = zip(by_hand(*values, x50, dice), tape.gradient(loss, [mu, s, C, c]), strict=True)
gaps = [float(np.linalg.norm(yours - theirs) / np.linalg.norm(theirs)) for yours, theirs in pairs]
assert max(gaps) < 1e-4
print("relative gap to TensorFlow below 1e-4 for each of μ, s, C, c")

# %% [markdown]
# The same gradient, for the same ε. From here Keras may do the derivatives.
#
# > **Try it.** Leave out `+ (np.exp(s) - 1) / (2 * len(x))` and run both cells. The second stops at its `assert`; type
# > `gaps` in a new cell. Which of the four (μ, s, C, c) has grown? What would training do to σ?
#
# <details><summary>Answer</summary>
#
# The second one: that of $s$, and no other. What you left out is the KL's pull of every σ towards 1. Without it the
# clouds shrink: points again.
# </details>
#
# ## How does it look in Keras?
#
# The new layer is one line of arithmetic. `build` makes a network whose output is the loss itself, in two
# parts: surprise (minus the log-likelihood) and KL. So the loss that `fit` hands to Keras only adds the two. The
# arguments of `build` say how each part is put together; leave them for now.

# %%
class DrawCode(keras.layers.Layer):
    """z = μ + σ ε, with another ε at every call."""

    def __init__(self, seed=0):
        super().__init__()
        self.seeds = keras.random.SeedGenerator(seed)

    def call(self, mu, s):
        return mu + ops.exp(s / 2) * keras.random.normal(ops.shape(mu), seed=self.seeds)


# %%
def build(over_pixels=ops.sum, over_codes=ops.sum):
    """Three models that share layers: x to both parts of the loss, x to μ and s, z to logits."""
    dense = keras.layers.Dense
    x, z = keras.Input((d,)), keras.Input((k,))
    h = dense(64, "gelu")(dense(128, "gelu")(x))
    mu, s = dense(k)(h), dense(k)(h)
    decoder = keras.Model(z, dense(d)(dense(128, "gelu")(dense(64, "gelu")(z))))
    logits = decoder(DrawCode()(mu, s))
    surprise = over_pixels(ops.binary_crossentropy(x, logits, from_logits=True), axis=-1)
    kl = over_codes((ops.square(mu) + ops.exp(s) - s - 1) / 2, axis=-1)
    return keras.Model(x, ops.stack([surprise, kl], axis=-1)), keras.Model(x, [mu, s]), decoder


# %%
def fit(network):
    """Train; keep the weights that were best on the last tenth of the rows."""
    network.compile(keras.optimizers.Adam(3e-3), loss=lambda _, parts: ops.sum(parts, axis=-1),
                    steps_per_execution=13)                     # an epoch has 13 batches: one call for all
    best = keras.callbacks.EarlyStopping(patience=20, restore_best_weights=True)
    return network.fit(train.X, train.X, validation_split=0.1, batch_size=64, epochs=40,
                       callbacks=[best], verbose=0).history


# %%
keras.utils.set_random_seed(0)
network, cloud, decoder = build()
before = np.sum(network(train.X), axis=1)
history = {"sum, sum": fit(network)}
last = len(train.X) * 9 // 10                              # from here on rows are held out, by Keras
curves = {"training rows": [before[:last].mean(), *history["sum, sum"]["loss"]],
          "held-out rows": [before[last:].mean(), *history["sum, sum"]["val_loss"]]}

# %% jupyter={"source_hidden": true}
# xlogy(a, b) is a ln b, entr(p) is -p ln p, and both are 0 where a or p is.
mean_image = np.clip(train.X.mean(axis=0), 0.001, 0.999)
by_pixel = -xlogy(test.X, mean_image) - xlogy(1 - test.X, 1 - mean_image)
references = {"mean image": np.mean(np.sum(by_pixel, axis=1)),
              "floor: a perfect copy": np.mean(np.sum(entr(test.X) + entr(1 - test.X), axis=1))}
plots.show(plots.learning_curves(curves, references, ylabel="minus ELBO (nats)", log=False))
print(f"the mean image costs {references['mean image']:.1f} nats, a perfect copy at least "
      f"{references['floor: a perfect copy']:.1f}")

# %% [markdown]
# The upper line is what it costs to answer every pixel's mean and to send no code. (Both lines are of the test images.
# The curves soon lie so far below that the choice of rows does not matter.) So the codes earn their price. The lower
# line is the entropy of the grey pixels (lesson 04), which no code can save. The
# held-out curve trembles: its rows are few, and each epoch throws new dice.
#
# So, can it draw a digit that nobody wrote? Take codes from the prior, and decode them.

# %%
def from_prior(decoder):
    return lambda n, rng: expit(np.asarray(decoder(rng.standard_normal((n, k)).astype(np.float32))))


own = from_prior(decoder)(13, np.random.default_rng(0))
plots.show(gallery({"real": others.X[:13], "your VAE": own},
                   "Thirteen real digits, and thirteen that your network drew from codes of the prior, softer."))

# %% [markdown]
# There they are: digits that nobody wrote, from a network of which you have seen every line. Not each can be read, and
# all are softer than real ones. You will measure how much that matters.
#
# **Here the first sitting ends.** Take a break.
#
# ## Second sitting
#
# **So far.** Drawings and unseen real images go into one bag; 0.5 in both columns is a pass. A VAE gives each image a
# cloud; its loss is surprise, summed over pixels, plus KL, summed over codes; it draws from codes of the prior.
#
# (Has the kernel been stopped? Select this cell, and choose *Run → Run All Above Selected Cell*.)
#
# ## Find the mistake: sum or mean?
#
# Keras' own losses take a mean over the last axis. So you find programs that take the **mean over the
# pixels**, and others with the **mean over the codes**. It looks like a matter of taste. Train all three.
#
# **Predict first.** Divide: which weight β does the KL really get, with 64 pixels, with 8 codes? Which program will
# show the lowest loss? (Folded: `in_nats` measures all three in one unit, however they were trained.)

# %% jupyter={"source_hidden": true}
def in_nats(cloud, decoder, X):
    """Log-likelihood and KL of each code, mean over the rows, however the network was trained."""
    mu, s = map(np.asarray, cloud(X))
    noise = np.random.default_rng(0).standard_normal(mu.shape)
    logits = np.asarray(decoder((mu + np.exp(s / 2) * noise).astype(np.float32)))
    return np.mean(np.sum(X * logits - np.logaddexp(0, logits), axis=1)), kl_from_prior(mu, s).mean(axis=0)


# %%
trained = {"sum, sum": (cloud, decoder)}
for name, mistake in {"mean over pixels": {"over_pixels": ops.mean},
                      "mean over codes": {"over_codes": ops.mean}}.items():
    keras.utils.set_random_seed(0)
    wrong, *trained[name] = build(**mistake)
    history[name] = fit(wrong)

# %% jupyter={"source_hidden": true}
mistakes = {}
for name, parts in trained.items():
    likelihood, kl = in_nats(*parts, test.X)
    mistakes[name] = {"its own loss": min(history[name]["val_loss"]), "log-likelihood": likelihood,
                      "KL": kl.sum(), "ELBO": likelihood - kl.sum(), **judge(from_prior(parts[1]), 2)}
mistakes = pd.DataFrame(mistakes).T
plots.show(gallery({name: from_prior(parts[1])(13, np.random.default_rng(0)) for name, parts in trained.items()},
                   f"Drawings of three networks; ELBO {mistakes['ELBO'].round(1).to_dict()} nats."))
widths = {}
for name in ("sum, sum", "mean over codes"):
    mu, s = map(np.asarray, trained[name][0](test.X))
    widths[name] = np.sort(np.exp(s / 2).mean(axis=0)[kl_from_prior(mu, s).mean(axis=0) > 0.05])
    print(f"{name}: mean σ of the codes that carry more than 0.05 nats: {widths[name].round(2)}")
mistakes.round(2)

# %% [markdown]
# **Mean over pixels** divides the surprise by 64: that is β = 64. Information is now so dear that the codes
# keep none. The KL is zero, and every drawing is the same grey average. This is a **collapse**. Look at its ELBO, and
# then at the upper line of the learning curves: the network has learned the mean image, and nothing else, for all its
# weights. Yet its own loss is by far the lowest: it counts in nats per pixel. (Its distance is the blot's.)
#
# **Mean over codes** divides the KL by 8: β = 1/8. Information is cheap, so the clouds are narrower, and the
# log-likelihood is the best of the three. It also draws well: by the bag test, in both columns, no worse than the right
# loss, and its strip is the sharper. (Its distance is larger, but softness gains there.) Why a mistake, then? You asked
# for a bound on $\ln p(x)$, and the ELBO is the lowest of the three: each further nat of KL bought less than a nat of
# likelihood. And nobody chose 1/8: with 32 codes it would be 1/32. Who wants drawings more than a bound may choose it.
#
# The repair is a word: **sum over pixels, sum over codes, mean over rows.** Then, if you want another β, write β.
#
# ## And in PCA's clothes?
#
# What you have written is in `VariationalAutoencoder`, with the training engine of lesson 03. `transform` gives μ,
# `sample` draws from the prior and decodes, `elbo` gives the parts in nats.
#
# **Predict first.** How many of the eight codes will carry information, say 0.05 nats or more? Will its drawings beat
# the mixture's?

# %%
del network, wrong
keras.backend.clear_session()                              # Keras forgets what the networks above no longer need
vae = VariationalAutoencoder(k, likelihood="bernoulli", random_state=0).fit(train.X)
found = vae.elbo(test.X, n_draws=10)
draws["VAE"] = lambda n, rng: vae.sample(n, int(rng.integers(2**31)))
print(f"ELBO {found.elbo.mean():.1f} = {found.reconstruction.mean():.1f} - {found.kl.mean():.1f} nats; "
      f"KL per code: {np.sort(found.kl_per_code)[::-1].round(2)}: {np.sum(found.kl_per_code > 0.05)} of {k} speak")

# %% jupyter={"source_hidden": true}
plots.show(gallery({name: draws[name](13, np.random.default_rng(1))
                    for name in ("real", "PCA", "Autoencoder", "mixture", "VAE")},
                   "Thirteen real digits and as many drawings of PCA, the autoencoder, the mixture and the VAE."))
table.loc["VAE"] = judge(draws["VAE"])
table.round(2)

# %% [markdown]
# The others are **silent**: what they would tell is worth less than its price. Nobody had to choose the size.
#
# Now both columns. Real images find their own hardly more often than by a coin, so drawings do lie among them, more
# than those of the autoencoder or of PCA. But drawings nearly always find each other: the decoder gives
# the *mean* image of a code, without the accidents of a real hand, and you see the blur. (It also flatters the last
# column.) By the mean the VAE and the autoencoder are *level*: too close for one seed to tell. Your own network of "sum,
# sum", correct too, with other settings (such as 40 epochs against up to 200), is a little behind.
#
# And **the mixture wins the test**; its drawings are sharper too. Well described afterwards, the codes of a plain
# autoencoder are a good generator. What the VAE has over it: one fit, one formula to draw from, and a number in nats
# for every image.
#
# One seed is no measurement. [The benchmarks](../benchmarks/RESULTS.md) repeat the test with three, and on MNIST.
# With eight codes a small lead of the VAE is there in the mean, but on the digits the seeds of the two overlap. With two codes
# the VAE is behind.
#
# What does each code hold? Steer through them, the loudest first. Each row takes the codes of a digit and moves this
# one from −2.5 to 2.5; the last row moves the quietest code of the first digit, for comparison. Where does a digit
# turn into another? Where does nothing happen?

# %% jupyter={"source_hidden": true}
order, loud = np.argsort(found.kl_per_code)[::-1], np.sort(found.kl_per_code)[::-1]
shown = [int(np.flatnonzero(test.y == digit)[0]) for digit in (0, 3, 7)]
moved = np.tile(vae.transform(test.X[shown])[None, :, None], (k, 1, 11, 1))      # code, digit, step, z
for place, j in enumerate(order):
    moved[place, :, :, j] = np.linspace(-2.5, 2.5, 11)
moved = vae.inverse_transform(moved.reshape(-1, k)).reshape(k, 3, 11, d)


def draw_code(code):
    strips = {f"from a {test.y[i]}": X for i, X in zip(shown, moved[code - 1], strict=True)}
    strips["silent code"] = moved[-1, 0]                                         # the quietest, for comparison
    return gallery(strips, f"Code {code} of {k}, KL {loud[code - 1]:.2f} nats, moved from -2.5 to 2.5.")


plots.steer(draw_code, at={"code": 1}, code=list(range(1, k + 1)))

# %% [markdown]
# The loudest codes turn digits into others; from a silent one the decoder has learned to take nothing.
#
# ## When do codes fall silent?
#
# For data that are not ink, take a Gaussian likelihood: each feature is $\hat x_i$ plus noise of standard deviation
# σ. (This σ belongs to the decoder; the clouds have their own. Digits will do to see it at work.) A squared error
# counts $(x - \hat x)^2 / 2\sigma^2$ nats, so *σ is the exchange rate* between errors and information. Many programs
# never mention it. If they *sum* squared errors over the pixels, each weighs 1: $1 / 2\sigma^2 = 1$, so σ² = ½. If
# they take the *mean* over 64, each weighs 1/64, so σ² = 32.
#
# For a linear model the answer is known (Tipping and Bishop): with $r$ the variance of a direction over σ², its code
# gains $\tfrac12 (r - 1 - \ln r)$ nats, the price taken off, if $r > 1$. Otherwise silence is best. So PCA says how
# many codes a linear model lets speak. A bent one need not obey, but take it as a guide.

# %%
variances = pca.explained_variance_
print("PCA's variances:", variances.round(2))

# %% [markdown]
# **Predict first.** How many codes can speak at σ = 1, and at σ = 0.5?

# %%
gaussian = {sigma_set: VariationalAutoencoder(k, sigma=sigma_set, epochs=80, random_state=0).fit(train.X)
            for sigma_set in (1.0, 0.5, "auto")}
spoken = {sigma_set: model.elbo(test.X) for sigma_set, model in gaussian.items()}

# %% jupyter={"source_hidden": true}
fig, axes = plots.figure(1, 3, size=(8.6, 2.7), sharey=True)
for ax, (sigma_set, parts) in zip(axes, spoken.items(), strict=True):
    used, heights = gaussian[sigma_set].sigma_, np.sort(parts.kl_per_code)[::-1]
    ax.bar(range(1, k + 1), heights, color=plots.GREEN)
    if heights[0] < 0.05:
        ax.text(0.5, 0.5, "all 0.00", transform=ax.transAxes, ha="center")
    ax.set(title=f"σ = {used:.2f}: PCA allows {np.sum(variances > used**2)}", xlabel="code, sorted")
axes[0].set(ylabel="KL per code (nats)")
ratios = np.maximum(variances / 0.5**2, 1)
worth = (ratios - 1 - np.log(ratios)) / 2
print("σ = 0.50, a linear model's gain from each code (nats):", worth.round(3))
plots.show(fig, alt="; ".join(f"sigma {sigma_set}: KL per code {np.sort(parts.kl_per_code)[::-1].round(1)}"
                              for sigma_set, parts in spoken.items()))

# %% [markdown]
# At σ = 1 no code speaks. It looks like a bug in the network, and is a unit in the loss. The repair is a σ that
# fits the data: "auto" takes what probabilistic PCA with as many codes leaves unexplained.
#
# At σ = 0.5 the price is σ² = 0.25. Two codes fewer speak (0.05 nats or more) than PCA allows. The printed gains say
# what is missed: the last one allowed has a variance so close to the price that it would gain next to nothing; the one
# before, little beside those that speak.
#
# The Gaussian model can also meet PCA in one unit. Probabilistic PCA has an exact log-likelihood, `pca.score`. Of the
# VAE you know a lower bound. Is even that higher?

# %% jupyter={"source_hidden": true}
pca_nats, vae_nats = pca.score(test.X), spoken["auto"].elbo.mean()
print(f"held-out, k = {k}, nats per image: PCA {pca_nats:.1f}, VAE at least {vae_nats:.1f}")

# %% [markdown]
# It is: the VAE foretells unseen digits better. (These are nats of a density, so they may be positive. Never hold them
# against Bernoulli ones.)
#
# ## What lies between two digits?
#
# With two codes you can see all of it. A VAE of two numbers joins the maps of lesson 05.
#
# **Predict first.** Of which map can you say before any training where on its axes the codes will lie?

# %%
flat = {"PCA": PCA(2).fit(train.X), "Autoencoder": Autoencoder(2, epochs=80, random_state=0).fit(train.X),
        "VAE": VariationalAutoencoder(2, likelihood="bernoulli", epochs=80, random_state=0).fit(train.X)}
explore(flat, train[:300], title="Points, bends and clouds")

# %% [markdown]
# The VAE's: around zero, with a spread of about 1, as the prior demands. The scales of the other two come from the
# data and from the training: compare the axes. So only for the VAE do you know where to draw before you have seen a
# single code.
#
# > **Try it.** Point between two groups of the VAE's map, then of the autoencoder's; then far outside of each. The
# > nearest sample is a training image. Where do the decoded image and the sample differ most? In which map does that
# > matter more, if you want to draw?
#
# <details><summary>Answer</summary>
#
# Far from all points, and in the gaps between groups: there the decoder makes up what it never saw. In the VAE's map
# the points crowd around zero, so what is far lies where the prior seldom draws; for the autoencoder's there is no such
# rule, so there it matters more.
# </details>
#
# Now walk from one test image to another: in pixels, in PCA's codes, and in those of both networks, $k = 8$. One walk
# for the eye; many, between other pairs of different digits, for the numbers: put all halfway images and as many unseen
# real ones into a bag. Do real ones find their own? And how far is the nearest training image?
#
# **Predict first.** In which rows will you see two digits at once?

# %% jupyter={"source_hidden": true}
ends = np.random.default_rng(0).permutation(len(test))[:400].reshape(2, -1)
one, two = ends[:, test.y[ends[0]] != test.y[ends[1]]]
four, nine = np.flatnonzero(test.y == 4)[0], np.flatnonzero(test.y == 9)[0]
steps = np.linspace(0, 1, 11)[:, None]
walks = {"pixels": test.X[four] * (1 - steps) + test.X[nine] * steps}
halfway = {"pixels": (test.X[one] + test.X[two]) / 2}
for name, model in {"PCA": pca, "Autoencoder": plain, "VAE": vae}.items():
    where = model.transform(test.X)
    walks[name] = model.inverse_transform(where[four] * (1 - steps) + where[nine] * steps)
    halfway[name] = model.inverse_transform((where[one] + where[two]) / 2)

# %% jupyter={"source_hidden": true}
usual = np.median(nearest(test.X, train.X))
halfway["mean image"], beside = draws["mean image"](len(one), None), others.X[-len(one):]
halfway = pd.DataFrame({name: {"real find own": np.mean(nearest(beside, beside, 1) < nearest(beside, X)),
                               "distance to training": np.median(nearest(X, train.X)) / usual}
                        for name, X in halfway.items()}).T
plots.show(gallery(walks, "From a 4 to a 9 in eleven steps, in pixels and in three kinds of codes."))
halfway.round(2)                                           # distance: a test image has 1

# %% [markdown]
# Halfway in pixels, or in PCA's codes, is a double exposure: a linear code can only fade. The bent decoders move the
# stroke. The autoencoder keeps it black, the VAE's is softer. Over all pairs the VAE's halfway images lie most among
# real ones: training has sent clouds there. Softness alone does not do it: see the blot.
#
# ## Are they copies?
#
# A generator that hands out its training images would win every test so far: no column looks at them. So look, in two
# ways. Is a drawing nearer to a *training* image than to any unseen one? By chance, in half of the cases, if there
# are as many of both; so only as many training images count here as there are test images, and the others are left
# out. And how far is a drawing from the nearest of *all* training images, as a multiple of the same for a test image?
# Two copiers go along. One hands out those training images that count, one any.
#
# **Predict first.** What will the two copiers get? And which model will know its training images best?

# %% jupyter={"source_hidden": true}
copiers = {"copier": lambda n, rng: rng.permutation(train.X[:n]),
           "copier, all rows": lambda n, rng: rng.permutation(train.X)[:n]}
copies = {}
for name in (*copiers, "real", "PCA", "Autoencoder", "mixture", "VAE"):
    S = [(draws | copiers)[name](n, np.random.default_rng(seed)) for seed in range(3)]
    copies[name] = {
        "nearer to training": np.mean([nearest(X, train.X[:n]) < nearest(X, test.X[:n]) for X in S]),
        "distance to training": np.mean([np.median(nearest(X, train.X)) for X in S]) / usual}
copies = pd.DataFrame(copies).T
S = draws["VAE"](13, np.random.default_rng(2))
twins = NearestNeighbors(n_neighbors=1).fit(train.X).kneighbors(S)[1][:, 0]
plots.show(gallery({"drawn": S, "nearest training": train.X[twins]},
                   "Thirteen drawn digits above their nearest training images: alike, not equal."))
copies.round(2)

# %% [markdown]
# The first copier gets a share of 1. The second hands out as many that count (share 1) as were left out; and those are
# to the test what unseen images are (share ½). Together (1 + ½)/2 = ¾. The sure sign is the second column: zero.
#
# The VAE does not copy: its drawings lie about as far from the training images as unseen real ones do, and its share is
# nearer to theirs than to any copier's. The mixture leans on its training images most. Thirty Gaussians describe
# *these* codes closely, so some of its good marks above may be memory.
#
# ## Do drawings help where labels are few?
#
# A promise you will meet: *few labels? generate more data.* Put it to the test with five labels per digit. Each
# method adds eight rows for each labelled one, with its label:
#
# - **pixel noise** on the labelled image;
# - **PCA**, **VAE**: draw codes from the cloud around it, and decode. The VAE is your own network of above;
#   probabilistic PCA has a cloud too, the same for every image;
# - **shift**: the labelled image moved by a pixel, in eight directions.
#
# The judge is a nearest neighbour; five draws of the labelled rows.
#
# **Predict first.** Rank the four. Which of them *knows* something that the fifty labelled images do not?

# %% jupyter={"source_hidden": true}
moves = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1) if down or right]
kept = 1 - pca.noise_variance_ / pca.explained_variance_


def more_rows(x, rng):
    """For each method, eight rows for each labelled one."""
    noise, (mu, s) = rng.standard_normal((8, len(x), k)), map(np.asarray, cloud(x))
    z_vae = (mu + np.exp(s / 2) * noise).reshape(-1, k).astype(np.float32)
    z_pca = kept * pca.transform(x) + np.sqrt(pca.noise_variance_ * kept) * noise
    return {"pixel noise": (x + 0.2 * rng.standard_normal((8, *x.shape))).reshape(-1, d),
            "PCA": pca.inverse_transform(z_pca.reshape(-1, k)), "VAE": expit(np.asarray(decoder(z_vae))),
            "shift": np.vstack([np.roll(x.reshape(-1, *test.image_shape), move, (1, 2)).reshape(-1, d)
                                for move in moves])}


# %% jupyter={"source_hidden": true}
gains, baseline, neighbour = [], [], KNeighborsClassifier(1)
for seed in range(5):
    rng = np.random.default_rng(seed)
    chosen = [rng.choice(np.flatnonzero(train.y == digit), 5, replace=False) for digit in range(10)]
    few, labels = train.X[np.concatenate(chosen)], np.repeat(np.arange(10), 5)
    alone = neighbour.fit(few, labels).score(test.X, test.y)
    baseline.append(alone)
    gains.append({name: 100 * (neighbour.fit(np.r_[few, X], np.tile(labels, 9)).score(test.X, test.y) - alone)
                  for name, X in more_rows(few, rng).items()})
gains, reader = pd.DataFrame(gains), KNeighborsClassifier(1).fit(train.X, train.y)
misread = {name: 1 - reader.score(X, np.tile(labels, 8)) for name, X in more_rows(few, rng).items()}
print(f"read as another digit, with all training labels: PCA {misread['PCA']:.0%}, VAE {misread['VAE']:.0%}")
print(f"the fifty rows alone: {min(baseline):.0%} to {max(baseline):.0%} of the test images right")
gains.agg(["mean", "min", "max"]).round(1)                     # percentage points on top of that

# %% [markdown]
# Shifts win, if not in every draw. Pixel noise changes next to nothing. And the generators harm, the VAE most. They
# have seen many images without labels, so they know how ink varies. But decoding through eight numbers blurs what the
# labelled image had: PCA's rows harm, though nearly all can still be read. And the VAE spends few nats on an image,
# so its clouds are wide and reach into those of other digits: many a label is no longer true. Shifts bring in a
# *fact*: moving a digit does not change it. So ask of every augmentation what it knows, and measure.
#
# ## And what is a GAN?
#
# A **generative adversarial network** (Goodfellow et al. 2014) has no encoder and no likelihood. A *forger* turns
# noise into rows. A *detective* says real or forged, and learns from its mistakes. The forger learns through the
# detective's gradient: the test of "How do you measure a drawing?", made a loss. Here the real rows are points, in
# eight spots on a ring. One step of the duel, where `softplus(-t)` is $-\ln$ of the probability of "real" that
# belongs to the logit $t$:

# %%
def make_duel(forger, detective):
    @tf.function                                                 # compiled, as in lesson 03
    def duel(real, noise):
        with tf.GradientTape(persistent=True) as tape:           # asked for two gradients
            on_real, on_forged = detective(real), detective(forger(noise))
            mistaken = ops.mean(ops.softplus(-on_real) + ops.softplus(on_forged))    # the detective's loss
            caught = ops.mean(ops.softplus(-on_forged))          # the forger's: it wants to hear "real"
        for player, loss in ((forger, caught), (detective, mistaken)):
            own = player.trainable_variables                     # each moves its own weights only
            player.optimizer.apply(tape.gradient(loss, own), own)
        return caught, mistaken
    return duel


# %% jupyter={"source_hidden": true}
def forge(forger_rate, steps=1500):
    """Points of a forger that was trained against a detective of rate 0.001, and both losses at the end."""
    keras.utils.set_random_seed(0)
    rng, players = np.random.default_rng(0), []
    for outputs, rate in ((2, forger_rate), (1, 1e-3)):
        hidden = [keras.layers.Dense(64, "relu") for _ in range(2)]
        players.append(keras.Sequential([keras.Input((2,)), *hidden, keras.layers.Dense(outputs)]))
        players[-1].compile(keras.optimizers.Adam(rate, beta_1=0.5))
        players[-1].optimizer.build(players[-1].trainable_variables)
    duel = make_duel(*players)
    losses = [duel(ring[rng.integers(len(ring), size=128)], rng.standard_normal((128, 2), np.float32))
              for _ in range(steps)]
    return np.asarray(players[0](rng.standard_normal((500, 2), np.float32))), np.mean(losses[-100:], axis=0)


# %% [markdown]
# **Predict first.** In the second run the forger learns five times as fast as the detective. Good for the forgeries?

# %% jupyter={"source_hidden": true}
turn = np.arange(8) * np.pi / 4
spots = 2 * np.column_stack([np.cos(turn), np.sin(turn)])
ring = np.random.default_rng(0).normal(spots[np.arange(4000) % 8], 0.1).astype(np.float32)
runs = {"equal rates": forge(1e-3), "forger five times as fast": forge(5e-3)}
forged = {name: points for name, (points, _) in runs.items()}
own_gap, unseen, duels = nearest(ring[:500], ring[:500], 1), {}, {}

# %% jupyter={"source_hidden": true}
fig, axes = plots.figure(1, 2, size=(8.4, 4), sharey=True)
for ax, (name, points) in zip(axes, forged.items(), strict=True):
    unseen[name] = float(np.mean(own_gap < nearest(ring[:500], points)))
    duels[name] = {"forged find own": np.mean(nearest(points, points, 1) < nearest(points, ring[:500])),
                   "real find own": unseen[name], "forger's loss": runs[name][1][0],
                   "detective's loss": runs[name][1][1]}
    ax.plot(*points.T, "^", color=plots.PURPLE, markersize=4, label="forged")
    ax.plot(*spots.T, "o", mfc="none", mec="black", markersize=19, label="real spots")
    ax.set(title=name, aspect="equal", xlabel="x1",
           xlim=(-2.7, 2.7), ylim=(-2.7, 2.7))
axes[0].set(ylabel="x2")
axes[0].legend(loc="center", labelspacing=1.2)
plots.show(fig, alt=f"Forged points and the eight real spots; share of real points that find their own: {unseen}.")
pd.DataFrame(duels).T.round(2)                                  # losses: mean of the last hundred steps

# %% [markdown]
# At equal rates the forger finds all the spots, and its points are *sharp*: nobody asked it for a mean. (The threads
# between them are a price of continuity: a network that leads from one spot to the next passes the gap.) Too fast, it
# throws all its points, in a clump or a streak, where the detective is fooled at the moment. A *mode* is a place where
# data are dense, so this is called **mode collapse**. (The VAE's collapse was another: codes fell silent.)
#
# The losses do not warn you: they are much alike in both runs, not far from ln 2 = 0.69 and 2 ln 2 = 1.39, those of a
# detective who tosses coins. The bag can, for it needs only drawings: real points find their own where no forgery comes
# near. Even in the good run both kinds do so more often than by a coin: threads are no spots.
#
# | | a code for a given row | a number in nats | drawings |
# |---|---|---|---|
# | probabilistic PCA | yes | exact | sums of fixed pictures, and noise |
# | plain autoencoder and mixture | yes | no | good, after a second fit |
# | VAE | yes, with its uncertainty | lower bound | smooth, a bit alike |
# | GAN | no | no | sharp, may miss whole kinds |
#
# ## Claims
#
# What the text says without a number beside it is asserted here, in folded cells, for whoever changes this lesson.

# %% jupyter={"source_hidden": true}
told, distance, own_share = table["told apart"], table["distance"], table["drawn find own"]
clean = {name: np.mean(np.abs(draws[name](n, np.random.default_rng(0)) - 0.5) > 0.4) for name in ("PCA", "Autoencoder")}
assert clean["Autoencoder"] > 1.2 * clean["PCA"]                            # black and white against grey
assert told.drop("mean image").idxmax() == "PCA without noise" and abs(told["PCA"] - told["Autoencoder"]) < 0.1
real_share = table["real find own"]
assert real_share["mean image"] > 0.95 and abs(distance["mean image"] - distance["Autoencoder"]) < 0.15   # blind
assert thirds["distance"].is_monotonic_increasing and thirds["drawn find own"].iloc[0] > 0.6       # no pass either
assert thirds["drawn find own"].iloc[2] > thirds["drawn find own"].iloc[0] + 0.05           # far codes decode worse
assert own_share["PCA"] < own_share["PCA without noise"] - 0.2
assert own_share["real + noise"] < 0.2 and abs(told["real + noise"] - 0.5) < 0.1                   # fooled
assert np.median(holes["drawn from the Gaussian"]) > 1.3 * np.median(holes["codes of test images"])
assert told["mixture"] < told["Autoencoder"] - 0.05 and distance["mixture"] < 1 < distance["Autoencoder"] - 0.1
assert real_share["mixture"] < 0.5 and abs(own_share["mixture"] - own_share["Autoencoder"]) < 0.1

# %% jupyter={"source_hidden": true}
assert curves["held-out rows"][-1] < references["mean image"] - 1 and np.mean(own > 0.9) < np.mean(others.X > 0.9)
assert abs(told["VAE"] - told["Autoencoder"]) < 0.05                                                # level
assert real_share["VAE"] < real_share[["PCA", "Autoencoder", "mean image"]].min() - 0.1
assert mistakes.loc["sum, sum", "told apart"] > told["VAE"] > told["mixture"] + 0.05                # a little behind
assert np.ptp(moved[-1], axis=1).max() < 0.5 * np.ptp(moved[0], axis=1).max() and loud[-1] < 0.05 < loud[1]
labels = reader.predict(moved.reshape(-1, d)).reshape(k, 3, 11)
assert all(len(set(row)) > 1 for row in labels[0]) and all(len(set(row)) == 1 for row in labels[-1])
assert all(draw_code(code).get_label() for code in range(1, k + 1))

# %% jupyter={"source_hidden": true}
results, seeds = Path("../benchmarks/results"), {}
for name, title in {"generation": "digits", "generation_mnist": "samples"}.items():
    rows = json.loads((results / f"{name}.json").read_text())["tables"][title]
    seeds[title] = {size: [rows[f"k = {size}: {model}"] for model in ("variational autoencoder", "autoencoder")]
                    for size in (2, 8)}
    for size, sign in ((2, 1), (8, -1)):
        assert sign * (seeds[title][size][0]["told apart"] - seeds[title][size][1]["told apart"]) > 0
assert table.loc["VAE", "real find own"] < 0.65 < 0.95 < own_share["VAE"]
assert np.mean(draws["mixture"](n, rng) > 0.9) > 1.2 * np.mean(draws["VAE"](n, rng) > 0.9)          # sharper
assert seeds["digits"][8][0]["highest seed"] > seeds["digits"][8][1]["told apart, lowest seed"]    # they overlap

# %% jupyter={"source_hidden": true}
right, pixels, over_codes = (mistakes.loc[name] for name in trained)
assert pixels["KL"] < 0.1 and pixels["its own loss"] < 1 and abs(pixels["ELBO"] + references["mean image"]) < 0.3
more = over_codes - right
assert 0 < more["log-likelihood"] < 0.8 * more["KL"] and mistakes["ELBO"].idxmin() == "mean over codes"
assert more["distance"] > 0.05 > max(more["drawn find own"], more["real find own"])            # draws as well
assert widths["mean over codes"].mean() < 0.8 * widths["sum, sum"].mean() and vae.epochs == 200
right_ink, cheap_ink = (np.mean(from_prior(trained[name][1])(n, np.random.default_rng(0)) > 0.9) for name in widths)
assert cheap_ink > 1.2 * right_ink                                                                    # sharper

# %% jupyter={"source_hidden": true}
speaking = {sigma_set: int(np.sum(parts.kl_per_code > 0.05)) for sigma_set, parts in spoken.items()}
allowed = {sigma_set: np.sum(variances > model.sigma_**2) for sigma_set, model in gaussian.items()}
assert speaking[1.0] == 0 < speaking[0.5] < allowed[0.5] and speaking["auto"] == k == allowed["auto"]
last_allowed = allowed[0.5] - 1
assert speaking[0.5] == last_allowed - 1 and 0 < worth[last_allowed] < 0.01 and vae_nats > pca_nats + 5
assert 0.01 < worth[last_allowed - 1] < worth[speaking[0.5] - 1] / 2
spread = flat["VAE"].transform(train.X)
assert np.abs(spread.mean(axis=0)).max() < 0.3 and np.abs(spread.std(axis=0) - 1).max() < 0.3
assert halfway.drop("VAE").min().gt(halfway.loc["VAE"] + 0.02).all() and halfway.idxmax().eq("mean image").all()

# %% jupyter={"source_hidden": true}
by_share, by_distance = copies["nearer to training"], copies["distance to training"]
assert by_share["VAE"] < 0.65 < by_share["copier, all rows"] < 0.9 < by_share["copier"]
assert by_distance["copier, all rows"] == 0 and by_share["mixture"] == by_share.drop([*copiers]).max()
assert by_share["VAE"] - by_share["real"] < by_share["copier, all rows"] - by_share["VAE"]
assert abs(by_distance["VAE"] - by_distance["real"]) < 0.15
assert gains.mean()["VAE"] < gains.mean()["PCA"] < -1 < gains.mean()["pixel noise"] < 1 < gains.mean()["shift"]
assert gains["shift"].min() < 0 and misread["VAE"] > 0.1 > misread["PCA"]
gap = {name: np.linalg.norm(points[:, None] - spots, axis=2) for name, points in forged.items()}
reached = {name: np.bincount(g.argmin(axis=1)[g.min(axis=1) < 0.3], minlength=8) for name, g in gap.items()}
assert reached["equal rates"].min() >= 10 and np.sum(reached["forger five times as fast"] >= 10) <= 3
assert unseen["equal rates"] < 0.9 < 0.97 < unseen["forger five times as fast"]
good, collapsed = (pd.Series(duels[name]) for name in runs)
losses = ["forger's loss", "detective's loss"]
assert good["forged find own"] > 0.6 and np.abs(good[losses] - collapsed[losses]).max() < 0.25
assert all(np.abs(np.array(run[1]) / np.log([2, 4]) - 1).max() < 0.25 for run in runs.values())

# %% [markdown]
# ## Check yourself
#
# **1.** Your loss has a mean over 64 pixels *and* a mean over 8 codes. Do the mistakes cancel?
#
# <details><summary>Answer</summary>
#
# No. The surprise is divided by 64 and the KL by 8, so the KL weighs 64 / 8 times as much as it should: β = 8, and
# changes with every image size and every $k$. `build(ops.mean, ops.mean)` shows that 8 is enough here:
# every code falls silent.
# </details>
#
# **2.** A generator is told apart in exactly half of the cases. What do you ask before you celebrate?
#
# <details><summary>Answer</summary>
#
# The two shares that were averaged; and whether it handed out training images. Real images with noise have a mean
# near one half too, from two failures that cancel.
# </details>
#
# **3.** A VAE with squared error on standardised sensor data has KL 0. Name two suspects.
#
# <details><summary>Answer</summary>
#
# The price: errors are too cheap, by a large σ, a mean over the features or a large β; all three are one mistake.
# Compare σ² with PCA's variances. And the data: where features have nothing in common, all of PCA's variances are near
# 1 (they are standardised), no code has anything to tell, and silence is right.
# </details>
#
# **4.** One VAE reports −30 nats (Bernoulli), another +20 (Gaussian), on the same images. Which is better?
#
# <details><summary>Answer</summary>
#
# You cannot say. One is the logarithm of a probability, the other of a density, whose value depends on the unit of
# the pixels. Compare within one likelihood, or by their drawings.
# </details>

# %% [markdown]
# ## Summary
#
# - Drawings are judged by whether they can be told from unseen real ones: both sides of the test, then copies. Distance
#   alone is kind to blur.
# - A plain autoencoder leaves holes between its codes. Fill them afterwards with a better distribution, or during
#   training with clouds.
# - ELBO = log-likelihood summed over features, less KL summed over codes, in nats. A mean in place of a sum is
#   another β.
# - Codes fall silent when what they tell is not worth its price; σ sets the price, and PCA's variances say how many
#   of a linear model can speak.
# - Drawn rows help only where they know what the labelled ones lack: measure. A GAN draws sharply, but has no codes
#   and no bound.
#
# **Exercise.** Now you: [Exercise 08](exercises/08_generation.ipynb). Each task checks itself.
#
# **Beyond.** Three roads lead on from here. Stronger decoders and several layers of codes make VAEs sharper. Models
# that undo noise step by step turn lesson 06 into a generator: start with nothing but noise, denoise a little, again
# and again; those are **diffusion models**. And a code of a network like yours is often where these are trained,
# because it is small. You know all the parts.
#
# ## References
#
# - Kingma and Welling 2014, "Auto-encoding variational Bayes", *ICLR*.
# - Tipping and Bishop 1999, "Probabilistic principal component analysis", *Journal of the Royal Statistical Society
#   B* 61.
# - Higgins et al. 2017, "beta-VAE: learning basic visual concepts with a constrained variational framework", *ICLR*.
# - Goodfellow et al. 2014, "Generative adversarial nets", *NeurIPS*.
# - Goodfellow, Bengio and Courville 2016, *Deep Learning*, chapter 14 (autoencoders) and chapter 20 (generative
#   models).
