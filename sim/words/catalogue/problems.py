"""What can be wrong with files, folders and options: `sim.words.problems` says it.

Messages of errors are made in English where the error is found. Here each stands beside its
Chinese: braces hold what a message names, and a last ``…`` stands for any end.
"""

from collections.abc import Mapping, Sequence

from sim.declare import Label
from sim.words.catalogue.outlines import BESIDE_TOWNS

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
    Label(
        "{error}; the terminal that serves the page says more",
        "出现内部错误 {error}；详情见运行本页的终端",
    ),
    Label(
        "the file cannot be read: it is outside the folders that may be read",
        "无法读取：该文件在允许读取的文件夹之外",
    ),
    Label("the file cannot be read: it is no plain file", "无法读取：不是普通文件"),
    Label("is no path", "不是有效路径；应为 cogov 写出的结果文件夹"),
    Label(
        "holds results of '{kind}', which this version does not know…",
        "是“{kind}”类结果，本版本无法识别；应为 cogov 写出的结果文件夹",
    ),
    Label("holds no plan, so nothing was swept", "没有计划，即尚未运行任何批量实验"),
    Label("has no finished run…", "尚无已完成的运行；请再次执行该批量实验的命令"),
    Label("is damaged: …", "已损坏，缺少应有的内容；请重新运行"),
    Label("cannot be read: it belongs to another user", "无法读取：该文件属于其他用户"),
    Label(
        "cannot be read: others may write to it…",
        "无法读取：其他用户可写入该文件（若确知无人改动，请执行 chmod go-w）",
    ),
    Label("cannot be read: it is no plain file", "无法读取：不是普通文件"),
    Label("is damaged", "已损坏"),
    Label("is no snapshot of this program", "不是本程序保存的状态"),
    Label("was written by other code or packages", "由其他版本的程序或软件包写出"),
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
    *BESIDE_TOWNS,
    # --- hints ---
    Label("did you mean {name}?", "是否想写 {name}？"),
    Label("remove it: the run then starts anew", "请删除它：运行将从头开始"),
    Label("write {month}", "请写 {month}"),
)
"""Messages and hints, the more special ones first."""

MESSAGES: Mapping[str, Label] = {"problem.in_english": Label("{text}", "（英文）{text}")}
