LINES = [(0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6)]


def winner(board):
    for a, b, c in LINES:
        if board[a] != '.' and board[a] == board[b] == board[c]:
            return board[a]
    return None if '.' in board else 'draw'


cache = {}


def minimax(board, player):
    key = board, player
    if key not in cache:
        if result := winner(board):
            cache[key] = {'X': 1, 'O': -1, 'draw': 0}[result], None
        else:
            moves = [(minimax(board[:i] + player + board[i + 1:], 'O' if player == 'X' else 'X')[0], i) for i in range(9) if board[i] == '.']
            cache[key] = max(moves, key=lambda m: (m[0], -m[1])) if player == 'X' else min(moves)
    return cache[key]


board, player = '.' * 9, 'X'
while not winner(board):
    score, move = minimax(board, player)
    board = board[:move] + player + board[move + 1:]
    print(player, 'plays', move, 'score', score)
    print('\n'.join(board[i:i + 3] for i in (0, 3, 6)))
    player = 'O' if player == 'X' else 'X'
print(winner(board), len(cache), minimax('X.O.X.O..', 'X'), minimax('XO..X...O', 'X'))
