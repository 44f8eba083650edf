"""The exercises of lesson 4-12: their inputs, references and usual slips."""

import numpy as np

from common.exercise import exercise
from common.functions import log_softmax

rng = np.random.default_rng(412)


def sentences(lengths, T, pad=0):
    """Rows of ids from 1 on, of these lengths, filled up with ``pad``."""
    ids = rng.integers(1, 40, (len(lengths), T))
    return np.where(np.arange(T) < np.array(lengths)[:, None], np.where(ids == pad, 41, ids), pad), pad


@exercise(cases=[sentences([5, 3], 5), sentences([6, 2, 4], 6), sentences([4, 3], 4, pad=9)])
def gpt_task(ids, pad):
    inputs = ids[:, :-1]
    targets = np.where(ids[:, 1:] == pad, -1, ids[:, 1:])
    causal = np.tri(inputs.shape[1], dtype=bool)
    return inputs, targets, causal & (inputs != pad)[:, None]


@gpt_task.slip("the targets are the inputs themselves: the token to name is the next one, ids[:, 1:]")
def _(ids, pad):
    inputs, _, mask = gpt_task.reference(ids, pad)
    return inputs, np.where(inputs == pad, -1, inputs), mask


@gpt_task.slip("inputs and targets are exchanged: the later token is the target")
def _(ids, pad):
    _, _, mask = gpt_task.reference(ids, pad)
    return ids[:, 1:], np.where(ids[:, :-1] == pad, -1, ids[:, :-1]), mask


@gpt_task.slip("padding is left in the targets: there it must be −1, or the net learns to write padding")
def _(ids, pad):
    inputs, _, mask = gpt_task.reference(ids, pad)
    return inputs, ids[:, 1:], mask


def _mask_slip(sentence, mask):
    """A slip in the mask alone: a function of the right triangle, and of where inputs are real words."""

    def answer(ids, pad):
        inputs, targets, right = gpt_task.reference(ids, pad)
        spoilt = mask(np.tri(inputs.shape[1], dtype=bool), inputs != pad)
        return inputs, targets, np.broadcast_to(spoilt, right.shape)

    gpt_task.slip(sentence)(answer)


_mask_slip(
    "the mask lets every place look at the future: it needs the lower triangle, np.tri",
    lambda tri, real: real[:, None] | (tri & False),
)
_mask_slip(
    "the triangle is the wrong way round: row t may look at columns 0 … t",
    lambda tri, real: tri.T & real[:, None],
)
_mask_slip(
    "no place may look at itself: the diagonal belongs to the mask, the target is the next token",
    lambda tri, real: tri & ~np.eye(len(tri), dtype=bool) & real[:, None],
)
_mask_slip(
    "each place looks at one place of the future: np.tri(T) without k",
    lambda tri, real: np.tri(len(tri), k=1, dtype=bool) & real[:, None],
)
_mask_slip(
    "the padding is not hidden: a column of the mask is False where its token is padding",
    lambda tri, _: tri,
)
_mask_slip(
    "the rows of padding are struck out: only its columns, the keys, are, and no row may be empty",
    lambda tri, real: tri & real[:, :, None],
)
_mask_slip(
    "the mask is the wrong way round: True is where a place may look",
    lambda tri, real: ~(tri & real[:, None]),
)
gpt_task.slip("the padding of the targets hides columns: a key is a word of the inputs")(
    lambda ids, pad: (
        *gpt_task.reference(ids, pad)[:2],
        np.tri(ids.shape[1] - 1, dtype=bool) & (ids[:, 1:] != pad)[:, None],
    )
)
gpt_task.slip("the target is −1 where the next token is padding: the last word's target, too")(
    lambda ids, pad: (
        ids[:, :-1],
        np.where(ids[:, :-1] == pad, -1, ids[:, 1:]),
        gpt_task.reference(ids, pad)[2],
    )
)


@gpt_task.slip("the last token is still among the inputs: nothing follows it that could be a target")
def _(ids, pad):
    _, targets, _ = gpt_task.reference(ids, pad)
    return ids, targets, np.tri(ids.shape[1], dtype=bool) & (ids != pad)[:, None]


gpt_task.slip("padding is taken to be 0: it is the argument pad")(lambda ids, _: gpt_task.reference(ids, 0))


def scored(shape, chosen):
    """Logits (N, T, V), and targets that are −1 except at ``chosen`` places, a part of them hit."""
    logits = 2 * rng.standard_normal(shape)
    d = np.full(shape[:2], -1)
    for k, place in enumerate(chosen):
        d[place] = logits[place].argmax() if k % 2 == 0 else rng.integers(shape[2])
    return logits, d


@exercise(
    cases=[
        scored((2, 4, 5), [(0, 1), (0, 3), (1, 0)]),
        scored((3, 3, 4), [(0, 0), (1, 2), (2, 0), (2, 1), (2, 2)]),
        (1000 * scored((2, 3, 4), [])[0], np.array([[-1, 2, -1], [0, -1, 1]])),
    ]
)
def masked_scores(logits, d):
    chosen = d != -1
    log_p = log_softmax(logits[chosen])
    hit = logits[chosen].argmax(axis=-1) == d[chosen]
    return -np.mean(log_p[np.arange(len(log_p)), d[chosen]]), np.mean(hit)


def _log_p(logits, d):
    """Log-probability of the target at every place, 0 where there is none."""
    found = np.take_along_axis(log_softmax(logits), np.maximum(d, 0)[..., None], axis=2)[..., 0]
    return np.where(d == -1, 0, found)


def _loss_slip(sentence, loss):
    """A slip in the loss alone."""
    masked_scores.slip(sentence)(lambda logits, d: (loss(logits, d), masked_scores.reference(logits, d)[1]))


def _picked(x, d):
    """Entries of x (N, T, V) at the targets, for the chosen places only."""
    return x[d != -1][np.arange((d != -1).sum()), d[d != -1]]


_loss_slip(
    "the loss is divided by all tokens: it is the mean over the chosen ones",
    lambda logits, d: -_log_p(logits, d).mean(),
)
_loss_slip(
    "the loss is the sum: it is the mean over the chosen places",
    lambda logits, d: -_log_p(logits, d).sum(),
)
_loss_slip(
    "each sentence gets its mean first: every chosen token counts the same",
    lambda logits, d: -np.mean(
        [_log_p(logits, d)[n].sum() / (k >= 0).sum() for n, k in enumerate(d) if max(k) >= 0]
    ),
)
_loss_slip(
    "the minus is missing: the loss is −log p, and positive",
    lambda logits, d: -masked_scores.reference(logits, d)[0],
)
_loss_slip(
    "the logits are taken for log-probabilities: log_softmax comes first",
    lambda logits, d: -_picked(logits, d).mean(),
)
_loss_slip(
    "the exponentials overflow for large logits: take log_softmax, which shifts them first",
    lambda logits, d: -np.log(_picked(np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True), d)).mean(),
)
_loss_slip(
    "the exponentials overflow for large logits: take log_softmax, which shifts them first",
    lambda logits, d: (np.log(np.exp(logits).sum(axis=-1))[d != -1] - _picked(logits, d)).mean(),
)
_loss_slip(
    "the log-probability is the likeliest word's: the loss asks for that of the target",
    lambda logits, d: -log_softmax(logits[d != -1]).max(axis=-1).mean(),
)
masked_scores.slip("the accuracy is counted over all tokens: only chosen ones have a target")(
    lambda logits, d: (masked_scores.reference(logits, d)[0], np.mean(logits.argmax(axis=-1) == d))
)
masked_scores.slip("the accuracy is a number of hits: it is their share, a mean")(
    lambda logits, d: (masked_scores.reference(logits, d)[0], np.sum(logits.argmax(axis=-1) == d))
)
masked_scores.slip("both are taken over all tokens: places with −1 have no target and do not count")(
    lambda logits, d: (-_log_p(logits, d).mean(), np.mean(logits.argmax(axis=-1) == d))
)
masked_scores.slip("−1 is used as an index: it picks the last word of the vocabulary where none was asked")(
    lambda logits, d: (
        masked_scores.reference(logits, d % logits.shape[2])[0],
        np.mean(logits.argmax(axis=-1) == d),
    )
)
masked_scores.slip("each sentence gets its means first: every chosen token counts the same")(
    lambda logits, d: np.mean(
        [masked_scores.reference(u, k) for u, k in zip(logits, d, strict=True) if max(k) >= 0], axis=0
    )
)
masked_scores.slip("word 0 is left out: a target is missing where d is −1, not where it is 0")(
    lambda logits, d: masked_scores.reference(logits, np.where(d == 0, -1, d))
)
masked_scores.slip("loss and accuracy are exchanged: the loss comes first")(
    lambda logits, d: masked_scores.reference(logits, d)[::-1]
)


def pieces(first, seed, special=None):
    """ids (N, T) in pieces of words, where words begin, a random number for each place, and the mask's id."""
    first = np.array(first, dtype=bool)
    drawn = np.random.default_rng(seed)
    ids = drawn.integers(4, 10, first.shape)  # 4, the first ordinary id, comes often
    ids[:, 0] = 1
    ids[:, -1] = 2
    if special is not None:
        ids[special, -2] = 0
    return ids, first, np.round(0.6 * drawn.random(first.shape), 3), 31


@exercise(
    cases=[
        pieces([[1, 1, 0, 1, 1, 0, 0, 1], [1, 1, 1, 0, 0, 0, 1, 1]], 5),
        pieces([[1, 1, 0, 0, 1, 0, 1, 0, 1], [1, 1, 1, 0, 1, 1, 0, 1, 1], [1, 1, 0, 1, 0, 0, 0, 0, 1]], 11),
        pieces([[1, 1, 0, 1, 0, 1, 1], [1, 1, 1, 1, 0, 1, 1]], 8, special=1),
    ]
)
def whole_words(ids, first, u, mask_id):
    inputs, targets = ids.copy(), np.full_like(ids, -1)
    for n in range(len(ids)):
        for t in range(ids.shape[1]):
            if first[n, t]:
                chosen = u[n, t] < 0.15
            if chosen and ids[n, t] >= 4:
                inputs[n, t] = mask_id
                targets[n, t] = ids[n, t]
    return inputs, targets


def _masked(ids, chosen, mask_id):
    return np.where(chosen, mask_id, ids), np.where(chosen, ids, -1)


def _draw(first, u):
    """The random number of each place's word: that of its first piece."""
    start = np.maximum.accumulate(np.where(first, np.arange(first.shape[1]), 0), axis=1)
    return np.take_along_axis(u, start, axis=1)


whole_words.slip("every piece decides for itself: the number of the first one decides for the whole word")(
    lambda ids, _, u, mask_id: _masked(ids, (u < 0.15) & (ids >= 4), mask_id)
)
whole_words.slip("only the first piece of a chosen word is masked: its other pieces go with it")(
    lambda ids, first, u, mask_id: _masked(ids, (u < 0.15) & first & (ids >= 4), mask_id)
)
whole_words.slip("special tokens, ids below 4, are masked too: they are never chosen")(
    lambda ids, first, u, mask_id: _masked(ids, _draw(first, u) < 0.15, mask_id)
)
whole_words.slip("the targets hold all ids: −1 belongs where nothing was chosen")(
    lambda ids, *more: (whole_words.reference(ids, *more)[0], ids)
)
whole_words.slip("the target is the masked id: it is the id that stood there before")(
    lambda *case: (
        whole_words.reference(*case)[0],
        np.where(whole_words.reference(*case)[1] < 0, -1, case[3]),
    )
)
whole_words.slip("nothing is hidden: the chosen places must hold the mask in the inputs")(
    lambda ids, *more: (ids, whole_words.reference(ids, *more)[1])
)


@whole_words.slip("one piece below 0.15 chooses the whole word: only its first piece is asked")
def _(ids, first, u, mask_id):
    chosen = np.zeros(ids.shape, dtype=bool)
    for n in range(len(ids)):
        word = np.cumsum(first[n])
        chosen[n] = np.isin(word, word[u[n] < 0.15])
    return _masked(ids, chosen & (ids >= 4), mask_id)


whole_words.slip("words with a number of 0.15 or more are chosen: it is those below")(
    lambda ids, first, u, mask_id: _masked(ids, (_draw(first, u) >= 0.15) & (ids >= 4), mask_id)
)
whole_words.slip("inputs and targets are exchanged")(lambda *case: whole_words.reference(*case)[::-1])
whole_words.slip("a chosen word never ends: where the next one begins, the decision is made anew")(
    lambda ids, first, u, mask_id: _masked(
        ids, np.logical_or.accumulate(first & (u < 0.15), axis=1) & (ids >= 4), mask_id
    )
)
whole_words.slip("the id 4 is an ordinary token: special ones are below 4")(
    lambda ids, first, u, mask_id: _masked(ids, (_draw(first, u) < 0.15) & (ids > 4), mask_id)
)
whole_words.slip("0 stands where −1 belongs: nothing is asked there")(
    lambda *case: tuple(np.maximum(whole_words.reference(*case), 0))
)
whole_words.slip("the first piece of a chosen word stays visible: it is hidden with the others")(
    lambda ids, first, u, mask_id: _masked(ids, (_draw(first, u) < 0.15) & ~first & (ids >= 4), mask_id)
)
