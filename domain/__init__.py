"""The rules of food ordering: standard library only, synchronous, no clock and no I/O."""
