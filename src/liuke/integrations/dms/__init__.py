"""Files a DMS exports: read, compared with what is there, asked about, taken in, taken back."""
