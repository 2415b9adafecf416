"""The command `aeutils report table.csv`: one page that says if an autoencoder beats PCA there.

It is the package's own functions in a row: `tables.read`, `columns.prepare`, `analysis.measure`
(which is `compare` at several code sizes and splits), `analysis.verdicts`, and the page.
"""
