"""Trials of settings, one after the other or on Dask workers: ``run_trials`` and ``best_trial``."""

import math
import time
from asyncio import CancelledError
from dataclasses import dataclass
from typing import Any

from threadpoolctl import threadpool_limits

from common.progress import progress

SHOWN = 3  # failures reported one by one


@dataclass(frozen=True)
class Trial:
    """One setting and what came of it: a ``score``, or an ``error`` that says why there is none."""

    setting: dict
    score: Any = None
    seconds: float = math.nan
    error: str | None = None


def run_trials(evaluate, settings, client=None):
    """``evaluate(**setting)`` for every setting: a list of ``Trial`` in the order of ``settings``.

    Without a ``client`` here, one after the other; with one (``with workers() as client:``) on its workers,
    several at a time.  Scores are the same: a trial runs on one BLAS thread in both cases, and has to draw
    its random numbers from a seed of its own.  ``evaluate`` may be written in a notebook.

    A trial that raises is reported and has an ``error``; the others go on.  After the stop button the
    finished trials are as they should be, the others have the error "interrupted".
    ``ValueError`` without settings, ``TypeError`` for settings that are no dicts or a client that is none.
    """
    settings = _checked(settings, client)
    found = {}
    results = _here(evaluate, settings) if client is None else _there(evaluate, settings, client)
    try:
        for i, trial in progress(results, total=len(settings), unit="trial"):
            found[i] = trial
    except KeyboardInterrupt:
        print(f"interrupted: {len(found)} of {len(settings)} trials are finished")
    finally:
        results.close()
    _report(found)
    return [found.get(i, Trial(setting, error="interrupted")) for i, setting in enumerate(settings)]


def best_trial(trials, mode=max, key=float):
    """The trial of the largest score, or the smallest with ``mode=min``; of equal ones the first.

    ``key`` makes a number of a score: ``key=lambda score: score["accuracy"]``.  Trials without a score or
    with NaN do not count.  ``ValueError`` when none is left.
    """
    if mode not in (min, max):
        raise ValueError(f"mode is one of Python's functions min and max, got {mode!r}")
    usable = [trial for trial in trials if trial.error is None and not math.isnan(key(trial.score))]
    if not usable:
        errors = sorted({trial.error or "a score of NaN" for trial in trials})
        raise ValueError(f"no trial has a score: {'; '.join(errors[:SHOWN]) or 'the list is empty'}")
    return mode(usable, key=lambda trial: key(trial.score))


def _attempt(evaluate, setting):
    """One trial, its failure included."""
    start = time.perf_counter()
    score, error = None, None
    try:
        # Another number of threads adds in another order, and training makes much of the last digit.
        with threadpool_limits(limits=1):
            score = evaluate(**setting)
    except (Exception, SystemExit) as problem:
        error = _words(problem)
    return Trial(setting, score, time.perf_counter() - start, error)


def _here(evaluate, settings):
    """(place, trial) one after the other."""
    for i, setting in enumerate(settings):
        yield i, _attempt(evaluate, setting)


def _there(evaluate, settings, client):
    """(place, trial) as the workers finish them; what is still to do when this is closed is given up."""
    from distributed import as_completed

    futures = client.map(_attempt, [evaluate] * len(settings), settings, pure=False)
    place = {future.key: i for i, future in enumerate(futures)}
    try:
        for future in as_completed(futures):
            i = place[future.key]
            try:
                trial = future.result()
            except (Exception, CancelledError) as problem:  # a worker was lost, a score cannot be sent
                trial = Trial(settings[i], error=_words(problem))
            yield i, trial
    finally:
        client.cancel(futures)


def _words(problem):
    """An exception in one line."""
    text = " ".join(str(problem).split())
    return f"{type(problem).__name__}: {text}" if text else type(problem).__name__


def _checked(settings, client):
    """The settings as a list of dicts."""
    settings = list(settings)
    if not settings:
        raise ValueError("expected at least one setting, got none")
    for setting in settings:
        if not isinstance(setting, dict):
            raise TypeError(
                f"a setting is a dict of evaluate's arguments, such as {{'lr': 0.1}}, got {setting!r}"
            )
    if client is not None and not hasattr(client, "submit"):
        raise TypeError(f"client is a Dask client, got {client!r}: use `with workers(address) as client:`")
    return settings


def _report(found):
    """One line for each of the first failures, and how many more there are."""
    failed = [found[i] for i in sorted(found) if found[i].error is not None]
    for trial in failed[:SHOWN]:
        print(f"failed: {trial.setting}: {trial.error}")
    if len(failed) > SHOWN:
        print(f"… and {len(failed) - SHOWN} more of {len(found)} trials failed")
