"""What is written into the audit trail."""
