"""Several replicas behind a small balancer, with everything around them, on this machine."""
