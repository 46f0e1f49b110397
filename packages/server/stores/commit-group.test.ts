import { describe, expect, test } from 'vitest';
import { type CommitTogether, createCommitGroup, GroupFailed } from './commit-group.ts';

interface Write {
  readonly name: string;
  resolve(): void;
  reject(error: unknown): void;
}

/** A group over a list of commits in place of a database, and a way to submit to it. */
function groupOver(commit: CommitTogether<Write>) {
  const group = createCommitGroup<Write>(commit);
  const submit = (name: string) =>
    new Promise<string>((resolve, reject) => {
      group.submit({ name, reject, resolve: () => resolve(name) });
    });
  return { group, submit };
}

/** Something that one part of a test waits for until another part gives it. */
function signal() {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give: () => give() };
}

const namesOf = (writes: readonly Write[]): string => writes.map(({ name }) => name).join(' ');
const tellAll = (writes: readonly Write[]) => writes.map((write) => () => write.resolve());

describe('a commit group', () => {
  test('commits together what is submitted in one turn of the event loop', async () => {
    const commits: string[] = [];
    const { submit } = groupOver((writes) => {
      commits.push(namesOf(writes));
      return tellAll(writes);
    });
    await Promise.all([submit('a'), Promise.resolve().then(() => submit('b')), submit('c')]);
    expect(commits).toEqual(['a c b']);
  });

  test('commits together what arrives while a commit is running', async () => {
    const commits: string[] = [];
    const disk = signal();
    const begun = signal();
    const { submit } = groupOver(async (writes) => {
      commits.push(namesOf(writes));
      begun.give();
      await disk.given;
      return tellAll(writes);
    });
    const first = submit('a');
    await begun.given;
    const rest = [submit('b'), submit('c')];
    disk.give();
    await Promise.all([first, ...rest]);
    expect(commits).toEqual(['a', 'b c']);
  });

  test('answers nobody before the commit is over', async () => {
    const disk = signal();
    const begun = signal();
    const log: string[] = [];
    const { submit } = groupOver(async (writes) => {
      begun.give();
      await disk.given;
      log.push('durable');
      return tellAll(writes);
    });
    const answered = submit('a').then(() => log.push('answered'));
    await begun.given;
    disk.give();
    await answered;
    expect(log).toEqual(['durable', 'answered']);
  });

  test('rejects only the write that is to blame', async () => {
    const commits: string[] = [];
    const { submit } = groupOver((writes) => {
      commits.push(namesOf(writes));
      if (writes.some(({ name }) => name === 'bad')) throw new Error('constraint violated');
      return tellAll(writes);
    });
    const answers = await Promise.allSettled([submit('a'), submit('bad'), submit('b')]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(commits).toEqual(['a bad b', 'a', 'bad', 'b']);
  });

  test('rejects all when the commit itself fails, and tries nothing again', async () => {
    let commits = 0;
    const { submit } = groupOver((writes) => {
      commits += 1;
      if (commits === 1) throw new GroupFailed('disk full');
      return tellAll(writes);
    });
    const answers = await Promise.allSettled([submit('a'), submit('b')]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await submit('c')).toBe('c');
    expect(commits).toBe(2);
  });

  test('bounds how much goes into one commit', async () => {
    const sizes: number[] = [];
    const { submit } = groupOver((writes) => {
      sizes.push(writes.length);
      return tellAll(writes);
    });
    await Promise.all(Array.from({ length: 1_200 }, (_, n) => submit(`${n}`)));
    expect(sizes).toEqual([500, 500, 200]);
  });

  test('finishes what was submitted when it is closed, and takes no more', async () => {
    const { group, submit } = groupOver(tellAll);
    const accepted = submit('a');
    const closed = group.close();
    await expect(submit('b')).rejects.toThrow('The store is closed');
    await closed;
    expect(await accepted).toBe('a');
  });
});
