"""The exercises of lesson 4-11: their inputs, references and usual slips."""

import numpy as np

from common.exercise import exercise


@exercise(
    cases=[
        ([5, 2, 3, 2], 6),
        ([4, 9, 4, 3, 12, 4, 7, 1], 12),
        ([6, 6, 6, 6, 6], 13),
        ([8, 30, 3, 3, 20], 10),
        ([2, 5, 3, 1, 4, 2, 2], 8),
        ([9, 7, 12], 6),
    ]
)
def token_batches(lengths, budget):
    order = sorted(range(len(lengths)), key=lambda i: lengths[i])
    batches = [[]]
    for i in order:
        if batches[-1] and (len(batches[-1]) + 1) * lengths[i] > budget:
            batches.append([])
        batches[-1].append(i)
    return batches


def filled(lengths, fits, order=None):
    """Batches in a given order; ``fits(batch, i)`` says whether sentence i may join."""
    batches = [[]]
    for i in sorted(range(len(lengths)), key=lambda i: lengths[i]) if order is None else order:
        if batches[-1] and not fits(batches[-1], i):
            batches.append([])
        batches[-1].append(i)
    return batches


@token_batches.slip(
    "the tokens are added up without the padding: a batch costs its number of sentences times its longest one"
)
def _(lengths, budget):
    return filled(lengths, lambda batch, i: sum(lengths[j] for j in [*batch, i]) <= budget)


@token_batches.slip("the budget is taken for a number of sentences: it counts places")
def _(lengths, budget):
    return filled(lengths, lambda batch, _: len(batch) < budget)


@token_batches.slip("a batch may fill the budget exactly: this one is cut too early")
def _(lengths, budget):
    return filled(lengths, lambda batch, i: (len(batch) + 1) * lengths[i] < budget)


@token_batches.slip("the new sentence is not counted: with it the batch is over the budget")
def _(lengths, budget):
    return filled(lengths, lambda batch, i: len(batch) * lengths[i] <= budget)


@token_batches.slip("the batch is judged by its shortest sentence: its width is the length of the longest")
def _(lengths, budget):
    return filled(lengths, lambda batch, _: (len(batch) + 1) * lengths[batch[0]] <= budget)


@token_batches.slip("the batch is judged by its longest before the new one, which may be longer")
def _(lengths, budget):
    return filled(lengths, lambda batch, _: (len(batch) + 1) * lengths[batch[-1]] <= budget)


@token_batches.slip("the sentences are not sorted: they are to be taken from the shortest to the longest")
def _(lengths, budget):
    return filled(
        lengths,
        lambda batch, i: (len(batch) + 1) * max(lengths[j] for j in [*batch, i]) <= budget,
        range(len(lengths)),
    )


@token_batches.slip("the longest sentences come first: begin with the shortest")
def _(lengths, budget):
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
    return filled(lengths, lambda batch, _: (len(batch) + 1) * lengths[batch[0]] <= budget, order)


@token_batches.slip("sentences of equal length are taken from the back: those that come first go first")
def _(lengths, budget):
    order = sorted(range(len(lengths)), key=lambda i: (lengths[i], -i))
    return filled(lengths, lambda batch, i: (len(batch) + 1) * lengths[i] <= budget, order)


@token_batches.slip("these are the lengths: the numbers of the sentences are asked for")
def _(lengths, budget):
    return [[lengths[i] for i in batch] for batch in token_batches.reference(lengths, budget)]


@token_batches.slip("a sentence longer than the budget is left out: it gets a batch of its own")
def _(lengths, budget):
    short = [i for i in range(len(lengths)) if lengths[i] <= budget]
    order = sorted(short, key=lambda i: lengths[i])
    return filled(lengths, lambda batch, i: (len(batch) + 1) * lengths[i] <= budget, order)


@token_batches.slip("the last batch is missing: what is left when the loop ends is a batch, too")
def _(lengths, budget):
    return token_batches.reference(lengths, budget)[:-1]


@token_batches.slip("the sentence that does not fit is lost: the new batch begins with it")
def _(lengths, budget):
    batches = [[]]
    for i in sorted(range(len(lengths)), key=lambda i: lengths[i]):
        if batches[-1] and (len(batches[-1]) + 1) * lengths[i] > budget:
            batches.append([])
        else:
            batches[-1].append(i)
    return batches


@token_batches.slip("an empty batch is closed: a first sentence over the budget has none before it")
def _(lengths, budget):
    batches = token_batches.reference(lengths, budget)
    return batches if min(lengths) <= budget else [[], *batches]


def beams(n, width, parents):
    """The state of n sentences with ``width`` beginnings, its rows numbered, and the survivors' parents."""
    rows = np.arange(n * width, dtype=float)
    keys, values = 10 + rows[:, None, None] + np.array([[0, 0.5]]), 20 + rows[:, None]
    return (keys, values, 30 + rows), np.array(parents)


@exercise(
    cases=[
        beams(1, 3, [[2, 0, 0]]),
        beams(2, 3, [[1, 1, 0], [2, 0, 2]]),
        beams(3, 2, [[1, 0], [0, 0], [1, 1]]),
        beams(2, 4, [[3, 2, 1, 0], [1, 3, 3, 2]]),
    ]
)
def survivors(state, parents):
    n, width = parents.shape
    rows = (np.arange(n)[:, None] * width + parents).reshape(-1)
    return tuple(part[rows] for part in state)


def taken(state, rows):
    return tuple(part[np.asarray(rows).reshape(-1)] for part in state)


@survivors.slip("parents count from 0 within each sentence: sentence n begins at row n · width")
def _(state, parents):
    return taken(state, parents)


@survivors.slip("the offset is n: each sentence has width rows, so it is n · width")
def _(state, parents):
    return taken(state, np.arange(len(parents))[:, None] + parents)


@survivors.slip("the offset is n times the number of sentences: it is n · width")
def _(state, parents):
    rows = np.arange(len(parents))[:, None] * len(parents) + parents
    return taken(state, rows % len(state[0]))


@survivors.slip("the rows are in the order of the columns of parents: all survivors of sentence 0 come first")
def _(state, parents):
    n, width = parents.shape
    return taken(state, (np.arange(n)[:, None] * width + parents).T)


@survivors.slip("only the first array is put in order: keys, values and all the rest belong together")
def _(state, parents):
    return (survivors.reference(state, parents)[0], *state[1:])


@survivors.slip("the first array stays as it was: all of them follow the parents")
def _(state, parents):
    return (state[0], *survivors.reference(state, parents)[1:])


@survivors.slip("the state comes back as it was: each survivor needs the cache of its parent")
def _(state, parents):
    return state


@survivors.slip("each row goes to its parent's place: row i takes what its parent has")
def _(state, parents):
    n, width = parents.shape
    rows = (np.arange(n)[:, None] * width + parents).reshape(-1)
    out = tuple(part.copy() for part in state)
    for new, old in zip(out, state, strict=True):
        new[rows] = old
    return out


@survivors.slip("the parents are sorted first: the survivors come in the order given, the best first")
def _(state, parents):
    return survivors.reference(state, np.sort(parents, axis=1))


@survivors.slip("a row is overwritten before it is read: take all rows from the old arrays")
def _(state, parents):
    n, width = parents.shape
    out = tuple(part.copy() for part in state)
    for i, row in enumerate((np.arange(n)[:, None] * width + parents).reshape(-1)):
        for part in out:
            part[i] = part[row]
    return out


@survivors.slip("the rows keep the shape (N, width): flatten them, as in the old layout")
def _(state, parents):
    n, width = parents.shape
    return tuple(part[np.arange(n)[:, None] * width + parents] for part in state)


@survivors.slip("a row is overwritten before it is read: take all rows from the old arrays")
def _(state, parents):
    n, width = parents.shape
    out = tuple(part.copy() for part in state)
    for i, row in enumerate((np.arange(n)[:, None] * width + parents).reshape(-1)):
        for part in out:
            part[i] = part[row]
    return out


@survivors.slip("the rows keep the shape (N, width): flatten them, as in the old layout")
def _(state, parents):
    n, width = parents.shape
    return tuple(part[np.arange(n)[:, None] * width + parents] for part in state)


@exercise(
    cases=[
        (np.array([2, 0, 1]), 3, 0.3, 0),
        (np.array([[4, 1, 0], [3, 2, 5]]), 6, 0.1, 0),
        (np.array([[1, 3, 3], [2, 2, 0]]), 5, 0.25, 3),
        (np.array([[3, 1], [2, 0]]), 4, 0.0, 0),
    ]
)
def smoothed(ids, V, epsilon, pad):
    d = np.full((*ids.shape, V), epsilon / V)
    np.put_along_axis(d, ids[..., None], 1 - epsilon + epsilon / V, axis=-1)
    d[ids == pad] = 0
    return d


def spread(ids, V, right, others):
    d = np.full((*ids.shape, V), others)
    np.put_along_axis(d, ids[..., None], right, axis=-1)
    return d


def without(d, ids, pad):
    return np.where((ids == pad)[..., None], 0.0, d)


@smoothed.slip("ε is spread over the other V − 1 tokens only: here the right token gets ε/V as well")
def _(ids, V, epsilon, pad):
    return without(spread(ids, V, 1 - epsilon, epsilon / (V - 1)), ids, pad)


@smoothed.slip("the right token gets 1 − ε without its share ε/V: the row does not add up to 1")
def _(ids, V, epsilon, pad):
    return without(spread(ids, V, 1 - epsilon, epsilon / V), ids, pad)


@smoothed.slip("the right token keeps 1 and the others get ε/V on top: the row adds up to more than 1")
def _(ids, V, epsilon, pad):
    return without(spread(ids, V, 1.0, epsilon / V), ids, pad)


@smoothed.slip("every wrong token gets ε: the share ε is divided among the V tokens")
def _(ids, V, epsilon, pad):
    return without(spread(ids, V, 1 - epsilon, epsilon), ids, pad)


@smoothed.slip("ε is added to every token undivided: the share ε is divided among the V tokens")
def _(ids, V, epsilon, pad):
    return without(spread(ids, V, 1.0, epsilon), ids, pad)


@smoothed.slip("ε is added to every token undivided: the share ε is divided among the V tokens")
def _(ids, V, epsilon, pad):
    return without(spread(ids, V, 1.0, epsilon), ids, pad)


@smoothed.slip("ε and 1 − ε are exchanged: the right token gets the large part")
def _(ids, V, epsilon, pad):
    return smoothed.reference(ids, V, 1 - epsilon, pad)


@smoothed.slip("padding is taken for a token to be learnt: where the id is pad, the row is all zeros")
def _(ids, V, epsilon, pad):
    return spread(ids, V, 1 - epsilon + epsilon / V, epsilon / V)


@smoothed.slip("the column of pad is emptied, not the rows in which pad is the right answer")
def _(ids, V, epsilon, pad):
    d = spread(ids, V, 1 - epsilon + epsilon / V, epsilon / V)
    d[..., pad] = 0
    return d


@smoothed.slip("the padding is left out by the id 0: pad is an argument")
def _(ids, V, epsilon, pad):
    return smoothed.reference(ids, V, epsilon, 0)


@smoothed.slip("rows of padding keep the spread part ε/V: they are all zeros")
def _(ids, V, epsilon, pad):
    d = spread(ids, V, 1 - epsilon + epsilon / V, epsilon / V)
    d[ids == pad] = epsilon / V
    return d


@smoothed.slip("this is one-hot without any smoothing")
def _(ids, V, epsilon, pad):
    return smoothed.reference(ids, V, 0.0, pad)
