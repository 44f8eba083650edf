"""Encoder, decoder and additive attention, written with PyTorch's layers."""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from benchmarks.networks import copy_weights
from benchmarks.recurrent import copy_recurrent


class TheirEncoderDecoder(nn.Module):
    """As ``common.seq2seq.EncoderDecoder`` with additive attention and padding, from its weights.

    forward(source ids (N, S), target ids (N, T)) -> logits (N, T, V).
    """

    def __init__(self, model):
        super().__init__()
        self.pad = model.pad
        self.source_embedding, self.target_embedding = (
            nn.Embedding.from_pretrained(torch.tensor(ours.W.value), freeze=False)
            for ours in (model.source_embedding, model.target_embedding)
        )
        self.encoder, self.decoder = their_gru(model.encoder), their_gru(model.decoder)
        self.attention, self.output = TheirAttention(model.attention), nn.Linear(*model.output.W.value.shape)
        copy_weights(model.output, self.output)

    def forward(self, source, target):
        mask = source != self.pad
        packed = pack_padded_sequence(
            self.source_embedding(source), mask.sum(1), batch_first=True, enforce_sorted=False
        )
        keys, state = self.encoder(packed)
        keys, _ = pad_packed_sequence(keys, batch_first=True)
        h, _ = self.decoder(self.target_embedding(target), state)
        return self.output(torch.cat([h, self.attention(h, keys, mask)], dim=2))


class TheirAttention(nn.Module):
    """query (N, T, D), keys (N, S, D), mask (N, S) -> the keys' weighted means (N, T, D)."""

    def __init__(self, attention):
        super().__init__()
        self.query, self.key = (nn.Linear(*W.value.shape, bias=False) for W in (attention.W_q, attention.W_k))
        self.v = nn.Linear(len(attention.v.value), 1, bias=False)
        with torch.no_grad():
            self.query.weight.copy_(torch.tensor(attention.W_q.value.T))
            self.key.weight.copy_(torch.tensor(attention.W_k.value.T))
            self.v.weight.copy_(torch.tensor(attention.v.value[None]))

    def forward(self, query, keys, mask):
        inside = torch.tanh(self.query(query)[:, :, None] + self.key(keys)[:, None])
        scores = self.v(inside)[..., 0].masked_fill(~mask[:, None], -torch.inf)
        return scores.softmax(dim=2) @ keys


def their_gru(layer):
    """PyTorch's GRU with our weights; of its second bias only the candidate's part learns, as in ours."""
    D, H = len(layer.W_in.value), len(layer.W.value)
    theirs = nn.GRU(D, H, batch_first=True)
    copy_recurrent(layer, theirs)
    learns = (torch.arange(3 * H) >= 2 * H).float()
    theirs.bias_hh_l0.register_hook(lambda gradient: gradient * learns)
    return theirs
