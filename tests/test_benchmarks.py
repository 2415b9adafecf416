"""The benchmarks' own arithmetic, and that RESULTS.md and other pages say what their files say."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

import admission
import anomaly
import common
import denoising
import fit
import generation
import growth
import report
import tables
from aeutils import Dataset


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still; returns a function that moves it on by some seconds."""
    now = [100.0]
    monkeypatch.setattr(common.time, "perf_counter", lambda: now[0])
    return lambda seconds: now.__setitem__(0, now[0] + seconds)


def test_time_of_measuring_is_not_counted(clock):
    watch = common.Watch(lambda: clock(10) or 0.5)
    for _ in range(3):
        clock(2)
        watch()
    assert watch.points == [(2, 0.5), (4, 0.5), (6, 0.5)] and watch.seconds_measuring == 30


def test_seconds(clock):
    assert common.seconds(lambda: clock(3), repeats=2) == [3, 3]


@pytest.mark.parametrize(("target", "when"), [(5, 1), (3, 2), (2.5, 4), (1, None)])
def test_first_at_or_below(target, when):
    assert common.first_at_or_below([(1, 4), (2, 3), (3, 3.5), (4, 2)], target) == when


def test_ratios_are_to_our_own_seconds():
    def run(first, later, error):
        return {"first": first, "points": [(later / 2, 0.4), (later, error)]}

    runs = {
        "Autoencoder.fit": [run(1, 2, 0.1), run(3, 2, 0.1), run(2, 2, 0.1)],
        "other": [run(8, 8, 0.2)] * 3,
    }
    rows = fit.rows(runs)
    assert rows["other"]["first fit, ratio"] == 4 and rows["other"]["later fit, ratio"] == 4
    # To the highest of all final errors, 0.2, each of the two needs its last epoch.
    assert rows["other"]["to equal error, ratio"] == 4
    assert rows["Autoencoder.fit"]["first fit, s"] == 2
    assert next(iter(rows["other"])).endswith("ratio")


def test_operations_of_a_step(monkeypatch):
    import arithmetic

    monkeypatch.setattr(arithmetic, "D", 5)
    monkeypatch.setattr(arithmetic, "HIDDEN", (3,))
    monkeypatch.setattr(arithmetic, "K", 2)
    # 5-3-2-3-5: 42 weights, each 2 operations forwards, 2 for its own gradient, and 2 to carry the
    # gradient on, save for the 15 of the first layer.
    assert arithmetic.operations_per_row() == 42 * 6 - 15 * 2


def test_exponent():
    sizes = [1, 10, 100]
    assert growth.slope(sizes, [3 * n**0.5 for n in sizes]) == pytest.approx(0.5)


def test_table():
    """Three digits of what is measured, all digits of what is counted, blanks for the rest."""
    rows = {
        "10": {"x": 1.23456, "y": 1797},
        "b": {"x": 1746.6, "z": "never"},
        "c": {"z": 0.00123456},
    }
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in common.table(rows).splitlines()
    ]
    assert lines[:1] + lines[2:] == [
        ["", "x", "y", "z"],
        ["10", "1.23", "1,797", ""],
        ["b", "1,750", "", "never"],
        ["c", "", "", "0.00123"],
    ]


def test_record_is_dated_and_names_the_machine(tmp_path, monkeypatch):
    monkeypatch.setattr(common, "RESULTS", tmp_path / "results")
    common.record("x", answer=42)
    record = json.loads((tmp_path / "results" / "x.json").read_text())
    assert record["answer"] == 42 and re.fullmatch(r"20\d\d-\d\d-\d\d", record["date"])
    assert record["machine"]["cores"] >= 1 and "keras" in record["machine"]["packages"]


def test_a_missed_promise_fails(capsys):
    common.check({"Snow is white.": True})
    with pytest.raises(SystemExit) as error:
        common.check({"Snow is white.": True, "Snow is green.": False})
    assert error.value.code not in (0, None)
    assert capsys.readouterr().out.endswith("kept: Snow is white.\nMISSED: Snow is green.\n")


def test_report_on_the_results_is_what_is_committed():
    assert report.results() == report.RESULTS.read_text(encoding="utf-8")
    parts = set()
    for page in report.PAGES:
        text = page.read_text(encoding="utf-8")
        assert report.measured(page) == text
        parts |= {part[2] for part in report.MARKED.finditer(text)}
    assert parts == set(report.IN_SHORT)


def test_denoisers():
    X = np.random.default_rng(0).uniform(size=(40, 16)).astype(np.float32)
    pca = denoising.PCA().fit(X)
    np.testing.assert_allclose(denoising.projection(pca, 16)(X), X, atol=1e-5)
    expected = denoising.PCA(3).fit(X)
    np.testing.assert_allclose(
        denoising.projection(pca, 3)(X),
        expected.inverse_transform(expected.transform(X)),
        atol=1e-5,
    )
    pixel = np.zeros((2, 16), np.float32)
    pixel[0, 5] = 1  # removed, and not spread to the next image
    assert not denoising.median(3, (4, 4))(pixel).any()


def test_quality_is_of_single_images():
    """PSNR is −10 log10 of an image's mean squared error; the mean is over images."""
    clean = np.full((2, 64), 0.5, np.float32)
    denoised = clean + np.array([[0.1], [0.01]], np.float32)
    psnr, ssim = denoising.quality(clean, denoised, (8, 8))
    assert psnr == pytest.approx((20 + 40) / 2, abs=0.01) and 0 < ssim < 1
    assert denoising.quality(clean, clean + 9, (8, 8))[0] == pytest.approx(-10 * np.log10(0.25))


def test_settings_are_chosen_by_each_measure(monkeypatch):
    scores = {1: [10, 0.9], 2: [30, 0.5], 3: [20, 0.7]}
    monkeypatch.setattr(denoising, "quality", lambda clean, denoised, shape: scores[denoised])
    makers = lambda setting: lambda rows: setting  # noqa: E731
    pair, best = denoising.best_on_validation(makers, (1, 2, 3), None, None, None)
    assert best == [2, 1] and [denoise(None) for denoise in pair] == [2, 1]


def test_auc_of_bootstrap_samples():
    random = np.random.default_rng(0)
    score, bad = np.round(random.normal(size=80), 1), random.random(80) < 0.3  # with ties
    counts = anomaly.resamples(bad.astype(int), 20)
    assert (counts[:, bad].sum(axis=1) == bad.sum()).all() and len(np.unique(counts)) > 2
    np.testing.assert_allclose(
        anomaly.resampled_auc(bad, score, counts),
        [roc_auc_score(bad, score, sample_weight=row) for row in counts],
    )


def test_anomalies_are_compared_with_normal_rows_kind_by_kind():
    sensors = Dataset(
        np.zeros((6, 2)),
        y=[0, 0, 1, 1, 2, 2],
        name="sensors",
        target_names=["normal", "flow", "power"],
    )
    run = {
        "detector": "any",
        "rows": np.arange(6),
        "anomaly": sensors.y > 0,
        "score": np.array([1, 2, 3, 4, 0, 1.5]),
        "named": np.array([0, 0, 1, 1, 1, 0], bool),
    }
    assert anomaly.mean_score(roc_auc_score, sensors, [run]) == np.mean([1, 0.25])
    assert anomaly.by_sensor(sensors, [run]) == {
        "flow": {"any": 1, "any, top two": 1},
        "power": {"any": 0.25, "any, top two": 0.5},
    }


def test_winner_has_the_largest_area():
    data = Dataset(np.zeros((6, 2)), y=[0, 0, 0, 1, 1, 1], name="any")
    run = {"seed": 0, "rows": np.arange(6), "anomaly": data.y > 0, "flagged": data.y > 0}
    scores = {"blind": np.zeros(6), "sharp": np.arange(6), "dull": np.array([0, 1, 3, 2, 4, 5])}
    rows, winner = anomaly.summary(
        data,
        [
            run | {"detector": name, "score": score, "seed": seed}
            for name, score in scores.items()
            for seed in anomaly.SEEDS
        ],
    )
    assert [row["AUC"] for row in rows.values()] == [0.5, 1, pytest.approx(8 / 9)]
    assert (winner["winner"], winner["next"]) == ("sharp", "dull")
    assert winner["lead in AUC"] == pytest.approx(1 / 9)
    assert rows["dull"]["false alarms"] == 0 and rows["dull"]["caught"] == 1


def test_nearest_neighbours_tell_two_samples_apart():
    a, b = np.random.default_rng(0).normal(size=(2, 400, 2))
    drawn, real = generation.shares_of_own_kind(a, b)  # of one kind: as a coin, up to 4 errors
    assert abs(drawn - 0.5) < 0.1 and abs(real - 0.5) < 0.1
    assert generation.shares_of_own_kind(a, b + 100) == [1, 1]
    # Squares are subtracted: what is left of zero is the root of their rounding, 4 times 1e-8.
    assert (generation.distances(a, a) < 1e-6).all()
    assert (generation.distances(a, a, skip_itself=True) > 0).all()


def random_table(n_rows=120, n_columns=6, seed=0):
    random = np.random.default_rng(seed)
    return pd.DataFrame(random.normal(size=(n_rows, n_columns))).add_prefix("x")


def with_gaps(table, column, n_rows):
    table = table.copy()
    table.loc[: n_rows - 1, column] = np.nan
    return table


def test_columns_that_the_rule_leaves_out():
    table = random_table(100)
    n = np.arange(100)
    others = {
        "counts": n + 7,
        "counts in any order": np.random.default_rng(1).permutation(n),
        "date, every quarter": 1950 + n / 4,
        "two values": n % 2,
        "infinite in 21 rows": np.where(n < 21, np.inf, n**2),
        "another unit": 32 - 1.8 * table["x2"],
        "text": "a",
        "day": pd.Timestamp("2000-01-01"),
    }
    stay = {"three values": n % 3, "infinite in 20 rows": np.where(n < 20, np.inf, n**2)}
    used = admission.used(table.assign(**others, **stay))
    assert list(used) == [*table, *stay]
    assert used["infinite in 20 rows"].isna().sum() == 20


def test_rows_and_columns_that_a_table_needs():
    table = random_table(100, 5)
    tables = {
        "enough": table,
        "a row too few": table[1:],
        "as many as may be": random_table(6000),
        "a row too many": random_table(6001),
        "a column too few": table.assign(x1=range(100)),
        "a column too few for its gaps": with_gaps(table, "x3", 21),
        "few gaps": with_gaps(random_table(100, 5, seed=1), "x3", 20),
        "a row too few, since one is empty": with_gaps(table, list(table), 1),
    }
    assert set(admission.admit(tables.items())[0]) == {"enough", "as many as may be", "few gaps"}


def test_copies_are_left_out_and_relatives_share_a_half():
    table = random_table()
    tables = {
        "b": table,
        "a, in other units and order": (10 * table + 3).sample(frac=1, random_state=0)[::-1],
        "part": table[["x5", "x4", "x3", "x2", "x1"]],
        "new values": random_table(seed=1),
    }
    for i in range(20):
        tables[f"relative {i}"] = random_table(seed=2 + i).assign(x0=table["x0"])
    admitted, halves, copies = admission.admit(tables.items())
    assert copies == dict.fromkeys(["b", "part"], "a, in other units and order")
    assert set(admitted) == set(halves) == set(tables) - set(copies)
    family = {half for name, half in halves.items() if name != "new values"}
    assert len(family) == 1
    # The same whatever order they come in; and with nothing in common both halves are drawn.
    assert admission.admit(reversed(tables.items()))[1] == halves
    strangers = {f"stranger {i}": random_table(seed=30 + i) for i in range(20)}
    assert len(set(admission.admit(strangers.items())[1].values())) == 2


def test_squares_of_a_picture_share_no_pixel():
    image = np.arange(26 * 37).reshape(26, 37)
    squares = admission.tiles(image).to_numpy()
    assert squares.shape == (6, 144) and len(np.unique(squares)) == squares.size
    np.testing.assert_array_equal(squares[4].reshape(12, 12), image[12:24, 12:24])


@pytest.fixture
def results(tmp_path, monkeypatch):
    """Where benchmarks write, instead."""
    monkeypatch.setattr(tables, "LINES", tmp_path / "tables.jsonl")
    monkeypatch.setattr(common, "RESULTS", tmp_path)
    return tmp_path


def test_what_a_full_disk_has_cut_is_measured_again(results, capsys):
    admitted = {"any": random_table()}
    tables.run(admitted, [0, 1], ["PCA"], n_jobs=1)
    before = tables.lines()
    text = tables.LINES.read_text()
    tables.LINES.write_text(text[: text.rindex("error") + 9])
    tables.run(admitted, [0, 1, 2], ["PCA"], n_jobs=1)
    assert "tables.jsonl: 1 unfinished line(s) left out" in capsys.readouterr().out
    after = tables.lines()
    assert list(after["seed"]) == [0, 1, 2] and list(after["error"][:2]) == list(before["error"])


def test_tables_are_measured_once_and_their_ratios_are_to_pca(results, monkeypatch):

    class Mean:
        def __init__(self, *_):
            pass

        def fit(self, X, _):
            self.mean = X.mean(axis=0)

        def predict(self, X):
            return np.tile(self.mean, (len(X), 1))

    def fails(k, seed):
        raise MemoryError("too large")

    monkeypatch.setitem(tables.RIVALS, "Autoencoder", Mean)
    monkeypatch.setitem(tables.RIVALS, "MLPRegressor", fails)
    rivals = ["PCA", "Autoencoder", "MLPRegressor"]
    # In six columns two numbers keep about a third of the variance: the mean loses against PCA.
    admitted, halves, copies = admission.admit({"any": random_table()}.items())
    for seeds in ([0], [0, 1]):
        tables.run(admitted, seeds, rivals, n_jobs=1)
    measured = tables.lines()
    assert len(measured) == 2 * 3 and not measured.duplicated(["seed", "rival"]).any()
    findings = tables.summary(admitted, halves, copies)
    json.dumps(findings)
    assert findings["failures"] == {"MLPRegressor": 2}
    assert list(findings["tables"]["All"]) == ["Autoencoder"]
    row, found = findings["tables"]["All"]["Autoencoder"], findings["sets"]["any, k=2"]
    assert (row["wins"], row["ties"], row["losses"]) == (0, 0, 1)
    pca = measured[measured["rival"] == "PCA"]
    ratios = pca["variance"] / pca["error"]  # the mean's error is the variance
    assert found["Autoencoder"] == pytest.approx(ratios.mean())
    assert found["Autoencoder, worst"] == row["worst split"] == pytest.approx(ratios.max())
    assert row["geometric mean"] == pytest.approx(np.exp(np.log(ratios).mean()))
    assert list(findings["tables"]["Where it ends above 1.03 times PCA's error"]) == ["any, k=2"]
    assert "1 above 1.03" in findings["picture"] and (results / "tables.png").exists()
