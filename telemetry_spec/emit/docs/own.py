"""A folder of the user's templates: each has a place on the page, or is reported instead of doing nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import TemplateSyntaxError, meta

from telemetry_spec import registry, resources
from telemetry_spec.emit.docs import formats
from telemetry_spec.emit.docs.templates import bad_template, environment_of
from telemetry_spec.model.finding import InvalidInputError, Span

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from telemetry_spec.emit.docs.templates import Setting

ENDING = ".j2"


def check_folder(setting: Setting) -> None:
    """Hold the names in a folder of templates against those of the page.

    Raises:
        InvalidInputError: There is no such folder, no template in it, or one that the page never uses.
    """
    folder, ending = setting.folder, setting.say.format.templates
    if folder is None:
        return
    if not folder.is_dir():
        raise bad_template(f"There is no folder `{folder}` to take templates from.", "Name a folder of templates.")
    built_in = templates_of(setting.fmt)
    where = f"The built-in templates lie in {resources.templates_dir() / setting.say.format.folders[0]}."
    own = _own(folder, setting)
    if not own:
        advice = f"Put templates there that are named like built-in ones, such as `event{ending}`. {where}"
        raise bad_template(f"The folder `{folder}` holds no template.", advice)
    unused = sorted(own.keys() - _used(own, built_in, setting))
    findings = [
        finding
        for name in unused
        for finding in bad_template(
            f"No template called `{name}` is part of the page.",
            f"{_instead(name, built_in, ending)} {where}",
            Span(own[name].as_posix(), 1, 1, 1, 1),
        ).findings
    ]
    if findings:
        raise InvalidInputError(findings)


def templates_of(fmt: str) -> dict[str, Path]:
    """Return the built-in templates of a docs format by their names. Raises KeyError when there is no such format."""
    found: dict[str, Path] = {}
    for folder in formats.get(fmt).folders:
        for path in sorted((resources.templates_dir() / folder).glob(f"*{ENDING}")):
            found.setdefault(path.name, path)
    return dict(sorted(found.items()))


def _own(folder: Path, setting: Setting) -> dict[str, Path]:
    """Return the user's templates for a docs format. Beside each other may lie those of several formats."""
    ending = setting.say.format.templates
    others = tuple({formats.get(name).templates for name in formats.names()} - {ending})
    beside = [path for path in sorted(folder.glob(f"*{ENDING}")) if not path.name.endswith(others)]
    return {path.name: path for path in (*beside, *sorted((folder / setting.fmt).glob(f"*{ENDING}")))}


def _used(own: Mapping[str, Path], built_in: Collection[str], setting: Setting) -> set[str]:
    """Return those of the user's templates that take the place of a built-in one, or that such a template names."""
    environment = environment_of(setting)
    found: set[str] = set()
    pending = [name for name in own if name in built_in]
    while pending:
        name = pending.pop()
        if name in found or name not in own:
            continue
        found.add(name)
        try:
            named = list(meta.find_referenced_templates(environment.parse(own[name].read_text("utf-8"))))
        except (OSError, UnicodeDecodeError, TemplateSyntaxError):
            return set(own)  # rendering says what is wrong with it
        if None in named:
            return set(own)  # its name is worked out as the page is made
        pending += [one for one in named if one is not None]
    return found


def _instead(name: str, built_in: Collection[str], ending: str) -> str:
    stems = {one.removesuffix(ending): one for one in built_in}
    near = registry.nearest(name.split(".", maxsplit=1)[0], stems)
    if near is not None:
        return f"Did you mean `{stems[near]}`?"
    return f"There are: {', '.join(f'`{one}`' for one in sorted(built_in))}; another one has to be included by these."
