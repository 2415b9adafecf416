"""Fits side by side, where joblib is told to run them; what is finished can be kept."""

from joblib import Parallel, delayed, hash
from sklearn.utils.validation import check_memory
from threadpoolctl import threadpool_limits
from tqdm.auto import tqdm

from . import __version__, _pipelines


def run(measure, jobs, rows, *, n_jobs=None, memory=None, verbose=0):
    """``measure(job, *rows)`` for each job, a dict of reducers, in the order of the jobs.

    With `memory` what is kept there is not run again, and each result is kept here, by whoever
    asked, as soon as it comes: workers on other machines need to share no disk. A job without a
    seed is never kept, since it would be another one each time.
    """
    kept = check_memory(memory).cache(_kept, ignore=["result"])
    common = None if memory is None else hash((__version__, measure.__name__, rows))
    keys = [hash((common, job)) if common and _seeded(job) else None for job in jobs]
    results = {i: kept(key) for i, key in enumerate(keys) if key and kept.check_call_in_cache(key)}
    # Threads add up in an order of their own; with one the last bit is the same wherever it runs.
    with threadpool_limits(1), tqdm(total=len(jobs), initial=len(results), unit="fit",
                                    disable=not verbose) as progress:
        side_by_side = Parallel(n_jobs, batch_size=1, return_as="generator_unordered")
        for i, result in side_by_side(delayed(_numbered)(i, measure, job, rows)
                                      for i, job in enumerate(jobs) if i not in results):
            results[i] = kept(keys[i], result) if keys[i] else result
            progress.update()
    return [results[i] for i in range(len(jobs))]


def _numbered(i, measure, job, rows):
    with threadpool_limits(1):
        return i, measure(job, *rows)


def _kept(key, result=None):
    """The result of a job; joblib's memory answers in place of this if it has had it before."""
    return result


def _seeded(job):
    return not any(reducer.get_params()[name] is None for reducer in job.values()
                   for name in _pipelines.seed_parameters(reducer))
