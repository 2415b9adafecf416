"""Write RESULTS.md, and the README's short of it, from what the benchmarks left in results/."""

import json
import re
from importlib import import_module
from pathlib import Path

import common

ORDER = ("fit", "arithmetic", "growth", "latency", "explorer", "science2006", "time_to_three",
         "denoising", "anomaly", "generation", "generation_mnist")

README = Path(__file__).parent.parent / "README.md"
MARKED = re.compile("(<!-- measured.*?-->\n).*?(<!-- end -->)", re.DOTALL)


def load(name):
    return json.loads((common.RESULTS / f"{name}.json").read_text())


def heading(report):
    machine = report["machine"]
    packages = ", ".join(f"{name} {version}" for name, version in machine["packages"].items())
    return (f"*{report['date']}, {machine['cores']} cores of {machine['processor']}, Python "
            f"{machine['python']}, {packages}.*")


def section(name):
    """The text of one question: the benchmark's own words, then its tables."""
    report = load(name)
    title, *words = import_module(name).__doc__.strip().split("\n")
    yield f"## {title}"
    yield "\n".join(words).strip()
    yield heading(report)
    if "picture" in report:
        yield f"![{report['picture']}](results/{name}.png)"
    for title, rows in report.get("tables", {"": report.get("table")}).items():
        yield (f"**{title}**\n\n" if title else "") + common.table(rows)
    numbers = {key: value for key, value in report.items() if isinstance(value, (int, float))}
    if numbers:
        yield "\n".join(f"- {key.replace('_', ' ')}: {value:.4g}" for key, value in numbers.items())


def short():
    """What the README shows."""
    fit, science = load("fit"), load("science2006")
    digits, mnist = fit["tables"]["digits"], fit["tables"]["mnist"]
    yield common.table({name: {
        "digits": digits[name]["later fit, ratio"],
        "digits, first fit": digits[name]["first fit, ratio"],
        "digits, to equal error": digits[name]["to equal error, ratio"],
        "10,000 MNIST rows": mnist[name]["later fit, ratio"],
        "MNIST, to equal error": mnist[name]["to equal error, ratio"]} for name in digits})
    yield ("*Seconds to train the same network for the same steps, or until the test error is as "
           "low as the worst of the four ends with, as a multiple of those of `Autoencoder.fit`; "
           f"medians of {fit['rounds']}.*")
    yield common.table({f"{data}: {name}": {"paper": row.get("paper", ""), "here": row["ours"]}
                        for data, rows in science["tables"].items() for name, row in rows.items()})
    minutes = science["tables"]["mnist"]["autoencoder"]["minutes"]
    yield ("*Squared error summed over the pixels of test images, "
           f"mean of {len(science['seeds'])} seeds; MNIST takes {minutes:.0f} minutes a seed. The "
           "curves are of the paper's kind but drawn anew, so compare their order.*")
    yield heading(science)


def main():
    parts = ["# Results", "Written by `make bench` and `make bench-full`; the numbers themselves "
             "are in `results/`. Ratios come first: seconds differ between machines and runs. "
             "What was tried and what stayed: [TRIED.md](TRIED.md)."]
    for name in ORDER:
        if (common.RESULTS / f"{name}.json").exists():
            parts += section(name)
    path = Path(__file__).parent / "RESULTS.md"
    path.write_text("\n\n".join(parts) + "\n")
    README.write_text(MARKED.sub(lambda m: m[1] + "\n\n".join(short()) + "\n" + m[2],
                                 README.read_text()))
    print(f"-> {path.name}, {README.name}")


if __name__ == "__main__":
    main()
