import { useEffect, useRef } from 'react';
import { StatusBadge } from '../../components/status/status-badge.tsx';
import {
  choiceOf,
  failedOf,
  offersBoth,
  type RetryChoice,
  type RetryGroup,
  startsFrom,
} from './choice.ts';

interface StartChoiceProps {
  readonly groups: readonly RetryGroup[];
  readonly choice: RetryChoice;
  readonly onChoose: (choice: RetryChoice) => void;
}

/** The positions from which the retry may start; a parallel group asks which of it. */
export function StartChoice({ groups, choice, onChoose }: StartChoiceProps) {
  const chosen = groups.find((group) => startsFrom(group, choice));
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => showChosen(list.current), []);
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-2 font-semibold">Retry from</legend>
      <div ref={list} className="relative flex max-h-[45dvh] flex-col gap-2 overflow-y-auto">
        {groups.map((group) => (
          <label
            key={nameOf(group)}
            className="flex cursor-pointer items-start gap-3 rounded-md border border-line px-3 py-2 has-checked:border-accent has-checked:bg-sunken"
          >
            <input
              type="radio"
              name="retry-from"
              className="mt-1"
              checked={group === chosen}
              onChange={() => onChoose(choiceOf(group, false))}
            />
            <GroupLine group={group} />
          </label>
        ))}
      </div>
      {chosen !== undefined && offersBoth(chosen) && (
        <WhichOfGroup group={chosen} choice={choice} onChoose={onChoose} />
      )}
    </fieldset>
  );
}

/** Of hundreds of positions the chosen one is in view. */
function showChosen(list: HTMLElement | null): void {
  const label = list?.querySelector('input:checked')?.closest('label');
  if (list === null || !label) return;
  list.scrollTop = label.offsetTop - (list.clientHeight - label.clientHeight) / 2;
}

const nameOf = ({ info }: RetryGroup): string => info.map(({ identifier }) => identifier).join(' ');

/** Of more parallel stages than these, only those that did not end well are named. */
const NAMED = 8;

function GroupLine({ group }: { readonly group: RetryGroup }) {
  const { info } = group;
  const failed = failedOf(group);
  const named =
    info.length <= NAMED ? info : info.filter(({ identifier }) => failed.includes(identifier));
  return (
    <span className="flex min-w-0 grow flex-col gap-1">
      {info.length > 1 && (
        <span className="text-sm text-muted">{info.length} stages side by side</span>
      )}
      {named.map((stage) => (
        <span key={stage.identifier} className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="min-w-0 grow break-words">{stage.name}</span>
          <StatusBadge status={stage.status} />
        </span>
      ))}
      {named.length < info.length && (
        <span className="text-sm text-muted">{info.length - named.length} ended well</span>
      )}
    </span>
  );
}

interface WhichOfGroupProps {
  readonly group: RetryGroup;
  readonly choice: RetryChoice;
  readonly onChoose: (choice: RetryChoice) => void;
}

function WhichOfGroup({ group, choice, onChoose }: WhichOfGroupProps) {
  const failed = choiceOf(group, false).from;
  const names = group.info
    .filter(({ identifier }) => failed.includes(identifier))
    .map(({ name }) => name);
  const options = [
    { all: false, label: 'Only the failed', hint: `Runs ${names.join(', ')}; reuses the others` },
    { all: true, label: 'All of the group', hint: `Runs all ${group.info.length} again` },
  ];
  return (
    <fieldset className="flex flex-col gap-2 border-l-4 border-accent pl-4">
      <legend className="sr-only">Which of the parallel stages</legend>
      {options.map(({ all, label, hint }) => (
        <label key={label} className="flex cursor-pointer items-start gap-3">
          <input
            type="radio"
            name="retry-which"
            className="mt-1"
            checked={choice.runAllStages === all}
            onChange={() => onChoose(choiceOf(group, all))}
          />
          <span>
            <span className="font-medium">{label}</span>
            <span className="block text-sm text-muted">{hint}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
