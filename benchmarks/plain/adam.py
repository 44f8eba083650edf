"""Lesson 2-03: Adam, with a new array for every term of the formula."""

import numpy as np


class PlainAdam:
    def __init__(self, parameters, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        self.parameters, self.lr, self.beta1, self.beta2, self.eps = parameters, lr, beta1, beta2, eps
        self.t, self.m, self.v = 0, [0.0] * len(parameters), [0.0] * len(parameters)

    def step(self):
        self.t += 1
        for k, parameter in enumerate(self.parameters):
            g = parameter.grad
            self.m[k] = self.beta1 * self.m[k] + (1 - self.beta1) * g
            self.v[k] = self.beta2 * self.v[k] + (1 - self.beta2) * g**2
            m, v = self.m[k] / (1 - self.beta1**self.t), self.v[k] / (1 - self.beta2**self.t)
            parameter.value = parameter.value - self.lr * m / (np.sqrt(v) + self.eps)
