"""What is looked at in an old binary file (.xls, .doc) before it is read: its chains of sectors, streams and bounds.

An OLE file is a small disk: sectors chained by a table. A broken chain may run in a circle, and a sheet may claim any
size; the reader believes both. Here each chain is walked once with a limit. Source: [MS-CFB], [MS-XLS] of Microsoft.
"""

import struct

from procedures.importing.guard import MAX_AREA, MAX_CELLS, MAX_ROWS

_END, _FREE = 0xFFFFFFFE, 0xFFFFFFFF
#: Records of cells with content, by how they begin: row and column of two bytes each.
_CELLS = {0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E}
_BOF, _FILEPASS, _SST, _DIMENSIONS = 0x0809, 0x002F, 0x00FC, 0x0200


class Broken(Exception):
    """The file is no whole OLE file."""


class TooLarge(Exception):
    """A sheet holds more than a list of procedures can."""


class Locked(Exception):
    """The workbook is encrypted with a password."""


def streams(content: bytes) -> dict[str, tuple[int, int]]:
    """The streams by name: (first sector, size). Raises Broken where a chain of sectors is not whole."""
    return _Disk(content).streams


def check_workbook(content: bytes):
    """Raises Broken, TooLarge or Locked where an .xls must not be given to the reader."""
    disk = _Disk(content)
    book = disk.streams.get("Workbook") or disk.streams.get("Book")
    if not book:
        raise Broken
    _check_records(disk.read(*book))


class _Disk:
    def __init__(self, content):
        try:
            self._open(content)
        except (struct.error, IndexError, ValueError) as error:
            raise Broken from error

    def _open(self, content):
        self.content = content
        shift, small = struct.unpack_from("<HH", content, 30)
        if shift not in (9, 12) or small != 6:
            raise Broken
        self.size = 1 << shift
        self.count = len(content) // self.size + 1
        directory, _, self.cutoff, first_small, _, first_difat, n_difat = struct.unpack_from("<7I", content, 48)
        sectors = [sector for sector in struct.unpack_from("<109I", content, 76) if sector < _END]
        for _ in range(min(n_difat, self.count)):
            if first_difat >= _END:
                break
            *more, first_difat = struct.unpack(f"<{self.size // 4}I", self._sector(first_difat))
            sectors += [sector for sector in more if sector < _END]
        if len(sectors) > self.count:
            raise Broken
        table = b"".join(map(self._sector, sectors))
        self.table = struct.unpack(f"<{len(table) // 4}I", table)
        self.small_table = struct.unpack(f"<{len(small) // 4}I", small) if (small := self._chain(first_small)) else ()
        self.streams, self.small = {}, b""
        entries = self._chain(directory)
        for at in range(0, len(entries) - 127, 128):
            length, kind = struct.unpack_from("<HB", entries, at + 64)
            first, low = struct.unpack_from("<II", entries, at + 116)
            name = entries[at : at + min(max(length - 2, 0), 62)].decode("utf-16-le", "replace")
            if kind == 5:
                self.small = self._chain(first)
            if kind in (1, 2):
                self.streams[name] = (first, low if kind == 2 else 0)
        if sum(length for _, length in self.streams.values()) > len(content):
            raise Broken  # streams share no sectors: read one by one these would be endless
        for first, length in self.streams.values():
            self.read(first, length)

    def _sector(self, number):
        piece = self.content[(number + 1) * self.size : (number + 2) * self.size]
        if number >= self.count or not piece:
            raise Broken
        return piece.ljust(self.size, b"\0")

    def _chain(self, sector):
        found = []
        while sector < _END:
            found.append(self._sector(sector))
            if len(found) > self.count:
                raise Broken
            sector = self.table[sector]
        return b"".join(found)

    def read(self, first, length):
        """The bytes of a stream; a short one lies in the small sectors."""
        if not length:
            return b""
        if length > len(self.content):
            raise Broken
        if length >= self.cutoff:
            whole = self._chain(first)
        else:
            found, limit = [], len(self.small_table)
            while first < _END:
                found.append(self.small[first * 64 : first * 64 + 64])
                if len(found) > limit:
                    raise Broken
                first = self.small_table[first]
            whole = b"".join(found)
        if len(whole) < length:
            raise Broken
        return whole[:length]


def _check_records(book):
    at, cells, rows, last_row, last_column = 0, 0, set(), 0, 0
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        body, at = at + 4, at + 4 + length
        if at > len(book):
            raise Broken
        if kind in _CELLS and length >= 6:
            row, column = struct.unpack_from("<HH", book, body)
            rows.add(row)
            cells += (length - 6) // 6 + 1 if kind == 0x00BD else 1
            last_row, last_column = max(last_row, row + 1), max(last_column, column + 1)
        elif kind == _BOF:
            rows, last_row, last_column = set(), 0, 0
        elif kind == _FILEPASS:
            raise Locked
        elif kind == _SST and (length < 8 or struct.unpack_from("<I", book, body + 4)[0] > len(book)):
            raise Broken
        elif kind == _DIMENSIONS and length == 14:
            first, after, left, right = struct.unpack_from("<IIHH", book, body)
            if after > 65_536 or right > 256 or first > after or left > right:
                raise Broken
        if cells > MAX_CELLS or last_row * last_column > MAX_AREA or len(rows) > MAX_ROWS:
            raise TooLarge
