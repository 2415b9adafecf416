"""The lessons: each committed notebook is what its source builds, and its source still runs."""

import base64
import re

import nbformat
import pytest
from bs4 import BeautifulSoup

import build
from build import (
    METADATA,
    ROOT,
    SOURCE,
    changed_inputs,
    execute,
    fresh_notebook,
    lesson_name,
    lessons,
    main,
    target,
    texts,
)

SOURCES = lessons()
RUN_TWICE = "01"  # a cheap one; `python notebooks/source/build.py --twice` does it for all
each_lesson = pytest.mark.parametrize("source", SOURCES, ids=lesson_name)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def tagged(cell, tag):
    return tag in cell.metadata.get("tags", [])


def alt_texts(html):
    """The alt of every <img>, None where there is none."""
    return [image.get("alt") for image in BeautifulSoup(html, "html.parser").find_all("img")]


def faults(notebook):
    """What a reader, or a screen reader, would stumble over in the outputs."""
    problems = [f"{cell}: stderr {text!r}" for cell, text in texts(notebook, "stderr")]
    counts = [cell.execution_count for cell in code_cells(notebook)]
    if counts != list(range(1, len(counts) + 1)):
        problems.append(f"not executed once from top to bottom: {counts}")
    for cell in code_cells(notebook):
        for output in cell.outputs:
            data = output.get("data", {})
            alts = alt_texts(data.get("text/html", ""))
            if output.output_type == "error" and not tagged(cell, "raises-exception"):
                problems.append(f"{cell.id}: {output.ename}")
            if "image/png" in data and [data.get("text/plain")] != alts:
                problems.append(
                    f"{cell.id}: text/plain must be the alt of the one <img> in text/html"
                )
            if any(len(alt or "") < 20 for alt in alts):
                problems.append(
                    f"{cell.id}: a picture needs an alt of 20 characters or more: {alts}"
                )
            if len(base64.b64decode(data.get("image/png", ""))) >= 150_000:
                problems.append(f"{cell.id}: picture of 150 kB or more")
    text = nbformat.writes(notebook)
    if len(text) >= 1_500_000:
        problems.append("notebook of 1.5 MB or more")
    if str(ROOT) in text:
        problems.append(f"the path of this machine, {ROOT}, is in an output")
    return problems


def shape(notebook):
    return [(cell.cell_type, cell.id, cell.source, cell.metadata) for cell in notebook.cells]


def test_every_notebook_has_a_source():
    assert SOURCES
    folder = SOURCE.parent
    assert {*folder.glob("*.ipynb"), *folder.glob("zh/*.ipynb")} == set(map(target, SOURCES))


@each_lesson
def test_notebook_is_built_from_its_source(source):
    notebook = nbformat.read(target(source), as_version=4)
    nbformat.validate(notebook)
    assert changed_inputs(source) == [], "run `make lessons`"
    assert shape(notebook) == shape(fresh_notebook(source))
    assert {key: notebook.metadata[key] for key in METADATA} == METADATA
    assert faults(notebook) == []


@each_lesson
def test_lesson_has_its_parts(source):
    notebook = fresh_notebook(source)
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert notebook.cells[0].source.startswith("# ")
    assert re.search(r"^#+ .*(check yourself|自测)", prose, re.IGNORECASE | re.MULTILINE)
    assert re.search(r"^#+ .*(summary|小结)", prose, re.IGNORECASE | re.MULTILINE)
    assert prose.count("<details>") == prose.count("</details>") >= 1
    code = "\n".join(cell.source for cell in code_cells(notebook))
    assert re.search(r"^\s*assert ", code, re.MULTILINE)
    for cell in code_cells(notebook):
        first = cell.source.lstrip("%").splitlines()[0]
        allowed = 20 if first.startswith(("import ", "from ")) else 15
        assert tagged(cell, "as-printed") or len(cell.source.splitlines()) <= allowed, cell.source


@each_lesson
def test_lesson_runs(source):
    notebook = fresh_notebook(source)
    seconds, megabytes, inputs = execute(notebook, target(source).parent)
    print(f"{lesson_name(source)}: {seconds:.0f} s, {megabytes} MB")
    assert faults(notebook) == []
    assert megabytes <= 1024
    committed = nbformat.read(target(source), as_version=4).metadata["aeutils"]["inputs"]
    assert sorted(inputs) == sorted(committed)
    if source.stem.startswith(RUN_TWICE):
        again = fresh_notebook(source)
        execute(again)
        assert texts(again) == texts(notebook)


# ---- the builder, on a lesson of two cells ---------------------------------------------------

HEADER = """# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

"""
ALT = "A < b & a sentence long enough"
PICTURE = f'''
from html import escape
from IPython.display import display
alt = "{ALT}"
html = f'<img alt="{{escape(alt)}}" src="">'
display({{"text/html": html, "image/png": b"png", "text/plain": alt}}, raw=True)
'''


@pytest.fixture
def lesson(tmp_path):
    """A function that writes 00_tiny.py with this code and builds it; returns the exit code."""
    folder = tmp_path / "source"
    folder.mkdir()

    def write_and_build(cell, *arguments, header=HEADER):
        source = folder / "00_tiny.py"
        source.write_text(f"{header}# %% [markdown]\n# # Tiny?\n\n# %%\n{cell}\n")
        return main(list(arguments), folder)

    write_and_build.notebook = tmp_path / "00_tiny.ipynb"
    return write_and_build


def test_builds_what_changed_and_nothing_else(lesson, capsys):
    assert lesson("print('one')") == 0
    built = lesson.notebook.read_text()
    assert "one" in built and "MB" in capsys.readouterr().out
    lesson.notebook.write_text(built.replace('"one\\n"', '"kept\\n"'))
    assert lesson("print('one')") == 0
    assert "kept" in lesson.notebook.read_text() and "up to date" in capsys.readouterr().out
    assert lesson("print('two')") == 0
    assert "two" in lesson.notebook.read_text()
    assert {path.name for path in lesson.notebook.parent.iterdir()} == {"00_tiny.ipynb", "source"}


def test_damaged_notebook_is_built_anew(lesson, capsys):
    assert lesson("print('one')") == 0
    built = lesson.notebook.read_text()
    for damage in ("", built[: len(built) // 2], "no notebook"):
        lesson.notebook.write_text(damage)
        assert lesson("print('one')") == 0
        assert "00_tiny.ipynb changed" in capsys.readouterr().out
        assert nbformat.read(lesson.notebook, as_version=4).metadata["aeutils"]


def test_picture_comes_before_the_notebook(lesson, monkeypatch):
    """Which says that all is built: killed in between, the next build does both again."""
    monkeypatch.setattr("build.base64.b64decode", lambda _: pytest.fail("killed here"))
    with pytest.raises(pytest.fail.Exception, match="killed here"):
        lesson('# %% tags=["overview"]' + PICTURE)
    assert not lesson.notebook.exists()


def test_what_a_lesson_read_makes_it_stale(lesson, monkeypatch, capsys):
    """The tables and modules that it really read, and no others."""
    assert lesson("from aeutils import load_sensors\nprint(len(load_sensors()))") == 0
    inputs = nbformat.read(lesson.notebook, as_version=4).metadata["aeutils"]["inputs"]
    assert {"data/sensors_clean.csv", "aeutils/datasets/bundled.py"} <= set(inputs)
    assert not {name for name in inputs if "dirty" in name or "explorer" in name}
    source = lesson.notebook.parent / "source" / "00_tiny.py"
    assert changed_inputs(source) == []
    real = build.checksum
    for changed in ("data/sensors_clean.csv", "aeutils/_validation.py"):
        monkeypatch.setattr(
            build,
            "checksum",
            lambda path, changed=changed: "another" if path == ROOT / changed else real(path),
        )
        assert changed_inputs(source) == [changed]
    monkeypatch.setattr(build, "checksum", real)
    capsys.readouterr()
    assert main([], source.parent) == 0 and "up to date" in capsys.readouterr().out


def test_the_same_notebook_to_the_byte(lesson):
    lesson("print('one')\nprint('two')")
    first = lesson.notebook.read_text()
    lesson("print('one')\nprint('two')", "--all")
    assert lesson.notebook.read_text() == first


@pytest.mark.parametrize(
    ("cell", "complaint"),
    [
        ("1 / 0", "00_tiny.py stopped: .*ZeroDivisionError"),
        ("import sys; print('careless', file=sys.stderr)", "stderr in cell-001: careless"),
        ("import os, time; os.write(2, b'from C'); time.sleep(1)", "stderr in cell-001: from C"),
        ("import warnings; warnings.warn('beware')", "stderr in cell-001: .*beware"),
    ],
)
def test_a_faulty_lesson_is_not_written(lesson, capsys, cell, complaint):
    assert lesson(cell) == 1
    assert re.search(complaint, capsys.readouterr().err, re.DOTALL)
    assert not lesson.notebook.exists()


def test_header_without_extension_is_refused(lesson, capsys):
    assert lesson("1", header=HEADER.replace("#       extension: .py\n", "")) == 1
    assert "extension: .py" in capsys.readouterr().err


def test_unknown_lesson_is_refused(lesson, capsys):
    with pytest.raises(SystemExit):
        lesson("1", "07")
    assert "no lesson 07: choose of 00_tiny" in capsys.readouterr().err


def test_two_runs_that_differ_are_reported(lesson, capsys):
    assert lesson("print(6 * 7)", "--twice") == 0
    assert lesson("import time; time.time_ns()", "--twice") == 1
    assert "00_tiny.py differs between two runs in ['cell-001']" in capsys.readouterr().err
    assert not lesson.notebook.exists()


def test_outputs_hold_no_widget_and_no_path_of_this_machine(lesson):
    cell = f"{PICTURE}\n# %% tags=['raises-exception']\nimport json; json.loads('(')\n"
    cell += "# %%\nimport ipywidgets\nipywidgets.IntSlider()"
    assert lesson(cell) == 0
    notebook = nbformat.read(lesson.notebook, as_version=4)
    assert faults(notebook) == []
    *_, fails, widget = notebook.cells
    assert "JSONDecodeError" in fails.outputs[0].ename and widget.outputs == []
    assert not re.search(r"[~/]\S*/lib/python|/(home|root)/", str(fails.outputs))
    assert "widgets" not in notebook.metadata and notebook.metadata.keys() - METADATA == {"aeutils"}


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("<img", "<p", "text/plain must be the alt"),
        ("{escape(alt)}", "{escape(alt)}.", "text/plain must be the alt"),
        (ALT, "A picture", "alt of 20 characters"),
        ('b"png"', "bytes(150_000)", "150 kB"),
    ],
)
def test_faults_of_pictures_are_seen(lesson, old, new, complaint):
    assert lesson(PICTURE.replace(old, new)) == 0
    assert complaint in str(faults(nbformat.read(lesson.notebook, as_version=4)))


# ---- references ------------------------------------------------------------------------------


def works(text):
    """{first author's surname and year: the whole entry} of a Markdown list of works."""
    entries = re.split(r"^- ", text, flags=re.MULTILINE)[1:]
    found = {}
    for entry in (" ".join(entry.split()) for entry in entries):
        surname = re.search(r"(?:[A-Z]\. ?)*(\w[\w'-]+)", entry)[1]
        found[surname, re.search(r"\b(?:18|19|20)\d\d\b", entry)[0]] = entry
    return found


def test_bibliography_has_what_the_lessons_cite_and_nothing_else():
    cited = {}
    for source in SOURCES:
        text = source.read_text(encoding="utf-8")
        _, *references = re.split("# ## (?:References|参考文献)", text)
        if not source.stem[0].isdigit():  # it cites nothing
            assert not references
            continue
        lines = references[0].splitlines()
        for work in works("\n".join(line.removeprefix("# ") for line in lines)):
            numbers = cited.setdefault(work, [])
            numbers += {source.stem[:2]} - {*numbers}  # a translation cites what its lesson does
    bibliography = works((SOURCE.parent / "bibliography.md").read_text(encoding="utf-8"))
    listed = {
        work: re.findall(r"\d\d", re.search(r"\[([\d, ]+)\]$", entry)[1])
        for work, entry in bibliography.items()
    }
    assert listed == cited
