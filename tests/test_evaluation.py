"""`compare` and `sweep` against the same numbers reckoned directly."""

import warnings

import numpy as np
import pandas as pd
import pytest
import sklearn
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import ColumnTransformer
from sklearn.cross_decomposition import PLSRegression
from sklearn.decomposition import NMF, PCA, FactorAnalysis, KernelPCA
from sklearn.feature_selection import SelectKBest
from sklearn.impute import KNNImputer, SimpleImputer
from sklearn.metrics import r2_score
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    MinMaxScaler,
    OneHotEncoder,
    PowerTransformer,
    StandardScaler,
)

from aeutils import compare, reconstruction_score, sweep
from aeutils.datasets import Dataset, load_digits
from aeutils.estimators import Autoencoder
from helpers import Stumble, interrupt, one_sentence, quick

COLUMNS = [
    "k",
    "test error",
    "units",
    "variance kept",
    "neighbour accuracy",
    "parameters",
    "seconds",
]


@pytest.fixture(scope="module")
def parts():
    train, test = load_digits()[:400].split()
    return train, test


@pytest.fixture(scope="module")
def reducers():
    return {
        "PCA": PCA(3),
        "Autoencoder": Autoencoder(3, hidden_units=(8,), init="random", epochs=2, random_state=0),
    }


@pytest.fixture(scope="module")
def comparison(parts, reducers):
    return compare(reducers, *parts)


def rebuilt(reducer, X):
    return reducer.inverse_transform(reducer.transform(X))


@pytest.mark.parametrize("name", ["PCA", "Autoencoder"])
def test_every_number_of_compare(comparison, parts, reducers, name):
    train, test = parts
    reducer = reducers[name].__class__(**reducers[name].get_params()).fit(train.X)
    Z, x_hat = reducer.transform(test.X), rebuilt(reducer, test.X)
    errors = ((test.X - x_hat) ** 2).mean(axis=1)
    np.testing.assert_allclose(comparison.codes[name], Z, rtol=1e-5, atol=1e-5)  # float32
    np.testing.assert_allclose(comparison.reconstructions[name], x_hat, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(comparison.errors[name], errors, rtol=1e-4)

    row = comparison.table.loc[name]
    assert list(comparison.table.columns) == COLUMNS
    assert list(comparison.table.index) == list(reducers)
    assert row["k"] == 3
    assert row["test error"] == pytest.approx(errors.mean(), rel=1e-5)
    mean = np.mean((test.X - train.X.mean(axis=0)) ** 2)
    assert row["variance kept"] == pytest.approx(1 - errors.mean() / mean, rel=1e-4)
    distances = ((Z[:, None] - reducer.transform(train.X)[None]) ** 2).sum(axis=-1)
    right = train.y[distances.argmin(axis=1)] == test.y
    assert row["neighbour accuracy"] == pytest.approx(right.mean(), abs=1.5 / len(test))  # a tie
    assert row["seconds"] > 0


def test_parameters_are_counted_by_hand(parts):
    sizes = 64 * 8 + 8 + 8 * 3 + 3 + 3 * 8 + 8 + 8 * 64 + 64
    quick = {"hidden_units": (8,), "epochs": 0, "random_state": 0}
    table = compare(
        {
            "PCA": PCA(3),
            "pipeline": make_pipeline(StandardScaler(), PCA(3)),
            "random": Autoencoder(3, init="random", **quick),
            "start": Autoencoder(3, **quick),
            "scaled": make_pipeline(StandardScaler(), Autoencoder(3, **quick)),
        },
        *parts,
    ).table
    linear_paths = 64 * 3 + 3 * 64 + 64
    # a scaler's mean and scale were fitted too, like PCA's mean
    expected = [
        3 * 64 + 64,
        3 * 64 + 64 + 2 * 64,
        sizes,
        sizes + linear_paths,
        sizes + linear_paths + 2 * 64,
    ]
    assert table["parameters"].tolist() == expected


def test_variance_kept_is_one_for_all_components_and_about_r2(parts):
    train, test = parts
    table = compare({"all": PCA(64), "five": PCA(5)}, train, test).table
    assert table.loc["all", "variance kept"] == pytest.approx(1, abs=1e-12)
    five = r2_score(test.X, rebuilt(PCA(5).fit(train.X), test.X), multioutput="variance_weighted")
    # r2 measures from the mean of the test rows, `variance kept` from that of the training rows
    assert table.loc["five", "variance kept"] == pytest.approx(five, abs=0.02)


def test_yours_stay_unfitted(comparison, reducers):
    assert not hasattr(reducers["PCA"], "components_")
    assert not hasattr(reducers["Autoencoder"], "model_")
    assert comparison.reducers["PCA"] is not reducers["PCA"]
    assert hasattr(comparison.reducers["PCA"], "components_")
    assert comparison.reducers["Autoencoder"].n_iter_ == 2


def test_arrays_do_as_well(comparison, parts):
    train, test = parts
    table = compare({"PCA": PCA(3)}, train.X.tolist(), test.X.astype(np.float64)).table
    assert "neighbour accuracy" not in table.columns
    error = comparison.table.loc["PCA", "test error"]
    assert table.loc["PCA", "test error"] == pytest.approx(error, rel=1e-12)


@pytest.mark.parametrize("n_rows", [1, 10])
def test_constant_data_keep_no_share_of_nothing(n_rows, recwarn):
    same = np.ones((n_rows, 4))
    table = compare({"PCA": PCA(1)}, same, same).table
    assert table.loc["PCA", "test error"] == 0 and np.isnan(table.loc["PCA", "variance kept"])
    assert [str(warning.message) for warning in recwarn] == []  # PCA divides by the variance


def test_any_reducer_will_do(parts):
    class Halves(TransformerMixin, BaseEstimator):
        def fit(self, X, y=None):
            return self

        def transform(self, X):
            return X[:, ::2]

        def inverse_transform(self, Z):
            return np.repeat(Z, 2, axis=1)

    train, test = parts
    comparison = compare({"Halves": Halves(), "NMF": NMF(4, random_state=0, tol=0.1)}, train, test)
    row = comparison.table.loc["Halves"]
    assert row["k"] == 32 and row["parameters"] == 0
    difference = test.X[:, ::2] - test.X[:, 1::2]
    assert row["test error"] == pytest.approx((difference**2).mean() / 2, rel=1e-5)
    assert comparison.codes["NMF"].shape == (len(test), 4)


@pytest.mark.parametrize("measure", [compare, lambda *args: sweep(*args, [2])])
def test_other_features_are_refused(parts, measure):
    train, test = parts
    with pytest.raises(ValueError, match="train has 64 features and test 63: take both from one"):
        measure({"PCA": PCA(2)}, train, test.X[:, :-1])


# ---- sweep -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def swept(parts, reducers):
    return sweep(reducers, *parts, n_components=[2, 5], seeds=[0, 1])


def without_time(table):
    return table.drop(columns="seconds")


def test_sweep_is_compare_at_every_size_and_seed(swept, parts, reducers):
    assert list(swept.columns) == ["reducer", *COLUMNS, "seed"]
    assert swept[["reducer", "k", "seed"]].to_numpy().tolist() == [
        [name, k, seed] for name in reducers for k in (2, 5) for seed in (0, 1)
    ]
    for _, row in swept.iterrows():
        reducer = reducers[row["reducer"]].__class__(**reducers[row["reducer"]].get_params())
        reducer.set_params(n_components=row["k"], random_state=row["seed"])
        single = compare({row["reducer"]: reducer}, *parts).table.iloc[0]
        assert row[COLUMNS[:-1]].tolist() == single[COLUMNS[:-1]].tolist()


def test_sweep_leaves_yours_alone(swept, reducers):
    assert reducers["PCA"].n_components == reducers["Autoencoder"].n_components == 3
    assert not hasattr(reducers["Autoencoder"], "model_")


def test_seeds_matter_where_there_are_any(swept):
    errors = swept.groupby(["reducer", "k"])["test error"].nunique()
    # PCA solves this small problem exactly; the network starts from other weights.
    assert errors["PCA"].tolist() == [1, 1] and errors["Autoencoder"].tolist() == [2, 2]


def test_sweep_in_processes_of_their_own(swept, parts, reducers):
    """One process for each fit at a time gives what one process alone gives."""
    elsewhere = sweep(reducers, *parts, n_components=np.array([2]), seeds=[0, 1], n_jobs=2)
    here = swept[swept["k"] == 2].reset_index(drop=True)
    # Other numbers of threads may add up in another order; two epochs make little of it.
    pd.testing.assert_frame_equal(without_time(elsewhere), without_time(here), rtol=1e-3)


def test_sweep_without_random_state(parts):
    class Means(TransformerMixin, BaseEstimator):
        def __init__(self, n_components=1):
            self.n_components = n_components

        def fit(self, X, y=None):
            self.mean_ = X.mean(axis=0)
            return self

        def transform(self, X):
            return np.zeros((len(X), self.n_components))

        def inverse_transform(self, Z):
            return np.tile(self.mean_, (len(Z), 1))

    table = sweep({"mean": Means()}, *parts, [1, 2], seeds=[5])
    assert table["k"].tolist() == [1, 2] and table["seed"].tolist() == [5, 5]
    np.testing.assert_allclose(table["variance kept"], 0, atol=1e-12)
    assert table["parameters"].tolist() == [64, 64]


@pytest.mark.parametrize(("sizes", "seeds"), [([], [0]), (range(0), [0]), ([2], [])])
def test_nothing_to_sweep_is_one_sentence(parts, sizes, seeds):
    with pytest.raises(ValueError, match="nothing to sweep: give at least one code") as error:
        sweep({"PCA": PCA()}, *parts, sizes, seeds)
    assert one_sentence(error)


def test_labels_of_one_part_only(parts):
    train, test = parts
    table = compare({"PCA": PCA(2)}, train, Dataset(test.X)).table
    assert "neighbour accuracy" not in table.columns


# ---- precision -------------------------------------------------------------------------------


def centred_error(k, train, test):
    """PCA's error on rows that are centred first, in float64."""
    mean = train.mean(axis=0)
    pca = PCA(k).fit(train - mean)
    return np.mean((test - mean - rebuilt(pca, test - mean)) ** 2)


def spread_out(n_features=5, n_samples=300, seed=0):
    return np.random.default_rng(seed).normal(size=(n_samples, n_features)) * np.geomspace(
        3, 0.2, n_features
    )


def barometers():
    """Six readings in Pa that lie on a plane, as the air pressure of six places does."""
    random = np.random.default_rng(0)
    weather = random.normal(size=(300, 2)) @ random.normal(size=(2, 6))
    return 101_325 + 300 * weather + 3 * random.normal(size=(300, 6))


def thermometers():
    random = np.random.default_rng(1)
    return 293 + random.normal(size=(300, 1)) + 0.02 * random.normal(size=(300, 5))


@pytest.mark.parametrize(
    "X",
    [
        barometers(),
        thermometers(),
        *(spread_out() + offset for offset in (1e2, -1e3, 1e4)),
        spread_out() * 1e-12 + 1e-8,
        spread_out() * 1e12 + 1e16,
        np.column_stack([spread_out() * 1e-2, np.full(300, 101_325.0)]),
    ],
)
def test_pca_is_not_harmed_by_offsets(X):
    """Up to 1e4 spreads from zero its error is that on centred rows, and nothing is warned of."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = compare({"PCA": PCA(2)}, X[:200], X[200:]).table
    expected = centred_error(2, X[:200], X[200:])
    assert table.loc["PCA", "test error"] == pytest.approx(expected, rel=1e-6, abs=0)


@pytest.mark.parametrize("offset", [1e6, 1e7, 1e9])
def test_offsets_that_pca_cannot_bear_are_named(offset):
    X = pd.DataFrame(spread_out(), columns=list("abcde"))
    X["c"] += offset
    X["d"] += offset
    with pytest.warns(
        UserWarning,
        match=r"PCA has an error of .*, but (\S+) on centred rows.*"
        r"column\(s\) c, d are",
    ) as caught:
        compare({"PCA": PCA(2)}, X[:200], X[200:])
    assert len(caught) == 1
    with pytest.warns(UserWarning, match="p has an error"):
        sweep({"p": PCA()}, X[:200], X[200:], [2])
    centred = make_pipeline(StandardScaler(with_std=False), PCA(2))  # what it recommends
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        error = compare({"PCA": centred}, X[:200], X[200:]).table["test error"].item()
    expected = centred_error(2, X.to_numpy()[:200], X.to_numpy()[200:])
    assert error == pytest.approx(expected, rel=1e-6)


def test_float32_rows_are_judged_as_the_numbers_they_are():
    X = barometers().astype(np.float32)
    table = compare({"PCA": PCA(2), "NMF": NMF(2, tol=0.1)}, X[:200], X[200:]).table
    expected = centred_error(2, X[:200].astype(float), X[200:].astype(float))
    assert table.loc["PCA", "test error"] == pytest.approx(expected, rel=1e-6)


def test_no_reducer_overwrites_the_rows_of_the_next():
    X = spread_out() + 5
    before = X.copy()
    careless = make_pipeline(StandardScaler(copy=False), PCA(2, copy=False))
    table = compare({"careless": careless, "PCA": PCA(2)}, X[:200], X[200:], units="X").table
    assert table.loc["PCA", "test error"] == pytest.approx(centred_error(2, X[:200], X[200:]))
    np.testing.assert_array_equal(X, before)


@pytest.mark.filterwarnings("ignore:Some values in column 0")  # scikit-learn's own
def test_what_is_not_finite_is_an_error():
    random = np.random.default_rng(0)
    X = np.exp(random.normal(size=(200, 3)))
    X[150:, 0] = 1e3  # beyond what the transformer can undo
    steps = make_pipeline(PowerTransformer(), PCA(2))
    with pytest.raises(
        ValueError,
        match=r"power rebuilds 16 of 100 rows \(57, .*…\) as NaN or "
        "infinity: take",
    ) as error:
        compare({"power": steps}, X[:100], X[100:])
    assert one_sentence(error)
    with pytest.raises(ValueError, match="Pipeline rebuilds"):
        reconstruction_score(steps.fit(X[:100]), X[100:])


# ---- names -----------------------------------------------------------------------------------


@pytest.fixture
def table():
    return pd.DataFrame(spread_out(), columns=list("abcde"))


@pytest.mark.parametrize("measure", [compare, lambda *args: sweep(*args, [2])])
@pytest.mark.parametrize("columns", [list("edcba"), list("abcdq")])
def test_other_columns_are_refused(table, measure, columns):
    test = table.rename(columns={"e": "q"}) if "q" in columns else table
    datasets = [
        Dataset(part.to_numpy(), feature_names=part.columns) for part in (table, test[columns])
    ]
    for parts in ([table, test[columns]], datasets):
        with pytest.raises(
            ValueError,
            match="feature names of test should match .* same order, "
            f"but {'e' if 'q' not in columns else 'q'}",
        ) as error:
            measure({"PCA": PCA(2)}, *parts)
        assert one_sentence(error)


def test_names_reach_the_reducers(table):
    comparison = compare({"PCA": PCA(2)}, table, Dataset(table))
    assert list(comparison.reducers["PCA"].feature_names_in_) == list("abcde")
    assert list(comparison.feature_errors.columns) == list("abcde")
    twice = table[["a", "b", "b"]]
    assert compare({"PCA": PCA(1)}, twice, twice).feature_errors.shape == (1, 3)
    with pytest.raises(ValueError, match="feature names of test"):
        compare({"PCA": PCA(1)}, twice, table[["b", "a", "b"]])


def test_pandas_output(table):
    with sklearn.config_context(transform_output="pandas"):
        one = compare({"p": make_pipeline(StandardScaler(), PCA(2))}, table[:200], table[200:])
    two = compare(
        {"p": make_pipeline(StandardScaler(), PCA(2)).set_output(transform="pandas")},
        table[:200],
        table[200:],
    )
    plain = compare({"p": make_pipeline(StandardScaler(), PCA(2))}, table[:200], table[200:])
    for comparison in (one, two):
        assert type(comparison.codes["p"]) is type(comparison.reconstructions["p"]) is np.ndarray
        np.testing.assert_allclose(comparison.errors["p"], plain.errors["p"])


def words(missing=True):
    random = np.random.default_rng(0)
    table = pd.DataFrame(
        {
            "mm": random.normal(200, 10, 300),
            "g": random.normal(4e3, 500, 300),
            "island": random.choice(["Biscoe", "Dream"], 300),
        }
    )
    if missing:
        table.loc[[3, 250], "mm"] = np.nan
    return table[:200], table[200:]


def encoder(numbers):
    return ColumnTransformer(
        [("numbers", numbers, ["mm", "g"]), ("words", OneHotEncoder(), ["island"])]
    )


@pytest.mark.parametrize(
    "numbers",
    [
        make_pipeline(SimpleImputer(), StandardScaler()),
        make_pipeline(KNNImputer(), PowerTransformer()),
    ],
)
def test_words_and_gaps_are_judged_as_they_are_encoded(numbers):
    train, test = words()
    comparison = compare({k: make_pipeline(encoder(numbers), PCA(k)) for k in (2, 4)}, train, test)
    prepared = encoder(numbers).fit(train)
    expected = centred_error(2, prepared.transform(train), prepared.transform(test))
    assert comparison.table.loc[2, "test error"] == pytest.approx(expected)
    assert comparison.table.loc[4, "test error"] == pytest.approx(0, abs=1e-20)
    assert set(comparison.table["units"]) == {"ColumnTransformer"}
    assert list(comparison.feature_errors.columns) == list(prepared.get_feature_names_out())
    swept = sweep({"PCA": make_pipeline(encoder(numbers), PCA())}, train, test, [2])
    assert swept["test error"].item() == pytest.approx(expected)


def test_gaps_that_a_pipeline_fills():
    train, test = (part[["mm", "g"]] for part in words())
    steps = SimpleImputer(), StandardScaler()
    table = compare({"PCA": make_pipeline(*steps, PCA(1))}, train, Dataset(test)).table
    prepared = make_pipeline(*steps).fit(train)
    assert table["units"].item() == "SimpleImputer + StandardScaler"
    assert table["test error"].item() == pytest.approx(
        centred_error(1, prepared.transform(train), prepared.transform(test))
    )


def test_functions_that_say_nothing_of_names():
    """Their features are told by number."""
    train, test = words(missing=False)
    comparison = compare(
        {"PCA": make_pipeline(encoder(FunctionTransformer(np.log1p)), PCA(3))}, train, test
    )
    assert list(comparison.feature_errors.columns) == [0, 1, 2, 3]
    assert comparison.table["test error"].item() == pytest.approx(0, abs=1e-20)


# ---- what cannot be judged -------------------------------------------------------------------


class Unfittable(PCA):
    """Nothing may be fitted before all is checked."""

    def fit(self, X, y=None):
        raise AssertionError("fitted")


@pytest.mark.parametrize(
    ("reducer", "step"),
    [
        (FactorAnalysis(2), "FactorAnalysis"),
        (KernelPCA(2), "KernelPCA"),
        (make_pipeline(encoder(StandardScaler()), PCA(2)), "ColumnTransformer"),
        (make_pipeline(SimpleImputer(), PCA(2)), "SimpleImputer"),
        (make_pipeline(FunctionTransformer(np.log1p), PCA(2)), "FunctionTransformer"),
        (make_pipeline(StandardScaler(), FeatureUnion([("PCA", PCA(2))])), "FeatureUnion"),
    ],
)
@pytest.mark.parametrize("measure", [compare, lambda *args: sweep(*args, [2])])
def test_reducers_that_cannot_rebuild_are_refused_before_any_fit(reducer, step, measure):
    train, test = (part[["mm", "g"]] for part in words(missing=False))
    with pytest.raises(
        ValueError, match=f"bad cannot rebuild rows, since {step} cannot be undone"
    ) as error:
        measure({"first": Unfittable(), "bad": reducer}, train, test)
    assert one_sentence(error)


@pytest.mark.parametrize("reducers", [{}, [PCA(2)], PCA(2)])
def test_reducers_are_named(parts, reducers):
    with pytest.raises(ValueError, match="must be a dict of names and reducers") as error:
        compare(reducers, *parts)
    assert one_sentence(error)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda X: X[:0], "train has 0 rows and 3 columns"),
        (lambda X: X.iloc[:, :0], "train has 300 rows and 0 columns"),
        (lambda X: X.assign(b="red"), "text"),
        (lambda X: X.assign(b=pd.Timestamp("2020-01-01")), "dates"),
        (lambda X: X[["a"]].assign(b=1, c=1).apply(pd.to_datetime), "dates"),
        (lambda X: X.assign(b=pd.Period("2020")), "dates"),
        (lambda X: X.assign(b=np.nan), r"NaN.*\(b\): impute"),
        (lambda X: X.assign(b=pd.array([None] * 300, dtype="Int64")), r"NaN.*\(b\)"),
        (lambda X: X.assign(b=np.array([pd.NA] * 300, dtype=object)), r"NaN.*\(b\)"),
        (lambda X: X.assign(b=np.inf), r"infinity.*\(b\)"),
        (lambda X: X.assign(b=1j), "Complex data"),
        (lambda X: X.assign(b=10**400), "too large"),
        (lambda X: csr_matrix(X), "sparse"),
        (lambda X: [[1, 2], [3]], "rows of different lengths"),
    ],
)
def test_rows_that_are_no_numbers(table, change, word):
    table = table[["a", "b", "c"]]
    with pytest.raises((ValueError, TypeError), match=word) as error:
        compare({"first": Unfittable()}, change(table), table)
    assert one_sentence(error)


@pytest.mark.filterwarnings("ignore:X has feature names")
@pytest.mark.parametrize(
    "change",
    [
        lambda X: X.convert_dtypes(),
        lambda X: X.astype(object),
        lambda X: X.astype("Float64"),
        lambda X: X.to_numpy(dtype=object),
        lambda X: X.to_numpy().tolist(),
        np.asfortranarray,
        lambda X: np.ma.array(X),
        lambda X: (X, None),
        lambda X: Dataset(X),
    ],
)
def test_containers_of_the_same_numbers(table, change):
    read_only = table.to_numpy()[200:].copy()
    read_only.flags.writeable = False
    error = (
        compare(
            {"PCA": PCA(2)}, change(table[:200]), pd.DataFrame(read_only, columns=table.columns)
        )
        .table["test error"]
        .item()
    )
    X = table.to_numpy()
    assert error == pytest.approx(centred_error(2, X[:200], X[200:]))


def test_labels_are_compared_by_name():
    """Text that counts 0, 1, 2 in train and 0, 1 in test means the same."""
    X = np.repeat(np.eye(3), 10, axis=0) + 0.01 * np.random.default_rng(0).normal(size=(30, 3))
    y = np.repeat(["ash", "birch", "oak"], 10)
    table = compare({"PCA": PCA(2)}, (X, y), Dataset(X[10:], y[10:])).table
    assert table["neighbour accuracy"].item() == 1


@pytest.mark.parametrize(
    "reducer",
    [SelectKBest(k=2), PLSRegression(2), make_pipeline(StandardScaler(), SelectKBest(k=2))],
)
def test_reducers_that_learn_from_labels(reducer):
    X = spread_out()
    y = (X[:, 3] > 0).astype(int)
    table = compare({"by labels": reducer}, (X[:200], y[:200]), X[200:]).table
    assert 0 < table["test error"].item() < np.square(X).mean() * 2
    with pytest.raises(ValueError, match="by labels learns from labels, and train has") as error:
        compare({"by labels": reducer}, X[:200], X[200:])
    assert one_sentence(error)


# ---- compositions ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reducer", "expected"),
    [
        (PCA(2), 2 * 5 + 5),
        (make_pipeline(StandardScaler(), PCA(2)), 2 * 5 + 5 + 2 * 5),
        (make_pipeline(MinMaxScaler(), "passthrough", PCA(2)), 2 * 5 + 5 + 2 * 5),
        (
            Pipeline([("scale", make_pipeline(StandardScaler())), ("PCA", PCA(2))]),
            2 * 5 + 5 + 2 * 5,
        ),
        (make_pipeline(PowerTransformer(), PCA(2)), 2 * 5 + 5 + 3 * 5),  # λ, mean and scale
        (GridSearchCV(PCA(), {"n_components": [2]}), 2 * 5 + 5),
        (
            GridSearchCV(make_pipeline(StandardScaler(), PCA(2)), {"pca__whiten": [False]}),
            2 * 5 + 5 + 2 * 5,
        ),
        (
            make_pipeline(ColumnTransformer([("s", StandardScaler(), slice(0, 5))]), PCA(2)),
            2 * 5 + 5 + 2 * 5,
        ),
        (make_pipeline(SimpleImputer(), PCA(2)), 2 * 5 + 5 + 5),
        (NMF(2, max_iter=2000), 2 * 5),
        # all rows, their codes, the weights back, eigenvalues and -vectors; the kernel's row means
        (KernelPCA(2, fit_inverse_transform=True), 200 * 5 + 200 * 2 + 200 * 5 + 2 + 200 * 2 + 200),
    ],
)
def test_parameters_of_any_composition(reducer, expected):
    X = np.abs(spread_out())
    table = compare({"reducer": reducer}, X[:200], X[200:]).table
    assert table["parameters"].item() == expected


def grams_and_millimetres():
    """Two columns of equal shape, in units that differ by a thousand."""
    return spread_out(3) * [1000, 1, 1] + [4000, 200, 20]


def test_errors_are_measured_behind_the_scaler_that_all_share():
    X = grams_and_millimetres()
    nested = Pipeline([("a", make_pipeline(StandardScaler(), "passthrough")), ("PCA", PCA(1))])
    plain = make_pipeline(StandardScaler(), PCA(1))
    comparison = compare({"plain": plain, "nested": nested}, X[:200], X[200:])
    scaler = StandardScaler().fit(X[:200])
    expected = centred_error(1, scaler.transform(X[:200]), scaler.transform(X[200:]))
    np.testing.assert_allclose(comparison.table["test error"], expected)
    assert comparison.table["units"].tolist() == ["StandardScaler"] * 2
    x_hat = comparison.reconstructions["plain"]  # these are in X's units
    np.testing.assert_allclose(
        comparison.feature_errors.loc["plain"],
        np.mean((scaler.transform(x_hat) - scaler.transform(X[200:])) ** 2, axis=0),
    )
    np.testing.assert_allclose(comparison.errors["plain"].mean(), expected)

    in_grams = np.mean((x_hat - X[200:]) ** 2)
    table = compare({"plain": plain}, X[:200], X[200:], units="X").table
    assert table["test error"].item() == pytest.approx(in_grams)
    assert table["units"].item() == "X"
    for other in (
        PCA(1),
        make_pipeline(MinMaxScaler(), PCA(1)),
        make_pipeline(StandardScaler(with_mean=False), PCA(1)),
    ):
        table = compare({"plain": plain, "other": other}, X[:200], X[200:]).table
        assert table.loc["plain", "test error"] == pytest.approx(in_grams)
        assert table["units"].tolist() == ["X"] * 2
    swept = sweep({"plain": plain, "bare": PCA()}, X[:200], X[200:], [1])
    assert swept["units"].tolist() == ["X"] * 2  # one by one each would share its own
    with pytest.raises(ValueError, match="units must be 'scaled' or 'X', not 'g'"):
        compare({"plain": plain}, X, X, units="g")


def test_sweep_takes_pipelines():
    X = spread_out()
    sketch = make_pipeline(
        StandardScaler(), PCA(4, svd_solver="randomized"), make_pipeline(PCA(), StandardScaler())
    )
    swept = sweep({"sketch": sketch}, X[:200], X[200:], [1, 2], seeds=[3])
    for _, row in swept.iterrows():
        by_hand = make_pipeline(
            StandardScaler(),
            PCA(4, svd_solver="randomized", random_state=3),
            PCA(row["k"], random_state=3),
            StandardScaler(),
        )
        expected = compare({"sketch": by_hand}, X[:200], X[200:]).table.iloc[0]
        assert row["test error"] == expected["test error"] and row["k"] == expected["k"]
    with pytest.raises(ValueError, match="scaler has no parameter n_components") as error:
        sweep({"PCA": Unfittable(), "scaler": StandardScaler()}, X, X, [1])
    assert one_sentence(error)


def test_a_search_over_both_is_fair():
    """PCA's own score is a log-likelihood; by the scorer it is chosen where its error is lower."""
    X = spread_out()
    search = GridSearchCV(
        Pipeline([("reducer", PCA())]),
        {"reducer": [PCA(1), PCA(3), NMF(1)]},
        scoring=reconstruction_score,
        cv=2,
        error_score=-np.inf,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # NMF refuses negative numbers
        search.fit(X)
    assert search.best_params_["reducer"].n_components == 3
    expected = -np.mean([centred_error(1, X[150:], X[:150]), centred_error(1, X[:150], X[150:])])
    assert search.cv_results_["mean_test_score"][0] == pytest.approx(expected)
    pca = PCA(2).fit(X)
    score = reconstruction_score(pca, pd.DataFrame(X))
    assert score == pytest.approx(-np.mean((X - rebuilt(pca, X)) ** 2))


@pytest.mark.filterwarnings("error")
def test_a_score_of_float32_rows_is_silent():
    X = np.float32(spread_out())
    pca = PCA(2).fit(X)
    expected = -np.mean((X - np.float64(pca.inverse_transform(pca.transform(X)))) ** 2)
    assert reconstruction_score(pca, X) == pytest.approx(expected)


# ---- interrupts ------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:Training was interrupted")
@pytest.mark.parametrize("measure", [compare, lambda *args: sweep(*args, [1, 2])])
def test_one_interrupt_ends_it_all(parts, measure):
    fitted = []

    class Next(PCA):
        def fit(self, X, y=None):
            fitted.append(self)
            return super().fit(X)

    network = quick(Autoencoder, callbacks=[Stumble(1, interrupt)])
    with pytest.raises(KeyboardInterrupt):
        measure({"network": network, "next": Next(2)}, *parts)
    assert fitted == []
