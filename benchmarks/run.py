"""Time ``common`` against PyTorch on one thread and print a table.

    python -m benchmarks.run                 all workloads
    python -m benchmarks.run lenet adam      some
    python -m benchmarks.run --markdown      the table for a page

Both sides start from the same numbers and must agree before they are timed.  They take turns, so that
whatever else the machine does hits both.  Times are milliseconds; only the ratio of one run means something.
"""

import argparse
import os

for variable in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[variable] = "1"  # before NumPy is imported: its BLAS reads this once

import numpy as np  # noqa: E402
import torch  # noqa: E402

from benchmarks import adam, cnn, mlp  # noqa: E402
from benchmarks.workload import COLUMNS  # noqa: E402

WORKLOADS = {**mlp.WORKLOADS, **cnn.WORKLOADS, **adam.WORKLOADS}


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(WORKLOADS)}; all by default")
    parser.add_argument("--rounds", type=int, default=50, help="how often the sides take turns (at least 5)")
    parser.add_argument("--markdown", action="store_true", help="print a Markdown table")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.names if name not in WORKLOADS]
    if unknown or arguments.rounds < 5:
        parser.error(f"unknown workloads {unknown}" if unknown else "at least 5 rounds")

    torch.set_num_threads(1)
    keep_freed_memory()
    rows = []
    for name in arguments.names or WORKLOADS:
        workload = WORKLOADS[name](np.random.default_rng(0))
        workload.check()
        workload.measure(arguments.rounds)
        rows.append(workload.row())
    print_table(rows, arguments.markdown)
    print(f"\nMilliseconds, one thread, NumPy {np.__version__}, PyTorch {torch.__version__}.")


def keep_freed_memory():
    """Make the C library keep what a step frees, for both sides, as it does in a process that runs for long.

    glibc gives freed memory back to the system beyond twice the largest block freed so far, and getting it
    again costs more than some of the steps measured here.  Freeing 30 MB once sets that limit to 60 MB.
    """
    np.ones(30 * 2**20, dtype=np.uint8)


def print_table(rows, markdown):
    """Columns of equal width, as plain text or as Markdown."""
    widths = [max(map(len, column)) for column in zip(COLUMNS, *rows, strict=True)]
    edge, bar = ("| ", " | ") if markdown else ("", "  ")
    for cells in [COLUMNS, ["-" * width for width in widths], *rows]:
        line = bar.join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        print((edge + line + edge[::-1]).rstrip())


if __name__ == "__main__":
    main()
