import type { ExecutionNode, NodeOutline } from '@reprise/api';
import type { ReactNode } from 'react';
import { TextLink } from '../../../components/text-link.tsx';
import { momentInWords } from '../../../components/time/words.ts';
import { ChildLink } from '../chained-links.tsx';
import { useExecution } from '../live/store.ts';
import { StageActions } from './stage-actions.tsx';
import { TryList } from './try-list.tsx';

interface NodeDetailsProps {
  readonly outline: NodeOutline;
  readonly node: ExecutionNode;
}

/** Why a node went as it did: its failure, its condition with the values in it, who did what to it, where it really ran. */
export function NodeDetails({ outline, node }: NodeDetailsProps) {
  return (
    <div
      role="region"
      aria-label="Details"
      tabIndex={0}
      className="min-h-0 grow overflow-auto p-4 text-sm"
    >
      <div className="flex flex-col gap-5">
        {node.kind !== 'step' && <StageActions stage={outline} />}
        {node.failureInfo !== null && (
          <Part title="Failure">
            <p className="break-words whitespace-pre-wrap text-bad">{node.failureInfo.message}</p>
            <p className="text-muted">
              {node.failureInfo.failureTypeList.join(', ')}
              {node.exitCode !== null && ` · exit code ${node.exitCode}`}
            </p>
          </Part>
        )}
        {(node.tries.length > 1 || node.tries.some(({ action }) => action !== null)) && (
          <Part title="Tries">
            <TryList tries={node.tries} />
          </Part>
        )}
        {outline.child !== undefined && (
          <Part title="Runs another pipeline">
            <ChildLink of={outline.child} />
          </Part>
        )}
        {node.skipInfo !== null && <Condition of={node.skipInfo} />}
        {node.reused !== null && <Origin of={node.reused} node={node.setupId} />}
        {typeof node.runReason === 'string' && (
          <Part title="Run in this attempt">
            <p>{node.runReason}</p>
          </Part>
        )}
        {node.givenInputs !== null && (
          <Part title="Inputs given by people">
            <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1">
              {Object.entries(node.givenInputs).map(([name, value]) => (
                <Fact key={name} name={name}>
                  <span className="break-words whitespace-pre-wrap">{value}</span>
                </Fact>
              ))}
            </dl>
          </Part>
        )}
        {node.interruptHistories.length > 0 && (
          <Part title="What people did">
            <ul>
              {node.interruptHistories.map((one) => (
                <li key={one.interruptId}>
                  {one.interruptType} by {one.interruptConfig.issuedBy.manualIssuer.identifier},{' '}
                  {momentInWords(one.tookEffectAt)}
                </li>
              ))}
            </ul>
          </Part>
        )}
        <Part title="Node">
          <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1">
            <Fact name="Type">{node.stepType}</Fact>
            <Fact name="Name in expressions">
              <code className="break-all">{node.baseFqn}</code>
            </Fact>
            {node.startTs !== null && <Fact name="Began">{momentInWords(node.startTs)}</Fact>}
            {node.endTs !== null && <Fact name="Ended">{momentInWords(node.endTs)}</Fact>}
            {node.delegateInfoList.map(({ id, name }) => (
              <Fact key={id} name="Ran on">
                {name}
              </Fact>
            ))}
          </dl>
        </Part>
      </div>
    </div>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1 font-semibold">{title}</h3>
      {children}
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

function Condition({ of }: { readonly of: NonNullable<ExecutionNode['skipInfo']> }) {
  return (
    <Part title="Condition">
      <p>
        <code className="break-all">{of.skipCondition}</code> was{' '}
        <strong>{String(of.evaluatedCondition)}</strong>
      </p>
      {of.expressions.length > 0 && (
        <table className="mt-2 w-full text-left">
          <thead className="text-muted">
            <tr>
              <th className="pr-4 font-medium">Expression</th>
              <th className="font-medium">Value then</th>
            </tr>
          </thead>
          <tbody className="font-mono text-xs">
            {of.expressions.map(({ expression, expressionValue }) => (
              <tr key={expression} className="border-t border-line">
                <td className="py-1 pr-4 break-all">{expression}</td>
                <td className="py-1 break-all">{expressionValue}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Part>
  );
}

interface OriginProps {
  readonly of: NonNullable<ExecutionNode['reused']>;
  /** The key of the node, which it has there, too. */
  readonly node: string;
}

function Origin({ of, node }: OriginProps) {
  const { org, project } = useExecution();
  return (
    <Part title="Reused">
      <p>
        It was not run here: {of.reason}. It ran in{' '}
        <TextLink
          to="/orgs/$org/projects/$project/executions/$execution"
          params={{ org, project, execution: of.originExecutionId }}
          search={{ node }}
        >
          the execution {of.originExecutionId}
        </TextLink>
        ; its log and outputs are from there.
      </p>
    </Part>
  );
}
