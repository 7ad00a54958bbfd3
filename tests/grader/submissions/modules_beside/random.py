raise ImportError("this is not the random that Python has")
