"""What is measured, a file each. `benchmarks/plan.py` tells at which sizes."""
