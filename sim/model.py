"""The model: a town, month after month, as a `mesa.Model`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import mesa
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.agents.register import AgentRegister
from sim.calendar import first_day, format_month
from sim.declarations.metrics import METRICS
from sim.metrics import measure
from sim.month.asking import ask
from sim.month.consulting import consult, meetings_due
from sim.month.learning import learn
from sim.month.measuring import tally_of
from sim.month.predictor import Centre, lasting_part, rules_of, threshold_powers
from sim.month.service import experience_service
from sim.month.state import CommunityState, Month, adults_in, facts_of, members_in
from sim.month.taking_part import take_part
from sim.policy import conditions
from sim.rng import Draws
from sim.scenario import Scenario, first_difference, load_scenario
from sim.world import World, build_world, replace_leavers, ties_report

Floats = NDArray[np.float64]
JANUARY = 0
TOWN = "town"


class CommunityModel(AgentRegister, mesa.Model):  # type: ignore[misc]
    """A town governed by many actors together, one month a step.

    The model starts at the beginning of the scenario's common past (`run.burn_in`), if it has
    one, and stops by itself (`running`) after the last month of the run. Residents are Mesa
    agents, made when `agents` is first asked for.

    Args:
        scenario: A scenario, or the path or name of one.
        seed: Seed of every draw, 0 or more.
        world: A world built for this scenario and seed, which the model then owns; built when
            left out.

    Raises:
        ValueError: The seed is not an integer from 0 to 2**63 - 1.

    Attributes:
        month: The month that the next step runs.
        world: Residents, households and ties.
        state: State of the communities.
        last_month: The month that ran last, None before the first.
    """

    def __init__(
        self, scenario: Scenario | str | Path, seed: int = 0, *, world: World | None = None
    ) -> None:
        self._governance = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
        self.draws = Draws(seed)
        self.seed = self.draws.seed
        super().__init__(rng=self.seed)
        self.parameters: Mapping[str, float] = self.scenario.parameters
        self.month = self.scenario.first_month
        self.world = world or build_world(
            self.scenario.town, self.draws, self.month, self.parameters, self.scenario.scale
        )
        count = len(self.world.town.communities)
        self.state = CommunityState.initial(count, self.draws, self.parameters)
        self.last_month: Month | None = None
        adult = adults_in(self.world, self.month)
        self._centre = Centre.of(self.world, adult, self.month)
        most_ties = int(np.diff(self.world.ties.start).max(initial=0))
        self._rules = rules_of(self.parameters, most_ties)
        self._threshold_power = threshold_powers(
            self.world.residents.threshold, self.parameters["norm_exponent"]
        )
        self._base = self._lasting(slice(None))
        self._tally = tally_of(
            self.world,
            self.state,
            self.month,
            adult,
            members_in(self.world, self.month),
            np.zeros(self.world.households.size.size, dtype=np.bool_),
            None,
        )
        self._measured: list[tuple[int, Floats]] = []

    @property
    def scenario(self) -> Scenario:
        """The scenario that the model runs."""
        return self._governance

    @scenario.setter
    def scenario(self, value: Any) -> None:
        """Keep Mesa's own scenario, which holds nothing but its seed, out of the way."""
        self._mesa_scenario = value

    def follow(self, scenario: Scenario) -> None:
        """Go on under another scenario, which must be the same in all months that have run.

        Raises:
            ValueError: It differs in one of them.
        """
        until = first_difference(self.scenario, scenario)
        if until is not None and until < self.month:
            raise ValueError(
                f"{scenario.name} differs from {self.scenario.name} in {format_month(until)}, "
                f"which has run already"
            )
        self._governance = scenario
        self.parameters = scenario.parameters
        self.running = self.month < scenario.end

    def step(self) -> None:
        """Run one month: policy, ask, take part, consult, service, learn, turnover, measure."""
        month = self._open()
        ask(month)
        take_part(month, self._base, self._threshold_power, self._rules)
        consult(month)
        experience_service(month)
        learn(month, self._base)
        self._turn_over(month)
        self._measure(month)
        self._close(month)

    def _open(self) -> Month:
        """The month with the policy in force and the conditions that follow from it."""
        now = self.month
        if now % 12 == JANUARY:
            self._base = self._lasting(slice(None))
        member = members_in(self.world, now)
        adult = adults_in(self.world, now)
        in_force = conditions(
            self.scenario.levers_at(now),
            facts_of(self._tally, self.state, self.world, member),
            self.parameters,
        )
        return Month(
            number=now,
            world=self.world,
            state=self.state,
            draws=self.draws,
            parameters=self.parameters,
            conditions=in_force,
            member=member,
            adult=adult,
            decides=adult & member[self.world.residents.community],
            election=self.world.town.elections.is_election(now),
            meetings=meetings_due(self.state, in_force.meeting_rate, member),
        )

    def _lasting(self, rows: NDArray[np.int64] | slice) -> Floats:
        """The lasting part of the decision of some residents, shape (6, n)."""
        return lasting_part(self.world, rows, self._centre, self.month, self.parameters)

    def refresh(self, rows: NDArray[np.int64]) -> None:
        """Read anew what is lasting in the decisions of some residents.

        Args:
            rows: Rows of newcomers, or of residents whose columns somebody has written.
        """
        self._base[:, rows] = self._lasting(rows)
        self._threshold_power[rows] = threshold_powers(
            self.world.residents.threshold[rows], self.parameters["norm_exponent"]
        )

    def _turn_over(self, month: Month) -> None:
        """Replace those who die or move by newcomers."""
        rows = replace_leavers(self.world, self.draws, month.number, self.parameters)
        if rows.size:
            self.refresh(rows)

    def _measure(self, month: Month) -> None:
        """Measure every metric, for each community and the town."""
        self._tally = tally_of(
            self.world,
            self.state,
            month.number,
            adults_in(self.world, month.number),
            month.member,
            month.visited,
            month.conditions,
        )
        self._measured.append((month.number, measure(self._tally)))

    def _close(self, month: Month) -> None:
        """Turn the page."""
        self.last_month = month
        self.month += 1
        self.running = self.month < self.scenario.end

    def metric(self, name: str, community: str = TOWN) -> float:
        """The latest value of a metric, NaN when it is null or nothing has been measured yet.

        Raises:
            KeyError: No such metric or community.
        """
        places = [*self.world.town.community_ids, TOWN]
        if name not in METRICS or community not in places:
            raise KeyError(f"no metric {name!r} for {community!r}")
        if not self._measured:
            return float("nan")
        return float(self._measured[-1][1][list(METRICS).index(name), places.index(community)])

    def frame(self) -> pd.DataFrame:
        """Every metric measured so far.

        Returns:
            One row for each month and community, the town last: `month` (date of the first day),
            `community`, then one float64 column per metric, NaN where it is null.
        """
        places = [*self.world.town.community_ids, TOWN]
        columns: dict[str, Any] = {
            "month": [first_day(month) for month, _ in self._measured for _ in places],
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
        """What a reader of the results should know of this run, for the manifest."""
        return {
            "first_month": format_month(self.scenario.first_month),
            "branch": format_month(self.scenario.start),
            "end": format_month(self.scenario.end - 1),
            "residents": int(self.world.residents.eligible.sum()),
            "households": int(self.world.households.size.size),
            "network": ties_report(self.world),
        }
