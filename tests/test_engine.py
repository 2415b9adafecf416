"""The engine against plain Keras and NumPy: steps, noise, optimizers, and what is used again."""

import gc
import re
import signal
import threading
import weakref
from functools import partial

import numpy as np
import pytest
from packaging.version import Version

from aeutils import Autoencoder, VariationalAutoencoder, engine, optimizers, training
from aeutils._keras import keras, tf
from aeutils.networks import build_dense
from aeutils.noise import make_corruption
from helpers import curved_sheet


@pytest.fixture
def X():
    return np.random.default_rng(0).normal(size=(23, 6)).astype(np.float32)


def rows(n, seed=0):
    return np.random.RandomState(seed).permutation(n)


def network(**options):
    return build_dense(6, 2, **{"hidden_units": (4,), "seed": 0} | options)


def assert_close(some, others, **tolerance):
    for a, b in zip(some, others, strict=True):
        np.testing.assert_allclose(a, b, **tolerance)


# ---- one epoch -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("batch_size", "jit_compile"), [(1, False), (5, False), (5, True), (23, False), (100, True)]
)
def test_epoch_equals_plain_keras(X, batch_size, jit_compile):
    ours, plain = network(), network()
    epoch = engine.compile_epoch(
        ours,
        training.squared_error,
        keras.optimizers.SGD(0.1),
        batch_size,
        jit_compile=jit_compile,
    )
    plain.compile(keras.optimizers.SGD(0.1), loss="mse")
    order = rows(23)
    mean_loss = epoch(tf.constant(X), order)
    losses = [
        plain.train_on_batch(X[part], X[part]) * len(part)
        for part in np.split(order, range(batch_size, 23, batch_size))
    ]
    # Two graphs of the same float32 arithmetic may add up in another order.
    assert_close(ours.get_weights(), plain.get_weights(), rtol=1e-4, atol=1e-6)
    if batch_size >= 23:  # train_on_batch returns a mean that runs over its calls
        assert mean_loss == pytest.approx(sum(losses) / 23, rel=1e-5)


def test_epoch_equals_numpy(X):
    """A linear autoencoder x̂ = xAB, whose gradient a few lines of NumPy give."""
    model = network(hidden_units=())
    A, a, B, b = (w.astype(float) for w in model.get_weights())
    epoch = engine.compile_epoch(
        model, training.squared_error, keras.optimizers.SGD(0.5), batch_size=4
    )
    order = rows(23)[:10]  # some rows only; the last batch of 2
    mean_loss = epoch(tf.constant(X), order)
    summed = 0.0
    for part in np.split(order, [4, 8]):
        x = X[part].astype(float)
        z = x @ A + a
        wrong = z @ B + b - x
        summed += np.sum(wrong**2) / 6
        back = 2 * wrong / wrong.size
        dA, da, dB, db = x.T @ back @ B.T, (back @ B.T).sum(0), z.T @ back, back.sum(0)
        A, a, B, b = (w - 0.5 * dw for w, dw in zip((A, a, B, b), (dA, da, dB, db), strict=True))
    assert_close(model.get_weights(), (A, a, B, b), rtol=1e-4, atol=1e-6)  # float32 and float64
    assert mean_loss == pytest.approx(summed / 10, rel=1e-5)


def test_losses_are_one_number_per_row():
    x, x_hat = np.array([[0.0, 1.0], [0.5, 0.25]]), np.array([[0.1, 0.8], [0.5, 0.75]])
    np.testing.assert_allclose(training.squared_error(x, x_hat), [0.025, 0.125], rtol=1e-6)
    by_hand = -np.mean(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), axis=1)
    np.testing.assert_allclose(training.cross_entropy(x, x_hat), by_hand, rtol=1e-5)  # clipped 1e-7


@pytest.mark.parametrize("n", [1, 3, 4, 5, 11])
def test_tensor_holds_the_rows(n, monkeypatch):
    monkeypatch.setattr(engine, "EVALUATION_BATCH", 4)
    X = np.random.default_rng(0).normal(size=(n, 3)).astype(np.float32)
    np.testing.assert_array_equal(engine.to_tensor(X), X)


def test_data_are_let_go_when_training_ends(monkeypatch):
    """Without waiting for the garbage collector: they may be most of the memory there is."""
    held = []
    make = engine.to_tensor

    def keep_an_eye(X):
        tensor = make(X)
        held.append(weakref.ref(tensor))
        return tensor

    monkeypatch.setattr(engine, "to_tensor", keep_an_eye)
    gc.disable()
    try:
        Autoencoder(2, hidden_units=(4,), epochs=1, random_state=0).fit(curved_sheet())
        assert held[0]() is None
    finally:
        gc.enable()


def test_evaluation_takes_rows_in_order_and_in_parts(X, monkeypatch):
    monkeypatch.setattr(engine, "EVALUATION_BATCH", 4)
    model = network()
    evaluate = engine.compile_evaluation(model, training.squared_error)
    order = rows(23)[:11]
    expected = np.mean((X[order] - model(X[order])) ** 2, axis=1)
    np.testing.assert_allclose(evaluate(tf.constant(X), order), expected, rtol=1e-5)  # float32


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

    epoch = engine.compile_epoch(
        identity,
        loss,
        keras.optimizers.SGD(0.0),
        batch_size,
        noise=noise,
        seeds=keras.random.SeedGenerator(seed),
    )
    for _ in range(n_epochs):
        epoch(tf.constant(X), np.arange(len(X)))
    return targets, inputs


def test_batches_follow_the_order(X):
    targets, inputs = record_epochs(X, noise=None, seed=0, n_epochs=1)
    assert len(targets) == 5  # the last one is filled up with rows that do not count
    np.testing.assert_array_equal(np.concatenate(targets)[:23], X)
    np.testing.assert_array_equal(np.concatenate(inputs)[:23], X)


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
    monkeypatch.setattr(engine, "EVALUATION_BATCH", 10)
    x = keras.Input((6,))
    identity = keras.Model(x, keras.layers.Dense(6, kernel_initializer="identity")(x))
    same = tf.repeat(X[:1] + 3, 200, axis=0)
    evaluate, again, other = (
        partial(
            engine.compile_evaluation(identity, training.squared_error, noise=make_noise(kind)),
            same,
            np.arange(200),
            seed=seed,
        )
        for seed in (0, 0, 1)
    )
    losses = evaluate()
    np.testing.assert_array_equal(evaluate(), losses)
    np.testing.assert_array_equal(again(), losses)
    assert (other() != losses).any()
    parts = losses.reshape(-1, 10)  # not one draw for all of its parts
    assert len(np.unique(parts, axis=0)) == 20
    if kind == "gaussian":
        assert losses.mean() == pytest.approx(0.25, rel=0.2)  # 1200 squares: 5 s.e.


# ---- the optimizer ---------------------------------------------------------------------------


@pytest.mark.parametrize("n_steps", [200, 1000, 7])
def test_rate_rises_then_falls_as_a_cosine(n_steps):
    warmup = max(1, n_steps // 20)
    step = np.arange(n_steps)
    rising = 0.01 + 0.99 * step / warmup
    falling = (1 + np.cos(np.pi * (step - warmup) / (n_steps - warmup))) / 2
    rates = optimizers.warm_cosine(n_steps)
    np.testing.assert_allclose(rates, np.where(step < warmup, rising, falling), rtol=1e-9)
    assert np.argmax(rates) == warmup and rates[-1] < 0.1


@pytest.mark.parametrize("n_steps", [0, 1])
def test_schedule_of_next_to_no_steps(n_steps):
    rates = optimizers.warm_cosine(n_steps)
    assert len(rates) == n_steps and all(0 < rate <= 1 for rate in rates)


OPTIMIZERS = (
    "adam sgd rmsprop adamw adadelta adagrad adamax adafactor nadam ftrl lion muon"
).split()
SETTINGS = [
    ("adam", {"clipnorm": 0.01}),
    ("adam", {"clipvalue": 0.001}),
    ("adam", {"global_clipnorm": 0.01}),
    ("adam", {"weight_decay": 0.5}),
    ("adam", {"use_ema": True, "ema_momentum": 0.8}),
    ("adam", {"use_ema": True, "ema_momentum": 0.8, "ema_overwrite_frequency": 3}),
    ("adam", {"amsgrad": True, "beta_2": 0.5}),
    ("adam", {"beta_1": 0.5}),
    ("sgd", {"momentum": 0.9}),
    ("sgd", {"momentum": 0.9, "nesterov": True}),
    ("sgd", {"gradient_accumulation_steps": 2}),
    ("rmsprop", {"centered": True, "momentum": 0.5}),
    ("adamw", {"weight_decay": 0.5}),
]


class TwentySteps:
    """Weights after 20 steps, by `training.train` and by `model.fit`, on the same batches."""

    def __init__(self, optimizer, epochs=4):
        self.X = np.random.default_rng(0).normal(size=(20, 6)).astype(np.float32)
        self.model, self.optimizer, self.epochs = network(), optimizer, epochs

    def ours(self, rate=0.01):
        random = np.random.RandomState(0)  # the order of rows in each epoch, after the noise's seed
        random.randint(2**31 - 1)
        self.orders = [random.permutation(20) for _ in range(self.epochs)]
        optimizer = optimizers.make_optimizer(self.optimizer, rate)
        steady = keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate)
        return training.train(
            self.model,
            self.X,
            np.arange(20),
            np.array([], int),
            loss=training.squared_error,
            optimizer=optimizer,
            epochs=self.epochs,
            batch_size=4,
            random_state=0,
            callbacks=[steady],
        ).weights

    def theirs(self, rate=0.01):
        name, settings = self.optimizer["class_name"], self.optimizer["config"]
        self.model.compile(
            keras.optimizers.get(
                {"class_name": name, "config": settings | {"learning_rate": rate}}
            ),
            loss="mse",
        )
        X = np.concatenate([self.X[order] for order in self.orders])
        self.model.fit(X, X, batch_size=4, shuffle=False, verbose=0)
        return self.model.get_weights()


@pytest.mark.parametrize(
    ("name", "settings"), [*((name, {}) for name in OPTIMIZERS), *SETTINGS], ids=str
)
def test_any_optimizer_does_what_it_does_in_keras(name, settings):
    if name == "muon" and Version(keras.__version__) < Version("3.14"):
        pytest.skip("this Keras has a Muon, but not by name")
    steps = TwentySteps({"class_name": name, "config": settings})
    start, ours, theirs = steps.model.get_weights(), steps.ours(), steps.theirs()
    assert_close(ours, theirs, atol=1e-5)
    assert max(np.abs(a - b).max() for a, b in zip(ours, start, strict=True)) > 1e-4


@pytest.mark.parametrize(("name", "settings"), SETTINGS, ids=str)
def test_settings_make_a_difference(name, settings):
    plain, with_settings = (
        TwentySteps({"class_name": name, "config": config}).ours() for config in ({}, settings)
    )
    assert max(np.abs(a - b).max() for a, b in zip(plain, with_settings, strict=True)) > 1e-5


@pytest.mark.parametrize("name", ["adam", "SGD", "rmsprop"])
def test_weight_decay_spares_linear_paths_and_biases(name):
    """A loss without gradient: what still changes a weight is its decay."""
    model = network(linear_path=True)
    model.set_weights([np.ones(w.shape) for w in model.weights])
    epoch = engine.compile_epoch(
        model,
        lambda x, x_hat: 0 * training.squared_error(x, x_hat),
        optimizers.make_optimizer(name, 0.1),
        batch_size=4,
        weight_decay=0.5,
    )
    epoch(tf.zeros((8, 6)), np.arange(8), [0.001, 0.1])
    decayed = np.exp(-0.5 * (0.001 + 0.1))
    for weight in model.weights:
        spared = "linear" in weight.path or weight.name == "bias"
        np.testing.assert_allclose(weight, 1 if spared else decayed, rtol=1e-6)  # float32
    assert sum("linear" in weight.path for weight in model.weights) == 3


def test_decay_comes_on_top_of_the_step(X):
    """One step of SGD on a linear autoencoder: (w − rate · gradient) exp(−rate · decay)."""
    plain, decayed = network(hidden_units=()), network(hidden_units=())
    for model, weight_decay in ((plain, 0.0), (decayed, 0.5)):
        optimizer = keras.optimizers.SGD(0.1)
        epoch = engine.compile_epoch(
            model, training.squared_error, optimizer, len(X), weight_decay=weight_decay
        )
        epoch(tf.constant(X), np.arange(len(X)))
    for stepped, both in zip(plain.get_weights(), decayed.get_weights(), strict=True):
        kept = np.exp(-0.1 * 0.5) if stepped.ndim == 2 else 1.0
        np.testing.assert_allclose(both, kept * stepped, rtol=1e-5)  # float32


@pytest.mark.parametrize("jit_compile", [False, True])
def test_fused_adam_is_adam(X, jit_compile):
    results = []
    for optimizer in (optimizers.make_optimizer("adam", 0.01), keras.optimizers.Adam(0.01)):
        model = network()
        epoch = engine.compile_epoch(
            model, training.squared_error, optimizer, 5, jit_compile=jit_compile
        )
        for _ in range(6):
            epoch(tf.constant(X), rows(23))
        results.append(model.get_weights())
    assert type(optimizers.make_optimizer("adam", 0.01)) is optimizers.FusedAdam
    assert_close(*results, rtol=1e-4, atol=1e-6)  # 30 steps in float32


def test_optimizer_with_settings():
    optimizer = optimizers.make_optimizer({"class_name": "sgd", "config": {"momentum": 0.9}}, 0.01)
    assert optimizer.momentum == 0.9 and float(optimizer.learning_rate) == pytest.approx(0.01)


@pytest.mark.parametrize(
    "unknown",
    [
        "adma",
        {"class_name": "adma"},
        {"class_name": "sgd", "config": {"momentun": 0.9}},
        {},
        "loss_scale_optimizer",
    ],
)
def test_unknown_optimizer(unknown):
    message = f"Keras has no optimizer {unknown!r}: take one such as 'adam'"
    with pytest.raises(ValueError, match=re.escape(message)):
        optimizers.make_optimizer(unknown, 0.01)


# ---- an epoch in pieces ----------------------------------------------------------------------


def test_interrupt_is_heard_within_an_epoch(X, monkeypatch):
    """An epoch is some calls of a compiled function; Python hears of Ctrl-C between two of them."""
    monkeypatch.setattr(engine, "STEPS_AT_ONCE", 2)
    steps = []

    def press_ctrl_c():
        steps.append(1)
        if len(steps) == 3:
            signal.raise_signal(signal.SIGINT)

    def loss(x, x_hat):
        tf.py_function(press_ctrl_c, [], [])
        return training.squared_error(x, x_hat)

    epoch = engine.compile_epoch(network(), loss, keras.optimizers.SGD(0.1), 2)
    with pytest.raises(KeyboardInterrupt):
        epoch(tf.constant(X), rows(23))  # 12 steps, if all were done
    assert len(steps) == 4


def test_pieces_of_an_epoch_are_one_epoch(X, monkeypatch):
    """The same steps, and one decay, however many there are at once."""
    results = []
    for at_once in (1, 3, 100):
        monkeypatch.setattr(engine, "STEPS_AT_ONCE", at_once)
        model = network()
        optimizer = keras.optimizers.SGD(0.1)
        epoch = engine.compile_epoch(model, training.squared_error, optimizer, 5, weight_decay=0.5)
        rates = 0.1 * optimizers.warm_cosine(5)
        results.append((epoch(tf.constant(X), rows(23), rates), model.get_weights()))
    for mean_loss, weights in results:
        assert mean_loss == pytest.approx(results[0][0], rel=1e-6)  # float32
        assert_close(weights, results[0][1], rtol=1e-5, atol=1e-7)


# ---- used again ------------------------------------------------------------------------------


def small(seed=0, cls=Autoencoder, **options):
    options = {"hidden_units": (4,), "epochs": 3, "random_state": seed} | options
    return cls(2, **options)


@pytest.fixture
def traces(monkeypatch):
    """How many engines are made in a test, in a new session."""
    keras.backend.clear_session()
    made = []
    init = engine.Engine.__init__

    def count(self, *args, **kwargs):
        made.append(weakref.ref(self))
        init(self, *args, **kwargs)

    monkeypatch.setattr(engine.Engine, "__init__", count)
    yield made
    keras.backend.clear_session()


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"noise": 0.3},
        {"noise": ("masking", 0.3)},
        {"output_activation": "tanh", "tied": True},
        {"init": "random", "optimizer": {"class_name": "sgd", "config": {"momentum": 0.9}}},
        {"cls": VariationalAutoencoder},
        {"epochs": 700},
    ],
    ids=str,
)
def test_later_fit_is_the_first_to_the_bit(traces, options):
    """After fits on other data, of another number of rows and in other units, with other seeds."""
    X = curved_sheet()
    first = small(**options).fit(X).model_.get_weights()
    small(1, **options).fit(100 + 7 * X[:50])
    small(2, **options).fit(X[::-1])
    again = small(**options).fit(X).model_.get_weights()
    for a, b in zip(first, again, strict=True):
        np.testing.assert_array_equal(a, b)
    assert len(traces) == (2 if "epochs" in options else 1)  # one that XLA compiles


def test_other_numbers_in_the_loss_are_not_taken_from_the_first_fit(traces):
    """The scale of the data and σ are arguments of what is compiled, not parts of it."""
    X = curved_sheet()
    for options in ({"cls": VariationalAutoencoder}, {"output_activation": "tanh"}):
        small(**options).fit(1000 * X)
        kept = small(**options).fit(X).history_
        keras.backend.clear_session()
        np.testing.assert_array_equal(small(**options).fit(X).history_["loss"], kept["loss"])


def test_what_differs_is_compiled_anew(traces, monkeypatch):
    monkeypatch.setattr(engine, "MOST_KEPT", 20)
    X = curved_sheet()
    small().fit(X)
    changes = [
        {"activation": "tanh"},
        {"hidden_units": (5,)},
        {"init": "random"},
        {"batch_size": 7},
        {"weight_decay": 0.0},
        {"noise": 0.1},
        {"optimizer": "sgd"},
        {"optimizer": {"class_name": "adam", "config": {"beta_1": 0.5}}},
        {"output_activation": "tanh"},
    ]
    for n, change in enumerate(changes, start=2):
        small(**change).fit(X)
        assert len(traces) == n, change
    small(3, learning_rate=0.1).fit(X + 1)
    assert len(traces) == n


def test_an_earlier_estimator_is_left_alone(traces):
    X = curved_sheet()
    first = small().fit(X)
    before = first.transform(X)
    second = small(1).fit(2 * X)
    np.testing.assert_array_equal(first.transform(X), before)
    first.set_params(warm_start=True).fit(X)
    assert len(traces) == 1 and (second.transform(X) != first.transform(X)).any()


def test_bounded_and_freed(traces, monkeypatch):
    monkeypatch.setattr(engine, "MOST_KEPT", 2)
    X = curved_sheet()
    for units in (2, 3, 4, 5):
        small(hidden_units=(units,)).fit(X)
    gc.collect()
    assert [made() is not None for made in traces] == [False, False, True, True]
    small(hidden_units=(5,)).fit(X)
    assert len(traces) == 4
    keras.backend.clear_session()
    gc.collect()
    assert all(made() is None for made in traces)
    small(hidden_units=(5,)).fit(X)
    assert len(traces) == 5


def test_large_networks_are_not_kept(traces, monkeypatch):
    monkeypatch.setattr(engine, "LARGEST_KEPT", 10)
    small().fit(curved_sheet())
    gc.collect()
    assert traces[0]() is None


def test_failed_fit_spoils_nothing(traces):
    X = curved_sheet()
    expected = small().fit(X).transform(X)
    with pytest.raises(FloatingPointError):
        small(learning_rate=1e30).fit(X)
    np.testing.assert_array_equal(small().fit(X).transform(X), expected)


def test_threads_do_not_share_a_running_one():
    X = curved_sheet()
    expected = [small(seed).fit(X).transform(X) for seed in range(4)]
    found = [None] * 4

    def fit(seed):
        found[seed] = small(seed).fit(X).transform(X)

    threads = [threading.Thread(target=fit, args=[seed]) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    np.testing.assert_array_equal(found, expected)
