"""Layers of a Transformer on top of one another, in vectors and out vectors.

In a pre-norm stack nothing has normalised the sum of the shortcuts, so a last norm does.
"""

from common.functions import check_sizes
from common.layer import Layer, Sequential
from common.layers.normalization import LayerNorm
from common.passes import infer
from common.transformer.blocks import DecoderLayer, EncoderLayer


class EncoderStack(Layer):
    """``layers`` encoder layers.  forward(x, mask=None): (N, T, D) -> (N, T, D).

    With ``causal_mask(T)`` as mask it is the decoder of a language model (no source), and can ``step``.
    """

    def __init__(self, d_model, heads, d_ff, layers, *, pre_norm=True, dropout=0.0, rng):
        check_sizes("EncoderStack", d_model, heads, d_ff, layers)
        self.layers = [
            EncoderLayer(d_model, heads, d_ff, pre_norm=pre_norm, dropout=dropout, rng=rng)
            for _ in range(layers)
        ]
        self.norm = LayerNorm(d_model) if pre_norm else Sequential()

    def forward(self, x, mask=None):
        for layer in self.layers:
            x = layer.forward(x, mask=mask)
        return self.norm.forward(x)

    def backward(self, dy):
        dy = self.norm.backward(dy)
        for layer in reversed(self.layers):
            dy = layer.backward(dy)
        return dy

    def start(self, n):
        """The state before the first step of n sequences: keys and values of every layer."""
        return sum((layer.start(n) for layer in self.layers), ())

    def step(self, x, state):
        """x (N, D) -> (N, D) and the state, one place longer."""
        states = []
        for i, layer in enumerate(self.layers):
            x, new = layer.step(x, state[2 * i : 2 * i + 2])
            states += new
        return infer(self.norm, x), tuple(states)


class DecoderStack(Layer):
    """``layers`` decoder layers.  forward(x, memory, mask=None, memory_mask=None) -> (N, T, D).

    backward -> (dx, dmemory), with the sum over the layers of what each sends to the memory.
    """

    def __init__(self, d_model, heads, d_ff, layers, *, pre_norm=True, dropout=0.0, rng):
        check_sizes("DecoderStack", d_model, heads, d_ff, layers)
        self.layers = [
            DecoderLayer(d_model, heads, d_ff, pre_norm=pre_norm, dropout=dropout, rng=rng)
            for _ in range(layers)
        ]
        self.norm = LayerNorm(d_model) if pre_norm else Sequential()

    def forward(self, x, memory, mask=None, memory_mask=None):
        for layer in self.layers:
            x = layer.forward(x, memory, mask=mask, memory_mask=memory_mask)
        return self.norm.forward(x)

    def backward(self, dy):
        dy, dmemory = self.norm.backward(dy), 0
        for layer in reversed(self.layers):
            dy, dsource = layer.backward(dy)
            dmemory = dmemory + dsource
        return dy, dmemory

    def start(self, memory):
        """The state before the first step: four arrays a layer, see ``DecoderLayer.start``."""
        return sum((layer.start(memory) for layer in self.layers), ())

    def step(self, x, state, memory_mask=None):
        """x (N, D) -> (N, D) and the state, one place longer."""
        states = []
        for i, layer in enumerate(self.layers):
            x, new = layer.step(x, state[4 * i : 4 * i + 4], memory_mask)
            states += new
        return infer(self.norm, x), tuple(states)
