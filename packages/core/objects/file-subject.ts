import { Report, readYaml, scalarText, valueAt } from '../yaml/index.ts';
import { type FileSubject, ROOT_KEYS, type SubjectKind } from './model.ts';
import { overrideIdentifier } from './overrides/model.ts';

/** The one key at the top of each kind of file, and what in it names its parent. */
const FILES: Readonly<
  Record<SubjectKind, { readonly root: string; readonly parent?: readonly string[] }>
> = {
  connector: { root: ROOT_KEYS.connector },
  environment: { root: ROOT_KEYS.environment },
  environmentGroup: { root: ROOT_KEYS.environmentGroup },
  infrastructure: { root: ROOT_KEYS.infrastructure, parent: ['environmentRef'] },
  override: { root: ROOT_KEYS.override, parent: ['environmentRef'] },
  secret: { root: ROOT_KEYS.secret },
  service: { root: ROOT_KEYS.service },
  variable: { root: ROOT_KEYS.variable },
  template: { root: 'template' },
  pipeline: { root: 'pipeline' },
  inputSet: { root: 'inputSet', parent: ['pipeline', 'identifier'] },
  overlayInputSet: { root: 'overlayInputSet', parent: ['pipelineIdentifier'] },
};

/** What a file is of, by the key at its top, and where it says that it lives. Null when it is nothing that is stored. */
export function subjectOfFile(yaml: string): FileSubject | null {
  const root = readYaml(yaml, new Report()) ?? undefined;
  for (const kind of Object.keys(FILES) as SubjectKind[]) {
    const { root: key, parent } = FILES[kind];
    const object = valueAt(root, key);
    if (object === undefined) continue;
    const text = (...path: readonly string[]): string | null =>
      scalarText(
        path.reduce<typeof root>(
          (node, name) => (node === undefined ? undefined : valueAt(node, name)),
          object,
        ),
      ) ?? null;
    return {
      kind,
      identifier:
        kind === 'override' ? overrideIdentifier(about(text)) : (text('identifier') ?? ''),
      orgIdentifier: text('orgIdentifier'),
      projectIdentifier: text('projectIdentifier'),
      parent: (parent && text(...parent)) ?? '',
      versionLabel: kind === 'template' ? (text('versionLabel') ?? '') : '',
    };
  }
  return null;
}

/** What an override is about, as its file says it. */
const about = (text: (key: string) => string | null) => ({
  environment: text('environmentRef') ?? '',
  service: text('serviceRef') ?? '',
  infrastructure: text('infraIdentifier') ?? '',
});
