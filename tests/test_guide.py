"""The teacher's guide: each command in it is run, or read by the tool that it is written for."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "classroom" / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
LINES = [
    line.split("     # ")[0].strip()
    for language, text in BLOCKS
    if not language
    for line in text.replace("\\\n", " ").splitlines()
]
LINKS = [line for line in LINES if "/git-pull?" in line]
CLOUD = [line for line in LINES if line.startswith("https://") and line not in LINKS]
EXERCISE = "01_preprocessing"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="on Windows, teachers use WSL")


def run(line, folder, **variables):
    """Run a line of the guide in a shell, in a folder."""
    environment = os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"} | variables
    return subprocess.run(
        ["sh", "-ec", line], cwd=folder, env=environment, capture_output=True, text=True
    )


def ran(line, folder, **variables):
    result = run(line, folder, **variables)
    assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-2000:]
    return result.stdout


@pytest.fixture
def clone(tmp_path):
    """What is handed on of the repository, as it is now, without .git and .venv."""
    folder = tmp_path / "clone"
    for name in ("aeutils", "benchmarks", "classroom", "data", "notebooks"):
        ignored = shutil.ignore_patterns("__pycache__", "course", "hub", ".ipynb_checkpoints")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for path in ROOT.iterdir():
        if path.is_file() and path.name != ".git":
            shutil.copy(path, folder)
    return folder


# ---- what a line is checked with -------------------------------------------------------------


def makes(line):
    """The target is there, and each variable is one that the Makefile explains."""
    words = shlex.split(line[line.index("make ") :])
    makefile = (ROOT / "Makefile").read_text()
    targets = [word for word in words[1:] if "=" not in word]
    explained = set(re.findall(r"^# +(\w+)=", makefile, re.MULTILINE)) | {"SUBMISSIONS"}
    assert {word.partition("=")[0] for word in words if "=" in word} <= explained
    assert len(targets) == 1 and re.search(rf"^{targets[0]}:.*##", makefile, re.MULTILINE)
    if shutil.which("make"):
        ran(shlex.join(["make", "-n", *words[1:]]), ROOT)


def in_a_box(line):
    """What stands around make: options that docker and systemd-run know."""
    makes(line)
    tool, *options = shlex.split(line[: line.index("make ")].replace("$PWD", "/x"))
    if not shutil.which(tool):
        return
    known = ran(f"{tool} run --help" if tool == "docker" else f"{tool} --help", ROOT)
    for option in options:
        if option.startswith("-") and option != "-it":
            assert re.search(rf"(^|[\s,]){option}\b", known), option
    properties = [option for option in options if re.match(r"[A-Z]\w+=", option)]
    if properties and shutil.which("systemd-analyze"):
        with tempfile.NamedTemporaryFile("w", suffix=".service") as unit:
            unit.write("[Service]\nExecStart=/bin/true\n" + "\n".join(properties) + "\n")
            unit.flush()
            result = run(f"systemd-analyze verify --man=no {unit.name}", ROOT)
        assert not re.search("Unknown|Failed to parse", result.stderr), result.stderr


def installs(line, clone):
    """What is named is there; pip finds all of it in this environment."""
    line = re.sub(r"^(\.venv/bin/python -m )?pip install", "install", line)
    pip = f"{shlex.quote(sys.executable)} -m pip {line} --dry-run --no-index --no-build-isolation"
    assert "Would install aeutils" in ran(pip, clone)


def starts_the_hub(line):
    from jupyterhub.app import JupyterHub

    *_, program, flag, config = shlex.split(line)
    assert program == "jupyterhub" and flag.lstrip("-") in JupyterHub().aliases
    assert (ROOT / config).exists()


def brings_the_proxy(line):
    from jupyterhub.proxy import ConfigurableHTTPProxy

    assert ConfigurableHTTPProxy().command == [line.split()[-1]]


def builds_an_image(line):
    """What it copies is there, and no solution is among it."""
    path = ROOT / re.search(r"-f (\S+)", line)[1]
    copied = re.findall(r"^COPY (.*) \S+$", path.read_text(), re.MULTILINE)
    for pattern in " ".join(copied).split():
        assert list(ROOT.glob(pattern)), pattern
        assert "source" not in pattern and not pattern.startswith("tests")


def gives_values(line):
    """Where values are given, they are YAML; the chart's own description is not at hand."""
    for name in re.findall(r"-f (\S+)", line):
        values = yaml.safe_load((ROOT / name).read_text())
        assert {"hub", "singleuser", "cull"} <= values.keys()
        memory = values["singleuser"]["memory"]
        assert float(memory["guarantee"].rstrip("G")) <= float(memory["limit"].rstrip("G"))


ELSEWHERE = (  # lines that make sense one after the other, each in a test below
    r"git archive",
    r"https://",
    r"sudo install",
    r"nbgrader ",
    r"cd ",
    r"cp ",
    r"pip wheel",
    r"python3 -m venv",
    r"\.venv/bin/python -m pip install --no-index",
    r"\.venv/bin/python -m jupyterlab",
)
CHECKS = {
    r"make ": makes,
    r"(docker|systemd-run) .*make ": in_a_box,
    r"(\.venv/bin/python -m )?pip install (?!--no-index)": installs,
    r"PATH=\S+ jupyterhub ": starts_the_hub,
    r"npm install -g ": brings_the_proxy,
    r"mkdir ": ran,
    r"docker build ": builds_an_image,
    r"helm ": gives_values,
}


def stands_alone(line):
    return not any(re.match(pattern, line) for pattern in ELSEWHERE)


@pytest.mark.parametrize("line", filter(stands_alone, dict.fromkeys(LINES)))
def test_line(line, request):
    (check,) = (check for pattern, check in CHECKS.items() if re.match(pattern, line))
    if check in (ran, installs):
        check(line, request.getfixturevalue("clone"))
    else:
        check(line)


def test_targets_named_in_the_text_are_there():
    for line in set(re.findall(r"`(make [^`…]+)`", GUIDE)):
        makes(line)


# ---- one after the other ---------------------------------------------------------------------


def lines(pattern):
    found = [line for line in LINES if re.match(pattern, line)]
    assert found
    return found


def test_students_copy_has_no_answers(tmp_path):
    if not (ROOT / ".git").exists():
        pytest.skip("not a clone")
    (line,) = lines("git archive")
    ran(line.replace("-o autoencoders.zip", f"-o {tmp_path}/autoencoders.zip"), ROOT)
    with zipfile.ZipFile(tmp_path / "autoencoders.zip") as archive:
        names = [name.removeprefix("autoencoders/") for name in archive.namelist()]
    assert {"README.md", "requirements.txt", f"notebooks/exercises/{EXERCISE}.ipynb"} <= set(names)
    assert not any(name.startswith(("tests", "classroom")) for name in names)
    assert not any(name.startswith("notebooks/source/exercises") for name in names)


def test_laptops_without_a_network(tmp_path):
    """The lines as they stand, for a package that needs nothing; twice, as pip zips no folder."""
    (tmp_path / "small.py").write_text("")
    (tmp_path / "pyproject.toml").write_text(
        "[build-system]\nrequires = ['setuptools>=77']\nbuild-backend = 'setuptools.build_meta'\n"
        "[project]\nname = 'small'\nversion = '1'\n[tool.setuptools]\npy-modules = ['small']\n"
    )
    # setuptools comes with TensorFlow, in the course's own requirements
    assert re.search(r"^setuptools==", (ROOT / "constraints.txt").read_text(), re.MULTILINE)
    (tmp_path / "requirements.txt").write_text("setuptools\n-e .\n")
    (tmp_path / "constraints.txt").write_text(f"setuptools=={distribution('setuptools').version}\n")
    (tmp_path / "here").mkdir()
    as_wheel("setuptools", tmp_path / "here")
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path / "here")}
    (wheel,) = lines("pip wheel")
    for _ in range(2):
        ran(f"{shlex.quote(sys.executable)} -m {wheel}", tmp_path, **offline)
    wheels = sorted(path.name.split("-")[0] for path in (tmp_path / "wheels").iterdir())
    assert wheels == ["setuptools", "small"]
    assert sum(path.stat().st_size for path in (tmp_path / "wheels").iterdir()) < 20e6
    shutil.rmtree(tmp_path / "here")
    ran(lines("python3 -m venv")[0].replace("python3", shlex.quote(sys.executable)), tmp_path)
    ran(lines(r"\.venv/bin/python -m pip install --no-index")[0], tmp_path)
    ran(".venv/bin/python -c 'import small'", tmp_path)
    (start,) = lines(r"\.venv/bin/python -m jupyterlab")
    *_, module, notebook = shlex.split(start)
    assert (ROOT / notebook).exists()
    ran(f"{shlex.quote(sys.executable)} -m {module} --version", ROOT)


def as_wheel(name, folder):
    """Zip an installed package again."""
    known = distribution(name)
    with zipfile.ZipFile(folder / f"{name}-{known.version}-py3-none-any.whl", "w") as wheel:
        for file in known.files:
            if ".." not in file.parts and "__pycache__" not in file.parts:
                wheel.write(file.locate(), str(file))


@pytest.mark.parametrize("link", LINKS)
def test_link_for_nbgitpuller(link, tmp_path):
    """It names a file of the course, below the folder that nbgitpuller makes; it can be pulled."""
    puller = pytest.importorskip("nbgitpuller.pull")
    parts = urllib.parse.urlsplit(link)
    asked = {name: value for name, (value,) in urllib.parse.parse_qs(parts.query).items()}
    assert parts.path == "/hub/user-redirect/git-pull" and set(asked) == {
        "repo",
        "branch",
        "urlpath",
    }
    folder = asked["repo"].split("/")[-1]  # as nbgitpuller has it
    assert asked["urlpath"].startswith(f"lab/tree/{folder}/")
    assert (ROOT / asked["urlpath"].removeprefix(f"lab/tree/{folder}/")).exists()
    origin = tmp_path / "origin"
    git = f"git init -q -b {asked['branch']} {origin}; cd {origin}; echo 1 > a; git add a;"
    git += " git -c user.name=x -c user.email=x commit -q -m x"
    ran(git, tmp_path)
    pulled = puller.GitPuller(str(origin), str(tmp_path / folder), branch=asked["branch"])
    list(pulled.pull())
    assert (tmp_path / folder / "a").read_text() == "1\n"


@pytest.mark.parametrize("link", CLOUD)
def test_link_into_the_cloud(link):
    """It names a file of the course, and a branch, as Binder and Colab have it."""
    parts = urllib.parse.urlsplit(link)
    if parts.netloc == "mybinder.org":
        (opened,) = urllib.parse.parse_qs(parts.query)["urlpath"]
        assert parts.path == "/v2/gh/YOU/autoencoders/main"
        notebook = opened.removeprefix("lab/tree/")
    else:
        assert parts.netloc == "colab.research.google.com"
        notebook = parts.path.removeprefix("/github/YOU/autoencoders/blob/main/")
    assert notebook.startswith("notebooks/") and (ROOT / notebook).exists()


def test_exchange_from_handing_out_to_collecting(clone, tmp_path):
    pytest.importorskip("fcntl", reason="on Windows, grading needs WSL")
    pytest.importorskip("nbgrader", reason="the extra [classroom] is not installed")
    exchange, etc, student = (tmp_path / name for name in ("exchange", "etc", "student"))
    (place,) = lines("sudo install")
    ran(place.removeprefix("sudo ").replace("/srv/nbgrader/exchange", str(exchange)), tmp_path)
    etc.mkdir()
    (config,) = (text for language, text in BLOCKS if language == "python")
    assert 'c.Exchange.root = "/srv/nbgrader/exchange"' in config
    config = config.replace("/srv/nbgrader/exchange", str(exchange))
    (etc / "nbgrader_config.py").write_text(config)
    variables = {
        "JUPYTER_CONFIG_PATH": str(etc),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": str(ROOT),
    }
    ran(
        f"{shlex.quote(sys.executable)} classroom/release.py 01", clone, **variables
    )  # make release
    hand_out, collect = (line for line in lines("nbgrader ") if "hub/exchange" not in line)
    ran(hand_out, clone / "classroom", **variables)
    student.mkdir()
    ran(f"nbgrader fetch_assignment {EXERCISE}", student, **variables)
    ran(f"nbgrader submit {EXERCISE}", student, **variables)
    (copy,) = lines("cp ")
    ran(f"{collect}; {copy}", clone / "classroom", **variables)
    (submitted,) = (clone / "hub").glob(f"*/{EXERCISE}/{EXERCISE}.ipynb")
    from handed_in import collect as read

    (one,) = read(clone / "hub")
    assert (one.student, one.exercise) == (submitted.parents[1].name, EXERCISE)
    assert one.problem == ""
