"""Rows that stay in a file: read some at a time, and learned from as if they were in memory."""

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from sklearn.decomposition import PCA, IncrementalPCA

from aeutils import Autoencoder, VariationalAutoencoder, compare
from aeutils._on_disk import RowsOnDisk, on_disk
from helpers import curved_sheet, quick


@pytest.fixture(scope="module")
def X():
    return curved_sheet(3_000).astype(np.float32)


@pytest.fixture
def file(X, tmp_path):
    np.save(tmp_path / "rows.npy", X)
    return np.load(tmp_path / "rows.npy", mmap_mode="r")


@pytest.mark.parametrize("noise", [0.0, 0.2])
def test_a_file_is_learned_from_as_if_it_were_in_memory(X, file, noise):
    """The same rows in the same order, and the same corruption."""
    here = quick(Autoencoder, batch_size=64, init="random", noise=noise).fit(X)
    there = quick(Autoencoder, batch_size=64, init="random", noise=noise).fit(file)
    # The units are sums over parts: of few rows the same, of many in the last digits.
    for losses in ("loss", "val_loss"):
        assert there.history_[losses] == pytest.approx(here.history_[losses], rel=1e-4)
    np.testing.assert_allclose(there.transform(file), here.transform(X), rtol=1e-3, atol=1e-4)


def test_from_pca_on_the_error_is_the_same(X, file):
    """Within 5%: signs of an IncrementalPCA, and its last digits, may be others."""
    here, there = (quick(Autoencoder, batch_size=64).fit(rows) for rows in (X, file))
    assert there.history_["loss"][0] == pytest.approx(here.history_["loss"][0], rel=1e-4)
    assert there.reconstruction_err_ == pytest.approx(here.reconstruction_err_, rel=0.05)
    assert there.score(file) == pytest.approx(there.score(X))


def test_a_variational_one_as_well(X, file):
    here, there = (
        VariationalAutoencoder(2, hidden_units=(8,), epochs=2, random_state=0).fit(rows)
        for rows in (X, file)
    )
    assert there.sigma_ == pytest.approx(here.sigma_, rel=1e-3)
    assert there.reconstruction_err_ == pytest.approx(here.reconstruction_err_, rel=0.01)


def test_it_is_pca_before_the_first_step_and_where_it_stays(file):
    """That of all rows."""
    network = quick(Autoencoder, epochs=0).fit(file)
    assert network.stayed_on_pca_
    pca = PCA(2).fit(file)
    error = np.square(file - pca.inverse_transform(pca.transform(file))).mean()
    assert network.reconstruction_err_ == pytest.approx(error, rel=1e-3)


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """20 MB of bytes, which would be 160 MB of floats."""
    X = np.lib.format.open_memmap(
        tmp_path_factory.mktemp("large") / "rows.npy", "w+", np.uint8, (200_000, 100)
    )
    X[:] = np.random.default_rng(0).integers(256, size=100)
    X[::7] //= 2
    return X


def test_no_copy_of_the_whole_is_made(large):
    quick(Autoencoder, batch_size=256, epochs=1).fit(large[:20_000])  # compiles
    tracemalloc.start()
    network = quick(Autoencoder, batch_size=256, epochs=1).fit(large)
    network.transform(large)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 60e6


SIZES = Path("/proc/self/smaps_rollup")


@pytest.mark.skipif(not SIZES.exists(), reason="only Linux says how much of a file is in memory")
def test_what_was_read_is_let_go(large):
    def resident():
        with SIZES.open() as lines:
            return sum(int(line.split()[1]) for line in lines if line.startswith("Rss:")) / 1e3

    before = resident()
    rows = on_disk(large)
    assert sum(len(part) for part in rows.parts()) == len(large)
    assert resident() - before < 20


def test_a_copy_on_write_keeps_what_was_written(X, tmp_path):
    np.save(tmp_path / "rows.npy", X)
    own = np.load(tmp_path / "rows.npy", mmap_mode="c")
    own[5] = 7
    rows = on_disk(own)
    assert (rows[:] == own).all() and (rows[5:6] == 7).all()


def test_rows_are_chosen_and_read(X, file):
    rows = on_disk(file)
    chosen = rows[np.array([9, 3, 400])]
    assert isinstance(chosen, RowsOnDisk) and chosen.shape == (3, 6)
    np.testing.assert_array_equal(chosen[:], X[[3, 9, 400]])
    np.testing.assert_array_equal(chosen.read(np.array([2, 0])), X[[400, 3]])
    np.testing.assert_array_equal(np.asarray(rows), X)
    assert (rows.min(), rows.max()) == (X.min(), X.max())
    # Views stay there, copies do not.
    np.testing.assert_array_equal(on_disk(file[10:20])[:], X[10:20])
    assert on_disk(file.copy()) is None and on_disk(file[[1, 2]]) is None and on_disk(X) is None


def test_bad_rows_of_a_file_get_the_same_sentence(X, file, tmp_path):
    bad = np.lib.format.open_memmap(tmp_path / "bad.npy", "w+", np.float32, X.shape)
    bad[:] = X
    bad[2_800, 2] = np.nan
    with pytest.raises(ValueError, match=r"NaN, .* in 1 column\(s\) \(2\): impute"):
        quick(Autoencoder).fit(bad)
    network = quick(Autoencoder, epochs=1).fit(file)
    with pytest.raises(ValueError, match="X has 5 features, but Autoencoder is expecting 6"):
        network.transform(file[:, :5])
    with pytest.raises(ValueError, match="a sigmoid output and cross-entropy need"):
        quick(Autoencoder, output_activation="sigmoid").fit(file)


def test_compare_beside_incremental_pca(X, file):
    reducers = {
        "IncrementalPCA": IncrementalPCA(2, batch_size=1_000),
        "PCA": PCA(2),
        "Autoencoder": quick(Autoencoder, batch_size=64),
    }
    y = (X[:, 0] > 0).astype(int)
    there = compare(reducers, (file[:2_500], y[:2_500]), (X[2_500:], y[2_500:])).table
    here = compare(reducers, (X[:2_500], y[:2_500]), (X[2_500:], y[2_500:])).table
    assert there.columns.equals(here.columns)
    for column in ("test error", "variance kept", "neighbour accuracy"):
        np.testing.assert_allclose(there[column], here[column], rtol=0.05)


def test_a_dask_array_is_a_file_first(X):
    da = pytest.importorskip("dask.array", reason="the extra [cluster] is not installed")
    reckoned = []

    def twice(block):
        reckoned.append(len(block))
        return 2 * block

    rows = da.from_array(X, chunks=(1_500, 6)).map_blocks(twice, dtype=X.dtype, meta=X[:0])
    there = quick(Autoencoder, init="random", batch_size=64).fit(rows)
    here = quick(Autoencoder, init="random", batch_size=64).fit(2 * X)
    np.testing.assert_array_equal(there.transform(X), here.transform(X))
    assert sum(reckoned) == len(X)  # once, however many passes were made
    assert compare({"PCA": IncrementalPCA(2)}, rows, X).table["test error"].iloc[0] > 0


# ---- partial_fit -----------------------------------------------------------------------------


def test_partial_fit_begins_as_pca_and_goes_on(X):
    first, *others = np.array_split(X[:2_400], 4)
    network = quick(Autoencoder, learning_rate=0.004)
    pca = PCA(2).fit(first)
    before = np.square(first - pca.inverse_transform(pca.transform(first))).mean()
    network.partial_fit(first)
    assert network.history_["loss"][0] == pytest.approx(before, rel=1e-4)
    errors = []
    for _ in range(5):
        for rows in (*others, first):
            network.partial_fit(rows)
        errors.append(network.reconstruction_error(X[2_400:]).mean())
    assert errors[-1] < 0.8 * before and network.n_iter_ == 21
    parameters = network.get_params()
    assert (parameters["epochs"], parameters["warm_start"], parameters["validation"]) == (
        4,
        False,
        0.1,
    )


def test_partial_fit_goes_on_after_a_fit(X):
    network = quick(Autoencoder).fit(X[:1_000])
    weights = network.model_.get_weights()
    network.partial_fit(X[1_000:1_100])
    assert network.n_iter_ > 1
    assert any((a != b).any() for a, b in zip(weights, network.model_.get_weights(), strict=True))
    with pytest.raises(ValueError, match="X has 5 features"):
        network.partial_fit(X[:, :5])
