"""The phases are declared as they run, with what each of them reads."""

from typing import Any

import pytest

import sim.model as model_module
from sim.model import CommunityModel
from sim.month import PHASES
from sim.policy import Conditions, conditions
from sim.scenario import load_scenario


def test_phases_run_in_their_order_and_read_the_conditions_they_declare(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ran: list[str] = []
    read: dict[str, set[str]] = {phase.name: set() for phase in PHASES}

    class Watched:
        """Conditions that note which phase reads what."""

        def __init__(self, made: Conditions) -> None:
            self.made = made

        def __getattr__(self, name: str) -> Any:
            read[ran[-1]].add(name)
            return getattr(self.made, name)

    def noted(name: str, call: Any) -> Any:
        def run(*arguments: Any) -> Any:
            ran.append(name)
            return call(*arguments)

        return run

    monkeypatch.setattr(model_module, "conditions", lambda *a: Watched(conditions(*a)))
    for phase in PHASES:
        owner = CommunityModel if hasattr(CommunityModel, phase.name) else model_module
        monkeypatch.setattr(owner, phase.name, noted(phase.name, getattr(owner, phase.name)))
    # Thirty years: elections, projects, prizes and meetings come and go.
    model = CommunityModel(load_scenario("history", ["population.scale=0.02"]))
    model.step()
    assert ran == [phase.name for phase in PHASES]
    assert len(set(ran)) == len(ran)
    while model.running:
        model.step()
    assert read == {phase.name: set(phase.reads) for phase in PHASES}
