"""The lessons' own forms of the layers, before anything was done for speed.

``plain(model)`` gives a network like ``model``, with the same weights, made of these forms.
"""

import copy

from benchmarks.plain import attention, dense, images, norms, recurrent
from common import layers
from common.transformer import SelfAttention, SourceAttention

FORMS = {
    layers.Linear: dense.PlainLinear,
    layers.ReLU: dense.PlainReLU,
    layers.Flatten: dense.PlainFlatten,
    layers.Embedding: dense.PlainEmbedding,
    layers.Conv2d: images.PlainConv2d,
    layers.MaxPool2d: images.PlainMaxPool2d,
    layers.BatchNorm: norms.PlainBatchNorm,
    layers.LayerNorm: norms.PlainLayerNorm,
    layers.GroupNorm: norms.PlainGroupNorm,
    layers.RNN: recurrent.PlainRNN,
    layers.LSTM: recurrent.PlainLSTM,
    layers.GRU: recurrent.PlainGRU,
    SelfAttention: attention.PlainSelfAttention,
    SourceAttention: attention.PlainMultiHead,
}


def plain(thing):
    """A copy of a layer or network in which every layer that a lesson builds is the lesson's."""
    if type(thing) in FORMS:
        return FORMS[type(thing)](thing)
    if isinstance(thing, layers.Layer):
        twin = copy.copy(thing)
        for name, value in vars(thing).items():
            setattr(twin, name, plain(value))
        return twin
    if isinstance(thing, list | tuple):
        return type(thing)(plain(part) for part in thing)
    return copy.deepcopy(thing)
