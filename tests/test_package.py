"""The package as a whole: what importing it costs, what it offers, its docstrings, its layers."""

import ast
import doctest
import importlib
import inspect
import os
import re
import subprocess
import sys
import textwrap
import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

import aeutils

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted([*(ROOT / "aeutils").glob("*.py"), ROOT / "aeutils" / "explorer" / "__init__.py"])
HEAVY = {"tensorflow", "keras", "pandas", "sklearn", "scipy", "matplotlib", "IPython", "ipywidgets",
         "pooch", "joblib", "tqdm", "PIL"}
# A module imports from groups above its own only.
LAYERS = [{"_backend", "_fetch", "_generate", "_dataset", "_rows", "checks"},
          {"datasets", "models", "corruption"}, {"elbo", "training", "base"}, {"fitting"},
          {"estimators", "variational"}, {"anomaly", "comparison"}, {"plots"}, {"explorer"}]


def name_of(path):
    """The module in a file, or the package that a folder of its own holds."""
    return "explorer" if path.parent.name == "explorer" else path.stem


def run(code, **environment):
    """Run Python code in an interpreter of its own; return what it wrote to stdout and stderr."""
    clean = {key: value for key, value in os.environ.items()
             if not key.startswith(("TF_", "KERAS_", "PYTHON", "COV_"))}
    done = subprocess.run([sys.executable, *code], cwd=ROOT, env=clean | environment, text=True,
                          capture_output=True, encoding="utf-8", check=True)
    return done.stdout, done.stderr


def loaded(code):
    """Top-level packages among HEAVY that are loaded after some code has run."""
    stdout, stderr = run(["-c", f"{code}\nimport sys; print(*sys.modules)"])
    assert stderr == ""
    return {name.split(".")[0] for name in stdout.split()} & HEAVY


# ---- what importing costs --------------------------------------------------------------------


def test_import_is_light():
    assert loaded("import aeutils; aeutils.__all__; dir(aeutils)") == set()


def test_import_loads_nothing_but_its_own_few_files():
    """Not even NumPy. Time itself depends on the machine: `-X importtime` lists what it goes on."""
    def imported(code):
        _, report = run(["-X", "importtime", "-c", code])
        return set(re.findall(r"\| +([\w.]+)$", report, re.MULTILINE))

    extra = imported("import aeutils") - imported("import importlib")
    assert extra == {"aeutils"}


@pytest.mark.parametrize(("code", "needed"), [
    ("import aeutils.datasets", set()),
    ("from aeutils import plots", {"matplotlib", "PIL"}),
    ("from aeutils import compare", {"sklearn", "scipy", "pandas", "joblib"}),
    ("from aeutils import ReconstructionDetector", {"sklearn", "scipy", "pandas", "joblib"}),
], ids=["datasets", "plots", "compare", "detector"])
def test_modules_load_what_they_need(code, needed):
    assert loaded(code) == needed


FIT = """
import numpy as np
from aeutils.estimators import Autoencoder
X = np.random.default_rng(0).normal(size=(60, 5)).astype(np.float32)
estimator = Autoencoder(2, hidden_units=(8,), init='random', epochs=3, random_state=0).fit(X)
"""


def test_fit_is_silent_and_the_same_in_every_process():
    """Whatever backend Keras was asked for; and what comes after is not swallowed."""
    code = FIT + ("import os, sys\nestimator.score(X)\n"
                  "print(estimator.transform(X).tobytes().hex())\n"
                  "print('after', file=sys.stderr)\nos.write(2, b'from C')")
    stdout, stderr = run(["-c", code], KERAS_BACKEND="jax")
    assert stderr == "after\nfrom C"
    here = {}
    exec(FIT, here)
    assert stdout.strip() == here["estimator"].transform(here["X"]).tobytes().hex()


# ---- what it offers --------------------------------------------------------------------------


def test_every_name_resolves():
    assert dir(aeutils) == sorted(aeutils.__all__)
    for name in aeutils.__all__:
        assert getattr(aeutils, name) is not None
    for name, home in aeutils._HOME.items():
        module = importlib.import_module(f"aeutils.{home}")
        assert getattr(aeutils, name) is getattr(module, name)
    names = {}
    exec("from aeutils import *", names)
    assert set(aeutils.__all__) <= set(names)


def test_every_public_module_is_offered():
    modules = {name_of(path) for path in FILES if not name_of(path).startswith("_")}
    assert modules == set(aeutils._MODULES)


def test_unknown_name():
    with pytest.raises(AttributeError, match="'aeutils' has no attribute 'autoencoder'; it has "
                                             "Dataset, .*Autoencoder.*compare"):
        aeutils.autoencoder  # noqa: B018
    assert not hasattr(aeutils, "pca")


def test_version_is_that_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert aeutils.__version__ == project["version"]


# ---- docstrings ------------------------------------------------------------------------------


def module_of(path):
    name = name_of(path)
    return importlib.import_module("aeutils" if name == "__init__" else f"aeutils.{name}")


def public_things():
    """(name, function or class) of all that a reader may call, less what a library prescribes."""
    for path in FILES:
        if name_of(path) in ("__init__", "_backend", "_fetch"):
            continue
        module = module_of(path)
        for name, thing in vars(module).items():
            if name.startswith("_") or getattr(thing, "__module__", "") != module.__name__:
                continue
            if not (inspect.isfunction(thing) or inspect.isclass(thing)):
                continue
            yield f"{name_of(path)}.{name}", thing
            for key, method in vars(thing).items() if inspect.isclass(thing) else ():
                method = getattr(method, "__func__", getattr(method, "fget", method))
                inherited = any(hasattr(base, key) for base in thing.__mro__[1:]
                                if not base.__module__.startswith("aeutils"))
                if inspect.isfunction(method) and not key.startswith("_") and not inherited:
                    yield f"{name_of(path)}.{name}.{key}", method


THINGS = dict(public_things())


def section(thing, title):
    """The lines of one section of a docstring that start at its margin, or None without it."""
    text = inspect.getdoc(thing) or ""
    found = re.search(rf"^{title}\n-+\n(.*?)(?=^\w[^\n]*\n-+\n|\Z)", text, re.DOTALL | re.MULTILINE)
    return found and [line for line in found[1].splitlines() if line[:1].strip()]


def listed(lines):
    """Names that such lines define: "a, b : int" defines a and b."""
    return [name.strip().lstrip("*") for line in lines
            for name in line.split(" :")[0].split(",") if name.strip(" …")]


def parameters(thing):
    return [name for name in inspect.signature(thing).parameters if name not in ("self", "cls")]


def test_the_list_of_things_is_complete():
    for name in ("base.KerasReducer.transform", "fitting.TrainedReducer.fit", "networks.build_tied",
                 "base.KerasReducer.load", "training.train", "plots.steer", "comparison.sweep",
                 "_dataset.Dataset.frame", "variational.VariationalAutoencoder.elbo"):
        assert name in THINGS


@pytest.mark.parametrize("name", THINGS)
def test_docstring(name):
    thing = THINGS[name]
    text = inspect.getdoc(thing)
    assert text and text.splitlines()[0].endswith((".", ":")), "a sentence in the first line"
    about = section(thing, "Parameters")
    if about:
        assert sorted(listed(about)) == sorted(parameters(thing))
    elif is_dataclass(thing):
        assert listed(section(thing, "Attributes")) == [field.name for field in fields(thing)]
    elif inspect.isfunction(thing) and parameters(thing):
        refers = re.search(r"those of `\w+`", text)
        assert "\n" not in text or refers, "more than a line, and nothing on its parameters"


@pytest.mark.parametrize("name", [name for name in THINGS if name.split(".")[0] in {
    "_rows", "base", "fitting", "estimators", "variational", "models", "elbo", "training",
    "anomaly", "comparison"}])                                       # elsewhere all return one kind
def test_docstring_tells_what_is_returned(name):
    thing = THINGS[name]
    if inspect.isfunction(thing) and section(thing, "Parameters"):
        tree = ast.parse(textwrap.dedent(inspect.getsource(thing)))
        function = next(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
        inner = {id(node) for part in ast.walk(function) if part is not function
                 and isinstance(part, ast.FunctionDef | ast.Lambda) for node in ast.walk(part)}
        returns = any(isinstance(node, ast.Return) and node.value and id(node) not in inner
                      for node in ast.walk(function))
        assert bool(section(thing, "Returns")) == returns


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_examples(path):
    module = module_of(path)
    assert module.__doc__
    result = doctest.testmod(module)
    assert result.failed == 0
    expected = sum(">>>" in line and "+SKIP" not in line                # the skipped ones download
                   for line in path.read_text(encoding="utf-8").splitlines())
    assert result.attempted == expected               # none is hidden where doctest does not look


# ---- imports point one way -------------------------------------------------------------------


def imports(path):
    """(modules of aeutils, top-level names of other packages) that a file imports anywhere."""
    own, other = set(), set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ("aeutils." if node.level else "") + (node.module or "")
            bare = base.rstrip(".") == "aeutils"
            names = [f"aeutils.{alias.name}" for alias in node.names] if bare else [base]
        else:
            continue
        for name in names:
            first, *rest = name.split(".")
            own.update(rest[:1]) if first == "aeutils" else other.add(first)
    return own, other


def test_imports_point_one_way():
    place = {name: number for number, group in enumerate(LAYERS) for name in group}
    modules = {name_of(path): imports(path)[0] for path in FILES}
    assert modules.pop("__init__") == set()           # it imports by name, on first use
    assert set(modules) == set(place)
    for name, needed in modules.items():
        for other in needed:
            assert place[other] < place[name], f"{name} must not import {other}"
    assert modules["base"] == {"_backend", "_rows"}                             # it does look
    assert "training" in modules["estimators"]


def test_models_know_no_data_and_plots_no_models():
    modules = {name_of(path): imports(path) for path in FILES}
    assert not modules["models"][0] & {"datasets", "_dataset"} and modules["plots"][0] == set()
    for name in ("plots", "comparison", "anomaly", "datasets"):
        assert not modules[name][1] & {"tensorflow", "keras"}
    for name, (_, others) in modules.items():
        assert not others & {"notebooks", "tests", "build"}, name
        assert "keras" not in others or name == "_backend", f"{name}: quietly, from _backend"
        assert "tensorflow" not in others or name == "_backend", name


def test_no_path_of_a_machine():
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"/(home|root|tmp|Users)/|[A-Z]:\\\\", text), path.name
