"""Slips told by code: the reference with one place of its source changed, and what the change does."""

import ast
import copy
import inspect
import re
import sys
import textwrap

from common.exercise.slips import table


def variants(reference):
    """(sentence, changed function or class) pairs of a reference defined in a file."""
    source = textwrap.dedent(inspect.getsource(reference))
    names = _Names(_tree(source))
    for place, node in enumerate(_nodes(_tree(source))):
        seen = set()
        for sentence, new in _changes(node, names):
            if (code := new and ast.unparse(new)) in seen:
                continue
            seen.add(code)
            tree = _tree(source)
            old = next(n for i, n in enumerate(_nodes(tree)) if i == place)
            _Replace(old, new).visit(tree)
            if re.search(r"\b(\w+)\.append\(\1\)", ast.unparse(tree)):
                continue  # a list that holds itself: NumPy would search it for ever
            space = dict(vars(sys.modules[reference.__module__]))
            exec(compile(ast.fix_missing_locations(tree), "<variant>", "exec"), space)
            yield sentence, space[reference.__name__]


def _tree(source):
    """The syntax tree of a definition, without its decorators."""
    tree = ast.parse(source)
    tree.body[0].decorator_list = []
    return tree


def _nodes(node):
    """What may be changed below a node, in a fixed order."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.arguments):
            yield child
            if getattr(child, "arg", None) not in _KEYWORDS:
                yield from _nodes(child)


class _Replace(ast.NodeTransformer):
    def __init__(self, old, new):
        self.old, self.new = old, new

    def visit(self, node):
        return self.new if node is self.old else self.generic_visit(node)


class _Names:
    """The names that a learner knows from the stub, and all that the reference uses."""

    def __init__(self, tree):
        nodes = list(ast.walk(tree))
        self.arguments = {n.arg for n in nodes if isinstance(n, ast.arg)} - {"self"}
        self.all = self.arguments | {n.id for n in nodes if isinstance(n, ast.Name) and _stored(n)}

    def word(self, node, kind):
        """``the factor x``: with its text where that is short and all known, else ``a factor``."""
        text = ast.unparse(node).removeprefix("functions.")
        used = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
        if text.endswith(".value"):  # a parameter
            used -= {"self"}
        if len(text) <= 16 and used <= self.arguments | {"len", "np", "functions", "math", "abs"}:
            return text if kind == "function" else f"the {kind} {text}"
        return f"a {kind}"


def _stored(node):
    return isinstance(getattr(node, "ctx", None), ast.Store)


def _changes(node, names):
    """(sentence, new node) pairs for a node: the table's, and those of names, numbers, axes, conditions."""
    for pattern, replacement, sentence in () if _stored(node) else _TABLE:
        found = {}
        if _matches(pattern, node, found):
            words = re.sub(r"\{(\w):(\w+)\}", lambda m, found=found: names.word(found[m[1]], m[2]), sentence)
            yield words, _Fill(found).visit(copy.deepcopy(replacement))
    if isinstance(node, ast.Name | ast.Attribute):
        yield from _other_name(node, names)
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
        close = [node.value + 1, node.value - 1]
        more = [0.0, 2 * node.value, node.value / 2, 10 * node.value] if isinstance(node.value, float) else []
        for value in close + more:
            yield f"{value:g} stands where {node.value:g} belongs", ast.Constant(value)
    elif isinstance(node, ast.keyword) and node.arg in _KEYWORDS:
        yield f"{node.arg}={ast.unparse(node.value)} is left out", None
        for axis in (0, 1, -1) if node.arg == "axis" else ():
            yield (
                "another axis is taken than the one that is asked for",
                ast.keyword("axis", ast.Constant(axis)),
            )
    elif isinstance(node, ast.If):
        for value in (True, False):
            yield "a special case is not treated", ast.If(ast.Constant(value), node.body, node.orelse)
    elif isinstance(node, ast.Tuple) and len(node.elts) > 1:
        yield "two values are exchanged", ast.Tuple([node.elts[1], node.elts[0], *node.elts[2:]], node.ctx)


def _other_name(node, names):
    """A function's near relation, or another variable."""
    is_name = isinstance(node, ast.Name)
    name = node.id if is_name else node.attr
    for pair in _NAMES:
        if name in pair:
            other = pair[1 - pair.index(name)]
            new = ast.Name(other, node.ctx) if is_name else ast.Attribute(node.value, other, node.ctx)
            yield f"{other} stands where {name} belongs", new
    if is_name and name in names.all and not _stored(node):
        for other in sorted(names.all - {name}):
            known = {name, other} <= names.arguments
            words = (
                f"{other} is used where {name} belongs"
                if known
                else "somewhere a variable stands in another's place"
            )
            yield words, ast.Name(other, node.ctx)


def _matches(pattern, node, found):
    """Whether a node has the pattern's form; ``found`` gets what its single letters stand for."""
    if isinstance(pattern, ast.Name) and len(pattern.id) == 1:
        found[pattern.id] = node
        return isinstance(node, ast.expr)
    if type(pattern) is not type(node):
        return False
    if isinstance(pattern, ast.AST):
        fields = [field for field in pattern._fields if field not in ("ctx", "kind", "type_comment")]
        return all(_matches(getattr(pattern, field), getattr(node, field), found) for field in fields)
    if isinstance(pattern, list):
        return len(pattern) == len(node) and all(map(_matches, pattern, node, [found] * len(node)))
    return pattern == node


class _Fill(ast.NodeTransformer):
    """Puts what was found for the single letters in their places."""

    def __init__(self, found):
        self.found = found

    def visit_Name(self, node):
        return self.found.get(node.id, node)


def _parsed(code):
    """An expression or a statement."""
    statement = ast.parse(code).body[0]
    return statement.value if isinstance(statement, ast.Expr) else statement


_KEYWORDS = ("axis", "keepdims", "ddof")
_TABLE = [(*map(_parsed, code.split(" -> ")), sentence) for code, sentence in table("code")]
_NAMES = [tuple(pair.split()) for pair, _ in table("names")]
