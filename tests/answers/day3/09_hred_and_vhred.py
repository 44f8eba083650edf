"""Answers to the exercises of lesson 3-09."""

from collections import Counter

import numpy as np

from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(replies, n):
    counts = Counter()
    for reply in replies:
        counts.update(zip(*(reply[i:] for i in range(n)), strict=False))
    return len(counts) / sum(map(len, replies))


@answers.right(1)
def _(replies, n):
    seen, tokens = [], 0
    for reply in replies:
        for end in range(n, len(reply) + 1):
            gram = " ".join(reply[end - n : end])
            if gram not in seen:
                seen.append(gram)
        tokens += len(reply)
    return len(seen) / tokens


@answers.wrong(1, "number of n-grams")
def _(replies, n):
    grams = [tuple(r[i : i + n]) for r in replies for i in range(len(r) - n + 1)]
    return len(set(grams)) / len(grams)


@answers.wrong(1, "repeated")
def _(replies, n):
    return sum(max(len(reply) - n + 1, 0) for reply in replies) / sum(len(reply) for reply in replies)


@answers.wrong(1, "one reply into the next|run")
def _(replies, n):
    text = [word for reply in replies for word in reply]
    return len({tuple(text[i : i + n]) for i in range(len(text) - n + 1)}) / len(text)


@answers.wrong(1, "mean over single|pooled")
def _(replies, n):
    shares = []
    for r in replies:
        shares.append(len({tuple(r[i : i + n]) for i in range(len(r) - n + 1)}) / len(r))
    return sum(shares) / len(shares)


@answers.wrong(1, "last n-gram")
def _(replies, n):
    grams = {tuple(r[i : i + n]) for r in replies for i in range(len(r) - n)}
    return len(grams) / sum(map(len, replies))


@answers.wrong(1, "short|beginning|end|fewer|n-gram")  # ends of replies count as n-grams
def _(replies, n):
    grams = {tuple(r[i : i + n]) for r in replies for i in range(len(r))}
    return len(grams) / sum(map(len, replies))


@answers.wrong(1, "order|sorted")  # (a, b) and (b, a) taken for one
def _(replies, n):
    grams = {tuple(sorted(r[i : i + n])) for r in replies for i in range(len(r) - n + 1)}
    return len(grams) / sum(map(len, replies))


@answers.right(2)
def _(h, ids):
    vectors = []
    for states, row in zip(h, ids, strict=True):
        vectors.append(states[np.flatnonzero(row)[-1]])
    return np.array(vectors)


@answers.right(2)
def _(h, ids):
    places = np.where(ids > 0, np.arange(ids.shape[1]), 0).max(axis=1)
    return np.take_along_axis(h, places[:, None, None], axis=1)[:, 0]


@answers.wrong(2, "last column")
def _(h, ids):
    return h[np.arange(len(ids)), -1]


@answers.wrong(2, "averaged")
def _(h, ids):
    return np.array([states[row > 0].mean(axis=0) for states, row in zip(h, ids, strict=True)])


@answers.wrong(2, "too early")
def _(h, ids):
    places = np.maximum((ids > 0).sum(axis=1) - 2, 0)
    return h[np.arange(len(h)), places]


@answers.wrong(2, "IndexError|outside|index")
def _(h, ids):
    return h[np.arange(len(h)), (ids > 0).sum(axis=1)]


@answers.wrong(2, "pair|every place")
def _(h, ids):
    return h[:, (ids > 0).sum(axis=1) - 1, :]


@answers.wrong(2, "same place|own length|longest|last column")  # the longest turn's end for all
def _(h, ids):
    return h[:, (ids > 0).sum(axis=1).max() - 1]


@answers.wrong(2, "first")
def _(h, ids):
    return h[:, (ids == 0).argmin(axis=1)[0]]


@answers.right(3)
def _(lengths, turn, place):
    text = sum(lengths) - sum(lengths[:turn]) - place
    hred = (lengths[turn] - place) + len(lengths[turn:])
    return text, hred


@answers.right(3)
def _(lengths, turn, place):
    rest = list(range(place, lengths[turn]))
    text, context = len(rest), 1
    for later in lengths[turn + 1 :]:
        text += later
        context += 1
    return text, len(rest) + context


@answers.wrong(3, "reads the word itself")
def _(lengths, turn, place):
    own = lengths[turn] - place - 1
    return own + sum(lengths[turn + 1 :]), own + len(lengths) - turn


@answers.wrong(3, "own turn")
def _(lengths, turn, place):
    own = lengths[turn] - place
    return own + sum(lengths[turn + 1 :]), own + len(lengths) - turn - 1


@answers.wrong(3, "first turn")
def _(lengths, turn, place):
    own = lengths[turn] - place
    return own + sum(lengths[turn + 1 :]), own + len(lengths)


@answers.wrong(3, "exchanged|order")
def _(lengths, turn, place):
    own = lengths[turn] - place
    return own + len(lengths) - turn, own + sum(lengths[turn + 1 :])


@answers.wrong(3, "whole turn")
def _(lengths, turn, place):
    own = lengths[turn]
    return own + sum(lengths[turn + 1 :]), own + len(lengths) - turn


@answers.wrong(3, "encoder")
def _(lengths, turn, place):
    return sum(lengths[turn:]) - place, len(lengths) - turn
