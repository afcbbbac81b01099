"""Writing the star, examining it, and handing the results back."""
