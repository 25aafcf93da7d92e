"""Sweeps: tables, figures and sentences."""

from collections.abc import Mapping

from sim.declare import Label

MESSAGES: Mapping[str, Label] = {
    "sweep.figure_seeds": Label(
        "Points: mean over {seeds} seeds of the last {window} months, all other factors averaged "
        "within each seed; bars: 95 % t-interval over seeds.",
        "点：最后 {window} 个月、{seeds} 次重复模拟的均值，各次模拟内对其余因素取平均；误差线：95% "
        "t 置信区间。",
    ),
    "sweep.figure_one": Label(
        "Points: means of the last {window} months over {over}, too few for intervals; all other "
        "factors averaged.",
        "点：最后 {window} 个月的均值（{over}），对其余因素取平均；次数过少，不给区间。",
    ),
    "sweep.not_drawn": Label("Not drawn: {names}.", "未画出：{names}。"),
    "sweep.moves": Label("{metric}: {items}.", "{metric}：{items}。"),
    "sweep.moves_in": Label(
        "{metric} under {scenario}: {items}.", "{scenario} 下的{metric}：{items}。"
    ),
    "sweep.item": Label(
        "{difference} ({low} to {high}) when {factor} goes from {first} to {other}",
        "{factor}由 {first} 变为 {other} 时 {difference}（{low} 至 {high}）",
    ),
    "sweep.item_one": Label(
        "{difference} when {factor} goes from {first} to {other} ({over}: too few to tell it from "
        "chance)",
        "{factor}由 {first} 变为 {other} 时 {difference}（仅 {over}，尚不足以判断是否出于偶然）",
    ),
    "sweep.item_exact": Label(
        "{difference} when {factor} goes from {first} to {other} (set by the levers)",
        "{factor}由 {first} 变为 {other} 时 {difference}（由政策工具设定）",
    ),
    "sweep.flat": Label(
        "no level of {factors} differs clearly from its first level",
        "{factors}的各水平与其首个水平均无显著差异",
    ),
}
