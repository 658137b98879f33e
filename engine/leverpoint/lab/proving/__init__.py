"""What is wrong with rules as a whole, over every assessment there can be, and the least change of an answer."""
