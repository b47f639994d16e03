"""Looking at a set-up from outside, and saying what to do about each thing that is wrong."""
