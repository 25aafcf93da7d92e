"""Messages of each kind of study that the small studies of `test_contract` do not come to say.

What is left out is said in a case that a small study does not meet: one seed, nothing found,
runs that failed, more of a kind than fit a sentence. The lists may only shrink: a message that is
said after all has to be taken off. Kinds that are missing have not been listed yet.
"""

from collections.abc import Mapping

UNSAID: Mapping[str, tuple[str, ...]] = {
    "attribution": (
        "attribution.cheapest",
        "attribution.leading",
        "attribution.one_seed",
        "attribution.pair_less",
        "attribution.pair_more",
        "attribution.per",
        "attribution.per_point",
        "attribution.total_one",
        "attribution.yuan",
    ),
    "calibration": (
        "calibration.accepted",
        "calibration.all_met",
        "calibration.caption_check",
        "calibration.check",
        "calibration.checked",
        "calibration.failed",
        "calibration.more",
        "calibration.pair",
        "calibration.rise",
    ),
    "search": (
        "search.aim_less",
        "search.aim_zero",
        "search.calibrated",
        "search.failed",
        "search.left_out",
        "search.one",
        "search.one_seed",
        "search.unsure",
    ),
    "validation": (
        "validation.nothing_fails",
        "validation.one_seed",
        "validation.reason",
        "validation.untested",
        "validation.verdicts.not tested",
    ),
    "why": ("why.nobody", "why.rest", "why.shares", "why.whole_one"),
}
