"""A class on JupyterHub, all at once: each runs a lesson in a browser, and sees nobody else."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import psutil
import pytest

from build import ROOT

pytest.importorskip("jupyterhub", reason="the extra [hub] is not installed")
import sandbox

LESSON = "05_autoencoder_and_pca.ipynb"
STUDENTS = [f"student{k}" for k in range(int(os.environ.get("HUB_STUDENTS", "2")))]
SNOOP = "import pathlib; print(sorted(str(p) for p in pathlib.Path('/').rglob('secret of *.txt')))"


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """The hub of the guide, from a copy of what it needs, with a file of each that is secret."""
    if not shutil.which("configurable-http-proxy") or not sandbox.works():
        pytest.skip("needs bubblewrap, and npm install -g configurable-http-proxy")
    copy = tmp_path_factory.mktemp("hub")
    shutil.copytree(ROOT / "classroom", copy / "classroom", ignore=shutil.ignore_patterns("hub"))
    shutil.copytree(ROOT / "benchmarks" / "results", copy / "benchmarks" / "results")
    (copy / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / LESSON, copy / "notebooks")
    place = copy / "classroom" / "hub"
    place.mkdir()
    (place / "students.txt").write_text("\n".join(STUDENTS))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyterhub", "-f", place.parent / "jupyterhub_config.py"),
            *("--ip", "127.0.0.1", "--port", str(port)),
        ],
        cwd=place,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        for _ in range(300):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/hub/login", timeout=5)
                break
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}", place / "students", process
        for child in psutil.Process(process.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                child.terminate()
        process.terminate()


def logged_in(browser, base, name):
    page = browser.new_context(viewport={"width": 1200, "height": 800}).new_page()
    page.set_default_timeout(900_000)
    page.goto(f"{base}/hub/login", wait_until="domcontentloaded")
    page.fill("#username_input", name)
    page.fill("#password_input", f"password of {name}")
    page.click("#login_submit")
    page.wait_for_url(f"**/user/{name}/**", wait_until="domcontentloaded")
    page.goto(f"{base}/user/{name}/lab/tree/notebooks/{LESSON}", wait_until="domcontentloaded")
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status='idle']")
    return page


def taken(hub):
    """(megabytes, seconds of processor) of all students' processes."""
    servers = [
        child
        for child in psutil.Process(hub.pid).children(recursive=True)
        if any("singleuser" in word or "ipykernel" in word for word in child.cmdline())
    ]
    memory = sum(child.memory_full_info().pss for child in servers) / 2**20
    return memory, sum(sum(child.cpu_times()[:2]) for child in servers)


@pytest.mark.long
def test_all_run_a_lesson_at_once_and_none_reads_anothers_files(hub, browser):
    base, folders, process = hub
    pages = {name: logged_in(browser, base, name) for name in STUDENTS}
    for name in STUDENTS:
        (folders / name / f"secret of {name}.txt").write_text("mine")
    _, seconds = taken(process)
    start = time.monotonic()
    for page in pages.values():
        page.click("text=Run >> nth=0")
        page.click("text=Run All Cells")
    for page in pages.values():
        page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status='busy']")
    for page in pages.values():
        page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status='idle']")
    wall = time.monotonic() - start
    memory, later = taken(process)
    for name, page in pages.items():
        page.keyboard.press("Control+s")
        saved = folders / name / "notebooks" / LESSON
        page.wait_for_timeout(3000)
        cells = [c for c in nbformat.read(saved, as_version=4).cells if c.cell_type == "code"]
        assert not [o for c in cells for o in c.outputs if o.output_type == "error"]
    count = len(STUDENTS)
    print(
        f"{count} students in {wall:.0f} s: each {memory / count:.0f} MB, "
        f"{(later - seconds) / count:.0f} s of processor"
    )
    for name in STUDENTS:
        call = [*sandbox.bubblewrap({sandbox.HOME: folders / name}, hub=True), sys.executable, "-c"]
        seen = subprocess.run([*call, SNOOP], capture_output=True, text=True, check=True).stdout
        assert seen.strip() == f"['{Path(sandbox.HOME)}/secret of {name}.txt']"


def test_nobody_comes_without_a_list(tmp_path):
    shutil.copytree(
        ROOT / "classroom", tmp_path / "classroom", ignore=shutil.ignore_patterns("hub")
    )
    call = [sys.executable, "-m", "jupyterhub", "-f", "classroom/jupyterhub_config.py"]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode and "students.txt, one on each line" in done.stderr
