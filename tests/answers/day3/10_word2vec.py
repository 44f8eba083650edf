"""Answers to the exercises of lesson 3-10: pairs from a sentence, analogies, negative sampling."""

import numpy as np

from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(sentence, m):
    return [
        (word, sentence[j])
        for i, word in enumerate(sentence)
        for j in range(len(sentence))
        if 0 < abs(i - j) <= m
    ]


@answers.right(1)
def _(sentence, m):
    pairs = []
    for i, word in enumerate(sentence):
        neighbours = sentence[max(i - m, 0) : i] + sentence[i + 1 : i + 1 + m]
        pairs += [(word, neighbour) for neighbour in neighbours]
    return pairs


@answers.right(1)
def _(sentence, m):
    pairs = []
    for i, word in enumerate(sentence):
        near = [sentence[j] for j in range(i - m, i + m + 1) if j != i and 0 <= j < len(sentence)]
        pairs.extend(zip([word] * len(near), near, strict=True))
    return pairs


@answers.wrong(1, "from the end|max\\(0")  # a slice from a negative place
def _(sentence, m):
    return [
        (word, other)
        for i, word in enumerate(sentence)
        for other in sentence[i - m : i] + sentence[i + 1 : i + m + 1]
    ]


@answers.wrong(
    1, "places, not the words|first place alone"
)  # the place asked by the word: the first one is found
def _(sentence, m):
    pairs = []
    for word in sentence:
        i = sentence.index(word)
        pairs += [(word, sentence[j]) for j in range(max(0, i - m), min(len(sentence), i + m + 1)) if j != i]
    return pairs


@answers.wrong(1, "order of the sentence|by distance")  # by distance: i − 1, i + 1, i − 2, …
def _(sentence, m):
    n, pairs = len(sentence), []
    for i, word in enumerate(sentence):
        for distance in range(1, m + 1):
            pairs += [(word, sentence[j]) for j in (i - distance, i + distance) if 0 <= j < n]
    return pairs


@answers.wrong(1, "itself")  # slices that take the word along
def _(sentence, m):
    return [(w, other) for i, w in enumerate(sentence) for other in sentence[max(0, i - m) : i + m + 1]]


@answers.wrong(1, "last neighbour|stops before|m words to each side")  # one too few on each side
def _(sentence, m):
    n = len(sentence)
    return [(sentence[i], sentence[j]) for i in range(n) for j in range(n) if 0 < abs(i - j) < m]


@answers.wrong(1, "twice|once")  # a set, put in order
def _(sentence, m):
    n = len(sentence)
    return sorted({(sentence[i], sentence[j]) for i in range(n) for j in range(n) if 0 < abs(i - j) <= m})


@answers.wrong(1, "first|wrong way round")  # a loop over the neighbours outside
def _(sentence, m):
    n = len(sentence)
    return [(sentence[i], sentence[j]) for j in range(n) for i in range(n) if 0 < abs(i - j) <= m]


@answers.wrong(1, "only neighbours to the right")  # every two words once
def _(sentence, m):
    return [(a, b) for i, a in enumerate(sentence) for b in sentence[i + 1 : i + 1 + m]]


@answers.wrong(1, "fewer neighbours, not none|leaves the sentence")  # whole windows alone
def _(sentence, m):
    pairs = []
    for start in range(len(sentence) - 2 * m):
        window = sentence[start : start + 2 * m + 1]
        pairs += [(window[m], word) for k, word in enumerate(window) if k != m]
    return pairs


@answers.right(2)
def _(W, a, b, c):
    E = W / np.sqrt((W**2).sum(axis=1))[:, None]
    wanted = E[b] - E[a] + E[c]
    others = [i for i in range(len(W)) if i not in (a, b, c)]
    return max(others, key=lambda i: E[i] @ wanted)


@answers.right(2)
def _(W, a, b, c):
    E = (W.T / np.linalg.norm(W.T, axis=0)).T
    aim = E[c] + E[b] - E[a]
    order = np.argsort(-(E @ aim) / np.linalg.norm(aim))
    return next(int(i) for i in order if i not in (a, b, c))


@answers.wrong(2, "sign|b - a")  # a − b + c
def _(W, a, b, c):
    E = W / np.sqrt((W**2).sum(axis=1, keepdims=True))
    return max((i for i in range(len(W)) if i not in (a, b, c)), key=lambda i: E[i] @ (E[a] - E[b] + E[c]))


@answers.wrong(2, "length 1|as they are|scaled")  # a cosine, but the sum of rows as they are
def _(W, a, b, c):
    aim = W[b] - W[a] + W[c]
    cosine = W @ aim / np.linalg.norm(W, axis=1) / np.linalg.norm(aim)
    return max((i for i in range(len(W)) if i not in (a, b, c)), key=cosine.__getitem__)


@answers.wrong(2, "left out|leave a, b and c out|answers")  # nothing left out
def _(W, a, b, c):
    E = W / np.sqrt((W**2).sum(axis=1, keepdims=True))
    return int(np.argsort(E @ (E[b] - E[a] + E[c]))[-1])


@answers.wrong(2, "below 0|-np.inf")  # scores multiplied away
def _(W, a, b, c):
    E = W / np.sqrt((W**2).sum(axis=1, keepdims=True))
    return int(((E @ (E[b] - E[a] + E[c])) * ~np.isin(np.arange(len(W)), (a, b, c))).argmax())


@answers.wrong(2, "arithmetic|nearest to c")  # the nearest to c
def _(W, a, b, c):
    cosine = W @ W[c] / np.linalg.norm(W, axis=1)
    cosine[[a, b, c]] = -np.inf
    return cosine.argmax()


@answers.wrong(2, "rows are not scaled|long rows")  # products of rows as they are
def _(W, a, b, c):
    score = np.einsum("vd,d->v", W, W[b] + W[c] - W[a])
    score[[a, b, c]] = score.min() - 1
    return score.argmax()


@answers.wrong(2, "columns")  # the wrong axis
def _(W, a, b, c):
    E = W / np.sqrt((W**2).sum(axis=0))
    score = E @ (E[b] - E[a] + E[c])
    score[[a, b, c]] = -np.inf
    return score.argmax()


@answers.wrong(2, "only c|a and b")  # c alone left out
def _(W, a, b, c):
    E = W / np.sqrt((W**2).sum(axis=1, keepdims=True))
    aim = E[b] - E[a] + E[c]
    return max((i for i in range(len(W)) if i != c), key=lambda i: E[i] @ aim)


@answers.wrong(2, "its id|the id|an id|one number|single number|expects? one")  # the row, not its id
def _(W, a, b, c):
    E = W / np.sqrt((W**2).sum(axis=1, keepdims=True))
    others = [i for i in range(len(W)) if i not in (a, b, c)]
    return W[max(others, key=lambda i: E[i] @ (E[b] - E[a] + E[c]))]


@answers.wrong(
    2, "deleted|shift|among the words that are left"
)  # the place among the candidates that are left
def _(W, a, b, c):
    E = W / np.sqrt((W**2).sum(axis=1, keepdims=True))
    return np.delete(E @ (E[b] - E[a] + E[c]), [a, b, c]).argmax()


def sigmoid(u):
    return 1 / (1 + np.exp(-u))


@answers.right(3)
def _(h, W_out, true, drawn, lr):
    dh, new = (sigmoid(W_out[true] @ h) - 1) * W_out[true], np.array(W_out)
    new[true] = new[true] + lr * (1 - sigmoid(W_out[true] @ h)) * h
    for k in drawn:
        dh = dh + sigmoid(W_out[k] @ h) * W_out[k]
        new[k] = new[k] - lr * sigmoid(W_out[k] @ h) * h
    return h - lr * dh, new


@answers.right(3)
def _(h, W_out, true, drawn, lr):
    times = np.bincount(drawn, minlength=len(W_out))  # how often each word is drawn
    e = times * sigmoid(W_out @ h)
    e[true] -= sigmoid(-W_out[true] @ h)
    return h - lr * W_out.T @ e, W_out - lr * np.outer(e, h)


@answers.wrong(3, "old values|new rows|just moved")  # the sum for h in the loop that moves the rows
def _(h, W_out, true, drawn, lr):
    new, dh = W_out.copy(), np.zeros_like(h)
    for k, i in enumerate([true, *drawn]):
        e = sigmoid(W_out[i] @ h) - (k == 0)
        new[i] -= lr * e * h
        dh += e * new[i]
    return h - lr * dh, new


@answers.wrong(3, "old values")  # each word sees what the words before it have done
def _(h, W_out, true, drawn, lr):
    h, new = h.copy(), W_out.copy()
    for k, i in enumerate([true, *drawn]):
        e = sigmoid(new[i] @ h) - (k == 0)
        h, new[i] = h - lr * e * new[i], new[i] - lr * e * h
    return h, new


@answers.wrong(3, "twice|lost")  # a set of the drawn words
def _(h, W_out, true, drawn, lr):
    dh, new = (sigmoid(W_out[true] @ h) - 1) * W_out[true], W_out.copy()
    new[true] += lr * sigmoid(-W_out[true] @ h) * h
    for k in set(drawn.tolist()):
        dh = dh + sigmoid(W_out[k] @ h) * W_out[k]
        new[k] -= lr * sigmoid(W_out[k] @ h) * h
    return h - lr * dh, new


@answers.wrong(3, "one update is lost|twice")  # rows written at once
def _(h, W_out, true, drawn, lr):
    ids = np.append(true, drawn)
    e = sigmoid(W_out[ids] @ h)
    e[0] -= 1
    new = W_out.copy()
    new[ids] = W_out[ids] - lr * np.outer(e, h)
    return h - lr * W_out[ids].T @ e, new


@answers.wrong(3, "uphill|subtract")  # plus
def _(h, W_out, true, drawn, lr):
    ids = np.append(true, drawn)
    e = sigmoid(W_out[ids] @ h) - np.eye(len(ids))[0]
    new = W_out.copy()
    np.add.at(new, ids, lr * np.outer(e, h))
    return h + lr * e @ W_out[ids], new


@answers.wrong(3, "1 is not taken off|sigmoid\\(u\\) - 1")  # the target of the true word forgotten
def _(h, W_out, true, drawn, lr):
    ids = np.append(true, drawn)
    e = sigmoid(W_out[ids] @ h)
    new = W_out.copy()
    np.subtract.at(new, ids, lr * np.outer(e, h))
    return h - lr * e @ W_out[ids], new


@answers.wrong(3, "targets|sign|drawn words? ")  # −log σ(w·h) for the drawn words too: all targets 1
def _(h, W_out, true, drawn, lr):
    ids = np.append(true, drawn)
    e = -sigmoid(-W_out[ids] @ h)
    new = W_out.copy()
    np.subtract.at(new, ids, lr * np.outer(e, h))
    return h - lr * e @ W_out[ids], new


@answers.wrong(3, "number of words|divided|mean")  # the mean
def _(h, W_out, true, drawn, lr):
    ids = np.append(true, drawn)
    e = (sigmoid(W_out[ids] @ h) - np.eye(len(ids))[0]) / len(ids)
    new = W_out.copy()
    np.subtract.at(new, ids, lr * np.outer(e, h))
    return h - lr * e @ W_out[ids], new


@answers.wrong(3, "first h|swapped|order")  # the table first
def _(h, W_out, true, drawn, lr):
    times = np.bincount(drawn, minlength=len(W_out))
    e = times * sigmoid(W_out @ h)
    e[true] -= sigmoid(-W_out[true] @ h)
    return W_out - lr * np.outer(e, h), h - lr * W_out.T @ e


@answers.wrong(3, "even if it is true|drawn word has target 0|left out")  # a drawn true word skipped
def _(h, W_out, true, drawn, lr):
    ids = np.array([true] + [k for k in drawn if k != true])
    e = sigmoid(W_out[ids] @ h)
    e[0] -= 1
    new = W_out.copy()
    np.subtract.at(new, ids, lr * np.outer(e, h))
    return h - lr * e @ W_out[ids], new


@answers.wrong(3, "unchanged|copy|changed")  # the table given is changed
def _(h, W_out, true, drawn, lr):
    ids = np.append(true, drawn)
    e = sigmoid(W_out[ids] @ h)
    e[0] -= 1
    dh = e @ W_out[ids]
    np.subtract.at(W_out, ids, lr * np.outer(e, h))
    return h - lr * dh, W_out


@answers.wrong(3, "lr|rate|learning")  # the gradients, not the step
def _(h, W_out, true, drawn, lr):
    ids = np.append(true, drawn)
    e = sigmoid(W_out[ids] @ h)
    e[0] -= 1
    dW = np.zeros_like(W_out)
    np.add.at(dW, ids, np.outer(e, h))
    return e @ W_out[ids], dW
