import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { bundle } from '../bundle.mjs';

const WHERE = 'orgIdentifier=default&projectIdentifier=default_project';
const YAML = { 'content-type': 'application/yaml' };

/**
 * A server of its own with an empty data folder.
 * @returns {Promise<DemoServer>}
 * @typedef {{ url: string, run: (yaml: string) => Promise<string>, again: (pipeline: string) => Promise<string>, retry: (execution: string, pipeline: string, stage: string) => Promise<string>, retryMany: (pipeline: string) => Promise<string>, ended: (execution: string) => Promise<void>, stop: () => Promise<void> }} DemoServer
 */
export async function startDemoServer() {
  const data = await mkdtemp(join(tmpdir(), 'reprise-pictures-'));
  const child = spawn(
    process.execPath,
    [fileURLToPath(bundle), 'server', '--port', '0', '--data', data],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  let url;
  while (url === undefined) {
    if (child.exitCode !== null) throw new Error(`the server ended at start:\n${output}`);
    url = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
    await pause(20);
  }
  const address = url;
  /** @param {string} path @param {RequestInit} [init] */
  const ask = async (path, init) => {
    const answer = await fetch(
      `${address}/pipeline/api/${path}${path.includes('?') ? '&' : '?'}${WHERE}`,
      init,
    );
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${text}`);
    return JSON.parse(text).data;
  };
  return {
    url: address,
    run: async (yaml) => {
      const { identifier } = parse(yaml).pipeline;
      await ask('pipelines/v2', { method: 'POST', headers: YAML, body: yaml });
      const started = await ask(`pipeline/execute/${identifier}`, {
        method: 'POST',
        headers: YAML,
      });
      return started.planExecutionId;
    },
    again: async (pipeline) =>
      (await ask(`pipeline/execute/${pipeline}`, { method: 'POST', headers: YAML }))
        .planExecutionId,
    retry: async (execution, pipeline, stage) => {
      const query = `planExecutionId=${execution}&retryStages=${stage}&runAllStages=true`;
      const path = `pipeline/execute/retry/${pipeline}?${query}`;
      return (await ask(path, { method: 'POST', headers: YAML })).planExecutionId;
    },
    retryMany: async (pipeline) => {
      const answer = await fetch(`${address}/api/v1/retry-batches?${WHERE}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ filter: { pipelines: [pipeline] }, note: 'The mirror is back' }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(text);
      return JSON.parse(text).batchId;
    },
    ended: async (execution) => {
      for (;;) {
        const { pipelineExecutionSummary } = await ask(`pipelines/execution/v2/${execution}`);
        if (pipelineExecutionSummary.endTs !== null) return;
        await pause(50);
      }
    },
    stop: async () => {
      child.kill('SIGTERM');
      while (child.exitCode === null && child.signalCode === null) await pause(20);
      await rm(data, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
