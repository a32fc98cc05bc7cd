"""What may be wrong with an installation, looked at part by part; `bot.commands.doctor` tells it.

A look changes nothing and never raises: what it cannot look at is what it found.
"""
