"""Files of larger data sets: found in the cache, or downloaded once and checked."""

import contextlib
import hashlib
import logging
import os
import tempfile
import time
from pathlib import Path

import pooch

from common.datasets.registry import REGISTRY
from common.progress import progress

ROUNDS = 2  # how often a mirror is tried
PAUSE = 1.0  # seconds before the second round
TIMEOUT = (5, 30)  # seconds to connect, and to wait for the next bytes


def cache_folder():
    """The folder that holds downloads: ``$COURSE_DATA`` if set, else the user's cache folder."""
    chosen = os.environ.get("COURSE_DATA")
    return Path(chosen).expanduser() if chosen else Path(pooch.os_cache("deep-learning-in-four-days"))


def fetch(name):
    """Path of a file of the registry, such as "mnist/t10k-labels-idx1-ubyte.gz".

    A file in the cache whose sha256 is right is used as it is, without writing anything.  Otherwise it
    is downloaded from the first mirror that works, checked, and only then put in its place.

    ``ValueError`` for a name that is not in the registry, ``PermissionError`` when the cache cannot be read
    or written, ``ConnectionError`` when no mirror gave the right file; each says what to do.
    """
    if name not in REGISTRY:
        raise ValueError(f"{name!r} is not a file of the course: expected one of {', '.join(REGISTRY)}")
    file, path = REGISTRY[name], cache_folder() / name
    by_hand = (
        f"By hand: get the file ({file.size / 1e6:.3g} MB; {file.licence}) from one of\n"
        + "".join(f"  {url}\n" for url in file.mirrors)
        + f"and save it as {path}\n"
        f"A copy in another folder: set the environment variable COURSE_DATA to the folder that holds {name}"
    )
    damage = ""
    try:
        found = _sha256(path)
        if found == file.sha256:
            return path
        damage = (
            f"{path} is damaged: expected sha256 {file.sha256}, got {found}. It is not used; "
            "it stays until a good download takes its place.\n"
        )
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:  # a folder of this name, for example
        raise PermissionError(f"{path} cannot be read ({error.strerror}): remove it.\n{by_hand}") from error
    _check_writable(path.parent, damage, by_hand)
    failures = _download(name, file, path)
    if failures:
        raise ConnectionError(
            f"{damage}{name} could not be downloaded:\n"
            + "".join(f"  {failure}\n" for failure in failures)
            + f"With a network: run this again.\n{by_hand}"
        )
    return path


def _download(name, file, path):
    """Try every mirror, twice.  Returns [] after a good download, else what went wrong at each mirror."""
    failures, pending = {}, list(file.mirrors)
    for attempt in range(ROUNDS):
        if attempt and pending:
            time.sleep(PAUSE)
        for url in tuple(pending):
            try:
                _retrieve(url, name, file, path)
            except OSError as error:  # no network, an error of the server, a cut download, a full disk
                failures[url] = f"{url}: {type(error).__name__}: {error}"
            except ValueError as error:  # a whole file with another checksum: a second try would not help
                failures[url] = f"{url}: {error}"
                pending.remove(url)
            else:
                path.chmod(0o644)  # temporary files are private, but a class may share one cache
                return []
    return list(failures.values())


def _retrieve(url, name, file, path):
    """Download to a temporary file beside ``path``, check it, move it there.  Raises what pooch raises."""
    with (
        _quiet_pooch(),
        progress(total=file.size, desc=name, unit="B", unit_scale=True) as bar,
    ):
        downloader = pooch.HTTPDownloader(
            progressbar=bar,
            chunk_size=1 << 16,
            timeout=TIMEOUT,
            headers={"Accept-Encoding": "identity"},  # so that the bar counts the file's own bytes
        )
        pooch.retrieve(url, f"sha256:{file.sha256}", path.name, path.parent, downloader=downloader)


@contextlib.contextmanager
def _quiet_pooch():
    """Silence pooch's log, which would print every download, and put its level back afterwards."""
    logger = pooch.get_logger()
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)


def _sha256(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_writable(folder, damage, by_hand):
    """Make the folder; ``PermissionError`` when that, or a file in it, is not allowed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise PermissionError(
            f"{damage}the data folder {folder} cannot be written ({error.strerror}). Set the environment "
            f"variable COURSE_DATA to a folder that can, and run this again.\n{by_hand}"
        ) from error
