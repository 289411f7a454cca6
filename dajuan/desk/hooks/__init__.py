"""Webhooks: other systems are told of what was recorded and withdrawn, in the order of the ledger.

A subscription remembers up to which moment it has delivered and reads the ledger on from there: no signal is sent
when something is recorded, nothing is lost while the other side is away, and nothing personal is told. The form is
CloudEvents 1.0; the signature is an HMAC over the time and the body.
"""
