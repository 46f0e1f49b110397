import { SCHEMA_KINDS, SCHEMAS } from '@reprise/core/pipeline';
import { Argument, type Command } from 'commander';
import { EXIT } from '../exit-code.ts';
import { printJson } from '../output/json.ts';
import type { CommandHost } from './command-host.ts';

/** `reprise schema [pipeline|template|input-set]` */
export function addSchema(program: Command, host: CommandHost): void {
  program
    .command('schema')
    .description('print the JSON Schema for editors, without any server')
    .addArgument(new Argument('[kind]').choices(SCHEMA_KINDS).default('pipeline'))
    .action(
      host.run(async (kind: (typeof SCHEMA_KINDS)[number]) => {
        printJson(host.terminal, SCHEMAS[kind]);
        return EXIT.success;
      }),
    );
}
