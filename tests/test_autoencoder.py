"""`Autoencoder`: scikit-learn's rules, PCA's meaning, promises of quality, error messages."""

import copy
import gc
import inspect
import json
import pickle
import random
import re
import signal
import sys
import zipfile
from functools import partial

import joblib
import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array
from sklearn.base import clone
from sklearn.decomposition import PCA
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils import get_tags
from sklearn.utils.estimator_checks import parametrize_with_checks

import aeutils
import helpers
from aeutils import training
from aeutils._keras import keras, tf
from aeutils.datasets import load_digits
from aeutils.estimators import Autoencoder, VariationalAutoencoder
from aeutils.noise import corrupt
from helpers import NO_ROWS, Stumble, curved_sheet, interrupt, one_sentence, poison

IMAGES = {"image_shape": (8, 8)}
quick = partial(helpers.quick, Autoencoder)
FLOAT32 = {"rtol": 1e-5, "atol": 1e-6}  # about seven digits, less what a few sums lose


def sheet(seed=0):
    """Points near a curved sheet, away from the origin."""
    return (curved_sheet(seed=seed) + 5).astype(np.float32)


@pytest.fixture(scope="module")
def X():
    return sheet()


@pytest.fixture(scope="module")
def fitted(X):
    estimator = quick().fit(X)
    assert estimator.reconstruction_err_ < 0.95 * quick(epochs=0).fit(X).reconstruction_err_
    return estimator


# ---- scikit-learn's rules --------------------------------------------------------------------


@parametrize_with_checks([Autoencoder()])  # no expected failures, no other settings
def test_scikit_learn_check(estimator, check):
    check(estimator)


def test_tags():
    tags = get_tags(Autoencoder())
    assert not tags.non_deterministic
    assert not tags.input_tags.allow_nan and not tags.target_tags.required
    assert tags.transformer_tags.preserves_dtype == ["float64", "float32"]


def test_parameters_are_stored_as_they_are():
    units = [7, 3]
    estimator = Autoencoder(3, hidden_units=units, activation="nonsense", epochs=-1)
    assert estimator.hidden_units is units and estimator.get_params()["epochs"] == -1
    assert set(vars(estimator)) == set(estimator.get_params())


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("n_components", 0),
        ("n_components", 1.5),
        ("hidden_units", 64),
        ("hidden_units", "all"),
        ("activation", None),
        ("init", "zeros"),
        ("loss", "mae"),
        ("optimizer", None),
        ("learning_rate", 0.0),
        ("weight_decay", -0.1),
        ("epochs", -1),
        ("batch_size", 0),
        ("batch_size", "all"),
        ("validation", 1.0),
        ("patience", 0),
        ("noise", -0.1),
        ("noise", "masking"),
        ("noise", None),
        ("image_shape", 8),
        ("tied", "yes"),
        ("callbacks", "stop"),
        ("random_state", "seed"),
        ("verbose", -1),
    ],
)
def test_parameter_out_of_range_is_named(X, parameter, value):
    with pytest.raises(ValueError, match=f"'{parameter}'.*Autoencoder") as error:
        Autoencoder(**{parameter: value}).fit(X)
    assert repr(value) in str(error.value)


def test_clone_is_unfitted_with_the_same_parameters(fitted):
    twin = clone(fitted)
    assert not hasattr(twin, "model_")
    assert twin.get_params() == fitted.get_params()


# ---- what PCA's methods mean -----------------------------------------------------------------


def test_shapes_types_and_attributes(fitted, X):
    Z = fitted.transform(X)
    assert Z.shape == (150, 2) and Z.dtype == np.float32
    x_hat = fitted.inverse_transform(Z)
    assert x_hat.shape == X.shape and x_hat.dtype == np.float32
    np.testing.assert_array_equal(fitted.reconstruct(X), x_hat)
    np.testing.assert_allclose(
        fitted.reconstruction_error(X), np.mean((X - x_hat) ** 2, axis=1), **FLOAT32
    )
    assert fitted.score(X) == pytest.approx(-np.mean((X - x_hat) ** 2), rel=1e-5)  # float32
    assert fitted.reconstruction_err_ == pytest.approx(-fitted.score(X), rel=1e-5)
    assert (fitted.n_components_, fitted.n_features_in_, fitted.n_iter_) == (2, 6, 4)
    assert type(fitted.n_iter_) is int and type(fitted.reconstruction_err_) is float
    standardised = (X - fitted.mean_) / fitted.scale_
    np.testing.assert_allclose(fitted.encoder_(standardised), Z, **FLOAT32)
    assert fitted.standardised_output_
    np.testing.assert_allclose(fitted.decoder_(Z) * fitted.scale_ + fitted.mean_, x_hat, **FLOAT32)
    assert [name for name, value in vars(fitted).items() if isinstance(value, keras.Model)] == [
        "model_"
    ]


def test_docstring_lists_the_attributes(X):
    estimator = quick(epochs=0).fit(pd.DataFrame(X, columns=list("abcdef")))
    text = inspect.getdoc(Autoencoder).split("Attributes\n")[1].split("Examples\n")[0]
    listed = re.findall(r"^(\w+_) :", text, re.MULTILINE)
    assert sorted(listed) == sorted(name for name in vars(estimator) if name.endswith("_"))


def test_fit_leaves_its_input_alone(X):
    before = X.copy()
    quick(noise=0.5, epochs=1).fit(X)
    np.testing.assert_array_equal(X, before)


def test_fit_transform_is_fit_then_transform(fitted, X):
    np.testing.assert_array_equal(quick().fit_transform(X), fitted.transform(X))


@pytest.mark.parametrize("n_rows", [1, 4096, 4097, 9000])
def test_any_number_of_rows_gets_the_same_codes(fitted, X, n_rows):
    Z = fitted.transform(np.resize(X, (n_rows, 6)))
    # float32: matrix products of another size may add up in another order
    np.testing.assert_allclose(Z, np.resize(fitted.transform(X), (n_rows, 2)), rtol=1e-4, atol=1e-5)


# ---- it starts as PCA ------------------------------------------------------------------------


@pytest.mark.parametrize("image_shape", [None, (2, 3)])
@pytest.mark.parametrize("k", [1, 2, 4])
def test_without_epochs_it_is_whitened_pca(X, k, image_shape):
    start = quick(k, epochs=0, image_shape=image_shape).fit(X)
    pca = PCA(k, whiten=True).fit(X)
    np.testing.assert_allclose(start.transform(X), pca.transform(X), atol=1e-4)  # float32
    x_hat = pca.inverse_transform(pca.transform(X))
    np.testing.assert_allclose(start.reconstruct(X), x_hat, atol=1e-4)
    assert start.n_iter_ == 0 and len(start.history_["loss"]) == 1
    np.testing.assert_allclose(np.var(start.transform(X), axis=0, ddof=1), 1, rtol=1e-3)


@pytest.mark.parametrize("options", [{}, IMAGES], ids=["dense", "convolutional"])
def test_without_epochs_it_is_whitened_pca_on_digits(options):
    digits = load_digits().X
    start = Autoencoder(8, epochs=0, random_state=0, **options).fit(digits)
    pca = PCA(8, whiten=True, random_state=0).fit(digits)
    np.testing.assert_allclose(start.transform(digits), pca.transform(digits), atol=1e-4)
    np.testing.assert_allclose(
        start.reconstruct(digits), pca.inverse_transform(pca.transform(digits)), atol=1e-4
    )


SMALL = np.random.default_rng(0).normal(size=(300, 5)) * np.geomspace(3, 0.2, 5)
FAR = {
    **{f"offset {offset:g}": SMALL + offset for offset in (1e3, 1e6, 1e9)},
    **{f"scale {scale:g}": SMALL * scale for scale in (1e-12, 1e12)},
    "Unix seconds": 1.7e9 + 60 * SMALL,
    # its mean, as it is computed at first, is hundreds of spreads away from it
    "constant column": np.column_stack([SMALL * 1e-12, np.full(300, 101_325.1)]),
    "float32": (SMALL + 1e4).astype(np.float32),
}


@pytest.mark.parametrize("name", FAR)
def test_it_starts_as_pca_of_centred_rows_wherever_they_are(name):
    X = FAR[name]
    centred = X - X.astype(float).mean(axis=0)
    pca = PCA(2).fit(centred)
    expected = np.mean((centred - pca.inverse_transform(pca.transform(centred))) ** 2)
    start = quick(epochs=0).fit(X)
    # float32's seven digits, of the spread and not of the offset
    assert -start.score(X) == pytest.approx(expected, rel=1e-5, abs=0)
    assert start.history_["val_loss"] == [pytest.approx(expected, rel=0.5, abs=0)]  # of 40 rows
    assert start.transform(X).dtype == start.reconstruct(X).dtype == X.dtype
    vae = helpers.quick(VariationalAutoencoder, epochs=0).fit(X)
    assert vae.sigma_ == pytest.approx(np.sqrt(pca.noise_variance_), rel=1e-5, abs=0)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("estimator", [Autoencoder, VariationalAutoencoder])
def test_rows_that_cannot_be_told_apart(estimator, dtype):
    X = (SMALL * np.finfo(dtype).eps + 1).astype(dtype)
    with pytest.raises(
        ValueError,
        match="rows of X differ in the last digits of their float.. numbers only: subtract a",
    ) as error:
        helpers.quick(estimator).fit(X)
    assert one_sentence(error)


@pytest.mark.parametrize(
    "options",
    [
        {"init": "random"},
        {"tied": True},
        {"output_activation": "sigmoid"},
        {"output_activation": "tanh"},
    ],
    ids=str,
)
def test_other_networks_start_random(X, options):
    X = (X - X.min()) / np.ptp(X)
    start = quick(epochs=0, **options).fit(X)
    pca = PCA(2).fit(X)
    pca_error = np.mean((X - pca.inverse_transform(pca.transform(X))) ** 2)
    assert start.reconstruction_err_ > 2 * pca_error


@pytest.mark.parametrize(
    "X",
    [
        np.outer(np.arange(20.0), [1, 2, 3, 4]),  # rank 1
        np.random.default_rng(0).normal(size=(3, 6)),  # two components at most
    ],
    ids=["rank 1", "three rows"],
)
def test_fewer_principal_components_than_codes(X):
    estimator = quick(3, epochs=0).fit(X)
    np.testing.assert_allclose(estimator.reconstruct(X), X, atol=1e-4)  # float32
    Z = estimator.transform(X)
    assert Z.shape == (len(X), 3) and np.isfinite(Z).all()
    assert Z[:, 2].std() > 0  # a random code, from which to learn
    assert np.abs(Z).max() < 100  # and nothing divided by almost zero
    np.testing.assert_allclose(quick(3, epochs=3).fit(X).reconstruct(X), X, atol=0.1 * X.std())


# ---- how good it must be ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("k", "highest", "pca"), [(2, 0.031, 0.0532), (8, 0.0130, 0.0246), (16, 0.0070, 0.0116)]
)
def test_digits(k, highest, pca):
    train, test = load_digits().split(random_state=0)
    baseline = PCA(k, random_state=0).fit(train.X)
    pca_error = np.mean((test.X - baseline.inverse_transform(baseline.transform(test.X))) ** 2)
    assert pca_error == pytest.approx(pca, abs=5e-5)  # the split that is meant
    assert -Autoencoder(k, random_state=0).fit(train.X).score(test.X) <= highest


def test_convolutional_digits():
    train, test = load_digits().split(random_state=0)
    estimator = Autoencoder(8, epochs=30, random_state=0, **IMAGES).fit(train.X)
    assert -estimator.score(test.X) < 0.7 * 0.0246  # PCA's, as above


@pytest.mark.parametrize(
    ("options", "sizes"),
    [
        ({}, (128, 64)),
        ({"tied": True}, (128, 64)),
        ({"image_shape": (2, 3)}, (16, 32)),
        ({"image_shape": [3, 2], "hidden_units": [5]}, (5,)),
    ],
    ids=str,
)
def test_hidden_layers(X, options, sizes):
    encoder = Autoencoder(2, epochs=0, **options).fit(X).encoder_
    kernels = [
        weight.shape
        for weight in encoder.weights
        if weight.name == "kernel" and "linear" not in weight.path
    ]
    assert tuple(shape[-1] for shape in kernels) == (*sizes, 2)
    assert {len(shape) for shape in kernels[:-1]} == {4 if "image_shape" in options else 2}


def test_convolutional_stays_pca_where_nothing_is_to_be_found():
    X = np.random.default_rng(0).normal(size=(400, 12))
    train, test = X[:300], X[300:]
    error = -quick(4, image_shape=(3, 4), epochs=20).fit(train).score(test)
    pca = PCA(4).fit(train)
    pca_error = np.mean((test - pca.inverse_transform(pca.transform(test))) ** 2)
    assert error <= 1.03 * pca_error  # as the panel has it


def test_learns_what_is_nonlinear(X):
    pca = PCA(2).fit(X)
    new = sheet(seed=1)
    pca_error = np.mean((new - pca.inverse_transform(pca.transform(new))) ** 2)
    assert -Autoencoder(random_state=0).fit(X).score(new) < 0.5 * pca_error


@pytest.mark.parametrize("options", [{}, {"image_shape": (3, 2)}], ids=str)
@pytest.mark.parametrize("unit", [1024, 2**-10])
def test_unit_does_not_matter(X, unit, options):
    """A unit that is a power of two rounds nothing: the same to the bit, however long it trains."""
    here = quick(epochs=10, noise=0.25, **options).fit(X)
    there = quick(epochs=10, noise=unit * 0.25, **options).fit(unit * X)
    np.testing.assert_array_equal(there.transform(unit * X), here.transform(X))
    np.testing.assert_array_equal(there.reconstruct(unit * X), unit * here.reconstruct(X))
    for key, values in here.history_.items():
        assert there.history_[key] == [unit**2 * value for value in values]


@pytest.mark.parametrize("unit", [1000, 1e-3])
def test_other_units_only_round(fitted, X, unit):
    """Other units change the last digits, and training makes such changes grow: the fewer epochs,
    the closer. What is nonlinear here has a size of 1 to 4."""
    there = quick().fit(unit * X)
    np.testing.assert_allclose(there.transform(unit * X), fitted.transform(X), atol=0.05)
    np.testing.assert_allclose(there.reconstruct(unit * X) / unit, fitted.reconstruct(X), atol=0.05)
    np.testing.assert_allclose(
        np.array(there.history_["val_loss"]) / unit**2, fitted.history_["val_loss"], rtol=0.01
    )


# ---- same seed, same result; nothing else touched --------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"noise": 0.1},
        {"noise": ("masking", 0.3)},
        {"tied": True},
        {"init": "random"},
        {"image_shape": (2, 3), "noise": ("occlusion", 0.2)},
        {"optimizer": "rmsprop", "learning_rate": 0.01},
        {"output_activation": "sigmoid", "loss": "binary_crossentropy"},
    ],
    ids=str,
)
def test_same_seed_same_result_to_the_bit(X, options):
    X = (X - X.min()) / np.ptp(X)
    first = quick(**options).fit(X)
    keras.utils.set_random_seed(99)  # must not matter
    again = quick(**options).fit(X)
    np.testing.assert_array_equal(first.transform(X), again.transform(X))
    np.testing.assert_array_equal(first.reconstruct(X), again.reconstruct(X))
    assert first.history_ == again.history_
    assert quick(**options | {"random_state": 1}).fit(X).history_ != first.history_


def test_random_state_may_be_a_generator(X):
    a, b = (quick(random_state=np.random.RandomState(5)).fit(X).transform(X) for _ in range(2))
    np.testing.assert_array_equal(a, b)


def test_global_seeds_are_untouched(X):
    def draws():
        return [
            random.random(),
            np.random.random(),
            keras.random.uniform(()).numpy(),
            tf.random.uniform(()).numpy(),
            keras.initializers.GlorotUniform()((2, 2)).numpy(),
        ]

    keras.utils.set_random_seed(7)
    expected = draws()
    keras.utils.set_random_seed(7)
    for options in (
        {"noise": 0.1},
        {"noise": ["salt_and_pepper", 0.1]},
        {"tied": True},
        {"image_shape": (2, 3), "noise": ("occlusion", 0.2)},
    ):
        quick(**options).fit(X).transform(X)
    np.testing.assert_equal(draws(), expected)


def test_nothing_of_a_fit_stays_in_memory(fitted, X):
    """A sweep fits hundreds; each compiled graph takes megabytes."""

    def compiled_graphs():
        gc.collect()
        return sum(type(thing).__name__ == "FuncGraph" for thing in gc.get_objects())

    fitted.transform(X)
    before = compiled_graphs()
    estimator = quick(epochs=1).fit(X)
    estimator.transform(X)
    assert compiled_graphs() > before  # it does count them
    del estimator
    assert compiled_graphs() <= before


# ---- data of every kind ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole(X):
    """Whole numbers, which every type can hold, and their codes."""
    X = np.round(X.astype(np.float64))
    return X, quick().fit(X).transform(X)


@pytest.mark.parametrize(
    "convert",
    [
        np.ndarray.tolist,
        np.asfortranarray,
        lambda X: pd.DataFrame(X, columns=list("abcdef")),
        lambda X: X.astype(int),
        lambda X: X.astype(object),
    ],
    ids=["list", "Fortran order", "DataFrame", "int", "object"],
)
def test_kinds_of_input(whole, convert):
    X, Z = whole
    converted = convert(X)
    codes = quick().fit(converted).transform(converted)
    assert codes.dtype == np.float64
    np.testing.assert_array_equal(codes, Z)


def test_float32_is_as_good_where_it_holds_the_numbers(whole):
    X, start = whole[0], quick(epochs=0)
    Z = start.fit(X).transform(X)
    codes = start.fit(X.astype(np.float32)).transform(X.astype(np.float32))
    assert codes.dtype == np.float32
    np.testing.assert_allclose(codes, Z, atol=1e-4)  # float32


def test_names_of_columns(X):
    frame = pd.DataFrame(X, columns=list("abcdef"), index=range(100, 250))
    estimator = quick().fit(frame)
    assert list(estimator.feature_names_in_) == list("abcdef")
    assert list(estimator.get_feature_names_out()) == ["autoencoder0", "autoencoder1"]
    codes = estimator.set_output(transform="pandas").transform(frame)
    assert list(codes.columns) == ["autoencoder0", "autoencoder1"]
    assert list(codes.index) == list(range(100, 250))
    np.testing.assert_array_equal(estimator.inverse_transform(codes), estimator.reconstruct(frame))
    with pytest.raises(ValueError, match="(?s)feature names should match.*same order"):
        estimator.transform(frame[list("fedcba")])


@pytest.mark.parametrize("value", [0, 0.1, 3.3, -1e6, np.array([0.1, -7, 0, 1e4])], ids=str)
def test_constant_data(value, recwarn):
    X = np.ones((30, 4)) * value
    estimator = quick().fit(X)
    np.testing.assert_allclose(estimator.reconstruct(X), X, rtol=1e-6)  # float32
    assert np.isfinite(estimator.transform(X)).all()
    assert set(map(type, estimator.history_["loss"])) == {float}
    assert [str(warning.message) for warning in recwarn] == []


def test_constant_column_among_others(X):
    wide = np.column_stack([X, np.full(len(X), 42.0)])
    np.testing.assert_allclose(quick().fit(wide).reconstruct(wide)[:, 6], 42, atol=0.5 * X.std())


@pytest.mark.parametrize("n_rows", [2, 3, 4, 7])
def test_a_handful_of_rows(X, n_rows, recwarn):
    estimator = quick().fit(X[:n_rows])
    pca = PCA(min(2, n_rows)).fit(X[:n_rows])
    x_hat = pca.inverse_transform(pca.transform(X[:n_rows]))
    # held-out rows decide, or there is too little to change: it is as close as PCA, or nearly so
    np.testing.assert_allclose(estimator.reconstruct(X[:n_rows]), x_hat, atol=0.1 * X.std())
    assert ("val_loss" in estimator.history_) == (n_rows > 2)
    assert [str(warning.message) for warning in recwarn] == []


@pytest.fixture
def engine(monkeypatch):
    """What the training engine is requested for, instead of training."""
    requested = {}

    def train(model, X, train_rows, validation_rows, **options):
        requested.update(train=train_rows, validation=validation_rows, **options)
        losses = [np.ones(len(validation_rows))]
        return training.Run({"loss": [1.0]}, model.get_weights(), losses)

    monkeypatch.setattr(training, "train", train)
    return requested


@pytest.mark.parametrize(
    ("n_rows", "fraction", "n_held_out"),
    [
        (1000, 0.1, 100),
        (200, 0.1, 40),
        (90, 0.1, 30),
        (20, 0.1, 6),
        (3, 0.1, 1),
        (2, 0.1, 0),
        (200, 0.5, 100),
        (200, 0.0, 0),
        (2, 0.99, 1),
    ],
)
def test_rows_held_out(engine, n_rows, fraction, n_held_out):
    quick(validation=fraction).fit(np.random.default_rng(0).normal(size=(n_rows, 3)))
    assert len(engine["validation"]) == n_held_out
    assert sorted([*engine["train"], *engine["validation"]]) == list(range(n_rows))


@pytest.mark.parametrize(
    ("requested", "n_rows", "batch_size"),
    [
        ("auto", 20, 32),
        ("auto", 300, 32),
        ("auto", 1024, 64),
        ("auto", 2500, 64),
        ("auto", 10_240, 256),
        ("auto", 20_000, 256),
        (7, 300, 7),
    ],
)
def test_batch_size(engine, requested, n_rows, batch_size):
    X = np.random.default_rng(0).normal(size=(n_rows, 3))
    quick(batch_size=requested, validation=0).fit(X)
    assert engine["batch_size"] == batch_size


# ---- in scikit-learn's tools -----------------------------------------------------------------


def test_in_a_pipeline(X):
    pipeline = make_pipeline(StandardScaler(), quick()).fit(X)
    Z = pipeline.transform(X)
    scaled = StandardScaler().fit_transform(X)
    np.testing.assert_array_equal(Z, quick().fit(scaled).transform(scaled))
    x_hat = pipeline.inverse_transform(Z)
    assert np.mean((X - x_hat) ** 2) < 0.5 * X.var(axis=0).mean()  # in the units of X
    assert pipeline.score(X) == pytest.approx(
        -np.mean(((X - x_hat) / X.std(axis=0)) ** 2), rel=1e-3
    )  # in the last step's
    assert list(pipeline.get_feature_names_out()) == ["autoencoder0", "autoencoder1"]


def test_grid_search_over_code_sizes(X):
    """Without epochs each candidate is PCA, whose scores are known."""
    search = GridSearchCV(quick(epochs=0), {"n_components": [1, 3, 2]}, cv=3).fit(X)
    assert search.best_params_ == {"n_components": 3}

    def score(pca, X, y=None):
        return -np.mean((X - pca.inverse_transform(pca.transform(X))) ** 2)

    reference = GridSearchCV(PCA(), {"n_components": [1, 3, 2]}, cv=3, scoring=score).fit(X)
    np.testing.assert_allclose(
        search.cv_results_["mean_test_score"], reference.cv_results_["mean_test_score"], rtol=1e-4
    )  # float32
    assert search.transform(X).shape == (150, 3)


def through_joblib(estimator, folder):
    joblib.dump(estimator, folder / "estimator.joblib")
    return joblib.load(folder / "estimator.joblib")


def through_save(estimator, folder):
    estimator.save(folder / "estimator.keras")
    return Autoencoder.load(folder / "estimator.keras")


COPIES = {
    "pickle": lambda estimator, folder: pickle.loads(pickle.dumps(estimator)),
    "deepcopy": lambda estimator, folder: copy.deepcopy(estimator),
    "joblib": through_joblib,
    "save": through_save,
}
KINDS = {
    "default": {},
    "tied": {"tied": True},
    "one hidden layer": {"hidden_units": np.array([7])},
    "sigmoid": {"output_activation": "sigmoid", "loss": "binary_crossentropy"},
    "convolutional": {"image_shape": (2, 3), "hidden_units": (4, 3), "noise": ("masking", 0.1)},
}


@pytest.fixture(scope="module", params=KINDS)
def any_kind(request, X):
    frame = pd.DataFrame((X - X.min()) / np.ptp(X), columns=list("abcdef"))
    return quick(**KINDS[request.param]).fit(frame), frame


@pytest.mark.parametrize("way", COPIES)
def test_copies_are_equal_to_the_bit_and_independent(any_kind, way, tmp_path):
    original, frame = any_kind
    twin = COPIES[way](original, tmp_path)
    for method in ("transform", "reconstruct", "reconstruction_error"):
        np.testing.assert_array_equal(
            getattr(twin, method)(frame), getattr(original, method)(frame)
        )
    for name in ("history_", "n_iter_", "n_components_", "n_features_in_", "reconstruction_err_"):
        assert getattr(twin, name) == getattr(original, name)
    assert list(twin.feature_names_in_) == list("abcdef")
    mine, yours = (
        json.dumps(estimator.get_params(), default=np.ndarray.tolist)  # JSON has lists
        for estimator in (twin, original)
    )
    assert mine == yours
    assert clone(twin).fit(frame).history_ == original.history_

    before = original.reconstruct(frame)
    twin.encoder_.set_weights([0 * w for w in twin.encoder_.get_weights()])
    assert np.ptp(twin.reconstruct(frame), axis=0).max() == 0  # halves of one model
    np.testing.assert_array_equal(original.reconstruct(frame), before)


# ---- warm start, interrupts, NaN -------------------------------------------------------------


@pytest.mark.parametrize("options", [{}, {"image_shape": (2, 3)}], ids=str)
@pytest.mark.parametrize("way", [None, *COPIES])
def test_warm_start_goes_on(X, way, options, tmp_path):
    estimator = quick(warm_start=True, epochs=5, **options).fit(X)
    first = estimator.reconstruct(X)
    history, error = copy.deepcopy(estimator.history_), estimator.history_["val_loss"][-1]
    if way:
        estimator = COPIES[way](estimator, tmp_path)
    estimator.set_params(epochs=15, random_state=0).fit(X)
    assert estimator.n_iter_ == 20
    for key, values in estimator.history_.items():
        assert len(values) == 21 and values[:6] == history[key]
    assert min(estimator.history_["val_loss"]) < error  # the same rows are held out
    assert np.abs(estimator.reconstruct(X) - first).max() > 0.01
    assert estimator.reconstruction_err_ <= np.mean((X - first) ** 2)


def test_without_warm_start_it_begins_anew(X):
    estimator = quick().fit(X)
    first = estimator.transform(X)
    estimator.fit(X)
    assert estimator.n_iter_ == 4 and len(estimator.history_["loss"]) == 5
    np.testing.assert_array_equal(estimator.transform(X), first)


def test_warm_start_needs_the_same_sizes(X):
    estimator = quick(warm_start=True).fit(X)
    with pytest.raises(ValueError, match="expecting 6 features"):
        estimator.fit(X[:, :4])
    with pytest.raises(ValueError, match="n_components is 3, but .* has 2: set warm_start=False"):
        estimator.set_params(n_components=3).fit(X)
    assert estimator.transform(X).shape == (150, 2)
    assert estimator.set_params(warm_start=False).fit_transform(X).shape == (150, 3)


@pytest.mark.parametrize("first", [None, 0, np.random.RandomState(0)], ids=str)
@pytest.mark.parametrize("second", [None, 1, np.random.RandomState(1)], ids=str)
def test_warm_start_holds_out_the_same_rows(X, monkeypatch, first, second, tmp_path):
    held_out, train = [], training.train

    def keep(model, X, train_rows, validation_rows, **options):
        held_out.append(validation_rows)
        assert sorted([*train_rows, *validation_rows]) == list(range(150))
        return train(model, X, train_rows, validation_rows, **options)

    monkeypatch.setattr(training, "train", keep)
    options = {"epochs": 1, "init": "random"}
    estimator = quick(warm_start=True, random_state=first, **options).fit(X)
    estimator = through_save(estimator, tmp_path).set_params(random_state=second).fit(X)
    np.testing.assert_array_equal(*held_out)
    estimator.set_params(validation=0.5).fit(X)
    assert set(held_out[0]) <= set(held_out[2]) and len(held_out[2]) == 75
    quick(random_state=5, **options).fit(X)  # others by another seed
    assert set(held_out[3]) != set(held_out[0])


@pytest.mark.parametrize(
    ("options", "there"),
    [
        ({"hidden_units": [8, 4]}, [8]),
        ({"hidden_units": "auto"}, [8]),
        ({"activation": "relu"}, "gelu"),
        ({"tied": True}, False),
        ({"init": "random"}, "pca"),
        ({"image_shape": [2, 3]}, None),
        ({"output_activation": "sigmoid"}, "linear"),
        ({"loss": "binary_crossentropy"}, "mse"),
        ({"n_components": 3}, 2),
    ],
    ids=str,
)
def test_warm_start_cannot_change_the_network(X, options, there):
    X = (X - X.min()) / np.ptp(X)
    estimator = quick(warm_start=True).fit(X)
    before, history = estimator.transform(X), estimator.history_
    ((name, value),) = options.items()
    message = re.escape(
        f"{name} is {value!r}, but the network to go on with has {there!r}: set "
        "warm_start=False to begin anew."
    )
    with pytest.raises(ValueError, match=message) as error:
        estimator.set_params(**options).fit(X)
    assert one_sentence(error)
    np.testing.assert_array_equal(estimator.transform(X), before)
    assert estimator.history_ is history


@pytest.mark.parametrize("units", [[8], np.array([8]), range(8, 9), (np.int64(8),)], ids=str)
def test_warm_start_takes_the_same_sizes_in_other_words(X, units):
    estimator = quick(warm_start=True).fit(X)
    assert estimator.set_params(hidden_units=units).fit(X).n_iter_ == 8


@pytest.mark.parametrize(("first", "second"), [(0.1, 0), (0, 0.1)])
def test_history_is_never_ragged(X, first, second):
    """NaN stands where no rows were held out."""
    estimator = quick(warm_start=True, validation=first).fit(X)
    estimator.set_params(validation=second, epochs=3).fit(X)
    loss, val_loss = estimator.history_["loss"], np.array(estimator.history_["val_loss"])
    assert len(loss) == len(val_loss) == 8 and np.isfinite(loss).all()
    missing = np.arange(8) < 5
    np.testing.assert_array_equal(np.isnan(val_loss), missing if first == 0 else ~missing)


def spend_memory(_):
    raise MemoryError


@pytest.mark.parametrize("warm_start", [False, True])
@pytest.mark.parametrize(
    "stage", ["callback", "at the end", "scoring", "start", "scoring interrupted"]
)
@pytest.mark.parametrize("validation", [0.1, 0])
def test_a_fit_that_fails_leaves_the_earlier_one(X, monkeypatch, warm_start, stage, validation):
    """Weights included, which `warm_start` trains where they are."""
    frame = pd.DataFrame(X, columns=list("abcdef"))
    estimator = quick(warm_start=warm_start, validation=validation).fit(frame)
    before = copy.deepcopy(
        {key: value for key, value in vars(estimator).items() if key != "model_"}
    )
    weights, model = estimator.model_.get_weights(), estimator.model_
    error = KeyboardInterrupt if "interrupted" in stage else MemoryError

    def fail(*_, **__):
        raise error

    if stage == "callback":
        estimator.callbacks = before["callbacks"] = [Stumble(1, spend_memory)]
    elif stage == "at the end":
        callback = keras.callbacks.Callback()
        callback.on_train_end = fail
        estimator.callbacks = before["callbacks"] = [callback]
    elif stage == "start":
        monkeypatch.setattr(training, "engine_for", fail)
    else:
        monkeypatch.setattr(Autoencoder, "_row_errors", fail)
    other = frame if warm_start else pd.DataFrame(X[:, :4] * 2, columns=list("ghij"))
    with pytest.raises(error):
        estimator.fit(other)
    monkeypatch.undo()
    assert estimator.model_ is model
    for mine, kept in zip(model.get_weights(), weights, strict=True):
        np.testing.assert_array_equal(mine, kept)
    after = {key: value for key, value in vars(estimator).items() if key != "model_"}
    assert after.keys() == before.keys()
    for key in before:
        np.testing.assert_equal(after[key], before[key])


def press_ctrl_c(_):
    signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize(
    "tool",
    [
        lambda estimator, X: cross_val_score(estimator, X, cv=3),
        lambda estimator, X: cross_val_score(estimator, X, cv=3, error_score=0.0),
        lambda estimator, X: GridSearchCV(estimator, {"n_components": [1, 2]}, error_score=0.0).fit(
            X
        ),
        lambda estimator, X: make_pipeline(StandardScaler(), estimator).fit(X),
        lambda estimator, X: [estimator.fit(X) for _ in range(3)],
    ],
)
def test_one_interrupt_ends_all_of_it(X, monkeypatch, tool):
    fits, fit = [], Autoencoder._fit
    monkeypatch.setattr(Autoencoder, "_fit", lambda self, X: (fits.append(1), fit(self, X))[1])
    estimator = quick(callbacks=[Stumble(1, press_ctrl_c)])
    with pytest.warns(UserWarning, match="interrupted"), pytest.raises(KeyboardInterrupt):
        tool(estimator, X)
    assert len(fits) == 1


@pytest.mark.parametrize("warm_start", [False, True])
def test_interrupt_leaves_a_fitted_estimator(X, warm_start):
    estimator = quick(warm_start=warm_start, callbacks=[Stumble(1, interrupt)])
    with (
        pytest.warns(UserWarning, match="interrupted after 2 of 4 epochs"),
        pytest.raises(KeyboardInterrupt),
    ):
        estimator.fit(X)
    assert estimator.n_iter_ == 2 and len(estimator.history_["val_loss"]) == 3
    assert estimator.reconstruct(X).shape == X.shape
    estimator.set_params(callbacks=None).fit(X)
    assert estimator.n_iter_ == (6 if warm_start else 4)


def test_callbacks_are_told_and_can_stop(X):
    history = keras.callbacks.History()
    stop = Stumble(1, lambda model: setattr(model, "stop_training", True))
    estimator = quick(callbacks=[history, stop]).fit(X)
    assert estimator.n_iter_ == 2 and history.epoch == [0, 1]
    assert set(history.history) == {"loss", "val_loss"}


@pytest.mark.parametrize("warm_start", [False, True])
def test_loss_that_is_nan_keeps_the_earlier_fit(X, warm_start):
    estimator = quick(warm_start=warm_start).fit(X)
    before, history = estimator.reconstruct(X), copy.deepcopy(estimator.history_)
    estimator.set_params(callbacks=[Stumble(0, poison)])
    other = X if warm_start else pd.DataFrame(X[:, :4], columns=list("abcd"))
    with pytest.raises(FloatingPointError, match="epoch 2: lower the learning rate") as error:
        estimator.fit(other)
    assert one_sentence(error)
    np.testing.assert_array_equal(estimator.reconstruct(X), before)
    assert estimator.history_ == history and estimator.n_features_in_ == 6


def test_loss_that_is_nan_leaves_a_new_estimator_unfitted(X):
    estimator = quick(callbacks=[Stumble(0, poison)])
    with pytest.raises(FloatingPointError):
        estimator.fit(X)
    with pytest.raises(NotFittedError):
        estimator.transform(X)


def test_rate_that_is_far_too_high(X):
    with pytest.raises(FloatingPointError, match="lower the learning rate"):
        quick(init="random", optimizer="sgd", learning_rate=1e30, epochs=50).fit(X)


# ---- losses and their units ------------------------------------------------------------------


def test_history_is_in_squared_units_of_X(X):
    start = quick(epochs=0, validation=0).fit(100 * X)
    assert start.history_["loss"] == [pytest.approx(start.reconstruction_err_, rel=1e-4)]  # float32
    assert "val_loss" not in start.history_


def test_history_of_cross_entropy(X):
    X = (X - X.min()) / np.ptp(X)
    start = quick(
        epochs=0, validation=0, output_activation="sigmoid", loss="binary_crossentropy"
    ).fit(X)
    x_hat = start.reconstruct(X)
    expected = -np.mean(X * np.log(x_hat) + (1 - X) * np.log(1 - x_hat))
    assert start.history_["loss"] == [pytest.approx(expected, rel=1e-4)]  # float32
    assert start.score(X) == pytest.approx(-np.mean((X - x_hat) ** 2), rel=1e-4)


@pytest.mark.parametrize("loss", ["mse", "binary_crossentropy"])
def test_sigmoid_output_learns_and_stays_within_bounds(loss):
    digits = load_digits().X[:300]
    estimator = quick(output_activation="sigmoid", loss=loss, epochs=30).fit(digits)
    x_hat = estimator.reconstruct(digits)
    assert x_hat.min() >= 0 and x_hat.max() <= 1
    assert estimator.reconstruction_err_ < 0.8 * digits.var(axis=0).mean()


def test_noise_makes_it_rely_on_less(X):
    """With noise as wide as the data, the best answer lies closer to the mean."""
    x_hat = [quick(1, noise=noise, epochs=40).fit(X).reconstruct(X) for noise in (0.0, 3.0)]
    spread = [x.var(axis=0).mean() for x in x_hat]
    assert spread[1] < spread[0]


# ---- noise -----------------------------------------------------------------------------------


def test_noise_of_the_same_kind_and_level_is_the_same(X):
    number, pair = (quick(noise=noise).fit(X) for noise in (0.1, ("gaussian", 0.1)))
    assert number.history_ == pair.history_
    np.testing.assert_array_equal(number.transform(X), pair.transform(X))
    assert quick(noise=("gaussian", 0.2)).fit(X).history_ != number.history_


def test_noise_is_handed_to_the_engine(engine):
    """Which test_training.py puts to the test; here, that it is the right one."""
    X = np.random.default_rng(0).uniform(size=(50, 6)).astype(np.float32)
    for noise in (0.0, 0, ("masking", 0.3), ("occlusion", 0.2)):
        quick(noise=noise, image_shape=(2, 3)).fit(X)
        if not noise:
            assert engine["noise"] is None
            continue
        seed = np.random.RandomState(5).randint(2**31 - 1)
        rows = X[engine["train"]]  # by which the units are chosen
        mean = rows.mean(axis=0)
        scale = (rows - mean).std()
        corrupted = engine["noise"]((X - mean) / scale, keras.random.SeedGenerator(seed))
        np.testing.assert_allclose(
            corrupted * scale + mean,
            corrupt(X, *noise, image_shape=(2, 3), random_state=5),
            **FLOAT32,
        )


@pytest.mark.parametrize(
    ("kind", "level"),
    [("gaussian", 0.3), ("salt_and_pepper", 0.2), ("masking", 0.3), ("occlusion", 0.15)],
)
def test_denoises_what_it_was_trained_for(kind, level):
    """Better than the same network trained without, and than PCA at its best k, on new rows."""
    train, test = load_digits().split(random_state=0)
    noisy = corrupt(test.X, kind, level, image_shape=(8, 8), random_state=0)
    options = {"n_components": 32, "epochs": 30, "random_state": 0, "batch_size": 64}
    if kind == "occlusion":
        options |= IMAGES
    errors = [
        np.mean((Autoencoder(**options, noise=noise).fit(train.X).reconstruct(noisy) - test.X) ** 2)
        for noise in ((kind, level), 0.0)
    ]
    pca_errors = []
    for k in range(2, 65, 6):
        pca = PCA(k, random_state=0).fit(train.X)
        pca_errors.append(np.mean((test.X - pca.inverse_transform(pca.transform(noisy))) ** 2))
    assert errors[0] < 0.8 * errors[1]
    assert errors[0] < 0.8 * min(pca_errors)


# ---- one file, whole or not at all -----------------------------------------------------------


@pytest.fixture
def saved(fitted, tmp_path):
    path = tmp_path / "saved.keras"
    fitted.save(path)
    return path


def test_saved_file_holds_weights_and_json_only(saved):
    with zipfile.ZipFile(saved) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    assert set(contents) == {"metadata.json", "config.json", "model.weights.h5", "autoencoder.json"}
    assert contents.pop("model.weights.h5").startswith(b"\x89HDF")
    for text in contents.values():
        json.loads(text)
    assert [path.name for path in saved.parent.iterdir()] == ["saved.keras"]


def test_loading_unpickles_nothing(saved, fitted, X, monkeypatch):
    def refuse(*_, **__):
        pytest.fail("something was unpickled")

    for name in ("load", "loads", "Unpickler"):
        monkeypatch.setattr(pickle, name, refuse)
    np.testing.assert_array_equal(Autoencoder.load(saved).transform(X), fitted.transform(X))


def test_path_may_be_text_and_relative(fitted, X, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    fitted.save("here.keras")
    fitted.save("here.keras")  # over the first
    np.testing.assert_array_equal(Autoencoder.load("here.keras").transform(X), fitted.transform(X))


def test_what_cannot_be_kept_is_left_out(X, tmp_path):
    estimator = quick(
        random_state=np.random.RandomState(0),
        callbacks=[keras.callbacks.History()],
        n_components=np.int64(2),
        learning_rate=np.float32(0.01),
    ).fit(X)
    loaded = through_save(estimator, tmp_path)
    assert loaded.random_state is None and loaded.callbacks is None
    assert loaded.n_components == 2 and loaded.learning_rate == pytest.approx(0.01)
    np.testing.assert_array_equal(loaded.transform(X), estimator.transform(X))


@pytest.mark.parametrize("units", [range(8, 4, -2), np.array([8, 6]), [np.int64(8), 6]], ids=str)
def test_what_pickle_keeps_is_kept(X, tmp_path, units):
    """Whatever legal form a parameter has, and what set_output was told."""
    estimator = quick(hidden_units=units, epochs=1).set_output(transform="pandas").fit(X)
    codes = estimator.transform(X)
    loaded = through_save(estimator, tmp_path)
    pd.testing.assert_frame_equal(loaded.transform(X), codes)
    assert list(loaded.hidden_units) == [8, 6]
    with zipfile.ZipFile(tmp_path / "estimator.keras") as archive:
        assert json.loads(archive.read("autoencoder.json"))["aeutils"] == aeutils.__version__


def rewritten(path, config=lambda text: text, ours=lambda text: text, **more):
    """A file of `save` with other descriptions of its network or its parameters, and more files."""
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in content.items():
            change = {"config.json": config, "autoencoder.json": ours}.get(name, lambda text: text)
            archive.writestr(name, change(part))
        for name, part in more.items():
            archive.writestr(name, part)


def with_a_function(path):
    """A Lambda layer whose code the file brings, beside a whole `autoencoder.json`."""
    with zipfile.ZipFile(path) as archive:
        ours = archive.read("autoencoder.json")
    x = keras.Input((6,))
    encoder = keras.Model(x, keras.layers.Lambda(lambda x: EVIL.append(1) or x)(x), name="encoder")
    keras.Model(x, encoder(x)).save(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("autoencoder.json", ours)
    EVIL.clear()


def described(module, name, config):
    """An activation that describes what is to be made, as Keras writes what is no plain value."""
    made = json.dumps({"module": module, "class_name": name, "config": config})

    def change(path):
        rewritten(
            path,
            lambda text: text.replace(b'"activation": "gelu"', b'"activation": ' + made.encode()),
        )
        with zipfile.ZipFile(path) as archive:
            assert made.encode() in archive.read("config.json")

    return change


EVIL = []
STRANGERS = {
    "a function in a layer": with_a_function,
    "a function for an activation": described("builtins", "__lambda__", {"value": ["4wEA", None]}),
    "a function of Python": described("os", "function", "system"),
    "a function of Keras": described("keras.config", "function", "enable_unsafe_deserialization"),
    "a class of a module beside it": described("beside", "Dense", {}),
    "a graph in a folder": described("keras.layers", "TFSMLayer", {"filepath": "graph"}),
    "a file of assets": lambda path: rewritten(path, **{"assets/../../evil.py": "print()"}),
    "a pickle": lambda path: rewritten(path, **{"model.pkl": b"cos\nsystem\n."}),
}


@pytest.mark.parametrize("change", STRANGERS.values(), ids=STRANGERS)
def test_a_strangers_file_runs_nothing(saved, change, monkeypatch):
    change(saved)
    (saved.parent / "beside.py").write_text("raise SystemExit('it ran')")
    monkeypatch.syspath_prepend(saved.parent)
    monkeypatch.setattr(keras.models, "load_model", lambda *_, **__: pytest.fail("it is read"))
    with pytest.raises(
        ValueError, match="was not loaded, since it holds .* could run code"
    ) as error:
        Autoencoder.load(saved)
    assert str(saved) in str(error.value) and one_sentence(error)
    assert not EVIL and "beside" not in sys.modules


def test_a_strangers_parameters_run_nothing(saved, X):
    """An optimizer may be described, and is made when the estimator is fitted again."""
    made = keras.layers.Lambda(lambda *_: EVIL.append(1)).get_config()["function"]
    assert made["class_name"] == "__lambda__"
    rewritten(
        saved,
        ours=lambda text: text.replace(
            b'"optimizer": "adam"', b'"optimizer": ' + json.dumps(made).encode()
        ),
    )
    loaded = Autoencoder.load(saved)
    assert loaded.optimizer == made
    with pytest.raises(ValueError, match="Keras has no optimizer") as error:
        loaded.fit(X)
    assert one_sentence(error) and not EVIL


def with_other_content(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "nothing to load")


def with_flipped_bits(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def without_our_part(path):
    keras.Sequential([keras.Input((6,)), keras.layers.Dense(2)]).save(path)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(path.read_bytes()[:5000]),
        with_flipped_bits,
        with_other_content,
        without_our_part,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_text("not a model"),
    ],
    ids=["truncated", "flipped bits", "another zip", "another model", "empty", "text"],
)
def test_damaged_file(saved, damage):
    damage(saved)
    with pytest.raises(
        ValueError,
        match="is damaged or was not written by Autoencoder.save: save the estimator again",
    ) as error:
        Autoencoder.load(saved)
    assert str(saved) in str(error.value) and one_sentence(error)


def test_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError, match="no file .*none.keras.*: check the path") as error:
        Autoencoder.load(tmp_path / "none.keras")
    assert one_sentence(error)


@pytest.mark.parametrize("name", ["model", "model.h5", "model.pkl"])
def test_suffix(fitted, tmp_path, name):
    with pytest.raises(ValueError, match="does not end in .keras: call it 'model.keras'") as error:
        fitted.save(tmp_path / name)
    assert one_sentence(error) and list(tmp_path.iterdir()) == []


def test_missing_folder(fitted, tmp_path):
    with pytest.raises(FileNotFoundError, match="no folder .*nowhere': make it first") as error:
        fitted.save(tmp_path / "nowhere" / "model.keras")
    assert one_sentence(error)


@pytest.mark.parametrize(
    "step",
    [
        "_files.os.replace",
        "estimators._saving.zipfile.ZipFile.writestr",
        "estimators._saving.json.dumps",
    ],
)
@pytest.mark.parametrize("before", [None, b"an earlier file"])
def test_failed_save_leaves_nothing_and_spoils_nothing(fitted, tmp_path, monkeypatch, step, before):
    def fail(*_, **__):
        raise OSError("disk full")

    path = tmp_path / "model.keras"
    if before:
        path.write_bytes(before)
    with monkeypatch.context() as patch:
        patch.setattr(f"aeutils.{step}", fail)
        with pytest.raises(OSError, match="disk full"):
            fitted.save(path)
    assert [file.read_bytes() for file in tmp_path.iterdir()] == ([before] if before else [])


def test_unfitted_is_not_saved(tmp_path):
    with pytest.raises(NotFittedError, match="Autoencoder"):
        quick().save(tmp_path / "model.keras")
    assert list(tmp_path.iterdir()) == []


# ---- bad input: what was wrong, and what to do -----------------------------------------------


METHODS = ["fit", "transform", "reconstruct", "reconstruction_error", "score"]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e151])
@pytest.mark.parametrize("method", METHODS)
def test_missing_and_infinite_values_name_their_columns(fitted, X, method, bad):
    spoilt = X.astype(np.float64)
    spoilt[3, 1] = spoilt[7, 4] = spoilt[8, 4] = bad
    with pytest.raises(
        ValueError,
        match=r"X contains NaN, infinity .* 2 column\(s\) \(1, 4\): "
        "impute them or drop those rows",
    ) as error:
        getattr(copy.copy(fitted), method)(spoilt)
    assert one_sentence(error)


def test_missing_values_name_columns_by_their_names(X):
    frame = pd.DataFrame(X, columns=list("abcdef"))
    frame.loc[3, "c"] = np.nan
    with pytest.raises(ValueError, match=r"1 column\(s\) \(c\)"):
        quick().fit(frame)
    wide = np.full((4, 9), np.nan)
    with pytest.raises(ValueError, match=r"9 column\(s\) \(0, 1, 2, 3, 4, …\)"):
        quick().fit(wide)


@pytest.mark.parametrize("method", METHODS[1:])
def test_wrong_number_of_features(fitted, X, method):
    with pytest.raises(ValueError, match="4 features.* 6 features") as error:
        getattr(fitted, method)(X[:, :4])
    assert one_sentence(error)


@pytest.mark.parametrize("n_rows", [0, 1])
def test_too_few_rows(X, n_rows):
    with pytest.raises(ValueError, match=rf"\b{n_rows} sample.*\b2\b"):
        quick().fit(X[:n_rows])


@pytest.mark.parametrize("method", METHODS[1:])
def test_no_rows(fitted, X, method):
    with pytest.raises(ValueError, match=r"\b0 sample.*\b1\b"):
        getattr(fitted, method)(X[:0])


def test_one_row_is_enough_afterwards(fitted, X):
    assert fitted.transform(X[:1]).shape == (1, 2) and fitted.score(X[:1]) <= 0


@pytest.mark.parametrize(
    "text",
    [
        np.array([["red", "1"], ["blue", "2"]]),
        np.array([["red", 1], ["blue", 2]], dtype=object),
        pd.DataFrame({"n": [1.0, 2.0], "colour": ["red", "blue"]}),
        pd.DataFrame({"n": [1.0, 2.0], "colour": pd.Categorical(["red", "blue"])}),
    ],
    ids=["text", "object", "DataFrame", "category"],
)
def test_text(text):
    with pytest.raises(
        ValueError,
        match="X holds text .*'red'.*: leave those columns out or encode them as numbers",
    ) as error:
        quick().fit(text)
    assert one_sentence(error)


@pytest.mark.parametrize("kind", NO_ROWS)
@pytest.mark.parametrize("estimator", [Autoencoder, VariationalAutoencoder])
def test_what_is_no_table_of_numbers(X, estimator, kind):
    make, message = NO_ROWS[kind]
    with pytest.raises((TypeError, ValueError), match=message) as error:
        helpers.quick(estimator).fit(make(X))
    assert one_sentence(error)


@pytest.mark.parametrize("method", [*METHODS[1:], "inverse_transform"])
def test_unfitted(X, method):
    with pytest.raises(NotFittedError, match="Autoencoder"):
        getattr(quick(), method)(X)


@pytest.mark.parametrize("shift", [-0.01, 0.01])
@pytest.mark.parametrize(
    "options",
    [
        {"output_activation": "sigmoid"},
        {"loss": "binary_crossentropy"},
        {"output_activation": "sigmoid", "loss": "binary_crossentropy"},
    ],
    ids=str,
)
def test_values_outside_0_1_with_sigmoid_or_cross_entropy(X, options, shift):
    X = (X - X.min()) / np.ptp(X) + shift
    ends = f"{X.min():.3g} to {X.max():.3g}"
    with pytest.raises(
        ValueError,
        match=rf"X ranges from {ends}, but a sigmoid output and "
        r"cross-entropy need values in \[0, 1\]",
    ) as error:
        quick(**options).fit(X)
    for way_out in ("MinMaxScaler", "output_activation='linear'", "loss='mse'"):
        assert way_out in str(error.value)
    assert one_sentence(error)


def test_cross_entropy_needs_a_sigmoid(X):
    with pytest.raises(
        ValueError, match="'binary_crossentropy' needs output_activation='sigmoid', not 'linear'"
    ) as error:
        quick(loss="binary_crossentropy").fit((X - X.min()) / np.ptp(X))
    assert one_sentence(error)


def test_more_components_than_features(X):
    with pytest.warns(
        UserWarning, match="n_components=7 is more than the 6 features: nothing is compressed"
    ) as caught:
        estimator = quick(7).fit(X)
    assert caught[0].filename == __file__  # the warning points at the caller's line
    assert estimator.transform(X).shape == (150, 7)
    assert estimator.reconstruction_err_ < 1e-3 * X.var()


@pytest.mark.parametrize("n_columns", [1, 3])
def test_code_width(fitted, n_columns):
    with pytest.raises(
        ValueError,
        match=f"Z has {n_columns} columns, but the codes of this "
        "Autoencoder have 2: pass what transform",
    ) as error:
        fitted.inverse_transform(np.zeros((5, n_columns)))
    assert one_sentence(error)


def test_codes_that_are_no_numbers(fitted):
    with pytest.raises(ValueError, match="Z contains NaN"):
        fitted.inverse_transform(np.full((5, 2), np.nan))
    with pytest.raises(ValueError, match="Z holds text .*'red'.*: leave those columns") as error:
        fitted.inverse_transform([["red", 1], ["blue", 2]])
    assert one_sentence(error)
    with pytest.raises(TypeError, match=r"Z is a sparse matrix.*: pass Z\.toarray\(\)"):
        fitted.inverse_transform(csr_array(np.eye(2)))


def test_codes_in_columns_of_one_name(fitted, X):
    Z = fitted.transform(X)
    x_hat = fitted.inverse_transform(pd.DataFrame(Z, columns=["z", "z"]))
    np.testing.assert_array_equal(x_hat, fitted.inverse_transform(Z))


@pytest.mark.parametrize("method", ["transform", "reconstruct", "reconstruction_error", "score"])
def test_rows_too_far_for_the_network(fitted, X, method, recwarn):
    far = X.astype(float)
    far[[3, 7]] *= 1e60
    with pytest.raises(
        ValueError, match=r"2 row\(s\) \(3, 7\) is NaN or infinity, since .*: leave them out"
    ) as error:
        getattr(fitted, method)(far)
    assert one_sentence(error)
    with pytest.raises(ValueError, match=r"1 row\(s\) \(0\) is NaN or infinity"):
        fitted.inverse_transform([[1e60, 0]])
    assert [str(warning.message) for warning in recwarn] == []


def test_numbers_that_float32_cannot_hold(X, recwarn):
    X = X.astype(float)
    here, there = quick(epochs=2).fit(X), quick(epochs=2).fit(X * 2.0**400 + 2.0**410)
    shifted = there.transform(X * 2.0**400 + 2.0**410)
    np.testing.assert_allclose(shifted, here.transform(X), atol=1e-3)  # float32, two epochs
    assert [str(warning.message) for warning in recwarn] == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"activation": "gellu"}, "Keras has no activation 'gellu': take one such as 'gelu'"),
        ({"output_activation": "line"}, "Keras has no activation 'line': take one such as 'gelu'"),
        ({"optimizer": "adma"}, "Keras has no optimizer 'adma': take one such as 'adam'"),
        ({"hidden_units": (8, 0)}, "hidden_units must be whole numbers from 1 up, .* not "),
        ({"hidden_units": (-8,)}, "hidden_units must be whole numbers from 1 up, .* not "),
        ({"hidden_units": (2.5,)}, "hidden_units must be whole numbers from 1 up, .* not "),
        ({"hidden_units": ("8",), "tied": True}, "hidden_units must be whole numbers from 1 up, "),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_unknown_names_and_sizes(X, options, message):
    with pytest.raises(ValueError, match=message) as error:
        quick(**options).fit(X)
    assert one_sentence(error) or "2.5" in str(error.value)
    assert str(next(iter(options.values()))) in str(error.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"noise": ("blur", 0.1)}, "There is no corruption 'blur': take one of gaussian, salt_"),
        ({"noise": ("masking", 2)}, "'masking' must be a share, a number from 0 to 1, not 2"),
        ({"noise": ("masking",)}, "noise must be a number or a pair of kind and level, such as "),
        ({"noise": ("occlusion", 0.2)}, "hides a part of an image: say .* by image_shape="),
        ({"image_shape": (4, 4)}, "4 x 4 makes 16 pixels, but X has 6 features: give the size"),
        ({"image_shape": (6,)}, "image_shape must be height and width in pixels, .* not "),
        (
            {"hidden_units": (0,), "image_shape": (2, 3)},
            "hidden_units.* must be whole numbers from 1",
        ),
        ({"image_shape": (2, 3), "tied": True}, "Convolutions cannot be tied: set tied=False, or "),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_images_and_noise_that_do_not_fit(X, options, message):
    estimator = quick().fit(X)
    before = estimator.transform(X)
    with pytest.raises(ValueError, match=message) as error:
        estimator.set_params(**options).fit(X)
    text = re.sub(r"\d\.\d", "", str(error.value))  # its points end no sentence
    assert text.endswith(".") and ". " not in text and "\n" not in text
    np.testing.assert_array_equal(estimator.transform(X), before)


def test_a_refused_fit_leaves_the_earlier_one(X):
    estimator = quick().fit(X)
    before = estimator.transform(X)
    for options in ({"activation": "gellu"}, {"optimizer": "adma"}, {"hidden_units": (0,)}):
        with pytest.raises(ValueError, match="Keras has no|must be whole"):
            clone(estimator).set_params(**options).fit(X)
        with pytest.raises(ValueError, match="Keras has no|must be whole"):
            estimator.set_params(**options).fit(X)
        estimator.set_params(**clone(quick()).get_params())
    np.testing.assert_array_equal(estimator.transform(X), before)
