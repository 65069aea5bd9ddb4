#include "value/shape.h"

#include "support/hash.h"
#include "support/memory.h"

namespace minipy {

namespace {
constexpr uint32_t kLinear = 8;  // up to so many names a walk up the parents is quicker than a table

size_t hash_of(Value name) { return static_cast<size_t>(hash_pointer(name.object())); }

// Shapes with many names index them; the table is shared by nobody, so it is made only for shapes that are searched.
void build_table(Shape* shape) {
    uint32_t cells = 16;
    while (cells < shape->count * 2) cells *= 2;
    shape->table = static_cast<uint32_t*>(heap_alloc(cells * sizeof(uint32_t)));
    shape->by_slot = static_cast<Shape**>(heap_alloc(shape->count * sizeof(Shape*)));
    shape->table_mask = cells - 1;
    for (uint32_t i = 0; i < cells; ++i) shape->table[i] = Shape::kNotFound;
    for (Shape* s = shape; s->parent; s = s->parent) {
        uint32_t slot = s->count - 1;
        shape->by_slot[slot] = s;
        size_t at = hash_of(s->name) & shape->table_mask;
        while (shape->table[at] != Shape::kNotFound) at = (at + 1) & shape->table_mask;
        shape->table[at] = slot;
    }
}
}  // namespace

uint32_t Shape::find(Value wanted) {
    if (count <= kLinear) {
        for (Shape* s = this; s->parent; s = s->parent) {
            if (s->name == wanted) return s->count - 1;
        }
        return kNotFound;
    }
    if (!table) build_table(this);
    for (size_t at = hash_of(wanted) & table_mask; table[at] != kNotFound; at = (at + 1) & table_mask) {
        if (by_slot[table[at]]->name == wanted) return table[at];
    }
    return kNotFound;
}

Shape* Shape::extend(Value added) {
    for (Shape* s = first_child; s; s = s->next_sibling) {
        if (s->name == added) return s;
    }
    if (count >= kMaxSlots) return nullptr;
    Shape* child = make_root();
    child->parent = this;
    child->name = added;
    child->count = count + 1;
    child->next_sibling = first_child;
    first_child = child;
    return child;
}

Value Shape::name_at(uint32_t slot) const {
    const Shape* s = this;
    while (s->count - 1 != slot) s = s->parent;
    return s->name;
}

Shape* Shape::make_root() {
    Shape* shape = static_cast<Shape*>(heap_alloc(sizeof(Shape)));
    *shape = Shape{};
    return shape;
}

void Shape::free_tree(Shape* root) {
    for (Shape* child = root->first_child; child;) {
        Shape* next = child->next_sibling;
        free_tree(child);
        child = next;
    }
    heap_free(root->table);
    heap_free(root->by_slot);
    heap_free(root);
}

}  // namespace minipy
