"""What the toy says, shows and draws."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from sim.declarations.metrics import METRICS
from sim.declare import Label
from sim.report.figures.look import look
from sim.report.shown import Shown, records
from sim.words import Speech

SAID = Label(
    "{metric} is {low} at one end and {high} at the other.",
    "{metric}一端为 {low}，另一端为 {high}。",
)


def sentences(
    tables: Mapping[str, pd.DataFrame], about: Mapping[str, Any], speech: Speech
) -> list[str]:
    """What was found of each metric."""
    found = []
    for metric, rows in tables["ends"].groupby("metric", sort=False):
        ends = [
            speech.number(rows["value"].iloc[place], METRICS[str(metric)].unit) for place in (0, -1)
        ]
        label = speech.title(METRICS[str(metric)])
        found.append(speech.pick(SAID).format(metric=label, low=ends[0], high=ends[1]))
    return found


def shown(
    tables: Mapping[str, pd.DataFrame], about: Mapping[str, Any], speech: Speech
) -> list[Shown]:
    """The table."""
    rows = [
        (
            [speech.pick(METRICS[row["metric"]].label), f"{row['share']:g}", f"{row['value']:.3f}"],
            True,
        )
        for row in records(tables["ends"])
    ]
    return [Shown("", ["", "", ""], rows)]


def figures(
    tables: Mapping[str, pd.DataFrame], about: Mapping[str, Any], speech: Speech
) -> dict[str, Figure]:
    """A line for each metric."""
    with look():
        figure = Figure()
        axes = figure.subplots()
        for metric, rows in tables["ends"].groupby("metric", sort=False):
            axes.plot(rows["share"], rows["value"], label=speech.pick(METRICS[str(metric)].label))
        axes.legend()
    return {"ends": figure}
