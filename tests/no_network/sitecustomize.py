"""Put this folder on PYTHONPATH and Python can reach no machine but its own: lessons need no network."""

import sys

LOCAL = {"", "localhost", "127.0.0.1", "::1", "0.0.0.0", "::", None}


def refuse_other_machines(event, arguments):
    """Audit hook: let connections on this machine pass, refuse all others."""
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host not in LOCAL and not str(host).startswith("127."):
        raise ConnectionRefusedError(f"a lesson tried to reach {host}: lessons run without a network")


sys.addaudithook(refuse_other_machines)
