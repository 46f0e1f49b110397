import type { InputSetDocument } from '@reprise/api';

interface InputSetChoiceProps {
  readonly inputSets: readonly InputSetDocument[];
  /** In the order in which they are laid over each other. */
  readonly chosen: readonly string[];
  readonly onChoose: (chosen: readonly string[]) => void;
}

/** Input sets to fill the form from; the later ticked goes over the earlier. */
export function InputSetChoice({ inputSets, chosen, onChoose }: InputSetChoiceProps) {
  if (inputSets.length === 0) return null;
  const toggle = (identifier: string): void =>
    onChoose(
      chosen.includes(identifier)
        ? chosen.filter((each) => each !== identifier)
        : [...chosen, identifier],
    );
  return (
    <fieldset className="flex flex-wrap gap-x-5 gap-y-2">
      <legend className="mb-1 text-sm font-medium">Fill from input sets</legend>
      {inputSets.map(({ identifier, name, isOutdated }) => (
        <label key={identifier} className="flex items-center gap-2">
          <input
            type="checkbox"
            checked={chosen.includes(identifier)}
            onChange={() => toggle(identifier)}
          />
          <span className="break-words">{name}</span>
          {chosen.length > 1 && chosen.includes(identifier) && (
            <span className="text-sm text-muted">{chosen.indexOf(identifier) + 1}.</span>
          )}
          {isOutdated && <span className="text-sm text-warn">outdated</span>}
        </label>
      ))}
    </fieldset>
  );
}
