"""Fields, checks and words that the forms of several nouns share."""
