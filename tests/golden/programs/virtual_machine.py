"""A stack machine with an assembler, to see a VM inside a VM."""


class Machine:
    def __init__(self, program):
        self.labels, self.code = {}, []
        for line in program.strip().splitlines():
            line = line.partition('#')[0].strip()
            if line.endswith(':'):
                self.labels[line[:-1]] = len(self.code)
            elif line:
                op, *args = line.split()
                self.code.append((op.lower(), *args))

    def run(self, *stack, limit=100_000):
        self.stack, self.calls, self.pc, self.memory, steps = list(stack), [], 0, {}, 0
        while self.pc < len(self.code):
            steps += 1
            if steps > limit:
                raise RuntimeError(f'more than {limit} steps')
            op, *args = self.code[self.pc]
            self.pc += 1
            try:
                done = getattr(self, 'op_' + op)(*args)
            except AttributeError:
                raise ValueError(f'unknown operation {op!r} at {self.pc - 1}') from None
            if done:
                break
        return self.stack, steps

    def op_push(self, value): self.stack.append(int(value))
    def op_dup(self): self.stack.append(self.stack[-1])
    def op_swap(self): self.stack[-2:] = self.stack[:-3:-1]
    def op_pop(self): self.stack.pop()
    def op_load(self, name): self.stack.append(self.memory.get(name, 0))
    def op_store(self, name): self.memory[name] = self.stack.pop()
    def op_jmp(self, label): self.pc = self.labels[label]
    def op_print(self): print('  out:', self.stack.pop())
    def op_halt(self): return True

    def op_jz(self, label):
        if self.stack.pop() == 0:
            self.pc = self.labels[label]

    def op_call(self, label):
        self.calls.append(self.pc)
        self.pc = self.labels[label]

    def op_ret(self):
        self.pc = self.calls.pop()


for name, function in {'add': int.__add__, 'sub': int.__sub__, 'mul': int.__mul__, 'mod': int.__mod__, 'lt': lambda a, b: int(a < b)}.items():
    def make(function):
        def op(self):
            b, a = self.stack.pop(), self.stack.pop()
            self.stack.append(function(a, b))
        return op
    setattr(Machine, 'op_' + name, make(function))

factorial = Machine('''
    store n
    push 1
    store acc
loop:
    load n
    jz end          # until n is zero
    load acc
    load n
    mul
    store acc
    load n
    push 1
    sub
    store n
    jmp loop
end:
    load acc
''')
print(factorial.run(5), factorial.run(25))
primes = Machine('''
    push 2
    store n
next:
    load n
    push 30
    lt
    jz done
    call check
    load n
    push 1
    add
    store n
    jmp next
check:
    push 2
    store d
try:
    load d
    dup
    mul
    load n
    swap
    lt
    jz more
    load n
    print
    ret
more:
    load n
    load d
    mod
    jz no
    load d
    push 1
    add
    store d
    jmp try
no:
    ret
done:
    halt
''')
print(primes.run())
for bad in ('nonsense', 'loop:\njmp loop', 'pop', 'jmp nowhere'):
    try:
        Machine(bad).run(limit=1000)
    except (ValueError, RuntimeError, IndexError, KeyError) as error:
        print(type(error).__name__, error)
