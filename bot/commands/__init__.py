"""The sub-commands of `veiviser`, one module each, with `run(options) -> exit status`."""
