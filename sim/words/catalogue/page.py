"""The page."""

from collections.abc import Mapping

from sim.declare import Label

MESSAGES: Mapping[str, Label] = {
    "page.title": Label("cogov: how a town is governed", "cogov：社区共治模拟"),
    "page.live": Label("Live town", "实时模拟"),
    "page.results": Label("Results", "结果"),
    "page.views": Label("Views", "视图"),
    "page.other_language": Label("中文", "English"),
    "page.controls": Label("What is simulated", "模拟设定"),
    "page.run_controls": Label("Run", "运行"),
    "page.scenario": Label("Scenario", "情景"),
    "page.baseline": Label("Baseline", "基线"),
    "page.unmoved": Label("same, sliders unmoved", "同一情景，不动滑块"),
    "page.seed": Label("Seed", "随机种子"),
    "page.scale": Label("Residents simulated", "模拟居民比例"),
    "page.scale_some": Label("{share} of the town", "全镇的 {share}"),
    "page.scale_all": Label("the whole town", "全镇居民"),
    "page.pace": Label("Speed", "速度"),
    "page.pace_some": Label("{count} months a second", "每秒 {count} 个月"),
    "page.pace_one": Label("1 month a second", "每秒 1 个月"),
    "page.pace_all": Label("as fast as it goes", "最快"),
    "page.start": Label("Start", "开始"),
    "page.pause": Label("Pause", "暂停"),
    "page.step": Label("One month", "前进一个月"),
    "page.reset": Label("Reset", "重置"),
    "page.reset_hint": Label(
        "Back to the first month; sliders stay where they are", "回到第一个月；滑块保持现状"
    ),
    "page.undo": Label("Reset sliders", "滑块复原"),
    "page.undo_hint": Label("Put all sliders back and begin anew", "所有滑块恢复原值并重新开始"),
    "page.levers": Label("Levers", "政策工具"),
    "page.shocks": Label("Shocks, which nobody decides", "突发事件（非政策选择）"),
    "page.place": Label("Where", "地点"),
    "page.whole_town": Label("Whole town", "全镇"),
    "page.differs": Label("differs by community", "各社区不同"),
    "page.town_only": Label("whole town only", "仅限全镇"),
    "page.moved": Label("moved", "已移动"),
    "page.about_lever": Label("About {lever}", "关于{lever}"),
    "page.lever_range": Label(
        "{low} to {high} {unit}; off: {off}", "{low} 至 {high} {unit}；关：{off}"
    ),
    "page.lever_range_title": Label("Range", "范围"),
    "page.lever_acts_title": Label("Acts on", "作用于"),
    "page.lever_price_title": Label("Costs a year", "年成本"),
    "page.lever_needs_title": Label("Needs", "须有"),
    "page.lever_known_title": Label("Value", "取值依据"),
    "page.lever_value": Label("{value} {unit}", "{value} {unit}"),
    "page.price_town": Label("{yuan} yuan", "{yuan} 元"),
    "page.price_community": Label("{yuan} yuan in each community", "每社区 {yuan} 元"),
    "page.price_resident": Label("{yuan} yuan for each resident", "每居民 {yuan} 元"),
    "page.price_full": Label("at 100 %: {price}", "100% 时：{price}"),
    "page.price_unit": Label("for each 1 on the slider: {price}", "滑块每 1 单位：{price}"),
    "page.known_moved": Label("set by you, so assumed", "由您设定，视为假设"),
    "page.known_off": Label("off", "关闭"),
    "page.known_not": Label("assumed", "假设"),
    "page.own_files": Label("Files in the folder", "文件夹中的情景"),
    "page.shipped": Label("Shipped", "自带情景"),
    "page.metric": Label("Show on map", "地图着色指标"),
    "page.yaml": Label("Download sliders as scenario (YAML)", "下载滑块情景（YAML）"),
    "page.preparing": Label(
        "Preparing {town} under {scenario}, baseline {baseline}: month {count} of the {months} "
        "before the two part",
        "正在准备{town}，情景：{scenario}，基线：{baseline}；分化前共 {months} 个月，正在模拟第 "
        "{count} 个月",
    ),
    "page.coming": Label(
        "The town first lives through the months before the two scenarios part. Then press "
        "Start, or move a slider and run one month: each number is shown beside the baseline, "
        "{baseline}, with what it costs.",
        "先模拟两种情景分化之前的月份。随后按“开始”，或移动滑块并前进一个月：各指标将与基线（"
        "{baseline}）及所需成本并列显示。",
    ),
    "page.preparing_first": Label(
        "Reading the scenario… (the first time may take a minute)",
        "正在读取情景…（首次启动可能需要一分钟）",
    ),
    "page.paused": Label("Paused", "已暂停"),
    "page.running": Label("Running", "运行中"),
    "page.ended": Label("The run has ended", "模拟已结束"),
    "page.failed": Label("This cannot run: {why}", "无法运行：{why}"),
    "page.status": Label(
        "{stage}. Month {month}; next {coming}, last {last}.",
        "{stage}。当前月份 {month}；下一个月 {coming}，最后一个月 {last}。",
    ),
    "page.status_ended": Label("{stage} with {month}.", "{stage}，最后月份 {month}。"),
    "page.speed": Label("{pace} months a second.", "每秒 {pace} 个月。"),
    "page.about": Label(
        "{town}: {residents} residents, {share} of them simulated; one seed, so differences "
        "carry the chance of one town. 'cogov compare' gives intervals.",
        "{town}：居民 {residents} 人，模拟其中 {share}；仅 1 次模拟，差异含偶然成分，置信区间"
        "见 cogov compare。",
    ),
    "page.map": Label("Communities", "社区"),
    "page.map_text": Label(
        "Map of communities, coloured by {metric}: {values}", "社区地图，颜色表示{metric}：{values}"
    ),
    "page.no_value": Label("no value", "无数据"),
    "page.headline": Label("Headline metrics", "主要指标"),
    "page.now": Label("Now", "当前"),
    "page.base": Label("Baseline", "基线"),
    "page.over_time": Label("Over time", "历月变化"),
    "page.legend_mine": Label("with your sliders", "滑块情景"),
    "page.legend_other": Label("baseline: {name}", "基线：{name}"),
    "page.tile_same": Label("no difference", "无差异"),
    "page.tile_cost": Label("for {cost}", "年成本 {cost}"),
    "page.tile_same_cost": Label("at the same cost", "成本相同"),
    "page.cost": Label(
        "The levers cost {now}; those of the baseline {base}. Most prices are assumed.",
        "政策工具年成本：{now}；基线：{base}。单价多为假设。",
    ),
    "page.tile_base": Label("baseline {value}", "基线 {value}"),
    "page.matters": Label("Matters", "事项"),
    "page.matters_note": Label(
        "All matters so far, in the residents simulated.", "迄今全部事项（所模拟居民）。"
    ),
    "page.open": Label("Open", "未结"),
    "page.closed": Label("Closed", "已结"),
    "page.open_at": Label("open: {level}", "未结：{level}"),
    "page.actors": Label("Hours of actors", "各主体工时"),
    "page.actors_note": Label(
        "Hours per 1,000 residents and month, mean of the last 12 months.",
        "每千居民每月工时，最近 12 个月均值。",
    ),
    "page.actor": Label("Actor", "主体"),
    "page.moved_label": Label("{label}, sliders moved", "{label}（滑块已移动）"),
    "page.moved_summary": Label(
        "{label} with sliders moved on the page.", "{label}，在页面上移动了滑块。"
    ),
    "page.folder": Label("Results", "结果"),
    "page.no_folder_title": Label("No results yet", "尚无结果"),
    "page.no_folder": Label(
        "The page reads one folder and no other, and was started without one. Make some results, "
        "then start it again:",
        "本页只读取一个文件夹，而启动时未指定。请先生成结果，再重新启动：",
    ),
    "page.no_results": Label(
        "The folder holds scenarios, but no results. Make some in it, then load this page again:",
        "该文件夹中有情景但没有结果。请在其中生成结果，再刷新本页：",
    ),
    "page.plan": Label("Plan", "计划"),
    "page.cannot_open": Label("Cannot open: {why}", "无法打开：{why}"),
    "page.kind_run": Label("Run", "单次运行"),
    "page.kind_compare": Label("Comparison", "情景比较"),
    "page.kind_store": Label("Sweep", "批量实验"),
    "page.kind_unfinished": Label("Unfinished analysis", "未完成的分析"),
    "page.kind_damaged": Label("Cannot be read", "无法读取"),
    "page.against": Label("{others} against {baseline}", "{others} 与 {baseline} 相比"),
    "page.opening": Label("Opening {name}…", "正在打开 {name}…"),
    "page.drawing": Label("Drawing…", "正在作图…"),
    "page.unfinished": Label(
        "Not finished: {done} of {planned} runs are done; the command that began it goes on.",
        "尚未完成：{planned} 次运行中已完成 {done} 次；再次执行原命令即可继续。",
    ),
    "page.opened": Label(
        "{scenarios} scenarios, {seeds} seeds, {first} to {last}. Folder: {folder}",
        "{scenarios} 个情景，{seeds} 次重复模拟，{first} 至 {last}。文件夹：{folder}",
    ),
    "page.opened_store": Label(
        "{scenarios} points, {seeds} seeds, {first} to {last}. Folder: {folder}",
        "{scenarios} 个点，{seeds} 次重复模拟，{first} 至 {last}。文件夹：{folder}",
    ),
    "page.opened_one": Label(
        "One scenario, seeds: {seeds}, {first} to {last}. Folder: {folder}",
        "1 个情景，种子数：{seeds}，{first} 至 {last}。文件夹：{folder}",
    ),
    "page.opened_analysis": Label(
        "Seeds: {seeds}; finished {finished} UTC. Folder: {folder}",
        "种子数：{seeds}；完成于 {finished}（UTC）。文件夹：{folder}",
    ),
    "page.results_title": Label("Results in {root}", "{root} 中的结果"),
    "page.other_path": Label("Another path inside {root}", "{root} 内的其他路径"),
    "page.found": Label("What was found", "主要发现"),
    "page.figure_of": Label("Figure: {name}", "图：{name}"),
    "page.svg_of": Label("Figure: {name} (SVG)", "图：{name}（SVG）"),
    "page.png_of": Label("Figure: {name} (PNG)", "图：{name}（PNG）"),
    "page.csv_of": Label("Table: {name} (CSV)", "表：{name}（CSV）"),
    "page.scenarios": Label("Scenarios", "情景"),
    "page.metrics": Label("Metrics", "指标"),
    "page.choose_two": Label("Choose a scenario and a metric.", "请选择情景和指标。"),
    "page.figure": Label("Over time, with bands, and differences", "历月变化（含置信带）与差值"),
    "page.figure_text": Label(
        "Figure of {metrics} over time in {scenarios}", "{scenarios} 的{metrics}历月变化图"
    ),
    "page.levels": Label("Levels", "水平"),
    "page.differences": Label("Differences from {baseline}", "与 {baseline} 之差"),
    "page.one_only": Label(
        "Choose two scenarios or more for differences.", "选择两个以上情景以显示差值。"
    ),
    "page.mean": Label("Mean", "均值"),
    "page.groups": Label("Groups: {metric}", "群体：{metric}"),
    "page.division": Label("Divide adults by", "成年居民分组"),
    "page.group": Label("Group", "群体"),
    "page.group_metric": Label("Metric of groups", "群体指标"),
    "page.no_groups": Label("Groups were not recorded in these results.", "该结果未记录群体数据。"),
    "page.window": Label(
        "Means of the last {window} months, over seeds.", "最后 {window} 个月均值，对各种子取平均。"
    ),
    "page.csv_differences": Label("Differences (CSV)", "差值（CSV）"),
    "page.csv_levels": Label("Levels (CSV)", "水平（CSV）"),
    "page.csv_over_time": Label("Over time (CSV)", "历月数据（CSV）"),
    "page.csv_groups": Label("Groups (CSV)", "群体（CSV）"),
    "page.png": Label("Figure (PNG)", "图（PNG）"),
    "page.downloads": Label("Downloads", "下载"),
}
