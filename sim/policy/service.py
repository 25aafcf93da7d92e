"""Needs, channels and handling: what becomes of matters."""

from collections.abc import Mapping

import numpy as np

from sim.declarations.matters import KINDS
from sim.kernels.maths import exponentials
from sim.policy.conditions import Floats, Terms


def need_terms(lever: Mapping[str, Floats], p: Mapping[str, float]) -> Terms:
    """Set what arises: shocks multiply all kinds or some, investment spares facility matters."""
    factors = [lever["shock"] * lever[f"shock_{kind.name}"] for kind in KINDS]
    return {
        "need_factor": np.stack(factors, axis=1),
        "facility_factor": exponentials(-p["facility_effect"] * lever["facility_investment"]),
    }


def listening_terms(lever: Mapping[str, Floats], p: Mapping[str, float]) -> Terms:
    """Set how far matters are heard of through own reports, and whose."""
    area = lever["station_area_m2"] / p["station_standard"]
    served = 1.0 - exponentials(-p["station_saturation"] * area)
    return {
        "report_control": p["report_control"] * lever["control"],
        "report_online": p["report_channels"] * lever["online_channels"],
        "report_channels": p["report_channels"] * lever["complaint_channel"],
        "walk_in": p["walk_in_without_station"] + (1.0 - p["walk_in_without_station"]) * served,
        "service_scope": lever["service_scope"],
    }


def handling_terms(lever: Mapping[str, Floats], p: Mapping[str, float]) -> Terms:
    """Set the hours a matter takes, what is closed on paper and found out, or handed down."""
    supervision = lever["supervision"]
    return {
        "work": (1.0 - p["one_stop_saving"] * lever["one_stop"])
        / (1.0 + p["staff_training_gain"] * lever["staff_training"]),
        "supervision": supervision,
        "on_paper": p["paper_rate"] * (1.0 - p["supervision_detection"] * supervision),
        "detected": p["supervision_detection"] * supervision,
        "feedback": p["feedback_base"] + (1.0 - p["feedback_base"]) * supervision,
        "same_month": np.clip(lever["grid_platform"], 0.0, 1.0),
        "delegation": lever["delegation"],
        "volunteer_match": p["match_base"]
        + (1.0 - p["match_base"]) * p["match_list"] * lever["service_demand_list"],
    }
