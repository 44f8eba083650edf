"""A small Transformer as a translator uses it: embeddings, two layers on each side, logits and the loss."""

import numpy as np
import torch
from torch import nn

from benchmarks.networks import clear, clear_theirs
from benchmarks.plain import plain
from benchmarks.plain.dense import PlainSoftmaxCrossEntropy
from benchmarks.theirs.transformer import TheirTransformer, stack_pairs
from benchmarks.workload import Workload
from common.losses import SoftmaxCrossEntropy
from common.transformer import Transformer

V, D, H, F, N, T = 4000, 128, 4, 512, 32, 20


def transformer(rng):
    """One step of training with teacher forcing; pre-norm, no dropout, on both sides."""
    ids = rng.integers(0, V, (3, N, T))
    model = Transformer(V, V, D, H, F, 2, rng=rng)
    theirs, by_hand, value = TheirTransformer(model), plain(model), {}
    their_parameters, (source, target, d) = list(theirs.parameters()), torch.tensor(ids)

    def ours(model, loss, side):
        parameters = model.parameters()

        def run():
            clear(parameters)
            source, target, d = ids
            value[side] = loss.forward(d, model.forward(source, target))
            model.backward(loss.backward())

        return run

    def pytorch():
        clear_theirs(their_parameters)
        loss = nn.functional.cross_entropy(theirs(source, target).flatten(0, 1), d.flatten())
        loss.backward()
        value["theirs"] = loss.detach().numpy()

    def pairs(model, side):
        return [(np.float64(value[side]), np.float64(value["theirs"])), *model_pairs(model, theirs)]

    return Workload(
        f"Transformer 2+2, d={D} h={H} ff={F} V={V} N={N} T={T}",
        ours(model, SoftmaxCrossEntropy(), "common"),
        pytorch,
        lambda: pairs(model, "common"),
        plain=ours(by_hand, PlainSoftmaxCrossEntropy(), "plain"),
        plain_results=lambda: pairs(by_hand, "plain"),
    )


def model_pairs(model, theirs):
    """Pairs (our gradient, their gradient) of the whole model."""
    embeddings = zip((model.source.embedding, model.embedding), theirs.tables, strict=True)
    return [
        *[(ours.tokens.W.grad, table.weight.grad.numpy()) for ours, table in embeddings],
        *stack_pairs(model.source.encoder, theirs.body.encoder),
        *stack_pairs(model.decoder, theirs.body.decoder),
        (model.output.W.grad.T, theirs.output.weight.grad.numpy()),
        (model.output.b.grad, theirs.output.bias.grad.numpy()),
    ]


WORKLOADS = {"transformer": transformer}
