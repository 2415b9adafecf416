"""(l) Is `Autoencoder` with its defaults ever worse than PCA?

The error on test rows divided by PCA's, at the same code size k. Each data set is split 80/20 by
each of three seeds; where the columns have units of their own, they are standardised by the
training rows. At 1 the autoencoder has stayed PCA, or is as good as it.

The second table has the same ratios, means over the seeds, for rows moved away from zero by 10,000
of their overall standard deviations, and for columns in units of their own, random powers of ten
from 1e-6 to 1e6. Units are taken off again by a StandardScaler, so beside them stands what it makes
of the columns as they are. The last column has the largest change of a single seed.
"""

from dataclasses import replace

import numpy as np
from sklearn import datasets as bundled
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

import common
from aeutils import Autoencoder, Dataset, compare, load_digits, load_sensors, make_curves

SEEDS = (0, 1, 2)


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
    """A maker of points near a k-dimensional plane: nothing here is nonlinear."""

    def make():
        random = np.random.default_rng(0)
        points = random.normal(size=(n_samples, k)) @ random.normal(size=(k, n_features))
        return Dataset(points + noise * random.normal(size=points.shape))

    return make


def pure_noise(kind):
    """A maker of independent columns, in which nothing can be compressed."""
    return lambda: Dataset(getattr(np.random.default_rng(0), kind)(size=(400, 10)))


# Name: maker of the data set, code size k.
PANEL = {
    "digits": (load_digits, 8),
    "curves": (lambda: make_curves(1000), 6),
    "sensors": (lambda: replace(load_sensors(), y=None), 3),
    "breast cancer": (bundle(bundled.load_breast_cancer), 5),
    "wine": (bundle(bundled.load_wine), 2),
    "iris": (bundle(bundled.load_iris), 2),
    "diabetes": (bundle(bundled.load_diabetes), 4),
    "linnerud": (linnerud, 2),
    "swiss roll": (generated(bundled.make_swiss_roll, n_samples=1000, noise=0.05), 2),
    "S curve": (generated(bundled.make_s_curve, n_samples=1000, noise=0.02), 2),
    "blobs": (generated(bundled.make_blobs, n_samples=400, n_features=10, centers=6), 2),
    "moons": (generated(bundled.make_moons, n_samples=300, noise=0.05), 1),
    "friedman1": (generated(bundled.make_friedman1, n_samples=200), 3),
    "low-rank linear": (low_rank, 5),
    "linear and noise": (plane(300, 20, 5, 0.3), 5),
    "linear, few rows": (plane(30, 6, 2, 0.1), 2),
    "Gaussian noise": (pure_noise("normal"), 5),
    "uniform noise": (pure_noise("uniform"), 5),
}
STANDARDISED = {"sensors", "breast cancer", "wine", "iris", "linnerud"}
CLEAR_WINS = ("digits", "curves", "sensors", "swiss roll", "blobs", "moons")

# Limits of the error divided by PCA's. In a test part of fewer than 20 rows luck weighs more.
MEAN, MEAN_OF_CLEAR_WINS, ANY, FEW_ROWS = 1.03, 0.65, 1.10, 100
CHANGE = 0.03  # and of how far its mean may move with the rows, or with their units


def shifted(X):
    """Away from zero by 10,000 of the rows' overall standard deviations."""
    return X + 1e4 * np.sqrt(X.var(axis=0).mean())


def in_other_units(X):
    """Each column in a unit of its own, a power of ten from 1e-6 to 1e6."""
    powers = np.random.default_rng(0).integers(-6, 7, X.shape[1])
    return X * 10.0**powers


def divided_by_pca(name, seeds, change=lambda X: X, standardise=False):
    """Error divided by PCA's, for each seed."""
    make, k = PANEL[name]
    data, ratios = make(), {}
    data = replace(data, X=change(data.X.astype(np.float64)))
    for seed in seeds:
        train, test = data.split(random_state=seed)
        if standardise or name in STANDARDISED:
            scaler = StandardScaler().fit(train.X)
            train, test = (replace(part, X=scaler.transform(part.X)) for part in (train, test))
        reducers = {"PCA": PCA(k, random_state=seed), "AE": Autoencoder(k, random_state=seed)}
        errors = compare(reducers, train, test).table["test error"]
        ratios[f"seed {seed}"] = float(errors["AE"] / errors["PCA"])
    return ratios


def measure(name, seeds=SEEDS):
    """The row of the table for one data set."""
    make, k = PANEL[name]
    ratios = divided_by_pca(name, seeds)
    rows, features = make().X.shape
    return {
        "rows": rows,
        "features": features,
        "k": k,
        "error / PCA's, mean": float(np.mean(list(ratios.values()))),
        "worst seed": max(ratios.values()),
        **ratios,
    }


def measure_elsewhere(name, row):
    """The row of the second table, for the seeds of this row of the first."""
    ratios = {key: value for key, value in row.items() if key.startswith("seed ")}
    seeds = [int(key.split()[1]) for key in ratios]
    found = {"as they are": ratios, "shifted": divided_by_pca(name, seeds, shifted)}
    found["standardised"] = (
        ratios if name in STANDARDISED else divided_by_pca(name, seeds, standardise=True)
    )
    found["in other units, standardised"] = divided_by_pca(
        name, seeds, in_other_units, standardise=True
    )
    values = {key: np.array(list(each.values())) for key, each in found.items()}
    as_it_is, moved, standardised, scaled = values.values()
    return {
        **{key: float(each.mean()) for key, each in values.items()},
        "largest change": float(np.abs([moved - as_it_is, scaled - standardised]).max()),
    }


def promises(table):
    """What site/evidence.md says of the panel, and whether these rows of its table confirm it."""
    means = {name: row["error / PCA's, mean"] for name, row in table.items()}
    return {
        f"From {FEW_ROWS} rows on the mean error is at most {MEAN:.2f} times PCA's.": all(
            means[name] <= MEAN for name, row in table.items() if row["rows"] >= FEW_ROWS
        ),
        f"With any seed it is at most {ANY:.2f} times PCA's.": all(
            row["worst seed"] <= ANY for row in table.values()
        ),
        f"On {', '.join(CLEAR_WINS)} it is at most {MEAN_OF_CLEAR_WINS:.2f} times PCA's.": all(
            means[name] <= MEAN_OF_CLEAR_WINS for name in CLEAR_WINS if name in table
        ),
    }


def promises_elsewhere(table):
    """What site/evidence.md says of rows elsewhere, and whether the second table confirms it."""
    changes = [
        abs(row[there] - row[here])
        for row in table.values()
        for here, there in (
            ("as they are", "shifted"),
            ("standardised", "in other units, standardised"),
        )
    ]
    return {
        f"Neither an offset nor the columns' units change it by more than {CHANGE}.": max(changes)
        <= CHANGE
    }


def main():
    table, elsewhere = {}, {}
    for name in PANEL:
        table[name] = measure(name)
        elsewhere[name] = measure_elsewhere(name, table[name])
        print(name, table[name], elsewhere[name], flush=True)
    print(common.table(table), common.table(elsewhere), sep="\n\n")
    tables = {"As they are": table, "Far from zero, and in other units": elsewhere}
    common.record("panel", seeds=SEEDS, tables=tables)
    common.check(promises(table) | promises_elsewhere(elsewhere))


if __name__ == "__main__":
    main()
