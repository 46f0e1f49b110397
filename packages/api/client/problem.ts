import * as z from 'zod/mini';
import { errorEnvelope, problemInYaml } from '../rest/envelope.ts';

/** Why the server did not do what was asked. */
export interface ClientProblem {
  readonly httpStatus: number;
  /** One of the API's problem codes; `UNEXPECTED_ANSWER` when what answers is not such a server. */
  readonly code: string;
  readonly message: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** For bad YAML: what is wrong, and where. */
  readonly problems: readonly z.infer<typeof problemInYaml>[];
}

const problemList = z.array(problemInYaml);

/** Reads the error of an answer whose status is not 2xx. */
export async function problemOf(response: Response): Promise<ClientProblem> {
  const text = await response.text();
  const parsed = errorEnvelope.safeParse(parseJson(text));
  if (!parsed.success) {
    return {
      httpStatus: response.status,
      code: 'UNEXPECTED_ANSWER',
      message: `${response.url || 'The server'} answered ${response.status} without saying why. Is it a Reprise server?`,
      metadata: {},
      problems: [],
    };
  }
  const { code, message, metadata } = parsed.data;
  const problems = problemList.safeParse(metadata['problems']);
  return {
    httpStatus: response.status,
    code,
    message,
    metadata,
    problems: problems.success ? problems.data : [],
  };
}

/** A 2xx answer whose body is not what the endpoint promises: another kind of server, or another version of it. */
export function unexpectedAnswer(response: Response, error: z.core.$ZodError): ClientProblem {
  const issue = error.issues[0];
  const where = issue === undefined ? '' : ` (${issue.path.join('.') || 'body'}: ${issue.message})`;
  return {
    httpStatus: response.status,
    code: 'UNEXPECTED_ANSWER',
    message: `${response.url || 'The server'} answered something this client does not understand${where}. Is it a Reprise server of the same version?`,
    metadata: {},
    problems: [],
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
