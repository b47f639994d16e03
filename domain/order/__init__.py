"""What a customer asked for, from the basket to the doorstep."""
