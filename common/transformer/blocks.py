"""What a Transformer is made of: attention and a small network, each with a shortcut and a norm.

Vectors (N, T, D).  Masks are boolean, True = may attend.  ``step`` is inference, token by token: x (N, D),
states are tuples of arrays, batch first; it keeps nothing and drops nothing.
Vaswani et al. 2017, arXiv:1706.03762.
"""

import numpy as np

from common.layer import Layer
from common.layers.activation import ReLU
from common.layers.dense import Linear
from common.layers.dropout import Dropout
from common.layers.multihead import MultiHeadAttention
from common.layers.normalization import LayerNorm
from common.passes import as_tuple, infer


class SelfAttention(MultiHeadAttention):
    """Every place of a sequence attends to the places of the same sequence: query = key = value = x.

    forward(x, mask=None): x (N, T, D) -> (N, T, D);  dx = dquery + dkey + dvalue.
    The state of ``step`` are the keys and values (N, h, t, d) of all places so far; a step equals the forward
    pass with a causal mask.
    """

    def forward(self, x, mask=None):
        return super().forward(x, x, x, mask)

    def backward(self, dy):
        dquery, dkey, dvalue = super().backward(dy)
        return dquery + dkey + dvalue

    def start(self, n):
        """No keys and no values yet, for n sequences."""
        empty = np.zeros((n, self.heads, 0, self.d_model // self.heads), self.query.W.value.dtype)
        return empty, empty

    def step(self, x, state):
        """The next place: x (N, D) -> (N, D) and the state, one place longer."""
        x = x[:, None]
        keys, values = (
            np.concatenate([old, new], axis=2) for old, new in zip(state, self.project(x), strict=True)
        )
        return self.attend(x, keys, values)[:, 0], (keys, values)


class SourceAttention(MultiHeadAttention):
    """The places of one sequence attend to those of another: query = x, key = value = memory.

    forward(x, memory, mask=None): x (N, T, D), memory (N, S, D) -> (N, T, D);  backward -> (dx, dmemory).
    """

    def forward(self, x, memory, mask=None):
        return super().forward(x, memory, memory, mask)

    def backward(self, dy):
        dquery, dkey, dvalue = super().backward(dy)
        return dquery, dkey + dvalue

    def step(self, x, state, mask=None):
        """x (N, D) -> (N, D);  the state ``project(memory)`` stays as it is."""
        return self.attend(x[:, None], *state, mask)[:, 0], state


class FeedForward(Layer):
    """The same small network at every place: y = ReLU(x W_1 + b_1) W_2 + b_2, D -> ``d_ff`` -> D."""

    def __init__(self, d_model, d_ff, *, rng):
        self.layers = [Linear(d_model, d_ff, rng=rng), ReLU(), Linear(d_ff, d_model, rng=rng)]

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, dy):
        for layer in reversed(self.layers):
            dy = layer.backward(dy)
        return dy

    def step(self, x, state=()):
        """x (N, D) -> (N, D);  no state."""
        for layer in self.layers:
            x = infer(layer, x)
        return x, state


class AddNorm(Layer):
    """A shortcut around a sub-layer f, with dropout and layer normalisation.

    post-norm   y = norm(x + dropout(f(x, …)))     as in the paper
    pre-norm    y = x + dropout(f(norm(x), …))     as in most later models
    Further inputs and masks are passed on to f.
    """

    def __init__(self, layer, d_model, *, pre_norm, dropout, rng):
        self.layer, self.pre_norm = layer, pre_norm
        self.norm, self.dropout = LayerNorm(d_model), Dropout(dropout, rng=rng)

    def forward(self, x, *others, **keywords):
        h = self.norm.forward(x) if self.pre_norm else x
        y = x + self.dropout.forward(self.layer.forward(h, *others, **keywords))
        return y if self.pre_norm else self.norm.forward(y)

    def backward(self, dy):
        dsum = dy if self.pre_norm else self.norm.backward(dy)
        dh, *dothers = as_tuple(self.layer.backward(self.dropout.backward(dsum)))
        dx = dsum + (self.norm.backward(dh) if self.pre_norm else dh)
        return (dx, *dothers) if dothers else dx

    def step(self, x, state=(), **keywords):
        """The same for one place: x (N, D) -> (N, D) and the sub-layer's state."""
        h = infer(self.norm, x) if self.pre_norm else x
        y, state = self.layer.step(h, state, **keywords)
        y = x + y
        return (y if self.pre_norm else infer(self.norm, y)), state


class EncoderLayer(Layer):
    """Self-attention, then the small network.  With a causal mask it is also the layer of a language model.

    forward(x, mask=None): (N, T, D) -> (N, T, D).  ``step(x, state)`` equals a causal mask.
    The weights of the attention: ``.attention.layer.weights`` (N, h, T, T).
    """

    def __init__(self, d_model, heads, d_ff, *, pre_norm=True, dropout=0.0, rng):
        options = {"pre_norm": pre_norm, "dropout": dropout, "rng": rng}
        self.attention = AddNorm(SelfAttention(d_model, heads, rng=rng), d_model, **options)
        self.feed_forward = AddNorm(FeedForward(d_model, d_ff, rng=rng), d_model, **options)

    def forward(self, x, mask=None):
        return self.feed_forward.forward(self.attention.forward(x, mask=mask))

    def backward(self, dy):
        return self.attention.backward(self.feed_forward.backward(dy))

    def start(self, n):
        """The state before the first step of n sequences: keys and values."""
        return self.attention.layer.start(n)

    def step(self, x, state):
        """x (N, D) -> (N, D) and the state, one place longer."""
        x, state = self.attention.step(x, state)
        return self.feed_forward.step(x)[0], state


class DecoderLayer(Layer):
    """Self-attention, attention to the source, then the small network.

    forward(x, memory, mask=None, memory_mask=None): x (N, T, D), memory (N, S, D) -> (N, T, D);
    backward -> (dx, dmemory).  ``mask`` is for the target, in training the causal one; ``memory_mask``, as
    from ``padding_mask``, for the source.  ``.source_attention.layer.weights`` (N, h, T, S).
    """

    def __init__(self, d_model, heads, d_ff, *, pre_norm=True, dropout=0.0, rng):
        options = {"pre_norm": pre_norm, "dropout": dropout, "rng": rng}
        self.attention = AddNorm(SelfAttention(d_model, heads, rng=rng), d_model, **options)
        self.source_attention = AddNorm(SourceAttention(d_model, heads, rng=rng), d_model, **options)
        self.feed_forward = AddNorm(FeedForward(d_model, d_ff, rng=rng), d_model, **options)

    def forward(self, x, memory, mask=None, memory_mask=None):
        x = self.attention.forward(x, mask=mask)
        x = self.source_attention.forward(x, memory, mask=memory_mask)
        return self.feed_forward.forward(x)

    def backward(self, dy):
        dx, dmemory = self.source_attention.backward(self.feed_forward.backward(dy))
        return self.attention.backward(dx), dmemory

    def start(self, memory):
        """The state before the first step: keys and values of the target, none yet, and of the memory."""
        return *self.attention.layer.start(len(memory)), *self.source_attention.layer.project(memory)

    def step(self, x, state, memory_mask=None):
        """x (N, D) -> (N, D) and the state, one place longer."""
        x, own = self.attention.step(x, state[:2])
        x, source = self.source_attention.step(x, state[2:], mask=memory_mask)
        return self.feed_forward.step(x)[0], (*own, *source)
