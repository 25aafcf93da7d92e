"""Why: tables, figures and sentences."""

from collections.abc import Mapping

from sim.declare import Label

MESSAGES: Mapping[str, Label] = {
    "why.people": Label(
        "People whose path has differed, by first channel",
        "行为路径已出现差异的人，按首次差异的渠道",
    ),
    "why.people_axis": Label("% of those who could take part", "占可参与者 %"),
    "why.parts": Label("Effect on {metric}, by channel", "{metric}的效应，按渠道分解"),
    "why.rest": Label("Other reasons", "其他原因"),
    "why.left": Label("Left: ", "左："),
    "why.caption": Label(
        "{left}of the people who could take part (at {sampled}, seeds: {seeds}), those who "
        "had by then done something in one run that they did not in the other, by the channel "
        "that made the first such difference.",
        "{left}可参与者（{sampled}，{seeds} 次重复模拟）中，至该月已在一情景中做了另一情景中"
        "没做"
        "之事的比例，按造成首次差异的渠道。",
    ),
    "why.caption_parts": Label(
        " Right: Shapley value of each channel over all coalitions of channels that are open in "
        "both scenarios, {scenario} minus {baseline}, mean of the last {window} months; "
        "whiskers: 95 % {method} over seeds; hatched: not clear after Holm "
        "correction. Channels and what remains with all of them closed sum to the bar of all "
        "together.",
        "右：在两情景中同时开放的一切渠道组合上各渠道的沙普利值，{scenario} 减 {baseline}，最后 "
        "{window} 个月均值；误差线：95% {method}；斜纹：Holm 校正后不显著。各渠道与全部关闭"
        "后所余之和等于合计。",
    ),
    "why.band": Label(" Bands: 95 % {method} over seeds.", "带：95% {method}。"),
    "why.nobody": Label(
        "With these seeds nobody's path differs between {scenario} and {baseline}.",
        "在这些种子中，{scenario} 与 {baseline} 之间没有任何人的行为路径不同。",
    ),
    "why.count": Label(
        "{share} % of the people who could take part (mean of {people}; seeds: {seeds}, "
        "{sampled}) do something else at least once under {scenario} than under {baseline}, "
        "the first of them in {month}; {more} % of them first by taking part where they "
        "would not have.",
        "可参与者中有 {share}%（{sampled}，{seeds} 次重复模拟，平均 {people} 人）在 "
        "{scenario} "
        "下至少有一次做了与 {baseline} 下不同的事，最早在 {month}；其中 {more}% 首先是参与了原本"
        "不会参与的事。",
    ),
    "why.first": Label("Their paths part first through {parts}.", "首次差异的渠道：{parts}。"),
    "why.whole": Label("The effect on {metric} is {effect}", "{metric}的效应为 {effect}"),
    "why.shares": Label(". Of it, {parts}", "。其中经由：{parts}"),
    "why.shares_few": Label(
        ". Of it, as far as so few seeds can say, {parts}",
        "。其中（次数过少，仅供参考）经由：{parts}",
    ),
    "why.unsure": Label(". No single channel's part is clear", "。没有单个渠道的贡献显著"),
    "why.remains": Label(
        "; {remainder} remains when {count} channels are closed in both.",
        "；{count} 个渠道在两情景中都关闭后仍余 {remainder}。",
    ),
    "why.heading": Label(
        "Why {scenario} differs from {baseline} (seeds: {seeds})",
        "{scenario} 与 {baseline} 为何不同，{seeds} 次重复模拟",
    ),
    "why.channel": Label("Channel", "渠道"),
    "why.number": Label("Simulated people\nfirst differing", "首次差异人数\n（模拟人口）"),
    "why.part": Label("Share of\nthem (%)", "占其比例 (%)"),
    "why.effect": Label("Effect on\n{metric}", "效应：{metric}"),
    "why.first_part": Label("{name} ({share})", "{name} {share}"),
    "why.interval": Label("{value} ({low} to {high})", "{value}（{low} 至 {high}）"),
    # --- the story of one resident ---
    "story.heading": Label("Resident {resident}, month by month", "居民 {resident} 逐月经历"),
    "story.woman": Label(
        "Resident {resident} is a woman of {age} in {place} ({traits}).",
        "居民 {resident}：女，{age} 岁，住{place}（{traits}）。",
    ),
    "story.man": Label(
        "Resident {resident} is a man of {age} in {place} ({traits}).",
        "居民 {resident}：男，{age} 岁，住{place}（{traits}）。",
    ),
    "story.migrant": Label("migrant", "外来"),
    "story.local": Label("local", "本地"),
    "story.owner": Label("owner", "自有住房"),
    "story.tenant": Label("tenant", "租房"),
    "story.party": Label("party member", "党员"),
    "story.vulnerable": Label("vulnerable", "困难"),
    "story.named": Label("The id was given.", "编号由用户指定。"),
    "story.typical": Label(
        "Chosen as typical: of the {others} of the panel who stayed throughout and whose path "
        "differs, the one whose difference in occasions of taking part is the middle one.",
        "选作典型：在全程居住且行为路径不同的 {others} 名样本居民中，其参与次数之差居中。",
    ),
    "story.alike": Label(
        "Nobody's path differs; of the {others} of the panel who stayed throughout, the one "
        "whose occasions of taking part are the middle number.",
        "没有人的行为路径不同；在全程居住的 {others} 名样本居民中，其参与次数居中。",
    ),
    "story.same": Label(
        "In no month does anything differ between {scenario} and {baseline}.",
        "{scenario} 与 {baseline} 之间没有任何一个月不同。",
    ),
    "story.parts": Label(
        "The two runs part in {month}, and differ in {count} of {months} months. In that month, "
        "under {scenario}: {did}. Under {baseline}: {would}.",
        "两情景自 {month} 起不同，{months} 个月中有 {count} 个月不同。该月 {scenario}：{did}；"
        "{baseline}：{would}。",
    ),
    "story.nothing": Label("nothing", "无事"),
    "story.end": Label(
        "In the end, under {scenario}: {did}. Under {baseline}: {would}.",
        "期末 {scenario}：{did}；{baseline}：{would}。",
    ),
    "story.ends": Label(
        "took part in {months} months beyond being informed, {registered}, trust {trust}",
        "除知情外参与 {months} 个月，{registered}，信任 {trust}",
    ),
    "story.registered": Label("on the register of volunteers", "已注册为志愿者"),
    "story.unregistered": Label("not on the register of volunteers", "未注册为志愿者"),
    "story.moved": Label(
        "left; another person lives there from now on", "迁出或去世，此后由他人居住"
    ),
    "story.visited": Label("visited at home", "有人上门走访"),
    "story.asked": Label("asked by {source} ({forms})", "{source}邀请（{forms}）"),
    "story.took": Label("took part ({forms})", "参与（{forms}）"),
    "story.joined": Label("entered the register of volunteers", "注册为志愿者"),
    "story.left": Label("left the register of volunteers", "退出志愿者注册"),
    "story.matter": Label("a matter arose ({kind})", "出现事项（{kind}）"),
    "story.resolved": Label("a matter of the household was resolved", "家中事项得到解决"),
    "story.neglected": Label("a matter of the household was neglected", "家中事项无人理会"),
    "story.month": Label("Month", "月份"),
    "story.trust": Label("Trust,\n{name}", "信任\n{name}"),
    "story.note": Label(
        "Months in which something happened; those that differ stand out. A simulated resident, "
        "nobody real.",
        "仅列有事发生的月份，不同者突出显示。此为模拟居民，并非真实个人。",
    ),
}
