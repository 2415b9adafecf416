"""`compare` and `sweep` against the same numbers reckoned directly."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import NMF, PCA
from sklearn.metrics import r2_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from aeutils import compare, sweep
from aeutils.datasets import Dataset, load_digits
from aeutils.estimators import Autoencoder

COLUMNS = ["k", "test error", "variance kept", "neighbour accuracy", "parameters", "seconds"]


@pytest.fixture(scope="module")
def parts():
    train, test = load_digits()[:400].split()
    return train, test


@pytest.fixture(scope="module")
def reducers():
    return {"PCA": PCA(3), "Autoencoder": Autoencoder(3, hidden_units=(8,), init="random",
                                                      epochs=2, random_state=0)}


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
    np.testing.assert_allclose(comparison.codes[name], Z, rtol=1e-5, atol=1e-5)     # float32
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
    table = compare({"PCA": PCA(3), "pipeline": make_pipeline(StandardScaler(), PCA(3)),
                     "random": Autoencoder(3, init="random", **quick),
                     "start": Autoencoder(3, **quick),
                     "scaled": make_pipeline(StandardScaler(), Autoencoder(3, **quick))},
                    *parts).table
    linear_paths = 64 * 3 + 3 * 64 + 64
    expected = [3 * 64 + 64, 3 * 64 + 64 + 64, sizes, sizes + linear_paths,
                sizes + linear_paths + 64]
    # a scaler's mean is one of the numbers that were fitted, like PCA's
    assert table["parameters"].tolist() == expected


def test_variance_kept_is_one_for_all_components_and_about_r2(parts):
    train, test = parts
    table = compare({"all": PCA(64), "five": PCA(5)}, train, test).table
    assert table.loc["all", "variance kept"] == pytest.approx(1, abs=1e-5)             # float32
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
    assert table.loc["PCA", "test error"] == pytest.approx(error, rel=1e-6)             # float32


def test_constant_data_keep_no_share_of_nothing():
    same = np.ones((10, 4))
    with np.errstate(invalid="ignore"):                    # PCA itself divides by the variance
        table = compare({"PCA": PCA(1)}, same, same).table
    assert table.loc["PCA", "test error"] == 0 and np.isnan(table.loc["PCA", "variance kept"])


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
        [name, k, seed] for name in reducers for k in (2, 5) for seed in (0, 1)]
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
    np.testing.assert_allclose(table["variance kept"], 0, atol=1e-6)                   # float32
    assert table["parameters"].tolist() == [64, 64]


def test_labels_of_one_part_only(parts):
    train, test = parts
    table = compare({"PCA": PCA(2)}, train, Dataset(test.X)).table
    assert "neighbour accuracy" not in table.columns
