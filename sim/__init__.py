"""Simulation of how urban communities are governed by many actors together.

    import sim

    results = sim.compare(seeds="0..9")
    results.differences        # scenario minus baseline, per metric, with intervals
    results.figure()

Public names are loaded when they are first used, so that ``import sim`` is quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.agents.resident import Resident
    from sim.api.commands import compare, run
    from sim.api.export import export
    from sim.api.redraw import redraw
    from sim.api.report import figures, write_brief
    from sim.api.results import Comparison, Results, open_results
    from sim.api.studies import (
        attribute,
        calibrate,
        discover,
        learn,
        search,
        sensitivity,
        trial,
        validate,
        why,
    )
    from sim.api.sweeps import sweep
    from sim.errors import (
        CogovError,
        ModelError,
        OptionError,
        Problem,
        ResultsError,
        ScenarioError,
        UserError,
    )
    from sim.model import CommunityModel
    from sim.scenario import Scenario, load_scenario, shipped_scenarios
    from sim.studies.analysis import Analysis
    from sim.sweeps.results import SweepResults
    from sim.tables.town import make_town

__all__ = [
    "Analysis",
    "CogovError",
    "CommunityModel",
    "Comparison",
    "ModelError",
    "OptionError",
    "Problem",
    "Resident",
    "Results",
    "ResultsError",
    "Scenario",
    "ScenarioError",
    "SweepResults",
    "UserError",
    "attribute",
    "calibrate",
    "compare",
    "discover",
    "export",
    "figures",
    "learn",
    "load_scenario",
    "make_town",
    "open_results",
    "redraw",
    "run",
    "search",
    "sensitivity",
    "shipped_scenarios",
    "sweep",
    "trial",
    "validate",
    "why",
    "write_brief",
]

_HOMES = {
    "Analysis": "sim.studies.analysis",
    "CommunityModel": "sim.model",
    "Comparison": "sim.api.results",
    "Resident": "sim.agents.resident",
    "Results": "sim.api.results",
    "Scenario": "sim.scenario",
    "SweepResults": "sim.sweeps.results",
    "attribute": "sim.api.studies",
    "calibrate": "sim.api.studies",
    "compare": "sim.api.commands",
    "discover": "sim.api.studies",
    "export": "sim.api.export",
    "figures": "sim.api.report",
    "learn": "sim.api.studies",
    "load_scenario": "sim.scenario",
    "make_town": "sim.tables.town",
    "open_results": "sim.api.results",
    "redraw": "sim.api.redraw",
    "run": "sim.api.commands",
    "search": "sim.api.studies",
    "sensitivity": "sim.api.studies",
    "shipped_scenarios": "sim.scenario",
    "sweep": "sim.api.sweeps",
    "trial": "sim.api.studies",
    "validate": "sim.api.studies",
    "why": "sim.api.studies",
    "write_brief": "sim.api.report",
}
"""Where each public name lives; those not listed are in `sim.errors`."""


def __getattr__(name: str) -> Any:
    """A public name, loaded now (PEP 562)."""
    if name == "__version__":
        from importlib.metadata import version

        return version("cogov")
    if name not in __all__:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    found = getattr(import_module(_HOMES.get(name, "sim.errors")), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return sorted({*globals(), *__all__, "__version__"})
