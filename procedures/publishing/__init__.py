"""The verbs that change state: the only code that does. Each is one transaction and is told who acts.

`by=None` is the system (imports by command, the demo): four eyes are a rule among people. Every verb leaves an
`EditionEvent`, so that an edition tells how it came to be.
"""

from procedures.publishing.ground import NotPossible, WrittenMeanwhile, own_words_allowed, record, wrote
from procedures.publishing.many import apply_decision, fingerprint, publish_batch, publish_many
from procedures.publishing.posting import add_photo, may_unpost, post, unpost
from procedures.publishing.way import gaps_of, missing, publish, return_, submit, take_back, verify, withdraw
from procedures.publishing.words import draft_of, in_the_way, restore, write

__all__ = [
    "NotPossible",
    "WrittenMeanwhile",
    "add_photo",
    "apply_decision",
    "draft_of",
    "fingerprint",
    "gaps_of",
    "in_the_way",
    "may_unpost",
    "missing",
    "own_words_allowed",
    "post",
    "publish",
    "publish_batch",
    "publish_many",
    "record",
    "restore",
    "return_",
    "submit",
    "take_back",
    "unpost",
    "verify",
    "withdraw",
    "write",
    "wrote",
]
