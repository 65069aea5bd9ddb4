// The modules `pwd` and `grp`: the users and groups of the system.
#include <grp.h>
#include <pwd.h>

#include "native/module.h"

namespace minipy {

namespace {

struct AccountTypes {
    Type *user = nullptr, *group = nullptr;
};
ModuleSpec state_spec() { return {}; }
ModuleRegistration state_registration("state:accounts", state_spec);
AccountTypes& state(Thread& t) { return module_state<AccountTypes>(t, state_registration); }

const FieldSpec user_fields[] = {{"pw_name", "user name"},     {"pw_passwd", "password"},
                                 {"pw_uid", "user id"},        {"pw_gid", "group id"},
                                 {"pw_gecos", "real name"},    {"pw_dir", "home directory"},
                                 {"pw_shell", "shell program"}};
const FieldSpec group_fields[] = {{"gr_name", "group name"},
                                  {"gr_passwd", "password"},
                                  {"gr_gid", "group id"},
                                  {"gr_mem", "group members"}};

Owned text_or_none(Thread& t, const char* text) { return text ? make_str(t, text) : Owned::none(); }

Owned make_user(Thread& t, const passwd& p) {
    Owned name = TRY(text_or_none(t, p.pw_name)), password = TRY(text_or_none(t, p.pw_passwd));
    Owned real_name = TRY(text_or_none(t, p.pw_gecos)), home = TRY(text_or_none(t, p.pw_dir));
    Owned shell = TRY(text_or_none(t, p.pw_shell));
    return make_struct_sequence(
        t, state(t).user,
        {name, password, Value::from_int(p.pw_uid), Value::from_int(p.pw_gid), real_name, home, shell});
}
Owned make_group(Thread& t, const group& g) {
    Ref<List> members = TRY(new_list(t));
    for (char** member = g.gr_mem; member && *member; ++member)
        TRY(list_push(t, members.get(), TRY(make_str(t, *member))));
    Owned name = TRY(text_or_none(t, g.gr_name)), password = TRY(text_or_none(t, g.gr_passwd));
    return make_struct_sequence(t, state(t).group, {name, password, Value::from_int(g.gr_gid), members});
}

// Calls get(buffer, size, &found) with a buffer that grows until it is large enough.
template <class Entry, class Get>
Result<bool> look_up(Thread& t, std::vector<char>& buffer, Entry& entry, Get&& get) {
    buffer.resize(1024);
    for (;;) {
        Entry* found = nullptr;
        int status;
        {
            GilRelease nogil(t);
            status = get(&entry, buffer.data(), buffer.size(), &found);
        }
        if (found) return true;
        if (status != ERANGE) return false;
        if (buffer.size() > (size_t{1} << 26)) return raise_memory_error(t);
        buffer.resize(buffer.size() * 2);
    }
}
// An id: Unbound when it is none that the system can know (negative, too large).
Result<int64_t> id_of(Thread& t, Value v, const char* what) {
    if (!is_int(v) && !type_of(t, v)->slots.index)
        return raise_type_error(t, "%s should be integer, not %s", what, type_name(t, v));
    Owned index = TRY(to_index(t, v));
    int64_t n = 0;
    if (!int_fits_int64(index, &n) || n < -1 || n > 0xffffffffLL) return int64_t{-2};
    return n == -1 ? int64_t{0xffffffff} : n;
}
Status check_name(Thread& t, Value v, const char* function) {
    if (!is_str(v))
        return raise_type_error(t, "%s() argument%s must be str, not %.50s", function,
                                function[0] == 'g' && function[3] == 'g' ? " 'name'" : "", type_name(t, v));
    if (to_utf8(v).find('\0') != std::string::npos) return raise_value_error(t, "embedded null byte");
    return {};
}

Owned getpwuid(Thread& t, const Value* args) {
    int64_t uid = TRY(id_of(t, args[0], "uid"));
    passwd entry;
    std::vector<char> buffer;
    bool found = uid != -2 && TRY(look_up(t, buffer, entry, [&](passwd* e, char* p, size_t n, passwd** out) {
                     return getpwuid_r(static_cast<uid_t>(uid), e, p, n, out);
                 }));
    if (found) return make_user(t, entry);
    return raise_with(t, exc(t).KeyError,
                      TRY(make_str(t, uid == -2 ? "getpwuid(): uid not found"
                                                : "getpwuid(): uid not found: " + std::to_string(uid))));
}
Owned getpwnam(Thread& t, const Value* args) {
    TRY(check_name(t, args[0], "getpwnam"));
    std::string name = to_utf8(args[0]);
    passwd entry;
    std::vector<char> buffer;
    if (TRY(look_up(t, buffer, entry, [&](passwd* e, char* p, size_t n, passwd** out) {
            return getpwnam_r(name.c_str(), e, p, n, out);
        })))
        return make_user(t, entry);
    return raise_with(t, exc(t).KeyError,
                      TRY(make_str(t, "getpwnam(): name not found: " + TRY(repr_utf8(t, args[0])))));
}
Owned getpwall(Thread& t, const Value*) {
    Ref<List> all = TRY(new_list(t));
    setpwent();
    while (passwd* entry = getpwent()) TRY(list_push(t, all.get(), TRY(make_user(t, *entry))));
    endpwent();
    return all;
}

Owned getgrgid(Thread& t, const Value* args) {
    int64_t gid = TRY(id_of(t, args[0], "gid"));
    group entry;
    std::vector<char> buffer;
    bool found = gid != -2 && TRY(look_up(t, buffer, entry, [&](group* e, char* p, size_t n, group** out) {
                     return getgrgid_r(static_cast<gid_t>(gid), e, p, n, out);
                 }));
    if (found) return make_group(t, entry);
    return raise_with(t, exc(t).KeyError,
                      TRY(make_str(t, gid == -2 ? "getgrgid(): gid not found"
                                                : "getgrgid(): gid not found: " + std::to_string(gid))));
}
Owned getgrnam(Thread& t, const Value* args) {
    TRY(check_name(t, args[0], "getgrnam"));
    std::string name = to_utf8(args[0]);
    group entry;
    std::vector<char> buffer;
    if (TRY(look_up(t, buffer, entry, [&](group* e, char* p, size_t n, group** out) {
            return getgrnam_r(name.c_str(), e, p, n, out);
        })))
        return make_group(t, entry);
    return raise_with(t, exc(t).KeyError,
                      TRY(make_str(t, "getgrnam(): name not found: " + TRY(repr_utf8(t, args[0])))));
}
Owned getgrall(Thread& t, const Value*) {
    Ref<List> all = TRY(new_list(t));
    setgrent();
    while (group* entry = getgrent()) TRY(list_push(t, all.get(), TRY(make_group(t, *entry))));
    endgrent();
    return all;
}

const FunctionSpec user_functions[] = {
    {"getpwuid(uidobj, /)", getpwuid, "Return the password database entry for the given numeric user ID."},
    {"getpwnam(name, /)", getpwnam, "Return the password database entry for the given user name."},
    {"getpwall()", getpwall,
     "Return a list of all available password database entries, in arbitrary order."}};
const FunctionSpec group_functions[] = {
    {"getgrgid(id)", getgrgid, "Return the group database entry for the given numeric group ID."},
    {"getgrnam(name)", getgrnam, "Return the group database entry for the given group name."},
    {"getgrall()", getgrall, "Return a list of all available group entries, in arbitrary order."}};

Status fill_users(Thread& t, Module* module) {
    state(t).user = define_struct_sequence(t, "pwd.struct_passwd", user_fields, 7,
                                           "pwd.struct_passwd: one user of the system.");
    return module_add(t, module, "struct_passwd", Value(state(t).user));
}
Status fill_groups(Thread& t, Module* module) {
    state(t).group = define_struct_sequence(t, "grp.struct_group", group_fields, 4,
                                            "grp.struct_group: one group of users.");
    return module_add(t, module, "struct_group", Value(state(t).group));
}
MINIPY_MODULE(pwd, {.doc = "The users of the system, as tuples of seven.",
                    .functions = user_functions,
                    .exec = fill_users});
MINIPY_MODULE(grp, {.doc = "The groups of users of the system, as tuples of four.",
                    .functions = group_functions,
                    .exec = fill_groups});

}  // namespace

}  // namespace minipy
