"""Perplexity, and BLEU against its definition written out, and against sacrebleu."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.metrics import bleu, perplexity

TOKENS = st.lists(st.sampled_from("abcde"), max_size=12)
CORPORA = st.lists(st.tuples(TOKENS, TOKENS), min_size=1, max_size=6)
NEAR = st.lists(  # hypotheses that share long pieces with their references, so that BLEU is not 0
    st.tuples(TOKENS, st.integers(0, 4), TOKENS).map(lambda t: (t[0], t[0][t[1] :] + t[2][: t[1]])),
    min_size=1,
    max_size=6,
)


def _bleu_by_hand(references, hypotheses):
    """Each n-gram of a hypothesis crosses out one equal n-gram of its reference."""
    logs = []
    for n in range(1, 5):
        hits = total = 0
        for reference, hypothesis in zip(references, hypotheses, strict=True):
            left = [reference[i : i + n] for i in range(len(reference) - n + 1)]
            for i in range(len(hypothesis) - n + 1):
                total += 1
                if hypothesis[i : i + n] in left:
                    left.remove(hypothesis[i : i + n])
                    hits += 1
        if hits == 0:
            return 0.0
        logs.append(math.log(hits / total))
    r, c = sum(map(len, references)), sum(map(len, hypotheses))
    return 100 * min(1, math.exp(1 - r / c)) * math.exp(sum(logs) / 4)


@given(st.one_of(CORPORA, NEAR))
def test_bleu_is_its_definition(pairs):
    references, hypotheses = zip(*pairs, strict=True)
    value = bleu(references, hypotheses)
    assert type(value) is float
    assert value == pytest.approx(_bleu_by_hand(references, hypotheses), abs=1e-9)


@given(st.one_of(CORPORA, NEAR))
def test_bleu_is_sacrebleu_on_tokenised_text(pairs):
    sacrebleu = pytest.importorskip("sacrebleu")
    references, hypotheses = zip(*pairs, strict=True)
    expected = sacrebleu.corpus_bleu(
        [" ".join(h) for h in hypotheses],
        [[" ".join(r) for r in references]],
        tokenize="none",
        smooth_method="none",
        force=True,
    )
    assert bleu(references, hypotheses) == pytest.approx(expected.score, abs=1e-6)


def test_bleu_of_three_sentences():
    lines = ["the cat sat on the mat", "yes", "a b c d"], ["the the cat sat on the mat", "yes", "a b c"]
    references, hypotheses = ([line.split() for line in part] for part in lines)
    # matches of 1 … 4 words: 6+1+3 of 11, 5+0+2 of 8, 4+1 of 6, 3 of 4; c = r = 11
    expected = 100 * (10 / 11 * 7 / 8 * 5 / 6 * 3 / 4) ** 0.25
    assert bleu(references, hypotheses) == pytest.approx(expected)
    assert bleu(references, references) == pytest.approx(100)
    mean = np.mean([bleu([r], [h]) for r, h in zip(references, hypotheses, strict=True)])
    assert mean < 0.5 * expected  # short sentences alone have no 4-gram


def test_empty_hypotheses_cost_length_and_no_error():
    references = [["a", "b", "c", "d"], ["e", "f", "g", "h"]]
    assert bleu(references, [["a", "b", "c", "d"], []]) == pytest.approx(100 * math.exp(1 - 8 / 4))
    assert bleu(references, [[], []]) == 0.0


def test_ids_are_tokens_too():
    ids = [np.array([4, 5, 6, 7, 8])]
    assert bleu(ids, [np.array([4, 5, 6, 7, 8])]) == pytest.approx(100)
    assert bleu(ids, [np.array([4, 5, 6, 7, 9])]) == pytest.approx(bleu([[*"abcde"]], [[*"abcdf"]]))


@pytest.mark.parametrize(
    ("references", "hypotheses", "error", "message"),
    [
        ([], [], ValueError, "at least one"),
        ([["a"]], [["a"], ["b"]], ValueError, "1 references and 2 hypotheses"),
        (["a b"], [["a", "b"]], TypeError, "got 'a b'"),
        ([["a", "b"]], ["a b"], TypeError, "text.split"),
    ],
)
def test_bad_corpora(references, hypotheses, error, message):
    with pytest.raises(error, match=message):
        bleu(references, hypotheses)


def test_perplexity():
    assert perplexity(math.log(50)) == pytest.approx(50)
    assert perplexity(np.float32(0)) == 1.0
    assert perplexity(1000) == math.inf
    for bad in (-0.1, math.nan):
        with pytest.raises(ValueError, match="at least 0"):
            perplexity(bad)
