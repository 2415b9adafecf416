"""What a teacher takes from a graded class: files for other systems, statistics, a page."""

import csv
import datetime
import io

import nbformat
import pandas as pd
import pytest

pytest.importorskip("fcntl", reason="on Windows, grading needs WSL")
pytest.importorskip("nbgrader", reason="the extra [classroom] is not installed")

import grade
import results
from test_classroom_attacks import NAME, RIGHT, locked, notebook_with, tiny  # noqa: F401
from test_classroom_pages import MARKUP, opened

UNCENTRED = "def centre(x):\n    return x"
CLASS = {  # path: (answers, points by code)
    "leekim_4711_81516_x.ipynb": (RIGHT, 5),
    "leekim_LATE_4712_81517_x.ipynb": (RIGHT | {"rate": "rate = 2"}, 3),
    "Kim Lee_21_assignsubmission_file_/x.ipynb": (RIGHT | {"centre": UNCENTRED}, 2),
    "Kim Lee_22_assignsubmission_file_/x.ipynb": (
        {"centre": UNCENTRED + " + 0", "rate": "rate = 3"},
        0,
    ),
    "Tasks_of_May_a_smith_attempt_2026-05-04-10-15-20_x.ipynb": (
        {"rate": "rate = 0.25", "centre": f"def centre(x):\n    raise ValueError({MARKUP!r})"},
        2,
    ),
    "O'Brien, Zoë/x.ipynb": (RIGHT | {"centre": UNCENTRED + " - 1"}, 2),
}


@pytest.fixture(scope="module")
def graded(tiny, tmp_path_factory):  # noqa: F811
    folder = tmp_path_factory.mktemp("results") / "export"
    for name, (answers, _) in CLASS.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        answers = {"reading": f"It falls, says {name}."} | answers
        nbformat.write(notebook_with(tiny, answers), folder / name)
    (folder / "Tasks_of_May_a_smith_attempt_2026-05-04-10-15-20.txt").write_text(
        "Name: Anna Smith (a_smith)\nAssignment: Tasks_of_May\nDate Submitted: Monday\n"
    )
    (folder / "broken.ipynb").write_text("{")
    grade.grade(folder)
    return folder.with_name("export_graded")


def read(graded, name):
    text = (graded / "import" / name).read_bytes().decode("utf-8")
    assert not text.startswith("\ufeff")
    return text, list(csv.reader(io.StringIO(text), strict=True))


def by_student(graded):
    """What grades.csv says; the broken one has no points to take away from."""
    table = pd.read_csv(graded / "grades.csv", encoding="utf-8-sig")
    assert not {"name", "system"} & set(table)  # which only the imports need
    return table.set_index("student").score.dropna()


def test_points_are_those_of_the_answers(graded):
    assert sorted(by_student(graded)) == sorted(score for _, score in CLASS.values())


def test_canvas_reads_who_and_how_many(graded):
    """By the rules of its importer: five columns that end with Section, then one by assignment."""
    _, (header, possible, *rows) = read(graded, "canvas.csv")
    assert header[:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert header[5:] == [NAME] and "Points Possible" in possible[0] and float(possible[5]) == 6
    assert {len(row) for row in (header, possible, *rows)} == {6}
    assert not any("Points Possible" in row[0] for row in rows)
    ids = {row[1]: float(row[5]) for row in rows if row[1]}
    assert ids == {"4711": 5, "4712": 3}  # of Canvas alone: Moodle's 21 is someone else there
    others = {row[3]: float(row[5]) for row in rows if not row[1]}
    assert others == by_student(graded).drop(["leekim 4711", "leekim 4712"]).to_dict()
    assert {row[0] for row in rows if row[1]} == {"leekim"}
    assert {row[0] for row in rows if row[3].startswith("Kim")} == {"Kim Lee 21", "Kim Lee 22"}


def test_moodle_reads_who_and_how_many(graded):
    """By the rules of its worksheet: three columns are there, an identifier ends in a number."""
    _, (header, *rows) = read(graded, f"moodle_{NAME}.csv")
    rows = [dict(zip(header, row, strict=True)) for row in rows]
    assert {"Identifier", "Grade", "Last modified (grade)"} <= set(header)
    known = {row["Identifier"][len("Participant ") :]: row for row in rows if row["Identifier"]}
    assert {number: float(row["Grade"]) for number, row in known.items()} == {"21": 2, "22": 0}
    assert {row["Full name"] for row in known.values()} == {"Kim Lee"}
    others = {row["Username"]: float(row["Grade"]) for row in rows if row["Username"]}
    assert others == by_student(graded).drop(["Kim Lee 21", "Kim Lee 22"]).to_dict()
    for row in rows:
        assert 0 <= float(row["Grade"]) <= float(row["Maximum Grade"]) == 6
        when = datetime.datetime.fromisoformat(row["Last modified (grade)"])
        assert abs((datetime.datetime.now().astimezone() - when).total_seconds()) < 3600
        assert bool(row["Username"]) != bool(row["Identifier"])


def test_blackboard_reads_who_and_how_many(graded):
    """By the rules of its upload: each value in quotation marks, Username says who."""
    text, (header, *rows) = read(graded, "blackboard.csv")
    assert header == ["Username", NAME]
    assert all(line.startswith('"') and line.endswith('"') for line in text.splitlines())
    assert text.count('","') == len(rows) + 1
    assert {user: float(score) for user, score in rows} == by_student(graded).to_dict()
    assert "a_smith" in dict(rows)


def test_several_exercises_stand_side_by_side():
    row = {"id": None, "system": "", "max_score": 4.0, "late": ""}
    rows = [
        row | {"student": "ada", "name": "ada", "exercise": "01_a", "score": 2.5},
        row | {"student": "ada", "name": "ada", "exercise": "02_b", "score": 1.0, "max_score": 3.0},
        row | {"student": "bob", "name": "bob", "exercise": "02_b", "score": 3.0, "max_score": 3.0},
        {"student": "cy", "name": "cy", "exercise": "01_a", "id": None, "system": "", "late": ""},
    ]
    files = results.for_import(rows)
    canvas = list(csv.reader(io.StringIO(files["canvas.csv"])))
    assert [line[5:] for line in canvas] == [["01_a", "02_b"], ["4", "3"], ["2.5", "1"], ["", "3"]]
    assert files["blackboard.csv"].splitlines()[1:] == ['"ada","2.5","1"', '"bob","","3"']
    assert set(files) == {"canvas.csv", "blackboard.csv", "moodle_01_a.csv", "moodle_02_b.csv"}


def test_statistics_by_task(graded):
    tasks = pd.read_csv(graded / "tasks.csv", encoding="utf-8-sig").set_index("task")
    first, second = tasks.loc["task 1"], tasks.loc["task 2"]
    assert (first.points, first.graded, first["all points"], first["no points"]) == (3, 6, 2, 4)
    assert first["mean"] == 1 and first["median"] == 0
    assert (second["all points"], second["no points"], second["hint met by"]) == (4, 2, 2)
    assert first["hint met by"] == 3 and first.hint == "6 numbers: their mean is not subtracted."
    assert tasks.loc["task 3", ["graded", "not yet read"]].tolist() == [0, 6]


def test_hints_that_differ_in_a_number_are_one():
    hints = [
        "Hint: 0.5 is too large.",
        "Hint: 2 is too large.",
        "Hint: None?",
        "Hint: 2 is too large.",
    ]
    assert results.met_most(hints) == ("2 is too large.", 3)
    assert results.met_most(["Noticed: x was replaced"] * 2) == ("", 0)


@pytest.mark.parametrize("width", [360, 1280])
def test_page_of_the_class(graded, browser, width):
    url = (graded / "class.html").as_uri()
    page = opened(browser, url, viewport={"width": width, "height": 800}, offline=True)
    assert page.title() == "export, the class" and page.asked == [url]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shown = page.inner_text("body")
    assert "Task 1" in shown and "1 of 3 points on average, none for 4 of 6" in shown
    assert "Most met this hint (3)" in shown and "their mean is not subtracted" in shown
    line = page.locator("tr", has=page.get_by_role("rowheader", name="Kim Lee 22"))
    assert line.locator("td").all_inner_texts()[:5] == ["0 of 6", "0", "0", "?", "1"]
    assert "(late)" in shown and "not a notebook" in shown
    assert page.locator("script, link, img").count() == 0


def test_page_of_the_class_runs_nothing_of_a_student(tmp_path, browser):
    row = {"exercise": MARKUP, "late": "", "score": 1.0, "max_score": 2.0, "by_hand": 0.0}
    row |= {"student": MARKUP, "problem": MARKUP, "same_as": MARKUP, "task 1": 1.0}
    task = {"exercise": MARKUP, "task": "task 1", "title": MARKUP, "points": 2.0, "graded": 1}
    task |= {"not yet read": 0, "mean": 1.0, "median": 1.0, "all points": 0, "no points": 0}
    task |= {"hint met by": 1, "hint": MARKUP}
    text = results.page(MARKUP, [row], pd.DataFrame([task]))
    assert text.count("&lt;script&gt;") >= 8
    (tmp_path / "class.html").write_text(text, encoding="utf-8")
    page = opened(browser, (tmp_path / "class.html").as_uri())
    assert page.title() == " ".join(MARKUP.split()) != "hit"
    assert page.locator("script, iframe, svg, input, img, a, style + style").count() == 0
    assert page.locator("[onerror], [onload], [ontoggle], [onfocus]").count() == 0
