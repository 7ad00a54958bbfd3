def interrupt(*args, **named):
    raise Interrupt("\x1b[31m\ud800" + "x" * 5000)


Interrupt = type("<b>Keyboard\x00\nInterrupt", (KeyboardInterrupt,), {})
for kind in (Module, Linear, Sequential, Optimizer):
    kind.__init__ = interrupt
