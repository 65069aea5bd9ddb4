# target: 1.0
def main():
    for _ in range(60):
        text = ''
        for i in range(10_000):
            text += 'ab'
        parts = []
        for i in range(5_000):
            parts.append('item ' + str(i))
    return text
