import { useQuery } from '@tanstack/react-query';
import { scopeOf } from '../../api/scope.ts';
import { answerOf, server } from '../../api/server.ts';
import { ProblemCard } from '../../components/problem-card.tsx';
import { useExecution } from './live/store.ts';

/** The inputs that an execution was given, or the YAML that came out of them. */
export function YamlView({ of }: { readonly of: 'inputs' | 'yaml' }) {
  const { org, project, execution } = useExecution();
  const used = useQuery({
    queryKey: ['inputs', execution],
    queryFn: () =>
      answerOf(server.executionInputs({ path: { execution }, query: scopeOf({ org, project }) })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (used.isError) return <ProblemCard title="The YAML could not be read" error={used.error} />;
  if (used.isPending) return <p className="p-4 text-muted">Reading …</p>;
  const { inputSetYaml, resolvedYaml } = used.data.data;
  const text = of === 'inputs' ? inputSetYaml : resolvedYaml;
  if (text.trim() === '') return <p className="p-4 text-muted">It was started without inputs.</p>;
  return (
    <pre
      role="region"
      aria-label={of === 'inputs' ? 'Inputs' : 'Resolved YAML'}
      tabIndex={0}
      className="max-h-[75dvh] overflow-auto bg-surface p-4 font-mono text-xs leading-5"
    >
      {text}
    </pre>
  );
}
