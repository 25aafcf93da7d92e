"""The words of the page, in English and Chinese, beside the labels of the declarations."""

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sim.declare import Label
from sim.report.words import Words, words_in
from sim.scenario.town import Label as TownLabel

LEVER_UNITS: Mapping[str, Label] = {
    "share": Label("%", "%"),
    "factor on needs": Label("× needs", "倍（需求）"),
    "households": Label("households", "户"),
    "m2": Label("m²", "平方米"),
    "meetings per year": Label("meetings a year", "次/年"),
    "per 10,000 residents": Label("per 10,000", "人/万居民"),
    "projects": Label("projects", "个项目"),
    "units per community": Label("units per community", "家/社区"),
    "workers in the town": Label("workers in the town", "人（全镇）"),
    "yuan per member and year": Label("yuan a member", "元/党员·年"),
    "yuan per resident and year": Label("yuan a resident", "元/居民·年"),
    "yuan per worker and year": Label("yuan a worker", "元/网格员·年"),
    "yuan per year": Label("yuan a year", "元/年"),
}
"""Units of levers as a reader wants them."""

_WORDS: Mapping[str, Label] = {
    "title": Label("cogov: how a town is governed", "cogov：社区共治模拟"),
    "live": Label("Live town", "实时模拟"),
    "results": Label("Results", "结果"),
    "views": Label("Views", "视图"),
    "other_language": Label("中文", "English"),
    "controls": Label("What is simulated", "模拟设定"),
    "run_controls": Label("Run", "运行"),
    "scenario": Label("Scenario", "情景"),
    "baseline": Label("Baseline", "基线"),
    "unmoved": Label("same, sliders unmoved", "同一情景，不动滑块"),
    "seed": Label("Seed", "随机种子"),
    "scale": Label("Residents simulated", "模拟居民比例"),
    "scale_some": Label("{percent} % of the town", "全镇的 {percent}%"),
    "scale_all": Label("the whole town", "全镇居民"),
    "pace": Label("Speed", "速度"),
    "pace_some": Label("{count} months a second", "每秒 {count} 个月"),
    "pace_one": Label("1 month a second", "每秒 1 个月"),
    "pace_all": Label("as fast as it goes", "最快"),
    "start": Label("Start", "开始"),
    "pause": Label("Pause", "暂停"),
    "step": Label("One month", "前进一个月"),
    "reset": Label("Reset", "重置"),
    "reset_hint": Label(
        "Back to the first month; sliders stay where they are", "回到第一个月；滑块保持现状"
    ),
    "undo": Label("Sliders back", "滑块复原"),
    "undo_hint": Label("Put all sliders back and begin anew", "所有滑块恢复原值并重新开始"),
    "levers": Label("Levers", "政策杠杆"),
    "place": Label("Where", "地点"),
    "whole_town": Label("Whole town", "全镇"),
    "differs": Label("differs by community", "各社区不同"),
    "town_only": Label("whole town only", "仅限全镇"),
    "moved": Label("moved", "已移动"),
    "about_lever": Label("About {lever}", "关于{lever}"),
    "lever_range": Label("{low} to {high} {unit}; off: {off}", "{low} 至 {high} {unit}；关：{off}"),
    "lever_range_title": Label("Range", "范围"),
    "lever_acts_title": Label("Acts on", "作用于"),
    "lever_price_title": Label("Costs a year", "年成本"),
    "lever_needs_title": Label("Needs", "须有"),
    "lever_known_title": Label("Value", "取值依据"),
    "price_town": Label("{yuan} yuan", "{yuan} 元"),
    "price_community": Label("{yuan} yuan in each community", "每社区 {yuan} 元"),
    "price_resident": Label("{yuan} yuan for each resident", "每居民 {yuan} 元"),
    "price_full": Label("at 100%: {price}", "100% 时：{price}"),
    "price_unit": Label("for each 1 on the slider: {price}", "滑块每 1 单位：{price}"),
    "known_moved": Label("set by you, so assumed", "由您设定，视为假定"),
    "known_off": Label("off", "关闭"),
    "known_not": Label("assumed", "假定"),
    "own_files": Label("Files in the folder", "文件夹中的情景"),
    "shipped": Label("Shipped", "自带情景"),
    "metric": Label("Colour of the map", "地图着色指标"),
    "yaml": Label("Download sliders as scenario (YAML)", "下载滑块情景（YAML）"),
    "preparing": Label(
        "Preparing the town, {count} months of its past have run…",
        "正在准备：已模拟历史 {count} 个月…",
    ),
    "preparing_first": Label(
        "Preparing the town… (the first time takes up to a minute)",
        "正在准备小镇…（首次启动可能需要一分钟）",
    ),
    "paused": Label("Paused", "已暂停"),
    "running": Label("Running", "运行中"),
    "ended": Label("The run has ended", "模拟已结束"),
    "colon": Label(": ", "："),
    "failed": Label("This cannot run", "无法运行"),
    "status": Label(
        "{stage}. Month {month}; next {coming}, last {last}.",
        "{stage}。当前月份 {month}；下一个月 {coming}，最后一个月 {last}。",
    ),
    "status_ended": Label("{stage} with {month}.", "{stage}，最后月份 {month}。"),
    "speed": Label("{pace} months a second.", "每秒 {pace} 个月。"),
    "about": Label(
        "{town}: {residents} residents, {percent} % of them simulated; one seed, so differences "
        "carry the luck of one town. 'cogov compare' gives intervals.",
        "{town}：居民 {residents} 人，模拟其中 {percent}%；单一随机种子，差异含偶然成分，"
        "置信区间见 cogov compare。",
    ),
    "map": Label("Communities", "社区"),
    "map_text": Label(
        "Map of communities, coloured by {metric}: {values}", "社区地图，颜色表示{metric}：{values}"
    ),
    "no_value": Label("no value", "无数据"),
    "headline": Label("Headline metrics", "主要指标"),
    "indicator": Label("Metric", "指标"),
    "now": Label("Now", "当前"),
    "base": Label("Baseline", "基线"),
    "difference": Label("Difference", "差值"),
    "over_time": Label("Over time", "历月变化"),
    "legend_mine": Label("with your sliders", "滑块情景"),
    "legend_other": Label("baseline: {name}", "基线：{name}"),
    "legend_past": Label("common past", "共同历史"),
    "tile_same": Label("no difference", "无差异"),
    "tile_base": Label("baseline {value}", "基线 {value}"),
    "points": Label("points", "百分点"),
    "matters": Label("Matters", "事项"),
    "matters_note": Label(
        "All matters so far, in the residents simulated.", "迄今全部事项（所模拟居民）。"
    ),
    "open": Label("Open", "未结"),
    "closed": Label("Closed", "已结"),
    "backlog": Label("Backlog per 1,000 residents", "每千人积压"),
    "open_at": Label("open: {level}", "未结：{level}"),
    "actors": Label("Hours of actors", "各主体工时"),
    "actors_note": Label(
        "Hours per 1,000 residents and month, mean of the last 12 months.",
        "每千居民每月工时，最近 12 个月均值。",
    ),
    "actor": Label("Actor", "主体"),
    "folder": Label("Results", "结果"),
    "no_folder_title": Label("No results yet", "尚无结果"),
    "no_folder": Label(
        "The page reads one folder and no other, and was started without one. Make some results, "
        "then start it again:",
        "本页只读取一个文件夹，而启动时未指定。请先生成结果，再重新启动：",
    ),
    "no_results": Label(
        "The folder holds scenarios, but no results. Make some in it, then load this page again:",
        "该文件夹中有情景但没有结果。请在其中生成结果，再刷新本页：",
    ),
    "wanted": Label("expected a folder of results of cogov", "应为 cogov 写出的结果文件夹"),
    "in_english": Label("{text}", "（英文）{text}"),
    "plan": Label("Plan", "计划"),
    "cannot_open": Label("Cannot open", "无法打开"),
    "kind_run": Label("Run", "单次运行"),
    "kind_compare": Label("Comparison", "情景比较"),
    "kind_store": Label("Sweep", "批量实验"),
    "kind_attribution": Label("Attribution", "措施贡献"),
    "kind_calibration": Label("Calibration", "校准"),
    "kind_discovery": Label("Discovery", "条件发现"),
    "kind_pareto": Label("Search", "优选"),
    "kind_sensitivity": Label("Sensitivity", "敏感性"),
    "kind_validation": Label("Validation", "检验"),
    "kind_why": Label("Why", "原因"),
    "kind_damaged": Label("Cannot be read", "无法读取"),
    "opened": Label(
        "{scenarios} scenarios, {seeds} seeds, {first} to {last}. Folder: {folder}",
        "{scenarios} 个情景，{seeds} 个种子，{first} 至 {last}。文件夹：{folder}",
    ),
    "opened_store": Label(
        "{scenarios} points, {seeds} seeds, {first} to {last}. Folder: {folder}",
        "{scenarios} 个点，{seeds} 个种子，{first} 至 {last}。文件夹：{folder}",
    ),
    "opened_one": Label(
        "One scenario, seeds: {seeds}, {first} to {last}. Folder: {folder}",
        "1 个情景，种子数：{seeds}，{first} 至 {last}。文件夹：{folder}",
    ),
    "opened_analysis": Label(
        "Seeds: {seeds}; finished {finished} UTC. Folder: {folder}",
        "种子数：{seeds}；完成于 {finished}（UTC）。文件夹：{folder}",
    ),
    "results_title": Label("Results in {root}", "{root} 中的结果"),
    "other_path": Label("Another path inside {root}", "{root} 内的其他路径"),
    "found": Label("What was found", "主要发现"),
    "figures": Label("Figures", "图"),
    "tables": Label("Tables", "表"),
    "figure_of": Label("Figure: {name}", "图：{name}"),
    "svg_of": Label("Figure: {name} (SVG)", "图：{name}（SVG）"),
    "png_of": Label("Figure: {name} (PNG)", "图：{name}（PNG）"),
    "csv_of": Label("Table: {name} (CSV)", "表：{name}（CSV）"),
    "no_figure": Label("The figure cannot be drawn: {told}", "无法作图：{told}"),
    "scenarios": Label("Scenarios", "情景"),
    "metrics": Label("Metrics", "指标"),
    "all_metrics": Label("All metrics", "全部指标"),
    "choose_two": Label("Choose a scenario and a metric.", "请选择情景和指标。"),
    "figure": Label("Over time, with bands, and differences", "历月变化（含置信带）与差值"),
    "figure_text": Label(
        "Figure of {metrics} over time in {scenarios}", "{scenarios} 的{metrics}历月变化图"
    ),
    "levels": Label("Levels", "水平"),
    "differences": Label("Differences from {baseline}", "与 {baseline} 之差"),
    "one_only": Label(
        "Choose two scenarios or more for differences.", "选择两个以上情景以显示差值。"
    ),
    "mean": Label("Mean", "均值"),
    "interval": Label("95 % interval", "95% 置信区间"),
    "verdict": Label("Distinguishable", "可区分"),
    "detectable": Label("Detectable", "最小可检出"),
    "groups": Label("Groups: {metric}", "群体：{metric}"),
    "division": Label("Divide adults by", "成年居民分组"),
    "group": Label("Group", "群体"),
    "group_metric": Label("Metric of groups", "群体指标"),
    "no_groups": Label("Groups were not recorded in these results.", "该结果未记录群体数据。"),
    "window": Label(
        "Means of the last {window} months, over seeds.", "最后 {window} 个月均值，对各种子取平均。"
    ),
    "csv_differences": Label("Differences (CSV)", "差值（CSV）"),
    "csv_levels": Label("Levels (CSV)", "水平（CSV）"),
    "csv_time": Label("Over time (CSV)", "历月数据（CSV）"),
    "csv_groups": Label("Groups (CSV)", "群体（CSV）"),
    "png": Label("Figure (PNG)", "图（PNG）"),
    "downloads": Label("Downloads", "下载"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """The words of the page in one language.

    Attributes:
        language: ``en`` or ``zh``.
        report: The words of figures and tables.
    """

    language: str
    report: Words

    def say(self, key: str, **filled: object) -> str:
        """A text of the page, its braces filled.

        Raises:
            KeyError: There is no such text.
        """
        return self.pick(_WORDS[key]).format(**filled)

    def html(self, key: str, **filled: object) -> str:
        """Like `say`, safe to be put into a page."""
        return html.escape(self.say(key, **filled))

    def joined(self, texts: Iterable[str]) -> str:
        """Texts in a row."""
        return ("、" if self.language == "zh" else ", ").join(texts)

    def pick(self, label: Label | TownLabel) -> str:
        """A label in this language."""
        return label.zh if self.language == "zh" else label.en

    def lever_unit(self, unit: str) -> str:
        """Unit of a lever."""
        return self.pick(LEVER_UNITS[unit])


def page_in(language: str) -> Page:
    """The words of the page in ``en`` or ``zh``."""
    return Page(language, words_in(language))


def texts() -> Mapping[str, Label]:
    """All texts of the page."""
    return _WORDS
