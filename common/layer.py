"""The contract that every layer keeps, and the ways to join layers."""

import os
import zipfile
from pathlib import Path

import numpy as np


class Parameter:
    """An array that belongs to a layer, and the gradient of the loss with respect to it.

    ``value`` and ``grad`` always have the same shape and dtype.  ``trainable=False`` marks what is
    saved with the model but not changed by an optimiser, such as the running statistics of batch
    normalisation.  Two layers share weights by sharing one ``Parameter``.
    """

    def __init__(self, value, trainable=True):
        self.value = value
        self.grad = np.zeros(value.shape, value.dtype, like=value)  # takes no memory before it is used
        self.trainable = trainable

    def __repr__(self):
        kind = "" if self.trainable else ", not trainable"
        return f"Parameter(shape {self.value.shape}, {self.value.dtype}{kind})"


class Layer:
    """A function with parameters that can be run forwards and backwards.

    ``forward(*inputs)`` returns the output and keeps what ``backward`` needs.  ``backward(dy)`` takes
    the gradient of the loss with respect to that output, *adds* the gradients of the parameters to
    their ``grad``, and returns the gradients of the inputs (``None`` for integer inputs).  Call
    ``backward`` once for each ``forward``.  ``dy`` is never written to.
    """

    training = True

    def forward(self, x):
        raise NotImplementedError(f"{type(self).__name__}.forward")

    def backward(self, dy):
        raise NotImplementedError(f"{type(self).__name__}.backward")

    def backward_parameters(self, dy):
        """Like ``backward``, for a layer whose input is data: may leave out the gradient of the input."""
        self.backward(dy)

    def __call__(self, *inputs, **keywords):
        return self.forward(*inputs, **keywords)

    def named_parameters(self):
        """List of (name, Parameter): each once, in the order of the attributes, named like ``layers.2.W``."""
        seen, found = set(), []
        for name, thing in _walk(self, ""):
            if isinstance(thing, Parameter) and id(thing) not in seen:
                seen.add(id(thing))
                found.append((name, thing))
        return found

    def parameters(self):
        """The parameters of this layer and all layers in it, each once, in a stable order."""
        return [parameter for _, parameter in self.named_parameters()]

    def train(self):
        """Switch this layer and all layers in it to training (dropout drops, batch norm uses the batch)."""
        return self._set_training(True)

    def eval(self):
        """Switch this layer and all layers in it to evaluation."""
        return self._set_training(False)

    def _set_training(self, training):
        self.training = training
        for _, thing in _walk(self, ""):
            if isinstance(thing, Layer):
                thing.training = training
        return self

    def to(self, convert):
        """Map every parameter with ``convert``: ``lambda a: a.astype(np.float64)``, ``cupy.asarray`` …"""
        for parameter in self.parameters():
            parameter.value = convert(parameter.value)
            parameter.grad = convert(parameter.grad)
        return self

    def save(self, path):
        """Write all parameters to ``path`` (.npz, no pickle).  The file appears whole or not at all.

        ``FileNotFoundError`` when the folder does not exist.
        """
        path = _npz(path)
        if not path.parent.is_dir():
            raise FileNotFoundError(f"cannot write {path}: make the folder {path.parent} first")
        temporary = path.with_name(path.name + ".part")
        try:
            with open(temporary, "wb") as file:
                np.savez(file, **{name: parameter.value for name, parameter in self.named_parameters()})
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)

    def load(self, path):
        """Read parameters written by ``save``.

        Raises ``ValueError`` and changes nothing when names or shapes differ from this model's, or
        when the file is damaged.
        """
        own = dict(self.named_parameters())
        stored = _read(_npz(path))
        problems = [f"{name} is missing in the file" for name in own if name not in stored]
        problems += [f"{name} is not in the model" for name in stored if name not in own]
        problems += [
            f"{name} is {own[name].value.shape} in the model and {value.shape} in the file"
            for name, value in stored.items()
            if name in own and own[name].value.shape != value.shape
        ]
        if problems:
            raise ValueError(
                f"{path} does not fit this model: {'; '.join(problems)}. "
                "Nothing was changed: build the model with the sizes it was saved with."
            )
        for name, parameter in own.items():
            parameter.value[...] = stored[name]


def _walk(thing, name):
    """Every Parameter and Layer below ``thing``, with its path, depth first in attribute order."""
    if isinstance(thing, Layer):
        children = vars(thing).items()
    elif isinstance(thing, list | tuple):
        children = enumerate(thing)
    else:
        return
    for key, child in children:
        path = f"{name}.{key}" if name else str(key)
        if isinstance(child, Parameter | Layer):
            yield path, child
        yield from _walk(child, path)


def _read(path):
    """The arrays of an .npz file by name; ``ValueError`` when it is damaged or something else."""
    try:
        with open(path, "rb") as file, np.lib.npyio.NpzFile(file, allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except (zipfile.BadZipFile, EOFError) as error:
        raise ValueError(f"{path} is no model file, or damaged ({error}): save the model again") from error


def _npz(path):
    path = Path(path)
    return path if path.suffix == ".npz" else path.with_name(path.name + ".npz")


class Sequential(Layer):
    """Layers one after the other: y = f_n(… f_2(f_1(x)))."""

    def __init__(self, *layers):
        self.layers = list(layers)

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, dy):
        for layer in reversed(self.layers):
            dy = layer.backward(dy)
        return dy

    def backward_parameters(self, dy):
        for layer in reversed(self.layers[1:]):
            dy = layer.backward(dy)
        if self.layers:
            self.layers[0].backward_parameters(dy)


class Residual(Layer):
    """A shortcut around a layer: y = f(x) + s(x), where s is the identity unless a layer is given.

    The two branches must give the same shape.  He et al. 2015, arXiv:1512.03385.
    """

    def __init__(self, layer, shortcut=None):
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
        return y + s

    def backward(self, dy):
        dx = self.layer.backward(dy)
        return dx + (dy if self.shortcut is None else self.shortcut.backward(dy))


class Concat(Layer):
    """Branches on the same input, joined along one axis: y = [f_1(x), …, f_n(x)].

    The outputs agree in every axis but ``axis`` (1: the channels of images), else ``ValueError``.
    """

    def __init__(self, *branches, axis=1):
        if not branches:
            raise ValueError("Concat joins at least one branch, got none")
        self.branches = list(branches)
        self.axis = axis

    def forward(self, x):
        outputs = [branch.forward(x) for branch in self.branches]
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
        start, dx = 0, None
        for branch, size in zip(self.branches, self.sizes, strict=True):
            part = [slice(None)] * dy.ndim
            part[self.axis] = slice(start, start + size)
            gradient = branch.backward(dy[tuple(part)])
            dx = gradient if dx is None else dx + gradient
            start += size
        return dx
