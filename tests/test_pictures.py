"""CIFAR-10's files, drawn shapes, and changed copies of images."""

import functools
import io
import os
import tarfile
from pathlib import Path

import numpy as np
import pytest

from common import datasets
from common.datasets import cifar10

RNG = np.random.default_rng


def records(n, seed=0):
    rng = RNG(seed)
    labels = rng.integers(0, 10, (n, 1))
    return np.hstack([labels, rng.integers(0, 256, (n, 3072))]).astype(np.uint8)


# --- CIFAR-10 ------------------------------------------------------------------------------------


def test_records_are_a_label_and_three_planes():
    raw = records(3)
    x, d = datasets.read_cifar10(raw.tobytes())
    assert x.shape == (3, 3, 32, 32)
    assert x.dtype == np.float32
    assert d.tolist() == raw[:, 0].tolist()
    assert x[1, 2, 5, 7] == np.float32(raw[1, 1 + 2 * 1024 + 5 * 32 + 7]) / 255


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "3073 bytes each, got 0"),
        (records(2).tobytes()[:-1], "3073 bytes each, got 6145"),
        (b"\x0b" + records(1).tobytes()[1:], "labels are 0 … 9, got 11"),
    ],
)
def test_files_that_are_not_cifar10(content, words, tmp_path):
    with pytest.raises(ValueError, match=words):
        datasets.read_cifar10(content)
    (tmp_path / "a.bin").write_bytes(content)
    with pytest.raises(ValueError, match=words):
        datasets.read_cifar10(tmp_path / "a.bin")


def test_the_whole_set_is_read_from_the_archive(tmp_path, monkeypatch):
    names = [*(f"data_batch_{i}.bin" for i in (1, 3, 2, 5, 4)), "test_batch.bin"]  # in another order
    parts = {name: records(4, seed) for seed, name in enumerate(names)}
    with tarfile.open(tmp_path / "c.tar.gz", "w:gz") as archive:
        for name, part in parts.items():
            info = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            info.size = part.size
            archive.addfile(info, io.BytesIO(part.tobytes()))
    fetched = []  # each time the whole archive is hashed
    monkeypatch.setattr(cifar10, "fetch", lambda name: fetched.append(name) or tmp_path / "c.tar.gz")
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    x_train, d_train, x_test, d_test = datasets.load_cifar10()
    assert fetched == [cifar10.ARCHIVE]
    assert x_train.shape == (20, 3, 32, 32)
    assert d_train[4:8].tolist() == parts["data_batch_2.bin"][:, 0].tolist()
    assert d_test.tolist() == parts["test_batch.bin"][:, 0].tolist()
    assert x_test.shape == (4, 3, 32, 32)
    assert datasets.load_cifar10_extract()[1].tolist() == d_train[:4].tolist()


def test_real_extract():
    folder = Path(os.environ.get("COURSE_DATA", Path(__file__).parents[2] / "shared" / "data"))
    if not (folder / cifar10.EXTRACT).exists():
        pytest.skip(f"{cifar10.EXTRACT} is not on this machine: set COURSE_DATA to the folder that holds it")
    x, d = datasets.read_cifar10(folder / cifar10.EXTRACT)
    assert x.shape == (4000, 3, 32, 32)
    assert d[:10].tolist() == [6, 9, 9, 4, 1, 1, 2, 7, 8, 3]
    assert np.bincount(d).tolist() == [396, 366, 420, 384, 422, 393, 414, 385, 407, 413]


# --- shapes --------------------------------------------------------------------------------------


def test_shapes_come_from_their_seed():
    x, d = datasets.draw_shapes(60, rng=RNG(3))
    again, _ = datasets.draw_shapes(60, rng=RNG(3))
    np.testing.assert_array_equal(x, again)
    assert x.shape == (60, 3, 32, 32)
    assert x.dtype == np.float32
    assert 0 <= x.min() < x.max() <= 1
    assert np.bincount(d).tolist() == [10] * len(datasets.SHAPE_CLASSES)
    assert not np.array_equal(x, datasets.draw_shapes(60, rng=RNG(4))[0])


def test_colours_tell_nothing_about_the_class():
    x, d = datasets.draw_shapes(3000, noise=0, rng=RNG(0))
    corner = x[:, :, 0, 0]  # always background
    means = np.array([corner[d == k].mean(axis=0) for k in range(len(datasets.SHAPE_CLASSES))])
    assert np.ptp(means, axis=0).max() < 0.1  # 500 pictures a class: standard error 0.013


def test_every_figure_is_seen_and_leaves_background():
    x, _ = datasets.draw_shapes(300, noise=0, rng=RNG(1))
    differs = (abs(x - x[:, :, :1, :1]) > 0.2).any(axis=1).mean(axis=(1, 2))
    assert differs.min() > 0.03
    assert differs.max() < 0.6


@pytest.mark.parametrize("arguments", [{"n": 0}, {"n": 5, "noise": -1}, {"n": 5, "noise": float("nan")}])
def test_shapes_refuse(arguments):
    with pytest.raises(ValueError, match="at least 1, got|at least 0, got"):
        datasets.draw_shapes(**arguments, rng=RNG(0))


# --- augmentation --------------------------------------------------------------------------------

IMAGES = RNG(0).random((200, 2, 6, 5), dtype=np.float32)


@pytest.mark.parametrize(
    "change", [datasets.flip, datasets.shift, datasets.noise, functools.partial(datasets.cutout, size=3)]
)
def test_changes_keep_shape_type_and_original(change):
    kept = IMAGES.copy()
    changed = change(IMAGES, rng=RNG(1))
    assert changed.shape == IMAGES.shape
    assert changed.dtype == np.float32
    assert 0 <= changed.min() <= changed.max() <= 1
    np.testing.assert_array_equal(IMAGES, kept)
    assert not np.array_equal(changed, IMAGES)
    assert not np.array_equal(changed, change(IMAGES, rng=RNG(2)))


def test_flip_mirrors_half_of_the_images():
    flipped = datasets.flip(IMAGES, rng=RNG(1))
    mirrored = (flipped == IMAGES[:, :, :, ::-1]).all(axis=(1, 2, 3))
    same = (flipped == IMAGES).all(axis=(1, 2, 3))
    assert (mirrored ^ same).all()
    assert 70 < mirrored.sum() < 130


def test_shift_moves_whole_images():
    shifted = datasets.shift(IMAGES, 2, rng=RNG(1))
    wide = np.pad(IMAGES, ((0, 0), (0, 0), (2, 2), (2, 2)))
    moves = {
        (i, j): (shifted == wide[:, :, i : i + 6, j : j + 5]).all(axis=(1, 2, 3))
        for i in range(5)
        for j in range(5)
    }
    assert np.any(list(moves.values()), axis=0).all()
    assert all(found.any() for found in moves.values())  # every move occurs among 200 images


def test_cutout_erases_a_square_and_nothing_else():
    erased = datasets.cutout(np.ones((300, 3, 10, 10)), size=4, rng=RNG(1)) == 0
    assert (erased[:, 0] == erased[:, 2]).all()
    area = erased[:, 0].sum(axis=(1, 2))
    assert area.max() == 16
    assert area.min() == 4  # centred in a corner


def test_augmented_batches_keep_targets_and_length():
    d = np.arange(200)
    batches = datasets.Batches(IMAGES, d, batch_size=64)
    augmented = datasets.Augmented(batches, datasets.shift, datasets.flip, rng=RNG(0))
    assert len(augmented) == len(batches)
    first, second = list(augmented), list(augmented)
    np.testing.assert_array_equal(np.concatenate([b for _, b in first]), d)
    assert not np.array_equal(first[0][0], second[0][0])
    assert not np.array_equal(first[0][0], IMAGES[:64])
