"""The same network on both sides: weights copied, gradients paired, one step of training each."""

import copy

import torch

from benchmarks.plain import plain
from benchmarks.plain.dense import PlainSoftmaxCrossEntropy
from benchmarks.workload import Workload
from common.losses import SoftmaxCrossEntropy


def copy_weights(model, module):
    """Give a PyTorch module the weights of our model; both list their parameters in the same order."""
    ours = [parameter for parameter in model.parameters() if parameter.trainable]
    with torch.no_grad():
        for parameter, tensor in zip(ours, module.parameters(), strict=True):
            tensor.copy_(torch.tensor(in_their_order(parameter.value)))


def in_their_order(array):
    """PyTorch keeps the matrix of a linear layer as (outputs, inputs)."""
    return array.T if array.ndim == 2 else array


def gradient_pairs(model, module):
    """Pairs (our gradient, their gradient), one for each parameter."""
    ours = [parameter for parameter in model.parameters() if parameter.trainable]
    return [
        (in_their_order(parameter.grad), tensor.grad.numpy())
        for parameter, tensor in zip(ours, module.parameters(), strict=True)
    ]


def clear(parameters):
    """Set our gradients to zero, for a list made once, as an optimiser has it."""
    for parameter in parameters:
        parameter.zero_grad()


def size_of_gradients(model):
    """Bytes of all gradients of our model."""
    return sum(parameter.grad.nbytes for parameter in model.parameters())


def clear_theirs(tensors):
    """PyTorch's way to the same: without gradients, which backward then makes anew."""
    for tensor in tensors:
        tensor.grad = None


def classifier(name, model, module, x, ids, channels_last=False):
    """One step of training a classifier: forward, loss, backward; the input gets no gradient."""
    copy_weights(model, module)
    by_hand = plain(model)

    def ours(model, loss):
        parameters = model.parameters()

        def run():
            clear(parameters)
            loss.forward(ids, model.forward(x))
            model.backward_parameters(loss.backward())

        return run

    def step(module, x, d):
        tensors = list(module.parameters())

        def run():
            clear_theirs(tensors)
            torch.nn.functional.cross_entropy(module(x), d).backward()

        return run

    their_x, their_d = torch.tensor(x), torch.tensor(ids)
    workload = Workload(
        name,
        ours(model, SoftmaxCrossEntropy()),
        step(module, their_x, their_d),
        lambda: gradient_pairs(model, module),
        plain=ours(by_hand, PlainSoftmaxCrossEntropy()),
        plain_results=lambda: gradient_pairs(by_hand, module),
        gradients=size_of_gradients(model),
    )
    if channels_last:
        workload.faster = step(in_channels_last(module), last(their_x), their_d)
        workload.faster_name = "channels_last"
    return workload


def layer(name, model, module, x, dy, channels_last=False):
    """One pass through a layer in the middle of a network: forward, backward, gradient of the input too.

    Both sides get x and dy as plain arrays, images as (N, C, H, W) in that order in memory.
    """
    copy_weights(model, module)
    by_hand, dx = plain(model), {}

    def ours(model, side):
        parameters = model.parameters()

        def run():
            clear(parameters)
            model.forward(x)
            dx[side] = model.backward(dy)

        return run

    def step(module, x, dy):
        tensors = [*module.parameters(), x.requires_grad_()]

        def run():
            clear_theirs(tensors)
            module(x).backward(dy)

        return run

    def pairs(model, side):
        return [(dx[side], their_x.grad.numpy()), *gradient_pairs(model, module)]

    their_x, their_dy = torch.tensor(x), torch.tensor(dy)
    workload = Workload(
        name,
        ours(model, "common"),
        step(module, their_x, their_dy),
        lambda: pairs(model, "common"),
        plain=ours(by_hand, "plain"),
        plain_results=lambda: pairs(by_hand, "plain"),
        gradients=size_of_gradients(model),
    )
    if channels_last:
        workload.faster = step(in_channels_last(module), last(their_x.detach()), last(their_dy))
        workload.faster_name = "channels_last"
    return workload


def last(tensor):
    """The same images with the channels innermost in memory."""
    return tensor.clone().to(memory_format=torch.channels_last)


def in_channels_last(module):
    """A copy of the module that works on such images."""
    return copy.deepcopy(module).to(memory_format=torch.channels_last)
