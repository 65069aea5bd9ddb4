"""Classes, properties, exceptions, class methods, string formatting."""


class BankError(Exception):
    """Something the bank does not do."""


class InsufficientFunds(BankError):
    def __init__(self, account, amount):
        self.account, self.amount = account, amount
        super().__init__(f'{account.owner} has {account.balance:.2f}, needs {amount:.2f}')


class Account:
    number_of_accounts = 0

    def __init__(self, owner, balance=0):
        self.owner = owner
        self._balance = balance
        self.history = []
        type(self).number_of_accounts += 1

    @property
    def balance(self):
        return self._balance

    @balance.setter
    def balance(self, value):
        if value < 0:
            raise InsufficientFunds(self, self._balance - value)
        self.history.append(value - self._balance)
        self._balance = value

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError('deposits are positive')
        self.balance += amount
        return self

    def withdraw(self, amount):
        self.balance -= amount
        return self

    def __repr__(self):
        return f'{type(self).__name__}({self.owner!r}, {self.balance:,.2f})'

    def __lt__(self, other):
        return self.balance < other.balance

    @classmethod
    def from_text(cls, text):
        owner, balance = text.split(':')
        return cls(owner.strip().title(), float(balance))


class Savings(Account):
    rate = 0.05

    def interest(self, years=1):
        for _ in range(years):
            self.deposit(self.balance * self.rate)
        return self

    def withdraw(self, amount):
        if amount > 500:
            raise BankError('only 500 at a time')
        return super().withdraw(amount)


a, b = Account('Ann', 100), Savings.from_text('  bob jones : 1000 ')
print(a, b, Account.number_of_accounts, Savings.number_of_accounts)
a.deposit(50).withdraw(30)
b.interest(3)
print(a, b, a.history, [round(h, 2) for h in b.history])
for action in (lambda: a.withdraw(1000), lambda: b.withdraw(501), lambda: a.deposit(-5), lambda: Account.from_text('nope')):
    try:
        action()
    except InsufficientFunds as error:
        print('refused:', error, error.amount)
    except BankError as error:
        print('bank error:', error)
    except ValueError as error:
        print('value error:', error)
print(sorted([b, a]), max(a, b).owner, a < b)
for account in (a, b):
    print(f'{account.owner:<12}|{account.balance:>12,.2f}|{account.balance / 10:^10.1e}|')
