"""What a training leaves behind."""

import math


class History(dict):
    """Name -> list of Python floats, one for each finished epoch; all lists have the same length.

    ``history["loss"]``, ``history["val_loss"]`` …  What was not measured in an epoch is NaN there, as when
    only a later ``fit`` has validation data.  ``stopped`` says why the last ``fit`` ended early, or is None.
    """

    def __init__(self):
        super().__init__(loss=[])
        self.stopped = None

    @property
    def epochs(self):
        """Number of finished epochs."""
        return len(self["loss"])

    def track(self, names):
        """Start a list for every new name: NaN for the epochs before it."""
        for name in names:
            self.setdefault(name, [math.nan] * self.epochs)

    def add(self, measured):
        """Append one epoch from a dict of floats: to all lists, or to none."""
        self.track(measured)
        epochs = self.epochs
        try:
            for name, values in self.items():
                values.append(measured.get(name, math.nan))
        except BaseException:  # the stop button can come between two lists
            for values in self.values():
                del values[epochs:]
            raise

    def best(self, name, mode=min):
        """(epoch, value) of the smallest value, or the largest with ``mode=max``; epochs count from 1.

        ``ValueError`` when there is no such list, or no number in it.
        """
        self.require(name)
        values = [value for value in self[name] if not math.isnan(value)]
        if not values:
            raise ValueError(f"no epoch has a {name!r} yet: call fit first, with validation data for val_…")
        value = mode(values)
        return self[name].index(value) + 1, value

    def require(self, name):
        """``ValueError`` that lists the names there are, unless ``name`` is one of them."""
        if name not in self:
            raise ValueError(
                f"nothing is recorded as {name!r}, only {', '.join(self)}: give fit validation data for "
                "val_…, and the trainer a metric for anything else"
            )
