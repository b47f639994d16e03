"""Two evenings in one town: a good one, and one on which everything that can go wrong does.

Read ``test_good_evening.py`` and ``test_bad_evening.py`` first: they name what happens, in order. Each
happening is one small function (``smooth.py``; ``kitchens.py``, ``requests.py``, ``deliveries.py``,
``doors.py``, ``operators.py``), which begins with an order and ends with what must have become of it.
``steps.py`` is an order that goes well, ``stage.py`` how people press and read, ``closing.py`` and
``languages.py`` what must be true when the evening is over; ``story.py`` plays it.
"""
