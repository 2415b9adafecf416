"""Grading a class by one command: whoever hands in whatever, all rows are right."""

import copy
import io
import os
import pickle
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest

from build import ROOT

fcntl = pytest.importorskip("fcntl", reason="on Windows, grading needs WSL")
pytest.importorskip("nbgrader", reason="the extra [classroom] is not installed")
from filelock import FileLock  # noqa: E402

import autograde  # noqa: E402
import grade  # noqa: E402
import sandbox  # noqa: E402
from release import RELEASED, SOURCES, release, source_notebook  # noqa: E402
from test_exercises import BANKS, metadata, of_kind, released  # noqa: E402

NAME = "01_preprocessing"  # the quickest: it needs no TensorFlow
SOLVED = source_notebook(SOURCES / f"{NAME}.py")
POINTS = {
    metadata(cell)["grade_id"]: metadata(cell)["points"]
    for kind in ({}, {"solution": True})
    for cell in of_kind(SOLVED, grade=True, **kind)
}
WRITTEN = sum(
    POINTS[metadata(cell)["grade_id"]] for cell in of_kind(SOLVED, grade=True, solution=True)
)
CODED = sum(POINTS.values()) - WRITTEN
FIRST, SECOND = (metadata(cell)["grade_id"] for cell in of_kind(SOLVED, solution=True)[:2])


def cell_of(notebook, name):
    return next(cell for cell in notebook.cells if metadata(cell).get("grade_id") == name)


def filled_in(answers=None):
    """The student version, filled in with the solutions and then with `answers` by grade id."""
    notebook = released(NAME)
    for solved in of_kind(SOLVED, solution=True) + of_kind(SOLVED, grade=True, solution=True):
        name = metadata(solved)["grade_id"]
        text = re.sub(r"\s*### (BEGIN|END) SOLUTION", "", solved.source)
        cell_of(notebook, name).source = (answers or {}).get(name, text)
    return notebook


def write(notebook, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def write_zip(path, members):
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def blank():
    return nbformat.writes(released(NAME)).encode()


# ---- a class ---------------------------------------------------------------------------------


def make_class(folder):
    """Hand in one of each kind; return the expected {student: (points of code, remark)}."""
    (folder / "Not Json_7_assignsubmission_file_").mkdir(parents=True)
    (folder / "Not Json_7_assignsubmission_file_" / f"{NAME}.ipynb").write_text("{'cells': [")

    wrong, code, _ = next(iter(BANKS[NAME].WRONG.values()))
    write(filled_in({wrong: code}), folder / "O’Brien" / "my homework.ipynb")

    write(filled_in({FIRST: "import os\nos._exit(1)"}), folder / f"died_{NAME}.ipynb")

    write(
        filled_in({FIRST: "import threading\nthreading.Event().wait()"}),
        folder / f"endless_{NAME}.ipynb",
    )

    notebook = filled_in()
    notebook.cells = [
        cell
        for cell in notebook.cells
        if metadata(cell).get("grade_id") not in (FIRST, f"check-{FIRST}")
    ]
    notebook.cells.insert(0, copy.deepcopy(cell_of(notebook, SECOND)))
    notebook.cells[0].source = "raise ValueError('an earlier try')"
    notebook.cells.append(copy.deepcopy(cell_of(notebook, f"check-{SECOND}")))
    for number, cell in enumerate(notebook.cells):
        cell.id = f"new-{number}"
    write(notebook, folder / f"mixed up {NAME} (2).ipynb")

    write(released(NAME), folder / f"student1_LATE_101_901_{NAME}-1.ipynb")

    write_zip(
        folder / "Łucja Nowak_4711_assignsubmission_file_" / "homework.zip",
        {
            f"homework/{NAME}.ipynb": nbformat.writes(filled_in()).encode(),
            f"__MACOSX/homework/._{NAME}.ipynb": b"\0",
        },
    )

    return {
        "Not Json": (None, "not a notebook"),
        "O’Brien": (CODED - POINTS[f"check-{wrong}"], ""),
        "died": (None, "the kernel died"),
        "endless": (CODED - POINTS[f"check-{FIRST}"], f"did not finish in time: {FIRST}"),
        "mixed up": (
            CODED - POINTS[f"check-{FIRST}"],
            f"(the last counts): {SECOND}, check-{SECOND}; "
            f"cells missing (put back empty): {FIRST}, check-{FIRST}",
        ),
        "student1": (0, ""),
        "Łucja Nowak": (CODED, ""),
    }


@pytest.fixture(scope="module")
def graded(tmp_path_factory, worker_id):
    """A class that was graded: once for all processes of a test run, so no test may change it."""
    if worker_id == "master":
        return grade_class(tmp_path_factory.mktemp("class"))
    shared = tmp_path_factory.getbasetemp().parent
    with (shared / "class.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "class.pickle").exists():
            (shared / "class.pickle").write_bytes(pickle.dumps(grade_class(shared / "class")))
    return pickle.loads((shared / "class.pickle").read_bytes())


def grade_class(folder):
    """Grade a class, be killed half way, while students' code runs, and start again."""
    if not sandbox.works():
        if os.environ.get("CI"):
            pytest.fail("Nothing can be locked in here, and on CI it must.")
        pytest.skip("needs bubblewrap: apt-get install bubblewrap")
    folder = folder / "export"
    course, out = (folder.with_name(name) for name in ("course", "export_graded"))
    expected = make_class(folder)
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, pathlib, grade; grade.grade(*map(pathlib.Path, sys.argv[1:]))",
            folder,
            course,
        ],
        text=True,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "classroom"), *sys.path])},
        start_new_session=True,
    )
    done = [process.stdout.readline() for _ in range(2)]
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    before = read_csv(out)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(autograde, "CELL_LIMIT", 30)
        again = calls_of(grade.autograde, patch)
        grade.grade(folder, course)
    return SimpleNamespace(
        folder=folder,
        course=course,
        out=out,
        expected=expected,
        done=[re.search(r": (.*), 01_", line)[1] for line in done],
        before=before,
        again=[student for _, student, *_ in again],
    )


def calls_of(function, patch):
    """Let `grade` go on calling one of its functions; return the list of what it is called with."""
    calls = []
    patch.setattr(grade, function.__name__, lambda *args: calls.append(args) or function(*args))
    return calls


@pytest.fixture
def copied(graded, tmp_path, monkeypatch):
    """The same class elsewhere, for tests that change it."""
    monkeypatch.setattr(autograde, "CELL_LIMIT", 15)  # one of them never ends
    paths = {
        name: shutil.copytree(getattr(graded, name), tmp_path / getattr(graded, name).name)
        for name in ("folder", "course", "out")
    }
    return SimpleNamespace(**paths)


def read_csv(out):
    table = pd.read_csv(out / "grades.csv", encoding="utf-8-sig", keep_default_na=False)
    return table.set_index("student")


def test_all_rows_are_right(graded):
    table = read_csv(graded.out)
    assert sorted(table.index) == sorted(graded.expected)
    for student, (score, remark) in graded.expected.items():
        row = table.loc[student]
        assert remark in row.problem and bool(remark) == bool(row.problem), row
        assert row.score == ("" if score is None else str(float(score))), row
        assert row.max_score == ("" if score is None else str(float(CODED + WRITTEN))), row


def test_killed_half_way_goes_on_where_it_was(graded):
    gradable = {name for name in graded.expected if name != "Not Json"}
    finished = set(graded.done) - {"died", "endless"}  # what failed is tried again
    assert len(graded.done) == 2 and set(graded.again) == gradable - finished
    assert set(graded.before.index) == {"Not Json", *graded.done}  # in the table already


HALF_A_GRADEBOOK = """
import nbgrader.api, pathlib, sys
import release
def wait():
    print("now", flush=True)
    sys.stdin.read()
nbgrader.api.get_alembic_version = wait
release.nbgrader(pathlib.Path(sys.argv[1]))
"""


def test_killed_while_the_gradebook_is_made(tmp_path):
    """Tables without the version that nbgrader asks for would be taken for a gradebook."""
    with subprocess.Popen(
        [sys.executable, "-c", HALF_A_GRADEBOOK, tmp_path],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "classroom"), *sys.path])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout.readline() == b"now\n"
        process.kill()
    assert not (tmp_path / "gradebook.db").exists()
    grade.nbgrader(tmp_path)
    with closing(sqlite3.connect(tmp_path / "gradebook.db")) as book:
        assert book.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)
    assert {path.name for path in tmp_path.iterdir()} == {"gradebook.db"}


def test_two_runs_at_once(copied):
    with FileLock(copied.out / ".lock"), pytest.raises(grade.ClassroomError, match="Another run"):
        grade.grade(copied.folder, copied.course)


def test_damaged_gradebook_costs_no_copy(copied):
    grade.back_up(copied.course)
    book = copied.course / "gradebook.db"
    copies = sorted((copied.course / "backups").iterdir())
    content = book.read_bytes()
    for damage in (b"no gradebook", content[: len(content) // 2]):
        book.write_bytes(damage)
        with pytest.raises(grade.ClassroomError, match="is damaged .*: copy .* there.") as error:
            grade.grade(copied.folder, copied.course)
        assert f"copy '{copies[-1]}' there" in str(error.value)
    assert sorted((copied.course / "backups").iterdir()) == copies


def test_damaged_notes_cost_only_time(copied, monkeypatch, capsys):
    before = read_csv(copied.out)
    (copied.course / "graded.json").write_text('{"Łucja Nowak/')
    autograded = calls_of(grade.autograde, monkeypatch)
    grade.grade(copied.folder, copied.course)
    assert "graded.json is damaged: all are graded again" in capsys.readouterr().err
    assert len(autograded) == len(before) - 1  # one cannot be
    pd.testing.assert_frame_equal(read_csv(copied.out), before)


def test_written_answers_wait_for_a_reader(graded):
    table = read_csv(graded.out)
    assert float(table.by_hand["Łucja Nowak"]) == WRITTEN
    assert float(table.by_hand["student1"]) == 0  # no answer, no points
    tasks = table.filter(like="task ").loc["Łucja Nowak"]
    assert (tasks == "").sum() == 1 and len(tasks) == len(POINTS)


def test_second_run_grades_nothing_again_and_ends_the_same(copied, monkeypatch):
    before = (copied.out / "grades.csv").read_bytes()
    autograded, fed_back = (
        calls_of(function, monkeypatch) for function in (grade.autograde, grade.feedback)
    )
    grade.grade(copied.folder, copied.course)
    assert {student for _, student, *_ in autograded} == {"died", "endless"}  # what failed, again
    assert {student for student, *_ in fed_back} == {"endless"}
    assert (copied.out / "grades.csv").read_bytes() == before


def test_only_what_changed_is_graded_again(copied, monkeypatch):
    write(filled_in(), next(copied.folder.glob("student1_*")))
    autograded, fed_back = (
        calls_of(function, monkeypatch) for function in (grade.autograde, grade.feedback)
    )
    table = grade.grade(copied.folder, copied.course).set_index("student")
    assert table.score["student1"] == CODED and table.score["Łucja Nowak"] == CODED
    assert {student for _, student, *_ in autograded} == {"died", "endless", "student1"}
    assert {student for student, *_ in fed_back} <= {"endless", "student1"}


def test_grade_given_by_hand_is_kept_and_shown(copied):
    with grade.nbgrader(copied.course).gradebook as gradebook:
        for given in gradebook.find_submission_notebook(NAME, NAME, "Łucja Nowak").grades:
            if given.needs_manual_grade:
                given.manual_score, given.needs_manual_grade = 1, False
        gradebook.db.commit()
    row = grade.grade(copied.folder, copied.course).set_index("student").loc["Łucja Nowak"]
    assert row.score == CODED + 1 and row.by_hand == 0
    page = copied.out / "feedback" / f"Łucja Nowak {NAME}.html"
    assert f"{CODED + 1} of {CODED + WRITTEN} points" in page.read_text(encoding="utf-8")


def test_page_that_nbgrader_cannot_make_costs_no_points(copied, monkeypatch):
    page = copied.out / "feedback" / f"Łucja Nowak {NAME}.html"
    page.unlink()
    (notebook,) = copied.course.glob(f"autograded/Łucja Nowak/{NAME}/*.ipynb")
    notebook.chmod(0o600)
    notebook.write_text("{")
    table = grade.grade(copied.folder, copied.course).set_index("student")
    assert table.score["Łucja Nowak"] == CODED
    assert "no page of feedback" in table.problem["Łucja Nowak"]
    assert "no page of feedback" in page.read_text(encoding="utf-8")


def test_each_has_a_page_that_opens_offline(graded, browser):
    pages = sorted(graded.out.glob("feedback/*.html"))
    assert {page.name for page in pages} == {f"{name} {NAME}.html" for name in graded.expected}
    context, complaints = browser.new_context(offline=True), []
    for path in pages:
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text))
        page.on(
            "request",
            lambda request: (
                request.url.startswith(("file:", "data:")) or complaints.append(request.url)
            ),
        )
        page.goto(path.as_uri())
        score, remark = graded.expected[path.name.removesuffix(f" {NAME}.html")]
        shown = page.inner_text("body")
        if score is None:
            assert remark in shown
        else:
            assert f"{score:g} of {CODED + WRITTEN:g} points" in shown
        page.close()
    context.close()
    assert complaints == []


def test_deleted_cells_are_put_back_in_their_places():
    complete, notebook = released(NAME), filled_in()
    ids = [name for name in map(autograde.grade_id, complete.cells) if name]
    deleted = {ids[0], ids[1], ids[4], ids[-1]}
    notebook.cells = [cell for cell in notebook.cells if autograde.grade_id(cell) not in deleted]
    notebook, (note,) = autograde.rebuilt(notebook, complete)
    assert [name for name in map(autograde.grade_id, notebook.cells) if name] == ids
    assert all(name in note for name in deleted)


def test_notebook_that_takes_too_long_is_ended(tmp_path, monkeypatch):
    (tmp_path / "release" / NAME).mkdir(parents=True)
    shutil.copy(RELEASED / f"{NAME}.ipynb", tmp_path / "release" / NAME)
    monkeypatch.setattr(autograde, "LIMIT", 0.01)  # nbgrader has not even started by then
    with pytest.raises(grade.CannotGrade, match=r"did not finish within 0\.01 s"):
        autograde.autograde(filled_in(), "ada", NAME, tmp_path)


def test_machine_that_is_too_busy_is_not_the_students_fault(tmp_path, monkeypatch):
    """What the guard imports before the student's first cell takes longer than it may."""
    if not sandbox.works():
        pytest.skip("needs bubblewrap: apt-get install bubblewrap")
    exercise = "03_training"  # it begins with TensorFlow
    release(SOURCES / f"{exercise}.py", tmp_path / "course")
    monkeypatch.setattr(autograde, "CELL_LIMIT", 1)
    with pytest.raises(grade.CannotGrade, match="the machine was too busy"):
        autograde.autograde(released(exercise), "ada", exercise, tmp_path / "course")


@pytest.mark.long
def test_honest_submissions_of_all_exercises_keep_their_marks(tmp_path):
    """The own solutions, then the bank's other right answers; nothing of them is noticed."""
    expected = {}
    for source in sorted(SOURCES.glob("[0-9]*.py")):
        solved = source_notebook(source)
        bank = {}
        for name, code in BANKS[source.stem].RIGHT.values():
            bank.setdefault(name, []).append(code)
        for attempt in range(4):
            notebook = released(source.stem)
            for cell in of_kind(solved, solution=True):
                name = metadata(cell)["grade_id"]
                own = re.sub(r"\s*### (BEGIN|END) SOLUTION", "", cell.source)
                known = dict(enumerate([own, *bank.get(name, [])]))
                cell_of(notebook, name).source = known.get(attempt, own)
            write(notebook, tmp_path / "export" / f"student{attempt}" / f"{source.stem}.ipynb")
            checks = of_kind(solved, grade=True)
            expected[f"student{attempt}", source.stem] = sum(metadata(c)["points"] for c in checks)
    table = grade.grade(tmp_path / "export").set_index(["student", "exercise"])
    assert table.score.to_dict() == expected
    assert (table.problem == "").all()


# ---- what is handed in, and by whom ----------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "student"),
    [
        ("Ada Lovelace_4711_assignsubmission_file_/03_training.ipynb", "Ada Lovelace"),
        ("Ada Lovelace_4711_assignsubmission_file/done/03_training.ipynb", "Ada Lovelace"),
        ("Ada Lovelace_4711_assignsubmission_file_my homework.ipynb", "Ada Lovelace"),
        ("lovelaceada_4711_81516_03_training.ipynb", "lovelaceada"),
        ("lovelaceada_LATE_4711_81516_03_training-1.ipynb", "lovelaceada"),
        ("lovelaceada_4711_81516_my homework.ipynb", "lovelaceada"),
        ("ada.lovelace 03_training (2).ipynb", "ada.lovelace"),
        ("03_training_ada.ipynb", "ada"),
        ("03_training/ada.ipynb", "ada"),
        ("03_training/Ada_4711_assignsubmission_file_/x.ipynb", "Ada"),
        ("ada.ipynb", "ada"),
        ("ADA.IPYNB", "ADA"),
        ("group-1/03_training.ipynb", "group-1"),
        ("group-2_03_training.ipynb", "group-2"),
        ("class_3_2024_ada/x.ipynb", "class_3_2024_ada"),
        ("1234567/03_training.ipynb", "1234567"),
        ("O'Brien/x.ipynb", "O'Brien"),
        ("Rene\u0301/x.ipynb", "René"),  # as a Mac writes it
        ("हिन्दी/x.ipynb", "हिन्दी"),
        ("Łucja [2]/x.ipynb", "Łucja -2"),  # a pattern to nbgrader
        ("=cmd()/03_training.ipynb", "cmd()"),  # a formula to a spreadsheet
        ("03_training.ipynb", "03_training"),
        ("03_training (1).ipynb", "03_training (1)"),
    ],
)
def test_student_is_named_by_file_or_folder(path, student, tmp_path):
    write(released("03_training"), tmp_path / "export" / path)
    (submission,) = grade.collect(tmp_path / "export")
    assert (submission.student, submission.problem) == (student, "")
    assert submission.exercise == "03_training"


def test_archive_that_cannot_be_read_is_reported_and_stops_nothing(tmp_path):
    nested = blank()
    for _ in range(40):
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("x.ipynb" if nested == blank() else "x.zip", nested)
        nested = archive.getvalue()
    for name, content in {
        "ada.zip": b"PK",
        "bob.7z": b"",
        "cy.tar.gz": b"",
        "deep.zip": nested,
        "eve_01_preprocessing.ipynb": blank(),
    }.items():
        (tmp_path / name).write_bytes(content)
    problems = {s.student: s.problem for s in grade.collect(tmp_path)}
    assert problems.pop("eve") == ""
    assert set(problems) == {"ada", "bob", "cy.tar", "deep"}
    assert all("not a zip file" in problems[name] for name in ("ada", "deep"))
    assert all("not opened" in problems[name] for name in ("bob", "cy.tar"))


def test_file_in_a_zip_reaches_neither_outside_nor_another(tmp_path):
    write_zip(
        tmp_path / "a" / "b" / "export.zip",
        {
            "ada/../../../ada.ipynb": blank(),
            "/bob/x.ipynb": blank(),
            "C:\\cy\\x.ipynb": blank(),
            "dan/x.ipynb": blank(),
            "dan.zip": b"PK",
        },
    )
    before = sorted(tmp_path.rglob("*"))
    submissions = grade.collect(tmp_path / "a" / "b" / "export.zip")
    assert [s.student for s in submissions] == ["ada", "bob", "C", "dan"]
    assert "dan.zip" in submissions[-1].remarks[0]
    assert sorted(tmp_path.rglob("*")) == before


def test_notebook_of_no_exercise(tmp_path):
    write(nbformat.v4.new_notebook(), tmp_path / "ada.ipynb")
    assert "which exercise?" in grade.collect(tmp_path)[0].problem


def test_folder_without_notebooks(tmp_path):
    with pytest.raises(grade.ClassroomError, match="no notebook"):
        grade.grade(tmp_path, tmp_path / "course")


@pytest.mark.parametrize(
    ("name", "words"),
    [("nowhere", "is neither a folder nor a zip file"), ("course", "is nbgrader's own copy")],
)
def test_what_cannot_be_graded_is_refused(name, words, capsys, monkeypatch, tmp_path):
    (tmp_path / "course").mkdir()
    monkeypatch.setattr(grade, "COURSE", tmp_path / "course")
    monkeypatch.setattr(sys, "argv", ["grade.py", str(tmp_path / name)])
    with pytest.raises(SystemExit):
        grade.main()
    assert words in capsys.readouterr().err
