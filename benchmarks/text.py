"""(n) Texts and networks of people: autoencoder, or the classical method of the same size?

Documents are the public docstrings of six scientific packages (`load_docstrings`); those of the
same part of a package, such as scipy.stats, count as relevant to each other. Parts with fewer than
30 documents are left out. A fifth of the documents are queries, which nothing is fitted on; they
search in the others. Five seeds decide the split, the start of every method and the noise. P@10 is
the share of relevant documents among the first ten, MAP the mean over the queries of the average
precision over all relevant documents; both are means over the seeds, "lowest" and "highest" the
extremes. A "lead" is the autoencoder's value less that of LSA (truncated SVD), seed by seed; who is
named has the higher mean. LSA is also given with centred rows (PCA), which is better at small k.
TF-IDF is searched by cosine, as are all codes that are no bits.

The hash has 32 bits: an autoencoder whose code is a sigmoid under noise, cut at one half (after
Salakhutdinov and Hinton, 2009); beside it the same without noise, and 32 components of LSA, cut at
their medians. "Then TF-IDF" sorts the 100 documents with the nearest hashes by the cosine of
TF-IDF. A query's time is the median over 200 queries: from its row of TF-IDF, or its bits, to the
places of the ten nearest, with one thread; once among the documents, and once among 24 copies of
them. The cosine is taken in two ways, document by document and by the lists of the query's words,
and the quicker one counts. What comes on top, once for each query and whatever the
number of documents, is its way through the network to the bits.

The networks of 300 people have circles that are known, since they are made (LFR benchmark, some
four in ten friends are outside the circle). Methods give eight numbers to a person, k-means
makes as many circles as there are, and the adjusted Rand index compares. Then a tenth of the
friendships is hidden; among them and as many pairs that are no friends, each method says who is
more likely a friend: AUC. "Divided" rows are divided by the root of both persons' numbers of
friends.
"""

import argparse

import networkx as nx
import numpy as np
from scipy.sparse import vstack
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.manifold import SpectralEmbedding
from sklearn.metrics import adjusted_rand_score, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

import common
from aeutils import Autoencoder, load_docstrings
from aeutils._keras import keras

SIZES, SEEDS, WORDS, BITS = (8, 16, 32, 64), (0, 1, 2, 3, 4), 1000, 32
COPIES = 24  # of the documents, to time a search among a hundred thousand


# ---- documents -------------------------------------------------------------------------------


def documents(fewest=30):
    """Texts and labels of the parts with so many documents or more."""
    found = load_docstrings()
    kept = found["part"].map(found["part"].value_counts()) >= fewest
    return found["text"][kept].to_numpy(), found["part"][kept].to_numpy()


def tfidf(texts, max_features=WORDS):
    """A fitted vectorizer."""
    return TfidfVectorizer(
        stop_words="english",
        token_pattern=r"[a-zA-Z]{3,}",
        min_df=5,
        max_df=0.3,
        sublinear_tf=True,
        max_features=max_features,
        dtype=np.float32,
    ).fit(texts)


def cosines(queries, rows):
    """Similarity of each query to each row, dense."""
    product = normalize(queries) @ normalize(rows).T
    return product.toarray() if hasattr(product, "toarray") else product


def quality(similarity, y_queries, y):
    """P@10 and MAP, if documents are ranked by similarity; ties by their place."""
    order = np.argsort(-similarity, axis=1, kind="stable")
    relevant = y[order] == y_queries[:, None]
    precision = np.cumsum(relevant, axis=1) / np.arange(1, len(y) + 1)
    average = (precision * relevant).sum(axis=1) / relevant.sum(axis=1)
    return {"P@10": relevant[:, :10].mean(), "MAP": average.mean()}


def hashing_network(X, seed, noise=1.0, bits=BITS, epochs=20):
    """A network that rebuilds rows of X from a sigmoid of noisy codes, and its encoder, trained."""
    keras.utils.set_random_seed(seed)
    x = keras.Input(X.shape[1:])
    z = keras.layers.Dense(bits)(keras.layers.Dense(256, activation="gelu")(x))
    noisy = keras.layers.GaussianNoise(noise, seed=seed)(z) if noise else z
    code = keras.layers.Activation("sigmoid")(noisy)
    x_hat = keras.layers.Dense(X.shape[1])(keras.layers.Dense(256, activation="gelu")(code))
    model = keras.Model(x, x_hat)
    steps = epochs * -(-len(X) // 64)
    model.compile(keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(3e-3, steps)), "mse")
    model.fit(X, X, epochs=epochs, batch_size=64, verbose=0)
    return keras.Model(x, z)


def pack(on):
    """Rows of 32 booleans as one whole number each."""
    return np.packbits(on, axis=1).view(np.uint32).ravel()


def hamming(queries, hashes):
    """In how many bits each query differs from each hash."""
    return np.bitwise_count(queries[:, None] ^ hashes)


def shortlisted(similarity, cosine, length=100):
    """The cosine of the documents on the shortlist, and below it all others."""
    first = np.argsort(-similarity, axis=1, kind="stable")[:, :length]
    result = np.full(similarity.shape, -1.0)
    np.put_along_axis(result, first, np.take_along_axis(cosine, first, axis=1), axis=1)
    return result


def retrieval(seed, texts, labels):
    """P@10 and MAP of each method on one split; and what is timed."""
    train, test, y, y_test = train_test_split(
        texts, labels, test_size=0.2, random_state=seed, stratify=labels
    )
    found = {}
    for name, words in {"TF-IDF": WORDS, "TF-IDF, all words": None}.items():
        vectorizer = tfidf(train, words)
        rows, queries = vectorizer.transform(train), vectorizer.transform(test)
        found[name] = quality(cosines(queries, rows), y_test, y)
    vectorizer = tfidf(train)
    rows, queries = vectorizer.transform(train), vectorizer.transform(test)
    X, Q = rows.toarray(), queries.toarray()
    for k in SIZES:
        reducers = {
            "LSA": TruncatedSVD(k, random_state=seed),
            "PCA": PCA(k, random_state=seed),
            "autoencoder": Autoencoder(k, epochs=20, random_state=seed),
        }
        for name, reducer in reducers.items():
            reducer.fit(X)
            codes = [reducer.transform(part) for part in (Q, X)]
            found[name, k] = quality(cosines(*codes), y_test, y)
        print(seed, k, {name: found[name, k] for name in reducers}, flush=True)
    cosine = cosines(queries, rows)
    mean, scale = X.mean(axis=0), X.std()
    logits = {}
    for noise in (0, 1.0):
        encoder = hashing_network((X - mean) / scale, seed, noise)
        logits[noise] = [encoder.predict((part - mean) / scale, verbose=0) for part in (Q, X)]
    lsa = TruncatedSVD(BITS, random_state=seed).fit(X)
    components = [lsa.transform(part) for part in (Q, X)]
    cuts = {
        "semantic hash": (logits[1.0], 0),
        "hash without noise": (logits[0], 0),
        "LSA hash": (components, np.median(components[1], 0)),
    }
    for name, (codes, cut) in cuts.items():
        hashes = [pack(code > cut) for code in codes]
        near = -hamming(*hashes).astype(float)
        found[name] = quality(near, y_test, y)
        found[f"{name}, then TF-IDF"] = quality(shortlisted(near, cosine), y_test, y)
    print(seed, {name: value for name, value in found.items() if "hash" in name}, flush=True)
    bits = [pack(code > 0) for code in logits[1.0]]
    return found, {"rows": rows, "queries": queries, "bits": bits, "encoder": encoder}


def in_ball(query, hashes, count=10):
    """Places of the nearest hashes: the smallest ball of bits that holds so many is sorted."""
    differ = np.bitwise_count(query ^ hashes)
    radius = 0
    while np.count_nonzero(differ <= radius) < count:
        radius += 1
    ball = np.flatnonzero(differ <= radius)
    return ball[np.argsort(differ[ball], kind="stable")[:count]]


def query_times(rows, queries, bits, encoder, copies, n=200):
    """Median milliseconds of a query among so many copies of the documents, and what is on top."""
    hashed, hashes = bits[0], np.tile(bits[1], copies)
    rows, dense = vstack([rows] * copies, format="csr"), queries[:n].toarray()
    by_word = rows.T.tocsr()  # for each word the documents in which it stands

    def first(values, count=10):
        nearest = np.argpartition(values, count)[:count]
        return nearest[np.argsort(values[nearest], kind="stable")]

    def both(i):
        shortlist = in_ball(hashed[i], hashes, 100)
        return shortlist[first(-(rows[shortlist] @ dense[i]))]

    ways = {
        "cosine, document by document": lambda i: first(-(rows @ dense[i])),
        "cosine, by the query's words": lambda i: first(-(queries[i] @ by_word).toarray()[0]),
        "32 bits": lambda i: in_ball(hashed[i], hashes),
        "32 bits, then TF-IDF": both,
        "on top: words to bits": lambda i: encoder.predict_on_batch(dense[[i]]),
    }
    ways["on top: words to bits"](0)  # the first call compiles
    with threadpool_limits(1):
        times = {
            name: 1000 * np.median([common.seconds(lambda i=i, way=way: way(i)) for i in range(n)])
            for name, way in ways.items()
        }
    cosine = min(
        times.pop("cosine, document by document"), times.pop("cosine, by the query's words")
    )
    return {"cosine over TF-IDF": cosine} | times


def times_table(timed):
    """For each way of a query: milliseconds and ratio, as they are and 24 times as many."""
    rows = {}
    for copies in (1, COPIES):
        documents = f"{copies * timed['rows'].shape[0]:,} documents"
        times = query_times(**timed, copies=copies)
        for name, value in times.items():
            row = rows.setdefault(name, {})
            row[f"ms, {documents}"] = value
            if "on top" not in name:
                row[f"times as quick, {documents}"] = times["cosine over TF-IDF"] / value
    return rows


# ---- networks of people ----------------------------------------------------------------------


def people(seed, n=300):
    """Who is whose friend, shape (n, n), and the circle of each."""
    while True:
        try:
            graph = nx.LFR_benchmark_graph(
                n,
                tau1=3,
                tau2=1.5,
                mu=0.3,
                average_degree=10,
                max_degree=40,
                min_community=20,
                max_community=60,
                seed=seed,
            )
            break
        except nx.ExceededMaxIterations:
            seed += 1000
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    circle = np.zeros(n, int)
    groups = {frozenset(group) for group in nx.get_node_attributes(graph, "community").values()}
    for number, group in enumerate(sorted(groups, key=min)):
        circle[list(group)] = number
    return nx.to_numpy_array(graph, dtype=np.float32), circle


def divided(A):
    friends = np.maximum(A.sum(axis=1), 1)
    return A / np.sqrt(np.outer(friends, friends))


def hide(A, seed, share=0.1):
    """A without some friendships; the pairs that are asked for, and which of them are friends."""
    rng, (i, j) = np.random.default_rng(seed), np.triu_indices(len(A), 1)
    friends, strangers = np.flatnonzero(A[i, j] > 0), np.flatnonzero(A[i, j] == 0)
    hidden = rng.choice(friends, int(share * len(friends)), replace=False)
    asked = np.r_[hidden, rng.choice(strangers, len(hidden), replace=False)]
    left = A.copy()
    left[i[hidden], j[hidden]] = left[j[hidden], i[hidden]] = 0
    return left, (i[asked], j[asked]), np.repeat([1, 0], len(hidden))


def network(seed, k=8):
    """Adjusted Rand index of each method, and its AUC of hidden links."""
    A, circle = people(seed)
    left, pairs, true = hide(A, seed)
    found = {"friends in common": {"ARI": np.nan, "AUC": roc_auc_score(true, (left @ left)[pairs])}}
    inputs = {"": (A, left), ", divided rows": (divided(A), divided(left))}

    def circles(Z):
        guess = KMeans(circle.max() + 1, n_init=10, random_state=seed).fit_predict(Z)
        return adjusted_rand_score(circle, guess)

    for suffix, (whole, seen) in inputs.items():
        for name, make in {"PCA": PCA, "autoencoder": Autoencoder}.items():
            Z = make(k, random_state=seed).fit_transform(whole)
            reducer = make(k, random_state=seed).fit(seen)
            rebuilt = reducer.inverse_transform(reducer.transform(seen))
            found[name + suffix] = {
                "ARI": circles(Z),
                "AUC": roc_auc_score(true, (rebuilt + rebuilt.T)[pairs]),
            }
    spectral = SpectralEmbedding(k, affinity="precomputed", random_state=seed)
    Z = spectral.fit_transform(left)
    found["spectral embedding"] = {
        "ARI": circles(spectral.fit_transform(A)),
        "AUC": roc_auc_score(true, (Z @ Z.T)[pairs]),
    }
    print(seed, found, flush=True)
    return found


# ---- tables ----------------------------------------------------------------------------------


def spread(values):
    return {"mean": np.mean(values), "lowest": min(values), "highest": max(values)}


def by_size(runs, measure):
    """For each k: autoencoder, LSA, PCA, the lead, and who is better."""
    rows = {}
    for k in SIZES:
        values = {
            name: np.array([run[name, k][measure] for run in runs])
            for name in ("autoencoder", "LSA", "PCA")
        }
        lead = values["autoencoder"] - values["LSA"]
        rows[f"k = {k}"] = {name: value.mean() for name, value in values.items()} | {
            "lead over LSA": lead.mean(),
            "lowest lead": lead.min(),
            "highest lead": lead.max(),
            "better of autoencoder and LSA": "autoencoder" if lead.mean() > 0 else "LSA",
            "best": max(values, key=lambda name: values[name].mean()),
        }
    return rows


def whole(runs):
    """For each method without a k: P@10 and MAP, mean and extremes."""
    names = [name for name in runs[0] if isinstance(name, str)]
    return {
        name: {
            f"{measure}, {which}": value
            for measure in ("P@10", "MAP")
            for which, value in spread([run[name][measure] for run in runs]).items()
        }
        for name in names
    }


def networks_table(runs):
    return {
        name: {
            f"{title}, {which}": value
            for measure, title in {"ARI": "circles, ARI", "AUC": "hidden links, AUC"}.items()
            if not np.isnan(runs[0][name][measure])
            for which, value in spread([run[name][measure] for run in runs]).items()
        }
        for name in runs[0]
    }


def promises(times, quality):
    column = list(times["32 bits"])[-1]  # with the most documents
    loss = quality["TF-IDF"]["P@10, mean"] - quality["semantic hash"]["P@10, mean"]
    return {
        f"Of 32 bits a query is {times['32 bits'][column]:.0f} {column}, as cosine over TF-IDF (10 "
        f"are promised), at {loss:.3f} less precision at 10.": times["32 bits"][column] >= 10
    }


def main():
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    networks = [network(seed) for seed in SEEDS]
    texts, labels = documents()
    runs = []
    for seed in SEEDS:
        run, timed = retrieval(seed, texts, labels)
        runs.append(run)
    chance = np.sum((np.unique(labels, return_counts=True)[1] / len(labels)) ** 2)
    tables = {
        "precision at 10": by_size(runs, "P@10"),
        "mean average precision": by_size(runs, "MAP"),
        "words and bits": whole(runs),
        "a query": times_table(timed),
        "networks of people": networks_table(networks),
    }
    tables = {
        title: {
            name: {
                column: float(value) if isinstance(value, np.floating) else value
                for column, value in row.items()
            }
            for name, row in rows.items()
        }
        for title, rows in tables.items()
    }
    for title, rows in tables.items():
        print(title, common.table(rows), sep="\n")
    common.record(
        "text",
        seeds=SEEDS,
        documents=len(labels),
        parts=len(set(labels)),
        words=WORDS,
        precision_by_chance=float(chance),
        tables=tables,
    )
    common.check(promises(tables["a query"], tables["words and bits"]))


if __name__ == "__main__":
    main()
