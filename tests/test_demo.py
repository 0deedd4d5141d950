"""The demo: whole sheets in our own words, a place that does not exist, loaded as often as one likes."""

import io
import json
import re
import shutil
import stat
import unicodedata
from datetime import date, datetime, timedelta

import docx
import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from campaigns.models import Article
from campaigns.models.content import clean_html
from procedures import demo_accounts, directory, wording
from procedures.demo import FOLDER, load_demo, sheets
from procedures.force import force
from procedures.models import (
    AdministrativeUnit,
    Agency,
    Change,
    Decision,
    Desk,
    DomainGroup,
    Edition,
    FormTemplate,
    LocalFact,
    Notice,
    Opening,
    Person,
    Procedure,
    Reference,
)
from procedures.pages.bundles import papers_of
from procedures.sheet import Sheet, dump, load
from procedures.text import fold
from procedures.validators import CODE, RESERVED_CODE, validate_form_file

DAY = date(2026, 11, 22)
COMPLETE = ("plain_name", "summary", "domain", "levels", "audiences", "steps", "methods", "cases", "results") + (
    "legal_bases",
    "executing_agency",
    "keywords",
)
FORMS = sorted((FOLDER / "forms").glob("*.docx"))
PICTURES = sorted((FOLDER / "pictures").glob("*.webp"))


def read(name):
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def texts(value):
    """Every string of a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts(part)


@pytest.fixture
def ground(db, settings, tmp_path):
    """A database that need not load the whole country first, and a folder of its own."""
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "tep"
    DomainGroup.objects.create(name="Tư pháp – hộ tịch", slug="tu-phap-ho-tich")
    AdministrativeUnit.objects.create(code="01", name="Thành phố Hà Nội", kind="city")


# The files


def test_at_least_forty_procedures_are_complete():
    whole = [name for name, sheet in sheets().items() if all(getattr(sheet, part) for part in COMPLETE)]

    assert len([name for name in whole if not RESERVED_CODE.match(name)]) >= 40


@pytest.mark.parametrize("name", sorted(sheets()))
def test_sheet_is_stored_as_dump_writes_it(name):
    document = read(f"procedures/{name}.json")

    assert document == dump(load(document))


def test_every_code_is_a_real_one_or_reserved():
    codes = {name.partition("-")[0] for name in sheets()}

    assert [code for code in codes if not CODE.fullmatch(code)] == []
    assert {code for code in codes if code.startswith("0.")} == {
        code for code in codes if RESERVED_CODE.fullmatch(code)
    }


def test_only_reserved_codes_have_an_invented_fate():
    changes = read("changes.json")
    told = set(changes["editions"])
    for decision in changes["decisions"]:
        told |= {change["code"] for change in decision["changes"]}
        told |= {change["successor"] for change in decision["changes"] if "successor" in change}

    assert [code for code in told if not RESERVED_CODE.fullmatch(code)] == []


def test_no_legal_document_is_invented_for_a_real_procedure():
    invented = re.compile(r"\.SM$")
    for name, sheet in sheets().items():
        numbers = [basis.number for basis in sheet.legal_bases or ()]
        assert all(bool(invented.search(number)) == name.startswith("0.") for number in numbers), name


def test_words_are_plain_and_current():
    dead = re.compile(r"thị trấn|cấp huyện|quận, huyện|sổ hộ khẩu giấy còn|chứng minh nhân dân", re.IGNORECASE)
    for name, sheet in sheets().items():
        for text in texts(dump(sheet)):
            assert text == unicodedata.normalize("NFC", text), name
            assert not dead.search(text), (name, text)
            assert "!" not in text, (name, text)
        assert not sheet.name.isupper(), name
        if sheet.plain_name:
            assert len(sheet.plain_name) <= 60, name
            assert len(sheet.summary) <= 220, name
        assert all(len(step.text) <= 320 for step in sheet.steps or ()), name


def test_province_does_not_exist(ground):
    units = json.loads((FOLDER.parent / "reference.json").read_text(encoding="utf-8"))
    real = [row["fields"] for row in units if row["model"] == "procedures.administrativeunit"]
    names = {fold(unit["name"].partition(" ")[2]) for unit in real}
    invented = read("place.json")["units"]

    assert len(real) == 3_355
    assert [unit["name"] for unit in invented if fold(unit["name"].partition(" ")[2]) in names] == []
    assert [
        unit["code"] for unit in invented if unit["code"].isdigit() or unit["code"] in {u["code"] for u in real}
    ] == []


def test_telephones_and_addresses_belong_to_nobody():
    """0200 is no area code of Vietnam, `.example` no domain of anybody's."""
    place = read("place.json")
    for thing in place["agencies"] + place["desks"]:
        assert thing["hotline"].startswith("0200 000 "), thing["slug"]
        assert re.fullmatch(r"|.*@songmau\.example", thing["email"]), thing["slug"]
    assert [agency["website"] for agency in place["agencies"] if "website" in agency] == ["https://songmau.example"]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_form_opens_and_is_marked_as_illustration(path):
    document = docx.Document(path)
    validate_form_file(ContentFile(path.read_bytes(), name=path.name))

    words = [paragraph.text for paragraph in document.paragraphs]
    assert words[0].startswith("MẪU MINH HỌA")
    assert words[1:3] == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập – Tự do – Hạnh phúc"]
    assert path.stat().st_size < 12_000


def test_sheets_point_to_forms_as_they_are(ground):
    load_demo(DAY)
    size = {template.file.name: template.size for template in FormTemplate.objects.all()}
    used = {}
    for name, sheet in sheets().items():
        for item in sheet.papers:
            if item.form and item.form.file:
                used.setdefault(item.form.file, set()).add(name)
                assert item.form.size == size[item.form.file], name

    assert set(used) == set(size)
    assert len(set().union(*used.values())) >= 10
    assert len(FORMS) == len(size) == len(read("forms.json"))


def test_news_have_pictures_that_are_light_and_described():
    articles = read("articles.json")

    assert len(articles) >= 6
    assert {article["picture"] for article in articles} == {path.stem for path in PICTURES}
    for article in articles:
        assert article["picture_alt"]
        assert article["picture_credit"] == "Hình minh họa của Cổng TTHC"
        assert clean_html(article["body"]).count("<") == article["body"].count("<")
    for path in PICTURES:
        assert path.stat().st_size < 60_000
        with Image.open(path) as picture:
            assert picture.size == (1200, 675)


# Loading


def rows():
    """Everything the demo writes, as values."""
    kept = (Agency, AdministrativeUnit, Article, Change, Decision, Desk, Edition, FormTemplate, Opening, Person)
    return {model: list(model.objects.order_by("pk").values()) for model in (*kept, Procedure, Reference)}


def test_load_fills_an_empty_database(db, settings, tmp_path):
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "tep"

    done = load_demo(DAY)

    assert done.reference > 3_000
    assert Procedure.objects.filter(editions__isnull=False, domain__group=None).count() == 0
    assert list(Edition.objects.exclude(origin="demo").values_list("procedure__code", "state")) == [
        ("0.900006", "review")
    ]
    assert Edition.objects.filter(references__kind="law").distinct().count() >= 40
    assert Agency.objects.get(slug="bo-tu-phap").issued_procedures.filter(code="1.001193").exists()
    for edition in Edition.objects.all():
        edition.full_clean(exclude=["document"])


def test_loading_twice_on_one_day_changes_nothing(ground):
    load_demo(DAY)
    before = rows()

    done = load_demo(DAY)

    assert not done.changed
    assert rows() == before


def test_there_is_every_fate_to_see(ground, renew):
    today = timezone.localdate()
    load_demo(today)
    renew()
    changes = directory.get().changes

    def fate(code):
        edition = Edition.objects.published(today).filter(procedure__code=code).first()
        state = force(changes.get(code, ()), today, edition and edition.in_force_from)
        return edition is not None, str(state.state), state.successor

    assert fate("0.900001") == (True, "in_force", None)
    assert fate("0.900002") == (True, "ended", "0.900003")
    assert fate("0.900004") == (True, "not_yet", None)
    assert fate("0.900005") == (True, "in_force", None)
    assert fate("0.900006") == (False, "in_force", None)
    assert fate("0.900008") == (True, "in_force", "0.900004")
    assert Edition.objects.get(procedure__code="0.900006", origin="demo").withdrawn_reason
    assert Edition.objects.get(procedure__code="0.900007").sheet.named_only
    old, new = Edition.objects.filter(procedure__code="0.900001").order_by("public_from")
    assert old.public_until == new.public_from
    assert old.sheet.papers != new.sheet.papers


def test_a_later_day_moves_dates_and_nothing_else(ground):
    load_demo(DAY)
    before, later = rows(), DAY + timedelta(days=40)

    done = load_demo(later)

    after = rows()
    moving = {"issued_on", "effective_on", "applied_at", "in_force_from"}
    assert done.added.total() == 0
    told = read("receiving.json")
    decisions = Decision.objects.exclude(applied_at=None).count()
    assert done.moved == decisions + Article.objects.count() + len(told["notices"]) + len(told["closures"])
    assert Decision.objects.filter(effective_on__gt=later).exists()
    assert Decision.objects.filter(effective_on__range=(later - timedelta(days=7), later)).exists()
    assert Article.objects.filter(public_from__range=(later - timedelta(days=7), later)).exists()
    assert Edition.objects.get(procedure__code="0.900004").in_force_from == later + timedelta(days=20)
    for model, old in before.items():
        for row, same in zip(old, after[model], strict=True):
            changed = {name for name in row if row[name] != same[name]}
            assert changed <= (moving if model is not Article else {"public_from"}), model


RELATIVE = re.compile(r"\b(hôm nay|hôm qua|ngày mai|tối mai|sáng mai|sắp tới|tới đây|tuần này|tháng này|tuần sau)\b")


@pytest.mark.parametrize("later", [0, 1, 40])
def test_notices_name_their_days_and_never_tell_of_tomorrow(ground, later):
    load_demo(DAY)
    today = DAY + timedelta(days=later)

    load_demo(today)

    notices = {notice.weight: notice for notice in Notice.objects.all()}
    first, last = (wording.long_date(today + timedelta(days=days)) for days in (6, 7))
    assert len(notices) == len(read("receiving.json")["notices"])
    assert notices["notice"].title == f"Trung tâm không có điện từ {first} đến hết {last}"
    assert wording.long_date(today + timedelta(days=1)) in notices["info"].title
    texts = [f"{notice.title} {notice.text}" for notice in notices.values()]
    texts += [fact.note for fact in LocalFact.objects.all()]
    assert [text for text in texts if RELATIVE.search(text) or "{" in text] == []


def test_a_bundle_of_the_demo_shows_papers_that_serve_several():
    found = sheets()

    shared = [
        paper.name
        for bundle in read("receiving.json")["bundles"]
        for paper in papers_of((code, found[code]) for code, _ in bundle["items"])
        if len(paper.codes) > 1
    ]

    assert "Nếu ủy quyền cho người khác đi thay: văn bản ủy quyền" in shared


def test_dates_that_people_changed_stay(ground):
    load_demo(DAY)
    decision, article = Decision.objects.get(slug="9014-qd-ubnd-song-mau"), Article.objects.first()
    Decision.objects.filter(pk=decision.pk).update(effective_on=DAY + timedelta(days=3))
    Article.objects.filter(pk=article.pk).update(public_from=None)

    load_demo(DAY + timedelta(days=9))

    decision.refresh_from_db()
    article.refresh_from_db()
    assert (decision.effective_on, article.public_from) == (DAY + timedelta(days=3), None)


def test_what_people_changed_stays(ground):
    load_demo(DAY)
    Desk.objects.filter(slug="trung-tam-xa-an-mau").update(name="Bộ phận Một cửa xã An Mẫu")
    Opening.objects.filter(desk__slug="trung-tam-xa-an-mau").delete()

    load_demo(DAY + timedelta(days=1))

    desk = Desk.objects.get(slug="trung-tam-xa-an-mau")
    assert (desk.name, desk.openings.count()) == ("Bộ phận Một cửa xã An Mẫu", 0)


@pytest.mark.parametrize("origin", ["source", "people"])
def test_words_that_are_not_the_demos_are_left_alone(ground, origin):
    procedure = Procedure.objects.create(code="1.001193")
    real = Edition(procedure=procedure, origin=origin, state="published", public_from=DAY)
    real.set_sheet(Sheet(name="Thủ tục đăng ký khai sinh")).save()

    done = load_demo(DAY)

    procedure.refresh_from_db()
    assert done.left == ["1.001193"]
    assert list(procedure.editions.all()) == [real]
    assert procedure.domain is None


def test_a_changed_sheet_is_published_anew_with_its_force(ground, tmp_path):
    load_demo(timezone.localdate())
    folder = shutil.copytree(FOLDER, tmp_path / "demo")
    path = folder / "procedures" / "0.900004.json"
    path.write_text(path.read_text(encoding="utf-8").replace("Xã đến nhà", "Cán bộ xã đến nhà"), encoding="utf-8")

    done = load_demo(timezone.localdate(), folder)

    old, new = Edition.objects.filter(procedure__code="0.900004").order_by("id")
    assert done.renewed == 1
    assert old.public_until == new.public_from == timezone.localdate()
    assert (new.decision, new.in_force_from) == (old.decision, old.in_force_from)
    assert "Cán bộ xã đến nhà" in new.sheet.steps[1].text


def test_a_desk_is_open_at_every_hour_of_the_week(ground, renew):
    load_demo(DAY)
    renew()
    desks = directory.get().desks.values()
    start = datetime(2026, 11, 23, tzinfo=timezone.get_current_timezone())

    closed = [
        start + timedelta(hours=hour)
        for hour in range(7 * 24)
        if not any(directory.open_state(desk, start + timedelta(hours=hour)).is_open for desk in desks)
    ]

    assert closed == []
    assert len(desks) == 6


def test_accounts_are_drawn_once_and_kept_secret(ground, client):
    first = load_demo(DAY).accounts
    again = load_demo(DAY).accounts

    assert [(a.role, a.username, a.password) for a in again] == [(a.role, a.username, a.password) for a in first]
    assert {Person.objects.get(username=a.username).role for a in first} == set(Person.Role.values)
    assert len({a.password for a in first}) == len(first)
    assert all(client.login(username=a.username, password=a.password) for a in first)
    assert stat.S_IMODE(demo_accounts.path().stat().st_mode) == 0o600
    assert [p.username for p in Person.objects.filter(is_superuser=True)] == ["quantri.hethong"]


def test_an_account_that_was_there_keeps_its_password(ground):
    person = Person.objects.create_user("soan.songmau", password="của riêng tôi 2026")

    account = next(a for a in load_demo(DAY).accounts if a.username == "soan.songmau")

    person.refresh_from_db()
    assert account.password == demo_accounts.UNKNOWN
    assert person.check_password("của riêng tôi 2026")


def test_command_says_what_it_did_in_numbers(ground):
    out = io.StringIO()

    call_command("load_demo", stdout=out)
    call_command("load_demo", stdout=out)

    said = out.getvalue()
    assert re.search(r"thêm 4 đơn vị hành chính, 6 cơ quan, 6 nơi nộp hồ sơ, \d+ thủ tục, \d+ bản nội dung", said)
    assert "Dữ liệu minh họa: đã đủ, không thêm gì." in said
    assert said.count("quantri.hethong") == 2
    assert "changepassword" not in said
