"""How fast and how big the bot is, as ratios to a bare echo: `python -m tests.bench`.

Everything measured is a process of its own, started as a user starts it. `docs/performance.md`
says what the figures mean and where the time goes.
"""
