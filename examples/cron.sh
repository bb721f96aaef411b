#!/bin/sh
# A backup without GitHub Actions, for cron or a systemd timer: mirrors what is new, and says so only if something is wrong.
#   17 2 * * *  BACKUP_STORE=/srv/backups BACKUP_LIST=/etc/backup.list REPO_BACKUP=/opt/repo-backup/dist/cli.js /opt/repo-backup/examples/cron.sh
# The token comes from REPO_BACKUP_TOKEN. The list has one repository a line.
set -eu

# The report may name private repositories.
umask 077
report=$(mktemp)
trap 'rm -f "$report"' EXIT

if node "$REPO_BACKUP" sync --repositories "$(cat "$BACKUP_LIST")" --store "$BACKUP_STORE" >"$report" 2>&1 &&
  node "$REPO_BACKUP" status --store "$BACKUP_STORE" --max-age-hours 26 >>"$report" 2>&1; then
  exit 0
fi
cat "$report"
exit 1
