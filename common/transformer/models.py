"""Transformers that read and write ids: an encoder, a language model, and an encoder–decoder.

Settings that all share: ``d_model`` D, ``heads`` (they divide D), ``d_ff`` (width of the small networks),
``layers``; ``max_length`` (longest sequence), ``positions`` ("sinusoidal", "learned", or None for none),
``pre_norm``, ``dropout``, ``pad`` (id that fills up short sequences, not attended to), ``rng``.
"""

import math

from common.functions import as_array, check_ids
from common.initializers import normal
from common.layer import Layer
from common.layers.attention import causal_mask, padding_mask
from common.layers.dense import Linear
from common.layers.dropout import Dropout
from common.layers.embedding import Embedding
from common.layers.position import LearnedPosition, SinusoidalPosition
from common.transformer.stacks import Decoder, Encoder


class TokenEmbedding(Layer):
    """ids (N, T) -> vectors (N, T, D): y_t = dropout(√D W[id_t] + p_t).

    W (V, D) starts from N(0, 1/D), so that the vectors start with variance 1.
    """

    def __init__(self, vocabulary_size, d_model, *, max_length, positions, dropout, rng):
        self.scale = math.sqrt(d_model)
        self.tokens = Embedding(
            vocabulary_size,
            d_model,
            rng=rng,
            initializer=lambda shape, rng: normal(shape, rng, std=1 / math.sqrt(d_model)),
        )
        self.position = _positions(positions, max_length, d_model, rng)
        self.dropout = Dropout(dropout, rng=rng)

    def forward(self, ids):
        ids = as_array(ids)
        if ids.ndim != 2:
            raise ValueError(f"expected ids of shape (N, T), got {ids.shape}")
        x = self.tokens.forward(ids) * self.scale
        return self.dropout.forward(x if self.position is None else self.position.forward(x))

    def backward(self, dy):
        dx = self.dropout.backward(dy)
        self.tokens.backward((dx if self.position is None else self.position.backward(dx)) * self.scale)

    def step(self, ids, place):
        """The vectors (N, D) of ids (N,) that stand at ``place``, counted from 0; keeps nothing."""
        ids = as_array(ids)
        check_ids(ids, len(self.tokens.W.value))
        x = self.tokens.W.value[ids] * self.scale
        return x if self.position is None else x + self.position.rows(place, 1)


def _positions(kind, max_length, d_model, rng):
    """The layer that adds places, or None."""
    if kind not in ("sinusoidal", "learned", None):
        raise ValueError(f'positions is "sinusoidal", "learned" or None, got {kind!r}')
    if kind is None:
        return None
    if kind == "learned":
        return LearnedPosition(max_length, d_model, rng=rng)
    return SinusoidalPosition(max_length, d_model)


class TokenEncoder(Layer):
    """ids (N, T) -> vectors (N, T, D), one for every place: embedding, places, a stack of layers.

    Every place attends to all that are not ``pad``;  with ``causal=True`` only to itself and earlier ones.
    ``.mask`` is that of the latest forward pass, None where everything is allowed.
    A causal one can ``step(ids (N,), state) -> (vectors (N, D), state)`` from ``start(n)``.
    """

    def __init__(
        self,
        vocabulary_size,
        d_model,
        heads,
        d_ff,
        layers,
        *,
        causal=False,
        pad=None,
        max_length=512,
        positions="sinusoidal",
        pre_norm=True,
        dropout=0.0,
        rng,
    ):
        self.causal, self.pad = causal, pad
        self.embedding = TokenEmbedding(
            vocabulary_size, d_model, max_length=max_length, positions=positions, dropout=dropout, rng=rng
        )
        self.encoder = Encoder(d_model, heads, d_ff, layers, pre_norm=pre_norm, dropout=dropout, rng=rng)

    def forward(self, ids):
        x = self.embedding.forward(ids)
        self.mask = None if self.pad is None else padding_mask(ids, self.pad)
        if self.causal:
            causal = causal_mask(x.shape[1])
            self.mask = causal if self.mask is None else causal & self.mask
        return self.encoder.forward(x, mask=self.mask)

    def backward(self, dy):
        self.embedding.backward(self.encoder.backward(dy))

    def start(self, n):
        """The state before the first step of n sequences."""
        if not self.causal:
            raise ValueError("only a causal encoder can write step by step: build it with causal=True")
        return self.encoder.start(n)

    def step(self, ids, state):
        """The next place of n sequences, of which none is padded."""
        return self.encoder.step(self.embedding.step(ids, state[0].shape[2]), state)


class LanguageModel(Layer):
    """``TokenEncoder`` and an output for every id: ids (N, T) -> logits (N, T, V).

    causal=True (GPT): logits_t are for the token after t.  ``start(n)`` and ``step(ids, state)`` write token
    by token with cached keys, see ``common.decoding``.
    causal=False (BERT): logits_t are for the token at t, seen from both sides.
    ``.body`` is the ``TokenEncoder``, for other outputs: ``Sequential(model.body, …)`` shares its weights.
    Keyword arguments as in ``TokenEncoder``.
    """

    def __init__(self, vocabulary_size, d_model, heads, d_ff, layers, *, rng, **options):
        self.body = TokenEncoder(vocabulary_size, d_model, heads, d_ff, layers, rng=rng, **options)
        self.output = Linear(d_model, vocabulary_size, rng=rng, initializer=_output_weights)

    def forward(self, ids):
        return self.output.forward(self.body.forward(ids))

    def backward(self, dlogits):
        self.body.backward(self.output.backward(dlogits))

    def start(self, n):
        """The state before the first step of n sequences."""
        return self.body.start(n)

    def step(self, ids, state):
        """ids (N,), state -> logits (N, V) of the next token, state."""
        h, state = self.body.step(ids, state)
        return h @ self.output.W.value + self.output.b.value, state


class Transformer(Layer):
    """Encoder–decoder: source ids (N, S), target ids (N, T) -> logits (N, T, V) of the token that follows.

    The protocol of ``common.seq2seq.EncoderDecoder``: the target starts with the begin sign and in training
    goes on with the right tokens (teacher forcing), all in one pass.  ``pad`` is the id that fills up short
    sources; that of the target is left to the loss (``ignore_index``): no earlier place looks at it.
    ``start(source) -> state`` and ``step(ids, state) -> (logits, state)`` write token by token with cached
    keys and values, keep nothing and drop nothing: see ``common.decoding``.  The state is a tuple of arrays,
    batch first: keys and values of every decoder layer, (N, h, t, d), of the source (N, h, S, d), the mask.
    ``share=True``: one table of vectors for source and target, which then have one vocabulary.
    ``.decoder.layers[i].source_attention.layer.weights`` (N, h, T, S) say where layer i has looked.
    ``ValueError`` for other shapes and ids.
    """

    def __init__(
        self,
        source_size,
        target_size,
        d_model,
        heads,
        d_ff,
        layers,
        *,
        share=False,
        pad=None,
        max_length=512,
        positions="sinusoidal",
        pre_norm=True,
        dropout=0.0,
        rng,
    ):
        if share and source_size != target_size:
            raise ValueError(f"share=True needs one vocabulary, got {source_size} and {target_size} ids")
        options = {"max_length": max_length, "positions": positions, "dropout": dropout, "rng": rng}
        stack = {"pre_norm": pre_norm, "dropout": dropout, "rng": rng}
        self.source = TokenEncoder(
            source_size, d_model, heads, d_ff, layers, pad=pad, pre_norm=pre_norm, **options
        )
        self.embedding = TokenEmbedding(target_size, d_model, **options)
        if share:
            self.embedding.tokens.W = self.source.embedding.tokens.W
        self.decoder = Decoder(d_model, heads, d_ff, layers, **stack)
        self.output = Linear(d_model, target_size, rng=rng, initializer=_output_weights)

    def forward(self, source, target):
        source, target = as_array(source), as_array(target)
        if len(source) != len(target):
            raise ValueError(f"expected as many sources as targets, got {source.shape} and {target.shape}")
        memory, x = self.source.forward(source), self.embedding.forward(target)
        mask = causal_mask(x.shape[1])
        return self.output.forward(self.decoder.forward(x, memory, mask=mask, memory_mask=self.source.mask))

    def backward(self, dlogits):
        dx, dmemory = self.decoder.backward(self.output.backward(dlogits))
        self.embedding.backward(dx)
        self.source.backward(dmemory)
        return None, None

    def start(self, source):
        """The state before the first step."""
        source = as_array(source)
        reader = self.source.twin().eval()  # reads in place of this one, which may await its backward
        memory = reader.forward(source)
        mask = padding_mask(source, -1 if self.pad is None else self.pad)
        return *self.decoder.start(memory), mask

    def step(self, ids, state):
        """One token for each of N sequences: ids (N,), state -> logits (N, V) of the next one, state."""
        *state, mask = state
        x, state = self.decoder.step(self.embedding.step(ids, state[0].shape[2]), state, mask)
        return x @ self.output.W.value + self.output.b.value, (*state, mask)

    @property
    def pad(self):
        """The id that fills up short sources."""
        return self.source.pad


def _output_weights(shape, rng):
    """Small enough for logits of variance 1."""
    return normal(shape, rng, std=1 / math.sqrt(shape[0]))
