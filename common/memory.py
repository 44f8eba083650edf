"""How much memory the machine has, and a clear error for what would need more."""

import math
import os


def machine_memory():
    """Bytes of the whole machine; infinity where the system does not tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return math.inf


def check_memory(size, what, advice):
    """``MemoryError`` when ``size`` bytes are more than the machine has."""
    machine = machine_memory()
    if size > machine:
        raise MemoryError(
            f"{what} needs {size / 2**30:.1f} GiB, this machine has {machine / 2**30:.1f} GiB: {advice}"
        )
