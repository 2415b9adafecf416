"""What JupyterLab shows in a class's first minute, as `make lab` starts it."""

import re
import shutil

import pytest

from build import ROOT
from lab import jupyterlab

LESSON = "00_start_here.ipynb"
ASKED = ".Toastify__toast, .jp-Dialog"  # what pops up


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab with the settings of this repository, for someone who has never used it."""
    folder = tmp_path_factory.mktemp("lab")
    (folder / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / LESSON, folder / "notebooks")
    own = {
        "HOME": folder,
        "JUPYTER_CONFIG_DIR": folder / "none",
        "JUPYTER_CONFIG_PATH": ROOT / ".jupyter",
        "JUPYTER_DATA_DIR": folder / "data",
        "JUPYTERLAB_SETTINGS_DIR": folder / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": folder / "w",
    }
    with jupyterlab(folder, **own) as address:
        yield address


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
