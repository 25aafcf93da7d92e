"""Discovery: tables, figures and sentences."""

from collections.abc import Mapping

from sim.declare import Label

MESSAGES: Mapping[str, Label] = {
    "discovery.above": Label("{metric} above {value}", "{metric}高于 {value}"),
    "discovery.below": Label("{metric} below {value}", "{metric}低于 {value}"),
    "discovery.difference": Label(
        "difference in {metric} ({scenario} minus {baseline})",
        "{metric}之差（{scenario} 减 {baseline}）",
    ),
    "discovery.low": Label("{factor} above {low}", "{factor}高于 {low}"),
    "discovery.high": Label("{factor} below {high}", "{factor}低于 {high}"),
    "discovery.between": Label(
        "{factor} between {low} and {high}", "{factor}在 {low} 与 {high} 之间"
    ),
    "discovery.levels": Label("{factor} at {levels}", "{factor}为 {levels}"),
    "discovery.box": Label(
        "{what} occurs more often with {limits}: {density} of the {points} points there ({low} "
        "to {high}) against {base} of all {all}, and {coverage} of all such points lie there",
        "{what}在以下条件下更常出现：{limits}。满足这些条件的 {points} 个点中有 {density}（{low} 至"
        " {high}）达到，全部 {all} 个点中则为 {base}；达到的点有 {coverage} 满足这些条件",
    ),
    "discovery.held": Label(
        "; boxes found on one half of the points have {density} and {coverage} in the other half.",
        "；用一半的点找出的条件，在另一半中达到比例为 {density}、覆盖率为 {coverage}。",
    ),
    "discovery.second": Label(
        "Of the points left over it occurs more often with {limits} ({density} of {points}).",
        "其余的点中，以下条件下更常出现：{limits}（{points} 个点的 {density}）。",
    ),
    "discovery.none": Label(
        "{what} occurs at {base} of {all} points, and no box is surely denser than all points.",
        "全部 {all} 个点中有 {base} 出现{what}，没有任何条件组合使该比例显著高于总体。",
    ),
    "discovery.few": Label(
        "{what} occurs at {count} of {all} points: too few, or too nearly all, to tell where.",
        "全部 {all} 个点中有 {count} 个出现{what}，过少或几乎全部，无法判断条件。",
    ),
    "discovery.scores": Label(
        "The factors that predict it best: {parts}; a factor that does nothing scores {chance}.",
        "预测力最强的因素：{parts}；随机参照因素得分为 {chance}。",
    ),
    "discovery.no_scores": Label(
        "No factor predicts it clearly better than one that does nothing.",
        "没有因素的解释力显著高于随机参照。",
    ),
    "discovery.no_scores_boxed": Label(
        "Taken one at a time, no factor predicts it clearly better than one that does nothing: "
        "read the limits above together, and with care.",
        "逐个来看，没有因素的解释力显著高于随机参照；上述条件应合并理解、谨慎使用。",
    ),
    "discovery.noise_agree": Label(
        "Points are judged by their means over {seeds} seeds, which agree at every point; {metric} "
        "itself varies in single runs, {share} of it by chance.",
        "各点按 {seeds} 次重复模拟的均值判断，各次模拟在所有点上结论一致；{metric}本身在单次运行间"
        "的"
        "方差中，随机性占 {share}。",
    ),
    "discovery.score": Label(
        "{factor} {score} ({low} to {high})", "{factor} {score}（{low} 至 {high}）"
    ),
    "discovery.noise": Label(
        "Points are judged by their means over {seeds} seeds; at {split} of the points the seeds "
        "do not agree, and chance is {share} of the variance of {metric} in single runs.",
        "各点按 {seeds} 次重复模拟的均值判断；{split} 的点各次模拟结论不一，单次运行{metric}的方差"
        "中随"
        "机性占 {share}。",
    ),
    "discovery.no_noise": Label(
        "With one seed a point chance cannot be told from effects: use two or more.",
        "每点仅 1 次模拟，无法区分随机性与效应，请增加次数。",
    ),
    "discovery.box_title": Label(
        "Box {number}: density {density} ({low}–{high}), coverage {coverage}",
        "条件组 {number}：达到比例 {density}（{low}–{high}），覆盖率 {coverage}",
    ),
    "discovery.boxes_heading": Label(
        "What comes with {what} ({scenario})", "{what}的条件（{scenario}）"
    ),
    "discovery.scores_title": Label("Which factors predict it", "哪些因素能预测结果"),
    "discovery.range": Label(
        "share of the factor's range, %; marks: values at its limits",
        "占因素范围的 %；数字：界限处的取值",
    ),
    "discovery.share": Label("score, %", "得分 %"),
    "discovery.chance": Label("a factor that does nothing", "无作用的因素"),
    "discovery.caption": Label(
        "Left: ranges of factors (bars) within which the outcome is frequent, found by PRIM on "
        "{points} {design}, means of the last {window} months over {seeds} seeds; dots: all "
        "points by each factor, filled where the outcome occurs; brackets: quasi-p, the "
        "probability of such a limit by chance. Right: scores of extra trees for the outcome; "
        "whiskers: 95 % bootstrap interval over points; dashed: upper end for a factor that does "
        "nothing; hatched: not surely above it.",
        "左：结果常见的因素范围（条形），用 PRIM 在{design} {points} 个点上找出，取 {seeds} "
        "次重复模拟最后 {window} 个月均值；点：全部点按各因素排列，实心者出现该结果；括号："
        "quasi-p，即该界限偶然出现的概率。右：极端随机树对结果的得分；误差线：按点重抽的 95% "
        "自助区间；虚线：无作用因素的上限；斜纹：不显著高于该上限。",
    ),
    "discovery.drawn": Label("points of a Latin hypercube", "拉丁超立方的"),
    "discovery.stored": Label("points that were run before ({design})", "已运行设计（{design}）的"),
    "discovery.left_out": Label(
        "{count} points are left out, because runs of them failed or are still to come.",
        "另有 {count} 个点因运行失败或尚未完成而未计入。",
    ),
    "discovery.factor": Label("Factor", "因素"),
    "discovery.limit": Label("Limit", "界限"),
    "discovery.quasi_p": Label("quasi-p", "quasi-p"),
    "discovery.again": Label("Found again\n(half the points)", "复现\n（半数点）"),
    "discovery.scored": Label("Score", "得分"),
    "discovery.stop": Label(".", "。"),
    "discovery.both": Label(" and ", "且"),
}
