"""Grade a class: what the students handed in -> grades.csv and a page of feedback for each.

    python classroom/grade.py export.zip

That is what a learning-management system exports, as a zip file or unpacked: one notebook for each
student, whose name is in that of the file or of the folder it lies in. The results are written to
`export_graded/`. nbgrader names, runs and scores each notebook; this file reads them, mends or
reports what nbgrader would stumble over, and skips what has not changed since the last time.
"""

import argparse
import hashlib
import html
import io
import json
import re
import subprocess
import sys
import time
import unicodedata
import zipfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

import nbformat
import pandas as pd
import psutil
from nbgrader.plugins import FileNameCollectorPlugin

from release import COURSE, HERE, SOURCES, ClassroomError, nbgrader, release

AUTOGRADE = [sys.executable, "-m", "nbgrader", "autograde", "--create", "--force"]
LIMIT = 300  # seconds for all cells of one notebook
UNOPENED = re.compile(r"\.(7z|rar|tgz|tar(\.\w+)?)$", re.IGNORECASE)


class CannotGrade(Exception):
    """A submission that gets no points, and why."""


# ---- who handed in what ----------------------------------------------------------------------


@dataclass
class Submission:
    """A notebook that was handed in, or an archive that may hold one and cannot be read."""

    path: PurePosixPath  # begins with the name of the exported folder or zip file
    content: bytes = b""
    notebook: nbformat.NotebookNode | None = None
    problem: str = ""  # why it cannot be graded
    exercise: str = ""
    student: str = ""
    number: str | None = None  # what tells students of the same name apart


def handed_in(path, read):
    """Yield a submission for each notebook in a file; `read` gives what is in the file."""
    if any(part.startswith((".", "__MACOSX")) and part != ".." for part in path.parts[1:]):
        return  # checkpoints, and what a Mac leaves in an archive
    suffix = path.suffix.lower()
    if suffix == ".ipynb":
        yield read_notebook(path, read)
    elif suffix == ".zip":
        yield from read_zip(path, read)
    elif UNOPENED.search(path.name):
        yield Submission(path, problem="not opened: put a zip file or the notebook in its place")


def read_notebook(path, read):
    submission = Submission(path)
    try:
        submission.content = read()
        notebook = nbformat.reads(submission.content.decode("utf-8-sig"), as_version=4)
        nbformat.validate(notebook)
        submission.notebook = notebook
    except Exception as error:  # whatever can be wrong with a file
        submission.problem = f"not a notebook: {first_line(error)}"
    return submission


def read_zip(path, read):
    """Yield what is in a zip file, without unpacking it.

    nbgrader's extractor unpacks to a folder, where files may replace each other, and ends, with
    nothing collected, at the first damaged file of a class.
    """
    try:
        if len(path.parts) > 30:
            raise RecursionError("zip files in zip files")
        archive = zipfile.ZipFile(io.BytesIO(read()))
    except Exception as error:  # whatever can be wrong with a file
        yield Submission(path, problem=f"not a zip file: {first_line(error)}")
        return
    for member in archive.infolist():
        if not member.is_dir():
            name = member.filename.replace("\\", "/").strip("/")
            yield from handed_in(PurePosixPath(path, name), partial(archive.read, member))


def first_line(error):
    return f"{type(error).__name__}: {error}".splitlines()[0][:200]


def exercise_of(submission, exercises):
    """The exercise that the notebook says it is, or else one that stands in its path."""
    metadata = submission.notebook.metadata.get("aeutils") if submission.notebook else None
    if isinstance(metadata, dict) and metadata.get("exercise") in exercises:
        return metadata["exercise"]
    parts = reversed(submission.path.parts)
    return next((name for part in parts for name in exercises if name in part), "")


def safe(name):
    """The name as one of a folder, a pattern of nbgrader's, and a field of a spreadsheet."""
    name = re.sub(r'[\x00-\x1f/\\:*?"<>|\[\]]', "-", unicodedata.normalize("NFC", name))
    return name.strip(" .-_=+@'")[:60].strip()


def collect(exported):
    """The submissions in a folder or zip file, each with its student and exercise."""
    if exported.is_dir():
        files = [file for file in sorted(exported.rglob("*")) if file.is_file()]
    else:
        files = [exported]
    submissions = [
        submission
        for file in files
        for submission in handed_in(
            PurePosixPath(file.relative_to(exported.parent).as_posix()), file.read_bytes
        )
    ]
    exercises = [source.stem for source in sorted(SOURCES.glob("[0-9]*.py"))]
    naming = FileNameCollectorPlugin(parent=nbgrader())
    for submission in submissions:
        submission.exercise = exercise_of(submission, exercises)
        if not submission.exercise and not submission.problem:
            submission.problem = "which exercise? Neither the notebook nor its file's name says"
        path = PurePosixPath(*submission.path.parts[1:] or submission.path.parts)
        parts = naming.collect(str(path.with_suffix(".ipynb"))) or {}
        submission.student = safe(parts.get("student_id", "")) or safe(path.stem) or "nameless"
        submission.number = parts.get("number")

    # nbgrader's zip_collect ends, with nothing collected, at the second notebook by one student.
    numbers = defaultdict(set)
    for submission in submissions:
        numbers[submission.student, submission.exercise].add(submission.number)
    for submission in submissions:
        if submission.number and len(numbers[submission.student, submission.exercise]) > 1:
            submission.student += f" {submission.number}"
    counts = Counter((submission.student, submission.exercise) for submission in submissions)
    for submission in submissions:
        count = counts[submission.student, submission.exercise]
        if count > 1 and not submission.problem:
            submission.problem = (
                f"{count} notebooks by {submission.student}: leave one, or rename the other"
            )
    return submissions


# ---- grading one -----------------------------------------------------------------------------


def grade_id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def mend(notebook, released):
    """Put back the cells that were deleted, and let only the last of copied ones count.

    nbgrader would do both, but fails where copied cells lose their names to the last (it asks for
    those names later), or where two cells in succession were deleted.

    Returns
    -------
    list of str
        What was wrong, for the teacher.
    """
    notes = []
    counts = Counter(map(grade_id, notebook.cells))
    expected = [grade_id(cell) for cell in released.cells if grade_id(cell)]
    if copied := [name for name in expected if counts[name] > 1]:
        notes.append(f"cells copied (the last counts): {', '.join(copied)}")
        for cell in notebook.cells:
            if grade_id(cell) in copied and counts[grade_id(cell)] > 1:
                counts[grade_id(cell)] -= 1
                del cell.metadata["nbgrader"]
    if missing := [name for name in expected if not counts[name]]:
        notes.append(f"cells missing (put back empty): {', '.join(missing)}")
        position = 0
        for cell in released.cells:
            if grade_id(cell) in missing:
                notebook.cells.insert(position, cell)
            if grade_id(cell):
                position = 1 + [grade_id(c) for c in notebook.cells].index(grade_id(cell))
    return notes


def run(call, seconds):
    """Run a program, which is ended with all that it started (a kernel) when the time is over."""
    with subprocess.Popen(
        call, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            _, log = process.communicate(timeout=seconds)
        except BaseException:
            for child in psutil.Process(process.pid).children(recursive=True):
                child.kill()
            process.kill()
            raise
    return process.returncode, log


def autograde(notebook, student, exercise, course):
    """Let nbgrader run and score a submission; return what a teacher should know of it."""
    released = nbformat.read(course / "release" / exercise / f"{exercise}.ipynb", as_version=4)
    try:
        notes = mend(notebook, released)
    except (AttributeError, TypeError) as error:
        raise CannotGrade(f"nbgrader's metadata in it are damaged: {first_line(error)}") from None
    folder = course / "submitted" / student / exercise
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / f"{exercise}.ipynb")
    try:
        status, log = run(
            [*AUTOGRADE, exercise, f"--student={student}", f"--CourseDirectory.root={course}"],
            LIMIT,
        )
    except subprocess.TimeoutExpired:
        raise CannotGrade(f"did not finish within {LIMIT} s") from None
    if "DeadKernelError" in log:
        raise CannotGrade("the kernel died while it ran: out of memory, or an exit in the code")
    if status:
        errors = re.findall(r"^ *(\w[\w.]*(?:Error|Exception)\b.*)", log, re.MULTILINE)
        raise CannotGrade(f"nbgrader could not run it: {(errors or [log[-300:]])[-1]}")
    graded = nbformat.read(course / "autograded" / student / exercise / f"{exercise}.ipynb", 4)
    ended = [
        grade_id(cell) or "a cell of their own"
        for cell in graded.cells
        if any(o.get("ename") == "CellTimeoutError" for o in cell.get("outputs", []))
    ]
    return notes + [f"did not finish in time: {', '.join(ended)}"] * bool(ended)


def points(student, exercise, course):
    """What the gradebook holds by now, grades given by hand included."""
    released = nbformat.read(course / "release" / exercise / f"{exercise}.ipynb", as_version=4)
    order = [grade_id(cell) for cell in released.cells if grade_id(cell)]
    with nbgrader(course).gradebook as gradebook:
        graded = gradebook.find_submission_notebook(exercise, exercise, student)
        grades = sorted(graded.grades, key=lambda grade: order.index(grade.name))
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


PAGE = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>{title}</title>
<body style="font-family: sans-serif; max-width: 40em; margin: 2em auto">
<h1>{title}</h1><p>This notebook could not be graded: {reason}.</p></body></html>
"""


def feedback(student, exercise, course):
    """The page of feedback that nbgrader makes, as text."""
    result = nbgrader(course).generate_feedback(exercise, student)
    if not result["success"]:
        raise CannotGrade(
            "the points are right, but nbgrader could make no page of feedback: "
            + result["error"].strip().splitlines()[-1][:200]
        )
    page = course / "feedback" / student / exercise / f"{exercise}.html"
    return page.read_text(encoding="utf-8")


# ---- grading a class -------------------------------------------------------------------------


def digest(*parts):
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()


def save(path, text, encoding="utf-8"):
    """All of it or nothing: a run may be killed at any moment."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding=encoding)
    part.replace(path)


def grade(exported, course=COURSE):
    """Grade what changed in a folder or zip file; return the table that goes to grades.csv."""
    out = exported.with_name(f"{exported.name if exported.is_dir() else exported.stem}_graded")
    (out / "feedback").mkdir(parents=True, exist_ok=True)
    course.mkdir(exist_ok=True)
    memory = course / "graded.json"
    known = json.loads(memory.read_text()) if memory.exists() else {}
    settings = (HERE / "nbgrader_config.py").read_text(), Path(__file__).read_text()
    released, rows = set(), []
    for submission in collect(exported):
        student, exercise, start = submission.student, submission.exercise, time.perf_counter()
        row = {"student": student, "exercise": exercise}
        title = f"{student} {exercise}".strip()
        key, page = f"{student}/{exercise}", out / "feedback" / f"{title}.html"
        try:
            if submission.problem:
                raise CannotGrade(submission.problem)
            source = SOURCES / f"{exercise}.py"
            version = digest(submission.content, source.read_text(encoding="utf-8"), *settings)
            if known.get(key, {}).get("version") != version:
                if exercise not in released:
                    release(source, course)
                    released.add(exercise)
                try:
                    notes, fatal = autograde(submission.notebook, student, exercise, course), ""
                except CannotGrade as error:
                    notes, fatal = [], str(error)
                known[key] = {"version": version, "notes": notes, "fatal": fatal}
                save(memory, json.dumps(known, indent=1))
            if known[key]["fatal"]:
                raise CannotGrade(known[key]["fatal"])
            scores, comments = points(student, exercise, course)
            row |= scores
            shown = digest(version, scores, comments)
            if known[key].get("feedback") != shown or not page.exists():
                save(page, feedback(student, exercise, course))
                known[key]["feedback"] = shown
                save(memory, json.dumps(known, indent=1))
            row["problem"] = "; ".join(known[key]["notes"])
            result = f"{row['score']:g} of {row['max_score']:g}, {row['by_hand']:g} to read"
        except CannotGrade as error:
            result = row["problem"] = str(error)
            save(page, PAGE.format(title=html.escape(title), reason=html.escape(str(error))))
        rows.append(row | {"file": str(submission.path)})
        print(f"{student}, {exercise}: {result} ({time.perf_counter() - start:.0f} s)", flush=True)
    if not rows:
        raise ClassroomError(f"There is no notebook (*.ipynb) in {exported}.")
    table = pd.DataFrame(rows).sort_values(["exercise", "student"], ignore_index=True)
    last = ["problem", "file"]
    table = table[[name for name in table if name not in last] + last]
    save(out / "grades.csv", table.to_csv(index=False), encoding="utf-8-sig")  # for spreadsheets
    print(f"{out / 'grades.csv'}: {len(table)} rows, {(table.problem != '').sum()} with a remark")
    return table


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "exported", type=Path, help="a folder or zip file, with one notebook for each student in it"
    )
    exported = parser.parse_args().exported.resolve()
    if not (exported.is_dir() or (exported.suffix.lower() == ".zip" and exported.is_file())):
        parser.error(
            f"{exported} is neither a folder nor a zip file. Name what the system "
            "exported: make grade SUBMISSIONS=path/to/export.zip"
        )
    if exported.is_relative_to(COURSE):
        parser.error(
            f"{exported} is nbgrader's own copy, which grading changes. Copy it elsewhere "
            "first, and grade that."
        )
    grade(exported)


if __name__ == "__main__":
    try:
        main()
    except ClassroomError as error:
        sys.exit(str(error))
