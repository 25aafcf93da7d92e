"""The brief of a plan of a sweep: its design, and what each factor does."""

from typing import Any

from sim.declarations.metrics import METRICS
from sim.report.brief.answers import inlined
from sim.report.brief.findings import LEADING
from sim.report.brief.levers import scenario_blocks
from sim.report.brief.material import (
    Bullets,
    Code,
    Details,
    Heading,
    Material,
    Picture,
    Section,
    Swept,
    Table,
    Text,
    records,
)
from sim.report.brief.studies import setting_text
from sim.report.brief.words import listed, tell
from sim.report.figures.factors import factors_figure
from sim.report.figures.look import svg_of
from sim.report.labels import ScenarioLabels
from sim.report.words import NULL, number, words_in
from sim.report.words_sweep import (
    factor_label,
    factor_sentences,
    factor_within,
    level_text,
    value_text,
)

_FEW = 12
"""Levels that are listed one by one."""


def sweep_title(material: Material, swept: Swept, language: str) -> str:
    """The title of the page."""
    names = [material.label(one, language) for one in material.design.scenarios]
    return tell(
        language,
        "title_sweep",
        experiment=swept.experiment["name"],
        scenarios=listed(names, language),
    )


def sweep_sections(material: Material, swept: Swept, language: str) -> list[Section]:
    """The sections of a plan with factors, up to what every brief ends with."""
    table = swept.table
    assert table is not None
    labels = ScenarioLabels.of(material.scenarios)
    shown = [name for name in LEADING if name in set(table["metric"])]
    called = {name: material.label(name, language) for name in material.design.scenarios}
    about = {"seeds": len(material.design.seeds), "window": material.design.window}
    figure = factors_figure(table, shown, about, labels, language)
    title = tell(language, "figure_factors")
    picture = Picture(inlined(svg_of(figure), ".svg"), title)
    tests = int((table["level"] > 0).sum())
    note = tell(language, "factor_note", tests=tests, seeds=about["seeds"])
    findings: list[Any] = [Bullets(factor_sentences(table, shown, called, language))]
    findings += [Text(note, quiet=True)] if about["seeds"] > 1 else []
    numbers = Details(tell(language, "all_levels"), _numbers(material, swept, language))
    names = listed([*called.values()], language)
    factors = listed([factor_within(one, language) for one in swept.levels], language)
    asked = tell(
        language,
        "ask_sweep",
        town=material.design.town[language == "zh"],
        scenarios=names,
        factors=factors,
    )
    question = [
        Text(asked),
        Text(setting_text(material, language)),
        Text(tell(language, "no_evidence")),
    ]
    return [
        Section("question", tell(language, "question"), question),
        design_section(material, swept, language),
        Section("findings", tell(language, "findings"), [*findings, numbers]),
        Section("figures", tell(language, "figures"), [Heading(title), picture]),
        Section("scenarios", tell(language, "scenarios"), scenario_blocks(material, language)),
    ]


def design_section(material: Material, swept: Swept, language: str) -> Section:
    """What is varied, and how many runs there are."""
    runs, experiment = swept.runs, swept.experiment
    blocks: list[Any] = []
    if experiment.get("summary"):
        blocks.append(Text(" ".join(str(experiment["summary"]).split())))
    key = "design_runs" if swept.levels else "design_compared"
    blocks.append(
        Text(
            tell(
                language,
                key,
                points=swept.points,
                all=sum(runs.values()),
                scenarios=len(material.design.scenarios),
                seeds=len(material.design.seeds),
                done=runs.get("done", 0),
                failed=runs.get("failed", 0),
            )
        )
    )
    if swept.levels:
        head = [tell(language, "factor"), tell(language, "levels")]
        rows = [
            [factor_label(name, language), _levels(name, values, language)]
            for name, values in swept.levels.items()
        ]
        blocks.append(Table(head, rows, words=2))
    else:
        blocks.append(Text(tell(language, "design_plain")))
    if len(swept.plans) > 1:
        text = tell(
            language,
            "design_plans",
            count=len(swept.plans),
            plan=swept.plan,
            plans=listed([*swept.plans], language),
        )
        blocks.append(Text(text, quiet=True))
    if experiment.get("text"):
        text = str(experiment["text"]).strip()
        blocks.append(Details(tell(language, "asked_in"), [Code(text)]))
    return Section("design", tell(language, "design"), blocks)


def _levels(name: str, values: Any, language: str) -> str:
    """The values of a factor: all of them when they are few, else from where to where."""
    numbers = [one for one in values if isinstance(one, float)]
    if len(values) > _FEW and len(numbers) == len(values):
        low, high = (value_text(name, end) for end in (min(numbers), max(numbers)))
        return tell(language, "many_levels", count=len(values), low=low, high=high)
    return listed([value_text(name, one) for one in values], language)


def _numbers(material: Material, swept: Swept, language: str) -> list[Any]:
    """A table for each metric, with every level of every factor."""
    assert swept.table is not None
    words, blocks = words_in(language), list[Any]()
    several = len(material.design.scenarios) > 1
    keys = ["factor", "level", "mean", "interval", "from_first", "interval", "verdict"]
    head = [tell(language, key) for key in (["scenario"] if several else []) + keys]
    for metric, own in swept.table.groupby("metric", sort=False):
        declared = METRICS[str(metric)]
        rows = []
        for row in records(own):
            ends = [number(row[end], declared.unit) for end in ("mean_low", "mean_high")]
            change = [number(row[end], declared.unit, True) for end in ("low", "high")]
            first = row["level"] == 0
            rows.append(
                [
                    *([material.label(row["scenario"], language)] if several else []),
                    factor_label(row["factor"], language),
                    level_text(row["factor"], row, language),
                    number(row["mean"], declared.unit),
                    NULL if NULL in ends else f"{ends[0]} … {ends[1]}",
                    NULL if first else number(row["difference"], declared.unit, True),
                    NULL if first or NULL in change else f"{change[0]} … {change[1]}",
                    NULL if first else words.verdicts[row["verdict"]],
                ]
            )
        blocks += [Heading(words.title(declared)), Table(head, rows, words=3 if several else 2)]
    return blocks
