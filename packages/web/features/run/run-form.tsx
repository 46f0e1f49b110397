import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Play } from 'lucide-react';
import { useState } from 'react';
import { useForbidden } from '../../api/rights.ts';
import type { PipelineParams } from '../../api/scope.ts';
import { Button } from '../../components/button.tsx';
import { Card, Notice } from '../../components/card.tsx';
import { Field, INPUT } from '../../components/field.tsx';
import { executionPath } from '../../components/links.ts';
import { ProblemCard } from '../../components/problem-card.tsx';
import { QuestionField } from '../../components/question-field.tsx';
import { DefinitionChoice } from './definition-choice.tsx';
import { type FilledForm, filledForm, problemOf } from './filled-form.ts';
import { InputSetChoice } from './input-set-choice.tsx';
import { mergedSets, type RunSource, skeletonOf, startRun } from './run-queries.ts';
import { rerunInWords } from './run-request.ts';
import { AskedValues, StageChoice } from './stage-choice.tsx';
import { YamlPreview } from './yaml-preview.tsx';

/** The execution that is run again. */
interface Before {
  readonly execution: string;
  readonly runSequence: number;
  readonly inputsYaml: string;
}

interface RunFormProps {
  readonly where: PipelineParams;
  readonly source: RunSource;
  readonly before: Before | null;
  readonly stagesAtFirst: readonly string[];
}

/** Stages, inputs, what they come to, and the button. */
export function RunForm({ where, source, before, stagesAtFirst }: RunFormProps) {
  const [stages, setStages] = useState(stagesAtFirst);
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [original, setOriginal] = useState(false);
  const [note, setNote] = useState('');
  const skeleton = useQuery(skeletonOf(where, stages));
  const inputs = useInputs(where, source, skeleton.data?.yaml ?? '', before);
  const navigate = useNavigate();
  const start = useMutation({
    mutationFn: () =>
      startRun(where, {
        inputsYaml: inputs.form.inputsYaml,
        stages: original ? [] : stages,
        expressionValues: values,
        rerunOf: before?.execution,
        original,
        note: note.trim(),
      }),
    onSuccess: (execution) => navigate({ to: executionPath(where, execution) }),
  });
  const expressions = skeleton.data?.expressions ?? [];
  const unasked = expressions.find((expression) => !values[expression] && before === null);
  const asking = skeleton.isPending || skeleton.isPlaceholderData || inputs.isAsking;
  const forbidden = useForbidden(where, [where.pipeline])('run', where.pipeline);
  const why = forbidden ?? whyNot(asking, original, inputs.form, unasked);
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-4">
        {before !== null && (
          <DefinitionChoice
            line={rerunInWords({ ...before, original, stages })}
            original={original}
            onChoose={setOriginal}
          />
        )}
        {!original && (
          <Stages
            source={source}
            chosen={stages}
            onChoose={setStages}
            expressions={expressions}
            values={values}
            onGive={(expression, value) => setValues((all) => ({ ...all, [expression]: value }))}
          />
        )}
        {!original && <Inputs source={source} inputs={inputs} />}
        <Note note={note} onChange={setNote} />
        {skeleton.isError && (
          <ProblemCard title="These stages cannot be run" error={skeleton.error} />
        )}
        {inputs.error !== null && (
          <ProblemCard title="The input sets do not fit" error={inputs.error} />
        )}
        {start.isError && <ProblemCard title="It was not run" error={start.error} />}
        <div>
          <Button
            look="primary"
            refused={start.isPending ? 'It is being started' : why}
            onClick={() => start.mutate()}
          >
            <Play aria-hidden size={16} />
            {before === null ? 'Run pipeline' : 'Re-run'}
          </Button>
          {why !== undefined && <p className="mt-2 text-sm text-muted">{why}.</p>}
        </div>
      </div>
      {!original && <YamlPreview yaml={inputs.form.preview} stages={stages} />}
    </div>
  );
}

function whyNot(
  asking: boolean,
  original: boolean,
  form: FilledForm,
  unasked: string | undefined,
): string | undefined {
  if (asking) return 'What it asks for is being worked out';
  if (original) return undefined;
  if (unasked !== undefined) return `Give a value for ${unasked} first`;
  return form.problems[0]?.replace(/\.$/, '');
}

interface StagesProps {
  readonly source: RunSource;
  readonly chosen: readonly string[];
  readonly onChoose: (chosen: readonly string[]) => void;
  readonly expressions: readonly string[];
  readonly values: Readonly<Record<string, string>>;
  readonly onGive: (expression: string, value: string) => void;
}

/** The choice of stages, and why there is none when some were asked for. */
function Stages({ source, chosen, onChoose, expressions, values, onGive }: StagesProps) {
  const { stages, selectionRefused } = source;
  return (
    <>
      {stages.length > 1 && (
        <Card title="Stages">
          <StageChoice stages={stages} chosen={chosen} onChoose={onChoose} />
          <AskedValues expressions={expressions} values={values} onGive={onGive} />
        </Card>
      )}
      {chosen.length > 0 && selectionRefused !== null && <Notice>{selectionRefused}</Notice>}
    </>
  );
}

type Inputs = ReturnType<typeof useInputs>;

/** The answers, from the execution that is run again, from input sets, and as typed, in this order. */
function useInputs(
  where: PipelineParams,
  source: RunSource,
  skeleton: string,
  before: Before | null,
) {
  const [sets, setSets] = useState<readonly string[]>([]);
  const [typed, setTyped] = useState<ReadonlyMap<string, string | undefined>>(new Map());
  const merged = useQuery({
    queryKey: ['run', where, 'sets', sets],
    queryFn: () => mergedSets(where, sets),
    placeholderData: (last) => last,
  });
  const form = filledForm({
    pipeline: source.pipeline.resolvedTemplatesPipelineYaml,
    skeleton,
    prefilled: [before?.inputsYaml ?? '', merged.data ?? ''],
    typed,
  });
  return {
    form,
    sets,
    setSets,
    isAsking: merged.isPending || merged.isPlaceholderData,
    error: merged.error,
    give: (path: string, answer: string | undefined): void =>
      setTyped((all) => new Map(all).set(path, answer)),
  };
}

function Inputs({ source, inputs }: { readonly source: RunSource; readonly inputs: Inputs }) {
  const { form, sets, setSets, give } = inputs;
  return (
    <Card title="Inputs">
      {form.questions.length === 0 && (
        <p className="text-sm text-muted">It asks for nothing: run it as it is.</p>
      )}
      {form.questions.length > 0 && (
        <InputSetChoice inputSets={source.inputSets} chosen={sets} onChoose={setSets} />
      )}
      {form.questions.map((question) => (
        <QuestionField
          key={question.path}
          question={question}
          answer={form.answers.get(question.path)}
          problem={problemOf(form, question)}
          onAnswer={(answer) => give(question.path, answer)}
        />
      ))}
    </Card>
  );
}

interface NoteProps {
  readonly note: string;
  readonly onChange: (note: string) => void;
}

function Note({ note, onChange }: NoteProps) {
  return (
    <Field label="Note" hint="Kept with the execution: why it is run.">
      {(control) => (
        <input
          {...control}
          className={INPUT}
          value={note}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}
