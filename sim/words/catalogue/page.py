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
    "page.metric": Label("Metric", "指标"),
    "page.other_metrics": Label("Other metrics", "其他指标"),
    "page.larger": Label("Enlarge", "放大"),
    "page.smaller": Label("Back", "还原"),
    "page.chart_text": Label("{metric} over time: {names}", "{metric}历月变化：{names}"),
    "page.difference": Label("difference", "差值"),
    "page.difference_of": Label("Difference ({unit})", "差值（{unit}）"),
    "page.event": Label("{number}  {month}: {label}", "{number}  {month}：{label}"),
    "page.move": Label("{lever} set to {value}", "{lever}调至 {value}"),
    "page.answer": Label(
        "{metric}: {now} with your sliders, {base} under {baseline}: {difference}.",
        "{metric}：滑块情景 {now}，{baseline} {base}，相差 {difference}。",
    ),
    "page.sets_range": Label(
        "{low} to {high} under {sets} other plausible sets of parameters (shaded; each on {share} "
        "of the residents).",
        "在 {sets} 组其他可信参数下为 {low} 至 {high}（阴影；每组模拟 {share} 的居民）。",
    ),
    "page.sets_coming": Label(
        "The range under {sets} other plausible sets of parameters (each on {share} of the "
        "residents) is being worked out.",
        "正在计算 {sets} 组其他可信参数下的范围（每组模拟 {share} 的居民）。",
    ),
    "page.sets_so_far": Label("So far to {month}.", "已算至 {month}。"),
    "page.events": Label("Dated events", "历次事件"),
    "page.beside": Label("What is looked at", "查看内容"),
    "page.view_where": Label("Where", "在哪里"),
    "page.view_who": Label("Who", "哪些人"),
    "page.view_network": Label("Through whom", "通过谁"),
    "page.view_matters": Label("Matters", "事项"),
    "page.view_person": Label("One resident", "一位居民"),
    "page.who_title": Label(
        "{metric}: difference from the baseline in each group ({unit})",
        "各类居民{metric}与基线之差（{unit}）",
    ),
    "page.group_values": Label("{now}; baseline {base}", "{now}；基线 {base}"),
    "page.network": Label("Who works with whom, with your sliders", "协作网络（滑块情景）"),
    "page.network_text": Label(
        "In the last 12 months {now_bodies} bodies worked together in {now_ties} pairs for "
        "{now_hours} hours; under the baseline {base_bodies} in {base_ties} pairs for {base_hours} "
        "hours. Numbers are of the residents simulated.",
        "最近 12 个月，{now_bodies} 个主体结成 {now_ties} 对协作关系，共 {now_hours} 小时；基线为 "
        "{base_bodies} 个主体、{base_ties} 对、{base_hours} 小时。数值为所模拟居民范围。",
    ),
    "page.body": Label(
        "{kind}, {place}: {hours} hours of joint work in 12 months",
        "{place}{kind}：12 个月协作 {hours} 小时",
    ),
    "page.person": Label("Follow", "跟踪"),
    "page.another": Label("Another one", "换一位"),
    "page.person_anybody": Label("Any adult", "任一成年居民"),
    "page.person_reached": Label(
        "Takes part with your sliders, not under the baseline", "滑块情景下参与、基线下未参与"
    ),
    "page.nobody": Label("There is nobody like that now.", "目前没有这样的居民。"),
    "page.person_female": Label(
        "A woman of {age}, in {place}. Belongs to: {groups}.",
        "女，{age} 岁，住{place}。所属群体：{groups}。",
    ),
    "page.person_male": Label(
        "A man of {age}, in {place}. Belongs to: {groups}.",
        "男，{age} 岁，住{place}。所属群体：{groups}。",
    ),
    "page.person_new": Label("Moved in in {month}.", "{month} 迁入。"),
    "page.person_does": Label("What this person does and thinks", "此人的参与和看法"),
    "page.person_note": Label(
        "One simulated resident, the same in both towns; nobody real.",
        "同一位模拟居民在两种情景中的情况，并非真实个人。",
    ),
    "page.months_of_12": Label("{count} of 12 months", "12 个月中 {count} 个月"),
    "page.registered": Label("Registered volunteer", "注册志愿者"),
    "page.yes": Label("yes", "是"),
    "page.no": Label("no", "否"),
    "page.person_matters": Label("Matters of this household", "该户事项"),
    "page.person_matter": Label(
        "{kind}, since {month}: {state}, {level}", "{kind}（{month} 起）：{state}，{level}"
    ),
    "page.headline_note": Label(
        "Press a metric to see it in the chart.", "点击指标名称，可在图中查看。"
    ),
    "page.means_participation_rate": Label(
        "Of 100 adults, how many did more than receive information in the last 12 months: joined "
        "an activity, volunteered, took part in a consultation or helped to run something.",
        "每 100 名成年居民中，最近 12 个月有多少人不只是知情，而是参加过活动、志愿服务、议事协商"
        "或共同生产。",
    ),
    "page.means_participation_activity": Label(
        "Of 100 adults, how many joined a community activity in the last 12 months.",
        "每 100 名成年居民中，最近 12 个月参加过社区活动的人数。",
    ),
    "page.means_participation_volunteering": Label(
        "Of 100 adults, how many volunteered in the last 12 months.",
        "每 100 名成年居民中，最近 12 个月参加过志愿服务的人数。",
    ),
    "page.means_participation_consultation": Label(
        "Of 100 adults, how many took part in a consultation meeting in the last 12 months.",
        "每 100 名成年居民中，最近 12 个月参加过议事协商的人数。",
    ),
    "page.means_participation_co_production": Label(
        "Of 100 adults, how many helped to run or lead something with others (an organisation, a "
        "building, a lane) in the last 12 months.",
        "每 100 名成年居民中，最近 12 个月参与共同生产（组织、楼栋或里弄自治等）的人数。",
    ),
    "page.means_depth": Label(
        "How deeply people take part, on average: 0 not at all, 1 informed, 2 activities, 3 "
        "volunteering, 4 consultation, 5 running things together.",
        "居民平均参与到多深：0 未参与，1 知情，2 参加活动，3 志愿服务，4 议事协商，5 共同生产。",
    ),
    "page.means_registered_volunteer_share": Label(
        "Registered volunteers among 100 residents of any age, active or not.",
        "每 100 名居民（不分年龄）中的注册志愿者人数，不论是否活跃。",
    ),
    "page.means_active_volunteer_share": Label(
        "Of 100 residents of any age, how many volunteered in the last 12 months.",
        "每 100 名居民（不分年龄）中，最近 12 个月实际参加过志愿服务的人数。",
    ),
    "page.means_turnout": Label(
        "Of 100 adults, how many voted in the last committee election.",
        "每 100 名成年居民中，在最近一次居委会选举中投票的人数。",
    ),
    "page.means_actor_diversity": Label(
        "How evenly the work is spread over the ten types of actor: 0 one does everything, 1 all "
        "do equally much.",
        "十类主体分担工作的均衡程度：0 为一家包办，1 为各方均等。",
    ),
    "page.means_government_share": Label(
        "Of 100 hours worked for the community, how many are those of government: the town, grid "
        "workers, and the committee's administration.",
        "每 100 小时社区工作中，由政府（镇、网格员、居委会行政事务）承担的小时数。",
    ),
    "page.means_administrative_share": Label(
        "Of 100 hours of the committees, how many go into tasks handed down from above.",
        "社区两委每 100 小时工作中，用于上级行政事务的小时数。",
    ),
    "page.means_coordination_capacity": Label(
        "How able the committee is to bring others together: 0 not at all, 1 fully.",
        "居委会统筹各方的能力：0 为没有，1 为充分。",
    ),
    "page.means_collected_share": Label(
        "Of 100 matters that trouble residents, how many somebody hears of.",
        "居民每 100 件诉求事项中，被收集到的件数。",
    ),
    "page.means_true_resolution_rate": Label(
        "Of 100 matters collected 3 to 14 months ago, how many are truly solved, not just closed "
        "on paper.",
        "3 至 14 个月前收集的每 100 件事项中，真实解决（而非形式办结）的件数。",
    ),
    "page.means_joint_work_share": Label(
        "Of 100 matters collected 3 to 14 months ago, how many three or more types of actor "
        "solved together.",
        "3 至 14 个月前收集的每 100 件事项中，由三类以上主体协同解决的件数。",
    ),
    "page.means_trust": Label(
        "How far adults trust the committee, on average: 0 not at all, 1 fully.",
        "成年居民对居委会的平均信任：0 为完全不信任，1 为完全信任。",
    ),
    "page.means_efficacy": Label(
        "How far adults believe that their voice counts, on average: 0 not at all, 1 fully.",
        "成年居民认为自己意见有用的平均程度：0 为毫无作用，1 为充分有用。",
    ),
    "page.means_backlog": Label(
        "Matters collected and not yet solved, for every 1,000 residents.",
        "每千名居民中已收集而尚未办结的事项件数。",
    ),
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
        "{town}: {residents} residents, {share} of them simulated, with one seed: small "
        "differences may be chance.",
        "{town}：居民 {residents} 人，模拟其中 {share}，仅 1 次模拟：微小差异可能出于偶然。",
    ),
    "page.map": Label("Communities", "社区"),
    "page.map_text": Label(
        "Map of communities, coloured by {metric}: {values}", "社区地图，颜色表示{metric}：{values}"
    ),
    "page.map_metric": Label("On the map", "地图指标"),
    "page.map_effect": Label(
        "Where: {metric} ({unit}), {scenario} minus {baseline}",
        "各社区{metric}：{scenario}与{baseline}之差（{unit}）",
    ),
    "page.map_level": Label(
        "Where: {metric} ({unit}), {scenario}", "各社区{metric}：{scenario}（{unit}）"
    ),
    "page.map_note": Label(
        "Means of the last {window} months; all maps here have the same colours.",
        "最后 {window} 个月均值；此处各图颜色标度相同。",
    ),
    "page.no_value": Label("no value", "无数据"),
    "page.headline": Label("Headline metrics", "主要指标"),
    "page.now": Label("Now", "当前"),
    "page.base": Label("Baseline", "基线"),
    "page.legend_mine": Label("with your sliders", "滑块情景"),
    "page.legend_other": Label("baseline: {name}", "基线：{name}"),
    "page.tile_same": Label("no difference", "无差异"),
    "page.tile_cost": Label("for {cost}", "成本 {cost}"),
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
    "page.response": Label("{metric} by {factor}", "{metric}：随{factor}变化"),
    "page.run_level": Label(
        "{metric}: {value} (mean of the last {window} months).",
        "{metric}：{value}（最后 {window} 个月均值）。",
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
