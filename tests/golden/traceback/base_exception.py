class Mine(BaseException):
    pass


raise Mine('not an Exception')
