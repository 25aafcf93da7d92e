"""Figures and tables for readers; nothing here runs the model."""
