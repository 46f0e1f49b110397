import type { NodeOutline } from '@reprise/api';
import { Inbox } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { ButtonLink } from '../../components/button-link.tsx';
import { LOOKS } from '../../components/status/look.ts';
import { isForPeople, waitingNodes } from './live/find.ts';
import { useExecution, useModel } from './live/store.ts';

/** What waits for somebody or something, each a way to it; and the way to where people answer. */
export function WaitsFor({ onShow }: { readonly onShow: (node: NodeOutline) => void }) {
  const { org, project, execution } = useExecution();
  const nodes = useModel(waitingNodes);
  if (nodes.length === 0) return null;
  return (
    <ul aria-label="What it waits for" className="mt-2 flex flex-wrap gap-2">
      {nodes.map((node) => (
        <li key={node.key}>
          <Button onClick={() => onShow(node)}>
            {LOOKS[node.status].word}: {node.name}
          </Button>
        </li>
      ))}
      {nodes.some(({ status }) => isForPeople(status)) && (
        <li>
          <ButtonLink
            to="/orgs/$org/projects/$project/approvals"
            params={{ org, project }}
            search={{ execution }}
            look="primary"
          >
            <Inbox aria-hidden size={16} /> Answer
          </ButtonLink>
        </li>
      )}
    </ul>
  );
}
