def compile_bf(source):
    jumps, stack = {}, []
    for i, c in enumerate(source):
        if c == '[':
            stack.append(i)
        elif c == ']':
            j = stack.pop()
            jumps[i], jumps[j] = j, i
    return jumps


def run(source, data=''):
    jumps, tape, p, pc, out, data = compile_bf(source), [0] * 300, 0, 0, [], iter(data)
    while pc < len(source):
        match source[pc]:
            case '>': p += 1
            case '<': p -= 1
            case '+': tape[p] = (tape[p] + 1) % 256
            case '-': tape[p] = (tape[p] - 1) % 256
            case '.': out.append(chr(tape[p]))
            case ',': tape[p] = ord(next(data, '\0'))
            case '[' if not tape[p]: pc = jumps[pc]
            case ']' if tape[p]: pc = jumps[pc]
        pc += 1
    return ''.join(out)


print(run('++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+.>++.'), end='')
print(run(',[.,]', 'echo this'))
print(run('>,[>,]<[.<]', 'reversed'))
