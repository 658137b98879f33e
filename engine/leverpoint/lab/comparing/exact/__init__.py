"""Is there any assessment for which two rulebooks differ so? One model of both, over one space of answers."""
