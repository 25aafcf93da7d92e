"""What can be wrong with files, folders and options: `sim.words.setting` says it.

Messages of errors are made in English where the error is found. Here each stands beside its
Chinese: braces hold what a message names, and a last ``…`` stands for any end.
"""

from collections.abc import Mapping, Sequence

from sim.declare import Label
from sim.words.catalogue.files import FILES
from sim.words.catalogue.outlines import BESIDE_TOWNS

_EXTENSIONS = (
    Label("it raised {error} in {month}: {text}", "{month} 运行时引发 {error}：{text}"),
    Label("it raised {error}: {text}", "运行时引发 {error}：{text}"),
    Label("returned shape {shape} where {due} is due", "返回的形状为 {shape}，应为 {due}"),
    Label(
        "returned {value}, outside its range {low} to {high}",
        "返回 {value}，超出声明的范围 {low} 至 {high}",
    ),
    Label(
        "returned other fields than {names}, which it acts on",
        "返回了 {names}（acts_on 所列）以外的字段",
    ),
    Label(
        "{name} has shape {shape} and must have {due}, no NaN",
        "{name} 的形状为 {shape}；应为 {due}，且不含 NaN",
    ),
    Label("act returned {value}, which is no number of hours", "act 返回 {value}，不是工时数"),
    Label("it keeps what cannot be saved: {error}", "其保存的内容无法存档：{error}"),
    Label(
        "keep numbers, texts, lists, tuples, dicts and arrays",
        "请只保存数、文字、列表、元组、字典和数组",
    ),
    Label("is no package: it has no __init__.py", "不是 Python 包：缺少 __init__.py"),
    Label("is no Python file", "不是 Python 文件"),
    Label(
        "--with takes a file that ends in .py, or a folder with __init__.py",
        "--with 应为 .py 文件，或含 __init__.py 的文件夹",
    ),
    Label("is no Python: {error}", "不是有效的 Python 代码：{error}"),
    Label("it defines no EXTENSION", "未定义 EXTENSION"),
    Label("see notebooks/your_own_rules.ipynb", "参见 notebooks/your_own_rules.ipynb"),
    Label("{name} makes unkeyed draws", "{name} 产生的随机数不由种子与键决定，会随进程数变化"),
    Label(
        "draw with self.draw of an actor, or with model.draws",
        "请用主体的 self.draw 或 model.draws 取随机数",
    ),
    Label("an extension of that name is in force already", "已有同名的扩展生效"),
    Label("{part} must be a tuple of {kind}", "{part} 应为由 {kind} 组成的元组"),
    Label("the name is taken", "名称已被占用"),
    Label("choose another", "请另取名称"),
    Label("{name} is no name", "{name} 不能用作名称"),
    Label("write small letters, digits and underscores", "请用小写字母、数字和下划线"),
    Label("it has no unit", "缺少单位（unit）"),
    Label("there is no unit {name}", "没有名为 {name} 的单位"),
    Label("the declaration {name} lacks {parts}", "声明 {name} 缺少 {parts}"),
    Label("write - for none", "无单位请写 -"),
    Label("it has no source", "缺少来源（source）"),
    Label(
        'write assumed("why") where nobody measured it', '无人测量过的请写 assumed("假设的理由")'
    ),
    Label("it has no meaning in Chinese", "缺少中文含义（zh）"),
    Label("it has no {part}", "缺少 {part}（须有英文和中文）"),
    Label("its range {low} to {high} holds nothing", "范围 {low} 至 {high} 为空"),
    Label("there is no mechanism {name}", "没有名为 {name} 的机制组"),
    Label("its default {value} is outside {low} to {high}", "默认值 {value} 超出 {low} 至 {high}"),
    Label("there is no type of actor {name}", "没有名为 {name} 的主体类型"),
    Label(
        "its class is not below sim.agents.actor.Actor",
        "所给的类不是 sim.agents.actor.Actor 的子类",
    ),
    Label("acts_on: there is no condition {name}", "acts_on：没有名为 {name} 的条件"),
    Label("it acts on conditions and has no mechanism", "写明了 acts_on，却没有作用函数"),
    Label("give OwnLever a function", "请给 OwnLever 一个函数"),
    Label("its mechanism acts on nothing", "作用函数没有作用对象"),
    Label("name the conditions in acts_on", "请在 acts_on 中写明所作用的条件"),
    Label("its range and off must be finite", "范围与 off 应为有限数"),
    Label("its function is of the wrong shape", "函数的参数不对"),
    Label("it needs the extension {name}, which is not given", "需要扩展 {name}，但未给出"),
    Label("name its file: --with FILE", "请指明其文件：--with 文件"),
    Label(
        "{scenario} sets {names}, of an extension that is not given",
        "{scenario} 设置了 {names}，而声明它的扩展未给出",
    ),
    Label("give the call its file", "请在调用中用 extensions 给出其文件"),
)
"""What can be wrong with extensions: `sim.extend`."""

PROBLEMS: Sequence[Label] = (
    *_EXTENSIONS,
    *FILES,
    # --- a town's own counts ---
    Label("there is no column '{name}'", "缺少列 {name}"),
    Label(
        "{month} is outside the run, {first} to {last}", "{month} 不在运行期 {first} 至 {last} 内"
    ),
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
    Label("is damaged: {part} is not what it must be", "已损坏：{part} 的内容不正确"),
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
    Label("cannot be read: …", "无法读取，文件可能已损坏"),
    Label("cannot be read", "无法读取，文件可能已损坏"),
    Label(
        "is not the file that was written; it was changed or damaged",
        "不是当初所写的文件，已被改动或损坏",
    ),
    Label(
        "its scenario, seed and code do not make this key", "其情景、种子和代码与文件名中的编号不符"
    ),
    Label("lies among the cells of other code", "所在的文件夹属于其他版本的程序"),
    Label(
        "is not the code of its folder; it was changed or damaged",
        "与所在的文件夹不符，已被改动或损坏",
    ),
    Label(
        "is not the file that the plan describes; sweep again to mend it",
        "与计划的记录不符；再次执行该批量实验的命令即可修复",
    ),
    Label("holds no store of cells", "其中没有可以重做的运行结果"),
    Label(
        "no cell was made by the code and packages of this program",
        "没有任何运行结果由本程序的这一版本写出",
    ),
    Label("{file} is not what it was then", "{file} 与当时不同"),
    Label("made again, it is not the same: {command}", "重做的结果与原来不同：{command}"),
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
    Label("no shipped scenario is called {name}; {more}", "没有名为 {name} 的自带情景；{more}"),
    Label("no shipped scenario is called {name}", "没有名为 {name} 的自带情景"),
    Label("no shipped town is called {name}…", "没有名为 {name} 的自带情景或城镇"),
    Label("there is no such file…", "没有此文件"),
    Label("no temporary folder can be written", "没有可写的临时文件夹"),
    Label("make room, or name a folder in TMPDIR", "请腾出空间，或用 TMPDIR 指定一个文件夹"),
    Label("{value} is no number of threads", "{value} 不是线程数"),
    Label("kernels run compiled only", "计算内核只能编译后运行"),
    Label("unset it", "请取消该环境变量"),
    Label("the name is empty", "名称为空"),
    Label(
        "name a folder or file; '.' is the current folder",
        "请写出文件夹或文件名；“.”表示当前文件夹",
    ),
    Label("no file can have so long a name", "文件名过长"),
    Label("the name holds control characters", "文件名或取值含有控制字符"),
    Label("the text holds the control character {name}", "文字中含有控制字符 {name}"),
    Label("leave them out", "请去掉"),
    Label("give --metric once for each", "请对每个指标各写一次 --metric"),
    Label("the name is no text in UTF-8", "文件名不是 UTF-8 文本"),
    Label(
        "rename it; as GB 18030 it reads as is shown here",
        "请改名；此处显示的是按 GB 18030 读出的名称",
    ),
    Label("there is no file {file}", "没有此文件：{file}"),
    Label("this is a town, not a scenario", "这是城镇文件，不是情景文件"),
    Label("{text} is not a month; write it as YYYY-MM…", "{text} 不是月份；请写作 YYYY-MM"),
    Label("'mark' is missing; must be one of {marks}", "缺少 mark；应为 {marks} 之一"),
    Label("they run over different months: {months}", "各情景的月份不同，无法比较：{months}"),
    Label("two scenarios are called {name}", "有两个情景同名：{name}"),
    *BESIDE_TOWNS,
    # --- trials ---
    Label("there is no {what} {name}", "没有名为 {name} 的{what}"),
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
    Label("only a lever has a value", "只有政策工具（lever）才有 value"),
    Label(
        "a notice tells of taking part in any form", "告知（notice）针对任何形式的参与，不写 form"
    ),
    Label("needs the form that is asked about", "缺少所邀请的参与形式；请写 form"),
    Label("needs its value", "缺少取值；请写 value"),
    Label(
        "a lever acts on communities, so communities must be randomised",
        "政策工具作用于整个社区，故须对社区作随机；请在 who 下写 unit: communities",
    ),
    Label("a lever reaches all of a community", "政策工具及于整个社区，不写 reach"),
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
    # --- options, files and studies ---
    Label("found {value}; must be seeds", "取值 {value} 不允许；应为随机种子"),
    Label("write a list, or text such as 0..9", "写作列表，或如 0..9"),
    Label("{value} is not known", "{value} 无法识别"),
    Label("known: {names}", "可用：{names}"),
    Label("a comparison needs two scenarios or more", "比较至少需要两个情景"),
    Label("for one alone: cogov run", "单个情景请用 cogov run"),
    Label("{value} is outside 0.01 to 1", "{value} 超出 0.01 至 1"),
    Label("{value} is outside {low} to {high}", "{value} 超出 {low} 至 {high}"),
    Label("{value} is less than 1", "{value} 小于 1"),
    Label(
        "{value} is not a half-width; give a number above 0",
        "{value} 不是区间半宽；请给出大于 0 的数",
    ),
    Label(
        "{value} is not a whole number from {low} to {high}", "{value} 不是 {low} 至 {high} 的整数"
    ),
    Label("its folder does not exist", "其所在文件夹不存在"),
    Label("choose another file with --out", "请用 --out 指定其他文件"),
    Label("choose another file with --checkpoint", "请用 --checkpoint 指定其他文件"),
    Label(
        "choose another file with --out, or pass --overwrite",
        "请用 --out 指定其他文件，或加 --overwrite",
    ),
    Label("choose another folder with --out", "请用 --out 指定其他文件夹"),
    Label(
        "choose another folder with --out, or pass --overwrite to replace them",
        "请用 --out 指定其他文件夹，或加 --overwrite 替换",
    ),
    Label(
        "choose another folder with --out, or pass --overwrite to draw them anew",
        "请用 --out 指定其他文件夹，或加 --overwrite 重新绘制",
    ),
    Label("already holds results, of {when}", "其中已有 {when} 的结果"),
    Label("already holds {names}", "其中已有 {names}"),
    Label("already exists", "已存在"),
    Label("is a folder, not a file", "是文件夹，不是文件"),
    Label("this is a folder, not a file", "是文件夹，不是文件"),
    Label("{file} is a file, not a folder", "{file} 是文件，不是文件夹"),
    Label("{file} is not writable", "{file} 不可写"),
    Label("cannot be written: {reason}", "无法写入：{reason}"),
    Label("the file cannot be written: {reason}", "文件无法写入：{reason}"),
    Label("the output cannot be written: {reason}", "输出无法写入：{reason}"),
    Label("the file cannot be read: {reason}", "文件无法读取：{reason}"),
    Label("the file exists and is left as it is", "文件已存在，未作改动"),
    Label("the file exists, holds something else and is left", "文件已存在且内容不同，未作改动"),
    Label("choose another name", "请另取名称"),
    Label("choose another name, such as {name}", "请另取名称，如 {name}"),
    Label("a shipped scenario is called {name}", "已有名为 {name} 的自带情景"),
    Label(
        "{name} is no name; use letters, digits, '_' and '-'",
        "{name} 不能用作名称；请用字母、数字、_ 和 -",
    ),
    Label("the file is written to the current folder", "文件写入当前文件夹"),
    Label(
        "name a folder that run, compare, sweep or an analysis wrote",
        "请给出 run、compare、sweep 或分析写出的文件夹",
    ),
    Label("run it again", "请重新运行"),
    Label("give the command of the sweep again", "请再次执行该批量实验的命令"),
    Label("give the same command again", "请再次执行同一命令"),
    Label("update this program", "请更新本程序"),
    Label("leave the option out", "请去掉该选项"),
    Label("has no plan {name}", "没有名为 {name} 的计划"),
    Label("there are {names}", "现有 {names}"),
    Label(
        "only a run or a comparison has figures beside those of its folder",
        "只有运行或比较才有文件夹以外的图",
    ),
    Label("only the store of a sweep has plans", "只有批量实验的实验库才有计划"),
    Label(
        "the appendix is written as html or pdf, not as docx",
        "附录只能写成 html 或 pdf，不能写成 docx",
    ),
    Label("{line}, or install a browser such as chromium", "{line}，或安装 chromium 等浏览器"),
    Label("python -m {line}", "python -m {line}"),
    Label("two objectives are about {metric}", "有两个目标都关于 {metric}"),
    Label(
        "PDF needs Pango, a library of the system, or a browser",
        "生成 PDF 需要系统库 Pango，或浏览器",
    ),
    Label(
        "on Debian: libpango-1.0-0 and libpangoft2-1.0-0, or chromium",
        "Debian 上安装 libpango-1.0-0 和 libpangoft2-1.0-0，或 chromium",
    ),
    Label("PDF needs the extra 'report', or a browser", "生成 PDF 需要附加组件 report，或浏览器"),
    Label("a sheet of Excel has no room for {names}", "Excel 工作表容不下 {names}"),
    Label("export csv or dta", "请导出 csv 或 dta"),
    Label("{what} needs the extra {extra}", "{what} 需要附加组件 {extra}"),
    Label("none is named", "未指定任何一个"),
    Label(
        "there is no resident {name} among the {count} of seed {seed}",
        "种子 {seed} 的 {count} 名居民中没有 {name}",
    ),
    Label(
        "give the id of one of the panel at this scale, such as {names}, or typical",
        "请给出该比例下居民样本（panel）中的编号，如 {names}，或 typical",
    ),
    Label("must hold a list of names", "应为名称列表"),
    Label(
        "give them one start, and one length with --months",
        "请使起始月份相同，并用 --months 给出相同长度",
    ),
    Label("its scenarios cannot be compared: {towns}", "各情景无法比较：{towns}"),
    Label(
        "a checkpoint holds no table that is recorded on request; leave out one of the two",
        "存档不含另行记录的数据表；两者请去掉一个",
    ),
    Label(
        "{text} is neither 'none', a number, nor a table of sets (a path, or *.csv)",
        "{text} 既不是 none 或数字，也不是参数组表（路径或 *.csv）",
    ),
    Label("holds {count} sets, fewer than {number}", "只有 {count} 组，少于 {number}"),
    Label("ask for fewer", "请减少组数"),
    Label("holds no sets", "没有参数组"),
    Label("there is no parameter {name}", "没有名为 {name} 的参数"),
    Label("there is no measure {name}", "没有名为 {name} 的措施"),
    Label("the town has no community {name}", "该城镇没有社区 {name}"),
    Label("no community is called {name}", "没有名为 {name} 的社区"),
    Label("found {found}; must be {allowed}", "取值 {found} 不允许；应为 {allowed}"),
    Label("{key} is missing", "缺少 {key}"),
    Label("there is no value", "没有取值"),
    Label("indent what belongs to it, or leave the key out", "请将所属内容缩进，或去掉该键"),
    Label("put it in quotes", "请加引号"),
    Label("leave out the day: {text}", "请去掉日：{text}"),
    Label("it is set twice", "重复设置"),
    Label("keep one of them", "请只保留一个"),
    Label("{text} is no setting", "{text} 不是设置"),
    Label(
        "write path=value, for example levers.control=0.5",
        "请写作 路径=取值，如 levers.control=0.5",
    ),
    Label("the chain never ends: {names}", "继承链首尾相接：{names}"),
    Label("this is a scenario, not a town", "这是情景文件，不是城镇文件"),
    Label("this is a scenario, not an experiment", "这是情景文件，不是实验文件"),
    Label("name it in a scenario: {text}", "请在情景中写明：{text}"),
    Label("there is no file {file} beside it", "旁边没有文件 {file}"),
    Label(
        "the shipped {kind} is called {name}, without '.yaml'", "自带文件名为 {name}，不带 .yaml"
    ),
    Label("did you mean the file {name}?", "是否指文件 {name}？"),
    Label("the file is empty", "文件为空"),
    Label("its first line is {columns}", "首行应为 {columns}"),
    Label("the column {name} is missing", "缺少列 {name}"),
    Label("the column {name} is there twice", "列 {name} 重复"),
    Label("the trial {name} is given twice", "试验 {name} 重复给出"),
    Label("there is no column {name}; allowed: {names}", "没有名为 {name} 的列；可用：{names}"),
    Label("put commas between the cells", "单元格之间请用逗号"),
    Label("put quotes around a text that holds a comma", "含逗号的文字请加引号"),
    Label(
        "the line has {cells} cells; the header has {head}",
        "该行有 {cells} 个单元格，表头有 {head} 个",
    ),
    Label("the file is not CSV: {reason}", "文件不是 CSV：{reason}"),
    Label("the file is not YAML: it holds control characters", "文件不是 YAML：含控制字符"),
    Label("the file is not YAML: {reason}", "文件不是 YAML：{reason}"),
    Label(
        "the file holds no keys; it must be YAML of the form 'key: value'",
        "文件中没有键；应为“键: 值”形式的 YAML",
    ),
    Label("cogov new writes one to start", "可用 cogov new 写出一份"),
    Label("the line is indented with a tab", "该行用制表符缩进"),
    Label("indent with spaces", "请用空格缩进"),
    Label("the file holds more than one document", "文件含多个文档"),
    Label("remove '---'", "请去掉 ---"),
    Label(
        "check the indentation, and put quotes around a text that holds ': '",
        "请检查缩进，含“: ”的文字请加引号",
    ),
    Label("the file is too large to be a scenario or a town", "文件过大，不像情景或城镇文件"),
    Label("the file is not text in UTF-8 or GB 18030", "文件不是 UTF-8 或 GB 18030 文本"),
    Label("the file is nested too deeply", "文件嵌套过深"),
    Label(
        "a common past needs a scenario whose levers are in force in it",
        "共同基期需指定其间生效政策工具的情景",
    ),
    Label(
        "{month} is outside the run, {first} to {last}", "{month} 不在运行期 {first} 至 {last} 之内"
    ),
    Label(
        "a second value for {name} in {month}; the first is at {line}",
        "{name} 在 {month} 有第二个取值；第一个在 {line}",
    ),
    Label("two columns have the same name", "两列同名"),
    Label("is no snapshot of this program", "不是本程序的存档"),
    Label("is damaged", "已损坏"),
    Label("is damaged: {reason}", "已损坏：{reason}"),
    Label("is damaged; remove the folder", "已损坏；请删除该文件夹"),
    Label("holds other files", "其中有其他文件"),
    Label("rename the folder", "请重命名该文件夹"),
    Label("was written by other code or packages", "由其他版本的代码或程序包写出"),
    Label("remove it: the run then starts anew", "请删除它，运行将重新开始"),
    Label(
        "name another file, or remove it: the run then starts anew",
        "请另指定文件，或删除它以重新开始",
    ),
    Label("there are no factors", "没有因素"),
    Label("a factor needs two values or more", "每个因素至少需要两个值"),
    Label("no range is declared for it", "未声明其范围"),
    Label("{name} is none of the scenarios", "{name} 不在各情景之中"),
    Label("{name} is none of its scenarios", "{name} 不在其各情景之中"),
    Label("{count} factors; at most {most}", "{count} 个因素；至多 {most} 个"),
    Label("must be one line of at most {most} characters", "必须为一行文字，至多 {most} 个字符"),
    Label("write the name of the office alone", "只写单位名称"),
    Label("{count} points; at most {most}", "{count} 个点；至多 {most} 个"),
    Label(
        "it takes about {need} of memory; {free} are free here", "约需内存 {need}；此处可用 {free}"
    ),
    Label(
        "a process takes about {need} of memory; its limit is {limit}",
        "每个进程约需内存 {need}；其上限为 {limit}",
    ),
    Label(
        "--scale {scale} fits, or --workers {workers}",
        "--scale {scale} 或 --workers {workers} 可行",
    ),
    Label("--scale {scale} fits", "--scale {scale} 可行"),
    Label("--workers {workers} fits", "--workers {workers} 可行"),
    Label("take a smaller town or fewer seeds", "请用更小的城镇或更少的种子"),
    Label(
        "about {need} are to be written; {free} are free there", "约需写入 {need}；该处剩余 {free}"
    ),
    Label(
        "make room, take fewer runs, or choose another folder with --out",
        "请腾出空间、减少运行，或用 --out 另选文件夹",
    ),
    Label("'low', {low}, must be less than 'high', {high}", "low（{low}）应小于 high（{high}）"),
    Label("{first} and {second} do not differ at any time", "{first} 与 {second} 始终没有差别"),
    Label("there is no metric or output {name}", "没有名为 {name} 的指标或输出"),
    Label("there is no run {name}", "没有名为 {name} 的运行"),
    Label("there is no community {name}", "没有名为 {name} 的社区"),
    Label("{text} is no condition", "{text} 不是条件"),
    Label("write it as 'participation_rate > 0.3'", "写作 'participation_rate > 0.3'"),
    Label(
        "say it, as in --interest 'participation_rate > 0.3'",
        "请说明，如 --interest 'participation_rate > 0.3'",
    ),
    Label("{source} does not say what is of interest", "{source} 未说明关注什么结果"),
    Label("choose another one with --out", "请用 --out 另选"),
    Label("holds results of '{kind}', not of a {other}", "是“{kind}”类结果，与此命令不符"),
    Label(
        "is the store of a sweep, which has no figures of its own",
        "是批量实验的实验库，没有自己的图",
    ),
    Label(
        "'cogov discover {folder}' looks for conditions in it",
        "可用“cogov discover {folder}”寻找条件",
    ),
    Label(
        "'cogov discover {folder}' scores the factors of any runs",
        "可用“cogov discover {folder}”评价各因素",
    ),
    Label(
        "cannot listen on {host} port {port}: {reason}",
        "无法在 {host} 的端口 {port} 监听：{reason}",
    ),
    Label(
        "choose another with --host or --port; --port 0 takes a free one",
        "请用 --host 或 --port 另选；--port 0 任选空闲端口",
    ),
    Label("{name} were not recorded", "未记录 {name}"),
    Label("run it again with --record {name}, record={other}", "请加 --record {name} 重新运行"),
    Label("{seconds} is no time; give seconds above 0", "{seconds} 不是时间；请给出大于 0 的秒数"),
    Label("a scheduler has workers of its own", "调度器自带工作进程"),
    Label("a scheduler has a cluster of its own", "调度器自带集群"),
    Label("leave one of the two out", "两者请去掉一个"),
    Label("{command} has no such option", "{command} 没有此选项"),
    Label("Missing argument {name}.", "缺少参数 {name}。"),
    Label("Missing option {name}.", "缺少选项 {name}。"),
    Label("Missing command.", "缺少命令，所有命令见 cogov --help。"),
    Label("No such command {name}.", "没有命令 {name}。"),
    Label("No such command {name}. Did you mean {known}?", "没有命令 {name}（是否想写 {known}？）"),
    Label("No such option: {name}", "没有选项 {name}"),
    Label(
        "No such option: {name} (Possible options: {known})",
        "没有选项 {name}（是否想写 {known}？）",
    ),
    Label("Option {name} requires an argument.", "选项 {name} 需要取值。"),
    Label("Got unexpected extra argument ({name})", "多余的参数（{name}）"),
    Label("Got unexpected extra arguments ({name})", "多余的参数（{name}）"),
    Label(
        "Invalid value for {name}: {value} is not a valid int.", "{name} 的取值 {value} 不是整数。"
    ),
    Label(
        "Invalid value for {name}: {value} is not a valid integer.",
        "{name} 的取值 {value} 不是整数。",
    ),
    Label(
        "Invalid value for {name}: {value} is not a valid float.", "{name} 的取值 {value} 不是数。"
    ),
    Label("Invalid value for {name}: must be a valid integer", "{name} 的取值应为整数"),
    Label("Invalid value for {name}: must be a valid number", "{name} 的取值应为数"),
    Label("Invalid value for {name}: {value}", "{name} 的取值不正确：{value}"),
    # --- what is joined to another message ---
    Label("{found}; name the folder that a run wrote", "{found}；请给出一次运行所写的文件夹"),
    Label("{found}; must be one of {names}", "{found}；应为 {names} 之一"),
    Label("found {found}; {allowed}", "取值 {found} 不允许；{allowed}"),
    Label("{value} is outside {range}", "{value} 超出 {range}"),
    Label("communities: {names}", "社区：{names}"),
    Label("{name} is needed", "须有 {name}"),
    Label("{name} is a {kind}", "{name} 是{kind}"),
    Label("{differing}, which no measure accounts for", "{differing}，无法归于任何一类措施"),
    Label(
        "bands {first} to {last} and {other} to {end}", "区间 {first} 至 {last} 与 {other} 至 {end}"
    ),
    Label("{found}; it needs one of each, rising and sums", "{found}；须各有一项，rising 与 sums"),
    # --- of commands, studies and stores ---
    Label("is no figure that can be shown; known: {names}", "不是可显示的图；可选：{names}"),
    Label(
        "holds results of {kind}, which this version does not know; it reads {names}",
        "其中是 {kind} 的结果，此版本不认识；可读取 {names}",
    ),
    Label(
        "what is stated is told of the records, not of one scenario or town",
        "所述依据来自各项记录，不针对某一情景或城镇",
    ),
    Label(
        "NUMBA_CACHE_DIR is not used: others can write there, or you cannot",
        "未使用 NUMBA_CACHE_DIR：他人可写该处，或您不可写",
    ),
    Label(
        "the page needs files that the installed Solara lacks, such as {file}",
        "已安装的 Solara 缺少页面所需的文件，如 {file}",
    ),
    Label("{path} is of seed {seed}, not {other}", "{path} 的种子是 {seed}，不是 {other}"),
    Label("{path}, of {month}, does not fit: {error}", "{path}（{month}）与此不符：{error}"),
    Label(
        "settings lie over a file; give its path or name, or load it with the settings",
        "设定值是加在文件之上的；请给出文件的路径或名称，或连同设定值一起读取",
    ),
    Label("already holds results of {name}, which stay", "其中已有 {name} 的结果，予以保留"),
    Label(
        "{key} differs from what it ran under, in a month that has run",
        "{key} 与已运行月份所用的不同",
    ),
    Label(
        "others may write to it (chmod go-w, if you know that nobody did)",
        "他人可写此文件（若确知无人改过，请运行 chmod go-w）",
    ),
    Label("write a number", "请写一个数"),
    Label("{one} and {other} differ in {names}", "{one} 与 {other} 在以下方面不同：{names}"),
    Label(
        "they differ from {date}, in their past before {name} begins",
        "两者自 {date} 起不同，而此时 {name} 尚未开始",
    ),
    Label("there are no 'targets', so this is no calibration", "没有 'targets'，因此不是校准"),
    Label("a check replaces nothing", "核对不替换任何结果"),
    Label(
        "its trials are of another file, seeds, settings, code or version of packages",
        "其中的试算用的是另一文件、种子、设定、代码或软件包版本",
    ),
    Label(
        "the trials used {seeds}; a check needs other seeds",
        "试算已用种子 {seeds}；核对须用另外的种子",
    ),
    Label(
        "{number} is more than the {count} sets of the ensemble",
        "{number} 超过集合中的 {count} 组参数",
    ),
    Label(
        "it is not assumed but known ({source}), so it cannot be fitted",
        "它不是假设值，而是已知值（{source}），不能拟合",
    ),
    Label(
        "the value in force, {value}, is outside {low} to {high}",
        "现行取值 {value} 超出 {low} 至 {high}",
    ),
    Label("it is marked {mark}, so it needs its source", "它标为 {mark}，须注明来源"),
    Label("the run has {number} months after the common past", "共同基期之后只有 {number} 个月"),
    Label("{value} is outside the declared range, {range}", "{value} 超出声明的范围 {range}"),
    Label("{name} is a target, so it is not held out", "{name} 是拟合目标，因此不是留出的检验项"),
    Label(
        "a band that is open at one end needs 'width', the unit of distances from it",
        "一端开放的区间须写明 'width'，即衡量偏离的单位",
    ),
    Label(
        "{one} and {other} exclude each other: the same figure",
        "{one} 与 {other} 互相排斥：是同一数值",
    ),
    Label("a scenario stands twice in one order", "同一次序中有情景重复"),
    Label("the name {name} is taken", "名称 {name} 已被使用"),
    Label("is the folder that is looked at, and stays as it is", "正是所查看的文件夹，予以保留"),
    Label(
        "what could be learned is told by how sets of parameters differ; there are none",
        "能学到什么，要由多组参数之间的差异得出；此处没有参数组",
    ),
    Label(
        "the waves use {seeds}; the last runs need seeds of their own",
        "各轮已用种子 {seeds}；末轮须用自己的种子",
    ),
    Label(
        "{number} is more than the {count} seeds of the file",
        "{number} 超过文件中的 {count} 个种子",
    ),
    Label(
        "{name} is not assumed but known ({source}), so it never moves",
        "{name} 不是假设值，而是已知值（{source}），因此不变动",
    ),
    Label("has {number} of the {count} runs of {name}", "{name} 的 {count} 次运行只有 {number} 次"),
    Label("lacks some of the trials", "缺少部分试验"),
    Label("only levers and measures can be chosen", "只能选择政策工具和措施"),
    Label("neither screening nor sobol is asked for", "既未要求筛选，也未要求 Sobol 指数"),
    Label(
        "has {number} of the {count} parts of the validation",
        "检验的 {count} 部分只有 {number} 部分",
    ),
    Label("write {year} or {first}..{last}", "请写 {year} 或 {first}..{last}"),
    Label(
        "the headlines of the calibration are means of {number} months",
        "校准的主要指标是 {number} 个月的平均",
    ),
    Label("it has {names}", "它有 {names}"),
    Label("write window: {number}", "请写 window: {number}"),
    Label(
        "the calibration is about {name}, so a run of that name without settings",
        "校准针对 {name}，因此此处须有同名且不另加设定的运行",
    ),
    Label(
        "{name} is held out by the calibration, and no such pattern is here",
        "{name} 是校准留出的检验项，此处却没有",
    ),
    Label(
        "it lasts {number} months, the calibration {count}",
        "它为 {number} 个月，校准为 {count} 个月",
    ),
    Label("the paths of residents are not kept", "未保存居民的轨迹"),
    Label("no two finished runs of it differ in a number", "已完成的运行之间没有任何数值不同"),
    Label("holds no point that was run on every seed", "没有一个点在全部种子上都已运行"),
    Label("{folder} holds several designs: {names}", "{folder} 中有多个设计：{names}"),
    Label("its tables have no {names}", "其表格中没有 {names}"),
    Label(
        "the cost is for the whole town, and the scale varies here",
        "成本按全镇计算，而此处规模有变化",
    ),
    Label("the scheduler is gone, or withdrew a task", "调度器已不在，或撤回了任务"),
    Label("no cluster can be started here: {reason}", "此处不能启动集群：{reason}"),
    Label(
        "found {found}; must be {all} for all, or {assumed}",
        "取值 {found} 不允许；应为 {all}（全部）或 {assumed}",
    ),
    Label(
        "no setting costs less than about {least} yuan a year",
        "成本最低的方案每年也需约 {least} 元",
    ),
    Label(
        "of {number} settings the cheapest costs {least} yuan a year",
        "试过的 {number} 个方案中，成本最低的每年也需 {least} 元",
    ),
    Label(
        "take a higher budget, or ranges that reach cheaper settings",
        "请提高预算，或放宽范围以包含成本更低的方案",
    ),
    Label("no scenario has an entry of its timeline at {date}", "没有情景在 {date} 有时间线条目"),
    Label("there are {number} runs to do; at most {most}", "共需 {number} 次运行；至多 {most} 次"),
    Label(
        "holds trials of another file, other options, code or version of packages",
        "其中的试算用的是另一文件、选项、代码或软件包版本",
    ),
    Label("is no line of a check; remove the file", "不是核对所写的一行；请删除此文件"),
    Label(
        "trial {trial}, set {set}, seed {seed}: {error}",
        "试验 {trial}，参数组 {set}，种子 {seed}：{error}",
    ),
    # --- hints ---
    Label("did you mean {name}?", "是否想写 {name}？"),
    Label("remove it: the run then starts anew", "请删除它：运行将从头开始"),
    Label("write {month}", "请写 {month}"),
    Label("write {month} or {number}", "请写 {month} 或 {number}"),
    Label("write {mapping}", "请写 {mapping}"),
    Label('write {name}=Label("English", "中文")', '请写 {name}=Label("English", "中文")'),
    Label("known: {names}", "可选：{names}"),
    Label("the next is in {month}", "下一次在 {month}"),
)
"""Messages and hints."""

MESSAGES: Mapping[str, Label] = {"problem.in_english": Label("{text}", "（英文）{text}")}
