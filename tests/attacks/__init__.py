"""What an attacker with an account of their own tries."""
