// Type: what `type(x)` gives. Its slots are the C++ functions behind every operation on its instances.
//
// A built-in type fills its slots by hand (TypeSpec in native/module.h). A class made by `class` gets, for every
// dunder method that it or a base defines in Python, the generic slot function that calls it
// (objects/type_slots.cpp holds the one table of dunder name <-> slot); slots that no one overrides are inherited.
// So `protocol.h` asks only slots and never looks up a dunder by name.
//
// `version` identifies the state of the type and of all its bases: inline caches compare it. Changing a class
// gives it and its subclasses version 0 until a cache asks for a new one. 0 never matches.
#pragma once

#include "value/result.h"
#include "value/shape.h"

namespace minipy {

struct Tuple;
struct Dict;
struct BufferView;

enum class CompareOp : uint8_t { Lt, Le, Eq, Ne, Gt, Ge };
enum class BinaryOp : uint8_t {
    Add,
    Sub,
    Mul,
    MatMul,
    TrueDiv,
    FloorDiv,
    Mod,
    Pow,
    LShift,
    RShift,
    And,
    Or,
    Xor,
    DivMod
};
enum class UnaryOp : uint8_t { Neg, Pos, Invert, Abs };
constexpr int kBinaryOps = 14;
constexpr int kUnaryOps = 4;

// Arguments of a call, all borrowed: `count` positional ones, then one value per name in kwnames (a Tuple of Str, or null).
struct CallArgs {
    const Value* args;
    uint32_t count;
    Tuple* kwnames = nullptr;
};

class Visitor {  // see runtime/collector.h
  public:
    virtual void visit(Object* object) = 0;
    void visit(Value v) {
        if (!v.is_valid()) return;
        if (v.is_object()) {
            visit(v.object());
        } else if (wants_immediates) {
            visit_immediate(v);
        }
    }

  protected:
    ~Visitor() = default;
    virtual void visit_immediate(Value) {}
    bool wants_immediates = false;
};

struct Slots {
    // Memory. dealloc releases what the object owns and frees it; traverse shows what it owns to the collector;
    // clear drops references that can form cycles (afterwards the object must still be safe to dealloc).
    void (*dealloc)(Thread&, Object*);
    void (*traverse)(Object*, Visitor&);
    void (*clear)(Thread&, Object*);
    void (*finalize)(Thread&, Object*);  // __del__

    Owned (*repr)(Thread&, Value);
    Owned (*str)(Thread&, Value);
    Result<int64_t> (*hash)(Thread&, Value);             // null: unhashable
    Owned (*compare)(Thread&, Value, Value, CompareOp);  // may give NotImplemented

    Owned (*call)(Thread&, Value self, const CallArgs&);
    Owned (*new_)(Thread&, Type*, const CallArgs&);
    Status (*init)(Thread&, Value self, const CallArgs&);

    Owned (*get_attr)(Thread&, Value self, Value name);  // __getattribute__ with its __getattr__
    Status (*set_attr)(Thread&, Value self, Value name, Value value);  // value Unbound: delete
    Owned (*descr_get)(Thread&, Value descr, Value instance,
                       Value owner);  // instance Unbound: through the class
    Status (*descr_set)(Thread&, Value descr, Value instance, Value value);  // value Unbound: delete

    Owned (*iter)(Thread&, Value);
    Owned (*next)(Thread&, Value);  // Stop at the end
    Owned (*await)(Thread&, Value);
    Owned (*aiter)(Thread&, Value);
    Owned (*anext)(Thread&, Value);

    Result<bool> (*truth)(Thread&, Value);
    Result<int64_t> (*length)(Thread&, Value);
    Owned (*get_item)(Thread&, Value, Value key);
    Status (*set_item)(Thread&, Value, Value key, Value value);  // value Unbound: delete
    Result<bool> (*contains)(Thread&, Value, Value item);
    // Sequence operators, tried after the number slots gave NotImplemented, as CPython's sq_ slots are.
    Owned (*concat)(Thread&, Value, Value);
    Owned (*repeat)(Thread&, Value,
                    Value count);  // count: any object; NotImplemented when it has no __index__
    Owned (*inplace_concat)(Thread&, Value, Value);
    Owned (*inplace_repeat)(Thread&, Value, Value count);

    // Called with the operands in source order: `self` may be either one. May give NotImplemented.
    Owned (*binary[kBinaryOps])(Thread&, Value, Value);
    Owned (*inplace[kBinaryOps])(Thread&, Value, Value);
    Owned (*power_mod)(Thread&, Value, Value, Value modulus);  // three-argument pow
    Owned (*unary[kUnaryOps])(Thread&, Value);
    Owned (*to_int)(Thread&, Value);
    Owned (*to_float)(Thread&, Value);
    Owned (*index)(Thread&, Value);

    // Buffer protocol; see objects/buffer.h. release may be null.
    Status (*get_buffer)(Thread&, Value, BufferView&, bool writable);
    void (*release_buffer)(Thread&, Value, BufferView&);
};

enum TypeFlag : uint32_t {
    kTypeHeap = 1,            // made by a `class` statement or type(): mutable
    kTypeBaseAllowed = 2,     // may be subclassed
    kTypeAbstract = 4,        // has abstract methods: not instantiable
    kTypeSequence = 8,        // matches a `case [..]` pattern
    kTypeMapping = 16,        // matches a `case {..}` pattern
    kTypeMatchSelf = 32,      // `case int(x)` binds x to the subject itself
    kTypeNoInstantiate = 64,  // "cannot create 'X' instances"
    kTypeMethodDescr = 128,   // instances are functions that LOAD_METHOD may call with self in front
    kTypeHasDict = 256,       // instances have attrs (attrs_offset != 0)
    kTypeExceptionSubclass = 512,
    kTypePySlotGetattr =
        1024,               // get_attr is a Python-defined __getattribute__/__getattr__: no attribute caching
    kTypeImmutable = 2048,    // attributes of the type cannot be set
    kTypeUnversioned = 4096,  // its MRO is not that of its bases: nothing found along it is cached
};

struct Type : GcObject {
    Slots slots;
    const char* native_name;  // of a built-in: "collections.deque"; null for heap types
    Value name;               // Str: __name__
    Value qualname;           // Str
    Value module;             // Str or Unbound; __module__ of built-ins (heap types keep it in dict)
    Value doc;                // Str or None, of built-ins
    Value base;               // Type or None (object): __base__, the one that decides the layout
    Value bases;              // Tuple
    Value mro;                // Tuple
    Value dict;               // Dict: the type's own namespace
    Value subclasses;         // Dict of id -> weakref, or Unbound
    uint32_t version;         // see above
    uint32_t type_flags;
    Kind instance_kind;    // layout of the instances
    uint16_t weight_hint;  // inline slots to give a new instance: the most that earlier ones needed
    uint32_t basic_size;   // bytes of an instance without attrs and inline slots
    int32_t
        attrs_offset;  // of its Attrs; 0: instances have no attributes of their own. Negative for subclasses of str, bytes and
        // tuple, whose items end the object: the Attrs lie in front of it (runtime/heap.h)
    uint32_t slot_count;  // __slots__ words, right in front of attrs_offset (or at the end)
    Shape* root_shape;
    void* native_data;  // of the native module that defined it

    bool has(TypeFlag flag) const { return type_flags & flag; }
    Type* base_type() const { return base.is_none() ? nullptr : base.as<Type>(); }
};

// Attributes of an object whose type has attrs_offset != 0.
inline Attrs* attrs_of(Object* object) {
    return reinterpret_cast<Attrs*>(reinterpret_cast<char*>(object) + object->type->attrs_offset);
}

}  // namespace minipy
