/** What somebody did to an execution, as a person would say it after their name. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['run', 'ran it'],
  ['rerun', 'ran it again'],
  ['retry', 'retried it'],
  ['abort', 'aborted it'],
  ['abortall', 'aborted it'],
  ['expireall', 'let it expire'],
  ['pause', 'paused it'],
  ['pauseall', 'paused it'],
  ['resume', 'let it go on'],
  ['resumeall', 'let it go on'],
  ['approve', 'approved'],
  ['reject', 'rejected'],
  ['markasfailed', 'marked as failed'],
  ['give inputs', 'gave the inputs of'],
  ['intervene', 'decided about'],
]);

/** Says an act that these pages do not know, of another version of the server, by its own name. */
export const actInWords = (action: string): string => WORDS.get(action) ?? action;
