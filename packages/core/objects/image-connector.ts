import { type Json, ok, type Result, refused } from '@reprise/core';
import { type ImageConnector, registryCalled } from '@reprise/core/step-types';
import { atLevel, type ConnectorLevel, loginOf, partOf, textOf } from './connector-login.ts';

/** Registries for which the container engine of the delegate is logged in by other means. */
const LEFT_TO_THE_ENGINE: ReadonlySet<string> = new Set([
  'Artifactory',
  'Aws',
  'Azure',
  'Gcp',
  'Har',
  'Nexus',
]);

/** A web address, with its scheme or without; what is kept of it is the host with its port. */
const ADDRESS = /^(?:https?:\/\/)?([a-z0-9][a-z0-9.-]{0,252}(?::\d{1,5})?)(?:\/\S*)?$/i;

/**
 * A stored connector as the image of a container needs it, from its `details`; refused, with the reason, when it is of no
 * registry or says something that this server does not do. Secrets stay references (I10).
 */
export function readImageConnector(
  { type, spec }: Readonly<Record<string, Json>>,
  level: ConnectorLevel,
): Result<ImageConnector, string> {
  const said = textOf(type) ?? 'nothing';
  if (LEFT_TO_THE_ENGINE.has(said)) return ok({});
  if (said !== 'DockerRegistry') {
    return refused(`is of the type ${said}; an image needs one of the type DockerRegistry`);
  }
  const fields = partOf(spec);
  const registry = registryAt(textOf(fields['dockerRegistryUrl'])?.trim() ?? '');
  if (!registry.ok) return registry;
  const auth = partOf(fields['auth']);
  const by = textOf(auth['type']) ?? 'Anonymous';
  if (by === 'Anonymous') return ok({});
  if (by !== 'UsernamePassword') {
    return refused(`authenticates by ${by}; supported are UsernamePassword and Anonymous`);
  }
  const login = loginOf(partOf(auth['spec']), 'passwordRef');
  if (!login.ok) return login;
  if (login.value === null) return refused('has no passwordRef');
  return ok({ login: { registry: registry.value, ...atLevel(login.value, level) } });
}

function registryAt(said: string): Result<string, string> {
  if (said === '') return refused('has no dockerRegistryUrl');
  if (/^[^/]*(?:\/\/)?[^/]*@/.test(said)) {
    return refused('has credentials in its dockerRegistryUrl: put them under auth, as secrets');
  }
  const host = ADDRESS.exec(said)?.[1];
  if (host === undefined) return refused('has a dockerRegistryUrl that is no web address');
  return ok(registryCalled(host));
}
