import type { ExecutionNode } from '@reprise/api';
import type { Command } from 'commander';
import { CommandError, valueOf } from '../command-error.ts';
import type { Connection } from '../connection.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { printJson } from '../output/json.ts';
import { oneLine } from '../output/sanitise.ts';
import { addressOf } from '../progress/address.ts';
import { findStep } from '../progress/find-step.ts';
import { asksAScript, labelOf, type Progress } from '../progress/model.ts';
import { nodesOf } from '../progress/nodes-of.ts';
import type { Terminal } from '../terminal.ts';
import {
  type CommandHost,
  connected,
  type JsonOption,
  type ServerOption,
  withJson,
  withServer,
} from './command-host.ts';
import { addPair } from './name-value.ts';

interface ApproveOptions extends JsonOption, ServerOption {
  readonly reject?: true;
  readonly comment?: string;
  readonly input: Readonly<Record<string, string>>;
}

/** `reprise approve ID [STEP]` */
export function addApprove(program: Command, host: CommandHost): void {
  const command = program
    .command('approve')
    .description('approve, or reject, what an execution waits for')
    .argument('<execution>')
    .argument('[step]', 'which approval, when several wait: its identifier, or stage/step')
    .option('--reject', 'reject it')
    .option('--comment <text>', 'why; kept with the approval')
    .option('--input <name=value>', 'the value of an approver input; repeatable', addPair, {});
  withServer(withJson(command)).action(
    host.run((execution: string, step: string | undefined, options: ApproveOptions) =>
      connected(host.terminal, options, (connection) =>
        approve(host.terminal, connection, { execution, step, options }),
      ),
    ),
  );
}

interface ApproveRequest {
  readonly execution: string;
  readonly step: string | undefined;
  readonly options: ApproveOptions;
}

async function approve(
  terminal: Terminal,
  { client }: Connection,
  { execution, step, options }: ApproveRequest,
): Promise<ExitCode> {
  const nodes = nodesOf(valueOf(await client.getExecution({ path: { execution } })).data);
  const { node, approvalId } = waitingApproval(nodes, execution, step);
  const { data } = valueOf(
    await client.actOnApproval({
      path: { approval: approvalId },
      body: {
        action: options.reject === true ? 'REJECT' : 'APPROVE',
        comments: options.comment ?? '',
        approverInputs: Object.entries(options.input).map(([name, value]) => ({ name, value })),
      },
    }),
  );
  if (options.json === true) {
    printJson(terminal, data);
    return EXIT.success;
  }
  const done = options.reject === true ? 'Rejected' : 'Approved';
  const more = data.status === 'WAITING' ? ' It still waits for more approvers.' : '';
  terminal.out(`${done} ${oneLine(labelOf(nodes, node))}.${more}\n`);
  return EXIT.success;
}

function waitingApproval(
  nodes: Progress['nodes'],
  execution: string,
  step: string | undefined,
): { readonly node: ExecutionNode; readonly approvalId: string } {
  const waiting = [...nodes.values()].filter(
    (node) => node.kind === 'step' && node.status === 'ApprovalWaiting' && !asksAScript(node),
  );
  const node = step === undefined ? onlyOne(nodes, waiting) : named(nodes, step);
  if (node !== undefined && node.approvalId !== null && waiting.includes(node)) {
    return { node, approvalId: node.approvalId };
  }
  const what = step === undefined ? 'Nothing in this execution waits' : `"${step}" does not wait`;
  throw new CommandError(
    EXIT.failed,
    `${what} for an approval now. See: reprise show ${execution}`,
  );
}

function named(nodes: Progress['nodes'], step: string): ExecutionNode {
  const found = findStep(nodes, step);
  if (found.ok) return found.value;
  throw new CommandError(EXIT.notFound, found.error);
}

function onlyOne(
  nodes: Progress['nodes'],
  waiting: readonly ExecutionNode[],
): ExecutionNode | undefined {
  if (waiting.length < 2) return waiting[0];
  const names = waiting.map((node) => addressOf(nodes, node)).join(', ');
  throw new CommandError(EXIT.usage, `Several approvals wait: ${names}. Name one.`);
}
