"""Plans lists: rows that carry only code, name, agencies, field.

An unknown code becomes a procedure of which only the name is known; a known code with another name is a finding; a row
without a national code is found by its other code, or becomes a finding, and never makes a procedure.
"""

from procedures.importing.codes import TROUBLE
from procedures.importing.findings import Kind
from procedures.importing.lists import Listed, listed, same_name
from procedures.importing.planned import Plan
from procedures.importing.records import Records
from procedures.importing.rows import Row
from procedures.text import fold

#: Of a mapping of codes only these words belong to the national code; the rest belongs to one unit.
OF_THE_CODE = ("code", "name")


class Lists(Records):
    """Plans the rows of a list."""

    def __init__(self, plan: Plan):
        super().__init__(plan)
        self.unmatched: dict[tuple[str, str], list[Listed]] = {}

    def take(self, row: Row):
        """One row of the file."""
        found = listed(row)
        if found.code.trouble in (Kind.CODE_DELETED, Kind.CODE_RESERVED):
            message, remedy = TROUBLE[found.code.trouble]
            self.plan.reject(found.code.trouble, found.at("code"), message.format(found.code.written), remedy)
        elif not found.code.national:
            self._without_code(found)
        elif not fold(found.words.get("name", "")):
            self.plan.reject(
                Kind.NAME_MISSING,
                found.at("name"),
                f"Thủ tục {found.code.national} không có tên.",
                "Ghi tên thủ tục rồi nhập lại.",
                found.code.national,
            )
        else:
            self._with_code(found)

    def finish(self):
        """Say once what was met many times: one procedure of one system stands there once for each unit."""
        for (_, name), rows in self.unmatched.items():
            first, more = rows[0], len(rows) - 1
            again = f" (lặp lại ở {more} dòng khác, đến dòng {rows[-1].place.row})" if more else ""
            other = f", mã riêng {first.aliases[0]}" if first.aliases else ""
            self.plan.reject(
                Kind.NO_NATIONAL_CODE,
                first.at("name"),
                f"Dòng không có mã thủ tục quốc gia: «{name[:200]}»{other}{again}.",
                "Thêm mã quốc gia vào tệp, hoặc nhập bảng đối chiếu mã riêng với mã quốc gia.",
            )
            self.plan.counts["rejected"] += more
        super().finish()

    def _without_code(self, found):
        if any(alias in self.known.aliases for alias in found.aliases):
            self.plan.counts["unchanged"] += 1
            return
        name = found.words.get("name") or found.words.get("local_name", "")
        self.unmatched.setdefault((" ".join(found.aliases), name), []).append(found)

    def _with_code(self, found):
        code = found.code.national
        if code not in self.known.procedures:
            code = self.known.aliases.get(code, code)
        if self.plan.is_beyond_reach(code, found.at("code")):
            return
        if found.code.repaired:
            self.repaired(found.code, found.at("code"))
        self._aliases(found, code)
        words = found.words
        if self.plan.source == "code_map":
            words = {name: words[name] for name in OF_THE_CODE}
            if code in self.seen:
                self.plan.counts["unchanged"] += 1
                return
        now = self.known.standing(code).name
        if now and not same_name(now, words["name"]):
            self.plan.warn(
                Kind.NAME_DIFFERS,
                found.at("name"),
                f"Danh sách gọi {code} là «{words['name']}»; cổng ghi «{now}».",
                "Kiểm tra tên đúng theo quyết định công bố.",
                code,
            )
        self.compare(code, words, found.at("name"))

    def _aliases(self, found, code):
        for alias in found.aliases:
            owner = self.known.aliases.get(alias)
            if owner is None:
                self.known.aliases[alias] = self.plan.aliases[alias] = code
            elif owner != code:
                self.plan.warn(
                    Kind.ALIAS_TAKEN,
                    found.at("local_code"),
                    f"Mã riêng {alias} đã thuộc {owner}, không gắn vào {code}.",
                    "Kiểm tra bảng đối chiếu mã; sửa mã khác của thủ tục trong trang quản trị nếu cần.",
                    code,
                )
