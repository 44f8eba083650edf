"""What a workload is, and how its sides are timed fairly."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from benchmarks.report import fastest_and_median

CLOCKS = ("cpu", "wall")


@dataclass
class Workload:
    """One job done by ``common``, by PyTorch and in the plain form of a lesson, from the same numbers.

    ``common``, ``pytorch`` and ``plain`` do the job once.  ``faster`` is PyTorch's own faster way of doing
    it, if there is one, and ``faster_name`` says which.  ``results()`` gives pairs of arrays (ours, theirs)
    that must be equal after each side has run once, ``plain_results()`` pairs (plain, theirs).
    ``gradients`` is how many bytes of gradients ``common`` keeps from step to step.
    ``without`` is the same job without the layer that is looked at: the difference is what that layer
    costs inside a step.
    """

    name: str
    common: Callable
    pytorch: Callable
    results: Callable
    plain: Callable | None = None
    plain_results: Callable = list
    faster: Callable | None = None
    faster_name: str = ""
    gradients: int = 0
    without: "Workload | None" = None
    times: dict = field(default_factory=dict)

    def sides(self):
        """The jobs by name, those that there are."""
        jobs = {"common": self.common, "pytorch": self.pytorch, "plain": self.plain, "faster": self.faster}
        if self.without is not None:
            jobs |= {"common_without": self.without.common, "pytorch_without": self.without.pytorch}
        return {name: job for name, job in jobs.items() if job is not None}

    def check(self, tolerance=1e-4):
        """Run each side once; ``AssertionError`` when a result differs by more than float32 rounding."""
        for job in (self.common, self.pytorch, self.plain):
            if job is not None:
                job()
        for side, pairs in (("common", self.results()), ("plain", self.plain_results())):
            for i, (ours, theirs) in enumerate(pairs):
                what = f"{self.name}: result {i} of {side}"
                assert ours.shape == theirs.shape, f"{what} is {ours.shape}, not {theirs.shape}"
                error = np.abs(ours - theirs).max() / max(np.abs(theirs).max(), 1e-6)
                assert error < tolerance, f"{what} differs by {error:.1e}"
        if self.without is not None:
            self.without.check(tolerance)

    def measure(self, rounds, least=0.002):
        """Time all sides in turn, ``rounds`` times, each for at least ``least`` seconds: seconds per job."""
        sides = self.sides()
        repeats = {name: max(1, math.ceil(least / seconds(job, 3)[0])) for name, job in sides.items()}
        taken = {name: [] for name in sides}
        for _ in range(rounds):
            for name, job in sides.items():
                taken[name].append(seconds(job, repeats[name]))
        self.times = {
            name: dict(zip(CLOCKS, zip(*pairs, strict=True), strict=True)) for name, pairs in taken.items()
        }

    def ratio(self, clock="cpu", side="common"):
        """Fastest run of a side over the fastest run of PyTorch in its default form; ``None`` without one."""
        if side not in self.times:
            return None
        return min(self.times[side][clock]) / min(self.times["pytorch"][clock])

    def waited(self):
        """How much longer the clock ran than the processor worked: 1.0 when nothing else wanted the core."""
        wall, cpu = (sum(sum(times[clock]) for times in self.times.values()) for clock in ("wall", "cpu"))
        return wall / cpu

    def inside(self):
        """Milliseconds that the layer adds to the step, on each side, and their ratio; ``None`` without."""
        if self.without is None:
            return None
        ours, theirs = (
            1e3 * (min(self.times[side]["cpu"]) - min(self.times[f"{side}_without"]["cpu"]))
            for side in ("common", "pytorch")
        )
        ratio = round(ours / theirs, 2) if min(ours, theirs) > 0 else None
        return {"common": round(ours, 3), "pytorch": round(theirs, 3), "ratio": ratio}

    def record(self):
        """What is kept: milliseconds (fastest, median) of each side by both clocks, and the ratios."""
        return {
            "name": self.name,
            "faster_name": self.faster_name,
            "milliseconds": {
                side: {clock: fastest_and_median([1e3 * s for s in clocks[clock]]) for clock in CLOCKS}
                for side, clocks in self.times.items()
            },
            "ratio": {clock: rounded(self.ratio(clock)) for clock in CLOCKS},
            "plain_ratio": {clock: rounded(self.ratio(clock, "plain")) for clock in CLOCKS},
            "inside": self.inside(),
            "waited": rounded(self.waited()),
        }


def seconds(job, repeats):
    """Mean time of one job over ``repeats`` runs in a row: (processor, wall clock)."""
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(repeats):
        job()
    return (time.process_time() - cpu) / repeats, (time.perf_counter() - wall) / repeats


def rounded(value):
    """Three digits after the point, or still ``None``."""
    return None if value is None else round(value, 3)
