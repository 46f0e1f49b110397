/** What FirstGen's mutations take that means something there and nothing here. */
import { ok, type Result, refused } from '@reprise/core';
import type { Refused } from '../../../use-cases/index.ts';
import { refusal } from '../../../use-cases/refusals.ts';

export interface MeaninglessInputs {
  readonly serviceInputs?: readonly unknown[] | null;
  readonly excludeHostsWithSameArtifact?: boolean | null;
  readonly continueWithDefaultValues?: boolean | null;
  readonly targetToSpecificHosts?: boolean | null;
  readonly specificHosts?: readonly unknown[] | null;
}

/** Clients send these with every request, nearly always to say that they want nothing of it: then they may. */
export function checkMeaningless(input: MeaninglessInputs): Result<null, Refused> {
  for (const [field, { isGiven, why }] of Object.entries(MEANINGLESS)) {
    if (!isGiven(input)) continue;
    return refused(refusal('INVALID_REQUEST', `${field}: ${why} Leave it out.`, { field }));
  }
  return ok(null);
}

interface Meaningless {
  readonly isGiven: (input: MeaninglessInputs) => boolean;
  readonly why: string;
}

const HOSTS = 'pipelines here do not choose among the hosts of an infrastructure.';

const MEANINGLESS: Readonly<Record<keyof MeaninglessInputs, Meaningless>> = {
  serviceInputs: {
    isGiven: ({ serviceInputs }) => (serviceInputs ?? []).length > 0,
    why: 'pipelines here ask for no artifacts; give a version as a variable of the pipeline.',
  },
  excludeHostsWithSameArtifact: {
    isGiven: (input) => input.excludeHostsWithSameArtifact === true,
    why: HOSTS,
  },
  continueWithDefaultValues: {
    isGiven: (input) => input.continueWithDefaultValues === true,
    why: 'an input that is asked for on the way has its own default and timeout in the pipeline.',
  },
  targetToSpecificHosts: {
    isGiven: (input) => input.targetToSpecificHosts === true,
    why: HOSTS,
  },
  specificHosts: { isGiven: ({ specificHosts }) => (specificHosts ?? []).length > 0, why: HOSTS },
};
