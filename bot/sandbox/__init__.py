"""A local Telegram and Slack, to try and test the whole system without any account.

This room is a counterpart, not a part of the bot: it imports nothing of the project and is spoken
to over HTTP and WebSocket only. `server` runs it, `client` drives it from tests and the demo, and
`page` is what a person sees. Method tables are in `telegram.methods` and `slack.methods`.
"""

from .client import SandboxClient, SandboxError, WaitedInVainError
from .server import create_app, running, serve

__all__ = ["SandboxClient", "SandboxError", "WaitedInVainError", "create_app", "running", "serve"]
