#!/bin/sh
# Makes an environment of Python's, or says what happened, why, and what to do next:
#   plugin/environment.sh PYTHON FOLDER WHAT-PIP-IS-TO-INSTALL...
# The Makefile calls it. A shell, so that it can speak where there is no Python, or too old a one.
set -u
python=$1 folder=$2
shift 2
here=$(pwd -P)

refuse() {
  printf '\n' >&2
  printf '%s\n' "$@" >&2
  exit 1
}

command -v "$python" >/dev/null ||
  refuse "There is no $python here." \
    "Next: install Python 3.11 or newer (Debian: apt-get install python3 python3-venv), or say which one: make PYTHON=python3.12"
version=$("$python" -c 'import platform; print(platform.python_version())') ||
  refuse "$python does not run; it says why above." "Next: say another one: make PYTHON=/usr/bin/python3"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  refuse "$python is Python $version, and Anteroom needs Python 3.11 or newer." \
    "Next: install a newer one, and say which: make PYTHON=python3.12"
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
  refuse "$python has no venv module, which makes the folder that everything is installed into." \
    "Next: install it (Debian: apt-get install python3-venv), and make again."

cannot_write() {
  refuse "Nothing can be written in $1: it is read-only, or belongs to somebody else than $(id -un 2>/dev/null || id -u)." \
    "Next: take the folder for yourself (chown), or clone into one of yours."
}
[ -w . ] || cannot_write "$here"
[ ! -e "$folder" ] || [ -w "$folder" ] || cannot_write "$here/$folder"

# What was interrupted half made, was moved or copied from elsewhere, or has lost its Python is made from nothing.
# pip's own first lines name the environment in which it was installed.
whole() {
  head -n 2 "$folder/bin/pip" 2>/dev/null | grep -qF "$here/$folder/bin/" && "$folder/bin/python" -m pip --version >/dev/null 2>&1
}
said=$(mktemp) || refuse "No file can be made in ${TMPDIR:-/tmp}." "Next: set TMPDIR to a folder that can be written into."
trap 'rm -f "$said"' EXIT
trap 'exit 130' HUP INT TERM

explain() {
  cat "$said" >&2
  if grep -qi 'no space left\|Errno 28\|disk quota' "$said"; then
    refuse "The disk is full: $folder takes up to 600 MB, and ${TMPDIR:-/tmp} some meanwhile." \
      "Next: make room (df -h . ${TMPDIR:-/tmp}), and make again."
  elif grep -qi 'CERTIFICATE_VERIFY_FAILED\|SSLError' "$said"; then
    refuse "The certificate of the package index is not trusted here; often a company's proxy puts its own in its place." \
      "Next: name that company's certificate (PIP_CERT=/path/to/it.pem), and make again."
  elif grep -qi 'NewConnectionError\|name resolution\|Max retries\|ConnectTimeout\|ReadTimeout\|ProxyError\|Connection refused\|unreachable\|Connection reset' "$said"; then
    refuse "The package index cannot be reached, and what Anteroom needs comes from there, once." \
      "Next: look whether there is a network; behind a proxy set HTTPS_PROXY, for an index of your own PIP_INDEX_URL. Then make again."
  elif grep -qi 'read-only file\|permission denied' "$said"; then
    cannot_write "$here/$folder"
  elif grep -qi 'no matching distribution\|failed building wheel\|failed to build\|metadata-generation-failed' "$said"; then
    refuse "Something has no ready-made package for Python $version on $(uname -sm); the lines above name it." \
      "Next: take another Python, 3.11 to 3.13 are known to work: make PYTHON=python3.12"
  fi
  refuse "$folder could not be made; the lines above say why." "Next: mend that, and make again; it goes on where it was."
}

if ! whole; then
  echo "Making $folder with Python $version."
  "$python" -m venv --clear "$folder" >"$said" 2>&1 || explain
fi
[ -x "$folder/bin/pip" ] ||
  refuse "No program may be run from $here (is it mounted with noexec?)." "Next: clone into another folder."
echo "Installing into $folder; from an empty one that takes a minute or two."
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check "$@" >"$said" 2>&1 || explain
