"""What is told in Chinese says what the English says: commands, numbers, structure, links, code."""

import io
import re
import tokenize
from collections import Counter

import jupytext
import pytest

from build import ROOT, SOURCE

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


# ---- lessons ---------------------------------------------------------------------------------


def code_without_comments(cell):
    """Its tokens, line by line; a magic of IPython is as good as a comment."""
    lines = io.StringIO(re.sub(r"^%.*", "", cell.source, flags=re.MULTILINE)).readline
    kinds = (tokenize.COMMENT, tokenize.NL)
    return [token[:2] for token in tokenize.generate_tokens(lines) if token.type not in kinds]


def comments(cell):
    lines = io.StringIO(re.sub(r"^%.*", "", cell.source, flags=re.MULTILINE)).readline
    found = tokenize.generate_tokens(lines)
    return [token.start[0] for token in found if token.type == tokenize.COMMENT]


@pytest.mark.parametrize("chinese", sorted(SOURCE.glob("zh/*.py")), ids=lambda path: path.stem)
def test_lesson_is_the_same_in_chinese(chinese):
    """Cell by cell: the same code, comments on the same lines, and prose that says the same."""
    english = SOURCE / chinese.name
    pairs = zip(jupytext.read(english).cells, jupytext.read(chinese).cells, strict=True)
    for number, (cell, twin) in enumerate(pairs):
        assert cell.cell_type == twin.cell_type, number
        if cell.cell_type == "code":
            assert code_without_comments(twin) == code_without_comments(cell)
            assert comments(twin) == comments(cell)
            marks = [set(each.metadata.get("tags", [])) - {"overview"} for each in (cell, twin)]
            assert marks[0] == marks[1]
        else:
            said = told(twin.source, f"notebooks/zh/{chinese.stem}.ipynb")
            assert said == told(cell.source, f"notebooks/{english.stem}.ipynb"), number
            assert CHINESE.search(twin.source)


def test_minutes_are_those_of_the_guide():
    """The READMEs say how long a lesson takes, as the teacher's guide does."""
    guide = re.findall(r"^\| (\d\d) [^|]*\| (\d+) \|", text_of("classroom/README.md"), re.MULTILINE)
    assert len(guide) == 13
    for page in ("README.md", "README.zh-CN.md"):
        assert re.findall(r"^\| \[(\d\d) .*?\) \| (\d+) \|", text_of(page), re.MULTILINE) == guide


# ---- the glossary ----------------------------------------------------------------------------


def test_glossary_has_both_languages_and_where_the_course_uses_a_word():
    rows = re.findall(
        r"^\| (.+) \| (.+) \| (.+) \| (.+) \|$", text_of("site/glossary.md"), re.MULTILINE
    )[1:]
    assert len(rows) > 40 and rows == sorted(rows, key=lambda row: row[0].lower())
    for english, chinese, meaning, where in rows:
        assert CHINESE.search(chinese) and meaning.endswith("."), english
        pages = re.findall(r"\[(?:\d\d|article)\]\(\.\./(notebooks/\w+\.\w+)\)", where)
        assert pages and len(pages) == where.count("["), english
        for page in pages:
            used = text_of(re.sub(r"/(\w+)\.ipynb", r"/source/\1.py", page))
            assert any(
                all(re.search(word[:6].rstrip("s"), used, re.IGNORECASE) for word in name.split())
                for name in english.split(", ")
            ), (english, page)
