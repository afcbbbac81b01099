"""Finds out what a sheet is: where its header stands, what kind of rows it holds, what each column means."""
