raise KeyboardInterrupt('pressed')
