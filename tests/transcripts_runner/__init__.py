"""Replays the golden conversations of `tests/transcripts` at three depths.

    1. the core alone, over `tests.dialogs.world` (core_driver)
    2. turn, database (either kind) and delivery, with channels that only remember (turn_driver)
    3. the real adapters against the sandbox (sandbox_driver)

A story is told once; what the bot says has to be the same at every depth.
"""
