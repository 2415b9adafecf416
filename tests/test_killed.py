"""Killed at random moments, as by a full memory or a pulled plug: nothing is lost, and it goes on.

Each is killed twenty times, every time anew at a random moment, and started again on what the
killed ones have left behind.
"""

import hashlib
import http.server
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import zipfile
from contextlib import closing, contextmanager, suppress

import nbformat
import numpy as np
import pandas as pd
import pytest

from aeutils._keras import keras
from aeutils.estimators import Autoencoder
from build import ROOT

pytest.importorskip("fcntl", reason="what a killed program leaves is swept where there are locks")
pytestmark = pytest.mark.long

KILLS = 20
ENVIRONMENT = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), *sys.path]))}


@contextmanager
def started(*call):
    """A process, killed with all that it started at the end of a block."""
    process = subprocess.Popen(
        [sys.executable, *map(str, call)],
        env=ENVIRONMENT,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        if not process.stdout.closed:
            process.output, _ = process.communicate()


def undisturbed(*call):
    """Seconds that a command takes when nobody kills it, and what it says."""
    start = time.monotonic()
    with started(*call) as process:
        output, _ = process.communicate()
    assert process.returncode == 0, output
    return time.monotonic() - start, output


def killed(call, seconds, check, afresh):
    """Kill a command at random moments of so many seconds; look at what is there each time.

    A run that came to its end before its moment does not count; then all begins `afresh`.
    """
    moments, kills = random.Random(0), 0
    while kills < KILLS:
        with started(*call) as process:
            try:
                output, _ = process.communicate(timeout=moments.uniform(0, seconds))
            except subprocess.TimeoutExpired:
                output = None
        if output is None:
            kills += 1
            check(process.output)
        else:
            assert process.returncode == 0, output
            check(output)
            afresh()


def left_in(*folders):
    """Unfinished folders: only those of the last that was killed, since each start sweeps."""
    return [path for folder in folders for path in folder.glob(".part-*")]


# ---- a fit ------------------------------------------------------------------------------------

EPOCHS = 160
FIT = f"""
import sys
from pathlib import Path
from aeutils._keras import keras
from aeutils.estimators import Autoencoder
from helpers import curved_sheet, quick

folder, X = Path(sys.argv[1]), curved_sheet()
kept = quick(Autoencoder, epochs=1).fit(X)

class Told(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        kept.save(folder / "saved.keras")
        print("epoch", epoch + 1, flush=True)

quick(Autoencoder, init="random", epochs={EPOCHS}, validation=0, callbacks=[
    keras.callbacks.BackupAndRestore(folder / "backup"),
    keras.callbacks.ModelCheckpoint(folder / "checkpoint.keras"), Told()]).fit(X)
print("done", flush=True)
"""


def test_fit_with_checkpoints_and_save(tmp_path):
    """What it has said to be done is there: checkpoint, backup and saved file; none is half one."""
    moments, last = random.Random(0), 0
    for _ in range(KILLS):
        with started("-c", FIT, tmp_path) as process:
            lines = (line for line in process.stdout if line.startswith("epoch"))
            first = int(next(lines).split()[1])
            assert first == last + 1  # it goes on after the last that was backed up
            begun = time.monotonic()
            for _ in range(moments.randint(1, 5)):
                told = int(next(lines).split()[1])
            time.sleep(moments.uniform(0, (time.monotonic() - begun) / (told - first)))
        said = re.findall(r"^epoch (\d+)$", process.output, re.MULTILINE)
        told = max([told, *map(int, said)])
        last = json.loads((tmp_path / "backup" / "training_metadata.json").read_text())["epoch"]
        assert last >= told
        keras.models.load_model(tmp_path / "checkpoint.keras")
        Autoencoder.load(tmp_path / "saved.keras")
        assert len(left_in(tmp_path, tmp_path / "backup")) <= 2
    _, output = undisturbed("-c", FIT, tmp_path)
    assert f"epoch {last + 1}\n" in output and f"epoch {EPOCHS}\ndone" in output
    assert {path.name for path in tmp_path.iterdir()} == {"checkpoint.keras", "saved.keras"}


# ---- a download -------------------------------------------------------------------------------

FETCH = """
import json, sys
from aeutils.datasets import downloaded, load
settings = json.loads(sys.argv[1])
downloaded.URL = settings["url"]
downloaded.REGISTRY["mnist.npz"] = settings["file"]
downloaded.MNIST_ARRAYS.update(settings["arrays"])
print(len(load("mnist")))
"""


def test_download(tmp_path, monkeypatch):
    """Killed by the server, after a random part of the file."""
    random_bytes = np.random.default_rng(0)
    arrays = {"x_train": random_bytes.integers(0, 256, (3000, 28, 28), dtype=np.uint8)}
    arrays["y_train"] = np.zeros(3000, np.uint8)
    arrays |= {"x_test": arrays["x_train"][:5], "y_test": arrays["y_train"][:5]}
    np.savez(tmp_path / "mnist.npz", **arrays)
    content = (tmp_path / "mnist.npz").read_bytes()
    parts = [content[i : i + 2**16] for i in range(0, len(content), 2**16)]
    victim, moment = [], [None]

    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            for number, part in enumerate(parts):
                self.wfile.write(part)
                if number == moment[0]:
                    os.killpg(victim[-1].pid, signal.SIGKILL)

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings = {
        "url": f"http://127.0.0.1:{server.server_port}/",
        "file": hashlib.sha256(content).hexdigest(),
        "arrays": {k: hashlib.sha256(v.tobytes()).hexdigest() for k, v in arrays.items()},
    }
    folder, moments = tmp_path / "data", random.Random(0)
    monkeypatch.setitem(ENVIRONMENT, "AEUTILS_DATA", str(folder))
    kills = 0
    while kills < KILLS:
        moment[0] = moments.randrange(len(parts))
        with started("-c", FETCH, json.dumps(settings)) as process:
            victim.append(process)
            process.wait()
        kills += process.returncode == -signal.SIGKILL
        if (folder / "mnist.npz").exists():  # the last part was sent: it may have been quicker
            assert (folder / "mnist.npz").read_bytes() == content
            (folder / "mnist.npz").unlink()
        assert len(left_in(folder)) <= 1
    moment[0] = None
    assert undisturbed("-c", FETCH, json.dumps(settings))[1] == "3005\n"
    assert [path.name for path in folder.iterdir()] == ["mnist.npz"]
    server.shutdown()
    server.server_close()


# ---- pages ------------------------------------------------------------------------------------


def test_report(tmp_path):
    """The page is the earlier one or the new one."""
    table, page = tmp_path / "table.csv", tmp_path / "page.html"
    rows = np.random.default_rng(0).normal(size=(40, 4))
    pd.DataFrame(rows, columns=list("abcd")).to_csv(table, index=False)
    call = ["-m", "aeutils", "report", table, "--k", 1, "--out", page]
    seconds, _ = undisturbed(*call)

    def check(output):
        text = page.read_text(encoding="utf-8")
        assert text == "earlier" or text.rstrip().endswith("</html>")
        assert ("The page is in" in output) <= (text != "earlier")
        assert len(left_in(tmp_path)) <= 1

    page.write_text("earlier")
    killed(call, seconds, check, lambda: page.write_text("earlier"))
    undisturbed(*call)
    assert {path.name for path in tmp_path.iterdir()} == {"table.csv", "page.html"}


LESSON = """# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # Tiny?

# %%
import numpy as np
np.arange({}).sum()
"""


def test_lessons(tmp_path):
    """What was said to be built is not built again; no notebook is half one."""
    sources = [tmp_path / "source" / f"{number:02}_tiny.py" for number in range(3)]
    (tmp_path / "source").mkdir()
    versions = iter(range(10**6))

    def afresh():
        for source in sources:
            source.write_text(LESSON.format(next(versions)))

    afresh()
    call = [
        "-c",
        f"import build, pathlib; build.main([], pathlib.Path({str(sources[0].parent)!r}))",
    ]
    seconds, _ = undisturbed(*call)
    afresh()
    done = set()

    def check(output):
        built = set(re.findall(r"^(\d\d)_tiny: \d+ s", output, re.MULTILINE))
        assert not done & built
        done.update(built)
        for notebook in tmp_path.glob("*.ipynb"):
            assert nbformat.read(notebook, as_version=4).metadata["aeutils"]
        assert len(left_in(tmp_path)) <= 1

    def begin_again():
        assert done == {"00", "01", "02"}
        done.clear()
        afresh()

    killed(call, seconds, check, begin_again)
    _, output = undisturbed(*call)
    check(output)
    assert done == {"00", "01", "02"} and "up to date" in undisturbed(*call)[1]
    assert not left_in(tmp_path)


def test_site(tmp_path):
    """There is the earlier site or the new one, all of it."""
    shutil.copytree(ROOT / "site", tmp_path / "site")
    (tmp_path / "site" / "api.md").write_text("# Package\n")
    (tmp_path / "notebooks" / "exercises").mkdir(parents=True)
    for name in ("notebooks/01_preprocessing.ipynb", "notebooks/exercises/01_preprocessing.ipynb"):
        shutil.copy(ROOT / name, tmp_path / name)
    for name in ("README.md", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path)
    call, place = [tmp_path / "site" / "build.py"], tmp_path / "build"
    seconds, _ = undisturbed(*call)

    def content():
        return {
            str(path.relative_to(place / "site"))
            for path in (place / "site").rglob("*")
            if path.is_file()
        }

    expected = content()
    assert "notebooks/01_preprocessing.html" in expected and "playground.html" in expected

    def check(_):
        pages = list((place / "site").rglob("*.html"))
        assert content() == expected or not pages  # between the two, by a hair
        assert all(
            "</html>" in page.read_text(encoding="utf-8")
            for page in pages
            if page.name != "index.html"
        )
        assert len(left_in(place)) <= 1

    killed(call, seconds, check, lambda: None)
    undisturbed(*call)
    assert content() == expected and [path.name for path in place.iterdir()] == ["site"]


# ---- a class ----------------------------------------------------------------------------------


def test_grading(tmp_path):
    """Who was said to be graded is not graded again; the table and the gradebook are whole."""
    from test_classroom import CODED, filled_in, read_csv, sandbox, write

    if not sandbox.works():
        pytest.skip("needs bubblewrap")
    export, out = tmp_path / "export", tmp_path / "export_graded"
    students = ["Ada", "Bo", "Cy"]
    for student in students:
        write(filled_in(), export / student / "01_preprocessing.ipynb")
    call = [ROOT / "classroom" / "grade.py", export]
    seconds, _ = undisturbed(*call)
    done = set()

    def check(output):
        said = set(re.findall(r"^\d of \d.*?: (\w+), 01", output, re.MULTILINE))
        assert not done & said
        done.update(said)
        if done:
            table = read_csv(out)
            assert done <= set(table.index) and set(table.score[list(done)]) == {str(float(CODED))}
        if (out / "course" / "gradebook.db").exists():
            with closing(sqlite3.connect(out / "course" / "gradebook.db")) as book:
                assert book.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        if (out / "feedback.zip").exists():
            assert zipfile.ZipFile(out / "feedback.zip").testzip() is None

    def afresh():
        done.clear()
        shutil.rmtree(out)

    afresh()
    killed(call, seconds, check, afresh)
    undisturbed(*call)
    table = read_csv(out)
    assert list(table.index) == students and (table.problem == "").all()
    assert set(table.score) == {str(float(CODED))}
    assert not left_in(out, out / "course", out / "feedback", out / "course" / "backups")
