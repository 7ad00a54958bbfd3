raise NotImplementedError("test.py")
