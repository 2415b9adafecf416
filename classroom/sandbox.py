"""Where the code of a class runs: kernels that bubblewrap locks in.

Such a kernel sees the system, Python's environment, `aeutils` and `data`, all of them read-only,
and an empty folder of its own, which is memory and goes with it. It has no network, ends with
whoever started it, and takes all that it started along. Only messages leave it.
"""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

MEMORY = 4 << 30  # bytes for what a process allocates; TensorFlow takes about one of the four
FILES = 1 << 30  # bytes for all files in each of its two folders, and for one file
PROCESSES = 512  # threads count as well
HOME = "/home/student"
MISSING = (
    "Students' code cannot be locked in here: install bubblewrap (apt install bubblewrap), or add "
    "UNLOCKED=yes to run it with your rights, on an account or in a container with nothing to lose."
)
SILENT = ["sh", "-c", 'exec "$0" "$@" </dev/null >/dev/null 2>&1']
ENVIRONMENT = {
    "HOME": HOME,
    "USER": "student",
    "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"]),
    "LANG": "C.UTF-8",
    "PYTHONDONTWRITEBYTECODE": "1",
}


def bubblewrap(shared, memory=MEMORY, hub=False, shown=None):
    """The beginning of a command that locks the rest of it in.

    `shared` are folders that it can write to, {where it sees them: where they are}, `shown` what it
    can read. What belongs to a `hub` needs its network and environment.
    """
    package, tables = (
        Path(importlib.util.find_spec(name).submodule_search_locations[0]).resolve()
        for name in ("aeutils", "aeutils.data")
    )
    variables = ENVIRONMENT | {"PYTHONPATH": str(package.parent)}
    own = [sys.base_prefix, sys.prefix, package, tables]
    if data := os.environ.get("AEUTILS_DATA"):
        own.append(Path(data).resolve())
        variables["AEUTILS_DATA"] = str(own[-1])
    size = ["--size", str(FILES)]
    system = [f"/{name}" for name in ("usr", "bin", "lib", "lib32", "lib64", "sbin")]
    system += [f"/etc/{name}" for name in ("alternatives", "fonts", "ld.so.cache", "localtime")]
    cache = Path(".cache", "matplotlib")  # or each kernel would look for all fonts anew
    fonts = [(path, Path(HOME, cache, path.name)) for path in (Path.home() / cache).glob("*.json")]
    return [
        *["bwrap", "--unshare-all", "--unshare-user", "--uid", "1000", "--gid", "1000"],
        *["--die-with-parent", "--cap-drop", "ALL", "--hostname", "classroom"],
        *(["--share-net"] if hub else ["--clearenv"]),
        *[word for pair in variables.items() for word in ("--setenv", *pair)],
        *["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"],
        *[*size, "--tmpfs", "/dev/shm", *size, "--tmpfs", "/tmp", *size, "--tmpfs", HOME],
        *[word for path in [*system, *own] for word in ("--ro-bind-try", str(path), str(path))],
        *[word for pair in fonts for word in ("--ro-bind", *map(str, pair))],
        *[word for to, path in shared.items() for word in ("--bind", str(path), str(to))],
        *[word for to, path in (shown or {}).items() for word in ("--ro-bind", str(path), str(to))],
        *["--chdir", HOME, "--remount-ro", "/", "--"],
        *["prlimit", f"--data={memory}", f"--fsize={FILES}", f"--nproc={PROCESSES}", "--core=0"],
    ]


@cache
def works():
    """Whether programs can be locked in on this machine."""
    if not (shutil.which("bwrap") and shutil.which("prlimit")):
        return False
    call = [*bubblewrap({}), sys.executable, "-c", "import ipykernel"]
    return subprocess.run(call, capture_output=True).returncode == 0


def kernel(folder, locked=True):
    """Describe a kernel in a folder; return environment and settings for the nbgrader that uses it.

    The folder holds the kernel's sockets, too, since it has no network.
    """
    sockets = folder / "sockets"
    place = folder / "kernels" / "python3"
    for path in (sockets, place):
        path.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    specification = {
        "argv": [*SILENT, *(bubblewrap({sockets: sockets}) if locked else []), *command],
        "display_name": "Python 3",
        "language": "python",
        "interrupt_mode": "message",  # a signal would reach, and end, bubblewrap
    }
    (place / "kernel.json").write_text(json.dumps(specification))
    environment = {"JUPYTER_PATH": folder, "TMPDIR": sockets, "CLASSROOM_BOX": folder}
    return {name: str(path) for name, path in environment.items()}, {
        "KernelManager": {"transport": "ipc", "ip": str(sockets / "of")}
    }
