import type { InputSetDocument } from '@reprise/api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type PipelineParams, scopeOfPipeline } from '../../api/scope.ts';
import { answerOf, server } from '../../api/server.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { LazyEditor } from './editor/lazy-editor.tsx';
import { inputSetsOf } from './pipeline-queries.ts';

/** An input set while it is written. */
interface Draft {
  /** Null: a new one. */
  readonly identifier: string | null;
  readonly yaml: string;
}

/** The input sets of a pipeline, and the one that is being written. */
export function InputSets({ where }: { readonly where: PipelineParams }) {
  const sets = useQuery(inputSetsOf(where));
  const [draft, setDraft] = useState<Draft | null>(null);
  const start = async (): Promise<void> => {
    const { data } = await answerOf(
      server.inputsTemplate({ query: scopeOfPipeline(where), body: {} }),
    );
    setDraft({ identifier: null, yaml: newInputSet(data.inputSetTemplateYaml ?? '') });
  };
  return (
    <div className="flex flex-col gap-3 pt-3">
      {sets.isError && (
        <ProblemCard title="The input sets could not be fetched" error={sets.error} />
      )}
      {sets.data?.length === 0 && draft === null && (
        <p className="text-muted">
          None yet. An input set keeps values of the runtime inputs under a name.
        </p>
      )}
      <ul aria-label="Input sets" className="flex flex-col gap-2">
        {sets.data?.map((set) => (
          <li key={set.identifier}>
            <InputSetRow
              where={where}
              set={set}
              onEdit={() => setDraft({ identifier: set.identifier, yaml: yamlOf(set) })}
            />
          </li>
        ))}
      </ul>
      {draft === null ? (
        <div>
          <Button onClick={() => void start()}>New input set</Button>
        </div>
      ) : (
        <InputSetForm where={where} draft={draft} onChange={setDraft} />
      )}
    </div>
  );
}

const yamlOf = ({ inputSetYaml, overlayInputSetYaml }: InputSetDocument): string =>
  inputSetYaml ?? overlayInputSetYaml ?? '';

/** The skeleton of the inputs inside of an input set that wants a name. */
function newInputSet(skeleton: string): string {
  const inside = skeleton.trimEnd().replaceAll(/^/gm, '  ');
  return `inputSet:\n  identifier: new_set\n  name: New set\n${inside}\n`;
}

interface InputSetRowProps {
  readonly where: PipelineParams;
  readonly set: InputSetDocument;
  readonly onEdit: () => void;
}

function InputSetRow({ where, set, onEdit }: InputSetRowProps) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () =>
      answerOf(
        server.deleteInputSet({
          path: { inputSet: set.identifier },
          query: scopeOfPipeline(where),
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: inputSetsOf(where).queryKey }),
  });
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-lg border border-line bg-surface px-4 py-2">
      <div className="min-w-0 grow">
        <p className="font-medium break-words">{set.name}</p>
        <p className="text-sm break-words text-muted">
          {set.identifier}
          {set.inputSetType === 'OVERLAY_INPUT_SET' && ', an overlay'}
        </p>
        {set.isOutdated && (
          <p className="text-sm break-words text-warn">
            Outdated: {set.problems[0]?.message ?? 'something in it no longer fits the pipeline'}
          </p>
        )}
        {remove.isError && <p className="text-sm text-bad">{remove.error.message}</p>}
      </div>
      <Button aria-label={`Edit ${set.name}`} onClick={onEdit}>
        Edit
      </Button>
      <Button look="danger" aria-label={`Delete ${set.name}`} onClick={() => remove.mutate()}>
        Delete
      </Button>
    </div>
  );
}

interface InputSetFormProps {
  readonly where: PipelineParams;
  readonly draft: Draft;
  readonly onChange: (draft: Draft | null) => void;
}

function InputSetForm({ where, draft, onChange }: InputSetFormProps) {
  const client = useQueryClient();
  const query = scopeOfPipeline(where);
  const save = useMutation({
    mutationFn: ({ identifier, yaml }: Draft) =>
      answerOf(
        identifier === null
          ? server.createInputSet({ query, body: yaml })
          : server.updateInputSet({ path: { inputSet: identifier }, query, body: yaml }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: inputSetsOf(where).queryKey });
      onChange(null);
    },
  });
  return (
    <Card title={draft.identifier === null ? 'New input set' : `Input set ${draft.identifier}`}>
      <LazyEditor
        where={where}
        label="Input set YAML"
        text={draft.yaml}
        onChange={(yaml) => onChange({ ...draft, yaml })}
        checked={false}
      />
      {save.isError && <ProblemCard title="It was not saved" error={save.error} />}
      <div className="flex gap-2">
        <Button look="primary" onClick={() => save.mutate(draft)}>
          Save input set
        </Button>
        <Button onClick={() => onChange(null)}>Cancel</Button>
      </div>
    </Card>
  );
}
