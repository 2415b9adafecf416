"""What Moodle and Canvas export of twelve students, four of whom hand in something else."""

import os
import random

import nbformat
import pytest

pytest.importorskip("fcntl", reason="on Windows, grading needs WSL")
pytest.importorskip("nbgrader", reason="the extra [classroom] is not installed")
from handed_in import collect
from release import RELEASED
from test_classroom import write_zip

NAME = "03_training"
NOTEBOOK = nbformat.read(RELEASED / f"{NAME}.ipynb", as_version=4)
PEOPLE = [
    *("Ada Lovelace", "Łucja Nowak", "Rene O'Brien", "Kim Lee", "Kim Lee", "Bo van der Berg"),
    *("Ana Maria Silva-Costa", "Li Wei", "Noor", "Zoë Müller", "Jo 2 Smith", "Max Mustermann"),
]
IDS = [str(4711 + 10 * k) for k in range(12)]
ANONYMOUS = [f"{k}aB3{k % 10}"[:5].ljust(5, "x") for k in range(11)] + ["12345"]
WRONG = {1: "answers.html", 4: f"{NAME}.py", 6: "homework.zip", 8: "essay.pdf"}  # a zip without one
TEXT = 10  # whose system shows no endings, so that the notebook is called .ipynb.txt
TWICE, LATE, RENAMED, SECOND = 2, 3, 5, 7


def moodle_folders(k, file):
    return f"{PEOPLE[k]}_{IDS[k]}_assignsubmission_file_/{file}"


def moodle_flat(k, file):
    return f"{PEOPLE[k]}_{IDS[k]}_assignsubmission_file_{file}"


def moodle_blind(k, file):
    return f"Participant_{IDS[k]}_assignsubmission_file_/{file}"


def canvas(k, file):
    name = "".join(c for c in PEOPLE[k].lower() if c.isalnum())
    late = "_LATE" if k == LATE else ""
    return f"{name}{late}_{IDS[k]}_{random.randrange(10**5, 10**6)}_{file}"


def canvas_anonymous(k, file):
    late = "LATE_" if k == LATE else ""
    return f"{late}anon_{ANONYMOUS[k]}_{random.randrange(10**5, 10**6)}_{file}"


LAYOUTS = {
    moodle_folders: [
        f"{name} {number}" if name == "Kim Lee" else name
        for name, number in zip(PEOPLE, IDS, strict=True)
    ],
    moodle_blind: [f"Participant_{number}" for number in IDS],
    canvas: [
        "".join(c for c in name.lower() if c.isalnum())
        + (f" {number}" if name == "Kim Lee" else "")
        for name, number in zip(PEOPLE, IDS, strict=True)
    ],
    canvas_anonymous: [f"anon_{name}" for name in ANONYMOUS],
}
LAYOUTS[moodle_flat] = LAYOUTS[moodle_folders]


def content(version=""):
    NOTEBOOK.cells[-1].source = version
    return nbformat.writes(NOTEBOOK).encode()


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_a_row_for_each_of_twelve(layout, packed, tmp_path):
    members = {}
    for k in range(12):
        if k in WRONG:
            members[layout(k, WRONG[k])] = b"<p>no notebook</p>"
        elif k == TEXT:
            members[layout(k, f"{NAME}.ipynb.txt")] = b"\xef\xbb\xbf" + content(str(k))
        elif k == RENAMED:
            members[layout(k, "my final version.ipynb")] = content(str(k))
        else:
            members[layout(k, f"{NAME}.ipynb")] = content(str(k))
    copy = " (1)" if "moodle" in layout.__name__ else "-1"
    members[layout(TWICE, f"{NAME}{copy}.ipynb")] = content("second")
    members[layout(SECOND, "figure.png")] = b"\x89PNG"
    members[layout(SECOND, "scratch.ipynb")] = nbformat.writes(nbformat.v4.new_notebook()).encode()
    members["grades.csv"] = b"by,the,system"
    export = tmp_path / "export.zip"
    write_zip(tmp_path / "wrong.zip", {"homework/essay.docx": b"words"})
    members[next(name for name in members if name.endswith("homework.zip"))] = (
        tmp_path / "wrong.zip"
    ).read_bytes()
    if packed:
        write_zip(export, members)
    else:
        export = tmp_path / "export"
        for name, text in members.items():
            (export / name).parent.mkdir(parents=True, exist_ok=True)
            (export / name).write_bytes(text)

    rows = {submission.student: submission for submission in collect(export)}
    assert sorted(rows) == sorted(LAYOUTS[layout])
    assert {row.exercise for row in rows.values()} == {NAME}
    for k, student in enumerate(LAYOUTS[layout]):
        row = rows[student]
        if k in WRONG:
            assert "Ask for the file that ends in .ipynb" in row.problem
        else:
            assert row.problem == "" and row.notebook.cells[-1].source == (
                "second" if k == TWICE else str(k)
            )
        assert row.late == (k == LATE and "canvas" in layout.__name__)
        assert ("counts, not" in "".join(row.remarks)) == (k == TWICE)


def test_typed_in_and_not_uploaded(tmp_path):
    for name in ("lovelaceada_4711_text.html", "lee_LATE_4712_link.html"):
        (tmp_path / name).write_text("<p>my answer</p>")
    (tmp_path / "bob_4713_81516_03_training.ipynb").write_bytes(content())
    rows = {row.student: row for row in collect(tmp_path)}
    assert set(rows) == {"lovelaceada", "lee", "bob"} and rows["lee"].late
    assert rows["bob"].problem == "" and "_link.html" in rows["lee"].problem


def test_links_lead_nowhere(tmp_path):
    (tmp_path / "secret.ipynb").write_bytes(content())
    (tmp_path / "export" / "ada").mkdir(parents=True)
    (tmp_path / "export" / "bob").mkdir()
    (tmp_path / "export" / "bob" / "x.ipynb").write_bytes(content())
    (tmp_path / "export" / "ada" / "x.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (tmp_path / "export" / "cy").symlink_to(tmp_path / "export" / "bob")
    assert [row.student for row in collect(tmp_path / "export")] == ["bob"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_notebook_of_any_encoding(encoding, tmp_path):
    (tmp_path / "ada.ipynb").write_bytes(content("é").decode().encode(encoding))
    (row,) = collect(tmp_path)
    assert row.problem == "" and row.notebook.cells[-1].source == "é"


def test_what_is_too_large_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr("handed_in.MOST", 1000)
    write_zip(tmp_path / "ada.zip", {"x.ipynb": os.urandom(2000)})
    (row,) = collect(tmp_path)
    assert "too large" in row.problem


# ---- Blackboard


def test_last_attempt_in_blackboard_counts_and_its_notes_are_no_submissions(tmp_path):
    notebook = nbformat.v4.new_notebook(metadata={"aeutils": {"exercise": "03_training"}})
    attempts = {
        "a_b": ("2026-05-04-10-15-20", "2026-05-05-09-00-00"),
        "c_b": ("2026-05-04-10-15-20",),
        "b": (),
    }
    for user, times in attempts.items():
        for time in times or ("2026-05-04-11-00-00",):
            stem = f"Ex 3_{user}_attempt_{time}"
            (tmp_path / f"{stem}.txt").write_text(
                f"Name: B (the) Best ({user})\nAssignment: Ex 3\n"
            )
            notebook.cells = [nbformat.v4.new_markdown_cell(user + time)]
            if times:
                nbformat.write(notebook, tmp_path / f"{stem}_my work.ipynb")
    rows = {submission.student: submission for submission in collect(tmp_path)}
    assert set(rows) == {"a_b", "c_b", "b"}
    assert rows["a_b"].notebook.cells[0].source == "a_b2026-05-05-09-00-00"
    assert "handed in 2 times: the last, 2026-05-05-09-00-00, counts" in rows["a_b"].remarks
    assert rows["c_b"].problem == "" and rows["c_b"].remarks == []
    assert "not a notebook" in rows["b"].problem  # who only typed something in
