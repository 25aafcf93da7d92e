"""What headings of tables can mean, each field with the words that people use for it.

Words are compared without case, spaces and punctuation; longer ones go before shorter ones. A
heading may put several together (``流动人口`` ``女``, ``Households`` ``number``); ages and sizes of
households are read by their numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sim.declare import Label

Role = Literal[
    "name", "english", "code", "id", "kind", "month", "category", "indicator", "value", "year",
    "index", "remark", "part", "source", "mark", "low", "high", "personal", "number", "share",
    "total", "neutral",
]  # fmt: skip
"""What a word of a heading does: a column that names, a number, or a word around one."""
Measure = Literal[
    "", "persons", "registered", "households", "family_households", "registered_households", "size",
    "groups", "grids", "units", "births", "deaths", "owners", "public_job", "moves", "staff",
    "grid_workers", "organisations", "facilities", "aside",
]  # fmt: skip
"""What is counted; ``aside`` is known and not used."""
Dim = Literal["origin", "age", "sex", "education", "party", "vulnerable", "disabled", "hhsize"]

ADULT_LEVELS = {0: "below_senior_high", 1: "senior_high", 2: "college"}
"""Levels of education, as the model has them."""


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a heading can say.

    `name` is unique; `words` are the synonyms, Chinese and English; a number counts `measure`
    and is restricted to one category of an attribute by `dim`.
    """

    name: str
    role: Role
    label: Label
    words: tuple[str, ...]
    measure: Measure = ""
    dim: tuple[Dim, Any] | None = None


def _levels(*levels: int) -> tuple[Dim, Any]:
    return ("education", frozenset(levels))


FIELDS: tuple[Field, ...] = (
    # --- columns that name ---
    Field("name", "name", Label("community", "社区"), (
        "社区", "社区名称", "社区名", "名称", "社区居委会", "居委会", "居民委员会", "居委会名称",
        "村", "村居", "村居名称", "居村", "村委会", "村民委员会", "居村委会", "村居委会", "行政村",
        "村名", "村社区", "社区村", "村社", "单位名称", "所属社区", "所在社区", "地区", "区域",
        "地区名称", "统计单位", "区划名称", "行政区划名称", "行政区划", "村级单位", "小区",
        "村级名称", "社区村名称", "社区居委会名称", "居民委员会名称", "村委会名称", "community",
        "communities", "communityname", "name", "nameofcommunity",
        "neighbourhood", "neighborhood", "village", "villages", "committee", "residentscommittee",
        "area", "place", "zh", "中文名", "中文名称", "label", "unitname", "district", "settlement",
        "locality")),
    Field("english", "english", Label("English name", "英文名"), (
        "en", "english", "englishname", "nameinenglish", "英文", "英文名", "英文名称")),
    Field("code", "code", Label("code", "代码"), (
        "代码", "编码", "区划代码", "统计用区划代码", "行政区划代码", "社区代码", "社区编码",
        "地区代码", "统计代码", "code", "codes", "areacode", "divisioncode", "statisticalcode",
        "unitcode", "村居代码", "12位代码", "十二位代码", "12digitcode", "admincode",
        "communitycode")),
    Field("id", "id", Label("id", "标识"), ("id", "key", "communityid")),
    Field("kind", "kind", Label("kind of community", "社区类型"), (
        "类型", "类别", "性质", "社区类型", "社区类别", "社区性质", "城乡分类", "城乡分类代码",
        "城乡属性", "origin", "kind", "type", "communitytype", "typeofcommunity",
        "是否村改居")),
    Field("month", "month", Label("month of joining", "成立时间"), (
        "成立时间", "成立日期", "设立时间", "改制时间", "转制时间", "村改居时间", "撤村建居时间",
        "改居时间", "纳入时间", "并入时间", "划入时间", "memberfrom", "since", "founded",
        "established", "converted in",
        "conversiondate", "dateofconversion", "datejoined")),
    Field("year", "year", Label("year", "年份"), ("年份", "年度", "统计年度", "year", "年")),
    Field("index", "index", Label("running number", "序号"), (
        "序号", "编号", "序", "号", "no", "nr", "number of row", "sn", "serial", "serialno", "#",
        "index", "行号", "排序")),
    Field("remark", "remark", Label("remark", "备注"), (
        "备注", "说明", "备注说明", "remark", "remarks", "note", "notes", "comment", "comments")),
    Field("source", "source", Label("source", "来源"), (
        "来源", "来源说明", "资料来源", "数据来源", "出处", "source", "sources")),
    Field("mark", "mark", Label("how it is known", "依据"), (
        "依据", "来历", "数据性质", "mark", "howknown", "basis")),
    Field("low", "low", Label("lower end", "下限"), ("下限", "最低", "low", "lower", "minimum")),
    Field("high", "high", Label("upper end", "上限"), ("上限", "最高", "high", "upper", "maximum")),
    Field("part_grids", "part", Label("grid of a community", "网格名称"), (
        "网格名称", "网格编号", "网格号", "网格编码", "所属网格", "所在网格", "网格名", "gridname",
        "gridno", "gridid", "gridnumber", "gridcode", "nameofgrid"), "grids"),
    Field("part_groups", "part", Label("group of a community", "小组名称"), (
        "小组名称", "组别", "组名", "组号", "居民小组名称", "村民小组名称", "小组编号", "groupname",
        "groupno", "groupid", "nameofgroup"), "groups"),
    Field("part", "part", Label("part of a community", "小区名称"), (
        "小区名称", "楼栋", "楼栋号", "楼幢", "楼号", "院落", "自然村", "自然村名称", "片区",
        "building", "buildings", "compound", "estate", "hamlet", "block")),
    Field("indicator", "indicator", Label("indicator", "指标"), (
        "指标", "项目", "指标名称", "统计指标", "indicator", "item", "variable", "measure",
        "metric")),
    Field("value", "value", Label("value", "数值"), (
        "数值", "值", "数量", "数据", "value", "values", "figure", "count", "n", "obs_value")),
    # --- attributes whose categories stand in a column ---
    Field("by_age", "category", Label("age", "年龄"), (
        "年龄", "年龄组", "年龄段", "年龄结构", "年龄构成", "age", "ages", "agegroup", "ageband",
        "agegroups", "ageclass"), dim=("age", None)),
    Field("by_sex", "category", Label("sex", "性别"), (
        "性别", "性别构成", "性别结构", "sex", "gender"), dim=("sex", None)),
    Field("by_education", "category", Label("education", "受教育程度"), (
        "文化程度", "受教育程度", "学历", "教育程度", "文化水平", "学历结构", "education",
        "educationlevel", "levelofeducation", "educationalattainment"), dim=("education", None)),
    Field("by_origin", "category", Label("origin", "户口登记状况"), (
        "户口", "户口性质", "户口状况", "户口登记状况", "户籍类型", "人口类型", "户籍状况",
        "migration", "migrationstatus", "registration", "residencestatus",
        "hukou"), dim=("origin", None)),
    Field("by_party", "category", Label("party membership", "政治面貌"), (
        "政治面貌", "党派", "partymembership", "politicalstatus"), dim=("party", None)),
    Field("by_size", "category", Label("household size", "家庭户规模"), (
        "家庭户规模", "家庭规模", "户规模", "按户规模分", "按家庭户规模分", "householdsize",
        "sizeofhousehold", "householdsbysize", "人数分组"),
        dim=("hhsize", None)),
    # --- numbers ---
    Field("residents", "number", Label("residents", "常住人口"), (
        "常住人口", "常住人口数", "常住人数", "常住", "实有人口", "居住人口", "现住人口", "总人口",
        "总人口数", "人口总数", "人口数", "人口", "总人数", "人数", "居民人数", "居民数", "居民",
        "人", "residents", "resident", "population", "totalpopulation", "residentpopulation",
        "persons", "people", "inhabitants", "numberofresidents", "pop", "permanentpopulation",
        "permanentresidents", "usualresidents", "headcount", "人口规模", "辖区人口"), "persons"),
    Field("registered", "number", Label("registered residents", "户籍人口"), (
        "户籍人口", "户籍人口数", "户籍人数", "户籍总人口", "户籍居民", "registeredpopulation",
        "registeredresidents", "hukoupopulation", "在册人口"), "registered"),
    Field("households", "number", Label("households", "户数"), (
        "户数", "总户数", "常住户数", "居民户数", "户",
        "居民户", "家庭数", "实有户数", "常住户", "住户",
        "households", "household", "numberofhouseholds",
        "hh", "hhs", "families", "dwellinghouseholds", "totalhouseholds"), "households"),
    Field("family_households", "number", Label("family households", "家庭户"), (
        "家庭户", "家庭户数", "家庭户户数", "familyhouseholds"), "family_households"),
    Field("registered_households", "number", Label("registered households", "户籍户数"), (
        "户籍户数", "户籍家庭户", "户籍户", "registeredhouseholds"), "registered_households"),
    Field("size", "number", Label("residents per household", "户均人口"), (
        "户均人口", "户均人数", "户均规模", "平均家庭户规模", "平均户规模", "家庭户均人口",
        "平均每户人口", "平均每户人数", "平均家庭规模", "户均", "平均每个家庭户的人口",
        "meanhouseholdsize", "averagehouseholdsize", "personsperhousehold",
        "residentsperhousehold", "meansize", "averagesizeofhousehold",
        "peopleperhousehold"), "size"),
    Field("groups", "number", Label("resident groups", "居民小组"), (
        "居民小组", "居民小组数", "小组", "小组数", "居民组", "居民组数", "村民小组", "村民小组数",
        "村居民小组", "组数", "groups", "residentgroups", "residentsgroups", "numberofgroups",
        "villagegroups", "smallgroups"), "groups"),
    Field("grids", "number", Label("grids", "网格"), (
        "网格", "网格数", "网格数量", "综合网格", "基础网格", "网格个数", "grids", "grid",
        "gridcells", "numberofgrids"), "grids"),
    Field("units", "number", Label("resident units", "驻区单位"), (
        "驻区单位", "驻区单位数", "驻社区单位", "共建单位", "共驻共建单位", "辖区单位", "驻地单位",
        "units", "residentunits", "unitsstationed", "cobuildingunits"), "units"),
    Field("births", "number", Label("births", "出生人口"), (
        "出生", "出生人口", "出生人数", "出生人口数", "出生率", "births", "birthrate", "birth",
        "livebirths"), "births"),
    Field("deaths", "number", Label("deaths", "死亡人口"), (
        "死亡", "死亡人口", "死亡人数", "死亡人口数", "死亡率", "deaths", "death", "deathrate"),
        "deaths"),
    Field("owners", "number", Label("households that own their home", "自有住房户"), (
        "自有住房", "自有住房户", "自有住房户数", "自有产权", "自有产权户", "owners", "homeowners",
        "owneroccupiers"), "owners"),
    Field("public_job", "number", Label("public employees", "体制内就业"), (
        "体制内就业", "机关事业单位人员", "机关事业单位就业", "机关事业单位职工", "publicjob",
        "publicjobs", "publicemployees"), "public_job"),
    Field("moves", "number", Label("moves out of the town", "迁出"), (
        "迁出", "迁出率", "迁出人口", "迁出人数", "movesout", "outmoves", "movers"), "moves"),
    Field("staff", "number", Label("committee staff", "社区工作者"), (
        "社区工作者", "社区工作者数", "社区工作人员", "两委成员", "两委委员", "两委人数",
        "居委会成员",
        "居委会工作人员", "村干部", "staff", "committeestaff", "communityworkers"), "staff"),
    Field("grid_workers", "number", Label("grid workers", "专职网格员"), (
        "专职网格员", "专职网格员数", "网格员数", "网格员人数", "专职网格员人数", "gridworkers",
        "fulltimegridworkers"), "grid_workers"),
    Field("organisations", "number", Label("social organisations", "社会组织"), (
        "社会组织", "社会组织数", "社区社会组织", "社区社会组织数", "备案社会组织", "志愿服务队",
        "社团", "organisations", "organizations", "socialorganisations", "socialorganizations"),
        "organisations"),
    Field("facilities", "number", Label("facilities", "设施"), (
        "公共服务设施", "服务设施", "设施", "设施数", "公共设施", "文体设施", "facilities",
        "publicfacilities", "servicefacilities"), "facilities"),
    Field("aside", "number", Label("not used", "未采用"), (
        "集体户", "集体户数", "集体户人口", "家庭户人口", "家庭户人口数", "人户分离人口", "性别比",
        "人口密度", "面积", "土地面积", "辖区面积", "populationdensity", "density", "landarea",
        "areakm2", "sexratio", "collectivehouseholds"), "aside"),
    # --- categories ---
    Field("female", "number", Label("female", "女"), (
        "女", "女性", "女性人口", "女性人数", "female", "females", "women", "woman", "f"),
        dim=("sex", "female")),
    Field("male", "number", Label("male", "男"), (
        "男", "男性", "男性人口", "男性人数", "male", "males", "men", "man", "m"),
        dim=("sex", "male")),
    Field("migrants", "number", Label("migrants", "流动人口"), (
        "流动人口", "流动人口数", "流动", "外来人口", "外来人口数", "外来", "暂住人口", "流入人口",
        "非户籍", "非户籍人口", "非本地户籍", "外地户籍", "外来务工人员", "寄住人口",
        "外来常住人口", "非本地人口", "流动人员", "migrants", "migrant", "migrantpopulation",
        "floatingpopulation", "nonlocal", "nonlocals", "nonregistered", "floating", "incomers",
        "inmigrants", "migr"),
        dim=("origin", "migrant")),
    Field("locals", "number", Label("locals", "本地人口"), (
        "本地", "本地人口", "本地户籍", "常住户籍人口", "户籍常住人口", "本地居民", "本地户籍人口",
        "locals", "local", "localpopulation", "localresidents"), dim=("origin", "local")),
    Field("old", "number", Label("aged 60 and over", "老年人"), (
        "老年人", "老年人口", "老年人口数", "老年人数", "老人", "老年", "长者", "elderly",
        "olderpeople"),
        dim=("age", (60, None))),
    Field("college", "number", Label("college and above", "大专及以上"), (
        "大专及以上", "大专以上", "大学及以上", "大专", "大学专科", "专科", "本科", "大学本科",
        "大学", "研究生", "硕士", "博士", "硕士研究生", "博士研究生", "本科及以上", "研究生及以上",
        "大专及以上学历", "大学文化程度", "高等教育", "college", "collegeandabove",
        "collegeorabove", "university", "tertiary", "bachelor", "master", "doctor", "postgraduate",
        "degree", "highereducation"), dim=_levels(2)),
    Field("senior_high", "number", Label("senior high school", "高中"), (
        "高中", "中专", "高中中专", "高中含中专", "技校", "职高", "高中阶段", "普通高中", "中职",
        "seniorhigh", "seniorhighschool", "highschool", "uppersecondary", "seniorsecondary",
        "vocational"), dim=_levels(1)),
    Field("senior_high_up", "number", Label("senior high school and above", "高中及以上"), (
        "高中及以上", "高中以上", "高中及以上学历", "高中含中专及以上", "高中中专及以上",
        "seniorhighandabove", "seniorhighorabove", "seniorhighschoolandabove",
        "seniorhighschoolorabove", "highschoolandabove", "highschoolorabove",
        "uppersecondaryandabove"), dim=_levels(1, 2)),
    Field("below", "number", Label("below senior high school", "初中及以下"), (
        "初中", "小学", "文盲", "未上过学", "学前教育", "初中及以下", "小学及以下", "初中以下",
        "小学以下", "文盲半文盲", "不识字", "juniorhigh", "juniorhighschool", "primary",
        "primaryschool", "illiterate", "noschooling", "juniorhighorbelow", "juniorhighandbelow",
        "belowseniorhigh", "juniorsecondary", "lowersecondary"), dim=_levels(0)),
    Field("party", "number", Label("party members", "党员"), (
        "党员", "党员数", "党员人数", "中共党员", "共产党员", "中共党员人数", "partymembers",
        "partymem",
        "party", "partymember", "cpcmembers", "ccpmembers"), dim=("party", "member")),
    Field("no_party", "number", Label("not in the party", "非党员"), (
        "非党员", "非中共党员", "群众", "nonmembers", "notinparty", "nonparty",
        "others not in party"),
        dim=("party", "none")),
    Field("vulnerable", "number", Label("vulnerable residents", "困难群众"), (
        "低保人数", "低保人口", "低保对象", "低保", "困难群众", "困难人员", "特困人员", "弱势群体",
        "vulnerable", "vulnerableresidents", "dibao", "welfarerecipients"),
        dim=("vulnerable", "yes")),
    Field("disabled", "number", Label("disabled residents", "残疾人"), (
        "残疾人", "残疾人数", "残疾人口", "残疾", "持证残疾人", "disabled", "disabledresidents",
        "peoplewithdisabilities", "disability"), dim=("disabled", "yes")),
    # --- words around numbers ---
    Field("share", "share", Label("share", "占比"), (
        "占比", "比例", "比重", "所占比例", "占总人口比例", "占总人口比重", "占人口比重",
        "占总人口", "占常住人口比例", "百分比", "所占比重", "率", "share", "shares", "proportion",
        "percentage", "percent", "pct", "rate", "ratio", "shareof", "percentof", "%", "构成%")),
    Field("total", "total", Label("total", "合计"), (
        "合计", "总计", "小计", "共计", "总数", "计", "总", "全部", "总体", "total", "totals",
        "sum", "subtotal", "all", "both", "bothsexes", "grandtotal", "overall", "allages")),
    Field("neutral", "neutral", Label("", ""), (
        "数", "个数", "数量", "情况", "基本情况", "结构", "构成", "分布", "按", "分", "统计",
        "概况", "其中", "的", "及", "和", "人员", "群体", "学历", "教育", "文化", "以上", "总量",
        "规模", "绝对数", "周岁", "岁", "年末", "年底", "期末", "现有", "共有", "辖区", "儿童",
        "文化程度", "少年", "青少年", "居民", "数目", "num",
        "number", "numberof", "of", "the", "and", "aged", "age",
        "ages", "years", "yearsold", "old", "by", "count", "in", "with", "which", "ofwhich",
        "total number of", "living", "no.of", "home")),
    # --- personal: never kept ---
    Field("personal", "personal", Label("personal data", "个人信息"), (
        "姓名", "户主", "户主姓名", "身份证", "身份证号", "身份证号码", "公民身份号码", "证件号码",
        "电话", "电话号码", "手机", "手机号", "手机号码", "联系电话", "联系方式", "联系人", "微信",
        "微信号", "qq", "邮箱", "电子邮箱", "出生日期", "出生年月", "住址", "家庭住址", "详细地址",
        "门牌号", "地址", "负责人", "书记", "主任", "社区书记", "社区主任", "书记姓名", "主任姓名",
        "网格员姓名", "网格长", "网格员", "法人", "法定代表人", "填表人", "审核人", "银行卡号",
        "账号", "户号", "房号", "personname", "fullname", "surname", "firstname", "lastname",
        "givenname", "idnumber", "idcard", "idno", "nationalid", "phone", "phonenumber",
        "telephone", "tel", "mobile", "mobilephone", "cell", "contact", "contactperson", "email",
        "e-mail", "mail", "address", "dateofbirth", "birthday", "dob", "headofhousehold",
        "householder", "secretary", "director", "residentname", "wechat", "bankaccount")),
)  # fmt: skip
"""Every field. Personal ones are known so that they can be left out, and that be said."""

FIELD: Mapping[str, Field] = {field.name: field for field in FIELDS}

TOTALS = (
    "合计", "总计", "小计", "共计", "总数", "总体", "全镇", "全街道", "全乡", "全区", "全县",
    "全市", "镇合计", "街道合计", "乡合计", "累计", "汇总", "合", "计", "全镇合计", "全街道合计",
    "全乡合计", "全区合计", "总和", "全部", "total", "totals", "sum", "subtotal", "grand total",
    "all", "town", "whole town", "town total", "overall", "all communities", "township",
    "township total", "together",
)  # fmt: skip
"""Names of rows and columns that hold totals, without spaces and punctuation."""
SUBTOTALS = ("小计", "subtotal")
"""Totals of some of the communities: those since the last one."""
REMARKS = (
    "注", "备注", "说明", "资料来源", "数据来源", "来源", "单位", "填表", "制表", "审核", "填报",
    "统计", "联系", "负责", "报出", "统计时间", "截至", "source", "sources",
    "note", "notes", "remark", "unit", "n.b", "*", "※",
    "†", "data as of",
)  # fmt: skip
"""How lines begin that are no rows of a table."""
OF_WHICH = ("其中", "of which", "thereof")
"""How rows begin that repeat a part of what stands above."""

KINDS = {
    "original": (
        "居委会", "社区居委会", "城市社区", "城镇社区", "社区", "原有", "原居委会", "original",
        "urban", "城市", "城镇", "街道社区", "老城区", "committee", "residents committee", "否",
        "no", "纯居", "111", "112", "居", "城区", "单位社区", "商品房社区", "老旧小区",
    ),
    "converted": (
        "村改居", "转制", "转制社区", "撤村建居", "村", "行政村", "村委会", "村改社区", "农村社区",
        "农村", "converted", "village", "former village", "rural", "城中村", "是", "yes", "乡村",
        "城郊", "改居", "121", "122", "123", "210", "220", "涉农社区", "村转居",
        "converted village",
    ),
}  # fmt: skip
"""Words of a column that says the kind of community, by origin; numbers are urban-rural codes."""

MARKS = {
    "official": ("official", "官方", "公布", "公开", "公开资料", "统计", "published"),
    "survey": ("survey", "调查", "抽样调查", "问卷"),
    "case": ("case", "案例", "个案"),
    "assumed": ("assumed", "假设", "假定", "估计", "assumption", "guess"),
}
"""Words of a column that says how numbers are known, by mark."""
