"""A patched index answers exactly as one built anew."""

from hypothesis import given, settings
from hypothesis import strategies as st

from procedures.search import search_in
from procedures.search.index import Index
from tests.procedures.search.conftest import SYNONYMS, TITLES, make

WORDS = [
    "khai sinh",
    "đất đai",
    "cấp lại",
    "sổ đỏ bị mất",
    "đăng ký tam trú",
    "hộ kinh donh",
    "giấy phép",
    "thẻ BHYT",
    "",
]
CODES = [code for code, *_ in TITLES]
NAMES = [name for _, name, *_ in TITLES]


def answers(index):
    found = {}
    for words in WORDS:
        results = search_in(index, words, per_page=50)
        found[words] = ([(hit.code, round(hit.score, 9)) for hit in results.hits], results.facets)
    return found


changes = st.lists(
    st.tuples(st.sampled_from([*CODES, "1.200001", "1.200002"]), st.none() | st.sampled_from(NAMES)), max_size=8
)


@settings(max_examples=40, deadline=None)
@given(changes, changes)
def test_patched_is_as_built_anew(first, second):
    records = {row[0]: make(*row) for row in TITLES}
    index = Index.build(records.values(), SYNONYMS)

    for step in (first, second):
        changed, removed = {}, set()
        for code, name in step:
            if name is None:
                records.pop(code, None)
                changed.pop(code, None)
                removed.add(code)
            else:
                records[code] = changed[code] = make(code, name, level="commune")
        index = index.patched(changed.values(), removed)

    assert answers(index) == answers(Index.build(records.values(), SYNONYMS))


def test_old_index_still_answers_after_a_patch(index):
    before = answers(index)

    index.patched([make("1.000001", "Bãi bỏ")], ["1.000005"])

    assert answers(index) == before


def test_patching_keeps_what_did_not_change(index):
    patched = index.patched([make("1.000001", "Thủ tục đăng ký khai sinh mới")])

    same = [code for code in CODES if code != "1.000001"]
    assert all(patched.slots[patched.entries[code]] is index.slots[index.entries[code]] for code in same)
    assert patched.postings["ket hon"] is index.postings["ket hon"]
