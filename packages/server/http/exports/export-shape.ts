import { EXPORT_PATHS, type ExportShape, fillPath } from '@reprise/api';
import type { OpenExport } from '../../use-cases/exports/read-export.ts';

/** An export as FirstGen's clients read it: what is in it has ended, so it is ready as soon as it is asked for. */
export function exportShape({ asked, hasExpired }: OpenExport, origin: string): ExportShape {
  const link = (path: string): string => {
    const url = new URL(fillPath(path, { request: asked.id }), origin);
    url.searchParams.set('accountId', asked.accountId);
    return url.href;
  };
  return {
    requestId: asked.id,
    status: hasExpired ? 'EXPIRED' : 'READY',
    totalExecutions: asked.executions.length,
    triggeredAt: asked.requestedAt,
    statusLink: link(EXPORT_PATHS.status),
    downloadLink: link(EXPORT_PATHS.download),
    expiresAt: asked.expiresAt,
    errorMessage: null,
  };
}
