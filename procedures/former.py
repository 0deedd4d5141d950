"""What stood before the first change of a thing: kept, so that its history can tell what was changed from.

Reference data, the demo and imports write thousands of rows at once, past django-simple-history. Keeping a state of
each would double them; instead the stored state is kept when somebody changes one of them for the first time.
"""

from django.utils import timezone

#: Marks such a state: nobody did anything then.
REASON = "trước lần sửa đầu tiên"


def keep(sender, instance, raw=False, update_fields=None, **_options):
    """Before a thing is saved (signal pre_save): keep its stored state where none is kept yet. One query a saving."""
    if raw or instance._state.adding or not hasattr(sender._meta, "simple_history_manager_attribute"):
        return
    if hasattr(instance, "skip_history_when_saving"):
        return
    key = sender._meta.pk.attname
    if sender.history.filter(**{key: instance.pk}).exists():
        return
    stored = sender._base_manager.filter(pk=instance.pk).first()
    if stored is None:
        return
    states = sender.history.model
    state = states.objects.create(
        history_date=timezone.now(),
        history_type="~",
        history_change_reason=REASON,
        **{field.attname: getattr(stored, field.attname) for field in states.tracked_fields},
    )
    for field in states._history_m2m_fields:
        links = getattr(states, field.name).model
        now = field.remote_field.through._base_manager.filter(**{field.m2m_field_name(): instance.pk})
        links.objects.bulk_create(links(history=state, **link) for link in now.values())
