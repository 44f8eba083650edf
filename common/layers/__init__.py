"""Layers, one family a file: import them from here, ``from common.layers import Linear, ReLU``."""

from common.layer import Concat, Layer, Parameter, Residual, Sequential
from common.layers.activation import (
    ELU,
    GELU,
    LeakyReLU,
    ReLU,
    Sigmoid,
    Softmax,
    Softplus,
    Swish,
    Tanh,
)
from common.layers.dense import Flatten, Linear
from common.layers.dropout import Dropout

__all__ = [
    "ELU",
    "GELU",
    "Concat",
    "Dropout",
    "Flatten",
    "Layer",
    "LeakyReLU",
    "Linear",
    "Parameter",
    "ReLU",
    "Residual",
    "Sequential",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "Swish",
    "Tanh",
]
