"""The course's progress bar."""

import os

from tqdm.auto import tqdm


def progress(iterable=None, **options):
    """A tqdm bar that appears after one second, vanishes at the end, and obeys ``TQDM_DISABLE=1``.

    Use it around a long loop, ``for seed in progress(seeds)``, or with ``total=`` as a context manager
    whose ``update`` is called by hand.  ``options`` are tqdm's own.
    """
    # tqdm's notebook bar does not look at the variable by itself (tqdm 4.70).
    silent = os.environ.get("TQDM_DISABLE", "") not in ("", "0")
    return tqdm(iterable, **{"disable": silent, "delay": 1, "leave": False, **options})
