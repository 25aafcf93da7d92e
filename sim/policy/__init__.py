"""From policy to conditions: the only place where a lever touches behaviour.

`conditions` turns the lever values in force, the state of the communities and the parameters
into what people and bodies meet in a month. Behaviour reads conditions, never levers. One module
a theme; each returns fields of `Conditions`.
"""

from collections.abc import Mapping

from sim.policy import participation
from sim.policy.actors import grid_terms, organisation_terms, project_terms, town_terms, unit_terms
from sim.policy.committee import committee_terms
from sim.policy.conditions import CommunityFacts, Conditions, Floats
from sim.policy.service import handling_terms, listening_terms, need_terms

__all__ = ["CommunityFacts", "Conditions", "conditions"]


def conditions(
    levers: Mapping[str, Floats], facts: CommunityFacts, parameters: Mapping[str, float]
) -> Conditions:
    """Set the conditions of one month.

    Args:
        levers: Value of every lever in each community, shape (C,).
        facts: The state of the communities.
        parameters: Every parameter of `sim.declarations.parameters`.
    """
    committee = committee_terms(levers, facts, parameters)
    projects = project_terms(levers, facts, parameters)
    consultation = participation.consultation_terms(levers, parameters)
    return Conditions(
        **committee,
        **projects,
        **consultation,
        **participation.ask_terms(levers, parameters),
        **participation.party_terms(levers, facts, parameters),
        **participation.place_terms(committee, facts, parameters),
        **participation.volunteer_terms(levers, facts, parameters, projects, consultation),
        **need_terms(levers, parameters),
        **listening_terms(levers, parameters),
        **handling_terms(levers, parameters),
        **grid_terms(levers, facts, parameters),
        **organisation_terms(levers, facts, parameters),
        **unit_terms(levers),
        **town_terms(facts, parameters),
    )
