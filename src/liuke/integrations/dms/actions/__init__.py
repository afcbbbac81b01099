"""Everything that moves an import on."""
