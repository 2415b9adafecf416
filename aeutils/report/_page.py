"""The page of a report: what was found, as one HTML file that needs no network."""

import base64
import html
import re
import warnings
from importlib import resources
from pathlib import Path

import numpy as np
import pandas as pd

from .. import __version__, plots
from ..explorer import explore
from . import analysis, columns

MOST_SHOWN, MOST_NUMBERS = 1_000, 200_000       # rows of the maps, and numbers in them
WORST, DIFFERENCES = 10, 3


def page(findings, prepared, *, file, label=None, drop=(), seed=0, in_order=False):
    """What `analysis.measure` found, as the text of a page; its code reads `file` again."""
    sizes = list(findings.verdicts.index)
    k = next((size for size in sizes if size > 1), sizes[0])
    name = Path(file).name
    parts = {
        "TITLE": html.escape(f"Would an autoencoder beat PCA on {name}?"),
        "VERDICT": html.escape(analysis.sentence(findings.verdicts)),
        "ADVICE": _advice(findings.verdicts),
        "SPLITS": _splits(in_order),
        "FIGURE": _figure(findings),
        "ERRORS": _table(_errors(findings.verdicts)),
        "ROWS": html.escape(" ".join([_rows(findings, prepared, in_order), *prepared.remarks])),
        "COLUMNS": _table(prepared.log),
        "K": str(k),
        "MAPS": _maps(findings, k, name),
        "LARGEST": str(sizes[-1]),
        "WORST": _table(_worst_rows(findings, sizes[-1])),
        "CODE": html.escape(_code(file, sizes, label, drop, seed, in_order)),
        "MADE": html.escape(f"Made by aeutils {__version__} from {name}, with the seed {seed}."),
    }
    template = (resources.files(__package__) / "report.html").read_text(encoding="utf-8")
    return re.sub(f"%({'|'.join(parts)})%", lambda mark: parts[mark[1]], template)


def _advice(verdicts):
    kinds = set(verdicts["verdict"])
    if "wins" in kinds:
        return ("Where it wins, the table holds something curved that PCA's flat map cannot "
                "follow. Whether that is worth a network, which is slower and harder to explain, "
                "you judge by the size of the gain.")
    if kinds == {"loses"}:
        return "Take PCA: it is better here, quicker, and easier to explain."
    return "Take PCA: it is as good here, quicker, and easier to explain."


def _splits(in_order):
    if in_order:
        return (f"Rows are in the order of time: each of {analysis.SPLITS} tenths at the end was "
                "judged by what was learned from all rows before it.")
    return (f"All of it was done {analysis.SPLITS} times, each time with another fifth of the rows "
            "to judge by, chosen at random, and another seed.")


def _figure(findings):
    sizes = list(findings.verdicts.index)
    errors = findings.table.pivot(index=["reducer", "k"], columns="seed", values="test error")
    fig = plots.curve_by_size(
        sizes, {name: errors.loc[name].loc[sizes].to_numpy() for name in ("PCA", "Autoencoder")},
        log=bool((errors > 0).all(axis=None)))
    data = base64.b64encode(plots.png(fig)).decode()
    return f'<img alt="{html.escape(fig.get_label())}" src="data:image/png;base64,{data}">'


def _errors(verdicts):
    return pd.DataFrame({
        "k": verdicts.index,
        "PCA's error": verdicts["PCA"].map("{:.4g}".format),
        "autoencoder's error": verdicts["Autoencoder"].map("{:.4g}".format),
        "gain": verdicts["gain"].map("{:+z.1%}".format),
        "its 95% interval": [f"{low:+z.1%} to {high:+z.1%}" for low, high in
                             zip(verdicts["low"], verdicts["high"], strict=True)],
        "the autoencoder": verdicts["verdict"].replace({"nothing to gain": "has nothing to gain"}),
        "stayed on PCA": [f"{n} of {analysis.SPLITS}" for n in verdicts["stayed on PCA"]],
    })


def _rows(findings, prepared, in_order):
    n, all_rows = len(findings.X), len(prepared.X)
    some = "" if n == all_rows else (
        f" To be quick, {'the last' if in_order else 'only'} {n:,} of its {all_rows:,} rows were "
        f"compared{'' if in_order else ', drawn at random'}.")
    gaps = findings.X.isna().mean(axis=None)
    filled = f" Of their values {gaps:.1%} were filled, and count in the error as if measured." if (
        gaps) else ""
    units = ("Errors are measured in standard deviations of the columns: 1 is the error of always "
             "answering the mean.") if len(_words(findings.X)) == 0 else (
             "Errors are measured in standard deviations of the numbers, and in 0 and 1 for the "
             "categories.")
    return (f"{findings.X.shape[1]} of {len(prepared.log)} columns and {n:,} rows were compared."
            f"{some}{filled} {units} Medians, categories, means and deviations are those of the "
            "rows learned from.")


def _words(X):
    return list(X.columns.difference(X.select_dtypes("number").columns))


def _table(frame):
    return frame.to_html(index=False, border=0)


def _maps(findings, k, name):
    """The explorer, with rows of the first split's test."""
    comparison, X = findings.comparisons[k], findings.test
    n = comparison.feature_errors.shape[1]
    most = min(MOST_SHOWN, max(50, MOST_NUMBERS // n))
    rows = X.iloc[np.sort(np.random.default_rng(0).permutation(len(X))[:most])]
    y = None if findings.y is None else findings.y[rows.index].to_numpy()
    with warnings.catch_warnings():         # that a rare category was not among the rows to learn
        warnings.simplefilter("ignore", UserWarning)
        maps = explore(comparison.reducers, rows, y, title=f"Maps of {name}")
    return maps._repr_mimebundle_()["text/html"]


def _worst_rows(findings, k):
    """Rows that both reducers rebuild badly, and where the better one differs most from them."""
    comparison, X = findings.comparisons[k], findings.test
    names, prepare = list(comparison.feature_errors), comparison.reducers["PCA"][0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        seen, (offset, scale) = np.asarray(prepare.transform(X)), columns.units(prepare)
    errors = pd.DataFrame(comparison.errors)
    filled = X.reindex(columns=names).isna().to_numpy() & np.isin(names, X.columns)
    lines = []
    for i in np.argsort(-errors.min(axis=1).to_numpy(), kind="stable")[:WORST]:
        rebuilt = comparison.reconstructions[errors.loc[i].idxmin()][i]
        differences = np.where(filled[i], 0, np.abs(rebuilt - seen[i]))     # a gap is no mistake
        places = np.argsort(-differences, kind="stable")[:DIFFERENCES]
        was, answered = (offset + scale * values for values in (seen[i], rebuilt))
        lines.append([X.index[i], *errors.loc[i].map("{:.4g}".format),
                      *(f"{names[j]}: {was[j]:.4g}, rebuilt as {answered[j]:.4g}" for j in places)])
    headings = ["differs most in", "then in", "then in "][:min(DIFFERENCES, len(names))]
    return pd.DataFrame(lines, columns=["row", *(f"error of {name}" for name in errors), *headings])


def _code(file, sizes, label, drop, seed, in_order):
    """Python that gives the same numbers."""
    prepare = "".join([f", label={label!r}" * (label is not None),
                       f", drop={list(drop)!r}" * bool(drop), ", in_order=True" * in_order])
    order = ", in_order=True" * in_order
    return f"""\
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.pipeline import make_pipeline
from aeutils import Autoencoder, sweep
from aeutils.report import analysis, columns, tables

table = tables.read({file!r})
prepared = columns.prepare(table{prepare})
X, y = analysis.some_rows(prepared, seed={seed}{order})
scale = columns.preparation(X)        # fills gaps, encodes, standardises: by rows to learn from
reducers = {{
    "PCA": make_pipeline(scale, PCA()),
    "Autoencoder": make_pipeline(scale, Autoencoder(
        epochs=analysis.epochs(X){", validation='last'" * in_order})),
}}
parts = analysis.splits(X, seed={seed}{order})
found = []
for seed, (train, test) in enumerate(parts, start={seed}):
    rows = [X.iloc[part]{" if y is None else (X.iloc[part], y.iloc[part])" * (label is not None)
            } for part in (train, test)]
    found.append(sweep(reducers, *rows, {sizes}, seeds=[seed]))
verdicts = analysis.verdicts(pd.concat(found), parts)
print(verdicts.round(4))
print(analysis.sentence(verdicts))
"""
