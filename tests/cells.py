"""The cells of an exercise: which of them are a task, and how they run outside Jupyter."""

import contextlib
import importlib.util
import io
import linecache
import re

from build import ROOT

HIDDEN = re.compile(r" *### BEGIN HIDDEN TESTS\n.*?### END HIDDEN TESTS", re.DOTALL)


def answers(stem):
    """The bank of an exercise: a module with RIGHT and WRONG answers."""
    spec = importlib.util.spec_from_file_location(stem, ROOT / "tests" / "answers" / f"{stem}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def metadata(cell):
    return cell.metadata.get("nbgrader", {})


def of_kind(notebook, *, grade=False, solution=False):
    return [
        cell
        for cell in notebook.cells
        if (metadata(cell).get("grade"), metadata(cell).get("solution")) == (grade, solution)
    ]


def spans(notebook):
    """(grade id, the cells from the student's to its check) for each task with code."""
    ids = [metadata(cell).get("grade_id") for cell in notebook.cells]
    for cell in of_kind(notebook, solution=True):
        name = metadata(cell)["grade_id"]
        yield name, slice(ids.index(name), ids.index(f"check-{name}") + 1)


def run(cells, space, answer=None, *, hidden=True):
    """Run code cells in this process; return {name of a failing cell: what it raised}.

    `answer`, a pair of a grade id and code, stands in for that cell's text. Without `hidden`,
    checks are as the student has them. What comes to stderr is noted under that name.
    """
    failures, stdout, stderr = {}, io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        for cell in cells:
            if cell.cell_type == "code":
                name = metadata(cell).get("grade_id", cell.id)
                code = answer[1] if answer and answer[0] == name else cell.source
                if not hidden:
                    code = HIDDEN.sub("", code)
                file = f"<{name}>"  # as in Jupyter, a line of a cell can be looked up
                linecache.cache[file] = len(code), None, code.splitlines(keepends=True), file
                try:
                    exec(compile(code, file, "exec"), space)
                except Exception as error:
                    failures[name] = error
    if stderr.getvalue():
        failures["stderr"] = stderr.getvalue()  # nbgrader takes anything there for a failure
    return failures
