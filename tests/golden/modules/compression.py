# bz2 and lzma: round trips, pieces, limits, what follows the end, filters, errors.
import bz2
import io
import lzma
import tarfile

text = b"the quick brown fox " * 500

for module, opener in ((bz2, bz2.BZ2File), (lzma, lzma.LZMAFile)):
    packed = module.compress(text)
    print(module.__name__, len(packed) < len(text), module.decompress(packed) == text)
    print(module.decompress(packed + packed) == text * 2)
    file = io.BytesIO()
    with opener(file, "w") as writer:
        writer.write(text)
    file.seek(0)
    with opener(file) as reader:
        print(reader.read(7), reader.readline()[:5], reader.tell())

d = bz2.BZ2Decompressor()
packed = bz2.compress(text)
print(d.needs_input, d.eof, d.unused_data)
print(len(d.decompress(packed + b"rest", max_length=10)), d.needs_input, d.eof)
print(len(d.decompress(b"")), d.needs_input, d.eof, d.unused_data)

d = lzma.LZMADecompressor()
packed = lzma.compress(text, check=lzma.CHECK_CRC32)
print(d.check == lzma.CHECK_UNKNOWN, len(d.decompress(packed[:40], 5)), d.check == lzma.CHECK_CRC32, d.needs_input)
print(len(d.decompress(packed[40:] + b"rest")), d.eof, d.unused_data)

filters = [{"id": lzma.FILTER_DELTA, "dist": 4}, {"id": lzma.FILTER_LZMA2, "preset": 3, "dict_size": 1 << 16}]
raw = lzma.compress(bytes(range(256)) * 20, format=lzma.FORMAT_RAW, filters=filters)
print(lzma.decompress(raw, lzma.FORMAT_RAW, filters=filters) == bytes(range(256)) * 20)
print(lzma._decode_filter_properties(lzma.FILTER_DELTA, lzma._encode_filter_properties(filters[0])))


def refused(function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except Exception as error:
        print(type(error).__name__, error)


c = bz2.BZ2Compressor()
c.flush()
refused(c.compress, b"x")
refused(c.flush)
refused(bz2.BZ2Compressor, 0)
refused(bz2.decompress, b"no such thing at all")
refused(bz2.decompress, bz2.compress(text)[:-4])
refused(bz2.BZ2Decompressor().decompress, "text")
refused(lzma.decompress, b"no such thing")
refused(lzma.LZMACompressor, 9)
refused(lzma.LZMACompressor, lzma.FORMAT_RAW)
refused(lzma.LZMACompressor, filters=[{"id": 99}])
refused(lzma.LZMACompressor, filters=[{}])
refused(lzma.LZMACompressor, preset=1, filters=filters)
refused(lzma.LZMADecompressor, memlimit=3, format=lzma.FORMAT_RAW, filters=filters)
refused(lzma.decompress, packed, memlimit=1000)

for mode in ("w:bz2", "w:xz"):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as tar:
        info = tarfile.TarInfo("a.txt")
        info.size = len(text)
        tar.addfile(info, io.BytesIO(text))
    file.seek(0)
    with tarfile.open(fileobj=file) as tar:
        print(tar.getnames(), tar.extractfile("a.txt").read() == text)
