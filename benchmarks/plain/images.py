"""Lesson 2-07: convolution as one product (im2col and its way back), and pooling."""

import numpy as np

from benchmarks.plain.form import Plain, add


def places(shape, k, stride):
    """For each entry (i, j) of a window: where it stands on the padded pictures; and (OH, OW)."""
    OH, OW = ((side - k) // stride + 1 for side in shape[2:])
    slices = [
        (..., slice(i, i + (OH - 1) * stride + 1, stride), slice(j, j + (OW - 1) * stride + 1, stride))
        for i, j in np.ndindex(k, k)
    ]
    return slices, OH, OW


def im2col(x, k, stride=1):
    """Padded pictures x (N, C, H, W) -> P (C · k · k, N · OH · OW): a window a column."""
    slices, OH, OW = places(x.shape, k, stride)
    P = np.stack([x[place] for place in slices])  # (k · k, N, C, OH, OW)
    return P.transpose(2, 0, 1, 3, 4).reshape(x.shape[1] * k * k, len(x) * OH * OW)


def col2im(P, shape, k, stride=1):
    """P (C · k · k, N · OH · OW) -> padded pictures (N, C, H, W): entries go back and add up."""
    N, C, _, _ = shape
    slices, OH, OW = places(shape, k, stride)
    x = np.zeros(shape, P.dtype)
    P = P.reshape(C, k * k, N, OH, OW).transpose(1, 2, 0, 3, 4)
    for place, entries in zip(slices, P, strict=True):
        x[place] += entries
    return x


class PlainConv2d(Plain):
    """Square kernels, stride 1; groups of channels as in lesson 4-08."""

    b = None

    def __init__(self, layer):
        super().__init__(layer)
        self.k, self.padding, self.groups = self.W.value.shape[2], layer.windows.padding[0], layer.groups

    def forward(self, x):
        p, O = self.padding, len(self.W.value)
        padded = np.pad(x, [(0, 0), (0, 0), (p, p), (p, p)])
        self.shape = padded.shape
        P = im2col(padded, self.k)
        self.P = P.reshape(self.groups, -1, P.shape[1])  # (groups, C/groups · k · k, N · OH · OW)
        y = self.W.value.reshape(self.groups, O // self.groups, -1) @ self.P
        if self.b is not None:
            y = y + self.b.value.reshape(self.groups, -1, 1)
        OH, OW = (side - self.k + 1 for side in padded.shape[2:])
        return y.reshape(O, len(x), OH, OW).swapaxes(0, 1)

    def backward(self, dy):
        p, O = self.padding, dy.shape[1]
        dy = dy.swapaxes(0, 1).reshape(self.groups, O // self.groups, -1)
        W = self.W.value.reshape(self.groups, O // self.groups, -1)
        self.W.grad += (dy @ self.P.swapaxes(1, 2)).reshape(self.W.grad.shape)
        add(self.b, dy.sum(axis=2).reshape(O))
        dP = W.swapaxes(1, 2) @ dy
        dx = col2im(dP.reshape(-1, dP.shape[2]), self.shape, self.k)
        return dx[:, :, p : dx.shape[2] - p, p : dx.shape[3] - p]


class PlainMaxPool2d(Plain):
    """The largest of every window; its place gets the gradient."""

    def __init__(self, layer):
        super().__init__(layer)
        self.k, self.stride = layer.windows.kernel[0], layer.windows.stride[0]

    def forward(self, x):
        self.shape = N, C, H, W = x.shape
        P = im2col(x.reshape(N * C, 1, H, W), self.k, self.stride)  # (k · k, N · C · OH · OW)
        self.winner = P.argmax(axis=0)
        OH, OW = ((side - self.k) // self.stride + 1 for side in (H, W))
        return P.max(axis=0).reshape(N, C, OH, OW)

    def backward(self, dy):
        N, C, H, W = self.shape
        place = np.arange(self.k**2)[:, None]  # (k · k, 1) against winner (windows,)
        dP = np.where(place == self.winner, dy.reshape(1, -1), np.zeros((), dy.dtype))
        return col2im(dP, (N * C, 1, H, W), self.k, self.stride).reshape(self.shape)
