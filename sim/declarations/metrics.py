"""The metrics: each declared once, measured each month for the town and each community.

Denominators are adults (18 and over) now in member communities unless the meaning says
otherwise; windows are the last 12 months unless it says otherwise.
"""

from sim.declarations.forms import FORMS
from sim.declare import Label, Metric

_M = Metric

_ALL: tuple[Metric, ...] = (
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
    _M("participation_gap_education", "share", -1, 1,
       "Participation rate of adults with college education minus that of others.",
       Label("Participation gap: college minus others", "大专以上与其他参与差")),
    _M("participation_gap_tenure", "share", -1, 1,
       "Participation rate of owners minus that of tenants.",
       Label("Participation gap: owners minus tenants", "业主与租户参与差")),
    _M("social_organisations", "count", 0, None,
       "Social organisations and volunteer teams that exist, mean over communities for the town.",
       Label("Social organisations", "社会组织数"), +1, across_scales=False),
    _M("administrative_share", "share", 0, 1,
       "Administrative hours over all hours worked by committees, in the month.",
       Label("Administrative share of committee work", "行政事务占比"), -1, headline=True),
    _M("meetings", "per year", 0, None,
       "Consultation meetings in the last 12 months, mean over communities for the town.",
       Label("Consultation meetings", "协商会次数"), +1),
    _M("meeting_turnout", "share", 0, 1,
       "Places taken over places offered in the consultation meetings of the last 12 months; "
       "null when there were none.",
       Label("Meeting turnout", "协商会到会率"), +1),
    _M("adopted_share", "share", 0, 1,
       "Share of the meetings of the last 12 months that adopted a decision; null when there "
       "were none.",
       Label("Adopted decisions", "形成决议比例"), +1),
    _M("visited_households", "share", 0, 1,
       "Households linked to and visited by party members, over all households, in the month.",
       Label("Visited households", "党员联系走访户占比"), +1),
    _M("trust", "0-1", 0, 1, "Mean trust of adults in the committee.",
       Label("Trust in the committee", "对居委会信任"), +1, headline=True),
    _M("efficacy", "0-1", 0, 1, "Mean efficacy of adults.",
       Label("Efficacy", "效能感"), +1, headline=True),
    _M("belonging", "0-1", 0, 1, "Mean belonging of adults.",
       Label("Belonging", "归属感"), +1),
)  # fmt: skip

METRICS: dict[str, Metric] = {metric.name: metric for metric in _ALL}
"""All metrics by name, in the order of the columns of ``metrics.parquet``."""
HEADLINE: tuple[str, ...] = tuple(metric.name for metric in _ALL if metric.headline)
"""The metrics that a comparison shows by default."""
