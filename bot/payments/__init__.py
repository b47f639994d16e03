"""Payment providers behind one port, and the workers that look after refunds and outages."""
