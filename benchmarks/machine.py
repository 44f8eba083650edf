"""The machine that measures: what kind it is, and whether it had other things to do."""

import datetime
import os
import platform
import re
import sys
from pathlib import Path

import numpy as np

WAITED = 1.05  # the clock may run this much longer than the processor works
OTHERS = 0.5  # programs that want a core besides ours, on average over a minute


def keep_freed_memory():
    """Make the C library keep what a step frees, for both sides, as it does in a process that runs for long.

    glibc gives freed memory back to the system beyond twice the largest block freed so far, and getting it
    again costs more than some of the steps measured here.  Freeing 30 MB once sets that limit to 60 MB.
    """
    np.ones(30 * 2**20, dtype=np.uint8)


def kind():
    """Class of the processor and number of cores, such as "Intel Xeon, 2 cores"; no name of the machine."""
    file = Path("/proc/cpuinfo")
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    match = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return f"{family(match[1] if match else platform.machine())}, {os.cpu_count()} cores"


def family(model):
    """Maker and family of a processor: "Intel(R) Xeon(R) Platinum 8488C @ 2.4GHz" is an "Intel Xeon"."""
    words = re.sub(r"\((R|TM)\)|\b(CPU|Processor)\b", "", model, flags=re.IGNORECASE).split()
    return " ".join(words[:2])


def about(watch, **settings):
    """What every file of results begins with: when, where, with what, and whether others disturbed."""
    versions = {"Python": platform.python_version(), "NumPy": np.__version__}
    if "torch" in sys.modules:
        versions["PyTorch"] = sys.modules["torch"].__version__
    return {
        "format": 2,
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "machine": kind(),
        "versions": ", ".join(f"{name} {version}" for name, version in versions.items()),
        **settings,
        "busy": watch.notice(),
    }


class Watch:
    """Looks at the machine's load during a measurement that keeps ``threads`` cores busy."""

    def __init__(self, threads=1):
        self.threads = threads
        self.others = []  # not the load at the start: it counts what ended a minute ago
        self.waited = []

    def look(self, waited=1.0):
        """Note the load now, and how much longer the clock ran than the processor worked."""
        self.others.append(load() - self.threads)
        self.waited.append(waited)

    def notice(self):
        """A sentence when the machine was busy; empty when it was quiet."""
        others, waited = max(self.others, default=0.0), max(self.waited, default=1.0)
        signs = []
        if others > OTHERS:
            signs.append(f"{others:.1f} other programs wanted a core")
        if waited > WAITED:
            signs.append(f"the clock ran up to {waited:.2f} times as long as the processor worked")
        if not signs:
            return ""
        return f"The machine was busy: {', and '.join(signs)}. Trust ratios a little, times not at all."


def load():
    """Programs that wanted a core in the last minute; 0 where the system does not say."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
