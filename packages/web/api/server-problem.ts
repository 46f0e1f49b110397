import type { ClientProblem } from '@reprise/api/client';

/** What the server refused, as an exception: queries report failures by throwing. */
export class ServerProblem extends Error {
  override readonly name = 'ServerProblem';
  readonly problem: ClientProblem;

  constructor(problem: ClientProblem) {
    super(problem.message);
    this.problem = problem;
  }
}
