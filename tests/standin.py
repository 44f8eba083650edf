"""An array type that keeps apart from NumPy's, as arrays on a GPU do.

``StandIn`` wraps a NumPy array and answers NumPy's dispatch protocols.  It refuses, with ``TypeError``,
whatever would copy between host and device: NumPy arrays and scalars as partners, values or indices,
``np.asarray``, ``float``, ``item``.  Code that runs on it runs on CuPy as far as these rules go;
``bool`` and ``int`` of one element are allowed, as they are there.
"""

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from common.layer import Layer, _walk

METHODS = (
    "all any argmax argmin argsort astype clip copy cumsum diagonal dot max mean min nonzero prod ravel "
    "repeat reshape round squeeze std sum swapaxes take transpose var view"
)
PROPERTIES = "T dtype flags itemsize nbytes ndim shape size strides"


class StandIn(NDArrayOperatorsMixin):
    """A NumPy array behind a wall.  ``.host`` is for tests alone."""

    def __init__(self, array):
        self.host = array.host if isinstance(array, StandIn) else np.asarray(array)

    def __array_ufunc__(self, ufunc, method, *inputs, **keywords):
        result = _wrap(getattr(ufunc, method)(*_unwrap(inputs), **_unwrap(keywords)))
        out = keywords.get("out")
        return result if out is None else out[0] if len(out) == 1 else out

    def __array_function__(self, function, types, arguments, keywords):
        result = _wrap(function(*_unwrap(arguments), **_unwrap(keywords)))
        return keywords["out"] if keywords.get("out") is not None else result

    def __array__(self, *arguments, **keywords):
        raise TypeError("a stand-in array does not become a NumPy array")

    def __float__(self):
        raise TypeError("float() of a stand-in array waits for the device")

    def item(self):
        raise TypeError("item() of a stand-in array waits for the device")

    def __bool__(self):
        return bool(self.host)

    def __int__(self):
        return int(self.host)

    __index__ = __int__

    def __len__(self):
        return len(self.host)

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def __getitem__(self, index):
        return _wrap(self.host[_unwrap(index)])

    def __setitem__(self, index, value):
        self.host[_unwrap(index)] = _unwrap(value)

    def __repr__(self):
        return f"StandIn({self.host!r})"


def _method(name):
    def call(self, *arguments, **keywords):
        return _wrap(getattr(self.host, name)(*_unwrap(arguments), **_unwrap(keywords)))

    return call


for _name in METHODS.split():
    setattr(StandIn, _name, _method(_name))
for _name in PROPERTIES.split():
    setattr(StandIn, _name, property(lambda self, name=_name: _wrap(getattr(self.host, name))))


def _wrap(thing):
    """NumPy arrays and scalars become stand-ins, also inside tuples and lists (np.split, np.where)."""
    if isinstance(thing, np.ndarray | np.generic):
        return StandIn(thing)
    if isinstance(thing, tuple | list) and any(isinstance(part, np.ndarray | np.generic) for part in thing):
        return type(thing)(map(_wrap, thing)) if type(thing) in (tuple, list) else tuple(map(_wrap, thing))
    return thing


def _unwrap(thing):
    """The wrapped arrays; ``TypeError`` for a host array anywhere."""
    if isinstance(thing, np.ndarray | np.generic):
        raise TypeError(f"a stand-in array met a NumPy {type(thing).__name__} {thing!r}")
    if isinstance(thing, StandIn):
        return thing.host
    if isinstance(thing, tuple | list) and type(thing) in (tuple, list):
        return type(thing)(map(_unwrap, thing))
    if isinstance(thing, dict):
        return {key: _unwrap(value) for key, value in thing.items()}
    if isinstance(thing, slice):
        return slice(_unwrap(thing.start), _unwrap(thing.stop), _unwrap(thing.step))
    return thing


class StandInGenerator:
    """The three methods of ``np.random.Generator`` that layers may use, drawing stand-in arrays."""

    def __init__(self, seed):
        self.generator = np.random.default_rng(seed)

    def random(self, *arguments, **keywords):
        return StandIn(self.generator.random(*arguments, **keywords))

    def standard_normal(self, *arguments, **keywords):
        return StandIn(self.generator.standard_normal(*arguments, **keywords))

    def integers(self, *arguments, **keywords):
        return StandIn(self.generator.integers(*arguments, **keywords))


def set_generators(layer, make):
    """Give every layer that keeps an ``rng`` a new one from ``make()``."""
    for thing in [layer] + [thing for _, thing in _walk(layer, "") if isinstance(thing, Layer)]:
        if hasattr(thing, "rng"):
            thing.rng = make()
    return layer
