"""What Moodle and Canvas export of twelve students, four of whom hand in something else."""

import io
import os
import zipfile

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
    return f"{name}{late}_{IDS[k]}_{910_000 + 100 * k + len(file)}_{file}"


def canvas_anonymous(k, file):
    late = "LATE_" if k == LATE else ""
    return f"{late}anon_{ANONYMOUS[k]}_{910_000 + 100 * k + len(file)}_{file}"


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


# ---- more of each kind -----------------------------------------------------------------------

MOODLE = "_assignsubmission_file_"
KINDS = {  # what was exported: whose rows there must be, with a word of each remark or problem
    "a name with two ids, one hands in no notebook": (
        {f"Kim Lee_1{MOODLE}/a.ipynb": 1, f"Kim Lee_2{MOODLE}/a.zip": {"x.docx": 0}},
        {"Kim Lee 1": "", "Kim Lee 2": "x.docx"},
    ),
    "a name with two ids, flat and in a folder": (
        {f"Kim Lee_1{MOODLE}/a.ipynb": 1, f"Kim Lee_2{MOODLE}a.ipynb": 2},
        {"Kim Lee 1": "", "Kim Lee 2": ""},
    ),
    "two whom Canvas calls the same": (
        {"leekim_11_100_a.ipynb": 1, "leekim_LATE_12_101_a.ipynb": 2},
        {"leekim 11": "", "leekim 12": ""},
    ),
    "names that differ in case": (
        {f"Kim Lee_1{MOODLE}/a.ipynb": 1, f"kim lee_2{MOODLE}/a.ipynb": 2},
        {"Kim Lee": "", "kim lee": ""},
    ),
    "names that differ in what no folder may have": (
        {"Kim: Lee/a.ipynb": 1, "Kim* Lee/a.ipynb": 2},
        {"Kim- Lee 1": "", "Kim- Lee 2": ""},
    ),
    "names that differ behind sixty letters": (
        {"a" * 61 + " one/a.ipynb": 1, "a" * 61 + " two/a.ipynb": 2},
        {"a" * 60 + " 1": "", "a" * 60 + " 2": ""},
    ),
    "nobody is to be known, in other languages": (
        {f"{name}_50{k}{MOODLE}/a.ipynb": k for k in (1, 2) for name in ("Participante", "参加者")},
        {"Participante 501": "", "Participante 502": "", "参加者 501": "", "参加者 502": ""},
    ),
    "Canvas, anonymous and late, on either side": (
        {
            "LATE_anon_ab1Cd_100_a.ipynb": 1,
            "anon_zz9yy_LATE_101_a.ipynb": 2,
            "anon_LATE1_2_a.ipynb": 3,
        },
        {"anon_ab1Cd": "", "anon_zz9yy": "", "anon_LATE1": ""},
    ),
    "Canvas, the second attempt late": (
        {f"leekim_11_100_{NAME}.ipynb": 1, f"leekim_LATE_11_103_{NAME}-1.ipynb": 2},
        {"leekim": "-1.ipynb counts"},
    ),
    "Canvas, three attempts": (
        {f"leekim_11_10{k}_{NAME}{'-' + str(k) if k else ''}.ipynb": k for k in range(3)},
        {"leekim": "-2.ipynb counts"},
    ),
    "Canvas, renamed with numbers": (
        {"kim_11_100_my_final_2_version_3.ipynb": 1, "bo_12_101_100_200.ipynb": 2},
        {"kim": "", "bo": ""},
    ),
    "Canvas, zip files": (
        {"kim_11_100_hw.zip": {"hw/a.ipynb": 1}, "bo_LATE_12_101_hw.zip": {"a.ipynb": 2}},
        {"kim": "", "bo": ""},
    ),
    "Moodle, text typed in besides": (
        {f"Kim_1{MOODLE}/a.ipynb": 1, "Kim_1_assignsubmission_onlinetext_/onlinetext.html": 0},
        {"Kim": ""},
    ),
    "Moodle, only text typed in": (
        {f"Kim_1{MOODLE}/a.ipynb": 1, "Bo_2_assignsubmission_onlinetext_/onlinetext.html": 0},
        {"Kim": "", "Bo": "onlinetext.html"},
    ),
    "Moodle, names with numbers": (
        {f"Jo_2_Smith_33{MOODLE}/a.ipynb": 1, f"R2-D2_34{MOODLE}/a.ipynb": 2},
        {"Jo_2_Smith": "", "R2-D2": ""},
    ),
    "copies by a browser": (
        {
            f"a/{NAME} (1).ipynb": 1,
            f"a/{NAME} (2).ipynb": 2,
            f"b/{NAME}(1).ipynb": 3,
            f"b/{NAME}.ipynb": 4,
            f"cy_{NAME} (1).ipynb": 5,
            f"cy_{NAME}.ipynb": 6,
        },
        {"a": "(2).ipynb counts", "b": "(1).ipynb counts", "cy": "(1).ipynb counts"},
    ),
    "copies by hand are left to a person": (
        {f"a/{NAME}-Copy1.ipynb": 1, f"a/{NAME}.ipynb": 2, "b/x.ipynb": 3, "b/y.ipynb": 4},
        {"a": "2 notebooks by a", "b": "2 notebooks by b"},
    ),
    "other endings": (
        {"a/A.IPYNB": 1, "b/x.ipynb.json": 2, "c/x.ipynb.zip": {"x.ipynb": 3}, "d/x.ipynb.html": 0},
        {"a": "", "b": "", "c": "", "d": "x.ipynb.html"},
    ),
    "other kinds of file": (
        {
            f"{name[-1]}{k}/{name}": 0
            for k, name in enumerate(["x.docx", "x.7z", "x.png", "x.txt", "x"])
        }
        | {"ok/x.ipynb": 1},
        {"x0": "x.docx", "z1": "x.7z", "g2": "x.png", "t3": "x.txt", "x4": "x", "ok": ""},
    ),
    "packed again by the teacher": (
        {f"export/Kim_1{MOODLE}/a.ipynb": 1, f"export/Bo_2{MOODLE}/a.ipynb": 2},
        {"Kim": "", "Bo": ""},
    ),
    "in one folder more": (
        {"week 3/leekim_11_100_a.ipynb": 1, "week 3/bo_LATE_12_101_a.ipynb": 2},
        {"leekim": "", "bo": ""},
    ),
    "folders by name, packed again": (
        {"export/Kim/a.ipynb": 1, "export/Bo/a.ipynb": 2},
        {"Kim": "", "Bo": ""},
    ),
    "one who hands in for another": (
        {f"Kim_1{MOODLE}/hw.zip": {f"Bo_2{MOODLE}/x.ipynb": 1}, f"ada/Bo_2{MOODLE}/x.ipynb": 2}
        | {f"Bo_2{MOODLE}/x.ipynb": 3},
        {"Kim": "", "ada": "", "Bo": ""},
    ),
    "links, checkpoints and lists are nobody's": (
        {"ada/.ipynb_checkpoints/a-checkpoint.ipynb": 2, "ada/a.ipynb": 1, "grades.csv": 0}
        | {"__MACOSX/ada/._a.ipynb": 0, "Thumbs.db": 0},
        {"ada": ""},
    ),
}


def packed(given):
    """A number is a notebook, 0 anything else, a dict a zip file."""
    if isinstance(given, dict):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for name, inside in given.items():
                archive.writestr(name, packed(inside))
        return file.getvalue()
    return content(str(given)) if given else b"something else"


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_is_lost(kind, tmp_path):
    files, expected = KINDS[kind]
    (tmp_path / "export.zip").write_bytes(packed(files))
    for name, given in files.items():
        (tmp_path / "export" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "export" / name).write_bytes(packed(given))
    for export in ("export.zip", "export"):
        rows = {submission.student: submission for submission in collect(tmp_path / export)}
        assert set(rows) == set(expected)
        for student, words in expected.items():
            said = " ".join([rows[student].problem, *rows[student].remarks])
            assert words in said and bool(words) == bool(said.strip()), said
        if "late" in kind:
            assert [row.late for row in rows.values()].count(True) >= 1


def test_lesson_handed_in_besides(tmp_path):
    lesson = nbformat.v4.new_notebook(metadata={"aeutils": {"source": "0", "inputs": {}}})
    for student in ("ada", "bob"):
        (tmp_path / student).mkdir()
        nbformat.write(lesson, tmp_path / student / f"{NAME}.ipynb")
    (tmp_path / "ada" / "mine.ipynb").write_bytes(content("1"))
    rows = {submission.student: submission for submission in collect(tmp_path)}
    assert (rows["ada"].path.name, rows["ada"].problem) == ("mine.ipynb", "")
    assert rows["bob"].problem == "the lesson, not the exercise"
