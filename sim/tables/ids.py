"""Ids and English labels of communities, from codes, pinyin or Latin letters."""

import re
from collections.abc import Sequence
from unicodedata import normalize

from sim.extras import need
from sim.scenario.town import RESERVED_IDS
from sim.tables.gather import GatheredCommunity
from sim.tables.headings import core
from sim.tables.read import EXTRA

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_ID = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
LONGEST = 36


def is_chinese(name: str) -> bool:
    """Tell whether a name is written in Chinese."""
    return bool(_CHINESE.search(name))


def syllables(name: str) -> list[str]:
    """Spell a Chinese name in pinyin, without tones; words in Latin letters stay.

    Raises:
        OptionError: The extra that knows pinyin is not installed.
    """
    need(EXTRA, f"pinyin ({name})")
    from pypinyin import lazy_pinyin

    found = lazy_pinyin(name, errors=lambda text: " ".join(_plain(text)))
    return [word for part in found for word in part.split()]


def _plain(text: str) -> list[str]:
    """Find the runs of Latin letters and digits in a text, in lower case."""
    return re.findall(r"[a-z0-9]+", normalize("NFKD", text).lower())


def english(name: str) -> str:
    """Write a label in Latin letters, ``Beiguan`` for 北关社区."""
    if not is_chinese(name):
        return name
    return "".join(syllables(core(name))).capitalize() or name


def ids(communities: Sequence[GatheredCommunity]) -> list[str]:
    """Choose an id for each community: its own, its code where all have one, or its name."""
    found: list[str] = []
    coded = all(one.code for one in communities)
    for one in communities:
        wanted = one.id.lower()
        if not _ID.match(wanted):
            wanted = f"c{one.code}" if coded else slug(one.english or one.name)
        number, first = 2, wanted
        while wanted in found or wanted in RESERVED_IDS:
            wanted, number = f"{first}_{number}", number + 1
        found.append(wanted)
    return found


def slug(name: str) -> str:
    """Turn a name into an id."""
    short = core(name)
    parts = syllables(short) if is_chinese(short) else []
    text = "".join(parts) or "_".join(_plain(short))
    if not text or not text[0].isalpha():
        text = f"c{text}"
    return text[:LONGEST]
