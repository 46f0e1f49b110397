/** Executions that FirstGen's `exportExecutions` packs: how that stands, and the archive. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { text } from './query.ts';

/** FirstGen's statuses of an export. Here nothing waits, and what cannot be packed is told in the archive. */
export const EXPORT_STATUSES = ['QUEUED', 'READY', 'FAILED', 'EXPIRED'] as const;

const exportShape = z.object({
  requestId: z.string(),
  status: z.enum(EXPORT_STATUSES),
  totalExecutions: z.number(),
  triggeredAt: z.number(),
  statusLink: z.string(),
  downloadLink: z.string(),
  expiresAt: z.number(),
  errorMessage: z.null(),
});
export type ExportShape = z.infer<typeof exportShape>;

/** Where the links of an export lead. */
export const EXPORT_PATHS = {
  status: '/export-logs/api/export-executions/status/{request}',
  download: '/export-logs/api/export-executions/download/{request}',
} as const;

const query = z.object({ accountId: text(), accountIdentifier: text() });

export const exportEndpoints = {
  getExport: endpoint({
    method: 'GET',
    path: EXPORT_PATHS.status,
    permission: 'core_pipeline_view',
    query,
    body: { kind: 'none' },
    response: { kind: 'json', schema: exportShape },
  }),
  /** A zip archive. Unlike FirstGen's, the link is only for whoever may see all that is in it. */
  downloadExport: endpoint({
    method: 'GET',
    path: EXPORT_PATHS.download,
    permission: 'core_pipeline_view',
    query,
    body: { kind: 'none' },
    response: { kind: 'bytes' },
  }),
};
