"""The benchmarks still run, and both sides of every workload agree."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def test_every_workload_agrees_with_torch_and_gets_a_row():
    pytest.importorskip("torch")
    command = [sys.executable, "-m", "benchmarks.run", "--rounds", "5"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
    rows = [line.split() for line in run.stdout.split("\n\n")[0].splitlines()[2:]]
    assert len(rows) >= 6
    assert all(float(ratio) > 0 for *_, ratio, _ in rows)
