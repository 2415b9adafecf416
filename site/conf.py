"""Sphinx: the course as a website, its lessons with the outputs that they were committed with.

The root of the repository is the source folder, so that lessons, guide and results link to each
other as they do in a clone; `site/` has this file and the few pages that are no lesson.
"""

import json
import os
import re
import shutil
import sys
from pathlib import Path

import aeutils

SITE = Path(__file__).resolve().parent
ROOT = SITE.parent
sys.path.insert(0, str(SITE))
import decks  # noqa: E402
from words import SearchEnglishAndChinese  # noqa: E402

project = "Autoencoders, with PCA in the room"
author = "The authors of the course"
copyright = "its authors; code BSD 3-Clause, text and figures CC BY 4.0"
version = release = aeutils.__version__

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "numpydoc",
    "sphinx-mathjax-offline",
]
root_doc = "site/index"
include_patterns = [
    "site/*.md",
    "site/zh/*.md",
    "notebooks/*.ipynb",
    "notebooks/zh/*.ipynb",
    "notebooks/exercises/*.ipynb",
    "notebooks/*.md",
    "README*.md",
    "classroom/README.md",
    "benchmarks/*.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
]

# ---- lessons: as they are -------------------------------------------------------------------

nb_execution_mode = "off"
nb_merge_streams = True
nb_code_prompt_show = "Show the code"
nb_code_prompt_hide = "Hide the code"
nb_ipywidgets_js = {}  # a widget needs a kernel, and its code would come from a CDN
myst_enable_extensions = ["dollarmath", "deflist", "attrs_inline", "colon_fence"]
myst_heading_anchors = 4
suppress_warnings = ["misc.highlighting_failure"]

# ---- the package ----------------------------------------------------------------------------

default_role = "code"  # `X` in a docstring is a name, not a stressed word
autodoc_default_options = {
    "members": True,
    "inherited-members": True,
    "member-order": "bysource",
}
autodoc_typehints = "none"
autodoc_inherit_docstrings = False
numpydoc_show_class_members = False
nitpicky = True
nitpick_ignore_regex = [(r"py:.*", r"(?!aeutils).*")]  # what others document is theirs


def skip_what_others_wrote(app, what, name, member, skip, options):
    """Leave out what a class inherits from scikit-learn or Keras, whose pages link to their own."""
    member = getattr(member, "fget", None) or getattr(member, "__func__", member)
    return skip or not (getattr(member, "__module__", None) or "aeutils").startswith("aeutils")


# ---- what it looks like ---------------------------------------------------------------------

html_theme = "furo"
html_title = project
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_use_index = html_domain_indices = False  # search finds more
html_copy_source = False
html_show_sourcelink = False
html_search_language = SearchEnglishAndChinese.lang
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0072B2", "color-brand-content": "#0072B2"},
    "dark_css_variables": {"color-brand-primary": "#56B4E9", "color-brand-content": "#56B4E9"},
}

# Where the project lives, as GitHub's runners call it: OWNER/NAME. Without, there are no buttons.
REPOSITORY = os.environ.get("GITHUB_REPOSITORY", "")
BINDER = "https://mybinder.org/v2/gh/{repository}/HEAD?labpath={path}"
COLAB = "https://colab.research.google.com/github/{repository}/blob/main/{path}"


def title(notebook):
    """The first line of a notebook, without its mark."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return "".join(cells[0]["source"]).splitlines()[0].lstrip("# ")


def fill_tables(app, docname, source):
    """Add a row for each exercise, and for each deck of slides, to the table on its page."""
    rows = []
    if docname == "site/exercises":
        for exercise in sorted((ROOT / "notebooks" / "exercises").glob("*.ipynb")):
            rows.append(
                f"| [{exercise.name[:2]} {title(ROOT / 'notebooks' / exercise.name)}]"
                f"(../notebooks/{exercise.name}) | [read](../notebooks/exercises/{exercise.name}), "
                f'<a href="../notebooks/exercises/{exercise.name}" download>download</a> |'
            )
    if docname == "site/slides":
        for number, name in enumerate(decks.SESSIONS, 1):
            rows.append(f'| {number} | <a href="../slides/{number}.html">{name}</a> |')
    if rows:
        head = "|---|---|\n"
        source[0] = source[0].replace(head, head + "\n".join(rows) + "\n", 1)


def fold_cells(app, docname, source):
    """Fold the code that is folded in Jupyter: helpers, drawing, claims."""
    if not (ROOT / f"{docname}.ipynb").exists():
        return
    notebook = json.loads(source[0])
    for cell in notebook["cells"]:
        if cell["metadata"].get("jupyter", {}).get("source_hidden"):
            cell["metadata"].setdefault("tags", []).append("hide-input")
    source[0] = json.dumps(notebook)


def paths():
    """Each way through the course, by name: the notebooks and pages on it, as Sphinx names them."""
    sections = re.split(r"^## ", (SITE / "paths.md").read_text(encoding="utf-8"), flags=re.M)[1:]
    step = re.compile(r"^\d\. \[[^]]*\]\(([\w./]+?)\.(?:ipynb|md)", re.M)
    found = {}
    for section in sections:
        name = section.partition("\n")[0]
        found[name] = [os.path.relpath(SITE / to, ROOT) for to in step.findall(section)]
    return found


def mend_sidebar(app, pagename, templatename, context, doctree):
    """Number the lessons, and say how high headings are, for those who hear them."""
    tree = context.get("furo_navigation_tree", "")
    tree = tree.replace('role="heading"', 'role="heading" aria-level="2"')
    tree = re.sub(r'(href="[^"]*?(?<!\d)(\d\d)_\w+\.html">)', r"\1\2 ", tree)
    if number := re.match(r".*/(\d\d)_", pagename):
        tree = tree.replace('href="#">', f'href="#">{number[1]} ')
    context["furo_navigation_tree"] = tree


BELOW_TITLE = {
    "en": ["Download this notebook", "Its lesson", "Its exercise", "Run it on"],
    "zh": ["下载本课笔记本", "本课正文", "本课练习", "打开于"],
}


def add_line_below_title(app, pagename, templatename, context, doctree):
    """Say of a lesson how to take it along, where its exercise is, and which ways lead over it."""
    chinese = "/zh/" in pagename or pagename.endswith("zh-CN")
    if chinese:
        context["language"] = "zh-Hans"
    if not (ROOT / f"{pagename}.ipynb").exists():
        return
    take, lesson, exercise, run = BELOW_TITLE["zh" if chinese else "en"]
    up, name = "../" * pagename.count("/"), pagename.rpartition("/")[2]
    links = [f'<a href="{name}.ipynb" download>{take}</a>']
    if pagename.startswith("notebooks/exercises/"):
        links.append(f'<a href="../{name}.html">{lesson}</a>')
    elif (ROOT / "notebooks" / "exercises" / f"{name}.ipynb").exists():
        links.append(f'<a href="{up}notebooks/exercises/{name}.html">{exercise}</a>')
    if REPOSITORY:
        for place, address in [("Binder", BINDER), ("Colab", COLAB)]:
            href = address.format(repository=REPOSITORY, path=f"{pagename}.ipynb")
            links.append(f'<a href="{href}">{run} {place}</a>')
    for way, steps in paths().items():
        if pagename in steps:
            href = f"{up}site/paths.html#{way.lower().replace(' ', '-')}"
            step = f"step {steps.index(pagename) + 1} of {len(steps)}"
            links.append(f'<a href="{href}">{way}</a>, {step}')
    line = "".join(f"<li>{link}</li>" for link in links)
    line = f'</h1><ul class="below-title">{line}</ul>'
    context["body"] = context["body"].replace("</h1>", line, 1)


def add_what_is_no_page(app, exception):
    """Put the playground, slides, lessons and exercises beside the pages; and a front door."""
    if exception or app.builder.name != "html":
        return
    out = Path(app.outdir)
    aeutils.playground().save(out / "playground.html")
    decks.write(ROOT / "notebooks", out / "slides")
    for notebook in (ROOT / "notebooks").rglob("*.ipynb"):
        to = out / notebook.relative_to(ROOT)
        if to.with_suffix(".html").exists():
            shutil.copy(notebook, to)
    (out / "index.html").write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{project}</title>'
        '<meta http-equiv="refresh" content="0; url=site/index.html">'
        f'<a href="site/index.html">{project}</a></html>\n',
        encoding="utf-8",
    )


def setup(app):
    """Called by Sphinx."""
    app.add_search_language(SearchEnglishAndChinese)
    app.connect("autodoc-skip-member", skip_what_others_wrote)
    app.connect("source-read", fill_tables)
    app.connect("source-read", fold_cells)
    app.connect("html-page-context", add_line_below_title)
    app.connect("html-page-context", mend_sidebar, priority=900)  # after the theme
    app.connect("build-finished", add_what_is_no_page)
