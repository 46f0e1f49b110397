import { pageEndpoints } from '../rest/page-endpoints.ts';
import { type ClientOf, type ClientOptions, clientOf } from './client.ts';

/** A client that knows what the pages in the browser ask for: every endpoint more is more to load before they show. */
export const createPageClient = (options: ClientOptions): ClientOf<typeof pageEndpoints> =>
  clientOf(pageEndpoints, options);
