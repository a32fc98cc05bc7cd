"""The secretariat's channel: cards, threads, inquiries and modals in Slack, over Socket Mode.

Pure modules make and read payloads (`cards`, `inquiries`, `modals`, `decisions`, `inbound`,
`forms`); the others speak to Slack (`listeners` and `submissions` in, `outbound` out, `socket` the
connection). Nothing here decides what may happen to a case, and no sentence lives here: see
`texts`.
"""
