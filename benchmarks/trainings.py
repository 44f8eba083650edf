"""Whole trainings, what a learner waits for: data, loop, loss, gradients and optimiser of one epoch.

    python -m benchmarks.run trainings

Every number of threads has a process of its own, since NumPy's BLAS reads it once.  Within it the two sides
take turns; every run starts from the same weights, and both must end at the same mean loss.
"""

import json
import os
import subprocess
import sys
import time

from benchmarks import machine, report

LIMIT = 1.2  # ratio of the wall clock to PyTorch's, at one thread
VARIABLES = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")
TOLERANCE = 0.05  # by which mean losses may differ: Adam of common rests where a batch lacks a word


def run(save, rounds=3):
    """Time every training at one thread and at all cores, print the table and keep it."""
    watch, records = machine.Watch(), []
    for threads in sorted({1, os.cpu_count()}):
        environment = {**os.environ, "TQDM_DISABLE": "1", **dict.fromkeys(VARIABLES, str(threads))}
        command = [sys.executable, "-m", "benchmarks.trainings", str(threads), str(rounds)]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        records += json.loads(done.stdout)
        watch.threads = threads
        watch.look(max(record["waited"] for record in records if record["threads"] == threads))
    print("\nOne epoch, seconds of the wall clock\n")
    report.print_table(table(records))
    results = {"about": machine.about(watch, rounds=rounds), "trainings": records}
    report.print_about(results["about"])
    if save:
        report.save("trainings", results)


def table(records):
    """Head and rows: seconds of both sides, fastest run and median, and the ratio of the fastest."""
    head = ["training", "threads", "common min", "med", "PyTorch min", "med", "ratio", "required"]
    rows = []
    for record in records:
        cells = [record["name"], f"{record['threads']}"]
        for side in ("common", "pytorch"):
            cells += [f"{seconds:.1f}" for seconds in record["seconds"][side]]
        limit = LIMIT if record["threads"] == 1 else None
        rows.append([*cells, f"{record['ratio']:.2f}", report.number(limit, 1)])
    return [head, *rows]


def measure(epoch, threads, rounds):
    """A record of one training: [fastest, median] seconds of both sides, and their mean losses."""
    seconds, losses, waited = {"common": [], "pytorch": []}, {}, 1.0
    for _ in range(rounds):
        for side, model in zip(seconds, epoch.models(), strict=True):
            cpu, start = time.process_time(), time.perf_counter()
            losses[side] = getattr(epoch, side)(model)
            seconds[side].append(time.perf_counter() - start)
            if threads == 1:
                waited = max(waited, seconds[side][-1] / (time.process_time() - cpu))
    assert abs(losses["common"] - losses["pytorch"]) < TOLERANCE * losses["pytorch"], losses
    return {
        "name": epoch.name,
        "threads": threads,
        "seconds": {side: report.fastest_and_median(taken) for side, taken in seconds.items()},
        "ratio": round(min(seconds["common"]) / min(seconds["pytorch"]), 3),
        "loss": losses,
        "waited": round(waited, 3),
    }


def main(threads, rounds):
    """In a process of its own: measure all trainings, print the records as JSON."""
    import torch

    from benchmarks.epochs import EPOCHS

    torch.set_num_threads(threads)
    records = []
    for build in EPOCHS.values():
        records.append(measure(build(), threads, rounds))
        report.tell(f"{threads} threads, {records[-1]['name']}: {records[-1]['ratio']:.2f} of PyTorch's time")
    print(json.dumps(records))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
