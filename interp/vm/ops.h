// The slow halves of the instructions. Each takes borrowed operands and gives an owned Value or Error; the loop does the
// killing and storing. All of them may run Python.
#pragma once

#include "objects/code.h"
#include "vm/call.h"

namespace minipy {

// ops_names.cpp
Value op_load_global(Thread&, Frame*, Instr*);  // also quickens
Value op_load_name(Thread&, Frame*, Instr*);
Status op_store_name(Thread&, Frame*, Instr*, Value);
Status op_delete_name(Thread&, Frame*, Instr*);
Status op_store_global(Thread&, Frame*, Instr*, Value);
Status op_delete_global(Thread&, Frame*, Instr*);
Value op_load_free(Thread&, Frame*, Instr*);
Value op_load_class_free(Thread&, Frame*, Instr*);
Raised raise_unbound_local(Thread&, Frame*, uint16_t reg);
Raised raise_unbound_free(Thread&, Frame*, uint16_t index);

// ops_attr.cpp
Value op_load_attr(Thread&, Frame*, Instr*, Value object);  // also quickens
Status op_store_attr(Thread&, Frame*, Instr*, Value object, Value value);
Status op_load_method(Thread&, Frame*, Instr*, Value object, Value* window);
Instr* forget_attr(Instr*);  // back to the generic form after a miss

// ops_data.cpp
Value op_get_item(Thread&, Value, Value);
Value op_build_slice(Thread&, Value* window, unsigned count);
Value op_build_tuple(Thread&, Value* window, unsigned count);  // the windows are consumed
Value op_build_list(Thread&, Value* window, unsigned count);
Value op_build_set(Thread&, Value* window, unsigned count);
Value op_build_map(Thread&, Value* window, unsigned pairs);
Value op_build_string(Thread&, Value* window, unsigned count);
Status op_unpack(Thread&, Value sequence, Value* window, unsigned count);
Status op_unpack_ex(Thread&, Value sequence, Value* window, unsigned before, unsigned after);
Status op_dict_merge(Thread&, Value dict, Value mapping, Value callee);
Status op_dict_update(Thread&, Value dict, Value mapping);
Status op_list_extend(Thread&, Value list, Value iterable);
Value op_convert(Thread&, Value, int conversion);
Value op_format(Thread&, Value, Value spec);

// ops_append.cpp: b + c for two exact strs, operands and result seen to. False: an exception is set, the operands are alive.
bool op_add_strs(Thread&, Frame*, Instr*, Value* registers);

// ops_call.cpp: the window is borrowed
Value op_call_ex(Thread&, Value* window, bool has_kwargs);
Value op_make_function(Thread&, Frame*, Value* window, unsigned flags);

// ops_exception.cpp
Status op_raise(Thread&, Value* window, unsigned count);
void op_reraise(Thread&, Value exception);
Value op_match_exc(Thread&, Value exception, Value type);
Status op_match_group(Thread&, Value exception, Value type, Value* window);
Value op_prep_reraise_star(Thread&, Value original, Value list);
Status op_enter_with(Thread&, Value manager, Value* window, bool async);
Value op_call_exit(Thread&, Value exit, Value exception);

// ops_module.cpp
Value op_import_name(Thread&, Frame*, Value name, Value* window);
Value op_import_from(Thread&, Value module, Value name);
Status op_import_star(Thread&, Frame*, Value module);
Status op_setup_annotations(Thread&, Frame*);
Status op_print_expr(Thread&, Value);
Value op_load_build_class(Thread&, Frame*);
Value op_make_type_param(Thread&, Value* window, int which);
Value op_make_type_alias(Thread&, Value* window);
Value op_generic_base(Thread&, Value type_params);

// ops_match.cpp
bool op_match_sequence(Thread&, Value);
bool op_match_mapping(Thread&, Value);
Value op_match_keys(Thread&, Value subject, Value keys);
Value op_match_class(Thread&, Value* window, unsigned positional);

// activation.cpp
// Of a frame whose memory goes: who holds its Python-visible object keeps the locals.
void part_from_frame_object(Thread&, Frame*);

// ops_async.cpp
Value op_yield_from_iter(Thread&, Frame*, Value);
Value op_get_awaitable(Thread&, Value, int where);
Value op_get_aiter(Thread&, Value);
Value op_get_anext(Thread&, Value);
Value op_wrap_async(Thread&, Value);
// One step of a delegate that is no Python generator.
Exit op_send(Thread&, Value iterator, Value sent);

}  // namespace minipy
