"""The fixed words of figures and tables, in English and Chinese, and a font that can show them."""

import math
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from sim.analysis.compare import DISTINGUISHABLE, NO_DATA, NOT_DISTINGUISHABLE, ONE_SEED
from sim.declare import Label, Metric
from sim.errors import OptionError, Problem

_BOTH = re.compile(r"(?P<en>.*?)\s*[(（](?P<zh>[^()（）]*[\u4e00-\u9fff][^()（）]*)[)）]\s*")
"""A label in English with its Chinese in brackets."""
_GAP = re.compile(
    r"(?<=[\u3001-\u30ff\u4e00-\u9fff\uff00-\uffef]) (?=[\u3001-\u30ff\u4e00-\u9fff\uff00-\uffef])"
)
"""A space between Chinese characters, where a label stands for a name in Latin letters."""
_CJK = re.compile(r"\s*[(（][^()]*[\u4e00-\u9fff][^()]*[)）]|[\u4e00-\u9fff《》，。、]+")


@dataclass(frozen=True, slots=True)
class Words:
    """What figures and tables say beside declared labels; braces are filled by `str.format`.

    Attributes:
        language: ``en`` or ``zh``.
        units: Units as readers know them, by the unit of the declaration; others stay.
        common_past: Beside the shaded months.
        events: Before the list of dated events.
        difference: Above the paired differences.
        points: Unit of a difference of shares.
        lines: What lines and bands are.
        line: What the lines are when there is one seed.
        past: What the shaded months are.
        pairs: What points, bars and filled markers are.
        pair: What the points are when there is one seed.
        about: Seeds, town, residents and scale.
        metric: Heading of the column of metrics.
        last_months: Heading of the column of headline levels.
        run_title: Above the table of one run.
        difference_title: Above the table of one scenario's differences.
        difference_column: Heading of the column of differences.
        interval: Heading of the column of intervals.
        verdict: Heading of the column of verdicts.
        more_seeds: Heading of the column of seeds to add.
        detectable: Heading of the column of smallest detectable differences.
        methods: What intervals are called, by the method that made them.
        holm: Below the tables: how the verdicts were made.
        pair_note: The same when there is one seed.
        verdicts: What the column of verdicts says, by verdict.
    """

    language: str
    units: Mapping[str, str]
    common_past: str
    events: str
    difference: str
    points: str
    lines: str
    line: str
    past: str
    pairs: str
    pair: str
    about: str
    metric: str
    last_months: str
    run_title: str
    difference_title: str
    difference_column: str
    interval: str
    verdict: str
    more_seeds: str
    detectable: str
    methods: Mapping[str, str]
    holm: str
    pair_note: str
    verdicts: Mapping[str, str]

    def pick(self, label: Label) -> str:
        """A label in this language."""
        return label.zh if self.language == "zh" else label.en

    def event(self, label: str) -> str:
        """The label of a dated event, which a file may write as ``English (中文)``."""
        found = _BOTH.fullmatch(label)
        if self.language == "zh":
            return found["zh"] if found else label
        # English figures need no Chinese font: what is left in Chinese is left out.
        return _CJK.sub("", found["en"] if found else label).strip()

    def title(self, metric: Metric) -> str:
        """Label and unit of a metric."""
        return f"{self.pick(metric.label)} ({self.unit(metric.unit)})"

    def unit(self, unit: str) -> str:
        """A unit in this language."""
        return self.units.get(unit, unit)


_ENGLISH = Words(
    language="en",
    units=MappingProxyType(
        {"share": "%", "rung 0-5": "rung 0–5", "0-1": "index 0–1", "-": "no unit"}
    ),
    common_past="common past",
    events="Dotted: dated events -",
    difference="Difference from {baseline}, mean of the last {window} months",
    points="percentage points",
    lines="Lines: mean over {seeds} seeds; bands: 95 % {method} of that mean.",
    line="Lines: one seed, so there are no intervals.",
    past="Shaded: common past, in which all scenarios are identical (until {until}).",
    pairs=(
        "Points: scenario minus {baseline} within each seed, mean over the last {window} months; "
        "bars: 95 % {method} of the mean of these paired differences over {seeds} seeds; "
        "filled: distinguishable from zero after Holm correction over the {tests} pairs shown."
    ),
    pair=(
        "Points: scenario minus {baseline}, mean over the last {window} months; open, because "
        "one seed gives no interval."
    ),
    about="{town}: {residents:,} residents at scale {scale:g} ({simulated:,} simulated).",
    metric="Metric",
    last_months="Mean of last {window} months",
    run_title="{scenario}, seed {seed}",
    difference_title="{scenario} minus {baseline}, over {seeds} seeds",
    difference_column="Difference",
    interval="95 % interval",
    verdict="Distin-\nguishable",
    more_seeds="More seeds\nfor ±{precision:g}",
    detectable="Detectable\n(power 80 %)",
    methods=MappingProxyType(
        {"t": "t-interval", "bootstrap": "bootstrap interval (BCa, over seeds)"}
    ),
    holm=(
        "Means of the last {window} months; differences within each seed, 95 % {method} of their "
        "mean; distinguishable from zero at 5 % after Holm correction over the {tests} rows "
        "shown. Detectable: the smallest true difference that a paired t-test at 5 % finds with "
        "a power of 80 % with so many seeds, before that correction."
    ),
    pair_note="Means of the last {window} months; one seed gives no interval: use more seeds.",
    verdicts=MappingProxyType(
        {
            DISTINGUISHABLE: "yes",
            NOT_DISTINGUISHABLE: "no",
            ONE_SEED: "one seed",
            NO_DATA: "no data",
        }
    ),
)
_CHINESE_UNITS = MappingProxyType(
    {
        "hours": "小时",
        "hours per 10,000 residents and month": "小时/万人·月",
        "hours per month": "小时/月",
        "log-odds": "对数几率",
        "log-odds per SD": "对数几率/标准差",
        "log-odds per decade": "对数几率/十岁",
        "log-odds per service": "对数几率/项服务",
        "matters": "件",
        "members": "人",
        "months": "个月",
        "per 100 hours": "每100小时",
        "per community": "每社区",
        "per community and month": "每社区每月",
        "per leader in 1,000": "每千人一名骨干",
        "per month": "每月",
        "per resident and meeting": "每居民每次会议",
        "per resident and month": "每居民每月",
        "per resident and year": "每居民每年",
        "per yuan per resident and year": "每元/人·年",
        "probability": "概率",
        "probability per month": "每月概率",
        "services": "项服务",
        "share of 1 - belonging": "占（1−归属感）比例",
        "share of 1 - efficacy": "占（1−效能感）比例",
        "share of 1 - trust": "占（1−信任）比例",
        "share of efficacy": "占效能感比例",
        "share of trust": "占信任比例",
        "tasks per month": "项/月",
        "units of 100 yuan": "百元",
        "yuan": "元",
        "yuan per m2 and year": "元/平方米·年",
    }
)
"""Units of parameters that levers and metrics do not have."""
_CHINESE = Words(
    language="zh",
    units=MappingProxyType(
        {
            "share": "%",
            "rung 0-5": "0–5级",
            "0-1": "指数0–1",
            "hours per year": "小时/年",
            "per year": "次/年",
            "count": "个",
            "-": "无量纲",
            "hours per 1,000 residents and month": "小时/千人·月",
            "per 1,000 residents": "件/千人",
            "per resident and year": "件/人·年",
            "modelled days": "天（模型）",
            "yuan per year": "元/年",
            "yuan per member and year": "元/人·年",
            "yuan per resident and year": "元/人·年",
            "yuan per worker and year": "元/人·年",
            "meetings per year": "次/年",
            "per 10,000 residents": "人/万人",
            "units per community": "个/社区",
            "workers in the town": "人（全镇）",
            "factor on needs": "需求倍数",
            "households": "户",
            "projects": "个",
            "m2": "平方米",
            **_CHINESE_UNITS,
        }
    ),
    common_past="共同历史",
    events="虚线为历次政策事件：",
    difference="与 {baseline} 之差（最后 {window} 个月均值）",
    points="百分点",
    lines="线：{seeds} 个随机种子的均值；带：该均值的 95% {method}。",
    line="线：单一随机种子，无置信区间。",
    past="阴影：共同历史，各情景完全相同（至 {until} 之前）。",
    pairs=(
        "点：各种子内情景减 {baseline} 之差（最后 {window} 个月均值）；"
        "须：{seeds} 个种子配对差均值的 95% {method}；"
        "实心：对图中 {tests} 对比较作 Holm 校正后仍异于零。"
    ),
    pair="点：情景减 {baseline} 之差（最后 {window} 个月均值）；空心，因单一种子无置信区间。",
    about="{town}：居民 {residents:,} 人，规模 {scale:g}（模拟 {simulated:,} 人）。",
    metric="指标",
    last_months="最后 {window} 个月均值",
    run_title="{scenario}，种子 {seed}",
    difference_title="{scenario} 减 {baseline}，{seeds} 个种子",
    difference_column="差值",
    interval="95% 置信区间",
    verdict="可区分",
    more_seeds="达到 ±{precision:g} 还需种子数",
    detectable="最小可检出\n（功效 80%）",
    methods=MappingProxyType({"t": "t 置信区间", "bootstrap": "自助法置信区间（BCa，按种子重抽）"}),
    holm=(
        "最后 {window} 个月均值；各种子内配对差，其均值的 95% {method}；"
        "可区分：对所示 {tests} 行作 Holm 校正后，在 5% 水平异于零。"
        "最小可检出：以现有种子数，配对 t 检验在 5% 水平（校正前）以 80% 功效能发现的最小真实差异。"
    ),
    pair_note="最后 {window} 个月均值；单一种子无置信区间，请增加种子。",
    verdicts=MappingProxyType(
        {DISTINGUISHABLE: "是", NOT_DISTINGUISHABLE: "否", ONE_SEED: "单一种子", NO_DATA: "无数据"}
    ),
)


def words_in(language: str) -> Words:
    """The words of a language, ``en`` or ``zh``."""
    return _CHINESE if language == "zh" else _ENGLISH


NULL = "–"
"""What stands for a value that is null."""
_PERCENT = 100
_DIGITS = {"share": 2, "0-1": 3, "rung 0-5": 3}
"""Decimals by unit, of shares in per cent; 1 for other units."""


def number(value: float, unit: str, signed: bool = False) -> str:
    """A value as a reader wants it; shares in per cent."""
    if math.isnan(value):
        return NULL
    scaled = value * _PERCENT if unit == "share" else value
    # Adding zero turns a negative zero into a positive one.
    digits = _DIGITS.get(unit, 1)
    text = f"{round(scaled, digits) + 0.0:{'+' if signed else ''}.{digits}f}"
    return text.replace("-", "\N{MINUS SIGN}")


_FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Heiti SC",
    "Noto Sans CJK JP",
    "Droid Sans Fallback",
    "Noto Serif CJK SC",
    "SimSun",
    "Songti SC",
    "AR PL UMing CN",
    "Arial Unicode MS",
)
_SAMPLE = "参与率居委会减"


@cache
def chinese_font() -> str:
    """Family of an installed font that has simplified Chinese characters.

    Well-known ones first, then whatever has the characters.

    Raises:
        OptionError: There is none.
    """
    for installed in (_known_fonts(), _fonts_since()):
        known = [name for name in _FAMILIES if name in installed]
        for name in [*known, *sorted(set(installed) - set(known))]:
            if _shows_chinese(installed[name]):
                return name
    raise OptionError(
        Problem(
            "no font with Chinese characters is installed",
            path="lang",
            hint="install one, such as Noto Sans CJK (on Debian and Ubuntu: "
            "apt install fonts-noto-cjk), or leave the language at en",
        )
    )


def _known_fonts() -> dict[str, str]:
    """Files by family of the fonts that Matplotlib knows of."""
    from matplotlib.font_manager import fontManager

    return {entry.name: entry.fname for entry in fontManager.ttflist}


def _fonts_since() -> dict[str, str]:
    """The same of fonts that were installed after Matplotlib kept its list; it learns of them."""
    from matplotlib.font_manager import findSystemFonts, fontManager

    before = _known_fonts()
    for file in sorted(set(findSystemFonts()) - set(before.values())):
        # What is no font that it can read is none for us either.
        with suppress(OSError, RuntimeError):
            fontManager.addfont(file)
    return {name: file for name, file in _known_fonts().items() if name not in before}


def _shows_chinese(file: str) -> bool:
    """Whether a font file has the characters of a sample, each with a shape of its own.

    Fonts of last resort have one shape for all.
    """
    from matplotlib.font_manager import get_font

    try:
        font = get_font(file)
    except (OSError, RuntimeError):
        return False
    shapes = {font.get_char_index(ord(character)) for character in _SAMPLE}
    return 0 not in shapes and len(shapes) == len(_SAMPLE)


def closed_up(text: str) -> str:
    """Text without spaces between Chinese characters; those around Latin words stay."""
    return _GAP.sub("", text)
