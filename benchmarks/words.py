"""Word vectors: one step of word2vec with negative sampling, the update of both tables included."""

import numpy as np
import torch

from benchmarks.plain.words import negative_sampling
from benchmarks.workload import Workload
from common.layers import Embedding, NegativeSampling
from common.losses import SigmoidCrossEntropy
from common.optimizers import SGD

V, D, N, K = 10_000, 100, 128, 5


def word2vec(rng, V=V):
    """Skip-gram with K = 5 negatives.  Both sides draw their noise from the same random numbers."""
    centre, context = rng.integers(0, V, N), rng.integers(0, V, N)
    embedding = Embedding(V, D, rng=rng)
    output = NegativeSampling(1 / np.arange(1, V + 1), D, negatives=K, rng=np.random.default_rng(1))
    labels = np.tile(np.arange(1 + K) == 0, (N, 1)).astype(np.float32)
    tables, their_step = theirs([embedding.W, output.W], output.cumulated, centre, context, labels)
    _, faster = theirs([embedding.W, output.W], output.cumulated, centre, context, labels, sparse=True)
    output.rng, noise = np.random.default_rng(2), np.random.default_rng(2)
    copies = [embedding.W.value.copy(), output.W.value.copy()]
    loss, optimizer = SigmoidCrossEntropy(), SGD([embedding.W, output.W], lr=0.1)

    def common():
        optimizer.zero_grad()
        loss.forward(labels, output.forward(embedding.forward(centre), context))
        dh, _ = output.backward(loss.backward())
        embedding.backward(dh)
        optimizer.step()

    def plain():
        drawn = np.searchsorted(output.cumulated.value, noise.random((N, K), dtype=np.float32), side="right")
        negative_sampling(*copies, centre, np.concatenate([context[:, None], drawn], axis=1), lr=0.1)

    def pairs(values):
        return [(value, table.weight.detach().numpy()) for value, table in zip(values, tables, strict=True)]

    return Workload(
        f"word2vec, negative sampling, V={V} D={D} N={N} K={K}",
        common,
        their_step,
        lambda: pairs([embedding.W.value, output.W.value]),
        plain=plain,
        plain_results=lambda: pairs(copies),
        gradients=embedding.W.grad.nbytes + output.W.grad.nbytes,
        faster=faster,
        faster_name="sparse",
    )


def theirs(parameters, cumulated, *batch, sparse=False):
    """PyTorch's tables, from our values, and a function that makes one step."""
    tables = [torch.nn.Embedding(*parameter.value.shape, sparse=sparse) for parameter in parameters]
    with torch.no_grad():
        for table, parameter in zip(tables, parameters, strict=True):
            table.weight.copy_(torch.tensor(parameter.value))
    optimizer = torch.optim.SGD([table.weight for table in tables], lr=0.1)
    cumulated, rng = torch.tensor(cumulated.value), np.random.default_rng(2)
    centre, context, labels = map(torch.tensor, batch)
    cross_entropy = torch.nn.BCEWithLogitsLoss(reduction="sum")

    def step():
        optimizer.zero_grad()
        noise = torch.from_numpy(rng.random((N, K), dtype=np.float32))
        drawn = torch.searchsorted(cumulated, noise, right=True)
        vectors = tables[1](torch.cat([context[:, None], drawn], dim=1))
        u = torch.bmm(vectors, tables[0](centre)[..., None])[..., 0]
        (cross_entropy(u, labels) / N).backward()
        optimizer.step()

    return tables, step


WORKLOADS = {"word2vec": word2vec}
