import { Button } from '../../components/button.tsx';
import { Ago } from '../../components/time/moment.tsx';
import { momentInWords } from '../../components/time/words.ts';
import type { OwnToken } from './token-queries.ts';

interface TokenRowProps {
  readonly of: OwnToken;
  readonly onRevoke: () => void;
}

/** One token, without its text: what it is for, whether it is good, and when it was used last. */
export function TokenRow({ of, onRevoke }: TokenRowProps) {
  const { token, createdAt, lastUsedAt } = of;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
      <div className="min-w-0 grow basis-60">
        <p className="font-medium break-words">
          <bdi>{token.name}</bdi>
        </p>
        <p className="text-sm text-muted">
          {token.validTo === null
            ? 'good until it is revoked'
            : `${token.valid ? 'good until' : 'expired'} ${momentInWords(token.validTo)}`}
        </p>
      </div>
      <p className="text-sm text-muted">
        made <Ago at={createdAt} />
        {', '}
        {lastUsedAt === null ? (
          'never used'
        ) : (
          <>
            last used <Ago at={lastUsedAt} />
          </>
        )}
      </p>
      <Button look="danger" aria-label={`Revoke ${token.name}`} onClick={onRevoke}>
        Revoke
      </Button>
    </li>
  );
}
