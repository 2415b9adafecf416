"""The Makefile, the requirements, the pins, the version. All without network."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
SHELL_TOOLS = ("sh", "make", "awk", "touch", "mkdir", "cat", "chmod", "grep", "sleep")
MARKERS = [  # where the course runs: Python x (system, machine)
    {
        "python_version": version,
        "python_full_version": f"{version}.9",
        "sys_platform": system,
        "platform_machine": machine,
        "os_name": "nt" if system == "win32" else "posix",
    }
    for version in ("3.11", "3.12", "3.13")
    for system, machine in [
        ("linux", "x86_64"),
        ("linux", "aarch64"),
        ("darwin", "arm64"),
        ("win32", "AMD64"),
    ]
]
needs_make = pytest.mark.skipif(
    os.name == "nt" or not shutil.which("make"), reason="make is for Linux and macOS"
)


def read_requirements(name):
    lines = (line.split("#")[0].strip() for line in (ROOT / name).read_text().splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-e")]


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


# ---- requirements and pins -------------------------------------------------------------------


def extras(*names):
    found = project()["optional-dependencies"]
    return {str(Requirement(line)) for name in names for line in found[name]}


def test_requirements_are_those_of_the_package_tensorflow_and_jupyter():
    package = {str(Requirement(line)) for line in project()["dependencies"]}
    student = {str(requirement) for requirement in read_requirements("requirements.txt")}
    assert student == package | extras("tensorflow", "jupyter")


def test_the_package_alone_leaves_tensorflow_and_ipython_as_they_are():
    """Where one is installed, as on a machine with a GPU, pip finds no reason to touch it."""
    names = {canonicalize_name(Requirement(line).name) for line in project()["dependencies"]}
    assert not names & {"tensorflow", "tensorflow-cpu", "ipython", "ipywidgets", "jupyter"}
    assert len(extras("tensorflow")) == 2 and project()["scripts"] == {
        "aeutils": "aeutils.__main__:main"
    }


def test_without_tensorflow_the_import_says_which_to_install():
    hide = """
import importlib.util as util, sys
find = util.find_spec
util.find_spec = lambda name, *rest: None if name == "tensorflow" else find(name, *rest)
import aeutils
print(aeutils.load_digits())
try:
    aeutils.Autoencoder
except ImportError as error:
    print(error)
"""
    result = subprocess.run(
        [sys.executable, "-c", hide], capture_output=True, text=True, cwd=ROOT, check=True
    )
    data, sentence = result.stdout.splitlines()
    assert "1,797 samples" in data
    assert sentence.startswith(
        "aeutils needs TensorFlow, which is not installed: run python -m pip"
    )
    assert "'aeutils[tensorflow]'" in sentence and "tensorflow[and-cuda]" in sentence


def test_requirements_install_the_package_itself():
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    assert "-e ." in lines  # so spelled, Binder copies the whole repository before it installs


def test_binder_gets_a_python_that_will_do():
    runtime = (ROOT / "runtime.txt").read_text().strip()
    assert runtime in ("python-3.11", "python-3.12", "python-3.13")  # its own default is 3.10


@pytest.mark.parametrize("marker", MARKERS, ids=lambda marker: "-".join(marker.values()))
def test_one_pin_within_range_for_every_requirement(marker):
    pins = {}
    for pin in read_requirements("constraints.txt"):
        if not pin.marker or pin.marker.evaluate(marker):
            assert pins.setdefault(canonicalize_name(pin.name), pin) is pin, f"{pin.name}: two pins"
    wanted = read_requirements("requirements.txt")
    lines = project()["optional-dependencies"].values()
    wanted += [Requirement(line) for extra in lines for line in extra]
    wanted = [
        item
        for item in wanted
        if item.name != "aeutils"  # an extra may hold another
        and (not item.marker or item.marker.evaluate(marker))
    ]
    assert len({item.name for item in wanted if "tensorflow" in item.name}) == 1
    for item in wanted:
        (specifier,) = pins[canonicalize_name(item.name)].specifier
        assert specifier.operator == "==" and item.specifier.contains(specifier.version), item


def test_pins_name_no_machine():
    text = (ROOT / "constraints.txt").read_text()
    assert not re.search(r"https?:|file:|index-url|find-links|/(home|root|tmp)/", text)


def test_citation_and_changelog_name_the_version():
    version = project()["version"]
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    released = re.findall(
        r"^## \[([\d.]+)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert released[:1] in ([], [version])  # before the first release there is none


# ---- make --------------------------------------------------------------------------------------


@pytest.fixture
def clone(tmp_path):
    """A clone whose path has a space, seen by a PATH with a shell, make and no Python."""
    folder, tools = tmp_path / "my clone", tmp_path / "tools"
    folder.mkdir()
    tools.mkdir()
    for name in ("Makefile", "requirements.txt", "constraints.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    for name in SHELL_TOOLS:
        (tools / name).symlink_to(shutil.which(name))
    return folder


def make(clone, *arguments, **options):
    environment = {"PATH": str(clone.parent / "tools"), "HOME": str(clone.parent)}
    settings = {"capture_output": True, "text": True, "timeout": 60}
    return subprocess.run(["make", *arguments], cwd=clone, env=environment, **settings | options)


def script(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def sentences(result):
    """What is said to the user, without make's own line."""
    assert result.returncode != 0 and result.stdout == ""
    return [line for line in result.stderr.splitlines() if not line.startswith("make")]


def installed(clone, python="exit 0"):
    """Pretend that everything is installed: a stand-in for Python, stamps newer than the files."""
    script(clone / ".venv/bin/python", python)
    for name in ("lab.stamp", "test.stamp", "classroom.stamp"):
        (clone / ".venv" / name).touch()
    for name in ("requirements.txt", "constraints.txt", "pyproject.toml"):
        os.utime(clone / name, (1, 1))


@needs_make
def test_make_alone_lists_the_targets(clone):
    result = make(clone)
    targets = [line.split()[1] for line in result.stdout.splitlines()]
    assert {"lab", "test", "test-lowest", "lessons", "release", "grade", "lint", "clean"} <= set(
        targets
    )
    assert all(len(line.split()) > 3 for line in result.stdout.splitlines())


@needs_make
@pytest.mark.parametrize("python", [None, "exit 1", "echo shim: not found >&2; exit 127"])
def test_no_suitable_python_is_one_sentence(clone, python):
    if python:  # too old, or a shim that does not run
        script(clone.parent / "tools/python3", python)
    (sentence,) = sentences(make(clone, "lab"))
    assert "needs Python 3.11, 3.12 or 3.13" in sentence and "install one" in sentence


@needs_make
def test_a_named_python_that_is_unsuitable_is_not_replaced(clone):
    script(clone.parent / "tools/python3", "exit 0")
    (sentence,) = sentences(make(clone, "lab", "PYTHON=/no where/python3.9"))
    assert sentence.startswith("/no where/python3.9 is not a Python that will do")


@needs_make
def test_no_venv_module_is_one_sentence(clone):
    bare = f'case "$*" in *ensurepip*) exit 1;; esac; exec "{sys.executable}" "$@"'
    script(clone.parent / "tools/python3.12", bare)
    (sentence,) = sentences(make(clone, "test"))
    package = f"python3.{sys.version_info.minor}-venv"
    assert "has no venv module" in sentence and f"sudo apt install {package}" in sentence
    assert not (clone / ".venv").exists()


@needs_make
def test_the_second_run_installs_nothing(clone):
    installed(clone)
    for target in ("lab", "test", "lessons", "lint", "coverage"):
        plan = make(clone, "-n", target).stdout
        assert "python" in plan and "pip install" not in plan


@needs_make
@pytest.mark.parametrize("name", ["requirements.txt", "constraints.txt", "pyproject.toml"])
def test_a_changed_requirement_installs_again(clone, name):
    installed(clone)
    os.utime(clone / name)
    os.utime(clone / ".venv/lab.stamp", (2, 2))
    assert make(clone, "-n", "test").stdout.count("pip install") == 2


@needs_make
def test_a_moved_clone_installs_again(clone):
    installed(clone, "exit 1")  # aeutils is not found where it should be
    assert "pip install" in make(clone, "-n", "lab").stdout


@needs_make
@pytest.mark.parametrize("target", ["lab", "test"])
def test_a_failed_install_leaves_no_stamp(clone, target):
    script(clone / ".venv/bin/python", 'case "$*" in *"pip install"*) exit 1;; esac')
    assert make(clone, target).returncode != 0
    assert list((clone / ".venv").glob("*.stamp")) == []


# A stand-in for Python that makes such an environment, notes it, and lets Python itself wait.
MAKES_VENV = f"""
case "$*" in
  *flock*) exec "{sys.executable}" "$@";;
  "-m venv"*) echo begun "$*" >> log; sleep 0.3; mkdir -p .venv/bin; cat "$0" > .venv/bin/python
    chmod +x .venv/bin/python;;
  *install*) echo begun "$*" >> log; sleep 0.3;;
esac
echo "$0 $*" >> log"""


@needs_make
def test_a_half_made_environment_is_made_anew(clone):
    (clone / ".venv/bin").mkdir(parents=True)
    script(clone.parent / "tools/python3", MAKES_VENV)
    assert make(clone, "test").returncode == 0
    log = (clone / "log").read_text()
    assert "-m venv --clear .venv" in log
    assert log.index("venv --clear") < log.index("pip install") < log.index("-m pytest")
    assert (clone / ".venv/lab.stamp").exists() and (clone / ".venv/test.stamp").exists()


@needs_make
def test_two_at_once_make_one_environment_and_install_in_turn(clone):
    script(clone.parent / "tools/python3", MAKES_VENV)
    with ThreadPoolExecutor() as pool:
        both = list(pool.map(lambda target: make(clone, target), ["lab", "test"]))
    assert [done.returncode for done in both] == [0, 0], both
    lines = re.findall("^.*(?:venv --clear|pip install).*$", (clone / "log").read_text(), re.M)
    assert [line.startswith("begun") for line in lines] == [True, False] * 4, lines
    assert sum("venv" in line.partition("-m ")[2][:4] for line in lines) == 2  # begun and ended


@needs_make
def test_grading_nothing_is_one_sentence(clone):
    installed(clone)
    (sentence,) = sentences(make(clone, "grade"))
    assert sentence == "Name what to grade: make grade SUBMISSIONS=path/to/export.zip"


@needs_make
def test_every_linter_runs_whatever_the_others_say(clone):
    installed(clone, 'case "$*" in -m*|.venv*) echo "$*" >> linters; exit 1;; esac')
    assert make(clone, "lint").returncode != 0
    linters = (clone / "linters").read_text()
    assert all(name in linters for name in ("ruff check", "ruff format --check", "lint-imports"))


@needs_make
@pytest.mark.parametrize("shell", ["sh", "bash"])
@pytest.mark.parametrize("target", ["lint", "bench"])
def test_one_interrupt_ends_a_target(clone, target, shell):
    """Ctrl-C reaches make, its shell and the command, and commands tidy up before they end."""
    if not shutil.which(shell):
        pytest.skip(f"needs {shell}")
    command = 'echo "$*" >> log; trap "exit 1" INT; kill -INT 0; exit 1'
    installed(clone, f'case "$*" in -m*|.venv*|benchmarks*) {command};; esac')
    (clone / ".venv/bench.stamp").touch()
    result = make(clone, target, f"SHELL={shutil.which(shell)}", start_new_session=True)
    assert result.returncode != 0
    assert len((clone / "log").read_text().splitlines()) == 1


@needs_make
def test_lowest_versions_are_for_the_package_and_pins_for_what_tests_it(clone):
    (clone / "tests").mkdir()
    for name in ("test_plots.py", "test_lessons.py"):
        (clone / "tests" / name).touch()
    installed(
        clone,
        'echo "$*" >> log; case "$*" in "-m uv venv"*)'
        ' mkdir -p .venv-lowest/bin; cat "$0" > .venv-lowest/bin/python;'
        " chmod +x .venv-lowest/bin/python;; esac",
    )
    assert make(clone, "test-lowest").returncode == 0
    install, tests = (clone / "log").read_text().splitlines()[-2:]
    assert "--resolution lowest-direct -e .[jupyter,tables,tensorflow] -r" in install
    assert "tests/test_plots.py" in tests and "lessons" not in tests
    pins = (clone / ".venv-lowest/tools.txt").read_text().split()
    assert all(re.fullmatch(r"[\w-]+==[\d.]+", pin) for pin in pins)
    assert any(pin.startswith("pytest==") for pin in pins)
    assert make(clone, "-n", "test-lowest").stdout.count("uv") == 0  # once is enough


@needs_make
def test_other_systems_run_the_tests_that_the_lowest_versions_run(clone):
    (clone / "tests").mkdir()
    names = {f"tests/{path.name}" for path in (ROOT / "tests").glob("test_*.py")}
    for name in names:
        (clone / name).touch()
    run = set(re.findall(r"tests/test_\w+\.py", make(clone, "-n", "test-lowest").stdout))
    workflow = (ROOT / ".github/workflows/tests.yml").read_text()
    ignored = subprocess.run(
        ["bash", "-c", "echo " + " ".join(re.findall(r"--ignore=(\S+)", workflow))],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run == names - {*ignored.stdout.split()} and names > run > set()
