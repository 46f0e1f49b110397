import { useMutation } from '@tanstack/react-query';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { type OwnToken, revokeToken } from './token-queries.ts';

interface RevokeDialogProps {
  readonly token: OwnToken['token'];
  readonly onClose: () => void;
  readonly onRevoked: () => void;
}

/** Asks once more: whatever uses the token stops working. */
export function RevokeDialog({ token, onClose, onRevoked }: RevokeDialogProps) {
  const revoke = useMutation({ mutationFn: () => revokeToken(token), onSuccess: onRevoked });
  return (
    <Dialog
      title={`Revoke ${token.name}?`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button
            look="danger"
            refused={revoke.isPending ? 'It is being revoked' : undefined}
            onClick={() => revoke.mutate()}
          >
            Revoke it
          </Button>
        </>
      }
    >
      <p>Whatever uses it is refused from now on. This cannot be taken back.</p>
      {revoke.isError && <ProblemCard title="It was not revoked" error={revoke.error} />}
    </Dialog>
  );
}
