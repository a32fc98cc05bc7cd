"""The bot is killed again and again while fifty applicants and three secretaries use it.

`python -m tests.soak`, or `make soak`. The robots write down what they did and saw; the sandbox,
which lives on as Telegram and Slack do, keeps a record of every call. At the end both are compared
with the database. `docs/durability.md` says what is counted and how.
"""
