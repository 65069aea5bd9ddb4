def make(e):
    try:
        raise e
    except Exception as caught:
        return caught


inner = make(ExceptionGroup('inner', [make(KeyError('k')), ValueError('v')]))
inner.add_note('a note on the inner group')
cause = make(OSError('cause of it'))
outer = ExceptionGroup('outer', [inner, make(TypeError('t'))])
raise outer from cause
