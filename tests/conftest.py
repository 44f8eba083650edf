"""Hypothesis draws the same examples everywhere, and a slow machine is no failure."""

from hypothesis import settings

settings.register_profile("course", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("course")
