"""What is said about tables that become a town, or targets."""

from collections.abc import Mapping

from sim.declare import Label

MESSAGES: Mapping[str, Label] = {
    # --- files ---
    "tables.no_files": Label("there are no tables to read", "没有可读取的表格"),
    "tables.no_files_hint": Label(
        "name CSV, Excel or text files after --from", "请在 --from 之后写上 CSV、Excel 或文本文件"
    ),
    "tables.no_file": Label("there is no such file", "没有此文件"),
    "tables.no_file_hint": Label("check the name and the folder", "请检查文件名和所在文件夹"),
    "tables.folder": Label("this is a folder, not a file", "这是文件夹，不是文件"),
    "tables.folder_hint": Label("name the files in it", "请写出其中的文件名"),
    "tables.file_twice": Label("the file is named twice", "该文件写了两次"),
    "tables.unreadable": Label("the file cannot be read: {reason}", "文件无法读取：{reason}"),
    "tables.empty": Label("the file is empty", "文件是空的"),
    "tables.empty_hint": Label(
        "it needs a row of headings and a row for each community", "应有一行表头，每个社区一行"
    ),
    "tables.large": Label(
        "the file has {size} MB; at most {most} MB are read", "文件有 {size} MB；最多读取 {most} MB"
    ),
    "tables.unpacked": Label(
        "the workbook has {size} MB when it is unpacked; at most {most} MB are read",
        "该工作簿解压后有 {size} MB；最多读取 {most} MB",
    ),
    "tables.many_rows": Label(
        "a sheet of the workbook has {rows} rows that hold something; at most {most} are read",
        "工作簿中有一张表含 {rows} 行数据；最多读取 {most} 行",
    ),
    "tables.large_hint": Label(
        "keep the sheet with one row for each community and save it as a file of its own",
        "请只保留每个社区一行的那张表，另存为单独的文件",
    ),
    "tables.large_map_hint": Label(
        "keep this town's communities alone, and simplify their outlines",
        "请只保留本镇各社区并简化边界",
    ),
    "tables.many_cells": Label(
        "the sheet has {rows} rows and {columns} columns, more than are read",
        "该表有 {rows} 行、{columns} 列，超出可读取的范围",
    ),
    "tables.password": Label("the workbook is protected by a password", "该工作簿设有密码保护"),
    "tables.password_hint": Label(
        "open it, remove the password (File, Info, Protect Workbook) and save it again",
        "请打开后取消密码（文件→信息→保护工作簿）并重新保存",
    ),
    "tables.old_excel": Label(
        "this is a workbook in the old format of Excel (.xls)", "这是旧格式的 Excel 工作簿（.xls）"
    ),
    "tables.old_excel_hint": Label("open it and save it as .xlsx", "请打开后另存为 .xlsx"),
    "tables.damaged": Label("the workbook is damaged or cut off", "该工作簿已损坏或不完整"),
    "tables.damaged_hint": Label(
        "open it in Excel and save it again as .xlsx, or fetch it anew",
        "请用 Excel 打开后重新另存为 .xlsx，或重新获取文件",
    ),
    "tables.no_table": Label(
        "the file is no table, whatever its name says", "该文件不是表格，与其扩展名无关"
    ),
    "tables.no_table_hint": Label(
        "copy the table into Excel and save it as .xlsx or CSV",
        "请把表格复制到 Excel 中，另存为 .xlsx 或 CSV",
    ),
    "tables.archive": Label("this is an archive, not a table", "这是压缩包，不是表格"),
    "tables.archive_hint": Label(
        "unpack it and name the tables in it", "请先解压，再写出其中的表格"
    ),
    "tables.other_map": Label("this is a map, but not GeoJSON", "这是地图文件，但不是 GeoJSON"),
    "tables.other_map_hint": Label(
        "export the layer as GeoJSON in WGS 84 (EPSG:4326), for example with QGIS",
        "请将图层以 WGS 84（EPSG:4326）导出为 GeoJSON，例如用 QGIS",
    ),
    "tables.web_page": Label(
        "this is a web page that was saved under the name of a table", "这是以表格名义保存的网页"
    ),
    "tables.web_page_hint": Label(
        "open it in Excel and save it as .xlsx", "请用 Excel 打开后另存为 .xlsx"
    ),
    "tables.is_workbook": Label(
        "is an Excel workbook, whatever its name says, and was read as one",
        "实为 Excel 工作簿（与扩展名不符），已按工作簿读取",
    ),
    "tables.is_text": Label(
        "is text, whatever its name says, and was read as text",
        "实为文本（与扩展名不符），已按文本读取",
    ),
    "tables.encoding": Label(
        "the text is neither UTF-8 nor GB 18030", "文本编码既不是 UTF-8 也不是 GB 18030"
    ),
    "tables.encoding_16": Label(
        "the text looks like UTF-16 without a mark at its beginning",
        "文本似为 UTF-16，但开头没有标记",
    ),
    "tables.encoding_16_hint": Label("save it as CSV UTF-8", "请另存为“CSV UTF-8”"),
    "tables.encoding_hint": Label("save it as CSV UTF-8", "请另存为“CSV UTF-8”"),
    "tables.map_encoding_hint": Label("export it in UTF-8", "请以 UTF-8 导出"),
    "tables.control": Label("holds the control character {text}", "含有控制字符 {text}"),
    "tables.control_hint": Label("leave it out", "请去掉它"),
    "tables.not_csv": Label("the file is no CSV: {reason}", "文件不是有效的 CSV：{reason}"),
    "tables.not_csv_hint": Label(
        "look for a quotation mark that is not closed", "请检查是否有未闭合的引号"
    ),
    "tables.hidden_sheet": Label("the sheet is hidden and was not read", "该工作表已隐藏，未读取"),
    "tables.traditional": Label(
        "traditional characters were read as simplified ones", "繁体字按简体字读取"
    ),
    # --- headings ---
    "tables.no_headings": Label("no headings were recognised", "没有识别出表头"),
    "tables.no_headings_hint": Label(
        "put one row of headings above the data, such as community, residents, households "
        "(社区, 常住人口, 户数)",
        "请在数据上方放一行表头，如：社区、常住人口、户数",
    ),
    "tables.small_per_cent": Label(
        "all numbers under '{heading}' are below 1 and were read as per cent, as the heading says; "
        "if 0.2 means 20%, take the sign out of the heading",
        "“{heading}”下的数都小于 1，已按表头以百分数读取；若 0.2 意为 20%，请去掉表头中的百分号",
    ),
    "tables.list": Label(
        "this is a list with several rows for one community, and nothing is counted in it",
        "这是逐项清单，同一社区有多行，却没有统计数",
    ),
    "tables.list_hint": Label(
        "count the rows of each community first (in Excel: a pivot table) and give the numbers",
        "请先按社区汇总行数（如用 Excel 数据透视表），再提供数字",
    ),
    "tables.no_table_here": Label(
        "no headings of a table of communities were recognised and none is named; not used",
        "没有识别出社区表格的表头，也没有出现社区名称，未采用",
    ),
    "tables.no_heading": Label("numbers stand here without a heading", "此处有数字但没有表头"),
    "tables.no_heading_hint": Label(
        "name the column; in CSV put quotes around numbers that hold commas",
        "请为该列写上表头；CSV 中含逗号的数字请加引号",
    ),
    "tables.unknown": Label(
        "'{heading}' is not a heading that is known; not used", "表头“{heading}”无法识别，未采用"
    ),
    "tables.unknown_row": Label(
        "'{heading}' is not a category that is known; not used", "类别“{heading}”无法识别，未采用"
    ),
    "tables.not_used": Label("'{heading}' is not used", "“{heading}”未采用"),
    "tables.not_summed": Label(
        "'{heading}' of parts of a community cannot be summed; not used",
        "社区各部分的“{heading}”不能相加，未采用",
    ),
    "tables.below": Label(
        "{name} has rows for its {count} parts below it; they were compared with it and left out",
        "{name}之下另有 {count} 行为其组成部分，已与之核对，不另计入",
    ),
    "tables.of_one": Label("the sheet was read as one about {name}", "该表按{name}的数据读取"),
    "tables.mark_word": Label(
        "'{text}' does not say how a number is known", "“{text}”不是数字来历的说法"
    ),
    "tables.mark_word_hint": Label("write one of {allowed}", "请写下列之一：{allowed}"),
    "tables.personal": Label(
        "'{heading}' is personal; nothing of the column is kept",
        "“{heading}”属个人信息，该列内容一概不保留",
    ),
    "tables.persons_list": Label(
        "this is a list of persons, not of communities", "这是人员名单，不是社区统计表"
    ),
    "tables.persons_list_hint": Label(
        "count the persons of each community first and give only the numbers",
        "请先按社区汇总人数，只提供数字",
    ),
    # --- cells ---
    "tables.no_number": Label(
        "'{text}' under '{heading}' is not a number", "“{heading}”下的“{text}”不是数字"
    ),
    "tables.no_number_hint": Label(
        "write digits alone, or leave the cell empty where nothing is known",
        "请只写数字；不详则留空",
    ),
    "tables.range": Label(
        "'{text}' under '{heading}' is a range, from {low} to {high}",
        "“{heading}”下的“{text}”是范围（{low} 至 {high}），不是一个数",
    ),
    "tables.range_hint": Label(
        "write one number, such as the middle, {middle}", "请只写一个数，如中间值 {middle}"
    ),
    "tables.range_falls": Label(
        "'{text}' under '{heading}' is neither a number nor a range: {low} is not below {high}",
        "“{heading}”下的“{text}”既不是一个数也不是范围：{low} 不小于 {high}",
    ),
    "tables.range_falls_hint": Label(
        "write one number, or leave the cell empty where nothing is known",
        "请只写一个数；不详则留空",
    ),
    "tables.ends": Label(
        "the range of '{heading}' goes from {low} to {high}", "“{heading}”的范围为 {low} 至 {high}"
    ),
    "tables.ends_hint": Label(
        "the low end must not be above the high one; are the columns exchanged?",
        "下限不能大于上限；两列是否对调？",
    ),
    "tables.only_years": Label(
        "the headings {first} to {last} are years, but nothing says what is counted in them",
        "表头 {first} 至 {last} 只有年份，没有说明统计的是什么",
    ),
    "tables.only_years_hint": Label(
        "write what is counted beside or above each year, as in 'residents 2020'",
        "请在年份旁或上一行写明指标，如“2020年常住人口”",
    ),
    "tables.date": Label(
        "the cell holds the date {date} where a number belongs",
        "此处应为数字，单元格却是日期 {date}",
    ),
    "tables.date_hint": Label(
        "Excel turned it into a date: format the cell as text and write it anew",
        "Excel 已将其转为日期：请把单元格格式设为文本后重新填写",
    ),
    "tables.serial": Label(
        "{number} is a date as Excel numbers them; read as {month}",
        "{number} 是 Excel 的日期序列号，读作 {month}",
    ),
    "tables.event_word": Label("'{text}' is no event that is known", "“{text}”不是可识别的事件"),
    "tables.event_word_hint": Label(
        "write election, conversion or merger (选举, 村改居, 合并)",
        "请写“选举”“村改居”或“合并”，其他事件请删去该行",
    ),
    "tables.month": Label("'{text}' is not a month", "“{text}”不是月份"),
    "tables.month_hint": Label("write it as 2003-03", "请写作 2003-03"),
    "tables.formula": Label(
        "the cell holds a formula whose result was not saved", "单元格是公式，但没有保存计算结果"
    ),
    "tables.formula_hint": Label(
        "open the workbook in Excel and save it, or paste the values",
        "请用 Excel 打开并保存，或粘贴为数值",
    ),
    "tables.excel_error": Label(
        "'{text}' under '{heading}' is an error that Excel shows in place of a number",
        "“{heading}”下的“{text}”是 Excel 的报错，不是数字",
    ),
    "tables.excel_error_hint": Label(
        "mend the formula or widen the column in Excel and save it again, or leave the cell empty",
        "请在 Excel 中更正公式或加宽该列后重新保存；不详则留空",
    ),
    "tables.too_large": Label(
        "{value} under '{heading}' is more than any town has",
        "“{heading}”下的 {value} 超出合理范围",
    ),
    "tables.too_large_hint": Label("at most {most} can be meant", "最多为 {most}"),
    "tables.negative": Label(
        "{value} under '{heading}' is negative", "“{heading}”下的 {value} 为负数"
    ),
    "tables.negative_hint": Label("write a number from 0 up", "请填写不小于 0 的数"),
    "tables.share": Label(
        "{value} under '{heading}' is a share above one", "“{heading}”下的 {value} 是大于 1 的比例"
    ),
    "tables.share_hint": Label(
        "write {value}%, or put (%) into the heading", "请写作 {value}%，或在表头注明（%）"
    ),
    "tables.share_percent": Label(
        "no more than 100% of the residents can be meant", "不能超过 100%"
    ),
    "tables.not_whole": Label(
        "{value} under '{heading}' is not a whole number", "“{heading}”下的 {value} 不是整数"
    ),
    "tables.not_whole_hint": Label(
        "write the count; if the unit is 10,000 persons, put (万人) into the heading",
        "请填写整数；若单位为万人，请在表头注明（万人）",
    ),
    "tables.not_whole_share": Label(
        "if it is a share, say so in the heading, as in 'share of migrants'; if the unit is "
        "10,000, put (万) into it",
        "若为比例，请在表头注明，如“流动人口占比”；若单位为万，请在表头注明（万人、万户）",
    ),
    "tables.size": Label(
        "{value} residents per household under '{heading}' cannot be",
        "“{heading}”下的户均 {value} 人不合理",
    ),
    "tables.size_hint": Label("it must be from 1 to 20", "应在 1 至 20 之间"),
    "tables.code": Label(
        "'{text}' is no code of twelve digits and was not used as id",
        "“{text}”不是 12 位代码，未用作标识",
    ),
    "tables.code_rounded": Label(
        "the code '{text}' has lost its last digits", "代码“{text}”已丢失末尾数字"
    ),
    "tables.code_rounded_hint": Label(
        "format the column as text and fill in all twelve digits",
        "请将该列设为文本格式，并填入完整的 12 位数字",
    ),
    "tables.kind": Label(
        "'{text}' says not whether the community was a village",
        "“{text}”无法判断该社区是否由村转制而来",
    ),
    "tables.kind_hint": Label(
        "write original or converted (居委会, 村改居)", "请写“居委会”或“村改居”"
    ),
    "tables.merged": Label(
        "the cells from here to {last} are merged", "由此至 {last} 的单元格已合并"
    ),
    "tables.merged_hint": Label(
        "unmerge them and give each row its own value", "请取消合并，为每一行分别填写"
    ),
    "tables.hidden_row": Label("the row is hidden and holds numbers", "该行已隐藏，但含有数字"),
    "tables.hidden_column": Label(
        "the column is hidden and holds numbers", "该列已隐藏，但含有数字"
    ),
    "tables.hidden_hint": Label(
        "show it if it counts, or delete it", "如需计入请取消隐藏，否则请删除"
    ),
    "tables.unnamed": Label(
        "the row has numbers but no name, and is not the sum of the others",
        "该行有数字但没有名称，也不等于其他各行之和",
    ),
    "tables.unnamed_hint": Label(
        "name the community, or 合计 for the total", "请写上社区名称；若为合计请写“合计”"
    ),
    "tables.unnamed_sum": Label(
        "the row without a name is the sum of the others and was read as a total",
        "该无名行等于其他各行之和，按合计处理",
    ),
    "tables.is_sum": Label(
        "'{name}' is the sum of the others and was read as a total",
        "“{name}”等于其他各行之和，按合计处理",
    ),
    "tables.higher": Label(
        "'{name}' stands above the communities and was read as a total",
        "“{name}”为上级单位，按合计处理",
    ),
    "tables.middle": Label(
        "'{name}' stands between communities and is the sum of those above it; read as a subtotal",
        "“{name}”位于各社区之间，等于其上各行之和，按小计处理",
    ),
    "tables.older": Label(
        "numbers of {year} were left out for those of {latest}",
        "采用 {latest} 年数字，{year} 年数字未采用",
    ),
    # --- sums and sizes ---
    "tables.total": Label(
        "the total of '{heading}' is {total}, but the {count} rows from {first} to {last} sum to "
        "{parts}; the difference is {difference}",
        "“{heading}”合计为 {total}，但 {first} 至 {last} 的 {count} 项之和"
        "为 {parts}，相差 {difference}",
    ),
    "tables.total_hint": Label(
        "mend the total or the rows, or remove the total", "请更正合计或各项，或删去合计"
    ),
    "tables.parts": Label(
        "{name}: the parts in {cells} sum to {parts}, the whole in {place} is {total}; the "
        "difference is {difference}",
        "{name}：{cells} 各项之和为 {parts}，而 {place} 的总数为 {total}，相差 {difference}",
    ),
    "tables.parts_hint": Label(
        "mend one of them; parts must make up the whole", "请更正其一；各项之和应等于总数"
    ),
    "tables.ages": Label(
        "{name}: {value} here, but the other ages leave {others}; the difference is {difference}",
        "{name}：此处为 {value}，而由其他年龄推得 {others}，相差 {difference}",
    ),
    "tables.ages_hint": Label("ages must make up all residents", "各年龄段之和应等于总人数"),
    "tables.ages_fall": Label(
        "{name}: {difference} fewer residents are below {high} than below {low}",
        "{name}：不满 {high} 岁的人口比不满 {low} 岁的少 {difference}",
    ),
    "tables.ages_fall_hint": Label(
        "an older group cannot be larger than the one it is part of", "高龄组不能大于其所属的年龄组"
    ),
    "tables.more_than_all": Label(
        "{name}: {value} here are more than all {total} residents in {place}",
        "{name}：此处的 {value} 超过 {place} 的总人数 {total}",
    ),
    "tables.share_count": Label(
        "{name}: {share} of {people} residents are {value}, but {counted} stand in {place}",
        "{name}：{people} 人的 {share} 为 {value} 人，而 {place} 为 {counted} 人",
    ),
    "tables.share_count_hint": Label(
        "mend one of them; remove the share if it is of other residents",
        "请更正其一；若该比例的分母不是全部常住人口，请删去该列",
    ),
    "tables.minors": Label(
        "education and party are those of adults; of minors they are not used",
        "学历和党员身份只计成年人，未成年人的不采用",
    ),
    "tables.minor_member": Label(
        "{value} party members are younger than 18", "{value} 名党员不满 18 岁"
    ),
    "tables.minor_member_hint": Label("only adults can be party members", "党员只能是成年人"),
    "tables.rough": Label(
        "'{text}' under '{heading}' is only roughly a number", "“{heading}”下的“{text}”只是约数"
    ),
    "tables.rough_hint": Label(
        "write the number that is to be taken, such as {about}; a column 'mark' may say of its row "
        "that it is 'assumed'",
        "请写出要采用的数，如 {about}；可另加“依据”一列，在该行注明“假设”",
    ),
    "tables.dots": Label(
        "'{text}' under '{heading}' may be read with thousands or with decimals",
        "“{heading}”下的“{text}”中的点可能是千分位，也可能是小数点",
    ),
    "tables.dots_hint": Label("write the number without the dot", "请去掉数字中的点"),
    "tables.more_than_all_hint": Label("a part cannot exceed the whole", "部分不能大于总数"),
    "tables.more_than_adults": Label(
        "{value} are more than the {base} persons that they can be of",
        "{value} 超过其所属人群的 {base} 人",
    ),
    "tables.more_than_adults_hint": Label(
        "only adults can be party members or have such schooling", "党员和该学历者只能是成年人"
    ),
    "tables.households": Label(
        "{name}: {households} households for the {residents} residents in {place}",
        "{name}：户数 {households} 多于 {place} 的人口 {residents}",
    ),
    "tables.households_hint": Label(
        "there cannot be more households than residents; are the columns exchanged?",
        "户数不能多于人口；两列是否对调？",
    ),
    "tables.mean_size": Label(
        "{name}: {size} residents per household here, but residents and households make {found}",
        "{name}：此处户均 {size} 人，而由人口和户数推得 {found} 人",
    ),
    "tables.mean_size_hint": Label("mend one of the three", "请更正三者之一"),
    "tables.unmet": Label(
        "the number cannot be met together with the others, which leave {near}",
        "该数字与其他数字不能同时满足；其他数字只允许 {near}",
    ),
    "tables.unmet_hint": Label("mend it or the others", "请更正该数字或其他数字"),
    "tables.unmet_sizes": Label(
        "households of these sizes do not make up the residents and households of the communities",
        "各规模住户与社区的人口、户数不能吻合",
    ),
    "tables.unmet_sizes_hint": Label(
        "give the residents of family households alone, or leave the sizes out",
        "请只给家庭户人口，或略去户规模",
    ),
    "tables.nobody": Label("{name} has no residents or no households", "{name}没有人口或户数"),
    "tables.nobody_hint": Label("leave the row out", "请删去该行"),
    "tables.count_range": Label(
        "{name}: {value} {what} cannot be", "{name}：{what} {value} 不合理"
    ),
    "tables.count_range_hint": Label(
        "there must be from {least} to {most}", "应在 {least} 至 {most} 之间"
    ),
    "tables.differ": Label(
        "'{heading}' is {value} here and {other} in {place}",
        "“{heading}”在此为 {value}，在 {place} 为 {other}",
    ),
    "tables.differ_hint": Label(
        "keep the one that counts; if the years differ, put the year into the heading",
        "请保留正确的一个；若年份不同，请在表头注明年份",
    ),
    "tables.twice": Label(
        "{name} is the same community as {other} in {place}", "{name}与 {place} 的{other}是同一社区"
    ),
    "tables.twice_hint": Label(
        "keep one row, or write both names so that they differ",
        "请只保留一行；若确为两个社区，请写出不同名称",
    ),
    "tables.code_twice": Label(
        "{name} has the code {code}, as {other} in {place} has",
        "{name}的代码 {code} 与 {place} 的{other}相同",
    ),
    "tables.code_twice_hint": Label("give each its own code", "请为每个社区填写各自的代码"),
    "tables.two_codes": Label(
        "{name} has the code {code} here and {other} elsewhere",
        "{name}在此的代码为 {code}，在别处为 {other}",
    ),
    "tables.two_codes_hint": Label("keep the right one", "请保留正确的一个"),
    "tables.lost": Label(
        "of {name} neither residents nor households are known", "{name}的人口和户数均不详"
    ),
    "tables.lost_hint": Label("fill in one of them, or remove the row", "请填写其一，或删去该行"),
    "tables.lost_near": Label("is it {near}?", "是否为{near}？"),
    "tables.no_communities": Label("the tables name no community", "表中没有任何社区"),
    "tables.no_communities_hint": Label(
        "one of them needs a row for each community, with residents or households",
        "至少一张表应每个社区一行，并有人口或户数",
    ),
    "tables.no_residents": Label(
        "neither residents nor households are known here", "此处人口和户数均不详"
    ),
    "tables.no_residents_hint": Label("fill in one of them", "请填写其一"),
    "tables.nothing_left": Label(
        "the total of {total} leaves {left} for {count} communities without a number",
        "合计 {total} 只给 {count} 个缺数的社区剩下 {left}",
    ),
    "tables.nothing_left_hint": Label(
        "mend the total or fill in the cells", "请更正合计或补填单元格"
    ),
    "tables.more_problems": Label("and {count} more problems", "另有 {count} 个问题"),
    # --- how numbers are known ---
    "tables.from_households": Label(
        "households times residents per household ({size})", "户数乘以户均人口（{size}）"
    ),
    "tables.from_residents": Label(
        "residents divided by residents per household ({size})", "人口除以户均人口（{size}）"
    ),
    "tables.sum_of": Label("sum of {cells}", "{cells} 之和"),
    "tables.sum": Label("sum of the communities", "各社区之和"),
    "tables.registered_and_migrants": Label(
        "{name}: registered residents and migrants, since residents are not given",
        "{name}：未给常住人口，以户籍人口加流动人口代替",
    ),
    "tables.registered_only": Label(
        "{name}: registered residents, since residents are not given",
        "{name}：未给常住人口，以户籍人口代替",
    ),
    "tables.registered_households": Label(
        "{name}: registered households, since households are not given",
        "{name}：未给户数，以户籍户数代替",
    ),
    "tables.others_mean": Label(
        "{mean}, the mean of the communities that give both", "{mean}，两项俱全的社区之均值"
    ),
    "tables.case_mean": Label("{mean}, that of {case}", "{mean}，取自{case}"),
    "tables.remainder": Label("what {cells} leaves", "{cells} 的余数"),
    "tables.apportioned": Label("what {cells} leaves, in proportion", "{cells} 的余数按比例分摊"),
    "tables.as_case": Label("one in {per} households, as in {case}", "按{case}，每 {per} 户一个"),
    "tables.as_others": Label(
        "one in {per} households, as where it is known", "每 {per} 户一个，同已知的社区"
    ),
    "tables.by_name": Label("by the name", "据名称判断"),
    "tables.part_of": Label("{part} of {cells}", "{cells} 的 {part}"),
    "tables.rest_of": Label("all but {part} of {cells}", "除 {cells} 的 {part} 外"),
    "tables.from_to": Label("{first} to {last}", "{first} 至 {last}"),
    "tables.of_communities": Label("mean of the communities", "各社区之均值"),
    "tables.worker_a_grid": Label("one in each grid, as in {case}", "每个网格一名，与{case}相同"),
    "tables.no_numbers": Label(
        "{name} has no numbers and was not taken for a community",
        "“{name}”一行没有数字，未作为社区",
    ),
    "tables.kept_organisations": Label(
        "social organisations stand in the notes of the communities only: in the model they are "
        "founded and dissolved during a run",
        "社会组织数只记入社区备注：模型中社会组织在模拟过程中成立和解散",
    ),
    "tables.kept_facilities": Label(
        "facilities stand in the notes of the communities only: the model knows what is spent on "
        "them (levers.facility_investment, levers.station_area_m2), not how many there are",
        "设施数只记入社区备注：模型考虑的是设施投入和面积（levers.facility_investment、"
        "levers.station_area_m2），不是设施个数",
    ),
    "tables.for_scenarios": Label(
        "staff belongs to scenarios, not to towns: the values to put into yours stand at the end "
        "of the town file, under levers",
        "工作人员数由情景设定，不属于城镇：可写入情景的取值见城镇文件末尾的 levers",
    ),
    "tables.of_case": Label("taken over from {case}", "沿用{case}"),
    "tables.above_college": Label(
        "a quarter more than those with college", "比大专及以上多四分之一"
    ),
    "tables.ages_of": Label("residents from {low} to below {high}", "{low} 至不满 {high} 岁人口"),
    "tables.ages_within": Label(
        "residents from {low} to below {high}, split as in {case}",
        "{low} 至不满 {high} 岁人口，按{case}细分",
    ),
    "tables.the_town": Label("the town", "全镇"),
    "tables.measure.persons": Label("residents", "人口"),
    "tables.measure.registered": Label("registered residents", "户籍人口"),
    "tables.measure.households": Label("households", "户数"),
    "tables.measure.registered_households": Label("registered households", "户籍户数"),
    "tables.measure.groups": Label("resident groups", "居民小组"),
    "tables.measure.grids": Label("grids", "网格"),
    "tables.measure.units": Label("resident units", "驻区单位"),
    "tables.measure.family_households": Label("family households", "家庭户"),
    "tables.measure.owners": Label("households that own their home", "自有住房户"),
    "tables.measure.public_job": Label("public employees", "机关事业单位就业人员"),
    "tables.measure.moves": Label("moves out of the town", "迁出人数"),
    "tables.measure.staff": Label("committee staff", "社区工作者"),
    "tables.measure.grid_workers": Label("grid workers", "专职网格员"),
    "tables.measure.organisations": Label("social organisations", "社会组织"),
    "tables.measure.facilities": Label("facilities", "服务设施"),
    "tables.measure.births": Label("births", "出生人数"),
    "tables.measure.deaths": Label("deaths", "死亡人数"),
    # --- the file ---
    "tables.file.head": Label(
        "A town made of tables by 'cogov town': {files}. Change what you like.",
        "由 cogov town 从下列表格生成的城镇：{files}。可随意修改。",
    ),
    "tables.file.marks": Label(
        "Every number says how it is known: with the file, sheet and cell of the table, computed "
        "from such numbers, or assumed.",
        "每个数字都注明来历：表格的文件、工作表和单元格；或由这些数字推算（computed）；或为假"
        "设（assumed）。",
    ),
    "tables.file.totals": Label(
        "The communities below must sum to these.", "下列各社区之和必须等于这些数。"
    ),
    "tables.file.communities": Label(
        "Ids are keys of files and tables; they can be changed, here and under counts and "
        "adjacency.",
        "id 是文件和结果表中的键，可以修改（counts 和 adjacency 处须一并修改）。",
    ),
    "tables.file.margins": Label(
        "Residents of the town, one attribute at a time.", "全镇居民，逐项属性。"
    ),
    "tables.file.counts": Label(
        "Residents (or households) of these kinds, met to the person at full scale; attributes "
        "that no row names together are independent of each other but for the margins.",
        "下列各类居民（或住户）的数目，全规模时逐人吻合；没有任何一行同时提到的属性，除边际外"
        "彼此独立。",
    ),
    "tables.file.beside": Label(
        "Files beside this one that belong to the town.", "与本文件同目录、属于该镇的文件。"
    ),
    "tables.file.levers": Label(
        "Staff is set by scenarios; those that ship have the numbers of the case. For a scenario "
        "of your own (committee_staff is per 10,000 residents):",
        "社区工作者由情景设定；自带情景用的是案例的数字。可写入自己的情景"
        "（committee_staff 为每万人口数）：",
    ),
    "tables.file.grid_workers": Label(
        "Full-time grid workers where grid management is complete: what scenarios written for "
        "{case} say of levers.grid_workers counts in proportion to them.",
        "网格化管理全面推行时的专职网格员人数：为{case}所写的情景中的 levers.grid_workers "
        "按此数折算。",
    ),
    "tables.beside_twice": Label(
        "there are two such tables; the other is {place}", "此类表有两张，另一张为 {place}"
    ),
    "tables.beside_twice_hint": Label("join them to one", "请合并为一张"),
    "tables.outlines_twice": Label("there are two files with outlines", "有两个边界文件"),
    "tables.outlines_twice_hint": Label("join them to one", "请合并为一个"),
    "tables.file.ties": Label(
        "Ties between residents, taken over from {case}.", "居民之间的联系，沿用{case}。"
    ),
    "tables.file.elections": Label(
        "Month of the first election, and terms in months.", "首次选举的月份，任期以月计。"
    ),
    "tables.file.adjacency": Label(
        "Neighbours are not in the tables: communities adjoin in the order of the table, in a "
        "ring (assumed). Replace them by the true ones.",
        "表中没有相邻关系：暂按表中顺序首尾相接（假设），请改为实际相邻的社区。",
    ),
    "tables.file.neighbours": Label("in the order of the table", "按表中顺序"),
    "tables.written": Label(
        "{path} is written. Communities: {communities}; residents: {residents}; households: "
        "{households}. Numbers from the tables: {given}; computed: {computed}; assumed: {assumed}.",
        "已写出 {path}：社区 {communities} 个，{residents} 人，{households} 户；"
        "取自表格的数字 {given} 个，推算 {computed} 个，假设 {assumed} 个。",
    ),
    "tables.behaviour": Label(
        "How residents behave is taken over from {case}, to which it was fitted; counts of your "
        "own change it with --data.",
        "居民行为沿用按{case}拟合的参数；有自己的统计时，可用 --data 修正。",
    ),
    "tables.next": Label(
        "Try it: cogov compare --set town={path} --scale 0.05 --months 6",
        "试运行：cogov compare --set town={path} --scale 0.05 --months 6",
    ),
    "tables.read_so": Label("How the tables were read:", "表格读取说明："),
    # --- measured values ---
    "tables.no_measured": Label("there are no measured values in the table", "表中没有实测值"),
    "tables.no_measured_hint": Label(
        "it needs the headings metric and value, and error or N (指标, 数值, 标准误, 样本量)",
        "表头须有指标、数值，以及标准误或样本量",
    ),
    "tables.measured_value": Label("measured values", "实测值"),
    "tables.measured_error": Label("its error", "其误差"),
    "tables.measured_nothing": Label("the row has no value", "该行没有数值"),
    "tables.measured_twice": Label(
        "the same figure is also measured in {place}", "{place} 已有同一指标的实测值"
    ),
    "tables.measured_twice_hint": Label(
        "keep one of them, or tell their years apart", "请保留一个，或注明不同年份"
    ),
    "tables.measured_range": Label(
        "{value} is outside what '{heading}' can be, {low} to {high}",
        "{value} 超出“{heading}”的取值范围 {low} 至 {high}",
    ),
    "tables.no_metric": Label("there is no metric '{text}'", "没有名为“{text}”的指标"),
    "tables.no_metric_hint": Label(
        "names and labels stand in scenarios/REFERENCE.md", "名称见 scenarios/REFERENCE.zh.md"
    ),
    "tables.no_metric_near": Label("is it {near}?", "是否为 {near}？"),
    "tables.called": Label("{name} ({label})", "{name}（{label}）"),
    "tables.no_community": Label("the town has no community '{text}'", "该镇没有社区“{text}”"),
    "tables.no_community_hint": Label("there are {known}", "可用：{known}"),
    "tables.no_community_near": Label("is it {near}?", "是否为 {near}？"),
    "tables.no_scenario": Label(
        "it is not said which scenario the value is of ('{text}')",
        "未注明数值属于哪个情景（“{text}”）",
    ),
    "tables.no_scenario_hint": Label(
        "add a column scenario with one of {known}", "请增加“情景”列，填写其一：{known}"
    ),
    "tables.no_counts": Label("there are no counts in the table", "表中没有实测数"),
    "tables.no_counts_hint": Label(
        "it needs the headings month, metric, value and error, and community where they are of one",
        "表头须有月份、指标、数值和标准误；属于某社区的，另有社区一列",
    ),
    "tables.month_outside": Label(
        "{month} is outside the run, {first} to {last}", "{month} 不在运行期 {first} 至 {last} 内"
    ),
    "tables.no_year": Label("'{text}' is not a year", "“{text}”不是年份"),
    "tables.no_year_hint": Label("write it as 2025", "请写作 2025"),
    "tables.not_above_nothing": Label("{text} must be above 0", "{text} 应大于 0"),
    "tables.not_between": Label(
        "the value does not lie between {low} and {high}", "数值不在 {low} 与 {high} 之间"
    ),
    "tables.not_between_hint": Label(
        "low and high are the ends of its 95 % interval", "下限和上限应为该数值 95% 区间的两端"
    ),
    "tables.no_error": Label("nothing tells how sure the value is", "未注明该数值的误差"),
    "tables.no_error_hint": Label(
        "give its standard error, its 95 % interval (low, high), or for a share the number of "
        "respondents N",
        "请给出标准误或 95% 区间（下限、上限）；比例也可给出样本量",
    ),
    "tables.year_outside": Label(
        "the run does not reach {year}: it goes from {first} to {last}",
        "运行时段为 {first} 至 {last} 年，不含 {year} 年",
    ),
    "tables.year_outside_hint": Label(
        "leave the year out, or run other months", "请略去年份，或调整运行时段"
    ),
    # --- names and options ---
    "tables.bad_name": Label("'{name}' is no name for a town", "“{name}”不能用作城镇名"),
    "tables.bad_name_hint": Label(
        "use letters, digits, '_' and '-'; tables come after --from",
        "请用字母、数字、“_”和“-”；表格写在 --from 之后",
    ),
    "tables.shipped": Label("a shipped town is called '{name}'", "已有名为“{name}”的自带城镇"),
    "tables.shipped_hint": Label(
        "choose another name, such as my_{name}", "请另取名称，如 my_{name}"
    ),
    "tables.exists": Label("the file exists and is left as it is", "文件已存在，未作改动"),
    "tables.exists_hint": Label(
        "choose another name, or move the file away", "请另取名称，或移走该文件"
    ),
    "tables.too_much": Label(
        "{communities} communities with {numbers} numbers and counts, each with its cell, are more "
        "than one town file holds ({most} values)",
        "{communities} 个社区共 {numbers} 个数字和计数，连同各自的单元格，超过一个城镇文件的容量"
        "（{most} 个值）",
    ),
    "tables.too_much_hint": Label(
        "leave out columns that are counted to the person (sex, age, party), or make several towns",
        "请略去须逐人对上的列（性别、年龄、党员），或分成几个城镇",
    ),
    "tables.cannot_write": Label("the file cannot be written: {reason}", "文件无法写入：{reason}"),
    "tables.mark": Label(
        "'{mark}' is no mark for numbers of a table; allowed: {allowed}",
        "“{mark}”不能作为表格数字的来历；可用：{allowed}",
    ),
}
