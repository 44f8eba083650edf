"""A plain layer: the one that a lesson builds, with the weights of the layer of ``common`` it stands for."""

from common.layers import Layer, Parameter


class Plain(Layer):
    """Made from a layer of ``common``: has copies of its parameters, under the same names."""

    def __init__(self, layer):
        for name, value in vars(layer).items():
            if isinstance(value, Parameter):
                setattr(self, name, Parameter(value.value.copy(), value.trainable))


def add(parameter, gradient):
    """Add a gradient to a parameter's, if there is one (a layer may have no bias)."""
    if parameter is not None:
        parameter.grad += gradient
