"""What is told in Chinese says what the English says: commands, numbers, structure, links, code."""

import io
import json
import os
import re
import tokenize
from collections import Counter

import jupytext
import pytest
from bs4 import BeautifulSoup

from aeutils import playground
from aeutils.explorer import play
from aeutils.explorer.self_contained import read
from build import ROOT, SOURCE

TWINS = {  # English page: its Chinese twin
    "README.md": "README.zh-CN.md",
    "site/index.md": "site/zh/index.md",
    "site/_static/playground.gif": "site/_static/playground.zh.gif",
    "playground.html": "playground.html#language=zh",
    "README.md#two-commands": "README.zh-CN.md#两条命令",
    "notebooks/00_start_here.ipynb": "notebooks/zh/00_start_here.ipynb",
}
PAGES = ["README.md", "site/index.md"]
MADE = {"playground.html"}  # by `make site`
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def text_of(name):
    return (ROOT / name).read_text(encoding="utf-8")


def links(text, page, twins=True):
    """Where a page links to, from the root of the project; a page and its twin are one."""
    english = {chinese: english for english, chinese in TWINS.items() if twins}
    for groups in re.findall(r"\]\(([^)]+)\)|(?:src|href)=\"([^\"]+)\"", text):
        link = "".join(groups)
        if not re.match(r"https?:", link):
            link = os.path.relpath(ROOT / page / ".." / link, ROOT)
        yield english.get(link, link)


def without_comments(block):
    return [re.sub(r"\s+# .*", "", line) for line in block.splitlines()]


def told(text, page):
    """What must be the same in both languages."""
    text = re.sub(r"^```\{toctree\}.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
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
            assert ":" in path or path in MADE or (ROOT / path).exists(), f"{page}: {link}"


# ---- lessons ---------------------------------------------------------------------------------


def code_of(cell):
    """Its tokens but for the words of comments; a magic of IPython is as good as one."""
    lines = io.StringIO(re.sub(r"^%.*", "#", cell.source, flags=re.MULTILINE)).readline
    return [
        (token.type, token.start[0] if token.type == tokenize.COMMENT else token.string)
        for token in tokenize.generate_tokens(lines)
    ]


@pytest.mark.parametrize("chinese", sorted(SOURCE.glob("zh/*.py")), ids=lambda path: path.stem)
def test_lesson_is_the_same_in_chinese(chinese):
    """Cell by cell: the same code, comments on the same lines, and prose that says the same."""
    english = SOURCE / chinese.name
    pairs = zip(jupytext.read(english).cells, jupytext.read(chinese).cells, strict=True)
    for number, (cell, twin) in enumerate(pairs):
        assert cell.cell_type == twin.cell_type, number
        if cell.cell_type == "code":
            assert code_of(twin) == code_of(cell)
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


# ---- the playground --------------------------------------------------------------------------

PHRASES = json.loads(read("chinese.json"))


def end_of_gap(script, at):
    """The place behind the gap of a template, `${…}`, that begins at this place."""
    depth, at = 1, at + 2
    while depth:
        if script[at] == "`":
            _, at = template(script, at)
        else:
            depth += {"{": 1, "}": -1}.get(script[at], 0)
            at += 1
    return at


def template(script, at):
    """The pattern of the template that begins at this place, and the place behind it."""
    pattern, gaps, at = "", 0, at + 1
    while script[at] != "`":
        if script.startswith("${", at):
            pattern, gaps, at = f"{pattern}{{{gaps}}}", gaps + 1, end_of_gap(script, at)
        else:
            pattern, at = pattern + script[at], at + 1
    return re.sub(r"\s+", " ", pattern), at + 1


def told_in_script(script):
    script = re.sub(r"^ *//.*", "", script, flags=re.MULTILINE)
    return {template(script, found.end() - 1)[0] for found in re.finditer(r"\btold`", script)}


def told_in_page(page):
    """Texts and names in the page's title and main part."""
    page = BeautifulSoup(page.replace("%TITLE%", "Playground"), "html.parser")
    named = {element["aria-label"] for element in page.select("[aria-label]")}
    texts = {text for part in page.select("title, main") for text in part.stripped_strings}
    return named | {" ".join(text.split()) for text in texts}


def test_a_script_is_read_as_the_browser_reads_it():
    script = "told`a ${n > 1 ? `${n}\n  b` : told`one}`} c` + `not so` + told`${x}${{y: 1}}`"
    assert told_in_script(script) == {"a {0} c", "one}", "{0}{1}"}


def test_the_playground_has_each_of_its_texts_in_chinese():
    told_there = told_in_page(read("playground.html"))
    for name in play.MODULES:
        told_there |= told_in_script(read(name))
    for key, title, sentence, *_ in play.BUNDLED:
        names = {name for name in play.CLASSES.get(key, []) if len(name) > 1}
        told_there |= {title, sentence} | names
    assert told_there == set(PHRASES)
    for english, chinese in PHRASES.items():
        for what in (r"\{\d\}", r"(?<!\{)\d+(?:[.,]\d+)*"):
            numbers = [sorted(re.findall(what, text)) for text in (english, chinese)]
            assert numbers[0] == numbers[1], english
        assert CHINESE.search(chinese) or not re.search("[a-z]", english), english


def english_left(text):
    """The longer ones of the English texts that stand in a text; the gaps may hold anything."""
    for english in PHRASES:
        parts = [part for part in re.split(r"\{\d\}", english) if len(part) > 8]
        if any(part in text for part in parts):
            yield english


def test_the_playground_speaks_the_browsers_language_until_told_otherwise(browser, tmp_path):
    playground().save(tmp_path / "page.html")
    context = browser.new_context(locale="zh-CN", offline=True)
    page, complaints = context.new_page(), []
    page.set_default_timeout(120_000)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((tmp_path / "page.html").as_uri())
    page.evaluate("async () => { window.ready = await window.playground; }")
    started = "ready.run && ready.run.heldOut.length && ready.maps"
    page.get_by_label("速度").select_option("全速")
    for key in [each[0] for each in play.BUNDLED]:
        page.evaluate("key => ready.choose(key, {epochs: '25', k: '1'})", key)
        page.wait_for_function(started)
        page.get_by_role("button", name="▶ 开始").click()
        page.wait_for_function("ready.over")
        shown = page.locator("body").inner_text() + page.locator("main").evaluate(
            "main => [...main.querySelectorAll('[aria-label], [title]')].map(each => "
            "each.getAttribute('aria-label') + each.title).join()"
        )
        assert list(english_left(shown)) == []
    page.locator("summary", has_text="你自己的表").click()
    page.get_by_label("在此粘贴表格").fill("name,place\n" + "ann,rome\nbob,oslo\n" * 9)
    page.get_by_text("表中没有可供学习的数值列：至少需要两列。").wait_for()
    rows = "".join(f"{i},{i * i % 17},{i * i % 7},{i % 5}.5\n" for i in range(40))
    page.get_by_label("在此粘贴表格").fill(",a,b,c\n" + rows)  # as pandas writes its index
    page.wait_for_function(f"ready.rows.chosen.key === 'own' && {started}")
    page.get_by_role("button", name="一轮").click()
    page.wait_for_function("ready.epoch === 1")
    named = page.locator("#data").inner_text()
    assert "“第 1 列”只是行号" in named and list(english_left(named)) == []
    page.get_by_role("button", name="English").click()  # rows and training stay
    assert page.evaluate("[ready.epoch, document.documentElement.lang]") == [1, "en"]
    assert "40 rows, 3 columns of numbers." in page.locator("#data").inner_text()
    assert CHINESE.findall(page.locator("body").inner_text()) == list("中文")
    assert page.title() == "Playground" and "language=en" in page.url
    page.reload()
    page.get_by_role("button", name="One epoch").wait_for()  # the address remembers
    page.get_by_role("button", name="中文").click()
    page.get_by_role("button", name="一轮").wait_for()
    assert complaints == []
    context.close()
