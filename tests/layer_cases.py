"""The layers under test: one entry a layer, which every conformance test runs through.

To put a layer under all of them, add a ``Case`` to its family's list; to add a family, add its list to
``CASES``.  Sizes are small (a gradient check tries every number) and all different where they can be.
"""

# ruff: noqa: ARG005 - all entries have the same arguments, whether they need them or not

from collections.abc import Callable
from dataclasses import dataclass

from common import layers


@dataclass(frozen=True)
class Case:
    """How to make a layer, what to feed it, and what it must equal.

    make(rng)       -> the layer
    inputs(rng)     -> its input, or a tuple of inputs: float64, integer or boolean arrays
    twin(torch, p, *inputs) -> the same function of PyTorch tensors; ``p`` has the layer's parameters by
                       name.  None for a layer that PyTorch cannot repeat (random masks).
    wrong           shapes of inputs that must be refused, one for each input, and
    expected        what the message then says was expected.  None for a layer that takes any shape.
    """

    name: str
    make: Callable
    inputs: Callable
    twin: Callable | None = None
    wrong: tuple | None = None
    expected: str | None = None

    def arrays(self, rng):
        """The inputs, always as a tuple."""
        inputs = self.inputs(rng)
        return inputs if isinstance(inputs, tuple) else (inputs,)


def normal(*shape):
    """Inputs drawn from N(0, 1)."""
    return lambda rng: rng.standard_normal(shape)


def off_zero(*shape):
    """Inputs at least 0.1 away from 0, for functions with a kink there."""
    return lambda rng: rng.choice([-1.0, 1.0], shape) * rng.uniform(0.1, 2, shape)


ELEMENTWISE = [
    Case("ReLU", lambda rng: layers.ReLU(), off_zero(3, 4), lambda torch, p, x: torch.relu(x)),
    Case("Sigmoid", lambda rng: layers.Sigmoid(), normal(3, 4), lambda torch, p, x: torch.sigmoid(x)),
    Case("Tanh", lambda rng: layers.Tanh(), normal(3, 4), lambda torch, p, x: torch.tanh(x)),
    Case(
        "LeakyReLU",
        lambda rng: layers.LeakyReLU(0.2),
        off_zero(3, 4),
        lambda torch, p, x: torch.nn.functional.leaky_relu(x, 0.2),
    ),
    Case(
        "ELU",
        lambda rng: layers.ELU(1.5),
        off_zero(3, 4),
        lambda torch, p, x: torch.nn.functional.elu(x, 1.5),
    ),
    Case(
        "Softplus",
        lambda rng: layers.Softplus(),
        normal(3, 4),
        lambda torch, p, x: torch.nn.functional.softplus(x),
    ),
    Case(
        "GELU",
        lambda rng: layers.GELU(),
        normal(3, 4),
        lambda torch, p, x: torch.nn.functional.gelu(x, approximate="tanh"),
    ),
    Case("Swish", lambda rng: layers.Swish(), normal(3, 4), lambda torch, p, x: torch.nn.functional.silu(x)),
]

SOFTMAX = [
    Case("Softmax", lambda rng: layers.Softmax(), normal(3, 4), lambda torch, p, x: torch.softmax(x, -1)),
    Case(
        "Softmax over axis 1",
        lambda rng: layers.Softmax(axis=1),
        normal(2, 3, 4),
        lambda torch, p, x: torch.softmax(x, 1),
    ),
]

DENSE = [
    Case(
        "Linear",
        lambda rng: layers.Linear(4, 3, rng=rng),
        normal(5, 4),
        lambda torch, p, x: x @ p["W"] + p["b"],
        wrong=((5, 6),),
        expected="(..., 4)",
    ),
    Case(
        "Linear on sequences",
        lambda rng: layers.Linear(4, 3, rng=rng),
        normal(2, 5, 4),
        lambda torch, p, x: x @ p["W"] + p["b"],
        wrong=((2, 4, 5),),
        expected="(..., 4)",
    ),
    Case(
        "Linear on one vector",
        lambda rng: layers.Linear(4, 3, rng=rng),
        normal(4),
        lambda torch, p, x: x @ p["W"] + p["b"],
        wrong=((3,),),
        expected="(..., 4)",
    ),
    Case(
        "Linear without bias",
        lambda rng: layers.Linear(4, 3, bias=False, rng=rng),
        normal(5, 4),
        lambda torch, p, x: x @ p["W"],
        wrong=((),),
        expected="(..., 4)",
    ),
    Case(
        "Flatten",
        lambda rng: layers.Flatten(),
        normal(2, 3, 4),
        lambda torch, p, x: torch.flatten(x, 1),
        wrong=((),),
        expected="(N, ...)",
    ),
]

DROPOUT = [
    Case("Dropout", lambda rng: layers.Dropout(0.4, rng=rng), normal(5, 6)),
    Case("Dropout of nothing", lambda rng: layers.Dropout(0, rng=rng), normal(3, 4), lambda torch, p, x: x),
    Case(
        "Dropout in evaluation",
        lambda rng: layers.Dropout(0.4, rng=rng).eval(),
        normal(3, 4),
        lambda torch, p, x: x,
    ),
]

JOINS = [
    Case(
        "Sequential",
        lambda rng: layers.Sequential(
            layers.Linear(4, 5, rng=rng), layers.Tanh(), layers.Linear(5, 3, rng=rng)
        ),
        normal(6, 4),
        lambda torch, p, x: (
            torch.tanh(x @ p["layers.0.W"] + p["layers.0.b"]) @ p["layers.2.W"] + p["layers.2.b"]
        ),
        wrong=((6, 5),),
        expected="(..., 4)",
    ),
    Case("Sequential of nothing", lambda rng: layers.Sequential(), normal(3, 4), lambda torch, p, x: x),
    Case(
        "Sequential with Dropout",
        lambda rng: layers.Sequential(layers.Linear(4, 5, rng=rng), layers.Dropout(0.5, rng=rng)),
        normal(6, 4),
        wrong=((6, 5),),
        expected="(..., 4)",
    ),
    Case(
        "Residual",
        lambda rng: layers.Residual(layers.Linear(4, 4, rng=rng)),
        normal(3, 4),
        lambda torch, p, x: x @ p["layer.W"] + p["layer.b"] + x,
        wrong=((3, 5),),
        expected="(..., 4)",
    ),
    Case(
        "Residual with a shortcut",
        lambda rng: layers.Residual(layers.Linear(4, 3, rng=rng), layers.Linear(4, 3, bias=False, rng=rng)),
        normal(3, 4),
        lambda torch, p, x: x @ p["layer.W"] + p["layer.b"] + x @ p["shortcut.W"],
        wrong=((3, 5),),
        expected="(..., 4)",
    ),
    Case(
        "Concat",
        lambda rng: layers.Concat(layers.Linear(4, 3, rng=rng), layers.Tanh(), layers.Linear(4, 2, rng=rng)),
        normal(5, 4),
        lambda torch, p, x: torch.cat(
            [
                x @ p["branches.0.W"] + p["branches.0.b"],
                torch.tanh(x),
                x @ p["branches.2.W"] + p["branches.2.b"],
            ],
            dim=1,
        ),
        wrong=((5, 3),),
        expected="(..., 4)",
    ),
    Case(
        "Concat along the last axis",
        lambda rng: layers.Concat(layers.Sigmoid(), layers.Linear(4, 3, rng=rng), axis=-1),
        normal(2, 5, 4),
        lambda torch, p, x: torch.cat(
            [torch.sigmoid(x), x @ p["branches.1.W"] + p["branches.1.b"]],
            dim=-1,
        ),
        wrong=((2, 5, 3),),
        expected="(..., 4)",
    ),
]

IMAGES = [
    Case(
        "Conv2d",
        lambda rng: layers.Conv2d(2, 4, (3, 2), (2, 1), (1, 0), (1, 2), groups=2, rng=rng),
        normal(3, 2, 5, 4),
        lambda torch, p, x: torch.nn.functional.conv2d(x, p["W"], p["b"], (2, 1), (1, 0), (1, 2), 2),
        wrong=((3, 3, 5, 4),),
        expected="(N, 2, H, W)",
    ),
    Case(
        "Conv2d of one kernel a channel",
        lambda rng: layers.Conv2d(3, 3, 3, padding=1, groups=3, bias=False, rng=rng),
        normal(2, 3, 5, 4),
        lambda torch, p, x: torch.nn.functional.conv2d(x, p["W"], padding=1, groups=3),
        wrong=((3, 5, 4),),
        expected="(N, 3, H, W)",
    ),
    Case(
        "Conv1d",
        lambda rng: layers.Conv1d(2, 3, 3, 2, 1, rng=rng),
        normal(4, 2, 6),
        lambda torch, p, x: torch.nn.functional.conv1d(x, p["W"], p["b"], 2, 1),
        wrong=((4, 6, 2),),
        expected="(N, 2, T)",
    ),
    Case(
        "ConvTranspose2d",
        lambda rng: layers.ConvTranspose2d(2, 3, 3, 2, 1, 1, rng=rng),
        normal(2, 2, 3, 4),
        lambda torch, p, x: torch.nn.functional.conv_transpose2d(x, p["W"], p["b"], 2, 1, 1),
        wrong=((2, 3, 3, 4),),
        expected="(N, 2, H, W)",
    ),
    Case(
        "MaxPool2d",
        lambda rng: layers.MaxPool2d(3, 2, 1),
        normal(2, 3, 5, 6),
        lambda torch, p, x: torch.nn.functional.max_pool2d(x, 3, 2, 1),
        wrong=((3, 5, 6),),
        expected="(N, C, H, W)",
    ),
    Case(
        "MaxUnpool2d after its MaxPool2d",
        lambda rng: pool_and_unpool(layers.MaxPool2d(2)),
        normal(2, 3, 4, 5),
        lambda torch, p, x: unpooled(torch, x),
        wrong=((3, 4, 5),),
        expected="(N, C, H, W)",
    ),
    Case(
        "AvgPool2d",
        lambda rng: layers.AvgPool2d((2, 3), 1, (1, 0)),
        normal(2, 3, 4, 5),
        lambda torch, p, x: torch.nn.functional.avg_pool2d(x, (2, 3), 1, (1, 0)),
        wrong=((3, 4, 5),),
        expected="(N, C, H, W)",
    ),
    Case(
        "GlobalAvgPool2d",
        lambda rng: layers.GlobalAvgPool2d(),
        normal(2, 3, 4, 5),
        lambda torch, p, x: x.mean((2, 3)),
        wrong=((3, 4, 5),),
        expected="(N, C, H, W)",
    ),
]


def pool_and_unpool(pool):
    """Keeps the maxima of the windows and makes zeros of all else."""
    return layers.Sequential(pool, layers.MaxUnpool2d(pool))


def unpooled(torch, x):
    """The same in PyTorch."""
    y, places = torch.nn.functional.max_pool2d(x, 2, return_indices=True)
    return torch.nn.functional.max_unpool2d(y, places, 2, output_size=x.shape[2:])


NORMALIZATION = [
    Case(
        "BatchNorm",
        lambda rng: layers.BatchNorm(3),
        normal(4, 3, 2, 5),
        lambda torch, p, x: torch.nn.functional.batch_norm(
            x, None, None, p["gamma"], p["beta"], training=True
        ),
        wrong=((4, 2, 3, 5),),
        expected="(N, 3, H, W)",
    ),
    Case(
        "BatchNorm in evaluation",
        lambda rng: layers.BatchNorm(3).eval(),
        normal(4, 3),
        lambda torch, p, x: torch.nn.functional.batch_norm(
            x, p["running_mean"].detach(), p["running_var"].detach(), p["gamma"], p["beta"]
        ),
        wrong=((4, 2),),
        expected="(N, 3)",
    ),
    Case(
        "LayerNorm",
        lambda rng: layers.LayerNorm(4),
        normal(2, 3, 4),
        lambda torch, p, x: torch.nn.functional.layer_norm(x, (4,), p["gamma"], p["beta"]),
        wrong=((2, 3, 5),),
        expected="(..., 4)",
    ),
    Case(
        "InstanceNorm",
        lambda rng: layers.InstanceNorm(3),
        normal(2, 3, 4, 2),
        lambda torch, p, x: torch.nn.functional.instance_norm(x, None, None, p["gamma"], p["beta"]),
        wrong=((2, 4, 3, 2),),
        expected="(N, 3, ...)",
    ),
    Case(
        "GroupNorm",
        lambda rng: layers.GroupNorm(2, 4),
        normal(2, 4, 3),
        lambda torch, p, x: torch.nn.functional.group_norm(x, 2, p["gamma"], p["beta"]),
        wrong=((2, 3, 3),),
        expected="(N, 4, ...)",
    ),
]

EMBEDDING = [
    Case(
        "Embedding",
        lambda rng: layers.Embedding(5, 3, rng=rng),
        lambda rng: rng.integers(0, 5, (4, 6)),
        lambda torch, p, ids: torch.nn.functional.embedding(ids, p["W"]),
    ),
    Case(
        "NegativeSampling",
        lambda rng: layers.NegativeSampling([0, 0, 1, 0, 0], 3, negatives=2, rng=rng),  # always draws id 2
        lambda rng: (rng.standard_normal((2, 4, 3)), rng.integers(0, 5, (2, 4))),
        lambda torch, p, h, d: torch.einsum(
            "...d,...kd->...k", h, p["W"][torch.stack([d, torch.full_like(d, 2), torch.full_like(d, 2)], -1)]
        ),
        wrong=((2, 4, 2), (2, 4)),
        expected="(..., 3)",
    ),
]

CASES = ELEMENTWISE + SOFTMAX + DENSE + DROPOUT + JOINS + IMAGES + NORMALIZATION + EMBEDDING

# Layers that draw random numbers, and the arguments they need besides ``rng``.
NEEDS_RNG = [
    (layers.Linear, (4, 3)),
    (layers.Dropout, (0.5,)),
    (layers.Embedding, (5, 3)),
    (layers.NegativeSampling, ([1, 2], 3)),
    (layers.Conv1d, (2, 3, 3)),
    (layers.Conv2d, (2, 3, 3)),
    (layers.ConvTranspose2d, (2, 3, 3)),
]
