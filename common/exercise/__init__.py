"""The line under every exercise: ``check(answer, "1-07.2")`` says whether it is right, or what is wrong.

A hint is what was computed.  Wrong versions of the task are run on the exercise's inputs: its own slips
(``definition``), what any result or argument may suffer (``slips``), small changes of the reference's code
(``variants``).  One is told only when it gives what the answer gives, on every input (``diagnosis``).
``check`` runs the answer, ``layers`` a layer both ways; ``compare`` decides what counts as equal;
``errors`` reads an exception; ``report`` words it all.
"""

from common.exercise.check import check
from common.exercise.definition import Exercise, exercise
from common.exercise.layers import layer_pass

__all__ = ["Exercise", "check", "exercise", "layer_pass"]
