"""The pages of the climate."""
