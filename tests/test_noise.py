"""Corruptions: how much each changes, that draws are independent and follow the seed, errors."""

import numpy as np
import pytest

from aeutils import corrupt
from aeutils._keras import keras, tf
from aeutils.noise import make_corruption

IMAGE = (8, 6)
LEVELS = {"gaussian": 0.3, "salt_and_pepper": 0.3, "masking": 0.3, "occlusion": 0.19}
each_kind = pytest.mark.parametrize("kind", LEVELS)


@pytest.fixture(scope="module")
def X():
    """Images (1000, 48) without a 0 or a 1, so that each entry tells whether it was changed."""
    return np.random.default_rng(0).uniform(0.1, 0.9, (1000, 48)).astype(np.float32)


def corrupted(X, kind, level=None, random_state=0):
    level = LEVELS[kind] if level is None else level
    return corrupt(X, kind, level, image_shape=IMAGE, random_state=random_state)


# ---- every kind ------------------------------------------------------------------------------


@each_kind
def test_result_is_an_array_of_its_own(X, kind):
    before = X.copy()
    result = corrupted(X, kind)
    assert type(result) is np.ndarray and result.dtype == np.float32 and result.shape == X.shape
    np.testing.assert_array_equal(X, before)
    assert (result != X).any() and not np.shares_memory(result, X)
    from_list = corrupted(X.tolist(), kind)
    assert from_list.dtype == np.float64
    np.testing.assert_array_equal(from_list.astype(np.float32), result)


@each_kind
def test_seed_decides(X, kind):
    first = corrupted(X, kind)
    np.testing.assert_array_equal(corrupted(X, kind), first)
    assert (corrupted(X, kind, random_state=1) != first).any()
    one = np.random.RandomState(0)
    again = corrupted(X, kind, random_state=one)
    np.testing.assert_array_equal(again, first)
    assert (corrupted(X, kind, random_state=one) != first).any()  # it goes on where it was


@each_kind
def test_no_global_seed_is_touched(X, kind):
    keras.utils.set_random_seed(7)
    expected = np.random.random(), float(keras.random.uniform(()))
    keras.utils.set_random_seed(7)
    corrupted(X, kind)
    assert (np.random.random(), float(keras.random.uniform(()))) == expected


@each_kind
def test_level_zero_changes_nothing(X, kind):
    np.testing.assert_array_equal(corrupted(X, kind, 0), X)


@each_kind
def test_in_a_graph_it_draws_the_same(X, kind):
    """One implementation: what an array gets is what training gets, whatever the batch's size."""
    corruption = make_corruption(kind, LEVELS[kind], IMAGE, n_features=48)

    @tf.function(input_signature=[tf.TensorSpec([None, 48])])
    def in_graph(x):
        return corruption(x, seeds)

    seeds = keras.random.SeedGenerator(3)
    compiled = [in_graph(X[:n]).numpy() for n in (5, 7)]
    seeds = keras.random.SeedGenerator(3)
    eager = [np.asarray(corruption(X[:n], seeds)) for n in (5, 7)]
    for a, b in zip(compiled, eager, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6)  # float32; graphs may fuse x + s·n
    assert (compiled[0] != compiled[1][:5]).any()  # and the next call draws anew


@each_kind
def test_rows_are_corrupted_independently(X, kind):
    """All rows the same, so the mean over them is close to flat; a shared draw would not be."""
    same = np.full_like(X, 0.5)
    result = corrupted(same, kind)
    assert len(np.unique(result, axis=0)) > (10 if kind == "occlusion" else 990)
    changed = result != 0.5
    # Between rows, shares of changed entries vary as independent draws do, less for a fixed area.
    assert changed.mean(axis=1).std() < 0.1


# ---- each kind -------------------------------------------------------------------------------


def test_gaussian(X):
    added = corrupted(X, "gaussian") - X
    assert abs(added.mean()) < 5 * 0.3 / np.sqrt(added.size)  # 5 standard errors
    assert abs(added.std() - 0.3) < 5 * 0.3 / np.sqrt(2 * added.size)
    assert abs(np.mean((added / 0.3) ** 4) - 3) < 0.3  # as bells have it
    np.testing.assert_allclose(corrupted(100 * X, "gaussian", 30) / 100 - X, added, atol=1e-5)


@pytest.mark.parametrize(("kind", "values"), [("salt_and_pepper", [0, 1]), ("masking", [0])])
@pytest.mark.parametrize("level", [0.1, 0.5, 1.0])
def test_share_of_entries(X, kind, values, level):
    result = corrupted(X, kind, level)
    changed = result != X
    assert set(np.unique(result[changed])) == set(values)
    error = 5 * 0.5 / np.sqrt(X.size)  # 5 times the largest standard error
    assert abs(changed.mean() - level) < error
    for value in values:
        assert abs((result == value).mean() - level / len(values)) < error


@pytest.mark.parametrize(("level", "side"), [(0.02, 1), (0.08, 2), (0.19, 3), (0.75, 6)])
def test_occlusion_is_one_square_that_reaches_everywhere(X, level, side):
    """48 pixels of 8 x 6: a share of 0.19 is 9 pixels, and 0.75 a square as wide as the image."""
    hidden = corrupted(X, "occlusion", level).reshape(-1, *IMAGE) == 0
    rows, columns = hidden.any(axis=2), hidden.any(axis=1)
    assert (hidden == rows[:, :, None] & columns[:, None, :]).all()  # a rectangle
    assert (rows.sum(axis=1) == side).all() and (columns.sum(axis=1) == side).all()
    for lines in (rows, columns):  # without gaps
        assert ((np.diff(lines.astype(int), axis=1, prepend=0) == 1).sum(axis=1) == 1).all()
    corners = hidden[:, [0, 0, -1, -1], [0, -1, 0, -1]].any(axis=0)
    assert corners.all()
    places = (8 - side + 1) * (6 - side + 1)
    assert len(np.unique(hidden, axis=0)) == places
    first = rows.argmax(axis=1)
    counts = np.bincount(first, minlength=8 - side + 1)
    assert np.ptp(counts / 1000) < 0.15  # all places alike


# ---- errors ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "level", "image_shape", "message"),
    [
        (
            "blur",
            0.1,
            None,
            "There is no corruption 'blur': take one of gaussian, salt_and_pepper, ",
        ),
        (["masking"], 0.1, None, r"There is no corruption \['masking'\]: take one of"),
        (
            "gaussian",
            -0.1,
            None,
            "'gaussian' must be the standard deviation, a number from 0 up, not",
        ),
        ("gaussian", "0.1", None, "'gaussian' must be the standard deviation, .*not '0.1'"),
        ("gaussian", np.nan, None, "'gaussian' must be the standard deviation, .*not nan"),
        ("masking", 1.1, None, "'masking' must be a share, a number from 0 to 1, not 1.1"),
        ("salt_and_pepper", -1, None, "'salt_and_pepper' must be a share"),
        ("occlusion", 2, IMAGE, "'occlusion' must be a share"),
        ("occlusion", 0.1, None, r"say how high and wide it is by image_shape=\(height, width\)"),
        ("occlusion", 0.1, (8, 8), "8 x 8 makes 64 pixels, but X has 48 features: give the size"),
        ("occlusion", 0.1, 48, r"must be height and width in pixels, such as \(28, 28\), not 48"),
        ("occlusion", 0.1, (8, 6, 1), "must be height and width"),
        ("occlusion", 0.1, (8.0, 6.0), "must be height and width"),
        (
            "occlusion",
            0.9,
            IMAGE,
            "No square fits into 8 x 6 pixels that covers 0.9 of them: take a",
        ),
    ],
)
def test_what_is_refused(X, kind, level, image_shape, message):
    with pytest.raises(ValueError, match=message) as error:
        corrupt(X, kind, level, image_shape=image_shape)
    assert str(error.value).endswith(".") and "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (np.ones(48), "Expected 2D array"),
        (np.full((2, 48), np.nan), "X contains NaN"),
        (np.ones((0, 48)), "0 sample"),
        ([["red"]], "could not convert string to float"),
    ],
)
def test_data_that_are_refused(bad, message):
    with pytest.raises(ValueError, match=message):
        corrupt(bad, "masking", 0.1)
