import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { answerOf, server } from '../../api/server.ts';
import { sessionQuery } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { Field, INPUT } from '../../components/field.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { TextLink } from '../../components/text-link.tsx';

const route = getRouteApi('/login');

/** The secret of an invitation, after the `#` of its link. */
const invitationIn = (hash: string): string | null =>
  new URLSearchParams(hash.replace(/^#/, '')).get('invitation');

interface Given {
  readonly email: string;
  readonly password: string;
}

/** Logs in; with the link of an invitation, chooses a password first. Leads back to where one was. */
export function LoginPage() {
  const { back = '/' } = route.useSearch();
  const invitation = invitationIn(window.location.hash);
  const session = useQuery(sessionQuery);
  const login = useMutation({
    mutationFn: ({ email, password }: Given) =>
      answerOf(
        invitation === null
          ? server.login({ body: { email, password } })
          : server.acceptInvitation({ body: { secret: invitation, email, password } }),
      ),
    // Loaded anew, so that nothing is left of whoever was here before.
    onSuccess: () => window.location.assign(back),
  });
  if (session.data?.login === false) {
    return (
      <Page title="Log in">
        <p>
          This server has no users, so there is nothing to log in to.{' '}
          <TextLink to="/">All executions</TextLink>
        </p>
      </Page>
    );
  }
  const isNew = invitation !== null;
  return (
    <Page title={isNew ? 'Choose a password' : 'Log in'}>
      <LoginForm isNew={isNew} busy={login.isPending} onGiven={login.mutate} />
      {login.isError && <ProblemCard title="You are not logged in" error={login.error} />}
    </Page>
  );
}

interface LoginFormProps {
  /** Whether the password is chosen now. */
  readonly isNew: boolean;
  readonly busy: boolean;
  readonly onGiven: (given: Given) => void;
}

const textOf = (entry: FormDataEntryValue | null): string =>
  typeof entry === 'string' ? entry : '';

function LoginForm({ isNew, busy, onGiven }: LoginFormProps) {
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    if (!busy)
      onGiven({ email: textOf(form.get('email')), password: textOf(form.get('password')) });
  };
  return (
    // Should the script ever fail to take over, the password still does not stand in an address.
    <form method="post" className="flex max-w-sm flex-col gap-4" onSubmit={submit}>
      <Field label="E-mail">
        {(control) => (
          <input
            {...control}
            className={INPUT}
            name="email"
            type="email"
            autoComplete="username"
            required
          />
        )}
      </Field>
      <Field label="Password" {...(isNew && { hint: 'At least 12 characters.' })}>
        {(control) => (
          <input
            {...control}
            className={INPUT}
            name="password"
            type="password"
            autoComplete={isNew ? 'new-password' : 'current-password'}
            required
          />
        )}
      </Field>
      <Button look="primary" type="submit" refused={busy ? 'It is being sent' : undefined}>
        {isNew ? 'Save and log in' : 'Log in'}
      </Button>
    </form>
  );
}
