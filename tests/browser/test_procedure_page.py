"""The procedure's page in a real browser: the case chooser with and without script, folds, the print sheet."""

import re

CASES = "/thu-tuc/2.000635/"  # a demo sheet with two cases
CASE = "details[data-case]"


def test_choosing_a_case_counts_its_papers_and_stands_in_the_address(look):
    page = look(CASES)
    usual = page.locator("#tra-loi-giay-to").inner_text()
    first, second = page.locator(f"{CASE} > summary").all()[:2]

    first.click()
    second.click()

    key = page.locator(CASE).nth(1).get_attribute("data-case")
    assert page.locator(f"{CASE}[open]").count() == 1
    assert page.locator("#tra-loi-giay-to").inner_text() != usual
    assert page.url.endswith(f"?truong-hop={key}")
    assert f"truong-hop={key}" in page.locator("#in-to-nay").get_attribute("href")


def test_giving_up_the_chosen_case_restores_the_usual_answer(look):
    page = look(CASES)
    usual = page.locator("#tra-loi-giay-to").inner_text()
    first = page.locator(f"{CASE} > summary").first

    first.click()
    first.click()

    assert page.locator("#tra-loi-giay-to").inner_text() == usual
    assert "truong-hop" not in page.url


def test_chosen_case_can_be_sent_on_and_read_without_script(look):
    page = look(CASES)
    page.locator(f"{CASE} > summary").nth(1).click()

    again = look(re.sub(r"^https?://[^/]+", "", page.url), java_script_enabled=False)

    assert again.locator(f"{CASE}[open]").count() == 1
    assert again.locator("#tra-loi-giay-to").inner_text() == page.locator("#tra-loi-giay-to").inner_text()


def test_cases_open_without_script(look):
    page = look(CASES, java_script_enabled=False)

    page.locator(f"{CASE} > summary").first.click()

    assert page.locator(f"{CASE}[open] .paper").first.is_visible()


def test_address_of_a_paper_in_a_closed_case_opens_it(look):
    paper = look(CASES).locator(f"{CASE} .paper").last.get_attribute("id")

    page = look(f"{CASES}#{paper}")

    assert page.locator(f"#{paper}").is_visible()


def test_four_answers_stand_above_the_fold_of_a_phone(look):
    page = look("/thu-tuc/1.001193/")

    box = page.locator("dl.answers").bounding_box()

    assert box["y"] + box["height"] < 844 - 60  # the bar at the bottom


def test_print_sheet_is_large_black_and_whole(look):
    page = look("/thu-tuc/1.001193/in/", "desk")
    page.emulate_media(media="print")

    small = page.evaluate(
        """() => [...document.querySelectorAll('main *')]
          .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
          .filter((each) => !each.closest('.unseen'))
          .filter((each) => parseFloat(getComputedStyle(each).fontSize) < 14 * 96 / 72 - 0.1)
          .map((each) => each.className || each.tagName)"""
    )
    assert small == []
    assert page.locator("details").count() == 0
    assert not page.locator(".bar").is_visible()
