"""Fits on a real scheduler and two workers, processes of their own, over loopback."""

import _thread
import importlib
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.decomposition import PCA

from aeutils import sweep
from noted import Noted, noted

distributed = pytest.importorskip("distributed", reason="the extra [cluster] is not installed")

HERE = Path(__file__).parent


@pytest.fixture
def workers(request, tmp_path, monkeypatch):
    """A client of a cluster is the current one as long as the test lasts."""
    monkeypatch.setenv("NOTES", str(tmp_path / "notes"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(HERE), str(HERE.parent)]))
    address = f"--scheduler-file={tmp_path / 'scheduler.json'}"
    commands = [["dask_scheduler", address, "--host=127.0.0.1", "--port=0", "--no-dashboard"]]
    commands += 2 * [["dask_worker", address, "--nthreads=1", "--no-nanny", "--no-dashboard"]]
    log = open(tmp_path / "log", "w")
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{module}", *options],
            cwd=tmp_path,
            stdout=log,
            stderr=log,
        )
        for module, *options in commands
    ]
    try:
        with distributed.Client(scheduler_file=str(tmp_path / "scheduler.json")) as client:
            client.wait_for_workers(2, timeout=60)
            client.run(importlib.import_module, request.param)
            yield processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()
        log.close()


def after(n, act):
    """Act as soon as so many fits have ended."""

    def watch():
        while "NOTES" in os.environ:
            if noted("ended").total() >= n:
                return act()
            time.sleep(0.01)

    threading.Thread(target=watch, daemon=True).start()


def few():
    return {"PCA": Noted(PCA())}, [1, 2], range(6)


def many():
    from aeutils import Autoencoder

    networks = Noted(Autoencoder(hidden_units=(8,), epochs=20))
    return {"Autoencoder": networks, "PCA": Noted(PCA())}, [1, 2, 3], range(10)


# What workers import takes its time once: a fit that has begun is at work at once.
SIZES = pytest.mark.parametrize(
    ("workers", "fits"),
    [("noted", few), pytest.param("aeutils.estimators.autoencoder", many, marks=pytest.mark.long)],
    indirect=["workers"],
)


def rows():
    return np.split(np.random.default_rng(0).normal(size=(400, 8)), 2)


def without_time(table):
    return table.drop(columns="seconds")


@SIZES
def test_a_worker_that_dies_costs_nothing(workers, fits):
    reducers, sizes, seeds = fits()
    here = sweep(reducers, *rows(), sizes, seeds)
    after(len(here) + len(here) // 3, workers[0].kill)
    with joblib.parallel_config("dask"):
        there = sweep(reducers, *rows(), sizes, seeds)
    assert workers[0].wait(10) != 0 and workers[1].poll() is None
    pd.testing.assert_frame_equal(without_time(there), without_time(here), check_exact=True)


@SIZES
def test_a_sweep_goes_on_where_it_was_stopped(workers, fits, tmp_path):
    reducers, sizes, seeds = fits()
    n = len(reducers) * len(sizes) * len(seeds)

    def on_the_cluster():
        with joblib.parallel_config("dask"):
            return sweep(reducers, *rows(), sizes, seeds, memory=tmp_path / "kept")

    after(n // 2, _thread.interrupt_main)
    with pytest.raises(KeyboardInterrupt):
        on_the_cluster()
    # Two were at work, and are kept when they have ended; no other begins.
    time.sleep(2)
    while len(list(tmp_path.rglob("output.pkl"))) < noted("begun").total():
        time.sleep(0.1)
    assert n // 2 <= noted("begun").total() <= n // 2 + 2
    table = on_the_cluster()
    assert noted("begun").total() == n
    assert on_the_cluster().equals(table) and noted("begun").total() == n
    here = sweep(reducers, *rows(), sizes, seeds)
    pd.testing.assert_frame_equal(without_time(table), without_time(here), check_exact=True)
