"""The money of an order: promised, taken, voided, given back."""
