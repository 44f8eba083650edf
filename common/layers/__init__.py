"""Layers, one family a file: import them from here, ``from common.layers import Linear, ReLU``."""

from common.layer import Concat, Fork, Layer, Parameter, Residual, Sequential
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
from common.layers.attention import (
    AdditiveAttention,
    DotProductAttention,
    causal_mask,
    padding_mask,
)
from common.layers.causal import CausalConv1d
from common.layers.convolution import Conv1d, Conv2d, ConvTranspose2d
from common.layers.dense import Flatten, Linear
from common.layers.dropout import Dropout
from common.layers.embedding import Embedding, NegativeSampling
from common.layers.gated import GRU, LSTM, GRUResetBefore
from common.layers.multihead import MultiHeadAttention
from common.layers.normalization import BatchNorm, GroupNorm, InstanceNorm, LayerNorm
from common.layers.pooling import AvgPool2d, GlobalAvgPool2d, MaxPool2d, MaxUnpool2d
from common.layers.position import LearnedPosition, PositionEncoding, SinusoidalPosition, sinusoids
from common.layers.recurrent import RNN, Bidirectional

__all__ = [
    "ELU",
    "GELU",
    "GRU",
    "LSTM",
    "RNN",
    "AdditiveAttention",
    "AvgPool2d",
    "BatchNorm",
    "Bidirectional",
    "CausalConv1d",
    "Concat",
    "Conv1d",
    "Conv2d",
    "ConvTranspose2d",
    "DotProductAttention",
    "Dropout",
    "Embedding",
    "Flatten",
    "Fork",
    "GRUResetBefore",
    "GlobalAvgPool2d",
    "GroupNorm",
    "InstanceNorm",
    "Layer",
    "LayerNorm",
    "LeakyReLU",
    "LearnedPosition",
    "Linear",
    "MaxPool2d",
    "MaxUnpool2d",
    "MultiHeadAttention",
    "NegativeSampling",
    "Parameter",
    "PositionEncoding",
    "ReLU",
    "Residual",
    "Sequential",
    "Sigmoid",
    "SinusoidalPosition",
    "Softmax",
    "Softplus",
    "Swish",
    "Tanh",
    "causal_mask",
    "padding_mask",
    "sinusoids",
]
