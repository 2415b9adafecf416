"""The exercises: what is released leaks nothing, and the checks know right answers from wrong."""

import ast
import re

import nbformat
import numpy as np
import pytest

from aeutils.exercises import Hint, task
from cells import answers, metadata, of_kind, run, spans

pytest.importorskip("nbgrader", reason="the extra [classroom] is not installed")
from mutants import listed, noticed, outcome, right_answers
from release import RELEASED, SOURCES, main, release, source_notebook

EXERCISES = sorted(SOURCES.glob("[0-9]*.py"))
BANKS = {source.stem: answers(source.stem) for source in EXERCISES}
LISTED = listed()

each_exercise = pytest.mark.parametrize("source", EXERCISES, ids=lambda path: path.stem)


def released(name):
    return nbformat.read(RELEASED / f"{name}.ipynb", as_version=4)


def names_defined(notebook, task_name):
    """The functions and variables of a student's cell."""
    (cell,) = (
        cell for cell in of_kind(notebook, solution=True) if metadata(cell)["grade_id"] == task_name
    )
    tree = ast.parse(cell.source)
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)} | {
        node.id
        for part in tree.body
        if isinstance(part, ast.Assign)
        for node in ast.walk(part)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


# ---- what is released ------------------------------------------------------------------------


def regions(notebook, what):
    """The lines of all regions of one kind, ``"SOLUTION"`` or ``"HIDDEN TESTS"``."""
    for cell in notebook.cells:
        for region in re.findall(rf"### BEGIN {what}\n(.*?)### END {what}", cell.source, re.DOTALL):
            yield from map(str.strip, region.splitlines())


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A folder for nbgrader, with one gradebook for all exercises."""
    return tmp_path_factory.mktemp("course")


@each_exercise
def test_released_notebook_is_what_the_source_gives(source, course):
    fresh = nbformat.read(release(source, course), as_version=4)
    assert released(source.stem) == fresh, "run `make release`"


@each_exercise
def test_nothing_leaks(source):
    notebook, text = source_notebook(source), nbformat.writes(released(source.stem))
    assert "BEGIN SOLUTION" not in text and "HIDDEN TESTS" not in text
    open_to_all = "\n".join(
        re.sub(
            r"### BEGIN (SOLUTION|HIDDEN TESTS)\n.*?### END \1", "", cell.source, flags=re.DOTALL
        )
        for cell in notebook.cells
    )
    secret = {
        line
        for what in ("SOLUTION", "HIDDEN TESTS")
        for line in regions(notebook, what)
        if len(line) > 12 and line not in open_to_all
    }
    assert len(secret) > 20
    decoded = "\n".join(cell.source for cell in released(source.stem).cells)
    assert [line for line in secret if line in decoded] == []
    for cell in released(source.stem).cells:
        assert not cell.get("outputs")
        assert set(cell.metadata) <= {"nbgrader", "deletable", "editable", "jupyter"}
        assert set(metadata(cell)) <= {
            "schema_version",
            "grade_id",
            "grade",
            "solution",
            "locked",
            "task",
            "points",
            "checksum",
            "cell_type",
        }


@each_exercise
def test_exercise_has_its_parts(source):
    notebook = source_notebook(source)
    written, checks = of_kind(notebook, grade=True, solution=True), of_kind(notebook, grade=True)
    assert 1 <= len(written) <= 2 and all(cell.cell_type == "markdown" for cell in written)
    assert 4 <= len(written) + len(checks) <= 6
    assert 10 <= sum(metadata(cell)["points"] for cell in written + checks) <= 14
    solved = [metadata(cell)["grade_id"] for cell in of_kind(notebook, solution=True)]
    assert [f"check-{name}" for name in solved] == [metadata(c)["grade_id"] for c in checks]
    assert all("### BEGIN HIDDEN TESTS" in cell.source for cell in checks)
    prose = notebook.cells[0].source
    assert prose.startswith(f"# Exercise {source.stem[:2]}") and re.search(r"\d+ minutes", prose)
    assert f"(../{source.stem}.ipynb)" in prose, "the way back to the lesson"
    lesson = (SOURCES.parent / source.name).read_text(encoding="utf-8")
    assert f"(exercises/{source.stem}.ipynb)" in lesson, "the lesson's way to its exercise"


def test_unknown_exercise_is_named(capsys):
    with pytest.raises(SystemExit):
        main(["99"])
    assert "no exercise 99: there are 01_preprocessing, " in capsys.readouterr().err


# ---- right and wrong -------------------------------------------------------------------------


@each_exercise
def test_right_wrong_and_missing_answers(source):
    """No answer, the own solution, three changes of it (`make mutants` tries all), and the bank."""
    notebook, untouched, bank = source_notebook(source), released(source.stem), BANKS[source.stem]
    tasks = {name for name, _ in spans(notebook)}
    assert {cell for cell, *_ in bank.WRONG.values()} == tasks, "each task, and no other, has some"
    assert {cell for cell, _ in bank.RIGHT.values()} <= tasks
    space, done, problems = {"__name__": "__main__"}, 0, []
    for (name, span), (_, blank) in zip(spans(notebook), spans(untouched), strict=True):
        problems += run(notebook.cells[done : span.start], space).items()
        done = span.stop
        failures = run(untouched.cells[blank], space)
        hint = failures.pop(f"check-{name}", None)
        if (
            type(hint) is not Hint
            or not re.search("nothing here yet|there is no", str(hint))
            or not {*map(type, failures.values())} <= {NotImplementedError}
        ):
            problems.append(("no answer", hint, failures))
        problems += run(notebook.cells[span], space).items()
        (solution,) = right_answers(notebook, source.stem, name, bank=False)
        for change in noticed(notebook.cells[span], space, name, solution, most=3):
            if outcome(source.stem, change, LISTED) == "passed":
                problems.append(("a change that no check notices", change))
        for title, (cell, code) in bank.RIGHT.items():
            if cell == name and (failures := run(notebook.cells[span], space, (name, code))):
                problems.append((title, failures))
        for title, (cell, code, words) in bank.WRONG.items():
            if cell == name:
                failures = run(notebook.cells[span], space, (name, code))
                hint = failures.get(f"check-{name}")
                if len(failures) != 1 or type(hint) is not Hint or words not in str(hint):
                    problems.append((title, failures))
        problems += run(notebook.cells[span], space).items()
        for defined in names_defined(notebook, name):  # no task may need the answer to another
            del space[defined]
    problems += run(notebook.cells[done:], space).items()
    assert problems == []


@each_exercise
def test_no_task_needs_another(source):
    """What a student's cell defines is used up to its check only, so nothing else can be lost."""
    notebook = source_notebook(source)
    for name, span in spans(notebook):
        defined = names_defined(notebook, name)
        others = notebook.cells[: span.start] + notebook.cells[span.stop :]
        used = {
            node.id
            for other in others
            if other.cell_type == "code"
            for node in ast.walk(ast.parse(other.source))
            if isinstance(node, ast.Name)
        }
        assert defined and not defined & used, f"{name}: {defined & used}"


# ---- hints -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stop", "hint"),
    [
        ("raise NotImplementedError()", "Task 1: nothing here yet. Write your code in place of"),
        ("assert 1 == 2, 'one is not two.'", "Task 1: one is not two."),
        ("missing(3)", "Task 1: there is no `missing`. Run the cells above"),
        ("None.shape", "Task 1: the check could not use your result (AttributeError"),
        ("import numpy as np; np.linalg.inv([1])", "Task 1: the check could not use your result"),
    ],
)
def test_task_turns_what_goes_wrong_into_a_hint(stop, hint):
    with pytest.raises(Hint) as caught:
        exec(f"with task('Task 1'):\n    {stop}", {"task": task})
    assert str(caught.value).startswith(hint)
    assert caught.value._render_traceback_() == [str(caught.value)]


def test_hint_names_the_student_line():
    cells = [
        nbformat.v4.new_code_cell(code)
        for code in (
            "from aeutils.exercises import task\n\ndef theirs(x):\n    return x.shape",
            "def check():\n    theirs(3)\n\nwith task('Task 1'):\n    check()",
        )
    ]
    (hint,) = run(cells, {}).values()
    assert str(hint).startswith("Task 1: your function stopped with AttributeError: 'int' object")
    assert str(hint).endswith(", in line 4 of `theirs`: `return x.shape`")


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("give('three')", "in line 4 of `theirs`: `return give('three')`"),  # `give` stops
        ("'three'", "the check could not use your result (ValueError"),
    ],
)
def test_hint_names_no_line_of_what_measures_for_a_check(line, hint):
    """Neither where it cannot use a result, nor where the student calls what it has passed."""
    cells = [
        nbformat.v4.new_code_cell(code)
        for code in (
            f"from aeutils.exercises import task\n\ndef theirs(give):\n    return {line}",
            'def number(function):\n    """For the check below."""\n    def give(x):\n'
            "        return int(x)\n    return int(function(give))",
            "with task('Task 1'):\n    number(theirs)",
        )
    ]
    (said,) = run(cells, {}).values()
    assert hint in str(said)
    assert "`number`" not in str(said) and "`give`" not in str(said)


def test_hint_for_a_name_asks_both_ways():
    """Whether a cell above was left out, or the student's own function has a slip."""
    cells = [
        nbformat.v4.new_code_cell(code)
        for code in (
            "from aeutils.exercises import task\n\ndef theirs(x):\n    return x - mean",
            "with task('Task 1'):\n    theirs(3)",
        )
    ]
    (hint,) = run(cells, {}).values()
    assert str(hint).startswith("Task 1: there is no `mean`. Run the cells above")
    assert str(hint).endswith("Or have you not defined it?")


@pytest.mark.parametrize("file", ["/home/a/aeutils/notebooks/exercises/01.ipynb#3", "<cell 3>"])
def test_hint_names_a_place_without_its_text(file):
    """In a folder of any name, and where nobody knows the text of a cell."""
    space = {"task": task}
    exec(compile("def theirs(x):\n    return x.shape", file, "exec"), space)
    with pytest.raises(
        Hint, match=r"your function stopped with AttributeError.*, in line 2 of `theirs`\."
    ):
        exec("with task('Task 1'):\n    theirs(3)", space)


def test_compiled_code_of_a_library_is_nobodys_line():
    space = {"task": task, "rng": np.random.default_rng(0)}
    exec(compile("def theirs():\n    rng.choice(2, 3, replace=False)", "<cell 3>", "exec"), space)
    with pytest.raises(
        Hint, match=r"your function stopped with ValueError.*, in line 2 of `theirs`\."
    ):
        exec("with task('Task 1'):\n    theirs()", space)
    with pytest.raises(Hint, match="Task 1: the check could not use your result"):
        exec("with task('Task 1'):\n    rng.choice(2, 3, replace=False)", space)


def test_passed_task_says_so(capsys):
    with task("Task 1"):
        assert True
    assert capsys.readouterr().out == "Task 1: the checks here are passed.\n"
