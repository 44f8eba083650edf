"""Parallel training: the same numbers as alone, every update once, and an end to every wait."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from common import layers
from common.cluster import workers
from common.losses import SoftmaxCrossEntropy
from common.optimizers import SGD, Adam, Momentum
from common.parallel import asynchronous_updates, split_updates, synchronous_updates

ROOT = Path(__file__).parents[1]
rng = np.random.default_rng(0)
X, D = rng.standard_normal((230, 6), dtype=np.float32), rng.integers(0, 3, 230)
BATCHES = [(X[i : i + 50], D[i : i + 50]) for i in range(0, 230, 50)]  # the last one has 30 samples
LOSS = SoftmaxCrossEntropy()


class Accident(layers.ReLU):
    """Kills its own process in the middle of a backward, once: where its file still is."""

    def __init__(self, path):
        self.path = path
        Path(path).touch()

    def backward(self, dy):
        try:
            Path(self.path).unlink()
        except FileNotFoundError:
            return super().backward(dy)
        os.kill(os.getpid(), signal.SIGKILL)
        return None


def new_model(*, extra=(), seed=0):
    rng = np.random.default_rng(seed)
    return layers.Sequential(
        layers.Linear(6, 8, rng=rng), layers.ReLU(), *extra, layers.Linear(8, 3, rng=rng)
    )


def step(model, optimizer, x, d):
    LOSS.forward(d, model.forward(x))
    optimizer.zero_grad()
    model.backward_parameters(LOSS.backward())
    optimizer.step()


def trained_alone(batches, rule=Momentum):
    model = new_model()
    optimizer = rule(model.parameters(), lr=0.1)
    for x, d in batches:
        step(model, optimizer, x, d)
    return model


def replayed(updates, batches):
    """What a server has at the end, by its record alone, worked out in one process."""
    model, past = new_model(), []
    optimizer = Momentum(model.parameters(), lr=0.02)
    for update in updates:
        past.append(model.values())
        old = new_model()
        old.assign(past[update.version])
        x, d = batches[update.number]
        LOSS.forward(d, old.forward(x))
        old.backward_parameters(LOSS.backward())
        for parameter, stale in zip(model.parameters(), old.parameters(), strict=True):
            parameter.grad = stale.grad
        optimizer.step()
    return model


def assert_same(model, other):
    for name, value in other.values().items():
        np.testing.assert_allclose(model.values()[name], value, rtol=0, atol=1e-6, err_msg=name)


@pytest.fixture(scope="module")
def client():
    """Two workers, and at the end none."""
    with workers(count=2) as client:
        pids = set(client.run(os.getpid).values())
        yield client
        pids |= set(client.run(os.getpid).values())
    deadline = time.monotonic() + 10
    while left := [pid for pid in pids if psutil.pid_exists(pid)]:
        assert time.monotonic() < deadline, f"left behind: {left}"
        time.sleep(0.05)


@pytest.mark.parametrize("shards", [None, 1, 3, 40])
def test_synchronous_is_one_step_of_the_whole_batch(client, shards):
    model = new_model()
    optimizer = Momentum(model.parameters(), lr=0.1)
    updates = list(synchronous_updates(client, model, LOSS, optimizer, BATCHES, shards))
    assert_same(model, trained_alone(BATCHES))
    assert [update.number for update in updates] == list(range(len(BATCHES)))
    for update, (x, _) in zip(updates, BATCHES, strict=True):
        assert update.staleness == 0
        assert len(update.work) == min(shards or 2, len(x))
        assert all(update.sent < work.end and work.start < update.received for work in update.work)
    first = new_model()
    assert updates[0].loss == pytest.approx(float(LOSS.forward(D[:50], first.forward(X[:50]))), abs=1e-6)


def test_both_workers_compute(client):
    model = new_model()
    updates = synchronous_updates(client, model, LOSS, SGD(model.parameters()), BATCHES)
    assert all(len({work.worker for work in update.work}) == 2 for update in updates)


@pytest.mark.parametrize("in_flight", [None, 1, 6, 100])
def test_asynchronous_is_what_its_record_says(client, in_flight):
    model, batches = new_model(), BATCHES * 4
    optimizer = Momentum(model.parameters(), lr=0.02)
    updates = list(asynchronous_updates(client, model, LOSS, optimizer, batches, in_flight))
    assert sorted(update.number for update in updates) == list(range(len(batches)))
    assert [update.applied for update in updates] == list(range(len(batches)))
    assert_same(model, replayed(updates, batches))
    # each update makes all others stale that are under way: a sum that no timing changes
    m = min(in_flight or 2, len(batches))
    assert 2 * sum(update.staleness for update in updates) == (m - 1) * (2 * len(batches) - m)


def test_stages_are_the_whole_model(client):
    model = new_model()
    stages = [layers.Sequential(*model.layers[:1]), layers.Sequential(*model.layers[1:])]
    optimizers = [Adam(stage.parameters(), lr=0.1) for stage in stages]
    updates = list(split_updates(client, stages, optimizers, LOSS, BATCHES))
    assert_same(model, trained_alone(BATCHES, Adam))
    for update in updates:
        first, *middle, last = [work.worker for work in update.work]
        assert first == last
        assert len(middle) == 3
        assert set(middle) == {middle[0]} != {first}


def test_what_cannot_be_shared_is_refused(client):
    dropping = new_model(extra=[layers.Dropout(0.5, rng=np.random.default_rng(0))])
    for updates in (synchronous_updates, asynchronous_updates):
        with pytest.raises(ValueError, match="draws random numbers"):
            next(updates(client, dropping, LOSS, SGD(dropping.parameters()), BATCHES))
    counting = new_model(extra=[layers.BatchNorm(8)])
    with pytest.raises(ValueError, match="running_mean is changed by forward"):
        next(synchronous_updates(client, counting, LOSS, SGD(counting.parameters()), BATCHES))


def test_loss_that_runs_away(client):
    model = new_model()
    before = model.values()
    model.parameters()[0].value[0, 0] = np.nan
    for updates in (synchronous_updates, asynchronous_updates):
        with pytest.raises(FloatingPointError, match="the loss is nan: lower the learning rate"):
            next(updates(client, model, LOSS, SGD(model.parameters()), BATCHES))
    model.parameters()[0].value[0, 0] = before["layers.0.W"][0, 0]
    assert_same(model, new_model())


def test_stages_and_workers_must_match(client):
    stages = [layers.Linear(6, 6, rng=rng) for _ in range(3)]
    optimizers = [SGD(stage.parameters()) for stage in stages]
    with pytest.raises(ValueError, match="one optimizer for each stage, got 2 for 3"):
        next(split_updates(client, stages, optimizers[:2], LOSS, BATCHES))
    with pytest.raises(ValueError, match="3 stages need as many workers, there are 2: start more"):
        next(split_updates(client, stages, optimizers, LOSS, BATCHES))


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX")
def test_killed_in_the_middle_of_a_synchronous_gradient(client, tmp_path):
    model = new_model(extra=[Accident(tmp_path / "accident")])
    optimizer = Momentum(model.parameters(), lr=0.1)
    before = set(client.run(os.getpid).values())
    updates = list(synchronous_updates(client, model, LOSS, optimizer, BATCHES))
    assert len(updates) == len(BATCHES)
    alone = trained_alone(BATCHES)
    for parameter, other in zip(model.parameters(), alone.parameters(), strict=True):
        np.testing.assert_allclose(parameter.value, other.value, rtol=0, atol=1e-6)
    client.wait_for_workers(2, timeout=60)
    assert len(before - set(client.run(os.getpid).values())) == 1, "nobody was killed"


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX")
def test_killed_while_others_go_on(client):
    client.wait_for_workers(2, timeout=60)
    model, batches, updates = new_model(), BATCHES * 8, []
    optimizer = Momentum(model.parameters(), lr=0.02)
    pids = client.run(os.getpid)
    for update in asynchronous_updates(client, model, LOSS, optimizer, batches, in_flight=4):
        updates.append(update)
        if update.applied == 9:
            os.kill(pids[update.work[0].worker], signal.SIGKILL)  # two batches wait there
    assert sorted(update.number for update in updates) == list(range(len(batches)))
    assert_same(model, replayed(updates, batches))
    client.wait_for_workers(2, timeout=60)


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX")
def test_killed_with_its_layers(client):
    client.wait_for_workers(2, timeout=60)
    stages = [layers.Linear(6, 6, rng=rng), layers.Linear(6, 3, rng=rng)]
    before = stages[0].values()
    optimizers = [SGD(stage.parameters()) for stage in stages]
    pids = client.run(os.getpid)

    def train():
        for update in split_updates(client, stages, optimizers, LOSS, BATCHES * 20, deadline=5):
            if update.number == 2:
                os.kill(pids[update.work[0].worker], signal.SIGKILL)

    with pytest.raises((ConnectionError, TimeoutError), match="only copy of some layers|no result for 5 s"):
        train()
    np.testing.assert_array_equal(stages[0].values()["W"], before["W"])
    client.wait_for_workers(2, timeout=60)


class ByHand:
    """A scheduler and workers, each started by its own command."""

    def __init__(self, folder):
        self.file, self.started = folder / "scheduler.json", []
        self.scheduler = self.start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")

    def start(self, what, *options):
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", "--scheduler-file", self.file]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.started.append(
            subprocess.Popen([*command, *options], env=environment, cwd=self.file.parent, **quiet)
        )
        return self.started[-1]

    def worker(self):
        return self.start("worker", "--no-nanny", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1")

    def address(self):
        deadline = time.monotonic() + 60
        while True:
            try:
                return json.loads(self.file.read_text())["address"]
            except (OSError, ValueError):
                assert time.monotonic() < deadline
                time.sleep(0.05)

    def stop(self):
        for process in self.started:
            process.kill()
            process.wait()


@pytest.fixture
def by_hand(tmp_path):
    found = ByHand(tmp_path)
    yield found
    found.stop()


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX")
def test_scheduler_and_workers_started_by_hand(by_hand):
    """They train; then the last worker dies, and then the scheduler: no wait is for ever."""
    worker = by_hand.worker()
    with workers(by_hand.address(), timeout=60) as client:
        model = new_model()
        list(synchronous_updates(client, model, LOSS, Momentum(model.parameters(), lr=0.1), BATCHES, 2))
        assert_same(model, trained_alone(BATCHES))

        model, seen = new_model(), []
        updates = asynchronous_updates(
            client, model, LOSS, Momentum(model.parameters(), lr=0.02), BATCHES, 1, deadline=5
        )
        seen.append(next(updates))
        worker.kill()
        start = time.monotonic()
        with pytest.raises(TimeoutError, match=r"no result for 5 s, tasks under way: 1\.  All workers are"):
            seen.extend(updates)
        assert time.monotonic() - start < 30
        assert_same(model, replayed(seen, BATCHES))

        by_hand.worker()
        client.wait_for_workers(1, timeout=60)
        running = []
        for training in (synchronous_updates, asynchronous_updates):
            model = new_model()
            updates = training(client, model, LOSS, Momentum(model.parameters(), lr=0.02), BATCHES)
            running.append((model, [next(updates)], updates))
        by_hand.scheduler.kill()
        start = time.monotonic()
        while client.status == "running":
            assert time.monotonic() < start + 60
            time.sleep(0.02)
        for model, seen, updates in running:
            with pytest.raises(ConnectionError, match="the scheduler is gone"):
                seen.extend(updates)
            assert_same(model, replayed(seen, BATCHES))
    assert time.monotonic() - start < 60


@pytest.mark.skipif(os.name == "nt", reason="SIGSTOP is POSIX")
def test_scheduler_that_hangs(by_hand):
    by_hand.worker()
    with workers(by_hand.address(), timeout=60) as client:
        model = new_model()
        next(synchronous_updates(client, model, LOSS, SGD(model.parameters()), BATCHES))  # slow: it imports
        updates = synchronous_updates(client, model, LOSS, SGD(model.parameters()), BATCHES, deadline=4)
        next(updates)
        os.kill(by_hand.scheduler.pid, signal.SIGSTOP)
        start = time.monotonic()
        with pytest.raises(TimeoutError, match="or the scheduler hangs"):
            list(updates)
    assert time.monotonic() - start < 60
