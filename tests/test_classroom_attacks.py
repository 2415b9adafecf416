"""A class that cheats: no point gained, no other row touched, and the teacher reads what it was."""

import contextlib
import copy
import http.server
import json
import os
import re
import shutil
import sqlite3
import threading
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pandas as pd
import psutil
import pytest

from build import ROOT

pytest.importorskip("fcntl", reason="on Windows, grading needs WSL")
pytest.importorskip("nbgrader", reason="the extra [classroom] is not installed")
import grade
import handed_in
import release
import sandbox
from autograde import LOOK
from cells import metadata

NAME = "99_tiny"  # tests/tiny_exercise.py: 3 and 2 points for code, 1 for a text
RIGHT = {"centre": "def centre(x):\n    return x - x.mean()", "rate": "rate = 0.25"}
WRONG = {"centre": "def centre(x):\n    return x", "rate": "rate = 2"}
MARK = "aeutils-attack-47114711"  # what daemons are found by

# Each: what stands in a cell before all others, in place of an answer, or is done to the notebook;
# and what the teacher must read, "" if the attack comes to nothing anyway.
FIRST = {
    "task redefined": (
        """
import contextlib, aeutils.exercises as e
@contextlib.contextmanager
def task(name):
    try:
        yield
    except Exception:
        pass
e.task = task""",
        "task was replaced",
    ),
    "input transformer": (
        """
get_ipython().input_transformers_post.append(
    lambda lines: ["pass"] if any("with task" in line for line in lines) else lines)""",
        "input_transformers_post was replaced|did not run as it stands",
    ),
    "syntax transformer": (
        """
import ast
class NoAsserts(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()
get_ipython().ast_transformers.append(NoAsserts())""",
        "ast_transformers was replaced",
    ),
    "runner replaced": (
        """
shell = get_ipython()
run = shell.run_cell
shell.run_cell = lambda code, *a, **k: run("pass" if "assert" in code else code, *a, **k)""",
        "did not run as it stands",
    ),
    "runner's class patched": (
        """
shell = type(get_ipython())
run = shell.run_cell_async
async def quiet(self, code, *a, **k):
    return await run(self, code.replace("assert", "bool and"), *a, **k)
shell.run_cell_async = quiet""",
        "run_cell_async was replaced",
    ),
    "compile patched": (
        """
import builtins
real = builtins.compile
builtins.compile = lambda source, *a, **k: real(
    source.replace("assert ", "0, ") if isinstance(source, str) else source, *a, **k)""",
        "compile was replaced",
    ),
    "exec patched": (
        """
import builtins
real = builtins.exec
def quiet(*a, **k):
    try:
        real(*a, **k)
    except Exception:
        pass
builtins.exec = quiet""",
        "exec was replaced",
    ),
    "hint patched": (
        """
import aeutils.exercises as e
e.Hint = StopIteration
import contextlib
contextlib._GeneratorContextManager.__exit__ = lambda *a: True""",
        "was replaced",
    ),
    "hint's code swapped": (
        """
import contextlib
def __exit__(self, *a):
    return True
contextlib._GeneratorContextManager.__exit__.__code__ = __exit__.__code__""",
        "__exit__ was replaced",
    ),
    "numpy patched": (
        "import numpy\nnumpy.allclose = lambda *a, **k: True",
        "numpy.allclose was replaced",
    ),
    "numpy shadowed": (
        "class np:\n    allclose = size = staticmethod(lambda *a, **k: True)",
        "",
    ),
    "modules replaced": (
        """
import sys, types, contextlib
fake = types.ModuleType("aeutils.exercises")
@contextlib.contextmanager
def task(name):
    try:
        yield
    except BaseException:
        pass
fake.task = task
sys.modules["aeutils.exercises"] = fake""",
        "passes without an answer",
    ),
    "namespace replaced": (
        """
class Space(dict):
    def __setitem__(self, key, value):
        super().__setitem__(key, value)
get_ipython().user_ns = Space(get_ipython().user_ns)""",
        "user_ns was replaced",
    ),
    "before each cell": (
        """
import numpy
def before(*_):
    numpy.allclose = lambda *a, **k: True
get_ipython().events.register("pre_run_cell", before)""",
        "calls their code|numpy.allclose was replaced",
    ),
    "errors handled": (
        """
get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)
get_ipython().showtraceback = lambda *a, **k: None""",
        "custom_exceptions was replaced",
    ),
    "messages changed": (
        """
session = get_ipython().kernel.session
send = session.send
def sent(stream, kind, content=None, *a, **k):
    if isinstance(content, dict) and content.get("status") == "error":
        content = {"status": "ok", "execution_count": 1, "user_expressions": {}, "payload": []}
    return None if kind == "error" else send(stream, kind, content, *a, **k)
session.send = sent""",
        "session.send was replaced",
    ),
    "guard replaced": (
        """
import sys
for name, thing in list(sys.modules.items()):
    if "application" in name:
        type(thing).check = thing.check = lambda *a, **k: get_ipython().display_pub.publish(
            {name: {"passed": True, "passes_without": False, "found": []}})""",
        None,
    ),
    "another thread": (
        """
import threading, time, numpy
def patch():
    while True:
        numpy.allclose = lambda *a, **k: True
        time.sleep(0.001)
threading.Thread(target=patch, daemon=True).start()""",
        "a thread of theirs|numpy.allclose",
    ),
    "thread without a name": (
        """
import _thread, time, numpy
def patch():
    while True:
        time.sleep(0.001)
_thread.start_new_thread(patch, ())""",
        "a thread of theirs",
    ),
    "alarm": (
        """
import signal, numpy
def patch(*_):
    numpy.allclose = lambda *a, **k: True
signal.signal(signal.SIGALRM, patch)
signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)""",
        "calls their code|numpy.allclose was replaced",
    ),
    "imports caught": (
        """
import sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        return None
sys.meta_path.insert(0, Finder())""",
        "calls their code",
    ),
    "sockets replaced": (
        """
import glob, json, os, sys
connection = json.load(open(sys.argv[sys.argv.index("-f") + 1]))
for path in glob.glob(connection["ip"] + "-*"):
    os.rename(path, path + "-old")
    open(path, "w").close()""",
        "the way to the kernel was replaced",
    ),
    "tracer": (
        "import sys\nsys.settrace(lambda *a: None)",
        "sys.settrace",
    ),
    "at exit": (
        """
import atexit, pathlib
@atexit.register
def last():
    for path in pathlib.Path("/").rglob("gradebook.db"):
        path.write_bytes(b"")""",
        "",
    ),
    "start-up files": (
        """
import contextlib, os, pathlib, site, sys
patch = "import numpy; numpy.allclose = lambda *a, **k: True"
for folder in [*sys.path, *site.getsitepackages(), os.getcwd(), os.path.expanduser("~"), "/tmp",
               os.path.expanduser("~/.ipython/profile_default/startup"), PLACE]:
    for file in ["sitecustomize.py", "usercustomize.py", "a.pth", "00.py", "numpy.py", "judge.py"]:
        with contextlib.suppress(OSError):
            pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
            pathlib.Path(folder, file).write_text(patch)""",
        "",
    ),
    "gradebook rewritten": (
        """
import contextlib, sqlite3, pathlib
for path in [pathlib.Path(PLACE, "gradebook.db"), *pathlib.Path("/tmp").rglob("*.db")]:
    with contextlib.suppress(Exception):
        book = sqlite3.connect(path)
        book.execute("UPDATE grade SET manual_score = 40")
        book.commit()""",
        "",
    ),
    "daemon": (
        """
import os, subprocess, sys
if os.fork() == 0:
    os.setsid()
    subprocess.Popen([sys.executable, "-c", f"MARK = '{MARK}'; import time; time.sleep(300)"])
    os._exit(0)""",
        "",
    ),
    "forked": (
        "import os\nfor _ in range(3):\n    os.fork()",
        None,
    ),
    "many processes": (
        """
import subprocess, contextlib
with contextlib.suppress(OSError):
    for _ in range(2000):
        subprocess.Popen(["sleep", "300"])""",
        None,
    ),
    "network": (
        """
import contextlib, urllib.request
with contextlib.suppress(OSError):
    print(urllib.request.urlopen(ADDRESS, timeout=5).read())""",
        "",
    ),
    "memory": (
        "kept = []\nwhile True:\n    kept.append(bytearray(1 << 30))",
        None,
    ),
    "disk": (
        """
import contextlib, os
for folder in ["/tmp", ".", "/dev/shm", "/dev", "/", PLACE]:
    with contextlib.suppress(OSError):
        for number in range(3):
            with open(os.path.join(folder, f"large{number}"), "wb") as file:
                for _ in range(40):
                    file.write(bytes(1 << 25))""",
        None,
    ),
    "others' files": (
        """
import os, sys
found = []
for folder, _, files in os.walk("/"):
    found += [os.path.join(folder, f) for f in files if f.endswith((".ipynb", ".db", ".csv"))
              and not folder.startswith(("/usr", "/lib", sys.prefix, sys.base_prefix))
              and not folder.endswith("/data")]
print("found", len(found), found[:3])
assert not found""",
        "",
    ),
    "hidden tests": (
        """
import os, pathlib, sys
found = []
for folder in [PLACE, ROOT]:
    for path in pathlib.Path(folder).rglob("*"):
        if path.is_relative_to(sys.prefix):                # nbgrader itself speaks of them
            continue
        if path.suffix in (".py", ".ipynb") and "HIDDEN TESTS" in path.read_text(errors="ignore"):
            found.append(path)
print("found", len(found), found[:3])
assert not found""",
        "",
    ),
    "exit": ("import os\nos._exit(0)", "kernel died"),
    "kill all": ("import os\nos.kill(-1, 9)\nos.kill(os.getppid(), 9)", None),
    "link planted": (
        """
import os
for name in ["99_tiny.ipynb", "link"]:
    os.symlink(PLACE, name)""",
        "",
    ),
}
ANSWERS = {
    "equal to everything": (
        """
import numpy as np
class Equal(np.ndarray):
    def __array_function__(self, *a, **k):
        return True
    def __array_ufunc__(self, *a, **k):
        return self
def centre(x):
    return np.zeros(6).view(Equal)""",
        "the class Equal defines __array_",
    ),
    "frames": (
        """
import sys
class Fake:
    allclose = staticmethod(lambda *a, **k: True)
    size = staticmethod(len)
def centre(x):
    sys._getframe(1).f_globals["np"] = Fake
    return x""",
        "sys._getframe|np was replaced",
    ),
    "frames of a generator": (
        """
class Fake:
    allclose = staticmethod(lambda *a, **k: True)
    size = staticmethod(len)
def centre(x):
    def walk():
        yield walker.gi_frame.f_back.f_back
    walker = walk()
    next(walker).f_globals["np"] = Fake
    return x""",
        "np was replaced",
    ),
    "patched when called": (
        """
def centre(x):
    import numpy
    numpy.allclose = lambda *a, **k: True
    return x""",
        "numpy.allclose was replaced",
    ),
    "a number shown": (
        """
def centre(x):
    kernel = get_ipython().kernel
    kernel.session.send(kernel.iopub_socket, "execute_result", parent=kernel.get_parent(),
        content={"data": {"text/plain": "50"}, "metadata": {}, "execution_count": 1})
    raise SystemExit""",
        None,
    ),
    "left early": ("def centre(x):\n    raise SystemExit", None),
    "interrupted": ("def centre(x):\n    raise KeyboardInterrupt", None),
    "generator left": ("def centre(x):\n    raise GeneratorExit", None),
}


def on_check(change):
    """An attack on what the notebook says of the check of task 1."""

    def attack(notebook):
        cell = cell_of(notebook, "check-centre")
        change(notebook, cell)

    return attack


def emptied(cell):
    cell.source = "pass"
    return cell


def copied(notebook, cell):
    notebook.cells.append(emptied(copy.deepcopy(cell)))


def without_kernel(notebook, cell):
    notebook.metadata["kernelspec"] = {"name": "bash", "display_name": "B", "language": "bash"}


METADATA = {
    "check skipped": on_check(lambda _, cell: cell.metadata.update(tags=["skip-execution"])),
    "errors allowed": on_check(lambda _, cell: cell.metadata.update(tags=["raises-exception"])),
    "more points": on_check(lambda _, cell: metadata(cell).update(points=50)),
    "no check": on_check(lambda _, cell: metadata(emptied(cell)).update(grade=False, locked=False)),
    "a solution": on_check(lambda _, cell: metadata(emptied(cell)).update(solution=True)),
    "check as text": on_check(lambda _, cell: cell.update(cell_type="raw")),
    "check without name": on_check(lambda _, cell: metadata(emptied(cell)).pop("grade_id")),
    "check twice": on_check(copied),
    "checksum": on_check(lambda _, cell: metadata(emptied(cell)).update(checksum="0" * 32)),
    "name of another": on_check(lambda _, cell: metadata(emptied(cell)).update(grade_id="rate")),
    "another kernel": on_check(without_kernel),
}


def cell_of(notebook, name):
    return next(cell for cell in notebook.cells if metadata(cell).get("grade_id") == name)


def notebook_with(released, answers, first=""):
    notebook = nbformat.read(released, as_version=4)
    for name, code in answers.items():
        cell_of(notebook, name).source = code.strip()
    if first:
        notebook.cells.insert(0, nbformat.v4.new_code_cell(first.strip()))
    return notebook


# ---- the class -------------------------------------------------------------------------------

HONEST = {
    "Ada": (RIGHT, 5),
    "Bob": (RIGHT | {"rate": "rate = 2"}, 3),
    "Zoe": (
        RIGHT | {"centre": "import numpy as np\n\ndef centre(x):\n    return x - np.mean(x)"},
        5,
    ),
}
BESIDE = """
%matplotlib inline
import os, sys, warnings, time, inspect, threading, traceback, copy
from collections import namedtuple
from dataclasses import dataclass
import matplotlib.pyplot as plt
import pandas as pd
from aeutils import datasets

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
sys.setrecursionlimit(5000)
warnings.warn = lambda *a, **k: None
plt.rcParams["figure.dpi"] = 60
pd.options.display.max_rows = 5
get_ipython().run_line_magic("config", "InlineBackend.figure_format = 'png'")
!echo from a shell

@dataclass
class Run:
    rate: float

Pair = namedtuple("Pair", "a b")
given, told = "something else", 3
sum, list = 0, "own names"
print(Run(1) == Run(2), Pair(1, 2), inspect.signature(plt.plot), eval("1 + 1"))
plt.plot([1, 2])
plt.show()
try:
    1 / 0
except ZeroDivisionError:
    traceback.print_exc()
"""
HONEST["Mia"] = (RIGHT, 5)
ATTACKS = FIRST | ANSWERS | dict.fromkeys(METADATA, (None, None))


@pytest.fixture(scope="module", autouse=True)
def locked():
    if not sandbox.works():
        if os.environ.get("CI"):
            pytest.fail("Nothing can be locked in here, and on CI it must.")
        pytest.skip("needs bubblewrap: apt-get install bubblewrap")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A course of one exercise that takes no time; its student version."""
    folder = tmp_path_factory.mktemp("tiny")
    with pytest.MonkeyPatch.context() as patch:
        for module in (release, grade, handed_in):
            patch.setattr(module, "SOURCES", folder)
        shutil.copy(ROOT / "tests" / "tiny_exercise.py", folder / f"{NAME}.py")
        yield release.release(folder / f"{NAME}.py", folder / "course")


@pytest.fixture(scope="module")
def class_that_cheats(tiny, tmp_path_factory):
    """All attacks and some honest students, graded once."""
    folder = tmp_path_factory.mktemp("class") / "export"
    asked = []

    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)

    server = http.server.HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    place = folder.with_name("export_graded") / "course"
    names = {
        "PLACE": str(place),
        "ROOT": str(ROOT),
        "MARK": MARK,
        "ADDRESS": f"http://127.0.0.1:{server.server_port}/",
    }
    header = "".join(f"{name} = {value!r}\n" for name, value in names.items())
    for student, (answers, _) in HONEST.items():
        write(notebook_with(tiny, answers, BESIDE if student == "Mia" else ""), folder, student)
    for student, (code, _) in FIRST.items():
        write(notebook_with(tiny, WRONG, header + code), folder, student)
    for student, (code, _) in ANSWERS.items():
        write(notebook_with(tiny, WRONG | {"centre": code}), folder, student)
    for student, attack in METADATA.items():
        notebook = notebook_with(tiny, WRONG)
        attack(notebook)
        write(notebook, folder, student)
    grade.grade(folder)
    server.shutdown()
    table = pd.read_csv(place.parent / "grades.csv", encoding="utf-8-sig", keep_default_na=False)
    return SimpleNamespace(
        table=table.set_index("student"), course=place, out=place.parent, asked=asked
    )


def write(notebook, folder, student):
    path = folder / student / "x.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")  # nbformat would mend some of them


def test_there_is_a_row_for_each(class_that_cheats):
    assert sorted(class_that_cheats.table.index) == sorted([*HONEST, *ATTACKS])


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_point_is_gained_and_the_teacher_reads_of_it(class_that_cheats, attack):
    row, words = class_that_cheats.table.loc[attack], ATTACKS[attack][1]
    assert row.score in ("", "0.0"), row
    if words == "":
        assert row.problem == ""
    elif words:
        assert re.search(words, row.problem), row.problem
        if row.score:
            assert LOOK in row.problem and row.by_hand == "5.0"


@pytest.mark.parametrize("student", HONEST)
def test_the_rest_of_the_class_is_right(class_that_cheats, student):
    row = class_that_cheats.table.loc[student]
    assert (row.score, row.problem) == (str(float(HONEST[student][1])), "")


def test_nothing_outlives_a_submission(class_that_cheats):
    left = [
        process.info["pid"]
        for process in psutil.process_iter(["pid", "cmdline"])
        if any(MARK in word for word in process.info["cmdline"] or [])
    ]
    assert left == []
    planted = {"sitecustomize.py", "usercustomize.py", "a.pth", "00.py", "judge.py", "large0"}
    for folder in (class_that_cheats.out, Path(sandbox.__file__).parent / "course", ROOT):
        assert not planted & {path.name for path in folder.glob("*")} - {"judge.py"}
    assert not planted & {path.name for path in class_that_cheats.course.rglob("*")}
    assert not any(path.is_symlink() for path in class_that_cheats.course.rglob("*"))


def test_nobody_reached_the_network(class_that_cheats):
    assert class_that_cheats.asked == []


@pytest.mark.parametrize("attack", ["others' files", "hidden tests"])
def test_nothing_was_found(class_that_cheats, attack):
    (path,) = class_that_cheats.course.glob(f"autograded/{attack}/*/*.ipynb")
    outputs = nbformat.read(path, as_version=4).cells[0].outputs  # a text may come in pieces
    assert "".join(output.text for output in outputs) == "found 0 []\n"


def test_gradebook_holds_what_was_scored_and_nothing_else(class_that_cheats):
    with contextlib.closing(sqlite3.connect(class_that_cheats.course / "gradebook.db")) as book:
        given = book.execute("SELECT count(*) FROM grade WHERE manual_score IS NOT NULL")
        assert given.fetchone() == (0,)
        (total,) = book.execute("SELECT sum(auto_score) FROM grade").fetchone()
    assert total == sum(score for _, score in HONEST.values())


# ---- a person looks --------------------------------------------------------------------------


def test_points_come_from_whoever_has_looked(class_that_cheats):
    noticed, course = "numpy patched", class_that_cheats.course
    with grade.nbgrader(course).gradebook as gradebook:
        for given in gradebook.find_submission_notebook(NAME, NAME, noticed).grades:
            given.manual_score, given.needs_manual_grade = given.max_score, False
        gradebook.db.commit()
    scores, _ = grade.points(noticed, NAME, course)
    assert (scores["score"], scores["by_hand"]) == (6, 0)
    with grade.nbgrader(course).gradebook as gradebook:
        for given in gradebook.find_submission_notebook(NAME, NAME, noticed).grades:
            given.manual_score = given.max_score + 1
        gradebook.db.commit()
    with pytest.raises(grade.CannotGrade, match="more points than there are"):
        grade.points(noticed, NAME, course)


def test_without_a_sandbox_nothing_starts(tmp_path, monkeypatch):
    monkeypatch.setattr(sandbox, "works", lambda: False)
    with pytest.raises(release.ClassroomError, match="UNLOCKED=yes") as caught:
        grade.grade(tmp_path)
    assert "\n" not in str(caught.value)
