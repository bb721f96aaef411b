// Fails unless the committed dist/ is what the build just made, new files included (`git diff` would not see those).
import { execFileSync } from 'node:child_process';

const changes = execFileSync('git', ['status', '--porcelain', '--untracked-files=all', '--', 'dist'], {
  encoding: 'utf8',
});
if (changes === '') {
  console.log('dist/ is up to date');
} else {
  console.error(
    `dist/ is not what the sources build:\n${changes}Run \`npm run build\` and commit dist/ with its source.`,
  );
  process.exitCode = 1;
}
