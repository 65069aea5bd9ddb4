#!/usr/bin/env bash
# The house rules as a test. Prints one line per rule: "ok RULE" or "FAIL RULE: what and where".
#   layering   includes go downward only
#   size       no hand-written source file over 1,000 lines
#   owed       no TODO, FIXME, XXX or HACK
#   readme     every folder of source has a README.md of at most 20 lines
#   globals    no mutable globals outside the allow-list (tests/style/globals.allow)
#   rows       no tabs, no trailing blanks, no line over 140 columns in C++ source
set -u
cd "$(dirname "$0")/../.." || exit 2

sources() { find interp grammar stdlib \( -name '*.cpp' -o -name '*.h' -o -name '*.re' -o -name '*.y' -o -name '*.def' \) | sort; }

# report RULE: reads the findings; none is a pass.
report() {
    local findings
    findings=$(cat)
    if [ -z "$findings" ]; then
        echo "ok $1"
    else
        while IFS= read -r line; do echo "FAIL $1: $line"; done <<<"$findings"
    fi
}

# Which rooms a room may include. A room may always include itself; generated headers carry no room.
layering() {
    sources | xargs awk '
        BEGIN {
            below["support"] = ""
            below["grammar"] = "support"
            below["value"] = "support"
            below["gil"] = "support"
            below["runtime"] = below["value"] " value gil"
            below["objects"] = below["runtime"] " runtime"
            below["compiler"] = below["objects"] " objects grammar"
            below["vm"] = below["compiler"] " compiler"
            below["native"] = below["vm"] " vm"
            below["builtins"] = below["native"] " native"
            below["repl"] = below["builtins"] " builtins"
            split("support grammar value gil runtime objects compiler vm native builtins repl stdlib", names, " ")
            for (i in names) is_room[names[i]] = 1
        }
        FNR == 1 {
            split(FILENAME, part, "/")
            room = part[1] == "interp" ? part[2] : part[1]
        }
        /^#include "[a-z_]+\// {
            split($2, quoted, "\"")
            split(quoted[2], path, "/")
            target = path[1] == "interp" ? path[2] : path[1]
            if (!is_room[target] || target == room || !is_room[room]) next
            # How native functions are declared may be known to every room that has some.
            if ((quoted[2] == "native/module.h" || quoted[2] == "native/signature.h") && room != "support" && room != "grammar" && room != "gil") next
            allowed = room == "stdlib" ? quoted[2] == "native/module.h" || target == "support" : index(" " below[room] " ", " " target " ")
            if (!allowed) print FILENAME ":" FNR " includes " quoted[2]
        }' | report layering
}

size() {
    { sources; find stdlib tests dev -name '*.py' -o -name dev -o -path 'tests/unit/*.cpp'; } | sort -u | while read -r file; do
        lines=$(wc -l <"$file")
        [ "$lines" -le 1000 ] || echo "$file has $lines lines"
    done | report size
}

owed() { { sources; find stdlib -name '*.py'; echo dev; } | xargs grep -nHE '\b(TODO|FIXME|XXX|HACK)\b' | report owed; }

readme() {
    { echo .; find interp grammar stdlib samples tests -type d; } | while read -r folder; do
        [ -n "$(find "$folder" -maxdepth 1 -type f ! -name README.md -print -quit)" ] || continue
        case $folder in
        . | */data | */data/* | tests/bench/programs | tests/golden/* | stdlib/*/*) continue ;;
        esac
        if [ ! -f "$folder/README.md" ]; then
            echo "$folder has no README.md"
        elif [ "$(wc -l <"$folder/README.md")" -gt 20 ]; then
            echo "$folder/README.md is longer than 20 lines"
        fi
    done | report readme
}

# A heuristic: definitions at namespace scope (column 0) or `static` inside functions that are neither const,
# constexpr nor functions. What must stay is listed, with its reason, in globals.allow.
globals() {
    { sources | grep -E '\.(cpp|h)$' | xargs grep -nHE \
        '^(static |inline |thread_local |extern )*(thread_local |std::|int|bool|char|double|size_t|u?int[0-9]+_t|[A-Z][A-Za-z]*[*&]?) ?[A-Za-z_:<>*& ,]* [*&]?[a-z_][a-z_0-9]*(\[[^]]*\])?( = .*| ?\{.*\})?;|^ +static (thread_local )?[A-Za-z_:<>*]+ [*&]?[a-z_0-9]+( = .*| ?\{.*\}|\[[^]]*\])?;' || true; } |
        grep -vE 'const |constexpr|constinit const|using |typedef|return |friend |operator|\) *(const)?;$|extern "C"|^[^:]*:[0-9]+:(struct|class|enum|namespace)' |
        grep -vFf <(grep -v '^#' tests/style/globals.allow | awk -F' -- ' '{print $1}') | report globals
}

rows() {
    sources | grep -E '\.(cpp|h)$' | xargs awk '
        /\t/ { print FILENAME ":" FNR " has a tab" }
        /[ \t]$/ { print FILENAME ":" FNR " ends in blanks" }
        length($0) > 140 { print FILENAME ":" FNR " has " length($0) " columns" }' | report rows
}

layering
size
owed
readme
globals
rows
