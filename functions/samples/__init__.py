"""Sample data of the demonstration; SOURCE.md beside it says where it comes from."""
