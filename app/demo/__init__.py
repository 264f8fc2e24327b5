"""The demo agency: fictitious, deterministic, and never mixed with real data."""
