"""The whole bot against the sandbox: real adapters, a real database, people who press buttons.

Nothing here sleeps: every wait is for something that can be seen.
"""
