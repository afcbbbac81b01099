"""What is decided about cars: values in, decision out."""
