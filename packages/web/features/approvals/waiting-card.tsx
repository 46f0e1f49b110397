import type { WaitingStep } from '@reprise/api';
import type { ReactNode } from 'react';
import type { ProjectParams } from '../../api/scope.ts';
import { TextLink } from '../../components/text-link.tsx';

interface WaitingCardProps {
  readonly where: ProjectParams;
  readonly execution: WaitingStep['execution'];
  /** The names of the stage and of the step in it, which may be one. */
  readonly stage: string;
  readonly step: string;
  /** The key of the step, to which the heading leads; undefined: to the execution as a whole. */
  readonly node: string | undefined;
  /** How it stands, or since when and until when. */
  readonly aside: ReactNode;
  readonly children: ReactNode;
}

/** Something that waits for people, with where it is; how it is answered goes inside. */
export function WaitingCard(props: WaitingCardProps) {
  const { where, execution, stage, step, node, aside, children } = props;
  const place = stage === step ? step : `${stage} › ${step}`;
  return (
    <article
      aria-label={`${execution.name}, ${place}`}
      className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-4"
    >
      <header className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h2 className="min-w-0 font-semibold break-words">
          <TextLink
            to="/orgs/$org/projects/$project/executions/$execution"
            params={{ ...where, execution: execution.planExecutionId }}
            search={node === undefined ? {} : { node }}
          >
            <bdi>{execution.name}</bdi> #{execution.runSequence}
          </TextLink>
        </h2>
        <span className="min-w-0 grow text-sm break-words text-muted">
          <bdi>{place}</bdi>, started by <bdi>{execution.triggeredBy}</bdi>
        </span>
        <span className="text-sm text-muted">{aside}</span>
      </header>
      {children}
    </article>
  );
}
