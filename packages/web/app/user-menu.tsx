import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { CircleUser } from 'lucide-react';
import { answerOf, server } from '../api/server.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Menu, MenuItem } from '../components/menu.tsx';
import { ProblemCard } from '../components/problem-card.tsx';

interface UserMenuProps {
  readonly name: string;
  readonly email: string | null;
}

/** Who is logged in, their tokens, and the way out. */
export function UserMenu({ name, email }: UserMenuProps) {
  const navigate = useNavigate();
  const logout = useMutation({
    mutationFn: () => answerOf(server.logout({})),
    onSuccess: () => window.location.assign('/login'),
  });
  return (
    <>
      <Menu
        trigger={
          <Button look="quiet" aria-label={`You are ${name}`}>
            <CircleUser aria-hidden size={18} />
            <bdi className="max-w-40 truncate max-sm:hidden">{name}</bdi>
          </Button>
        }
      >
        <p className="max-w-64 px-3 py-2 break-words text-muted">
          Logged in as <bdi className="text-text">{email ?? name}</bdi>
        </p>
        <MenuItem onSelect={() => void navigate({ to: '/my-tokens' })}>My tokens</MenuItem>
        <MenuItem onSelect={() => logout.mutate()}>Log out</MenuItem>
      </Menu>
      {logout.isError && (
        <Dialog title="You are still logged in" onClose={logout.reset}>
          <ProblemCard title="The server refused" error={logout.error} />
        </Dialog>
      )}
    </>
  );
}
