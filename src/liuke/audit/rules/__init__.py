"""Pure decisions of the audit trail."""
