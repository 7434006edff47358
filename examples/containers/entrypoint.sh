#!/bin/sh
# Registers what the federation declares before the component runs, then becomes the component.
#
#   entrypoint.sh COMMAND [ARGUMENT...]     COMMAND is what the container would have run: /entrypoint.bash of Fed-BioMed
#
# FBM_GITOPS_COMPONENT    the component's directory in this container; required
# FBM_GITOPS_ON_FAILURE   `start` (the default): the component starts whatever became of the pass.
#                         `stop`: it does not where the pass failed (1, 23, 25, 26, 64 or killed); that is the exit code then.
# FBM_GITOPS_PROGRAM      the executable; default: `fbm-gitops` beside this script
#
# All other variables and the settings file are those of fbm-gitops (docs/configuration.md).
set -u

say() {
  printf 'fbm-gitops: %s\n' "$*" >&2
}

fail_usage() {
  say "$*"
  exit 64
}

[ $# -gt 0 ] || fail_usage 'nothing to start: name the command of the container behind entrypoint.sh'
[ -n "${FBM_GITOPS_COMPONENT:-}" ] || fail_usage 'set FBM_GITOPS_COMPONENT to the directory of the component'
on_failure=${FBM_GITOPS_ON_FAILURE:-start}
case $on_failure in
  start | stop) ;;
  *) fail_usage "FBM_GITOPS_ON_FAILURE is \`start\` or \`stop\`, not \`$on_failure\`" ;;
esac
program=${FBM_GITOPS_PROGRAM:-${0%/*}/fbm-gitops}

# A directory that is misspelt looks like one that is new: who wants to be stopped is not left without a pass for ever.
[ "$on_failure" = start ] || [ -d "$FBM_GITOPS_COMPONENT" ] ||
  fail_usage "FBM_GITOPS_COMPONENT: there is no directory $FBM_GITOPS_COMPONENT in this container"

# A new component is made by what starts now: there is nothing to register into yet.
set_up=no
for file in "$FBM_GITOPS_COMPONENT"/etc/*.ini; do
  [ -e "$file" ] && set_up=yes
done
if [ "$set_up" = no ]; then
  say "no component in $FBM_GITOPS_COMPONENT yet; it is registered at the next start, or by the reconciler beside it"
  exec "$@"
fi

# As process 1 a shell hears no SIGTERM unless it asks for it; the pass gets it, and the component is not started.
told=
pass=
tell() {
  [ -z "$pass" ] || kill -TERM "$pass" 2>/dev/null
}
trap 'told=15; tell' TERM
trap 'told=2; tell' INT
"$program" reconcile --offline &
pass=$!
# It may have come before anybody knew whom to tell.
[ -z "$told" ] || tell
wait "$pass"
status=$?
# A signal ends `wait`, not the pass.
while kill -0 "$pass" 2>/dev/null; do
  wait "$pass"
  status=$?
done
trap - TERM INT
if [ -n "$told" ]; then
  say 'told to stop before the component was started'
  exit $((128 + told))
fi

case $status in
  0) ;;
  2) say 'something is still to be done here (2): see `fbm-gitops plan`; the component starts' ;;
  20) say 'something was refused and waits for a person (20): see `fbm-gitops plan`; the component starts' ;;
  21) say 'a certificate was not verified, and is not registered (21); the component starts' ;;
  22) say 'the repository is stale or was rolled back, and nothing was changed (22); the component starts' ;;
  24) say 'the registry is in use by somebody else (24); the component starts' ;;
  *)
    if [ "$on_failure" = stop ]; then
      say "the pass failed ($status), and FBM_GITOPS_ON_FAILURE is stop: the component is not started"
      exit "$status"
    fi
    say "the pass failed ($status); the component starts with the registry as it is"
    ;;
esac

exec "$@"
