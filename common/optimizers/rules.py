"""Update rules.  Symbols: w a parameter, g its gradient, η the learning rate ``lr``, t the step from 1.

Every rule starts its memory (v, h, m) at zero and adds λ w to g for a ``weight_decay`` λ (the gradient
of the L2 penalty ½ λ Σ w²), except ``AdamW``.
"""

import math

import numpy as np

from common.parameter import Parameter

# A rule makes several passes over w, g and its memory.  Taken piece by piece, they stay in the cache.
BLOCK = 65_536


class Optimizer:
    """Base of all rules: ``update`` changes one array, this class does the rest.

    ``parameters`` are those of a model, each kept once; a step moves those that are ``trainable`` then.  A
    rule says in ``memory`` how many arrays it remembers for each w and writes ``update(w, g, *memory)``,
    which changes ``w`` and the memory in place.  It must work element by element: large arrays come in
    blocks, embeddings as the rows that were used.  ``lr`` may be changed between steps.  ``ValueError``
    for a negative or non-finite number, or when there is nothing to train.
    """

    memory = 0

    def __init__(self, parameters, lr, weight_decay=0.0):
        self.parameters = unique(parameters)
        if not any(parameter.trainable for parameter in self.parameters):
            raise ValueError(
                f"{type(self).__name__} needs at least one trainable parameter, got none: pass "
                "model.parameters(), and keep the layers as attributes or in a list of the model"
            )
        self.lr = lr
        self.weight_decay = non_negative("weight_decay", weight_decay)
        self.t = 0
        self.remembered = None

    @property
    def lr(self):
        """The learning rate η, a Python float (a NumPy float64 would turn float32 updates into float64)."""
        return self._lr

    @lr.setter
    def lr(self, value):
        self._lr = non_negative("lr", value)

    def zero_grad(self):
        """Set all gradients to zero, since ``backward`` adds to them."""
        for parameter in self.parameters:
            parameter.zero_grad()

    def step(self):
        """Move every parameter once, by the gradients it holds."""
        if self.remembered is None:
            self.remembered = [
                [np.zeros_like(parameter.value) for _ in range(self.memory)] for parameter in self.parameters
            ]
        self.t += 1
        for parameter, memory in zip(self.parameters, self.remembered, strict=True):
            if not parameter.trainable:
                continue
            arrays = [parameter.value, parameter.grad, *memory]
            if parameter.rows is None:
                for block in _blocks(parameter.value):
                    self._move(*(array[block] for array in arrays))
            else:
                parts = [array[parameter.rows] for array in arrays]  # copies of the rows that were used
                self._move(*parts)
                for array, part in zip(arrays, parts, strict=True):
                    array[parameter.rows] = part

    def _move(self, w, g, *memory):
        self.update(w, self.decay(w, g) if self.weight_decay else g, *memory)

    def decay(self, w, g):
        """The gradient with the L2 penalty in it, g + λ w."""
        return g + self.weight_decay * w

    def update(self, w, g, *memory):
        raise NotImplementedError(f"{type(self).__name__}.update")


class SGD(Optimizer):
    """Stochastic gradient descent: w ← w − η g.  Robbins & Monro 1951, Ann. Math. Statist. 22."""

    def __init__(self, parameters, lr=0.01, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)

    def update(self, w, g):
        w -= self.lr * g


class Momentum(Optimizer):
    """Gradient descent that keeps part of its speed: v ← μ v + g,  w ← w − η v.

    With a constant η this is v ← μ v − η g, w ← w + v.  Polyak 1964, USSR Comp. Math. 4(5).
    """

    memory = 1

    def __init__(self, parameters, lr=0.01, momentum=0.9, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.momentum = fraction("momentum", momentum)

    def update(self, w, g, v):
        v *= self.momentum
        v += g
        w -= self.lr * v


class Nesterov(Momentum):
    """Momentum that looks one move ahead: v ← μ v + g,  w ← w − η (g + μ v).

    The form of Sutskever et al. 2013 (ICML), written at the point where the gradient is taken.
    Nesterov 1983, Soviet Math. Dokl. 27.
    """

    def update(self, w, g, v):
        v *= self.momentum
        v += g
        w -= self.lr * (g + self.momentum * v)


class AdaGrad(Optimizer):
    """A step of its own for every weight: h ← h + g²,  w ← w − η g / (√h + ε).

    h only grows, so the steps only shrink.  Duchi et al. 2011, JMLR 12.
    """

    memory = 1

    def __init__(self, parameters, lr=0.01, eps=1e-10, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.eps = non_negative("eps", eps)

    def update(self, w, g, h):
        h += g * g
        w -= self.lr * g / (np.sqrt(h) + self.eps)


class RMSProp(Optimizer):
    """AdaGrad that forgets: h ← ρ h + (1 − ρ) g²,  w ← w − η g / (√h + ε).

    Tieleman & Hinton 2012, Neural Networks for Machine Learning, lecture 6.5.
    """

    memory = 1

    def __init__(self, parameters, lr=0.01, rho=0.99, eps=1e-8, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.rho = fraction("rho", rho)
        self.eps = non_negative("eps", eps)

    def update(self, w, g, h):
        h *= self.rho
        h += (1 - self.rho) * g * g
        w -= self.lr * g / (np.sqrt(h) + self.eps)


class Adam(Optimizer):
    """Momentum and RMSProp together, each corrected for its start at zero.

    m ← β₁ m + (1 − β₁) g,   v ← β₂ v + (1 − β₂) g²
    m̂ = m / (1 − β₁ᵗ),   v̂ = v / (1 − β₂ᵗ),   w ← w − η m̂ / (√v̂ + ε)

    ``weight_decay`` is an L2 penalty here: its gradient passes through m and v like any other.
    Kingma & Ba 2015, arXiv:1412.6980.
    """

    memory = 2

    def __init__(self, parameters, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.beta1 = fraction("beta1", beta1)
        self.beta2 = fraction("beta2", beta2)
        self.eps = non_negative("eps", eps)

    def update(self, w, g, m, v):
        m *= self.beta1
        m += (1 - self.beta1) * g
        v *= self.beta2
        v += (1 - self.beta2) * g * g
        # Plain form: w -= lr * m_hat / (sqrt(v_hat) + eps).  Multiplying numerator and denominator by
        # the root of v's correction puts both corrections into scalars and saves two passes.
        root = math.sqrt(1 - self.beta2**self.t)
        w -= (self.lr * root / (1 - self.beta1**self.t)) * m / (np.sqrt(v) + self.eps * root)


class AdamW(Adam):
    """Adam with decoupled weight decay: w ← (1 − η λ) w, then Adam's step without a penalty in g.

    Every weight shrinks at the same rate, whatever the size of its gradients.
    Loshchilov & Hutter 2019, arXiv:1711.05101.
    """

    def __init__(self, parameters, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
        super().__init__(parameters, lr, beta1, beta2, eps, weight_decay)

    def decay(self, w, g):
        """The gradient as it is; the decay acts on w itself."""
        w *= 1 - self.lr * self.weight_decay
        return g


def unique(parameters):
    """``parameters``, each once, in order.  ``TypeError`` for anything but a list of them."""
    if not hasattr(parameters, "__iter__"):
        raise TypeError(
            f"expected a list of Parameter, got {type(parameters).__name__}: pass model.parameters()"
        )
    found = {}
    for parameter in parameters:
        if not isinstance(parameter, Parameter):
            raise TypeError(
                f"expected Parameter objects, got {type(parameter).__name__}: pass model.parameters()"
            )
        found[id(parameter)] = parameter
    return list(found.values())


def trainable(parameters):
    """The trainable ones among ``parameters``, each once, in order."""
    return [parameter for parameter in unique(parameters) if parameter.trainable]


def non_negative(name, value):
    """``value`` as a Python float.  ``ValueError`` unless it is finite and not negative."""
    value = _as_number(name, value)
    if not (math.isfinite(value) and value >= 0):
        raise ValueError(f"{name} must be a finite number >= 0, got {value}")
    return value


def fraction(name, value):
    """``value`` as a Python float.  ``ValueError`` unless 0 ≤ value < 1."""
    value = _as_number(name, value)
    if not 0 <= value < 1:
        raise ValueError(f"{name} must be in 0 <= {name} < 1, got {value}")
    return value


def _as_number(name, value):
    """``value`` as a Python float.  ``TypeError`` when it is something else than a number."""
    try:
        return float(value)
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be a number, got {value!r}") from None


def _blocks(array):
    """Indices that cut ``array`` along its first axis into views of about ``BLOCK`` elements."""
    if array.size <= BLOCK:
        return [...]
    rows = max(1, BLOCK * len(array) // array.size)
    return [slice(start, start + rows) for start in range(0, len(array), rows)]
