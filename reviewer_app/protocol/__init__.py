"""What goes over the wire and into finished reviews: typed messages."""
