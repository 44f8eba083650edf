"""What can hook into the training loop."""

from common.optimizers import clip_gradients


class Callback:
    """Hooks into training; a callback overrides those it needs.

    ``epoch`` counts from 1 and ``step`` from 0, both over all calls of ``fit``.  ``on_gradients`` comes
    between backward and the optimizer's step.  ``on_train_end`` comes however training ends.
    """

    def on_train_begin(self, trainer):
        pass

    def on_epoch_begin(self, trainer, epoch):
        pass

    def on_gradients(self, trainer, step):
        pass

    def on_batch_end(self, trainer, step):
        pass

    def on_epoch_end(self, trainer, epoch):
        pass

    def on_train_end(self, trainer):
        pass


class ClipGradients(Callback):
    """``clip_gradients`` before every step."""

    def __init__(self, max_norm):
        self.max_norm = max_norm

    def on_gradients(self, trainer, step):  # noqa: ARG002
        clip_gradients(trainer.optimizer.parameters, self.max_norm)


class LearningRateSchedule(Callback):
    """Set ``optimizer.lr = schedule(step)`` before every step, counted from 0.

    ``schedule`` is any function of the step.  ``EpochSchedule`` counts epochs instead.
    """

    def __init__(self, schedule):
        self.schedule = schedule

    def on_gradients(self, trainer, step):
        trainer.optimizer.lr = self.schedule(step)


class EpochSchedule(LearningRateSchedule):
    """Set ``optimizer.lr = schedule(epoch)`` for all steps of an epoch, the first of which is 0 here."""

    def on_gradients(self, trainer, step):  # noqa: ARG002
        trainer.optimizer.lr = self.schedule(trainer.history.epochs)


class EarlyStopping(Callback):
    """Stop when ``monitor`` has not improved for ``patience`` epochs in a row.

    ``mode`` is the function that picks the better of two values: ``min`` for losses, ``max`` for accuracies.
    With ``restore_best`` the model ends with the values it had after its best epoch of this ``fit``.
    ``ValueError`` when training starts and nothing is recorded under ``monitor``.
    """

    def __init__(self, monitor="val_loss", patience=5, mode=min, restore_best=True):
        if mode not in (min, max):
            raise ValueError(f"mode is one of Python's functions min and max, got {mode!r}")
        if not patience >= 1:
            raise ValueError(f"patience must be at least 1 epoch, got {patience}")
        self.monitor, self.patience, self.mode, self.restore_best = monitor, patience, mode, restore_best

    def on_train_begin(self, trainer):
        self.best_epoch, self.best, self.kept = trainer.history.epochs, None, None
        trainer.history.require(self.monitor)

    def on_epoch_end(self, trainer, epoch):
        value = trainer.history[self.monitor][-1]
        if self.best is None or (value != self.best and self.mode(value, self.best) == value):
            self.best, self.best_epoch = value, epoch
            if self.restore_best:
                self.kept = trainer.model.values()
        elif epoch - self.best_epoch >= self.patience:
            trainer.stop(
                f"{self.monitor} did not improve for {self.patience} epochs: "
                f"best {self.best:.4g} in epoch {self.best_epoch}"
            )

    def on_train_end(self, trainer):
        if self.kept is not None:
            trainer.model.assign(self.kept)
            self.kept = None


class PrintProgress(Callback):
    """Print one line after every ``every``-th epoch: the epoch and all its values, to 4 digits."""

    def __init__(self, every=1):
        if every < 1:
            raise ValueError(f"every must be at least 1 epoch, got {every}")
        self.every = every

    def on_epoch_end(self, trainer, epoch):
        if epoch % self.every == 0:
            values = ", ".join(f"{name} {values[-1]:#.4g}" for name, values in trainer.history.items())
            print(f"epoch {epoch}: {values}")
