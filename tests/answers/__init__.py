"""Answers to the exercises, right in other words and wrong, that the authors of the slips did not write.

One file a lesson, like ``exercises/``: each makes an ``Answers`` and decorates its answers with it.
"""


class Answers:
    """The answers to one lesson's exercises: lists of (exercise, answer) and (exercise, hint, answer)."""

    def __init__(self):
        self.rights, self.wrongs = [], []

    def right(self, number):
        """Decorator: an answer to exercise ``number`` that must pass."""
        return lambda answer: self.rights.append((number, answer)) or answer

    def wrong(self, number, hint):
        """Decorator: a wrong answer, and a regular expression that every true hint on it matches."""
        return lambda answer: self.wrongs.append((number, hint, answer)) or answer
