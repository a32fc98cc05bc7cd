"""The sandbox itself: strict, forgetful of nothing, and usable by a person."""
