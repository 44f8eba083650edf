"""The library that the lessons of *Deep Learning in Four Days* build and share.

Everything that learns is written in NumPy, forward and backward by hand.  Import what you need
from its module: ``from common.layers import Linear``, ``from common import functions``.
"""
