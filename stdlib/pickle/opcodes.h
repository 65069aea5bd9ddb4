// The instructions of the pickle machine: a stack of objects, marks on it, and a numbered memo.
//
// A pickle of protocol 2 and later begins with Proto, of 4 and later comes in frames (Frame, 8 bytes of length, that many
// bytes), and every pickle ends with Stop. Numbers are little-endian.
#pragma once

namespace minipy::pickle {

namespace op {

constexpr char Mark = '(', Stop = '.', Pop = '0', PopMark = '1', Dup = '2', Float = 'F', Int = 'I',
               BinInt = 'J', BinInt1 = 'K', Long = 'L', BinInt2 = 'M', None = 'N', PersId = 'P',
               BinPersId = 'Q', Reduce = 'R', String = 'S', BinString = 'T', ShortBinString = 'U',
               Unicode = 'V', BinUnicode = 'X', Append = 'a', Build = 'b', Global = 'c', Dict = 'd',
               EmptyDict = '}', Appends = 'e', Get = 'g', BinGet = 'h', Inst = 'i', LongBinGet = 'j',
               List = 'l', EmptyList = ']', Obj = 'o', Put = 'p', BinPut = 'q', LongBinPut = 'r',
               SetItem = 's', Tuple = 't', EmptyTuple = ')', SetItems = 'u', BinFloat = 'G';
// protocol 2
constexpr char Proto = '\x80', NewObj = '\x81', Ext1 = '\x82', Ext2 = '\x83', Ext4 = '\x84', Tuple1 = '\x85',
               Tuple2 = '\x86', Tuple3 = '\x87', NewTrue = '\x88', NewFalse = '\x89', Long1 = '\x8a',
               Long4 = '\x8b';
// protocol 3
constexpr char BinBytes = 'B', ShortBinBytes = 'C';
// protocol 4
constexpr char ShortBinUnicode = '\x8c', BinUnicode8 = '\x8d', BinBytes8 = '\x8e', EmptySet = '\x8f',
               AddItems = '\x90', FrozenSet = '\x91', NewObjEx = '\x92', StackGlobal = '\x93',
               Memoize = '\x94', Frame = '\x95';
// protocol 5
constexpr char ByteArray8 = '\x96', NextBuffer = '\x97', ReadonlyBuffer = '\x98';

}  // namespace op

constexpr int kHighestProtocol = 5, kDefaultProtocol = 4;
constexpr size_t kFrameMin = 4, kFrameTarget = 64 * 1024, kFrameHeader = 9;
constexpr size_t kBatch = 1000;  // items per Appends, SetItems, AddItems

}  // namespace minipy::pickle
