"""Batches, shipped and generated sets, and MNIST with its file format."""

import gzip
import hashlib
import os
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import datasets

# --- batches and split -------------------------------------------------------------------------


def packed(data):
    return gzip.compress(data, mtime=0)  # the same bytes at every call


@given(st.integers(1, 40), st.integers(1, 12), st.booleans())
def test_an_epoch_holds_every_sample_once(n, batch_size, shuffled):
    x, d = np.arange(2 * n, dtype=np.float32).reshape(n, 2), np.arange(n)
    rng = np.random.default_rng(0) if shuffled else None
    batches = datasets.Batches(x, d, batch_size=batch_size, rng=rng)
    for _ in range(2):
        epoch = list(batches)
        assert len(epoch) == len(batches) == -(-n // batch_size)
        assert all(len(b) == batch_size for _, b in epoch[:-1])
        ids = np.concatenate([b for _, b in epoch])
        assert sorted(ids) == list(range(n))
        np.testing.assert_array_equal(np.concatenate([a for a, _ in epoch]), x[ids])
        if not shuffled:
            np.testing.assert_array_equal(ids, d)


def test_every_epoch_has_its_own_order_and_a_seed_repeats_it():
    def epochs(seed):
        batches = datasets.Batches(np.arange(50), batch_size=8, rng=np.random.default_rng(seed))
        return [np.concatenate([b for (b,) in batches]).tolist() for _ in range(3)]

    first, second, third = epochs(0)
    assert first != second
    assert second != third
    assert epochs(0) == [first, second, third]


def test_drop_last_leaves_whole_batches():
    batches = datasets.Batches(np.arange(10), batch_size=4, drop_last=True)
    assert [b.tolist() for (b,) in batches] == [[0, 1, 2, 3], [4, 5, 6, 7]]
    assert len(batches) == 2


@pytest.mark.parametrize(
    ("arrays", "keywords", "message"),
    [
        ((np.zeros(3), np.zeros(4)), {"batch_size": 2}, r"one length, got \[3, 4\]"),
        ((np.zeros((0, 2)),), {"batch_size": 2}, r"at least one sample, got shapes \[\(0, 2\)\]"),
        ((), {"batch_size": 2}, r"got shapes \[\]"),
        ((3.0,), {"batch_size": 2}, r"got shapes \[\(\)\]"),
        ((np.zeros(3),), {"batch_size": 0}, "at least 1, got 0"),
        ((np.zeros(3),), {"batch_size": 1.5}, "whole number of samples, at least 1, got 1.5"),
        ((np.zeros(3),), {"batch_size": 4, "drop_last": True}, "3 samples make no batch of 4"),
    ],
)
def test_bad_batches_are_named(arrays, keywords, message):
    with pytest.raises(ValueError, match=message):
        datasets.Batches(*arrays, **keywords)


@given(st.integers(2, 60), st.floats(0.3, 0.7))
def test_split_keeps_rows_together_and_loses_none(n, test):
    x, d = np.arange(3 * n).reshape(n, 3), np.arange(n)
    x_train, x_test, d_train, d_test = datasets.split(x, d, test=test, rng=np.random.default_rng(n))
    assert len(d_test) == round(n * test)
    assert sorted([*d_train, *d_test]) == list(range(n))
    np.testing.assert_array_equal(x_train, x[d_train])
    np.testing.assert_array_equal(x_test, x[d_test])


def test_split_shuffles():
    train, test = datasets.split(np.arange(100), rng=np.random.default_rng(0))
    assert len(test) == 20
    assert train.tolist() != sorted(train)


@pytest.mark.parametrize("test", [0, 1, -0.5, 0.05, 20])
def test_split_needs_two_parts(test):
    with pytest.raises(ValueError, match=f"{test}"):
        datasets.split(np.arange(5), test=test, rng=np.random.default_rng(0))


# --- digits and points in the plane --------------------------------------------------------------


def test_digits():
    x, d = datasets.load_digits()
    assert (x.shape, x.dtype, d.shape, d.dtype) == ((1797, 1, 8, 8), np.float32, (1797,), np.int64)
    assert x.min() == 0
    assert x.max() == 1
    assert sorted(set(d.tolist())) == list(range(10))


PLANE = {"moons": 2, "circles": 2, "blobs": 3, "spirals": 3, "xor": 2}


@pytest.mark.parametrize("name", PLANE)
def test_plane_sets_are_seeded_and_balanced(name):
    make, classes = getattr(datasets, name), PLANE[name]
    x, d = make(120, rng=np.random.default_rng(0))
    assert (x.shape, x.dtype, d.shape, d.dtype) == ((120, 2), np.float32, (120,), np.int64)
    assert np.bincount(d).tolist() == [120 // classes] * classes
    assert d.tolist() != sorted(d)
    np.testing.assert_array_equal(make(120, rng=np.random.default_rng(0))[0], x)
    assert not np.array_equal(make(120, rng=np.random.default_rng(1))[0], x)
    with pytest.raises(ValueError, match="at least 0, got -0.1"):
        make(120, **{"spread" if name == "blobs" else "noise": -0.1}, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="a point for each, got n = 1"):
        make(1, rng=np.random.default_rng(0))


def test_plane_sets_without_noise_lie_on_their_curves():
    rng = np.random.default_rng(0)
    x, d = datasets.circles(50, noise=0, rng=rng)
    np.testing.assert_allclose(np.hypot(*x.T), np.where(d == 0, 1, 0.5), rtol=1e-5)
    x, d = datasets.moons(50, noise=0, rng=rng)
    centre = np.where(d[:, None] == 0, [0, 0], [1, 0.5])
    np.testing.assert_allclose(np.hypot(*(x - centre).T), 1, rtol=1e-5)
    assert (np.where(d == 0, 1, -1) * (x - centre)[:, 1] >= 0).all()
    x, d = datasets.xor(40, noise=0, rng=rng)
    np.testing.assert_array_equal(d, x[:, 0] != x[:, 1])
    x, d = datasets.blobs(40, [(0, 1), (5, 5), (2, 2), (3, 0)], spread=0, rng=rng)
    np.testing.assert_array_equal(x, np.array([(0, 1), (5, 5), (2, 2), (3, 0)])[d])
    x, d = datasets.spirals(60, classes=4, noise=0, rng=rng)
    radius = np.hypot(*x.T)
    winding = np.angle(np.exp(1j * (np.arctan2(x[:, 1], x[:, 0]) - 2 * np.pi * (d / 4 + 0.75 * radius))))
    np.testing.assert_allclose(winding, 0, atol=1e-4)
    with pytest.raises(ValueError, match=r"\(K, 2\), got \(3,\)"):
        datasets.blobs(9, [1, 2, 3], rng=rng)


# --- IDX files -----------------------------------------------------------------------------------


def _idx(array):
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


def test_idx_round_trip(tmp_path):
    array = np.random.default_rng(0).integers(0, 256, (3, 4, 5)).astype(np.uint8)
    (tmp_path / "a.gz").write_bytes(packed(_idx(array)))
    np.testing.assert_array_equal(datasets.read_idx(tmp_path / "a.gz"), array)


GOOD_IDX = _idx(np.arange(6, dtype=np.uint8).reshape(2, 3))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<html>not found</html>", "not a whole gzip file"),
        (packed(GOOD_IDX)[:-12], "not a whole gzip file"),
        (packed(b""), "is not IDX"),
        (packed(b"hello, this is text"), "is not IDX: expected a start of 00 00, got 68 65 6c 6c"),
        (packed(b"\0\0\x0d" + GOOD_IDX[3:]), "got type code 13"),
        (packed(GOOD_IDX[:7]), "ends within its header of 12 bytes"),
        (packed(GOOD_IDX[:-1]), r"hold 6 bytes of data for its shape \(2, 3\), got 5"),
        (packed(GOOD_IDX + b"x"), r"hold 6 bytes of data for its shape \(2, 3\), got 7"),
    ],
)
def test_files_that_are_not_idx_are_named(tmp_path, content, message):
    (tmp_path / "a.gz").write_bytes(content)
    with pytest.raises(ValueError, match=message) as caught:
        datasets.read_idx(tmp_path / "a.gz")
    assert "a.gz" in str(caught.value)


# --- MNIST ----------------------------------------------------------------------------------------


def test_mnist_from_small_files(tmp_path, monkeypatch):
    rng = np.random.default_rng(0)
    images, labels = rng.integers(0, 256, (5, 28, 28)).astype(np.uint8), np.array([5, 0, 4, 1, 9], np.uint8)
    images[0, 0, 0] = 255
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    (tmp_path / "mnist").mkdir()
    for part, n in [("train", 5), ("t10k", 2)]:
        for kind, array in [("images-idx3", images[:n]), ("labels-idx1", labels[:n])]:
            name, content = f"mnist/{part}-{kind}-ubyte.gz", packed(_idx(array))
            sha256 = hashlib.sha256(content).hexdigest()
            monkeypatch.setitem(datasets.REGISTRY, name, datasets.REGISTRY[name]._replace(sha256=sha256))
            (tmp_path / name).write_bytes(content)
    x_train, d_train, x_test, d_test = datasets.load_mnist()
    assert (x_train.shape, x_train.dtype, d_train.dtype) == ((5, 1, 28, 28), np.float32, np.int64)
    np.testing.assert_array_equal(x_train[:, 0], images.astype(np.float32) / 255)
    np.testing.assert_array_equal(x_test, x_train[:2])
    assert d_train.tolist() == [5, 0, 4, 1, 9]
    assert d_test.tolist() == [5, 0]
    assert x_train.max() == 1


def test_real_mnist(monkeypatch):
    places = [os.environ.get("COURSE_DATA"), Path(__file__).parents[2] / "shared" / "data"]
    here = [p for p in places if p and (Path(p) / "mnist" / "train-images-idx3-ubyte.gz").exists()]
    if not here:
        pytest.skip("MNIST is not on this machine: set COURSE_DATA to the folder that holds mnist/")
    monkeypatch.setenv("COURSE_DATA", str(here[0]))
    x_train, d_train, x_test, d_test = datasets.load_mnist()
    assert x_train.shape == (60000, 1, 28, 28)
    assert x_test.shape == (10000, 1, 28, 28)
    assert abs(x_train.mean() - 0.1307) < 1e-4
    assert d_train[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert d_test[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert (x_train.min(), x_train.max(), x_train.dtype) == (0, 1, np.float32)


# --- tuples of arrays, and long texts --------------------------------------------------------------


def test_a_tuple_of_arrays_stays_together():
    x, d = np.arange(7), (np.arange(7) * 10, [[i] for i in range(7)])
    rng = np.random.default_rng(0)
    for a, (b, c) in datasets.Batches(x, d, batch_size=3, rng=rng):
        np.testing.assert_array_equal(b, 10 * a)
        np.testing.assert_array_equal(c, a[:, None])
    a, _, (b, c), _ = datasets.split(x, d, test=0.3, rng=rng)
    np.testing.assert_array_equal(b, 10 * a)
    np.testing.assert_array_equal(c, a[:, None])
    with pytest.raises(ValueError, match=r"one length, got \[7, 7, 6\]"):
        datasets.Batches(x, (x, x[:6]), batch_size=2)


@pytest.mark.parametrize(
    "make",
    [
        lambda rng: datasets.Batches(np.ones(3), batch_size=1, rng=rng),
        lambda rng: datasets.split(np.ones(3), rng=rng),
    ],
)
def test_batches_ask_for_a_generator(make):
    with pytest.raises(TypeError, match=r"got 0: pass np\.random\.default_rng\(0\)"):
        make(0)


def test_streams_continue_from_window_to_window():
    streams = datasets.Streams(np.arange(24), batch_size=2, steps=4)
    windows = list(streams)
    assert len(streams) == len(windows) == 3
    assert windows[-1][0].shape == (2, 3)
    x = np.concatenate([x for x, _ in windows], axis=1)
    d = np.concatenate([d for _, d in windows], axis=1)
    np.testing.assert_array_equal(x, [range(11), range(11, 22)])
    np.testing.assert_array_equal(d, x + 1)
    assert len(list(streams)) == 3  # every loop starts anew


@pytest.mark.parametrize(("n", "batch_size", "steps"), [(2, 2, 1), (0, 1, 1), (9, 2, 0)])
def test_streams_of_nothing_are_refused(n, batch_size, steps):
    with pytest.raises(ValueError, match=f"got {n} ids"):
        datasets.Streams(np.arange(n), batch_size, steps)
