"""Sphinx: the course as a website, its lessons with the outputs that they were committed with.

The root of the repository is the source folder, so that lessons, guide and results link to each
other as they do in a clone; `site/` has this file and the few pages that are no lesson.
"""

import json
import shutil
from pathlib import Path

import aeutils

ROOT = Path(__file__).resolve().parent.parent

project = "Autoencoders, with PCA in the room"
author = "The authors of the course"
copyright = "its authors; code BSD 3-Clause, text and figures CC BY 4.0"
version = release = aeutils.__version__
language = "en"

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
    "README.md",
    "classroom/README.md",
    "benchmarks/*.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
]
templates_path = []

# ---- lessons: as they are -------------------------------------------------------------------

nb_execution_mode = "off"
nb_merge_streams = True
nb_ipywidgets_js = {}  # a widget needs a kernel, and its code would come from a CDN
myst_enable_extensions = ["dollarmath", "deflist", "attrs_inline", "colon_fence"]
myst_heading_anchors = 4
myst_links_external_new_tab = False
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
numpydoc_class_members_toctree = False
nitpicky = True
nitpick_ignore_regex = [(r"py:.*", r"(?!aeutils).*")]  # what others document is theirs


def skip_what_others_wrote(app, what, name, member, skip, options):
    """Leave out what a class inherits from scikit-learn or Keras, whose pages link to their own."""
    member = getattr(member, "fget", None) or getattr(member, "__func__", member)
    return skip or not (getattr(member, "__module__", None) or "aeutils").startswith("aeutils")


# ---- what it looks like ---------------------------------------------------------------------

html_theme = "furo"
html_title = "Autoencoders, with PCA in the room"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0072B2", "color-brand-content": "#0072B2"},
    "dark_css_variables": {"color-brand-primary": "#56B4E9", "color-brand-content": "#56B4E9"},
}


def list_exercises(app, docname, source):
    """Add a row for each exercise to the table on their page."""
    if docname != "site/exercises":
        return
    for exercise in sorted((ROOT / "notebooks" / "exercises").glob("*.ipynb")):
        lesson = json.loads((ROOT / "notebooks" / exercise.name).read_text(encoding="utf-8"))
        title = "".join(lesson["cells"][0]["source"]).splitlines()[0].lstrip("# ")
        source[0] += (
            f"| [{exercise.name[:2]} {title}](../notebooks/{exercise.name}) | "
            f"[read](../notebooks/exercises/{exercise.name}), "
            f'<a href="../notebooks/exercises/{exercise.name}" download>download</a> |\n'
        )


def add_downloads(app, exception):
    """Put the playground, lessons and exercises beside the pages; and a front door."""
    if exception or app.builder.name != "html":
        return
    out = Path(app.outdir)
    aeutils.playground().save(out / "playground.html")
    for folder in ("notebooks", "notebooks/exercises"):
        (out / folder).mkdir(parents=True, exist_ok=True)
        for notebook in (ROOT / folder).glob("*.ipynb"):
            shutil.copy(notebook, out / folder)
    (out / "index.html").write_text(
        '<!doctype html><meta charset="utf-8"><title>' + html_title + "</title>"
        '<meta http-equiv="refresh" content="0; url=site/index.html">'
        '<a href="site/index.html">' + html_title + "</a>\n",
        encoding="utf-8",
    )


def setup(app):
    """Called by Sphinx."""
    app.connect("autodoc-skip-member", skip_what_others_wrote)
    app.connect("source-read", list_exercises)
    app.connect("build-finished", add_downloads)
