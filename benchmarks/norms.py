"""Normalisation, alone and inside a step of training.

Alone, the layer gets its input as a user would hand it over.  Inside a step two figures are told: the
ratio of the whole step, which is what somebody who trains waits for, and what the step takes longer than
the same step without the norm.  The second is a difference of two near numbers, so it is less certain.
"""

from torch import nn

from benchmarks.networks import classifier, layer
from common import layers

N, T, D, CLASSES = 32, 20, 128, 10


def layernorm(rng):
    """The shape of a Transformer's vectors."""
    x, dy = (rng.standard_normal((N, T, D), dtype="float32") for _ in range(2))
    name = f"LayerNorm alone, N={N} T={T} D={D}"
    return layer(name, layers.LayerNorm(D), nn.LayerNorm(D), x, dy)


def groupnorm(rng):
    """Eight groups on middling images."""
    x, dy = (rng.standard_normal((N, 32, 16, 16), dtype="float32") for _ in range(2))
    ours, theirs = layers.GroupNorm(8, 32), nn.GroupNorm(8, 32)
    return layer("GroupNorm alone, 32 ch on 16×16, N=32", ours, theirs, x, dy, channels_last=True)


def layernorm_step(rng):
    """Two blocks as in a Transformer, without attention: x + MLP(norm(x))."""
    x, ids = rng.standard_normal((N * T, D), dtype="float32"), rng.integers(0, CLASSES, N * T)

    def workload(norm):
        blocks = [
            layers.Residual(
                layers.Sequential(
                    *([layers.LayerNorm(D)] if norm else []),
                    *(layers.Linear(D, 4 * D, rng=rng), layers.ReLU(), layers.Linear(4 * D, D, rng=rng)),
                )
            )
            for _ in range(2)
        ]
        model = layers.Sequential(*blocks, layers.Linear(D, CLASSES, rng=rng))
        theirs = nn.Sequential(Block(norm), Block(norm), nn.Linear(D, CLASSES))
        return classifier(f"MLP blocks with LayerNorm, N={N * T} D={D}", model, theirs, x, ids)

    whole = workload(norm=True)
    whole.without = workload(norm=False)
    return whole


class Block(nn.Module):
    def __init__(self, norm):
        super().__init__()
        parts = [nn.LayerNorm(D)] if norm else []
        self.branch = nn.Sequential(*parts, nn.Linear(D, 4 * D), nn.ReLU(), nn.Linear(4 * D, D))

    def forward(self, x):
        return x + self.branch(x)


def groupnorm_step(rng):
    """Two convolutions, each with GroupNorm, and a linear layer."""
    x, ids = rng.standard_normal((N, 3, 32, 32), dtype="float32"), rng.integers(0, CLASSES, N)

    def workload(norm):
        model = layers.Sequential(
            *(layers.Conv2d(3, 16, 3, padding=1, rng=rng), *([layers.GroupNorm(4, 16)] if norm else [])),
            *(layers.ReLU(), layers.MaxPool2d(2)),
            *(layers.Conv2d(16, 32, 3, padding=1, rng=rng), *([layers.GroupNorm(8, 32)] if norm else [])),
            *(layers.ReLU(), layers.MaxPool2d(2), layers.Flatten(), layers.Linear(2048, CLASSES, rng=rng)),
        )
        theirs = nn.Sequential(
            *(nn.Conv2d(3, 16, 3, padding=1), *([nn.GroupNorm(4, 16)] if norm else [])),
            *(nn.ReLU(), nn.MaxPool2d(2)),
            *(nn.Conv2d(16, 32, 3, padding=1), *([nn.GroupNorm(8, 32)] if norm else [])),
            *(nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(2048, CLASSES)),
        )
        name = "conv net with GroupNorm on 3×32×32, N=32"
        return classifier(name, model, theirs, x, ids, channels_last=True)

    whole = workload(norm=True)
    whole.without = workload(norm=False)
    return whole


WORKLOADS = {
    "layernorm": layernorm,
    "groupnorm": groupnorm,
    "layernorm_step": layernorm_step,
    "groupnorm_step": groupnorm_step,
}
