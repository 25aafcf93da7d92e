"""The model: a town, month after month, as a `mesa.Model`."""

import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import mesa
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.agents.register import AgentRegister
from sim.agents.roster import Roster
from sim.calendar import first_days, format_month
from sim.declarations.metrics import METRICS
from sim.declarations.tables import TOWN
from sim.extend import acted_on, let_act, own_values
from sim.kernels.group_counts import digest
from sim.kernels.threads import Threads
from sim.mesa_tools import Governed, History, mesa_scenario
from sim.metrics import measure
from sim.month.asking import ask
from sim.month.consulting import consult
from sim.month.handling import book_residents_hours, handle_matters, supervise
from sim.month.learning import learn
from sim.month.measuring import tally_of
from sim.month.needs import collect_matters, needs_arise
from sim.month.planning import book_standing_hours, meetings_due, plan_month
from sim.month.predictor import Centre, lasting_part, room_for_lasting, rules_of, threshold_powers
from sim.month.recording import Recording
from sim.month.state import NONE, CommunityState, Month, adults_in, facts_of, members_in
from sim.month.taking_part import take_part
from sim.policy import conditions
from sim.rng import Draws
from sim.scenario import Scenario, first_difference, load_scenario
from sim.world import ROWS_AT_A_TIME, World, build_world, replace_leavers, ties_report

Floats = NDArray[np.float64]
JANUARY, DECEMBER = 0, 11


class CommunityModel(AgentRegister, mesa.Model):  # type: ignore[misc]
    """A town governed by many actors together, one month a step.

    The model starts at the beginning of the scenario's common past (`run.burn_in`), if it has
    one, and stops by itself (`running`) after the last month of the run. Residents are Mesa
    agents, made when `agents` is first asked for.

    Args:
        scenario: A scenario, or the path or name of one; Mesa's, of another model, too.
        seed: Seed of every draw, 0 or more; None, as Mesa's tools have it, for one that the
            system draws and ``seed`` tells.
        world: A world built for this scenario and seed, which the model then owns; built when
            left out.
        record: What to record beside the metrics, adults by group and hours of actors:
            ``("matters",)`` for every single matter.
        threads: Threads that share the residents of the town; any number gives the same bits.
            More than one pays in a large town, when nothing else runs beside it.

    Raises:
        ValueError: The seed is not an integer from 0 to 2**63 - 1, a name in ``record`` is
            unknown, or there cannot be so many threads.

    Attributes:
        month: The month that the next step runs.
        world: Residents, households and ties.
        state: State of the communities.
        threads: Threads that share the residents.
        recording: What is recorded beside the metrics.
        last_month: The month that ran last, None before the first and while one runs.
        extras: What a trial adds to the month that the next step runs, and to no other.
    """

    def __init__(
        self,
        scenario: Scenario | str | Path | Governed,
        seed: int | None = 0,
        *,
        world: World | None = None,
        record: Collection[str] = (),
        threads: int = 1,
    ) -> None:
        self._collector: Any = None
        self._mesa_scenario: Any = None
        # Mesa's tools make a model again from Mesa's scenario of another.
        given = scenario.governance if isinstance(scenario, Governed) else scenario
        self.governance: Scenario = given if isinstance(given, Scenario) else load_scenario(given)
        self.draws = Draws(int.from_bytes(os.urandom(4)) if seed is None else seed)
        self.threads = Threads(threads)
        self.seed = self.draws.seed
        super().__init__(rng=self.seed)
        self.parameters: Mapping[str, float] = self.governance.parameters
        self.month = self.governance.first_month
        self.world = world or build_world(
            self.governance.town, self.draws, self.month, self.parameters, self.governance.scale
        )
        count = len(self.world.town.communities)
        self.state = CommunityState.initial(
            count, sum(community.grids for community in self.world.town.communities)
        )
        self.roster = Roster.initial(self)
        self.last_month: Month | None = None
        self.extras = NONE
        adult = adults_in(self.world, self.month)
        self._centre = Centre.of(self.world, adult, self.month)
        most_ties = int(np.diff(self.world.ties.start).max(initial=0))
        self._rules = rules_of(self.parameters, most_ties)
        self._threshold_power = threshold_powers(
            self.world.residents.threshold, self.parameters["norm_exponent"]
        )
        self._lasting = room_for_lasting(len(self.world.residents), self._centre)
        self._read_lasting()
        self._tally = tally_of(
            self.world,
            self.state,
            self.roster,
            self.month,
            adult,
            members_in(self.world, self.month),
            np.zeros(len(self.world.households), dtype=np.bool_),
            self.governance.levers_at(self.month),
            digest(self.world.residents.history, self.threads),
            self.threads,
        )
        self._measured: list[tuple[int, Floats]] = []
        self.recording = Recording.of(
            self.world.town.community_ids, self.governance.end - 1, record
        )

    @property
    def scenario(self) -> Any:
        """Mesa's scenario, for its tools; what is governed how stands in ``governance``."""
        if not isinstance(self._mesa_scenario, Governed):
            self._mesa_scenario = mesa_scenario(self.governance, self.seed)
        return self._mesa_scenario

    @scenario.setter
    def scenario(self, value: Any) -> None:
        """Keep what Mesa gives the model when it is made."""
        self._mesa_scenario = value

    @property
    def datacollector(self) -> Any:
        """One's own, or every metric of the town in every month that ran."""
        if self._collector is None:
            return History(self).read()
        return self._collector

    @datacollector.setter
    def datacollector(self, value: Any) -> None:
        """Use a collector of one's own."""
        self._collector = value

    def __repr__(self) -> str:
        """Name class, scenario, town, residents, month and seed."""
        return (
            f"<{type(self).__name__}: {self.governance.name} in {self.governance.town.id}, "
            f"{int(self.world.residents.eligible.sum()):,} residents, "
            f"{format_month(self.month)}, seed {self.seed}>"
        )

    def follow(self, scenario: Scenario) -> None:
        """Go on under another scenario, which must be the same in all months that have run.

        Raises:
            ValueError: It differs in one of them.
        """
        until = first_difference(self.governance, scenario)
        if until is not None and until < self.month:
            raise ValueError(
                f"{scenario.name} differs from {self.governance.name} in {format_month(until)}, "
                f"which has run already"
            )
        self.governance = scenario
        self.parameters = scenario.parameters
        self.running = self.month < scenario.end
        self.recording.last = scenario.end - 1

    def step(self) -> None:
        """Run one month, phase by phase.

        Raises:
            ValueError: The run is at its end.
        """
        if self.month >= self.governance.end:
            last = format_month(self.governance.end - 1)
            raise ValueError(f"the run ended with {last}; a longer one needs more run.months")
        month = self._open()
        let_act(self.roster.own, month)
        needs_arise(month)
        ask(month)
        collect_matters(month)
        take_part(month, self._lasting, self._threshold_power, self._rules)
        consult(month)
        handle_matters(month)
        supervise(month)
        learn(month, self._lasting, self._rules)
        self._turn_over(month)
        self._measure(month)
        self._close(month)

    def _open(self) -> Month:
        """Open the month: the policy in force, what follows from it, and the actors' plans."""
        now = self.month
        self.last_month = None
        extras, self.extras = self.extras, NONE
        if now % 12 == JANUARY:
            self._read_lasting()
        member = members_in(self.world, now)
        adult = adults_in(self.world, now)
        facts = facts_of(self._tally, self.roster, self.world, member)
        levers = self.governance.levers_at(now)
        in_force = conditions(levers, facts, self.parameters)
        in_force = acted_on(in_force, levers, facts, self.parameters, now)
        meetings = meetings_due(self.roster, in_force, member)
        self.state.books.open(now)
        self.state.collaboration.open(now)
        self.recording.begin(now, self.world, self.state.matters)
        self.state.matters.forget(now)
        return Month(
            number=now,
            world=self.world,
            state=self.state,
            roster=self.roster,
            draws=self.draws,
            parameters=self.parameters,
            conditions=in_force,
            member=member,
            adult=adult,
            decides=adult & member[self.world.residents.community],
            election=self.world.town.elections.is_election(now),
            meetings=meetings,
            plan=plan_month(
                self.roster, in_force, self.state.matters, member, meetings, facts.residents
            ),
            threads=self.threads,
            extras=extras,
            still=self.governance.still,
        )

    def _read_lasting(self) -> None:
        """Read anew what is lasting in all decisions, some rows at a time."""
        for first in range(0, len(self.world.residents), ROWS_AT_A_TIME):
            self._read_lasting_of(slice(first, first + ROWS_AT_A_TIME))

    def _read_lasting_of(self, rows: NDArray[np.int64] | slice) -> None:
        """Read anew what is lasting in the decisions of some residents."""
        kept = self._lasting
        read = lasting_part(self.world, rows, self._centre, self.month, self.parameters)
        kept.common[rows], kept.age[rows], kept.college[rows] = read[:3]

    def refresh(self, rows: NDArray[np.int64]) -> None:
        """Read anew what is lasting in the decisions of some residents.

        Args:
            rows: Rows of newcomers, or of residents whose columns somebody has written.
        """
        self._read_lasting_of(rows)
        self._threshold_power[rows] = threshold_powers(
            self.world.residents.threshold[rows], self.parameters["norm_exponent"]
        )

    def _turn_over(self, month: Month) -> None:
        """Replace those who die or move by newcomers."""
        rows = replace_leavers(self.world, self.draws, month.number, self.parameters)
        if rows.size:
            self.refresh(rows)

    def _measure(self, month: Month) -> None:
        """Close the books and measure every metric, for each community and the town."""
        book_standing_hours(month)
        book_residents_hours(month)
        if month.number % 12 == DECEMBER:
            self.state.collaboration.look(month.number, month.member.size, self.draws)
        digested = digest(self.world.residents.history, self.threads)
        self._tally = tally_of(
            self.world,
            self.state,
            self.roster,
            month.number,
            adults_in(self.world, month.number),
            month.member,
            month.visited,
            self.governance.levers_at(month.number),
            digested,
            self.threads,
        )
        self._measured.append((month.number, measure(self._tally, own_values(self._tally, self))))
        self.recording.end(month, digested)

    def _close(self, month: Month) -> None:
        """Turn the page."""
        self.last_month = month
        self.month += 1
        self.running = self.month < self.governance.end

    def metric(self, name: str, community: str = TOWN) -> float:
        """Find the latest value of a metric, NaN when it is null or not yet measured.

        Raises:
            KeyError: No such metric or community.
        """
        places = [*self.world.town.community_ids, TOWN]
        if name not in METRICS or community not in places:
            raise KeyError(f"no metric {name!r} for {community!r}")
        if not self._measured:
            return float("nan")
        return float(self._measured[-1][1][list(METRICS).index(name), places.index(community)])

    def series(self, name: str) -> list[float]:
        """List the town's values of a metric in every month that has run, NaN where null.

        Raises:
            KeyError: No such metric.
        """
        if name not in METRICS:
            raise KeyError(f"no metric {name!r}")
        row = list(METRICS).index(name)
        return [float(values[row, -1]) for _, values in self._measured]

    def frame(self) -> pd.DataFrame:
        """Tabulate every metric measured so far.

        Returns:
            One row for each month and community, the town last: `month` (datetime64, its first
            day), `community`, then one float64 column per metric, NaN where it is null.
        """
        places = [*self.world.town.community_ids, TOWN]
        columns: dict[str, Any] = {
            "month": np.repeat(first_days([month for month, _ in self._measured]), len(places)),
            "community": places * len(self._measured),
        }
        values = (
            np.concatenate([values for _, values in self._measured], axis=1)
            if self._measured
            else np.empty((len(METRICS), 0))
        )
        columns.update(zip(METRICS, values, strict=True))
        return pd.DataFrame(columns)

    def record(self) -> dict[str, Any]:
        """Say for the manifest what a reader of the results should know of this run."""
        return {
            "first_month": format_month(self.governance.first_month),
            "branch": format_month(self.governance.start),
            "end": format_month(self.governance.end - 1),
            "residents": int(self.world.residents.eligible.sum()),
            "households": int(self.world.households.size.size),
            "network": ties_report(self.world),
        }
