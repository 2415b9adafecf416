"""What teachers and students are shown: it runs nothing of a student's, and says what is wrong."""

import json
import re
import urllib.request
import zipfile
from types import SimpleNamespace

import nbformat
import pytest

pytest.importorskip("fcntl", reason="on Windows, grading needs WSL")
pytest.importorskip("nbgrader", reason="the extra [classroom] is not installed")
from nbformat.v4 import new_code_cell, new_markdown_cell

import grade
from lab import jupyterlab
from shown import output, text
from test_classroom_attacks import NAME, RIGHT, locked, notebook_with, tiny  # noqa: F401

HIT = "top.document.title = 'hit'"
MARKUP = f"""<img src=x onerror="{HIT}"><script>{HIT}</script><svg onload="{HIT}"></svg>
<iframe srcdoc="<script>{HIT}</script>"></iframe><a href="javascript:{HIT}">click</a>
<div style="background:url(javascript:{HIT})"><style>body {{display: none}}</style></div>
<details open ontoggle="{HIT}"><summary>x</summary></details><input autofocus onfocus="{HIT}">"""
WRITTEN = f"""{MARKUP}

[click](javascript:{HIT.replace(" ", "")}) ![x](x"onerror="{HIT}) <{MARKUP}

    <script>{HIT}</script>

`a <b` and $x < y$ and `<script>{HIT}</script>`"""
SHOWS = f'''from IPython.display import HTML, Javascript, Latex, Markdown, SVG, display
attack = """{MARKUP}"""
display(HTML(attack), Javascript("{HIT}"), Latex(attack), Markdown(attack))
display({{"image/png": 'x" onerror="{HIT}"><script>{HIT}</script>'}}, raw=True)
display({{"image/svg+xml": "<svg onload='{HIT}'><script>{HIT}</script></svg>"}}, raw=True)
display({{"text/plain": attack, "application/vnd.custom+json": attack}}, raw=True)
print(attack)
raise ValueError(attack)'''
FIGURE = """import pandas as pd
from IPython.display import HTML, display
from matplotlib.figure import Figure
from aeutils.plots import show
figure = Figure(figsize=(12, 3))
figure.subplots().plot([1, 2])
show(figure, alt="a line")
display(pd.DataFrame({"column": range(3)}))"""


@pytest.fixture(scope="module")
def shown(tiny, tmp_path_factory):  # noqa: F811
    folder = tmp_path_factory.mktemp("shown") / "export"
    eve = notebook_with(tiny, RIGHT | {"reading": WRITTEN}, SHOWS)
    eve.cells.insert(0, new_markdown_cell(WRITTEN))
    eve.metadata["title"] = MARKUP
    wrong = "def centre(x):\n    return x  # " + "as it is, for a long time " * 20
    ada = notebook_with(tiny, RIGHT | {"centre": wrong, "reading": "It falls, `a <b`."}, FIGURE)
    for name, notebook in {"Ada Lovelace_47_assignsubmission_file_": ada, "eve": eve}.items():
        (folder / name).mkdir(parents=True)
        nbformat.write(notebook, folder / name / "x.ipynb")
    grade.grade(folder)
    return SimpleNamespace(out=folder.with_name("export_graded"))


def opened(browser, url, **how):
    context = browser.new_context(**how)
    page = context.new_page()
    page.asked = []
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(url, wait_until="load")
    page.wait_for_timeout(300)
    return page


def page_of(shown, student):
    return (shown.out / "feedback" / f"{student} {NAME}.html").as_uri()


def test_feedback_runs_nothing(shown, browser):
    page = opened(browser, page_of(shown, "eve"))
    assert page.title() == f"eve: {NAME}"
    assert all(url.startswith(("file:", "data:")) for url in page.asked)
    assert "script-src 'none'" in page.content()
    for link in page.locator("a:visible", has_text="click").all():
        link.click(no_wait_after=True)
    assert page.title() == f"eve: {NAME}"
    assert page.locator("script, iframe, svg, input").count() == 0
    assert page.locator("[onerror], [onload], [ontoggle], [onfocus]").count() == 0


@pytest.mark.parametrize("width", [360, 1280])
def test_feedback_begins_with_the_hint_and_is_no_wider_than_the_page(shown, browser, width):
    page = opened(browser, page_of(shown, "Ada Lovelace"), viewport={"width": width, "height": 800})
    hint = page.get_by_text("6 numbers: their mean is not subtracted.").first
    box = hint.bounding_box()
    assert box["y"] < 800 and box["x"] >= 0 and box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shown_text = page.inner_text("body")
    assert "Ada Lovelace: 2 of 6 points" in shown_text and "not all read yet" in shown_text
    assert "Task 1" in shown_text and "Test cell" not in shown_text
    assert "not yet read, 1 at most" in shown_text
    assert not page.get_by_text("with task").first.is_visible()  # the check is folded
    figure = page.locator("img").first
    assert figure.evaluate("image => image.naturalWidth") > 100
    assert figure.bounding_box()["width"] <= width
    assert page.locator("table", has_text="column").count() == 1


def test_feedback_goes_back_under_the_names_of_the_system(shown):
    with zipfile.ZipFile(shown.out / "feedback.zip") as archive:
        assert sorted(archive.namelist()) == [
            "Ada Lovelace_47_assignsubmission_file_/x.html",
            "eve/x.html",
        ]


@pytest.fixture(scope="module")
def formgrader(shown):
    """JupyterLab in the folder of the results, as the guide says."""
    with jupyterlab(shown.out) as address:
        yield address


def test_formgrader_runs_nothing(shown, browser, formgrader):
    with urllib.request.urlopen(
        f"{formgrader}/formgrader/api/submitted_notebooks/{NAME}/{NAME}?token=t"
    ) as answer:
        submissions = {one["student"]: one["id"] for one in json.load(answer)}
    assert set(submissions) == {"Ada Lovelace", "eve"}
    page = opened(browser, f"{formgrader}/formgrader/submissions/{submissions['eve']}/?token=t")
    assert "Submission" in page.inner_text("body") and "a < b" in page.inner_text("body")
    for link in page.locator("a", has_text=re.compile("^click$")).all():
        link.click(force=True, no_wait_after=True)
    page.wait_for_timeout(500)
    assert page.title() != "hit"
    assert page.locator("#notebook-container script, #notebook-container iframe").count() == 0
    assert page.locator("#notebook-container [onerror], #notebook-container [onload]").count() == 0


def test_what_was_written_can_still_be_read():
    given = "a < b, `x <y`, 3<4, [link](https://example.org), <details><summary>x</summary>"
    assert text(given) == given.replace("x <y", "x < y")
    assert text("<details ontoggle=x><b/onclick=x>") == "< details ontoggle=x>< b/onclick=x>"


def test_figures_and_tables_stay():
    png = "iVBORw0KGgo="
    picture = {"text/html": f'<img src="data:image/png;base64,{png}" alt="a line">'}
    cell = new_code_cell(outputs=[nbformat.v4.new_output("display_data", picture)])
    assert output(cell.outputs[0]).data["text/html"] == picture["text/html"]
    table = {"text/html": "<style scoped>th {}</style><table><tr><td>1</td></tr></table>"}
    shown_table = output(nbformat.v4.new_output("display_data", table))
    assert shown_table.data["text/html"] == "<table><tbody><tr><td>1</td></tr></tbody></table>"
