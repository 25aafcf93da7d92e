"""What is measured once, on the residents at the end of a run, because no month needs it."""

from sim.declare import Label, Metric

OLD_AGE = 60
"""Age, in years, from which an adult counts as older."""
OFTEN = 3
"""Months of a year from which a volunteer counts as one who comes often (assumed)."""

_ALL = (
    Metric(
        "odds_party", "odds ratio", 0, None,
        "Odds of taking part in any form of depth 2 or more in the last 12 months: party members "
        "over other adults.",
        Label("Odds of party members to others", "党员与其他居民优势比"),
    ),
    Metric(
        "odds_college", "odds ratio", 0, None,
        "The same odds: adults with college education or above over other adults.",
        Label("Odds of college to others", "大专以上与其他居民优势比"),
    ),
    Metric(
        "odds_older", "odds ratio", 0, None,
        f"The same odds: adults of {OLD_AGE} and over over younger adults.",
        Label("Odds of older to younger", "老年与青壮年优势比"),
    ),
    Metric(
        "odds_migrant", "odds ratio", 0, None,
        "The same odds: migrants over locals.",
        Label("Odds of migrants to locals", "外来与本地居民优势比"),
    ),
    Metric(
        "volunteer_top_fifth", "share", 0, 1,
        "Of the occasions of volunteering of the last 12 months, the share by the busiest fifth "
        "of registered volunteers; null when there were none.",
        Label("Share of the busiest fifth of volunteers", "最忙五分之一志愿者占比"),
    ),
    Metric(
        "volunteers_once", "share", 0, 1,
        "Of those who volunteered in the 12 months before the last 12, the share who did in one "
        "month only; null when nobody did.",
        Label("Volunteers of one month only", "全年仅一个月参与的志愿者占比"),
    ),
    Metric(
        "retention_once", "share", 0, 1,
        "Of those, the share who volunteered again in the last 12 months; null of nobody.",
        Label("Retention of volunteers of one month", "仅一个月参与者的保留率"),
    ),
    Metric(
        "retention_often", "share", 0, 1,
        f"The same of those who volunteered in {OFTEN} months or more.",
        Label(
            f"Retention of volunteers of {OFTEN} months or more",
            f"{OFTEN} 个月及以上参与者的保留率",
        ),
    ),
    Metric(
        "lag_where_mixed", "share", -1, 1,
        "By how much the participation rate of migrants lies below that of locals: in the half of "
        "the communities where most of migrants' ties outside the household are with locals, "
        "minus the same in the other half; the one in the middle is left out; null below four "
        "communities.",
        Label("Migrants' lag where groups mix, against where not", "混居与非混居社区外来差距之差"),
    ),
    Metric(
        "odds_migrant_where_mixed", "odds ratio", 0, None,
        "Odds of taking part of migrants over locals in the half of the communities where groups "
        "mix, over the same in the other half: above 1, migrants are closer to locals where they "
        "mix, whatever the level of participation is there; null below four communities.",
        Label("Migrants' odds where groups mix, over where not", "混居与非混居社区外来优势比之比"),
    ),
    Metric(
        "dependence_gamma", "probit", None, None,
        "State dependence of volunteering: the coefficient of having volunteered in the year "
        "before, in a dynamic random-effects probit with the first year as a regressor (Wooldridge "
        "2005) on the panel of residents; null below three years, or where nobody changes.",
        Label("State dependence of volunteering (gamma)", "志愿服务的状态依赖系数（γ）"),
    ),
    Metric(
        "dependence_rho", "share", 0, 1,
        "In the same model, the share of the variance of what nobody observes that lasts.",
        Label("Lasting share of unobserved variance (rho)", "不可观测方差中持久部分的占比（ρ）"),
    ),
    Metric(
        "dependence_true", "share", -1, 1,
        "In the same model, by how much having volunteered in the year before raises the chance "
        "to volunteer, mean over residents and years.",
        Label("True state dependence of volunteering", "志愿服务的真实状态依赖"),
    ),
    Metric(
        "dependence_raw", "share", -1, 1,
        "In the same panel, the share who volunteer of those who did in the year before, less that "
        "of those who did not.",
        Label("Raw persistence of volunteering", "志愿服务的表观持续性"),
    ),
)
OUTPUTS: dict[str, Metric] = {one.name: one for one in _ALL}
"""All of them by name, in the order of tables."""
OF_PANEL: tuple[str, ...] = tuple(name for name in OUTPUTS if name.startswith("dependence_"))
"""Those that are read from a panel of residents."""
