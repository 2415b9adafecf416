"""Grade a class: what the students handed in -> grades.csv and a page of feedback for each.

    python classroom/grade.py export.zip

That is what a learning-management system exports, as a zip file or unpacked: one notebook for each
student, whose name is in that of the file or of the folder it lies in. The results are written to
`export_graded/`. `handed_in.py` reads the export, `autograde.py` grades one notebook; this file
goes through the class, two at a time, and skips what has not changed since the last time.
"""

import argparse
import hashlib
import html
import json
import sqlite3
import sys
import time
import zipfile
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pandas as pd
from filelock import FileLock, Timeout

import results
import sandbox
from aeutils._files import whole
from autograde import LATE, CannotGrade, answers, autograde, hints, points
from handed_in import collect
from release import COURSE, HERE, ROOT, SOURCES, ClassroomError, nbgrader, release

AT_ONCE = 2
BACKUPS = 10
PAGE = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>{title}</title>
<body style="font-family: sans-serif; max-width: 40em; margin: 2em auto">
<h1>{title}</h1><p>This notebook could not be graded: {reason}.</p></body></html>
"""
FORMGRADER = """# For the Formgrader: open JupyterLab in this folder.
load_subconfig("nbgrader_config.py", path={here!r})
c.CourseDirectory.root = {course!r}
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


def digest(*parts):
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()


def save(path, text, encoding="utf-8"):
    """All of it or nothing: a run may be killed at any moment."""
    with whole(path) as draft:
        draft.write_text(text, encoding=encoding)


def back_up(course):
    """Copy the gradebook, which may hold what a person gave, and keep the last copies."""
    book, folder = course / "gradebook.db", course / "backups"
    if not book.exists():
        return
    folder.mkdir(exist_ok=True)
    copies = sorted(folder.glob("gradebook *.db"))
    try:
        with (
            whole(folder / f"gradebook {datetime.now():%Y-%m-%d %H-%M-%S-%f}.db") as draft,
            closing(sqlite3.connect(book)) as old,
            closing(sqlite3.connect(draft)) as new,
        ):
            (found,) = old.execute("PRAGMA quick_check(1)").fetchone()
            if found != "ok":
                raise sqlite3.DatabaseError(found)
            old.backup(new)
    except sqlite3.DatabaseError as error:
        last = f"copy '{copies[-1]}' there" if copies else "delete it, and grade all anew"
        raise ClassroomError(f"The gradebook '{book}' is damaged ({error}): {last}.") from error
    for path in copies[: 1 - BACKUPS]:
        path.unlink()


def remembered(path):
    """What earlier runs wrote down; nothing where that is damaged, and all is graded again."""
    try:
        return json.loads(path.read_text()) if path.exists() else {}
    except ValueError:
        print(f"{path} is damaged: all are graded again.", file=sys.stderr)
        return {}


class Class:
    """A folder or zip file that was handed in, and what is known of it so far."""

    def __init__(self, exported, course=None, again="", locked=True):
        self.exported, self.again, self.locked = exported, again, locked
        self.out = results_folder(exported)
        self.course = course or self.out / "course"
        (self.out / "feedback").mkdir(parents=True, exist_ok=True)
        self.course.mkdir(exist_ok=True)
        config = FORMGRADER.format(here=str(HERE), course=str(self.course))
        save(self.out / "nbgrader_config.py", config)
        back_up(self.course)
        self.memory = self.course / "graded.json"
        self.known = remembered(self.memory)
        self.rows = {}
        code = [*HERE.glob("*.py"), *(ROOT / "aeutils").rglob("*.py")]
        self.judges = digest(*(path.read_text(encoding="utf-8") for path in sorted(code)))
        pages = (HERE / "templates" / "feedback").rglob("*.*")
        self.look = digest(*(path.read_text(encoding="utf-8") for path in sorted(pages)))

    # ---- what is to be done ------------------------------------------------------------------

    def version(self, submission):
        source = (SOURCES / f"{submission.exercise}.py").read_text(encoding="utf-8")
        return digest(hashlib.sha256(submission.content).hexdigest(), source, self.judges)

    def is_new(self, submission):
        before = self.known.get(key_of(submission), {})
        return not submission.problem and (
            before.get("version") != self.version(submission)
            or before["fatal"]  # what stopped it may have been the machine's fault, as may
            or any(note.startswith(LATE) for note in before["notes"])  # what took too long
            or submission.student == self.again
        )

    def grade(self):
        submissions = collect(self.exported)
        if not submissions:
            raise ClassroomError(f"There is no notebook (*.ipynb) in {self.exported}.")
        if self.again and self.again not in {s.student for s in submissions}:
            raise ClassroomError(
                f"Nobody is called {self.again} here. There are: "
                + ", ".join(sorted({s.student for s in submissions}))
            )
        new = [submission for submission in submissions if self.is_new(submission)]
        for submission in submissions:
            if submission not in new:
                self.finish(submission)
        for exercise in sorted({submission.exercise for submission in new}):
            release(SOURCES / f"{exercise}.py", self.course)
        start = time.monotonic()
        pool = ThreadPoolExecutor(AT_ONCE)
        try:
            running = {pool.submit(self.run, submission): submission for submission in new}
            for done, future in enumerate(as_completed(running), 1):
                future.result()
                left = (time.monotonic() - start) / done * (len(new) - done)
                when = f", about {left / 60:.0f} min left" if left > 30 else ""
                line = self.finish(running[future])
                print(f"{done} of {len(new)}{when}: {line}", flush=True)
        finally:
            pool.shutdown(cancel_futures=True)
        return self.conclude(submissions)

    def run(self, submission):
        student, exercise = submission.student, submission.exercise
        entry = {"version": self.version(submission), "notes": [], "fatal": "", "hints": {}}
        start = time.monotonic()
        try:
            entry["notes"] = autograde(
                submission.notebook, student, exercise, self.course, self.locked
            )
            entry["hints"] = hints(student, exercise, self.course)
        except CannotGrade as error:
            entry["fatal"] = str(error)
        except Exception as error:  # of whatever kind, it must not stop the rest of the class
            entry["fatal"] = f"could not be graded: {type(error).__name__}: {error}"
        entry["seconds"] = round(time.monotonic() - start)
        self.known[key_of(submission)] = entry

    # ---- what comes of it --------------------------------------------------------------------

    def finish(self, submission):
        """Write down what is known of one: its row and its page. Returns a line about it."""
        student, exercise = submission.student, submission.exercise
        row = {
            "student": student,
            "id": submission.number,
            "name": submission.name,
            "system": submission.system,
            "exercise": exercise,
            "late": "late" if submission.late else "",
        }
        page = self.page_of(submission)
        entry, remarks = self.known.get(key_of(submission), {}), list(submission.remarks)
        try:
            if submission.problem or entry["fatal"]:
                raise CannotGrade(submission.problem or entry["fatal"])
            remarks = entry["notes"] + remarks
            scores, comments = points(student, exercise, self.course)
            row |= scores
            shown = digest(entry["version"], scores, comments, self.look)
            if entry.get("feedback") != shown or not page.exists():
                save(page, feedback(student, exercise, self.course))
                entry["feedback"] = shown
            result = f"{row['score']:g} of {row['max_score']:g}, {row['by_hand']:g} to read"
        except CannotGrade as error:
            result = str(error)
            remarks.insert(0, result)
            save(page, PAGE.format(title=html.escape(page.stem), reason=html.escape(result)))
        row["problem"] = " ".join("; ".join(remarks).split())
        self.rows[key_of(submission)] = row | {"file": str(submission.path)}
        save(self.memory, json.dumps(self.known, indent=1))
        self.table()
        return f"{student}, {exercise}: {' '.join(result.split())} ({entry.get('seconds', 0)} s)"

    def table(self):
        table = pd.DataFrame(list(self.rows.values())).drop(columns=["name", "system"])
        last = [name for name in ("problem", "same_as", "file") if name in table]
        tasks = sorted(
            (name for name in table if name.startswith("task ")), key=lambda name: int(name[5:])
        )
        first = [name for name in table if name not in {*last, *tasks}]
        table = table[first + tasks + last].sort_values(["exercise", "student"], ignore_index=True)
        save(self.out / "grades.csv", table.to_csv(index=False), encoding="utf-8-sig")
        return table

    def conclude(self, submissions):
        for key, others in alike(submissions, self.course).items():
            self.rows[key]["same_as"] = others
        table = self.table()
        self.for_the_teacher()
        self.zip_feedback(submissions)
        remarks = (table.problem != "").sum()
        print(f"{self.out / 'grades.csv'}: {len(table)} rows, {remarks} with a remark")
        return table

    def for_the_teacher(self):
        """Statistics by task, a page of the class, and the points as systems import them."""
        hints, rows = defaultdict(list), list(self.rows.values())
        for key, row in self.rows.items():
            for task, hint in self.known.get(key, {}).get("hints", {}).items():
                hints[row["exercise"], task].append(hint)
        tasks = results.by_task(rows, hints, self.course)
        save(self.out / "tasks.csv", tasks.to_csv(index=False), encoding="utf-8-sig")
        title = f"{self.out.name.removesuffix('_graded')}, the class"
        save(self.out / "class.html", results.page(title, rows, tasks))
        (self.out / "import").mkdir(exist_ok=True)
        for name, text in results.for_import(rows).items():
            save(self.out / "import" / name, text)

    def zip_feedback(self, submissions):
        """All pages, each where the system looks for it: where it put what was handed in."""
        with (
            whole(self.out / "feedback.zip") as draft,
            zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            for submission in submissions:
                archive.write(self.page_of(submission), place_of_feedback(submission))

    def page_of(self, submission):
        title = f"{submission.student} {submission.exercise}".strip()
        return self.out / "feedback" / f"{title}.html"


def results_folder(exported):
    name = exported.name if exported.is_dir() else exported.stem
    return exported.with_name(f"{name}_graded")


def key_of(submission):
    return f"{submission.student}/{submission.exercise}"


def place_of_feedback(submission):
    """Moodle: the same folder; Canvas: the same name, with another ending."""
    place = Path()
    for part in submission.path.parts[1:]:
        place /= part
        if part.lower().endswith(".zip"):
            break
    name = place.name.partition(".ipynb")[0].removesuffix(".zip")
    return str(place.with_name(f"{name}.html"))


def alike(submissions, course):
    """{key: who has the same answers, in all tasks} for those that are not alone with theirs."""
    groups = defaultdict(list)
    for submission in submissions:
        if not submission.problem:
            for kind, content in answers(submission.notebook, submission.exercise, course).items():
                groups[submission.exercise, kind, content].append(submission)
    same = defaultdict(list)
    for (_, kind, _), group in groups.items():
        for one in group:
            others = [other.student for other in group if other is not one]
            if others:
                same[key_of(one)].append(f"{kind} of {', '.join(others)}")
    return {key: "; ".join(found) for key, found in same.items()}


def grade(exported, course=None, again="", locked=True):
    """Grade what changed in a folder or zip file; return the table that goes to grades.csv."""
    if locked and not sandbox.works():
        raise ClassroomError(sandbox.MISSING)
    out = results_folder(exported)
    out.mkdir(exist_ok=True)
    try:
        with FileLock(out / ".lock", timeout=0):  # the system frees it, whatever ends this
            return Class(exported, course, again, locked).grade()
    except Timeout:
        raise ClassroomError(f"Another run is grading into '{out}': wait until it ends.") from None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "exported", type=Path, help="a folder or zip file, with one notebook for each student in it"
    )
    parser.add_argument("--again", default="", help="a student, to be graded whatever has changed")
    parser.add_argument(
        "--unlocked", action="store_true", help="run students' code with your own rights"
    )
    arguments = parser.parse_args()
    exported = arguments.exported.resolve()
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
    if arguments.unlocked:
        print("Students' code runs with your rights: nothing is locked in.", file=sys.stderr)
    grade(exported, again=arguments.again, locked=not arguments.unlocked)


if __name__ == "__main__":
    try:
        main()
    except (ClassroomError, OSError) as error:  # such as a disk that is full
        sys.exit(str(error))
