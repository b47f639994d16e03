"""What only the operator of the platform is asked."""
