"""A class on JupyterHub, all at once: each runs a lesson in a browser, and sees nobody else."""

import shutil
import subprocess
import sys

import pytest

from build import ROOT

pytest.importorskip("jupyterhub", reason="the extra [hub] is not installed")
import common
import exchange
import handed_in
import hub
import release
import sandbox


@pytest.mark.long
def test_all_run_a_lesson_at_once_and_none_reads_anothers_files(tmp_path):
    """Two of them; `python benchmarks/hub.py` lets eight come, and measures what they take."""
    if not (shutil.which("configurable-http-proxy") and sandbox.works() and common.CHROMIUM):
        pytest.skip("needs bubblewrap, Chromium, and npm install -g configurable-http-proxy")
    took = hub.a_class(tmp_path, students=2)
    assert took["cells run"] == 1 and took["cells that failed"] == 0
    assert took["secrets of others seen"] == 0


NAME = "01_preprocessing"


def in_sandbox(place, student, *call):
    """What a command of a student's says, run where the hub runs their servers."""
    shared, shown = exchange.folders(place, student)
    home = place / "students" / student
    home.mkdir(parents=True, exist_ok=True)
    lock = sandbox.bubblewrap(shared | {sandbox.HOME: home}, hub=True, shown=shown)
    done = subprocess.run([*lock, *call], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_exchange(tmp_path):
    """Released, fetched, submitted twice, graded as the last; nobody reads another's."""
    if not sandbox.works():
        pytest.skip("needs bubblewrap")
    exchange.folders(tmp_path, "ada")  # as the hub does when the first logs in
    release.release(release.SOURCES / f"{NAME}.py", tmp_path / "course")
    api = release.nbgrader(tmp_path / "course")
    api.config.Exchange.root = str(tmp_path / "exchange")
    assert api.release_assignment(NAME)["success"]
    nbgrader = [sys.executable, "-m", "nbgrader"]
    for student, times in (("ada", 2), ("bo", 1)):
        in_sandbox(tmp_path, student, *nbgrader, "fetch_assignment", NAME)
        for attempt in range(times):
            answer = tmp_path / "students" / student / NAME / f"{NAME}.ipynb"
            text = answer.read_text(encoding="utf-8")
            note = f"# {student}, attempt {attempt}\\n"
            answer.write_text(text.replace("import numpy", f"{note}import numpy", 1))
            in_sandbox(tmp_path, student, *nbgrader, "submit", NAME)
        seen = in_sandbox(tmp_path, student, "find", str(exchange.WHERE), "-name", "*.ipynb")
        inbox = [line for line in seen.splitlines() if "/inbound/" in line]
        assert len(inbox) == times and len(seen.splitlines()) == times + 1
    found = {s.student: s for s in handed_in.collect(tmp_path / "submitted")}
    assert found.keys() == {"ada", "bo"}
    assert not any(s.problem for s in found.values())
    assert b"# ada, attempt 1" in found["ada"].content and found["ada"].exercise == NAME
    assert "handed in 2 times: the last, " in found["ada"].remarks[0] and not found["bo"].remarks


def test_nobody_comes_without_a_list(tmp_path):
    shutil.copytree(
        ROOT / "classroom", tmp_path / "classroom", ignore=shutil.ignore_patterns("hub")
    )
    call = [sys.executable, "-m", "jupyterhub", "-f", "classroom/jupyterhub_config.py"]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode and "students.txt, one on each line" in done.stderr
