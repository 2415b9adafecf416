"""What is shown of a student's notebook, in feedback and in the Formgrader, runs nothing."""

import base64
import binascii
import re

import bleach
from nbformat.v4 import new_output
from nbgrader.preprocessors import GetGrades, NbGraderPreprocessor

TAGS = {
    *("a", "b", "br", "caption", "code", "dd", "details", "div", "dl", "dt", "em", "figcaption"),
    *("figure", "h1", "h2", "h3", "h4", "hr", "i", "img", "li", "ol", "p", "pre", "span", "strong"),
    *("sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
}
ATTRIBUTES = {"*": ["title", "colspan", "rowspan"], "img": ["src", "alt", "width", "height"]}
PLAIN = "details|summary|br|sub|sup|b|i|em|strong"  # these may stand in a text, without attributes
TAG = re.compile(rf"<(?!/?(?:{PLAIN})\s*/?>)(?=[a-zA-Z/!?])")
UNSHOWN = re.compile(r"<(style|script)\b.*?(</\1\s*>|$)", re.DOTALL | re.IGNORECASE)
ADDRESS = re.compile(r"\b(javascript|vbscript|data)\s*:(?!image/(png|jpe?g|gif);)", re.IGNORECASE)


class Harmless(NbGraderPreprocessor):
    """nbgrader's last step: outputs of known kinds only, their HTML and that of texts cleaned."""

    def preprocess_cell(self, cell, resources, index):
        if cell.cell_type == "markdown":
            cell.source = text(cell.source)
        else:
            cell.outputs = [shown for shown in map(output, cell.get("outputs", [])) if shown]
        return cell, resources


def text(source):
    """The Markdown with no tag and no address that could run something."""
    return ADDRESS.sub(r"\1 :", TAG.sub("< ", source))


def output(given):
    """The same output without what is not known to be harmless."""
    if given.output_type in ("stream", "error"):
        return given
    data = {kind: value for kind, value in given.data.items() if isinstance(value, str)}
    if "text/html" in data:
        data["text/html"] = bleach.clean(
            UNSHOWN.sub("", data["text/html"]), TAGS, ATTRIBUTES, protocols={"data"}, strip=True
        )
    for kind in ("image/png", "image/jpeg"):
        if kind in data and not encoded(data[kind]):
            del data[kind]
    for kind in ("text/latex", "text/markdown"):
        data.setdefault("text/plain", data.get(kind, ""))
    known = ("text/html", "image/png", "image/jpeg", "text/plain")
    return new_output("display_data", {kind: data[kind] for kind in known if data.get(kind)})


def encoded(picture):
    try:
        return bool(base64.b64decode("".join(picture.split()), validate=True))
    except binascii.Error:
        return False


class Grades(GetGrades):
    """nbgrader's first step of feedback, which also tells what nobody has read yet."""

    def _get_score(self, cell, resources):
        super()._get_score(cell, resources)
        grade = self.gradebook.find_grade(
            cell.metadata.nbgrader.grade_id, self.notebook_id, self.assignment_id, self.student_id
        )
        cell.metadata.nbgrader["unread"] = grade.needs_manual_grade
