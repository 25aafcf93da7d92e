"""Values of metrics, of the cost and of factors, with their units, as sentences have them."""

from sim.declarations.levers import LEVERS
from sim.declarations.metrics import METRICS
from sim.declare import Label
from sim.report.words import Words, number
from sim.sweeps.responses import COST

COST_LABEL = Label("Cost", "成本")
COST_UNIT = "yuan per year"
_MILLION = 1e6


def metric_name(metric: str, words: Words) -> str:
    """A metric, or the cost, inside a sentence."""
    label = words.pick(COST_LABEL if metric == COST else METRICS[metric].label)
    return label if words.language == "zh" else label[:1].lower() + label[1:]


def amount(metric: str, value: float, words: Words) -> str:
    """A value of a metric, or of the cost, with its unit."""
    unit = COST_UNIT if metric == COST else METRICS[metric].unit
    if unit == COST_UNIT:
        return _money(value, words.language)
    if unit == "share":
        return f"{100 * value:.3g} %".replace("-", "\N{MINUS SIGN}")
    text = number(value, unit)
    return text if unit in ("0-1", "-", "rung 0-5") else f"{text} {words.unit(unit)}"


def _money(value: float, language: str) -> str:
    """Yuan a year, of large sums millions (ten thousands in Chinese)."""
    if language == "zh":
        large = abs(value) >= _MILLION
        return f"{value / 1e4:,.0f} 万元/年" if large else f"{value:,.0f} 元/年"
    if abs(value) >= _MILLION:
        return f"{value / _MILLION:.4g} million yuan a year"
    return f"{value:,.0f} yuan a year"


def level_of(metric: str, value: float, words: Words) -> str:
    """A level that was found, with as many digits as others of its metric."""
    unit = COST_UNIT if metric == COST else METRICS[metric].unit
    if unit == "share":
        return f"{100 * value:.1f} %".replace("-", "\N{MINUS SIGN}")
    return amount(metric, value, words)


def value_of(factor: str, value: float) -> str:
    """A value of a factor; a lever that is a share in per cent."""
    kind, _, name = factor.partition(".")
    lever = LEVERS.get(name.partition(".")[0]) if kind == "levers" else None
    if lever is not None and lever.unit == "share":
        return f"{100 * value:.0f} %"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}".replace("-", "\N{MINUS SIGN}")
