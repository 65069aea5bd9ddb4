print('loading', __name__)


def who(): return __name__ + ' of ' + __package__
