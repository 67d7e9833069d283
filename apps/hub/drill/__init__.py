"""The drill: the hub under fire on a database of its own, and the proof that nothing was lost, doubled or disordered.

Installed as an app by ``config.drill`` only; no other hub knows its connector.
"""
