import { ok } from '@reprise/core';
import type { ChosenStage, RerunOrigin } from '@reprise/core/execution';
import type { Pipeline, StageEntry } from '@reprise/core/pipeline';
import type { KeyedRequest, StoredPipeline } from '../../ports/index.ts';
import type { Answer, Caller } from '../answer.ts';
import { type OpenExecution, openedFrom } from '../executions/open-execution.ts';
import type { UseCaseNeeds } from '../needs.ts';
import type { Selection } from './compile.ts';
import { type PreparedRun, prepareRun } from './prepare-run.ts';

/** An execution that has just begun, and in one line which definition, which inputs and which stages it runs. */
export interface BegunExecution extends OpenExecution {
  readonly explanation: string;
}

/** What is to run of a stored pipeline. */
export interface RunOrder {
  readonly inputsYaml: string;
  /** Names of stored input sets, in the order in which they are laid over each other, below the inputs. */
  readonly inputSets?: readonly string[];
  /** Some of its stages; all of them when left out. */
  readonly selection?: Selection | undefined;
  readonly rerun?: RerunOrigin;
  readonly note?: string | undefined;
  /** When whoever asks may ask again. */
  readonly request?: KeyedRequest | undefined;
  /** Which definition and which inputs, for people; the stages are added here. */
  readonly explanation: string;
}

/** Begins an execution of a pipeline as it is stored now. Whoever calls this has checked the permission. */
export async function beginRun(
  needs: UseCaseNeeds,
  caller: Caller,
  pipeline: StoredPipeline,
  { inputsYaml, inputSets, selection, ...order }: RunOrder,
): Answer<BegunExecution> {
  const given = { inputsYaml, ...(inputSets && { inputSets }), selection };
  const prepared = await prepareRun(needs, caller, pipeline, given);
  if (!prepared.ok) return prepared;
  const { stages } = prepared.value.definition.pipeline;
  const chosen = selection === undefined ? undefined : { stages: stagesOfPipeline(stages) };
  return beginPrepared(needs, caller, prepared.value, { ...order, selection: chosen });
}

/** Begins an execution of what is ready to run. */
export async function beginPrepared(
  needs: UseCaseNeeds,
  caller: Caller,
  prepared: PreparedRun,
  order: Pick<RunOrder, 'rerun' | 'note' | 'request' | 'explanation'> & {
    readonly selection: { readonly stages: readonly ChosenStage[] } | undefined;
  },
): Answer<BegunExecution> {
  const { selection, rerun, note, request, explanation } = order;
  const begun = await needs.engine.run({
    ...prepared,
    by: caller.principal,
    ...(note === undefined ? {} : { note }),
    ...(rerun === undefined ? {} : { rerun }),
    ...(request === undefined ? {} : { request }),
    ...(selection === undefined ? {} : { selection }),
  });
  if (!begun.ok) return begun;
  const which = stagesInWords(prepared.definition.pipeline, selection?.stages);
  return ok({ ...openedFrom(begun.value), explanation: `${explanation}, ${which}.` });
}

function stagesInWords({ stages }: Pipeline, chosen: readonly ChosenStage[] | undefined): string {
  if (chosen === undefined) {
    const count = stagesOfPipeline(stages).length;
    return count === 1 ? 'its one stage' : `all ${count} stages`;
  }
  const names = chosen.map(({ identifier }) => identifier).join(', ');
  return `only ${chosen.length === 1 ? 'stage' : 'the stages'} ${names}`;
}

/** The stages of a pipeline in order, those side by side one after the other. */
const stagesOfPipeline = (entries: readonly StageEntry[]): readonly ChosenStage[] =>
  entries.flatMap((entry) =>
    entry.kind === 'parallel'
      ? stagesOfPipeline(entry.stages)
      : [{ identifier: entry.stage.identifier, name: entry.stage.name }],
  );
