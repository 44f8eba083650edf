"""Put this folder on PYTHONPATH, and ``numpy.random.default_rng(seed)`` adds $SEED_SHIFT to every seed."""

import importlib.abc
import importlib.machinery
import numbers
import os
import sys

SHIFT = int(os.environ.get("SEED_SHIFT", "0"))


class ShiftSeeds(importlib.abc.MetaPathFinder):
    """Changes numpy.random right after it is loaded, before anybody has taken a function from it."""

    def find_spec(self, name, path=None, target=None):
        """The usual place of numpy.random, with a loader that changes the module."""
        if name != "numpy.random":
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        load = spec.loader.exec_module

        def load_and_shift(module):
            load(module)
            plain = module.default_rng

            def default_rng(seed=None):
                if isinstance(seed, numbers.Integral):
                    seed = seed + SHIFT
                elif isinstance(seed, list):
                    seed = [*seed, SHIFT]
                return plain(seed)

            module.default_rng = default_rng

        spec.loader.exec_module = load_and_shift
        return spec


if SHIFT:
    sys.meta_path.insert(0, ShiftSeeds())
