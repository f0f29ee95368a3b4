"""The same mechanisms as `collectief_sim`, written the way one usually writes a Mesa model: to compare with, not to use."""
