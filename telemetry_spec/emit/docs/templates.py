"""The templates of the public page: a sandbox in which text is escaped even where a template forgets to."""

from __future__ import annotations

import functools
import re
import traceback
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar, cast

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.exceptions import SecurityError
from markupsafe import Markup

from telemetry_spec import registry, resources
from telemetry_spec.emit.docs import view
from telemetry_spec.emit.docs.anchors import anchor
from telemetry_spec.emit.docs.bounded import MAX_PAGE, MAX_TEXT, BoundedEnvironment, TooMuchError
from telemetry_spec.emit.docs.view import Block
from telemetry_spec.model.finding import Finding, InvalidInputError, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from telemetry_spec.emit.docs.formats.base import Format
    from telemetry_spec.emit.docs.say import Say

#: The template of the whole page, which includes the others.
PAGE: Final = "page"
View = TypeVar("View")
#: What a format writes that templates put out themselves.
_FILTERS: Final = ("text", "cell", "paragraphs", "code", "code_block", "link", "sample", "strong", "target")
#: The prefix that names a built-in template, even where the user has one of the same name.
BUILT_IN = "built-in"
#: Filters that make HTML or JSON, which Markdown reads as it likes.
_REFUSED_FILTERS = ("tojson", "urlize", "xmlattr")

_VIEWS = "telemetry_spec.emit.docs.view."
_NO_ATTRIBUTE: Final = re.compile(r"'(\w+) object' has no attribute '(\w+)'")
_ADVICE: tuple[tuple[type[Exception], str], ...] = (
    (TemplateSyntaxError, "Correct the line. The built-in template of the same name shows the form."),
    (RecursionError, "Templates include each other without end: take one of the includes out."),
    (TemplateNotFound, f"Name a template that lies in your folder, or a built-in one: `{BUILT_IN}/event.ENDING.j2`."),
    (UndefinedError, "Use a name that the built-in template of the same name uses."),
    (TooMuchError, "Make less of it: whatever a template makes has an end."),
    (SecurityError, "Templates run in a sandbox. Take this out."),
    (Exception, "Correct the line. The built-in template of the same name shows the form."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a page is made with: the name of its format, its words, where headings begin, and templates of the user's.

    `level` is the level of the title: 1 for a page of its own, more within another page.
    """

    fmt: str
    say: Say
    level: int = 1
    folder: Path | None = None
    kept: dict[str, Environment] = field(default_factory=dict, repr=False, compare=False)
    """The environments of the built-in templates, by the product that anchors begin with."""


def render(template: str, views: Mapping[str, object], product: str, setting: Setting) -> str:
    """Render a template, which is named without its ending, with views whose texts are bound to the format (`texts`).

    Raises:
        InvalidInputError: A template of the user's does not work.
    """
    fmt = setting.say.format
    try:
        environment = _environment(setting, product)
        made = environment.get_template(f"{template}{fmt.templates}")
        rendered = made.render(**views)
    except Exception as error:
        if setting.folder is None:
            raise
        _refuse(error, setting.folder)
    text = rendered.strip("\n")
    return fmt.finish(f"{text}\n", setting.say.words["language"]) if text.strip() else ""


def _environment(setting: Setting, product: str) -> Environment:
    """Return the environment, the same for all parts of a page. In the user's, each part has all that may be spent."""
    if setting.folder is not None:
        return environment_of(setting, product)
    if product not in setting.kept:
        setting.kept[product] = environment_of(setting, product)
    environment = setting.kept[product]
    environment.globals["heading"] = functools.partial(_heading, setting.say.format, setting.level)
    return environment


def texts(value: View, fmt: Format) -> View:
    """Return a view in which every text that is not finished yet is escaped wherever it is put."""
    return cast("View", _texts(value, _text_class(fmt)))


def _texts(value: object, made: type[str]) -> object:
    if isinstance(value, Markup):
        return value
    if isinstance(value, str):
        return made(value)
    if isinstance(value, tuple):
        return tuple(_texts(item, made) for item in value)
    if isinstance(value, Block):
        # Its pieces are written by the format, not by templates.
        return replace(value, text=made(value.text), language=made(value.language))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{part.name: _texts(getattr(value, part.name), made) for part in fields(value)})
    return value


@cache
def _text_class(fmt: Format) -> type[str]:
    """Return a class of texts that are escaped wherever a template puts them, unless a filter has done so."""
    return type("Text", (str,), {"__slots__": (), "__html__": fmt.text})


def environment_of(setting: Setting, product: str = "") -> Environment:
    """Return the sandbox of a docs format, in which templates in a folder of the user's come first."""
    fmt, folder = setting.say.format, setting.folder
    built_in = FileSystemLoader([resources.templates_dir() / name for name in fmt.folders])
    own = [_Loader([folder / setting.fmt, folder])] if folder is not None else []

    def finished(value: object) -> Markup:
        """Escape whatever a template puts out, unless it is finished: Jinja's own escaping is for HTML."""
        return Markup() if value is None else fmt.text(value)

    options: dict[str, Any] = {
        "loader": ChoiceLoader([*own, built_in, PrefixLoader({BUILT_IN: built_in})]),
        "undefined": StrictUndefined,
        "autoescape": True,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "keep_trailing_newline": True,
        "auto_reload": False,
    }
    # The built-in templates are trusted, and take half the time outside of the sandbox.
    environment = (
        Environment(finalize=finished, **options)  # noqa: S701  autoescape is on
        if folder is None
        else BoundedEnvironment(finished, budget=MAX_PAGE, **options)
    )
    for name in _FILTERS:
        environment.filters[name] = getattr(fmt, name)
    environment.filters["closed"] = setting.say.closed
    environment.filters["e"] = environment.filters["escape"] = environment.filters["forceescape"] = fmt.text
    for name in _REFUSED_FILTERS:
        del environment.filters[name]
    environment.globals["words"] = setting.say.fixed()
    environment.globals["say"] = setting.say
    environment.globals["anchor"] = functools.partial(anchor, product)
    environment.globals["heading"] = functools.partial(_heading, fmt, setting.level)
    return environment


def _heading(fmt: Format, level: int, title: object, depth: int, place: str = "") -> Markup:
    """Write a heading, `depth` below the title of the page."""
    return fmt.heading(title, level + depth, place)


def _refuse(error: Exception, folder: Path) -> NoReturn:
    """Tell what is wrong with a template of the user's. An error elsewhere is passed on."""
    place = _place(error, folder)
    # What a page comes to may show only as it is put together.
    if place is None and not isinstance(error, TooMuchError):
        raise error
    reason = (str(error).splitlines() or [type(error).__name__])[0].replace(_VIEWS, "")
    if isinstance(error, TemplateNotFound):
        reason = f"there is no template `{error.name}`"
    advice = _nearest_name(reason) or next(advice for kind, advice in _ADVICE if isinstance(error, kind))
    span = Span(place[0], place[1], 1, place[1], 2) if place is not None else None
    raise bad_template(f"This template does not work: {reason}", advice, span) from error


def _nearest_name(reason: str) -> str:
    """Return what a template may have meant by a name that its view has not; "" where nothing is near."""
    found = _NO_ATTRIBUTE.match(reason)
    names = [part.name for part in fields(getattr(view, found[1]))] if found and hasattr(view, found[1]) else []
    near = registry.nearest(found[2], names) if found else None
    return f"Did you mean `{near}`?" if near else ""


def bad_template(message: str, advice: str, span: Span | None = None) -> InvalidInputError:
    """Make the error for a template, or a folder of them, that cannot be used."""
    finding = Finding(code="bad-template", severity=Severity.ERROR, message=message, help=advice, span=span)
    return InvalidInputError([finding])


def _place(error: Exception, folder: Path) -> tuple[str, int] | None:
    """Return the innermost line of the user's templates that had a part in an error, if one had."""
    if isinstance(error, TemplateSyntaxError) and error.filename and Path(error.filename).is_relative_to(folder):
        return error.filename, error.lineno
    found = None
    for frame, line in traceback.walk_tb(error.__traceback__):
        if Path(frame.f_code.co_filename).is_relative_to(folder):
            found = frame.f_code.co_filename, line
    return found


class _Loader(FileSystemLoader):
    """Loads templates of the user's. One that cannot be read is as wrong as one that cannot be parsed."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        try:
            source, file, is_current = super().get_source(environment, template)
        except TemplateNotFound:
            raise
        except (OSError, UnicodeDecodeError) as error:
            file = next(str(path) for folder in self.searchpath if (path := Path(folder, template)).is_file())
            message = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else "it cannot be read"
            raise TemplateSyntaxError(message, 1, template, file) from error
        if len(source) > MAX_TEXT:
            raise TemplateSyntaxError(f"it has more than {MAX_TEXT:,} characters", 1, template, file)
        return source, str(file), is_current
