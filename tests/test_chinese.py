"""What is told in Chinese says what the English says: commands, numbers, structure, links, code."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TWINS = {  # English page: its Chinese twin
    "README.md": "README.zh-CN.md",
    "notebooks/00_start_here.ipynb": "notebooks/zh/00_start_here.ipynb",
}
PAGES = ["README.md"]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def text_of(name):
    return (ROOT / name).read_text(encoding="utf-8")


def links(text, page, twins=True):
    """Where a page links to, from the root of the project; a page and its twin are one."""
    english = {chinese: english for english, chinese in TWINS.items() if twins}
    for link in re.findall(r"\]\(([^)]+)\)|(?:src|href)=\"([^\"]+)\"", text):
        link = next(filter(None, link))
        if not re.match(r"https?:|#", link):
            path, *place = link.split("#")
            path = (ROOT / page).parent.joinpath(path).resolve().relative_to(ROOT).as_posix()
            yield "#".join([english.get(path, path), *place])
        else:
            yield link


def without_comments(block):
    return [re.sub(r"\s+# .*", "", line) for line in block.splitlines()]


def told(text, page):
    """What must be the same in both languages."""
    blocks = re.findall(r"^```(.*?)^```", text, re.DOTALL | re.MULTILINE)
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    told_to_machines = re.sub(r"\]\([^)]+\)|<[^>]+>", " ", prose)
    return {
        "headings": [len(marks) for marks in re.findall(r"^(#+) ", prose, re.MULTILINE)],
        "commands": [without_comments(block) for block in blocks],
        "rows of tables": [row.count("|") for row in re.findall(r"^\|.*", prose, re.MULTILINE)],
        "links": Counter(links(prose, page)),
        "pictures": prose.count("!["),
        "folds": prose.count("<details>"),
        "names in code": Counter(re.findall(r"`[^`]+`", prose)),
        "numbers": Counter(re.findall(r"\d+(?:[.,]\d+)*", told_to_machines)),
    }


@pytest.mark.parametrize("english", PAGES)
def test_page_says_the_same(english):
    chinese = TWINS[english]
    said, expected = told(text_of(chinese), chinese), told(text_of(english), english)
    for what, value in expected.items():
        assert said[what] == value, what
    assert len(CHINESE.findall(text_of(chinese))) > 0.2 * len(text_of(chinese))


@pytest.mark.parametrize("english", PAGES)
def test_links_lead_somewhere(english):
    for page in (english, TWINS[english]):
        for link in links(text_of(page), page, twins=False):
            path = link.split("#")[0]
            assert not path or ":" in path or (ROOT / path).exists(), f"{page}: {link}"


def test_minutes_are_those_of_the_guide():
    """The READMEs say how long a lesson takes, as the teacher's guide does."""
    guide = re.findall(r"^\| (\d\d) [^|]*\| (\d+) \|", text_of("classroom/README.md"), re.MULTILINE)
    assert len(guide) == 13
    for page in ("README.md", "README.zh-CN.md"):
        assert re.findall(r"^\| \[(\d\d) .*?\) \| (\d+) \|", text_of(page), re.MULTILINE) == guide
