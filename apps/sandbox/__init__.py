"""The vendors, simulated over real HTTP for trying, training and testing; knows nothing of the product."""
