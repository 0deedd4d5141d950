"""What a desk receives in a whole country against one desk alone, the room it takes, and what printing a board takes.

Two databases that are alike but for the number of desks (`country`), a web process on each (`reader`), asked in turn:
whatever else the machine does slows both. 3,321 desks with 470 procedures each are 1.56 million pairs; none of them is
stored, so what one desk asks must not notice the others. Real sheets where REAL_DATA names their folder, else invented
ones as long. Seconds are told; judged are ratios, room and memory.
"""

import json
import subprocess
import sys
from statistics import median

from tests.bench.ground import ROOT, grounds, run

LIMIT = 1.5  # times as long as with one desk
ROOM = 50  # MB in the tables that desks and boards brought
PRESS = 400  # MB of the process that prints
TIMES = 41  # each question is asked so often on each side
SEVERAL = 11  # the same for what is only told

#: What is judged: how it is called, name in `reader`.
JUDGED = (
    ("nơi nộp tiếp nhận gì (hàm)", "received"),
    ("trang nơi nộp", "desk"),
    ("trang niêm yết", "board"),
    ("ai tiếp nhận một thủ tục (hàm)", "receivers"),
    ("trang thủ tục, đã chọn nơi nộp", "procedure"),
)
#: What is only told. The lists show twenty desks and a hundred agencies a page, where there are as many.
TOLD = (
    ("bảng một nơi nộp so với hôm nay (hàm)", "wall"),
    ("ai tiếp nhận, 332 xã gửi đi nơi khác (hàm)", "receivers often"),
    ("trang thủ tục đó", "procedure often"),
    ("tìm nơi nộp", "finder"),
    ("tìm nơi nộp theo tên", "finder by name"),
    ("tìm nơi nộp theo thủ tục", "finder by procedure"),
    ("tìm nơi nộp gần đây", "finder near"),
    ("trang chủ", "home"),
    ("danh sách cơ quan", "agencies"),
)
SLOW = 3.0
#: Printing: times the work of reading and arranging the words of all sheets, which the first has to do once; and what
#: that ought to take by the clock on a quiet machine with two cores, in seconds.
FIRST, AGAIN, CHANGED = (24.0, 15), (10.0, 3), (1.0, 1)


class Asked:
    """A reader in a process of its own."""

    def __init__(self, environment):
        command = [sys.executable, "-W", "ignore", "-m", "tests.bench.reader"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __call__(self, *question):
        """The answer to a question: the name of a method of the reader, and what it wants."""
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def end(self):
        """Let the process end."""
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def main():
    """Measure and print; 1 where a limit is passed."""
    failed = False
    for name, (one, country) in grounds(_fill, "one", "country"):
        print(f"{name}:", flush=True)
        run(one, "-m", "tests.bench.country", "ONE")
        run(country, "-m", "tests.bench.country", "ALL")
        alone, among = Asked(one), Asked(country)
        try:
            failed |= _measure(alone, among)
        finally:
            alone.end()
            among.end()
    return int(failed)


def _fill(environment):
    run(environment, "manage.py", "migrate", "-v0")
    run(environment, "-m", "tests.bench.country", "WORDS")


def _measure(alone, among):
    few, many = alone("begin"), among("begin")
    print(f"  nơi nộp: {few['desks']} và {many['desks']}")
    failed = False
    for label, question in JUDGED:
        ratio = _compare(label, question, alone, among, TIMES, f"giới hạn {LIMIT}")
        queries = alone("queries", question)["queries"], among("queries", question)["queries"]
        print(f"    số truy vấn: {queries[0]} và {queries[1]}")
        failed |= _passed(ratio > LIMIT or queries[0] != queries[1])
    for label, question in TOLD:
        if _compare(label, question, alone, among, SEVERAL, "chỉ ghi lại") > SLOW:
            print(f"    chậm hơn {SLOW} lần")
    _tell_kept(many, among)
    failed |= _room(among("size"))
    return failed | _printing(among("print"))


def _passed(limit_passed):
    if limit_passed:
        print("    ← QUÁ GIỚI HẠN")
    return limit_passed


def _compare(label, question, alone, among, times, remark):
    """Ask both in turn; how many times as long it takes among many desks."""
    for reader in (alone, among):
        reader("once", question)
    pairs = []
    for number in range(times):
        first, second = (alone, among) if number % 2 else (among, alone)
        seconds = {reader: reader("once", question)["seconds"] for reader in (first, second)}
        pairs.append((seconds[alone], seconds[among]))
    ratio = median(many for _, many in pairs) / median(one for one, _ in pairs)
    one, many = (median(column) * 1e3 for column in zip(*pairs, strict=True))
    print(f"  {label}: {one:.1f} ms → {many:.1f} ms = {ratio:.2f} × ({remark})", flush=True)
    return ratio


def _tell_kept(begun, among):
    """What the process keeps of all desks: how long it takes to read, how much memory."""
    directory = median(among("once", "directory")["seconds"] for _ in range(3))
    print(f"  danh bạ nơi nộp: đọc {directory:.2f} s, {begun['directory'] - begun['search']:.0f} MB")
    print(f"  bảng tự kiểm: tính {among('once', 'self-check')['seconds']:.1f} s")
    print(f"  bộ nhớ tiến trình web: {begun['bare']:.0f} MB, có chỉ mục tìm kiếm {begun['search']:.0f} MB", end="")
    print(f", có danh bạ {begun['directory']:.0f} MB, sau mọi phép đo {among('memory')['memory']:.0f} MB", flush=True)


def _room(answer):
    brought, grew = answer
    total, before = (sum(size for size, _ in tables.values()) for tables in (brought, grew))
    print(
        f"  các bảng thêm vào: {total:.1f} MB (giới hạn {ROOM}); nơi nộp và giờ làm việc, có từ trước: {before:.1f} MB"
    )
    for name, (size, rows) in sorted({**brought, **grew}.items(), key=lambda each: -each[1][0])[:8]:
        print(f"    {name}: {size:.1f} MB, {rows} dòng")
    return _passed(total > ROOM)


def _printing(told):
    print(f"  in bảng: {told['sheets']} tờ, {told['pages']} trang, {told['bytes'] / 1e6:.1f} MB một bảng, ", end="")
    print(f"{told['bodies'] / 1e6:.1f} MB thân tờ được giữ")
    failed = False
    for label, name, (limit, wanted) in (
        ("lần đầu", "first", FIRST),
        ("lần sau, ngày khác", "again", AGAIN),
        ("lần sau, nơi khác", "elsewhere", AGAIN),
        ("ba tờ vừa đổi", "changed", CHANGED),
    ):
        seconds, work, raw = told[name]
        print(f"    {label}: {seconds:.2f} s (mong muốn {wanted} s khi máy rảnh); công {work:.2f} s, ", end="")
        print(f"bằng {work / raw:.2f} × đọc và xếp chữ mọi tờ {raw:.2f} s (giới hạn {limit})")
        failed |= _passed(work > limit * raw)
    print(f"    cùng bảng, cùng ngày: {told['kept'][0] * 1e3:.0f} ms")
    print(f"    bộ nhớ tiến trình in: {told['peak']} MB (giới hạn {PRESS})")
    failed |= _passed(told["peak"] > PRESS)
    (alone, alone_slow), (beside, beside_slow) = told["alone"], told["beside"]
    print(
        f"    người khác đọc trang thủ tục: {alone * 1e3:.0f} ms, trong lúc in {beside * 1e3:.0f} ms = "
        f"{beside / alone:.2f} × (chậm nhất {alone_slow * 1e3:.0f} và {beside_slow * 1e3:.0f} ms; chỉ ghi lại)"
    )
    return failed
