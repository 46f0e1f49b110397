import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers } from '../handler.ts';
import { document, map } from '../replies.ts';
import { entriesOf } from './archive.ts';
import { exportShape } from './export-shape.ts';
import { zipOf } from './zip.ts';

/** Where the links of an export lead. */
export const exportHandlers = (useCases: UseCases) =>
  ({
    getExport: async ({ path: { request: id }, context }) => {
      const input = { scope: { accountId: context.accountId }, id };
      const found = await useCases.getExport(context.caller, input);
      return map(found, (open) => document(exportShape(open, context.origin)));
    },
    downloadExport: async ({ path: { request: id }, context }) => {
      const { caller, accountId } = context;
      const found = await useCases.exportedExecutions(caller, { scope: { accountId }, id });
      return map(found, ({ asked, rows }) => ({
        bytes: zipOf(entriesOf({ useCases, caller }, asked, rows)),
        headers: {
          'content-type': 'application/zip',
          'content-disposition': `attachment; filename="executions-${asked.id}.zip"`,
        },
      }));
    },
  }) satisfies Partial<Handlers>;
