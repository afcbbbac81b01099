"""What the files can hold: kinds of rows, their fields, and the words dealers use for them."""
