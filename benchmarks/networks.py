"""The same network on both sides: weights copied, gradients paired, one step of training each."""

import copy

import torch

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


def zero_gradients(model):
    """What ``optimizer.zero_grad()`` does."""
    for parameter in model.parameters():
        parameter.grad[...] = 0


def classifier(name, required, model, module, x, ids, channels_last=False):
    """One step of training a classifier: forward, loss, backward; the input gets no gradient."""
    loss = SoftmaxCrossEntropy()
    copy_weights(model, module)

    def common():
        zero_gradients(model)
        loss.forward(ids, model.forward(x))
        model.backward_parameters(loss.backward())

    def step(module, x, d):
        def run():
            module.zero_grad()
            torch.nn.functional.cross_entropy(module(x), d).backward()

        return run

    their_x, their_d = torch.tensor(x), torch.tensor(ids)
    workload = Workload(
        name, required, common, step(module, their_x, their_d), lambda: gradient_pairs(model, module)
    )
    if channels_last:
        workload.faster = step(in_channels_last(module), last(their_x), their_d)
        workload.faster_name = "channels_last"
    return workload


def layer(name, required, model, module, x, dy, channels_last=False):
    """One pass through a layer in the middle of a network: forward, backward, gradient of the input too.

    Both sides get x and dy as plain arrays, images as (N, C, H, W) in that order in memory.
    """
    copy_weights(model, module)
    dx = {}

    def common():
        zero_gradients(model)
        model.forward(x)
        dx["ours"] = model.backward(dy)

    def step(module, x, dy):
        x.requires_grad_()

        def run():
            module.zero_grad()
            x.grad = None
            module(x).backward(dy)

        return run

    their_x, their_dy = torch.tensor(x), torch.tensor(dy)
    workload = Workload(
        name,
        required,
        common,
        step(module, their_x, their_dy),
        lambda: [(dx["ours"], their_x.grad.numpy()), *gradient_pairs(model, module)],
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
