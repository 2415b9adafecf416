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
# > seen; squeeze a document into 32 bits, and say what that costs; judge an autoencoder on a network of people. >
# > **Time** 60 minutes · **Read before** [01 Preprocessing](01_preprocessing.ipynb), [04
# > Evaluation](04_evaluation.ipynb), [05 Autoencoder and PCA](05_autoencoder_and_pca.ipynb) and, for the AUC, [07
# > Anomaly detection](07_anomaly_detection.ipynb) · **Data** texts that are already on your machine, and a network of
# > friends that is made here
#
# You have found a function that does nearly what you need. Which others are of its kind? Their authors may have used
# other words: one wrote "group", another "cluster". A search for the same letters misses those. Can a code find what
# is *meant*? The lesson asks it twice, with whole texts and with a few words.
#
# So far each row was an image or a table's row. A text is neither, nor is a network of friends. Both become rows of
# one kind: **long, and nearly all zeros**.
#
# Some code is folded; a click on the three dots opens it. You need not: the text says what it does.

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
from sklearn.metrics import adjusted_rand_score
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
# (With other versions of these packages your numbers will differ a little.)

# %% jupyter={"source_hidden": true}
if DATASET == "newsgroups":
    news = fetch_20newsgroups(subset="all", remove=("headers", "footers", "quotes"))
    documents = pd.DataFrame({"text": news.data, "part": np.array(news.target_names)[news.target]})
    documents["name"] = documents["part"] + " " + documents.index.astype(str)
    documents = documents[documents["text"].str.split().str.len() >= 30]
    documents = documents.sample(min(6000, len(documents)), random_state=SEED)
else:
    documents = load_docstrings()
pd.set_option("display.max_colwidth", None)                               # names in full
documents = documents[documents["part"].map(documents["part"].value_counts()) >= 30]
train, test = train_test_split(documents, test_size=0.2, random_state=SEED, stratify=documents["part"])
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
# tells little. At last each row is divided by its length, the root of its sum of squares, so that a long text is not
# larger than a short one. $n$ and $n_w$ are learned from the training documents only, as a scaler is (lesson 01).
#
# **Predict first.** Below are the eight words that stand most often in the text on PCA. Which of them will weigh most?

# %%
vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english", token_pattern="[a-zA-Z]{3,}", min_df=5,
                             max_df=0.3, max_features=1000, dtype=np.float32)
X_sparse = vectorizer.fit_transform(train["text"])
Q_sparse = vectorizer.transform(test["text"])
words = vectorizer.get_feature_names_out()
chosen = "sklearn.decomposition.PCA" if DATASET == "docstrings" else documents["name"].iloc[0]
text = documents.loc[documents["name"] == chosen, "text"].item()
times = pd.Series(vectorizer.build_analyzer()(text)).value_counts().reindex(words).fillna(0).astype(int)
weights = pd.DataFrame({"times in this text": times, "training texts with it": X_sparse.getnnz(axis=0),
                        "weight": vectorizer.transform([text]).toarray()[0]}, words)
print(f"{X_sparse.shape[1]:,} words; not zero: {X_sparse.nnz / np.prod(X_sparse.shape):.1%}")
weights.nlargest(8, "times in this text").sort_values("weight", ascending=False).round(2)

# %% [markdown]
# The heaviest stand **in few other texts**; words that stand as often here, but in many texts, are lighter. (We left
# out words like "the", words under three letters, in fewer than five texts or in more than 30 %, and of the rest took
# the 1,000 most frequent.) Nearly all of the table is zero. So scikit-learn keeps only what is not: a **sparse
# matrix**.
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
#   whether *all* relevant ones come early. Its mean over the queries is **MAP** (*mean average precision*).
#
# **Predict first.** 64 parts, of unequal size. What precision has a list in random order? And TF-IDF?

# %% jupyter={"source_hidden": true}
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
def cosines(queries, rows):
    """Similarity of each query to each row, shape (queries, rows)."""
    product = normalize(queries) @ normalize(rows).T
    return (product.toarray() if hasattr(product, "toarray") else product).astype(np.float32, copy=False)


by_words = cosines(Q_sparse, X_sparse)
found = {"chance": judge(np.random.default_rng(SEED).random(by_words.shape, np.float32)), "TF-IDF": judge(by_words)}
twins, by_words = (by_words.max(axis=1) > 0.95).mean(), None                  # it is large
print(f"queries with a near twin (cosine above 0.95) among the training documents: {twins:.0%}")
pd.DataFrame(found).T.round(3)

# %% [markdown]
# Chance finds more than one in 64, since large parts are asked for more often, and found more often. TF-IDF: well over
# half of the first ten (some are near twins of the query, which every method finds). Its MAP is lower: relevant texts
# that share few words with the query come late.
#
# ## Can sixteen numbers find more than a thousand?
#
# "Group" and "cluster" are two columns, and for TF-IDF they have nothing in common. But they stand beside the same
# words. A method that squeezes 1,000 columns into $k$ numbers cannot keep each for itself: it has to say similar
# things alike. The classical one is **LSA** (*latent semantic analysis*, Deerwester et al. 1990): PCA without
# centring the columns, in scikit-learn `TruncatedSVD`. It needs no centring, so it can leave the zeros out. Hinton
# and Salakhutdinov (2006) put an autoencoder beside it, on news stories.
#
# An autoencoder, like PCA, centres the columns, and then no entry is zero any more: it needs the whole table. Here
# `toarray()` does no harm. With a hundred thousand words it would: then `TruncatedSVD(300)` first, and the autoencoder
# on its 300 numbers.
#
# **Predict first.** $k = 16$. Who has the higher MAP: TF-IDF with its 1,000 numbers, LSA with 16, the autoencoder with
# 16?

# %%
k = 16
X, Q = X_sparse.toarray(), Q_sparse.toarray()
reducers, z_train = {"LSA": TruncatedSVD(k, random_state=SEED), "PCA": PCA(k, random_state=SEED),
                     "Autoencoder": Autoencoder(k, epochs=15, random_state=SEED)}, {}
for name, reducer in reducers.items():
    z_train[name] = reducer.fit(X).transform(X)
    found[f"{name}, k = {k}"] = judge(cosines(reducer.transform(Q), z_train[name]))
pd.DataFrame(found).T.round(3)

# %% [markdown]
# By MAP all three codes are ahead of the 1,000 words from which they were made, LSA and PCA a little, the autoencoder
# well. **Squeezing has found more of the kin than the words alone.** That is the idea behind all search by meaning of
# today, whose codes ("embeddings") come from much larger networks. In precision at 10, for the nearest ten, no code is
# ahead of the words.
#
# ## Is it so for every k, and is it luck?
#
# Here are four sizes and five seeds, measured beforehand (`python benchmarks/text.py` does it on your machine). A
# *lead* is the autoencoder's value less another method's, the same split and seed for both.
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
leads = pd.concat({title: pd.DataFrame({
    "lead over LSA": tables[title]["lead over LSA"], "lowest": tables[title]["lowest lead"],
    "highest": tables[title]["highest lead"], "lead over PCA": tables[title]["autoencoder"] - tables[title]["PCA"]})
    for title in ["precision at 10", "mean average precision"]}).astype(float)
leads.round(3)

# %% [markdown]
# The autoencoder is ahead of LSA at every size, on every seed. PCA is the stronger rival (of its leads only means were
# kept), and here too the lead is largest where numbers are few, and melts as they become many: by MAP at 64 PCA has
# caught up. It is the curve of lesson 05 again: a network's bends pay where the code is short. In precision at 10 the
# autoencoder reaches the words with 32 numbers. By MAP it is above them at every size, from 16 on the other codes too.
#
# ## Do a few words suffice?
#
# Now the other way to ask: you type a few words. Each method shows its nearest, among all texts of these parts.

# %% jupyter={"source_hidden": true}
X_all = vectorizer.transform(documents["text"])
codes = {name: np.vstack([reducers[name].transform(X_all[first : first + 500].toarray())
                          for first in range(0, X_all.shape[0], 500)]) for name in ("LSA", "Autoencoder")}

def find(query, count=5):
    """The nearest documents by each method, and how near they are."""
    row = vectorizer.transform([query])
    nearness = {"TF-IDF": cosines(row, X_all)} | {
        name: cosines(reducers[name].transform(row.toarray()), z) for name, z in codes.items()}
    best = {name: np.argsort(-values[0], kind="stable")[:count] for name, values in nearness.items()}
    return pd.DataFrame({name: [f"{nearness[name][0, i]:.2f} {documents['name'].iloc[i]}" for i in places]
                         for name, places in best.items()}, index=range(1, count + 1))

find("group similar points")

# %% [markdown]
# We hoped for a clustering, such as `sklearn.cluster.KMeans`. None of them has one: for TF-IDF and the autoencoder
# `group` is the word of `pandas`, and LSA names polynomials. But one query is an anecdote. So cut every query of the
# test to its first words, of those that the search knows, and judge as before.
#
# **Predict first.** From whole texts TF-IDF had a precision at 10 of about 0.65, the autoencoder 0.63. How much is
# left with three words?

# %%
analyze = vectorizer.build_analyzer()                                    # text to words

def first_words(text, count):
    return " ".join([word for word in analyze(text) if word in vectorizer.vocabulary_][:count])


short = {}
for count in (1, 3, 10):
    Q_short = vectorizer.transform([first_words(text, count) for text in test["text"]])
    judged = {"TF-IDF": judge(cosines(Q_short, X_sparse))} | {
        name: judge(cosines(reducers[name].transform(Q_short.toarray()), z_train[name])) for name in codes}
    short[f"first {count}"] = {(measure, name): value[measure] for measure in ("precision at 10", "MAP")
                               for name, value in judged.items()}
pd.DataFrame(short).T.round(2)

# %% [markdown]
# With three words the precision is about 0.4, with one below 0.2, by every method. In the first ten the codes lose as
# much as the words do: what no word of the query says, they cannot know. (By MAP, over the whole list, they stay ahead.)
# So the two answers: **from a whole text, codes find more of its kin; from a few words, all find much less.** Search
# that gets from three words to what you mean has learned from far more texts than ours.
#
# ### A search that cannot say "nothing"
#
# **Predict first.** The next query has none of the 1,000 words. What will each method say, and how
# sure will it be?

# %%
unknown = find("giraffe zebra hippopotamus")
unknown

# %% [markdown]
# TF-IDF gives 0.00 to everything: five documents that stand first in the list, and a sign that something is wrong. So
# does LSA: no word, no code. The autoencoder names five as well, with a cosine that would pass for an answer. A row of
# zeros is for it a row like others: columns are centred, so zero means *less than usual of every word*, and the network
# adds its biases, the constants of its layers. No threshold on the cosine is safe to tell this from a find. The repair
# is to ask before; the box does.
#
# > **Try it** (in a kernel). What do you look for? Type three words and press Enter; then the first sentence of some
# > `help(...)`. How many of the five come from the right part? With more words it should be more.

# %% jupyter={"source_hidden": true}
def find_or_refuse(query):
    known = [word for word in analyze(query) if word in vectorizer.vocabulary_]
    refusal = f"No word of {query!r} stands in the {len(words):,} that this search knows."
    return find(query).to_html() if known else refusal


box = widgets.Text("group similar points", description="search for", continuous_update=False)
answer = widgets.HTML(find_or_refuse(box.value))
box.observe(lambda change: setattr(answer, "value", find_or_refuse(change["new"])), "value")
print(find_or_refuse("giraffe zebra hippopotamus"))
widgets.VBox([box, answer])

# %% [markdown]
# ## What can 32 bits remember?
#
# Now make it small. Salakhutdinov and Hinton (2009) asked for codes of **bits**: a document is one whole number of 32
# bits, and similar documents differ in few of them. They called it *semantic hashing*.
#
# A network cannot learn with bits: a step has slope 0 everywhere. So it learns with a **sigmoid**, which lies between 0
# and 1, and is cut at one half afterwards (before the sigmoid: at 0). But why should it lie near 0 or 1? In the middle
# there is room for fine shades, and the cut destroys them. The trick is **noise on the code**, before the sigmoid, in
# training: fine shades drown in it, and only "far left" or "far right" gets through.
#
# (In the code, `gelu` is a ReLU with a round corner, `GaussianNoise` works in training only, and the rate falls along a
# cosine.)
#
# **Predict first.** Two networks, without and with noise. Which has more codes between 0.1 and 0.9?

# %%
def hashing_network(rows, queries, noise, bits=32, epochs=20):
    """Encoder to `bits` numbers before the sigmoid, trained with or without noise on them."""
    keras.backend.clear_session()                                # Keras forgets what earlier networks no longer need
    keras.utils.set_random_seed(SEED)
    dense, x = keras.layers.Dense, keras.Input((len(words),))
    before = dense(bits)(dense(256, "gelu")(x))
    code = keras.ops.sigmoid(keras.layers.GaussianNoise(1.0, seed=SEED)(before) if noise else before)
    network = keras.Model(x, dense(len(words))(dense(256, "gelu")(code)))
    rate = keras.optimizers.schedules.CosineDecay(3e-3, epochs * len(rows) // 64)
    network.compile(keras.optimizers.Adam(rate), "mse", steps_per_execution=8, jit_compile=False)
    network.fit(rows, rows, batch_size=64, epochs=epochs, verbose=0)
    return [keras.Model(x, before).predict(part, verbose=0) for part in (queries, rows)]


# %% jupyter={"source_hidden": true}
scaled = [keras.ops.convert_to_tensor((part - X.mean(axis=0)) / X.std()) for part in (X, Q)]     # one scale for all words
X = Q = None                                                                        # large, and no longer needed
before_sigmoid = {"without noise": hashing_network(*scaled, noise=False), "with noise": hashing_network(*scaled, noise=True)}
sigmoid = {title: 1 / (1 + np.exp(-np.clip(z, -50, 50))) for title, (_, z) in before_sigmoid.items()}
fig, ax = plots.figure(size=(6, 2.8))
edges = np.linspace(0, 1, 21)
for title, look in {"with noise": {"color": plots.SKY, "fill": True}, "without noise": {"color": plots.BLACK}}.items():
    ax.stairs(100 * np.histogram(sigmoid[title], edges)[0] / sigmoid[title].size, edges, label=title, **look)
ax.set(xlabel="code after the sigmoid, training documents", ylabel="share of the codes (%)")
ax.legend()
scaled = None
middle = {title: np.mean((values > 0.1) & (values < 0.9)) for title, values in sigmoid.items()}
print("codes between 0.1 and 0.9: " + ", ".join(f"{title} {share:.0%}" for title, share in middle.items()))
plots.show(fig, alt="Codes between 0.1 and 0.9, where a cut destroys something: " + "; ".join(
    f"{title} {share:.0%}" for title, share in middle.items()))

# %% [markdown]
# The trick does what it promises: with noise few codes stand in the middle. Now cut. Each of the 32 becomes a bit, and
# the nearest documents are those that differ in the fewest (the **Hamming distance**). `^` (*exclusive or*) marks the
# bits that differ, and `bitwise_count` counts them. Strangers differ in about half.
#
# Beside them 32 numbers of LSA, which have no middle of their own, so each is cut at its median. And a last idea: let
# the bits only find a *shortlist* of 100 documents, and sort these by TF-IDF.

# %%
def as_bits(z, cut=0):
    return np.packbits(z > cut, axis=1).view(np.uint32).ravel()           # 32 columns become one whole number


def differ(z_queries, z_rows, cut=0):
    return np.bitwise_count(as_bits(z_queries, cut)[:, None] ^ as_bits(z_rows, cut)).astype(np.int8)


bits_apart = differ(*before_sigmoid["with noise"])
two = as_bits(before_sigmoid["with noise"][1][:2])
print("\n".join(f"{code:032b}" for code in two) + f"   two documents; {np.bitwise_count(two[0] ^ two[1])} bits differ")
print(f"a query and a document differ in {bits_apart.mean():.1f} bits on average, the nearest in "
      f"{bits_apart.min(axis=1).mean():.1f}")

# %% jupyter={"source_hidden": true}
def shortlisted(similarity, length=100):
    """The cosine by words of the documents on the shortlist, and below it all others."""
    result = cosines(Q_sparse, X_sparse)
    for by_words, by_bits in zip(result, similarity, strict=True):
        by_words[np.argsort(-by_bits, kind="stable")[length:]] = -1
    return result


lsa = TruncatedSVD(32, random_state=SEED).fit(X_sparse)
z_queries, z_rows = lsa.transform(Q_sparse), lsa.transform(X_sparse)
board = {"TF-IDF, 1,000 numbers": found["TF-IDF"], "LSA, 32 bits": judge(-differ(z_queries, z_rows, np.median(z_rows, axis=0))),
         "network without noise, 32 bits": judge(-differ(*before_sigmoid["without noise"])),
         "network with noise, 32 bits": judge(-bits_apart), "… then TF-IDF on its shortlist": judge(shortlisted(-bits_apart))}
pd.DataFrame(board).T.round(3)

# %% [markdown]
# Thirty-two bits, four bytes for a text, find nearly as well as a thousand words. Bits from LSA lose far more. The
# shortlist loses next to nothing in precision at 10, since the words have the last say. (Its MAP is low: what is not
# on the shortlist is not ranked.) And the noise? It filled the ends as promised, and the search gains next to nothing
# by it. **A trick that does what it promises need not help**: measure what you want in the end.
#
# ## Do bits save time?
#
# Comparing bits is cheap. But a query has to go through the network first, once, however many documents there are.
# Both were measured beforehand, with one thread: among our documents, and among 24 copies of them. (The way through
# the network was measured twice, and such times waver; both columns take the mean.)

# %% jupyter={"source_hidden": true}
quality = tables["words and bits"][["P@10, mean", "MAP, mean"]].astype(float)
quality = quality.rename({"semantic hash": "32 bits", "semantic hash, then TF-IDF": "32 bits, then TF-IDF",
                          "hash without noise": "32 bits, no noise", "LSA hash": "LSA, 32 bits"})
quality = quality.loc[["TF-IDF, all words", "TF-IDF", "32 bits", "32 bits, no noise", "32 bits, then TF-IDF", "LSA, 32 bits"]]
times = tables["a query"].filter(like="ms").astype(float)
way = times.loc["on top: words to bits"]                                  # measured twice, the same work
times = times.loc[["cosine over TF-IDF", "32 bits", "32 bits, then TF-IDF"]]
times.loc["the way through the network"] = way.mean()
times.loc["way and 32 bits, then TF-IDF"] = way.mean() + times.loc["32 bits, then TF-IDF"]
print(f"the way through the network: {way.min():.2f} and {way.max():.2f} ms, mean {way.mean():.2f}")
print(f"means of {len(bench['seeds'])} seeds, measured {bench['date']}\n{quality.round(3)}\n\nmilliseconds a query")
times.round(2)

# %% [markdown]
# - *What is lost.* Beside 1,000 words some five in a hundred of precision at 10, beside all words a little more. By
#   MAP nothing. The shortlist loses nothing in the first ten.
# - *What is won.* Among four thousand documents nothing: the way through the network costs more than the search by
#   words. Among a hundred thousand the comparing is more than ten times as quick, and with the way through the network
#   all in all still quicker, even with the slower of the two measurements. So bits pay where documents are many.
#
# ## Who belongs to whom?
#
# Now people. Three hundred of them, in circles (a class, a club, a street), each with friends in and outside of the
# own circle. The circles are known because `networkx` makes them (the LFR benchmark, Lancichinetti, Fortunato and
# Radicchi 2008). No method is told who is in which, only how many there are.
#
# What is the row of a person? Whose friend she is: 300 numbers, zero or one. The table is the **adjacency matrix**
# $A$, and it is symmetric. It is a text of a kind: its words are the friends. And two persons are alike if they have
# the same friends, whether they know each other or not.

# %% jupyter={"source_hidden": true}
graph = nx.LFR_benchmark_graph(300, tau1=3, tau2=1.5, mu=0.3, average_degree=10, max_degree=40, min_community=20,
                               max_community=60, seed=SEED)
graph.remove_edges_from(list(nx.selfloop_edges(graph)))           # mu asks for friends outside; what came out is printed
first = [min(members) for members in nx.get_node_attributes(graph, "community").values()]        # of each one's circle
A, circle = nx.to_numpy_array(graph, dtype=np.float32), np.unique(first, return_inverse=True)[1]
n_circles, inside = circle.max() + 1, A[circle[:, None] == circle].sum() / A.sum()
(fig, axes), shuffled = plots.figure(1, 2, size=(8.2, 4)), np.random.default_rng(SEED).permutation(len(A))
for ax, order, title in zip(axes, [shuffled, np.argsort(circle, kind="stable")], ["as you get it", "sorted by circle"], strict=True):
    ax.imshow(1 - A[order][:, order], cmap="gray", vmin=-0.2, vmax=1, interpolation="none")
    ax.set(title=title, xlabel="person", ylabel="person")
    ax.grid(False)
print(f"{A.sum() / 2:,.0f} friendships, {inside:.0%} of them within one of the {n_circles} circles; half of the people have up "
      f"to {np.median(A.sum(axis=1)):.0f} friends, the most popular one {A.sum(axis=1).max():.0f}")
plots.show(fig, alt=f"Adjacency matrix of {len(A)} people. Sorted by circle: {n_circles} dark blocks, {inside:.0%} of friendships.")

# %% [markdown]
# Can a method that sees only the left picture find the blocks of the right one? Let it give eight numbers to each
# person, let k-means divide these into as many groups as there are circles (each person belongs to the nearest of ten
# centres), and compare by the **adjusted Rand index**
# (ARI): over all pairs of people, do groups and circles agree whether the two belong together? Guessing has 0,
# agreement throughout has 1. The classical rival is **spectral embedding**: eight numbers for each person such that
# friends get similar ones (Belkin and Niyogi 2003).
#
# **Predict first.** Who finds the circles best?

# %% jupyter={"source_hidden": true}
def circles_found(Z):
    return adjusted_rand_score(circle, KMeans(n_circles, n_init=10, random_state=SEED).fit_predict(Z))


def both(rows):
    z, network = PCA(8, random_state=SEED).fit_transform(rows), Autoencoder(8, random_state=SEED).fit(rows)
    popular = np.sum(z[np.argsort(-A.sum(axis=1))[:30]] ** 2) / np.sum(z**2)
    print(f"the 30 most popular people have {popular:.0%} of PCA's squared numbers; "
          f"the autoencoder stayed on PCA: {network.stayed_on_pca_}")
    return {"PCA": circles_found(z), "Autoencoder": circles_found(network.transform(rows))}


spectral = SpectralEmbedding(8, affinity="precomputed", random_state=SEED)
ari = both(A) | {"spectral embedding": circles_found(spectral.fit_transform(A))}
pd.Series(ari, name="circles, ARI").round(3).to_frame()

# %% [markdown]
# Spectral embedding, by far. What does it know? In the rows the popular people are loud: one in ten of the people gets
# more than a third of PCA's numbers. Spectral embedding divides by how popular both are. So could you: it is
# preprocessing, as in lesson 01, and as TF-IDF does with words that are everywhere. (And the autoencoder found nothing
# that PCA had not, so it stayed on PCA, as in lesson 05. Only the scale of its numbers differs, and k-means sees that.)
#
# **Predict first.** Each entry is divided by the root of the product of both persons' numbers of friends. Who catches
# up?

# %%
def divided(A):
    friends = np.maximum(A.sum(axis=1), 1)
    return A / np.sqrt(np.outer(friends, friends))


ari |= {f"{name}, divided rows": value for name, value in both(divided(A)).items()}
pd.Series(ari, name="circles, ARI").round(3).to_frame()

# %% [markdown]
# Both catch up, and the popular people have half of what they had: at the circles the advantage was in the rows, not in
# the method. (Now the autoencoder did leave PCA. Whether that helps, one network cannot say.) **Look at your rows
# before you reach for a network.**
#
# ## Who else are friends?
#
# A second question has no need of circles: **hide** a tenth of the friendships, and ask of pairs, some of them hidden
# friends, the others strangers: who are friends? PCA and the autoencoder answer by the entry that they rebuild,
# spectral embedding by the inner product of two people's numbers; and the simplest rival counts friends in common. The
# judge is the AUC of lesson 07: the chance that a pair of friends scores higher than a pair of strangers.
#
# You will write this judge in the exercise. Here is what it says, and the circles once more, of five networks,
# measured beforehand (`python benchmarks/text.py`).
#
# **Predict first.** Will dividing the rows help here too?

# %% jupyter={"source_hidden": true}
print(f"five networks, measured {bench['date']}: mean, and in brackets lowest and highest")
five = tables["networks of people"]
pd.DataFrame({title: [f"{row[f'{title}, mean']:.2f} ({row[f'{title}, lowest']:.2f} to {row[f'{title}, highest']:.2f})"
                      if pd.notna(row[f"{title}, mean"]) else "" for _, row in five.iterrows()]
              for title in ("circles, ARI", "hidden links, AUC")}, index=five.index)

# %% [markdown]
# At the circles spectral embedding and divided rows win, on every network. At the links dividing hardly helps; the
# methods lie closer together than one network does to the next; on average all beat counting friends in common, and
# their ranges overlap. And the autoencoder is no better than PCA, whether it has left it or not. Autoencoders made for
# graphs do more: they pass numbers along the edges (Kipf and Welling 2016), and pay where people have features of their
# own and networks are large.
#
# ## Claims
#
# For whoever changes this lesson: what the text says is asserted here. As a reader, go on.

# %% jupyter={"source_hidden": true}
for t in ("precision at 10", "mean average precision"):
    assert (leads.loc[t, "lowest"] > 0).all() and (leads.loc[t, "lead over PCA"].iloc[:3] > 0).all()
    assert all(leads.loc[t, column].is_monotonic_decreasing for column in ("lead over LSA", "lead over PCA"))
    assert (tables[t]["PCA"] > tables[t]["LSA"]).all()
assert abs(leads.loc["mean average precision", "lead over PCA"]["k = 64"]) < 0.003
p, average = quality["P@10, mean"], quality["MAP, mean"]
assert (tables["precision at 10"]["autoencoder"] > p["TF-IDF"] - 0.003).tolist() == [False, False, True, True]
assert (tables["mean average precision"]["autoencoder"] > average["TF-IDF"]).all()
assert 0.03 < p["TF-IDF"] - p["32 bits"] < 0.07 > p["TF-IDF, all words"] - p["32 bits"] > p["TF-IDF"] - p["32 bits"]
assert abs(p["32 bits"] - p["32 bits, no noise"]) < 0.01 and average["32 bits"] > average["32 bits, no noise"]
assert p["32 bits, then TF-IDF"] > p["TF-IDF"] - 0.01 and average["32 bits"] > average["TF-IDF"] - 0.005
assert way.min() > times.iloc[0, 0] and times.iloc[0, 1] > 10 * times.iloc[1, 1]
assert way.max() + times.iloc[2, 1] < times.iloc[0, 1]
assert (tables["mean average precision"][["LSA", "PCA"]].iloc[1:] > average["TF-IDF"]).all(axis=None)

# %% jupyter={"source_hidden": true}
if DATASET == "docstrings":                                         # what is said of these documents only
    p, average = (pd.DataFrame(found).T[column] for column in ("precision at 10", "MAP"))
    assert 1 / 64 < p["chance"] < 0.05 and p["TF-IDF"] > 0.55 and average["TF-IDF"] < p["TF-IDF"] - 0.1
    assert 0.05 < twins < 0.3
    for rival in (f"LSA, k = {k}", f"PCA, k = {k}"):
        assert average["TF-IDF"] < average[rival] < average["TF-IDF"] + 0.03
        assert p[f"Autoencoder, k = {k}"] > p[rival] + 0.03 and average[f"Autoencoder, k = {k}"] > average[rival]
    assert average[f"Autoencoder, k = {k}"] > average["TF-IDF"] and p[f"Autoencoder, k = {k}"] < p["TF-IDF"] + 0.005
    eight = weights.nlargest(8, "times in this text").sort_values("weight")
    assert eight["training texts with it"].iloc[:3].mean() > 2 * eight["training texts with it"].iloc[-3:].mean()
    bits = pd.DataFrame(board).T["precision at 10"]
    assert bits["network with noise, 32 bits"] > bits["LSA, 32 bits"] + 0.04
    assert 0.02 < p["TF-IDF"] - bits["network with noise, 32 bits"] < 0.1
    assert abs(bits["network with noise, 32 bits"] - bits["network without noise, 32 bits"]) < 0.03
    assert bits["… then TF-IDF on its shortlist"] > p["TF-IDF"] - 0.02

# %% jupyter={"source_hidden": true}
if DATASET == "docstrings":
    assert middle["with noise"] < middle["without noise"] / 2 and middle["with noise"] < 0.25 and 13 < bits_apart.mean() < 18
    assert float(unknown["Autoencoder"][1][:4]) > 0.5
    few = pd.DataFrame(short).T["precision at 10"]
    assert 0.3 < few.loc["first 3"].min() < few.loc["first 3"].max() < 0.45 and few.loc["first 1"].max() < 0.2
    assert all(row["LSA":].min() > row["TF-IDF"] for _, row in pd.DataFrame(short).T["MAP"].iterrows())
    grouped = find("group similar points")
    assert not any(grouped[name].str.contains(r"\.cluster\.").any() for name in grouped)
    assert all(grouped[name].str.contains("pandas.groupby").mean() > 0.5 for name in ("TF-IDF", "Autoencoder"))
    assert grouped["LSA"].str.contains("polynomial").any()
assert unknown["TF-IDF"][1].startswith("0.00") and unknown["LSA"][1].startswith("0.00")
assert find_or_refuse("giraffe zebra hippopotamus").startswith("No word") and "<table" in find_or_refuse(words[0])

# %% jupyter={"source_hidden": true}
assert ari["spectral embedding"] > max(ari["PCA"], ari["Autoencoder"]) + 0.1
assert min(ari["PCA, divided rows"], ari["Autoencoder, divided rows"]) > ari["spectral embedding"] - 0.05
five = five.astype(float)
low, high = five["circles, ARI, lowest"], five["circles, ARI, highest"]
winners = ["spectral embedding", "PCA, divided rows", "autoencoder, divided rows"]
assert low[winners].min() > high[["PCA", "autoencoder"]].max()
auc = five["hidden links, AUC, mean"].drop("friends in common")
assert auc.min() > five["hidden links, AUC, mean"]["friends in common"]
assert (five["hidden links, AUC, highest"] - five["hidden links, AUC, lowest"]).drop("friends in common").min() > auc.max() - auc.min()
means = five["hidden links, AUC, mean"]
assert means["PCA, divided rows"] - means["PCA"] < 0.01
for measure in ("circles, ARI, mean", "hidden links, AUC, mean"):
    assert all(five.loc[f"autoencoder{rows}", measure] < five.loc[f"PCA{rows}", measure] + 0.01 for rows in ("", ", divided rows"))
assert five["hidden links, AUC, lowest"].max() < five.loc["friends in common", "hidden links, AUC, highest"]

# %% [markdown]
# ## Check yourself
#
# **1.** A word stands in every document. What is its weight under the formula? And left in as a bare count, what would
# an autoencoder make of it?
#
# <details><summary>Answer</summary>
#
# The second factor is $1 + \ln 1 = 1$, the smallest there is; with `max_df=0.3` it is left out altogether. It tells no
# two documents apart. As a bare count it would be the loudest column, and a squared error would spend the code
# on it, as on the popular people.
# </details>
#
# **2.** A list of ten has its three relevant documents at the places 1, 2 and 10; there are no others. Precision at
# 10? Average precision?
#
# <details><summary>Answer</summary>
#
# 0.3, and $(1/1 + 2/2 + 3/10)/3 = 0.77$. At the places 8, 9 and 10 the first would be the same, the second 0.22.
# </details>
#
# **3.** Why does the noise stand *before* the sigmoid and only in training?
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
# - From a whole text an autoencoder finds more of its kin than LSA or PCA of the same size, the more so with few
#   numbers. From a few words all find much less.
# - A sigmoid code, cut, makes bits: a quick shortlist among many documents, which TF-IDF sorts; the first ten lose
#   hardly anything.
# - On a small network of people the right preprocessing decides; the autoencoder is no better than PCA.
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
