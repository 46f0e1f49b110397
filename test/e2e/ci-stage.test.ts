import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { cliOf } from './support/cli.ts';
import { PATIENCE } from './support/server-process.ts';
import { useServer } from './support/use-server.ts';

const server = useServer();

/** A bare repository below `forge`, as a server would have it, whose only commit has a script. */
function makeRepository(): void {
  const work = join(server.folder, 'work');
  mkdirSync(work);
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', work, ...identity, ...args]);
  git('init', '-q', '-b', 'main');
  writeFileSync(join(work, 'build.sh'), 'mkdir -p out && echo "built by $1" > out/app\n');
  git('add', '.');
  git('commit', '-q', '-m', 'Say who builds');
  execFileSync('git', ['clone', '-q', '--bare', work, join(server.folder, 'forge', 'shop.git')]);
}

const connector = (url: string) => `connector:
  identifier: forge
  name: Forge
  type: Git
  spec: { url: ${url}, type: Http, connectionType: Account }
`;

const pipeline = `pipeline:
  identifier: shop
  name: Shop
  orgIdentifier: default
  projectIdentifier: default_project
  properties:
    ci:
      codebase:
        connectorRef: account.forge
        repoName: shop.git
        build: { type: branch, spec: { branch: main } }
  stages:
    - stage:
        identifier: build
        name: Build
        type: CI
        spec:
          cloneCodebase: true
          platform: { os: Linux, arch: Amd64 }
          runtime: { type: Cloud, spec: {} }
          execution:
            steps:
              - step:
                  identifier: service
                  name: Service
                  type: Background
                  spec:
                    shell: Bash
                    command: |
                      mkfifo ask answer
                      while read -r line < ask; do echo "$line, says the service" > answer; done
              - step:
                  identifier: compile
                  name: Compile
                  type: Run
                  spec: { command: sh build.sh <+codebase.gitUser> }
              - step:
                  identifier: check
                  name: Check
                  type: Run
                  spec:
                    shell: Bash
                    command: |
                      until [ -p answer ]; do sleep 0.01; done
                      cat out/app > ask
                      cat answer
`;

it('a CI stage clones from a stored connector, builds, asks what runs in the background, and leaves nothing behind', async () => {
  makeRepository();
  const file = join(server.folder, 'pipeline.yaml');
  const forge = join(server.folder, 'forge.yaml');
  writeFileSync(file, pipeline);
  writeFileSync(forge, connector(join(server.folder, 'forge')));
  const reprise = cliOf(server.url);
  expect(await reprise('apply', forge)).toMatchObject({ code: 0 });
  const { code, out } = await reprise('run', file);
  expect(out).toContain('Say who builds');
  expect(out).toContain('built by Ada, says the service');
  expect(code).toBe(0);
  const left = () => readdirSync(join(server.folder, 'data', 'delegate', 'work'));
  await vi.waitFor(() => expect(left()).toEqual([]), { timeout: PATIENCE });
});
