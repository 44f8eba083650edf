"""Time ``common`` against PyTorch on one thread and print a table.

    python -m benchmarks.run                 all workloads
    python -m benchmarks.run lenet adam      some
    python -m benchmarks.run --save          all, and keep them for the site in benchmarks/results.json

Both sides start from the same numbers and must agree before they are timed.  They take turns, so that
whatever else the machine does hits both.  Times are milliseconds; only the ratio of one run means something.
"""

import argparse
import json
import os
from pathlib import Path

for variable in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[variable] = "1"  # before NumPy is imported: its BLAS reads this once

import numpy as np  # noqa: E402
import torch  # noqa: E402

from benchmarks import adam, boxes, cnn, mlp, recurrent, transformer, words  # noqa: E402
from benchmarks.workload import COLUMNS  # noqa: E402

RESULTS = Path(__file__).parent / "results.json"
WORKLOADS = {}
for module in (mlp, cnn, adam, recurrent, transformer, words, boxes):
    WORKLOADS |= module.WORKLOADS


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(WORKLOADS)}; all by default")
    parser.add_argument("--rounds", type=int, default=50, help="how often the sides take turns (at least 5)")
    parser.add_argument("--save", action="store_true", help="keep the results for the site's page")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.names if name not in WORKLOADS]
    if unknown or arguments.rounds < 5:
        parser.error(f"unknown workloads {unknown}" if unknown else "at least 5 rounds")

    torch.set_num_threads(1)
    keep_freed_memory()
    workloads = []
    for name in arguments.names or WORKLOADS:
        workload = WORKLOADS[name](np.random.default_rng(0))
        workload.check()
        workload.measure(arguments.rounds)
        workloads.append(workload)
    versions = f"Milliseconds, one thread, NumPy {np.__version__}, PyTorch {torch.__version__}."
    print_table([workload.row() for workload in workloads])
    print(f"\n{versions}")
    if arguments.save:
        content = {"versions": versions, "workloads": [workload.record() for workload in workloads]}
        text = json.dumps(content, indent=1, ensure_ascii=False)
        RESULTS.write_text(f"{text}\n", encoding="utf-8")


def keep_freed_memory():
    """Make the C library keep what a step frees, for both sides, as it does in a process that runs for long.

    glibc gives freed memory back to the system beyond twice the largest block freed so far, and getting it
    again costs more than some of the steps measured here.  Freeing 30 MB once sets that limit to 60 MB.
    """
    np.ones(30 * 2**20, dtype=np.uint8)


def print_table(rows):
    """Columns of equal width."""
    widths = [max(map(len, column)) for column in zip(COLUMNS, *rows, strict=True)]
    for cells in [COLUMNS, ["-" * width for width in widths], *rows]:
        print("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip())


if __name__ == "__main__":
    main()
