"""Grading a class by one command: whoever hands in whatever, all rows are right."""

import copy
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from build import ROOT

pytest.importorskip("nbgrader", reason="the extra [classroom] is not installed")
import grade  # noqa: E402
from release import RELEASED, SOURCES, source_notebook  # noqa: E402
from test_exercises import BANKS, metadata, of_kind  # noqa: E402

NAME = "01_preprocessing"                                # the quickest: it needs no TensorFlow
SOLVED = source_notebook(SOURCES / f"{NAME}.py")
POINTS = {metadata(cell)["grade_id"]: metadata(cell)["points"]
          for kind in ({}, {"solution": True}) for cell in of_kind(SOLVED, grade=True, **kind)}
WRITTEN = sum(POINTS[metadata(cell)["grade_id"]]
              for cell in of_kind(SOLVED, grade=True, solution=True))
CODED = sum(POINTS.values()) - WRITTEN


def student_version():
    return nbformat.read(RELEASED / f"{NAME}.ipynb", as_version=4)


def cell_of(notebook, name):
    return next(cell for cell in notebook.cells if metadata(cell).get("grade_id") == name)


def handed_in(answers=None):
    """The student version, filled in with the solutions and then with `answers` by grade id."""
    notebook = student_version()
    for solved in of_kind(SOLVED, solution=True) + of_kind(SOLVED, grade=True, solution=True):
        name = metadata(solved)["grade_id"]
        text = re.sub(r"\s*### (BEGIN|END) SOLUTION", "", solved.source)
        cell_of(notebook, name).source = (answers or {}).get(name, text)
    return notebook


def write(notebook, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def make_class(folder, n_students):
    """Hand in `n_students` notebooks; return the expected {student: (auto score, remark)}."""
    full = CODED
    wrong = [(title, cell, code) for title, (cell, code, _) in BANKS[NAME].WRONG.items()]
    first = metadata(of_kind(SOLVED, solution=True)[0])["grade_id"]
    expected = {}

    # Five that are broken, each in its own way.
    (folder / "Not Json_7_assignsubmission_file_").mkdir(parents=True)
    (folder / "Not Json_7_assignsubmission_file_" / f"{NAME}.ipynb").write_text("{'cells': [")
    expected["Not Json"] = None, "not a notebook"

    notebook = handed_in()
    notebook.cells = [cell for cell in notebook.cells
                      if metadata(cell).get("grade_id") not in (first, f"check-{first}")]
    write(notebook, folder / f"deleted_{NAME}.ipynb")
    expected["deleted"] = (full - POINTS[f"check-{first}"],
                           f"put back empty): {first}, check-{first}")

    notebook = handed_in()
    notebook.cells.insert(0, copy.deepcopy(cell_of(notebook, first)))
    notebook.cells.append(copy.deepcopy(cell_of(notebook, f"check-{first}")))
    for number, cell in enumerate(notebook.cells):
        cell.id = f"new-{number}"
    write(notebook, folder / f"copied_{NAME}.ipynb")
    expected["copied"] = full, f"the last counts): {first}, check-{first}"

    write(handed_in({first: "import os\nos._exit(1)"}), folder / f"died_{NAME}.ipynb")
    expected["died"] = None, "the kernel died"

    write(handed_in({first: "while True:\n    pass"}), folder / f"endless_{NAME}.ipynb")
    expected["endless"] = full - POINTS[f"check-{first}"], f"did not finish in time: {first}"

    # The others: solutions, blanks and wrong answers, named as different systems name them.
    for number in range(n_students - len(expected)):
        kind = number % 3
        title, cell, code = wrong[number % len(wrong)]
        notebook = [handed_in(), student_version(), handed_in({cell: code})][kind]
        score = [full, 0, full - POINTS[f"check-{cell}"]][kind]
        name = f"{['Łucja', 'O’Brien', 'Ada'][kind]} {number}"
        path = [f"{name}_{4711 + number}_assignsubmission_file_/{NAME}.ipynb",      # Moodle
                f"student{number}_LATE_{100 + number}_{900 + number}_{NAME}-1.ipynb",  # Canvas
                f"{name}/my homework.ipynb"][kind]
        write(notebook, folder / path)
        expected[[name, f"student{number}", name][kind]] = score, ""
    return expected


def assert_rows(table, expected):
    assert sorted(table.student) == sorted(expected)
    for row in table.itertuples():
        score, remark = expected[row.student]
        assert remark in row.problem and bool(remark) == bool(row.problem), row
        assert pd.isna(row.score) if score is None else row.score == score, row
        assert score is None or row.max_score == CODED + WRITTEN


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class that was graded once: its folder, the course's folder, what is expected."""
    folder = tmp_path_factory.mktemp("class") / "export"
    expected = make_class(folder, n_students=11)
    grade.grade(folder, folder.parent / "course")
    return folder, folder.parent / "course", expected


def read_csv(folder):
    table = pd.read_csv(folder.with_name("export_graded") / "grades.csv", encoding="utf-8-sig")
    return table.fillna({"problem": ""})


def test_all_rows_are_right(graded):
    folder, _, expected = graded
    assert_rows(read_csv(folder), expected)


def test_written_answers_wait_for_a_reader(graded):
    table = read_csv(graded[0]).set_index("student")
    assert table.by_hand["Łucja 0"] == WRITTEN
    assert table.by_hand["student1"] == 0          # no answer, no points
    assert table.filter(like="task ").loc["Łucja 0"].isna().sum() == 1


def test_second_run_grades_nothing_again_and_ends_the_same(graded, monkeypatch):
    folder, course, expected = graded
    before = (folder.with_name("export_graded") / "grades.csv").read_bytes()
    monkeypatch.setattr(grade, "nbgrader", lambda *_, **__: pytest.fail("nothing has changed"))
    grade.grade(folder, course)
    assert (folder.with_name("export_graded") / "grades.csv").read_bytes() == before


def test_only_what_changed_is_graded_again(graded, monkeypatch, tmp_path):
    folder, course = (shutil.copytree(path, tmp_path / path.name) for path in graded[:2])
    run, calls = grade.nbgrader, []
    monkeypatch.setattr(grade, "nbgrader", lambda *a, **k: calls.append(a[:3]) or run(*a, **k))
    write(handed_in(), next(folder.glob("student1_*")))
    table = grade.grade(folder, course).set_index("student")
    assert table.score["student1"] == CODED and table.score["Łucja 0"] == CODED
    # The pages of feedback lie beside the class, and this copy of it has none yet.
    assert [call for call in calls if call[0] == "autograde"] == [
        ("autograde", NAME, "--student=student1")]


def test_grade_given_by_hand_is_kept_and_shown(graded, tmp_path):
    folder, course = (shutil.copytree(path, tmp_path / path.name) for path in graded[:2])
    shutil.copytree(graded[0].with_name("export_graded"), tmp_path / "export_graded")
    with grade.Gradebook(f"sqlite:///{course / 'gradebook.db'}", "autoencoders") as gradebook:
        for given in gradebook.find_submission_notebook(NAME, NAME, "Łucja 0").grades:
            if given.needs_manual_grade:
                given.manual_score, given.needs_manual_grade = 1, False
        gradebook.db.commit()
    row = grade.grade(folder, course).set_index("student").loc["Łucja 0"]
    assert row.score == CODED + 1 and row.by_hand == 0
    page = tmp_path / "export_graded" / "feedback" / f"Łucja 0 {NAME}.html"
    assert f"Score: {CODED + 1:.1f}" in page.read_text(encoding="utf-8")


def test_killed_half_way_and_started_again(graded, tmp_path):
    folder = shutil.copytree(graded[0], tmp_path / "export")
    call = [sys.executable, "-c", "import sys, pathlib, grade; "
            "grade.grade(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))",
            folder, tmp_path / "course"]
    paths = os.pathsep.join([str(ROOT / "classroom"), *sys.path])
    process = subprocess.Popen(call, env=os.environ | {"PYTHONPATH": paths}, text=True,
                               stdout=subprocess.PIPE, start_new_session=True)
    graded_by_then = [process.stdout.readline() for _ in range(3)]
    time.sleep(2)                                        # in the middle of the next
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert all(graded_by_then) and process.returncode == -signal.SIGKILL
    assert not (tmp_path / "export_graded" / "grades.csv").exists()
    subprocess.run(call, env=os.environ | {"PYTHONPATH": paths}, check=True, capture_output=True)
    assert ((tmp_path / "export_graded" / "grades.csv").read_bytes()
            == (graded[0].with_name("export_graded") / "grades.csv").read_bytes())


def test_each_has_a_page_that_opens_offline(graded, browser):
    folder, _, expected = graded
    pages = sorted(folder.with_name("export_graded").glob("feedback/*.html"))
    assert {page.name for page in pages} == {f"{name} {NAME}.html" for name in expected}
    context, complaints = browser.new_context(offline=True), []
    for path in pages:
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text))
        page.on("request", lambda request: request.url.startswith(("file:", "data:"))
                or complaints.append(request.url))
        page.goto(path.as_uri())
        student = path.name.removesuffix(f" {NAME}.html")
        score, remark = expected[student]
        shown = page.inner_text("body")
        assert (f"Score: {float(score)}" if score is not None else remark) in shown
        page.close()
    context.close()
    assert complaints == []


# ---- names -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path, student", [
    ("Ada Lovelace_4711_assignsubmission_file_/03_training.ipynb", "Ada Lovelace"),
    ("Ada Lovelace_4711_assignsubmission_file/done/03_training.ipynb", "Ada Lovelace"),
    ("lovelaceada_4711_81516_03_training.ipynb", "lovelaceada"),
    ("lovelaceada_LATE_4711_81516_03_training-1.ipynb", "lovelaceada"),
    ("ada.lovelace 03_training (2).ipynb", "ada.lovelace"),
    ("03_training_ada.ipynb", "ada"),
    ("ada.ipynb", "ada"),
    ("group-1/03_training.ipynb", "group-1"),
    ("group-2_03_training.ipynb", "group-2"),
    ("s1234567/03_training.ipynb", "s1234567"),
    ("Łucja [2]/x.ipynb", "Łucja -2"),
    ("=cmd()/03_training.ipynb", "cmd"),
    ("03_training.ipynb", "03_training"),
])
def test_student_is_named_by_file_or_folder(path, student):
    assert grade.student_of(Path("x") / path, Path("x"), "03_training") == student


def test_two_notebooks_of_one_student_are_left_to_the_teacher(tmp_path):
    for name in ("ada_03_training.ipynb", "ada_03_training (1).ipynb", "bob_03_training.ipynb"):
        write(nbformat.v4.new_notebook(), tmp_path / name)
    found = {s["file"].name: s for s in grade.collect(tmp_path)}
    assert "2 notebooks by ada" in found["ada_03_training.ipynb"]["problem"]
    assert found["bob_03_training.ipynb"]["problem"] == ""
    assert len({s["student"] for s in found.values()}) == 3


def test_notebook_of_no_exercise(tmp_path):
    write(nbformat.v4.new_notebook(), tmp_path / "ada.ipynb")
    assert "which exercise?" in grade.collect(tmp_path)[0]["problem"]


def test_folder_without_notebooks(tmp_path):
    with pytest.raises(grade.ClassroomError, match="no notebook"):
        grade.grade(tmp_path, tmp_path / "course")


def test_not_a_folder(capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["grade.py", "nowhere"])
    with pytest.raises(SystemExit):
        grade.main()
    assert "is not a folder. Unpack" in capsys.readouterr().err
