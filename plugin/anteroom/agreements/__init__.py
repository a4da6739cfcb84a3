"""What is asked to be kept confidential: the document, who signed it, and what may be recorded."""
