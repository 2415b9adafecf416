"""What the benchmarks share: what is measured on which machine, and where it is written down."""

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from datetime import date
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
PACKAGES = ("tensorflow-cpu", "tensorflow", "keras", "scikit-learn", "numpy", "pyod", "torch")


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
        names = [line.split(":")[1].strip() for line in open("/proc/cpuinfo")
                 if line.startswith("model name")]
        processor = names[0] if names else processor
    return {"processor": processor, "cores": os.cpu_count(),
            "python": platform.python_version(), "packages": installed}


def record(name, **findings):
    """Write `findings`, with date and machine, to results/name.json."""
    RESULTS.mkdir(exist_ok=True)
    report = {"date": date.today().isoformat(), "machine": machine()} | findings
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(report, indent=1) + "\n")
    print(f"-> {path.relative_to(Path.cwd())}" if path.is_relative_to(Path.cwd()) else path)


def in_new_process(script, *arguments):
    """Run a benchmark script in a process of its own and return what it printed last, as JSON."""
    done = subprocess.run([sys.executable, script, *map(str, arguments)], check=True, text=True,
                          stdout=subprocess.PIPE)
    return json.loads(done.stdout.splitlines()[-1])


def matrix_rate(size=2048, repeats=5):
    """Float32 operations per second of TensorFlow's matrix product: the machine's speed limit."""
    from aeutils._backend import tf

    a = tf.random.normal((size, size))
    product = tf.function(lambda: tf.matmul(a, a))
    product()
    return 2 * size**3 / statistics.median(seconds(lambda: product().numpy(), repeats))


def seconds(act, repeats=1):
    """Wall-clock seconds of each of some calls."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return times


class Watch:
    """Times and errors along a training; the time of looking is not counted.

    Call it after each epoch; ``points`` holds pairs of seconds and test error.
    """

    def __init__(self, look):
        self.look, self.points, self.spent = look, [], 0.0
        self.start = time.perf_counter()

    def __call__(self):
        now = time.perf_counter()
        self.points.append((now - self.start - self.spent, float(self.look())))
        self.spent += time.perf_counter() - now


def first_at_or_below(points, target):
    """Seconds at which a curve of (seconds, error) first reached `target`, or None."""
    return next((t for t, error in points if error <= target), None)


def table(rows):
    """Rows as a Markdown table, three significant digits."""
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    lines = ["| | " + " | ".join(columns) + " |", "|---|" + "---:|" * len(columns)]
    for name, row in rows.items():
        values = (row.get(column, "") for column in columns)
        cells = (f"{v:.3g}" if isinstance(v, float) else f"{v:,}" if isinstance(v, int) else str(v)
                 for v in values)
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)
