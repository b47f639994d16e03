"""A crowd: people who act by themselves, as scripts of the roster tell them."""
