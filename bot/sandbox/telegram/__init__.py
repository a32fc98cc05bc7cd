"""The part of the Telegram Bot API that the bot uses, and the people who chat with it.

`api` answers the bot; `people` acts for the applicants; `state` is what both see.
"""
