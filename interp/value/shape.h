// Shape: the layout of an instance's attributes, shared by all instances that set the same names in the same order.
//
//     class Point:
//         def __init__(self, x, y): self.x = x; self.y = y
//
//     root(Point) --x--> {x:0} --y--> {x:0, y:1}          every Point made by __init__ ends in the last shape
//
// An instance holds a shape and an array of slots; an inline cache that saw the shape once finds `y` in slot 1
// without a search. Setting a new name moves the instance along a transition (made on first use).
//
// An instance is shaped until someone asks for its __dict__, deletes an attribute or sets more than kMaxSlots:
// from then on it owns a real dict, for good (shape == nullptr, `dict` set).
//
// Shapes belong to one type (the root is the type's), live as long as it, and are never changed once made, apart
// from new transitions.
#pragma once

#include "value/object.h"

namespace minipy {

struct Shape {
    static constexpr uint32_t kMaxSlots = 64;
    static constexpr uint32_t kNotFound = ~0u;

    Shape* parent;       // null for a type's root
    Value name;          // the interned Str that this shape adds to its parent
    uint32_t count;      // number of slots
    Shape* first_child;  // transitions, newest first
    Shape* next_sibling;
    uint32_t* table;  // open-addressing index over the names, made when count passes 8; else null
    uint32_t table_mask;
    Shape** by_slot;  // shape that added slot i; made with the table

    // Slot of an interned name, or kNotFound.
    uint32_t find(Value name);
    // The shape after adding an interned name that is not in it; null when it would pass kMaxSlots.
    Shape* extend(Value name);
    // The name in a slot.
    Value name_at(uint32_t slot) const;

    static Shape* make_root();
    // Frees a root and all that grew from it.
    static void free_tree(Shape* root);
};

// Where an object keeps its attributes: at `type->attrs_offset` from its start, when that is not 0.
// Exactly one of shape and dict is set; slots holds `capacity` words, the first shape->count of them valid Values.
struct Attrs {
    Shape* shape;
    union {
        Value* slots;  // while shaped; may point into the object itself (inline slots)
        Object* dict;  // owned, once shape is null
    };
    uint16_t capacity;
    uint16_t inline_capacity;  // slots that lie right behind this struct
    uint32_t unused;

    Value* inline_slots() { return reinterpret_cast<Value*>(this + 1); }
    bool has_dict() const { return shape == nullptr; }
};

}  // namespace minipy
