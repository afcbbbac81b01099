"""The programs' surface: ``/api/v1``."""
