"""Comparing the ledger with everything else that knows of money."""
