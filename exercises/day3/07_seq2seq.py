"""The exercises of lesson 3-07: their inputs, references and usual slips."""

import math
from collections import Counter
from itertools import chain

import numpy as np

from common.exercise import exercise


@exercise(
    names=("read", "write"),
    cases=[
        ([[5, 6], [7]], 1, 2, 0),
        ([[4], [9, 8, 7, 6], [5, 5]], 1, 2, 0),
        ([[10, 3, 4], [12]], 8, 9, 7),
    ],
)
def read_write(sentences, bos, eos, pad):
    rows = np.full((len(sentences), max(map(len, sentences)) + 2), pad)
    for row, sentence in zip(rows, sentences, strict=True):
        row[: len(sentence) + 2] = [bos, *sentence, eos]
    return rows[:, :-1], rows[:, 1:]


def filled(rows, pad, left=False):
    """Rows of different lengths as one array."""
    longest = max(map(len, rows))
    gap = [[pad] * (longest - len(row)) for row in rows]
    return np.array([[*g, *row] if left else [*row, *g] for row, g in zip(rows, gap, strict=True)])


@read_write.slip("both are the same row: the decoder reads what it must write, shifted by one place")
def _(sentences, bos, eos, pad):
    _, write = read_write.reference(sentences, bos, eos, pad)
    return write, write


@read_write.slip("both are the same row, the one that is read: write is one place ahead")
def _(*case):
    read, _ = read_write.reference(*case)
    return read, read


@read_write.slip("write is two places ahead of read: it is one")
def _(sentences, bos, eos, pad):
    rows = filled([[bos, *sentence, eos, pad] for sentence in sentences], pad)
    return rows[:, :-2], rows[:, 2:]


@read_write.slip("the rows come in another order than the sentences: longest first")
def _(sentences, *ids):
    return read_write.reference(sorted(sentences, key=len, reverse=True), *ids)


@read_write.slip("read and write are exchanged: read starts with bos")
def _(*case):
    return read_write.reference(*case)[::-1]


@read_write.slip("the rows are not cut: read leaves out the last column, write the first")
def _(sentences, bos, eos, pad):
    rows = filled([[bos, *sentence, eos] for sentence in sentences], pad)
    return rows, rows


@read_write.slip("the padding is on the left: bos and the sentence come first, pad behind")
def _(sentences, bos, eos, pad):
    rows = filled([[bos, *sentence, eos] for sentence in sentences], pad, left=True)
    return rows[:, :-1], rows[:, 1:]


@read_write.slip("the eos is missing: write would never say that the sentence has ended")
def _(sentences, bos, eos, pad):
    rows = filled([[bos, *sentence, pad] for sentence in sentences], pad)
    return rows[:, :-1], rows[:, 1:]


@read_write.slip("the bos is missing: nothing stands before the first token")
def _(sentences, bos, eos, pad):
    rows = filled([[pad, *sentence, eos] for sentence in sentences], pad)
    return rows[:, :-1], rows[:, 1:]


@read_write.slip(
    "every row ends with eos in the last column: eos follows its sentence at once, then comes pad"
)
def _(sentences, bos, eos, pad):
    inner = filled(sentences, pad)
    rows = np.pad(np.pad(inner, ((0, 0), (1, 0)), constant_values=bos), ((0, 0), (0, 1)), constant_values=eos)
    return rows[:, :-1], rows[:, 1:]


@read_write.slip("the short rows are filled up with eos where pad belongs")
def _(sentences, bos, eos, pad):
    return read_write.reference(sentences, bos, eos, eos)


@read_write.slip("the short rows are filled up with 0: pad is an argument")
def _(sentences, bos, eos, pad):
    return read_write.reference(sentences, bos, eos, 0)


@read_write.slip("read is cut before the padding: pad stands where the row has its eos")
def _(sentences, bos, eos, pad):
    read = filled([[bos, *sentence] for sentence in sentences], pad)
    return read, read_write.reference(sentences, bos, eos, pad)[1]


def lines(*texts):
    return [text.split() for text in texts]


CORPORA = [
    (lines("a b c d e"), lines("a b c d x")),
    (lines("the cat sat on the mat", "yes", "a b c d"), lines("the the cat sat on the mat", "yes", "a b c")),
    (lines("a b c d e f g", "h i j k"), lines("a b c d e", "h i j k")),  # too short
    (lines("a b c d e", "f g h i"), lines("a b c d e x y", "f g h i f g h i")),  # too long, and repeats
    (lines("a a b a b b c d e", "x y z"), lines("a b a b a c d e", "x z y")),
    (lines("a b c d", "e f g h i"), [["a", "b", "c", "d"], []]),
    (lines("a b c", "d e"), lines("a b c", "d e")),
    (lines("a b c d e f g h i j", "k l m n"), lines("a b c d", "k l m n k l m n o p")),  # one short, one long
]


@exercise(cases=CORPORA)
def corpus_bleu(references, hypotheses):
    logs = []
    for n in range(1, 5):
        matches = total = 0
        for reference, hypothesis in zip(references, hypotheses, strict=True):
            ours, theirs = (
                Counter(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1))
                for tokens in (hypothesis, reference)
            )
            matches += (ours & theirs).total()
            total += ours.total()
        if matches == 0:
            return 0.0
        logs.append(math.log(matches / total))
    r, c = sum(map(len, references)), sum(map(len, hypotheses))
    return 100 * min(1.0, math.exp(1 - r / c)) * math.exp(sum(logs) / 4)


def n_grams(tokens, n):
    return Counter(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1))


def clipped(ours, theirs):
    return (ours & theirs).total()


def brevity(r, c):
    return min(1.0, math.exp(1 - r / c)) if c else 0.0


def geometric(precisions):
    return math.exp(sum(map(math.log, precisions)) / len(precisions)) if min(precisions) > 0 else 0.0


def pooled(matches, totals, _n):
    """The precision of a corpus from its sentences' matches and n-grams."""
    return sum(matches) / sum(totals) if sum(totals) else 0.0


def smoothed(matches, totals, n):
    return (sum(matches) + (n > 1)) / (sum(totals) + (n > 1))


def averaged(matches, totals, _n):
    return sum(m / max(t, 1) for m, t in zip(matches, totals, strict=True)) / len(matches)


def altered(
    match=clipped, penalty=brevity, mean=geometric, share=pooled, longest=4, by_reference=False, percent=100
):
    """``corpus_bleu`` with parts exchanged."""

    def version(references, hypotheses):
        precisions = []
        for n in range(1, longest + 1):
            pairs = [
                (n_grams(hypothesis, n), n_grams(reference, n))
                for reference, hypothesis in zip(references, hypotheses, strict=True)
            ]
            totals = [(theirs if by_reference else ours).total() for ours, theirs in pairs]
            precisions.append(share([match(*pair) for pair in pairs], totals, n))
        r, c = sum(map(len, references)), sum(map(len, hypotheses))
        return percent * penalty(r, c) * mean(precisions)

    return version


for sentence, version in [
    (
        "an n-gram counts as often as the output repeats it: at most as often as its reference holds it",
        altered(match=lambda ours, theirs: sum(count for gram, count in ours.items() if gram in theirs)),
    ),
    (
        "each n-gram counts once, however often both sides hold it: the smaller of the two counts",
        altered(match=lambda ours, theirs: len(ours.keys() & theirs.keys())),
    ),
    (
        "lengths n of which nothing matches are left out: then the score is 0",
        altered(mean=lambda precisions: geometric([p for p in precisions if p] or [0])),
    ),
    ("the brevity penalty is missing", altered(penalty=lambda _r, _c: 1.0)),
    (
        "r and c are exchanged in the brevity penalty: it punishes long outputs, and short ones go free",
        altered(penalty=lambda r, c: brevity(c, r)),
    ),
    (
        "the penalty has no upper bound of 1: long outputs get a bonus",
        altered(penalty=lambda r, c: math.exp(1 - r / c)),
    ),
    (
        "the penalty is c / r: it is e^(1 − r/c) when c is below r",
        altered(penalty=lambda r, c: min(1.0, c / r)),
    ),
    (
        "the four precisions are averaged as they are: BLEU averages their logarithms",
        altered(mean=lambda precisions: sum(precisions) / 4 if min(precisions) > 0 else 0.0),
    ),
    ("only single words are counted: n runs from 1 to 4", altered(longest=1)),
    ("pairs are the longest n-grams counted: n runs from 1 to 4", altered(longest=2)),
    ("n runs from 1 to 3: quadruples count too", altered(longest=3)),
    (
        "the matches are divided by the n-grams of the references: the precision divides by those written",
        altered(by_reference=True),
    ),
    ("the score lies between 0 and 1: 100 times that is asked for", altered(percent=1)),
    (
        "each precision is a mean over the sentences: matches and n-grams are summed over the corpus first",
        altered(share=averaged),
    ),
    (
        "1 is added to matches and n-grams where n > 1: this BLEU is not smoothed",
        altered(share=smoothed),
    ),
    (
        "the four precisions are multiplied without the fourth root",
        altered(mean=math.prod),
    ),
]:
    corpus_bleu.slip(sentence)(version)


@corpus_bleu.slip(
    "this is the mean of the sentences' scores: matches and n-grams are summed over the corpus first"
)
def _(references, hypotheses):
    pairs = zip(references, hypotheses, strict=True)
    return float(np.mean([corpus_bleu.reference([r], [h]) if h else 0.0 for r, h in pairs]))


@corpus_bleu.slip("each n-gram counts once in a sentence: BLEU counts all, also those that come again")
def _(references, hypotheses):
    def precision(n):
        pairs = zip(references, hypotheses, strict=True)
        sets = [
            (n_grams(hypothesis, n).keys(), n_grams(reference, n).keys()) for reference, hypothesis in pairs
        ]
        return sum(len(ours & theirs) for ours, theirs in sets) / max(sum(len(ours) for ours, _ in sets), 1)

    r, c = sum(map(len, references)), sum(map(len, hypotheses))
    return 100 * brevity(r, c) * geometric([precision(n) for n in range(1, 5)])


@corpus_bleu.slip("an n-gram may run from one sentence into the next: they are counted inside the sentences")
def _(references, hypotheses):
    return corpus_bleu.reference(*([list(chain.from_iterable(side))] for side in (references, hypotheses)))


@corpus_bleu.slip("references and hypotheses are exchanged: the precisions are those of what is written")
def _(references, hypotheses):
    return corpus_bleu.reference(hypotheses, references)


@corpus_bleu.slip("the brevity penalty is a mean over the sentences: r and c are sums over the corpus")
def _(references, hypotheses):
    lengths = [(len(r), len(h)) for r, h in zip(references, hypotheses, strict=True)]
    mean = sum(brevity(*pair) for pair in lengths) / len(lengths)
    return altered(penalty=lambda _r, _c: mean)(references, hypotheses)


LOGITS = np.log(np.array([0.1, 0.4, 0.2, 0.3]))
U = np.array([0.0, 0.05, 0.15, 0.3, 0.45, 0.55, 0.62, 0.72, 0.8, 0.92, 0.99])


@exercise(
    cases=[
        (LOGITS, 1.0, 2, np.array([0.5, 0.6])),
        (LOGITS, 1.0, 4, U),
        (LOGITS + 3, 0.5, 3, U),
        (np.array([2.0, -1.0, 0.5, 1.0, -0.3, 1.6]), 2.0, 4, U),
        (np.array([0.3, 1.2, -2.0, 0.9, 0.1]), 0.7, 1, U),
        (np.array([0.3, 1.2, -2.0, 0.9, 0.1]), 1.5, 5, U),
    ],
)
def draw(logits, temperature, top_k, u):
    kept = np.where(logits >= np.sort(logits)[-top_k], logits / temperature, -np.inf)
    p = np.exp(kept - kept.max())
    cumulated = np.cumsum(p / p.sum())
    return (cumulated > u[:, None]).argmax(axis=1)


def softmax(scores):
    e = np.exp(scores - scores.max())
    return e / e.sum()


def largest(scores, k):
    return np.where(scores >= np.sort(scores)[-k], scores, -np.inf)


def first(p, u):
    return (np.cumsum(p) > u[:, None]).argmax(axis=1)


@draw.slip("the logits are multiplied by the temperature: a high one must flatten, so divide")
def _(logits, temperature, top_k, u):
    return first(softmax(largest(logits, top_k) * temperature), u)


@draw.slip("the temperature is not used")
def _(logits, temperature, top_k, u):
    return first(softmax(largest(logits, top_k)), u)


@draw.slip("top_k is not used: all tokens can be drawn")
def _(logits, temperature, top_k, u):
    return first(softmax(logits / temperature), u)


@draw.slip("the smallest logits are kept where the largest belong")
def _(logits, temperature, top_k, u):
    kept = np.where(logits <= np.sort(logits)[top_k - 1], logits, -np.inf)
    return first(softmax(kept / temperature), u)


@draw.slip("the first top_k ids are kept: keep the top_k largest logits, wherever they stand")
def _(logits, temperature, top_k, u):
    kept = np.where(np.arange(len(logits)) < top_k, logits, -np.inf)
    return first(softmax(kept / temperature), u)


@draw.slip("one token too few is kept")
def _(logits, temperature, top_k, u):
    return first(softmax(largest(logits, max(top_k - 1, 1)) / temperature), u)


@draw.slip("one token too many is kept")
def _(logits, temperature, top_k, u):
    return first(softmax(largest(logits, min(top_k + 1, len(logits))) / temperature), u)


@draw.slip("the softmax is over all tokens and is not made to sum to 1 again after the choice of top_k")
def _(logits, temperature, top_k, u):
    p = softmax(logits / temperature)
    return first(np.where(logits >= np.sort(logits)[-top_k], p, 0), u)


@draw.slip(
    "the softmax is over all tokens and is not made to sum to 1 again: the last one kept gets the rest"
)
def _(logits, temperature, top_k, u):
    kept = logits >= np.sort(logits)[-top_k]
    p = np.where(kept, softmax(logits / temperature), 0)
    return np.minimum((np.cumsum(p) <= u[:, None]).sum(axis=1), np.flatnonzero(kept)[-1])


@draw.slip("the likeliest token is taken whatever u is: this is greedy decoding")
def _(logits, temperature, top_k, u):
    return np.full(len(u), logits.argmax())


@draw.slip("the probabilities are cumulated from the largest down: the order is that of the ids")
def _(logits, temperature, top_k, u):
    p = softmax(largest(logits, top_k) / temperature)
    order = np.argsort(-p, kind="stable")
    return order[first(p[order], u)]


@draw.slip("the places among the kept tokens are returned: the ids of these tokens are asked for")
def _(logits, temperature, top_k, u):
    kept = np.sort(np.argsort(-logits)[:top_k])
    return first(softmax(logits[kept] / temperature), u)


@draw.slip("the probabilities are divided by the temperature: it belongs under the logits")
def _(logits, temperature, top_k, u):
    return first(softmax(largest(logits, top_k)) / temperature, u)


@draw.slip("the logits left out become 0, which is a logit like any other: they need −∞")
def _(logits, temperature, top_k, u):
    kept = np.where(logits >= np.sort(logits)[-top_k], logits, 0.0)
    return first(softmax(kept / temperature), u)


@draw.slip("the probabilities are cumulated from the smallest up: the order is that of the ids")
def _(logits, temperature, top_k, u):
    ids = np.argsort(logits)
    return ids[first(softmax(largest(logits, top_k) / temperature)[ids], u)]


@draw.slip("the probabilities are cumulated from the last id down: begin with the first")
def _(logits, temperature, top_k, u):
    return len(logits) - 1 - first(softmax(largest(logits, top_k) / temperature)[::-1], u)


@draw.slip("all kept tokens are drawn alike: the logits say how often each one is")
def _(logits, _temperature, top_k, u):
    return first((largest(logits, top_k) > -np.inf) / top_k, u)


@draw.slip("the logits are divided by the temperature twice")
def _(logits, temperature, top_k, u):
    return first(softmax(largest(logits, top_k) / temperature**2), u)


@draw.slip("the tokens' probabilities are returned: their ids are asked for")
def _(logits, temperature, top_k, u):
    p = softmax(largest(logits, top_k) / temperature)
    return p[first(p, u)]


@draw.slip("the logits themselves are the weights: the softmax is missing")
def _(logits, temperature, top_k, u):
    scores = largest(logits / temperature, top_k)
    p = np.where(scores > -np.inf, scores - scores[scores > -np.inf].min(), 0)
    return first(p / max(p.sum(), 1e-9), u)


@draw.slip("one place too early: the cumulated probability has to exceed u at the id that is returned")
def _(logits, temperature, top_k, u):
    kept = np.flatnonzero(largest(logits, top_k) > -np.inf)
    return kept[np.maximum(first(softmax(logits[kept] / temperature), u) - 1, 0)]


@draw.slip("one id comes back, that of the first u: one for every u is asked for")
def _(logits, temperature, top_k, u):
    return draw.reference(logits, temperature, top_k, u)[0]
