"""Calibration: tables, figures and sentences."""

from collections.abc import Mapping

from sim.declare import Label

MESSAGES: Mapping[str, Label] = {
    "calibration.fit_title": Label(
        "Fit of {targets} targets before and after {trials} trials",
        "{targets} 项目标在 {trials} 次试验前后的拟合",
    ),
    "calibration.parameters_title": Label("Parameters before and after", "校准前后的参数"),
    "calibration.target": Label("Target", "目标"),
    "calibration.band": Label("Band", "目标区间"),
    "calibration.before": Label("Before", "校准前"),
    "calibration.after": Label("After", "校准后"),
    "calibration.kept": Label("ensemble", "参数集合"),
    "calibration.checked": Label("Checked", "复核"),
    "calibration.met": Label("Met", "达标"),
    "calibration.yes": Label("yes", "是"),
    "calibration.no": Label("no", "否"),
    "calibration.parameter": Label("Parameter", "参数"),
    "calibration.moved": Label("Moved", "移动"),
    "calibration.rise": Label("{label}, rise per year", "{label}年升幅"),
    "calibration.axis_fit": Label(
        "Distance in widths of the band (0 to 1: inside)",
        "与区间的距离，以区间宽度计（0 至 1 为区间内）",
    ),
    "calibration.axis_parameters": Label(
        "Place in the range that was searched (0: low end, 1: high end)",
        "在搜索范围中的位置（0：下限，1：上限）",
    ),
    "calibration.caption_fit": Label(
        "Grey: the band of each target, drawn from 0 to 1; fading where it is open. Open "
        "squares: parameters in force before; filled circles: the best set, with one standard "
        "error over {seeds} seeds at {sampled}; pale: range of the {members} sets of the "
        "ensemble. Arrows: outside the frame; asterisks: missed by more than one standard error.",
        "灰：各目标区间，画在 0 与 1 之间；单边开放处渐淡。空心方：校准前的参数；实心圆：最优参数"
        "，误差线为 {seeds} 次重复模拟（{sampled}）的一个标准误；浅色：集合中 {members} 组参数的"
        "范围"
        "。箭头：超出图框；星号：偏离超过一个标准误。",
    ),
    "calibration.caption_check": Label(
        " Diamonds: the best set on {seeds} other seeds at {sampled}.",
        "菱形：最优参数在另外 {seeds} 次重复模拟、{sampled} 下的结果。",
    ),
    "calibration.caption_parameters": Label(
        "Open squares: in force before; filled circles: the best set; pale: range of the "
        "{members} sets of the ensemble. Numbers: before, after, and the move as a share of the "
        "range.",
        "空心方：校准前；实心圆：最优参数；浅色：集合中 {members} 组参数的范围。数字：校准前、校"
        "准后，以及移动占范围的比例。",
    ),
    "calibration.fitted": Label(
        "Of {targets} targets, the parameters in force met {before} and the best of {trials} "
        "sets meets {after} (within one standard error; {seeds} seeds at {sampled}).",
        "{targets} 项目标中，原参数达标 {before} 项，{trials} 组中最优者达标 {after} 项（容差一个"
        "标准误；{seeds} 次重复模拟，{sampled}）。",
    ),
    "calibration.all_met": Label("The best set misses none.", "最优参数全部达标。"),
    "calibration.still_missed": Label("It misses {names}.", "未达标：{names}。"),
    "calibration.accepted": Label(
        "{count} sets meet all of them; the ensemble keeps {members}.",
        "{count} 组参数全部达标；集合保留 {members} 组。",
    ),
    "calibration.none_accepted": Label(
        "No set meets all of them; the ensemble keeps the best {members}, with what each misses.",
        "没有一组参数全部达标；集合保留最优的 {members} 组，并列出各自未达标项。",
    ),
    "calibration.pairs": Label(
        "Met apart but never at once: {names}.", "可分别达标、但从未同时达标：{names}。"
    ),
    "calibration.no_pairs": Label(
        "No two targets that were met exclude each other.", "凡曾达标的目标，没有两项互相排斥。"
    ),
    "calibration.never": Label("Never met: {names}.", "从未达标：{names}。"),
    "calibration.moves": Label(
        "Moved farthest, as a share of the range: {names}.",
        "移动最大的参数（占范围的比例）：{names}。",
    ),
    "calibration.check": Label(
        "On {seeds} other seeds at {sampled} the best set meets {met} of {targets}.",
        "在另外 {seeds} 次重复模拟、{sampled} 下，最优参数达标 {met} 项，共 {targets} 项。",
    ),
    "calibration.failed": Label(
        "{count} trials failed and count for nothing.", "{count} 次试验失败，不计入。"
    ),
    "calibration.more": Label("and {count} more", "另有 {count} 项"),
    "calibration.of_months": Label(
        "{label}, month {months} of the run", "{label}（运行第 {months} 个月）"
    ),
    "calibration.placed": Label("{label}, {place}", "{label}，{place}"),
    "calibration.against": Label(
        "{target}: {value} against {band}", "{target}：{value}，区间 {band}"
    ),
    "calibration.pair": Label("{first} with {second}", "{first} 与 {second}"),
}
