"""A figure's condition over a row, read from the text of its definition and asked of plain values.

The text is what the definition's digest fixes, `(_.kind == 'road')`; nothing is executed, and what is not one of the
few forms below is refused by name. Unknown values (None) behave as in SQL: a comparison with one is neither true nor
false, and only a row for which the condition is true is counted.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

Row = Mapping[str, Any]
Truth = bool | None
Asked = Callable[[Row], Any]


class CannotTell(Exception):
    """This program cannot compute it from rows; says in both languages what stands in the way, and where."""

    def __init__(self, zh: str, en: str, where: object) -> None:
        super().__init__(f"{en}: {where}")
        self.zh = f"{zh}：{where}"
        self.en = f"{en}: {where}"


UNREADABLE = ("条件无法识别", "a condition that is not understood")


@lru_cache(maxsize=512)
def condition(text: str) -> Callable[[Row], bool]:
    """Whether a condition is true of a row. Refuses with CannotTell a text it does not understand."""
    try:
        asked = _read(ast.parse(text.strip(), mode="eval").body)
    except SyntaxError as problem:
        raise CannotTell(*UNREADABLE, text) from problem
    return lambda row: asked(row) is True


def _read(node: ast.expr) -> Asked:
    for kind, read in _FORMS.items():
        if isinstance(node, kind):
            return read(node)
    raise CannotTell(*UNREADABLE, ast.unparse(node))


def _constant(node: Any) -> Asked:
    value = node.value
    if not isinstance(value, str | int | bool | None):
        raise CannotTell(*UNREADABLE, repr(value))
    return lambda row: value


def _column(node: Any) -> Asked:
    if not (isinstance(node.value, ast.Name) and node.value.id == "_"):
        raise CannotTell("条件引用了程序内部名称", "a name only the program knows", ast.unparse(node))
    name = node.attr

    def read(row: Row) -> Any:
        if name not in row:
            raise CannotTell("明细无此字段", "a column the rows do not have", name)
        return row[name]

    return read


def _several(node: Any) -> Asked:
    parts = [_read(part) for part in node.elts]
    return lambda row: [part(row) for part in parts]


_COMPARED: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def _comparison(node: Any) -> Asked:
    if len(node.ops) != 1 or type(node.ops[0]) not in _COMPARED:
        raise CannotTell(*UNREADABLE, ast.unparse(node))
    compare = _COMPARED[type(node.ops[0])]
    left, right = _read(node.left), _read(node.comparators[0])

    def asked(row: Row) -> Truth:
        first, second = left(row), right(row)
        return None if first is None or second is None else compare(first, second)

    return asked


def _both(left: Truth, right: Truth) -> Truth:
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def _either(left: Truth, right: Truth) -> Truth:
    if left is True or right is True:
        return True
    return None if left is None or right is None else False


def _known(compute: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda left, right: None if left is None or right is None else compute(left, right)


_JOINED: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.BitAnd: _both,
    ast.BitOr: _either,
    ast.Add: _known(operator.add),
    ast.Sub: _known(operator.sub),
    ast.Mult: _known(operator.mul),
}


def _joining(node: Any) -> Asked:
    if type(node.op) not in _JOINED:
        raise CannotTell(*UNREADABLE, ast.unparse(node))
    join, left, right = _JOINED[type(node.op)], _read(node.left), _read(node.right)
    return lambda row: join(left(row), right(row))


def _turned(truth: Truth) -> Truth:
    return None if truth is None else not truth


def _turning(node: Any) -> Asked:
    inner = _read(node.operand)
    if isinstance(node.op, ast.Invert):
        return lambda row: _turned(inner(row))
    if isinstance(node.op, ast.USub):
        return lambda row: None if inner(row) is None else -inner(row)
    raise CannotTell(*UNREADABLE, ast.unparse(node))


def _is_in(value: Any, among: list[Any]) -> Truth:
    if value is None:
        return None if among else False
    if value in among:
        return True
    return None if None in among else False


_ASKED: dict[str, Callable[..., Truth]] = {
    "isnull": lambda value: value is None,
    "notnull": lambda value: value is not None,
    "isin": _is_in,
    "notin": lambda value, among: _turned(_is_in(value, among)),
    "between": lambda value, low, high: None if None in (value, low, high) else low <= value <= high,
    "startswith": lambda value, start: None if None in (value, start) else value.startswith(start),
}


def _call(node: Any) -> Asked:
    if isinstance(node.func, ast.Attribute) and ast.unparse(node.func) in {"datetime.date", "date"}:
        return _day(node)
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in _ASKED or node.keywords:
        raise CannotTell(*UNREADABLE, ast.unparse(node))
    ask, subject = _ASKED[node.func.attr], _read(node.func.value)
    arguments = [_read(one) for one in node.args]
    return lambda row: ask(subject(row), *(argument(row) for argument in arguments))


def _day(node: Any) -> Asked:
    """A day, as rows write it."""
    year, month, day = (int(part.value) for part in node.args)
    text = f"{year:04d}-{month:02d}-{day:02d}"
    return lambda row: text


_FORMS: dict[type[ast.expr], Callable[[Any], Asked]] = {
    ast.Constant: _constant,
    ast.Attribute: _column,
    ast.Tuple: _several,
    ast.List: _several,
    ast.Compare: _comparison,
    ast.BinOp: _joining,
    ast.UnaryOp: _turning,
    ast.Call: _call,
}
