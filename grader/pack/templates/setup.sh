#!/usr/bin/env bash
# Gradescope runs this once, as root, while it builds the image: Python, and the grader's pinned requirements.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
torch_index="@{torch_index}"

able() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

python=""
for name in python3.11 python3.12 python3.13 python3; do
  if [ -z "$python" ] && able "$name"; then python="$name"; fi
done
if [ -z "$python" ]; then  # Ubuntu 22.04 offers 3.11 beside its own, 24.04 has 3.12, Debian 12 and 13 have 3.11 and 3.13
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  for name in python3.11 python3.12 python3.13; do
    if [ -z "$python" ] && apt-get install -y -qq "$name" "$name-venv" && able "$name"; then python="$name"; fi
  done
fi
if [ -z "$python" ]; then
  echo "Python 3.11 or newer is needed, and this image offers none: choose Ubuntu 22.04 or 24.04 as base image." >&2
  exit 1
fi

"$python" -m venv "$root/environment"
"$root/environment/bin/pip" install --quiet --no-cache-dir ${torch_index:+--extra-index-url "$torch_index"} \
  --requirement "$root/source/requirements.txt"
"$root/environment/bin/python" -m compileall -q "$root/source/grader" "$root/source/reference"
# The code of students runs as another user, behind walls; the suites are closed to that user in any case.
chmod -R go-rwx "$root/source"
cd "$root/source" && "$root/environment/bin/python" -B -c 'import grader.pack.gradescope_run'
