"""What runs around the functions: broker, store, their set-up, and both natively for developing."""
