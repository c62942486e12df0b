"""The field measurements behind docs/field.md: real tables, planted changes, decided kinds."""
