"""The columns of state: one value for each resident, household or community."""

from sim.declare import Column

RESIDENT_COLUMNS: tuple[Column, ...] = (
    # --- who: settled when the slot is filled ---------------------------------------------------
    Column("resident_id", "int64", "-", "Id of the slot, which every keyed draw uses.", 0),
    Column("community", "int16", "-", "Index of the community.", 0),
    Column("group", "int32", "-", "Index of the resident group, over the town.", 0),
    Column("grid", "int32", "-", "Index of the grid, over the town.", 0),
    Column("household", "int32", "-", "Index of the household, over the town.", 0),
    Column("eligible", "bool", "-",
           "Whether the slot counts at all; False for an inert slot that only tests use.",
           default=1),
    Column("birth_month", "int32", "month", "Month of birth."),
    Column("female", "bool", "-", "Sex."),
    Column("migrant", "bool", "-", "Migrant rather than local; stays with the slot."),
    Column("owner", "bool", "-", "Lives in an owned home; stays with the household."),
    Column("education", "int8", "-", "0 below senior high, 1 senior high, 2 college or above.",
           0, 2),
    Column("public_job", "bool", "-", "Has a community or public job."),
    Column("online", "bool", "-", "Can be reached online."),
    Column("vulnerable", "bool", "-", "Vulnerable: a client of civil affairs, or alone and old."),
    Column("disabled", "bool", "-", "Has a disability."),
    Column("party", "bool", "-", "Member of the party."),
    Column("party_rank", "float64", "0-1",
           "Keyed rank among party members: the lowest report in the community first.", 0, 1),
    Column("group_leader", "bool", "-", "Leader of the resident group."),
    Column("free_hours", "float64", "hours per month", "Free hours of an adult.", 0),
    Column("disposition", "float64", "log-odds", "Lasting inclination that nobody observes."),
    Column("threshold", "float64", "0-1", "Share of ties at which the norm is half in force.",
           0, 1),
    Column("own_trust", "float64", "0-1", "Level that trust returns to.", 0, 1),
    Column("own_efficacy", "float64", "0-1", "Level that efficacy returns to.", 0, 1),
    Column("own_belonging", "float64", "0-1", "Level that belonging returns to.", 0, 1),
    Column("arrived", "int32", "month", "Month in which the person came to the slot."),
    Column("leaves", "int32", "month", "Month in which the person will die or move, drawn at "
           "arrival."),
    Column("dies", "bool", "-", "Whether the person will die rather than move."),
    # --- what changes from month to month ------------------------------------------------------
    Column("trust", "float64", "0-1", "Trust in the committee.", 0, 1, 0.6),
    Column("efficacy", "float64", "0-1", "Belief that one's voice counts.", 0, 1, 0.5),
    Column("belonging", "float64", "0-1", "Belonging to the community.", 0, 1, 0.5),
    Column("habit", "float64", "0-1", "Habit of each form.", 0, 1, forms=True),
    Column("history", "uint32", "-",
           "Months in which each form was taken part in: bit 0 is the last month, bit 31 the "
           "oldest.", forms=True),
    Column("registered", "bool", "-", "On the register of volunteers."),
    Column("on_call", "bool", "-", "Registered and answering calls."),
    Column("motive_loss", "float64", "log-odds", "Motive worn down by prizes not won.", 0),
)  # fmt: skip

HOUSEHOLD_COLUMNS: tuple[Column, ...] = (
    Column("household_id", "int64", "-", "Id of the household, which every keyed draw uses.", 0),
    Column("community", "int16", "-", "Index of the community.", 0),
    Column("group", "int32", "-", "Index of the resident group, over the town.", 0),
    Column("grid", "int32", "-", "Index of the grid, over the town.", 0),
    Column("first", "int32", "-", "Row of its first resident; its residents are contiguous.", 0),
    Column("size", "int32", "residents", "Number of residents.", 1),
    Column("visit_rank", "float64", "0-1",
           "Keyed rank: the lowest are linked to a party member first.", 0, 1),
)  # fmt: skip
