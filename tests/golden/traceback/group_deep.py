g = ValueError('core')
for i in range(14):
    g = ExceptionGroup(f'level {i}', [g])
raise g
