"""Grade a class: a folder of student notebooks -> grades.csv and a page of feedback for each.

    python classroom/grade.py export

The folder is what a learning-management system exports: one notebook for each student, whose name
is in that of the file or of the folder it lies in. The results are written to `export_graded/`.
nbgrader runs and scores each notebook; this file finds the students, mends or reports what nbgrader
would stumble over, and skips what has not changed since the last time.
"""

import argparse
import hashlib
import html
import json
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import nbformat
import pandas as pd
from nbgrader.api import Gradebook

from release import COURSE, HERE, SOURCES, ClassroomError, nbgrader, release

LIMIT = 300  # seconds for all cells of one notebook
DECORATION = [  # what learning-management systems add to a name
    r"_\d+_assignsubmission_\w+$",            # Moodle: Ada Lovelace_4711_assignsubmission_file_
    r"(_LATE)?_\d+_\d+_?$",                   # Canvas: lovelaceada_LATE_4711_81516_
]


# ---- who handed in what ----------------------------------------------------------------------


def student_of(path, folder, exercise):
    """The student's name: that of the folder inside `folder`, or what the file's name leaves."""
    parts = path.relative_to(folder).parts
    name = parts[0] if len(parts) > 1 else path.stem
    if exercise:  # and the mark that a browser, or Canvas, gives a second copy
        name = re.sub(rf"{exercise}(-\d+| ?\(\d+\))?", "", name).strip(" _-")
    for pattern in DECORATION:
        name = re.sub(pattern, "", name).strip(" _-")
    return re.sub(r"[^\w .-]", "-", name).strip(" .-") or re.sub(r"[^\w.-]", "-", path.stem)


def exercise_of(path, notebook, exercises):
    """The exercise that the notebook says it is, or else its file's name."""
    said = notebook.metadata.get("aeutils", {}).get("exercise") if notebook else None
    return said if said in exercises else next((e for e in exercises if e in path.stem), None)


def read(path):
    """The notebook, or None and the reason why it is none."""
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        return notebook, ""
    except Exception as error:  # whatever can be wrong with a file
        return None, f"not a notebook: {type(error).__name__}: {str(error).splitlines()[0][:200]}"


def grade_id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def mend(notebook, released):
    """Put back the cells that were deleted, and let only the last of copied ones count.

    Returns
    -------
    list of str
        What was found, for the teacher.
    """
    notes = []
    found = Counter(map(grade_id, notebook.cells))
    expected = [grade_id(cell) for cell in released.cells if grade_id(cell)]
    if copied := [name for name in expected if found[name] > 1]:
        notes.append(f"cells copied (the last counts): {', '.join(copied)}")
        for cell in notebook.cells:
            if grade_id(cell) in copied and found[grade_id(cell)] > 1:
                found[grade_id(cell)] -= 1
                del cell.metadata["nbgrader"]
    if missing := [name for name in expected if not found[name]]:
        notes.append(f"cells missing (put back empty): {', '.join(missing)}")
        place = 0
        for cell in released.cells:
            if grade_id(cell) in missing:
                notebook.cells.insert(place, cell)
            if grade_id(cell):
                place = 1 + [grade_id(c) for c in notebook.cells].index(grade_id(cell))
    return notes


# ---- grading one -----------------------------------------------------------------------------


class CannotGrade(Exception):
    """A submission that gets no points, and why."""


def autograde(notebook, student, exercise, course):
    """Let nbgrader run and score a submission; return what a teacher should know of it."""
    released = nbformat.read(course / "release" / exercise / f"{exercise}.ipynb", as_version=4)
    notes = mend(notebook, released)
    place = course / "submitted" / student / exercise
    place.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, place / f"{exercise}.ipynb")
    try:
        done = nbgrader("autograde", exercise, f"--student={student}", "--create", "--force",
                        course=course, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        raise CannotGrade(f"did not finish within {LIMIT} s") from None
    if "DeadKernelError" in done.stderr:
        raise CannotGrade("the kernel died while it ran: out of memory, or an exit in the code")
    if done.returncode:
        raised = re.findall(r"^\w[\w.]*(?:Error|Exception)\b.*", done.stderr, re.MULTILINE)
        raise CannotGrade(f"nbgrader could not run it: {(raised or [done.stderr[-300:]])[-1]}")
    graded = nbformat.read(course / "autograded" / student / exercise / f"{exercise}.ipynb", 4)
    late = [grade_id(cell) or "a cell of their own" for cell in graded.cells
            if any(o.get("ename") == "CellTimeoutError" for o in cell.get("outputs", []))]
    return notes + [f"did not finish in time: {', '.join(late)}"] * bool(late)


def points(student, exercise, course):
    """What the gradebook holds by now, grades given by hand included."""
    released = nbformat.read(course / "release" / exercise / f"{exercise}.ipynb", as_version=4)
    order = [grade_id(cell) for cell in released.cells if grade_id(cell)]
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "autoencoders") as gradebook:
        submission = gradebook.find_submission_notebook(exercise, exercise, student)
        grades = sorted(submission.grades, key=lambda grade: order.index(grade.name))
        found = {"score": submission.score, "max_score": submission.max_score,
                 "by_hand": sum(g.max_score for g in grades if g.needs_manual_grade)}
        tasks = {f"task {number}": None if grade.needs_manual_grade else grade.score
                 for number, grade in enumerate(grades, 1)}
        comments = [comment.comment for comment in submission.comments]
    return found | tasks, comments


PAGE = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>{title}</title>
<body style="font-family: sans-serif; max-width: 40em; margin: 2em auto">
<h1>{title}</h1><p>This notebook could not be graded: {reason}.</p></body></html>
"""


def feedback(student, exercise, course):
    """The page of feedback that nbgrader makes, as text."""
    done = nbgrader("generate_feedback", exercise, f"--student={student}", "--force", course=course)
    page = course / "feedback" / student / exercise / f"{exercise}.html"
    if done.returncode or not page.exists():
        raise ClassroomError(f"no feedback for {student}, {exercise}:\n{done.stderr}")
    return page.read_text(encoding="utf-8")


# ---- grading a class -------------------------------------------------------------------------


def collect(folder):
    """One dict for each notebook in `folder`: student, exercise, file, notebook, problem."""
    exercises = [source.stem for source in sorted(SOURCES.glob("[0-9]*.py"))]
    found = []
    for path in sorted(folder.rglob("*.ipynb")):
        if any(part.startswith((".", "__MACOSX")) for part in path.relative_to(folder).parts):
            continue  # checkpoints, and what a Mac leaves in an archive
        notebook, problem = read(path)
        exercise = exercise_of(path, notebook, exercises)
        if not exercise:
            problem = problem or "which exercise? Neither the notebook nor its file's name says"
        found.append({"student": student_of(path, folder, exercise), "exercise": exercise or "",
                      "file": path, "notebook": notebook, "problem": problem})
    for one, count in Counter((s["student"], s["exercise"]) for s in found).items():
        if count > 1:
            for s in found:
                if (s["student"], s["exercise"]) == one:
                    s["problem"] = f"{count} notebooks by {one[0]}: leave one, or rename the other"
                    s["student"] = re.sub(r"[^\w .-]", "-", s["file"].parent.name + " "
                                          + s["file"].stem).strip()
    return found


def digest(*parts):
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()


def save(path, text, encoding="utf-8"):
    """All of it or nothing: a run may be killed at any moment."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding=encoding)
    part.replace(path)


def grade(folder, course=COURSE):
    """Grade what changed in `folder`; return the table that is also written as grades.csv."""
    out = folder.with_name(folder.name + "_graded")
    (out / "feedback").mkdir(parents=True, exist_ok=True)
    course.mkdir(exist_ok=True)
    memory = course / "graded.json"
    known = json.loads(memory.read_text()) if memory.exists() else {}
    settings = (HERE / "nbgrader_config.py").read_text(), Path(__file__).read_text()
    released, rows = set(), []
    for s in collect(folder):
        student, exercise, start = s["student"], s["exercise"], time.perf_counter()
        row = {"student": student, "exercise": exercise}
        key, page = f"{student}/{exercise}", out / "feedback" / f"{student} {exercise}.html"
        file = s["file"].relative_to(folder.parent).as_posix()
        try:
            if s["problem"]:
                raise CannotGrade(s["problem"])
            source = SOURCES / f"{exercise}.py"
            version = digest(s["file"].read_bytes(), source.read_text(encoding="utf-8"), *settings)
            if known.get(key, {}).get("version") != version:
                if exercise not in released:
                    release(source, course)
                    released.add(exercise)
                try:
                    notes, fatal = autograde(s["notebook"], student, exercise, course), ""
                except CannotGrade as error:
                    notes, fatal = [], str(error)
                known[key] = {"version": version, "notes": notes, "fatal": fatal}
                save(memory, json.dumps(known, indent=1))
            if known[key]["fatal"]:
                raise CannotGrade(known[key]["fatal"])
            found, comments = points(student, exercise, course)
            shown = digest(version, found, comments)
            if known[key].get("feedback") != shown or not page.exists():
                save(page, feedback(student, exercise, course))
                known[key]["feedback"] = shown
                save(memory, json.dumps(known, indent=1))
            row |= found | {"problem": "; ".join(known[key]["notes"]), "file": file}
            said = f"{row['score']:g} of {row['max_score']:g}, {row['by_hand']:g} to read"
        except CannotGrade as error:
            said = row["problem"] = str(error)
            row["file"] = file
            save(page, PAGE.format(title=html.escape(f"{student} {exercise}"),
                                   reason=html.escape(str(error))))
        rows.append(row)
        print(f"{student}, {exercise}: {said} ({time.perf_counter() - start:.0f} s)", flush=True)
    if not rows:
        raise ClassroomError(f"There is no notebook (*.ipynb) in {folder}.")
    table = pd.DataFrame(rows).sort_values(["exercise", "student"], ignore_index=True)
    last = ["problem", "file"]
    table = table[[name for name in table if name not in last] + last]
    save(out / "grades.csv", table.to_csv(index=False), encoding="utf-8-sig")  # for spreadsheets
    print(f"{out / 'grades.csv'}: {len(table)} rows, {(table.problem != '').sum()} with a remark")
    return table


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="one notebook for each student, in it or below")
    folder = parser.parse_args().folder.resolve()
    if not folder.is_dir():
        parser.error(f"{folder} is not a folder. Unpack what the system exported, and name that: "
                     "make grade SUBMISSIONS=path/to/folder")
    if folder.is_relative_to(COURSE):
        parser.error(f"{folder} is nbgrader's own copy, which grading changes. Copy it elsewhere "
                     "first, and grade that.")
    grade(folder)


if __name__ == "__main__":
    try:
        main()
    except ClassroomError as error:
        sys.exit(str(error))
