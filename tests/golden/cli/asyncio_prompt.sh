# The prompt of -m asyncio, its lines from a pipe.
$PYTHON -m asyncio 2>/dev/null <<'EOF'
await asyncio.sleep(0, "slept")
x = 3
if x:
    print(x)

task = asyncio.create_task(asyncio.sleep(0, "task"))
await task
async def double(n):
    await asyncio.sleep(0)
    return 2 * n

await asyncio.gather(double(1), double(2))
[await double(n) for n in range(3)]
1 / 0
x =
await asyncio.wait_for(asyncio.sleep(10), 0.01)
asyncio.get_running_loop().is_running()
__name__, sorted(name for name in globals() if not name.startswith("__"))
EOF
echo "status $?"
$PYTHON -m asyncio 2>&1 <<'EOF' | tail -n 2
"last"
EOF
echo 'exit(3)' | $PYTHON -m asyncio 2>/dev/null; echo "status $?"
