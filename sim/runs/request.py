"""What a call is asked besides its subject: options that several share, checked in one place."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from inspect import Parameter, signature
from typing import Any, TypedDict, get_args

from sim.declare import METHODS, IntervalMethod
from sim.errors import Problem
from sim.extend import Extensions
from sim.runs.choose import Settings
from sim.runs.options import (
    DRAWN,
    LANGUAGES,
    Problems,
    check_choice,
    check_metrics,
    check_numbers,
    chosen_seeds,
)
from sim.runs.plausible import Asked
from sim.words.setting import current


class CommonOptions(TypedDict, total=False):
    """What every call takes that runs something, see `Options`."""

    scale: float | None
    months: int | None
    settings: Settings
    extensions: Extensions
    progress: bool


class SweepOptions(CommonOptions, total=False):
    """What a sweep takes, see `Options`."""

    seeds: str | int | Iterable[int] | None
    workers: int | None


class RunOptions(CommonOptions, total=False):
    """What a run takes, see `Options`."""

    sets: Asked
    language: str
    figures: str
    overwrite: bool


class Options(SweepOptions, RunOptions, total=False):
    """What any call can be asked; each takes those that it declares.

    Attributes:
        seeds: Seeds, as numbers or as text such as ``0..9``; None for those of the file or
            baseline.
        workers: How many processes, 0 for this one; None for as many as there are processors.
            Numbers do not depend on it.
        scale: Share of the residents that is simulated, 0.01-1, instead of the file's.
        months: Months after the common past, instead of the file's.
        settings: Values that lie over every scenario, over those of a file too, such as
            ``{"levers.control": 0.5}`` or ``["levers.control=0.5"]``.
        metrics: Names of the metrics that are looked at, instead of the file's or the headline
            ones.
        interval: How intervals over seeds are made: ``t`` for Student's, ``bootstrap`` for a
            bias-corrected and accelerated bootstrap, which is too narrow with few seeds.
        sets: Plausible sets of parameters under which it is run as well, on a part of the town:
            ``"none"``, how many of those that ship, ``"shipped"`` for all of them, or a table of
            one's own; None for as many as the call has by itself.
        extensions: Files with metrics, levers and actors of one's own, see `sim.extend`.
        language: Language of the figures that are saved, ``en`` or ``zh``; those of a study are
            saved in English as well.
        figures: ``all``, or ``none`` to save none; `sim.redraw` draws them later.
        overwrite: Replace results that the folder already holds; finished runs stay.
        progress: Show how it stands, on the error stream.
    """

    metrics: Sequence[str] | None
    interval: IntervalMethod


@dataclass(frozen=True, slots=True)
class Request:
    """The `Options` of a call, checked; ``own`` has those that its kind has for itself."""

    seeds: tuple[int, ...] | None = None
    workers: int | None = None
    scale: float | None = None
    months: int | None = None
    settings: Settings = ()
    metrics: tuple[str, ...] | None = None
    interval: IntervalMethod = "t"
    sets: Asked = None
    language: str = field(default_factory=current)
    figures: str = "all"
    overwrite: bool = False
    progress: bool = True
    own: Mapping[str, Any] = field(default_factory=dict)

    @property
    def draws(self) -> bool:
        """Whether figures are saved."""
        return self.figures != "none"

    @property
    def shape(self) -> dict[str, Any]:
        """What lies over the files, for a manifest."""
        return {name: getattr(self, name) for name in ("settings", "scale", "months")}


def requested(
    call: str, options: Mapping[str, Any], known: Collection[str], problems: Problems
) -> Request:
    """Check the options of a call; ``problems`` receives what is wrong.

    Args:
        call: What messages call it.
        options: As they were given.
        known: Those that it takes.
        problems: Receives every problem.
    """
    unknown = [name for name in options if name not in {*known, "extensions"}]
    problems.add(Problem(f"{call} has no such option", path=name) for name in unknown)
    given = {name: options[name] for name in known if name in options and name != "extensions"}
    given["language"] = given.get("language") or current()
    seeds, metrics = given.pop("seeds", None), given.pop("metrics", None)
    found = Request(**given)
    workers = found.workers or None
    problems.add(check_numbers(scale=found.scale, months=found.months, workers=workers))
    if metrics is not None:
        metrics, wrong = check_metrics(metrics)
        problems.add(wrong)
    problems.add(check_choice("lang", found.language, LANGUAGES))
    problems.add(check_choice("figures", found.figures, DRAWN))
    problems.add(check_choice("interval", found.interval, METHODS))
    return Request(**given, seeds=chosen_seeds(seeds, problems), metrics=metrics)


def spelled_out[F: Callable[..., Any]](call: F) -> F:
    """Give a call a signature that tells `help` and editors each of its options."""
    defaults = {one.name: one.default for one in fields(Request) if one.default is not MISSING}
    defaults |= {"extensions": (), "language": ""}
    said = signature(call)
    *own, rest = said.parameters.values()
    (taken,) = get_args(rest.annotation)
    hints = taken.__annotations__
    shown = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=hints[name])
        for name, default in defaults.items()
        if name in hints
    ]
    call.__signature__ = said.replace(parameters=[*own, *shown])  # type: ignore[attr-defined]
    return call
