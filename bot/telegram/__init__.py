"""The applicant channel over Telegram's Bot API.

Everything that knows a Bot API method, an update's form or a limit of Telegram's lives here.
Inwards there are only events, messages and keys: `client` makes the connection, `polling` reads
updates, `inbound` gives them their meaning, `outbound` says what the core wants said, and
`profile` keeps the bot's menu in step with the content.
"""

import os

# The library's own opt-in to the type that its next version gives; it warns without it.
os.environ.setdefault("PTB_TIMEDELTA", "true")
