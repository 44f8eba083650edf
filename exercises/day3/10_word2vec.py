"""The exercises of lesson 3-10: their inputs, references and usual slips."""

import numpy as np

from common.exercise import exercise

rng = np.random.default_rng(310)


@exercise(
    cases=[
        (["a", "b", "c"], 1),
        (["the", "dog", "saw", "the", "cat", "near", "the", "tree"], 2),  # a word three times
        (["one", "two", "three", "four"], 9),  # the window reaches past both ends
        (["alone"], 2),
        (["so", "so", "la"], 1),  # neighbours that are equal to the word
    ]
)
def skip_gram_pairs(sentence, m):
    pairs = []
    for i in range(len(sentence)):
        for j in range(i - m, i + m + 1):
            if 0 <= j < len(sentence) and j != i:
                pairs.append((sentence[i], sentence[j]))
    return pairs


def pairs_where(sentence, places):
    """The pairs of all words i with the places that ``places(i)`` lists."""
    return [(word, sentence[j]) for i, word in enumerate(sentence) for j in places(i)]


@skip_gram_pairs.slip("a word is paired with itself: its own place i is no neighbour")
def _(sentence, m):
    return pairs_where(sentence, lambda i: range(max(0, i - m), min(len(sentence), i + m + 1)))


@skip_gram_pairs.slip("neighbours that are the same word are left out: compare the places, not the words")
def _(sentence, m):
    return [(word, other) for word, other in skip_gram_pairs.reference(sentence, m) if word != other]


@skip_gram_pairs.slip("the last neighbour is missing: range stops before its end, which is i + m + 1")
def _(sentence, m):
    return pairs_where(
        sentence, lambda i: [j for j in range(max(0, i - m), min(len(sentence), i + m)) if j != i]
    )


@skip_gram_pairs.slip("only neighbours to the right are taken: the window reaches m words to each side")
def _(sentence, m):
    return pairs_where(sentence, lambda i: range(i + 1, min(len(sentence), i + m + 1)))


@skip_gram_pairs.slip("only neighbours to the left are taken: the window reaches m words to each side")
def _(sentence, m):
    return pairs_where(sentence, lambda i: range(max(0, i - m), i))


@skip_gram_pairs.slip("places below 0 count from the end of the sentence: start at max(0, i - m)")
def _(sentence, m):
    n = len(sentence)
    return pairs_where(sentence, lambda i: [j for j in range(i - m, min(n, i + m + 1)) if j != i and j >= -n])


@skip_gram_pairs.slip(
    "words whose window leaves the sentence are left out: they have fewer neighbours, not none"
)
def _(sentence, m):
    whole = range(m, len(sentence) - m)
    return pairs_where(
        sentence, lambda i: [j for j in range(i - m, i + m + 1) if j != i] if i in whole else []
    )


@skip_gram_pairs.slip("the pairs are the wrong way round: the word first, its neighbour second")
def _(sentence, m):
    return [(other, word) for word, other in skip_gram_pairs.reference(sentence, m)]


@skip_gram_pairs.slip(
    "the right neighbours come before the left ones: they come in the order of the sentence"
)
def _(sentence, m):
    n = len(sentence)
    return pairs_where(
        sentence,
        lambda i: [*range(i + 1, min(n, i + m + 1)), *range(max(0, i - m), i)],
    )


@skip_gram_pairs.slip("a slice that begins below 0 counts from the end: begin it at max(0, i - m)")
def _(sentence, m):
    pairs = []
    for i, word in enumerate(sentence):
        pairs += [(word, other) for other in sentence[i - m : i] + sentence[i + 1 : i + m + 1]]
    return pairs


@skip_gram_pairs.slip("sentence.index finds the first place alone of a word that stands twice: use enumerate")
def _(sentence, m):
    pairs = []
    for i in map(sentence.index, sentence):
        places = range(max(0, i - m), min(len(sentence), i + m + 1))
        pairs += [(sentence[i], sentence[j]) for j in places if j != i]
    return pairs


@skip_gram_pairs.slip("the neighbours come by distance: they come in the order of the sentence")
def _(sentence, m):
    n = len(sentence)
    near = [place for distance in range(1, m + 1) for place in (-distance, distance)]
    return pairs_where(sentence, lambda i: [i + j for j in near if 0 <= i + j < n])


@skip_gram_pairs.slip("the neighbours at distance m are missing: the window reaches m words to each side")
def _(sentence, m):
    return skip_gram_pairs.reference(sentence, m - 1)


@skip_gram_pairs.slip("every pair stands once: a pair that comes twice counts twice")
def _(sentence, m):
    return list(dict.fromkeys(skip_gram_pairs.reference(sentence, m)))


@exercise(
    cases=[
        (np.array([[1.0, 0.0], [1.0, 1.0], [3.0, 0.0], [2.0, 3.0], [0.0, 1.0]]), 0, 1, 2),
        (np.array([[0.25, 0.0], [1.0, 2.25], [-2.0, -1.5], [1.75, 2.25], [-1.0, -1.0]]), 0, 1, 2),  # c wins
        (np.array([[1.5, -1.5], [2, -1.25], [1, 2], [-2, -2], [-1, -0.5]]), 0, 1, 2),  # all others below 0
        (np.array([[0.0, 0.5], [0.25, 1.5], [-1.0, 0.0], [1.5, 0.5], [1.25, 1.0]]), 0, 1, 2),  # c, then a
        *[
            (rng.standard_normal((9, 3)) * rng.uniform(0.5, 2, (9, 1)) * [1, 3, 0.4], *rng.permutation(9)[:3])
            for _ in range(10)
        ],
    ]
)
def analogy(W, a, b, c):
    E = W / np.linalg.norm(W, axis=1, keepdims=True)
    score = E @ (E[b] - E[a] + E[c])
    score[[a, b, c]] = -np.inf
    return score.argmax()


def best(score, *excluded):
    """The place of the largest score but for those excluded."""
    score = np.array(score, float)
    score[list(excluded)] = -np.inf
    return score.argmax()


def unit(W):
    return W / np.linalg.norm(W, axis=1, keepdims=True)


@analogy.slip("the words of the question may be answers: leave a, b and c out")
def _(W, a, b, c):
    E = unit(W)
    return best(E @ (E[b] - E[a] + E[c]))


@analogy.slip("only c is left out: a and b are no answers either")
def _(W, a, b, c):
    E = unit(W)
    return best(E @ (E[b] - E[a] + E[c]), c)


@analogy.slip("the scores of a, b and c are set to 0, and all others may be below 0: use -np.inf")
def _(W, a, b, c):
    E = unit(W)
    score = E @ (E[b] - E[a] + E[c])
    score[[a, b, c]] = 0
    return score.argmax()


@analogy.slip("the rows are not scaled to length 1: long rows win")
def _(W, a, b, c):
    return best(W @ (W[b] - W[a] + W[c]), a, b, c)


@analogy.slip("the rows are scaled for the comparison, but b - a + c is taken from the rows as they are")
def _(W, a, b, c):
    return best(unit(W) @ (W[b] - W[a] + W[c]), a, b, c)


@analogy.slip("b - a + c comes from rows of length 1, but the candidates keep their lengths: scale them too")
def _(W, a, b, c):
    E = unit(W)
    return best(W @ (E[b] - E[a] + E[c]), a, b, c)


@analogy.slip("the sign is turned round: from a to b is b - a")
def _(W, a, b, c):
    E = unit(W)
    return best(E @ (E[a] - E[b] + E[c]), a, b, c)


@analogy.slip("c is missing: the answer lies at b - a + c")
def _(W, a, b, c):
    E = unit(W)
    return best(E @ (E[b] - E[a]), a, b, c)


@analogy.slip("this is the word nearest to c, without any arithmetic")
def _(W, a, b, c):
    E = unit(W)
    return best(E @ E[c], a, b, c)


@analogy.slip("all three are added: a is taken away")
def _(W, a, b, c):
    E = unit(W)
    return best(E @ (E[b] + E[a] + E[c]), a, b, c)


@analogy.slip("the columns are scaled: keepdims and axis=1 belong to the rows")
def _(W, a, b, c):
    E = W / np.linalg.norm(W, axis=0, keepdims=True)
    return best(E @ (E[b] - E[a] + E[c]), a, b, c)


@analogy.slip("the smallest score is taken: the largest cosine is the nearest")
def _(W, a, b, c):
    E = unit(W)
    score = E @ (E[b] - E[a] + E[c])
    score[[a, b, c]] = np.inf
    return score.argmin()


@analogy.slip("this is the place among the words that are left: without a, b and c the others move up")
def _(W, a, b, c):
    E = unit(W)
    return np.delete(E @ (E[b] - E[a] + E[c]), [a, b, c]).argmax()


@exercise(
    names=("h", "W_out"),
    cases=[
        (np.array([1.0, 0.0]), np.array([[0.0, 1.0], [0.0, 2.0], [0.0, 3.0]]), 0, np.array([2, 2]), 1.0),
        (rng.standard_normal(3), rng.standard_normal((6, 3)), 4, np.array([0, 2, 5]), 0.3),
        (
            rng.standard_normal(3),
            rng.standard_normal((6, 3)),
            1,
            np.array([3, 1, 3, 0]),
            0.7,
        ),  # true is drawn
        (rng.standard_normal(2), rng.standard_normal((4, 2)), 3, np.array([2]), 0.5),
    ],
)
def sampled_step(h, W_out, true, drawn, lr):
    new = W_out.copy()
    dh = np.zeros(len(h))
    for k, i in enumerate([true, *drawn]):
        e = 1 / (1 + np.exp(-W_out[i] @ h)) - (k == 0)
        dh += e * W_out[i]
        new[i] -= lr * e * h
    return h - lr * dh, new


def step(h, W_out, ids, e, lr):
    """The new vectors for given ids and errors e."""
    new = W_out.copy()
    np.subtract.at(new, ids, lr * e[:, None] * h)
    return h - lr * e @ W_out[ids], new


def errors(h, W_out, true, drawn):
    """All ids, σ(u) of each, and the targets 1, 0, 0, …"""
    ids = np.array([true, *drawn])
    return ids, 1 / (1 + np.exp(-W_out[ids] @ h)), (np.arange(len(ids)) == 0).astype(float)


@sampled_step.slip("of an id that stands twice one update is lost: np.subtract.at, or a loop over the ids")
def _(h, W_out, true, drawn, lr):
    ids, y, d = errors(h, W_out, true, drawn)
    new = W_out.copy()
    new[ids] -= lr * (y - d)[:, None] * h
    return step(h, W_out, ids, y - d, lr)[0], new


@sampled_step.slip("the step goes uphill: subtract lr times the gradient")
def _(h, W_out, true, drawn, lr):
    return sampled_step.reference(h, W_out, true, drawn, -lr)


@sampled_step.slip("the targets are the wrong way round: 1 for the true word, 0 for the drawn ones")
def _(h, W_out, true, drawn, lr):
    ids, y, d = errors(h, W_out, true, drawn)
    return step(h, W_out, ids, y - (1 - d), lr)


@sampled_step.slip("1 is not taken off for the true word: its error is sigmoid(u) - 1")
def _(h, W_out, true, drawn, lr):
    ids, y, _ = errors(h, W_out, true, drawn)
    return step(h, W_out, ids, y, lr)


@sampled_step.slip(
    "1 is taken off for every place with the true id: a drawn word has target 0, even if it is true"
)
def _(h, W_out, true, drawn, lr):
    ids, y, _ = errors(h, W_out, true, drawn)
    return step(h, W_out, ids, y - (ids == true), lr)


@sampled_step.slip("drawn words that are the true one are left out: by definition they count")
def _(h, W_out, true, drawn, lr):
    return sampled_step.reference(h, W_out, true, drawn[drawn != true], lr)


@sampled_step.slip("the drawn words are left out: they push h and are pushed")
def _(h, W_out, true, drawn, lr):
    return sampled_step.reference(h, W_out, true, drawn[:0], lr)


@sampled_step.slip("h is moved by the new rows of W_out: both gradients are taken at the old values")
def _(h, W_out, true, drawn, lr):
    ids, y, d = errors(h, W_out, true, drawn)
    new = step(h, W_out, ids, y - d, lr)[1]
    return h - lr * (y - d) @ new[ids], new


@sampled_step.slip("W_out is moved by the new h: both gradients are taken at the old values")
def _(h, W_out, true, drawn, lr):
    ids, y, d = errors(h, W_out, true, drawn)
    moved = step(h, W_out, ids, y - d, lr)[0]
    return moved, step(moved, W_out, ids, y - d, lr)[1]


@sampled_step.slip("h stays as it was: it has a gradient too, the sum of e times the rows")
def _(h, W_out, true, drawn, lr):
    return h, sampled_step.reference(h, W_out, true, drawn, lr)[1]


@sampled_step.slip("the gradient is divided by the number of words: the loss is a sum over them")
def _(h, W_out, true, drawn, lr):
    return sampled_step.reference(h, W_out, true, drawn, lr / (1 + len(drawn)))


@sampled_step.slip("the error is multiplied by sigmoid's derivative: the logarithm has cancelled it")
def _(h, W_out, true, drawn, lr):
    ids, y, d = errors(h, W_out, true, drawn)
    return step(h, W_out, ids, (y - d) * y * (1 - y), lr)


@sampled_step.slip("the error takes u where sigmoid(u) belongs")
def _(h, W_out, true, drawn, lr):
    ids, _, d = errors(h, W_out, true, drawn)
    return step(h, W_out, ids, W_out[ids] @ h - d, lr)


@sampled_step.slip("all targets are 1: a drawn word has target 0, so its error is sigmoid(u)")
def _(h, W_out, true, drawn, lr):
    ids, y, _ = errors(h, W_out, true, drawn)
    return step(h, W_out, ids, y - 1, lr)


@sampled_step.slip("these are the gradients: the new values are the old ones minus lr times them")
def _(h, W_out, true, drawn, lr):
    moved, new = sampled_step.reference(h, W_out, true, drawn, 1)
    return h - moved, W_out - new


@sampled_step.slip("a word that is drawn twice counts once here: it counts twice")
def _(h, W_out, true, drawn, lr):
    return sampled_step.reference(h, W_out, true, np.unique(drawn), lr)


@sampled_step.slip("the sum for h takes rows that have just moved: both gradients are of the old values")
def _(h, W_out, true, drawn, lr):
    ids, y, d = errors(h, W_out, true, drawn)
    new, dh = W_out.copy(), 0
    for i, e in zip(ids, y - d, strict=True):
        new[i] -= lr * e * h
        dh = dh + e * new[i]
    return h - lr * dh, new


@sampled_step.slip("h and the rows move word by word: take all gradients at the old values, then move")
def _(h, W_out, true, drawn, lr):
    new = W_out.copy()
    for k, i in enumerate([true, *drawn]):
        e = 1 / (1 + np.exp(-new[i] @ h)) - (k == 0)
        h, new[i] = h - lr * e * new[i], new[i] - lr * e * h
    return h, new


@sampled_step.slip("the two results are swapped: first h, then W_out")
def _(*case):
    return sampled_step.reference(*case)[::-1]
