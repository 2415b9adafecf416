"""Data sets: the Dataset class, what is bundled, what is generated, what is downloaded."""

import errno
import gzip
import hashlib
import http.server
import importlib.util
import os
import re
import threading
import warnings
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pooch
import pytest
from sklearn import datasets as sklearn_datasets
from sklearn.decomposition import PCA
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPRegressor

from aeutils.datasets import (
    Dataset,
    bundled,
    downloaded,
    generated,
    load,
    load_digits,
    load_docstrings,
    load_sensors,
    make_curves,
    make_patches,
)
from helpers import one_sentence

ROOT = Path(__file__).resolve().parent.parent
REAL_DATA = os.environ.get("AEUTILS_DATA")


# Dataset -----------------------------------------------------------------------------------------


@pytest.fixture
def small():
    return Dataset(
        np.arange(24.0).reshape(6, 4),
        y=[0, 1, 0, 1, 0, 1],
        image_shape=(2, 2),
        feature_names=["a", "b", "c", "d"],
        target_names=["even", "odd"],
        index=[10, 11, 12, 13, 14, 15],
        name="small",
    )


def test_dataset_holds_what_it_was_given(small):
    assert len(small) == 6
    assert small.X.dtype == np.float64 and small.y.dtype == int
    assert small.feature_names == ("a", "b", "c", "d")
    assert small.images.shape == (6, 2, 2)
    np.testing.assert_array_equal(small.images[1], [[4, 5], [6, 7]])
    with pytest.raises(FrozenInstanceError):
        small.name = "other"


def test_frame_is_named_and_a_copy(small):
    frame = small.frame
    assert list(frame.columns) == ["a", "b", "c", "d"] and list(frame.index) == list(range(10, 16))
    frame.iloc[0, 0] = -1
    assert small.X[0, 0] == 0
    bare = Dataset(small.X).frame
    assert list(bare.columns) == ["x0", "x1", "x2", "x3"] and list(bare.index) == list(range(6))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (slice(1, 3), [11, 12]),
        (np.array([True, False, False, False, False, True]), [10, 15]),
        (np.array([5, 0, 0]), [15, 10, 10]),
        ([2], [12]),
        ([], []),
        (-1, [15]),
    ],
)
def test_rows_are_selected_together(small, rows, expected):
    part = small[rows]
    assert list(part.index) == expected
    np.testing.assert_array_equal(part.X, small.X[np.array(expected, dtype=int) - 10])
    np.testing.assert_array_equal(part.y, np.array(expected, dtype=int) % 2)
    assert part.image_shape == (2, 2) and part.name == "small"


def test_selected_rows_remember_where_they_were():
    assert list(Dataset(np.eye(4))[[3, 1]].index) == [3, 1]
    assert list(Dataset(np.eye(4))[[3, 1]][1:].index) == [1]


def test_dataset_does_not_write_into_its_source(small):
    part = small[:2]
    part.X[:] = -1
    assert small.X.min() == 0


def test_repr_is_short(small):
    assert repr(small) == "<Dataset small: 6 samples, 4 features, images 2 x 2, y 0 to 1>"
    assert repr(small[:0]) == "<Dataset small: 0 samples, 4 features, images 2 x 2>"


def test_a_table_brings_the_names_of_its_columns(small):
    table = pd.DataFrame(small.X, columns=["w", "x", "y", "z"])
    assert Dataset(table).feature_names == ("w", "x", "y", "z")
    assert Dataset(table, feature_names="abcd").feature_names == tuple("abcd")
    assert Dataset(pd.DataFrame(small.X)).feature_names is None  # numbers are no names
    assert Dataset(table[:0]).feature_names == ("w", "x", "y", "z")


@pytest.mark.parametrize(
    ("parts", "word"),
    [
        ({"X": np.zeros(4)}, "two dimensions"),
        ({"X": [["red"]]}, "numbers"),
        ({"X": [[np.datetime64("2020-01-01")]]}, "dates"),
        ({"X": np.ones((6, 4), dtype="m8[D]")}, "dates"),
        ({"X": np.ones((6, 4), dtype=complex)}, "Complex data"),
        ({"y": [0, 1]}, "y must hold one value"),
        ({"y": [0.5] * 6}, "integers"),
        ({"y": [0, 1, 2, 0, 1, 2]}, "target_names"),
        ({"y": [0, 1, -1, 0, 1, 0]}, "target_names"),
        ({"index": [1]}, "index"),
        ({"image_shape": (3, 2)}, "image_shape"),
        ({"feature_names": ("a",)}, "feature_names"),
    ],
)
def test_parts_that_do_not_fit_are_refused(small, parts, word):
    with pytest.raises((ValueError, TypeError), match=word) as error:
        replace(small, **parts)
    assert one_sentence(error)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int32, np.uint8, np.float16, bool])
def test_float_types_are_kept_and_all_else_is_float64(dtype):
    expected = dtype if dtype in (np.float32, np.float64) else np.float64
    X = np.arange(6).reshape(3, 2).astype(dtype)
    assert Dataset(X).X.dtype == Dataset(pd.DataFrame(X)).X.dtype == expected
    seconds = 1_700_000_000 + np.arange(6).reshape(3, 2)
    np.testing.assert_array_equal(Dataset(seconds).X, seconds)


@pytest.mark.parametrize(
    "X",
    [
        pd.DataFrame({"a": pd.array([1, None], "Int64"), "b": [1.5, 2]}),
        pd.DataFrame({"a": [1, None], "b": pd.array([1.5, 2], "Float64")}),
        pd.DataFrame({"a": [1, pd.NA], "b": [1.5, 2]}, dtype=object),
        np.array([[1, 1.5], [pd.NA, 2]], dtype=object),
        np.ma.array([[1, 1.5], [7, 2]], mask=[[False, False], [True, False]]),
        [[1, 1.5], [None, 2]],
    ],
)
def test_what_is_missing_is_nan(X):
    np.testing.assert_array_equal(Dataset(X).X, [[1, 1.5], [np.nan, 2]])


@pytest.mark.parametrize(
    ("y", "numbers", "names"),
    [
        (["oak", "ash", "oak"], [1, 0, 1], ("ash", "oak")),
        (np.array(["oak", "ash", "oak"]), [1, 0, 1], ("ash", "oak")),
        (pd.Series(["oak", "ash", "oak"], index=[7, 8, 9]), [1, 0, 1], ("ash", "oak")),
        (pd.DataFrame({"tree": ["oak", "ash", "oak"]}), [1, 0, 1], ("ash", "oak")),
        (
            pd.Categorical(["low", "high", "low"], categories=["low", "high"]),
            [0, 1, 0],
            ("low", "high"),
        ),
        (pd.period_range("2020", periods=3, freq="Y"), [0, 1, 2], ("2020", "2021", "2022")),
        ([True, False, True], [1, 0, 1], None),
        ([3.0, 5.0, 3.0], [3, 5, 3], None),
        (np.array([[3], [5], [3]]), [3, 5, 3], None),
        (pd.array([3, 5, 3], "Int64"), [3, 5, 3], None),
        (pd.Categorical([3, 5, 3]), [3, 5, 3], None),
        (np.array([3, 5, 3], dtype=object), [3, 5, 3], None),
        (np.array([3, 5, 3], dtype=np.uint8), [3, 5, 3], None),
    ],
)
def test_labels_as_people_have_them(y, numbers, names):
    data = Dataset(np.eye(3), y)
    assert data.y.dtype == int and data.y.tolist() == numbers and data.target_names == names
    assert data[[2]].target_names == names


def test_labels_are_found_in_the_names_that_are_given():
    assert Dataset(np.eye(2), ["oak", "ash"], target_names=("oak", "ash")).y.tolist() == [0, 1]
    names = Dataset(
        np.eye(2), feature_names=np.array(["a", "b"]), target_names=np.array(["u", "v"])
    )
    assert {type(name) for name in names.feature_names + names.target_names} == {str}


@pytest.mark.parametrize(
    ("y", "word"),
    [
        ([1.0, np.nan, 2.0], "y is missing for 1 of 3 rows: drop"),
        (["oak", None, "ash"], "y is missing for 1 of 3 rows"),
        (pd.array([None, None, 1], "Int64"), "y is missing for 2 of 3 rows"),
        ([0.5, 1.5, 2], "integers or names of classes"),
        (np.ones((3, 2)), "one value for each"),
    ],
)
def test_labels_that_are_none(y, word):
    with pytest.raises(ValueError, match=word) as error:
        Dataset(np.eye(3), y)
    assert one_sentence(error)
    with pytest.raises(ValueError, match="y must count from 0 to 1"):
        Dataset(np.eye(2), ["oak", "elm"], target_names=("oak", "ash"))


@pytest.mark.parametrize("shape", [12, (12,), (2, 2, 1, 3), (-3, -4), (12, 2)])
def test_shapes_that_are_no_images(shape):
    with pytest.raises(ValueError, match="must be height and width, and channels") as error:
        Dataset(np.ones((2, 12)), image_shape=shape)
    assert one_sentence(error)
    assert Dataset(np.ones((2, 12)), image_shape=(2, 2, 3)).images.shape == (2, 2, 2, 3)


def test_images_are_refused_where_there_are_none():
    with pytest.raises(ValueError, match="sensors are not images") as error:
        load_sensors().images  # noqa: B018
    assert one_sentence(error)


# split -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("with_y", [True, False])
@pytest.mark.parametrize(("test_size", "seed"), [(0.2, 0), (0.25, 7), (0.333, 1)])
def test_split_agrees_with_scikit_learn(with_y, test_size, seed):
    digits = load_digits()
    if not with_y:
        digits = replace(digits, y=None)
    X_train, X_test = train_test_split(
        digits.X, test_size=test_size, random_state=seed, stratify=digits.y
    )
    train, test = digits.split(test_size=test_size, random_state=seed)
    np.testing.assert_array_equal(train.X, X_train)
    np.testing.assert_array_equal(test.X, X_test)
    _, _, same_test = digits.split(test_size=test_size, validation_size=0.2, random_state=seed)
    np.testing.assert_array_equal(same_test.X, X_test)


def test_split_parts_cover_all_rows_once_and_keep_proportions():
    digits = load_digits()
    parts = digits.split(validation_size=0.2)
    together = np.concatenate([part.index for part in parts])
    np.testing.assert_array_equal(np.sort(together), np.arange(len(digits)))
    shares = np.array([np.bincount(part.y) / len(part) for part in parts])
    assert np.ptp(shares, axis=0).max() < 0.01
    assert [len(part) for part in parts] == [1077, 360, 360]
    for part in parts:
        np.testing.assert_array_equal(part.X, digits.X[part.index])


def test_split_follows_the_seed():
    digits = load_digits()
    first, again, other = (digits.split(random_state=seed)[1].index for seed in (3, 3, 4))
    assert (first == again).all() and (first != other).any()


@pytest.mark.parametrize(
    "sizes",
    [
        {"test_size": 0},
        {"test_size": 1.0},
        {"test_size": 360},
        {"test_size": "a fifth"},
        {"test_size": None},
        {"test_size": float("nan")},
        {"validation_size": -0.1},
        {"validation_size": 0},
        {"test_size": 0.5, "validation_size": 0.5},
    ],
)
def test_split_refuses_sizes_that_are_no_shares(sizes):
    with pytest.raises(ValueError, match="shares of all samples") as error:
        load_digits().split(**sizes)
    assert one_sentence(error)


def test_split_refuses_too_few_samples():
    with pytest.raises(ValueError, match="2 samples leave none") as error:
        Dataset(np.eye(2)).split(validation_size=0.2)
    assert one_sentence(error)
    with pytest.raises(ValueError, match="0 samples leave none"):
        Dataset(np.eye(2))[:0].split()
    lonely = Dataset(np.eye(20), y=[0] * 19 + [1])
    with pytest.raises(ValueError, match=r"Class 1 \(1 of 20 samples\)") as error:
        lonely.split()
    assert one_sentence(error)
    pair = Dataset(np.eye(20), y=[0] * 18 + [1] * 2)
    with pytest.raises(ValueError, match=r"Class 1 \(1 of 10 samples\)"):
        pair.split(test_size=0.5, validation_size=0.2)  # the second half holds a single one
    with pytest.raises(ValueError, match="larger shares"):  # three samples for ten classes
        load_digits().split(test_size=0.001)


# Bundled with scikit-learn, and by name ----------------------------------------------------------


def test_digits():
    digits = load("digits")
    bunch = sklearn_datasets.load_digits()
    np.testing.assert_allclose(digits.X * 16, bunch.data)
    np.testing.assert_array_equal(digits.y, bunch.target)
    assert digits.images.shape == (1797, 8, 8) and digits.X.max() == 1 and digits.X.min() == 0


def test_breast_cancer_has_malignant_as_the_positive_class():
    cancer = load("breast_cancer")
    bunch = sklearn_datasets.load_breast_cancer()
    np.testing.assert_allclose(cancer.X, bunch.data, rtol=1e-6)
    for y, name in enumerate(cancer.target_names):
        np.testing.assert_array_equal(cancer.y == y, bunch.target_names[bunch.target] == name)
    assert cancer.target_names == ("benign", "malignant")
    assert cancer.feature_names[0] == "mean radius" and type(cancer.feature_names[0]) is str


def test_load_passes_arguments_on():
    assert len(load("sensors", dirty=True)) == 3360
    assert len(load("curves", n_samples=3)) == 3


@pytest.mark.parametrize(
    ("name", "near"), [("Digits", "digits"), ("fashion-mnist", "fashion_mnist")]
)
def test_load_suggests_the_nearest_name(name, near):
    with pytest.raises(ValueError, match=f"did you mean '{near}'") as error:
        load(name)
    assert one_sentence(error)


def test_load_lists_the_names():
    with pytest.raises(ValueError, match="choose one of") as error:
        load("zzz")
    for name in (
        "digits",
        "breast_cancer",
        "sensors",
        "curves",
        "patches",
        "mnist",
        "fashion_mnist",
    ):
        assert name in str(error.value)
    assert "did you mean" not in str(error.value)
    with pytest.raises(ValueError, match="no data set 7"):
        load(7)


# Curves ------------------------------------------------------------------------------------------


def test_curves_are_images_and_follow_the_seed():
    curves = make_curves(700, random_state=5)
    assert curves.images.shape == (700, 28, 28) and curves.y is None
    assert curves.X.dtype == np.float32 and curves.X.min() >= 0 and curves.X.max() <= 1
    np.testing.assert_array_equal(make_curves(700, random_state=5).X, curves.X)
    np.testing.assert_allclose(make_curves(20, random_state=5).X, curves.X[:20], atol=1e-6)
    assert np.abs(make_curves(20, random_state=6).X - curves.X[:20]).max() > 0.5


def test_no_curve_is_empty_or_dotted():
    curves = make_curves(2000)
    assert curves.X.max(axis=1).min() > 0.6
    columns = curves.images.max(axis=1)  # brightest pixel of each column of each image
    inside = columns[:, 9:18]  # the middle third lies between the first and the last point
    assert (inside.max(axis=1) > 0.6).all()


def test_straight_stroke_has_the_profile_of_the_pen():
    level = np.array([[0.1, 0.5, 0.9, 0.5, 0.5, 0.5]])
    image = generated._strokes(level).reshape(28, 28)
    y = (np.arange(28) + 0.5) / 28
    np.testing.assert_allclose(image[:, 14], np.exp(-((y - 0.5) ** 2) / 2 / 0.05**2), atol=0.01)
    steep = np.array([[0.3333, 0.3334, 0.9, 0.15, 0.85, 0.15]])  # leaves the picture and returns
    image = generated._strokes(steep).reshape(28, 28)
    assert np.isfinite(image).all() and image[6:, 7:12].max(axis=1).min() > 0.5


def test_curves_need_many_straight_axes():
    curves = make_curves(3000).X
    train, test = curves[:2000], curves[2000:]

    def summed_error(k):
        pca = PCA(k, svd_solver="covariance_eigh").fit(train)
        return ((test - pca.inverse_transform(pca.transform(test))) ** 2).sum(axis=1).mean()

    mean_image = ((test - train.mean(axis=0)) ** 2).sum(axis=1).mean()
    assert 40 < mean_image < 48
    assert 20 < summed_error(6) < 27
    assert 9 < summed_error(18) < 13


@pytest.mark.parametrize("n_samples", [0, -1, 2.5, "ten", None])
def test_curves_refuse_a_number_that_is_none(n_samples):
    with pytest.raises(ValueError, match="n_samples") as error:
        make_curves(n_samples)
    assert one_sentence(error)


# Patches -----------------------------------------------------------------------------------------


SUBSETS = ("train", "validation", "test")


def test_patches_are_images_and_follow_the_seed():
    patches = make_patches(300, random_state=5)
    assert patches.images.shape == (300, 12, 12) and patches.X.dtype == np.float32
    assert patches.X.min() >= 0 and patches.X.max() <= 1
    assert set(patches.y) == {0, 1} and patches.target_names == ("temple", "flower")
    np.testing.assert_array_equal(make_patches(20, random_state=5).X, patches.X[:20])
    assert np.abs(make_patches(20, random_state=6).X - patches.X[:20]).max() > 0.5
    assert load("patches", n_samples=4, size=9, subset="test").image_shape == (9, 9)


@pytest.mark.parametrize("size", [2, 5, 12, 16, 61])
def test_no_patch_is_flat(size):
    deviations = make_patches(500, size).X.std(axis=1)
    assert deviations.min() >= 0.0499  # 0.05, less rounding
    assert deviations.max() > 0.1


@pytest.fixture
def numbered(monkeypatch):
    """Photographs in which every pixel has a grey of its own; returns the place of a grey."""
    n_pixels = 2 * 427 * 640
    order = np.random.default_rng(0).permutation(n_pixels)  # or patches would be flat
    grey = (order / n_pixels).reshape(2, 427, 640)
    bunch = sklearn_datasets.load_sample_images()
    bunch.images = list(255 * grey[..., None].repeat(3, axis=-1))
    monkeypatch.setattr(sklearn_datasets, "load_sample_images", lambda: bunch)
    place = np.argsort(order)
    return lambda X: np.unravel_index(place[np.round(X * n_pixels).astype(int)], grey.shape)


def test_patches_of_two_subsets_share_no_pixel(numbered):
    seen = {subset: set(np.ravel(make_patches(8000, 16, subset).X)) for subset in SUBSETS}
    assert not seen["train"] & seen["validation"] and not seen["train"] & seen["test"]
    assert not seen["validation"] & seen["test"]
    whole = 2 * 427 * 640  # three of five blocks, one, one; nearly all
    for subset, share in zip(SUBSETS, (0.6, 0.2, 0.2), strict=True):
        assert 0.8 * share < len(seen[subset]) / whole <= share


@pytest.mark.parametrize("size", [2, 7, 16, 61])
def test_patch_is_a_square_of_neighbours_in_one_block(numbered, size):
    patches = make_patches(200, size, "train")
    photograph, down, across = (a.reshape(-1, size, size) for a in numbered(patches.X))
    assert (photograph == patches.y[:, None, None]).all()
    assert (np.diff(down, axis=1) == 1).all() and (np.diff(down, axis=2) == 0).all()
    assert (np.diff(across, axis=2) == 1).all() and (np.diff(across, axis=1) == 0).all()
    assert np.ptp(down // 61, axis=(1, 2)).max() == np.ptp(across // 64, axis=(1, 2)).max() == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_samples": 0}, "n_samples must be a whole number from 1 up, not 0"),
        ({"size": 62}, "size must be a whole number from 2 to 61, not 62"),
        ({"size": 1}, "size must be a whole number from 2 to 61, not 1"),
        ({"size": 12.0}, "size must be a whole number from 2 to 61, not 12.0"),
        ({"subset": "all"}, "There is no subset 'all': choose one of train, validation, test"),
    ],
    ids=str,
)
def test_patches_refuse_what_they_are_not(options, message):
    with pytest.raises(ValueError, match=message) as error:
        make_patches(**options)
    assert one_sentence(error) or "12.0" in str(error.value)


# Sensors -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def generator():
    spec = importlib.util.spec_from_file_location("make_sensors", ROOT / "data/make_sensors.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def clean():
    return load_sensors()


@pytest.fixture(scope="module")
def dirty():
    return load_sensors(dirty=True)


def test_generator_reproduces_the_bundled_files(generator, tmp_path, capsys):
    generator.main(tmp_path)
    assert capsys.readouterr().out.count("sensors_") == 2
    for name in ("sensors_clean.csv", "sensors_dirty.csv"):
        made, bundled = (pd.read_csv(folder / name) for folder in (tmp_path, ROOT / "data"))
        pd.testing.assert_frame_equal(made, bundled, rtol=1.1e-4, atol=0)
        assert (made == bundled).where(made.notna(), True).to_numpy().mean() > 0.99


def test_readme_states_checksums_columns_and_size():
    text = (ROOT / "data/README.md").read_text(encoding="utf-8")
    size = 0
    for name in ("sensors_clean.csv", "sensors_dirty.csv"):
        content = (ROOT / "data" / name).read_bytes().replace(b"\r\n", b"\n")
        assert re.search(rf"`{name}`.*`{hashlib.sha256(content).hexdigest()}`", text)
        size += len(content)
        for column in content.decode().splitlines()[0].split(","):
            assert f"| `{column}` |" in text
    assert size < 900_000


def test_sensors_clean(clean):
    assert clean.X.shape == (3300, 12) and np.isfinite(clean.X).all()
    assert list(np.bincount(clean.y)) == [3000] + [25] * 12
    assert clean.target_names == ("normal", *clean.feature_names)
    np.testing.assert_array_equal(clean.index, np.arange(3300))
    assert (clean.X > 0).all()
    assert clean.frame["efficiency"].max() < 100


def test_hidden_factors_are_recoverable(generator, clean):
    factors = generator.hidden_factors(np.random.default_rng(generator.SEED))
    normal = np.flatnonzero(clean.y == 0)
    train, test = train_test_split(normal, random_state=0)
    for factor in factors:
        trees = ExtraTreesRegressor(50, random_state=0).fit(clean.X[train], factor[train])
        assert trees.score(clean.X[test], factor[test]) > 0.97


def test_faults_need_a_nonlinear_model(generator, clean):
    normal = np.flatnonzero(clean.y == 0)
    train, test = train_test_split(normal, test_size=0.2, random_state=0)
    mean, std = clean.X[train].mean(axis=0), clean.X[train].std(axis=0)
    Z = (clean.X - mean) / std
    judged = np.concatenate([test, np.flatnonzero(clean.y)])

    def auc(score):
        return roc_auc_score(clean.y[judged] > 0, score[judged])

    pca = PCA(3).fit(Z[train])
    pca_error = ((Z - pca.inverse_transform(pca.transform(Z))) ** 2).mean(axis=1)
    net = MLPRegressor(
        hidden_layer_sizes=(64, 32, 3, 32, 64),
        activation="tanh",
        learning_rate_init=3e-3,
        batch_size=64,
        max_iter=120,
        n_iter_no_change=120,
        random_state=0,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that it stopped at max_iter
        net.fit(Z[train], Z[train])
    net_error = ((Z - net.predict(Z)) ** 2).mean(axis=1)

    assert pca_error[test].mean() > 5 * net_error[test].mean() > 5 * generator.NOISE**2
    assert auc(net_error) > 0.95
    assert auc(pca_error) < 0.85
    assert auc(np.abs(Z).max(axis=1)) < 0.7  # a limit on every single sensor


def test_faults_stay_inside_the_usual_range(clean):
    normal = clean.X[clean.y == 0]
    for sensor in range(12):
        faulty = clean.X[clean.y == sensor + 1, sensor]
        assert normal[:, sensor].min() <= faulty.min() and faulty.max() <= normal[:, sensor].max()


def test_dirt_is_where_the_readme_says(generator, clean, dirty):
    frame, truth = dirty.frame, clean.frame
    assert len(frame) == 3360 and frame.index.duplicated().sum() == 60
    assert frame.reset_index().duplicated().sum() == 60  # whole rows, index included
    first = frame[~frame.index.duplicated()]
    assert first.index.is_monotonic_increasing  # copies come later than their rows
    assert list(first.index) == list(truth.index)
    changed = (first != truth) | first.isna()
    assert not changed[clean.y > 0].any(axis=None)
    np.testing.assert_array_equal(dirty.y, clean.y[dirty.index])

    missing = first.isna().sum()
    assert missing[missing > 0].to_dict() == dict.fromkeys(
        ("vibration", "noise_level", "motor_temperature", "seal_leakage"), 120
    )
    lost = first["motor_temperature"].isna()
    assert truth["power"][lost].min() > truth["power"].quantile(0.75)
    lost = first["seal_leakage"].isna()
    assert truth["flow"][lost].max() < truth["flow"].quantile(0.3)

    psi = changed["outlet_pressure"]
    assert list(psi.index[psi]) == list(range(1200, 1450))
    np.testing.assert_allclose(
        first["outlet_pressure"][psi] / truth["outlet_pressure"][psi], 14.5038, rtol=1e-4
    )
    assert first["outlet_pressure"][psi].min() > 2 * first["outlet_pressure"][~psi].max()

    stuck = first["flow"].loc[2299:2419]
    assert stuck.nunique() == 1 and stuck[2299] == truth["flow"][2299]

    spikes = changed & first.notna()
    spikes["outlet_pressure"] = False
    spikes.loc[2300:2419, "flow"] = False
    ratio = (first / truth).where(spikes).stack().dropna()
    assert len(ratio) == 40
    assert np.isclose(ratio, 10, rtol=1e-3).sum() == 15
    assert np.isclose(ratio, -1).sum() == 15
    assert (first == -999).sum().sum() == 10


def test_missing_table_says_what_to_do(monkeypatch):
    def not_installed(package):
        raise ModuleNotFoundError(package)

    monkeypatch.setattr(bundled.resources, "files", not_installed)
    with pytest.raises(ModuleNotFoundError, match="pip install -e") as error:
        load_sensors()
    assert one_sentence(error)


# Downloads ---------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Empty data folder; every download fails at once until a test serves some files."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("AEUTILS_DATA", str(folder))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(downloaded, "URL", "http://127.0.0.1:9/")  # nobody listens there
    return folder


@pytest.fixture
def arrays(monkeypatch):
    """Small stand-in for the arrays of MNIST, with the checksums set to match."""
    rng = np.random.default_rng(0)
    arrays = {}
    for part, n in (("train", 6), ("test", 2)):
        arrays[f"x_{part}"] = rng.integers(0, 256, (n, 28, 28), dtype=np.uint8)
        arrays[f"y_{part}"] = np.arange(n, dtype=np.uint8)
    sums = {key: hashlib.sha256(array.tobytes()).hexdigest() for key, array in arrays.items()}
    monkeypatch.setattr(downloaded, "MNIST_ARRAYS", sums)
    return arrays


@pytest.fixture
def serve(tmp_path, monkeypatch):
    """Serve a folder on this machine and let downloads come from it; return the folder."""
    site = tmp_path / "site"
    site.mkdir()

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=site)

        def do_GET(self):
            if not (site / "breaks_off").exists():
                return super().do_GET()
            self.send_response(200)
            self.send_header("Content-Length", "1000000")
            self.end_headers()
            self.wfile.write(b"PK half a file")

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    monkeypatch.setattr(downloaded, "URL", f"http://127.0.0.1:{server.server_port}/")
    yield site
    server.shutdown()
    server.server_close()


def state(folder):
    """Everything in the folder: names, times and contents."""
    return {
        path: (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else None)
        for path in [folder, *sorted(folder.rglob("*"))]
    }


def test_mnist_is_read_and_scaled(folder, arrays):
    np.savez_compressed(folder / "mnist.npz", **arrays)
    everything, train, test = (load("mnist", subset=s) for s in ("all", "train", "test"))
    assert everything.images.shape == (8, 28, 28) and everything.X.dtype == np.float32
    assert everything.X.max() <= 1
    np.testing.assert_allclose(train.images * 255, arrays["x_train"], rtol=1e-6)
    np.testing.assert_array_equal(everything.X, np.concatenate([train.X, test.X]))
    np.testing.assert_array_equal(everything.y, [0, 1, 2, 3, 4, 5, 0, 1])


def test_a_file_that_is_there_is_only_read(folder, arrays, monkeypatch):
    np.savez_compressed(folder / "mnist.npz", **arrays)
    folder.chmod(0o555)
    before = state(folder)
    monkeypatch.setattr(pooch.HTTPDownloader, "__call__", lambda *_: pytest.fail("downloads"))
    try:
        assert len(load("mnist")) == 8
        assert state(folder) == before
    finally:
        folder.chmod(0o755)


def test_unknown_subset_is_refused_before_anything_is_read(folder):
    for name in ("mnist", "fashion_mnist"):
        with pytest.raises(ValueError, match="'all', 'train' or 'test'") as error:
            load(name, subset="validation")
        assert one_sentence(error)


def damaged(kind, arrays, path):
    """Write a file that is not what it should be."""
    if kind == "other content":
        np.savez(path, **{**arrays, "x_test": arrays["x_test"] ^ 1})
        return
    if kind == "array missing":
        np.savez(path, x_train=arrays["x_train"])
        return
    if kind == "pickle":
        np.savez(path, **{**arrays, "x_train": np.array([{}], dtype=object)})
        return
    if kind == "directory":
        path.mkdir()
        return
    np.savez(path, **arrays)
    content = bytearray(path.read_bytes())
    if kind == "flipped":
        content[len(content) // 3] ^= 0xFF
    else:
        content = {"empty": b"", "text": b"<html>no</html>", "cut": content[:-100]}[kind]
    path.write_bytes(content)


@pytest.mark.parametrize(
    "kind",
    ["other content", "array missing", "pickle", "directory", "flipped", "empty", "text", "cut"],
)
def test_a_wrong_file_is_named_and_kept(folder, arrays, kind):
    path = folder / "mnist.npz"
    damaged(kind, arrays, path)
    before = state(folder)
    with pytest.raises(OSError, match="delete it, or put") as error:
        load("mnist")
    assert str(path) in str(error.value) and one_sentence(error)
    assert state(folder) == before


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist"])
def test_no_network_says_which_file_goes_where(folder, name):
    with pytest.raises(OSError, match="Could not download") as error:
        load(name)
    file, place = {
        "mnist": ("mnist.npz", folder),
        "fashion_mnist": ("train-images-idx3-ubyte.gz", folder / "fashion-mnist"),
    }[name]
    assert f"get it from {downloaded.URL}{file} and put it into {place}." in str(error.value)
    assert one_sentence(error)
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_a_folder_that_cannot_be_made_gives_the_same_advice(tmp_path, monkeypatch, folder):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("AEUTILS_DATA", str(tmp_path / "file" / "data"))
    with pytest.raises(OSError, match="Could not download mnist.npz") as error:
        load("mnist")
    assert one_sentence(error)


def test_mnist_is_downloaded_once(folder, arrays, serve, monkeypatch):
    np.savez(serve / "mnist.npz", **arrays)
    content = (serve / "mnist.npz").read_bytes()
    monkeypatch.setitem(downloaded.REGISTRY, "mnist.npz", hashlib.sha256(content).hexdigest())
    monkeypatch.setenv("AEUTILS_DATA", str(folder / "made" / "on demand"))
    assert len(load("mnist")) == 8
    path = folder / "made" / "on demand" / "mnist.npz"
    assert list(path.parent.iterdir()) == [path] and path.read_bytes() == content
    if os.name == "posix":
        assert path.stat().st_mode & 0o444 == 0o444  # the whole class may read it
    (serve / "mnist.npz").unlink()
    assert len(load("mnist")) == 8


@pytest.mark.parametrize("kind", ["wrong content", "not found", "breaks off"])
def test_a_bad_download_leaves_nothing_behind(folder, arrays, serve, kind):
    if kind == "wrong content":
        np.savez(serve / "mnist.npz", **arrays)  # not the published checksum
    elif kind == "breaks off":
        (serve / "breaks_off").write_text("")
    with pytest.raises(OSError, match="Could not download") as error:
        load("mnist")
    assert ("wrong checksum" in str(error.value)) == (kind == "wrong content")
    assert one_sentence(error)
    assert list(folder.iterdir()) == []


def test_an_interrupted_download_leaves_nothing_behind(folder, monkeypatch):
    def interrupted(self, url, output_file, pooch, check_only=False):
        Path(output_file).write_bytes(b"half")
        assert list(folder.iterdir())
        raise KeyboardInterrupt

    monkeypatch.setattr(pooch.HTTPDownloader, "__call__", interrupted)
    with pytest.raises(KeyboardInterrupt):
        load("mnist")
    assert list(folder.iterdir()) == []


def test_two_download_at_once(folder, arrays, serve, monkeypatch):
    """The second begins while the first has half of it; both end with all of it."""
    np.savez(serve / "mnist.npz", **arrays)
    content = (serve / "mnist.npz").read_bytes()
    monkeypatch.setitem(downloaded.REGISTRY, "mnist.npz", hashlib.sha256(content).hexdigest())
    download, depth = pooch.HTTPDownloader.__call__, []

    def half_then_another(self, url, output_file, *args, **kwargs):
        Path(output_file).write_bytes(content[: len(content) // 2])
        depth.append(output_file)
        if len(depth) == 1:
            assert len(load("mnist")) == 8
        download(self, url, output_file, *args, **kwargs)

    monkeypatch.setattr(pooch.HTTPDownloader, "__call__", half_then_another)
    assert len(load("mnist")) == 8
    assert len(set(depth)) == 2 and [path.name for path in folder.iterdir()] == ["mnist.npz"]


def test_a_download_that_finds_no_room_says_so(folder, arrays, serve, monkeypatch):
    np.savez(serve / "mnist.npz", **arrays)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pooch.HTTPDownloader, "__call__", full)
    with pytest.raises(OSError, match=r"mnist.npz \(No space left on device\)") as error:
        load("mnist")
    assert one_sentence(error) and list(folder.iterdir()) == []


@pytest.fixture
def fashion_files(arrays, monkeypatch):
    """Contents of the four idx files by name, with the checksums set to match."""
    files = {}
    for name in [name for name in downloaded.REGISTRY if name.startswith("fashion")]:
        images, train = "images" in name, "train" in name
        array = arrays[f"{'x' if images else 'y'}_{'train' if train else 'test'}"]
        content = gzip.compress(bytes(16 if images else 8) + array.tobytes())
        files[Path(name).name] = content
        monkeypatch.setitem(downloaded.REGISTRY, name, "md5:" + hashlib.md5(content).hexdigest())
    return files


def test_fashion_mnist_is_downloaded_and_read(folder, serve, arrays, fashion_files):
    for name, content in fashion_files.items():
        (serve / name).write_bytes(content)
    fashion = load("fashion_mnist")
    assert len(fashion.target_names) == 10
    np.testing.assert_allclose(fashion.images[:6] * 255, arrays["x_train"], rtol=1e-6)
    np.testing.assert_array_equal(fashion.y, [0, 1, 2, 3, 4, 5, 0, 1])
    names = sorted(path.name for path in (folder / "fashion-mnist").iterdir())
    assert names == sorted(fashion_files)
    for name in names:
        (serve / name).unlink()
    np.testing.assert_array_equal(load("fashion_mnist", subset="test").X, fashion.X[6:])


@pytest.mark.parametrize("kind", ["wrong", "directory"])
def test_a_wrong_fashion_file_is_named_and_kept(folder, serve, fashion_files, kind):
    place = folder / "fashion-mnist"
    place.mkdir()
    for name, content in fashion_files.items():
        (place / name).write_bytes(content)
        (serve / name).write_bytes(content)
    path = place / "t10k-labels-idx1-ubyte.gz"
    if kind == "wrong":
        path.write_bytes(b"something else")
    else:
        path.unlink()
        path.mkdir()
    before = state(folder)
    with pytest.raises(OSError, match="delete it, or put") as error:
        load("fashion_mnist")
    assert str(path) in str(error.value) and one_sentence(error)
    assert state(folder) == before


def test_data_folder(monkeypatch, tmp_path, arrays, folder):
    """AEUTILS_DATA, in which ~ is the home folder; without it, or empty, the user's cache."""
    monkeypatch.setattr(pooch, "os_cache", lambda project: tmp_path / "cache" / project)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    for value, place in (
        ("~/somewhere", tmp_path / "somewhere"),
        ("", tmp_path / "cache/aeutils"),
        (None, tmp_path / "cache/aeutils"),
    ):
        monkeypatch.setenv("AEUTILS_DATA", value or "")
        if value is None:
            monkeypatch.delenv("AEUTILS_DATA")
        place.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(place / "mnist.npz", **arrays)
        assert len(load("mnist")) == 8
        (place / "mnist.npz").unlink()


@pytest.mark.skipif(
    not REAL_DATA or not Path(REAL_DATA, "mnist.npz").is_file(),
    reason="AEUTILS_DATA names no folder with mnist.npz",
)
def test_real_mnist():
    mnist = load("mnist")
    assert mnist.X.shape == (70_000, 784) and mnist.X.max() == 1
    assert list(mnist.y[:5]) == [5, 0, 4, 1, 9]
    assert list(load("mnist", subset="test").y[:5]) == [7, 2, 1, 0, 4]
    np.testing.assert_allclose(mnist.X[:60_000].mean(), 0.1307, atol=1e-4)
    variance = mnist.X[60_000:].var(axis=0, dtype=float).sum()
    assert 52 < variance < 54  # the mean image's summed squared error
    # The figure of Hinton and Salakhutdinov 2006 for 30 components: the units agree with theirs.
    pca = PCA(30, random_state=0).fit(mnist.X[:60_000])
    rebuilt = pca.inverse_transform(pca.transform(mnist.X[60_000:]))
    errors = np.square(mnist.X[60_000:] - rebuilt).sum(axis=1)
    assert errors.mean() == pytest.approx(13.87, abs=0.01)


# docstrings --------------------------------------------------------------------------------------


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A function that writes a package `inventory` of these files, which breaks if imported."""
    monkeypatch.syspath_prepend(tmp_path)

    def write(**files):
        for name, source in {"__init__": "raise ImportError('imported')", **files}.items():
            path = tmp_path / "inventory" / f"{name.replace('__of__', '/')}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(source)
        return ["inventory"]

    return write


def documented(name, text="in words", body=""):
    return f'def {name}():\n    """Does {name} {text}.\n\n    {body}"""\n'


def test_docstrings_of_what_is_public_without_import(package):
    names = package(
        shelves__of___empty=documented("clear") + documented("_hidden"),
        _core__of__count="class Counter:\n    '''Counts.'''\n    def add(self):\n        'Adds.'\n",
        _private__of__secret=documented("secret"),
        shelves__of__tests__of__test_empty=documented("check"),
        silent="def nothing():\n    pass\n",
    )
    documents = load_docstrings(names, fewest_words=1)
    assert list(documents.columns) == ["name", "part", "package", "text"]
    assert set(documents["name"]) == {
        "inventory.shelves.clear",
        "inventory.count.Counter",
        "inventory.count.Counter.add",
    }
    assert set(documents["part"]) == {"inventory.shelves", "inventory.count"}
    assert set(documents["package"]) == {"inventory"}


def test_docstrings_end_before_examples_and_stand_once(package):
    body = "Parameters\n    ----------\n    x : int\n\n    Examples\n    --------\n    >>> f(1)\n"
    names = package(
        a=documented("f", body=body), b=documented("f"), c=documented("f"), d=documented("g")
    )
    documents = load_docstrings(names, fewest_words=4)
    assert list(documents["name"]) == ["inventory.a.f", "inventory.b.f", "inventory.d.g"]
    assert documents["text"][0] == "Does f in words. Parameters ---------- x : int"
    assert list(load_docstrings(names, fewest_words=5)["name"]) == ["inventory.a.f"]


def test_docstrings_of_what_is_not_installed():
    with pytest.raises(ModuleNotFoundError, match="no_such_package") as error:
        load_docstrings(["no_such_package"])
    assert one_sentence(error)


def test_docstrings_of_the_scientific_packages():
    documents = load_docstrings()
    assert documents["package"].value_counts().min() > 200
    assert not documents["text"].duplicated().any()
    assert "sklearn.decomposition.PCA" in set(documents["name"])
    assert (documents["part"].value_counts() >= 30).sum() > 40
    assert load_docstrings(["networkx"])["text"].isin(documents["text"]).all()
