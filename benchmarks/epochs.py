"""Three models with their data, as lessons train them: for one epoch, by ``common`` and by PyTorch.

Both sides start from the same weights and get the same batches from the same code of ``common``.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from benchmarks.cnn import lenets
from benchmarks.networks import copy_weights
from benchmarks.theirs.seq2seq import TheirEncoderDecoder
from benchmarks.theirs.transformer import TheirTransformer
from common.datasets import Batches, dates, load_digits, load_enja, load_mnist
from common.layers import AdditiveAttention
from common.losses import SoftmaxCrossEntropy
from common.optimizers import Adam
from common.seq2seq import EncoderDecoder
from common.text import LengthBatches, Vocabulary
from common.trainer import ClipGradients, Trainer
from common.transformer import Transformer

PAD, BOS, EOS = Vocabulary.pad, Vocabulary.bos, Vocabulary.eos


@dataclass
class Epoch:
    """``models()`` gives a new pair (ours, PyTorch's), ``batches()`` the batches ``(*inputs, d)``.

    ``loss`` are options of the loss, ``max_norm`` is where gradients are clipped, if they are.
    """

    name: str
    models: Callable
    batches: Callable
    loss: dict
    max_norm: float | None = None
    lr: float = 1e-3

    def common(self, model):
        """Train our model; the mean loss."""
        callbacks = [] if self.max_norm is None else [ClipGradients(self.max_norm)]
        loss, optimizer = SoftmaxCrossEntropy(**self.loss), Adam(model.parameters(), lr=self.lr)
        return Trainer(model, loss, optimizer, callbacks=callbacks).fit(self.batches(), 1)["loss"][0]

    def pytorch(self, module):
        """Train PyTorch's model; the mean loss, over what counts, as ours."""
        optimizer = torch.optim.Adam(module.parameters(), lr=self.lr)
        cross_entropy = torch.nn.CrossEntropyLoss(**self.loss)
        total = count = 0
        for batch in self.batches():
            *inputs, d = map(torch.from_numpy, batch)
            optimizer.zero_grad()
            loss = cross_entropy(module(*inputs).flatten(0, -2), d.flatten())
            loss.backward()
            if self.max_norm is not None:
                torch.nn.utils.clip_grad_norm_(module.parameters(), self.max_norm)
            optimizer.step()
            counts = int((d != cross_entropy.ignore_index).sum())
            total, count = total + loss.item() * counts, count + counts
        return total / count


class TeacherForcing:
    """Batches (source, what the decoder reads, what it shall write) of sentences of like length."""

    def __init__(self, sources, targets, size):
        self.batches = LengthBatches(sources, targets, batch_size=size, rng=np.random.default_rng(0))

    def __len__(self):
        return len(self.batches)

    def __iter__(self):
        for source, target in self.batches:
            yield source, target[:, :-1], target[:, 1:]


def lenet():
    """LeNet on MNIST; without it on the 1797 digits of scikit-learn, blown up to the same size."""
    try:
        x, d, _, _ = load_mnist()
        name = "LeNet, MNIST"
    except (ConnectionError, PermissionError):
        x, d = load_digits()
        x = np.pad(x.repeat(3, axis=2).repeat(3, axis=3), ((0, 0), (0, 0), (2, 2), (2, 2)))
        name = "LeNet, 1797 digits of scikit-learn (no MNIST here)"

    def models():
        model, module = lenets(np.random.default_rng(0))
        copy_weights(model, module)
        return model, module

    return Epoch(name, models, lambda: Batches(x, d, batch_size=64, rng=np.random.default_rng(0)), {})


def dates_model():
    """Lesson 3-11: from a date in words or figures to its ISO form, letter by letter."""
    pairs, _ = dates(20_000, 1000, rng=np.random.default_rng(0))
    letters, signs = (Vocabulary([list(pair[side]) for pair in pairs]) for side in (0, 1))
    sources = [letters.encode(list(text)) for text, _ in pairs]
    targets = [np.array([BOS, *signs.encode(list(iso)), EOS]) for _, iso in pairs]

    def models():
        rng = np.random.default_rng(0)
        attention = AdditiveAttention(64, 64, 32, rng=rng)
        model = EncoderDecoder(len(letters), len(signs), 16, 64, attention=attention, pad=PAD, rng=rng)
        return model, TheirEncoderDecoder(model)

    def batches():
        return TeacherForcing(sources, targets, 64)

    return Epoch("dates, GRUs with attention (lesson 3-11)", models, batches, {"ignore_index": PAD}, 1.0)


def translator():
    """Lesson 4-11: from English to Japanese, at the lesson's own size."""
    pairs, _, _ = load_enja()
    english, japanese = ([pair[side].split() for pair in pairs] for side in (0, 1))
    words, units = Vocabulary(english), Vocabulary(japanese)
    sources = [words.encode(sentence) for sentence in english]
    targets = [np.array([BOS, *units.encode(sentence), EOS]) for sentence in japanese]

    def models():
        options = {"max_length": 64, "pad": PAD, "rng": np.random.default_rng(0)}
        model = Transformer(len(words), len(units), 64, 4, 256, 1, **options)
        return model, TheirTransformer(model)

    def batches():
        return TeacherForcing(sources, targets, 32)

    options = {"ignore_index": PAD, "label_smoothing": 0.1}
    return Epoch("translation, Transformer (lesson 4-11)", models, batches, options, 1.0)


EPOCHS = {"lenet": lenet, "dates": dates_model, "translation": translator}
