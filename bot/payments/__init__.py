"""Payment providers behind one port, and the workers that give money back through them and watch over them."""
