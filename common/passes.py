"""What passes between layers, and the checks around every ``forward`` and ``backward`` (see ``Layer``).

A pass goes through each layer once: the outermost ``forward`` of a layer leaves the shapes of its outputs,
and one ``backward`` uses them up.  Calls that a layer makes to itself inside these are not looked at.
"""

import copy
import functools


def as_tuple(values):
    """Values between layers: one array, or a tuple of arrays, as a tuple."""
    return values if isinstance(values, tuple) else (values,)


def guard_forward(method):
    """``forward`` that refuses lists and leaves the shapes of its outputs."""

    @functools.wraps(method)
    def forward(self, *inputs, **keywords):
        if self._running:
            return method(self, *inputs, **keywords)
        for x in inputs:
            if type(x) is list:
                raise TypeError(f"{type(self).__name__} expects arrays, got a list: use np.array(…)")
        self._running, self._shapes = True, None
        try:
            y = method(self, *inputs, **keywords)
        finally:
            self._running = False
        self._shapes = _shapes(y) if type(y) is tuple else [getattr(y, "shape", ())]
        return y

    return forward


def guard_backward(method):
    """``backward`` that compares the shapes of its gradients with those that ``forward`` left."""

    @functools.wraps(method)
    def backward(self, *dys, **keywords):
        if self._running:
            return method(self, *dys, **keywords)
        shapes = _shapes(dys)
        if shapes != self._shapes:
            raise _refusal(type(self).__name__, self._shapes, shapes)
        self._running, self._shapes = True, ()
        try:
            return method(self, *dys, **keywords)
        finally:
            self._running = False

    return backward


def infer(layer, *inputs):
    """``forward`` of a single layer, such as ``Linear``, that keeps nothing: a copy of the layer runs it."""
    return copy.copy(layer).forward(*inputs)


def _shapes(arrays):
    return [getattr(array, "shape", ()) for array in arrays]


def _refusal(name, outputs, gradients):
    """The exception for a backward that does not belong to a forward, or whose dy has another shape."""
    if outputs is None:
        return RuntimeError(
            f"{name}.backward before forward: run forward first, it keeps what backward needs"
        )
    if outputs == ():
        return RuntimeError(
            f"{name}.backward for the second time after one forward: run forward again; a layer that stands "
            "at two places of a network needs layer.twin() at one of them"
        )
    return ValueError(
        f"{name}.backward expects a gradient for every output, of shape {', '.join(map(str, outputs))}, "
        f"got {', '.join(map(str, gradients)) or 'none'}"
    )
