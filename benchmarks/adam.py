"""One step of Adam on a million parameters."""

import copy

import numpy as np
import torch

from benchmarks.plain.adam import PlainAdam
from benchmarks.workload import Workload
from common.layers import Parameter
from common.optimizers import Adam


def adam(rng):
    """40 matrices of 160 × 160."""
    parameters = [Parameter(rng.standard_normal((160, 160), dtype=np.float32)) for _ in range(40)]
    for parameter in parameters:
        parameter.grad[...] = rng.standard_normal((160, 160), dtype=np.float32)

    def their_step(**options):
        tensors = [torch.tensor(parameter.value, requires_grad=True) for parameter in parameters]
        for tensor, parameter in zip(tensors, parameters, strict=True):
            tensor.grad = torch.tensor(parameter.grad)
        return tensors, torch.optim.Adam(tensors, lr=1e-3, **options).step

    tensors, step = their_step()
    copies = copy.deepcopy(parameters)

    def pairs(parameters):
        return [(p.value, t.detach().numpy()) for p, t in zip(parameters, tensors, strict=True)]

    return Workload(
        "Adam, 1 M parameters in 40 arrays",
        Adam(parameters, lr=1e-3).step,
        step,
        lambda: pairs(parameters),
        plain=PlainAdam(copies, lr=1e-3).step,
        plain_results=lambda: pairs(copies),
        faster=their_step(fused=True)[1],
        faster_name="fused",
    )


WORKLOADS = {"adam": adam}
