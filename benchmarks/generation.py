"""(j) Are a variational autoencoder's samples like the data, and are they new?

Half of the digits are for fitting, a quarter is what samples are judged against, a quarter stands
in for a perfect generator. Same code size k, layers, epochs and output for the two networks. A
plain autoencoder has no prior; its codes are drawn from a Gaussian fitted to those of the training
images. Probabilistic PCA draws codes from N(0, I) and adds Gaussian noise to every pixel; its means
lack the noise, as the networks' samples do.

- told apart: share of right answers when each image, sample or test image, is taken for what its
  nearest neighbour among all of them is; the mean of "drawn find drawn" and "real find real". 0.5
  is best, 1 is worst; 0.5 as the mean of 0 and 1 is two failures, as with noisy samples.
- confidence: of a classifier of the training images (its highest probability), mean over samples.
- distance: from a sample to its nearest training image, as a multiple of the same for test images.
- nearer to training: share of samples nearer to a training image than to any test image, of which
  there are equally many to choose from. 0.5 where nothing is copied, 1 where all is.
"""

import statistics

import numpy as np
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors
from sklearn.neural_network import MLPClassifier

import common
from aeutils import Autoencoder, VariationalAutoencoder, datasets

SEEDS, SIZES = (0, 1, 2), (2, 8)
NETWORK = {"hidden_units": (128, 64)}


def fit_variational(X, k, seed, network):
    vae = VariationalAutoencoder(k, likelihood="bernoulli", random_state=seed, **network).fit(X)
    return lambda n, random: vae.sample(n, random)


def fit_autoencoder(X, k, seed, network):
    plain = Autoencoder(
        k,
        init="random",
        output_activation="sigmoid",
        loss="binary_crossentropy",
        random_state=seed,
        **network,
    ).fit(X)
    Z = plain.transform(X)
    mean, covariance = Z.mean(axis=0), np.cov(Z.T)
    return lambda n, random: plain.inverse_transform(
        random.multivariate_normal(mean, covariance, size=n)
    )


def fit_pca(X, k, seed, network, noisy=True):
    pca = PCA(k, random_state=seed).fit(X)
    spread = np.sqrt(pca.explained_variance_ - pca.noise_variance_)  # the noise adds the rest

    def draw(n, random):
        means = pca.inverse_transform(spread * random.normal(size=(n, k)))
        noise = random.normal(scale=np.sqrt(pca.noise_variance_), size=means.shape)
        return (means + noisy * noise).astype(np.float32)

    return draw


GENERATORS = {
    "variational autoencoder": fit_variational,
    "autoencoder": fit_autoencoder,
    "probabilistic PCA": fit_pca,
    "its means": lambda *given: fit_pca(*given, noisy=False),
}


def distances(rows, others, skip_itself=False):
    """From each row to the nearest of the others; its own double may be skipped."""
    neighbours = NearestNeighbors(n_neighbors=1 + skip_itself, algorithm="brute").fit(others)
    return neighbours.kneighbors(rows)[0][:, -1]


def shares_of_own_kind(a, b):
    """For as many rows of either kind, the shares whose nearest neighbour is of their own kind."""
    return [
        float(np.mean(distances(own, own, skip_itself=True) < distances(own, other)))
        for own, other in ((a, b), (b, a))
    ]


def measure(samples, train, test, classifier):
    """The measures above, for as many samples as there are test images."""
    to_train, to_test = distances(samples, train), distances(samples, test)
    drawn, real = shares_of_own_kind(samples, test)
    return {
        "told apart": (drawn + real) / 2,
        "drawn find drawn": drawn,
        "real find real": real,
        "confidence": float(classifier.predict_proba(samples).max(axis=1).mean()),
        "distance": float(np.median(to_train) / np.median(distances(test, train))),
        "nearer to training": float(np.mean(distances(samples, train[: len(test)]) < to_test)),
    }


def one_seed(train, test, others, sizes, seed, network):
    """The measures of each generator and each control; all three parts are data sets."""
    n = min(len(test), len(others))
    X, test, others = train.X, test.X[:n], others.X[:n]
    random = np.random.RandomState(seed)
    classifier = MLPClassifier((128,), early_stopping=True, random_state=seed).fit(X, train.y)
    copies = X[random.choice(len(X), n, replace=False)]
    rows = {
        "control: other test images": measure(others, X, test, classifier),
        "control: training images": measure(copies, X, test, classifier),
    }
    for k in sizes:
        for name, fit in GENERATORS.items():
            samples = fit(X, k, seed, network)(n, random)
            rows[f"k = {k}: {name}"] = measure(samples, X, test, classifier)
    return rows


def mean_of(tables):
    """Entry by entry, the mean over seeds, and for the first measure its lowest and highest too."""
    rows = {}
    for name in tables[0]:
        told_apart = [table[name]["told apart"] for table in tables]
        rows[name] = {
            key: statistics.mean(table[name][key] for table in tables) for key in tables[0][name]
        }
        rows[name] |= {"told apart, lowest seed": min(told_apart), "highest seed": max(told_apart)}
    return rows


def promises(table):
    """What the course says of the samples, and whether the table confirms it."""
    copies = table["control: training images"]
    plain, variational = table["k = 8: autoencoder"], table["k = 8: variational autoencoder"]
    return {
        "With eight codes the variational autoencoder's samples are told apart less often than "
        "the plain one's, are classified with more confidence, are nearer the data.": variational[
            "told apart"
        ]
        < plain["told apart"]
        and variational["confidence"] > plain["confidence"]
        and variational["distance"] < plain["distance"],
        "Its samples are no copies of training images; real copies are recognised.": variational[
            "distance"
        ]
        > 0.9
        and variational["nearer to training"] < 0.6
        and copies["distance"] < 1e-3,
    }


def main():
    data, tables = datasets.load_digits(), []
    for seed in SEEDS:
        train, others, test = data.split(test_size=0.25, validation_size=0.25, random_state=seed)
        tables.append(one_seed(train, test, others, SIZES, seed, NETWORK))
    means = mean_of(tables)
    print(common.table(means))
    common.record("generation", seeds=SEEDS, sizes=SIZES, network=NETWORK, tables={"digits": means})
    common.check(promises(means))


if __name__ == "__main__":
    main()
