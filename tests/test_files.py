"""Programs killed while they write, disks that are full, folders that take nothing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from aeutils._files import whole
from helpers import one_sentence

resource = pytest.importorskip("resource", reason="Windows has neither limits nor these locks")

HALF = """
import sys
from aeutils._files import whole
with whole(sys.argv[1]) as draft:
    draft.write_text("half of it")
    print("now", flush=True)
    input()
"""


@pytest.fixture(params=[None, "earlier"])
def path(tmp_path, request):
    """A file to write, which is there already, or not; it has characters that mean something."""
    path = tmp_path / "a [1] *.txt"
    if request.param:
        path.write_text(request.param)
    return path


def content(path):
    return path.read_text() if path.exists() else None


def test_killed_while_it_writes(path):
    before = content(path)
    with subprocess.Popen(
        [sys.executable, "-c", HALF, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout.readline() == b"now\n"
        process.kill()
    assert content(path) == before
    with whole(path.with_name("another")) as draft:
        draft.write_text("new")
    assert {file.name for file in path.parent.iterdir()} == {"another", *[path.name] * bool(before)}


def test_what_is_still_written_is_not_swept(path):
    with whole(path) as draft:
        draft.write_text("outer")
        with whole(path.with_name("another")) as other:
            other.write_text("inner")
        assert draft.read_text() == "outer"
    assert content(path) == "outer"


KEEP_WRITING = """
import sys
from aeutils._files import whole
for _ in range(100):
    with whole(sys.argv[1]) as draft:
        draft.write_text(sys.argv[2] * 100_000)
"""


def test_two_write_the_same_at_once(tmp_path):
    """Whoever reads meanwhile reads what one of them wrote, all of it."""
    path = tmp_path / "page.html"
    path.write_text("-" * 100_000)
    call = [sys.executable, "-c", KEEP_WRITING, path]
    with subprocess.Popen([*call, "a"]) as one, subprocess.Popen([*call, "b"]) as other:
        while one.poll() is None or other.poll() is None:
            text = path.read_text()
            assert len(text) == 100_000 and len(set(text)) == 1
    assert one.returncode == other.returncode == 0
    assert list(tmp_path.iterdir()) == [path]


def test_full_disk(path):
    before, limits = content(path), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(OSError, match="cannot be written .File too large.: make room") as error:
            with whole(path) as draft:
                draft.write_bytes(bytes(2000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert one_sentence(error) and str(path) in str(error.value)
    assert content(path) == before and len(list(path.parent.iterdir())) == bool(before)


READ_ONLY = """
import sys
from aeutils._files import whole
try:
    with whole(sys.argv[1]) as draft:
        draft.write_text("new")
except OSError as error:
    print(type(error).__name__, error)
"""


def test_folder_that_takes_nothing(path):
    """Mounted for reading only, as root may write into any other."""
    if not shutil.which("bwrap"):
        pytest.skip("needs bubblewrap")
    before = content(path)
    call = ["bwrap", "--dev-bind", "/", "/", "--ro-bind", path.parent, path.parent]
    done = subprocess.run(
        [*call, sys.executable, "-c", READ_ONLY, path], capture_output=True, text=True
    )
    assert f"'{path}' cannot be written (Read-only file system)" in done.stdout, done.stderr
    assert content(path) == before and len(list(path.parent.iterdir())) == bool(before)


def test_what_goes_wrong_before_the_writing_is_left_as_it_is(path):
    before = content(path)
    for error in (ValueError("no page"), ConnectionError("no network"), KeyboardInterrupt()):
        with pytest.raises(type(error)) as caught, whole(path):
            raise error
        assert caught.value is error
    assert content(path) == before and len(list(path.parent.iterdir())) == bool(before)


def test_links_streams_and_folders(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "file")
    with whole(tmp_path / "link") as draft:
        draft.write_text("new")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "file").read_text() == "new"
    with whole(os.devnull) as draft:
        draft.write_text("nowhere")
    assert not Path(os.devnull).is_file()
    with (
        pytest.raises(IsADirectoryError, match="Is a directory") as error,
        whole(tmp_path) as draft,
    ):
        draft.write_text("a folder")
    assert one_sentence(error)


def test_others_may_read_it(path):
    """Drafts are private, files are what the user's mask makes them."""
    with whole(path) as draft:
        draft.write_text("new")
    mask = os.umask(0)
    os.umask(mask)
    assert path.stat().st_mode & 0o777 == 0o666 & ~mask


# ---- all that writes ---------------------------------------------------------------------------

ALL_WRITERS = """
import resource, sys
from pathlib import Path
from aeutils import Autoencoder, explore, playground
from aeutils.__main__ import main
from aeutils._keras import keras
from helpers import curved_sheet, quick

X, folder = curved_sheet(), Path(sys.argv[1])
fitted = quick(Autoencoder, epochs=1).fit(X)
rows = [",".join(map(str, row)) for row in X[:60].round(2)]
(folder / "table.csv").write_text("\\n".join(["a,b,c,d,e,f", *rows]))

def checkpoint(path):
    quick(Autoencoder, epochs=1, callbacks=[keras.callbacks.ModelCheckpoint(path)]).fit(X)

def backup(path):
    back = keras.callbacks.BackupAndRestore(path.parent)
    quick(Autoencoder, epochs=1, callbacks=[back]).fit(X)

def report(path):
    assert main(["report", str(folder / "table.csv"), "--k", "1", "--out", str(path)]) == 0

writers = {
    "saved.keras": fitted.save, "checkpoint.keras": checkpoint,
    "backup/latest.weights.h5": backup, "maps.html": explore({"AE": fitted}, X).save,
    "playground.html": playground().save, "page.html": report,
}
limits = resource.getrlimit(resource.RLIMIT_FSIZE)
for name, write in writers.items():
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    if "backup" not in name:
        path.write_text("earlier")
    resource.setrlimit(resource.RLIMIT_FSIZE, (3000, limits[1]))
    try:
        write(path)
    except OSError as error:
        print(name, "|", error)
    except AssertionError:
        print(name, "|", "said on stderr")
"""


def test_full_disk_wherever_something_is_written(tmp_path):
    """Each says in a sentence what is not written, and leaves what was there."""
    call = [sys.executable, "-c", ALL_WRITERS, tmp_path]
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    done = subprocess.run(
        call, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": path}
    )
    said = dict(line.split(" | ") for line in done.stdout.splitlines() if " | " in line)
    assert said.pop("page.html", "") == "said on stderr", done.stderr
    assert "aeutils: " in done.stderr and "page.html' cannot be written" in done.stderr
    assert len(said) == 5, done.stdout + done.stderr
    for name, sentence in said.items():
        assert f"{name}' cannot be written (" in sentence and sentence.endswith("as it was.")
    left = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {*map(os.path.basename, said), "page.html", "table.csv"} - {"latest.weights.h5"}
    assert all((tmp_path / name).read_text() == "earlier" for name in left - {"table.csv"})
