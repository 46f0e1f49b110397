import { ProblemCard } from '../components/problem-card.tsx';
import { TextLink } from '../components/text-link.tsx';

export function NotFound() {
  return (
    <section className="mx-auto max-w-prose p-8">
      <h1 className="text-xl font-semibold">There is no such page</h1>
      <p className="mt-2 text-muted">
        The address may be mistyped, or what it led to was removed.{' '}
        <TextLink to="/">All executions</TextLink>
      </p>
    </section>
  );
}

export function Broken({ error }: { readonly error: unknown }) {
  return (
    <section className="mx-auto max-w-prose p-8">
      <ProblemCard title="This page could not be shown" error={error} />
    </section>
  );
}
