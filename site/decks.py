"""Slides out of the lessons: a deck for each session of the teacher's guide, one file of HTML each.

A section of a lesson begins with its question. What it asks the class to predict has a slide of its
own; a cell that shows something has one, its code beside it, the lesson's words folded below.
"""

import html
import json
import posixpath
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

HERE = Path(__file__).resolve().parent

# What the guide puts into class: of each lesson the sections from one heading to another.
SESSIONS = {
    "What went wrong? And what does the table say?": [
        ("00_start_here", "Does the program run?", "Walk across two maps"),
        ("01_preprocessing", "What does the table say about itself?", "Was it worth it?"),
    ],
    "A leak, shapes, and weights that earn their place": [
        ("01_preprocessing", "What does a test set hide when it scales itself?", None),
        ("02_model_construction", "What is inside an autoencoder?", "Where did the encoder go?"),
        ("02_model_construction", "Does every weight earn its place?", "Can a code be dead?"),
    ],
    "How a network learns, and how it fails to": [
        ("03_training", "Which way is down?", "Who wins the race?"),
    ],
    "Compared with what, and how sure?": [
        ("04_evaluation", "An error: compared with what?", "What does the average hide?"),
        ("04_evaluation", "Would other images say the same?", "Would another seed say the same?"),
        ("04_evaluation", "And the program of lesson 00?", None),
    ],
    "When does an autoencoder beat PCA?": [
        ("05_autoencoder_and_pca", "What if the network has no bends?", "The remedy: begin as PCA"),
        ("05_autoencoder_and_pca", "Two maps of the same pictures", "Turn the bends up and down"),
        ("05_autoencoder_and_pca", "So which should you use?", None),
    ],
}

MARKDOWN = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin)
MARKDOWN.add_render_rule("math_inline", lambda self, tokens, i, *_: math(tokens[i], r"\(%s\)"))
MARKDOWN.add_render_rule("math_block", lambda self, tokens, i, *_: math(tokens[i], r"\[%s\]"))
CODE = HtmlFormatter(cssclass="code")


def math(token, brackets):
    """A formula as MathJax finds it."""
    return html.escape(brackets % token.content)


@dataclass
class Slide:
    """What stands on it, what is said to it, and the code that made it, as HTML."""

    title: str
    shown: list = field(default_factory=list)
    said: list = field(default_factory=list)
    code: list = field(default_factory=list)


def write(notebooks, folder):
    """Write a deck for each session into a folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    template = (HERE / "deck.html").read_text(encoding="utf-8")
    for number, (name, parts) in enumerate(SESSIONS.items(), 1):
        slides = [Slide(name)]
        for lesson, first, last in parts:
            cells = json.loads((notebooks / f"{lesson}.ipynb").read_text(encoding="utf-8"))["cells"]
            slides += section_slides(cells, first, last or first)
        links = [
            f'<li><a href="../notebooks/{lesson}.html">Lesson {lesson[:2]}, {first}</a></li>'
            for lesson, first, _ in parts
        ]
        slides[0].shown = [f"<p>Session {number}</p><ul>{''.join(links)}</ul>"]
        page = template.replace("{{ title }}", html.escape(name))
        page = page.replace("{{ code style }}", CODE.get_style_defs())
        sections = [as_html(slide, level=1 if slide is slides[0] else 2) for slide in slides]
        page = page.replace("{{ slides }}", "\n".join(sections))
        (folder / f"{number}.html").write_text(page, encoding="utf-8")


def section_slides(cells, first, last):
    """The slides of a lesson's sections, from one heading to another."""
    slides, waiting = [], []  # code that has shown nothing yet
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and slides:
            outputs = [shown for output in cell["outputs"] if (shown := output_html(output))]
            folded = cell["metadata"].get("jupyter", {}).get("source_hidden", False)
            waiting.append((source, folded))
            if outputs:
                slides.append(Slide(slides[-1].title, outputs, [], [code for code, _ in waiting]))
                waiting = []
        elif cell["cell_type"] == "markdown":
            if not all(folded for _, folded in waiting):
                slides.append(Slide(slides[-1].title, [], [], [code for code, _ in waiting]))
                waiting = []
            for block in blocks(source):
                heading = block[3:] if block.startswith("## ") else None
                if heading and slides and slides[-1].title == last:
                    return slides
                if heading and (slides or heading == first):
                    slides.append(Slide(heading))
                    waiting = []
                elif slides:
                    place(block, slides)
    raise ValueError(f"No lesson has the sections from {first!r} to {last!r}: see decks.py.")


def blocks(markdown):
    """Paragraphs, lists, tables and formulas, each by itself."""
    return [block.strip() for block in re.split(r"\n\s*\n", markdown) if block.strip()]


def place(block, slides):
    """Put a block of a lesson's text among what is to be seen, or what is to be said."""
    question = block.startswith("**Predict first.**")
    if question and slides[-1].code:
        slides.append(Slide(slides[-1].title))
    opening = not (slides[-1].shown or slides[-1].said or slides[-1].code)
    promised = slides[-1].shown and slides[-1].shown[-1].rstrip().endswith(":</p>")
    seen = question or opening or promised or block.startswith(("1. ", "|", "$$", "!["))
    (slides[-1].shown if seen else slides[-1].said).append(markdown_html(block))


def markdown_html(block):
    """A block as HTML; what it points to from the lessons' folder, is pointed to from this one."""

    def page(link):
        return f"](../{posixpath.normpath('notebooks/' + link[1])}.html"

    return MARKDOWN.render(re.sub(r"\]\(([\w./]+)\.(?:ipynb|md)", page, block))


def output_html(output):
    """What a cell has shown, as HTML."""
    if output["output_type"] == "error":
        return f"<pre>{html.escape(output['ename'] + ': ' + output['evalue'])}</pre>"
    if output["output_type"] == "stream":
        return f"<pre>{html.escape(''.join(output['text']).rstrip())}</pre>"
    data = {kind: "".join(text) for kind, text in output["data"].items()}
    if "text/html" in data:
        return data["text/html"]
    return f"<pre>{html.escape(data['text/plain'])}</pre>"


def as_html(slide, level=2):
    """A slide as a section of the page."""
    parts = [f"<section><h{level}>", html.escape(slide.title), f"</h{level}>", *slide.shown]
    if slide.code:
        pictured = re.search("<(img|table|iframe)", "".join(slide.shown))
        parts += [f"<details{'' if pictured else ' open'}><summary>The code</summary>"]
        parts += [highlight(code, PythonLexer(), CODE) for code in slide.code] + ["</details>"]
    if slide.said:
        parts += ['<details class="said"><summary>What the lesson says</summary>', *slide.said]
        parts += ["</details>"]
    return "".join([*parts, "</section>"]).replace("<pre>", '<pre tabindex="0">')
