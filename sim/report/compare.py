"""Runs and comparisons for readers: tables, and sentences of what was found."""

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import (
    ALONE,
    BY_LEVERS,
    DISTINGUISHABLE,
    NOT_DISTINGUISHABLE,
    CommonPast,
    Design,
    is_clear,
    told,
)
from sim.analysis.intervals import ALPHA, FEWEST
from sim.analysis.sets import CLOSE, LEAST_EFFECTIVE, NO_SETS, Weighed, holding
from sim.analysis.standing import LEVEL_PATH, PATH, gap_between, worse_throughout
from sim.declarations.groups import DIVISIONS, GROUP_METRICS
from sim.declarations.metrics import METRICS
from sim.declarations.tables import TOWN
from sim.report.shown import Row, Shown, records
from sim.runs.plausible import Counts
from sim.words import NULL, Speech

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "metric",
    "baseline_level",
    "level",
    "difference",
    "sets_interval",
    "holds",
    "interval",
    "verdict",
    "detectable",
    "more_seeds",
)
"""Columns of a table of differences, beside ``scenario``."""
_OF_SETS = ("sets_interval", "holds")
"""Those that there are only where plausible sets of parameters were run."""
_ROOM = {"baseline_level": 100, "level": 100, "detectable": 132}
_ROOM_WITH_SETS = {"baseline_level": 118, "level": 118, "interval": 90, "detectable": 150}
"""Columns of text from which on a terminal shows them; they are in the file in any case."""
_MOSTLY = 0.75
"""Part of an effect from which on it is called mostly one thing (assumed)."""
_FEW_SEEDS = 20
"""Seeds below which a bootstrap interval is too narrow."""
MAKEUP = ("by_levers", "through_residents", "halfway", "share_of_way", "half_life", "per_million")
"""Columns of a table of what an effect is made of, beside the metric and the difference."""
_GROUP_LABELS = {
    (division.name, group.name): (division.label, group.label)
    for division in DIVISIONS
    for group in division.groups
}


# --- tables ---


def headline_table(levels: "pd.DataFrame", design: Design, speech: Speech) -> Shown:
    """Tabulate the metrics of one run; ``levels`` are `sim.api.results.Results.levels`."""
    (name,), (seed,) = design.scenarios, design.seeds
    title = speech("compare.run_title", scenario=design.label(name, speech), seed=seed)
    headings = [speech("compare.metric"), speech("compare.last_months", window=design.window)]
    several = design.sets > 1
    if several:
        headings.append(speech("compare.sets_interval", sets=design.sets))
    both = design.two_horizons and LEVEL_PATH[0] in levels
    notes = few_residents(design, speech)
    notes += [sets_note(design, speech)] if design.sets else []
    if both:
        about = {"middle": (design.end - design.start) // 2, "window": design.window}
        headings += [speech(f"makeup.{name}", **about) for name in PATH]
        notes.append(speech("makeup.levels_note", **about))
    rows = []
    for row in records(levels):
        unit = METRICS[row["metric"]].unit
        cells = [speech.title(METRICS[row["metric"]]), speech.number(row["mean"], unit)]
        if several:
            cells.append(speech.interval(row["sets_low"], row["sets_high"], unit))
        if both:
            halfway, share, half = (row[name] for name in LEVEL_PATH)
            cells.append(speech.number(halfway, unit))
            cells += [_way("share_of_way", share, speech), _way("half_life", half, speech)]
        rows.append((cells, True))
    return Shown(title, headings, rows, notes=notes)


def horizons(levels: "pd.DataFrame", design: Design, speech: Speech) -> list[Shown]:
    """Tabulate each metric in each scenario, in the middle and at the end of the run.

    ``levels`` are those of `sim.api.results.Results.levels`; empty where the run is too short.
    """
    if not design.two_horizons:
        return []
    own = {(row["metric"], row["scenario"]): row for row in records(levels)}
    about = {
        "middle": (design.end - design.start) // 2,
        "end": design.end - design.start,
        "window": design.window,
    }
    rows = []
    for name in design.metrics:
        each = (own[name, scenario] for scenario in design.scenarios)
        cells = [
            " → ".join(speech.number(row[k], METRICS[name].unit) for k in ("level_halfway", "mean"))
            for row in each
        ]
        rows.append(([speech.title(METRICS[name]), *cells], True))
    headings = [speech("compare.metric"), *(design.label(one, speech) for one in design.scenarios)]
    title = speech("makeup.levels", **about)
    return [Shown(title, headings, rows)]


def _way(name: str, value: float, speech: Speech) -> str:
    """Write a share of the way or a half-life, as tables have it."""
    if name == "share_of_way":
        return speech("makeup.no_rest") if math.isnan(value) else speech.percent(value)
    return NULL if math.isnan(value) else speech.count(value)


def difference_tables(rows: "pd.DataFrame", design: Design, speech: Speech) -> list[Shown]:
    """Tabulate scenario minus baseline of each metric, scenario by scenario; notes come last.

    ``rows`` are those of `sim.analysis.compare.differences_table`.
    """
    columns = COLUMNS if design.precision is not None else COLUMNS[:-1]
    notes = difference_notes(len(rows), design, speech)
    return [
        differences(
            rows[rows["scenario"] == scenario],
            design,
            speech,
            columns,
            speech(
                "compare.difference_title",
                scenario=design.label(scenario, speech),
                baseline=design.label(design.baseline, speech),
                seeds=len(design.seeds),
            ),
            notes if scenario == design.others[-1] else [],
        )
        for scenario in design.others
    ]


def overview(rows: "pd.DataFrame", design: Design, speech: Speech) -> list[Shown]:
    """Put all scenarios into one table for a terminal, with two lines that explain it.

    Each cell has the difference, its interval (over plausible sets where such were run, else over
    seeds) and its verdict. With one scenario it is the table of `difference_tables`.
    """
    if len(design.others) < 2:
        return difference_tables(rows, design, speech)
    shown = told(rows, "low", "high", "detectable")
    own = {(one["scenario"], one["metric"]): one for one in records(shown)}
    cells = []
    for name in design.metrics:
        first = own[design.others[0], name]
        texts = [speech.title(METRICS[name]), _cell("baseline_level", first, design, speech)]
        texts += [_in_one(own[other, name], design, speech) for other in design.others]
        cells.append((texts, any(_is_sure(own[other, name]) for other in design.others)))
    headings = [speech("compare.metric"), design.label(design.baseline, speech)]
    headings += [
        speech("compare.minus", scenario=design.label(other, speech)) for other in design.others
    ]
    kind = "sets" if design.sets > 1 else "seeds" if design.enough else "few"
    lines = [
        speech(
            f"compare.overview_{kind}",
            window=design.window,
            baseline=design.label(design.baseline, speech),
            sets=design.sets,
            over=speech.seeds(len(design.seeds)),
        ),
        speech("compare.overview_clear", tests=len(rows)),
    ]
    if any(_is_outside(row) for row in records(rows)):
        lines[0] += speech("list.joint") + speech("compare.overview_edge")
    return [Shown("", headings, cells, 1, few_residents(design, speech) + lines)]


def _is_outside(row: Row) -> bool:
    """Tell whether an effect lies outside what plausible sets of parameters give."""
    if row.get("sets", 0) < 2:
        return False
    return not row["sets_low"] <= row["difference"] <= row["sets_high"]


def _in_one(row: Row, design: Design, speech: Speech) -> str:
    """Write difference, interval and verdict in one cell."""
    name = "sets_interval" if design.sets > 1 and row.get("sets", 0) > 1 else "interval"
    ends = _cell(name, row, design, speech)
    middle = "" if ends == NULL else f" [{ends}]"
    close = name == "sets_interval" and holding(row["sets"], row["holds_in"]) == CLOSE
    said = _cell("holds" if close else "verdict", row, design, speech)
    return f"{_cell('difference', row, design, speech)}{middle} {said}"


def differences(
    rows: "pd.DataFrame",
    design: Design,
    speech: Speech,
    columns: Sequence[str] = COLUMNS,
    title: str = "",
    notes: Sequence[str] = (),
) -> Shown:
    """Tabulate differences, a row for each; those that can be told from zero stand out.

    Args:
        rows: Of `sim.analysis.compare.differences_table`.
        design: What is compared.
        speech: Says it.
        columns: ``scenario`` and those of `COLUMNS`; those of sets only where sets were run.
        title: Above the table.
        notes: Below it.
    """
    # One set says nothing of what is not known.
    over_sets = "sets" in rows and design.sets > 1
    columns = [name for name in columns if over_sets or name not in _OF_SETS]
    own = rows["scenario"].unique().tolist()
    level = design.label(own[0], speech) if len(own) == 1 else speech("compare.scenario")
    headings = {
        "scenario": speech("compare.scenario"),
        "metric": speech("compare.metric"),
        "baseline_level": design.label(design.baseline, speech),
        "level": level,
        "difference": speech("compare.difference_column"),
        "sets_interval": speech("compare.sets_interval", sets=design.sets),
        "holds": speech("compare.holds"),
        "interval": speech("compare.luck" if over_sets else "compare.interval"),
        "verdict": speech("compare.verdict"),
        "detectable": speech("compare.detectable"),
        "more_seeds": speech("compare.more_seeds", precision=_precision(design, speech)),
    }
    return Shown(
        title=title,
        headings=[headings[name] for name in columns],
        rows=[
            ([_cell(name, row, design, speech) for name in columns], _is_sure(row))
            for row in records(told(rows, "low", "high", "detectable"))
        ],
        texts=sum(name in ("scenario", "metric") for name in columns),
        notes=notes,
        room=[(_ROOM_WITH_SETS if over_sets else _ROOM).get(name, 0) for name in columns],
    )


def _is_sure(row: Row) -> bool:
    """Tell whether a difference is known to differ from zero, whatever else is not known."""
    known = "sets" not in row or holding(row["sets"], row["holds_in"]) not in (CLOSE, NO_SETS)
    return is_clear(row["verdict"]) and known


def _precision(design: Design, speech: Speech) -> str:
    """Write the half-width that is wanted, in points where all metrics are shares."""
    if all(METRICS[name].unit == "share" for name in design.metrics):
        return speech("value.points", value=f"{100 * (design.precision or 0):g}")
    return speech("compare.in_files", value=f"{design.precision or 0:g}")


def _cell(name: str, row: Row, design: Design, speech: Speech) -> str:
    """Write a cell of a table of differences."""
    metric = METRICS[row["metric"]]
    digits = digits_of(row, metric.unit, speech)
    match name:
        case "scenario":
            return design.label(row["scenario"], speech)
        case "metric":
            return speech.title(metric)
        case "difference":
            return speech.number(row["difference"], metric.unit, True, digits)
        case "sets_interval":
            return speech.interval(row["sets_low"], row["sets_high"], metric.unit, signed=True)
        case "holds" if row["difference"] == 0:
            return NULL  # nothing has no direction that could hold
        case "holds":
            said = holding(row["sets"], row["holds_in"])
            return speech(f"compare.held.{said}", sets=row["sets"], holds_in=row["holds_in"])
        case "interval":
            return speech.interval(row["low"], row["high"], metric.unit, signed=True)
        case "verdict":
            return speech(f"compare.verdicts.{row['verdict']}")
        case "more_seeds":
            more = row["more_seeds"]
            return speech.count(more) if isinstance(more, int) else NULL
    return speech.number(row[name], metric.unit, digits=digits)


def digits_of(row: Row, unit: str, speech: Speech) -> int | None:
    """Count the decimals that an effect's uncertainty allows; None for those of the unit.

    Those of the wider interval; but an effect that sets of parameters know to be something is not
    rounded to nothing by chance.
    """
    low, high = widest(row)
    if math.isnan(low) and row.get("verdict") != BY_LEVERS:
        return digits_alone(row["difference"], unit, speech)
    found = speech.digits(unit, low, high)
    if found is None or row.get("sets", 0) < 2 or not row["sets_low"] * row["sets_high"] > 0:
        return found
    scale = 100 if unit == "share" else 1
    if round(scale * row["difference"], found) == 0:
        return max(found, digits_alone(row["difference"], unit, speech) or 0)
    return found


def widest(row: Row) -> tuple[float, float]:
    """Choose the wider interval of an effect: over plausible sets, or that of chance."""
    found = [(row["low"], row["high"])]
    if row.get("sets", 0) > 1:
        found.insert(0, (row["sets_low"], row["sets_high"]))
    known = [ends for ends in found if not math.isnan(ends[1] - ends[0])]
    return max(known or found, key=lambda ends: ends[1] - ends[0])


def digits_alone(difference: float, unit: str, speech: Speech) -> int | None:
    """Count the decimals of a difference of unknown certainty: two figures at most."""
    half = abs(difference) / 10
    return speech.digits(unit, -half, half)


def difference_notes(tests: int, design: Design, speech: Speech) -> list[str]:
    """Note below a table how its differences were told from zero, and from what is not known."""
    key = "compare.holm" if design.enough else "compare.pair_note"
    about = {"method": speech.method(design.interval), "over": speech.seeds(len(design.seeds))}
    found = [speech(key, tests=tests, window=design.window, **about)]
    sets = [sets_note(design, speech)] if design.sets else []
    return [*few_residents(design, speech), *sets, *found]


def few_residents(design: Design, speech: Speech) -> list[str]:
    """Warn where a part of the town had too few residents of a community; say what to do."""
    if design.scale >= design.fair_scale:
        return []
    each = round(design.scale * design.residents / len(design.places))
    return [speech("compare.few_residents", each=each, scale=f"{design.fair_scale:g}")]


def sets_note(design: Design, speech: Speech) -> str:
    """Explain the interval over plausible sets of parameters."""
    key = "compare.sets_note" if design.sets > 1 else "compare.sets_note_one"
    share = speech.percent(design.sets_scale, 0 if design.sets_scale >= 0.01 else 1)
    return speech(key, sets=design.sets, share=share, seeds=design.sets_seeds)


def makeup(rows: "pd.DataFrame", design: Design, speech: Speech) -> list[Shown]:
    """Tabulate by scenario what each effect is made of and where on its way it stands.

    Args:
        rows: Of `sim.api.results.Comparison.differences`; columns that are not there are not
            shown.
        design: What is compared.
        speech: Says it.
    """
    columns = [name for name in MAKEUP if name in rows]
    if not columns:
        return []
    about: dict[str, Any] = {
        "middle": (design.end - design.start) // 2,
        "end": design.end - design.start,
    }
    headings = [speech("compare.metric")]
    headings += [speech(f"makeup.{name}", **about) for name in ("difference", *columns)]
    priced = speech("makeup.per_million_note") if "per_million" in columns else ""
    notes = [speech("makeup.note", per_million=priced, **about)]
    if design.still:
        notes.insert(0, still_note(design, speech))
    return [
        Shown(
            title=speech(
                "makeup.title",
                scenario=design.label(scenario, speech),
                baseline=design.label(design.baseline, speech),
            ),
            headings=headings,
            rows=[
                ([speech.title(METRICS[one["metric"]]), *_makeup_cells(one, columns, speech)], True)
                for one in records(rows[rows["scenario"] == scenario])
            ],
            notes=notes if scenario == design.others[-1] else [],
        )
        for scenario in design.others
    ]


def still_note(design: Design, speech: Speech) -> str:
    """Explain how an effect was parted."""
    share = speech.percent(design.still_scale, 0 if design.still_scale >= 0.01 else 1)
    return speech("makeup.still_note", share=share, over=speech.seeds(design.still))


def _makeup_cells(row: Row, columns: Sequence[str], speech: Speech) -> list[str]:
    """Write the effect, its parts and its path."""
    unit = METRICS[row["metric"]].unit
    digits = digits_of(row, unit, speech)
    cells = [speech.number(row["difference"], unit, True, digits)]
    for name in columns:
        value = row[name]
        if name in ("share_of_way", "half_life"):
            cells.append(_way(name, value, speech))
        elif name == "per_million":
            size = abs(value)
            finer = None if math.isnan(size) or not size else speech.digits(unit, 0.0, size)
            cells.append(speech.number(value, unit, True, finer))
        else:
            cells.append(speech.number(value, unit, True, digits))
    return cells


# --- sentences ---


def past_sentences(checks: Sequence[CommonPast], design: Design, speech: Speech) -> list[str]:
    """Tell what the check of each pair before its first difference found."""
    return [check.sentence(speech, lambda name: design.label(name, speech)) for check in checks]


def kept_sentences(kept: Sequence[int], design: Design, speech: Speech) -> list[str]:
    """Count the seeds that come from an earlier start, if some do."""
    return [speech("figure.kept", kept=len(kept), seeds=len(design.seeds))] if kept else []


def few_seeds_note(interval: str, seeds: int, speech: Speech) -> list[str]:
    """Note what to know of a bootstrap with few seeds; nothing of other intervals."""
    few = interval == "bootstrap" and 1 < seeds < _FEW_SEEDS
    return [speech("effects.narrow")] if few else []


def where_metric(design: Design) -> str:
    """Pick the metric that communities and groups are shown by."""
    shared = [name for name in design.metrics if name in GROUP_METRICS]
    return shared[0] if shared else design.metrics[0]


def effect_sentences(
    tables: Mapping[str, "pd.DataFrame"],
    design: Design,
    speech: Speech,
    leading: Mapping[str, float] = MappingProxyType({}),
) -> list[str]:
    """Tell what a comparison found: how far, since when, what could be seen, who gained.

    Args:
        tables: ``differences`` of `sim.analysis.compare.differences_table`, ``over_time``,
            ``by_community`` and ``by_group`` of `sim.analysis.effects`.
        design: What is compared.
        speech: Says it.
        leading: In which share of plausible sets each scenario has the most of the first metric;
            of three scenarios or more.
    """
    found: list[str] = []
    for scenario in design.others:
        parts = {name: rows[rows["scenario"] == scenario] for name, rows in tables.items()}
        row = records(told(parts["differences"]))[0]
        found.append(_moved(parts, design, speech))
        if design.sets > 1 and design.enough:
            found += shares_sentences(row, speech)
        found += parts_sentences(records(parts["differences"]), design, speech)
        found += path_sentences(row, design, speech)
        if design.enough:
            found += _worse(parts, design, speech)
            found += _power(row, design, speech)
            found.append(_gained(parts, design, speech))
        found += _gap(parts["by_group"], design, speech)
    if leading:
        found.append(leading_sentence(leading, design, speech))
    return found + few_seeds_note(design.interval, len(design.seeds), speech)


def effect_values(row: Row, unit: str, speech: Speech) -> dict[str, str]:
    """Write size, direction and known levels of an effect, with the digits that it allows.

    ``way`` is empty where no digit of it is known, and where it is null.
    """
    digits = digits_of(row, unit, speech)
    difference = row["difference"]
    shown = speech.number(abs(difference), unit, digits=digits)
    unknown = math.isnan(difference) or float(shown) == 0
    way = "" if unknown else "lower" if difference < 0 else "higher"
    size = speech.difference(abs(difference), unit, signed=False, digits=digits)
    if "level" not in row:
        return {"size": size, "way": way, "levels": ""}
    ends = {"level": row["level"], "base": row["baseline_level"]}
    digits = _agreeing(difference, ends["level"], ends["base"], unit, digits)
    said = {name: speech.value(value, unit, digits) for name, value in ends.items()}
    return {"size": size, "way": way, "levels": speech("effects.levels", **said)}


_MOST_OF_PERCENT = 2


def _agreeing(
    difference: float, level: float, base: float, unit: str, digits: int | None
) -> int | None:
    """Round two levels so that they do not contradict their difference.

    Per cent have two at most, whose last may be rounded apart.
    """
    if digits is None or math.isnan(level + base + difference):
        return digits
    if unit == "share" and digits >= _MOST_OF_PERCENT:
        return digits

    scale = 100 if unit == "share" else 1
    apart = round(scale * level, digits) - round(scale * base, digits)
    agree = round(apart, digits) == round(scale * difference, digits)
    return digits if agree else digits + 1


def people(row: Row, adults: float, speech: Speech) -> str:
    """Say how many more adults take part, as far as is known; empty where nobody knows.

    Args:
        row: Of a table that was `sim.analysis.compare.told`.
        adults: Those of the whole town; NaN where unknown.
        speech: Says it.
    """
    added = more_people(row, adults)
    key = "effects.more_people" if added > 0 else "effects.fewer_people"
    return speech(key, count=abs(added)) if added else ""


def more_people(row: Row, adults: float) -> float:
    """Estimate how many more adults take part, in the digits that are known, else as 0."""
    added = adults * row["difference"]
    if math.isnan(added) or row["metric"] != "participation_rate":
        return 0.0
    low, high = widest(row)
    half = adults * (high - low) / 2
    # Two digits where nothing is known of how sure it is, or where rounding to the first digit of
    # that would move it by much: where that is 1 or 2.
    exact = half / 3 if half > 0 else abs(added) / 10
    step = 10.0 ** math.floor(math.log10(max(exact, 1.0)))
    return math.copysign(round(abs(added) / step) * step, added)


def sureness(row: Row, tests: int, method: str, speech: Speech) -> str:
    """Say how sure an effect is as far as chance goes: interval over seeds and verdict.

    Args:
        row: Of a table that was `sim.analysis.compare.told`.
        tests: For how many effects its verdict is corrected.
        method: How intervals are made.
        speech: Says it.
    """
    verdict = row["verdict"]
    if verdict == BY_LEVERS:
        return speech("effects.by_levers")
    if verdict not in (DISTINGUISHABLE, ALONE, NOT_DISTINGUISHABLE):
        return speech("effects.few", over=speech.seeds(row["seeds"]))
    unit = METRICS[row["metric"]].unit
    digits = speech.digits(unit, row["low"], row["high"])
    low, high = (speech.number(row[end], unit, True, digits) for end in ("low", "high"))
    about: dict[str, Any] = {"low": low, "high": high, "method": speech.method(method)}
    about |= {"seeds": row["seeds"], "tests": tests}
    return speech("effects.chance", **about) + speech(
        f"effects.is_{_VERDICT_KEYS[verdict]}", **about
    )


_VERDICT_KEYS = {DISTINGUISHABLE: "clear", ALONE: "alone", NOT_DISTINGUISHABLE: "not_clear"}


def moved_sentence(
    row: Row,
    names: Mapping[str, str],
    tests: int,
    method: str,
    speech: Speech,
    over_sets: bool = False,
    more: str = "",
    adults: float = math.nan,
) -> str:
    """Say how far a metric moves between two scenarios, and how sure that is.

    Args:
        row: Of a table that was `sim.analysis.compare.told`, with ``difference``, and with
            ``level`` and ``baseline_level`` where they are known.
        names: What readers call ``scenario`` and ``baseline``.
        tests: For how many effects its verdict is corrected.
        method: How intervals are made.
        speech: Says it.
        over_sets: Whether the interval over plausible sets of parameters is told.
        more: What is added before the full stop.
        adults: Of the whole town, so that participation is told in people as well.
    """
    unit = METRICS[row["metric"]].unit
    values = effect_values(row, unit, speech)
    way = values.pop("way")
    said = speech(
        "effects.moved" if way else "effects.same",
        way=speech(f"effects.{way}") if way else "",
        metric=speech.metric(row["metric"]),
        **names,
        **values,
    )
    said += people(row, adults, speech) if way else ""
    if over_sets and row["sets"] > 1:
        digits = speech.digits(unit, row["sets_low"], row["sets_high"])
        ends = {
            end: speech.number(row[end], unit, True, digits) for end in ("sets_low", "sets_high")
        }
        counts = {"sets": row["sets"], "holds_in": row["holds_in"]}
        held = speech(f"brief.held.{holding(**counts)}", **counts)
        said += speech("effects.over_sets", held=held, **ends, **counts)
    elif row.get("sets", 0) == 1:
        said += speech("effects.one_set")
    return speech.head(said) + sureness(row, tests, method, speech) + more + speech("list.stop")


def _moved(parts: Mapping[str, "pd.DataFrame"], design: Design, speech: Speech) -> str:
    """Say how far the first metric moves, since when, and how many others surely do."""
    rows = told(parts["differences"])
    row = records(rows)[0]
    names = {
        "scenario": design.label(row["scenario"], speech),
        "baseline": design.label(design.baseline, speech),
    }
    more = ""
    if row["verdict"] == DISTINGUISHABLE:
        months = told(parts["over_time"])
        since = _since(months[months["metric"] == row["metric"]], row["difference"])
        more += speech("effects.since", month=since) if since else ""
    if design.enough and len(rows) > 1:
        count = sum(map(is_clear, rows["verdict"]))
        more += speech("effects.others", count=count, tests=len(rows))
    tests = len(rows) * len(design.others)
    adults = _adults(parts["by_group"], design)
    return moved_sentence(row, names, tests, design.interval, speech, design.sets > 1, more, adults)


def _adults(groups: "pd.DataFrame", design: Design) -> float:
    """Count the adults of the town, from the groups of one division; NaN without groups."""
    own = groups[groups["group_by"] == DIVISIONS[0].name]
    sizes = own.drop_duplicates("group")["adults"]
    return float(sizes.sum()) / design.scale if len(sizes) else math.nan


def shares_sentences(row: Row, speech: Speech) -> list[str]:
    """Say how much of an effect in one town is due to unknown parameters, and how much to luck.

    Nothing under fewer than `FEWEST` sets, whose spread says too little.
    """
    share = row["share_parameters"]
    if math.isnan(share) or row.get("sets", 0) < FEWEST:
        return []
    named = {"parameters": speech.percent(share), "luck": speech.percent(1 - share)}
    return [speech("effects.shares", **named)]


def parts_sentences(rows: Sequence[Row], design: Design, speech: Speech) -> list[str]:
    """Say what of an effect the levers do and what comes through residents.

    First of the first metric, then which of the others are mostly the one and mostly the other;
    nothing where residents did not stand still.
    """
    known = [one for one in rows if not math.isnan(one.get("by_levers", math.nan))]
    if not known or known[0] is not rows[0]:
        return []
    found = [parts_sentence(rows[0], speech)]
    shares = {
        one["metric"]: one["by_levers"] / one["difference"]
        for one in known[1:]
        # What residents alone make is none where they stand still, and needs no telling.
        if one["difference"] and one["by_levers"] and is_clear(one["verdict"])
    }
    said = {
        "levers": [name for name, share in shares.items() if share > _MOSTLY],
        "residents": [name for name, share in shares.items() if share < 1.0 - _MOSTLY],
    }
    for key, metrics in said.items():
        if metrics:
            items = speech.row(speech.metric(name) for name in metrics)
            found.append(speech(f"makeup.mostly_{key}", items=items))
    return found


def parts_sentence(row: Row, speech: Speech) -> str:
    """Say what of one effect the levers do and what comes through residents."""
    unit = METRICS[row["metric"]].unit
    digits = digits_of(row, unit, speech)
    ends = {
        name: speech.difference(row[name], unit, True, digits)
        for name in ("by_levers", "through_residents")
    }
    key = "makeup.parts" if row["by_levers"] else "makeup.parts_none"
    return speech(key, metric=speech.metric(row["metric"]), **ends)


def path_sentences(row: Row, design: Design, speech: Speech) -> list[str]:
    """Say how far an effect has come by the middle and by the end of the run."""
    if math.isnan(row.get("halfway", math.nan)):
        return []
    unit = METRICS[row["metric"]].unit
    digits = digits_of(row, unit, speech)
    months = design.end - design.start
    told_way = not math.isnan(row["share_of_way"])
    return [
        speech(
            "makeup.path" if told_way else "makeup.path_open",
            metric=speech.metric(row["metric"]),
            middle=months // 2,
            end=months,
            halfway=speech.difference(row["halfway"], unit, True, digits),
            difference=speech.difference(row["difference"], unit, True, digits),
            share=speech.percent(row["share_of_way"]) if told_way else "",
            half_life=speech.count(row["half_life"]) if told_way else "",
        )
    ]


def _worse(parts: Mapping[str, "pd.DataFrame"], design: Design, speech: Speech) -> list[str]:
    """Name the metrics that are worse than the baseline in every month, clearly at the end."""
    clear = {one["metric"] for one in records(parts["differences"]) if is_clear(one["verdict"])}
    items = []
    for name, rows in worse_throughout(parts["over_time"], design).items():
        if name not in clear:
            continue
        unit = METRICS[name].unit
        low, high = sorted(abs(end(rows["difference"])) for end in (min, max))
        digits = speech.digits(unit, low, high)
        items.append(
            speech(
                "makeup.worse_item",
                metric=speech.metric(name),
                low=speech.number(low, unit, False, digits),
                high=speech.difference(high, unit, False, digits),
                month=f"{rows['month'].iloc[0]:%Y-%m}",
            )
        )
    scenario = design.label(parts["differences"]["scenario"].iloc[0], speech)
    base = design.label(design.baseline, speech)
    if not items:
        return []
    return [speech("makeup.worse", scenario=scenario, baseline=base, items=speech.row(items))]


def _gap(groups: "pd.DataFrame", design: Design, speech: Speech) -> list[str]:
    """Say how migrants stand to locals, in points and as odds, which need not agree."""
    name = where_metric(design)
    if name not in GROUP_METRICS or METRICS[name].unit != "share":
        return []
    found = gap_between(groups, name)
    if not found:
        return []
    told_as = {
        f"{when}_{what}": text
        for when, column in (("base", "baseline_level"), ("own", "level"))
        for what, text in zip(
            ("points", "ratio", "odds"),
            (
                speech.difference(found[column][0], "share", True, 1),
                f"{found[column][1]:.2f}",
                f"{found[column][2]:.2f}",
            ),
            strict=True,
        )
    }
    scenario = design.label(groups["scenario"].iloc[0], speech)
    base = design.label(design.baseline, speech)
    metric = speech.metric(name)
    return [speech("makeup.gap", metric=metric, scenario=scenario, baseline=base, **told_as)]


def data_sentence(counts: Counts, weighed: Weighed, design: Design, speech: Speech) -> str:
    """Say how many of the sets a town's own counts leave."""
    worst = counts.rows[weighed.worst]
    place = worst.community
    named = speech("figure.town") if place == TOWN else design.place(place, speech)
    return speech(
        "effects.data" if weighed.enough else "effects.data_few",
        file=counts.file,
        counts=len(counts.rows),
        effective=f"{weighed.effective:.1f}",
        sets=design.sets,
        least=LEAST_EFFECTIVE,
        line=worst.line,
        metric=speech.metric(worst.metric),
        place=named,
        month=speech.month(worst.month),
        value=speech.level(worst.metric, worst.value),
        away=f"{weighed.nearest:.1f}",
    )


def leading_sentence(leading: Mapping[str, float], design: Design, speech: Speech) -> str:
    """Say which scenario has the most of the first metric, in which share of the sets."""
    ranked = sorted(leading, key=lambda name: -leading[name])
    return speech(
        "effects.leading",
        metric=speech.metric(design.metrics[0]),
        names=speech.row(
            speech(
                "effects.leads",
                scenario=design.label(name, speech),
                share=speech.percent(leading[name]),
            )
            for name in ranked
            if leading[name] > 0
        ),
    )


def _since(rows: "pd.DataFrame", difference: float) -> str:
    """Find the month since which a metric surely differs as at the end; empty without."""
    apart = (rows["low"] > 0 if difference > 0 else rows["high"] < 0).to_numpy()
    if not apart.size or not apart[-1]:
        return ""
    first = apart.size - int((~apart[::-1]).argmax()) if not apart.all() else 0
    month: Any = rows["month"].iloc[first]
    return f"{month:%Y-%m}"


def _power(row: Row, design: Design, speech: Speech) -> list[str]:
    """Say what these seeds could miss, and how many a precision takes."""
    if row["verdict"] == BY_LEVERS or not row["detectable"] > 0:
        return []
    unit, least = METRICS[row["metric"]].unit, row["detectable"]
    digits = speech.digits(unit, -least / 2, least / 2)
    size = speech.difference(least, unit, signed=False, digits=digits)
    text = speech("effects.power", detectable=size, seeds=row["seeds"])
    more = row["more_seeds"]
    if design.precision is None or not isinstance(more, int):
        return [text + speech("list.stop")]
    key = "effects.more" if more else "effects.enough"
    wanted = speech.difference(design.precision, unit, False, _places(design.precision, unit))
    return [text + speech(key, precision=wanted, more=more)]


def _places(value: float, unit: str) -> int:
    """Count the decimals of a number as a user wrote it."""
    shown = f"{value * (100 if unit == 'share' else 1):.10g}"
    return len(shown.partition(".")[2])


def _gained(parts: Mapping[str, "pd.DataFrame"], design: Design, speech: Speech) -> str:
    """Name the groups that surely gained more or less than all; say how communities differ.

    Communities are not named: what tells them apart is mostly assumed.
    """
    name = where_metric(design)
    groups = parts["by_group"]
    groups = groups[groups["metric"] == name]
    metric = speech.metric(name)
    apart = groups[groups["ahead_p_holm"] < ALPHA].sort_values("ahead")
    if apart.empty:
        text = speech("effects.nobody", metric=metric)
    else:
        rows = records(apart)
        most, least = _group(rows[-1], "most", speech), _group(rows[0], "least", speech)
        ahead = apart["ahead"]
        key = (
            "both" if ahead.iloc[0] < 0 < ahead.iloc[-1] else "up" if ahead.iloc[0] > 0 else "down"
        )
        text = speech(f"effects.gained_{key}", metric=metric, **most, **least)
    places = parts["by_community"]
    places = places[places["metric"] == name].dropna(subset="difference")
    if len(places) < 2:
        return text + speech("list.stop")
    low, high = float(places["difference"].min()), float(places["difference"].max())
    unit = METRICS[name].unit
    digits = speech.digits(unit, low, high)
    ends = {
        "least_by": speech.number(low, unit, True, digits),
        "most_by": speech.difference(high, unit, True, digits),
    }
    return text + speech("effects.places", **ends)


def _group(row: Row, key: str, speech: Speech) -> dict[str, str]:
    """Write a group, and by how much its difference exceeds that of all adults."""
    division, group = (
        speech.inside(speech.pick(label)) for label in _GROUP_LABELS[row["group_by"], row["group"]]
    )
    digits = speech.digits(row["unit"], row["ahead_low"], row["ahead_high"])
    by, low, high = (
        speech.number(row[column], row["unit"], True, digits)
        for column in ("ahead", "ahead_low", "ahead_high")
    )
    label = speech("list.bracketed", text=group, more=division)
    return {key: label, f"{key}_by": by, f"{key}_low": low, f"{key}_high": high}
