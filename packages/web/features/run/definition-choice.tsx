import { Card } from '../../components/card.tsx';

interface DefinitionChoiceProps {
  readonly line: string;
  readonly original: boolean;
  readonly onChoose: (original: boolean) => void;
}

/** What is run again: the pipeline as it is stored now, or what ran then. */
export function DefinitionChoice({ line, original, onChoose }: DefinitionChoiceProps) {
  return (
    <Card title="What is run again">
      <p className="break-words">{line}</p>
      <label className="flex items-center gap-2 text-sm">
        <input
          type="checkbox"
          checked={original}
          onChange={({ target }) => onChoose(target.checked)}
        />
        Exactly what ran then
      </label>
    </Card>
  );
}
