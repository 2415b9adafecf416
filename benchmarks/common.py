"""What the benchmarks share: what is measured on which machine, and where it is written down."""

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from datetime import date
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

from aeutils._files import whole

RESULTS = Path(__file__).parent / "results"
PACKAGES = ("tensorflow-cpu", "tensorflow", "keras", "scikit-learn", "numpy", "pyod", "torch")
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


def machine():
    """Processor, cores, Python and the versions of the packages that are installed."""
    installed = {}
    for package in PACKAGES:
        try:
            installed[package] = version(package)
        except ImportError:
            continue
    processor = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        names = [
            line.split(":")[1].strip()
            for line in open("/proc/cpuinfo")
            if line.startswith("model name")
        ]
        processor = names[0] if names else processor
    return {
        "processor": processor,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "packages": installed,
    }


def record(name, **findings):
    """Write `findings`, with date and machine, to results/name.json."""
    RESULTS.mkdir(exist_ok=True)
    report = {"date": date.today().isoformat(), "machine": machine()} | findings
    path = RESULTS / f"{name}.json"
    with whole(path) as draft:
        draft.write_text(json.dumps(report, indent=1) + "\n")
    print(f"-> {path.relative_to(Path.cwd())}" if path.is_relative_to(Path.cwd()) else path)


def check(promises):
    """Print which promises are kept; end with an error if one is not.

    They are given as sentences, each with whether it holds.
    """
    for sentence, kept in promises.items():
        print("kept:" if kept else "MISSED:", sentence)
    if not all(promises.values()):
        sys.exit("The results are written, but a promise that the course makes is not kept.")


def in_new_process(script, *arguments):
    """Run a benchmark script in a process of its own and return what it printed last, as JSON."""
    process = subprocess.run(
        [sys.executable, script, *map(str, arguments)],
        check=True,
        text=True,
        stdout=subprocess.PIPE,
    )
    return json.loads(process.stdout.splitlines()[-1])


def matrix_rate(size=2048, repeats=5):
    """Float32 operations per second of TensorFlow's matrix product: the machine's speed limit."""
    import tensorflow as tf

    a = tf.random.normal((size, size))
    product = tf.function(lambda: tf.matmul(a, a))
    product()
    return 2 * size**3 / statistics.median(seconds(lambda: product().numpy(), repeats))


def seconds(call, repeats=1):
    """Wall-clock seconds that each of so many calls takes."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return times


class Watch:
    """Times and errors along a training; the time that measuring the error takes is not counted.

    Call it after each epoch; ``points`` holds pairs of seconds and error, ``seconds_measuring`` the
    time that is not counted.
    """

    def __init__(self, measure):
        self.measure, self.points, self.seconds_measuring = measure, [], 0.0
        self.start = time.perf_counter()

    def __call__(self):
        now = time.perf_counter()
        self.points.append((now - self.start - self.seconds_measuring, float(self.measure())))
        self.seconds_measuring += time.perf_counter() - now


def units(X):
    """Mean and scale of X by which `Autoencoder` shows rows to its network."""
    return X.mean(axis=0), np.sqrt(X.var(axis=0).mean())


def first_at_or_below(points, target):
    """Seconds at which a curve of (seconds, error) first reached `target`, or None."""
    return next((t for t, error in points if error <= target), None)


def table(rows):
    """Rows, a dict of dicts, as a Markdown table; numbers with three significant digits."""
    cells = pd.DataFrame(list(rows.values()), index=list(rows), dtype=object).fillna("")
    cells = cells.map(lambda cell: float(f"{cell:.3g}") if isinstance(cell, float) else cell)
    return cells.to_markdown(
        floatfmt=",.9g", intfmt=",", disable_numparse=[0]
    )  # not the names of the rows: 0, 1,000
