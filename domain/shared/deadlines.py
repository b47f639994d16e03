"""The kinds of deadline; each is one row per order until it is met or has fired."""

PAY_BY = "pay_by"
"""The order must be paid by then."""

REMIND_STORE = "remind_store"
"""The store is reminded of an unanswered ticket then, and again after the same time."""

ANSWER_BY = "answer_by"
"""The store must have accepted or rejected by then."""

RESUME_HELD = "resume_held"
"""The line that a held order waits in is looked at again then."""
REST_UNTIL = "rest_until"
"""A payment that rests because its provider fails is given up then, and its order with it."""
