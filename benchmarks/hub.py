"""(o) How much memory and time does a student take on JupyterHub, a whole class at once?

The hub of `classroom/jupyterhub_config.py`, and a browser in which all log in, open lesson 05 and
run it, all at the same time. Memory is the largest that all their processes had together, what they
share counted once; seconds of processor are those of servers and kernels, from the moment in which
the first logs in. What another student could read is tried as well. The browsers run on the same
machine and take their share of its processors; `load` is what others were running there meanwhile.

    python benchmarks/hub.py --students 8
"""

import argparse
import asyncio
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import nbformat
import psutil
from playwright.async_api import async_playwright

import common

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "notebooks" / "source"))
from build import fresh_notebook  # noqa: E402  (the builder of the lessons)

LESSON = "05_autoencoder_and_pca.ipynb"
MINUTES = 30  # for whatever a student waits for
IDLE = ".jp-Notebook-ExecutionIndicator[data-status='idle']"
# What a student tries: to find others' files, and to ask for them with their own server's token.
SNOOP = """import json, os, pathlib, urllib.request
seen = [str(path) for path in pathlib.Path("/").rglob("secret of *.txt")]
answers = {}
for name in NAMES:
    for url in (f"{ADDRESS}/user/{name}/api/contents/secret%20of%20{name}.txt?content=1",
                f"{ADDRESS}/hub/api/users/{name}"):
        token = {"Authorization": "token " + os.environ.get("JUPYTERHUB_API_TOKEN", "")}
        try:
            with urllib.request.urlopen(urllib.request.Request(url, headers=token)) as answer:
                answers[url] = answer.read().decode(errors="replace")
        except OSError as error:
            answers[url] = str(error)
pathlib.Path("seen.txt").write_text(json.dumps({"files": seen, "answers": answers}))
"""


@contextlib.contextmanager
def running(copy, students):
    """The hub of the guide, from a copy of what it needs; yields address, folders and process."""
    shutil.copytree(ROOT / "classroom", copy / "classroom", ignore=shutil.ignore_patterns("hub"))
    shutil.copytree(ROOT / "benchmarks" / "results", copy / "benchmarks" / "results")
    shutil.copytree(ROOT / ".jupyter", copy / ".jupyter")
    (copy / "notebooks").mkdir()
    lesson = fresh_notebook(ROOT / "notebooks" / "source" / LESSON.replace(".ipynb", ".py"))
    nbformat.write(lesson, copy / "notebooks" / LESSON)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    known = f"NAMES, ADDRESS = {students}, {address!r}\n"
    snoop = nbformat.v4.new_code_cell(known + SNOOP)
    notebook = nbformat.v4.new_notebook(cells=[snoop], metadata=lesson.metadata)
    nbformat.write(notebook, copy / "notebooks" / "snoop.ipynb")
    place = copy / "classroom" / "hub"
    place.mkdir()
    (place / "students.txt").write_text("\n".join(students))
    with (
        open(place / "log", "w") as log,
        subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyterhub", "-f", place.parent / "jupyterhub_config.py"),
                *("--ip", "127.0.0.1", "--port", address.split(":")[-1]),
            ],
            cwd=place,
            stdout=log,
            stderr=log,
        ) as process,
    ):
        try:
            while process.poll() is None:
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(f"{address}/hub/login", timeout=5)
                    break
                time.sleep(0.2)
            yield address, place / "students", process
        finally:
            for child in [*psutil.Process(process.pid).children(recursive=True), process]:
                with contextlib.suppress(psutil.Error):
                    child.terminate()


class Taken(threading.Thread):
    """Looks at all students' processes every few seconds, until the block ends."""

    def __init__(self, hub):
        super().__init__(daemon=True)
        self.hub, self.ended, self.most, self.seconds = hub, threading.Event(), 0, {}

    def look(self):
        memory = 0
        for child in psutil.Process(self.hub.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                if any("singleuser" in word or "ipykernel" in word for word in child.cmdline()):
                    memory += child.memory_full_info().pss
                    self.seconds[child.pid] = sum(child.cpu_times()[:2])
        self.most = max(self.most, memory)

    def run(self):
        while not self.ended.wait(3):
            self.look()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.join()
        self.look()


async def run_notebook(page, server, path):
    """Open a notebook, run all its cells, and save it, until the last has run or one has failed."""
    await page.goto(f"{server}/lab/tree/notebooks/{path.name}", wait_until="domcontentloaded")
    await page.wait_for_selector(IDLE)
    while not await has_kernel(page, server, path.name):
        await page.wait_for_timeout(1000)
    await page.click("text=Run >> nth=0")
    await page.click("text=Run All Cells")
    for _ in range(12 * MINUTES):
        await page.wait_for_timeout(5000)
        await page.keyboard.press("Control+s")
        with contextlib.suppress(nbformat.reader.NotJSONError):  # while it is written
            cells = code_cells(path)
            if cells[-1].execution_count or failed(cells):
                return
    raise TimeoutError(f"{path.name} has not come to its end after {MINUTES} minutes.")


async def has_kernel(page, server, name):
    """Whether one waits for work; the page says so a little too early."""
    sessions = await (await page.request.get(f"{server}/api/sessions")).json()
    kernels = [s["kernel"] for s in sessions if s["path"].endswith(name)]
    return any(kernel["execution_state"] == "idle" for kernel in kernels)


def code_cells(path):
    notebook = nbformat.read(path, as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source]


def failed(cells):
    return sum(output.output_type == "error" for cell in cells for output in cell.outputs)


async def student(browser, address, folders, name):
    """Log in, run the lesson; return the seconds that it took, and the page."""
    start = time.monotonic()
    context = await browser.new_context(viewport={"width": 1200, "height": 800})
    page = await context.new_page()
    page.set_default_timeout(60_000 * MINUTES)
    await page.goto(f"{address}/hub/login", wait_until="domcontentloaded")
    await page.fill("#username_input", name)
    await page.fill("#password_input", f"password of {name}")
    await page.click("#login_submit")
    await page.wait_for_url(f"**/user/{name}/**", wait_until="domcontentloaded")
    (folders / name / f"secret of {name}.txt").write_text(f"treasure of {name}")
    await run_notebook(page, f"{address}/user/{name}", folders / name / "notebooks" / LESSON)
    print(f"{name}: {time.monotonic() - start:.0f} s", flush=True)
    return time.monotonic() - start, page


async def snooped(page, address, folders, name, names):
    """What a student has found by a notebook and by the address of somebody else's files."""
    place = folders / name / "notebooks"
    await run_notebook(page, f"{address}/user/{name}", place / "snoop.ipynb")
    seen = json.loads((place / "seen.txt").read_text())
    answers = list(seen["answers"].values())
    for other in names:
        url = f"{address}/user/{other}/api/contents/secret%20of%20{other}.txt?content=1"
        answers.append(await (await page.request.get(url)).text())
    return str(seen["files"]), str(answers)


async def visit(hub, names):
    """All of them at once; returns seconds, and whatever each has found of others."""
    address, folders, _ = hub
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=common.CHROMIUM, args=["--no-sandbox"], timeout=120_000
        )
        done = await asyncio.gather(*(student(browser, address, folders, name) for name in names))
        found = {}
        for name, (_, page) in zip(names, done, strict=True):  # one after the other: not timed
            found[name] = await snooped(page, address, folders, name, names)
        await browser.close()
    return [seconds for seconds, _ in done], found


def a_class(folder, students):
    """Let a class run the lesson; what it took, and what each found of others' secrets."""
    names = [f"student{number}" for number in range(students)]
    with running(folder, names) as hub, Taken(hub[2]) as taken:
        load = os.getloadavg()[0]
        start = time.monotonic()
        seconds, found = asyncio.run(visit(hub, names))
        folders = hub[1]
        ended = time.monotonic() - start
    cells = [c for name in names for c in code_cells(folders / name / "notebooks" / LESSON)]
    leaked = {
        (name, other)
        for name, (files, answers) in found.items()
        for other in set(names) - {name}
        if f"secret of {other}" in files or f"treasure of {other}" in answers
    }
    for name, (files, answers) in found.items():  # or they would have found nothing anyway
        assert f"secret of {name}" in files and f"treasure of {name}" in answers
    return {
        "students": students,
        "load": load,
        "seconds until the last had finished": max(seconds),
        "seconds in all": ended,
        "megabytes per student": taken.most / students / 2**20,
        "seconds of processor per student": sum(taken.seconds.values()) / students,
        "cells run": sum(bool(cell.execution_count) for cell in cells) / len(cells),
        "cells that failed": failed(cells),
        "secrets of others seen": len(leaked),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=8)
    with tempfile.TemporaryDirectory() as folder:
        took = a_class(Path(folder), parser.parse_args().students)
    megabytes = took["megabytes per student"]
    seconds = took["seconds of processor per student"]
    sizes = {
        f"{students} students": {
            "memory, GB": (students * megabytes + 1024) / 1024,
            "cores, if all run it at once and wait for two minutes": students * seconds / 120,
        }
        for students in (8, 15, 30, 60, 120)
    }
    fit = int((24 * 1024 - 1024) / megabytes)  # one gigabyte for the hub and the system
    print(common.table({"a class": took}), common.table(sizes), sep="\n\n")
    tables = {"": {"lesson 05": took}, "What a class needs": sizes}
    common.record("hub", **{"students that fit into 24 GB": fit}, tables=tables)
    common.check(
        {
            "all cells of all students have run, without an error": took["cells run"] == 1
            and took["cells that failed"] == 0,
            "nobody has seen a secret of another": took["secrets of others seen"] == 0,
        }
    )


if __name__ == "__main__":
    main()
