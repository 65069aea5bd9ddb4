# target: 1.0
def main():
    text = ' '.join(['word%d' % i for i in range(1000)])
    for _ in range(600):
        words = text.split()
        joined = ','.join(words)
        joined.replace('word', 'w').split(',')
    return joined
