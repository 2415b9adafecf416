"""Write RESULTS.md from what the benchmarks left in results/."""

import json
from importlib import import_module
from pathlib import Path

import common

ORDER = ("fit", "arithmetic", "growth", "latency", "science2006", "time_to_three")


def heading(report):
    machine = report["machine"]
    packages = ", ".join(f"{name} {version}" for name, version in machine["packages"].items())
    return (f"*{report['date']}, {machine['cores']} cores of {machine['processor']}, Python "
            f"{machine['python']}, {packages}.*")


def section(name):
    """The text of one question: the benchmark's own words, then its tables."""
    report = json.loads((common.RESULTS / f"{name}.json").read_text())
    title, *words = import_module(name).__doc__.strip().split("\n")
    yield f"## {title}"
    yield "\n".join(words).strip()
    yield heading(report)
    for title, rows in report.get("tables", {"": report.get("table")}).items():
        yield (f"**{title}**\n\n" if title else "") + common.table(rows)
    numbers = {key: value for key, value in report.items() if isinstance(value, (int, float))}
    if numbers:
        yield "\n".join(f"- {key.replace('_', ' ')}: {value:.4g}" for key, value in numbers.items())


def main():
    parts = ["# Results", "Written by `make bench` and `make bench-full`; the numbers themselves "
             "are in `results/`. Ratios come first: seconds differ between machines and runs."]
    for name in ORDER:
        if (common.RESULTS / f"{name}.json").exists():
            parts += section(name)
    path = Path(__file__).parent / "RESULTS.md"
    path.write_text("\n\n".join(parts) + "\n")
    print(f"-> {path.name}")


if __name__ == "__main__":
    main()
