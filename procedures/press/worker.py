"""The process that prints: `python -m procedures.press.worker`. Jobs come as JSON lines, answers go back the same way.

Reused typst compilers, one a thread; bodies of sheets are kept below the job's folder by the digest of what they say,
so that the same words serve every desk. Feet are put on when a board is bound. No database, no settings, no network.
"""

import contextlib
import ctypes
import importlib.util
import json
import os
import resource
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FEET = 250  # feet set in one go: more would take much memory at once
HANDS = 2  # sheets set at the same time
POLITE = 3  # how far the press steps back for whoever answers readers (nice)


class Typesetter:
    """Compilers with whole fonts, one for each thread that sets, reused: they keep what they have read."""

    def __init__(self):
        package = importlib.util.find_spec("fontpkg_be_vietnam_pro")
        self._fonts = str(Path(package.origin).parent / "files")
        self._own = threading.local()
        self.list_pages: dict[int, int] = {}  # pages that a list with so many lines had
        self.hands = ThreadPoolExecutor(HANDS)

    @property
    def compiler(self):
        """The compiler of this thread."""
        if not hasattr(self._own, "compiler"):
            import typst

            self._own.compiler = typst.Compiler(root=str(HERE), font_paths=[self._fonts], ignore_system_fonts=True)
        return self._own.compiler

    def set(self, template: str, data: dict[str, Any], out: Path):
        """Set one template with its data as a PDF. Written whole or not at all."""
        half = out.with_suffix(f".{os.getpid()}")
        inputs = {"data": json.dumps(data, ensure_ascii=False)}
        self.compiler.compile(
            input=str(HERE / template), output=str(half), format="pdf", sys_inputs=inputs, pdf_tags=False
        )
        half.replace(out)

    def forget(self):
        """Give back memory: the compiler drops what it has not used in its last ten runs."""
        for _ in range(12):
            self.compiler.compile(input=b"", format="pdf")
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)


def body(folder: Path, sheet: dict[str, Any], typesetter) -> tuple[Path, dict[str, Any]]:
    """The set body of a sheet and what is known of it: {pages, forms}. Set where it is not kept yet."""
    from procedures.press.arrange import arranged
    from procedures.press.bind import page_count

    path = folder / sheet["key"][:2] / f"{sheet['key']}.pdf"
    about = path.with_suffix(".json")
    try:
        known = json.loads(about.read_text())
        os.utime(path)
        return path, known
    except (OSError, ValueError):
        path.parent.mkdir(parents=True, exist_ok=True)
    told = arranged(json.loads(sheet["document"]), sheet["local"], sheet["head"])
    typesetter.set("sheet.typ", told, path)
    known = {"pages": page_count(path), "forms": [form["file"] for form in told["forms"]]}
    half = about.with_suffix(f".{os.getpid()}")
    half.write_text(json.dumps(known))
    half.replace(about)
    return path, known


def print_board(job, typesetter) -> dict:
    """A board or a part of it. Answers {pages, sheets: {key: pages}}.

    While the typesetter works nothing keeps Python from working: sheets are set side by side, then the list beside the
    feet, and pages are joined beside both.
    """
    from procedures.press.bind import bind, form_pages

    folder, out, media = Path(job["folder"]), Path(job["out"]), Path(job["media"])
    work = out.parent
    counts: dict[str, int] = {}
    bodies: dict[str, Path] = {}
    hands = typesetter.hands
    told = hands.map(lambda sheet: body(folder, sheet, typesetter), job["sheets"])
    for sheet, (path, known) in zip(job["sheets"], told, strict=True):
        bodies[sheet["key"]] = path
        counts[sheet["key"]] = known["pages"]
        sheet["bound_forms"] = [file for file in (media / name for name in known["forms"]) if form_pages(file)]
    half = out.with_suffix(".half")
    stem = work / out.stem
    cover = hands.submit(_set_cover, job, counts, stem, typesetter) if job.get("cover") else None
    stamps = [
        hands.submit(_stamp, portion, counts, stem.with_name(f"{stem.name}-feet{number}.pdf"), typesetter)
        for number, portion in enumerate(_portions(job["sheets"], counts))
    ]
    pages = bind(
        _pieces(job, bodies, stem, typesetter),
        (each.result() for each in stamps),
        half,
        title=job["title"],
        front=cover and cover.result,
        large=job["large"],
    )
    half.replace(out)
    for rest in work.glob(f"{out.stem}-*.pdf"):
        rest.unlink()
    return {"pages": pages, "sheets": counts}


def _portions(sheets, counts):
    """Sheets whose feet are set together: some FEET pages, more only where one sheet alone has more."""
    portion: list[dict[str, Any]] = []
    pages = 0
    for sheet in sheets:
        if portion and pages + counts[sheet["key"]] > FEET:
            yield portion
            portion, pages = [], 0
        portion.append(sheet)
        pages += counts[sheet["key"]]
    if portion:
        yield portion


def _pieces(job, bodies, stem: Path, typesetter):
    """What `bind` joins behind the list: each sheet with its forms, the feedback sheet."""
    pieces: list[tuple[Path, bool, tuple[str, str]]] = []
    for sheet in job["sheets"]:
        pieces.append((bodies[sheet["key"]], True, (sheet["field"], f"{sheet['number']}. {sheet['title']}")))
        pieces += [(path, False, ("", "")) for path in sheet["bound_forms"]]
    if job.get("feedback"):
        feedback = stem.with_name(f"{stem.name}-feedback.pdf")
        typesetter.set("feedback.typ", job["feedback"], feedback)
        pieces.append((feedback, False, ("", "Phản ánh, kiến nghị")))
    return pieces


def _feet(sheets, counts) -> list[dict[str, Any]]:
    """The foot of every page of sheets; the code stands on the first."""
    from procedures.press.codes import png

    return [
        {
            "qr": png(sheet["address"]) if number == 1 else [],
            "page": f"Tờ {sheet['number']}, trang {number}/{counts[sheet['key']]}",
            "desk": sheet["foot"],
            "shown": sheet["shown"],
        }
        for sheet in sheets
        for number in range(1, counts[sheet["key"]] + 1)
    ]


def _stamp(sheets, counts, path: Path, typesetter) -> Path:
    typesetter.set("stamps.typ", {"feet": _feet(sheets, counts)}, path)
    typesetter.forget()
    return path


def _set_cover(job, counts, stem: Path, typesetter) -> Path:
    """The list, which names the page on which each sheet begins; so it must be known how many pages it has itself.

    Another list as long had as many, most likely: set with that number, and once more where it was another.
    """
    from procedures.press.bind import page_count

    cover = stem.with_name(f"{stem.name}-cover.pdf")
    after = {}
    page = 1
    for sheet in job["sheets"]:
        after[sheet["number"]] = page
        page += counts[sheet["key"]] + sum(page_count(path) for path in sheet["bound_forms"])
    length = sum(len(field["lines"]) for field in job["cover"]["fields"])
    own = typesetter.list_pages.get(length, 1)
    for _ in range(3):
        typesetter.set("cover.typ", _with_pages(job["cover"], {key: own + each for key, each in after.items()}), cover)
        guess, own = own, page_count(cover)
        if guess == own:
            break
    typesetter.list_pages[length] = own
    typesetter.forget()
    return cover


def _with_pages(cover, starts):
    fields = [
        {**field, "lines": [{**line, "page": str(starts.get(line["number"], ""))} for line in field["lines"]]}
        for field in cover["fields"]
    ]
    return {**cover, "fields": fields}


def print_labels(job, typesetter) -> dict:
    """A page of labels after the other."""
    from procedures.press.bind import page_count
    from procedures.press.codes import png

    out, data = Path(job["out"]), job["data"]
    labels = [{**label, "qr": png(label["address"])} for label in data["labels"]]
    typesetter.set("labels.typ", {**data, "labels": labels}, out)
    return {"pages": page_count(out)}


def peak() -> int:
    """The most memory this process ever had, in MB. Its own: `getrusage` begins with that of whoever started it."""
    with contextlib.suppress(OSError, StopIteration):
        lines = Path("/proc/self/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


JOBS = {"board": print_board, "labels": print_labels}


def main():
    """Answer one job a line until the other side closes. A job that fails is told, the process lives on."""
    os.nice(POLITE)
    typesetter = Typesetter()
    for line in sys.stdin:
        started, worked = time.monotonic(), time.process_time()
        try:
            job = json.loads(Path(line.strip()).read_text(encoding="utf-8"))
            answer = JOBS[job["kind"]](job, typesetter)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        answer["seconds"] = round(time.monotonic() - started, 3)
        answer["worked"] = round(time.process_time() - worked, 3)  # of all its threads
        answer["peak"] = peak()
        print(json.dumps(answer, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
