"""The exercises of lesson 3-06: their inputs, references and usual slips."""

import numpy as np

from common.exercise import exercise

rng = np.random.default_rng(306)


def weights(H):
    """Four words, W and b for vectors of H numbers."""
    return rng.standard_normal((4, H)), rng.standard_normal((2 * H, H)), rng.standard_normal(H)


@exercise(
    cases=[
        (((0, 1), (2, 3)), *weights(3)),
        ((0, (1, (2, 3))), *weights(2)),
        (((0, (1, 2)), 3), *weights(4)),
        ((((0, 1), 2), 3), *weights(2)),
        (2, *weights(3)),
    ]
)
def represent(tree, x, W, b):
    if not isinstance(tree, tuple):
        return x[tree]
    left = represent.reference(tree[0], x, W, b)
    right = represent.reference(tree[1], x, W, b)
    return np.tanh(np.concatenate([left, right]) @ W + b)


def composed(tree, x, join):
    """The root's vector when ``join(left, right)`` makes each phrase's."""
    if not isinstance(tree, tuple):
        return x[tree]
    return join(composed(tree[0], x, join), composed(tree[1], x, join))


@represent.slip("the right child stands first: it is [left, right]")
def _(tree, x, W, b):
    return composed(tree, x, lambda left, right: np.tanh(np.concatenate([right, left]) @ W + b))


@represent.slip("the tanh is missing: each phrase is tanh of the pre-activation")
def _(tree, x, W, b):
    return composed(tree, x, lambda left, right: np.concatenate([left, right]) @ W + b)


@represent.slip("the bias is missing: it is added at every composition")
def _(tree, x, W, b):
    return composed(tree, x, lambda left, right: np.tanh(np.concatenate([left, right]) @ W))


@represent.slip("the bias is added behind the tanh: it belongs inside")
def _(tree, x, W, b):
    return composed(tree, x, lambda left, right: np.tanh(np.concatenate([left, right]) @ W) + b)


@represent.slip("both children, or their sum, use the upper half of W: the right child has the lower one")
def _(tree, x, W, b):
    H = len(b)
    return composed(tree, x, lambda left, right: np.tanh(left @ W[:H] + right @ W[:H] + b))


@represent.slip("a word is squashed too: a word's vector is the row of x, as it stands")
def _(tree, x, W, b):
    return represent.reference(tree, np.tanh(x), W, b)


@represent.slip("the tree is left out: the words are read from left to right, as a recurrent net does")
def _(tree, x, W, b):
    h = x[0]
    for word in x[1:]:
        h = np.tanh(np.concatenate([h, word]) @ W + b)
    return h


@represent.slip("both children, or their sum, use the lower half of W: the left child has the upper one")
def _(tree, x, W, b):
    H = len(b)
    return composed(tree, x, lambda left, right: np.tanh(left @ W[H:] + right @ W[H:] + b))


@represent.slip("the topmost phrase is left without tanh: every composition ends with it")
def _(tree, x, W, b):
    if not isinstance(tree, tuple):
        return x[tree]
    left, right = (represent.reference(part, x, W, b) for part in tree)
    return np.concatenate([left, right]) @ W + b


@represent.slip("the tree is left out: the words are joined from right to left")
def _(tree, x, W, b):
    return represent.reference((0, (1, (2, 3))), x, W, b)


@represent.slip("the tree is left out: two and two words are always joined")
def _(tree, x, W, b):
    return represent.reference(((0, 1), (2, 3)), x, W, b)


@represent.slip("a ReLU stands where the tanh belongs")
def _(tree, x, W, b):
    return composed(tree, x, lambda left, right: np.maximum(np.concatenate([left, right]) @ W + b, 0))


@represent.slip("the sigmoid stands where the tanh belongs")
def _(tree, x, W, b):
    return composed(tree, x, lambda left, right: 1 / (1 + np.exp(-(np.concatenate([left, right]) @ W + b))))


def node(H):
    """A node's children, W, its vector and the error that arrives."""
    left, right, W = rng.standard_normal(H), rng.standard_normal(H), rng.standard_normal((2 * H, H))
    h = np.tanh(np.concatenate([left, right]) @ W + 0.3 * rng.standard_normal(H))
    return left, right, W, h, rng.standard_normal(H)


@exercise(names=("error of left", "error of right", "dW", "db"), cases=[node(1), node(2), node(3), node(4)])
def node_backward(left, right, W, h, dh):
    H = len(h)
    delta = dh * (1 - h * h)
    down = W @ delta
    dW = np.outer(np.concatenate([left, right]), delta)
    return down[:H], down[H:], dW, delta


@node_backward.slip("the error is passed on without the slope of tanh: multiply by 1 - h**2")
def _(left, right, W, h, dh):
    return node_backward.reference(left, right, W, np.zeros_like(h), dh)


@node_backward.slip("the slope of tanh is 1 - h**2, not 1 - h")
def _(left, right, W, h, dh):
    return node_backward.reference(left, right, W, np.zeros_like(h), dh * (1 - h))


@node_backward.slip("the tanh is taken of h once more: h is the tanh already, its slope is 1 - h**2")
def _(left, right, W, h, dh):
    return node_backward.reference(left, right, W, np.tanh(h), dh)


@node_backward.slip("h * (1 - h) is the slope of the sigmoid: tanh has 1 - h**2")
def _(left, right, W, h, dh):
    return node_backward.reference(left, right, W, np.zeros_like(h), dh * h * (1 - h))


@node_backward.slip("the two errors are exchanged: the upper half of W belongs to the left child")
def _(*case):
    to_left, to_right, dW, db = node_backward.reference(*case)
    return to_right, to_left, dW, db


@node_backward.slip(
    "both children get the upper half: the right child's error comes from the lower half of W"
)
def _(*case):
    to_left, _, dW, db = node_backward.reference(*case)
    return to_left, to_left, dW, db


@node_backward.slip("the children stand the wrong way round in dW: left first")
def _(left, right, W, h, dh):
    to_left, to_right, _, db = node_backward.reference(left, right, W, h, dh)
    return to_left, to_right, node_backward.reference(right, left, W, h, dh)[2], db


@node_backward.slip("dW is made from dh: it needs delta, the error behind the slope of tanh")
def _(left, right, W, h, dh):
    to_left, to_right, _, db = node_backward.reference(left, right, W, h, dh)
    return to_left, to_right, np.outer(np.concatenate([left, right]), dh), db


@node_backward.slip("db is dh: it is delta, the error behind the slope of tanh")
def _(left, right, W, h, dh):
    to_left, to_right, dW, _ = node_backward.reference(left, right, W, h, dh)
    return to_left, to_right, dW, dh


@node_backward.slip(
    "the children's errors are made from dh: they need delta, the error behind the slope of tanh"
)
def _(left, right, W, h, dh):
    _, _, dW, db = node_backward.reference(left, right, W, h, dh)
    return (W @ dh)[: len(h)], (W @ dh)[len(h) :], dW, db


@node_backward.slip("both children get the lower half: the left child's error comes from the upper half of W")
def _(*case):
    _, to_right, dW, db = node_backward.reference(*case)
    return to_right, to_right, dW, db


@node_backward.slip("every other number goes to a child: the left child has the first H of W @ delta")
def _(*case):
    to_left, to_right, dW, db = node_backward.reference(*case)
    down = np.concatenate([to_left, to_right])
    return down[::2], down[1::2], dW, db


@node_backward.slip("the slopes of the children's own tanh are in it: each is taken when its own turn comes")
def _(left, right, W, h, dh):
    to_left, to_right, dW, db = node_backward.reference(left, right, W, h, dh)
    return to_left * (1 - left**2), to_right * (1 - right**2), dW, db


@node_backward.slip("h stands in dW where its children belong: W was multiplied by [left, right]")
def _(left, right, W, h, dh):
    to_left, to_right, _, db = node_backward.reference(left, right, W, h, dh)
    return to_left, to_right, np.outer(np.concatenate([h, h]), db), db


@node_backward.slip("the children are added in dW: they stand side by side, so dW has 2H rows")
def _(left, right, W, h, dh):
    to_left, to_right, _, db = node_backward.reference(left, right, W, h, dh)
    return to_left, to_right, np.outer(left + right, db), db


@node_backward.slip("dW and db come first: the order is error of left, error of right, dW, db")
def _(*case):
    to_left, to_right, dW, db = node_backward.reference(*case)
    return dW, db, to_left, to_right


TREES = [
    ((0, 1), (2, (3, 4))),
    (((0, 1), 2), 3),
    (0, ((1, 2), 3)),
    0,
    (((0, 1), (2, 3)), (((4, 5), 6), 7)),
]


@exercise(names=("compositions", "steps"), cases=[(tree,) for tree in TREES])
def distances(tree):
    def below(node):
        if not isinstance(node, tuple):
            return [0]
        return [k + 1 for k in below(node[0]) + below(node[1])]

    compositions = below(tree)
    steps = list(range(len(compositions), 0, -1))
    return compositions, steps


@distances.slip("the steps are counted from the start: the first word is the farthest from the end")
def _(tree):
    compositions, steps = distances.reference(tree)
    return compositions, steps[::-1]


@distances.slip("reading a word is a step too: the last word is one step from the end, not none")
def _(tree):
    compositions, steps = distances.reference(tree)
    return compositions, [step - 1 for step in steps]


@distances.slip("a word itself is no composition: a single word has 0")
def _(tree):
    compositions, steps = distances.reference(tree)
    return [k + 1 for k in compositions], steps


@distances.slip("the topmost composition is forgotten: the root is composed too")
def _(tree):
    compositions, steps = distances.reference(tree)
    return [max(k - 1, 0) for k in compositions], steps


@distances.slip("this is the height of the tree for every word: count what lies above each word")
def _(tree):
    compositions, steps = distances.reference(tree)
    return [max(compositions)] * len(compositions), steps


@distances.slip("these are the distances in a tree that leans left: follow the tree that is given")
def _(tree):
    compositions, steps = distances.reference(tree)
    n = len(compositions)
    return [min(n - 1, n - k) for k in range(n)], steps


@distances.slip("the steps come first: the order is compositions, steps")
def _(tree):
    compositions, steps = distances.reference(tree)
    return steps, compositions


@distances.slip("every word has all n steps: only the first word is read n steps from the end")
def _(tree):
    compositions, _ = distances.reference(tree)
    return compositions, [len(compositions)] * len(compositions)


@distances.slip("these are the distances in a balanced tree, log₂ n: follow the tree that is given")
def _(tree):
    compositions, steps = distances.reference(tree)
    return [int(np.ceil(np.log2(len(compositions))))] * len(compositions), steps


@distances.slip("the compositions are sorted: they stand in the order of the words")
def _(tree):
    compositions, steps = distances.reference(tree)
    return sorted(compositions), steps


def counted(node, left, right, above=0):
    """Numbers above each word when a left branch adds ``left`` and a right one ``right``."""
    if not isinstance(node, tuple):
        return [above]
    return counted(node[0], left, right, above + left) + counted(node[1], left, right, above + right)


@distances.slip("a left branch adds nothing here: a composition lies above both its parts")
def _(tree):
    return counted(tree, 0, 1), distances.reference(tree)[1]
