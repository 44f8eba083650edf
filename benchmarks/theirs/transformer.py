"""Encoder, decoder and the whole Transformer of PyTorch, with the weights of ours."""

import math
import warnings

import numpy as np
import torch
from torch import nn

from benchmarks.networks import copy_weights


class TheirTransformer(nn.Module):
    """PyTorch's parts put together as our model is, with its weights; pre-norm, without dropout.

    forward(source ids (N, S), target ids (N, T)) -> logits (N, T, V).
    """

    def __init__(self, model):
        super().__init__()
        encoder, decoder = model.source.encoder, model.decoder
        attention, first = encoder.layers[0].attention.layer, encoder.layers[0].feed_forward.layer.layers[0]
        D, self.pad = attention.d_model, model.pad
        options = {"dropout": 0.0, "batch_first": True, "norm_first": True}
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "enable_nested_tensor")  # it remarks that norm_first is slower
            sizes = D, attention.heads, len(encoder.layers), len(decoder.layers), first.W.value.shape[1]
            self.body = nn.Transformer(*sizes, **options)
        self.scale = math.sqrt(D)
        self.places = torch.tensor(model.embedding.position.rows(0, 64))
        tables = [model.source.embedding.tokens.W.value, model.embedding.tokens.W.value]
        self.tables = nn.ModuleList(
            [nn.Embedding.from_pretrained(torch.tensor(W), freeze=False) for W in tables]
        )
        self.output = nn.Linear(*model.output.W.value.shape)
        copy_weights(model.output, self.output)
        copy_stack(encoder, self.body.encoder)
        copy_stack(decoder, self.body.decoder)

    def forward(self, source, target):
        x, y = (
            table(ids) * self.scale + self.places[: ids.shape[1]]
            for table, ids in zip(self.tables, (source, target), strict=True)
        )
        mask = nn.Transformer.generate_square_subsequent_mask(target.shape[1])
        padding = None
        if self.pad is not None:
            padding = torch.zeros(source.shape).masked_fill(source == self.pad, -torch.inf)
        h = self.body(
            x,
            y,
            tgt_mask=mask,
            tgt_is_causal=True,
            src_key_padding_mask=padding,
            memory_key_padding_mask=padding,
        )
        return self.output(h)


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
