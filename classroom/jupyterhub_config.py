"""A class at once on one machine, in a browser: `jupyterhub -f classroom/jupyterhub_config.py`.

Each student has a process in a sandbox, as in grading, and a folder of their own in
`classroom/hub/students/`, the only one that it can write to. Who may come stands in
`classroom/hub/students.txt`, a name on each line; the first password that someone gives is theirs.
"""

import os
import shutil
import sys
from pathlib import Path

from jupyterhub.spawner import SimpleLocalProcessSpawner

from aeutils._files import unfinished

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import exchange  # noqa: E402
import sandbox  # noqa: E402

HUB = HERE / "hub"
MEMORY = 2 << 30  # bytes for each process of a student: a server, and a kernel for each notebook
READ = ("notebooks", "benchmarks/results", ".jupyter")  # by students, some lessons, JupyterLab
IDLE = 3600  # seconds until a server that nobody uses is ended; its folder stays
c = get_config()  # noqa: F821  (JupyterHub gives it)


class Locked(SimpleLocalProcessSpawner):
    """A student's server in a sandbox, so no student needs an account on the machine."""

    def make_preexec_fn(self, name):
        return None

    async def start(self):
        folder = HUB / "students" / self.user.name
        if not folder.exists():
            folder.parent.mkdir(exist_ok=True)
            unneeded = shutil.ignore_patterns("source", ".*")
            with unfinished(folder.parent) as place:  # half a folder would be taken for one
                for part in READ:
                    shutil.copytree(HERE.parent / part, place / "new" / part, ignore=unneeded)
                os.replace(place / "new", folder)
        shared, shown = exchange.folders(HUB, self.user.name)
        shared |= {sandbox.HOME: folder}
        self.cmd = [
            *("nice", "-n", "5"),
            *sandbox.bubblewrap(shared, MEMORY, hub=True, shown=shown),
            *(sys.executable, "-m", "jupyterhub.singleuser"),
        ]
        return await super().start()


HUB.mkdir(exist_ok=True)
HUB.chmod(0o700)
names = HUB / "students.txt"
if not (names.exists() and names.read_text(encoding="utf-8").split()):
    sys.exit(f"Who may come? Write their names to {names}, one on each line.")
if not sandbox.works():
    sys.exit("Students cannot be locked in here: install bubblewrap (apt install bubblewrap).")

c.JupyterHub.spawner_class = Locked
c.JupyterHub.authenticator_class = "firstuseauthenticator.FirstUseAuthenticator"
c.FirstUseAuthenticator.dbm_path = str(HUB / "passwords")
c.FirstUseAuthenticator.create_users = False
c.Authenticator.allowed_users = set(names.read_text(encoding="utf-8").split())
c.JupyterHub.db_url = f"sqlite:///{HUB / 'hub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(HUB / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(HUB / "proxy.pid")

c.Spawner.default_url = "/lab/tree/notebooks"
c.Spawner.http_timeout = c.Spawner.start_timeout = 300  # when all come at once
c.Spawner.environment = {"TF_NUM_INTRAOP_THREADS": "1", "OMP_NUM_THREADS": "1"}  # a core for each

c.JupyterHub.services = [
    {
        "name": "idle",
        "command": [sys.executable, "-m", "jupyterhub_idle_culler", f"--timeout={IDLE}"],
    }
]
c.JupyterHub.load_roles = [
    {
        "name": "idle",
        "services": ["idle"],
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
    }
]
