"""What became of claims, said, shown and drawn."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.analysis.sets import FRAGILE, ROBUST, SHIFTED, UNCHANGED, UNKNOWN
from sim.report.figures.look import STYLES, look, settle
from sim.report.figures.sheet import forest_sheet, wrapped
from sim.report.shown import Row, Shown, records
from sim.studies.runs import sets_remark
from sim.words import NULL, Speech

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Tables = Mapping[str, "pd.DataFrame"]
About = Mapping[str, Any]

_HELD, _FAILED = STYLES[0].colour, STYLES[1].colour


def sentences(tables: Tables, about: About, speech: Speech) -> list[str]:
    """Say how many claims hold, and where the others do not."""
    rows = records(tables["claims"])
    counts = {
        word: sum(row["verdict"] == word for row in rows) for word in (ROBUST, SHIFTED, FRAGILE)
    }
    sets = about.get("sets", {}).get("sets", 0)
    found = [
        speech(
            "claims.counts",
            claims=len(rows),
            **counts,
            conditions=len(about["conditions"]),
            sets=sets,
            share=speech.percent(about["scale"], 0 if about["scale"] >= 0.01 else 1),
            seeds=about["seeds"],
        )
    ]
    if not sets:
        found.append(speech("claims.no_sets"))
    if about["seeds"] == 1:
        found.append(speech("claims.one_seed"))
    for word in (FRAGILE, SHIFTED, UNKNOWN):
        found += [_other(row, about, speech) for row in rows if row["verdict"] == word]
    return found


def _other(row: Row, about: About, speech: Speech) -> str:
    """Say of a claim that it is not robust, and where."""
    word = row["verdict"]
    sentence = speech.closed(speech.column(row, "sentence"))
    if word == UNKNOWN:
        return speech("claims.unknown", sentence=sentence)
    labels = {name: speech.pair(label) for name, *label in about["conditions"]}
    key, held = ("fails", "holds_in") if word == FRAGILE else ("shifts", "sized_in")
    names = [one for one in _text(row[key]).split(", ") if one]
    where = [speech("claims.in_force")] if not _in_force(row, word) else []
    away = int(row["sets"]) - int(row[held])
    if away > 0:
        where.append(speech("claims.in_sets", count=away, sets=int(row["sets"])))
    if names:
        listed = speech.commas(labels.get(name, name) for name in names)
        where.append(speech("claims.under", names=listed))
    return speech(f"claims.{word}", sentence=sentence, where=speech.listed(where))


def _text(value: Any) -> str:
    """Read a text of a table, empty where it is null."""
    return value if isinstance(value, str) else ""


def _in_force(row: Row, word: str) -> bool:
    """Say whether the claim holds as things are, if it says a size."""
    low, high, found = (row[name] for name in ("size_low", "size_high", "difference"))
    if word == FRAGILE:
        return bool(row["holds"])
    return not (low == low and found < low) and not (high == high and found > high)


def shown(tables: Tables, about: About, speech: Speech) -> list[Shown]:
    """Show every claim with its difference, where it holds, and the verdict."""
    heads = [
        speech(f"claims.{name}")
        for name in ("claim", "difference", "sets", "hold_sets", "hold_conditions", "verdict")
    ]
    names = speech.commas(speech.pair(label) for _, *label in about["conditions"])
    notes = [speech("claims.note", names=names or NULL), *sets_remark(about, speech)]
    rows = [(_cells(row, speech), row["verdict"] == ROBUST) for row in records(tables["claims"])]
    return [Shown(speech("claims.title", **about), heads, rows, notes=notes)]


def _cells(row: Row, speech: Speech) -> list[str]:
    """Write the cells of a claim."""
    sets = int(row["sets"])
    return [
        speech.column(row, "sentence"),
        speech.difference(row["difference"], row["unit"]),
        speech.interval(row["sets_low"], row["sets_high"], row["unit"], signed=True)
        if sets > 1
        else NULL,
        speech("claims.of", count=int(row["holds_in"]), all=sets) if sets else NULL,
        speech("claims.of", count=int(row["conditions_hold"]), all=int(row["conditions"])),
        speech(f"claims.word.{row['verdict']}"),
    ]


def figures(tables: Tables, about: About, speech: Speech) -> dict[str, "Figure"]:
    """Draw which claim holds under which condition."""
    return {"claims": claims_figure(tables, about, speech)}


def claims_figure(tables: Tables, about: About, speech: Speech) -> "Figure":
    """Draw a mark for each claim and condition."""
    rows = records(tables["claims"])
    each = {(row["claim"], row["condition"]): row for row in records(tables["conditions"])}
    names = [UNCHANGED, *(name for name, *_ in about["conditions"])]
    labels = [speech("claims.in_force"), *(speech.pair(one) for _, *one in about["conditions"])]
    figure, axes = forest_sheet(
        2 * len(rows) + 3, speech("claims.title", **about), speech("claims.caption")
    )
    with look():
        for line, row in enumerate(rows):
            for column, name in enumerate(names):
                found = each[row["claim"], name]
                style = {"marker": "o", "color": _HELD, "mfc": _HELD if found["sized"] else "white"}
                if not found["holds"]:
                    style = {"marker": "x", "color": _FAILED}
                axes.plot([column], [line], ls="", ms=6, mew=1.2, clip_on=False, **style)  # type: ignore[arg-type]
        axes.set_xlim(-0.5, len(names) - 0.5)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_yticks(
            range(len(rows)), [wrapped(speech.column(row, "sentence"), 64) for row in rows]
        )
        axes.set_xticks(range(len(names)), [wrapped(one, 11) for one in labels], fontsize=6.4)
        axes.tick_params(length=0)
        for side in ("left", "bottom"):
            axes.spines[side].set_visible(False)
        axes.grid(color="#EEEEEE", lw=0.5)
        axes.set_axisbelow(True)
        settle(figure)
    return figure
