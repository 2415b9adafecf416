"""(c) How do time and memory grow with rows, features and code size?

`Autoencoder(k).fit` with its default layers, five epochs, in a new process for each size. The
memory is the highest resident size during `fit`, less what was resident just before it, when the
data were already there; so it is what fitting adds. The exponents are slopes of log seconds
against log size; `fit` compiles the network first, which takes the same time at every size.
"""

import argparse
import json
import resource
import statistics

import numpy as np

import common
from aeutils import Autoencoder

SIZES = {"rows": (1_000, 2_000, 5_000, 10_000, 20_000, 40_000, 60_000),
         "features": (50, 100, 200, 400, 784, 1_500),
         "code size": (1, 2, 8, 32, 128)}
BASE = {"rows": 10_000, "features": 784, "code size": 8}
EPOCHS, ROUNDS = 5, 3


def one_process(rows, features, k):
    """Fit once; print seconds and megabytes as JSON."""
    random = np.random.default_rng(0)
    X = random.standard_normal((rows, 20), dtype=np.float32) @ random.standard_normal(
        (20, features), dtype=np.float32)
    Autoencoder(2, epochs=1).fit(X[:100, :10])                          # load and warm up
    before = peak_memory(reset=True)
    spent, = common.seconds(lambda: Autoencoder(k, epochs=EPOCHS, random_state=0).fit(X))
    print(json.dumps({"seconds": spent, "data MB": X.nbytes / 1e6,
                      "MB added": (peak_memory() - before) / 1e6}))


def peak_memory(reset=False):
    """Highest resident bytes so far, or since the last reset where the system can forget."""
    try:
        if reset:
            open("/proc/self/clear_refs", "w").write("5")
        for line in open("/proc/self/status"):
            if line.startswith("VmHWM"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def slope(sizes, values):
    return float(np.polyfit(np.log(sizes), np.log(values), 1)[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("one", nargs="*", type=int, help="rows, features, k of one process")
    if one := parser.parse_args().one:
        return one_process(*one)
    tables = {}
    for what, sizes in SIZES.items():
        runs = {size: [] for size in sizes}
        for _ in range(ROUNDS):
            for size in sizes:
                at = BASE | {what: size}
                runs[size].append(common.in_new_process(__file__, *at.values()))
        tables[what] = {f"{size:,}": {key: statistics.median(run[key] for run in of)
                                      for key in of[0]} for size, of in runs.items()}
        print(what, common.table(tables[what]), sep="\n")
    large = [i for i, n in enumerate(SIZES["rows"]) if n >= 5_000]
    by_rows = list(tables["rows"].values())
    data, added = (np.array([by_rows[i][key] for i in large]) for key in ("data MB", "MB added"))
    line = np.polyfit(data, added, 1)
    exponent = slope([SIZES["rows"][i] for i in large], [by_rows[i]["seconds"] for i in large])
    print(f"exponent {exponent:.2f}; MB added = {line[0]:.2f} x data + {line[1]:.0f}")
    common.record("growth", epochs=EPOCHS, rounds=ROUNDS, base=BASE, tables=tables,
                  exponent_from_5000_rows=exponent, memory_per_data=float(line[0]),
                  memory_constant_mb=float(line[1]),
                  memory_over_data_mb=float(np.max(added - data)))


if __name__ == "__main__":
    main()
