"""What the buttons of the form do to what is typed: add, copy, remove, bring back, move, paste, replace. Pure.

A button says `do`: "add:steps", "add:cases-2-items", "up:steps-3", "paste:cases-2", "undo" … None loses what is typed.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass

from pydantic import ValidationError

from procedures.editing import tables
from procedures.editing.shape import REMOVED_KEPT, ROWS, SOME, Rows, Typed, is_blank, kind_of, new_row
from procedures.wording import shortened


@dataclass(frozen=True)
class Done:
    """What came of it: the row or field to look at ("" none), what to say, whether it could not be done."""

    focus: str = ""
    said: str = ""
    failed: bool = False


def act(typed: Typed, do: str) -> Done:
    """Do it, on the spot. What is not known or has gone meanwhile is said to be so."""
    verb, _, path = do.partition(":")
    try:
        return _VERBS[verb](typed, path)
    except (KeyError, StopIteration):
        return Done(said="Không làm được: dòng này không còn trong trang.", failed=True)


def _owner(typed, tokens) -> Typed:
    """What holds the list: the whole, or a row of it."""
    if len(tokens) < 3:
        return typed
    return next(row for row in typed[tokens[0]] if row["id"] == tokens[1])


def _list(typed, path):
    """(list, its Rows, what holds it, its name) of the path of a list or of one of its rows."""
    tokens = path.split("-")
    owner = _owner(typed, tokens)
    name = tokens[2] if len(tokens) > 2 else tokens[0]
    return owner[name], kind_of(path), owner, name


def _find(typed, path):
    """(list, place in it, its Rows) of the path of a row."""
    rows, kind, _, _ = _list(typed, path)
    number = path.split("-")[-1]
    return rows, next(at for at, row in enumerate(rows) if row["id"] == number), kind


def _free_id(rows, typed):
    taken = [int(row["id"]) for row in rows if row["id"].isdecimal()]
    taken += [int(each["row"]["id"]) for each in typed["removed"] if each["row"]["id"].isdecimal()]
    return str(max(taken, default=0) + 1)


def _said(owner, name, kind):
    if kind.said:
        owner[f"{name}_said"] = SOME


def _word(kind, at):
    return f"{kind.word} {at + 1}"


def _parent(path):
    return path.rpartition("-")[0]


def append(typed: Typed, path: str, values: Typed | None = None) -> str:
    """A new row at the end of a list, with these values. Returns its path."""
    rows, kind, owner, name = _list(typed, path)
    row = new_row(kind, _free_id(rows, typed))
    for field, value in (values or {}).items():
        row[field] = value
    for inner, within in kind.inside:
        row[inner] = [new_row(within, str(at)) | each for at, each in enumerate(row[inner], 1)]
    rows.append(row)
    _said(owner, name, kind)
    return f"{path}-{row['id']}"


def _add(typed, path):
    made = append(typed, path)
    if path == "cases":
        append(typed, f"{made}-items")
    rows, kind, _, _ = _list(typed, path)
    return Done(made, f"Đã thêm {_word(kind, len(rows) - 1)}.")


def _copy(typed, path):
    rows, at, kind = _find(typed, path)
    row = deepcopy(rows[at]) | {"id": _free_id(rows, typed)}
    rows.insert(at + 1, row)
    return Done(f"{_parent(path)}-{row['id']}", f"Đã chép {_word(kind, at)} thành {_word(kind, at + 1)}.")


def _remove(typed, path):
    rows, at, kind = _find(typed, path)
    row = rows.pop(at)
    typed["removed"] = [*typed["removed"], {"path": _parent(path), "at": at, "row": row}][-REMOVED_KEPT:]
    name = shortened(next((row[n] for n in ("heading", "name", "title", "text", "note") if row.get(n)), ""), 60)
    return Done("undo", f"Đã xóa {_word(kind, at)}{f' «{name}»' if name else ''}.")


def _undo(typed, path):
    if not typed["removed"]:
        return Done(said="Không còn gì để lấy lại.", failed=True)
    last = typed["removed"].pop()
    try:
        rows, kind, owner, name = _list(typed, last["path"])
    except StopIteration:
        typed["removed"].append(last)
        return Done(said="Trường hợp chứa dòng này đã bị xóa; thêm lại trường hợp đó trước.", failed=True)
    row = last["row"]
    if any(each["id"] == row["id"] for each in rows):
        row["id"] = _free_id(rows, typed)
    at = min(last["at"], len(rows))
    rows.insert(at, row)
    _said(owner, name, kind)
    return Done(f"{last['path']}-{row['id']}", f"Đã lấy lại {_word(kind, at)}.")


def _move(typed, path, step):
    rows, at, kind = _find(typed, path)
    to = at + step
    if not 0 <= to < len(rows):
        edge = "đầu" if step < 0 else "cuối"
        return Done(path, f"{_word(kind, at).capitalize()} đã ở {edge} danh sách.")
    rows[at], rows[to] = rows[to], rows[at]
    return Done(path, f"Đã chuyển {'lên' if step < 0 else 'xuống'} thành {_word(kind, to)}.")


def _form(typed, path):
    rows, at, _ = _find(typed, path)
    rows[at] |= {"form": "1", "form_name": rows[at]["form_name"] or shortened(rows[at]["name"], 300)}
    return Done(f"{path}-form_name", "Đã mở chỗ ghi mẫu đơn.")


def _no_form(typed, path):
    rows, at, _ = _find(typed, path)
    rows[at] |= {"form": "", "form_name": "", "form_number": "", "form_kept": ""}
    return Done(path, "Đã bỏ mẫu khỏi giấy tờ này. Tệp vẫn còn trong kho mẫu đơn.")


#: Lists that take a table: path of what is pasted into → (where the text stands, list, how it is read).
_PASTED: dict[str, tuple[str, Callable[[str], list[Typed]]]] = {
    "cases": ("items", tables.papers),
    "methods": ("fees", tables.fees),
}


def _paste(typed, path):
    if path == "methods":
        owner, field, into, read = typed, "methods_paste", "methods", tables.methods
    else:
        rows, at, _ = _find(typed, path)
        owner, field = rows[at], "paste"
        inner, read = _PASTED[path.split("-")[0]]
        into = f"{path}-{inner}"
    here = f"{path}_paste" if path == "methods" else f"{path}-paste"
    try:
        found = read(owner[field])
    except ValidationError:
        return Done(here, _BEYOND, failed=True)
    kind = kind_of(into)
    if not found:
        return Done(here, _NOTHING_READ, failed=True)
    target, _, holder, name = _list(typed, into)
    holder[name] = target = [row for row in target if not is_blank(kind, row)]
    made = [append(typed, into, each) for each in found]
    owner[field] = ""
    return Done(made[0], f"Đã thêm {len(made)} dòng từ bảng vừa dán. Đối chiếu lại từng dòng.")


_NOTHING_READ = (
    "Chưa thấy dòng nào trong ô dán. Trong Word hoặc Excel: chọn bảng, sao chép (Ctrl+C), rồi dán (Ctrl+V) vào ô."
)
_BEYOND = "Chưa thêm dòng nào: trong bảng có ô quá dài hoặc con số quá lớn. Xem lại bảng trong ô dán, rồi bấm lại."


def replace(typed: Typed, names: tuple[str, ...], row: str, found: str, suggestion: str) -> Done:
    """Put `suggestion` where `found` stands first: in a row (and what it holds), else in these fields of the whole."""
    if row:
        rows, at, kind = _find(typed, row)
        if field := _replaced_in(kind, rows[at], row, found, suggestion):
            return Done(field, f"Đã thay «{found}» bằng «{suggestion}».")
    for name in names:
        if name in ROWS:
            for each in typed[name]:
                if field := _replaced_in(ROWS[name], each, f"{name}-{each['id']}", found, suggestion):
                    return Done(field, f"Đã thay «{found}» bằng «{suggestion}».")
        elif found in (text := typed.get(name) or "") and isinstance(text, str):
            typed[name] = text.replace(found, suggestion, 1)
            return Done(name, f"Đã thay «{found}» bằng «{suggestion}».")
    return Done(said=f"Không còn thấy «{found}» để thay.", failed=True)


def _replaced_in(kind: Rows, row, path, found, suggestion):
    """The field in which it was replaced, "" for none."""
    for name in kind.fields:
        if name not in {"form_kept", "paste"} and found in row[name]:
            row[name] = row[name].replace(found, suggestion, 1)
            return f"{path}-{name}"
    for name, inner in kind.inside:
        for each in row[name]:
            if field := _replaced_in(inner, each, f"{path}-{name}-{each['id']}", found, suggestion):
                return field
    return ""


_VERBS: dict[str, Callable[[Typed, str], Done]] = {
    "add": _add,
    "copy": _copy,
    "remove": _remove,
    "undo": _undo,
    "up": lambda typed, path: _move(typed, path, -1),
    "down": lambda typed, path: _move(typed, path, 1),
    "form": _form,
    "no-form": _no_form,
    "paste": _paste,
}
