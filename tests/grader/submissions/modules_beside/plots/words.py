LINE = "two classes"
