"""(i) Which detector finds anomalies it has never seen, and does it ring as seldom as it should?

Detectors learn from normal rows only. Anomalies are the positive class: malignant tumours, a digit
left out of training (each of the ten in turn), a faulty pump sensor (twelve kinds, by sensor). A
fifth of the normal rows is kept for the test, which has all anomalies. `ReconstructionDetector`
sets its threshold at 5% false alarms with the help of normal rows held out of fit, IsolationForest
by the rows it was fitted on. "Nearest row" rebuilds a row as the most similar one it was fitted on,
and learns nothing. Autoencoder and PCA have the same code size, the rest is the default;
tumours and sensors are standardised. AUC and average precision need no threshold; digits and
sensors show the mean over their kinds of anomaly. Intervals hold 95% of 1,000 bootstrap samples of
the rows, the same ones for all detectors; the lead is that of the winner's AUC over the next one's.
"Top two": share of the faults whose sensor is among the two features that the detector names.
"""

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.neighbors import NearestNeighbors
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import common
from aeutils import Autoencoder, ReconstructionDetector, datasets

# Name: data set, code size, whether to standardise, whether each class is left out in turn.
PROBLEMS = {"breast cancer": ("breast_cancer", 5, True, False),
            "digits": ("digits", 8, False, True),
            "sensors": ("sensors", 3, True, False)}
SEEDS, RATE, RESAMPLES = (0, 1, 2, 3, 4), 0.05, 1000


class NearestRow(TransformerMixin, BaseEstimator):
    """A reducer whose code is the number of the nearest row that it was fitted on."""

    def fit(self, X, y=None):
        self.rows_ = X
        self.neighbours_ = NearestNeighbors(n_neighbors=1).fit(X)
        return self

    def transform(self, X):
        return self.neighbours_.kneighbors(X, return_distance=False)

    def inverse_transform(self, Z):
        return self.rows_[Z[:, 0]]


def detectors(k, standardise, seed):
    """The contenders, unfitted."""
    scaler = [StandardScaler()] if standardise else []
    found = {name: ReconstructionDetector(make_pipeline(*scaler, reducer), contamination=RATE,
                                          random_state=seed)
             for name, reducer in (
                 ("autoencoder", Autoencoder(k)), ("PCA residual", PCA(k)),
                 ("nearest row", NearestRow()))}
    return found | {"isolation forest": IsolationForest(contamination=RATE, random_state=seed)}


def tasks(y, each_class):
    """(name, rows that are normal) of each way to ask the data set for anomalies."""
    if not each_class:
        return [("", y == 0)]
    return [(str(label), y != label) for label in np.unique(y)]


def run(problem):
    """What each detector makes of the test rows: a list of dicts, one per task, seed, detector."""
    name, k, standardise, each_class = PROBLEMS[problem]
    data, runs = datasets.load(name), []
    X = data.frame
    for task, normal in tasks(data.y, each_class):
        for seed in SEEDS:
            train, kept = train_test_split(np.flatnonzero(normal), test_size=0.2,
                                           random_state=seed)
            test = np.concatenate([kept, np.flatnonzero(~normal)])
            asked = X.iloc[test]
            for who, detector in detectors(k, standardise, seed).items():
                detector.fit(X.iloc[train])
                runs.append({"task": task, "seed": seed, "detector": who, "rows": test,
                             "anomaly": ~normal[test], "score": -detector.score_samples(asked),
                             "rings": detector.predict(asked) == -1})
                if problem == "sensors" and who != "isolation forest":
                    named = detector.top_features(asked, 2)
                    sensor = np.array(data.target_names)[data.y[test]]
                    runs[-1]["named"] = (named == sensor[:, None]).any(axis=1)
        print(problem, task, flush=True)
    return data, runs


def kinds(data):
    """Labels of the kinds of anomaly to take the mean over: the sensors; elsewhere just one."""
    return np.unique(data.y[data.y > 0]) if data.name == "sensors" else [None]


def mean_score(metric, data, runs, *counts):
    """Mean over runs and kinds of anomaly of an area under a curve."""
    areas = []
    for r in runs:
        for kind in kinds(data):
            asked = ~r["anomaly"] | (data.y[r["rows"]] == kind) if kind else slice(None)
            weights = (c[:, r["rows"]][:, asked] for c in counts)
            areas.append(metric(r["anomaly"][asked], r["score"][asked], *weights))
    return np.mean(areas, axis=0)


def resampled_auc(anomaly, score, counts):
    """AUC of each of n samples that hold the rows so many times; counts has the shape (n, rows)."""
    order = np.argsort(score[~anomaly])
    normal, weight = score[~anomaly][order], counts[:, anomaly]
    below = np.pad(np.cumsum(counts[:, ~anomaly][:, order], axis=1), ((0, 0), (1, 0)))
    lower, upper = (below[:, np.searchsorted(normal, score[anomaly], side)]
                    for side in ("left", "right"))               # a tie counts half
    return ((lower + upper) / 2 * weight).sum(axis=1) / (weight.sum(axis=1) * below[:, -1])


def resamples(y, n=RESAMPLES, seed=0):
    """How often each row is in each of n bootstrap samples, which keep the classes' sizes."""
    random = np.random.default_rng(seed)
    counts = np.zeros((n, len(y)))
    for label in np.unique(y):
        rows = np.flatnonzero(y == label)
        counts[:, rows] = random.multinomial(len(rows), np.full(len(rows), 1 / len(rows)), n)
    return counts


def interval(values):
    return "{:.3f} to {:.3f}".format(*np.quantile(values, [0.025, 0.975]))


def share(runs, key, anomaly):
    """Share of the normal or anomalous test rows for which `key` holds, for each seed."""
    return [float(np.mean([r[key][r["anomaly"] == anomaly].mean()
                           for r in runs if r["seed"] == seed])) for seed in SEEDS]


def summary(data, runs):
    """The rows of a table, one per detector, and what is said of the winner."""
    rows, areas = {}, {}
    counts = resamples(data.y)
    for who in dict.fromkeys(r["detector"] for r in runs):
        mine = [r for r in runs if r["detector"] == who]
        false = share(mine, "rings", anomaly=False)
        areas[who] = mean_score(resampled_auc, data, mine, counts)
        rows[who] = {"AUC": float(mean_score(roc_auc_score, data, mine)),
                     "95% interval": interval(areas[who]),
                     "average precision": float(mean_score(average_precision_score, data, mine)),
                     "false alarms": float(np.mean(false)), "lowest seed": min(false),
                     "highest seed": max(false),
                     "caught": float(np.mean(share(mine, "rings", anomaly=True)))}
        if "named" in mine[0]:
            rows[who]["top two"] = float(np.mean(share(mine, "named", anomaly=True)))
    first, second = sorted(rows, key=lambda who: -rows[who]["AUC"])[:2]
    return rows, {"winner": first, "next": second,
                  "lead in AUC": rows[first]["AUC"] - rows[second]["AUC"],
                  "95% interval": interval(areas[first] - areas[second])}


def by_task(data, runs):
    """AUC of each detector for each digit left out."""
    return {task: {who: float(mean_score(roc_auc_score, data, [
        r for r in runs if (r["task"], r["detector"]) == (task, who)]))
        for who in dict.fromkeys(r["detector"] for r in runs)}
        for task in dict.fromkeys(r["task"] for r in runs)}


def by_sensor(data, runs):
    """AUC of each detector for each faulty sensor, and how often that is among the top two."""
    rows = {}
    for kind in kinds(data):
        row = rows[data.target_names[kind]] = {}
        for who in dict.fromkeys(r["detector"] for r in runs):
            mine = [r for r in runs if r["detector"] == who]
            faulty = [data.y[r["rows"]] == kind for r in mine]
            row[who] = float(np.mean([
                roc_auc_score(r["anomaly"][f | ~r["anomaly"]], r["score"][f | ~r["anomaly"]])
                for r, f in zip(mine, faulty, strict=True)]))
            if "named" in mine[0]:
                row[f"{who}, top two"] = float(np.mean([
                    r["named"][f].mean() for r, f in zip(mine, faulty, strict=True)]))
    return rows


def main():
    tables, winners = {}, {}
    for problem in PROBLEMS:
        data, runs = run(problem)
        tables[problem], winners[problem] = summary(data, runs)
        if problem == "digits":
            tables["AUC by digit left out"] = by_task(data, runs)
        if problem == "sensors":
            tables["AUC by faulty sensor"] = by_sensor(data, runs)
        print(common.table(tables[problem]), common.table(winners), sep="\n")
    common.record("anomaly", seeds=SEEDS, asked_false_alarms=RATE,
                  tables={"winner by AUC": winners} | tables)


if __name__ == "__main__":
    main()
