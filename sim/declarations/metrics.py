"""The metrics: each declared once, measured each month for the town and each community.

Denominators are adults (18 and over) now in member communities unless the meaning says
otherwise; windows are the last 12 months unless it says otherwise. Matters are judged on those
collected 3 to 14 months ago, so that each has had time to end.
"""

from dataclasses import replace

from sim.declarations.forms import FORMS
from sim.declarations.matters import ACTOR_TYPES
from sim.declare import MEASURE_LABELS, Declared, Label, Metric

_M = Metric

_PARTICIPATION: tuple[Metric, ...] = (
    _M("participation_rate", "share", 0, 1,
       "Share of adults with any form of depth 2 or more in the last 12 months.",
       Label("Participation rate", "参与率"), +1, headline=True),
    _M("monthly_participation", "share", 0, 1,
       "Share of adults with any form of depth 2 or more in the month.",
       Label("Monthly participation", "月参与率"), +1),
    *(_M(f"participation_{form.name}", "share", 0, 1,
         f"Share of adults with the form {form.name} in the last 12 months.",
         Label(f"{form.label.en}, participation", f"{form.label.zh}参与率"), +1,
         headline=form.depth >= 2)
      for form in FORMS if form.depth),
    _M("depth", "rung 0-5", 0, 5,
       "Mean over adults of the deepest form in the last 12 months, 0 when none.",
       Label("Depth of participation", "参与深度"), +1, headline=True),
    _M("registered_volunteer_share", "share", 0, 1,
       "Registered volunteers per resident of any age.",
       Label("Registered volunteers", "注册志愿者占比"), +1, headline=True),
    _M("active_volunteer_share", "share", 0, 1,
       "Residents who volunteered in the last 12 months, per resident of any age.",
       Label("Active volunteers", "活跃志愿者占比"), +1, headline=True),
    _M("volunteer_hours", "hours per year", 0, None,
       "Hours volunteered in the last 12 months per registered volunteer; null when none is "
       "registered.",
       Label("Hours per volunteer", "志愿者人均时数"), +1),
    _M("volunteer_teams", "count", 0, None,
       "Volunteer teams that exist, mean over communities for the town.",
       Label("Volunteer teams", "志愿队伍数"), +1, across_scales=False),
    _M("retention", "share", 0, 1,
       "Of those who volunteered in months t-23 to t-12, the share who did in t-11 to t; null "
       "when none did.",
       Label("Volunteer retention", "志愿者保留率"), +1),
    _M("turnout", "share", 0, 1,
       "Share of adults who voted in the last committee election, counted in its month; null "
       "before the first.",
       Label("Election turnout", "选举投票率"), +1, headline=True),
    _M("participation_gini", "0-1", 0, 1,
       "Gini coefficient over adults of occasions of depth 2 or more in the last 12 months; "
       "null when there were none.",
       Label("Inequality of participation", "参与不平等（基尼）"), -1),
    _M("top_decile_share", "share", 0, 1,
       "Share of those occasions by the most active tenth of adults; null when there were none.",
       Label("Share of the most active tenth", "最活跃一成居民占比"), -1),
    _M("participation_gap_age", "share", -1, 1,
       "Participation rate of adults of 60 and over minus that of younger adults.",
       Label("Participation gap: older minus younger", "老年与青壮年参与差")),
    _M("participation_gap_migrant", "share", -1, 1,
       "Participation rate of migrants minus that of locals.",
       Label("Participation gap: migrants minus locals", "外来与本地参与差")),
    _M("participation_odds_migrant", "odds ratio", 0, None,
       "Odds of participation among migrants over those among locals: a gap in points widens when "
       "all take part more, this does not; null where all of a side or nobody does.",
       Label("Participation odds: migrants to locals", "外来与本地参与优势比")),
    _M("participation_gap_education", "share", -1, 1,
       "Participation rate of adults with college education minus that of others.",
       Label("Participation gap: college minus others", "大专以上与其他参与差")),
    _M("participation_gap_tenure", "share", -1, 1,
       "Participation rate of owners minus that of tenants.",
       Label("Participation gap: owners minus tenants", "业主与租户参与差")),
)

_ACTORS: tuple[Metric, ...] = (
    *(_M(f"hours_{one.name}", "hours per 1,000 residents and month", 0, None,
         f"Hours of {one.label.en.lower()}, mean of the last 12 months; each hour is booked once, "
         "to the body that organised it.",
         Label(f"Hours of {one.label.en.lower()}", f"{one.label.zh}工时"))
      for one in ACTOR_TYPES),
    _M("actor_diversity", "0-1", 0, 1,
       "Evenness (Pielou) of the hours of the ten types of actor in the last 12 months.",
       Label("Diversity of actors", "多元主体均衡度"), +1, headline=True),
    _M("government_share", "share", 0, 1,
       "Hours of the town, the grid workers and the committees' administration over all hours of "
       "the last 12 months.",
       Label("Share of government", "政府工时占比"), -1, headline=True),
    _M("administrative_share", "share", 0, 1,
       "Administrative hours over all hours worked by committees, in the last 12 months.",
       Label("Administrative share of committee work", "行政事务占比"), -1, headline=True),
    _M("social_organisations", "count", 0, None,
       "Social organisations and volunteer teams that exist, mean over communities for the town.",
       Label("Social organisations", "社会组织数"), +1, across_scales=False),
    _M("own_income_share", "share", 0, 1,
       "Own income over all income of communities in the last 12 months; null without income.",
       Label("Share of own income", "自筹收入占比"), +1),
    _M("visited_households", "share", 0, 1,
       "Households linked to and visited by party members, over all households, in the month.",
       Label("Visited households", "党员联系走访户占比"), +1),
    _M("coordination_capacity", "0-1", 0, 1,
       "Coordination capacity K of the committee, mean over communities for the town.",
       Label("Coordination capacity", "统筹协调能力"), +1, headline=True),
    _M("committee_betweenness", "-", -1, 1,
       "Betweenness of the committee in the collaboration network of the last 12 months "
       "(distance 1/hours, normalised) minus the mean of 20 rewirings that keep degrees; measured "
       "each December, mean over communities for the town; null before.",
       Label("Committee betweenness", "居委会中介中心性"), +1, across_scales=False),
    _M("network_density", "share", 0, 1,
       "Share of pairs of bodies that worked together in the last 12 months, among bodies with "
       "any joint work; for the town, each December; null before.",
       Label("Density of collaboration", "协作网络密度"), across_scales=False),
)

_MATTERS: tuple[Metric, ...] = (
    _M("matters_arisen", "per resident and year", 0, None,
       "Matters that arose in the last 12 months.",
       Label("Matters arisen", "事项发生率")),
    _M("collected_share", "share", 0, 1,
       "Of the matters that arose 3 to 14 months ago, the share collected; null when none arose.",
       Label("Collected matters", "事项收集率"), +1, headline=True),
    _M("collected_patrol", "share", 0, 1,
       "Of the matters collected 3 to 14 months ago, the share found on patrol.",
       Label("Found on patrol", "巡查发现占比"), +1),
    _M("closure_rate", "share", 0, 1,
       "Of the matters collected 3 to 14 months ago, the share closed, truly or on paper.",
       Label("Closure rate", "办结率"), +1),
    _M("true_resolution_rate", "share", 0, 1,
       "Of the matters collected 3 to 14 months ago, the share truly resolved.",
       Label("True resolution", "真实解决率"), +1, headline=True),
    _M("resolved_in_grid", "share", 0, 1,
       "Of the same matters, the share truly resolved in the grid.",
       Label("Resolved in the grid", "网格内解决率"), +1),
    _M("resolved_in_community", "share", 0, 1,
       "Of the same matters, the share truly resolved in the community.",
       Label("Resolved in the community", "社区内解决率"), +1),
    _M("escalated_share", "share", 0, 1,
       "Of the same matters, the share referred to the town.",
       Label("Escalated to the town", "上交率")),
    _M("reopened_share", "share", 0, 1,
       "Of the same matters that were ever closed, the share reopened.",
       Label("Reopened", "重办率")),
    _M("joint_work_share", "share", 0, 1,
       "Of the same matters, the share truly resolved with three or more of the ten types of "
       "actor.",
       Label("Joint work", "多方协同解决率"), +1, headline=True),
    _M("days_to_resolution", "modelled days", 0, None,
       "Mean of 30 x (months waited + share of the month's capacity used before its turn) over "
       "the same matters that are truly resolved; null when none is.",
       Label("Days to resolution", "平均解决天数"), -1),
    _M("days_p90", "modelled days", 0, None,
       "Ninth decile of the same days.",
       Label("Days to resolution, ninth decile", "解决天数九成分位"), -1),
    _M("backlog", "per 1,000 residents", 0, None,
       "Matters collected and still open.",
       Label("Backlog", "积压事项"), -1),
    _M("service_reach", "share", 0, 1,
       "Residents whose matter was truly resolved in the last 12 months, per resident.",
       Label("Service reach", "服务惠及面"), +1),
    _M("service_gap_vulnerable", "share", -1, 1,
       "Truly resolved per matter that arose 3 to 14 months ago: vulnerable minus other "
       "residents.",
       Label("Service gap: vulnerable minus others", "困难群体服务差")),
    _M("service_gap_migrant", "share", -1, 1,
       "Truly resolved per matter that arose 3 to 14 months ago: migrants minus locals.",
       Label("Service gap: migrants minus locals", "外来居民服务差")),
    _M("meetings", "per year", 0, None,
       "Consultation meetings in the last 12 months, mean over communities for the town.",
       Label("Consultation meetings", "协商会次数"), +1),
    _M("meeting_turnout", "share", 0, 1,
       "Places taken over places offered in the consultation meetings of the last 12 months; "
       "null when there were none.",
       Label("Meeting turnout", "协商会到会率"), +1),
    _M("adopted_share", "share", 0, 1,
       "Of the matters taken up by meetings in the last 12 months, the share adopted; null when "
       "none was.",
       Label("Adopted decisions", "形成决议比例"), +1),
)

_ATTITUDES: tuple[Metric, ...] = (
    _M("trust", "0-1", 0, 1, "Mean trust of adults in the committee.",
       Label("Trust in the committee", "对居委会信任"), +1, headline=True),
    _M("efficacy", "0-1", 0, 1, "Mean efficacy of adults.",
       Label("Efficacy", "效能感"), +1, headline=True),
    _M("belonging", "0-1", 0, 1, "Mean belonging of adults.",
       Label("Belonging", "归属感"), +1),
    _M("satisfaction", "0-1", 0, 1,
       "Half trust, half true resolution (weights assumed); null without matters.",
       Label("Satisfaction", "满意度"), +1),
    *(_M(f"cost_{measure}", "yuan per year", 0, None,
         f"Annual cost of the levers of {measure.replace('_', ' ')} now in force.",
         Label(f"Cost of {measure.replace('_', ' ')}", f"{label.zh}成本"), across_scales=False)
      for measure, label in MEASURE_LABELS.items()),
)

_FITTED = (
    "participation_rate",
    "registered_volunteer_share",
    "active_volunteer_share",
    "volunteer_hours",
    "turnout",
    "closure_rate",
    "true_resolution_rate",
    "participation_consultation",
    "participation_co_production",
)
"""Those that parameters are fitted to, see `experiments/calibration.yaml`."""
_PUT_IN = (
    "administrative_share",
    "collected_share",
    "matters_arisen",
    "meetings",
    "own_income_share",
    "visited_households",
    "hours_group_leaders",
    "hours_committee",
    "hours_grid",
    "hours_social_workers",
    *(f"cost_{measure}" for measure in MEASURE_LABELS),
)
"""Those that follow from levers and parameters by arithmetic."""


def _with_origin(metric: Metric) -> Metric:
    """Add to a metric how it got its level."""
    if metric.name in _FITTED:
        return replace(metric, origin="fitted")
    return replace(metric, origin="put_in") if metric.name in _PUT_IN else metric


METRICS: Declared[Metric] = Declared({
    metric.name: _with_origin(metric)
    for metric in (*_PARTICIPATION, *_ACTORS, *_MATTERS, *_ATTITUDES)
})
"""All metrics by name, in the order of the columns of ``metrics.parquet``."""
HEADLINE: tuple[str, ...] = tuple(name for name, metric in METRICS.items() if metric.headline)
"""The metrics that a comparison shows by default."""

LATER = frozenset({"participation_odds_migrant"})
"""Metrics that results of earlier versions lack."""
