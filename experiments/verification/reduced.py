"""The rule of taking part with everything switched off that a published model does not have.

What is left is the model's own code: the same asking, norm, choice, memory and register that
every resident of a town goes through, called with people who differ only as the model to be
docked with says.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.declarations.forms import ACTIVITY, FORM_COUNT
from sim.declarations.parameters import PARAMETERS
from sim.kernels.participation import NO_FORM, Chances, Keys, Lasting, People, Rules, TieList
from sim.month.predictor import rules_of
from sim.rng import Draws

Floats = NDArray[np.float64]

AMPLE_HOURS = 1e9
"""Free hours next to which no form costs anything."""


def adults(count: int, **columns: Any) -> People:
    """Adults who are alike, apart from the columns given.

    Args:
        count: How many.
        columns: Columns of `People`; `base`, a number or of shape (N,), is the inclination that
            lasts.
    """
    lasting = Lasting(
        common=np.full(count, columns.pop("base", 0.0), dtype=np.float64),
        age=np.zeros(count, dtype=np.int16),
        college=np.zeros(count, dtype=np.bool_),
        mean_age=0.0,
        mean_college=0.0,
    )
    alike: dict[str, Any] = {
        "resident_id": np.arange(count, dtype=np.int64),
        "community": np.zeros(count, dtype=np.int16),
        "decides": np.ones(count, dtype=np.bool_),
        "online": np.zeros(count, dtype=np.bool_),
        "on_call": np.zeros(count, dtype=np.bool_),
        "party_ask": np.full(count, NO_FORM, dtype=np.uint8),
        "trust": np.full(count, 0.5),
        "efficacy": np.full(count, 0.5),
        "belonging": np.full(count, 0.5),
        "free_hours": np.full(count, AMPLE_HOURS),
        "motive_loss": np.zeros(count),
        "threshold_power": np.ones(count),
        "habit": np.zeros((FORM_COUNT, count)),
        "lasting": lasting,
        "migrant": np.zeros(count, dtype=np.bool_),
        "extra_asks": np.zeros((FORM_COUNT, 0), dtype=np.uint8),
        "told_power": np.zeros(0),
        "at_home": np.empty(0, dtype=np.uint64),
        "tired": np.empty(0),
    }
    return People(**(alike | columns))


def everyone_asked(form: int = ACTIVITY, **terms: Any) -> Chances:
    """One community in which everyone is asked about one form, and no other is open."""
    asked: dict[str, Any] = {
        "official": np.ones(1),
        "online": np.zeros(1),
        "offline": np.zeros(1),
        "leader": np.zeros(1),
        "called": np.zeros(1),
        "incentive": np.zeros(1),
        "appeal": np.zeros(1),
        "volunteering_hours": np.ones(1),
        "inclusion": np.zeros(1),
        "open_forms": np.array([1 << form], dtype=np.uint8),
    }
    return Chances(**(asked | terms))


def rules_with(most_ties: int = 0, **parameters: float) -> Rules:
    """The rules of the decision with all weights 0, apart from the parameters given."""
    settings = {name: one.default for name, one in PARAMETERS.items()}
    others = ("weight_", "intercept_", "beta_")
    settings |= {name: 0.0 for name in settings if name.startswith(others)}
    return rules_of(settings | parameters, most_ties)


def no_ties(count: int) -> TieList:
    """People who see nobody."""
    return TieList(
        start=np.zeros(count + 1, dtype=np.int32),
        degree=np.zeros(count, dtype=np.int16),
        neighbour=np.zeros(0, dtype=np.uint32),
        seen=np.zeros(count, dtype=np.uint8),
    )


def keys(draws: Draws) -> Keys:
    """Keys of the two decisions of the month."""
    return Keys(*draws.key("ask"), *draws.key("take_part"))
