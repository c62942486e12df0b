"""What calls us: each trigger translates an event into a call of the handler, and its outcome back."""
