"""The desk 收银台: accounts of owners, what is sold, settled, paid back, and agreed to."""
