def explain(e): return [str(e)[:300]]
