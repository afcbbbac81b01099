"""The figures: each declared once as a typed object, rendered to SQL, held against its standard."""
