"""Recurrent layers in the middle of a network, and the small net that adds binary numbers."""

import numpy as np
import torch
from torch import nn

from benchmarks.networks import clear, clear_theirs, copy_weights, gradient_pairs, size_of_gradients
from benchmarks.plain import plain
from benchmarks.plain.dense import PlainSigmoidCrossEntropy
from benchmarks.workload import Workload
from common import layers
from common.losses import SigmoidCrossEntropy

N, T, D, H = 64, 25, 64, 128


def rnn(rng):
    """A layer of tanh units."""
    return layer("RNN", layers.RNN(D, H, rng=rng), nn.RNN(D, H, batch_first=True), rng)


def gru(rng):
    """Gated recurrent units, with the reset gate after the product on both sides."""
    return layer("GRU", layers.GRU(D, H, rng=rng), nn.GRU(D, H, batch_first=True), rng)


def lstm(rng, T=T):
    """Long short-term memory, without peepholes."""
    return layer("LSTM", layers.LSTM(D, H, rng=rng), nn.LSTM(D, H, batch_first=True), rng, T)


def layer(name, ours, theirs, rng, T=T):
    """Forward, backward, and the gradients of the parameters and of the input."""
    x, dy = (rng.standard_normal((N, T, size), dtype=np.float32) for size in (D, H))
    their_x, their_dy = torch.tensor(x, requires_grad=True), torch.tensor(dy)
    copy_recurrent(ours, theirs)
    their_parameters = [*theirs.parameters(), their_x]
    by_hand, dx = plain(ours), {}

    def step(layer, side):
        parameters = layer.parameters()

        def run():
            clear(parameters)
            layer.forward(x)
            dx[side] = layer.backward(dy)

        return run

    def pytorch():
        clear_theirs(their_parameters)
        theirs(their_x)[0].backward(their_dy)

    def pairs(layer, side):
        return [(dx[side], their_x.grad.numpy()), *recurrent_pairs(layer, theirs)]

    return Workload(
        f"{name}, N={N} T={T} D={D} H={H}",
        step(ours, "common"),
        pytorch,
        lambda: pairs(ours, "common"),
        plain=step(by_hand, "plain"),
        plain_results=lambda: pairs(by_hand, "plain"),
        gradients=size_of_gradients(ours),
    )


def addition(rng):
    """One pair of numbers, eight bits each, one bit of the sum at every step; the input gets no gradient."""
    model = layers.Sequential(layers.RNN(2, 16, rng=rng), layers.Linear(16, 1, rng=rng))
    theirs, by_hand = nn.ModuleList([nn.RNN(2, 16, batch_first=True), nn.Linear(16, 1)]), plain(model)
    copy_recurrent(model.layers[0], theirs[0])
    copy_weights(model.layers[1], theirs[1])
    x, d = (rng.integers(0, 2, (1, 8, size)).astype(np.float32) for size in (2, 1))
    their_x, their_d = torch.tensor(x), torch.tensor(d)
    cross_entropy, their_parameters = nn.BCEWithLogitsLoss(reduction="sum"), list(theirs.parameters())

    def step(model, loss):
        parameters = model.parameters()

        def run():
            clear(parameters)
            loss.forward(d, model.forward(x))
            model.backward_parameters(loss.backward())

        return run

    def pytorch():
        clear_theirs(their_parameters)
        cross_entropy(theirs[1](theirs[0](their_x)[0]), their_d).backward()

    def pairs(model):
        return [
            *recurrent_pairs(model.layers[0], theirs[0]),
            *gradient_pairs(model.layers[1], theirs[1]),
        ]

    return Workload(
        "binary-addition RNN, N=1 T=8 D=2 H=16",
        step(model, SigmoidCrossEntropy()),
        pytorch,
        lambda: pairs(model),
        plain=step(by_hand, PlainSigmoidCrossEntropy()),
        plain_results=lambda: pairs(by_hand),
    )


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
