"""The contract that every layer keeps, and the ways to join layers."""

import copy
import itertools
from collections import deque
from collections.abc import Mapping

import numpy as np

from common import storage
from common.functions import ordered
from common.parameter import Parameter
from common.passes import as_tuple, guard_backward, guard_forward


class Layer:
    """A function with parameters that can be run forwards and backwards.

    ``forward(*inputs)`` returns the output, or a tuple of outputs, and keeps what ``backward`` needs.
    ``backward(*dys)`` takes the gradient of the loss with respect to every output, *adds* the gradients of
    the parameters to their ``grad``, and returns the gradient of every input (``None`` for integers).
    It never writes into dy.  A keyword input, such as a state, leaves its gradient in an attribute.

    ``backward`` belongs to the latest ``forward``, whatever the mode, and comes once for it.  All layers
    check that, and the shapes of dy: ``RuntimeError`` for a backward without a forward of its own, as when
    one layer stands at two places of a network; ``ValueError`` when dy is not shaped like the output.

    A layer that can run step by step has ``step(x, state) -> (y, state)``, for inference, which keeps
    nothing on the layer.  ``state`` is a tuple of arrays, batch first; beam search reorders their rows.
    """

    training = True
    _running = _switching = False
    _shapes = None  # of the outputs of the latest forward: None before it, () once backward has used them

    def __init_subclass__(cls, **options):
        """Put the checks of ``common.passes`` around the methods that a class writes."""
        super().__init_subclass__(**options)
        for name in {"forward", "backward", "backward_parameters"} & vars(cls).keys():
            guard = guard_forward if name == "forward" else guard_backward
            setattr(cls, name, guard(vars(cls)[name]))

    def forward(self, x):
        raise NotImplementedError(f"{type(self).__name__}.forward")

    def backward(self, dy):
        raise NotImplementedError(f"{type(self).__name__}.backward")

    def backward_parameters(self, *dys):
        """Like ``backward``, for a layer whose input is data: may leave out the gradient of the input."""
        self.backward(*dys)

    def __call__(self, *inputs, **keywords):
        return self.forward(*inputs, **keywords)

    def named_parameters(self):
        """List of (name, Parameter): each once, in the order of the attributes, named like ``layers.2.W``.

        Found in attributes, lists, tuples and dicts; ``TypeError`` when a set or an object array hides one.
        """
        return [(name, thing) for name, thing in _walk(self) if isinstance(thing, Parameter)]

    def parameters(self):
        """The parameters of this layer and all layers in it, each once, in a stable order."""
        return [parameter for _, parameter in self.named_parameters()]

    def all_layers(self):
        """This layer and all layers in it, each once, in a stable order."""
        return [self, *(thing for _, thing in _walk(self) if isinstance(thing, Layer))]

    def train(self):
        """Switch this layer and all layers in it to training (dropout drops, batch norm uses the batch).

        Each is asked by its own method: a part that stays frozen overrides ``train`` by ``eval``.
        """
        return self._switch(True)

    def eval(self):
        """Switch this layer and all layers in it to evaluation."""
        return self._switch(False)

    def _switch(self, training):
        if self._switching:  # a layer in it refers back to this one
            return self
        self.training, self._switching = training, True
        try:
            for _, child in _children(self):
                if isinstance(child, Layer):
                    child.train() if training else child.eval()
        finally:
            self._switching = False
        return self

    def twin(self):
        """The same layer for another place of the network: shares the parameters and random numbers.

        What ``forward`` keeps is its own, so that each has its own ``backward``; the gradients add up.
        """
        things = [thing for layer in self.all_layers() for thing in vars(layer).values()]
        generators = [thing for thing in things if hasattr(thing, "integers")]
        return copy.deepcopy(self, {id(thing): thing for thing in [*self.parameters(), *generators]})

    def to(self, convert):
        """Map every parameter with ``convert``: ``lambda a: a.astype(np.float64)``, ``cupy.asarray`` …"""
        for parameter in self.parameters():
            parameter.to(convert)
        return self

    def values(self):
        """Name -> a copy of the value, of every parameter: for ``assign``, here or in another model."""
        return {name: parameter.value.copy() for name, parameter in self.named_parameters()}

    def assign(self, values):
        """Take over values by name, as ``values`` returns them, in this model's own number types.

        Raises ``ValueError`` and changes nothing when names, shapes or kinds of numbers differ from this
        model's, or a number is too large for its type.
        """
        own, new = dict(self.named_parameters()), {}
        problems = [f"{name} is not in the model" for name in values if name not in own]
        for name, parameter in own.items():
            try:
                new[name] = storage.fitted(values[name], parameter.value) if name in values else None
            except ValueError as error:
                problems.append(f"{name} {error}")
        problems += [f"{name} is missing" for name in own if name not in values]
        if problems:
            raise ValueError(
                f"these values do not fit this model: {'; '.join(problems)}. "
                "Nothing was changed: build the model with the sizes it was saved with"
            )
        for name, parameter in own.items():
            parameter.value[...] = new[name]

    def save(self, path):
        """Write all parameters to ``path`` (.npz, no pickle).  The file appears whole or not at all.

        ``OSError`` that says what to do when there is no such folder, or no room.
        """
        storage.write(path, {name: parameter.value for name, parameter in self.named_parameters()})

    def load(self, path):
        """``assign`` what ``save`` wrote; the same ``ValueError`` when the file is damaged."""
        try:
            self.assign(storage.read(path))
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from error


def _children(thing, path=""):
    """The nearest Parameters and Layers below a layer or container, with their paths, in order."""
    items = ()
    if isinstance(thing, Layer):
        items = vars(thing).items()
    elif isinstance(thing, Mapping):
        items = thing.items()
    elif isinstance(thing, list | tuple | deque):
        items = enumerate(thing)
    elif isinstance(thing, set | frozenset | np.ndarray) and _hides_layers(thing):
        raise TypeError(
            f"{path} holds layers or parameters in a {type(thing).__name__}, where they are not found: "
            "keep them in a list or a dict"
        )
    for key, child in items:
        name = f"{path}.{key}" if path else str(key)
        if isinstance(child, Parameter | Layer):
            yield name, child
        else:
            yield from _children(child, name)


def _hides_layers(thing):
    """Whether a set or an array of objects has a Parameter or Layer among its members."""
    members = thing if isinstance(thing, set | frozenset) else thing.flat if thing.dtype == object else ()
    return any(isinstance(member, Parameter | Layer) for member in members)


def _walk(layer, path="", seen=None):
    """Every Parameter and Layer in ``layer``, once each, with its path, depth first in attribute order."""
    seen = {id(layer)} if seen is None else seen
    for name, child in _children(layer):
        if id(child) not in seen:
            seen.add(id(child))
            name = path + name
            yield name, child
            if isinstance(child, Layer):
                yield from _walk(child, f"{name}.", seen)


def _check_layers(name, *layers):
    """``TypeError`` unless all are objects with ``forward`` and ``backward``."""
    for layer in layers:
        if isinstance(layer, type) or not (hasattr(layer, "forward") and hasattr(layer, "backward")):
            raise TypeError(
                f"{name} takes layer objects one by one, got {layer!r}: write {name}(Linear(…), ReLU()), "
                f"or {name}(*layers) with a list"
            )


class Sequential(Layer):
    """Layers one after the other: y = f_n(… f_2(f_1(x))).

    Where a layer returns a tuple, the next one gets its members as inputs.
    """

    def __init__(self, *layers):
        _check_layers("Sequential", *layers)
        self.layers = list(layers)

    def forward(self, *inputs):
        for layer in self.layers:
            inputs = as_tuple(layer.forward(*inputs))
        return inputs[0] if len(inputs) == 1 else inputs

    def backward(self, *dys):
        for layer in reversed(self.layers):
            dys = as_tuple(layer.backward(*dys))
        return dys[0] if len(dys) == 1 else dys

    def backward_parameters(self, *dys):
        for layer in reversed(self.layers[1:]):
            dys = as_tuple(layer.backward(*dys))
        if self.layers:
            self.layers[0].backward_parameters(*dys)


class Residual(Layer):
    """A shortcut around a layer: y = f(x) + s(x), where s is the identity unless a layer is given.

    The two branches must give the same shape.  He et al. 2015, arXiv:1512.03385.
    """

    def __init__(self, layer, shortcut=None):
        _check_layers("Residual", *[part for part in (layer, shortcut) if part is not None])
        self.layer = layer
        self.shortcut = shortcut

    def forward(self, x):
        y = self.layer.forward(x)
        s = x if self.shortcut is None else self.shortcut.forward(x)
        if y.shape != s.shape:
            raise ValueError(
                f"Residual adds two branches of one shape, got {y.shape} from the layer and {s.shape} "
                "from the shortcut: give a shortcut layer that changes the shape likewise"
            )
        return y + ordered(s, y)

    def backward(self, dy):
        dx = self.layer.backward(dy)
        ds = dy if self.shortcut is None else self.shortcut.backward(dy)
        return dx + ordered(ds, dx)


class Fork(Layer):
    """Branches on the same input: x -> the tuple (f_1(x), …, f_n(x));  dx = Σ dx_i.

    For a network with several heads: ``Sequential(trunk, Fork(policy, value))``.
    """

    def __init__(self, *branches):
        if not branches:
            raise ValueError(f"{type(self).__name__} needs at least one branch, got none")
        _check_layers(type(self).__name__, *branches)
        self.branches = list(branches)

    def forward(self, x):
        return tuple(branch.forward(x) for branch in self.branches)

    def backward(self, *dys):
        dx = None
        for branch, dy in zip(self.branches, dys, strict=True):
            gradient = branch.backward(*as_tuple(dy))
            dx = gradient if dx is None else dx + gradient
        return dx


class Concat(Fork):
    """Branches on the same input, joined along one axis: y = [f_1(x), …, f_n(x)].

    The outputs agree in every axis but ``axis`` (1: the channels of images), else ``ValueError``.
    An empty ``Sequential()`` as a branch is the identity: ``Concat(Sequential(), f)`` keeps x beside f(x).
    """

    def __init__(self, *branches, axis=1):
        super().__init__(*branches)
        self.axis = axis

    def forward(self, x):
        outputs = super().forward(x)
        try:
            y = np.concatenate(outputs, axis=self.axis)
        except ValueError as error:
            shapes = ", ".join(str(output.shape) for output in outputs)
            raise ValueError(
                f"Concat expects outputs that agree in every axis but {self.axis}, got {shapes}"
            ) from error
        self.sizes = [output.shape[self.axis] for output in outputs]
        return y

    def backward(self, dy):
        cuts = list(itertools.accumulate(self.sizes))[:-1]
        return super().backward(*np.split(dy, cuts, axis=self.axis))
