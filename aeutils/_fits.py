"""Fits side by side, where joblib is told to run them; what is finished can be kept."""

from os import PathLike
from pathlib import Path

from joblib import Parallel, delayed, hash
from sklearn.utils.validation import check_memory
from threadpoolctl import threadpool_limits

from . import __version__, _pipelines


def run(measure, jobs, rows, *, n_jobs=None, memory=None, verbose=0):
    """``measure(job, *rows)`` for each job, a dict of reducers, in the order of the jobs.

    What is in `memory` is not run again. Each result is kept there as soon as it comes, so workers
    need to share no disk; where they do, each keeps what it is at when this call is interrupted. A
    job without a seed is not kept: it would come to something else each time.
    """
    from tqdm.auto import tqdm  # loads a good deal of IPython

    memory = check_memory(str(memory) if isinstance(memory, PathLike) else memory)
    kept = memory.cache(_result, ignore=["measure", "arguments"])
    common = memory.location and hash((__version__, measure.__name__, rows))
    keys = [common and _seeded(job) and hash((common, job)) for job in jobs]
    results = {i: kept(key, None, ()) for i, key in enumerate(keys)
               if key and kept.check_call_in_cache(key, None, ())}
    # Threads add up in an order of their own; with one the last bit is the same wherever it runs.
    with threadpool_limits(1), tqdm(total=len(jobs), initial=len(results), unit="fit",
                                    disable=not verbose) as progress:
        side_by_side = Parallel(n_jobs, batch_size=1, pre_dispatch="n_jobs",
                                return_as="generator_unordered")
        for i, result in side_by_side(delayed(_numbered)(i, kept, keys[i], measure, (job, *rows))
                                      for i, job in enumerate(jobs) if i not in results):
            results[i] = kept(keys[i], lambda result: result, (result,)) if keys[i] else result
            progress.update()
    return [results[i] for i in range(len(jobs))]


def _numbered(i, kept, key, measure, arguments):
    at_hand = key and Path(kept.store_backend.location).is_dir()
    with threadpool_limits(1):
        return i, (kept if at_hand else _result)(key, measure, arguments)


def _result(key, measure, arguments):
    """What `measure` comes to; joblib's memory looks at the key only."""
    return measure(*arguments)


def _seeded(job):
    return not any(reducer.get_params()[name] is None for reducer in job.values()
                   for name in _pipelines.seed_parameters(reducer))
