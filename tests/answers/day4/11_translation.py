"""Answers to the exercises of lesson 4-11."""

from itertools import pairwise

import numpy as np

from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(lengths, budget):
    order = np.argsort(lengths, kind="stable")
    cuts, begin = [0], 0
    for end, i in enumerate(order):
        if end > begin and (end - begin + 1) * lengths[i] > budget:
            begin = end
            cuts.append(end)
    return [[int(i) for i in order[a:b]] for a, b in pairwise([*cuts, len(order)])]


@answers.right(1)
def _(lengths, budget):
    batches = []
    for length, i in sorted(zip(lengths, range(len(lengths)), strict=True)):
        if batches and (len(batches[-1]) + 1) * length <= budget:
            batches[-1].append(i)
        else:
            batches.append([i])
    return batches


@answers.right(1)
def _(lengths, budget):
    rest, batches = list(np.argsort(lengths, kind="stable")), []
    while rest:
        count = 1
        while count < len(rest) and (count + 1) * lengths[rest[count]] <= budget:
            count += 1
        batches.append(rest[:count])
        rest = rest[count:]
    return batches


@answers.wrong(1, "empty")  # an empty batch before a long sentence
def _(lengths, budget):
    batches, batch = [], []
    for i in sorted(range(len(lengths)), key=lambda i: lengths[i]):
        if (len(batch) + 1) * lengths[i] > budget:
            batches.append(batch)
            batch = []
        batch.append(i)
    return [*batches, batch]


@answers.wrong(1, "last batch")  # the last batch is never appended
def _(lengths, budget):
    batches, batch = [], []
    for i in np.argsort(lengths, kind="stable"):
        if batch and (len(batch) + 1) * lengths[i] > budget:
            batches.append(batch)
            batch = []
        batch.append(int(i))
    return batches


@answers.wrong(1, "order|sorted")  # in the order of the list
def _(lengths, budget):
    batches, batch, longest = [], [], 0
    for i, length in enumerate(lengths):
        longest = max(longest, length)
        if batch and (len(batch) + 1) * longest > budget:
            batches.append(batch)
            batch, longest = [], length
        batch.append(i)
    return [*batches, batch]


@answers.wrong(1, "exactly|too early")  # >= instead of >
def _(lengths, budget):
    batches = []
    for i in sorted(range(len(lengths)), key=lengths.__getitem__):
        if not batches or (len(batches[-1]) + 1) * lengths[i] >= budget:
            batches.append([])
        batches[-1].append(i)
    return batches


@answers.wrong(1, "padding")  # tokens in place of places
def _(lengths, budget):
    batches, tokens = [], budget + 1
    for i in sorted(range(len(lengths)), key=lengths.__getitem__):
        if tokens + lengths[i] > budget:
            batches.append([])
            tokens = 0
        batches[-1].append(i)
        tokens += lengths[i]
    return batches


@answers.wrong(1, "numbers|lengths|list")  # lengths in place of numbers
def _(lengths, budget):
    batches = []
    for length in sorted(lengths):
        if not batches or (len(batches[-1]) + 1) * length > budget:
            batches.append([])
        batches[-1].append(length)
    return batches


@answers.wrong(1, "is lost")  # the sentence that does not fit is lost
def _(lengths, budget):
    batches, batch = [], []
    for i in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[i] > budget:
            batches.append(batch)
            batch = []
        else:
            batch.append(i)
    return [*batches, batch]


@answers.right(2)
def _(state, parents):
    n, width = parents.shape
    out = []
    for part in state:
        cut = part.reshape(n, width, *part.shape[1:])
        out.append(np.concatenate([cut[i][parents[i]] for i in range(n)]))
    return tuple(out)


@answers.right(2)
def _(state, parents):
    n, width = parents.shape
    rows = [i * width + parents[i, j] for i in range(n) for j in range(width)]
    return tuple(np.take(part, rows, axis=0) for part in state)


@answers.right(2)
def _(state, parents):
    n, width = parents.shape
    choice = np.eye(width)[parents]  # (N, width, width): one-hot rows
    parts = [part.reshape(n, width, -1) for part in state]
    return tuple((choice @ flat).reshape(part.shape) for flat, part in zip(parts, state, strict=True))


@answers.wrong(2, "within each sentence|n · width")  # rows of sentence 0 for all
def _(state, parents):
    return tuple(part[parents.ravel()] for part in state)


@answers.wrong(2, "columns|first|order")  # beams outermost
def _(state, parents):
    n, width = parents.shape
    rows = [i * width + parents[i, j] for j in range(width) for i in range(n)]
    return tuple(part[rows] for part in state)


@answers.wrong(2, "flatten")  # not flattened
def _(state, parents):
    n, width = parents.shape
    rows = np.arange(n)[:, None] * width + parents
    return tuple(part[rows] for part in state)


@answers.wrong(2, "3 results")  # only keys come back
def _(state, parents):
    n, width = parents.shape
    return state[0][(np.arange(n)[:, None] * width + parents).ravel()]


@answers.wrong(2, "overwritten")  # in place: a row that is overwritten is read later
def _(state, parents):
    n, width = parents.shape
    out = tuple(part.copy() for part in state)
    for i, row in enumerate((np.arange(n)[:, None] * width + parents).ravel()):
        for part in out:
            part[i] = part[row]
    return out


@answers.wrong(2, "offset|width")  # n + parents
def _(state, parents):
    rows = (np.arange(len(parents))[:, None] + parents).ravel()
    return tuple(part[rows] for part in state)


@answers.wrong(2, "all the rest|all of them|only")  # the last array is forgotten
def _(state, parents):
    n, width = parents.shape
    rows = (np.arange(n)[:, None] * width + parents).ravel()
    return (*(part[rows] for part in state[:-1]), state[-1])


@answers.right(3)
def _(ids, V, epsilon, pad):
    d = np.full((*np.shape(ids), V), epsilon / V)
    for place in np.ndindex(ids.shape):
        d[(*place, ids[place])] += 1 - epsilon
        if ids[place] == pad:
            d[place] = 0
    return d


@answers.right(3)
def _(ids, V, epsilon, pad):
    hot = ids[..., None] == np.arange(V)
    d = np.where(hot, 1 - epsilon + epsilon / V, epsilon / V)
    return np.where(ids[..., None] == pad, 0.0, d)


@answers.right(3)
def _(ids, V, epsilon, pad):
    flat = ids.ravel()
    d = np.zeros((flat.size, V))
    d[np.arange(flat.size), flat] = 1
    d = d - epsilon * (d - 1 / V)
    d[flat == pad] = 0
    return d.reshape(*ids.shape, V)


@answers.wrong(3, "V − 1|other")  # ε over the wrong ones only, and their sum 1
def _(ids, V, epsilon, pad):
    hot = np.eye(V)[ids]
    d = (1 - epsilon) * hot + epsilon / (V - 1) * (1 - hot)
    return d * (ids != pad)[..., None]


@answers.wrong(3, "ε/V|add up")  # the right one without its share
def _(ids, V, epsilon, pad):
    d = np.where(np.eye(V)[ids] > 0, 1 - epsilon, epsilon / V)
    return d * (ids != pad)[..., None]


@answers.wrong(3, "padding|zeros")  # padding is not looked at
def _(ids, V, epsilon, pad):
    return (1 - epsilon) * np.eye(V)[ids] + epsilon / V


@answers.wrong(3, "column")  # the column of pad
def _(ids, V, epsilon, pad):
    d = (1 - epsilon) * np.eye(V)[ids] + epsilon / V
    d[..., pad] = 0
    return d


@answers.wrong(3, "divided|ε/V|share|V tokens")  # ε not divided
def _(ids, V, epsilon, pad):
    d = (1 - epsilon) * np.eye(V)[ids] + epsilon
    return d * (ids != pad)[..., None]


@answers.wrong(3, "shape|axis")  # flattened
def _(ids, V, epsilon, pad):
    d = (1 - epsilon) * np.eye(V)[ids.ravel()] + epsilon / V
    return d * (ids.ravel() != pad)[:, None]


@answers.wrong(3, "exchanged|large part|right token")  # ε and 1 − ε
def _(ids, V, epsilon, pad):
    d = epsilon * np.eye(V)[ids] + (1 - epsilon) / V
    return d * (ids != pad)[..., None]
