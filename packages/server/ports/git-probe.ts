/** A repository, and who asks for it. */
export interface ProbedRepository {
  readonly url: string;
  readonly credentials: { readonly user: string; readonly password: string } | null;
}

/** What came of asking for a repository. No part of a secret is in the problem (I10). */
export type ProbeResult =
  | { readonly readable: true }
  | { readonly readable: false; readonly problem: string };

/** Asks a server of git whether a repository can be read, from where the server runs. */
export type GitProbe = (repository: ProbedRepository) => Promise<ProbeResult>;
