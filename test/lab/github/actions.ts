// Routes of Actions that emulate lacks: how long artifacts are kept, and workflows that are switched on again.
import { refusal } from './routes.ts';
import type { Route } from './routes.ts';

export const actionsRoutes: Route[] = [
  {
    method: 'GET',
    pattern: '/repos/{owner}/{repo}/actions/permissions/artifact-and-log-retention',
    handle: ({ repository }) => ({
      status: 200,
      json: {
        days: repository?.retention.days,
        maximum_allowed_days: repository?.retention.maximumAllowedDays,
      },
    }),
  },
  {
    method: 'PUT',
    pattern: '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/enable',
    // The lab runs no workflows: what counts is in `github.requests`.
    handle: ({ params }) =>
      /^(\d+|[\w.-]+\.ya?ml)$/.test(params['workflow_id'] ?? '') ? { status: 204 } : refusal(404, 'Not Found'),
  },
];
