"""A bad evening in one town: everything that can go wrong with an order does, to some 25 of them.

Read ``test_evening.py`` first: it names what happens, in order. Each happening is one small function
(``kitchens.py``, ``requests.py``, ``deliveries.py``, ``operators.py``), which begins with an order and
ends with what must have become of it. ``steps.py`` is an order that goes well, ``stage.py`` how people
press and read, ``closing.py`` and ``languages.py`` what must be true when the evening is over.
"""
