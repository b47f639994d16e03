"""A bad evening in one town: 25 orders, and everything that can go wrong with them does.

Read ``test_evening.py`` first: it names what happens, in order. Each happening is one small function
(``kitchen.py``, ``requests.py``, ``deliveries.py``, ``operators.py``); ``stage.py`` is what people
do, and ``closing.py`` what must be true when the evening is over.
"""
