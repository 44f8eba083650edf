"""How good a model of text is: ``perplexity`` takes the mean loss of a token, ``bleu`` lists of tokens."""

import math
from collections import Counter

import numpy as np


def perplexity(mean_cross_entropy):
    """e^L of the mean cross-entropy L of a token, in nats: 1 … ∞.

    V when the model calls V tokens equally likely.  ``ValueError`` for a loss below 0, or NaN.
    """
    if not mean_cross_entropy >= 0:
        raise ValueError(f"a mean cross-entropy in nats is at least 0, got {mean_cross_entropy}")
    try:
        return math.exp(mean_cross_entropy)
    except OverflowError:
        return math.inf


def bleu(references, hypotheses):
    """BLEU of a corpus in percent, 0 … 100: how many word n-grams of the hypotheses stand in the references.

    BP · exp(¼ Σ_{n=1}^{4} log p_n);  p_n = Σ matches / Σ n-grams, sums over all hypotheses, an n-gram matched
    at most as often as its reference holds it;  BP = 1 if c > r else e^{1 − r/c}, c and r the numbers of
    tokens of all hypotheses and references.  Both arguments are lists of N token lists, one reference each.
    No smoothing: 0.0 when no 4-gram matches, as for a single sentence under four tokens.  ``TypeError`` for
    strings that are not tokenised, ``ValueError`` for unequal numbers of sentences, and for none.
    Papineni et al. 2002, doi:10.3115/1073083.1073135.
    """
    if len(references) != len(hypotheses) or len(references) == 0:
        raise ValueError(
            f"expected one reference for every hypothesis, and at least one; got {len(references)} "
            f"references and {len(hypotheses)} hypotheses"
        )
    for sentence in (*references, *hypotheses):
        if isinstance(sentence, str):
            raise TypeError(f"a sentence is a list of tokens, got {sentence[:20]!r}: use text.split()")
    r, c = sum(map(len, references)), sum(map(len, hypotheses))
    matches, totals = np.zeros(4), np.zeros(4)
    for n in (1, 2, 3, 4):
        for reference, hypothesis in zip(references, hypotheses, strict=True):
            grams = _n_grams(hypothesis, n)
            matches[n - 1] += (grams & _n_grams(reference, n)).total()  # & takes the smaller count
            totals[n - 1] += grams.total()
    if matches.min() == 0:
        return 0.0
    brevity_penalty = 1.0 if c > r else math.exp(1 - r / c)
    return 100 * brevity_penalty * math.exp(float(np.log(matches / totals).mean()))


def _n_grams(tokens, n):
    """How often each n tokens in a row occur."""
    tokens = list(tokens)
    return Counter(zip(*(tokens[i:] for i in range(n)), strict=False))
