"""Answers to the exercises of lesson 2-06: what a layer costs, and two kernels in one."""

import math

import numpy as np
from scipy.signal import convolve2d, correlate2d

from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(channels, maps, size, k, stride, padding, groups):
    places = range(-padding, size + padding - k + 1, stride)
    each = (channels // groups) * k**2
    return [len(places), maps * (each + 1), len(places) ** 2 * each * maps]


@answers.right(1)
def _(channels, maps, size, k, stride, padding, groups):
    side = math.floor((size - k + 2 * padding) / stride) + 1
    w = np.zeros((maps, channels // groups, k, k))
    return np.int64(side), w.size + len(w), w.size * side**2


@answers.wrong(1, r"\bgroups")  # the groups are forgotten
def _(channels, maps, size, k, stride, padding, groups):
    side = (size + 2 * padding - k) // stride + 1
    weights = channels * k * k
    return side, maps * weights + maps, maps * side * side * weights


@answers.wrong(1, r"(?i)bias|\bmaps\b.*(subtracted|missing)")  # parameters without the biases
def _(channels, maps, size, k, stride, padding, groups):
    side = (size + 2 * padding - k) // stride + 1
    weights = channels // groups * k * k
    return side, maps * weights, maps * side * side * weights


@answers.wrong(1, r"(?i)bias")  # the biases counted among the multiply-adds
def _(channels, maps, size, k, stride, padding, groups):
    side = (size + 2 * padding - k) // stride + 1
    weights = channels // groups * k * k
    return side, maps * weights + maps, maps * side * side * (weights + 1)


@answers.wrong(1, r"1 less|\+ 1|1 is missing|one (place|position|less)")  # side without + 1
def _(channels, maps, size, k, stride, padding, groups):
    side = (size + 2 * padding - k) // stride
    weights = channels // groups * k * k
    return side, maps * weights + maps, maps * side * side * weights


@answers.wrong(1, r"padding")  # padding on one side alone
def _(channels, maps, size, k, stride, padding, groups):
    side = (size + padding - k) // stride + 1
    weights = channels // groups * k * k
    return side, maps * weights + maps, maps * side * side * weights


@answers.wrong(1, r"//|whole number|round|decimal")  # / for //
def _(channels, maps, size, k, stride, padding, groups):
    side = (size + 2 * padding - k) / stride + 1
    weights = channels // groups * k * k
    return side, maps * weights + maps, maps * side * side * weights


@answers.wrong(1, r"(?i)round|//|ceil")  # a window that hangs over the edge is counted
def _(channels, maps, size, k, stride, padding, groups):
    side = math.ceil((size + 2 * padding - k) / stride) + 1
    weights = channels // groups * k * k
    return side, maps * weights + maps, maps * side * side * weights


@answers.wrong(1, r"side\b|place|size")  # multiply-adds at the input's places
def _(channels, maps, size, k, stride, padding, groups):
    side = (size + 2 * padding - k) // stride + 1
    weights = channels // groups * k * k
    return side, maps * weights + maps, maps * size * size * weights


@answers.wrong(1, r"side\b|place|square|once|row")  # side instead of side² places
def _(channels, maps, size, k, stride, padding, groups):
    side = (size + 2 * padding - k) // stride + 1
    weights = channels // groups * k * k
    return side, maps * weights + maps, maps * side * weights


@answers.wrong(1, r"(?i)bias")  # one bias for the layer
def _(channels, maps, size, k, stride, padding, groups):
    side = (size + 2 * padding - k) // stride + 1
    weights = channels // groups * k * k
    return side, maps * weights + 1, maps * side * side * weights


@answers.wrong(1, r"\bmaps|\bgroups")  # maps divided by the groups as well
def _(channels, maps, size, k, stride, padding, groups):
    side = (size + 2 * padding - k) // stride + 1
    weights = maps // groups * (channels // groups) * k * k
    return side, weights + maps, side * side * weights


@answers.wrong(1, r"k\b|square|side|kernel")  # k for k²
def _(channels, maps, size, k, stride, padding, groups):
    side = (size + 2 * padding - k) // stride + 1
    weights = channels // groups * k
    return side, maps * weights + maps, maps * side * side * weights


@answers.wrong(1, r"2 \* k|\bk\b|dilat|stride")  # stride subtracted for the kernel
def _(channels, maps, size, k, stride, padding, groups):
    side = (size + 2 * padding - stride) // stride + 1
    weights = channels // groups * k * k
    return side, maps * weights + maps, maps * side * side * weights


@answers.right(2)
def _(A, B):
    return convolve2d(A, B)


@answers.right(2)
def _(A, B):  # the answers to pictures with a single 1 in them
    side = len(A) + len(B) - 1
    W = np.empty((side, side))
    for place in np.ndindex(side, side):
        one = np.zeros((side, side))
        one[place] = 1
        W[place] = correlate2d(correlate2d(one, A, "valid"), B, "valid")[0, 0]
    return W


@answers.right(2)
def _(A, B):  # polynomials in two variables
    k, m = len(A), len(B)
    side = k + m - 1
    rows = [[sum(A[i, j] * B[r - i, c - j] for i in range(max(0, r - m + 1), min(k, r + 1))
                 for j in range(max(0, c - m + 1), min(k, c + 1))) for c in range(side)]
            for r in range(side)]  # fmt: skip
    return np.array(rows)


@answers.wrong(2, r"\+=|add|overlap|last|sum")  # = for +=
def _(A, B):
    k, m = len(A), len(B)
    W = np.zeros((k + m - 1, k + m - 1))
    for i, j, p, q in np.ndindex(k, k, m, m):
        W[i + p, j + q] = A[i, j] * B[p, q]
    return W


@answers.wrong(2, r"(?i)turned|revers|\[::-1|flip|from its end")  # B turned, as scipy's correlate2d does
def _(A, B):
    return correlate2d(A, B, "full")


@answers.wrong(2, r"(?i)size|side|larger|too (small|large)|inside|shape|border")  # valid for full
def _(A, B):
    return convolve2d(A, B, "valid")


@answers.wrong(2, r"(?i)size|side|larger|too small|cut|shape")  # the same size as A
def _(A, B):
    return convolve2d(A, B, "same")


@answers.wrong(2, r"(?i)overlap|side by side|len\(B\)")  # copies side by side
def _(A, B):
    k, m = len(A), len(B)
    W = np.zeros((k * m, k * m))
    for i, j in np.ndindex(k, k):
        W[i * m : (i + 1) * m, j * m : (j + 1) * m] = A[i, j] * B
    return W


@answers.wrong(2, r"(?i)product|multipl|added|factor")  # A is forgotten
def _(A, B):
    k, m = len(A), len(B)
    W = np.zeros((k + m - 1, k + m - 1))
    for i, j in np.ndindex(k, k):
        W[i : i + m, j : j + m] += B
    return W


@answers.wrong(2, r"(?i)product|multipl|added|\*")  # + for *
def _(A, B):
    k, m = len(A), len(B)
    W = np.zeros((k + m - 1, k + m - 1))
    for i, j, p, q in np.ndindex(k, k, m, m):
        W[i + p, j + q] += A[i, j] + B[p, q]
    return W


@answers.wrong(2, r"(?i)- 1|too large|side|size|shape")  # one row and column too many
def _(A, B):
    k, m = len(A), len(B)
    W = np.zeros((k + m, k + m))
    for i, j, p, q in np.ndindex(k, k, m, m):
        W[i + p, j + q] += A[i, j] * B[p, q]
    return W


@answers.wrong(2, r"(?i)row|column|exchang|transpos|swap|W\[")  # row and column exchanged
def _(A, B):
    k, m = len(A), len(B)
    W = np.zeros((k + m - 1, k + m - 1))
    for i, j, p, q in np.ndindex(k, k, m, m):
        W[j + q, i + p] += A[i, j] * B[p, q]
    return W


@answers.wrong(2, r"(?i)row|column|exchang|transpos|swap")  # i is paired with q
def _(A, B):
    k, m = len(A), len(B)
    W = np.zeros((k + m - 1, k + m - 1))
    for i, j, p, q in np.ndindex(k, k, m, m):
        W[i + q, j + p] += A[i, j] * B[p, q]
    return W


@answers.wrong(2, r"(?i)turned|revers|flip|\[::-1|from its end")  # the result turned
def _(A, B):
    return np.flip(convolve2d(A, B))


@answers.wrong(2, r"(?i)size|circular|border|side|shape|wrap")  # a product of spectra without room
def _(A, B):
    side = max(len(A), len(B))
    return np.fft.ifft2(np.fft.fft2(A, (side, side)) * np.fft.fft2(B, (side, side))).real
