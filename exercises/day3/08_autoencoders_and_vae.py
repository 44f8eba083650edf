"""The exercises of lesson 3-08: a hidden β, the KL of two Gaussians, another way to a positive σ."""

import numpy as np

from common import functions
from common.exercise import exercise, layer_pass
from common.layer import Layer

rng = np.random.default_rng(308)

CHOICES = [(True, True), (True, False), (False, True), (False, False)]


@exercise(cases=[(pixels, codes, *means) for pixels, codes in [(64, 2), (784, 20)] for means in CHOICES])
def hidden_beta(pixels, codes, mean_pixels, mean_codes):
    a = pixels if mean_pixels else 1
    b = codes if mean_codes else 1
    return a / b


@hidden_beta.slip("this is 1/β: averaging the pixels makes the reconstruction weak, so the KL weighs more")
def _(pixels, codes, mean_pixels, mean_codes):
    return 1 / hidden_beta.reference(pixels, codes, mean_pixels, mean_codes)


@hidden_beta.slip("the factors are multiplied: averaging the KL makes β smaller, so codes divides")
def _(pixels, codes, mean_pixels, mean_codes):
    return (pixels if mean_pixels else 1) * (codes if mean_codes else 1)


@hidden_beta.slip("pixels and codes are used whatever the two flags say: a sum has the factor 1")
def _(pixels, codes, _mean_pixels, _mean_codes):
    return pixels / codes


@hidden_beta.slip("the flags are read the wrong way round: true means that the term is divided")
def _(pixels, codes, mean_pixels, mean_codes):
    return (1 if mean_pixels else pixels) / (1 if mean_codes else codes)


@hidden_beta.slip("the two flags are exchanged: mean_pixels belongs to pixels, mean_codes to codes")
def _(pixels, codes, mean_pixels, mean_codes):
    return hidden_beta.reference(pixels, codes, mean_codes, mean_pixels)


@hidden_beta.slip("the average over the codes is left out: it divides the KL by codes")
def _(pixels, _codes, mean_pixels, _mean_codes):
    return pixels if mean_pixels else 1


@hidden_beta.slip("the average over the pixels is left out: it divides the reconstruction by pixels")
def _(_pixels, codes, _mean_pixels, mean_codes):
    return 1 / (codes if mean_codes else 1)


@hidden_beta.slip("the quotient is cut to a whole number: use / and not //")
def _(pixels, codes, mean_pixels, mean_codes):
    return (pixels if mean_pixels else 1) // (codes if mean_codes else 1)


@hidden_beta.slip("where both terms are averaged only the pixels are counted: the codes divide there as well")
def _(pixels, codes, mean_pixels, mean_codes):
    return pixels if mean_pixels else 1 / (codes if mean_codes else 1)


@hidden_beta.slip("the factors are used only where both terms are averaged: each flag counts by itself")
def _(pixels, codes, mean_pixels, mean_codes):
    return pixels / codes if mean_pixels and mean_codes else 1


def gaussians(N, J):
    return tuple(rng.standard_normal((4, N, J)))


@exercise(cases=[(*(np.array([[v]]) for v in (1.0, 0.0, 0.0, np.log(4))),), gaussians(3, 2), gaussians(4, 4)])
def kl_between(mu_q, log_var_q, mu_p, log_var_p):
    ratio = np.exp(log_var_q - log_var_p)
    distance = (mu_q - mu_p) ** 2 / np.exp(log_var_p)
    return np.sum(ratio + distance - 1 + log_var_p - log_var_q, axis=1) / 2


@kl_between.slip("p and q are exchanged: the mean is taken over q, so p's variance divides")
def _(mu_q, log_var_q, mu_p, log_var_p):
    return kl_between.reference(mu_p, log_var_p, mu_q, log_var_q)


@kl_between.slip("this is the mean over the numbers of the code: their KLs add up")
def _(*case):
    return kl_between.reference(*case) / case[0].shape[1]


@kl_between.slip("the sum runs over everything: keep one number for each sample, axis=1")
def _(*case):
    return np.sum(kl_between.reference(*case))


@kl_between.slip("the sum runs over the samples: it belongs over the numbers of the code, axis=1")
def _(mu_q, log_var_q, mu_p, log_var_p):
    ratio, distance = np.exp(log_var_q - log_var_p), (mu_q - mu_p) ** 2 / np.exp(log_var_p)
    return np.sum(ratio + distance - 1 + log_var_p - log_var_q, axis=0) / 2


@kl_between.slip("the sum over the numbers of the code is missing")
def _(mu_q, log_var_q, mu_p, log_var_p):
    ratio, distance = np.exp(log_var_q - log_var_p), (mu_q - mu_p) ** 2 / np.exp(log_var_p)
    return (ratio + distance - 1 + log_var_p - log_var_q) / 2


@kl_between.slip("the logarithm of the variances has the wrong sign: it is log σ_p² − log σ_q²")
def _(mu_q, log_var_q, mu_p, log_var_p):
    right = kl_between.reference(mu_q, log_var_q, mu_p, log_var_p)
    return right + np.sum(log_var_q - log_var_p, axis=1)


@kl_between.slip("the −1 is missing: the mean of (z − μ_q)² / σ_q² under q is 1")
def _(*case):
    return kl_between.reference(*case) + case[0].shape[1] / 2


@kl_between.slip("the −1 is subtracted once: it belongs to every number of the code")
def _(*case):
    return kl_between.reference(*case) + (case[0].shape[1] - 1) / 2


@kl_between.slip("the means are not divided by p's variance")
def _(mu_q, log_var_q, mu_p, log_var_p):
    ratio = np.exp(log_var_q - log_var_p)
    return np.sum(ratio + (mu_q - mu_p) ** 2 - 1 + log_var_p - log_var_q, axis=1) / 2


@kl_between.slip("the difference of the means is divided by q's variance: p's belongs there")
def _(mu_q, log_var_q, mu_p, log_var_p):
    ratio, distance = np.exp(log_var_q - log_var_p), (mu_q - mu_p) ** 2 / np.exp(log_var_q)
    return np.sum(ratio + distance - 1 + log_var_p - log_var_q, axis=1) / 2


@kl_between.slip("the difference of the means is not squared")
def _(mu_q, log_var_q, mu_p, log_var_p):
    ratio, distance = np.exp(log_var_q - log_var_p), (mu_q - mu_p) / np.exp(log_var_p)
    return np.sum(ratio + distance - 1 + log_var_p - log_var_q, axis=1) / 2


@kl_between.slip("the means are added: the square is that of their difference")
def _(mu_q, log_var_q, mu_p, log_var_p):
    return kl_between.reference(mu_q, log_var_q, -mu_p, log_var_p)


@kl_between.slip("log_var is taken for log σ: exp(log_var) is σ² already")
def _(mu_q, log_var_q, mu_p, log_var_p):
    return kl_between.reference(mu_q, 2 * log_var_q, mu_p, 2 * log_var_p)


@kl_between.slip("exp(log_var / 2) is σ, where σ² = exp(log_var) belongs")
def _(mu_q, log_var_q, mu_p, log_var_p):
    ratio = np.exp((log_var_q - log_var_p) / 2)
    distance = (mu_q - mu_p) ** 2 / np.exp(log_var_p / 2)
    return np.sum(ratio + distance - 1 + log_var_p - log_var_q, axis=1) / 2


@kl_between.slip("p is left out: this is the KL to N(0, 1)")
def _(mu_q, log_var_q, mu_p, log_var_p):
    return kl_between.reference(mu_q, log_var_q, 0 * mu_p, 0 * log_var_p)


def with_noise(layer, inputs, eps, dz):
    """The layer gets its noise; the second pass has it in another order than its inputs."""
    layer = layer if isinstance(layer, type) else type(layer)
    return layer_pass(layer(eps), inputs, dz)


def draws(N, J):
    mu, s, eps, dz = rng.standard_normal((4, N, J))
    return (mu, s), eps, dz


@exercise(run=with_noise, cases=[draws(1, 3), draws(4, 2)])
class SoftplusSampling(Layer):
    def __init__(self, eps):
        self.eps = eps

    def forward(self, mu, s):
        self.slope = functions.sigmoid(s)
        return mu + functions.softplus(s) * self.eps

    def backward(self, dz):
        return dz, dz * self.eps * self.slope


@SoftplusSampling.slip("σ is exp(s / 2): here it is softplus(s)")
class _(SoftplusSampling.reference):
    def forward(self, mu, s):
        super().forward(mu, s)
        return mu + np.exp(s / 2) * self.eps


@SoftplusSampling.slip("the slope of softplus is missing in ds: dσ/ds = sigmoid(s)")
class _(SoftplusSampling.reference):
    def backward(self, dz):
        return dz, dz * self.eps


@SoftplusSampling.slip("the noise is missing in ds: dz/dσ = eps")
class _(SoftplusSampling.reference):
    def backward(self, dz):
        return dz, dz * self.slope


@SoftplusSampling.slip("ds has the slope of exp(s / 2), σ/2: the slope of softplus is sigmoid(s)")
class _(SoftplusSampling.reference):
    def forward(self, mu, s):
        self.sigma = functions.softplus(s)
        return mu + self.sigma * self.eps

    def backward(self, dz):
        return dz, dz * self.eps * self.sigma / 2


@SoftplusSampling.slip("ds is multiplied by σ itself: the slope of softplus is sigmoid(s)")
class _(SoftplusSampling.reference):
    def forward(self, mu, s):
        self.sigma = functions.softplus(s)
        return mu + self.sigma * self.eps

    def backward(self, dz):
        return dz, dz * self.eps * self.sigma


@SoftplusSampling.slip("ds is multiplied by σ as well: dz/ds = eps · sigmoid(s), without σ")
class _(SoftplusSampling.reference):
    def forward(self, mu, s):
        y = super().forward(mu, s)
        self.slope = self.slope * functions.softplus(s)
        return y


@SoftplusSampling.slip("the slope is taken of the sigmoid, y (1 − y): softplus has the slope sigmoid(s)")
class _(SoftplusSampling.reference):
    def backward(self, dz):
        return dz, dz * self.eps * self.slope * (1 - self.slope)


@SoftplusSampling.slip("dmu is multiplied by the noise: z has the slope 1 in mu")
class _(SoftplusSampling.reference):
    def backward(self, dz):
        return dz * self.eps, dz * self.eps * self.slope


@SoftplusSampling.slip("the slopes come in the wrong order: dmu first, then ds")
class _(SoftplusSampling.reference):
    def backward(self, dz):
        return super().backward(dz)[::-1]


@SoftplusSampling.slip("the noise is drawn anew: use the eps that the layer was made with")
class _(SoftplusSampling.reference):
    def forward(self, mu, s):
        self.eps = np.random.default_rng(0).standard_normal(mu.shape)
        return super().forward(mu, s)


@SoftplusSampling.slip("the noise is left out of z")
class _(SoftplusSampling.reference):
    def forward(self, mu, s):
        super().forward(mu, s)
        return mu + functions.softplus(s)
