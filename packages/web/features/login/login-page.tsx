import { type FormEvent, useState } from 'react';
import { server } from '../../api/server.ts';

/** The secret of an invitation, after the `#` of its link. */
const invitationIn = (hash: string): string | null =>
  new URLSearchParams(hash.replace(/^#/, '')).get('invitation');

const textOf = (entry: FormDataEntryValue | null): string =>
  typeof entry === 'string' ? entry : '';

/** Logs in; with the link of an invitation, chooses a password first. */
export function LoginPage() {
  const invitation = invitationIn(window.location.hash);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const email = textOf(form.get('email'));
    const password = textOf(form.get('password'));
    setBusy(true);
    try {
      const answer =
        invitation === null
          ? await server.login({ body: { email, password } })
          : await server.acceptInvitation({ body: { secret: invitation, email, password } });
      if (answer.ok) window.location.assign('/');
      else setProblem(answer.error.message);
    } catch {
      setProblem('The server does not answer. Try again.');
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      method="post"
      className="mx-auto mt-16 flex max-w-sm flex-col gap-4 p-4"
      onSubmit={(event) => void submit(event)}
    >
      <h1 className="text-xl font-semibold">
        {invitation === null ? 'Log in' : 'Choose a password'}
      </h1>
      <label className="flex flex-col gap-1">
        E-mail
        <input
          className="rounded border p-2"
          name="email"
          type="email"
          autoComplete="username"
          required
        />
      </label>
      <label className="flex flex-col gap-1">
        {invitation === null ? 'Password' : 'Password, at least 12 characters'}
        <input
          className="rounded border p-2"
          name="password"
          type="password"
          autoComplete={invitation === null ? 'current-password' : 'new-password'}
          required
        />
      </label>
      {problem !== null && <p role="alert">{problem}</p>}
      <button className="rounded border p-2 font-medium" type="submit" disabled={busy}>
        {invitation === null ? 'Log in' : 'Save and log in'}
      </button>
    </form>
  );
}
