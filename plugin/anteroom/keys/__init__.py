"""Keys of REST v1: what each may do, since when and until when."""
