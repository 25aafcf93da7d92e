"""The reference of scenario files, and the glossary."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sim.declarations.forms import FORMS
from sim.declarations.levers import LEVERS
from sim.declarations.matters import ACTOR_TYPES, CHANNEL_LABELS, FIELD_LABELS, KINDS, STATE_LABELS
from sim.declarations.metrics import METRICS
from sim.declarations.parameters import MECHANISM_LABELS
from sim.declare import MARK_WORDS, MEASURE_LABELS, ORIGIN_LABELS, Label
from sim.errors import OptionError, ScenarioError
from sim.kinds import file_kinds
from sim.report import documents as md
from sim.report.documents import contents, fill
from sim.report.reference import tables
from sim.report.reference.tables import key_table
from sim.runs.options import check_choice
from sim.scenario.fields import FileModel
from sim.scenario.load import load
from sim.scenario.places import shipped_folder
from sim.scenario.schema import scenario_schema, schema_of_model, town_schema
from sim.sweeps.kinds import ExperimentFile
from sim.words import LANGUAGES, Speech
from sim.words.setting import current, problem_text

# --- Terms of the field, of the report of the case and the policies it tells of, a sentence each


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the field; ``see`` names levers, metrics, parameters and actors that carry it."""

    zh: str
    en: str
    says: str
    says_zh: str
    see: tuple[str, ...] = ()


_T = Term

TERMS: tuple[Term, ...] = (
    _T(
        "共治",
        "Govern together",
        "Many actors decide together: who has a say.",
        "多元主体共同决策：由谁决定。",
        ("adopted_share", "participation_consultation"),
    ),
    _T(
        "共建",
        "Build together",
        "Many actors contribute work and resources: who puts in hours.",
        "多元主体共同投入：由谁出力。",
        ("actor_diversity", "government_share"),
    ),
    _T(
        "共享",
        "Share",
        "What is built and governed together benefits all: who gains.",
        "共建共治的成果由全体居民享有：谁受益。",
        ("service_reach", "service_gap_vulnerable"),
    ),
    _T(
        "社区",
        "Community",
        "The unit of urban self-governance, with a residents' committee of its "
        "own, below the township.",
        "城市基层自治的单元，设居委会，在街镇之下。",
    ),
    _T(
        "居民委员会（居委会）",
        "Residents' committee",
        "The elected body by which residents govern themselves.",
        "居民自我管理的选举产生的组织。",
        ("trust", "turnout"),
    ),
    _T(
        "社区两委",
        "The two committees",
        "The community's party organisation and residents' "
        "committee, which carry its work; one body in the model.",
        "社区党组织和居委会，承担社区工作；模型中合为一个主体。",
        ("committee", "committee_staff"),
    ),
    _T(
        "村改居",
        "Village-to-community conversion",
        "A village becomes an urban community, its "
        "committee a residents' committee; six of the eleven communities, planned for 2002-2003.",
        "村改为城市社区，村委会改为居委会；十一个社区中有六个，计划于 2002–2003 年完成。",
        ("belonging_converted",),
    ),
    _T(
        "居民小组",
        "Resident group",
        "A part of a community with a leader of its own (居民小组长); 155 in the town.",
        "社区内的小组，设居民小组长；全镇 155 个。",
        ("group_leaders",),
    ),
    _T(
        "居民骨干",
        "Resident leader",
        "A resident who leads an organisation, a building or a lane.",
        "牵头社会组织、楼栋或街巷的居民。",
        ("leader_training", "participation_co_production"),
    ),
    _T(
        "楼长、街巷长",
        "Building head, lane head",
        "A resident in charge of what concerns one building or lane.",
        "负责一栋楼或一条街巷事务的居民。",
        ("participation_co_production",),
    ),
    _T(
        "事项",
        "Matter",
        "What residents need from the community: it arises, is collected or not, "
        "consulted on, handled, closed and perhaps reopened.",
        "居民对社区的需求：产生、收集、协商、办理、办结，也可能重办。",
        ("matters_arisen", "collected_share"),
    ),
    _T(
        "办结",
        "Closing",
        "A matter is declared done; in the model truly or only on paper.",
        "事项宣告完成；模型区分真实解决与形式办结。",
        ("closure_rate", "true_resolution_rate"),
    ),
    _T(
        "事项准入",
        "Task access list",
        "Tasks may be handed to communities only when a list admits them.",
        "列入清单的任务才能交办社区。",
        ("task_access_list",),
    ),
    _T(
        "网格",
        "Grid",
        "The smallest area of management, with a fixed worker; one for each "
        "full-time grid worker in the model (assumed).",
        "最小的管理单元，有固定网格员；模型中每名专职网格员一个网格（假设）。",
        ("grid_workers",),
    ),
    _T(
        "网格员",
        "Grid worker",
        "Who visits, patrols, records and solves small matters in a grid; "
        "59 full-time in the town.",
        "在网格内走访、巡查、登记并解决小事的人员；全镇专职 59 名。",
        ("grid", "hours_grid"),
    ),
    _T(
        "网格化管理",
        "Grid management",
        "Matters are accepted, answered, handled and followed up on one platform.",
        "事项在同一平台上受理、响应、办理、回访。",
        ("grid_platform", "proactive_patrol"),
    ),
    _T(
        "一核四元",
        "One core and four elements",
        "Grid teams around the party organisation: "
        "public-order joint defence, dispute resolution, industry supervision, services.",
        "以党组织为核心的网格队伍：治安联防、纠纷化解、行业监管、服务。",
    ),
    _T(
        "小事不出网格，大事不出社区",
        "Small matters stay in the grid, big ones in the community",
        "The aim of grid management; an outcome in the model, never a rule.",
        "网格管理的目标；在模型中是结果，而非规则。",
        ("resolved_in_grid", "resolved_in_community", "escalated_share"),
    ),
    _T(
        "党员中心户",
        "Party-member centre household",
        "The household of a party member who links and serves 10-20 households around it.",
        "联系和服务周围 10–20 户的党员之家。",
        ("party_network_coverage", "households_per_party_member", "visited_households"),
    ),
    _T(
        "双报到",
        "Double registration",
        "Party organisations and party members in service also "
        "report to the community where they are stationed or live.",
        "机关单位党组织和在职党员到所在地、居住地社区报到。",
        ("double_registration",),
    ),
    _T(
        "积分制",
        "Points",
        "Points for grid workers and party members, by what they do.",
        "按表现给网格员和党员积分。",
        ("grid_points", "party_points"),
    ),
    _T(
        "议事协商",
        "Consultation",
        "Those concerned talk a matter over and decide on it.",
        "相关各方商议事项并作出决定。",
        ("consultation_meetings_per_year", "consultation_binding"),
    ),
    _T(
        "责任监督",
        "Supervision",
        "Whether and how a matter was handled is checked and fed back.",
        "核查事项是否办理、如何办理，并反馈。",
        ("supervision", "reopened_share"),
    ),
    _T(
        "驻区单位",
        "Resident unit",
        "An agency, enterprise, shop, bank, school, hospital, army "
        "unit or mass organisation stationed in the community; not a dwelling.",
        "驻在社区的机关、企业、商店、银行、学校、医院、部队或群团组织；不是住宅。",
        ("units", "hours_units"),
    ),
    _T(
        "共驻共建协议",
        "Co-building agreement",
        "A unit and a community agree on what the unit contributes.",
        "驻区单位与社区约定单位投入的内容。",
        ("co_building_agreements",),
    ),
    _T(
        "需求表、资源对接",
        "Demand list and matching",
        "What the community needs, matched with what units and volunteers are good at.",
        "社区所需与单位、志愿者所长对接。",
        ("demand_matching", "service_demand_list"),
    ),
    _T(
        "群团组织",
        "Mass organisation",
        "Trade union, youth league, women's federation and the like; a kind of resident unit here.",
        "工会、共青团、妇联等；模型中属于驻区单位。",
    ),
    _T(
        "社会组织",
        "Social organisation",
        "A group of residents with a purpose of its own; volunteer teams are one kind.",
        "居民为一定目的组成的组织；志愿队伍是其中一种。",
        ("organisations", "social_organisations"),
    ),
    _T(
        "社会组织孵化",
        "Incubation",
        "Help with founding social organisations until they stand alone.",
        "扶助社会组织设立直至自立。",
        ("incubation",),
    ),
    _T(
        "社工",
        "Social worker",
        "A professional of an agency, placed in a community by a purchased project.",
        "由购买项目派驻社区的社工机构专业人员。",
        ("social_workers",),
    ),
    _T(
        "三社联动",
        "Three-actor linkage",
        "Community as platform, social organisations as "
        "carriers, social workers as professionals, working together.",
        "以社区为平台、社会组织为载体、社工为专业支撑的联动。",
        ("project_budget", "incubation"),
    ),
    _T(
        "政府购买服务",
        "Purchase of services",
        "Government pays a social-work agency for a project in a community.",
        "政府出资向社工机构购买社区项目。",
        ("project_budget",),
    ),
    _T(
        "第三方评估",
        "Third-party evaluation",
        "Somebody who is neither buyer nor agency supervises and evaluates a project.",
        "由购买方和机构以外的第三方监督和评估项目。",
        ("third_party_evaluation",),
    ),
    _T(
        "注册志愿者",
        "Registered volunteer",
        "A volunteer on the register, active or not.",
        "登记在册的志愿者，无论是否活跃。",
        ("registered_volunteer_share", "active_volunteer_share"),
    ),
    _T(
        "社工+义工",
        "Social workers and volunteers linked",
        "Social workers find, train and guide volunteers.",
        "社工发现、培训和带领志愿者。",
        ("social_worker_skill",),
    ),
    _T(
        "社区服务站",
        "Service station",
        "Where a community serves its residents; the standard is at least 200 m2.",
        "社区为居民服务的场所；标准为不少于 200 平方米。",
        ("station_area_m2",),
    ),
    _T(
        "便民服务大厅",
        "Convenience-service hall",
        "A hall with windows for what residents have to "
        "settle with government; one person accepts a matter and tracks it to its end.",
        "居民办事的窗口大厅；一人受理并跟踪到底。",
        ("one_stop",),
    ),
    _T(
        "多面手",
        "All-rounder",
        "A member of staff trained for every window.",
        "经培训能办各窗口业务的工作人员。",
        ("staff_training",),
    ),
    _T(
        "大包大揽",
        "Taking on everything",
        "Government takes on all public affairs by administrative means.",
        "政府以行政手段包办一切公共事务。",
        ("control", "government_share"),
    ),
    _T(
        "党群服务中心",
        "Party-mass service centre",
        "Where the party organisation, services and activities of a community are under one roof.",
        "社区党组织、服务和活动集中的场所。",
        ("station_area_m2",),
    ),
    _T(
        "困难群体",
        "Vulnerable residents",
        "Those whom civil-affairs services were for at first: "
        "the clients of the government-led stage.",
        "民政服务最初的对象：政府主导阶段的服务对象。",
        ("service_scope", "service_gap_vulnerable"),
    ),
)
"""In the order of the report: the three words, places, matters, grids, party, many actors."""


# --- The reference, a template of a language whose gaps are filled, and the glossary

HERE = Path(__file__).parent
EXAMPLES = HERE / "examples"
"""Files that the reference shows, each named in its first line."""
_MISTAKES = EXAMPLES / "mistakes.yaml"
REMARK = re.compile(r"((?:^|(?<= ))# +|^(?:summary|notes): )(.+)$", re.MULTILINE)
"""A comment or a summary in a file that is shown, apart from what stands before it."""


def reference(language: str = "") -> str:
    """Write the reference of all kinds of files that people write, as Markdown.

    Args:
        language: One of `sim.words.LANGUAGES`.

    Raises:
        OptionError: There is no such language.
    """
    language = language or current()
    problems = check_choice("lang", language, LANGUAGES)
    if problems:
        raise OptionError(problems)
    template = HERE / f"template.{language}.md"
    if not template.is_file():
        template = HERE / f"template.{LANGUAGES[0]}.md"
    return contents(fill(template.read_text("utf-8"), parts(Speech(language))))


def parts(speech: Speech) -> dict[str, Callable[[], str]]:
    """Name what fills each gap."""
    folder = shipped_folder() / "towns"
    return {
        "note": lambda: speech("reference.note"),
        "contents": lambda: "{contents}",
        "marks": lambda: tables.marks(speech),
        "settings": lambda: tables.settings(speech),
        "mistakes": lambda: _mistakes(speech),
        "scenario_keys": lambda: key_table(scenario_schema(), speech),
        "town_keys": lambda: key_table(town_schema(), speech),
        # Schemas for editors have every lever once more, which would be told twice here.
        **{
            f"{name}_keys": _keys(model, speech)
            for name, model in (
                ("experiment", ExperimentFile),
                ("study", file_kinds()["sensitivity"].study.File),
                ("discovery", file_kinds()["discovery"].study.File),
                ("search", file_kinds()["search"].study.File),
                ("validation", file_kinds()["validation"].study.File),
            )
        },
        "matching_keys": lambda: key_table(file_kinds()["matching"].study.schema(), speech),
        "claims_keys": lambda: key_table(file_kinds()["claims"].study.schema(), speech),
        "trial_keys": lambda: key_table(file_kinds()["trial"].study.schema(), speech),
        "calibration_keys": lambda: key_table(file_kinds()["calibration"].study.schema(), speech),
        "csv_columns": lambda: tables.csv_columns(speech),
        "levers": lambda: tables.levers(speech),
        "parameters": lambda: tables.parameters(speech),
        "shipped": lambda: tables.shipped(speech),
        "town_example": _shown(folder / "example.yaml", speech),
        "csv_example": lambda: _block("csv", folder / "example.csv"),
        **{
            f"example_{path.stem}": _shown(path, speech) for path in sorted(EXAMPLES.glob("*.yaml"))
        },
    }


def _keys(model: type[FileModel], speech: Speech) -> Callable[[], str]:
    """Make what tells the keys of a kind of file."""
    return lambda: key_table(schema_of_model(model, model.__name__), speech)


def _shown(path: Path, speech: Speech) -> Callable[[], str]:
    """Make what shows a YAML file, its comments and summary in the language."""
    return lambda: _block("yaml", path, lambda text: REMARK.sub(partial(_said, speech), text))


def _said(speech: Speech, found: re.Match[str]) -> str:
    """Say a remark of a file in the language."""
    return found[1] + speech.say(found[2])


def _block(kind: str, path: Path, said: Callable[[str], str] = str) -> str:
    """Write a file as a block of code."""
    return f"```{kind}\n{said(path.read_text('utf-8').strip())}\n```"


def _mistakes(speech: Speech) -> str:
    """Show what the program answers to the file with mistakes."""
    try:
        load(_MISTAKES)
    except ScenarioError as error:
        named = (replace(problem, file=_MISTAKES.name) for problem in error.problems)
        told = (problem_text(problem, speech) for problem in named)
        lines = "\n".join(speech("command.error_line", text=text) for text in told)
        return f"```text\n{lines}\n```"
    raise AssertionError("the example of mistakes has none")


# --- glossary -------------------------------------------------------------------------------------

NOTE = "*Written by `cogov glossary`; do not edit.*"
"""The line by which a glossary is known to be ours."""
_TITLE = "Glossary 词汇表"
_INTRODUCTION = (
    "Terms of the field are those of the report of the case, "
    "《H縣城市社區共治共建共享情況的調研分析報告》, and of the policies that it tells of; English "
    "names are ours. Names in `code` are those of files, tables and Python. "
    "行业术语出自案例报告及其所述政策，英文名为自拟；`code` 为文件、表格和 Python 中的名称。"
)


def glossary() -> str:
    """Write the glossary, as Markdown in both languages."""
    sections: list[tuple[str, Callable[[], str]]] = [
        ("Terms of the field 行业术语", _terms),
        ("Measures 措施", lambda: _labels(MEASURE_LABELS.items())),
        ("Levers 政策工具", _levers),
        ("Metrics 指标", _metrics),
        ("Forms of taking part 参与形式", _forms),
        ("Kinds of matters 事项类别", lambda: _labels((one.name, one.label) for one in KINDS)),
        ("States of matters 事项状态", lambda: _labels(STATE_LABELS.items())),
        ("Channels that collect matters 收集渠道", lambda: _labels(CHANNEL_LABELS.items())),
        ("Fields of projects 项目领域", lambda: _labels(FIELD_LABELS.items())),
        ("Types of actor 主体类型", lambda: _labels((one.name, one.label) for one in ACTOR_TYPES)),
        ("Mechanisms of parameters 参数机制", lambda: _labels(MECHANISM_LABELS.items())),
        ("Marks of numbers 数值标记", _marks),
    ]
    parts = [md.paragraphs(md.heading(2, title), make()) for title, make in sections]
    text = md.paragraphs(md.heading(1, _TITLE), NOTE, _INTRODUCTION, "{contents}", *parts)
    return contents(text)


def _terms() -> str:
    """List terms of the field."""
    return md.table(
        ("中文", "English", "meaning", "含义", "in the model 模型中"),
        ((one.zh, one.en, one.says, one.says_zh, md.names(one.see)) for one in TERMS),
    )


def _labels(named: Iterable[tuple[str, Label]]) -> str:
    """List names with their labels."""
    return md.table(
        ("name", "English", "中文"), ((md.name(name), label.en, label.zh) for name, label in named)
    )


def _levers() -> str:
    """List levers with their measures."""
    return md.table(
        ("name", "English", "中文", "measure 措施", "meaning"),
        (
            (
                md.name(one.name),
                one.label.en,
                one.label.zh,
                MEASURE_LABELS[one.measure].zh,
                one.meaning.en,
            )
            for one in LEVERS.values()
        ),
    )


def _metrics() -> str:
    """List metrics with their definitions, and how they got their level."""
    return md.table(
        ("name", "English", "中文", "level 水平", "meaning"),
        (
            (
                md.name(one.name),
                one.label.en,
                one.label.zh,
                f"{ORIGIN_LABELS[one.origin].en} {ORIGIN_LABELS[one.origin].zh}",
                one.meaning,
            )
            for one in METRICS.values()
        ),
    )


def _forms() -> str:
    """List forms by depth."""
    return md.table(
        ("name", "English", "中文", "depth 深度"),
        (
            (md.name(one.name), one.label.en, one.label.zh, str(one.depth) if one.depth else "")
            for one in FORMS
        ),
    )


def _marks() -> str:
    """List marks with what each says."""
    return md.table(
        ("name", "English", "中文", "meaning", "含义"),
        (
            (md.name(mark), one.label.en, one.label.zh, one.meaning.en, one.meaning.zh)
            for mark, one in MARK_WORDS.items()
        ),
    )
