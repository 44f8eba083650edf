"""Arrays by name in one .npz file: written whole or not at all, read without pickle."""

import os
import uuid
import zipfile
from pathlib import Path

import numpy as np

from common.functions import as_array


def write(path, arrays):
    """Write a dict of arrays to ``path`` (.npz), through a symbolic link to the file it names.

    ``OSError`` that names the file, and no half-written one, when that cannot be done.
    """
    path = _npz(path).resolve()
    if not path.parent.is_dir():
        raise FileNotFoundError(f"cannot write {path}: make the folder {path.parent} first")
    temporary = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")  # two processes may save at once
    try:
        with zipfile.ZipFile(temporary, "w") as archive:  # np.savez cannot write an array called ``file``
            for name, array in arrays.items():
                with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
                    np.lib.format.write_array(file, np.asanyarray(array), allow_pickle=False)
        os.replace(temporary, path)
    except OSError as error:
        raise OSError(f"cannot write {path} ({error}): save under another name, or make room") from error
    finally:
        temporary.unlink(missing_ok=True)


def read(path):
    """The arrays of an .npz file by name; ``ValueError`` when it is damaged or something else."""
    with open(_npz(path), "rb") as file:
        try:
            with np.lib.npyio.NpzFile(file, allow_pickle=False) as arrays:
                return {name: arrays[name] for name in arrays.files}
        except Exception as error:  # zipfile and zlib have many words for it
            raise ValueError(f"no model file, or damaged ({error}): save the model again") from error


def fitted(value, own):
    """``value`` in the type of the array ``own``; ``ValueError`` when it does not fit."""
    value = as_array(value)
    if value.shape != own.shape:
        raise ValueError(f"is {own.shape} in the model, got {value.shape}")
    if not np.can_cast(value.dtype, own.dtype, "same_kind"):
        raise ValueError(f"is {own.dtype} in the model, got {value.dtype}")
    with np.errstate(over="ignore"):
        new = value.astype(own.dtype)
    changed = new != value if own.dtype.kind in "iu" else np.isfinite(value) & ~np.isfinite(new)
    if bool(changed.any()):
        raise ValueError(f"is {own.dtype} in the model, got numbers beyond its range")
    return new


def _npz(path):
    path = Path(path)
    return path if path.suffix == ".npz" else path.with_name(path.name + ".npz")
