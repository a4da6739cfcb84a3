"""Credit: a member's record of interviews held properly, which a marketplace may show or reward."""
