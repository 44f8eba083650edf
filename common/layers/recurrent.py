"""Recurrent layers: what they all share, the simple RNN, and two directions joined.

Every recurrent layer reads a sequence x (N, T, D) step by step, t = 1 … T, and gives its hidden states
h (N, T, H).  Its pre-activations at step t are a sum of two parts, for each of its G gates:

    a_t = x_t W_in + b      the input's part: one product for all steps, before the loop
    v_t = h_{t−1} W         the state's part: one product for all gates, at every step

W_in (D, G·H), W (H, G·H), b (G·H,).  Inside the loop every gate is an array (N, H) of its own, a slab of
(G, N, H), since NumPy is fastest on memory without gaps.
"""

import numpy as np

from common.functions import as_float, check_sizes
from common.initializers import check_rng, orthogonal, xavier, zeros
from common.layer import Layer, Parameter


class Recurrent(Layer):
    """The loop over time.  A subclass writes one step: ``cell`` and its gradient ``d_cell``.

    forward(x (N, T, D), state=None, mask=None) -> y (N, T, H), the hidden state after every step.
    state   tuple of arrays (N, H), the state before the first step; None for zeros.
    mask    boolean (N, T), True for a real step.  Where it is False the state stays as it was, and x has
            no influence and no gradient: for sequences of different lengths, padded to one.
    ``.state`` then is the state after the last step.  backward(dy, dstate=None) takes the gradient of that,
    too, and leaves the gradient of the initial state in ``.dstate``.

    Recurrent matrices start orthogonal, gate by gate, input matrices as ``xavier``, biases at zero.
    ``ValueError`` for other shapes, and for sequences of length 0.
    """

    gates = 1
    states = ("h",)

    def __init__(self, input_size, hidden_size, *, rng):
        check_sizes(type(self).__name__, input_size, hidden_size)
        check_rng(rng)
        D, H, gates = input_size, hidden_size, range(self.gates)
        self.W_in = Parameter(np.concatenate([xavier((D, H), rng) for _ in gates], axis=1))
        self.W = Parameter(np.concatenate([orthogonal((H, H), rng) for _ in gates], axis=1))
        self.b = Parameter(zeros((self.gates * H,)))

    def cell(self, a, state):
        """One step: the input's part a (G, N, H), which may be overwritten, and the state before.

        Returns the state after, and what ``d_cell`` will need.
        """
        raise NotImplementedError(f"{type(self).__name__}.cell")

    def d_cell(self, dstate, t, da):
        """Gradient of step t: from that of the state after, a tuple, to that of the state before.

        Writes the gradient of the pre-activations into da (N, G·H).
        """
        raise NotImplementedError(f"{type(self).__name__}.d_cell")

    def forward(self, x, state=None, mask=None):
        N, T, D = self._check(x)
        state = self._check_state("state", state, x)
        self.mask = None if mask is None else self._check_mask(mask, (N, T))
        self.x = x.swapaxes(0, 1).reshape(T * N, D)  # time first: a step is then one piece of memory
        self.a = self._input_part(self.x.reshape(T, 1, N, D))  # (T, G, N, H)
        self.h = np.empty_like(self.a, shape=(T + 1, *state[0].shape))
        self.h[0] = state[0]
        self.memory = []
        for t in range(T):
            before = state
            state, memory = self.cell(self.a[t], before)
            if self.mask is not None:
                real = self.mask[:, t, None]
                state = tuple(np.where(real, new, old) for new, old in zip(state, before, strict=True))
            self.h[t + 1] = state[0]
            self.memory.append(memory)
        self.state = state
        return self.h[1:].swapaxes(0, 1)

    def step(self, x, state=None):
        """One step for inference: x (N, D), state -> y (N, H), state.  Keeps nothing."""
        self._check(x, steps=False)
        state, _ = self.cell(self._input_part(x), self._check_state("state", state, x))
        return state[0], state

    def backward(self, dy, *, dstate=None):
        da = self._back_through_time(dy, dstate)
        N, T, _ = dy.shape
        return (da @ self.W_in.value.T).reshape(T, N, len(self.W_in.value)).swapaxes(0, 1)

    def backward_parameters(self, dy, *, dstate=None):
        self._back_through_time(dy, dstate)

    def _back_through_time(self, dy, dstate):
        """Add the gradients of the parameters, leave ``.dstate``, return da (T·N, G·H)."""
        N, T, H = dy.shape
        dstate = self._check_state("dstate", dstate, dy)
        self.W_T = self.W.value.T.copy()  # BLAS takes it faster than the view
        da = np.empty_like(self.a, shape=(T, N, self.gates * H))
        for t in reversed(range(T)):
            dstate = (dstate[0] + dy[:, t], *dstate[1:])
            if self.mask is None:
                dstate = self.d_cell(dstate, t, da[t])
            else:
                real = self.mask[:, t, None]
                through = self.d_cell(tuple(d * real for d in dstate), t, da[t])
                dstate = tuple(new + d * ~real for new, d in zip(through, dstate, strict=True))
        self.dstate = dstate
        da = da.reshape(T * N, self.gates * H)
        self.W_in.grad += self.x.T @ da
        self.b.grad += da.sum(axis=0)
        self.d_recurrent(self.h[:-1].reshape(T * N, H), da)
        return da

    def d_recurrent(self, h, da):
        """Add dW, from the states before each step, h (T·N, H), and the pre-activations' da (T·N, G·H)."""
        self.W.grad += h.T @ da

    def _input_part(self, x):
        """x (…, M, D) -> x W_in + b as slabs (…, G, M, H)."""
        a = x @ self.slabs(self.W_in.value)
        a += self.b.value.reshape(self.gates, 1, -1)
        return as_float(a)

    def slabs(self, array):
        """(M, G·H) -> (G, M, H), a view: one gate after the other."""
        return array.reshape(len(array), self.gates, len(self.W.value)).swapaxes(0, 1)

    def _check(self, x, steps=True):
        """The shape of x; ``ValueError`` unless it is (N, T, D), or (N, D) for a single step."""
        D, H = len(self.W_in.value), len(self.W.value)
        if x.ndim != 2 + steps or x.shape[-1] != D:
            wanted = f"(N, T, {D})" if steps else f"(N, {D})"
            raise ValueError(f"{type(self).__name__}({D} → {H}) expects {wanted}, got {x.shape}")
        if steps and x.shape[1] == 0 < x.shape[0]:
            raise ValueError(
                f"{type(self).__name__} expects sequences of at least one step, got {x.shape}: "
                "leave empty sequences out of the batch, or pad them and give a mask"
            )
        return x.shape

    def _check_state(self, name, state, x):
        """``state``, or zeros for None; ``ValueError`` unless it is a tuple of (N, H) arrays."""
        shape = (x.shape[0], len(self.W.value))
        if state is None:
            return tuple(np.zeros(shape, self.W.value.dtype, like=self.W.value) for _ in self.states)
        if not isinstance(state, tuple) or [h.shape for h in state] != [shape] * len(self.states):
            came = tuple(h.shape for h in state) if isinstance(state, tuple) else f"a {type(state).__name__}"
            raise ValueError(
                f"{type(self).__name__} expects {name} = ({', '.join(self.states)},), a tuple of arrays of "
                f"shape {shape}, got {came}"
            )
        return state

    def _check_mask(self, mask, shape):
        """``ValueError`` unless ``mask`` is boolean, of shape (N, T)."""
        if mask.shape != shape or mask.dtype != bool:
            raise ValueError(
                f"{type(self).__name__} expects a boolean mask of shape {shape}, True for a real step, "
                f"got {mask.dtype} {mask.shape}"
            )
        return mask


class RNN(Recurrent):
    """The simple recurrent layer (Elman network): h_t = f(x_t W_in + h_{t−1} W + b).

    x (N, T, D) -> y (N, T, H);  W_in (D, H), W (H, H), b (H,).  f is tanh unless an element-wise layer is
    given: ``RNN(8, 16, activation=ReLU(), rng=rng)``.
    With u_t = x_t W_in + h_{t−1} W + b:  du_t = (dy_t + dh_t) f′(u_t),  dh_{t−1} = du_t Wᵀ,
    dW_in = Σ x_tᵀ du_t,  dW = Σ h_{t−1}ᵀ du_t,  db = Σ du_t,  dx_t = du_t W_inᵀ.
    Elman 1990, "Finding structure in time";  the gradient: Werbos 1990, "Backpropagation through time".
    """

    def __init__(self, input_size, hidden_size, *, activation=None, rng):
        super().__init__(input_size, hidden_size, rng=rng)
        self.activation = activation

    def cell(self, a, state):
        u = a[0]
        u += state[0] @ self.W.value
        if self.activation is None:
            return (np.tanh(u, out=u),), None
        return (self.activation.forward(u),), None

    def _back_through_time(self, dy, dstate):
        """The same, after the slopes f′(u_t) of all steps together."""
        h = u = self.a[:, 0]
        if self.activation is None:
            self.slope = 1 - h * h
        else:
            self.activation.forward(u)  # once more: its memory held the last step only
            self.slope = self.activation.backward(np.ones_like(u))
        return super()._back_through_time(dy, dstate)

    def d_cell(self, dstate, t, da):
        np.multiply(dstate[0], self.slope[t], out=da)
        return (da @ self.W_T,)


class Bidirectional(Layer):
    """Two recurrent layers, the second reads the sequence from its end: y_t = [h→_t, h←_t].

    x (N, T, D) -> y (N, T, H₁ + H₂).  ``state``, ``mask``, ``.state``, ``.dstate`` as in the two layers;
    a state is the tuple of the first layer's arrays, then the second's.  There is no ``step``: the second
    layer needs the end of the sequence.  Schuster & Paliwal 1997, "Bidirectional recurrent neural networks".
    """

    def __init__(self, forward_layer, backward_layer):
        if forward_layer is backward_layer:
            raise ValueError("Bidirectional needs two layers, got one twice: make a second, or use a twin()")
        self.forward_layer, self.backward_layer = forward_layer, backward_layer

    def forward(self, x, state=None, mask=None):
        first, second = self._split(state)
        y = self.forward_layer.forward(x, state=first, mask=mask)
        flipped = None if mask is None else mask[:, ::-1]
        z = self.backward_layer.forward(x[:, ::-1], state=second, mask=flipped)
        self.state = self.forward_layer.state + self.backward_layer.state
        self.size = y.shape[-1]
        return np.concatenate([y, z[:, ::-1]], axis=-1)

    def backward(self, dy, *, dstate=None):
        first, second = self._split(dstate)
        dx = self.forward_layer.backward(dy[..., : self.size], dstate=first)
        dz = self.backward_layer.backward(dy[:, ::-1, self.size :], dstate=second)
        self.dstate = self.forward_layer.dstate + self.backward_layer.dstate
        return dx + dz[:, ::-1]

    def _split(self, state):
        """A state's part for each of the two layers."""
        if state is None:
            return None, None
        first = len(self.forward_layer.states)
        return state[:first], state[first:]
