"""Downloads from a server on this machine: good, cut, wrong and missing files, and no network."""

import hashlib
import logging
import os
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pooch
import pytest

from common import datasets
from common.datasets import download

NAME = "set/file.bin"
GOOD = bytes(range(256)) * 2000


class _Handler(BaseHTTPRequestHandler):
    """Answers by path: /good, /wrong (other bytes), /cut (half of what is announced), else status 500."""

    def do_GET(self):
        self.server.asked.append(self.path)
        self.server.encodings.append(self.headers["Accept-Encoding"])
        body = {"/good": GOOD, "/wrong": b"<html>log in first</html>", "/cut": GOOD[: len(GOOD) // 2]}
        if self.path not in body:
            self.send_error(500)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(GOOD if self.path == "/cut" else body[self.path])))
        self.end_headers()
        self.wfile.write(body[self.path])

    def log_message(self, *arguments):
        pass


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.asked, server.encodings = [], []
        server.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def closed():
    """Address of a port where nobody listens: a machine without a network."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    return f"http://127.0.0.1:{port}"


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache folder that does not exist yet; no proxy, no waiting."""
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("TQDM_DISABLE", "1")
    monkeypatch.setattr(download, "PAUSE", 0)
    return tmp_path / "cache"


@pytest.fixture
def register(monkeypatch):
    """Put a file with these mirrors into the registry."""

    def add(*mirrors, name=NAME, content=GOOD):
        sha256 = hashlib.sha256(content).hexdigest()
        file = datasets.RemoteFile(sha256, len(content), mirrors, "a free licence")
        monkeypatch.setitem(datasets.REGISTRY, name, file)

    return add


def _files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_file_is_downloaded_once(server, cache, register, capfd):
    register(f"{server.url}/good")
    path = datasets.fetch(NAME)
    assert path == cache / NAME
    assert path.read_bytes() == GOOD
    assert datasets.fetch(NAME) == path
    assert server.asked == ["/good"]
    assert _files(cache) == [NAME]
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
@pytest.mark.usefixtures("cache")
def test_a_downloaded_file_can_be_read_by_others(server, register):
    register(f"{server.url}/good")
    assert datasets.fetch(NAME).stat().st_mode & 0o777 == 0o644


@pytest.mark.usefixtures("cache")
def test_a_progress_bar_counts_the_bytes(server, register, capfd, monkeypatch):
    monkeypatch.delenv("TQDM_DISABLE")
    register(f"{server.url}/good")
    datasets.fetch(NAME)
    out, err = capfd.readouterr()
    assert NAME in out + err
    assert "512k" in out + err
    assert server.encodings == ["identity"]


@pytest.mark.usefixtures("cache")
def test_pooch_logs_nothing_and_keeps_its_level(server, register):
    logger, records = pooch.get_logger(), []
    handler, level = logging.Handler(), logger.level
    handler.emit = records.append
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        register(f"{server.url}/good")
        datasets.fetch(NAME)
        assert records == []
        assert logger.level == logging.INFO
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


@pytest.mark.parametrize("bad", ["/broken", "/wrong", "/cut"])
def test_the_next_mirror_helps(server, cache, register, bad):
    register(f"{server.url}{bad}", f"{server.url}/good")
    assert datasets.fetch(NAME).read_bytes() == GOOD
    assert server.asked == [bad, "/good"]
    assert _files(cache) == [NAME]


@pytest.mark.parametrize(("bad", "tries"), [("/broken", 2), ("/wrong", 1), ("/cut", 2)])
def test_a_failed_download_leaves_nothing_behind(server, cache, register, bad, tries):
    register(f"{server.url}{bad}")
    with pytest.raises(ConnectionError, match=f"{NAME} could not be downloaded"):
        datasets.fetch(NAME)
    assert server.asked == [bad] * tries
    assert _files(cache) == []


def test_an_interrupted_download_leaves_nothing_behind(server, cache, register, monkeypatch):
    def interrupted(_self, _url, output_file, _pooch):
        Path(output_file).write_bytes(GOOD[:1000])
        raise KeyboardInterrupt

    register(f"{server.url}/good")
    monkeypatch.setattr(pooch.HTTPDownloader, "__call__", interrupted)
    with pytest.raises(KeyboardInterrupt):
        datasets.fetch(NAME)
    assert _files(cache) == []


def test_without_a_network_the_error_says_how_to_get_the_file(closed, cache, register):
    register(f"{closed}/a", f"{closed}/b")
    with pytest.raises(ConnectionError) as caught:
        datasets.fetch(NAME)
    message = str(caught.value)
    for part in [NAME, str(cache / NAME), f"  {closed}/a\n", f"  {closed}/b\n", "COURSE_DATA", "0.512 MB"]:
        assert part in message
    assert "damaged" not in message


def test_a_cached_file_needs_no_network(closed, cache, register):
    register(closed)
    (cache / NAME).parent.mkdir(parents=True)
    (cache / NAME).write_bytes(GOOD)
    assert datasets.fetch(NAME) == cache / NAME


def test_a_read_only_folder_with_good_files_works(closed, cache, register):
    register(closed)
    folder = (cache / NAME).parent
    folder.mkdir(parents=True)
    (cache / NAME).write_bytes(GOOD)
    folder.chmod(0o555)
    before = folder.stat().st_mtime_ns
    try:
        assert datasets.fetch(NAME).read_bytes() == GOOD
        assert folder.stat().st_mtime_ns == before  # root may write here all the same: nothing was written
    finally:
        folder.chmod(0o755)


def test_a_damaged_file_is_kept_but_not_used(closed, cache, register):
    register(closed)
    (cache / NAME).parent.mkdir(parents=True)
    (cache / NAME).write_bytes(GOOD[:-1])
    with pytest.raises(ConnectionError) as caught:
        datasets.fetch(NAME)
    expected, got = (hashlib.sha256(content).hexdigest() for content in (GOOD, GOOD[:-1]))
    assert f"{cache / NAME} is damaged: expected sha256 {expected}, got {got}" in str(caught.value)
    assert (cache / NAME).read_bytes() == GOOD[:-1]
    assert _files(cache) == [NAME]


@pytest.mark.parametrize("bad", ["/broken", "/wrong", "/cut"])
def test_a_bad_download_does_not_replace_a_damaged_file(server, cache, register, bad):
    register(f"{server.url}{bad}")
    (cache / NAME).parent.mkdir(parents=True)
    (cache / NAME).write_bytes(b"damaged")
    with pytest.raises(ConnectionError, match="is damaged"):
        datasets.fetch(NAME)
    assert (cache / NAME).read_bytes() == b"damaged"
    assert _files(cache) == [NAME]


def test_a_good_download_replaces_a_damaged_file(server, cache, register):
    register(f"{server.url}/good")
    (cache / NAME).parent.mkdir(parents=True)
    (cache / NAME).write_bytes(b"damaged")
    assert datasets.fetch(NAME).read_bytes() == GOOD
    assert _files(cache) == [NAME]


def test_a_folder_that_cannot_be_written(server, cache, register, monkeypatch):
    register(f"{server.url}/good")
    cache.write_bytes(b"a file where the folder should be")  # stops even an administrator
    monkeypatch.setenv("COURSE_DATA", str(cache / "sub"))
    with pytest.raises(
        PermissionError, match="Set the environment variable COURSE_DATA to a folder"
    ) as caught:
        datasets.fetch(NAME)
    assert str(cache / "sub") in str(caught.value)
    assert server.asked == []


def test_a_folder_with_the_name_of_the_file(server, cache, register):
    register(f"{server.url}/good")
    (cache / NAME).mkdir(parents=True)
    with pytest.raises(PermissionError, match=r"(?s)file.bin cannot be read .*remove it.*By hand"):
        datasets.fetch(NAME)
    assert server.asked == []


def test_a_bad_certificate_bundle(register, cache, monkeypatch):
    register("https://127.0.0.1:1/good")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(cache / "none.pem"))
    with pytest.raises(ConnectionError, match=r"(?s)could not be downloaded.*none\.pem.*By hand"):
        datasets.fetch(NAME)
    assert _files(cache) == []


def test_a_full_disk(server, register, cache, monkeypatch):
    def full(_self, _url, output_file, _pooch):
        Path(output_file).write_bytes(GOOD[:1000])
        raise OSError(28, "No space left on device")

    register(f"{server.url}/good")
    monkeypatch.setattr(pooch.HTTPDownloader, "__call__", full)
    with pytest.raises(ConnectionError, match=r"(?s)No space left on device.*By hand: get the file"):
        datasets.fetch(NAME)
    assert _files(cache) == []


def test_a_damaged_file_in_a_read_only_folder(server, cache, register, monkeypatch):
    def refuse(*, dir):  # noqa: A002
        raise PermissionError(13, "Permission denied", str(dir))

    register(f"{server.url}/good")
    (cache / NAME).parent.mkdir(parents=True)
    (cache / NAME).write_bytes(b"damaged")
    monkeypatch.setattr(download.tempfile, "TemporaryFile", refuse)
    with pytest.raises(PermissionError, match=r"(?s)is damaged.*cannot be written \(Permission denied\)"):
        datasets.fetch(NAME)
    assert (cache / NAME).read_bytes() == b"damaged"


def test_a_name_that_is_not_in_the_registry():
    with pytest.raises(
        ValueError, match="'mnist/typo.gz' is not a file of the course: expected one of mnist/"
    ):
        datasets.fetch("mnist/typo.gz")


def test_the_cache_folder(monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "~/data")
    assert datasets.cache_folder() == Path.home() / "data"
    for unset in ["", None]:
        monkeypatch.setenv("COURSE_DATA", "") if unset == "" else monkeypatch.delenv("COURSE_DATA")
        assert datasets.cache_folder().is_relative_to(Path(pooch.os_cache("deep-learning-in-four-days")))


def test_the_registry_is_well_formed():
    for name, file in datasets.REGISTRY.items():
        assert not Path(name).is_absolute()
        assert len(bytes.fromhex(file.sha256)) == 32
        assert file.size > 0
        assert file.licence
        assert len(file.mirrors) >= 1
        assert all(url.startswith("https://") and url.endswith(Path(name).name) for url in file.mirrors)
