"""The functional core: what the bot does, as pure functions over values.

No I/O, no clock, no async, no channel, no SQL and no logging: `step(state, event, knowledge, now)`
returns the next state and the effects that it wants. See `router.step`.
"""
