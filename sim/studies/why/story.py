"""The story of one resident in two runs, in words."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.declarations.forms import DEEP_FORMS, FORMS
from sim.declarations.matters import KINDS
from sim.report.shown import Shown, records
from sim.runs.paths import SIDES
from sim.words import NULL, Speech

if TYPE_CHECKING:
    import pandas as pd

_FORMS = {form.name: form for form in FORMS}
_KINDS = {kind.name: kind for kind in KINDS}
_DEEP = {FORMS[form].name for form in DEEP_FORMS}


def story_sentences(story: "pd.DataFrame", about: Mapping[str, Any], speech: Speech) -> list[str]:
    """Who it is and why, what differs from when on, and where that leads."""
    rows = records(story)
    first = rows[0]
    told = about["story"]
    who = speech(
        "story.woman" if first["female"] else "story.man",
        resident=first["resident"],
        age=first["age"],
        place=speech.pair(told["places"][first["community"]]),
        traits=speech.commas(_traits(first, speech)),
    )
    found = [speech.joint((who, speech(f"story.{told['how']}", others=f"{told['others']:,}")))]
    texts = _texts(rows, speech)
    parts = [place for place, (one, other) in enumerate(texts) if one != other]
    names = {"baseline": about["baseline"], "scenario": about["scenario"]}
    if not parts:
        return [*found, speech("story.same", **names)]
    place = parts[0]
    found.append(
        speech(
            "story.parts",
            month=rows[place]["month"],
            count=len(parts),
            months=len(rows),
            did=texts[place][1] or speech("story.nothing"),
            would=texts[place][0] or speech("story.nothing"),
            **names,
        )
    )
    ends = [_end(rows, side, speech) for side in SIDES]
    return [*found, speech("story.end", did=ends[1], would=ends[0], **names)]


def _traits(row: Mapping[str, Any], speech: Speech) -> list[str]:
    """Words for what somebody is."""
    keys = ["migrant" if row["migrant"] else "local", "owner" if row["owner"] else "tenant"]
    keys += [name for name in ("party", "vulnerable") if row[name]]
    return [speech(f"story.{key}") for key in keys]


def _end(rows: Sequence[Mapping[str, Any]], side: str, speech: Speech) -> str:
    """Where a run leaves somebody: months with a form beyond being informed, register, trust."""
    last = [row for row in rows if row["arrived"] == rows[0]["arrived"]][-1]
    months = sum(
        bool(_DEEP & set(_text(row[f"{side}_took"]).split(";")))
        for row in rows
        if row["arrived"] == rows[0]["arrived"]
    )
    registered = "registered" if last[f"{side}_registered"] else "unregistered"
    return speech(
        "story.ends",
        months=months,
        registered=speech(f"story.{registered}"),
        trust=speech.number(last[f"{side}_trust"], "0-1"),
    )


def _texts(rows: Sequence[Mapping[str, Any]], speech: Speech) -> list[tuple[str, str]]:
    """What happened in each month of the baseline and of the scenario, empty for nothing."""
    found, before = [], rows[0]
    for row in rows:
        new = row["arrived"] != before["arrived"]
        both = [_month(row, None if new else before, side, speech) for side in SIDES]
        if new:
            both = [
                speech.row(one for one in (speech("story.moved"), text) if one) for text in both
            ]
        found.append((both[0], both[1]))
        before = row
    return found


def _month(
    row: Mapping[str, Any], before: Mapping[str, Any] | None, side: str, speech: Speech
) -> str:
    """What happened in a month of one run."""

    def of(name: str, which: Mapping[str, Any] = row) -> Any:
        return which[f"{side}_{name}"]

    parts = [speech("story.visited")] if of("visited") else []
    asks: dict[str, list[str]] = {}
    for ask in filter(None, _text(of("asked")).split(";")):
        form, source = ask.split(":")
        asks.setdefault(source, []).append(_form(form, speech))
    parts += [
        speech("story.asked", source=speech(f"trial.source.{source}"), forms=speech.commas(forms))
        for source, forms in asks.items()
    ]
    took = [_form(form, speech) for form in filter(None, _text(of("took")).split(";"))]
    if took:
        parts.append(speech("story.took", forms=speech.commas(took)))
    if before is not None and of("registered") != of("registered", before):
        parts.append(speech("story.joined" if of("registered") else "story.left"))
    if _text(of("matter")):
        kind = speech.inside(speech.pick(_KINDS[of("matter")].label))
        parts.append(speech("story.matter", kind=kind))
    if of("outcome"):
        parts.append(speech("story.resolved" if of("outcome") > 0 else "story.neglected"))
    return speech.row(parts)


def _text(value: object) -> str:
    """A text as it was; a table that is read from a file has nothing where it is empty."""
    return value if isinstance(value, str) else ""


def _form(name: str, speech: Speech) -> str:
    """A form inside a sentence."""
    return speech.inside(speech.pick(_FORMS[name].label))


def story_shown(story: "pd.DataFrame", about: Mapping[str, Any], speech: Speech) -> Shown:
    """Month by month; months in which the two runs differ stand out."""
    rows = records(story)
    cells = []
    for row, (one, other) in zip(rows, _texts(rows, speech), strict=True):
        if one or other:
            trust = (speech.number(row[f"{side}_trust"], "0-1") for side in SIDES)
            cells.append(((row["month"], one or NULL, other or NULL, *trust), one != other))
    names = [about[side] for side in SIDES]
    heads = [speech("story.month"), *names]
    heads += [speech("story.trust", name=name) for name in names]
    title = speech("story.heading", resident=rows[0]["resident"])
    return Shown(title, heads, cells, texts=3, notes=[speech("story.note")])
