"""Lessons in an environment as Google Colab has it: tests/colab.txt. It needs PyPI, and is long."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from build import COLAB, ROOT, fresh_notebook, lessons, texts

PINS = ROOT / "tests" / "colab.txt"
ADDED = {"aeutils", "keras"}  # all that may differ from what Colab has
PYTHON = "3.12"


def call(*words, **options):
    return subprocess.run(words, check=True, capture_output=True, text=True, **options).stdout


def uv(*words, **options):
    return call(sys.executable, "-m", "uv", *map(str, words), **options)


def installed(python):
    listed = uv("pip", "freeze", "--python", python).splitlines()
    return dict(line.replace(" @ ", "==", 1).split("==", 1) for line in listed)


@pytest.fixture(scope="module")
def colab(tmp_path_factory):
    """The environment, before anything of the course is in it, and what a kernel there needs."""
    folder = tmp_path_factory.mktemp("colab")
    try:
        uv("venv", "--seed", "--python", os.environ.get("COLAB_PYTHON", PYTHON), folder / "env")
        python = folder / "env" / "bin" / "python"
        uv("pip", "install", "--python", python, "-r", PINS)
        uv("build", "--wheel", "-o", folder / "wheels", ROOT)
    except subprocess.CalledProcessError as error:
        pytest.skip(f"needs Python {PYTHON} and PyPI: {error.stderr.strip()[-200:]}")
    # what makes it Colab: a package that is imported before the first cell
    (site,) = (folder / "env" / "lib").glob("python*/site-packages")
    (site / "google" / "colab").mkdir(parents=True)
    (site / "google" / "colab" / "__init__.py").touch()
    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("import google.colab\ndel google\n")
    kernel = folder / "jupyter" / "kernels" / "colab"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(
        f'{{"argv": ["{python}", "-m", "ipykernel_launcher", "-f", "{{connection_file}}"],'
        ' "display_name": "Colab", "language": "python"}'
    )
    (folder / "content").mkdir()  # beside it, the first cell puts what a clone has there
    return folder


def execute(notebook, colab, monkeypatch):
    for name in ("PYTHONPATH", "VIRTUAL_ENV", "PYTEST_CURRENT_TEST"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("JUPYTER_PATH", str(colab / "jupyter"))
    monkeypatch.setenv("IPYTHONDIR", str(colab / "ipython"))
    monkeypatch.setenv("PIP_FIND_LINKS", str(colab / "wheels"))
    monkeypatch.setenv("PIP_DISABLE_PIP_VERSION_CHECK", "1")
    NotebookClient(
        notebook,
        kernel_name="colab",
        timeout=1800,
        resources={"metadata": {"path": str(colab / "content")}},
    ).execute()
    return notebook


@pytest.mark.long
def test_first_cell_brings_the_package_and_leaves_the_rest(colab, monkeypatch):
    python = colab / "env" / "bin" / "python"
    before = installed(python)
    cell = next(c for c in fresh_notebook(lessons()[0]).cells if c.id == "colab")
    notebook = nbformat.v4.new_notebook(cells=[cell])
    execute(notebook, colab, monkeypatch)
    after = installed(python)
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    assert changed <= ADDED and "aeutils" in after
    pins = dict(line.split("==") for line in PINS.read_text().split() if "==" in line)
    assert {name: after[name] for name in ("numpy", "tensorflow", "ipython")} == {
        name: pins[name] for name in ("numpy", "tensorflow", "ipython")
    }


@pytest.mark.long
@pytest.mark.parametrize("source", lessons(), ids=lambda path: path.stem)
def test_lesson_runs_on_colab(source, colab, monkeypatch):
    notebook = execute(fresh_notebook(source), colab, monkeypatch)
    assert [text for text in texts(notebook, "stderr") if text[0] != "colab"] == []  # pip's own


def test_first_cell_does_nothing_elsewhere(tmp_path, monkeypatch):
    from IPython.core.inputtransformer2 import TransformerManager

    monkeypatch.chdir(tmp_path)
    names = {}
    exec(TransformerManager().transform_cell(COLAB.format(version="0")), names)
    assert set(names) == {"__builtins__", "sys"} and list(Path().iterdir()) == []


def test_each_lesson_has_it_folded_behind_the_title():
    for source in lessons():
        title, cell, *rest = fresh_notebook(source).cells
        assert title.source.startswith("# ") and cell.id == "colab"
        assert cell.metadata["jupyter"] == {"source_hidden": True}
        assert cell.metadata["cellView"] == "form" and "remove-cell" in cell.metadata["tags"]
        assert all("google.colab" not in other.source for other in rest)
    exercises = (ROOT / "notebooks" / "source" / "exercises").glob("[0-9]*.py")
    assert all("colab" not in {c.id for c in fresh_notebook(path).cells} for path in exercises)
