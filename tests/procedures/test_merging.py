"""Two sheets made into one, part by part."""

from hypothesis import given
from hypothesis import strategies as st

from procedures import merging
from tests.procedures.office import sheet


def test_only_the_parts_asked_for_are_taken():
    ours, theirs = sheet("A", requirements="Có hộ khẩu."), sheet("B", requirements=None, results=[])

    merged = merging.merge(ours, theirs, ["yeu-cau-dieu-kien"])

    assert (merged.name, merged.requirements, merged.results) == ("A", None, None)


def test_every_field_of_a_sheet_belongs_to_one_part():
    named = [name for _, names in merging.PARTS.values() for name in names]

    assert sorted(named) == sorted(set(sheet().model_fields_set | set(type(sheet()).model_fields)) - {"schema_version"})


@given(st.sets(st.sampled_from(sorted(merging.PARTS))))
def test_after_merging_only_the_other_parts_differ(parts):
    ours = sheet("A", requirements="Một.", steps=None, methods=None, legal_bases=[], keywords=["x"], levels=["commune"])
    theirs = sheet("B", results=[], cases=[])

    left = {choice.part for choice in merging.choices(merging.merge(ours, theirs, parts), theirs)}

    assert left == {choice.part for choice in merging.choices(ours, theirs)} - parts
