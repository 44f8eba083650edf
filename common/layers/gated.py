"""Recurrent layers with gates: LSTM, GRU, and the GRU as it was first published."""

import numpy as np

from common.initializers import zeros
from common.layer import Parameter
from common.layers.recurrent import Recurrent


def sigmoid_(u):
    """σ(u) = (tanh(u/2) + 1) / 2, in place: no new memory at every step."""
    u *= 0.5
    np.tanh(u, out=u)
    u += 1
    u *= 0.5


class LSTM(Recurrent):
    """Long short-term memory: a cell c that gates write to, keep and read.

    i, f, o = σ(…), g = tanh(…)  of  x_t W_in + h_{t−1} W + b, in the order i, f, g, o (PyTorch's)
    c_t = f ⊙ c_{t−1} + i ⊙ g,   h_t = o ⊙ tanh(c_t)

    x (N, T, D) -> y (N, T, H);  W_in (D, 4H), W (H, 4H), b (4H,).  A state is (h, c).  ``forget_bias`` is
    where f's bias starts: 1 keeps the cell at first.  ``peepholes=True`` lets i and f see c_{t−1}, and o see
    c_t, each through a vector, the rows of P (3, H): u_i += p_i ⊙ c_{t−1}, u_f += p_f ⊙ c_{t−1},
    u_o += p_o ⊙ c_t.  P starts at zero.
    With dc_t = dc + dh ⊙ o (1 − tanh² c_t):  du_i = dc_t g i(1 − i),  du_f = dc_t c_{t−1} f(1 − f),
    du_g = dc_t i (1 − g²),  du_o = dh tanh(c_t) o(1 − o),  dc_{t−1} = dc_t ⊙ f.
    Hochreiter & Schmidhuber 1997, "Long short-term memory";  forget gate: Gers et al. 2000, "Learning to
    forget";  peepholes: Gers & Schmidhuber 2000, "Recurrent nets that time and count".
    """

    gates = 4
    states = ("h", "c")

    def __init__(self, input_size, hidden_size, *, forget_bias=1.0, peepholes=False, rng):
        super().__init__(input_size, hidden_size, rng=rng)
        self.b.value[hidden_size : 2 * hidden_size] = float(forget_bias)
        self.P = Parameter(zeros((3, hidden_size))) if peepholes else None

    def cell(self, a, state):
        h, c_before = state
        a += h @ self.slabs(self.W.value)
        i, f, g, o = a  # views: what follows turns the pre-activations into the gates, in place
        if self.P is not None:
            i += self.P.value[0] * c_before
            f += self.P.value[1] * c_before
        sigmoid_(a[:2])
        np.tanh(g, out=g)
        c = f * c_before
        c += i * g
        if self.P is not None:
            o += self.P.value[2] * c
        sigmoid_(o)
        tanh_c = np.tanh(c)
        return (o * tanh_c, c), (c_before, c, tanh_c)

    def d_cell(self, dstate, t, da):
        dh, dc = dstate
        i, f, g, o = self.a[t]
        c_before, c, tanh_c = self.memory[t]
        du_i, du_f, du_g, du_o = self.slabs(da)
        np.multiply(dh * tanh_c, o * (1 - o), out=du_o)
        dc = dc + dh * o * (1 - tanh_c * tanh_c)
        if self.P is not None:
            dc += du_o * self.P.value[2]
        np.multiply(dc * g, i * (1 - i), out=du_i)
        np.multiply(dc * c_before, f * (1 - f), out=du_f)
        np.multiply(dc * i, 1 - g * g, out=du_g)
        dc *= f
        if self.P is not None:
            dc += du_i * self.P.value[0] + du_f * self.P.value[1]
            self.P.grad[0] += (du_i * c_before).sum(axis=0)
            self.P.grad[1] += (du_f * c_before).sum(axis=0)
            self.P.grad[2] += (du_o * c).sum(axis=0)
        return da @ self.W_T, dc


class GRU(Recurrent):
    """Gated recurrent unit, with the reset gate after the product, as PyTorch and cuDNN have it.

    r, z = σ(x_t W_in + h_{t−1} W + b)                     reset and update gate
    n = tanh(x_t W_in + b + r ⊙ (h_{t−1} W + b_hidden))     candidate
    h_t = z ⊙ h_{t−1} + (1 − z) ⊙ n                        papers differ in which of the two z multiplies

    x (N, T, D) -> y (N, T, H);  W_in (D, 3H), W (H, 3H), b (3H,) in the order r, z, n;  b_hidden (H,).
    ``update_bias`` is where z's bias starts: above 0 the state is kept at first.
    With dh the whole gradient of h_t:  du_n = dh (1 − z)(1 − n²),  du_z = dh (h_{t−1} − n) z(1 − z),
    du_r = du_n (h_{t−1} W + b_hidden) r(1 − r),  dh_{t−1} = dh ⊙ z + [du_r, du_z, du_n ⊙ r] Wᵀ.
    Cho et al. 2014, arXiv:1406.1078;  this form: Chung et al. 2014, arXiv:1412.3555.
    """

    gates = 3

    def __init__(self, input_size, hidden_size, *, update_bias=0.0, rng):
        super().__init__(input_size, hidden_size, rng=rng)
        self.b.value[hidden_size : 2 * hidden_size] = float(update_bias)
        self.b_hidden = Parameter(zeros((hidden_size,)))

    def cell(self, a, state):
        (h,) = state
        v = h @ self.slabs(self.W.value)
        gates, n, v_n = a[:2], a[2], v[2]
        gates += v[:2]
        sigmoid_(gates)
        r, z = gates
        v_n += self.b_hidden.value
        n += r * v_n
        np.tanh(n, out=n)
        return (n + z * (h - n),), (h, v_n)

    def d_cell(self, dstate, t, da):
        (dh,) = dstate
        r, z, n = self.a[t]
        h, v_n = self.memory[t]
        du_r, du_z, du_n = self.slabs(da)
        np.multiply(dh * (1 - z), 1 - n * n, out=du_n)
        np.multiply(dh * (h - n), z * (1 - z), out=du_z)
        np.multiply(du_n * v_n, r * (1 - r), out=du_r)
        H = h.shape[-1]
        return (dh * z + da[:, : 2 * H] @ self.W_T[: 2 * H] + (du_n * r) @ self.W_T[2 * H :],)

    def d_recurrent(self, h, da):
        H = h.shape[-1]
        dv_n = da[:, 2 * H :] * self.a[:, 0].reshape(h.shape)  # du_n ⊙ r of all steps
        self.W.grad[:, : 2 * H] += h.T @ da[:, : 2 * H]
        self.W.grad[:, 2 * H :] += h.T @ dv_n
        self.b_hidden.grad += dv_n.sum(axis=0)


class GRUResetBefore(Recurrent):
    """Gated recurrent unit as first published: the reset gate acts on the state, before the product.

    r, z = σ(x_t W_in + h_{t−1} W + b),   n = tanh(x_t W_in + (r ⊙ h_{t−1}) W + b)
    h_t = z ⊙ h_{t−1} + (1 − z) ⊙ n

    Shapes, order and ``update_bias`` as in ``GRU``, but without b_hidden.
    du_z, du_n as there;  with k = du_n W_nᵀ:  du_r = k h_{t−1} r(1 − r),
    dh_{t−1} = dh ⊙ z + k ⊙ r + [du_r, du_z] Wᵀ.   Cho et al. 2014, arXiv:1406.1078.
    """

    gates = 3

    def __init__(self, input_size, hidden_size, *, update_bias=0.0, rng):
        super().__init__(input_size, hidden_size, rng=rng)
        self.b.value[hidden_size : 2 * hidden_size] = float(update_bias)

    def cell(self, a, state):
        (h,) = state
        W = self.slabs(self.W.value)
        gates, n = a[:2], a[2]
        gates += h @ W[:2]
        sigmoid_(gates)
        r, z = gates
        kept = r * h
        n += kept @ W[2]
        np.tanh(n, out=n)
        return (n + z * (h - n),), (h, kept)

    def d_cell(self, dstate, t, da):
        (dh,) = dstate
        r, z, n = self.a[t]
        h, _ = self.memory[t]
        du_r, du_z, du_n = self.slabs(da)
        H = h.shape[-1]
        np.multiply(dh * (1 - z), 1 - n * n, out=du_n)
        np.multiply(dh * (h - n), z * (1 - z), out=du_z)
        d_kept = du_n @ self.W_T[2 * H :]
        np.multiply(d_kept * h, r * (1 - r), out=du_r)
        return (dh * z + d_kept * r + da[:, : 2 * H] @ self.W_T[: 2 * H],)

    def d_recurrent(self, h, da):
        H = h.shape[-1]
        kept = np.stack([kept for _, kept in self.memory]).reshape(h.shape)
        self.W.grad[:, : 2 * H] += h.T @ da[:, : 2 * H]
        self.W.grad[:, 2 * H :] += kept.T @ da[:, 2 * H :]
