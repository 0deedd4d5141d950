"""Join set pages into one PDF: the list, the sheets with their feet, forms after their procedure, an outline."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pikepdf

A3 = 2**0.5  # an A4 page this many times as large in each direction is A3
MOST_FORM = 5_000_000  # bytes of a form that is bound in; a larger one is only named


def page_count(path: Path) -> int:
    """How many pages a set piece has."""
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def bind(
    pieces, stamps: Iterable[Path], out: Path, *, title: str, front: Callable[[], Path] | None, large: bool = False
) -> int:
    """Write one PDF. Returns how many pages it has.

    `pieces`: [(path, feet, entry)]: a PDF, whether its pages get the next pages of `stamps`, and the entry of the
    outline that leads to its first page: (field, words), either may be "". `front`: gives the list that comes before
    all of them, asked when they are joined, for it may still be at work. `large`: A3 instead of A4.
    """
    entries: list[tuple[str, str, int]] = []
    with pikepdf.new() as bound:
        feet, drawing = _feet(stamps), bound.make_indirect(bound.make_stream(b"/Foot Do"))
        for path, footed, (field, words) in pieces:
            with pikepdf.open(path) as piece:
                if field or words:
                    entries.append((field, words, len(bound.pages)))
                start = len(bound.pages)
                bound.pages.extend(piece.pages)
                if footed:
                    for number in range(start, len(bound.pages)):
                        _stamp(bound, bound.pages[number].obj, next(feet), drawing)
        if front:
            entries = [("", "Danh mục", 0), *_after(_put_before(bound, front()), entries)]
        if large:
            for page in bound.pages:
                _enlarge(bound, page)
        _outline(bound, entries)
        with bound.open_metadata() as about:
            about["dc:title"] = title
            about["dc:language"] = ["vi"]
        bound.Root.Lang = pikepdf.String("vi")
        bound.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        bound.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return len(bound.pages)


def _put_before(bound, path):
    """Put the pages of a PDF before all others; returns how many they are."""
    with pikepdf.open(path) as piece:
        for number, page in enumerate(piece.pages):
            bound.pages.insert(number, page)
        return len(piece.pages)


def _after(pages, entries):
    """Entries of the outline with so many pages before them."""
    return [(field, words, page + pages) for field, words, page in entries]


def _feet(stamps):
    for path in stamps:
        with pikepdf.open(path) as pdf:
            yield from pdf.pages


def _stamp(pdf, page, foot, drawing):
    """Lay a foot over a page set by the typesetter, which leaves no state behind: one drawing serves all pages.

    Pages of a sheet share their resources, so each gets a copy of the two dictionaries that name its foot.
    """
    resources = pikepdf.Dictionary(page.Resources)
    resources.XObject = pikepdf.Dictionary(resources.get("/XObject", pikepdf.Dictionary()))
    resources.XObject.Foot = pdf.copy_foreign(foot.as_form_xobject())
    page.Resources = resources
    page.Contents = pikepdf.Array([page.Contents, drawing])


def _enlarge(pdf, page):
    box = [float(side) * A3 for side in page.mediabox]
    page.contents_add(pdf.make_stream(f"q {A3} 0 0 {A3} 0 0 cm\n".encode()), prepend=True)
    page.contents_add(pdf.make_stream(b"\nQ"))
    page.mediabox = box
    for name in ("/CropBox", "/TrimBox", "/BleedBox", "/ArtBox"):
        if name in page.obj:
            del page.obj[name]


def _outline(bound, entries):
    with bound.open_outline() as outline:
        fields: dict[str, pikepdf.OutlineItem] = {}
        for field, words, page in entries:
            if not field:
                outline.root.append(pikepdf.OutlineItem(words, page))
                continue
            if field not in fields:
                fields[field] = pikepdf.OutlineItem(field, page)
                outline.root.append(fields[field])
            fields[field].children.append(pikepdf.OutlineItem(words, page))


def form_pages(path: Path) -> bool:
    """Whether a form's file can be bound in: a PDF of modest size that opens without a password."""
    try:
        if path.suffix.lower() != ".pdf" or path.stat().st_size > MOST_FORM:
            return False
        with pikepdf.open(path) as pdf:
            return not pdf.is_encrypted and 0 < len(pdf.pages) <= 30
    except (pikepdf.PdfError, OSError):
        return False
