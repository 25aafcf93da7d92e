"""What scenarios cost, and what is got for it."""

import math
from typing import TYPE_CHECKING, Any

from sim.analysis.costs import TOTAL, costs_per_seed, costs_table, unit_costs_table
from sim.declarations.levers import LEVERS
from sim.declarations.metrics import METRICS
from sim.report.brief.levers import levers_in_force
from sim.report.brief.material import Bullets, Material, Table, Text, records
from sim.report.brief.words import tell, whole, yuan
from sim.report.words import words_in

if TYPE_CHECKING:
    import pandas as pd

_TEN_THOUSAND = 1e4


def cost_blocks(material: Material, language: str) -> list[Any]:
    """The section of costs."""
    design = material.design
    seeds = costs_per_seed(material.metrics, material.groups, design)
    table = costs_table(seeds, design)
    totals = table[table["measure"] == TOTAL].set_index("scenario")
    sentences = []
    for name in design.others or design.scenarios:
        row: Any = totals.loc[name]
        amount, label = yuan(float(row["yuan"]), language), material.label(name, language)
        if not design.others:
            sentences.append(tell(language, "cost_run", scenario=label, yuan=amount))
            continue
        more = float(row["more"])
        key = "less" if more < 0 else "more"
        difference = tell(language, key, yuan=yuan(more, language))
        sentences.append(
            tell(
                language,
                "cost_total",
                scenario=label,
                yuan=amount,
                more=difference,
                baseline=material.label(design.baseline, language),
            )
        )
    if design.others:
        # Without the table of groups nobody knows how many adults take part.
        prices = [row for row in records(unit_costs_table(seeds, design)) if row["seeds"]]
        sentences += [_price_sentence(row, material, language) for row in prices]
    used = [
        LEVERS[name]
        for name in LEVERS
        if LEVERS[name].cost.yuan
        and any(name in levers_in_force(one) for one in material.scenarios.values())
    ]
    assumed = sum(lever.cost.source.mark == "assumed" for lever in used)
    note = tell(language, "cost_note", assumed=assumed, all=len(used))
    return [Bullets(sentences), _cost_table(table, material, language), Text(note, quiet=True)]


def _price_sentence(row: dict[str, Any], material: Material, language: str) -> str:
    """What one added participant or resolution costs, or why none has a price."""
    outcome = str(row["outcome"])
    if row["seeds"] < 2:
        key = "no_price_one"
    elif math.isnan(row["unit_cost"]):
        key = "no_price"
    else:
        key = "price"
    return tell(
        language,
        key,
        outcome=tell(language, outcome),
        added=whole(row["added"]),
        scenario=material.label(row["scenario"], language),
        added_low=whole(row["added_low"]),
        added_high=whole(row["added_high"]),
        price=whole(row["unit_cost"]),
        low=whole(row["low"]),
        high=whole(row["high"]),
        unit=tell(language, f"unit_of_{outcome}"),
    )


def _cost_table(table: "pd.DataFrame", material: Material, language: str) -> Table:
    """Cost of each measure in each scenario."""
    names = material.design.scenarios
    wide: Any = table.pivot(index="measure", columns="scenario", values="yuan")
    rows = []
    for measure in dict.fromkeys(table["measure"]):
        label = (
            tell(language, "total")
            if measure == TOTAL
            else words_in(language).pick(METRICS[f"cost_{measure}"].label)
        )
        rows.append([label, *(f"{wide.loc[measure, one] / _TEN_THOUSAND:,.1f}" for one in names)])
    head = f"{tell(language, 'measure')} ({tell(language, 'cost_unit')})"
    return Table([head, *(material.label(name, language) for name in names)], rows)
