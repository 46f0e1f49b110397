import { useMutation } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useForbidden } from '../../api/rights.ts';
import { scopeOf } from '../../api/scope.ts';
import { answerOf, server } from '../../api/server.ts';
import { Button } from '../../components/button.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { LazyEditor } from './editor/lazy-editor.tsx';

const route = getRouteApi('/orgs/$org/projects/$project/new-pipeline');

/** Writing a pipeline from a small one that runs. */
export function NewPipelinePage() {
  const where = route.useParams();
  const [yaml, setYaml] = useState(() => starterOf(where.org, where.project));
  const navigate = useNavigate();
  const forbidden = useForbidden(where, [undefined]);
  const create = useMutation({
    mutationFn: () => answerOf(server.createPipeline({ query: scopeOf(where), body: yaml })),
    onSuccess: ({ data }) =>
      navigate({
        to: '/orgs/$org/projects/$project/pipelines/$pipeline',
        params: { ...where, pipeline: data.identifier },
      }),
  });
  return (
    <Page
      title="New pipeline"
      actions={
        <Button look="primary" refused={forbidden('edit')} onClick={() => create.mutate()}>
          Create
        </Button>
      }
    >
      {create.isError && <ProblemCard title="It was not created" error={create.error} />}
      <LazyEditor where={where} label="Pipeline YAML" text={yaml} onChange={setYaml} checked />
    </Page>
  );
}

const starterOf = (org: string, project: string): string => `pipeline:
  identifier: hello
  name: Hello
  orgIdentifier: ${org}
  projectIdentifier: ${project}
  stages:
    - stage:
        identifier: greet
        name: Greet
        type: Custom
        spec:
          execution:
            steps:
              - step:
                  identifier: say
                  name: Say hello
                  type: ShellScript
                  timeout: 10m
                  spec:
                    shell: Bash
                    source:
                      type: Inline
                      spec:
                        script: echo hello
`;
