#!/usr/bin/env bash
# same-as-origin.sh <repository> <origin>: fails unless a restored repository has the refs of its origin, and is sound.
# A token for the origin may stand in TOKEN: it goes to git through its environment, in no argument and in no file.
set -euo pipefail
repository=$1
origin=$2

if [ -n "${TOKEN-}" ]; then
  GIT_CONFIG_VALUE_0="Authorization: Basic $(printf 'x-access-token:%s' "$TOKEN" | base64 | tr -d '\n')"
  export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=http.extraHeader GIT_CONFIG_VALUE_0
fi

listed=$(git ls-remote "$origin" 'refs/*')
# Snapshots have no refs of pull requests, and a tag stands for what it peels to.
wanted=$(sed -e '/refs\/pull\//d' -e '/\^{}$/d' <<<"$listed" | LC_ALL=C sort)
got=$(git -C "$repository" for-each-ref --format='%(objectname)%09%(refname)' | LC_ALL=C sort)

[ -n "$wanted" ] || { printf '%s has no refs\n' "$origin" >&2; exit 1; }
diff <(printf '%s\n' "$wanted") <(printf '%s\n' "$got")
git -C "$repository" fsck --full
