"""Sweeps: tables, figures and sentences."""

from collections.abc import Mapping

from sim.declare import Label

MESSAGES: Mapping[str, Label] = {
    "sweep.figure_seeds": Label(
        "Points: mean over {seeds} seeds of the last {window} months, all other factors averaged "
        "within each seed; bars: 95 % t-interval over seeds.",
        "点：最后 {window} 个月、{seeds} 个种子的均值，各种子内对其余因素取平均；须：种子间 95% "
        "t 置信区间。",
    ),
    "sweep.figure_one": Label(
        "Points: means of the last {window} months, all other factors averaged; {seeds} seed, so "
        "no interval.",
        "点：最后 {window} 个月的均值，对其余因素取平均；仅 {seeds} 个种子，无置信区间。",
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
        "{difference} when {factor} goes from {first} to {other} (one seed, no interval)",
        "{factor}由 {first} 变为 {other} 时 {difference}（单一种子，无置信区间）",
    ),
    "sweep.flat": Label(
        "no level of {factors} can be told from its first level",
        "{factors}的各水平均不能与其首个水平区分",
    ),
}
