"""(b) How near is training to the speed of the machine's matrix product?

The network of the 2006 paper, 784-1000-500-250-30 and back, on images of MNIST's size. A training
step of one row needs two operations per weight forwards and four backwards, except that the
gradient of the input is not needed. That many, divided by the seconds of an epoch after the first,
is the rate; the limit beside it is TensorFlow's product of two 2048 x 2048 matrices, measured in
turn with the epochs. The first row is `engine.compile_epoch` with ReLU and batches of 512; each
other one changes one thing, and shows what the engine's choices are worth, or what was tried and
dropped.
"""

import itertools
import statistics

import numpy as np

import common
from aeutils import engine, optimizers, training
from aeutils._keras import keras, tf
from aeutils.networks import build_dense

HIDDEN, K, D, ROWS = (1000, 500, 250), 30, 784, 20_480
ROUNDS = 5
ENGINE = {"activation": "relu", "batch": 512}
VARIANTS = {
    "engine": ENGINE,
    "engine, batch 256": ENGINE | {"batch": 256},
    "engine, batch 128": ENGINE | {"batch": 128},
    "engine, batch 1,024": ENGINE | {"batch": 1024},
    "engine, SiLU": ENGINE | {"activation": "silu"},
    "engine, SiLU, batch 1,024": {"activation": "silu", "batch": 1024},
    "engine, GELU": ENGINE | {"activation": "gelu"},
    "Keras' own Adam": ENGINE | {"adam": keras.optimizers.Adam},
    "XLA": ENGINE | {"xla": True},
    "Muon, 3 Newton-Schulz steps": ENGINE | {"muon": 3},
    "model.fit": ENGINE | {"fit": True},
    "model.fit, batch 256": ENGINE | {"fit": True, "batch": 256},
}


def operations_per_row():
    sizes = (D, *HIDDEN, K, *HIDDEN[::-1], D)
    products = [a * b for a, b in itertools.pairwise(sizes)]
    return 6 * sum(products) - 2 * products[0]


def make_epoch(X, activation, batch, adam=optimizers.FusedAdam, muon=None, xla=False, fit=False):
    """A function that trains for one epoch."""
    model = build_dense(D, K, hidden_units=HIDDEN, activation=activation, seed=0)
    if fit:
        model.compile(optimizer="adam", loss="mse")
        return lambda: model.fit(X, X, batch_size=batch, epochs=1, verbose=0)
    optimizer = keras.optimizers.Muon(1e-3, ns_steps=muon) if muon else adam(1e-3)
    train_epoch = engine.compile_epoch(
        model, training.squared_error, optimizer, batch, weight_decay=0.1, jit_compile=xla
    )
    X, order = tf.constant(X), np.random.default_rng(0).permutation(len(X))
    return lambda: train_epoch(X, order)


def main():
    X = np.random.default_rng(0).random((ROWS, D), dtype=np.float32)
    epochs = {name: make_epoch(X, **options) for name, options in VARIANTS.items()}
    times, limits = {name: [] for name in epochs}, []
    for train_one_epoch in epochs.values():
        train_one_epoch()  # warm-up, not counted
    for _ in range(ROUNDS):
        for name, train_one_epoch in epochs.items():
            times[name] += common.seconds(train_one_epoch)
            limits.append(common.matrix_rate(repeats=3))
    limit = statistics.median(limits)
    rows = {}
    for name, seconds in times.items():
        rate = operations_per_row() * ROWS / statistics.median(seconds)
        rows[name] = {
            "share of the limit": rate / limit,
            "GFLOP/s": rate / 1e9,
            "seconds per 60,000 rows": statistics.median(seconds) * 60_000 / ROWS,
        }
    print(f"limit {limit / 1e9:.0f} GFLOP/s\n" + common.table(rows))
    common.record("arithmetic", limit=limit, rounds=ROUNDS, table=rows)


if __name__ == "__main__":
    main()
