#!/bin/sh
# Downloads a released trusted-publish.jar, compares its checksum, and publishes with it. The GitHub Action runs this file; the GitLab
# component contains a copy (action/component). Needs sh, curl, sha256sum, and Java 17 or newer. All input is in variables, so that no
# shell parses it:
#
#   TP_VERSION, TP_SHA256   the release, and the checksum of its jar
#   TP_URL                  the address of the jar; {version} is replaced
#   TP_REPOSITORY           as --repository; empty: the default of the command line
#   TP_FILES                one file, folder, or pattern per line; empty: the default of the command line
#   TP_ATTESTATIONS         as --attestations
#   TP_ARGUMENTS            one argument per line, passed on unchanged
#   TP_AUDIT_LOG            as --audit-log; empty: no log
#   TP_RETRY_SECONDS        the first wait between two attempts to download; each further wait is twice as long
set -euf
newline='
'

fail() { # exit code (as those of the command line), what failed, found, expected, fix
  exit_code=$1
  shift
  printf '%s\n  Found:    %s\n  Expected: %s\n  Fix:      %s\n' "$@" >&2
  if [ "${GITHUB_ACTIONS-}" = true ]; then
    printf '::error title=trusted-publish::%s\n' "$(printf '%s Found: %s. Expected: %s. Fix: %s' "$@" | tr '\r\n' '  ')"
  fi
  exit "$exit_code"
}

for tool in curl mkfifo mktemp sed sha256sum; do
  command -v "$tool" >/dev/null || fail 2 "The program $tool is missing." "no $tool in the PATH" \
    "curl, mkfifo, mktemp, sed, and sha256sum" "Install $tool, or use an image that has it."
done

case ${TP_VERSION:-unreleased} in
  unreleased) fail 2 "No release of trusted-publish was selected." "version ${TP_VERSION:-(empty)}" \
    "the version of a release; these files belong to none" "Use a tag of a release, or set version and sha256." ;;
  *[!0-9A-Za-z.+-]*) fail 2 "The version is invalid." "$TP_VERSION" "letters, digits, and . + -" "Correct the input version." ;;
esac
case ${TP_SHA256-} in
  *[!0-9a-f]*) digits=0 ;;
  *) digits=${TP_SHA256-} && digits=${#digits} ;;
esac
[ "$digits" = 64 ] || fail 2 "The checksum of the release is invalid." "${TP_SHA256:-(empty)}" \
  "64 lower-case hexadecimal digits" "Copy the checksum of the jar from the SHA256SUMS of release $TP_VERSION into the input sha256."
url=$(printf '%s' "${TP_URL-}" | sed "s/{version}/$TP_VERSION/g")
case $url in
  https://?*) ;;
  *) fail 2 "The download address is invalid." "${url:-(empty)}" "an address that starts with https://" "Correct the input url." ;;
esac
case ${TP_AUDIT_LOG-} in
  *"$newline"*) fail 2 "The path of the audit log is invalid." "several lines" "one path" "Correct the input audit-log." ;;
esac

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
found=$("$java" -version 2>&1) || fail 2 "Java did not start." "$java: $(printf '%s' "$found" | head -n 1)" \
  "Java 17 or newer" "Install Java first: with actions/setup-java on GitHub, with an image that has Java on GitLab."
found=$(printf '%s\n' "$found" | sed -n 's/^[a-z]* version "\([^"]*\)".*/\1/p')
major=${found%%[!0-9]*}
[ "${major:-0}" -ge 17 ] || fail 2 "Java is too old." "Java ${found:-of an unknown version} ($java)" \
  "Java 17 or newer" "Install a newer Java, and make JAVA_HOME or the PATH refer to it."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
jar=$work/trusted-publish.jar
attempt=1
wait=${TP_RETRY_SECONDS:-2}
while :; do
  code=0
  # A redirect must not lead to plain HTTP either.
  status=$(curl --silent --show-error --fail --location --max-redirs 5 --proto =https --proto-redir =https --tlsv1.2 \
    --connect-timeout 20 --max-time 300 --write-out '%{http_code}' --output "$jar" -- "$url" 2>"$work/error") || code=$?
  [ "$code" != 0 ] || break
  reason="$(head -n 1 "$work/error")"
  case $code:$status in
    1:*) fail 2 "The download was redirected to an address without HTTPS: $url" "$reason" "redirects to https:// only" "Correct the input url." ;;
    22:408 | 22:429 | 22:5*) ;;
    22:*) fail 2 "The release can't be downloaded: $url" "$reason" "status 200" \
      "Check that release $TP_VERSION exists, and correct the inputs version and url." ;;
    60:* | 77:*) fail 2 "The server of the download is not trusted: $url" "$reason" "a certificate that curl accepts" \
      "Correct the input url, or name your certificate authority in CURL_CA_BUNDLE." ;;
  esac
  [ "$attempt" -lt 4 ] || fail 6 "The download failed four times: $url" "$reason" "status 200" \
    "Run the job again later, or set url to a copy of the jar; the checksum protects it."
  printf 'The download failed: %s; next attempt in %s s\n' "$reason" "$wait" >&2
  sleep "$wait"
  attempt=$((attempt + 1))
  wait=$((wait * 2))
done
found=$(sha256sum <"$jar")
found=${found%% *}
[ "$found" = "$TP_SHA256" ] || fail 2 "The downloaded jar is not that of release $TP_VERSION: $url" \
  "SHA-256 $found, $(($(wc -c <"$jar"))) bytes" "SHA-256 $TP_SHA256" \
  "If version was changed, change sha256 too. Otherwise do not use this file, and report it to the project."

set -- publish --attestations "${TP_ATTESTATIONS:-auto}"
[ -z "${TP_REPOSITORY-}" ] || set -- "$@" --repository "$TP_REPOSITORY"
if [ -n "${TP_AUDIT_LOG-}" ]; then
  set -- "$@" --audit-log "$TP_AUDIT_LOG"
  [ -z "${GITHUB_OUTPUT-}" ] || printf 'audit-log=%s\n' "$TP_AUDIT_LOG" >>"$GITHUB_OUTPUT"
fi
IFS=$newline
for argument in ${TP_ARGUMENTS-}; do
  set -- "$@" "$argument"
done
set -- "$@" --
for file in ${TP_FILES-}; do
  set -- "$@" "$file"
done
unset IFS

# Java takes the place of this shell, because the signal that cancels a job reaches this process only, and Java revokes the API token then.
# Another process removes the folder when Java, the last writer, has ended.
mkfifo "$work/running"
exec 9<>"$work/running"
exec 8<"$work/running"
(
  trap '' HUP INT TERM
  exec 9<&-
  read -r _ <&8 || :
  rm -rf "$work"
) </dev/null >/dev/null 2>&1 &
trap - EXIT INT TERM
exec "$java" -jar "$jar" "$@" </dev/null 8<&-
