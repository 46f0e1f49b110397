import { APPLICATIONS } from './applications.ts';
import { APPROVALS } from './approvals.ts';
import { BASE } from './base.ts';
import { DEPLOYED } from './deployed.ts';
import { EXECUTIONS } from './executions.ts';
import { EXPORTS } from './exports.ts';
import { FILTERS } from './filters.ts';
import { INPUTS } from './inputs.ts';
import { STAGES } from './stages.ts';
import { START_AND_RESUME } from './start-and-resume.ts';

/**
 * The contract of FirstGen's GraphQL API, as far as this server keeps it. What is not here is not supported, and a
 * document that asks for it is refused with the place. Lists and most fields are nullable, so that one refused field
 * does not take the others of its document with it.
 */
export const FIRST_GEN_SCHEMA = [
  BASE,
  APPLICATIONS,
  EXECUTIONS,
  STAGES,
  DEPLOYED,
  FILTERS,
  INPUTS,
  START_AND_RESUME,
  APPROVALS,
  EXPORTS,
].join('\n');
