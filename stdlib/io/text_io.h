// TextIOWrapper: text over a buffered file.
//
// Reading: chunks of bytes are decoded into `decoded`; `decoded_at` is how far it has been given out. UTF-8,
// ASCII and Latin-1 are decoded here, an incomplete character at the end of a chunk waiting in `tail`; other
// encodings by an incremental decoder of the codecs module.
// Writing: encoded text gathers in `pending` and goes to the buffer when it is large, or at the end of a line if
// asked for.
//
// tell() must name a byte. `chunk_bytes` keeps the bytes that `decoded` was made from and `chunk_start` the
// state of decoding in front of them: the place is found by decoding them again up to the character in
// question.
#pragma once

#include "io_internal.h"

namespace minipy::io {

enum class Coding : uint8_t { Utf8, Ascii, Latin1, Other };

// Where a decoder is between two pieces: its flags, and whether a "\r" is held back. What it holds of an
// incomplete character is kept with the bytes.
struct DecoderState {
    int64_t flags = 0;
    bool pending_cr = false;
    bool initial() const { return flags == 0 && !pending_cr; }
};

struct TextIO : IoBase {
    Value buffer = Value::none();
    Value encoding = Value::none(), errors = Value::none();  // Strs
    Value encoder = Value::none(), decoder = Value::none();  // for Coding::Other
    Coding coding = Coding::Utf8;
    bool ready = false, detached = false, finalizing = false;
    bool line_buffering = false, write_through = false, telling = false, seekable = false, has_read1 = false;
    bool can_read = false, can_write = false;
    bool read_universal = true, read_translate = true;  // newline None: both; '': universal alone
    std::string read_newline;                           // what ends a line when not universal
    std::string write_newline;                          // what "\n" becomes; empty: itself
    bool newline_given = false;
    int64_t chunk_size = kBufferSize;

    Value decoded = Value::none();  // Str
    size_t decoded_at = 0;
    std::string tail;
    NewlineState newlines;
    std::string pending;

    std::string chunk_bytes;
    bool has_chunk = false;
    DecoderState chunk_start;
    double bytes_per_char = 0;  // of the last chunk: a first guess for tell()
};

inline TextIO* text_of(Value v) { return v.as<TextIO>(); }

// Decodes bytes, with what `tail` holds in front of them.
Owned decode_bytes(Thread&, TextIO*, std::string_view bytes, bool final);
Result<bool> read_chunk(Thread&, TextIO*, int64_t size_hint);  // false at the end
void forget_decoded(TextIO*);
// The decoder's state; the bytes that it holds go to `held`.
Result<DecoderState> decoder_state(Thread&, TextIO*, std::string& held);
Status set_decoder_state(Thread&, TextIO*, DecoderState, bool at_start);
Status write_pending(Thread&, TextIO*);
// Nothing changes when it fails.
Status choose_codecs(Thread&, TextIO*, Value encoding, Value errors);
Status encode_text(Thread&, TextIO*, Value text, std::string& out);

Owned text_tell(Thread&, const Value* args);
Owned text_seek(Thread&, const Value* args);
Status check_text_ready(Thread&, TextIO*);
Status check_text_open(Thread&, TextIO*);

}  // namespace minipy::io
