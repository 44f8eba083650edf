"""The most memory that a step holds at one time, beyond weights and data: bytes, gradients included."""

import contextlib
import os
import sys
import tracemalloc

import torch


def of_common(workload):
    """The peak of NumPy's arrays in the first run, which still keeps nothing of an earlier one.

    ``common`` keeps its gradients from step to step; they are added.
    """
    tracemalloc.start()
    try:
        workload.common()
        return tracemalloc.get_traced_memory()[1] + workload.gradients
    finally:
        tracemalloc.stop()


def of_pytorch(workload):
    """The peak of PyTorch's tensors in a second run, from where the gradients of the first are gone.

    What PyTorch's kernels take beside tensors does not count.
    """
    cpu = torch.profiler.ProfilerActivity.CPU
    with silence(), torch.profiler.profile(activities=[cpu], profile_memory=True) as profiler:
        workload.pytorch()
        with torch.profiler.record_function("measured"):
            workload.pytorch()
    events = sorted(profiler.profiler.kineto_results.events(), key=lambda event: event.start_ns())
    start = next(event.start_ns() for event in events if event.name() == "measured")
    held, levels = 0, [0]
    for event in events:
        if event.name() == "[memory]" and event.start_ns() >= start:
            held += event.nbytes()
            levels.append(held)
    return max(levels) - min(levels)


@contextlib.contextmanager
def silence():
    """Nothing reaches the terminal: PyTorch's profiler tells there when it starts and stops."""
    sys.stderr.flush()
    terminal, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(terminal, 2)
        os.close(terminal)
        os.close(nowhere)
