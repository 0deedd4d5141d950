"""What people call what the law names, as tables."""

from procedures.admin.tables.columns import Column, Day, Number, Shown
from procedures.admin.tables.resource import TableResource
from procedures.models import MissedQuery, Synonym


class SynonymTable(TableResource):
    model = Synonym
    keys = (("term", "official"),)

    term = Column("term", "Người dân gọi")
    official = Column("official", "Tên trong văn bản")
    note = Column("note", "Ghi chú")


class MissedQueryTable(TableResource):
    """Words searched in vain: only out."""

    model = MissedQuery
    takes_in = False

    words = Shown("words", "Từ đã tìm")
    days = Number("days", "Số ngày có người tìm")
    times = Number("times", "Số lần")
    first_on = Day("first_on", "Lần đầu ngày")
    last_on = Day("last_on", "Lần cuối ngày")
