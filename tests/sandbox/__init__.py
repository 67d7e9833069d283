"""The simulated vendors hold what the vendor notes say."""
