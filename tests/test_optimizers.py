"""Update rules, clipping, penalties and schedules: by hand, and against torch.optim."""

import math

import numpy as np
import pytest
from standin import StandIn

from common.layers import Linear, Parameter
from common.optimizers import (
    SGD,
    AdaGrad,
    Adam,
    AdamW,
    CosineDecay,
    ExponentialDecay,
    Momentum,
    Nesterov,
    Optimizer,
    RMSProp,
    Schedule,
    StepDecay,
    TransformerSchedule,
    WarmUp,
    add_l1_penalty,
    add_l2_penalty,
    clip_gradients,
    rules,
)

RULES = [SGD, Momentum, Nesterov, AdaGrad, RMSProp, Adam, AdamW]


def parameter(values, grad, dtype=np.float64):
    p = Parameter(np.array(values, dtype=dtype))
    p.grad[...] = grad
    return p


# --- the rules by hand -----------------------------------------------------------------------------

# w = 1, g = 0.5 in the first step and again in the second; w after each.
BY_HAND = [
    (SGD, {"lr": 0.1}, 0.95, 0.90),
    (Momentum, {"lr": 0.1, "momentum": 0.9}, 0.95, 0.95 - 0.1 * 0.95),
    (Nesterov, {"lr": 0.1, "momentum": 0.9}, 1 - 0.1 * 0.95, 0.905 - 0.1 * (0.5 + 0.9 * 0.95)),
    (AdaGrad, {"lr": 0.1}, 0.9, 0.9 - 0.1 / math.sqrt(2)),
    (RMSProp, {"lr": 0.1, "rho": 0.75, "eps": 0}, 1 - 0.1 * 2, 0.8 - 0.05 / math.sqrt(0.25 * 0.4375)),
    (Adam, {"lr": 0.1, "eps": 0}, 0.9, 0.8),  # with equal gradients the corrected steps are η
    (AdamW, {"lr": 0.1, "eps": 0, "weight_decay": 0.5}, 0.95 - 0.1, 0.85 * 0.95 - 0.1),
]


@pytest.mark.parametrize(("rule", "options", "first", "second"), BY_HAND)
def test_first_steps_by_hand(rule, options, first, second):
    p = parameter([1.0], 0.5)
    optimizer = rule([p], **options)
    optimizer.step()
    np.testing.assert_allclose(p.value, [first], rtol=1e-9)
    optimizer.step()
    np.testing.assert_allclose(p.value, [second], rtol=1e-9)


def test_l2_and_decoupled_weight_decay_differ_under_adam():
    coupled, decoupled = parameter([1.0, 10.0], 0.0), parameter([1.0, 10.0], 0.0)
    Adam([coupled], lr=0.1, weight_decay=0.1).step()
    AdamW([decoupled], lr=0.1, weight_decay=0.1).step()
    np.testing.assert_allclose(coupled.value, [0.9, 9.9], rtol=1e-6)  # one step of size η, whatever w
    np.testing.assert_allclose(decoupled.value, [0.99, 9.9], rtol=1e-12)  # the same share of every w


def test_adagrad_adds_eps_outside_the_root():
    p = parameter([0.0], 1e-3)
    AdaGrad([p], lr=1.0, eps=1e-3).step()
    np.testing.assert_allclose(p.value, [-0.5], rtol=1e-12)


# --- the rules against PyTorch ---------------------------------------------------------------------

AGAINST_TORCH = [
    (SGD, "SGD", {"lr": 0.05}, {}),
    (SGD, "SGD", {"lr": 0.05, "weight_decay": 0.1}, {}),
    (Momentum, "SGD", {"lr": 0.05}, {"momentum": 0.9}),
    (Momentum, "SGD", {"lr": 0.05, "momentum": 0.8, "weight_decay": 0.1}, {}),
    (Nesterov, "SGD", {"lr": 0.05, "momentum": 0.8, "weight_decay": 0.1}, {"nesterov": True}),
    (AdaGrad, "Adagrad", {"lr": 0.05, "weight_decay": 0.1}, {}),
    (RMSProp, "RMSprop", {"lr": 0.05, "weight_decay": 0.1}, {"alpha": 0.99}),
    (Adam, "Adam", {"lr": 0.05}, {}),
    (Adam, "Adam", {"lr": 0.05, "weight_decay": 0.1, "eps": 1e-3}, {}),
    (AdamW, "AdamW", {"lr": 0.05}, {}),
    (AdamW, "AdamW", {"lr": 0.05, "weight_decay": 0.1}, {}),
]


@pytest.mark.parametrize(("rule", "name", "options", "more"), AGAINST_TORCH)
def test_fifty_steps_equal_torch(rule, name, options, more, monkeypatch):
    torch = pytest.importorskip("torch")
    monkeypatch.setattr(rules, "BLOCK", 8)  # so that the 5 × 3 array comes in blocks
    rng = np.random.default_rng(0)
    ours = [Parameter(rng.standard_normal(shape)) for shape in [(5, 3), (4,), ()]]
    theirs = [torch.nn.Parameter(torch.tensor(p.value)) for p in ours]
    optimizer, reference = rule(ours, **options), getattr(torch.optim, name)(theirs, **options, **more)
    for t in range(50):
        if t == 30:  # the learning rate may change on the way
            optimizer.lr = reference.param_groups[0]["lr"] = 0.01
        for p, q in zip(ours, theirs, strict=True):
            p.grad[...] = rng.standard_normal(p.value.shape) + p.value
            q.grad = torch.tensor(p.grad)
        optimizer.step()
        reference.step()
    for p, q in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(p.value, q.detach().numpy(), rtol=0, atol=1e-10)


# --- what all optimizers keep ----------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES)
def test_blocks_change_nothing(rule, monkeypatch):
    rng = np.random.default_rng(1)
    value, grad = rng.standard_normal((2, 7, 4, 3), dtype=np.float32)
    results = []
    for block, order in [(10**6, "C"), (8, "C"), (25, "F")]:
        monkeypatch.setattr(rules, "BLOCK", block)
        p = Parameter(np.array(value, order=order))
        p.grad[...] = grad
        optimizer = rule([p], weight_decay=0.1)
        optimizer.step()
        optimizer.step()
        np.testing.assert_array_equal(p.grad, grad)  # a rule never writes into the gradient
        results.append(p.value)
    np.testing.assert_array_equal(results[1], results[0])
    np.testing.assert_array_equal(results[2], results[0])


@pytest.mark.parametrize("rule", RULES)
def test_runs_on_other_array_types_and_keeps_float32(rule):
    p = parameter(np.ones((3, 2)), 0.5, np.float32)
    q = Parameter(StandIn(p.value.copy()))
    q.grad[...] = 0.5
    for x in (p, q):
        optimizer = rule([x], lr=np.float64(0.1), weight_decay=0.1)
        optimizer.step()
        optimizer.lr = np.float64(0.05)
        optimizer.step()
        assert all(array.dtype == np.float32 for memory in optimizer.remembered for array in memory)
    assert isinstance(q.value, StandIn)
    assert p.value.dtype == np.float32
    np.testing.assert_array_equal(q.value.host, p.value)
    assert type(optimizer.lr) is float


def test_only_trainable_parameters_move_and_each_once():
    p, statistics = parameter([1.0], 1.0), parameter([1.0], 1.0)
    statistics.trainable = False
    optimizer = SGD([p, statistics, p], lr=0.1)
    optimizer.step()
    assert (p.value[0], statistics.value[0]) == (0.9, 1.0)
    optimizer.zero_grad()
    assert (p.grad[0], statistics.grad[0]) == (0.0, 0.0)


def test_a_parameter_can_be_frozen_and_freed_between_steps():
    p, q = parameter([1.0], 1.0), parameter([1.0], 1.0)
    q.trainable = False
    optimizer = Momentum([p, q], lr=0.1)
    optimizer.step()
    p.trainable, q.trainable = False, True
    assert clip_gradients([p, q], 10) == 1  # of q alone
    optimizer.step()
    assert (p.value[0], q.value[0]) == (0.9, 0.9)


def test_a_rule_writes_one_method():
    class SignDescent(Optimizer):
        def update(self, w, g):
            w -= self.lr * np.sign(g)

    layer = Linear(2, 2, rng=np.random.default_rng(0))
    before = layer.W.value.copy()
    layer.W.grad[...] = [[3, -3], [0, 1]]
    SignDescent(layer.parameters(), lr=0.5).step()
    np.testing.assert_allclose(layer.W.value - before, [[-0.5, 0.5], [0, -0.5]], atol=1e-6)


@pytest.mark.parametrize("lr", [-0.1, math.nan, math.inf])
def test_bad_learning_rates(lr):
    p = parameter([1.0], 1.0)
    with pytest.raises(ValueError, match="lr must be a finite number >= 0"):
        SGD([p], lr=lr)
    optimizer = SGD([p], lr=0.1)
    with pytest.raises(ValueError, match="lr must be"):
        optimizer.lr = lr
    assert optimizer.lr == 0.1


@pytest.mark.parametrize("lr", [None, [0.1], "fast"])
def test_a_learning_rate_that_is_no_number_is_named(lr):
    with pytest.raises(TypeError, match="lr must be a number, got"):
        SGD([parameter([1.0], 1.0)], lr=lr)


def test_bad_parameters():
    frozen = Parameter(np.ones(2), trainable=False)
    for nothing in ([], [frozen]):
        with pytest.raises(ValueError, match=r"at least one trainable parameter.*model\.parameters"):
            Adam(nothing)
    with pytest.raises(TypeError, match=r"got Linear: pass model\.parameters"):
        Adam(Linear(2, 2, rng=np.random.default_rng(0)))
    with pytest.raises(TypeError, match="got ndarray"):
        Adam([np.ones(2)])


@pytest.mark.parametrize(
    ("rule", "options"),
    [
        (Momentum, {"momentum": 1}),
        (RMSProp, {"rho": -0.1}),
        (Adam, {"beta1": 1.5}),
        (Adam, {"beta2": 1}),
        (SGD, {"weight_decay": -1}),
        (Adam, {"eps": -1e-08}),
        (AdamW, {"weight_decay": math.nan}),
    ],
)
def test_bad_constants(rule, options):
    (name,) = options
    with pytest.raises(ValueError, match=f"{name} must be"):
        rule([parameter([1.0], 1.0)], **options)


# --- clipping and penalties ------------------------------------------------------------------------


def test_clip_scales_all_gradients_together():
    p, q = parameter([0.0], 3.0), parameter([0.0, 0.0], [4.0, 0.0])
    assert clip_gradients([p, q], 10) == 5
    assert (p.grad[0], q.grad[0]) == (3, 4)  # short enough: untouched
    assert clip_gradients([p, q], 1) == 5
    np.testing.assert_allclose([p.grad[0], q.grad[0], q.grad[1]], [0.6, 0.8, 0], rtol=1e-12)
    assert clip_gradients([p, q], 10) == pytest.approx(1)


def test_clip_zero_huge_and_frozen_gradients():
    p, frozen = parameter([0.0], 0.0, np.float32), parameter([0.0], 5.0)
    frozen.trainable = False
    assert clip_gradients([p, frozen], 1) == 0
    p.grad[...] = 1e30  # its square is no float32
    assert clip_gradients([p, frozen], 1) == pytest.approx(1e30, rel=1e-6)
    assert p.grad == pytest.approx(1)
    assert p.grad.dtype == np.float32
    assert frozen.grad == 5


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_clip_refuses_a_norm_that_is_not_finite(bad):
    p, q = parameter([0.0], 3.0), parameter([0.0, 0.0], [bad, 7.0])
    with pytest.raises(FloatingPointError, match=r"1 of 2 parameters.*shape \(2,\).*lower the learning rate"):
        clip_gradients([p, q], 1)
    assert (p.grad[0], q.grad[1]) == (3, 7)


@pytest.mark.parametrize("max_norm", [0, -1, math.nan])
def test_clip_needs_a_positive_norm(max_norm):
    with pytest.raises(ValueError, match="max_norm must be"):
        clip_gradients([parameter([0.0], 3.0)], max_norm)


def test_clip_equals_torch():
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(2)
    ours = [parameter(np.zeros(shape), rng.standard_normal(shape)) for shape in [(4, 5), (3,)]]
    theirs = [torch.nn.Parameter(torch.tensor(p.value)) for p in ours]
    for p, q in zip(ours, theirs, strict=True):
        q.grad = torch.tensor(p.grad)
    norm = torch.nn.utils.clip_grad_norm_(theirs, 0.5).item()
    assert clip_gradients(ours, 0.5) == pytest.approx(norm, rel=1e-12)
    for p, q in zip(ours, theirs, strict=True):  # PyTorch divides by norm + 1e-6
        np.testing.assert_allclose(p.grad, q.grad.numpy(), rtol=1e-6)


def test_penalties():
    p = parameter([2.0, -3.0, 0.0], 1.0)
    assert add_l1_penalty([p], 0.1) == pytest.approx(0.5)
    np.testing.assert_allclose(p.grad, [1.1, 0.9, 1.0], rtol=1e-12)
    p.grad[...] = 1
    assert add_l2_penalty([p], 0.1) == pytest.approx(0.65)
    np.testing.assert_allclose(p.grad, [1.2, 0.7, 1.0], rtol=1e-12)
    for add in (add_l1_penalty, add_l2_penalty):
        with pytest.raises(ValueError, match="strength must be"):
            add([p], -0.1)


def test_the_l2_penalty_is_what_weight_decay_does():
    a, b = parameter([2.0, -3.0], 0.5), parameter([2.0, -3.0], 0.5)
    Momentum([a], lr=0.1, weight_decay=0.2).step()
    add_l2_penalty([b], 0.2)
    Momentum([b], lr=0.1).step()
    np.testing.assert_allclose(a.value, b.value, rtol=1e-12)


# --- schedules -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schedule", "name", "options"),
    [
        (StepDecay(0.5, 0.3, 7), "StepLR", {"gamma": 0.3, "step_size": 7}),
        (ExponentialDecay(0.5, 0.9), "ExponentialLR", {"gamma": 0.9}),
        (CosineDecay(0.5, 40, minimum=0.05), "CosineAnnealingLR", {"T_max": 40, "eta_min": 0.05}),
    ],
)
def test_schedules_equal_torch(schedule, name, options):
    torch = pytest.importorskip("torch")
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.5)
    reference = getattr(torch.optim.lr_scheduler, name)(optimizer, **options)
    for step in range(41):
        assert schedule(step) == pytest.approx(reference.get_last_lr()[0], rel=1e-10)
        optimizer.step()
        reference.step()


def test_schedules_by_hand():
    assert [StepDecay(1.0, 0.5, 2)(step) for step in range(5)] == [1, 1, 0.5, 0.5, 0.25]
    assert [ExponentialDecay(1.0, 0.5)(step) for step in range(3)] == [1, 0.5, 0.25]
    cosine = CosineDecay(1.0, 4)
    np.testing.assert_allclose([cosine(0), cosine(2), cosine(4)], [1, 0.5, 0], atol=1e-15)


def test_warm_up_then_the_schedule_from_its_beginning():
    schedule = WarmUp(ExponentialDecay(1.0, 0.5), 4)
    assert [schedule(step) for step in range(7)] == [0.25, 0.5, 0.75, 1, 1, 0.5, 0.25]


def test_transformer_schedule():
    schedule = TransformerSchedule(512, 4000)
    values = [schedule(step) for step in range(0, 12_000, 100)] + [schedule(3999)]
    assert max(values) == values[-1] == pytest.approx((512 * 4000) ** -0.5)
    assert schedule(0) == pytest.approx(512**-0.5 * 4000**-1.5)
    assert schedule(15_999) == pytest.approx((512 * 16_000) ** -0.5)


@pytest.mark.parametrize(
    "schedule",
    [
        StepDecay(1, 0.5, 2),
        ExponentialDecay(1, 0.5),
        CosineDecay(1, 4),
        WarmUp(CosineDecay(1, 4), 2),
        TransformerSchedule(8, 4),
    ],
)
def test_schedules_refuse_negative_steps(schedule):
    with pytest.raises(ValueError, match="counts steps from 0, got -1"):
        schedule(-1)


def test_schedules_refuse_steps_beyond_their_end_and_bad_numbers():
    with pytest.raises(ValueError, match="ends at step 4, asked for step 5"):
        CosineDecay(1, 4)(5)
    with pytest.raises(ValueError, match="ends at step 4, asked for step 5"):
        WarmUp(CosineDecay(1, 4), 2)(7)
    with pytest.raises(ValueError, match="lr must be"):
        ExponentialDecay(-1, 0.5)
    with pytest.raises(ValueError, match="steps must be at least 1, got 0"):
        CosineDecay(1, 0)
    with pytest.raises(ValueError, match="falls from lr to minimum"):
        CosineDecay(0.1, 5, minimum=0.2)
    with pytest.raises(NotImplementedError, match=r"Schedule\.rate"):
        Schedule()(0)
