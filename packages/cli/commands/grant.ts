import type { Client, ClientProblem } from '@reprise/api/client';
import type { Result } from '@reprise/core';
import {
  type Application,
  type Assignee,
  type EnvironmentFilter,
  EXECUTE_PIPELINE_ROLE,
  executePipelineMapping,
  type MappedPermission,
} from '@reprise/core/access';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CommandError, valueOf } from '../command-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { type CommandHost, connected, type ServerOption, withServer } from './command-host.ts';

interface GrantOptions extends ServerOption {
  readonly to: Assignee;
  readonly application: readonly Application[] | 'all';
  readonly environments?: EnvironmentFilter;
}

const ACCOUNT = 'default';
const ORGANIZATION = 'default';

/** `reprise grant execute-pipeline` */
export function addGrant(program: Command, host: CommandHost): void {
  const grant = program.command('grant').description('give rights on a server with users');
  const executePipeline = grant
    .command('execute-pipeline')
    .description(
      'give FirstGen’s permission Execute Pipeline: run, resume and abort pipelines, edit nothing',
    )
    .addOption(
      new Option('--to <who>', 'user:EMAIL, group:ID or service-account:ID')
        .argParser(assigneeFrom)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option(
        '--application <id...>',
        'projects, PROJECT or ORG/PROJECT; all applications when left out',
      )
        .argParser(applicationsFrom)
        .default('all', 'all applications, those to come too'),
    )
    .addOption(
      new Option('--environments <type>', 'only with environments of this type: all when left out')
        .choices(['production', 'non-production'])
        .argParser(environmentsFrom),
    );
  withServer(executePipeline).action(
    host.run((options: GrantOptions) =>
      connected(host.terminal, options, async ({ client }): Promise<ExitCode> => {
        const places = await give(client, options);
        host.terminal.out(places.map((place) => `given in ${place}\n`).join(''));
        return EXIT.success;
      }),
    ),
  );
}

/** Gives it in each place; what is there already is left as it is, so that it can be given twice. */
async function give(
  client: Client,
  { to, application, environments }: GrantOptions,
): Promise<readonly string[]> {
  const mapped = executePipelineMapping({
    accountId: ACCOUNT,
    principal: await known(client, to),
    applications: application,
    ...(environments === undefined ? {} : { environments: [environments] }),
  });
  const { role } = mapped;
  for (const { scope, ...group } of mapped.resourceGroups) {
    const query = queryOf(scope);
    const { identifier, name, permissions, levels } = role;
    const given = {
      identifier,
      name,
      permissions: [...permissions],
      allowedScopeLevels: [...levels],
    };
    madeOrThere(await client.createRole({ query, body: given }));
    const body = { resourceGroup: resourceGroupOf(group) };
    madeOrThere(await client.createResourceGroup({ query, body }));
  }
  for (const { scope, identifier, principal, resourceGroup } of mapped.assignments) {
    const body = {
      identifier,
      roleIdentifier: EXECUTE_PIPELINE_ROLE.identifier,
      resourceGroupIdentifier: resourceGroup,
      principal,
    };
    madeOrThere(await client.createRoleAssignment({ query: queryOf(scope), body }));
  }
  return mapped.assignments.map(({ scope: { orgId, projectId } }) =>
    projectId === undefined ? 'all applications' : `${orgId}/${projectId}`,
  );
}

/** People know each other by their addresses. */
async function known(client: Client, to: Assignee): Promise<Assignee> {
  if (to.type !== 'USER' || !to.identifier.includes('@')) return to;
  const { data } = valueOf(
    await client.listUsers({ query: { searchTerm: to.identifier }, body: {} }),
  );
  const found = data.content.find(({ user }) => user.email === to.identifier);
  if (found !== undefined) return { ...to, identifier: found.user.uuid };
  throw new CommandError(EXIT.notFound, `There is no user ${to.identifier}. Invite them first.`);
}

type MappedGroup = Omit<MappedPermission['resourceGroups'][number], 'scope'>;

const resourceGroupOf = ({ identifier, name, levels, resources }: MappedGroup) => ({
  identifier,
  name,
  allowedScopeLevels: [...levels],
  includedScopes: [{ filter: 'INCLUDING_CHILD_SCOPES' as const }],
  resourceFilter:
    resources === 'all'
      ? { includeAllResources: true }
      : {
          resources: resources.map(({ type, environmentTypes }) => ({
            resourceType: type,
            attributeFilter:
              environmentTypes === undefined
                ? null
                : { attributeName: 'type', attributeValues: [...environmentTypes] },
          })),
        },
});

const queryOf = ({
  orgId,
  projectId,
}: {
  readonly orgId?: string;
  readonly projectId?: string;
}) => ({
  orgIdentifier: orgId,
  projectIdentifier: projectId,
});

function madeOrThere(answer: Result<unknown, ClientProblem>): void {
  if (!answer.ok && answer.error.code === 'OBJECT_EXISTS') return;
  valueOf(answer);
}

const TYPES = {
  user: 'USER',
  group: 'USER_GROUP',
  'service-account': 'SERVICE_ACCOUNT',
} as const satisfies Readonly<Record<string, Assignee['type']>>;

function assigneeFrom(text: string): Assignee {
  const at = text.indexOf(':');
  const [word, identifier] = [text.slice(0, at), text.slice(at + 1)];
  const found = Object.entries(TYPES).find(([name]) => name === word);
  if (found !== undefined && identifier !== '') return { type: found[1], identifier };
  throw new InvalidArgumentError('user:EMAIL, group:ID or service-account:ID.');
}

function applicationsFrom(
  text: string,
  before: readonly Application[] | 'all',
): readonly Application[] {
  const [first = '', second, ...rest] = text.split('/');
  const application =
    second === undefined
      ? { orgId: ORGANIZATION, projectId: first }
      : { orgId: first, projectId: second };
  if (application.projectId === '' || application.orgId === '' || rest.length > 0) {
    throw new InvalidArgumentError('PROJECT or ORG/PROJECT.');
  }
  return before === 'all' ? [application] : [...before, application];
}

function environmentsFrom(text: string): EnvironmentFilter {
  if (text === 'production') return 'PRODUCTION_ENVIRONMENTS';
  if (text === 'non-production') return 'NON_PRODUCTION_ENVIRONMENTS';
  throw new InvalidArgumentError('production or non-production.');
}
