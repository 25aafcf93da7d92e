"""Make the font that figures and pages carry for Chinese out of Noto Sans CJK.

    python -m experiments.font NotoSansCJK-Regular.ttc [--out FILE]

The collection is that of Noto Sans CJK 2.004, which Debian and others carry as a package of
fonts. Kept are the characters of GB 2312, those of Latin-1, and whatever else this project's own
files hold that the collection has; layout rules and hints are left out, and outlines become those
of TrueType, which every program reads and which can be cut down in a fraction of a second. The
same collection gives the same bytes.
"""

import argparse
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont, newTable

from sim.report.figures.look import CARRIED, FAMILY

SOURCE = "Noto Sans CJK SC"
HOME = Path(__file__).parent.parent
ENDINGS = {".py", ".json", ".yaml", ".md", ".html", ".vue"}
TABLES = ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
"""What only other languages, vertical text and fine typography need."""
FAULT = 1.0
"""How far a curve may lie from its original, in thousandths of the size."""


def characters() -> set[str]:
    """The characters to keep."""
    rows, cells = range(0xA1, 0xF8), range(0xA1, 0xFF)
    kept = {bytes((row, cell)).decode("gb2312", "ignore") for row in rows for cell in cells}
    kept |= {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100))} - {""}
    for folder in ("sim", "scenarios", "experiments"):
        for path in sorted((HOME / folder).rglob("*")):
            if path.suffix in ENDINGS:
                kept |= set(path.read_text(encoding="utf-8"))
    return kept


def cut(font: TTFont, kept: set[str]) -> None:
    """Leave out all but the glyphs of some characters."""
    options = Options(
        layout_features=[], hinting=False, notdef_outline=True, name_IDs=[0, 5, 8, 9, 13, 14]
    )
    options.drop_tables += TABLES
    cutter = Subsetter(options)
    cutter.populate(text="".join(sorted(kept)))
    cutter.subset(font)


def to_truetype(font: TTFont) -> None:
    """Turn cubic outlines into quadratic ones."""
    order, glyphs = font.getGlyphOrder(), font.getGlyphSet()
    made = {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, FAULT, reverse_direction=True))
        made[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphs, font["glyf"].glyphOrder = made, order
    del font["CFF "]
    maximum = font["maxp"] = newTable("maxp")
    maximum.tableVersion, maximum.numGlyphs = 0x00010000, len(order)
    for name in ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements"):
        setattr(maximum, f"max{name}", 0)
    maximum.maxZones, maximum.maxSizeOfInstructions, maximum.maxComponentElements = 1, 0, 0
    font["post"].formatType, font.sfntVersion = 3.0, "\x00\x01\x00\x00"


def rename(font: TTFont) -> None:
    """Give the font a name of its own, so that it is never taken for one that is installed."""
    names = {1: FAMILY, 2: "Regular", 3: f"{FAMILY} Regular", 4: FAMILY, 6: "cogovSansSC-Regular"}
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
        font["name"].setName(text, number, 1, 0, 0)


def main() -> None:
    """Read the collection and write the font."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("collection", type=Path)
    parser.add_argument("--out", type=Path, default=CARRIED)
    given = parser.parse_args()
    fonts = TTCollection(given.collection, recalcTimestamp=False).fonts
    font = next(one for one in fonts if one["name"].getDebugName(4) == SOURCE)
    cut(font, characters())
    to_truetype(font)
    rename(font)
    font.save(given.out)
    print(
        f"{given.out}: {len(font.getBestCmap()):,} characters, {given.out.stat().st_size:,} bytes"
    )


if __name__ == "__main__":
    main()
