"""Never worse than PCA: `Autoencoder` with its defaults beside PCA on a panel of data sets.

`python -m tests.test_panel` prints the measurements as the table of the README.
"""

import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn import datasets as bundled
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

from aeutils import Autoencoder, compare
from aeutils.datasets import Dataset, load_digits, load_sensors, make_curves

SEEDS = (0, 1, 2)
SMALL = 100             # rows; below that a test part is so small that luck weighs more
HEAD = ("| data | rows | features | k | error / PCA's, mean | worst of three seeds |\n"
        "|---|---|---|---|---|---|")


def bundle(load):
    """A maker of the numbers that come with scikit-learn."""
    return lambda: Dataset(load().data)


def generated(make, **options):
    """A maker of what scikit-learn draws from seed 0."""
    return lambda: Dataset(make(random_state=0, **options)[0])


def linnerud():
    both = bundled.load_linnerud()
    return Dataset(np.hstack([both.data, both.target]))


def low_rank():
    return Dataset(bundled.make_low_rank_matrix(300, 30, effective_rank=5, random_state=0))


def plane(n_samples, n_features, k, noise):
    """A maker of points near a k-dimensional plane: nothing here bends."""
    def make():
        random = np.random.default_rng(0)
        points = random.normal(size=(n_samples, k)) @ random.normal(size=(k, n_features))
        return Dataset(points + noise * random.normal(size=points.shape))
    return make


def pure_noise(kind):
    """A maker of independent columns, in which nothing can be compressed."""
    return lambda: Dataset(getattr(np.random.default_rng(0), kind)(size=(400, 10)))


# Name: maker, code size k, highest mean of the autoencoder's error over PCA's. Data whose columns
# have units of their own are standardised.
STANDARDISED = {"sensors", "breast cancer", "wine", "iris", "linnerud"}
PANEL = {
    "digits": (load_digits, 8, 0.65),
    "curves": (lambda: make_curves(1000), 6, 0.65),
    "sensors": (lambda: replace(load_sensors(), y=None), 3, 0.65),
    "breast cancer": (bundle(bundled.load_breast_cancer), 5, 1.03),
    "wine": (bundle(bundled.load_wine), 2, 1.03),
    "iris": (bundle(bundled.load_iris), 2, 1.03),
    "diabetes": (bundle(bundled.load_diabetes), 4, 1.03),
    "linnerud": (linnerud, 2, 1.10),
    "swiss roll": (generated(bundled.make_swiss_roll, n_samples=1000, noise=0.05), 2, 0.65),
    "S curve": (generated(bundled.make_s_curve, n_samples=1000, noise=0.02), 2, 1.03),
    "blobs": (generated(bundled.make_blobs, n_samples=400, n_features=10, centers=6), 2, 0.65),
    "moons": (generated(bundled.make_moons, n_samples=300, noise=0.05), 1, 0.65),
    "friedman1": (generated(bundled.make_friedman1, n_samples=200), 3, 1.03),
    "low-rank linear": (low_rank, 5, 1.03),
    "linear and noise": (plane(300, 20, 5, 0.3), 5, 1.03),
    "linear, few rows": (plane(30, 6, 2, 0.1), 2, 1.10),
    "Gaussian noise": (pure_noise("normal"), 5, 1.03),
    "uniform noise": (pure_noise("uniform"), 5, 1.03),
}


def measure(name):
    """Error on test rows of the autoencoder with its defaults, over PCA's, one for each seed.

    Data are cut 80/20 by the seed, and scaled, where they are, by the training rows.
    """
    make, k, _ = PANEL[name]
    data = make()
    ratios = []
    for seed in SEEDS:
        train, _, test = data.split(validation_size=0, random_state=seed)
        if name in STANDARDISED:
            scaler = StandardScaler().fit(train.X)
            train, test = (replace(part, X=scaler.transform(part.X)) for part in (train, test))
        reducers = {"PCA": PCA(k, random_state=seed), "AE": Autoencoder(k, random_state=seed)}
        errors = compare(reducers, train, test).table["test error"]
        ratios.append(errors["AE"] / errors["PCA"])
    return data, np.array(ratios)


def test_panel_is_wide_enough():
    highest = [bound for _, _, bound in PANEL.values()]
    assert len(PANEL) >= 10
    assert highest.count(0.65) >= 4                              # clear wins, each proved below
    assert set(highest) == {0.65, 1.03, 1.10}


@pytest.mark.parametrize("name", PANEL)
def test_never_worse_than_pca(name):
    data, ratios = measure(name)
    highest = PANEL[name][2]
    assert highest <= (1.10 if len(data) < SMALL else 1.03)
    assert ratios.mean() <= highest, ratios
    assert ratios.max() <= 1.10, ratios


def test_table_of_the_readme_is_of_this_panel():
    """Its figures are measured by hand; its rows and limits need no measuring."""
    text = (Path(__file__).resolve().parents[1] / "README.md").read_text(encoding="utf-8")
    table = text.split(HEAD)[1].split("\n\n")[0].strip().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table]
    assert [name for name, *_ in cells] == list(PANEL)
    for name, rows, features, k, mean, worst in cells:
        make, size, highest = PANEL[name]
        assert [rows, features, k] == [f"{n:,}" for n in (*make().X.shape, size)]
        assert float(mean) <= highest and float(worst) <= 1.10


if __name__ == "__main__":
    warnings.simplefilter("error")
    print(HEAD)
    for name in PANEL:
        data, ratios = measure(name)
        rows, features = data.X.shape
        print(f"| {name} | {rows:,} | {features} | {PANEL[name][1]} | {ratios.mean():.2f} "
              f"| {ratios.max():.2f} |", flush=True)
