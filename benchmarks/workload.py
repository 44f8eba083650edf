"""What a workload is, and how two sides are timed fairly."""

import copy
import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import torch

from common.layers.windows import batch_first, batch_last
from common.losses import SoftmaxCrossEntropy


@dataclass
class Workload:
    """One job done by ``common`` and by PyTorch, from the same numbers.

    ``common`` and ``pytorch`` do the job once.  ``faster`` is PyTorch's own faster way of doing it, if
    there is one, and ``faster_name`` says which.  ``results()`` gives pairs of arrays (ours, theirs) that
    must be equal after each side has run once.  ``required`` is the highest ratio that we accept.
    """

    name: str
    required: float
    common: Callable
    pytorch: Callable
    results: Callable
    faster: Callable | None = None
    faster_name: str = ""
    times: dict = field(default_factory=dict)

    def check(self, tolerance=1e-4):
        """Run each side once; ``AssertionError`` when a result differs by more than float32 rounding."""
        self.common()
        self.pytorch()
        for i, (ours, theirs) in enumerate(self.results()):
            assert ours.shape == theirs.shape, f"{self.name}: result {i} is {ours.shape}, not {theirs.shape}"
            error = np.abs(ours - theirs).max() / max(np.abs(theirs).max(), 1e-6)
            assert error < tolerance, f"{self.name}: result {i} differs by {error:.1e}"

    def measure(self, rounds, least=0.002):
        """Time all sides in turn, ``rounds`` times, each for at least ``least`` seconds: seconds per job."""
        sides = {"common": self.common, "pytorch": self.pytorch}
        if self.faster is not None:
            sides["faster"] = self.faster
        repeats = {name: max(1, math.ceil(least / seconds(job, 3))) for name, job in sides.items()}
        self.times = {name: [] for name in sides}
        for _ in range(rounds):
            for name, job in sides.items():
                self.times[name].append(seconds(job, repeats[name]))

    def row(self):
        """Cells of the table: milliseconds and the ratio of the minima."""
        cells = [self.name]
        for side in ("common", "pytorch", "faster"):
            times = self.times.get(side)
            cells += (
                [f"{1e3 * min(times):.2f}", f"{1e3 * statistics.median(times):.2f}"] if times else ["", ""]
            )
        return [*cells, self.faster_name, f"{self.ratio():.2f}", f"{self.required:.1f}"]

    def record(self):
        """What the site shows: milliseconds of the fastest runs, the ratio and what is required."""
        fastest = {side: round(1e3 * min(times), 3) for side, times in self.times.items()}
        ratios = {"ratio": round(self.ratio(), 3), "required": self.required}
        return {"name": self.name, **fastest, "faster_name": self.faster_name, **ratios}

    def ratio(self):
        """Fastest run of ``common`` over the fastest run of PyTorch in its default form."""
        return min(self.times["common"]) / min(self.times["pytorch"])


COLUMNS = ["workload", "common min", "median", "PyTorch min", "median", "faster min", "median", "faster is"]
COLUMNS += ["ratio", "required"]


def seconds(job, repeats):
    """Mean time of one job over ``repeats`` runs in a row, not counting what other programs take."""
    start = time.process_time()
    for _ in range(repeats):
        job()
    return (time.process_time() - start) / repeats


def copy_weights(model, module):
    """Give a PyTorch module the weights of our model; both list their parameters in the same order."""
    ours = [parameter for parameter in model.parameters() if parameter.trainable]
    with torch.no_grad():
        for parameter, tensor in zip(ours, module.parameters(), strict=True):
            tensor.copy_(torch.tensor(in_their_order(parameter.value)))


def in_their_order(array):
    """PyTorch keeps the matrix of a linear layer as (outputs, inputs)."""
    return array.T if array.ndim == 2 else array


def gradient_pairs(model, module):
    """Pairs (our gradient, their gradient), one for each parameter."""
    ours = [parameter for parameter in model.parameters() if parameter.trainable]
    return [
        (in_their_order(parameter.grad), tensor.grad.numpy())
        for parameter, tensor in zip(ours, module.parameters(), strict=True)
    ]


def zero_gradients(model):
    """What ``optimizer.zero_grad()`` does."""
    for parameter in model.parameters():
        parameter.grad[...] = 0


def classifier(name, required, model, module, x, ids, channels_last=False):
    """One step of training a classifier: forward, loss, backward; the input gets no gradient."""
    loss = SoftmaxCrossEntropy()
    copy_weights(model, module)

    def common():
        zero_gradients(model)
        loss.forward(ids, model.forward(x))
        model.backward_parameters(loss.backward())

    def step(module, x, d):
        def run():
            module.zero_grad()
            torch.nn.functional.cross_entropy(module(x), d).backward()

        return run

    their_x, their_d = torch.tensor(x), torch.tensor(ids)
    workload = Workload(
        name, required, common, step(module, their_x, their_d), lambda: gradient_pairs(model, module)
    )
    if channels_last:
        workload.faster = step(in_channels_last(module), last(their_x), their_d)
        workload.faster_name = "channels_last"
    return workload


def layer(name, required, model, module, x, dy, channels_last=False):
    """One pass through a layer in the middle of a network: forward, backward, gradient of the input too.

    Each side gets images in the memory order in which its own layers hand them on.
    """
    copy_weights(model, module)
    our_x, our_dy = (batch_first(batch_last(images, images.dtype)) for images in (x, dy))
    dx = {}

    def common():
        zero_gradients(model)
        model.forward(our_x)
        dx["ours"] = model.backward(our_dy)

    def step(module, x, dy):
        x.requires_grad_()

        def run():
            module.zero_grad()
            x.grad = None
            module(x).backward(dy)

        return run

    their_x, their_dy = torch.tensor(x), torch.tensor(dy)
    workload = Workload(
        name,
        required,
        common,
        step(module, their_x, their_dy),
        lambda: [(dx["ours"], their_x.grad.numpy()), *gradient_pairs(model, module)],
    )
    if channels_last:
        workload.faster = step(in_channels_last(module), last(their_x.detach()), last(their_dy))
        workload.faster_name = "channels_last"
    return workload


def last(tensor):
    """The same images with the channels innermost in memory."""
    return tensor.clone().to(memory_format=torch.channels_last)


def in_channels_last(module):
    """A copy of the module that works on such images."""
    return copy.deepcopy(module).to(memory_format=torch.channels_last)
