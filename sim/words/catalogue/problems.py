"""What can be wrong with files, folders and options: `sim.words.problems` says it.

Messages of errors are made in English where the error is found. Here each stands beside its
Chinese: braces hold what a message names, and a last ``…`` stands for any end.
"""

from collections.abc import Mapping, Sequence

from sim.declare import Label

PROBLEMS: Sequence[Label] = (
    # --- a town's own counts ---
    Label("cannot be read as a table of counts: {error}", "无法作为数据表读取：{error}"),
    Label("holds no counts", "其中没有数据"),
    Label("there is no column '{name}'", "缺少列 {name}"),
    Label("there is a column '{name}' that counts do not have", "数据表不应有列 {name}"),
    Label("says again what line {line} says", "与第 {line} 行重复"),
    Label(
        "'{place}' is no community of {town}", "{place} 不是 {town} 的社区（数据属于另一城镇？）"
    ),
    Label(
        "{month} is outside the run, {first} to {last}", "{month} 不在运行期 {first} 至 {last} 内"
    ),
    Label("error {error} is not above 0", "error 为 {error}，应大于 0（标准差）"),
    Label("value {value} is outside -1 to 1", "value 为 {value}，应在 -1 至 1 之间；12% 写作 0.12"),
    Label("{name} '{text}' is no number", "{name} 的 {text} 不是数字"),
    Label(
        "counts weigh plausible sets of parameters, and take {least} or more",
        "自有数据用于给可信参数组加权，至少需要 {least} 组；请用 --sets 增加",
    ),
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
    # --- hints ---
    Label("did you mean {name}?", "是否想写 {name}？"),
    Label("write {month}", "请写 {month}"),
)
"""Messages and hints, the more special ones first."""

MESSAGES: Mapping[str, Label] = {"problem.in_english": Label("{text}", "（英文）{text}")}
