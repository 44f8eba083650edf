"""Lessons 3-01, 3-03 and 3-04: recurrent nets, one step after the other, forwards and backwards."""

import numpy as np

from benchmarks.plain.form import Plain


def sigmoid(u):
    return 1 / (1 + np.exp(-u))


class PlainRNN(Plain):
    """h_t = tanh(x_t W_in + h_{t−1} W + b)."""

    def forward(self, x):
        N, T, _ = x.shape
        self.x, self.h = x, np.zeros((N, T + 1, len(self.W.value)), x.dtype)
        for t in range(T):
            u = x[:, t] @ self.W_in.value + self.h[:, t] @ self.W.value + self.b.value
            self.h[:, t + 1] = np.tanh(u)
        return self.h[:, 1:]

    def backward(self, dy):
        x, h = self.x, self.h
        dx, from_later = np.zeros_like(x), np.zeros_like(h[:, 0])
        for t in reversed(range(x.shape[1])):
            delta = (dy[:, t] + from_later) * (1 - h[:, t + 1] ** 2)
            self.W_in.grad += x[:, t].T @ delta
            self.W.grad += h[:, t].T @ delta
            self.b.grad += delta.sum(axis=0)
            dx[:, t] = delta @ self.W_in.value.T
            from_later = delta @ self.W.value.T
        return dx


class PlainLSTM(Plain):
    """Gates in the order i, f, g, o."""

    def forward(self, x):
        h = c = np.zeros((len(x), len(self.W.value)), x.dtype)
        self.x, self.trace, hs = x, [], []
        for t in range(x.shape[1]):
            h_before, c_before = h, c
            u = x[:, t] @ self.W_in.value + h @ self.W.value + self.b.value  # (N, 4H)
            ui, uf, ug, uo = np.split(u, 4, axis=1)
            i, f, g, o = sigmoid(ui), sigmoid(uf), np.tanh(ug), sigmoid(uo)
            c = f * c + i * g
            h = o * np.tanh(c)
            hs.append(h)
            self.trace.append((h_before, c_before, c, (i, f, g, o)))
        return np.stack(hs, axis=1)

    def backward(self, dy):
        dx, dh_later, dc = np.zeros_like(self.x), 0, 0
        for t in reversed(range(dy.shape[1])):
            h_before, c_before, c, (i, f, g, o) = self.trace[t]
            dh, tanh_c = dy[:, t] + dh_later, np.tanh(c)
            dc = dc + dh * o * (1 - tanh_c**2)
            di, df, dg, do = dc * g, dc * c_before, dc * i, dh * tanh_c
            blocks = [di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), do * o * (1 - o)]
            du, dc = np.concatenate(blocks, axis=1), dc * f
            dh_later = du @ self.W.value.T
            dx[:, t] = du @ self.W_in.value.T
            self.W_in.grad += self.x[:, t].T @ du
            self.W.grad += h_before.T @ du
            self.b.grad += du.sum(axis=0)
        return dx


class PlainGRU(Plain):
    """Gates in the order r, z, n; the reset gate after the product."""

    def forward(self, x):
        h, hs, self.x, self.trace = np.zeros((len(x), len(self.W.value)), x.dtype), [], x, []
        for t in range(x.shape[1]):
            xr, xz, xn = np.split(x[:, t] @ self.W_in.value + self.b.value, 3, axis=1)
            hr, hz, hn = np.split(h @ self.W.value, 3, axis=1)
            hn = hn + self.b_hidden.value
            r, z = sigmoid(xr + hr), sigmoid(xz + hz)
            n = np.tanh(xn + r * hn)
            self.trace.append((h, r, z, n, hn))
            h = z * h + (1 - z) * n
            hs.append(h)
        return np.stack(hs, axis=1)

    def backward(self, dy):
        dx, dh_later = np.zeros_like(self.x), 0
        for t in reversed(range(dy.shape[1])):
            h, r, z, n, hn = self.trace[t]
            dh = dy[:, t] + dh_later
            du_n, du_z = dh * (1 - z) * (1 - n**2), dh * (h - n) * z * (1 - z)
            du_r = du_n * hn * r * (1 - r)
            du = np.concatenate([du_r, du_z, du_n], axis=1)
            dv = np.concatenate([du_r, du_z, du_n * r], axis=1)
            dh_later = dh * z + dv @ self.W.value.T
            dx[:, t] = du @ self.W_in.value.T
            self.W_in.grad += self.x[:, t].T @ du
            self.W.grad += h.T @ dv
            self.b.grad += du.sum(axis=0)
            self.b_hidden.grad += (du_n * r).sum(axis=0)
        return dx
