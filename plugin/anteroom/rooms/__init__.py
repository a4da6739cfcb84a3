"""The embedded room: signalling, the closed relay, the call page."""
