import { ok } from '@reprise/core';
import type { ChosenStage, RerunOrigin } from '@reprise/core/execution';
import type { Pipeline, StageEntry } from '@reprise/core/pipeline';
import type { Definition, StoredPipeline } from '../ports/index.ts';
import type { Answer, Caller } from './answer.ts';
import type { Selection } from './compile.ts';
import type { UseCaseNeeds } from './needs.ts';
import { type OpenExecution, openedFrom } from './open-execution.ts';
import { withTemplates } from './resolve-templates.ts';
import { surroundingsOf } from './surroundings.ts';

/** An execution that has just begun, and in one line which definition, which inputs and which stages it runs. */
export interface BegunExecution extends OpenExecution {
  readonly explanation: string;
}

/** What is to run of a stored pipeline. */
export interface RunOrder {
  readonly inputsYaml: string;
  /** Some of its stages; all of them when left out. */
  readonly selection?: Selection | undefined;
  readonly rerun?: RerunOrigin;
  readonly note?: string | undefined;
  /** Which definition and which inputs, for people; the stages are added here. */
  readonly explanation: string;
}

/** Begins an execution of a pipeline as it is stored now. Whoever calls this has checked the permission. */
export async function beginRun(
  needs: UseCaseNeeds,
  caller: Caller,
  { scope, yaml }: StoredPipeline,
  { inputsYaml, selection, ...order }: RunOrder,
): Answer<BegunExecution> {
  const resolved = await withTemplates(needs.store, scope, yaml);
  const definition = needs.compile(yaml, inputsYaml, resolved, selection);
  if (!definition.ok) return definition;
  const stages =
    selection === undefined ? undefined : stagesOfPipeline(definition.value.pipeline.stages);
  return beginDefinition(needs, caller, {
    ...order,
    scope,
    definition: definition.value,
    selection: stages === undefined ? undefined : { stages },
  });
}

/** Begins an execution of what is compiled already. */
export async function beginDefinition(
  needs: UseCaseNeeds,
  caller: Caller,
  order: Pick<RunOrder, 'rerun' | 'note' | 'explanation'> & {
    readonly scope: StoredPipeline['scope'];
    readonly definition: Definition;
    readonly selection: { readonly stages: readonly ChosenStage[] } | undefined;
  },
): Answer<BegunExecution> {
  const { scope, definition, selection, rerun, note, explanation } = order;
  const surroundings = await surroundingsOf(needs, scope, definition.compiledYaml);
  const begun = await needs.engine.run({
    scope,
    definition,
    by: caller.principal,
    ...(note === undefined ? {} : { note }),
    ...(surroundings === undefined ? {} : { surroundings }),
    ...(rerun === undefined ? {} : { rerun }),
    ...(selection === undefined ? {} : { selection }),
  });
  if (!begun.ok) return begun;
  const which = stagesInWords(definition.pipeline, selection?.stages);
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
