"""Schemes that pay part of the wage: facts in, assessment with reasons out."""
