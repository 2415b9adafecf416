"""(k) A variational autoencoder with two codes on MNIST: its ELBO, and its samples.

60,000 grey images as they are, Bernoulli likelihood, 10,000 test images; the ELBO in nats, with 50
draws of the code for each test image. The minutes are those of training; the test ELBO is measured
after each epoch, with one draw, and that time is not counted. The columns on samples are those of
(j), here with one seed. Samples are judged against every other test image, the rest stand in for a
perfect generator.
"""

import json
import sys

import numpy as np

import common
import generation
from aeutils import VariationalAutoencoder, datasets
from aeutils.networks.variational import bernoulli_log_likelihood

SEEDS, DRAWS = (0, 1, 2), 50
NETWORK = {
    "hidden_units": (512, 256),
    "epochs": 30,
    "batch_size": 256,
    "learning_rate": 2e-3,
    "validation": 0,
    "patience": None,
    "weight_decay": 0.1,
}


def one_process(k, seed):
    """Train one network; print its ELBO, the parts of it, and the points of its curve as JSON."""
    import keras

    data = datasets.fetch_mnist()
    X, test = data.X[:60_000], data.X[60_000:]
    mean, scale = common.units(X)
    noise = np.random.RandomState(0).normal(size=(len(test), k))
    inputs = [part.astype(np.float32) for part in ((test - mean) / scale, noise)]

    def test_elbo():
        logits, kl = callback.model(inputs)
        return np.mean(bernoulli_log_likelihood(test, logits)) - np.mean(np.sum(kl, axis=1))

    watch = common.Watch(test_elbo)
    callback = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: watch())
    vae = VariationalAutoencoder(
        k, likelihood="bernoulli", random_state=seed, callbacks=[callback], **NETWORK
    )
    (seconds,) = common.seconds(lambda: vae.fit(X))
    result, training = vae.elbo(test, n_draws=DRAWS), vae.elbo(X)
    print(
        json.dumps(
            {
                "test ELBO": float(result.elbo.mean()),
                "log-likelihood": float(result.reconstruction.mean()),
                "KL": float(result.kl.mean()),
                "KL per code": result.kl_per_code.tolist(),
                "training ELBO": float(training.elbo.mean()),
                "minutes": (seconds - watch.seconds_measuring) / 60,
                "points": [[round(t / 60, 3), round(float(elbo), 2)] for t, elbo in watch.points],
            }
        )
    )


def promises(elbos, samples):
    """What the course says of the network, and whether the two tables confirm it."""
    return {
        "The test ELBO is at least -150 nats, with each seed.": all(
            run["test ELBO"] >= -150 for run in elbos.values()
        ),
        "Training takes at most ten minutes.": all(run["minutes"] <= 10 for run in elbos.values()),
        **generation.promises(samples),
    }


def main():
    if len(sys.argv) > 1:
        return one_process(*map(int, sys.argv[1:]))
    runs = [common.in_new_process(__file__, 2, seed) for seed in SEEDS]
    rows = {
        f"seed {seed}": {key: value for key, value in run.items() if np.isscalar(value)}
        for seed, run in zip(SEEDS, runs, strict=True)
    }
    print(common.table(rows))
    data = datasets.fetch_mnist()
    train, test, others = data[:60_000], data[60_000::2], data[60_001::2]  # two groups of writers
    samples = generation.one_seed(train, test, others, generation.SIZES, SEEDS[0], NETWORK)
    print(common.table(samples))
    common.record(
        "generation_mnist",
        seeds=SEEDS,
        draws=DRAWS,
        network=NETWORK,
        tables={"ELBO in nats, k = 2": rows, "samples": samples},
        kl_per_code=[run["KL per code"] for run in runs],
        minutes_and_elbo=[run["points"] for run in runs],
        minutes_to_minus_150=[
            common.first_at_or_below([(t, -elbo) for t, elbo in run["points"]], 150) for run in runs
        ],
    )
    common.check(promises(rows, samples))


if __name__ == "__main__":
    main()
