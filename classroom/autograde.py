"""Grade one notebook: make it whole, let nbgrader run it in a sandbox, read what it scored."""

import ast
import contextlib
import copy
import multiprocessing
import os
import re
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path

import nbformat
import psutil
from nbformat.v4 import new_code_cell, new_markdown_cell

import sandbox
from judge import NOTICED, role
from release import HERE, nbgrader

CELL_LIMIT = 60  # seconds for one cell
LIMIT = 300  # seconds for all cells of one notebook
PICTURES = ("image/png", "image/jpeg", "image/gif")
PROCESSES = multiprocessing.get_context("forkserver")  # each begins with nbgrader imported
PROCESSES.set_forkserver_preload([__name__])
# Where the fork server finds this module. No more than that: the environment passes on to all that
# is started from here, and beside build.py, for one, `python -m build` is not PyPI's build.
os.environ["PYTHONPATH"] = os.pathsep.join(
    [str(HERE), *filter(None, [os.environ.get("PYTHONPATH")])]
)
LATE = "did not finish in time"
LOOK = "no points until you have looked at it and given them"


class CannotGrade(Exception):
    """A submission that gets no points, and why."""


def grade_id(cell):
    kind = cell.metadata.get("nbgrader")
    name = kind.get("grade_id") if isinstance(kind, dict) else None
    return name if isinstance(name, str) else None


def rebuilt(notebook, released):
    """The student version with the student's answers in it, and the cells that the student added.

    Nothing else is taken over: no metadata, by which a check could be skipped or be worth more, and
    no outputs. Cells that were deleted are put back, and of copied ones the last counts.

    Returns
    -------
    notebook, notes : NotebookNode, list of str
        And what was wrong, for the teacher.
    """
    result, notes = copy.deepcopy(released), []
    original = {grade_id(cell): cell for cell in released.cells if grade_id(cell)}
    counts = Counter(map(grade_id, notebook.cells))
    copies = [name for name in original if counts[name] > 1]
    missing = [name for name in original if not counts[name]]
    if copies:
        notes.append(f"cells copied (the last counts): {', '.join(copies)}")
    if missing:
        notes.append(f"cells missing (put back empty): {', '.join(missing)}")
    result.cells = []
    for cell in notebook.cells:
        name = grade_id(cell)
        counts[name] -= 1
        if name in original and not counts[name]:
            result.cells.append(copy.deepcopy(original[name]))
            if role(original[name]) in ("answer", "written"):
                result.cells[-1].source = cell.source
                keep_pictures(cell, result.cells[-1])
        elif cell.cell_type in ("code", "markdown"):
            new = new_code_cell if cell.cell_type == "code" else new_markdown_cell
            result.cells.append(new(cell.source))
            keep_pictures(cell, result.cells[-1])
    position = 0
    for name in original:
        if name in missing:
            result.cells.insert(position, copy.deepcopy(original[name]))
        position = 1 + [grade_id(cell) for cell in result.cells].index(name)
    return result, notes


def keep_pictures(cell, new):
    """Those that were put into a text."""
    if new.cell_type == "markdown" and isinstance(cell.get("attachments"), dict):
        new.attachments = {
            name: {kind: data for kind, data in forms.items() if kind in PICTURES}
            for name, forms in cell.attachments.items()
        }


def nbgrader_autograde(exercise, student, course, settings, environment, answer):
    """What a process of its own does; it answers with nbgrader's result."""
    os.environ |= environment
    warnings.simplefilter("ignore")  # of the libraries that nbgrader uses
    api = nbgrader(course)
    for section, values in settings.items():
        api.config[section].update(values)
    answer.send(api.autograde(exercise, student))


def run(seconds, box, *arguments):
    """Let a process of its own call `nbgrader_autograde`; return its result.

    It is ended, with all that it started, when the time is over, or when what it started takes more
    than a share of the machine.
    """
    answer, theirs = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=nbgrader_autograde, args=(*arguments, theirs))
    process.start()
    theirs.close()
    running, end = psutil.Process(process.pid), time.monotonic() + seconds
    try:
        while not answer.poll(0.2):
            if time.monotonic() > end:
                raise CannotGrade(f"did not finish within {seconds} s")
            taken = [size for child in below(running) if (size := memory(child))]
            if len(taken) > sandbox.PROCESSES:
                raise CannotGrade("the code started too many processes")
            if sum(taken) > 1.5 * sandbox.MEMORY:
                raise CannotGrade("the code took too much memory")
            if memory(running) > sandbox.MEMORY / 2:  # nbgrader's own, for what is shown
                raise CannotGrade("the code shows too much")
            if sum(map(size_of, Path(box).rglob("*"))) > sandbox.FILES:
                raise CannotGrade("the code wrote too much to disk")
        return answer.recv()
    except EOFError:
        raise CannotGrade("the process that ran it ended before its time") from None
    finally:
        for child in below(running):
            with contextlib.suppress(psutil.Error):
                child.kill()
        process.kill()
        process.join()


def below(process):
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def size_of(path):
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def memory(process):
    try:
        return process.memory_info().rss
    except psutil.Error:
        return 0


def autograde(notebook, student, exercise, course, locked=True):
    """Let nbgrader run and score a submission; return what a teacher should know of it."""
    released = nbformat.read(course / "release" / exercise / f"{exercise}.ipynb", as_version=4)
    whole, notes = rebuilt(notebook, released)
    folder = course / "submitted" / student / exercise
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(whole, folder / f"{exercise}.ipynb")
    with tempfile.TemporaryDirectory(prefix="grade") as box:
        environment, settings = sandbox.kernel(Path(box), locked)
        settings["Execute"] = {"timeout": CELL_LIMIT, "iopub_timeout": CELL_LIMIT}
        result = run(LIMIT, box, exercise, student, course, settings, environment)
    log = result.get("log", "")
    if "DeadKernelError" in log:
        raise CannotGrade("the kernel died while it ran: out of memory, or an exit in the code")
    if not result["success"]:
        errors = re.findall(r"^ *(\w[\w.]*(?:Error|Exception)\b.*)", log, re.MULTILINE)
        if errors and "CellTimeoutError" in errors[-1]:  # what is no cell of the student's
            raise CannotGrade("the machine was too busy to run it")
        raise CannotGrade(f"nbgrader could not run it: {(errors or [log[-300:]])[-1]}")
    graded = nbformat.read(course / "autograded" / student / exercise / f"{exercise}.ipynb", 4)
    ended = [
        grade_id(cell) or "a cell of their own"
        for cell in graded.cells
        if any(o.get("ename") == "CellTimeoutError" for o in cell.get("outputs", []))
    ]
    notes += [f"{LATE}: {', '.join(ended)}"] * bool(ended)
    if noticed := [
        output.evalue
        for cell in graded.cells
        if role(cell) == "check"
        for output in cell.outputs
        if output.get("ename") == NOTICED
    ]:
        notes.insert(0, f"{noticed[0]}: {LOOK}")
        leave_to_a_person(student, exercise, course)
    return notes


def leave_to_a_person(student, exercise, course):
    """Ask for all points of the checks in the Formgrader, too, as for those of written answers."""
    with nbgrader(course).gradebook as gradebook:
        for grade in gradebook.find_submission_notebook(exercise, exercise, student).grades:
            if grade.auto_score is not None and grade.cell.cell_type == "code":
                grade.auto_score, grade.needs_manual_grade = 0, True
        gradebook.db.commit()


def points(student, exercise, course):
    """What the gradebook holds by now, grades given by hand included."""
    released = nbformat.read(course / "release" / exercise / f"{exercise}.ipynb", as_version=4)
    order = [grade_id(cell) for cell in released.cells if grade_id(cell)]
    with nbgrader(course).gradebook as gradebook:
        graded = gradebook.find_submission_notebook(exercise, exercise, student)
        grades = sorted(graded.grades, key=lambda grade: order.index(grade.name))
        if wrong := [g.name for g in grades if not 0 <= g.score <= g.max_score]:
            raise CannotGrade(
                f"more points than there are, or fewer than none, for {', '.join(wrong)}: "
                "mend them in the Formgrader"
            )
        totals = {
            "score": graded.score,
            "max_score": graded.max_score,
            "by_hand": sum(g.max_score for g in grades if g.needs_manual_grade),
        }
        tasks = {
            f"task {number}": None if grade.needs_manual_grade else grade.score
            for number, grade in enumerate(grades, 1)
        }
        comments = [comment.comment for comment in graded.comments]
    return totals | tasks, comments


def hints(student, exercise, course):
    """What the checks said to what was wrong, by task."""
    graded = nbformat.read(course / "autograded" / student / exercise / f"{exercise}.ipynb", 4)
    tasks = [cell for cell in graded.cells if role(cell) in ("check", "written")]
    return {
        f"task {number}": " ".join(f"{output.ename}: {output.evalue}".split())[:300]
        for number, cell in enumerate(tasks, 1)
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    }


def answers(notebook, exercise, course):
    """{"code": …, "text": …} of a submission, without comments and layout; of what is answered."""
    released = nbformat.read(course / "release" / exercise / f"{exercise}.ipynb", as_version=4)
    blank = {grade_id(cell): told(cell) for cell in released.cells if grade_id(cell)}
    whole, _ = rebuilt(notebook, released)
    found = {}
    for name, kind in (("code", "answer"), ("text", "written")):
        given = {grade_id(cell): told(cell) for cell in whole.cells if role(cell) == kind}
        if any(given[key] != blank[key] for key in given):
            found[name] = repr(sorted(given.items()))
    return found


def told(cell):
    if cell.cell_type == "code":
        with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
            return ast.unparse(ast.parse(cell.source))
    return " ".join(cell.source.split())
