"""What can be wrong inside files: scenarios, towns, studies. See `sim.words.catalogue.problems`."""

from collections.abc import Sequence

from sim.declare import Label

ALLOWED: Sequence[Label] = (
    Label("a number", "数字"),
    Label("whole months, such as {mapping}", "整月数，如 {mapping}"),
    Label("a whole number", "整数"),
    Label("a whole number from {low}", "不小于 {low} 的整数"),
    Label("a whole number, {low} or more", "不小于 {low} 的整数"),
    Label("text", "文字"),
    Label("a mapping of en and zh", "分别写明 en 与 zh 的内容"),
    Label("text, or a mapping of en and zh", "文字，或分别写明 en 与 zh"),
    Label("a list", "列表"),
    Label("a list of months, as [24, 36, 120]", "月数列表，如 [24, 36, 120]"),
    Label("a mapping of keys to values", "“键: 值”形式的内容"),
    Label("one of {names}", "{names} 之一"),
    Label("values by key path, or {} for none", "按键路径书写的取值，没有则写 {{}}"),
    Label("a number from {low} to {high}…", "{low} 至 {high} 的数"),
    Label("a whole number from {low} to {high}…", "{low} 至 {high} 的整数"),
    Label("from {low} to {high}", "{low} 至 {high}"),
    Label("at least {low}", "不小于 {low} 的数"),
    Label("more than {low}", "大于 {low} 的数"),
    Label("at most {high}", "不大于 {high} 的数"),
    Label("less than {high}", "小于 {high} 的数"),
    Label("true or false", "true 或 false"),
    Label("a month written as YYYY-MM", "写作 YYYY-MM 的月份"),
    Label("a year or two", "一个或两个年份"),
    Label("a power of two", "2 的幂"),
    Label("even, so that every step has the same size", "偶数，使各步长相等"),
    Label(
        "lower-case letters, digits and '_', a letter first", "小写字母、数字和下划线，且以字母开头"
    ),
    Label("a list of figures", "数值列表"),
    Label(
        "a list of values, {low, high, steps}, or levels that set values",
        "取值列表、{{low, high, steps}}，或设定取值的水平",
    ),
    Label(
        "{name}, {low, high}, {low, high, only} or a list of values",
        "{name}、{{low, high}}、{{low, high, only}} 或取值列表",
    ),
)
"""What is allowed, as the end of "found …; must be …"."""

FOUND: Sequence[Label] = (
    Label("{value} among the seeds", "种子中的 {value}"),
    Label("the seed {value}", "种子 {value}"),
    Label("the year {value}", "年份 {value}"),
    Label("a number of more than {bits} bits", "超过 {bits} 位（二进制）的数"),
    Label("{value} as {key}", "{key} 的 {value}"),
    Label("nothing", "空值"),
    Label("a mapping", "“键: 值”形式的内容"),
    Label("a list", "列表"),
)
"""What was found instead."""

PARTS: Sequence[Label] = (
    Label("{month} in {places}", "{month} 在 {places} "),
    Label("all of {names}, of which it needs one, are", "{names} 全部"),
    Label("{name}, which it needs, is", "{name} "),
    Label("{share} of the households in {places}", "{share}（{places}）"),
    Label("{share} of the households", "{share}"),
    Label("there are {count}", "实际有 {count} 个"),
    Label("the communities sum to {count}", "各社区之和为 {count}"),
    Label("holds from the start", "自始生效"),
    Label("never takes effect", "从不生效"),
    Label("many", "多"),
    Label("few", "少"),
    Label("their towns", "城镇"),
    Label("the length of their common past", "共同基期的长度"),
    Label("the parameters {names}", "参数 {names} "),
    Label("households", "户数（households）"),
    Label("residents", "人口（residents）"),
    Label("groups", "居民小组数（groups）"),
    Label("grids", "网格数（grids）"),
)
"""Pieces that messages are made of."""

REASONS: Sequence[Label] = (
    Label("mapping values are not allowed here", "此处不能再写“键: 值”"),
    Label("expected {wanted}, but found {got}", "应为 {wanted}，却是 {got}"),
    Label("expected {wanted}, but got {got}", "应为 {wanted}，却是 {got}"),
    Label("expected a comment or a line break, but found {got}", "此处应换行，却是 {got}"),
    Label("expected the node content, but found {got}", "此处缺少内容，却是 {got}"),
    Label(
        "expected chomping or indentation indicators, but found {got}",
        "多行文字的标记之后不应有 {got}",
    ),
    Label("could not find expected {wanted}", "缺少 {wanted}"),
    Label("found unexpected end of stream", "文件意外结束，可能有引号或括号未闭合"),
    Label("found undefined alias {name}", "别名 {name} 未定义"),
    Label("found character {text} that cannot start any token", "{text} 不能作为开头"),
    Label("Expecting property name enclosed in double quotes", "此处应为双引号内的键"),
    Label("Expecting value", "此处缺少取值"),
    Label("Expecting {sign} delimiter", "此处缺少 {sign}"),
    Label("Extra data", "文件中不止一个 JSON 对象"),
    Label("Unterminated string starting at", "此处的文字未以引号结束"),
    Label("Invalid control character at", "此处有不允许的控制字符"),
    Label("Illegal trailing comma before end of {what}", "末尾多了一个逗号"),
    Label("maximum recursion depth exceeded…", "嵌套过深"),
    Label("{sign} expected after {quote}", "{quote} 之后应为 {sign}"),
    Label("unexpected end of data", "文件意外结束，可能有引号未闭合"),
    Label("No such file or directory", "没有此文件或文件夹"),
    Label("[Errno 2] No such file or directory: {file}", "没有文件 {file}"),
    Label("No space left on device", "磁盘空间不足"),
    Label("Permission denied", "没有权限"),
    Label("Is a directory", "是文件夹"),
    Label("there is no such file", "没有此文件"),
    Label("it is no file of a Dask scheduler", "不是 Dask 调度器的文件"),
    Label("Timed out trying to connect to {place} after {time}", "{time} 内未能连接 {place}"),
)
"""Why something failed, as other programs say it."""

WHATS: Sequence[Label] = (
    Label("metric", "指标"),
    Label("metric or output", "指标或输出"),
    Label("scenario", "情景"),
    Label("community", "社区"),
    Label("target", "目标"),
    Label("run", "运行"),
    Label("division", "分类方式"),
    Label("group", "群体"),
    Label("form", "参与形式"),
    Label("lever", "政策工具"),
    Label("outcome", "结果"),
    Label("source", "来源"),
    Label("unit", "单元"),
    Label("row", "行"),
)
"""What there is none of, with the name that was given."""
KINDS: Sequence[Label] = (
    Label("a {kind}", "{kind}"),
    Label("an {kind}", "{kind}"),
    Label("scenario", "情景"),
    Label("town", "城镇"),
    Label("experiment", "实验"),
    Label("attribution", "措施贡献分析"),
    Label("calibration", "校准"),
    Label("list of claims", "论断清单"),
    Label("discovery", "条件发现"),
    Label("learning", "信息价值分析"),
    Label("matching", "历史匹配"),
    Label("search", "优选"),
    Label("sensitivity study", "敏感性分析"),
    Label("trial", "随机试验"),
    Label("validation", "检验"),
    Label("answer to why", "原因分析"),
)
"""Kinds of files, as the declarations of studies call them."""

FILES: Sequence[Label] = (
    # --- any file ---
    Label("found {found}; must not be empty", "{found} 不允许；不能为空"),
    Label("found {found}; must hold at most {many}, not {count}", "有 {count} 项；至多 {many} 项"),
    Label("found {found}; must hold at least {many}, not {count}", "有 {count} 项；至少 {many} 项"),
    Label("the list ends after {count} of its values", "列表只有 {count} 个值，尚缺其余"),
    Label("there is no key {key} here; allowed: {names}", "没有名为 {key} 的键；可用：{names}"),
    Label("write one, or leave the key out", "请写上取值，或去掉该键"),
    Label("write {value} without quotes", "请写 {value}，不加引号"),
    Label(
        "a share is written 0-1: {share} for {percent} %", "占比写作 0–1：{percent}% 写作 {share}"
    ),
    Label("leave it out", "请去掉它"),
    Label("leave the other out", "请去掉另一个"),
    Label("leave out --{option}, and {key} under run", "请去掉 --{option} 和 run 下的 {key}"),
    Label("leave one of {first} and {second} out", "{first} 与 {second} 请去掉一个"),
    Label("{value} is outside {low}-{high}", "{value} 超出 {low}–{high}"),
    Label("{value} is outside {low} or more", "{value} 不允许；应不小于 {low}"),
    Label("found {found} of nothing; must be {allowed}", "{found}为空；应为 {allowed}"),
    Label(
        "it runs from {low} to {high}; the second must be higher",
        "自 {low} 至 {high}；后者应大于前者",
    ),
    Label(
        "the ages run from {low} to {high}; the second must be higher",
        "年龄自 {low} 至 {high}；后者应大于前者",
    ),
    Label(
        "the ages go on at {found}; they must go on at {wanted}",
        "年龄接续处为 {found}；应为 {wanted}",
    ),
    Label(
        "the terms are not in order of time after the first election",
        "各届任期未按时间排在首次选举之后",
    ),
    Label("put it beside this file, or in a folder below", "请放在同一文件夹或其下级"),
    Label(
        "{count} {name} for {most} {limit}; there cannot be more",
        "{name} 为 {count}，{limit} 为 {most}；前者不能多于后者",
    ),
    Label(
        "{number} cannot be met together with the other counts, which leave {near}",
        "{number} 与其他 counts 不能同时满足；其他 counts 只允许 {near}",
    ),
    Label("the file holds a {kind}", "文件为{kind}"),
    Label("name one of them once, or rename a file", "请只写一次，或更改文件名"),
    Label("an alias refers to itself", "别名引用了自身"),
    Label("the tag {tag} is not allowed", "不允许使用标签 {tag}"),
    Label("write a plain value", "请直接书写取值"),
    Label("the file holds more than {most} values", "文件中的值超过 {most} 个"),
    Label("a key must be a single word or number", "键应为单个词或数字"),
    Label("the merge key '<<' is not allowed", "不允许使用合并键 <<"),
    Label("use 'extends'", "请用 extends"),
    Label("{key} cannot be a key", "{key} 不能用作键"),
    Label("use a word", "请用词语"),
    Label(
        "the key {key} is written twice, first on line {line}", "键 {key} 重复，首次在第 {line} 行"
    ),
    Label("{text} is not a number", "{text} 不是数字"),
    Label("there is no file {file} beside it", "同一文件夹中没有文件 {file}"),
    Label(
        "{text} has no month {month}; months run from 01 to 12",
        "{text} 中没有 {month} 月；月份为 01 至 12",
    ),
    # --- seeds ---
    Label(
        "write [{list}] for the seed {seed}, or 0..{last} for {count} seeds",
        "仅种子 {seed} 请写 [{list}]；{count} 个种子请写 0..{last}",
    ),
    Label("there are {parts} parts; at most {most} seeds", "有 {parts} 段；至多 {most} 个种子"),
    Label("there are more than {most} seeds", "种子超过 {most} 个"),
    Label("there are no seeds", "没有种子"),
    Label("the seed {seed} is written twice", "种子 {seed} 重复"),
    Label("found {text}; the last seed is before the first", "{text} 中末一种子小于首一种子"),
    Label("found {text}; at most {most} seeds", "{text} 过多；至多 {most} 个种子"),
    # --- scenarios ---
    Label("write what the far ones say into one file", "请把较远各层的内容合并为一个文件"),
    Label("break the cycle", "请断开循环"),
    Label("write a scenario of its own for it", "请为它另写一个情景"),
    Label(
        "add 'under:' with the name of a scenario beside it",
        "请在旁边加上 under:，写明一个情景的名称",
    ),
    Label("this cannot vary here", "此处不能改变它"),
    Label("it is set neither here nor in a parent", "此处与各上级情景均未设置"),
    Label(
        "change the date, or start and months under run", "请改日期，或改 run 下的 start 与 months"
    ),
    Label(
        "the run from {first} to {last} leaves the years {years}",
        "运行期 {first} 至 {last} 超出 {years} 年",
    ),
    Label("the mapping is empty", "其中没有内容"),
    Label("write a number, or {key}: and communities", "请写一个数，或写明 {key}: 及各社区"),
    Label("write the id of one", "请写社区的代号"),
    Label(
        "this lever is set for the whole town and cannot differ between communities",
        "此政策工具对全镇统一设定，不能分社区",
    ),
    Label(
        "the value {value} is outside its own range {range}", "取值 {value} 超出自带范围 {range}"
    ),
    Label(
        "found {value} as 'mark'; must be one of {names}",
        "mark 的取值 {value} 不允许；应为 {names} 之一",
    ),
    Label("{value} stands for the whole town", "{value} 表示全镇"),
    Label("choose another id", "请另取代号"),
    # --- warnings ---
    Label(
        "values for {names} are left out: {town} is another town",
        "为 {names} 所写的取值未采用：{town} 是另一个城镇",
    ),
    Label(
        "say in your own file which of your communities they should be for",
        "请在自己的文件中写明用于哪些社区",
    ),
    Label(
        "it counts as {value} here: {other} were for another town, with more or fewer full-time "
        "grid workers",
        "在本镇计为 {value}：{other} 是另一个城镇的数，两镇专职网格员人数不同",
    ),
    Label(
        "set your own, or grid_workers in the file of your town",
        "请在情景中另设，或在城镇文件中写明 grid_workers",
    ),
    Label("it has its parent's value already, from {place}", "与上级情景的取值相同（{place}）"),
    Label("it has its default value already", "与默认值相同"),
    Label("off is what leaving the lever out means", "写 off 等于不写该政策工具"),
    Label(
        "it is never in force: {place} replaces it in {month}", "从未生效：{month} 被 {place} 替换"
    ),
    Label(
        "a parent's timeline replaces it in {month} ({place})",
        "{month} 被上级情景的 timeline 替换（{place}）",
    ),
    Label(
        "say in this file's timeline what should hold from then on",
        "请在本文件的 timeline 中写明此后的取值",
    ),
    Label("it changes nothing: the value is in force already", "没有改变：该取值已经生效"),
    Label(
        "{month} is in the common past, which has levers of its own; the entry takes effect in "
        "{start}",
        "{month} 处于共同基期，基期有自己的政策工具取值；该条自 {start} 起生效",
    ),
    Label(
        "{month} is outside the run, {first} to {last}; the entry {effect}",
        "{month} 不在运行期 {first} 至 {last} 之内；该条{effect}",
    ),
    Label("it is on from {when} while {need} off", "自 {when}起开启，而其所需的 {need}关闭"),
    Label("set {names}, or leave {lever} out", "请设置 {names}，或去掉 {lever}"),
    Label(
        "from {month} active party members can serve at most {share}; {wanted} is asked",
        "自 {month} 起，在岗党员至多能联系的住户占比为 {share}，而要求为 {wanted}",
    ),
    Label(
        "raise double_registration or households_per_party_member",
        "请提高 double_registration 或 households_per_party_member",
    ),
    # --- towns ---
    Label("see the shipped towns", "可参照自带城镇"),
    Label("a list of communities, or the name of a CSV file", "社区列表，或 CSV 文件名"),
    Label("the first age is {age}; it must be 0", "首个年龄为 {age}；应为 0"),
    Label("the shares sum to {total}; they must sum to 1", "各项占比之和为 {total}；应为 1"),
    Label("a town made of copies cannot have counts", "由 copies 复制而成的城镇不能有 counts"),
    Label("leave out {key} or copies", "请去掉 {key} 或 copies"),
    Label("{name} is also the id of {other}", "{name} 也是 {other} 的代号"),
    Label("the total is {total}, but {sum}", "总数写作 {total}，而{sum}"),
    Label("{number} too {much}", "相差 {number}（{much}）"),
    Label("{name} cannot adjoin itself", "{name} 不能与自身相邻"),
    Label("there is nothing at {path} in the file", "文件中没有 {path}"),
    Label(
        "found the year {year}; must be from {low} to {high}",
        "年份 {year} 不允许；应为 {low} 至 {high}",
    ),
    Label(
        "write the whole instead of the merger, or leave its counts out",
        "请直接写合并后的社区，或去掉其 counts",
    ),
    Label("no whole numbers meet all counts of the town", "没有整数能同时满足本镇的全部 counts"),
    Label(
        "households of these sizes do not make up the residents and households of the communities",
        "各规模住户与各社区的人口、户数不能吻合",
    ),
    Label(
        "count residents in households alone, or leave the sizes out",
        "请只计家庭户人口，或去掉户规模",
    ),
    Label("the column {name} is missing", "缺少列 {name}"),
    Label("export the layer as GeoJSON", "请将图层导出为 GeoJSON"),
    Label("export it as GeoJSON anew", "请重新导出为 GeoJSON"),
    Label("simplify them, for example with QGIS", "请先简化，例如用 QGIS"),
    Label("write the longitude first", "应先写经度，后写纬度"),
    Label(
        "keep this town's communities alone, and simplify their outlines",
        "请只保留本镇各社区并简化边界",
    ),
    Label(
        '{text}; where they are plain metres, write "crs": null at the top',
        '请以 WGS 84（EPSG:4326）导出；若确为平面米制坐标，请在文件顶层写 "crs": null',
    ),
    Label(
        "mend it, for example with 'Fix geometries' of QGIS",
        "请修复（例如用 QGIS 的“修复几何图形”）",
    ),
    Label(
        "give it a property 'community' with the id of a community",
        "请加上属性 community，值为社区的代号",
    ),
    Label("add the community, or remove the outline", "请添加该社区，或删去此边界"),
    Label("join them to one MultiPolygon", "请合并为一个 MultiPolygon"),
    Label("are these its outlines, in this system?", "请检查是否为本镇边界及其坐标系"),
    Label(
        "every community needs one; or leave outlines out",
        "每个社区都要有边界；否则请去掉 outlines",
    ),
    Label("outline all grids of a community, or none", "一个社区的网格应全部给出边界，或都不给"),
    Label("an area belongs to one community", "一处只能属于一个社区"),
    Label("which of both is wrong?", "请核对两者"),
    Label("or a matrix with the communities in line and column", "或以社区为行与列的矩阵"),
    Label("leave the cell empty", "请将该格留空"),
    Label(
        "its origin must be converted, without member_from",
        "其 origin 应为 converted，且不写 member_from",
    ),
    # --- studies ---
    Label("a scenario minus itself is nothing", "情景与自身相减没有意义"),
    Label("there are no factors", "没有因素"),
    Label("there is no metric or output {name}", "没有名为 {name} 的指标或输出"),
    Label("a band needs low, high or both", "区间需写 low、high 或两者"),
    Label("a band with two ends has a width already", "两端俱全的区间已有宽度"),
    Label("must have 'above' or 'below', one of them", "应写 above 或 below 之一"),
    Label("it has {names}; it can have one of them", "同时写了 {names}；只能写其一"),
    Label(
        "the low end, {low}, must be less than the high one, {high}", "下限 {low} 应小于上限 {high}"
    ),
    Label("a range from {low} cannot be searched by ratio", "自 {low} 起的范围不能按比例搜索"),
    Label("the scenarios have different values of it", "各情景对它的取值不同"),
    Label(
        "widen the range: a calibration begins with what is in force",
        "请放宽范围：校准从现行取值开始",
    ),
    Label("an experiment: cogov sweep", "若为实验，请用 cogov sweep"),
    Label("name it under 'source'", "请在 source 下写明"),
    Label("holds no trials to check", "其中没有可复核的试算"),
    Label("two targets are called {name}", "有两项目标同名：{name}"),
    Label("two patterns are called {name}", "有两个检验项同名：{name}"),
    Label("a check tries nothing new", "复核不再试新的参数"),
    Label(
        "{first} and {second} differ in {differing}, which no measure accounts for",
        "{first} 与 {second} 的{differing}不同，没有措施能解释",
    ),
    Label(
        "give them one parent that says it, so that they differ in levers alone",
        "请让两者有同一上级情景来写明它，使两者只在政策工具上不同",
    ),
    Label("name the scenario", "请写明情景"),
    Label("found {value}; the last year is before the first", "{value} 中末一年早于首一年"),
    Label(
        "it has no figures; it needs one of each, rising and sums",
        "没有数值；each、rising、sums 应写其一",
    ),
    Label(
        "it has {names}; it needs one of each, rising and sums",
        "同时写了 {names}；each、rising、sums 只能写其一",
    ),
    Label("its figures have different units: {names}", "各数值的单位不同：{names}"),
    Label(
        "figures that rise differ by more than 0: write above", "依次上升者之差大于 0：请写 above"
    ),
    Label("a list of one figure does not rise", "只有一个数值，无从上升"),
    Label(
        "it has 'community' and 'except'; it can have one of them",
        "同时写了 community 和 except；只能写其一",
    ),
    Label("a {view} is that of one community", "{view} 只针对一个社区"),
    Label("{metric} is of the whole town at the end of a run", "{metric} 只在运行结束时对全镇计算"),
    Label(
        "the run {run} does not last from {first} to {last}",
        "运行 {run} 不覆盖 {first} 至 {last} 年",
    ),
    Label("{name} is a target of the calibration", "{name} 是校准的目标"),
    Label("the scenarios of the calibration have no past in common", "校准的各情景没有共同基期"),
    Label(
        "the calibration is about {name}, so a run of that name without settings is needed",
        "校准涉及 {name}，因此需要一个同名且不改设置的运行",
    ),
    Label(
        "write 'screening: {trajectories: 10}', or sobol, or both",
        "请写 screening: {{trajectories: 10}}，或 sobol，或两者",
    ),
    Label("write a number between 0 and 1", "请写 0 与 1 之间的数"),
    Label("write unit: communities under who", "请在 who 下写 unit: communities"),
    Label(
        "there is no election in {months} months from {month}",
        "自 {month} 起 {months} 个月内无选举",
    ),
    Label("write an outcome with form and at", "请写一项结果，含 form 与 at"),
    Label("write {number} or less", "请写不大于 {number} 的数"),
    Label("write more months under run", "请在 run 下增加 months"),
    Label("must be whole numbers of months, 0 or more", "应为不小于 0 的整数月数"),
    Label("a design of kind {kind} has no {key}", "{kind} 类设计没有 {key}"),
    Label(
        "{path} is not the path of a value, such as levers.control",
        "{path} 不是取值的路径（如 levers.control）",
    ),
    Label("the row is empty", "该行为空"),
    Label("the value {value} is written twice", "取值 {value} 重复"),
    Label("{path} cannot vary in a design", "{path} 不能作为设计中的因素"),
    Label(
        "set one under settings, or leave the measure out", "请在 settings 下设定其一，或去掉该措施"
    ),
    Label("with {values}: {found}", "{values} 时：{found}"),
    Label("{path}: {found}", "{path}：{found}"),
    Label(
        "the town has no community {name}; it has {names}", "该城镇没有社区 {name}；现有 {names}"
    ),
    Label(
        "a second value for {name} in {place} in {month}; the first is at {line}",
        "{name} 在 {place} 的 {month} 有第二个取值；第一个在 {line}",
    ),
    Label("for example {example} under run", "请在 run 下写上，例如 {example}"),
    Label("for example {example}", "例如 {example}"),
    Label("{name} is a town", "{name} 是城镇"),
    Label("{name} is a scenario", "{name} 是情景"),
    Label("a line that begins with '%' is not allowed", "不允许以 % 开头的行"),
    Label("the file is not YAML: {reason}", "文件不是有效的 YAML：{reason}"),
    Label("the chain is longer than {most} files", "继承链超过 {most} 个文件"),
    Label("it holds {names}", "其中有 {names}"),
    Label(
        "holds results of {kind}, and no store of runs whose factors vary",
        "是 {kind} 类结果，没有因素变动的实验库",
    ),
    Label(
        "name the store of a sweep, or the folder of a discovery or a sensitivity analysis",
        "请给出批量实验的实验库，或条件发现、敏感性分析的文件夹",
    ),
    Label(
        "no two finished runs of it differ in a number; what differs is {names}",
        "已完成的运行之间没有数值上的差别；不同的是 {names}",
    ),
    Label(
        "the code or the packages have changed since the sweep began; start it again",
        "批量实验开始后代码或软件包已改变；请重新启动",
    ),
    Label(
        "nobody answers at {place}: {reason} (after {seconds} seconds)",
        "{place} 无响应：{reason}（等待 {seconds} 秒）",
    ),
    Label("nobody answers at {place}: {reason}", "{place} 无响应：{reason}"),
    Label(
        "{month} is not inside the run of {name}, {first} to {last}",
        "{month} 不在 {name} 的运行期 {first} 至 {last} 之内",
    ),
    Label(
        "{value} is less than the {number} seeds that it starts from",
        "{value} 小于起始的 {number} 个种子",
    ),
    Label(
        "{name} sets no lever of the measure {measure}", "{name} 没有设置措施 {measure} 的政策工具"
    ),
    Label("{path} is set by the factor {factor} too", "{path} 也由因素 {factor} 设定"),
    Label(
        "{path} is varied, so it cannot be one value for all runs",
        "{path} 是变动的因素，不能对全部运行取同一值",
    ),
    Label(
        "it is varied, so {name} cannot be one value for all runs",
        "它是变动的因素，{name} 不能对全部运行取同一值",
    ),
    Label("{name} is the name of another column of the tables", "{name} 与数据表的另一列同名"),
    Label(
        "{name} cannot be a column: no quotes, control characters or outer spaces",
        "{name} 不能作为列名：不得含引号、控制字符，首尾不得有空格",
    ),
    Label("a name of {count} characters; at most {most}", "名称有 {count} 个字符；至多 {most} 个"),
    Label(
        "the factor {name} differs from it in capital letters only",
        "因素 {name} 与它只有大小写之别",
    ),
    Label("was removed while the sweep was under way", "在批量实验进行中被删除"),
    Label(
        "make room or mend it, then give the same command again: what is finished is kept",
        "请腾出空间或修复，再执行同一命令；已完成的部分保留",
    ),
    Label(
        "its name is no text in UTF-8, so its tables could not be read",
        "其名称不是 UTF-8 文字，数据表将无法读取",
    ),
    Label(
        "is no line of a trial; remove the folder, or choose another with --out",
        "不是试算记录；请删除该文件夹，或用 --out 另选",
    ),
    Label(
        "'cogov verify --mend' removes what is damaged: then sweep again",
        "可用“cogov verify --mend”删除损坏部分，再执行批量实验",
    ),
    Label(
        "'cogov verify --mend' removes it: then give the line that made it again",
        "可用“cogov verify --mend”删除，再执行原命令",
    ),
    Label("python -m uv sync {options}", "请执行 python -m uv sync {options}"),
    Label(
        "{count} of {all} residents; there cannot be more", "{all} 名居民中的 {count}；不能超过总数"
    ),
    Label(
        "it counts residents by attributes, or households by size",
        "按属性统计居民，或按人数统计住户",
    ),
    Label(
        "they are of different towns: {names}; they are called the same, but differ in content",
        "各情景的城镇不同：{names}；名称相同而内容不同",
    ),
    Label("they are of different towns: {names}", "各情景的城镇不同：{names}"),
    Label("its scenarios cannot be compared: {found}", "各情景无法比较：{found}"),
    Label(
        "give them one town: a difference between towns is no effect of a policy",
        "请用同一城镇：城镇之间的差异不是政策的效应",
    ),
    Label("communities: {names}", "可用的社区：{names}"),
    Label("a standard deviation", "应为标准差"),
    Label("has {found} values where the head has {count}", "有 {found} 个值，表头有 {count} 个"),
    Label("cannot be read as a table of sets: {reason}", "无法作为参数组表读取：{reason}"),
    Label(
        "export it in WGS 84 (EPSG:4326), for example with QGIS",
        "请以 WGS 84（EPSG:4326）导出，例如用 QGIS",
    ),
    Label(
        "give the areas of the communities, not their centres or border lines",
        "应给出社区的面，而不是中心点或界线",
    ),
    Label("draw its outline, or remove it", "请绘制边界，或删去该要素"),
    Label("draw the area anew", "请重新绘制"),
    Label("leave one of them out", "请去掉其一"),
    Label("draw it, or remove the feature", "请绘制，或删去该要素"),
    Label("repeat its first point at its end", "请在末尾重复首点"),
    Label("a part of its own is no hole", "独立的部分不应写作洞"),
    # --- results ---
    Label("{hint}, or pass --overwrite", "{hint}，或加 --overwrite"),
    Label("cannot be read as a table: {reason}", "无法作为数据表读取：{reason}"),
    Label("leave --sets out, or ask for more", "请去掉 --sets，或增加组数"),
    Label("is no answer of an analysis: {reason}", "不是分析的结论文件：{reason}"),
    Label("is no record of claims: {reason}", "不是论断检验的记录：{reason}"),
    Label("{browser} wrote no PDF: {reason}", "{browser} 未能生成 PDF：{reason}"),
    Label("columns: {names}", "应有的列：{names}"),
    Label("two sets have the same number", "有两组参数编号相同"),
    Label("no set has a weight above 0", "没有权重大于 0 的参数组"),
    Label("has other columns than this version writes: {names}", "列与本版本写出的不同：{names}"),
    Label("open it with the version named in the manifest", "请用清单所记的版本打开"),
    Label("vary a lever, a parameter or another number", "请改变政策工具、参数或其他数值"),
    Label(
        "choose one with --scenario, and with --baseline what it is compared with",
        "请用 --scenario 选择其一，并用 --baseline 指定比较基线",
    ),
    Label(
        "start it and give the same command again: what is finished is kept",
        "请启动它并再次执行同一命令；已完成的部分保留",
    ),
    Label(
        "leave the option out: workers without Dask do the same",
        "请去掉该选项：不用 Dask 的进程结果相同",
    ),
    Label(
        "name what 'dask scheduler --scheduler-file' wrote, and start that before",
        "请给出 dask scheduler --scheduler-file 写出的文件，并先启动它",
    ),
    Label("run it with '{command}'", "请用“{command}”运行"),
    Label("it is for '{command}'", "请用“{command}”"),
    Label("this is {kind}, not {other}", "这是{kind}文件，不是{other}文件"),
    Label(
        "no shipped {kind} is called {name}; there are {names}; a path ends in .yaml",
        "没有名为 {name} 的自带{kind}；现有 {names}；路径应以 .yaml 结尾",
    ),
    Label("no shipped {kind} is called {name}", "没有名为 {name} 的自带{kind}"),
    Label("name several scenarios instead", "请改为列出多个情景"),
    Label(
        "take fewer points or seeds, or allow them with --most-cells {number}",
        "请减少点数或种子，或用 --most-cells {number} 放行",
    ),
    Label(
        "choose another folder with --out, or pass --overwrite to start anew",
        "请用 --out 指定其他文件夹，或加 --overwrite 重新开始",
    ),
    Label(
        "choose another folder with --figures, or pass --overwrite",
        "请用 --figures 指定其他文件夹，或加 --overwrite",
    ),
    Label(
        "python -m pip install 'cogov[report]', or install a browser such as chromium",
        "请执行 python -m pip install 'cogov[report]'，或安装浏览器（如 chromium）",
    ),
    Label("python -m pip install {name}", "请执行 python -m pip install {name}"),
    Label(
        "its tables can be read; run those of one town again to compare them",
        "各表仍可读取；若要比较，请重新运行同一城镇的情景",
    ),
    Label(
        "name the same scenario under run.burn_in.under in both",
        "请在两者的 run.burn_in.under 下写同一情景",
    ),
    Label(
        "run the calibration first, or name its folder with --out",
        "请先运行校准，或用 --out 指定其文件夹",
    ),
    Label(
        "give the same --seeds and --set, or calibrate anew",
        "请用相同的 --seeds 与 --set，或重新校准",
    ),
    Label("targets begin with {month}", "目标自 {month} 起"),
    Label("{month} lies in the common past", "{month} 处于共同基期"),
    Label(
        "what is not known goes under uncertainty.parameters",
        "未知的取值请写在 uncertainty.parameters 下",
    ),
    Label("let the sweep go on", "请让批量实验继续"),
    Label("choose one with --design", "请用 --design 选择其一"),
    Label("they were made by another version", "它们由其他版本生成"),
    Label("leave the cost out", "请去掉成本"),
    Label("sweep again to mend it", "请再次执行该批量实验以修复"),
    Label(
        "give the same command again: it does what is missing", "请再次执行同一命令，补做所缺部分"
    ),
)
"""Messages and hints about what stands in files."""
