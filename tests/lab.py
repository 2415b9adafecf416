"""JupyterLab, started for a test."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request

import pytest


@contextlib.contextmanager
def jupyterlab(folder, **environment):
    """JupyterLab in a folder; yields its address, where everything is asked for by `?token=t`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    call = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"]
    call += ["--ServerApp.port_retries=0", "--IdentityProvider.token=t"]
    with subprocess.Popen(
        call,
        cwd=folder,
        env=os.environ | {name: str(value) for name, value in environment.items()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            for _ in range(600):
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(f"{address}/api?token=t", timeout=5)
                    break
                time.sleep(0.2)
            else:
                pytest.fail("JupyterLab did not start.")
            yield address
        finally:
            server.terminate()
