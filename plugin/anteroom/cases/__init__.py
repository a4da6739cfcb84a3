"""Cases: what people in support take care of, each with a topic, an owner and a state."""
