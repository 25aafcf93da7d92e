"""What could be learned, said, shown and drawn."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.declarations.metrics import METRICS
from sim.declarations.surveys import QUESTIONS
from sim.report.figures.look import QUIET, STYLES, look, settle
from sim.report.figures.sheet import cell, forest_sheet, frame, wrapped
from sim.report.shown import Row, Shown, records
from sim.studies.calibration.report import title_of
from sim.studies.runs import sets_remark
from sim.words import NULL, Speech

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Tables = Mapping[str, "pd.DataFrame"]
About = Mapping[str, Any]

MOST_ROWS = 20
"""Measurements that a table shows; all of them are in the file."""
MOST_METRICS = 2
"""Metrics whose tables are shown; all of them are in the file."""
MOST_DRAWN = 12
_SAID = {"survey": "asking", "target": "halving", "known": "knowing"}
_BAR = STYLES[0].colour


def sentences(tables: Tables, about: About, speech: Speech) -> list[str]:
    """Say how unsure the effect is, and what would make it surer."""
    metric = str(about["metrics"][0])
    rows = [row for row in records(tables["learning"]) if row["metric"] == metric]
    found = [_effect(metric, about, speech)]
    count = int(rows[0]["sets"]) if rows else int(about["sets"]["sets"])
    if count < about["least"]:
        return [*found, speech("learning.few", sets=count, least=about["least"])]
    known = [row for row in rows if not _null(row["narrower"])]
    if not known:
        return [*found, speech("learning.same", sets=count)]
    told = [row for row in known if row["told"]]
    for kind in _SAID:
        best = next((row for row in told if row["kind"] == kind), None)
        if best is not None:
            found.append(_said(_SAID[kind], best, about, speech))
    # Each trial is asked about by name: its best outcome, however little that teaches.
    # Older results know of none.
    for trial in about.get("trials", ()):
        made = [row for row in known if str(row["name"]).rpartition("/")[0] == trial]
        found += [
            _said("trying" if row["told"] else "vain", row, about, speech) for row in made[:1]
        ]
    if not told:
        return [*found, speech("learning.none", tests=about["tests"], sets=count)]
    return [*found, speech("learning.chance", told=len(told), tests=about["tests"])]


def _effect(metric: str, about: About, speech: Speech) -> str:
    """Say how far the effect reaches over the sets."""
    unit, effect = METRICS[metric].unit, about["effects"][metric]
    low, high = (
        speech.number(math.nan if effect[end] is None else effect[end], unit, signed=True)
        for end in ("low", "high")
    )
    return speech(
        "learning.effect",
        sets=about["sets"]["sets"],
        scenario=about["scenario"],
        baseline=about["baseline"],
        metric=speech.metric(metric),
        low=low,
        high=high,
        effect=speech.difference(effect["in_force"], unit),
        share=speech.percent(about["sets"]["scale"], 0 if about["sets"]["scale"] >= 0.01 else 1),
    )


def _null(value: Any) -> bool:
    """Tell whether a number is null."""
    return value is None or bool(value != value)


def _said(key: str, row: Row, about: About, speech: Speech) -> str:
    """Say what one measurement would teach."""
    share, low, high = (
        speech.percent(row[name]) for name in ("narrower", "narrower_low", "narrower_high")
    )
    return speech(
        f"learning.{key}",
        respondents=f"{about['respondents']:,}",
        name=_name(row, about, speech),
        share=share,
        low=low,
        high=high,
    )


def _name(row: Row, about: About, speech: Speech) -> str:
    """Name what is measured, inside a sentence."""
    if row["kind"] == "survey":
        return speech.pick(QUESTIONS[row["name"]].label)
    if row["kind"] == "known":
        return speech.parameter(row["name"])
    if row["kind"] == "trial":
        trial, outcome = str(row["name"]).rsplit("/", 1)
        made = about["trials"][trial]
        units = speech(f"trial.units.{made['unit']}", units=made["units"])
        return speech("learning.trial", trial=trial, outcome=outcome, units=units)
    plain = {key: None if _null(value) else value for key, value in row.items()}
    return speech.inside(title_of({**plain, "metric": row["target_metric"]}, speech))


def _line(row: Row, about: About, speech: Speech) -> str:
    """Write a measurement as a line of a table."""
    return speech(
        f"learning.kind.{row['kind']}",
        name=_name(row, about, speech),
        respondents=f"{about['respondents']:,}",
    )


def shown(tables: Tables, about: About, speech: Speech) -> list[Shown]:
    """Show for each metric the measurements that teach most."""
    found = []
    heads = [speech(f"learning.{one}") for one in ("measurement", "narrower", "range", "told")]
    note = speech(
        "learning.note",
        sets=about["sets"]["sets"],
        tests=about["tests"],
        validity=speech.percent(about["validity"]),
    )
    table = tables["learning"]
    metrics = about["metrics"][:MOST_METRICS]
    for metric in metrics:
        every = records(table[table["metric"] == metric]) if len(table) else []
        # A trial is asked about by name, so that it stands there however little it teaches.
        rows = [
            row for place, row in enumerate(every) if place < MOST_ROWS or row["kind"] == "trial"
        ]
        title = speech(
            "learning.title",
            metric=speech.pick(METRICS[metric].label),
            scenario=about["scenario"],
            baseline=about["baseline"],
        )
        cells = [(_cells(row, about, speech), bool(row["told"])) for row in rows]
        last = metric == metrics[-1]
        notes = [note, *sets_remark(about, speech)] if last else []
        found.append(Shown(title, heads, cells, notes=notes))
    return found


def _cells(row: Row, about: About, speech: Speech) -> list[str]:
    """Write the cells of a measurement."""
    low, high = (row[f"narrower_{end}"] for end in ("low", "high"))
    known = not _null(row["narrower"])
    return [
        _line(row, about, speech),
        speech.percent(row["narrower"]) if known else NULL,
        f"{100 * low:.0f} … {100 * high:.0f} %" if known else NULL,
        speech("learning.yes" if row["told"] else "learning.no") if known else NULL,
    ]


def figures(tables: Tables, about: About, speech: Speech) -> dict[str, "Figure"]:
    """Draw the measurements that teach most of the first metric."""
    return {"learning": learning_figure(tables, about, speech)}


def learning_figure(tables: Tables, about: About, speech: Speech) -> "Figure":
    """Draw a bar for each measurement, those that teach most first."""
    metric = str(about["metrics"][0])
    every = [row for row in records(tables["learning"]) if row["metric"] == metric]
    rows = every[:MOST_DRAWN]
    title = speech(
        "learning.title",
        metric=speech.pick(METRICS[metric].label),
        scenario=about["scenario"],
        baseline=about["baseline"],
    )
    caption = speech("learning.caption", shown=len(rows), tests=len(every))
    figure, axes = forest_sheet(max(len(rows), 4), title, caption)
    with look():
        if not rows:
            counts = {"sets": about["sets"]["sets"], "least": about["least"]}
            axes.set_axis_off()
            axes.text(0, 0.5, speech("learning.few", **counts), fontsize=7.5)
            settle(figure)
            return figure
        for line, row in enumerate(rows):
            value, low, high = (
                0.0 if _null(row[name]) else 100 * row[name]
                for name in ("narrower", "narrower_low", "narrower_high")
            )
            axes.barh(
                line,
                value,
                height=0.62,
                color=_BAR if row["told"] else "white",
                edgecolor=_BAR,
                hatch=None if row["told"] else "////",
                lw=0.7,
                zorder=2,
            )
            axes.plot([low, high], [line, line], color="black", lw=1.0, marker="|", ms=4, zorder=3)
            cell(axes, 0, line, speech.percent(row["narrower"]))
        axes.axvline(0, color=QUIET, lw=0.6, zorder=1)
        labels = [wrapped(_line(row, about, speech), 62) for row in rows]
        heads = [speech("learning.narrower")]
        end = max(
            [10.0, *(100 * row["narrower_high"] for row in rows if not _null(row["narrower"]))]
        )
        frame(axes, labels, (0, 1.05 * end), speech("learning.axis"), heads)
        settle(figure)
    return figure
