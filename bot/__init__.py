"""The shell: everything that waits, sends, or reads the clock or the environment."""
