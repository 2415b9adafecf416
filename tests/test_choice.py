"""Whether to leave PCA, and from which start: what held-out rows can say and what they cannot."""

import re
import warnings

import numpy as np
import pytest
from sklearn.datasets import make_s_curve
from sklearn.decomposition import PCA
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import ShuffleSplit, TimeSeriesSplit

from aeutils import (
    Autoencoder,
    Dataset,
    ReconstructionDetector,
    VariationalAutoencoder,
    compare,
    engine,
)
from aeutils.estimators._choice import judge, judge_folds
from helpers import curved_sheet


def quick(**options):
    return Autoencoder(2, **{"hidden_units": (16,), "epochs": 40, "random_state": 0} | options)


def plane(n, seed=0):
    random = np.random.default_rng(seed)
    return random.normal(size=(n, 2)) @ random.normal(size=(2, 5)) + 0.1 * random.normal(
        size=(n, 5)
    )


# ---- the verdict -----------------------------------------------------------------------------


@pytest.mark.parametrize(("gain", "better"), [(0.4, False), (0.8, True), (-0.8, False)])
def test_better_by_more_than_three_standard_errors(gain, better):
    """25 rows whose gains have a deviation of 1, so a standard error of about 0.2."""
    gains = np.random.default_rng(0).normal(size=25)
    pca = 10 + np.zeros(25)
    verdict = judge([pca - (gains - gains.mean() + gain)], pca)
    assert verdict.better == better
    assert verdict.standard_error == pytest.approx(0.2 / 10, rel=0.3)


def test_the_luckiest_of_many_epochs_is_not_believed():
    """200 epochs that differ from PCA by noise alone: the best looks better, and is not."""
    judged = []
    for seed in range(40):
        random = np.random.default_rng(seed)
        pca = random.chisquare(3, 40)
        losses = [pca, *(pca + random.normal(size=(200, 40)))]
        gains = pca - losses[1:]
        lucky = gains[np.argmax(gains.mean(axis=1))]
        assert lucky.mean() > lucky.std(ddof=1) / np.sqrt(40)
        judged.append(judge(losses, pca).better)
    assert np.mean(judged) < 0.15  # of a single look one in 700 would pass by chance


@pytest.mark.parametrize("wild", [-1e6, 1e6])
def test_a_single_row_decides_nothing(wild):
    random = np.random.default_rng(0)
    pca = random.chisquare(3, 60)
    good, bad = pca * 0.5, pca * 1.5
    for losses, better in ((good, True), (bad, False)):
        pca_, losses = pca.copy(), losses.copy()
        pca_[7] += abs(wild) + wild
        losses[7] += abs(wild) - wild
        assert judge([pca_, losses], pca_).better == better


@pytest.mark.parametrize(("n_ruined", "better"), [(1, True), (2, False)])
def test_rows_that_are_ruined_contradict_a_small_gain_of_all_others(n_ruined, better):
    """60 rows, three left out at either end: the trimmed mean does not see the ruined ones."""
    pca = 10 + np.zeros(60)
    gains = np.random.default_rng(0).normal(0.1, 0.02, size=60)
    gains[7 : 7 + n_ruined] = -1000
    verdict = judge([pca - gains], pca)
    assert verdict.gain > 3 * verdict.standard_error
    assert verdict.better == better


def test_one_row_proves_nothing(recwarn):
    assert not judge([np.array([1.0]), np.array([0.0])], np.array([1.0])).better
    assert len(recwarn) == 0


def test_neighbours_in_time_count_less_than_as_many_strangers():
    """Gains that come in runs of 60: random order would take them for 600 independent ones."""
    random = np.random.default_rng(0)
    better = [[], []]
    for _ in range(50):
        gains = np.repeat(random.normal(size=10), 60) + 0.1 * random.normal(size=600)
        pca = 10 + np.zeros(600)
        for in_order in (False, True):
            better[in_order].append(judge([pca, pca - gains], pca, in_order).better)
    assert np.mean(better[True]) < 0.1 < 0.25 < np.mean(better[False])


def test_folds_that_share_most_of_their_rows_count_less_than_as_many_strangers():
    """Of five trainings on 160 rows: the error grows by the root of 1 + 200/160."""
    random = np.random.default_rng(0)
    pca = 10 + np.zeros(200)
    gains = random.normal(0.3, 1, size=200)
    together = judge([pca - gains], pca)
    folds = [([pca[:40] - part], pca[:40]) for part in np.split(gains, 5)]
    verdict = judge_folds(folds, 160)
    assert verdict.standard_error == pytest.approx(1.5 * together.standard_error)
    assert verdict.gain == pytest.approx(together.gain)
    assert judge_folds(folds, 10**6).better and not judge_folds(folds, 30).better


# ---- starts ----------------------------------------------------------------------------------


def test_stays_pca_of_all_rows():
    """Also of the rows that were held out, once they have judged."""
    X = plane(120)
    estimator, pca = quick().fit(X), PCA(2).fit(X)
    assert estimator.stayed_on_pca_
    expected = pca.inverse_transform(pca.transform(X))
    np.testing.assert_allclose(estimator.reconstruct(X), expected, atol=1e-4 * X.std())


def test_held_out_rows_do_not_help_pca():
    """On wide data PCA of all rows rebuilds held-out rows too well for anything to be better."""
    X = np.random.default_rng(0).normal(size=(60, 200))
    estimator = quick(epochs=1).fit(X)
    new = np.random.default_rng(1).normal(size=(2000, 200))
    pca_error = np.mean((new - PCA(2).fit(X).inverse_transform(PCA(2).fit(X).transform(new))) ** 2)
    assert estimator.history_["val_loss"][0] == pytest.approx(pca_error, rel=0.05)


def saddle(n=400):
    """A circle: its best line goes through the middle, where each direction is like all others."""
    random = np.random.default_rng(0)
    angle = random.uniform(0, 2 * np.pi, n)
    circle = np.column_stack([np.cos(angle), np.sin(angle)])
    return circle + 0.02 * random.normal(size=(n, 2))


def test_looks_again_where_pca_holds_it_fast():
    X = saddle()
    train, test = X[:300], X[300:]
    estimator = Autoencoder(1, epochs=150, random_state=0).fit(train)
    assert not estimator.stayed_on_pca_ and estimator.start_ in ("pca", "random")
    pca = PCA(1).fit(train)
    pca_error = np.mean((test - pca.inverse_transform(pca.transform(test))) ** 2)
    assert -estimator.score(test) < 0.8 * pca_error
    again = Autoencoder(1, epochs=150, random_state=0).fit(train)
    np.testing.assert_array_equal(again.transform(test), estimator.transform(test))


@pytest.mark.long
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_s_curve_in_every_seed(seed):
    data = Dataset(make_s_curve(1000, noise=0.02, random_state=0)[0])
    train, test = data.split(random_state=seed)
    errors = compare({"PCA": PCA(2), "AE": Autoencoder(2, random_state=seed)}, train, test).table[
        "test error"
    ]
    assert errors["AE"] <= 0.35 * errors["PCA"]


def test_says_what_it_did():
    X = curved_sheet(300)
    left, stayed = quick().fit(X), quick().fit(plane(120))
    assert not left.stayed_on_pca_ and stayed.stayed_on_pca_
    assert left.gain_ > 2.5 * left.gain_error_ > 0 and stayed.gain_ < 0.5
    pattern = r"It left PCA, starting at (PCA|random weights): on the held-out rows .*% lower"
    assert re.match(pattern, left.summary())
    assert re.match(
        "It stayed PCA: on the held-out rows the best network's error", stayed.summary()
    )
    table = compare({"PCA": PCA(2), "AE": quick()}, plane(120), plane(50, 1)).table
    assert table.loc["AE", "stayed on PCA"] and list(table)[-1] == "seconds"


@pytest.mark.parametrize("options", [{"init": "random"}, {"validation": 0}, {"tied": True}])
def test_nothing_to_sum_up(options):
    with pytest.raises(NotFittedError):
        quick(**options).summary()
    estimator = quick(epochs=1, **options).fit(curved_sheet())
    with pytest.raises(ValueError, match="no choice to sum up"):
        estimator.summary()


def test_a_later_fit_forgets_what_an_earlier_one_chose():
    estimator = quick(epochs=1).fit(curved_sheet())
    estimator.set_params(init="random").fit(curved_sheet())
    with pytest.raises(ValueError, match="no choice to sum up"):
        estimator.summary()


def test_a_warm_start_may_leave_pca():
    """Its summary is about PCA, so it changes when the network leaves PCA, and then no more."""
    X = curved_sheet(300)
    estimator = quick(epochs=0, warm_start=True).fit(X)
    assert estimator.stayed_on_pca_
    left = estimator.set_params(epochs=40).fit(X).summary()
    assert left.startswith("It left PCA")
    assert estimator.set_params(epochs=1, learning_rate=1e-9).fit(X).summary() == left


def in_the_second_training(monkeypatch, error):
    """Let the training from a random start end by an error in its second epoch."""
    epochs, train_epoch = [], engine.Engine.train_epoch

    def stumble(self, order, rates=None):
        epochs.append(rates)
        if len(epochs) == 42:  # the first has 40
            raise error
        return train_epoch(self, order, rates)

    monkeypatch.setattr(engine.Engine, "train_epoch", stumble)


def test_interrupt_of_the_second_training_goes_on(monkeypatch):
    in_the_second_training(monkeypatch, KeyboardInterrupt)
    estimator = quick()
    with pytest.warns(UserWarning, match="interrupted"), pytest.raises(KeyboardInterrupt):
        estimator.fit(plane(120))
    assert estimator.stayed_on_pca_ and np.isfinite(estimator.transform(plane(5))).all()


def test_second_training_may_fail(monkeypatch):
    """A loss that is no number there takes nothing from what the first has found."""
    X = plane(120)
    expected = quick().fit(X).transform(X)
    in_the_second_training(monkeypatch, FloatingPointError)
    estimator = quick().fit(X)
    assert estimator.stayed_on_pca_ and estimator.start_ == "pca"
    np.testing.assert_array_equal(estimator.transform(X), expected)


def test_warns_of_few_rows_that_speak_for_the_network():
    with pytest.warns(UserWarning, match="Only 19 held-out rows say that the network is better"):
        Autoencoder(2, epochs=150, random_state=0).fit(curved_sheet(58))


def test_warns_of_a_wild_row_by_its_number():
    X = plane(100)
    held_out = np.random.RandomState(0).permutation(100)[:33]
    X[held_out[5], 2] = 60 * X.std()
    with pytest.warns(UserWarning, match=f"Row {held_out[5]} of X has .*% of PCA's error"):
        quick(epochs=5).fit(X)


@pytest.mark.parametrize("seed", [0, 1])
def test_a_wild_entry_changes_little(seed):
    """An entry of 60 standard deviations, among rows to learn from or held out."""
    X, test = curved_sheet(400, seed=0), curved_sheet(400, seed=1)
    ratios = []
    for wild in (False, True):
        rows = X.copy()
        if wild:
            place = np.random.default_rng(seed).integers(400)
            rows[place, 1] = 60 * X.std()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that a row was wild
            table = compare({"PCA": PCA(2), "AE": quick()}, rows, test).table["test error"]
        ratios.append(table["AE"] / table["PCA"])
    assert ratios[0] < 0.5 and abs(ratios[1] - ratios[0]) < 0.1


# ---- which rows are held out -----------------------------------------------------------------


class Probe(PCA):
    """Keeps the rows that it is fitted on."""

    def fit(self, X, y=None):
        self.seen = X
        return super().fit(X)


@pytest.mark.parametrize("cls", [Autoencoder, VariationalAutoencoder])
@pytest.mark.parametrize(
    ("validation", "learns_from"),
    [
        ("last", slice(0, 80)),
        (TimeSeriesSplit(5), slice(0, 100)),
        (ShuffleSplit(1, test_size=0.5, random_state=3), None),
    ],
    ids=["last", "time series", "shuffle"],
)
def test_rows_held_out(cls, validation, learns_from):
    """The training loss is that of the rows to learn from."""
    X = curved_sheet(120)
    if learns_from is None:
        learns_from, _ = next(validation.split(X))
    options = {"hidden_units": (4,), "epochs": 0, "random_state": 0, "validation": validation}
    estimator = cls(2, **options).fit(X)
    if cls is Autoencoder:
        X = X.astype(float)
        pca = PCA(2).fit(X[learns_from])
        rows = X[learns_from]
        error = np.mean((rows - pca.inverse_transform(pca.transform(rows))) ** 2)
        assert estimator.history_["loss"][0] == pytest.approx(error, rel=1e-3)
    assert len(estimator.history_["val_loss"]) == 1


@pytest.mark.parametrize("n", [2, 3, 5])
def test_last_of_very_few_rows(n):
    """A third of them at most, so of two rows none."""
    estimator = quick(validation="last", epochs=1).fit(curved_sheet(n))
    assert ("val_loss" in estimator.history_) == (n > 2)


def test_detector_holds_out_the_last_rows():
    X = np.random.default_rng(0).normal(size=(100, 4))
    detector = ReconstructionDetector(Probe(2), validation="last").fit(X)
    np.testing.assert_array_equal(detector.reducer_.seen, X[:80])


@pytest.mark.parametrize("validation", ["first", 1.0, -0.1, None, object()])
@pytest.mark.parametrize(
    "make", [quick, lambda **options: ReconstructionDetector(PCA(2), **options)]
)
def test_no_such_validation(make, validation):
    with pytest.raises(ValueError, match="validation"):
        make(validation=validation).fit(curved_sheet())


def test_splitter_is_not_saved(tmp_path):
    estimator = quick(validation=ShuffleSplit(1, random_state=0), epochs=1).fit(curved_sheet())
    estimator.save(tmp_path / "it.keras")
    loaded = Autoencoder.load(tmp_path / "it.keras")
    assert loaded.validation == 0.1 and loaded.summary() == estimator.summary()


def test_comparison_says_that_rows_are_later():
    data = Dataset(plane(200))
    for shuffle in (False, True):
        train, test = data.split(shuffle=shuffle)
        table = compare({"PCA": PCA(2)}, train, test).table
        assert ("test rows" in table) == (not shuffle)
        frames = compare({"PCA": PCA(2)}, train.frame, test.frame).table
        assert ("test rows" in frames) == (not shuffle)
    assert table["k"].tolist() == [2]


def test_split_in_order():
    train, validation, test = Dataset(plane(10)).split(
        test_size=0.2, validation_size=0.3, shuffle=False
    )
    assert [list(part.index) for part in (train, validation, test)] == [
        [0, 1, 2, 3, 4],
        [5, 6, 7],
        [8, 9],
    ]
