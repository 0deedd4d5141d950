"""One of each thing the back-office shows, and one person of each role: for the tests of its screens."""

import re
from datetime import timedelta

from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Article
from procedures import publishing
from procedures.admin import rights
from procedures.models import (
    Agency,
    Bundle,
    BundleItem,
    Catalogue,
    CatalogueItem,
    Change,
    Closure,
    Counter,
    Delegation,
    DutyOfficer,
    FeedbackContact,
    Finding,
    FormerUnit,
    FormTemplate,
    Holiday,
    ImportBatch,
    InternalProcess,
    InternalStep,
    LegalDocument,
    LocalFact,
    MissedQuery,
    Notice,
    Person,
    Pilot,
    Posting,
    Promotion,
    Synonym,
)
from procedures.sheet import Case, DossierItem, Duration, Fee, LegalBasis, Sheet, Step, SubmissionMethod
from tests import factories

PASSWORD = "mat-khau-rat-dai-1"


def url(name, *args):
    """The address of a screen of procedures: url("edition_change", 7)."""
    return reverse(f"admin:procedures_{name}", args=args)


def told(response):
    """The sentences a page tells: messages and faults."""
    text = re.sub(r"<[^>]+>", " ", " ".join(re.findall(r'class="notice.*?</div>', response.content.decode(), re.S)))
    return " ".join(text.split())


def sheet(name="Đăng ký khai sinh", **parts):
    """A sheet with something in every part the screens show."""
    return Sheet(
        name=name,
        **{
            "plain_name": "Làm giấy khai sinh cho con",
            "cases": [Case(items=[DossierItem(name="Tờ khai đăng ký khai sinh", originals=1)])],
            "steps": [Step(title="Nộp hồ sơ", text="Nộp tại bộ phận Một cửa.")],
            "methods": [
                SubmissionMethod(
                    channel="in_person", duration=Duration(amount=1, unit="working_day"), fees=[Fee(amount=8000)]
                )
            ],
            "requirements": "",
            "legal_bases": [LegalBasis(title="Luật Hộ tịch", number="60/2014/QH13")],
            **parts,
        },
    )


def agencies():
    """(the province whose portal this is, a commune of it)"""
    province = factories.AgencyFactory()
    commune = factories.AgencyFactory(
        name="Ủy ban nhân dân xã An Mẫu", slug="ubnd-xa-an-mau", kind=Agency.Kind.COMMUNE, parent=province
    )
    return province, commune


def people(province, commune):
    """{role: a person who has it}: officers of the commune, everybody else of the province."""
    found = {}
    for role in Person.Role:
        agency = commune if role == Person.Role.OFFICER else province
        person = Person(username=str(role), role=role, agency=agency, last_name="Nguyễn Thị", first_name="Lan")
        person.set_password(PASSWORD)
        person.save()
        found[role] = rights.grant(person)
    return found


def deletion(person, thing):
    """What Django's log keeps of a thing that a person deleted."""
    kind = ContentType.objects.get_for_model(thing)
    return LogEntry.objects.create(
        user=person, content_type=kind, object_id=str(thing.pk), object_repr=str(thing), action_flag=DELETION
    )


def of_desk(desk, procedure, basis):
    """{kind: one of it}: what belongs to a desk or to its agency."""
    process = InternalProcess.objects.create(procedure=procedure, agency=desk.agency)
    today = timezone.localdate()
    return {
        "procedures.closure": Closure.objects.create(desk=desk, starts_on=today, ends_on=today, reason="Sửa điện"),
        "procedures.counter": Counter.objects.create(desk=desk, name="Quầy 1"),
        "procedures.dutyofficer": DutyOfficer.objects.create(desk=desk, name="Lê Thị Mẫu", role="Tiếp nhận hộ tịch"),
        "procedures.notice": Notice.objects.create(desk=desk, title="Mất điện", shown_from=timezone.now()),
        "procedures.feedbackcontact": FeedbackContact.objects.create(desk=desk, kind="phone", value="0200 000 0099"),
        "procedures.localfact": LocalFact.objects.create(
            desk=desk, procedure=procedure, fee_amount=5_000, basis=basis, counter="Quầy 2"
        ),
        "procedures.posting": Posting.objects.create(desk=desk, posted_on=today, printed_on=today, editions=[]),
        "procedures.internalprocess": process,
        "procedures.internalstep": InternalStep.objects.create(process=process, name="Kiểm tra", unit="Một cửa"),
    }


def everything():
    """{model: one of it} for every screen, editions by state: "draft", "review", "public", "coming", "withdrawn"."""
    today = timezone.localdate()
    province, commune = agencies()
    found = {"people": people(province, commune), "province": province, "commune": commune}
    by = found["people"][Person.Role.PUBLISHER]

    def edition(code, name, state="draft"):
        procedure = factories.ProcedureFactory(code=code)
        procedure.steward, procedure.domain = province, factories.DomainFactory()
        procedure.save()
        return factories.EditionFactory(procedure=procedure, sheet=sheet(name), state=state, created_by=by)

    public = edition("1.001193", "Đăng ký khai sinh", "published")
    found["draft"] = factories.EditionFactory(procedure=public.procedure, sheet=sheet("Đăng ký khai sinh (mới)"))
    found["public"] = public
    editor = found["people"][Person.Role.EDITOR]
    found["review"] = publishing.submit(edition("1.000894", "Đăng ký kết hôn"), by=editor, note="Đã đối chiếu.")
    coming = publishing.submit(edition("2.000635", "Cấp bản sao trích lục hộ tịch"), by=editor)
    found["coming"] = publishing.publish(coming, by=by, on=today + timedelta(days=3), reason="Chờ ngày có hiệu lực.")
    withdrawn = edition("1.000656", "Đăng ký khai tử", "published")
    found["withdrawn"] = publishing.withdraw(withdrawn, by=by, reason="Phí ghi sai")
    decision = factories.DecisionFactory(number="163/QĐ-UBND", slug="163-qd-ubnd", title="Công bố thủ tục hộ tịch")
    decision.changes.create(procedure=public.procedure, kind=Change.Kind.AMENDED, edition=found["draft"])
    desk = factories.DeskFactory(agency=commune, name="Trung tâm Phục vụ hành chính công xã An Mẫu", slug="xa-an-mau")
    for weekday in range(5):
        factories.OpeningFactory(desk=desk, weekday=weekday)
    batch = ImportBatch.objects.create(
        source="national", file_name="tthc.xlsx", file_digest="0" * 64, counts={"read": 4522, "created": 12}, by=by
    )
    event = factories.LifeEventFactory()
    event.procedures.add(public.procedure)
    found |= {
        "procedures.procedure": public.procedure,
        "procedures.edition": found["draft"],
        "procedures.decision": decision,
        "procedures.legaldocument": LegalDocument.objects.create(number="60/2014/QH13", title="Luật Hộ tịch"),
        "procedures.formtemplate": FormTemplate.objects.create(
            name="Tờ khai đăng ký khai sinh", number="TKKS", file="mau/to-khai.docx", size=24_576
        ),
        "procedures.domaingroup": public.procedure.domain.group,
        "procedures.domain": factories.DomainFactory(name="Lĩnh vực mới", slug="linh-vuc-moi", group=None),
        "procedures.lifeevent": event,
        "procedures.promotion": Promotion.objects.create(procedure=public.procedure, position=1),
        "procedures.synonym": Synonym.objects.create(term="sổ đỏ", official="giấy chứng nhận quyền sử dụng đất"),
        "procedures.missedquery": MissedQuery.objects.create(
            words="xin giay tam tru", first_on=today - timedelta(days=3), last_on=today, days=3, times=7
        ),
        "procedures.desk": desk,
        "procedures.agency": commune,
        "procedures.administrativeunit": province.unit,
        "procedures.importbatch": batch,
        "procedures.finding": Finding.objects.create(
            batch=batch,
            procedure=public.procedure,
            severity=Finding.Severity.WARNING,
            kind="fee",
            file_name="tthc.xlsx",
            sheet_name="Trang 1",
            row=12,
            column="Phí",
            message="Số tiền và ghi chú không khớp nhau.",
            remedy="Xem lại ghi chú.",
        ),
        "procedures.person": found["people"][Person.Role.OFFICER],
        "campaigns.article": factories.ArticleFactory(title="Tin mới", slug="tin-moi", public_from=None),
    }
    law = found["procedures.legaldocument"]
    catalogue = Catalogue.objects.create(name="Danh mục cấp xã", slug="cap-xa", agency=province, decision=decision)
    desk.catalogues.add(catalogue)
    bundle = Bundle.objects.create(name="Khai sinh, thẻ bảo hiểm", slug="lien-thong-khai-sinh", basis=law)
    found |= of_desk(desk, public.procedure, law) | {
        "procedures.catalogue": catalogue,
        "procedures.catalogueitem": CatalogueItem.objects.create(catalogue=catalogue, procedure=public.procedure),
        "procedures.bundle": bundle,
        "procedures.bundleitem": BundleItem.objects.create(bundle=bundle, procedure=public.procedure),
        "procedures.delegation": Delegation.objects.create(
            procedure=public.procedure, kind="delegated", by_agency=province, to_agency=commune, basis=law
        ),
        "procedures.pilot": Pilot.objects.create(
            procedure=public.procedure, summary="Trả tại nhà", basis=law, valid_from=today
        ),
        "procedures.holiday": Holiday.objects.create(day=today, name="Nghỉ bão", source="Công điện 1"),
        "procedures.formerunit": FormerUnit.objects.create(
            name="Xã Cũ", district="Huyện Cũ", province="Tỉnh Cũ", unit=province.unit
        ),
    }
    article_public = Article.objects.create(
        title="Tin công khai", slug="tin-cong-khai", summary="Hai câu.", body="<p>Nội dung.</p>", public_from=today
    )
    found["public article"] = article_public
    found["admin.logentry"] = deletion(found["people"][Person.Role.SYSTEM], Synonym(pk=10**6, term="a", official="b"))
    return found
