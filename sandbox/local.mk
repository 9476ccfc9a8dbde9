# genauth-sandbox shares no code with src/ (DESIGN: a common bug would hide itself).
