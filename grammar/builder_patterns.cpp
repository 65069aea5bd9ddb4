// Patterns of `case`: from the pieces of a rule to a node.
#include "grammar/builder.h"
#include "grammar/errors.h"

namespace minipy {

using namespace ast;

static identifier unless_wildcard(identifier name) { return name->text == "_" ? nullptr : name; }

pattern* Builder::pattern_sequence_or_single(Range range, Chain* patterns, Range comma) {
    if (patterns->count == 1 && !has_comma(comma)) {
        auto* single = static_cast<pattern*>(patterns->first->item);
        return single->kind == NodeKind::MatchStar ? nullptr : single;
    }
    return match_sequence(range, patterns);
}

// `(p)` is p itself.
pattern* Builder::match_group(Range range, Chain* patterns, Range comma) {
    return pattern_sequence_or_single(range, patterns, comma);
}

pattern* Builder::match_sequence(Range range, Chain* patterns) {
    MatchSequence* made = node<MatchSequence>(range);
    made->patterns = seq<pattern*>(patterns);
    return deepen(made, made->patterns);
}

pattern* Builder::match_star(Range range, Range name) {
    MatchStar* made = node<MatchStar>(range);
    made->name = unless_wildcard(name_at(name));
    return made;
}

pattern* Builder::match_as(Range range, pattern* inner, Range name) {
    MatchAs* made = node<MatchAs>(range);
    made->pattern_ = inner;
    made->name = unless_wildcard(name_at(name));
    if (!made->name) return nullptr;  // "cannot use '_' as a target"
    return deepen(made, inner);
}

pattern* Builder::match_or(Range range, Chain* patterns) {
    MatchOr* made = node<MatchOr>(range);
    made->patterns = seq<pattern*>(patterns);
    return deepen(made, made->patterns);
}

pattern* Builder::match_value(Range range, expr* value) {
    MatchValue* made = node<MatchValue>(range);
    made->value = value;
    return made;
}

pattern* Builder::match_singleton(Range range, ConstantValue::Kind kind) {
    MatchSingleton* made = node<MatchSingleton>(range);
    made->value.kind = kind;
    return made;
}

// A bare name captures; a dotted one is compared with.
pattern* Builder::match_name(Range range, expr* name_or_attribute) {
    if (auto* name = try_as<Name>(name_or_attribute)) {
        MatchAs* made = node<MatchAs>(range);
        made->name = unless_wildcard(name->id);
        return made;
    }
    return match_value(range, name_or_attribute);
}

Node* Builder::map_item(expr* key, pattern* value) { return pair(key, value); }

Node* Builder::map_item_attr(expr* key, pattern* value) {
    return key->kind == NodeKind::Attribute ? pair(key, value) : nullptr;
}

// `**rest`: a pair without a value.
Node* Builder::map_rest(Range token) {
    expr* target = name(token);
    return as<Name>(target)->id->text == "_" ? nullptr : pair(target, nullptr);
}

pattern* Builder::match_mapping(Range range, Chain* items) {
    MatchMapping* made = node<MatchMapping>(range);
    Chain keys, patterns;
    for (Chain::Link* link = items ? items->first : nullptr; link; link = link->next) {
        auto* item = static_cast<Pair*>(link->item);
        if (made->rest) return nullptr;  // `**rest` comes last
        if (item->value) {
            append(&keys, item->key);
            append(&patterns, item->value);
        } else {
            made->rest = as<Name>(item->key)->id;
        }
    }
    made->keys = seq<expr*>(&keys);
    made->patterns = seq<pattern*>(&patterns);
    return deepen(made, made->patterns);
}

pattern* Builder::match_class(Range range, expr* type, Chain* args) {
    MatchClass* made = node<MatchClass>(range);
    Chain positional, names, patterns;
    made->cls = type;
    for (Chain::Link* link = args ? args->first : nullptr; link; link = link->next) {
        auto* item = static_cast<Node*>(link->item);
        // A Pair is marked as a keyword; the rest are patterns.
        if (item->kind == NodeKind::keyword) {
            auto* keyword_item = static_cast<Pair*>(item);
            append(&names, as<Name>(keyword_item->key)->id);
            append(&patterns, keyword_item->value);
        } else {
            if (names.count) return nullptr;  // "positional patterns follow keyword patterns"
            append(&positional, item);
        }
    }
    made->patterns = seq<pattern*>(&positional);
    made->kwd_attrs = seq<identifier>(&names);
    made->kwd_patterns = seq<pattern*>(&patterns);
    return deepen(made, made->patterns, made->kwd_patterns);
}

expr* Builder::complex_literal(Range range, expr* real, operator_ op, Range imaginary_token) {
    auto is_imaginary = [](expr* value) {
        if (auto* minus = try_as<UnaryOp>(value)) value = minus->operand;
        return as<Constant>(value)->value.kind == ConstantValue::Kind::Imaginary;
    };
    expr* imaginary = number(imaginary_token);
    if (!imaginary) return nullptr;
    if (is_imaginary(real) || !is_imaginary(imaginary)) {
        has_error = true;
        error = is_imaginary(real)
                    ? error_at(stream_, real->span, "real number required in complex literal")
                    : error_at(stream_, imaginary->span, "imaginary number required in complex literal");
        return nullptr;
    }
    return binary(range, real, op, imaginary);
}

}  // namespace minipy
