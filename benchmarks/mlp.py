"""A multi-layer perceptron on images of digits."""

import numpy as np
from torch import nn

from benchmarks.networks import classifier
from common.layers import Linear, ReLU, Sequential


def mlp(rng):
    """784-256-128-10, N = 128."""
    model = Sequential(
        Linear(784, 256, rng=rng), ReLU(), Linear(256, 128, rng=rng), ReLU(), Linear(128, 10, rng=rng)
    )
    module = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10))
    x = rng.random((128, 784), dtype=np.float32)
    return classifier("MLP 784-256-128-10, N=128", model, module, x, rng.integers(0, 10, 128))


WORKLOADS = {"mlp": mlp}
