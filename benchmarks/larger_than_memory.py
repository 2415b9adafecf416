"""(q) How much memory does a fit of rows on a disk take, how good is it, and how quick?

`Autoencoder.fit` of a `numpy.memmap` of 4 GB, and of the same rows in memory, each in a new
process. The memory is the highest resident size of the process, TensorFlow included. Seconds are
those of the fit, by the clock and of the processor, for each row that it has learned from, so
divided by rows and epochs; the error is that on other rows of the same kind.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path

import numpy as np

import common
from aeutils import Autoencoder
from growth import peak_memory

FEATURES, CAUSES, K, EPOCHS, AT_ONCE = 128, 6, 6, 2, 2**16


def rows(n, seed):
    """Rows near a curved sheet, of a few causes each."""
    random = np.random.default_rng(seed)
    mixing = np.random.default_rng(0).standard_normal((CAUSES, FEATURES), dtype=np.float32)
    noise = 0.1 * random.standard_normal((n, FEATURES), dtype=np.float32)
    return np.tanh(random.standard_normal((n, CAUSES), dtype=np.float32) @ mixing) + noise


def write(path, n):
    with path.open("wb") as file:
        for start in range(0, n, AT_ONCE):
            rows(min(AT_ONCE, n - start), seed=1 + start).tofile(file)


def one_process(path, where):
    """Fit the rows of a file; print what it took as JSON."""
    X = np.memmap(path, np.float32, "r").reshape(-1, FEATURES)
    if where == "memory":
        X = np.array(X)
    model = Autoencoder(K, epochs=EPOCHS, random_state=0)
    started, used = time.perf_counter(), time.process_time()
    model.fit(X)
    seconds, processor = time.perf_counter() - started, time.process_time() - used
    print(
        json.dumps(
            {
                "resident MB": peak_memory() / 1e6,
                "us per row": 1e6 * seconds / (len(X) * EPOCHS),
                "processor us per row": 1e6 * processor / (len(X) * EPOCHS),
                "test error": -model.score(rows(20_000, seed=0)),
            }
        )
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gigabytes", type=float, default=4)
    parser.add_argument("--run", nargs=2, help="file and place of a single run")
    options = parser.parse_args()
    if options.run:
        return one_process(*options.run)
    n = int(options.gigabytes * 1e9 / (4 * FEATURES))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows"
        write(path, n)
        table = {
            where: common.in_new_process(__file__, "--run", path, where)
            for where in ("disk", "memory")
        }
    disk, memory = table["disk"], table["memory"]
    table = {"disk / memory": {name: disk[name] / memory[name] for name in disk}} | table
    print(common.table(table))
    common.record(
        "larger_than_memory",
        gigabytes=options.gigabytes,
        rows=n,
        features=FEATURES,
        epochs=EPOCHS,
        table=table,
    )


if __name__ == "__main__":
    main()
