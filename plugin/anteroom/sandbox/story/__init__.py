"""The journeys, played over the same channels that people use, each step with its proof."""
