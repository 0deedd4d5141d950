"""Who a name and a password belong to."""

from axes.backends import AxesStandaloneBackend
from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, OuterRef
from django_otp.plugins.otp_totp.models import TOTPDevice

from procedures.models import Person
from tthc_portal.sign_in import lockout


class Lockout(AxesStandaloneBackend):
    """Refuses a locked account before its password is looked at; without a request nobody can be locked out."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if request is not None:
            super().authenticate(request, username=username, password=password, **kwargs)


class Officers(ModelBackend):
    """Django's own; a name may be typed with capitals, and a person comes with `has_second_step`."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if username is None or password is None:
            return None
        return super().authenticate(request, username=_stored(username), password=password)

    def get_user(self, user_id):
        devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        person = Person.objects.filter(pk=user_id).annotate(has_second_step=Exists(devices)).first()
        return person if person is not None and self.user_can_authenticate(person) else None


def _stored(username):
    """The name as the account has it. Where two differ in case alone (made by hand), each is itself only.

    A database may take more letters for alike (ı and i) than the lock counts as one name: such a name finds nobody.
    """
    names = Person.objects.filter(username__iexact=username.strip()).values_list("username", flat=True)
    found = [name for name in names[:9] if lockout.folded(name) == lockout.folded(username)]
    return found[0] if len(found) == 1 else username
