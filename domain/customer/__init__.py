"""The customer's "my page": a read model that follows the events, and the people it is for."""
