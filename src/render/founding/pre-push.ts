import { KEY } from './hook.ts'

/**
 * Renders the hook by which git refuses to push a commit that holds a private key, also where a later one takes it away
 * again. Without fbm-gitops, git itself searches each commit, for what `hooks/pre-commit` knows.
 */
export function renderPrePush(): string {
  return HOOK.replace('@KEY@', () => KEY).replace('@RANGE@', () => '${remote:+$remote..}$local')
}

const HOOK = String.raw`#!/bin/sh
# Refuses to push a commit that holds a private key, anywhere in the repository, also where a later commit takes it away.
# Written by fbm-gitops init. In each clone once: git config core.hooksPath hooks
#
# It is the last moment: what was pushed, others have.

key='@KEY@'
export LC_ALL=C
unset GIT_LITERAL_PATHSPECS GIT_GLOB_PATHSPECS GIT_NOGLOB_PATHSPECS GIT_ICASE_PATHSPECS

refuse() {
  echo "pre-push: $1" >&2
  printf '%s\n' "$2" | sed 's/^/    /' >&2
  echo '    Nothing is pushed. Take each out of the commit that brought it: git rebase -i' >&2
  exit 1
}

fail() {
  echo "pre-push: $1. Nothing is pushed, since nobody knows what it holds." >&2
  exit 1
}

# Usage: search_message TYPE OBJECT
search_message() {
  if git cat-file "$1" "$2" | grep --quiet --text --ignore-case --extended-regexp -e "$key"; then
    refuse "the message of the $1 $2 holds a private key." 'A tag is taken away by: git tag --delete NAME'
  fi
}

# Usage: search_by_git FROM TO: each commit whole, since there is nothing here that knows what is new in it.
search_by_git() {
  exclude=
  [ -z "$1" ] || exclude="^$1"
  commits=$(git rev-list "$2" $exclude --) || fail 'git cannot list the commits'
  for commit in $commits; do
    search_message commit "$commit"
    named=$(git -c core.quotePath=true ls-tree -r --name-only --full-tree "$commit" | grep -i '\.\(key\|p12\|pfx\)"\{0,1\}$')
    [ -z "$named" ] || refuse "these files of the commit $commit are named like private keys:" "$named"
    held=$(git -c core.quotePath=true grep --text --ignore-case --extended-regexp --files-with-matches --no-color \
      -e "$key" "$commit" -- ':(top)')
    case $? in
      0) refuse 'these files hold a private key:' "$held" ;;
      1) ;;
      *) fail "git cannot search the commit $commit" ;;
    esac
  done
}

# What the main branch over there held when git last heard of it has left already; a clone knows which branch that is.
known=$(git rev-parse --quiet --verify "refs/remotes/$1/HEAD^{commit}") || known=

while read -r name local _ remote; do
  # Forty zeros: a branch that is deleted, or one that is not there yet.
  case $local in *[!0]*) ;; *) continue ;; esac
  case $remote in
    *[!0]*) git cat-file -e "$remote^{commit}" 2>/dev/null || remote=$known ;;
    *) remote=$known ;;
  esac
  # Tags have messages of their own, and can stand for other tags, or for files without any commit.
  type=$(git cat-file -t "$local") || fail "git cannot tell what $local is"
  while [ "$type" = tag ]; do
    search_message tag "$local"
    local=$(git cat-file tag "$local" | sed -n '1s/^object //p')
    type=$(git cat-file -t "$local") || fail "git cannot tell what $local is"
  done
  [ "$type" = commit ] || fail "$name stands for no commit, and such a thing is not searched"
  if command -v fbm-gitops >/dev/null; then
    found=$(fbm-gitops validate --commits "@RANGE@" 2>&1 </dev/null) ||
      refuse 'a private key would leave this machine, or nobody can tell:' "$found"
    case $found in *COMMIT_NOT_SEARCHED*) printf '%s\n' "$found" >&2 ;; esac
  else
    search_by_git "$remote" "$local" || exit 1
  fi
done
`
