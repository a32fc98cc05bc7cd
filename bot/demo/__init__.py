"""The demo: one whole case, played against a sandbox of its own.

`story.yaml` is what is said and pressed; `story` reads it; `filling` and `playing` act it out and
wait for what should be seen; `transcript` prints it. Nothing here is needed by a running bot.
"""
