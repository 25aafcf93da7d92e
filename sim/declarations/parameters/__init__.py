"""The numbers in the rules of behaviour: default, range, meaning and source of each.

Stage files never set these; calibration, sensitivity analysis and what-ifs do.
"""

from sim.declarations.parameters.bodies import BODIES
from sim.declarations.parameters.residents import RESIDENTS
from sim.declare import Parameter

PARAMETERS: dict[str, Parameter] = {
    parameter.name: parameter for parameter in (*RESIDENTS, *BODIES)
}
"""All parameters by name, grouped by mechanism."""
