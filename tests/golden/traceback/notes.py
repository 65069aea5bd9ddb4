e = ValueError('main message')
e.add_note('a first note')
e.add_note('a second\nof two lines')
raise e
