"""Answers to the exercises of lesson 3-08."""

import math

import numpy as np

from common import functions
from common.layer import Layer
from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(pixels, codes, mean_pixels, mean_codes):
    weight_of_reconstruction = 1 / pixels if mean_pixels else 1.0
    weight_of_kl = 1 / codes if mean_codes else 1.0
    return weight_of_kl / weight_of_reconstruction


@answers.right(1)
def _(pixels, codes, mean_pixels, mean_codes):
    return pixels**mean_pixels * float(codes) ** -int(mean_codes)


@answers.wrong(1, "1/β")  # turned over
def _(pixels, codes, mean_pixels, mean_codes):
    return (codes if mean_codes else 1) / (pixels if mean_pixels else 1)


@answers.wrong(1, "left out|missing|divides")  # only the pixels are looked at
def _(pixels, codes, mean_pixels, mean_codes):
    beta = 1
    if mean_pixels:
        beta *= pixels
    return beta


@answers.wrong(1, "multipl|divides")  # both multiply
def _(pixels, codes, mean_pixels, mean_codes):
    beta = 1
    if mean_pixels:
        beta *= pixels
    if mean_codes:
        beta *= codes
    return beta


@answers.wrong(1, "whole number|//")
def _(pixels, codes, mean_pixels, mean_codes):
    return (pixels if mean_pixels else 1) // (codes if mean_codes else 1)


@answers.wrong(1, "and|both|special|flag")  # a factor only when both are averaged
def _(pixels, codes, mean_pixels, mean_codes):
    return pixels / codes if mean_pixels and mean_codes else 1


@answers.wrong(1, "else|special|flag|sum|codes divide")  # one average forgotten beside the other
def _(pixels, codes, mean_pixels, mean_codes):
    if mean_pixels:
        return pixels
    if mean_codes:
        return 1 / codes
    return 1


@answers.wrong(1, "None|return")
def _(pixels, codes, mean_pixels, mean_codes):
    return None if mean_pixels else 1.0


@answers.right(2)
def _(mu_q, log_var_q, mu_p, log_var_p):
    sigma_q, sigma_p = np.exp(log_var_q / 2), np.exp(log_var_p / 2)
    each = np.log(sigma_p / sigma_q) + (sigma_q**2 + (mu_q - mu_p) ** 2) / (2 * sigma_p**2) - 0.5
    return each.sum(axis=-1)


@answers.right(2)
def _(mu_q, log_var_q, mu_p, log_var_p):
    totals = []
    for row in zip(mu_q, log_var_q, mu_p, log_var_p, strict=True):
        total = 0.0
        for m, s, n, t in zip(*row, strict=True):
            total += 0.5 * (t - s + (math.exp(s) + (m - n) ** 2) / math.exp(t) - 1)
        totals.append(total)
    return np.array(totals)


@answers.wrong(2, "exchanged")  # KL(p || q)
def _(mu_q, log_var_q, mu_p, log_var_p):
    sigma_q, sigma_p = np.exp(log_var_q / 2), np.exp(log_var_p / 2)
    each = np.log(sigma_q / sigma_p) + (sigma_p**2 + (mu_q - mu_p) ** 2) / (2 * sigma_q**2) - 0.5
    return each.sum(axis=-1)


@answers.wrong(2, "½|half|2|twice")  # the ½ forgotten
def _(mu_q, log_var_q, mu_p, log_var_p):
    ratio = np.exp(log_var_q - log_var_p)
    return (log_var_p - log_var_q - 1 + ratio + (mu_q - mu_p) ** 2 / np.exp(log_var_p)).sum(axis=1)


@answers.wrong(2, "p is left out|N\\(0, 1\\)")
def _(mu_q, log_var_q, mu_p, log_var_p):
    return 0.5 * (mu_q**2 + np.exp(log_var_q) - log_var_q - 1).sum(axis=1)


@answers.wrong(2, "mean|average|batch")  # one number for the batch
def _(mu_q, log_var_q, mu_p, log_var_p):
    ratio = np.exp(log_var_q - log_var_p)
    each = log_var_p - log_var_q - 1 + ratio + (mu_q - mu_p) ** 2 / np.exp(log_var_p)
    return 0.5 * each.sum(axis=1).mean()


@answers.wrong(2, "divided by p|variance")  # only the variances are in units of p's
def _(mu_q, log_var_q, mu_p, log_var_p):
    ratio = np.exp(log_var_q) / np.exp(log_var_p)
    return 0.5 * (ratio + np.square(mu_q - mu_p) - log_var_q + log_var_p - 1).sum(axis=1)


@answers.wrong(2, "sum|added|plus|sign|minus")  # the means are added
def _(mu_q, log_var_q, mu_p, log_var_p):
    ratio = np.exp(log_var_q - log_var_p)
    return 0.5 * (ratio + (mu_q + mu_p) ** 2 / np.exp(log_var_p) + log_var_p - log_var_q - 1).sum(axis=1)


@answers.wrong(2, "1|σ_q|mean of")  # the 1 is left out
def _(mu_q, log_var_q, mu_p, log_var_p):
    ratio = np.exp(log_var_q - log_var_p)
    return 0.5 * (ratio + (mu_q - mu_p) ** 2 / np.exp(log_var_p) + log_var_p - log_var_q).sum(axis=1)


@answers.wrong(2, "logarithm|log")  # no logarithm at all
def _(mu_q, log_var_q, mu_p, log_var_p):
    ratio = np.exp(log_var_q - log_var_p)
    return 0.5 * (ratio + (mu_q - mu_p) ** 2 / np.exp(log_var_p) - 1).sum(axis=1)


@answers.right(3)
class _(Layer):
    def __init__(self, eps):
        self.noise = eps

    def forward(self, mu, s):
        self.s = s
        return mu + np.log1p(np.exp(s)) * self.noise

    def backward(self, dz):
        dsigma = dz * self.noise
        return dz.copy(), dsigma / (1 + np.exp(-self.s))


@answers.right(3)
class _(Layer):
    def __init__(self, eps):
        self.eps = eps

    def forward(self, mu, s):
        self.sigma = np.logaddexp(0, s)
        return self.sigma * self.eps + mu

    def backward(self, dz):
        return 1.0 * dz, self.eps * dz * (1 - np.exp(-self.sigma))  # sigmoid(s) = 1 − exp(−softplus(s))


class SoftplusNoise(Layer):
    """A right layer whose parts the wrong ones below change."""

    def __init__(self, eps):
        self.eps = eps

    def forward(self, mu, s):
        self.s = s
        return mu + functions.softplus(s) * self.eps

    def backward(self, dz):
        return dz, dz * self.eps * functions.sigmoid(self.s)


@answers.wrong(3, "exp")  # the layer of the lesson
class _(SoftplusNoise):
    def forward(self, mu, s):
        self.s = s
        return mu + np.exp(0.5 * s) * self.eps


@answers.wrong(3, "slope|sigmoid")
class _(SoftplusNoise):
    def backward(self, dz):
        return dz, dz * self.eps


@answers.wrong(3, "noise|eps")
class _(SoftplusNoise):
    def backward(self, dz):
        return dz, dz * functions.sigmoid(self.s)


@answers.wrong(3, "order|exchanged")
class _(SoftplusNoise):
    def backward(self, dz):
        return dz * self.eps * functions.sigmoid(self.s), dz


@answers.wrong(3, "dy|dz")  # the incoming slope is forgotten
class _(SoftplusNoise):
    def backward(self, dz):
        return np.ones_like(dz), self.eps * functions.sigmoid(self.s)


@answers.wrong(3, "2 results|one|tuple|mu")  # only ds
class _(SoftplusNoise):
    def backward(self, dz):
        return dz * self.eps * functions.sigmoid(self.s)


@answers.wrong(3, "sigmoid|slope")  # the slope of the logarithm of σ
class _(SoftplusNoise):
    def backward(self, dz):
        return dz, dz * self.eps * functions.sigmoid(self.s) * functions.softplus(self.s)


@answers.wrong(3, "noise|anew|eps")  # other noise than was asked for
class _(SoftplusNoise):
    def forward(self, mu, s):
        self.s = s
        self.eps = np.random.default_rng(1).standard_normal(s.shape)
        return mu + functions.softplus(s) * self.eps
