"""The line under every exercise: ``check(answer, …)`` says whether it is right, and if not, what is wrong.

``check`` runs the answer and prints; ``compare`` decides what counts as equal; ``shapes``, ``values``
and ``places`` hold the slips that are recognised, one small function each, and ``slips`` their order;
``layers`` checks a layer's backward pass; ``errors`` reads an exception; ``report`` words it all.
"""

from common.exercise.check import check

__all__ = ["check"]
