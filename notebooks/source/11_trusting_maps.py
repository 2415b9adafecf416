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
# # Can you trust a map?
#
# > **After this lesson you can** measure what a map keeps, invents and loses; say what sizes, gaps and neighbours on it
# > mean; choose a map by the question that you have.
# >
# > **Time** 60 minutes · **Read before** [05 Autoencoder and PCA](05_autoencoder_and_pca.ipynb) · **Data** shapes that
# > you make yourself, and digits

# %% [markdown]
# You have drawn maps since lesson 00: two numbers for each row, one dot. Everybody looks for islands at once. Are they
# in the data, or has the map made them? On real data nobody can tell you. So first you make data whose geography you
# know, and look at what each method does to it.
#
# Code that only draws or checks is folded: a click on the three dots opens it.

# %%
import warnings

import numpy as np
import pandas as pd
from scipy.spatial.distance import pdist, squareform
from scipy.stats import spearmanr
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA, KernelPCA
from sklearn.manifold import TSNE, Isomap, trustworthiness
from sklearn.metrics import silhouette_score
from threadpoolctl import threadpool_limits

from aeutils import Autoencoder, datasets, explore, plots

threadpool_limits(1)                       # with data this small, threads mostly wait for each other
try:
    from umap import UMAP                  # one method more, where it is installed
except ImportError:
    UMAP = None

# %% [markdown]
# ## Four countries that you know
#
# Each function below gives rows `X`, as a method sees them; `true`, the place where each row *really* is; and a colour.
#
# - **sheet**: flat, 89 long and 20 wide, but rolled up. True is the place on the flat sheet.
# - **sphere**: the skin of a ball, like the earth's.
# - **ring**: a circle in ten dimensions, with a little noise.
# - **clusters**: three groups in ten dimensions. A is narrow and has most rows, C is wide and has few. A and B lie 10
#   apart, C lies 40 away.
#
# **Predict first.** Which of the four could a perfect method lay flat, so that no distance along the shape is wrong?

# %%
def sheet(rng, n):
    length, width = rng.uniform(11, 100, n), rng.uniform(0, 20, n)
    turn = np.sqrt(2 * length)                      # on this spiral you have walked turn² / 2 when you are at `turn`
    X = np.column_stack([np.cos(turn) + turn * np.sin(turn), width, np.sin(turn) - turn * np.cos(turn)])
    return X, np.column_stack([length, width]), length


def sphere(rng, n):
    X = rng.standard_normal((n, 3))
    X = X / np.linalg.norm(X, axis=1, keepdims=True)
    return X, X, X[:, 2]


# %%
def ring(rng, n):
    angle = rng.uniform(0, 2 * np.pi, n)
    true = np.column_stack([np.cos(angle), np.sin(angle)])
    return np.repeat(true, 5, axis=1) + 0.1 * rng.standard_normal((n, 10)), true, np.abs(angle - np.pi)


def clusters(rng, n, shares=(0.6, 0.25, 0.15)):
    group, centres = np.repeat([0, 1, 2], np.round(np.multiply(shares, n)).astype(int)), np.zeros((3, 10))
    centres[1, 0], centres[2, 1] = 10, 40
    X = centres[group] + np.array([0.3, 1, 2])[group, None] * rng.standard_normal((n, 10))
    return X, X, group


shapes = {make.__name__: make(np.random.default_rng(0), 400) for make in (sheet, sphere, ring, clusters)}
fresh = {make.__name__: make(np.random.default_rng(1), 200)[0] for make in (sheet, sphere, ring, clusters)}

# %% jupyter={"source_hidden": true}
fig, axes = plots.figure(1, 2, size=(7, 3.2), subplot_kw={"projection": "3d"})
for ax, name in zip(axes, ("sheet", "sphere"), strict=True):
    X, _, colour = shapes[name]
    ax.scatter(*X[:, [0, 2, 1] if name == "sheet" else [0, 1, 2]].T, c=colour, cmap="viridis", s=9)
    ax.view_init(elev=50 if name == "sheet" else 20)
    ax.set(title=f"{name}: colour is {'place along it' if name == 'sheet' else 'height'}",
           xticklabels=[], yticklabels=[], zticklabels=[])
plots.show(fig, alt="Two shapes in three dimensions: a sheet rolled up in a spiral, and points on a ball.")

# %% [markdown]
# The ring can be laid flat: it lies in a plane but for the noise. The sheet too: unroll it. The sphere cannot; every
# map of the earth is wrong somewhere. The clusters can in part: how far apart they lie fits on paper, the ten
# dimensions inside each do not. (The ring and the clusters have ten dimensions, so you cannot look. That is the usual
# case, and the reason why people want maps.)
#
# ## Five ways to lay them flat
#
# - **PCA**: the shadow with most variance.
# - **kernel PCA** (Schölkopf et al. 1998): PCA, but of how *similar* a row is to every other one, with similarity
#   $\exp(-\gamma \lVert x - x' \rVert^2)$: 1 for the same row, 0 for a distant one.
# - **Isomap** (Tenenbaum et al. 2000): link each row to its nearest ones, measure distances by *walking along the
#   links*, and place the dots so that straight distances come as close to the walks as they can.
# - **t-SNE** (van der Maaten and Hinton 2008): each row gives shares to its neighbours, most to the nearest, 1 in all;
#   move the dots until the shares on the map agree. The **perplexity** is about how many neighbours get a share.
# - **Autoencoder**: two numbers from which the row can be rebuilt.
#
# UMAP (McInnes et al. 2018), a relative of t-SNE, joins in where it is installed (`pip install umap-learn`).
#
# **Predict first.** Which methods will unroll the sheet? On which shape will plain PCA be as good as any?

# %%
def methods(X):
    kernel = {"kernel": "rbf", "gamma": 1 / X.var(axis=0).sum(), "alpha": 0.01, "fit_inverse_transform": True}
    found = {"PCA": PCA(2), "kernel PCA": KernelPCA(2, **kernel),
             "Isomap": Isomap(n_neighbors=7), "t-SNE": TSNE(perplexity=30, random_state=0),
             "Autoencoder": Autoencoder(2, epochs=150, random_state=0)}
    return found if UMAP is None else found | {"UMAP": UMAP(random_state=0, n_jobs=1)}


fitted, maps = {}, {}
with warnings.catch_warnings():
    warnings.simplefilter("ignore")                # Isomap warns: no link joins the clusters, so it adds the shortest
    for shape, (X, _, _) in shapes.items():
        for name, method in methods(X).items():
            maps[shape, name] = method.fit_transform(X)
            fitted[shape, name] = method

# %% jupyter={"source_hidden": true}
names = list(methods(X))
fig, axes = plots.figure(4, len(names), size=(1.72 * len(names), 6.8))
for (shape, name), ax in zip(maps, axes.flat, strict=True):
    ax.scatter(*maps[shape, name].T, c=shapes[shape][2], cmap="viridis", s=4)
    ax.set(xticks=[], yticks=[])
    ax.set_aspect("equal", "datalim")
    if shape == "sheet":
        ax.set_title(name)
    if name == "PCA":
        ax.set_ylabel(shape)
plots.show(fig, alt=f"Maps of sheet, sphere, ring and clusters (rows) by {', '.join(names)} (columns).")

# %% [markdown]
# Only Isomap unrolls the sheet to a straight strip (with a few holes). PCA looks at the roll from its end, t-SNE
# crumples it, kernel PCA and the autoencoder lay parts of it on each other. Of the sphere, PCA, kernel PCA and Isomap
# press one half on the other; t-SNE and the autoencoder tear it open. The ring is a ring everywhere: the simplest
# method is enough. And the clusters: three everywhere. But look at A, the dark one (B is green, C yellow). It is the
# narrowest. Where is it drawn as the *largest*?
#
# A picture persuades. Now measure.
#
# ## Which neighbours are real?
#
# A map can do two kinds of harm. It can put rows side by side that are far apart: **invented** neighbours. And it can
# tear true neighbours apart: **lost** ones. Take the first. Let $U_i$ be the rows that are among the $k$ nearest of row
# $i$ on the map, but not in truth, and $r(i, j)$ the true rank of $j$ seen from $i$ (1 for the nearest). Each intruder
# costs $r(i, j) - k$, the more the further it has come:
#
# $$\text{trustworthiness} = 1 - \frac{2}{n k (2n - 3k - 1)} \sum_{i=1}^{n} \sum_{j \in U_i} (r(i, j) - k).$$
#
# The factor makes it 1 for no intruder and 0 for the worst that can be; dots placed by chance get about 0.5 (Venna and
# Kaski 2001). If you swap map and truth, the same sum charges for *lost* neighbours: **continuity**.
#
# **Predict first.** The sphere under PCA (one half on the other) and under t-SNE (torn): which has the lower
# trustworthiness, which the lower continuity?

# %%
def ranks(places):
    """For each row the rank of every other one by distance: 0 for itself, 1 for the nearest."""
    return squareform(pdist(places)).argsort(axis=1).argsort(axis=1)


def by_hand(true, Z, k=10):
    r, near = ranks(true), ranks(Z) <= k
    n, cost = len(Z), np.sum((r - k) * (near & (r > k)))
    return 1 - 2 / (n * k * (2 * n - 3 * k - 1)) * cost


true = shapes["sphere"][1]
neighbours = pd.DataFrame({name: {"trustworthiness": by_hand(true, maps["sphere", name]),
                                  "continuity": by_hand(maps["sphere", name], true)} for name in ("PCA", "t-SNE")}).T
neighbours.round(3)

# %% [markdown]
# PCA invents: its trustworthiness is far lower. t-SNE loses more: its continuity is lower, though by little, since a
# tear runs along a line and spares the rows elsewhere. Scikit-learn has the sum as `trustworthiness(true, Z)`; from
# here on you use that.
#
# ## Which distances are real, and does the way lead back?
#
# Two numbers more.
#
# - **distances**: over all pairs of rows, the rank correlation (Spearman's: 1 if the order is the same, 0 for no
#   relation) of true distance and distance on the map. Ranks, because no map promises centimetres.
# - **there and back**: send 200 *new* rows to the map and decode the two numbers: the share of the variance that comes
#   back, $1 - \text{squared error} / \text{variance}$. Isomap and t-SNE have no way back; t-SNE has none *there* for a
#   new row either.
#
# **Predict first.** The autoencoder has the best way back from the sheet. Will it keep the distances best, too?

# %%
def there_and_back(method, X):
    if not hasattr(method, "inverse_transform"):
        return np.nan
    return 1 - np.mean((X - method.inverse_transform(method.transform(X))) ** 2) / X.var(axis=0).mean()


def measure(true, Z, k=10):
    return {"trustworthiness": trustworthiness(true, Z, n_neighbors=k),
            "continuity": trustworthiness(Z, true, n_neighbors=k),
            "distances": spearmanr(pdist(true), pdist(Z)).statistic}


# %%
measures = {}
for (shape, name), Z in maps.items():
    back = there_and_back(fitted[shape, name], fresh[shape])
    measures[shape, name] = measure(shapes[shape][1], Z) | {"there and back": back}
measures = pd.DataFrame(measures).T
measures.map("{:.2f}".format, na_action="ignore").fillna("no way back")

# %% [markdown]
# Read it shape by shape.
#
# - **sheet**: Isomap keeps the distances; nobody else comes near. The autoencoder comes back best, yet its distances
#   are wrong: its loss asks that rows be *rebuilt*, and says nothing about where their codes lie. t-SNE has the most
#   trustworthy neighbours and gets the large distances wrong.
# - **sphere**: nobody wins everything. Whoever presses it flat invents neighbours (low trustworthiness, high
#   continuity). Whoever tears it has real neighbours and pays in distances.
# - **ring**: all do well. Take the simplest.
# - **clusters**: the most trustworthy neighbours come from t-SNE, the best distances from PCA, and t-SNE's are the
#   worst.
#
# **No method is best at everything, and a good number in one column promises nothing about the next.** So ask first
# what you want to read from the map.
#
# ## When does Isomap fail?
#
# Its one setting is the number of links. Too many, and a link jumps from one layer of the roll to the next: a **short
# cut** for all walks. On purpose: 12 links for each row in place of 7.
#
# **Predict first.** That makes 4,800 links. Would a handful of bad ones among them do any harm?

# %%
X, true, colour = shapes["sheet"]
links, rolls = {}, {}
for k in (7, 12):
    isomap = Isomap(n_neighbors=k).fit(X)
    i, j = isomap.nbrs_.kneighbors_graph(X).nonzero()
    jumps = np.abs(true[i, 0] - true[j, 0]) > 25                      # the next layer is farther
    rolls[k] = isomap.embedding_
    walks = squareform(isomap.dist_matrix_, checks=False)
    links[f"{k} links"] = {"short cuts": jumps.sum(), "distances": spearmanr(pdist(true), pdist(rolls[k])).statistic,
                           "own walks": spearmanr(walks, pdist(rolls[k])).statistic}
links = pd.DataFrame(links).T
links.round(3)

# %% jupyter={"source_hidden": true}
fig, axes = plots.figure(1, 2, size=(7.6, 2.9))
for ax, (k, Z) in zip(axes, rolls.items(), strict=True):
    ax.scatter(*Z.T, c=colour, cmap="viridis", s=8)
    ax.set(title=f"{k} links: {links.loc[f'{k} links', 'short cuts']:.0f} short cuts", xlabel="code 1", ylabel="code 2")
    ax.set_aspect("equal", "datalim")
plots.show(fig, alt="Isomap of the sheet: with 7 links a strip without short cuts, with 12 links a curve, layers "
           f"joined by {links.loc['12 links', 'short cuts']:.0f} short cuts.")

# %% [markdown]
# Yes: the walks of *all* rows go through the few bad links, and the roll stays rolled. On real data you have no true
# distances. But you can ask the map whether it agrees with its **own walks** (last column): a sheet that was unrolled
# agrees almost fully; a graph with short cuts fits on no plane, and the number drops.
#
# > **Try it.** Put 4, 5 and 6 in place of 7. What changes?
#
# <details><summary>Answer</summary>
#
# With 4 both numbers are a little lower: the walks zigzag from row to row. (With 1 or 2 the sheet falls into pieces,
# and scikit-learn warns.) From 5 to 7 hardly anything changes. Look for such a range: it is a better sign than any
# single picture.
# </details>
#
# ## What do size and gap of a cluster mean?
#
# "Group A is the most varied, and it is as close to B as to C." So maps by t-SNE are read, in talks and in papers. You
# know better: A is the *narrowest*, and C is four times as far away as B. Measure what the maps say. *Size* is the root
# mean square distance from the group's centre; *gap* is the distance between two centres. Units differ, so divide by
# A's size, and by the gap A–B.
#
# **Predict first.** In t-SNE's column: will C be larger than A? Will the gap A–C be four times A–B?

# %%
def read_map(Z, group):
    centres = np.array([Z[group == g].mean(axis=0) for g in range(3)])
    size = [np.sqrt(np.mean(np.sum((Z[group == g] - centres[g]) ** 2, axis=1))) for g in range(3)]
    ab, ac = (np.linalg.norm(centres[0] - centres[g]) for g in (1, 2))
    return {"size B / A": size[1] / size[0], "size C / A": size[2] / size[0], "gap AC / AB": ac / ab}


X, _, group = shapes["clusters"]
sizes = pd.DataFrame({"truth": read_map(X, group)} | {name: read_map(maps["clusters", name], group) for name in names})
sizes.round(2)

# %% [markdown]
# In t-SNE's map all is turned round: the widest group is drawn smallest, and four times as far is drawn about as far.
# PCA keeps both. (The autoencoder shortens the long gap: nothing in its loss asks for gaps.) Then what *does* the size
# of an island mean? Ask by experiment: keep the spreads of the three groups, and change only **how many rows** each
# has.

# %%
swapped = {}
for shares in [(0.6, 0.25, 0.15), (0.35, 0.35, 0.3), (0.15, 0.25, 0.6)]:
    X_share, _, group_share = clusters(np.random.default_rng(0), 400, shares)
    Z = TSNE(perplexity=30, random_state=0).fit_transform(X_share)
    counts = " : ".join(str(n) for n in np.bincount(group_share))
    swapped[counts] = read_map(Z, group_share) | {"true size C / A": read_map(X_share, group_share)["size C / A"]}
swapped = pd.DataFrame(swapped).T.rename_axis("rows A : B : C")
swapped.round(2)

# %% [markdown]
# The size on the map follows the number of rows; the true spread, the same in all three, plays hardly a part. So on
# this map a large island says "many rows", and no more.
#
# <details><summary>In depth: where the size is lost</summary>
#
# t-SNE gives row $j$ a share seen from row $i$,
#
# $$p_{j|i} = \frac{\exp(-\lVert x_i - x_j \rVert^2 / 2\sigma_i^2)}
# {\sum_{l \ne i} \exp(-\lVert x_i - x_l \rVert^2 / 2\sigma_i^2)},$$
#
# and chooses $\sigma_i$ *for each row* so that about as many neighbours get a share as the perplexity says. A row in a
# narrow group gets a short ruler, a row in a wide one a long ruler. Stretch one group tenfold: its rulers stretch
# along, the shares stay. The spread is gone before the first dot is drawn. And rows of other groups get a share of
# nearly zero, whether they are 10 or 40 away: so the gap is gone too. (What is left of it comes from the start:
# scikit-learn places the dots by PCA before it moves them.)
# </details>
#
# ## Published misreading 1: islands, sizes, gaps
#
# Wattenberg, Viégas and Johnson (2016) collected how t-SNE is misread: sizes of clusters mean nothing, gaps may mean
# nothing, and **noise need not look like noise**. Chari and Pachter (2023) found maps of t-SNE and UMAP used in just
# these ways in papers on single cells, and measured how far the distances are off. (Lause, Berens and Kobak 2024 answer
# that distances are the wrong thing to ask of these maps: what they keep is neighbours. Your table says the same.)
#
# Now the third point. Beside the clusters: 400 rows of pure noise, a Gaussian in 20 dimensions.
#
# **Predict first.** At which perplexity does noise have the most islands: 2, 5, 30 or 100?

# %%
noise = np.random.default_rng(0).standard_normal((400, 20))
by_perplexity = {}
for perplexity in (2, 5, 30, 100):
    method = TSNE(perplexity=perplexity, random_state=0)
    by_perplexity[perplexity] = {"clusters": method.fit_transform(X), "noise": method.fit_transform(noise)}


# %% jupyter={"source_hidden": true}
def draw_perplexity(perplexity):
    """Clusters and noise by t-SNE at this perplexity, side by side."""
    fig, axes = plots.figure(1, 2, size=(7.4, 3.6))
    for ax, (title, Z) in zip(axes, by_perplexity[perplexity].items(), strict=True):
        of = group if title == "clusters" else np.zeros(len(Z), int)
        for g, name in enumerate("ABC"[:of.max() + 1]):
            ax.plot(*Z[of == g].T, plots.CLASS_MARKERS[g], color=plots.CLASS_COLOURS[g], markersize=3, label=name)
        ax.set(title=f"{title}, perplexity {perplexity}", xticks=[], yticks=[], aspect="equal", adjustable="datalim")
    axes[0].legend(loc="best")
    looks = {2: "many little islands", 5: "a lumpy cloud"}.get(perplexity, "one cloud")
    fig.set_label(f"t-SNE at perplexity {perplexity}: left three clusters, right 400 rows of noise, drawn as {looks}.")
    return fig


plots.steer(draw_perplexity, perplexity=(2, 5, 30, 100))

# %% [markdown]
# Move the slider. At 2 the noise falls into dozens of islands, and the true clusters break into crumbs. At 30 and above
# the noise is one cloud. The three clusters keep their gaps at none of the four. So one map is no map: draw several,
# and believe what stays.
#
# And **undo it**: carry the islands back *to the data*. Find groups on the map by k-means, which puts k centres where
# they are nearest to the dots; then ask how well the same groups are separated, on the map and in the rows themselves.
# The **silhouette** compares a row's mean distance to its own group with that to the next one: near 1 for islands,
# about 0 for groups that run into each other.
#
# **Predict first.** Forty groups found in the noise, three in the clusters: their silhouettes in the data?

# %%
islands = {}
for title, perplexity, k in [("noise", 2, 40), ("noise", 30, 40), ("clusters", 30, 3)]:
    Z, rows = by_perplexity[perplexity][title], {"noise": noise, "clusters": X}[title]
    found = KMeans(k, n_init=5, random_state=0).fit_predict(Z)
    islands[title, perplexity] = {"on the map": silhouette_score(Z, found),
                                  "in the data": silhouette_score(rows, found)}
islands = pd.DataFrame(islands).T.rename_axis(["data", "perplexity"])
islands.round(2)

# %% [markdown]
# On the map both look grouped (40 pieces of an even cloud have about 0.3 by themselves, see the middle row). In the
# data the noise has **nothing**, and the three clusters stay. The map may propose groups; only the data can confirm
# them.
#
# ## Published misreading 2: waves and horseshoes
#
# PCA misleads as well. From 1978 on, Menozzi, Piazza and Cavalli-Sforza drew maps of Europe, one for each principal
# component of gene frequencies (how common each variant of a gene is in a place). The maps showed slopes and waves, and
# these were read as migrations: a people that spread from here or there. Novembre and Stephens (2008) showed that such
# waves come out of PCA wherever **neighbours resemble each other**, without any great migration.
#
# Make such a country: a valley with 60 villages in a row. All begin with the same gene frequencies. In each generation
# half of each village's parents come from the two next villages; then chance draws the children. Nobody ever moves
# further. Nobody comes from outside.
#
# **Predict first.** The second component, drawn along the valley: what could it look like, if nothing has happened?

# %%
def valley(seed, villages=60, genes=500, people=50, generations=300):
    """Frequencies of some genes in villages in a row: (villages, genes)."""
    rng, frequency = np.random.default_rng(seed), np.full((villages, genes), 0.5)
    for _ in range(generations):
        up, down = frequency[[0, *range(villages - 1)]], frequency[[*range(1, villages), villages - 1]]
        parents = 0.5 * frequency + 0.25 * up + 0.25 * down
        frequency = rng.binomial(2 * people, parents) / (2 * people)
    return frequency


place, waves, histories = np.arange(60), {}, {seed: valley(seed) for seed in range(3)}
for seed, X_valley in histories.items():
    Z = PCA(3).fit_transform(X_valley)
    waves[seed] = Z / Z.std(axis=0) * np.sign(Z[0] + Z[1] + Z[2])         # the sign of a component means nothing

# %% jupyter={"source_hidden": true}
cosines = np.sqrt(2) * np.cos(np.pi * np.arange(1, 4) * (place[:, None] + 0.5) / 60)
fig, axes = plots.figure(1, 3, size=(8.6, 2.7), sharey=True)
for component, ax in enumerate(axes):
    for (seed, wave), (colour, marker) in zip(waves.items(), plots.looks("abc").values(), strict=True):
        ax.plot(place, wave[:, component], marker, color=colour, markersize=3, label=f"history {seed + 1}")
    ax.plot(place, cosines[:, component], color=plots.BLACK, linewidth=1, label="cosine")
    ax.set(title=f"component {component + 1}", xlabel="village")
axes[0].set(ylabel="value")
axes[0].legend(fontsize=8)
plots.show(fig, alt="First three principal components along the valley, three histories: half a wave, a whole one, one "
           "and a half, close to cosines in all three.")

# %% [markdown]
# "Component 2: the two ends are alike, the middle differs. Here a people has spread from the middle." It is a good
# story, with a fifth of the variance behind it. And it is wrong: you know the history.
#
# **Undo it**: run history again. Three valleys whose chances have nothing in common give the **same** waves, cosines.
# What comes out whatever has happened says nothing about what has happened. This is the control: *what would the map
# look like if my story were false?* Novembre and Stephens made it for Europe.
#
# Drawn against each other, components 1 and 2 make a **horseshoe** (Diaconis et al. 2008). Ecologists and others meet
# it wherever rows have an order.

# %%
bent = PCA(2).fit_transform(histories[0])
straight = Isomap(n_neighbors=6).fit_transform(histories[0])
along = pdist(place[:, None])                                          # how far two villages lie apart
horseshoe = pd.DataFrame({name: {
    "distances": spearmanr(along, pdist(Z)).statistic, "height / length": Z[:, 1].std() / Z[:, 0].std(),
    "order of the villages": abs(spearmanr(place, Z[:, 0]).statistic)}
    for name, Z in [("PCA", bent), ("Isomap", straight)]}).T
fig = plots.maps({"PCA": bent, "Isomap": straight}, place // 20, ["lower valley", "middle", "upper valley"])
for ax in fig.axes:
    ax.set_aspect("equal", "datalim")
plots.show(fig)
horseshoe.round(2)

# %% [markdown]
# Isomap walks from village to village and lays the valley out as what it is: a line. But PCA's horseshoe is not
# worthless: read along the bend, it has the villages in order. What may be read is the **order**; what may not is the
# bend.
#
# ## Walk over maps that have no way back
#
# On digits no truth is known. As the next best take the distances between the images. Here are four maps on one page.
# Drag over each.
#
# **Predict first.** Which two maps can decode the empty places between the dots?

# %%
digits = datasets.load("digits")[:500]
digit_maps = {"PCA": PCA(2).fit(digits.X), "Autoencoder": Autoencoder(2, epochs=120, random_state=0).fit(digits.X),
              "t-SNE": TSNE(random_state=0).fit(digits.X), "Isomap": Isomap(n_neighbors=7).fit(digits.X)}
explore(digit_maps, digits, title="Four maps of digits")

# %%
places = {name: method.embedding_ if hasattr(method, "embedding_") else method.transform(digits.X)
          for name, method in digit_maps.items()}
on_digits = pd.DataFrame({name: measure(digits.X, Z) | {
    "nearest is the same digit": np.mean(digits.y[(ranks(Z) == 1).argmax(axis=1)] == digits.y)}
    for name, Z in places.items()}).T
on_digits.round(2)

# %% [markdown]
# PCA and the autoencoder decode wherever you point. For t-SNE and Isomap the page shows the nearest image, and says
# that there is no way back: a place between two islands of t-SNE is **nothing**, not even something unknown. The ring
# on the other maps shows where the same image lies there.
#
# The table says what to use each for. If you look for images that resemble each other, t-SNE's neighbours are the real
# ones. And its islands are mostly single digits: you may say so because the labels confirm it (last column), not
# because the map looks like it.
#
# ## Which map for which question?
#
# | your question | map | first check | do not read |
# |---|---|---|---|
# | Which rows resemble each other? Might there be groups? | t-SNE, UMAP | trustworthiness; several perplexities and seeds; the groups' silhouette *in the data* | size, gap, shape of islands; empty places |
# | How far apart are groups, which is more varied? | PCA; best of all the data, without a map | share of variance kept; sizes and gaps in the data | islands that are not there: they may lie behind each other |
# | Where along a bent strip or a path does a row lie? | Isomap | the map against its own walks; a range of links with the same map | distances between pieces that are not linked |
# | What lies between two rows? How do I draw new ones? Where does tomorrow's row go? | autoencoder, PCA | error there and back on new rows | distances and areas of the autoencoder's map |
# | In which order do rows lie? | PCA's first component, along the horseshoe; Isomap | the same from made data without your story | bends and waves |
# | Few rows, bent, and new rows to come | kernel PCA | there and back on new rows, several $\gamma$ | sizes and gaps: similarity ends at some distance |
#
# And three habits for all of them: more than one map; a control that you know to be empty; every claim carried back to
# the data before you believe it.
#
# ## Claims
#
# What the text says without a number beside it is asserted here, for whoever changes this lesson.

# %% jupyter={"source_hidden": true}
shape = {name: measures.loc[name].drop("UMAP", errors="ignore") for name in shapes}      # methods that are always there
assert shape["sheet"]["distances"]["Isomap"] > 0.99 and shape["sheet"]["distances"].drop("Isomap").max() < 0.85
assert shape["sheet"]["trustworthiness"][["kernel PCA", "Autoencoder"]].max() < 0.9
assert shape["sheet"]["there and back"].idxmax() == "Autoencoder" and shape["sheet"]["distances"]["Autoencoder"] < 0.6
assert shape["sheet"]["trustworthiness"]["t-SNE"] > shape["sheet"]["trustworthiness"].max() - 0.01
flat, torn = shape["sphere"].loc[["PCA", "kernel PCA", "Isomap"]], shape["sphere"].loc[["t-SNE", "Autoencoder"]]
assert flat["trustworthiness"].max() < 0.9 < 0.97 < torn["trustworthiness"].min() and flat["continuity"].min() > 0.97
assert flat["distances"].min() > torn["distances"].max()
assert (shape["ring"].drop(columns="there and back") > 0.97).all(axis=None)
assert shape["ring"]["there and back"].min() > 0.95
assert shape["clusters"]["trustworthiness"].idxmax() == "t-SNE" == shape["clusters"]["distances"].idxmin()
assert shape["clusters"]["distances"].idxmax() == "PCA"
assert neighbours["trustworthiness"]["PCA"] < neighbours["trustworthiness"]["t-SNE"] - 0.05
assert 0 < neighbours["continuity"]["PCA"] - neighbours["continuity"]["t-SNE"] < 0.03
assert np.isclose(neighbours["trustworthiness"]["PCA"], shape["sphere"]["trustworthiness"]["PCA"])

# %% jupyter={"source_hidden": true}
anywhere = np.random.default_rng(0).random((400, 2))
assert abs(trustworthiness(shapes["sphere"][1], anywhere, n_neighbors=10) - 0.5) < 0.05
few, many = links.loc["7 links"], links.loc["12 links"]
assert few["short cuts"] == 0 < many["short cuts"] < 20 and min(few["distances"], few["own walks"]) > 0.99
assert many["distances"] < 0.8 and many["own walks"] < 0.95
range_of_links = {k: spearmanr(pdist(true), pdist(Isomap(n_neighbors=k).fit_transform(shapes["sheet"][0]))).statistic
                  for k in (4, 5, 6)}
assert range_of_links[4] < range_of_links[5] - 0.01 and min(range_of_links[5], range_of_links[6]) > 0.99
assert sizes["t-SNE"]["size C / A"] < sizes["t-SNE"]["size B / A"] < 1 and sizes["truth"]["size C / A"] > 5
assert 3.5 < sizes["truth"]["gap AC / AB"] < 4.5 and 0.7 < sizes["t-SNE"]["gap AC / AB"] < 1.4
assert (abs(sizes["PCA"] / sizes["truth"] - 1) < 0.15).all() and sizes["Autoencoder"]["gap AC / AB"] < 3
assert swapped["size C / A"].is_monotonic_increasing and swapped["size C / A"].iloc[-1] > 2
assert abs(swapped["size C / A"].iloc[1] - 1) < 0.3 and np.ptp(swapped["true size C / A"]) < 1

# %% jupyter={"source_hidden": true}
assert islands["on the map"]["noise", 2] > islands["on the map"]["noise", 30] + 0.15
assert abs(islands["in the data"].loc["noise"]).max() < 0.05 and islands["in the data"]["clusters", 30] > 0.6
for Z in by_perplexity.values():
    assert read_map(Z["clusters"], group)["gap AC / AB"] < 2 and read_map(Z["clusters"], group)["size C / A"] < 1
assert all(draw_perplexity(perplexity).get_label() for perplexity in by_perplexity)
fits = [abs(np.corrcoef(wave[:, j], cosines[:, j])[0, 1]) for wave in waves.values() for j in range(3)]
assert min(fits) > 0.9
assert all(0.1 < PCA(2).fit(X_valley).explained_variance_ratio_[1] < 0.3 for X_valley in histories.values())
assert horseshoe["order of the villages"].min() > 0.95
assert horseshoe["height / length"]["PCA"] > 0.5 > 0.2 > horseshoe["height / length"]["Isomap"]
assert horseshoe["distances"]["Isomap"] > 0.99 > horseshoe["distances"]["PCA"]
assert on_digits["trustworthiness"].idxmax() == "t-SNE"
assert on_digits["nearest is the same digit"]["t-SNE"] > 0.85

# %% [markdown]
# ## Check yourself
#
# **1.** A map has trustworthiness 0.99 and continuity 0.80. What has happened?
#
# <details><summary>Answer</summary>
#
# Who stands side by side on the map is a real neighbour; but many real neighbours stand elsewhere. The map has torn the
# data. What looks like two islands may be one.
# </details>
#
# **2.** On a t-SNE map one group covers half of the picture. What do you know of it?
#
# <details><summary>Answer</summary>
#
# That it has many rows, which you knew. How varied it is you measure in the data.
# </details>
#
# **3.** The autoencoder rebuilds new rows best. Why does that not make its map the best one to read distances from?
#
# <details><summary>Answer</summary>
#
# Its loss compares rows with rebuilt rows. It may stretch, bend and fold its map as it likes, as long as the decoder
# undoes it. On the sheet you saw it come back best, with distances that are wrong.
# </details>
#
# **4.** PCA of 40 weekly measurements of a pond draws an arch. "In the middle of the year the pond was in another state
# than at both ends, which are alike." What do you do?
#
# <details><summary>Answer</summary>
#
# A control: series in which neighbouring weeks resemble each other and nothing else happens. If they give the same
# arch, it says nothing. Then look at the question in the data: are first and last weeks nearer to each other than to
# the middle?
# </details>

# %% [markdown]
# ## Summary
#
# - A map invents neighbours (trustworthiness), loses them (continuity), bends distances, and may have no way back.
#   Measure all four; no method is best at all.
# - On maps by t-SNE and UMAP neighbours may be read; sizes say how many rows, gaps next to nothing, and noise can have
#   islands.
# - PCA keeps large distances, presses things on each other, and makes waves and horseshoes out of any order.
# - Isomap unrolls, until one short cut; the autoencoder comes back, and promises no distances.
# - Carry each claim back to the data, and ask what the map would look like if it were false.
#
# **Exercise.** Now you: [Exercise 11](exercises/11_trusting_maps.ipynb). Each task checks itself.
#
# ## References
#
# - Menozzi, Piazza and Cavalli-Sforza 1978, "Synthetic maps of human gene frequencies in Europeans", *Science* 201,
#   786–792.
# - Schölkopf, Smola and Müller 1998, "Nonlinear component analysis as a kernel eigenvalue problem", *Neural
#   Computation* 10, 1299–1319.
# - Tenenbaum, de Silva and Langford 2000, "A global geometric framework for nonlinear dimensionality reduction",
#   *Science* 290, 2319–2323.
# - Venna and Kaski 2001, "Neighborhood preservation in nonlinear projection methods: an experimental study", *ICANN*.
# - van der Maaten and Hinton 2008, "Visualizing data using t-SNE", *Journal of Machine Learning Research* 9, 2579–2605.
# - Novembre and Stephens 2008, "Interpreting principal component analyses of spatial population genetic variation",
#   *Nature Genetics* 40, 646–649.
# - Diaconis, Goel and Holmes 2008, "Horseshoes in multidimensional scaling and local kernel methods", *Annals of
#   Applied Statistics* 2, 777–807.
# - Wattenberg, Viégas and Johnson 2016, "How to use t-SNE effectively", *Distill*.
# - McInnes, Healy and Melville 2018, "UMAP: uniform manifold approximation and projection for dimension reduction",
#   arXiv:1802.03426.
# - Chari and Pachter 2023, "The specious art of single-cell genomics", *PLOS Computational Biology* 19, e1011288.
# - Lause, Berens and Kobak 2024, "The art of seeing the elephant in the room: 2D embeddings of single-cell data do make
#   sense", *PLOS Computational Biology* 20, e1012403.
