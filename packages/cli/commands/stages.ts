import type { StageExecution } from '@reprise/api';
import type { Command } from 'commander';
import { valueOf } from '../command-error.ts';
import { EXIT } from '../exit-code.ts';
import { printJson } from '../output/json.ts';
import { table } from '../output/table.ts';
import {
  type CommandHost,
  connected,
  type JsonOption,
  type LocalOptions,
  withJson,
  withLocal,
} from './command-host.ts';

type StagesOptions = JsonOption & LocalOptions;

/** `reprise stages PIPELINE` */
export function addStages(program: Command, host: CommandHost): void {
  const command = program
    .command('stages')
    .description(
      'list the stages of a pipeline, and what each needs of the others to run without them',
    )
    .argument('<pipeline>', 'the identifier of a stored pipeline');
  withLocal(withJson(command)).action(
    host.run((pipelineIdentifier: string, options: StagesOptions) =>
      connected(host.terminal, options, async ({ client }) => {
        const query = { pipelineIdentifier };
        const { data } = valueOf(await client.stagesExecutionList({ query }));
        if (options.json === true) printJson(host.terminal, data);
        else host.terminal.out(table(['STAGE', 'RUN WITH', 'ASKS FOR'], data.map(row)));
        return EXIT.success;
      }),
    ),
  );
}

const row = ({ stageIdentifier, gate, stagesRequired, expressions }: StageExecution) => [
  gate ? `${stageIdentifier} (gate)` : stageIdentifier,
  stagesRequired.join(', ') || '-',
  expressions.map(({ expression }) => expression).join(', ') || '-',
];
