"""Settings for the whole suite: property tests repeat exactly and know no deadline (machines are noisy)."""

from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True, max_examples=60, print_blob=True)
settings.load_profile("steady")
