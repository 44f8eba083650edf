"""The training loop: what it records, how it stops, and what it leaves behind."""
# ruff: noqa: ARG002 - a callback is given more than it needs

import io
import math

import numpy as np
import pytest
from standin import StandIn
from tqdm import tqdm

from common import progress
from common.datasets import Batches, Streams
from common.layers import BatchNorm, Dropout, Fork, Layer, Linear, Parameter, ReLU, Sequential
from common.losses import MeanSquaredError, SoftmaxCrossEntropy, WeightedSum
from common.optimizers import SGD, Adam, CosineDecay
from common.trainer import (
    Callback,
    ClipGradients,
    EarlyStopping,
    EpochSchedule,
    History,
    LearningRateSchedule,
    PrintProgress,
    Trainer,
)


def accuracy(d, y):
    return (y.argmax(axis=-1) == d).mean()


def make_batches(sizes=(4, 4, 3), seed=0):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((sum(sizes), 3), dtype=np.float32)
    d = (x[:, 0] > 0).astype(np.int64)
    cuts = np.cumsum(sizes)[:-1]
    return list(zip(np.split(x, cuts), np.split(d, cuts), strict=True))


def make_trainer(*callbacks, seed=0, dropout=0.0, loss=None, metrics=None, lr=0.1):
    rng = np.random.default_rng(seed)
    model = Sequential(Linear(3, 8, rng=rng), ReLU(), Dropout(dropout, rng=rng), Linear(8, 2, rng=rng))
    optimizer = SGD(model.parameters(), lr=lr)
    return Trainer(model, loss or SoftmaxCrossEntropy(), optimizer, metrics, callbacks)


def values(model):
    return [parameter.value.copy() for parameter in model.parameters()]


def assert_same(a, b):
    for p, q in zip(a, b, strict=True):
        np.testing.assert_array_equal(p, q)


class FailingLoss(SoftmaxCrossEntropy):
    """Raises at one call, counted from 1."""

    def __init__(self, call, error):
        super().__init__()
        self.calls, self.call, self.error = 0, call, error

    def forward(self, d, y):
        self.calls += 1
        if self.calls == self.call:
            raise self.error
        return super().forward(d, y)


class Recorder(Callback):
    """Writes down every event."""

    def __init__(self):
        self.events = []

    def on_train_begin(self, trainer):
        self.events.append("begin")

    def on_epoch_begin(self, trainer, epoch):
        assert trainer.model.training
        self.events.append(f"start {epoch}")

    def on_gradients(self, trainer, step):
        self.events.append(f"gradients {step}")

    def on_batch_end(self, trainer, step):
        self.events.append(f"batch {step}")

    def on_epoch_end(self, trainer, epoch):
        self.events.append(f"epoch {epoch} of {trainer.history.epochs}")

    def on_train_end(self, trainer):
        self.events.append("end")


class Scripted(Callback):
    """Sets the model's first bias to the epoch and replaces the recorded loss by a given one."""

    def __init__(self, losses):
        self.losses = losses

    def on_epoch_end(self, trainer, epoch):
        trainer.model.layers[0].b.value[...] = epoch
        trainer.history["loss"][-1] = self.losses[epoch - 1]


# --- what is learned and recorded ------------------------------------------------------------------


def test_fit_is_the_loop_written_out_by_hand():
    batches = make_batches()
    trainer = make_trainer(metrics={"accuracy": accuracy})
    history = trainer.fit(batches, epochs=3)

    other = make_trainer()
    model, loss, optimizer = other.model, other.loss, other.optimizer
    for epoch in range(3):
        total = hits = 0
        for x, d in batches:
            y = model.forward(x)
            total += float(loss.forward(d, y)) * len(d)
            hits += (y.argmax(axis=1) == d).sum()
            optimizer.zero_grad()
            model.backward(loss.backward())
            optimizer.step()
        assert history["loss"][epoch] == pytest.approx(total / 11, rel=1e-12)  # 4 + 4 + 3 samples
        assert history["accuracy"][epoch] == pytest.approx(hits / 11, rel=1e-12)
    assert_same(values(trainer.model), values(model))


def test_history_holds_python_floats_of_equal_length():
    trainer = make_trainer(metrics={"accuracy": accuracy})
    history = trainer.fit(make_batches(), epochs=4, validation=make_batches((5, 2), seed=1))
    assert list(history) == ["loss", "accuracy", "val_loss", "val_accuracy"]
    assert history is trainer.history
    assert history.epochs == 4
    assert history.stopped is None
    for column in history.values():
        assert len(column) == 4
        assert all(type(value) is float for value in column)


def test_validation_runs_in_evaluation_mode_and_equals_evaluate():
    validation = make_batches((5, 2), seed=1)
    trainer = make_trainer(dropout=0.9, metrics={"accuracy": accuracy})
    history = trainer.fit(make_batches(), epochs=1, validation=validation)
    measured = trainer.evaluate(validation)
    assert measured == {"loss": history["val_loss"][0], "accuracy": history["val_accuracy"][0]}
    assert trainer.evaluate(iter(validation)) == measured  # one pass: an iterator will do
    x, d = (np.concatenate(part) for part in zip(*validation, strict=True))
    y = trainer.model.eval().forward(x)
    assert measured["accuracy"] == pytest.approx(accuracy(d, y), rel=1e-12)
    assert measured["loss"] == pytest.approx(float(SoftmaxCrossEntropy().forward(d, y)), rel=1e-5)


@pytest.mark.parametrize("training", [True, False])
def test_the_mode_of_the_model_is_restored(training):
    seen = []

    class Mode(Callback):
        def on_batch_end(self, trainer, step):
            seen.append(trainer.model.layers[2].training)

    trainer = make_trainer(Mode())
    trainer.model.train() if training else trainer.model.eval()
    trainer.fit(make_batches(), epochs=2, validation=make_batches())
    trainer.evaluate(make_batches())
    assert seen == [True] * 6
    assert trainer.model.training is trainer.model.layers[2].training is training


def test_fit_again_continues():
    batches = make_batches()
    once, twice, recorder = make_trainer(), make_trainer(), Recorder()
    once.fit(batches, epochs=3)
    twice.fit(batches, epochs=1)
    twice.callbacks.append(recorder)
    history = twice.fit(batches, epochs=2, validation=batches)
    assert history["loss"] == once.history["loss"]
    assert_same(values(once.model), values(twice.model))
    assert math.isnan(history["val_loss"][0])  # not measured then
    assert len(history["val_loss"]) == 3
    assert history.best("val_loss")[0] == 3
    assert recorder.events[:4] == ["begin", "start 2", "gradients 3", "batch 3"]
    assert recorder.events[-3:] == ["batch 8", "epoch 3 of 3", "end"]


def test_the_same_seed_gives_the_same_training():
    first, second, third = (make_trainer(seed=seed, dropout=0.5) for seed in (0, 0, 1))
    for trainer in (first, second, third):
        trainer.fit(make_batches(), epochs=2)
    assert first.history == second.history
    assert first.history != third.history


def test_several_inputs_and_the_gradient_of_the_data_left_out():
    class Sum(Layer):
        def __init__(self):
            self.w = Parameter(np.ones(1))

        def forward(self, a, b):
            self.s = a + b
            return self.s * self.w.value

        def backward_parameters(self, dy):  # there is no backward at all
            self.w.grad += (dy * self.s).sum()

    model = Sum()
    trainer = Trainer(model, MeanSquaredError(), SGD(model.parameters(), lr=0.01))
    a = np.arange(1.0, 5.0)[:, None]
    trainer.fit([(a, a, 4 * a)], epochs=50)
    np.testing.assert_allclose(model.w.value, [2], rtol=1e-6)


def test_two_heads_with_two_losses():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((60, 3), dtype=np.float32)
    classes, size = (x[:, 0] > 0).astype(np.int64), (x**2).sum(axis=1, keepdims=True)
    trunk = Sequential(Linear(3, 16, rng=rng), ReLU())
    model = Sequential(trunk, Fork(Linear(16, 2, rng=rng), Linear(16, 1, rng=rng)))
    loss = WeightedSum((1, SoftmaxCrossEntropy()), (0.5, MeanSquaredError()))
    metrics = {"accuracy": lambda d, y: accuracy(d[0], y[0])}
    trainer = Trainer(model, loss, Adam(model.parameters(), lr=0.02), metrics)
    history = trainer.fit(Batches(x, (classes, size), batch_size=16, rng=rng), epochs=30)
    assert history["loss"][-1] < 0.3 * history["loss"][0]
    assert history["accuracy"][-1] > 0.95
    assert [len(values) for values in history.values()] == [30, 30]
    size[5] = math.nan
    with pytest.raises(FloatingPointError, match="the target of this batch already held NaN"):
        trainer.evaluate([(x, (classes, size))])


def test_the_loss_of_an_epoch_is_the_mean_over_tokens():
    model = Linear(3, 4, rng=np.random.default_rng(0))
    x = np.random.default_rng(1).standard_normal((2, 5, 3)).astype(np.float32)
    d = np.array([[0, 1, 2, 3, 0], [1, -1, -1, -1, -1]])
    trainer = Trainer(model, SoftmaxCrossEntropy(ignore_index=-1), SGD(model.parameters()))
    together = trainer.evaluate([(x, d)])["loss"]
    apart = trainer.evaluate([(x[:1], d[:1]), (x[1:], d[1:])])["loss"]
    assert apart == pytest.approx(together, rel=1e-6)


def test_a_loss_of_ones_own_counts_samples():
    class Error(MeanSquaredError):
        def forward(self, d, y):
            value = super().forward(d, y)
            del self.count
            return value

    model = Linear(1, 1, bias=False, rng=np.random.default_rng(0))
    trainer = Trainer(model, Error(), SGD(model.parameters()))
    model.W.value[...] = 0
    batches = [(np.zeros((n, 1)), np.full((n, 1), d)) for n, d in ((3, 2.0), (1, 4.0))]
    assert trainer.evaluate(batches)["loss"] == pytest.approx((3 * 2 + 1 * 8) / 4)


class Frozen(Sequential):
    """Layers that stay in evaluation."""

    def train(self):
        return self.eval()


def test_a_frozen_trunk_keeps_its_statistics_and_its_weights():
    rng = np.random.default_rng(0)
    trunk = Frozen(Linear(3, 8, rng=rng), BatchNorm(8), ReLU())
    model = Sequential(trunk, Dropout(0.1, rng=rng), Linear(8, 2, rng=rng))
    for p in trunk.parameters():
        p.trainable = False
    before = trunk.values()
    head = model.layers[2].W.value.copy()
    trainer = Trainer(model, SoftmaxCrossEntropy(), Adam(model.parameters()))
    trainer.fit(make_batches(), epochs=2, validation=make_batches())
    for name, value in trunk.values().items():
        np.testing.assert_array_equal(value, before[name])
    assert (model.layers[2].W.value != head).any()


def test_every_layer_gets_its_own_mode_back():
    trainer = make_trainer(dropout=0.5)
    trainer.model.layers[2].eval()
    flags = [layer.training for layer in trainer.model.all_layers()]
    trainer.evaluate(make_batches())
    assert [layer.training for layer in trainer.model.all_layers()] == flags
    trainer.fit(make_batches(), epochs=1)
    assert [layer.training for layer in trainer.model.all_layers()] == flags


class Accumulator(Layer):
    """y_t = w · (the sum of x up to t), with a state (N,) that goes on from window to window."""

    def __init__(self):
        self.w, self.state = Parameter(np.ones(1)), 0

    def forward(self, x):
        self.sums = np.cumsum(x, axis=1) + self.state
        self.state = self.sums[:, -1:]
        return self.sums * self.w.value

    def backward(self, dy):
        self.w.grad += (dy * self.sums).sum()


class NewState(Callback):
    def on_epoch_begin(self, trainer, epoch):
        trainer.model.state = 0


def test_a_state_runs_through_the_windows_and_starts_anew_with_the_epoch():
    ids = np.arange(21)
    losses = []
    for steps in (10, 3):
        model = Accumulator()
        trainer = Trainer(model, MeanSquaredError(), SGD(model.parameters(), lr=0), callbacks=[NewState()])
        losses.append(trainer.fit(Streams(ids.astype(float), 2, steps), epochs=2)["loss"])
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-12)
    assert losses[0][0] == pytest.approx(losses[0][1])


def test_learns_on_another_array_type_with_one_float_a_batch(monkeypatch):
    calls = []
    monkeypatch.setattr(StandIn, "__float__", lambda self: calls.append(self) or float(self.host))
    batches = make_batches()
    host, device = make_trainer(), make_trainer()
    device.model.to(StandIn)
    host.fit(batches, epochs=2)
    device.fit([(StandIn(x), StandIn(d)) for x, d in batches], epochs=2)
    assert device.history == host.history
    assert len(calls) == 6


# --- how it looks ----------------------------------------------------------------------------------


def test_the_bar_shows_epochs_and_loss_and_goes_away(monkeypatch, capsys):
    bars, screen = [], io.StringIO()

    class Bar(tqdm):
        def __init__(self, *iterable, **options):
            assert options.pop("delay") == 1  # here we want to see it at once
            super().__init__(*iterable, file=screen, mininterval=0, **options)
            bars.append(self)

    monkeypatch.setattr(progress, "tqdm", Bar)
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    trainer = make_trainer(loss=FailingLoss(6, KeyboardInterrupt()))
    trainer.fit(make_batches(), epochs=2)
    shown = screen.getvalue()
    assert "epoch 2:" in shown
    assert "5/6" in shown  # batches of all epochs
    assert "loss 0." in shown
    assert shown.endswith("\r")  # wiped out, although interrupted
    assert shown.split("\r")[-2].strip() == ""
    assert bars[0].disable  # closed
    assert capsys.readouterr().out == "interrupted in epoch 2: the history holds 1 finished epoch\n"
    trainer.fit(Stream(), epochs=2)  # of unknown length
    assert bars[1].total is None


class Stream:
    """Batches without a length, as from a file."""

    def __iter__(self):
        yield from make_batches()


def test_nothing_is_printed_by_a_short_training(capsys, monkeypatch):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    make_trainer().fit(make_batches(), epochs=2)
    assert capsys.readouterr() == ("", "")


def test_print_progress(capsys):
    scripted = Scripted([0.123456, 0.5, 12.0, 0.00001])
    make_trainer(scripted, PrintProgress(every=2)).fit(make_batches(), epochs=4)
    lines = "epoch 2: loss 0.5000\nepoch 4: loss 1.000e-05\n"
    assert capsys.readouterr() == (lines, "")  # and no bar in between


def test_history_best():
    history = History()
    for loss, score in [(0.5, math.nan), (0.2, 0.7), (0.3, 0.9)]:
        history.add({"loss": loss, "score": score})
    assert history.best("loss") == (2, 0.2)
    assert history.best("score", max) == (3, 0.9)
    with pytest.raises(ValueError, match="nothing is recorded as 'val_loss', only loss, score"):
        history.best("val_loss")
    history.track(["val_loss"])
    with pytest.raises(ValueError, match="no epoch has a 'val_loss' yet"):
        history.best("val_loss")


def test_history_takes_an_epoch_whole_or_not_at_all():
    class Interrupted(list):
        def append(self, value):
            raise KeyboardInterrupt

    history = History()
    history.add({"loss": 0.5, "score": 1.0})
    history["score"] = Interrupted([1.0])
    with pytest.raises(KeyboardInterrupt):
        history.add({"loss": 0.4, "score": 2.0})
    assert history == {"loss": [0.5], "score": [1.0]}


# --- callbacks -------------------------------------------------------------------------------------


def test_order_of_events():
    recorder = Recorder()
    make_trainer(recorder).fit(make_batches((2, 2)), epochs=2)
    first = "begin, start 1, gradients 0, batch 0, gradients 1, batch 1, epoch 1 of 1"
    second = "start 2, gradients 2, batch 2, gradients 3, batch 3, epoch 2 of 2, end"
    assert ", ".join(recorder.events) == f"{first}, {second}"


def test_a_callback_ends_training_after_the_epoch():
    class Stop(Callback):
        def on_batch_end(self, trainer, step):
            if step == 3:  # the first batch of epoch 2
                trainer.stop("enough")

    trainer = make_trainer(Stop())
    history = trainer.fit(make_batches(), epochs=9)
    assert (history.epochs, trainer.steps, history.stopped) == (2, 6, "enough")
    trainer.fit(make_batches(), epochs=1)
    assert history.stopped is None


def test_early_stopping_restores_the_best_weights():
    scripted = Scripted([0.5, 0.3, 0.4, 0.3, 0.6, 0.1])
    kept = []

    class Keep(Callback):
        def on_epoch_end(self, trainer, epoch):
            if epoch == 2:
                kept.extend(values(trainer.model))

    trainer = make_trainer(scripted, Keep(), EarlyStopping("loss", patience=3))
    history = trainer.fit(make_batches(), epochs=6)
    assert history.epochs == 5
    assert history.stopped == "loss did not improve for 3 epochs: best 0.3 in epoch 2"
    assert_same(values(trainer.model), kept)


def test_early_stopping_restores_the_best_weights_of_a_training_that_ran_to_its_end():
    trainer = make_trainer(Scripted([0.5, 0.3, 0.4]), EarlyStopping("loss", patience=3))
    assert trainer.fit(make_batches(), epochs=3).stopped is None
    assert (trainer.model.layers[0].b.value == 2).all()


def test_early_stopping_for_the_largest_value_without_restoring():
    trainer = make_trainer(
        Scripted([0.5, 0.7, math.nan, 0.6, 0.9]),
        EarlyStopping("loss", patience=2, mode=max, restore_best=False),
    )
    assert trainer.fit(make_batches(), epochs=5).epochs == 4
    assert (trainer.model.layers[0].b.value == 4).all()


def test_early_stopping_counts_anew_in_a_second_fit():
    trainer = make_trainer(Scripted([0.1, 0.2, 0.9, 0.8, 0.7]), EarlyStopping("loss", patience=1))
    assert trainer.fit(make_batches(), epochs=2).stopped is not None
    assert trainer.fit(make_batches(), epochs=3).stopped is None
    assert (trainer.model.layers[0].b.value == 5).all()


def test_early_stopping_without_what_it_watches():
    trainer = make_trainer(EarlyStopping(), metrics={"accuracy": accuracy})
    with pytest.raises(ValueError, match="nothing is recorded as 'val_loss', only loss, accuracy: give fit"):
        trainer.fit(make_batches(), epochs=2)
    assert trainer.steps == 0
    with pytest.raises(ValueError, match="functions min and max, got 'min'"):
        EarlyStopping(mode="min")
    with pytest.raises(ValueError, match="patience must be at least 1"):
        EarlyStopping(patience=0)
    with pytest.raises(ValueError, match="patience must be at least 1"):
        EarlyStopping(patience=math.nan)


def test_schedules_set_the_learning_rate_before_every_step():
    class Rates(Callback):
        def __init__(self):
            self.rates = []

        def on_batch_end(self, trainer, step):
            self.rates.append(trainer.optimizer.lr)

    by_step, by_epoch, cosine = Rates(), Rates(), CosineDecay(0.1, 6)
    make_trainer(LearningRateSchedule(cosine), by_step).fit(make_batches(), epochs=2)
    assert by_step.rates == [cosine(step) for step in range(6)]
    make_trainer(EpochSchedule(lambda epoch: 0.1 / (epoch + 1)), by_epoch).fit(make_batches(), epochs=2)
    assert by_epoch.rates == [0.1] * 3 + [0.05] * 3


def test_clipping_bounds_every_step():
    class Norms(Callback):
        def __init__(self):
            self.norms = []

        def on_gradients(self, trainer, step):
            self.norms.append(math.sqrt(sum((p.grad**2).sum() for p in trainer.model.parameters())))

    norms, clipped = Norms(), Norms()
    make_trainer(norms, ClipGradients(0.01), clipped).fit(make_batches(), epochs=2)
    assert min(norms.norms) > 0.02
    assert max(clipped.norms) == pytest.approx(0.01, rel=1e-5)


# --- when something goes wrong ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "line", "epochs"),
    [
        (2, "interrupted in epoch 1: the history holds 0 finished epochs\n", 0),
        (5, "interrupted in epoch 2: the history holds 1 finished epoch\n", 1),
        (9, "interrupted in epoch 3: the history holds 2 finished epochs\n", 2),
    ],
)
def test_an_interrupt_leaves_model_and_history_usable(call, line, epochs, capsys):
    recorder = Recorder()
    trainer = make_trainer(recorder, loss=FailingLoss(call, KeyboardInterrupt()), metrics={"a": accuracy})
    trainer.model.eval()
    history = trainer.fit(make_batches(), epochs=5)
    assert capsys.readouterr() == (line, "")
    assert [len(column) for column in history.values()] == [epochs, epochs]
    assert history.stopped == f"interrupted in epoch {epochs + 1}"
    assert not trainer.model.training
    assert recorder.events[-1] == "end"
    trainer.fit(make_batches(), epochs=2)
    assert history.epochs == epochs + 2
    assert history.stopped is None


def test_an_interrupt_during_validation(capsys):
    trainer = make_trainer(loss=FailingLoss(5, KeyboardInterrupt()))
    history = trainer.fit(make_batches(), epochs=2, validation=make_batches())
    assert history == {"loss": [], "val_loss": []}
    assert trainer.model.training
    assert trainer.model.layers[2].training
    assert capsys.readouterr().out.startswith("interrupted in epoch 1")


def test_another_error_passes_through_and_loses_nothing():
    trainer = make_trainer(loss=FailingLoss(5, RuntimeError("broken")))
    trainer.model.eval()
    with pytest.raises(RuntimeError, match="broken"):
        trainer.fit(make_batches(), epochs=3)
    assert trainer.history.epochs == 1
    assert not trainer.model.training


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_broken_data_are_told_from_a_training_that_runs_away(bad):
    batches = make_batches()
    trainer = make_trainer()
    trainer.fit(batches, epochs=1)
    batches[1][0][2, 1] = bad
    message = r"in epoch 2, batch 2; the input of this batch already held NaN or infinity: clean the data"
    with np.errstate(invalid="ignore"), pytest.raises(FloatingPointError, match=message):
        trainer.fit(batches, epochs=3)
    assert trainer.history.epochs == 1
    assert trainer.steps == 4
    assert all(np.isfinite(value).all() for value in values(trainer.model))


def test_a_training_that_runs_away_stops_before_the_weights_are_nan():
    trainer = make_trainer(loss=MeanSquaredError(), lr=1e9)
    rng = np.random.default_rng(0)
    batches = [(rng.standard_normal((4, 3), dtype=np.float32), np.ones((4, 2), dtype=np.float32))] * 50
    message = r"in epoch 1, batch \d+; .* finite, .* lower the learning rate \(now 1e\+09\) or clip the grad"
    with np.errstate(all="ignore"), pytest.raises(FloatingPointError, match=message):
        trainer.fit(batches, epochs=3)
    assert trainer.history == {"loss": []}
    assert 0 < trainer.steps < 50


def test_a_loss_that_is_not_finite_changes_no_weights():
    class NaNLoss(SoftmaxCrossEntropy):
        def forward(self, d, y):
            return super().forward(d, y) * math.nan

    trainer = make_trainer(loss=NaNLoss())
    before = values(trainer.model)
    with pytest.raises(
        FloatingPointError, match="the loss is nan in epoch 1, batch 1; .* changed no weights"
    ):
        trainer.fit(make_batches(), epochs=1)
    assert_same(values(trainer.model), before)
    with pytest.raises(FloatingPointError, match="the loss is nan in the evaluation, batch 1"):
        trainer.evaluate(make_batches())


def test_a_broken_target_is_named():
    trainer = make_trainer(loss=MeanSquaredError())
    d = np.full((4, 2), math.nan, dtype=np.float32)
    with pytest.raises(FloatingPointError, match="; the target of this batch already held NaN"):
        trainer.fit([(np.ones((4, 3), dtype=np.float32), d)], epochs=1)


def test_one_shot_iterators():
    trainer = make_trainer()
    with pytest.raises(ValueError, match=r"batches is a one-shot list_iterator.*pass a list"):
        trainer.fit(iter(make_batches()), epochs=2)
    with pytest.raises(ValueError, match="validation is a one-shot generator"):
        trainer.fit(make_batches(), epochs=2, validation=(batch for batch in make_batches()))
    assert trainer.steps == 0
    once = iter(make_batches())
    assert trainer.fit(once, epochs=1).epochs == 1
    with pytest.raises(ValueError, match=r"epoch 2 got no batch.*iterator can be used only once"):
        trainer.fit(once, epochs=1)


def test_the_optimizer_of_another_model_is_refused():
    trainer, other = make_trainer(), make_trainer()
    trainer.optimizer = SGD(other.model.parameters())
    with pytest.raises(ValueError, match="4 of the optimizer's 4 parameters belong to another model"):
        trainer.fit(make_batches(), epochs=1)
    trainer.optimizer = SGD([*trainer.model.parameters(), other.model.layers[0].W])
    with pytest.raises(ValueError, match="1 of the optimizer's 5 parameters"):
        trainer.fit(make_batches(), epochs=1)
    assert trainer.history.epochs == 0
    trainer.optimizer = SGD(trainer.model.layers[3].parameters())
    trainer.fit(make_batches(), epochs=1)  # a part of the model will do


def test_a_batch_of_one_is_named_with_the_advice_to_drop_it():
    rng = np.random.default_rng(0)
    model = Sequential(Linear(3, 4, rng=rng), BatchNorm(4), Linear(4, 2, rng=rng))
    trainer = Trainer(model, SoftmaxCrossEntropy(), SGD(model.parameters()))
    with pytest.raises(ValueError, match=r"got \(1, 4\)") as caught:
        trainer.fit(make_batches((4, 1)), epochs=1)
    (note,) = caught.value.__notes__
    assert (
        note == "This was epoch 1, batch 2, of 1 sample: leave out a last, short batch with drop_last=True."
    )
    with pytest.raises(ValueError, match="expects") as caught:
        trainer.evaluate([(np.ones((2, 4)), np.ones(2, dtype=int))])
    assert caught.value.__notes__ == ["This was the evaluation, batch 1, of 2 samples."]


def test_a_metric_that_gives_an_array_is_named():
    trainer = make_trainer(metrics={"hits": lambda d, y: y.argmax(axis=-1) == d})
    with pytest.raises(ValueError, match=r"the metric 'hits' must return one number, got an array of \(4,\)"):
        trainer.fit(make_batches(), epochs=1)
    assert trainer.steps == 0


def test_batches_that_give_nothing():
    trainer = make_trainer()
    with pytest.raises(ValueError, match="epoch 1 got no batch"):
        trainer.fit([], epochs=1)
    with pytest.raises(ValueError, match="the validation of epoch 1 got no batch"):
        trainer.fit(make_batches(), epochs=1, validation=[])
    with pytest.raises(ValueError, match="the evaluation got no batch"):
        trainer.evaluate([])
    assert trainer.history == {"loss": [], "val_loss": []}


@pytest.mark.parametrize("epochs", [0, -1, 1.5, "3"])
def test_epochs_must_be_a_count(epochs):
    with pytest.raises(ValueError, match="epochs must be an integer of at least 1"):
        make_trainer().fit(make_batches(), epochs=epochs)


@pytest.mark.parametrize(
    ("batch", "message"),
    [
        ((np.ones((4, 3)), np.ones(3, dtype=int)), r"got \(4, 3\), \(3,\) in epoch 1, batch 1"),
        ((np.ones((0, 3)), np.ones(0, dtype=int)), r"at least 1, got \(0, 3\), \(0,\)"),
        (np.ones((4, 3)), "tuple .* target last, got ndarray in epoch 1, batch 1"),
        ((np.ones((4, 3)),), "target last, got tuple"),
        (("text", "label"), "got str, str"),
        (
            ([[1.0, 2.0, 3.0]], [1]),
            r"got list, list in epoch 1, batch 1: .* make arrays of lists by np\.array",
        ),
        ((np.ones((4, 3)), (np.ones(4), np.ones(3))), r"got \(4, 3\), \(4,\), \(3,\)"),
    ],
)
def test_batches_that_are_none(batch, message):
    trainer = make_trainer()
    with pytest.raises(ValueError, match=message):
        trainer.fit([batch], epochs=1)
    with pytest.raises(ValueError, match=message.replace("epoch 1", "the evaluation")):
        trainer.evaluate([batch])


@pytest.mark.parametrize("name", ["loss", "val_accuracy"])
def test_reserved_metric_names(name):
    with pytest.raises(ValueError, match=f"a metric cannot be called '{name}'"):
        make_trainer(metrics={name: accuracy})


def test_learns_a_task():
    rng = np.random.default_rng(0)
    x = rng.uniform(-1, 1, (400, 2)).astype(np.float32)
    d = (x[:, 0] * x[:, 1] > 0).astype(np.int64)
    model = Sequential(Linear(2, 32, rng=rng), ReLU(), Linear(32, 2, rng=rng))
    trainer = Trainer(model, SoftmaxCrossEntropy(), Adam(model.parameters(), lr=0.01), {"accuracy": accuracy})
    batches = [(x[i : i + 32], d[i : i + 32]) for i in range(0, 300, 32)]
    history = trainer.fit(batches, epochs=40, validation=[(x[300:], d[300:])])
    assert history["loss"][-1] < 0.2 * history["loss"][0]
    assert history["val_accuracy"][-1] > 0.93
