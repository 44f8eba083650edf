"""Answers to the exercises of lesson 3-06."""

import numpy as np

from tests.answers import Answers

answers = Answers()


@answers.right(1)
def represent(tree, x, W, b):
    if isinstance(tree, int):
        return x[tree]
    H = len(b)
    left, right = represent(tree[0], x, W, b), represent(tree[1], x, W, b)
    return np.tanh(left @ W[:H] + right @ W[H:] + b)


@answers.right(1)
def _(tree, x, W, b):
    stack, todo = [], [(tree, False)]
    while todo:
        node, ready = todo.pop()
        if isinstance(node, int):
            stack.append(x[node])
        elif ready:
            right, left = stack.pop(), stack.pop()
            stack.append(np.tanh(W.T @ np.hstack((left, right)) + b))
        else:
            todo += [(node, True), (node[1], False), (node[0], False)]
    return stack[0]


def walk(tree, x, join):
    """The root's vector, every pair joined by ``join(left, right)``."""
    return x[tree] if isinstance(tree, int) else join(*(walk(part, x, join) for part in tree))


@answers.wrong(1, r"(?i)right child stands first")  # the children the wrong way round
def _(tree, x, W, b):
    H = len(b)
    return walk(tree, x, lambda left, right: np.tanh(left @ W[H:] + right @ W[:H] + b))


@answers.wrong(1, r"(?i)upper half|lower")  # the lower half for both
def _(tree, x, W, b):
    return walk(tree, x, lambda left, right: np.tanh((left + right) @ W[len(b) :] + b))


@answers.wrong(1, r"(?i)bias.*(added|missing|sign)|minus|sign")  # the bias subtracted
def _(tree, x, W, b):
    return walk(tree, x, lambda left, right: np.tanh(np.hstack([left, right]) @ W - b))


@answers.wrong(1, r"(?i)tanh|root|topmost|last")  # the root is left without tanh
def _(tree, x, W, b):
    if isinstance(tree, int):
        return x[tree]
    left, right = (represent(part, x, W, b) for part in tree)
    return np.hstack([left, right]) @ W + b


@answers.wrong(1, r"(?i)tanh|twice|once more|root")  # tanh of the root once more
def _(tree, x, W, b):
    return np.tanh(represent(tree, x, W, b))


@answers.wrong(1, r"(?i)ReLU|maximum|tanh")  # ReLU
def _(tree, x, W, b):
    return walk(tree, x, lambda left, right: np.maximum(np.hstack([left, right]) @ W + b, 0))


@answers.wrong(1, r"(?i)tree is left out|given|leans|left to right|right to left")  # from right to left
def _(tree, x, W, b):
    h = x[-1]
    for word in x[-2::-1]:
        h = np.tanh(np.hstack([word, h]) @ W + b)
    return h


@answers.wrong(1, r"(?i)tree is left out|given|balanced|pairs")  # always two and two
def _(tree, x, W, b):
    return represent(((0, 1), (2, 3)), x, W, b)


@answers.wrong(1, r"(?i)int|subscript|number|word|iter")  # no end for a single word
def _(tree, x, W, b):
    def of(node):
        return x[node] if isinstance(node, int) else both(node)

    def both(pair):
        return np.tanh(np.hstack([of(pair[0]), of(pair[1])]) @ W + b)

    return both(tree)


@answers.wrong(1, r"(?i)None|return")  # nothing for a word
def _(tree, x, W, b):
    if not isinstance(tree, int):
        return represent(tree, x, W, b)
    return None


@answers.wrong(
    1, r"(?i)shape|axis|dimension|matmul|concatenate|mismatch|inhomogeneous"
)  # stacked, not laid side by side
def _(tree, x, W, b):
    return walk(tree, x, lambda left, right: np.tanh(np.stack([left, right]) @ W + b))


@answers.right(2)
def _(left, right, W, h, dh):
    H = len(h)
    delta = (1 - h) * (1 + h) * dh
    dW = np.vstack([left[:, None] * delta, right[:, None] * delta])
    return delta @ W[:H].T, delta @ W[H:].T, dW, delta.copy()


@answers.right(2)
def _(left, right, W, h, dh):
    delta = dh - dh * h * h
    both = np.einsum("ij,j->i", W, delta)
    return [*np.split(both, 2), np.einsum("i,j->ij", np.append(left, right), delta), delta]


def pieces(left, right, W, h, dh):
    """delta, the error of both children, the children side by side."""
    delta = dh * (1 - h**2)
    return delta, W @ delta, np.hstack([left, right])


@answers.wrong(2, r"(?i)slope|1 - h")  # no slope in what goes down
def _(left, right, W, h, dh):
    H = len(h)
    delta, _, parts = pieces(left, right, W, h, dh)
    down = W @ dh
    return down[:H], down[H:], np.outer(parts, delta), delta


@answers.wrong(2, r"(?i)lower half|both children")  # the lower half for both
def _(left, right, W, h, dh):
    delta, down, parts = pieces(left, right, W, h, dh)
    return down[len(h) :], down[len(h) :], np.outer(parts, delta), delta


@answers.wrong(2, r"(?i)even|odd|every other|half|halves|\[:H\]|upper")  # every other number
def _(left, right, W, h, dh):
    delta, down, parts = pieces(left, right, W, h, dh)
    return down[::2], down[1::2], np.outer(parts, delta), delta


@answers.wrong(2, r"(?i)transpose|turned|shape")  # dW transposed
def _(left, right, W, h, dh):
    delta, down, parts = pieces(left, right, W, h, dh)
    return down[: len(h)], down[len(h) :], np.outer(delta, parts), delta


@answers.wrong(2, r"(?i)slope of tanh is 1 - h|square|plus|\+|sign")  # 1 + h²
def _(left, right, W, h, dh):
    delta = dh * (1 + h**2)
    down = W @ delta
    return down[: len(h)], down[len(h) :], np.outer(np.hstack([left, right]), delta), delta


@answers.wrong(2, r"(?i)sign|minus")  # the sign
def _(left, right, W, h, dh):
    delta, down, parts = pieces(left, right, W, h, dh)
    return -down[: len(h)], -down[len(h) :], -np.outer(parts, delta), -delta


@answers.wrong(2, r"(?i)h stands|place of the children|children|left|laid side by side")  # h for the children
def _(left, right, W, h, dh):
    delta, down, _ = pieces(left, right, W, h, dh)
    return down[: len(h)], down[len(h) :], np.outer(np.hstack([h, h]), delta), delta


@answers.wrong(2, r"(?i)results|four|4 ")  # the errors not split: three results
def _(left, right, W, h, dh):
    delta, down, parts = pieces(left, right, W, h, dh)
    return down, np.outer(parts, delta), delta


@answers.wrong(2, r"(?i)slope|child|own|once more|tanh")  # the children's slopes besides
def _(left, right, W, h, dh):
    delta, down, parts = pieces(left, right, W, h, dh)
    H = len(h)
    return down[:H] * (1 - left**2), down[H:] * (1 - right**2), np.outer(parts, delta), delta


@answers.wrong(2, r"(?i)exchanged|order|dW|results")  # dW and db first
def _(left, right, W, h, dh):
    delta, down, parts = pieces(left, right, W, h, dh)
    return np.outer(parts, delta), delta, down[: len(h)], down[len(h) :]


@answers.wrong(2, r"(?i)shape|sum|added|left|right|lower|rows|2H")  # the two children added in dW
def _(left, right, W, h, dh):
    delta, down, _ = pieces(left, right, W, h, dh)
    return down[: len(h)], down[len(h) :], np.outer(left + right, delta), delta


@answers.wrong(2, r"(?i)values are right, but dh is changed in place")  # dh in place
def _(left, right, W, h, dh):
    dh *= 1 - h**2
    down = W @ dh
    return down[: len(h)], down[len(h) :], np.outer(np.hstack([left, right]), dh), dh


@answers.wrong(2, r"(?i)mismatch|transpose|shape|matmul")  # W turned, without need
def _(left, right, W, h, dh):
    delta, _, parts = pieces(left, right, W, h, dh)
    down = W.T @ delta
    return down[: len(h)], down[len(h) :], np.outer(parts, delta), delta


@answers.right(3)
def _(tree):
    depth = {}

    def visit(node, above):
        if isinstance(node, int):
            depth[node] = above
        else:
            for part in node:
                visit(part, above + 1)

    visit(tree, 0)
    n = len(depth)
    return [depth[word] for word in range(n)], [n - word for word in range(n)]


@answers.right(3)
def _(tree):
    open_brackets, in_tree = 0, []
    for letter in str(tree).replace(" ", ""):
        open_brackets += {"(": 1, ")": -1}.get(letter, 0)
        if letter.isdigit():
            in_tree.append(open_brackets)
    return np.array(in_tree), np.arange(len(in_tree))[::-1] + 1


def depths(tree, above=0):
    """The number of compositions above every word."""
    return [above] if isinstance(tree, int) else depths(tree[0], above + 1) + depths(tree[1], above + 1)


@answers.wrong(3, r"(?i)counted from the start|start")  # 1 … n
def _(tree):
    in_tree = depths(tree)
    return in_tree, [word + 1 for word in range(len(in_tree))]


@answers.wrong(3, r"(?i)reading a word is a step")  # n − 1 … 0
def _(tree):
    in_tree = depths(tree)
    return in_tree, list(range(len(in_tree)))[::-1]


@answers.wrong(3, r"(?i)all words|n steps|every word|as many steps|first word")  # n for every word
def _(tree):
    in_tree = depths(tree)
    return in_tree, [len(in_tree)] * len(in_tree)


@answers.wrong(3, r"(?i)balanced|log|tree that is given|follow")  # log₂ n, as in the lesson's text
def _(tree):
    n = len(depths(tree))
    return [int(np.ceil(np.log2(n)))] * n, list(range(n, 0, -1))


@answers.wrong(3, r"(?i)sorted|order of the words|order")  # sorted
def _(tree):
    in_tree = depths(tree)
    return sorted(in_tree), list(range(len(in_tree), 0, -1))


@answers.wrong(3, r"(?i)left|right|tree that is given|branch|both")  # the left branch adds nothing
def _(tree):
    def below(node, above=0):
        return [above] if isinstance(node, int) else below(node[0], above) + below(node[1], above + 1)

    return below(tree), list(range(len(below(tree)), 0, -1))


@answers.wrong(3, r"(?i)results|values|two|list")  # the first list alone
def _(tree):
    return depths(tree)


@answers.wrong(3, r"(?i)word itself|single word|0|one too")  # the word counts
def _(tree):
    return depths(tree, 1), list(range(len(depths(tree)), 0, -1))


@answers.wrong(3, r"(?i)int|iter|len|number|single")  # no end for a single word
def _(tree):
    in_tree = [1 + k for part in tree for k in depths(part)]
    return in_tree, list(range(len(in_tree), 0, -1))


@answers.wrong(3, r"(?i)nested|flat|list|shape|inhomogeneous")  # a nested list
def _(tree):
    def nested(node, above=0):
        return above if isinstance(node, int) else [nested(part, above + 1) for part in node]

    return nested(tree), list(range(len(depths(tree)), 0, -1))


@answers.wrong(3, r"(?i)exchanged|come first|order")  # the two exchanged
def _(tree):
    in_tree = depths(tree)
    return list(range(len(in_tree), 0, -1)), in_tree
