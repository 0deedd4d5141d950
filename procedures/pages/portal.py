"""Addresses of the national public-service portal. It has changed them before: they are data, and stand only here.

As of November 2026: a procedure's page is known by an identifier of the portal's own (`Procedure.portal_id`), which
only some sources give; every procedure is found by its code on the search page.
"""

from dataclasses import dataclass
from urllib.parse import quote

from procedures.validators import RESERVED_CODE

NAME = "Cổng Dịch vụ công quốc gia"
PAGE = "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/{id}"
SEARCH = (
    "https://dichvucong.gov.vn/tra-cuu-thu-tuc/danh-sach"
    "?keyword={code}&showAdvanced=false&formalityType=STANDARD&limit=10&activeKey=STANDARD"
)


@dataclass(frozen=True)
class PortalLink:
    """A way to a procedure on the national portal. `exact`: its own page; else the search, where the code helps."""

    url: str
    exact: bool


def link(code: str, portal_id=None) -> PortalLink | None:
    """The page by the portal's identifier where it is known, else the search for the code; None for invented codes."""
    if RESERVED_CODE.fullmatch(code):
        return None
    if portal_id:
        return PortalLink(PAGE.format(id=quote(str(portal_id))), True)
    return PortalLink(SEARCH.format(code=quote(code)), False)
