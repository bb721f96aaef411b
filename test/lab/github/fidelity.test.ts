// What a backup reads and writes over REST is answered by the lab; in the long suite each answer also fits GitHub's own description.
import { expect, test } from 'vitest';
import { openLab } from '../../github/world.ts';
import { mismatchesIn } from './fidelity.ts';
import { readDescription } from './description.ts';
import { startGitHub } from './github.ts';

const place = { owner: 'acme', repo: 'app' };

test('issues, their labels, milestones and comments can be written and read', async () => {
  await using github = await startGitHub();
  await github.addRepository('acme/app');
  const { rest } = await openLab(github).clientFor('acme');
  await rest.issues.createLabel({ ...place, name: 'repo-backup', color: 'd73a4a', description: 'Backups' });
  await expect(rest.issues.createLabel({ ...place, name: 'repo-backup' })).rejects.toMatchObject({ status: 422 });
  const { data: milestone } = await rest.issues.createMilestone({ ...place, title: 'v1' });
  const { data: issue } = await rest.issues.create({
    ...place,
    title: 'Failed',
    body: 'Why',
    labels: ['repo-backup'],
    milestone: milestone.number,
  });
  const one = { ...place, issue_number: issue.number };
  const { data: comment } = await rest.issues.createComment({ ...one, body: 'Again' });
  await rest.issues.updateComment({ ...place, comment_id: comment.id, body: 'And again' });
  await rest.issues.addLabels({ ...one, labels: ['urgent'] });
  await rest.issues.update({ ...one, state: 'closed', state_reason: 'completed' });
  await rest.issues.get(one);
  expect(
    (
      await rest.issues.listForRepo({
        ...place,
        state: 'all',
        labels: 'repo-backup',
        creator: 'github-actions[bot]',
        per_page: 100,
      })
    ).data,
  ).toHaveLength(1);
  expect((await rest.issues.listComments(one)).data).toHaveLength(1);
  expect((await rest.issues.listCommentsForRepo({ ...place, sort: 'updated', direction: 'asc' })).data).toHaveLength(1);
  expect((await rest.issues.listLabelsForRepo(place)).data).toHaveLength(2);
  expect((await rest.issues.listMilestones({ ...place, state: 'all' })).data).toHaveLength(1);
  await rest.issues.listEvents(one);
  await rest.issues.listEventsForTimeline(one);
  await rest.issues.getLabel({ ...place, name: 'repo-backup' });
  await rest.issues.removeLabel({ ...one, name: 'urgent' });
  await rest.issues.deleteComment({ ...place, comment_id: comment.id });
  await expect(rest.issues.get({ ...place, issue_number: 99 })).rejects.toMatchObject({ status: 404 });
});

test('releases can be drafted, published, read and removed', async () => {
  await using github = await startGitHub();
  const app = await github.addRepository('acme/app');
  await app.git.commit();
  const { rest } = await openLab(github).clientFor('acme');
  const { data: draft } = await rest.repos.createRelease({
    ...place,
    tag_name: 'v1',
    name: 'One',
    body: 'Notes',
    draft: true,
  });
  const one = { ...place, release_id: draft.id };
  await expect(rest.repos.getReleaseByTag({ ...place, tag: 'v2' })).rejects.toMatchObject({ status: 404 });
  await rest.repos.updateRelease({ ...one, draft: false, make_latest: 'false' });
  await rest.repos.getReleaseByTag({ ...place, tag: 'v1' });
  await rest.repos.getRelease(one);
  await rest.repos.listReleaseAssets(one);
  expect((await rest.repos.listReleases({ ...place, per_page: 100 })).data).toHaveLength(1);
  await rest.repos.deleteRelease(one);
});

test('pull requests, tags and what else a repository has can be read', async () => {
  await using github = await startGitHub();
  await github.addRepository('acme/app');
  const { rest } = await openLab(github).clientFor('acme');
  expect((await rest.pulls.list({ ...place, state: 'all' })).data).toEqual([]);
  await rest.pulls.listReviewCommentsForRepo(place);
  await rest.repos.listTags(place);
  await rest.repos.listBranches(place);
  await rest.repos.getAllTopics(place);
  await rest.repos.listLanguages(place);
  await rest.repos.listWebhooks(place);
  await rest.actions.listRepoWorkflows(place);
  await rest.actions.listArtifactsForRepo({ ...place, per_page: 100 });
  await rest.users.getByUsername({ username: 'acme' });
  await rest.orgs.get({ org: 'acme' });
  await rest.rateLimit.get();
  await rest.meta.get();
  await expect(rest.repos.listForOrg({ org: 'nobody' })).rejects.toMatchObject({ status: 404 });
});

const exchange = {
  method: 'GET',
  path: '/repos/acme/app/labels',
  query: new URLSearchParams(),
  sent: undefined,
  status: 200,
  answer: [] as unknown,
};

test.skipIf(readDescription() === undefined)('what does not fit is named', async () => {
  expect(await mismatchesIn([exchange])).toEqual([]);
  const wrong = [
    { ...exchange, query: new URLSearchParams({ per_pag: '3' }) },
    { ...exchange, answer: [{ name: 'bug' }] },
    { ...exchange, status: 418 },
    { ...exchange, path: '/repos/acme/app/label' },
    { ...exchange, method: 'POST', status: 201, sent: { nam: 'bug' } },
  ];
  const found = await mismatchesIn(wrong);
  for (const said of [
    /no query parameter per_pag/,
    /must have required property/,
    /never answers 418/,
    /no such route/,
    /no property nam/,
  ])
    expect(found).toContainEqual(expect.stringMatching(said));
});
