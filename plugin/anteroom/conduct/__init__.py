"""What people report. A report ends with a human, and nothing follows from it by itself."""
