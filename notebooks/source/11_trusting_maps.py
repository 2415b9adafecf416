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
# in the data, or has the map made them? On real data nobody can tell you. So first you make data whose shape you know,
# and look at what each method does to it.
#
# Some code is folded; a click on the three dots opens it. You need not: the text says what it does.

# %%
import warnings

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import pdist, squareform
from scipy.stats import spearmanr
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA, KernelPCA
from sklearn.manifold import TSNE, Isomap, trustworthiness
from sklearn.metrics import silhouette_score
from threadpoolctl import threadpool_limits

from aeutils import Autoencoder, datasets, explore, plots

limits = threadpool_limits(1)              # with data this small, threads mostly wait for each other

# %% [markdown]
# ## Four shapes that you know
#
# Of each you get the rows `X`, as a method sees them, and `true`, the place where each row *really* is.
#
# - **sheet**: flat, 89 long and 20 wide, but rolled up. True is the place on the flat sheet: unroll it, and nothing is
#   wrong.
# - **sphere**: the skin of a ball, like the earth's. Every map of the earth is wrong somewhere.
# - **ring**: a circle in ten dimensions, with a little noise. It lies in a plane, if you find that plane.
# - **clusters**: three groups in ten dimensions. A is narrow and has most rows, C is wide and has few. A and B lie 10
#   apart, C lies 40 away.
#
# Distances on sphere and ring are straight ones, through the inside. (Along the skin they would have the same *order*,
# and only the order is used below.)

# %% jupyter={"source_hidden": true}
def sheet(rng, n):
    """Rows, their true places, and what colours them."""
    length, width = rng.uniform(11, 100, n), rng.uniform(0, 20, n)
    turn = np.sqrt(2 * length)                      # on this spiral you have walked turn² / 2 when you are at `turn`
    X = np.column_stack([np.cos(turn) + turn * np.sin(turn), width, np.sin(turn) - turn * np.cos(turn)])
    return X, np.column_stack([length, width]), length


def sphere(rng, n):
    X = rng.standard_normal((n, 3))
    X = X / np.linalg.norm(X, axis=1, keepdims=True)
    return X, X, X[:, 2]


# %% jupyter={"source_hidden": true}
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
# ## Five ways to lay them flat
#
# - **PCA**: the shadow with most variance.
# - **kernel PCA** (Schölkopf et al. 1998): PCA, but of how *similar* a row is to every other one, with similarity
#   $\exp(-\gamma \lVert x - x' \rVert^2)$: 1 for the same row, 0 for a distant one. The larger $\gamma$, the sooner a
#   row counts as distant. (Its way back is a regression from the map to the rows.)
# - **Isomap** (Tenenbaum et al. 2000): link each row to its nearest ones, measure distances by *walking along the
#   links*, and place the dots so that straight distances come as close to the walks as they can.
# - **t-SNE** (van der Maaten and Hinton 2008): each row gives shares to its neighbours, most to the nearest, 1 in all;
#   move the dots until the shares on the map agree. The **perplexity** is about how many neighbours get a share.
#   (UMAP, McInnes et al. 2018, is a relative. It appears below where `umap-learn` is installed.)
# - **Autoencoder**: two numbers from which the row can be rebuilt.
#
# **Predict first.** Which methods will unroll the sheet? On which shape will plain PCA be as good as any?

# %%
def methods(X):
    kernel = {"kernel": "rbf", "gamma": 1 / X.var(axis=0).sum()}
    return {"PCA": PCA(2), "kernel PCA": KernelPCA(2, **kernel, fit_inverse_transform=True, alpha=0.01),  # a way back
            "Isomap": Isomap(n_neighbors=7), "t-SNE": TSNE(perplexity=30, random_state=0),
            "Autoencoder": Autoencoder(2, epochs=150, random_state=0)} | more_methods


# %% jupyter={"source_hidden": true}
try:
    from umap import UMAP
    more_methods = {"UMAP": UMAP(random_state=0, n_jobs=1)}
except ImportError:
    more_methods = {}

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
# **Sheet**: only Isomap unrolls it to a straight strip, with a few holes. PCA looks at the roll from its end, t-SNE
# crumples it, kernel PCA and the autoencoder lay parts of it on each other. **Sphere**: PCA, kernel PCA and Isomap
# press one half on the other, t-SNE tears it to rags. The autoencoder opens the skin at one place (at no pole, so the
# colours do not show where) and spreads it. **Ring**: a ring everywhere; the simplest method is enough. **Clusters**:
# three everywhere. (Isomap finds no link between them, adds the shortest, and strings C out.) Look at A, the dark one;
# B is blue-green, C yellow. A is the narrowest, and t-SNE draws it as the *largest*: more of that below.
#
# ## Which neighbours are real?
#
# A map can put rows side by side that are far apart: **invented** neighbours. And it can tear true neighbours apart:
# **lost** ones. Count the invented ones. On the map, row $j$ is among the $k = 10$ nearest of row $i$; in truth it
# comes only 37th. That is an intruder, and it costs $37 - 10$. With $r(i, j)$ for the true rank of $j$ seen from $i$ (1
# for the nearest), and $U_i$ for the intruders of row $i$:
#
# $$\text{trustworthiness} = 1 - \frac{2}{n k (2n - 3k - 1)} \sum_{i=1}^{n} \sum_{j \in U_i} (r(i, j) - k).$$
#
# The fraction in front is 1 over the largest sum there can be. So 1 is a map without intruders; dots placed by chance
# get about 0.5 (Venna and Kaski 2001). Exchange map and truth, and the same sum charges for *lost* neighbours:
# **continuity**. (The ranks in the code: `argsort` of the distances 5, 0, 2 is 1, 2, 0, who is nearest, next and last;
# `argsort` of that is 2, 0, 1, the rank of each.)
#
# **Predict first.** The sphere under PCA (one half on the other) and under t-SNE (torn): which has the lower
# trustworthiness, which the lower continuity?

# %%
def ranks(places):
    """For each row the rank of every other one by distance: 0 for itself, 1 for the nearest."""
    return squareform(pdist(places)).argsort(axis=1).argsort(axis=1)


def by_hand(rank_in, near_in, k=10):
    """1, less what the k nearest in one arrangement of the rows cost by their ranks in another."""
    r, near, n = ranks(rank_in), ranks(near_in) <= k, len(rank_in)
    return 1 - 2 / (n * k * (2 * n - 3 * k - 1)) * np.sum((r - k) * (near & (r > k)))

true = shapes["sphere"][1]
neighbours = pd.DataFrame({name: {"trustworthiness": by_hand(rank_in=true, near_in=maps["sphere", name]),
                                  "continuity": by_hand(rank_in=maps["sphere", name], near_in=true)}
                           for name in ("PCA", "t-SNE")}).T
neighbours.round(3)

# %% [markdown]
# PCA invents: its trustworthiness is far lower. t-SNE loses more: its continuity is lower, though by little, since a
# tear runs along a line and spares the rows elsewhere. Scikit-learn has the sum as
# `trustworthiness(true, Z, n_neighbors=10)`; from here on you use that.
#
# ## Is there a best method?
#
# Two numbers more, and a table of all four.
#
# - **distances**: over all pairs of rows, the rank correlation (Spearman's: 1 if the order is the same, 0 for no
#   relation) of true distance and distance on the map. Ranks, because no map promises centimetres.
# - **there and back**: send 200 *new* rows to the map and decode the two numbers: the part of the variance that comes
#   back, $1 - \text{squared error} / \text{variance}$.
#
# **Predict first.** The autoencoder has the best way back from the sheet. Will it keep the distances best, too?

# %% jupyter={"source_hidden": true}
def measure(true, Z, k=10):
    return {"trustworthiness": trustworthiness(true, Z, n_neighbors=k),
            "continuity": trustworthiness(Z, true, n_neighbors=k),
            "distances": spearmanr(pdist(true), pdist(Z)).statistic}


def there_and_back(method, X):
    if not hasattr(method, "inverse_transform"):
        return np.nan
    return 1 - np.mean((X - method.inverse_transform(method.transform(X))) ** 2) / X.var(axis=0).mean()


# %% jupyter={"source_hidden": true}
measures = {}
for (shape, name), Z in maps.items():
    back = there_and_back(fitted[shape, name], fresh[shape])
    measures[shape, name] = measure(shapes[shape][1], Z) | {"there and back": back}
measures = pd.DataFrame(measures).T
measures.map("{:.2f}".format, na_action="ignore").fillna("no way back")

# %% [markdown]
# - **sheet**: Isomap keeps the distances; nobody else comes near. The autoencoder comes back best, yet its distances
#   are wrong: its loss asks that rows be *rebuilt*, and says nothing about where their codes lie. t-SNE's neighbours
#   are as trustworthy as Isomap's, and its large distances are not. (PCA loses the width, but keeps the roll's layers
#   apart: it invents few far neighbours.)
# - **sphere**: who presses it flat invents neighbours, who tears it to rags pays in distances. The autoencoder's one
#   opening costs little: real neighbours, and distances nearly as good as PCA's.
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
# cut** for all walks. On purpose: 8 and 12 links for each row.
#
# **Predict first.** With 12 there are 4,800 links. Would a handful of bad ones among them do any harm?
#
# Three columns are rank correlations of distances: of the map with the truth, with its **own walks**, and with the map
# of 7 links.

# %% jupyter={"source_hidden": true}
X, true, colour = shapes["sheet"]
short_cuts, links, rolls = {}, {}, {}
for k in (7, 5, 6, 8, 12):
    isomap = Isomap(n_neighbors=k).fit(X)
    i, j = isomap.nbrs_.kneighbors_graph().nonzero()                  # row i links to row j
    rolls[k], walks = isomap.embedding_, squareform(isomap.dist_matrix_, checks=False)
    short_cuts[k] = true[i[np.abs(true[i, 0] - true[j, 0]) > 25], 0]  # where they begin; layers are about 50 apart
    links[k] = {f"with {title}": spearmanr(distances, pdist(rolls[k])).statistic for title, distances in
                {"the truth": pdist(true), "its own walks": walks, "the map of 7 links": pdist(rolls[7])}.items()}
links = pd.DataFrame(links).T.sort_index().rename_axis("links")
links.insert(0, "short cuts", pd.Series(short_cuts).map(len))
links.round(3)

# %% jupyter={"source_hidden": true}
fig, axes = plots.figure(1, 3, size=(8.6, 2.7))
looks = {7: "a strip", 8: "a strip, its inner end torn off and bent back", 12: "a curve"}
for ax, k in zip(axes, looks, strict=True):
    ax.scatter(*rolls[k].T, c=colour, cmap="viridis", s=6)
    ax.set(title=f"{k} links, short cuts: {len(short_cuts[k])}", xticks=[], yticks=[])
    ax.set_aspect("equal", "datalim")
plots.show(fig, alt="Isomap of the sheet: " + "; ".join(f"with {ax.get_title()}, {look}"
                                                        for ax, look in zip(axes, looks.values(), strict=True)) + ".")

# %% [markdown]
# Yes. With 12 links, eleven short cuts let so many walks through that the roll stays rolled. With 8, a single one joins
# the inner end to the next layer: all walks from there take it, so the end is laid beside that layer.
#
# On real data you know neither short cuts nor true distances. You can ask whether the map agrees with its own walks: a
# graph with many short cuts fits on no plane, and the number drops. But a single one hardly moves it. A better sign is
# a *range* of settings with the same map, here from 5 links to 7 (last column).
#
# ## What do size and gap of a cluster mean?
#
# "Group A is the most varied, and it is as close to B as to C." So maps by t-SNE are read, in talks and in papers. You
# know better: A is the *narrowest*, and C is four times as far away as B. Measure what the maps say. *Size* is the root
# mean square distance from the group's centre; *gap* is the distance between two centres. Units differ, so divide by
# A's size, and by the gap A–B.
#
# **Predict first.** In t-SNE's column: will C be larger than A? Will the gap A–C be four times A–B?

# %% jupyter={"source_hidden": true}
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
# Only PCA keeps both. (The autoencoder and kernel PCA shorten the long gap, though their "distances" were above 0.9:
# that number knows only the order of distances.) Then what *does* the size of an island mean? Ask by experiment: keep
# the spreads of the three groups, and change only **how many rows** each has.

# %% jupyter={"source_hidden": true}
swapped = {}
for shares in [(0.6, 0.25, 0.15), (0.35, 0.35, 0.3), (0.15, 0.25, 0.6)]:
    X_share, _, group_share = clusters(np.random.default_rng(0), 400, shares)
    Z = TSNE(perplexity=30, random_state=0).fit_transform(X_share)
    counts = " : ".join(str(n) for n in np.bincount(group_share))
    swapped[counts] = {"size C / A by t-SNE": read_map(Z, group_share)["size C / A"],
                       "true size C / A": read_map(X_share, group_share)["size C / A"]}
swapped = pd.DataFrame(swapped).T.rename_axis("rows A : B : C")
swapped.round(2)

# %% [markdown]
# The size on the map follows the number of rows; the true spread, nearly the same in all three, plays hardly a part. So
# on this map a large island says "many rows", and no more. (Nor is that a law: with another perplexity sizes are others
# again, as you will see in the next picture.)
#
# <details><summary>In depth: where the size is lost</summary>
#
# The share that t-SNE gives to row $j$, seen from row $i$, is in proportion to
# $\exp(-\lVert x_i - x_j \rVert^2 / 2\sigma_i^2)$. The ruler $\sigma_i$ is chosen *for each row* so that about as many
# neighbours get a share as the perplexity says: short in a narrow group, long in a wide one. Stretch one group tenfold:
# its rulers stretch along, the shares stay. The spread is gone before the first dot is drawn. And rows of other groups
# get a share of nearly zero, whether they are 10 or 40 away: so the gap is gone too.
# </details>
#
# ## Published misreading 1: islands
#
# Wattenberg, Viégas and Johnson (2016) collected how t-SNE is misread. Sizes and gaps you know; the third point is that
# **noise need not look like noise**. Chari and Pachter (2023) found all three in papers that draw cells of the body.
# (Lause, Berens and Kobak 2024 answer that these maps keep neighbours, and nobody should ask them for distances.)
#
# Beside the clusters: 400 rows of pure noise, 20 normally distributed numbers each.
#
# **Predict first.** At which perplexity does noise have the most islands: 2, 5, 30 or 100?

# %% jupyter={"source_hidden": true}
noise = np.random.default_rng(0).standard_normal((400, 20))
by_perplexity = {}
for perplexity in (2, 5, 30, 100):
    method = TSNE(perplexity=perplexity, random_state=0)
    by_perplexity[perplexity] = {"noise": method.fit_transform(noise), "clusters": method.fit_transform(X)}
read = pd.DataFrame({perplexity: read_map(Z["clusters"], group) for perplexity, Z in by_perplexity.items()})

# %% jupyter={"source_hidden": true}
fig, axes = plots.figure(2, 4, size=(8.6, 4.6))
for column, (perplexity, both) in zip(axes.T, by_perplexity.items(), strict=True):
    for ax, (title, Z) in zip(column, both.items(), strict=True):
        of = group if title == "clusters" else np.zeros(len(Z), int)
        for g, name in enumerate("ABC"[:of.max() + 1]):
            ax.plot(*Z[of == g].T, plots.CLASS_MARKERS[g], color=plots.CLASS_COLOURS[g], markersize=1.6, label=name)
        ax.set(xticks=[], yticks=[], aspect="equal", adjustable="datalim")
    column[0].set(title=f"perplexity {perplexity}")
    column[1].set_title("C / A {size C / A:.2f}, AC / AB {gap AC / AB:.1f}".format(**read[perplexity]), fontsize=9)
axes[0, 0].set_ylabel("noise")
axes[1, 0].set_ylabel("clusters")
axes[1, 0].legend(loc="best", fontsize=7)
plots.show(fig, alt="Noise and three clusters by t-SNE at four perplexities. Noise: many little islands at 2, lumps at "
           "5, one cloud at 30 and 100. Size C / A, gap AC / AB: " + ", ".join(
               f"{size:.2f}, {gap:.1f} at {p}" for p, (size, gap) in read.loc[["size C / A", "gap AC / AB"]].items()) + ".")

# %% [markdown]
# At 2 the noise falls into many little islands, and the true clusters break into crumbs. At 5 it is still lumpy, at 30
# and 100 one cloud. The gaps are right at none of the four: at 100 C is even drawn nearer than B, and as a speck, since
# its 60 rows cannot give a hundred neighbours each. One map is no map: draw several, and believe what stays.
#
# **Undo it**: carry the islands back *to the data*. Find groups on the map by k-means, which puts k centres where they
# are nearest to the dots (40 for crumbs, ten rows each; 3 for the clusters). Then ask how well the same groups are
# separated, on the map and in the rows themselves. The **silhouette** compares a row's mean distance to its own group
# with that to the next one: near 1 for islands, about 0 or a little less for groups that run into each other.

# %% jupyter={"source_hidden": true}
islands = {}
for title, perplexity, k in [("noise", 2, 40), ("noise", 30, 40), ("clusters", 2, 40), ("clusters", 30, 3)]:
    Z, rows = by_perplexity[perplexity][title], {"noise": noise, "clusters": X}[title]
    found = KMeans(k, n_init=5, random_state=0).fit_predict(Z)
    islands[f"{title}, perplexity {perplexity}, {k} groups"] = {"on the map": silhouette_score(Z, found),
                                                                "in the data": silhouette_score(rows, found)}
islands = pd.DataFrame(islands).T
islands.round(2)

# %% [markdown]
# On the map all look grouped (40 pieces of an even cloud too have some silhouette: see the second row). In the data the
# noise has **nothing**, nor have the crumbs of the clusters, and the three clusters stay. The map may propose groups;
# only the data can confirm them.
#
# ## Published misreading 2: waves
#
# PCA misleads as well. From 1978 on, Menozzi, Piazza and Cavalli-Sforza drew maps of Europe, one for each principal
# component of gene frequencies (how common each variant of a gene is in a place). The maps showed slopes and waves, and
# these were read as migrations: a people that spread from here or there. Novembre and Stephens (2008) showed that such
# waves come out of PCA wherever **neighbours resemble each other**, without any great migration.
#
# Make such a country: a valley with 60 villages in a row. All begin with the same gene frequencies. In each generation
# half of each village's parents come from the two next villages (at an end, from the one next and the village itself);
# then chance draws the children. Nobody ever moves further. Nobody comes from outside.
#
# **Predict first.** The second component, drawn along the valley: what could it look like, if nothing has happened?

# %% jupyter={"source_hidden": true}
def valley(seed, villages=60, genes=500, people=50, generations=300):
    """Frequencies of some genes in villages in a row: (villages, genes)."""
    rng, frequency = np.random.default_rng(seed), np.full((villages, genes), 0.5)
    for _ in range(generations):
        up, down = frequency[[0, *range(villages - 1)]], frequency[[*range(1, villages), villages - 1]]
        parents = 0.5 * frequency + 0.25 * up + 0.25 * down
        frequency = rng.binomial(2 * people, parents) / (2 * people)      # two copies of each gene in everybody
    return frequency


histories = {seed: valley(seed) for seed in range(3)}

# %% jupyter={"source_hidden": true}
place, waves, variance = np.arange(60), {}, {}
for seed, X_valley in histories.items():
    pca = PCA(3).fit(X_valley)
    Z, variance[seed] = pca.transform(X_valley), pca.explained_variance_ratio_
    waves[seed] = Z / Z.std(axis=0) * np.sign(Z[0])                     # the sign is free: let village 0 be above
    ends = [X_valley[part].mean(axis=0) for part in (slice(5), slice(28, 33), slice(-5, None))]
    first_middle, first_last, middle_last = pdist(ends)
    print(f"history {seed + 1}, distances of the rows: from end to end {first_last:.1f}, from the ends to the middle "
          f"{first_middle:.1f} and {middle_last:.1f}")

# %% jupyter={"source_hidden": true}
cosines = np.sqrt(2) * np.cos(np.pi * np.arange(1, 4) * (place[:, None] + 0.5) / 60)
fig, axes = plots.figure(1, 3, size=(8.6, 2.7), sharey=True)
looks = list(zip(waves.items(), plots.looks("abc").values(), strict=True))
for component, ax in enumerate(axes[:2]):
    for (seed, wave), (colour, marker) in looks:
        ax.plot(place, wave[:, component], marker, color=colour, markersize=3, label=f"history {seed + 1}")
    ax.plot(place, cosines[:, component], color=plots.BLACK, linewidth=1, label="cosine")
    share = np.mean([shares[component] for shares in variance.values()])
    ax.set_title(f"component {component + 1}, {share:.0%} of variance", fontsize=9)
    ax.set(xlabel="village")
for (_, wave), (colour, marker) in looks:
    axes[2].plot(wave[:, 0], wave[:, 1], marker, color=colour, markersize=3)
axes[2].set_title("component 2 over component 1", fontsize=9)
axes[0].legend(fontsize=8)
plots.show(fig, alt="Principal components of three histories: near half a cosine wave, near a whole one; together a horseshoe.")

# %% [markdown]
# "Component 2: the two ends are alike, the middle differs. Here a people has spread from the middle." It is a good
# story, and much variance is behind it. And it is wrong: you know the history. In the rows themselves the two ends
# differ more from each other than from the middle (the printed distances). You could have found that without knowing.
#
# **Undo it**: run history again. Three valleys whose chances have nothing in common give the **same** waves, cosines.
# What comes out whatever has happened says nothing about what has happened. This is the control: *what would the map
# look like if my story were false?* Novembre and Stephens made it for Europe.
#
# Component 2 over component 1 (right) is a **horseshoe** (Diaconis et al. 2008), as wherever rows have an order. (A
# component's sign is free; here village 0 is drawn above.) The *order* may be read along component 1, but not near its
# ends: there the wave is flat, and chance decides who comes first. The bend may not be read at all.
#
# ## Walk over maps that have no way back
#
# On digits no truth is known. As the next best take the distances between the images. Here are four maps on one page.
# Drag over each: PCA and the autoencoder decode wherever you point. For t-SNE and Isomap the page shows the nearest
# image, and says that there is no way back: to a place between two islands of t-SNE **no** image belongs.
#
# **Predict first.** On which map is an image's nearest neighbour most often the same digit? Most seldom?

# %%
digits = datasets.load("digits")[:500]
digit_maps = {"PCA": PCA(2).fit(digits.X), "Autoencoder": Autoencoder(2, epochs=120, random_state=0).fit(digits.X),
              "t-SNE": TSNE(random_state=0).fit(digits.X), "Isomap": Isomap(n_neighbors=7).fit(digits.X)}
explore(digit_maps, digits, title="Four maps of digits")

# %% jupyter={"source_hidden": true}
places = {name: method.embedding_ if hasattr(method, "embedding_") else method.transform(digits.X)
          for name, method in digit_maps.items()}
on_digits = pd.DataFrame({name: measure(digits.X, Z) | {
    "nearest is the same digit": np.mean(digits.y[(ranks(Z) == 1).argmax(axis=1)] == digits.y)}
    for name, Z in places.items()}).T
isomap_walks = spearmanr(squareform(digit_maps["Isomap"].dist_matrix_, checks=False), pdist(places["Isomap"])).statistic
print(f"Isomap's map and its own walks: {isomap_walks:.2f}")
on_digits.round(2)

# %% [markdown]
# For images that resemble each other take t-SNE: its neighbours are the real ones. For distances take PCA. (Isomap is
# last there, since the "truth" of this table is straight; with its own walks it agrees better.) By its trustworthiness
# the autoencoder is nearly as good as t-SNE, and it has a way back; the last column knows better: more of its nearest
# are other digits.
#
# On t-SNE's map nearly every image has its own digit next to it: the labels say so (last column), not the look of the
# map. And an island is not a kind: find the twos and the nines, each in two places.
#
# ## Which map for which question?
#
# | your question | map | first check | do not read |
# |---|---|---|---|
# | Which rows resemble each other? Might there be groups? | t-SNE | trustworthiness; several perplexities; the groups' silhouette *in the data* | size, gap, shape of islands; empty places |
# | How far apart are groups, which is more varied? | PCA; best of all the data, without a map | share of variance kept; sizes and gaps in the data | that groups overlap: one may lie behind the other |
# | Where along a bent strip or a path does a row lie? | Isomap | a range of links with the same map; its own walks | distances between pieces that are not linked |
# | What lies between two rows? How do I draw new ones? Where does tomorrow's row go? | autoencoder, PCA | error there and back on new rows | distances and areas of the autoencoder's map |
# | In which order do rows lie? | PCA's first component, away from its ends | the same from made data without your story | bends and waves |
#
# Kernel PCA has no line: on none of the four shapes was it ahead by more than the last digit, with the similarity
# chosen here. And three habits for all of them: more than one map; a control that you know to be empty; every claim
# carried back to the data before you believe it.
#
# ## Claims
#
# What the text says without a number beside it is asserted here, for whoever changes this lesson.

# %% jupyter={"source_hidden": true}
always = ["PCA", "kernel PCA", "Isomap", "t-SNE", "Autoencoder"]               # UMAP is not everywhere
shape = {name: measures.loc[name].loc[always] for name in shapes}
trust, kept, back = ({name: table[column] for name, table in shape.items()}
                     for column in ("trustworthiness", "distances", "there and back"))
assert kept["sheet"]["Isomap"] > 0.99 and kept["sheet"].drop("Isomap").max() < 0.85
assert trust["sheet"][["kernel PCA", "Autoencoder"]].max() < 0.9
assert back["sheet"].idxmax() == "Autoencoder" and kept["sheet"]["Autoencoder"] < 0.6
assert abs(trust["sheet"]["t-SNE"] - trust["sheet"]["Isomap"]) < 0.005
flat, torn = trust["sphere"][["PCA", "kernel PCA", "Isomap"]], trust["sphere"][["t-SNE", "Autoencoder"]]
assert flat.max() < 0.9 < 0.97 < torn.min()
assert kept["sphere"].idxmin() == "t-SNE" and kept["sphere"]["PCA"] - kept["sphere"]["Autoencoder"] < 0.05
assert (shape["ring"].drop(columns="there and back") > 0.97).all(axis=None) and back["ring"].min() > 0.95
assert trust["clusters"].idxmax() == "t-SNE" == kept["clusters"].idxmin() and kept["clusters"].idxmax() == "PCA"
ahead = [table.drop("kernel PCA").max() - table.loc["kernel PCA"] for table in shape.values()]
assert np.min(ahead) > -0.005                                                  # level at most, in any column

# %% jupyter={"source_hidden": true}
Z = maps["sphere", "Autoencoder"] - np.median(maps["sphere", "Autoencoder"], axis=0)
radius = np.linalg.norm(Z, axis=1)                            # the farther from the middle, the nearer to the prick
pole = shapes["sphere"][0][radius > np.quantile(radius, 0.9)].mean(axis=0)
assert spearmanr(radius, shapes["sphere"][0] @ pole).statistic > 0.9
straight = pdist(shapes["sphere"][0])
assert spearmanr(straight, np.arccos(1 - straight**2 / 2)).statistic > 1 - 1e-9        # along the skin: the same order
assert neighbours["trustworthiness"]["PCA"] < neighbours["trustworthiness"]["t-SNE"] - 0.05
assert 0 < neighbours["continuity"]["PCA"] - neighbours["continuity"]["t-SNE"] < 0.03
assert np.isclose(neighbours["trustworthiness"]["PCA"], trust["sphere"]["PCA"])
anywhere = np.random.default_rng(0).random((400, 2))
assert abs(trustworthiness(shapes["sphere"][1], anywhere, n_neighbors=10) - 0.5) < 0.05
assert links["short cuts"].iloc[:4].tolist() == [0, 0, 0, 1] and links["short cuts"][12] == 11

# %% jupyter={"source_hidden": true}
few, one, many = links.loc[[7, 8, 12]].to_numpy()[:, 1:]
assert short_cuts[8] < np.quantile(shapes["sheet"][1][:, 0], 0.05)                      # the one begins at the inner end
assert few.min() > 0.99 > 0.95 > many[1] and many[0] < 0.8 and few[0] - one[0] > 0.04 and few[1] - one[1] < 0.015
assert links["with the map of 7 links"].loc[[5, 6]].min() > 0.99 > 0.95 > one[2]
assert sizes["t-SNE"]["size C / A"] < sizes["t-SNE"]["size B / A"] < 1 and sizes["truth"]["size C / A"] > 5
assert 3.5 < sizes["truth"]["gap AC / AB"] < 4.5 and 0.7 < sizes["t-SNE"]["gap AC / AB"] < 1.4
assert (abs(sizes["PCA"] / sizes["truth"] - 1) < 0.15).all() and sizes["Autoencoder"]["gap AC / AB"] < 3
by_rows, really = swapped.to_numpy().T
assert by_rows[0] < by_rows[1] < by_rows[2] and by_rows[2] > 2 and abs(by_rows[1] - 1) < 0.3 and np.ptp(really) < 1
gaps, small = read.loc["gap AC / AB"], read.loc["size C / A"]
assert gaps.max() < 2 and gaps[100] < 0.7 and small[100] < 0.6 * small[[2, 5, 30]].min()
of_noise, of_cloud, of_crumbs, of_clusters = islands.to_numpy()
assert of_noise[0] > of_cloud[0] + 0.15 and abs(islands["in the data"].iloc[:3]).max() < 0.05 and of_clusters[1] > 0.6
assert (abs(sizes.drop(columns=["truth", "PCA"]).div(sizes["truth"], axis=0) - 1).max() > 0.2).all()
assert sizes["kernel PCA"]["gap AC / AB"] < 3 and kept["clusters"][["kernel PCA", "Autoencoder"]].min() > 0.9

# %% jupyter={"source_hidden": true}
fits = [abs(np.corrcoef(wave[:, j], cosines[:, j])[0, 1]) for wave in waves.values() for j in range(3)]
assert min(fits) > 0.9 and min(abs(spearmanr(place, wave[:, 0]).statistic) for wave in waves.values()) > 0.95
for X_valley in histories.values():
    first, middle, last = (X_valley[rows].mean(axis=0) for rows in (slice(5), slice(28, 33), slice(-5, None)))
    assert np.linalg.norm(first - last) > max(np.linalg.norm(first - middle), np.linalg.norm(last - middle))

# %% jupyter={"source_hidden": true}
assert isomap_walks > on_digits["distances"]["Isomap"] + 0.05
assert on_digits["nearest is the same digit"].idxmin() == "PCA"
assert on_digits["trustworthiness"].idxmax() == "t-SNE" and on_digits["nearest is the same digit"]["t-SNE"] > 0.95
assert on_digits["distances"].idxmax() == "PCA" and on_digits["distances"].idxmin() == "Isomap"
behind = on_digits.loc["t-SNE"] - on_digits.loc["Autoencoder"]
assert behind["trustworthiness"] < 0.03 and behind["nearest is the same digit"] > 0.05
for digit in (2, 9):                                          # two places: more than 5 rows beyond a gap of 5
    of_one = squareform(pdist(places["t-SNE"][digits.y == digit])) < 5
    assert np.sort(np.bincount(connected_components(of_one)[1]))[-2] > 5

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
# **2.** PCA of 40 weekly measurements of a pond draws an arch. "In the middle of the year the pond was in another state
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
#   Measure all four; no method is best in each.
# - On t-SNE's maps neighbours may be read; sizes speak of rows and perplexity, gaps of next to nothing, and noise can
#   have islands.
# - PCA keeps large distances, presses things on each other, and makes waves and horseshoes out of any order.
# - Isomap unrolls, until one short cut; the autoencoder comes back, and promises no distances.
# - Carry each claim back to the data, and ask what the map would look like if it were false.
#
# **Exercise.** Now you: [Exercise 11](exercises/11_trusting_maps.ipynb).
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
