"""The website, built once and read in a real browser, from disk and without a network."""

import functools
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

import decks
from words import SearchEnglishAndChinese

ROOT = Path(__file__).parents[1]
LESSONS = sorted(path.stem for path in (ROOT / "notebooks").glob("[01]*.ipynb"))
PUBLISHED = {"GITHUB_REPOSITORY": "someone/autoencoders"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder that `make site` writes, as it is when published."""
    folder = tmp_path_factory.mktemp("site")
    options = ["-qW", "--keep-going", "-c", "site", "-b", "html", "-d", str(folder / "doctrees")]
    made = subprocess.run(
        [sys.executable, "-m", "sphinx", *options, ".", str(folder / "html")],
        cwd=ROOT,
        env={**os.environ, **PUBLISHED},
        capture_output=True,
        text=True,
    )
    assert (made.returncode, made.stderr) == (0, "")
    return folder / "html"


@pytest.fixture
def open_page(browser, site):
    """Open a page of the site from disk; complain of requests outside, and of errors."""
    contexts, complaints = [], []

    def open_it(name, width=1280, scheme="light"):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            offline=True,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(120_000)  # where many tests share a processor
        page.on("pageerror", lambda error: complaints.append((name, str(error))))
        page.on("console", lambda line: complaints.append((name, line.text)))
        page.on("requestfailed", lambda request: complaints.append((name, request.url[:200])))
        page.on(
            "request",
            lambda request: (
                request.url.startswith((site.as_uri() + "/", "blob:", "data:", "about:srcdoc"))
                or complaints.append((name, request.url[:200]))
            ),
        )
        page.goto((site / name).as_uri() if "://" not in name else name)
        page.evaluate("() => window.MathJax?.startup?.promise")
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == []


def pages(site):
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def parsed(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


# ---- what needs no browser, and no site ------------------------------------------------------


def test_chinese_is_found_in_the_midst_of_a_sentence():
    split = SearchEnglishAndChinese({}).split
    assert split("The bottleneck (瓶颈) of a 自动编码器 is x_2.") == (
        ["The", "bottleneck", "瓶颈", "of", "a", "自动", "动编", "编码", "码器", "is", "x_2"]
    )
    assert "瓶颈" in split("编码器的瓶颈决定了压缩多少。")


def test_each_session_of_the_guide_has_slides_of_its_lessons(tmp_path):
    decks.write(ROOT / "notebooks", tmp_path)
    assert len(list(tmp_path.iterdir())) == 5
    for number, parts in enumerate(decks.SESSIONS.values(), 1):
        page = parsed(tmp_path / f"{number}.html")
        slides = page.find_all("section")
        headings = [slide.find(["h1", "h2"]).get_text() for slide in slides]
        for _, first, last in parts:
            assert first in headings and (last or first) in headings
        assert sum("Predict first" in slide.get_text() for slide in slides) >= 2
        assert len(page.select("section img")) >= 3
        assert all(slide.find(["p", "img", "pre", "table", "iframe"]) for slide in slides), headings


# ---- the site ---------------------------------------------------------------------------------


@pytest.mark.long
def test_everything_is_there(site):
    names = pages(site)
    for lesson in LESSONS:
        assert f"notebooks/{lesson}.html" in names
        assert (site / "notebooks" / f"{lesson}.ipynb").exists()
        for place in ("html", "ipynb"):
            assert lesson == LESSONS[0] or (site / f"notebooks/exercises/{lesson}.{place}").exists()


@pytest.mark.long
def test_no_link_is_broken(site):
    broken, document = [], functools.cache(parsed)
    for name in pages(site):
        page = document(site / name)
        for tag, attribute in [("a", "href"), ("link", "href"), ("img", "src"), ("script", "src")]:
            for element in page.find_all(tag, attrs={attribute: True}):
                address = urlsplit(element[attribute])
                if address.scheme or address.netloc:
                    assert tag == "a" or address.scheme == "data", (name, element[attribute][:100])
                    continue
                target = site / name
                if address.path:
                    target = target.parent / unquote(address.path)
                found = target.is_file()
                anchor = unquote(address.fragment)
                setting = target.name == "playground.html" and "=" in anchor
                if found and anchor and target.suffix == ".html" and not setting:
                    found = document(target.resolve()).find(id=anchor) is not None
                if not found:
                    broken.append((name, element[attribute]))
    assert broken == []


@pytest.mark.long
def test_lessons_can_be_taken_along(site):
    for lesson in LESSONS:
        page = parsed(site / f"notebooks/{lesson}.html")
        links = {a.get_text(): a["href"] for a in page.select(".below-title a")}
        assert links["Download this notebook"] == f"{lesson}.ipynb"
        path = f"notebooks/{lesson}.ipynb"
        assert links["Run it on Binder"].endswith(f"/someone/autoencoders/HEAD?labpath={path}")
        assert links["Run it on Colab"].endswith(f"/someone/autoencoders/blob/main/{path}")


SEEN = """() => ({ wide: document.documentElement.scrollWidth,
    mute: [...document.images].filter(each => (each.alt || "").trim().length < 5)
      .map(each => each.outerHTML.slice(0, 200)) })"""


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_for_everybody(open_page, barriers, site, scheme):
    found = []
    for name in pages(site):
        if name in ("index.html", "playground.html"):  # the first leads on; the other has its tests
            continue
        page = open_page(name, scheme=scheme)
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(200)
            state = page.evaluate(SEEN)
            if state["wide"] > width:
                found.append((name, width, f"{state['wide']} wide"))
            found += [(name, "no alternative", each) for each in state["mute"]]
            found += [(name, width, *barrier) for barrier in barriers(page)]
        page.context.close()
    assert found == []


# ---- what lives on it -------------------------------------------------------------------------


@pytest.mark.long
def test_search_finds_both_languages_from_disk(open_page, site):
    for query, expected in [
        ("bottleneck", "notebooks/02_model_construction.html"),
        ("瓶颈", "site/glossary.html"),
        ("主成分分析", "site/glossary.html"),
        ("reconstruction_error", "site/api.html"),
    ]:
        page = open_page("site/index.html")
        page.get_by_role("textbox", name="Search").fill(query)
        page.keyboard.press("Enter")
        page.wait_for_url("**/search.html?q=*")
        page.wait_for_selector("#search-results li a")
        page.wait_for_function("Search._pulse_status < 0")
        found = page.eval_on_selector_all("#search-results li a", "all => all.map(a => a.href)")
        assert any(expected in address for address in found), (query, found)
    page = open_page("search.html")
    page.goto((site / "search.html").as_uri() + "?q=xyzzy")
    page.wait_for_function("Search._pulse_status < 0")
    assert page.locator("#search-results li").count() == 0


@pytest.mark.long
def test_playground_learns_on_the_start_page(open_page):
    page = open_page("site/index.html")
    playground = page.frame_locator("iframe.playground")
    playground.get_by_label("Speed").select_option("full speed")
    playground.get_by_role("button", name="Play").click()
    frame = next(frame for frame in page.frames if "playground.html" in frame.url)
    frame.evaluate("async () => { window.ready = await window.playground; }")
    frame.wait_for_function("ready.over")
    assert frame.evaluate("ready.verdict")


@pytest.mark.long
def test_slides_go_by_keyboard(open_page):
    page = open_page("slides/3.html")
    at, last = page.locator("#at"), page.locator("section").count()
    for key, place in [("ArrowRight", 2), ("PageDown", 3), ("ArrowLeft", 2), ("End", last)]:
        page.keyboard.press(key)
        at.filter(has_text=re.compile(f"^{place} of")).wait_for()
    page.keyboard.press("o")
    page.locator("section").nth(4).click()
    at.filter(has_text=re.compile("^5 of")).wait_for()


@pytest.mark.long
def test_explorer_decodes_where_one_points(open_page):
    page = open_page("notebooks/00_start_here.html")
    iframe = page.locator("iframe[srcdoc]").first
    iframe.scroll_into_view_if_needed()  # a frame out of sight does not draw
    explorer = iframe.content_frame
    explorer.locator("canvas.front").first.hover(position={"x": 60, "y": 60})
    status = explorer.locator("#status").filter(has_text="Nearest sample")
    status.wait_for()
    before = status.text_content()
    explorer.locator("canvas.front").first.hover(position={"x": 150, "y": 150})
    explorer.locator("#status").filter(has_not_text=before).wait_for()


# ---- who has only the site --------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize(
    ("door", "seen"),
    [
        ("your own data", "python -m aeutils report table.csv"),
        ("hand out, collect, grade", "make grade SUBMISSIONS=path/to/export.zip"),
        ("two commands", "make lab"),
    ],
)
def test_newcomer_is_there_with_one_click(open_page, door, seen):
    page = open_page("site/index.html")
    page.get_by_role("main").get_by_role("link", name=door, exact=True).click()
    place = page.get_by_text(seen).first
    place.wait_for()
    assert 0 < place.bounding_box()["y"] < 900  # in sight


@pytest.mark.long
def test_student_downloads_an_exercise(open_page, site):
    page = open_page("site/index.html")
    page.get_by_role("main").get_by_role("link", name="exercises", exact=True).click()
    row = page.get_by_role("row", name=re.compile("^03 "))
    row.get_by_role("link", name="read").click()
    page.get_by_role("heading", level=1, name="Exercise 03: Training").wait_for()
    link = page.get_by_role("link", name="Download this notebook")
    assert link.get_attribute("href") == "03_training.ipynb"


@pytest.mark.long
def test_lessons_say_which_way_they_are_on(site):
    found = {}
    for lesson in LESSONS:
        for line in parsed(site / f"notebooks/{lesson}.html").select(".below-title li"):
            if step := re.match(r"(.*), step (\d) of (\d)$", line.get_text()):
                found.setdefault(step[1], []).append((int(step[2]), lesson[:2]))
    assert sorted(found["An afternoon"]) == list(enumerate(["00", "01", "02", "03", "04", "05"], 1))
    assert sorted(found["Five sessions"]) == list(enumerate(["00", "02", "03", "04", "05"], 1))
    assert [lesson for _, lesson in sorted(found["I have data"])] == ["05", "04"]
