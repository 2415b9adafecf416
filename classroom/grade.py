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
import json
import sys
import time
from pathlib import Path

import pandas as pd

import sandbox
from autograde import CannotGrade, autograde, points
from handed_in import collect
from release import COURSE, HERE, SOURCES, ClassroomError, nbgrader, release

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
