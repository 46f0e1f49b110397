import { endpoints } from '../rest/endpoints.ts';
import { type ClientOf, type ClientOptions, clientOf } from './client.ts';

/** A client that knows every endpoint. */
export type Client = ClientOf<typeof endpoints>;

/** A client of the server at `options.baseUrl` that knows all it can be asked. */
export const createClient = (options: ClientOptions): Client => clientOf(endpoints, options);
