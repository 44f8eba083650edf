"""Trials: the same on Dask as here, whatever fails, and nothing left behind."""

import math
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import dask
import numpy as np
import psutil
import pytest

from common import search
from common.cluster import workers
from common.search import Trial, best_trial, run_trials

ROOT = Path(__file__).parents[1]


def train(rate, seed=0):
    """A little gradient descent whose result depends on every digit."""
    rng = np.random.default_rng(seed)
    x, d = rng.standard_normal((200, 30)), rng.standard_normal((200, 1))
    w = rng.standard_normal((30, 1))
    for _ in range(20):
        w -= rate * x.T @ (x @ w - d) / len(x)
    return float(np.square(x @ w - d).mean())


def sometimes(number):
    if number == 1:
        raise ValueError("one is\nnot allowed")
    if number == 2:
        sys.exit(3)
    if number == -1:
        os._exit(1)  # as when memory runs out
    if number == 3:
        return threading.Lock()  # cannot leave its process
    return number


def children():
    """Processes started by this one, but for the one in which Python keeps its books."""
    found = []
    for child in psutil.Process().children(recursive=True):
        try:
            if child.status() != psutil.STATUS_ZOMBIE and "resource_tracker" not in " ".join(child.cmdline()):
                found.append(child)
        except psutil.NoSuchProcess:
            pass
    return found


@pytest.fixture(scope="module")
def client():
    before = {child.pid for child in children()}
    with workers(count=2, name="of the course") as client:
        yield client
    deadline = time.monotonic() + 10
    while left := [child for child in children() if child.pid not in before]:
        assert time.monotonic() < deadline, f"left behind: {left}"
        time.sleep(0.05)


@pytest.fixture(params=["here", "on workers"])
def place(request):
    """None, or the client: what ``run_trials`` takes."""
    return None if request.param == "here" else request.getfixturevalue("client")


SETTINGS = [{"rate": rate, "seed": seed} for rate in (0.001, 0.01, 0.1, 1.0) for seed in (0, 1)]


def test_workers_are_other_processes(client):
    pids = set(client.run(os.getpid).values())
    assert len(pids) == 2
    assert os.getpid() not in pids
    assert set(client.run(os.getenv, "OPENBLAS_NUM_THREADS").values()) == {"1"}


def test_same_result_on_workers_as_here(client):
    here, there = run_trials(train, SETTINGS), run_trials(train, SETTINGS, client)
    assert [trial.score for trial in here] == [trial.score for trial in there]
    for trials in (here, there):
        assert [trial.setting for trial in trials] == SETTINGS
        assert all(trial.error is None and trial.seconds > 0 for trial in trials)
    assert here[2].score == train(**SETTINGS[2])


def test_random_numbers_of_workers_are_the_trials_own(client):
    def draw(seed):
        return np.random.default_rng(seed).random()

    scores = [trial.score for trial in run_trials(draw, [{"seed": s % 3} for s in range(9)], client)]
    assert scores[:3] == scores[3:6] == scores[6:]
    assert len(set(scores)) == 3


def test_function_of_a_notebook(client):
    space = {"np": np, "offset": 10.0, "__name__": "__main__"}
    exec("def evaluate(x, y=1): return offset + x * y", space)
    trials = run_trials(space["evaluate"], [{"x": 1}, {"x": 2, "y": 3}], client)
    assert [trial.score for trial in trials] == [11.0, 16.0]


def test_a_failing_trial_stops_no_other(place, capsys):
    trials = run_trials(sometimes, [{"number": n} for n in (0, 1, 2, 4)], place)
    assert [trial.score for trial in trials] == [0, None, None, 4]
    assert trials[1].error == "ValueError: one is not allowed"
    assert trials[2].error == "SystemExit: 3"
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "failed: {'number': 1}: ValueError: one is not allowed",
        "failed: {'number': 2}: SystemExit: 3",
    ]


def test_many_failures_are_counted(place, capsys):
    run_trials(sometimes, [{"number": 1}] * 8 + [{"number": 0}], place)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert lines[-1] == "… and 5 more of 9 trials failed"


def test_wrong_arguments_are_a_failure(place, capsys):
    (trial,) = run_trials(train, [{"speed": 1}], place)
    assert "unexpected keyword argument 'speed'" in trial.error
    assert "speed" in capsys.readouterr().out


def test_score_that_cannot_be_sent_is_a_failure(client):
    trials = run_trials(sometimes, [{"number": 0}, {"number": 3}, {"number": 4}], client)
    assert [trial.score for trial in trials] == [0, None, 4]
    assert "lock" in trials[1].error


def test_trial_that_kills_its_worker_is_a_failure():
    once = dask.config.set({"distributed.scheduler.allowed-failures": 0})  # Dask would try three times more
    with once, workers(count=1) as client:
        trials = run_trials(sometimes, [{"number": n} for n in (0, -1, 4, 5, 6)], client)
    assert [trial.score for trial in trials] == [0, None, 4, 5, 6]
    assert trials[1].error.startswith("KilledWorker")


def test_interrupt_keeps_what_is_finished(place, capsys, monkeypatch):
    def stop_after_two(results, **_):
        for count, result in enumerate(results):
            if count == 2:
                raise KeyboardInterrupt
            yield result

    monkeypatch.setattr(search, "progress", stop_after_two)
    trials = run_trials(sometimes, [{"number": n} for n in range(10, 30)], place)
    assert "interrupted: 2 of 20 trials are finished" in capsys.readouterr().out
    finished = [trial for trial in trials if trial.error is None]
    assert len(trials) == 20
    assert len(finished) == 2
    assert all(trial.score == trial.setting["number"] for trial in finished)
    assert all(trial.error == "interrupted" for trial in trials if trial.score is None)
    assert best_trial(trials) in finished


def test_search_after_an_interrupt(client):
    assert run_trials(sometimes, [{"number": 5}], client)[0].score == 5


@pytest.mark.skipif(os.name == "nt", reason="process groups are POSIX")
def test_stop_button_leaves_no_process_behind(tmp_path):
    """The interrupt reaches the whole process group, as from a terminal or a notebook."""
    script = tmp_path / "script.py"
    script.write_text(
        textwrap.dedent("""
            import signal, sys, time
            from pathlib import Path
            from common.cluster import workers
            from common.search import run_trials

            def evaluate(number, folder):
                if number:
                    Path(folder, "started").touch()
                    time.sleep(600)
                return number

            if __name__ == "__main__":
                # a background job of a shell is started with the interrupt ignored
                signal.signal(signal.SIGINT, signal.default_int_handler)
                folder = sys.argv[1]
                with workers(count=1) as client:
                    pids = sorted(client.run(__import__("os").getpid).values())
                    settings = [{"number": n, "folder": folder} for n in range(4)]
                    trials = run_trials(evaluate, settings, client)
                print([trial.score for trial in trials], [trial.error for trial in trials], pids)
        """)
    )
    process = subprocess.Popen(
        [sys.executable, script, tmp_path],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "TQDM_DISABLE": "1"},
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        deadline = time.monotonic() + 60
        while not (tmp_path / "started").exists():
            assert process.poll() is None, process.stderr.read()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        time.sleep(1)  # the first result is on its way
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert "Traceback" not in err
    assert "interrupted: 1 of 4 trials are finished" in out
    assert "[0, None, None, None] [None, 'interrupted', 'interrupted', 'interrupted']" in out
    pids = [int(pid) for pid in out.rsplit("[", 1)[1].strip(" ]\n").split(",")]
    assert not any(psutil.pid_exists(pid) for pid in pids)


def test_no_scheduler_there():
    start = time.monotonic()
    with (
        pytest.raises(ConnectionError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1 .*check"),
        workers("tcp://127.0.0.1:1", timeout=1),
    ):
        pass
    assert time.monotonic() - start < 20


def test_scheduler_of_an_address(client):
    address = client.scheduler.address
    with workers(address, name="other") as other:
        assert "other" in other.id, "options go to the client of an address"
        assert client.cluster.name == "of the course", "and else to the cluster"
        assert run_trials(sometimes, [{"number": 6}], other)[0].score == 6
    assert run_trials(sometimes, [{"number": 7}], client)[0].score == 7, "the scheduler goes on"


def test_scheduler_without_workers():
    from distributed import LocalCluster

    with (
        LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0") as cluster,
        pytest.raises(TimeoutError, match="has no workers after 0.5 s: start some with `dask worker tcp://"),
        workers(cluster.scheduler_address, timeout=0.5),
    ):
        pass


@pytest.mark.parametrize("address", ["localhost", "http://localhost:1", 8786])
def test_bad_address(address):
    with pytest.raises(ValueError, match="looks like 'tcp://host:8786', got"), workers(address, timeout=1):
        pass


def test_bad_count():
    with pytest.raises(ValueError, match="at least 1, got 0"), workers(count=0):
        pass
    with pytest.raises(ValueError, match="has its own"), workers("tcp://127.0.0.1:1", count=2):
        pass


def test_bad_settings():
    with pytest.raises(ValueError, match="at least one setting"):
        run_trials(train, [])
    with pytest.raises(TypeError, match=r"a setting is a dict of evaluate's arguments.*got 0.1"):
        run_trials(train, [0.1])
    with pytest.raises(TypeError, match=r"got 'tcp://a:1': use `with workers"):
        run_trials(train, SETTINGS, "tcp://a:1")


def test_best_trial():
    trials = [Trial({"a": i}, score) for i, score in enumerate([0.5, math.nan, 0.9, 0.9, 0.1])]
    trials.append(Trial({"a": 9}, error="ValueError: no"))
    assert best_trial(trials).setting == {"a": 2}
    assert best_trial(trials, mode=min).setting == {"a": 4}
    scored = [Trial({"a": i}, {"accuracy": a}) for i, a in enumerate([0.1, 0.7])]
    assert best_trial(scored, key=lambda score: score["accuracy"]).setting == {"a": 1}


def test_no_best_trial():
    with pytest.raises(ValueError, match="no trial has a score: ValueError: no"):
        best_trial([Trial({}, error="ValueError: no")])
    with pytest.raises(ValueError, match="a score of NaN"):
        best_trial([Trial({}, math.nan)])
    with pytest.raises(ValueError, match="functions min and max, got 'max'"):
        best_trial([Trial({}, 1.0)], mode="max")
