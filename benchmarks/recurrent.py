"""Recurrent layers in the middle of a network, and the small net that adds binary numbers."""

import numpy as np
import torch
from torch import nn

from benchmarks.networks import copy_weights, gradient_pairs
from benchmarks.workload import Workload
from common import layers
from common.losses import SigmoidCrossEntropy

N, T, D, H = 64, 25, 64, 128


def rnn(rng):
    """A layer of tanh units."""
    return layer("RNN", 1.0, layers.RNN(D, H, rng=rng), nn.RNN(D, H, batch_first=True), rng)


def gru(rng):
    """Gated recurrent units, with the reset gate after the product on both sides."""
    return layer("GRU", 1.0, layers.GRU(D, H, rng=rng), nn.GRU(D, H, batch_first=True), rng)


def lstm(rng):
    """Long short-term memory, without peepholes."""
    return layer("LSTM", 1.4, layers.LSTM(D, H, rng=rng), nn.LSTM(D, H, batch_first=True), rng)


def layer(name, required, ours, theirs, rng):
    """Forward, backward, and the gradients of the parameters and of the input."""
    x, dy = (rng.standard_normal((N, T, size), dtype=np.float32) for size in (D, H))
    their_x, their_dy = torch.tensor(x, requires_grad=True), torch.tensor(dy)
    copy_recurrent(ours, theirs)
    parameters, their_parameters = ours.parameters(), [*theirs.parameters(), their_x]
    dx = {}

    def common():
        clear(parameters)
        ours.forward(x)
        dx["ours"] = ours.backward(dy)

    def pytorch():
        clear_theirs(their_parameters)
        theirs(their_x)[0].backward(their_dy)

    def results():
        return [(dx["ours"], their_x.grad.numpy()), *recurrent_pairs(ours, theirs)]

    return Workload(f"{name}, N={N} T={T} D={D} H={H}", required, common, pytorch, results)


def addition(rng):
    """One pair of numbers, eight bits each, one bit of the sum at every step; the input gets no gradient."""
    recurrent, linear = layers.RNN(2, 16, rng=rng), layers.Linear(16, 1, rng=rng)
    model, loss = layers.Sequential(recurrent, linear), SigmoidCrossEntropy()
    their_recurrent, their_linear = nn.RNN(2, 16, batch_first=True), nn.Linear(16, 1)
    copy_recurrent(recurrent, their_recurrent)
    copy_weights(linear, their_linear)
    x, d = (rng.integers(0, 2, (1, 8, size)).astype(np.float32) for size in (2, 1))
    their_x, their_d = torch.tensor(x), torch.tensor(d)
    cross_entropy = nn.BCEWithLogitsLoss(reduction="sum")
    parameters, their_parameters = (
        model.parameters(),
        [*their_recurrent.parameters(), *their_linear.parameters()],
    )

    def common():
        clear(parameters)
        loss.forward(d, model.forward(x))
        model.backward_parameters(loss.backward())

    def pytorch():
        clear_theirs(their_parameters)
        cross_entropy(their_linear(their_recurrent(their_x)[0]), their_d).backward()

    def results():
        return [*recurrent_pairs(recurrent, their_recurrent), *gradient_pairs(linear, their_linear)]

    return Workload("binary-addition RNN, N=1 T=8 D=2 H=16", 0.2, common, pytorch, results)


def clear(parameters):
    """Set our gradients to zero, for a list made once, as an optimiser has it."""
    for parameter in parameters:
        parameter.zero_grad()


def clear_theirs(tensors):
    """PyTorch's way to the same: without gradients, which backward then makes anew."""
    for tensor in tensors:
        tensor.grad = None


def copy_recurrent(ours, theirs):
    """Our weights to PyTorch, which has a second bias: zero, but for the candidate of a GRU."""
    with torch.no_grad():
        theirs.weight_ih_l0.copy_(torch.tensor(ours.W_in.value.T))
        theirs.weight_hh_l0.copy_(torch.tensor(ours.W.value.T))
        theirs.bias_ih_l0.copy_(torch.tensor(ours.b.value))
        theirs.bias_hh_l0.zero_()
        if hasattr(ours, "b_hidden"):
            theirs.bias_hh_l0[-len(ours.b_hidden.value) :] = torch.tensor(ours.b_hidden.value)


def recurrent_pairs(ours, theirs):
    """Pairs (our gradient, their gradient)."""
    pairs = [
        (ours.W_in.grad.T, theirs.weight_ih_l0.grad.numpy()),
        (ours.W.grad.T, theirs.weight_hh_l0.grad.numpy()),
        (ours.b.grad, theirs.bias_ih_l0.grad.numpy()),
    ]
    if hasattr(ours, "b_hidden"):
        size = len(ours.b_hidden.value)
        pairs.append((ours.b_hidden.grad, theirs.bias_hh_l0.grad.numpy()[-size:]))
    return pairs


WORKLOADS = {"rnn": rnn, "gru": gru, "lstm": lstm, "addition": addition}
