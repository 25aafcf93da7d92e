"""Why a scenario differs from a baseline: first differences by channel, effect by channel.

Two answers that complete each other. Counts say through which channel the paths of single people
part first; they leave out what came of it later, when others follow. The decomposition says how
much of the whole effect goes through each channel, followers included: the Shapley value of a
channel over the effects that are left when channels are closed in both scenarios.
"""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.attribution import shapley
from sim.analysis.compare import subtracted, verdict_of, words_of
from sim.analysis.intervals import Interval, holm, interval_of
from sim.calendar import format_month
from sim.declarations.channels import ALL_CHANNELS
from sim.declare import IntervalMethod, Label

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
REMAINDER, TOTAL = "remainder", "total"
"""What is left when every channel is closed, and the whole effect."""


def paths_table(frames: Mapping[int, "pd.DataFrame"], communities: Sequence[str]) -> "pd.DataFrame":
    """List everybody whose path differs, seed by seed.

    Returns:
        Its columns after seed; months as YYYY-MM, communities by id, and difference: occasions
        minus baseline_occasions.
    """
    import pandas as pd

    parts = []
    for seed in sorted(frames):
        frame = frames[seed].copy()
        frame.insert(0, "seed", seed)
        for column in ("arrived", "month"):
            frame[column] = [format_month(int(month)) for month in frame[column]]
        frame["community"] = [communities[int(place)] for place in frame["community"]]
        frame["difference"] = frame["occasions"] - frame["baseline_occasions"]
        parts.append(frame)
    return pd.concat(parts, ignore_index=True)


def channels_table(
    paths: "pd.DataFrame", persons: Mapping[int, int], method: IntervalMethod = "t"
) -> "pd.DataFrame":
    """Count the people whose paths part first through each channel.

    Returns:
        Columns channel (all, then ``total``), label_en, label_zh, people (mean over seeds), low,
        high, share (of those who could take part), part (of those whose paths
        differ), more (share of them who took part in the scenario and not in the baseline),
        difference (mean months of taking part, scenario minus baseline, until the end),
        first_month (YYYY-MM; empty when there is nobody).
    """
    import pandas as pd

    seeds, everybody = sorted(persons), sum(persons.values())
    rows: list[dict[str, Any]] = []
    for name in (*ALL_CHANNELS, TOTAL):
        mine = paths if name == TOTAL else paths[paths["channel"] == name]
        counts = mine["seed"].value_counts()
        found = interval_of([float(counts.get(seed, 0)) for seed in seeds], method)
        size = len(mine)
        label = _LABELS[name]
        rows.append(
            {
                "channel": name,
                "label_en": label[0],
                "label_zh": label[1],
                "people": found.mean,
                "low": found.low,
                "high": found.high,
                "share": size / everybody if everybody else math.nan,
                "part": size / len(paths) if len(paths) else math.nan,
                "more": float((mine["took_part"] == "scenario").mean()) if size else math.nan,
                "difference": float(mine["difference"].mean()) if size else math.nan,
                "first_month": str(mine["month"].min()) if size else "",
            }
        )
    return pd.DataFrame(rows)


_LABELS: dict[str, tuple[str, str]] = {
    **{name: (one.label.en, one.label.zh) for name, one in ALL_CHANNELS.items()},
    REMAINDER: ("With these channels closed", "这些渠道关闭后所余"),
    TOTAL: ("All together", "合计"),
}
"""Labels of what the tables have rows for, English and Chinese."""


def channel_label(name: str) -> Label:
    """Label a channel, the remainder or the total."""
    return Label(*_LABELS[name])


def effects_of(level: Floats, baseline: Floats) -> Floats:
    """Subtract the baseline within the seed, for all coalitions: (seeds, 2**n)."""
    found: Floats = subtracted(level, baseline)
    return found


def parts_of(values: Floats) -> Floats:
    """Split the effect of each seed into channels, remainder and total.

    Args:
        values: Value of each coalition, shape (seeds, 2**n); the first has no channel open, the
            last all of them.

    Returns:
        Shape (seeds, n + 2); all but the last column sum to the last.
    """
    return np.column_stack([shapley(values), values[:, 0], values[:, -1]])


def parts_by_seed(
    values: Floats, seeds: Sequence[int], metric: str, channels: Sequence[str]
) -> "pd.DataFrame":
    """Tabulate `parts_of`: columns metric, seed, channel, effect.

    Seeds in which the metric is null in some coalition are left out.
    """
    import pandas as pd

    names = [*channels, REMAINDER, TOTAL]
    known = ~np.isnan(values).any(axis=1)
    rows = [
        {"metric": metric, "seed": seed, "channel": name, "effect": float(effect)}
        for seed, one in zip(np.array(seeds)[known].tolist(), parts_of(values[known]), strict=True)
        for name, effect in zip(names, one, strict=True)
    ]
    return pd.DataFrame(rows, columns=["metric", "seed", "channel", "effect"])


def decomposition_table(parts: "pd.DataFrame", method: IntervalMethod = "t") -> "pd.DataFrame":
    """Tabulate how much of the effect goes through each channel, with intervals.

    Args:
        parts: What `parts_by_seed` made, of one metric.
        method: How intervals are made.

    Returns:
        Columns metric, unit, label_en, label_zh, channel (in the order of the parts; then
        ``remainder`` and ``total``), channel_en, channel_zh, seeds, effect, low, high, sd, p,
        p_holm (over the channels), verdict, share (of the total; null where that cannot be told
        from zero). The effects of channels and remainder sum to the total.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    intervals: list[Interval] = []
    for name in dict.fromkeys(parts["channel"]):
        found = interval_of(parts.loc[parts["channel"] == name, "effect"].tolist(), method)
        intervals.append(found)
        rows.append(
            {
                **words_of(parts["metric"].iloc[0]),
                "channel": name,
                "channel_en": _LABELS.get(name, (name, name))[0],
                "channel_zh": _LABELS.get(name, (name, name))[1],
                "seeds": found.count,
                "effect": found.mean,
                "low": found.low,
                "high": found.high,
                "sd": found.sd,
                "p": found.p,
            }
        )
    channels = [row["channel"] not in (REMAINDER, TOTAL) for row in rows]
    tested = [row["p"] if test else math.nan for row, test in zip(rows, channels, strict=True)]
    total = rows[-1] if rows else {}
    sure = bool(rows) and (total["low"] > 0 or total["high"] < 0)
    for row, own, test, p in zip(rows, intervals, channels, holm(tested), strict=True):
        row["p_holm"] = p
        row["verdict"] = verdict_of(own, p if test else own.p)
        row["share"] = row["effect"] / total["effect"] if sure else math.nan
    return pd.DataFrame(rows)


def coalitions_table(
    values: Floats, seeds: Sequence[int], metric: str, channels: Sequence[str]
) -> "pd.DataFrame":
    """Tabulate the effect with each coalition of channels open.

    Returns:
        Columns metric, one for each channel (whether it is open), seed, effect.
    """
    import pandas as pd

    rows = [
        {
            "metric": metric,
            **{name: bool(coalition >> bit & 1) for bit, name in enumerate(channels)},
            "seed": seed,
            "effect": float(values[place, coalition]),
        }
        for coalition in range(values.shape[1])
        for place, seed in enumerate(seeds)
    ]
    return pd.DataFrame(rows)
