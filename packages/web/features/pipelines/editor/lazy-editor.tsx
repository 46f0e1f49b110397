import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useRef, useState } from 'react';
import { type ProjectParams, scopeOf } from '../../../api/scope.ts';
import { answerOf, server } from '../../../api/server.ts';
import type { Checked } from './checked.ts';
import { ProblemList } from './problem-list.tsx';
import { pipelineSchema } from './schema-query.ts';

const YamlEditor = lazy(async () => ({ default: (await import('./yaml-editor.tsx')).YamlEditor }));

interface LazyEditorProps {
  readonly where: ProjectParams;
  readonly label: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
  /** Whether the server checks the text as a pipeline while it is written. */
  readonly checked: boolean;
}

/** The editor of YAML, fetched when it is first needed, with the list of what is wrong below it. */
export function LazyEditor({ where, label, text, onChange, checked }: LazyEditorProps) {
  const [problems, setProblems] = useState<readonly Checked[]>([]);
  const newest = useRef<string | null>(null);
  const [target, setTarget] = useState<Checked | null>(null);
  const schema = useQuery(pipelineSchema(checked));
  const { org, project } = where;
  const check = useCallback(
    async (yaml: string): Promise<readonly Checked[]> => {
      if (!checked) return [];
      const query = scopeOf({ org, project });
      newest.current = yaml;
      const found = await answerOf(server.lintPipeline({ query, body: yaml }));
      // Answers may overtake each other: what is wrong with an earlier text is no news.
      if (newest.current === yaml) setProblems(found.problems);
      return found.problems;
    },
    [checked, org, project],
  );
  return (
    <Suspense fallback={<p className="p-4 text-muted">The editor is being fetched …</p>}>
      <YamlEditor
        label={label}
        text={text}
        onChange={onChange}
        check={check}
        schema={schema.data ?? null}
        target={target}
      />
      <ProblemList problems={problems} onGo={(problem) => setTarget({ ...problem })} />
    </Suspense>
  );
}
