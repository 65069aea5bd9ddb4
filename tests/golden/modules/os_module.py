import os
import os.path as p
print(p.join('a', 'b'), p.join('a', '/b'), p.join('a/', 'b', ''), p.split('/a/b'), p.dirname('/a/b'), p.basename('/a/b/'), p.splitext('x.tar.gz'), p.splitext('.bashrc'), p.normpath('a/./b/../c//d'), p.isabs('/a'), p.abspath('/a/../b'), p.relpath('/a/b', '/a/c'), p.commonpath(['/a/b', '/a/c']), p.commonprefix(['abc', 'abd']), p.expanduser('x'), p.expandvars('$NOPE_X'), p.splitdrive('/a'), p.normcase('A'))
root = '/tmp/minipy_os_%d' % os.getpid()
os.mkdir(root); os.makedirs(p.join(root, 'a/b/c')); os.makedirs(p.join(root, 'a/b'), exist_ok=True)
with open(p.join(root, 'a/f.txt'), 'w') as f: f.write('12345')
print(sorted(os.listdir(root)), p.exists(root), p.isdir(root), p.isfile(p.join(root, 'a/f.txt')), p.getsize(p.join(root, 'a/f.txt')), os.stat(p.join(root, 'a/f.txt')).st_size, p.islink(root))
os.rename(p.join(root, 'a/f.txt'), p.join(root, 'g.txt')); os.symlink('g.txt', p.join(root, 'link'))
print(os.readlink(p.join(root, 'link')), p.islink(p.join(root, 'link')), p.samefile(p.join(root, 'link'), p.join(root, 'g.txt')), sorted((e.name, e.is_dir(), e.is_file(), e.is_symlink()) for e in os.scandir(root)))
for top, dirs, files in os.walk(root): dirs.sort(); print(top[len(root):], sorted(dirs), sorted(files))
os.chmod(p.join(root, 'g.txt'), 0o600); print(oct(os.stat(p.join(root, 'g.txt')).st_mode), os.access(p.join(root, 'g.txt'), os.R_OK))
for bad in ('os.mkdir(root)', 'os.rmdir(root)', 'os.remove(root + "/nope")', 'os.listdir(root + "/nope")', 'os.rename(root + "/x", root + "/y")', 'os.stat("/nope")', 'os.chdir("/nope")', 'os.environ["NOPE_X"]', 'os.open("/nope", os.O_RDONLY)', 'os.close(9999)', 'os.read(9999, 1)', 'os.kill(1 << 30, 0)', 'os.makedirs(root)', 'p.join(1)', 'os.getenv(5)', 'os.listdir(5.5)', 'os.write(1, "a")', 'os.unlink(root + "/a")', 'os.environ.__setitem__("a", 5)', 'p.join("a", b"b")'):
    try:
        print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, str(e).replace(root, 'ROOT'))
os.unlink(p.join(root, 'link')); os.remove(p.join(root, 'g.txt')); os.removedirs(p.join(root, 'a/b/c'))
print(p.exists(root))
os.environ['MY_VAR'] = 'value'
print(os.environ['MY_VAR'], os.getenv('MY_VAR'), os.getenv('NOPE_X', 'd'), 'MY_VAR' in os.environ, os.environ.get('NOPE_X'), os.system('echo from shell $MY_VAR'), os.popen('echo popen').read())
del os.environ['MY_VAR']
r, w = os.pipe(); os.write(w, b'piped'); os.close(w); print(os.read(r, 10), os.read(r, 10)); os.close(r)
fd = os.open('/tmp', os.O_RDONLY); print(os.fstat(fd).st_mode > 0, os.isatty(fd)); os.close(fd)
print(os.sep, os.linesep == '\n', os.name, os.curdir, os.pardir, os.extsep, os.devnull, os.pathsep, os.getcwd() == p.realpath('.'), os.cpu_count() >= 1, os.fspath('x'), os.fsencode('é'), os.fsdecode(b'x'), os.strerror(2), os.uname().sysname, len(os.urandom(4)), os.get_terminal_size.__name__)


class P:
    def __fspath__(self): return '/from/fspath'


print(p.join(P(), 'x'), os.fspath(P()), isinstance(P(), os.PathLike))
