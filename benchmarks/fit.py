"""(a) Is `Autoencoder.fit` quicker than what people use today?

Four ways to train one dense autoencoder: the same layers, activation, rows, epochs and batch size;
each optimizer (Adam everywhere) with the learning rate that its users get by default. Every fit
runs in a new process, and the contenders take turns. A process fits twice: the first fit pays for
whatever is compiled or warmed up once (imports are not counted); in the second, the error on test
rows is measured after each epoch, and that time is not counted.

MLPRegressor and PyOD apply the activation to the code as well, which cannot be switched off.
"""

import argparse
import json
import statistics
import warnings

import numpy as np

import common
from aeutils import Autoencoder, datasets

PROBLEMS = {
    "digits": {"k": 2, "hidden": (128, 64), "epochs": 50, "batch": 32},
    "mnist": {"k": 16, "hidden": (256, 64), "epochs": 10, "batch": 128},
}
ROUNDS = 5


def load(problem):
    data = datasets.load(problem)[:12_000]
    train, test = data.split(test_size=1 / 5 if problem == "digits" else 1 / 6)
    return train.X, test.X


def fit_autoencoder(X, test, seed, k, hidden, epochs, batch, watched):
    import keras

    model = Autoencoder(
        k,
        hidden_units=hidden,
        activation="tanh",
        init="random",
        epochs=epochs,
        batch_size=batch,
        validation=0,
        patience=None,
        random_state=seed,
    )
    mean, scale = common.units(X)
    test_in_units = (test - mean) / scale
    watch = common.Watch(
        lambda: error(test, mean + scale * callback.model.predict_on_batch(test_in_units))
    )
    callback = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: watch())
    model.set_params(callbacks=[callback] if watched else None).fit(X)
    return watch.points


def fit_keras(X, test, seed, k, hidden, epochs, batch, watched):
    import keras

    keras.utils.set_random_seed(seed)
    dense = keras.layers.Dense
    model = keras.Sequential(
        [
            keras.Input((X.shape[1],)),
            *(dense(u, "tanh") for u in hidden),
            dense(k),
            *(dense(u, "tanh") for u in hidden[::-1]),
            dense(X.shape[1]),
        ]
    )
    model.compile(optimizer="adam", loss="mse")
    watch = common.Watch(lambda: error(test, model.predict_on_batch(test)))
    callback = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: watch())
    model.fit(
        X, X, epochs=epochs, batch_size=batch, verbose=0, callbacks=[callback] if watched else []
    )
    return watch.points


def fit_sklearn(X, test, seed, k, hidden, epochs, batch, watched):
    from sklearn.neural_network import MLPRegressor

    model = MLPRegressor(
        hidden_layer_sizes=(*hidden, k, *hidden[::-1]),
        activation="tanh",
        batch_size=batch,
        max_iter=epochs,
        n_iter_no_change=epochs,
        tol=0,
        random_state=seed,
    )
    watch = common.Watch(lambda: error(test, model.predict(test)))
    if watched:
        for _ in range(epochs):
            model.partial_fit(X, X)
            watch()
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that so many epochs were not enough
            model.fit(X, X)
    return watch.points


def fit_pyod(X, test, seed, k, hidden, epochs, batch, watched):
    import torch
    from pyod.models.auto_encoder import AutoEncoder

    class Watched(AutoEncoder):
        def epoch_update(self):
            if watched:
                self.model.eval()
                with torch.no_grad():
                    watch()
                self.model.train()

    model = Watched(
        hidden_neuron_list=[*hidden, k],
        hidden_activation_name="tanh",
        epoch_num=epochs,
        batch_size=batch,
        batch_norm=False,
        dropout_rate=0,
        preprocessing=False,
        random_state=seed,
        verbose=0,
    )
    watch = common.Watch(lambda: error(test, model.model(torch.from_numpy(test)).numpy()))
    model.fit(X)
    return watch.points


def error(x, x_hat):
    return np.mean((x - x_hat) ** 2)


CONTENDERS = {
    "Autoencoder.fit": fit_autoencoder,
    "keras model.fit": fit_keras,
    "scikit-learn MLPRegressor": fit_sklearn,
    "PyOD AutoEncoder": fit_pyod,
}


def one_process(problem, contender, seed):
    """Fit twice in this process, and print the seconds and the points of its curve as JSON."""
    X, test = load(problem)
    fit, settings = CONTENDERS[contender], PROBLEMS[problem]
    (first,) = common.seconds(lambda: fit(X, test, seed, **settings, watched=False))
    points = fit(X, test, seed, **settings, watched=True)
    print(json.dumps({"first": first, "points": points}))


def rows(runs_by_contender):
    """A table's rows, ratios first, from the runs of every contender."""
    target = max(run["points"][-1][1] for runs in runs_by_contender.values() for run in runs)
    medians = {}
    for name, runs in runs_by_contender.items():
        medians[name] = {
            "first fit": statistics.median(run["first"] for run in runs),
            "later fit": statistics.median(run["points"][-1][0] for run in runs),
            "to equal error": statistics.median(
                common.first_at_or_below(run["points"], target) for run in runs
            ),
            "test error": statistics.median(run["points"][-1][1] for run in runs),
        }
    ours = medians["Autoencoder.fit"]
    return {
        name: {
            f"{key}, ratio": row[key] / ours[key]
            for key in ("first fit", "later fit", "to equal error")
        }
        | {f"{key}, s": row[key] for key in ("first fit", "later fit", "to equal error")}
        | {"test error": row["test error"]}
        for name, row in medians.items()
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", nargs="*", help="problem, contender and seed of a single run")
    if run := parser.parse_args().run:
        return one_process(run[0], run[1], int(run[2]))
    tables = {}
    for problem in PROBLEMS:
        runs = {name: [] for name in CONTENDERS}
        for seed in range(ROUNDS):
            for name in CONTENDERS:
                runs[name].append(common.in_new_process(__file__, problem, name, seed))
        tables[problem] = rows(runs)
        print(common.table(tables[problem]))
    common.record("fit", problems=PROBLEMS, rounds=ROUNDS, tables=tables)
    common.check(
        {
            f"The error on {problem} is at most 1.1 times that of model.fit.": table[
                "Autoencoder.fit"
            ]["test error"]
            <= 1.1 * table["keras model.fit"]["test error"]
            for problem, table in tables.items()
        }
    )


if __name__ == "__main__":
    main()
