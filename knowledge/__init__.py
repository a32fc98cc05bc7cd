"""The scheme as data: what the bot may say, ask and show, and the little code that reads it."""
