"""Time ``common`` against PyTorch on one thread and print a table.

    python -m benchmarks.run                 all workloads
    python -m benchmarks.run lenet adam      some workloads
    python -m benchmarks.run scaling         another part; there is also trainings
    python -m benchmarks.run --save          keep a whole part for the site in benchmarks/*.json

All sides start from the same numbers and must agree before they are timed.  They take turns, so that
whatever else the machine does hits all of them.  Times are milliseconds; only ratios of one run mean much.
"""

import argparse
import os
import sys

for variable in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[variable] = "1"  # before NumPy is imported: its BLAS reads this once

import numpy as np  # noqa: E402

try:
    import torch
except ImportError:
    sys.exit("The benchmarks compare with PyTorch, and its CPU build is not installed here.")

from benchmarks import (  # noqa: E402
    adam,
    boxes,
    chart,
    cnn,
    limits,
    machine,
    mlp,
    norms,
    recurrent,
    report,
    scaling,
    trainings,
    transformer,
    words,
)

WORKLOADS = {}
for module in (mlp, cnn, norms, adam, recurrent, transformer, words, boxes):
    WORKLOADS |= module.WORKLOADS


def run_workloads(names, rounds, save):
    """Check and time the workloads, print both tables; keep them if all were run."""
    watch, done = machine.Watch(), []
    for name in names:
        workload = WORKLOADS[name](np.random.default_rng(0))
        workload.check()
        workload.measure(rounds)
        watch.look(workload.waited())
        done.append(limits.judged(name, workload.record()))
        report.tell(f"[{len(done)}/{len(names)}] {name}: {workload.ratio():.2f} of PyTorch's time")
    for clock, title in (("cpu", "Processor time"), ("wall", "Wall clock")):
        print(f"\n{title}, milliseconds, one thread\n")
        report.print_table(report.table(done, clock))
    print("\n".join(["", *report.missed(done)]))
    about = machine.about(watch, threads=1, rounds=rounds)
    if list(names) == list(WORKLOADS):
        mean = limits.geometric_mean(done)
        print(f"\nGeometric mean of the ratios in processor time: {mean:.2f}, required {limits.MEAN}")
        if save:
            results = {"about": about, "mean": round(mean, 3), "workloads": done}
            report.save("results", results)
            chart.draw_workloads(results)
    report.print_about(about)


PARTS = {
    "scaling": scaling.run,
    "trainings": trainings.run,
}


def main(words=None):
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__.splitlines()[0])
    parser.add_argument(
        "names", nargs="*", metavar="name", help="workloads, or other parts; all workloads by default"
    )
    parser.add_argument(
        "--rounds", type=int, default=50, help="how often the sides of a workload take turns (at least 5)"
    )
    parser.add_argument("--save", action="store_true", help="keep whole parts for the site and the README")
    arguments = parser.parse_args(words)
    names = arguments.names or list(WORKLOADS)
    unknown = [name for name in names if name not in PARTS and name not in WORKLOADS]
    if unknown:
        known = f"workloads: {', '.join(WORKLOADS)}; other parts: {', '.join(PARTS)}"
        parser.error(f"nothing is called {', '.join(unknown)}. There are {known}")
    if arguments.rounds < 5:
        parser.error("at least 5 rounds")
    torch.set_num_threads(1)
    machine.keep_freed_memory()
    some = [name for name in names if name in WORKLOADS]
    if some:
        run_workloads(some, arguments.rounds, arguments.save)
    for name in names:
        if name in PARTS:
            PARTS[name](arguments.save)


if __name__ == "__main__":
    main()
