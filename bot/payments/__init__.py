"""Payment providers behind one port, and the desk that gives money back through them."""
