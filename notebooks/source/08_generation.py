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
# > autoencoder and its gradient by hand, and see from numbers in nats which of its usual mistakes was made.
# >
# > **Time** 60 minutes, of which the computer needs one · **Read before**
# > [03 Training](03_training.ipynb), [05 Autoencoder and PCA](05_autoencoder_and_pca.ipynb),
# > [07 Anomaly detection](07_anomaly_detection.ipynb) · **Data** digits, a ring of points

# %% [markdown]
# A decoder turns any code into an image. So make up a code, decode it, and you have a digit that nobody
# ever wrote. You need a way to make up codes, and an honest way to say how good the drawings are. The second
# is harder, so it comes early.
#
# When you are through, set `DATASET = "mnist"` (some minutes). Several claims of the last cells are then false, and some
# asserts stop: finding out which, and why, is an exercise of its own.

# %%
import json
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import entr, expit, xlogy
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors

from aeutils import Autoencoder, VariationalAutoencoder, datasets, explore, plots
import keras
import tensorflow as tf
from keras import ops

DATASET = "digits"
data = datasets.load(DATASET)[:4000]
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
                    random_state=0).fit(train.X)
pca = PCA(k).fit(train.X)
Z = plain.transform(train.X)


def from_plain(n, rng):
    return plain.inverse_transform(rng.multivariate_normal(Z.mean(axis=0), np.cov(Z.T), n))


def from_pca(n, rng, noise=1.0):
    spread = np.sqrt(pca.explained_variance_ - pca.noise_variance_)       # the noise brings the rest
    means = pca.inverse_transform(spread * rng.standard_normal((n, k)))
    return means + noise * np.sqrt(pca.noise_variance_) * rng.standard_normal(means.shape)


# %%
def gallery(strips, alt):
    """A strip of images for each name."""
    fig, axes = plots.figure(len(strips), 1, size=(8.6, 0.72 * len(strips)), squeeze=False)
    for ax, (name, X) in zip(axes.flat, strips.items(), strict=True):
        tiles = np.pad(np.reshape(X, (-1, *test.image_shape)), [(0, 0), (0, 0), (1, 1)])
        ax.imshow(np.hstack(list(tiles)), cmap="gray_r", vmin=0, vmax=1)
        ax.set_ylabel(name, rotation=0, ha="right", va="center")
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
    plots.show(fig, alt=alt)


# %%
draws = {"real": lambda n, rng: rng.permutation(others.X)[:n], "PCA": from_pca,
         "Autoencoder": from_plain}
gallery({name: draw(13, np.random.default_rng(0)) for name, draw in draws.items()},
        "Thirteen real digits, thirteen drawn by probabilistic PCA, thirteen by the plain autoencoder.")

# %% [markdown]
# Some could be digits, many are knots of ink. But "I can read some of them" is no measurement, and
# everybody shows their best dozen.
#
# ## How do you measure a drawing?
#
# Put as many drawings as test images into one bag. Take one out and look at its nearest neighbour in
# the bag. Were the drawings perfect, the neighbour would be drawn or real by the toss of a coin. If they
# are not, each kind finds its own. So ask both kinds how often they find their own: 0.5 is best,
# 1 is worst, and the mean of the two shares is how often you can **tell them apart**. The last column is how
# far a drawing lies from its nearest test image, as a multiple of the same for a real one.
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
table = pd.DataFrame({name: judge(draw) for name, draw in draws.items()}).T
table.round(2)

# %% [markdown]
# Real images pass, as they must. Neither model does.
#
# Now the last row. It is no generator at all: real images with noise that you can see. Its mean looks
# like a pass, and is made of two failures. A noisy image lies far from everything, even from
# other noisy ones, so its neighbour is a clean one; and the clean ones find each other. **A mean of one
# half can hide two failures: read both columns.** Probabilistic PCA, noisy too, profits from the same trick.
#
# ## Where do the bad ones come from?
#
# How far is a code drawn for the plain autoencoder from the nearest code of a training image? And
# the code of an unseen image?

# %%
codes = {"codes of test images": plain.transform(test.X),
         "drawn from the Gaussian": np.random.default_rng(0).multivariate_normal(
             Z.mean(axis=0), np.cov(Z.T), n)}
fig, ax = plots.figure(size=(6.6, 2.8))
holes = {name: nearest(codes[name], Z) for name in codes}
for (name, gap), hatch in zip(holes.items(), ("", "//"), strict=True):
    colour = plots.GREY if name.startswith("codes") else plots.VERMILLION
    ax.hist(gap, bins=np.linspace(0, 20, 41), alpha=0.6, color=colour, hatch=hatch, label=name)
ax.set(xlabel="distance to the nearest training code", ylabel="codes", xlim=(0, 20))
ax.legend()
plots.show(fig, alt="; ".join(f"{name}: median distance {np.median(gap):.1f}"
                              for name, gap in holes.items()))

# %% [markdown]
# Most drawn codes lie farther from any image than real codes do. The digits' codes lie on sheets and in clumps; a Gaussian
# also fills the holes between, and the decoder was never asked about holes.
#
# Two remedies come to mind. **Describe the codes better** after training, say by a mixture of 30
# Gaussians instead of one. Or **make the codes lie where a known distribution is**, during training. The
# first is short:

# %%
mixture = GaussianMixture(30, reg_covar=1e-3, random_state=0).fit(Z.astype(float))


def from_mixture(n, rng):
    mixture.set_params(random_state=int(rng.integers(2**31)))
    return plain.inverse_transform(mixture.sample(n)[0])


draws["mixture"] = from_mixture
table.loc["mixture"] = judge(from_mixture)
table.loc[["Autoencoder", "mixture"]].round(2)

# %% [markdown]
# Keep this rival in mind: the same network, much better drawings. It takes a second fit, with a size to
# choose. Now for the other remedy, which gives more than drawings.
#
# ## What if an image had a cloud instead of a point?
#
# Holes are there because each image owns a point and nothing around it. So let the encoder answer with a
# *cloud*: a mean $\mu(x)$ and a standard deviation $\sigma(x)$ for each of the $k$ numbers. In training, the code is
# drawn from the cloud, anew each time:
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
# $\partial z / \partial \sigma = \varepsilon$. This is the **reparameterisation**. Try it where you know the answer: the mean of
# $z^2$ is $\mu^2 + \sigma^2$, so its slope by σ is $2\sigma$. By the chain rule, draw by draw, it is $2 z \varepsilon$.

# %%
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
# from. Charge each cloud for how far it is from that: the Kullback–Leibler divergence of lesson 04, now of Gaussians.
#
# $$\mathrm{KL} = \sum_{j=1}^{k} \tfrac12 \bigl(\mu_j^2 + \sigma_j^2 - \ln \sigma_j^2 - 1\bigr) \text{ nats}.$$
#
# It is zero for $\mu = 0, \sigma = 1$: a code that tells nothing of $x$. Each nat is information about $x$, paid for.
# The other term is what the information buys: how well the decoder foretells the pixels. Let pixel $i$ be a coin that
# shows black with probability $\hat x_i$ (a **Bernoulli** likelihood; a grey pixel counts in part as both):
#
# $$\ln p(x|z) = \sum_{i=1}^{d} x_i \ln \hat x_i + (1 - x_i) \ln (1 - \hat x_i),$$
#
# minus the cross-entropy of lesson 04, *summed* over the pixels. Both terms are in nats, and their
# difference is the **evidence lower bound**
#
# $$\mathrm{ELBO} = \mathrm{E}_{z \sim q}\bigl[\ln p(x|z)\bigr] - \beta\,\mathrm{KL}, \qquad \beta = 1.$$
#
# With β = 1 it never exceeds $\ln p(x)$, what the whole model says of $x$. A larger β, as in the β-VAE (Higgins et al. 2017),
# makes information dearer; a smaller one makes it cheaper, and then it is no bound.
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
# Never believe a formula unchecked. KL is the mean of $\ln q(z) - \ln p(z)$ over draws from $q$:

# %%
def kl_from_prior(mu, log_variance):
    return (mu**2 + np.exp(log_variance) - log_variance - 1) / 2       # for each code


mu, log_variance = np.array([1.0, -0.3]), np.array([-2.0, 0.4])
z = mu + np.exp(log_variance / 2) * np.random.default_rng(0).standard_normal((200_000, 2))
log_q = -((z - mu) ** 2 / np.exp(log_variance) + log_variance) / 2     # the ln 2π of both cancel
monte_carlo = np.mean(np.sum(log_q + z**2 / 2, axis=1))
analytic = kl_from_prior(mu, log_variance).sum()
print(f"KL: {analytic:.4f} nats by formula, {monte_carlo:.4f} by draws")
assert abs(monte_carlo / analytic - 1) < 0.01

# %% [markdown]
# ## Can you write its gradient yourself?
#
# A small one in NumPy: a hidden layer $h = \tanh(xW)$; from it $\mu = hA$ and $s = \ln\sigma^2 = hB$ (a logarithm may be
# any number, a variance may not); a linear decoder to **logits**, $\hat x = 1/(1 + e^{-\text{logit}})$. In logits
# the log-likelihood is $x \cdot \text{logit} - \ln(1 + e^{\text{logit}})$, and its slope is $x - \hat x$.
#
# Carry the array back as in lesson 03. One junction is new: μ and $s$ feel the loss in two ways, through $z$ and
# through the KL.

# %%
def minus_elbo(weights, x, epsilon):
    W, A, B, C, c = weights
    h = np.tanh(x @ W)
    mu, s = h @ A, h @ B
    z = mu + np.exp(s / 2) * epsilon
    logits = z @ C + c
    surprise = np.sum(np.logaddexp(0, logits) - x * logits, axis=1)
    return np.mean(surprise + kl_from_prior(mu, s).sum(axis=1)), (h, mu, s, z, logits)


# %%
def gradient(weights, x, epsilon):
    W, A, B, C, c = weights
    h, mu, s, z, logits = minus_elbo(weights, x, epsilon)[1]
    d_logits = (expit(logits) - x) / len(x)
    d_z = d_logits @ C.T
    d_mu = d_z + mu / len(x)                                                  # by z, and by the KL
    d_s = d_z * epsilon * np.exp(s / 2) / 2 + (np.exp(s) - 1) / (2 * len(x))   # the same
    d_h = d_mu @ A.T + d_s @ B.T
    return [x.T @ (d_h * (1 - h**2)), h.T @ d_mu, h.T @ d_s, z.T @ d_logits, d_logits.sum(axis=0)]


# %%
rng = np.random.default_rng(0)
shapes = [(d, 16), (16, 2), (16, 2), (2, d), (d,)]
weights = [rng.normal(0, 0.3, shape).astype(np.float32) for shape in shapes]
x, epsilon = train.X[:50], rng.standard_normal((50, 2)).astype(np.float32)

W, A, B, C, c = variables = [keras.Variable(part) for part in weights]
with tf.GradientTape() as tape:
    h = ops.tanh(ops.matmul(x, W))
    mu, s = h @ A, h @ B
    logits = (mu + ops.exp(s / 2) * epsilon) @ C + c
    surprise = ops.sum(ops.binary_crossentropy(x, logits, from_logits=True), axis=1)
    loss = ops.mean(surprise + ops.sum((mu**2 + ops.exp(s) - s - 1) / 2, axis=1))
theirs = tape.gradient(loss, [variable.value for variable in variables])

# %%
yours = gradient(weights, x, epsilon)
gaps = {name: float(np.linalg.norm(a - b) / np.linalg.norm(b))
        for name, a, b in zip("WABCc", yours, theirs, strict=True)}
assert max(gaps.values()) < 1e-4 and abs(minus_elbo(weights, x, epsilon)[0] / loss - 1) < 1e-5
print("relative gap to Keras below 1e-4 for each of", ", ".join(gaps))

# %% [markdown]
# The same gradient, for the same ε. From here Keras may do the derivatives.
#
# > **Try it.** Leave out `(np.exp(s) - 1) / (2 * len(x))`. Which gaps grow? What would training do to σ?
#
# ## How does it look in Keras?
#
# The new layer is one line of arithmetic. `build` makes a network whose output is the loss itself, in two
# parts: surprise (minus the log-likelihood) and KL. Its arguments say how these are put together; leave them for now.

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
                    steps_per_execution=13)
    best = keras.callbacks.EarlyStopping(patience=20, restore_best_weights=True)
    return network.fit(train.X, train.X, validation_split=0.1, batch_size=64, epochs=60,
                       callbacks=[best], verbose=0).history


# %%
keras.utils.set_random_seed(0)
network, cloud, decoder = build()
history = {"sum, sum": fit(network)}
mean_image = np.clip(train.X.mean(axis=0), 0.001, 0.999)
by_pixel = -xlogy(test.X, mean_image) - xlogy(1 - test.X, 1 - mean_image)
references = {"mean image": np.mean(np.sum(by_pixel, axis=1)),
              "floor: a perfect copy": np.mean(np.sum(entr(test.X) + entr(1 - test.X), axis=1))}
curves = {"training rows": history["sum, sum"]["loss"], "held-out rows": history["sum, sum"]["val_loss"]}
plots.show(plots.learning_curves(curves, references, ylabel="minus ELBO (nats)"))
# %% [markdown]
# The upper line is what it costs to answer every pixel's mean and to send no code. The lower one is the entropy of
# the grey pixels (lesson 04), which no code can save. The curves tremble, for each epoch throws new dice.
#
# ## Find the mistake: sum or mean?
#
# Keras' own losses take a mean over the last axis. So you find programs that take the **mean over the
# pixels**, and others with the **mean over the codes**. It looks like a matter of taste. Train all three.
#
# **Predict first.** Divide: which weight β does the KL really get, with 64 pixels, with 8 codes? Which program will
# show the lowest loss?

# %%
def in_nats(cloud, decoder, X):
    """Log-likelihood and KL of each code, mean over the rows, however the network was trained."""
    mu, s = map(np.asarray, cloud(X))
    noise = np.random.default_rng(0).standard_normal(mu.shape)
    logits = np.asarray(decoder((mu + np.exp(s / 2) * noise).astype(np.float32)))
    return np.mean(np.sum(X * logits - np.logaddexp(0, logits), axis=1)), kl_from_prior(mu, s).mean(axis=0)


trained = {"sum, sum": (cloud, decoder)}
for name, mistake in {"mean over pixels": {"over_pixels": ops.mean},
                      "mean over codes": {"over_codes": ops.mean}}.items():
    keras.utils.set_random_seed(0)
    network, *trained[name] = build(**mistake)
    history[name] = fit(network)

# %%
rows, strips = {}, {}
for name, (cloud, decoder) in trained.items():
    def draw(n, rng, decoder=decoder):
        return expit(np.asarray(decoder(rng.standard_normal((n, k)).astype(np.float32))))
    strips[name] = draw(13, np.random.default_rng(0))
    log_likelihood, kl = in_nats(cloud, decoder, test.X)
    rows[name] = {"its own loss": min(history[name]["val_loss"]), "log-likelihood": log_likelihood,
                  "KL": kl.sum(), "ELBO": log_likelihood - kl.sum(), **judge(draw, 2)}
mistakes = pd.DataFrame(rows).T
gallery(strips, "Drawings of three networks: " + "; ".join(
    f"{name}, ELBO {row['ELBO']:.1f} nats" for name, row in rows.items()))
mistakes.round(2)

# %% [markdown]
# **Mean over pixels** divides the surprise by 64: that is β = 64. Information is now so dear that the codes
# keep none. The KL is zero, and every drawing is the same grey average. This is a **collapse**. Yet its own loss is by
# far the lowest: it counts in nats per pixel.
#
# **Mean over codes** divides the KL by 8: β = 1/8. Information is cheap, the log-likelihood is the best of the three, and who
# looks at reconstructions alone would publish it. The ELBO tells: each further nat of KL bought less than a nat
# of likelihood. The clouds are narrow, the holes are back, and the drawings lie farther from real digits. (They are not
# easier to tell apart, though: they vary more. No single measure says it all.)
#
# The repair is a word: **sum over pixels, sum over codes, mean over rows.** If you want another β, write β.
#
# ## And in PCA's clothes?
#
# What you have written is in `VariationalAutoencoder`, with the training engine of lesson 03. `transform` gives μ,
# `sample` draws from the prior and decodes, `elbo` gives the parts in nats.
#
# **Predict first.** How many of the eight codes will carry information?

# %%
vae = VariationalAutoencoder(k, likelihood="bernoulli", random_state=0).fit(train.X)
found = vae.elbo(test.X, n_draws=10)
draws["VAE"] = lambda n, rng: vae.sample(n, int(rng.integers(2**31)))
print(f"ELBO {found.elbo.mean():.1f} = {found.reconstruction.mean():.1f} - {found.kl.mean():.1f} nats; "
      f"KL per code: {np.sort(found.kl_per_code)[::-1].round(2)}")
gallery({name: draws[name](13, np.random.default_rng(1))
         for name in ("real", "PCA", "Autoencoder", "mixture", "VAE")},
        "Thirteen real digits and as many drawings of PCA, the autoencoder, the mixture and the VAE.")
table.loc["VAE"] = judge(draws["VAE"])
table.round(2)

# %% [markdown]
# Some of the codes are silent: what they would tell is worth less than its price. Nobody had to choose the size.
#
# The VAE's drawings are harder to tell from real digits than those of the plain autoencoder or of PCA, and lie about as near to them
# as real ones do. Then the columns. Real images find their own hardly more often
# than by a coin, so drawings do lie among them. But drawings nearly always find each other: the decoder gives the
# *mean* image of a code, without the accidents of a real hand, and you see the blur.
#
# And **the mixture wins the test**; its drawings are sharper too. Well described afterwards, the codes of a plain autoencoder are a
# good generator. What the VAE has over it: one fit, one formula to draw from, and a number in nats for every image.
# Was this one lucky seed? The next table is read from a file of three seeds.

# %%
measured = json.loads(Path("../benchmarks/results/generation.json").read_text())["tables"]["digits"]
seeds = pd.DataFrame(measured).T[["told apart", "told apart, lowest seed", "highest seed", "distance",
                                  "confidence"]]
seeds.round(2)

# %% [markdown]
# *Confidence* is how sure a classifier of real digits is of what it sees. With eight numbers the VAE is ahead of the
# plain autoencoder in each column. **With two numbers it is not**: on a plane there is little room for
# holes, a Gaussian covers it well, and the VAE pays for its clouds with blur.
#
# ## When do codes fall silent?
#
# For data that are not ink, take a Gaussian likelihood: each feature is $\hat x_i$ plus noise of standard deviation σ. (This σ belongs to
# the decoder; the clouds have their own.) A squared error counts
# $(x - \hat x)^2 / 2\sigma^2$ nats, so *σ is the exchange rate* between errors and information. Many programs never mention
# it. Squared error *summed* over the pixels has σ² = ½, its *mean* over 64 pixels σ² = 32.
#
# For a linear model the answer is known: a direction is worth its price if its variance is larger than σ². So let PCA foretell
# the collapse.
#
# **Predict first.** From the variances that the cell prints: how many codes can speak at σ = 1, and at σ = 0.5?

# %%
variances = pca.explained_variance_
print("PCA's variances:", variances.round(2))
gaussian = {sigma: VariationalAutoencoder(k, sigma=sigma, random_state=0).fit(train.X)
            for sigma in (1.0, 0.5, "auto")}
spoken = {sigma: gaussian[sigma].elbo(test.X) for sigma in gaussian}
fig, axes = plots.figure(1, 3, size=(8.6, 2.7), sharey=True)
for ax, (sigma, parts) in zip(axes, spoken.items(), strict=True):
    used = gaussian[sigma].sigma_
    ax.bar(range(1, k + 1), np.sort(parts.kl_per_code)[::-1], color=plots.GREEN)
    ax.set(title=f"σ = {used:.2f}: PCA allows {np.sum(variances > used**2)}", xlabel="code, sorted")
axes[0].set(ylabel="KL per code (nats)")
plots.show(fig, alt="; ".join(f"sigma {sigma}: KL per code {np.sort(parts.kl_per_code)[::-1].round(1)}"
                              for sigma, parts in spoken.items()))

# %% [markdown]
# At σ = 1 no code speaks. It looks like a bug in the network, and is a unit in the loss. The repair is a σ that
# fits the data: "auto" takes what probabilistic PCA with as many codes leaves unexplained.
#
# The Gaussian model can also meet PCA in one unit. Probabilistic PCA has an exact log-likelihood, `pca.score`. The VAE
# has a lower bound of its own. If even the bound is higher, the case is closed.

# %%
pca_nats, vae_nats = pca.score(test.X), spoken["auto"].elbo.mean()
print(f"held-out, k = {k}, nats per image: PCA {pca_nats:.1f}, VAE at least {vae_nats:.1f}")

# %% [markdown]
# (These are nats of a density, so they may be positive. Never hold them against Bernoulli ones.)
#
# ## What lies between two digits?
#
# With two codes you can see all of it. A VAE of two numbers joins the maps of lesson 05.
#
# **Predict first.** Which map will be round and centred on zero?

# %%
flat = {"PCA": PCA(2).fit(train.X), "Autoencoder": Autoencoder(2, random_state=0).fit(train.X),
        "VAE": VariationalAutoencoder(2, likelihood="bernoulli", random_state=0).fit(train.X)}
explore(flat, test[:300], title="Points, bends and clouds")

# %% [markdown]
# The VAE's: you knew where to draw before you had seen a single code.
#
# > **Try it.** Steer over its codes. Beside the drawing stands the nearest training image. Where do they differ most?

# %%
places = np.linspace(-2.5, 2.5, 11).round(1)
drawn = flat["VAE"].inverse_transform([[z1, z2] for z2 in places[::-1] for z1 in places])
h, w = test.image_shape
closest = NearestNeighbors(n_neighbors=1).fit(train.X).kneighbors(drawn)[1][:, 0]
tiles = np.pad(drawn.reshape(11, 11, h, w), [(0, 0), (0, 0), (1, 1), (1, 1)])
sheet = tiles.transpose(0, 2, 1, 3).reshape(11 * (h + 2), 11 * (w + 2))


# %%
def draw_place(z1, z2):
    column, row = np.abs(places - z1).argmin(), 10 - np.abs(places - z2).argmin()
    i = 11 * row + column
    fig, axes = plots.figure(1, 3, size=(8.6, 4.3), width_ratios=(2.1, 1, 1))
    pictures = {"decoded codes": sheet, f"z = ({z1}, {z2})": drawn[i].reshape(h, w),
                f"nearest training: {train.y[closest[i]]}": train.images[closest[i]]}
    for ax, (title, picture) in zip(axes, pictures.items(), strict=True):
        ax.imshow(picture, cmap="gray_r", vmin=0, vmax=1)
        ax.set(title=title, xticks=[], yticks=[])
        ax.grid(False)
    axes[0].plot((column + 0.5) * (w + 2) - 0.5, (row + 0.5) * (h + 2) - 0.5, "s", markersize=26,
                 mfc="none", mew=2.5, color=plots.VERMILLION)
    axes[0].set(xlabel="z1 →", ylabel="z2 →")
    fig.set_label(f"Code ({z1}, {z2}) decoded, beside its nearest training image, a {train.y[closest[i]]}.")
    return fig


# %%
plots.steer(draw_place, at={"z1": 0.0, "z2": 0.0}, z1=places.tolist(), z2=places.tolist())

# %% [markdown]
# Now walk from one test image to another: in pixels, in PCA's codes, and in those of both networks, $k = 8$. One walk
# for the eye, two hundred for the number: halfway, how far is the nearest training image?
#
# **Predict first.** In which rows will you see two digits at once?

# %%
pairs = np.random.default_rng(0).permutation(len(test))[:400].reshape(2, -1)
a, b = pairs[:, test.y[pairs[0]] != test.y[pairs[1]]]
i, j = np.flatnonzero(test.y == 0)[0], np.flatnonzero(test.y == 4)[0]
steps = np.linspace(0, 1, 11)[:, None]
strips = {"pixels": test.X[i] * (1 - steps) + test.X[j] * steps}
halfway = {"pixels": (test.X[a] + test.X[b]) / 2}
for name, model in {"PCA": pca, "Autoencoder": plain, "VAE": vae}.items():
    z = model.transform(test.X)
    strips[name] = model.inverse_transform(z[i] * (1 - steps) + z[j] * steps)
    halfway[name] = model.inverse_transform((z[a] + z[b]) / 2)
usual = np.median(nearest(test.X, train.X))
halfway = {name: np.median(nearest(x, train.X)) / usual for name, x in halfway.items()}
said = ", ".join(f"{name} {gap:.2f}" for name, gap in halfway.items())
gallery(strips, f"From one digit to another in eleven steps. Distance halfway: {said}.")
print(f"halfway, distance to the nearest training image (a real test image: 1): {said}")

# %% [markdown]
# Halfway in pixels, or in PCA's codes, is a double exposure: a linear code can only fade. The bent decoders change the
# shape, and the VAE's halfway images lie nearest to real ones: training has sent clouds there.
#
# ## Are they copies?
#
# A generator that hands out its training images would win every test so far. Catch it: is a drawing nearer to a *training*
# image than to any unseen one, of as many to choose from? By chance, in half of the cases. Copying gives 1.
#
# **Predict first.** Which will know its training images best?

# %%
copier = {"copier": lambda n, rng: rng.permutation(train.X[:n])}
share = {}
for name in ("copier", "real", "PCA", "Autoencoder", "mixture", "VAE"):
    S = [(draws | copier)[name](n, np.random.default_rng(seed)) for seed in range(3)]
    share[name] = np.mean([nearest(X, train.X[:n]) < nearest(X, test.X[:n]) for X in S])
S = draws["VAE"](13, np.random.default_rng(2))
twins = NearestNeighbors(n_neighbors=1).fit(train.X).kneighbors(S)[1][:, 0]
gallery({"drawn": S, "nearest training": train.X[twins]},
        f"Drawn digits above their nearest training images; share nearer to training {share['VAE']:.2f}.")
pd.Series(share, name="nearer to training").to_frame().round(2)

# %% [markdown]
# The VAE does not copy: a little over a half is usual, since every model knows its training images better than
# others. The mixture leans on them most. Thirty Gaussians describe *these* codes closely, so some of its good marks
# above may be memory.
#
# ## Do drawings help where labels are few?
#
# A promise you will meet: *few labels? generate more data.* Put it to the test with five labels per digit. Each
# method adds about ten rows for each labelled one:
#
# - **pixel noise** on the labelled image; **PCA**, **VAE**: draw codes from the cloud around it
#   (probabilistic PCA has one too), decode, keep the label;
# - **VAE, prior**: free drawings, each with the label of the nearest labelled code;
# - **shift**: the labelled image moved by a pixel, in eight directions.
#
# Two judges, five draws of the labelled rows, gains in percentage points over the labelled rows alone.
#
# **Predict first.** Rank the five. Which of them *knows* something that the fifty labelled images do not?

# %%
def more_rows(x, y, rng, copies=10):
    """For each method: rows to add to labelled ones, and their labels."""
    noise = rng.standard_normal((copies, len(x), k))
    mu, s = map(np.asarray, gaussian["auto"].model_.posterior(x))
    z_vae = mu + np.exp(s / 2) * noise
    kept = 1 - pca.noise_variance_ / pca.explained_variance_
    z_pca = kept * pca.transform(x) + np.sqrt(pca.noise_variance_ * kept) * noise
    noisy = x + 0.2 * rng.standard_normal((copies, *x.shape))
    moves = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if i or j]
    shifted = [np.roll(x.reshape(-1, *test.image_shape), move, (1, 2)) for move in moves]
    rows = {"pixel noise": noisy, "PCA": pca.inverse_transform(z_pca.reshape(-1, k)),
            "VAE": gaussian["auto"].inverse_transform(z_vae.reshape(-1, k)), "shift": np.stack(shifted)}
    rows = {name: X.reshape(-1, d) for name, X in rows.items()}
    return {name: (X, np.resize(y, len(X))) for name, X in rows.items()}


# %%
judges = {"nearest neighbour": KNeighborsClassifier(1),
          "logistic regression": LogisticRegression(tol=0.01, max_iter=500)}
gains = []
for seed in range(5):
    rng = np.random.default_rng(seed)
    rows = np.concatenate([rng.choice(np.flatnonzero(train.y == c), 5, replace=False) for c in range(10)])
    x, y = train.X[rows], train.y[rows]
    added, z = more_rows(x, y, rng), rng.standard_normal((500, k))
    nearest_label = KNeighborsClassifier(1).fit(vae.transform(x), y).predict(z)
    added["VAE, prior"] = vae.inverse_transform(z), nearest_label
    for name, judge_ in judges.items():
        alone = judge_.fit(x, y).score(test.X, test.y)
        gains += [(name, method, 100 * (judge_.fit(np.r_[x, X], np.r_[y, Y]).score(test.X, test.y) - alone))
                  for method, (X, Y) in added.items()]

# %%
gains = pd.DataFrame(gains, columns=["judge", "added", "gain"])
few = gains.groupby(["added", "judge"])["gain"].agg(["mean", "min", "max"]).unstack().swaplevel(axis=1)
few.sort_index(axis=1).round(1)

# %% [markdown]
# Here the generators do not pay. They have seen many images without labels, so they know how ink varies. But decoding
# through eight numbers also blurs what the labelled image had, and on 64 pixels the two about cancel. A label taken from
# the nearest code is a guess, and costs. Shifts bring in a *fact*: moving a digit does not change it. The
# neighbours gain from it. The logistic regression, one weight per pixel, has no way to use it on so small a page, and is harmed.
#
# So ask of every augmentation what it knows, and measure.
#
# > **Try it.** With larger images there is more that varies. Does the VAE's row stay at nothing on `"mnist"`?
#
# ## And what is a GAN?
#
# A **generative adversarial network** (Goodfellow et al. 2014) has no encoder and no likelihood. A *forger* turns noise into
# rows. A *detective* says real or forged, and learns from its mistakes. The forger learns through the
# detective's gradient: the test of the second section, made a loss. Here the real rows are points, in eight spots on a ring.
#
# **Predict first.** In the second run the forger learns five times as fast as the detective. Good for the forgeries?

# %%
angles = np.random.default_rng(0).integers(8, size=4000) * np.pi / 4
spots = 2 * np.column_stack([np.cos(np.arange(8) * np.pi / 4), np.sin(np.arange(8) * np.pi / 4)])
ring = 2 * np.column_stack([np.cos(angles), np.sin(angles)])
ring = (ring + 0.1 * np.random.default_rng(1).standard_normal(ring.shape)).astype(np.float32)


# %%
def network_of(outputs):
    hidden = [keras.layers.Dense(64, "relu") for _ in range(2)]
    return keras.Sequential([keras.Input((2,)), *hidden, keras.layers.Dense(outputs)])


# %%
def make_duel(forger, detective, forger_adam, detective_adam):
    """One step of both, on real rows and as much noise; a detective's output is a logit of "real"."""
    forger_adam.build(forger.trainable_variables)
    detective_adam.build(detective.trainable_variables)

    def duel(real, z):
        with tf.GradientTape() as tape, tf.GradientTape() as other_tape:
            on_real, on_forged = detective(real), detective(forger(z))
            caught = tf.reduce_mean(tf.nn.softplus(-on_forged))
            mistaken = tf.reduce_mean(tf.nn.softplus(-on_real) + tf.nn.softplus(on_forged))
        forger_adam.apply(tape.gradient(caught, forger.trainable_variables))
        detective_adam.apply(other_tape.gradient(mistaken, detective.trainable_variables))
    return tf.function(duel)


# %%
def forgeries(forger_rate, steps=2000):
    """What the forger makes of the same noise, every hundred steps."""
    keras.utils.set_random_seed(0)
    rng, forged, nets = np.random.default_rng(0), [], [network_of(2), network_of(1)]
    adams = [keras.optimizers.Adam(rate, beta_1=0.5) for rate in (forger_rate, 1e-3)]
    duel, noise = make_duel(*nets, *adams), rng.standard_normal((500, 2), np.float32)
    for step in range(steps + 1):
        if step % 100 == 0:
            forged.append(np.asarray(nets[0](noise)))
        duel(ring[rng.integers(4000, size=128)], rng.standard_normal((128, 2), np.float32))
    return forged


runs = {"equal rates": forgeries(1e-3), "forger five times as fast": forgeries(5e-3)}

# %%
def spots_reached(points):
    """Share of the points within 0.3 of a spot, and on how many of the spots at least ten lie."""
    gap = np.linalg.norm(points[:, None] - spots, axis=2)
    hits = np.bincount(gap.argmin(axis=1)[gap.min(axis=1) < 0.3], minlength=8)
    return hits.sum() / len(points), int(np.sum(hits >= 10))


# %%
def draw_ring(step):
    fig, axes = plots.figure(1, 2, size=(8.4, 4), sharey=True)
    for ax, (name, forged) in zip(axes, runs.items(), strict=True):
        ax.plot(*ring[:500].T, ".", color=plots.GREY, markersize=3, label="real")
        ax.plot(*forged[step // 100].T, "^", color=plots.PURPLE, markersize=3, label="forged")
        ax.set(title=f"{name}: {spots_reached(forged[step // 100])[1]} of 8 spots", xlim=(-3.2, 3.2),
               ylim=(-3.2, 3.2), aspect="equal", xlabel="x1")
    axes[0].set(ylabel="x2")
    axes[0].legend(loc="center", markerscale=3)
    fig.set_label(f"Forgeries after {step} steps: " + "; ".join(
        f"{name}, {spots_reached(forged[step // 100])[1]} of 8 spots" for name, forged in runs.items()))
    return fig



# %%
near = spots_reached(np.random.default_rng(0).multivariate_normal(ring.mean(axis=0), np.cov(ring.T), 500))
print(f"within 0.3 of a spot: forged {spots_reached(runs['equal rates'][-1])[0]:.0%}, PCA {near[0]:.0%}")
plots.steer(draw_ring, at={"step": 2000}, step=list(range(0, 2001, 100)))

# %% [markdown]
# > **Try it.** Move the slider through the last steps and watch the right panel.
#
# At equal rates the forger finds all the spots, and its points are *sharp*: nobody asked it for a mean. (The threads between them
# are a price of continuity.) Too fast, it throws everything at the place that fools the detective now, and moves on when that one has
# learned. This is **mode collapse**, and no held-out number warns you: there is no likelihood and no encoder, and the
# two losses say only who is ahead.
#
# | | a code for a given row | a number in nats | drawings |
# |---|---|---|---|
# | probabilistic PCA | yes | exact | sums of fixed pictures, and noise |
# | plain autoencoder and mixture | yes | no | good, after a second fit |
# | VAE | yes, with its uncertainty | lower bound | smooth, a bit alike |
# | GAN | no | no | sharp, may miss whole kinds |
#
# ## Optional: and at full size?
#
# MNIST, 60,000 images of 784 pixels, two codes, Bernoulli. That takes minutes, so this cell reads a file that
# `make bench-full` writes anew. The ELBO is that of all test images.
#
# **Predict first.** Two numbers for a 28 × 28 image: how many nats will they carry together?

# %%
mnist = json.loads(Path("../benchmarks/results/generation_mnist.json").read_text())
full = pd.DataFrame(mnist["tables"]["ELBO in nats, k = 2"]).T
fig, ax = plots.figure(size=(6.2, 3))
for seed, points in zip(mnist["seeds"], mnist["minutes_and_elbo"], strict=True):
    ax.plot(*np.transpose(points), color=plots.GREEN, alpha=0.7, label="" if seed else "VAE, three seeds")
ax.set(xlabel="minutes of training", ylabel="test ELBO (nats)")
ax.legend(loc="lower right")
plots.show(fig, alt="Test ELBO on MNIST by minutes of training, three seeds, at the end "
                    f"{full['test ELBO'].round(1).tolist()} nats.")
full[["test ELBO", "log-likelihood", "KL", "training ELBO"]].round(1)

# %% [markdown]
# Clearly more than two codes carry on the small digits: with 784 pixels to foretell, the same two numbers buy more.
#
# ## Claims

# %%
told, distance = table["told apart"], table["distance"]
assert abs(told["real"] - 0.5) < 0.05 and abs(told["real + noise"] - 0.5) < 0.1       # the test, fooled
assert table.loc["real + noise", "drawn find own"] < 0.2 < 0.9 < table.loc["real + noise", "real find own"]
by_hole = {name: np.median(gap) for name, gap in holes.items()}
assert by_hole["drawn from the Gaussian"] > 1.3 * by_hole["codes of test images"]
assert told["VAE"] < min(told["Autoencoder"], told["PCA"], told["PCA without noise"])
assert distance["VAE"] < 0.9 * distance["Autoencoder"] and distance["VAE"] < 0.7 * distance["PCA"]
sharp = {name: draws[name](n, np.random.default_rng(0)).std(axis=1).mean() for name in draws}
assert told["mixture"] < told["VAE"] and sharp["mixture"] > 1.02 * sharp["VAE"]       # the rival wins

# %%
right, pixels, over_codes = (mistakes.loc[name] for name in trained)
assert pixels["KL"] < 0.1 and pixels["told apart"] > 0.95 and pixels["its own loss"] < 1     # collapse
assert over_codes["log-likelihood"] > right["log-likelihood"] and over_codes["KL"] > 2 * right["KL"]
assert over_codes["log-likelihood"] - right["log-likelihood"] < 0.8 * (over_codes["KL"] - right["KL"])
assert over_codes["ELBO"] < right["ELBO"] - 3 and pixels["ELBO"] < right["ELBO"] - 1
assert over_codes["distance"] > right["distance"] + 0.05
assert over_codes["told apart"] < right["told apart"] + 0.03
silent = {sigma: int(np.sum(parts.kl_per_code < 0.05)) for sigma, parts in spoken.items()}
assert silent[1.0] == k > silent[0.5] > silent["auto"] == 0
assert all(k - silent[sigma] <= np.sum(variances > gaussian[sigma].sigma_**2) for sigma in silent)
assert vae_nats > pca_nats + 5 and 2 <= np.sum(found.kl_per_code > 0.05) < k
eight = seeds.filter(like="k = 8", axis=0).rename(lambda name: name.split(": ")[1])
for column, sign in {"told apart": 1, "distance": 1, "confidence": -1}.items():
    assert sign * eight.loc["variational autoencoder", column] < sign * eight.loc["autoencoder", column]

# %%
two = seeds.filter(like="k = 2", axis=0)["told apart"]
assert two["k = 2: variational autoencoder"] > two["k = 2: autoencoder"]            # not with two codes
assert full["test ELBO"].min() > -150 and full["KL"].min() > 1.5 * flat["VAE"].elbo(test.X).kl.mean()
assert halfway["VAE"] < min(halfway["Autoencoder"], 0.95 * halfway["pixels"], 0.95 * halfway["PCA"])
assert share["VAE"] < 0.65 < 0.95 < share["copier"] and share["mixture"] > share["VAE"]     # no copies
mean_gain = gains.groupby(["added", "judge"])["gain"].mean()
assert mean_gain[["VAE", "VAE, prior", "PCA"]].max() < 2                   # too little to be believed
assert mean_gain["shift", "nearest neighbour"] > 0 > mean_gain["shift", "logistic regression"]
reached = {name: [spots_reached(points) for points in forged[-5:]] for name, forged in runs.items()}
assert all(spots == 8 for _, spots in reached["equal rates"]) and reached["equal rates"][-1][0] > 0.7
assert all(spots <= 3 for _, spots in reached["forger five times as fast"]) and near[0] < 0.3
for draw, choices in [(draw_ring, [{"step": i} for i in range(0, 2001, 100)]),
                      (draw_place, [{"z1": a, "z2": b} for a in places for b in places])]:
    assert all(draw(**state).get_label() for state in choices)

# %% [markdown]
# ## Check yourself
#
# **1.** Your loss has a mean over 64 pixels *and* a mean over 8 codes. Do the mistakes cancel?
#
# <details><summary>Answer</summary>
#
# No. The surprise is divided by 64 and the KL by 8, so the KL weighs 64 / 8 times as much as it should: β = 8, and
# changes with every image size and every $k$. Is 8 enough for a collapse? `build(ops.mean, ops.mean)` will tell.
# </details>
#
# **2.** A generator is told apart in exactly half of the cases. What do you ask before you celebrate?
#
# <details><summary>Answer</summary>
#
# The two shares that were averaged; and whether it handed out training images. Real images with noise have a mean near one half too,
# from two failures that cancel.
# </details>
#
# **3.** A VAE with squared error on standardised sensor data has KL 0. Name two suspects.
#
# <details><summary>Answer</summary>
#
# A σ (or a mean over the features) that makes errors too cheap, so no code is worth its price: compare σ² with PCA's
# variances. Or a β that is too large, perhaps because the KL was summed and the error averaged.
# </details>
#
# **4.** One VAE reports −30 nats (Bernoulli), another +20 (Gaussian), on the same images. Which is better?
#
# <details><summary>Answer</summary>
#
# You cannot say. One is the logarithm of a probability, the other of a density, whose value depends on the unit of the pixels. Compare
# within one likelihood, or by their drawings.
# </details>

# %% [markdown]
# ## Summary
#
# - Drawings are judged by whether they can be told from unseen real ones: both sides of the test, distance, copies.
# - A plain autoencoder leaves holes between its codes. Fill them afterwards with a better distribution, or during training with clouds.
# - ELBO = log-likelihood summed over features, less KL summed over codes, in nats. A mean in place of a sum is another β.
# - Codes fall silent when what they tell is not worth its price; σ is the price, and PCA's variances foretell it.
# - Drawn rows help only where they know what the labelled ones lack: measure. A GAN draws sharply, but has no codes and no bound.
#
# **Exercise.** Now you: [Exercise 08](exercises/08_generation.ipynb). Each task checks itself.
#
# **Beyond.** Three roads lead on from here. Stronger decoders and several layers of codes make VAEs sharper. Models that undo noise step by
# step turn lesson 06 into a generator: start with nothing but noise, denoise a little, again and again; those are
# **diffusion models**. And a code of a network like yours is often where these are trained, because it is small. You
# know all the parts.
#
# ## References
#
# - Kingma and Welling 2014, "Auto-encoding variational Bayes", *ICLR*.
# - Tipping and Bishop 1999, "Probabilistic principal component analysis", *Journal of the Royal Statistical Society B* 61.
# - Higgins et al. 2017, "beta-VAE: learning basic visual concepts with a constrained variational framework", *ICLR*.
# - Goodfellow et al. 2014, "Generative adversarial nets", *NeurIPS*.
# - Goodfellow, Bengio and Courville 2016, *Deep Learning*, chapter 14 (autoencoders) and chapter 20 (generative models).
