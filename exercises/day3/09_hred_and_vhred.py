"""The exercises of lesson 3-09: their inputs, references and usual slips."""

import numpy as np

from common.exercise import exercise

rng = np.random.default_rng(309)

REPLIES = [
    [["how", "nice"], ["how", "nice", "how"]],
    [["a", "b", "a", "b"], ["b"], ["a", "b", "c"], ["c", "a"]],
    [["i", "see"], ["i", "see", "i", "see", "it"], ["you", "see", "it", "i", "see"]],
    [["x", "x", "x"], ["x", "x"], ["y", "x", "x", "x", "z"]],
]


@exercise(cases=[(replies, n) for replies, n in zip(REPLIES, (2, 1, 3, 2), strict=True)])
def distinct_n(replies, n):
    grams = set()
    tokens = 0
    for reply in replies:
        tokens += len(reply)
        for i in range(len(reply) - n + 1):
            grams.add(tuple(reply[i : i + n]))
    return len(grams) / tokens


def n_grams(reply, n):
    """All n-grams of one reply."""
    return [tuple(reply[i : i + n]) for i in range(len(reply) - n + 1)]


@distinct_n.slip("repeated n-grams are counted each time: only different ones count")
def _(replies, n):
    return sum(len(n_grams(reply, n)) for reply in replies) / sum(map(len, replies))


@distinct_n.slip("the number of n-grams is the divisor: here it is the number of all tokens")
def _(replies, n):
    grams = [gram for reply in replies for gram in n_grams(reply, n)]
    return len(set(grams)) / len(grams)


@distinct_n.slip("this is the mean over single replies: all replies are pooled first")
def _(replies, n):
    return float(np.mean([len(set(n_grams(reply, n))) / len(reply) for reply in replies]))


@distinct_n.slip("n-grams run from one reply into the next: each reply has its own")
def _(replies, n):
    words = [word for reply in replies for word in reply]
    return len(set(n_grams(words, n))) / len(words)


@distinct_n.slip("different n-grams are counted within each reply: a repetition in another reply counts once")
def _(replies, n):
    return sum(len(set(n_grams(reply, n))) for reply in replies) / sum(map(len, replies))


@distinct_n.slip("the last n-gram of each reply is missing: range(len(reply) - n + 1)")
def _(replies, n):
    return len({g for reply in replies for g in n_grams(reply, n)[:-1]}) / sum(map(len, replies))


@distinct_n.slip("the ends of replies that are shorter than n are counted too: an n-gram has n tokens")
def _(replies, n):
    grams = {tuple(reply[i : i + n]) for reply in replies for i in range(len(reply))}
    return len(grams) / sum(map(len, replies))


@distinct_n.slip("the divisor is the number of replies: it is the number of all tokens")
def _(replies, n):
    return len({g for reply in replies for g in n_grams(reply, n)}) / len(replies)


@distinct_n.slip("the divisor counts different tokens: it is the number of all tokens")
def _(replies, n):
    words = {word for reply in replies for word in reply}
    return len({g for reply in replies for g in n_grams(reply, n)}) / len(words)


def padded(M, T, H):
    """States h (M, T, H) and ids (M, T) of turns of different lengths, the last one filling its row."""
    lengths = [*rng.permutation(np.arange(1, T))[: M - 1], T]
    ids = np.where(np.arange(T) < np.array(lengths)[:, None], rng.integers(4, 30, size=(M, T)), 0)
    return rng.standard_normal((M, T, H)), ids


@exercise(cases=[padded(2, 4, 3), padded(3, 5, 2), padded(4, 6, 1)])
def turn_vectors(h, ids):
    last = np.sum(ids != 0, axis=1) - 1
    return h[np.arange(len(h)), last]


@turn_vectors.slip("the last column is taken: in a short turn the state there has read padding")
def _(h, _ids):
    return h[:, -1]


@turn_vectors.slip("the index is the number of tokens: places count from 0, so the last is one less")
def _(h, ids):
    return h[np.arange(len(h)), np.minimum(np.sum(ids != 0, axis=1), h.shape[1] - 1)]


@turn_vectors.slip("this is the state one token too early: the last one is at the number of tokens − 1")
def _(h, ids):
    return h[np.arange(len(h)), np.maximum(np.sum(ids != 0, axis=1) - 2, 0)]


@turn_vectors.slip("the states are averaged: one state is asked for, the last that read a token")
def _(h, ids):
    real = (ids != 0)[..., None]
    return (h * real).sum(axis=1) / real.sum(axis=1)


@turn_vectors.slip("the states are averaged, those of the padding too: only the last real one is asked for")
def _(h, _ids):
    return h.mean(axis=1)


@turn_vectors.slip("the states of a turn are added up: only the last one is asked for")
def _(h, ids):
    return (h * (ids != 0)[..., None]).sum(axis=1)


@turn_vectors.slip("the first state is taken: it has read one token of the turn")
def _(h, _ids):
    return h[:, 0]


@turn_vectors.slip("every turn is cut at the same place: each has its own length")
def _(h, ids):
    return h[:, np.sum(ids[0] != 0) - 1]


@turn_vectors.slip("the place of the largest id is taken: the place of the last token is asked for")
def _(h, ids):
    return h[np.arange(len(h)), ids.argmax(axis=1)]


@turn_vectors.slip("the padding is set to zero and the last column taken: that gives zeros for short turns")
def _(h, ids):
    return (h * (ids != 0)[..., None])[:, -1]


@turn_vectors.slip("this is the state at every place for each turn: pair np.arange(M) with the places")
def _(h, ids):
    return h[:, np.sum(ids != 0, axis=1) - 1]


@exercise(
    names=("one long text", "HRED"),
    cases=[([5, 3, 4], 0, 2), ([7, 2, 9, 4, 6], 1, 0), ([4, 8, 5, 3], 3, 1), ([6, 3, 8, 2, 5, 9], 2, 7)],
)
def steps_to_answer(lengths, turn, place):
    own = lengths[turn] - place
    later = lengths[turn + 1 :]
    return own + sum(later), own + 1 + len(later)


@steps_to_answer.slip("the step that reads the word itself is missing: it counts")
def _(*case):
    text, hred = steps_to_answer.reference(*case)
    return text - 1, hred - 1


@steps_to_answer.slip("the steps of the context RNN are missing: one for each turn from the word's own on")
def _(lengths, turn, place):
    text, hred = steps_to_answer.reference(lengths, turn, place)
    return text, lengths[turn] - place


@steps_to_answer.slip("the context RNN's step for the word's own turn is missing")
def _(*case):
    text, hred = steps_to_answer.reference(*case)
    return text, hred - 1


@steps_to_answer.slip("the encoder's steps are missing in HRED: from the word to the end of its turn")
def _(lengths, turn, place):
    text, hred = steps_to_answer.reference(lengths, turn, place)
    return text, len(lengths) - turn


@steps_to_answer.slip("the place is counted from the end of the turn: it is counted from its start")
def _(lengths, turn, place):
    return steps_to_answer.reference(lengths, turn, lengths[turn] - place - 1)


@steps_to_answer.slip("the whole turn of the word is counted: only the tokens from its place on")
def _(lengths, turn, place):
    return steps_to_answer.reference(lengths, turn, 0)


@steps_to_answer.slip("the context RNN is counted from the first turn: only from the word's turn on")
def _(lengths, turn, place):
    text, hred = steps_to_answer.reference(lengths, turn, place)
    return text, hred + turn


@steps_to_answer.slip("the turns before the word are counted too: only what is read after it lies between")
def _(lengths, turn, place):
    text, hred = steps_to_answer.reference(lengths, turn, place)
    return text + sum(lengths[:turn]), hred
