"""Makes the two web fonts of the portal from the whole Be Vietnam Pro files.

    pip install fonttools brotli fontpkg-be-vietnam-pro
    python static/fonts/subset.py FOLDER_WITH_TTF_FILES

Keeps Latin and every Vietnamese letter, the punctuation Vietnamese text uses and the đồng sign; keeps kerning and mark
positioning; adds tabular figures (`tnum`), which the font lacks and columns of numbers need. Run it again only when the
font itself has a new version: the results are kept in the repository, so that neither installing nor serving the portal
needs these tools.
"""

import sys
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent

WEIGHTS = {"BeVietnamPro-Regular.ttf": "be-vietnam-pro-400.woff2", "BeVietnamPro-Bold.ttf": "be-vietnam-pro-700.woff2"}
CHARACTERS = ",".join(
    [
        "U+0020-007E,U+00A0-00FF",  # Latin
        "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+1EA0-1EF9",  # Vietnamese
        "U+0300-0301,U+0303,U+0306,U+0309,U+031B,U+0323",  # marks that stand alone in decomposed text
        "U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+2030,U+2032-2033,U+2039-203A,U+202F",  # punctuation
        "U+20AB,U+20AC,U+2116,U+2122,U+2190-2193,U+2196-2199,U+2212,U+2260,U+2264-2265",  # signs
    ]
)
FEATURES = "kern,mark,mkmk,ccmp,locl,liga,tnum,lnum,pnum"


def add_tabular_figures(font):
    """Ten more figures of one width, and the feature `tnum` that puts them in the place of the usual ones."""
    usual = [font.getBestCmap()[code] for code in range(ord("0"), ord("9") + 1)]
    widths = font["hmtx"].metrics
    # The narrow "1" gets air, the others hardly change: the second widest is wide enough.
    width = sorted(widths[name][0] for name in usual)[-2]
    tabular = {}
    for name in usual:
        part = GlyphComponent()
        part.glyphName, part.flags = name, 0x0002 | 0x0004  # offsets as they are, on the grid
        part.x, part.y = (width - widths[name][0]) // 2, 0
        glyph = Glyph()
        glyph.numberOfContours, glyph.components = -1, [part]
        tabular[name] = f"{name}.tnum"
        font.setGlyphOrder([*font.getGlyphOrder(), tabular[name]])
        font["glyf"].glyphs[tabular[name]] = glyph
        widths[tabular[name]] = (width, widths[name][1] + part.x)
    font["glyf"].setGlyphOrder(font.getGlyphOrder())
    _add_feature(font["GSUB"].table, "tnum", tabular)


def give_d_bar_room(font):
    """More air before Đ: in "QĐ", the mark of every decision, its bar touches the Q in the bold weight."""
    name, room = font.getBestCmap()[ord("Đ")], 55
    width, bearing = font["hmtx"].metrics[name]
    shift = max(0, room - bearing)
    glyph = font["glyf"][name]
    glyph.coordinates.translate((shift, 0))
    glyph.recalcBounds(font["glyf"])
    font["hmtx"].metrics[name] = (width + shift, bearing + shift)


def _add_feature(table, tag, substitutes):
    single = otTables.SingleSubst()
    single.mapping = substitutes
    lookup = otTables.Lookup()
    lookup.LookupType, lookup.LookupFlag, lookup.SubTable, lookup.SubTableCount = 1, 0, [single], 1
    table.LookupList.Lookup.append(lookup)
    record = otTables.FeatureRecord()
    record.FeatureTag, record.Feature = tag, otTables.Feature()
    record.Feature.FeatureParams = None
    record.Feature.LookupListIndex = [len(table.LookupList.Lookup) - 1]
    table.FeatureList.FeatureRecord.append(record)
    index = len(table.FeatureList.FeatureRecord) - 1
    for script in table.ScriptList.ScriptRecord:
        languages = [each.LangSys for each in script.Script.LangSysRecord]
        for language in [script.Script.DefaultLangSys, *languages]:
            if language:
                language.FeatureIndex.append(index)


def main(folder):
    for source, target in WEIGHTS.items():
        output = Path(__file__).parent / target
        font = TTFont(Path(folder) / source)
        give_d_bar_room(font)
        add_tabular_figures(font)
        font.save(whole := Path(tempfile.mkdtemp()) / source)
        subset.main(
            [
                str(whole),
                f"--unicodes={CHARACTERS}",
                f"--layout-features={FEATURES}",
                "--flavor=woff2",
                "--no-hinting",
                "--desubroutinize",
                "--name-IDs=0,1,2,13,14",
                f"--output-file={output}",
            ]
        )
        print(f"{output.name}: {output.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1])
