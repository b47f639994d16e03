"""A local Telegram Bot API over HTTP, with people to talk to the bot; a tool of its own."""
