"""The loop around the engine: which weights are kept, when it stops, what it tells."""

import re

import numpy as np
import pytest

from aeutils import training
from aeutils._keras import keras, tf
from aeutils.noise import make_corruption

# ---- which weights are kept, and when it stops -----------------------------------------------
#
# A network x̂ = ax + b of one feature, whose optimizer does nothing; a callback sets a and b before
# each epoch. So the validation loss of every epoch is known beforehand.


class Script(keras.callbacks.Callback):
    """Set the weights a and b of each epoch, and keep a record of all that it is logged."""

    def __init__(self, weights, at_end=None):
        super().__init__()
        self.weights, self.at_end, self.calls = weights, at_end or {}, []

    def on_train_begin(self, logs=None):
        self.calls.append(("begin", dict(logs or {})))

    def on_epoch_begin(self, epoch, logs=None):
        self.calls.append((f"begin {epoch}", dict(logs or {})))
        set_line(self.model, self.weights[epoch])

    def on_epoch_end(self, epoch, logs=None):
        self.calls.append((f"end {epoch}", dict(logs)))
        if epoch in self.at_end:
            self.at_end[epoch](self.model)

    def on_train_end(self, logs=None):
        self.calls.append(("end", dict(logs or {})))


def set_line(model, a_b):
    a, b = a_b if isinstance(a_b, tuple) else (a_b, 0.0)
    model.set_weights([np.full((1, 1), a), np.full(1, b)])


def line():
    x = keras.Input((1,))
    return keras.Model(x, keras.layers.Dense(1)(x))


def follow(script, *, start=0.0, X=None, validation_rows=(0, 1, 2, 3), at_end=None, **options):
    """Train the network along a script; return it, the history and the callback."""
    X = np.ones((8, 1), np.float32) if X is None else np.asarray(X, np.float32).reshape(-1, 1)
    model, callback = line(), Script(script, at_end)
    set_line(model, start)
    train_rows = np.setdiff1d(np.arange(len(X)), validation_rows)
    settings = {
        "loss": training.squared_error,
        "optimizer": keras.optimizers.SGD(0.0),
        "epochs": len(script),
        "batch_size": 3,
        "callbacks": [callback],
        "random_state": 0,
    } | options
    run = training.train(model, X, train_rows, np.array(validation_rows, int), **settings)
    assert run.interrupted == (interrupt in callback.at_end.values())
    model.set_weights(run.weights)
    return model, run.history, callback


def slope(model):
    return float(model.get_weights()[0][0, 0])


def test_history_starts_before_the_first_step():
    _, history, _ = follow([0.5, 0.9, 0.8])
    losses = [1.0, 0.25, 0.01, 0.04]  # (1 − a)² for a = 0, …
    np.testing.assert_allclose(history["loss"], losses, rtol=1e-5)  # float32
    np.testing.assert_allclose(history["val_loss"], losses, rtol=1e-5)
    assert all(type(value) is float for values in history.values() for value in values)


@pytest.mark.parametrize(
    ("script", "best"),
    [([0.5, 0.9, 0.8], 0.9), ([-1, -2, -3], 0.0), ([0.9, 0.5, 1.0], 1.0), ([0.75, 1.25], 0.75)],
    ids=["in between", "the first weights", "the last", "the earliest of equals"],
)
def test_best_weights_are_kept(script, best):
    model, *_ = follow(script)
    assert slope(model) == pytest.approx(best)


def test_best_is_judged_on_validation_rows():
    """Rows to learn from, at x = 1 with b = 0.2, like a = 0.8; rows to validate with, at 3, 0.9."""
    X = [1, 1, 1, 1, 3, 3, 3, 3]
    script = [(0.8, 0.2), (0.9333, 0.2), (0.9, 0.2)]
    model, history, _ = follow(script, X=X, validation_rows=(4, 5, 6, 7))
    assert np.argmin(history["loss"]) == 1 and np.argmin(history["val_loss"]) == 2
    assert slope(model) == pytest.approx(0.9333)


def test_best_is_judged_on_corrupted_rows():
    """On clean rows at x = 1 both x̂ = x and x̂ = 1 are perfect; under noise the second alone is."""
    noise = make_corruption("gaussian", 0.5, n_features=1)
    script = [(1.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 0.0)]
    model, history, _ = follow(script, start=(1.0, 0.0), noise=noise)
    assert slope(model) == 0
    start, first, second, *later = history["val_loss"]
    assert second == pytest.approx(0, abs=1e-12) and first == start > 0.01
    assert later == [first, first]  # the same noise in every epoch
    assert history["loss"][0] > 0.01  # the start of the curve sees it too


def test_without_validation_the_last_weights_stay():
    model, history, _ = follow([0.9, 0.5], validation_rows=(), patience=1)
    assert slope(model) == pytest.approx(0.5)
    assert set(history) == {"loss"} and len(history["loss"]) == 3


@pytest.mark.parametrize(("patience", "epochs_run"), [(1, 2), (2, 5), (3, 6), (4, 7), (None, 7)])
def test_patience(patience, epochs_run):
    script = [0.5, 0.4, 0.6, 0.3, 0.2, 0.1, 0.9]  # better in epochs 1, 3 and 7
    model, history, _ = follow(script, patience=patience)
    assert len(history["loss"]) - 1 == epochs_run
    assert slope(model) == pytest.approx(max(script[:epochs_run]))


def test_a_wild_row_does_not_choose():
    """Of 40 rows one is far away and likes a = 0.95, b = 0.5 better; the others a = 0.9, b = 0."""
    X = [1.0] * 39 + [1000.0] + [1.0] * 4
    script = [(0.9, 0.0), (0.95, 0.5)]
    model, history, _ = follow(script, start=(0.0, 0.0), X=X, validation_rows=range(40))
    assert slope(model) == pytest.approx(0.9) and np.argmin(history["val_loss"]) == 2


def test_trimmed_mean():
    losses = np.array([[*range(1, 10), 1e6], [1e6, *range(1, 10)]])
    np.testing.assert_allclose(training.trimmed_mean(losses), np.mean(range(2, 10)))
    assert training.trimmed_mean(np.arange(300.0) ** 3) == np.mean(np.arange(15.0, 285) ** 3)
    assert training.trimmed_mean(np.array([1.0, 5.0])) == 3.0


# ---- callbacks, interrupts, losses that are no numbers ---------------------------------------


def test_callbacks_are_told_in_order_with_logs():
    _, history, callback = follow([0.5, 0.9])
    events, logs = zip(*callback.calls, strict=True)
    assert events == ("begin", "begin 0", "end 0", "begin 1", "end 1", "end")
    for epoch, logged in enumerate((logs[2], logs[4]), start=1):
        assert logged == {"loss": history["loss"][epoch], "val_loss": history["val_loss"][epoch]}
    _, _, callback = follow([0.5], validation_rows=())
    assert set(callback.calls[2][1]) == {"loss"}


def test_callback_can_stop():
    model, history, callback = follow(
        [0.9, 0.5, 1.0], at_end={1: lambda model: setattr(model, "stop_training", True)}
    )
    assert len(history["loss"]) == 3 and slope(model) == pytest.approx(0.9)
    assert callback.calls[-1][0] == "end"
    _, history, _ = follow([0.1, 0.2])  # and the next training starts unhindered
    assert len(history["loss"]) == 3


def interrupt(_):
    raise KeyboardInterrupt


def test_interrupt_keeps_the_best_so_far():
    with pytest.warns(UserWarning, match=re.escape("interrupted after 3 of 5 epochs")) as caught:
        model, history, callback = follow([0.5, 0.9, 0.7, 1.0, 1.0], at_end={2: interrupt})
    assert len(caught) == 1
    assert slope(model) == pytest.approx(0.9) and len(history["loss"]) == 4
    assert callback.calls[-1][0] == "end"


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_loss_that_is_no_number_stops_with_its_causes(bad):
    at_end = {2: lambda model: pytest.fail("went on after the loss was no number")}
    model, callback = line(), Script([0.5, bad, 0.9], at_end)
    set_line(model, 0.25)
    with pytest.raises(FloatingPointError) as error:
        training.train(
            model,
            np.ones((8, 1), np.float32),
            np.arange(4),
            np.arange(4, 8),
            loss=training.squared_error,
            optimizer=keras.optimizers.SGD(0.0),
            epochs=3,
            batch_size=4,
            callbacks=[callback],
            random_state=0,
        )
    message = str(error.value)
    assert "in epoch 2" in message and re.search("nan|inf", message)
    for cause in ("lower the learning rate", "scale the data", "extreme values"):
        assert cause in message
    assert slope(model) == 0.25  # not left with what is no number


def test_order_of_rows_follows_the_seed():
    def orders(seed):
        seen = []

        def loss(x, x_hat):
            tf.py_function(lambda batch: seen.append(batch.numpy().ravel()), [x], [])
            return training.squared_error(x, x_hat)

        follow(
            [0.5, 0.5],
            X=np.arange(12),
            validation_rows=(),
            loss=loss,
            batch_size=12,
            random_state=seed,
        )
        return [tuple(batch) for batch in seen[1:]]  # the first look is an evaluation

    first, again, other = orders(0), orders(0), orders(1)
    assert first == again != other
    assert first[0] != first[1] and set(first[0]) == set(first[1]) == set(range(12))


def test_progress_bar_is_shown_on_request_only(capfd):
    follow([0.5, 0.9])
    assert capfd.readouterr() == ("", "")
    follow([0.5, 0.9], verbose=1)
    assert "2/2" in capfd.readouterr().err
