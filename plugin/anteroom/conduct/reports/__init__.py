"""Reports: somebody complains, people look at it and decide. Nothing follows from one by itself."""
