while True:
    print('passed ' * 10000)
