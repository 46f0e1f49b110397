import { join } from 'node:path';
import { parsePipeline } from '@reprise/core/pipeline';
import { type Figure, repeat, timed } from './measure.ts';
import { chainOfStages } from './pipelines.ts';
import { ended, openBenchServer, withFolder } from './server.ts';

const LINES = 10_000;
const STAGES = 1_000;
const STARTS = 9;

/**
 * Large pipelines: reading and checking one of ten thousand lines, and the call that starts an execution of a thousand
 * stages, from the request to its answer. Its first step fails, so that the execution ends at once.
 */
export const bigPipelines = (): Promise<readonly Figure[]> => withFolder(measure);

async function measure(folder: string): Promise<readonly Figure[]> {
  const yaml = pipelineOfLines(LINES);
  const reading = await repeat(STARTS, () => timed(async () => check(yaml)));
  const server = await openBenchServer(join(folder, 'data'), 8);
  await server.store(chainOfStages('wide', STAGES, (n) => (n === 1 ? 'exit 1' : ':')));
  const starts = await repeat(STARTS, async () => {
    let execution = '';
    const length = await timed(async () => {
      execution = await server.start('wide');
    });
    await ended(server, 'wide', execution);
    return length;
  });
  await server.close();
  return [
    { what: `${LINES} lines: read and checked`, unit: 'ms', samples: reading, aim: '< 500' },
    { what: `${STAGES} stages: call to started`, unit: 'ms', samples: starts, aim: '< 1000' },
  ];
}

/** Steps with an expression each, so that there is something to check. */
function pipelineOfLines(lines: number): string {
  const script = (n: number) => `echo <+pipeline.name> <+stage.identifier> ${n} <+step.name>`;
  const linesOf = (yaml: string) => yaml.split('\n').length;
  const one = linesOf(chainOfStages('read', 2, script)) - linesOf(chainOfStages('read', 1, script));
  return chainOfStages('read', Math.ceil(lines / one), script);
}

function check(yaml: string): void {
  const { problems } = parsePipeline(yaml);
  if (problems.length > 0) throw new Error(problems[0]?.message);
}
