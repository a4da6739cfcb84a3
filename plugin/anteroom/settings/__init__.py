"""app.yaml and the environment, read once at start; each noun reads its own part in its own folder."""
