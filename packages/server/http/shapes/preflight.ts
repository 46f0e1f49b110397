/** A preflight check as Harness's clients read it. */
import { type Preflight, problemInYaml } from '@reprise/api';
import * as z from 'zod/mini';
import type {
  CheckedConnector,
  PreflightReport,
} from '../../use-cases/preflight/preflight-checks.ts';

type InputCheck = Preflight['pipelineInputWrapperResponse']['pipelineInputResponse'][number];
type ConnectorCheck = Preflight['connectorWrapperResponse']['checkResponses'][number];

export function preflightShape({ refusal, connectors }: PreflightReport): Preflight {
  const inputs = refusal === null ? [] : inputChecks(refusal);
  const tried = connectors.map(connectorCheck);
  const bad = tried.filter(({ status }) => status === 'FAILURE').length + inputs.length;
  return {
    status: bad > 0 ? 'FAILURE' : 'SUCCESS',
    pipelineInputWrapperResponse: {
      status: inputs.length > 0 ? 'FAILURE' : 'SUCCESS',
      label: 'Pipeline and inputs',
      pipelineInputResponse: inputs,
    },
    connectorWrapperResponse: {
      status: worst(connectors),
      label: 'Connectors',
      checkResponses: tried,
    },
    errorInfo:
      bad === 0 ? null : { count: bad, message: `${bad} found that would fail or stop a run` },
  };
}

function worst(connectors: readonly CheckedConnector[]): CheckedConnector['status'] {
  const all = connectors.map(({ status }) => status);
  if (all.includes('FAILURE')) return 'FAILURE';
  return all.includes('UNKNOWN') ? 'UNKNOWN' : 'SUCCESS';
}

/** One for each place that is wrong; one for all that is said when nothing is said of places. */
function inputChecks({ message, facts }: NonNullable<PreflightReport['refusal']>): InputCheck[] {
  const problems = z.array(problemInYaml).safeParse(facts['problems']);
  if (!problems.success || problems.data.length === 0) return [inputCheck(message, message)];
  return problems.data
    .filter(({ severity }) => severity !== 'warning')
    .map(({ message: summary, line, column, file, template }) => {
      const source = template === undefined ? (file ?? 'pipeline') : `template ${template}`;
      return inputCheck(summary, `${source}, line ${line}, column ${column}: ${summary}`);
    });
}

const inputCheck = (summary: string, description: string): InputCheck => ({
  success: false,
  fqn: 'pipeline',
  stageName: null,
  stepName: null,
  errorInfo: { summary, description, causes: [{ cause: description }], resolution: [] },
});

const connectorCheck = ({
  reference,
  stage,
  status,
  summary,
}: CheckedConnector): ConnectorCheck => ({
  connectorIdentifier: reference,
  fqn: stage === null ? 'pipeline' : `pipeline.stages.${stage.identifier}`,
  stageName: stage?.name ?? null,
  stageIdentifier: stage?.identifier ?? null,
  stepName: null,
  stepIdentifier: null,
  status,
  errorInfo:
    summary === null
      ? null
      : { summary, description: summary, causes: [{ cause: summary }], resolution: [] },
});
