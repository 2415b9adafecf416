"""(d) How long does `transform` take, for one row and for 60,000?

784-128-64-2. PCA's `transform` and the ways to call a Keras model stand beside it.
"""

import statistics

import numpy as np
from sklearn.decomposition import PCA

import common
from aeutils import Autoencoder

ONE_ROW_CALLS, ROUNDS = 300, 5


def main():
    X = np.random.default_rng(0).random((60_000, 784), dtype=np.float32)
    autoencoder = Autoencoder(2, epochs=1, random_state=0).fit(X[:2000])
    encoder, pca = autoencoder.encoder_, PCA(2, random_state=0).fit(X[:2000])
    ways = {
        "Autoencoder.transform": autoencoder.transform,
        "PCA.transform": pca.transform,
        "encoder(x)": lambda x: encoder(x).numpy(),
        "encoder.predict": lambda x: encoder.predict(x, verbose=0),
    }
    rows = {}
    for transform in ways.values():
        transform(X[:1]), transform(X)  # warm up
    for name, transform in ways.items():
        calls = ONE_ROW_CALLS if name != "encoder.predict" else 30
        one = common.seconds(lambda: transform(X[:1]), calls)  # noqa: B023
        many = common.seconds(lambda: transform(X), ROUNDS)  # noqa: B023
        rows[name] = {
            "one row, ms": 1e3 * statistics.median(one),
            "rows per second, thousands": 60 / statistics.median(many),
        }
    print(common.table(rows))
    common.record("latency", calls=ONE_ROW_CALLS, rounds=ROUNDS, table=rows)


if __name__ == "__main__":
    main()
