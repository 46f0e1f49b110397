/** The pipelines of the pictures: what a shop's team would have. */
import { stringify } from 'yaml';

/** @param {string} id @param {string} name @param {string} script @param {object} [more] */
const step = (id, name, script, more = {}) => ({
  step: {
    identifier: id,
    name,
    type: 'ShellScript',
    spec: { shell: 'Bash', source: { type: 'Inline', spec: { script } } },
    ...more,
  },
});

/** @param {string} id @param {string} name @param {unknown[]} steps */
const stage = (id, name, steps) => ({
  stage: { identifier: id, name, type: 'Custom', spec: { execution: { steps } } },
});

const tests = String.raw`sleep 2; for n in $(seq 1 40); do printf '\033[32mok\033[0m %s returns %s\n' "$n" "what it should"; done`;

/** @param {string} id @param {string} name @param {unknown[]} stages @param {object} [more] */
const pipeline = (id, name, stages, more = {}) =>
  stringify({ pipeline: { identifier: id, name, ...more, stages } });

export const FAILS = pipeline('shop', 'Shop to production', [
  stage('build', 'Build', [
    step('compile', 'Compile', 'echo compiling orders; sleep 4; echo compiling payments'),
    step('image', 'Push image', 'echo pushed shop:1.42.0'),
  ]),
  {
    parallel: [
      stage('unit', 'Unit tests', [step('run', 'Run tests', tests)]),
      stage('browser', 'Browser tests', [step('run', 'Run tests', tests)]),
      stage('scan', 'Image scan', [step('scan', 'Scan', 'echo no known vulnerabilities')]),
    ],
  },
  stage('migrate', 'Migrate database', [step('migrate', 'Migrate', 'echo 3 migrations applied')]),
  stage('deploy', 'Deploy eu-west', [
    step('plan', 'Plan', 'echo 4 to change, 0 to destroy'),
    step(
      'rollout',
      'Roll out',
      String.raw`for n in 1 2 3 4; do echo "waiting for deployment shop: $n of 4 replicas updated"; done
printf '\033[1;31merror:\033[0m deployment "shop" exceeded its progress deadline\n' >&2
echo 'pod shop-6d9f7 is in CrashLoopBackOff: REGION is not set' >&2
exit 1`,
    ),
  ]),
  stage('smoke', 'Smoke check', [step('ask', 'Ask the shop', 'echo 200')]),
]);

export const RUNS = pipeline('nightly', 'Nightly checks', [
  stage('links', 'Links', [step('check', 'Check links', 'echo 812 links are fine')]),
  stage('load', 'Load test', [
    step(
      'load',
      'Load',
      'for n in $(seq 1 600); do echo "minute $n: 212 ms at p95"; sleep 1; done',
    ),
  ]),
  stage('report', 'Report', [step('send', 'Send', 'echo sent')]),
]);

export const PASSES = pipeline('docs', 'Documentation site', [
  stage('build', 'Build', [step('build', 'Build', 'echo 118 pages')]),
  stage('publish', 'Publish', [step('publish', 'Publish', 'echo published')]),
]);

/** Its first run fails and its retry, which is the second, succeeds. */
export const CONTINUED = pipeline(
  'docs_release',
  'Release of the documentation',
  [
    stage('build', 'Build', [step('build', 'Build', 'echo 118 pages')]),
    stage('check', 'Check links', [step('check', 'Check', 'echo 812 links are fine')]),
    stage('publish', 'Publish', [
      step('publish', 'Publish', 'test <+pipeline.sequenceId> -gt 1 && echo published'),
    ]),
  ],
  {
    allowStageExecutions: true,
    variables: [
      { name: 'version', type: 'String', value: '<+input>.default(1.42.0)' },
      {
        name: 'channel',
        type: 'String',
        value: '<+input>.default(stable).allowedValues(stable,next)',
      },
    ],
  },
);

export const ASKS = pipeline('payments', 'Payments to production', [
  stage('build', 'Build', [step('build', 'Build', 'echo built payments:7.3.1')]),
  {
    stage: {
      identifier: 'approve',
      name: 'Release approval',
      type: 'Approval',
      spec: {
        execution: {
          steps: [
            {
              step: {
                identifier: 'ask',
                name: 'Ask the owners',
                type: 'HarnessApproval',
                timeout: '1d',
                spec: {
                  approvalMessage: 'Ship payments 7.3.1 to production?',
                  approvers: {
                    userGroups: ['_project_all_users'],
                    minimumCount: 1,
                    disallowPipelineExecutor: false,
                  },
                  approverInputs: [{ name: 'ticket', required: true }],
                },
              },
            },
          ],
        },
      },
    },
  },
  stage('deploy', 'Deploy', [step('deploy', 'Deploy', 'echo deployed')]),
]);

/** Fails whenever it runs. */
export const BREAKS = pipeline('mirror', 'Mirror of the packages', [
  stage('fetch', 'Fetch', [step('fetch', 'Fetch', 'echo 3 new packages')]),
  stage('publish', 'Publish', [
    step('push', 'Push', 'echo 502 from mirror.example.com >&2; exit 1'),
  ]),
]);

const probe = 'echo "readiness probe failed: HTTP 503" >&2; exit 1';
const ask = {
  type: 'ManualIntervention',
  spec: { timeout: '1d', onTimeout: { action: { type: 'Abort' } } },
};

/** One of its stages waits for a decision while the other goes on. */
export const UNDECIDED = pipeline('search', 'Search in all regions', [
  {
    parallel: [
      stage('eu', 'Deploy eu-west', [
        step('roll', 'Roll out', probe, {
          failureStrategies: [{ onFailure: { errors: ['AllErrors'], action: ask } }],
        }),
      ]),
      stage('us', 'Deploy us-east', [step('roll', 'Roll out', 'sleep 600')]),
    ],
  },
]);

/** As long as some are, with its failure far behind the first screen. */
export const LONG = pipeline(
  'tenants',
  'Migration of all tenants',
  Array.from({ length: 300 }, (_, at) =>
    stage(`tenant_${at + 1}`, `Tenant ${at + 1}`, [
      step('migrate', 'Migrate', at === 120 ? 'echo disk is full >&2; exit 1' : ':'),
    ]),
  ),
);
