"""How an officer comes in: password, second step, lock-out, idle time. Citizens have no account.

* `backends`     who a name and a password belong to
* `lockout`      too many wrong passwords for one account from one address (django-axes)
* `second_step`  codes from a telephone, recovery codes (django-otp)
* `gate`         the one place that says whether a sign-in is finished; until then nobody is signed in
* `idle`         a session ends after a while without a click
* `kept`         what was typed when it ended is kept for the same person
* `door`, `second_step_pages`  the pages
"""
