"""Greedy, sampled and beam decoding against exhaustive search on random toy models."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.decoding import beam_search, greedy, sample
from common.functions import log_softmax

BOS, EOS, LENGTH = 0, 1, 4


class Toy:
    """Logits of the next of V tokens from all before it: an own random row for every beginning.

    The state is (which of the N models it is, all tokens so far, their number).
    """

    def __init__(self, seed, n=3, v=4):
        self.n, self.v = n, v
        table = np.random.default_rng(seed).standard_normal((n, (v + 1) ** (LENGTH + 1), v))
        self.table = (2 * table).astype(np.float32)
        self.state = np.arange(n)[:, None], np.zeros((n, 1), dtype=np.int64)

    def step(self, ids, state):
        model, code = state
        code = code * (self.v + 1) + ids[:, None] + 1  # (N, 1)
        return self.table[model[:, 0], code[:, 0]], (model, code)

    def log_p(self, k, sentence):
        """log p of a sentence with its eos, if it has one."""
        total, code = 0.0, 0
        for last, token in zip((BOS, *sentence), sentence, strict=False):
            code = code * (self.v + 1) + last + 1
            total += log_softmax(self.table[k, code].astype(np.float64))[token]
        return total

    def best(self, k, penalty=0.0):
        """(score, sentence without eos) of the best of all sentences."""
        others = [token for token in range(self.v) if token != EOS]
        sentences = [
            (*body, *end)
            for length in range(LENGTH + 1)
            for body in itertools.product(others, repeat=length)
            for end in ([(EOS,)] if length < LENGTH else [()])
        ]
        scores = [self.log_p(k, s) / ((5 + len(s)) / 6) ** penalty for s in sentences]
        i = int(np.argmax(scores))
        return scores[i], [token for token in sentences[i] if token != EOS]


SETTINGS = {"bos": BOS, "eos": EOS, "max_length": LENGTH}


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.sampled_from([0.0, 0.6, 1.0, 3.0]))
def test_a_wide_beam_is_exhaustive_search(seed, penalty):
    toy = Toy(seed)
    sentences, log_p = beam_search(toy.step, toy.state, **SETTINGS, width=4**LENGTH, length_penalty=penalty)
    for k in range(toy.n):
        score, best = toy.best(k, penalty)
        assert sentences[k].tolist() == best
        tokens = len(best) + (len(best) < LENGTH)
        assert log_p[k] / ((5 + tokens) / 6) ** penalty == pytest.approx(score)


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.integers(1, 5), st.sampled_from([0.0, 1.0]))
def test_a_batch_is_its_sentences_one_by_one(seed, width, penalty):
    toy = Toy(seed)
    options = {**SETTINGS, "width": width, "length_penalty": penalty}
    sentences, log_p = beam_search(toy.step, toy.state, **options)
    for k in range(toy.n):
        alone, log_p_alone = beam_search(toy.step, tuple(s[k : k + 1] for s in toy.state), **options)
        assert alone[0].tolist() == sentences[k].tolist()
        assert log_p_alone[0] == pytest.approx(log_p[k])
        ended = [*sentences[k].tolist(), EOS][:LENGTH]
        assert toy.log_p(k, ended) == pytest.approx(log_p[k])


@given(st.integers(0, 10**6))
def test_greedy_is_a_beam_of_width_one_and_the_cold_limit_of_sampling(seed):
    toy = Toy(seed)
    expected, log_p = greedy(toy.step, toy.state, **SETTINGS)
    narrow = beam_search(toy.step, toy.state, **SETTINGS, width=1)
    rng = np.random.default_rng(0)
    cold = sample(toy.step, toy.state, **SETTINGS, rng=rng, temperature=1e-6)
    one = sample(toy.step, toy.state, **SETTINGS, rng=rng, top_k=1)
    for sentences, other in (narrow, cold, one):
        assert [s.tolist() for s in sentences] == [s.tolist() for s in expected]
        np.testing.assert_allclose(other, log_p)


def test_of_equal_tokens_the_first_is_taken():
    def flat(ids, state):
        return np.zeros((len(ids), 5), dtype=np.float32), state

    state = (np.zeros((2, 1)),)
    options = {"bos": 0, "eos": 1, "max_length": 3}
    for sentences, log_p in (greedy(flat, state, **options), beam_search(flat, state, **options, width=1)):
        assert [s.tolist() for s in sentences] == [[0, 0, 0]] * 2
        np.testing.assert_allclose(log_p, -3 * math.log(5))


def test_a_beam_finds_what_greedy_misses_and_a_penalty_prefers_long_sentences():
    # p(2) = 0.6, p(3) = 0.4; after 2 the end comes with 0.5 beside two tokens of 0.25; after 3 surely.
    table = np.full((5, 5), 1e-9)
    table[0, [2, 3]] = 0.6, 0.4
    table[2, [1, 3, 4]] = 0.5, 0.25, 0.25
    table[[3, 4], 1] = 1

    def step(ids, state):
        return np.log(table[ids]), state

    state, options = (np.zeros((1, 1)),), {"bos": 0, "eos": 1, "max_length": 5}
    sentences, log_p = greedy(step, state, **options)
    assert sentences[0].tolist() == [2]
    assert math.exp(log_p[0]) == pytest.approx(0.3, rel=1e-6)
    sentences, log_p = beam_search(step, state, **options, width=2)
    assert sentences[0].tolist() == [3]
    assert math.exp(log_p[0]) == pytest.approx(0.4, rel=1e-6)
    sentences, log_p = beam_search(step, state, **options, width=4, length_penalty=6)
    assert sentences[0].tolist() == [2, 3]
    assert math.exp(log_p[0]) == pytest.approx(0.15, rel=1e-6)


@pytest.mark.parametrize(("temperature", "top_k"), [(1.0, None), (0.5, None), (2.0, 2), (1.0, 9)])
def test_sampling_frequencies(temperature, top_k):
    p = np.array([0.1, 0.2, 0.4, 0.3])
    n = 20_000

    def step(ids, state):
        return np.log(np.tile(p, (len(ids), 1))), state

    rng = np.random.default_rng(0)
    options = {"bos": 0, "eos": 0, "max_length": 1, "rng": rng, "temperature": temperature, "top_k": top_k}
    sentences, log_p = sample(step, (np.zeros((n, 1)),), **options)
    tokens = np.array([s[0] if len(s) else 0 for s in sentences])
    expected = p ** (1 / temperature)
    if top_k == 2:
        expected[[0, 1]] = 0
    expected /= expected.sum()
    assert np.abs(np.bincount(tokens, minlength=4) / n - expected).max() < 4 * 0.5 / math.sqrt(n)
    np.testing.assert_allclose(log_p, np.log(p[tokens]))


def test_sentences_end_with_eos_and_samples_repeat_with_the_seed():
    toy = Toy(3, n=5)

    def once():
        sentences, _ = sample(toy.step, toy.state, **SETTINGS, rng=np.random.default_rng(4))
        return [s.tolist() for s in sentences]

    assert once() == once()
    assert not any(EOS in s for s in once())
    assert len({len(s) for s in once()}) > 1


@pytest.mark.parametrize(
    ("write", "changes", "message"),
    [
        (greedy, {"max_length": 0}, "max_length is a whole number, at least 1, got 0"),
        (greedy, {"max_length": 2.5}, "max_length"),
        (greedy, {"eos": -1}, "eos is the id of a token"),
        (greedy, {"bos": None}, "bos is the id of a token"),
        (greedy, {"eos": 4}, "one of the 4 tokens"),
        (greedy, {"state": (np.zeros((0, 1)),)}, "at least 1"),
        (greedy, {"state": (np.zeros((2, 1)), np.zeros((3, 1)))}, "with one N"),
        (sample, {"temperature": 0}, r"use greedy"),
        (sample, {"temperature": -1.0}, "positive"),
        (sample, {"temperature": math.nan}, "positive"),
        (sample, {"top_k": 0}, "top_k is a whole number, at least 1, got 0: leave it out"),
        (beam_search, {"width": 0}, "width is a whole number, at least 1, got 0: 1 is greedy"),
        (beam_search, {"width": 2, "length_penalty": -0.5}, "exponent"),
        (beam_search, {"width": 2, "max_length": 0}, "max_length"),
    ],
)
def test_bad_settings(write, changes, message):
    toy = Toy(0)
    options = {**SETTINGS, "state": toy.state, **changes}
    if write is sample:
        options["rng"] = np.random.default_rng(0)
    with pytest.raises(ValueError, match=message):
        write(toy.step, **options)


@pytest.mark.parametrize(
    ("logits", "message"),
    [
        (np.zeros((3, 2, 4)), r"\(3, V\), got \(3, 2, 4\)"),
        (np.zeros((1, 4)), r"\(3, V\), got \(1, 4\)"),
        (np.full((3, 4), np.nan), "NaN"),
    ],
)
def test_bad_logits(logits, message):
    with pytest.raises(ValueError, match=message):
        greedy(lambda ids, state: (logits, state), (np.zeros((3, 1)),), **SETTINGS)  # noqa: ARG005


def test_the_state_is_a_tuple_and_the_rng_a_generator():
    toy = Toy(0)
    with pytest.raises(TypeError, match="tuple of arrays"):
        greedy(toy.step, np.zeros((3, 1)), **SETTINGS)
    with pytest.raises(TypeError, match="default_rng"):
        sample(toy.step, toy.state, **SETTINGS, rng=0)
