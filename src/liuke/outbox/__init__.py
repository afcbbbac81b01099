"""Events and jobs, written in the transaction that needs them."""
