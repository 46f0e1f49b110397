/** Paths that Harness's clients call and that nothing here answers, with what to do instead. */
import type { Refused } from '../use-cases/index.ts';
import { refusal } from '../use-cases/refusals.ts';

interface Unanswered {
  /** The path, and everything below it. */
  readonly under: string;
  /** Some methods of the path mean something else, and are answered. */
  readonly methods?: readonly string[];
  readonly why: string;
}

const NO_TRIGGERS =
  'There are no triggers here: let what would fire one run the pipeline by itself, with POST /pipeline/api/pipeline/execute/{pipeline} and a token of a service account.';
const NO_GIT =
  'Nothing is read from git by the server: send the YAML itself, with reprise apply or to the endpoint that creates one.';
const EMBEDDED =
  'A delegate is built into the server, and there are no others to manage: reprise server --help says how it is set up.';

const UNANSWERED: readonly Unanswered[] = [
  { under: '/pipeline/api/triggers', why: NO_TRIGGERS },
  { under: '/pipeline/api/webhook', why: NO_TRIGGERS },
  { under: '/ng/api/webhook', why: NO_TRIGGERS },
  { under: '/pipeline/api/pipelines/import', methods: ['POST'], why: NO_GIT },
  { under: '/pipeline/api/inputSets/import', methods: ['POST'], why: NO_GIT },
  { under: '/template/api/templates/import', methods: ['POST'], why: NO_GIT },
  {
    under: '/ng/api/freeze',
    why: 'There are no deployment freezes here: take the right to execute away for as long, or ask for an approval in the pipeline.',
  },
  {
    under: '/ng/api/settings',
    why: 'There are no settings of an account here: those of the server are options of reprise server.',
  },
  {
    under: '/ng/api/file-store',
    why: 'There is no file store here: keep files in the repository that a stage builds, or as secret files.',
  },
  { under: '/ng/api/delegate-setup', why: EMBEDDED },
  { under: '/ng/api/delegate-token-ng', why: EMBEDDED },
  { under: '/ng/api/v2/user-groups', why: 'User groups are answered at /ng/api/user-groups.' },
  {
    under: '/authz/api/roleassignments/v2',
    why: 'Role assignments are found by POST /authz/api/roleassignments/filter.',
  },
];

/** What Harness would answer there and this server does not; null when it is no path of Harness that we know. */
export function unanswered(method: string, path: string): Refused | null {
  const bare = path.replace(/^\/gateway(?=\/)/, '');
  const found = UNANSWERED.find(
    ({ under, methods }) =>
      (bare === under || bare.startsWith(`${under}/`)) && methods?.includes(method) !== false,
  );
  return found === undefined ? null : refusal('NOT_SUPPORTED', found.why, { method, path });
}
