"""The plausible sets of parameters that a study is run under beside its seeds.

A set is one more point of the study's experiment, so that its runs are cells of the store like
all others. The parameters in force are run on the same part of the town with the same seed: how
far a set lies from them is what the parameters make of an answer (see `sim.analysis.sets`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.sets import NO_SETS, holding, spread_over
from sim.kinds import Kind
from sim.runs.plausible import Asked, Chosen, choose
from sim.scenario import Scenario
from sim.studies.runs import Runs
from sim.sweeps.design import Point
from sim.sweeps.experiment import Experiment
from sim.words import Speech

Floats = NDArray[np.float64]
SET = "set"
"""The factor that tells sets apart; 0 for the parameters in force."""
COLUMNS = ("sets", "sets_low", "sets_high", "holds_in")


@dataclass(frozen=True, slots=True)
class Under:
    """The sets of a study, and the one seed that each is run with."""

    chosen: Chosen
    seed: int

    @property
    def count(self) -> int:
        """How many sets, without the parameters in force."""
        return len(self.chosen.sets)

    @property
    def about(self) -> dict[str, Any]:
        """What sentences and the manifest say of them."""
        return {**self.chosen.about, "seeds": [self.seed]}

    def experiment(self, of: Experiment) -> Experiment:
        """An experiment at each of its points under each set, those in force first."""
        points = tuple(
            Point(
                {SET: float(number), **point.values},
                # What a point itself sets, as a channel that is closed, stays so.
                {**{f"parameters.{name}": one for name, one in values.items()}, **point.settings},
            )
            for number, values in enumerate(({}, *self.chosen.sets))
            for point in of.points
        )
        return replace(
            of,
            name=f"{of.name}-sets",
            seeds=(self.seed,),
            factors=(SET, *of.factors),
            points=points,
            scale=self.chosen.scale,
            until=None,
        )

    def levels(self, of: Experiment, metrics: Sequence[str], runs: Runs) -> dict[str, Floats]:
        """Headlines of metrics under every set.

        Returns:
            By metric, shape (scenarios, 1 + sets, points of the experiment).

        Raises:
            ModelError: Runs failed; the others are kept.
        """
        experiment = self.experiment(of)
        _, known = runs.headlines(experiment, metrics)
        shape = (len(of.bases), 1 + self.count, len(of.points))
        return {
            name: np.array(
                [known[name][variant, self.seed] for variant in range(int(np.prod(shape)))]
            ).reshape(shape)
            for name in metrics
        }


def under(
    asked: Asked, kind: Kind, scenarios: Sequence[Scenario], seeds: Sequence[int]
) -> Under | None:
    """The sets that a study is run under; None when there are to be none.

    Raises:
        UserError: What was asked for is no set of sets; or the table is wrong.
    """
    found = choose(asked, kind.sets, scenarios)
    return None if found is None else Under(found, min(seeds))


def spread_columns(each: Floats, centre: float) -> dict[str, Any]:
    """What sets make of one thing, as columns of a table.

    Args:
        each: Shape (1 + sets,), the parameters in force first.
        centre: What these give in the town as the study ran it.
    """
    return dict(zip(COLUMNS, spread_over(each[:, None], centre), strict=True))


def over_sets(row: Mapping[str, Any], unit: str, speech: Speech) -> list[str]:
    """What plausible sets of parameters make of the whole effect, as a sentence.

    Nothing where none were run; where there is one, that it says nothing.
    """
    sets = row.get("sets")
    if sets is None or sets != sets or not sets:
        return []
    counts = {"sets": int(sets), "holds_in": int(row["holds_in"])}
    if counts["sets"] < 2:
        return [speech("compare.sets_note_one")]
    held = holding(**counts)
    ends = {end: speech.number(row[f"sets_{end}"], unit, signed=True) for end in ("low", "high")}
    return [speech("sets.whole", **ends, **counts, held=speech(f"brief.held.{held}", **counts))]


def sets_cells(row: Mapping[str, Any], unit: str, speech: Speech) -> tuple[str, str]:
    """The cells of a table: the interval over sets, and where the sign holds."""
    sets = row.get("sets")
    if sets is None or sets != sets or sets < 2:
        return speech("compare.held.none"), speech(f"compare.held.{NO_SETS}")
    counts = {"sets": int(sets), "holds_in": int(row["holds_in"])}
    text = speech.interval(row["sets_low"], row["sets_high"], unit, signed=True)
    return text, speech(f"compare.held.{holding(**counts)}", **counts)


def sets_heads(about: Mapping[str, Any], speech: Speech) -> tuple[str, ...]:
    """The headings of `sets_cells`; none where fewer than two sets were run."""
    count = about.get("sets", {}).get("sets", 0)
    if count < 2:
        return ()
    return speech("compare.sets_interval", sets=count), speech("compare.holds")


def luck_head(about: Mapping[str, Any], speech: Speech) -> str:
    """The heading of an interval over seeds."""
    return speech("compare.luck" if sets_heads(about, speech) else "compare.interval")


def sets_remark(about: Mapping[str, Any], speech: Speech) -> list[str]:
    """What the interval over sets is; nothing where none were run."""
    found = about.get("sets")
    if not found:
        return []
    key = "compare.sets_note" if found["sets"] > 1 else "compare.sets_note_one"
    share = speech.percent(found["scale"], 0 if found["scale"] >= 0.01 else 1)
    return [speech(key, sets=found["sets"], share=share, seeds=len(found["seeds"]))]
