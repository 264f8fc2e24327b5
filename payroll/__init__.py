"""The pay law: what one person earned and owes in one period, as pure values."""
