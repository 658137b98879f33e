"""Exact questions about every assessment at once: a rulebook as constraints, answered by OR-Tools CP-SAT.

`space.Space` is the model, `solving.solve` asks it, and every answer is replayed through the advisor before anyone
sees it. Needs `pip install 'leverpoint[analysis]'`; `gates` is the one module that imports it.
"""
