"""Reads the factors of a file, and checks each of them over each scenario that it is about."""

from collections.abc import Mapping, Sequence
from typing import Any

from sim.calendar import format_month
from sim.declarations.parameters import PARAMETERS
from sim.errors import Problem, ScenarioError, did_you_mean
from sim.scenario.check import show
from sim.scenario.load import Loaded, load
from sim.scenario.yamlfile import KeyPath
from sim.sweeps.design import Level, declared_range, number_of
from sim.sweeps.factors import EVENTS, PAST, Factor
from sim.sweeps.levels import DECLARED, Checked
from sim.sweeps.told import Told

ASSUMED = "assumed"
ALL_PARAMETERS = "parameters.*"
MOST_FACTORS = 500
_RANGE = {"low", "high", "only"}


class FactorReader:
    """Reads factors, and checks each of them over each scenario that it is about.

    Args:
        told: Tells problems where the file has them.
        bases: The scenarios.
        problems: Receives everything that is wrong.
        where: Key path of the factors in the file.
    """

    def __init__(
        self,
        told: Told,
        bases: Sequence[Loaded],
        problems: list[Problem],
        where: KeyPath = ("factors",),
    ) -> None:
        self._told, self._bases, self._problems = told, bases, problems
        self._where = where
        self._names = [base.scenario.name for base in bases]

    def _wrong(self, where: KeyPath, message: str, hint: str = "") -> None:
        """Note what is wrong at a key path."""
        self._problems.append(self._told.problem(where, message, hint))

    def read(self, given: Mapping[str, Any]) -> tuple[Factor, ...]:
        """The factors of a file."""
        found: dict[str, Factor] = {}
        before = len(self._problems)
        for name, value in given.items():
            for factor in self._factor(name, value):
                # What is written of one parameter counts before what is written of all.
                if factor.name not in found or name != ALL_PARAMETERS:
                    found[factor.name] = factor
        if not found and len(self._problems) == before:
            self._wrong(self._where, "there are no factors")
        if len(found) > MOST_FACTORS:
            self._wrong(self._where, f"{len(found)} factors; at most {MOST_FACTORS}")
        return tuple(found.values())

    def _factor(self, name: str, value: Any) -> list[Factor]:
        """What is written of one factor; all parameters are many."""
        where: KeyPath = (*self._where, name)
        if name == ALL_PARAMETERS:
            return self._parameters(value, where)
        if name.startswith(f"{EVENTS}."):
            return self._event(name, value, where)
        if isinstance(value, tuple):
            return self._levels(name, value, where)
        if name == PAST:
            self._wrong(where, f"found {show(value)}; must be a list of months, as [24, 36, 120]")
            return []
        if value == DECLARED:
            return self._declared(name, where)
        if not isinstance(value, Mapping) or not set(value) <= _RANGE:
            allowed = f"{DECLARED!r}, {{low, high}}, {{low, high, only}} or a list of values"
            self._wrong(where, f"found {show(value)}; must be {allowed}")
            return []
        only = self._only(value, where)
        chosen = self._bases if only is None else [self._bases[index] for index in only]
        ends = Checked(self._told, chosen, self._problems).ends(name, value, where)
        return [] if ends is None else [Factor(name, *ends, only=only)]

    def _parameters(self, value: Any, where: KeyPath) -> list[Factor]:
        """All parameters, or those that nobody measured."""
        if value not in (DECLARED, ASSUMED):
            text = f"found {show(value)}; must be {DECLARED!r} for all, or {ASSUMED!r}"
            self._wrong(where, text)
            return []
        return [
            Factor(f"parameters.{name}", one.low, one.high)
            for name, one in PARAMETERS.items()
            if value == DECLARED or one.source.mark == ASSUMED
        ]

    def _declared(self, name: str, where: KeyPath) -> list[Factor]:
        """A factor that is moved over its declared range."""
        ends = declared_range(name)
        if ends is not None:
            return [Factor(name, *ends)]
        before = len(self._problems)
        Checked(self._told, self._bases, self._problems).fits({name: 1}, where)
        if len(self._problems) == before:
            self._wrong(where, "no range is declared for it", "write {low, high}")
        return []

    def _only(self, value: Mapping[str, Any], where: KeyPath) -> tuple[int, ...] | None:
        """Scenarios that a factor is about; None for all."""
        name = value.get("only")
        if name is None:
            return None
        if name not in self._names:
            hint = did_you_mean(str(name), self._names) or f"known: {', '.join(self._names)}"
            self._wrong((*where, "only"), f"{name!r} is none of the scenarios", hint)
            return None
        return (self._names.index(name),)

    def _levels(self, name: str, values: tuple[Any, ...], where: KeyPath) -> list[Factor]:
        """A factor that takes one of a few values."""
        if len(values) < 2:
            self._wrong(where, "a factor needs two values or more")
            return []
        if name == PAST:
            # Whether the scenarios can have such a past is told when they are loaded with it.
            good = all(type(value) is int and value >= 0 for value in values)
            if not good:
                self._wrong(where, "must be whole numbers of months, 0 or more")
                return []
        else:
            checked = Checked(self._told, self._bases, self._problems)
            fit = [
                checked.fits({name: value}, (*where, index)) for index, value in enumerate(values)
            ]
            if not all(fit):
                return []
        levels = tuple(Level(number_of(name, value), {name: value}) for value in values)
        return [Factor(name, levels[0].value, levels[-1].value, levels)]

    def _event(self, name: str, value: Any, where: KeyPath) -> list[Factor]:
        """A dated entry that is moved by whole months."""
        month = name.removeprefix(f"{EVENTS}.")
        known = sorted(
            {format_month(event.month) for base in self._bases for event in base.scenario.events}
        )
        if month not in known:
            hint = did_you_mean(month, known)
            text = f"no scenario has an entry of its timeline at {month!r}"
            self._wrong(where, text, hint or (f"there are {', '.join(known)}" if known else ""))
            return []
        given = value if isinstance(value, Mapping) and set(value) == {"low", "high"} else {}
        low, high = given.get("low"), given.get("high")
        if type(low) is not int or type(high) is not int or low >= high:
            text = f"found {show(value)}; must be whole months, such as {{low: -6, high: 6}}"
            self._wrong(where, text)
            return []
        return [Factor(name, float(low), float(high), whole=True)]


def read_pasts(
    factors: Sequence[Factor],
    settings: Mapping[str, Any],
    bases: Sequence[Loaded],
    told: Told,
    problems: list[Problem],
) -> dict[int, tuple[Loaded, ...]]:
    """The scenarios with each length of their common past.

    Args:
        factors: The factors.
        settings: Values that lie over every scenario.
        bases: The scenarios.
        told: Tells problems where the file has them.
        problems: Receives everything that is wrong.

    Returns:
        By months of the common past; empty when its length is no factor.
    """
    lengths = next((factor.levels for factor in factors if factor.name == PAST), ())
    found: dict[int, tuple[Loaded, ...]] = {}
    for index, level in enumerate(lengths):
        made = []
        for base in bases:
            place = base.files[0].place
            assert place is not None
            try:
                made.append(load(place.path, {**settings, PAST: level.settings[PAST]}))
            except ScenarioError as error:
                moved = told.moved(error.problems, ("factors", PAST, index))
                problems.extend(one for one in moved if one not in problems)
        found[int(level.settings[PAST])] = tuple(made)
    return found
