"""WHAT A CONTRACT IS, what happens to it and what is said of it. Frozen data: no file is opened here and no verdict found."""
