"""The numbers in the rules of behaviour: default, range, meaning and source of each.

Stage files never set these; calibration, sensitivity analysis and what-ifs do.
"""

from collections.abc import Mapping
from types import MappingProxyType

from sim.declarations.parameters.bodies import BODIES
from sim.declarations.parameters.population import POPULATION
from sim.declarations.parameters.residents import RESIDENTS
from sim.declare import Declared, Label, Parameter

PARAMETERS: Declared[Parameter] = Declared({
    parameter.name: parameter for parameter in (*RESIDENTS, *BODIES, *POPULATION)
})
"""All parameters by name, grouped by mechanism."""

MECHANISM_LABELS: Mapping[str, Label] = MappingProxyType({
    "decision": Label("Decision", "参与决定"),
    "asking": Label("Asking", "邀请"),
    "hours": Label("Hours", "时间"),
    "party": Label("Party", "党员"),
    "registration": Label("Registration", "志愿者注册"),
    "incentives": Label("Incentives", "激励"),
    "learning": Label("Learning", "学习"),
    "committee": Label("Committee", "社区两委"),
    "matters": Label("Matters", "事项"),
    "consultation": Label("Consultation", "议事协商"),
    "coordination": Label("Coordination", "统筹协调"),
    "organisations": Label("Organisations", "社会组织"),
    "grid": Label("Grid", "网格"),
    "units": Label("Units", "驻区单位"),
    "projects": Label("Projects", "购买项目"),
    "town": Label("Town", "镇"),
    "population": Label("Population", "人口"),
    "ties": Label("Ties", "社会联系"),
})
"""Groups of parameters, by the name that they have there."""
