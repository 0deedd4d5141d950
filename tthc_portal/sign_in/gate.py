"""The one place that says whether a sign-in is finished. Until it is, `request.user` is nobody.

So everything that asks who is there – Django's admin, `rights`, previews, exports, history – gives a half-signed-in
person exactly what a stranger gets, without having to know that there is such a thing. Only the pages of the steps
themselves ask `unfinished(request)`.
"""

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import SimpleLazyObject

from tthc_portal.sign_in import kept, second_step

OFFICE = "/quan-tri/"
#: What may be left to do after a right password, in this order: the names of the pages where it is done.
CODE, PASSWORD, DEVICE = "sign_in_code", "password_change", "second_step"


def step_left(person):
    """The first thing this person still has to do before being signed in, None when nothing is left."""
    if second_step.has(person) and not person.is_verified():
        return CODE
    if person.password_drawn_at is not None:
        return PASSWORD
    if second_step.demanded(person) and not second_step.has(person):
        return DEVICE
    return None


class OneDoor:
    """Hides a person from everybody behind it until the sign-in is finished. Stands after django-otp's middleware."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        signed_in = request.user
        request.user = SimpleLazyObject(lambda: self._whoever_is_finished(request, signed_in))
        response = self.get_response(request)
        if request.path_info.startswith(OFFICE):
            kept.mark(request, response)
        return response

    def _whoever_is_finished(self, request, person):
        if not person.is_authenticated:
            return person
        step = step_left(person)
        if step is None:
            return person
        request.unfinished = (person, step)
        return _nobody()


def _nobody():
    nobody = AnonymousUser()
    nobody.otp_device, nobody.is_verified = None, lambda: False
    return nobody


def unfinished(request):
    """(person, step) of whoever gave a right password and has something left to do; (None, "") of all others."""
    _ = request.user.is_authenticated  # makes OneDoor look
    return request.__dict__.get("unfinished", (None, ""))


def who(request, step):
    """The person a page of this step is for: signed in, or having just this left to do. None: turn away."""
    person, left = unfinished(request)
    if person is not None:
        return person if left == step else None
    return request.user if request.user.is_authenticated and request.user.is_staff else None
