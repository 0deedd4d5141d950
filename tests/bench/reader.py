"""`python -m tests.bench.reader`: a web process on a filled database that measures what it is asked for, line by line.

Asked a name it answers with a line of JSON: {"seconds": …} of having done it once, and more where there is more to say.
"""

import contextlib
import json
import shutil
import sys
import threading
import time
from datetime import timedelta
from statistics import median

import django

django.setup()

import psutil
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from procedures import directory, freshness, receiving, search, self_check, wall
from procedures.boards import board
from procedures.boards import press as presses
from procedures.boards.press import folder, press
from procedures.boards.printing import board_pdf
from procedures.models import CatalogueItem, CorpusVersion, Desk, Edition
from procedures.press.arrange import arranged

#: The tables that desks and boards brought, each with its history and its links; and those that were there before.
BROUGHT = ["FormerUnit", "Closure", "Counter", "DutyOfficer", "Notice", "Holiday", "Catalogue", "CatalogueItem"]
BROUGHT += ["LocalFact", "Posting", "Bundle", "BundleItem", "Delegation", "Pilot", "InternalProcess", "InternalStep"]
BROUGHT += ["FeedbackContact"]
GREW = ["Desk", "Opening"]
CHANGED = 3  # sheets that are published anew
PAUSE, SOME = 0.2, 8  # seconds between two readings of a page; seconds of reading undisturbed


class Reader:
    """What can be asked for."""

    def __init__(self):
        self.client = Client()
        self.desk = Desk.objects.order_by("pk").first()
        items = CatalogueItem.objects.filter(catalogue__desks=self.desk).order_by("position")
        self.procedures = list(items.values_list("procedure", "procedure__code"))
        page = f"/thu-tuc/{self.procedures[47][1]}/?mot-cua={self.desk.slug}"
        often = f"/thu-tuc/{self.procedures[-1][1]}/?mot-cua={self.desk.slug}"
        self.works = {
            "received": lambda: receiving.received(self.desk),
            "desk": lambda: self._get(self.desk.get_absolute_url()),
            "board": lambda: self._get(f"/niem-yet/{self.desk.slug}/"),
            "receivers": lambda: receiving.receivers(self.procedures[47][0]),
            "procedure": lambda: self._get(page),
            "receivers often": lambda: receiving.receivers(self.procedures[-1][0]),
            "procedure often": lambda: self._get(often),
            "finder": lambda: self._get("/mot-cua/"),
            "finder by name": lambda: self._get("/mot-cua/?q=tan+lap"),
            "finder by procedure": lambda: self._get(f"/mot-cua/?thu-tuc={self.procedures[47][1]}"),
            "finder near": lambda: self._get("/mot-cua/?gan=21.0,105.8"),
            "wall": lambda: wall.compare(self.desk),
            "home": lambda: self._get("/"),
            "agencies": lambda: self._get("/co-quan/"),
            "self-check page": lambda: self._get("/tu-kiem/"),
            "directory": directory.renew,
            "self-check": self_check.renew,
        }

    def once(self, name):
        """Do a thing once."""
        freshness.version()  # looked at once a second whoever reads: not in the middle of a measurement
        started = time.perf_counter()
        self.works[name]()
        return {"seconds": time.perf_counter() - started}

    def queries(self, name):
        """How many queries a thing takes."""
        freshness.version()
        with CaptureQueriesContext(connection) as captured:
            self.works[name]()
        counter = CorpusVersion._meta.db_table  # looked at once a second
        return {"queries": sum(counter not in query["sql"] for query in captured)}

    def begin(self):
        """Build what a process keeps; how much memory each of it takes."""
        found = {"bare": _memory()}
        search.renew()
        found["search"] = _memory()
        started = time.perf_counter()
        directory.renew()
        return found | {"directory": _memory(), "seconds": time.perf_counter() - started, "desks": Desk.objects.count()}

    def memory(self):
        """Of this process, in MB."""
        return {"memory": _memory()}

    def size(self):
        """{table: [MB, rows]} of the tables that desks and boards brought, and of those that only grew by them."""
        brought = _links(Desk)
        for name in BROUGHT:
            brought |= _tables(apps.get_model("procedures", name))
        grew = {table for name in GREW for table in _tables(apps.get_model("procedures", name))} - brought
        return [
            {each._meta.db_table: [_size(each._meta.db_table) / 1e6, each.objects.count()] for each in tables}
            for tables in (brought, grew)
        ]

    def print(self):
        """Print the board of two desks; what it took, and what other readers felt of it.

        Of each printing: seconds by the clock, and seconds of work (of this process and of the press, all threads),
        which other work on the machine disturbs less.
        """
        answers, do = [], press.do
        presses.LONGEST = 900  # a busy machine is to be told, not to end the measurement
        press.do = lambda job: answers.append(do(job)) or answers[-1]

        documents = dict(Edition.objects.published().values_list("pk", "document"))
        head = {"code": "", "decision": "", "field": "", "demo": False, "files": ""}
        raw = []  # before and after each printing: other work on the machine slows both

        def read():
            raw.append(_worked(lambda: [arranged(document, [], head) for document in documents.values()])[1])

        def printing(make):
            before = len(answers)
            seconds, work, path = _worked(lambda: board_pdf(make()))
            work += sum(answer["worked"] for answer in answers[before:])
            read()
            return [seconds, work, (raw[-2] + raw[-1]) / 2], path

        today, other = timezone.localdate(), Desk.objects.filter(agency__parent=self.desk.agency.parent).last()
        found = {"sheets": len(documents)}
        read()
        found["first"], path = printing(lambda: board(self.desk))
        found["again"], _ = printing(lambda: board(self.desk, today + timedelta(days=1)))
        found["elsewhere"], _ = printing(lambda: board(other))
        found["kept"], _ = printing(lambda: board(self.desk))
        wanted = self._change()
        found["changed"], _ = printing(lambda: board(self.desk, only=wanted, part="những tờ cần in lại"))
        found |= {"pages": answers[0]["pages"], "bytes": path.stat().st_size}
        found["bodies"] = sum(each.stat().st_size for each in (folder() / "to").rglob("*.pdf"))
        found["alone"] = self._read_while(lambda: time.sleep(SOME))
        shutil.rmtree(folder() / "to")
        found["beside"] = self._read_while(lambda: board_pdf(board(self.desk, today + timedelta(days=2))))
        press.stop()
        return found | {"peak": max(answer["peak"] for answer in answers)}

    def _read_while(self, work):
        """[median, slowest but two] of the seconds that a page takes while something else is done in a thread."""
        pages = []

        def do():
            work()
            connection.close()

        thread = threading.Thread(target=do)
        thread.start()
        while thread.is_alive():
            pages.append(self.once("procedure")["seconds"])
            time.sleep(PAUSE)
        thread.join()
        return [median(pages), sorted(pages)[-min(3, len(pages))]]

    def _change(self):
        """Publish other words of three procedures; their keys."""
        wanted, today = [key for key, _ in self.procedures[:CHANGED]], timezone.localdate()
        for old in list(Edition.objects.published().filter(procedure__in=wanted)):
            Edition.objects.filter(pk=old.pk).update(public_until=today)
            sheet = old.sheet.model_copy(update={"summary": "Nội dung vừa được sửa."})
            new = Edition(procedure_id=old.procedure_id, state=Edition.State.PUBLISHED, public_from=today)
            new.set_sheet(sheet).save()
        return wanted

    def _get(self, address):
        response = self.client.get(address)
        if response.status_code != 200:
            raise RuntimeError(f"{address}: {response.status_code}")
        return response.content


def _tables(model):
    """A model, its history, its links."""
    return {model, *_links(model), *([model.history.model] if hasattr(model, "history") else [])}


def _links(model):
    """The tables of a model's links, and of their history."""
    found = {field.remote_field.through for field in model._meta.local_many_to_many}
    if hasattr(model, "history"):
        history = model.history.model
        found |= {getattr(history, field.name).model for field in history._history_m2m_fields}
    return found


def _size(table):
    """Bytes of a table with its indexes."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size(%s::regclass)", [table])
        else:
            cursor.execute(
                "SELECT sum(pgsize) FROM dbstat WHERE name IN (SELECT name FROM sqlite_master WHERE tbl_name = %s)",
                [table],
            )
        return cursor.fetchone()[0]


def _memory():
    return psutil.Process().memory_info().rss / 1e6


def _worked(work):
    """(seconds by the clock, seconds of work of this process, what came of it)"""
    started, worked = time.perf_counter(), time.process_time()
    value = work()
    return time.perf_counter() - started, time.process_time() - worked, value


def main():
    """Answer until the other side closes."""
    answers = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):
        reader = Reader()
        for line in sys.stdin:
            name, *arguments = json.loads(line)
            print(json.dumps(getattr(reader, name)(*arguments)), file=answers, flush=True)


if __name__ == "__main__":
    main()
