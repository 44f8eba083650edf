"""The benchmarks still run, all sides of every workload agree, and the tables say what was measured."""

import itertools
import json
import re
import subprocess

import pytest

pytest.importorskip("torch")

from benchmarks import (
    chart,
    cnn,
    epochs,
    growth,
    lesson_times,
    limits,
    machine,
    report,
    run,
    scaling,
    trainings,
)
from tools import lessons, site_performance


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A folder of its own for what the benchmarks keep."""
    monkeypatch.setattr(report, "FOLDER", tmp_path)
    monkeypatch.setattr(chart, "PICTURES", tmp_path)
    return tmp_path


@pytest.fixture
def quiet(monkeypatch):
    monkeypatch.setattr(machine, "load", lambda: 0.0)


def test_every_workload_agrees_gets_a_row_and_is_kept_with_its_conditions(kept, capsys):
    run.run_workloads(list(run.WORKLOADS), rounds=1, save=True)
    printed = capsys.readouterr().out
    results = json.loads((kept / "results.json").read_text(encoding="utf-8"))
    assert len(results["workloads"]) == len(run.WORKLOADS)
    for record in results["workloads"]:
        assert printed.count(record["name"]) >= 2  # by the processor's clock and by the wall's
        assert all(record["ratio"][clock] > 0 for clock in ("cpu", "wall"))
    assert {"format", "date", "machine", "versions", "rounds", "busy"} <= results["about"].keys()
    assert site_performance.workloads().count("\n|") == len(run.WORKLOADS) + 1
    assert 10_000 < (kept / "performance.png").stat().st_size < 100_000


def test_every_limit_is_of_a_workload_and_what_was_kept_over_a_limit_says_why():
    assert limits.LIMITS.keys() <= run.WORKLOADS.keys()
    assert limits.REASONS.keys() <= limits.LIMITS.keys()
    over = [record for record in report.stored("results")["workloads"] if record["missed"]]
    assert all(record["reason"] != limits.UNKNOWN for record in over)


def test_a_figure_over_its_limit_gets_its_reason_and_one_below_gets_none():
    slow, fast = ({"name": "step", "ratio": {"cpu": ratio}} for ratio in (1.7, 1.5))
    assert limits.judged("conv3x3", slow)["reason"] == limits.REASONS["conv3x3"]
    assert limits.judged("nms", slow)["reason"] == limits.UNKNOWN
    assert "1.70, over its limit 1.6" in report.missed([limits.judged("conv3x3", slow)])[0]
    assert limits.judged("conv3x3", fast)["reason"] == limits.judged("layernorm", slow)["reason"] == ""


def test_one_workload_alone_is_timed_and_not_kept(kept, capsys):
    run.main(["addition", "--rounds", "5", "--save"])
    assert "binary-addition" in capsys.readouterr().out
    assert not list(kept.iterdir())


def test_a_sweep_is_fitted_kept_and_drawn(kept, capsys):
    sweep = scaling.Sweep("images", "LeNet", scaling.doublings(2, 8), 1, 1, cnn.lenet)
    scaling.run(save=True, sweeps=[sweep], rounds=1)
    assert "images" in capsys.readouterr().out
    (record,) = report.stored("scaling")["sweeps"]
    assert record["sizes"] == [2, 4, 8]
    assert 0.3 < record["exponents"]["memory"]["common"] <= 1.1
    assert site_performance.scaling().count("\n|") == 2
    assert (kept / "scaling.png").stat().st_size > 5000


def test_every_sweep_has_four_doublings_and_nothing_that_was_kept_grows_too_fast():
    assert all(len(sweep.sizes) >= 5 for sweep in scaling.SWEEPS)
    assert growth.verdict(report.stored("scaling")["sweeps"]) == [growth.CALM]


def test_what_grows_too_fast_is_told():
    assert growth.exponent([1, 2, 4], [3, 12, 48]) == 2
    exponents = {kind: {"common": 1.3, "pytorch": 1.0} for kind in growth.KINDS}
    record = {"grows": "words", "job": "loss", "limits": {"time": 1, "memory": 2}, "exponents": exponents}
    assert growth.verdict([record]) == [
        "time of loss grows with words to the power of 1.30; the formulas say 1"
    ]


@pytest.mark.parametrize("name", ["lenet", "dates", "translation"])
def test_a_few_batches_of_every_training_end_alike(name, monkeypatch):
    def none():
        raise ConnectionError

    monkeypatch.setattr(epochs, "load_mnist", none)
    epoch = epochs.EPOCHS[name]()
    few = list(itertools.islice(epoch.batches(), 3))
    epoch.batches = lambda: few
    record = trainings.measure(epoch, threads=1, rounds=1)
    assert record["loss"]["common"] == pytest.approx(record["loss"]["pytorch"], rel=1e-3)
    assert record["name"] in trainings.table([record])[1]


def test_trainings_are_run_at_one_thread_and_at_all_cores(kept, monkeypatch, capsys):
    def stand_in(command, env, **_):
        threads = int(command[3])
        assert env["OPENBLAS_NUM_THREADS"] == str(threads)
        seconds = {"common": [2.0, 2.5], "pytorch": [4.0, 4.5]}
        record = {"name": "LeNet", "threads": threads, "seconds": seconds, "ratio": 0.5, "waited": 1.0}
        return subprocess.CompletedProcess(command, 0, stdout=json.dumps([record]))

    monkeypatch.setattr(trainings.os, "cpu_count", lambda: 4)
    monkeypatch.setattr(trainings.subprocess, "run", stand_in)
    trainings.run(save=True)
    assert "LeNet" in capsys.readouterr().out
    assert [record["threads"] for record in report.stored("trainings")["trainings"]] == [1, 4]
    assert site_performance.trainings().count("| LeNet |") == 2
    assert (kept / "trainings.json").exists()


def test_a_lesson_gets_its_seconds_and_its_memory_and_stays_as_it_was(capsys):
    (lesson,) = lessons.select("day1/04")
    before = lesson.path.read_bytes()
    lesson_times.main([lesson.label])
    label, seconds, limit, peak = re.search(
        r"(1-04) .* (\d+) +(\d+) +(\d+)\n", capsys.readouterr().out
    ).groups()
    assert (label, limit) == ("1-04", "60")
    assert int(seconds) > 0
    assert 50 < int(peak) < lesson_times.PEAK
    assert lesson.path.read_bytes() == before


def test_lessons_over_their_limit_are_named_and_the_page_waits_for_figures(kept):
    assert site_performance.lessons() == "Not measured yet."
    records = [
        {"lesson": f"day1/0{i}", "title": "Nets", "seconds": seconds, "limit": 60, "peak": 200}
        for i, seconds in ((1, 10.0), (2, 70.0))
    ]
    assert "Over its limit: day1/02." in lesson_times.summary(records)
    assert "Median 40 s (required: 20), together 1.3 minutes" in lesson_times.summary(records)
    report.save("lessons", {"about": machine.about(machine.Watch()), "lessons": records})
    assert "| 1-02 | Nets | 70 | 60 | 200 |" in site_performance.lessons()
    assert (kept / "lessons.json").exists()


@pytest.mark.parametrize("words", [["lstn"], ["lstm", "--rounds", "4"]])
def test_unknown_names_and_too_few_rounds_are_refused(words, capsys):
    with pytest.raises(SystemExit):
        run.main(words)
    message = capsys.readouterr().err
    assert "at least 5" in message or ("lstn" in message and "lstm" in message and "workloads" in message)


@pytest.mark.usefixtures("quiet")
def test_a_busy_machine_is_told(monkeypatch):
    watch = machine.Watch()
    monkeypatch.setattr(machine, "load", lambda: 3.4)
    watch.look()
    assert "busy: 2.4 other programs" in machine.about(watch)["busy"]


@pytest.mark.usefixtures("quiet")
def test_waiting_for_the_processor_is_told_and_a_quiet_machine_is_not():
    watch = machine.Watch()
    watch.look(waited=1.02)
    assert watch.notice() == ""
    watch.look(waited=1.3)
    assert "1.30 times" in watch.notice()


@pytest.mark.parametrize(
    ("model", "family"),
    [
        ("Intel(R) Xeon(R) Platinum 8488C CPU @ 2.4GHz", "Intel Xeon"),
        ("AMD EPYC 7B13", "AMD EPYC"),
        ("arm64", "arm64"),
    ],
)
def test_the_machine_is_told_by_its_class_alone(model, family):
    assert machine.family(model) == family
