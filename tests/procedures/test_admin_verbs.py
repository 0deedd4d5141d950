"""The way of a draft to the public through the screens: handed in, compared, returned, published, checked …"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from procedures import publishing
from procedures.models import Edition, Person
from tests.factories import EditionFactory, ProcedureFactory
from tests.procedures import office
from tests.procedures.office import told, url

TODAY = timezone.localdate()
TOMORROW = TODAY + timedelta(days=1)


def page(response):
    return " ".join(response.content.decode().split())


def publish_form(client, edition):
    """What the review screen would send, as it stands."""
    form = client.get(url("edition_publish", edition.pk)).context["form"]
    return {field.html_name: "" if field.value() is None else field.value() for field in form}


def hand_in(act, edition, **data):
    return act("editor").post(url("edition_submit", edition.pk), data)


def test_a_draft_is_handed_in_taken_back_and_made_public_from_a_day(act, world):
    draft = world["draft"]
    hand_in(act, draft)
    act("editor").post(url("edition_take_back", draft.pk))
    assert Edition.objects.get(pk=draft.pk).state == Edition.State.DRAFT
    hand_in(act, draft)

    client = act("publisher")
    form = publish_form(client, draft) | {"on": f"{TOMORROW:%d/%m/%Y}", "reason": "Chờ bổ sung."}
    client.post(url("edition_publish", draft.pk), form)

    draft.refresh_from_db()
    assert (draft.state, draft.public_from, draft.published_by.role) == ("published", TOMORROW, "publisher")
    assert Edition.objects.get(pk=world["public"].pk).public_until == TOMORROW


def test_the_publisher_reads_note_differences_and_gaps_on_one_page(act, world):
    draft = world["draft"]
    hand_in(act, draft, note="Tên mới theo Quyết định 163.")

    shown = page(act("publisher").get(url("edition_publish", draft.pk)))

    assert "Tên mới theo Quyết định 163." in shown
    assert f"Khác gì so với bản đang công khai, từ {TODAY:%d/%m/%Y}" in shown
    assert "Đăng ký khai sinh <ins>(mới)</ins>" in shown
    assert publishing.missing(draft.sheet)[0].message in shown
    assert url("edition_preview", draft.pk) in shown
    assert url("edition_return", draft.pk) in shown


def test_what_is_missing_asks_for_a_reason_and_a_whole_sheet_does_not(act, world):
    whole = office.sheet("Đủ", dossier_sets=1, audiences=["citizen"], competent_agency="Ủy ban nhân dân cấp xã")
    good = EditionFactory(procedure=ProcedureFactory(code="1.555555"), sheet=whole)
    hand_in(act, good)
    lacking = world["review"]
    client = act("publisher")

    refused = client.post(url("edition_publish", lacking.pk), publish_form(client, lacking))
    form = publish_form(client, good)
    client.post(url("edition_publish", good.pk), form)

    assert "còn thiếu phần luật đòi hỏi" in told(refused)
    assert sorted(form) == ["digest", "on", "revision"]
    states = dict(Edition.objects.filter(pk__in=[good.pk, lacking.pk]).values_list("pk", "state"))
    assert states == {good.pk: "published", lacking.pk: "review"}


def test_words_changed_since_they_were_shown_are_shown_anew(act, world):
    draft = world["draft"]
    hand_in(act, draft)
    client = act("publisher")
    form = publish_form(client, draft) | {"reason": "Chờ bổ sung."}
    editor = world["people"]["editor"]
    back = publishing.take_back(draft, by=editor)
    publishing.submit(publishing.write(back, office.sheet("Tên khác hẳn"), by=editor), by=editor)

    answer = client.post(url("edition_publish", draft.pk), form)

    assert "Nội dung vừa được sửa sau khi bạn mở trang này." in told(answer)
    assert "Tên khác hẳn" in page(answer)
    assert Edition.objects.get(pk=draft.pk).state == Edition.State.REVIEW
    again = {field.html_name: field.value() for field in answer.context["form"]}
    client.post(url("edition_publish", draft.pk), again)
    assert Edition.objects.get(pk=draft.pk).state == Edition.State.PUBLISHED


def test_who_comes_second_is_told(act, world):
    draft = world["review"]
    form = publish_form(act("publisher"), draft) | {"reason": "Chờ bổ sung."}
    first = act("province").post(url("edition_publish", draft.pk), form)

    second = act("publisher").post(url("edition_publish", draft.pk), form)

    assert (first.status_code, second.status_code) == (302, 403)
    assert "Bản này hiện ở tình trạng «đang công khai»" in page(second)
    assert draft.events.filter(kind="published").count() == 1


def test_nobody_gets_the_page_for_their_own_words_unless_the_installation_says_so(act, world, settings):
    draft, province = world["draft"], world["people"][Person.Role.PROVINCE]
    publishing.submit(publishing.write(draft, office.sheet("Tự soạn"), by=province), by=province)
    path = url("edition_publish", draft.pk)

    refused = act("province").get(path)
    assert refused.status_code == 403
    assert "Nhờ một người duyệt khác." in page(refused)
    assert "người duyệt khác sẽ xem và công khai" in page(act("province").get(url("edition_change", draft.pk)))

    settings.SELF_PUBLISH = True
    form = publish_form(act("province"), draft) | {"reason": "Xã chỉ có một người."}
    done = act("province").post(path, form, follow=True)
    assert "tự công khai bản của mình" in told(done)
    assert "tự công khai bản của mình" in page(act("officer").get(url("edition_change", draft.pk)))


def test_a_returned_draft_tells_its_writer_why(act, world):
    review = world["review"]
    silent = act("publisher").post(url("edition_return", review.pk), {"reason": ""})
    assert "Cần sửa gì : Chưa điền mục này." in told(silent)

    act("publisher").post(url("edition_return", review.pk), {"reason": "Thiếu căn cứ mới."})

    assert Edition.objects.get(pk=review.pk).state == Edition.State.DRAFT
    assert "Thiếu căn cứ mới." in page(act("editor").get(url("edition_change", review.pk)))
    assert any("trả lại" in each.text for each in act("editor").get(reverse("admin:index")).context["waiting"])


def test_what_is_not_possible_is_told_plainly(act, world):
    client = act("publisher")
    form = publish_form(client, world["review"]) | {"reason": "Chờ bổ sung.", "on": "01/01/2020"}

    late = client.post(url("edition_publish", world["review"].pk), form)
    silent = client.post(url("edition_withdraw", world["public"].pk), {"on": "31/12/2099", "reason": ""})

    assert "Ngày công khai không được ở trong quá khứ." in told(late)
    assert "Lý do rút : Chưa điền mục này." in told(silent)
    assert Edition.objects.get(pk=world["public"].pk).public_until is None


def test_withdrawing_keeps_the_reason_where_everybody_reads_it(act, client, world):
    public = world["public"]
    form = {"on": f"{TODAY:%d/%m/%Y}", "reason": "Phí ghi sai"}

    act("publisher").post(url("edition_withdraw", public.pk), form)

    public.refresh_from_db()
    assert (public.public_until, public.withdrawn_reason) == (TODAY, "Phí ghi sai")
    assert "Phí ghi sai" in page(act("publisher").get(url("edition_change", public.pk)))
    listed = act("officer").get(url("procedure_changelist"), {"tinh-trang": "rut"})
    assert {each.code for each in listed.context["cl"].result_list} == {"1.001193", "1.000656"}
    assert "đã rút" in page(listed)
    client.logout()
    assert "Lý do: Phí ghi sai" in page(client.get(public.get_absolute_url()))


def test_any_two_editions_are_compared_older_first(act, world):
    public, draft = world["public"], world["draft"]
    client = act("publisher")

    by_default = client.get(url("edition_compare", draft.pk)).context["compared"]
    chosen = client.get(url("edition_compare", public.pk), {"voi": draft.pk}).context["compared"]
    alone = client.get(url("edition_compare", world["review"].pk))

    for found in (by_default, chosen):
        assert (found.old, found.new) == (public, draft)
        assert [part.title for part in found.parts] == ["Tên thủ tục"]
    assert "chưa có gì để so" in page(alone)


@pytest.mark.parametrize("strange", ["", "0", "x", "99999999999999999999", "-1"])
def test_an_officer_compares_only_what_was_public(act, world, strange):
    path = url("edition_compare", world["public"].pk)

    assert act("officer").get(path, {"voi": strange or world["draft"].pk}).context["compared"].old is None
    assert act("officer").get(url("edition_compare", world["draft"].pk)).status_code == 404


def test_an_old_edition_comes_back_as_a_draft_where_none_is_in_the_way(act, world):
    old = world["withdrawn"]
    client = act("editor")
    listed = page(client.get(url("procedure_change", old.procedure_id)))
    assert url("edition_restore", old.pk) in listed

    made = client.post(url("edition_restore", old.pk))

    draft = old.procedure.editions.in_work().get()
    assert made.url == url("edition_change", draft.pk)
    assert (draft.sheet, draft.state) == (old.sheet, "draft")
    publishing.write(draft, office.sheet("Đang sửa dở"), by=None)
    asked = page(client.get(url("edition_restore", old.pk)))
    refused = client.post(url("edition_restore", old.pk))
    assert "Để không mất nội dung đó" in asked
    assert "Công khai hoặc xóa bản đó trước" in told(refused)
    assert old.procedure.editions.in_work().get().name == "Đang sửa dở"


def test_checking_is_told_to_readers_and_never_done_by_editing(act, client, world):
    public = world["public"]
    before = page(client.get(public.get_absolute_url()))
    form = {"on": f"{TODAY:%d/%m/%Y}", "note": "Đối chiếu 163/QĐ-BTP"}
    future = act("editor").post(url("edition_verify", public.pk), form | {"on": f"{TOMORROW:%d/%m/%Y}"})

    act("editor").post(url("edition_verify", public.pk), form)

    assert "Ngày kiểm tra không được ở trong tương lai." in told(future)
    words = f'Đã kiểm tra ngày <time datetime="{TODAY}">'
    assert words not in before
    client.logout()
    assert words in page(client.get(public.get_absolute_url()))
    assert "Đối chiếu 163/QĐ-BTP" in page(act("officer").get(url("edition_change", public.pk)))


def test_a_slip_in_the_year_is_noticed(act, world):
    edition = world["review"]
    words = {"digest": edition.digest, "revision": edition.revision, "reason": "Đã đối chiếu."}

    refused = act("publisher").post(url("edition_publish", edition.pk), {**words, "on": "01/12/2062"})

    assert "Xem lại năm vừa gõ" in told(refused)
    edition.refresh_from_db()
    assert edition.state == "review"
