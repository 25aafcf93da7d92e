"""What explain says of files, and the comments of a new one."""

from collections.abc import Mapping

from sim.declare import Label

MESSAGES: Mapping[str, Label] = {
    "explain.chain": Label("Chain, nearest first", "继承链（由近到远）"),
    "explain.run": Label("Run", "运行"),
    "explain.levers": Label("Levers", "政策工具"),
    "explain.past": Label(
        "Levers of the common past, under {scenario}", "共同基期的政策工具（取自 {scenario}）"
    ),
    "explain.parameters": Label("Parameters", "参数"),
    "explain.town": Label("Town {town}", "城镇 {town}"),
    "explain.defaults": Label("Parameters at their defaults", "取默认值的参数"),
    "explain.epochs": Label("Epochs", "各时期"),
    "explain.warnings": Label("Warnings", "提醒"),
    "explain.no_warnings": Label("No warnings", "没有提醒"),
    "explain.meaning": Label("meaning", "含义"),
    "explain.value": Label("value", "取值"),
    "explain.at": Label("written at", "出处"),
    "explain.value_at": Label("{scenario}, at", "{scenario}：出处"),
    "explain.known": Label("known", "依据"),
    "explain.default": Label("default", "默认"),
    "explain.not_set": Label("not set", "未设置"),
    "explain.is_off": Label("off", "关闭"),
    "explain.none": Label("none", "无"),
    "explain.chosen": Label("chosen", "设定"),
    "explain.off": Label("not set, so off: {path}", "未设置，即关闭：{path}"),
    "explain.by_default": Label("{value} (default {default})", "{value}（默认 {default}）"),
    "explain.months_to": Label("{months} (to {month})", "{months}（至 {month}）"),
    "explain.months_from": Label("{months} (from {month})", "{months}（自 {month}）"),
    "explain.ages": Label("ages {low}-{high}", "{low}–{high} 岁"),
    "explain.merged": Label("merged into {into}", "并入 {into}"),
    "explain.merged_known": Label("counted in it throughout", "始终计入其中"),
    "explain.drawn": Label("drawn", "随机生成"),
    "explain.drawn_ties": Label("drawn from ties and adjacency", "按 ties 与 adjacency 随机生成"),
    "explain.joint_work": Label("{hours} hours, trust {trust}", "{hours} 小时，信任 {trust}"),
    "explain.ties_inside": Label("ties inside {community}", "{community} 内部的联系"),
    "explain.epoch": Label("{span} ({months} months{under})", "{span}（{months} 个月{under}）"),
    "explain.epoch_past": Label(
        ", common past under {scenario}", "，共同基期，政策工具取自 {scenario}"
    ),
    "explain.epoch_on": Label(" and on from {month}", "，并自 {month} 起延续"),
    "explain.key.town": Label("Town", "城镇"),
    "explain.key.population.scale": Label("Share of residents simulated", "模拟人口比例"),
    "explain.key.run.start": Label("First month", "起始月份"),
    "explain.key.run.months": Label("Months to run", "运行月数"),
    "explain.key.run.seeds": Label("Seeds", "随机种子"),
    "explain.key.run.burn_in.months": Label("Months of common past", "共同基期月数"),
    "explain.key.run.burn_in.under": Label("Levers of the common past", "基期政策工具取自"),
    "explain.nothing": Label(
        "Nothing that can change a number differs.", "凡能改变数值之处均无差别。"
    ),
    "explain.beginning": Label(
        "They differ from the beginning, {month}.", "两者自始（{month}）即不同。"
    ),
    "explain.same": Label("They are the same as long as both run.", "两者同时运行期间完全相同。"),
    "explain.until": Label(
        "They are the same until {month}, where they part.", "两者在 {month} 之前相同，此后不同。"
    ),
    # --- studies: the names of lines ---
    "explain.name.does": Label("does", "做什么"),
    "explain.name.scenarios": Label("scenarios", "情景"),
    "explain.name.runs_of": Label("runs of", "运行"),
    "explain.name.seeds": Label("seeds", "种子"),
    "explain.name.for_all": Label("for all", "统一设定"),
    "explain.name.scale": Label("scale", "模拟人口"),
    "explain.name.factors": Label("factors", "因素"),
    "explain.name.varied": Label("varied", "因素"),
    "explain.name.assumed": Label("assumed", "假设"),
    "explain.name.runs": Label("runs", "运行次数"),
    "explain.name.time": Label("time", "用时"),
    "explain.name.disk": Label("disk", "磁盘"),
    "explain.name.metrics": Label("metrics", "指标"),
    "explain.name.morris": Label("screening", "筛选"),
    "explain.name.screening": Label("screening", "筛选"),
    "explain.name.sobol": Label("sobol", "方差分解"),
    "explain.name.targets": Label("targets", "目标"),
    "explain.name.wave": Label("wave {number}", "第 {number} 波"),
    "explain.name.final": Label("at the end", "最后"),
    "explain.name.ensemble": Label("ensemble", "参数集合"),
    "explain.name.interest": Label("interest", "关注的结果"),
    "explain.name.budget": Label("budget", "预算"),
    "explain.name.objectives": Label("objectives", "目标"),
    "explain.name.regret": Label("regret", "后悔值"),
    "explain.name.patterns": Label("patterns", "检验项"),
    "explain.name.claims": Label("claims", "论断"),
    "explain.name.conditions": Label("conditions", "条件"),
    "explain.name.sets": Label("sets", "参数组"),
    "explain.name.held_out": Label("held out", "留出"),
    "explain.name.trial": Label("trial", "试验"),
    "explain.name.who": Label("  who", "  对象"),
    "explain.name.gets": Label("  gets", "  处理"),
    "explain.name.looks_at": Label("  looks at", "  观察"),
    "explain.name.published": Label("  published", "  已发表"),
    "explain.name.branch": Label("branch at", "分化于"),
    "explain.name.until": Label("until", "直至"),
    # --- studies: what they say ---
    "explain.setting": Label("{path} = {value}", "{path} = {value}"),
    "explain.seeds": Label("{count:,}: {seeds}", "{count:,} 个：{seeds}"),
    "explain.scale": Label("{scale:g} of the residents", "居民的 {scale:g}"),
    "explain.assumed_file": Label(
        "ranges are those of the file, and assumed where it says no source",
        "范围取自文件，未注明来源者为假设",
    ),
    "explain.assumed_some": Label(
        "{marked} of the {known} parameters are assumed; ranges of the others of {factors} "
        "factors are those of the file, and assumed where it says no source",
        "{known} 个参数中有 {marked} 个为假设；{factors} 个因素中其余者的范围取自文件，"
        "未注明来源者为假设",
    ),
    "explain.factor": Label(
        "{path} ({label}): {span}{unit} ({known}){only}",
        "{label}（{path}）：{span}{unit}，{known}{only}",
    ),
    "explain.of_file": Label("range of the file", "范围取自文件"),
    "explain.only": Label(", only {scenario}", "，仅限 {scenario}"),
    "explain.runs": Label(
        "{runs:,}{word} = {scenarios} scenarios x {points:,} points x {seeds} seeds; about {time} "
        "on this machine, {disk} of disk",
        "{runs:,}{word} 次 = {scenarios} 个情景 × {points:,} 个点 × {seeds} 次重复模拟；"
        "在本机约需 {time}，占磁盘 {disk}",
    ),
    "explain.runs_word": Label(" runs", ""),
    "explain.time": Label(
        "about {time} on this machine, {processor} of processor time (small towns were timed)",
        "在本机约需 {time}，处理器时间 {processor}（按小城镇试算）",
    ),
    "explain.past_once": Label(
        "{runs:,}, each common past once", "{runs:,} 次，各共同基期只运行一次"
    ),
    "explain.none_held": Label("nothing", "无"),
    # matching
    "explain.matching.does": Label(
        "rules out parameters that cannot meet the targets, and keeps an ensemble of the rest",
        "排除不可能达到目标的参数，并保留其余的参数集合",
    ),
    "explain.matching.targets": Label("{count:,}, of {file}", "{count:,} 项，取自 {file}"),
    "explain.matching.factors": Label(
        "{count:,} assumed parameters, declared ranges", "{count:,} 个假设参数，取声明范围"
    ),
    "explain.matching.screening": Label(
        "{runs:,} runs; {most} enter at most", "{runs:,} 次运行；至多 {most} 个参数纳入匹配"
    ),
    "explain.matching.wave": Label(
        "{points:,} sets x {seeds} seeds; implausible above {cutoff:g}",
        "{points:,} 组 × {seeds} 次重复模拟；不可信度超过 {cutoff:g} 者排除",
    ),
    "explain.matching.final": Label(
        "{points:,} sets with all parameters moved; those that meet the targets, {seeds} new seeds",
        "{points:,} 组连同其余参数变动；达到目标者用 {seeds} 个新种子",
    ),
    "explain.matching.ensemble": Label("at most {members} sets", "至多 {members} 组"),
    # discovery
    "explain.discovery.does": Label(
        "draws points, and finds where the outcome of interest occurs (PRIM, extra trees)",
        "抽取若干点，找出所关注的结果出现的条件（PRIM、极端随机树）",
    ),
    "explain.discovery.above": Label("{metric} above {value:g}", "{metric} 高于 {value:g}"),
    "explain.discovery.below": Label("{metric} below {value:g}", "{metric} 低于 {value:g}"),
    "explain.discovery.interest": Label(
        "{conditions}; thresholds are assumed", "{conditions}；阈值为假设"
    ),
    # search
    "explain.search.does": Label(
        "tries settings of levers under a budget ({method}), and asks which is most robust",
        "在预算内尝试政策工具的各种取值（{method}），并求最稳健者",
    ),
    "explain.search.tpe": Label("tree-structured Parzen estimator", "树形 Parzen 估计"),
    "explain.search.nsga2": Label("NSGA-II", "NSGA-II"),
    "explain.search.budget": Label(
        "{budget:,.0f} yuan a year for all measures (assumed)",
        "全部措施 {budget:,.0f} 元/年（假设）",
    ),
    "explain.search.aim": Label(
        "{metric} {aim}, weight {weight:g}", "{metric}（{aim}），权重 {weight:g}"
    ),
    "explain.search.weights": Label("weights are assumed", "权重为假设"),
    "explain.search.plausible": Label("plausible ones", "取自可信参数组"),
    "explain.search.drawn": Label("drawn from declared ranges", "从声明范围抽取"),
    "explain.search.regret": Label(
        "over {members} sets of {moved} parameters, {kind}",
        "针对 {members} 组参数（每组 {moved} 个），{kind}",
    ),
    "explain.search.runs": Label(
        "{runs:,} at most = {trials:,} settings x {seeds} seeds + {kept} settings x {members} sets "
        "of parameters x {seeds} seeds",
        "至多 {runs:,} 次 = {trials:,} 个方案 × {seeds} 次重复模拟 + {kept} 个方案 × "
        "{members} 组参数 × {seeds} 次重复模拟",
    ),
    # sensitivity
    "explain.sensitivity.morris": Label(
        "screens every factor (Morris)", "逐一筛选全部因素（Morris 法）"
    ),
    "explain.sensitivity.sobol": Label("indices of those that lead", "计算主要因素的 Sobol 指数"),
    "explain.sensitivity.then": Label(", then ", "，然后"),
    # validation
    "explain.validation.does": Label(
        "says of every declared pattern whether the model shows it; fits nothing",
        "逐项说明模型是否呈现所声明的检验项；不作任何拟合",
    ),
    "explain.validation.kind": Label("{count} {kind}", "{kind} {count} 项"),
    "explain.validation.pattern": Label(
        "{label} ({kind}; {source})", "{label}（{kind}；{source}）"
    ),
    "explain.validation.assumed": Label(
        "the expectations of {count} of the patterns", "其中 {count} 项的预期为假设"
    ),
    "explain.validation.runs": Label(
        "{runs:,} = {scenarios} scenarios x {seeds} seeds, each common past once",
        "{runs:,} 次 = {scenarios} 个情景 × {seeds} 次重复模拟，各共同基期只运行一次",
    ),
    "explain.validation.sets": Label(
        "{count}, each runs all of them once ({sampled})",
        "{count} 组，各将全部情景模拟一次（{sampled}）",
    ),
    # claims
    "explain.claims.does": Label(
        "runs the claims again under other conditions and plausible sets of parameters",
        "在其他条件和可信参数组下重新检验各项论断",
    ),
    "explain.claims.conditions": Label(
        "{count:,}, what is in force among them", "{count:,} 种，含现行条件"
    ),
    # calibration
    "explain.calibration.does": Label(
        "fits assumed parameters to declared targets, and keeps every set that meets them",
        "按所声明的目标拟合假设参数，并保留全部达标的参数组",
    ),
    "explain.calibration.free": Label(
        "{count:,} free parameters, none leaves its range", "{count:,} 个待拟合参数，均不超出范围"
    ),
    "explain.calibration.parameter": Label(
        "{path} ({label}): {low:g} to {high:g}{unit} (in force {default:g}{way})",
        "{label}（{path}）：{low:g} 至 {high:g}{unit}（现行 {default:g}{way}）",
    ),
    "explain.calibration.ratio": Label(", by ratio", "，按比例搜索"),
    "explain.calibration.assumed": Label(
        "all free parameters, and the bands of {count} of the targets",
        "全部待拟合参数，以及 {count} 项目标的区间",
    ),
    "explain.calibration.runs": Label(
        "{runs:,} = {trials:,} sets x {scenarios} scenarios x {seeds} seeds, each common past once",
        "{runs:,} 次 = {trials:,} 组 × {scenarios} 个情景 × {seeds} 次重复模拟，"
        "各共同基期只运行一次",
    ),
    "explain.calibration.target": Label(
        "{name}: {title}: {band} ({source})", "{title}（{name}）：{band}（{source}）"
    ),
    "explain.calibration.below": Label("below {value:g}", "低于 {value:g}"),
    "explain.calibration.above": Label("above {value:g}", "高于 {value:g}"),
    # trials
    "explain.trial.does": Label(
        "randomises inside the town, and says what that does to whom",
        "在镇内随机分组，说明处理对谁有何作用",
    ),
    "explain.trial.who": Label(
        "{share:g} of {unit}, drawn {times} times", "{unit}的 {share:g}，抽取 {times} 次"
    ),
    "explain.trial.looks_at": Label("{name}: {form}, month {at}", "{name}：{form}，第 {at} 个月"),
    "explain.trial.published": Label(
        "{quantity} {low:g} to {high:g}, {use} ({source})",
        "{quantity} {low:g} 至 {high:g}，{use}（{source}）",
    ),
    "explain.trial.sets": Label(
        "{count} beside the parameters in force", "现行参数之外另有 {count} 组"
    ),
    "explain.trial.runs": Label(
        "{runs:,}, the common past of a seed once", "{runs:,} 次，每个种子的共同基期只运行一次"
    ),
    # sweeps
    "explain.sweep.seeds": Label("{count:,}, {first} to {last}", "{count:,} 个，{first} 至 {last}"),
    "explain.sweep.branch": Label(
        "{month}; {sharing:,} of {all:,} share their past with others",
        "{month}；{all:,} 个中有 {sharing:,} 个与其他共用此前的历史",
    ),
    "explain.sweep.until": Label(
        "{metric} is known to ±{width:g}, up to {most:,} seeds; what follows is without those that "
        "are added",
        "{metric} 精确到 ±{width:g}，至多 {most:,} 个种子；以下不含新增的种子",
    ),
    "explain.sweep.runs": Label(
        "{runs:,} = {scenarios} scenarios x {points:,} points x {seeds:,} seeds",
        "{runs:,} 次 = {scenarios} 个情景 × {points:,} 个点 × {seeds:,} 次重复模拟",
    ),
    "explain.sweep.distinct": Label(
        "{distinct:,} of them differ; the others are not run again",
        "其中 {distinct:,} 次各不相同，其余不再运行",
    ),
    "explain.sweep.months": Label(
        "{months:,} months, up to {residents:,} residents",
        "共 {months:,} 个月，居民至多 {residents:,} 人",
    ),
    "explain.sweep.about": Label("about {size}", "约 {size}"),
    "explain.sweep.values": Label(
        "{name}: {count:,} values, {low:g} to {high:g}",
        "{name}：{low:g} 至 {high:g} 的 {count:,} 个值",
    ),
    # --- stretches of time ---
    "time.seconds": Label("{seconds} s", "{seconds} 秒"),
    "time.minutes": Label("{minutes} min {seconds} s", "{minutes} 分 {seconds} 秒"),
    "time.hours": Label("{hours} h {minutes} min", "{hours} 小时 {minutes} 分"),
    "time.days": Label("{days} d {hours} h", "{days} 天 {hours} 小时"),
    "template.head": Label(
        "A copy of {named} to start from. Change what you like; lines that start with '#' are "
        "comments. 'cogov explain' tells what is in force, 'cogov schema' what an editor can "
        "check. "
        "A number is written plainly (then it counts as assumed), as off, or with how it is known: "
        "{{value, low, high, mark, source}}; mark: survey, official, case, policy, computed or "
        "assumed.",
        "{named} 的副本，供修改。以“#”开头的行为注释。cogov explain 说明哪些取值生效，cogov schema"
        " 供"
        "编辑器检查。数值可直接书写（视为假设）、写 off，或写明依据：{{value, low, high, mark, "
        "source}}；mark 可为 survey（调查）、official（官方）、case（个案）、policy（政策目标）、"
        "computed（推算）或 assumed（假设）。",
    ),
    "template.study": Label(
        "A copy of {named} to start from. Change what you like; lines that start with '#' are "
        "comments. 'cogov explain' tells what it asks for, 'cogov schema' what an editor can "
        "check.",
        "{named} 的副本，供修改。以“#”开头的行为注释。cogov explain 说明其内容，cogov schema "
        "供编辑器检查。",
    ),
    "template.purpose": Label(
        "What it is to find out, in a sentence or two.", "用一两句话说明要弄清什么。"
    ),
    "template.label": Label(
        "What readers see in figures and texts instead of the name of the file.",
        "图与文字中代替文件名显示的名称。",
    ),
    "template.summary": Label(
        "What your scenario is, in a sentence or two, and what it rests on.",
        "用一两句话说明您的情景及其依据。",
    ),
    "template.parent": Label(
        "The parent: name of a shipped scenario, or a path. What is not set here comes from it.",
        "上级：自带情景的名称或路径；此处未设置的取值均来自上级。",
    ),
    "template.town": Label(
        "A shipped town, or the path of a town file.", "自带的城镇，或城镇文件的路径。"
    ),
    "template.scale": Label("share of the residents, 0.01-1", "模拟人口占居民的比例，0.01-1"),
    "template.past": Label("the common past, before start", "共同基期，在 start 之前"),
    "template.under": Label(
        "its levers are in force in the past", "基期内生效的政策工具取自该情景"
    ),
    "template.levers": Label(
        "A value for the whole town, or by community: {{town: 0.5, {someone}: 0.2}}. A lever that "
        "is not set is off.",
        "可为全镇取一个值，也可分社区：{{town: 0.5, {someone}: 0.2}}。未设置的政策工具即关闭。",
    ),
    "template.lever": Label(
        "{label} ({unit}, {low}-{high}, off at {off}): {meaning}",
        "{label}（{unit}，{low}-{high}，关闭为 {off}）：{meaning}",
    ),
    "template.timeline": Label(
        "Dated changes; values hold until changed.", "按日期变化；取值保持到下一次变化。"
    ),
    "template.what": Label("What happens", "发生了什么"),
    "template.parameters": Label(
        "Numbers in the rules of behaviour; 'cogov explain' lists them all.",
        "行为规则中的数值；用 cogov explain 可列出全部。",
    ),
}
