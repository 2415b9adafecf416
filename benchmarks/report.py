"""Write RESULTS.md, and the measured parts of other pages, from what is in results/."""

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
    "playground",
    "larger_than_memory",
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
RESULTS, ROOT = HERE / "RESULTS.md", HERE.parent
PAGES = [
    ROOT / name
    for name in ("README.md", "README.zh-CN.md", "site/evidence.md", "classroom/README.md")
]
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


EVIDENCE = (
    "![{picture}]({up}benchmarks/results/tables.png)\n\n"
    "*Test error divided by PCA's with as many numbers, on {tables} tables that a rule [written "
    "down beforehand]({up}benchmarks/tables.py) admitted, and on which no default was tuned, "
    "{splits} random splits of each: of {comparisons} comparisons {wins} are below 0.97, {ties} "
    "level, {losses} above 1.03, the worst at {worst:.2f}; the geometric mean is {mean:.2f}. With "
    "fewer than 200 rows there is less to gain ({few:.2f}), from 1,500 on most ({many:.2f}).*"
)
EVIDENCE_IN_CHINESE = (
    "![{picture}]({up}benchmarks/results/tables.png)\n\n"
    "*自编码器的测试误差与 PCA 之比（编码长度相同），共 {tables} 个数据表。哪些表入选由"
    "[事先写定的规则]({up}benchmarks/tables.py)决定，也没有用它们调过任何默认值；"
    "每个表随机划分 {splits} 次。{comparisons} 次比较中，{wins} 次低于 0.97，{ties} 次持平，"
    "{losses} 次高于 1.03，最差为 {worst:.2f}；几何平均值为 {mean:.2f}。"
    "不足 200 行时收益较小（{few:.2f}），1,500 行以上收益最大（{many:.2f}）。*"
)
PICTURE = re.compile(
    r"Test error of the autoencoder divided by PCA's on (.+) tables, one mark each: (.+) below "
    r"(.+), (.+) above (.+); a tenth below (.+), half below (.+), nine tenths below (.+); lowest "
    r"(.+) \((.+)\), highest (.+) \((.+)\)\."
)
PICTURE_IN_CHINESE = (
    r"\1 个数据表上自编码器的测试误差与 PCA 之比，每表一个标记：\2 个低于 \3，\4 个高于 \5；"
    r"十分之一低于 \6，一半低于 \7，十分之九低于 \8；最低 \9（\10），最高 \11（\12）。"
)


def evidence():
    """The numbers of the paragraph on autoencoder and PCA."""
    tables = load("tables")
    by_group = tables["tables"]["The autoencoder, by what the tables are like"]
    judged = by_group["half: held back"]
    by_rows = [row["geometric mean"] for name, row in by_group.items() if name.startswith("rows")]
    return judged | {
        "picture": tables["picture"],
        "splits": len(tables["seeds"]),
        "worst": judged["worst mean"],
        "mean": judged["geometric mean"],
        "few": by_rows[0],
        "many": by_rows[-1],
    }


def evidence_in_short(up):
    """The picture of it, and a paragraph."""
    yield EVIDENCE.format(up=up, **evidence())


def evidence_in_chinese(up):
    """The same in Chinese."""
    numbers = evidence()
    picture, found = PICTURE.subn(PICTURE_IN_CHINESE, numbers["picture"])
    assert found == 1, "The picture's alternative has other words: bring PICTURE in step with them."
    yield EVIDENCE_IN_CHINESE.format(up=up, **numbers | {"picture": picture})


def evidence_dated(up):
    """The same with machine and date."""
    yield from evidence_in_short(up)
    yield heading(load("tables"))


def speed_in_short(_up):
    """The paragraphs on speed, and on the table of 2006."""
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


def hub_in_short(_up):
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


IN_SHORT = {
    "evidence": evidence_in_short,
    "evidence_in_chinese": evidence_in_chinese,
    "evidence_dated": evidence_dated,
    "speed": speed_in_short,
    "hub": hub_in_short,
}


def measured(page):
    """The text of a page, with what stands between the markers of each part written anew."""
    up = "../" * (len(page.relative_to(ROOT).parts) - 1)
    return MARKED.sub(
        lambda match: match[1] + "\n\n".join(IN_SHORT[match[2]](up)) + "\n" + match[3],
        page.read_text(encoding="utf-8"),
    )


def main():
    pages = {RESULTS: results(), **{page: measured(page) for page in PAGES}}
    for path, text in pages.items():
        with whole(path) as draft:
            draft.write_text(text, encoding="utf-8")
    print("->", *(path.relative_to(ROOT) for path in pages))


if __name__ == "__main__":
    main()
