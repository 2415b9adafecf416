"""What a teacher takes from a graded class: statistics by task, a page of the class, its points.

The points are written as Canvas, Moodle and Blackboard import them:

canvas.csv      as its gradebook exports them: five columns that say who, one for each exercise, and
                a second row with the points possible. Canvas finds a student by ID, or else by
                login or name; an ID is written only if it is Canvas' own.
moodle_NN.csv   the grading worksheet of one assignment: Identifier, Grade and Last modified must be
                there. Where Moodle gave no number, its gradebook imports the file by Username.
blackboard.csv  all in quotation marks, by Username; what Blackboard does not know is a new column.

Who has no points yet is in none of them, so an import takes nothing away.
"""

import csv
import io
import re
import statistics
from collections import Counter, defaultdict
from datetime import datetime

import nbformat
import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from judge import NOTICED, role
from release import HERE

CANVAS = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
MOODLE = ["Identifier", "Full name", "Username", "Grade", "Maximum Grade", "Last modified (grade)"]
TITLE = re.compile(r"^#+ *Task (\d+)[.:]? *(.*?) *(?:\([^()]*\))?$", re.MULTILINE)
AHEAD = re.compile(r"^Hint: (Task \d+: )?")
EMPTY = "nothing here yet"  # as aeutils.exercises says it
NUMBER = re.compile(r"\d+(\.\d+)?(e[+-]?\d+)?")


def shown(number):
    """A number of points: 3, 2.5; nothing where there is none."""
    return "" if pd.isna(number) else f"{round(number, 2):g}"


# ---- by task --------------------------------------------------------------------------------


def tasks_of(exercise, course):
    """{"task 1": (title, points)} of an exercise."""
    released = nbformat.read(course / "release" / exercise / f"{exercise}.ipynb", as_version=4)
    prose = "\n".join(cell.source for cell in released.cells if cell.cell_type == "markdown")
    titles = dict(TITLE.findall(prose))
    graded = [cell for cell in released.cells if role(cell) in ("check", "written")]
    return {
        f"task {number}": (titles.get(str(number), ""), cell.metadata.nbgrader.points)
        for number, cell in enumerate(graded, 1)
    }


def met_most(hints):
    """The hint that most met, and how many; hints that differ only in a number are one.

    Of two that as many met, the one that is about an answer, not about an empty cell.
    """
    kinds = defaultdict(list)
    for hint in hints:
        if not hint.startswith(NOTICED):
            hint = AHEAD.sub("", hint)
            kinds[NUMBER.sub("#", hint)].append(hint)
    if not kinds:
        return "", 0
    most = max(kinds.values(), key=lambda kind: (len(kind), not kind[0].startswith(EMPTY)))
    return Counter(most).most_common(1)[0][0], len(most)


def by_task(rows, hints, course):
    """How each task went; `hints` are {(exercise, task): what the checks said, one for each}."""
    table = []
    exercises = sorted({row["exercise"] for row in rows if "score" in row})
    for exercise in exercises:
        theirs = [row for row in rows if row["exercise"] == exercise and "score" in row]
        for task, (title, worth) in tasks_of(exercise, course).items():
            scores = [row[task] for row in theirs if row.get(task) is not None]
            hint, count = met_most(hints.get((exercise, task), []))
            table.append(
                {
                    "exercise": exercise,
                    "task": task,
                    "title": title,
                    "points": worth,
                    "graded": len(scores),
                    "not yet read": len(theirs) - len(scores),
                    "mean": round(statistics.fmean(scores), 2) if scores else None,
                    "median": statistics.median(scores) if scores else None,
                    "all points": sum(score >= worth for score in scores),
                    "no points": sum(score == 0 for score in scores),
                    "hint met by": count,
                    "hint": hint,
                }
            )
    return pd.DataFrame(table)


# ---- the page of the class -------------------------------------------------------------------


def page(title, rows, tasks):
    """One page: which task went worst, each task, each student. It loads and runs nothing."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["shown"] = shown
    exercises = []
    for name in sorted({row["exercise"] for row in rows}):
        of_this = [] if tasks.empty else tasks[tasks.exercise == name].to_dict("records")
        told = [task for task in of_this if task["graded"] and not task["not yet read"]]
        worst = min(told, key=lambda task: task["mean"] / task["points"], default=None)
        theirs = [row for row in rows if row["exercise"] == name]
        exercises.append(
            {
                "name": name or "No exercise",
                "tasks": of_this,
                "worst": worst if worst and worst["mean"] < worst["points"] else None,
                "rows": sorted(theirs, key=lambda row: row["student"].casefold()),
                "total": sum(task["points"] for task in of_this),
            }
        )
    return environment.get_template("class.html.j2").render(title=title, exercises=exercises)


# ---- what learning-management systems import -------------------------------------------------


def for_import(rows):
    """{file name: text} of the points of those who have some."""
    rows = sorted((row for row in rows if "score" in row), key=lambda row: row["student"])
    highest = {row["exercise"]: shown(row["max_score"]) for row in rows}
    exercises = sorted(highest)
    people = defaultdict(dict)  # one line for each, whatever they handed in
    for row in rows:
        people[row["student"]][row["exercise"]] = row
    names = Counter(next(iter(handed_in.values()))["name"] for handed_in in people.values())
    canvas = [CANVAS + exercises, ["    Points Possible", *[""] * 4, *map(highest.get, exercises)]]
    blackboard = [["Username", *exercises]]
    for student, handed_in in people.items():
        who = next(iter(handed_in.values()))
        scores = [
            shown(handed_in[name]["score"]) if name in handed_in else "" for name in exercises
        ]
        known = who["system"] == "canvas" and who["id"]
        login = [who["id"], "", "", ""] if known else ["", "", student, ""]
        name = who["name"] if known or names[who["name"]] == 1 else student  # or Canvas takes one
        canvas.append([name, *login, *scores])
        blackboard.append([student, *scores])
    files = {"canvas.csv": as_csv(canvas), "blackboard.csv": as_csv(blackboard, csv.QUOTE_ALL)}
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    for exercise in exercises:
        worksheet = [MOODLE]
        for row in (row for row in rows if row["exercise"] == exercise):
            known = row["system"] == "moodle" and row["id"]
            who = [f"Participant {row['id']}", row["name"], ""]
            who = who if known else ["", row["name"], row["student"]]
            worksheet.append([*who, shown(row["score"]), highest[exercise], now])
        files[f"moodle_{exercise}.csv"] = as_csv(worksheet)
    return files


def as_csv(rows, quoting=csv.QUOTE_MINIMAL):
    text = io.StringIO()
    csv.writer(text, quoting=quoting, lineterminator="\n").writerows(rows)
    return text.getvalue()
