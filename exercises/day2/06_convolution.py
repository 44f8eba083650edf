"""The exercises of lesson 2-06: their inputs, references and usual slips."""

import numpy as np

from common.exercise import exercise

rng = np.random.default_rng(205)


@exercise(
    names=("side", "parameters", "multiply-adds"),
    cases=[(6, 4, 9, 3, 2, 1, 2), (5, 7, 13, 4, 3, 2, 1), (6, 9, 11, 2, 1, 0, 3), (3, 2, 19, 5, 3, 3, 1)],
)
def cost(channels, maps, size, k, stride, padding, groups):
    side = (size + 2 * padding - k) // stride + 1
    weights = channels // groups * k * k
    parameters = maps * weights + maps
    return side, parameters, maps * side * side * weights


@cost.slip("the padding is counted once: it stands on both sides, 2 * padding")
def _(channels, maps, size, k, stride, padding, groups):
    return cost.reference(channels, maps, size - padding, k, stride, padding, groups)


@cost.slip("1 is missing in the side: the first window counts too")
def _(channels, maps, size, k, stride, padding, groups):
    return cost.reference(channels, maps, size - stride, k, stride, padding, groups)


@cost.slip("1 is added before the division by stride: it belongs behind it")
def _(channels, maps, size, k, stride, padding, groups):
    return cost.reference(channels, maps, size - stride + 1, k, stride, padding, groups)


@cost.slip("a kernel has k * k weights for each channel of its group: the channels are left out")
def _(channels, maps, size, k, stride, padding, groups):
    return cost.reference(1, maps, size, k, stride, padding, 1)


@cost.slip(
    "groups divides the channels and the maps: all maps are made, each from channels // groups channels"
)
def _(channels, maps, size, k, stride, padding, groups):
    return cost.reference(channels // groups, maps // groups, size, k, stride, padding, 1)


@cost.slip("the biases are missing: one for each map")
def _(*case):
    side, parameters, work = cost.reference(*case)
    return side, parameters - case[1], work


@cost.slip("there is one bias for each map, not one for the whole layer")
def _(*case):
    side, parameters, work = cost.reference(*case)
    return side, parameters - case[1] + 1, work


@cost.slip("the biases are counted among the multiply-adds")
def _(*case):
    side, parameters, work = cost.reference(*case)
    return side, parameters, parameters * side**2


@cost.slip("the multiply-adds are counted at the size * size pixels of the input: the output has side * side")
def _(channels, maps, size, k, stride, padding, groups):
    side, parameters, work = cost.reference(channels, maps, size, k, stride, padding, groups)
    return side, parameters, work // side**2 * size**2


@cost.slip("the multiply-adds are counted at side outputs: a map has side * side of them")
def _(*case):
    side, parameters, work = cost.reference(*case)
    return side, parameters, work // side


@cost.slip("the multiply-adds come second: the order is side, parameters, multiply-adds")
def _(*case):
    side, parameters, work = cost.reference(*case)
    return side, work, parameters


@cost.slip("the biases are divided by groups too: each of the maps keeps its own")
def _(*case):
    side, parameters, work = cost.reference(*case)
    return side, parameters - case[1] + case[1] // case[-1], work


@cost.slip("a multiply-add is counted as two operations: it is one")
def _(*case):
    side, parameters, work = cost.reference(*case)
    return side, parameters, 2 * work


@exercise(
    cases=[
        (rng.integers(-4, 6, (2, 2)) + 0.5, rng.integers(-4, 6, (3, 3)) + 0.25),
        (rng.standard_normal((3, 3)), rng.standard_normal((2, 2))),
        (rng.standard_normal((3, 3)), rng.standard_normal((3, 3))),
        (rng.standard_normal((1, 1)), rng.standard_normal((4, 4))),
    ]
)
def one_kernel(A, B):
    k, m = len(A), len(B)
    W = np.zeros((k + m - 1, k + m - 1))
    for i, j in np.ndindex(k, k):
        for p, q in np.ndindex(m, m):
            W[i + p, j + q] += A[i, j] * B[p, q]
    return W


def placed(A, B, put):
    """W after ``put(part of W, weight of A)`` for each weight of A: the part has the size of B."""
    W = np.zeros((len(A) + len(B) - 1,) * 2)
    for (i, j), weight in np.ndenumerate(A):
        put(W[i : i + len(B), j : j + len(B)], weight)
    return W


@one_kernel.slip("products that fall on one weight of W write over each other: they add up")
def _(A, B):
    def put(part, weight):
        part[:] = weight * B

    return placed(A, B, put)


@one_kernel.slip("weights of A and B are added: a pixel meets one after the other, which is their product")
def _(A, B):
    def put(part, weight):
        part += weight + B

    return placed(A, B, put)


@one_kernel.slip("B alone is laid at every place: each copy is multiplied by the weight of A at its place")
def _(A, B):
    def put(part, weight):
        part += B

    return placed(A, B, put)


@one_kernel.slip("B is turned by 180°: A[i, j] * B[p, q] belongs to W[i + p, j + q], with plus signs")
def _(A, B):
    return one_kernel.reference(A, B[::-1, ::-1])


@one_kernel.slip("A is turned by 180°: A[i, j] * B[p, q] belongs to W[i + p, j + q], with plus signs")
def _(A, B):
    return one_kernel.reference(A[::-1, ::-1], B)


@one_kernel.slip("both kernels are turned by 180°: slide turns nothing")
def _(A, B):
    return one_kernel.reference(A, B)[::-1, ::-1]


@one_kernel.slip("rows and columns of W are exchanged: i + p is the row, j + q the column")
def _(A, B):
    return one_kernel.reference(A, B).T


@one_kernel.slip("rows and columns of B are exchanged")
def _(A, B):
    return one_kernel.reference(A, B.T)


@one_kernel.slip("rows and columns of A are exchanged")
def _(A, B):
    return one_kernel.reference(A.T, B)


@one_kernel.slip("the copies of B stand side by side: neighbouring ones overlap, each is one place further")
def _(A, B):
    return np.kron(A, B)


@one_kernel.slip("W is one row and one column too large: its side is len(A) + len(B) - 1")
def _(A, B):
    return np.pad(one_kernel.reference(A, B), [(0, 1), (0, 1)])


@one_kernel.slip("only the places where the smaller kernel lies wholly inside the other are kept: all count")
def _(A, B):
    border = min(len(A), len(B)) - 1
    inside = slice(border, -border or None)
    return one_kernel.reference(A, B)[inside, inside]


@one_kernel.slip("W is cut to the size of A: the window of both layers is larger than that of one")
def _(A, B):
    middle = slice((len(B) - 1) // 2, (len(B) - 1) // 2 + len(A))
    return one_kernel.reference(A, B)[middle, middle]


@one_kernel.slip("each row of B meets the same row of A alone: i and p run independently, and so do j and q")
def _(A, B):
    W = np.zeros((len(A) + len(B) - 1,) * 2)
    for i, j in np.ndindex(min(A.shape, B.shape)):
        W[2 * i, 2 * j] += A[i, j] * B[i, j]
    return W
