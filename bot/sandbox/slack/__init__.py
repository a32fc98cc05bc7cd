"""The part of Slack that the bot uses, and the people of its workspace.

`api` answers the bot's Web API calls, `socket_mode` brings it what happens, `people` acts for the
secretariat, `state` is what all of them see.
"""
