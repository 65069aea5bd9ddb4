print('package loaded')
