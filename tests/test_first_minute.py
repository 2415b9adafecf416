"""What JupyterLab shows in a class's first minute, as `make lab` starts it."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from build import ROOT

LESSON = "00_start_here.ipynb"
ASKED = ".Toastify__toast, .jp-Dialog"  # what pops up


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab with the settings of this repository, for someone who has never used it."""
    folder = tmp_path_factory.mktemp("lab")
    (folder / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / LESSON, folder / "notebooks")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    call = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"]
    call += ["--ServerApp.port_retries=0", "--IdentityProvider.token=t"]
    own = {
        "HOME": folder,
        "JUPYTER_CONFIG_DIR": folder / "none",
        "JUPYTER_DATA_DIR": folder / "data",
    }
    own |= {
        "JUPYTERLAB_SETTINGS_DIR": folder / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": folder / "w",
    }
    environment = os.environ | {name: str(path) for name, path in own.items()}
    environment["JUPYTER_CONFIG_PATH"] = str(ROOT / ".jupyter")
    with subprocess.Popen(
        call, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        base = f"http://127.0.0.1:{port}"
        for _ in range(600):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{base}/api?token=t", timeout=5)
                break
            time.sleep(0.2)
        yield base
        server.terminate()


def test_nothing_pops_up_and_nothing_counts_as_changed(lab, browser):
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{lab}/lab/tree/notebooks/{LESSON}?token=t")
    page.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']").wait_for(timeout=120_000)
    page.wait_for_timeout(4000)  # the kernel has told its version by now
    assert page.locator(ASKED).all_inner_texts() == []
    assert page.locator(".jp-mod-dirty").count() == 0
    assert not [url for url in asked if "/lab/api/news" in url or "/lab/api/update" in url]
    assert all(url.startswith((lab, "data:", "blob:")) for url in asked)
    page.locator(".jp-CodeCell .cm-content").first.click()  # and what is changed does count
    page.keyboard.type("#")
    page.locator(".jp-mod-dirty").first.wait_for(timeout=20_000)
    page.close()


def test_make_lab_and_the_hub_have_these_settings():
    (recipe,) = re.findall(r"^lab: .*\n(?:\t.*\n)+", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert 'JUPYTER_CONFIG_PATH="$(CURDIR)/.jupyter' in recipe
    assert '".jupyter"' in (ROOT / "classroom" / "jupyterhub_config.py").read_text()
