"""Which papers a person needs, and values turned into the bytes that leave the building; pure."""
