"""What can be wrong with outlines, and with tables of ties and events, beside `problems`."""

from collections.abc import Sequence

from sim.declare import Label

BESIDE_TOWNS: Sequence[Label] = (
    # --- outlines: the file ---
    Label(
        "{file} lies outside the folder of this file",
        "{file} 在本文件所在文件夹之外；请放在同一文件夹或其下级",
    ),
    Label("there is no file {file} beside it", "同一文件夹中没有文件 {file}"),
    Label("a town of copies has no {key}", "用 copies 复制社区的城镇不能有 {key}；请去掉其一"),
    Label(
        "the file has {size} MB; outlines have at most {most} MB",
        "文件大小为 {size} MB；边界文件最多 {most} MB，请只保留本镇各社区并简化边界",
    ),
    Label(
        "the outlines have more than {most} points", "边界点超过 {most} 个；请先简化（例如用 QGIS）"
    ),
    Label("the file is not JSON: {why}", "文件不是有效的 JSON：{why}；请重新导出为 GeoJSON"),
    Label(
        "the file is of the type {what}; outlines are a FeatureCollection of GeoJSON",
        "文件类型为 {what}；边界应为 GeoJSON 的 FeatureCollection，请将图层导出为 GeoJSON",
    ),
    Label(
        "the file has no type; outlines are a FeatureCollection of GeoJSON",
        "文件没有类型（type）；边界应为 GeoJSON 的 FeatureCollection，请将图层导出为 GeoJSON",
    ),
    Label("the file holds no features", "文件中没有任何要素"),
    # --- outlines: coordinates ---
    Label(
        "the coordinates are in the system {system}, not in WGS 84",
        "坐标采用 {system}，而非 WGS 84；请以 WGS 84（EPSG:4326）导出，例如用 QGIS",
    ),
    Label("latitude and longitude have changed places: found {point}", "经纬度颠倒：{point}"),
    Label(
        "the coordinates are no degrees: found {point}, as in a projected system",
        "坐标不是度：{point}，似为投影坐标；请以 WGS 84（EPSG:4326）导出；"
        '若确为平面米制坐标，请在文件顶层写 "crs": null',
    ),
    Label(
        "the outlines span {size} km; a town's span 0.05 to 300 km",
        "边界总跨度为 {size} 公里；城镇应在 0.05 至 300 公里之间，请检查是否为本镇边界及其坐标系",
    ),
    # --- outlines: a feature ---
    Label("the feature has no geometry", "该要素没有几何图形"),
    Label(
        "found a {kind}; an outline is a Polygon or MultiPolygon",
        "几何类型为 {kind}；边界应为面：Polygon 或 MultiPolygon",
    ),
    Label("the outline is empty", "边界为空"),
    Label("a ring is no list of points", "环不是点的列表；请重新导出为 GeoJSON"),
    Label(
        "a ring has {count} points; it needs at least 4, the last equal to the first",
        "环只有 {count} 个点；至少需要 4 个，且末点与首点相同",
    ),
    Label(
        "a ring is not closed: it begins at {first} and ends at {last}",
        "环未闭合：起于 {first}，止于 {last}；请在末尾重复首点",
    ),
    Label("a point is no pair of numbers", "点不是一对数字；请重新导出为 GeoJSON"),
    Label("the outline has no area", "边界面积为零；请重新绘制"),
    Label(
        "the outline crosses itself at {place}",
        "边界在 {place} 处自相交；请修复（例如用 QGIS 的“修复几何图形”）",
    ),
    Label("the outline crosses itself", "边界自相交；请修复（例如用 QGIS 的“修复几何图形”）"),
    Label(
        "a hole does not lie inside the outline at {place}",
        "内环（洞）在 {place} 处不在边界之内；独立的部分不应写作洞",
    ),
    Label("a hole does not lie inside the outline", "内环（洞）不在边界之内；独立的部分不应写作洞"),
    Label(
        "two parts of the outline lie on each other at {place}", "边界的两个部分在 {place} 处重叠"
    ),
    Label("the outline is not sound: {why}", "边界无效：{why}；请重新绘制"),
    # --- outlines: communities ---
    Label("the feature does not say of which community it is", "该要素未注明属于哪个社区"),
    Label(
        "an outline of {name}, which is no community of the town",
        "{name} 的边界：本镇没有这个社区；请添加该社区，或删去此边界",
    ),
    Label(
        "{name} has two outlines, the first is {first}",
        "{name} 有两个边界，前一个是 {first}；请合并为一个 MultiPolygon",
    ),
    Label("there is no outline of {name} ({en}, {zh})", "缺少 {name}（{zh}）的边界"),
    Label(
        "{name} has {grids} grids, but outlines of {count}",
        "{name} 有 {grids} 个网格，却有 {count} 个网格边界；一个社区的网格应全部给出边界，或都不给",
    ),
    Label(
        "grids of {name} lie outside its outline by {area} km²",
        "{name} 的网格超出其边界 {area} 平方公里；请核对两者",
    ),
    Label(
        "the outlines of {one} and {other} overlap by {area} km²",
        "{one} 与 {other} 的边界重叠 {area} 平方公里；一处只能属于一个社区",
    ),
    # --- tables of ties and events ---
    Label("the file is not CSV: {why}", "文件不是有效的 CSV：{why}"),
    Label("the table holds no line below its headings", "表头之下没有任何行"),
    Label(
        "the line has {cells} cells; the header has {wanted}",
        "该行有 {cells} 格，表头有 {wanted} 格",
    ),
    Label("the table holds no ties", "表中没有任何关系"),
    Label("the headings are {found}; they must be {wanted}", "表头为 {found}；应为 {wanted}"),
    Label("{one} and {other} are there twice", "{one} 与 {other} 重复出现"),
    Label(
        "{name} has the groups {first} to {last}, not {number}",
        "{name} 的居民小组为 {first} 至 {last}，没有 {number}",
    ),
    Label(
        "{name} has the units {first} to {last}, not {number}",
        "{name} 的驻区单位为 {first} 至 {last}，没有 {number}",
    ),
    Label(
        "{name} has no units, so none of them is {number}",
        "{name} 没有驻区单位，故没有 {number} 号",
    ),
    Label(
        "found {value}; must be a number from {low} to {high}",
        "取值 {value} 不允许；应为 {low} 至 {high} 的数",
    ),
    Label("no community is called {name}", "没有名为 {name} 的社区"),
    Label(
        "found {value}; must be a number of ties, 0 or more",
        "取值 {value} 不允许；应为关系数，0 或以上",
    ),
    Label("found {value}; must be one of {allowed}", "取值 {value} 不允许；应为 {allowed} 之一"),
    Label("this {event} is there twice", "同一事件（{event}）重复出现"),
    Label("{name} was merged into another before", "{name} 此前已并入其他社区"),
    Label("a {event} needs nothing here", "{event} 此处无需填写；请留空"),
    Label("a {event} needs a community here", "{event} 此处应填写社区"),
    Label("{name} cannot be merged into itself", "{name} 不能并入自身"),
    Label(
        "{name} is no village that joins in {month}",
        "{name} 不是 {month} 改居的村；其 origin 应为 converted，且不写 member_from",
    ),
    Label(
        "{name} is merged, so its counts do not tell those of the whole",
        "{name} 已合并，其 counts 不能说明合并后的社区；请直接写合并后的社区，或去掉其 counts",
    ),
    Label("first in line {line}", "首次出现在第 {line} 行"),
)
