"""The package as a whole: what importing it costs, what it offers, its examples, its wheel."""

import ast
import doctest
import importlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
from packaging.version import Version

import aeutils

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted((ROOT / "aeutils").rglob("*.py"))
HEAVY = {
    "tensorflow",
    "keras",
    "pandas",
    "sklearn",
    "scipy",
    "matplotlib",
    "IPython",
    "ipywidgets",
    "pooch",
    "joblib",
    "tqdm",
    "PIL",
}


def module_name(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def run(code, folder=ROOT, **environment):
    """Run Python code in an interpreter of its own; return what it wrote to stdout and stderr."""
    clean = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("TF_", "KERAS_", "PYTHON", "COV_"))
    }
    done = subprocess.run(
        [sys.executable, *code],
        cwd=folder,
        env=clean | environment,
        text=True,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout, done.stderr


def loaded(code):
    """Top-level packages among HEAVY that are loaded after some code has run."""
    stdout, stderr = run(["-c", f"{code}\nimport sys; print(*sys.modules)"])
    assert stderr == ""
    return {name.split(".")[0] for name in stdout.split()} & HEAVY


# ---- what importing costs --------------------------------------------------------------------


def test_import_loads_nothing_but_its_own_few_files():
    """Not even NumPy. Time itself depends on the machine: `-X importtime` lists what it goes on."""

    def imported(code):
        _, report = run(["-X", "importtime", "-c", code])
        return set(re.findall(r"\| +([\w.]+)$", report, re.MULTILINE))

    extra = imported("import aeutils; aeutils.__all__; dir(aeutils)") - imported("import typing")
    assert extra == {"aeutils"}


@pytest.mark.parametrize(
    ("code", "needed"),
    [
        ("import aeutils.datasets", set()),
        ("from aeutils import plots", {"matplotlib", "PIL", "pandas"}),
        ("from aeutils import compare", {"sklearn", "scipy", "pandas", "joblib"}),
        ("from aeutils import ReconstructionDetector", {"sklearn", "scipy", "pandas", "joblib"}),
    ],
    ids=["datasets", "plots", "compare", "detector"],
)
def test_modules_load_what_they_need(code, needed):
    assert loaded(code) == needed


FIT = """
import numpy as np
from aeutils import Autoencoder
X = np.random.default_rng(0).normal(size=(60, 5)).astype(np.float32)
estimator = Autoencoder(2, hidden_units=(8,), init='random', epochs=3, random_state=0).fit(X)
"""


def test_fit_is_silent_and_the_same_in_every_process():
    """Whatever backend Keras was asked for; and what comes after is not swallowed."""
    code = FIT + (
        "import os, sys\nestimator.score(X)\n"
        "print(estimator.transform(X).tobytes().hex())\n"
        "print('after', file=sys.stderr)\nos.write(2, b'from C')"
    )
    stdout, stderr = run(["-c", code], KERAS_BACKEND="jax")
    assert stderr == "after\nfrom C"
    here = {}
    exec(FIT, here)
    assert stdout.strip() == here["estimator"].transform(here["X"]).tobytes().hex()


# ---- in other people's programs --------------------------------------------------------------


def codes_of(stdout):
    """What FIT's estimator makes of its data, as the last line of a program has it."""
    return stdout.strip().splitlines()[-1]


SHOW = "\nprint(estimator.transform(X).tobytes().hex())"


@pytest.fixture(scope="module")
def expected():
    return codes_of(run(["-c", FIT + SHOW])[0])


@pytest.mark.parametrize(
    "code",
    [
        "keras.config.set_floatx('float64')",
        "keras.config.set_floatx('float16')",
        "keras.config.set_dtype_policy('mixed_float16')",
        "keras.config.set_image_data_format('channels_first')",
    ],
)
def test_settings_of_keras_are_the_programs_own(code, expected):
    """They change nothing here, and nothing here changes them."""
    settings = (
        "print((keras.config.floatx(), keras.config.dtype_policy().name, "
        "keras.config.image_data_format()))\n"
    )
    images = (
        "from aeutils import VariationalAutoencoder\n"
        "options = dict(epochs=2, hidden_units=(4,), random_state=0)\n"
        "others = [Autoencoder(2, image_shape=(5, 1), noise=('masking', 0.1), **options),"
        " Autoencoder(2, tied=True, **options), VariationalAutoencoder(2, **options)]\n"
        "print([each.fit(X).score(X) for each in others])"
    )
    program = f"import keras\n{code}\n{settings}{FIT}{images}\n{settings}{SHOW.strip()}"
    before, scores, after, codes = run(["-c", program])[0].splitlines()
    assert before == after and codes == expected
    assert scores == run(["-c", FIT + images])[0].strip()


def test_environment_and_advice_are_the_programs_own():
    """A child process starts with the user's own variables; TensorFlow's advice still appears."""
    code = (
        "import os\n"
        "os.environ['KERAS_BACKEND'] = 'jax'\n" + FIT + "estimator.transform(X[:7])\n"
        "assert os.environ['KERAS_BACKEND'] == 'jax'\n"
        "assert 'TF_CPP_MIN_LOG_LEVEL' not in os.environ\n"
        "import tensorflow as tf\n"
        "f = tf.function(lambda x: x + 1)\n"
        "for i in range(9): f(i)"
    )
    assert "triggered tf.function retracing" in run(["-c", code])[1]


@pytest.mark.parametrize(
    "trouble",
    [
        "sys.stderr = None",
        "sys.stderr.close()",
        "os.close(2); sys.stderr = None",
        "sys.stderr = io.StringIO()",
    ],
)
def test_without_a_standard_error_stream(trouble, expected):
    """As in pythonw and IDLE, with the progress bar on."""
    if "None" in trouble and Version(np.__version__) < Version("2.1"):
        pytest.skip("numpy.f2py, which SciPy loads, writes to it as soon as it is imported")
    code = (
        f"import io, os, sys\n{trouble}\n" + FIT.replace("epochs=3", "epochs=3, verbose=1") + SHOW
    )
    assert codes_of(run(["-c", code])[0]) == expected


def test_another_backend_is_named():
    code = (
        "import keras\nkeras.backend.backend = lambda: 'torch'\n"
        "try:\n    from aeutils import Autoencoder\n"
        "except ImportError as error:\n    print(error)"
    )
    stdout, _ = run(["-c", code])
    assert codes_of(stdout) == (
        "aeutils needs Keras on TensorFlow, but this program has loaded it with torch: import "
        "aeutils.networks before keras, or set KERAS_BACKEND=tensorflow."
    )


SLOW_FIT = """
import os, signal, time
import numpy as np
from sklearn.decomposition import PCA
from aeutils import sweep
class Slow(PCA):
    def fit(self, X, y=None):
        os.kill(int(os.environ["MAIN"]), signal.SIGINT)     # as from the keyboard
        time.sleep(600)
os.environ["MAIN"] = str(os.getpid())
X = np.random.default_rng(0).normal(size=(50, 4))
try:
    sweep({"slow": Slow()}, X, X, [1, 2, 3], n_jobs=2)
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.skipif(os.name == "nt", reason="no signal reaches another process there")
def test_one_interrupt_ends_a_sweep_in_processes():
    """And none of its workers goes on for ten minutes."""
    assert codes_of(run(["-c", SLOW_FIT])[0]) == "interrupted"


GENES = """
import resource, sys
import numpy as np
from sklearn.decomposition import PCA
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from aeutils import Autoencoder, ReconstructionDetector, VariationalAutoencoder, compare, explore
X = np.random.default_rng(0).normal(size=(100, 20_000))
reducers = {"PCA": make_pipeline(StandardScaler(), PCA(2)), "Autoencoder": make_pipeline(
    StandardScaler(), Autoencoder(2, epochs=2, random_state=0))}
comparison = compare(reducers, X[:80], X[80:])
explore(comparison.reducers, X)
ReconstructionDetector(reducers["Autoencoder"], random_state=0).fit(X).predict(X)
VariationalAutoencoder(2, epochs=2, random_state=0).fit(X)
if sys.platform == "linux":  # getrusage would tell of the process that started this one
    (peak,) = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
    print(1024 * int(peak))
else:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.skipif(os.name == "nt", reason="what a process has used is not told there")
def test_as_many_features_as_genes():
    """100 rows of 20,000 features in less than two gigabytes, TensorFlow itself included."""
    assert int(codes_of(run(["-c", GENES])[0])) < 2e9


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
POOL = """
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
def answer(work):
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        try:
            return pool.submit(work).result(timeout=100)
        except RuntimeError as error:
            return error
"""


@needs_fork
def test_forks_after_an_import_can_fit(expected):
    code = (
        "from aeutils import Autoencoder, networks, corrupt\n"
        + POOL
        + "def work():\n"
        + FIT.replace("\n", "\n    ")
        + "\n    return estimator.transform(X).tobytes().hex()\n"
        "print(answer(work))"
    )
    assert codes_of(run(["-c", code])[0]) == expected


@needs_fork
def test_forks_after_a_fit_say_that_they_cannot():
    """In place of waiting for threads that are in the other process."""
    code = (
        FIT
        + POOL
        + """
import pickle
from functools import partial
from aeutils import corrupt
from aeutils.networks import build_dense
packed = pickle.dumps(estimator)
def unpack():
    return pickle.loads(packed).inverse_transform([[0.0, 0.0]])
for work in (partial(estimator.transform, X), partial(estimator.fit, X), unpack,
             partial(estimator.score, X), partial(corrupt, X, "masking", 0.1),
             partial(build_dense, 5, 2), partial(Autoencoder.load, "a.keras")):
    print(answer(work))
"""
    )
    said = run(["-c", code])[0].splitlines()
    assert len(said) == 7
    assert set(said) == {
        "TensorFlow was in use when this process was forked and cannot go on in it: start workers "
        "by "
        "joblib, or by multiprocessing with the method 'spawn'."
    }


# ---- what it offers --------------------------------------------------------------------------


def test_every_name_resolves():
    assert dir(aeutils) == sorted(aeutils.__all__)
    for name, home in aeutils._HOME.items():
        module = importlib.import_module(f"aeutils.{home}")
        assert getattr(aeutils, name) is getattr(module, name)
    names = {}
    exec("from aeutils import *", names)
    assert set(aeutils.__all__) <= set(names)


@pytest.mark.parametrize("path", ["aeutils/__init__.py", "aeutils/estimators/__init__.py"])
def test_editors_see_the_names_that_are_loaded_lazily(path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    assert block.test.id == "TYPE_CHECKING"
    seen = {alias.name for line in block.body for alias in line.names}
    assert seen == set(importlib.import_module(module_name(ROOT / path)).__all__)


def test_every_public_module_is_offered():
    top = [path for path in (ROOT / "aeutils").iterdir() if not path.name.startswith("_")]
    assert {path.stem for path in top} - {"data"} == {*aeutils._MODULES, "display"}


def test_unknown_name():
    with pytest.raises(
        AttributeError,
        match="'aeutils' has no attribute 'autoencoder'; it has Dataset, .*Autoencoder.*compare",
    ):
        aeutils.autoencoder  # noqa: B018
    assert not hasattr(aeutils.estimators, "PCA")


def test_version_is_that_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert aeutils.__version__ == project["version"]


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_examples(path):
    result = doctest.testmod(importlib.import_module(module_name(path)))
    assert result.failed == 0
    expected = sum(
        ">>>" in line and "+SKIP" not in line  # the skipped ones download
        for line in path.read_text(encoding="utf-8").splitlines()
    )
    assert result.attempted == expected  # none is hidden where doctest does not look


def test_the_faults_tried_have_their_tests():
    """The table in tests/README.md names none that is gone, in any of its parts."""
    tests = ROOT / "tests"
    parts = re.split(
        r"^### ([A-O])\. ", (tests / "README.md").read_text("utf-8"), flags=re.MULTILINE
    )
    assert "".join(parts[1::2]) == "ABCDEFGHIJKLMNO"
    for rows in parts[2::2]:
        named = re.findall(r"\| `(test_\w+\.py)::(\w+)` \|$", rows, re.MULTILINE)
        assert 0 < len(named) == rows.count("\n| ") - 1  # without its heading
        for file, name in named:
            assert f"\ndef {name}(" in (tests / file).read_text(encoding="utf-8"), name


# ---- the wheel -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder that holds what the wheel installs, and nothing of this clone."""
    source, wheels, folder = map(tmp_path_factory.mktemp, ("source", "wheel", "installed"))
    # A copy, since building leaves traces where it is done.
    for name in ("aeutils", "data", "benchmarks/results"):
        shutil.copytree(ROOT / name, source / name)
    for name in ("pyproject.toml", "LICENSE"):
        shutil.copy(ROOT / name, source)
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", wheels, source],
        check=True,
        capture_output=True,
    )
    (wheel,) = wheels.glob("aeutils-*.whl")
    shutil.unpack_archive(wheel, folder, "zip")
    return folder


WHEEL = """
import aeutils, aeutils.data, aeutils.measured, pathlib
from sklearn.decomposition import PCA
for place in (aeutils.__file__, aeutils.data.__path__[0], aeutils.measured.__path__[0]):
    assert place.startswith(PLACE), place
assert all(getattr(aeutils, name) for name in aeutils.__all__)
assert (pathlib.Path(place) / "fit.json").exists()                   # what lessons read
sensors, dirty = aeutils.load_sensors(), aeutils.load_sensors(dirty=True)
assert sensors.X.shape == (3300, 12) and dirty.X.shape == (3360, 12)
train, test = aeutils.load_digits().split()
reducers = {"PCA": PCA(2), "Autoencoder": aeutils.Autoencoder(2, epochs=1, random_state=0)}
comparison = aeutils.compare(reducers, train, test)
assert list(comparison.table.index) == ["PCA", "Autoencoder"]
aeutils.explore(comparison.reducers, test).save("maps.html")
assert "DecompressionStream" in open("maps.html", encoding="utf-8").read()
try:
    aeutils.fetch_mnist()
except OSError as error:
    assert "has the wrong checksum" in str(error) and MNIST in str(error), error
else:
    raise AssertionError("the file is not MNIST")
"""


def test_the_wheel_holds_all_that_the_package_needs(installed, tmp_path):
    """Outside the clone, with the tables, the explorer's page, and AEUTILS_DATA."""
    import numpy as np

    pixels = np.zeros((1, 28, 28), np.uint8)
    names = ("x_train", "y_train", "x_test", "y_test")
    np.savez(tmp_path / "mnist.npz", **dict.fromkeys(names, pixels))
    code = f"PLACE, MNIST = {str(installed)!r}, {str(tmp_path / 'mnist.npz')!r}\n{WHEEL}"
    _, stderr = run(["-c", code], tmp_path, PYTHONPATH=str(installed), AEUTILS_DATA=str(tmp_path))
    assert stderr == ""
