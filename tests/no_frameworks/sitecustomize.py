"""Put this folder on PYTHONPATH, and the modules named in HIDDEN_MODULES seem not to be installed."""

import os
import sys
from importlib.machinery import PathFinder

HIDDEN = os.environ.get("HIDDEN_MODULES", "").split()


class AllButHidden(PathFinder):
    """Python's finder of installed modules, which does not find the hidden ones."""

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.partition(".")[0] in HIDDEN else super().find_spec(name, path, target)


sys.meta_path[sys.meta_path.index(PathFinder)] = AllButHidden
