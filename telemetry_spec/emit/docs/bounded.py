"""A sandbox for templates with an end: to the texts that they make, and to how often they repeat something.

Jinja's own sandbox keeps templates from files and programs, and lets them fill the memory: `"x" * 10**10`. Here what an
operator, a filter or a method would make is reckoned before it is made.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any, Final

from jinja2 import nodes
from jinja2.compiler import CodeGenerator
from jinja2.exceptions import SecurityError
from jinja2.runtime import markup_join, str_join
from jinja2.sandbox import ImmutableSandboxedEnvironment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from jinja2.compiler import Frame
    from jinja2.runtime import Context

#: Characters of one text, or items of one list, that a template may make by anything but putting it out.
MAX_TEXT: Final = 1_000_000
#: Characters that a page may come to, with all that is made on the way.
MAX_PAGE: Final = 100_000_000
#: Numbers that templates may hand to filters, methods and functions, which mostly take them for a width or a count.
MAX_NUMBER: Final = 10_000
#: Bits of a whole number: more than any number on a page has.
_MAX_BITS: Final = 4096
#: What one turn of a loop or one call counts for, in characters.
_STEP: Final = 20
_WIDE: Final = re.compile(r"[0-9]{4,}|\*|:[^}]*\{")
_TOO_LONG: Final = f"it would make a text or a list of more than {MAX_TEXT:,}"
#: Methods of texts that can make them longer by what they are given, which is not reckoned here.
_REFUSED_METHODS: Final = frozenset({"translate", "format_map"})

#: Filters and methods that write or return the numbers that they are given.
_OF_NUMBERS: Final = frozenset({"d", "default", "float", "format", "int"})


class TooMuchError(SecurityError):
    """A template would make too much."""


class _Generator(CodeGenerator):
    """Hands `~` to the sandbox, which Jinja keeps to itself."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802  Jinja's own name
        self.write("environment.joined(context, (")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox with bounds.

    `finished` makes texts of what templates put out. `budget` is what a page may come to, in characters.
    """

    code_generator_class = _Generator
    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, finished: Callable[[object], str], *, budget: int, **options: Any) -> None:  # noqa: ANN401  Jinja's own options
        super().__init__(finalize=lambda value: self._put_out(finished, value), **options)
        self._left: float = budget
        self.concat = self._concat  # type: ignore[method-assign]  # what buffers and pages are put together with
        self.globals["range"] = _range
        del self.globals["lipsum"]
        self.filters.update({name: self._guarded(name, made) for name, made in self.filters.items()})

    # ------------------------------------------------------------ reckoning

    def spend(self, amount: float) -> None:
        """Count something as made. Raises TooMuchError when there is too much."""
        self._left -= amount
        if self._left < 0:
            raise TooMuchError(f"the page would come to more than {MAX_PAGE:,} characters, or to as many steps")

    def _make(self, size: int) -> None:
        if size > MAX_TEXT:
            raise TooMuchError(_TOO_LONG)
        self.spend(size)

    def _put_out(self, finished: Callable[[object], str], value: object) -> str:
        # Blocks keep what is put out in them until they end.
        if not isinstance(value, str):
            self._make(weight(value))
        found = finished(value)
        self.spend(len(found))
        return found

    def _concat(self, parts: Iterable[str]) -> str:
        kept = []
        for part in parts:
            self.spend(len(part))
            kept.append(part)
        return "".join(kept)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Count the turns of loops, even of those whose `if` lets nothing through."""
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(nodes.For):
            counted = nodes.EnvironmentAttribute("counted", lineno=loop.lineno)
            loop.iter = nodes.Call(counted, [loop.iter], [], None, None, lineno=loop.lineno)
        return tree

    def counted(self, values: Any) -> Any:  # noqa: ANN401  whatever a template goes through
        """Return what a loop goes through, its turns counted."""
        if hasattr(values, "__len__"):
            self.spend(len(values) * _STEP)
            return values
        return self._turns(values)

    def _turns(self, values: Iterable[object]) -> Iterator[object]:
        for value in values:
            self.spend(_STEP)
            yield value

    # ------------------------------------------------------------ what makes something

    def joined(self, context: Context, parts: Sequence[object]) -> str:
        """Return what `~` makes of values."""
        self._make(sum(weight(part) for part in parts))
        return markup_join(parts) if context.eval_ctx.autoescape else str_join(parts)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401  Jinja's signature
        """Carry out an operator, if what it makes has an end."""
        if operator in _OPERATORS:
            self._make(_OPERATORS[operator](left, right))
        return super().call_binop(context, operator, left, right)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401, N805, PYI063  # Jinja's signature
        """Call a function, a macro or a method, if what it makes has an end."""
        __self.spend(_STEP)
        # Jinja wraps `format` of a text.
        method = getattr(__obj, "__wrapped__", __obj)
        holder = getattr(method, "__self__", None)
        if isinstance(holder, str):
            __self._reckon(method.__name__, (holder, *args), kwargs)
        elif __obj is not _range:
            _check_numbers((*args, *kwargs.values()))
        return __self._counted_result(super().call(__context, __obj, *args, **kwargs))

    def _guarded(self, name: str, made: Callable[..., Any]) -> Callable[..., Any]:
        """Return a filter that is reckoned before it is carried out."""
        special = hasattr(made, "jinja_pass_arg")

        @functools.wraps(made)
        def guarded(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  whatever the filter takes
            self.spend(_STEP)
            values = list(args)
            first = 1 if special else 0
            if name == "join" and len(values) > first and not hasattr(values[first], "__len__"):
                values[first] = list(self._turns(values[first]))
            self._reckon(name, tuple(values[first:]), kwargs)
            return self._counted_result(made(*values, **kwargs))

        return guarded

    def _reckon(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if name in _REFUSED_METHODS:
            raise TooMuchError(f"`{name}` can make texts without end")
        if name not in _OF_NUMBERS:
            _check_numbers((*args[1:], *kwargs.values()))
        if name in _GROWTH and args:
            self._make(_GROWTH[name](args[0], (*args[1:], *kwargs.values())))

    def _counted_result(self, found: Any) -> Any:  # noqa: ANN401  whatever it is
        if isinstance(found, str | list | tuple | dict):
            self.spend(len(found))
        return found


def _range(*bounds: int) -> range:
    found = range(*bounds)
    if len(found) > MAX_NUMBER:
        raise TooMuchError(f"a range of more than {MAX_NUMBER:,} numbers is too long")
    return found


def _check_numbers(values: Iterable[object]) -> None:
    for value in values:
        if isinstance(value, int | float) and abs(value) > MAX_NUMBER:
            raise TooMuchError(f"a number beyond {MAX_NUMBER:,} is too large here")


def weight(value: object) -> int:
    """Return how long a value is as a text, or more than `MAX_TEXT` where that is said already."""
    total, pending = 0, [value]
    while pending and total <= MAX_TEXT:
        one = pending.pop()
        if isinstance(one, str):
            total += len(one)
        elif isinstance(one, dict):
            pending += [*one, *one.values()]
        elif isinstance(one, list | tuple | set | frozenset):
            pending += one
        total += 4  # quotes and commas
    return total


def _repeated(left: object, right: object) -> int:
    for one, times in ((left, right), (right, left)):
        if isinstance(times, int) and isinstance(one, str | list | tuple):
            return len(one) * max(times, 0)
    return _bits(left, right, lambda first, second: first.bit_length() + second.bit_length())


def _power(left: object, right: object) -> int:
    return _bits(left, right, lambda base, exponent: base.bit_length() * abs(exponent))


def _bits(left: object, right: object, bits: Callable[[int, int], int]) -> int:
    if isinstance(left, int) and isinstance(right, int) and bits(left, right) > _MAX_BITS:
        raise TooMuchError("the number would be too large")
    return 1


def _added(left: object, right: object) -> int:
    return sum(len(one) for one in (left, right) if isinstance(one, str | list | tuple))


def _filled(left: object, right: object) -> int:
    """Reckon `"%s" % values` and `"{}".format(values)`: each place may hold all of the values."""
    if not isinstance(left, str):
        return 1
    if _WIDE.search(left):
        raise TooMuchError("a width of more than three digits, or one that is given as a value, is too large here")
    return len(left) + (left.count("%") + left.count("{")) * (weight(right) + 1000)


def _replaced(value: object, args: tuple[Any, ...]) -> int:
    text, old, new = (str(one) for one in (value, *args[:2])) if len(args) >= 2 else ("", "", "")  # noqa: PLR2004  old and new
    return len(text) + text.count(old) * len(new)


def _put_together(value: object, args: tuple[Any, ...]) -> int:
    """Reckon both `list | join(between)` and `between.join(list)`."""
    between = sum(len(one) for one in args if isinstance(one, str))
    if isinstance(value, str):
        listed = args[0] if args and isinstance(args[0], list | tuple) else ()
        return max(weight(value), weight(listed) + len(value) * len(listed)) + between * len(value)
    return weight(value) + between * (len(value) if isinstance(value, list | tuple | dict) else 1)


def _by_lines(value: object, args: tuple[Any, ...]) -> int:
    """Reckon what puts something in front of each line, or between as many pieces as there may be."""
    text = str(value) if isinstance(value, str) else ""
    most = max((one if isinstance(one, int) else weight(one) for one in args), default=4)
    return len(text) + (text.count("\n") + text.count("\t") + 1) * most


def _by_characters(value: object, args: tuple[Any, ...]) -> int:
    longest = max((len(one) for one in args if isinstance(one, str)), default=1)
    return weight(value) * max(1, longest)


_OPERATORS: Final[dict[str, Callable[[Any, Any], int]]] = {
    "*": _repeated,
    "**": _power,
    "+": _added,
    "%": _filled,
}
_GROWTH: Final[dict[str, Callable[[Any, tuple[Any, ...]], int]]] = {
    "expandtabs": _by_lines,
    "format": _filled,
    "indent": _by_lines,
    "join": _put_together,
    "pprint": lambda value, _: weight(value),
    "replace": _replaced,
    "string": lambda value, _: weight(value),
    "wordwrap": _by_characters,
}
