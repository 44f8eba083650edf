"""The exercises of lesson 1-02: their inputs, references and usual slips."""

import numpy as np

from common.exercise import exercise

KINDS = {
    "decision tree": ("D", "a decision tree gives a class for a given x, and never an x"),
    "SVM": ("D", "an SVM knows the border between the classes, not where in a class an x lies"),
    "HMM": ("G", "an HMM emits the sequence x: it can be drawn from"),
    "CRF": ("D", "a CRF is given the sequence x: only the labels are modelled"),
    "naive Bayes": ("G", "naive Bayes has a p(x | k) for each class: an x can be drawn from it"),
    "VAE": ("G", "the decoder of a VAE turns random numbers into an x"),
    "GAN": ("G", "the second network sorts, but a GAN is trained for its generator"),
    "logistic regression": ("D", "logistic regression gives p(k | x), with the sigmoid of a weighted sum"),
    "Gaussian mixture": ("G", "a Gaussian mixture is a p(x): an x can be drawn from it"),
    "image classifier": ("D", "an image classifier gives p(k | x) for a given picture, and draws none"),
}


def sorted_models(answer):
    """The letter that each of the ten names gets."""
    letters = answer() or dict.fromkeys(KINDS, ...)
    if not isinstance(letters, dict):
        raise TypeError(f"a dict with a letter for each name is asked for, got a {type(letters).__name__}")
    letters = {name: letters.get(name, "no entry") for name in KINDS}
    for name, letter in letters.items():
        if letter not in ("D", "G", ...):
            raise ValueError(f"{name!r}: the letter 'D' or 'G' is asked for, got {letter!r}")
    return letters


LETTERS = {name: letter for name, (letter, _) in KINDS.items()}


@exercise(run=sorted_models, cases=[()])
def sort_models():
    return LETTERS


for name, (letter, why) in KINDS.items():

    @sort_models.slip(why)
    def _(name=name, letter=letter):
        return LETTERS | {name: "DG"[letter == "D"]}


@exercise(names=("ML", "MAP", "mean"), cases=[(5, 2, 3, 4), (3, 8, 2.5, 1.5), (6, 1, 1.5, 4)])
def three_estimates(light, dark, a, b):
    n = light + dark
    ml = light / n
    map_ = (light + a - 1) / (n + a + b - 2)
    mean = (light + a) / (n + a + b)
    return ml, map_, mean


@three_estimates.slip("ML is light / dark: the share is of all pictures, light + dark")
def _(light, dark, a, b):
    _, map_, mean = three_estimates.reference(light, dark, a, b)
    return light / dark, map_, mean


@three_estimates.slip("MAP and the mean are exchanged")
def _(light, dark, a, b):
    ml, map_, mean = three_estimates.reference(light, dark, a, b)
    return ml, mean, map_


@three_estimates.slip("MAP is the posterior mean: at the maximum each exponent is one less, light + a - 1")
def _(light, dark, a, b):
    ml, _, mean = three_estimates.reference(light, dark, a, b)
    return ml, mean, mean


@three_estimates.slip("the mean is MAP: in the mean each exponent counts one more than at the maximum")
def _(light, dark, a, b):
    ml, map_, _ = three_estimates.reference(light, dark, a, b)
    return ml, map_, map_


@three_estimates.slip("MAP is ML: the prior is left out")
def _(light, dark, a, b):
    ml, _, mean = three_estimates.reference(light, dark, a, b)
    return ml, ml, mean


@three_estimates.slip("the divisor of MAP is wrong: the sum of both exponents is light + dark + a + b - 2")
def _(light, dark, a, b):
    ml, _, mean = three_estimates.reference(light, dark, a, b)
    return ml, (light + a - 1) / (light + dark + a + b), mean


@three_estimates.slip("the divisor of MAP is 1 too large: both exponents have a - 1, so 2 is subtracted")
def _(light, dark, a, b):
    ml, _, mean = three_estimates.reference(light, dark, a, b)
    return ml, (light + a - 1) / (light + dark + a + b - 1), mean


@three_estimates.slip("1 is not subtracted in MAP: the exponents are light + a - 1 and dark + b - 1")
def _(light, dark, a, b):
    ml, _, mean = three_estimates.reference(light, dark, a, b)
    return ml, (light + a) / (light + dark + a + b - 2), mean


@three_estimates.slip("// cuts the decimals off: a share is between 0 and 1, with /")
def _(light, dark, a, b):
    n = light + dark
    return light // n, (light + a - 1) // (n + a + b - 2), (light + a) // (n + a + b)


@three_estimates.slip("the mean counts 1 too much: one more than light + a - 1 is light + a")
def _(light, dark, a, b):
    ml, map_, _ = three_estimates.reference(light, dark, a, b)
    return ml, map_, (light + a + 1) / (light + dark + a + b + 2)


@three_estimates.slip("the mean is the prior's: the pictures are left out")
def _(light, dark, a, b):
    ml, map_, _ = three_estimates.reference(light, dark, a, b)
    return ml, map_, a / (a + b)


def pictures(N, M, D, C, seed):
    """Ink and paper, classes of unequal sizes, and new pictures."""
    rng = np.random.default_rng(seed)
    d = np.sort(np.minimum(rng.geometric(0.4, N) - 1, C - 1))
    d[:C] = np.arange(C)
    return (rng.random((N, D)) < 0.6).astype(float), d, (rng.random((M, D)) < 0.5).astype(float)


@exercise(cases=[pictures(6, 4, 3, 2, 1), pictures(15, 5, 6, 3, 2)])
def log_joint_of_pixels(x, d, new):
    C = d.max() + 1
    log_joint = np.zeros((len(new), C))
    for k in range(C):
        x_k = x[d == k]
        theta = (x_k.sum(axis=0) + 1) / (len(x_k) + 2)
        log_likelihood = new @ np.log(theta) + (1 - new) @ np.log(1 - theta)
        log_joint[:, k] = np.log(len(x_k) / len(x)) + log_likelihood
    return log_joint


def trained(x, d, ink=1, all_=2):
    """θ (C, D) with other counts added, and the sizes of the classes."""
    sizes = np.bincount(d)
    sums = np.stack([x[d == k].sum(axis=0) for k in range(len(sizes))])
    return (sums + ink) / (sizes[:, None] + all_), sizes


def joint(theta, prior, new):
    return np.log(prior) + new @ np.log(theta).T + (1 - new) @ np.log(1 - theta).T


@log_joint_of_pixels.slip("the prior log p(k) is left out")
def _(x, d, new):
    theta, sizes = trained(x, d)
    return joint(theta, sizes / sizes, new)


@log_joint_of_pixels.slip("the prior is the same for all classes: p(k) is N_k / N")
def _(x, d, new):
    theta, sizes = trained(x, d)
    return joint(theta, 1 / len(sizes), new)


@log_joint_of_pixels.slip("the prior is added without its logarithm")
def _(x, d, new):
    theta, sizes = trained(x, d)
    return joint(theta, np.exp(sizes / len(x)), new)


@log_joint_of_pixels.slip("the prior is counted like θ, with 1 and 2 added: p(k) is N_k / N")
def _(x, d, new):
    theta, sizes = trained(x, d)
    return joint(theta, (sizes + 1) / (len(x) + 2), new)


@log_joint_of_pixels.slip("N_k stands where the prior N_k / N belongs")
def _(x, d, new):
    theta, sizes = trained(x, d)
    return joint(theta, sizes, new)


@log_joint_of_pixels.slip("the prior multiplies: in logarithms log p(k) is added")
def _(x, d, new):
    theta, sizes = trained(x, d)
    return sizes / len(x) * joint(theta, 1, new)


@log_joint_of_pixels.slip("the sum over the pixels comes before the logarithm: it is a sum of logarithms")
def _(x, d, new):
    theta, sizes = trained(x, d)
    return np.log(sizes / len(x)) + np.log(new @ theta.T + (1 - new) @ (1 - theta).T)


@log_joint_of_pixels.slip("only ink counts: a paper pixel, new = 0, has the probability 1 - θ")
def _(x, d, new):
    theta, sizes = trained(x, d)
    return np.log(sizes / len(x)) + new @ np.log(theta).T


@log_joint_of_pixels.slip("θ is m / N_k, which may be 0 or 1: (m + 1) / (N_k + 2) is asked for")
def _(x, d, new):
    theta, sizes = trained(x, d, 0, 0)
    return joint(theta, sizes / len(x), new)


@log_joint_of_pixels.slip("1 is added to N_k where 2 belongs: a pixel has two values, ink and paper")
def _(x, d, new):
    theta, sizes = trained(x, d, 1, 1)
    return joint(theta, sizes / len(x), new)


@log_joint_of_pixels.slip("the number of classes C is added to N_k where 2 belongs: ink and paper are two")
def _(x, d, new):
    theta, sizes = trained(x, d, 1, d.max() + 1)
    return joint(theta, sizes / len(x), new)


@log_joint_of_pixels.slip("ink and paper are exchanged: θ belongs to new = 1, 1 - θ to new = 0")
def _(x, d, new):
    return log_joint_of_pixels.reference(x, d, 1 - new)


@log_joint_of_pixels.slip("the number of pixels D is added to N_k where 2 belongs")
def _(x, d, new):
    theta, sizes = trained(x, d, 1, x.shape[1])
    return joint(theta, sizes / len(x), new)


@log_joint_of_pixels.slip("θ is the ink of one class among the pictures of all classes: N_k is the divisor")
def _(x, d, new):
    theta, sizes = trained(x, d)
    return joint(theta * (sizes[:, None] + 2) / (len(x) + 2), sizes / len(x), new)


@log_joint_of_pixels.slip("this is p(k given x), normalised over the classes: log p(x, k) is asked for")
def _(x, d, new):
    joint = np.exp(log_joint_of_pixels.reference(x, d, new))
    return joint / joint.sum(axis=1, keepdims=True)


@log_joint_of_pixels.slip("this is log p(k given x), normalised over the classes: log p(x, k) is asked for")
def _(x, d, new):
    log_joint = log_joint_of_pixels.reference(x, d, new)
    return log_joint - np.log(np.exp(log_joint).sum(axis=1, keepdims=True))


@log_joint_of_pixels.slip("a mean is taken over the pixels where their sum belongs")
def _(x, d, new):
    theta, sizes = trained(x, d)
    return np.log(sizes / len(x)) + joint(theta, 1, new) / x.shape[1]
