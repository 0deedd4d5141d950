"""The list: a search without words. Order, filters, counts."""

from procedures.search import search_in
from procedures.search.index import Index
from procedures.search.records import Filters
from tests.procedures.search.conftest import make


def corpus():
    return Index.build(
        [
            make(
                "1.000001",
                "Đăng ký khai sinh",
                level="commune",
                domain_slug="ho-tich",
                group_slug="tu-phap",
                prior=1.0,
                rank=2,
            ),
            make(
                "1.000002",
                "Đăng ký kết hôn",
                level="commune",
                domain_slug="ho-tich",
                group_slug="tu-phap",
                prior=1.0,
                rank=1,
            ),
            make("1.000003", "An táng", level="commune", domain_slug="bao-tro", group_slug="an-sinh"),
            make(
                "1.000004",
                "Luật sư",
                level="province",
                domain_slug="luat-su",
                group_slug="tu-phap",
                audiences=("citizen",),
            ),
            make("1.000005", "Ân xá", levels=("central", "commune"), domain_slug="luat-su", group_slug="tu-phap"),
            make("1.000006", "Bãi bỏ rồi", level="commune", ended=True),
            make("1.000007", "Mới có tên", level="commune", named_only=True),
        ]
    )


def codes(results):
    return [hit.code[-1] for hit in results.hits]


def test_list_begins_with_what_many_need_and_ends_with_what_has_ended():
    assert codes(search_in(corpus(), "")) == list("2135476")


def test_commune_first_says_how_many_more_there_are():
    narrow = search_in(corpus(), "", commune_first=True)

    assert codes(narrow) == list("213576")
    assert (narrow.total, narrow.wider, narrow.commune_first) == (6, 1, True)
    assert narrow.facets["level"] == {"central": 1, "commune": 6}


def test_a_chosen_level_overrules_commune_first():
    results = search_in(corpus(), "", Filters(level="province"), commune_first=True)

    assert (codes(results), results.commune_first, results.wider) == (["4"], False, 0)


def test_words_search_everything_even_commune_first():
    assert codes(search_in(corpus(), "luật sư", commune_first=True)) == ["4"]


def test_filters_narrow_and_counts_leave_their_own_kind_aside():
    results = search_in(corpus(), "", Filters(group="tu-phap", audience="citizen"))

    assert codes(results) == ["4"]
    assert results.facets["group"] == {"tu-phap": 1}
    assert results.facets["audience"] == {"citizen": 1}
    assert results.facets["domain"] == {"luat-su": 1}


def test_counts_of_fields_are_those_of_the_group():
    results = search_in(corpus(), "", Filters(domain="ho-tich"))

    assert results.facets["domain"] == {"ho-tich": 2, "luat-su": 2}


def test_words_and_filters_together():
    results = search_in(corpus(), "đăng ký", Filters(domain="ho-tich"))

    assert sorted(codes(results)) == ["1", "2"]
    assert search_in(corpus(), "đăng ký", Filters(domain="luat-su")).total == 0


def test_levels_of_a_desk():
    assert codes(search_in(corpus(), "", Filters(levels=("province", "central")))) == ["5", "4"]


def test_unknown_values_find_nothing():
    assert search_in(corpus(), "", Filters(group="khong-co")).total == 0


def test_pages():
    index = Index.build([make(f"1.{n:06d}", f"Thủ tục {n:03d}") for n in range(1, 46)])

    pages = [search_in(index, "", page=page, per_page=20) for page in (1, 2, 3, 4)]

    assert [len(page.hits) for page in pages] == [20, 20, 5, 5]
    assert [(page.page, page.pages, page.total) for page in pages][-1] == (3, 3, 45)


def test_empty_corpus_answers():
    index = Index.build([])

    assert search_in(index, "khai sinh").total == 0
    assert search_in(index, "", commune_first=True).total == 0
