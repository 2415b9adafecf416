"""(f) Which recipe brings MNIST to a summed squared error of 3.00 first, and how low does it get?

The paper's network, 784-1000-500-250-30 and back, on all 60,000 training images, 40 epochs where
the name gives no other number. A recipe's name says what it changes in the first one. One seed and
one process each; `model.fit` is as in a tutorial, with ReLU, Adam at its default rate and batches
of 256.
"""

import argparse
import json

import common
import science2006
from science2006 import AUTOENCODER, TARGET

LONG = AUTOENCODER["mnist"] | {"random_state": 0}
MUON = {name: LONG[name] for name in ("optimizer", "learning_rate")}
SLOW = LONG | {"optimizer": "adam", "learning_rate": 3e-3, "epochs": 40}
RECIPE = SLOW | {"noise": 0.0, "weight_decay": 0.1}
RECIPES = {
    "SiLU, decay 0.1, no noise": RECIPE,
    "the noise and decay of (e)": SLOW,
    "no decay": RECIPE | {"weight_decay": 0.0},
    "GELU": RECIPE | {"activation": "gelu"},
    "Muon, 10 epochs": RECIPE | MUON | {"epochs": 10},
    "(e): Muon, its noise and decay, 35 epochs": LONG,
    "model.fit": None,
}


def fit_as_tutorials_do():
    """Train with `model.fit`; print what science2006.one_process prints."""
    import keras

    X, test = science2006.load("mnist")
    keras.utils.set_random_seed(0)
    dense = keras.layers.Dense
    model = keras.Sequential(
        [
            keras.Input((784,)),
            *(dense(u, "relu") for u in (1000, 500, 250)),
            dense(30),
            *(dense(u, "relu") for u in (250, 500, 1000)),
            dense(784, "sigmoid"),
        ]
    )
    model.compile(optimizer="adam", loss="mse")
    watch = common.Watch(lambda: science2006.summed_error(test, model.predict(test, verbose=0)))
    callback = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: watch())
    model.fit(X, X, epochs=RECIPE["epochs"], batch_size=256, verbose=0, callbacks=[callback])
    print(
        json.dumps(
            {"seconds": watch.points[-1][0], "test": watch.points[-1][1], "points": watch.points}
        )
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tutorial", action="store_true", help="only model.fit, in this process")
    if parser.parse_args().tutorial:
        return fit_as_tutorials_do()
    rows = {}
    for name, settings in RECIPES.items():
        run = (
            common.in_new_process(science2006.__file__, "mnist", name, json.dumps(settings))
            if settings
            else common.in_new_process(__file__, "--tutorial")
        )
        reached = common.first_at_or_below(run["points"], TARGET)
        rows[name] = {
            "minutes to 3.00": reached / 60 if reached else "never",
            "error at the end": run["test"],
            "minutes": run["seconds"] / 60,
            "lowest error": min(error for _, error in run["points"]),
        }
        print(common.table(rows), flush=True)
    common.record("time_to_three", table=rows)


if __name__ == "__main__":
    main()
