"""A small Transformer as a translator uses it: embeddings, two layers on each side, logits and the loss."""

import math
import warnings

import numpy as np
import torch
from torch import nn

from benchmarks.networks import clear, clear_theirs
from benchmarks.plain import plain
from benchmarks.plain.dense import PlainSoftmaxCrossEntropy
from benchmarks.workload import Workload
from common.losses import SoftmaxCrossEntropy
from common.transformer import Transformer

V, D, H, F, N, T = 4000, 128, 4, 512, 32, 20


def transformer(rng):
    """One step of training with teacher forcing; pre-norm, no dropout, on both sides."""
    ids = rng.integers(0, V, (3, N, T))
    model = Transformer(V, V, D, H, F, 2, rng=rng)
    theirs, step = translator(model, ids)
    by_hand, their_parameters, value = plain(model), list(theirs.parameters()), {}

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
        value["theirs"] = step()

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
    embeddings = zip((model.source.embedding, model.embedding), theirs["tables"], strict=True)
    return [
        *[(ours.tokens.W.grad, table.weight.grad.numpy()) for ours, table in embeddings],
        *stack_pairs(model.source.encoder, theirs["body"].encoder),
        *stack_pairs(model.decoder, theirs["body"].decoder),
        (model.output.W.grad.T, theirs["output"].weight.grad.numpy()),
        (model.output.b.grad, theirs["output"].bias.grad.numpy()),
    ]


def translator(model, ids):
    """PyTorch's parts with our weights, and a function that makes one step and returns the loss."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "enable_nested_tensor")  # it remarks that norm_first is slower
        body = nn.Transformer(D, H, 2, 2, F, dropout=0.0, batch_first=True, norm_first=True)
    tables = nn.ModuleList([nn.Embedding(V, D), nn.Embedding(V, D)])
    theirs = nn.ModuleDict({"tables": tables, "body": body, "output": nn.Linear(D, V)})
    source, target, d = torch.tensor(ids)
    with torch.no_grad():
        for ours, table in zip((model.source.embedding, model.embedding), theirs["tables"], strict=True):
            table.weight.copy_(torch.tensor(ours.tokens.W.value))
        theirs["output"].weight.copy_(torch.tensor(model.output.W.value.T))
        theirs["output"].bias.copy_(torch.tensor(model.output.b.value))
    copy_stack(model.source.encoder, theirs["body"].encoder)
    copy_stack(model.decoder, theirs["body"].decoder)
    places = torch.tensor(model.embedding.position.rows(0, T))
    mask = nn.Transformer.generate_square_subsequent_mask(T)

    def step():
        x, y = (
            table(part) * math.sqrt(D) + places
            for table, part in zip(theirs["tables"], (source, target), strict=True)
        )
        logits = theirs["output"](theirs["body"](x, y, tgt_mask=mask, tgt_is_causal=True))
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), d.flatten())
        loss.backward()
        return loss.detach().numpy()

    return theirs, step


def copy_stack(stack, module):
    """Give PyTorch's encoder or decoder the weights of ours."""
    with torch.no_grad():
        for name, array in in_their_names(stack, "value").items():
            module.get_parameter(name).copy_(torch.tensor(array))


def stack_pairs(stack, module):
    """Pairs (our gradient, their gradient), one for each of PyTorch's parameters."""
    ours = in_their_names(stack, "grad")
    return [(ours[name], tensor.grad.numpy()) for name, tensor in module.named_parameters()]


def in_their_names(stack, part):
    """Values or gradients of an encoder or decoder, named and shaped as PyTorch has them."""
    arrays = {}

    def affine(name, W, b):
        arrays[f"{name}.weight"], arrays[f"{name}.bias"] = getattr(W, part).T, getattr(b, part)

    def attention(name, ours):
        three = (ours.query, ours.key, ours.value)
        arrays[f"{name}.in_proj_weight"] = np.concatenate([getattr(one.W, part).T for one in three])
        arrays[f"{name}.in_proj_bias"] = np.concatenate([getattr(one.b, part) for one in three])
        affine(f"{name}.out_proj", ours.output.W, ours.output.b)

    for i, layer in enumerate(stack.layers):
        blocks = [layer.attention, layer.feed_forward]
        attention(f"layers.{i}.self_attn", layer.attention.layer)
        if hasattr(layer, "source_attention"):
            blocks.insert(1, layer.source_attention)
            attention(f"layers.{i}.multihead_attn", layer.source_attention.layer)
        for k, block in enumerate(blocks):
            affine(f"layers.{i}.norm{k + 1}", block.norm.gamma, block.norm.beta)
        first, _, second = layer.feed_forward.layer.layers
        affine(f"layers.{i}.linear1", first.W, first.b)
        affine(f"layers.{i}.linear2", second.W, second.b)
    if stack.norm.parameters():
        affine("norm", stack.norm.gamma, stack.norm.beta)
    return arrays


WORKLOADS = {"transformer": transformer}
