"""The privacy desk: what people ask about their data."""
