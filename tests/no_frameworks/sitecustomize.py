"""Put this folder on PYTHONPATH, and the modules named in HIDDEN_MODULES seem not to be installed."""

import os
import sys

HIDDEN = os.environ.get("HIDDEN_MODULES", "").split()


class Hidden:
    """A finder that is asked before all others."""

    @staticmethod
    def find_spec(name, path=None, target=None):  # noqa: ARG004 - the interface of finders
        if name.partition(".")[0] in HIDDEN:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


sys.meta_path.insert(0, Hidden)
