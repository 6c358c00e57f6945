"""One file for each family of interactions: what it asks, and the key that its rules amount to."""
