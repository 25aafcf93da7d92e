"""What can be wrong with files, folders and options: `sim.words.problems` says it.

Messages of errors are made in English where the error is found. Here each stands beside its
Chinese: braces hold what a message names, and a last ``…`` stands for any end.
"""

from collections.abc import Mapping, Sequence

from sim.declare import Label

PROBLEMS: Sequence[Label] = (
    # --- folders of results ---
    Label(
        "does not exist; name the folder that a run wrote", "不存在；应为 cogov 写出的结果文件夹"
    ),
    Label(
        "is not a folder; name the folder that a run wrote",
        "不是文件夹；应为 cogov 写出的结果文件夹",
    ),
    Label(
        "holds no finished results of this program",
        "其中没有本程序的已完成结果；应为 cogov 写出的结果文件夹",
    ),
    Label(
        "holds no {file}, so no finished results of this program",
        "没有 {file}，因此不是本程序的已完成结果；应为 cogov 写出的结果文件夹",
    ),
    Label("was written by another program", "由其他程序写出；应为 cogov 写出的结果文件夹"),
    Label("was written by a newer version", "由更新版本的程序写出；请更新本程序"),
    Label(
        "is missing, or not the file that the manifest describes…",
        "缺失或已被改动、损坏（与清单记录不符）；请重新运行",
    ),
    Label(
        "is not the file that the manifest describes…",
        "缺失或已被改动、损坏（与清单记录不符）；请重新运行",
    ),
    Label("is missing", "缺失；请重新运行"),
    Label(
        "is outside {folder}, the only folder that the page may read",
        "在 {folder} 之外；本页只可读取该文件夹",
    ),
    Label("is no path", "不是有效路径；应为 cogov 写出的结果文件夹"),
    Label(
        "holds results of '{kind}', which this version does not know…",
        "是“{kind}”类结果，本版本无法识别；应为 cogov 写出的结果文件夹",
    ),
    Label("holds no plan, so nothing was swept", "没有计划，即尚未运行任何批量实验"),
    Label("has no finished run…", "尚无已完成的运行；请再次执行该批量实验的命令"),
    Label("is damaged: …", "已损坏，缺少应有的内容；请重新运行"),
    Label("cannot be read: …", "无法读取，文件可能已损坏；请重新运行"),
    # --- scenario files ---
    Label("there is no key {key} here", "没有名为 {key} 的键"),
    Label(
        "found {value}; must be a number from {low} to {high}…",
        "取值 {value} 不允许；应为 {low} 至 {high} 的数",
    ),
    Label(
        "found {value}; must be a whole number from {low} to {high}…",
        "取值 {value} 不允许；应为 {low} 至 {high} 的数",
    ),
    Label("no shipped scenario is called {name}…", "没有名为 {name} 的自带情景或城镇"),
    Label("no shipped town is called {name}…", "没有名为 {name} 的自带情景或城镇"),
    Label("there is no such file…", "没有此文件"),
    Label("there is no file {file}", "没有此文件：{file}"),
    Label("this is a town, not a scenario", "这是城镇文件，不是情景文件"),
    Label("{text} is not a month; write it as YYYY-MM…", "{text} 不是月份；请写作 YYYY-MM"),
    Label("'mark' is missing; must be one of {marks}", "缺少 mark；应为 {marks} 之一"),
    Label("they run over different months: {months}", "各情景的月份不同，无法比较：{months}"),
    Label("two scenarios are called {name}", "有两个情景同名：{name}"),
    # --- trials ---
    Label("there is no {what} {name}", "没有名为 {name} 的 {what}"),
    Label(
        "a share of {share} leaves nobody treated, or nobody to compare with",
        "比例 {share} 使无人受处理，或无人可比；应大于 0、小于 1",
    ),
    Label(
        "{share} of {units} leaves nobody treated, or nobody else",
        "{units} 的 {share} 使无人受处理，或无人可比",
    ),
    Label(
        "{share} of {number} units leaves fewer than two in one arm",
        "{number} 个单位的 {share} 使其中一组不足两个单位",
    ),
    Label(
        "must be one of ask, visit, notice and lever", "只能是 ask、visit、notice、lever 四者之一"
    ),
    Label("{number} is less than {least}", "{number} 小于 {least}"),
    Label("only a lever has a value", "只有政策杠杆（lever）才有 value"),
    Label(
        "a notice tells of taking part in any form", "告知（notice）针对任何形式的参与，不写 form"
    ),
    Label("needs the form that is asked about", "缺少所邀请的参与形式；请写 form"),
    Label("needs its value", "缺少取值；请写 value"),
    Label(
        "a lever acts on communities, so communities must be randomised",
        "政策杠杆作用于整个社区，故须对社区作随机；请在 who 下写 unit: communities",
    ),
    Label("a lever reaches all of a community", "政策杠杆及于整个社区，不写 reach"),
    Label(
        "there is no election in {months} months from {month}",
        "自 {month} 起 {months} 个月内无选举",
    ),
    Label("no election is held in {months}", "{months} 没有选举"),
    Label("nothing is looked at", "没有要观察的结果；请在 outcomes 下写 form 与 at"),
    Label(
        "{within} months before month {at} began before the trial",
        "第 {at} 个月之前的 {within} 个月早于试验开始",
    ),
    Label(
        "month {last} of the trial is month {months} of the run, which has {most}",
        "试验的第 {last} 个月是运行的第 {months} 个月，而运行只有 {most} 个月；"
        "请在 run 下增加 months",
    ),
    Label(
        "is given after month {last}, the last that is looked at",
        "在第 {last} 个月之后才给予，而此后不再观察",
    ),
    Label("a ratio needs it, and nothing else has it", "只有比值（ratio）才写 by，且必须写"),
    Label("{low} is above high, {high}", "下限 {low} 高于上限 {high}"),
    Label("stands in the files of the trials that are listed", "应写在所列各试验自己的文件中"),
    Label("a trial that is listed lists none itself", "被列出的试验不能再列其他试验"),
    Label(
        "{text} is neither 'none', a number, nor a table of sets…",
        "{text} 既不是 none、数目，也不是参数组表格",
    ),
    # --- hints ---
    Label("did you mean {name}?", "是否想写 {name}？"),
    Label("write {month}", "请写 {month}"),
    Label("known: {names}", "可选：{names}"),
    Label("the next is in {month}", "下一次在 {month}"),
)
"""Messages and hints, the more special ones first."""

MESSAGES: Mapping[str, Label] = {"problem.in_english": Label("{text}", "（英文）{text}")}
