"""What an operator does beside the running platform: backup, restore, and looking at the set-up."""
