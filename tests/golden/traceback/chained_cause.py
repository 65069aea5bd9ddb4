def load():
    try:
        return {}['missing']
    except KeyError as error:
        raise RuntimeError('could not load') from error


load()
