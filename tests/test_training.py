"""The training engine against plain Keras and NumPy, and every rule of when to stop."""

import gc
import re
import signal
import weakref

import numpy as np
import pytest

from aeutils import optimizers, training
from aeutils._keras import keras, tf
from aeutils.networks import build_dense
from aeutils.noise import make_corruption


@pytest.fixture
def X():
    return np.random.default_rng(0).normal(size=(23, 6)).astype(np.float32)


def rows(n, seed=0):
    return np.random.RandomState(seed).permutation(n)


# ---- one epoch -------------------------------------------------------------------------------


@pytest.mark.parametrize("batch_size", [1, 5, 23, 100])
def test_epoch_equals_plain_keras(X, batch_size):
    ours, plain = (build_dense(6, 2, hidden_units=(4,), seed=0) for _ in range(2))
    optimizer = keras.optimizers.SGD(0.1)
    epoch = training.compile_epoch(
        ours, tf.constant(X), training.squared_error, optimizer, batch_size
    )
    plain.compile(keras.optimizers.SGD(0.1), loss="mse")
    order = rows(23)
    mean_loss = float(epoch(order))
    losses = [
        plain.train_on_batch(X[part], X[part]) * len(part)
        for part in np.split(order, range(batch_size, 23, batch_size))
    ]
    # Two graphs of the same float32 arithmetic may add up in another order.
    for a, b in zip(ours.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-6)
    if batch_size >= 23:  # train_on_batch returns a mean that runs over its calls
        assert mean_loss == pytest.approx(sum(losses) / 23, rel=1e-5)


def test_epoch_equals_numpy(X):
    """A linear autoencoder x̂ = xAB, whose gradient a few lines of NumPy give."""
    model = build_dense(6, 2, hidden_units=(), seed=0)
    A, a, B, b = (w.astype(float) for w in model.get_weights())
    epoch = training.compile_epoch(
        model, tf.constant(X), training.squared_error, keras.optimizers.SGD(0.5), batch_size=4
    )
    order = rows(23)[:10]  # some rows only; the last batch of 2
    mean_loss = float(epoch(order))
    summed = 0.0
    for part in np.split(order, [4, 8]):
        x = X[part].astype(float)
        z = x @ A + a
        wrong = z @ B + b - x
        summed += np.sum(wrong**2) / 6
        back = 2 * wrong / wrong.size
        dA, da, dB, db = x.T @ back @ B.T, (back @ B.T).sum(0), z.T @ back, back.sum(0)
        A, a, B, b = (w - 0.5 * dw for w, dw in zip((A, a, B, b), (dA, da, dB, db), strict=True))
    for ours, theirs in zip(model.get_weights(), (A, a, B, b), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)  # float32 and float64
    assert mean_loss == pytest.approx(summed / 10, rel=1e-5)


def test_losses_are_one_number_per_row():
    x, x_hat = np.array([[0.0, 1.0], [0.5, 0.25]]), np.array([[0.1, 0.8], [0.5, 0.75]])
    np.testing.assert_allclose(training.squared_error(x, x_hat), [0.025, 0.125], rtol=1e-6)
    by_hand = -np.mean(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    np.testing.assert_allclose(training.cross_entropy(x, x_hat), by_hand, rtol=1e-5)  # clipped 1e-7


@pytest.mark.parametrize("n", [1, 3, 4, 5, 11])
def test_tensor_holds_the_rows(n, monkeypatch):
    monkeypatch.setattr(training, "EVALUATION_BATCH", 4)
    X = np.random.default_rng(0).normal(size=(n, 3)).astype(np.float32)
    np.testing.assert_array_equal(training.to_tensor(X), X)


def test_data_are_let_go_when_training_ends(monkeypatch):
    """Without waiting for the garbage collector: they may be most of the memory there is."""
    held = []
    make = training.to_tensor

    def keep_an_eye(X):
        tensor = make(X)
        held.append(weakref.ref(tensor))
        return tensor

    monkeypatch.setattr(training, "to_tensor", keep_an_eye)
    gc.disable()
    try:
        follow([0.5, 0.9])
        assert held[0]() is None
    finally:
        gc.enable()


def test_evaluation_takes_rows_in_order_and_in_parts(X, monkeypatch):
    monkeypatch.setattr(training, "EVALUATION_BATCH", 4)
    model = build_dense(6, 2, hidden_units=(4,), seed=0)
    evaluate = training.compile_evaluation(model, tf.constant(X), training.squared_error)
    order = rows(23)[:11]
    expected = np.mean((X[order] - model(X[order])) ** 2, axis=1)
    np.testing.assert_allclose(evaluate(order), expected, rtol=1e-5)  # float32


# ---- noise -----------------------------------------------------------------------------------


KINDS = {"gaussian": 0.5, "salt_and_pepper": 0.5, "masking": 0.5, "occlusion": 0.2}


def make_noise(kind="gaussian"):
    return make_corruption(kind, KINDS[kind], image_shape=(2, 3), n_features=6)


def record_epochs(X, noise, seed, n_epochs=2, batch_size=5):
    """Targets and inputs, batch by batch, that a network which answers its input has seen."""
    x = keras.Input((6,))
    identity = keras.Model(x, keras.layers.Dense(6, kernel_initializer="identity")(x))
    targets, inputs = [], []

    def keep(target, x_hat):
        targets.append(target.numpy())
        inputs.append(x_hat.numpy())

    def loss(target, x_hat):
        tf.py_function(keep, [target, x_hat], [])
        return training.squared_error(target, x_hat)

    epoch = training.compile_epoch(
        identity,
        tf.constant(X),
        loss,
        keras.optimizers.SGD(0.0),
        batch_size,
        noise=noise,
        seed=seed,
    )
    for _ in range(n_epochs):
        epoch(np.arange(len(X)))
    return targets, inputs


def test_batches_follow_the_order(X):
    targets, inputs = record_epochs(X, noise=None, seed=0, n_epochs=1)
    assert [len(batch) for batch in targets] == [5, 5, 5, 5, 3]
    np.testing.assert_array_equal(np.concatenate(targets), X)
    np.testing.assert_array_equal(np.concatenate(inputs), X)


@pytest.mark.parametrize("kind", KINDS)
def test_noise_is_fresh_each_step_and_never_on_the_target(kind):
    X = np.random.default_rng(0).uniform(1, 2, (2000, 6)).astype(np.float32)
    targets, inputs = record_epochs(X, make_noise(kind), seed=0, batch_size=500)
    np.testing.assert_array_equal(np.concatenate(targets[:4]), X)
    np.testing.assert_array_equal(np.concatenate(targets[4:]), X)
    if kind == "gaussian":
        draws = [noisy - clean for noisy, clean in zip(inputs, targets, strict=True)]
        for draw in draws:
            assert abs(draw.mean()) < 0.05  # 3000 draws of deviation 0.5: 0.05 is 5 s.e.
            assert abs(draw.std() - 0.5) < 0.05
    else:
        draws = [noisy != clean for noisy, clean in zip(inputs, targets, strict=True)]
    for i, first in enumerate(draws):
        for second in draws[:i]:
            assert abs(np.corrcoef(first.ravel(), second.ravel())[0, 1]) < 0.1  # 5 s.e. again


@pytest.mark.parametrize("kind", KINDS)
def test_noise_follows_the_seed(X, kind):
    first, again, other = (
        np.concatenate(record_epochs(X, make_noise(kind), seed)[1]) for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).max() > 0.1


@pytest.mark.parametrize("kind", KINDS)
def test_noise_of_an_evaluation_stays(X, kind, monkeypatch):
    """The same at every call, so that only weights tell losses apart; each row has its own."""
    monkeypatch.setattr(training, "EVALUATION_BATCH", 10)
    x = keras.Input((6,))
    identity = keras.Model(x, keras.layers.Dense(6, kernel_initializer="identity")(x))
    same = tf.repeat(X[:1] + 3, 200, axis=0)
    evaluate, again, other = (
        training.compile_evaluation(
            identity, same, training.squared_error, noise=make_noise(kind), seed=seed
        )
        for seed in (0, 0, 1)
    )
    losses = evaluate(np.arange(200))
    np.testing.assert_array_equal(evaluate(np.arange(200)), losses)
    np.testing.assert_array_equal(again(np.arange(200)), losses)
    assert (other(np.arange(200)) != losses).any()
    parts = losses.reshape(-1, 10)  # not one draw for all of its parts
    assert len(np.unique(parts, axis=0)) == 20
    if kind == "gaussian":
        assert losses.mean() == pytest.approx(0.25, rel=0.2)  # 1200 squares: 5 s.e.


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


# ---- the optimizer ---------------------------------------------------------------------------


@pytest.mark.parametrize("n_steps", [200, 1000, 7])
def test_rate_rises_then_falls_as_a_cosine(n_steps):
    schedule = optimizers.warm_cosine(n_steps)
    warmup = max(1, n_steps // 20)
    rates = [0.01 * float(schedule(step)) for step in range(n_steps + 1)]
    step = np.arange(n_steps + 1)
    rising = 0.0001 + (0.01 - 0.0001) * step / warmup
    falling = 0.01 * (1 + np.cos(np.pi * (step - warmup) / (n_steps - warmup))) / 2
    np.testing.assert_allclose(
        rates, np.where(step < warmup, rising, falling), rtol=1e-4, atol=1e-8
    )  # float32
    assert np.argmax(rates) == warmup and rates[-1] < 1e-6


@pytest.mark.parametrize("n_steps", [0, 1])
def test_schedule_of_next_to_no_steps(n_steps):
    assert 0 < float(optimizers.warm_cosine(n_steps)(0)) <= 1


@pytest.mark.parametrize("name", ["adam", "SGD", "rmsprop"])
def test_weight_decay_spares_linear_paths_and_biases(name):
    """A loss without gradient: what still changes a weight is its decay."""
    model = build_dense(6, 2, hidden_units=(4,), linear_path=True, seed=0)
    model.set_weights([np.ones(w.shape) for w in model.weights])
    epoch = training.compile_epoch(
        model,
        tf.zeros((8, 6)),
        lambda x, x_hat: 0 * training.squared_error(x, x_hat),
        optimizers.make_optimizer(name, 0.1),
        batch_size=4,
        schedule=optimizers.warm_cosine(1),
        weight_decay=0.5,
    )
    epoch(np.arange(8))
    decayed = np.exp(-0.5 * (0.001 + 0.1))  # the first step has 1/100 of the rate
    for weight in model.weights:
        spared = "linear" in weight.path or weight.name == "bias"
        np.testing.assert_allclose(weight, 1 if spared else decayed, rtol=1e-6)  # float32
    assert sum("linear" in weight.path for weight in model.weights) == 3


def test_decay_comes_on_top_of_the_step(X):
    """One step of SGD on a linear autoencoder: (w − rate · gradient) exp(−rate · decay)."""
    plain, decayed = (build_dense(6, 2, hidden_units=(), seed=0) for _ in range(2))
    for model, weight_decay in ((plain, 0.0), (decayed, 0.5)):
        epoch = training.compile_epoch(
            model,
            tf.constant(X),
            training.squared_error,
            keras.optimizers.SGD(0.1),
            len(X),
            weight_decay=weight_decay,
        )
        epoch(np.arange(len(X)))
    for stepped, both in zip(plain.get_weights(), decayed.get_weights(), strict=True):
        kept = np.exp(-0.1 * 0.5) if stepped.ndim == 2 else 1.0
        np.testing.assert_allclose(both, kept * stepped, rtol=1e-5)  # float32


def test_fused_adam_is_adam(X):
    ours, kerass = (build_dense(6, 2, hidden_units=(4,), seed=0) for _ in range(2))
    for model, optimizer in (
        (ours, optimizers.make_optimizer("adam", 0.01)),
        (kerass, optimizers.make_optimizer("Adam", 0.01)),
    ):
        epoch = training.compile_epoch(
            model,
            tf.constant(X),
            training.squared_error,
            optimizer,
            5,
            schedule=optimizers.warm_cosine(30),
        )
        for _ in range(6):
            epoch(rows(23))
    assert type(optimizer) is keras.optimizers.Adam
    for a, b in zip(ours.get_weights(), kerass.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-6)  # 30 steps in float32


def test_optimizer_with_settings():
    optimizer = optimizers.make_optimizer({"class_name": "sgd", "config": {"momentum": 0.9}}, 0.01)
    assert optimizer.momentum == 0.9 and float(optimizer.learning_rate) == pytest.approx(0.01)


@pytest.mark.parametrize(
    "unknown",
    ["adma", {"class_name": "adma"}, {"class_name": "sgd", "config": {"momentun": 0.9}}, {}],
)
def test_unknown_optimizer(unknown):
    message = f"Keras has no optimizer {unknown!r}: take one such as 'adam'"
    with pytest.raises(ValueError, match=re.escape(message)):
        optimizers.make_optimizer(unknown, 0.01)


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
        "random_state": np.random.RandomState(0),
    } | options
    history, interrupted = training.train(
        model, X, train_rows, np.array(validation_rows, int), **settings
    )
    assert interrupted == (interrupt in callback.at_end.values())
    return model, history, callback


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


def test_without_validation_the_last_weights_stay():
    model, history, _ = follow([0.9, 0.5], validation_rows=(), patience=1, cautious=True)
    assert slope(model) == pytest.approx(0.5)
    assert set(history) == {"loss"} and len(history["loss"]) == 3


@pytest.mark.parametrize(("patience", "epochs_run"), [(1, 2), (2, 5), (3, 6), (4, 7), (None, 7)])
def test_patience(patience, epochs_run):
    script = [0.5, 0.4, 0.6, 0.3, 0.2, 0.1, 0.9]  # better in epochs 1, 3 and 7
    model, history, _ = follow(script, patience=patience)
    assert len(history["loss"]) - 1 == epochs_run
    assert slope(model) == pytest.approx(max(script[:epochs_run]))


@pytest.mark.parametrize("step", [0.05, 0.1])
@pytest.mark.parametrize(("mean", "worth_it"), [(0.1, False), (1.0, True), (0.0, False)])
def test_cautious_rule(mean, worth_it, step):
    """From b = 0 to a small b = δ a row gains 2δx − δ²: on average 2δ·mean − δ², give or take 2δs.

    With 25 rows of deviation 1 the standard error is 2δ/5: mean 1 is worth it, mean 0.1 is not.
    """
    x = np.random.default_rng(0).normal(size=25)
    x = mean + (x - x.mean()) / x.std(ddof=1)
    rule = 2 * step * mean - step**2 > 2 * step / 5
    assert rule == worth_it
    options = {"start": (0.0, 0.0), "X": [*x, 1, 1], "validation_rows": range(25)}
    cautious, history, _ = follow([(0.0, step)], cautious=True, **options)
    assert float(cautious.get_weights()[1][0]) == pytest.approx(step if worth_it else 0.0)
    plain, *_ = follow([(0.0, step)], **options)
    better = history["val_loss"][1] < history["val_loss"][0]
    assert float(plain.get_weights()[1][0]) == pytest.approx(step if better else 0.0)
    assert better or mean == 0.0


def test_cautious_rule_does_not_trust_a_single_row(recwarn):
    model, *_ = follow([1.0], X=[1, 1, 1], validation_rows=(0,), cautious=True)
    assert slope(model) == 0.0
    assert [str(warning.message) for warning in recwarn] == []


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


def test_interrupt_is_heard_within_an_epoch(X, monkeypatch):
    """An epoch is some calls of a compiled function; Python hears of Ctrl-C between two of them."""
    monkeypatch.setattr(training, "STEPS_AT_ONCE", 2)
    steps = []

    def press_ctrl_c():
        steps.append(1)
        if len(steps) == 3:
            signal.raise_signal(signal.SIGINT)

    def loss(x, x_hat):
        tf.py_function(press_ctrl_c, [], [])
        return training.squared_error(x, x_hat)

    model = build_dense(6, 2, hidden_units=(4,), seed=0)
    epoch = training.compile_epoch(model, tf.constant(X), loss, keras.optimizers.SGD(0.1), 2)
    with pytest.raises(KeyboardInterrupt):
        epoch(rows(23))  # 12 steps, if all were done
    assert len(steps) == 4


def test_pieces_of_an_epoch_are_one_epoch(X, monkeypatch):
    """The same steps, and one decay, however many there are at once."""
    results = []
    for at_once in (1, 3, 100):
        monkeypatch.setattr(training, "STEPS_AT_ONCE", at_once)
        model = build_dense(6, 2, hidden_units=(4,), seed=0)
        epoch = training.compile_epoch(
            model,
            tf.constant(X),
            training.squared_error,
            keras.optimizers.SGD(0.1),
            5,
            weight_decay=0.5,
            schedule=optimizers.warm_cosine(10),
        )
        results.append((epoch(rows(23)), model.get_weights()))
    for mean_loss, weights in results:
        assert mean_loss == pytest.approx(results[0][0], rel=1e-6)  # float32
        for ours, theirs in zip(weights, results[0][1], strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-7)


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
            random_state=np.random.RandomState(0),
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
            random_state=np.random.RandomState(seed),
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
