"""How time and memory of a training step grow with its sizes, beside PyTorch's.

    python -m benchmarks.run scaling

Over at least four doublings of one size, the other sizes fixed, a line is fitted to the logarithms: its
slope is the exponent p of time ~ size^p.  Where fixed costs still count, p is smaller than the one that the
formulas give; greater it must not be.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from torch import nn

from benchmarks import chart, cnn, machine, memory, networks, recurrent, report, words
from benchmarks.growth import KINDS, SIDES, exponent, table, verdict
from common.layers import Linear
from common.transformer import SelfAttention


@dataclass(frozen=True)
class Sweep:
    """One size that grows.  ``time`` and ``memory`` are the exponents that the formulas give."""

    grows: str
    job: str
    sizes: tuple
    time: float
    memory: float
    build: Callable  # (rng, size) -> Workload


def doublings(first, last):
    """(first, 2 first, 4 first, …, last)."""
    return tuple(first * 2**i for i in range((last // first).bit_length()))


def dense(rng, width, N=64):
    """One layer of as many units as it has inputs."""
    x, dy = (rng.standard_normal((N, width), dtype=np.float32) for _ in range(2))
    return networks.layer("linear", Linear(width, width, rng=rng), nn.Linear(width, width), x, dy)


def vocabulary(rng, V, N=128, D=64):
    """The last layer of a language model with its loss."""
    x, ids = rng.standard_normal((N, D), dtype=np.float32), rng.integers(0, V, N)
    return networks.classifier("softmax", Linear(D, V, rng=rng), nn.Linear(D, V), x, ids)


def attention(rng, T, N=2, D=64, heads=4):
    """Self-attention without a mask, and without biases: that of the keys has no gradient."""
    x, dy = (rng.standard_normal((N, T, D), dtype=np.float32) for _ in range(2))
    return networks.layer(
        "attention", SelfAttention(D, heads, bias=False, rng=rng), TheirAttention(D, heads), x, dy
    )


class TheirAttention(nn.Module):
    """The same in PyTorch's fused kernel."""

    def __init__(self, D, heads):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.output = (nn.Linear(D, D, bias=False) for _ in range(4))

    def forward(self, x):
        q, k, v = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        context = nn.functional.scaled_dot_product_attention(q, k, v)
        return self.output(context.transpose(1, 2).flatten(2))


SWEEPS = [
    Sweep("images in a batch", "LeNet", doublings(8, 256), 1, 1, cnn.lenet),
    Sweep("steps of a sequence", "LSTM", doublings(8, 256), 1, 1, recurrent.lstm),
    Sweep("places of a sequence", "self-attention", doublings(32, 1024), 2, 2, attention),
    Sweep("units of a layer", "linear layer", doublings(64, 2048), 2, 2, dense),
    Sweep(
        *("channels", "convolution 3×3", doublings(8, 256), 2, 2),
        lambda rng, C: cnn.conv3x3(rng, C, C, side=8, N=8),
    ),
    Sweep(
        *("side of an image", "convolution 3×3", doublings(8, 256), 2, 2),
        lambda rng, side: cnn.conv3x3(rng, 8, 8, side, N=4),
    ),
    Sweep("words", "softmax layer and loss", doublings(1000, 32_000), 1, 1, vocabulary),
    Sweep("words", "word2vec, negative sampling", doublings(4000, 64_000), 0, 1, words.word2vec),
]


def measure(sweep, rounds):
    """Time (ms, the fastest run) and memory (MiB) of both sides at every size, and the fitted exponents."""
    values = {kind: {side: [] for side in SIDES} for kind in KINDS}
    waited = []
    for size in sweep.sizes:
        workload = built(sweep, size)
        for side, peak in zip(SIDES, (memory.of_common, memory.of_pytorch), strict=True):
            values["memory"][side].append(round(peak(workload) / 2**20, 3))
        workload = built(sweep, size)  # from the start again: some jobs change the weights
        workload.check()
        workload.measure(rounds)
        for side in SIDES:
            values["time"][side].append(round(1e3 * min(workload.times[side]["cpu"]), 4))
        waited.append(workload.waited())
    return {
        "grows": sweep.grows,
        "job": sweep.job,
        "sizes": sweep.sizes,
        "limits": {kind: getattr(sweep, kind) for kind in KINDS},
        "values": values,
        "exponents": {
            kind: {side: exponent(sweep.sizes, values[kind][side]) for side in SIDES} for kind in KINDS
        },
        "waited": max(waited),
    }


def built(sweep, size):
    """The job of a sweep at one size, without the sides that are not looked at here."""
    workload = sweep.build(np.random.default_rng(0), size)
    return replace(workload, plain=None, plain_results=list, faster=None)


def run(save, sweeps=SWEEPS, rounds=10):
    """Measure all sweeps and print their exponents; keep table and figure."""
    watch, records = machine.Watch(), []
    for sweep in sweeps:
        records.append(measure(sweep, rounds))
        watch.look(records[-1]["waited"])
        report.tell(f"[{len(records)}/{len(sweeps)}] {sweep.job}, {sweep.grows}")
    print("\nExponents p of size^p, one thread\n")
    report.print_table(table(records))
    print("\n".join(["", *verdict(records)]))
    results = {"about": machine.about(watch, threads=1, rounds=rounds), "sweeps": records}
    report.print_about(results["about"])
    if save:
        report.save("scaling", results)
        chart.draw_scaling(results)
