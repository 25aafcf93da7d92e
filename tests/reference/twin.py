"""The month of the residents once more: slow, readable, without arrays.

Written from the description of the model, with objects, loops and Python's own mathematics. It
shares with the model the declarations, the world at the start and the turnover of residents,
and nothing else; draws come from NumPy's generator (`tests.reference.keyed`).
"""

import math
from collections.abc import Callable
from typing import Any

from sim.rng import Draws, hashed_id
from sim.scenario import Scenario
from sim.world import World, replace_leavers
from tests.reference.actors import first_grids, first_units, plan
from tests.reference.deciding import decide
from tests.reference.keyed import KeyedDraws
from tests.reference.learning import learn, learn_together
from tests.reference.matters import Matter, arise, collect, consult, handle, supervise
from tests.reference.measuring import close_books
from tests.reference.network import Pair, look, note
from tests.reference.people import (
    DEEP,
    FORM_NAMES,
    Home,
    Person,
    Place,
    read_people,
    read_person,
    read_ties,
    read_traits,
)
from tests.reference.terms import terms

INDEX = {name: k for k, name in enumerate(FORM_NAMES)}


class Twin:
    """A town that lives the same months as the model."""

    def __init__(self, scenario: Scenario, seed: int, world: World) -> None:
        self.described, self.p = scenario, scenario.parameters
        self.month = scenario.first_month
        self.draws = KeyedDraws(seed)
        self.model_draws = Draws(seed)  # for the turnover only
        self.world = world
        self.people = read_people(world, self.make_person)
        homes = world.households
        self.homes = [
            Home(
                int(homes.household_id[k]),
                int(homes.community[k]),
                int(homes.grid[k]),
                [],
                float(homes.visit_rank[k]),
            )
            for k in range(len(homes.household_id))
        ]
        for person in self.people:
            self.homes[person.household].members.append(person)
        self.places = [
            Place(
                index=k,
                who=hashed_id("community", community.id),
                member_from=community.member_from,
                people=[person for person in self.people if person.community == k],
                homes=[home for home in self.homes if home.community == k],
                coordination=self.p["initial_coordination"],
                agenda=self.draws.one("agenda", 0, hashed_id("community", community.id)),
                units=first_units(self, k),
                unit_count=community.units,
            )
            for k, community in enumerate(world.town.communities)
        ]
        for place in self.places:
            place.count(self.month)
        self.grids = first_grids(self)
        self.matters: list[Matter] = []
        self.outcome: list[int] = []
        self.town_hours = self.town_saved = 0.0
        # Contributions of partners to matters this month, and joint work by month.
        self.joint: list[tuple[Matter, str, float, float]] = []
        self.together: dict[int, dict[Pair, float]] = {}
        self.density = math.nan
        # Words for what happened in the month, so that a test can ask whether it did.
        self.noted: set[str] = set()
        self.willing: dict[int, set[str]] = {}
        self.decided: dict[int, set[str]] = {}
        self.asked_by: dict[int, dict[str, int]] = {}
        self.centre = self._centre()
        for person in self.people:
            person.lasting = self._lasting(person, self.month)

    def make_person(self, **values: Any) -> Person:
        """A resident; what is built on the twin may make one of its own kind."""
        return Person(**values)

    # --- the lasting part of the decision ----------------------------------------------------

    def _centre(self) -> dict[str, float]:
        """Means over the adults at the start."""
        adults = [person for person in self.people if person.is_adult(self.month)]

        def mean(of: Callable[[Person], float]) -> float:
            return math.fsum(of(person) for person in adults) / len(adults)

        ties = mean(lambda person: len(person.ties))
        spread = math.sqrt(mean(lambda person: (len(person.ties) - ties) ** 2))
        return {
            "age": mean(lambda person: self.month - person.birth_month) / 120,
            "party": mean(lambda person: person.party),
            "college": mean(lambda person: person.education == 2),
            "public_job": mean(lambda person: person.public_job),
            "migrant": mean(lambda person: person.migrant),
            "owner": mean(lambda person: person.owner),
            "disabled": mean(lambda person: person.disabled),
            "ties": ties,
            "spread": spread if spread > 0 else 1.0,
        }

    def _lasting(self, person: Person, month: int) -> dict[str, float]:
        """Intercept, resources, origin and disposition, for each form."""
        p, centre = self.p, self.centre
        age = (month - person.birth_month) / 120 - centre["age"]
        college = (person.education == 2) - centre["college"]
        common = person.disposition
        common += p["beta_party"] * (person.party - centre["party"])
        common += p["beta_public_job"] * (person.public_job - centre["public_job"])
        common += p["beta_migrant"] * (person.migrant - centre["migrant"])
        common += p["beta_owner"] * (person.owner - centre["owner"])
        common += p["beta_disabled"] * (person.disabled - centre["disabled"])
        outside = [self.people[row] for row in person.ties[len(person.household_ties) :]]
        if person.migrant and outside:
            locals_known = sum(not one.migrant for one in outside) / len(outside)
            common -= p["beta_migrant"] * p["migrant_mixing"] * locals_known
        common += p["beta_ties"] * (len(person.ties) - centre["ties"]) / centre["spread"]
        own = {
            "informed": p["beta_age_informed"] * age,
            "consultation": p["beta_age_consultation"] * age,
            "election": p["beta_age_election"] * age + p["beta_college_election"] * college,
            "volunteering": p["beta_college_volunteering"] * college,
        }
        return {form: p[f"intercept_{form}"] + common + own.get(form, 0.0) for form in FORM_NAMES}

    # --- the month ---------------------------------------------------------------------------

    def step(self) -> None:
        """Run one month."""
        self.noted = set()
        self._open()
        plan(self)
        arise(self)
        self._visit()
        collect(self)
        self.willing = {person.row: set() for person in self.people}
        self.decided = {person.row: set() for person in self.people}
        self.asked_by = {person.row: {} for person in self.people}
        self.decide()
        self._give_places()
        self._give_prizes()
        consult(self)
        handle(self)
        note(self)
        supervise(self)
        self.learn()
        learn_together(self)
        self._turn_over()
        close_books(self)
        if self.month % 12 == 11:
            look(self)
        self.month += 1

    def decide(self) -> None:
        """Everyone's decisions; nobody has decided on anything yet."""
        if not self.described.still:
            decide(self)

    def learn(self) -> None:
        """What residents learn, all from the trust that others had before."""
        before = {person.row: person.trust for person in self.people}
        for person in self.people:
            learn(self, person, before)

    def _open(self) -> None:
        """Policy in force, what is open, and who can decide."""
        now = self.month
        if now % 12 == 0:
            for person in self.people:
                person.lasting = self._lasting(person, now)
        levers = self.described.levers_at(now)
        members = [place for place in self.places if place.is_member(now)]
        grids = {place.index: self.world.town.communities[place.index].grids for place in members}
        for place in self.places:
            place.agreements = sum(unit.is_signed(now) for unit in place.units)
            place.diary[now] = {}
        self.levers = [
            {name: float(values[place.index]) for name, values in levers.items()}
            for place in self.places
        ]
        self.terms = [
            terms(
                self.levers[place.index],
                place,
                grids.get(place.index, 0) / max(sum(grids.values()), 1),
                self.described.scale,
                self.p,
            )
            for place in self.places
        ]
        self.election = self.world.town.elections.is_election(now)
        self.meetings = {}
        for place in self.places:
            if place in members:
                place.agenda += self.terms[place.index]["meetings"]
            self.meetings[place.index] = math.floor(place.agenda)
            place.agenda -= self.meetings[place.index]
        self.adults = {person.row for person in self.people if person.is_adult(now)}
        self.deciders = [
            person
            for person in self.people
            if person.row in self.adults and self.places[person.community] in members
        ]
        self.members = members

    def open_forms(self, place: int) -> set[str]:
        """Forms that one can decide on."""
        forms = {"informed", "activity", "volunteering", "co_production"}
        if self.meetings[place] > 0:
            forms.add("consultation")
        if self.election:
            forms.add("election")
        return forms

    def _visit(self) -> None:
        """Party members visit linked households and ask one adult about one form."""
        self.visited: set[int] = set()
        self.served: dict[int, int] = {}
        self.duties: dict[int, int] = {}
        self.party_ask: dict[int, str] = {}
        deciding = {person.row for person in self.deciders}
        servers = {k: v for place in self.places for k, v in self._servers(place).items()}
        for number, home in enumerate(self.homes):
            term = self.terms[home.community]
            if number not in servers:
                continue
            server = servers[number]
            u = self.draws.four("party_visit", self.month, home.who)
            adults = [person for person in home.members if person.row in deciding]
            often = self.p["election_visits"] if self.election else 1.0
            if u[0] >= min(1.0, term["visit"] * often) * (1 - server.fatigue) or not adults:
                continue
            self.visited.add(number)
            self.duties[server.row] = self.duties.get(server.row, 0) + 1
            weights = {"activity": 1.0, "volunteering": 1.0, "co_production": 1.0}
            if self.meetings[home.community] > 0:
                weights["consultation"] = 1.0
            if self.election:
                weights["election"] = self.p["election_mobilisation"]
            rest = u[2] * sum(weights.values())
            for form in sorted(weights, key=INDEX.__getitem__):
                if rest < weights[form]:
                    self.party_ask[adults[int(u[1] * len(adults))].row] = form
                    break
                rest -= weights[form]

    def _party_rank(self, one: Person) -> float:
        """Rank among party members: the last of the draws of what a person is like."""
        return self.draws.four("population.character", one.came, one.who, 2)[3]

    def _servers(self, place: Place) -> dict[int, Person]:
        """Who serves which household: those linked, in equal runs over the active members."""
        term, deciding = self.terms[place.index], {person.row for person in self.deciders}
        active = [
            one
            for one in place.people
            if one.party and one.row in deciding and self._party_rank(one) < term["party_active"]
        ]
        homes = sum(home.members[0].eligible for home in place.homes)
        can = len(active) * term["reach"] / max(homes, 1)
        share = min(term["coverage"], can)
        linked = [
            number
            for number, home in enumerate(self.homes)
            if home.community == place.index
            and home.members[0].eligible
            and home.visit_rank < share
        ]
        servers = {
            number: active[order * len(active) // len(linked)]
            for order, number in enumerate(linked)
        }
        for person in servers.values():
            self.served[person.row] = self.served.get(person.row, 0) + 1
        return servers

    def alike(self) -> range:
        """The last months, in which about as much happened as in one of the whole town."""
        return range(self.month, self.month - min(round(1 / self.described.scale), 12), -1)

    # --- places, register, prizes ------------------------------------------------------------

    def _whole(self, amount: float, decision: str, place: int) -> int:
        """An amount rounded so that it holds on average."""
        who = self.places[place].who
        return math.floor(amount + self.draws.one(decision, self.month, who))

    def _first(self, decision: str, form: str, people: list[Person], places: int) -> list[Person]:
        """Those who get a place."""
        if len(people) <= places:
            return people
        return sorted(
            people, key=lambda one: self.draws.one(decision, self.month, one.who, INDEX[form])
        )[: max(places, 0)]

    def _held(self, person: Person, form: str) -> bool:
        """Whether somebody had a place in the year before."""
        return any(person.did(form, month) for month in range(self.month - 12, self.month))

    def _give_places(self) -> None:
        """Places to the willing; taking note and voting need none."""
        self.took: dict[int, set[str]] = {
            person.row: self.willing[person.row] & {"informed", "election"}
            for person in self.people
        }
        self.offered: dict[int, int] = {}
        for place in self.places:
            term = self.terms[place.index]
            for form in DEEP:
                want = [one for one in place.people if form in self.willing[one.row]]
                amount = term[form]
                if form == "consultation":
                    amount *= self.meetings[place.index]
                if form == "volunteering":
                    want = [
                        one
                        for one in want
                        if one.registered
                        or self.draws.one("register", self.month, one.who) < term["register"]
                    ]
                places = self._whole(amount, f"places.{INDEX[form]}", place.index)
                if form == "consultation":
                    self.offered[place.index] = places
                places += place.saved_places.get(form, 0)
                offered = places
                if form in ("consultation", "co_production") and self.p["role_holding"] > 0:
                    held = [one for one in want if self._held(one, form)]
                    kept = self._whole(
                        places * self.p["role_holding"], f"roles.{INDEX[form]}", place.index
                    )
                    again = self._first("place", form, held, kept)
                    for one in again:
                        self.took[one.row].add(form)
                        self.noted.add(f"kept a role in {form}")
                    want = [one for one in want if one not in again]
                    places -= len(again)
                for one in self._first("place", form, want, places):
                    self.took[one.row].add(form)
                left = offered - sum(form in self.took[one.row] for one in place.people)
                most = math.floor((1 / self.described.scale - 1) * term[form])
                place.saved_places[form] = min(left, most)
                if place.saved_places[form] > 0:
                    self.noted.add("saved a place")
            if self.election:
                place.voters = sum("election" in self.took[one.row] for one in place.people)
                place.electorate = sum(one.community == place.index for one in self.deciders)

    def _give_prizes(self) -> None:
        """Prizes to some of the volunteers; the others lose motive (Kitts 2006)."""
        for place in self.places:
            prizes = self._whole(self.terms[place.index]["prizes"], "prizes", place.index)
            volunteers = [one for one in place.people if "volunteering" in self.took[one.row]]
            hours = self.terms[place.index]["volunteering_hours"]
            place.diary[self.month]["hours"] = len(volunteers) * hours
            winners = {one.row for one in self._first("prize", "volunteering", volunteers, prizes)}
            for one in place.people:
                one.motive_loss -= self.p["motive_recovery"] * one.motive_loss
                if prizes > 0 and "volunteering" in self.took[one.row] and one.row not in winners:
                    stake = self.p["prize_yuan"] / 200
                    one.motive_loss += self.p["motive_wear"] * stake**2

    # --- the end of the month ----------------------------------------------------------------

    def _turn_over(self) -> None:
        """Those who die or move make room; the town is counted."""
        rows = replace_leavers(self.world, self.model_draws, self.month, self.p)
        if len(rows):
            self.noted.add("newcomers")
        for row in rows.tolist():
            read_person(self.world, self.people[row])
            self.served.pop(row, None)
            self.duties.pop(row, None)
        read_traits(self.world, self.people)
        if len(rows):
            read_ties(self.world, self.people)
        for row in rows.tolist():
            self.people[row].lasting = self._lasting(self.people[row], self.month)
        for place in self.places:
            place.count(self.month)
