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
# # What does a code mean?
#
# > **After this lesson you can** ask a code what it knows, and test the answer; write a sparse autoencoder that finds
# > more causes than there are dimensions; say when to believe what such a method shows you.
# >
# > **Time** 60 minutes · **Read before** [03 Training](03_training.ipynb),
# > [05 Autoencoder and PCA](05_autoencoder_and_pca.ipynb) · **Data** digits, and mixtures whose causes you know

# %% [markdown]
# Your autoencoder rebuilds digits from eight numbers. Somebody asks what the third number means. "Nobody knows" is an
# answer that costs trust: it is called the **opacity** of networks. This lesson asks three times: what
# does a code of your own network mean, why is it so hard to say, and what does the remedy of today show?
#
# Code that only draws or counts is folded: a click on the three dots opens it.

# %%
import warnings

import numpy as np
import pandas as pd
from sklearn.decomposition import NMF, PCA, FastICA, MiniBatchDictionaryLearning
from sklearn.linear_model import LinearRegression
from sklearn.neighbors import KNeighborsClassifier
from threadpoolctl import threadpool_limits

from aeutils import Autoencoder, datasets, plots

threadpool_limits(1)                       # with matrices this small, threads mostly wait for each other
train, test = datasets.load("digits").split()
network = Autoencoder(8, epochs=60, random_state=0).fit(train.X)
Z, Z_test = network.transform(train.X), network.transform(test.X)

# %% [markdown]
# ## What happens when you turn one code?
#
# Take the code of one image, change one of its eight numbers, decode: a **traversal**. If a code had one meaning, you
# would see it: only the slant changes, say, or only the size.
#
# **Predict first.** Will one row of the picture show one thing that changes, whatever digit you start from?

# %%
steps = np.linspace(-2, 2, 9)                                          # in standard deviations of the code
spread = Z.std(axis=0)
first = [int(np.flatnonzero(test.y == digit)[0]) for digit in range(10)]
moved = np.array([[[Z_test[i] + step * spread * (np.arange(8) == j) for step in steps] for j in range(8)]
                  for i in first])                                     # digit, code, step, 8 numbers
drawn = network.inverse_transform(moved.reshape(-1, 8)).reshape(10, 8, 9, 8, 8)


# %% jupyter={"source_hidden": true}
def draw_traversals(digit):
    """Eight rows, one for each code, from low to high; the middle column is the image's own code."""
    tiles = np.pad(drawn[digit], [(0, 0), (0, 0), (0, 1), (0, 1)])
    fig, ax = plots.figure(size=(6.2, 5.4))
    ax.imshow(tiles.transpose(0, 2, 1, 3).reshape(72, 81), cmap="gray_r", vmin=0, vmax=1)
    ax.set_xticks(4 + 9 * np.arange(9), [f"{step:g}" for step in steps])
    ax.set_yticks(4 + 9 * np.arange(8), range(1, 9))
    ax.set(xlabel="change (standard deviations)", ylabel="code that is changed")
    ax.grid(False)
    fig.set_label(f"A {digit} decoded with one of its eight codes changed at a time, from -2 to 2 standard deviations.")
    return fig


plots.steer(draw_traversals, digit=range(10))

# %% [markdown]
# Hardly a row has one meaning. A code thickens a line and moves another, closes a loop, and often ends in another
# digit. Move the slider: the same code does something else to another digit.
#
# ## Is the knowledge there at all?
#
# Ask in another way. Measure something on the image: how high the ink lies, how far to the right, how much it slants.
# Then fit the simplest model that foretells this from the codes, a linear regression: a **probe**. Judge it on
# held-out rows by $R^2$, the share of the variance that it explains.
#
# A probe can fool you: with enough numbers it fits anything. So give it a **control**: the same task with the answers
# shuffled among the training rows (in the spirit of Hewitt and Liang 2019).
#
# **Predict first.** The best single code, or all eight together: how large will the two $R^2$ be?

# %%
def properties(X):
    """Height and side of the centre of the ink, and slant, for each image."""
    ink = np.maximum(X, 0).reshape(-1, 8, 8) / np.maximum(X, 0).sum(axis=1).reshape(-1, 1, 1)
    up, right = 3.5 - np.arange(8)[:, None], np.arange(8) - 3.5
    height, side = (ink * up).sum(axis=(1, 2)), (ink * right).sum(axis=(1, 2))
    dy, dx = up - height[:, None, None], right - side[:, None, None]
    slant = (ink * dx * dy).sum(axis=(1, 2)) / (ink * dy**2).sum(axis=(1, 2))
    return {"height": height, "side": side, "slant": slant}


def probe(codes, answers, codes_test, answers_test):
    return LinearRegression().fit(codes, answers).score(codes_test, answers_test)


# %%
known, known_test, rows = properties(train.X), properties(test.X), {}
for name, answers in known.items():
    single = [probe(Z[:, [j]], answers, Z_test[:, [j]], known_test[name]) for j in range(8)]
    shuffled = np.random.default_rng(0).permutation(answers)
    pca = PCA(8).fit(train.X)
    rows[name] = {"best single code": max(single), "all eight": probe(Z, answers, Z_test, known_test[name]),
                  "control, shuffled": probe(Z, shuffled, Z_test, known_test[name]),
                  "PCA, all eight": probe(pca.transform(train.X), answers, pca.transform(test.X), known_test[name])}
probes = pd.DataFrame(rows).T
probes.round(2)

# %% [markdown]
# All eight together know most of it, no single one comes near, and the control knows nothing. So the knowledge is
# there, as a **direction**: a sum of codes. You met the reason in lesson 05: nothing ties a meaning to an axis. PCA's
# codes know these as well. A probe finds what *can* be read from a code. That says nothing about who is better.
#
# Nor does it say that the decoder *uses* it. For that, act: move the code of every image along the direction that
# goes with the property (the covariances of the codes with the probe's answer, scaled so that the answer rises by one
# standard deviation), decode, and measure the drawing.
#
# **Predict first.** By how many standard deviations will the slant of the drawings change?

# %%
used = {}
for name, answers in known.items():
    w = LinearRegression().fit(Z, answers).coef_
    direction = np.cov(Z.T) @ w / np.sqrt(w @ np.cov(Z.T) @ w)
    best = np.argmax([abs(np.corrcoef(z, answers)[0, 1]) for z in Z.T])
    ways = {"along the direction": direction, "along the best code": spread * (np.arange(8) == best)}
    for title, way in ways.items():
        more, less = (properties(network.inverse_transform(Z_test + sign * way)) for sign in (1, -1))
        used[name, title] = {other: np.mean(more[other] - less[other]) / 2 / answers_test.std()
                             for other, answers_test in known_test.items()}
changes = pd.DataFrame(used).T.rename_axis(["asked for", "moved"])
changes.round(2)

# %% [markdown]
# On its own direction each property follows, by well over half a standard deviation: the decoder uses it. (What goes
# with it in the digits, as height does with slant, comes along.) The best single code moves its property less, and
# the best one for height and for slant may even be the same.
#
# This is as far as you come when **you** bring the question. But which questions should you bring? For a language
# model nobody has the list. You want the meanings to come out by themselves.
#
# ## Why would a network mix its meanings?
#
# Because there are more things to say than numbers to say them with. Build the smallest case (after Elhage et al.
# 2022): five causes $s$, each zero or a number from 0 to 1, are squeezed into **two** numbers, $h = sW$, and asked
# back: $\hat s = \max(0, hW^\top + b)$, with $W$ of shape (5, 2). The causes matter a little less from the first to
# the last. That is all; Adam, as you wrote it in lesson 03, does the rest.
#
# **Predict first.** Two numbers. How many of the five will the network keep if all are always active? And if each is
# active in one row of twenty?

# %%
class Adam:
    """As in lesson 03, on arrays that it changes in place; the rate falls to zero at the end."""

    def __init__(self, weights, steps, rate=3e-3):
        self.weights, self.steps, self.rate, self.t = weights, steps, rate, 0
        self.memory = [(np.zeros_like(w), np.zeros_like(w)) for w in weights]

    def step(self, slopes):
        self.t += 1
        now = self.rate * min(1, 3 * (self.steps - self.t) / self.steps + 0.01)
        for w, slope, (mean, square) in zip(self.weights, slopes, self.memory, strict=True):
            mean += 0.1 * (slope - mean)
            square += 0.001 * (slope**2 - square)
            w -= now * mean / (1 - 0.9**self.t) / (np.sqrt(square / (1 - 0.999**self.t)) + 1e-8)


# %%
def squeeze(active, seed, n=5, batch=512, steps=3000):
    """W of the network that keeps five causes in two numbers, and its loss."""
    rng, matters = np.random.default_rng(seed), 0.9 ** np.arange(n)
    W, b, losses = 0.3 * rng.standard_normal((n, 2)), np.zeros(n), []
    adam = Adam([W, b], steps, rate=0.01)
    for _ in range(steps):
        s = (rng.random((batch, n)) < active) * rng.random((batch, n))
        total = s @ W @ W.T + b
        error = np.maximum(total, 0) - s
        losses.append(np.mean(matters * error**2))
        back = 2 * matters * error * (total > 0) / batch
        adam.step([s.T @ (back @ W) + back.T @ (s @ W), back.sum(axis=0)])
    return W, np.mean(losses[-300:])


# %% jupyter={"source_hidden": true}
arrows = {active: min((squeeze(active, seed) for seed in range(4)), key=lambda found: found[1])[0]
          for active in (1, 0.2, 0.05)}
kept = {active: int(np.sum(np.linalg.norm(W, axis=1) > 0.5)) for active, W in arrows.items()}
fig, axes = plots.figure(1, 3, size=(8.6, 3.1), sharey=True)
for ax, (active, W) in zip(axes, arrows.items(), strict=True):
    for cause, (x, y) in enumerate(W):
        ax.annotate("", (x, y), (0, 0), arrowprops={"arrowstyle": "->", "color": plots.VERMILLION, "lw": 2})
        if np.hypot(x, y) > 0.5:
            ax.text(1.25 * x, 1.25 * y, str(cause + 1), ha="center", va="center")
    ax.set(title=f"active in {active:.0%} of rows: {kept[active]} kept", xlabel="first number",
           xlim=(-1.6, 1.6), ylim=(-1.6, 1.6), aspect="equal")
axes[0].set(ylabel="second number")
plots.show(fig, alt="Arrows of five causes in a plane. " + "; ".join(
    f"active in {active:.0%} of rows: {number} causes kept" for active, number in kept.items()))

# %% [markdown]
# Always active: two causes, at right angles, and three are given up, as PCA would do. Rarely active: **all five**, as
# a pentagon. Each disturbs its neighbours a little, but rarely are two of them there at once, and the ReLU with its
# threshold $b$ cleans up. This is **superposition**: more causes than dimensions, each a direction of its own, none
# an axis. Read one number of it, and you read parts of four or five causes. (The lowest loss of four starts is shown.
# A single start can end in a square of four.)
#
# > **Try it.** Put 0.5 into the tuple of shares. How many are kept?
#
# <details><summary>Answer</summary>
#
# About four, in two pairs: each pair points in opposite directions along one line, and the ReLU tells them apart.
# </details>
#
# ## Can you find the causes again?
#
# Now from the other side. You see only mixtures: 20 numbers a row, made from 40 causes, of which about three are
# active. As you made them, you can count how many a method finds. A cause counts as **recovered** if one of the
# method's directions has a cosine above 0.9 with it, up to the sign.

# %%
n_rows, d, n_causes, n_units = 8000, 20, 40, 48         # we take a few units more than there are causes


def mixtures(seed):
    """Rows x (n, d), strengths s (n, causes), directions A (causes, d): x = s A, and a little noise."""
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((n_causes, d))
    A = A / np.linalg.norm(A, axis=1, keepdims=True)
    s = (rng.random((n_rows, n_causes)) < 0.08) * rng.uniform(0.5, 1.5, (n_rows, n_causes))
    return s @ A + 0.02 * rng.standard_normal((n_rows, d)), s, A


# %%
def unit_rows(D):
    return D / np.maximum(np.linalg.norm(D, axis=1, keepdims=True), 1e-12)


def closest(A, D):
    """For each row of A, the largest absolute cosine with a row of D."""
    return np.abs(unit_rows(A) @ unit_rows(D).T).max(axis=1)


def recovered(A, D):
    return np.mean(closest(A, D) > 0.9)


# %% [markdown]
# Four known methods first.
#
# - **PCA**: directions at right angles that keep most variance; at most 20 here.
# - **ICA** (independent component analysis): turns PCA's axes until the codes are as independent as it can make them;
#   at most 20 too.
# - **NMF** (non-negative matrix factorisation): a product of two matrices without minus signs. Our rows have some, so
#   it gets positive and negative parts side by side.
# - **Dictionary learning**: as many directions as you like; each row solves a little problem of its own, the
#   fewest and smallest strengths that rebuild it (Olshausen and Field 1996 found edges in photographs so).
#
# **Predict first.** Rank the four. Which of them cannot reach even half, by counting?

# %%
def known_methods(X, seed):
    """The directions of four methods, as rows."""
    parts = np.hstack([np.maximum(X, 0), np.maximum(-X, 0)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")                              # all but PCA may say that they stop early
        halves = NMF(n_units, init="random", max_iter=60, random_state=seed).fit(parts).components_
        ica = FastICA(d, max_iter=300, random_state=seed).fit(X)
        dictionary = MiniBatchDictionaryLearning(n_units, alpha=0.4, batch_size=256, max_iter=5, positive_code=True,
                                                 fit_algorithm="cd", random_state=seed).fit(X)
    return {"PCA": PCA(d).fit(X).components_, "ICA": ica.mixing_.T, "NMF": halves[:, :d] - halves[:, d:],
            "dictionary learning": dictionary.components_}


# %%
X, s, A = mixtures(0)
for name, D in known_methods(X, 0).items():
    print(f"{name:20s} {len(D)} directions, {recovered(A, D):.0%} of the causes recovered")

# %% [markdown]
# PCA finds no cause: each of its axes blends them all. ICA finds some; with 20 directions it could never pass a half.
# NMF's parts are none of the causes either: nothing in it asks for few active ones. Dictionary learning knows what the
# data are, *few causes at a time*, and finds nearly all.
#
# Its price: for every new row it must solve its little problem. An autoencoder's encoder answers in one step. So give
# the autoencoder the same knowledge.
#
# ## A sparse autoencoder
#
# More units than dimensions, and few of them active. With encoder $W$ (d × units), thresholds $c$ and decoder $D$
# (units × d, rows of length 1):
#
# $$z = \max(0, xW + c), \qquad \hat x = zD, \qquad L = \lVert x - \hat x \rVert^2 + \lambda \sum_j z_j .$$
#
# The last term is the **L1 penalty**: every unit that speaks pays for how loud it is. Why must the rows of $D$ have
# length 1? Else the network makes $z$ small and $D$ long, and pays nothing. The other way to have few active units is
# to **keep the $k$ largest** of them and set the others to zero; then no penalty is needed (Makhzani and Frey 2014).

# %%
def encode(X, W, c, k=None):
    """The codes; with k, only the k largest of each row, the others zero."""
    z = np.maximum(X @ W + c, 0)
    if k is not None and k < z.shape[1]:
        z[z < np.partition(z, -k, axis=1)[:, [-k]]] = 0
    return z


def sparse_slopes(x, W, c, D, k, penalty):
    """The slopes of the loss by W, c and D, mean over the rows; and which units spoke."""
    z = encode(x, W, c, k)
    residual = z @ D - x
    back = (2 * residual @ D.T + penalty) * (z > 0) / len(x)        # only who speaks can learn
    return (x.T @ back, back.sum(axis=0), 2 * z.T @ residual / len(x)), z > 0


# %%
def begin(X, rng, units=n_units, threshold=0.0, transpose=True, positive=False):
    """Encoder W, c and decoder D before training."""
    D = rng.standard_normal((units, X.shape[1]))
    D = unit_rows(np.abs(D) if positive else D)
    W = D.T.copy() if transpose else rng.standard_normal(D.T.shape) / np.sqrt(X.shape[1])
    return [W, np.full(units, -threshold), D]


# %%
def fit_sparse(X, seed=0, k=None, penalty=0.0, revive=lambda *_: None, positive=False, steps=3000, **start):
    """Train: [W, c, D], and how many units were silent in each stretch of 200 steps."""
    rng, spoke, silent = np.random.default_rng(seed), 0, []
    adam = Adam(begin(X, rng, positive=positive, **start), steps)
    for t in range(1, steps + 1):
        slopes, spoken = sparse_slopes(X[rng.integers(len(X), size=256)], *adam.weights, k, penalty)
        adam.step(slopes)
        D = adam.weights[2]
        D[:] = unit_rows(np.maximum(D, 0) if positive else D)        # length 1, or the penalty is cheated
        spoke = spoke + spoken.sum(axis=0)
        if t % 200 == 0:
            dead, spoke = spoke == 0, 0
            silent.append(int(dead.sum()))
            revive(X, adam, dead, k, rng)
    return adam.weights, silent


# %% [markdown]
# The gradient is lesson 03's with one new factor, `z > 0`: who does not speak gets no slope. Remember it, it will
# matter. The encoder starts as the decoder's transpose, $W = D^\top$.
#
# **Predict first.** Beside dictionary learning: L1, and the three largest. Which will recover more?

# %%
models = {"L1": fit_sparse(X, penalty=0.4)[0], "top-k": fit_sparse(X, k=3)[0]}
codes = {"L1": encode(X, *models["L1"][:2]), "top-k": encode(X, *models["top-k"][:2], k=3)}
for name, (_, _, D) in models.items():
    z = codes[name]
    print(f"{name:6s} {recovered(A, D[z.any(axis=0)]):.0%} of the causes recovered; in a row are active "
          f"{np.mean((z > 0).sum(axis=1)):.1f} units, {np.mean((s > 0).sum(axis=1)):.1f} causes")

# %% jupyter={"source_hidden": true}
loudness, found_by_both = {}, np.minimum(*(closest(A, D) for _, _, D in models.values())).argmax()
fig, axes = plots.figure(1, 2, size=(7.4, 3.1), sharey=True)
for ax, (name, (_, _, D)) in zip(axes, models.items(), strict=True):
    unit = np.argmax(D @ A[found_by_both])
    true, code = s[:600, found_by_both], codes[name][:600, unit]
    both = (true > 0) & (code > 0)
    loudness[name] = np.median(code[both] / true[both])
    ax.plot([0, 1.5], [0, 1.5], color=plots.GREY, linestyle="--", label="code = strength")
    ax.plot(true, code, "o", color=plots.VERMILLION, markersize=4, alpha=0.6, label="rows")
    ax.set(title=f"{name}: typical code / strength {loudness[name]:.2f}", xlabel="true strength of one cause")
axes[0].set(ylabel="code of its unit")
axes[0].legend(loc="upper left")
plots.show(fig, alt="Code of a unit against the true strength of its cause; typical ratio where both are there: "
           + ", ".join(f"{name} {ratio:.2f}" for name, ratio in loudness.items()))

# %% [markdown]
# Both find most causes, and keeping the largest finds more here. The pictures show what L1 costs: the codes are
# too quiet, for quiet is cheap (**shrinkage**), and where the cause is absent (strength zero) many small false codes
# remain. With the three largest the codes lie nearer to the dashed line, and fewer are false. They miss more often: a
# code of zero where the cause was there, because three others were larger.
#
# > **Try it.** You rarely know how many causes are active. Try `k=1`, `k=5` and `k=12` in place of 3.
#
# <details><summary>Answer</summary>
#
# From 1 to 5 nearly all causes are found. With 12, far more than are there, hardly any: twelve of 48 directions
# rebuild almost anything, so nothing forces them onto the causes.
# </details>
#
# ## Who does not speak cannot learn
#
# Now a start that looks harmless, and is seen in many programs: the encoder is drawn by itself, and each unit has a
# threshold of 1, "so that only strong signals count". A unit that speaks on no row has no slope, so nothing moves it,
# so it never speaks: a **dead unit** (lesson 02 had a ReLU like this).
#
# Two remedies. **Start the encoder as the decoder's transpose**: then each unit listens for what it draws. Or
# **revive**: every 200 steps give each silent unit a new direction, that of what the network rebuilds worst (Bricken
# et al. 2023 call it resampling). A third, an auxiliary loss that lets dead units rebuild what the others leave, is
# used by Gao et al. 2024, along with the transpose. (All three runs below have the threshold of 1.)
#
# **Predict first.** Of 48 units, how many die in the bad start? Which remedy brings more back?

# %%
def resample(X, adam, dead, k, rng):
    """Give silent units the directions of badly rebuilt rows; forget Adam's memory of them."""
    if adam.t > 0.7 * adam.steps:
        return                                                      # a newborn needs time to learn
    W, c, D = adam.weights
    x = X[rng.integers(len(X), size=2000)]
    error = x - encode(x, W, c, k) @ D
    size = np.sum(error**2, axis=1)
    chosen = rng.choice(len(x), dead.sum(), p=size / size.sum())    # the worse, the more likely
    D[dead] = unit_rows(error[chosen])
    W[:, dead], c[dead] = D[dead].T, 0
    for array in (array for pair in adam.memory for array in pair):     # W has units as columns, c and D as rows
        (array.T if array.shape == W.shape else array)[dead] = 0


# %%
starts = {"bad start": dict(transpose=False), "bad start, revived": dict(transpose=False, revive=resample),
          "transpose": dict(transpose=True)}
silent_units, revival = {}, {}
for name, start in starts.items():
    (W, c, D), silent_units[name] = fit_sparse(X, k=3, threshold=1.0, **start)
    speaks = encode(X, W, c, 3).any(axis=0)
    revival[name] = {"dead units": np.sum(~speaks), "causes recovered": recovered(A, D[speaks])}
fig = plots.curve_by_size(np.arange(200, 3001, 400), {name: n[::2] for name, n in silent_units.items()},
                          xlabel="step", ylabel="silent units of 48", log=False)
plots.show(fig)
pd.DataFrame(revival).T.astype({"dead units": int}).round(2)

# %% [markdown]
# In the bad start two in five die within the first few hundred steps and stay dead; with them go causes that nobody is
# left to find. Both remedies bring nearly all back, and the causes with them. A few silent units at the end are no
# fault: there are 48 units for 40 causes, and eight are to spare. So **count the units that never speak**, before you
# read any meaning from those that do.
#
# ## Is it luck?
#
# One seed is an anecdote. Five, each with causes, rows and starts of its own:

# %%
table = {}
for seed in range(5):
    X_seed, _, A_seed = mixtures(seed)
    found = known_methods(X_seed, seed)
    for name, options in {"sparse, L1": {"penalty": 0.4}, "sparse, top-k": {"k": 3}}.items():
        (W, c, D), _ = fit_sparse(X_seed, seed, **options)
        found[name] = D[encode(X_seed, W, c, options.get("k")).any(axis=0)]
    table[seed] = {name: recovered(A_seed, D) for name, D in found.items()}
shares = pd.DataFrame(table).T
shares.agg(["mean", "min", "max"]).T.round(2)

# %% [markdown]
# The sparse autoencoder is far ahead of PCA, ICA and NMF on every seed. Of dictionary learning it is **not** clearly
# ahead: that has solved such problems since the nineties. What the autoencoder adds is the one-step encoder, which
# makes it cheap for billions of rows. (The penalties and $k$ were chosen on the first seed by looking at the causes.
# On real data you could not.)
#
# ## How would you know without the truth?
#
# On real data there are no true causes to compare with. What is left? Ask whether the answer depends on the dice.
# Train twice with other seeds; of the first one's directions, which share does the second have too (cosine above
# 0.9)? This needs a control again: rows *without* causes, drawn from a Gaussian with the same covariance matrix.
# (*Unexplained* is the mean squared error, divided by that of always answering zero.)
#
# **Predict first.** Will the network find sparse codes in the Gaussian too? Will two runs agree on them?

# %%
def agreement(X, **options):
    """Share of directions that a second start finds too, by units that speak; and their mean squared error."""
    found = []
    for seed in (10, 11):
        (W, c, D), _ = fit_sparse(X, seed, **options)
        z = encode(X, W, c, options["k"])
        found.append(D[z.any(axis=0)])
    return {"found twice": recovered(*found), "unexplained": np.mean((X - z @ D) ** 2) / np.mean(X**2),
            "active in a row": np.mean((z > 0).sum(axis=1))}, (W, c, D)


gaussian = np.random.default_rng(0).multivariate_normal(X.mean(axis=0), np.cov(X.T), n_rows)
twice = pd.DataFrame({name: agreement(rows, k=3)[0] for name, rows in {"mixtures": X, "Gaussian": gaussian}.items()}).T
twice.round(2)

# %% [markdown]
# Sparse codes come out of both: you asked for three active units, and you get three. **That the codes are sparse
# proves nothing.** Nor does a reconstruction that is better than nothing. But on the mixtures two runs find the same
# directions (but for the spare units), and in the Gaussian each finds its own.
#
# ## Are digits made of strokes?
#
# One would think so. Let the network say: 48 units, directions without minus signs (ink only adds), and the $k$
# largest. For each $k$:
#
# - *pixels of a unit*: how many pixels its direction covers (one over the sum of its fourth powers: 1 for a single
#   pixel, 64 for an even grey), the median over the units;
# - *found twice*: as above;
# - *purity, loudest 20*: of the twenty images on which a unit is loudest, the share that are the same digit. So units
#   are usually shown to readers;
# - *purity, all*: the same for **all** images on which it speaks.
#
# Beside them your eight dense codes, each as two units: above its median, and below.
#
# **Predict first.** Will you see strokes, or whole digits? And how pure are the loudest twenty of a *dense* code?

# %%
def purity(codes, y, rows=20):
    """Share of the most frequent digit, mean over the units: of the loudest rows, and of all on which a unit speaks."""
    found = []
    for z in codes.T[np.sum(codes > 0, axis=0) >= rows]:
        for chosen in (np.argsort(-z)[:rows], np.flatnonzero(z > 0)):
            found.append(np.bincount(y[chosen]).max() / len(chosen))
    return dict(zip(["purity, loudest 20", "purity, all"], np.reshape(found, (-1, 2)).mean(axis=0), strict=True))


# %%
strokes, ink = {}, train.X.astype(float)
both_ways = np.hstack([Z - np.median(Z, axis=0), np.median(Z, axis=0) - Z])
stroke_table = {"dense": purity(both_ways, train.y)}
for k in (1, 2, 4, 8, 12):
    measured, (W, c, D) = agreement(ink, k=k, positive=True, steps=2000)
    z = encode(ink, W, c, k)
    strokes[k] = D[z.any(axis=0)]
    pixels = np.median(1 / np.sum(strokes[k] ** 4, axis=1))
    stroke_table[f"k = {k}"] = {"units that speak": len(strokes[k]), "pixels of a unit": pixels,
                                "found twice": measured["found twice"], **purity(z, train.y)}
stroke_table = pd.DataFrame(stroke_table).T[["units that speak", "pixels of a unit", "found twice",
                                             "purity, loudest 20", "purity, all"]]
stroke_table.round(2)

# %% jupyter={"source_hidden": true}
def draw_units(start):
    """For each k a row of twelve directions, as images, from a unit on; grey where there are no more."""
    (fig, ax), tiles = plots.figure(size=(8.4, 3.7)), np.full((5, 12, 10, 10), 0.2)
    for row, D in enumerate(strokes.values()):
        shown = D[start:start + 12].reshape(-1, 8, 8)
        tiles[row, :len(shown), 1:9, 1:9] = shown / np.maximum(shown.max(axis=(1, 2), keepdims=True), 1e-12)
    ax.imshow(tiles.transpose(0, 2, 1, 3).reshape(50, 120), cmap="gray_r", vmin=0, vmax=1)
    ax.set(xticks=[], xlabel=f"units {start + 1} to {start + 12}")
    ax.set_yticks(4.5 + 10 * np.arange(5), stroke_table.index[1:])
    ax.grid(False)
    fig.set_label(f"Directions of units from {start + 1} on: k = 1 (whole digits), 2, 4, 8, 12 (parts, dots).")
    return fig


plots.steer(draw_units, start=(0, 12, 24, 36))

# %% [markdown]
# Both, and that is the point (the slider shows further units). With $k=1$ the network finds whole digits, few of
# them, and nearly the same ones again. With larger $k$ the directions become parts, strokes, dots, and few come back
# in a second run. The data are the same.
# **What you see depends on what you asked for**: on $k$, on the number of units, on the seed. None of these pictures
# shows "the" causes of digits. And the test of two runs does not choose between them: $k=1$ passes it, and yet nobody
# would say that digits are made of digits.
#
# Now read the last two columns. By its loudest twenty images even a dense code looks as if it stood for one digit.
# The images on which it speaks are of all digits. **Loudest examples flatter every unit.** By the honest column the
# sparse units are purer than the dense codes, the more so the smaller $k$. (In part because they speak less often: on
# few images it is easier to be pure.) That is something, and it is less than the loudest images promise.
#
# ## What has this to do with language models?
#
# A language model turns each piece of a word into a vector of some thousand numbers, layer after layer. Single numbers
# of it speak for many unrelated things, and the guess is superposition: many more causes than dimensions, few active
# at a time. So sparse autoencoders are trained on these vectors, as you did on `X`. Bricken et al. (2023) found units
# that speak for Arabic script or for DNA sequences; Templeton et al. (2024) found millions in a large model, and
# changed what the model says by turning one up, which is the test by action that you did with the slant. Gao et al.
# (2024) trained 16 million units with the $k$ largest, an encoder that starts as the transpose, and an auxiliary loss
# against the dead.
#
# **What is disputed**, and you have met each point:
#
# - *Whose causes are they?* Units depend on the seed: Paulo and Belrose (2025) find less than a third shared between
#   two runs of one large case. You saw the same on digits.
# - *Would it find meaning in anything?* Heap et al. (2025) found units about as easy to interpret in a language model
#   whose weights were never trained. You saw sparse codes of a Gaussian. Always ask for the control.
# - *Is it useful?* Kantamneni et al. (2025) compared with plain probes on the dense vectors, and found no consistent
#   gain. You saw the probe read slant from eight dense numbers without any of this.
# - *Is a direction the right thing to look for?* Our mixtures were sums of directions because we made them so. A cause
#   that bends, such as "shifted", is none (lesson 05).
#
# ## Claims
#
# What the text says without a number beside it is asserted here, for whoever changes this lesson.

# %% jupyter={"source_hidden": true}
assert (probes["all eight"] > 0.7).all() and (probes["best single code"] < probes["all eight"] - 0.2).all()
assert (probes["control, shuffled"] < 0.05).all() and (abs(probes["PCA, all eight"] - probes["all eight"]) < 0.15).all()
for name in known:
    along, single = changes.loc[name, "along the direction"], changes.loc[name, "along the best code"]
    assert 0.55 < along[name] < 1.5 and abs(single[name]) < along[name]
assert np.corrcoef(known["height"], known["slant"])[0, 1] > 0.3
assert kept[1] == 2 and kept[0.05] == 5
turns = np.sort(np.degrees(np.arctan2(*arrows[0.05].T)) % 360)
assert np.abs(np.diff(turns) - 72).max() < 10
read = KNeighborsClassifier(1).fit(train.X, train.y).predict(drawn.reshape(-1, 64)).reshape(10, 8, 9)
ends_as_another = (read[..., [0, -1]] != read[..., [4]]).any(axis=2)               # digit, code
assert all(draw_traversals(digit).get_label() for digit in range(10))
assert 0.3 < ends_as_another.mean() < 0.9 and not (ends_as_another == ends_as_another[0]).all()

# %% jupyter={"source_hidden": true}
there = s[:, found_by_both] > 0
heard = {name: codes[name][:, np.argmax(D @ A[found_by_both])] > 0 for name, (_, _, D) in models.items()}
assert np.mean(heard["top-k"] & ~there) < np.mean(heard["L1"] & ~there)
assert np.mean(~heard["top-k"] & there) > np.mean(~heard["L1"] & there)
assert (shares["PCA"] <= 0.05).all() and (shares["NMF"] < 0.2).all() and shares["ICA"].between(0.1, 0.5).all()
assert (shares["dictionary learning"] > 0.85).all() and (shares["sparse, top-k"] > 0.95).all()
assert (shares["sparse, L1"] > shares["ICA"] + 0.3).all()
assert shares["sparse, top-k"].mean() > shares["sparse, L1"].mean()
assert abs(shares["sparse, top-k"].mean() - shares["dictionary learning"].mean()) < 0.1
assert loudness["L1"] < 0.8 < 0.9 < loudness["top-k"] < 1.1

# %% jupyter={"source_hidden": true}
other_k = {k: recovered(A, fit_sparse(X, k=k)[0][2]) for k in (1, 5, 12)}
assert min(other_k[1], other_k[5]) > 0.9 and other_k[12] < 0.4
bad, revived, good = (revival[name] for name in starts)
assert bad["dead units"] > 0.3 * n_units and silent_units["bad start"][2] > 0.3 * n_units
assert max(revived["dead units"], good["dead units"]) <= 8
assert min(revived["causes recovered"], good["causes recovered"]) > bad["causes recovered"] + 0.25
assert twice["found twice"]["mixtures"] > 0.75 and twice["found twice"]["Gaussian"] < 0.1
assert twice["unexplained"].max() < 0.7 and abs(twice["active in a row"] - 3).max() < 0.2
by_k = stroke_table.drop("dense")
assert all(by_k[column].iloc[:4].is_monotonic_decreasing for column in ("pixels of a unit", "purity, all"))
assert by_k["found twice"]["k = 1"] > 0.8 and by_k["found twice"]["k = 8"] < 0.3
assert stroke_table["purity, loudest 20"]["dense"] > 0.7 and stroke_table["purity, all"]["dense"] < 0.25
assert by_k["purity, all"].min() > stroke_table["purity, all"]["dense"]
assert (stroke_table["purity, loudest 20"] > stroke_table["purity, all"]).all()
assert all(draw_units(start).get_label() for start in (0, 12, 24, 36))

# %% [markdown]
# ## Check yourself
#
# **1.** A probe reads the slant from your code with $R^2 = 0.9$. Does the decoder use the slant?
#
# <details><summary>Answer</summary>
#
# You do not know yet. The probe shows that it *can* be read. Move the code along the direction, decode, and measure
# the drawing. And show the control, or the 0.9 may be the probe's own work.
# </details>
#
# **2.** Why can ICA not find 40 causes in 20 numbers, and a sparse autoencoder can?
#
# <details><summary>Answer</summary>
#
# ICA turns the axes, so it has at most as many directions as dimensions. The sparse one may have more directions, and
# is saved from arbitrariness by the demand that few are active in a row.
# </details>
#
# **3.** A sparse autoencoder has 4,096 units and a fine reconstruction. What do you count before you look at any unit?
#
# <details><summary>Answer</summary>
#
# Units that speak on no row. If many are dead, revive them or mend the start. Then train again with another seed, and
# count how many directions come back; and do the same on a control without causes.
# </details>
#
# **4.** Somebody shows you twelve units with clear meanings. What do you ask?
#
# <details><summary>Answer</summary>
#
# How many there are besides these twelve, and how they were chosen. Whether another seed has them. Whether untrained
# weights or shuffled data give units as clear. And what happens to the output when one is turned up.
# </details>

# %% [markdown]
# ## Summary
#
# - Single codes of a network mix meanings. A probe finds a meaning as a direction; a control and an action test it.
# - Where causes are many and rarely active, a network puts more of them than dimensions into its numbers:
#   superposition.
# - A sparse autoencoder finds such causes, where PCA, ICA and NMF do not; dictionary learning does too.
# - Who never speaks cannot learn: count dead units; start the encoder as the decoder's transpose, or revive them.
# - Sparse codes come out of anything. What you see depends on k, width and seed, so ask for a second run and a
#   control.
#
# **Exercise.** Now you: [Exercise 10](exercises/10_what_a_code_means.ipynb). Each task checks itself.
#
# ## References
#
# - Olshausen and Field 1996, "Emergence of simple-cell receptive field properties by learning a sparse code for
#   natural images", *Nature* 381, 607–609.
# - Makhzani and Frey 2014, "k-sparse autoencoders", *ICLR*.
# - Hewitt and Liang 2019, "Designing and interpreting probes with control tasks", *EMNLP*.
# - Elhage et al. 2022, "Toy models of superposition", *Transformer Circuits Thread*.
# - Bricken et al. 2023, "Towards monosemanticity: decomposing language models with dictionary learning", *Transformer
#   Circuits Thread*.
# - Templeton et al. 2024, "Scaling monosemanticity: extracting interpretable features from Claude 3 Sonnet",
#   *Transformer Circuits Thread*.
# - Gao et al. 2024, "Scaling and evaluating sparse autoencoders", arXiv:2406.04093.
# - Heap, Lawson, Farnik and Aitchison 2025, "Sparse autoencoders can interpret randomly initialized transformers",
#   arXiv:2501.17727.
# - Paulo and Belrose 2025, "Sparse autoencoders trained on the same data learn different features", arXiv:2501.16615.
# - Kantamneni, Engels, Rajamanoharan, Tegmark and Nanda 2025, "Are sparse autoencoders useful? A case study in sparse
#   probing", *ICML*.
