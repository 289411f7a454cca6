# What ./run and ./test share: each step of the set-up, done again only when its inputs have changed.
# Sourced by POSIX sh with ROOT set to the project's directory.

PY="$ROOT/.venv/bin/python"
DATA=${DAJUAN_DATA:-$ROOT/var}
BUNDLE="$ROOT/bundle"
export PYTHONPATH="$ROOT" PYTHONUNBUFFERED=1

say() { printf '%s\n' "$*" >&2; }

stop() {
    say "$*"
    exit 1
}

# digest WORD...: one sha256 over files, the files of folders, and, for what is neither, the word itself.
digest() {
    for input in "$@"; do
        if [ -d "$input" ]; then
            find "$input" -type f ! -name '*.pyc' | LC_ALL=C sort | while IFS= read -r file; do sha256sum "$file"; done
        elif [ -f "$input" ]; then
            sha256sum "$input"
        else
            printf '%s\n' "$input"
        fi
    done | sha256sum | cut -d' ' -f1
}

# once STAMP TITLE INPUT... -- COMMAND...: run the command unless the stamp holds the digest of the inputs.
once() {
    stamp=$1 title=$2 inputs=
    shift 2
    while [ "$1" != -- ]; do
        inputs="$inputs$1
"
        shift
    done
    shift
    wanted=$(printf '%s' "$inputs" | { set --; while IFS= read -r input; do set -- "$@" "$input"; done; digest "$@"; })
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
        return 0
    fi
    say "$title"
    "$@" || stop "Failed: $title"
    mkdir -p "$(dirname "$stamp")"
    printf '%s\n' "$wanted" >"$stamp"
}

# The interpreter, with the two things a bare machine usually lacks named.
system_python() {
    for name in python3.11 python3.12 python3.13 python3; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then
            command -v "$name"
            return 0
        fi
    done
    stop "Python 3.11 or newer is needed. On Debian 12: apt-get install python3 python3-venv git"
}

make_venv() {
    python=$(system_python) || exit 1
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        stop "Python's venv is not installed. On Debian 12: apt-get install python3-venv"
    rm -rf "$ROOT/.venv" "$ROOT"/var/stamps/libraries-*
    "$python" -m venv "$ROOT/.venv" || return 1
    if [ -d "$BUNDLE" ]; then
        "$PY" -m pip install -q --disable-pip-version-check --no-index --find-links "$BUNDLE/wheels" \
            --require-hashes -r "$ROOT/tools/uv.txt"
    else
        "$PY" -m pip install -q --disable-pip-version-check --require-hashes -r "$ROOT/tools/uv.txt"
    fi
}

install_libraries() {
    if [ -d "$BUNDLE" ]; then
        set -- --offline --no-index --find-links "$BUNDLE/wheels" "$@"
    fi
    "$ROOT/.venv/bin/uv" pip install -q --python "$PY" --require-hashes "$@"
}

fetch_vendor() {
    if [ -d "$BUNDLE" ]; then
        "$PY" "$ROOT/tools/vendor.py" "$BUNDLE"
    else
        "$PY" "$ROOT/tools/vendor.py"
    fi
}

# set_up LOCK: interpreter, the locked libraries, browser libraries, compiled translations.
set_up() {
    lock=$1
    stamps="$ROOT/var/stamps"
    [ -x "$PY" ] && "$PY" -c '' 2>/dev/null || rm -f "$stamps/venv"
    [ -d "$ROOT/dajuan/look/static/vendor" ] && [ -d "$ROOT/dajuan/papers/fonts" ] || rm -f "$stamps/vendor"
    # A new virtual environment only when the interpreter or uv changes, not when a library does.
    once "$stamps/venv" "Making the virtual environment" "$ROOT/tools/uv.txt" "at $ROOT" -- make_venv
    once "$stamps/libraries-$(basename "$lock" .txt)" "Installing the libraries of $(basename "$lock")" \
        "$lock" -- install_libraries -r "$lock"
    once "$stamps/vendor" "Fetching the browser libraries" \
        "$ROOT/package-lock.json" "$ROOT/tools/vendor.py" -- fetch_vendor
    compile_words
}

compile_words() {
    [ -n "$(find "$ROOT/dajuan" -name '*.mo' | head -1)" ] || rm -f "$ROOT/var/stamps/words"
    # shellcheck disable=SC2046  # one word a file: paths inside the project hold no spaces
    (cd "$ROOT" && once "$ROOT/var/stamps/words" "Compiling the translations" tools/words.py \
        $(find dajuan -name '*.po' | LC_ALL=C sort) -- "$PY" tools/words.py --compile)
}

# The tables. On SQLite done again when a migration changes; on PostgreSQL, which others may share, every time.
migrate() {
    if [ -n "${DAJUAN_DATABASE:-}" ] || [ ! -f "$DATA/dajuan.sqlite3" ]; then
        rm -f "$DATA/stamps/tables"
    fi
    # shellcheck disable=SC2046  # as above
    (cd "$ROOT" && once "$DATA/stamps/tables" "Preparing the database" requirements.txt dajuan/site/lines.py \
        $(find dajuan -path '*/migrations/*.py' | LC_ALL=C sort) -- make_tables)
}

make_tables() {
    "$PY" -m dajuan migrate --verbosity 0 && "$PY" -m dajuan createcachetable
}
