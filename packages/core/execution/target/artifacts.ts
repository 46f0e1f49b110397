import {
  type Found,
  isData,
  isList,
  isNamespace,
  type Namespace,
  toText,
  Unavailable,
  type Value,
} from '@reprise/core/expression';
import { namespaceBy } from '../lookup/namespace.ts';

/** `<+artifact…>`: the primary artifact of a service, as far as its YAML says. */
export function artifactNamespace(artifacts: Found | undefined): Found | undefined {
  if (artifacts instanceof Unavailable) return artifacts;
  return sourceNamespace(primaryOf(member(artifacts, 'primary')));
}

/** `<+artifacts.primary…>` and `<+artifacts.sidecars.ID…>`. */
export function artifactsNamespace(artifacts: Found | undefined): Found | undefined {
  if (artifacts instanceof Unavailable) return artifacts;
  return namespaceBy(
    () => ['primary', 'sidecars'],
    (name) => {
      if (name === 'primary') return artifactNamespace(artifacts);
      return name === 'sidecars' ? byIdentifier(member(artifacts, name), 'sidecar') : undefined;
    },
  );
}

/** `<+manifests.ID…>`: what the service's YAML says of a manifest; nothing of it is fetched. */
export function manifestsNamespace(manifests: Found | undefined): Found | undefined {
  if (manifests instanceof Unavailable) return manifests;
  return byIdentifier(manifests, 'manifest');
}

/** A list of `{ sidecar: { identifier, … } }` by the identifiers in it. */
function byIdentifier(list: Found | undefined, wrapper: string): Namespace {
  const items = isList(list) ? list.map((item) => member(item, wrapper)) : [];
  return namespaceBy(
    () => items.flatMap((item) => textOf(member(item, 'identifier')) ?? []),
    (name) => sourceNamespace(items.find((item) => member(item, 'identifier') === name)),
  );
}

/** Of several sources the one that `primaryArtifactRef` names; an only one needs no naming. */
function primaryOf(primary: Value | undefined): Value | undefined {
  const sources = member(primary, 'sources');
  if (!isList(sources)) return primary;
  const named = member(primary, 'primaryArtifactRef');
  const found = sources.find((source) => member(source, 'identifier') === named);
  return found ?? (sources.length === 1 ? sources[0] : undefined);
}

/** A source by what it says of itself and of its spec. A tag that has to be looked up in a registry is not known here. */
function sourceNamespace(source: Value | undefined): Found | undefined {
  if (source === undefined || source === null) return undefined;
  const spec = member(source, 'spec');
  const image = imageOf(spec);
  return namespaceBy(
    () => ['identifier', 'type', ...(isData(spec) ? Object.keys(spec) : [])],
    (name) => {
      if (name === 'identifier' || name === 'type') return member(source, name) ?? null;
      const said = name === 'image' ? (member(spec, name) ?? image) : member(spec, name);
      return said ?? (name === 'tag' || name === 'image' ? noTag : undefined);
    },
  );
}

function imageOf(spec: Value | undefined): Value | undefined {
  const path = textOf(member(spec, 'imagePath'));
  const tag = member(spec, 'tag');
  return path === undefined || tag === undefined || tag === null
    ? undefined
    : `${path}:${toText(tag)}`;
}

const noTag = new Unavailable(
  'undefined-variable',
  'the service says no fixed tag of this artifact, and registries are not asked: give its spec a tag',
);

function member(value: Value | Namespace | undefined, name: string): Value | undefined {
  if (isNamespace(value) || !isData(value)) return undefined;
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

const textOf = (value: Value | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;
