"""Convolution of signals and images, and its transpose.

With the patches P of an image as the columns of a matrix (im2col), a convolution is one product:

    y = W P  (correlate)      dW = dy Pᵀ  (weight_gradient)      dP = Wᵀ dy, added up to dx  (col2im)

Every layer is made of these three functions; the transposed convolution uses them in reverse.  They take
the windows of all images row by row: row r has its own matrices P_r and y_r, a column for each window.
"""

import math

import numpy as np

from common.functions import check_sizes
from common.initializers import he, initial, zeros
from common.layer import Layer, Parameter
from common.layers.windows import Windows, aligned, batch_first, batch_last, blocks, pair

# BLAS is slow at products of few rows and very many columns; up to this many multiplications it has other,
# faster code.
PRODUCT_SIZE = 10**6


def correlate(x, W, windows, groups):
    """Slide kernels over padded images: y_o = Σ_c W_oc ⋆ x_c over the channels c of o's group.

    x (C, H, W, N), W (O, C/groups, kh, kw) -> y (O, OH, OW, N).
    """
    y = aligned(x, (W.shape[0], *windows.count(x), x.shape[-1]))
    W, y_rows = kernel_matrix(W, windows, groups), by_rows(y, groups)
    for block, P in patches(x, windows, groups):
        product(W, P, out=y_rows[:, block])
    return y


def weight_gradient(x, dy, windows, groups):
    """Gradient of ``correlate`` for W, with its shape (O, C/groups, kh, kw): dW = Σ_r dy_r P_rᵀ."""
    (kh, kw), O, C = windows.kernel, dy.shape[0], x.shape[0]
    dW = np.zeros_like(x, shape=(groups, kh * kw * C // groups, O // groups), order="C")
    dy_rows = by_rows(dy, groups)
    for block, P in patches(x, windows, groups):
        dW += (P @ dy_rows[:, block].swapaxes(2, 3)).sum(axis=1)  # transposed: faster in BLAS
    dW = dW.reshape(groups, kh, kw, C // groups, O // groups)
    return dW.transpose(0, 4, 3, 1, 2).reshape(O, C // groups, kh, kw)


def col2im(dy, W, windows, groups, shape):
    """Gradient of ``correlate`` for x: every dy times the kernel, added up where windows overlap.

    dy (O, OH, OW, N), W (O, C/groups, kh, kw) -> dx (C, H, W, N).  ``shape`` is that of dx with its padding,
    which is cut off.  dy has the padding of ``windows.way_back()``.
    """
    if windows.keep_size():
        # The same sums are a convolution of dy with the kernels turned by 180°.  Where dx is as large as
        # dy, this is faster: it copies dy instead of adding up patches of dx.
        return correlate(dy, flipped(W, windows, groups), windows, groups)
    (C, *size, N), (kh, kw), (OH, OW) = shape, windows.kernel, dy.shape[1:3]
    dx = np.zeros_like(dy, shape=(groups, C // groups, *size, N), order="C")
    W, dy_rows = kernel_matrix(W, windows, groups).swapaxes(2, 3), by_rows(dy, groups)
    all_blocks = blocks(OH, 4 * kh * kw * C * OW * N)  # small blocks: each is read as often as it has pixels
    room = aligned(dy, (groups, all_blocks[0].stop, kh * kw * C // groups, OW * N))
    for block in all_blocks:
        dP = room[:, : block.stop - block.start]
        product(W, dy_rows[:, block], out=dP)
        dP = dP.reshape(*dP.shape[:2], kh * kw, C // groups, OW, N)
        for k, pixel in enumerate(windows.positions(dx, block)):
            pixel += dP[:, :, k].swapaxes(1, 2)
    return windows.crop(dx.reshape(shape))


def patches(x, windows, groups):
    """For blocks of rows of windows: the block, and its patches (groups, rows, kh · kw · C/groups, OW · N).

    Only kw copies of x are made, not kh · kw: each row of x once for every column of the kernel.  Stacked in
    memory, kh such rows are the patches of a row of windows, and the next row of windows shares most of
    them.  Every block is copied into the same room: take what you need from one before you ask for the next.
    """
    (C, _, _, N), (OH, OW), kw = x.shape, windows.count(x), windows.kernel[1]
    images, all_blocks = x.reshape(groups, C // groups, *x.shape[1:]), blocks(OH, kw * C * OW * N)
    room = aligned(x, (groups, windows.rows(all_blocks[0]).stop, kw, C // groups, OW, N))
    for block in all_blocks:
        pixels = images[:, :, windows.rows(block)].swapaxes(1, 2)
        rows = room[:, : pixels.shape[1]]
        for j, column in enumerate(windows.columns(pixels)):
            rows[:, :, j] = column
        yield block, windows.stacked(rows.reshape(*rows.shape[:2], kw * C // groups, OW * N))


def product(W, P, out):
    """Write W P_r for every row r of windows; plainly out[...] = W @ P.

    W (groups, 1, A, B), P (groups, rows, B, L), out (groups, rows, A, L).
    In one piece this is up to 1.7 times slower than with parts of L columns, where a part and W make at most
    PRODUCT_SIZE multiplications.
    """
    L, most = P.shape[-1], PRODUCT_SIZE // math.prod(W.shape[2:])
    parts = next((n for n in range(1, L // 32 + 1) if L % n == 0 and most * n >= L), 1)
    if parts > 1:
        W = W[:, :, None]
        P, out = (m.reshape(*m.shape[:3], parts, L // parts).swapaxes(2, 3) for m in (P, out))
    np.matmul(W, P, out=out)


def kernel_matrix(W, windows, groups):
    """Kernels as the rows of a matrix: (O, C/groups, kh, kw) -> (groups, 1, O/groups, kh · kw · C/groups)."""
    W = W.reshape(*W.shape[:2], *windows.kernel).transpose(0, 2, 3, 1)
    return W.reshape(groups, 1, W.shape[0] // groups, math.prod(W.shape[1:]))


def by_rows(y, groups):
    """View outputs as a matrix for each row of windows: (O, OH, OW, N) -> (groups, OH, O/groups, OW · N)."""
    O, OH, OW, N = y.shape
    return y.reshape(groups, O // groups, OH, OW * N).swapaxes(1, 2)


def flipped(W, windows, groups):
    """Kernels for the way back, turned by 180°: (O, C/groups, kh, kw) -> (C, O/groups, kh, kw)."""
    O, C = W.shape[:2]
    W = W.reshape(groups, O // groups, C, *windows.kernel)[..., ::-1, ::-1]
    W = W.swapaxes(1, 2).copy()  # BLAS takes no steps backwards
    return W.reshape(groups * C, O // groups, *windows.kernel)


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
        way_back = self.windows.way_back()
        dy = way_back.pad(dy, self.W.value.dtype)
        self._add_gradients(way_back.crop(dy))
        return batch_first(col2im(dy, self.W.value, self.windows, self.groups, self.x.shape))

    def backward_parameters(self, dy):
        self._add_gradients(batch_last(dy, self.W.value.dtype))

    def _add_gradients(self, dy):
        dW = weight_gradient(self.x, dy, self.windows, self.groups)
        self.W.grad += dW.reshape(self.W.grad.shape)  # Conv1d's has no axis of height
        if self.b is not None:
            self.b.grad += np.einsum("ohwn->o", dy)  # dy.sum(axis=(1, 2, 3))


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
        way_back = self.windows.way_back()
        x = way_back.pad(x, self.W.value.dtype)
        self.x = way_back.crop(x)
        y = col2im(x, self.W.value, self.windows, self.groups, self._padded_shape())
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
            self.b.grad += np.einsum("ohwn->o", dy)  # dy.sum(axis=(1, 2, 3))

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
