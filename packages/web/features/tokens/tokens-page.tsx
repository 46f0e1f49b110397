import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sessionQuery } from '../../api/session.ts';
import { Copyable } from '../../components/copyable.tsx';
import { Empty } from '../../components/empty.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { NewTokenForm } from './new-token-form.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';
import { createToken, type NewToken, type OwnToken, ownTokens } from './token-queries.ts';
import { TokenRow } from './token-row.tsx';

/** The tokens by which programs act in one's own name; a server without users asks nobody for one. */
export function TokensPage() {
  const session = useQuery(sessionQuery);
  if (session.data?.login !== false) return <OwnTokens />;
  return (
    <Page title="My tokens">
      <p>This server has no users: it takes calls of this machine without a token.</p>
    </Page>
  );
}

function OwnTokens() {
  const tokens = useQuery(ownTokens);
  const [revoked, setRevoked] = useState<OwnToken | null>(null);
  const create = useMutation({
    mutationFn: (wanted: NewToken) => createToken(wanted),
    onSuccess: () => void tokens.refetch(),
  });
  return (
    <Page title="My tokens">
      <p className="max-w-prose text-sm text-muted">
        A token lets a program do what you may do: give it as <code>REPRISE_API_KEY</code> to the
        command line, or as the header <code>x-api-key</code>.
      </p>
      <NewTokenForm busy={create.isPending} onGiven={create.mutate} />
      {create.isError && <ProblemCard title="No token was made" error={create.error} />}
      {create.isSuccess && <Shown text={create.data} />}
      {tokens.isError && (
        <ProblemCard
          title="Your tokens could not be fetched"
          error={tokens.error}
          onRetry={() => void tokens.refetch()}
        />
      )}
      {tokens.data?.length === 0 && <Empty title="You have no tokens" />}
      {tokens.data !== undefined && tokens.data.length > 0 && (
        <ul
          aria-label="Tokens"
          className="divide-y divide-line rounded-lg border border-line bg-surface"
        >
          {tokens.data.map((each) => (
            <TokenRow
              key={`${each.token.apiKeyIdentifier} ${each.token.identifier}`}
              of={each}
              onRevoke={() => setRevoked(each)}
            />
          ))}
        </ul>
      )}
      {revoked !== null && (
        <RevokeDialog
          token={revoked.token}
          onClose={() => setRevoked(null)}
          onRevoked={() => {
            create.reset();
            setRevoked(null);
            void tokens.refetch();
          }}
        />
      )}
    </Page>
  );
}

function Shown({ text }: { readonly text: string }) {
  return (
    <section
      role="status"
      aria-label="The new token"
      className="flex flex-col gap-2 rounded-lg border border-good bg-surface p-4"
    >
      <p>Keep it now: it is not shown again, and the server itself does not know it.</p>
      <Copyable text={text} />
    </section>
  );
}
