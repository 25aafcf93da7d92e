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
    from sim.api.report import figures, write_brief
    from sim.api.results import Comparison, Results, open_results
    from sim.api.saving import redraw
    from sim.api.studies import (
        attribute,
        calibrate,
        claims,
        discover,
        learn,
        match,
        search,
        sensitivity,
        sweep,
        trial,
        validate,
        why,
    )
    from sim.api.texts import explain, new, schema, show
    from sim.dashboard.server import serve
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
    from sim.report.odd.document import odd
    from sim.report.reference.document import glossary, reference
    from sim.runs.request import Options
    from sim.scenario import Scenario, load_scenario, shipped_scenarios
    from sim.studies.analysis import Analysis
    from sim.sweeps.store import SweepResults
    from sim.sweeps.verify import verify
    from sim.tables.town import make_town
    from sim.words.speech import Speech

__all__ = [
    "Analysis",
    "CogovError",
    "CommunityModel",
    "Comparison",
    "ModelError",
    "OptionError",
    "Options",
    "Problem",
    "Resident",
    "Results",
    "ResultsError",
    "Scenario",
    "ScenarioError",
    "Speech",
    "SweepResults",
    "UserError",
    "attribute",
    "calibrate",
    "claims",
    "compare",
    "discover",
    "explain",
    "export",
    "figures",
    "glossary",
    "learn",
    "load_scenario",
    "make_town",
    "match",
    "new",
    "odd",
    "open_results",
    "redraw",
    "reference",
    "run",
    "schema",
    "search",
    "sensitivity",
    "serve",
    "shipped_scenarios",
    "show",
    "sweep",
    "trial",
    "validate",
    "verify",
    "why",
    "write_brief",
]

_HOMES = {
    "Analysis": "sim.studies.analysis",
    "CommunityModel": "sim.model",
    "Comparison": "sim.api.results",
    "Options": "sim.runs.request",
    "Resident": "sim.agents.resident",
    "Results": "sim.api.results",
    "Scenario": "sim.scenario",
    "Speech": "sim.words.speech",
    "SweepResults": "sim.sweeps.store",
    "attribute": "sim.api.studies",
    "calibrate": "sim.api.studies",
    "claims": "sim.api.studies",
    "compare": "sim.api.commands",
    "discover": "sim.api.studies",
    "explain": "sim.api.texts",
    "export": "sim.api.export",
    "figures": "sim.api.report",
    "glossary": "sim.report.reference.document",
    "learn": "sim.api.studies",
    "load_scenario": "sim.scenario",
    "make_town": "sim.tables.town",
    "match": "sim.api.studies",
    "new": "sim.api.texts",
    "odd": "sim.report.odd.document",
    "open_results": "sim.api.results",
    "redraw": "sim.api.saving",
    "reference": "sim.report.reference.document",
    "run": "sim.api.commands",
    "schema": "sim.api.texts",
    "search": "sim.api.studies",
    "sensitivity": "sim.api.studies",
    "serve": "sim.dashboard.server",
    "shipped_scenarios": "sim.scenario",
    "show": "sim.api.texts",
    "sweep": "sim.api.studies",
    "trial": "sim.api.studies",
    "validate": "sim.api.studies",
    "verify": "sim.sweeps.verify",
    "why": "sim.api.studies",
    "write_brief": "sim.api.report",
}
"""Where each public name lives; those not listed are in `sim.errors`."""


def __getattr__(name: str) -> Any:
    """Load a public name, now that it is asked for (PEP 562)."""
    if name == "__version__":
        from importlib.metadata import version

        return version("cogov")
    if name not in __all__:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    found = getattr(import_module(_HOMES.get(name, "sim.errors")), name)
    _speak()
    globals()[name] = found
    return found


def _speak() -> None:
    """Let errors speak the language of the reader, whose words are loaded with the first one."""
    from sim.errors import Problem, UserError

    def told(problem: Problem) -> str:
        from sim.words.setting import told as say

        return say(problem)

    if UserError.words is str:
        UserError.words = told


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__, "__version__"})
