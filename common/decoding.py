"""Writing a sequence with a trained model, one token at a time.

The model is a function ``step(ids, state) -> (logits, state)``: the last tokens ids (N,) of N sentences
that are written at once, logits (N, V) for the next ones.  ``state`` is a tuple of arrays, batch first.
A sentence starts after ``bos``, which is not part of it, and ends with ``eos`` or after ``max_length``
tokens.

All functions return (sentences, log_p): a list of N arrays of ids, without ``bos`` and ``eos``, and (N,)
float64, log p of each under the model, its ``eos`` included if it came.  ``ValueError`` for settings that
make no sense, such as a temperature, width, top_k or max_length of 0.
"""

import math
from numbers import Integral

import numpy as np

from common.functions import log_softmax, softmax
from common.initializers import check_rng


def greedy(step, state, *, bos, eos, max_length):
    """Always take the likeliest token: y_t = argmax_k p(k | y_1 … y_{t−1}); of equal ones, the first."""
    return _write(step, state, lambda log_p: log_p.argmax(axis=1), bos, eos, max_length)


def sample(step, state, *, bos, eos, max_length, rng, temperature=1.0, top_k=None):
    """Draw every token: y_t ~ softmax(logits / temperature), from the ``top_k`` likeliest tokens if given.

    A temperature below 1 sharpens the distribution, one above 1 flattens it.  Tokens as likely as the
    k-th stay in.  ``log_p`` is the model's own, at temperature 1 and with all tokens.
    """
    check_rng(rng)
    if not 0 < temperature < math.inf:
        raise ValueError(
            f"temperature is a positive number, got {temperature}: for 0, the limit, use greedy(…)"
        )
    if top_k is not None:
        _check_count("top_k", top_k, "leave it out to draw from all tokens")

    def choose(log_p):
        scores = log_p / temperature
        if top_k is not None and top_k < scores.shape[1]:
            least = np.partition(scores, -top_k, axis=1)[:, -top_k, None]
            scores = np.where(scores >= least, scores, -np.inf)
        cumulated = softmax(scores).cumsum(axis=1)
        u = rng.random((len(scores), 1)) * cumulated[:, -1:]  # the last is 1 but for rounding
        return (cumulated > u).argmax(axis=1)

    return _write(step, state, choose, bos, eos, max_length)


def beam_search(step, state, *, bos, eos, max_length, width, length_penalty=0.0):
    """Keep the ``width`` likeliest beginnings of every sentence, extend them, and return the best sentence.

    A beginning that takes ``eos`` is finished and leaves the beam.  Sentences are compared by log p / lp with
    lp = ((5 + T) / 6)^length_penalty, T the number of tokens with ``eos``; 0 compares log p itself, which
    favours short ones.  A sentence cut off at ``max_length`` counts as it stands.  The search ends when no
    beginning can beat the best sentence any more.  ``width=1`` is ``greedy``.  Sutskever et al. 2014,
    arXiv:1409.3215; the penalty: Wu et al. 2016, arXiv:1609.08144.
    """
    n = _check(state, bos, eos, max_length)
    _check_count("width", width, "1 is greedy decoding")
    if not 0 <= length_penalty < math.inf:
        raise ValueError(f"length_penalty is an exponent, at least 0, got {length_penalty}")
    least = ((5 + max_length) / 6) ** length_penalty  # the largest divisor
    rows = np.arange(n)[:, None]
    state = tuple(np.repeat(part, width, axis=0) for part in state)  # (N · width, ...)
    beam = np.zeros((n, width, 0), dtype=np.int64)
    log_p = np.where(np.arange(width) == 0, 0.0, -np.inf) * np.ones((n, 1))  # (N, width); -inf: no beginning
    ids = np.full(n * width, bos)
    best = _Best(n)
    for t in range(1, max_length + 1):
        log_q, state = _next(step, ids, state, eos)  # (N · width, V)
        size = log_q.shape[1]
        candidates = log_p[..., None] + log_q.reshape(n, width, size)
        log_p, chosen = _top(candidates.reshape(n, width * size), width)
        parents, tokens = np.divmod(chosen, size)  # (N, width) each
        beam = np.concatenate([beam[rows, parents], tokens[..., None]], axis=2)
        state = tuple(part[(rows * width + parents).reshape(-1)] for part in state)
        ids = tokens.reshape(-1)
        ended = (tokens == eos) if t < max_length else np.ones_like(tokens, dtype=bool)
        best.keep(np.where(ended, log_p, -np.inf), beam, ((5 + t) / 6) ** length_penalty)
        log_p[ended] = -np.inf
        log_p[log_p.max(axis=1) / least <= best.score] = -np.inf
        if np.isneginf(log_p).all():
            break
    return [_until(sentence, eos) for sentence in best.sentences], best.log_p


class _Best:
    """The best finished sentence so far, of each of N: its score, its log p and its ids."""

    def __init__(self, n):
        self.score, self.log_p = np.full(n, -np.inf), np.full(n, -np.inf)
        self.sentences = [np.zeros(0, dtype=np.int64)] * n

    def keep(self, log_p, beam, penalty):
        """Compare with log_p (N, width), −inf where nothing has finished, of beam (N, width, T)."""
        place = log_p.argmax(axis=1)
        log_p = np.take_along_axis(log_p, place[:, None], axis=1)[:, 0]
        for i in np.flatnonzero(log_p / penalty > self.score):
            self.score[i], self.log_p[i] = log_p[i] / penalty, log_p[i]
            self.sentences[i] = beam[i, place[i]]


def _write(step, state, choose, bos, eos, max_length):
    """One token after the other by ``choose(log_p (N, V)) -> ids (N,)``, until all sentences have ended."""
    n = _check(state, bos, eos, max_length)
    ids, log_p, open_ = np.full(n, bos), np.zeros(n), np.ones(n, dtype=bool)
    written = []
    for _ in range(max_length):
        log_q, state = _next(step, ids, state, eos)
        ids = np.where(open_, choose(log_q), eos)
        log_p += np.where(open_, log_q[np.arange(n), ids], 0.0)
        written.append(ids)
        open_ &= ids != eos
        if not open_.any():
            break
    return [_until(sentence, eos) for sentence in np.stack(written, axis=1)], log_p


def _next(step, ids, state, eos):
    """log p (N, V) float64 of the next token, and the new state."""
    logits, state = step(ids, state)
    if logits.ndim != 2 or len(logits) != len(ids):
        raise ValueError(f"step returns logits (N, V), here ({len(ids)}, V), got {logits.shape}")
    if np.isnan(logits).any():
        raise ValueError("step returned logits with NaN: look for it in the model")
    if eos >= logits.shape[1]:
        raise ValueError(f"eos is one of the {logits.shape[1]} tokens, 0 … {logits.shape[1] - 1}, got {eos}")
    return log_softmax(logits.astype(np.float64)), state


def _top(scores, k):
    """The k largest of each row (N, M), and their places; of equal ones, the first."""
    scores, rows = scores.copy(), np.arange(len(scores))
    values, places = np.full((len(scores), k), -np.inf), np.zeros((len(scores), k), dtype=np.int64)
    for i in range(k):
        places[:, i] = scores.argmax(axis=1)
        values[:, i] = scores[rows, places[:, i]]
        scores[rows, places[:, i]] = -np.inf
    return values, places


def _until(sentence, eos):
    """The ids before the first ``eos``."""
    ends = np.flatnonzero(sentence == eos)
    return sentence[: ends[0]] if len(ends) else sentence


def _check(state, bos, eos, max_length):
    """The number of sentences N, once state, bos, eos and max_length are as they should be."""
    if not isinstance(state, tuple) or not state:
        raise TypeError(f"state is a tuple of arrays, batch first, got {type(state).__name__}: write (h,)")
    if len({len(part) for part in state}) > 1 or len(state[0]) == 0:
        shapes = [part.shape for part in state]
        raise ValueError(f"the arrays of the state are (N, ...) with one N, at least 1, got {shapes}")
    for name, token in (("bos", bos), ("eos", eos)):
        if not isinstance(token, Integral) or token < 0:
            raise ValueError(f"{name} is the id of a token, got {token!r}")
    _check_count("max_length", max_length, "it is the largest number of tokens to write")
    return len(state[0])


def _check_count(name, value, advice):
    if not isinstance(value, Integral) or value < 1:
        raise ValueError(f"{name} is a whole number, at least 1, got {value!r}: {advice}")
