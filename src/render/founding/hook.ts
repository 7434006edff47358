/**
 * Renders the hook by which git refuses to commit a private key, and a federation that is not sound.
 *
 * @param prefix - the federation directory below the top of the repository; empty where it is the top.
 *
 * @remarks It asks git for what is in the index, and never looks at the work tree: that alone is committed. The pattern is
 * written so that no search for private keys takes the hook itself for one.
 */
export function renderHook(prefix: string): string {
  const directory = quoteAlways(prefix === '' ? '.' : prefix)
  return HOOK.replace('@KEY@', () => KEY).replace('@FEDERATION@', () => directory)
}

/** Every shell takes what stands between single quotation marks as it is. */
function quoteAlways(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

/** Finds the first line of a private key in PEM, whatever its kind, also as UTF-16. */
export const KEY: string = `-[^[:alnum:]]{0,9}${spread('BEGIN')}[^-]{0,80}${spread('PRIVATE')}[^[:alnum:]]{0,9}${spread('KEY')}`

function spread(word: string): string {
  return Array.from(word).join('[^[:alnum:]]?')
}

const HOOK = String.raw`#!/bin/sh
# Refuses a commit that would hold a private key, or a federation directory that is not valid.
# Written by fbm-gitops init. In each clone once: git config core.hooksPath hooks
#
# It judges what git would commit (the index), not the files of the work tree. A key that was pushed is lost: whoever has a
# copy of the history has the key. So do not pass this hook by.

federation=@FEDERATION@
case $federation in
  .) place=':(top)' ;;
  *) place=":(top,literal)$federation" ;;
esac
export LC_ALL=C
# With one of these, git would take the patterns below for plain names, find no file, and refuse nothing.
unset GIT_LITERAL_PATHSPECS GIT_GLOB_PATHSPECS GIT_NOGLOB_PATHSPECS GIT_ICASE_PATHSPECS

refuse() {
  echo "pre-commit: $1" >&2
  printf '%s\n' "$2" | sed 's/^/    /' >&2
  echo "    $3" >&2
  exit 1
}

fail() {
  echo "pre-commit: $1. Nothing is committed, since nobody knows what it would hold." >&2
  exit 1
}

only_public='Only public certificates belong here. Take each out of the commit: git reset -- FILE; where an earlier commit holds it already: git rm --cached -- FILE'

# Names, as git writes them: in quotation marks where they hold anything unusual.
named=$(git -c core.quotePath=true ls-files -- ':(top,icase)*.key' ':(top,icase)*.p12' ':(top,icase)*.pfx') ||
  fail 'git cannot list what would be committed'
[ -z "$named" ] || refuse 'these files are named like private keys:' "$named" "$only_public"

# Between two letters of UTF-16 stands a zero byte.
held=$(git -c core.quotePath=true grep --cached --text --ignore-case --extended-regexp --files-with-matches --no-color \
  -e '@KEY@' -- ':(top)')
case $? in
  0) refuse 'these files hold a private key:' "$held" "$only_public" ;;
  1) ;;
  *) fail 'git cannot search what would be committed' ;;
esac

# Nothing of the federation is committed: nothing of it is to be validated.
head=$(git rev-parse --quiet --verify 'HEAD^{tree}' || git hash-object -t tree /dev/null)
git diff-index --cached --quiet "$head" -- "$place" && exit 0

if ! command -v fbm-gitops >/dev/null; then
  echo 'pre-commit: fbm-gitops is not on the PATH, so the federation was not validated.' >&2
  exit 0
fi

copy=$(mktemp -d) || fail 'there is no temporary directory'
trap 'rm -rf "$copy"' EXIT
trap 'exit 1' HUP INT TERM

mkdir -p "$copy/index/$federation" || fail 'the temporary directory cannot be written'
git ls-files -z -- "$place" | git checkout-index --quiet -z --stdin --prefix="$copy/index/" ||
  fail 'git cannot write out what would be committed'
found=$(cd "$copy/index" && fbm-gitops validate "$federation" 2>&1) && exit 0

# What was wrong before hinders nobody who mends something else.
if [ "$(git rev-parse --quiet --verify HEAD)" ] && mkdir "$copy/head" &&
  GIT_INDEX_FILE="$copy/head.index" git read-tree HEAD &&
  GIT_INDEX_FILE="$copy/head.index" git checkout-index --quiet --all --prefix="$copy/head/" &&
  [ -e "$copy/head/$federation/federation.yaml" ] &&
  ! (cd "$copy/head" && fbm-gitops validate "$federation") >/dev/null 2>&1; then
  printf '%s\n' "$found" >&2
  echo 'pre-commit: the federation was not valid before, and is not now. This commit is made nevertheless.' >&2
  exit 0
fi
refuse 'the federation would not be valid:' "$found" 'Mend that, add it, and commit again.'
`
