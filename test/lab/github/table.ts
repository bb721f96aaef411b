// Every route of the lab's GitHub, asked in this order before emulate is.
import { actionsRoutes } from './actions.ts';
import { assetRoutes } from './assets.ts';
import { releaseRoutes } from './release-routes.ts';
import { appRoutes } from './apps.ts';
import { artifactRoutes } from './artifact-routes.ts';
import { listingRoutes } from './listings.ts';
import { corrections } from './corrections.ts';
import type { Route } from './routes.ts';

export const ROUTES: readonly Route[] = [
  ...listingRoutes,
  ...actionsRoutes,
  ...appRoutes,
  ...artifactRoutes,
  ...releaseRoutes,
  ...assetRoutes,
  ...corrections,
];
