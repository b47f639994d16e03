"""Everything that makes it run; ``bot.app`` puts it together."""
