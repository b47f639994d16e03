"""What people see: words, keyboards, cards."""
