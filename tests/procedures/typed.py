"""What a browser would send of a page: its form as it stands, to be changed here and there and sent."""

from html.parser import HTMLParser


class _Forms(HTMLParser):
    """The forms that are sent by POST, each as {name: [values]}."""

    def __init__(self):
        super().__init__()
        self.forms, self._open, self._area, self._choice = [], None, None, None

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        name = found.get("name")
        if tag == "form":
            self._open = {} if (found.get("method") or "").lower() == "post" else None
            if self._open is not None:
                self.forms.append(self._open)
        elif self._open is None or "disabled" in found:
            return
        elif tag == "input" and name:
            self._input(name, found)
        elif tag == "textarea" and name:
            self._area = self._open.setdefault(name, [""])
        elif tag == "select" and name:
            self._choice = self._open.setdefault(name, [])
        elif tag == "option" and self._choice is not None and "selected" in found:
            self._choice.append(found.get("value") or "")

    def _input(self, name, found):
        kind = found.get("type", "text")
        if kind in ("checkbox", "radio"):
            if "checked" in found:
                self._open.setdefault(name, []).append(found.get("value", "on"))
        elif kind not in ("submit", "button", "file", "image", "reset"):
            self._open.setdefault(name, []).append(found.get("value") or "")

    def handle_endtag(self, tag):
        if tag == "form":
            self._open = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._choice = None

    def handle_data(self, data):
        if self._area is not None:
            self._area[0] += data


def form_of(response, holding=""):
    """{name: [values]} of the last form sent by POST that holds a field of this name."""
    reader = _Forms()
    reader.feed(response.content.decode())
    found = [form for form in reader.forms if not holding or holding in form][-1]
    return {name: [value.removeprefix("\n") for value in values] for name, values in found.items()}


def send(client, path, holding="csrfmiddlewaretoken", **changes):
    """Open a page, change some fields and send it as a browser would. A value of None: the field is not sent."""
    form = form_of(client.get(path), holding)
    for name, value in changes.items():
        form.pop(name, None)
        if value is not None:
            form[name] = value
    return client.post(path, form)
