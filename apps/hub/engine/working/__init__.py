"""Workers: how they share what is due, and what happens when one dies."""
