"""The Keras builders: shapes, names, parameter counts, seeds, the linear paths, tied kernels."""

import copy
import itertools
import pickle

import numpy as np
import pytest

from aeutils._keras import keras, tf
from aeutils.engine import compile_epoch
from aeutils.networks import build_convolutional, build_dense, build_tied
from aeutils.training import squared_error

BUILDERS = {
    "dense": lambda **options: build_dense(12, 3, hidden_units=(8, 5), **options),
    "linear path": lambda **options: build_dense(
        12, 3, hidden_units=(8, 5), linear_path=True, **options
    ),
    "tied": lambda **options: build_tied(12, 3, hidden_units=(8, 5), **options),
    "convolutional": lambda **options: build_convolutional((4, 3), 3, filters=(2, 3), **options),
    "convolutional, linear path": lambda **options: build_convolutional(
        (4, 3), 3, filters=(2, 3), linear_path=True, **options
    ),
}
each_builder = pytest.mark.parametrize("build", BUILDERS.values(), ids=BUILDERS)


@pytest.fixture
def X():
    return np.random.default_rng(0).random((7, 12), dtype=np.float32)


def arrays(tensor):
    return keras.ops.convert_to_numpy(tensor)


def dense_parameters(*sizes):
    """Kernels and biases of Dense layers between layers of these sizes."""
    return sum(n_in * n_out + n_out for n_in, n_out in itertools.pairwise(sizes))


# ---- what every builder promises -------------------------------------------------------------


@each_builder
def test_two_named_halves_make_the_whole(build, X):
    model = build(seed=0)
    encoder, decoder = model.get_layer("encoder"), model.get_layer("decoder")
    codes = arrays(encoder(X))
    assert codes.shape == (7, 3) and model.output_shape == (None, 12)
    x_hat = arrays(model(X))
    assert x_hat.shape == (7, 12) and np.isfinite(x_hat).all()
    np.testing.assert_array_equal(arrays(decoder(codes)), x_hat)


@each_builder
def test_seed_decides_the_weights(build):
    first, again, other = (build(seed=seed).get_weights() for seed in (3, 3, 4))
    for a, b in zip(first, again, strict=True):
        np.testing.assert_array_equal(a, b)
    assert any((a != b).any() for a, b in zip(first, other, strict=True))


@each_builder
def test_no_two_kernels_start_alike(build):
    """One seed for all layers would give layers of one shape the same weights."""
    kernels = [w for w in build(seed=0).get_weights() if w.ndim > 1 and w.any()]
    starts = {tuple(np.ravel(kernel)[:3] / np.abs(kernel).max()) for kernel in kernels}
    assert len(starts) == len(kernels) >= 3


@each_builder
def test_biases_start_at_zero(build):
    for weight in build(seed=0).weights:
        if weight.name == "bias":
            assert not np.any(weight), weight.path


@each_builder
def test_saved_and_loaded_in_safe_mode(build, X, tmp_path):
    model = build(seed=0)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras", safe_mode=True)
    np.testing.assert_array_equal(arrays(loaded(X)), arrays(model(X)))
    assert loaded.count_params() == model.count_params()
    assert loaded.get_layer("encoder").output_shape == (None, 3)


@pytest.mark.parametrize("hidden_units", [(0,), (-1, 4), (2.5,), ("8",), 8, None])
@pytest.mark.parametrize("build", [build_dense, build_tied])
def test_hidden_units_must_be_whole_numbers(build, hidden_units):
    with pytest.raises(ValueError, match="hidden_units must be whole numbers from 1 up"):
        build(12, 3, hidden_units=hidden_units)


def test_filters_must_be_whole_numbers():
    with pytest.raises(ValueError, match=r"filters .* must be whole numbers from 1 up"):
        build_convolutional((4, 3), 3, filters=(0,))


@pytest.mark.parametrize("where", ["activation", "output_activation"])
@each_builder
def test_unknown_activation(build, where):
    with pytest.raises(ValueError, match="Keras has no activation 'gellu': take one such as"):
        build(**{where: "gellu"})


# ---- dense -----------------------------------------------------------------------------------


@pytest.mark.parametrize("hidden_units", [(), (8,), (8, 5), np.array([8, 5]), [8]])
def test_dense_parameters(hidden_units):
    model = build_dense(12, 3, hidden_units=hidden_units)
    expected = dense_parameters(12, *hidden_units, 3) + dense_parameters(3, *hidden_units[::-1], 12)
    assert model.count_params() == expected
    with_path = build_dense(12, 3, hidden_units=hidden_units, linear_path=True)
    assert with_path.count_params() == expected + 12 * 3 + (3 * 12 + 12)


def test_dense_output_activation(X):
    x_hat = arrays(build_dense(12, 3, output_activation="sigmoid", seed=0)(100 * (X - 0.5)))
    assert x_hat.min() >= 0 and x_hat.max() <= 1


def test_dense_is_the_algebra_of_its_weights(X):
    """f(x) = relu(x A + a) B + b, and back the same way."""
    model = build_dense(12, 3, hidden_units=(5,), activation="relu", seed=0)
    random = np.random.default_rng(1)
    A, a, B, b, C, c, D, d = weights = [random.normal(size=w.shape) for w in model.get_weights()]
    model.set_weights(weights)

    def relu(values):
        return np.maximum(values, 0)

    codes = relu(X @ A + a) @ B + b
    x_hat = relu(codes @ C + c) @ D + d
    # float32 arithmetic: about seven digits, less what sums over twelve terms lose
    np.testing.assert_allclose(arrays(model.get_layer("encoder")(X)), codes, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(arrays(model(X)), x_hat, rtol=1e-4, atol=1e-4)


WITH_LINEAR_PATH = {
    "dense": lambda **options: build_dense(12, 3, hidden_units=(8, 5), linear_path=True, **options),
    "dense, one layer": lambda **options: build_dense(
        12, 3, hidden_units=(), linear_path=True, **options
    ),
    "convolutional": lambda **options: build_convolutional(
        (4, 3), 3, filters=(2, 3), output_activation="linear", linear_path=True, **options
    ),
}


@pytest.mark.parametrize("build", WITH_LINEAR_PATH.values(), ids=WITH_LINEAR_PATH)
def test_linear_path_starts_as_linear(X, build):
    """With zero last layers the network is z = Wx and x̂ = Vz + b, no more."""
    model = build(seed=0)
    encoder, decoder = model.get_layer("encoder"), model.get_layer("decoder")
    random = np.random.default_rng(1)
    W, V, b = (random.normal(size=shape) for shape in ((12, 3), (3, 12), 12))
    encoder.get_layer("linear").set_weights([W])
    decoder.get_layer("linear").set_weights([V, b])
    codes = X @ W
    # float32 arithmetic, as above
    np.testing.assert_allclose(arrays(encoder(X)), codes, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(arrays(model(X)), codes @ V + b, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("build", WITH_LINEAR_PATH.values(), ids=WITH_LINEAR_PATH)
def test_nonlinear_path_can_leave_zero(X, build):
    """Were its other layers zero too, no gradient would ever reach it."""
    model = build(seed=0)
    before = model.get_weights()
    one_epoch(model, X, steps=5)
    assert all((old != new).any() for old, new in zip(before, model.get_weights(), strict=True))


def one_epoch(model, X, steps=1):
    epoch = compile_epoch(model, squared_error, keras.optimizers.SGD(0.1), len(X))
    for _ in range(steps):
        epoch(tf.constant(X), np.arange(len(X)))


# ---- tied ------------------------------------------------------------------------------------


def kernels(model):
    """The encoder's kernels in order of their layers, and those that the decoder multiplies by."""
    own = [w for w in model.get_layer("encoder").weights if w.name == "kernel"]
    borrowed = [
        layer.dense.kernel for layer in model.get_layer("decoder").layers if hasattr(layer, "dense")
    ]
    return own, borrowed


def through_a_file(model, folder):
    model.save(folder / "tied.keras")
    return keras.models.load_model(folder / "tied.keras")


COPIES = {
    "fresh": lambda model, folder: model,
    "loaded": through_a_file,
    "pickled": lambda model, folder: pickle.loads(pickle.dumps(model)),
    "copied": lambda model, folder: copy.deepcopy(model),
}


@pytest.mark.parametrize("hidden_units", [(), (8,), (8, 5), np.array([8, 5])])
def test_tied_parameters(hidden_units):
    model = build_tied(12, 3, hidden_units=hidden_units)
    sizes = [12, *hidden_units, 3]
    once = sum(n_in * n_out for n_in, n_out in itertools.pairwise(sizes))
    assert model.count_params() == once + sum(sizes[1:]) + sum(sizes[:-1])


@pytest.mark.parametrize("way", COPIES)
def test_tied_shares_kernels_through_copies_and_training(way, X, tmp_path):
    original = build_tied(12, 3, hidden_units=(8, 5), seed=0)
    one_epoch(original, X)
    model = COPIES[way](original, tmp_path)
    np.testing.assert_array_equal(arrays(model(X)), arrays(original(X)))

    before = model.get_weights()
    one_epoch(model, X)
    own, borrowed = kernels(model)
    assert len(own) == 3 and all(a is b for a, b in zip(own, borrowed[::-1], strict=True))
    assert len(model.trainable_weights) == 9  # 3 kernels and 6 biases
    assert all((old != new).any() for old, new in zip(before, model.get_weights(), strict=True))

    own[0].assign(np.zeros((12, 8)))  # the decoder must see it
    decoder = model.get_layer("decoder")
    np.testing.assert_array_equal(
        arrays(decoder(np.ones((1, 3)))), [arrays(decoder.layers[-1].bias)]
    )


def test_tied_copy_is_independent(X):
    original = build_tied(12, 3, hidden_units=(8,), seed=0)
    before = arrays(original(X))
    one_epoch(copy.deepcopy(original), X)
    np.testing.assert_array_equal(arrays(original(X)), before)


def test_tied_without_hidden_units_is_x_W_Wt(X):
    model = build_tied(12, 3, hidden_units=(), seed=0)
    W = model.get_layer("encoder").get_weights()[0]
    np.testing.assert_allclose(arrays(model(X)), X @ W @ W.T, rtol=1e-4, atol=1e-5)  # float32


def test_tied_kernel_learns_from_both_of_its_uses(X):
    """One step down the gradient of |xWWᵀ − x|², in which W stands twice."""
    model = build_tied(12, 3, hidden_units=(), seed=0)
    W = model.get_layer("encoder").get_weights()[0].astype(float)
    one_epoch(model, X)
    back = 2 * (X @ W @ W.T - X) / X.size
    expected = W - 0.1 * (X.T @ back @ W + back.T @ X @ W)
    np.testing.assert_allclose(
        model.get_layer("encoder").get_weights()[0], expected, rtol=1e-4, atol=1e-5
    )  # float32


# ---- convolutional ---------------------------------------------------------------------------


@pytest.mark.parametrize("image_shape", [(8, 8), (7, 5), (1, 1), (28, 28), (9, 2), (13, 16)])
@pytest.mark.parametrize("filters", [(), (4,), (3, 5), (2, 3, 4)])
def test_convolutional_gives_back_any_size(image_shape, filters):
    n_pixels = image_shape[0] * image_shape[1]
    model = build_convolutional(image_shape, 2, filters=filters, seed=0)
    x_hat = arrays(model(np.ones((3, n_pixels), np.float32)))
    assert x_hat.shape == (3, n_pixels) and x_hat.min() >= 0 and x_hat.max() <= 1


def test_convolutional_parameters():
    model = build_convolutional((7, 5), 3, filters=(4, 6))
    small = 2 * 2 * 6  # 7 x 5 halves to 4 x 3, then to 2 x 2
    encoder = (9 * 1 * 4 + 4) + (9 * 4 * 6 + 6) + (small * 3 + 3)
    decoder = (3 * small + small) + (9 * 6 * 4 + 4) + (9 * 4 * 4 + 4) + (9 * 4 * 1 + 1)
    assert model.get_layer("encoder").count_params() == encoder
    assert model.get_layer("decoder").count_params() == decoder


def test_convolutional_sees_rows_as_images():
    """Pixels side by side must be side by side inside: a shifted picture gives shifted features."""
    model = build_convolutional((8, 8), 2, filters=(4,), seed=0)
    first = next(
        layer
        for layer in model.get_layer("encoder").layers
        if isinstance(layer, keras.layers.Conv2D)
    )
    features = keras.Model(model.get_layer("encoder").input, first.output)
    pictures = np.zeros((2, 8, 8), np.float32)
    pictures[0, 2, 2] = pictures[1, 4, 2] = 1  # two rows down: one stride
    a, b = arrays(features(pictures.reshape(2, 64)))
    np.testing.assert_allclose(a[:3], b[1:], atol=1e-6)  # float32
    assert np.abs(a - b).max() > 0.01


def test_convolutional_parameters_of_linear_paths():
    with_path, without = (
        build_convolutional((7, 5), 3, filters=(4, 6), linear_path=linear_path)
        for linear_path in (True, False)
    )
    assert with_path.count_params() - without.count_params() == 35 * 3 + (3 * 35 + 35)
