"""From one sequence to another: an encoder, a decoder, and attention between them if wanted."""

import math

import numpy as np

from common.functions import as_array, check_ids
from common.initializers import normal
from common.layer import Layer
from common.layers.attention import padding_mask
from common.layers.dense import Linear
from common.layers.embedding import Embedding
from common.layers.gated import GRU


class EncoderDecoder(Layer):
    """A GRU reads the source; another starts from its last state and writes the target.

    source ids (N, S), target ids (N, T), what the decoder reads: it starts with the begin sign, and in
    training goes on with the right tokens (teacher forcing) -> logits (N, T, V) of the token that follows.

    k_1 … k_S = encoder(source),   h_t = decoder(target, from k_S),   logits_t = h_t W + b
    With ``attention``, a layer such as ``DotProductAttention()`` or ``AdditiveAttention(H, H, A, rng=rng)``:
    c_t = Σ_s α_ts k_s with scores of h_t against every k_s,   logits_t = [h_t, c_t] W + b
    ``.attention.weights`` (N, T, S) then say where each step has looked.

    ``pad`` is the id that fills up short sources, if any: the encoder does not read it and the attention
    does not look at it.  Padding of the target is left to the loss (``ignore_index``).
    To write token by token, ``start(source) -> state`` and ``step(ids, state) -> (logits, state)``, which
    keep nothing: see ``common.decoding``.  ``ValueError`` for other shapes and ids.
    Cho et al. 2014, arXiv:1406.1078;  Sutskever et al. 2014, arXiv:1409.3215;  attention by the state after
    the step: Luong et al. 2015, arXiv:1508.04025.
    """

    def __init__(
        self, source_size, target_size, embedding_dim, hidden_size, *, attention=None, pad=None, rng
    ):
        def vectors(shape, rng):
            return normal(shape, rng, std=1 / math.sqrt(embedding_dim))

        self.source_embedding = Embedding(source_size, embedding_dim, rng=rng, initializer=vectors)
        self.encoder = GRU(embedding_dim, hidden_size, rng=rng)
        self.target_embedding = Embedding(target_size, embedding_dim, rng=rng, initializer=vectors)
        self.decoder = GRU(embedding_dim, hidden_size, rng=rng)
        self.attention = attention
        self.output = Linear(hidden_size * (1 if attention is None else 2), target_size, rng=rng)
        self.pad = pad

    def forward(self, source, target):
        source, target = _check(source, "source"), _check(target, "target")
        if len(source) != len(target):
            raise ValueError(f"expected as many sources as targets, got {source.shape} and {target.shape}")
        keys, mask = self._encode(source)
        self.keys = keys
        h = self.decoder.forward(self.target_embedding.forward(target), state=self.encoder.state)
        if self.attention is not None:
            h = np.concatenate([h, self.attention.forward(h, keys, keys, mask)], axis=-1)
        return self.output.forward(h)

    def backward(self, dlogits):
        dh, dkeys = self.output.backward(dlogits), np.zeros_like(self.keys)
        if self.attention is not None:
            dh, dcontext = np.split(dh, 2, axis=-1)
            dquery, dkey, dvalue = self.attention.backward(dcontext)
            dh, dkeys = dh + dquery, dkey + dvalue  # the keys are the values, too
        self.target_embedding.backward(self.decoder.backward(dh))
        self.source_embedding.backward(self.encoder.backward(dkeys, dstate=self.decoder.dstate))
        return None, None

    def start(self, source):
        """The state before the first step: (h,), and with attention the keys and their mask as well."""
        source = _check(source, "source")
        reader = self.twin()  # reads in place of this model, which may be between forward and backward
        keys, mask = reader._encode(source)
        if self.attention is None:
            return reader.encoder.state
        mask = np.ones_like(source, dtype=bool)[:, None] if mask is None else mask
        return (*reader.encoder.state, keys, mask)

    def step(self, ids, state):
        """One token for each of N sentences: ids (N,), state -> logits (N, V) of the next one, state."""
        ids = as_array(ids)
        check_ids(ids, len(self.target_embedding.W.value))
        h, (last,) = self.decoder.step(self.target_embedding.W.value[ids], state[:1])
        if self.attention is not None:
            keys, mask = state[1:]
            context, _ = self.attention.attend(h[:, None], keys, keys, mask)
            h = np.concatenate([h, context[:, 0]], axis=-1)
        return h @ self.output.W.value + self.output.b.value, (last, *state[1:])

    def _encode(self, source):
        """The encoder's states (N, S, H), and which of them the attention may look at."""
        mask = None if self.pad is None else padding_mask(source, self.pad)
        x = self.source_embedding.forward(source)
        return self.encoder.forward(x, mask=None if mask is None else mask[:, 0]), mask


def _check(ids, name):
    """``ids`` as an array; ``ValueError`` unless it has two axes."""
    ids = as_array(ids)
    if ids.ndim != 2:
        raise ValueError(f"EncoderDecoder expects {name} ids of shape (N, steps), got {ids.shape}")
    return ids
