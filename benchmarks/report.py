"""Write RESULTS.md, and the measured parts of the README, from what is in results/."""

import ast
import json
import re
from pathlib import Path

import common
from aeutils._files import whole

ORDER = (
    "fit",
    "arithmetic",
    "growth",
    "latency",
    "explorer",
    "science2006",
    "time_to_three",
    "denoising",
    "anomaly",
    "generation",
    "generation_mnist",
    "text",
    "panel",
    "tables",
    "hub",
)

HERE = Path(__file__).parent
RESULTS, README = HERE / "RESULTS.md", HERE.parent / "README.md"
GUIDE = HERE.parent / "classroom" / "README.md"
MARKED = re.compile(r"(<!-- measured: (\w+),.*?-->\n).*?(<!-- end -->)", re.DOTALL)


def load(name):
    return json.loads((common.RESULTS / f"{name}.json").read_text())


def heading(report):
    machine = report["machine"]
    packages = ", ".join(f"{name} {version}" for name, version in machine["packages"].items())
    return (
        f"*{report['date']}, {machine['cores']} cores of {machine['processor']}, Python "
        f"{machine['python']}, {packages}.*"
    )


def docstring(name):
    """What a benchmark says of itself; read, not imported, since TensorFlow takes seconds."""
    return ast.get_docstring(ast.parse((HERE / f"{name}.py").read_text(encoding="utf-8")))


def section(name):
    """The paragraphs on one question: the benchmark's own words, then its tables."""
    report = load(name)
    title, *words = docstring(name).split("\n")
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


def results():
    """The text of RESULTS.md."""
    parts = [
        "# Results",
        "Written by `make bench`, `make bench-full` and `make bench-tables`; the numbers "
        "themselves are in `results/`. Ratios come first: seconds differ between machines and "
        "runs. What was tried and what stayed: [TRIED.md](TRIED.md).",
    ]
    for name in ORDER:
        if (common.RESULTS / f"{name}.json").exists():
            parts += section(name)
    return "\n\n".join(parts) + "\n"


def evidence_in_short():
    """The README's paragraphs on autoencoder and PCA."""
    tables = load("tables")
    by_group = tables["tables"]["The autoencoder, by what the tables are like"]
    judged = by_group["half: held back"]
    by_rows = [row["geometric mean"] for name, row in by_group.items() if name.startswith("rows")]
    yield f"![{tables['picture']}](benchmarks/results/tables.png)"
    yield (
        f"*Test error divided by PCA's with as many numbers, on {judged['tables']} tables that "
        f"a rule [written down beforehand](benchmarks/tables.py) admitted, and on which no default "
        f"was tuned, {len(tables['seeds'])} random split(s) of each: of "
        f"{judged['comparisons']} comparisons {judged['wins']} are below 0.97, "
        f"{judged['ties']} level, {judged['losses']} above 1.03, the worst at "
        f"{judged['worst mean']:.2f}; the geometric mean is {judged['geometric mean']:.2f}. With "
        f"fewer than 200 rows there is little to gain ({by_rows[0]:.2f}), from 1,500 on most "
        f"({by_rows[-1]:.2f}).*"
    )
    yield heading(tables)


def speed_in_short():
    """The README's paragraphs on speed, and on the table of 2006."""
    fit, science = load("fit"), load("science2006")
    digits, mnist = fit["tables"]["digits"], fit["tables"]["mnist"]
    yield common.table(
        {
            name: {
                "digits": digits[name]["later fit, ratio"],
                "digits, first fit": digits[name]["first fit, ratio"],
                "digits, to equal error": digits[name]["to equal error, ratio"],
                "10,000 MNIST rows": mnist[name]["later fit, ratio"],
                "MNIST, to equal error": mnist[name]["to equal error, ratio"],
            }
            for name in digits
        }
    )
    yield (
        "*Seconds to train the same network for the same steps, or until the test error is as "
        "low as the worst of the four ends with, as a multiple of those of `Autoencoder.fit`; "
        f"medians of {fit['rounds']}.*"
    )
    yield common.table(
        {
            f"{data}: {name}": {"paper": row.get("paper", ""), "here": row["ours"]}
            for data, rows in science["tables"].items()
            for name, row in rows.items()
        }
    )
    minutes = science["tables"]["mnist"]["autoencoder"]["minutes"]
    yield (
        "*Squared error summed over the pixels of test images, "
        f"mean of {len(science['seeds'])} seeds; MNIST takes {minutes:.0f} minutes a seed. The "
        "curves are of the paper's kind but drawn anew, so compare their order.*"
    )
    yield heading(science)


def hub_in_short():
    """The teacher's guide on how large a machine a class needs."""
    hub = load("hub")
    took = hub["tables"][""]["lesson 05"]
    yield (
        f"{took['students']} students at once, each logging in, opening and running lesson 05, "
        f"had all finished after {took['seconds until the last had finished']:.0f} seconds. Each "
        f"took {took['megabytes per student']:.0f} MB and "
        f"{took['seconds of processor per student']:.0f} seconds of a processor; so "
        f"{hub['students that fit into 24 GB']} fit into 24 GB, one of them for the hub and the "
        f"system. When they began, {took['load']:.0f} other processes wanted that machine, and "
        "their browsers ran on it, too: one of your own is quicker."
    )
    yield common.table(hub["tables"]["What a class needs"])
    yield heading(hub)


IN_SHORT = {"evidence": evidence_in_short, "speed": speed_in_short, "hub": hub_in_short}


def written_anew(text):
    """A page with what stands between the markers of each measured part written anew."""
    return MARKED.sub(
        lambda match: match[1] + "\n\n".join(IN_SHORT[match[2]]()) + "\n" + match[3], text
    )


def main():
    pages = {path: written_anew(path.read_text(encoding="utf-8")) for path in (README, GUIDE)}
    pages[RESULTS] = results()
    for path, text in pages.items():
        with whole(path) as draft:
            draft.write_text(text, encoding="utf-8")
    print(*("->", *(str(path.relative_to(HERE.parent)) for path in pages)))


if __name__ == "__main__":
    main()
