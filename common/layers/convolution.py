"""Convolution of signals and images, and its transpose.

With the patches P of an image as the columns of a matrix (im2col), a convolution is one product:

    y = W P  (correlate)      dW = dy Pᵀ  (weight_gradient)      dP = Wᵀ dy, added up to dx  (col2im)

Every layer is made of these three functions; the transposed convolution uses them in reverse.  They work
through an image in blocks of windows, so that the patches of a block are still in the cache when they
are multiplied, and the patches of all windows, kh · kw times the size of the image, never exist at once.
"""

import math

import numpy as np

from common.functions import check_sizes
from common.initializers import he, initial, zeros
from common.layer import Layer, Parameter
from common.layers.windows import Windows, batch_first, batch_last, pair

# BLAS is slow at products of few rows and very many columns; up to this many multiplications it has other,
# faster code.
PRODUCT_SIZE = 10**6


def correlate(x, W, windows, groups):
    """Slide kernels over padded images: y_o = Σ_c W_oc ⋆ x_c over the channels c of o's group.

    x (C, H, W, N), W (O, C/groups, kh, kw) -> y (O, OH, OW, N).
    """
    O = W.shape[0]
    y = np.empty_like(x, shape=(O, *windows.count(x), x.shape[-1]), order="C")
    W = W.reshape(groups, O // groups, -1)  # (groups, O/groups, C/groups · kh · kw)
    for block, P in patches(x, windows):
        im2col(x, P, windows, block)
        P, y_block = matrix(P, groups), outputs(y, block, groups)
        # Plain form: y_block[...] = W @ P
        np.matmul(W, column_blocks(P, W.size), out=column_blocks(y_block, W.size))
    return y


def weight_gradient(x, dy, windows, groups):
    """Gradient of ``correlate`` for W, with the shape (O, C/groups · kh · kw): dW = Σ dy Pᵀ."""
    O = dy.shape[0]
    patch = x.shape[0] // groups * math.prod(windows.kernel)
    dW = np.zeros_like(x, shape=(groups, patch, O // groups), order="C")
    for block, P in patches(x, windows):
        im2col(x, P, windows, block)
        P, dy_block = (column_blocks(m, dW.size) for m in (matrix(P, groups), outputs(dy, block, groups)))
        # Plain form: dW += dy_block @ Pᵀ.  The transpose of it, summed over the parts, is faster in BLAS.
        dW += (P @ dy_block.swapaxes(2, 3)).sum(axis=0)
    return dW.transpose(0, 2, 1).reshape(O, patch)  # (groups, patch, O/groups) -> (O, patch)


def col2im(dy, W, windows, groups, shape):
    """Gradient of ``correlate`` for x: every dy times the kernel, added up where windows overlap.

    dy (O, OH, OW, N), W (O, C/groups, kh, kw) -> dx (C, H, W, N).  ``shape`` is that of dx with its padding,
    which is cut off.
    """
    O = dy.shape[0]
    if windows.same_size(dy, shape):
        # The same sums are a convolution of dy with the kernels turned by 180°.  Where dx is as large as
        # dy, this is faster: it copies patches of dy instead of adding up patches of dx.
        return correlate(windows.pad(batch_first(dy), dy.dtype), flipped(W, groups, windows), windows, groups)
    dx = np.zeros_like(dy, shape=shape, order="C")
    W = W.reshape(groups, O // groups, -1).transpose(0, 2, 1)  # (groups, C/groups · kh · kw, O/groups)
    for block, dP in patches(dx, windows):
        dy_block = column_blocks(outputs(dy, block, groups), W.size)  # plain form: dP = Wᵀ @ dy_block
        np.matmul(W, dy_block, out=column_blocks(matrix(dP, groups), W.size))
        for k, pixel in enumerate(windows.positions(dx, block)):
            pixel += dP[:, k]
    return windows.crop(dx)


def flipped(W, groups, windows):
    """Kernels for the way back, turned by 180°: (O, C/groups, kh, kw) -> (C, O/groups, kh, kw)."""
    O, C = W.shape[0], W.shape[1] * groups
    W = W.reshape(groups, O // groups, C // groups, *windows.kernel)[..., ::-1, ::-1]
    W = W.swapaxes(1, 2).copy()  # (groups, C/groups, O/groups, kh, kw)
    return W.reshape(C, O // groups, *windows.kernel)


def patches(x, windows):
    """For each block of windows on x: the block, and room for its patches, (C, kh · kw, rows, columns, N).

    The room is the same memory again and again, so that it is in the cache.
    """
    C, N, room = x.shape[0], x.shape[-1], None
    for block in windows.blocks(x):
        shape = C, math.prod(windows.kernel), block.rows, block.columns, N
        if room is None or room.shape != shape:
            room = np.empty_like(x, shape=shape, order="C")
        yield block, room


def im2col(x, P, windows, block):
    """Copy the windows of a block into the room for its patches."""
    for k, pixel in enumerate(windows.positions(x, block)):
        P[:, k] = pixel


def matrix(P, groups):
    """View patches as a matrix, a window a column: (groups, C/groups · kh · kw, rows · columns · N)."""
    C, K, rows, columns, N = P.shape
    return P.reshape(groups, C // groups * K, rows * columns * N)


def outputs(y, block, groups):
    """View the outputs of a block as a matrix: y (O, OH, OW, N) -> (groups, O/groups, windows · N)."""
    O, OH, OW, N = y.shape
    first = (block.row * OW + block.first) * N
    return y.reshape(groups, O // groups, OH * OW * N)[:, :, first : first + block.rows * block.columns * N]


def column_blocks(matrix, weights):
    """View a long matrix as parts of fewer columns: (groups, R, L) -> (parts, groups, R, L/parts).

    A product of ``weights`` weights with all columns at once is up to 1.7 times slower than with the parts
    in turn, where a part and the weights make at most PRODUCT_SIZE multiplications.
    """
    groups, R, L = matrix.shape
    most = PRODUCT_SIZE * groups // weights
    parts = next((n for n in range(1, L // 32 + 1) if L % n == 0 and most * n >= L), 1)
    return matrix.reshape(groups, R, parts, L // parts).transpose(2, 0, 1, 3)


class Conv2d(Layer):
    """Convolution of images (a cross-correlation, as everywhere in deep learning).

    y[n, o, r, c] = Σ_{c', i, j} W[o, c', i, j] x[n, c', r s + i d − p, c s + j d − p] + b[o]

    x (N, C, H, W) -> y (N, O, OH, OW) with OH = ⌊(H + 2p − d (k − 1) − 1) / s⌋ + 1
    W (O, C/groups, kh, kw), b (O,)
    Kernel size k, stride s, zero padding p and dilation d are ints or (height, width).  ``groups`` cuts the
    channels into groups that do not see each other.  Works in the dtype of W.
    ``ValueError`` for channels that do not fit, and when the kernel is larger than the padded image.
    LeCun et al. 1989, Neural Computation 1(4); dilation: Yu & Koltun 2015, arXiv:1511.07122.
    """

    def __init__(
        self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1,
        bias=True, *, rng, initializer=he,
    ):  # fmt: skip
        check_groups(in_channels, out_channels, groups)
        self.in_channels = in_channels
        self.groups = groups
        self.windows = Windows.of(kernel_size, stride, padding, dilation)
        shape = out_channels, in_channels // groups, *self.windows.kernel
        self.W = Parameter(initial(shape, rng, initializer))
        self.b = Parameter(zeros((out_channels,))) if bias else None

    def forward(self, x):
        check_images(self, x, "(N, {}, H, W)", self.in_channels)
        self.x = self.windows.pad(x, self.W.value.dtype)
        y = correlate(self.x, self.W.value, self.windows, self.groups)
        if self.b is not None:
            y += self.b.value[:, None, None, None]
        return batch_first(y)

    def backward(self, dy):
        dy = batch_last(dy, self.W.value.dtype)
        self._add_gradients(dy)
        return batch_first(col2im(dy, self.W.value, self.windows, self.groups, self.x.shape))

    def backward_parameters(self, dy):
        self._add_gradients(batch_last(dy, self.W.value.dtype))

    def _add_gradients(self, dy):
        dW = weight_gradient(self.x, dy, self.windows, self.groups)
        self.W.grad += dW.reshape(self.W.grad.shape)
        if self.b is not None:
            self.b.grad += dy.sum(axis=(1, 2, 3))


class Conv1d(Conv2d):
    """Convolution along time: a ``Conv2d`` over images of height 1.

    x (N, C, T) -> y (N, O, OT), OT = ⌊(T + 2p − d (k − 1) − 1) / s⌋ + 1;  W (O, C/groups, k), b (O,).
    """

    def __init__(
        self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1,
        bias=True, *, rng, initializer=he,
    ):  # fmt: skip
        sizes = (1, kernel_size), (1, stride), (0, padding), (1, dilation)
        super().__init__(in_channels, out_channels, *sizes, groups, bias, rng=rng, initializer=initializer)
        self.W = Parameter(self.W.value[:, :, 0])

    def forward(self, x):
        check_images(self, x, "(N, {}, T)", self.in_channels)
        return super().forward(x[:, :, None])[:, :, 0]

    def backward(self, dy):
        return super().backward(dy[:, :, None])[:, :, 0]

    def backward_parameters(self, dy):
        super().backward_parameters(dy[:, :, None])


class ConvTranspose2d(Layer):
    """Transposed convolution: forward is the backward pass of a ``Conv2d`` with this W, so images grow.

    y[n, o, r s + i − p, c s + j − p] += W[c', o, i, j] x[n, c', r, c]   for all r, c, i, j, c';  then + b[o]

    x (N, C, H, W) -> y (N, O, OH, OW) with OH = (H − 1) s − 2p + k + output_padding
    W (C, O/groups, kh, kw), b (O,)
    ``output_padding`` < s picks one of the s sizes that a convolution of stride s shrinks to H.
    ``ValueError`` for channels that do not fit, and when the padding cuts everything away.
    Zeiler et al. 2010, "Deconvolutional networks", CVPR.
    """

    def __init__(
        self, in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1,
        bias=True, *, rng, initializer=he,
    ):  # fmt: skip
        check_groups(in_channels, out_channels, groups)
        self.in_channels = in_channels
        self.groups = groups
        self.windows = Windows.of(kernel_size, stride, padding)
        self.output_padding = pair("output_padding", output_padding, 0)
        if any(o >= s for o, s in zip(self.output_padding, self.windows.stride, strict=True)):
            raise ValueError(f"output_padding must be smaller than stride {stride}, got {output_padding}")
        # Every output pixel sees all C input channels: C · kh · kw is the fan-in, so C comes second here.
        W = initial((out_channels // groups, in_channels, *self.windows.kernel), rng, initializer)
        self.W = Parameter(W.transpose(1, 0, 2, 3).copy())
        self.b = Parameter(zeros((out_channels,))) if bias else None

    def forward(self, x):
        check_images(self, x, "(N, {}, H, W)", self.in_channels)
        self.x = batch_last(x, self.W.value.dtype)
        y = col2im(self.x, self.W.value, self.windows, self.groups, self._padded_shape())
        if self.b is not None:
            y += self.b.value[:, None, None, None]
        return batch_first(y)

    def backward(self, dy):
        dy = self.windows.pad(dy, self.W.value.dtype)
        self._add_gradients(dy)
        return batch_first(correlate(dy, self.W.value, self.windows, self.groups))

    def backward_parameters(self, dy):
        self._add_gradients(self.windows.pad(dy, self.W.value.dtype))

    def _add_gradients(self, dy):
        dW = weight_gradient(dy, self.x, self.windows, self.groups)
        self.W.grad += dW.reshape(self.W.grad.shape)
        if self.b is not None:
            self.b.grad += dy.sum(axis=(1, 2, 3))

    def _padded_shape(self):
        """Shape (O, H, W, N) of the output before the padding is cut off."""
        _, H, W, N = self.x.shape
        (sh, sw), (oh, ow), (ph, pw) = self.windows.stride, self.output_padding, self.windows.padding
        height = (H - 1) * sh + self.windows.extent(0) + oh
        width = (W - 1) * sw + self.windows.extent(1) + ow
        if height <= 2 * ph or width <= 2 * pw:
            raise ValueError(
                f"{type(self).__name__} would cut {self.windows.padding} pixels from every side of a "
                f"{(height, width)} output: use less padding or larger images"
            )
        return self.W.value.shape[1] * self.groups, height, width, N


def check_groups(in_channels, out_channels, groups):
    """``ValueError`` unless ``groups`` ≥ 1 divides both numbers of channels."""
    check_sizes("a convolution (input channels, output channels, groups)", in_channels, out_channels, groups)
    if in_channels % groups or out_channels % groups:
        raise ValueError(
            f"groups must divide both numbers of channels, got {in_channels} input channels, "
            f"{out_channels} output channels and {groups} groups"
        )


def check_images(layer, x, pattern, channels):
    """``ValueError`` unless ``x`` has the axes of ``pattern`` and ``channels`` of them on axis 1."""
    if x.ndim != pattern.count(",") + 1 or x.shape[1] != channels:
        expected = pattern.format(channels)
        raise ValueError(f"{type(layer).__name__} expects {expected}, got {x.shape}: channels are axis 1")
