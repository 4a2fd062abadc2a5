# Shared by the scripts here; source it from a script that has done `set -eu`.
cd "$(dirname "$0")/.."
ROOT=$PWD
case $PATH in
    "$ROOT/.venv/bin:"*) ;; # one script called another
    *) PATH=$ROOT/.venv/bin:$PATH ;;
esac
export PATH PYTHONUNBUFFERED=1

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }
digest() { cat "$@" | sha256sum | cut -c1-16; }
