import type { SaidAround } from '../../use-cases/pipelines/said-around.ts';

/** What a v1 request says besides its YAML; generated clients send empty texts for nothing. */
export const aroundIn = (body: {
  readonly identifier?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly tags?: Readonly<Record<string, string>> | null | undefined;
}): SaidAround => ({
  identifier: body.identifier || null,
  description: body.description || null,
  tags: body.tags ?? {},
});
