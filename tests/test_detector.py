"""`ReconstructionDetector`: scikit-learn's rules, honest false alarms, whom it names, bad input."""

import copy
import inspect
import pickle
import re
from functools import partial

import numpy as np
import pandas as pd
import pytest
import sklearn
from sklearn.base import BaseEstimator, TransformerMixin, clone
from sklearn.compose import make_column_transformer
from sklearn.cross_decomposition import PLSRegression
from sklearn.decomposition import NMF, PCA, FactorAnalysis, KernelPCA
from sklearn.exceptions import NotFittedError
from sklearn.impute import SimpleImputer
from sklearn.manifold import TSNE
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import NearestNeighbors
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    MinMaxScaler,
    OneHotEncoder,
    PowerTransformer,
    StandardScaler,
)
from sklearn.utils import get_tags
from sklearn.utils.estimator_checks import parametrize_with_checks

import helpers
from aeutils.datasets import load_digits, load_sensors
from aeutils.estimators import Autoencoder, ReconstructionDetector
from helpers import NO_ROWS, one_sentence

quick = partial(helpers.quick, Autoencoder)


def plane(n_samples=300, n_features=6, seed=0):
    """Points near a plane, with Gaussian noise of variance 0.01 about it."""
    random = np.random.default_rng(seed)
    axes = np.random.default_rng(99).normal(size=(2, n_features))
    return random.normal(size=(n_samples, 2)) @ axes + 0.1 * random.normal(
        size=(n_samples, n_features)
    )


class Parrot(TransformerMixin, BaseEstimator):
    """Rebuilds every row as the nearest one that it was fitted on: those without any error."""

    def fit(self, X, y=None):
        self.rows_ = X
        self.neighbours_ = NearestNeighbors(n_neighbors=1).fit(X)
        return self

    def transform(self, X):
        return self.neighbours_.kneighbors(X, return_distance=False)

    def inverse_transform(self, Z):
        return self.rows_[Z[:, 0]]


def false_alarms(reducer, n_samples=200, n_fits=60, contamination=0.05, n_features=6):
    """Share of new normal rows that are flagged, for each of some fits, each on rows of its own."""

    def one(seed):
        detector = ReconstructionDetector(
            clone(reducer), contamination=contamination, random_state=seed
        ).fit(plane(n_samples, n_features, seed=2 * seed))
        return np.mean(detector.predict(plane(1000, n_features, seed=2 * seed + 1)) == -1)

    return np.array([one(seed) for seed in range(n_fits)])


@pytest.fixture(scope="module")
def X():
    return plane()


@pytest.fixture(scope="module")
def fitted(X):
    return ReconstructionDetector(PCA(2), random_state=0).fit(X)


# ---- scikit-learn's rules --------------------------------------------------------------------


# No expected failures. Among the checks: `contamination` is the share of the rows given to fit that
# are flagged, to the row. Some fit on so few rows that the detector says so.
@pytest.mark.filterwarnings("ignore:contamination=0.05 is less than one")
@parametrize_with_checks(
    [
        ReconstructionDetector(PCA(1)),
        ReconstructionDetector(Autoencoder(1, hidden_units=(4,), epochs=2)),
    ]
)
def test_scikit_learn_check(estimator, check):
    check(estimator)


def test_tags():
    tags = get_tags(ReconstructionDetector(PCA()))
    assert tags.estimator_type == "outlier_detector"
    assert not tags.non_deterministic and not tags.target_tags.required
    assert not tags.input_tags.allow_nan


def test_parameters_are_stored_as_they_are():
    reducer = PCA(2)
    detector = ReconstructionDetector(reducer, contamination=7)
    assert detector.reducer is reducer and detector.contamination == 7
    assert set(vars(detector)) == set(detector.get_params(deep=False))
    assert detector.set_params(reducer__n_components=3).reducer.n_components == 3


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("contamination", 0),
        ("contamination", 0.51),
        ("contamination", "auto"),
        ("validation", 0.0),
        ("validation", 0.6),
        ("validation", None),
        ("random_state", "seed"),
        ("reducer", StandardScaler),
        ("reducer", None),
        ("reducer", TSNE()),
    ],
)
def test_parameter_out_of_range_is_named(X, parameter, value):
    if value is StandardScaler:
        with pytest.raises(TypeError, match="an instance"):
            ReconstructionDetector(value).fit(X)
        return
    with pytest.raises(ValueError, match=f"'{parameter}'.*ReconstructionDetector"):
        ReconstructionDetector(**{"reducer": PCA(1), parameter: value}).fit(X)


def test_the_reducer_given_stays_unfitted(X):
    reducer = PCA(2)
    detector = ReconstructionDetector(reducer).fit(X)
    assert not hasattr(reducer, "components_") and reducer.random_state is None
    assert detector.reducer_ is not reducer and detector.reducer_.components_.shape == (2, 6)


def test_docstring_lists_the_attributes(X):
    detector = ReconstructionDetector(PCA(2)).fit(pd.DataFrame(X, columns=list("abcdef")))
    text = inspect.getdoc(ReconstructionDetector).split("Attributes\n")[1].split("Notes\n")[0]
    listed = re.findall(r"^(\w+_) :", text, re.MULTILINE)
    assert sorted(listed) == sorted(name for name in vars(detector) if name.endswith("_"))


@pytest.mark.parametrize(
    "convert",
    [
        np.ndarray.tolist,
        np.asfortranarray,
        lambda X: pd.DataFrame(X, columns=list("abcdef")),
        lambda X: X.astype(object),
    ],
    ids=["list", "Fortran order", "DataFrame", "object"],
)
def test_kinds_of_input(fitted, X, convert):
    detector = clone(fitted).fit(convert(X))
    np.testing.assert_allclose(
        detector.score_samples(convert(X)), fitted.score_samples(X), rtol=1e-10
    )  # LAPACK may sum in another order


@pytest.mark.parametrize("way", [copy.deepcopy, lambda d: pickle.loads(pickle.dumps(d))])
@pytest.mark.parametrize("reducer", [PCA(2), quick(epochs=1)], ids=["PCA", "Autoencoder"])
def test_copies_are_equal_to_the_bit(X, reducer, way):
    detector = ReconstructionDetector(reducer, random_state=0).fit(X)
    twin = way(detector)
    for method in ("score_samples", "predict", "feature_errors"):
        np.testing.assert_array_equal(getattr(twin, method)(X), getattr(detector, method)(X))


# ---- same seed, same result; nothing else touched --------------------------------------------


@pytest.mark.parametrize(
    "reducer", [quick(), make_pipeline(MinMaxScaler(), quick())], ids=["Autoencoder", "pipeline"]
)
def test_one_seed_is_enough(X, reducer):
    """A reducer without a seed gets one."""

    def scores(seed):
        return ReconstructionDetector(reducer, random_state=seed).fit(X).score_samples(X)

    np.testing.assert_array_equal(scores(0), scores(0))
    np.testing.assert_array_equal(scores(np.random.RandomState(3)), scores(3))
    assert (scores(0) != scores(1)).any()


def test_a_seed_of_the_reducer_is_kept(X):
    detector = ReconstructionDetector(quick(epochs=0, random_state=5), random_state=0).fit(X)
    assert detector.reducer_.random_state == 5


def test_global_seed_is_untouched(X):
    np.random.seed(7)
    expected = np.random.random()
    np.random.seed(7)
    ReconstructionDetector(quick(epochs=1), random_state=0).fit(X).predict(X)
    assert np.random.random() == expected


# ---- what the scores mean --------------------------------------------------------------------


def assert_minus_the_mean_error(detector, X, errors):
    """Or, where a feature's error is n times its own limit, n times the limit of the mean."""
    mean, largest = errors.mean(axis=1), (errors / detector.usual_errors_).max(axis=1)
    mean_limit, largest_limit = detector.limits_
    odd = largest > largest_limit
    mean[odd] = np.maximum(mean[odd], mean_limit * largest[odd] / largest_limit)
    assert odd.mean() < 0.05
    np.testing.assert_allclose(detector.score_samples(X), -mean, rtol=1e-6)


@pytest.mark.parametrize("reducer", [PCA(2), quick()], ids=["PCA", "Autoencoder"])
def test_score_is_minus_the_reconstruction_error(X, reducer):
    detector = ReconstructionDetector(reducer, random_state=0).fit(X)
    new = plane(seed=1)
    x_hat = detector.reducer_.inverse_transform(detector.reducer_.transform(new))
    scores = detector.score_samples(new)
    assert scores.shape == (300,) and scores.dtype == float
    assert_minus_the_mean_error(detector, new, (new - x_hat) ** 2)
    np.testing.assert_array_equal(detector.decision_function(new), scores - detector.offset_)
    np.testing.assert_array_equal(detector.predict(new), np.where(scores < detector.offset_, -1, 1))


UNITS = np.array([1, 1e3, 1e-3, 50, 1, 1e5])


@pytest.mark.parametrize("scaler", [StandardScaler(), MinMaxScaler()], ids=str)
def test_errors_are_measured_behind_a_scaler(X, scaler):
    """So that the units of the columns do not matter, as they do not to the reducer."""
    here = ReconstructionDetector(make_pipeline(scaler, PCA(2)), random_state=0).fit(X)
    there = clone(here).fit(UNITS * X)
    np.testing.assert_allclose(there.score_samples(UNITS * X), here.score_samples(X), rtol=1e-6)
    scale, pca = here.reducer_
    scaled = scale.transform(X)
    x_hat = pca.inverse_transform(pca.transform(scaled))
    assert_minus_the_mean_error(here, X, (scaled - x_hat) ** 2)


def test_errors_are_measured_before_what_mixes_the_features(X):
    reducer = make_pipeline(StandardScaler(), PCA(4), PCA(2))
    detector = ReconstructionDetector(reducer, random_state=0).fit(X)
    scaled = detector.reducer_[0].transform(X)
    x_hat = detector.reducer_.inverse_transform(detector.reducer_.transform(X))
    assert_minus_the_mean_error(detector, X, (scaled - detector.reducer_[0].transform(x_hat)) ** 2)
    assert detector.feature_errors(X).shape == X.shape


def test_behind_a_scaler_in_a_pipeline_of_its_own(X):
    inside = ReconstructionDetector(make_pipeline(StandardScaler(), PCA(2)), random_state=0).fit(X)
    outside = make_pipeline(StandardScaler(), ReconstructionDetector(PCA(2), random_state=0)).fit(X)
    # One scaler has seen the held-out rows and one has not, so a few rows at the edge differ.
    assert np.mean(inside.predict(X) == outside.predict(X)) > 0.98


# ---- false alarms ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n_rows", "fraction", "n_held_out"),
    [(300, 0.2, 60), (300, 0.5, 150), (21, 0.1, 2), (6, 0.1, 1), (3, 0.5, 1)],
)
@pytest.mark.filterwarnings("ignore:contamination")
def test_rows_held_out(n_rows, fraction, n_held_out):
    X = plane(n_rows)
    detector = ReconstructionDetector(Parrot(), validation=fraction, random_state=0)
    rebuilt = detector.fit(X).score_samples(X) == 0
    assert n_rows - rebuilt.sum() == n_held_out == n_rows - len(detector.reducer_.rows_)


# The mean of sixty fits scatters by at most √(0.05 · 0.95 / 40 / 60) = 0.0045, for a threshold by
# the 40 rows held out; three of these make 0.0135. The rest of the limit is for what such rows do
# not see: PCA with five of six components overfits its rows a little, and 6.5% are flagged.
@pytest.mark.parametrize(
    "reducer", [PCA(1), PCA(2), PCA(5), Parrot()], ids=["PCA-1", "PCA-2", "PCA-5", "Parrot"]
)
def test_rate_of_false_alarms_is_as_asked(reducer):
    assert false_alarms(reducer).mean() == pytest.approx(0.05, abs=0.02)


@pytest.mark.parametrize("rate", [0.02, 0.2])
def test_other_rates(rate):
    rates = false_alarms(PCA(2), n_samples=300, contamination=rate)
    assert rates.mean() == pytest.approx(rate, rel=0.3)


def test_rows_that_were_fitted_do_not_set_the_threshold_alone(X):
    """By the rows it has overfitted, any row at all would be flagged."""
    parrot = ReconstructionDetector(Parrot(), random_state=0).fit(X)
    new = parrot.score_samples(plane(1000, seed=1))
    assert np.mean(new < np.quantile(parrot.score_samples(X), 0.05)) < 0.30  # of 20% held out
    known = parrot.score_samples(parrot.reducer_.rows_)
    assert np.mean(new < np.quantile(known, 0.05)) == 1
    assert np.mean(new < parrot.offset_) < 0.12


def test_all_rows_make_the_threshold_steadier():
    """Where nothing is overfitted, it scatters as by 200 rows, not by the 40 held out."""
    assert false_alarms(PCA(2)).std() < 0.75 * false_alarms(Parrot()).std()


@pytest.mark.parametrize("rate", [0.05, 0.1, 0.3])
def test_share_of_the_rows_given_to_fit(X, rate):
    """The rate, to the row; less where held-out rows are flagged too often, here by chance."""
    counts = np.array(
        [
            np.sum(
                ReconstructionDetector(PCA(2), contamination=rate, random_state=seed).fit_predict(X)
                == -1
            )
            for seed in range(50)
        ]
    )
    assert counts.max() == round(rate * len(X))
    assert np.mean(counts == counts.max()) > 0.5  # beyond a standard error: less than a third


def test_labels_are_never_looked_at(fitted, X):
    assert clone(fitted).fit(X, np.arange(300) % 2).offset_ == fitted.offset_
    assert clone(fitted).fit(X, ["who", "cares"]).offset_ == fitted.offset_


@pytest.mark.parametrize(("reducer", "rows"), [(PCA(2), 19), (Parrot(), 95)], ids=["PCA", "Parrot"])
def test_too_few_rows_for_the_rate(reducer, rows):
    """19 rows have 20 gaps, one of which is a twentieth; of 95 rows 19 are held out."""
    with pytest.warns(
        UserWarning,
        match=r"contamination=0.05 is less than one of the 18 rows that "
        "set the threshold, .*: fit on more rows",
    ) as caught:
        ReconstructionDetector(reducer, random_state=0).fit(plane(rows - 1 if rows < 50 else 94))
    assert caught[0].filename == __file__
    ReconstructionDetector(reducer, random_state=0).fit(plane(rows))


# ---- it finds what it should, and says where -------------------------------------------------


def test_autoencoder_finds_what_pca_cannot():
    """Points inside a circle are on every straight line's way, but not on the circle."""
    random = np.random.default_rng(0)
    angle = random.uniform(0, 2 * np.pi, 400)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1) + 0.05 * random.normal(size=(400, 2))
    inside = 0.3 * random.uniform(-1, 1, (100, 2))
    test, truth = np.vstack([circle[300:], inside]), np.repeat([0, 1], 100)
    reducer = Autoencoder(1, hidden_units=(32, 32), epochs=100)
    areas = [
        roc_auc_score(
            truth, -ReconstructionDetector(r, random_state=0).fit(circle[:300]).score_samples(test)
        )
        for r in (PCA(1), reducer)
    ]
    assert areas[0] < 0.5 and areas[1] > 0.9


@pytest.fixture(scope="module")
def pump():
    """Normal readings to fit on, and two hundred others, each with one sensor off by its range."""
    sensors = load_sensors()
    table = sensors.frame[sensors.y == 0].astype(float)
    normal, new = table.iloc[:1000], table.iloc[1000:1200].copy()
    random = np.random.default_rng(0)
    culprit = random.choice(table.columns, len(new))
    for (row, name), sign in zip(
        zip(new.index, culprit, strict=True), random.choice([-1, 1], len(new)), strict=True
    ):
        new.loc[row, name] += sign * np.ptp(table[name])
    reducer = make_pipeline(StandardScaler(), PCA(3))
    return ReconstructionDetector(reducer, random_state=0).fit(normal), new, culprit


def test_names_the_faulty_sensor(pump):
    detector, new, culprit = pump
    named = detector.top_features(new, 2)
    assert named.shape == (200, 2) and set(named.ravel()) <= set(new.columns)
    assert np.mean(detector.predict(new) == -1) > 0.9
    assert np.mean(named[:, 0] == culprit) > 0.8
    assert np.mean((named == culprit[:, None]).any(axis=1)) > 0.9
    np.testing.assert_array_equal(detector.top_features(new), named[:, :1])


def test_top_features_have_the_highest_errors(pump):
    detector, new, _ = pump
    errors, named = detector.feature_errors(new), detector.top_features(new, 12)
    columns = np.array([[list(new.columns).index(name) for name in row] for row in named])
    assert (np.diff(np.take_along_axis(errors, columns, axis=1), axis=1) <= 0).all()
    assert (np.sort(columns, axis=1) == np.arange(12)).all()


def test_column_numbers_without_names(fitted, X):
    odd = X[:3].copy()
    odd[[0, 1, 2], [4, 0, 2]] += 20
    assert fitted.top_features(odd).dtype.kind == "i"
    np.testing.assert_array_equal(fitted.top_features(odd), [[4], [0], [2]])


def test_feature_errors_are_one_for_normal_rows(fitted):
    errors = fitted.feature_errors(plane(5000, seed=1))
    assert errors.shape == (5000, 6) and (errors >= 0).all()
    # by 60 held-out rows: the mean of 60 squares of normal numbers scatters by √(2/60) = 0.18
    np.testing.assert_allclose(errors.mean(axis=0), 1, atol=0.55)


def test_feature_errors_and_score_tell_of_the_same_error(fitted, X):
    assert_minus_the_mean_error(fitted, X, fitted.feature_errors(X) * fitted.usual_errors_)


@pytest.mark.parametrize("reducer", [PCA(8), PCA(64)], ids=["PCA-8", "PCA-64"])
def test_a_pixel_that_is_always_dark(reducer):
    digits = load_digits().X.astype(np.float64)
    dark = np.flatnonzero(digits.max(axis=0) == 0)
    assert len(dark) == 3
    detector = ReconstructionDetector(reducer, random_state=0).fit(digits[:1000])
    assert (detector.usual_errors_ > 0).all() and np.isfinite(detector.feature_errors(digits)).all()
    if reducer.n_components == 8:
        assert not np.isin(detector.top_features(digits[1000:]), dark).any()
        lit = digits[1000:1010].copy()
        lit[:, dark[1]] = 1
        assert (detector.top_features(lit) == dark[1]).all()


@pytest.mark.parametrize("n", [0, 7])
def test_so_many_features_there_are_not(fitted, X, n):
    with pytest.raises(ValueError, match=f"n must be a whole number from 1 to 6, not {n}") as e:
        fitted.top_features(X, n)
    assert one_sentence(e)


# ---- bad input: what was wrong, and what to do -----------------------------------------------


METHODS = ["fit", "score_samples", "decision_function", "predict", "feature_errors", "top_features"]


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("method", METHODS)
def test_missing_and_infinite_values_name_their_columns(fitted, X, method, bad):
    spoilt = X.copy()
    spoilt[3, 1] = spoilt[7, 4] = bad
    with pytest.raises(
        ValueError,
        match=r"X contains NaN, infinity .* 2 column\(s\) \(1, 4\): "
        "impute them or drop those rows",
    ) as error:
        getattr(copy.copy(fitted), method)(spoilt)
    assert one_sentence(error)


@pytest.mark.parametrize("method", METHODS[1:])
def test_wrong_number_of_features(fitted, X, method):
    with pytest.raises(
        ValueError, match="X has 4 features, but ReconstructionDetector is expecting 6"
    ) as error:
        getattr(fitted, method)(X[:, :4])
    assert one_sentence(error)


def test_columns_in_another_order(X):
    frame = pd.DataFrame(X, columns=list("abcdef"))
    detector = ReconstructionDetector(PCA(2)).fit(frame)
    with pytest.raises(ValueError, match="(?s)feature names should match.*same order"):
        detector.predict(frame[list("fedcba")])


@pytest.mark.parametrize("n_rows", [0, 1, 2])
def test_too_few_rows(X, n_rows):
    with pytest.raises(ValueError, match=rf"\b{n_rows} sample.*\b3\b"):
        ReconstructionDetector(PCA(1)).fit(X[:n_rows])


def test_one_row_is_enough_afterwards(fitted, X):
    assert fitted.predict(X[:1]).shape == (1,) and fitted.top_features(X[:1], 3).shape == (1, 3)


def test_text():
    with pytest.raises(ValueError, match="X holds text .*'red'.*: leave those columns") as error:
        ReconstructionDetector(PCA(1)).fit([["red", 1], ["blue", 2], ["red", 3]])
    assert one_sentence(error)


@pytest.mark.parametrize("method", METHODS[1:])
def test_unfitted(X, method):
    with pytest.raises(NotFittedError, match="ReconstructionDetector"):
        getattr(ReconstructionDetector(PCA(2)), method)(X)


class Cropping(PCA):
    """Forgets a column."""

    def inverse_transform(self, X):
        return super().inverse_transform(X)[:, 1:]


def test_reducer_that_does_not_rebuild_all_features(X):
    with pytest.raises(
        ValueError,
        match="The reducer rebuilds rows of 5 columns from rows of 6: "
        "take one whose inverse_transform undoes",
    ) as error:
        ReconstructionDetector(Cropping(2)).fit(X)
    assert one_sentence(error)


def test_errors_of_the_reducer_come_through(X):
    with pytest.raises(ValueError, match="n_components=9 must be between 0 and"):
        ReconstructionDetector(PCA(9)).fit(X)
    with pytest.raises(ValueError, match="Keras has no activation 'gellu'"):
        ReconstructionDetector(quick(activation="gellu")).fit(X)


# ---- any units, any container, any pipeline --------------------------------------------------


@pytest.mark.parametrize(
    ("reducer", "offset", "scale"),
    [
        (PCA(2), 1e4, 1),
        (PCA(2), 1e6, 1),
        (PCA(2), 1e9, 1),
        (PCA(2), 0, 1e-12),
        (PCA(2), 0, 1e12),
        (quick(epochs=2), 1e9, 1),
        (quick(epochs=2), 0, 1e-12),
    ],
    ids=str,
)
def test_same_flags_at_any_offset_and_scale(X, reducer, offset, scale):
    """float64 keeps seven digits of rows of unit spread at 1e9, and errors are a tenth of that."""
    here = ReconstructionDetector(reducer, random_state=0).fit(X)
    there = clone(here).fit(X * scale + offset)
    new = plane(seed=1)
    new[::7, 2] += 1
    assert there.offset_ == pytest.approx(here.offset_ * scale**2, rel=1e-4)
    np.testing.assert_array_equal(there.predict(new * scale + offset), here.predict(new))


@pytest.mark.parametrize(
    "convert",
    [lambda X: X, lambda X: pd.DataFrame(X, columns=list("abcdef"))],
    ids=["array", "DataFrame"],
)
def test_float32_is_widened_before_anything_is_subtracted(X, convert):
    narrow = (X + 1e4).astype(np.float32)
    offsets = [
        ReconstructionDetector(PCA(2), random_state=0).fit(convert(rows)).offset_
        for rows in (narrow, narrow.astype(float))
    ]
    assert offsets[0] == offsets[1]
    assert ReconstructionDetector(PCA(2), random_state=0).fit(X).offset_ == pytest.approx(
        offsets[0], rel=0.05
    )  # float32 rounds to 0.001 at 1e4, noise 0.1


def test_constant_rows(recwarn):
    same = np.full((40, 3), 7.0)
    detector = ReconstructionDetector(PCA(2), random_state=0).fit(same)
    np.testing.assert_array_equal(detector.predict(same), 1)
    np.testing.assert_array_equal(detector.predict(same + 1), -1)
    assert [str(warning.message) for warning in recwarn] == []  # PCA divides by the variance


@pytest.mark.parametrize("dtype", [float, np.float32])
def test_a_name_of_two_columns_is_no_name(X, dtype):
    X = X.astype(dtype)
    detector = ReconstructionDetector(PCA(2), random_state=0)
    scores = detector.fit(X).score_samples(X)
    twice = pd.DataFrame(X, columns=list("aabbcc"))
    np.testing.assert_array_equal(detector.fit(twice).score_samples(twice), scores)
    np.testing.assert_array_equal(detector.top_features(twice), detector.top_features(X))


def test_constant_column_far_from_zero(X):
    pressure = np.column_stack([X, np.full(len(X), 1e8)])
    expected = ReconstructionDetector(PCA(2), random_state=0).fit(X).offset_ * 6 / 7
    assert ReconstructionDetector(PCA(2), random_state=0).fit(pressure).offset_ == pytest.approx(
        expected, rel=1e-4
    )


@pytest.mark.parametrize(
    "reducer",
    [
        make_pipeline(make_pipeline(StandardScaler()), PCA(2)),
        make_pipeline("passthrough", StandardScaler(), PCA(2)),
        make_pipeline(make_pipeline("passthrough", make_pipeline(StandardScaler())), PCA(2)),
        make_pipeline(StandardScaler(), make_pipeline("passthrough", PCA(2))),
        make_pipeline(make_pipeline(StandardScaler(), PCA(2))),
        make_pipeline(FunctionTransformer(), StandardScaler(), PCA(2)),
        make_pipeline(SimpleImputer(), StandardScaler(), PCA(2)),
        make_pipeline(make_column_transformer((StandardScaler(), slice(6))), PCA(2)),
    ],
    ids=[
        "nested",
        "after passthrough",
        "deep",
        "right",
        "one step",
        "function",
        "imputer",
        "columns",
    ],
)
def test_equivalent_pipelines(X, reducer):
    flat = ReconstructionDetector(make_pipeline(StandardScaler(), PCA(2)), random_state=0).fit(
        UNITS * X
    )
    other = clone(flat).set_params(reducer=reducer).fit(UNITS * X)
    assert other.offset_ == pytest.approx(flat.offset_, rel=1e-10)
    np.testing.assert_array_equal(other.predict(UNITS * X), flat.predict(UNITS * X))


@pytest.mark.parametrize(
    ("grid", "found"),
    [
        ({"pca__n_components": [2]}, StandardScaler()),
        ({"standardscaler": [MinMaxScaler()], "pca__n_components": [2]}, MinMaxScaler()),
    ],
    ids=["size", "scaler"],
)
def test_a_search_is_measured_as_what_it_finds(X, grid, found):
    """Behind its scaler, that is, and not in the units of X."""
    search = GridSearchCV(make_pipeline(StandardScaler(), PCA()), grid)
    detector = ReconstructionDetector(search, random_state=0).fit(UNITS * X)
    alone = clone(detector).set_params(reducer=make_pipeline(found, PCA(2))).fit(UNITS * X)
    assert detector.offset_ == pytest.approx(alone.offset_, rel=1e-10)
    np.testing.assert_array_equal(detector.top_features(UNITS * X), alone.top_features(UNITS * X))


@pytest.fixture(scope="module")
def table():
    """Numbers, some of them missing, and a town."""
    random = np.random.default_rng(0)
    frame = pd.DataFrame(plane(), columns=list("abcdef"))
    frame.loc[frame.index[::20], "c"] = np.nan
    return frame.assign(town=random.choice(["Oslo", "Rome"], len(frame)))


def test_steps_that_impute_and_encode_by_name(table):
    numbers = make_pipeline(SimpleImputer(), StandardScaler())
    reducer = make_pipeline(
        make_column_transformer(
            (numbers, list("abcdef")),
            (OneHotEncoder(handle_unknown="ignore"), ["town"]),
            verbose_feature_names_out=False,
        ),
        PCA(3),
    )
    detector = ReconstructionDetector(reducer, random_state=0).fit(table)
    assert list(detector.reducer_.feature_names_in_) == list(table.columns)
    odd = table.iloc[:2].assign(c=[90.0, 0.0], town=["Rome", "Paris"])
    np.testing.assert_array_equal(detector.predict(odd), [-1, -1])
    assert detector.top_features(odd)[0, 0] == "c"
    assert detector.top_features(odd)[1, 0] in ("town_Oslo", "town_Rome")
    assert 0.03 < np.mean(detector.predict(table) == -1) <= 0.05
    assert detector.feature_errors(table).shape == (300, 8)


@pytest.mark.parametrize("day", ["2020-01-01", None])
def test_columns_that_no_step_takes_may_hold_anything(table, day):
    """Dates, that is, or nothing at all; features that a function names nothing are numbers."""
    table = table.assign(c=1.0)
    reducer = make_pipeline(
        make_column_transformer(
            (FunctionTransformer(np.abs), list("abcdef")), (OneHotEncoder(), ["town"])
        ),
        PCA(3),
    )
    detector = ReconstructionDetector(reducer, random_state=0).fit(table)
    dated = table.copy()
    dated.insert(0, "day", pd.Timestamp(day) if day else pd.NaT)
    other = clone(detector).fit(dated)
    assert other.offset_ == detector.offset_
    np.testing.assert_array_equal(other.top_features(dated, 2), detector.top_features(table, 2))
    assert set(np.unique(other.top_features(dated))) <= set(range(8))


@pytest.mark.parametrize(
    "convert",
    [
        np.asarray,
        lambda frame: frame.to_numpy().tolist(),
        lambda frame: frame.convert_dtypes(),
        lambda frame: frame,
    ],
    ids=["array", "list", "nullable", "DataFrame"],
)
def test_missing_values_that_the_reducer_imputes(table, convert):
    rows = table[list("abcdef")]
    detector = ReconstructionDetector(make_pipeline(SimpleImputer(), PCA(2)), random_state=0)
    filled = ReconstructionDetector(PCA(2), random_state=0).fit(rows.fillna(rows.mean()))
    # the detector's imputer has seen the fitted rows only, not the mean of all rows
    assert detector.fit(convert(rows)).offset_ == pytest.approx(filled.offset_, rel=0.1)


def test_what_first_steps_leave_is_refused(table):
    scaled = ReconstructionDetector(make_pipeline(StandardScaler(), PCA(2)))
    with pytest.raises(ValueError, match=r"X contains NaN.* 1 column\(s\) \(c\): impute") as error:
        scaled.fit(table[list("abcdef")])
    assert one_sentence(error)
    with pytest.raises(ValueError, match="X holds text .*: leave those columns out or encode"):
        scaled.fit(table)
    logarithm = make_pipeline(FunctionTransformer(np.sqrt), PCA(2))
    with (
        pytest.raises(
            ValueError,
            match=r"first steps \(FunctionTransformer\) make NaN or infinity "
            r"of 2 row\(s\) \(3, 9\): take others",
        ) as error,
        np.errstate(invalid="ignore"),
    ):
        ReconstructionDetector(logarithm).fit(
            np.where(np.isin(np.arange(20), [3, 9])[:, None], -1.0, plane(20) ** 2)
        )
    assert one_sentence(error)


def test_a_step_that_cannot_be_undone_is_measured_behind():
    X = np.exp(plane())
    inside = ReconstructionDetector(
        make_pipeline(FunctionTransformer(np.log), PCA(2)), random_state=0
    ).fit(X)
    assert inside.offset_ == pytest.approx(
        ReconstructionDetector(PCA(2), random_state=0).fit(np.log(X)).offset_, rel=1e-8
    )


@pytest.mark.parametrize(
    "reducer",
    [PCA(2), quick(epochs=1), make_pipeline(StandardScaler(), PCA(2))],
    ids=["PCA", "Autoencoder", "pipeline"],
)
def test_pandas_output(X, reducer):
    expected = ReconstructionDetector(reducer, random_state=0).fit(X).score_samples(X)
    frame = pd.DataFrame(X, columns=list("abcdef"))
    with sklearn.config_context(transform_output="pandas"):
        detector = ReconstructionDetector(reducer, random_state=0).fit(frame)
        np.testing.assert_allclose(detector.score_samples(frame), expected, rtol=1e-6)
    assert list(detector.reducer_.feature_names_in_) == list("abcdef")


# ---- NaN is not fine -------------------------------------------------------------------------


class Gaps(PCA):
    """Rebuilds rows above `limit` as NaN."""

    def __init__(self, n_components=2, limit=3.0):
        super().__init__(n_components)
        self.limit = limit

    def inverse_transform(self, X):
        x_hat = super().inverse_transform(X)
        x_hat[np.abs(x_hat).max(axis=1) > self.limit, 1] = np.nan
        return x_hat


def test_a_row_rebuilt_as_nan_is_flagged(X):
    lost = np.abs(X).max(axis=1) > 5.2
    assert 0 < lost.mean() < 0.04
    detector = ReconstructionDetector(Gaps(limit=5.2), random_state=0).fit(X)
    far = 1000 * X[:1]
    assert np.isfinite(detector.offset_) and detector.score_samples(far) == -np.inf
    assert detector.predict(far) == -1 and detector.top_features(far) == 1
    assert np.mean(detector.predict(X) == -1) == pytest.approx(0.05, abs=0.02)


def test_a_threshold_that_would_not_be_finite(X):
    reducer = make_pipeline(StandardScaler(), Gaps(limit=0.5))
    with pytest.raises(
        ValueError,
        match=r"The reducer \(StandardScaler, Gaps\) makes NaN or infinity "
        r"of \d+ row\(s\) \(\d+, .*…\), too many for a threshold at "
        r"contamination=0.05: scale X otherwise or leave",
    ) as error:
        ReconstructionDetector(reducer, random_state=0).fit(X)
    assert one_sentence(error)


def test_power_transformer():
    """Its inverse is NaN where a row is rebuilt out of its range, so it is not taken."""
    X, new = np.exp(2 * plane()) - 1, plane(seed=1)
    new[:100, 2] += 2
    new = np.exp(2 * new) - 1
    detector = ReconstructionDetector(make_pipeline(PowerTransformer(), PCA(2)), random_state=0)
    assert np.isfinite(detector.fit(X).offset_)
    flagged = detector.predict(new) == -1
    assert flagged[:100].mean() > 0.8 and flagged[100:].mean() < 0.15


# ---- a fault in one of many features ---------------------------------------------------------


def test_a_fault_in_one_of_many_features():
    """Four deviations in one of 109 columns, which the mean over all of them hardly sees."""
    corner = np.linalg.cholesky(0.8 ** np.abs(np.subtract.outer(np.arange(109), np.arange(109)))).T
    caught, by_mean, false = [], [], []
    for seed in range(3):
        random = np.random.default_rng(seed)
        X, normal, faulty = random.normal(size=(3, 1000, 109)) @ corner
        faulty[range(1000), random.integers(109, size=1000)] += 4
        detector = ReconstructionDetector(PCA(10), random_state=seed).fit(X)
        caught.append(np.mean(detector.predict(faulty) == -1))
        false.append(np.mean(detector.predict(normal) == -1))
        mean = (detector.feature_errors(faulty) * detector.usual_errors_).mean(axis=1)
        by_mean.append(np.mean(mean > detector.limits_[0]))
    assert np.mean(by_mean) < 0.4 and np.mean(caught) > 0.85
    # each scatters by √(0.05 · 0.95 / 200) = 0.015 with the rows held out, the mean by 0.009
    assert np.mean(false) == pytest.approx(0.05, abs=0.02)


# ---- a fit that fails leaves the earlier one -------------------------------------------------


class Stopped(PCA):
    def fit(self, X, y=None):
        raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"reducer": PCA(9)}, ValueError),
        ({"contamination": 7}, ValueError),
        ({"reducer": Stopped(2)}, KeyboardInterrupt),
        ({"reducer": Gaps(limit=0)}, ValueError),
        ({"reducer": KernelPCA(2)}, ValueError),
        ({"random_state": "seed"}, ValueError),
    ],
    ids=["PCA", "contamination", "interrupt", "NaN", "KernelPCA", "seed"],
)
def test_a_fit_that_fails_leaves_the_earlier_one(X, parameters, error):
    detector = ReconstructionDetector(PCA(2), random_state=0).fit(X)
    state = {name: value for name, value in vars(detector).items() if name.endswith("_")}
    detector.set_params(**parameters)
    with pytest.raises(error):
        detector.fit(pd.DataFrame(plane(n_features=7)[:, :6], columns=list("abcdef")))
    after = {name: value for name, value in vars(detector).items() if name.endswith("_")}
    assert after.keys() == state.keys() and all(after[name] is state[name] for name in state)
    assert detector.predict(X).shape == (300,)


# ---- reducers that do not suit ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("reducer", "message"),
    [
        (
            KernelPCA(2),
            r"The reducer \(KernelPCA\) has no inverse_transform in its last step: take one",
        ),
        (
            make_pipeline(StandardScaler(), FactorAnalysis(2)),
            r"\(StandardScaler, FactorAnalysis\) has no",
        ),
        (
            make_pipeline(PCA(2), SimpleImputer()),
            r"\(PCA, SimpleImputer\) has no inverse_transform",
        ),
        (
            PLSRegression(2),
            "The reducer's PLSRegression needs labels y, which a detector never has",
        ),
    ],
)
def test_reducer_that_does_not_suit_is_refused_before_it_is_fitted(reducer, message):
    with pytest.raises(ValueError, match=message) as error:
        ReconstructionDetector(reducer).fit([["not", "even"], ["looked", "at"], ["so", "far"]])
    assert one_sentence(error)


@pytest.mark.parametrize("dtype", [float, np.float32])
def test_nmf(X, dtype):
    detector = ReconstructionDetector(NMF(3, max_iter=2000), random_state=0)
    assert 0.03 <= np.mean(detector.fit_predict((X - X.min()).astype(dtype)) == -1) <= 0.05


def test_read_only_memmap_and_single_column(X, tmp_path):
    np.save(tmp_path / "X.npy", X)
    rows = np.load(tmp_path / "X.npy", mmap_mode="r")
    detector = ReconstructionDetector(PCA(2), random_state=0)
    assert detector.fit(rows).offset_ == clone(detector).fit(X).offset_
    column = ReconstructionDetector(PCA(1), random_state=0).fit(rows[:, :1])
    assert column.predict(rows[:1, :1]).shape == (1,)


@pytest.mark.parametrize("kind", NO_ROWS)
@pytest.mark.parametrize(
    "reducer",
    [PCA(2), make_pipeline(SimpleImputer(), StandardScaler(), PCA(2))],
    ids=["PCA", "pipeline"],
)
def test_what_is_no_table_of_numbers(X, reducer, kind):
    """Steps that impute or encode take none of it either."""
    make, message = NO_ROWS[kind]
    with pytest.raises((TypeError, ValueError), match=message) as error:
        ReconstructionDetector(reducer).fit(make(X))
    assert one_sentence(error)


def test_masked_numbers_are_missing(X):
    """What stands under the mask is not read, not even by a step that would impute it."""
    masked = np.ma.array(X, mask=np.abs(X) > 4)
    assert masked.mask.sum() > 5
    with pytest.raises(ValueError, match="X contains NaN"):
        ReconstructionDetector(make_pipeline(StandardScaler(), PCA(2))).fit(masked)
    imputing = ReconstructionDetector(make_pipeline(SimpleImputer(), PCA(2)), random_state=0)
    assert imputing.fit(masked).offset_ == clone(imputing).fit(masked.filled(np.nan)).offset_


def test_columns_of_the_same_name(X):
    twice = pd.DataFrame(X, columns=list("aabbcc"))
    detector = ReconstructionDetector(make_pipeline(StandardScaler(), PCA(2)), random_state=0)
    assert detector.fit(twice).offset_ == clone(detector).fit(X).offset_


def test_as_many_features_as_genes():
    X = np.random.default_rng(0).normal(size=(100, 20_000))
    detector = ReconstructionDetector(make_pipeline(StandardScaler(), PCA(2)), random_state=0)
    assert detector.fit(X).top_features(X, 3).shape == (100, 3)
