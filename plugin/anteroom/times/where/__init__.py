"""The page on which a person says in which time zone the person lives, and is for a while."""
