"""Convolutional networks: LeNet, single convolutions, a residual block."""

import numpy as np
from torch import nn

from benchmarks.networks import classifier, layer
from common.layers import BatchNorm, Conv2d, Flatten, Linear, MaxPool2d, ReLU, Residual, Sequential


def lenet(rng, N=64):
    """One step on N images of 1×28×28."""
    x, ids = images(rng, N, 1, 28, 28), rng.integers(0, 10, N)
    return classifier(f"LeNet on 1×28×28, N={N}", *lenets(rng), x, ids, channels_last=True)


def lenets(rng):
    """Two convolutions with pooling and two linear layers: ours and PyTorch's."""
    model = Sequential(
        *(Conv2d(1, 16, 5, rng=rng), ReLU(), MaxPool2d(2)),
        *(Conv2d(16, 32, 5, rng=rng), ReLU(), MaxPool2d(2)),
        *(Flatten(), Linear(512, 128, rng=rng), ReLU(), Linear(128, 10, rng=rng)),
    )
    module = nn.Sequential(
        *(nn.Conv2d(1, 16, 5), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(16, 32, 5), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(512, 128), nn.ReLU(), nn.Linear(128, 10)),
    )
    return model, module


def conv3x3(rng, C=16, O=32, side=32, N=32):
    """One 3×3 convolution."""
    model, module = Conv2d(C, O, 3, padding=1, rng=rng), nn.Conv2d(C, O, 3, padding=1)
    x, dy = images(rng, N, C, side, side), images(rng, N, O, side, side)
    return layer(f"conv 3×3, {C}→{O} on {side}×{side}, N={N}", model, module, x, dy, channels_last=True)


def depthwise(rng):
    """One depthwise 3×3 convolution, 64 channels, on 16×16, N = 32."""
    model = Conv2d(64, 64, 3, padding=1, groups=64, rng=rng)
    module = nn.Conv2d(64, 64, 3, padding=1, groups=64)
    x, dy = images(rng, 32, 64, 16, 16), images(rng, 32, 64, 16, 16)
    return layer("depthwise 3×3, 64 ch on 16×16, N=32", model, module, x, dy, channels_last=True)


def residual(rng):
    """A residual block with batch normalisation, 16 channels, on 9×9, N = 64."""
    model = Sequential(
        Residual(
            Sequential(
                *(Conv2d(16, 16, 3, padding=1, bias=False, rng=rng), BatchNorm(16), ReLU()),
                *(Conv2d(16, 16, 3, padding=1, bias=False, rng=rng), BatchNorm(16)),
            )
        ),
        ReLU(),
    )
    x, dy = images(rng, 64, 16, 9, 9), images(rng, 64, 16, 9, 9)
    return layer("residual block, 16 ch on 9×9, N=64", model, Block(16), x, dy, channels_last=True)


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.branch = nn.Sequential(
            *(nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels), nn.ReLU()),
            *(nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels)),
        )

    def forward(self, x):
        return (x + self.branch(x)).relu()


def images(rng, *shape):
    """Random images in float32."""
    return rng.standard_normal(shape, dtype=np.float32)


WORKLOADS = {"lenet": lenet, "conv3x3": conv3x3, "depthwise": depthwise, "residual": residual}
