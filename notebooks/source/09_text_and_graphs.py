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
# # Can a network find what you mean?
#
# > **After this lesson you can** turn texts into rows of numbers, and judge a search by documents that it has never
# > seen; squeeze a document into 32 bits, and say what that costs; judge an autoencoder on a network of people.
# >
# > **Time** 60 minutes · **Read before** [04 Evaluation](04_evaluation.ipynb),
# > [05 Autoencoder and PCA](05_autoencoder_and_pca.ipynb) · **Data** texts that are already on your machine, and a
# > network of friends that is made here
#
# You want a function that groups points, and you do not know its name. You type a few words. A search that looks for
# the same letters finds nothing, if its author wrote "cluster" where you wrote "group". Can a code find what you
# *mean*?
#
# So far each row was an image or a table's row. A text is neither, and people who know each other are not. Both
# become rows of one kind: **long, and nearly all zeros**. This lesson does both.
#
# Code that only draws or checks is folded: a click on the three dots opens it.

# %%
import json
from pathlib import Path

import ipywidgets as widgets
import networkx as nx
import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.datasets import fetch_20newsgroups
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.manifold import SpectralEmbedding
from sklearn.metrics import adjusted_rand_score, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import normalize

from aeutils import Autoencoder, load_docstrings, plots
import keras

DATASET, SEED = "docstrings", 0                       # or "newsgroups", which is downloaded once

# %% [markdown]
# ## What is there to read?
#
# Thousands of documents came with the packages that you have installed: the texts that `help(...)` shows, called
# docstrings. Each says what a function or class does. `load_docstrings` reads them from the files, without examples,
# and keeps the same text once. Where a text lies is its label: `scipy.stats` and `networkx.centrality` are such
# **parts**. We take the parts that have 30 texts or more, and hold out a fifth of the documents as **queries**.

# %%
if DATASET == "newsgroups":
    news = fetch_20newsgroups(subset="all", remove=("headers", "footers", "quotes"))
    documents = pd.DataFrame({"text": news.data, "part": np.array(news.target_names)[news.target]})
    documents["name"] = [f"letter {i}" for i in range(len(documents))]
    documents = documents[documents["text"].str.split().str.len() >= 30].sample(6000, random_state=SEED)
else:
    documents = load_docstrings()
size_of_part = documents["part"].map(documents["part"].value_counts())
train, test = train_test_split(documents[size_of_part >= 30], test_size=0.2, random_state=SEED,
                               stratify=documents["part"][size_of_part >= 30])
print(f"{len(train):,} documents and {len(test):,} queries, in {train['part'].nunique()} parts")
train.iloc[:4][["name", "part", "text"]].assign(text=train["text"].str[:70] + " …")

# %% [markdown]
# ## How does a text become a row?
#
# Count its words. That gives $d$ numbers, one for each word that we admit, and the order of the words is lost. Then
# two repairs, and you have **TF-IDF** (*term frequency, inverse document frequency*). For a word that stands $c$ times
# in this text, and in $n_w$ of the $n$ training documents:
#
# $$ x_w = (1 + \ln c)\,\Bigl(1 + \ln\frac{1 + n}{1 + n_w}\Bigr) \;\text{ if } c > 0, \text{ else } 0. $$
#
# The first factor says: ten times is more than once, but not ten times more. The second: a word that is everywhere
# tells little. At last each row is brought to length 1, so that a long text is not larger than a short one. The numbers
# $n$ and $n_w$ are learned from the training documents only, as a scaler is (lesson 01).
#
# **Predict first.** Which words will weigh most in the text on PCA?

# %%
vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english", token_pattern="[a-zA-Z]{3,}", min_df=5,
                             max_df=0.3, max_features=1000, dtype=np.float32)
X_sparse = vectorizer.fit_transform(train["text"])
Q_sparse = vectorizer.transform(test["text"])
words = vectorizer.get_feature_names_out()
chosen = "sklearn.decomposition.PCA" if DATASET == "docstrings" else documents["name"].iloc[0]
text = documents.loc[documents["name"] == chosen, "text"].item()
row = pd.Series(vectorizer.transform([text]).toarray()[0], words).nlargest(6)
tokens = vectorizer.build_analyzer()(text)
print(f"{X_sparse.shape[1]:,} words; not zero: {X_sparse.nnz / np.prod(X_sparse.shape):.1%}")
pd.DataFrame({"times in this text": [tokens.count(word) for word in row.index],
              "weight": row.round(2)}).T

# %% [markdown]
# Not those that stand there most often, but those that stand there and in few other texts. (We left out words like
# "the", words in fewer than five texts or in more than 30 % of them, and of the rest took the 1,000 most frequent.)
#
# Nearly all of the table is zero. So scikit-learn keeps only what is not: a **sparse matrix**.
#
# ## When is a search good?
#
# Take a query, sort all training documents by how near they are, the nearest first. *Near* is the **cosine**, the
# inner product of two rows of length 1: two texts without a common word have 0, a text with itself has 1. And a found
# document is *relevant* if it comes from the query's part. That is a coarse judge: a text of another part may be just
# what you need. But it is the same judge for all. Two numbers:
#
# - **precision at 10**: of the first ten, which share is relevant?
# - **average precision**: walk down the whole list. At each relevant document note the precision so far, then take
#   the mean of the notes. Of two relevant ones, found at places 1 and 3, it is $(1/1 + 2/3)\,/\,2 = 0.83$. It asks
#   whether *all* relevant ones come early. Its mean over the queries is called **MAP**.
#
# **Predict first.** 64 parts. What precision has a list in random order? And TF-IDF?

# %%
def cosines(queries, rows):
    """Similarity of each query to each row, shape (queries, rows)."""
    product = normalize(queries) @ normalize(rows).T
    return (product.toarray() if hasattr(product, "toarray") else product).astype(np.float32)


def judge(similarity):
    """Precision at 10 and MAP; of equally near documents the first in the table comes first."""
    first_ten, average, y = [], [], train["part"].to_numpy()
    for row, part in zip(similarity, test["part"], strict=True):
        relevant = y[np.argsort(-row, kind="stable")] == part
        precision = relevant.cumsum() / np.arange(1, len(y) + 1)
        first_ten.append(precision[9])
        average.append(precision[relevant].mean())
    return {"precision at 10": np.mean(first_ten), "MAP": np.mean(average)}


# %%
by_words = cosines(Q_sparse, X_sparse)
found = {"chance": judge(np.random.default_rng(SEED).random(by_words.shape, np.float32)), "TF-IDF": judge(by_words)}
pd.DataFrame(found).T.round(3)

# %% [markdown]
# Well over half of the first ten come from the right part, where chance finds one in thirty. The MAP is lower: the
# relevant texts that share few words with the query come late, or in no order at all (cosine 0).
#
# ## Can sixteen numbers find more than a thousand?
#
# "Group" and "cluster" are two columns, and for TF-IDF they have nothing in common. But they stand beside the same
# words. A method that squeezes 1,000 columns into $k$ numbers cannot keep each for itself: it has to say similar things
# alike. The classical one is **LSA** (*latent semantic analysis*, Deerwester et al. 1990): PCA without centring the
# columns, in scikit-learn `TruncatedSVD`. It needs no centring, so it can leave the zeros out. Hinton and Salakhutdinov
# (2006) put an autoencoder beside it, on news stories.
#
# And the autoencoder? Give it the sparse matrix:

# %% tags=["raises-exception"]
Autoencoder(16).fit(X_sparse)

# %% [markdown]
# Refused, and for a reason. Once the columns are centred, no entry is zero any more: the whole table has to be there.
# The message names two ways out. `toarray()` fills in the zeros: here 17 MB, no harm. With a hundred thousand words it
# would be 1.7 GB; then `TruncatedSVD(300)` first, and the autoencoder on its 300 numbers.
#
# **Predict first.** $k = 16$. Who has the higher MAP: TF-IDF with its 1,000 numbers, LSA with 16, the autoencoder with
# 16?

# %%
k = 16
X, Q = X_sparse.toarray(), Q_sparse.toarray()
reducers = {"LSA": TruncatedSVD(k, random_state=SEED), "PCA": PCA(k, random_state=SEED),
            "Autoencoder": Autoencoder(k, epochs=20, random_state=SEED)}
codes = {name: (reducer.fit(X).transform(Q), reducer.transform(X)) for name, reducer in reducers.items()}
for name, (z_queries, z_rows) in codes.items():
    found[f"{name}, k = {k}"] = judge(cosines(z_queries, z_rows))
pd.DataFrame(found).T.round(3)

# %% [markdown]
# The sixteen numbers of the autoencoder are well ahead of LSA's and PCA's, and by MAP ahead of the 1,000 words from
# which they were made. **Squeezing has found what the words alone do not say.** That is the idea behind all search by
# meaning of today, whose codes ("embeddings") come from much larger networks.
#
# In precision at 10 the words are still as good or better: for the nearest ten a rare name in common is the best sign,
# and that is what a short code forgets first.
#
# ## Is it so for every k, and is it luck?
#
# One split and one seed are an anecdote. Here are four sizes and five seeds, measured beforehand (an autoencoder of
# 20 epochs, as here). `python benchmarks/text.py` does it on your machine.
#
# **Predict first.** Where will the autoencoder's lead be largest, at 8 or at 64?

# %% jupyter={"source_hidden": true}
bench = json.loads(Path("../benchmarks/results/text.json").read_text())
tables = {name: pd.DataFrame(rows).T for name, rows in bench["tables"].items()}
sizes, columns = [8, 16, 32, 64], {"autoencoder": "Autoencoder", "LSA": "LSA", "PCA": "PCA"}
fig, axes = plots.figure(1, 2, size=(8.6, 3.3))
for ax, title, short in zip(axes, ["precision at 10", "mean average precision"], ["P@10", "MAP"], strict=True):
    for (column, name), line in zip(columns.items(), ["-", "--", ":"], strict=True):
        colour, marker = plots.looks(columns.values())[name]
        ax.plot(range(4), tables[title][column], marker + line, color=colour, label=name)
    ax.axhline(tables["words and bits"][f"{short}, mean"]["TF-IDF"], color=plots.BLACK, label="TF-IDF, 1,000 words")
    ax.set(xlabel="numbers per document, k", ylabel=title)
    ax.set_xticks(range(4), sizes)
axes[0].legend(fontsize=9)
plots.show(fig, alt=f"Means of {len(bench['seeds'])} seeds, k from 8 to 64: " + "; ".join(
    f"{ax.get_ylabel()}, {name} {tables[ax.get_ylabel()][c].astype(float).round(2).tolist()}"
    for ax in axes for c, name in columns.items()))

# %% jupyter={"source_hidden": true}
print(f"measured {bench['date']}, {bench['machine']['cores']} cores of {bench['machine']['processor']}; "
      f"{bench['documents']:,} documents, {len(bench['seeds'])} seeds")
pd.concat({title: tables[title][["lead over LSA", "lowest lead", "highest lead", "better of autoencoder and LSA"]]
           for title in ["precision at 10", "mean average precision"]})

# %% [markdown]
# The autoencoder is ahead of LSA at every size, on every seed. The lead is largest where numbers are few, and melts as
# they become many. By MAP at 64 PCA has caught up. (A *lead* is the autoencoder's value less
# LSA's, the same split and seed for both; beside its mean the lowest and highest of the five.) With 64 numbers a
# linear method has room for nearly all that matters here. It is the curve of lesson 05 again: bending pays where the
# code is short.
#
# ## Search it yourself
#
# Type what you look for, and press Enter. Each method shows its nearest five, from the parts of all packages. In a
# page without a kernel you see the first query only.
#
# > **Try it.** "shortest way between two nodes", "fill missing values", "draw a circle", "random numbers from a bell
# > curve", "roots of an equation". Which method finds what you mean although your words are others?
#
# <details><summary>What we saw</summary>
#
# It differs from query to query, and from version to version of the packages. TF-IDF is best where your words are the
# author's words. The codes often find the right *part* without the right function. A query of three words is little
# for a network that has learned from whole texts.
# </details>

# %%
def find(query):
    """The names of the five nearest documents by each method, and how near they are."""
    row = vectorizer.transform([query])
    nearness = {"TF-IDF": cosines(row, X_sparse)}
    for name in ("LSA", "Autoencoder"):
        nearness[name] = cosines(reducers[name].transform(row.toarray()), codes[name][1])
    table = {}
    for name, (values,) in nearness.items():
        best = np.argsort(-values, kind="stable")[:5]
        table[name] = [f"{train['name'].iloc[i]} ({values[i]:.2f})" for i in best]
    return pd.DataFrame(table, index=range(1, 6))


find("group similar points")

# %% jupyter={"source_hidden": true}
box = widgets.Text("group similar points", description="search for", continuous_update=False)
answer = widgets.HTML(find(box.value).to_html())
box.observe(lambda change: setattr(answer, "value", find(change["new"]).to_html()), "value")
widgets.VBox([box, answer])

# %% [markdown]
# ### A search that cannot say "nothing"
#
# **Predict first.** The next query has no word that stands in any of the texts. What will each method say, and how sure
# will it be?

# %%
unknown = find("giraffe zebra hippopotamus")
unknown

# %% [markdown]
# TF-IDF gives 0.00 to everything: five documents that stand first in the list, and a sign that something is wrong. So
# does LSA: no word, no code. The autoencoder names five as well, and with a **cosine above one half**: even a row of zeros has a
# code, since the network adds biases, and some document is near to it. No number in its answer warns you. The repair
# is to ask before:

# %%
def find_or_refuse(query):
    known = [word for word in vectorizer.build_analyzer()(query) if word in vectorizer.vocabulary_]
    return find(query) if known else f"No word of {query!r} stands in the {len(words):,} that this search knows."


find_or_refuse("giraffe zebra hippopotamus")

# %% [markdown]
# ## What can 32 bits remember?
#
# Now make it small. Salakhutdinov and Hinton (2009) asked for codes of **bits**: a document is one whole number of 32
# bits, and similar documents differ in few of them. They called it *semantic hashing*.
#
# A network cannot learn with bits: a step has slope 0 everywhere. So it learns with a **sigmoid**, which lies between 0
# and 1, and is cut at one half afterwards. But why should it lie near 0 or 1? In the middle there is so much room to
# tell things apart, and the cut destroys all of it. The trick is **noise on the code**: before the sigmoid each
# number is disturbed. What is told by fine shades is drowned; what is told by "far left" or "far right" gets through.
#
# **Predict first.** Two networks, without and with noise. Which has more codes between 0.1 and 0.9?

# %%
def hashing_network(noise, bits=32, epochs=20):
    """Encoder to `bits` numbers before the sigmoid, trained with or without noise on them."""
    keras.utils.set_random_seed(SEED)
    dense, x = keras.layers.Dense, keras.Input((len(words),))
    before = dense(bits)(dense(256, "gelu")(x))
    noisy = keras.layers.GaussianNoise(1.0, seed=SEED)(before) if noise else before
    code = keras.layers.Activation("sigmoid")(noisy)
    network = keras.Model(x, dense(len(words))(dense(256, "gelu")(code)))
    rate = keras.optimizers.schedules.CosineDecay(3e-3, epochs * len(X) // 64)
    network.compile(keras.optimizers.Adam(rate), "mse", steps_per_execution=8)
    network.fit(X, X, batch_size=64, epochs=epochs, verbose=0)
    return keras.Model(x, before)


# %%
keras.backend.clear_session()                              # Keras forgets what the network above no longer needs
(Q, X), before = [(rows - X.mean(axis=0)) / X.std() for rows in (Q, X)], {}
for title, noise in {"without noise": False, "with noise": True}.items():
    encoder = hashing_network(noise)
    before[title] = [encoder.predict(rows, verbose=0) for rows in (Q, X)]
sigmoid = {title: 1 / (1 + np.exp(-np.clip(z, -50, 50))) for title, (_, z) in before.items()}
fig, ax = plots.figure(size=(6, 2.8))
edges = np.linspace(0, 1, 21)
for title, look in {"with noise": {"color": plots.SKY, "fill": True}, "without noise": {"color": plots.BLACK}}.items():
    ax.stairs(100 * np.histogram(sigmoid[title], edges)[0] / sigmoid[title].size, edges, label=title, **look)
ax.set(xlabel="code after the sigmoid", ylabel="share of the codes (%)")
ax.legend()
middle = {title: np.mean((values > 0.1) & (values < 0.9)) for title, values in sigmoid.items()}
plots.show(fig, alt="Codes between 0.1 and 0.9, where a cut destroys something: " + "; ".join(
    f"{title} {share:.0%}" for title, share in middle.items()))

# %% [markdown]
# With noise fewer codes stand in the middle, where the cut destroys something. (Without it most stand at the ends too:
# training has driven them there by itself.) Now cut, and search: the nearest
# documents are those that differ in the fewest bits (the **Hamming distance**). Beside them LSA with 32 numbers, each
# cut at its median. And one thing more: let the bits find a *shortlist* of 100 documents, and sort these by TF-IDF.

# %%
def same_bits(queries, rows, cut=0.0):
    """How many bits are the same, less how many differ, for each query and row."""
    one, other = (np.where(codes > cut, 1, -1).astype(np.float32) for codes in (queries, rows))
    return one @ other.T


def shortlisted(similarity, length=100):
    first = np.array([np.argsort(-row, kind="stable")[:length].tolist() for row in similarity])
    result = np.full(similarity.shape, -1, np.float32)
    np.put_along_axis(result, first, np.take_along_axis(by_words, first, axis=1), axis=1)
    return result


# %%
lsa = TruncatedSVD(32, random_state=SEED).fit(X_sparse)
z_queries, z_rows = lsa.transform(Q_sparse), lsa.transform(X_sparse)
noisy = same_bits(*before["with noise"])
board = {"TF-IDF, 1,000 numbers": found["TF-IDF"],
         "LSA, 32 bits": judge(same_bits(z_queries, z_rows, np.median(z_rows, axis=0))),
         "network without noise, 32 bits": judge(same_bits(*before["without noise"])),
         "network with noise, 32 bits": judge(noisy), "with noise, 32 bits, then TF-IDF": judge(shortlisted(noisy))}
pd.DataFrame(board).T.round(3)

# %% [markdown]
# Thirty-two bits, four bytes for a text of some hundred words, find nearly as well as all of its words. Bits from LSA
# lose far more. And the shortlist loses next to nothing in precision at 10, since the rare words have the last say.
# (Its MAP is low: what is not on the shortlist is not ranked.) Was it the noise? On one seed you cannot tell; five
# seeds stand below.
#
# Why take the trouble? Because comparing is so cheap. Two documents are two whole numbers; `^` (*exclusive or*) marks
# the bits that differ, and `bitwise_count` counts them:

# %%
hashed = np.packbits(before["with noise"][1] > 0, axis=1).view(np.uint32).ravel()
print(f"{hashed[0]:032b}\n{hashed[1]:032b}\ndiffer in {np.bitwise_count(hashed[0] ^ hashed[1])} bits; "
      f"{hashed.nbytes / 1000:.0f} kB in place of {X_sparse.data.nbytes / 1000 + X_sparse.indices.nbytes / 1000:,.0f}")

# %% jupyter={"source_hidden": true}
print(f"measured {bench['date']}, {len(bench['seeds'])} seeds, {bench['documents']:,} documents; times with one thread")
quality = tables["words and bits"][["P@10, mean", "MAP, mean"]]
quality = quality.rename({"TF-IDF": "cosine over TF-IDF", "semantic hash": "32 bits",
                          "semantic hash, then TF-IDF": "32 bits, then TF-IDF"}).drop("TF-IDF, all words")
quality.join(tables["a query"], how="outer").astype(float).round(3).T.astype(object).fillna("")

# %% [markdown]
# That table was measured beforehand too, on the machine named above; time is never the same twice. Read two things:
#
# - *What is lost.* About five in a hundred of precision at 10, by the bits alone. Noise or none makes no difference
#   there; by MAP the noise gains a little. The shortlist loses nothing.
# - *What is won.* Among a hundred thousand documents (24 copies of ours) the bits answer more than ten times as
#   quickly. Among four thousand it is less, and a query's own way through the network, *on top*, costs more than either
#   search. So bits pay where documents are many. With a billion they are the difference between one computer and a
#   hall of them.
#
# ## Who belongs to whom?
#
# Now people. Three hundred of them, in circles (a class, a club, a street), each with friends, some
# four in ten of whom are outside the own circle. The circles are known because `networkx` makes them (the LFR benchmark, Lancichinetti,
# Fortunato and Radicchi 2008). No method sees them.
#
# What is the row of a person? Whose friend she is: 300 numbers, zero or one. The table is the **adjacency matrix** $A$,
# and it is symmetric. It is a text of a kind: its words are the friends. And two persons are alike if they have the
# same friends, whether they know each other or not.

# %%
def people(seed, n=300):
    """Adjacency matrix (n, n), and the circle of each person."""
    graph = nx.LFR_benchmark_graph(n, tau1=3, tau2=1.5, mu=0.3, average_degree=10, max_degree=40,
                                   min_community=20, max_community=60, seed=seed)
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    circles = {frozenset(members) for members in nx.get_node_attributes(graph, "community").values()}
    circle = np.zeros(n, int)
    for number, members in enumerate(sorted(circles, key=min)):
        circle[list(members)] = number
    return nx.to_numpy_array(graph, dtype=np.float32), circle


A, circle = people(SEED)
n_circles = circle.max() + 1

# %% jupyter={"source_hidden": true}
fig, axes = plots.figure(1, 2, size=(8.2, 4))
shuffled = np.random.default_rng(SEED).permutation(len(A))
for ax, order, title in zip(axes, [shuffled, np.argsort(circle, kind="stable")],
                            ["as you get it", "sorted by circle (nobody tells you)"], strict=True):
    ax.imshow(1 - A[order][:, order], cmap="gray", vmin=-0.2, vmax=1, interpolation="none")
    ax.set(title=title, xlabel="person", ylabel="person")
    ax.grid(False)
inside = A[circle[:, None] == circle].sum() / A.sum()
plots.show(fig, alt=f"Adjacency matrix of {len(A)} people, {A.sum() / 2:.0f} friendships. Sorted by circle it has "
                    f"{n_circles} dark blocks: {inside:.0%} of the friendships lie within a circle.")

# %% [markdown]
# Can a method that sees only the left picture find the blocks of the right one? Give eight numbers to each person,
# let k-means divide these into as many groups as there are circles, and compare by the **adjusted Rand index** (ARI):
# over all pairs of people, do groups and circles agree whether the two belong together? It is corrected so that
# guessing has 0; agreement throughout has 1.
#
# The classical rival is **spectral embedding**: smooth coordinates on the network, such that friends lie near each
# other (Belkin and Niyogi 2003). A second question has no need of circles: **hide** a tenth of the friendships, and ask
# of pairs, some of them hidden friends, the others strangers: who are friends? PCA and the autoencoder answer by the
# entry that they rebuild, spectral embedding by the inner product of two people's numbers. The judge is the AUC
# of lesson 07: the chance that a pair of friends scores higher than a pair of strangers.
#
# **Predict first.** Who wins which?

# %%
def hide(A, seed, share=0.1):
    """A without a tenth of its friendships; pairs to ask for; which of these are friends."""
    rng, (i, j) = np.random.default_rng(seed), np.triu_indices(len(A), 1)
    friends, strangers = np.flatnonzero(A[i, j]), np.flatnonzero(A[i, j] == 0)
    hidden = rng.choice(friends, int(share * len(friends)), replace=False)
    asked = np.r_[hidden, rng.choice(strangers, len(hidden), replace=False)]
    left = A.copy()
    left[i[hidden], j[hidden]] = left[j[hidden], i[hidden]] = 0
    return left, (i[asked], j[asked]), np.repeat([1, 0], len(hidden))


left, pairs, true = hide(A, SEED)

# %%
def circles_found(Z):
    return adjusted_rand_score(circle, KMeans(n_circles, n_init=10, random_state=SEED).fit_predict(Z))


def both_questions(make, whole, seen):
    """ARI from the codes of the whole network; AUC from what is rebuilt where friendships are hidden."""
    reducer = make(8, random_state=SEED)
    ari = circles_found(reducer.fit_transform(whole))
    rebuilt = reducer.inverse_transform(reducer.fit_transform(seen))
    return {"circles, ARI": ari, "hidden links, AUC": roc_auc_score(true, (rebuilt + rebuilt.T)[pairs])}


# %%
own, makes = np.eye(len(A), dtype=np.float32), {"PCA": PCA, "Autoencoder": Autoencoder}   # everybody is her own friend
network = {name: both_questions(make, A + own, left + own) for name, make in makes.items()}
spectral = SpectralEmbedding(8, affinity="precomputed", random_state=SEED)
Z, Z_left = spectral.fit_transform(A), spectral.fit_transform(left)
network["spectral embedding"] = {"circles, ARI": circles_found(Z),
                                 "hidden links, AUC": roc_auc_score(true, (Z_left @ Z_left.T)[pairs])}
network["friends in common"] = {"hidden links, AUC": roc_auc_score(true, (left @ left)[pairs])}
pd.DataFrame(network).T.round(3)

# %% [markdown]
# Spectral embedding finds the circles better, by far. The autoencoder is no better than PCA: in 300 rows there is
# little to learn that would hold for people it has not seen, and on most such networks it stays PCA. (Its circles can
# differ from PCA's all the same: its codes are scaled to equal spread, and k-means sees that.) At the hidden links the
# three are close, and all of them better than counting friends in common.
#
# What does spectral embedding know? Some people have thirty friends, most have few. In the rows the popular ones are
# loud, and PCA spends its numbers on *them*. Spectral embedding divides by how popular both are. So could you: it is
# preprocessing, as in lesson 01, and as TF-IDF does with words that are everywhere.
#
# **Predict first.** Each entry is divided by the root of both persons' numbers of friends. Who catches up?

# %%
def divided(A):
    friends = np.maximum(A.sum(axis=1), 1)
    return A / np.sqrt(np.outer(friends, friends))


for name, make in makes.items():
    network[f"{name}, divided rows"] = both_questions(make, divided(A), divided(left))
pd.DataFrame(network).T.round(3)

# %% jupyter={"source_hidden": true}
print(f"five networks, measured {bench['date']}: mean, and in brackets lowest and highest")
five = tables["networks of people"]
pd.DataFrame({title: [f"{row[f'{title}, mean']:.2f} ({row[f'{title}, lowest']:.2f} to {row[f'{title}, highest']:.2f})"
                      if pd.notna(row[f"{title}, mean"]) else "" for _, row in five.iterrows()]
              for title in ("circles, ARI", "hidden links, AUC")}, index=five.index)

# %% [markdown]
# Both catch up. The whole advantage was in the rows, none in the method: **look at your rows before you reach for a
# network.** On these small networks nothing that the autoencoder could bend has paid, and the table of five says so
# too. Autoencoders made for graphs do more: they pass numbers along the edges (Kipf and Welling 2016), and pay where
# people have features of their own and networks are large.
#
# ## Claims
#
# What the text says without a number beside it is asserted here, for whoever changes this lesson.

# %% jupyter={"source_hidden": true}
for size in tables["precision at 10"].index:
    assert min(tables[t]["lowest lead"][size] for t in ("precision at 10", "mean average precision")) > 0
for t in ("precision at 10", "mean average precision"):
    assert tables[t]["lead over LSA"].is_monotonic_decreasing
seeds = tables["words and bits"].astype(float)
assert abs(seeds["P@10, mean"]["semantic hash"] - seeds["P@10, mean"]["hash without noise"]) < 0.01
assert seeds["MAP, mean"]["semantic hash"] > seeds["MAP, mean"]["hash without noise"]
assert 0.03 < seeds["P@10, mean"]["TF-IDF"] - seeds["P@10, mean"]["semantic hash"] < 0.07
assert seeds["P@10, mean"]["semantic hash, then TF-IDF"] > seeds["P@10, mean"]["TF-IDF"] - 0.01
assert tables["a query"].loc["32 bits"].iloc[-1] > 10

# %% jupyter={"source_hidden": true}
if DATASET == "docstrings":                                         # what is said of these documents only
    p, average = (pd.DataFrame(found).T[column] for column in ("precision at 10", "MAP"))
    assert 0.02 < p["chance"] < 0.05 and p["TF-IDF"] > 0.55 and average["TF-IDF"] < p["TF-IDF"] - 0.1
    for rival in (f"LSA, k = {k}", f"PCA, k = {k}"):
        assert p[f"Autoencoder, k = {k}"] > p[rival] + 0.03 and average[f"Autoencoder, k = {k}"] > average[rival]
    assert average[f"Autoencoder, k = {k}"] > average["TF-IDF"] and p[f"Autoencoder, k = {k}"] < p["TF-IDF"] + 0.02
    bits = pd.DataFrame(board).T["precision at 10"]
    assert bits["network with noise, 32 bits"] > bits["LSA, 32 bits"] + 0.04
    assert 0.02 < p["TF-IDF"] - bits["network with noise, 32 bits"] < 0.1
    assert bits["with noise, 32 bits, then TF-IDF"] > p["TF-IDF"] - 0.02
    assert middle["with noise"] < middle["without noise"] / 2 < 0.25
assert "(0.00)" in unknown["TF-IDF"][1] and "(0.00)" in unknown["LSA"][1] and float(unknown["Autoencoder"][1][-5:-1]) > 0.5
assert isinstance(find_or_refuse("giraffe zebra hippopotamus"), str) and len(find_or_refuse("cluster")) == 5

# %% jupyter={"source_hidden": true}
ari, links = (pd.DataFrame(network).T[title] for title in ("circles, ARI", "hidden links, AUC"))
assert 0.5 < inside < 0.7
assert ari["spectral embedding"] > max(ari["PCA"], ari["Autoencoder"]) + 0.1
assert min(ari["PCA, divided rows"], ari["Autoencoder, divided rows"]) > ari["spectral embedding"] - 0.05
assert ari["Autoencoder"] < ari["PCA"] + 0.03 and abs(links["Autoencoder"] - links["PCA"]) < 0.03
three = links[["PCA", "Autoencoder", "spectral embedding"]]
assert three.max() - three.min() < 0.05 and three.min() > links["friends in common"]
five = five.astype(float)
assert five["circles, ARI, mean"]["spectral embedding"] > five["circles, ARI, mean"]["PCA"] + 0.1
assert abs(five["circles, ARI, mean"]["autoencoder, divided rows"] - five["circles, ARI, mean"]["spectral embedding"]) < 0.03

# %% [markdown]
# ## Check yourself
#
# **1.** A word stands in every document. What is its weight under the formula, and what would an autoencoder make of it?
#
# <details><summary>Answer</summary>
#
# The second factor is $1 + \ln 1 = 1$, the smallest there is; with `max_df=0.3` it is left out at all. It tells no two
# documents apart. Left in as a bare count it would be the loudest column, and a squared error would spend the code on
# it, as on the popular people.
# </details>
#
# **2.** Somebody fits the vectorizer on all documents, queries too. "No label was used." What do you answer?
#
# <details><summary>Answer</summary>
#
# That $n_w$ and the choice of words then know the queries. A query that comes tomorrow may have words that nobody
# counted. It is the scaler fitted on the test rows (lesson 01); the harm is often small here, and nobody knows how
# small before it is measured.
# </details>
#
# **3.** A list of ten has its three relevant documents at the places 1, 2 and 10; there are no others. Precision at
# 10? Average precision?
#
# <details><summary>Answer</summary>
#
# 0.3, and $(1/1 + 2/2 + 3/10)/3 = 0.77$. At the places 8, 9 and 10 the first would be the same, the second 0.22.
# </details>
#
# **4.** Why does the noise stand *before* the sigmoid and only in training?
#
# <details><summary>Answer</summary>
#
# Far left or far right of the sigmoid the noise changes nothing, so the network learns to go there; after the sigmoid
# it would disturb the ends as much as the middle. In use you want the same bits for the same document each time.
# </details>
#
# ## Summary
#
# - Texts and networks become long rows of mostly zeros: weighted words (TF-IDF), or friends.
# - A search is judged by held-out queries: precision at 10 for what you see, MAP for the whole list.
# - With few numbers an autoencoder finds documents better than LSA of the same size; with many the lead melts.
# - A sigmoid code, cut, makes bits: a quick shortlist, which TF-IDF sorts, at hardly any loss.
# - On a small network of people spectral embedding wins, until the rows are divided; then PCA does as well.
#
# **Exercise.** Now you: [Exercise 09](exercises/09_text_and_graphs.ipynb). Each task checks itself.
#
# ## References
#
# - Deerwester, Dumais, Furnas, Landauer and Harshman 1990, "Indexing by latent semantic analysis", *Journal of the
#   American Society for Information Science* 41, 391–407.
# - Salakhutdinov and Hinton 2009, "Semantic hashing", *International Journal of Approximate Reasoning* 50, 969–978.
# - Hinton and Salakhutdinov 2006, "Reducing the dimensionality of data with neural networks", *Science* 313, 504–507.
# - Belkin and Niyogi 2003, "Laplacian eigenmaps for dimensionality reduction and data representation", *Neural
#   Computation* 15, 1373–1396.
# - Lancichinetti, Fortunato and Radicchi 2008, "Benchmark graphs for testing community detection algorithms", *Physical
#   Review E* 78, 046110.
# - Kipf and Welling 2016, "Variational graph auto-encoders", arXiv:1611.07308.
