"""Staffing as pure values: placements, phases, hours, right to work."""
