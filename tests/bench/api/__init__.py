"""A Bot API that answers everything at once, and the people who keep a bot busy."""
