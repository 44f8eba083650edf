"""The layers under test: one entry a layer, which every conformance test runs through.

To put a layer under all of them, add a ``Case`` to its family's list; to add a family, add its list to
``CASES``.  Sizes are small (a gradient check tries every number) and all different where they can be.
"""

# ruff: noqa: ARG005 - all entries have the same arguments, whether they need them or not

from collections.abc import Callable
from dataclasses import dataclass

from common import layers


@dataclass(frozen=True)
class Case:
    """How to make a layer, what to feed it, and what it must equal.

    make(rng)       -> the layer
    inputs(rng)     -> its input, or a tuple of inputs: float64, integer or boolean arrays
    twin(torch, p, *inputs) -> the same function of PyTorch tensors; ``p`` has the layer's parameters by
                       name.  None for a layer that PyTorch cannot repeat (random masks).
    wrong           shapes of inputs that must be refused, one for each input, and
    expected        what the message then says was expected.  None for a layer that takes any shape.
    """

    name: str
    make: Callable
    inputs: Callable
    twin: Callable | None = None
    wrong: tuple | None = None
    expected: str | None = None

    def arrays(self, rng):
        """The inputs, always as a tuple."""
        inputs = self.inputs(rng)
        return inputs if isinstance(inputs, tuple) else (inputs,)


def normal(*shape):
    """Inputs drawn from N(0, 1)."""
    return lambda rng: rng.standard_normal(shape)


def off_zero(*shape):
    """Inputs at least 0.1 away from 0, for functions with a kink there."""
    return lambda rng: rng.choice([-1.0, 1.0], shape) * rng.uniform(0.1, 2, shape)


ELEMENTWISE = [
    Case("ReLU", lambda rng: layers.ReLU(), off_zero(3, 4), lambda torch, p, x: torch.relu(x)),
    Case("Sigmoid", lambda rng: layers.Sigmoid(), normal(3, 4), lambda torch, p, x: torch.sigmoid(x)),
    Case("Tanh", lambda rng: layers.Tanh(), normal(3, 4), lambda torch, p, x: torch.tanh(x)),
    Case(
        "LeakyReLU",
        lambda rng: layers.LeakyReLU(0.2),
        off_zero(3, 4),
        lambda torch, p, x: torch.nn.functional.leaky_relu(x, 0.2),
    ),
    Case(
        "ELU",
        lambda rng: layers.ELU(1.5),
        off_zero(3, 4),
        lambda torch, p, x: torch.nn.functional.elu(x, 1.5),
    ),
    Case(
        "Softplus",
        lambda rng: layers.Softplus(),
        normal(3, 4),
        lambda torch, p, x: torch.nn.functional.softplus(x),
    ),
    Case(
        "GELU",
        lambda rng: layers.GELU(),
        normal(3, 4),
        lambda torch, p, x: torch.nn.functional.gelu(x, approximate="tanh"),
    ),
    Case("Swish", lambda rng: layers.Swish(), normal(3, 4), lambda torch, p, x: torch.nn.functional.silu(x)),
]

SOFTMAX = [
    Case("Softmax", lambda rng: layers.Softmax(), normal(3, 4), lambda torch, p, x: torch.softmax(x, -1)),
    Case(
        "Softmax over axis 1",
        lambda rng: layers.Softmax(axis=1),
        normal(2, 3, 4),
        lambda torch, p, x: torch.softmax(x, 1),
    ),
]

DENSE = [
    Case(
        "Linear",
        lambda rng: layers.Linear(4, 3, rng=rng),
        normal(5, 4),
        lambda torch, p, x: x @ p["W"] + p["b"],
        wrong=((5, 6),),
        expected="(..., 4)",
    ),
    Case(
        "Linear on sequences",
        lambda rng: layers.Linear(4, 3, rng=rng),
        normal(2, 5, 4),
        lambda torch, p, x: x @ p["W"] + p["b"],
        wrong=((2, 4, 5),),
        expected="(..., 4)",
    ),
    Case(
        "Linear on one vector",
        lambda rng: layers.Linear(4, 3, rng=rng),
        normal(4),
        lambda torch, p, x: x @ p["W"] + p["b"],
        wrong=((3,),),
        expected="(..., 4)",
    ),
    Case(
        "Linear without bias",
        lambda rng: layers.Linear(4, 3, bias=False, rng=rng),
        normal(5, 4),
        lambda torch, p, x: x @ p["W"],
        wrong=((),),
        expected="(..., 4)",
    ),
    Case(
        "Flatten",
        lambda rng: layers.Flatten(),
        normal(2, 3, 4),
        lambda torch, p, x: torch.flatten(x, 1),
        wrong=((),),
        expected="(N, ...)",
    ),
]

DROPOUT = [
    Case("Dropout", lambda rng: layers.Dropout(0.4, rng=rng), normal(5, 6)),
    Case("Dropout of nothing", lambda rng: layers.Dropout(0, rng=rng), normal(3, 4), lambda torch, p, x: x),
    Case(
        "Dropout in evaluation",
        lambda rng: layers.Dropout(0.4, rng=rng).eval(),
        normal(3, 4),
        lambda torch, p, x: x,
    ),
]

JOINS = [
    Case(
        "Sequential",
        lambda rng: layers.Sequential(
            layers.Linear(4, 5, rng=rng), layers.Tanh(), layers.Linear(5, 3, rng=rng)
        ),
        normal(6, 4),
        lambda torch, p, x: (
            torch.tanh(x @ p["layers.0.W"] + p["layers.0.b"]) @ p["layers.2.W"] + p["layers.2.b"]
        ),
        wrong=((6, 5),),
        expected="(..., 4)",
    ),
    Case("Sequential of nothing", lambda rng: layers.Sequential(), normal(3, 4), lambda torch, p, x: x),
    Case(
        "Sequential with Dropout",
        lambda rng: layers.Sequential(layers.Linear(4, 5, rng=rng), layers.Dropout(0.5, rng=rng)),
        normal(6, 4),
        wrong=((6, 5),),
        expected="(..., 4)",
    ),
    Case(
        "Residual",
        lambda rng: layers.Residual(layers.Linear(4, 4, rng=rng)),
        normal(3, 4),
        lambda torch, p, x: x @ p["layer.W"] + p["layer.b"] + x,
        wrong=((3, 5),),
        expected="(..., 4)",
    ),
    Case(
        "Residual with a shortcut",
        lambda rng: layers.Residual(layers.Linear(4, 3, rng=rng), layers.Linear(4, 3, bias=False, rng=rng)),
        normal(3, 4),
        lambda torch, p, x: x @ p["layer.W"] + p["layer.b"] + x @ p["shortcut.W"],
        wrong=((3, 5),),
        expected="(..., 4)",
    ),
    Case(
        "Concat",
        lambda rng: layers.Concat(layers.Linear(4, 3, rng=rng), layers.Tanh(), layers.Linear(4, 2, rng=rng)),
        normal(5, 4),
        lambda torch, p, x: torch.cat(
            [
                x @ p["branches.0.W"] + p["branches.0.b"],
                torch.tanh(x),
                x @ p["branches.2.W"] + p["branches.2.b"],
            ],
            dim=1,
        ),
        wrong=((5, 3),),
        expected="(..., 4)",
    ),
    Case(
        "Concat along the last axis",
        lambda rng: layers.Concat(layers.Sigmoid(), layers.Linear(4, 3, rng=rng), axis=-1),
        normal(2, 5, 4),
        lambda torch, p, x: torch.cat(
            [torch.sigmoid(x), x @ p["branches.1.W"] + p["branches.1.b"]],
            dim=-1,
        ),
        wrong=((2, 5, 3),),
        expected="(..., 4)",
    ),
]

IMAGES = [
    Case(
        "Conv2d",
        lambda rng: layers.Conv2d(2, 4, (3, 2), (2, 1), (1, 0), (1, 2), groups=2, rng=rng),
        normal(3, 2, 5, 4),
        lambda torch, p, x: torch.nn.functional.conv2d(x, p["W"], p["b"], (2, 1), (1, 0), (1, 2), 2),
        wrong=((3, 3, 5, 4),),
        expected="(N, 2, H, W)",
    ),
    Case(
        "Conv2d of one kernel a channel",
        lambda rng: layers.Conv2d(3, 3, 3, padding=1, groups=3, bias=False, rng=rng),
        normal(2, 3, 5, 4),
        lambda torch, p, x: torch.nn.functional.conv2d(x, p["W"], padding=1, groups=3),
        wrong=((3, 5, 4),),
        expected="(N, 3, H, W)",
    ),
    Case(
        "Conv1d",
        lambda rng: layers.Conv1d(2, 3, 3, 2, 1, rng=rng),
        normal(4, 2, 6),
        lambda torch, p, x: torch.nn.functional.conv1d(x, p["W"], p["b"], 2, 1),
        wrong=((4, 6, 2),),
        expected="(N, 2, T)",
    ),
    Case(
        "ConvTranspose2d",
        lambda rng: layers.ConvTranspose2d(2, 3, 3, 2, 1, 1, rng=rng),
        normal(2, 2, 3, 4),
        lambda torch, p, x: torch.nn.functional.conv_transpose2d(x, p["W"], p["b"], 2, 1, 1),
        wrong=((2, 3, 3, 4),),
        expected="(N, 2, H, W)",
    ),
    Case(
        "MaxPool2d",
        lambda rng: layers.MaxPool2d(3, 2, 1),
        normal(2, 3, 5, 6),
        lambda torch, p, x: torch.nn.functional.max_pool2d(x, 3, 2, 1),
        wrong=((3, 5, 6),),
        expected="(N, C, H, W)",
    ),
    Case(
        "MaxUnpool2d after its MaxPool2d",
        lambda rng: pool_and_unpool(layers.MaxPool2d(2)),
        normal(2, 3, 4, 5),
        lambda torch, p, x: unpooled(torch, x),
        wrong=((3, 4, 5),),
        expected="(N, C, H, W)",
    ),
    Case(
        "AvgPool2d",
        lambda rng: layers.AvgPool2d((2, 3), 1, (1, 0)),
        normal(2, 3, 4, 5),
        lambda torch, p, x: torch.nn.functional.avg_pool2d(x, (2, 3), 1, (1, 0)),
        wrong=((3, 4, 5),),
        expected="(N, C, H, W)",
    ),
    Case(
        "GlobalAvgPool2d",
        lambda rng: layers.GlobalAvgPool2d(),
        normal(2, 3, 4, 5),
        lambda torch, p, x: x.mean((2, 3)),
        wrong=((3, 4, 5),),
        expected="(N, C, H, W)",
    ),
]


def pool_and_unpool(pool):
    """Keeps the maxima of the windows and makes zeros of all else."""
    return layers.Sequential(pool, layers.MaxUnpool2d(pool))


def unpooled(torch, x):
    """The same in PyTorch."""
    y, places = torch.nn.functional.max_pool2d(x, 2, return_indices=True)
    return torch.nn.functional.max_unpool2d(y, places, 2, output_size=x.shape[2:])


NORMALIZATION = [
    Case(
        "BatchNorm",
        lambda rng: layers.BatchNorm(3),
        normal(4, 3, 2, 5),
        lambda torch, p, x: torch.nn.functional.batch_norm(
            x, None, None, p["gamma"], p["beta"], training=True
        ),
        wrong=((4, 2, 3, 5),),
        expected="(N, 3, H, W)",
    ),
    Case(
        "BatchNorm in evaluation",
        lambda rng: layers.BatchNorm(3).eval(),
        normal(4, 3),
        lambda torch, p, x: torch.nn.functional.batch_norm(
            x, p["running_mean"].detach(), p["running_var"].detach(), p["gamma"], p["beta"]
        ),
        wrong=((4, 2),),
        expected="(N, 3)",
    ),
    Case(
        "LayerNorm",
        lambda rng: layers.LayerNorm(4),
        normal(2, 3, 4),
        lambda torch, p, x: torch.nn.functional.layer_norm(x, (4,), p["gamma"], p["beta"]),
        wrong=((2, 3, 5),),
        expected="(..., 4)",
    ),
    Case(
        "InstanceNorm",
        lambda rng: layers.InstanceNorm(3),
        normal(2, 3, 4, 2),
        lambda torch, p, x: torch.nn.functional.instance_norm(x, None, None, p["gamma"], p["beta"]),
        wrong=((2, 4, 3, 2),),
        expected="(N, 3, ...)",
    ),
    Case(
        "GroupNorm",
        lambda rng: layers.GroupNorm(2, 4),
        normal(2, 4, 3),
        lambda torch, p, x: torch.nn.functional.group_norm(x, 2, p["gamma"], p["beta"]),
        wrong=((2, 3, 3),),
        expected="(N, 4, ...)",
    ),
]

EMBEDDING = [
    Case(
        "Embedding",
        lambda rng: layers.Embedding(5, 3, rng=rng),
        lambda rng: rng.integers(0, 5, (4, 6)),
        lambda torch, p, ids: torch.nn.functional.embedding(ids, p["W"]),
    ),
    Case(
        "NegativeSampling",
        lambda rng: layers.NegativeSampling([0, 0, 1, 0, 0], 3, negatives=2, rng=rng),  # always draws id 2
        lambda rng: (rng.standard_normal((2, 4, 3)), rng.integers(0, 5, (2, 4))),
        lambda torch, p, h, d: torch.einsum(
            "...d,...kd->...k", h, p["W"][torch.stack([d, torch.full_like(d, 2), torch.full_like(d, 2)], -1)]
        ),
        wrong=((2, 4, 2), (2, 4)),
        expected="(..., 3)",
    ),
]


def zero_state(torch, x, hidden_size):
    """The initial state of one layer, as PyTorch's recurrent functions take it."""
    return torch.zeros((1, x.shape[0], hidden_size), dtype=x.dtype)


def rnn_twin(torch, p, x, prefix="", kind="rnn_tanh"):
    """PyTorch's RNN, with its second bias at zero."""
    W_in, W, b = (p[prefix + name] for name in ("W_in", "W", "b"))
    weights = [W_in.T, W.T, b, torch.zeros_like(b)]
    h0 = zero_state(torch, x, len(W))
    return getattr(torch, kind)(x, h0, weights, True, 1, 0.0, False, False, True)[0]


def lstm_twin(torch, p, x, prefix=""):
    """PyTorch's LSTM, with its second bias at zero."""
    W_in, W, b = (p[prefix + name] for name in ("W_in", "W", "b"))
    start = [zero_state(torch, x, len(W))] * 2
    weights = [W_in.T, W.T, b, torch.zeros_like(b)]
    return torch.lstm(x, start, weights, True, 1, 0.0, False, False, True)[0]


def gru_twin(torch, p, x, prefix=""):
    """PyTorch's GRU: of its second bias only the candidate's part differs from adding to the first."""
    W_in, W, b, b_n = (p[prefix + name] for name in ("W_in", "W", "b", "b_hidden"))
    weights = [W_in.T, W.T, b, torch.cat([torch.zeros_like(b_n), torch.zeros_like(b_n), b_n])]
    return torch.gru(x, zero_state(torch, x, len(W)), weights, True, 1, 0.0, False, False, True)[0]


def gru_reset_before_twin(torch, p, x):
    """A plain loop: PyTorch has no such layer."""
    H = len(p["W"])
    h, hs = torch.zeros((x.shape[0], H), dtype=x.dtype), []
    for t in range(x.shape[1]):
        a = x[:, t] @ p["W_in"] + p["b"]
        r, z = torch.sigmoid(a[:, : 2 * H] + h @ p["W"][:, : 2 * H]).split(H, dim=1)
        n = torch.tanh(a[:, 2 * H :] + (r * h) @ p["W"][:, 2 * H :])
        h = z * h + (1 - z) * n
        hs.append(h)
    return torch.stack(hs, dim=1)


def peephole_twin(torch, p, x):
    """A plain loop: PyTorch has no peepholes."""
    H = len(p["W"])
    h = c = torch.zeros((x.shape[0], H), dtype=x.dtype)
    hs = []
    for t in range(x.shape[1]):
        i, f, g, o = (x[:, t] @ p["W_in"] + h @ p["W"] + p["b"]).split(H, dim=1)
        i, f = torch.sigmoid(i + p["P"][0] * c), torch.sigmoid(f + p["P"][1] * c)
        c = f * c + i * torch.tanh(g)
        h = torch.sigmoid(o + p["P"][2] * c) * torch.tanh(c)
        hs.append(h)
    return torch.stack(hs, dim=1)


def bidirectional_twin(torch, p, x):
    """The second layer on the sequence from its end, its outputs turned round again."""
    there = lstm_twin(torch, p, x, "forward_layer.")
    back = gru_twin(torch, p, torch.flip(x, [1]), "backward_layer.")
    return torch.cat([there, torch.flip(back, [1])], dim=-1)


def moved(layer, rng):
    """Biases and peepholes away from where they start, so that no test passes by their being zero."""
    for parameter in layer.parameters():
        parameter.value += 0.3 * rng.standard_normal(parameter.value.shape, dtype="float32")
    return layer


RECURRENT = [
    Case(
        "RNN",
        lambda rng: moved(layers.RNN(2, 5, rng=rng), rng),
        normal(3, 4, 2),
        rnn_twin,
        wrong=((3, 4, 3),),
        expected="(N, T, 2)",
    ),
    Case(
        "RNN with ReLU",
        lambda rng: moved(layers.RNN(2, 5, activation=layers.ReLU(), rng=rng), rng),
        normal(3, 4, 2),
        lambda torch, p, x: rnn_twin(torch, p, x, kind="rnn_relu"),
        wrong=((3, 2),),
        expected="(N, T, 2)",
    ),
    Case(
        "LSTM",
        lambda rng: moved(layers.LSTM(2, 5, rng=rng), rng),
        normal(3, 4, 2),
        lstm_twin,
        wrong=((3, 0, 2),),
        expected="at least one step",
    ),
    Case(
        "LSTM with peepholes",
        lambda rng: moved(layers.LSTM(2, 5, peepholes=True, rng=rng), rng),
        normal(3, 4, 2),
        peephole_twin,
        wrong=((3, 2, 4),),
        expected="(N, T, 2)",
    ),
    Case(
        "GRU",
        lambda rng: moved(layers.GRU(2, 5, rng=rng), rng),
        normal(3, 4, 2),
        gru_twin,
        wrong=((2,),),
        expected="(N, T, 2)",
    ),
    Case(
        "GRUResetBefore",
        lambda rng: moved(layers.GRUResetBefore(2, 5, rng=rng), rng),
        normal(3, 4, 2),
        gru_reset_before_twin,
        wrong=((3, 4, 5),),
        expected="(N, T, 2)",
    ),
    Case(
        "Bidirectional",
        lambda rng: moved(layers.Bidirectional(layers.LSTM(2, 3, rng=rng), layers.GRU(2, 5, rng=rng)), rng),
        normal(3, 4, 2),
        bidirectional_twin,
        wrong=((3, 4, 3),),
        expected="(N, T, 2)",
    ),
]


def qkv(rng):
    """Queries, keys and values of different lengths and sizes."""
    return rng.standard_normal((2, 3, 4)), rng.standard_normal((2, 5, 6)), rng.standard_normal((2, 5, 7))


def qkv_of_one_size(rng):
    """Queries and keys of one size, as the dot product needs."""
    return rng.standard_normal((2, 3, 4)), rng.standard_normal((2, 5, 4)), rng.standard_normal((2, 5, 7))


def multihead_twin(torch, p, q, k, v):
    """PyTorch's attention with two heads, from our matrices: its own are transposed, and three in one."""
    inputs = [part.swapaxes(0, 1) for part in (q, k, v)]  # it wants the steps first
    names = ("query", "key", "value")
    y, _ = torch.nn.functional.multi_head_attention_forward(
        *inputs,
        embed_dim_to_check=6,
        num_heads=2,
        in_proj_weight=torch.cat([p[f"{name}.W"].T for name in names]),
        in_proj_bias=torch.cat([p[f"{name}.b"] for name in names]),
        bias_k=None,
        bias_v=None,
        add_zero_attn=False,
        dropout_p=0.0,
        out_proj_weight=p["output.W"].T,
        out_proj_bias=p["output.b"],
    )
    return y.swapaxes(0, 1)


def causal_twin(torch, p, x, kernel, dilation):
    """Their convolution has no causal padding and puts channels before time: pad on the left, turn twice."""
    padded = torch.nn.functional.pad(x.mT, (dilation * (kernel - 1), 0))
    return torch.nn.functional.conv1d(padded, p["W"].permute(2, 1, 0), p.get("b"), dilation=dilation).mT


CAUSAL = [
    Case(
        "CausalConv1d",
        lambda rng: moved(layers.CausalConv1d(2, 4, 3, dilation=2, rng=rng), rng),
        normal(3, 7, 2),
        lambda torch, p, x: causal_twin(torch, p, x, 3, 2),
        wrong=((3, 2, 7),),
        expected="(N, T, 2)",
    ),
    Case(
        "CausalConv1d of sequences shorter than its reach, without bias",
        lambda rng: layers.CausalConv1d(2, 4, 2, dilation=8, bias=False, rng=rng),
        normal(3, 5, 2),
        lambda torch, p, x: causal_twin(torch, p, x, 2, 8),
        wrong=((3, 2),),
        expected="(N, T, 2)",
    ),
]


ATTENTION = [
    Case(
        "MultiHeadAttention",
        lambda rng: layers.MultiHeadAttention(6, 2, rng=rng),
        lambda rng: tuple(rng.standard_normal((2, steps, 6)) for steps in (3, 5, 5)),
        multihead_twin,
        wrong=((2, 3, 6), (2, 5, 6), (2, 4, 6)),
        expected="values (N, S, 6)",
    ),
    Case(
        "DotProductAttention",
        lambda rng: layers.DotProductAttention(),
        qkv_of_one_size,
        lambda torch, p, q, k, v: torch.softmax(q @ k.mT, -1) @ v,
        wrong=((2, 3, 4), (2, 5, 6), (2, 5, 7)),
        expected="keys (N, T_k, 4)",
    ),
    Case(
        "DotProductAttention with a scale",
        lambda rng: layers.DotProductAttention(scale=0.5),
        qkv_of_one_size,
        lambda torch, p, q, k, v: torch.nn.functional.scaled_dot_product_attention(q, k, v, scale=0.5),
        wrong=((2, 3, 4), (2, 5, 4), (2, 6, 7)),
        expected="values (N, T_k, D_v)",
    ),
    Case(
        "AdditiveAttention",
        lambda rng: layers.AdditiveAttention(4, 6, 3, rng=rng),
        qkv,
        lambda torch, p, q, k, v: (
            torch.softmax(torch.tanh((q @ p["W_q"])[:, :, None] + (k @ p["W_k"])[:, None]) @ p["v"], -1) @ v
        ),
        wrong=((2, 3, 6), (2, 5, 4), (2, 5, 7)),
        expected="queries (N, T_q, 4) and keys (N, T_k, 6)",
    ),
]

POSITION = [
    Case(
        "SinusoidalPosition",
        lambda rng: layers.SinusoidalPosition(7, 4),
        normal(2, 5, 4),
        lambda torch, p, x: x + p["table"][:5],
        wrong=((2, 5, 6),),
        expected="(N, T, 4)",
    ),
    Case(
        "LearnedPosition",
        lambda rng: layers.LearnedPosition(7, 4, rng=rng),
        normal(2, 5, 4),
        lambda torch, p, x: x + p["table"][:5],
        wrong=((2, 5, 6),),
        expected="(N, T, 4)",
    ),
]

CASES = (
    ELEMENTWISE
    + SOFTMAX
    + DENSE
    + DROPOUT
    + JOINS
    + IMAGES
    + NORMALIZATION
    + EMBEDDING
    + RECURRENT
    + CAUSAL
    + ATTENTION
    + POSITION
)

# Layers that draw random numbers, and the arguments they need besides ``rng``.
NEEDS_RNG = [
    (layers.Linear, (4, 3)),
    (layers.Dropout, (0.5,)),
    (layers.Embedding, (5, 3)),
    (layers.RNN, (2, 5)),
    (layers.LSTM, (2, 5)),
    (layers.GRU, (2, 5)),
    (layers.GRUResetBefore, (2, 5)),
    (layers.AdditiveAttention, (4, 6, 3)),
    (layers.MultiHeadAttention, (6, 2)),
    (layers.LearnedPosition, (7, 4)),
    (layers.NegativeSampling, ([1, 2], 3)),
    (layers.CausalConv1d, (2, 3, 2)),
    (layers.Conv1d, (2, 3, 3)),
    (layers.Conv2d, (2, 3, 3)),
    (layers.ConvTranspose2d, (2, 3, 3)),
]
