"""Checking a layer: its forward values, and its backward pass against numerical gradients."""

import contextlib
import copy
import inspect
import io

import numpy as np

from common.exercise import report
from common.exercise.compare import Case, as_array, changed, first_difference, fresh, same
from common.exercise.errors import attempt
from common.exercise.slips import diagnose
from common.gradient_check import numerical_gradient

_GRADIENT_TOLERANCE = 1e-5  # of the numerical gradient


def is_layer(thing):
    """Whether a thing has ``forward`` and ``backward`` methods."""
    return callable(getattr(thing, "forward", None)) and callable(getattr(thing, "backward", None))


def examine_layer(answer, cases, results, reference, tolerance):
    """The report on a layer: the first input with a wrong output or gradient, or that all are right."""
    name = type(answer).__name__
    for i, inputs in enumerate(cases):
        title = f"{name}, input {i + 1} of {len(cases)}" if len(cases) > 1 else name
        expected = None if results is None else results[i]
        trial = _Trial(answer, reference, title, inputs, expected, tolerance)
        text = trial.forward() or trial.backward()
        if text:
            return text
    return report.passed(name, len(cases), ": forward and backward")


def _as_double(thing):
    array = as_array(thing)
    return (
        np.array(thing, dtype=np.float64) if array is not None and array.dtype.kind == "f" else fresh(thing)
    )


def _parameters(layer):
    """(name, Parameter) pairs; a layer that is no common ``Layer`` has those among its attributes."""
    if hasattr(layer, "named_parameters"):
        return layer.named_parameters()
    return [(name, p) for name, p in vars(layer).items() if hasattr(p, "value") and hasattr(p, "grad")]


def _double(layer):
    """A copy in float64 with gradients at zero."""
    layer = copy.deepcopy(layer)
    for _, parameter in _parameters(layer):
        parameter.value = np.array(parameter.value, dtype=np.float64)
        parameter.grad = np.zeros_like(parameter.value)
    return layer


def _run_backward(layer, dy):
    """``backward`` of a layer, or of a loss, which takes no argument."""
    if not inspect.signature(layer.backward).parameters:
        return layer.backward()
    return layer.backward(dy)


class _Trial:
    """One input of a layer.  Every run starts from a fresh copy, so no run can spoil the next."""

    def __init__(self, answer, reference, title, inputs, expected, tolerance):
        self.start = _double(answer)
        self.reference = _double(reference) if is_layer(reference) else reference
        self.title, self.expected, self.tolerance = title, expected, tolerance
        self.inputs = tuple(_as_double(x) for x in inputs)
        signature = inspect.signature(answer.forward).parameters
        named = [n for n, p in signature.items() if p.kind != inspect.Parameter.VAR_POSITIONAL]
        self.names = [*named, *(f"input {i + 1}" for i in range(len(named), len(inputs)))][: len(inputs)]
        self.rows = dict(zip(self.names, self.inputs, strict=True))
        if is_layer(reference):
            self._share_parameters()

    def _share_parameters(self):
        """Give the reference the answer's values, so that another initialisation is no mistake."""
        own = dict(_parameters(self.start))
        for name, parameter in _parameters(self.reference):
            if name in own and own[name].value.shape == parameter.value.shape:
                parameter.value = own[name].value.copy()

    def _reference_forward(self, *inputs):
        if is_layer(self.reference):
            return copy.deepcopy(self.reference).forward(*inputs)
        return self.reference(*inputs)

    def forward(self):
        """The report on a wrong output, ``None`` if it is right."""
        given = fresh(self.inputs)
        self.y, error = attempt(copy.deepcopy(self.start).forward, *given)
        if isinstance(error, NotImplementedError) or self.y is ... or self.y is NotImplemented:
            return report.not_written(self.title.split(",")[0])
        if error is not None:
            return report.raised(f"{self.title}, forward", self.rows, error)
        reference = None if self.reference is None else self._reference_forward
        expected = self.expected if reference is None else reference(*fresh(self.inputs))
        found = first_difference(expected, self.y, self.tolerance)
        if found:
            path, wanted, got = found
            case = Case(wanted, got, self.tolerance, self.rows, reference, path, (expected, self.y))
            return report.wrong(f"{self.title}, forward", case, diagnose([case]))
        for name, before, after in zip(self.names, self.inputs, given, strict=True):
            if changed(before, after):
                hint = f"the values are right, but forward changes its input {name} in place: work on a copy."
                return report.message(f"{self.title}, forward", self.rows, hint)
        return None

    def backward(self):
        """The report on a wrong gradient, ``None`` if all are right."""
        y = as_array(self.y)
        if y is None:
            return None  # several outputs: only their values can be checked
        title = f"{self.title}, backward"
        dy = np.random.default_rng(20260).standard_normal(y.shape)  # a seed no lesson uses
        rows = self.rows | ({"dy": dy} if inspect.signature(self.start.backward).parameters else {})
        dy = dy if "dy" in rows else np.array(1.0)
        layer, given = copy.deepcopy(self.start), dy.copy()
        layer.forward(*fresh(self.inputs))
        gradients, error = attempt(_run_backward, layer, given)
        if isinstance(error, NotImplementedError) or gradients is ... or gradients is NotImplemented:
            return report.not_written(f"backward of {self.title.split(',')[0]}", " (forward is right)")
        if error is not None:
            return report.raised(title, rows, error)
        gradients = gradients if isinstance(gradients, tuple) else (gradients,)
        targets = list(zip(self.names, self.inputs, strict=True))
        if len(gradients) < len(targets):
            floats = [(n, x) for n, x in targets if isinstance(x, np.ndarray) and x.dtype.kind == "f"]
            targets = (
                floats if len(floats) == len(gradients) else targets[-1:] if "dy" not in rows else targets
            )
        if len(gradients) != len(targets):
            hint = f"backward returns {len(gradients)} gradients, but forward has {len(targets)} inputs."
            return report.message(title, rows, hint)
        text = self._input_gradients(title, rows, dy, gradients, targets)
        text = text or self._parameter_gradients(title, rows, dy, layer)
        if text is None and changed(dy, given):
            return report.message(
                title, rows, "the gradients are right, but backward writes into dy: work on a copy."
            )
        return text or self._accumulation(title, rows, dy, layer)

    def _numerical(self, dy, array):
        """Gradient of Σ dy · y with respect to ``array``, an input or a parameter's value of ``start``."""

        def objective():
            return float(np.sum(dy * copy.deepcopy(self.start).forward(*self.inputs)))

        with contextlib.redirect_stdout(io.StringIO()):
            return numerical_gradient(objective, array)

    def _reference_gradients(self, dy):
        """The reference's gradients by name.  They hold at kinks too, where differences do not."""
        if not is_layer(self.reference):
            return {}
        layer = copy.deepcopy(self.reference)
        layer.forward(*fresh(self.inputs))
        gradients = _run_backward(layer, dy.copy())
        gradients = gradients if isinstance(gradients, tuple) else (gradients,)
        named = dict(zip(self.names, gradients, strict=False)) if len(gradients) == len(self.inputs) else {}
        return named | {("parameter", name): p.grad for name, p in _parameters(layer)}

    def _input_gradients(self, title, rows, dy, gradients, targets):
        known = self._reference_gradients(dy)
        for (name, x), got in zip(targets, gradients, strict=True):
            if isinstance(x, np.ndarray) and x.dtype.kind == "f":
                text = self._compare(title, rows, name, got, self._numerical(dy, x), known.get(name))
                if text and self._is_taken_at_output(dy, got):
                    hint = f"the derivative is taken at the output of forward instead of its input {name}."
                    return report.message(f"{title}, the gradient of {name}", rows, hint)
                matrix = self._transposed_matrix(dy, x, got) if text else None
                if matrix:
                    hint = (
                        f"{matrix} is used where its transpose, {matrix}ᵀ, is right (or the other way round)."
                    )
                    return report.message(f"{title}, the gradient of {name}", rows, hint)
                if text:
                    return text
        return None

    def _transposed_matrix(self, dy, x, got):
        """Name of the square weight matrix with whose transpose the gradient of ``x`` would be right."""
        for name, parameter in _parameters(self.start):
            square = parameter.value.ndim == 2 and len(set(parameter.value.shape)) == 1
            if square and as_array(got) is not None:
                kept, parameter.value = parameter.value, parameter.value.T.copy()
                try:
                    other = self._numerical(dy, x)
                finally:
                    parameter.value = kept
                if same(other, as_array(got), _GRADIENT_TOLERANCE):
                    return name
        return None

    def _is_taken_at_output(self, dy, got):
        """Whether an element-wise layer returned dy · f′(f(x)) for dy · f′(x)."""
        got = as_array(got)
        if (
            len(self.inputs) > 1
            or got is None
            or not np.shape(self.inputs[0]) == np.shape(self.y) == got.shape
        ):
            return False
        kept, self.inputs = self.inputs, (_as_double(self.y),)
        try:
            there = self._numerical(dy, self.inputs[0])
        finally:
            self.inputs = kept
        return bool(there.any()) and same(there, got, _GRADIENT_TOLERANCE)

    def _parameter_gradients(self, title, rows, dy, layer):
        known = self._reference_gradients(dy)
        got = dict(_parameters(layer))
        self.numerical = {}
        for name, parameter in _parameters(self.start):
            if getattr(parameter, "trainable", True):
                self.numerical[name] = numerical = self._numerical(dy, parameter.value)
                grad = got[name].grad
                if numerical.any() and as_array(grad) is not None and not np.any(grad):
                    hint = f"{name}.grad is still zero: backward must add the gradient, self.{name}.grad += …"
                    return report.message(f"{title}, the gradient of {name}", rows, hint)
                text = self._compare(title, rows, name, grad, numerical, known.get(("parameter", name)))
                if text:
                    return text
        return None

    def _compare(self, title, rows, name, got, numerical, known):
        tolerance = max(self.tolerance, _GRADIENT_TOLERANCE)
        wanted = numerical if known is None or np.shape(known) != numerical.shape else np.asarray(known)
        if any(first_difference(right, got, tolerance) is None for right in (numerical, wanted)):
            return None
        case = Case(wanted, got, tolerance, rows)
        hint = diagnose([case]) or "it does not agree with the numerical gradient."
        if got is None:
            hint = "backward returns None: end it with return … (the gradient of each input)."
        return report.wrong(f"{title}, the gradient of {name}", case, hint)

    def _accumulation(self, title, rows, dy, layer):
        """A second pass must add to the gradients of the first."""
        first = {name: np.array(p.grad) for name, p in _parameters(layer)}
        layer.forward(*fresh(self.inputs))
        _run_backward(layer, dy.copy())
        for name, parameter in _parameters(layer):
            gradient = self.numerical.get(name)
            if (
                gradient is not None
                and np.any(first[name])
                and same(first[name], np.asarray(parameter.grad), 1e-9)
            ):
                hint = f"gradients must accumulate: write self.{name}.grad += …, not self.{name}.grad = …"
                return report.message(f"{title}, the gradient of {name}", rows, hint)
        return None
