# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Would an autoencoder beat PCA on your table?
#
# > **With this notebook you can** answer that for a table of your own, cell by cell, and change what you would do
# > otherwise.
# >
# > **Time:** 15 minutes. **Read before:** nothing; [01 Preprocessing](01_preprocessing.ipynb) and
# > [04 Evaluation](04_evaluation.ipynb) say why each step is there. **Data:** yours; as it stands, a pump with twelve
# > sensors.
#
# In a hurry? `python -m aeutils report table.csv` does the same and writes one page.
#
# Put your file's name here, CSV, TSV, Parquet or Excel, and run all cells (in the menu: Run, Run All Cells).

# %%
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.pipeline import make_pipeline

from aeutils import Autoencoder, compare, explore, plots, sweep
from aeutils.report import analysis, columns, tables

FILE = "../data/sensors_clean.csv"      # your table
LABEL = "fault"                         # a column of classes, or None: it is never learned from
DROP = []                               # columns to leave out
IN_ORDER = False                        # True where rows are in the order of time: later ones judge
SEED = 0

# %% [markdown]
# ## What is in the table?
#
# Look before you compute: are these the names and the values that you expect?

# %%
table = tables.read(FILE)
table.describe(include="all").T.iloc[:, :8]

# %% [markdown]
# ## What can be learned from?
#
# Left out are ids, dates, constants, free text, and columns with gaps in more than half of the rows. Text that
# stands for numbers is read as numbers. Read the last column: what is a question there is left for you to answer, such
# as by `table = table.replace(-999, float("nan"))` in a cell above this one.

# %%
prepared = columns.prepare(table, label=LABEL, drop=DROP, in_order=IN_ORDER)
X, y = analysis.some_rows(prepared, seed=SEED, in_order=IN_ORDER)
print(f"{len(X):,} rows, {X.shape[1]} columns.", *prepared.remarks)
prepared.log

# %% [markdown]
# ## Who competes?
#
# Both get the same preparation: gaps are filled by the median, numbers standardised, categories made columns of 0 and
# 1. It is a step of the pipeline, so it learns from the training rows only. Change what you like: the preparation, the
# network, a third rival.

# %%
prepare = columns.preparation(X)
network = Autoencoder(epochs=analysis.epochs(X), validation="last" if IN_ORDER else 0.1)
reducers = {"PCA": make_pipeline(prepare, PCA()), "Autoencoder": make_pipeline(prepare, network)}
sizes = analysis.code_sizes(X)
prepare

# %% [markdown]
# ## Who rebuilds rows better that it has not seen?
#
# Once is luck, so five splits, each with another seed. Rows that are alike are never on both sides of one.
#
# **Predict first.** At which code size will the network's lead be largest?

# %%
def some(rows):
    """These rows, with their classes if there are any."""
    return X.iloc[rows] if y is None else (X.iloc[rows], y.iloc[rows])


splits = analysis.splits(X, seed=SEED, in_order=IN_ORDER)
found = pd.concat([sweep(reducers, some(train), some(test), sizes, seeds=[SEED + i])
                   for i, (train, test) in enumerate(splits)])
errors = found.pivot(index=["reducer", "k"], columns="seed", values="test error")
plots.curve_by_size(sizes, {name: errors.loc[name].to_numpy() for name in reducers})

# %% [markdown]
# The band of each reaches from its best split to its worst. They overlap, since some splits are harder for both. So
# take the gain split by split, and its interval over the splits.

# %%
verdicts = analysis.verdicts(found, splits)
assert list(verdicts.index) == sizes and verdicts["gain"].between(verdicts["low"], verdicts["high"]).all()
print(analysis.sentence(verdicts))
verdicts.round(3)

# %% [markdown]
# ## What has each understood?
#
# The first split once more, with the smallest code, for a closer look: who fails at which column, and at which row?

# %%
k, (train, test) = max(sizes[0], 2) if sizes[-1] > 1 else 1, splits[0]
chosen = {name: pipeline.set_params(**{f"{pipeline.steps[-1][0]}__n_components": k,
                                       f"{pipeline.steps[-1][0]}__random_state": SEED})
          for name, pipeline in reducers.items()}
result = compare(chosen, some(train), some(test))
result.feature_errors.T.sort_values("PCA", ascending=False).round(3)

# %%
worst = pd.DataFrame(result.errors, index=X.index[test]).sort_values("PCA", ascending=False).head(5)
worst.round(2).join(prepared.X)

# %%
rows = test[:300]
explore(result.reducers, X.iloc[rows], None if y is None else y.iloc[rows].to_numpy())

# %% [markdown]
# ## Check yourself
#
# Your table has 40 rows, and the interval of the gain reaches from −20% to +35%. Is the network as good as PCA?
#
# <details><summary>Answer</summary>
#
# Nobody can tell. An interval that wide holds a network that loses and one that wins by a lot. Take PCA, since it is
# simpler, and say that you could not tell; or bring more rows.
# </details>
#
# ## Summary
#
# - Look at what was done to each column before you believe any number.
# - Both learn from the same rows, prepared alike, and are judged by rows that neither has seen, several times.
# - An interval without zero, and a gain that is worth a network: then take it. Otherwise take PCA.
