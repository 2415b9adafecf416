"""(c) How do time and memory grow with rows, features and code size?

`Autoencoder(k).fit` with its default layers and batches of 256, in a new process for each size. A
fit of 1 epoch and one of 6 separate the seconds of an epoch from those spent once, mostly on
compiling. The exponent is the slope of log seconds per epoch against log rows, from 5,000 rows on.
The memory is the highest resident size during `fit` less the resident size just before it, which
includes the data; so it is what fitting adds.
"""

import argparse
import json
import statistics
from pathlib import Path

import numpy as np

import common
from aeutils import Autoencoder, plots

SIZES = {
    "rows": (1_000, 2_000, 5_000, 10_000, 20_000, 40_000, 60_000),
    "features": (100, 400, 784, 1_500),
    "code size": (2, 8, 32, 128),
}
BASE = {"rows": 10_000, "features": 784, "code size": 8}
FEW, MANY, ROUNDS = 1, 6, 3


def one_process(rows, features, k):
    """Fit; print seconds and megabytes as JSON."""
    random = np.random.default_rng(0)
    X = random.standard_normal((rows, 20), dtype=np.float32) @ random.standard_normal(
        (20, features), dtype=np.float32
    )
    Autoencoder(2, epochs=1).fit(X[:100, :10])  # load and warm up
    model = Autoencoder(k, batch_size=256, patience=None, random_state=0, epochs=FEW)
    before = peak_memory(reset=True)
    model.fit(X)
    added = peak_memory() - before
    few, many = (
        statistics.median(common.seconds(lambda: model.fit(X), ROUNDS))
        for model.epochs in (FEW, MANY)
    )
    epoch = (many - few) / (MANY - FEW)
    print(
        json.dumps(
            {
                "s per epoch": epoch,
                "s once": few - FEW * epoch,
                "data MB": X.nbytes / 1e6,
                "MB added": added / 1e6,
            }
        )
    )


def peak_memory(reset=False):
    """Highest resident bytes so far; Linux can forget what was before a reset."""
    if reset:
        Path("/proc/self/clear_refs").write_text("5")
    status = Path("/proc/self/status").read_text()
    return 1024 * int(status.split("VmHWM:")[1].split()[0])


def slope(sizes, values):
    return float(np.polyfit(np.log(sizes), np.log(values), 1)[0])


def draw(tables, exponent):
    """Save results/growth.png; return its text alternative."""
    fig, axes = plots.figure(1, 4, size=(11, 2.9))
    for ax, (quantity, rows) in zip(axes, tables.items(), strict=False):
        sizes = [int(size.replace(",", "")) for size in rows]
        seconds = [row["s per epoch"] for row in rows.values()]
        ax.loglog(sizes, seconds, "s-", color=plots.VERMILLION)
        ax.set(xlabel=quantity, ylabel="seconds per epoch")
    rows = tables["rows"].values()
    axes[3].plot(
        [row["data MB"] for row in rows],
        [row["MB added"] for row in rows],
        "s-",
        color=plots.VERMILLION,
    )
    axes[3].axline((0, 0), slope=1, color=plots.GREY, linestyle="--", label="the data once")
    axes[3].set(xlabel="data (MB)", ylabel="memory added (MB)", ylim=(0, None))
    axes[3].legend()
    (common.RESULTS / "growth.png").write_bytes(plots.png(fig))
    return (
        f"Seconds per epoch grow with the rows to the power {exponent:.2f} from 5,000 on, and "
        "memory by the size of the data."
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", nargs="*", type=int, help="rows, features, k of a single run")
    if run := parser.parse_args().run:
        return one_process(*run)
    tables = {}
    for quantity, sizes in SIZES.items():
        tables[quantity] = {
            f"{size:,}": common.in_new_process(__file__, *(BASE | {quantity: size}).values())
            for size in sizes
        }
        print(quantity, common.table(tables[quantity]), sep="\n")
    large = [i for i, n in enumerate(SIZES["rows"]) if n >= 5_000]
    by_rows = list(tables["rows"].values())
    data, added = (np.array([by_rows[i][key] for i in large]) for key in ("data MB", "MB added"))
    line = np.polyfit(data, added, 1)
    exponent = slope([SIZES["rows"][i] for i in large], [by_rows[i]["s per epoch"] for i in large])
    print(f"exponent {exponent:.2f}; MB added = {line[0]:.2f} x data + {line[1]:.0f}")
    alt = draw(tables, exponent)
    common.record(
        "growth",
        picture=alt,
        rounds=ROUNDS,
        base=BASE,
        tables=tables,
        exponent_from_5000_rows=exponent,
        memory_per_data=float(line[0]),
        memory_constant_mb=float(line[1]),
        memory_over_data_mb=float(np.max(added - data)),
    )


if __name__ == "__main__":
    main()
