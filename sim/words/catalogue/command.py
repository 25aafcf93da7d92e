"""The command: help, progress, and what it says beside results."""

from collections.abc import Mapping, Sequence

from sim.declare import Label

_SCENARIO = Label("A path, or the name of a shipped scenario.", "路径，或自带情景的名称。")

USAGE: Sequence[Label] = (
    Label("Usage: ", "用法："),
    Label("[OPTIONS]", "[选项]"),
    Label("COMMAND [ARGS]...", "命令 [参数]..."),
)
"""Parts of the line that says how a command is written."""

HELP: Sequence[Label] = (
    _SCENARIO,
    Label(
        "A table (CSV or Excel) of your town's own counts under the baseline: month, community "
        "(or town), metric, value, error. Sets that disagree with it count less.",
        "本镇在基准情景下的实测数（CSV 或 Excel）：month、community（或 town"
        "）、metric、value、error；与之不符的参数组权重较低。",
    ),
    Label(
        "Which figures are saved; 'cogov redraw' draws them later.",
        "保存哪些图；“cogov redraw”可日后绘制。",
    ),
    Label(
        "A Python file or package with metrics, levers or actors of your own, which is "
        "run; repeatable.",
        "自拟指标、政策工具或主体的 Python 文件或包，会被执行；可重复。",
    ),
    Label(
        "A path, or the name of a shipped list of claims; or the folder of one that "
        "was run, which is told again without a run.",
        "路径、自带论断清单的名称，或已运行者的文件夹（只重新显示，不再运行）。",
    ),
    Label(
        "A path, or the name of a shipped trial; or the folder of one that was run, "
        "which is told again without a run.",
        "路径、自带试验的名称，或已运行者的文件夹（只重新显示，不再运行）。",
    ),
    Label("Further tables.", "其他表。"),
    Label(
        "How their numbers are known: official, survey or case.",
        "这些数值如何得知：official（官方）、survey（调查）或 case（个案）。",
    ),
    Label(
        "Instead what is stated with the record behind it: claims and their verdicts, "
        "records and the commands that made them (en or zh).",
        "改为列出各项论断及其依据：论断与判断、记录以及产生记录的命令（en 或 zh）。",
    ),
    Label(
        "Kind of file: scenario, town, experiment, calibration, claims, discovery, "
        "matching, search, sensitivity, trial, validation.",
        "文件种类：scenario、town、experiment、calibratio"
        "n、claims、discovery、matching、search、sensi"
        "tivity、trial、validation。",
    ),
    Label("Name of the new town.", "新城镇的名称。"),
    Label("Refuse an experiment of more runs.", "运行次数超过此数的试验不予执行。"),
    Label(
        "Remove what is damaged: the line that made it does it again.",
        "删去损坏的部分：再次执行原命令即可重做。",
    ),
    Label(
        "Tables to read: CSV, Excel (.xlsx) or pasted text; outlines: GeoJSON; further "
        "ones may follow.",
        "要读取的表：CSV、Excel（.xlsx）或粘贴的文本；边界用 GeoJSON；其后可再列其他文件。",
    ),
    Label(
        "Write NEW.yaml, a town made of tables, into the current folder.\n\nHeadings are "
        "matched by their words, in Chinese or English; every number knows its cell, "
        "what\nis missing comes from the case and is marked assumed. Nothing is written "
        "when anything is\nwrong: every problem is told with its file, sheet and cell.",
        "由统计表生成城镇文件 NEW.yaml，写入当前文件夹。\n\n表头按中英文用词识别"
        "；每个数值注明所在单元格，缺少的沿用案例并标为假设。只要有错就不写出任何文件：逐"
        "一指明文件、工作表和单元格。",
    ),
    Label("20 that ship", "自带的 20 组"),
    Label("5 where sets are run", "运行参数组时为 5"),
    Label(
        "A Dask scheduler, such as tcp://10.0.0.1:8786 or its file (.json), whose workers do it.",
        "Dask 调度器地址（如 tcp://10.0.0.1:8786）或其文件（.json），由其工作进程执行。",
    ),
    Label("A metric to look at; repeatable.", "要考察的指标；可重复。"),
    Label("A metric to show; repeatable.", "要显示的指标；可重复。"),
    Label(
        "A path, or the name of a shipped calibration; or the folder of one that was run, which "
        "is told again without a run.",
        "路径，或自带校准的名称；也可为已完成结果的文件夹，不再运行，只重新说明。",
    ),
    Label(
        "A path, or the name of a shipped discovery; or the folder of one that was run, which "
        "is told again without a run.",
        "路径，或自带条件发现的名称；也可为已完成结果的文件夹，不再运行，只重新说明。",
    ),
    Label(
        "A path, or the name of a shipped matching; or the folder of one that was run, which is "
        "told again without a run.",
        "路径，或自带历史匹配的名称；也可为已完成结果的文件夹，不再运行，只重新说明。",
    ),
    Label(
        "A path, or the name of a shipped search; or the folder of one that was run, which is "
        "told again without a run.",
        "路径，或自带优选的名称；也可为已完成结果的文件夹，不再运行，只重新说明。",
    ),
    Label(
        "A path, or the name of a shipped sensitivity study; or the folder of one that was run, "
        "which is told again without a run.",
        "路径，或自带敏感性研究的名称；也可为已完成结果的文件夹，不再运行，只重新说明。",
    ),
    Label(
        "A path, or the name of a shipped validation; or the folder of one that was run, which "
        "is told again without a run.",
        "路径，或自带检验的名称；也可为已完成结果的文件夹，不再运行，只重新说明。",
    ),
    Label("A path, or the name of a shipped experiment.", "路径，或自带实验的名称。"),
    Label("A second scenario: print how the two differ.", "第二个情景：列出两者的差别。"),
    Label(
        "A table to record beside metrics, groups and actors; repeatable. panel: yearly rows of a "
        "sample of residents, the same in every scenario of a seed; matters: one row for every "
        "single matter, of a run only.",
        "除指标、群体和主体外另行记录的表，可重复。panel：居民样本的逐年记录，同一种子的各情景"
        "相同；matters：每件事项一行，仅限 run。",
    ),
    Label(
        "A town in place of the scenario's: a path, or the name of a shipped one.",
        "替换情景中的城镇：路径，或自带城镇的名称。",
    ),
    Label("Address to listen on; 0.0.0.0 lets others in.", "监听地址；0.0.0.0 允许其他机器访问。"),
    Label(
        "Check every hash of a store or of other results, and make cells again, to the bit.",
        "核对实验库或其他结果的全部校验值，并可抽取单元逐位重做。",
    ),
    Label(
        "Compare scenarios with a baseline, seed by seed, and draw the figure.\n\nOne that was "
        "interrupted goes on when the same line is run again.",
        "将各情景与基线逐次配对比较，并绘图。\n\n中断后再次执行同一命令即可继续。",
    ),
    Label(
        "DIR/report.html; DIR/report.zh.html in Chinese",
        "DIR/report.html；中文为 DIR/report.zh.html",
    ),
    Label("Do again what failed before.", "重做先前失败的运行。"),
    Label("Run an experiment; it resumes if interrupted.", "运行批量实验；中断后可继续。"),
    Label(
        "Draw the figures of saved results again, and say what they found; nothing is run.",
        "重新绘制已保存结果的图并说明结论；不再运行。",
    ),
    Label(
        "Export every table and a codebook too: csv (which Excel reads in Chinese), xlsx or dta.",
        "另行导出全部数据表及变量说明：csv（Excel 可正确显示中文）、xlsx 或 dta。",
    ),
    Label(
        "File in which the state is kept once a year of the run; when it is there, the run goes "
        "on from it.",
        "每模拟一年保存一次状态的文件；若已存在，则从该处继续。",
    ),
    Label("Folder for the figures.", "图的文件夹。"),
    Label("Folder for the results.", "结果文件夹。"),
    Label("Folder of the store.", "实验库文件夹。"),
    Label(
        "Half-width of the intervals that you want, in the unit of each metric (0.01 for a "
        "share is one point): tells how many more seeds that takes.",
        "希望的区间半宽，以各指标单位计（占比 0.01 即 1 个百分点）；据此说明还需多少次重复模拟。",
    ),
    Label(
        "How intervals are made: t (Student), or bootstrap over seeds (bias-corrected and "
        "accelerated; too narrow with few seeds).",
        "区间的算法：t（Student），或对重复模拟的自助法 bootstrap（BCa；次数少时偏窄）。",
    ),
    Label(
        "Kind of file: scenario, town, experiment, sensitivity, discovery, search, calibration "
        "or validation.",
        "文件类型：scenario、town、experiment、sensitivity、discovery、search、calibration 或 "
        "validation。",
    ),
    Label(
        "Language: en or zh; else COGOV_LANG, else that of the machine.",
        "语言：en 或 zh；未指定时取 COGOV_LANG，再取系统语言。",
    ),
    Label("Language that the page begins with: en or zh.", "网页的初始语言：en 或 zh。"),
    Label(
        "Lay a value over every scenario, such as levers.control=0.5; repeatable.",
        "在每个情景上覆盖取值，如 levers.control=0.5；可重复。",
    ),
    Label(
        "Lay a value over the file, as path=value; repeatable.",
        "在文件上覆盖取值，写作 path=value；可重复。",
    ),
    Label("Leave out what no scenario file sets.", "略去没有情景文件设置的内容。"),
    Label("Make so many cells again, drawn at random.", "随机抽取若干单元重做。"),
    Label("Months to run, after the common past.", "共同基期之后运行的月数。"),
    Label(
        "Letterhead: who hands the page on, in a line above its title.",
        "发文单位：印在标题上方的一行。",
    ),
    Label("Name of the new file.", "新文件的名称。"),
    Label("Name of the scenario that the others are compared with.", "作为比较基线的情景名称。"),
    Label(
        "Plausible sets of parameters under which all is run as well, on a part of the town: "
        "what the answer owes to what nobody has measured.",
        "另在部分人口上以若干组可信参数运行，说明结论在多大程度上取决于尚无实测的数值。",
    ),
    Label("Port to listen on; 0 takes a free one.", "监听端口；0 表示任选空闲端口。"),
    Label(
        "Print every value in force, where it is written and how it is known.\n\nOf an "
        "experiment or a study: what it does, what is varied over which range and what is "
        "assumed,\nhow many runs it takes, and about how long.",
        "列出全部生效取值、写在何处、依据为何。\n\n对于实验或研究：说明做什么、改变哪些因素及其"
        "范围、哪些为假设、需多少次运行、约需多久。",
    ),
    Label(
        "Print tables and sentences of saved results again, and what one could do next.",
        "重新显示已保存结果的表与结论，并提示下一步可做什么。",
    ),
    Label(
        "Processes, 0 for none but this one; the numbers do not depend on it.",
        "进程数，0 表示只用本进程；结果与此无关。",
    ),
    Label("Replace results that the folder already holds.", "替换文件夹中已有的结果。"),
    Label("Results of a run, a comparison or a study.", "一次运行、比较或研究的结果。"),
    Label(
        "Results to look at and scenarios to run: a folder that a command wrote, or one that "
        "holds such folders. The page reads no other.",
        "要查看的结果与要运行的情景：命令写出的文件夹，或包含此类文件夹的文件夹；网页不读取其他"
        "位置。",
    ),
    Label("Run one scenario and print its headline metrics.", "运行一个情景并显示主要指标。"),
    Label(
        "Scenario, experiment or study of any kind: a path, or the name of a shipped one.",
        "情景、实验或任一类研究：路径，或自带者的名称。",
    ),
    Label("Seconds after which a run counts as failed.", "超过该秒数的运行视为失败。"),
    Label("Seed of every draw, 0 or more.", "随机种子，0 或以上。"),
    Label(
        "Seeds with which all is run as well, on a part of the town, with residents standing "
        "still: what of an effect the levers do, and what comes through residents; 0 for none.",
        "另在部分人口上以这么多个种子、居民一概不参与的情形运行，说明效应中多少由政策工具直接产生、"
        "多少经由居民参与；0 表示不运行。",
    ),
    Label(
        "Serve a page: a live town with sliders, and results to look at.",
        "打开网页：可调政策工具的实时城镇，以及已有结果。",
    ),
    Label(
        "Share of the residents that is simulated, 0.01-1. Rates agree with those of the "
        "whole town within a few points; less so below some hundred residents a community.",
        "模拟人口占居民的比例，0.01–1。各项比率与全员模拟相差数个百分点以内；每个社区不足数百人时"
        "差别更大。",
    ),
    Label(
        "Simulate how urban communities are governed by many actors together, and compare ways "
        "of governing on who takes part.",
        "模拟城市社区多元共治，并比较各种治理方式下谁在参与。",
    ),
    Label("Start a Dask cluster for it: local or slurm.", "为其启动 Dask 集群：local 或 slurm。"),
    Label("Such as 0..9 or 0,2,5.", "如 0..9 或 0,2,5。"),
    Label("The file to write.", "要写出的文件。"),
    Label(
        "The scenario, experiment or study to copy: a name or a path.",
        "要复制的情景、实验或研究：名称或路径。",
    ),
    Label(
        "The store of a sweep, or another folder of results.",
        "批量实验的实验库，或其他结果文件夹。",
    ),
    Label(
        "Threads that share the residents of a large town; the numbers do not depend on it.",
        "分担大城镇居民计算的线程数；结果与此无关。",
    ),
    Label(
        "Two or more. A path, or the name of a shipped scenario.",
        "两个或以上。路径，或自带情景的名称。",
    ),
    Label(
        "What a run, comparison, sweep or analysis left.",
        "运行、比较、批量实验或分析所留下的文件夹。",
    ),
    Label(
        "What it is compared with. A path, or the name of a shipped scenario.",
        "比较基线。路径，或自带情景的名称。",
    ),
    Label("Which ones are drawn.", "决定抽取哪些单元的种子。"),
    Label("Which plan of the store of a sweep.", "实验库中的哪个计划。"),
    Label(
        "Write NAME.yaml, a commented copy to start from, into the current folder.",
        "在当前文件夹写出带注释的 NAME.yaml，供修改。",
    ),
    Label(
        "Write all that is known, in place of the one page.", "写出全部内容（附录），代替一页简报。"
    ),
    Label(
        "Write every figure of a run or a comparison there too, as PNG and SVG.",
        "另将运行或比较的全部图写入该处（PNG 与 SVG）。",
    ),
    Label(
        "Write one page to hand on of a run, a comparison, a sweep or an analysis.",
        "为运行、比较、批量实验或分析写出一页可转交的简报。",
    ),
    Label(
        "Write the JSON Schema of a kind of file, for editors.",
        "写出某类文件的 JSON Schema，供编辑器检查。",
    ),
    Label(
        "Write the description of the model (ODD protocol) with a scenario and its town.",
        "写出模型说明（ODD 规范），含一个情景及其城镇。",
    ),
    Label(
        "Write the reference of scenario, town and experiment files, levers and parameters.",
        "写出情景、城镇、实验文件以及政策工具与参数的参考手册。",
    ),
    Label(
        "Print only the levers that a question speaks of, such as 'monthly meetings', and how to "
        "try one.",
        "只列出与某个问题（如“每月开协商会”）有关的政策工具，以及如何试用。",
    ),
    Label(
        "Write the terms of the field and of the model, in English and Chinese.",
        "写出领域与模型的中英文词汇表。",
    ),
    Label("Write to this file instead of the screen.", "写入该文件，而不是显示在屏幕上。"),
    Label("all of them", "全部"),
    Label("html, pdf or docx.", "html、pdf 或 docx。"),
    Label("no limit", "无限制"),
    Label("none", "无"),
    Label("of the baseline", "取自基线"),
    Label("of the file", "取自文件"),
    Label("of the file, or html", "由文件名决定，否则为 html"),
    Label("one for each processor", "每个处理器一个"),
    Label("named after the scenarios", "以情景名称命名"),
    Label("that of the results", "结果文件夹"),
    Label("the comparison that is shipped", "自带的比较"),
    Label("the first", "第一个"),
    Label("the first of two, else none", "两个时为第一个，否则无"),
    Label("the headline metrics", "主要指标"),
    Label("the last of the comparison that is shipped", "自带比较中的最后一个"),
    Label(
        "the last of the shipped comparison; base with --town",
        "自带比较中的最后一个；使用 --town 时为 base",
    ),
    Label("the one written last", "最后写入者"),
    Label("Print the version and end.", "显示版本并退出。"),
    Label("Show this message and exit.", "显示本说明并退出。"),
    Label("[default: {}]", "[默认：{}]"),
    Label("[required]", "[必填]"),
    *USAGE,
    Label("Options", "选项"),
    Label("Arguments", "参数"),
    Label("Commands", "命令"),
)
"""Texts of help, as the command has them in English."""

MESSAGES: Mapping[str, Label] = {
    "command.page": Label(
        "The page is at {address} - stop it with Ctrl-C", "网页地址：{address} ，按 Ctrl-C 停止"
    ),
    "command.page_open": Label(
        "Whoever reaches this machine and has that address can open it (put the name of this "
        "machine in it); what passes is not encrypted.",
        "凡能访问本机并得知该地址者均可打开网页（请将地址中的主机换成本机名称）；传输内容未加密。",
    ),
    "command.saved": Label("Saved in {folder}: {names}", "已保存到 {folder}：{names}"),
    "command.written": Label("{path} is written", "已写出 {path}"),
    "command.new": Label(
        "{path} is written; 'cogov explain {path}' tells what it says",
        "已写出 {path}；用“cogov explain {path}”查看其内容",
    ),
    "command.drawn": Label("Drawn in {folder}: {names}", "已绘制到 {folder}：{names}"),
    "command.error_line": Label("error: {text}", "错误：{text}"),
    "command.more_errors": Label("and {count:,} more like these", "另有 {count:,} 处类似的错误"),
    "command.nothing_drawn": Label("nothing: it has no figure", "无（没有图）"),
    "command.redraw": Label("'{line}' draws its figures again", "用“{line}”重新绘图"),
    "command.stopped": Label(
        "stopped; finished runs are in {folder}, and the same command goes on with them",
        "已停止；完成的运行保存在 {folder}，再次执行同一命令即可继续",
    ),
    "command.stopped_at": Label("stopped; {note}", "已停止；{note}"),
    "command.shown_again": Label(
        "This was run before; it is shown again (--overwrite runs it anew).",
        "相同的比较此前已完成，现重新显示（用 --overwrite 可重新运行）。",
    ),
    "command.exported": Label("Exported to {folder}: {names}", "已导出到 {folder}：{names}"),
    "command.lost": Label(
        "{encoding} lacks some characters, written as ?; PYTHONIOENCODING=utf-8 shows them",
        "{encoding} 编码缺少部分字符，已写成“?”；设置 PYTHONIOENCODING=utf-8 即可显示",
    ),
    "command.next": Label("Next: {items}", "下一步：{items}"),
    "next.report": Label(
        "'cogov report {folder}', one page to hand on", "“cogov report {folder}”，一页简报"
    ),
    "next.why": Label("'{line}', why they differ", "“{line}”，分析差异的原因"),
    "next.show": Label(
        "'cogov show {folder}', all tables again (with --export xlsx, csv or dta as files)",
        "“cogov show {folder}”，重新显示全部表（加 --export xlsx、csv 或 dta 可导出文件）",
    ),
    "next.dashboard": Label(
        "'cogov dashboard {folder}', the page", "“cogov dashboard {folder}”，打开网页"
    ),
    "next.compare": Label(
        "'cogov compare', several seeds and scenarios", "“cogov compare”，多个情景与多次模拟"
    ),
    "next.discover": Label(
        "'cogov discover {folder}', under which conditions", "“cogov discover {folder}”，寻找条件"
    ),
    "command.store": Label(
        "{done:,} runs done, {failed:,} failed; plans: {plans}",
        "已完成 {done:,} 次运行，失败 {failed:,} 次；计划：{plans}",
    ),
    "board.done": Label("{finished:,} of {total:,} done", "{total:,} 次中完成 {finished:,} 次"),
    "board.failed": Label(", {failed:,} failed", "，失败 {failed:,} 次"),
    "board.pace": Label(", {rate:.3g} a second, {left} left", "，每秒 {rate:.3g} 次，剩余 {left}"),
    "sweep.before": Label(
        "{line} ({before:,} before); in {folder}", "{line}（此前 {before:,} 次）；位于 {folder}"
    ),
    "sweep.failed": Label(
        "failed, {number:,} times, {kind}: {error} (such as {example})",
        "失败 {number:,} 次，{kind}：{error}（例如 {example}）",
    ),
    "sweep.more_errors": Label("and {number:,} other errors", "另有 {number:,} 种错误"),
    "sweep.lost": Label(
        "what was lost with its worker the same command does again, {tries} times at most",
        "因工作进程终止而丢失的运行，再次执行同一命令会重做，最多 {tries} 次",
    ),
    "sweep.retry": Label(
        "--retry-failed does them again; the tracebacks are in the table of runs",
        "用 --retry-failed 重做；出错详情见 runs 表",
    ),
    "verify.files": Label(
        "{files:,} files of results, {trials:,} lines of trials",
        "结果文件 {files:,} 个，试验记录 {trials:,} 行",
    ),
    "verify.cells": Label(
        "{cells:,} finished cells, {failures:,} failed, {plans:,} plans",
        "完成单元 {cells:,} 个，失败 {failures:,} 个，计划 {plans:,} 个",
    ),
    "verify.rerun": Label(
        "{cells:,} cells made again, the same to the bit", "重做 {cells:,} 个单元，逐位相同"
    ),
    "verify.leftovers": Label(
        "{tables:,} tables of unfinished cells, which count for nothing",
        "未完成单元的表 {tables:,} 个，不计入",
    ),
    "verify.not_rerun": Label("not made again", "未重做"),
    "verify.fault": Label("fault", "问题"),
    "verify.more": Label("and {number:,} more", "另有 {number:,} 项"),
    "verify.mended": Label(
        "{count:,} damaged files removed: give the line that made them again",
        "已删除损坏的文件 {count:,} 个：再次执行原命令即可重做",
    ),
    "verify.right": Label("everything is as it was written", "全部与写出时一致"),
    "progress.left": Label("left", "剩余"),
    "progress.tables": Label("tables and figures", "生成表与图"),
    "progress.brief": Label("writing the brief", "撰写简报"),
    "progress.drawing": Label("drawing", "绘图"),
    "progress.model": Label("describing the model", "撰写模型说明"),
    "progress.compiling": Label(
        "compiling the model, once on this machine: about a minute",
        "编译模型（每台机器仅一次，约一分钟）",
    ),
    "progress.runs": Label(
        "{scenarios} scenarios, {seeds} seeds", "{scenarios} 个情景，{seeds} 次重复模拟"
    ),
    "progress.sets": Label("{sets} sets", "{sets} 组参数"),
    "progress.still": Label("{seeds} standing still", "{seeds} 次居民不动"),
    "progress.kept": Label(" ({kept} kept)", "（已保留 {kept} 次）"),
}
