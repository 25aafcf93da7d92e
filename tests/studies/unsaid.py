"""Messages of each kind of study that the small studies of `test_contract` do not come to say."""

from collections.abc import Mapping

UNSAID: Mapping[str, tuple[str, ...]] = {
    "attribution": (),
    "calibration": (),
    "discovery": (),
    "matching": (),
    "search": (),
    "sensitivity": (),
    "validation": (),
    "why": (),
}
