"""What policy reads, and what it hands to behaviour."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Terms = dict[str, Floats]


@dataclass(frozen=True, slots=True)
class CommunityFacts:
    """What policy needs to know of each community; all arrays have shape (C,).

    Attributes:
        residents: Eligible residents.
        organisations: Social organisations and volunteer teams that exist.
        associations: Of these, residents' own associations, which are no volunteer teams.
        volunteers: Residents who volunteered last month.
        paper_share: Share of registered volunteers who did not volunteer in 12 months, 0-1.
        units: Resident units stationed in the community.
        agreements: Co-building agreements in force.
        leaders: Residents who led an organisation, building or lane last month.
        grids: Number of grids.
        member: Whether the community belongs to the town yet.
        scale: Population scale, for amounts of the whole town.
    """

    residents: Floats
    organisations: Floats
    associations: Floats
    volunteers: Floats
    paper_share: Floats
    units: Floats
    agreements: Floats
    leaders: Floats
    grids: Floats
    member: NDArray[np.bool_]
    scale: float


@dataclass(frozen=True, slots=True)
class Conditions:
    """What people and bodies meet in a month; arrays have shape (C,) unless said.

    Attributes:
        committee_hours: Hours worked by the committee.
        administrative_hours: Of these, hours for tasks from above.
        delegated_hours: Share of the town's hours that is the committee's.
        free_ratio: Share of its hours that the committee is free to use, 0-1.
        money: Money that the committee is free to use, yuan a year.
        own_income: Income of the community's own, yuan a year.
        budget: Budget that the community receives, yuan a year.
        official_rate: Chance that a committee that does nothing else asks an adult about a form.
        online_rate: Chance that the online channels reach an adult who is online.
        offline_rate: Chance that the notice boards reach an adult.
        leader_rate: Chance that an adult is asked to take a lead.
        called_rate: Chance that a volunteer on call is called.
        party_active: Share of party members who report in the community, 0-1.
        party_coverage: Share of households that are to be linked to a party member, 0-1.
        party_reach: Households that one active member links and serves at most.
        visit_rate: Chance that a linked household is visited by a member who is not tired.
        places: Places in each form, shape (C, 6); infinite where a form has none.
        meeting_rate: Consultation meetings per month.
        carried_out: Chance that an adopted decision is carried out.
        voice: Factor on the efficacy gained, 1 without control.
        register_chance: Chance that a willing unregistered volunteer is registered.
        drive_rate: Chance that a drive asks an adult to register.
        stop_rate: Chance that an idle volunteer stops answering calls.
        volunteering_hours: Hours of one volunteering occasion.
        incentive: Incentive of volunteering, log-odds before a person's own loss of motive.
        appeal: What activities that money pays for add to the inclination to join, less what
            associations replace, log-odds.
        prizes: Prizes to be won this month.
        need_factor: Factor on the matters of each kind that arise, shape (C, kinds).
        facility_factor: Factor on the facility matters that arise.
        report_control: What control takes off own reports of those who are no clients, log-odds.
        report_online: What online channels add to own reports, log-odds.
        report_channels: What the complaint channel adds to own reports, log-odds.
        walk_in: Capacity of the station for own reports, 0-1.
        service_scope: Share of other than vulnerable residents whom services are for, 0-1.
        work: Factor on the hours of a matter.
        supervision: Strength of supervision, 0-1.
        on_paper: Chance that a matter unserved for two months is closed on paper.
        detected: Chance that a closing on paper is found out within three months.
        feedback: Chance that the person learns of a true resolution.
        same_month: Chance that a referral loses no month.
        delegation: Share of the town's matters that is the committee's.
        volunteer_match: Chance that volunteers or an organisation fit a matter.
        grid_workers: Grid workers in the community's grids together.
        grid_effort: Share of paid hours that is real effort, 0-1.
        grid_gloss: Chance that a grid worker closes on paper what should be referred.
        patrol: Share of visiting hours spent on patrol.
        platform: Strength of the grid platform, 0-1.
        organisation_capacity: Organisations that the community can carry.
        founding_rate: Expected foundings of organisations.
        dissolving_rate: Chance that an organisation dissolves.
        team_support: Support of teams, 0-1.
        incubation: Strength of incubation where there is a project, 0-1.
        agreements: Co-building agreements wanted.
        unit_match: Chance that a unit's offer fits a matter, 0-1.
        unit_appraisal: Appraisal of units, 0-1.
        project_hours: Effective hours of social workers in the community.
        projects: Whether there is a project in each field, shape (C, fields).
        skill: Skill of social workers where there are any, 0-1.
        provision: Professional provision relative to the standard, 0-1.
        inclusion: What a project for migrants gives back of what keeps them out, log-odds.
        town_hours: Hours of the town for matters of each community, before delegation.
    """

    committee_hours: Floats
    administrative_hours: Floats
    delegated_hours: Floats
    free_ratio: Floats
    money: Floats
    own_income: Floats
    budget: Floats
    official_rate: Floats
    online_rate: Floats
    offline_rate: Floats
    leader_rate: Floats
    called_rate: Floats
    party_active: Floats
    party_coverage: Floats
    party_reach: Floats
    visit_rate: Floats
    places: Floats
    meeting_rate: Floats
    carried_out: Floats
    voice: Floats
    register_chance: Floats
    drive_rate: Floats
    stop_rate: Floats
    volunteering_hours: Floats
    incentive: Floats
    appeal: Floats
    prizes: Floats
    need_factor: Floats
    facility_factor: Floats
    report_control: Floats
    report_online: Floats
    report_channels: Floats
    walk_in: Floats
    service_scope: Floats
    work: Floats
    supervision: Floats
    on_paper: Floats
    detected: Floats
    feedback: Floats
    same_month: Floats
    delegation: Floats
    volunteer_match: Floats
    grid_workers: Floats
    grid_effort: Floats
    grid_gloss: Floats
    patrol: Floats
    platform: Floats
    organisation_capacity: Floats
    founding_rate: Floats
    dissolving_rate: Floats
    team_support: Floats
    incubation: Floats
    agreements: Floats
    unit_match: Floats
    unit_appraisal: Floats
    project_hours: Floats
    projects: Floats
    skill: Floats
    provision: Floats
    inclusion: Floats
    town_hours: Floats
