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


@distinct_n.slip("the divisor is the number of replies: it is the number of all tokens")
def _(replies, n):
    return len({g for reply in replies for g in n_grams(reply, n)}) / len(replies)


@distinct_n.slip("the divisor counts different tokens: it is the number of all tokens")
def _(replies, n):
    words = {word for reply in replies for word in reply}
    return len({g for reply in replies for g in n_grams(reply, n)}) / len(words)


def gaussians(M, Z):
    """Means and log variances of q and p."""
    return tuple(rng.standard_normal((M, Z)) for _ in range(4))


@exercise(cases=[gaussians(1, 1), gaussians(2, 3), gaussians(4, 2), gaussians(3, 3)])
def kl(mean_q, log_var_q, mean_p, log_var_p):
    spread = np.exp(log_var_q) + (mean_q - mean_p) ** 2
    return 0.5 * np.sum(log_var_p - log_var_q + spread / np.exp(log_var_p) - 1, axis=1)


@kl.slip("this is KL(p ‖ q): q and p are exchanged")
def _(mean_q, log_var_q, mean_p, log_var_p):
    return kl.reference(mean_p, log_var_p, mean_q, log_var_q)


@kl.slip("this is the KL to N(0, 1): the prior has a mean and a variance of its own")
def _(mean_q, log_var_q, mean_p, log_var_p):
    return kl.reference(mean_q, log_var_q, 0 * mean_p, 0 * log_var_p)


@kl.slip("the factor ½ is missing")
def _(*case):
    return 2 * kl.reference(*case)


@kl.slip("the − 1 of every dimension is missing")
def _(*case):
    return kl.reference(*case) + case[0].shape[1] / 2


@kl.slip("the difference of the means is not squared")
def _(mean_q, log_var_q, mean_p, log_var_p):
    spread = np.exp(log_var_q) + (mean_q - mean_p)
    return 0.5 * (log_var_p - log_var_q + spread / np.exp(log_var_p) - 1).sum(axis=1)


@kl.slip("only the variance of q is divided by that of p: the squared difference of the means is, too")
def _(mean_q, log_var_q, mean_p, log_var_p):
    spread = np.exp(log_var_q - log_var_p) + (mean_q - mean_p) ** 2
    return 0.5 * (log_var_p - log_var_q + spread - 1).sum(axis=1)


@kl.slip("the sign of the logarithms is turned round: it is log of p's variance minus log of q's")
def _(mean_q, log_var_q, mean_p, log_var_p):
    spread = (np.exp(log_var_q) + (mean_q - mean_p) ** 2) / np.exp(log_var_p)
    return 0.5 * (log_var_q - log_var_p + spread - 1).sum(axis=1)


@kl.slip("the log variances are squared and exponentiated: np.exp(log_var) is the variance already")
def _(mean_q, log_var_q, mean_p, log_var_p):
    spread = (np.exp(log_var_q) ** 2 + (mean_q - mean_p) ** 2) / np.exp(log_var_p) ** 2
    return 0.5 * (log_var_p - log_var_q + spread - 1).sum(axis=1)


@kl.slip("the KL is summed over the replies as well: each row has its own")
def _(*case):
    return kl.reference(*case).sum()


@kl.slip("the dimensions are averaged: their KLs add up")
def _(*case):
    return kl.reference(*case) / case[0].shape[1]


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
