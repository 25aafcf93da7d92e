"""Words of the reference in a language: its own, those of declarations, and translations."""

from collections.abc import Mapping
from dataclasses import dataclass

from sim.declare import Label
from sim.report.words import words_in
from sim.words.translations import sentences as translations

_L = Label
_WORDS: Mapping[str, Label] = {
    "key": _L("key", "键"),
    "form": _L("written as", "写法"),
    "meaning": _L("meaning", "含义"),
    "default": _L("default", "默认"),
    "left_out": _L("when left out", "不写时"),
    "required": _L("must be there", "必写"),
    "text": _L("text", "文本"),
    "whole": _L("whole number", "整数"),
    "number": _L("number", "数"),
    "month": _L("month YYYY-MM", "月份 YYYY-MM"),
    "seeds": _L("seeds", "种子"),
    "mapping": _L("mapping", "映射"),
    "by_name": _L("mapping by path", "按路径的映射"),
    "by_year": _L("mapping by year", "按年的映射"),
    "list": _L("list", "列表"),
    "list_of": _L("list of {}", "列表（{}）"),
    "anything": _L("value", "值"),
    "see_levers": _L("mapping, see section 5", "映射，见第 5 节"),
    "see_parameters": _L("mapping, see section 6", "映射，见第 6 节"),
    "or": _L("or", "或"),
    "more_than": _L("more than {}", "大于 {}"),
    "from": _L("from {}", "不小于 {}"),
    "lever": _L("lever", "政策工具"),
    "label": _L("label", "名称"),
    "unit": _L("unit", "单位"),
    "range": _L("range", "范围"),
    "off": _L("off", "关"),
    "mechanism": _L("mechanism", "机制"),
    "needs": _L("needs", "须有"),
    "cost": _L("cost a year", "年成本"),
    "for": _L("set for", "设定范围"),
    "town": _L("town", "全镇"),
    "each": _L("town or community", "全镇或社区"),
    "one_of": _L("one of {}", "{} 之一"),
    "parameter": _L("parameter", "参数"),
    "mark": _L("mark", "标记"),
    "source": _L("source", "来源"),
    "none": _L("none", "无"),
    "cost_town": _L("{} yuan", "{} 元"),
    "cost_community": _L("{} yuan in each community", "每社区 {} 元"),
    "cost_resident": _L("{} yuan for each resident", "每居民 {} 元"),
    "known": _L(" ({})", "（{}）"),
    "known_from": _L(" ({}: {})", "（{}：{}）"),
    "column": _L("column", "列"),
    "path": _L("path", "路径"),
    "name": _L("name", "名称"),
    "extends": _L("extends", "父情景"),
    "scenarios": _L("Scenarios", "情景"),
    "towns": _L("Towns", "城镇"),
    "experiments": _L("Experiments", "实验"),
    "communities": _L("{} communities, {} residents", "{} 个社区，{} 名居民"),
    "note": _L(
        "*Written by `cogov reference`; do not edit.*",
        "*由 `cogov reference --lang zh` 写出，请勿手改。*",
    ),
}
"""Fixed words of the tables."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the reference.

    Attributes:
        code: ``en`` or ``zh``.
    """

    code: str

    def word(self, name: str, *values: object) -> str:
        """A fixed word, its braces filled."""
        return self.pick(_WORDS[name]).format(*values)

    def pick(self, label: Label) -> str:
        """A label in this language."""
        return label.zh if self.code == "zh" else label.en

    def say(self, text: str) -> str:
        """A sentence of a declaration in this language; in English where nobody translated it."""
        return translations().get(text, text) if self.code == "zh" else text

    def unit(self, unit: str) -> str:
        """The unit of numbers that are shown as files have them: shares are not per cent."""
        if self.code == "en" or unit in translations():
            return self.say(unit)
        return words_in(self.code).unit(unit)

    def title(self, label: Label) -> str:
        """A label for a table: in English both, in Chinese the Chinese one."""
        return label.zh if self.code == "zh" else f"{label.en} {label.zh}"
