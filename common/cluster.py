"""Worker processes on Dask: some on this machine by default, or those of any scheduler by its address."""

import importlib.util
import logging
import signal
from contextlib import contextmanager


@contextmanager
def workers(address=None, count=None, timeout=10, **options):
    """A Dask client whose workers are separate processes; its end is the end of all it started.

    ``with workers() as client:`` starts ``count`` processes of one thread on this machine, by default one
    for each core.  With ``address`` ("tcp://host:8786") it uses the workers of that scheduler and leaves
    them running; they must be able to import ``common``.  ``options`` are those of Dask's ``Client`` for an
    address, else of its ``LocalCluster``: ``security=…`` with both.  A script that starts workers needs
    the line ``if __name__ == "__main__":``, since every worker imports it.

    Scheduler and workers run whatever they are sent, and send pickles back: use only schedulers that you
    trust.  Without ``security`` the workers on this machine can be reached by everybody who uses it.

    ``ConnectionError`` when no scheduler answers, ``TimeoutError`` when it has no workers, each after
    ``timeout`` seconds; ``ImportError`` where ``common`` is missing; ``ValueError`` for a bad address.
    """
    if address is None:
        connection = _local(count, options)
    elif count is None:
        connection = _remote(address, timeout, options)
    else:
        raise ValueError(f"count is for workers on this machine: the scheduler at {address} has its own")
    with connection as client:
        yield client


@contextmanager
def _local(count, options):
    import dask
    from dask.system import CPU_COUNT
    from distributed import Client, LocalCluster  # here, because they take a second to import

    count = CPU_COUNT if count is None else count
    if count < 1:
        raise ValueError(f"count is the number of worker processes, at least 1, got {count}")
    # One thread each, BLAS included (Dask sees to it): the processes share out the cores among themselves.
    own = {"n_workers": count, "threads_per_worker": 1, "processes": True, "host": "127.0.0.1"}
    quiet = {"dashboard_address": "127.0.0.1:0", "silence_logs": logging.CRITICAL}  # any free port
    # No trial waits at a worker: were that worker to die, Dask would count it against all trials there.
    one_at_a_time = dask.config.set({"distributed.scheduler.worker-saturation": 1.0})
    with one_at_a_time, LocalCluster(**{**own, **quiet, **options}) as cluster, Client(cluster) as client:
        client.register_plugin(_deaf_to_the_stop_button())
        yield client


def _deaf_to_the_stop_button():
    """A plugin for workers.  Ctrl-C reaches all processes of a group, but only the first shall act on it."""
    from distributed import WorkerPlugin

    class IgnoreInterrupts(WorkerPlugin):
        def setup(self, worker):  # noqa: ARG002
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    return IgnoreInterrupts()


@contextmanager
def _remote(address, timeout, options):
    from distributed import Client

    try:
        client = Client(address, timeout=timeout, **options)
    except OSError as error:
        raise ConnectionError(
            f"no Dask scheduler answers at {address} within {timeout:g} s: start one there with `dask "
            "scheduler`, check host and port, or leave the address out to use this machine"
        ) from error
    except (ValueError, TypeError) as error:
        raise ValueError(
            f"a scheduler's address looks like 'tcp://host:8786', got {address!r}: {error}"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=timeout)
        except TimeoutError as error:
            raise TimeoutError(
                f"the scheduler at {address} has no workers after {timeout:g} s: start some with "
                f"`dask worker {address}`"
            ) from error
        found = client.run(importlib.util.find_spec, "common")
        found["the scheduler"] = client.run_on_scheduler(importlib.util.find_spec, "common")
        without = [place for place, spec in found.items() if spec is None]
        if without:
            raise ImportError(
                f"{', '.join(without)} cannot import common: install the course there, with the same "
                "versions of Python and Dask as here"
            )
        yield client
